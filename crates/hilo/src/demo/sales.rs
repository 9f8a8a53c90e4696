//! What people buy: drafts of orders over two years, before they have numbers.

use base::{Time, UnitPrice};
use catalog::variants::Sku;
use customers::people::Known;
use jiff::civil::Date;

use super::{
    calendar::{self, Calendar, DAYS},
    dice::Dice,
    goods::{DELIVERY, GIFT_CARD, Goods, HEM, Taste, Ware},
    people::{CHANNELS, Person},
    shops::SHOPS,
    styles::STYLES,
};

/// Postage is free from so many cents on.
const FREE_DELIVERY: i64 = 3_900;
/// In how many of a hundred orders nobody knows who buys.
const GUESTS: u64 = 19;
/// Orders that came in just now: so many minutes ago, whatever the hour.
const JUST_NOW: [i64; 9] = [4, 11, 19, 27, 41, 58, 77, 101, 134];

/// An order or a return without a number.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// When.
    pub at: Time,
    /// In which channel.
    pub channel: &'static str,
    /// In which shop.
    pub place: Option<&'static str>,
    /// Who; nobody for a guest.
    pub who: Option<Known>,
    /// The customer's country.
    pub country: Option<String>,
    /// What.
    pub lines: Vec<Line>,
}

/// A line of a draft.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its SKU.
    pub sku: Sku,
    /// Its name.
    pub name: String,
    /// Units.
    pub quantity: i64,
    /// The price of one.
    pub price: UnitPrice,
}

impl Line {
    /// So many of a ware at so many percent off.
    pub fn new(ware: &Ware, quantity: i64, off: i64) -> Line {
        Line { sku: ware.sku.clone(), name: ware.name.clone(), quantity, price: ware.price(off) }
    }

    /// What it comes to, in cents.
    pub fn cents(&self) -> i64 {
        self.quantity * self.price.0 / 100
    }
}

/// Those who buy, in the order in which they joined, so that each day knows who was there.
pub struct Buyers<'p> {
    people: Vec<&'p Person>,
    /// The zeal of each and of all before them.
    zeal: Vec<u64>,
}

impl<'p> Buyers<'p> {
    /// Those of these people who buy.
    pub fn new(people: &'p [Person]) -> Buyers<'p> {
        let mut people: Vec<&Person> = people.iter().filter(|person| person.zeal > 0).collect();
        people.sort_by_key(|person| person.new.at);
        let mut sum = 0;
        let mut add = |person: &&Person| {
            sum += person.zeal;
            sum
        };
        let zeal = people.iter().map(&mut add).collect();
        Buyers { people, zeal }
    }

    /// Somebody who had joined at this moment and was still seen.
    pub fn at(&self, at: Time, dice: &mut Dice) -> Option<&'p Person> {
        let joined = self.people.partition_point(|person| person.new.at < at);
        let all = *self.zeal.get(joined.checked_sub(1)?)?;
        let chosen = dice.below(all);
        let person = self.people[self.zeal.partition_point(|sum| *sum <= chosen)];
        (person.until >= at).then_some(person)
    }
}

/// So many orders before now, and some just now.
pub fn orders(calendar: &Calendar, goods: &Goods, people: &[Person], count: usize) -> Vec<Draft> {
    let mut dice = Dice::named("orders");
    let buyers = Buyers::new(people);
    let mut drafts = Vec::with_capacity(count + JUST_NOW.len());
    // More is bought of late than two years ago.
    let growth = |ago: i64| (2 * DAYS - ago) as u64;
    let weights: Vec<u64> = (0..=DAYS).map(|ago| calendar::busyness(calendar.day(ago)) * growth(ago)).collect();
    let before = calendar.now.plus_seconds(-60 * JUST_NOW[3]);
    while drafts.len() < count {
        let day = calendar.day(dice.weigh(weights.iter().copied()) as i64);
        let (draft, since) = if dice.chance(GUESTS) {
            (guest(calendar, goods, day, &mut dice), Time::default())
        } else {
            let Some(person) = buyers.at(calendar.at(day, 86_399), &mut dice) else { continue };
            let (channel, place, second) = scene(person, day, &mut dice);
            let at = calendar.at(day, second);
            (order(goods, person, (channel, place, at), day, &mut dice), person.new.at)
        };
        if since < draft.at && draft.at <= before {
            drafts.push(draft);
        }
    }
    for minutes in JUST_NOW {
        let at = calendar.now.plus_seconds(-60 * minutes - dice.between(0, 59));
        let person = (0..64).find_map(|_| buyers.at(at, &mut dice));
        drafts.extend(person.map(|person| order_at(calendar, goods, person, at, &mut dice)));
    }
    drafts
}

/// What somebody buys at this moment, in a channel that is open then.
pub fn order_at(calendar: &Calendar, goods: &Goods, person: &Person, at: Time, dice: &mut Dice) -> Draft {
    let (day, hour) = calendar.date_hour(at);
    let (mut channel, mut place, _) = scene(person, day, dice);
    if place.is_some() && !(10..21).contains(&hour) {
        (channel, place) = (on_line(person), None);
    }
    order(goods, person, (channel, place, at), day, dice)
}

type Scene = (&'static str, Option<&'static str>, Time);

fn order(goods: &Goods, person: &Person, (channel, place, at): Scene, day: Date, dice: &mut Dice) -> Draft {
    let lines = basket(goods, &person.taste, channel, day, dice);
    Draft {
        at,
        channel,
        place,
        who: person.known_in(channel).cloned(),
        country: person.new.profile.country.clone(),
        lines,
    }
}

/// Somebody whom nobody knows: most often in a shop.
fn guest(calendar: &Calendar, goods: &Goods, day: Date, dice: &mut Dice) -> Draft {
    let shop = &SHOPS[dice.weigh(SHOPS.iter().map(|shop| shop.weight))];
    let taste =
        Taste { woman: dice.chance(65), size: dice.between(0, 4) as usize, dyes: [0, dice.between(1, 7) as usize] };
    let is_far = calendar::is_shut(day, shop.city) || dice.chance(11);
    let channel = if is_far { "market" } else { ["shop", "kiosk"][usize::from(dice.chance(9))] };
    let second = if is_far { calendar::web_second(dice) } else { calendar::shop_second(dice) };
    let country = is_far.then(|| dice.pick(&["ES", "ES", "ES", "PT", "FR", "DE", "IT"]).to_string());
    let lines = basket(goods, &taste, channel, day, dice);
    let place = (!is_far).then_some(shop.code);
    Draft { at: calendar.at(day, second), channel, place, who: None, country, lines }
}

/// Where and at which second of a day somebody buys.
fn scene(person: &Person, day: Date, dice: &mut Dice) -> (&'static str, Option<&'static str>, i64) {
    let channel = CHANNELS[dice.weigh(person.habit.into_iter())];
    if !matches!(channel, "shop" | "kiosk") {
        return (channel, None, calendar::web_second(dice));
    }
    let elsewhere = dice.weigh(SHOPS.iter().map(|shop| shop.weight));
    let shop = &SHOPS[if dice.chance(88) { person.shop } else { elsewhere }];
    if calendar::is_shut(day, shop.city) {
        return (on_line(person), None, calendar::web_second(dice));
    }
    (channel, Some(shop.code), calendar::shop_second(dice))
}

fn on_line(person: &Person) -> &'static str {
    if person.habit[1] > person.habit[0] { "app" } else { "web" }
}

/// What somebody takes.
pub fn basket(goods: &Goods, taste: &Taste, channel: &str, day: Date, dice: &mut Dice) -> Vec<Line> {
    let month = day.month() as usize - 1;
    let off = calendar::percent_off(day);
    let mut lines: Vec<Line> = Vec::new();
    for _ in 0..1 + dice.weigh([68, 22, 7, 2, 1].into_iter()) {
        let Some(ware) = goods.choose(taste, month, dice) else { continue };
        if lines.iter().any(|line| line.sku == ware.sku) {
            continue;
        }
        let is_small = ware.style.is_some_and(|style| matches!(STYLES[style].drawing, "belt" | "scarf"));
        let quantity = if is_small && dice.chance(if month == 11 { 22 } else { 6 }) { 2 } else { 1 };
        lines.push(Line::new(ware, quantity, if dice.chance(80) { off } else { 0 }));
    }
    lines.extend(extra(goods, &lines, channel, month, dice).map(|ware| Line::new(ware, 1, 0)));
    lines
}

/// A service or a gift card beside the garments.
fn extra<'g>(goods: &'g Goods, lines: &[Line], channel: &str, month: usize, dice: &mut Dice) -> Option<&'g Ware> {
    let sum: i64 = lines.iter().map(Line::cents).sum();
    let trousers = lines.iter().any(|line| line.name.starts_with("Pantalón"));
    match channel {
        "web" | "app" if sum < FREE_DELIVERY => goods.get(DELIVERY),
        "shop" if trousers && dice.chance(22) => goods.get(HEM),
        "shop" | "web" if month == 11 && dice.chance(6) => goods.get(GIFT_CARD),
        _ => None,
    }
}
