//! Connections: how many at once, in which protocol, and for how long a client may let Hilo wait.
//!
//! A client that sends slowly or stops reading is cut off, so that it does not keep a place from somebody else. An
//! answer may take as long as it likes, as a stream of notices does. Over TLS a client chooses between HTTP/2 and
//! HTTP/1.1; in the clear there is HTTP/1.1 alone.

use std::{
    convert::Infallible,
    future::Future,
    io,
    net::SocketAddr,
    pin::{Pin, pin},
    sync::Arc,
    time::Duration,
};

use axum::{
    Router,
    body::{Body, HttpBody},
    extract::{ConnectInfo, Request},
    http::{HeaderValue, header},
};
use hyper::{body::Incoming, server::conn::http1, service::Service};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::{Semaphore, watch},
    time::{sleep, timeout},
};
use web::guard::Encrypted;

#[cfg(test)]
mod encrypted;
pub mod plain;
mod second;
#[cfg(test)]
mod tests;
pub mod tls;
mod wire;

use second::Streams;
use tls::Tls;
use wire::{Timely, Turns, Wire};

/// What a client may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at once. More wait until one has left.
    pub connections: u32,
    /// For the head of a request, from its first byte; the first one, and the greeting of TLS before it, from when the
    /// connection was opened.
    pub head: Duration,
    /// For the body of a request, from its head to its last byte.
    pub body: Duration,
    /// For reading anything at all of an answer.
    pub read: Duration,
    /// Between two requests.
    pub idle: Duration,
}

impl Limits {
    /// As Hilo serves.
    pub fn new(connections: u32) -> Limits {
        let [head, body, read, idle] = [10, 30, 30, 75].map(Duration::from_secs);
        Limits { connections, head, body, read, idle }
    }
}

/// The most that the head of a request may weigh.
const HEAD_BYTES: usize = 64 * 1024;

/// Where people come in.
pub struct Door {
    listener: TcpListener,
    tls: Option<Tls>,
}

impl Door {
    /// In the clear: on this machine, or behind a proxy that speaks TLS.
    pub const fn plain(listener: TcpListener) -> Door {
        Door { listener, tls: None }
    }

    /// With a certificate.
    pub const fn encrypted(listener: TcpListener, tls: Tls) -> Door {
        Door { listener, tls: Some(tls) }
    }
}

/// Serves until told to stop, and then until the last connection has ended.
pub async fn serve(door: Door, router: Router, limits: Limits, mut stop: watch::Receiver<bool>) {
    let places = Arc::new(Semaphore::new(limits.connections as usize));
    let told = stop.clone();
    let Door { listener, tls } = door;
    let accepting = async {
        loop {
            let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
            let (stream, peer) = accept(&listener).await;
            let visit = Visit { router: router.clone(), peer, limits, stop: told.clone() };
            let tls = tls.clone();
            tokio::spawn(async move {
                visit.welcome(stream, tls).await;
                drop(place);
            });
        }
    };
    tokio::select! {
        () = accepting => {}
        () = stopped(&mut stop) => {}
    }
    drop(listener);
    // Nothing closes the places, so this waits until all of them are free.
    drop(places.acquire_many(limits.connections).await);
}

/// A sender that is gone means the same as one that says stop.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    drop(stop.wait_for(|stopped| *stopped).await);
}

/// The next connection. What goes wrong with one is its own business; too many open files is over when some are closed.
async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    loop {
        match listener.accept().await {
            Ok(found) => return found,
            Err(error) if [ConnectionAborted, ConnectionRefused, ConnectionReset].contains(&error.kind()) => {}
            Err(error) => {
                tracing::error!(cause = %error, "a connection could not be accepted; trying again in a second");
                sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

/// One connection and what it is answered with.
struct Visit {
    router: Router,
    peer: SocketAddr,
    limits: Limits,
    stop: watch::Receiver<bool>,
}

impl Visit {
    /// Greets, and answers in the protocol that the client chose.
    async fn welcome(mut self, stream: TcpStream, tls: Option<Tls>) {
        // An answer that waits for a full packet is late; a socket that cannot be told so still works.
        drop(stream.set_nodelay(true));
        let Some(tls) = tls else { return self.first(stream, false).await };
        let greeted = tokio::select! {
            greeted = timeout(self.limits.head, tls.greet(stream)) => greeted,
            () = stopped(&mut self.stop) => return,
        };
        match greeted {
            Ok(Ok(stream)) if stream.get_ref().1.alpn_protocol() == Some(tls::SECOND) => self.second(stream).await,
            Ok(Ok(stream)) => self.first(stream, true).await,
            Ok(Err(error)) => tracing::debug!(cause = %error, "a connection was not encrypted"),
            Err(_) => tracing::debug!("a client took too long to greet"),
        }
    }

    fn desk(&self, turns: Turns, streams: Option<Streams>, is_encrypted: bool) -> Desk {
        let router = TowerToHyperService::new(self.router.clone());
        Desk { router, peer: self.peer, body: self.limits.body, turns, streams, is_encrypted }
    }

    /// HTTP/1.1: one request after the other.
    async fn first(mut self, stream: impl AsyncRead + AsyncWrite + Unpin, is_encrypted: bool) {
        let turns = Turns::default();
        let desk = self.desk(turns.clone(), None, is_encrypted);
        let wire = TokioIo::new(Wire::new(stream, self.limits, turns));
        let serving = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.limits.idle)
            .max_buf_size(HEAD_BYTES)
            .serve_connection(wire, desk);
        let mut serving = pin!(serving);
        let ended = tokio::select! {
            ended = serving.as_mut() => ended,
            () = stopped(&mut self.stop) => {
                serving.as_mut().graceful_shutdown();
                serving.await
            }
        };
        if let Err(error) = ended {
            tracing::debug!(cause = %error, "a connection broke off");
        }
    }
}

/// Hands a connection's requests to the router.
struct Desk {
    router: TowerToHyperService<Router>,
    peer: SocketAddr,
    body: Duration,
    turns: Turns,
    /// What goes on at once, in HTTP/2.
    streams: Option<Streams>,
    is_encrypted: bool,
}

impl Service<Request<Incoming>> for Desk {
    type Response = axum::response::Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        let place = self.streams.as_ref().map(Streams::begin);
        // Where several go on at once there are no turns: only the first head has to come in time.
        if place.is_none() || self.turns.is_first() {
            self.turns.pass();
        }
        let mut request = request.map(|body| match body.is_end_stream() {
            true => Body::empty(),
            false => Body::new(Timely::new(body, self.body)),
        });
        request.extensions_mut().insert(ConnectInfo(self.peer));
        if self.is_encrypted {
            request.extensions_mut().insert(Encrypted);
        }
        name_host(&mut request);
        let (answer, turns) = (self.router.call(request), self.turns.clone());
        Box::pin(async move {
            let answer = answer.await?;
            Ok(match place {
                Some(place) => answer.map(|body| Body::new(place.watching(body))),
                None => {
                    turns.pass();
                    answer
                }
            })
        })
    }
}

/// HTTP/2 says in `:authority` what HTTP/1.1 says in `Host`, which is where handlers look.
fn name_host(request: &mut Request<Body>) {
    if request.headers().contains_key(header::HOST) {
        return;
    }
    let host = request.uri().authority().and_then(|authority| HeaderValue::from_str(authority.as_str()).ok());
    if let Some(host) = host {
        request.headers_mut().insert(header::HOST, host);
    }
}
