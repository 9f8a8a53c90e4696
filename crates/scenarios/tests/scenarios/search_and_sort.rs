//! Searching and sorting: everyone is met once, and found by what people remember of them.

use std::collections::BTreeSet;

use scenarios::{
    homes::Engine,
    people::{Person, escaped},
    retail::{YEAR, file},
    shops::Shop,
};
use serde_json::{Value, json};
use store::{params, sql};

on_both_engines!(
    paging_meets_everyone_once
    a_product_of_several_currencies_is_one_row
    a_place_of_another_order_is_refused
    people_are_found_by_what_one_remembers
    few_and_many_are_listed_alike
    a_page_that_hilo_never_gave_out_is_refused
);

const NAMES: [&str; 6] = ["José Ñandú", "JOSE NANDU", "Zoë Öster", "Ana_María 100%", "O'Brien", "Łukasz \"Lu\" Šimić"];

/// A shop with the invented year, and 31 people with loyalty cards, of whom many have spent the same.
async fn opened(engine: Engine) -> (Shop, Person) {
    let shop = Shop::open(engine).await;
    let year = file(shop.home.folder(), "year.csv", YEAR.as_bytes());
    shop.imports(&[&year]).await.expect("the year is imported");
    let owner = shop.owner().await;
    for number in 0..31_i64 {
        let name = NAMES.get(number as usize).map_or(format!("Person {number}"), |name| (*name).to_owned());
        let customer = json!({ "kind": "loyalty", "value": format!("77{number:02}"), "name": name });
        let lines = json!([{ "sku": "85048", "quantity": 1 + number % 3, "unit_price": "10" }]);
        let at = shop.clock.now().plus_seconds(-3_600 * (number % 5)).to_rfc3339();
        let order = json!({
            "number": format!("T-{number}"), "at": at, "channel": "web",
            "customer": customer, "currency": "EUR", "lines": lines,
        });
        owner.records_order(&order).await;
    }
    shop.settle().await;
    (shop, owner)
}

/// Every page of a list, one after the other.
async fn pages(person: &Person, list: &str, limit: usize) -> Vec<Value> {
    let (mut rows, mut onward) = (Vec::new(), String::new());
    loop {
        let page = person.gets(&format!("{list}&limit={limit}{onward}")).await.expect(200).json();
        let data = page["data"].as_array().expect("a list");
        assert!(data.len() <= limit);
        rows.extend(data.iter().cloned());
        match page["next"].as_str() {
            None => return rows,
            Some(next) => onward = format!("&after={next}"),
        }
        assert_eq!(data.len(), limit, "a page with others behind it is full");
    }
}

fn ids(rows: &[Value]) -> BTreeSet<&str> {
    let ids: BTreeSet<_> = rows.iter().map(|row| row["id"].as_str().expect("an id")).collect();
    assert_eq!(ids.len(), rows.len(), "nobody is met twice");
    ids
}

async fn paging_meets_everyone_once(engine: Engine) {
    let (_shop, owner) = opened(engine).await;
    let everyone = pages(&owner, "/api/v1/customers?sort=spent", 500).await;
    assert_eq!(everyone.len(), 8 + 31);
    for sort in ["spent", "orders", "last_seen", "first_seen"] {
        for ascending in [false, true] {
            let list = format!("/api/v1/customers?sort={sort}&ascending={ascending}");
            for limit in [1, 7, 13] {
                let rows = pages(&owner, &list, limit).await;
                assert_eq!(ids(&rows), ids(&everyone), "{list} by {limit}");
                let value =
                    |row: &Value| row[sort].as_i64().map_or(row[sort].to_string(), |number| format!("{number:012}"));
                let values: Vec<String> = rows.iter().map(value).collect();
                let sorted = values.is_sorted_by(|one, next| if ascending { one <= next } else { one >= next });
                assert!(sorted, "{list}: {values:?}");
            }
        }
    }
    for (list, count) in [
        ("/api/v1/orders?by_total=false", 24 + 31),
        ("/api/v1/orders?by_total=true", 24 + 31),
        ("/api/v1/products?by_code=true", 46),
        ("/api/v1/products?by_code=false", 46),
    ] {
        for limit in [6, 11] {
            let rows = pages(&owner, list, limit).await;
            assert_eq!((ids(&rows).len(), rows.len()), (count, count), "{list} by {limit}: everything is met once");
        }
    }
}

async fn a_product_of_several_currencies_is_one_row(engine: Engine) {
    let shop = Shop::open(engine).await;
    let goods = ["A-1", "B-1", "C-1", "D-1", "E-1", "F-1"].map(|sku| (sku, "Ball"));
    shop.stocks(&goods).await;
    let owner = shop.owner().await;
    // Ten thousand yen are less than what the other two brought in euros.
    for (number, sku, price, currency) in [
        (1, "A-1", "5", "EUR"),
        (2, "A-1", "10000", "JPY"),
        (3, "A-1", "7", "GBP"),
        (4, "B-1", "80", "EUR"),
        (5, "C-1", "90", "EUR"),
        (6, "F-1", "80", "EUR"),
    ] {
        let lines = json!([{ "sku": sku, "quantity": 1, "unit_price": price }]);
        let order = json!({ "number": format!("M-{number}"), "channel": "web", "currency": currency, "lines": lines });
        owner.records_order(&order).await;
    }
    shop.settle().await;
    let codes = |page: &Value| -> Vec<String> {
        let data = page["data"].as_array().expect("a list");
        data.iter().map(|row| row["code"].as_str().expect("a code").to_owned()).collect()
    };
    let all = owner.gets("/api/v1/products").await.expect(200).json();
    let expected = ["C-1", "B-1", "F-1", "A-1", "D-1", "E-1"];
    assert_eq!(codes(&all), expected, "by what they brought in the currency of most orders, then by their codes");
    let (mut one_by_one, mut next) = (Vec::new(), String::new());
    loop {
        let page = owner.gets(&format!("/api/v1/products?limit=1{next}")).await.expect(200).json();
        one_by_one.extend(codes(&page));
        let Some(after) = page["next"].as_str() else { break };
        next = format!("&after={after}");
    }
    assert_eq!(one_by_one, expected);
    let sums = all["data"][3]["sales"].as_array().expect("sums");
    let currencies: Vec<_> = sums.iter().map(|sum| (&sum["currency"], &sum["revenue"])).collect();
    let (eur, gbp, jpy) = (json!("EUR"), json!("GBP"), json!("JPY"));
    assert_eq!(currencies, [(&eur, &json!(500)), (&gbp, &json!(700)), (&jpy, &json!(10_000))]);
    let page = owner.gets("/console/products").await.expect(200).text;
    let place = |code: &str| page.find(&format!("<small>{code}")).unwrap_or_else(|| panic!("{code} in {page}"));
    assert!(place("C-1") < place("B-1") && place("B-1") < place("A-1"));

    // What moves between two pages is neither lost nor met twice, and takes nobody else's place.
    let first = owner.gets("/api/v1/products?limit=1").await.expect(200).json();
    let next = first["next"].as_str().expect("more").to_owned();
    let lines = json!([{ "sku": "A-1", "quantity": 1, "unit_price": "500" }]);
    owner.records_order(&json!({ "number": "M-7", "channel": "web", "currency": "EUR", "lines": lines })).await;
    shop.settle().await;
    let rest = owner.gets(&format!("/api/v1/products?after={next}")).await.expect(200).json();
    assert_eq!(
        (codes(&first), codes(&rest)),
        (vec!["C-1".to_owned()], ["B-1", "F-1", "D-1", "E-1"].map(str::to_owned).into()),
        "{rest}"
    );
    owner.gets(&format!("/api/v1/products?by_code=true&after={next}")).await.expect(400);
    for from in ["1", "x", "EUR.1.zz", "sales-EUR.1.00000000000000000000000000000000"] {
        owner.gets(&format!("/api/v1/products?after={from}")).await.expect(400);
        owner.gets(&format!("/console/products?from={from}")).await.expect(400);
    }
}

async fn a_place_of_another_order_is_refused(engine: Engine) {
    let (_shop, owner) = opened(engine).await;
    for (given, others) in [
        ("/api/v1/orders?by_total=true", &["/api/v1/orders?by_total=false"][..]),
        ("/api/v1/orders?by_total=false", &["/api/v1/orders?by_total=true"]),
        (
            "/api/v1/customers?sort=spent",
            &["/api/v1/customers?sort=orders", "/api/v1/customers?sort=spent&ascending=true", "/api/v1/customers?"],
        ),
        ("/api/v1/products?by_code=true", &["/api/v1/products?"]),
    ] {
        let page = owner.gets(&format!("{given}&limit=2")).await.expect(200).json();
        let next = page["next"].as_str().expect("there are more");
        let onward = owner.gets(&format!("{given}&after={next}")).await.expect(200).json();
        assert!(!onward["data"].as_array().expect("a list").is_empty(), "{given}");
        for other in others {
            let answer = owner.gets(&format!("{other}&after={next}")).await;
            assert_eq!((answer.status, answer.problem()), (400, "cursor".into()), "{given} then {other}");
        }
    }
}

/// A shop whose lists hold so many that some of what one looks for is few of them and some is many.
async fn crowded(engine: Engine) -> (Shop, Person) {
    let shop = Shop::open(engine).await;
    let mut year = "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n".to_owned();
    for number in 0..2_070 {
        // Few spent what nobody else did, so that their order is told by more than that.
        let (country, customer) = if number < 2_060 { ("France", 30_000) } else { ("Portugal", 31_000) };
        let line = format!(
            "{},85048,GLASS BALL,{},2009-12-{:02} 10:45:00,6.95,{},{country}\n",
            500_000 + number,
            1 + number % 7,
            1 + number % 20,
            customer + number
        );
        year.push_str(&line);
    }
    let year = file(shop.home.folder(), "crowd.csv", year.as_bytes());
    shop.imports(&[&year]).await.expect("the year is imported");
    let owner = shop.owner().await;
    shop.db_writes(|tx| {
        ["vigo", "lugo"].into_iter().try_for_each(|code| {
            let text = sql!("insert into shops (code, name, city) values ($1, $1, $1)");
            tx.exec(text, params![code]).map(|_| ())
        })
    })
    .await;
    for number in 0..5_i64 {
        let lines = json!([{ "sku": "85048", "quantity": 1 + number % 2, "unit_price": "10" }]);
        let order = json!({
            "number": format!("W-{number}"), "channel": "whatsapp", "currency": "EUR", "lines": lines,
            "place": if number % 2 == 0 { "vigo" } else { "lugo" },
        });
        owner.records_order(&order).await;
    }
    shop.settle().await;
    (shop, owner)
}

async fn few_and_many_are_listed_alike(engine: Engine) {
    let (_shop, owner) = crowded(engine).await;
    let is = |row: &Value, name: &str, start: &str| row[name].as_str().unwrap_or_default().starts_with(start);
    for order in ["sort=spent", "sort=spent&ascending=true", "sort=last_seen"] {
        let everyone = pages(&owner, &format!("/api/v1/customers?{order}"), 500).await;
        assert_eq!(everyone.len(), 2_070);
        let numbered = |start: &'static str| move |row: &Value| is(row, "known_as", start);
        let from = |land: &'static str| move |row: &Value| is(row, "country", land);
        let cases: [(&str, usize, Box<dyn Fn(&Value) -> bool>); 6] = [
            ("q=3", 2_070, Box::new(numbered("3"))),
            ("q=3200", 10, Box::new(numbered("3200"))),
            ("country=France", 2_060, Box::new(from("France"))),
            ("country=Portugal", 10, Box::new(from("Portugal"))),
            ("country=Portugal&q=3", 10, Box::new(from("Portugal"))),
            ("country=France&q=3306", 0, Box::new(|_| false)),
        ];
        for (query, count, fits) in cases {
            let expected: Vec<&Value> = everyone.iter().filter(|row| fits(row)).collect();
            let limit = if count > 100 { 500 } else { 4 };
            let rows = pages(&owner, &format!("/api/v1/customers?{order}&{query}"), limit).await;
            assert_eq!(rows.iter().collect::<Vec<_>>(), expected, "{order}&{query}");
            assert_eq!(rows.len(), count, "{order}&{query}");
        }
    }
    for order in ["by_total=true", "by_total=false"] {
        let all = pages(&owner, &format!("/api/v1/orders?{order}"), 500).await;
        assert_eq!(all.len(), 2_075);
        let numbered = |start: &'static str| move |row: &Value| is(row, "number", start);
        let placed = |start: &'static str| move |row: &Value| is(row, "placed_at", start);
        let cases: [(&str, usize, Box<dyn Fn(&Value) -> bool>); 15] = [
            ("q=50", 2_070, Box::new(numbered("50"))),
            ("q=50000", 10, Box::new(numbered("50000"))),
            (
                "q=3306",
                10,
                Box::new(|row: &Value| row["customer"]["known_as"].as_str().is_some_and(|name| name >= "33060")),
            ),
            ("channel=whatsapp", 5, Box::new(numbered("W-"))),
            ("channel=whatsapp&guests=true", 5, Box::new(numbered("W-"))),
            ("channel=whatsapp&q=500", 0, Box::new(|_| false)),
            ("shop=vigo", 3, Box::new(|row: &Value| row["place"] == "vigo")),
            ("shop=lugo&channel=whatsapp&guests=true", 2, Box::new(|row: &Value| row["place"] == "lugo")),
            ("shop=nowhere", 0, Box::new(|_| false)),
            ("from=2009-12-03&to=2009-12-03", 104, Box::new(placed("2009-12-03"))),
            ("to=2009-12-01", 104, Box::new(placed("2009-12-01"))),
            ("from=2009-12-01&to=2009-12-20", 2_070, Box::new(placed("2009-12-"))),
            ("from=2009-12-21&channel=whatsapp", 5, Box::new(numbered("W-"))),
            ("from=2009-12-03&to=2009-12-03&q=50000", 1, Box::new(numbered("500002"))),
            ("from=2009-12-01&to=2009-12-20&shop=vigo", 0, Box::new(|_| false)),
        ];
        for (query, count, fits) in cases {
            let expected: Vec<&Value> = all.iter().filter(|row| fits(row)).collect();
            let limit = if count > 100 { 500 } else { 3 };
            let rows = pages(&owner, &format!("/api/v1/orders?{order}&{query}"), limit).await;
            assert_eq!(rows.iter().collect::<Vec<_>>(), expected, "{order}&{query}");
            assert_eq!(rows.len(), count, "{order}&{query}");
        }
    }
    for wrong in
        ["from=yesterday", "from=20091201", "to=2009-12-01T18:00", "from=1989-12-31", "from=2009-12-20&to=2009-12-01"]
    {
        assert_eq!(owner.gets(&format!("/api/v1/orders?{wrong}")).await.expect(400).problem(), "days", "{wrong}");
    }
    // A day that is being changed may pass the other.
    let turned = owner.gets("/console/orders?to=2009-12-01&from=2009-12-20").await.expect(200).text;
    assert!(turned.contains("data-row"), "{turned}");
    let page = owner.gets("/console/orders?shop=lugo&from=2009-12-21").await.expect(200).text;
    for (number, is_there) in [("W-1", true), ("W-0", false), ("500002", false)] {
        assert_eq!(page.contains(&format!(">{number}<")), is_there, "{number}");
    }
}

/// The names, or else the numbers, of those whom a list shows.
async fn found(person: &Person, query: &str) -> BTreeSet<String> {
    let list = person.gets(&format!("/api/v1/customers?limit=500&{query}")).await.expect(200).json();
    let name = |row: &Value| row["name"].as_str().or(row["known_as"].as_str()).unwrap_or_default().to_owned();
    list["data"].as_array().expect("a list").iter().map(name).collect()
}

async fn people_are_found_by_what_one_remembers(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let both = ["José Ñandú", "JOSE NANDU"].as_slice();
    for (words, names) in [
        ("jose nandu", both),
        ("JOSÉ", both),
        ("ñandú", both),
        ("nan", both),
        ("zoe oster", &["Zoë Öster"]),
        ("o'b", &["O'Brien"]),
        ("7700", &["José Ñandú"]),
        ("16321", &["16321"]),
        ("1632", &["16321"]),
        ("nandu jose", &[]),
        ("andu", &[]),
        ("o brien", &["O'Brien"]),
        ("brien", &["O'Brien"]),
        ("maria", &["Ana_María 100%"]),
        ("100%", &["Ana_María 100%"]),
        ("%", &[]),
        ("nobody at all", &[]),
        ("'; drop table customers; --", &[]),
    ] {
        let query = format!("q={}", escaped(words));
        let names: BTreeSet<String> = names.iter().map(|name| (*name).to_owned()).collect();
        if words != "%" {
            assert_eq!(found(&owner, &query).await, names, "{words}");
        }
        let page = owner.gets(&format!("/console/customers?{query}")).await.expect(200);
        for name in names.iter().filter(|name| !name.contains('\'')) {
            assert!(page.text.contains(name.as_str()), "{words}: the page lacks {name}");
        }
    }
    assert_eq!(found(&owner, "q=77").await.len(), 31);
    assert_eq!(found(&owner, "country=Australia").await, BTreeSet::from(["16321".to_owned()]));
    assert_eq!(found(&owner, "country=EIRE").await, BTreeSet::from(["14911".to_owned()]));
    let returned = ["13085", "15362", "16321", "17592"].map(str::to_owned);
    assert_eq!(found(&owner, "with_returns=true").await, BTreeSet::from(returned));
    let since = escaped(&shop.clock.now().plus_seconds(-3_600).to_rfc3339());
    assert_eq!(found(&owner, &format!("active_since={since}")).await.len(), 7 + 6);
    assert_eq!(found(&owner, &format!("active_since={since}&q=person&with_returns=true")).await.len(), 0);
    let active = owner.gets("/console/customers?active=1&q=77").await.expect(200);
    assert_eq!(active.text.matches("href=\"/console/customers/cus_").count() % 31, 0);
}

async fn a_page_that_hilo_never_gave_out_is_refused(engine: Engine) {
    let shop = Shop::open(engine).await;
    let viewer = shop.viewer().await;
    for list in ["customers", "orders"] {
        for after in ["x", "1", "1.", ".1", "1.zz", "9999999999999999999999.00", "1.0123456789abcdef0123456789abcdeé"]
        {
            let answer = viewer.gets(&format!("/api/v1/{list}?after={}", escaped(after))).await.expect(400);
            assert_eq!(answer.problem(), "cursor", "{after}");
            let page = viewer.gets(&format!("/console/{list}?after={}", escaped(after))).await.expect(400);
            assert!(page.text.contains("</html>"), "{after}");
        }
    }
    for query in ["limit=0", "limit=501", "limit=-1", "limit=x", "sort=colour", "nothing=1", "active_since=monday"] {
        viewer.gets(&format!("/api/v1/customers?{query}")).await.expect(400).problem();
    }
    let long = "x".repeat(200);
    viewer.gets(&format!("/api/v1/customers?q={long}")).await.expect(400).problem();
    viewer.gets("/api/v1/events?after=1.2").await.expect(400).problem();
}
