//! Backups: one logical format for both engines, taken beside the running work.
//!
//! A backup is a gzip file of JSON lines; a restore takes it unpacked, too. The first line is a header: format,
//! version, the schema's number, the engine, when it was made, the thread's epoch. Then for each table, parents before
//! children, a line with its name, columns and key, and a line for each row: an array in which integers are numbers,
//! texts strings and bytes `{"b":"hex"}`. The last line has the number of rows of each table and the SHA-256 of every
//! byte before it. A change of any of this is a new version.
//!
//! Events come in the thread's order with positions counted from 1, without PostgreSQL's transaction numbers; a
//! follower's cursor is the number of events before it. Leases are cleared, and signed-in sessions left out.
//!
//! **A backup is as secret as the database.** It holds customers, password hashes, and the database's own secret: the
//! ids of identifiers follow from that, so they could not be found again without it. Its file is readable by its owner
//! only.

pub(crate) mod contents;
pub(crate) mod format;
mod target;

use std::{
    collections::BTreeMap,
    fs::{File, OpenOptions},
    io,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        mpsc::{self, SyncSender},
    },
};

use base::{Cx, Error, Result, Time};
use serde::Serialize;

use crate::{
    backup::{
        contents::{Chunk, Contents},
        target::Target,
    },
    db::Db,
    owner,
    sqlite::{Connection, Purpose},
    tx::{Engine, Tx},
};

/// Chunks that may wait for the file.
const WAITING: usize = 8;

/// The copy of the embedded database that a backup is read from.
pub(crate) const COPY: &str = "backup-copy.db";

/// How far a backup or a restore has come.
#[derive(Clone, Debug, Serialize)]
pub struct Progress {
    /// The table it is at.
    pub table: String,
    /// Rows so far, in all tables.
    pub rows: u64,
    /// Rows in all, where that is known: in a restore.
    pub of: Option<u64>,
}

/// What a backup holds.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    /// The number of its schema.
    pub schema: usize,
    /// The engine it was made on.
    pub engine: String,
    /// When it was made, in RFC 3339.
    pub made_at: String,
    /// Rows of each table.
    pub rows: BTreeMap<String, u64>,
    /// The file's size.
    pub bytes: u64,
}

/// Writes a backup to `file`, which must not exist yet. The embedded database is first copied into the folder
/// `scratch`, which needs room for it; the copy is removed. Blocks: call it from a thread that may wait.
pub fn write(cx: &Cx, db: &Db, scratch: &Path, file: &Path, progress: &mut dyn FnMut(&Progress)) -> Result<Summary> {
    let mut target = Target::begin(file)?;
    let (chunks, received) = mpsc::sync_channel(WAITING);
    let made_at = cx.now;
    let (written, read) = std::thread::scope(|scope| {
        let reading = scope.spawn(move || read_all(db, scratch, made_at, chunks));
        let written = target.fill(received, progress);
        (written, reading.join().unwrap_or_else(|_| Err(Error::internal("reading the database panicked"))))
    });
    // A full disk stops the reader too, but is the better reason.
    written?;
    let Contents { header, rows } = read?;
    let bytes = target.seal(&rows)?;
    Ok(Summary { schema: header.schema, engine: header.engine, made_at: header.made_at, rows, bytes })
}

/// The number of rows of each table and a hash over them that does not depend on their order, nor on what a restore
/// changes: positions, cursors, leases. Two databases with the same digests hold the same.
pub fn digest(db: &Db) -> Result<BTreeMap<String, (u64, String)>> {
    db.read_now("backup.digest", contents::digest)
}

fn read_all(db: &Db, scratch: &Path, made_at: Time, chunks: SyncSender<Chunk>) -> Result<Contents> {
    if db.engine() == "sqlite" {
        let copy = Copy::make(db, scratch)?;
        return copy.read(made_at, &chunks);
    }
    // The chunks that were sent cannot be taken back, so this runs once.
    let chunks = Mutex::new(Some(chunks));
    db.read_now("backup.read", move |tx| {
        let chunks = chunks.lock().unwrap_or_else(PoisonError::into_inner).take();
        let chunks = chunks.ok_or_else(|| Error::internal("PostgreSQL broke the backup off"))?;
        contents::send(tx, "postgres", made_at, &chunks)
    })
}

/// A copy of the embedded database, for as long as it is read.
struct Copy {
    file: PathBuf,
    _lock: File,
}

impl Copy {
    fn make(db: &Db, scratch: &Path) -> Result<Copy> {
        let cannot = |error| Error::invalid("backup-scratch", format!("Cannot use {}: {error}.", scratch.display()));
        std::fs::create_dir_all(scratch).map_err(cannot)?;
        let lock = File::create(scratch.join("backup-copy.lock")).map_err(cannot)?;
        if !owner::lock(&lock).map_err(cannot)? {
            return Err(running());
        }
        let copy = Copy { file: scratch.join(COPY), _lock: lock };
        remove_database(&copy.file);
        // Nobody else may read it, and SQLite keeps a file's mode.
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(&copy.file).map_err(cannot)?;
        db.copy_file(&copy.file).map_err(|error| error.while_doing("copying the database"))?;
        Ok(copy)
    }

    fn read(&self, made_at: Time, chunks: &SyncSender<Chunk>) -> Result<Contents> {
        let connection = Connection::open(&self.file, Purpose::Read, None)?;
        connection.run("begin").map_err(|failure| failure.error())?;
        contents::send(&mut Tx::new(Engine::Sqlite(&connection)), "sqlite", made_at, chunks)
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        remove_database(&self.file);
    }
}

/// Removes a file of SQLite and what it keeps beside it.
pub(crate) fn remove_database(file: &Path) {
    for end in ["", "-wal", "-shm", "-journal"] {
        let mut name = file.to_owned().into_os_string();
        name.push(end);
        // What is not there need not be removed; what cannot be removed makes the next copy fail, with the reason.
        drop(std::fs::remove_file(PathBuf::from(name)));
    }
}

/// Brings a file's name to disk, after it was renamed.
pub(crate) fn sync_folder_of(file: &Path) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

fn running() -> Error {
    Error::conflict("backup-running", "Another backup is being made just now. Wait until it has ended, and try again.")
}
