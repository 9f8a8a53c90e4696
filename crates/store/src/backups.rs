//! Which backups there are, how far one is that is being made, and what came of looking into each.
//!
//! A backup from the console is a job that takes long. It is tried once: why it failed stands beside it, and whoever
//! wants it asks again.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use base::{Cx, Error, Id, Noun, Result, Time};

use crate::{
    asked::Rows,
    backup::{self, Summary},
    db::Db,
    jobs::{self, Leased, Slow},
    params, sql,
    tx::Tx,
    value::Row,
    weight,
};

/// A backup that is known of.
pub struct Known;
impl Noun for Known {
    const PREFIX: &'static str = "bkp";
    const NAME: &'static str = "backup";
}
/// The id of a backup.
pub type BackupId = Id<Known>;

/// Makes a backup.
pub const SLOW: Slow = Slow { kind: "backups.make", run };

/// How often one that is being made tells how far it is.
const TELL: Duration = Duration::from_secs(1);

/// How far a backup is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "BackupState")]
pub enum State {
    /// Nobody has begun.
    Waiting,
    /// It is being made.
    Running,
    /// It is there.
    Made,
    /// It could not be made.
    Failed,
}

impl State {
    const ALL: [(State, &str); 4] =
        [(State::Waiting, "waiting"), (State::Running, "running"), (State::Made, "made"), (State::Failed, "failed")];

    /// Whether somebody is at it, or will be.
    pub const fn is_busy(self) -> bool {
        matches!(self, State::Waiting | State::Running)
    }

    fn from_word(word: &str) -> Result<State> {
        let found = State::ALL.into_iter().find(|(_, one)| *one == word);
        found.map(|(state, _)| state).ok_or_else(|| Error::internal(format!("no state of a backup: {word}")))
    }
}

/// What came of restoring it somewhere to see whether it can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "CheckOutcome")]
pub enum Outcome {
    /// It was restored, and everything that must be true was.
    Good,
    /// It was restored, and something that must be true was not.
    Findings,
    /// It could not be restored.
    Failed,
}

impl Outcome {
    /// The word in rows and in the API.
    pub const fn word(self) -> &'static str {
        match self {
            Outcome::Good => "good",
            Outcome::Findings => "findings",
            Outcome::Failed => "failed",
        }
    }
}

/// A rehearsal.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize, schemars::JsonSchema)]
pub struct Check {
    /// When.
    pub at: Time,
    /// What came of it.
    pub outcome: Outcome,
    /// On which engine.
    pub engine: String,
    /// What was found, in sentences.
    pub says: String,
}

/// A backup.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Backup {
    /// Its id.
    pub id: BackupId,
    /// Its file, on the machine that made it.
    pub file: String,
    /// How far it is.
    pub state: State,
    /// The engine it was made on.
    pub engine: Option<String>,
    /// Rows in it, or so far.
    pub rows: i64,
    /// Its size.
    pub bytes: Option<i64>,
    /// Why it could not be made.
    pub why: Option<String>,
    /// When it was made, or asked for.
    pub made_at: Time,
    /// Who asked for it, as `staff:stf_...`.
    pub made_by: String,
    /// Its last rehearsal.
    pub check: Option<Check>,
}

/// The backups that are known of, the latest first.
pub fn all(tx: &mut Tx, limit: i64) -> Result<Vec<Backup>> {
    ask(tx, limit).rows(tx)
}

/// Asks for them.
pub fn ask(tx: &mut Tx, limit: i64) -> Rows<Backup> {
    let text = sql!(
        "select id, file, state, engine, rows_done, bytes, why, made_at, made_by, checked_at, check_state,
             check_engine, check_says
         from backups order by made_at desc, id desc limit $1"
    );
    tx.ask(text, params![limit], read as fn(&Row) -> _)
}

/// Those that somebody asked for on a page, as `staff:stf_...`, and that came to an end since a moment, with when; and
/// whoever asked, those that failed where `failed_of_all`. The latest first.
pub fn ended(tx: &mut Tx, by: &str, failed_of_all: bool, since: Time) -> Result<Vec<(Time, Backup)>> {
    let text = sql!(
        "select id, file, state, engine, rows_done, bytes, why, made_at, made_by, checked_at, check_state,
             check_engine, check_says, ended_at
         from backups where ended_at > $3 and (made_by = $1 or (state = 'failed' and $2 = 1))
         order by ended_at desc, id desc limit 20"
    );
    tx.query(text, params![by, i64::from(failed_of_all), since], |row| Ok((row.get(13)?, read(row)?)))
}

/// One of them.
pub fn one(tx: &mut Tx, id: BackupId) -> Result<Backup> {
    let text = sql!(
        "select id, file, state, engine, rows_done, bytes, why, made_at, made_by, checked_at, check_state,
             check_engine, check_says
         from backups where id = $1"
    );
    tx.query_one(text, params![id], read)?.ok_or(Error::NotFound { what: "backup" })
}

fn read(row: &Row) -> Result<Backup> {
    let outcome = match row.get::<Option<String>>(10)?.as_deref() {
        None => None,
        Some("good") => Some(Outcome::Good),
        Some("findings") => Some(Outcome::Findings),
        Some(_) => Some(Outcome::Failed),
    };
    let check = match (row.get::<Option<Time>>(9)?, outcome) {
        (Some(at), Some(outcome)) => {
            let engine = row.get::<Option<String>>(11)?.unwrap_or_default();
            Some(Check { at, outcome, engine, says: row.get::<Option<String>>(12)?.unwrap_or_default() })
        }
        _ => None,
    };
    Ok(Backup {
        id: row.get(0)?,
        file: row.get(1)?,
        state: State::from_word(&row.get::<String>(2)?)?,
        engine: row.get(3)?,
        rows: row.get(4)?,
        bytes: row.get(5)?,
        why: row.get(6)?,
        made_at: row.get(7)?,
        made_by: row.get(8)?,
        check,
    })
}

/// Asks for a backup in the folder of backups. One at a time: where one is being made, this is it.
pub fn make_later(cx: &Cx, tx: &mut Tx, folder: &Path) -> Result<BackupId> {
    let busy = sql!("select id from backups where state in ('waiting', 'running') order by made_at limit 1");
    if let Some(id) = tx.query_one(busy, params![], |row| row.get(0))? {
        return Ok(id);
    }
    let id = BackupId::new(cx.now);
    let moment: String = cx.now.to_rfc3339().chars().take(19).filter(|letter| *letter != ':').collect();
    let file = folder.join(format!("hilo-{}.gz", moment.replace('T', "-")));
    let text = sql!(
        "insert into backups (id, file, reason, state, made_at, made_by) values ($1, $2, 'console', 'waiting', $3, $4)
         on conflict (file) do nothing"
    );
    if tx.exec(text, params![id, shown(&file), cx.now, cx.actor.as_text()])? == 0 {
        return Err(Error::conflict("backup-again", "A backup was made just now. Wait a second, and try again."));
    }
    jobs::enqueue_slow(cx, tx, SLOW.kind, [id.to_string().as_str()])?;
    Ok(id)
}

/// Notes a backup that a command has made.
pub fn note_made(cx: &Cx, tx: &mut Tx, file: &Path, summary: &Summary) -> Result<()> {
    let rows = i64::try_from(summary.rows.values().sum::<u64>()).unwrap_or(i64::MAX);
    let bytes = i64::try_from(summary.bytes).unwrap_or(i64::MAX);
    let schema = i64::try_from(summary.schema).unwrap_or(i64::MAX);
    let text = sql!(
        "insert into backups (id, file, reason, state, engine, schema, rows_done, bytes, made_at, made_by)
         values ($1, $2, 'command', 'made', $3, $4, $5, $6, $7, $8)
         on conflict (file) do update set state = 'made', engine = excluded.engine, schema = excluded.schema,
             rows_done = excluded.rows_done, bytes = excluded.bytes, made_at = excluded.made_at,
             made_by = excluded.made_by, why = null, checked_at = null, check_state = null, check_engine = null,
             check_says = null"
    );
    let params = params![
        BackupId::new(cx.now),
        shown(file),
        summary.engine.clone(),
        schema,
        rows,
        bytes,
        cx.now,
        cx.actor.as_text()
    ];
    tx.exec(text, params).map(|_| ())
}

/// Notes what came of a rehearsal; `made_at` is what the file says of itself, where it can be read.
pub fn note_check(cx: &Cx, tx: &mut Tx, file: &Path, check: &Check, made_at: Option<Time>) -> Result<()> {
    let text = sql!(
        "insert into backups (id, file, reason, state, bytes, made_at, made_by, checked_at, check_state, check_engine,
             check_says)
         values ($1, $2, 'found', 'made', $3, $4, $5, $6, $7, $8, $9)
         on conflict (file) do update set checked_at = excluded.checked_at, check_state = excluded.check_state,
             check_engine = excluded.check_engine, check_says = excluded.check_says"
    );
    let Check { at, outcome, engine, says } = check;
    let params = params![
        BackupId::new(cx.now),
        shown(file),
        weight::bytes(file),
        made_at.unwrap_or(cx.now),
        cx.actor.as_text(),
        *at,
        outcome.word(),
        engine,
        says
    ];
    tx.exec(text, params).map(|_| ())
}

/// A path as rows have it. What is no text in it is told apart by nothing, which a backup's name can do without.
fn shown(file: &Path) -> String {
    file.display().to_string()
}

fn run(cx: &Cx, db: &Db, job: &Leased) -> Result<()> {
    let id: BackupId = job.key.parse()?;
    let found = match db.read_now("backups.look", move |tx| one(tx, id)) {
        Err(Error::NotFound { .. }) => return Ok(()),
        found => found?,
    };
    if !found.state.is_busy() {
        return Ok(());
    }
    let file = PathBuf::from(&found.file);
    db.write_now("backups.begin", move |tx| {
        tx.exec(sql!("update backups set state = 'running', rows_done = 0 where id = $1"), params![id]).map(|_| ())
    })?;
    // A worker that died when the file was whole already leaves only this to be written down.
    let made = if file.exists() { Ok(None) } else { write(cx, db, id, &file).map(Some) };
    let (bytes, ended_at) = (weight::bytes(&file), job.now(cx));
    db.write_now("backups.end", move |tx| {
        let (state, why) = match &made {
            Ok(_) => ("made", None),
            Err(error) => ("failed", Some(error.to_string())),
        };
        let summary = made.as_ref().ok().and_then(Option::as_ref);
        let rows = summary.map(|summary| i64::try_from(summary.rows.values().sum::<u64>()).unwrap_or(i64::MAX));
        let schema = summary.map(|summary| i64::try_from(summary.schema).unwrap_or(i64::MAX));
        let text = sql!(
            "update backups set state = $2, why = $3, rows_done = coalesce($4, rows_done), bytes = $5, engine = $6,
                 schema = $7, ended_at = $8
             where id = $1"
        );
        let bytes = (state == "made").then_some(bytes);
        let engine = summary.map(|summary| summary.engine.clone());
        tx.exec(text, params![id, state, why, rows, bytes, engine, schema, ended_at]).map(|_| ())
    })
}

fn write(cx: &Cx, db: &Db, id: BackupId, file: &Path) -> Result<Summary> {
    let scratch = db.scratch()?;
    let mut told = Instant::now();
    backup::write(cx, db, scratch, file, &mut |progress| {
        if told.elapsed() < TELL {
            return;
        }
        told = Instant::now();
        let rows = i64::try_from(progress.rows).unwrap_or(i64::MAX);
        let tell = move |tx: &mut Tx| {
            tx.exec(sql!("update backups set rows_done = $2 where id = $1"), params![id, rows]).map(|_| ())
        };
        if let Err(error) = db.write_now("backups.progress", tell) {
            tracing::warn!(cause = %error, "a backup could not say how far it is");
        }
    })
}

/// Files in a folder of backups that look like backups, with their size: those that nobody noted, too.
pub fn files_in(folder: &Path) -> Vec<(PathBuf, i64)> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<(PathBuf, i64)> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == "gz"))
        .map(|path| {
            let bytes = weight::bytes(&path);
            (path, bytes)
        })
        .collect();
    files.sort();
    files
}
