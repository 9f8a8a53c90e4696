//! How everything stands, read at one moment.

use std::path::Path;

use base::{Result, Time};
use store::{
    Db, Tx,
    backups::{self, Backup},
    params,
    parked::{self, Kind, ParkedEvent, ParkedJob},
    queue::LineState,
    sql,
    thread::{self, Cursor},
    weight::{self, Day, Weight},
};

use crate::{
    health::{self, Advice, Figures},
    here::Here,
};

/// Parked jobs, parked events and backups that are told of at once.
const SHOWN: i64 = 50;
/// Days of growth.
const DAYS: i64 = 30;

/// A version of a fold.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
pub struct Follower {
    /// The fold.
    pub name: String,
    /// The version.
    pub version: i64,
    /// Whether this version is the one that is read; a newer one that is not is being built beside it.
    pub is_read: bool,
    /// The number of the last event it took.
    pub position: i64,
    /// The number of the last event there is.
    pub end: i64,
    /// Events that it has not taken.
    pub lag_events: i64,
    /// Since when the first of them waits.
    pub lag_since: Option<Time>,
}

/// Everything that an operator looks at.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "Operations")]
pub struct State {
    /// What is not well and what to do about it; nothing where all is well.
    pub health: Vec<Advice>,
    /// When this was read.
    pub at: Time,
    /// When the process started.
    pub started_at: Time,
    /// `sqlite` or `postgres`.
    pub engine: &'static str,
    /// Folds.
    pub followers: Vec<Follower>,
    /// Events that they could not take, the latest fifty.
    pub parked_events: Vec<ParkedEvent>,
    /// Jobs by kind.
    pub jobs: Vec<Kind>,
    /// Jobs that were set aside, the latest fifty.
    pub parked_jobs: Vec<ParkedJob>,
    /// The lines of acts.
    pub lines: Vec<LineState>,
    /// What there is on disks now.
    pub storage: Weight,
    /// And at the end of each day.
    pub storage_days: Vec<Day>,
    /// Backups, the latest first.
    pub backups: Vec<Known>,
    /// The folder in which they are made.
    pub backups_folder: String,
    /// Until when the certificate is good, where Hilo itself speaks TLS.
    pub certificate_until: Option<Time>,
}

/// A backup, and whether its file is still where it was made.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "KnownBackup")]
pub struct Known {
    /// What was noted of it.
    #[serde(flatten)]
    pub backup: Backup,
    /// Whether this process sees its file.
    pub is_here: bool,
}

/// Reads how everything stands. Blocks: it looks at disks.
pub fn read(db: &Db, here: &Here, now: Time) -> Result<State> {
    let storage = weigh(db, here)?;
    let read = move |tx: &mut Tx| {
        Ok(State {
            health: Vec::new(),
            at: now,
            started_at: now,
            engine: "",
            followers: followers(tx)?,
            parked_events: parked::events(tx, SHOWN)?,
            jobs: parked::kinds(tx, now)?,
            parked_jobs: parked::jobs(tx, SHOWN)?,
            lines: Vec::new(),
            storage,
            storage_days: weight::days(tx, DAYS)?,
            backups: backups::all(tx, SHOWN)?.into_iter().map(|backup| Known { backup, is_here: false }).collect(),
            backups_folder: String::new(),
            certificate_until: None,
        })
    };
    let mut state = db.read_now("operations.read", read)?;
    (state.started_at, state.engine) = (here.started, db.engine());
    state.lines = db.lines();
    state.backups_folder = here.backups.display().to_string();
    state.certificate_until = here.certificate.as_ref().map(|until| until());
    for known in &mut state.backups {
        known.is_here = Path::new(&known.backup.file).is_file();
    }
    state.health = health::judge(&Figures::of(&state, here.in_the_clear));
    Ok(state)
}

fn followers(tx: &mut Tx) -> Result<Vec<Follower>> {
    let end = thread::end(tx)?.position();
    let text = sql!("select name, version, active, cursor from followers order by name, version");
    let rows = tx.query(text, params![], |row| {
        let cursor: Cursor = row.get::<String>(3)?.parse()?;
        Ok((row.get::<String>(0)?, row.get::<i64>(1)?, row.get::<bool>(2)?, cursor))
    })?;
    let mut found = Vec::with_capacity(rows.len());
    for (name, version, is_read, cursor) in rows {
        let (lag_events, lag_since) = (thread::lag(tx, &cursor)?, thread::waits_since(tx, &cursor)?);
        found.push(Follower { name, version, is_read, position: cursor.position(), end, lag_events, lag_since });
    }
    Ok(found)
}

/// What there is on disks.
pub fn weigh(db: &Db, here: &Here) -> Result<Weight> {
    let (database, log) = weight::of_database(db)?;
    let pictures = db.read_now("operations.pictures", |tx| {
        let text = sql!("select cast(coalesce(sum(bytes), 0) as bigint) from pictures");
        Ok(tx.query_one(text, params![], |row| row.get::<i64>(0))?.unwrap_or(0))
    })?;
    let backups = backups::files_in(&here.backups).into_iter().map(|(_, bytes)| bytes).sum();
    let free = rustix::fs::statvfs(&here.data).ok().and_then(|disk| {
        let bytes = disk.f_bavail.checked_mul(disk.f_frsize)?;
        i64::try_from(bytes).ok()
    });
    Ok(Weight { database, log, pictures, backups, free })
}

/// Notes what there is on disks today.
pub fn note_weight(db: &Db, here: &Here, now: Time) -> Result<()> {
    let weight = weigh(db, here)?;
    db.write_now("operations.weigh", move |tx| weight::note(tx, now, &weight))
}
