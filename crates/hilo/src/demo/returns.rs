//! What comes back: about one order in eight, often to a shop what was bought on line, at times for another size.

use base::Time;

use super::{
    calendar::{self, Calendar},
    dice::Dice,
    goods::Goods,
    people::Person,
    sales::{Draft, Line},
    shops::SHOPS,
};

/// A return, and the order that it belongs to by its place among the drafts.
pub struct Back {
    /// The order.
    pub of: usize,
    /// What came back.
    pub draft: Draft,
}

/// The returns of these orders. Who changes the size buys anew, so the orders grow.
pub fn returns(calendar: &Calendar, goods: &Goods, people: &[Person], orders: &mut Vec<Draft>) -> Vec<Back> {
    let mut dice = Dice::named("returns");
    let mut backs = Vec::new();
    for of in 0..orders.len() {
        if !dice.chance(percent(orders[of].channel)) {
            continue;
        }
        let Some(draft) = back(calendar, people, &orders[of], &mut dice) else { continue };
        if dice.chance(25) {
            orders.extend(exchange(calendar, goods, &draft));
        }
        backs.push(Back { of, draft });
    }
    backs
}

/// In how many of a hundred orders of a channel something comes back.
const fn percent(channel: &str) -> u64 {
    match channel.as_bytes() {
        b"web" | b"app" => 19,
        b"market" | b"instagram" => 17,
        b"shop" => 9,
        _ => 12,
    }
}

/// What comes back of an order; `None` where that day has not come yet, or there is nothing that could.
fn back(calendar: &Calendar, people: &[Person], order: &Draft, dice: &mut Dice) -> Option<Draft> {
    let lines = some_of(&order.lines, dice)?;
    let (bought, _) = calendar.date_hour(order.at);
    let mut day = bought.saturating_add(jiff::Span::new().days(dice.between(2, 24)));
    let (channel, place) = counter(people, order, dice);
    let city = SHOPS.iter().find(|shop| Some(shop.code) == place).map(|shop| shop.city);
    while city.is_some_and(|city| calendar::is_shut(day, city)) {
        day = day.tomorrow().ok()?;
    }
    let second = if place.is_some() { calendar::shop_second(dice) } else { calendar::web_second(dice) };
    let at = calendar.at(day, second);
    let is_past = at <= calendar.now.plus_seconds(-1_200);
    is_past.then(|| Draft { at, channel, place, lines, ..order.clone() })
}

/// One garment of an order most often, else all of them.
fn some_of(lines: &[Line], dice: &mut Dice) -> Option<Vec<Line>> {
    let garments: Vec<&Line> = lines.iter().filter(|line| line.name.contains(", ")).collect();
    if garments.is_empty() {
        return None;
    }
    if dice.chance(22) {
        return Some(garments.into_iter().cloned().collect());
    }
    let line = (*dice.pick(&garments)).clone();
    Some(vec![Line { quantity: 1, ..line }])
}

/// Where somebody brings it back to.
fn counter(people: &[Person], order: &Draft, dice: &mut Dice) -> (&'static str, Option<&'static str>) {
    let owner = |person: &&Person| order.who.as_ref().is_some_and(|who| person.new.known().any(|known| known == who));
    let person = people.iter().find(owner);
    let near = person.filter(|person| person.habit[2] > 0).map(|person| SHOPS[person.shop].code);
    match (order.place, near) {
        (Some(place), _) if dice.chance(80) => ("shop", Some(place)),
        (_, Some(place)) if order.channel != "market" && dice.chance(60) => ("shop", Some(place)),
        (Some(place), _) => ("shop", Some(place)),
        _ if order.channel == "market" => ("market", None),
        _ if order.channel == "app" => ("app", None),
        _ => ("web", None),
    }
}

/// The next size of the first thing that came back, taken home at once and at the same price.
fn exchange(calendar: &Calendar, goods: &Goods, back: &Draft) -> Option<Draft> {
    let line = back.lines.first()?;
    let ware = goods.get(line.sku.as_str())?.next_size(goods)?;
    let lines = vec![Line { sku: ware.sku.clone(), name: ware.name.clone(), quantity: 1, price: line.price }];
    let at: Time = back.at.plus_seconds(260);
    (at < calendar.now).then(|| Draft { at, lines, ..back.clone() })
}
