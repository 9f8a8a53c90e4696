//! The card: everything summed about one person, read in a few index look-ups.

use base::{Currency, Money, Result, Time};
use store::{Tx, asked::Rows, followers, params, sql, thread::IdentifierId, value::Row};

use crate::{
    fold,
    people::{CustomerId, How, Kind, Profile, Sharing},
};

pub use crate::identity::person_of;

/// How many favorite products a card has.
const FAVORITES: usize = 12;

/// A person as the card shows them.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
pub struct Card {
    /// Their id.
    pub id: CustomerId,
    /// Their name, where one is known.
    pub name: Option<String>,
    /// Their country, as its source writes it.
    pub country: Option<String>,
    /// Their town.
    pub city: Option<String>,
    /// The language they prefer.
    pub language: Option<String>,
    /// The day of their birth, as `1984-05-31`.
    pub birth_date: Option<String>,
    /// Street and number.
    pub street: Option<String>,
    /// The postal code.
    pub postcode: Option<String>,
    /// How they are known.
    pub identifiers: Vec<Identity>,
    /// Their figures, one entry for each currency, the one they buy in most first.
    pub figures: Vec<Figures>,
    /// How many things are on their thread.
    pub facts: i64,
    /// The first of them.
    pub first_seen: Option<Time>,
    /// The last of them.
    pub last_seen: Option<Time>,
    /// Channels by how much happened there.
    pub channels: Vec<Tally>,
    /// Shops by how much happened there.
    pub places: Vec<Tally>,
    /// Kinds of knots on the thread.
    pub marks: Vec<Tally>,
    /// The products bought most often: id, times, units.
    pub favorites: Vec<Tally>,
}

impl Card {
    /// What it says of the person, beside how they are known.
    pub fn profile(&self) -> Profile {
        let Card { name, country, city, language, birth_date, street, postcode, .. } = self.clone();
        Profile { name, country, city, language, birth_date, street, postcode }
    }
}

/// One way in which a person is known.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
pub struct Identity {
    /// The id that events carry.
    pub id: IdentifierId,
    /// What it is.
    pub kind: Kind,
    /// Its value.
    pub value: String,
    /// `strong` or `weak`.
    pub strength: String,
    /// The best way in which it came to us.
    pub how: How,
    /// Whether it is one person's.
    pub sharing: Sharing,
    /// Who said so.
    pub source: String,
    /// When it was first heard of.
    pub since: Time,
    /// First event with it.
    pub first_seen: Option<Time>,
    /// Last event with it.
    pub last_seen: Option<Time>,
    /// Events with it.
    pub facts: i64,
}

/// Sums in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Figures {
    /// The currency.
    pub currency: Currency,
    /// Orders.
    pub orders: i64,
    /// What they bought, in minor units.
    pub spent: i64,
    /// Returns.
    pub returns: i64,
    /// What they brought back, in minor units.
    pub returned: i64,
}

impl Figures {
    /// What an order comes to on average, half away from zero; `None` before the first order.
    pub fn average_ticket(&self) -> Option<Money> {
        let half = self.orders / 2 * self.spent.signum();
        (self.orders > 0).then(|| Money::new((self.spent + half) / self.orders, self.currency))
    }
}

/// How often something occurs.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Tally {
    /// What: a channel, a shop, a product's id.
    pub key: String,
    /// How often.
    pub count: i64,
    /// Units, or orders, where that has a meaning.
    pub quantity: i64,
}

/// Reads a living person's card; `None` where there is no such person, or they were joined with another.
pub fn read(tx: &mut Tx, id: CustomerId) -> Result<Option<Card>> {
    Ok(several(tx, &[id])?.pop().flatten())
}

/// Reads the cards of several, in this order, as [`read`] does.
pub fn several(tx: &mut Tx, ids: &[CustomerId]) -> Result<Vec<Option<Card>>> {
    let version = followers::active_version(tx, fold::NAME)?;
    let asked: Vec<Asked> = ids.iter().map(|id| Asked::of(tx, version, *id)).collect();
    asked.into_iter().map(|card| card.read(tx)).collect()
}

/// A card that was asked for.
struct Asked {
    id: CustomerId,
    person: Rows<Profile>,
    identifiers: Rows<Identity>,
    tallies: Rows<(String, Tally)>,
    figures: Rows<Figures>,
}

impl Asked {
    fn of(tx: &mut Tx, version: i64, id: CustomerId) -> Asked {
        let (person, identifiers) = (ask_person(tx, id), ask_identities(tx, version, id));
        let (tallies, figures) = (ask_tallies(tx, version, id), ask_figures(tx, version, id));
        Asked { id, person, identifiers, tallies, figures }
    }

    fn read(self, tx: &mut Tx) -> Result<Option<Card>> {
        let Some(profile) = self.person.one(tx)? else { return Ok(None) };
        let (identifiers, tallies) = (self.identifiers.rows(tx)?, self.tallies.rows(tx)?);
        let facet = |facet: &str| ranked(&tallies, facet);
        let mut favorites = facet("product");
        favorites.truncate(FAVORITES);
        Ok(Some(Card {
            id: self.id,
            name: profile.name,
            country: profile.country,
            city: profile.city,
            language: profile.language,
            birth_date: profile.birth_date,
            street: profile.street,
            postcode: profile.postcode,
            figures: self.figures.rows(tx)?,
            facts: identifiers.iter().map(|identity| identity.facts).sum(),
            first_seen: identifiers.iter().filter_map(|identity| identity.first_seen).min(),
            last_seen: identifiers.iter().filter_map(|identity| identity.last_seen).max(),
            channels: facet("channel"),
            places: facet("place"),
            marks: facet("mark"),
            favorites,
            identifiers,
        }))
    }
}

fn ask_person(tx: &mut Tx, id: CustomerId) -> Rows<Profile> {
    let text = sql!(
        "select name, country, city, language, birth_date, street, postcode from customers
         where id = $1 and merged_into is null"
    );
    let read: fn(&Row) -> _ = |row| {
        Ok(Profile {
            name: row.get(0)?,
            country: row.get(1)?,
            city: row.get(2)?,
            language: row.get(3)?,
            birth_date: row.get(4)?,
            street: row.get(5)?,
            postcode: row.get(6)?,
        })
    };
    tx.ask(text, params![id], read)
}

/// The ids that a person's events carry.
pub fn actors(tx: &mut Tx, id: CustomerId) -> Result<Vec<IdentifierId>> {
    tx.query(sql!("select id from identifiers where customer_id = $1"), params![id], |row| row.get(0))
}

fn ask_identities(tx: &mut Tx, version: i64, id: CustomerId) -> Rows<Identity> {
    let text = sql!(
        "select i.id, i.kind, i.value, i.strength, i.source, case when s.facts > 0 then s.first_seen end,
             case when s.facts > 0 then s.last_seen end, coalesce(s.facts, 0), i.how, i.sharing, i.since
         from identifiers i left join sightings s on s.version = $1 and s.identifier_id = i.id
         where i.customer_id = $2 order by i.strength, i.created_at, i.rank, i.id"
    );
    let read: fn(&Row) -> _ = |row| {
        Ok(Identity {
            id: row.get(0)?,
            kind: Kind::from_word(&row.get::<String>(1)?).unwrap_or(Kind::RetailerNumber),
            value: row.get(2)?,
            strength: row.get(3)?,
            source: row.get(4)?,
            since: row.get(10)?,
            first_seen: row.get(5)?,
            last_seen: row.get(6)?,
            facts: row.get(7)?,
            how: How::from_word(&row.get::<String>(8)?).unwrap_or(How::Claimed),
            sharing: Sharing::from_word(&row.get::<String>(9)?).unwrap_or(Sharing::No),
        })
    };
    tx.ask(text, params![version, id], read)
}

/// What a person bought and brought back, by currency, as one version of the fold has it.
pub(crate) fn figures(tx: &mut Tx, version: i64, id: CustomerId) -> Result<Vec<Figures>> {
    ask_figures(tx, version, id).rows(tx)
}

fn ask_figures(tx: &mut Tx, version: i64, id: CustomerId) -> Rows<Figures> {
    let text = sql!(
        "select f.currency, cast(sum(f.orders) as bigint), cast(sum(f.spent) as bigint),
             cast(sum(f.returns) as bigint), cast(sum(f.returned) as bigint)
         from identifiers i join figures f on f.version = $1 and f.identifier_id = i.id
         where i.customer_id = $2 group by f.currency order by 2 desc, 1"
    );
    let read: fn(&Row) -> _ = |row| {
        let (currency, orders, spent) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(Figures { currency, orders, spent, returns: row.get(3)?, returned: row.get(4)? })
    };
    tx.ask(text, params![version, id], read)
}

fn ask_tallies(tx: &mut Tx, version: i64, id: CustomerId) -> Rows<(String, Tally)> {
    let text = sql!(
        "select t.facet, t.key, t.count, t.quantity
         from identifiers i join tallies t on t.version = $1 and t.identifier_id = i.id where i.customer_id = $2"
    );
    let read: fn(&Row) -> _ =
        |row| Ok((row.get(0)?, Tally { key: row.get(1)?, count: row.get(2)?, quantity: row.get(3)? }));
    tx.ask(text, params![version, id], read)
}

/// The tallies of one facet summed over identifiers, most frequent first.
fn ranked(tallies: &[(String, Tally)], facet: &str) -> Vec<Tally> {
    let mut sums: std::collections::BTreeMap<&str, (i64, i64)> = std::collections::BTreeMap::new();
    for (_, tally) in tallies.iter().filter(|(name, _)| name == facet) {
        let sum = sums.entry(&tally.key).or_default();
        sum.0 += tally.count;
        sum.1 += tally.quantity;
    }
    let tally = |(key, (count, quantity)): (&str, (i64, i64))| Tally { key: key.to_owned(), count, quantity };
    let mut ranked: Vec<Tally> = sums.into_iter().map(tally).collect();
    ranked.sort_by_key(|tally| std::cmp::Reverse((tally.count, tally.quantity)));
    ranked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_average_ticket_rounds_half_away_from_zero() {
        let cases = [(0, 100, None), (2, 101, Some(51)), (3, 100, Some(33)), (2, -101, Some(-51)), (1, 7, Some(7))];
        for (orders, spent, minor) in cases {
            let figures = Figures { currency: Currency::EUR, orders, spent, returns: 0, returned: 0 };
            assert_eq!(figures.average_ticket().map(|money| money.minor), minor, "{spent} / {orders}");
        }
    }
}
