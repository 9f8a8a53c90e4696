//! A connection to the embedded engine: settings, statements, and what its errors mean.

use std::{cell::RefCell, collections::HashMap, path::Path, sync::Arc, time::Duration};

use base::{Error, Result};
use rusqlite::{OpenFlags, config::DbConfig};

use crate::{
    kinds::{self, Tables, Wanted},
    tx::Failure,
    value::{Row, Val},
};

/// The first SQLite without the WAL-reset bug that corrupts when a checkpoint runs beside a writer.
const OLDEST: i32 = 3_051_003;
/// How long a connection waits for another.
pub(crate) const PATIENCE_MILLIS: u64 = 10_000;

/// A connection and the texts of its statements as SQLite wants them.
pub struct Connection {
    pub(crate) raw: rusqlite::Connection,
    statements: RefCell<HashMap<(usize, usize), Arc<Known>>>,
    tables: RefCell<(i64, Tables)>,
}

/// A statement as SQLite wants it, and what its parameters take.
struct Known {
    text: String,
    wanted: Wanted,
}

/// What a connection is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The one writer, or its checkpointer.
    Write,
    /// One of the readers.
    Read,
}

impl Connection {
    /// Opens `path`; `vfs` names another file system for tests.
    pub fn open(path: &Path, purpose: Purpose, vfs: Option<&str>) -> Result<Connection> {
        if rusqlite::version_number() < OLDEST {
            return Err(Error::internal(format!("SQLite {} is too old to be safe", rusqlite::version())));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let raw = match vfs {
            Some(name) => rusqlite::Connection::open_with_flags_and_vfs(path, flags, name),
            None => rusqlite::Connection::open_with_flags(path, flags),
        }
        .map_err(|error| unopened(path, "open", error))?;
        settle(&raw, purpose).map_err(|error| unopened(path, "set up", error))?;
        Ok(Connection { raw, statements: RefCell::default(), tables: RefCell::default() })
    }

    /// Runs a statement without parameters: BEGIN, SAVEPOINT and their like.
    pub(crate) fn run(&self, text: &'static str) -> Result<(), Failure> {
        self.exec(text, &[]).map(|_| ())
    }

    /// Fails where SQLite does not understand the statement.
    pub(crate) fn prepare(&self, text: &'static str) -> Result<(), Failure> {
        self.raw.prepare(&self.known(text).text).map(drop).map_err(failure)
    }

    pub(crate) fn exec(&self, text: &'static str, params: &[Val]) -> Result<u64, Failure> {
        let known = self.known(text);
        kinds::check(&known.wanted, params).map_err(Failure::Fault)?;
        let mut statement = self.raw.prepare_cached(&known.text).map_err(failure)?;
        statement.execute(rusqlite::params_from_iter(params)).map(|rows| rows as u64).map_err(failure)
    }

    pub(crate) fn exec_many<'v, R: AsRef<[Val<'v>]>>(&self, text: &'static str, rows: &[R]) -> Result<u64, Failure> {
        let known = self.known(text);
        let mut statement = self.raw.prepare_cached(&known.text).map_err(failure)?;
        let mut changed = 0;
        for row in rows {
            kinds::check(&known.wanted, row.as_ref()).map_err(Failure::Fault)?;
            changed += statement.execute(rusqlite::params_from_iter(row.as_ref())).map_err(failure)? as u64;
        }
        Ok(changed)
    }

    /// Calls `each` for every row until it says false.
    pub(crate) fn each(
        &self,
        text: &'static str,
        params: &[Val],
        each: &mut dyn FnMut(&Row) -> bool,
    ) -> Result<(), Failure> {
        let known = self.known(text);
        kinds::check(&known.wanted, params).map_err(Failure::Fault)?;
        let mut statement = self.raw.prepare_cached(&known.text).map_err(failure)?;
        let mut rows = statement.query(rusqlite::params_from_iter(params)).map_err(failure)?;
        while let Some(row) = rows.next().map_err(failure)? {
            if !each(&Row::Sqlite(row)) {
                break;
            }
        }
        Ok(())
    }

    /// SQLite gives `$1` the place of its first appearance; `?1` means what PostgreSQL means by `$1`.
    fn known(&self, text: &'static str) -> Arc<Known> {
        let key = (text.as_ptr() as usize, text.len());
        if let Some(known) = self.statements.borrow().get(&key) {
            return Arc::clone(known);
        }
        let wanted = if text.contains('$') { self.wanted(text) } else { Vec::new() };
        let known = Arc::new(Known { text: text.replace('$', "?"), wanted });
        self.statements.borrow_mut().insert(key, Arc::clone(&known));
        known
    }

    /// What cannot be read here is only not judged: the statement itself will say what is wrong.
    fn wanted(&self, text: &str) -> Wanted {
        let schema = self.raw.pragma_query_value(None, "schema_version", |row| row.get(0)).unwrap_or_default();
        let mut tables = self.tables.borrow_mut();
        if tables.0 != schema {
            *tables = (schema, read_tables(&self.raw).unwrap_or_default());
        }
        tables.1.wanted(text)
    }
}

fn read_tables(raw: &rusqlite::Connection) -> rusqlite::Result<Tables> {
    let text =
        "select m.name, p.name, p.type from sqlite_schema m join pragma_table_info(m.name) p where m.type = 'table'";
    let mut tables = Tables::default();
    let mut statement = raw.prepare(text)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        tables.add(row.get(0)?, row.get(1)?, &row.get::<_, String>(2)?);
    }
    Ok(tables)
}

fn settle(raw: &rusqlite::Connection, purpose: Purpose) -> rusqlite::Result<()> {
    raw.set_prepared_statement_cache_capacity(256);
    // Or a plan may hang on the values it was made for, and is made anew each time that they change.
    raw.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // busy_timeout comes before journal_mode: the other order fails under parallel opens.
    raw.busy_timeout(Duration::from_millis(PATIENCE_MILLIS))?;
    if purpose == Purpose::Write {
        // Both only take effect on a database that has no table yet.
        raw.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
        raw.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
        raw.pragma_update(None, "secure_delete", "ON")?;
        // The checkpointer does it, beside the writer.
        raw.pragma_update_and_check(None, "wal_autocheckpoint", 0, |_| Ok(()))?;
        // A log that a long reader has let grow further is cut when it begins anew.
        raw.pragma_update_and_check(None, "journal_size_limit", 64 << 20, |_| Ok(()))?;
    } else {
        raw.pragma_update(None, "query_only", "ON")?;
    }
    raw.pragma_update(None, "synchronous", "FULL")?;
    raw.pragma_update(None, "foreign_keys", "ON")?;
    raw.pragma_update(None, "temp_store", "MEMORY")?;
    raw.pragma_update(None, "cache_size", -16_384)?;
    // A file system that cannot map files gives no answer.
    raw.pragma_update(None, "mmap_size", 1_i64 << 30)
}

/// What an error of SQLite means for the transaction. A disk that cannot be trusted to have kept what was synced
/// ends the process: what follows would build on sand.
fn unopened(path: &Path, what: &str, error: rusqlite::Error) -> Error {
    match failure(error) {
        Failure::Fault(cause) | Failure::Lost(cause) => {
            Error::internal(format!("cannot {what} {}: {cause}", path.display()))
        }
        full => full.error(),
    }
}

pub(crate) fn failure(error: rusqlite::Error) -> Failure {
    if let rusqlite::Error::SqliteFailure(code, _) = &error {
        let fsync = [rusqlite::ffi::SQLITE_IOERR_FSYNC, rusqlite::ffi::SQLITE_IOERR_DIR_FSYNC];
        if fsync.contains(&code.extended_code) {
            tracing::error!(cause = %error, "the disk failed to sync; stopping so that nothing builds on lost data");
            std::process::abort();
        }
        match code.code {
            rusqlite::ErrorCode::DiskFull => return Failure::Full,
            rusqlite::ErrorCode::DatabaseBusy => return Failure::Lost(error.to_string()),
            _ => {}
        }
    }
    Failure::Fault(error.to_string())
}
