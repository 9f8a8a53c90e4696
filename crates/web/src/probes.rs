//! What those who run Hilo ask: is it alive, is it ready, what does it do.

use std::{
    collections::BTreeMap,
    fmt::Write,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use axum::{
    extract::State,
    http::{Method, StatusCode, header},
    response::{IntoResponse, Response},
};
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

/// Figures in the text format of Prometheus, version 0.0.4.
pub async fn metrics(State(app): State<App>) -> Result<Response, Failed> {
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
    let mut out = String::new();
    let mut say = |name: &str, kind: &str, help: &str, lines: Vec<String>| {
        // Writing to a String cannot fail.
        let _ = write!(out, "# HELP {name} {help}\n# TYPE {name} {kind}\n{}", lines.concat());
    };
    let lag = lags.iter().map(|(name, version, lag)| {
        format!("hilo_follower_lag_events{{follower=\"{name}\",version=\"{version}\"}} {lag}\n")
    });
    say("hilo_follower_lag_events", "gauge", "Events that a fold has not taken yet.", lag.collect());
    say(
        "hilo_jobs",
        "gauge",
        "Jobs by state.",
        vec![format!("hilo_jobs{{state=\"waiting\"}} {waiting}\nhilo_jobs{{state=\"parked\"}} {parked}\n")],
    );
    let (people, bulk, reads) = app.db.waiting();
    say(
        "hilo_queue_waiting",
        "gauge",
        "Acts that wait for the engine.",
        [("people", people), ("bulk", bulk), ("read", reads)]
            .map(|(line, waiting)| format!("hilo_queue_waiting{{line=\"{line}\"}} {waiting}\n"))
            .to_vec(),
    );
    say(
        "hilo_live_browsers",
        "gauge",
        "Browsers with an open stream.",
        vec![format!("hilo_live_browsers {}\n", *app.live.listening().borrow())],
    );
    let acts = store::metrics::acts();
    let done = acts.iter().map(|(act, sums)| format!("hilo_acts_total{{act=\"{act}\",outcome=\"done\"}} {}\nhilo_acts_total{{act=\"{act}\",outcome=\"failed\"}} {}\n", sums.done, sums.failed));
    say("hilo_acts_total", "counter", "Acts by outcome.", done.collect());
    let spent = acts
        .iter()
        .map(|(act, sums)| format!("hilo_act_seconds_total{{act=\"{act}\"}} {:.6}\n", sums.spent.as_secs_f64()));
    say("hilo_act_seconds_total", "counter", "Time of acts on the engine.", spent.collect());
    let requests = REQUESTS.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let counts = requests.iter().map(|((method, route, status), (count, _))| {
        format!("hilo_http_requests_total{{method=\"{method}\",route=\"{route}\",status=\"{status}\"}} {count}\n")
    });
    say("hilo_http_requests_total", "counter", "Requests by route and status.", counts.collect());
    let seconds = requests.iter().map(|((method, route, status), (_, spent))| {
        format!(
            "hilo_http_seconds_total{{method=\"{method}\",route=\"{route}\",status=\"{status}\"}} {:.6}\n",
            spent.as_secs_f64()
        )
    });
    say("hilo_http_seconds_total", "counter", "Time of requests.", seconds.collect());
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], out).into_response())
}
