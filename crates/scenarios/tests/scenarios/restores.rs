//! A restore is killed in the middle: what it leaves is not taken for a shop's past, and it can be made again.

use std::time::Instant;

use base::Error;
use scenarios::{
    homes::{Engine, Home},
    programs::{killed_after, run},
    retail::many,
};
use store::{Db, backup};

#[test]
fn it_is_known_and_made_again_on_sqlite() {
    killed_and_made_again(Engine::Sqlite);
}

#[test]
fn it_is_known_and_made_again_on_postgres() {
    killed_and_made_again(Engine::DurablePostgres);
}

const INVOICES: usize = 3_000;

fn killed_and_made_again(engine: Engine) {
    let old = Home::new(Engine::Sqlite);
    let file = many(old.folder(), "many.csv", INVOICES);
    run(&old, &["import", "online-retail-ii", file.to_str().expect("UTF-8")]).well();
    let file = old.folder().join("many.gz");
    let file = file.to_str().expect("UTF-8");
    run(&old, &["backup", file]).well();
    let restore = ["restore", file, "--without-tombstones"];

    let home = Home::new(engine);
    let began = Instant::now();
    run(&home, &restore).well();
    let (time, whole) = (began.elapsed(), digest(&home).expect("it was not interrupted"));
    let mut interrupted = 0;
    for part in 1..10 {
        home.empty();
        killed_after(&home, &restore, time * part / 10);
        match digest(&home) {
            // It had not begun, or it had ended.
            Ok(found) => assert!(found == whole || found["orders"].0 == 0, "{part}: {found:?}"),
            Err(error) => {
                assert_eq!(error.code(), "restore-interrupted", "{part}: {error}");
                interrupted += 1;
                for command in [&["verify"][..], &["serve", "--listen", "127.0.0.1:0"], &restore] {
                    let ran = run(&home, command);
                    let says = ran.refusal();
                    assert!(says.contains("was interrupted") && says.contains("restore again"), "{says}");
                }
            }
        }
    }
    assert!(interrupted >= 2, "it was interrupted {interrupted} times");
    home.empty();
    run(&home, &restore).well();
    assert!(digest(&home).expect("it was not interrupted") == whole);
    assert_eq!(run(&home, &["verify", "--json"]).well().json()["clean"], true);
}

type Digest = std::collections::BTreeMap<String, (u64, String)>;

/// What the home holds, where it can be opened.
fn digest(home: &Home) -> Result<Digest, Error> {
    let db = Db::open(&home.settings())?;
    let found = backup::digest(&db);
    db.close();
    found
}
