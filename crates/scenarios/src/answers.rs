//! What comes back over HTTP, and the plain client that fetches it.

use std::{fmt, net::SocketAddr, time::Duration};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{HeaderMap, Request, body::Incoming, client::conn::http1};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

/// How long an answer may take before the story ends: generous, so that only what hangs is caught.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// An answer, read to its end.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub bytes: Bytes,
    /// The same as text.
    pub text: String,
}

/// Short enough for the report of a story that ended badly.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let start: String = self.text.chars().take(600).collect();
        let told = ["content-type", "location", "set-cookie"].map(|name| self.header(name));
        write!(f, "{} {} {start}", self.status, told.join(" "))
    }
}

impl Answer {
    /// A header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The body as JSON; ends the story where it is something else.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("not JSON ({error}): {self:?}"))
    }

    /// The same answer, where it has this status; else the story ends.
    pub fn expect(self, status: u16) -> Answer {
        assert_eq!(self.status, status, "{self:?}");
        self
    }

    /// The stable word of a problem body.
    pub fn problem(&self) -> String {
        assert_eq!(self.header("content-type"), "application/problem+json", "{self:?}");
        let body = self.json();
        assert_eq!(body["status"], self.status, "{self:?}");
        assert!(body["title"].as_str().is_some_and(|title| title.ends_with('.')), "a sentence: {self:?}");
        body["type"].as_str().unwrap_or_default().trim_start_matches("/problems/").to_owned()
    }
}

/// Why there is no answer: the other side was not there, or went away before it had answered.
pub type Unanswered = Box<dyn std::error::Error + Send + Sync>;

/// Sends a request on a connection of its own; the answer's body still has to be read.
pub async fn send(address: SocketAddr, request: Request<Full<Bytes>>) -> Result<hyper::Response<Incoming>, Unanswered> {
    let stream = TcpStream::connect(address).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    Ok(sender.send_request(request).await?)
}

/// Sends a request and reads the whole answer.
pub async fn ask(address: SocketAddr, request: Request<Full<Bytes>>) -> Result<Answer, Unanswered> {
    let whole = async {
        let (head, body) = send(address, request).await?.into_parts();
        let bytes = body.collect().await?.to_bytes();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Ok(Answer { status: head.status.as_u16(), headers: head.headers, bytes, text })
    };
    tokio::time::timeout(PATIENCE, whole).await.unwrap_or_else(|_| Err("no answer in time".into()))
}
