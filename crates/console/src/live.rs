//! From events to notices: tells open pages that there is something new, once the card's figures have it; and that
//! there is something to tell their reader.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::{Duration, Instant},
};

use base::{Result, Time};
use customers::{card, fold};
use store::{Db, followers, thread, thread::Cursor};
use tokio::sync::watch;
use web::live::{Hub, NOTIFICATIONS, Notice, SHOP};

use crate::{home::home_thread, notifications::told_read};

/// How often it is looked whether there is something to tell.
const RING_EVERY: Duration = Duration::from_millis(500);
/// Events looked at in one go.
const SLICE: i64 = 1_000;

/// Topics, each with the kinds of events that are new under it and where each happened.
type Topics = BTreeMap<String, BTreeSet<(String, Option<String>)>>;

/// Tells until told to stop.
pub async fn tell(db: Db, hub: Hub, mut stop: watch::Receiver<bool>) {
    let mut listening = hub.listening();
    let mut last: Option<Cursor> = None;
    let mut bell = Bell { looked: Instant::now(), stamp: None };
    while !*stop.borrow() {
        if *listening.borrow_and_update() == 0 {
            (last, bell.stamp) = (None, None);
            tokio::select! {
                _ = stop.changed() => {}
                _ = listening.changed() => {}
            }
            continue;
        }
        match look(&db, last.clone()).await {
            Ok((cursor, topics)) => {
                let at = cursor.as_ref().map(Cursor::to_string).unwrap_or_default();
                for (topic, of) in topics {
                    hub.tell(Notice { topic, cursor: at.clone(), of: of.into_iter().collect() });
                }
                last = cursor;
            }
            Err(error) => tracing::warn!(cause = %error, "open pages could not be told what is new"),
        }
        if bell.looked.elapsed() >= RING_EVERY
            && let Err(error) = bell.ring(&db, &hub, last.as_ref()).await
        {
            tracing::warn!(cause = %error, "open pages could not be told of notifications");
        }
        tokio::select! {
            _ = stop.changed() => {}
            _ = tokio::time::sleep(Duration::from_millis(50)) => {}
        }
    }
}

/// What the last look at notifications found.
struct Bell {
    looked: Instant,
    /// Nothing where nobody has looked since somebody listens.
    stamp: Option<Option<Time>>,
}

impl Bell {
    /// Tells open pages where there is something else to tell than before. Which of them it is for, each asks itself.
    async fn ring(&mut self, db: &Db, hub: &Hub, at: Option<&Cursor>) -> Result<()> {
        self.looked = Instant::now();
        let stamp = db.read("console.notified", told_read::stamp).await?;
        if self.stamp.replace(stamp).is_some_and(|before| before != stamp) {
            let cursor = at.map(Cursor::to_string).unwrap_or_default();
            hub.tell(Notice { topic: NOTIFICATIONS.to_owned(), cursor, of: Arc::default() });
        }
        Ok(())
    }
}

/// Where the card's fold is now, and the topics of what it has taken since `last`.
async fn look(db: &Db, last: Option<Cursor>) -> Result<(Option<Cursor>, Topics)> {
    db.read("console.live", move |tx| {
        let now = followers::active_cursor(tx, fold::NAME)?;
        let (Some(last), Some(now)) = (&last, &now) else { return Ok((now, Topics::new())) };
        if last == now {
            return Ok((Some(now.clone()), Topics::new()));
        }
        let (events, next) = thread::after(tx, last, SLICE)?;
        // More than a slice is looked at in the next round; never beyond what the fold has taken.
        let next = if events.len() as i64 == SLICE { next.min(now.clone()) } else { now.clone() };
        let mut topics = Topics::new();
        for event in events {
            let of = (event.kind, event.place);
            if home_thread::is_told(&of.0) {
                topics.entry(SHOP.to_owned()).or_default().insert(of.clone());
            }
            let Some(actor) = event.actor else { continue };
            let Some(person) = card::person_of(tx, actor)? else { continue };
            topics.entry(format!("customer:{person}")).or_default().insert(of);
        }
        Ok((Some(next), topics))
    })
    .await
}
