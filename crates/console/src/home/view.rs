//! From what was read to what the page shows: the words of its span, figures, the chart, tables and filters.

use std::collections::HashMap;

use base::{Currency, Money};
use jiff::{Unit, civil::Date};
use orders::takings::Part;
use web::{
    channels::Channel,
    locale::{Lang, Say, calendar},
    rights::Right,
    spans::{self, Days},
    who::Viewer,
};

use super::{
    chart::{self, Drawn, Step},
    figures::{self, Chosen, Tile, count_tile, currencies, tiles, trend},
    home_page::{Choice, Instead, Row, Sales, Span},
    home_read::{Asked, Sums, YEAR},
};
use crate::address::Address;

/// The address of the page.
pub const PATH: &str = "/console";

/// What one look at the page is about.
pub struct View<'v> {
    say: &'v Say,
    asked: &'v Asked,
    days: Days,
    sums: Sums,
    chosen: Chosen,
    shops: HashMap<String, String>,
    here: Address,
}

impl<'v> View<'v> {
    /// The view of what was read.
    pub fn new(say: &'v Say, asked: &'v Asked, days: Days, sums: Sums, shops: HashMap<String, String>) -> View<'v> {
        // What was paid in a year ago says nothing of today, unless there is nothing else.
        let first = |parts: &Vec<Part>| currencies(parts).first().copied();
        let found = [&sums.now, &sums.before, &sums.year].into_iter().find_map(first);
        let wanted = asked.currency.parse().or_else(|_| asked.shown.parse()).ok();
        let currency = wanted.or(found).unwrap_or(Currency::EUR);
        let given = |text: &String| (!text.is_empty()).then(|| text.clone());
        let chosen = Chosen { channel: given(&asked.channel), shop: given(&asked.shop), currency };
        let here = Address::new(PATH)
            .with("range", if asked.is_own() { "" } else { &asked.range })
            .with("from", &asked.from)
            .with("to", &asked.to)
            .with("channel", &asked.channel)
            .with("shop", &asked.shop)
            .with("currency", &asked.currency);
        View { say, asked, days, sums, chosen, shops, here }
    }

    /// The address of what is new on this page: it keeps to the currency that the page shows.
    pub fn live(&self) -> Address {
        self.address(&format!("{PATH}/home/live")).with("shown", self.chosen.currency.code())
    }

    /// Another address with the filters of this page.
    fn address(&self, path: &str) -> Address {
        self.here.pairs().into_iter().fold(Address::new(path), |address, (name, value)| address.with(name, value))
    }

    fn day(&self, day: Date) -> base::Time {
        spans::begins(&self.say.zone, day)
    }

    /// Whether it goes until now.
    fn is_now(&self) -> bool {
        self.days.until(&self.say.zone, self.say.now).to == self.say.now
    }

    /// The stretch of time and the filters, with the ways to others.
    pub fn span(&self, viewer: &Viewer) -> Span {
        let usual = [("", "home-today"), ("7", "home-week"), ("28", "home-month")];
        let plain = self.here.without("from").without("to");
        let usual = usual.map(|(range, key)| Choice {
            name: self.say.t(key),
            address: plain.with("range", range).to_string(),
            is_on: !self.asked.is_own() && self.asked.range == range,
        });
        let title = match usual.iter().find(|choice| choice.is_on) {
            Some(choice) => choice.name.clone(),
            None => self.dates(&self.days),
        };
        let days = self.here.without("range").without("from").without("to");
        let (shops, shop) = self.shop_choices(viewer);
        Span {
            title,
            says: self.says(),
            is_own: self.asked.is_own(),
            usual: usual.into(),
            from: self.days.first.to_string(),
            to: self.days.last.to_string(),
            shops,
            shop,
            filters: self.filters(),
            keep: days.pairs(),
        }
    }

    fn dates(&self, days: &Days) -> String {
        if days.is_one() {
            return self.say.date_short(self.day(days.first));
        }
        format!("{} – {}", self.say.date_short(self.day(days.first)), self.say.date_short(self.day(days.last)))
    }

    /// When it is, and against what.
    fn says(&self) -> String {
        let before = self.days.weeks_before(self.days.weeks_apart());
        let year = self.dates(&self.days.weeks_before(YEAR));
        let name = |day: Date| {
            let at = self.day(day);
            format!("{} {}", calendar::weekday(self.say.lang, &zoned(self.say, at)), self.say.date_short(at))
        };
        let (now, then) = match self.days.is_one() {
            true => (name(self.days.first), name(before.first)),
            false => (self.dates(&self.days), self.dates(&before)),
        };
        let key = if self.is_now() { "home-until" } else { "home-whole" };
        let clock = self.say.clock(self.say.now);
        self.say.tv(key, &[("days", now), ("before", then), ("year", year), ("time", clock)])
    }

    fn shop_choices(&self, viewer: &Viewer) -> (Vec<Choice>, String) {
        let mut codes: Vec<(&String, &String)> =
            self.shops.iter().filter(|(code, _)| viewer.shops.has(Some(code))).collect();
        codes.sort_by_key(|(_, name)| name.to_lowercase());
        let all = self.say.t(if viewer.shops.is_all() { "home-all-shops" } else { "home-my-shops" });
        let shop = self.shops.get(&self.asked.shop).cloned().unwrap_or_else(|| all.clone());
        if codes.len() < 2 || !viewer.may(Right::OrdersSee) {
            return (Vec::new(), shop);
        }
        let choice = |code: &str, name: &str| Choice {
            name: name.to_owned(),
            address: self.here.with("shop", code).to_string(),
            is_on: self.asked.shop == code,
        };
        let mut choices = vec![choice("", &all)];
        choices.extend(codes.into_iter().map(|(code, name)| choice(code, name)));
        (choices, shop)
    }

    fn filters(&self) -> Vec<Choice> {
        let mut found = Vec::new();
        let mut filter = |name: String, parameter: &'static str| {
            found.push(Choice { name, address: self.here.without(parameter).to_string(), is_on: true });
        };
        if let Some(channel) = Channel::from_slug(&self.asked.channel) {
            filter(self.say.t(channel.key()), "channel");
        }
        if !self.asked.shop.is_empty() {
            filter(self.shops.get(&self.asked.shop).unwrap_or(&self.asked.shop).clone(), "shop");
        }
        if !self.asked.currency.is_empty() {
            filter(self.asked.currency.clone(), "currency");
        }
        found
    }

    /// Other currencies in which something was sold.
    pub fn also(&self) -> Vec<Choice> {
        let all = currencies(self.sums.now.iter().chain(&self.sums.before));
        let others = all.into_iter().filter(|currency| *currency != self.chosen.currency);
        let choice = |currency: Currency| Choice {
            name: self.say.t1("home-also", "currency", currency),
            address: self.here.with("currency", currency.code()).to_string(),
            is_on: false,
        };
        others.map(choice).collect()
    }

    /// What there is to do where figures would be nothing: a shop without a sale, and a past that ended long ago.
    pub fn instead(&self, viewer: &Viewer) -> Option<Instead> {
        if !viewer.may(Right::OrdersSee) || self.asked.is_own() {
            return None;
        }
        let link = |key: &str, address: String| Choice { name: self.say.t(key), address, is_on: false };
        let Some(last) = self.sums.last else {
            let steps = [
                (Right::Imports, "upload", "home-step-import", "/console/imports"),
                (Right::SourcesSee, "scan-line", "home-step-source", "/console/sources"),
                (Right::CatalogEdit, "shirt", "home-step-product", "/console/products/new"),
            ];
            let mine = steps.into_iter().filter(|(right, ..)| viewer.may(*right));
            return Some(Instead {
                title: self.say.t("home-new-title"),
                words: self.say.t("home-new-words"),
                acts: mine.map(|(_, icon, key, address)| (icon, link(key, address.to_owned()))).collect(),
            });
        };
        let (first, last_day) = (self.day(self.days.first), Days::of(&self.say.zone, last));
        if last >= first || self.say.now.seconds_since(last) < 2 * 86_400 {
            return None;
        }
        let on = self.here.without("range");
        let day = last_day.first.to_string();
        let from = last_day.first.saturating_sub(jiff::Span::new().days(27)).to_string();
        Some(Instead {
            title: self.say.t1("home-old-title", "date", self.say.date(last)),
            words: self.say.t("home-old-words"),
            acts: vec![
                ("calendar", link("home-old-day", on.with("from", &day).to_string())),
                ("chart-line", link("home-old-month", on.with("from", from).with("to", day).to_string())),
            ],
        })
    }

    /// The figures, as far as rights reach.
    pub fn figures(&self, viewer: &Viewer) -> Vec<Tile> {
        let mut found = Vec::new();
        if viewer.may(Right::OrdersSee) {
            let Sums { now, before, year, .. } = &self.sums;
            let totals = [now, before, year].map(|parts| self.chosen.total(parts));
            found = tiles(self.say, &totals, self.chosen.currency);
        }
        if let Some(visits) = &self.sums.visits {
            let is_mine = |channel: &String| self.chosen.channel.as_ref().is_none_or(|chosen| chosen == channel);
            let counts: [i64; 3] = [&visits[0], &visits[1], &visits[2]]
                .map(|begun| begun.iter().filter(|one| is_mine(&one.channel)).map(|one| one.visits).sum::<i64>());
            // Where nobody ever told of visits, their absence is no news.
            if counts.iter().any(|count| *count > 0) {
                found.push(count_tile(self.say, self.say.t("home-visits"), counts));
            }
        }
        if let Some(people) = self.sums.newcomers {
            found.push(count_tile(self.say, self.say.t("home-newcomers"), people));
        }
        found
    }

    fn money(&self, minor: i64) -> String {
        self.say.money(Money::new(minor, self.chosen.currency))
    }

    /// The chart and the tables.
    pub fn sales(&self) -> Sales {
        let steps = self.steps();
        let drawn = if self.days.is_one() { Drawn::Grows } else { Drawn::Stands };
        let clock = zoned(self.say, self.say.now);
        let is_now = self.is_now();
        let comma = if self.say.lang == Lang::Es { ',' } else { '.' };
        let share = if is_now { f64::from(clock.minute()) / 60.0 } else { 1.0 };
        let (now, before) = (self.chosen.total(&self.sums.now).net(), self.chosen.total(&self.sums.before).net());
        let [is, was] = [now, before].map(|minor| self.money(minor));
        let title = self.say.t(if self.days.is_one() { "home-by-hour" } else { "home-by-day" });
        let earlier = self.dates(&self.days.weeks_before(self.days.weeks_apart()));
        let says = self.say.tv("home-chart-says", &[("title", title.clone()), ("is", is.clone()), ("was", was)]);
        let rows = steps.iter().map(|step| {
            let now = step.now.map_or_else(|| "—".to_owned(), |minor| self.money(minor));
            (step.clone(), now, self.money(step.before))
        });
        Sales {
            chart: chart::draw(&steps, drawn, share, (self.chosen.currency, comma)),
            now: if is_now && self.days.is_one() { self.say.t("home-today") } else { self.dates(&self.days) },
            before: earlier,
            tip: if drawn == Drawn::Grows { is } else { String::new() },
            steps: rows.collect(),
            channels: self.channels(),
            shops: self.shop_rows(),
            is_of_one_day: self.days.is_one(),
            csv: self.address(&format!("{PATH}/home/csv")).to_string(),
            title,
            says,
        }
    }

    /// The hours or days, side by side with those before.
    fn steps(&self) -> Vec<Step> {
        let (now, before) = (self.chosen.by_slot(&self.sums.now), self.chosen.by_slot(&self.sums.before_whole));
        let of =
            |day: Date| day.since((Unit::Day, Date::constant(1970, 1, 1))).map_or(0, |span| i64::from(span.get_days()));
        let earlier = self.days.weeks_before(self.days.weeks_apart());
        let reached = zoned(self.say, self.say.now);
        if !self.days.is_one() {
            let pairs = self.days.each().zip(earlier.each());
            let step = |(day, then): (Date, Date)| {
                let taken = now.get(&of(day)).copied().unwrap_or_default();
                let at = self.day(day);
                Step {
                    name: self.say.date_short(at),
                    full: format!(
                        "{} {}",
                        calendar::weekday(self.say.lang, &zoned(self.say, at)),
                        self.say.date_short(at)
                    ),
                    now: (day <= reached.date()).then(|| taken.net()),
                    before: before.get(&of(then)).map_or(0, |taken| taken.net()),
                    counts: (taken.orders, taken.returns),
                }
            };
            return pairs.map(step).collect();
        }
        let (day, then) = (of(self.days.first) * 24, of(earlier.first) * 24);
        let hours = now.keys().map(|slot| slot - day).chain(before.keys().map(|slot| slot - then));
        let (first, last) = hours.fold((9, 20), |(first, last), hour| (hour.min(first), hour.max(last)));
        let has_come = |hour: i64| match self.days.first.cmp(&reached.date()) {
            std::cmp::Ordering::Less => true,
            std::cmp::Ordering::Equal => hour <= i64::from(reached.hour()),
            std::cmp::Ordering::Greater => false,
        };
        let step = |hour: i64| {
            let taken = now.get(&(day + hour)).copied().unwrap_or_default();
            Step {
                name: format!("{hour}:00"),
                full: format!("{hour}:00"),
                now: has_come(hour).then(|| taken.net()),
                before: before.get(&(then + hour)).map_or(0, |taken| taken.net()),
                counts: (taken.orders, taken.returns),
            }
        };
        (first..=last).map(step).collect()
    }

    fn channels(&self) -> Vec<Row> {
        let (now, before) = (self.chosen.by_channel(&self.sums.now), self.chosen.by_channel(&self.sums.before));
        let mut rows = Vec::new();
        for channel in Channel::ALL {
            let (taken, was) = (now.get(channel.slug()), before.get(channel.slug()));
            let visits = self.sums.visits.as_ref().map_or(0, |[now, ..]| {
                now.iter().filter(|one| one.channel == channel.slug()).map(|one| one.visits).sum::<i64>()
            });
            if taken.is_none() && was.is_none() && visits == 0 {
                continue;
            }
            let (taken, was) = (taken.copied().unwrap_or_default(), was.copied().unwrap_or_default());
            let is_on = self.asked.channel == channel.slug();
            let mut note = self.note(&taken);
            note.extend((visits > 0).then(|| self.say.tn("count-visits", visits)));
            rows.push((
                taken.net(),
                Row {
                    channel: Some(channel),
                    name: self.say.t(channel.key()),
                    note,
                    net: self.money(taken.net()),
                    share: None,
                    trend: trend(self.say, taken.net(), was.net(), figures::Better::More),
                    address: self.here.with("channel", if is_on { "" } else { channel.slug() }).to_string(),
                    is_on,
                },
            ));
        }
        let mut rows = largest_first(rows);
        let most = rows.first().map_or(1, |(net, _)| (*net).max(1));
        for (net, row) in &mut rows {
            row.share = Some(((*net).max(0) * 100 / most).min(100));
        }
        rows.into_iter().map(|(_, row)| row).collect()
    }

    fn shop_rows(&self) -> Vec<Row> {
        let (now, before) = (self.chosen.by_shop(&self.sums.now), self.chosen.by_shop(&self.sums.before));
        let mut rows = Vec::new();
        let mut codes: Vec<Option<&String>> = now.keys().chain(before.keys()).map(Option::as_ref).collect();
        codes.sort();
        codes.dedup();
        // Where nothing is in a shop, there is nothing to part.
        if codes.iter().all(Option::is_none) {
            return Vec::new();
        }
        for code in codes {
            let key = code.cloned();
            let (taken, was) =
                (now.get(&key).copied().unwrap_or_default(), before.get(&key).copied().unwrap_or_default());
            let is_on = code.is_some_and(|code| *code == self.asked.shop);
            let name = code.map(|code| self.shops.get(code).unwrap_or(code).clone());
            let address = code.map(|code| self.here.with("shop", if is_on { "" } else { code.as_str() }).to_string());
            rows.push((
                taken.net(),
                Row {
                    channel: None,
                    name: name.unwrap_or_else(|| self.say.t("home-no-shop")),
                    note: self.note(&taken),
                    net: self.money(taken.net()),
                    share: None,
                    trend: trend(self.say, taken.net(), was.net(), figures::Better::More),
                    address: address.unwrap_or_default(),
                    is_on,
                },
            ));
        }
        let mut rows: Vec<Row> = largest_first(rows).into_iter().map(|(_, row)| row).collect();
        rows.sort_by_key(|row| row.address.is_empty());
        rows
    }

    fn note(&self, taken: &orders::takings::Taken) -> Vec<String> {
        let mut note = vec![self.say.tn("count-orders", taken.orders)];
        note.extend((taken.returns > 0).then(|| self.say.tn("count-returns", taken.returns)));
        note
    }
}

fn largest_first(mut rows: Vec<(i64, Row)>) -> Vec<(i64, Row)> {
    rows.sort_by_key(|(net, _)| std::cmp::Reverse(*net));
    rows
}

fn zoned(say: &Say, moment: base::Time) -> jiff::Zoned {
    jiff::Timestamp::from_microsecond(moment.micros()).unwrap_or_default().to_zoned(say.zone.clone())
}
