//! Slow clients, deaf ones, too many of them, and what they get.

use axum::{
    body::Bytes,
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
    let ended = tokio::spawn(serve(Door::plain(listener), router, limits, stopped));
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
