//! Moving in by the command line: beside a shop that is open, and killed in the middle.

use std::{fmt::Write, time::Duration};

use scenarios::{
    homes::{Engine, Home},
    programs::{Serving, hire_owner, killed_after, run},
    retail::file,
};
use serde_json::json;
use store::Db;

#[test]
fn it_goes_on_where_it_was_on_sqlite() {
    killed_and_repeated(Engine::Sqlite);
}

#[test]
fn it_goes_on_where_it_was_on_postgres() {
    killed_and_repeated(Engine::DurablePostgres);
}

/// Products of two sizes.
fn table(count: usize) -> String {
    let mut text = "Model,SKU,Name,Size,Price,Category\n".to_owned();
    for number in 0..count {
        for size in ["S", "M"] {
            writeln!(text, "M{number},M{number}-{size},Shirt {number},{size},19.90,Shirts > Line {}", number % 7)
                .expect("a text takes more text");
        }
    }
    text
}

/// Codes, revisions and SKUs of all products.
fn catalog(home: &Home) -> serde_json::Value {
    let db = Db::open(&home.settings()).expect("the database opens");
    let kept = db.read_now("catalog.all", |tx| {
        let ids = catalog::details::behind(tx, None, 100_000)?;
        let all = catalog::details::some(tx, &ids)?;
        let shown = all.iter().map(|one| json!([one.code, one.revision, one.categories, one.variants]));
        Ok(json!(shown.collect::<Vec<_>>()))
    });
    db.close();
    kept.expect("it can be read")
}

const PRODUCTS: usize = 3_000;

fn killed_and_repeated(engine: Engine) {
    let home = Home::new(engine);
    let path = file(home.folder(), "many.csv", table(PRODUCTS).as_bytes());
    let import = ["import", "csv", path.to_str().expect("UTF-8"), "--json"];
    let mut killed = 0;
    // On a fast machine the later ones come when it is over.
    for millis in [5, 40, 80, 120, 160, 200, 300, 500] {
        killed += i32::from(killed_after(&home, &import, Duration::from_millis(millis)));
        if home.data().join("hilo.db").exists() || home.url().is_some() {
            let verified = run(&home, &["verify", "--json"]);
            assert_eq!(verified.code, Some(0), "after {millis} ms: {verified:?}");
        }
    }
    assert!(killed >= 2, "it was killed {killed} times");
    let told = run(&home, &import).well().json();
    assert_eq!((&told["products"]["read"], &told["rejected"]), (&json!(PRODUCTS), &json!(0)), "{told}");
    let went_on = catalog(&home);
    assert_eq!(went_on.as_array().map(Vec::len), Some(PRODUCTS));
    home.empty();
    run(&home, &import).well();
    assert_eq!(went_on, catalog(&home), "as if nothing had happened: no product is told twice");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_the_shop_is_open() {
    tokio::task::spawn_blocking(beside).await.expect("the story ends well");
}

fn beside() {
    let home = Home::new(Engine::Sqlite);
    hire_owner(&home);
    let path = file(home.folder(), "table.csv", table(5).as_bytes());
    let serving = Serving::start(&home);
    let path = path.to_str().expect("UTF-8");
    let foreseen = run(&home, &["import", "csv", path, "--dry-run"]).well();
    assert!(foreseen.out.contains("Category -> category") && foreseen.out.contains("dry run"), "{foreseen:?}");
    assert!(foreseen.out.contains("products: 5 read; 5 would be new"), "{foreseen:?}");
    let told = run(&home, &["import", "csv", "table.csv", "--json"]).well().json();
    assert_eq!(told["products"]["new"], 5, "{told}");
    let again = run(&home, &["import", "csv", path]).well();
    assert!(again.out.contains("0 new, 0 changed, 5 as before"), "{again:?}");
    let refused = run(&home, &["import", "shopify", path, "--mapping", "m.json"]);
    assert!(refused.refusal().contains("Only a plain CSV"), "{refused:?}");
    serving.stop();
}
