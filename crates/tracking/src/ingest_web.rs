//! The HTTP API that Segment's and RudderStack's SDKs speak: every message is on disk before the answer, which is 200.

use std::{borrow::Cow, sync::Arc};

use axum::{
    Extension, Json,
    body::Bytes,
    extract::{Path, Query, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
    routing::options,
};
use base::{Cx, Error, Time};
use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use serde_json::{Map, Value, json};
use store::thread::EventId;
use web::{
    app::App,
    assets, guard,
    routes::{For, Routes},
};

use crate::{
    bodies::{self, Envelope, Refusal},
    facts::From,
    gate::{self, Gate},
    ingest,
    messages::Call,
    sources::{Key, Source},
};

/// Addresses of this room that SDKs call.
pub fn routes(gate: Gate) -> Routes {
    Routes::default()
        .post(For::Anyone, "/v1/{call}", take)
        .post(For::Anyone, "/beacon/v1/batch", take_beacon)
        .get(For::Anyone, "/pixel/v1/{call}", pixel)
        .get(For::Anyone, "/analytics.js/v1/{key}/analytics.min.js", script)
        .get(For::Anyone, "/v1/projects/{key}/settings", settings)
        .get(For::Anyone, "/projects/{key}/settings", settings)
        .get(For::Anyone, "/sourceConfig", source_config)
        .get(For::Anyone, "/sourceConfig/", source_config)
        .map(|router| {
            let paths = [
                "/v1/{call}",
                "/beacon/v1/batch",
                "/v1/projects/{key}/settings",
                "/projects/{key}/settings",
                "/sourceConfig",
                "/sourceConfig/",
            ];
            let router = paths.into_iter().fold(router, |router, path| router.route(path, options(preflight)));
            router.layer(Extension(gate)).layer(axum::extract::DefaultBodyLimit::max(bodies::LARGEST))
        })
}

/// How a request is refused as a whole.
struct Refused {
    status: StatusCode,
    code: &'static str,
    message: &'static str,
    retry_after_s: Option<u64>,
}

impl Refused {
    const fn new(status: StatusCode, code: &'static str, message: &'static str) -> Refused {
        Refused { status, code, message, retry_after_s: None }
    }
}

const UNKNOWN_KEY: Refused = Refused::new(StatusCode::UNAUTHORIZED, "unknown-key", "No source has this write key.");
const OFF: Refused = Refused::new(StatusCode::NOT_FOUND, "source-off", "This source is turned off.");
const ORIGIN: Refused =
    Refused::new(StatusCode::FORBIDDEN, "wrong-origin", "This source does not take messages from this web site.");
const SECRET: Refused = Refused::new(
    StatusCode::FORBIDDEN,
    "secret-key-in-browser",
    "This key is secret and came from a web page. Take it back, and use the write key of a browser source there.",
);
const NO_CALL: Refused = Refused::new(StatusCode::NOT_FOUND, "no-such-call", "There is no such call.");
const BROKEN: Refused = Refused::new(StatusCode::BAD_REQUEST, "broken", "The body is not JSON.");
const TOO_LARGE: Refused = Refused::new(
    StatusCode::PAYLOAD_TOO_LARGE,
    "too-large",
    "The body is larger than 4 MB, or has 5,000 messages or more. Send smaller batches.",
);
const BUSY: Refused = Refused {
    retry_after_s: Some(5),
    ..Refused::new(
        StatusCode::TOO_MANY_REQUESTS,
        "busy",
        "No room for more just now. Nothing was taken; send it again.",
    )
};
const FAULT: Refused =
    Refused::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "This failed here. Nothing was taken; send it again.");

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let body = json!({ "success": false, "code": self.code, "message": self.message });
        let mut response = (self.status, Json(body)).into_response();
        if let Some(seconds) = self.retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// What a request says of itself.
struct Asked<'a> {
    parts: &'a Parts,
    key: Option<String>,
}

impl Asked<'_> {
    fn header(&self, name: impl header::AsHeaderName) -> Option<&str> {
        self.parts.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The web site whose page asks.
    fn origin(&self) -> Option<String> {
        let said = self.header(header::ORIGIN).or_else(|| self.header(header::REFERER))?;
        let (scheme, rest) = said.split_once("://")?;
        Some(format!("{scheme}://{}", rest.split('/').next()?).to_lowercase())
    }

    /// The source of its key.
    async fn source(&self, app: &App, gate: &Gate) -> Result<Arc<Source>, Refused> {
        let key = Key(self.key.clone().ok_or(UNKNOWN_KEY)?);
        let found = gate.source(&app.db, key.hash(), app.clock.now()).await.map_err(refused)?;
        let (is_secret, source) = found.ok_or(UNKNOWN_KEY)?;
        if !source.is_on {
            return Err(OFF);
        }
        if is_secret && self.header(header::ORIGIN).is_some() {
            return Err(SECRET);
        }
        if !source.origins.is_empty() && !self.origin().is_some_and(|origin| source.origins.contains(&origin)) {
            return Err(ORIGIN);
        }
        Ok(source)
    }

    fn from(&self, app: &App, source: &Source) -> From {
        let ip = source.kind.is_public().then(|| guard::client(self.parts, &app.trusted_proxies)).flatten();
        let agent = source.kind.is_public().then(|| self.header(header::USER_AGENT)).flatten();
        let is_own = ip.is_some_and(|ip| source.is_own(ip));
        From { ip, agent: agent.map(str::to_owned), is_own }
    }
}

fn refused(error: Error) -> Refused {
    match error {
        Error::Busy { .. } | Error::TooMany { .. } => BUSY,
        error => {
            tracing::error!(cause = %error, "tracked messages were not taken");
            FAULT
        }
    }
}

/// With or without what fills it up.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The write key of HTTP Basic, whose password is empty; some forget the colon.
fn basic(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, code) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(BASE64.decode(code.trim()).ok()?).ok()?;
    let key = text.split(':').next().unwrap_or_default();
    (!key.is_empty()).then(|| key.to_owned())
}

/// The fields of an address.
type Fields = Query<Vec<(String, String)>>;

fn key_in(Query(fields): Fields) -> Option<String> {
    fields.into_iter().find(|(name, _)| name == "writeKey").map(|(_, key)| key)
}

async fn take(
    State(app): State<App>,
    Extension(gate): Extension<Gate>,
    Path(call): Path<String>,
    fields: Fields,
    request: Request,
) -> Response {
    match calls(&call) {
        Some(call) => taken(&app, &gate, call, key_in(fields), request).await,
        None => cors(request.headers(), NO_CALL.into_response()),
    }
}

async fn take_beacon(
    State(app): State<App>,
    Extension(gate): Extension<Gate>,
    fields: Fields,
    request: Request,
) -> Response {
    taken(&app, &gate, Called::Batch, key_in(fields), request).await
}

/// What a path calls for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Called {
    One(Call),
    Batch,
    /// What an SDK tells of itself.
    Metrics,
}

/// The call of a path: its word, or its first letter.
fn calls(path: &str) -> Option<Called> {
    Some(match path {
        "i" => Called::One(Call::Identify),
        "t" => Called::One(Call::Track),
        "p" => Called::One(Call::Page),
        "s" => Called::One(Call::Screen),
        "g" => Called::One(Call::Group),
        "a" => Called::One(Call::Alias),
        "b" | "batch" | "import" => Called::Batch,
        "m" => Called::Metrics,
        word => Called::One(Call::from_word(word)?),
    })
}

async fn taken(app: &App, gate: &Gate, called: Called, key: Option<String>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let answer = match axum::body::to_bytes(body, bodies::LARGEST).await {
        Ok(_) if called == Called::Metrics => Ok(success()),
        Ok(bytes) => take_bytes(app, gate, called, key, &parts, &bytes).await,
        Err(_) => Err(TOO_LARGE),
    };
    cors(&parts.headers, answer.unwrap_or_else(Refused::into_response))
}

async fn take_bytes(
    app: &App,
    gate: &Gate,
    called: Called,
    in_query: Option<String>,
    parts: &Parts,
    bytes: &Bytes,
) -> Result<Response, Refused> {
    let broken = |refusal| if refusal == Refusal::TooLarge { TOO_LARGE } else { BROKEN };
    let plain: Cow<[u8]> = bodies::unzipped(bytes).map_err(broken)?;
    let envelope = bodies::read(&plain).map_err(broken)?;
    let key = basic(&parts.headers).or_else(|| envelope.key.clone()).or(in_query);
    let asked = Asked { parts, key };
    let source = asked.source(app, gate).await?;
    let call = if let Called::One(call) = called { Some(call) } else { None };
    let from = asked.from(app, &source);
    record(app, gate, source, call, &from, &envelope).await?;
    Ok(success())
}

async fn record(
    app: &App,
    gate: &Gate,
    source: Arc<Source>,
    call: Option<Call>,
    from: &From,
    envelope: &Envelope<'_>,
) -> Result<(), Refused> {
    let now = app.clock.now();
    let weight = envelope.messages.iter().map(|message| gate::weight_of(message)).sum();
    gate.admit(&source, from.ip, weight, now).map_err(|seconds| Refused { retry_after_s: Some(seconds), ..BUSY })?;
    let mut batch = ingest::read(envelope, call, &source, from, now);
    gate.bound(&source, &mut batch, now);
    let batch = Arc::new(batch);
    let (cx, id) = (Cx::system("tracking", now), source.id);
    let wanted = Arc::clone(&batch);
    let seen = app.db.read("tracking.seen", move |tx| ingest::seen(tx, &wanted)).await.map_err(refused)?;
    let take = move |tx: &mut store::Tx| ingest::record_unseen(&cx, tx, &source, &batch, &seen);
    let taken = app.db.write("tracking.take", take).await.map_err(refused)?;
    gate.counts.add(app, id, now, &taken);
    Ok(())
}

fn success() -> Response {
    Json(json!({ "success": true })).into_response()
}

/// A picture of one pixel: what it tells is in its address.
async fn pixel(
    State(app): State<App>,
    Extension(gate): Extension<Gate>,
    Path(call): Path<String>,
    Query(fields): Fields,
    request: Request,
) -> Response {
    const GIF: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\
        \x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";
    let (parts, _) = request.into_parts();
    let Some(call) = Call::from_word(&call).filter(|call| [Call::Track, Call::Page].contains(call)) else {
        return NO_CALL.into_response();
    };
    let (text, key) = of_pixel(fields, app.clock.now());
    let asked = Asked { parts: &parts, key };
    let taken = async {
        let source = asked.source(&app, &gate).await?;
        // It stands in pages and mails, as readable as they are.
        if !source.kind.is_public() {
            return Err(SECRET);
        }
        let from = asked.from(&app, &source);
        let envelope = Envelope { messages: vec![&text], context: None, sent_at: None, key: None };
        record(&app, &gate, source, Some(call), &from, &envelope).await
    };
    match taken.await {
        Ok(()) => ([(header::CONTENT_TYPE, "image/gif")], GIF).into_response(),
        Err(refused) => refused.into_response(),
    }
}

/// The fields of an address as a message: `properties.sku=A` is a field of an object. The same picture may be looked at
/// again, so each look is a message of its own.
fn of_pixel(fields: Vec<(String, String)>, now: Time) -> (String, Option<String>) {
    let (mut message, mut key) = (Map::new(), None);
    for (name, value) in fields {
        match name.as_str() {
            "writeKey" => key = Some(value),
            name => put(&mut message, name.splitn(DEPTH, '.'), value),
        }
    }
    message.entry("messageId").or_insert_with(|| EventId::new(now).to_string().into());
    (Value::Object(message).to_string(), key)
}

/// How deep the fields of an address may lie.
const DEPTH: usize = 6;

/// Puts a value where its names lead to; what is there already stays.
fn put<'a>(object: &mut Map<String, Value>, mut names: impl Iterator<Item = &'a str>, value: String) {
    let (mut object, Some(mut name)) = (object, names.next()) else { return };
    for next in names {
        let inner = object.entry(name).or_insert_with(|| Value::Object(Map::new()));
        let Some(inner) = inner.as_object_mut() else { return };
        (object, name) = (inner, next);
    }
    object.entry(name).or_insert(Value::String(value));
}

/// What a web site loads with one line. The same for each: its address and its key are read from the line.
async fn script(headers: HeaderMap) -> Response {
    cors(&headers, assets::for_sites(&headers))
}

/// What Segment's SDKs ask for before they begin.
async fn settings(
    State(app): State<App>,
    Extension(gate): Extension<Gate>,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Response {
    let answer = match gate.source(&app.db, Key(key.clone()).hash(), app.clock.now()).await {
        Ok(Some((false, source))) if source.is_on => {
            let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
            let protocol = if app.secure_cookies { "https" } else { "http" };
            let ours = json!({ "apiKey": key, "apiHost": format!("{host}/v1"), "protocol": protocol });
            // Else the SDK tells its maker how it goes, from each shopper's browser.
            let metrics = json!({ "host": format!("{host}/v1"), "protocol": protocol, "sampleRate": 0 });
            Json(json!({ "integrations": { "Segment.io": ours }, "metrics": metrics })).into_response()
        }
        Ok(_) => UNKNOWN_KEY.into_response(),
        Err(error) => refused(error).into_response(),
    };
    cors(&headers, answer)
}

/// What RudderStack's browser SDK asks for before it begins.
async fn source_config(
    State(app): State<App>,
    Extension(gate): Extension<Gate>,
    fields: Fields,
    headers: HeaderMap,
) -> Response {
    let key = basic(&headers).or(key_in(fields)).unwrap_or_default();
    let answer = match gate.source(&app.db, Key(key).hash(), app.clock.now()).await {
        Ok(Some((false, source))) => {
            let ours = json!({ "id": source.id, "name": source.code, "workspaceId": "hilo", "enabled": source.is_on,
                "config": {}, "destinations": [] });
            Json(json!({ "source": ours })).into_response()
        }
        Ok(_) => UNKNOWN_KEY.into_response(),
        Err(error) => refused(error).into_response(),
    };
    cors(&headers, answer)
}

async fn preflight(headers: HeaderMap) -> Response {
    cors(&headers, StatusCode::NO_CONTENT.into_response())
}

/// Any web site may ask; which are listened to is the source's to say.
fn cors(asked: &HeaderMap, mut response: Response) -> Response {
    let headers = response.headers_mut();
    let any = HeaderValue::from_static("*");
    let origin = asked.get(header::ORIGIN).cloned().unwrap_or(any);
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.append(header::VARY, HeaderValue::from_static("origin"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST, OPTIONS"));
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("retry-after"));
    if let Some(wanted) = asked.get(header::ACCESS_CONTROL_REQUEST_HEADERS) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, wanted.clone());
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("900"));
    }
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_of_an_address_are_a_message() {
        let said = ["writeKey=k", "properties.sku=A", "context.page.path=/a", "a.b.c.d.e.f.g=1", "properties=x"];
        let fields = said.map(|pair| pair.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())));
        let (text, key) = of_pixel(fields.into_iter().flatten().collect(), Time::from_micros(0));
        let mut message: Value = serde_json::from_str(&text).expect("JSON");
        assert!(message["messageId"].take().is_string());
        let expected = json!({ "properties": { "sku": "A" }, "context": { "page": { "path": "/a" } },
            "a": { "b": { "c": { "d": { "e": { "f.g": "1" } } } } }, "messageId": null });
        assert_eq!((message, key.as_deref()), (expected, Some("k")));
    }
}
