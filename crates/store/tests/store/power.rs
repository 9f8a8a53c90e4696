//! The power goes at any moment: whatever was answered is there afterwards.

use std::{
    collections::BTreeSet,
    path::Path,
    sync::atomic::{AtomicI64, Ordering},
};

use base::{Result, Time};
use store::{
    Db, Tx,
    db::{Place, Settings},
    params, sql, thread,
};

use crate::{
    disks::{Chance, Cut},
    home::{MORNING, make_tables},
    threads,
    vfs::Vfs,
};

const ROUNDS: u64 = 60;

/// One act with two traces: a row and an event of the same number.
pub fn act(tx: &mut Tx, number: i64, weight: usize) -> Result<()> {
    let text = sql!("insert into test_notes (number, word) values ($1, $2)");
    tx.exec(text, params![number, "w".repeat(weight)])?;
    thread::append(tx, Time::default(), &[threads::event(number)]).map(drop)
}

/// The numbers that are there, when rows and events agree.
pub fn traces(db: &Db) -> Result<BTreeSet<i64>, String> {
    // One snapshot: a server may still be ending what a killed process has sent.
    let both = |tx: &mut Tx| {
        let rows = sql!("select number from test_notes order by number");
        let events = sql!("select happened from events order by happened");
        Ok((
            tx.query(rows, params![], |row| row.get::<i64>(0))?,
            tx.query(events, params![], |row| row.get::<Time>(0))?,
        ))
    };
    let (rows, events) = db.read_now("test.traces", both).map_err(|error| error.to_string())?;
    let events: Vec<i64> = events.iter().map(|time| time.seconds_since(MORNING)).collect();
    if rows == events { Ok(rows.into_iter().collect()) } else { Err(format!("rows {rows:?}, events {events:?}")) }
}

struct Round {
    vfs: &'static Vfs,
    chance: Chance,
    lies: Option<&'static str>,
    next: AtomicI64,
}

impl Round {
    /// Works on the files in `folder` until the power goes, or for a while; gives what was answered.
    fn work(&mut self, folder: &Path) -> BTreeSet<i64> {
        let files = std::fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("an entry").path());
        let files = files.filter(|path| path.extension().is_some_and(|end| end.to_string_lossy().starts_with("db")));
        let content = |path: std::path::PathBuf| {
            let bytes = std::fs::read(&path).expect("a file");
            (path.to_str().expect("UTF-8").to_owned(), bytes)
        };
        // Some cuts come while it is opened, most at work, some when it is closed or never.
        let most = if self.chance.below(5) == 0 { 80 } else { 2_500 };
        let (changes, acts) = (1 + self.chance.below(most), 30 + self.chance.below(120) as i64);
        {
            let mut disk = self.vfs.disk();
            disk.start(files.map(content));
            disk.lies = self.lies;
            disk.changes_left = Some(changes);
        }
        let place = Place::Folder { path: folder.to_owned(), vfs: Some(self.vfs.name.clone()) };
        let Ok(db) = Db::open(&Settings { place, ..Settings::folder(folder) }) else { return BTreeSet::new() };
        if db.write_now("test.tables", |tx| make_tables(tx, false)).is_err() {
            return BTreeSet::new();
        }
        let (first, next) = (self.next.load(Ordering::SeqCst), &self.next);
        std::thread::scope(|scope| {
            let tills: Vec<_> = (0..4).map(|_| scope.spawn(|| till(&db, next, first + acts))).collect();
            tills.into_iter().flat_map(|till| till.join().expect("no panic")).collect()
        })
    }

    /// Copies what the cut has left to another folder.
    fn recover(&mut self, to: &Path) {
        let cut = if self.chance.below(4) == 0 { Cut::Clean } else { Cut::Torn };
        for (path, bytes) in self.vfs.disk().found(cut, &mut self.chance) {
            let name = Path::new(&path).file_name().expect("a name");
            std::fs::write(to.join(name), bytes).expect("a copy");
        }
    }
}

/// Acts until it has done its share or the power is gone.
fn till(db: &Db, next: &AtomicI64, last: i64) -> Vec<i64> {
    let mut answered = Vec::new();
    loop {
        let number = next.fetch_add(1, Ordering::SeqCst);
        if number > last || db.write_now("test.act", move |tx| act(tx, number, number as usize % 4 * 15_000)).is_err() {
            return answered;
        }
        answered.push(number);
    }
}

/// What is wrong with the database in `folder`, where these numbers were answered.
fn check(folder: &Path, answered: &BTreeSet<i64>) -> Result<(), String> {
    let raw = rusqlite::Connection::open(folder.join("hilo.db")).map_err(|error| error.to_string())?;
    let sound: String =
        raw.query_row("pragma integrity_check", [], |row| row.get(0)).map_err(|error| error.to_string())?;
    if sound != "ok" {
        return Err(sound);
    }
    drop(raw);
    let db = Db::open(&Settings::folder(folder)).map_err(|error| error.to_string())?;
    db.write_now("test.tables", |tx| make_tables(tx, false)).map_err(|error| error.to_string())?;
    let found = traces(&db)?;
    let lost: Vec<_> = answered.difference(&found).collect();
    if lost.is_empty() { Ok(()) } else { Err(format!("{} answered acts are lost: {lost:?}", lost.len())) }
}

/// Rounds of work and power cuts on one database; gives what each round found wrong.
fn rounds(seed: u64, lies: Option<&'static str>) -> Vec<Result<(), String>> {
    let mut round = Round { vfs: Vfs::register(), chance: Chance::new(seed), lies, next: AtomicI64::new(1) };
    let mut folder = tempfile::tempdir().expect("a folder");
    let (mut outcomes, mut answered, mut cuts) = (Vec::new(), BTreeSet::new(), 0);
    for number in 0..ROUNDS {
        if number % 12 == 0 {
            folder = tempfile::tempdir().expect("a folder");
            answered.clear();
        }
        answered.extend(round.work(folder.path()));
        cuts += u64::from(round.vfs.disk().is_off());
        let after = tempfile::tempdir().expect("a folder");
        round.recover(after.path());
        let outcome = check(after.path(), &answered);
        if outcome.is_err() {
            answered.clear();
        }
        outcomes.push(outcome);
        folder =
            if outcomes.last().is_some_and(Result::is_ok) { after } else { tempfile::tempdir().expect("a folder") };
    }
    assert!(cuts > ROUNDS / 2, "only {cuts} of {ROUNDS} rounds were cut");
    outcomes
}

#[test]
fn what_was_answered_survives_power_cuts() {
    for seed in [1, 2] {
        for (number, outcome) in rounds(seed, None).into_iter().enumerate() {
            assert_eq!(outcome, Ok(()), "seed {seed}, round {number}");
        }
    }
}

#[test]
fn a_disk_that_only_says_it_has_synced_loses_answered_acts() {
    // All files, the log alone, the database alone, whose sync comes before the log is written over.
    for end in ["", "-wal", ".db"] {
        // The last of them comes to light in one round of thirty only.
        let seen = (3..23).any(|seed| rounds(seed, Some(end)).iter().any(Result::is_err));
        assert!(seen, "this test must see what an honest sync of *{end} prevents");
    }
}
