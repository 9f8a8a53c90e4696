//! The engines as they are, without Hilo's layer: rusqlite, and tokio-postgres with one statement a round trip.

use std::path::Path;

use base::{Error, Result};
use rusqlite::Connection;
use store::value::Val;
use tokio::runtime::Runtime;
use tokio_postgres::{Client, NoTls, Row, Statement, types::ToSql};

/// A connection to the embedded engine with the promises and the memory that Hilo's has; it moves its log into the
/// database by itself, as SQLite does when it is told nothing.
pub fn sqlite(file: &Path) -> Result<Connection> {
    let connection = Connection::open(file).map_err(fault)?;
    let settings = [
        ("journal_mode", "wal"),
        ("synchronous", "full"),
        ("foreign_keys", "on"),
        ("cache_size", "-16384"),
        ("mmap_size", "1073741824"),
    ];
    for (name, value) in settings {
        connection.pragma_update_and_check(None, name, value, |_| Ok(())).or_else(no_answer).map_err(fault)?;
    }
    // Plans do not hang on values, as in Hilo's.
    connection.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(fault)?;
    Ok(connection)
}

/// Some pragmas answer with a row, some do not.
fn no_answer(error: rusqlite::Error) -> rusqlite::Result<()> {
    if error == rusqlite::Error::QueryReturnedNoRows { Ok(()) } else { Err(error) }
}

/// A portable text as SQLite wants it.
pub fn for_sqlite(text: &str) -> String {
    text.replace('$', "?")
}

/// A runtime of one thread.
pub fn runtime() -> Result<Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Error::internal)
}

/// A connection to PostgreSQL, driven by the thread that uses it.
pub struct Server {
    /// Its runtime.
    pub runtime: Runtime,
    /// Its client.
    pub client: Client,
}

impl Server {
    /// Connects.
    pub fn connect(url: &str) -> Result<Server> {
        let runtime = runtime()?;
        let client = runtime.block_on(async {
            let (client, connection) = tokio_postgres::connect(url, NoTls).await.map_err(fault)?;
            // The connection's own end is seen by the statements that follow.
            tokio::spawn(async move { drop(connection.await) });
            Ok::<_, Error>(client)
        })?;
        Ok(Server { runtime, client })
    }

    /// Runs text without parameters.
    pub fn run(&self, text: &str) -> Result<()> {
        self.runtime.block_on(self.client.batch_execute(text)).map_err(fault)
    }

    /// Prepares statements.
    pub fn prepare(&self, texts: &[&str]) -> Result<Vec<Statement>> {
        texts.iter().map(|text| self.runtime.block_on(self.client.prepare(text)).map_err(fault)).collect()
    }

    /// Runs a prepared query and waits for all of it.
    pub fn query(&self, statement: &Statement, params: &[Val]) -> Result<Vec<Row>> {
        let params: Vec<_> = params.iter().map(|param| param as &(dyn ToSql + Sync)).collect();
        self.runtime.block_on(self.client.query(statement, &params)).map_err(fault)
    }

    /// Runs a prepared statement and waits for it.
    pub fn exec(&self, statement: &Statement, params: &[Val]) -> Result<u64> {
        self.runtime.block_on(self.client.execute_raw(statement, params)).map_err(fault)
    }
}

/// What an engine complains about.
pub fn fault(error: impl std::fmt::Debug) -> Error {
    Error::internal(format!("{error:?}"))
}
