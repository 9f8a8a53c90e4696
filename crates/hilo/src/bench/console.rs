//! `bench console`: every page of the console over HTTP, one asked after the other, in a house with so many customers
//! and the real year beside them; and consoles that are all open at home while somebody sells.
//!
//! An operation is a page, from the request to its last byte. Beside it the same caller asks for `/healthz`, the least
//! that the server answers. Of the open consoles it is taken how long it is from the sale's request until each of them
//! has read what is new, and what they cost in memory, with both ends of every connection in this process.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use base::{Clock, Cx, Result};
use catalog::search::index::Search;
use jiff::tz::TimeZone;
use orders::import;
use store::{Db, restore};
use tokio::{runtime::Runtime, sync::watch, task::JoinSet};

use super::{
    RUNS,
    figures::{Report, Run, median, percentile},
    load::Load,
    meter::{self, Peak},
    open,
    pages::{Caller, Served},
    place::Place,
    raw::{self, Server},
    town,
    ways::{self, Way},
    year,
};
use crate::{config::Config, rooms, serve};

/// How often a page is asked for in a run, at least and at most.
const ASKS: std::ops::Range<usize> = 3..200;

/// What one page took, and how long it is.
#[derive(Default)]
struct Seen {
    p99: Vec<f64>,
    bytes: usize,
}

/// The house that is measured.
pub struct Built<'a> {
    /// Its customers.
    pub customers: u64,
    /// Lines of an invented year; the real one where nothing is said.
    pub lines: Option<u64>,
    /// A backup of one that was built before.
    pub backup: Option<&'a Path>,
}

impl Built<'_> {
    fn build(&self, place: &Place, zone: &TimeZone) -> Result<Db> {
        let Some(file) = self.backup else {
            let db = place.open()?;
            settle(place, &db, (self.customers, self.lines), zone)?;
            return Ok(db);
        };
        let db = Db::open_unmigrated(&place.settings)?;
        restore::read(&Cx::system("bench", Clock::Machine.now()), &db, file, &mut |_| {})?;
        tidy(place)?;
        Ok(db)
    }
}

/// Measures.
pub fn measure(config: &Config, time: Duration, built: &Built, consoles: usize) -> Result<Report> {
    serve::make_room(config.max_connections);
    let place = Place::new(config)?;
    let db = built.build(&place, &config.zone())?;
    let load = Load::new()?;
    let served = Served::start(&place.housed(config), &db, load.runtime())?;
    let house = House::open(&served)?;
    rooms::wait_until_settled(&db, &Clock::Machine)?;
    let mut caller = load.runtime().block_on(Caller::connect(served.address(), served.cookie()))?;
    let ways = load.runtime().block_on(ways::all(&served, &mut caller, built.customers))?;
    let each = time / ways.len().max(1) as u32;
    let mut seen: Vec<Seen> = ways.iter().map(|_| Seen::default()).collect();
    let (mut runs, mut rates) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let (run, rate) = walk(load.runtime(), &mut caller, &ways, each, &mut seen)?;
        runs.push(run);
        rates.push(rate);
    }
    let opened = open::measure(&served, &load, consoles, time)?;
    house.close(served);
    db.close();
    let mut order: Vec<usize> = (0..ways.len()).collect();
    order.sort_by(|a, b| median(&seen[*b].p99).total_cmp(&median(&seen[*a].p99)));
    let mut pages: Vec<(String, Vec<f64>)> = vec![("answers of /healthz per second".into(), rates)];
    let line = |way: &usize| {
        let (name, seen) = (&ways[*way].name, &seen[*way]);
        (format!("{name}, {} KB, p99, ms", seen.bytes / 1_000), seen.p99.clone())
    };
    pages.extend(order.iter().map(line));
    pages.push(("consoles told, p50, ms".into(), opened.p50));
    let largest = seen.iter().map(|seen| seen.bytes).max().unwrap_or_default() as f64 / 1_000.0;
    let slowest = order.first().map_or_else(Vec::new, |way| seen[*way].p99.clone());
    let told = vec![
        ("slowest_page_p99_ms", slowest),
        ("largest_page_kb", vec![largest]),
        ("open_consoles", vec![consoles as f64]),
        ("told_p99_ms", opened.p99),
        ("told_last_ms", opened.last),
        ("open_mb", vec![opened.mb]),
    ];
    Ok(Report { bench: "console", engine: place.engine(), unit: "pages", runs, beside: pages, told })
}

/// What is there: the customers and what they bought, and the year.
fn settle(place: &Place, db: &Db, (customers, lines): (u64, Option<u64>), zone: &TimeZone) -> Result<()> {
    town::build(db, customers)?;
    let file = year::files(place.folder(), lines)?;
    let started = Instant::now();
    import::run(db, &Clock::Machine, &[file], &place.folder().join("rejected.csv"), &mut |_| {})?;
    let runtime = raw::runtime()?;
    runtime.block_on(rooms::settle(db, &Clock::Machine))?;
    runtime.block_on(rooms::sum_days(db, zone))?;
    eprintln!("the year imported and all of it summed up in {:.1} s", started.elapsed().as_secs_f64());
    tidy(place)
}

/// What a server's autovacuum would do in its own time.
fn tidy(place: &Place) -> Result<()> {
    match place.url() {
        Some(url) => Server::connect(&url)?.run("vacuum analyze"),
        None => Ok(()),
    }
}

/// What runs beside the pages.
struct House {
    tasks: JoinSet<()>,
    stop: watch::Sender<bool>,
}

impl House {
    fn open(served: &Served) -> Result<House> {
        let (stop, stopped) = watch::channel(false);
        let app = served.app();
        let search = Search::of(app)?;
        let tasks = served.runtime().block_on(async {
            // The pages of products stand in the index alone.
            search.catch_up(&app.db, &app.clock).await?;
            let mut tasks = rooms::background(&app.db, &app.clock, &app.live.listening(), &stopped);
            tasks.spawn(search.follow(app.db.clone(), app.clock.clone(), stopped.clone()));
            tasks.spawn(console::live::tell(app.db.clone(), app.live.clone(), stopped.clone()));
            Ok(tasks)
        })?;
        Ok(House { tasks, stop })
    }

    fn close(mut self, served: Served) {
        self.stop.send_replace(true);
        served.runtime().block_on(async { while self.tasks.join_next().await.is_some() {} });
        served.stop();
    }
}

/// One run over every page.
fn walk(runtime: &Runtime, caller: &mut Caller, ways: &[Way], each: Duration, seen: &mut [Seen]) -> Result<(Run, f64)> {
    let (cpu, peak, started) = (meter::cpu_ms(), Peak::watch(), Instant::now());
    let mut all = Vec::new();
    for (way, seen) in ways.iter().zip(seen) {
        let (mut times, bytes) = runtime.block_on(ask(caller, way, each))?;
        seen.p99.push(percentile(&mut times, 99));
        seen.bytes = seen.bytes.max(bytes);
        all.extend(times);
    }
    let (spent, cpu, rss_mb) = (started.elapsed(), meter::cpu_ms() - cpu, peak.mb());
    let least = Way { name: "/healthz".into(), addresses: vec!["/healthz".into()] };
    let (answers, _) = runtime.block_on(ask(caller, &least, each))?;
    let rate = answers.len() as f64 / answers.iter().sum::<Duration>().as_secs_f64().max(1e-9);
    let ops_per_s = all.len() as f64 / spent.as_secs_f64().max(1e-9);
    let run = Run {
        ops_per_s,
        p50_ms: percentile(&mut all, 50),
        p99_ms: percentile(&mut all, 99),
        cpu_ms_per_op: cpu / all.len().max(1) as f64,
        bare_ratio: ops_per_s / rate,
        rss_mb,
    };
    Ok((run, rate))
}

/// Asks for a page until the time is over; how long each answer took, and the longest of them in bytes.
async fn ask(caller: &mut Caller, way: &Way, time: Duration) -> Result<(Vec<Duration>, usize)> {
    let (mut times, mut bytes, began) = (Vec::new(), 0, Instant::now());
    for address in way.addresses.iter().cycle() {
        if times.len() >= ASKS.end || times.len() >= ASKS.start && began.elapsed() > time {
            break;
        }
        let asked = Instant::now();
        bytes = bytes.max(caller.page(address).await?.len());
        times.push(asked.elapsed());
    }
    Ok((times, bytes))
}
