//! Settling who is one person after something was said: the identifiers that links lead to are parted into people anew,
//! and what has changed is written.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use base::{Cx, Error, Result};
use store::{
    Tx, many, params, sql,
    thread::{self, EventId, IdentifierId, NewEvent},
    value::Row,
};

use super::{
    MERGED, PARTED,
    graph::{self, Node, Partition},
    links::{self, Link, LinkId, columns},
    profiles, rules,
};
use crate::{
    consents, duplicates, fold, labels,
    people::{CustomerId, Kind, Profile, Sharing, Strength},
};

/// Beyond so many identifiers nothing is joined any more: no person has them, and a look at them would hold everybody
/// up.
const CEILING: usize = 2_000;

/// Identifiers that links lead to, beside the person that each belongs to now.
pub(super) struct Region {
    pub(super) nodes: Vec<Node>,
    pub(super) links: Vec<Link>,
    never: BTreeSet<(IdentifierId, IdentifierId)>,
    belongs: BTreeMap<IdentifierId, CustomerId>,
}

/// Reads all that may decide about these identifiers; `None` where that is more than anybody could be.
pub(super) fn load(tx: &mut Tx, seeds: &[IdentifierId]) -> Result<Option<Region>> {
    let mut region = Region { nodes: Vec::new(), links: Vec::new(), never: BTreeSet::new(), belongs: BTreeMap::new() };
    let mut seen_links = BTreeSet::new();
    let mut next: BTreeSet<IdentifierId> = seeds.iter().copied().collect();
    while !next.is_empty() {
        let ids: Vec<_> = next.iter().copied().collect();
        next.clear();
        for (node, belongs) in nodes(tx, &ids)? {
            region.belongs.insert(node.id, belongs);
            region.nodes.push(node);
        }
        if region.nodes.len() > CEILING {
            return Ok(None);
        }
        for link in links_at(tx, &ids)? {
            if seen_links.insert(link.id) {
                next.extend([link.a, link.b].into_iter().filter(|end| !region.belongs.contains_key(end)));
                region.links.push(link);
            }
        }
        region.never.extend(never_at(tx, &ids)?);
    }
    Ok(Some(region))
}

fn nodes(tx: &mut Tx, ids: &[IdentifierId]) -> Result<Vec<(Node, CustomerId)>> {
    let text = sql!(concat!(
        "select id, kind, strength, sharing, since, home, customer_id from identifiers where id in ",
        many!()
    ));
    tx.query_among(text, ids, [], |row: &Row| {
        let node = Node {
            id: row.get(0)?,
            kind: Kind::from_word(&row.get::<String>(1)?).unwrap_or(Kind::Browser),
            strong: row.get::<String>(2)? == Strength::Strong.word(),
            sharing: Sharing::from_word(&row.get::<String>(3)?).unwrap_or(Sharing::No),
            since: row.get(4)?,
            home: row.get(5)?,
        };
        Ok((node, row.get(6)?))
    })
}

/// Whether each of these identifiers, where it is known, is one person's, and whether its value has changed hands.
pub(super) fn sharing_of(tx: &mut Tx, ids: &[IdentifierId]) -> Result<HashMap<IdentifierId, (Sharing, bool)>> {
    let text = sql!(concat!("select id, sharing, turned from identifiers where id in ", many!()));
    let found = tx.query_among(text, ids, [], |row| {
        let sharing = Sharing::from_word(&row.get::<String>(1)?).unwrap_or(Sharing::No);
        Ok((row.get(0)?, (sharing, row.get(2)?)))
    })?;
    Ok(found.into_iter().collect())
}

/// The links at these identifiers that may join: not those that were undone, nor those at what is shared.
fn links_at(tx: &mut Tx, ids: &[IdentifierId]) -> Result<Vec<Link>> {
    let text = sql!(concat!(
        "select ",
        columns!(),
        " from links l where l.a in ",
        many!(),
        " and l.state <> 'undone' and coalesce(l.reason, '') not in ('shared', 'blocked')
         union select ",
        columns!(),
        " from links l where l.b in ",
        many!(),
        " and l.state <> 'undone' and coalesce(l.reason, '') not in ('shared', 'blocked')"
    ));
    tx.query_among(text, ids, [], links::read)
}

fn never_at(tx: &mut Tx, ids: &[IdentifierId]) -> Result<Vec<(IdentifierId, IdentifierId)>> {
    let text = sql!(concat!("select a, b from never_same where a in ", many!()));
    tx.query_among(text, ids, [], |row| Ok((row.get(0)?, row.get(1)?)))
}

impl Region {
    /// Who is one person here, by all that was said.
    pub(super) fn partition(&self, tx: &mut Tx) -> Result<Partition> {
        let limits = rules::limits(tx)?;
        let links: Vec<_> = self.links.iter().map(plain).collect();
        Ok(graph::partition(&self.nodes, &links, &self.never, &limits))
    }
}

/// A link as far as joining cares.
pub(super) fn plain(link: &Link) -> graph::Link {
    graph::Link {
        a: link.a,
        b: link.b,
        strong: link.strong,
        by_hand: link.by_hand,
        said_at: link.said_at,
        undone: link.state == "undone",
        keeps: link.keeps,
    }
}

/// Settles who is one person among all that these identifiers are linked with, and gives all of those. The fresh ones
/// were nobody's before; the cause is the link that staff took back. `None` where so many are linked that nothing was
/// settled.
pub(crate) fn settle(
    cx: &Cx,
    tx: &mut Tx,
    seeds: &[IdentifierId],
    fresh: &BTreeSet<IdentifierId>,
    cause: Option<LinkId>,
) -> Result<Option<BTreeSet<IdentifierId>>> {
    let Some(region) = load(tx, seeds)? else {
        tracing::warn!("an identifier is linked with more than {CEILING} others: nothing more is joined there");
        return Ok(None);
    };
    let partition = region.partition(tx)?;
    let changed = write_links(tx, &region, &partition)?;
    let moves = region.moves(&partition);
    let ends = changed.iter().flat_map(|link| [link.a, link.b]).filter_map(|end| region.belongs.get(&end));
    let people = ends.chain(moves.values().flat_map(|(from, to)| [from, to]));
    duplicates::renew_later(cx, tx, people.copied())?;
    if !moves.is_empty() {
        write_people(cx, tx, &region, &partition, &moves)?;
        let turns = region.turns(&partition, fresh);
        let events: Vec<NewEvent> = turns.iter().map(|turn| turn.event(cx, &changed, cause)).collect();
        thread::append(tx, cx.now, &events)?;
        let touched: BTreeSet<CustomerId> = moves.values().flat_map(|(from, to)| [*from, *to]).collect();
        renew(tx, &touched.into_iter().collect::<Vec<_>>())?;
    }
    Ok(Some(region.belongs.into_keys().collect()))
}

/// The same for what staff do: where nothing can be settled they hear of it, and nothing is done.
pub(crate) fn settle_or_refuse(cx: &Cx, tx: &mut Tx, seeds: &[IdentifierId], cause: Option<LinkId>) -> Result<()> {
    let refused = || {
        let says = format!("More than {CEILING} identifiers are linked here. Say first which of them name nobody.");
        Error::conflict("too-many-linked", says)
    };
    settle(cx, tx, seeds, &BTreeSet::new(), cause)?.map(|_| ()).ok_or_else(refused)
}

/// Identifiers that could not be settled are nobody else's: each stands for somebody of its own.
pub(super) fn stand_alone(cx: &Cx, tx: &mut Tx, fresh: &BTreeSet<IdentifierId>) -> Result<()> {
    for &id in fresh {
        let home = sql!("select home from identifiers where id = $1");
        let Some(home) = tx.query_one(home, params![id], |row| row.get::<CustomerId>(0))? else { continue };
        profiles::begin(cx, tx, home, &Profile::default())?;
        tx.push(sql!("update identifiers set customer_id = home where id = $1"), params![id])?;
        renew(tx, &[home])?;
    }
    Ok(())
}

/// Writes what holds and what does not; gives the links of which that has changed, as they are now.
fn write_links(tx: &mut Tx, region: &Region, partition: &Partition) -> Result<Vec<Link>> {
    let text = sql!("update links set state = $2, reason = $3 where id = $1");
    let mut changed = Vec::new();
    for (link, held) in region.links.iter().zip(&partition.held) {
        let state = if held.is_none() { "active" } else { "held" };
        let reason = held.map(|held| held.word());
        if (link.state.as_str(), &link.reason) != (state, &reason) {
            tx.push(text, params![link.id, state, reason.as_deref()])?;
            changed.push(Link { state: state.to_owned(), reason, ..link.clone() });
        }
    }
    Ok(changed)
}

/// From whom to whom identifiers go.
type Moves = BTreeMap<IdentifierId, (CustomerId, CustomerId)>;

/// Somebody who became part of another, or of whom a part became another.
#[derive(Clone, Debug, PartialEq)]
struct Turn {
    kind: &'static str,
    actor: IdentifierId,
    from: CustomerId,
    to: CustomerId,
    moved: BTreeSet<IdentifierId>,
}

impl Region {
    fn moves(&self, partition: &Partition) -> Moves {
        let people = partition.people.iter();
        let all = people.flat_map(|cluster| cluster.members.iter().map(|member| (*member, cluster.root)));
        all.map(|(member, to)| (member, (self.belongs[&member], to))).filter(|(_, (from, to))| from != to).collect()
    }

    /// What the thread tells of it. Whoever has the identifier that a person got their id from goes on as that person;
    /// what is fresh was nobody's.
    fn turns(&self, partition: &Partition, fresh: &BTreeSet<IdentifierId>) -> Vec<Turn> {
        let root_of: BTreeMap<IdentifierId, CustomerId> = partition
            .people
            .iter()
            .flat_map(|cluster| cluster.members.iter().map(|member| (*member, cluster.root)))
            .collect();
        let mut parts: BTreeMap<(CustomerId, CustomerId), BTreeSet<IdentifierId>> = BTreeMap::new();
        for node in self.nodes.iter().filter(|node| !fresh.contains(&node.id)) {
            parts.entry((self.belongs[&node.id], root_of[&node.id])).or_default().insert(node.id);
        }
        let home = |person: CustomerId| self.nodes.iter().find(|node| node.home == person).map(|node| node.id);
        let mut turns = Vec::new();
        for ((from, to), moved) in parts.into_iter().filter(|((from, to), _)| from != to) {
            let goes_on = home(from).is_some_and(|root| moved.contains(&root));
            let first = *moved.first().expect("a part has an identifier");
            let actor = if goes_on { home(from) } else { home(to).filter(|root| moved.contains(root)) };
            let kind = if goes_on { MERGED } else { PARTED };
            turns.push(Turn { kind, actor: actor.unwrap_or(first), from, to, moved });
        }
        turns
    }
}

impl Turn {
    /// The event, with the link that brought it about: the newest that holds since now, or holds no more.
    fn event(&self, cx: &Cx, changed: &[Link], cause: Option<LinkId>) -> NewEvent {
        let across = |link: &&Link| {
            let joins = link.state == "active";
            joins == (self.kind == MERGED) && self.moved.contains(&link.a) != self.moved.contains(&link.b)
        };
        let link = changed.iter().filter(across).max_by_key(|link| link.said_at).map(|link| link.id).or(cause);
        NewEvent {
            id: EventId::derived(cx.now, &[self.kind, &self.actor.to_string(), &self.to.to_string()]),
            happened: cx.now,
            kind: self.kind,
            channel: "hilo".to_owned(),
            place: None,
            actor: Some(self.actor),
            subject: None,
            body: serde_json::json!({ "from": self.from, "to": self.to, "link": link }),
            private: None,
        }
    }
}

fn write_people(cx: &Cx, tx: &mut Tx, region: &Region, partition: &Partition, moves: &Moves) -> Result<()> {
    let roots: BTreeSet<CustomerId> = moves.values().map(|(_, to)| *to).collect();
    for root in &roots {
        profiles::begin(cx, tx, *root, &Profile::default())?;
    }
    let text = sql!("update identifiers set customer_id = $2 where id = $1");
    for (id, (_, to)) in moves {
        tx.push(text, params![*id, *to])?;
    }
    // Where somebody's id leads now: to themselves, or to whom the identifier that gave it belongs.
    let text = sql!("update customers set merged_into = $2 where id = $1");
    for cluster in &partition.people {
        let homes = region.nodes.iter().filter(|node| cluster.members.binary_search(&node.id).is_ok());
        for home in homes.map(|node| node.home) {
            tx.push(text, params![home, (home != cluster.root).then_some(cluster.root)])?;
        }
    }
    Ok(())
}

/// Works out anew all that follows from who a person's identifiers are.
pub fn renew(tx: &mut Tx, people: &[CustomerId]) -> Result<()> {
    profiles::renew(tx, people)?;
    consents::permits::renew(tx, people)?;
    fold::renew(tx, people)?;
    labels::renew(tx, people)
}
