//! `bench tracking`: what SDKs send, over HTTP from 8 connections, each batch 100 messages of 10 visitors of whom one
//! is new, with as many events there before as was asked for and 100 orders a second beside. The folds run, and a turn
//! ends when everything that it sent is on a card: CPU and events in a second are of the whole way.
//!
//! Beside it the bare engine writes the rows of the same batches and of their sums, eight batches a commit. Then they
//! come at 70 % of the rate that was found, whether or not the ones before are answered, and it is taken how long each
//! took from when it was due until it was counted on the card of its new visitor, whose messages are its last.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use base::{Actor, Clock, Cx, Error, Result, Time};
use customers::people::{Kind, Known};
use store::{Db, Tx, params, settings, sql, thread::IdentifierId, value::Val};
use tokio::{sync::watch, task::JoinSet};
use tracking::sources::{self, NewSource, Takes};

use super::{
    RUNS,
    bare::{Bare, Run},
    dice::Dice,
    figures::{Report, percentile},
    load::{Load, Turn, take_turns},
    meter::LOAD,
    pages::{Caller, Served},
    place::Place,
    raw::{Server, fault},
    sdk, town,
};
use crate::{config::Config, rooms};

/// Connections that send batches, and batches of a bare commit.
const CALLERS: usize = 8;
/// Connections of the open loop, so that hardly ever all of them wait for an answer.
const OPEN_CALLERS: usize = 64;
/// Connections that place orders, and how often each does.
const SHOPS: usize = 4;
const EVERY: Duration = Duration::from_millis(40);
/// What of the rate that was found is sent while it is taken how long it takes.
const PART: f64 = 0.7;
/// A batch that is not on its card by now never will be.
const LOST: Duration = Duration::from_secs(120);
/// Rows of one transaction.
const PIECE: u64 = 2_000;

/// Measures.
pub fn measure(config: &Config, time: Duration, before: u64) -> Result<Report> {
    let place = Place::new(config)?;
    let visitors = (before / 10).max(10);
    settle(&place.open()?, before, visitors)?;
    let other = place.twin(config)?;
    if let (Some(url), Some(twin)) = (place.url(), other.url()) {
        // What a server's autovacuum would do in its own time.
        [url, twin].iter().try_for_each(|url| Server::connect(url)?.run("vacuum analyze"))?;
    }
    let db = place.open()?;
    let load = Load::new()?;
    let street = Street::open(&place.housed(config), &db, &load, visitors)?;
    let mut bare = Bare::open(&other, &TEXTS, move |number, run| write(number, visitors, run), CALLERS)?;
    let mut ours = |time: Duration| street.send(&load, time);
    let mut theirs = |time: Duration| bare.work(time).map(|turn| Turn { ops: turn.ops * sdk::MESSAGES, ..turn });
    ours(time / 10)?;
    theirs(time / 10)?;
    let (mut runs, mut rates, mut lags) = (Vec::new(), Vec::new(), [Vec::new(), Vec::new()]);
    for _ in 0..RUNS {
        let (run, rate) = take_turns(time, &mut ours, &mut theirs)?;
        let mut lag = street.lag(&load, time, run.ops_per_s * PART)?;
        for (values, percent) in lags.iter_mut().zip([50, 99]) {
            values.push(percentile(&mut lag, percent));
        }
        runs.push(run);
        rates.push(rate);
    }
    street.close();
    db.close();
    let [p50, p99] = lags;
    let beside = vec![("bare events per second".into(), rates), ("lag at 70 %, p50, ms".into(), p50)];
    let told = vec![("lag_p99_ms_at_70", p99)];
    Ok(Report { bench: "tracking", engine: place.engine(), unit: "events", runs, beside, told })
}

fn cx() -> Cx {
    Cx { actor: Actor::Operator, now: Clock::Machine.now() }
}

/// What is there before: visitors, their events of the last month, and the sums of them.
fn settle(db: &Db, events: u64, visitors: u64) -> Result<()> {
    let started = Instant::now();
    db.write_now("bench.goods", town::goods)?;
    let mut pieces = town::Pieces::new(db);
    for first in (0..visitors).step_by(PIECE as usize) {
        pieces.send(move |tx| people(tx, first..visitors.min(first + PIECE)))?;
    }
    pieces.settle(0)?;
    for first in (0..events).step_by(PIECE as usize) {
        pieces.send(move |tx| past(tx, first..events.min(first + PIECE), events, visitors))?;
    }
    pieces.settle(0)?;
    let (written, folding) = (started.elapsed().as_secs_f64(), Instant::now());
    super::raw::runtime()?.block_on(rooms::settle(db, &Clock::Machine))?;
    let folded = folding.elapsed().as_secs_f64();
    eprintln!("{visitors} visitors and {events} events written in {written:.1} s, summed up in {folded:.1} s");
    db.close();
    Ok(())
}

fn browser(value: &str, secret: &[u8]) -> IdentifierId {
    Known { kind: Kind::Browser, value: value.to_owned() }.id(secret)
}

fn people(tx: &mut Tx, numbers: std::ops::Range<u64>) -> Result<()> {
    let secret = settings::secret(tx)?;
    let now = Clock::Machine.now();
    tx.exec_many(customer(), numbers.clone().map(|number| params![town::customer(number), now]))?;
    let rows = numbers.map(|number| {
        let value = sdk::visitor(number);
        params![browser(&value, &secret), town::customer(number), value, now]
    });
    tx.exec_many(identifier(), rows).map(|_| ())
}

fn past(tx: &mut Tx, numbers: std::ops::Range<u64>, of: u64, visitors: u64) -> Result<()> {
    const MONTH: u64 = 30 * 86_400_000_000;
    let secret = settings::secret(tx)?;
    let now = Clock::Machine.now();
    let at = |number: u64| Time::from_micros(now.micros() - (MONTH / of * (of - number)) as i64);
    let id = |number: u64| IdentifierId::from_bytes(super::book::timed(at(number), &mut Dice::new(5 << 56 | number)));
    let rows = numbers.clone().map(|number| {
        // Ten events one after the other are of one visit.
        let who = Dice::new(number / 10).below(visitors);
        let (kind, body) = sdk::kept(number);
        params![id(number), at(number), kind, browser(&sdk::visitor(who), &secret), body]
    });
    tx.exec_many(event(), rows)?;
    tx.exec_many(private(), numbers.clone().map(|number| params![id(number), sdk::PRIVATE]))?;
    let key = |number| IdentifierId::from_bytes(Dice::new(6 << 56 | number).bytes());
    tx.exec_many(seen(), numbers.map(|number| params![key(number), at(number).micros() / 86_400_000_000])).map(|_| ())
}

/// A served Hilo with its folds, and who sends to it.
struct Street {
    db: Db,
    served: Served,
    folds: JoinSet<()>,
    stop: watch::Sender<bool>,
    listening: watch::Sender<usize>,
    senders: Vec<Arc<tokio::sync::Mutex<Caller>>>,
    shops: Vec<Arc<tokio::sync::Mutex<Caller>>>,
    key: String,
    cookie: String,
    visitors: u64,
    next: Arc<AtomicU64>,
    orders: Arc<AtomicU64>,
}

impl Street {
    fn open(config: &Config, db: &Db, load: &Load, visitors: u64) -> Result<Street> {
        let served = Served::start(config, db, load.runtime())?;
        let new = NewSource {
            name: "Bench".to_owned(),
            kind: sources::Kind::Browser,
            takes: Takes { per_second: Some(1_000_000), ..Takes::default() },
        };
        let (_, key) = db.write_now("bench.source", move |tx| sources::create(&cx(), tx, &new))?;
        let connect = |many: usize| (0..many).map(|_| served.caller(load.runtime())).collect::<Result<Vec<_>>>();
        let (senders, shops) = (connect(OPEN_CALLERS)?, connect(SHOPS)?);
        let ((stop, stopped), (listening, heard)) = (watch::channel(false), watch::channel(0));
        let folds = served.runtime().block_on(async { rooms::background(db, &Clock::Machine, &heard, &stopped) });
        let (db, key, cookie) = (db.clone(), key.0, served.cookie().to_owned());
        let (next, orders) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        Ok(Street { db, served, folds, stop, listening, senders, shops, key, cookie, visitors, next, orders })
    }

    fn close(mut self) {
        self.stop.send_replace(true);
        let runtime = self.served.runtime();
        runtime.block_on(async { while self.folds.join_next().await.is_some() {} });
        drop(self.listening);
        self.served.stop();
    }

    /// Sends as fast as it is answered; over when all of it is counted.
    fn send(&self, load: &Load, time: Duration) -> Result<Turn> {
        let started = Instant::now();
        let mut shops = self.shop(load, started, time);
        let (senders, next) = (self.senders.clone(), Arc::clone(&self.next));
        let (key, visitors) = (self.key.clone(), self.visitors);
        let turn = load.run(CALLERS, time, move |caller| {
            let request = sdk::request(next.fetch_add(1, Ordering::Relaxed), visitors, &key);
            let caller = Arc::clone(&senders[caller]);
            async move { caller.lock().await.ask(&request).await }
        })?;
        ended(load, &mut shops)?;
        rooms::wait_until_settled(&self.db, &Clock::Machine)?;
        Ok(Turn { ops: turn.ops * sdk::MESSAGES, times: turn.times, spent: started.elapsed() })
    }

    /// Orders, a hundred a second.
    fn shop(&self, load: &Load, started: Instant, time: Duration) -> JoinSet<Result<()>> {
        let mut shops = JoinSet::new();
        for caller in &self.shops {
            let (caller, orders, cookie) = (Arc::clone(caller), Arc::clone(&self.orders), self.cookie.clone());
            let work = async move {
                let mut due = tokio::time::interval(EVERY);
                let mut caller = caller.lock().await;
                while started.elapsed() < time {
                    due.tick().await;
                    caller.ask(&sdk::order(orders.fetch_add(1, Ordering::Relaxed), &cookie)).await?;
                }
                Ok(())
            };
            shops.spawn_on(work, load.runtime().handle());
        }
        shops
    }

    /// Sends at a steady rate; how long each batch took from when it was due until it was counted.
    fn lag(&self, load: &Load, time: Duration, events_per_s: f64) -> Result<Vec<Duration>> {
        let secret = self.db.read_now("bench.secret", settings::secret)?;
        let watched = Watched::default();
        let (started, between) =
            (Instant::now(), Duration::from_secs_f64(sdk::MESSAGES as f64 / events_per_s.max(1.0)));
        let mut shops = self.shop(load, started, time);
        let (db, seen) = (self.db.clone(), watched.clone());
        let watcher = std::thread::Builder::new().name(format!("{LOAD}watcher"));
        let watcher = watcher.spawn(move || seen.watch(&db)).map_err(fault)?;
        let sent = load.runtime().block_on(async {
            let mut sending = JoinSet::new();
            for turn in 0.. {
                let due = started + between * turn;
                if due >= started + time {
                    break;
                }
                tokio::time::sleep_until(due.into()).await;
                let number = self.next.fetch_add(1, Ordering::Relaxed);
                watched.waits(due, browser(&sdk::newcomer(number), &secret));
                let caller = Arc::clone(&self.senders[turn as usize % OPEN_CALLERS]);
                let request = sdk::request(number, self.visitors, &self.key);
                sending.spawn(async move { caller.lock().await.ask(&request).await });
            }
            while let Some(done) = sending.join_next().await {
                done.map_err(Error::internal)??;
            }
            Ok(())
        });
        watched.is_over.store(true, Ordering::Relaxed);
        let times = watcher.join().map_err(fault)?;
        sent.and(ended(load, &mut shops))?;
        rooms::wait_until_settled(&self.db, &Clock::Machine)?;
        times
    }
}

fn ended(load: &Load, tasks: &mut JoinSet<Result<()>>) -> Result<()> {
    load.runtime().block_on(async {
        while let Some(done) = tasks.join_next().await {
            done.map_err(Error::internal)??;
        }
        Ok(())
    })
}

/// Newcomers whose cards are waited for.
#[derive(Clone, Default)]
struct Watched {
    waiting: Arc<Mutex<Vec<(Instant, IdentifierId)>>>,
    is_over: Arc<AtomicBool>,
}

impl Watched {
    fn waits(&self, due: Instant, newcomer: IdentifierId) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push((due, newcomer));
    }

    /// Looks at cards until everybody has theirs.
    fn watch(&self, db: &Db) -> Result<Vec<Duration>> {
        const AT_ONCE: usize = 16;
        let text = sql!(
            "select i.id from identifiers i join cards c on c.customer_id = i.customer_id
             where i.id in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) and c.facts >= $17"
        );
        let mut times = Vec::new();
        loop {
            let is_over = self.is_over.load(Ordering::Relaxed);
            let some: Vec<(Instant, IdentifierId)> = {
                let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
                waiting.iter().take(AT_ONCE).copied().collect()
            };
            let Some(oldest) = some.first().copied() else {
                if is_over {
                    return Ok(times);
                }
                std::thread::sleep(Duration::from_millis(2));
                continue;
            };
            if oldest.0.elapsed() > LOST {
                return Err(Error::internal("a batch was answered and never counted"));
            }
            let found = db.read_now("bench.cards", move |tx| {
                let param = |place: usize| match place {
                    AT_ONCE => Val::Int(sdk::EACH as i64),
                    place => Val::from(some.get(place).unwrap_or(&oldest).1),
                };
                tx.query(text, std::array::from_fn::<_, { AT_ONCE + 1 }, _>(param), |row| row.get::<IdentifierId>(0))
            })?;
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.retain(|(due, id)| {
                let is_there = found.contains(id);
                if is_there {
                    times.push(due.elapsed());
                }
                !is_there
            });
            drop(waiting);
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

fn customer() -> &'static store::tx::Sql {
    sql!("insert into customers (id, search, created_at) values ($1, '', $2)")
}

fn identifier() -> &'static store::tx::Sql {
    sql!(
        "insert into identifiers (id, customer_id, kind, value, strength, source, rank, created_at, home, how, since)
         values ($1, $2, 'browser', $3, 'weak', 'bench', 9, $4, $2, 'claimed', $4)"
    )
}

fn event() -> &'static store::tx::Sql {
    sql!(
        "insert into events (id, happened, received, kind, channel, actor, body)
         values ($1, $2, $2, $3, 'web', $4, $5)"
    )
}

fn private() -> &'static store::tx::Sql {
    sql!("insert into event_private (event_id, body) values ($1, $2)")
}

fn seen() -> &'static store::tx::Sql {
    sql!("insert into messages_seen (key, day) values ($1, $2)")
}

/// The rows of one batch and of what the card's fold makes of it.
const TEXTS: [&str; 8] = [
    "insert into messages_seen (key, day) values ($1, $2)",
    "insert into events (id, happened, received, kind, channel, actor, body) values ($1, $2, $2, $3, 'web', $4, $5)",
    "insert into event_private (event_id, body) values ($1, $2)",
    "insert into customers (id, search, created_at) values ($1, '', 1) on conflict (id) do nothing",
    "insert into identifiers (id, customer_id, kind, value, strength, source, rank, created_at, home, how, since)
     values ($1, $2, 'browser', $3, 'weak', 'bench', 9, 1, $2, 'claimed', 1)",
    "insert into sightings (version, identifier_id, facts, first_seen, last_seen) values (1, $1, $2, $3, $3)
     on conflict (identifier_id, version) do update set facts = sightings.facts + excluded.facts,
         last_seen = excluded.last_seen",
    "insert into tallies (version, identifier_id, facet, key, count, quantity) values (1, $1, $2, 'web', $3, 0)
     on conflict (identifier_id, version, facet, key) do update set count = tallies.count + excluded.count",
    "insert into cards (version, customer_id, orders, spent, returns, returned, facts, first_seen, last_seen)
     values (1, $1, 0, 0, 0, 0, $2, $3, $3) on conflict (customer_id, version) do update set
         facts = cards.facts + excluded.facts, last_seen = excluded.last_seen",
];

fn write(number: u64, visitors: u64, run: &mut Run) -> Result<()> {
    let now = Clock::Machine.now();
    let mut dice = Dice::new(8 << 56 | number);
    let many = Val::Int(sdk::EACH as i64);
    // In one order, so that nobody waits for somebody who waits.
    let mut known = [(); sdk::VISITORS as usize].map(|()| dice.below(visitors));
    known.sort_unstable();
    for place in 0..sdk::VISITORS {
        // The last one is new, as in ours.
        let is_new = place + 1 == sdk::VISITORS;
        let (person, actor) = if is_new {
            (IdentifierId::from_bytes(dice.bytes()), IdentifierId::from_bytes(dice.bytes()))
        } else {
            let who = known[place as usize];
            (IdentifierId::from_bytes(*town::customer(who).bytes()), IdentifierId::from_bytes(Dice::new(who).bytes()))
        };
        if is_new {
            run(3, &[Val::from(person)])?;
            run(4, &[Val::from(actor), Val::from(person), Val::from(format!("new-{number}"))])?;
        }
        for of_visit in 0..sdk::EACH {
            let (kind, body) = sdk::kept(of_visit);
            let id = IdentifierId::from_bytes(super::book::timed(now, &mut dice));
            run(0, &[Val::from(IdentifierId::from_bytes(dice.bytes())), Val::Int(20_000)])?;
            run(1, &[Val::from(id), Val::from(now), Val::from(kind), Val::from(actor), Val::from(body)])?;
            run(2, &[Val::from(id), Val::from(sdk::PRIVATE)])?;
        }
        run(5, &[Val::from(actor), many.clone(), Val::from(now)])?;
        for facet in ["mark", "channel"] {
            run(6, &[Val::from(actor), Val::from(facet), many.clone()])?;
        }
        run(7, &[Val::from(person), many.clone(), Val::from(now)])?;
    }
    Ok(())
}
