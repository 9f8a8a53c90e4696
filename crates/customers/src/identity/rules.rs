//! The retailer's rules of who is one person, as data: how many identifiers of a kind a person may have, how many
//! people may come with one before it counts as shared, and values that name nobody.

use std::collections::BTreeMap;

use base::{Cx, Error, Result, Time};
use store::{Tx, params, sql};

use super::rework;
use crate::{
    audits::{self, Act, Note},
    people::{Kind, Known},
};

/// How far identifiers of one kind may join.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// How many a person may have; `None` for any number.
    pub per_person: Option<i64>,
    /// Of those first heard of within so many days before; `None` for ever.
    pub window_days: Option<i64>,
    /// How many identifiers of one kind may come with it before it is taken to be shared; `None` for any number.
    pub people: Option<i64>,
}

impl Limit {
    const fn new(per_person: Option<i64>, window_days: Option<i64>, people: Option<i64>) -> Limit {
        Limit { per_person, window_days, people }
    }

    /// Whether an identifier first heard of then counts beside what is said now.
    pub fn counts(&self, since: Time, at: Time) -> bool {
        self.window_days.is_none_or(|days| since <= at && since >= at.plus_seconds(-days * 86_400))
    }

    /// What is compiled in.
    pub const fn usual(kind: Kind) -> Limit {
        match kind {
            Kind::Account | Kind::RetailerNumber | Kind::Loyalty => Limit::new(Some(1), None, Some(3)),
            Kind::Email | Kind::Phone => Limit::new(Some(5), None, Some(3)),
            Kind::Social | Kind::Marketplace => Limit::new(Some(5), None, Some(3)),
            Kind::CardFingerprint | Kind::Device => Limit::new(Some(10), Some(365), Some(3)),
            Kind::Browser => Limit::new(Some(20), Some(30), Some(3)),
        }
    }
}

/// The limits of every kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits(BTreeMap<Kind, Limit>);

impl Limits {
    /// Other limits than the usual.
    pub fn with(own: impl IntoIterator<Item = (Kind, Limit)>) -> Limits {
        Limits(own.into_iter().collect())
    }

    /// The limit of a kind.
    pub fn of(&self, kind: Kind) -> Limit {
        self.0.get(&kind).copied().unwrap_or(Limit::usual(kind))
    }

    /// Whether the retailer set it.
    pub fn is_own(&self, kind: Kind) -> bool {
        self.0.contains_key(&kind)
    }
}

/// Reads the limits.
pub fn limits(tx: &mut Tx) -> Result<Limits> {
    let text = sql!("select kind, per_person, window_days, people from identity_limits");
    let rows = tx.query(text, params![], |row| {
        let limit = Limit { per_person: row.get(1)?, window_days: row.get(2)?, people: row.get(3)? };
        Ok((Kind::from_word(&row.get::<String>(0)?), limit))
    })?;
    Ok(Limits(rows.into_iter().filter_map(|(kind, limit)| Some((kind?, limit))).collect()))
}

/// Sets the limit of a kind, or goes back to the usual one. Who is joined already is looked at again.
pub fn set_limit(cx: &Cx, tx: &mut Tx, kind: Kind, limit: Option<Limit>) -> Result<()> {
    rework::begin(cx, tx)?;
    audits::note(cx, tx, Note::of_rules(Act::LimitSet).with(serde_json::json!({ "kind": kind, "limit": limit })))?;
    let Some(limit) = limit else {
        return tx.exec(sql!("delete from identity_limits where kind = $1"), params![kind.word()]).map(|_| ());
    };
    let Limit { per_person, window_days, people } = limit;
    if [per_person, window_days, people].into_iter().flatten().any(|number| !(1..=100_000).contains(&number)) {
        return Err(Error::invalid("limit", "A limit is a number from 1 to 100,000, or nothing."));
    }
    let text = sql!(
        "insert into identity_limits (kind, per_person, window_days, people, by, set_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (kind) do update set per_person = excluded.per_person, window_days = excluded.window_days,
             people = excluded.people, by = excluded.by, set_at = excluded.set_at"
    );
    tx.exec(text, params![kind.word(), per_person, window_days, people, cx.actor.as_text(), cx.now]).map(|_| ())
}

/// Values that programs write where they know nobody.
const NOBODY: [&str; 14] = [
    "-1",
    "null",
    "nil",
    "none",
    "undefined",
    "nan",
    "n/a",
    "anonymous",
    "anonimo",
    "unknown",
    "guest",
    "test",
    "true",
    "false",
];

/// A value that names nobody.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Blocked {
    /// The kind it is blocked for.
    pub kind: Kind,
    /// The value; `*` stands for anything.
    pub pattern: String,
    /// Why.
    pub reason: Option<String>,
    /// Who said so.
    pub by: String,
    /// When.
    pub created_at: Time,
}

/// Whether a value names nobody, by what is compiled in.
pub fn is_nobody(known: &Known) -> bool {
    let value = known.value.to_lowercase();
    let bare = value.split_once(':').map_or(value.as_str(), |(_, name)| name);
    NOBODY.contains(&bare) || bare.chars().all(|letter| "+0-".contains(letter))
}

/// Whether a value names nobody, by what is compiled in or by what the retailer said.
pub fn is_blocked(tx: &mut Tx, known: &Known) -> Result<bool> {
    if is_nobody(known) {
        return Ok(true);
    }
    let text = sql!("select pattern from blocked_values where kind = $1");
    let patterns = tx.query(text, params![known.kind.word()], |row| row.get::<String>(0))?;
    Ok(patterns.iter().any(|pattern| matches(pattern, &known.value)))
}

/// Whether a value is as a pattern says, in which `*` stands for anything; capitals do not matter.
pub fn matches(pattern: &str, value: &str) -> bool {
    let (pattern, value) = (pattern.to_lowercase(), value.to_lowercase());
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| value.strip_prefix(first)) else { return false };
    if !pattern.contains('*') {
        return rest.is_empty();
    }
    let mut parts: Vec<&str> = parts.collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// The retailer's blocked values.
pub fn blocked(tx: &mut Tx) -> Result<Vec<Blocked>> {
    let text = sql!("select kind, pattern, reason, by, created_at from blocked_values order by kind, pattern");
    let rows = tx.query(text, params![], |row| {
        let kind = Kind::from_word(&row.get::<String>(0)?);
        Ok((kind, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
    })?;
    let read = |(kind, pattern, reason, by, created_at): (Option<Kind>, _, _, _, _)| {
        Some(Blocked { kind: kind?, pattern, reason, by, created_at })
    };
    Ok(rows.into_iter().filter_map(read).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_matches_whole_values() {
        let cases = [
            ("caja@telar.es", "Caja@telar.es", true),
            ("caja@telar.es", "micaja@telar.es", false),
            ("*@telar.es", "caja1@telar.es", true),
            ("*@telar.es", "caja1@telar.es.example", false),
            ("no*@*.es", "noreply@x.es", true),
            ("no*@*.es", "ana@x.es", false),
            ("*", "anything", true),
            ("a*a", "a", false),
        ];
        for (pattern, value, expected) in cases {
            assert_eq!(matches(pattern, value), expected, "{pattern} {value}");
        }
    }

    #[test]
    fn what_programs_write_for_nobody_names_nobody() {
        let cases = [
            (Kind::RetailerNumber, "0000", true),
            (Kind::Account, "NULL", true),
            (Kind::Account, "-1", true),
            (Kind::Phone, "+00000000", true),
            (Kind::Social, "instagram:undefined", true),
            (Kind::RetailerNumber, "100", false),
            (Kind::Email, "test@example.es", false),
        ];
        for (kind, value, expected) in cases {
            assert_eq!(is_nobody(&Known { kind, value: value.into() }), expected, "{value}");
        }
    }
}
