//! Erasing a person: what leads to them goes, in one act; what the law wants kept stays and leads to nobody.
//!
//! After the act nothing finds the person any more. Where they did very much, the rows that still carry the id of an
//! identifier, which nobody can turn into its value, are gone through in pieces by a job that goes on after a crash.

use std::collections::{BTreeMap, BTreeSet};

use base::{Cx, Error, Result, Time};
use serde_json::json;
use store::{
    Db, Tx,
    jobs::{self, Handler, Leased},
    params,
    personal::{self, By, Holding, Rule},
    settings, sql,
    thread::{self, EventId, IdentifierId, NewEvent},
    tombstones::{self, Tombstone},
};

use super::proofs;
use crate::{
    audits::{self, Act, Note},
    duplicates,
    identity::{self, regions, rules, tenures},
    people::{CustomerId, Kind, Known},
};

/// The event of somebody who was erased. It has no actor, and its body has counts only.
pub const ERASED: &str = "Customer Erased";

/// The name of the job.
pub const JOB: &str = "privacy.forget";
/// The work.
pub const HANDLER: Handler = Handler { kind: JOB, run };
/// Rows of each table that one piece takes.
const PIECE: i64 = 1_000;

/// What erasing somebody would do.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "ErasurePreview")]
pub struct Preview {
    /// Who.
    pub id: CustomerId,
    /// Their name.
    pub name: Option<String>,
    /// What they are known by first.
    pub known_as: Option<String>,
    /// Table by table, where there is anything.
    pub tables: Vec<Count>,
}

/// How much a table holds of somebody.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "TableCount")]
pub struct Count {
    /// The table.
    pub table: &'static str,
    /// `delete`, `blank` or `block`.
    pub rule: &'static str,
    /// Why it is kept.
    pub why: Option<&'static str>,
    /// Rows.
    pub rows: i64,
}

impl Preview {
    /// How much a table holds.
    pub fn rows(&self, table: &str) -> i64 {
        self.tables.iter().filter(|count| count.table == table).map(|count| count.rows).sum()
    }

    /// The tables under one rule.
    pub fn under<'a>(&'a self, rule: &'a str) -> impl Iterator<Item = &'a Count> {
        self.tables.iter().filter(move |count| count.rule == rule)
    }
}

/// Whom whoever erases has seen: somebody may have been joined with them since.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Seen {
    /// Who it was.
    pub id: Option<CustomerId>,
    /// How many identifiers they had.
    pub identifiers: Option<i64>,
}

impl Seen {
    /// What a preview shows.
    pub fn of(preview: &Preview) -> Seen {
        Seen { id: Some(preview.id), identifiers: Some(preview.rows("identifiers")) }
    }

    fn check(self, preview: &Preview) -> Result<()> {
        let is_other = self.id.is_some_and(|id| id != preview.id);
        if is_other || self.identifiers.is_some_and(|seen| seen != preview.rows("identifiers")) {
            let says = "This person is not as they were shown: somebody was joined with them, or parted from them. \
                        Nobody was erased. Look at them again.";
            return Err(Error::conflict("not-as-seen", says));
        }
        Ok(())
    }
}

/// An identifier that is to be forgotten.
struct Held {
    id: IdentifierId,
    known: Known,
    home: Option<CustomerId>,
}

/// A person with every id that was ever theirs.
struct Whole {
    id: CustomerId,
    ids: Vec<CustomerId>,
    identifiers: Vec<Held>,
}

fn whole(tx: &mut Tx, customer: CustomerId) -> Result<Whole> {
    let id = identity::living(tx, customer)?.ok_or(Error::NotFound { what: "customer" })?;
    let text = sql!("select id, kind, value, home from identifiers where customer_id = $1 order by id");
    let identifiers = tx.query(text, params![id], held)?;
    Ok(Whole { id, ids: ids(tx, id)?, identifiers })
}

/// The ids of a living person and of all who were joined with them.
pub(crate) fn ids(tx: &mut Tx, id: CustomerId) -> Result<Vec<CustomerId>> {
    let text = sql!("select id from customers where id = $1 or merged_into = $1 order by id");
    tx.query(text, params![id], |row| row.get(0))
}

fn held(row: &store::value::Row) -> Result<Held> {
    let kind = Kind::from_word(&row.get::<String>(1)?);
    let kind = kind.ok_or_else(|| Error::internal("an identifier of no kind"))?;
    Ok(Held { id: row.get(0)?, known: Known { kind, value: row.get(2)? }, home: row.get(3)? })
}

/// What erasing somebody would do, in numbers.
pub fn preview(tx: &mut Tx, customer: CustomerId) -> Result<Preview> {
    let person = whole(tx, customer)?;
    let text = sql!("select name from customers where id = $1");
    let name = tx.query_one(text, params![person.id], |row| row.get::<Option<String>>(0))?.flatten();
    let mut first: Vec<&Known> = person.identifiers.iter().map(|held| &held.known).collect();
    first.sort_by_key(|known| (known.kind, known.value.clone()));
    let known_as = first.first().map(|known| known.value.clone());
    Ok(Preview { id: person.id, name, known_as, tables: counts(tx, &person)? })
}

fn counts(tx: &mut Tx, person: &Whole) -> Result<Vec<Count>> {
    let identifiers: Vec<[u8; 16]> = person.identifiers.iter().map(|held| *held.id.bytes()).collect();
    let customers: Vec<[u8; 16]> = person.ids.iter().map(|id| *id.bytes()).collect();
    let found = personal::counts(tx, &identifiers, &customers)?;
    let count = |(holding, rows): (&'static Holding, i64)| {
        let why = if let Rule::Block(why) = holding.rule { Some(why) } else { None };
        Count { table: holding.table, rule: holding.rule.word(), why, rows }
    };
    let mut counts: Vec<Count> = found.into_iter().map(count).collect();
    counts.sort_by_key(|count| (count.rule, std::cmp::Reverse(count.rows), count.table));
    Ok(counts)
}

/// Erases somebody, and answers when that is on disk, in the database and beside it. It goes on to its end also where
/// nobody waits for the answer any more.
pub async fn erase(cx: &Cx, db: &Db, customer: CustomerId, seen: Seen) -> Result<Preview> {
    let (cx, db) = (cx.clone(), db.clone());
    // A sync may take its time, and what waits on the same thread must not.
    let erased = tokio::task::spawn_blocking(move || erase_now(&cx, &db, customer, seen)).await;
    erased.map_err(Error::internal)?
}

/// The same for a thread without a runtime.
pub fn erase_now(cx: &Cx, db: &Db, customer: CustomerId, seen: Seen) -> Result<Preview> {
    let cx = cx.clone();
    let erased = db.write_now("privacy.erase", move |tx| erase_in(&cx, tx, customer, seen));
    if matches!(erased, Ok(_) | Err(Error::OutcomeUnknown)) {
        tombstones::keep(db)?;
    }
    erased
}

fn erase_in(cx: &Cx, tx: &mut Tx, customer: CustomerId, seen: Seen) -> Result<Preview> {
    let preview = preview(tx, customer)?;
    seen.check(&preview)?;
    let person = whole(tx, customer)?;
    let secret = settings::secret(tx)?;
    let mut stones = Vec::new();
    for held in &person.identifiers {
        stones.push(stone(tx, &secret, held, cx.now)?);
    }
    forget(cx, tx, &person.identifiers, &stones, person.ids.iter().copied().collect())?;
    tell(cx, tx, Act::Erased, &preview)?;
    Ok(preview)
}

fn stone(tx: &mut Tx, secret: &[u8], held: &Held, now: Time) -> Result<Tombstone> {
    let base = held.known.id(secret);
    // Who had a number before somebody else has it had it until then.
    let (since, next) = match tenures::end_of(tx, base, held.id)? {
        Some(ended) => ended,
        None => (now, tenures::next_id(tx, &held.known, now)?),
    };
    Ok(Tombstone { identifier: held.id, base, since, next, erased_at: now })
}

/// Takes identifiers, and all that hangs on them, out of the database. Whoever was joined with them and is not erased
/// is settled anew.
fn forget(
    cx: &Cx,
    tx: &mut Tx,
    held: &[Held],
    stones: &[Tombstone],
    mut customers: BTreeSet<CustomerId>,
) -> Result<()> {
    let gone: BTreeSet<IdentifierId> = held.iter().map(|held| held.id).collect();
    let mut beside = BTreeSet::new();
    let neighbors = sql!("select b from links where a = $1 union select a from links where b = $1");
    for id in &gone {
        beside.extend(tx.query(neighbors, params![*id], |row| row.get::<IdentifierId>(0))?);
    }
    lay(tx, stones)?;
    unblock(cx, tx, held)?;
    for id in &gone {
        proofs::strip(tx, *id)?;
        if personal::forget(tx, By::Identifier, id.bytes(), PIECE)? {
            jobs::enqueue(cx, tx, JOB, [id.to_string().as_str()])?;
        }
    }
    leave_alone(cx, tx, stones)?;
    for customer in &customers {
        let text = sql!("select id from identifiers where customer_id = $1");
        beside.extend(tx.query(text, params![*customer], |row| row.get::<IdentifierId>(0))?);
    }
    beside.retain(|id| !gone.contains(id));
    if !beside.is_empty() {
        regions::settle(cx, tx, &beside.into_iter().collect::<Vec<_>>(), &BTreeSet::new(), None)?;
    }
    customers.extend(held.iter().filter_map(|held| held.home));
    let mut others = BTreeSet::new();
    for &customer in &customers {
        others.extend(duplicates::beside(tx, customer)?);
        let text = sql!("select count(*) from identifiers where customer_id = $1 or home = $1");
        if tx.query_one(text, params![customer], |row| row.get::<i64>(0))?.unwrap_or(0) == 0 {
            personal::forget(tx, By::Customer, customer.bytes(), PIECE)?;
        }
    }
    // Whoever was joined with them may go on as they were, and yet their card said what the one who is gone had said.
    regions::renew(tx, &customers.iter().copied().collect::<Vec<_>>())?;
    duplicates::renew_later(cx, tx, customers.into_iter().chain(others))
}

/// A value that was said to name nobody, and was somebody's after all, is not kept for that.
fn unblock(cx: &Cx, tx: &mut Tx, held: &[Held]) -> Result<()> {
    for Held { known, .. } in held {
        let text = sql!("select pattern from blocked_values where kind = $1");
        let patterns = tx.query(text, params![known.kind.word()], |row| row.get::<String>(0))?;
        for pattern in patterns.iter().filter(|pattern| rules::matches(pattern, &known.value)) {
            if pattern.contains('*') {
                continue;
            }
            let text = sql!("delete from blocked_values where kind = $1 and pattern = $2");
            tx.exec(text, params![known.kind.word(), pattern])?;
            audits::note(cx, tx, Note::of_rules(Act::Unblocked).with(json!({ "kind": known.kind })))?;
        }
    }
    Ok(())
}

/// From now on what is said of before names nobody, and who comes back is somebody new.
fn lay(tx: &mut Tx, stones: &[Tombstone]) -> Result<()> {
    tombstones::lay(tx, stones)?;
    stones.iter().try_for_each(|stone| tenures::erase(tx, stone.base, stone.since, stone.next))
}

/// What leaves an address alone leaves it alone also when somebody new comes with it. Whoever has it already has said
/// for themselves what they want.
fn leave_alone(cx: &Cx, tx: &mut Tx, stones: &[Tombstone]) -> Result<()> {
    for stone in stones {
        let text = sql!("select count(*) from identifiers where id = $1");
        if tx.query_one(text, params![stone.next], |row| row.get::<i64>(0))?.unwrap_or(0) > 0 {
            continue;
        }
        // One that is on the list already, for the same reason, stays there once.
        let text = sql!(
            "update suppressions set lifted_at = $3, lifted_by = $4, lifted_why = ''
             where address = $1 and lifted_at is null and exists (select 1 from suppressions o where o.address = $2
                 and o.channel = suppressions.channel and o.reason = suppressions.reason and o.lifted_at is null)"
        );
        tx.exec(text, params![stone.identifier, stone.next, cx.now, cx.actor.as_text()])?;
        let text = sql!("update suppressions set address = $2 where address = $1 and lifted_at is null");
        tx.exec(text, params![stone.identifier, stone.next])?;
    }
    Ok(())
}

fn tell(cx: &Cx, tx: &mut Tx, act: Act, preview: &Preview) -> Result<()> {
    let counts: serde_json::Map<String, serde_json::Value> =
        preview.tables.iter().map(|count| (count.table.to_owned(), json!(count.rows))).collect();
    let event = NewEvent {
        id: EventId::derived(cx.now, &[ERASED, &preview.id.to_string()]),
        happened: cx.now,
        kind: ERASED,
        channel: "hilo".to_owned(),
        place: None,
        actor: None,
        subject: None,
        body: json!({ "rows": counts }),
        private: None,
    };
    thread::append(tx, cx.now, &[event])?;
    audits::note(cx, tx, Note::of(act, preview.id).with(json!({ "rows": counts })))
}

fn run(cx: &Cx, tx: &mut Tx, job: &Leased) -> Result<()> {
    let id: IdentifierId = job.key.parse()?;
    match personal::forget_more(tx, id, PIECE)? {
        true => jobs::enqueue(cx, tx, JOB, [job.key.as_str()]),
        false => Ok(()),
    }
}

/// Lays tombstones that come from outside, and erases whoever they are of, where the database knows them. Gives the
/// identifiers of which there may be more.
pub(super) fn erase_again(cx: &Cx, tx: &mut Tx, stones: &[Tombstone]) -> Result<Vec<IdentifierId>> {
    lay(tx, stones)?;
    let mut found: BTreeMap<CustomerId, Vec<(Held, Tombstone)>> = BTreeMap::new();
    for stone in stones {
        let text = sql!("select id, kind, value, home, customer_id from identifiers where id = $1");
        let known = tx.query_one(text, params![stone.identifier], |row| Ok((held(row)?, row.get::<CustomerId>(4)?)))?;
        if let Some((held, customer)) = known {
            found.entry(customer).or_default().push((held, *stone));
        } else {
            leave_alone(cx, tx, &[*stone])?;
        }
    }
    let mut again = Vec::new();
    for (id, of_one) in found {
        let (identifiers, stones): (Vec<Held>, Vec<Tombstone>) = of_one.into_iter().unzip();
        again.extend(identifiers.iter().map(|held| held.id));
        // Who was erased before them may have held some of theirs together.
        let mut owners = BTreeSet::from([id]);
        for held in &identifiers {
            owners.extend(identity::person_of(tx, held.id)?);
        }
        let mut customers = BTreeSet::new();
        for owner in owners {
            customers.extend(ids(tx, owner)?);
        }
        let person = Whole { id, ids: customers.iter().copied().collect(), identifiers };
        let preview = Preview { id, name: None, known_as: None, tables: counts(tx, &person)? };
        forget(cx, tx, &person.identifiers, &stones, customers)?;
        tell(cx, tx, Act::ErasedAgain, &preview)?;
    }
    Ok(again)
}
