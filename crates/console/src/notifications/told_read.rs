//! Reading what there is to tell somebody.

use base::{Cx, Result, Time};
use customers::labels;
use orders::imports;
use store::{Tx, backups, params, parked, sql, weight};
use web::{
    invitations, keys,
    rights::{Right, Rights},
    staff::{self, StaffId},
};

use super::told::{Told, What};

/// How long it is told.
const DAYS: i64 = 30;
/// How long before a key ends it is told.
const KEY_DAYS: i64 = 7;
const DAY: i64 = 86_400;
const MEGABYTE: i64 = 1024 * 1024;

/// What there is to tell, the latest first, and until when they have seen it.
pub fn read(cx: &Cx, tx: &mut Tx, me: StaffId, rights: Rights) -> Result<(Vec<Told>, Time)> {
    let (by, since) = (cx.actor.as_text(), cx.now.plus_seconds(-DAYS * DAY));
    let mut found = Vec::new();
    let mut tell = |at: Time, what: What| found.push(Told { at, what });
    if rights.has(Right::Imports) {
        for import in imports::ended(tx, &by, since)? {
            tell(import.changed_at, What::Import(Box::new(import)));
        }
    }
    if rights.has(Right::CustomersEdit) {
        for (at, bulk) in labels::bulk::ended(tx, &by, since)? {
            let label = labels::one(tx, bulk.label)?.name;
            tell(at, What::Labelled(bulk, label));
        }
    }
    if rights.has(Right::CatalogEdit) {
        for (at, bulk) in catalog::bulk::ended(tx, &by, since)? {
            tell(at, What::Changed(bulk));
        }
    }
    if rights.has(Right::StaffEdit) {
        for (at, _, name) in invitations::used(tx, &by, since)? {
            tell(at, What::Joined(name));
        }
    }
    if rights.has(Right::KeysEdit) {
        for key in keys::all(tx)? {
            let told_at = key.expires_at.map(|ends| ends.plus_seconds(-KEY_DAYS * DAY).max(key.created_at));
            if let Some(at) = told_at.filter(|at| key.revoked_at.is_none() && (since..=cx.now).contains(at)) {
                tell(at, What::KeyEnds(key));
            }
        }
    }
    if rights.has(Right::OperationsSee) {
        for (at, backup) in backups::ended(tx, &by, true, since)? {
            tell(at, What::Backup(backup));
        }
        of_trouble(cx, tx, &mut tell)?;
    }
    found.sort_by_key(|told| std::cmp::Reverse(told.at));
    Ok((found, staff::notified_until(tx, me)?))
}

/// Trouble lasts until it is mended, however old it is.
fn of_trouble(cx: &Cx, tx: &mut Tx, tell: &mut impl FnMut(Time, What)) -> Result<()> {
    if let [latest, ..] = &parked::jobs(tx, 1)?[..] {
        let all = parked::kinds(tx, cx.now)?.iter().map(|kind| kind.parked).sum();
        tell(latest.parked_at, What::Jobs(all));
    }
    if let [latest, ..] = &parked::events(tx, 1)?[..] {
        tell(latest.parked_at, What::Events(parked::count_events(tx)?));
    }
    // A copy of the database, for a backup or an upgrade, must have room.
    let tight = |day: &weight::Day| day.weight.free.filter(|free| *free < (1024 * MEGABYTE).max(day.weight.database));
    let days = weight::days(tx, DAYS)?;
    let since = days.iter().take_while(|day| tight(day).is_some()).last();
    if let (Some(first), Some(free)) = (since, days.first().and_then(tight)) {
        tell(first.looked_at, What::Disk(free / MEGABYTE));
    }
    Ok(())
}

/// How many of it somebody has not seen.
pub fn unseen(told: &[Told], seen_until: Time) -> i64 {
    told.iter().filter(|told| told.at > seen_until).count() as i64
}

/// When there was last something to tell anybody, or somebody saw it: pages that are open look again when it changes.
pub fn stamp(tx: &mut Tx) -> Result<Option<Time>> {
    let text = sql!(
        "select max(at) from (
             select max(changed_at) as at from imports where state in ('looked', 'done', 'failed')
             union all select max(ended_at) from bulk_acts
             union all select max(ended_at) from product_bulks
             union all select max(ended_at) from backups
             union all select max(used_at) from invitations
             union all select max(run_at) from jobs where state = 'parked'
             union all select max(parked_at) from parked_events
             union all select max(notified_until) from staff
         ) as told"
    );
    Ok(tx.query_one(text, params![], |row| row.get(0))?.flatten())
}
