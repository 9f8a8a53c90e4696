//! Before a database is opened to anybody: whoever was erased after it was backed up is erased again, and what only the
//! database knows of is written beside it.

use std::{collections::HashSet, path::Path};

use base::{Cx, Error, Result};
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
    /// Whether the last line of the folder's file was torn when a process died.
    pub torn: usize,
}

/// Brings a database that is opened and the file of its folder to the same tombstones.
pub fn replay(cx: &Cx, db: &Db, folder: &Path) -> Result<Replayed> {
    let (stones, found) = read(db, folder, &[])?;
    lay(cx, db, stones, found)
}

/// The same for a database that was restored, with files from elsewhere. A line that cannot be read may be somebody who
/// would be back, so nothing is done then, unless that is allowed.
pub fn replay_all(cx: &Cx, db: &Db, folder: &Path, others: &[&Path], may_be_damaged: bool) -> Result<Replayed> {
    let (stones, found) = read(db, folder, others)?;
    if found.foreign > 0 && !may_be_damaged {
        let says = format!(
            "{} lines of tombstones are of another database or damaged, so somebody who was erased could be back. \
             Name the tombstones of this database, or say --without-tombstones.",
            found.foreign
        );
        return Err(Error::invalid("tombstones-damaged", says));
    }
    lay(cx, db, stones, found)
}

fn read(db: &Db, folder: &Path, others: &[&Path]) -> Result<(Vec<Tombstone>, Replayed)> {
    db.keep_tombstones_in(folder);
    let own = tombstones::file_in(folder);
    let secret = db.read_now("tombstones.secret", settings::secret)?;
    let (mut stones, mut found) = (Vec::new(), Replayed::default());
    for path in others.iter().copied().chain([own.as_path()]) {
        let lines = tombstones::read(path, &secret)?;
        found.foreign += lines.foreign;
        // The folder's own file ends there because a process died; a copy of one is not whole.
        match path == own {
            true => found.torn += usize::from(lines.torn),
            false => found.foreign += usize::from(lines.torn),
        }
        if lines.torn || lines.foreign > 0 {
            tracing::warn!(
                file = %path.display(), torn = lines.torn, foreign = lines.foreign,
                "lines that are torn, of another database or damaged are passed over"
            );
        }
        stones.extend(lines.stones);
    }
    Ok((stones, found))
}

fn lay(cx: &Cx, db: &Db, mut missing: Vec<Tombstone>, mut replayed: Replayed) -> Result<Replayed> {
    let known: HashSet<Tombstone> = db.read_now("tombstones.all", tombstones::all)?.into_iter().collect();
    missing.retain(|stone| !known.contains(stone));
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
    tombstones::keep(db)?;
    if replayed.erased_again > 0 {
        tracing::warn!(identifiers = replayed.erased_again, "people who had been erased were there, and are no more");
    }
    Ok(replayed)
}
