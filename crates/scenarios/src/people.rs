//! People who talk to Hilo over HTTP.

use std::net::SocketAddr;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{Method, Request, body::Incoming, header, http::request::Builder};
use serde_json::Value;

use crate::answers::{Answer, PATIENCE, Unanswered, ask, send};

/// Somebody with a browser or a program.
#[derive(Clone, Debug)]
pub struct Person {
    address: SocketAddr,
    /// The cookie of their session.
    pub session: Option<String>,
    language: &'static str,
}

impl Person {
    /// Somebody who has not signed in and reads Spanish.
    pub fn at(address: SocketAddr) -> Person {
        Person { address, session: None, language: "es" }
    }

    /// The same person, reading English.
    #[must_use]
    pub fn in_english(&self) -> Person {
        Person { language: "en", ..self.clone() }
    }

    /// The same person with a session that was given to them.
    #[must_use]
    pub fn with_session(&self, session: &str) -> Person {
        Person { session: Some(session.to_owned()), ..self.clone() }
    }

    /// The same person, signed in; ends the story where they are not let in.
    pub async fn signs_in(&self, email: &str, password: &str) -> Person {
        let answer = self.knocks(email, password, "").await.expect(303);
        let session = session_of(&answer);
        Person { session: Some(session), ..self.clone() }
    }

    /// What the door says to an address and a password.
    pub async fn knocks(&self, email: &str, password: &str, next: &str) -> Answer {
        self.fills_in("/signin", &[("email", email), ("password", password), ("next", next)]).await
    }

    /// Opens a page, or asks the API.
    pub async fn gets(&self, path: &str) -> Answer {
        self.asks(self.request(Method::GET, path), Bytes::new()).await
    }

    /// Sends a form.
    pub async fn fills_in(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        let request = self
            .request(Method::POST, path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        self.asks(request, pairs.join("&").into()).await
    }

    /// Tells the API something under an `Idempotency-Key`.
    pub async fn tells(&self, path: &str, key: &str, body: &Value) -> Answer {
        self.tries_to_tell(path, key, body.to_string()).await.unwrap_or_else(|error| panic!("POST {path}: {error}"))
    }

    /// The same, where the other side may be gone.
    pub async fn tries_to_tell(&self, path: &str, key: &str, body: String) -> Result<Answer, Unanswered> {
        let request = self.request(Method::POST, path).header("idempotency-key", key);
        let request = request.header(header::CONTENT_TYPE, "application/json");
        ask(self.address, request.body(Full::new(body.into()))?).await
    }

    /// Records an order; gives its id.
    pub async fn records_order(&self, order: &Value) -> String {
        let key = format!("order-{}", order["number"]).replace('"', "");
        let answer = self.tells("/api/v1/orders", &key, order).await.expect(201);
        answer.json()["id"].as_str().expect("an id").to_owned()
    }

    /// Accepts a return; gives its id.
    pub async fn accepts_return(&self, back: &Value) -> String {
        let key = format!("return-{}", back["number"]).replace('"', "");
        let answer = self.tells("/api/v1/returns", &key, back).await.expect(201);
        answer.json()["id"].as_str().expect("an id").to_owned()
    }

    /// The only customer that a search finds.
    pub async fn finds_customer(&self, words: &str) -> Value {
        let found = self.gets(&format!("/api/v1/customers?q={}", escaped(words))).await.expect(200).json();
        let data = found["data"].as_array().expect("a list").clone();
        assert_eq!(data.len(), 1, "{words}: {found}");
        data[0].clone()
    }

    /// A customer's card as a page.
    pub async fn opens_card(&self, customer: &Value) -> Answer {
        let id = customer["id"].as_str().expect("an id");
        self.gets(&format!("/console/customers/{id}")).await.expect(200)
    }

    /// Listens to notices under a topic.
    pub async fn listens(&self, topic: &str) -> Stream {
        self.hears(self.request(Method::GET, &format!("/live?topics={topic}"))).await
    }

    /// Opens a stream with a request that was made by hand.
    pub async fn hears(&self, request: Builder) -> Stream {
        let response = send(self.address, request.body(Full::default()).expect("a request")).await;
        let response = response.expect("an open stream");
        assert_eq!(response.status(), 200);
        Stream { body: response.into_body(), heard: String::new() }
    }

    /// A request as this person's browser sends it.
    pub fn request(&self, method: Method, path: &str) -> Builder {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, self.address.to_string())
            .header(header::ACCEPT_LANGUAGE, self.language);
        match &self.session {
            Some(session) => request.header(header::COOKIE, session),
            None => request,
        }
    }

    /// Sends a request that was made by hand.
    pub async fn asks(&self, request: Builder, body: Bytes) -> Answer {
        let request = request.body(Full::new(body)).expect("a request");
        let what = format!("{} {}", request.method(), request.uri());
        ask(self.address, request).await.unwrap_or_else(|error| panic!("{what}: {error}"))
    }
}

/// The cookie of the session that an answer sets.
pub fn session_of(answer: &Answer) -> String {
    let set = answer.header("set-cookie");
    assert!(set.starts_with("hilo_session="), "{answer:?}");
    set.split(';').next().unwrap_or_default().to_owned()
}

/// Percent-encoding of everything but unreserved characters.
pub fn escaped(text: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~".contains(byte);
    text.bytes().map(|byte| if plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// An open stream of notices.
pub struct Stream {
    body: Incoming,
    heard: String,
}

impl Stream {
    /// The topic of the next notice; `None` where the stream ended.
    pub async fn next(&mut self) -> Option<String> {
        // What keeps the line alive is no notice, so the whole wait has one end.
        tokio::time::timeout(PATIENCE, self.hear()).await.expect("a notice, or the end of the stream, in time")
    }

    async fn hear(&mut self) -> Option<String> {
        loop {
            if let Some((event, rest)) = self.heard.split_once("\n\n") {
                let data = event.lines().find_map(|line| line.strip_prefix("data:")).map(str::trim).map(str::to_owned);
                self.heard = rest.to_owned();
                let Some(data) = data else { continue };
                let notice: Value = serde_json::from_str(&data).expect("a notice is JSON");
                return notice["topic"].as_str().map(str::to_owned);
            }
            let bytes = self.body.frame().await?.ok()?.into_data().unwrap_or_default();
            self.heard.push_str(&String::from_utf8_lossy(&bytes));
        }
    }
}
