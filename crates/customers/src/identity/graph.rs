//! Which identifiers are one person: a function of what was said, whatever the order in which it arrived.
//!
//! Statements are taken in an order of their own (strong, weak beside a strong identifier, weak), each by the priority
//! of its kinds and then by when it was said. One that would join what must stay apart is held, with a reason. What
//! staff joined by hand comes last and joins what came out, so taking it back leaves what was there before.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use base::Time;
use store::thread::IdentifierId;

use super::rules::Limits;
use crate::people::{CustomerId, Kind, Sharing};

/// An identifier, as far as joining cares.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Its id.
    pub id: IdentifierId,
    /// What it is.
    pub kind: Kind,
    /// Whether it was ever verified.
    pub strong: bool,
    /// Whether it is shared or names nobody.
    pub sharing: Sharing,
    /// When it was first heard of.
    pub since: Time,
    /// The customer it gives when it stands alone.
    pub home: CustomerId,
}

/// Two identifiers that were said to be of one person.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// One.
    pub a: IdentifierId,
    /// The other.
    pub b: IdentifierId,
    /// Whether whoever said so had verified it.
    pub strong: bool,
    /// Whether staff said so, having looked.
    pub by_hand: bool,
    /// When it was said.
    pub said_at: Time,
    /// Whether staff took it back.
    pub undone: bool,
    /// Which customer staff wanted to keep.
    pub keeps: Option<CustomerId>,
}

/// Why a link joins nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Held {
    /// Staff took it back.
    Undone,
    /// One of the two names nobody.
    Blocked,
    /// One of the two is used by several people.
    Shared,
    /// Staff said that they are two people.
    Never,
    /// A claim that would join two verified identifiers.
    TwoStrong,
    /// One person would have too many of this kind.
    TooMany(Kind),
}

impl Held {
    /// The word in rows, in the API and in the names of messages.
    pub fn word(self) -> String {
        match self {
            Held::Undone => "undone".into(),
            Held::Blocked => "blocked".into(),
            Held::Shared => "shared".into(),
            Held::Never => "never".into(),
            Held::TwoStrong => "two-strong".into(),
            Held::TooMany(kind) => format!("too-many-{}", kind.word()),
        }
    }
}

/// One person: their identifiers and the id they have.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// The id.
    pub root: CustomerId,
    /// Their identifiers, in the order of their ids.
    pub members: Vec<IdentifierId>,
}

/// What follows from what was said.
#[derive(Clone, Debug, PartialEq)]
pub struct Partition {
    /// The people.
    pub people: Vec<Cluster>,
    /// For each link whether it holds two together, and if not, why.
    pub held: Vec<Option<Held>>,
}

/// Parts identifiers into people.
pub fn partition(
    nodes: &[Node],
    links: &[Link],
    never: &BTreeSet<(IdentifierId, IdentifierId)>,
    limits: &Limits,
) -> Partition {
    let mut graph = Graph::new(nodes, limits);
    for (a, b) in never {
        graph.keep_apart(*a, *b);
    }
    let mut order: Vec<usize> = (0..links.len()).collect();
    order.sort_by_key(|&index| graph.turn(&links[index]));
    let mut held = vec![None; links.len()];
    for index in order {
        held[index] = graph.join(&links[index]).err();
    }
    let kept = links.iter().zip(&held).filter(|(link, held)| link.by_hand && held.is_none());
    let mut kept: Vec<_> = kept.filter_map(|(link, _)| Some((link.said_at, link.a, link.keeps?))).collect();
    kept.sort();
    Partition { people: graph.people(&kept), held }
}

/// A group of nodes while they are being joined.
#[derive(Default)]
struct Group {
    members: Vec<usize>,
    strong: bool,
    apart: BTreeSet<usize>,
}

struct Graph<'a> {
    nodes: &'a [Node],
    limits: &'a Limits,
    place: HashMap<IdentifierId, usize>,
    group_of: Vec<usize>,
    groups: Vec<Group>,
}

/// When a link's turn comes.
type Turn = (u8, u8, Time, u8, IdentifierId, IdentifierId);

impl<'a> Graph<'a> {
    fn new(nodes: &'a [Node], limits: &'a Limits) -> Graph<'a> {
        let group =
            |(at, node): (usize, &Node)| Group { members: vec![at], strong: node.strong, apart: BTreeSet::new() };
        Graph {
            nodes,
            limits,
            place: nodes.iter().enumerate().map(|(at, node)| (node.id, at)).collect(),
            group_of: (0..nodes.len()).collect(),
            groups: nodes.iter().enumerate().map(group).collect(),
        }
    }

    fn keep_apart(&mut self, a: IdentifierId, b: IdentifierId) {
        if let (Some(&a), Some(&b)) = (self.place.get(&a), self.place.get(&b)) {
            self.groups[a].apart.insert(b);
            self.groups[b].apart.insert(a);
        }
    }

    fn ends(&self, link: &Link) -> Option<(usize, usize)> {
        Some((*self.place.get(&link.a)?, *self.place.get(&link.b)?))
    }

    fn turn(&self, link: &Link) -> Turn {
        let ends = self.ends(link).map(|(a, b)| [&self.nodes[a], &self.nodes[b]]);
        let beside_strong = ends.is_some_and(|ends| ends.iter().any(|node| node.strong));
        let class = match (link.by_hand, link.strong, beside_strong) {
            (true, ..) => 3,
            (_, true, _) => 0,
            (_, _, true) => 1,
            _ => 2,
        };
        let priorities = ends.map_or([u8::MAX; 2], |ends| ends.map(|node| node.kind.priority()));
        let [first, second] = [priorities[0].min(priorities[1]), priorities[0].max(priorities[1])];
        (class, first, link.said_at, second, link.a, link.b)
    }

    /// Joins the two people of a link, or says why not.
    fn join(&mut self, link: &Link) -> Result<(), Held> {
        if link.undone {
            return Err(Held::Undone);
        }
        // An end that is not here is beyond a shared identifier.
        let (a, b) = self.ends(link).ok_or(Held::Shared)?;
        let sharing = [self.nodes[a].sharing, self.nodes[b].sharing];
        if sharing.contains(&Sharing::Blocked) {
            return Err(Held::Blocked);
        }
        // What staff say is shared joins nobody by itself; what was only counted still joins who verified it.
        let is_held = |sharing: &Sharing| match sharing {
            Sharing::Shared => !link.by_hand,
            Sharing::Counted => !link.by_hand && !link.strong,
            _ => false,
        };
        if sharing.iter().any(is_held) {
            return Err(Held::Shared);
        }
        let (a, b) = (self.group_of[a], self.group_of[b]);
        if a == b {
            return Ok(());
        }
        let (one, other) = (&self.groups[a], &self.groups[b]);
        if other.members.iter().any(|member| one.apart.contains(member)) {
            return Err(Held::Never);
        }
        if !link.by_hand {
            if !link.strong && one.strong && other.strong {
                return Err(Held::TwoStrong);
            }
            if let Some(kind) = self.too_many(one, other, link.said_at) {
                return Err(Held::TooMany(kind));
            }
        }
        self.unite(a, b);
        Ok(())
    }

    /// The first kind that both bring, of which the two together would have more than a person may.
    fn too_many(&self, one: &Group, other: &Group, at: Time) -> Option<Kind> {
        let count = |group: &Group| {
            let mut counts: BTreeMap<Kind, i64> = BTreeMap::new();
            for node in group.members.iter().map(|&member| &self.nodes[member]) {
                if self.limits.of(node.kind).counts(node.since, at) {
                    *counts.entry(node.kind).or_default() += 1;
                }
            }
            counts
        };
        let (one, other) = (count(one), count(other));
        one.into_iter().find_map(|(kind, count)| {
            let together = count + other.get(&kind)?;
            (together > self.limits.of(kind).per_person?).then_some(kind)
        })
    }

    fn unite(&mut self, a: usize, b: usize) {
        let (into, from) = if self.groups[a].members.len() < self.groups[b].members.len() { (b, a) } else { (a, b) };
        let from = std::mem::take(&mut self.groups[from]);
        for &member in &from.members {
            self.group_of[member] = into;
        }
        let into = &mut self.groups[into];
        into.strong |= from.strong;
        into.members.extend(from.members);
        into.apart.extend(from.apart);
    }

    /// The people that came out. Staff's newest wish says whose id stays; else it is the verified one that was heard of
    /// first.
    fn people(self, kept: &[(Time, IdentifierId, CustomerId)]) -> Vec<Cluster> {
        let groups = self.groups.iter().filter(|group| !group.members.is_empty());
        let mut people: Vec<Cluster> = groups
            .map(|group| {
                let nodes = || group.members.iter().map(|&member| &self.nodes[member]);
                let wish =
                    kept.iter().rev().map(|(_, _, home)| *home).find(|home| nodes().any(|node| node.home == *home));
                let first =
                    nodes().min_by_key(|node| (!node.strong, node.since, node.kind, node.id)).map(|node| node.home);
                let mut members: Vec<_> = nodes().map(|node| node.id).collect();
                members.sort();
                Cluster { root: wish.or(first).expect("a group has members"), members }
            })
            .collect();
        people.sort_by_key(|cluster| cluster.members[0]);
        people
    }
}
