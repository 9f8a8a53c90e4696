//! What shoppers call things that the shop calls otherwise: `polera` finds `camiseta`.

use std::collections::{BTreeMap, HashMap};

use base::{Cx, Error, Result, text};
use store::{Tx, params, settings, sql, value::Row};

use crate::search::words::words;

/// Words of a synonym, at most.
pub const WORDS: usize = 4;
/// Other words of one.
const OTHERS: usize = 50;
/// Where it is counted how often they were changed: every process reads them again when it has grown.
const CHANGES: &str = "search.synonyms";

/// What a word finds beside itself.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Synonym {
    /// What is written.
    pub word: String,
    /// What it finds, too. None takes away what was said before.
    pub finds: Vec<String>,
    /// Whether those find it as well.
    #[serde(default)]
    pub is_two_way: bool,
}

/// Keeps what words find; of each word, this takes the place of what was said of it.
pub fn keep(cx: &Cx, tx: &mut Tx, told: &[Synonym]) -> Result<()> {
    for Synonym { word, finds, is_two_way } in told {
        let word = read(word)?;
        if finds.len() > OTHERS {
            return Err(Error::invalid("synonyms", format!("A word finds at most {OTHERS} others.")));
        }
        tx.exec(sql!("delete from synonyms where word = $1"), params![&word])?;
        for other in finds {
            let other = read(other)?;
            let text = sql!(
                "insert into synonyms (word, other, is_two_way, created_at) values ($1, $2, $3, $4)
                 on conflict (word, other) do nothing"
            );
            tx.exec(text, params![&word, other, *is_two_way, cx.now])?;
        }
    }
    let changes = changes(tx)? + 1;
    settings::set(tx, CHANGES, &changes.to_string())
}

fn read(told: &str) -> Result<String> {
    let told = text::told("A word", told, 60)?.to_lowercase();
    match words(&told).len() {
        1..=WORDS => Ok(told),
        _ => Err(Error::invalid("synonyms", format!("'{told}' is not 1 to {WORDS} words."))),
    }
}

/// How often they were changed.
pub fn changes(tx: &mut Tx) -> Result<i64> {
    let text = settings::get(tx, CHANGES)?;
    text.map_or(Ok(0), |text| text.parse().map_err(Error::internal))
}

/// Every word with what it finds.
pub fn all(tx: &mut Tx) -> Result<Vec<Synonym>> {
    let text = sql!("select word, other, is_two_way from synonyms order by word, other");
    let rows =
        tx.query(text, params![], |row: &Row| Ok((row.get::<String>(0)?, row.get::<String>(1)?, row.get::<bool>(2)?)))?;
    let mut all: Vec<Synonym> = Vec::new();
    for (word, other, is_two_way) in rows {
        match all.last_mut().filter(|last| last.word == word) {
            Some(last) => last.finds.push(other),
            None => all.push(Synonym { word, finds: vec![other], is_two_way }),
        }
    }
    Ok(all)
}

/// Synonyms as a search looks them up: by stems.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Synonyms {
    /// How often they had been changed when they were read.
    pub changes: i64,
    finds: HashMap<Vec<String>, Vec<Vec<String>>>,
}

fn stems(text: &str) -> Vec<String> {
    words(text).into_iter().map(|word| word.stem).collect()
}

impl Synonyms {
    /// As they are told.
    pub fn new(changes: i64, told: &[Synonym]) -> Synonyms {
        let mut finds: BTreeMap<Vec<String>, Vec<Vec<String>>> = BTreeMap::new();
        for Synonym { word, finds: others, is_two_way } in told {
            let word = stems(word);
            for other in others.iter().map(|other| stems(other)).filter(|other| *other != word) {
                if *is_two_way {
                    finds.entry(other.clone()).or_default().push(word.clone());
                }
                finds.entry(word.clone()).or_default().push(other);
            }
        }
        Synonyms { changes, finds: finds.into_iter().collect() }
    }

    /// As they are now.
    pub fn read(tx: &mut Tx) -> Result<Synonyms> {
        Ok(Synonyms::new(changes(tx)?, &all(tx)?))
    }

    /// What these stems find beside themselves.
    pub fn of(&self, stems: &[String]) -> &[Vec<String>] {
        self.finds.get(stems).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_way_and_two_ways() {
        let told =
            |word: &str, other: &str, is_two_way| Synonym { word: word.into(), finds: vec![other.into()], is_two_way };
        let synonyms =
            Synonyms::new(1, &[told("polera", "camisetas", true), told("deportivas", "zapatillas de correr", false)]);
        let find = |text: &str| synonyms.of(&stems(text)).iter().map(|one| one.join(" ")).collect::<Vec<_>>();
        assert_eq!(find("poleras"), ["camiset"]);
        assert_eq!(find("Camiseta"), ["poler"]);
        assert_eq!(find("deportiva"), ["zapatill de correr"]);
        assert!(find("zapatillas de correr").is_empty());
    }
}
