//! Moving house: a backup of one engine is restored on the other.

use base::Clock;
use scenarios::{
    homes::{Engine, Home},
    people::Person,
    programs::run,
    retail::{YEAR, file},
    shops::{MORNING, Shop},
};
use serde_json::{Value, json};

on_both_engines!(everything_is_there_and_life_goes_on);

fn order(number: &str) -> Value {
    json!({
        "number": number,
        "channel": "web",
        "customer": { "kind": "email", "value": "ana@example.es", "name": "Ana Núñez" },
        "currency": "EUR",
        "lines": [{ "sku": "85048", "quantity": 2, "unit_price": "6.95" }],
    })
}

/// A page without the cursor from which it asks for news: a restore makes those from before invalid.
fn without_cursor(page: &str) -> String {
    let Some((before, rest)) = page.split_once("name=\"after\" value=\"") else { return page.to_owned() };
    format!("{before}{}", rest.split_once('"').map_or(rest, |(_, rest)| rest))
}

/// What somebody who looks around sees.
async fn looks_around(viewer: &Person) -> Vec<(String, String)> {
    let mut paths: Vec<String> = [
        "/api/v1/customers?limit=500",
        "/api/v1/customers?sort=spent&ascending=true",
        "/api/v1/orders?limit=500",
        "/api/v1/products?limit=500",
        "/console/customers",
        "/console/orders",
        "/console/products",
    ]
    .map(str::to_owned)
    .into();
    for (noun, page) in [("customers", true), ("orders", true), ("products", true)] {
        let list = viewer.gets(&format!("/api/v1/{noun}?limit=500")).await.expect(200).json();
        for item in list["data"].as_array().expect("a list") {
            let id = item["id"].as_str().expect("an id");
            paths.push(format!("/api/v1/{noun}/{id}"));
            paths.extend((noun == "customers").then(|| format!("/api/v1/customers/{id}/thread?limit=500")));
            paths.extend(page.then(|| format!("/console/{noun}/{id}")));
        }
    }
    let mut seen = Vec::new();
    for path in paths {
        let text = viewer.gets(&path).await.expect(200).text;
        seen.push((path, without_cursor(&text)));
    }
    let events = viewer.gets("/api/v1/events?limit=500").await.expect(200).json();
    seen.push(("events".to_owned(), events["data"].to_string()));
    seen
}

async fn everything_is_there_and_life_goes_on(engine: Engine) {
    let shop = Shop::open(engine).await;
    // The commands that move it go by the machine's clock.
    let today = Clock::Machine.now().seconds_since(MORNING);
    shop.clock.pass_seconds(today);
    let year = file(shop.home.folder(), "year.csv", YEAR.as_bytes());
    shop.imports(&[&year]).await.expect("the year is imported");
    let owner = shop.owner().await;
    owner.records_order(&order("T-1")).await;
    owner.records_order(&order("T-2")).await;
    shop.settle().await;
    let viewer = shop.viewer().await;
    let seen = looks_around(&viewer).await;
    let cursor = viewer.gets("/api/v1/events?limit=5").await.expect(200).json()["next"].clone();
    let old = shop.closes().await;

    let copy = old.folder().join("house.gz");
    let copy = copy.to_str().expect("UTF-8");
    run(&old, &["backup", copy]).well();
    let other = if engine == Engine::Sqlite { Engine::Postgres } else { Engine::Sqlite };
    let new = Home::new(other);
    let packed = std::fs::read(copy).expect("the backup");
    let half = file(old.folder(), "half.gz", &packed[..packed.len() / 2]);
    let refused = run(&new, &["restore", half.to_str().expect("UTF-8"), "--without-tombstones"]);
    assert!(refused.refusal().contains("half.gz"), "{refused:?}");
    let told = run(&new, &["restore", copy, "--without-tombstones"]).well();
    assert!(told.out.starts_with("Restored "), "{told:?}");
    let twice = run(&new, &["restore", copy, "--without-tombstones"]);
    assert!(twice.refusal().contains("empty database"), "{twice:?}");

    let shop = Shop::open_at(new).await;
    shop.clock.pass_seconds(today);
    // The index of products is each program's own, and made from what came along.
    shop.settle().await;
    let viewer = shop.viewer().await;
    for (before, after) in seen.iter().zip(looks_around(&viewer).await) {
        assert_eq!(*before, after, "{}", after.0);
    }
    let expired =
        viewer.gets(&format!("/api/v1/events?after={}", cursor.as_str().expect("a cursor"))).await.expect(409);
    assert_eq!(expired.problem(), "cursor-expired");

    // The folds go on where they were: what they took is not taken again, and what comes now is.
    assert_eq!(viewer.finds_customer("ana").await["orders"], 2);
    let owner = shop.owner().await;
    owner.records_order(&order("T-3")).await;
    // What was asked under a key before the move is not done again.
    owner.tells("/api/v1/orders", "order-T-1", &order("T-1")).await.expect(201);
    shop.settle().await;
    let ana = viewer.finds_customer("ana").await;
    assert_eq!((&ana["orders"], &ana["spent"]), (&json!(3), &json!(3 * 1_390)));
    let known = shop.home.folder().join("year.csv");
    std::fs::write(&known, YEAR).expect("a file");
    shop.imports(&[&known]).await.expect("the year is known");
    assert_eq!(viewer.finds_customer("12748").await["orders"], 9, "the year again changes nothing");
    let new = shop.closes().await;
    assert_eq!(run(&new, &["verify", "--json"]).well().json()["clean"], true);
}
