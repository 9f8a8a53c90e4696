//! What was taken, by quarter of an hour, channel, shop and currency: written by the fold of product sales, which reads
//! the same bodies, and read by hours and days of the shop's zone.
//!
//! An event of an order or a return stands at the time of its paper, also when it brings lines that came late, so a sum
//! of events is the sum of the papers of that time. A quarter that has not ended is read from the papers themselves.
//! Whole days are read from sums by day where they are kept (`takings_days.rs`).

use std::collections::BTreeMap;

use base::{Currency, Result, Time};
use jiff::tz::TimeZone;
use store::{
    Tx,
    asked::{Query, Rows},
    followers, params, sql,
    thread::{Event, SubjectId},
    value::Row,
};
use web::{
    day_sums::Reading,
    shops::Scope,
    spans::{self, Grain, Piece, Stretch},
};

use crate::{
    events::{self, Body},
    sales, takings_days,
};

/// What was taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Taken {
    /// Orders and tickets.
    pub orders: i64,
    /// Units sold.
    pub units: i64,
    /// What they brought, in minor units.
    pub sold: i64,
    /// Returns.
    pub returns: i64,
    /// Units that came back.
    pub returned_units: i64,
    /// What was given back for them, in minor units.
    pub returned: i64,
}

impl Taken {
    /// What was sold less what was given back.
    pub const fn net(&self) -> i64 {
        self.sold - self.returned
    }

    /// What an order came to.
    pub const fn average(&self) -> Option<i64> {
        if self.orders == 0 { None } else { Some((self.sold + self.orders / 2).div_euclid(self.orders)) }
    }

    /// Adds another sum.
    pub fn add(&mut self, other: &Taken) {
        self.orders += other.orders;
        self.units += other.units;
        self.sold += other.sold;
        self.returns += other.returns;
        self.returned_units += other.returned_units;
        self.returned += other.returned;
    }
}

/// What is summed: a time, a channel, a place and a currency.
pub(crate) type Key<'e> = (i64, &'e str, &'e str, Currency);

/// The sums of a slice of the thread.
#[derive(Default)]
pub(crate) struct Sums<'e>(BTreeMap<Key<'e>, Taken>);

impl<'e> Sums<'e> {
    pub(crate) fn add(&mut self, event: &'e Event, body: &Body) {
        let units: i64 = body.products.iter().map(|line| line.quantity).sum();
        let taken = match event.kind.as_str() {
            events::ORDER_COMPLETED => Taken { orders: 1, units, sold: body.total, ..Taken::default() },
            events::ORDER_UPDATED => Taken { units, sold: body.total, ..Taken::default() },
            kind => Taken {
                returns: i64::from(kind == events::RETURN_ACCEPTED),
                returned_units: units,
                returned: body.total,
                ..Taken::default()
            },
        };
        let place = event.place.as_deref().unwrap_or_default();
        let key = (spans::quarter(event.happened), event.channel.as_str(), place, body.currency);
        self.0.entry(key).or_default().add(&taken);
    }

    pub(crate) fn write(&self, tx: &mut Tx, version: i64) -> Result<()> {
        let text = sql!(
            "insert into takings (version, quarter, channel, place, currency, orders, units, sold, returns,
                 returned_units, returned) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
             on conflict (version, quarter, channel, place, currency) do update set
                 orders = takings.orders + excluded.orders, units = takings.units + excluded.units,
                 sold = takings.sold + excluded.sold, returns = takings.returns + excluded.returns,
                 returned_units = takings.returned_units + excluded.returned_units,
                 returned = takings.returned + excluded.returned"
        );
        let rows = self.0.iter().map(|((quarter, channel, place, currency), taken)| {
            let Taken { orders, units, sold, returns, returned_units, returned } = *taken;
            params![
                version,
                *quarter,
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
        self.write_places(tx, version)?;
        takings_days::write(tx, version, &self.0)
    }

    fn write_places(&self, tx: &mut Tx, version: i64) -> Result<()> {
        let mut last: BTreeMap<(&str, Currency), i64> = BTreeMap::new();
        for (quarter, _, place, currency) in self.0.keys() {
            let last = last.entry((*place, *currency)).or_insert(*quarter);
            *last = (*last).max(*quarter);
        }
        let text = sql!(
            "insert into takings_places (version, place, currency, last) values ($1, $2, $3, $4)
             on conflict (version, place, currency) do update set last = excluded.last
                 where excluded.last > takings_places.last"
        );
        let rows = last.iter().map(|((place, currency), last)| params![version, *place, *currency, *last]);
        tx.exec_many(text, rows).map(|_| ())
    }
}

pub(crate) fn forget(tx: &mut Tx, version: i64, limit: i64) -> Result<u64> {
    let quarters = sql!(
        "delete from takings where version = $1 and quarter in
         (select quarter from takings where version = $1 limit $2)"
    );
    let places = sql!("delete from takings_places where version = $1");
    let gone = tx.exec(quarters, params![version, limit])? + tx.exec(places, params![version])?;
    Ok(gone + takings_days::forget(tx, version, limit)?)
}

/// What was taken in one channel and shop, in one currency, in an hour or on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The hour or the day of the local clock, counted from 1970.
    pub slot: i64,
    /// The channel.
    pub channel: String,
    /// The shop, where it was in one.
    pub place: Option<String>,
    /// The currency.
    pub currency: Currency,
    /// What was taken.
    pub taken: Taken,
}

/// What was taken in a stretch of time, in these shops.
pub fn read(tx: &mut Tx, zone: &TimeZone, stretch: Stretch, grain: Grain, shops: &Scope) -> Result<Vec<Part>> {
    Reader::of(tx, zone, grain)?.ask(tx, stretch, grain, shops).rows(tx)
}

/// Reads the sums of now.
pub struct Reader<'z>(Reading<'z>);

impl<'z> Reader<'z> {
    /// In a zone, by this grain at the finest.
    pub fn of(tx: &mut Tx, zone: &'z TimeZone, grain: Grain) -> Result<Reader<'z>> {
        Reading::of(tx, sales::NAME, zone, grain).map(Reader)
    }

    /// Asks what was taken in a stretch of time, in these shops.
    pub fn ask(&self, tx: &mut Tx, stretch: Stretch, grain: Grain, shops: &Scope) -> Rows<Part> {
        let Reader(sums) = self;
        let of = (sums.version, sums.zone);
        let queries = match sums.parted(stretch, grain) {
            Some((parted, name)) => {
                let mut queries = of_quarters(of, parted.before, grain, shops);
                queries.push(takings_days::of_days((sums.version, name), parted.days, grain, shops));
                queries.extend(of_quarters(of, parted.behind, grain, shops));
                queries
            }
            None => of_quarters(of, stretch, grain, shops),
        };
        tx.ask_all(queries, read_part)
    }
}

pub(crate) fn of_quarters(
    (version, zone): (i64, &TimeZone),
    stretch: Stretch,
    grain: Grain,
    shops: &Scope,
) -> Vec<Query> {
    let (pieces, rest) = stretch.pieces(zone);
    let text = sql!(
        "select (quarter + $1) / $2 as slot, channel, place, currency, cast(sum(orders) as bigint),
             cast(sum(units) as bigint), cast(sum(sold) as bigint), cast(sum(returns) as bigint),
             cast(sum(returned_units) as bigint), cast(sum(returned) as bigint)
         from takings where version = $3 and quarter >= $4 and quarter < $5
             and (cast($6 as text) is null or replace(cast($6 as text), ',' || place || ',', '') <> cast($6 as text))
         group by 1, 2, 3, 4 order by 1, 2, 3, 4"
    );
    let of = |piece: &Piece| {
        let Piece { from, to, ahead } = *piece;
        Query::new(text, params![ahead, grain.quarters(), version, from, to, shops.as_parameter()])
    };
    let mut queries: Vec<Query> = pieces.iter().map(of).collect();
    if let Some(rest) = rest {
        let ahead = spans::ahead(zone, rest.from);
        let slot = (spans::quarter(rest.from) + ahead).div_euclid(grain.quarters());
        queries.extend(of_papers(rest, slot, shops));
    }
    queries
}

pub(crate) fn read_part(row: &Row) -> Result<Part> {
    let place: Option<String> = row.get(2)?;
    let (orders, units, sold) = (row.get(4)?, row.get(5)?, row.get(6)?);
    let (returns, returned_units, returned) = (row.get(7)?, row.get(8)?, row.get(9)?);
    Ok(Part {
        slot: row.get(0)?,
        channel: row.get(1)?,
        place: place.filter(|place| !place.is_empty()),
        currency: row.get(3)?,
        taken: Taken { orders, units, sold, returns, returned_units, returned },
    })
}

/// The same from the papers of less than a quarter of an hour.
fn of_papers(stretch: Stretch, slot: i64, shops: &Scope) -> [Query; 2] {
    let bought = sql!(
        "select cast($1 as bigint), o.channel, o.place, o.currency, cast(1 as bigint),
             (select cast(coalesce(sum(l.quantity), 0) as bigint) from order_lines l where l.order_id = o.id), o.total,
             cast(0 as bigint), cast(0 as bigint), cast(0 as bigint)
         from orders o where o.placed_at >= $2 and o.placed_at < $3
             and (cast($4 as text) is null or replace(cast($4 as text), ',' || o.place || ',', '') <> cast($4 as text))"
    );
    let back = sql!(
        "select cast($1 as bigint), r.channel, r.place, r.currency, cast(0 as bigint), cast(0 as bigint),
             cast(0 as bigint), cast(1 as bigint),
             (select cast(coalesce(sum(l.quantity), 0) as bigint) from return_lines l where l.return_id = r.id), r.total
         from returns r where r.accepted_at >= $2 and r.accepted_at < $3
             and (cast($4 as text) is null or replace(cast($4 as text), ',' || r.place || ',', '') <> cast($4 as text))"
    );
    [bought, back].map(|text| Query::new(text, params![slot, stretch.from, stretch.to, shops.as_parameter()]))
}

/// When something was last bought or brought back in these shops, to the quarter of an hour and no later than now.
pub fn last(tx: &mut Tx, shops: &Scope, now: Time) -> Result<Option<Time>> {
    let (version, now) = (followers::active_version(tx, sales::NAME)?, spans::quarter(now));
    let text = sql!(
        "select max(case when last <= $2 then last end), max(last) from takings_places where version = $1
             and (cast($3 as text) is null or replace(cast($3 as text), ',' || place || ',', '') <> cast($3 as text))"
    );
    let read = |row: &Row| Ok((row.get::<Option<i64>>(0)?, row.get::<Option<i64>>(1)?));
    let (mut found, latest) =
        tx.query_one(text, params![version, now, shops.as_parameter()], read)?.unwrap_or_default();
    // Of a place where something is dated ahead, what was before that is looked for.
    if latest.is_some_and(|latest| latest > now) {
        let text = sql!(
            "select quarter from takings where version = $1 and quarter > $2 and quarter <= $3 and
                 (cast($4 as text) is null or replace(cast($4 as text), ',' || place || ',', '') <> cast($4 as text))
             order by quarter desc limit 1"
        );
        let of = params![version, found.unwrap_or(i64::MIN), now, shops.as_parameter()];
        found = tx.query_one(text, of, |row| row.get(0))?.or(found);
    }
    Ok(found.map(spans::begin))
}

/// Whether anything was ever sold or given back in a place with this code.
pub fn has_place(tx: &mut Tx, code: &str) -> Result<bool> {
    let version = followers::active_version(tx, sales::NAME)?;
    let text = sql!("select last from takings_places where version = $1 and place = $2 limit 1");
    Ok(tx.query_one(text, params![version, code], |row| row.get::<i64>(0))?.is_some())
}

/// Whether anything was ever sold or given back in a currency.
pub fn has_currency(tx: &mut Tx, code: &str) -> Result<bool> {
    let version = followers::active_version(tx, sales::NAME)?;
    let text = sql!("select last from takings_places where version = $1 and currency = $2 limit 1");
    Ok(tx.query_one(text, params![version, code], |row| row.get::<i64>(0))?.is_some())
}

/// One row for each hour or day, channel, shop and currency: the pieces of a stretch may say parts of the same.
pub fn joined(parts: Vec<Part>) -> Vec<Part> {
    let mut sums: BTreeMap<(i64, String, Option<String>, Currency), Taken> = BTreeMap::new();
    for Part { slot, channel, place, currency, taken } in parts {
        sums.entry((slot, channel, place, currency)).or_default().add(&taken);
    }
    let part = |((slot, channel, place, currency), taken)| Part { slot, channel, place, currency, taken };
    sums.into_iter().map(part).collect()
}

/// The orders and returns that happened last in these shops, and no later than now.
pub fn newest(tx: &mut Tx, shops: &Scope, now: Time, limit: i64) -> Result<Vec<SubjectId>> {
    let bought = sql!(
        "select placed_at, id from orders where placed_at <= $1
             and (cast($2 as text) is null or replace(cast($2 as text), ',' || place || ',', '') <> cast($2 as text))
         order by placed_at desc, id desc limit $3"
    );
    let back = sql!(
        "select accepted_at, id from returns where accepted_at <= $1
             and (cast($2 as text) is null or replace(cast($2 as text), ',' || place || ',', '') <> cast($2 as text))
         order by accepted_at desc, id desc limit $3"
    );
    let queries = [bought, back].map(|text| Query::new(text, params![now, shops.as_parameter(), limit]));
    let asked = tx.ask_all(queries, |row| Ok((row.get::<Time>(0)?, row.get::<SubjectId>(1)?)));
    let mut found = asked.rows(tx)?;
    found.sort_by_key(|paper| std::cmp::Reverse(*paper));
    found.truncate(limit as usize);
    Ok(found.into_iter().map(|(_, id)| id).collect())
}
