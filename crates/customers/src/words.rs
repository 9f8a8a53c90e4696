//! The words that people are searched by, a row each, so that a search by how a word begins is a short walk through an
//! index instead of a look at everybody.

use std::collections::BTreeSet;

use base::{Result, text::folded};
use store::{Tx, params, sql};

use crate::people::CustomerId;

/// The words of these texts as they are compared: without case or accents, and one space between them. What is neither
/// a letter nor a digit ends a word.
pub fn plain(texts: &[&str]) -> String {
    let folded = folded(texts);
    let words: Vec<&str> =
        folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// Keeps the words of a person, as `customers.search` has them.
pub(crate) fn keep(tx: &mut Tx, id: CustomerId, search: &str) -> Result<()> {
    tx.exec(sql!("delete from customer_words where customer_id = $1"), params![id])?;
    add(tx, id, search)
}

/// The same for somebody new.
pub(crate) fn add(tx: &mut Tx, id: CustomerId, search: &str) -> Result<()> {
    let words: BTreeSet<&str> = search.split_whitespace().collect();
    let rows = words.into_iter().map(|word| params![word, id]);
    tx.exec_many(sql!("insert into customer_words (word, customer_id) values ($1, $2) on conflict do nothing"), rows)
        .map(|_| ())
}

/// What somebody typed, to find people by.
pub struct Wanted {
    /// The pattern of a space and `customers.search`: words that begin so, in this order.
    pub pattern: String,
    /// The longest of the words, which leaves the fewest people.
    pub from: String,
    /// What stands behind every word that begins so.
    pub to: String,
}

impl Wanted {
    /// Reads a text.
    pub fn of(text: &str) -> Wanted {
        let plain = plain(&[text]);
        let pattern: String = plain.split_whitespace().map(|word| format!("% {word}")).collect();
        let longest = plain.split_whitespace().max_by_key(|word| word.chars().count()).unwrap_or_default();
        Wanted { pattern: format!("{pattern}%"), from: longest.to_owned(), to: format!("{longest}\u{10ffff}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_end_where_letters_and_digits_end() {
        for (text, expected) in [
            ("José Ñandú", "jose nandu"),
            ("García-López", "garcia lopez"),
            ("  O'Brien,  Ann ", "o brien ann"),
            ("100 % _x", "100 x"),
            ("渡辺 3", "渡辺 3"),
            ("-", ""),
        ] {
            assert_eq!(plain(&[text]), expected, "{text}");
        }
    }

    #[test]
    fn what_is_typed_begins_words_in_its_order() {
        for (text, pattern, from) in [
            ("Ana Morales", "% ana% morales%", "morales"),
            ("mor", "% mor%", "mor"),
            ("%", "%", ""),
            ("lópez_ana", "% lopez% ana%", "lopez"),
        ] {
            let wanted = Wanted::of(text);
            assert_eq!((wanted.pattern.as_str(), wanted.from.as_str()), (pattern, from), "{text}");
            assert!(wanted.from < wanted.to, "{text}");
        }
    }
}
