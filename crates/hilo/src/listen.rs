//! Connections: how many at once, and for how long a client may let Hilo wait.
//!
//! A client that sends slowly or stops reading is cut off, so that it does not keep a place from somebody else. An
//! answer may take as long as it likes, as a stream of notices does.

use std::{
    convert::Infallible,
    future::Future,
    io,
    net::SocketAddr,
    pin::{Pin, pin},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    BoxError, Router,
    body::{Body, Bytes, HttpBody},
    extract::{ConnectInfo, Request},
};
use http_body::{Frame, SizeHint};
use hyper::{body::Incoming, server::conn::http1, service::Service};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    sync::{Semaphore, watch},
    time::{Sleep, sleep},
};

/// What a client may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at once. More wait until one has left.
    pub connections: u32,
    /// For the head of a request, from its first byte; the first one from when the connection was opened.
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

/// Serves until told to stop, and then until the last connection has ended.
pub async fn serve(listener: TcpListener, router: Router, limits: Limits, mut stop: watch::Receiver<bool>) {
    let places = Arc::new(Semaphore::new(limits.connections as usize));
    let told = stop.clone();
    let accepting = async {
        loop {
            let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
            let (stream, peer) = accept(&listener).await;
            let work = answer(stream, peer, router.clone(), limits, told.clone());
            tokio::spawn(async move {
                work.await;
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

/// Answers what comes over one connection.
async fn answer(stream: TcpStream, peer: SocketAddr, router: Router, limits: Limits, mut stop: watch::Receiver<bool>) {
    // An answer that waits for a full packet is late; a socket that cannot be told so still works.
    drop(stream.set_nodelay(true));
    let turns = Turns::default();
    let desk = Desk { router: TowerToHyperService::new(router), peer, body: limits.body, turns: turns.clone() };
    let wire = TokioIo::new(Wire::new(stream, limits, turns));
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.idle)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(wire, desk);
    let mut serving = pin!(serving);
    let ended = tokio::select! {
        ended = serving.as_mut() => ended,
        () = stopped(&mut stop) => {
            serving.as_mut().graceful_shutdown();
            serving.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(cause = %error, "a connection broke off");
    }
}

/// Whose turn it is on a connection: even while the client may ask, odd while it is being answered.
#[derive(Clone, Default)]
struct Turns(Arc<AtomicU64>);

impl Turns {
    fn now(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    fn pass(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// Hands a connection's requests to the router.
struct Desk {
    router: TowerToHyperService<Router>,
    peer: SocketAddr,
    body: Duration,
    turns: Turns,
}

impl Service<Request<Incoming>> for Desk {
    type Response = axum::response::Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        self.turns.pass();
        let mut request = request.map(|body| match body.is_end_stream() {
            true => Body::empty(),
            false => Body::new(Timely { body, end: Box::pin(sleep(self.body)) }),
        });
        request.extensions_mut().insert(ConnectInfo(self.peer));
        let (answer, turns) = (self.router.call(request), self.turns.clone());
        Box::pin(async move {
            let answer = answer.await;
            turns.pass();
            answer
        })
    }
}

/// The body of a request, which must be here in time.
struct Timely {
    body: Incoming,
    end: Pin<Box<Sleep>>,
}

impl HttpBody for Timely {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        match Pin::new(&mut self.body).poll_frame(cx) {
            Poll::Pending => self.end.as_mut().poll(cx).map(|()| Some(Err("the body took too long".into()))),
            frame => frame.map_err(Into::into),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A connection that breaks off when its client is too slow.
struct Wire {
    stream: TcpStream,
    limits: Limits,
    turns: Turns,
    /// When the head that has begun must be here, and in which turn it began.
    head: Option<(u64, Pin<Box<Sleep>>)>,
    /// When the client must have read some of what waits for it.
    read: Option<Pin<Box<Sleep>>>,
}

impl Wire {
    fn new(stream: TcpStream, limits: Limits, turns: Turns) -> Wire {
        Wire { stream, limits, turns, head: Some((0, Box::pin(sleep(limits.head)))), read: None }
    }

    /// Judges a client that does not read.
    fn sent<T>(&mut self, cx: &mut Context<'_>, outcome: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if outcome.is_ready() {
            self.read = None;
            return outcome;
        }
        let read = self.read.get_or_insert_with(|| Box::pin(sleep(self.limits.read)));
        read.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Wire {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let (turn, before) = (self.turns.now(), buffer.filled().len());
        self.head.take_if(|(began, _)| *began != turn);
        let outcome = Pin::new(&mut self.stream).poll_read(cx, buffer);
        let clients_turn = turn.is_multiple_of(2);
        if clients_turn && self.head.is_none() && buffer.filled().len() > before {
            self.head = Some((turn, Box::pin(sleep(self.limits.head))));
        }
        match (&mut self.head, &outcome) {
            (Some((_, late)), Poll::Pending) => late.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into())),
            _ => outcome,
        }
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.sent(cx, outcome)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.sent(cx, outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use axum::{
        extract::State,
        routing::{get, post},
    };
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        task::JoinHandle,
        time::{Instant, interval_at, timeout},
    };

    use super::*;

    const SHORT: Duration = Duration::from_millis(60);
    const LONG: Duration = Duration::from_secs(600);
    /// What takes this long never comes.
    const PATIENCE: Duration = Duration::from_secs(60);
    const ENDLESS: Limits = Limits { connections: 8, head: LONG, body: LONG, read: LONG, idle: LONG };

    struct Server {
        address: SocketAddr,
        stop: watch::Sender<bool>,
        ended: JoinHandle<()>,
        /// Grows with each slow request that has begun.
        slow: Arc<Semaphore>,
    }

    async fn server(limits: Limits) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let began = Arc::new(Semaphore::new(0));
        let router = Router::new()
            .route("/", get(|ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { peer.ip().to_string() }))
            .route("/slow", get(slow).with_state(Arc::clone(&began)))
            .route("/much", get(|| async { vec![b'x'; 64 << 20] }))
            .route("/body", post(|body: Bytes| async move { body.len().to_string() }));
        let (stop, stopped) = watch::channel(false);
        let ended = tokio::spawn(serve(listener, router, limits, stopped));
        Server { address, stop, ended, slow: began }
    }

    /// Takes longer than anything a client may take.
    async fn slow(State(began): State<Arc<Semaphore>>) -> &'static str {
        began.add_permits(1);
        let mut ticks = interval_at(Instant::now() + 4 * SHORT, SHORT);
        ticks.tick().await;
        "at last"
    }

    impl Server {
        async fn says(&self, text: &str) -> TcpStream {
            let mut client = TcpStream::connect(self.address).await.expect("it listens");
            client.write_all(text.as_bytes()).await.expect("it is there");
            client
        }
    }

    /// Everything until the server hangs up.
    async fn rest(client: &mut TcpStream) -> String {
        let mut bytes = Vec::new();
        let read = timeout(PATIENCE, client.read_to_end(&mut bytes)).await.expect("it hangs up");
        // One that hangs up on what was not read resets the connection.
        drop(read);
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// One answer, which ends with this.
    async fn answer_ending(client: &mut TcpStream, end: &str) -> String {
        let mut text = String::new();
        while !text.ends_with(end) {
            let mut bytes = [0; 1024];
            let read = timeout(PATIENCE, client.read(&mut bytes)).await.expect("it answers").expect("it is there");
            assert_ne!(read, 0, "it hung up after {text}");
            text.push_str(&String::from_utf8_lossy(&bytes[..read]));
        }
        text
    }

    const ASK: &str = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";

    #[tokio::test]
    async fn a_head_that_does_not_come_is_not_waited_for() {
        let server = server(Limits { head: SHORT, ..ENDLESS }).await;
        for half in ["", "G", "GET / HTTP/1.1\r\nhost: a\r\n"] {
            assert_eq!(rest(&mut server.says(half).await).await, "", "after {half:?}");
        }
        let mut client = server.says(ASK).await;
        answer_ending(&mut client, "127.0.0.1").await;
        client.write_all(b"GET / HT").await.expect("it is there");
        assert_eq!(rest(&mut client).await, "", "the second request is no better");
    }

    #[tokio::test]
    async fn a_head_that_trickles_is_cut_off() {
        let server = server(Limits { head: 4 * SHORT, ..ENDLESS }).await;
        let (mut reads, mut writes) = server.says("GET / HTTP/1.1\r\n").await.into_split();
        let trickle = tokio::spawn(async move {
            let mut ticks = interval_at(Instant::now(), SHORT / 4);
            while writes.write_all(b"a: b\r\n").await.is_ok() {
                ticks.tick().await;
            }
        });
        let mut bytes = Vec::new();
        drop(timeout(PATIENCE, reads.read_to_end(&mut bytes)).await.expect("it hangs up"));
        assert!(bytes.is_empty());
        timeout(PATIENCE, trickle).await.expect("it is told").expect("no panic");
    }

    #[tokio::test]
    async fn a_body_that_trickles_is_refused() {
        let server = server(Limits { body: SHORT, ..ENDLESS }).await;
        let head = "POST /body HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\n";
        let answer = rest(&mut server.says(&format!("{head}12345")).await).await;
        assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
        let mut client = server.says(&format!("{head}123456789")).await;
        answer_ending(&mut client, "\r\n\r\n9").await;
    }

    #[tokio::test]
    async fn an_idle_connection_ends_and_a_slow_answer_does_not() {
        let server = server(Limits { head: 2 * SHORT, body: SHORT, read: SHORT, idle: SHORT, ..ENDLESS }).await;
        let answer = rest(&mut server.says("GET /slow HTTP/1.1\r\nhost: a\r\n\r\n").await).await;
        assert!(answer.ends_with("at last"), "{answer}");
    }

    #[tokio::test]
    async fn a_connection_may_rest_for_longer_than_a_head_may_take() {
        let server = server(Limits { head: SHORT, ..ENDLESS }).await;
        let mut client = server.says(ASK).await;
        answer_ending(&mut client, "127.0.0.1").await;
        interval_at(Instant::now() + 3 * SHORT, SHORT).tick().await;
        client.write_all(ASK.as_bytes()).await.expect("it is there");
        answer_ending(&mut client, "127.0.0.1").await;
    }

    #[tokio::test]
    async fn who_does_not_read_is_cut_off() {
        let server = server(Limits { connections: 1, read: SHORT, ..ENDLESS }).await;
        let _deaf = server.says("GET /much HTTP/1.1\r\nhost: a\r\n\r\n").await;
        answer_ending(&mut server.says(ASK).await, "127.0.0.1").await;
    }

    #[tokio::test]
    async fn one_too_many_waits_until_another_leaves() {
        let server = server(Limits { connections: 2, ..ENDLESS }).await;
        let (mut one, mut two) = (server.says(ASK).await, server.says(ASK).await);
        answer_ending(&mut one, "127.0.0.1").await;
        answer_ending(&mut two, "127.0.0.1").await;
        let mut three = server.says(ASK).await;
        let early = timeout(4 * SHORT, three.readable()).await;
        assert!(early.is_err(), "there was no place for it");
        drop(one);
        answer_ending(&mut three, "127.0.0.1").await;
    }

    #[tokio::test]
    async fn it_ends_when_what_was_asked_is_answered() {
        let server = server(ENDLESS).await;
        let (mut idle, mut busy) = (server.says(ASK).await, server.says("GET /slow HTTP/1.1\r\nhost: a\r\n\r\n").await);
        answer_ending(&mut idle, "127.0.0.1").await;
        drop(timeout(PATIENCE, server.slow.acquire()).await.expect("it has begun"));
        server.stop.send_replace(true);
        assert_eq!(rest(&mut idle).await, "");
        assert!(rest(&mut busy).await.ends_with("at last"));
        timeout(PATIENCE, server.ended).await.expect("it ends").expect("no panic");
        assert!(TcpStream::connect(server.address).await.is_err(), "nobody listens");
    }
}
