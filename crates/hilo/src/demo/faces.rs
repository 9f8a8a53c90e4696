//! The people with a story, told into drafts.

use base::{Error, Result, Time, UnitPrice};
use customers::people::{Known, Profile, Said};

use super::{
    calendar::{self, Calendar, DAYS},
    dice::Dice,
    goods::{CODE, Goods, Taste},
    people::{Habit, Person},
    plan::Books,
    returns::Back,
    sales::{Draft, Line},
    shops::{self, SHOPS},
    stories::{FACES, Face, STYLIST, Scene, Step, When},
};

/// The channels of those who have a story, for when they go on.
const HABIT: Habit = [56, 12, 28, 0, 4, 0, 0, 0];
/// How many orders the stylist has.
const ARMFULS: i64 = 120;
/// The stylist's ways to buy, and how often she takes them.
const WAYS: [(Scene, u64); 5] = [
    (("shop", Some("passeig-de-gracia")), 38),
    (("shop", Some("enric-granados")), 12),
    (("whatsapp", None), 25),
    (("phone", None), 8),
    (("web", None), 17),
];

/// Everybody with a story.
pub fn people(calendar: &Calendar) -> Result<Vec<Person>> {
    FACES.iter().map(|face| person(calendar, face)).collect()
}

fn person(calendar: &Calendar, face: &Face) -> Result<Person> {
    let (city, country, language) = face.home;
    let mut profile = Profile {
        name: face.name.map(str::to_owned),
        country: country.map(str::to_owned),
        city: city.map(str::to_owned),
        language: Some(language.to_owned()),
        ..Profile::default()
    };
    for (name, value) in face.more {
        if let Some(field) = profile.field_mut(name) {
            *field = Some((*value).to_owned());
        }
    }
    let known = face.known.iter().map(|(kind, value)| Known::parse(*kind, value)).collect::<Result<_>>()?;
    let new = Said::server(known, profile, super::SOURCE, moment(calendar, face.joined, face.scene));
    let (channel, place) = face.scene;
    let taste = Taste { woman: true, size: 2, dyes: [0, 1] };
    let shop = place.and_then(shops::place).unwrap_or(0);
    Ok(Person { new, channel, place, taste, shop, habit: HABIT, zeal: 0, until: calendar.now })
}

/// Adds what they did to the books; the faces come first among these people.
pub fn tell(calendar: &Calendar, goods: &Goods, people: &[Person], books: &mut Books) -> Result<()> {
    for (face, person) in FACES.iter().zip(people) {
        let from = books.orders.len();
        for step in face.story {
            match step {
                Step::Buys(when, scene, off, skus) => {
                    let at = moment(calendar, *when, *scene);
                    books.orders.push(bought(Some(person), at, *scene, lines(goods, *off, skus)?));
                }
                Step::BuysUnknown(when, scene, off, skus) => {
                    let at = moment(calendar, *when, *scene);
                    books.orders.push(bought(None, at, *scene, lines(goods, *off, skus)?));
                }
                Step::Returns(when, scene, skus) => {
                    let back = of_latest(&books.orders[from..], from, skus)?;
                    let at = moment(calendar, *when, *scene);
                    books.returns.push(brought_by(person, at, *scene, back));
                }
            }
        }
        if face.name == STYLIST.name {
            armfuls(calendar, goods, person, books);
        }
    }
    Ok(())
}

/// The moment meant; in a shop, on the last day before on which it was open.
fn moment(calendar: &Calendar, when: When, (_, place): Scene) -> Time {
    let (mut ago, clock) = match when {
        When::Minutes(minutes) => return calendar.now.plus_seconds(-60 * minutes),
        When::Days(ago, clock) => (ago, clock),
    };
    let city = place.and_then(shops::place).map(|shop| SHOPS[shop].city);
    while city.is_some_and(|city| calendar::is_shut(calendar.day(ago), city)) {
        ago += 1;
    }
    calendar.at(calendar.day(ago), (clock / 100 * 60 + clock % 100) * 60)
}

fn lines(goods: &Goods, off: i64, skus: &[&str]) -> Result<Vec<Line>> {
    let line = |sku: &&str| {
        let unknown = || Error::internal(format!("a story of Telar has {sku}, which is not sold"));
        goods.get(sku).map(|ware| Line::new(ware, 1, off)).ok_or_else(unknown)
    };
    skus.iter().map(line).collect()
}

fn bought(person: Option<&Person>, at: Time, (channel, place): Scene, mut lines: Vec<Line>) -> Draft {
    // The code takes off a tenth of everything else.
    let sum: i64 = lines.iter().map(|line| line.price.0).sum();
    lines.iter_mut().filter(|line| line.sku.as_str() == CODE).for_each(|code| code.price = UnitPrice(-sum / 10));
    let who = person.and_then(|person| person.known_in(channel)).cloned();
    Draft { at, channel, place, who, country: person.and_then(|person| person.new.profile.country.clone()), lines }
}

/// These lines of the latest order that has one of them; the first of these orders has this place.
fn of_latest(orders: &[Draft], first: usize, skus: &[&str]) -> Result<Back> {
    let is_meant = |line: &Line| skus.contains(&line.sku.as_str());
    let has = |draft: &Draft| draft.lines.iter().any(is_meant);
    let unknown = || Error::internal("a story of Telar returns what was not bought");
    let of = orders.iter().rposition(has).ok_or_else(unknown)?;
    let mut draft = orders[of].clone();
    draft.lines.retain(is_meant);
    Ok(Back { of: first + of, draft })
}

fn brought_by(person: &Person, at: Time, (channel, place): Scene, Back { of, draft }: Back) -> Back {
    let who = draft.who.or_else(|| person.known_in(channel).cloned());
    let country = person.new.profile.country.clone();
    Back { of, draft: Draft { at, channel, place, who, country, ..draft } }
}

/// The stylist's two years.
fn armfuls(calendar: &Calendar, goods: &Goods, person: &Person, books: &mut Books) {
    let mut dice = Dice::named("stylist");
    for turn in 0..ARMFULS {
        let scene = WAYS[dice.weigh(WAYS.iter().map(|way| way.1))].0;
        let ago = (ARMFULS - turn) * (DAYS - 12) / ARMFULS - dice.between(0, 4) + 1;
        let clock = dice.between(10, 19) * 100 + dice.between(0, 59);
        let at = moment(calendar, When::Days(ago, clock), scene);
        let month = calendar.date_hour(at).0.month() as usize - 1;
        let mut lines: Vec<Line> = Vec::new();
        for _ in 0..dice.between(3, 8) {
            let taste = Taste { woman: dice.chance(85), size: dice.between(0, 3) as usize, ..person.taste };
            let ware = goods.choose(&taste, month, &mut dice);
            let quantity = dice.between(1, 3);
            lines.extend(ware.map(|ware| Line::new(ware, quantity, 15)));
        }
        lines.sort_by(|one, other| one.sku.cmp(&other.sku));
        lines.dedup_by(|one, other| one.sku == other.sku);
        books.orders.push(bought(Some(person), at, scene, lines));
        books.returns.extend(unwanted(calendar, &books.orders, &mut dice));
    }
}

/// What her clients did not want of the last order, a few days later in the shop.
fn unwanted(calendar: &Calendar, orders: &[Draft], dice: &mut Dice) -> Option<Back> {
    let (of, order) = orders.iter().enumerate().next_back()?;
    let lines: Vec<Line> = order.lines.iter().filter(|_| dice.chance(35)).cloned().collect();
    let scene = WAYS[0].0;
    let ago = calendar.now.seconds_since(order.at) / 86_400 - dice.between(3, 9);
    if !dice.chance(40) || lines.is_empty() || ago < 1 {
        return None;
    }
    let clock = dice.between(10, 19) * 100 + dice.between(0, 59);
    let at = moment(calendar, When::Days(ago, clock), scene);
    let is_after = at > order.at;
    is_after.then(|| Back { of, draft: Draft { at, channel: scene.0, place: scene.1, lines, ..order.clone() } })
}
