//! Counting what needs a person, as far as whoever looks may see and mend it.

use std::collections::BTreeMap;

use base::{Cx, Result, Time};
use catalog::{languages, missing, translations};
use customers::duplicates;
use orders::{imports, reviews};
use store::{Tx, backups, params, parked, sql};
use tracking::{
    counts::{self, Today},
    rejects,
    sources::{self, Source, SourceId},
};
use web::rights::{Right, Rights};

use super::needs::{Backup, Counted};

/// Beyond so many products that lack something nobody counts.
const UNREADY: i64 = 9;
/// Beyond so many products without their words in a language nobody counts.
const UNTOLD: i64 = 1_000;
/// A source that was heard of before and tells nothing for so long is silent.
const SILENT_S: i64 = 86_400;
const DAY: i64 = 86_400;

/// Counts.
pub fn read(cx: &Cx, tx: &mut Tx, rights: Rights, today: &str) -> Result<Counted> {
    let mut found = Counted::default();
    let operations = rights
        .has(Right::OperationsSee)
        .then(|| (parked::ask_kinds(tx, cx.now), parked::ask_count_events(tx), backups::ask(tx, 5)));
    let reviews = rights.has(Right::ReviewsEdit).then(|| reviews::ask_waiting(tx));
    let sources = rights.has(Right::SourcesSee).then(|| (counts::ask_today(tx, today), sources::ask(tx)));
    if let Some((kinds, events, backups)) = operations {
        found.jobs = kinds.rows(tx)?.iter().map(|kind| kind.parked).sum();
        found.events = events.one(tx)?.unwrap_or(0);
        found.backup = backup(&backups.rows(tx)?, cx.now);
    }
    if let Some(reviews) = reviews {
        found.reviews = reviews.one(tx)?.unwrap_or(0);
    }
    if let Some((today, all)) = sources {
        let (today, all) = (today.rows(tx)?.into_iter().collect(), all.rows(tx)?);
        of_sources(tx, (cx.now, rights), (&today, &all), &mut found)?;
    }
    if rights.has(Right::Imports) {
        found.imports = stopped(tx)?;
    }
    if rights.has(Right::CustomersEdit) {
        let pairs = duplicates::count(cx, tx)?;
        found.pairs = (pairs, pairs >= duplicates::COUNTED);
    }
    if rights.has(Right::CatalogEdit) {
        let (unready, next) = missing::page(tx, None, UNREADY, cx.now)?;
        found.unready = (unready.iter().filter(|one| !one.is_publishable).count() as i64, next.is_some());
        for language in languages::others(tx)? {
            let products = translations::count_untold(tx, language.code, UNTOLD)?;
            if products > 0 {
                found.untold.push((language, (products, products >= UNTOLD)));
            }
        }
    }
    Ok(found)
}

/// How the last of these backups is.
fn backup(known: &[backups::Backup], now: Time) -> Backup {
    let newest = known.iter().find(|backup| !backup.state.is_busy());
    if newest.is_some_and(|backup| backup.why.is_some()) {
        return Backup::Failed;
    }
    let Some(made) = known.iter().find(|backup| backup.bytes.is_some()) else {
        return if known.is_empty() { Backup::Missing } else { Backup::Fine };
    };
    match now.seconds_since(made.made_at) / DAY {
        0 | 1 => Backup::Fine,
        days => Backup::Old(days),
    }
}

/// Imports that stopped on their way and can be tried again. Files that could not be read brought nothing in.
fn stopped(tx: &mut Tx) -> Result<Option<(i64, String)>> {
    let text = sql!("select count(*) from imports where state = 'failed' and foreseen is not null");
    let failed = tx.query_one(text, params![], |row| row.get::<i64>(0))?.unwrap_or(0);
    if failed == 0 {
        return Ok(None);
    }
    let latest = imports::latest(tx, None, 50)?;
    let one = latest.iter().find(|import| import.state == imports::State::Failed && import.foreseen.is_some());
    let page = one.map_or("/console/imports".to_owned(), |import| format!("/console/imports/{}", import.id));
    Ok(Some((failed, page)))
}

fn of_sources(
    tx: &mut Tx,
    (now, rights): (Time, Rights),
    (told, all): (&BTreeMap<SourceId, Today>, &[Source]),
    found: &mut Counted,
) -> Result<()> {
    let page = |id: SourceId| format!("/console/sources/{id}");
    let heard = |id: &SourceId| told.get(id).and_then(|today| today.last_at);
    let silent: Vec<_> = all
        .iter()
        .filter(|source| source.is_on && heard(&source.id).is_some_and(|last| now.seconds_since(last) > SILENT_S))
        .collect();
    found.silent = silent.first().map(|first| (silent.len() as i64, first.name.clone(), page(first.id)));
    if rights.has(Right::SourcesEdit) {
        let waiting = rejects::waiting(tx, all)?;
        let first = all.iter().zip(&waiting).find(|(_, waiting)| **waiting > 0);
        found.rejects = first.map(|(source, _)| (waiting.iter().sum(), format!("{}/rejects", page(source.id))));
    }
    Ok(())
}
