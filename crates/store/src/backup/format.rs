//! The lines of a backup: a header, for each table a line and its rows, and what all of it must add up to.

use std::{borrow::Cow, collections::BTreeMap, fmt};

use base::{Error, Result};
use serde::{Deserialize, Serialize, de};

use crate::value::Val;

pub(crate) const FORMAT: &str = "hilo-backup";
pub(crate) const VERSION: u32 = 1;

/// The first line.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Header {
    pub(crate) format: String,
    pub(crate) version: u32,
    /// The number of the last migration that the database had seen.
    pub(crate) schema: usize,
    pub(crate) engine: String,
    /// RFC 3339.
    pub(crate) made_at: String,
    pub(crate) epoch: i64,
}

/// The line before a table's rows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct TableLine {
    pub(crate) table: String,
    pub(crate) columns: Vec<String>,
    pub(crate) key: Vec<String>,
}

/// The last line.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Trailer {
    pub(crate) rows: BTreeMap<String, u64>,
    /// SHA-256 of every byte before this line.
    pub(crate) sha256: String,
}

/// A line that is not a row, behind the header.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum Mark {
    Table(TableLine),
    Trailer(Trailer),
}

/// Adds a line.
pub(crate) fn write_line<T: Serialize>(out: &mut Vec<u8>, line: &T) -> Result<()> {
    serde_json::to_writer(&mut *out, line).map_err(Error::internal)?;
    out.push(b'\n');
    Ok(())
}

/// Adds a cell of a row: an integer as a number, a text as a string, bytes as `{"b":"hex"}`.
pub(crate) fn write_cell(out: &mut Vec<u8>, cell: &Val) -> Result<()> {
    match cell {
        Val::Null => out.extend_from_slice(b"null"),
        Val::Int(number) => serde_json::to_writer(&mut *out, number).map_err(Error::internal)?,
        Val::Text(text) => serde_json::to_writer(&mut *out, text).map_err(Error::internal)?,
        Val::Blob(bytes) => write_bytes(out, bytes),
        Val::Id(bytes) => write_bytes(out, bytes),
    }
    Ok(())
}

fn write_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(b"{\"b\":\"");
    write_hex(out, bytes);
    out.extend_from_slice(b"\"}");
}

/// Adds bytes as hexadecimal digits.
pub(crate) fn write_hex(out: &mut Vec<u8>, bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for byte in bytes {
        out.extend_from_slice(&[DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
    }
}

/// Bytes as hexadecimal text.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads a row.
pub(crate) fn read_row(line: &[u8]) -> Result<Vec<Val<'static>>, serde_json::Error> {
    serde_json::from_slice::<Vec<Cell>>(line).map(|cells| cells.into_iter().map(|cell| cell.0).collect())
}

struct Cell(Val<'static>);

impl<'de> Deserialize<'de> for Cell {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Cell, D::Error> {
        deserializer.deserialize_any(CellVisitor).map(Cell)
    }
}

struct CellVisitor;

impl<'de> de::Visitor<'de> for CellVisitor {
    type Value = Val<'static>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("null, an integer, a text or bytes")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(Val::Null)
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Val::Int(number))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Self::Value, E> {
        i64::try_from(number).map(Val::Int).map_err(E::custom)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Val::from(text.to_owned()))
    }

    fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let Some(("b", digits)) = map.next_entry::<&str, Cow<str>>()? else {
            return Err(de::Error::custom("an object that holds no bytes"));
        };
        if map.next_key::<&str>()?.is_some() {
            return Err(de::Error::custom("an object that holds more than bytes"));
        }
        from_hex(digits.as_bytes())
            .map(|bytes| Val::Blob(Cow::Owned(bytes)))
            .ok_or_else(|| de::Error::custom("bytes that are not hexadecimal"))
    }
}

fn from_hex(digits: &[u8]) -> Option<Vec<u8>> {
    let digit = |letter: u8| char::from(letter).to_digit(16);
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    digits.chunks_exact(2).map(|pair| Some((digit(pair[0])? << 4 | digit(pair[1])?) as u8)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_read_as_it_was_written() {
        let cells = [
            Val::Null,
            Val::Int(i64::MIN),
            Val::Int(i64::MAX),
            Val::from("a \"b\" \\ \n ñ 🧵 \u{1}\u{2028}"),
            Val::from(""),
            Val::from(&[0, 255, 16][..]),
            Val::from(&[][..]),
        ];
        let mut line = b"[".to_vec();
        for (index, cell) in cells.iter().enumerate() {
            if index > 0 {
                line.push(b',');
            }
            write_cell(&mut line, cell).expect("a cell can be written");
        }
        line.push(b']');
        assert!(!line.contains(&b'\n'));
        assert_eq!(read_row(&line).expect("a row"), cells);
    }

    #[test]
    fn what_is_no_row_is_refused() {
        let wrong = ["", "[", "[1,]", "{}", "[1.5]", "[true]", "[[1]]", "[{}]", "[18446744073709551615]"];
        let wrong_bytes =
            [r#"[{"b":"f"}]"#, r#"[{"b":"fg"}]"#, r#"[{"c":"ff"}]"#, r#"[{"b":"ff","c":1}]"#, r#"[{"b":1}]"#];
        for line in wrong.iter().chain(&wrong_bytes) {
            assert!(read_row(line.as_bytes()).is_err(), "{line}");
        }
    }
}
