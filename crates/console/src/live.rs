//! From events to notices: tells open pages that there is something new, once the card's figures have it.

use std::time::Duration;

use base::Result;
use customers::{card, fold};
use store::{Db, followers, thread, thread::Cursor};
use tokio::sync::watch;
use web::live::{Hub, Notice};

use crate::home::home_thread;

/// The topic of whoever watches the whole shop.
pub const SHOP: &str = "shop";
/// Events looked at in one go.
const SLICE: i64 = 1_000;

/// Tells until told to stop.
pub async fn tell(db: Db, hub: Hub, mut stop: watch::Receiver<bool>) {
    let mut listening = hub.listening();
    let mut last: Option<Cursor> = None;
    while !*stop.borrow() {
        if *listening.borrow_and_update() == 0 {
            last = None;
            tokio::select! {
                _ = stop.changed() => {}
                _ = listening.changed() => {}
            }
            continue;
        }
        match look(&db, last.clone()).await {
            Ok((cursor, topics)) => {
                let at = cursor.as_ref().map(Cursor::to_string).unwrap_or_default();
                for topic in topics {
                    hub.tell(Notice { topic, cursor: at.clone() });
                }
                last = cursor;
            }
            Err(error) => tracing::warn!(cause = %error, "open pages could not be told what is new"),
        }
        tokio::select! {
            _ = stop.changed() => {}
            _ = tokio::time::sleep(Duration::from_millis(50)) => {}
        }
    }
}

/// Where the card's fold is now, and the topics of what it has taken since `last`.
async fn look(db: &Db, last: Option<Cursor>) -> Result<(Option<Cursor>, Vec<String>)> {
    db.read("console.live", move |tx| {
        let now = followers::active_cursor(tx, fold::NAME)?;
        let (Some(last), Some(now)) = (&last, &now) else { return Ok((now, Vec::new())) };
        if last == now {
            return Ok((Some(now.clone()), Vec::new()));
        }
        let (events, next) = thread::after(tx, last, SLICE)?;
        // More than a slice is looked at in the next round; never beyond what the fold has taken.
        let next = if events.len() as i64 == SLICE { next.min(now.clone()) } else { now.clone() };
        let mut topics = Vec::new();
        for event in events {
            if home_thread::is_told(&event.kind) && !topics.iter().any(|topic| topic == SHOP) {
                topics.push(SHOP.to_owned());
            }
            let Some(actor) = event.actor else { continue };
            let Some(person) = card::person_of(tx, actor)? else { continue };
            let topic = format!("customer:{person}");
            if !topics.contains(&topic) {
                topics.push(topic);
            }
        }
        Ok((Some(next), topics))
    })
    .await
}
