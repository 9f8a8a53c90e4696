//! What the home page reads: sums of now, of the weeks before and of a year before, as far as rights and shops reach.

use base::{Error, Result, Time};
use customers::newcomers;
use jiff::tz::TimeZone;
use orders::takings::{self, Part};
use store::Tx;
use tracking::begun::{self, Begun};
use web::{
    channels::Channel,
    rights::{Right, Rights},
    shops::Scope,
    spans::{Days, Grain},
};

use super::figures::Thrice;

/// Weeks after which a year's days have the same names.
pub const YEAR: i64 = 52;

/// What the address may ask for.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    /// `7` or `28` days until today; nothing is today.
    pub range: String,
    /// The first day of a stretch of one's own.
    pub from: String,
    /// Its last day.
    pub to: String,
    /// One channel.
    pub channel: String,
    /// One shop, by its code.
    pub shop: String,
    /// One currency.
    pub currency: String,
    /// Up to where an open page knows.
    pub after: String,
}

impl Asked {
    /// The days.
    pub fn days(&self, zone: &TimeZone, now: Time) -> Result<Days> {
        match (self.range.as_str(), self.is_own()) {
            (_, true) => Days::parse(&self.from, &self.to),
            ("", _) => Ok(Days::today(zone, now)),
            ("7", _) => Ok(Days::until_today(zone, now, 7)),
            ("28", _) => Ok(Days::until_today(zone, now, 28)),
            _ => Err(Error::invalid("range", "Ask for 7 or 28 days, or name days.")),
        }
    }

    /// Whether days are named.
    pub fn is_own(&self) -> bool {
        !(self.from.is_empty() && self.to.is_empty())
    }

    /// Refuses what no page offers.
    pub fn check(&self) -> Result<()> {
        if !self.channel.is_empty() && Channel::from_slug(&self.channel).is_none() {
            return Err(Error::invalid("channel", "There is no such channel."));
        }
        if self.shop.len() > 40 {
            return Err(Error::invalid("shop", "Name a shop by its code."));
        }
        if !self.currency.is_empty() {
            self.currency.parse::<base::Currency>()?;
        }
        Ok(())
    }

    /// Whether a part of the shop is chosen, so that what is in none is left out.
    pub fn is_part(&self) -> bool {
        !self.channel.is_empty() || !self.shop.is_empty()
    }
}

/// The sums.
pub struct Sums {
    /// Now, by hour or day.
    pub now: Vec<Part>,
    /// Before, until the same time.
    pub before: Vec<Part>,
    /// All of the days before, by hour or day.
    pub before_whole: Vec<Part>,
    /// A year before, until the same time.
    pub year: Vec<Part>,
    /// Visits by channel, where they may be seen.
    pub visits: Option<Thrice<Vec<Begun>>>,
    /// New people, where they may be seen.
    pub newcomers: Option<Thrice<i64>>,
    /// When something was last sold in these shops.
    pub last: Option<Time>,
}

/// By what the chart goes.
pub fn grain(days: &Days) -> Grain {
    if days.is_one() { Grain::Hour } else { Grain::Day }
}

/// Reads.
pub fn read(
    tx: &mut Tx,
    (zone, now): (&TimeZone, Time),
    days: &Days,
    asked: &Asked,
    (rights, shops): (Rights, &Scope),
) -> Result<Sums> {
    let grain = grain(days);
    let weeks = days.weeks_apart();
    let (until, then, year) = (days.until(zone, now), days.compared(zone, now, weeks), days.compared(zone, now, YEAR));
    let before_days = days.weeks_before(weeks).whole(zone);
    // What is in no shop is told to whoever is bound to none.
    let sees_all = shops.is_all();
    let visits = if rights.has(Right::SourcesSee) && sees_all && asked.shop.is_empty() {
        let is_now = until.to == now;
        Some([
            begun::read(tx, zone, until, Grain::Whole, is_now)?,
            begun::read(tx, zone, then, Grain::Whole, false)?,
            begun::read(tx, zone, year, Grain::Whole, false)?,
        ])
    } else {
        None
    };
    let newcomers = if rights.has(Right::CustomersSee) && sees_all && !asked.is_part() {
        Some([newcomers::count(tx, until)?, newcomers::count(tx, then)?, newcomers::count(tx, year)?])
    } else {
        None
    };
    if !rights.has(Right::OrdersSee) {
        let none = Vec::new;
        return Ok(Sums {
            now: none(),
            before: none(),
            before_whole: none(),
            year: none(),
            visits,
            newcomers,
            last: None,
        });
    }
    Ok(Sums {
        now: takings::read(tx, zone, until, grain, shops)?,
        before: takings::read(tx, zone, then, Grain::Whole, shops)?,
        before_whole: takings::read(tx, zone, before_days, grain, shops)?,
        year: takings::read(tx, zone, year, Grain::Whole, shops)?,
        last: takings::last(tx, shops, now)?,
        visits,
        newcomers,
    })
}
