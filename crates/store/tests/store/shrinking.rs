//! What was deleted goes back to the disk while nobody waits, on the engine that keeps its own file.

use std::path::Path;

use store::{Db, db::Place, params, sql};

use crate::home::Home;

/// Four megabytes of free pages stay for what comes next, and this is ten times as much.
const NOTES: i64 = 40_000;
const WORD: usize = 1_000;
/// Pages of 4 KB: those that stay, a step, and what else there is.
const FEW_PAGES: i64 = 1_024 + 200 + 400;

/// The file's length with nothing left in its log: connections that close at once each leave that to the other.
fn length(folder: &Path) -> u64 {
    let file = folder.join("hilo.db");
    let alone = rusqlite::Connection::open(&file).expect("it opens");
    let moved = alone.query_row("pragma wal_checkpoint(truncate)", [], |row| row.get::<_, i64>(0));
    assert_eq!(moved, Ok(0), "nobody else has it open");
    std::fs::metadata(file).expect("the database is a file").len()
}

fn pages(db: &Db) -> i64 {
    let text = sql!(sqlite: "select page_count from pragma_page_count()");
    let counted = db.read_now("test.pages", |tx| tx.query_one(text, params![], |row| row.get(0)));
    counted.expect("pages can be counted").expect("one number")
}

#[test]
fn the_file_shrinks_after_deletes() {
    let home = Home::folder();
    let Place::Folder { path, .. } = &home.settings.place else { unreachable!("it is a folder") };
    let db = home.open();
    for piece in 0..NOTES / 1_000 {
        let fill = move |tx: &mut store::Tx| {
            let word = "x".repeat(WORD);
            let rows = (0..1_000).map(|number| params![piece * 1_000 + number, &word]);
            tx.exec_many(sql!("insert into test_notes (number, word) values ($1, $2)"), rows)
        };
        db.write_now("test.fill", fill).expect("there is room");
    }
    db.close();
    let full = length(path);
    let db = home.open();
    let kept = |tx: &mut store::Tx| tx.exec(sql!("delete from test_notes where number >= $1"), params![10]);
    assert_eq!(db.write_now("test.delete", kept), Ok(NOTES as u64 - 10));
    // Each act is followed by a moment in which nobody waits.
    let enough = (0..5_000).any(|_| {
        db.write_now("test.nothing", |_| Ok(())).expect("an act");
        pages(&db) <= FEW_PAGES
    });
    assert!(enough, "{} pages are left", pages(&db));
    assert_eq!(crate::home::notes(&db), (0..10).collect::<Vec<i64>>());
    db.close();
    let left = length(path);
    assert!(left < full / 5, "{left} of {full} bytes");
}
