//! `bench card`: everything that the page of a customer shows, read in process by four callers, beside the same reads
//! by prepared statements of the bare engine; and the page itself and the API's card over HTTP, from a Hilo that is
//! served on the loopback. The figures of JSON are those in process; the table has all.

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
    dice::Dice,
    figures::{Report, percentile},
    load::{Load, Turn, take_turns},
    pages::Served,
    place::Place,
    raw::Server,
    reads::Bare,
    town,
};
use crate::config::Config;

/// How many ask at once.
pub const CALLERS: usize = 4;

/// Measures.
pub fn measure(config: &Config, time: Duration, customers: u64) -> Result<Report> {
    let place = Place::new(config)?;
    let db = place.open()?;
    town::build(&db, customers)?;
    if let Some(url) = place.url() {
        // What a server's autovacuum would do in its own time.
        Server::connect(&url)?.run("vacuum analyze")?;
    }
    let load = Load::new()?;
    let bare = Bare::open(&place)?;
    let served = Served::start(&place.housed(config), &db, load.runtime())?;
    let mut ours = |time: Duration| look(&load, &db, customers, time);
    let mut theirs = |time: Duration| bare.look(customers, time);
    ours(time / 10)?;
    theirs(time / 10)?;
    let (mut runs, mut beside) = (Vec::new(), [(); 5].map(|()| Vec::new()));
    for _ in 0..RUNS {
        let (run, rate) = take_turns(time, &mut ours, &mut theirs)?;
        let mut page = served.ask(&load, customers, time / 2, "/console/customers/")?;
        let mut api = served.ask(&load, customers, time / 2, "/api/v1/customers/")?;
        let [page, api] = [&mut page, &mut api].map(|turn| [percentile(turn, 50), percentile(turn, 99)]);
        for (values, value) in beside.iter_mut().zip([rate, page[0], page[1], api[0], api[1]]) {
            values.push(value);
        }
        runs.push(run);
    }
    served.stop();
    db.close();
    let names = ["bare cards per second", "page, p50, ms", "page, p99, ms", "API, p50, ms", "API, p99, ms"];
    let beside = names.into_iter().map(String::from).zip(beside).collect();
    Ok(Report { bench: "card", engine: place.engine(), unit: "cards", runs, beside, told: Vec::new() })
}

fn look(load: &Load, db: &Db, customers: u64, time: Duration) -> Result<Turn> {
    let (db, next) = (db.clone(), Arc::new(AtomicU64::new(0)));
    load.run(CALLERS, time, move |_| {
        let id = town::customer(chosen(&next, customers));
        let db = db.clone();
        async move { db.read("bench.card", move |tx| console::card_web::look(tx, id)).await.map(drop) }
    })
}

/// The number of one of them by chance, the same ones on every turn.
pub fn chosen(next: &AtomicU64, customers: u64) -> u64 {
    Dice::new(next.fetch_add(1, Ordering::Relaxed)).below(customers)
}
