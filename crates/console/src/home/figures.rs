//! From sums to what the page says: totals, their trends, and the tables by channel and shop. Pure.

use std::collections::BTreeMap;

use base::{Currency, Money};
use orders::takings::{Part, Taken};
use web::locale::Say;

/// What is kept of all that was read.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// One channel.
    pub channel: Option<String>,
    /// One shop.
    pub shop: Option<String>,
    /// The currency of all amounts.
    pub currency: Currency,
}

/// The currencies of some parts, that of the most orders first.
pub fn currencies<'p>(parts: impl IntoIterator<Item = &'p Part>) -> Vec<Currency> {
    let mut papers: BTreeMap<Currency, i64> = BTreeMap::new();
    for part in parts {
        *papers.entry(part.currency).or_default() += part.taken.orders + part.taken.returns;
    }
    let mut found: Vec<(Currency, i64)> = papers.into_iter().collect();
    found.sort_by_key(|(_, papers)| std::cmp::Reverse(*papers));
    found.into_iter().map(|(currency, _)| currency).collect()
}

impl Chosen {
    fn in_channel(&self, part: &Part) -> bool {
        self.channel.as_ref().is_none_or(|channel| *channel == part.channel)
    }

    fn in_shop(&self, part: &Part) -> bool {
        self.shop.as_ref().is_none_or(|shop| Some(shop) == part.place.as_ref())
    }

    /// The sum of all that was chosen.
    pub fn total(&self, parts: &[Part]) -> Taken {
        let mut sum = Taken::default();
        let mine = |part: &&Part| part.currency == self.currency && self.in_channel(part) && self.in_shop(part);
        parts.iter().filter(mine).for_each(|part| sum.add(&part.taken));
        sum
    }

    /// The same by hour or day.
    pub fn by_slot(&self, parts: &[Part]) -> BTreeMap<i64, Taken> {
        let mut sums: BTreeMap<i64, Taken> = BTreeMap::new();
        let mine = |part: &&Part| part.currency == self.currency && self.in_channel(part) && self.in_shop(part);
        parts.iter().filter(mine).for_each(|part| sums.entry(part.slot).or_default().add(&part.taken));
        sums
    }

    /// The same by channel, whichever was chosen, so that another can be.
    pub fn by_channel(&self, parts: &[Part]) -> BTreeMap<String, Taken> {
        let mut sums: BTreeMap<String, Taken> = BTreeMap::new();
        let mine = |part: &&Part| part.currency == self.currency && self.in_shop(part);
        parts.iter().filter(mine).for_each(|part| sums.entry(part.channel.clone()).or_default().add(&part.taken));
        sums
    }

    /// The same by shop; what was in none stands under nothing.
    pub fn by_shop(&self, parts: &[Part]) -> BTreeMap<Option<String>, Taken> {
        let mut sums: BTreeMap<Option<String>, Taken> = BTreeMap::new();
        let mine = |part: &&Part| part.currency == self.currency && self.in_channel(part);
        parts.iter().filter(mine).for_each(|part| sums.entry(part.place.clone()).or_default().add(&part.taken));
        sums
    }
}

/// How a figure stands against an earlier one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trend {
    /// The class of its color.
    pub class: &'static str,
    /// The arrow; none where nothing changed.
    pub icon: Option<&'static str>,
    /// By how much: `12 %`.
    pub says: String,
    /// The same as a sentence, for who does not see the arrow.
    pub words: String,
}

/// Whether more is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// The more the better.
    More,
    /// The less the better.
    Less,
}

/// The trend from an earlier figure; `None` where there was nothing, of which nothing is a part.
pub fn trend(say: &Say, now: i64, before: i64, better: Better) -> Option<Trend> {
    if before <= 0 {
        return None;
    }
    let more = now - before;
    if more == 0 {
        return Some(Trend { class: "trend-flat", icon: None, says: "=".into(), words: say.t("home-as-much") });
    }
    let says = say.percent(more.abs(), before);
    let is_good = (more > 0) == (better == Better::More);
    let words = say.t1(if more > 0 { "home-more" } else { "home-less" }, "percent", &says);
    Some(Trend {
        class: if is_good { "trend-up" } else { "trend-down" },
        icon: Some(if more > 0 { "arrow-up" } else { "arrow-down" }),
        says,
        words,
    })
}

/// One figure.
#[derive(Clone, Debug)]
pub struct Tile {
    /// What it is.
    pub name: String,
    /// How much.
    pub value: String,
    /// Against the week before.
    pub trend: Option<Trend>,
    /// How much it was then.
    pub was: String,
    /// How much it was a year before, and the trend from there.
    pub year: Option<(String, Option<Trend>)>,
}

/// The totals of now, before and a year before.
pub type Thrice<T> = [T; 3];

/// The figures of money.
pub fn tiles(say: &Say, [now, before, year]: &Thrice<Taken>, currency: Currency) -> Vec<Tile> {
    let money = |minor: i64| say.money(Money::new(minor, currency));
    let tile = |name: &str, of: fn(&Taken) -> Option<i64>, better: Better, told: &dyn Fn(i64) -> String| {
        let had_year = year.orders + year.returns > 0;
        let trend_from = |from: &Taken| trend(say, of(now)?, of(from)?, better);
        Tile {
            name: say.t(name),
            value: of(now).map_or_else(|| "—".to_owned(), told),
            trend: trend_from(before),
            was: say.t1("home-was", "value", of(before).map_or_else(|| "—".to_owned(), told)),
            year: had_year.then(|| (of(year).map_or_else(|| "—".to_owned(), told), trend_from(year))),
        }
    };
    let number = |count: i64| say.number(count);
    vec![
        tile("home-net", |taken| Some(taken.net()), Better::More, &money),
        tile("home-orders", |taken| Some(taken.orders), Better::More, &number),
        tile("home-average", Taken::average, Better::More, &money),
        tile("home-returns", |taken| Some(taken.returned), Better::Less, &money),
    ]
}

/// A figure that is a count.
pub fn count_tile(say: &Say, name: String, [now, before, year]: Thrice<i64>) -> Tile {
    let told = |count: i64| say.number(count);
    Tile {
        name,
        value: told(now),
        trend: trend(say, now, before, Better::More),
        was: say.t1("home-was", "value", told(before)),
        year: (year > 0).then(|| (told(year), trend(say, now, year, Better::More))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(slot: i64, channel: &str, place: Option<&str>, currency: Currency, orders: i64, sold: i64) -> Part {
        let taken = Taken { orders, sold, ..Taken::default() };
        Part { slot, channel: channel.into(), place: place.map(str::to_owned), currency, taken }
    }

    #[test]
    fn filters_keep_what_they_name_and_tables_let_one_choose_another() {
        let parts = [
            part(1, "web", None, Currency::EUR, 2, 100),
            part(1, "shop", Some("M1"), Currency::EUR, 1, 40),
            part(2, "shop", Some("B2"), Currency::EUR, 1, 50),
            part(2, "shop", Some("B2"), Currency::GBP, 1, 7),
        ];
        assert_eq!(currencies(&parts), [Currency::EUR, Currency::GBP]);
        let all = Chosen { channel: None, shop: None, currency: Currency::EUR };
        assert_eq!(all.total(&parts).sold, 190);
        let shop = Chosen { shop: Some("M1".into()), ..all.clone() };
        assert_eq!((shop.total(&parts).sold, shop.by_shop(&parts).len()), (40, 3));
        let channel = Chosen { channel: Some("shop".into()), ..all };
        assert_eq!((channel.total(&parts).sold, channel.by_channel(&parts).len()), (90, 2));
        assert_eq!(channel.by_slot(&parts).values().map(|sum| sum.sold).collect::<Vec<_>>(), [40, 50]);
    }
}
