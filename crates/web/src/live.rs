//! Notices to open pages: one stream for each browser, a topic for each thing it shows.
//!
//! A notice says that there is something new under a topic, never what: the page asks for that as itself, so nobody
//! sees what they may not.

use std::{convert::Infallible, time::Duration};

use axum::{
    http::HeaderMap,
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use base::Error;
use futures_util::stream;
use tokio::sync::{broadcast, watch};

use crate::{
    asked,
    problem::Failed,
    who::{Viewer, session_token},
};

/// Topics that one browser may follow at once.
const TOPICS: usize = 64;

/// Something is new.
#[derive(Clone, Debug)]
pub struct Notice {
    /// Under which topic: `customer:cus_...`.
    pub topic: String,
    /// The cursor of the thread behind it.
    pub cursor: String,
}

/// Where notices come in and go out.
#[derive(Clone)]
pub struct Hub {
    notices: broadcast::Sender<Notice>,
    listening: watch::Sender<usize>,
}

impl Default for Hub {
    fn default() -> Hub {
        Hub { notices: broadcast::channel(1_024).0, listening: watch::channel(0).0 }
    }
}

impl Hub {
    /// Tells whoever listens.
    pub fn tell(&self, notice: Notice) {
        // Without listeners there is nobody to tell.
        drop(self.notices.send(notice));
    }

    /// How many browsers listen.
    pub fn listening(&self) -> watch::Receiver<usize> {
        self.listening.subscribe()
    }
}

/// Counts a browser while it listens.
struct Listener(watch::Sender<usize>);

impl Listener {
    fn new(count: &watch::Sender<usize>) -> Listener {
        count.send_modify(|count| *count += 1);
        Listener(count.clone())
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count = count.saturating_sub(1));
    }
}

/// What a stream asks for.
#[derive(serde::Deserialize)]
pub struct Asked {
    topics: String,
    after: Option<String>,
}

struct Stream {
    viewer: Viewer,
    token: String,
    topics: Vec<String>,
    notices: broadcast::Receiver<Notice>,
    stop: watch::Receiver<bool>,
    first: Vec<Notice>,
    _listener: Listener,
}

/// The stream of one browser.
pub async fn stream(
    viewer: Viewer,
    headers: HeaderMap,
    asked::Asked(asked): asked::Asked<Asked>,
) -> Result<Response, Failed> {
    let topics: Vec<String> = asked.topics.split(',').filter(|topic| !topic.is_empty()).map(str::to_owned).collect();
    if topics.is_empty() || topics.len() > TOPICS || topics.iter().any(|topic| topic.len() > 80) {
        return Err(Error::invalid("topics", "Ask for 1 to 64 topics.").into());
    }
    let hub = &viewer.app().live;
    let missed = headers.get("last-event-id").and_then(|value| value.to_str().ok()).map(str::to_owned).or(asked.after);
    // What came while the line was down is not listed here: each topic is told once, and its page looks.
    let first = missed.map_or_else(Vec::new, |cursor| {
        topics.iter().map(|topic| Notice { topic: topic.clone(), cursor: cursor.clone() }).collect()
    });
    let state = Stream {
        token: session_token(&headers).unwrap_or_default().to_owned(),
        notices: hub.notices.subscribe(),
        stop: viewer.app().stop.clone(),
        _listener: Listener::new(&hub.listening),
        topics,
        first,
        viewer,
    };
    let events = stream::unfold(state, |mut state| async move {
        let notice = state.next().await?;
        let data = serde_json::json!({ "topic": notice.topic }).to_string();
        let event = Event::default().event("notice").id(notice.cursor).data(data);
        Some((Ok::<_, Infallible>(event), state))
    });
    let alive = KeepAlive::new().interval(Duration::from_secs(15));
    Ok(Sse::new(events).keep_alive(alive).into_response())
}

impl Stream {
    /// The next notice for this browser; `None` when the stream should end.
    async fn next(&mut self) -> Option<Notice> {
        if let Some(notice) = self.first.pop() {
            return Some(notice);
        }
        loop {
            let told = tokio::select! {
                told = self.notices.recv() => told,
                _ = self.stop.wait_for(|stopped| *stopped) => return None,
            };
            let notice = match told {
                Ok(notice) => notice,
                // Too slow to be told everything: the browser connects again and looks at all its topics.
                Err(_) => return None,
            };
            if self.topics.contains(&notice.topic) {
                return if self.may_still().await { Some(notice) } else { None };
            }
        }
    }

    /// Whether the session that opened the stream is still open.
    async fn may_still(&self) -> bool {
        let (app, token) = (self.viewer.app(), self.token.clone());
        let now = app.clock.now();
        let look = move |tx: &mut store::Tx| crate::staff::of_session(tx, &token, now);
        matches!(app.db.read("staff.session", look).await, Ok(Some(_)))
    }
}
