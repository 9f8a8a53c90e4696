//! TLS and HTTP/2 with real clients: what they get, and what becomes of those that take too much.

use std::process::Command;

use axum::{body::Bytes, routing::get};
use base::Clock;
use h2::{Reason, client};
use rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::pem::PemObject};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    task::JoinHandle,
};
use tokio_rustls::{TlsConnector, client::TlsStream};

use super::*;

const SHORT: Duration = Duration::from_millis(80);
const LONG: Duration = Duration::from_secs(600);
const PATIENCE: Duration = Duration::from_secs(60);
const ENDLESS: Limits = Limits { connections: 8, head: LONG, body: LONG, read: LONG, idle: LONG };

/// A certificate for localhost in a folder, and its key.
fn certificate(folder: &TempDir, name: &str) -> (std::path::PathBuf, std::path::PathBuf) {
    let file = |end: &str| folder.path().join(format!("{name}.{end}"));
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30"])
        .args(["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE", "-keyout"])
        .arg(file("key"))
        .arg("-out")
        .arg(file("pem"))
        .output()
        .expect("openssl is installed: scripts/install-test-needs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    (file("pem"), file("key"))
}

struct Server {
    address: SocketAddr,
    tls: Tls,
    roots: RootCertStore,
    _stop: watch::Sender<bool>,
    _serving: JoinHandle<()>,
    _folder: TempDir,
}

async fn server(limits: Limits) -> Server {
    let folder = tempfile::tempdir().expect("a folder");
    let (certificate, key) = certificate(&folder, "one");
    let tls = Tls::open(&certificate, &key, Clock::Machine.now()).expect("a good pair");
    let mut roots = RootCertStore::empty();
    let pem = rustls::pki_types::CertificateDer::from_pem_file(&certificate).expect("a certificate");
    roots.add(pem).expect("it can vouch for itself");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let router = Router::new()
        .route(
            "/",
            get(|request: Request| async move {
                let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
                let is_encrypted = request.extensions().get::<Encrypted>().is_some();
                format!("{:?} {} {is_encrypted}", request.version(), host.unwrap_or_default())
            }),
        )
        .route("/never", get(|| async { std::future::pending::<&'static str>().await }))
        .route("/much", get(|| async { vec![b'x'; 8 << 20] }))
        .layer(axum::middleware::from_fn(web::guard::headers));
    let (stop, stopped) = watch::channel(false);
    let serving = tokio::spawn(serve(Door::encrypted(listener, tls.clone()), router, limits, stopped));
    Server { address, tls, roots, _stop: stop, _serving: serving, _folder: folder }
}

impl Server {
    async fn greeted(&self, protocols: &[&[u8]]) -> io::Result<TlsStream<TcpStream>> {
        let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
        let builder = builder.with_safe_default_protocol_versions().expect("the usual versions");
        let mut config = builder.with_root_certificates(self.roots.clone()).with_no_client_auth();
        config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
        let stream = TcpStream::connect(self.address).await.expect("it listens");
        let name = "localhost".try_into().expect("a name");
        TlsConnector::from(Arc::new(config)).connect(name, stream).await
    }

    /// A client that speaks HTTP/2, and the end of its connection.
    async fn second(&self) -> (client::SendRequest<Bytes>, JoinHandle<Result<(), h2::Error>>) {
        let stream = self.greeted(&[b"h2", b"http/1.1"]).await.expect("they shake hands");
        assert_eq!(stream.get_ref().1.alpn_protocol(), Some(SECOND_NAME));
        let (sender, connection) = client::handshake(stream).await.expect("it speaks HTTP/2");
        (sender.ready().await.expect("there is room"), tokio::spawn(connection))
    }
}

const SECOND_NAME: &[u8] = tls::SECOND;

fn ask(path: &str) -> axum::http::Request<()> {
    axum::http::Request::get(format!("https://localhost{path}")).body(()).expect("a request")
}

async fn ended(connection: JoinHandle<Result<(), h2::Error>>) -> Result<(), h2::Error> {
    timeout(PATIENCE, connection).await.expect("it hangs up").expect("no panic")
}

#[tokio::test]
async fn a_client_chooses_its_protocol_and_is_told_to_come_back_encrypted() {
    let server = server(ENDLESS).await;
    let (mut sender, _connection) = server.second().await;
    let (answer, _) = sender.send_request(ask("/"), true).expect("it is sent");
    let answer = timeout(PATIENCE, answer).await.expect("it answers").expect("it is there");
    assert_eq!(answer.headers()["strict-transport-security"], "max-age=31536000");
    let mut body = answer.into_body();
    let text = body.data().await.expect("a body").expect("it is there");
    assert_eq!(text, "HTTP/2.0 localhost true", "handlers find the host where they look for it");
    for protocols in [&[b"http/1.1".as_slice()][..], &[]] {
        let mut stream = server.greeted(protocols).await.expect("they shake hands");
        stream.write_all(b"GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await.expect("it is there");
        let mut text = String::new();
        drop(timeout(PATIENCE, stream.read_to_string(&mut text)).await.expect("it answers"));
        assert!(text.contains("strict-transport-security") && text.ends_with("HTTP/1.1 a true"), "{text}");
    }
}

#[tokio::test]
async fn who_does_not_greet_leaves_and_so_does_who_speaks_in_the_clear() {
    let server = server(Limits { head: SHORT, ..ENDLESS }).await;
    for said in ["", "GET / HTTP/1.1\r\nhost: a\r\n\r\n"] {
        let mut client = TcpStream::connect(server.address).await.expect("it listens");
        client.write_all(said.as_bytes()).await.expect("it is there");
        let mut bytes = Vec::new();
        drop(timeout(PATIENCE, client.read_to_end(&mut bytes)).await.expect("it hangs up"));
        assert!(!String::from_utf8_lossy(&bytes).contains("HTTP/1.1 200"));
    }
}

#[tokio::test]
async fn so_many_requests_at_once_and_no_more() {
    let server = server(ENDLESS).await;
    let (mut sender, _connection) = server.second().await;
    let (first, _) = sender.send_request(ask("/"), true).expect("it is sent");
    timeout(PATIENCE, first).await.expect("it answers").expect("settings have come");
    assert_eq!(sender.current_max_send_streams(), second::AT_ONCE as usize);
}

#[tokio::test]
async fn a_head_that_weighs_too_much_is_refused() {
    let server = server(ENDLESS).await;
    let (mut sender, _connection) = server.second().await;
    let heavy = axum::http::Request::get("https://localhost/").header("x-much", "x".repeat(HEAD_BYTES + 1));
    let sent = sender.send_request(heavy.body(()).expect("a request"), true);
    let answer = timeout(PATIENCE, sent.expect("it is sent").0).await.expect("it answers");
    assert!(answer.as_ref().map_or(true, |answer| answer.status() == 431), "{answer:?}");
}

/// A frame of HTTP/2: its kind, its flags, its stream, what it says.
fn frame(kind: u8, flags: u8, stream: u32, says: &[u8]) -> Vec<u8> {
    let length = u32::try_from(says.len()).expect("it is short").to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), says].concat()
}

#[tokio::test]
async fn who_asks_and_takes_back_again_and_again_is_put_out() {
    let server = server(ENDLESS).await;
    let mut stream = server.greeted(&[b"h2"]).await.expect("they shake hands");
    // GET https://localhost/never, taken back at once, in one breath: no library would.
    let head = [&[0x82, 0x87, 0x41, 9], b"localhost".as_slice(), &[0x04, 6], b"/never"].concat();
    let mut said = [b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".as_slice(), &frame(4, 0, 0, &[])].concat();
    for number in 0..500 {
        said.extend(frame(1, 5, 2 * number + 1, &head));
        said.extend(frame(3, 0, 2 * number + 1, &8_u32.to_be_bytes()));
    }
    // It may hang up before all of it is said.
    drop(stream.write_all(&said).await);
    let mut told = Vec::new();
    drop(timeout(PATIENCE, stream.read_to_end(&mut told)).await.expect("it hangs up"));
    let mut rest = told.as_slice();
    let mut reason = None;
    while let [high, middle, low, kind, _, _, _, _, _, tail @ ..] = rest {
        let length = u32::from_be_bytes([0, *high, *middle, *low]) as usize;
        let (says, next) = tail.split_at(length.min(tail.len()));
        if let (7, [_, _, _, _, a, b, c, d, ..]) = (*kind, says) {
            reason = Some(Reason::from(u32::from_be_bytes([*a, *b, *c, *d])));
        }
        rest = next;
    }
    assert_eq!(reason, Some(Reason::ENHANCE_YOUR_CALM));
}

#[tokio::test]
async fn who_does_not_read_its_answer_is_cut_off() {
    let server = server(Limits { read: SHORT, ..ENDLESS }).await;
    let (mut sender, connection) = server.second().await;
    let (answer, _) = sender.send_request(ask("/much"), true).expect("it is sent");
    // The head is read, and room for the body never given.
    let _deaf = timeout(PATIENCE, answer).await.expect("it answers").expect("it is there");
    assert!(ended(connection).await.is_err());
}

#[tokio::test]
async fn a_connection_without_a_request_ends_and_one_at_work_does_not() {
    let server = server(Limits { idle: SHORT, ..ENDLESS }).await;
    let (mut busy, at_work) = server.second().await;
    let (_answer, _) = busy.send_request(ask("/never"), true).expect("it is sent");
    let (mut idle, resting) = server.second().await;
    let (answer, _) = idle.send_request(ask("/"), true).expect("it is sent");
    timeout(PATIENCE, answer).await.expect("it answers").expect("it is there");
    drop(ended(resting).await);
    assert!(!at_work.is_finished(), "it waits for what was asked");
}

#[tokio::test]
async fn a_pair_that_is_wrong_is_said_and_the_earlier_one_stays() {
    let folder = tempfile::tempdir().expect("a folder");
    let now = Clock::Machine.now();
    let ((one, one_key), (two, two_key)) = (certificate(&folder, "a"), certificate(&folder, "b"));
    let nothing = folder.path().join("nothing.pem");
    std::fs::write(&nothing, "nothing of the kind\n").expect("a file");
    let cases = [
        (&one, &two_key, now, "is not that of the certificate"),
        (&one, &nothing, now, "holds no private key"),
        (&nothing, &one_key, now, "holds no certificate"),
        (&folder.path().join("missing"), &one_key, now, "cannot read"),
        (&one, &one_key, now.plus_seconds(40 * 86_400), "ended on"),
        (&one, &one_key, now.plus_seconds(-2 * 86_400), "is not good before"),
    ];
    for (certificate, key, now, expected) in cases {
        let refused = Tls::open(certificate, key, now).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(refused.contains(expected) && refused.ends_with(['.', '?']), "{expected}: {refused}");
    }
    let tls = Tls::open(&one, &one_key, now).expect("a good pair");
    let until = tls.until();
    std::fs::copy(&two_key, &one_key).expect("a file");
    tls.reload(now).expect_err("half of it was replaced");
    assert_eq!(tls.until(), until);
    std::fs::copy(&two, &one).expect("a file");
    tls.reload(now).expect("both halves were");
}

#[tokio::test]
async fn a_certificate_that_was_replaced_is_shown_to_whoever_comes_next() {
    let mut server = server(ENDLESS).await;
    let before = server.greeted(&[]).await.expect("they shake hands");
    let shown = |stream: &TlsStream<TcpStream>| stream.get_ref().1.peer_certificates().map(<[_]>::to_vec);
    let (certificate, _) = certificate(&server._folder, "one");
    server.tls.reload(Clock::Machine.now()).expect("a good pair");
    server.greeted(&[]).await.expect_err("whom nobody vouches for any more");
    server.roots.add(rustls::pki_types::CertificateDer::from_pem_file(&certificate).expect("it")).expect("it");
    let after = server.greeted(&[]).await.expect("they shake hands");
    assert_ne!(shown(&before), shown(&after));
}
