//! What could not be used: kept for a month with the reason, seen by source, and told again after a mend.

use base::{Id, Noun, Result, Time};
use store::{Tx, params, sql, value::Row};

use crate::{ingest::Rejected, sources::SourceId};

/// A message that could not be used.
pub struct Leftover;
impl Noun for Leftover {
    const PREFIX: &'static str = "rej";
    const NAME: &'static str = "rejected message";
}
/// The id of a rejected message.
pub type RejectId = Id<Leftover>;

/// For how long they are kept.
pub const DAYS: i64 = 30;

/// A rejected message as it is listed.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Listed {
    /// Its id.
    pub id: RejectId,
    /// Who told it.
    pub source: SourceId,
    /// Why it could not be used, in a word.
    pub reason: String,
    /// The field that is meant.
    pub field: Option<String>,
    /// The message as it came.
    pub body: String,
    /// When it came.
    pub received: Time,
    /// When it was told again and taken.
    pub replayed_at: Option<Time>,
}

/// Keeps what could not be used.
pub fn keep(tx: &mut Tx, source: SourceId, received: Time, rejected: &[Rejected]) -> Result<()> {
    let text =
        sql!("insert into rejects (id, source_id, reason, field, body, received) values ($1, $2, $3, $4, $5, $6)");
    let rows = rejected.iter().map(|one| {
        let id = RejectId::new(received);
        params![id, source, one.reason.word(), one.reason.field(), one.body.as_str(), received]
    });
    tx.exec_many(text, rows).map(|_| ())
}

fn read(row: &Row) -> Result<Listed> {
    Ok(Listed {
        id: row.get(0)?,
        source: row.get(1)?,
        reason: row.get(2)?,
        field: row.get(3)?,
        body: row.get(4)?,
        received: row.get(5)?,
        replayed_at: row.get(6)?,
    })
}

/// Rejected messages of a source, the newest first, behind one of them.
pub fn of_source(tx: &mut Tx, source: SourceId, before: Option<(Time, RejectId)>, limit: i64) -> Result<Vec<Listed>> {
    let text = sql!(
        "select id, source_id, reason, field, body, received, replayed_at from rejects
         where source_id = $1 and (received, id) < ($2, $3) order by received desc, id desc limit $4"
    );
    let (at, id) = before.unwrap_or((Time::from_micros(i64::MAX), RejectId::from_bytes([255; 16])));
    tx.query(text, params![source, at, id, limit], read)
}

/// How many messages of each source could not be used since a moment, by reason.
pub fn counts(tx: &mut Tx, since: Time) -> Result<Vec<(SourceId, String, i64)>> {
    let text = sql!(
        "select source_id, reason, count(*) from rejects where received >= $1 and replayed_at is null
         group by source_id, reason order by 3 desc"
    );
    tx.query(text, params![since], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

/// Forgets the oldest; says how many.
pub fn sweep(tx: &mut Tx, now: Time, limit: i64) -> Result<u64> {
    let text =
        sql!("delete from rejects where id in (select id from rejects where received < $1 order by received limit $2)");
    tx.exec(text, params![now.plus_seconds(-DAYS * 86_400), limit])
}
