//! A restore that is only rehearsed: the backup is restored somewhere of its own, everything that must be true of it is
//! looked at, and the place is thrown away.

use std::path::Path;

use base::{Clock, Cx, Error, Result};
use store::{
    Db,
    backup::Progress,
    backups::{Check, Outcome},
    restore,
    scratch::Scratch,
};

use crate::{acts, config::Config, rooms};

/// What came of it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Rehearsed {
    /// What is noted.
    pub check: Check,
    /// Rows that were restored.
    pub rows: u64,
    /// How long it took.
    pub seconds: f64,
}

/// Restores a backup beside the database that the settings name, on its engine, looks at it, and leaves nothing behind.
/// An error means that it could not be tried, which says nothing about the backup.
pub fn rehearse(config: &Config, file: &Path, progress: &mut dyn FnMut(&Progress)) -> Result<Rehearsed> {
    let started = std::time::Instant::now();
    if let Err(error) = std::fs::File::open(file) {
        return Err(Error::invalid("backup-file", format!("Cannot read {}: {error}.", file.display())));
    }
    let is_there = config.data.is_dir();
    let beside = if is_there { config.data.clone() } else { std::env::temp_dir() };
    let scratch = Scratch::make(&config.settings(), &beside)?;
    let db = Db::open_unmigrated(&scratch.settings)?;
    let tried = restored(&db, file, progress);
    let engine = db.engine().to_owned();
    db.close();
    drop(db);
    drop(scratch);
    let (outcome, says, rows) = match tried {
        Ok((rows, findings)) if findings.is_empty() => (Outcome::Good, String::new(), rows),
        Ok((rows, findings)) => (Outcome::Findings, findings.join("\n"), rows),
        Err(error) => (Outcome::Failed, error.to_string(), 0),
    };
    let check = Check { at: Clock::Machine.now(), outcome, engine, says };
    Ok(Rehearsed { check, rows, seconds: started.elapsed().as_secs_f64() })
}

fn restored(db: &Db, file: &Path, progress: &mut dyn FnMut(&Progress)) -> Result<(u64, Vec<String>)> {
    let clock = Clock::Machine;
    let summary = restore::read(&Cx::system("rehearsal", clock.now()), db, file, progress)?;
    rooms::settle_rows(db, &clock)?;
    let findings = db.read_now("rehearsal.verify", acts::findings)?;
    Ok((summary.rows.values().sum(), findings))
}
