//! Before a database is opened to anybody: whoever was erased after it was backed up is erased again, and what only the
//! database knows of is written beside it.

use std::{collections::HashSet, path::Path};

use base::{Cx, Result};
use store::{
    Db, Tx, personal, settings,
    tombstones::{self, Tombstone},
};

use super::erasures;

/// Tombstones that one act lays.
const AT_ONCE: usize = 20;
/// Rows of one piece.
const PIECE: i64 = 1_000;

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Replayed {
    /// Tombstones that the database did not have.
    pub laid: usize,
    /// Identifiers that were there and are erased again.
    pub erased_again: usize,
    /// Lines of another database, or damaged.
    pub foreign: usize,
    /// Files whose last line was torn when a process died.
    pub torn: usize,
}

/// Brings the database and the file of its folder, and other files, to the same tombstones.
pub fn replay(cx: &Cx, db: &Db, folder: &Path, others: &[&Path]) -> Result<Replayed> {
    db.keep_tombstones_in(folder);
    let own = tombstones::file_in(folder);
    let mut replayed = Replayed::default();
    let known: HashSet<Tombstone> = db.read_now("tombstones.all", tombstones::all)?.into_iter().collect();
    let secret = db.read_now("tombstones.secret", settings::secret)?;
    let mut missing: Vec<Tombstone> = Vec::new();
    for path in others.iter().copied().chain([own.as_path()]) {
        let lines = tombstones::read(path, &secret)?;
        replayed.foreign += lines.foreign;
        replayed.torn += usize::from(lines.torn);
        if lines.torn || lines.foreign > 0 {
            tracing::warn!(
                file = %path.display(), torn = lines.torn, foreign = lines.foreign,
                "lines that are torn, of another database or damaged are passed over"
            );
        }
        missing.extend(lines.stones.into_iter().filter(|stone| !known.contains(stone)));
    }
    missing.sort_by_key(|stone| (stone.erased_at, stone.identifier));
    missing.dedup();
    replayed.laid = missing.len();
    for some in missing.chunks(AT_ONCE) {
        let (cx, some) = (cx.clone(), some.to_vec());
        let again = db.write_now("privacy.erase_again", move |tx| erasures::erase_again(&cx, tx, &some))?;
        replayed.erased_again += again.len();
        for id in again {
            while db.write_now("privacy.forget", move |tx: &mut Tx| personal::forget_more(tx, id, PIECE))? {}
        }
    }
    let all = db.read_now("tombstones.all", tombstones::all)?;
    if !all.is_empty() {
        tombstones::keep(db, &all)?;
    }
    if replayed.erased_again > 0 {
        tracing::warn!(identifiers = replayed.erased_again, "people who had been erased were there, and are no more");
    }
    Ok(replayed)
}
