//! Hilo served on the loopback, and callers that ask it for pages over connections that they keep.

use std::{
    net::SocketAddr,
    sync::{Arc, atomic::AtomicU64},
    time::Duration,
};

use base::{Actor, Clock, Cx, Error, Result};
use store::Db;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    runtime::Runtime,
    sync::{Mutex, watch},
};
use web::{
    app::App,
    rights::Role,
    routes::Route,
    sessions::{self, Device, Token},
    shops::Scope,
    staff::{self, NewStaff},
    who::COOKIE,
};

use super::{
    cards::{CALLERS, chosen},
    load::Load,
    town,
};
use crate::{config::Config, serve};

/// A served Hilo and its callers.
pub struct Served {
    server: Runtime,
    stop: watch::Sender<bool>,
    app: App,
    table: Vec<Route>,
    address: SocketAddr,
    cookie: String,
    callers: Vec<Arc<Mutex<Caller>>>,
}

/// A connection that is kept.
pub struct Caller {
    stream: TcpStream,
    cookie: String,
    /// What was read and not yet used.
    bytes: Vec<u8>,
}

impl Served {
    /// Serves `db`, opens a session and connects the callers.
    pub fn start(config: &Config, db: &Db, load: &Runtime) -> Result<Served> {
        let cookie = sign_in(db, 1)?.pop().unwrap_or_default();
        let server = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Error::internal)?;
        let (stop, stopped) = watch::channel(false);
        let app = serve::app(config, db.clone(), Clock::Machine, stopped)?;
        let (router, table) = serve::routes(&app)?;
        let listener = server.block_on(TcpListener::bind("127.0.0.1:0")).map_err(Error::internal)?;
        let address = listener.local_addr().map_err(Error::internal)?;
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        server.spawn(async move { axum::serve(listener, service).await });
        let mut served = Served { server, stop, app, table, address, cookie, callers: Vec::new() };
        served.callers = (0..CALLERS).map(|_| served.caller(load)).collect::<Result<_>>()?;
        Ok(served)
    }

    /// One more caller.
    pub fn caller(&self, load: &Runtime) -> Result<Arc<Mutex<Caller>>> {
        load.block_on(Caller::connect(self.address, &self.cookie)).map(Mutex::new).map(Arc::new)
    }

    /// The program, for what runs beside its pages.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Every address.
    pub fn table(&self) -> &[Route] {
        &self.table
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The session, as a browser sends it.
    pub fn cookie(&self) -> &str {
        &self.cookie
    }

    /// The threads that serve.
    pub fn runtime(&self) -> &Runtime {
        &self.server
    }

    /// Asks for random customers under a path; gives how long each answer took.
    pub fn ask(&self, load: &Load, customers: u64, time: Duration, path: &'static str) -> Result<Vec<Duration>> {
        let (callers, next) = (self.callers.clone(), Arc::new(AtomicU64::new(0)));
        let turn = load.run(CALLERS, time, move |caller| {
            let (caller, id) = (Arc::clone(&callers[caller]), town::customer(chosen(&next, customers)));
            async move { caller.lock().await.get(&format!("{path}{id}")).await }
        })?;
        Ok(turn.times)
    }

    /// Stops serving.
    pub fn stop(self) {
        self.stop.send_replace(true);
        self.server.shutdown_background();
    }
}

/// An account without a password that anybody could know, and its sessions, as browsers send them.
pub fn sign_in(db: &Db, sessions: usize) -> Result<Vec<String>> {
    let cx = Cx { actor: Actor::Operator, now: Clock::Machine.now() };
    let tokens = (0..sessions).map(|_| Token::new()).collect::<Result<Vec<_>>>()?;
    let texts: Vec<String> = tokens.iter().map(|token| token.as_str().to_owned()).collect();
    let cookies = texts.iter().map(|text| format!("{COOKIE}={text}")).collect();
    db.write_now("bench.sign_in", move |tx| {
        let (email, name) = (format!("{}@hilo.example", Token::new()?.as_str()), "Bench".to_owned());
        let new = NewStaff { email, name, role: Role::Owner, shops: Scope::ALL, password_hash: "none".to_owned() };
        let id = staff::add_here(&cx, tx, &new)?;
        texts.iter().try_for_each(|text| sessions::open(&cx, tx, id, text, &Device::default()))
    })?;
    Ok(cookies)
}

impl Caller {
    /// A new connection, with a session.
    pub async fn connect(address: SocketAddr, cookie: &str) -> Result<Caller> {
        let stream = TcpStream::connect(address).await.map_err(Error::internal)?;
        stream.set_nodelay(true).map_err(Error::internal)?;
        Ok(Caller { stream, cookie: cookie.to_owned(), bytes: Vec::new() })
    }

    async fn get(&mut self, path: &str) -> Result<()> {
        let request = format!("GET {path} HTTP/1.1\r\nhost: hilo.example\r\ncookie: {}\r\n\r\n", self.cookie);
        self.ask_once(request.as_bytes()).await
    }

    /// A page, from its head on.
    pub async fn page(&mut self, path: &str) -> Result<&[u8]> {
        self.get(path).await.map_err(|error| Error::internal(format!("{path}: {error}")))?;
        Ok(&self.bytes)
    }

    /// Sends a form of ours.
    pub async fn send(&mut self, path: &str, kind: &str, body: &str) -> Result<()> {
        let (cookie, length) = (&self.cookie, body.len());
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: hilo.example\r\ncookie: {cookie}\r\nsec-fetch-site: same-origin\r\n\
             content-type: {kind}\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        self.ask_once(request.as_bytes()).await
    }

    /// What comes next on a stream that was asked for; nothing where it ended.
    pub async fn more(&mut self) -> Result<&mut Vec<u8>> {
        self.stream.read_buf(&mut self.bytes).await.map_err(Error::internal)?;
        Ok(&mut self.bytes)
    }

    /// Asks for a stream, and leaves what it says to `more`.
    pub async fn listen(&mut self, path: &str) -> Result<()> {
        let request = format!("GET {path} HTTP/1.1\r\nhost: hilo.example\r\ncookie: {}\r\n\r\n", self.cookie);
        self.stream.write_all(request.as_bytes()).await.map_err(Error::internal)
    }

    /// Asks until there is room for it, as SDKs do, though without their patience.
    pub async fn ask(&mut self, request: &[u8]) -> Result<()> {
        loop {
            match self.ask_once(request).await {
                Err(Error::Busy { .. }) => tokio::time::sleep(Duration::from_millis(10)).await,
                answered => return answered,
            }
        }
    }

    /// One request and the whole of its answer, which must be a good one.
    async fn ask_once(&mut self, request: &[u8]) -> Result<()> {
        self.stream.write_all(request).await.map_err(Error::internal)?;
        self.bytes.clear();
        loop {
            if self.stream.read_buf(&mut self.bytes).await.map_err(Error::internal)? == 0 {
                return Err(Error::internal("the server hung up"));
            }
            if let Some(length) = whole(&self.bytes)?
                && self.bytes.len() >= length
            {
                let is_busy = BUSY.iter().any(|busy| self.bytes.starts_with(busy.as_bytes()));
                return if is_busy { Err(Error::Busy { says: "No room.".into() }) } else { Ok(()) };
            }
        }
    }
}

/// Too much of one source, or of everything.
const BUSY: [&str; 2] = ["HTTP/1.1 429 ", "HTTP/1.1 503 "];

/// How long the answer is, head and body, once its head is there.
fn whole(bytes: &[u8]) -> Result<Option<usize>> {
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
    let head = String::from_utf8_lossy(&bytes[..end]);
    if ["HTTP/1.1 204 ", "HTTP/1.1 304 "].iter().any(|empty| head.starts_with(empty)) {
        return Ok(Some(end + 4));
    }
    let good = ["HTTP/1.1 200 ", "HTTP/1.1 201 ", "HTTP/1.1 303 "];
    if !good.iter().chain(&BUSY).any(|good| head.starts_with(good)) {
        return Err(Error::internal(format!("the server answered {}", head.lines().next().unwrap_or_default())));
    }
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
    let length = length.ok_or_else(|| Error::internal("an answer without its length"))?;
    Ok(Some(end + 4 + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_whole_when_its_body_is_there() {
        let head = b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n";
        assert_eq!(whole(&head[..20]), Ok(None));
        assert_eq!(whole(head), Ok(Some(head.len() + 5)));
        assert_eq!(whole(b"HTTP/1.1 204 No Content\r\n\r\n"), Ok(Some(27)));
        assert!(whole(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n").is_err());
    }
}
