//! The people of Telar: some six hundred who joined over three years, each with habits of their own.

use std::collections::HashSet;

use base::{Result, Time, text::folded};
use customers::people::{Kind, Known, Profile, Said};

use super::{
    calendar::{self, Calendar},
    dice::Dice,
    goods::Taste,
    names::{ABROAD, MEN, PROVINCES, STREETS, SURNAMES, TOWNS, WOMEN},
    shops::SHOPS,
    styles::DYES,
};

/// How many people there are beside those whose story is written by hand.
const CROWD: usize = 590;
/// How many days back the first of them joined.
const DAYS: i64 = 1_094;

/// The channels that orders come in through; habits are weights in this order.
pub const CHANNELS: [&str; 8] = ["web", "app", "shop", "kiosk", "whatsapp", "phone", "instagram", "market"];

/// How often somebody buys in each channel.
pub type Habit = [u64; 8];

/// Habits, each with how many people have it.
const HABITS: [(u64, Habit); 6] = [
    (26, [62, 14, 12, 2, 3, 1, 5, 1]),
    (18, [15, 56, 17, 3, 4, 0, 4, 1]),
    (28, [7, 4, 77, 5, 4, 3, 0, 0]),
    (18, [28, 16, 34, 7, 7, 2, 5, 1]),
    (5, [4, 0, 54, 2, 9, 31, 0, 0]),
    (5, [26, 0, 5, 0, 0, 0, 0, 69]),
];
/// The habit of those who live far from any shop.
const ON_LINE: Habit = [70, 22, 0, 0, 0, 0, 3, 5];
/// How much people buy beside each other: few buy much.
const ZEAL: [u64; 12] = [0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 11];

/// Where somebody made themselves known, and how many do so there.
const JOINED_IN: [(&str, u64); 5] = [("web", 38), ("shop", 28), ("app", 16), ("kiosk", 10), ("instagram", 8)];

/// Somebody, and how they buy.
#[derive(Clone, Debug)]
pub struct Person {
    /// What is known of them.
    pub new: Said,
    /// Where they joined.
    pub channel: &'static str,
    /// In which shop.
    pub place: Option<&'static str>,
    /// What they like.
    pub taste: Taste,
    /// Their shop, by its place in the list.
    pub shop: usize,
    /// Their channels.
    pub habit: Habit,
    /// How much they buy beside others; 0 for those whose story is written.
    pub zeal: u64,
    /// After this they have not been seen.
    pub until: Time,
}

impl Person {
    /// How they are known in a channel: a card in the shop, a telephone in a call, else what they joined with.
    pub fn known_in(&self, channel: &str) -> Option<&Known> {
        let kind = match channel {
            "shop" | "kiosk" => Kind::Loyalty,
            "whatsapp" | "phone" => Kind::Phone,
            _ => Kind::Email,
        };
        self.new.known().find(|known| known.kind == kind).or(self.new.known().next())
    }
}

/// Everybody, in the order in which the dice made them.
pub fn crowd(calendar: &Calendar) -> Result<Vec<Person>> {
    let mut dice = Dice::named("people");
    let mut emails = HashSet::new();
    let mut people =
        (0..CROWD).map(|index| person(calendar, index, &mut emails, &mut dice)).collect::<Result<Vec<_>>>()?;
    let mut dice = Dice::named("homes");
    people.iter_mut().for_each(|person| settle(&mut person.new.profile, &mut dice));
    Ok(people)
}

/// When somebody was born and where they live, as far as they have said so.
fn settle(profile: &mut Profile, dice: &mut Dice) {
    let (year, month, day) = (dice.between(1_948, 2_004), dice.between(1, 12), dice.between(1, 28));
    profile.birth_date = dice.chance(58).then(|| format!("{year}-{month:02}-{day:02}"));
    let province = PROVINCES.iter().find(|(_, towns)| {
        profile.city.as_deref().is_some_and(|city| towns.split(',').any(|town| town.trim() == city))
    });
    let (street, number, rest) = (*dice.pick(&STREETS), dice.between(1, 96), dice.between(1, 40));
    if let (true, Some((province, _))) = (dice.chance(52), province) {
        profile.street = Some(format!("{street} {number}"));
        profile.postcode = Some(format!("{province}0{rest:02}"));
    }
}

fn person(calendar: &Calendar, index: usize, emails: &mut HashSet<String>, dice: &mut Dice) -> Result<Person> {
    let abroad = dice.chance(4).then(|| dice.pick(&ABROAD));
    let woman = abroad.is_some() || dice.chance(67);
    let (city, country, shop, _) = TOWNS[dice.weigh(TOWNS.iter().map(|town| town.3))];
    let (name, email) = name(woman, abroad.map(|town| (town.3, town.4)), emails, dice);
    let is_far = abroad.is_some() || city.starts_with("Palma") || city.starts_with("Las Palmas");
    let habit = if is_far { ON_LINE } else { HABITS[dice.weigh(HABITS.iter().map(|habit| habit.0))].1 };
    let likes_shops = habit[2] > 30;
    let channel = match JOINED_IN[dice.weigh(JOINED_IN.iter().map(|way| way.1))].0 {
        "shop" | "kiosk" if is_far => "web",
        "web" if likes_shops => "shop",
        channel => channel,
    };
    let (since, place) = joining(calendar, channel, shop, dice);
    let card = likes_shops || channel == "shop" || dice.chance(35);
    let language = abroad.map_or(if dice.chance(4) { "ca" } else { "es" }, |town| town.2);
    let known = known(&email, card.then_some(index), dice.chance(58), channel == "shop", dice)?;
    let profile = Profile {
        name: dice.chance(98).then_some(name),
        country: Some(abroad.map_or(country, |town| town.1).to_owned()),
        city: Some(abroad.map_or(city, |town| town.0).to_owned()),
        language: Some(language.to_owned()),
        ..Profile::default()
    };
    let new = Said::server(known, profile, super::SOURCE, since);
    let until = if dice.chance(26) { since.plus_seconds(dice.between(40, 500) * 86_400) } else { calendar.now };
    Ok(Person { new, channel, place, taste: taste(woman, dice), shop, habit, zeal: *dice.pick(&ZEAL), until })
}

/// A name, and an e-mail address that nobody else has.
fn name(woman: bool, foreign: Option<(&str, &str)>, emails: &mut HashSet<String>, dice: &mut Dice) -> (String, String) {
    let own = (if woman { WOMEN } else { MEN }, SURNAMES);
    let (firsts, surnames) = foreign.unwrap_or(own);
    let mut one_of = |words: &str| {
        let words: Vec<&str> = words.split_whitespace().collect();
        (*dice.pick(&words)).to_owned()
    };
    let (first, surname, second) = (one_of(firsts), one_of(surnames), one_of(surnames));
    let host = if dice.chance(60) { "ejemplo.es" } else { "ejemplo.com" };
    let plain = [&first, &surname].map(|word| folded(&[word]));
    let mut email = format!("{}.{}@{host}", plain[0], plain[1]);
    while !emails.insert(email.clone()) {
        email = format!("{}.{}{}@{host}", plain[0], plain[1], dice.between(10, 999));
    }
    let name = if foreign.is_some() { format!("{first} {surname}") } else { format!("{first} {surname} {second}") };
    (name, email)
}

/// The identifiers of somebody, those that they joined with first.
fn known(email: &str, card: Option<usize>, phone: bool, card_first: bool, dice: &mut Dice) -> Result<Vec<Known>> {
    let mut known = vec![Known::parse(Kind::Email, email)?];
    if phone {
        let digits = dice.below(100_000_000);
        known.push(Known::parse(Kind::Phone, &format!("+346{digits:08}"))?);
    }
    if let Some(index) = card {
        let place = if card_first { 0 } else { known.len() };
        known.insert(place, Known::parse(Kind::Loyalty, &format!("8411{:04}", (index * 7_919 + 3_571) % 10_000))?);
    }
    Ok(known)
}

/// When somebody joined in a channel, and in which shop. There are more of late than there were.
fn joining(calendar: &Calendar, channel: &str, shop: usize, dice: &mut Dice) -> (Time, Option<&'static str>) {
    let mut ago = dice.between(1, DAYS).min(dice.between(1, DAYS * 3 / 2));
    let in_shop = matches!(channel, "shop" | "kiosk");
    while in_shop && calendar::is_shut(calendar.day(ago), SHOPS[shop].city) {
        ago += 1;
    }
    let second = if in_shop { calendar::shop_second(dice) } else { calendar::web_second(dice) };
    (calendar.at(calendar.day(ago), second), in_shop.then_some(SHOPS[shop].code))
}

fn taste(woman: bool, dice: &mut Dice) -> Taste {
    let size = dice.weigh([10, 26, 34, 21, 9].into_iter());
    let dye = |dice: &mut Dice| dice.below(DYES.len() as u64) as usize;
    Taste { woman, size, dyes: [dye(dice), dye(dice)] }
}
