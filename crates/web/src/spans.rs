//! Days of the shop's calendar as stretches of time: what they are compared with, and how sums by quarter of an hour
//! become hours and days of a time zone. Pure.
//!
//! Sums are kept by quarter of an hour in UTC. Since 1990 every zone is some quarters of an hour from UTC, so an hour
//! or a day of any zone, also one on which the clocks change, is a sum of whole quarters; and whoever sets another zone
//! has nothing to lose: days, which are kept too so that many are read at once, follow from them (`day_sums.rs`).

use std::ops::Range;

use base::{Error, Result, Time};
use jiff::{Timestamp, ToSpan, Unit, civil::Date, tz::TimeZone};

/// A quarter of an hour, in microseconds.
const QUARTER: i64 = 900_000_000;
/// Days that one question may be about: a quarter of a year.
pub const MOST_DAYS: i64 = 92;

/// The quarter of an hour that a moment lies in, counted from 1970 in UTC.
pub const fn quarter(moment: Time) -> i64 {
    moment.micros().div_euclid(QUARTER)
}

/// When a quarter of an hour begins.
pub const fn begin(quarter: i64) -> Time {
    Time::from_micros(quarter * QUARTER)
}

/// Days of the shop's calendar, the first and the last among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// The first.
    pub first: Date,
    /// The last.
    pub last: Date,
}

/// From a moment on, until before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// From when.
    pub from: Time,
    /// Until before when.
    pub to: Time,
}

/// A stretch in which the zone is always as far from UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The first quarter.
    pub from: i64,
    /// The quarter behind the last.
    pub to: i64,
    /// How many quarters local clocks are ahead of UTC.
    pub ahead: i64,
}

/// A stretch as whole days of the calendar, and what is left of it before and behind them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parted {
    /// Before the first whole day.
    pub before: Stretch,
    /// The days, counted from 1970.
    pub days: Range<i64>,
    /// Behind the last.
    pub behind: Stretch,
}

/// What sums are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grain {
    /// Hours of the local clock.
    Hour,
    /// Days of the local calendar.
    Day,
    /// Nothing: one sum.
    Whole,
}

impl Grain {
    /// What an address asks for: `hour`, or `day`, which nothing is too.
    pub fn asked(word: &str) -> Result<Grain> {
        match word {
            "" | "day" => Ok(Grain::Day),
            "hour" => Ok(Grain::Hour),
            _ => Err(Error::invalid("by", "Ask by day or by hour.")),
        }
    }

    /// How many quarters one group has.
    pub const fn quarters(self) -> i64 {
        match self {
            Grain::Hour => 4,
            Grain::Day => 96,
            // More than there will be.
            Grain::Whole => 1 << 40,
        }
    }
}

/// The day that an hour or a day of the local clock, counted from 1970, is on; and the hour.
pub fn place_of(grain: Grain, slot: i64) -> (Date, i8) {
    let (day, hour) = match grain {
        Grain::Hour => (slot.div_euclid(24), slot.rem_euclid(24)),
        Grain::Day => (slot, 0),
        Grain::Whole => (0, 0),
    };
    (date(day), hour as i8)
}

/// The day that a quarter of an hour is on, counted from 1970.
pub fn day(zone: &TimeZone, quarter: i64) -> i64 {
    (quarter + ahead(zone, begin(quarter))).div_euclid(96)
}

/// The quarter that a day begins with, counted from 1970 both.
pub fn first_quarter(zone: &TimeZone, day: i64) -> i64 {
    quarter(begins(zone, date(day)))
}

fn date(day: i64) -> Date {
    Date::constant(1970, 1, 1).saturating_add(day.days())
}

fn day_of(date: Date) -> i64 {
    date.since((Unit::Day, Date::constant(1970, 1, 1))).map_or(0, |span| i64::from(span.get_days()))
}

fn local_day(zone: &TimeZone, moment: Time) -> Date {
    stamp(moment).to_zoned(zone.clone()).date()
}

fn stamp(moment: Time) -> Timestamp {
    Timestamp::from_microsecond(moment.micros()).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// When a day begins: at midnight, or at the first moment that a day whose clocks go forward at midnight has.
pub fn begins(zone: &TimeZone, day: Date) -> Time {
    let start = day.to_zoned(zone.clone()).and_then(|start| start.start_of_day());
    start.map_or(Time::default(), |start| Time::from_micros(start.timestamp().as_microsecond()))
}

/// A day as an address says it, and in no other way.
fn said(text: &str) -> Option<Date> {
    text.parse().ok().filter(|day: &Date| (1990..=9000).contains(&day.year()) && day.to_string() == text)
}

impl Days {
    /// One day.
    pub const fn one(day: Date) -> Days {
        Days { first: day, last: day }
    }

    /// The day that it is now.
    pub fn today(zone: &TimeZone, now: Time) -> Days {
        Days::one(local_day(zone, now))
    }

    /// So many days, of which today is the last.
    pub fn until_today(zone: &TimeZone, now: Time, days: i64) -> Days {
        let last = local_day(zone, now);
        Days { first: last.saturating_sub((days - 1).days()), last }
    }

    /// The day that a moment is on.
    pub fn of(zone: &TimeZone, moment: Time) -> Days {
        Days::one(local_day(zone, moment))
    }

    /// Days as an address says them, and today where it says none.
    pub fn asked(first: &str, last: &str, zone: &TimeZone, now: Time) -> Result<Days> {
        if first.is_empty() && last.is_empty() { Ok(Days::today(zone, now)) } else { Days::parse(first, last) }
    }

    /// Days as an address says them: `2026-11-01` and `2026-11-20`; one of them alone is one day.
    pub fn parse(first: &str, last: &str) -> Result<Days> {
        let wrong = || Error::invalid("days", "Say days as in from=2026-11-01&to=2026-11-20, 92 at most.");
        let (first, last) = match (first, last) {
            (first, "") => (first, first),
            ("", last) => (last, last),
            both => both,
        };
        let (first, last) = (said(first).ok_or_else(wrong)?, said(last).ok_or_else(wrong)?);
        let days = Days { first, last };
        if last < first || days.count() > MOST_DAYS {
            return Err(wrong());
        }
        Ok(days)
    }

    /// From when to when the days last that an address says; one that is left out bounds nothing, and of an address
    /// that says none nothing is asked.
    pub fn bounds(first: &str, last: &str, zone: &TimeZone) -> Result<Option<Range<Time>>> {
        let wrong = || Error::invalid("days", "Say days as in from=2026-11-01&to=2026-11-20.");
        let read = |text: &str| match text {
            "" => Ok(None),
            text => said(text).map(Some).ok_or_else(wrong),
        };
        let (first, last) = match (read(first)?, read(last)?) {
            (None, None) => return Ok(None),
            (Some(first), Some(last)) if last < first => return Err(wrong()),
            both => both,
        };
        let from = first.map_or(Time::from_micros(i64::MIN), |day| begins(zone, day));
        let to = last.map_or(Time::from_micros(i64::MAX), |day| begins(zone, day.saturating_add(1.day())));
        Ok(Some(from..to))
    }

    /// How many there are.
    pub fn count(&self) -> i64 {
        self.first.until((Unit::Day, self.last)).map_or(0, |span| i64::from(span.get_days())) + 1
    }

    /// Whether it is one.
    pub fn is_one(&self) -> bool {
        self.first == self.last
    }

    /// Each of them.
    pub fn each(&self) -> impl Iterator<Item = Date> {
        let first = self.first;
        (0..self.count()).map(move |more| first.saturating_add(more.days()))
    }

    /// How many weeks before these the days lie that they are compared with: as few as keep both apart.
    pub fn weeks_apart(&self) -> i64 {
        (self.count() + 6) / 7
    }

    /// The same days of the week, so many weeks before.
    #[must_use]
    pub fn weeks_before(&self, weeks: i64) -> Days {
        let back = (weeks * 7).days();
        Days { first: self.first.saturating_sub(back), last: self.last.saturating_sub(back) }
    }

    /// From their first moment until before the first moment of the day behind them.
    pub fn whole(&self, zone: &TimeZone) -> Stretch {
        Stretch { from: begins(zone, self.first), to: begins(zone, self.last.saturating_add(1.day())) }
    }

    /// The same until now, where they are not over.
    pub fn until(&self, zone: &TimeZone, now: Time) -> Stretch {
        let whole = self.whole(zone);
        Stretch { from: whole.from, to: whole.to.min(now).max(whole.from) }
    }

    /// The days so many weeks before, until what was then the same time of the same day of the week.
    pub fn compared(&self, zone: &TimeZone, now: Time, weeks: i64) -> Stretch {
        let whole = self.weeks_before(weeks).whole(zone);
        let until = self.until(zone, now);
        if until.to == self.whole(zone).to || until.to == until.from {
            return if until.to == until.from { Stretch { to: whole.from, ..whole } } else { whole };
        }
        let here = stamp(until.to).to_zoned(zone.clone());
        let then = here.datetime().saturating_sub((weeks * 7).days()).to_zoned(zone.clone());
        let to = then.map_or(whole.to, |then| Time::from_micros(then.timestamp().as_microsecond()));
        Stretch { from: whole.from, to: to.clamp(whole.from, whole.to) }
    }
}

impl Stretch {
    /// Its whole quarters, in pieces between changes of the clocks; and what is left of the last quarter.
    pub fn pieces(&self, zone: &TimeZone) -> (Vec<Piece>, Option<Stretch>) {
        let (from, to) = (quarter(self.from), quarter(self.to));
        let rest = (begin(to) < self.to).then(|| Stretch { from: begin(to).max(self.from), to: self.to });
        let mut pieces = Vec::new();
        let mut at = from;
        while at < to {
            let next = zone.following(stamp(begin(at))).next().map(|change| change.timestamp().as_microsecond());
            let end = next.map_or(to, |change| quarter(Time::from_micros(change)).clamp(at + 1, to));
            pieces.push(Piece { from: at, to: end, ahead: ahead(zone, begin(at)) });
            at = end;
        }
        (pieces, rest)
    }

    /// Its whole days, where it has one.
    pub fn whole_days(&self, zone: &TimeZone) -> Option<Parted> {
        let (mut first, end) = (local_day(zone, self.from), local_day(zone, self.to));
        if begins(zone, first) < self.from {
            first = first.saturating_add(1.day());
        }
        let (from, to) = (begins(zone, first), begins(zone, end));
        let parted = || Parted {
            before: Stretch { from: self.from, to: from },
            days: day_of(first)..day_of(end),
            behind: Stretch { from: to, to: self.to },
        };
        (first < end).then(parted)
    }
}

/// How many quarters local clocks are ahead of UTC.
pub fn ahead(zone: &TimeZone, moment: Time) -> i64 {
    i64::from(zone.to_offset(stamp(moment)).seconds()).div_euclid(900)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Time {
        Time::parse_rfc3339(text).expect("a moment")
    }

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).expect("a zone")
    }

    fn days(first: &str, last: &str) -> Days {
        Days::parse(first, last).expect("days")
    }

    fn stretch(from: &str, to: &str) -> Stretch {
        Stretch { from: at(from), to: at(to) }
    }

    #[test]
    fn today_is_compared_with_the_same_weekday_until_the_same_time() {
        let madrid = zone("Europe/Madrid");
        let now = at("2026-11-20T11:04:00Z");
        let today = Days::today(&madrid, now);
        assert_eq!(today, days("2026-11-20", ""));
        assert_eq!(today.until(&madrid, now), stretch("2026-11-19T23:00:00Z", "2026-11-20T11:04:00Z"));
        assert_eq!(today.compared(&madrid, now, 1), stretch("2026-11-12T23:00:00Z", "2026-11-13T11:04:00Z"));
        // A Friday again, not the 20 November.
        assert_eq!(today.weeks_before(52), days("2025-11-21", ""));
        assert_eq!(today.compared(&madrid, now, 52), stretch("2025-11-20T23:00:00Z", "2025-11-21T11:04:00Z"));
    }

    #[test]
    fn a_week_before_clocks_changed_it_was_the_same_time_on_the_wall() {
        let madrid = zone("Europe/Madrid");
        let now = at("2026-10-26T09:30:00Z");
        let compared = Days::today(&madrid, now).compared(&madrid, now, 1);
        assert_eq!(compared, stretch("2026-10-18T22:00:00Z", "2026-10-19T08:30:00Z"));
        // 2:30 did not exist on the day when clocks went forward: 3:30 is next.
        let now = at("2026-04-05T00:30:00Z");
        let compared = Days::today(&madrid, now).compared(&madrid, now, 1);
        assert_eq!(compared, stretch("2026-03-28T23:00:00Z", "2026-03-29T01:30:00Z"));
    }

    #[test]
    fn weeks_keep_their_weekdays_also_over_a_leap_day() {
        let cases = [("2024-02-29", "2023-03-02"), ("2025-02-28", "2024-03-01"), ("2028-12-31", "2028-01-02")];
        for (day, year_before) in cases {
            let (day, before) = (days(day, ""), days(year_before, ""));
            assert_eq!(day.weeks_before(52), before);
            assert_eq!(day.first.weekday(), before.first.weekday());
        }
        let week = days("2026-11-14", "2026-11-20");
        assert_eq!((week.count(), week.weeks_apart(), week.weeks_before(1)), (7, 1, days("2026-11-07", "2026-11-13")));
        assert_eq!(days("2026-11-11", "2026-11-20").weeks_apart(), 2);
        assert_eq!(days("2026-10-24", "2026-11-20").weeks_apart(), 4);
    }

    #[test]
    fn days_that_are_over_are_compared_whole_and_those_to_come_with_nothing() {
        let madrid = zone("Europe/Madrid");
        let now = at("2026-11-20T11:04:00Z");
        let past = days("2026-11-02", "2026-11-03");
        assert_eq!(past.until(&madrid, now), past.whole(&madrid));
        assert_eq!(past.compared(&madrid, now, 1), past.weeks_before(1).whole(&madrid));
        let to_come = days("2026-12-01", "").compared(&madrid, now, 1);
        assert_eq!(to_come.from, to_come.to);
    }

    #[test]
    fn a_day_on_which_clocks_change_has_two_pieces() {
        let madrid = zone("Europe/Madrid");
        for (day, hours, first) in [("2026-10-25", 25, 12), ("2026-03-29", 23, 8), ("2026-03-30", 24, 96)] {
            let (pieces, rest) = days(day, "").whole(&madrid).pieces(&madrid);
            assert_eq!(pieces.iter().map(|piece| piece.to - piece.from).sum::<i64>(), hours * 4, "{day}");
            assert_eq!((pieces[0].to - pieces[0].from, rest), (first, None), "{day}");
            let of = |quarter: i64, piece: &Piece| place_of(Grain::Day, (quarter + piece.ahead).div_euclid(96)).0;
            for piece in &pieces {
                let both = [of(piece.from, piece), of(piece.to - 1, piece)];
                assert_eq!(both.map(|day| day.to_string()), [day, day]);
            }
        }
    }

    #[test]
    fn zones_need_not_be_whole_hours_from_utc() {
        for (name, ahead) in [("Asia/Kathmandu", 23), ("Asia/Kolkata", 22), ("America/St_Johns", -14), ("UTC", 0)] {
            let zone = zone(name);
            let (pieces, _) = days("2026-01-15", "").whole(&zone).pieces(&zone);
            assert_eq!(pieces.len(), 1, "{name}");
            assert_eq!((pieces[0].ahead, pieces[0].to - pieces[0].from), (ahead, 96), "{name}");
            let first = (pieces[0].from + ahead).div_euclid(4);
            assert_eq!(place_of(Grain::Hour, first), (days("2026-01-15", "").first, 0), "{name}");
        }
    }

    #[test]
    fn what_is_left_of_a_quarter_is_told_apart() {
        let utc = zone("UTC");
        let (pieces, rest) = stretch("2026-11-20T00:00:00Z", "2026-11-20T00:20:00Z").pieces(&utc);
        assert_eq!((pieces.len(), pieces[0].to - pieces[0].from), (1, 1));
        assert_eq!(rest, Some(stretch("2026-11-20T00:15:00Z", "2026-11-20T00:20:00Z")));
    }

    #[test]
    fn whole_days_are_told_apart_from_what_is_left() {
        let madrid = zone("Europe/Madrid");
        let (from, to) = ("2026-10-23T10:00:00Z", "2026-10-26T09:05:00Z");
        let parted = stretch(from, to).whole_days(&madrid).expect("two days");
        assert_eq!(parted.before, stretch(from, "2026-10-23T22:00:00Z"));
        assert_eq!(
            parted.days.clone().map(|day| date(day).to_string()).collect::<Vec<_>>(),
            ["2026-10-24", "2026-10-25"]
        );
        assert_eq!(parted.behind, stretch("2026-10-25T23:00:00Z", to));
        assert_eq!(first_quarter(&madrid, parted.days.end), quarter(parted.behind.from));
        assert_eq!(day(&madrid, quarter(parted.behind.from) - 1), parted.days.end - 1);
        let whole = days("2026-10-25", "").whole(&madrid);
        let parted = whole.whole_days(&madrid).expect("a day");
        assert_eq!((parted.before.from, parted.behind.from), (parted.before.to, parted.behind.to));
        assert_eq!(parted.days.count(), 1);
        for (from, to) in
            [(from, "2026-10-24T21:59:00Z"), (from, from), ("2026-10-23T22:01:00Z", "2026-10-24T22:01:00Z")]
        {
            assert_eq!(stretch(from, to).whole_days(&madrid), None, "{from} {to}");
        }
    }

    #[test]
    fn days_of_a_list_are_open_where_none_is_said() {
        let madrid = zone("Europe/Madrid");
        let (first, behind) = (at("2026-10-24T22:00:00Z"), at("2026-10-25T23:00:00Z"));
        let (ever, never) = (Time::from_micros(i64::MIN), Time::from_micros(i64::MAX));
        for (from, to, expected) in [
            ("", "", None),
            ("2026-10-25", "2026-10-25", Some(first..behind)),
            ("2026-10-25", "", Some(first..never)),
            ("", "2026-10-25", Some(ever..behind)),
            ("2026-10-24", "2026-10-25", Some(at("2026-10-23T22:00:00Z")..behind)),
        ] {
            assert_eq!(Days::bounds(from, to, &madrid), Ok(expected), "{from} {to}");
        }
        for (from, to) in [
            ("yesterday", ""),
            ("20261120", ""),
            ("2026-11-20T18:00", ""),
            ("", "2026-13-01"),
            ("0002-11-20", "2026-11-20"),
            ("2026-11-20", "9999-01-01"),
            ("2026-10-25", "2026-10-24"),
        ] {
            assert!(Days::bounds(from, to, &madrid).is_err(), "{from} {to}");
        }
    }

    #[test]
    fn what_is_no_stretch_of_days_is_refused() {
        for (first, last) in
            [("", ""), ("x", ""), ("2026-11-20", "2026-11-19"), ("2026-01-01", "2026-12-31"), ("1969-01-01", "")]
        {
            assert!(Days::parse(first, last).is_err(), "{first} {last}");
        }
        assert_eq!(days("2026-01-01", "2026-04-02").count(), MOST_DAYS);
    }
}
