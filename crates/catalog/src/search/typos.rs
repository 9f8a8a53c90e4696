//! What a word could mean that is not written as any product has it: a beginning, or a mistake.
//!
//! One to four letters have no mistake, five to eight one, nine and more two; a wrong first letter counts as two, and
//! two neighbors that changed places as one. What has a digit is a size or a code and has none.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
};

use base::{Error, Result};
use tantivy::{Term, query::FuzzyTermQuery, schema::Field, termdict::TermDictionary};

use crate::search::{
    Reading,
    index::View,
    words::{Word, distance},
};

/// Beginnings and mistakes of one word that are followed, the most frequent first.
const MOST: usize = 48;

/// A word that products have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meant {
    /// The word, with n for ñ.
    pub plain: String,
    /// How many mistakes away it is.
    pub mistakes: usize,
    /// How many products have it.
    pub products: u64,
}

/// How many letters may be wrong in a word, and how much that may cost with a wrong first letter.
pub fn budget(word: &Word, reading: Reading) -> (u8, usize) {
    let letters = word.plain.chars().count();
    match (reading, letters) {
        _ if !word.may_be_misspelt() => (0, 0),
        (Reading::Exact, _) | (_, 0..=3) => (0, 0),
        (Reading::Typos, 4) => (0, 0),
        (Reading::Typos, 5..=8) => (1, 1),
        (Reading::Typos, _) => (2, 2),
        // Five letters of which one was left out are four.
        (_, 4..=8) => (1, 2),
        (_, _) => (2, 3),
    }
}

/// The words that begin like one, without itself.
pub fn beginning(view: &View, field: Field, plain: &str) -> Result<Vec<Meant>> {
    let mut found: HashMap<String, u64> = HashMap::new();
    each_dictionary(view, field, |dictionary| {
        // The byte behind all letters.
        let mut end = plain.as_bytes().to_vec();
        end.push(0xff);
        let mut words = dictionary.range().gt(plain.as_bytes()).lt(&end).into_stream()?;
        while words.advance() {
            if let Ok(word) = std::str::from_utf8(words.key()) {
                *found.entry(word.to_owned()).or_default() += u64::from(words.value().doc_freq);
            }
        }
        Ok(())
    })?;
    Ok(most_frequent(found.into_iter().map(|(plain, products)| Meant { plain, mistakes: 0, products }).collect()))
}

/// The words that one could be with mistakes, without itself. With `as_beginning` those that begin so, too.
pub fn mistakes(view: &View, field: Field, word: &Word, reading: Reading, as_beginning: bool) -> Result<Vec<Meant>> {
    let (letters, cost) = budget(word, reading);
    if letters == 0 {
        return Ok(Vec::new());
    }
    let term = Term::from_field_text(field, &word.plain);
    let query = match as_beginning {
        true => FuzzyTermQuery::new_prefix(term, letters, true),
        false => FuzzyTermQuery::new(term, letters, true),
    };
    let automaton = query.automaton().map_err(Error::internal)?;
    let mut found: BTreeMap<String, (usize, u64)> = BTreeMap::new();
    each_dictionary(view, field, |dictionary| {
        let mut words = dictionary.search(&automaton).into_stream()?;
        while words.advance() {
            let Ok(other) = std::str::from_utf8(words.key()) else { continue };
            let mistakes =
                if as_beginning { distance_to_beginning(&word.plain, other) } else { distance(&word.plain, other) };
            if (1..=cost).contains(&mistakes) {
                found.entry(other.to_owned()).or_insert((mistakes, 0)).1 += u64::from(words.value().doc_freq);
            }
        }
        Ok(())
    })?;
    let meant = found.into_iter().map(|(plain, (mistakes, products))| Meant { plain, mistakes, products });
    Ok(most_frequent(meant.collect()))
}

/// How far a word is from what another begins with.
fn distance_to_beginning(word: &str, other: &str) -> usize {
    let ends = other.char_indices().map(|(at, _)| at).chain(std::iter::once(other.len()));
    let letters = word.chars().count();
    ends.skip(letters.saturating_sub(2)).take(5).map(|end| distance(word, &other[..end])).min().unwrap_or(usize::MAX)
}

fn most_frequent(mut meant: Vec<Meant>) -> Vec<Meant> {
    meant.sort_by(|one, other| {
        let key = |meant: &Meant| (meant.mistakes, Reverse(meant.products));
        key(one).cmp(&key(other)).then_with(|| one.plain.cmp(&other.plain))
    });
    meant.truncate(MOST);
    meant
}

fn each_dictionary(
    view: &View,
    field: Field,
    mut look: impl FnMut(&TermDictionary) -> std::io::Result<()>,
) -> Result<()> {
    for segment in view.searcher.segment_readers() {
        let index = segment.inverted_index(field).map_err(Error::internal)?;
        look(index.terms()).map_err(Error::internal)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::words::words;

    #[test]
    fn longer_words_may_have_more_mistakes() {
        let allowed = |text: &str| budget(&words(text)[0], Reading::Typos);
        assert_eq!(allowed("lino"), (0, 0));
        assert_eq!(allowed("falda"), (1, 1));
        assert_eq!(allowed("camiseta"), (1, 1));
        assert_eq!(allowed("pantalones"), (2, 2));
        assert_eq!(allowed("mh01chaz"), (0, 0), "a code has no mistakes");
        assert_eq!(budget(&words("pantalones")[0], Reading::Exact), (0, 0));
    }

    #[test]
    fn a_beginning_may_have_a_mistake() {
        assert_eq!(distance_to_beginning("camse", "camiseta"), 1);
        assert_eq!(distance_to_beginning("camis", "camiseta"), 0);
        assert_eq!(distance_to_beginning("kamis", "camiseta"), 2);
    }
}
