//! The fold behind the card: what each event adds to the figures of the identifier that it came with.
//!
//! Sums only add, so joining two people adds their rows and parting them takes nothing apart. What staff and rules do
//! to a card is on the thread too, and is nothing that the customer did: it moves no date and counts on no channel.

use std::{
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    sync::Arc,
};

use base::{Currency, Result, Time};
use store::{
    Tx,
    followers::Fold,
    many, params, sql,
    thread::{Event, EventId, IdentifierId},
    tombstones,
};

use crate::{
    consents::suppressions,
    identity, labels, notes,
    people::{self, CustomerId},
};

/// The name of this fold among the followers.
pub const NAME: &str = "card";
const VERSION: i64 = 2;

/// What one event adds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sums {
    /// The currency of the sums below.
    pub currency: Option<Currency>,
    /// Orders; 0 where lines were added to one that is counted already.
    pub orders: i64,
    /// What was bought, in minor units.
    pub spent: i64,
    /// Returns.
    pub returns: i64,
    /// What came back, in minor units.
    pub returned: i64,
    /// Products bought: id as text, units.
    pub products: Vec<(String, i64)>,
}

/// How events of one kind add up. The room that owns the kind hands this to the assembly.
#[derive(Clone, Copy)]
pub struct Kind {
    /// The event's name.
    pub name: &'static str,
    /// What it is on the thread: `money`, `parcel`, `message`, `visit`, `promise`.
    pub mark: &'static str,
    /// What it adds; an error parks the event.
    pub adds: fn(&Event) -> Result<Sums>,
}

/// How this room's own events add up.
pub const KINDS: [Kind; 4] = [
    Kind { name: people::JOINED, mark: "visit", adds: |_| Ok(Sums::default()) },
    Kind { name: identity::MERGED, mark: "join", adds: |_| Ok(Sums::default()) },
    Kind { name: identity::PARTED, mark: "join", adds: |_| Ok(Sums::default()) },
    Kind { name: notes::ADDED, mark: "message", adds: |_| Ok(Sums::default()) },
];

/// What staff and rules do to a card.
const HOUSE: [&str; 5] =
    [identity::MERGED, identity::PARTED, notes::ADDED, suppressions::SUPPRESSED, suppressions::LIFTED];

/// The same as SQL writes it.
macro_rules! house {
    () => {
        "'Customers Merged', 'Customers Parted', 'Note Added', 'Address Suppressed', 'Suppression Lifted'"
    };
}
pub(crate) use house;

/// The fold, over the kinds that the rooms know.
pub fn fold(kinds: Vec<Kind>) -> Fold {
    let record = Arc::new(move |tx: &mut Tx, version: i64, events: &[Event]| record(tx, version, events, &kinds));
    Fold { name: NAME, version: VERSION, record, forget, rebuilds: |_| Ok(true) }
}

#[derive(Default)]
struct Slice {
    sightings: BTreeMap<IdentifierId, Sighting>,
    figures: BTreeMap<(IdentifierId, Currency), Sums>,
    tallies: BTreeMap<(IdentifierId, &'static str, String), (i64, i64)>,
}

/// The moments are those of facts, once there is one.
#[derive(Clone, Copy)]
struct Sighting {
    facts: i64,
    first: Time,
    last: Time,
}

impl Sighting {
    fn add(&mut self, other: &Sighting) {
        if (self.facts > 0) == (other.facts > 0) {
            (self.first, self.last) = (self.first.min(other.first), self.last.max(other.last));
        } else if other.facts > 0 {
            (self.first, self.last) = (other.first, other.last);
        }
        self.facts += other.facts;
    }
}

impl Sums {
    fn add(&mut self, other: &Sums) {
        self.orders += other.orders;
        self.spent += other.spent;
        self.returns += other.returns;
        self.returned += other.returned;
    }
}

fn record(tx: &mut Tx, version: i64, events: &[Event], kinds: &[Kind]) -> Result<Vec<(EventId, String)>> {
    let mut slice = Slice::default();
    let mut refused = Vec::new();
    // Somebody may have been erased since the events were read.
    let gone = tombstones::among(tx, events.iter().filter_map(|event| event.actor))?;
    for event in events.iter().filter(|event| event.actor.is_none_or(|actor| !gone.contains(&actor))) {
        let (Some(actor), Some(kind)) = (event.actor, kinds.iter().find(|kind| kind.name == event.kind)) else {
            continue;
        };
        match (kind.adds)(event) {
            Ok(sums) => slice.add(actor, kind.mark, event, sums),
            Err(error) => refused.push((event.id, error.to_string())),
        }
    }
    slice.write(tx, version)?;
    Ok(refused)
}

impl Slice {
    fn add(&mut self, actor: IdentifierId, mark: &str, event: &Event, sums: Sums) {
        self.tally(actor, "mark", mark, 1, 0);
        self.tally(actor, labels::rules::EVENT, &event.kind, 1, 0);
        let new = Sighting { facts: 0, first: event.happened, last: event.happened };
        let seen = self.sightings.entry(actor).or_insert(new);
        if HOUSE.contains(&event.kind.as_str()) {
            return;
        }
        seen.add(&Sighting { facts: 1, ..new });
        self.tally(actor, "channel", &event.channel, 1, sums.orders);
        if let Some(place) = &event.place {
            self.tally(actor, "place", place, 1, sums.orders);
        }
        for (product, units) in &sums.products {
            self.tally(actor, "product", product, 1, *units);
        }
        let Some(currency) = sums.currency else { return };
        self.figures.entry((actor, currency)).or_default().add(&sums);
    }

    fn tally(&mut self, actor: IdentifierId, facet: &'static str, key: &str, count: i64, quantity: i64) {
        let sum = self.tallies.entry((actor, facet, key.to_owned())).or_default();
        sum.0 += count;
        sum.1 += quantity;
    }

    fn write(&self, tx: &mut Tx, version: i64) -> Result<()> {
        let text = sql!(
            "insert into sightings (version, identifier_id, facts, first_seen, last_seen) values ($1, $2, $3, $4, $5)
             on conflict (identifier_id, version) do update set facts = sightings.facts + excluded.facts,
                 first_seen = case when sightings.facts = 0
                     or excluded.facts > 0 and excluded.first_seen < sightings.first_seen
                     then excluded.first_seen else sightings.first_seen end,
                 last_seen = case when sightings.facts = 0
                     or excluded.facts > 0 and excluded.last_seen > sightings.last_seen
                     then excluded.last_seen else sightings.last_seen end"
        );
        let rows =
            self.sightings.iter().map(|(actor, seen)| params![version, *actor, seen.facts, seen.first, seen.last]);
        tx.exec_many(text, rows)?;
        let text = sql!(
            "insert into figures (version, identifier_id, currency, orders, spent, returns, returned)
             values ($1, $2, $3, $4, $5, $6, $7) on conflict (identifier_id, version, currency) do update set
                 orders = figures.orders + excluded.orders, spent = figures.spent + excluded.spent,
                 returns = figures.returns + excluded.returns, returned = figures.returned + excluded.returned"
        );
        let rows = self.figures.iter().map(|((actor, currency), sum)| {
            params![version, *actor, *currency, sum.orders, sum.spent, sum.returns, sum.returned]
        });
        tx.exec_many(text, rows)?;
        let text = sql!(
            "insert into tallies (version, identifier_id, facet, key, count, quantity) values ($1, $2, $3, $4, $5, $6)
             on conflict (identifier_id, version, facet, key) do update set
                 count = tallies.count + excluded.count, quantity = tallies.quantity + excluded.quantity"
        );
        let rows = self
            .tallies
            .iter()
            .map(|((actor, facet, key), (count, quantity))| params![version, *actor, *facet, key, *count, *quantity]);
        tx.exec_many(text, rows)?;
        renew_cards(tx, version, &self.sightings.keys().copied().collect::<Vec<_>>())?;
        labels::renewal::renew_behind(tx, self.sightings.keys().copied())
    }
}

/// Sums the figures of the people behind these identifiers anew, each in the currency that they buy in most. What it
/// needs is read by key and added up here: PostgreSQL would read all figures for a statement that does it at once.
fn renew_cards(tx: &mut Tx, version: i64, actors: &[IdentifierId]) -> Result<()> {
    let text = sql!(concat!(
        "select distinct i.id, i.customer_id, i.kind from identifiers a
         join identifiers i on i.customer_id = a.customer_id where a.id in ",
        many!()
    ));
    let found = tx.query_among(text, actors, [], |row| {
        Ok((row.get::<IdentifierId>(0)?, row.get::<CustomerId>(1)?, row.get::<String>(2)?))
    })?;
    let is_browser = |kind: &str| people::Kind::from_word(kind).is_some_and(visits_only);
    let known = found.iter().filter(|(_, _, kind)| !is_browser(kind));
    let known: BTreeSet<CustomerId> = known.map(|(_, person, _)| *person).collect();
    let people: BTreeMap<IdentifierId, CustomerId> = found.into_iter().map(|(id, person, _)| (id, person)).collect();
    let ids: Vec<IdentifierId> = people.keys().copied().collect();
    let text = sql!(concat!(
        "select identifier_id, facts, first_seen, last_seen from sightings where version = $33 and identifier_id in ",
        many!()
    ));
    let seen = tx.query_among(text, &ids, params![version], |row| {
        Ok((row.get::<IdentifierId>(0)?, Sighting { facts: row.get(1)?, first: row.get(2)?, last: row.get(3)? }))
    })?;
    let mut cards: BTreeMap<CustomerId, Sighting> = BTreeMap::new();
    for (id, seen) in seen {
        match cards.entry(people[&id]) {
            Entry::Vacant(card) => drop(card.insert(seen)),
            Entry::Occupied(mut card) => card.get_mut().add(&seen),
        }
    }
    let text = sql!(concat!(
        "select identifier_id, currency, orders, spent, returns, returned from figures
         where version = $33 and identifier_id in ",
        many!()
    ));
    let bought = tx.query_among(text, &ids, params![version], |row| {
        let (orders, spent, returns, returned) = (row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?);
        let sums = Sums { orders, spent, returns, returned, ..Sums::default() };
        Ok((row.get::<IdentifierId>(0)?, row.get::<String>(1)?, sums))
    })?;
    let mut sums: BTreeMap<CustomerId, BTreeMap<String, Sums>> = BTreeMap::new();
    for (id, currency, bought) in bought {
        sums.entry(people[&id]).or_default().entry(currency).or_default().add(&bought);
    }
    let text = sql!(
        "insert into cards (version, customer_id, currency, orders, spent, returns, returned, facts,
             first_seen, last_seen, is_visitor) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         on conflict (customer_id, version) do update set currency = excluded.currency, orders = excluded.orders,
             spent = excluded.spent, returns = excluded.returns, returned = excluded.returned, facts = excluded.facts,
             first_seen = excluded.first_seen, last_seen = excluded.last_seen,
             is_visitor = excluded.is_visitor"
    );
    let rows = cards.into_iter().map(|(customer, seen)| {
        // Of as many orders, the currency that comes first.
        let most = sums.get(&customer).and_then(|sums| sums.iter().rev().max_by_key(|(_, sums)| sums.orders));
        let none = Sums::default();
        let (currency, sum) = most.map_or((None, &none), |(currency, sum)| (Some(currency), sum));
        let Sums { orders, spent, returns, returned, .. } = *sum;
        let is_visitor = orders == 0 && returns == 0 && !known.contains(&customer);
        let Sighting { facts, first, last } = seen;
        params![version, customer, currency, orders, spent, returns, returned, facts, first, last, is_visitor]
    });
    tx.exec_many(text, rows).map(|_| ())
}

/// Whether an identifier of this kind lets somebody be no more than a visitor.
pub const fn visits_only(kind: people::Kind) -> bool {
    matches!(kind, people::Kind::Browser | people::Kind::Device)
}

/// Somebody turned out to be more than a visitor, by an identifier that they had not had.
pub(crate) fn is_known(tx: &mut Tx, person: CustomerId) -> Result<()> {
    let text = sql!("update cards set is_visitor = 0 where customer_id = $1 and is_visitor = 1");
    tx.exec(text, params![person]).map(|_| ())
}

/// Sums up anew the cards of people whose identifiers have changed.
pub fn renew(tx: &mut Tx, people: &[CustomerId]) -> Result<()> {
    let versions =
        tx.query(sql!("select version from followers where name = $1"), params![NAME], |row| row.get::<i64>(0))?;
    let text = sql!(concat!("select id from identifiers where customer_id in ", many!()));
    let actors: Vec<IdentifierId> = tx.query_among(text, people, [], |row| row.get(0))?;
    for version in versions {
        for &person in people {
            tx.push(sql!("delete from cards where customer_id = $1 and version = $2"), params![person, version])?;
        }
        renew_cards(tx, version, &actors)?;
    }
    Ok(())
}

fn forget(tx: &mut Tx, version: i64, limit: i64) -> Result<bool> {
    let params = params![version, limit];
    let mut gone = tx.exec(
        sql!(
            "delete from cards where version = $1 and customer_id in
            (select customer_id from cards where version = $1 limit $2)"
        ),
        params.clone(),
    )?;
    gone += tx.exec(
        sql!(
            "delete from sightings where version = $1 and identifier_id in
            (select identifier_id from sightings where version = $1 limit $2)"
        ),
        params.clone(),
    )?;
    gone += tx.exec(
        sql!(
            "delete from figures where version = $1 and identifier_id in
            (select identifier_id from figures where version = $1 limit $2)"
        ),
        params.clone(),
    )?;
    gone += tx.exec(
        sql!(
            "delete from tallies where version = $1 and identifier_id in
            (select identifier_id from tallies where version = $1 limit $2)"
        ),
        params,
    )?;
    Ok(gone > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_acts_of_the_house_are_the_same_in_sql() {
        assert_eq!(HOUSE.map(|kind| format!("'{kind}'")).join(", "), house!());
    }
}
