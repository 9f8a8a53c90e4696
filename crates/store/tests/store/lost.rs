//! A connection that is lost: before COMMIT nothing has happened; at COMMIT nobody knows, and the key decides.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use base::{Error, Result};
use store::{
    Db, Tx,
    db::{Place, Settings},
    idempotency::Request,
};

use crate::{
    home::{self, Home, cx, note},
    proxies::{At, Proxy},
    repeats::note_once,
};

fn through_proxy() -> (Home, Proxy, Db) {
    let home = Home::server();
    home.open();
    let config: tokio_postgres::Config = home.url().parse().expect("an address");
    let proxy = Proxy::start(format!("127.0.0.1:{}", config.get_ports()[0]));
    let name = config.get_dbname().expect("a database");
    // The proxy must be able to read what passes.
    let url = format!("postgres://postgres@127.0.0.1:{}/{name}?sslmode=disable", proxy.port);
    let settings = Settings { place: Place::Server(url), connections: 1, ..home.settings.clone() };
    let db = Db::open(&settings).expect("it opens through the proxy");
    (home, proxy, db)
}

/// What is noted. The one connection that there is ends its reading first: an answer comes before that.
fn notes(db: &Db) -> Vec<i64> {
    let found = home::notes(db);
    db.write_now("test.behind", |_| Ok(())).expect("nothing is easily done");
    found
}

/// Notes a number under a key and counts how often the closure ran.
fn once(db: &Db, number: i64, runs: &Arc<AtomicI64>) -> Result<i64> {
    let (runs, request) = (Arc::clone(runs), Request::new(&format!("key-{number}"), "/notes", b"")?);
    db.write_now("test.once", move |tx| {
        runs.fetch_add(1, Ordering::SeqCst);
        note_once(&cx(), tx, &request, number)
    })
}

#[test]
fn an_answer_lost_at_commit_is_unknown_and_the_key_decides() {
    let (_home, proxy, db) = through_proxy();
    for (number, at) in [(1, At::BeforeCommit), (2, At::AfterCommit), (3, At::BeforeCommit), (4, At::AfterCommit)] {
        let runs = Arc::new(AtomicI64::new(0));
        proxy.arm(at);
        assert_eq!(once(&db, number, &runs), Err(Error::OutcomeUnknown), "{at:?}");
        assert!(proxy.has_fired());
        assert_eq!(runs.load(Ordering::SeqCst), 1, "it is not run again by itself");
        let there = notes(&db).contains(&number);
        assert_eq!(there, at == At::AfterCommit);
        assert_eq!(once(&db, number, &runs), Ok(number));
        assert_eq!(notes(&db), (1..=number).collect::<Vec<i64>>());
    }
}

#[test]
fn pushes_alone_are_unknown_too() {
    let (_home, proxy, db) = through_proxy();
    let push = |tx: &mut Tx| {
        tx.push(store::sql!("insert into test_notes (number) values ($1)"), store::params![1])?;
        tx.push(store::sql!("insert into test_notes (number) values ($1)"), store::params![2])
    };
    proxy.arm(At::BeforeCommit);
    assert_eq!(db.write_now("test.push", push), Err(Error::OutcomeUnknown));
    assert_eq!(notes(&db), [0_i64; 0]);
    proxy.arm(At::AfterCommit);
    assert_eq!(db.write_now("test.push", push), Err(Error::OutcomeUnknown));
    assert_eq!(notes(&db), [1, 2]);
}

#[test]
fn a_connection_lost_before_commit_changes_nothing() {
    let (_home, proxy, db) = through_proxy();
    let runs = Arc::new(AtomicI64::new(0));
    let (count, cutter) = (Arc::clone(&runs), proxy.clone());
    let act = move |tx: &mut Tx| {
        count.fetch_add(1, Ordering::SeqCst);
        note(tx, 1, "before")?;
        cutter.cut();
        note(tx, 2, "after")
    };
    let outcome = db.write_now("test.cut", act);
    assert!(matches!(outcome, Err(Error::Busy { .. })), "{outcome:?}");
    assert_eq!((runs.load(Ordering::SeqCst), notes(&db)), (1, vec![]));
    assert_eq!(db.write_now("test.after", |tx| note(tx, 3, "after")), Ok(1));
}

#[test]
fn a_connection_lost_between_acts_is_not_noticed() {
    let (_home, proxy, db) = through_proxy();
    for number in 1..10 {
        assert_eq!(db.write_now("test.act", move |tx| note(tx, number, "a")), Ok(1));
        proxy.cut();
    }
}

#[test]
fn a_read_that_lost_its_end_is_still_a_read() {
    let (_home, proxy, db) = through_proxy();
    db.write_now("test.act", |tx| note(tx, 1, "a")).expect("a note");
    proxy.arm(At::BeforeCommit);
    assert_eq!(notes(&db), [1]);
    assert!(proxy.has_fired());
    assert_eq!(notes(&db), [1]);
}
