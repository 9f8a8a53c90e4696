//! Looking again at everybody after a rule has changed, in pieces: who was joined by the old rule is parted by the new
//! one, and the other way round.

use std::collections::BTreeSet;

use base::{Cx, Result};
use store::{
    Tx,
    jobs::{self, Handler, Leased},
    params, sql,
    thread::IdentifierId,
};

use super::{
    links::{self, LinkId},
    regions,
};
use crate::people::Kind;

/// The name of the job.
pub const JOB: &str = "customers.rework";
/// The work.
pub const HANDLER: Handler = Handler { kind: JOB, run };
/// Links of one piece.
const PIECE: i64 = 50;

/// Begins.
pub(super) fn begin(cx: &Cx, tx: &mut Tx) -> Result<()> {
    jobs::enqueue(cx, tx, JOB, [LinkId::from_bytes([0; 16]).to_string().as_str()])
}

/// Looks at the links behind the one that the job's key names, and goes on.
fn run(cx: &Cx, tx: &mut Tx, job: &Leased) -> Result<()> {
    let after: LinkId = job.key.parse()?;
    let text = sql!("select id, a, b from links where id > $1 and state <> 'undone' order by id limit $2");
    let read = |row: &store::value::Row| Ok((row.get::<LinkId>(0)?, row.get(1)?, row.get(2)?));
    let piece: Vec<(LinkId, IdentifierId, IdentifierId)> = tx.query(text, params![after, PIECE], read)?;
    let mut seeds = BTreeSet::new();
    for id in piece.iter().flat_map(|(_, a, b)| [*a, *b]).collect::<BTreeSet<_>>() {
        let text = sql!("select kind from identifiers where id = $1");
        let Some(kind) = tx.query_one(text, params![id], |row| row.get::<String>(0))? else { continue };
        seeds.insert(id);
        seeds.extend(links::recount(tx, id, Kind::from_word(&kind).unwrap_or(Kind::Browser))?);
    }
    // One by one: where too much is linked, nothing else waits for it.
    while let Some(seed) = seeds.pop_first() {
        for settled in regions::settle(cx, tx, &[seed], &BTreeSet::new(), None)?.unwrap_or_default() {
            seeds.remove(&settled);
        }
    }
    match piece.last() {
        Some((last, ..)) if piece.len() == PIECE as usize => jobs::enqueue(cx, tx, JOB, [last.to_string().as_str()]),
        _ => Ok(()),
    }
}
