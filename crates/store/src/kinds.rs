//! Which kind of value each parameter of a statement takes, read from its text.
//!
//! PostgreSQL refuses a number for a text column; SQLite would turn it into text without a word. So that an act fails
//! alike on both, SQLite's parameters are judged here: in the value list of an insert, and beside a column in a
//! comparison or an assignment. What is not understood is not judged; PostgreSQL still does.

use std::collections::HashMap;

use crate::value::Val;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Number,
    Text,
    Bytes,
}

/// The tables of a database: the kind of each column.
#[derive(Default)]
pub(crate) struct Tables(HashMap<String, HashMap<String, Kind>>);

/// The kind that a parameter takes, by its number from 1.
pub(crate) type Wanted = Vec<(usize, Kind)>;

impl Tables {
    /// Adds a column by SQLite's name of its type.
    pub(crate) fn add(&mut self, table: String, column: String, kind: &str) {
        let kind = match kind {
            "INTEGER" | "integer" => Kind::Number,
            "TEXT" | "text" => Kind::Text,
            "BLOB" | "blob" => Kind::Bytes,
            _ => return,
        };
        self.0.entry(table).or_default().insert(column, kind);
    }

    /// What the parameters of this statement take.
    pub(crate) fn wanted(&self, text: &str) -> Wanted {
        let words = words(text);
        let mut wanted = self.in_values(&words);
        let mentioned: Vec<_> = words.iter().filter_map(|word| self.0.get(*word)).collect();
        for three in words.windows(3) {
            let (column, number) = match (parameter(three[0]), parameter(three[2])) {
                (None, Some(number)) => (three[0], number),
                (Some(number), None) => (three[2], number),
                _ => continue,
            };
            let compared = ["=", "<", ">", "<=", ">=", "<>"].contains(&three[1]);
            let mut kinds = mentioned.iter().filter_map(|table| table.get(column).copied());
            if let (true, Some(kind)) = (compared, kinds.next())
                && kinds.all(|other| other == kind)
            {
                wanted.push((number, kind));
            }
        }
        wanted
    }

    /// `insert into table (columns) values (parameters)`.
    fn in_values(&self, words: &[&str]) -> Wanted {
        let ["insert", "into", table, "(", rest @ ..] = words else { return Vec::new() };
        let Some(columns) = self.0.get(*table) else { return Vec::new() };
        let names = list(rest);
        let ["values", "(", rest @ ..] = rest.get(names.iter().map(|name| name.len() + 1).sum()..).unwrap_or_default()
        else {
            return Vec::new();
        };
        let pairs = names.into_iter().zip(list(rest));
        pairs
            .filter_map(|(name, value)| match (name, value) {
                ([name], [value]) => Some((parameter(value)?, *columns.get(*name)?)),
                _ => None,
            })
            .collect()
    }
}

/// Refuses a value of another kind than the statement takes.
pub(crate) fn check(wanted: &Wanted, params: &[Val]) -> Result<(), String> {
    for (number, kind) in wanted {
        let given = match params.get(number - 1) {
            Some(Val::Int(_)) => Kind::Number,
            Some(Val::Text(_)) => Kind::Text,
            Some(Val::Blob(_) | Val::Id(_)) => Kind::Bytes,
            Some(Val::Null) | None => continue,
        };
        if given != *kind {
            // Never the value: this ends up in logs.
            return Err(format!("parameter ${number} is {given:?} where a column holds {kind:?}"));
        }
    }
    Ok(())
}

/// The items of a list up to its closing parenthesis, each the words between commas.
fn list<'w, 't>(words: &'w [&'t str]) -> Vec<&'w [&'t str]> {
    let (mut items, mut depth, mut start) = (Vec::new(), 0, 0);
    for (at, word) in words.iter().enumerate() {
        match *word {
            ")" if depth == 0 => {
                items.push(&words[start..at]);
                break;
            }
            "," if depth == 0 => {
                items.push(&words[start..at]);
                start = at + 1;
            }
            "(" => depth += 1,
            ")" => depth -= 1,
            _ => {}
        }
    }
    items
}

fn parameter(word: &str) -> Option<usize> {
    word.strip_prefix('$')?.parse().ok().filter(|number| *number > 0)
}

/// Words, parameters, operators and literals; an alias and its dot are left out.
fn words(text: &str) -> Vec<&str> {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '$';
    let is_comparison = |letter: char| matches!(letter, '=' | '<' | '>');
    let (mut found, mut rest) = (Vec::new(), text.trim_start());
    while let Some(first) = rest.chars().next() {
        let length = if first == '\'' {
            rest[1..].find('\'').map_or(rest.len(), |end| end + 2)
        } else if is_word(first) {
            rest.find(|letter| !is_word(letter)).unwrap_or(rest.len())
        } else if is_comparison(first) {
            rest.find(|letter| !is_comparison(letter)).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (word, after) = rest.split_at(length);
        match word {
            "." => drop(found.pop()),
            word => found.push(word),
        }
        rest = after.trim_start();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tables() -> Tables {
        let mut tables = Tables::default();
        for (table, column, kind) in [
            ("notes", "number", "integer"),
            ("notes", "word", "text"),
            ("notes", "id", "blob"),
            ("others", "word", "text"),
            ("others", "id", "integer"),
        ] {
            tables.add(table.into(), column.into(), kind);
        }
        tables
    }

    #[test]
    fn parameters_have_the_kind_of_their_column() {
        use Kind::{Bytes, Number, Text};
        let cases: &[(&str, &[(usize, Kind)])] = &[
            ("insert into notes (number, word, id) values ($2, $1, $3)", &[(2, Number), (1, Text), (3, Bytes)]),
            ("insert into notes (number, word) values (coalesce($1, 0), $2) on conflict do nothing", &[(2, Text)]),
            ("insert into notes (number, word) select $1, $2", &[]),
            ("insert into strangers (word) values ($1)", &[]),
            ("select n.word from notes n where n.number >= $1 and $2 = n.word", &[(1, Number), (2, Text)]),
            ("select 1 from notes n join others o on o.word = n.word where o.id = $1 and n.word <> $2", &[(2, Text)]),
            ("update notes set word = $1, number = number + $2 where id = $3", &[(1, Text), (3, Bytes)]),
            ("select 1 from notes where length(word) = $1 and word || 'it''s = $2' = $3", &[]),
            ("insert into notes (word) values ('a, (') on conflict (number) do update set word = $1", &[(1, Text)]),
        ];
        for (text, expected) in cases {
            assert_eq!(tables().wanted(text), *expected, "{text}");
        }
    }

    #[test]
    fn values_of_another_kind_are_refused() {
        let wanted = vec![(1, Kind::Text), (2, Kind::Number)];
        assert_eq!(check(&wanted, &[Val::from("a"), Val::Int(1)]), Ok(()));
        assert_eq!(check(&wanted, &[Val::Null, Val::Null]), Ok(()));
        assert_eq!(check(&wanted, &[Val::from("a")]), Ok(()));
        assert!(check(&wanted, &[Val::Int(1), Val::Int(1)]).is_err());
        let refusal = check(&wanted, &[Val::from("a"), Val::from("ana@example.es")]);
        assert_eq!(refusal, Err("parameter $2 is Text where a column holds Number".into()), "the value is not told");
        assert!(check(&wanted, &[Val::from(&b"a"[..]), Val::Int(1)]).is_err());
    }
}
