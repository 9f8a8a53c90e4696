//! What those who run Hilo ask: is it alive, is it ready, what does it do.

use std::{
    collections::BTreeMap,
    fmt::Write,
    net::{IpAddr, SocketAddr},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use axum::{
    Extension,
    extract::{ConnectInfo, State},
    http::{HeaderMap, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use base::Error;
use store::{jobs, params, sql, thread};

use crate::{app::App, problem::Failed};

type Requests = BTreeMap<(String, String, u16), (u64, Duration)>;
static REQUESTS: Mutex<Requests> = Mutex::new(BTreeMap::new());

/// Counts a request. A method that HTTP does not know is counted as `OTHER`, so that nobody can fill the table.
pub(crate) fn requested(method: &Method, route: &str, status: u16, spent: Duration) {
    let known = [Method::GET, Method::HEAD, Method::POST, Method::OPTIONS].contains(method);
    let method = if known { method.as_str() } else { "OTHER" };
    let mut requests = REQUESTS.lock().unwrap_or_else(PoisonError::into_inner);
    let sums = requests.entry((method.to_owned(), route.to_owned(), status)).or_default();
    sums.0 += 1;
    sums.1 += spent;
}

/// Alive: the process answers.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// Ready: the database answers, too, and the process is not stopping.
pub async fn readyz(State(app): State<App>) -> Response {
    if *app.stop.borrow() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n").into_response();
    }
    match app
        .db
        .read("store.ready", |tx| {
            tx.query_one(sql!("select value from settings where name = 'schema'"), params![], |row| {
                row.get::<String>(0)
            })
        })
        .await
    {
        Ok(Some(_)) => "ready\n".into_response(),
        _ => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response(),
    }
}

/// Figures in the text format of Prometheus, version 0.0.4. To who may not see them there is nothing here.
pub async fn metrics(
    State(app): State<App>,
    peer: Option<Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
) -> Result<Response, Failed> {
    let peer = peer.map(|Extension(ConnectInfo(peer))| peer.ip());
    if !may_see_figures(&app.metrics_token, peer, &headers) {
        return Err(Error::NotFound { what: "page" }.into());
    }
    let (lags, waiting, parked) = app
        .db
        .read("store.metrics", |tx| {
            let text = sql!("select name, version, cursor from followers order by name, version");
            let read = |row: &store::value::Row| Ok((row.get::<String>(0)?, row.get::<i64>(1)?, row.get::<String>(2)?));
            let mut lags = Vec::new();
            for (name, version, cursor) in tx.query(text, params![], read)? {
                lags.push((name, version, thread::lag(tx, &cursor.parse()?)?));
            }
            let (waiting, parked) = jobs::counts(tx)?;
            Ok((lags, waiting, parked))
        })
        .await?;
    let mut page = Exposition::default();
    page.family("hilo_follower_lag_events", "gauge", "Events that a fold has not taken yet.");
    for (name, version, lag) in lags {
        page.line(&[("follower", &name), ("version", &version.to_string())], lag as f64);
    }
    page.family("hilo_jobs", "gauge", "Jobs by state.");
    page.line(&[("state", "waiting")], waiting as f64);
    page.line(&[("state", "parked")], parked as f64);
    page.family("hilo_queue_waiting", "gauge", "Acts that wait for the engine.");
    let (people, bulk, reads) = app.db.waiting();
    for (line, waiting) in [("people", people), ("bulk", bulk), ("read", reads)] {
        page.line(&[("line", line)], waiting as f64);
    }
    page.family("hilo_live_browsers", "gauge", "Browsers with an open stream.");
    page.line(&[], *app.live.listening().borrow() as f64);
    page.acts();
    page.requests();
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], page.text).into_response())
}

/// With a token, whoever has it; else a program on this machine that comes through no proxy.
fn may_see_figures(token: &str, peer: Option<IpAddr>, headers: &HeaderMap) -> bool {
    if token.is_empty() {
        let proxied = headers.contains_key("x-forwarded-for") || headers.contains_key(header::FORWARDED);
        return !proxied && peer.is_some_and(|peer| peer.to_canonical().is_loopback());
    }
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.as_bytes().strip_prefix(b"Bearer "));
    given.is_some_and(|given| are_equal(given, token.as_bytes()))
}

/// Takes as long wherever the first difference is, so that a token cannot be found out letter by letter.
fn are_equal(one: &[u8], other: &[u8]) -> bool {
    let differences = one.iter().zip(other).fold(0, |found, (one, other)| std::hint::black_box(found | (one ^ other)));
    one.len() == other.len() && differences == 0
}

/// The text of the figures, as it grows.
#[derive(Default)]
struct Exposition {
    text: String,
    name: &'static str,
}

impl Exposition {
    fn family(&mut self, name: &'static str, kind: &str, help: &str) {
        self.name = name;
        // Writing to a String cannot fail.
        let _ = writeln!(self.text, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    /// One figure. Labels are our own words, which need no escaping.
    fn line(&mut self, labels: &[(&str, &str)], value: f64) {
        let labels: Vec<String> = labels.iter().map(|(name, text)| format!("{name}=\"{text}\"")).collect();
        let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
        let _ = writeln!(self.text, "{}{labels} {value}", self.name);
    }

    fn acts(&mut self) {
        let acts = store::metrics::acts();
        self.family("hilo_acts_total", "counter", "Acts by outcome.");
        for (act, sums) in &acts {
            self.line(&[("act", act), ("outcome", "done")], sums.done as f64);
            self.line(&[("act", act), ("outcome", "failed")], sums.failed as f64);
        }
        self.family("hilo_act_seconds_total", "counter", "Time of acts on the engine.");
        for (act, sums) in &acts {
            self.line(&[("act", act)], sums.spent.as_secs_f64());
        }
    }

    fn requests(&mut self) {
        let requests = REQUESTS.lock().unwrap_or_else(PoisonError::into_inner).clone();
        self.family("hilo_http_requests_total", "counter", "Requests by route and status.");
        for ((method, route, status), (count, _)) in &requests {
            self.line(&[("method", method), ("route", route), ("status", &status.to_string())], *count as f64);
        }
        self.family("hilo_http_seconds_total", "counter", "Time of requests.");
        for ((method, route, status), (_, spent)) in &requests {
            self.line(&[("method", method), ("route", route), ("status", &status.to_string())], spent.as_secs_f64());
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn figures_are_for_who_has_the_token_or_sits_at_the_machine() {
        const TOKEN: &str = "a-token-of-some-length";
        const HERE: &str = "127.0.0.1";
        const AWAY: &str = "192.0.2.1";
        type Headers = &'static [(&'static str, &'static str)];
        let cases: [(&str, &str, Headers, bool); 13] = [
            ("", HERE, &[], true),
            ("", "::1", &[], true),
            ("", "::ffff:127.0.0.1", &[], true),
            ("", AWAY, &[], false),
            ("", HERE, &[("x-forwarded-for", "127.0.0.1")], false),
            ("", HERE, &[("forwarded", "for=127.0.0.1")], false),
            ("", AWAY, &[("authorization", "Bearer ")], false),
            (TOKEN, HERE, &[], false),
            (TOKEN, HERE, &[("authorization", "a-token-of-some-length")], false),
            (TOKEN, HERE, &[("authorization", "Bearer a-token-of-some-lengtx")], false),
            (TOKEN, HERE, &[("authorization", "Bearer a-token-of-some-length-")], false),
            (TOKEN, HERE, &[("authorization", "Bearer a-token")], false),
            (TOKEN, AWAY, &[("x-forwarded-for", AWAY), ("authorization", "Bearer a-token-of-some-length")], true),
        ];
        for (token, peer, pairs, expected) in cases {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
            }
            let peer = Some(peer.parse().expect("an address"));
            assert_eq!(may_see_figures(token, peer, &headers), expected, "{token:?} {peer:?} {pairs:?}");
        }
        assert!(!may_see_figures("", None, &HeaderMap::new()), "a connection that nobody knows");
    }
}
