//! Notices to open pages: one stream for each browser, a topic for each thing it shows.
//!
//! A notice says that there is something new under a topic, never what: the page asks for that as itself. And it goes
//! only to whoever may see what is new, judged when they subscribe (`may_follow`) and by what the notice is of.

use std::{
    collections::HashMap,
    convert::Infallible,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use axum::{
    http::HeaderMap,
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use base::Error;
use futures_util::stream;
use tokio::{
    sync::{self, broadcast, watch},
    time::{Interval, MissedTickBehavior, interval_at},
};

use crate::{
    asked,
    problem::Failed,
    reach::Reach,
    rights::Right,
    who::{Member, session_token},
};

/// The topic of whoever watches the whole shop.
pub const SHOP: &str = "shop";
/// The topic of everybody: that there is something to tell somebody.
pub const NOTIFICATIONS: &str = "notifications";
/// Before the id of a customer, the topic of whoever looks at their card.
const CUSTOMER: &str = "customer";
/// Topics that one browser may follow at once.
const TOPICS: usize = 64;
/// Streams of one session: a browser needs one, whatever the number of its tabs.
const STREAMS: usize = 8;
/// When to come back after a refusal.
const RETRY_S: u64 = 30;
/// How long it is believed that a session is open, so that a notice to all its streams is one look.
const BELIEVED: Duration = Duration::from_secs(2);
/// How often a stream without notices looks whether its session is still open.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// Something is new.
#[derive(Clone, Debug)]
pub struct Notice {
    /// Under which topic: `customer:cus_...`.
    pub topic: String,
    /// The cursor of the thread behind it.
    pub cursor: String,
    /// What is new: kinds of events, and where each happened. It is told to whoever may see one of them.
    pub of: Arc<[(String, Option<String>)]>,
}

/// Whether somebody may follow a topic; `None` where there is no such topic.
fn may_follow(topic: &str, reach: &Reach) -> Option<bool> {
    match topic.split_once(':') {
        None if topic == SHOP => Some(reach.shows_any()),
        None if topic == NOTIFICATIONS => Some(true),
        Some((CUSTOMER, id)) if !id.is_empty() => Some(reach.rights.has(Right::CustomersSee)),
        _ => None,
    }
}

/// Where notices come in and go out.
#[derive(Clone)]
pub struct Hub {
    notices: broadcast::Sender<Notice>,
    listening: watch::Sender<usize>,
    sessions: Arc<Mutex<HashMap<String, Following>>>,
    /// Streams in all.
    most: usize,
}

/// A session that follows something.
#[derive(Clone, Default)]
struct Following {
    streams: usize,
    seen: Arc<Seen>,
}

/// When a session was last looked at, and how far whoever has it saw; nothing where it was over.
type Seen = sync::Mutex<Option<(Instant, Option<Reach>)>>;

impl Hub {
    /// A hub for a server with so many connections. Streams stay open, so they get half of them, and pages the rest.
    pub fn new(connections: u32) -> Hub {
        let most = usize::try_from(connections / 2).unwrap_or(usize::MAX).max(1);
        Hub { notices: broadcast::channel(1_024).0, listening: watch::channel(0).0, sessions: Arc::default(), most }
    }

    /// Tells whoever listens.
    pub fn tell(&self, notice: Notice) {
        // Without listeners there is nobody to tell.
        drop(self.notices.send(notice));
    }

    /// How many browsers listen.
    pub fn listening(&self) -> watch::Receiver<usize> {
        self.listening.subscribe()
    }

    /// Believes nothing more about a session: its streams look again at the next notice.
    pub async fn forget(&self, token: &str) {
        let seen = self.locked().get(token).map(|following| following.seen.clone());
        if let Some(seen) = seen {
            *seen.lock().await = None;
        }
    }

    fn locked(&self) -> MutexGuard<'_, HashMap<String, Following>> {
        // Counts are whole after every statement, so a panic elsewhere leaves nothing half done.
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts one more stream of a session, or refuses it.
    fn listen(&self, token: &str) -> Result<Listener, Error> {
        let mut sessions = self.locked();
        let streams = sessions.get(token).map_or(0, |following| following.streams);
        if streams >= STREAMS || *self.listening.borrow() >= self.most {
            return Err(Error::TooMany { retry_after_s: RETRY_S });
        }
        let following = sessions.entry(token.to_owned()).or_default();
        following.streams += 1;
        self.listening.send_modify(|count| *count += 1);
        Ok(Listener { hub: self.clone(), token: token.to_owned(), seen: following.seen.clone() })
    }
}

/// Counts a stream while it is open.
struct Listener {
    hub: Hub,
    token: String,
    seen: Arc<Seen>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        let mut sessions = self.hub.locked();
        if let Some(following) = sessions.get_mut(&self.token) {
            following.streams -= 1;
            if following.streams == 0 {
                sessions.remove(&self.token);
            }
        }
        self.hub.listening.send_modify(|count| *count = count.saturating_sub(1));
    }
}

/// What a stream asks for.
#[derive(serde::Deserialize)]
pub struct Asked {
    topics: String,
    after: Option<String>,
}

struct Stream {
    viewer: Member,
    reach: Reach,
    topics: Vec<String>,
    notices: broadcast::Receiver<Notice>,
    stop: watch::Receiver<bool>,
    first: Vec<Notice>,
    look: Interval,
    listener: Listener,
}

/// The stream of one browser.
pub async fn stream(
    viewer: Member,
    headers: HeaderMap,
    asked::Asked(asked): asked::Asked<Asked>,
) -> Result<Response, Failed> {
    let topics: Vec<String> = asked.topics.split(',').filter(|topic| !topic.is_empty()).map(str::to_owned).collect();
    if topics.is_empty() || topics.len() > TOPICS || topics.iter().any(|topic| topic.len() > 80) {
        return Err(Error::invalid("topics", "Ask for 1 to 64 topics.").into());
    }
    let reach = viewer.reach();
    for topic in &topics {
        match may_follow(topic, &reach) {
            Some(true) => {}
            Some(false) => return Err(Error::Forbidden.into()),
            None => return Err(Error::invalid("topics", "There is no such topic to follow.").into()),
        }
    }
    let hub = &viewer.app().live;
    let missed = headers.get("last-event-id").and_then(|value| value.to_str().ok()).map(str::to_owned).or(asked.after);
    // What came while the line was down is not listed here: each topic is told once, and its page looks.
    let first = missed.map_or_else(Vec::new, |cursor| {
        let notice = |topic: &String| Notice { topic: topic.clone(), cursor: cursor.clone(), of: Arc::default() };
        topics.iter().map(notice).collect()
    });
    let mut look = interval_at(tokio::time::Instant::now() + LOOK_EVERY, LOOK_EVERY);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let state = Stream {
        notices: hub.notices.subscribe(),
        stop: viewer.app().stop.clone(),
        look,
        listener: hub.listen(session_token(&headers).unwrap_or_default())?,
        topics,
        first,
        reach,
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
                told = self.notices.recv() => Some(told),
                _ = self.look.tick() => None,
                _ = self.stop.wait_for(|stopped| *stopped) => return None,
            };
            let notice = match told {
                Some(Ok(notice)) => Some(notice),
                // Too slow to be told everything: the browser connects again and looks at all its topics.
                Some(Err(_)) => return None,
                None => None,
            };
            if notice.as_ref().is_some_and(|notice| !self.is_for(notice)) {
                continue;
            }
            if !self.may_still().await {
                return None;
            }
            if notice.is_some() {
                return notice;
            }
        }
    }

    fn is_for(&self, notice: &Notice) -> bool {
        let shows = |(kind, place): &(String, Option<String>)| self.reach.shows(kind, place.as_deref());
        self.topics.contains(&notice.topic) && (notice.of.is_empty() || notice.of.iter().any(shows))
    }

    /// Whether the session that opened the stream is still open, with the rights and shops that it had. Streams of one
    /// session wait for one look.
    async fn may_still(&self) -> bool {
        let mut seen = self.listener.seen.lock().await;
        if let Some((_, found)) = seen.as_ref().filter(|(at, _)| at.elapsed() < BELIEVED) {
            return found.as_ref() == Some(&self.reach);
        }
        let (app, token) = (self.viewer.app(), self.listener.token.clone());
        let now = app.clock.now();
        let look = move |tx: &mut store::Tx| crate::sessions::of(tx, &token, now);
        let found = match app.db.read("staff.session", look).await {
            Ok(found) => found.map(|(staff, _)| Reach { rights: staff.role.rights(), shops: staff.shops }),
            // A database that has no time for this has not said that the session ended.
            Err(_) => Some(self.reach.clone()),
        };
        let is_same = found.as_ref() == Some(&self.reach);
        *seen = Some((Instant::now(), found));
        is_same
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{rights::Rights, shops::Scope};

    #[test]
    fn a_session_has_so_many_streams_and_no_more() {
        let hub = Hub::new(2_048);
        let mut open: Vec<_> = (0..STREAMS).map(|_| hub.listen("a").expect("a stream")).collect();
        assert!(matches!(hub.listen("a"), Err(Error::TooMany { .. })));
        let other = hub.listen("b").expect("a stream of somebody else");
        open.pop();
        open.push(hub.listen("a").expect("the place of the one that ended"));
        assert_eq!(*hub.listening().borrow(), STREAMS + 1);
        drop((open, other));
        assert_eq!(*hub.listening().borrow(), 0);
        assert!(hub.locked().is_empty(), "nothing is kept of who left");
    }

    #[test]
    fn a_topic_is_followed_by_right_and_by_no_other_name() {
        let reach = |rights: &[Right]| Reach { rights: Rights::of(rights), shops: Scope::ALL };
        let topics = ["notifications", "shop", "customer:cus_1", "customer:", "customer", "orders", "shop:goya", ""];
        let judged = |rights: &[Right]| topics.map(|topic| may_follow(topic, &reach(rights)));
        let (yes, no) = (Some(true), Some(false));
        assert_eq!(judged(&[Right::CustomersSee]), [yes, yes, yes, None, None, None, None, None]);
        assert_eq!(judged(&[Right::OrdersSee]), [yes, yes, no, None, None, None, None, None]);
        assert_eq!(judged(&[Right::CatalogSee]), [yes, no, no, None, None, None, None, None]);
    }

    #[test]
    fn half_of_the_connections_are_for_pages() {
        let hub = Hub::new(100);
        let open = |number: usize| hub.listen(&(number / STREAMS).to_string());
        let all: Vec<_> = (0..50).map(|number| open(number).expect("a stream")).collect();
        assert!(matches!(hub.listen("one more"), Err(Error::TooMany { .. })));
        drop(all);
        assert!(hub.listen("one more").is_ok());
    }
}
