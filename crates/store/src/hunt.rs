//! The hunt for what should be gone: every text of every table is looked through for values of people who were erased.
//!
//! What is looked for is known by its keyed hash alone, so every e-mail address, every telephone number and every whole
//! value that a cell holds is hashed as a name somebody could go by, and compared.

use std::collections::{BTreeMap, HashMap};

use base::Result;
use serde_json::Value;

use crate::{
    dialect::catalog,
    personal::{self, Rule},
    tx::Tx,
};

/// What may be a name that somebody goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Word<'a> {
    /// Something with an @ in it.
    Email(&'a str),
    /// A telephone number with its country, whose sign may be missing.
    Phone(&'a str),
    /// All that a cell, or a text in its JSON, holds.
    Whole(&'a str),
}

/// Columns that hold a word which `is_gone` knows, with how many rows do.
pub fn findings(tx: &mut Tx, is_gone: &dyn Fn(Word) -> bool) -> Result<Vec<String>> {
    catalog::take_time(tx)?;
    let mut found = BTreeMap::new();
    for (table, column) in catalog::texts(tx)? {
        let holding = personal::holdings().find(|holding| holding.table == table);
        let is_personal = holding.is_none_or(|holding| holding.personal.contains(&column.as_str()));
        // Who works here may have been a customer, and still works here.
        if is_personal && holding.is_some_and(|holding| holding.rule == Rule::Nobody) {
            continue;
        }
        let numbers = match (table.as_str(), column.as_str()) {
            ("identifiers", _) => None,
            ("customers", "postcode") | ("traits", _) => Some(LONG_NUMBER),
            _ => is_personal.then_some(1),
        };
        let mut look = Look { is_gone, numbers, seen: HashMap::new() };
        let mut rows = 0_i64;
        catalog::each_row(tx, &format!("select \"{column}\" from \"{table}\""), &mut |row| {
            if let Ok(Some(text)) = row.get::<Option<String>>(0) {
                rows += i64::from(look.holds(&text));
            }
            true
        })?;
        if rows > 0 {
            found.insert(format!("{table}.{column}"), rows);
        }
    }
    let says = |(place, rows)| format!("{rows} rows of {place} hold what was somebody's who was erased");
    Ok(found.into_iter().map(says).collect())
}

struct Look<'a> {
    is_gone: &'a dyn Fn(Word) -> bool,
    /// From how many digits on a number is looked for: plain ones are numbers of orders and products as often as of
    /// customers, and one kind's of another.
    numbers: Option<usize>,
    seen: HashMap<String, bool>,
}

/// Shorter numbers are postal codes, too.
const LONG_NUMBER: usize = 6;
/// Different texts that a look remembers.
const MEMORY: usize = 20_000;

impl Look<'_> {
    fn holds(&mut self, text: &str) -> bool {
        if let Some(known) = self.seen.get(text) {
            return *known;
        }
        let holds = self.looked(text);
        if self.seen.len() < MEMORY && text.len() < 200 {
            self.seen.insert(text.to_owned(), holds);
        }
        holds
    }

    fn looked(&self, text: &str) -> bool {
        let json: Option<Value> = if text.starts_with(['{', '[']) { serde_json::from_str(text).ok() } else { None };
        match json {
            Some(value) => self.in_json(&value),
            None => self.in_text(text),
        }
    }

    fn in_json(&self, value: &Value) -> bool {
        match value {
            Value::String(text) => self.in_text(text),
            Value::Number(number) => self.in_text(&number.to_string()),
            Value::Array(items) => items.iter().any(|item| self.in_json(item)),
            Value::Object(fields) => fields.iter().any(|(name, item)| self.in_text(name) || self.in_json(item)),
            _ => false,
        }
    }

    fn in_text(&self, text: &str) -> bool {
        let whole = text.trim();
        let is_number = whole.bytes().all(|byte| byte.is_ascii_digit());
        let is_telling = !is_number || self.numbers.is_some_and(|digits| whole.len() >= digits);
        let as_whole = !whole.is_empty() && whole.len() <= 200 && is_telling;
        as_whole && (self.is_gone)(Word::Whole(whole))
            || emails(text).any(|word| (self.is_gone)(Word::Email(word)))
            || phones(text).any(|word| (self.is_gone)(Word::Phone(word)))
    }
}

fn emails(text: &str) -> impl Iterator<Item = &str> {
    let apart = |letter: char| !letter.is_alphanumeric() && !"@._%+-'~&/=".contains(letter);
    let trimmed = |word| str::trim_matches(word, ['.', '-', '\'', '/', '=', '&']);
    let words = text.split(apart).map(trimmed).filter(|word| word.contains('@'));
    // All of it may be an address, and so may what stands in a link behind a sign that some addresses have.
    words.flat_map(move |word| {
        let parts = word.split(['=', '&', '/']).map(trimmed).filter(move |part| *part != word && part.contains('@'));
        std::iter::once(word).chain(parts)
    })
}

fn phones(text: &str) -> impl Iterator<Item = &str> {
    let apart = |letter: char| !letter.is_ascii_digit() && !"+ -().".contains(letter);
    let words = text.split(apart).map(|word| word.trim_matches([' ', '-', '.', ')', '(']));
    words.filter(|word| {
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        (7..=17).contains(&digits) && (word.starts_with('+') || word.starts_with("00") || digits >= 10)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_where_they_stand() {
        let gone = |word: Word| {
            let phones = ["+34 612 345 678", "34612345678", "0034 612 345 678"];
            [Word::Email("ana@x.es"), Word::Whole("1308512"), Word::Whole("1308")].contains(&word)
                || matches!(word, Word::Phone(number) if phones.contains(&number))
        };
        let cases = [
            ("write to <ana@x.es>.", true, true),
            ("ana@x.es", false, true),
            ("mariana@x.es", true, false),
            ("call +34 612 345 678, after six", false, true),
            (r#"{"note":{"tel":["+34 612 345 678"]}}"#, false, true),
            ("1308512", true, true),
            ("1308512", false, false),
            (" 1308512 ", true, true),
            ("order 1308512", true, false),
            (r#"{"a":"1308512"}"#, true, true),
            (r#"{"1308512":1}"#, true, true),
            (r#"{"number":1308512}"#, true, true),
            (r#"{"number":1308512}"#, false, false),
            ("1308", true, true),
            ("/offers?to=ana@x.es&from=till", false, true),
            ("called 34612345678 twice", false, true),
            ("call 0034 612 345 678", false, true),
            ("", true, false),
        ];
        for (text, with_numbers, expected) in cases {
            let mut look = Look { is_gone: &gone, numbers: with_numbers.then_some(1), seen: HashMap::new() };
            assert_eq!(look.holds(text), expected, "{text}");
            assert_eq!(look.holds(text), expected, "{text}, again");
        }
    }
}
