//! How many visits began when: sums by quarter of an hour and channel, written by the fold behind visits.
//!
//! They are nobody's. Whoever is erased stays counted, until the sums are counted anew. Whole days are read from sums
//! by day of the shop's zone, where they are kept.

use std::{collections::BTreeMap, ops::Range};

use base::Result;
use jiff::tz::TimeZone;
use store::{
    Tx,
    asked::{Query, Rows},
    params, sql,
    value::Row,
};
use web::{
    day_sums::{self, Kept, Reading},
    spans::{self, Grain, Piece, Stretch},
};

use crate::visits;

/// How their days are kept.
pub const KEPT: Kept = Kept { fold: visits::NAME, next, fill };

/// Visits that began in an hour or on a day, in one channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// The hour or the day of the local clock, counted from 1970.
    pub slot: i64,
    /// The channel.
    pub channel: String,
    /// How many.
    pub visits: i64,
}

/// Adds visits by quarter of an hour and channel, and to the days of each zone that is listed.
pub(crate) fn write(tx: &mut Tx, version: i64, quarters: &BTreeMap<(i64, &str), i64>) -> Result<()> {
    if quarters.is_empty() {
        return Ok(());
    }
    let text = sql!(
        "insert into visit_quarters (version, quarter, channel, visits) values ($1, $2, $3, $4)
         on conflict (version, quarter, channel) do update set visits = visit_quarters.visits + excluded.visits"
    );
    let rows = quarters.iter().map(|((quarter, channel), visits)| params![version, *quarter, *channel, *visits]);
    tx.exec_many(text, rows)?;
    let text = sql!(
        "insert into visit_days (version, zone, day, channel, visits) values ($1, $2, $3, $4, $5)
         on conflict (version, zone, day, channel) do update set visits = visit_days.visits + excluded.visits"
    );
    for listed in day_sums::listed(tx, visits::NAME, version)? {
        let mut days: BTreeMap<(i64, &str), i64> = BTreeMap::new();
        for ((quarter, channel), visits) in quarters {
            *days.entry((spans::day(&listed.zone, *quarter), channel)).or_default() += visits;
        }
        let zone = listed.name.as_str();
        tx.exec_many(
            text,
            days.iter().map(|((day, channel), visits)| params![version, zone, *day, *channel, *visits]),
        )?;
    }
    Ok(())
}

fn next(tx: &mut Tx, version: i64, quarter: i64) -> Result<Option<i64>> {
    let text = sql!("select quarter from visit_quarters where version = $1 and quarter >= $2 order by quarter limit 1");
    tx.query_one(text, params![version, quarter], |row| row.get(0))
}

fn fill(tx: &mut Tx, version: i64, zone: &str, days: Range<i64>, pieces: &[Piece]) -> Result<()> {
    let text = sql!("delete from visit_days where version = $1 and zone = $2 and day >= $3 and day < $4");
    tx.exec(text, params![version, zone, days.start, days.end])?;
    // A day on which the clocks change has two pieces.
    let text = sql!(
        "insert into visit_days (version, zone, day, channel, visits)
         select $1, $2, (quarter + $3) / 96, channel, sum(visits) from visit_quarters
         where version = $1 and quarter >= $4 and quarter < $5 group by (quarter + $3) / 96, channel
         on conflict (version, zone, day, channel) do update set visits = visit_days.visits + excluded.visits"
    );
    for piece in pieces {
        tx.exec(text, params![version, zone, piece.ahead, piece.from, piece.to])?;
    }
    Ok(())
}

/// The visits that began in a stretch of time. Of a quarter of an hour that it cuts, visits count in proportion, for
/// when exactly each began is not among the sums; all of them where that quarter is the one that it is now.
pub fn read(tx: &mut Tx, zone: &TimeZone, stretch: Stretch, grain: Grain, is_now: bool) -> Result<Vec<Begun>> {
    Reader::of(tx, zone, grain)?.ask(tx, stretch, grain, is_now).rows(tx)
}

/// Reads the sums of now.
pub struct Reader<'z>(Reading<'z>);

impl<'z> Reader<'z> {
    /// In a zone, by this grain at the finest.
    pub fn of(tx: &mut Tx, zone: &'z TimeZone, grain: Grain) -> Result<Reader<'z>> {
        Reading::of(tx, visits::NAME, zone, grain).map(Reader)
    }

    /// Asks for the visits that began in a stretch of time, as [`read`] counts them.
    pub fn ask(&self, tx: &mut Tx, stretch: Stretch, grain: Grain, is_now: bool) -> BegunAsked {
        let Reader(sums) = self;
        let (days, stretches) = match sums.parted(stretch, grain) {
            Some((parted, name)) => {
                (Some(of_days((sums.version, name), parted.days, grain)), vec![parted.before, parted.behind])
            }
            None => (None, vec![stretch]),
        };
        let (mut whole, mut cut): (Vec<Query>, _) = (days.into_iter().collect(), None);
        for stretch in stretches {
            let (pieces, rest) = stretch.pieces(sums.zone);
            whole.extend(pieces.iter().map(|piece| of_quarters(sums.version, piece, grain)));
            // Only the last one ends within a quarter: days begin with one.
            cut = rest.or(cut);
        }
        let of_cut = |rest: &Stretch| {
            let (from, ahead) = (spans::quarter(rest.from), spans::ahead(sums.zone, rest.from));
            of_quarters(sums.version, &Piece { from, to: from + 1, ahead }, grain)
        };
        let of_rest = cut.as_ref().map(of_cut);
        BegunAsked {
            whole: tx.ask_all(whole, read_begun),
            rest: tx.ask_all(of_rest, read_begun),
            seconds: cut.map_or(0, |cut| cut.to.seconds_since(cut.from)),
            is_now,
        }
    }
}

/// Visits that were asked for and not read yet.
pub struct BegunAsked {
    whole: Rows<Begun>,
    /// Those of a quarter of an hour that the stretch cuts, and how many seconds of it count.
    rest: Rows<Begun>,
    seconds: i64,
    is_now: bool,
}

impl BegunAsked {
    /// The visits, those of a cut quarter in proportion.
    pub fn rows(self, tx: &mut Tx) -> Result<Vec<Begun>> {
        let mut found = self.whole.rows(tx)?;
        for mut begun in self.rest.rows(tx)? {
            if !self.is_now {
                begun.visits = begun.visits * self.seconds / 900;
            }
            found.push(begun);
        }
        Ok(found)
    }
}

fn of_days((version, zone): (i64, &str), days: Range<i64>, grain: Grain) -> Query {
    let text = sql!(
        "select day / $1 as slot, channel, cast(sum(visits) as bigint) from visit_days
         where version = $2 and zone = $3 and day >= $4 and day < $5 group by 1, 2 order by 1, 2"
    );
    Query::new(text, params![grain.quarters() / 96, version, zone, days.start, days.end])
}

fn of_quarters(version: i64, piece: &Piece, grain: Grain) -> Query {
    let text = sql!(
        "select (quarter + $1) / $2 as slot, channel, cast(sum(visits) as bigint) from visit_quarters
         where version = $3 and quarter >= $4 and quarter < $5 group by 1, 2 order by 1, 2"
    );
    Query::new(text, params![piece.ahead, grain.quarters(), version, piece.from, piece.to])
}

fn read_begun(row: &Row) -> Result<Begun> {
    Ok(Begun { slot: row.get(0)?, channel: row.get(1)?, visits: row.get(2)? })
}
