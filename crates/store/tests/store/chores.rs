//! Jobs: done once, put off when they fail, parked when they keep failing.

use base::{Clock, Cx, Error, Result};
use store::{
    Db, Tx,
    jobs::{self, Handler, Leased, Slow},
    params, sql,
};

use crate::{
    folds::processes,
    home::{Home, clock, note, notes, wait},
};

on_both!(
    each_job_is_done_once
    work_after_the_lease_was_lost_is_undone
    a_failing_job_is_put_off_and_parked
    a_job_wanted_while_it_runs_runs_again
    a_job_that_nobody_knows_waits_with_its_reason
    a_worker_that_vanishes_is_replaced
    a_parked_job_that_is_wanted_again_is_tried_again
    what_takes_long_is_done_beside_the_others
    what_takes_very_long_stays_in_its_hands
);

fn enqueue(db: &Db, clock: &Clock, kind: &'static str, keys: impl IntoIterator<Item = i64>) {
    let (cx, keys) = (Cx::system("test", clock.now()), keys.into_iter().map(|key| key.to_string()).collect::<Vec<_>>());
    let act = move |tx: &mut Tx| jobs::enqueue(&cx, tx, kind, keys.iter().map(String::as_str));
    db.write_now("test.enqueue", act).expect("jobs");
}

fn settle(db: &Db, clock: &Clock, handlers: &[Handler]) -> u64 {
    wait(jobs::settle(db, clock, handlers)).expect("the jobs settle")
}

fn counts(db: &Db) -> (i64, i64) {
    db.read_now("test.counts", jobs::counts).expect("counts")
}

fn last_error(db: &Db) -> Option<String> {
    let read = |tx: &mut Tx| tx.query_one(sql!("select last_error from jobs"), params![], |row| row.get(0));
    db.read_now("test.error", read).expect("jobs can be read").flatten()
}

/// Counts how often its key was done.
fn count_key(_: &Cx, tx: &mut Tx, job: &Leased) -> Result<()> {
    let text = sql!(
        "insert into test_notes (number, extra) values ($1, 1)
         on conflict (number) do update set extra = test_notes.extra + 1"
    );
    tx.exec(text, params![job.key.parse::<i64>().map_err(Error::internal)?]).map(drop)
}

/// Does its work after another worker has taken the job over.
fn too_late(cx: &Cx, tx: &mut Tx, job: &Leased) -> Result<()> {
    tx.exec(sql!("update jobs set fence = fence + 1 where id = $1"), params![job.id])?;
    count_key(cx, tx, job)
}

/// Notes its key.
fn note_key(_: &Cx, tx: &mut Tx, job: &Leased) -> Result<()> {
    note(tx, job.key.parse().map_err(Error::internal)?, "done").map(drop)
}

fn each_job_is_done_once(home: &Home) {
    let dbs = processes(home, 4);
    let clock = clock();
    let handler = Handler { kind: "test.note", run: count_key };
    enqueue(&dbs[0], &clock, "test.note", 0..150);
    enqueue(&dbs[0], &clock, "test.note", 100..150);
    let workers: Vec<_> = dbs
        .iter()
        .map(|db| {
            let (db, clock) = (db.clone(), clock.clone());
            std::thread::spawn(move || settle(&db, &clock, &[handler]))
        })
        .collect();
    let mut done: u64 = workers.into_iter().map(|worker| worker.join().expect("no panic")).sum();
    // A worker that met too many others leaves its job to its lease.
    while counts(&dbs[0]).0 > 0 {
        clock.pass_seconds(61);
        done += settle(&dbs[0], &clock, &[handler]);
    }
    assert_eq!((done, counts(&dbs[0])), (150, (0, 0)));
    assert_eq!(notes(&dbs[0]), (0..150).collect::<Vec<i64>>());
    let repeated = |tx: &mut Tx| {
        tx.query(sql!("select number from test_notes where extra <> 1"), params![], |row| row.get::<i64>(0))
    };
    assert_eq!(dbs[0].read_now("test.repeated", repeated), Ok(vec![]));
}

fn work_after_the_lease_was_lost_is_undone(home: &Home) {
    let db = home.open();
    let clock = clock();
    enqueue(&db, &clock, "test.note", [1]);
    assert_eq!(settle(&db, &clock, &[Handler { kind: "test.note", run: too_late }]), 0);
    assert_eq!((counts(&db), notes(&db)), ((1, 0), vec![]));
}

/// Works for twenty minutes and says so after ten; meanwhile another worker looks for something to do.
fn work_for_long(cx: &Cx, db: &Db, job: &Leased) -> Result<()> {
    let key = job.key.clone();
    db.write_now("test.note", move |tx| note(tx, key.parse().map_err(Error::internal)?, "done").map(drop))?;
    let after = |minutes: i64| Clock::set_at(cx.now.plus_seconds(60 * minutes));
    wait(jobs::stay(db, &after(10), job))?;
    let other = Slow { kind: "test.long", run: |_, _, _| Err(Error::internal("two do the same")) };
    assert_eq!(wait(jobs::settle_slow(db, &after(20), &[other])), Ok(0));
    Ok(())
}

fn what_takes_very_long_stays_in_its_hands(home: &Home) {
    let db = home.open();
    let clock = clock();
    let cx = Cx::system("test", clock.now());
    db.write_now("test.enqueue", move |tx| jobs::enqueue_slow(&cx, tx, "test.long", ["1"])).expect("a job");
    let slow = Slow { kind: "test.long", run: work_for_long };
    assert_eq!(wait(jobs::settle_slow(&db, &clock, &[slow])), Ok(1));
    assert_eq!((counts(&db), notes(&db)), ((0, 0), vec![1]));
}

fn fail(_: &Cx, tx: &mut Tx, job: &Leased) -> Result<()> {
    note(tx, job.key.parse().map_err(Error::internal)?, "undone")?;
    Err(Error::internal("the printer is out of paper"))
}

fn a_failing_job_is_put_off_and_parked(home: &Home) {
    let db = home.open();
    let clock = clock();
    let handler = Handler { kind: "test.fail", run: fail };
    enqueue(&db, &clock, "test.fail", [1]);
    let mut wait_s = 2;
    for attempt in 1..=10 {
        assert_eq!((settle(&db, &clock, &[handler]), attempts(&db)), (0, attempt));
        clock.pass_seconds(wait_s - 1);
        assert_eq!((settle(&db, &clock, &[handler]), attempts(&db)), (0, attempt), "it is not due yet");
        clock.pass_seconds(1 + wait_s / 4 + 1);
        wait_s *= 2;
    }
    assert_eq!(counts(&db), (0, 1));
    assert_eq!(last_error(&db).as_deref(), Some("test.fail: the printer is out of paper"));
    clock.pass_seconds(100_000);
    assert_eq!((settle(&db, &clock, &[handler]), attempts(&db)), (0, 10));
    assert_eq!(notes(&db), [0_i64; 0]);
}

fn attempts(db: &Db) -> i64 {
    let read = |tx: &mut Tx| tx.query_one(sql!("select attempts from jobs"), params![], |row| row.get(0));
    db.read_now("test.attempts", read).expect("jobs can be read").unwrap_or(0)
}

/// Wants itself again until it has run three times.
fn again(cx: &Cx, tx: &mut Tx, job: &Leased) -> Result<()> {
    let runs = tx.query_one(sql!("select count(*) from test_notes"), params![], |row| row.get::<i64>(0))?.unwrap_or(0);
    note(tx, runs, "a run")?;
    if runs < 2 { jobs::enqueue(cx, tx, "test.again", [job.key.as_str()]) } else { Ok(()) }
}

fn a_job_wanted_while_it_runs_runs_again(home: &Home) {
    let db = home.open();
    let handler = Handler { kind: "test.again", run: again };
    enqueue(&db, &clock(), "test.again", [1]);
    assert_eq!(settle(&db, &clock(), &[handler]), 3);
    assert_eq!((counts(&db), notes(&db)), ((0, 0), vec![0, 1, 2]));
}

fn a_job_that_nobody_knows_waits_with_its_reason(home: &Home) {
    let db = home.open();
    let clock = clock();
    enqueue(&db, &clock, "test.unknown", [1]);
    assert_eq!(settle(&db, &clock, &[]), 0);
    assert_eq!((counts(&db), last_error(&db).as_deref()), ((1, 0), Some("nobody here does test.unknown")));
    clock.pass_seconds(10);
    assert_eq!(settle(&db, &clock, &[Handler { kind: "test.unknown", run: note_key }]), 1);
    assert_eq!(notes(&db), [1]);
}

/// As if the process had died with the job in its hands.
fn vanish(_: &Cx, _: &mut Tx, _: &Leased) -> Result<()> {
    Err(Error::Busy { says: "gone".into() })
}

fn a_worker_that_vanishes_is_replaced(home: &Home) {
    let db = home.open();
    let clock = clock();
    enqueue(&db, &clock, "test.note", [1]);
    assert_eq!(settle(&db, &clock, &[Handler { kind: "test.note", run: vanish }]), 0);
    let handler = Handler { kind: "test.note", run: note_key };
    clock.pass_seconds(59);
    assert_eq!(settle(&db, &clock, &[handler]), 0, "the lease still holds");
    clock.pass_seconds(1);
    assert_eq!(settle(&db, &clock, &[handler]), 1);
    assert_eq!(notes(&db), [1]);
}

fn a_parked_job_that_is_wanted_again_is_tried_again(home: &Home) {
    let db = home.open();
    let clock = clock();
    enqueue(&db, &clock, "test.fail", [1]);
    while counts(&db) == (1, 0) {
        settle(&db, &clock, &[Handler { kind: "test.fail", run: fail }]);
        clock.pass_seconds(5_000);
    }
    assert_eq!(counts(&db), (0, 1));
    enqueue(&db, &clock, "test.fail", [1]);
    assert_eq!(settle(&db, &clock, &[Handler { kind: "test.fail", run: note_key }]), 1);
    assert_eq!((counts(&db), notes(&db)), ((0, 0), vec![1]));
}

/// Notes its key in an act of its own, and fails behind it where it was not noted before.
fn note_slowly(_: &Cx, db: &Db, job: &Leased) -> Result<()> {
    let key: i64 = job.key.parse().map_err(Error::internal)?;
    if notes(db).contains(&key) {
        return Ok(());
    }
    db.write_now("test.note", move |tx| note(tx, key, "done").map(drop))?;
    Err(Error::internal("the disk was slow"))
}

fn what_takes_long_is_done_beside_the_others(home: &Home) {
    let (db, clock) = (processes(home, 1).remove(0), clock());
    let cx = Cx::system("test", clock.now());
    db.write_now("test.enqueue", move |tx| jobs::enqueue_slow(&cx, tx, "test.slow", ["1"])).expect("a job");
    enqueue(&db, &clock, "test.note", [2]);
    let slow = [Slow { kind: "test.slow", run: note_slowly }];
    let settle_slow = || wait(jobs::settle_slow(&db, &clock, &slow)).expect("the jobs settle");
    let quick = [Handler { kind: "test.note", run: count_key }];
    // Each line is its own: neither worker takes what is the other's.
    assert_eq!((settle(&db, &clock, &quick), counts(&db)), (1, (1, 0)));
    assert_eq!((settle_slow(), last_error(&db).as_deref()), (0, Some("the disk was slow")));
    clock.pass_seconds(60);
    assert_eq!((settle(&db, &clock, &quick), settle_slow()), (0, 1));
    assert_eq!(counts(&db), (0, 0));
}
