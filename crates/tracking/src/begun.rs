//! How many visits began when: sums by quarter of an hour and channel, written by the fold behind visits.
//!
//! They are nobody's. Whoever is erased stays counted, until the sums are counted anew.

use base::Result;
use jiff::tz::TimeZone;
use store::{Tx, followers, params, sql, value::Row};
use web::spans::{self, Grain, Stretch};

use crate::visits;

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

/// The visits that began in a stretch of time. Of a quarter of an hour that it cuts, visits count in proportion, for
/// when exactly each began is not among the sums; all of them where that quarter is the one that it is now.
pub fn read(tx: &mut Tx, zone: &TimeZone, stretch: Stretch, grain: Grain, is_now: bool) -> Result<Vec<Begun>> {
    let version = followers::active_version(tx, visits::NAME)?;
    let (pieces, rest) = stretch.pieces(zone);
    let text = sql!(
        "select (quarter + $1) / $2 as slot, channel, cast(sum(visits) as bigint) from visit_quarters
         where version = $3 and quarter >= $4 and quarter < $5 group by 1, 2 order by 1, 2"
    );
    let row = |row: &Row| Ok(Begun { slot: row.get(0)?, channel: row.get(1)?, visits: row.get(2)? });
    let mut found = Vec::new();
    for piece in pieces {
        let of = params![piece.ahead, grain.quarters(), version, piece.from, piece.to];
        found.extend(tx.query(text, of, row)?);
    }
    if let Some(rest) = rest {
        let (from, ahead) = (spans::quarter(rest.from), spans::ahead(zone, rest.from));
        let of = params![ahead, grain.quarters(), version, from, from + 1];
        for mut begun in tx.query(text, of, row)? {
            if !is_now {
                begun.visits = begun.visits * rest.to.seconds_since(rest.from) / 900;
            }
            found.push(begun);
        }
    }
    Ok(found)
}
