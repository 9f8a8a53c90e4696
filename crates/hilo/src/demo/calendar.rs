//! When people buy: sales in January and July, Black Friday, Christmas, Saturdays, and evenings on line.

use base::{Error, Result, Time};
use jiff::{
    Timestamp, ToSpan,
    civil::{Date, Weekday},
    tz::TimeZone,
};

use super::dice::Dice;

/// How many days back orders go.
pub const DAYS: i64 = 730;

/// How much each month sells beside an even one, in percent.
const MONTHS: [u64; 12] = [100, 80, 90, 95, 100, 100, 110, 60, 100, 105, 110, 150];
/// The same for the days of a week, Monday first.
const WEEKDAYS: [u64; 7] = [85, 80, 85, 100, 125, 160, 75];
/// The same for the hours in a shop, from 10 to 21.
const SHOP_HOURS: [u64; 11] = [4, 7, 10, 11, 7, 5, 6, 10, 13, 14, 8];
/// The same for the hours on line, from midnight.
const WEB_HOURS: [u64; 24] = [3, 1, 1, 0, 0, 1, 2, 4, 6, 7, 8, 8, 8, 8, 8, 8, 7, 7, 8, 10, 13, 17, 18, 10];

/// The shops' calendar, seen from one moment.
pub struct Calendar {
    zone: TimeZone,
    /// The moment.
    pub now: Time,
    today: Date,
}

impl Calendar {
    /// The calendar of the shops at this moment.
    pub fn new(now: Time) -> Result<Calendar> {
        let zone = TimeZone::get("Europe/Madrid").map_err(Error::internal)?;
        let moment = Timestamp::from_microsecond(now.micros()).map_err(Error::internal)?;
        let today = moment.to_zoned(zone.clone()).date();
        Ok(Calendar { zone, now, today })
    }

    /// The day so many days before today.
    pub fn day(&self, ago: i64) -> Date {
        self.today.saturating_sub(ago.days())
    }

    /// The day and the hour of a moment.
    pub fn date_hour(&self, at: Time) -> (Date, i64) {
        let moment = Timestamp::from_microsecond(at.micros()).unwrap_or_default().to_zoned(self.zone.clone());
        (moment.date(), i64::from(moment.hour()))
    }

    /// The moment at which the shops' clocks show this second of a day.
    pub fn at(&self, day: Date, second: i64) -> Time {
        let clock = day.at(0, 0, 0, 0).saturating_add(second.seconds());
        let moment = self.zone.to_ambiguous_zoned(clock).compatible().map(|zoned| zoned.timestamp());
        Time::from_micros(moment.unwrap_or_default().as_microsecond())
    }
}

/// How much is sold on a day beside an even one, in percent of percent.
pub fn busyness(day: Date) -> u64 {
    let weekday = WEEKDAYS[day.weekday().to_monday_zero_offset() as usize];
    season(day) * weekday
}

fn season(day: Date) -> u64 {
    match (day.month(), day.day(), days_from_black_friday(day)) {
        (1, 1, _) | (12, 25, _) => 20,
        (1, 2..=5, _) => 190,
        (1, 6, _) => 25,
        (1, 7..=15, _) => 200,
        (1, ..) => 130,
        (7, 1..=12, _) => 180,
        (_, _, -4..=-1) => 170,
        (_, _, 0) => 400,
        (_, _, 1..=3) => 260,
        (12, 10..=23, _) => 200,
        (month, ..) => MONTHS[month as usize - 1],
    }
}

/// How many percent of the price are taken off for most things on a day.
pub fn percent_off(day: Date) -> i64 {
    match (day.month(), day.day(), days_from_black_friday(day)) {
        (1, 7..=15, _) | (7, 1..=12, _) => 30,
        (1, 16..=23, _) | (7, 13..=21, _) => 40,
        (1, 24..=31, _) | (7, 22..=31, _) => 50,
        (_, _, 0..=3) => 20,
        _ => 0,
    }
}

/// Days since the Friday after the fourth Thursday of November; far away in other months.
fn days_from_black_friday(day: Date) -> i64 {
    let thursday =
        day.with().month(11).day(1).build().and_then(|first| first.nth_weekday_of_month(4, Weekday::Thursday));
    let Ok(thursday) = thursday else { return i64::MAX };
    i64::from(day.day_of_year()) - i64::from(thursday.day_of_year()) - 1
}

/// Whether the shops of a town are shut on a day: feast days, and Sundays except in Madrid and before Christmas.
pub fn is_shut(day: Date, city: &str) -> bool {
    let feast = matches!((day.month(), day.day()), (1, 1) | (1, 6) | (5, 1) | (8, 15) | (10, 12) | (12, 25));
    feast || (day.weekday() == Weekday::Sunday && city != "Madrid" && day.month() != 12)
}

/// A second of the day at which somebody buys in a shop.
pub fn shop_second(dice: &mut Dice) -> i64 {
    (10 + dice.weigh(SHOP_HOURS.into_iter()) as i64) * 3_600 + dice.between(0, 3_599)
}

/// A second of the day at which somebody buys on line.
pub fn web_second(dice: &mut Dice) -> i64 {
    dice.weigh(WEB_HOURS.into_iter()) as i64 * 3_600 + dice.between(0, 3_599)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_year_has_its_seasons() {
        assert_eq!(days_from_black_friday(date(2025, 11, 28)), 0);
        assert_eq!(days_from_black_friday(date(2026, 11, 27)), 0);
        assert!(busyness(date(2025, 11, 28)) > 3 * busyness(date(2025, 10, 31)));
        assert!(busyness(date(2026, 1, 10)) > busyness(date(2026, 2, 14)));
        assert_eq!((percent_off(date(2026, 7, 4)), percent_off(date(2026, 5, 4))), (30, 0));
        assert!(is_shut(date(2026, 1, 1), "Madrid") && is_shut(date(2026, 3, 1), "Bilbao"));
        assert!(!is_shut(date(2026, 3, 1), "Madrid"));
    }

    #[test]
    fn a_second_of_the_day_is_the_clock_of_the_shops() {
        let calendar = Calendar::new(Time::parse_rfc3339("2026-11-20T11:04:00Z").expect("a moment")).expect("a zone");
        let at = |ago, second| calendar.at(calendar.day(ago), second).to_rfc3339();
        assert_eq!(at(0, 12 * 3_600), "2026-11-20T11:00:00Z");
        assert_eq!(at(30, 86_399), "2026-10-21T21:59:59Z");
        assert_eq!(calendar.date_hour(calendar.now).1, 12);
    }
}
