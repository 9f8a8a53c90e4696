//! `bench import`: a year of invoice lines into an empty database while its background folds them, as `hilo import`
//! does it, beside the bare engine inserting rows like order lines: the same columns and indexes, in transactions of
//! the same size, one statement a row, for as long as a run is told to take.
//!
//! An operation is a line, counted from the start (the file is read twice) to the commit of the last one; CPU is
//! counted until the cards are complete. p50 and p99 are of a piece: its time on the embedded writer, or its whole
//! transaction on a server, as the metrics of the store have them.

use std::{
    path::Path,
    thread::JoinHandle,
    time::{Duration, Instant},
};

use base::{Clock, Error, Result};
use orders::import;
use store::{
    Db,
    metrics::{self, Times},
    value::Val,
};
use tokio::sync::watch;

use super::{
    RUNS,
    dice::Dice,
    figures::{Report, Run},
    load::Turn,
    meter::{self, Peak},
    place::Place,
    raw::{self, Server, fault},
    year,
};
use crate::{config::Config, rooms};

/// Measures.
pub fn measure(config: &Config, time: Duration, lines: Option<u64>) -> Result<Report> {
    let folder = Place::new(&Config { database: String::new(), ..config.clone() })?;
    let file = year::files(folder.folder(), lines)?;
    let (mut runs, mut rates, mut waits) = (Vec::new(), Vec::new(), Vec::new());
    for run in 0..RUNS {
        let first = if run % 2 == 1 { Some(bare(config, time)?) } else { None };
        let (ours, wait) = one(config, &file)?;
        eprintln!("cards complete {wait:.1} s after the last line");
        let rate = first.map_or_else(|| bare(config, time), Ok)?.rate();
        runs.push(Run { bare_ratio: ours.ops_per_s / rate, ..ours });
        rates.push(rate);
        waits.push(wait);
    }
    let engine = if config.database.is_empty() { "sqlite" } else { "postgres" };
    let beside = vec![("bare rows per second".into(), rates), ("cards complete after, s".into(), waits)];
    Ok(Report { bench: "import", engine, unit: "lines", runs, beside, told: Vec::new() })
}

/// Imports into a database of its own; says how long after the last line the cards were complete.
fn one(config: &Config, file: &Path) -> Result<(Run, f64)> {
    let place = Place::new(config)?;
    let db = place.open()?;
    let background = Background::start(&db)?;
    let earlier = pieces();
    let (cpu, peak, started) = (meter::cpu_ms(), Peak::watch(), Instant::now());
    let report =
        import::run(&db, &Clock::Machine, &[file.to_owned()], &place.folder().join("rejected.csv"), &mut |_| {})?;
    let (spent, last_line) = (started.elapsed(), Instant::now());
    rooms::wait_until_settled(&db, &Clock::Machine)?;
    let wait = last_line.elapsed().as_secs_f64();
    let (cpu, rss_mb) = (meter::cpu_ms() - cpu, peak.mb());
    background.stop()?;
    db.close();
    let pieces = pieces().since(&earlier);
    let millis = |percent| pieces.percentile(percent).as_secs_f64() * 1_000.0;
    let run = Run {
        ops_per_s: report.lines as f64 / spent.as_secs_f64(),
        p50_ms: millis(50),
        p99_ms: millis(99),
        cpu_ms_per_op: cpu / report.lines as f64,
        bare_ratio: 0.0,
        rss_mb,
    };
    Ok((run, wait))
}

fn pieces() -> Times {
    let acts = metrics::acts();
    acts.into_iter().find(|(act, _)| *act == "orders.import").map(|(_, sums)| sums.times).unwrap_or_default()
}

/// Folds and jobs, on a thread of their own as beside every command.
struct Background {
    stop: watch::Sender<bool>,
    thread: JoinHandle<Result<()>>,
}

impl Background {
    fn start(db: &Db) -> Result<Background> {
        let (stop, stopped) = watch::channel(false);
        let (db, runtime) = (db.clone(), raw::runtime()?);
        let work = move || {
            let (_nobody, listening) = watch::channel(0);
            runtime.block_on(async {
                let mut tasks = rooms::background(&db, &Clock::Machine, &listening, &stopped);
                while tasks.join_next().await.is_some() {}
            });
            Ok(())
        };
        let thread = std::thread::Builder::new().name("hilo-background".into()).spawn(work).map_err(Error::internal)?;
        Ok(Background { stop, thread })
    }

    fn stop(self) -> Result<()> {
        self.stop.send_replace(true);
        self.thread.join().map_err(|_| Error::internal("the background stopped"))?
    }
}

const INSERT: &str = "insert into bare_lines (order_id, line_key, product_id, name, quantity, unit_price, total,
    line_no, sold_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

/// The columns and indexes of order lines, without what they point to.
fn table(id: &str, int: &str, text: &str, end: &str) -> String {
    format!(
        "create table bare_lines (order_id {id} not null, line_key {int} not null, product_id {id} not null,
             name {text},
             quantity {int} not null, unit_price {int} not null, total {int} not null, line_no {int} not null,
             sold_at {int} not null, primary key (order_id, line_key)) {end};
         create index bare_lines_by_product on bare_lines (product_id);"
    )
}

fn bare(config: &Config, time: Duration) -> Result<Turn> {
    let place = Place::new(config)?;
    match place.url() {
        None => bare_sqlite(&place.folder().join("bare.db"), time),
        Some(url) => bare_postgres(&url, time),
    }
}

fn bare_sqlite(file: &Path, time: Duration) -> Result<Turn> {
    let connection = raw::sqlite(file)?;
    connection.execute_batch(&table("blob", "integer", "text", "strict, without rowid")).map_err(fault)?;
    let mut insert = connection.prepare(&raw::for_sqlite(INSERT)).map_err(fault)?;
    let (mut lines, started, mut ops) = (Lines::new(), Instant::now(), 0);
    while started.elapsed() < time {
        connection.execute_batch("begin immediate").map_err(fault)?;
        for _ in 0..import::PIECE_EMBEDDED {
            lines.next(|params| insert.execute(rusqlite::params_from_iter(params)).map(drop).map_err(fault))?;
        }
        connection.execute_batch("commit").map_err(fault)?;
        ops += import::PIECE_EMBEDDED as u64;
    }
    Ok(Turn { times: Vec::new(), ops, spent: started.elapsed() })
}

fn bare_postgres(url: &str, time: Duration) -> Result<Turn> {
    let server = Server::connect(url)?;
    server.run(&table("uuid", "bigint", "text collate \"C\"", ""))?;
    let statements = server.prepare(&[INSERT])?;
    let (mut lines, started, mut ops) = (Lines::new(), Instant::now(), 0);
    while started.elapsed() < time {
        server.run("begin")?;
        for _ in 0..import::PIECE_ON_SERVER {
            lines.next(|params| server.exec(&statements[0], params).map(drop))?;
        }
        server.run("commit")?;
        ops += import::PIECE_ON_SERVER as u64;
    }
    Ok(Turn { times: Vec::new(), ops, spent: started.elapsed() })
}

/// Rows as they come from invoices of twenty lines.
struct Lines {
    dice: Dice,
    order: [u8; 16],
    number: i64,
}

impl Lines {
    fn new() -> Lines {
        Lines { dice: Dice::new(7), order: [0; 16], number: 0 }
    }

    fn next(&mut self, insert: impl FnOnce(&[Val; 9]) -> Result<()>) -> Result<()> {
        self.number += 1;
        if self.number % 20 == 1 {
            self.order = self.dice.bytes();
            self.order[..8].copy_from_slice(&self.number.to_be_bytes());
        }
        let mut product = [0; 16];
        product[..8].copy_from_slice(&Dice::new(self.dice.below(4_632)).roll().to_be_bytes());
        let (key, quantity, price) =
            (self.dice.roll() as i64, self.dice.below(24) as i64, self.dice.below(9_999) as i64);
        insert(&[
            Val::from(&self.order[..]),
            Val::Int(key),
            Val::from(&product[..]),
            Val::from("RED RETROSPOT GLASS BALL"),
            Val::Int(quantity),
            Val::Int(price * 100),
            Val::Int(price * quantity),
            Val::Int(self.number % 20 + 1),
            Val::Int(1_259_625_600_000_000 + self.number),
        ])
    }
}
