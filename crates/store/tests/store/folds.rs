//! Followers: each event counted once, whoever leads.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use base::{Clock, Error, Result};
use store::{
    Db, Tx,
    followers::{self, Fold, Follower},
    params, sql, thread,
};

use crate::{
    acts::hold,
    home::{Home, clock, wait},
    threads::{append, settled},
};

on_both!(
    each_event_is_counted_once
    a_refused_event_is_parked
    a_new_version_is_built_beside_the_old
    a_lease_passes_on_when_it_ends
);

fn count(tx: &mut Tx, version: i64, events: &[thread::Event]) -> Result<Vec<(thread::EventId, String)>> {
    let mut counts = BTreeMap::new();
    let mut refused = Vec::new();
    for event in events {
        if event.channel == "odd" {
            refused.push((event.id, "an odd channel".to_owned()));
        } else {
            *counts.entry(event.kind.clone()).or_insert(0_i64) += 1;
        }
    }
    let text = sql!(
        "insert into test_sums (version, kind, count) values ($1, $2, $3)
         on conflict (version, kind) do update set count = test_sums.count + excluded.count"
    );
    tx.exec_many(text, counts.into_iter().map(|(kind, count)| params![version, kind, count]))?;
    Ok(refused)
}

fn forget(tx: &mut Tx, version: i64, _: i64) -> Result<bool> {
    let text = sql!(
        "delete from test_sums where version = $1 and kind = (select min(kind) from test_sums where version = $1)"
    );
    Ok(tx.exec(text, params![version])? > 0)
}

fn fold(version: i64) -> Fold {
    Fold { name: "test", version, record: Arc::new(count), forget, rebuilds: |_| Ok(true) }
}

fn follower(db: &Db, clock: &Clock, version: i64, owner: &str) -> Follower {
    Follower::new(db.clone(), clock.clone(), fold(version), owner.to_owned())
}

/// Lets a follower take all that can be read, once everything can.
fn take(db: &Db, follower: &mut Follower) -> Result<u64> {
    settled(db);
    wait(follower.catch_up())
}

fn sum(db: &Db, version: i64) -> i64 {
    let read = move |tx: &mut Tx| {
        let text = sql!("select cast(coalesce(sum(count), 0) as bigint) from test_sums where version = $1");
        tx.query_one(text, params![version], |row| row.get::<i64>(0))
    };
    db.read_now("test.sum", read).expect("a sum").expect("one row")
}

fn active(db: &Db) -> i64 {
    db.read_now("test.active", |tx| followers::active_version(tx, "test")).expect("a version")
}

/// As many openings as there are processes. A folder has one process, so there its workers share one.
pub fn processes(home: &Home, count: usize) -> Vec<Db> {
    let first = home.open();
    (0..count).map(|_| if home.folder.is_some() { first.clone() } else { home.open() }).collect()
}

fn each_event_is_counted_once(home: &Home) {
    const EVENTS: i64 = 1_200;
    let dbs = processes(home, 3);
    let (clock, all_there) = (clock(), Arc::new(AtomicBool::new(false)));
    let workers = dbs.iter().enumerate().map(|(number, db)| {
        let (db, clock, all_there) = (db.clone(), clock.clone(), Arc::clone(&all_there));
        std::thread::spawn(move || {
            let mut follower = follower(&db, &clock, 1, &format!("process {number}"));
            loop {
                let done = all_there.load(Ordering::SeqCst);
                match wait(follower.catch_up()) {
                    // Whoever has moved gives the lead away.
                    Ok(1..) => clock.pass_seconds(20),
                    Ok(0) | Err(Error::Busy { .. }) => std::thread::yield_now(),
                    Err(error) => panic!("{error}"),
                }
                let behind = db.read_now("test.lag", |tx| {
                    let cursor = followers::active_cursor(tx, "test")?;
                    cursor.map_or(Ok(1), |cursor| thread::lag(tx, &cursor))
                });
                if done && behind == Ok(0) {
                    return;
                }
            }
        })
    });
    let workers: Vec<_> = workers.collect();
    for start in (0..EVENTS).step_by(60) {
        append(&dbs[0], start..start + 60).expect("events");
    }
    all_there.store(true, Ordering::SeqCst);
    workers.into_iter().for_each(|worker| worker.join().expect("no panic"));
    assert_eq!(sum(&dbs[0], 1), EVENTS);
}

fn a_refused_event_is_parked(home: &Home) {
    let db = home.open();
    let odd = thread::NewEvent { channel: "odd".into(), ..crate::threads::event(100) };
    let odd_id = odd.id;
    append(&db, 0..5).expect("events");
    db.write_now("test.odd", move |tx| thread::append(tx, base::Time::default(), std::slice::from_ref(&odd)))
        .expect("an event");
    append(&db, 5..10).expect("events");
    assert_eq!(take(&db, &mut follower(&db, &clock(), 1, "a")), Ok(11));
    assert_eq!(sum(&db, 1), 10);
    let parked = db.read_now("test.parked", followers::parked);
    assert_eq!(parked, Ok(vec![("test".to_owned(), odd_id, "an odd channel".to_owned())]));
}

fn a_new_version_is_built_beside_the_old(home: &Home) {
    let db = home.open();
    let clock = clock();
    append(&db, 0..500).expect("events");
    assert_eq!(active(&db), 0);
    let mut old = follower(&db, &clock, 1, "a");
    assert_eq!(take(&db, &mut old), Ok(500));
    assert_eq!((active(&db), sum(&db, 1)), (1, 500));

    let watching = move |tx: &mut Tx, version: i64, events: &[thread::Event]| {
        assert_eq!(followers::active_version(tx, "test")?, 1, "readers see the old one while the new one is built");
        count(tx, version, events)
    };
    let new = Fold { record: Arc::new(watching), ..fold(2) };
    let mut new = Follower::new(db.clone(), clock.clone(), new, "b".to_owned());
    assert_eq!(take(&db, &mut new), Ok(500));
    assert_eq!((active(&db), sum(&db, 1), sum(&db, 2)), (2, 0, 500));

    append(&db, 500..510).expect("events");
    let _ = take(&db, &mut old);
    clock.pass_seconds(60);
    assert_eq!(take(&db, &mut old), Ok(0), "an older process does not build its version again");
    assert_eq!((active(&db), sum(&db, 1)), (2, 0));
    assert_eq!(take(&db, &mut follower(&db, &clock, 2, "b")), Ok(10));
    assert_eq!(sum(&db, 2), 510);
}

fn a_lease_passes_on_when_it_ends(home: &Home) {
    let db = home.open();
    let clock = clock();
    let (mut one, mut two) = (follower(&db, &clock, 1, "one"), follower(&db, &clock, 1, "two"));
    append(&db, 0..10).expect("events");
    assert_eq!(take(&db, &mut one), Ok(10));
    append(&db, 10..20).expect("events");
    clock.pass_seconds(14);
    assert_eq!(take(&db, &mut two), Ok(0), "the other one leads");
    clock.pass_seconds(2);
    assert_eq!(take(&db, &mut two), Ok(10));
    append(&db, 20..30).expect("events");
    assert_eq!(take(&db, &mut one), Ok(0), "it has lost the lead");
    assert_eq!(take(&db, &mut two), Ok(10));
    assert_eq!(sum(&db, 1), 30);
}

const STEAL: &str = "update followers set owner = 'thief', fence = fence + 1";

#[test]
fn a_slice_read_before_the_lease_was_lost_is_not_counted_on_sqlite() {
    let home = Home::folder();
    let db = home.open();
    let mut slow = follower(&db, &clock(), 1, "slow");
    assert_eq!(wait(slow.catch_up()), Ok(0));
    append(&db, 0..10).expect("events");
    settled(&db);
    let steal = |tx: &mut Tx| tx.exec(sql!(STEAL), params![]).map(drop);
    let let_go = hold(&db, steal);
    let running = std::thread::spawn(move || wait(slow.catch_up()));
    while db.waiting().1 == 0 {
        std::thread::yield_now();
    }
    let_go();
    let outcome = running.join().expect("no panic");
    assert!(matches!(outcome, Err(Error::Busy { .. })), "{outcome:?}");
    assert_eq!(sum(&db, 1), 0);
}

#[test]
fn a_slice_read_before_the_lease_was_lost_is_not_counted_on_postgres() {
    let home = Home::server();
    let db = home.open();
    let mut slow = follower(&db, &clock(), 1, "slow");
    assert_eq!(wait(slow.catch_up()), Ok(0));
    append(&db, 0..10).expect("events");
    settled(&db);
    let outcome = wait(async {
        let (thief, connection) =
            tokio_postgres::connect(home.url(), tokio_postgres::NoTls).await.expect("the test server answers");
        tokio::spawn(connection);
        thief.batch_execute(&format!("begin; {STEAL}")).await.expect("a theft that is not committed yet");
        let running = tokio::spawn(async move { slow.catch_up().await });
        let text =
            "select count(*) from pg_locks mine join pg_locks theirs on theirs.transactionid = mine.transactionid
            where mine.pid = pg_backend_pid() and mine.granted and not theirs.granted";
        while thief.query_one(text, &[]).await.expect("an answer").get::<_, i64>(0) == 0 {}
        thief.batch_execute("commit").await.expect("a theft");
        running.await.expect("no panic")
    });
    assert!(matches!(outcome, Err(Error::Busy { .. })), "{outcome:?}");
    assert_eq!(sum(&db, 1), 0);
}
