//! What could not be used: kept for a month with the reason, seen by source, and told again after a mend.

use base::{Cx, Id, Noun, Result, Time};
use customers::audits::{self, Act, Note};
use serde_json::json;
use store::{Tx, params, sql, value::Row};

use crate::{
    facts::From,
    ingest::{self, Batch, Rejected},
    messages::{Call, Shared},
    sources::{self, SourceId},
};

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
    let text = sql!(
        "insert into rejects (id, source_id, reason, field, body, received, call, sent)
         values ($1, $2, $3, $4, $5, $6, $7, $8)"
    );
    let rows = rejected.iter().map(|one| {
        let (id, reason) = (RejectId::new(received), &one.reason);
        let call = one.call.map(Call::word);
        params![id, source, reason.word(), reason.field(), one.body.as_str(), received, call, one.sent]
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

/// How many messages are told again at once.
pub const AT_ONCE: i64 = 500;

/// What became of messages that were told again.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Replayed {
    /// They are on the thread now.
    pub taken: u64,
    /// They had been told before.
    pub known: u64,
    /// They cannot be used still.
    pub rejected: u64,
    /// To give for the rest, where there was more than one look takes.
    pub next: Option<RejectId>,
    /// What was recorded.
    #[serde(skip)]
    pub recorded: ingest::Taken,
}

/// A message that waits.
struct Waiting {
    id: RejectId,
    body: String,
    received: Time,
    shared: Shared,
}

/// Tells messages of a source again: these, or all that wait behind one of them. What is taken is on the thread, so
/// its body is kept there alone.
pub fn replay(cx: &Cx, tx: &mut Tx, source: SourceId, ids: &[RejectId], after: Option<RejectId>) -> Result<Replayed> {
    let source = sources::one(tx, source)?;
    let (waiting, next) = match ids {
        [] => all_waiting(tx, source.id, after)?,
        ids => (some_waiting(tx, source.id, ids)?, None),
    };
    let (mut batch, mut gone) = (Batch::default(), Vec::new());
    let mut done = Replayed { next, ..Replayed::default() };
    for one in waiting {
        match ingest::read_one(&one.body, &one.shared, &source, &From::default(), one.received) {
            Ok(ready) => {
                batch.ready.push(ready);
                gone.push(one.id);
            }
            Err(reason) => {
                let text = sql!("update rejects set reason = $2, field = $3 where id = $1");
                tx.exec(text, params![one.id, reason.word(), reason.field()])?;
                done.rejected += 1;
            }
        }
    }
    let text = sql!("update rejects set replayed_at = $2, body = '' where id = $1");
    tx.exec_many(text, gone.iter().map(|id| params![*id, cx.now]))?;
    done.recorded = ingest::record(cx, tx, &source, &batch)?;
    (done.taken, done.known) = (done.recorded.new, done.recorded.known);
    let details = json!({ "source": source.code, "taken": done.taken, "rejected": done.rejected });
    audits::note(cx, tx, Note::of_rules(Act::RejectsReplayed).with(details))?;
    Ok(done)
}

macro_rules! waiting {
    () => {
        "select id, body, received, call, sent from rejects where source_id = $1 and replayed_at is null "
    };
}

fn read_waiting(row: &Row) -> Result<Waiting> {
    let call = row.get::<Option<String>>(3)?.as_deref().and_then(Call::from_word);
    let shared = Shared { call, sent: row.get(4)?, ..Shared::default() };
    Ok(Waiting { id: row.get(0)?, body: row.get(1)?, received: row.get(2)?, shared })
}

/// Ids begin with the time, so they go on from where the last look ended.
fn all_waiting(tx: &mut Tx, source: SourceId, after: Option<RejectId>) -> Result<(Vec<Waiting>, Option<RejectId>)> {
    let after = after.unwrap_or(RejectId::from_bytes([0; 16]));
    let text = sql!(concat!(waiting!(), "and id > $2 order by id limit $3"));
    let waiting = tx.query(text, params![source, after, AT_ONCE], read_waiting)?;
    let next = waiting.last().map(|last| last.id).filter(|_| waiting.len() as i64 == AT_ONCE);
    Ok((waiting, next))
}

fn some_waiting(tx: &mut Tx, source: SourceId, ids: &[RejectId]) -> Result<Vec<Waiting>> {
    let text = sql!(concat!(waiting!(), "and id = $2"));
    let mut found = Vec::new();
    for id in ids {
        found.extend(tx.query_one(text, params![source, *id], read_waiting)?);
    }
    Ok(found)
}

/// Forgets the oldest; says how many.
pub fn sweep(tx: &mut Tx, now: Time, limit: i64) -> Result<u64> {
    let text =
        sql!("delete from rejects where id in (select id from rejects where received < $1 order by received limit $2)");
    tx.exec(text, params![now.plus_seconds(-DAYS * 86_400), limit])
}
