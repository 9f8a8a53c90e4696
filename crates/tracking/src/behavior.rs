//! What one person did outside, summed over their identifiers: for the card, and for who asks what is known.

use std::collections::BTreeMap;

use base::{Result, Time};
use customers::{card::Tally, people::CustomerId};
use serde_json::json;
use store::{
    Tx,
    asked::Rows,
    followers, params,
    personal::{By, Entry, Place, Section, TELLING},
    sql,
    thread::IdentifierId,
    value::Row,
};

use crate::{
    rejects,
    runs::{Counts, Visit},
    visits::{self, columns, read_visit},
};

/// Days that the card sums up, today among them.
pub const DAYS: i64 = 30;
/// Visits that the card lists.
const VISITS: i64 = 5;
const DAY: i64 = 86_400_000_000;

/// What somebody did outside lately, and what they look at.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, schemars::JsonSchema)]
pub struct Behavior {
    /// Visits of the last [`DAYS`].
    pub visits: i64,
    /// What was done in them.
    #[serde(flatten)]
    pub counts: Counts,
    /// The days of these on which there was any, the newest first.
    pub days: Vec<Day>,
    /// The newest visits, and how they came.
    pub latest: Vec<Visit>,
    /// Channels by how much was done there, ever.
    pub channels: Vec<Tally>,
    /// Categories by how often something of them was looked at.
    pub categories: Vec<Tally>,
    /// Sizes and colors, the same.
    pub variants: Vec<Tally>,
    /// Sizes alone, where they are told as such.
    pub sizes: Vec<Tally>,
}

/// A day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Day {
    /// Its beginning, in UTC.
    pub at: Time,
    /// Visits that began on it.
    pub visits: i64,
    /// What was done in them.
    #[serde(flatten)]
    pub counts: Counts,
}

/// Reads what a person did.
pub fn read(tx: &mut Tx, id: CustomerId, now: Time) -> Result<Behavior> {
    let version = followers::active_version(tx, visits::NAME)?;
    let (days, latest) = (ask_days(tx, version, id, now), ask_latest(tx, version, id));
    let text = sql!(
        "select t.facet, t.key, cast(sum(t.count) as bigint)
         from identifiers i join behavior_tallies t on t.version = $1 and t.identifier_id = i.id
         where i.customer_id = $2 group by t.facet, t.key order by 3 desc, 2"
    );
    let tallies = tx
        .ask(text, params![version, id], |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?, row.get::<i64>(2)?)));
    let mut behavior = Behavior { days: days.rows(tx)?, ..Behavior::default() };
    for day in &behavior.days {
        behavior.visits += day.visits;
        behavior.counts.add(day.counts, 1);
    }
    behavior.latest = latest.rows(tx)?.into_iter().map(|(_, visit)| visit).collect();
    for (facet, key, count) in tallies.rows(tx)? {
        let tally = Tally { key, count, quantity: 0 };
        match facet.as_str() {
            "channel" => behavior.channels.push(tally),
            "category" => behavior.categories.push(tally),
            "size" => behavior.sizes.push(tally),
            _ => behavior.variants.push(tally),
        }
    }
    Ok(behavior)
}

fn ask_days(tx: &mut Tx, version: i64, id: CustomerId, now: Time) -> Rows<Day> {
    let text = sql!(
        "select d.day, cast(sum(d.visits) as bigint), cast(sum(d.pages) as bigint), cast(sum(d.views) as bigint),
             cast(sum(d.carts) as bigint), cast(sum(d.searches) as bigint)
         from identifiers i join behavior_days d on d.version = $1 and d.identifier_id = i.id
         where i.customer_id = $2 and d.day > $3 group by d.day having sum(d.visits) > 0 order by d.day desc"
    );
    let first = now.micros().div_euclid(DAY) - DAYS;
    let read: fn(&Row) -> _ = |row| {
        let counts = Counts { pages: row.get(2)?, views: row.get(3)?, carts: row.get(4)?, searches: row.get(5)? };
        Ok(Day { at: Time::from_micros(row.get::<i64>(0)? * DAY), visits: row.get(1)?, counts })
    };
    tx.ask(text, params![version, id, first], read)
}

fn ask_latest(tx: &mut Tx, version: i64, id: CustomerId) -> Rows<(IdentifierId, Visit)> {
    let text = sql!(
        "select v.identifier_id, v.started, v.last, v.pages, v.views, v.carts, v.searches, v.channel, v.source,
             v.medium, v.campaign, v.referrer, v.landing
         from identifiers i join visits v on v.version = $1 and v.identifier_id = i.id
         where i.customer_id = $2 order by v.started desc, v.identifier_id limit $3"
    );
    tx.ask(text, params![version, id, VISITS], read_visit as fn(&Row) -> _)
}

#[allow(unsafe_code)]
#[store::linkme::distributed_slice(TELLING)]
#[linkme(crate = store::linkme)]
static TRACKING: &[Section] = &[
    Section { name: "visits", place: 70, by: By::Identifier, read: told_visits },
    Section { name: "looked_at", place: 71, by: By::Identifier, read: told_tallies },
    Section { name: "said_to_be", place: 72, by: By::Identifier, read: told_claims },
    Section { name: "rejects", place: 73, by: By::Identifier, read: rejects::told },
];

fn told_visits(tx: &mut Tx, key: &[u8; 16], _: Option<Place>, _: i64) -> Result<Vec<Entry>> {
    let version = followers::active_version(tx, visits::NAME)?;
    let text =
        sql!(concat!("select ", columns!(), " from visits where version = $1 and identifier_id = $2 order by started"));
    let visits = tx.query(text, params![version, IdentifierId::from_bytes(*key)], read_visit)?;
    Ok(visits.into_iter().map(|(_, visit)| Entry::whole(json!(visit))).collect())
}

fn told_tallies(tx: &mut Tx, key: &[u8; 16], _: Option<Place>, _: i64) -> Result<Vec<Entry>> {
    let version = followers::active_version(tx, visits::NAME)?;
    let text = sql!(
        "select facet, key, count from behavior_tallies where version = $1 and identifier_id = $2 order by facet, key"
    );
    tx.query(text, params![version, IdentifierId::from_bytes(*key)], |row| {
        let (facet, key, count) = (row.get::<String>(0)?, row.get::<String>(1)?, row.get::<i64>(2)?);
        Ok(Entry::whole(json!({ "what": facet, "which": key, "times": count })))
    })
}

fn told_claims(tx: &mut Tx, key: &[u8; 16], _: Option<Place>, _: i64) -> Result<Vec<Entry>> {
    let text = sql!(
        "select kind, value, source, first_at, last_at from said_claims where identifier_id = $1 order by kind, value"
    );
    tx.query(text, params![IdentifierId::from_bytes(*key)], |row| {
        Ok(Entry::whole(json!({
            "kind": row.get::<String>(0)?,
            "value": row.get::<String>(1)?,
            "source": row.get::<String>(2)?,
            "first_at": row.get::<Time>(3)?,
            "last_at": row.get::<Time>(4)?,
        })))
    })
}

/// The days of a month as a row, the oldest first, each with how many visits it had.
pub fn row_of(behavior: &Behavior, now: Time) -> Vec<(Time, i64)> {
    let today = now.micros().div_euclid(DAY);
    let visits: BTreeMap<i64, i64> = behavior.days.iter().map(|day| (day.at.micros() / DAY, day.visits)).collect();
    let day = |day: i64| (Time::from_micros(day * DAY), visits.get(&day).copied().unwrap_or(0));
    (today - DAYS + 1..=today).map(day).collect()
}
