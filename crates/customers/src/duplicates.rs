//! People who may be one: exact rules over normalized values, kept as keyed hashes, propose pairs; staff decide. A pair
//! vanishes when its reason does, one that was put off waits through that, and one that was rejected comes back only
//! where that was taken back.

use std::collections::{BTreeMap, BTreeSet};

use base::{Cx, Error, Id, Noun, Result, Time};
use serde_json::json;
use store::{
    Tx,
    asked::Query,
    jobs::{self, Handler, Leased},
    params, settings, sql,
    thread::IdentifierId,
    value::Row,
};

pub mod keys;

use crate::{
    audits::{self, Act, Note},
    identity::{self, apart, merges},
    labels::root,
    people::{CustomerId, Kind},
};
use keys::{Record, Rule};

/// Two people who may be one.
pub struct Pair;
impl Noun for Pair {
    const PREFIX: &'static str = "dup";
    const NAME: &'static str = "proposed pair";
}
/// The id of a pair.
pub type PairId = Id<Pair>;

/// What two people have in common.
struct MatchKey;
impl Noun for MatchKey {
    const PREFIX: &'static str = "mtk";
    const NAME: &'static str = "match key";
}
type KeyId = Id<MatchKey>;

/// A value that more living people have than this is a shop's address or a family's, and proposes nobody.
const HUB: i64 = 5;
/// After so many days a pair that was put off is asked about again.
const LATER_DAYS: i64 = 30;

/// The job that looks at one person.
pub const JOB: &str = "customers.match";

/// What the background does for duplicates.
pub const HANDLER: Handler = Handler { kind: JOB, run: look_at };

/// Whether people are compared by a field of their profile.
pub fn compares(field: &str) -> bool {
    ["name", "birth_date", "street", "postcode"].contains(&field)
}

/// These people, or who they are joined with, have changed: the background looks at them anew.
pub fn renew_later(cx: &Cx, tx: &mut Tx, people: impl IntoIterator<Item = CustomerId>) -> Result<()> {
    let ids: BTreeSet<String> = people.into_iter().map(|id| id.to_string()).collect();
    jobs::enqueue(cx, tx, JOB, ids.iter().map(String::as_str))
}

/// The same for the people behind two identifiers, of whom staff have said that they are not one, or taken that back.
pub(crate) fn renew_behind(cx: &Cx, tx: &mut Tx, two: [IdentifierId; 2]) -> Result<()> {
    for id in two {
        let person = identity::person_of(tx, id)?;
        renew_later(cx, tx, person)?;
    }
    Ok(())
}

fn look_at(cx: &Cx, tx: &mut Tx, job: &Leased) -> Result<()> {
    let id: CustomerId = job.key.parse()?;
    let lives = identity::living(tx, id)? == Some(id);
    let turned = renew_keys(tx, id, lives)?;
    if !turned.is_empty() {
        renew_later(cx, tx, turned)?;
    }
    renew_pairs(cx, tx, id, lives)
}

/// Writes the keys of a person. Gives the others of a value that has become a hub, or is none any more.
fn renew_keys(tx: &mut Tx, id: CustomerId, lives: bool) -> Result<BTreeSet<CustomerId>> {
    let new = if lives { keys_of(tx, id)? } else { BTreeMap::new() };
    let text = sql!("select key from match_keys where customer_id = $1");
    let old: BTreeSet<KeyId> = tx.query(text, params![id], |row| row.get(0))?.into_iter().collect();
    let mut turned = BTreeSet::new();
    for &key in old.iter().filter(|key| !new.contains_key(key)) {
        tx.exec(sql!("delete from match_keys where customer_id = $1 and key = $2"), params![id, key])?;
        let left = holders(tx, key)?;
        turned.extend(left.iter().filter(|_| left.len() as i64 == HUB));
    }
    for (&key, rule) in new.iter().filter(|(key, _)| !old.contains(key)) {
        let text = sql!("insert into match_keys (customer_id, key, rule) values ($1, $2, $3)");
        tx.exec(text, params![id, key, rule.word()])?;
        let now = holders(tx, key)?;
        turned.extend(now.iter().filter(|other| now.len() as i64 == HUB + 1 && **other != id));
    }
    Ok(turned)
}

/// Who has a key, up to two more than make a hub.
fn holders(tx: &mut Tx, key: KeyId) -> Result<Vec<CustomerId>> {
    let text = sql!("select customer_id from match_keys where key = $1 order by customer_id limit $2");
    tx.query(text, params![key, HUB + 2], |row| row.get(0))
}

/// Whoever may be proposed anew when somebody is gone: those who have a value in common with them.
pub(crate) fn beside(tx: &mut Tx, id: CustomerId) -> Result<BTreeSet<CustomerId>> {
    let text = sql!("select key from match_keys where customer_id = $1");
    let mut beside = BTreeSet::new();
    for key in tx.query(text, params![id], |row| row.get::<KeyId>(0))? {
        let holders = holders(tx, key)?;
        beside.extend(holders.iter().filter(|other| holders.len() as i64 <= HUB + 1 && **other != id));
    }
    Ok(beside)
}

fn keys_of(tx: &mut Tx, id: CustomerId) -> Result<BTreeMap<KeyId, Rule>> {
    let secret = settings::secret(tx)?;
    let keyed = |(rule, parts): (Rule, Vec<String>)| {
        let all: Vec<&str> = ["match", rule.word()].into_iter().chain(parts.iter().map(String::as_str)).collect();
        (KeyId::keyed(&secret, &all), rule)
    };
    Ok(keys::keys(&record(tx, id)?).into_iter().map(keyed).collect())
}

fn record(tx: &mut Tx, id: CustomerId) -> Result<Record> {
    let text = sql!("select name, birth_date, street, postcode from customers where id = $1");
    let found = tx.query_one(text, params![id], |row| {
        let (name, birth_date, street, postcode) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        Ok(Record { name, birth_date, street, postcode, ..Record::default() })
    })?;
    let mut record = found.unwrap_or_default();
    let text = sql!(
        "select kind, value, case when sharing in ('no', 'personal') then 1 else 0 end from identifiers
         where customer_id = $1 and kind in ('email', 'phone') and sharing <> 'blocked'"
    );
    let own =
        tx.query(text, params![id], |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?, row.get::<bool>(2)?)))?;
    for (kind, value, alone) in own {
        if kind == Kind::Phone.word() {
            record.came_with.push(value.clone());
        }
        match (alone, kind == Kind::Phone.word()) {
            (true, true) => record.phones.push(value),
            (true, false) => record.emails.push(value),
            _ => {}
        }
    }
    // A telephone that is shared holds nobody together, and still says something beside a name.
    let text = sql!(
        "select t.value from identifiers i join links l on l.a = i.id join identifiers t on t.id = l.b
         where i.customer_id = $1 and l.state = 'held' and t.kind = 'phone' and t.sharing <> 'blocked'
         union select t.value from identifiers i join links l on l.b = i.id join identifiers t on t.id = l.a
         where i.customer_id = $1 and l.state = 'held' and t.kind = 'phone' and t.sharing <> 'blocked'"
    );
    record.came_with.extend(tx.query(text, params![id], |row| row.get::<String>(0))?);
    Ok(record)
}

/// A pair as it is kept, seen from one of its two.
struct Kept {
    id: PairId,
    other: IdentifierId,
    rules: String,
    state: String,
    ask_after: Option<Time>,
}

impl Kept {
    /// Whether staff have put it off and are not asked again yet.
    fn waits(&self, cx: &Cx) -> bool {
        self.state == "later" && self.ask_after.is_some_and(|moment| moment > cx.now)
    }
}

fn kept(tx: &mut Tx, root: IdentifierId) -> Result<Vec<Kept>> {
    let text = sql!("select id, a, b, rules, state, ask_after from duplicate_pairs where a = $1 or b = $1 order by id");
    tx.query(text, params![root], |row| {
        let (a, b): (IdentifierId, IdentifierId) = (row.get(1)?, row.get(2)?);
        let other = if a == root { b } else { a };
        Ok(Kept { id: row.get(0)?, other, rules: row.get(3)?, state: row.get(4)?, ask_after: row.get(5)? })
    })
}

/// Writes the pairs of a person: what their keys say now, and not what they said before. What staff decided stays as
/// long as it holds: two who were rejected or joined are candidates again only where staff have taken that back.
fn renew_pairs(cx: &Cx, tx: &mut Tx, id: CustomerId, lives: bool) -> Result<()> {
    let Some(root) = identity::root_of(tx, id)? else { return Ok(()) };
    let mut wanted = if lives { candidates(tx, id)? } else { BTreeMap::new() };
    for pair in kept(tx, root)? {
        match (wanted.remove(&pair.other), pair.state.as_str()) {
            (None, "rejected" | "merged") => {}
            (Some(now), "rejected" | "merged") => {
                let text = sql!("update duplicate_pairs set state = 'open', ask_after = null where id = $1");
                tx.exec(text, params![pair.id])?;
                agree(tx, pair.id, &now)?;
            }
            (Some(now), _) if words(&now) == pair.rules => {}
            (Some(now), _) => agree(tx, pair.id, &now)?,
            (None, _) if pair.waits(cx) => {
                // Its reason may be back before staff want to be asked again.
                agree(tx, pair.id, &BTreeSet::new())?;
                if !lives {
                    hand_on(tx, id, &pair)?;
                }
            }
            (None, _) => {
                tx.exec(sql!("delete from duplicate_pairs where id = $1"), params![pair.id])?;
            }
        }
    }
    for (other, rules) in wanted {
        let (a, b) = (root.min(other), root.max(other));
        // The other's job may be writing it just now, in which case PostgreSQL lets one of the two look again.
        let text = sql!(
            "insert into duplicate_pairs (id, a, b, rules, weight, state, created_at)
             values ($1, $2, $3, $4, $5, 'open', $6) on conflict do nothing"
        );
        tx.exec(text, params![pair_id(a, b), a, b, words(&rules), weight(&rules), cx.now])?;
    }
    Ok(())
}

fn pair_id(a: IdentifierId, b: IdentifierId) -> PairId {
    PairId::keyed(&[], &[&a.to_string(), &b.to_string()])
}

/// Writes what agrees; a pair in which nothing does is not shown.
fn agree(tx: &mut Tx, pair: PairId, rules: &BTreeSet<Rule>) -> Result<()> {
    let text = sql!("update duplicate_pairs set rules = $2, weight = $3 where id = $1");
    tx.exec(text, params![pair, words(rules), weight(rules)]).map(|_| ())
}

/// Somebody was joined with another: what was put off with them is put off with the other. Their own row stays, should
/// they be parted again.
fn hand_on(tx: &mut Tx, id: CustomerId, pair: &Kept) -> Result<()> {
    let Some(now) = identity::living(tx, id)? else { return Ok(()) };
    let text = sql!("select customer_id from identifiers where id = $1");
    let Some(other) = tx.query_one(text, params![pair.other], |row| row.get::<CustomerId>(0))? else { return Ok(()) };
    let (Some(one), Some(other)) = (identity::root_of(tx, now)?, identity::root_of(tx, other)?) else { return Ok(()) };
    if one == other {
        return Ok(());
    }
    let (a, b) = (one.min(other), one.max(other));
    let text = sql!(
        "insert into duplicate_pairs (id, a, b, rules, weight, state, ask_after, decided_by, decided_at, created_at)
         select $1, $2, $3, '', 0, state, ask_after, decided_by, decided_at, created_at
         from duplicate_pairs where id = $4
         on conflict (a, b) do update set state = excluded.state, ask_after = excluded.ask_after,
             decided_by = excluded.decided_by, decided_at = excluded.decided_at
         where duplicate_pairs.state = 'open'"
    );
    tx.exec(text, params![pair_id(a, b), a, b, pair.id]).map(|_| ())
}

fn words(rules: &BTreeSet<Rule>) -> String {
    let in_order = Rule::ALL.into_iter().filter(|rule| rules.contains(rule));
    in_order.map(Rule::word).collect::<Vec<_>>().join(",")
}

/// The more agrees, the earlier staff are asked; a value that is one's own counts as three.
fn weight(rules: &BTreeSet<Rule>) -> i64 {
    let telling = [Rule::Email, Rule::Phone, Rule::NamePhone, Rule::NameBirth];
    rules.iter().map(|rule| if telling.contains(rule) { 3 } else { 1 }).sum()
}

/// The living people whom a person may be, by the identifiers that gave them their ids, and why.
fn candidates(tx: &mut Tx, id: CustomerId) -> Result<BTreeMap<IdentifierId, BTreeSet<Rule>>> {
    let mut found: BTreeMap<CustomerId, BTreeSet<Rule>> = BTreeMap::new();
    let text = sql!("select key, rule from match_keys where customer_id = $1");
    for (key, rule) in tx.query(text, params![id], |row| Ok((row.get::<KeyId>(0)?, row.get::<String>(1)?)))? {
        let holders = holders(tx, key)?;
        let Some(rule) = Rule::from_word(&rule).filter(|_| holders.len() as i64 <= HUB) else { continue };
        for other in holders.into_iter().filter(|other| *other != id) {
            found.entry(other).or_default().insert(rule);
        }
    }
    for other in held_with(tx, id)? {
        // Seen from either side the two are a pair or are not.
        if !held_with(tx, other)?.is_empty() {
            found.entry(other).or_default().insert(Rule::Held);
        }
    }
    let mut candidates = BTreeMap::new();
    for (other, rules) in found {
        if identity::living(tx, other)? == Some(other)
            && !are_apart(tx, id, other)?
            && let Some(root) = identity::root_of(tx, other)?
        {
            candidates.insert(root, rules);
        }
    }
    Ok(candidates)
}

/// With whom a person shares an identifier that both have a claim to, so that nobody knew whose it is. Nobody where
/// they are too many: what goes from hand to hand tells of nobody.
fn held_with(tx: &mut Tx, id: CustomerId) -> Result<BTreeSet<CustomerId>> {
    let text = sql!(
        "select distinct o.customer_id from identifiers i join links l on l.a = i.id join identifiers o on o.id = l.b
         where i.customer_id = $1 and o.customer_id <> $1 and l.state = 'held'
             and (l.reason = 'two-strong' or l.reason like 'too-many-%') limit $2"
    );
    let mut people: BTreeSet<CustomerId> =
        tx.query(text, params![id, HUB + 1], |row| row.get(0))?.into_iter().collect();
    let text = sql!(
        "select distinct o.customer_id from identifiers i join links l on l.b = i.id join identifiers o on o.id = l.a
         where i.customer_id = $1 and o.customer_id <> $1 and l.state = 'held'
             and (l.reason = 'two-strong' or l.reason like 'too-many-%') limit $2"
    );
    people.extend(tx.query(text, params![id, HUB + 1], |row| row.get::<CustomerId>(0))?);
    Ok(if people.len() as i64 > HUB { BTreeSet::new() } else { people })
}

/// Whether staff have said of any identifiers of two people that they are not of one.
fn are_apart(tx: &mut Tx, one: CustomerId, other: CustomerId) -> Result<bool> {
    let text = sql!(
        "select 1 from never_same n join identifiers a on a.id = n.a join identifiers b on b.id = n.b
         where a.customer_id = $1 and b.customer_id = $2 limit 1"
    );
    for (one, other) in [(one, other), (other, one)] {
        if tx.query_one(text, params![one, other], |row| row.get::<i64>(0))?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Two people who may be one, as staff are asked.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
pub struct Proposal {
    /// The pair's id.
    pub id: PairId,
    /// One: who was known first.
    pub a: CustomerId,
    /// The other.
    pub b: CustomerId,
    /// What agrees, as words of [`Rule`], the most telling first.
    pub rules: Vec<String>,
    /// How much agrees.
    pub weight: i64,
    /// Since when it is known.
    pub created_at: Time,
}

macro_rules! asked_about {
    ($state:literal) => {
        concat!(
            " from duplicate_pairs p join identifiers a on a.id = p.a join identifiers b on b.id = p.b
             where p.weight > 0 and a.customer_id <> b.customer_id and p.state = ",
            $state
        )
    };
}

/// Each state by itself, so that both come out of the index in their order.
macro_rules! queue_of {
    ($state:literal) => {
        sql!(concat!(
            "select p.id, a.customer_id, b.customer_id, p.rules, p.weight, p.created_at, a.since, b.since",
            asked_about!($state),
            " and (p.weight, p.id) < ($1, $2) order by p.weight desc, p.id desc limit $3"
        ))
    };
}

/// The pairs that staff are asked about now, those first of whom most agrees; after a pair where one is named.
pub fn queue(cx: &Cx, tx: &mut Tx, after: Option<(i64, PairId)>, limit: i64) -> Result<Vec<Proposal>> {
    let (weight, id) = after.unwrap_or((i64::MAX, PairId::from_bytes([255; 16])));
    let mut found = tx.query(queue_of!("'open'"), params![weight, id, limit], read)?;
    found.extend(tx.query(queue_of!("'later' and p.ask_after <= $4"), params![weight, id, limit, cx.now], read)?);
    found.sort_by_key(|pair| std::cmp::Reverse((pair.weight, pair.id)));
    found.truncate(limit as usize);
    Ok(found)
}

fn read(row: &Row) -> Result<Proposal> {
    let (mut a, mut b): (CustomerId, CustomerId) = (row.get(1)?, row.get(2)?);
    if row.get::<Time>(6)? > row.get::<Time>(7)? {
        std::mem::swap(&mut a, &mut b);
    }
    let rules: String = row.get(3)?;
    Ok(Proposal {
        id: row.get(0)?,
        a,
        b,
        rules: rules.split(',').map(str::to_owned).collect(),
        weight: row.get(4)?,
        created_at: row.get(5)?,
    })
}

/// Beyond so many pairs nobody counts.
pub const COUNTED: i64 = 100;

/// How many pairs staff are asked about now, up to [`COUNTED`].
pub fn count(cx: &Cx, tx: &mut Tx) -> Result<i64> {
    let open = sql!(concat!("select count(*) from (select p.id", asked_about!("'open'"), " limit $1) counted"));
    let due = sql!(concat!(
        "select count(*) from (select p.id",
        asked_about!("'later' and p.ask_after <= $2"),
        " limit $1) counted"
    ));
    let counted = tx.counts([Query::new(open, params![COUNTED]), Query::new(due, params![COUNTED, cx.now])])?;
    Ok(counted.iter().sum::<i64>().min(COUNTED))
}

/// What staff say about a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[schemars(rename = "SameOrNot")]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// They are one: the first stays.
    Same,
    /// They are two, for good.
    Never,
    /// Not now.
    Later,
}

/// Takes in what staff say about two people who were proposed.
pub fn decide(cx: &Cx, tx: &mut Tx, one: CustomerId, other: CustomerId, decision: Decision) -> Result<()> {
    let (first, second) = (root(tx, one)?, root(tx, other)?);
    let (a, b) = (first.min(second), first.max(second));
    let text = sql!("select id from duplicate_pairs where a = $1 and b = $2 and state in ('open', 'later')");
    let pair = tx.query_one(text, params![a, b], |row| row.get::<PairId>(0))?;
    let pair = pair.ok_or(Error::NotFound { what: Pair::NAME })?;
    let (state, ask_after) = match decision {
        Decision::Same => ("merged", None),
        Decision::Never => ("rejected", None),
        Decision::Later => ("later", Some(cx.now.plus_seconds(LATER_DAYS * 86_400))),
    };
    let text =
        sql!("update duplicate_pairs set state = $2, ask_after = $3, decided_by = $4, decided_at = $5 where id = $1");
    tx.exec(text, params![pair, state, ask_after, cx.actor.as_text(), cx.now])?;
    match decision {
        Decision::Same => merges::merge(cx, tx, one, other).map(|_| ()),
        Decision::Never => merges::never(cx, tx, one, other),
        Decision::Later => audits::note(cx, tx, Note::of(Act::PutOff, one).with(json!({ "with": other }))),
    }
}

/// Takes back what staff said about a pair, where they put it off or said that they are two: they are asked again.
pub fn take_back(cx: &Cx, tx: &mut Tx, one: CustomerId, other: CustomerId) -> Result<()> {
    let (first, second) = (root(tx, one)?, root(tx, other)?);
    let (a, b) = (first.min(second), first.max(second));
    let text = sql!("select state from duplicate_pairs where a = $1 and b = $2 and state in ('later', 'rejected')");
    let state = tx.query_one(text, params![a, b], |row| row.get::<String>(0))?;
    let state = state.ok_or(Error::NotFound { what: Pair::NAME })?;
    let text = sql!("update duplicate_pairs set state = 'open', ask_after = null where a = $1 and b = $2");
    tx.exec(text, params![a, b])?;
    audits::note(cx, tx, Note::of(Act::AskedAgain, one).with(json!({ "with": other })))?;
    if state != "rejected" {
        return Ok(());
    }
    match apart::take_back(cx, tx, first, second) {
        // That they are two was taken back on the card already.
        Err(Error::Conflict { .. }) => Ok(()),
        taken => taken,
    }
}
