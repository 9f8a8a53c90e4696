//! Notes: what staff want to remember about somebody. The thread says that there is one; its words are kept here, where
//! they can be removed.

use base::{Cx, Error, Id, Noun, Result, Time, text};
use serde_json::json;
use store::{
    Tx, many, params, sql,
    thread::{self, EventId, IdentifierId, NewEvent},
    value::Row,
};

use crate::{
    audits::{self, Act},
    labels::root,
    people::CustomerId,
};

/// What staff wrote.
pub struct Remark;
impl Noun for Remark {
    const PREFIX: &'static str = "nte";
    const NAME: &'static str = "note";
}
/// The id of a note.
pub type NoteId = Id<Remark>;

/// The event of a note that was written.
pub const ADDED: &str = "Note Added";

/// The most characters that a note has.
pub const MOST: usize = 2_000;

/// A note as it stands.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Note {
    /// Its id.
    pub id: NoteId,
    /// What it says; nothing where it was removed.
    pub text: Option<String>,
    /// Who wrote it.
    pub by: String,
    /// When.
    pub at: Time,
    /// When it was removed.
    pub removed_at: Option<Time>,
}

/// The body of the event.
#[derive(serde::Serialize, serde::Deserialize)]
pub struct Body {
    /// The note.
    pub note: NoteId,
}

fn read(row: &Row) -> Result<Note> {
    let removed_at: Option<Time> = row.get(4)?;
    let text: String = row.get(1)?;
    Ok(Note {
        id: row.get(0)?,
        text: removed_at.is_none().then_some(text),
        by: row.get(2)?,
        at: row.get(3)?,
        removed_at,
    })
}

/// One note.
pub fn one(tx: &mut Tx, id: NoteId) -> Result<Note> {
    let text = sql!("select id, text, by, at, removed_at from notes where id = $1");
    tx.query_one(text, params![id], read)?.ok_or(Error::NotFound { what: "note" })
}

/// Those of these notes that there are, in no order.
pub fn some(tx: &mut Tx, ids: &[NoteId]) -> Result<Vec<Note>> {
    let text = sql!(concat!("select id, text, by, at, removed_at from notes where id in ", many!()));
    tx.query_among(text, ids, [], read)
}

/// Notes about a person that were not removed, newest first.
pub fn of_person(tx: &mut Tx, customer: CustomerId, before: Option<(Time, NoteId)>, limit: i64) -> Result<Vec<Note>> {
    let (at, id) = before.unwrap_or((Time::from_micros(i64::MAX), NoteId::from_bytes([255; 16])));
    let text = sql!(
        "select n.id, n.text, n.by, n.at, n.removed_at from identifiers i join notes n on n.identifier_id = i.id
         where i.customer_id = $1 and n.removed_at is null and (n.at, n.id) < ($2, $3)
         order by n.at desc, n.id desc limit $4"
    );
    tx.query(text, params![customer, at, id, limit], read)
}

/// Writes a note about somebody.
pub fn add(cx: &Cx, tx: &mut Tx, customer: CustomerId, said: &str) -> Result<NoteId> {
    let said = checked(said)?;
    let root = root(tx, customer)?;
    let id = NoteId::new(cx.now);
    audits::of_identifier(cx, tx, Act::Annotated, root, json!({ "note": id, "act": "add" }))?;
    let text = sql!("insert into notes (id, identifier_id, text, by, at) values ($1, $2, $3, $4, $5)");
    tx.exec(text, params![id, root, said, cx.actor.as_text(), cx.now])?;
    let event = NewEvent {
        id: EventId::new(cx.now),
        happened: cx.now,
        kind: ADDED,
        channel: "hilo".to_owned(),
        place: None,
        actor: Some(root),
        subject: None,
        body: json!(Body { note: id }),
        private: None,
    };
    thread::append(tx, cx.now, &[event]).map(|_| ())?;
    Ok(id)
}

/// A note may have lines; each is as free text may be.
fn checked(said: &str) -> Result<String> {
    let plain = said.replace("\r\n", "\n").replace('\t', " ");
    let lines: Vec<&str> = plain.trim().lines().map(str::trim_end).collect();
    text::told("The note", &lines.join(" "), MOST)?;
    Ok(lines.join("\n"))
}

/// Removes a note: its words are gone, and the thread says that there was one.
pub fn remove(cx: &Cx, tx: &mut Tx, id: NoteId) -> Result<()> {
    let text =
        sql!("update notes set text = '', removed_by = $2, removed_at = $3 where id = $1 and removed_at is null");
    if tx.exec(text, params![id, cx.actor.as_text(), cx.now])? == 0 {
        one(tx, id)?;
        return Err(Error::conflict("removed-already", "This note was removed already."));
    }
    let text = sql!("select identifier_id from notes where id = $1");
    let of: Option<IdentifierId> = tx.query_one(text, params![id], |row| row.get(0))?;
    let of = of.ok_or(Error::NotFound { what: "note" })?;
    audits::of_identifier(cx, tx, Act::Annotated, of, json!({ "note": id, "act": "remove" }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_text_that_can_be_seen() {
        let long = "a".repeat(MOST + 1);
        let cases = [
            (" Prefers Tuesdays. ", Some("Prefers Tuesdays.")),
            ("One\r\ntwo  \nthree", Some("One\ntwo\nthree")),
            ("a\tb", Some("a b")),
            ("  \n ", None),
            ("a\u{202e}b", None),
            ("a\u{0}b", None),
            (long.as_str(), None),
        ];
        for (said, expected) in cases {
            assert_eq!(checked(said).ok().as_deref(), expected, "{said:?}");
        }
    }
}
