//! What must never be found: somebody who was erased.

use std::collections::HashSet;

use base::Result;
use store::{
    Tx,
    hunt::{self, Word},
    params, settings, sql,
    thread::IdentifierId,
};

use crate::people::{Kind, Known};

/// What is left of people who were erased, as sentences; free where nobody was.
pub fn findings(tx: &mut Tx) -> Result<Vec<String>> {
    if tx.query(sql!("select 1 from tombstones limit 1"), params![], |_| Ok(()))?.is_empty() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for (text, says) in [
        (
            sql!("select count(*) from tombstones t join identifiers i on i.id = t.identifier_id"),
            "identifiers of people who were erased are there",
        ),
        (
            sql!("select count(*) from tombstones t join events e on e.actor = t.identifier_id"),
            "events lead to people who were erased",
        ),
        (
            sql!("select count(*) from tombstones t join sightings s on s.identifier_id = t.identifier_id"),
            "sums are kept of people who were erased",
        ),
    ] {
        let rows = tx.query_one(text, params![], |row| row.get::<i64>(0))?.unwrap_or(0);
        if rows > 0 {
            found.push(format!("{rows} {says}"));
        }
    }
    let secret = settings::secret(tx)?;
    let gone = gone(tx)?;
    let is_gone = |word: Word| names(word).any(|known| gone.contains(&known.id(&secret)));
    found.extend(hunt::findings(tx, &is_gone)?);
    Ok(found)
}

/// The values that stand for nobody now: whoever came back has theirs by right.
fn gone(tx: &mut Tx) -> Result<HashSet<IdentifierId>> {
    let text = sql!(
        "select distinct t.base from tombstones t where not exists (select 1 from identifiers i where i.id = t.base)
             and not exists (select 1 from tenures n join identifiers i on i.id = n.id where n.base = t.base)"
    );
    Ok(tx.query(text, params![], |row| row.get(0))?.into_iter().collect())
}

/// What a word would be as a name that somebody goes by.
fn names(word: Word<'_>) -> impl Iterator<Item = Known> {
    let (kinds, text): (Vec<Kind>, &str) = match word {
        Word::Email(text) => (vec![Kind::Email], text),
        Word::Phone(text) => (vec![Kind::Phone], text),
        Word::Whole(text) => {
            (Kind::ALL.into_iter().filter(|kind| ![Kind::Email, Kind::Phone].contains(kind)).collect(), text)
        }
    };
    // A number whose country stands before it without the sign.
    let is_bare = matches!(word, Word::Phone(_)) && !text.starts_with(['+', '0']);
    let text = if is_bare { format!("+{text}") } else { text.to_owned() };
    kinds.into_iter().filter_map(move |kind| Known::parse(kind, &text).ok())
}
