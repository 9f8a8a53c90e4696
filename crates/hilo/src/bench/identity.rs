//! `bench identity`: attaching a browser to an account, from 4 callers, beside the same rows by the bare engine; then
//! joining and parting two people of whom one has 100,000 events, and a million answers to what may be sent.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use base::{Clock, Cx, Result, Time};
use customers::{
    consents::{
        permits,
        words::{Channel, Purpose},
    },
    identity::{self, merges},
    people::{Claim, CustomerId, How, Kind, Known, Profile, Said},
};
use store::{Db, Tx, params, sql, thread::IdentifierId, value::Val};

use super::{
    RUNS,
    bare::{Bare, Run},
    dice::Dice,
    figures::{Report, percentile},
    load::{Load, Turn, take_turns},
    place::Place,
    raw, town,
};
use crate::config::Config;

const CALLERS: usize = 4;
/// Events of the person who has many.
const MANY: u64 = 100_000;
/// Questions.
const QUESTIONS: u64 = 1_000_000;
/// Rows of one transaction.
const PIECE: u64 = 2_000;
const NOW: i64 = 1_790_000_000_000_000;

/// Measures.
pub fn measure(config: &Config, time: Duration, people: u64) -> Result<Report> {
    let (place, other) = (Place::new(config)?, Place::new(config)?);
    let db = place.open()?;
    let bare_db = other.open()?;
    bare_db.close();
    drop(bare_db);
    let events = if people < 1_000 { people } else { MANY };
    settle(&db, people, events)?;
    let load = Load::new()?;
    let mut bare = Bare::open(&other, &TEXTS, write, CALLERS)?;
    let next = Arc::new(AtomicU64::new(0));
    let mut ours = |time: Duration| attach(&load, &db, &next, people, time);
    let mut theirs = |time: Duration| bare.work(time);
    ours(time / 10)?;
    theirs(time / 10)?;
    let mut beside = [(); 6].map(|()| Vec::new());
    let mut runs = Vec::new();
    for _ in 0..RUNS {
        let (run, rate) = take_turns(time, &mut ours, &mut theirs)?;
        let [mut merged, mut parted] = join_and_part(&db, people, time / 2)?;
        let asked = ask(&db, people)?;
        let [merge, part] = [&mut merged, &mut parted].map(|times| [percentile(times, 50), percentile(times, 99)]);
        for (values, value) in beside.iter_mut().zip([rate, merge[0], merge[1], part[0], part[1], asked]) {
            values.push(value);
        }
        runs.push(run);
    }
    db.close();
    let names = [
        "bare per second",
        "merge, p50, ms",
        "merge, p99, ms",
        "un-merge, p50, ms",
        "un-merge, p99, ms",
        "a million answers, s",
    ];
    let beside = names.into_iter().map(String::from).zip(beside).collect();
    Ok(Report { bench: "identity", engine: place.engine(), unit: "identifiers", runs, beside, told: Vec::new() })
}

fn cx() -> Cx {
    Cx::system("bench", Time::from_micros(NOW))
}

fn account(number: u64) -> Known {
    Known { kind: Kind::Account, value: format!("account-{number}") }
}

fn said(claims: Vec<Claim>) -> Said {
    Said { claims, profile: Profile::default(), source: "bench".to_owned(), at: Time::from_micros(NOW) }
}

/// The people, one of them with many events, and what half of them allow.
fn settle(db: &Db, people: u64, events: u64) -> Result<()> {
    for first in (0..people).step_by(PIECE as usize) {
        db.bulk_later("bench.people", move |tx| {
            (first..people.min(first + PIECE)).try_for_each(|number| {
                identity::tell(&cx(), tx, &said(vec![Claim { known: account(number), how: How::SignedIn }])).map(drop)
            })
        })?
        .wait()?;
    }
    let actor = db.read_now("bench.actor", |tx| identity::actors(tx, &[(&account(0), Time::from_micros(NOW))]))?;
    let Some(actor) = actor.first().copied().flatten() else { return Ok(()) };
    for first in (0..events).step_by(PIECE as usize) {
        db.bulk_later("bench.events", move |tx| record(tx, actor, first..events.min(first + PIECE)))?.wait()?;
    }
    town::fold(db)?;
    for first in (0..people).step_by(PIECE as usize) {
        db.bulk_later("bench.allow", move |tx| allow(tx, first..people.min(first + PIECE)))?.wait()?;
    }
    Ok(())
}

fn record(tx: &mut Tx, actor: IdentifierId, numbers: std::ops::Range<u64>) -> Result<()> {
    let text = sql!(
        "insert into events (id, happened, received, kind, channel, actor, body)
         values ($1, $2, $2, 'Customer Joined', 'web', $3, '{}')"
    );
    let id = |number: u64| IdentifierId::from_bytes(Dice::new(7 << 56 | number).bytes());
    let rows = numbers.map(|number| params![id(number), Time::from_micros(NOW - number as i64 * 1_000_000), actor]);
    tx.exec_many(text, rows).map(drop)
}

/// The address that a question is about; the rows are as many as there are people.
fn address(number: u64) -> IdentifierId {
    IdentifierId::from_bytes(Dice::new(9 << 56 | number).bytes())
}

fn allow(tx: &mut Tx, numbers: std::ops::Range<u64>) -> Result<()> {
    let text = sql!(
        "insert into permissions (purpose, channel, address, from_time, basis)
         values ($1, $2, $3, 0, 'consent')"
    );
    let words = (Purpose::Marketing.word(), Channel::Email.word());
    tx.exec_many(text, numbers.map(|number| params![words.0, words.1, address(number)])).map(drop)
}

fn attach(load: &Load, db: &Db, next: &Arc<AtomicU64>, people: u64, time: Duration) -> Result<Turn> {
    let (db, next) = (db.clone(), Arc::clone(next));
    load.run(CALLERS, time, move |_| {
        let number = next.fetch_add(1, Ordering::Relaxed);
        let browser = Known { kind: Kind::Browser, value: format!("browser-{number}") };
        let known = account(Dice::new(number).below(people));
        let said = said(vec![Claim { known, how: How::SignedIn }, Claim { known: browser, how: How::Claimed }]);
        let db = db.clone();
        async move { db.write("bench.attach", move |tx| identity::tell(&cx(), tx, &said)).await.map(drop) }
    })
}

/// Joins the one who has many events with another, and takes it back; gives how long each took.
fn join_and_part(db: &Db, people: u64, time: Duration) -> Result<[Vec<Duration>; 2]> {
    let runtime = raw::runtime()?;
    let find = |number: u64| -> Result<CustomerId> {
        let found = db.read_now("bench.person", move |tx| {
            let actor = identity::actors(tx, &[(&account(number), Time::from_micros(NOW))])?;
            actor.first().copied().flatten().map(|actor| identity::person_of(tx, actor)).transpose()
        })?;
        found.flatten().ok_or_else(|| base::Error::internal("nobody is there"))
    };
    let big = find(0)?;
    let (started, mut number) = (Instant::now(), 1);
    let mut times = [Vec::new(), Vec::new()];
    while started.elapsed() < time {
        let other = find(1 + Dice::new(number).below(people - 1))?;
        number += 1;
        let cx = Cx { now: Clock::Machine.now(), ..cx() };
        let (join, part) = (cx.clone(), cx);
        let asked = Instant::now();
        let link = runtime.block_on(db.write("bench.merge", move |tx| merges::merge(&join, tx, big, other)))?;
        times[0].push(asked.elapsed());
        let asked = Instant::now();
        runtime.block_on(db.write("bench.undo", move |tx| merges::undo(&part, tx, link)))?;
        times[1].push(asked.elapsed());
    }
    Ok(times)
}

/// How many seconds a million answers take, for addresses of which some may be written to.
fn ask(db: &Db, people: u64) -> Result<f64> {
    let asked = if people < 1_000 { people } else { QUESTIONS };
    let addresses: Vec<IdentifierId> = (0..asked).map(address).collect();
    let started = Instant::now();
    db.read_now("bench.may", move |tx| {
        permits::may_all(tx, Purpose::Marketing, Channel::Email, &addresses, Time::from_micros(NOW))
    })?;
    Ok(started.elapsed().as_secs_f64())
}

/// The rows of an attached identifier, and what must be read before.
const TEXTS: [&str; 5] = [
    "select customer_id, strength from identifiers where id = $1",
    "insert into identifiers (id, customer_id, kind, value, strength, source, rank, created_at, home, how, since)
     values ($1, $2, 'browser', $3, 'weak', 'bench', 9, 1, $1, 'claimed', 1)",
    "select state from links where a = $1 and b = $2",
    "insert into links (id, a, b, strong, how, source, said_at, state, created_at)
     values ($1, $2, $3, 0, 'claimed', 'bench', 1, 'active', 1)",
    "insert into customers (id, search, created_at) values ($1, '', 1) on conflict (id) do nothing",
];

fn write(number: u64, run: &mut Run) -> Result<()> {
    let (person, browser) = (town::customer(number % 1_000), address(number));
    let person = Val::from(person);
    run(4, std::slice::from_ref(&person))?;
    run(0, &[Val::from(browser)])?;
    run(1, &[Val::from(browser), person.clone(), Val::from(format!("browser-{number}"))])?;
    run(2, &[person.clone(), Val::from(browser)])?;
    run(3, &[Val::from(browser), person, Val::from(browser)])
}
