//! Who is who. What is said of somebody is kept as it was said: identifiers, links between them, traits. Which of them
//! are one person follows from all that was said, whatever the order; joining is one update, and can be taken back.

use std::collections::BTreeSet;

use base::{Cx, Error, Result, Time};
use store::{Tx, params, settings, sql, thread::IdentifierId, value::Row};

pub mod apart;
pub mod blocks;
pub mod graph;
pub mod links;
pub mod merges;
pub mod names;
pub mod profiles;
pub mod regions;
pub mod rehearsals;
pub mod rework;
pub mod rules;
pub mod tenures;

use crate::{
    duplicates, fold,
    people::{Claim, CustomerId, How, Kind, Known, Said, Sharing, Strength},
};
use profiles::Trait;

/// The events of two people who turned out to be one, and of one who turned out to be two.
pub const MERGED: &str = "Customers Merged";
/// See [`MERGED`].
pub const PARTED: &str = "Customers Parted";

/// Takes in what a source says of a person. Gives the identifier that events of theirs carry: the one that says most
/// about who it is, and is not shared; `None` where none names anybody, or where their person was erased since.
pub fn tell(cx: &Cx, tx: &mut Tx, said: &Said) -> Result<Option<IdentifierId>> {
    if said.claims.is_empty() {
        return Err(Error::invalid("identifier", "Say who the customer is."));
    }
    let secret = settings::secret(tx)?;
    let mut told: Vec<Told> = Vec::new();
    for claim in &said.claims {
        match find(tx, &secret, claim, said)? {
            // The rest of it is about somebody who is to be forgotten.
            Found::Erased => return Ok(None),
            Found::Somebody(found) if told.iter().all(|other| other.id != found.id) => told.push(*found),
            _ => {}
        }
    }
    // An order of their own, so that it does not matter what is known already.
    told.sort_by_key(|told| (told.claim.place(), told.id));
    let Some(actor) = told.iter().min_by_key(|told| told.is_shared()).map(|told| told.id) else { return Ok(None) };
    record(cx, tx, said, &told)?;
    Ok(Some(actor))
}

/// For whom a claim stands.
enum Found<'a> {
    Somebody(Box<Told<'a>>),
    /// Its value names nobody.
    Nobody,
    /// Whoever had it then was erased.
    Erased,
}

/// One claim beside what is known of its identifier.
struct Told<'a> {
    id: IdentifierId,
    claim: &'a Claim,
    old: Option<Old>,
    traits: Vec<Trait>,
}

/// An identifier as it stands.
#[derive(Clone, Copy)]
struct Old {
    customer: CustomerId,
    strong: bool,
    how_is_strong: bool,
    sharing: Sharing,
    since: Time,
    turned: bool,
}

impl Told<'_> {
    /// Whether it is new, and something that people are compared by.
    fn is_compared(&self) -> bool {
        self.old.is_none() && [Kind::Email, Kind::Phone].contains(&self.claim.known.kind)
    }

    fn is_shared(&self) -> bool {
        self.old.is_some_and(|old| old.sharing.is_shared())
    }

    /// Whether nothing was said yet of how many people use it.
    fn is_to_count(&self) -> bool {
        self.old.is_none_or(|old| old.sharing == Sharing::No)
    }

    fn is_strong(&self) -> bool {
        self.claim.is_strong() || self.old.is_some_and(|old| old.strong)
    }
}

/// What is known of a claim's identifier.
fn find<'a>(tx: &mut Tx, secret: &[u8], claim: &'a Claim, said: &Said) -> Result<Found<'a>> {
    let base = claim.known.id(secret);
    let (mut id, mut old, mut traits) = (base, None, Vec::new());
    if let Some((found, said_of)) = row(tx, base, &said.source)? {
        (old, traits) = (Some(found), said_of);
    }
    // Only what is new, or has changed hands, asks for more.
    if old.is_none_or(|old| old.turned) {
        let Some(now) = tenures::at(tx, base, said.at)? else { return Ok(Found::Erased) };
        if now != base {
            (id, old, traits) = (now, None, Vec::new());
            if let Some((found, said_of)) = row(tx, now, &said.source)? {
                (old, traits) = (Some(found), said_of);
            }
        }
    }
    let is_nobody = match old {
        Some(old) => old.sharing == Sharing::Blocked,
        None => rules::is_blocked(tx, &claim.known)?,
    };
    Ok(if is_nobody { Found::Nobody } else { Found::Somebody(Box::new(Told { id, claim, old, traits })) })
}

fn row(tx: &mut Tx, id: IdentifierId, source: &str) -> Result<Option<(Old, Vec<Trait>)>> {
    let text = sql!(
        "select i.customer_id, i.strength, i.how, i.sharing, i.since, i.turned, t.field, t.value, t.how, t.said_at
         from identifiers i left join traits t on t.identifier_id = i.id and t.source = $2 where i.id = $1"
    );
    let how = |word: &str| How::from_word(word).unwrap_or(How::Claimed);
    let rows = tx.query(text, params![id, source], |row: &Row| {
        let old = Old {
            customer: row.get(0)?,
            strong: row.get::<String>(1)? == Strength::Strong.word(),
            how_is_strong: how(&row.get::<String>(2)?).is_strong(),
            sharing: Sharing::from_word(&row.get::<String>(3)?).unwrap_or(Sharing::No),
            since: row.get(4)?,
            turned: row.get(5)?,
        };
        let field: Option<String> = row.get(6)?;
        let said = match field {
            Some(field) => {
                Some(Trait { field, value: row.get(7)?, how: how(&row.get::<String>(8)?), said_at: row.get(9)? })
            }
            None => None,
        };
        Ok((old, said))
    })?;
    let old = rows.first().map(|(old, _)| *old);
    Ok(old.map(|old| (old, rows.into_iter().filter_map(|(_, said)| said).collect())))
}

fn record(cx: &Cx, tx: &mut Tx, said: &Said, told: &[Told]) -> Result<()> {
    let first = &told[0];
    let fresh: BTreeSet<IdentifierId> = told.iter().filter(|told| told.old.is_none()).map(|told| told.id).collect();
    let known = told.iter().find_map(|told| told.old).map(|old| old.customer);
    let newer = profiles::newer(&said.profile, first.claim.how, said.at, &first.traits);
    // The common case: somebody new with one identifier.
    let person = match known {
        Some(customer) => customer,
        None => {
            let id = home(first.id, first.claim.known.kind, said.at);
            profiles::begin(cx, tx, id, &said.profile)?;
            id
        }
    };
    for told in told.iter().filter(|told| told.old.is_none()) {
        insert(cx, tx, told, person, said)?;
    }
    let is_more = |told: &&Told| told.old.is_none() && !fold::visits_only(told.claim.known.kind);
    if known.is_some() && told.iter().any(|told| is_more(&told)) {
        fold::is_known(tx, person)?;
    }
    let mut touched = BTreeSet::new();
    for told in told {
        if strengthen(tx, told, said)? {
            touched.insert(told.id);
        }
    }
    let is_stronger = !touched.is_empty();
    profiles::write(tx, first.id, &said.source, &newer)?;
    touched.extend(link(cx, tx, said, told)?);
    if !touched.is_empty() {
        touched.extend(told.iter().map(|told| told.id));
        let settled = regions::settle(cx, tx, &touched.into_iter().collect::<Vec<_>>(), &fresh, None)?;
        if settled.is_none() {
            regions::stand_alone(cx, tx, &fresh)?;
        }
    }
    if known.is_some() && (is_stronger || !newer.is_empty()) {
        let now = person_of(tx, first.id)?.unwrap_or(person);
        profiles::renew(tx, &[now])?;
    }
    if newer.iter().any(|said| duplicates::compares(&said.field)) || told.iter().any(Told::is_compared) {
        duplicates::renew_later(cx, tx, [person])?;
    }
    Ok(())
}

/// Links each identifier of a statement with each other. Gives those of whom that may change who is one person.
fn link(cx: &Cx, tx: &mut Tx, said: &Said, told: &[Told]) -> Result<BTreeSet<IdentifierId>> {
    let (mut touched, mut linked) = (BTreeSet::new(), BTreeSet::new());
    for (place, one) in told.iter().enumerate() {
        for other in &told[place + 1..] {
            match links::say(cx, tx, (one.id, one.claim), (other.id, other.claim), said)? {
                links::News::None => {}
                links::News::Better => touched.extend([one.id, other.id]),
                links::News::New => linked.extend([one.id, other.id]),
            }
        }
    }
    for told in told.iter().filter(|told| linked.contains(&told.id) && told.is_to_count()) {
        touched.extend(links::count(tx, told.id, told.claim.known.kind)?);
    }
    touched.extend(linked);
    Ok(touched)
}

/// The identifiers that names stood for, each at its moment; `None` for one that names nobody, or nobody any more.
pub fn actors(tx: &mut Tx, known: &[(&Known, Time)]) -> Result<Vec<Option<IdentifierId>>> {
    let secret = settings::secret(tx)?;
    let bases: Vec<IdentifierId> = known.iter().map(|(known, _)| known.id(&secret)).collect();
    let found = regions::sharing_of(tx, &bases)?;
    let mut actors = Vec::new();
    for (base, (_, at)) in bases.into_iter().zip(known) {
        actors.push(match found.get(&base) {
            Some((Sharing::Blocked, _)) => None,
            Some((_, false)) => Some(base),
            _ => tenures::at(tx, base, *at)?,
        });
    }
    Ok(actors)
}

/// Of these identifiers those that are known, and whether nothing more is to be said of each: its value names somebody,
/// and has never changed hands.
pub fn standing(tx: &mut Tx, ids: &[IdentifierId]) -> Result<Vec<(IdentifierId, bool)>> {
    let found = regions::sharing_of(tx, ids)?;
    Ok(found.into_iter().map(|(id, (sharing, turned))| (id, sharing != Sharing::Blocked && !turned)).collect())
}

/// The customer that an identifier gives when it stands alone.
fn home(id: IdentifierId, kind: Kind, since: Time) -> CustomerId {
    CustomerId::derived(since, &[kind.word(), &id.to_string()])
}

fn insert(cx: &Cx, tx: &mut Tx, told: &Told, person: CustomerId, said: &Said) -> Result<()> {
    let Claim { known, how } = told.claim;
    let strength = if told.claim.is_strong() { Strength::Strong } else { Strength::Weak };
    let text = sql!(
        "insert into identifiers (id, customer_id, kind, value, strength, source, rank, created_at, home, how, since)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
    );
    tx.exec(
        text,
        params![
            told.id,
            person,
            known.kind.word(),
            &known.value,
            strength.word(),
            &said.source,
            i64::from(known.kind.priority()),
            cx.now,
            home(told.id, known.kind, said.at),
            how.word(),
            said.at
        ],
    )
    .map(|_| ())
}

/// Keeps the strongest way in which an identifier was ever vouched for, and the earliest moment. True where that may
/// change who is one person.
fn strengthen(tx: &mut Tx, told: &Told, said: &Said) -> Result<bool> {
    let Some(old) = told.old else { return Ok(false) };
    let stronger = told.claim.is_strong() && !old.strong || told.claim.how.is_strong() && !old.how_is_strong;
    if !stronger && said.at >= old.since {
        return Ok(false);
    }
    let text = sql!("update identifiers set since = $2 where id = $1 and since > $2");
    tx.exec(text, params![told.id, said.at])?;
    if stronger {
        let strength = if told.is_strong() { Strength::Strong } else { Strength::Weak };
        let text = sql!("update identifiers set strength = $2, how = $3 where id = $1");
        tx.exec(text, params![told.id, strength.word(), told.claim.how.word()])?;
    }
    Ok(true)
}

/// Who is behind an identifier.
pub fn person_of(tx: &mut Tx, actor: IdentifierId) -> Result<Option<CustomerId>> {
    tx.query_one(sql!("select customer_id from identifiers where id = $1"), params![actor], |row| row.get(0))
}

/// The living person behind a customer's id: themselves, or whom they were joined with; `None` where there is none.
pub fn living(tx: &mut Tx, id: CustomerId) -> Result<Option<CustomerId>> {
    let text = sql!("select coalesce(merged_into, id) from customers where id = $1");
    tx.query_one(text, params![id], |row| row.get(0))
}

/// The identifier that gave a person their id, on which hangs what is said of them as a whole.
pub fn root_of(tx: &mut Tx, id: CustomerId) -> Result<Option<IdentifierId>> {
    tx.query_one(sql!("select id from identifiers where home = $1"), params![id], |row| row.get(0))
}
