//! A connection to PostgreSQL: statements pipelined, so that an act costs few round trips.
//!
//! BEGIN travels with the first statement; what was pushed, with the next one or with COMMIT. Requests leave in the
//! order in which their futures are first polled, so futures are polled in order here and nowhere handed to a
//! combinator that promises none.

use std::{
    cell::Cell,
    collections::HashMap,
    future::{Future, poll_fn},
    pin::{Pin, pin},
    task::Poll,
};

use base::{Error, Result};
use futures_util::{TryFutureExt, TryStreamExt};
use tokio::runtime::Runtime;
use tokio_postgres::{
    Client, Config, Statement,
    error::{Severity, SqlState},
    types::{ToSql, private::BytesMut},
};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::{
    dialect,
    job::Mode,
    tls,
    tx::{Failure, Sql},
    value::{Row, Val},
};

type PgResult<T> = std::result::Result<T, tokio_postgres::Error>;
/// A request that leaves when it is first polled.
type Sent<'s, T> = Pin<Box<dyn Future<Output = PgResult<T>> + 's>>;

/// Rows that one multi-row insert carries: the larger first, what is left one by one.
const ROWS_AT_ONCE: [usize; 2] = [256, 16];

/// Where to connect to, and how.
#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) address: Config,
    pub(crate) tls: MakeRustlsConnect,
}

impl Server {
    async fn connect(&self) -> PgResult<Client> {
        let (client, connection) = self.address.connect(self.tls.clone()).await?;
        // The connection's own end is seen by the statements that follow.
        tokio::spawn(async move { drop(connection.await) });
        Ok(client)
    }
}

fn runtime() -> std::io::Result<Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()
}

/// One connection and what was prepared on it.
pub struct Session {
    runtime: Runtime,
    client: Client,
    statements: HashMap<(usize, usize, usize), Statement>,
    begin: Option<&'static str>,
    pushed: Vec<(Statement, Vec<Val<'static>>)>,
}

/// How a transaction ended.
#[derive(Debug)]
pub(crate) enum Ended {
    Committed,
    /// It is known to be undone.
    Undone(Failure),
    /// The connection was lost while committing.
    Unknown,
}

impl Session {
    /// Connects for the first time; says what is wrong where that fails.
    pub(crate) fn first(server: &Server) -> Result<Session> {
        let runtime = runtime().map_err(Error::internal)?;
        let client = runtime.block_on(server.connect()).map_err(|error| tls::unreached(&error))?;
        Ok(Session::new(runtime, client))
    }

    /// Connects.
    pub(crate) fn connect(server: &Server) -> Result<Session, Failure> {
        let runtime = runtime().map_err(|error| Failure::Fault(error.to_string()))?;
        let client = runtime.block_on(server.connect()).map_err(|error| Failure::Lost(tls::chain(&error)))?;
        Ok(Session::new(runtime, client))
    }

    fn new(runtime: Runtime, client: Client) -> Session {
        Session { runtime, client, statements: HashMap::new(), begin: None, pushed: Vec::new() }
    }

    /// True when the connection cannot be used any more. Its end may have arrived while nobody was looking, so the
    /// runtime looks at its sockets (the first yield) and lets the connection read (the second).
    pub(crate) fn is_closed(&self) -> bool {
        self.runtime.block_on(async {
            tokio::task::yield_now().await;
            tokio::task::yield_now().await;
        });
        self.client.is_closed()
    }

    /// Opens a transaction; nothing is sent before the first statement.
    pub(crate) fn begin(&mut self, mode: Mode) {
        self.pushed.clear();
        self.begin = Some(match mode {
            Mode::Write => "begin isolation level serializable",
            Mode::Claim => "begin isolation level read committed",
            Mode::Read => "begin isolation level repeatable read read only",
        });
    }

    /// True where something was pushed that was not sent yet.
    pub(crate) fn has_pushed(&self) -> bool {
        !self.pushed.is_empty()
    }

    /// Sends what was pushed, and COMMIT, and waits for all of it.
    pub(crate) fn commit(&mut self) -> Ended {
        if self.begin.is_some() && self.pushed.is_empty() {
            self.begin = None;
            return Ended::Committed;
        }
        let begin = self.begin.take();
        let pushed = std::mem::take(&mut self.pushed);
        let client = &self.client;
        let outcome: (PgResult<()>, PgResult<()>) = self.runtime.block_on(async {
            let mut sent: Vec<Sent<'_, u64>> = Vec::new();
            if let Some(text) = begin {
                sent.push(Box::pin(async move { client.batch_execute(text).await.map(|()| 0) }));
            }
            for (statement, params) in &pushed {
                sent.push(Box::pin(client.execute_raw(statement, params)));
            }
            tokio::join!(biased; async { all_in_order(sent).await.map(|_| ()) }, client.batch_execute("commit"))
        });
        match outcome {
            (Ok(()), Ok(())) => Ended::Committed,
            (Err(error), _) | (Ok(()), Err(error)) if refused(&error) => Ended::Undone(failure(&error)),
            _ => Ended::Unknown,
        }
    }

    /// Undoes the transaction.
    pub(crate) fn rollback(&mut self) {
        self.pushed.clear();
        if self.begin.take().is_none() {
            // A rollback that fails means a connection that is gone, and with it the transaction.
            drop(self.runtime.block_on(self.client.batch_execute("rollback")));
        }
    }

    /// Fails where the server does not understand the statement, or its form for many rows.
    pub(crate) fn prepare(&mut self, text: &'static str) -> Result<(), Failure> {
        self.statement(text, 1)?;
        if dialect::takes_many_rows(text) { self.statement(text, ROWS_AT_ONCE[1]).map(drop) } else { Ok(()) }
    }

    pub(crate) fn exec(&mut self, text: &'static str, params: &[Val]) -> Result<u64, Failure> {
        let statement = self.statement(text, 1)?;
        let (begin, pushed) = (self.begin.take(), std::mem::take(&mut self.pushed));
        let client = &self.client;
        let work = behind(client, &pushed, client.execute_raw(&statement, params));
        self.runtime.block_on(riding(client, begin, work)).map_err(|error| failure(&error))
    }

    pub(crate) fn push(&mut self, text: &'static str, params: &[Val]) -> Result<(), Failure> {
        let statement = self.statement(text, 1)?;
        // Checked now: a push that fails to be sent must not be found out behind a COMMIT that was.
        fit(&statement, params)?;
        self.pushed.push((statement, params.iter().cloned().map(Val::into_owned).collect()));
        Ok(())
    }

    pub(crate) fn exec_many<'v, R: AsRef<[Val<'v>]>>(
        &mut self,
        text: &'static str,
        rows: &[R],
    ) -> Result<u64, Failure> {
        let mut parts: Vec<(Statement, &[R])> = Vec::new();
        let mut rest = rows;
        let sizes: &[usize] = if dialect::takes_many_rows(text) { &ROWS_AT_ONCE } else { &[] };
        for &size in sizes {
            while rest.len() >= size {
                let (part, after) = rest.split_at(size);
                parts.push((self.statement(text, size)?, part));
                rest = after;
            }
        }
        for row in rest.chunks(1) {
            parts.push((self.statement(text, 1)?, row));
        }
        if parts.is_empty() {
            return Ok(0);
        }
        let (begin, pushed) = (self.begin.take(), std::mem::take(&mut self.pushed));
        let client = &self.client;
        let work = behind(client, &pushed, async {
            let sent = parts.iter().map(|(statement, part)| {
                let params: Vec<&Val> = part.iter().flat_map(|row| row.as_ref()).collect();
                Box::pin(client.execute_raw(statement, params)) as Sent<'_, u64>
            });
            all_in_order(sent.collect()).await
        });
        let changed = self.runtime.block_on(riding(client, begin, work)).map_err(|error| failure(&error))?;
        Ok(changed.iter().sum())
    }

    /// Calls `each` for every row until it says false.
    pub(crate) fn each(
        &mut self,
        text: &'static str,
        params: &[Val],
        each: &mut dyn FnMut(&Row) -> bool,
    ) -> Result<(), Failure> {
        let statement = self.statement(text, 1)?;
        let (begin, pushed) = (self.begin.take(), std::mem::take(&mut self.pushed));
        let client = &self.client;
        let rows = async {
            let mut rows = pin!(client.query_raw(&statement, params).await?);
            while let Some(row) = rows.try_next().await? {
                if !each(&Row::Postgres(&row)) {
                    break;
                }
            }
            Ok(())
        };
        let work = behind(client, &pushed, rows);
        self.runtime.block_on(riding(client, begin, work)).map_err(|error| failure(&error))
    }

    /// The rows of each of these queries, which are sent at once; or why one has none, and its place.
    pub(crate) fn rows_of(
        &mut self,
        asked: &[(&'static Sql, &[Val])],
    ) -> Result<Vec<Vec<tokio_postgres::Row>>, (&'static str, Failure)> {
        let first = asked.first().map_or("no question", |(sql, _)| sql.place);
        self.prepare_all(asked.iter().map(|(sql, _)| sql.text)).map_err(|failure| (first, failure))?;
        let mut prepared = Vec::with_capacity(asked.len());
        for &(sql, params) in asked {
            let statement = self.statement(sql.text, 1).map_err(|failure| (sql.place, failure))?;
            prepared.push((sql.place, statement, params));
        }
        let failed = Cell::new(None);
        let (begin, pushed) = (self.begin.take(), std::mem::take(&mut self.pushed));
        let client = &self.client;
        let work = behind(client, &pushed, async {
            let sent = prepared.iter().map(|(place, statement, params)| -> Sent<'_, Vec<tokio_postgres::Row>> {
                let rows = async move { client.query_raw(statement, *params).await?.try_collect().await };
                // What comes behind a failure fails because of it.
                Box::pin(rows.inspect_err(|_| failed.set(failed.get().or(Some(*place)))))
            });
            all_in_order(sent.collect()).await
        });
        let came = self.runtime.block_on(riding(client, begin, work));
        came.map_err(|error| (failed.get().unwrap_or(first), failure(&error)))
    }

    /// Runs text without parameters, several statements at once: migrations and session settings.
    pub(crate) fn run_script(&mut self, text: &str) -> Result<(), Failure> {
        let begin = self.begin.take();
        let client = &self.client;
        self.runtime.block_on(riding(client, begin, client.batch_execute(text))).map_err(|error| failure(&error))
    }

    /// Prepares what was not yet, all at once.
    fn prepare_all(&mut self, texts: impl Iterator<Item = &'static str>) -> Result<(), Failure> {
        let mut new: Vec<&'static str> = texts.filter(|text| !self.statements.contains_key(&key(text, 1))).collect();
        new.sort_unstable_by_key(|text| key(text, 1));
        new.dedup_by_key(|text| key(text, 1));
        if new.len() < 2 {
            return Ok(());
        }
        let client = &self.client;
        let sent = new.iter().map(|text| Box::pin(client.prepare(text)) as Sent<'_, Statement>);
        let prepared = self.runtime.block_on(all_in_order(sent.collect())).map_err(|error| failure(&error))?;
        self.statements.extend(new.iter().map(|text| key(text, 1)).zip(prepared));
        Ok(())
    }

    fn statement(&mut self, text: &'static str, rows: usize) -> Result<Statement, Failure> {
        let key = key(text, rows);
        if let Some(statement) = self.statements.get(&key) {
            return Ok(statement.clone());
        }
        let prepared = if rows == 1 {
            self.runtime.block_on(self.client.prepare(text))
        } else {
            self.runtime.block_on(self.client.prepare(&dialect::many_rows(text, rows)))
        };
        let statement = prepared.map_err(|error| failure(&error))?;
        self.statements.insert(key, statement.clone());
        Ok(statement)
    }
}

/// By what a statement is known: where its text stands, and for how many rows it is.
fn key(text: &'static str, rows: usize) -> (usize, usize, usize) {
    (text.as_ptr() as usize, text.len(), rows)
}

/// Sends what was pushed, and the work right behind it, so that the work finds it.
async fn behind<T>(
    client: &Client,
    pushed: &[(Statement, Vec<Val<'static>>)],
    work: impl Future<Output = PgResult<T>>,
) -> PgResult<T> {
    if pushed.is_empty() {
        return work.await;
    }
    let sent =
        pushed.iter().map(|(statement, params)| Box::pin(client.execute_raw(statement, params)) as Sent<'_, u64>);
    let (came, done) = tokio::join!(biased; all_in_order(sent.collect()), work);
    came?;
    done
}

/// Sends BEGIN, if it was not sent yet, and the work right behind it.
async fn riding<T>(
    client: &Client,
    begin: Option<&'static str>,
    work: impl Future<Output = PgResult<T>>,
) -> PgResult<T> {
    let Some(begin) = begin else { return work.await };
    let (began, done) = tokio::join!(biased; client.batch_execute(begin), work);
    began?;
    done
}

/// Waits for all, polling the unfinished ones in order each time; gives what each said, or the first error.
async fn all_in_order<T>(sent: Vec<Sent<'_, T>>) -> PgResult<Vec<T>> {
    let mut said = Vec::with_capacity(sent.len());
    let mut first_error = None;
    let mut waiting: std::collections::VecDeque<_> = sent.into();
    let mut early = std::collections::VecDeque::new();
    let mut all_polled = false;
    poll_fn(|cx| {
        // Answers arrive in order, so after the first round only the front can be ready.
        if !all_polled {
            all_polled = true;
            early.extend(waiting.iter_mut().map(|future| match future.as_mut().poll(cx) {
                Poll::Ready(outcome) => Some(outcome),
                Poll::Pending => None,
            }));
        }
        while let Some(front) = waiting.front_mut() {
            let outcome = match early.front_mut().and_then(Option::take) {
                Some(outcome) => outcome,
                None => std::task::ready!(front.as_mut().poll(cx)),
            };
            waiting.pop_front();
            early.pop_front();
            match outcome {
                Ok(value) => said.push(value),
                Err(error) => drop(first_error.get_or_insert(error)),
            }
        }
        Poll::Ready(())
    })
    .await;
    first_error.map_or(Ok(said), Err)
}

/// True when the server itself said no, with an error that ends the transaction but not the connection.
fn refused(error: &tokio_postgres::Error) -> bool {
    error.as_db_error().is_some_and(|said| said.parsed_severity() == Some(Severity::Error))
}

fn failure(error: &tokio_postgres::Error) -> Failure {
    let said = match error.as_db_error() {
        Some(db) => format!("{} ({})", db.message(), db.code().code()),
        None => format!("{error:?}"),
    };
    match error.code() {
        Some(&SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED) => Failure::Undone(said),
        Some(&SqlState::UNIQUE_VIOLATION) => Failure::Taken(said),
        Some(&SqlState::DISK_FULL) => Failure::Full,
        Some(_) if refused(error) => Failure::Fault(said),
        Some(_) => Failure::Lost(said),
        None if error.is_closed() => Failure::Lost(said),
        None => match std::error::Error::source(error).is_some_and(|source| source.is::<std::io::Error>()) {
            true => Failure::Lost(said),
            false => Failure::Fault(said),
        },
    }
}

fn fit(statement: &Statement, params: &[Val]) -> Result<(), Failure> {
    let kinds = statement.params();
    if kinds.len() != params.len() {
        return Err(Failure::Fault(format!("{} parameters where {} are wanted", params.len(), kinds.len())));
    }
    let mut scratch = BytesMut::new();
    kinds.iter().zip(params).try_for_each(|(kind, param)| {
        param.to_sql(kind, &mut scratch).map(drop).map_err(|error| Failure::Fault(error.to_string()))
    })
}

/// Refuses a server that answers before its data is safe.
pub(crate) fn check_durable(session: &mut Session) -> Result<()> {
    for (setting, text) in [("fsync", "show fsync"), ("synchronous_commit", "show synchronous_commit")] {
        let mut value = String::new();
        let read = session.each(text, &[], &mut |row| {
            value = row.get(0).unwrap_or_default();
            true
        });
        read.map_err(|failure| failure.error())?;
        if value == "off" {
            return Err(Error::invalid(
                "database-not-durable",
                format!(
                    "PostgreSQL runs with {setting} off, so it would lose what it has confirmed. \
                     Set {setting} = on, or allow_unsafe_database = true for a database that may be lost."
                ),
            ));
        }
    }
    Ok(())
}
