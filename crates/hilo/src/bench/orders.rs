//! `bench store`: an order's fifteen statements through `Db::write` from 16 callers, beside the same rows written by
//! the bare engine.
//!
//! Bare SQLite is one thread with prepared statements that commits 16 orders at a time, `synchronous=FULL`, WAL. Bare
//! PostgreSQL is 16 threads, each with a client that waits for every statement: READ COMMITTED, its default, where ours
//! is SERIALIZABLE and runs again what the server undoes.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use base::Result;
use store::Db;
use tokio_postgres::Statement;

use super::{
    RUNS, book,
    book::Order,
    figures::Report,
    load::{Load, Turn, take_turns},
    meter::LOAD,
    place::Place,
    raw::{self, Server, fault},
};
use crate::config::Config;

/// Callers of ours, clients of the bare server, orders of a bare commit.
const CALLERS: usize = 16;

/// Measures.
pub fn measure(config: &Config, time: Duration) -> Result<Report> {
    let (place, other) = (Place::new(config)?, Place::new(config)?);
    let db = place.open()?;
    found(&db)?;
    let empty = other.open()?;
    found(&empty)?;
    empty.close();
    drop(empty);
    let load = Load::new()?;
    let mut bare = Bare::open(&other)?;
    let next = Arc::new(AtomicU64::new(0));
    let mut ours = |time: Duration| place_orders(&load, &db, &next, time);
    let mut theirs = |time: Duration| bare.place_orders(time);
    // Both warm up: caches, statements, files that grow.
    ours(time / 10)?;
    theirs(time / 10)?;
    let runs: Vec<_> = (0..RUNS).map(|_| take_turns(time, &mut ours, &mut theirs)).collect::<Result<_>>()?;
    let (runs, rates) = runs.into_iter().unzip();
    db.close();
    let beside = vec![("bare orders per second", rates)];
    Ok(Report { bench: "store", engine: place.engine(), unit: "orders", runs, beside })
}

fn found(db: &Db) -> Result<()> {
    db.write_now("bench.found", book::found)
}

fn place_orders(load: &Load, db: &Db, next: &Arc<AtomicU64>, time: Duration) -> Result<Turn> {
    let (db, next) = (db.clone(), Arc::clone(next));
    load.run(CALLERS, time, move |_| {
        let order = Order::new(next.fetch_add(1, Ordering::Relaxed));
        let db = db.clone();
        async move { db.write("bench.order", move |tx| order.place(tx)).await }
    })
}

/// The bare engine, and the number of its next order.
struct Bare {
    engine: Engine,
    next: AtomicU64,
}

enum Engine {
    Sqlite(rusqlite::Connection),
    Postgres(Vec<(Server, Vec<Statement>)>),
}

impl Bare {
    fn open(place: &Place) -> Result<Bare> {
        let engine = match place.url() {
            None => Engine::Sqlite(raw::sqlite(&place.folder().join("hilo.db"))?),
            Some(url) => {
                let client = |_| {
                    let server = Server::connect(&url)?;
                    let statements = server.prepare(&book::texts())?;
                    Ok((server, statements))
                };
                Engine::Postgres((0..CALLERS).map(client).collect::<Result<_>>()?)
            }
        };
        Ok(Bare { engine, next: AtomicU64::new(0) })
    }

    fn place_orders(&mut self, time: Duration) -> Result<Turn> {
        let started = Instant::now();
        let ops = match &mut self.engine {
            Engine::Sqlite(connection) => sqlite(connection, &self.next, started, time)?,
            Engine::Postgres(clients) => postgres(clients, &self.next, started, time)?,
        };
        Ok(Turn { times: Vec::new(), ops, spent: started.elapsed() })
    }
}

fn sqlite(connection: &rusqlite::Connection, next: &AtomicU64, started: Instant, time: Duration) -> Result<u64> {
    let prepare = |text: &str| connection.prepare(&raw::for_sqlite(text)).map_err(fault);
    let mut statements = book::texts().into_iter().map(prepare).collect::<Result<Vec<_>>>()?;
    let mut ops = 0;
    while started.elapsed() < time {
        connection.execute_batch("begin immediate").map_err(fault)?;
        for _ in 0..CALLERS {
            let order = Order::new(next.fetch_add(1, Ordering::Relaxed));
            let key = order.job_key();
            for (statement, params) in statements.iter_mut().zip(order.params(&key)) {
                let mut rows = statement.query(rusqlite::params_from_iter(params)).map_err(fault)?;
                while rows.next().map_err(fault)?.is_some() {}
            }
        }
        connection.execute_batch("commit").map_err(fault)?;
        ops += CALLERS as u64;
    }
    Ok(ops)
}

fn postgres(
    clients: &mut [(Server, Vec<Statement>)],
    next: &AtomicU64,
    started: Instant,
    time: Duration,
) -> Result<u64> {
    std::thread::scope(|scope| {
        let start = |(server, statements)| {
            let work = move || client(server, statements, next, started, time);
            std::thread::Builder::new().name(format!("{LOAD}client")).spawn_scoped(scope, work).map_err(fault)
        };
        let clients = clients.iter_mut().map(|(server, statements)| (server, statements.as_slice()));
        let running = clients.map(start).collect::<Result<Vec<_>>>()?;
        running.into_iter().map(|thread| thread.join().map_err(fault)?).sum()
    })
}

fn client(
    server: &mut Server,
    statements: &[Statement],
    next: &AtomicU64,
    started: Instant,
    time: Duration,
) -> Result<u64> {
    let mut ops = 0;
    while started.elapsed() < time {
        let order = Order::new(next.fetch_add(1, Ordering::Relaxed));
        let key = order.job_key();
        server.run("begin")?;
        for (statement, params) in statements.iter().zip(order.params(&key)) {
            server.exec(statement, &params)?;
        }
        server.run("commit")?;
        ops += 1;
    }
    Ok(ops)
}
