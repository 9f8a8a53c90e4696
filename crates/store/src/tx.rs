//! One transaction, whichever engine it runs on: what domain code is written against.

use base::{Error, Result};

use crate::{
    asked::Part,
    db::Db,
    postgres::Session,
    sqlite,
    value::{Row, Val},
};

/// A registered statement. `sql!` makes them; nothing else can, so a test can prepare every one on both engines.
pub struct Sql {
    /// Portable text with `$1` placeholders.
    pub text: &'static str,
    /// File and line, for the report of that test.
    pub place: &'static str,
    /// Where it runs; portable text runs on both.
    pub on: On,
}

/// The engines a statement is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    /// Both: all statements but those of the dialect.
    Both,
    /// The embedded engine alone.
    Sqlite,
    /// PostgreSQL alone.
    Postgres,
}

/// Every statement of the program.
#[allow(unsafe_code)]
#[linkme::distributed_slice]
pub static STATEMENTS: [Sql];

/// Registers a statement and gives a reference to it: `sql!("select name from customers where id = $1")`.
#[macro_export]
macro_rules! sql {
    (sqlite: $text:expr) => { $crate::sql!(@ $crate::tx::On::Sqlite, $text) };
    (postgres: $text:expr) => { $crate::sql!(@ $crate::tx::On::Postgres, $text) };
    ($text:expr) => { $crate::sql!(@ $crate::tx::On::Both, $text) };
    (@ $on:expr, $text:expr) => {{
        // A distributed slice is a static in a link section of its own, which the compiler counts as unsafe.
        #[allow(unsafe_code)]
        #[$crate::linkme::distributed_slice($crate::tx::STATEMENTS)]
        #[linkme(crate = $crate::linkme)]
        static STATEMENT: $crate::tx::Sql =
            $crate::tx::Sql { text: $text, place: concat!(file!(), ":", line!()), on: $on };
        &STATEMENT
    }};
}

/// Why a transaction can no longer commit.
#[derive(Clone, Debug)]
pub(crate) enum Failure {
    /// PostgreSQL undid it for another's sake (40001, 40P01): its work is known to be undone and may run again.
    Undone(String),
    /// A key is there already (23505). PostgreSQL says so also of a row that this snapshot cannot see yet.
    Taken(String),
    /// The connection is gone.
    Lost(String),
    /// The disk is full.
    Full,
    /// Anything else.
    Fault(String),
}

impl Failure {
    pub(crate) fn error(&self) -> Error {
        match self {
            Failure::Undone(cause) => {
                tracing::debug!(cause, "undone for another's sake");
                Error::Busy { says: "Too many people changed this at once. Nothing was changed; try again.".into() }
            }
            Failure::Lost(_) => {
                Error::Busy { says: "The database did not answer. Nothing was changed; try again in a moment.".into() }
            }
            Failure::Full => {
                Error::Busy { says: "The disk is full. Nothing was changed; free some space and try again.".into() }
            }
            Failure::Taken(cause) | Failure::Fault(cause) => Error::internal(cause),
        }
    }
}

/// A transaction. After any statement has failed it refuses to commit, whatever the act returns.
pub struct Tx<'c> {
    pub(crate) engine: Engine<'c>,
    pub(crate) failure: Option<Failure>,
    pub(crate) appended: bool,
    /// Whether what was deleted is to be found nowhere, the embedded engine's log included.
    pub(crate) leaves_no_trace: bool,
    /// Whether a script has run in it.
    pub(crate) ran_script: bool,
    /// The versions of folds that it has read.
    pub(crate) versions: Vec<(&'static str, i64)>,
    /// What was asked, until it and all that was asked behind it are read.
    pub(crate) asked: Vec<Part>,
}

pub(crate) enum Engine<'c> {
    Sqlite(&'c sqlite::Connection),
    Postgres(&'c mut Session),
}

impl<'c> Tx<'c> {
    pub(crate) fn new(engine: Engine<'c>) -> Tx<'c> {
        Tx {
            engine,
            failure: None,
            appended: false,
            leaves_no_trace: false,
            ran_script: false,
            versions: Vec::new(),
            asked: Vec::new(),
        }
    }

    /// Runs a statement; says how many rows it changed.
    pub fn exec<'v>(&mut self, sql: &'static Sql, params: impl AsRef<[Val<'v>]>) -> Result<u64> {
        let params = params.as_ref();
        check(params)?;
        let outcome = match &mut self.engine {
            Engine::Sqlite(connection) => connection.exec(sql.text, params),
            Engine::Postgres(session) => session.exec(sql.text, params),
        };
        outcome.map_err(|failure| self.failed(sql.place, failure))
    }

    /// Runs a statement that writes and whose result nobody needs. On PostgreSQL it travels with the next statement, or
    /// with COMMIT.
    pub fn push<'v>(&mut self, sql: &'static Sql, params: impl AsRef<[Val<'v>]>) -> Result<()> {
        let params = params.as_ref();
        check(params)?;
        let outcome = match &mut self.engine {
            Engine::Sqlite(connection) => connection.exec(sql.text, params).map(|_| ()),
            Engine::Postgres(session) => session.push(sql.text, params),
        };
        outcome.map_err(|failure| self.failed(sql.place, failure))
    }

    /// Runs one `insert ... values ($1, ...)` for many rows, in as few round trips as the engine allows; says how many
    /// rows it changed. An upsert must not name a key twice.
    pub fn exec_many<'v, const N: usize>(
        &mut self,
        sql: &'static Sql,
        rows: impl IntoIterator<Item = [Val<'v>; N]>,
    ) -> Result<u64> {
        let rows: Vec<[Val<'v>; N]> = rows.into_iter().collect();
        for row in &rows {
            check(row)?;
        }
        let outcome = match &mut self.engine {
            Engine::Sqlite(connection) => connection.exec_many(sql.text, &rows),
            Engine::Postgres(session) => session.exec_many(sql.text, &rows),
        };
        outcome.map_err(|failure| self.failed(sql.place, failure))
    }

    /// Runs a query and reads each row.
    pub fn query<'v, T>(
        &mut self,
        sql: &'static Sql,
        params: impl AsRef<[Val<'v>]>,
        read: impl FnMut(&Row) -> Result<T>,
    ) -> Result<Vec<T>> {
        let params = params.as_ref();
        check(params)?;
        self.read(sql.place, read, |engine, each| match engine {
            Engine::Sqlite(connection) => connection.each(sql.text, params, each),
            Engine::Postgres(session) => session.each(sql.text, params, each),
        })
    }

    /// Reads each row of what is run, until one cannot be read.
    pub(crate) fn read<T>(
        &mut self,
        place: &'static str,
        mut read: impl FnMut(&Row) -> Result<T>,
        run: impl FnOnce(&mut Engine<'c>, &mut dyn FnMut(&Row) -> bool) -> Result<(), Failure>,
    ) -> Result<Vec<T>> {
        let mut found = Vec::new();
        let mut misread = None;
        let each = &mut |row: &Row| match read(row) {
            Ok(value) => {
                found.push(value);
                true
            }
            Err(error) => {
                misread = Some(error);
                false
            }
        };
        run(&mut self.engine, each).map_err(|failure| self.failed(place, failure))?;
        misread.map_or(Ok(found), |error| Err(error.while_doing(place)))
    }

    /// Runs a query that finds at most one row.
    pub fn query_one<'v, T>(
        &mut self,
        sql: &'static Sql,
        params: impl AsRef<[Val<'v>]>,
        read: impl FnMut(&Row) -> Result<T>,
    ) -> Result<Option<T>> {
        let mut rows = self.query(sql, params, read)?;
        if rows.len() > 1 {
            return Err(Error::internal(format!("{} found {} rows, not one", sql.place, rows.len())));
        }
        Ok(rows.pop())
    }

    /// True on PostgreSQL; for `dialect.rs` alone.
    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self.engine, Engine::Postgres(_))
    }

    fn prepare(&mut self, sql: &Sql) -> Result<(), Failure> {
        match &mut self.engine {
            Engine::Sqlite(connection) => connection.prepare(sql.text),
            Engine::Postgres(session) => session.prepare(sql.text),
        }
    }

    pub(crate) fn failed(&mut self, place: &str, failure: Failure) -> Error {
        let error = failure.error().while_doing(place);
        self.failure.get_or_insert(failure);
        error
    }
}

/// Prepares every registered statement that is for this engine; says which it does not understand, and where they are.
pub fn prepare_all(db: &Db) -> Result<Vec<String>> {
    let engine = if db.engine() == "postgres" { On::Postgres } else { On::Sqlite };
    db.read_now("store.prepare", move |tx| {
        let fitting = STATEMENTS.iter().filter(|sql| sql.on == On::Both || sql.on == engine);
        Ok(fitting.filter_map(|sql| tx.prepare(sql).err().map(|failure| complaint(sql, &failure))).collect())
    })
}

fn complaint(sql: &Sql, failure: &Failure) -> String {
    format!("{}: {}: {}", sql.place, failure.error(), sql.text)
}

fn check(params: &[Val]) -> Result<()> {
    params.iter().try_for_each(Val::check)
}
