//! The import is killed in the middle, and repeated.

use std::time::Duration;

use scenarios::{
    homes::{Engine, Home},
    programs::{killed_after, run},
    retail::many,
};

#[test]
fn it_goes_on_where_it_was_on_sqlite() {
    killed_and_repeated(Engine::Sqlite);
}

#[test]
fn it_goes_on_where_it_was_on_postgres() {
    killed_and_repeated(Engine::DurablePostgres);
}

const INVOICES: usize = 12_000;

fn killed_and_repeated(engine: Engine) {
    let home = Home::new(engine);
    let file = many(home.folder(), "many.csv", INVOICES);
    let import = ["import", "online-retail-ii", file.to_str().expect("UTF-8"), "--json"];
    // Sooner and later: while it opens, checks, records and sums up.
    let mut killed = 0;
    for millis in [2, 40, 900, 150, 400, 250, 1_300, 600] {
        killed += i32::from(killed_after(&home, &import, Duration::from_millis(millis)));
        if home.data().join("hilo.db").exists() || home.url().is_some() {
            let verified = run(&home, &["verify", "--json"]);
            assert_eq!(verified.code, Some(0), "after {millis} ms: {verified:?}");
        }
    }
    // A machine that is quick ends some of them before they are killed.
    assert!(killed >= 2, "it was killed {killed} times");
    let told = run(&home, &import).well().json();
    let invoices = INVOICES as i64;
    for (name, value) in [
        ("orders", invoices),
        ("lines", 3 * invoices),
        ("line_value_minor", 1_800 * invoices),
        ("customers", 100),
        ("products", 3),
        ("returns", 0),
        ("rejected", 0),
    ] {
        assert_eq!(told[name], value, "{name}: {told}");
    }
    assert_eq!(run(&home, &["verify", "--json"]).well().json()["clean"], true);
}
