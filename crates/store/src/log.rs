//! The embedded engine's log, and how its pages get into the database beside the writer.
//!
//! A thread of its own moves them, which stops nobody; but the log begins anew only when all of it has been moved and
//! nothing was added meanwhile. So once the log is long, the writer moves the last pages itself between two batches:
//! few, since the thread is close behind. Neither waits for a reader; while one holds an old snapshot, the log grows.
//! The log's file is written over and over: to cut it costs each later commit a second trip to the disk, as it grows.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
    mpsc::{Receiver, SyncSender},
};

use base::{Error, Result};

use crate::sqlite::Connection;

/// Pages by which the log grows until they are moved, and at which it should begin anew.
const MARK_PAGES: i64 = 1_000;
const LONG_PAGES: i64 = 8_000;
/// How often the thread tries to get close behind the writer before it leaves the rest to it.
const ROUNDS: usize = 4;

/// Set when the log is long and all but its end has been moved.
pub(crate) type Long = Arc<AtomicBool>;

/// Tells `wake` each time the log has grown by another mark.
pub(crate) fn watch(connection: &mut Connection, wake: SyncSender<()>) -> Result<()> {
    let mut told = 0;
    let hook = move |_: &mut rusqlite::hooks::Wal, pages: i32| {
        let pages = i64::from(pages);
        told = told.min(pages);
        if pages - told >= MARK_PAGES {
            told = pages;
            // A full channel means that the thread already knows.
            let _ = wake.try_send(());
        }
        Ok(())
    };
    connection.raw.wal_hook(Some(hook)).map_err(Error::internal)
}

/// Moves the log into the database beside the writer, until the writer is gone.
pub(crate) fn follow(connection: &Connection, wake: &Receiver<()>, long: &Long) {
    while wake.recv().is_ok() {
        for _ in 0..ROUNDS {
            let Some((pages, moved)) = step(connection) else { break };
            if pages - moved < MARK_PAGES {
                long.store(pages > LONG_PAGES, Ordering::Relaxed);
                break;
            }
        }
        if long.load(Ordering::Relaxed) {
            // The writer's turn: what it was told before that says nothing new.
            while wake.try_recv().is_ok() {}
        }
    }
}

/// Between two batches of the writer: lets a long log begin anew, unless somebody still reads it.
pub(crate) fn begin_anew(connection: &Connection, long: &Long) {
    if long.swap(false, Ordering::Relaxed) {
        step(connection);
    }
}

/// Between two batches of the writer: moves all of the log into the database and cuts its file, so that what was erased
/// is not in it either. Nobody is waited for; false where somebody reads it just now.
pub(crate) fn cut(connection: &Connection) -> bool {
    let mut is_busy = true;
    let patience = |millis| connection.raw.busy_timeout(std::time::Duration::from_millis(millis));
    let outcome = patience(0).map_err(crate::sqlite::failure).and_then(|()| {
        connection.each("pragma wal_checkpoint(truncate)", &[], &mut |row| {
            is_busy = row.get::<i64>(0) != Ok(0);
            true
        })
    });
    if let Err(failure) = outcome {
        tracing::debug!(cause = ?failure, "the log could not be cut; it is tried again");
    }
    if let Err(error) = patience(crate::sqlite::PATIENCE_MILLIS) {
        tracing::warn!(cause = %error, "the writer waits for nobody");
    }
    !is_busy
}

/// Moves what no reader keeps back: the pages that the log has, and those that are moved.
fn step(connection: &Connection) -> Option<(i64, i64)> {
    let mut found = None;
    let outcome = connection.each("pragma wal_checkpoint(passive)", &[], &mut |row| {
        found = row.get(1).ok().zip(row.get(2).ok());
        true
    });
    if let Err(failure) = outcome {
        tracing::warn!(cause = ?failure, "the log could not be moved into the database; it is tried again");
    }
    found
}
