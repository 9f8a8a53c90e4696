//! What was taken, by day of the shop's zone, channel, shop and currency: written beside the quarters of an hour, and
//! read for whole days (`web/day_sums.rs` says when).

use std::{collections::BTreeMap, ops::Range};

use base::{Currency, Result};
use jiff::tz::TimeZone;
use store::{Tx, asked::Query, followers, params, sql};
use web::{
    day_sums::{self, Kept},
    shops::Scope,
    spans::{self, Grain, Piece, Stretch},
};

use crate::{
    sales,
    takings::{self, Key, Part, Taken},
};

/// How these days are kept.
pub const KEPT: Kept = Kept { fold: sales::NAME, next, fill };

/// Days that are looked at together for what differs from their quarters.
const LOOKED_AT: i64 = 365;

/// Adds sums by quarter of an hour to the days of each zone that is listed.
pub(crate) fn write(tx: &mut Tx, version: i64, quarters: &BTreeMap<Key, Taken>) -> Result<()> {
    if quarters.is_empty() {
        return Ok(());
    }
    let text = sql!(
        "insert into takings_days (version, zone, day, channel, place, currency, orders, units, sold, returns,
             returned_units, returned) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         on conflict (version, zone, day, channel, place, currency) do update set
             orders = takings_days.orders + excluded.orders, units = takings_days.units + excluded.units,
             sold = takings_days.sold + excluded.sold, returns = takings_days.returns + excluded.returns,
             returned_units = takings_days.returned_units + excluded.returned_units,
             returned = takings_days.returned + excluded.returned"
    );
    for listed in day_sums::listed(tx, sales::NAME, version)? {
        let mut days: BTreeMap<Key, Taken> = BTreeMap::new();
        for ((quarter, channel, place, currency), taken) in quarters {
            days.entry((spans::day(&listed.zone, *quarter), channel, place, *currency)).or_default().add(taken);
        }
        let zone = listed.name.as_str();
        let rows = days.iter().map(|((day, channel, place, currency), taken)| {
            let Taken { orders, units, sold, returns, returned_units, returned } = *taken;
            params![
                version,
                zone,
                *day,
                *channel,
                *place,
                *currency,
                orders,
                units,
                sold,
                returns,
                returned_units,
                returned
            ]
        });
        tx.exec_many(text, rows)?;
    }
    Ok(())
}

fn next(tx: &mut Tx, version: i64, quarter: i64) -> Result<Option<i64>> {
    let text = sql!("select quarter from takings where version = $1 and quarter >= $2 order by quarter limit 1");
    tx.query_one(text, params![version, quarter], |row| row.get(0))
}

fn fill(tx: &mut Tx, version: i64, zone: &str, days: Range<i64>, pieces: &[Piece]) -> Result<()> {
    let text = sql!("delete from takings_days where version = $1 and zone = $2 and day >= $3 and day < $4");
    tx.exec(text, params![version, zone, days.start, days.end])?;
    // A day on which the clocks change has two pieces.
    let text = sql!(
        "insert into takings_days (version, zone, day, channel, place, currency, orders, units, sold, returns,
             returned_units, returned)
         select $1, $2, (quarter + $3) / 96, channel, place, currency, sum(orders), sum(units), sum(sold), sum(returns),
             sum(returned_units), sum(returned)
         from takings where version = $1 and quarter >= $4 and quarter < $5
         group by (quarter + $3) / 96, channel, place, currency
         on conflict (version, zone, day, channel, place, currency) do update set
             orders = takings_days.orders + excluded.orders, units = takings_days.units + excluded.units,
             sold = takings_days.sold + excluded.sold, returns = takings_days.returns + excluded.returns,
             returned_units = takings_days.returned_units + excluded.returned_units,
             returned = takings_days.returned + excluded.returned"
    );
    for piece in pieces {
        tx.exec(text, params![version, zone, piece.ahead, piece.from, piece.to])?;
    }
    Ok(())
}

pub(crate) fn forget(tx: &mut Tx, version: i64, limit: i64) -> Result<u64> {
    day_sums::forget(tx, sales::NAME, version)?;
    let text = sql!(
        "delete from takings_days where version = $1 and day in
         (select day from takings_days where version = $1 limit $2)"
    );
    tx.exec(text, params![version, limit])
}

/// What was taken on days of a zone that are whole; read as its quarters are.
pub(crate) fn of_days((version, zone): (i64, &str), days: Range<i64>, grain: Grain, shops: &Scope) -> Query {
    let by_day = sql!(
        "select day, channel, place, currency, orders, units, sold, returns, returned_units, returned
         from takings_days where version = $1 and zone = $2 and day >= $3 and day < $4
             and (cast($5 as text) is null or replace(cast($5 as text), ',' || place || ',', '') <> cast($5 as text))
         order by day, channel, place, currency"
    );
    let whole = sql!(
        "select cast(0 as bigint), channel, place, currency, cast(sum(orders) as bigint), cast(sum(units) as bigint),
             cast(sum(sold) as bigint), cast(sum(returns) as bigint), cast(sum(returned_units) as bigint),
             cast(sum(returned) as bigint)
         from takings_days where version = $1 and zone = $2 and day >= $3 and day < $4
             and (cast($5 as text) is null or replace(cast($5 as text), ',' || place || ',', '') <> cast($5 as text))
         group by channel, place, currency"
    );
    let text = if grain == Grain::Whole { whole } else { by_day };
    Query::new(text, params![version, zone, days.start, days.end, shops.as_parameter()])
}

/// Days whose sums differ from their quarters, in each zone whose days are whole: five of them at most.
pub(crate) fn differences(tx: &mut Tx) -> Result<Vec<String>> {
    let version = followers::active_version(tx, sales::NAME)?;
    let mut found = Vec::new();
    for listed in day_sums::listed(tx, sales::NAME, version)? {
        if day_sums::whole(tx, sales::NAME, version, &listed.zone)?.is_some() {
            found.extend(differing(tx, (version, &listed.name), &listed.zone)?);
        }
    }
    found.truncate(5);
    Ok(found)
}

fn differing(tx: &mut Tx, (version, name): (i64, &str), zone: &TimeZone) -> Result<Vec<String>> {
    let (mut found, mut from) = (Vec::new(), None);
    while let Some(first) = first_day(tx, (version, name), zone, from)? {
        let days = first..first + LOOKED_AT;
        let [begin, end] = [days.start, days.end].map(|day| spans::begin(spans::first_quarter(zone, day)));
        let stretch = Stretch { from: begin, to: end };
        let quarters = takings::of_quarters((version, zone), stretch, Grain::Day, &Scope::ALL);
        let quarters = tx.ask_all(quarters, takings::read_part);
        let kept = of_days((version, name), days.clone(), Grain::Day, &Scope::ALL);
        let kept = tx.ask_all([kept], takings::read_part);
        let mut counted = by_key(quarters.rows(tx)?);
        for (key, taken) in by_key(kept.rows(tx)?) {
            if counted.remove(&key) != Some(taken) {
                found.push(key.0);
            }
        }
        found.extend(counted.into_keys().map(|key| key.0));
        from = Some(days.end);
    }
    Ok(found.into_iter().map(|day| format!("{} ({name})", spans::place_of(Grain::Day, day).0)).collect())
}

/// The first day from one on that has something, in quarters or in days.
fn first_day(tx: &mut Tx, (version, name): (i64, &str), zone: &TimeZone, from: Option<i64>) -> Result<Option<i64>> {
    let quarter = next(tx, version, from.map_or(i64::MIN, |day| spans::first_quarter(zone, day)))?;
    let text = sql!("select day from takings_days where version = $1 and zone = $2 and day >= $3 order by day limit 1");
    let mut days = tx.query(text, params![version, name, from.unwrap_or(i64::MIN)], |row| row.get::<i64>(0))?;
    days.extend(quarter.map(|quarter| spans::day(zone, quarter)));
    Ok(days.into_iter().min())
}

type Place = (i64, String, Option<String>, Currency);

fn by_key(parts: Vec<Part>) -> BTreeMap<Place, Taken> {
    let keyed = |part: Part| ((part.slot, part.channel, part.place, part.currency), part.taken);
    takings::joined(parts).into_iter().map(keyed).collect()
}
