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
    time::Duration,
};

use base::Result;
use store::Db;

use super::{
    RUNS,
    bare::{Bare, Run},
    book,
    book::Order,
    figures::Report,
    load::{Load, Turn, take_turns},
    place::Place,
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
    let mut bare = Bare::open(&other, &book::texts(), write, CALLERS)?;
    let next = Arc::new(AtomicU64::new(0));
    let mut ours = |time: Duration| place_orders(&load, &db, &next, time);
    let mut theirs = |time: Duration| bare.work(time);
    // Both warm up: caches, statements, files that grow.
    ours(time / 10)?;
    theirs(time / 10)?;
    let runs: Vec<_> = (0..RUNS).map(|_| take_turns(time, &mut ours, &mut theirs)).collect::<Result<_>>()?;
    let (runs, rates) = runs.into_iter().unzip();
    db.close();
    let beside = vec![("bare orders per second".into(), rates)];
    Ok(Report { bench: "store", engine: place.engine(), unit: "orders", runs, beside, told: Vec::new() })
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

/// The rows of one order, by the bare engine.
fn write(number: u64, run: &mut Run) -> Result<()> {
    let order = Order::new(number);
    let key = order.job_key();
    order.params(&key).iter().enumerate().try_for_each(|(which, params)| run(which, params))
}
