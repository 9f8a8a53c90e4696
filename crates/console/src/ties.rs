//! What holds a person together, told in words: who said that two identifiers are one person's, how, and why some of it
//! holds nothing.

use std::collections::HashMap;

use base::{Error, Result, Time};
use customers::{
    identity::{
        links::{self, Link, LinkId},
        names::{self, Named},
        person_of,
    },
    people::{CustomerId, How, Kind},
};
use store::{Tx, thread::IdentifierId};
use web::{locale::Say, staff};

use crate::{
    identifiers::{self, named, source_name},
    threads,
};

/// Links and what their sentences need, read in one transaction.
#[derive(Default)]
pub struct Ties {
    /// The links.
    pub links: Vec<Link>,
    /// The identifiers at their ends.
    pub named: HashMap<IdentifierId, Named>,
    /// The names of whose these are.
    pub people: HashMap<CustomerId, String>,
    /// The names of staff who had a hand in it.
    pub staff: HashMap<String, String>,
}

/// The newest links in a state, behind one of them.
#[derive(Clone, Copy, Debug)]
pub struct Newest {
    /// `active`, `held` or `undone`.
    pub state: &'static str,
    /// The link before.
    pub after: Option<(Time, LinkId)>,
    /// How many.
    pub limit: i64,
}

/// Reads the newest links at a person's identifiers, and the one of them that was changed just now.
pub fn of_person(tx: &mut Tx, person: CustomerId, wanted: &[Newest], changed: Option<LinkId>) -> Result<Ties> {
    let mut found = Vec::new();
    for Newest { state, after, limit } in wanted {
        found.extend(links::newest(tx, person, Some(state), *after, *limit)?);
    }
    if let Some(id) = changed.filter(|id| found.iter().all(|link| link.id != *id)) {
        match links::one(tx, id) {
            Err(Error::NotFound { .. }) => {}
            link => {
                let link = link?;
                let ends = [person_of(tx, link.a)?, person_of(tx, link.b)?];
                found.extend(ends.contains(&Some(person)).then_some(link));
            }
        }
    }
    found.sort_by_key(|link| (link.said_at, link.id));
    of_links(tx, found)
}

/// Reads what the sentences of these links need.
pub fn of_links(tx: &mut Tx, links: Vec<Link>) -> Result<Ties> {
    let ends: Vec<IdentifierId> = links.iter().flat_map(|link| [link.a, link.b]).collect();
    let named = names::some(tx, &ends)?;
    let mut owners: Vec<CustomerId> = named.values().map(|named| named.customer).collect();
    owners.sort_unstable();
    owners.dedup();
    let people = names::people(tx, &owners)?;
    let staff = staff_names(tx, links.iter().flat_map(|link| [link.by.as_deref(), link.undone_by.as_deref()]))?;
    Ok(Ties { links, named, people, staff })
}

/// The names of those of these who are members of staff.
pub fn staff_names<'a>(tx: &mut Tx, actors: impl Iterator<Item = Option<&'a str>>) -> Result<HashMap<String, String>> {
    let mut found = HashMap::new();
    for actor in actors.flatten() {
        if !found.contains_key(actor)
            && let Some(name) = staff::name_of(tx, actor)?
        {
            found.insert(actor.to_owned(), name);
        }
    }
    Ok(found)
}

/// A link, as a page tells it.
#[derive(Clone, Debug)]
pub struct Tie {
    /// The link's id.
    pub id: String,
    /// Who said that the two are one person, and how.
    pub sentence: String,
    /// When.
    pub when: Time,
    /// Why it holds nothing.
    pub why: Option<String>,
    /// The other person, where the two ends are not one.
    pub other: Option<threads::Link>,
    /// To joining the two by hand.
    pub compare: Option<String>,
}

impl Ties {
    /// The links in a state, as one person's page tells them, the newest first.
    pub fn told(&self, say: &Say, person: CustomerId, state: &str) -> Vec<Tie> {
        self.links.iter().rev().filter(|link| link.state == state).map(|link| self.tie(say, person, link)).collect()
    }

    fn tie(&self, say: &Say, person: CustomerId, link: &Link) -> Tie {
        let ends = [link.a, link.b].map(|end| self.named.get(&end));
        let other = ends.into_iter().flatten().find(|named| named.customer != person);
        Tie {
            id: link.id.to_string(),
            sentence: self.sentence(say, link),
            when: link.undone_at.unwrap_or(link.said_at),
            why: self.why(say, link),
            other: other.map(|named| threads::Link {
                address: format!("/console/customers/{}", named.customer),
                name: self.title(say, named),
            }),
            compare: other.map(|named| format!("/console/customers/{person}/merge?with={}", named.customer)),
        }
    }

    /// What the person behind an identifier is called.
    pub fn title(&self, say: &Say, of: &Named) -> String {
        self.people.get(&of.customer).cloned().unwrap_or_else(|| named(say, of.kind, &of.value))
    }

    /// Who said that two identifiers are one person's, and how.
    pub fn sentence(&self, say: &Say, link: &Link) -> String {
        let mut ends: Vec<&Named> = [link.a, link.b].iter().filter_map(|end| self.named.get(end)).collect();
        ends.sort_by_key(|named| named.kind.priority());
        let name = |place: usize| {
            ends.get(place).map_or_else(|| say.t("named-nobody"), |end| named(say, end.kind, &end.value))
        };
        let by = if link.by_hand { self.staff_name(say, link.by.as_deref()) } else { source_name(&link.source) };
        let key = if link.by_hand { "tie-by-hand" } else { tie_key(link.how) };
        say.tv(key, &[("one", name(0)), ("other", name(1)), ("by", by)])
    }

    fn staff_name(&self, say: &Say, actor: Option<&str>) -> String {
        actor.and_then(|actor| self.staff.get(actor)).cloned().unwrap_or_else(|| say.t("somebody"))
    }

    /// Why a link holds nothing, or who undid it.
    fn why(&self, say: &Say, link: &Link) -> Option<String> {
        match link.state.as_str() {
            "undone" => Some(say.t1("undone-by", "by", self.staff_name(say, link.undone_by.as_deref()))),
            "held" => Some(held(say, link.reason.as_deref().unwrap_or_default())),
            _ => None,
        }
    }
}

/// Why something joins nobody, in words.
pub fn held(say: &Say, reason: &str) -> String {
    if let Some(kind) = reason.strip_prefix("too-many-").and_then(Kind::from_word) {
        return say.t1("held-too-many", "kind", say.t(identifiers::key(kind)).to_lowercase());
    }
    say.t(match reason {
        "two-strong" => "held-two-strong",
        "shared" => "held-shared",
        "blocked" => "held-blocked",
        "never" => "held-never",
        "undone" => "held-undone",
        _ => "held-other",
    })
}

const fn tie_key(how: How) -> &'static str {
    match how {
        How::ByHand => "tie-by-hand",
        How::SignedIn => "tie-signed-in",
        How::Code => "tie-code",
        How::StaffScan => "tie-staff-scan",
        How::Server => "tie-server",
        How::Typed => "tie-typed",
        How::Claimed => "tie-claimed",
    }
}
