//! A year of an earlier system arrives, once or again, whole or in parts.

use std::{collections::BTreeMap, io::Write};

use scenarios::{
    homes::{Engine, Home},
    people::Person,
    programs,
    retail::{REAL_TOTALS, TOTALS, YEAR, file, gzipped, lines, real_year},
    shops::Shop,
};
use serde_json::{Value, json};
use store::{Db, backup, params, sql, tx::Sql};

on_both_engines!(
    every_line_becomes_what_it_was
    returns_find_their_orders
    the_same_year_again_changes_nothing
    in_parts_and_in_any_order_it_is_the_same_year
    the_command_says_what_there_is
    orders_from_elsewhere_are_no_lines_of_the_year
);

async fn taken(engine: Engine) -> (Shop, Person) {
    let shop = Shop::open(engine).await;
    let year = file(shop.home.folder(), "year.csv", YEAR.as_bytes());
    let report = shop.imports(&[&year]).await.expect("the year is imported");
    assert_eq!((report.lines, report.rejected, report.rejects_file), (59, 0, None));
    let viewer = shop.viewer().await;
    (shop, viewer)
}

async fn totals(shop: &Shop) -> Value {
    json!(shop.db_reads(orders::totals::read).await)
}

fn are_those_of_the_year(totals: &Value) {
    for (name, value) in TOTALS {
        assert_eq!(totals[name], value, "{name}: {totals}");
    }
}

async fn order(viewer: &Person, number: &str) -> Value {
    let found = viewer.gets(&format!("/api/v1/orders?q={number}")).await.expect(200).json();
    let id = found["data"][0]["id"].as_str().unwrap_or_else(|| panic!("{number}: {found}"));
    viewer.gets(&format!("/api/v1/orders/{id}")).await.expect(200).json()
}

async fn every_line_becomes_what_it_was(engine: Engine) {
    let (shop, viewer) = taken(engine).await;
    are_those_of_the_year(&totals(&shop).await);

    let sale = order(&viewer, "489434").await;
    assert_eq!((&sale["total"], &sale["lines"], &sale["currency"]), (&json!(36_420), &json!(5), &json!("GBP")));
    assert_eq!((&sale["placed_at"], &sale["country"]), (&json!("2009-12-01T07:45:00Z"), &json!("United Kingdom")));
    assert_eq!(sale["order_lines"][2]["name"], "WHITE CHERRY LIGHTS");
    assert_eq!(sale["order_lines"][3]["name"], "RECORD FRAME 7\" SINGLE SIZE");
    let guest = order(&viewer, "489435").await;
    assert_eq!((&guest["customer"], &guest["total"]), (&Value::Null, &json!(1_611)));
    let interrupted = order(&viewer, "489436").await;
    assert_eq!((&interrupted["total"], &interrupted["lines"]), (&json!(11_595), &json!(4)));
    let summer = order(&viewer, "520000").await;
    assert_eq!((&summer["total"], &summer["placed_at"]), (&json!(5_737), &json!("2010-08-23T11:02:00Z")));

    for (number, orders, spent, returns, returned) in [
        ("12748", 9, 23_837, 0, 0),
        ("13078", 1, 11_595, 0, 0),
        ("13085", 2, 36_420, 2, 2_340),
        ("14911", 4, 9_650, 0, 0),
        ("15362", 1, 2_040, 1, 2_295),
        ("16321", 3, 6_595, 2, 1_670),
        ("17592", 0, 0, 1, 375),
    ] {
        let card = viewer.finds_customer(number).await;
        let figures = [&card["orders"], &card["spent"], &card["returns"], &card["returned"]];
        assert_eq!(figures, [&json!(orders), &json!(spent), &json!(returns), &json!(returned)], "{number}: {card}");
    }
    products_are_told_apart(&viewer).await;
    the_thread_tells_it(&shop, &viewer).await;
}

async fn products_are_told_apart(viewer: &Person) {
    let found = viewer.gets("/api/v1/products?by_code=true&limit=500").await.expect(200).json();
    let products: BTreeMap<&str, &Value> = found["data"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|product| (product["code"].as_str().expect("a code"), product))
        .collect();
    assert_eq!(products["85123A"]["sales"][0]["sold"], 6);
    assert_eq!(products["85123a"]["sales"][0]["sold"], 2);
    assert_eq!(products["85123A"]["sales"][0]["returned"], 9);
    // Three equal lines of one order are one order.
    assert_eq!(
        (&products["21523"]["sales"][0]["sold"], &products["21523"]["sales"][0]["orders"]),
        (&json!(3), &json!(1))
    );
    for (sku, kind) in [
        ("85048", "goods"),
        ("POST", "service"),
        ("gift_0001_30", "voucher"),
        ("BANK CHARGES", "fee"),
        ("TEST001", "test"),
    ] {
        assert_eq!(products[sku]["kind"], kind, "{sku}");
    }
    assert_eq!(products["21494"]["name"], Value::Null, "a reason is no name");
}

async fn the_thread_tells_it(shop: &Shop, viewer: &Person) {
    let events = viewer.gets("/api/v1/events?limit=500").await.expect(200).json();
    let of_kind = |kind: &str| {
        let events = events["data"].as_array().expect("a list").iter();
        events.filter(|event| event["kind"] == kind).cloned().collect::<Vec<_>>()
    };
    assert_eq!((of_kind("Order Completed").len(), of_kind("Return Accepted").len()), (24, 7));
    assert_eq!(of_kind("Product Changed").len(), 46, "each product was named for the first time once");
    assert_eq!(events["data"].as_array().map(Vec::len), Some(24 + 7 + 46), "nothing else happened");
    let first = of_kind("Order Completed").into_iter().find(|event| event["body"]["number"] == "489434");
    let first = first.expect("the first order is on the thread");
    assert_eq!((&first["channel"], &first["body"]["total"]), (&json!("import"), &json!(36_420)));
    let customer = viewer.finds_customer("16321").await;
    let card = viewer.opens_card(&customer).await;
    for part in ["489452", "489451", "489450", "C489460", "C489461", "PAPER BUNTING WHITE LACE", "Australia"] {
        assert!(card.text.contains(part), "the card lacks {part}");
    }
    let findings = shop.db_reads(|tx| Ok((store::verify::findings(tx)?, orders::verify::findings(tx)?))).await;
    assert_eq!(findings, (vec![], vec![]));
}

async fn returns_find_their_orders(engine: Engine) {
    let (shop, _) = taken(engine).await;
    let text = sql!(
        "select r.number, o.number, m.quantity, m.how from return_matches m join returns r on r.id = m.return_id
         join orders o on o.id = m.order_id order by r.number, o.number"
    );
    let found = shop.db_reads(move |tx| {
        tx.query(text, params![], |row| {
            let (back, order): (String, String) = (row.get(0)?, row.get(1)?);
            Ok(format!("{back} from {order}: {} {}", row.get::<i64>(2)?, row.get::<String>(3)?))
        })
    });
    let expected = [
        "C489449 from 489434: 2 only",
        "C489460 from 489450: 2 price",
        "C489460 from 489452: 3 price",
        "C489461 from 489451: 1 latest",
        "C489464 from 489437: 6 only",
    ];
    assert_eq!(found.await, expected, "what is not known stays unknown");
}

/// What must stay the same: everything but how far the background has come.
fn digest(db: &Db) -> BTreeMap<String, (u64, String)> {
    let mut digest = backup::digest(db).expect("a digest");
    digest.retain(|table, _| !["followers", "jobs", "sign_in_failures"].contains(&table.as_str()));
    digest
}

async fn digest_of(shop: &Shop) -> BTreeMap<String, (u64, String)> {
    let db = shop.app.db.clone();
    tokio::task::spawn_blocking(move || digest(&db)).await.expect("no panic")
}

async fn the_same_year_again_changes_nothing(engine: Engine) {
    let (shop, _) = taken(engine).await;
    let before = digest_of(&shop).await;
    let folder = shop.home.folder().to_owned();
    let packed = file(&folder, "year.csv.gz", &gzipped(YEAR.as_bytes()));
    // In two pieces, as tools that append to a log write it.
    let (head, tail) = YEAR.split_at(1_000);
    let pieces = file(&folder, "pieces.csv.gz", &[gzipped(head.as_bytes()), gzipped(tail.as_bytes())].concat());
    let windows = file(&folder, "windows.csv", format!("\u{feff}{}", YEAR.replace('\n', "\r\n")).as_bytes());
    shop.clock.pass_seconds(86_400);
    for again in [&folder.join("year.csv"), &packed, &pieces, &windows, &lines(&folder, "some.csv", 10..=40), &folder] {
        shop.imports(&[again]).await.unwrap_or_else(|error| panic!("{}: {error}", again.display()));
        assert_eq!(digest_of(&shop).await, before, "{}", again.display());
    }
}

/// What a shopkeeper could ask, without ids and without the moments at which it was told.
const QUESTIONS: fn() -> [&'static Sql; 8] = || {
    [
        sql!(
            "select o.number || ' ' || cast(o.placed_at as text) || ' ' || cast(o.total as text) || ' '
             || cast(o.line_count as text) || ' ' || coalesce(o.country, '') || ' ' || coalesce(i.value, '')
             from orders o left join identifiers i on i.id = o.actor order by 1"
        ),
        sql!(
            "select o.number || ' ' || p.code || ' ' || coalesce(l.name, '') || ' ' || cast(l.quantity as text) || ' '
             || cast(l.unit_price as text) || ' ' || cast(l.total as text) || ' ' || cast(l.sold_at as text)
             from order_lines l join orders o on o.id = l.order_id join products p on p.id = l.product_id order by 1"
        ),
        sql!(
            "select r.number || ' ' || cast(r.total as text) || ' ' || p.code || ' ' || cast(l.quantity as text) || ' '
             || cast(l.unit_price as text) || ' ' || cast(l.returned_at as text)
             from return_lines l join returns r on r.id = l.return_id join products p on p.id = l.product_id order by 1"
        ),
        sql!(
            "select r.number || ' ' || o.number || ' ' || cast(m.quantity as text) || ' ' || m.how
             from return_matches m join returns r on r.id = m.return_id join orders o on o.id = m.order_id order by 1"
        ),
        sql!(
            "select number || ' ' || cast(quantity as text) || ' ' || coalesce(reason, '') from write_offs order by 1"
        ),
        sql!("select number || ' ' || cast(total as text) || ' ' || coalesce(reason, '') from adjustments order by 1"),
        sql!(
            "select i.value || ' ' || f.currency || ' ' || cast(f.orders as text) || ' ' || cast(f.spent as text) || ' '
             || cast(f.returns as text) || ' ' || cast(f.returned as text)
             from figures f join identifiers i on i.id = f.identifier_id order by 1"
        ),
        sql!(
            "select p.code || ' ' || coalesce(p.name, '') || ' ' || p.kind || ' ' || coalesce(cast(s.sold as text), '')
             || ' ' || coalesce(cast(s.revenue as text), '') || ' ' || coalesce(cast(s.returned as text), '')
             from products p left join product_sales s on s.product_id = p.id order by 1"
        ),
    ]
};

async fn what_it_knows(shop: &Shop) -> Vec<Vec<String>> {
    let mut known = Vec::new();
    for text in QUESTIONS() {
        known.push(shop.db_reads(move |tx| tx.query(text, params![], |row| row.get::<String>(0))).await);
    }
    known
}

async fn in_parts_and_in_any_order_it_is_the_same_year(engine: Engine) {
    let (shop, _) = taken(engine).await;
    let whole = what_it_knows(&shop).await;
    assert!(whole.iter().all(|answer| !answer.is_empty()));
    // Cut in the middle of an invoice; then overlapping; each in both directions.
    for ranges in [[1..=3, 4..=59], [1..=40, 20..=59], [4..=59, 1..=3], [20..=59, 1..=40]] {
        let shop = Shop::open(engine).await;
        for range in ranges.clone() {
            let part = lines(shop.home.folder(), "part.csv", range);
            shop.imports(&[&part]).await.expect("a part is imported");
        }
        are_those_of_the_year(&totals(&shop).await);
        assert_eq!(what_it_knows(&shop).await, whole, "{ranges:?}");
        let findings = shop.db_reads(orders::verify::findings).await;
        assert_eq!(findings, Vec::<String>::new(), "{ranges:?}");
    }
}

async fn the_command_says_what_there_is(engine: Engine) {
    let home = Home::new(engine);
    let year = file(home.folder(), "year.csv", YEAR.as_bytes());
    let year = year.to_str().expect("UTF-8");
    for _ in 0..2 {
        let told = programs::run(&home, &["import", "online-retail-ii", year, "--json"]).well().json();
        are_those_of_the_year(&told);
        assert_eq!(told["rejected"], 0, "{told}");
        assert!(told["seconds"].as_f64().is_some_and(|seconds| seconds > 0.0), "{told}");
    }
    let told = programs::run(&home, &["import", "online-retail-ii", year]).well();
    for part in ["59 lines", "8 customers", "46 products", "24 orders", "7 returns", "3 write-offs"] {
        assert!(told.out.contains(part), "{told:?}");
    }
    assert_eq!(programs::run(&home, &["verify", "--json"]).well().json()["clean"], true);
}

async fn orders_from_elsewhere_are_no_lines_of_the_year(engine: Engine) {
    let (shop, _) = taken(engine).await;
    let before = totals(&shop).await;
    let owner = shop.owner().await;
    for (path, number) in [("/api/v1/orders", "T-1"), ("/api/v1/returns", "R-1")] {
        let paper = json!({
            "number": number,
            "channel": "web",
            "currency": "EUR",
            "lines": [{ "sku": "85048", "quantity": 3, "unit_price": "19.95" }],
        });
        owner.tells(path, number, &paper).await.expect(201);
    }
    let mut after = totals(&shop).await;
    assert_eq!((&after["orders"], &after["returns"]), (&json!(25), &json!(8)), "they are in the store");
    (after["orders"], after["returns"]) = (before["orders"].clone(), before["returns"].clone());
    assert_eq!(after, before, "and the rest is of what was imported");
}

/// On the embedded engine alone, for time's sake: the small year is told on both.
#[test]
fn the_real_year_comes_to_its_known_figures() {
    let Some(year) = real_year() else {
        let line = "The real year is not here, so its figures are not checked: HILO_TEST_DATA names its folder.";
        writeln!(std::io::stderr(), "{line}").expect("somebody listens");
        return;
    };
    let home = Home::new(Engine::Sqlite);
    let year = year.to_str().expect("UTF-8");
    let import = || {
        let told = programs::run(&home, &["import", "online-retail-ii", year, "--json"]).well().json();
        for (name, value) in REAL_TOTALS {
            assert_eq!(told[name], value, "{name}: {told}");
        }
        assert_eq!(told["rejected"], 0);
        let db = Db::open(&home.settings()).expect("the database opens");
        let digest = digest(&db);
        db.close();
        digest
    };
    let once = import();
    assert_eq!(import(), once, "the second time changes nothing");
    assert_eq!(programs::run(&home, &["verify", "--json"]).well().json()["clean"], true);
}
