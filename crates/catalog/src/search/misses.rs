//! What people look for, and what of it they do not find: counted by day, in memory first, and written down with the
//! next step of the follower.
//!
//! Only words are kept. What could name somebody is not: addresses, and texts with many digits such as telephone
//! numbers, cards and order numbers.

use std::collections::BTreeMap;

use base::{Result, Time};
use store::{Tx, params, sql, value::Row};

use crate::search::{index::Search, words::words};

/// Texts that are counted before they are written down.
const TEXTS: usize = 5_000;
/// Letters of a text that are kept.
const LETTERS: usize = 80;
/// Digits that a text may have in all.
const DIGITS: usize = 5;
/// Days that they are kept.
pub const DAYS: i64 = 400;

/// What was looked for and is not written down yet: by day and text, how often, how often in vain, and when last.
#[derive(Debug, Default)]
pub struct Tally(BTreeMap<(String, String), Times>);

#[derive(Clone, Copy, Debug, Default)]
struct Times {
    all: i64,
    misses: i64,
    last: Time,
}

/// A text as it is kept; nothing where it could name somebody.
pub fn kept(text: &str) -> Option<String> {
    let digits = text.chars().filter(|letter| letter.is_numeric()).count();
    if text.contains('@') || digits > DIGITS {
        return None;
    }
    let said: Vec<String> = words(text).into_iter().map(|word| word.said).collect();
    let said: String = said.join(" ").chars().take(LETTERS).collect();
    Some(said.trim().to_owned()).filter(|said| !said.is_empty())
}

impl Tally {
    fn count(&mut self, day: &str, text: &str, found: u64, now: Time) {
        let Some(text) = kept(text) else { return };
        let key = (day.to_owned(), text);
        if self.0.len() >= TEXTS && !self.0.contains_key(&key) {
            return;
        }
        let times = self.0.entry(key).or_default();
        times.all += 1;
        times.misses += i64::from(found == 0);
        times.last = times.last.max(now);
    }

    /// Whether nothing was looked for.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What another has is counted here, too.
    pub fn join(&mut self, other: Tally) {
        for (key, times) in other.0 {
            let here = self.0.entry(key).or_default();
            here.all += times.all;
            here.misses += times.misses;
            here.last = here.last.max(times.last);
        }
    }

    /// Writes it down.
    pub fn write(&self, tx: &mut Tx) -> Result<()> {
        let text = sql!(
            "insert into search_queries (day, query, times, misses, last_at) values ($1, $2, $3, $4, $5)
             on conflict (day, query) do update set times = search_queries.times + excluded.times,
                 misses = search_queries.misses + excluded.misses, last_at = excluded.last_at"
        );
        let rows = self.0.iter().map(|((day, query), times)| params![day, query, times.all, times.misses, times.last]);
        tx.exec_many(text, rows).map(|_| ())
    }
}

impl Search {
    /// Counts a search.
    pub fn count(&self, day: &str, text: &str, found: u64, now: Time) {
        self.tally().count(day, text, found, now);
    }
}

/// A text that was looked for.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Looked {
    /// The text, in lower case and without accents.
    pub query: String,
    /// How often.
    pub times: i64,
    /// How often nothing was found.
    pub misses: i64,
    /// When last.
    pub last_at: Time,
}

/// What was looked for since a moment, what was missed most first.
pub fn since(tx: &mut Tx, day: &str, limit: i64) -> Result<Vec<Looked>> {
    let text = sql!(
        "select query, cast(sum(times) as bigint) as times, cast(sum(misses) as bigint) as misses, max(last_at)
         from search_queries where day >= $1 group by query order by 3 desc, 2 desc, query limit $2"
    );
    tx.query(text, params![day, limit], |row: &Row| {
        Ok(Looked { query: row.get(0)?, times: row.get(1)?, misses: row.get(2)?, last_at: row.get(3)? })
    })
}

/// Forgets what is older than it is kept.
pub fn sweep(tx: &mut Tx, now: Time) -> Result<u64> {
    let before = now.plus_seconds(-DAYS * 86_400);
    tx.exec(sql!("delete from search_queries where last_at < $1"), params![before])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_name_somebody_is_not_kept() {
        assert_eq!(kept("  Vestido AÑIL, largo! ").as_deref(), Some("vestido añil largo"));
        assert_eq!(kept("vaqueros 501").as_deref(), Some("vaqueros 501"));
        for text in ["ana@example.com", "+34 600 123 456", "8412345678905", "pedido 2026-00123", "", "¿?"] {
            assert_eq!(kept(text), None, "{text}");
        }
    }
}
