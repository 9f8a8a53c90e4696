//! How the shop goes: what was taken by hour and day, against the weeks before, for whom it is, and as it happens.

use std::collections::BTreeMap;

use axum::http::Method;
use base::{Currency, Time, UnitPrice};
use catalog::variants::Sku;
use orders::{
    events::{Body, ORDER_COMPLETED, ORDER_UPDATED, RETURN_ACCEPTED, RETURN_UPDATED},
    ledger::{NewLine, NewPaper, Whose},
    orders as book,
    takings::{self, Taken},
};
use scenarios::{homes::Engine, people::Person, shops::Shop};
use serde_json::{Value, json};
use store::{Tx, followers, params, sql, thread};
use web::{
    shops::Scope,
    spans::{Days, Grain, Stretch},
};

on_both_engines!(
    sums_are_what_one_counts_by_hand
    a_shop_sees_its_own_figures
    visits_and_new_people_are_counted
    a_new_shop_is_told_what_to_do
    a_past_that_ended_is_shown_with_one_click
    what_happens_comes_to_the_open_page
    the_currency_is_that_of_now
    what_is_dated_ahead_waits
    a_file_holds_what_the_page_shows
);

fn at(text: &str) -> Time {
    Time::parse_rfc3339(text).expect("a moment")
}

async fn opened(engine: Engine) -> (Shop, Person) {
    let shop = Shop::open(engine).await;
    shop.stocks(&[("85048", "Glass ball")]).await;
    let cx = shop.cx();
    shop.db_writes(move |tx| {
        ["vigo", "lugo"].into_iter().try_for_each(|code| {
            let new = catalog::shops::Shop {
                code: code.into(),
                name: code.to_uppercase(),
                city: code.into(),
                ..Default::default()
            };
            catalog::shops::keep(&cx, tx, &new)
        })
    })
    .await;
    let owner = shop.owner().await;
    (shop, owner)
}

/// An order or a return of some balls at 1.00.
fn paper(number: &str, moment: &str, place: Option<&str>, balls: i64) -> Value {
    json!({
        "number": number, "at": moment, "channel": if place.is_some() { "shop" } else { "web" }, "place": place,
        "customer": { "kind": "email", "value": format!("{number}@example.es") }, "currency": "EUR",
        "lines": [{ "sku": "85048", "quantity": balls, "unit_price": "1.00" }],
    })
}

/// An order with lines that may come one by one, as imports bring them.
fn growing(number: &str, moment: Time, keys: std::ops::Range<i64>) -> NewPaper {
    let variant = Sku::parse("85048").expect("a SKU").id();
    let line = |key: i64| NewLine { key, variant, name: None, quantity: key, price: UnitPrice(10_000), at: moment };
    NewPaper {
        source: "elsewhere".into(),
        number: number.into(),
        at: moment,
        channel: "app".into(),
        place: None,
        actor: Whose::Nobodys,
        country: None,
        currency: Currency::GBP,
        lines: keys.map(line).collect(),
    }
}

type Key = (i64, String, Option<String>, String);

/// What one counts who reads every event of a stretch of time.
fn by_hand(tx: &mut Tx, stretch: Stretch, grain: Grain) -> base::Result<BTreeMap<Key, Taken>> {
    let zone = jiff::tz::TimeZone::get("Europe/Madrid").expect("a zone");
    let start = thread::start(tx)?;
    let mut sums: BTreeMap<Key, Taken> = BTreeMap::new();
    for event in thread::after(tx, &start, 10_000)?.0 {
        let kind = event.kind.as_str();
        let is_paper = [ORDER_COMPLETED, ORDER_UPDATED, RETURN_ACCEPTED, RETURN_UPDATED].contains(&kind);
        if !is_paper || event.happened < stretch.from || event.happened >= stretch.to {
            continue;
        }
        let body: Body = event.read_body()?;
        let local =
            jiff::Timestamp::from_microsecond(event.happened.micros()).expect("a moment").to_zoned(zone.clone());
        let epoch = jiff::civil::Date::constant(1970, 1, 1);
        let day = i64::from(local.date().since((jiff::Unit::Day, epoch)).expect("days").get_days());
        let slot = match grain {
            Grain::Hour => day * 24 + i64::from(local.hour()),
            Grain::Day => day,
            Grain::Whole => 0,
        };
        let sum = sums.entry((slot, event.channel, event.place, body.currency.to_string())).or_default();
        let units: i64 = body.products.iter().map(|line| line.quantity).sum();
        if [ORDER_COMPLETED, ORDER_UPDATED].contains(&kind) {
            sum.orders += i64::from(kind == ORDER_COMPLETED);
            (sum.units, sum.sold) = (sum.units + units, sum.sold + body.total);
        } else {
            sum.returns += i64::from(kind == RETURN_ACCEPTED);
            (sum.returned_units, sum.returned) = (sum.returned_units + units, sum.returned + body.total);
        }
    }
    Ok(sums)
}

/// Reads both, and says that they are the same.
async fn is_the_same(shop: &Shop, days: &[Days], now: Time) {
    let zone = jiff::tz::TimeZone::get("Europe/Madrid").expect("a zone");
    for one in days {
        let cases = [one.until(&zone, now), one.compared(&zone, now, 1), one.compared(&zone, now, 52)];
        for (stretch, grain) in
            cases.into_iter().flat_map(|one| [(one, Grain::Hour), (one, Grain::Day), (one, Grain::Whole)])
        {
            let zone = zone.clone();
            let (counted, summed) = shop
                .db_reads(move |tx| {
                    let summed = takings::read(tx, &zone, stretch, grain, &Scope::ALL)?;
                    Ok((by_hand(tx, stretch, grain)?, takings::joined(summed)))
                })
                .await;
            let summed: BTreeMap<Key, Taken> = summed
                .into_iter()
                .map(|part| ((part.slot, part.channel, part.place, part.currency.to_string()), part.taken))
                .collect();
            assert_eq!(summed, counted, "{one:?} {stretch:?} {grain:?}");
        }
    }
}

async fn sums_are_what_one_counts_by_hand(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    // Around midnight in Madrid, in the hour that clocks had twice, in an hour they left out, now, and a year ago.
    let moments = [
        "2026-11-19T22:59:59Z",
        "2026-11-19T23:00:00Z",
        "2026-11-20T07:46:00Z",
        "2026-11-20T07:59:59Z",
        "2026-11-20T08:00:00Z",
        "2026-11-13T07:59:59Z",
        "2026-11-13T08:00:00Z",
        "2026-11-13T19:00:00Z",
        "2026-10-25T00:30:00Z",
        "2026-10-25T01:30:00Z",
        "2026-10-25T22:59:00Z",
        "2026-10-25T23:00:00Z",
        "2026-03-29T00:59:00Z",
        "2026-03-29T01:01:00Z",
        "2025-11-21T07:50:00Z",
        "2025-11-21T08:50:00Z",
    ];
    for (index, moment) in moments.iter().enumerate() {
        let place = [None, Some("vigo"), Some("lugo")][index % 3];
        owner.records_order(&paper(&format!("T-{index}"), moment, place, 1 + index as i64)).await;
    }
    shop.settle().await;
    // Late, and out of order; a return; and an order that comes in two halves.
    owner.accepts_return(&paper("R-1", "2026-11-20T07:50:00Z", Some("vigo"), 3)).await;
    owner.records_order(&paper("L-1", "2026-11-13T07:10:00Z", None, 9)).await;
    owner.records_order(&paper("L-2", "2026-03-29T00:10:00Z", Some("lugo"), 2)).await;
    let cx = shop.cx();
    let moment = at("2026-11-13T07:20:00Z");
    for keys in [1..3, 1..4, 1..4] {
        let (cx, half) = (cx.clone(), growing("G-1", moment, keys));
        shop.db_writes(move |tx| book::record(&cx, tx, std::slice::from_ref(&half)).map(|_| ())).await;
        shop.settle().await;
    }
    let day = |text: &str| Days::parse(text, "").expect("a day");
    let days = [
        day("2026-11-20"),
        day("2026-11-13"),
        day("2026-10-25"),
        day("2026-03-29"),
        Days::parse("2026-10-24", "2026-11-20").expect("days"),
    ];
    for now in ["2026-11-20T07:53:00Z", "2026-11-20T08:00:00Z", "2026-11-20T08:00:01Z", "2026-11-20T12:00:00Z"] {
        is_the_same(&shop, &days, at(now)).await;
    }
    assert_eq!(shop.verify().await, Vec::<String>::new());

    // Counted anew from the start of the thread, it comes to the same.
    let rows = |tx: &mut Tx| {
        let text = sql!("select quarter, channel, place, orders, sold from takings order by quarter, channel, place");
        tx.query(text, params![], |row| {
            Ok((
                row.get::<i64>(0)?,
                row.get::<String>(1)?,
                row.get::<String>(2)?,
                row.get::<i64>(3)?,
                row.get::<i64>(4)?,
            ))
        })
    };
    let before = shop.db_reads(rows).await;
    shop.db_writes(|tx| {
        tx.exec(sql!("delete from takings"), params![])?;
        tx.exec(sql!("delete from takings_places"), params![])?;
        tx.exec(sql!("delete from product_sales"), params![])?;
        tx.exec(sql!("delete from followers where name = $1"), params![orders::sales::NAME])
    })
    .await;
    assert!(!shop.verify().await.is_empty(), "sums that are missing are found");
    shop.settle().await;
    assert_eq!(shop.db_reads(rows).await, before);
    is_the_same(&shop, &days, at("2026-11-20T08:00:00Z")).await;

    // The API and the file say the same.
    let told = owner.gets("/api/v1/takings?from=2026-10-25&by=hour").await.expect(200).json();
    let hours: Vec<&Value> = told["data"].as_array().expect("a list").iter().map(|one| &one["hour"]).collect();
    assert_eq!(hours, [&json!(2), &json!(2), &json!(23)], "{told}");
    let told = owner.gets("/api/v1/takings?from=2026-11-13&channel=app").await.expect(200).json();
    assert_eq!(
        (&told["data"][0]["orders"], &told["data"][0]["sold"], &told["data"][0]["currency"]),
        (&json!(1), &json!(600), &json!("GBP")),
        "{told}"
    );
    let file = owner.gets("/console/home/csv?from=2026-11-13&channel=app").await.expect(200);
    assert!(file.text.contains("now,2026-11-13,8,app,,GBP,1,6,6.00,0,0,0.00,6.00"), "{}", file.text);
    for wrong in ["from=x", "from=2026-01-01&to=2026-12-31", "by=year", "channel=telegraph", "what=1"] {
        owner.gets(&format!("/api/v1/takings?{wrong}")).await.expect(400);
    }
    for wrong in ["from=x", "range=9", "channel=telegraph", "currency=euro", "currency=ABC", "shop=nonexistent"] {
        owner.gets(&format!("/console?{wrong}")).await.expect(400);
    }
}

async fn a_shop_sees_its_own_figures(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    owner.records_order(&paper("V-1", "2026-11-20T07:10:00Z", Some("vigo"), 11)).await;
    owner.records_order(&paper("L-1", "2026-11-20T07:59:00Z", Some("lugo"), 22)).await;
    owner.records_order(&paper("W-1", "2026-11-20T07:20:00Z", None, 44)).await;
    owner.accepts_return(&paper("R-1", "2026-11-20T07:30:00Z", Some("lugo"), 5)).await;
    shop.settle().await;
    let all = owner.gets("/console").await.expect(200).text;
    assert!(all.contains("72,00\u{a0}€") && all.contains("LUGO") && all.contains("VIGO"), "{all}");
    assert!(all.contains("data-live-topic=\"shop\"") && all.contains("l-1@example.es"), "{all}");
    let one = owner.gets("/console?shop=lugo").await.expect(200).text;
    assert!(one.contains("17,00\u{a0}€"), "{one}");

    shop.db_writes(|tx| {
        tx.exec(sql!("update staff set shops = '[\"vigo\"]' where email = $1"), params![scenarios::shops::VIEWER])
    })
    .await;
    let eva = shop.viewer().await;
    let page = eva.gets("/console").await.expect(200).text;
    assert!(page.contains("11,00\u{a0}€") && page.contains("V-1"), "{page}");
    for other in ["LUGO", "L-1", "W-1", "17,00", "72,00", "Visitas", "Personas nuevas"] {
        assert!(!page.contains(other), "{other}: {page}");
    }
    let page = eva.gets("/console?shop=lugo").await.expect(200).text;
    assert!(!page.contains("17,00"), "{page}");
    let told = eva.gets("/api/v1/takings").await.expect(200).json();
    assert_eq!((told["data"].as_array().map(Vec::len), &told["data"][0]["sold"]), (Some(1), &json!(1_100)), "{told}");
    let file = eva.gets("/console/home/csv").await.expect(200).text;
    assert!(file.contains(",vigo,") && !file.contains("lugo"), "{file}");
    let news = eva.gets("/console/home/live?after=0.0.0").await;
    assert!([200, 204].contains(&news.status) && !news.text.contains("L-1"), "{news:?}");
}

async fn visits_and_new_people_are_counted(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let made = owner.tells("/api/v1/sources", "", &json!({ "name": "Web", "kind": "browser" })).await.expect(200);
    let key = made.json()["key"].as_str().expect("a key").to_owned();
    // Two visits of one browser become one when what lay between is told late; one of another, on the day before.
    for (browser, moment) in [
        ("one", "2026-11-20T07:05:00Z"),
        ("one", "2026-11-20T07:55:00Z"),
        ("one", "2026-11-20T07:30:00Z"),
        ("two", "2026-11-19T22:50:00Z"),
        ("three", "2026-11-13T07:50:00Z"),
    ] {
        let message = json!({ "type": "page", "anonymousId": browser, "timestamp": moment });
        let sent = json!({ "writeKey": key, "batch": [message] });
        shop.somebody().tells("/v1/batch", "", &sent).await.expect(200);
        shop.settle().await;
    }
    let told = owner.gets("/api/v1/visits?from=2026-11-13&to=2026-11-20").await.expect(200).json();
    let days: Vec<(&Value, &Value)> =
        told["data"].as_array().expect("a list").iter().map(|one| (&one["day"], &one["visits"])).collect();
    let one = json!(1);
    assert_eq!(days, [(&json!("2026-11-13"), &one), (&json!("2026-11-19"), &one), (&json!("2026-11-20"), &one)]);
    let rows = |tx: &mut Tx| {
        let text = sql!("select cast(sum(visits) as bigint), (select count(*) from visits) from visit_quarters");
        tx.query_one(text, params![], |row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?)))
    };
    assert_eq!(shop.db_reads(rows).await, Some((3, 3)));
    owner.records_order(&paper("N-1", "2026-11-20T07:00:00Z", None, 1)).await;
    owner.records_order(&paper("N-2", "2026-11-12T07:00:00Z", None, 1)).await;
    shop.settle().await;
    assert_eq!(owner.gets("/api/v1/newcomers").await.expect(200).json()["people"], 1);
    let both = owner.gets("/api/v1/newcomers?from=2026-11-01&to=2026-11-20").await.expect(200).json();
    assert_eq!(both["people"], 2, "visitors are no customers: {both}");
    let page = owner.gets("/console").await.expect(200).text;
    assert!(page.contains("Visitas") && page.contains("Personas nuevas"), "{page}");
    // Counted anew, visits come to the same.
    shop.db_writes(|tx| {
        for text in [
            sql!("delete from visits"),
            sql!("delete from behavior_days"),
            sql!("delete from behavior_tallies"),
            sql!("delete from visit_quarters"),
        ] {
            tx.exec(text, params![])?;
        }
        tx.exec(sql!("delete from followers where name = $1"), params![tracking::visits::NAME])
    })
    .await;
    shop.settle().await;
    assert_eq!(shop.db_reads(rows).await, Some((3, 3)));
    assert!(shop.db_reads(|tx| followers::active_version(tx, tracking::visits::NAME)).await > 0);
}

async fn a_new_shop_is_told_what_to_do(engine: Engine) {
    let shop = Shop::open(engine).await;
    let page = shop.owner().await.in_english().gets("/console").await.expect(200).text;
    assert!(page.contains("First steps") && page.contains("/console/imports"), "{page}");
    assert!(page.contains("There is no backup") && !page.contains("Net sales by hour"), "{page}");
    // Who may not bring files is not told to.
    let page = shop.viewer().await.in_english().gets("/console").await.expect(200).text;
    assert!(page.contains("Nothing has been sold yet") && !page.contains("/console/imports"), "{page}");
    assert!(!page.contains("There is no backup"), "{page}");
    // Who sees no orders is told of no figures.
    let product = shop.member(web::rights::Role::Product).await.in_english();
    let page = product.gets("/console").await.expect(200).text;
    assert!(!page.contains("Nothing has been sold yet") && !page.contains("id=\"thread\""), "{page}");
    product.gets("/console/home/csv").await.expect(403);
    let request = shop.somebody().request(Method::GET, "/console");
    let answer = shop.somebody().asks(request, Default::default()).await.expect(303);
    assert!(answer.header("location").starts_with("/signin"), "{answer:?}");
}

async fn a_past_that_ended_is_shown_with_one_click(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    owner.records_order(&paper("O-1", "2011-12-09T12:50:00Z", None, 7)).await;
    shop.settle().await;
    let page = owner.gets("/console").await.expect(200).text;
    assert!(page.contains("La última venta es del 9 dic 2011"), "{page}");
    assert!(page.contains("href=\"/console?from=2011-12-09\""), "{page}");
    let day = owner.gets("/console?from=2011-12-09").await.expect(200).text;
    assert!(day.contains("7,00\u{a0}€") && day.contains("13:00"), "{day}");
    owner.gets("/console?from=2011-11-12&to=2011-12-09").await.expect(200);
}

async fn what_happens_comes_to_the_open_page(engine: Engine) {
    let (mut shop, owner) = opened(engine).await;
    owner.records_order(&paper("T-1", "2026-11-20T07:10:00Z", None, 1)).await;
    shop.settle().await;
    let page = owner.gets("/console").await.expect(200).text;
    let after = page.split_once("name=\"after\" value=\"").and_then(|(_, rest)| rest.split_once('"'));
    let news = format!("/console/home/live?after={}", after.expect("since when").0);
    assert_eq!(owner.gets(&news).await.status, 204, "nothing is new yet");
    shop.works_by_itself();
    let mut stream = owner.listens("shop").await;
    owner.records_order(&paper("T-2", "2026-11-20T07:30:00Z", None, 2)).await;
    let notice = stream.next().await.expect("a notice");
    assert!(notice.contains("shop"), "{notice}");
    shop.settle().await;
    let fresh = owner.gets(&news).await.expect(200).text;
    assert!(fresh.contains("T-2") && !fresh.contains("T-1") && fresh.contains("3,00\u{a0}€"), "{fresh}");
    // The figure, the end of the chart's line, the table behind it and that of channels say the same.
    let sales = fresh.split_once("hx-target=\"#home-sales\"").expect("the chart and the tables are there").1;
    let sales = sales.split_once("</hx-partial>").expect("their end").0;
    assert!(sales.contains("class=\"tip") && sales.contains("data-channel=\"web\""), "{sales}");
    assert!(sales.matches("3,00\u{a0}€").count() >= 3 && !sales.contains(">1,00\u{a0}€<"), "{sales}");
    owner.gets("/console/home/live?after=x").await.expect(400);
    shop.closes().await;
}

/// A web order of one ball, in a currency.
fn sold(number: &str, moment: &str, currency: &str, price: &str) -> Value {
    json!({
        "number": number, "at": moment, "channel": "web", "currency": currency,
        "lines": [{ "sku": "85048", "quantity": 1, "unit_price": price }],
    })
}

/// The figures of a page or of its news.
fn figures(page: &str) -> &str {
    let from = page.find("id=\"home-figures\"").unwrap_or_else(|| panic!("no figures: {page}"));
    page[from..].split("</dl>").next().expect("a part")
}

async fn the_currency_is_that_of_now(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    owner.records_order(&sold("N-1", "2026-03-10T10:00:00Z", "EUR", "100")).await;
    for number in 0..3 {
        let number = format!("Y-{number}");
        owner.records_order(&sold(&number, "2025-03-11T10:00:00Z", "GBP", "33")).await;
    }
    for number in 0..2 {
        let number = format!("B-{number}");
        owner.records_order(&sold(&number, "2026-03-03T10:00:00Z", "USD", "44")).await;
    }
    shop.settle().await;
    let page = owner.gets("/console?from=2026-03-10").await.expect(200).text;
    assert!(figures(&page).contains("100,00\u{a0}€"), "{page}");
    assert!(page.contains("/console/home/live?from=2026-03-10&#38;shown=EUR"), "it keeps to it: {page}");
    // What is open keeps to what it shows, also when more is sold in another; a link chooses another.
    let after = "1.0.0";
    let live = |more: &str| format!("/console/home/live?from=2026-03-10&after={after}{more}");
    let dollars = owner.gets(&live("&shown=USD")).await.expect(200).text;
    assert!(!figures(&dollars).contains("100,00\u{a0}€"), "{dollars}");
    assert!(figures(&owner.gets(&live("&shown=EUR")).await.expect(200).text).contains("100,00\u{a0}€"));
    let page = owner.gets("/console?from=2026-03-10&currency=GBP").await.expect(200).text;
    assert!(page.contains("shown=GBP") && !figures(&page).contains("100,00\u{a0}€"), "{page}");
    // Without a sale now, that of a week before.
    for (day, currency) in [("2026-03-10", "EUR"), ("2026-03-17", "EUR"), ("2026-03-03", "USD"), ("2026-03-24", "EUR")]
    {
        let page = owner.gets(&format!("/console?from={day}")).await.expect(200).text;
        assert!(page.contains(&format!("shown={currency}")), "{day}: {page}");
    }
}

async fn what_is_dated_ahead_waits(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    owner.records_order(&paper("NOW-1", "2026-11-20T07:10:00Z", None, 1)).await;
    shop.settle().await;
    let page = owner.gets("/console").await.expect(200).text;
    let after = page.split_once("name=\"after\" value=\"").and_then(|(_, rest)| rest.split_once('"'));
    let news = format!("/console/home/live?after={}", after.expect("since when").0);
    owner.records_order(&paper("FUT-1", "2026-11-21T06:00:00Z", None, 7)).await;
    shop.settle().await;
    assert_eq!(owner.gets(&news).await.status, 204, "it is no news");
    let page = owner.gets("/console").await.expect(200).text;
    assert!(page.contains("NOW-1") && !page.contains("FUT-1"), "{page}");
    shop.clock.pass_seconds(24 * 3_600);
    let owner = shop.owner().await;
    let page = owner.gets("/console").await.expect(200).text;
    assert!(page.contains("FUT-1"), "once it has happened it is told: {page}");
}

async fn a_file_holds_what_the_page_shows(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    for (number, moment) in [
        ("A-1", "2026-11-20T07:10:00Z"),
        ("A-2", "2026-11-13T07:10:00Z"),
        ("A-3", "2026-11-13T20:10:00Z"),
        ("A-4", "2025-11-21T07:10:00Z"),
    ] {
        owner.records_order(&paper(number, moment, None, 1)).await;
        owner.records_order(&sold(&format!("G{number}"), moment, "GBP", "5")).await;
    }
    shop.settle().await;
    let count = |file: &str, stretch: &str| file.lines().filter(|line| line.starts_with(stretch)).count();
    let file = owner.gets("/console/home/csv").await.expect(200).text;
    let of = ["now,", "before,", "before_whole,", "year,"].map(|stretch| count(&file, stretch));
    assert_eq!(of, [2, 2, 4, 2], "until the same time, of whole days and a year ago: {file}");
    let file = owner.gets("/console/home/csv?currency=GBP").await.expect(200).text;
    assert!(file.contains(",GBP,") && !file.contains(",EUR,"), "{file}");
    owner.gets("/console/home/csv?shop=nonexistent").await.expect(400);
}
