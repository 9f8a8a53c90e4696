//! Words and formats in Spanish and English. A page never formats by itself: it asks `Say`, which knows the language,
//! the shop's time zone and what time it is.

pub mod calendar;
pub mod countries;
pub mod numbers;
pub mod words;

use std::{fmt::Display, sync::Arc};

use base::{Currency, Money, Time, UnitPrice};
use jiff::{Timestamp, Zoned, tz::TimeZone};

pub use words::{Texts, Words};

use crate::spans;

/// The words of this room.
pub const TEXTS: Texts = Texts { es: include_str!("../locales/es.ftl"), en: include_str!("../locales/en.ftl") };

/// A language of the staff pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Spanish.
    Es,
    /// English.
    En,
}

impl Lang {
    /// The cookie that a choice is kept in.
    pub const COOKIE: &'static str = "hilo_lang";
    /// Both.
    pub const ALL: [Lang; 2] = [Lang::Es, Lang::En];

    /// The choice kept in a cookie; else the first of Accept-Language that we speak, by its weight; else Spanish.
    pub fn of_request(cookie: Option<&str>, accept_language: Option<&str>) -> Lang {
        cookie.and_then(Lang::from_code).or_else(|| accept_language.and_then(preferred)).unwrap_or(Lang::Es)
    }

    /// The language of a code such as `es` or `en-GB`.
    pub fn from_code(code: &str) -> Option<Lang> {
        match code.trim().split('-').next()?.to_ascii_lowercase().as_str() {
            "es" => Some(Lang::Es),
            "en" => Some(Lang::En),
            _ => None,
        }
    }

    /// The code, as in the `lang` of a page.
    pub const fn code(self) -> &'static str {
        match self {
            Lang::Es => "es",
            Lang::En => "en",
        }
    }

    /// The other one, for the switch.
    pub const fn other(self) -> Lang {
        match self {
            Lang::Es => Lang::En,
            Lang::En => Lang::Es,
        }
    }

    /// Its name in itself.
    pub const fn own_name(self) -> &'static str {
        match self {
            Lang::Es => "Español",
            Lang::En => "English",
        }
    }
}

fn preferred(accept_language: &str) -> Option<Lang> {
    let mut best: Option<(f32, Lang)> = None;
    for range in accept_language.split(',').take(20) {
        let (code, weight) = range.split_once(";q=").unwrap_or((range, "1"));
        let weight = weight.trim().parse::<f32>().unwrap_or(0.0);
        if let Some(lang) = Lang::from_code(code)
            && weight > best.map_or(0.0, |(most, _)| most)
        {
            best = Some((weight, lang));
        }
    }
    best.map(|(_, lang)| lang)
}

/// A value as a template hands it: itself, or a reference to it, or to that.
pub trait Given<T> {
    /// The value.
    fn given(self) -> T;
}

macro_rules! given {
    ($($kind:ty),*) => {$(
        impl Given<$kind> for $kind {
            fn given(self) -> $kind {
                self
            }
        }
        impl Given<$kind> for &$kind {
            fn given(self) -> $kind {
                *self
            }
        }
        impl Given<$kind> for &&$kind {
            fn given(self) -> $kind {
                **self
            }
        }
    )*};
}
given!(i64, Time, Money, UnitPrice, Currency);

/// How one page speaks to one person.
#[derive(Clone)]
pub struct Say {
    /// The language.
    pub lang: Lang,
    /// The time zone of the shop.
    pub zone: TimeZone,
    /// The moment of the page.
    pub now: Time,
    /// All texts.
    pub words: Arc<Words>,
}

impl Say {
    /// The text of a key.
    pub fn t(&self, key: &str) -> String {
        self.words.text(self.lang, key, &[], None)
    }

    /// The text of a key with one value in it.
    pub fn t1(&self, key: &str, name: &str, value: impl Display) -> String {
        self.words.text(self.lang, key, &[(name, value.to_string())], None)
    }

    /// The text of a key with several values in it.
    pub fn tv(&self, key: &str, values: &[(&str, String)]) -> String {
        self.words.text(self.lang, key, values, None)
    }

    /// The text of a key for so many: `$n` chooses the plural, `$count` is the number as it is written here.
    pub fn tn(&self, key: &str, n: impl Given<i64>) -> String {
        let n = n.given();
        self.words.text(self.lang, key, &[("count", self.number(n))], Some(n))
    }

    /// As `tn`, with one more value.
    pub fn tn1(&self, key: &str, n: impl Given<i64>, name: &str, value: impl Display) -> String {
        let n = n.given();
        self.words.text(self.lang, key, &[("count", self.number(n)), (name, value.to_string())], Some(n))
    }

    /// An amount: `9.539.484,63 €`, `€9,539,484.63`.
    pub fn money(&self, money: impl Given<Money>) -> String {
        numbers::money(self.lang, money.given())
    }

    /// The price of one unit, with up to four decimals: `0,0125 €`.
    pub fn unit_price(&self, price: impl Given<UnitPrice>, currency: impl Given<Currency>) -> String {
        numbers::unit_price(self.lang, price.given(), currency.given())
    }

    /// A whole number: `9.539`, `9,539`.
    pub fn number(&self, number: impl Given<i64>) -> String {
        numbers::whole(self.lang, number.given())
    }

    /// A part of a whole: `26 %`, `26%`; nothing of nothing is `0 %`.
    pub fn percent(&self, part: impl Given<i64>, whole: impl Given<i64>) -> String {
        numbers::percent(self.lang, part.given(), whole.given())
    }

    /// A rating in tenths: 43 is `4,3`, `4.3`.
    pub fn tenths(&self, tenths: impl Given<i64>) -> String {
        numbers::tenths(self.lang, tenths.given())
    }

    /// How long ago, or the date when it is longer than a week: `hace 5 min`, `ayer`, `14 nov 2026`.
    pub fn ago(&self, moment: impl Given<Time>) -> String {
        let moment = moment.given();
        let seconds = self.now.seconds_since(moment);
        let days = self.days_ago(moment);
        match (seconds, days) {
            (..0, _) => self.date(moment),
            (0..60, _) => self.t("ago-now"),
            (60..3_600, _) => self.tn("ago-minutes", seconds / 60),
            (_, 0) => self.tn("ago-hours", seconds / 3_600),
            (_, 1) => self.t("ago-yesterday"),
            (_, 2..=7) => self.tn("ago-days", days),
            _ => self.date(moment),
        }
    }

    /// The whole moment, for the hover: `sábado 14 de noviembre de 2026, 18:22:08`.
    pub fn exact(&self, moment: impl Given<Time>) -> String {
        let moment = moment.given();
        let at = self.local(moment);
        format!("{}, {}:{:02}:{:02}", calendar::long(self.lang, &at), at.hour(), at.minute(), at.second())
    }

    /// The name of a day: `Hoy`, `Ayer`, `Sábado`.
    pub fn day_name(&self, moment: impl Given<Time>) -> String {
        let moment = moment.given();
        match self.days_ago(moment) {
            0 => self.t("day-today"),
            1 => self.t("day-yesterday"),
            _ => calendar::upper_first(calendar::weekday(self.lang, &self.local(moment))),
        }
    }

    /// What stands after its name: `viernes 20 de noviembre`, `14 de noviembre de 2010`.
    pub fn day_rest(&self, moment: impl Given<Time>) -> String {
        let moment = moment.given();
        let at = self.local(moment);
        let date = calendar::day_and_month(self.lang, &at, at.year() != self.local(self.now).year());
        match self.days_ago(moment) {
            0 | 1 => format!("{} {date}", calendar::weekday(self.lang, &at)),
            _ => date,
        }
    }

    /// Both, as one heading says it.
    pub fn day(&self, moment: impl Given<Time>) -> String {
        let moment = moment.given();
        format!("{} {}", self.day_name(moment), self.day_rest(moment))
    }

    /// The day in the shop's zone as `2026-11-20`, to group by.
    pub fn day_key(&self, moment: impl Given<Time>) -> String {
        let moment = moment.given();
        self.local(moment).date().to_string()
    }

    /// The moment at which a day such as `2026-11-20` begins in the shop's zone; `None` for what is no day.
    pub fn day_begins(&self, day: &str) -> Option<Time> {
        let day: jiff::civil::Date = day.parse().ok()?;
        let start = day.to_zoned(self.zone.clone()).ok()?;
        Some(Time::from_micros(start.timestamp().as_microsecond()))
    }

    /// The moment at which a day is over, which is when the next begins: days of a change of the clock are longer or
    /// shorter.
    pub fn day_ends(&self, day: &str) -> Option<Time> {
        let day: jiff::civil::Date = day.parse().ok()?;
        Some(spans::begins(&self.zone, day.tomorrow().ok()?))
    }

    /// The time of day: `9:14`.
    pub fn clock(&self, moment: impl Given<Time>) -> String {
        let moment = moment.given();
        let at = self.local(moment);
        format!("{}:{:02}", at.hour(), at.minute())
    }

    /// The date: `14 nov 2026`.
    pub fn date(&self, moment: impl Given<Time>) -> String {
        let moment = moment.given();
        calendar::short(self.lang, &self.local(moment))
    }

    /// The date without a year that goes without saying: `4 dic`.
    pub fn date_short(&self, moment: impl Given<Time>) -> String {
        let at = self.local(moment.given());
        let date = calendar::short(self.lang, &at);
        let year = format!(" {}", self.local(self.now).year());
        date.strip_suffix(&year).map_or(date.clone(), str::to_owned)
    }

    /// The month: `marzo de 2021`.
    pub fn month(&self, moment: impl Given<Time>) -> String {
        let moment = moment.given();
        calendar::month_and_year(self.lang, &self.local(moment))
    }

    /// For the `datetime` of a `<time>`.
    pub fn iso(&self, moment: impl Given<Time>) -> String {
        moment.given().to_rfc3339()
    }

    /// The name of a country from its two letters or its English name; anything else is shown as it came.
    pub fn country(&self, code: &str) -> String {
        countries::name(self.lang, code).map_or_else(|| code.to_owned(), str::to_owned)
    }

    /// The zone's name, for the clock that ticks in the browser.
    pub fn zone_name(&self) -> String {
        self.zone.iana_name().unwrap_or("UTC").to_owned()
    }

    fn local(&self, moment: Time) -> Zoned {
        Timestamp::from_microsecond(moment.micros()).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(self.zone.clone())
    }

    /// Midnights between the moment and now, in the shop's zone; negative for what is to come.
    fn days_ago(&self, moment: Time) -> i64 {
        let (then, today) = (self.local(moment).date(), self.local(self.now).date());
        then.until(today).map_or(i64::MAX, |span| i64::from(span.get_days()))
    }
}

#[cfg(test)]
mod tests;
