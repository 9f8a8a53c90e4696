//! What people did outside leaves the thread with age, in pieces. What was counted of it stays, on cards and in visits.

use std::collections::BTreeMap;

use base::{Result, Time};
use store::{
    Tx, followers, params, settings, sql,
    thread::{self, Cursor, IdentifierId},
};

use crate::{events, visits};

/// For how many days behavior stays on the thread, unless it is set.
pub const DAYS: u32 = 90;
/// Events that one piece looks at.
const PIECE: i64 = 500;
/// How far along the thread aged events were looked for.
const PLACE: &str = "aged_to";

/// What was counted of what left.
struct Left {
    facts: i64,
    first: Time,
    last: Time,
}

/// Whether nothing has left the thread yet: what has is in the sums of folds, and nowhere else to count it from.
pub fn is_whole(tx: &mut Tx) -> Result<bool> {
    Ok(tx.query(sql!("select 1 from aged limit 1"), params![], |_| Ok(()))?.is_empty())
}

/// Takes behavior from the thread that reached it so many days ago, and that all these folds have seen. Says whether
/// there may be more.
pub fn sweep(tx: &mut Tx, now: Time, days: u32, folds: &[&str]) -> Result<bool> {
    let start = thread::start(tx)?;
    let kept = settings::get(tx, PLACE)?.map(|text| text.parse::<Cursor>()).transpose()?;
    let from = kept.filter(|place| !place.is_before(&start)).unwrap_or(start);
    // Who has never followed has seen nothing yet.
    if followers::active_version(tx, visits::NAME)? == 0 {
        return Ok(false);
    }
    let Some(seen) = followers::slowest(tx, folds)? else { return Ok(false) };
    let before = now.plus_seconds(-i64::from(days) * 86_400);
    let (events, next) = thread::received_before(tx, &from, before, &seen, PIECE)?;
    if events.is_empty() {
        return Ok(false);
    }
    let mut left: BTreeMap<IdentifierId, Left> = BTreeMap::new();
    let mut gone = Vec::new();
    for event in events.iter().filter(|event| events::is_tracked(&event.kind)) {
        gone.push(event.id);
        let Some(actor) = event.actor else { continue };
        let at = event.happened;
        let sum = left.entry(actor).or_insert(Left { facts: 0, first: at, last: at });
        sum.facts += 1;
        (sum.first, sum.last) = (sum.first.min(at), sum.last.max(at));
    }
    let text = sql!(
        "insert into aged (identifier_id, facts, first_seen, last_seen) values ($1, $2, $3, $4)
         on conflict (identifier_id) do update set facts = aged.facts + excluded.facts,
             first_seen = case when excluded.first_seen < aged.first_seen
                 then excluded.first_seen else aged.first_seen end,
             last_seen = case when excluded.last_seen > aged.last_seen then excluded.last_seen else aged.last_seen end"
    );
    tx.exec_many(text, left.iter().map(|(actor, left)| params![*actor, left.facts, left.first, left.last]))?;
    thread::remove(tx, &gone)?;
    settings::set(tx, PLACE, &next.to_string())?;
    Ok(events.len() as i64 == PIECE)
}
