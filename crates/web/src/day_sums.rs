//! Sums by quarter of an hour that are kept by day of the shop's zone too: a quarter of a year is then read as 92 days
//! and not as 8,832 quarters.
//!
//! A fold writes days beside quarters, in one transaction, for each zone that is listed for its version (`day_zones`).
//! `keep` lists the zone of the house, adds up what was there before some days at a time, and says when all of it is
//! whole. Each piece stays right from when it is written, for the fold keeps both in step; until the last is, and in
//! any other zone, whoever reads goes by quarters.

use std::{
    collections::BTreeMap,
    ops::Range,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use base::Result;
use jiff::{Timestamp, tz::TimeZone};
use sha2::{Digest, Sha256};
use store::{Db, Tx, followers, params, sql};
use tokio::sync::watch;

use crate::spans::{self, Grain, Parted, Piece, Stretch};

/// Days that are added up at once, so that nobody waits long for the embedded engine's one writer.
const DAYS: i64 = 2;
/// How often a version of a fold is looked for that has taken its place.
const PAUSE: Duration = Duration::from_secs(10);
/// Changes of the clocks until then say which rules a zone was added up by: 2100.
const RULES_END: i64 = 4_102_444_800;

/// Sums that are kept by quarter and by day.
#[derive(Clone, Copy)]
pub struct Kept {
    /// The fold that writes them.
    pub fold: &'static str,
    /// The first quarter of a version that has something, from one on.
    pub next: fn(&mut Tx, i64, i64) -> Result<Option<i64>>,
    /// Writes days of a version in a zone anew, as the sums of these pieces.
    pub fill: fn(&mut Tx, i64, &str, Range<i64>, &[Piece]) -> Result<()>,
}

/// A zone whose days a fold writes.
pub struct Listed {
    /// Its name.
    pub name: String,
    /// Its rules.
    pub zone: TimeZone,
}

/// The zones that a version of a fold writes days of. Days of rules that this program does not know are forgotten, as
/// it could not keep them in step.
pub fn listed(tx: &mut Tx, fold: &str, version: i64) -> Result<Vec<Listed>> {
    let text = sql!("select zone, rules from day_zones where fold = $1 and version = $2 order by zone");
    let rows = tx.query(text, params![fold, version], |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)))?;
    let mut found = Vec::new();
    for (name, of) in rows {
        match TimeZone::get(&name).ok().filter(|zone| rules(zone) == of) {
            Some(zone) => found.push(Listed { name, zone }),
            None => unlist(tx, fold, version, &name)?,
        }
    }
    Ok(found)
}

/// The name of a zone whose days of a version are whole.
pub fn whole<'z>(tx: &mut Tx, fold: &str, version: i64, zone: &'z TimeZone) -> Result<Option<&'z str>> {
    let Some(name) = zone.iana_name() else { return Ok(None) };
    let text = sql!("select rules from day_zones where fold = $1 and version = $2 and zone = $3 and is_whole = 1");
    let of = tx.query_one(text, params![fold, version, name], |row| row.get::<String>(0))?;
    Ok(of.filter(|of| *of == rules(zone)).map(|_| name))
}

/// How sums of the version of a fold that counts now are read in a zone.
pub struct Reading<'z> {
    /// The version.
    pub version: i64,
    /// The zone.
    pub zone: &'z TimeZone,
    /// Its name, where its days are whole.
    days: Option<&'z str>,
}

impl<'z> Reading<'z> {
    /// Those of a fold; whether days are whole is not asked where all is read by the hour.
    pub fn of(tx: &mut Tx, fold: &'static str, zone: &'z TimeZone, grain: Grain) -> Result<Reading<'z>> {
        let version = followers::active_version(tx, fold)?;
        let days = if grain == Grain::Hour { None } else { whole(tx, fold, version, zone)? };
        Ok(Reading { version, zone, days })
    }

    /// A stretch with its whole days apart, and the name of the zone that they are kept under; `None` where all of it
    /// is read by quarters.
    pub fn parted(&self, stretch: Stretch, grain: Grain) -> Option<(Parted, &'z str)> {
        let parted = if grain == Grain::Hour { None } else { stretch.whole_days(self.zone) };
        parted.zip(self.days)
    }
}

/// Forgets which zones a version of a fold wrote days of.
pub fn forget(tx: &mut Tx, fold: &str, version: i64) -> Result<()> {
    tx.exec(sql!("delete from day_zones where fold = $1 and version = $2"), params![fold, version]).map(|_| ())
}

/// Keeps the days of the house's zone, until told to stop. Days of a zone that the house had before are removed.
pub async fn keep(db: Db, zone: TimeZone, kept: Vec<Kept>, mut stop: watch::Receiver<bool>) {
    for one in kept.clone() {
        let here = zone.clone();
        if let Err(error) = db.bulk("days.leave", move |tx| leave_others(tx, one, &here)).await {
            tracing::warn!(fold = one.fold, cause = %error, "sums by day of another zone stay until the next start");
        }
    }
    while !*stop.borrow() {
        for one in &kept {
            if let Err(error) = fill(&db, &zone, *one, &stop).await {
                tracing::warn!(fold = one.fold, cause = %error, "sums by day are not whole yet; tried again later");
            }
        }
        tokio::select! {
            _ = stop.changed() => {}
            _ = tokio::time::sleep(PAUSE) => {}
        }
    }
}

/// Adds up all days of a zone that were not yet, unless told to stop.
pub async fn fill(db: &Db, zone: &TimeZone, kept: Kept, stop: &watch::Receiver<bool>) -> Result<()> {
    // Nothing is written to find that all is done.
    let (here, look) = (zone.clone(), kept);
    let is_done = move |tx: &mut Tx| {
        let version = followers::active_version(tx, look.fold)?;
        Ok(version == 0 || whole(tx, look.fold, version, &here)?.is_some())
    };
    if zone.iana_name().is_none() || db.read("days.look", is_done).await? {
        return Ok(());
    }
    while !*stop.borrow() {
        let here = zone.clone();
        if !db.bulk("days.fill", move |tx| piece(tx, kept, &here)).await? {
            break;
        }
    }
    Ok(())
}

/// One piece of it; says whether there is more.
pub fn piece(tx: &mut Tx, kept: Kept, zone: &TimeZone) -> Result<bool> {
    let version = followers::active_version(tx, kept.fold)?;
    let Some(name) = zone.iana_name().filter(|_| version > 0) else { return Ok(false) };
    let text = sql!("select filled, is_whole, rules from day_zones where fold = $1 and version = $2 and zone = $3");
    let read = |row: &store::value::Row| Ok((row.get::<i64>(0)?, row.get::<bool>(1)?, row.get::<String>(2)?));
    let filled = match tx.query_one(text, params![kept.fold, version, name], read)? {
        Some((_, true, of)) if of == rules(zone) => return Ok(false),
        Some((filled, false, of)) if of == rules(zone) => filled,
        _ => return list(tx, kept, version, zone, name).map(|()| true),
    };
    let Some(next) = (kept.next)(tx, version, filled)? else {
        let text = sql!("update day_zones set is_whole = 1 where fold = $1 and version = $2 and zone = $3");
        return tx.exec(text, params![kept.fold, version, name]).map(|_| false);
    };
    let first = spans::day(zone, next);
    let end = spans::first_quarter(zone, first + DAYS);
    let stretch = Stretch { from: spans::begin(spans::first_quarter(zone, first)), to: spans::begin(end) };
    (kept.fill)(tx, version, name, first..first + DAYS, &stretch.pieces(zone).0)?;
    let text = sql!("update day_zones set filled = $4 where fold = $1 and version = $2 and zone = $3");
    tx.exec(text, params![kept.fold, version, name, end]).map(|_| true)
}

/// Has the fold write days of a zone from now on, with nothing left of another time.
fn list(tx: &mut Tx, kept: Kept, version: i64, zone: &TimeZone, name: &str) -> Result<()> {
    unlist(tx, kept.fold, version, name)?;
    (kept.fill)(tx, version, name, i64::MIN..i64::MAX, &[])?;
    let text =
        sql!("insert into day_zones (fold, version, zone, rules, filled, is_whole) values ($1, $2, $3, $4, $5, 0)");
    tx.push(text, params![kept.fold, version, name, rules(zone), i64::MIN])
}

fn unlist(tx: &mut Tx, fold: &str, version: i64, name: &str) -> Result<()> {
    let text = sql!("delete from day_zones where fold = $1 and version = $2 and zone = $3");
    tx.exec(text, params![fold, version, name]).map(|_| ())
}

/// Removes the days of every zone but one. Another process that has another zone lists it again.
fn leave_others(tx: &mut Tx, kept: Kept, zone: &TimeZone) -> Result<()> {
    let text = sql!("select version, zone from day_zones where fold = $1");
    let rows = tx.query(text, params![kept.fold], |row| Ok((row.get::<i64>(0)?, row.get::<String>(1)?)))?;
    for (version, name) in rows.iter().filter(|(_, name)| Some(name.as_str()) != zone.iana_name()) {
        unlist(tx, kept.fold, *version, name)?;
        (kept.fill)(tx, *version, name, i64::MIN..i64::MAX, &[])?;
    }
    Ok(())
}

/// What tells the rules of a zone from those that an earlier program knew by the same name.
fn rules(zone: &TimeZone) -> String {
    static KNOWN: Mutex<BTreeMap<String, String>> = Mutex::new(BTreeMap::new());
    let name = zone.iana_name().unwrap_or_default();
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    known.entry(name.to_owned()).or_insert_with(|| changes(zone)).clone()
}

/// A hash of its changes of the clocks.
fn changes(zone: &TimeZone) -> String {
    let mut hash = Sha256::new();
    hash.update(zone.to_offset(Timestamp::UNIX_EPOCH).seconds().to_le_bytes());
    for change in zone.following(Timestamp::UNIX_EPOCH) {
        if change.timestamp().as_second() > RULES_END {
            break;
        }
        hash.update(change.timestamp().as_second().to_le_bytes());
        hash.update(change.offset().seconds().to_le_bytes());
    }
    hash.finalize()[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}
