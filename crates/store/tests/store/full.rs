//! A disk that is full says so and harms nobody else; a disk that cannot sync ends the process.

use std::os::unix::process::ExitStatusExt;

use base::{Error, Result};
use store::{
    Db, Tx,
    db::{Place, Settings},
};

use crate::{
    acts::hold,
    crashes::child,
    home::{make_tables, note, notes},
    power::{act, traces},
    vfs::Vfs,
};

const PLACE: &str = "HILO_TEST_CHILD_FOLDER";

fn open(folder: &std::path::Path, vfs: &Vfs) -> Db {
    let place = Place::Folder { path: folder.to_owned(), vfs: Some(vfs.name.clone()) };
    let db = Db::open(&Settings { place, ..Settings::folder(folder) }).expect("it opens");
    db.write_now("test.tables", |tx| make_tables(tx, false)).expect("the tables of the tests");
    db
}

fn is_full<T: PartialEq>(outcome: &Result<T>) -> bool {
    let says = "The disk is full. Nothing was changed; free some space and try again.";
    *outcome == Err(Error::Busy { says: says.into() })
}

#[test]
fn a_full_disk_refuses_and_works_again() {
    let (folder, vfs) = (tempfile::tempdir().expect("a folder"), Vfs::register());
    let db = open(folder.path(), vfs);
    db.write_now("test.act", |tx| act(tx, 1, 10)).expect("there is room");
    vfs.disk().room = Some(0);
    for number in 2..6 {
        let outcome = db.write_now("test.act", move |tx| act(tx, number, 10_000));
        assert!(is_full(&outcome), "{outcome:?}");
        assert_eq!(notes(&db), [1], "what is there can be read");
    }
    vfs.disk().room = None;
    db.write_now("test.act", |tx| act(tx, 6, 10_000)).expect("there is room again");
    assert_eq!(traces(&db), Ok([1, 6].into()));
    drop(db);
    let db = Db::open(&Settings::folder(folder.path())).expect("it opens again");
    assert_eq!(traces(&db), Ok([1, 6].into()));
}

#[test]
fn one_act_too_many_does_not_take_others_with_it() {
    let (folder, vfs) = (tempfile::tempdir().expect("a folder"), Vfs::register());
    let db = open(folder.path(), vfs);
    vfs.disk().room = Some(1_500_000);
    let let_go = hold(&db, |_| Ok(()));
    let send = |number: i64, weight: usize| {
        db.bulk_later("test.act", move |tx| act(tx, number, weight)).expect("there is a place in the queue")
    };
    let mut small: Vec<_> = (0..5).map(|number| send(number, 10)).collect();
    let big = send(100, 4_000_000);
    // It refuses for what the big one did, which then never happened.
    let judge = |tx: &mut Tx| {
        let text = store::sql!("select count(*) from test_notes where number = 100");
        let found = tx.query_one(text, store::params![], |row| row.get::<bool>(0))?;
        if found == Some(true) { Err(Error::conflict("too-late", "It is too late.")) } else { note(tx, 50, "in time") }
    };
    let judged = db.bulk_later("test.judge", judge).expect("there is a place in the queue");
    small.extend((5..10).map(|number| send(number, 10)));
    let_go();
    let outcome = big.wait();
    assert!(is_full(&outcome), "{outcome:?}");
    for promise in small {
        assert_eq!(promise.wait(), Ok(()));
    }
    assert_eq!(judged.wait(), Ok(1));
    assert_eq!(notes(&db), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 50]);
    vfs.disk().room = None;
    db.write_now("test.act", |tx| act(tx, 100, 4_000_000)).expect("there is room again");
}

/// Not a test by itself: the process whose disk fails.
#[test]
fn child_whose_disk_fails() {
    let Ok(folder) = std::env::var(PLACE) else { return };
    let vfs = Vfs::register();
    let db = open(folder.as_ref(), vfs);
    db.write_now("test.act", |tx| act(tx, 1, 10)).expect("the disk still works");
    vfs.disk().sync_fails = true;
    let outcome = db.write_now("test.act", |tx| act(tx, 2, 10));
    panic!("it was answered: {outcome:?}");
}

#[test]
fn a_disk_that_cannot_sync_ends_the_process() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().to_str().expect("UTF-8");
    let ran = child("full::child_whose_disk_fails", &[(PLACE, place)]).output().expect("a child");
    let (said, why) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert_eq!(ran.status.signal(), Some(6), "it aborts: {said} {why}");
    let db = Db::open(&Settings::folder(folder.path())).expect("it opens again");
    assert!(notes(&db).contains(&1));
}
