//! What the home page reads: sums of now, of the weeks before and of a year before, as far as rights and shops reach.

use base::{Currency, Error, Result, Time};
use catalog::shops;
use jiff::tz::TimeZone;
use orders::takings::{self, Part};
use store::Tx;
use tracking::begun::{self, Begun};
use web::{
    app::App,
    channels::Channel,
    reach::Reach,
    rights::Right,
    shops::Scope,
    spans::{Days, Grain, Stretch},
};

use super::figures::Thrice;
use crate::tallies;

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
    /// The currency that it shows.
    pub shown: String,
    /// What was done just now.
    pub did: String,
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
        if !self.currency.is_empty() {
            self.currency.parse::<Currency>()?;
        }
        Ok(())
    }

    /// The same of what only the books know: places without a page of their own, and money that is no more.
    fn check_known(&self, tx: &mut Tx) -> Result<()> {
        if !self.shop.is_empty() && shops::get(tx, &self.shop)?.is_none() && !takings::has_place(tx, &self.shop)? {
            return Err(Error::invalid("shop", "There is no such shop."));
        }
        match Currency::in_use(&self.currency) {
            Err(unknown) if !self.currency.is_empty() && !takings::has_currency(tx, &self.currency)? => Err(unknown),
            _ => Ok(()),
        }
    }

    /// Whether a part of the shop is chosen, so that what is in none is left out.
    pub fn is_part(&self) -> bool {
        !self.channel.is_empty() || !self.shop.is_empty()
    }
}

/// The sums.
#[derive(Clone, Default)]
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
    /// New people, where they may be seen; counted apart from the rest, for many are not counted each time.
    pub newcomers: Option<Thrice<i64>>,
    /// When something was last sold in these shops.
    pub last: Option<Time>,
}

/// By what the chart goes.
pub fn grain(days: &Days) -> Grain {
    if days.is_one() { Grain::Hour } else { Grain::Day }
}

/// Reads.
pub fn read(tx: &mut Tx, (zone, now): (&TimeZone, Time), days: &Days, asked: &Asked, reach: &Reach) -> Result<Sums> {
    asked.check_known(tx)?;
    let grain = grain(days);
    let weeks = days.weeks_apart();
    let (until, then, year) = (days.until(zone, now), days.compared(zone, now, weeks), days.compared(zone, now, YEAR));
    let before_days = days.weeks_before(weeks).whole(zone);
    // What is in no shop is told to whoever is bound to none.
    let sees_all = reach.shops.is_all();
    let visits = if reach.rights.has(Right::SourcesSee) && sees_all && asked.shop.is_empty() {
        let sums = begun::Reader::of(tx, zone, grain)?;
        let is_now = until.to == now;
        let ask = |(stretch, is_now)| sums.ask(tx, stretch, Grain::Whole, is_now);
        Some([(until, is_now), (then, false), (year, false)].map(ask))
    } else {
        None
    };
    let mut found = Sums::default();
    if reach.rights.has(Right::OrdersSee) {
        let sums = takings::Reader::of(tx, zone, grain)?;
        let mut ask = |stretch, grain| sums.ask(tx, stretch, grain, &reach.shops);
        let (until, before) = (ask(until, grain), ask(before_days, grain));
        let year = ask(year, Grain::Whole);
        // What is whole in the days until the same time and in all of them is read once.
        let parted = then.whole_days(zone).filter(|_| grain == Grain::Day);
        let rest =
            (then != before_days).then(|| ask(parted.as_ref().map_or(then, |parted| parted.behind), Grain::Whole));
        found.now = until.rows(tx)?;
        found.before_whole = before.rows(tx)?;
        found.year = year.rows(tx)?;
        let is_in = |part: &&Part| rest.is_none() || parted.as_ref().is_some_and(|parted| part.slot < parted.days.end);
        found.before = found.before_whole.iter().filter(is_in).cloned().collect();
        found.before.extend(rest.map_or(Ok(Vec::new()), |rest| rest.rows(tx))?);
        found.last = takings::last(tx, &reach.shops, now)?;
    }
    if let Some([until, then, year]) = visits {
        found.visits = Some([until.rows(tx)?, then.rows(tx)?, year.rows(tx)?]);
    }
    Ok(found)
}

/// How many people were new now, before and a year before, where that may be seen.
pub async fn newcomers(
    app: &App,
    (zone, now): (&TimeZone, Time),
    days: &Days,
    asked: &Asked,
    reach: &Reach,
) -> Result<Option<Thrice<i64>>> {
    if !reach.rights.has(Right::CustomersSee) || !reach.shops.is_all() || asked.is_part() {
        return Ok(None);
    }
    let before = days.compared(zone, now, days.weeks_apart());
    let stretches = [days.until(zone, now), before, days.compared(zone, now, YEAR)];
    tallies::newcomers(app, stretches).await.map(Some)
}

/// Stretches of time by name, each with its sums by hour or day.
pub type Stretches = [(&'static str, Vec<Part>); 4];

/// What a file holds: now, before and a year before until the same time, as the figures have it; and the whole days
/// before, as the chart has it.
pub fn stretches(
    tx: &mut Tx,
    (zone, now): (&TimeZone, Time),
    days: &Days,
    asked: &Asked,
    scope: &Scope,
) -> Result<Stretches> {
    asked.check_known(tx)?;
    let weeks = days.weeks_apart();
    let mut sums = |stretch: Stretch| takings::read(tx, zone, stretch, grain(days), scope).map(takings::joined);
    Ok([
        ("now", sums(days.until(zone, now))?),
        ("before", sums(days.compared(zone, now, weeks))?),
        ("before_whole", sums(days.weeks_before(weeks).whole(zone))?),
        ("year", sums(days.compared(zone, now, YEAR))?),
    ])
}
