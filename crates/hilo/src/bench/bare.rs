//! The bare engine at the same work: prepared statements, written straight down.
//!
//! SQLite is one thread that commits as many operations at a time as ours has callers. PostgreSQL is as many threads,
//! each with a client that waits for every statement.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use base::Result;
use store::value::Val;
use tokio_postgres::Statement;

use super::{
    load::Turn,
    meter::LOAD,
    place::Place,
    raw::{self, Server, fault},
};

/// Runs the statement with this number with these parameters.
pub type Run<'r> = dyn FnMut(usize, &[Val]) -> Result<()> + 'r;
/// What one operation is, by its number.
pub type Operation = dyn Fn(u64, &mut Run) -> Result<()> + Send + Sync;

/// The bare engine, what it does, and the number of its next operation.
pub struct Bare {
    engine: Engine,
    texts: Vec<&'static str>,
    operation: Box<Operation>,
    next: AtomicU64,
}

enum Engine {
    Sqlite(rusqlite::Connection, usize),
    Postgres(Vec<(Server, Vec<Statement>)>),
}

impl Bare {
    /// The engine of a place, for so many callers.
    pub fn open<F>(place: &Place, texts: &[&'static str], operation: F, callers: usize) -> Result<Bare>
    where
        F: Fn(u64, &mut Run) -> Result<()> + Send + Sync + 'static,
    {
        let operation = Box::new(operation);
        let engine = match place.url() {
            None => Engine::Sqlite(raw::sqlite(&place.folder().join("hilo.db"))?, callers),
            Some(url) => {
                let client = |_| {
                    let server = Server::connect(&url)?;
                    let statements = server.prepare(texts)?;
                    Ok((server, statements))
                };
                Engine::Postgres((0..callers).map(client).collect::<Result<_>>()?)
            }
        };
        Ok(Bare { engine, texts: texts.to_vec(), operation, next: AtomicU64::new(0) })
    }

    /// Works until the time is over.
    pub fn work(&mut self, time: Duration) -> Result<Turn> {
        let started = Instant::now();
        let is_time = move || started.elapsed() < time;
        let ops = match &mut self.engine {
            Engine::Sqlite(connection, at_once) => {
                sqlite(connection, &self.texts, *at_once, &is_time, &self.next, &self.operation)?
            }
            Engine::Postgres(clients) => postgres(clients, &is_time, &self.next, &self.operation)?,
        };
        Ok(Turn { times: Vec::new(), ops, spent: started.elapsed() })
    }
}

fn sqlite(
    connection: &rusqlite::Connection,
    texts: &[&str],
    at_once: usize,
    is_time: &dyn Fn() -> bool,
    next: &AtomicU64,
    operation: &Operation,
) -> Result<u64> {
    let prepare = |text: &&str| connection.prepare(&raw::for_sqlite(text)).map_err(fault);
    let mut statements = texts.iter().map(prepare).collect::<Result<Vec<_>>>()?;
    let mut run = |which: usize, params: &[Val]| {
        let mut rows = statements[which].query(rusqlite::params_from_iter(params)).map_err(fault)?;
        while rows.next().map_err(fault)?.is_some() {}
        Ok(())
    };
    let mut ops = 0;
    while is_time() {
        connection.execute_batch("begin immediate").map_err(fault)?;
        for _ in 0..at_once {
            operation(next.fetch_add(1, Ordering::Relaxed), &mut run)?;
        }
        connection.execute_batch("commit").map_err(fault)?;
        ops += at_once as u64;
    }
    Ok(ops)
}

fn postgres(
    clients: &mut [(Server, Vec<Statement>)],
    is_time: &(dyn Fn() -> bool + Sync),
    next: &AtomicU64,
    operation: &Operation,
) -> Result<u64> {
    std::thread::scope(|scope| {
        let running = clients
            .iter_mut()
            .map(|(server, statements)| {
                let work = move || client(server, statements, is_time, next, operation);
                std::thread::Builder::new().name(format!("{LOAD}client")).spawn_scoped(scope, work).map_err(fault)
            })
            .collect::<Result<Vec<_>>>()?;
        running.into_iter().map(|thread| thread.join().map_err(fault)?).sum()
    })
}

fn client(
    server: &mut Server,
    statements: &[Statement],
    is_time: &dyn Fn() -> bool,
    next: &AtomicU64,
    operation: &Operation,
) -> Result<u64> {
    let mut ops = 0;
    while is_time() {
        server.run("begin")?;
        let mut run = |which: usize, params: &[Val]| server.exec(&statements[which], params).map(drop);
        operation(next.fetch_add(1, Ordering::Relaxed), &mut run)?;
        server.run("commit")?;
        ops += 1;
    }
    Ok(ops)
}
