//! What must always be true of visits; `hilo verify` asks when every fold has taken every event.

use std::collections::{BTreeMap, BTreeSet};

use base::Result;
use store::{
    Tx, followers, params, sql,
    thread::{self, IdentifierId},
};

use crate::visits;

/// Events of one piece.
const PIECE: i64 = 5_000;

/// Every rule that is broken, as a sentence with up to five examples.
pub fn findings(tx: &mut Tx) -> Result<Vec<String>> {
    let version = followers::active_version(tx, visits::NAME)?;
    let mut found = Vec::new();
    let mut say = |says: &str, wrong: Vec<IdentifierId>| {
        let wrong: Vec<String> = wrong.iter().take(5).map(IdentifierId::to_string).collect();
        if !wrong.is_empty() {
            found.push(format!("{says}: {}", wrong.join(", ")));
        }
    };
    let text = sql!(
        "select a.identifier_id from (
             select identifier_id, day, visits, pages, views, carts, searches from behavior_days where version = $1
             union all select identifier_id, started / 86400000000, -1, -pages, -views, -carts, -searches
                 from visits where version = $1) a group by a.identifier_id, a.day
         having sum(a.visits) <> 0 or sum(a.pages) <> 0 or sum(a.views) <> 0 or sum(a.carts) <> 0
             or sum(a.searches) <> 0 limit 5"
    );
    let days = tx.query(text, params![version], |row| row.get::<IdentifierId>(0))?;
    say("identifiers whose days do not come to their visits", days);
    say("identifiers whose visits are not what is on the thread", differences(tx, version)?);
    let text = sql!(
        "select a.zone from (
             select z.zone, q.channel, q.visits from visit_quarters q join day_zones z on z.fold = 'visits'
                 and z.is_whole = 1 and z.version = q.version where q.version = $1
             union all select z.zone, d.channel, -d.visits from visit_days d join day_zones z on z.fold = 'visits'
                 and z.is_whole = 1 and z.version = d.version and z.zone = d.zone where d.version = $1) a
         group by a.zone, a.channel having sum(a.visits) <> 0 limit 5"
    );
    let zones = tx.query(text, params![version], |row| row.get::<String>(0))?;
    if !zones.is_empty() {
        found.push(format!("zones whose visits by day do not come to those by quarter: {}", zones.join(", ")));
    }
    Ok(found)
}

/// Identifiers whose visits are others than the thread tells. It no longer tells of those of whom something has aged.
fn differences(tx: &mut Tx, version: i64) -> Result<Vec<IdentifierId>> {
    let aged = tx.query(sql!("select identifier_id from aged"), params![], |row| row.get::<IdentifierId>(0))?;
    let aged: BTreeSet<IdentifierId> = aged.into_iter().collect();
    let mut visited: BTreeSet<IdentifierId> = {
        let text = sql!("select distinct identifier_id from visits where version = $1");
        tx.query(text, params![version], |row| row.get::<IdentifierId>(0))?.into_iter().collect()
    };
    let (mut differing, mut after) = (BTreeSet::new(), None);
    loop {
        let (events, next) = thread::by_actor(tx, after, PIECE)?;
        let mut told: BTreeMap<IdentifierId, Vec<_>> = BTreeMap::new();
        for event in &events {
            let Some(actor) = event.actor.filter(|actor| !aged.contains(actor)) else { continue };
            if let Ok(Some((visit, _))) = visits::visit_of(event) {
                told.entry(actor).or_default().push(visit);
            }
        }
        visited.retain(|actor| !told.contains_key(actor));
        differing.extend(visits::differing(tx, version, told)?);
        match next {
            Some(next) if differing.len() < 5 => after = Some(next),
            Some(_) => return Ok(differing.into_iter().collect()),
            None => break,
        }
    }
    differing.extend(visited.into_iter().filter(|actor| !aged.contains(actor)));
    Ok(differing.into_iter().collect())
}
