//! Everything that is known of a person, told to them: a part at a time, so that it does not matter how much it is.

use std::{fmt, str::FromStr};

use base::{Cx, Error, Result, Time};
use serde_json::{Value, json};
use store::{
    Tx, params,
    personal::{self, By, Entry, Section},
    sql,
    thread::IdentifierId,
    value::Row,
};

use super::erasures;
use crate::{
    audits::{self, Act, Note},
    identity,
    people::CustomerId,
};

/// The version of the format.
const VERSION: i64 = 1;

/// Where an export goes on. Keys may come and go between two parts, so it names the one it stands at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Next {
    section: usize,
    /// Whether the section has entries already.
    begun: bool,
    /// The key that it stands at.
    key: Option<personal::Place>,
    /// Behind which entry of that key; `None` where all of them are told.
    after: Option<personal::Place>,
}

impl fmt::Display for Next {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = |place: &Option<personal::Place>| {
            place.map_or_else(|| "-".to_owned(), |(value, id)| web::paging::place(value, &id))
        };
        write!(f, "{}_{}_{}_{}", self.section, u8::from(self.begun), place(&self.key), place(&self.after))
    }
}

impl FromStr for Next {
    type Err = Error;

    fn from_str(text: &str) -> Result<Next> {
        let wrong = || Error::invalid("next", "This is not a place in an export.");
        let parts: Vec<&str> = text.split('_').collect();
        let [section, begun, key, after] = parts[..] else { return Err(wrong()) };
        let place = |text: &str| (text != "-").then(|| web::paging::read_place(text)).transpose();
        let section = section.parse().map_err(|_| wrong())?;
        Ok(Next { section, begun: begun == "1", key: place(key)?, after: place(after)? })
    }
}

/// A part of an export: text that follows the part before, and where it goes on.
#[derive(Clone, Debug)]
pub struct Part {
    /// JSON text; all parts together are one object.
    pub text: String,
    /// `None` after the last.
    pub next: Option<Next>,
}

/// Whose rows are told: every identifier and every customer id that was ever theirs.
struct Keys {
    id: CustomerId,
    identifiers: Vec<personal::Place>,
    customers: Vec<personal::Place>,
}

fn keys(tx: &mut Tx, customer: CustomerId) -> Result<Keys> {
    let id = identity::living(tx, customer)?.ok_or(Error::NotFound { what: "customer" })?;
    let text = sql!("select since, id from identifiers where customer_id = $1 order by since, id");
    let place = |row: &Row| Ok((row.get::<Time>(0)?.micros(), *row.get::<IdentifierId>(1)?.bytes()));
    let identifiers = tx.query(text, params![id], place)?;
    let customers = erasures::ids(tx, id)?.iter().map(|id| (0, *id.bytes())).collect();
    Ok(Keys { id, identifiers, customers })
}

impl Keys {
    /// The key to go on with, and behind which of its entries.
    fn next(&self, by: By, at: &Next) -> Option<(personal::Place, Option<personal::Place>)> {
        let keys = match by {
            By::Identifier => &self.identifiers,
            By::Customer => &self.customers,
        };
        let is_left = |key: &&personal::Place| match (at.key, at.after) {
            (None, _) => true,
            (Some(told), None) => **key > told,
            (Some(half), Some(_)) => **key >= half,
        };
        let key = *keys.iter().find(is_left)?;
        Some((key, at.after.filter(|_| at.key == Some(key))))
    }
}

/// Notes that somebody's data are exported, before they are; gives who that is.
pub fn begin(cx: &Cx, tx: &mut Tx, customer: CustomerId) -> Result<CustomerId> {
    let id = identity::living(tx, customer)?.ok_or(Error::NotFound { what: "customer" })?;
    audits::note(cx, tx, Note::of(Act::Exported, id))?;
    Ok(id)
}

/// The next part, with about so many entries.
pub fn part(tx: &mut Tx, customer: CustomerId, at: &Next, now: Time, entries: i64) -> Result<Part> {
    let keys = keys(tx, customer)?;
    let sections = personal::sections();
    let (mut text, mut next, mut left) = (String::new(), at.clone(), entries);
    if next == Next::default() {
        let head = json!({ "format": "hilo-person", "version": VERSION, "exported_at": now, "customer": keys.id });
        let head = head.to_string();
        // The object stays open for the sections.
        text.push_str(head.trim_end_matches('}'));
    }
    while let Some(section) = sections.get(next.section) {
        if next.key.is_none() && !next.begun {
            text.push_str(&format!(",\n\"{}\":[", section.name));
        }
        let (found, is_over) = some(tx, section, &keys, &mut next, left)?;
        left -= found.len() as i64;
        for entry in &found {
            text.push_str(if next.begun { ",\n" } else { "\n" });
            text.push_str(&entry.to_string());
            next.begun = true;
        }
        if is_over {
            text.push(']');
            next = Next { section: next.section + 1, ..Next::default() };
        }
        if left <= 0 {
            return Ok(Part { text, next: Some(next) });
        }
    }
    text.push_str("}\n");
    Ok(Part { text, next: None })
}

/// Entries of a section from its place on, and whether those are all; the place moves behind them.
fn some(tx: &mut Tx, section: &Section, keys: &Keys, next: &mut Next, most: i64) -> Result<(Vec<Value>, bool)> {
    let mut found: Vec<Value> = Vec::new();
    while let Some((key, after)) = keys.next(section.by, next) {
        let left = most - found.len() as i64;
        if left <= 0 {
            return Ok((found, false));
        }
        let entries: Vec<Entry> = (section.read)(tx, &key.1, after, left)?;
        let last = entries.last().and_then(|entry| entry.place);
        let is_full = entries.len() as i64 >= left;
        found.extend(entries.into_iter().map(|entry| entry.value));
        (next.key, next.after) = (Some(key), last.filter(|_| is_full));
    }
    Ok((found, true))
}

/// A section for a page: its first entries, and whether there are more.
#[derive(Clone, Debug)]
pub struct Told {
    /// Its name.
    pub name: &'static str,
    /// Its first entries.
    pub entries: Vec<Value>,
    /// Whether there are more.
    pub more: bool,
}

/// The first entries of every section that has any.
pub fn pages(tx: &mut Tx, customer: CustomerId, entries: i64) -> Result<(CustomerId, Vec<Told>)> {
    let keys = keys(tx, customer)?;
    let mut told = Vec::new();
    for section in personal::sections() {
        let (mut found, _) = some(tx, section, &keys, &mut Next::default(), entries + 1)?;
        let more = found.len() as i64 > entries;
        found.truncate(entries as usize);
        if !found.is_empty() {
            told.push(Told { name: section.name, entries: found, more });
        }
    }
    Ok((keys.id, told))
}

/// Whom a command line means: a customer's id, or a name that they go by, as `email:ana@example.es`.
pub fn person(tx: &mut Tx, said: &str) -> Result<CustomerId> {
    if let Ok(id) = said.parse::<CustomerId>() {
        return identity::living(tx, id)?.ok_or(Error::NotFound { what: "customer" });
    }
    let wrong = || {
        Error::invalid("person", "Say who: the id of a customer, or how they are known, such as email:ana@example.es.")
    };
    let (kind, value) = said.split_once(':').ok_or_else(wrong)?;
    let kind = crate::people::Kind::from_word(kind).ok_or_else(wrong)?;
    let known = crate::people::Known::parse(kind, value)?;
    let text = sql!("select customer_id from identifiers where kind = $1 and value = $2 order by since desc limit 1");
    let found = tx.query(text, params![kind.word(), &known.value], |row| row.get(0))?;
    found.first().copied().ok_or(Error::NotFound { what: "customer" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_comes_back_as_it_went() {
        let places = [
            Next::default(),
            Next { section: 3, key: Some((7, [2; 16])), after: None, begun: true },
            Next { section: 9, key: Some((0, [0; 16])), after: Some((-5, [7; 16])), begun: false },
        ];
        for place in places {
            assert_eq!(place.to_string().parse::<Next>(), Ok(place));
        }
        assert!("1_2".parse::<Next>().is_err());
    }

    #[test]
    fn it_goes_on_behind_a_key_also_when_others_came_and_went() {
        let id = CustomerId::from_bytes([0; 16]);
        let keys = |all: &[u8]| Keys {
            id,
            identifiers: all.iter().map(|key| (i64::from(*key), [*key; 16])).collect(),
            customers: Vec::new(),
        };
        let (key, entry) = (Some((5, [5; 16])), Some((1, [1; 16])));
        let (told, half) = (Next { key, ..Next::default() }, Next { key, after: entry, ..Next::default() });
        let cases: [(&[u8], &Next, Option<(u8, bool)>); 6] = [
            (&[3, 5, 8], &Next::default(), Some((3, false))),
            (&[3, 5, 8], &told, Some((8, false))),
            (&[1, 3, 4, 5, 8], &told, Some((8, false))),
            (&[3, 5, 8], &half, Some((5, true))),
            (&[3, 8], &half, Some((8, false))),
            (&[3, 5], &told, None),
        ];
        for (all, at, expected) in cases {
            let found = keys(all).next(By::Identifier, at).map(|(key, after)| (key.1[0], after.is_some()));
            assert_eq!(found, expected, "{all:?} {at}");
        }
    }
}
