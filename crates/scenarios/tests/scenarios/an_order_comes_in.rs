//! An order comes in, and goods come back.

use catalog::shops;
use scenarios::{
    answers::Answer,
    homes::Engine,
    people::{Person, escaped},
    shops::{MORNING, Shop},
};
use serde_json::{Value, json};

on_both_engines!(
    an_order_is_seen_everywhere
    the_same_request_twice_is_one_order
    what_cannot_be_is_refused_with_a_sentence
    a_refusal_names_the_field
    numbers_too_large_to_count_are_refused
    goods_come_back
    a_customer_is_one_person_whatever_they_buy
);

/// Ana buys two balls and a light in the shop of Vigo, for 2 x 6.95 + 1 x 6.75.
fn anas_order(number: &str) -> Value {
    json!({
        "number": number,
        "at": "2026-11-19T17:30:00Z",
        "channel": "shop",
        "place": "vigo",
        "customer": { "kind": "email", "value": "Ana@Example.es", "name": "Ana Núñez" },
        "currency": "EUR",
        "lines": [
            { "sku": "85048", "quantity": 2, "unit_price": "6.95" },
            { "sku": "79323P", "quantity": 1, "unit_price": "6.75" },
        ],
    })
}

async fn opened(engine: Engine) -> (Shop, Person) {
    let shop = Shop::open(engine).await;
    shop.stocks(&[("85048", "Glass ball"), ("79323P", "Pink lights"), ("22041", "Record frame")]).await;
    let cx = shop.cx();
    shop.db_writes(move |tx| {
        [("vigo", "Vigo"), ("lugo", "Lugo"), ("plaza", "<i>vigo</i>")].into_iter().try_for_each(|(code, name)| {
            shops::keep(
                &cx,
                tx,
                &shops::Shop { code: code.into(), name: name.into(), city: name.into(), ..Default::default() },
            )
        })
    })
    .await;
    let owner = shop.owner().await;
    (shop, owner)
}

async fn an_order_is_seen_everywhere(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let id = owner.records_order(&anas_order("T-1001")).await;
    shop.settle().await;

    let viewer = shop.viewer().await;
    let order = viewer.gets(&format!("/api/v1/orders/{id}")).await.expect(200).json();
    assert_eq!((&order["number"], &order["total"], &order["units"]), (&json!("T-1001"), &json!(2_065), &json!(3)));
    assert_eq!(order["placed_at"], "2026-11-19T17:30:00Z");
    assert_eq!(order["customer"]["name"], "Ana Núñez");
    assert_eq!(order["order_lines"][0]["sku"], "85048");
    assert_eq!(order["order_lines"][0]["total"], 1_390);
    assert_eq!(order["order_lines"][1]["total"], 675);

    let ana = viewer.finds_customer("ana nunez").await;
    assert_eq!((&ana["orders"], &ana["spent"], &ana["currency"]), (&json!(1), &json!(2_065), &json!("EUR")));
    let card =
        viewer.gets(&format!("/api/v1/customers/{}", ana["id"].as_str().expect("an id"))).await.expect(200).json();
    assert_eq!(
        card["figures"],
        json!([{ "currency": "EUR", "orders": 1, "spent": 2_065, "returns": 0, "returned": 0 }])
    );
    assert_eq!(card["identifiers"][0]["value"], "ana@example.es");
    assert_eq!(card["places"][0]["key"], "vigo");

    let thread = viewer.gets(&format!("/api/v1/customers/{}/thread", ana["id"].as_str().expect("an id"))).await;
    let thread = thread.expect(200).json();
    assert_eq!(thread["data"].as_array().map(Vec::len), Some(1), "{thread}");
    assert_eq!(thread["data"][0]["kind"], "Order Completed");
    assert_eq!(thread["data"][0]["body"]["total"], 2_065);
    assert!(!thread.to_string().to_lowercase().contains("example.es"), "nothing personal on the thread: {thread}");

    let product = order["order_lines"][0]["product_id"].as_str().expect("an id");
    let product = viewer.gets(&format!("/api/v1/products/{product}")).await.expect(200).json();
    assert_eq!((&product["sales"][0]["sold"], &product["sales"][0]["revenue"]), (&json!(2), &json!(1_390)));

    pages_tell_it(&viewer, &ana, &id).await;
}

async fn pages_tell_it(viewer: &Person, ana: &Value, order: &str) {
    let list = viewer.gets("/console/customers?q=n%C3%BA%C3%B1ez").await.expect(200);
    assert!(list.text.contains("Ana Núñez") && list.text.contains("20,65"), "{list:?}");
    for (person, lang, total) in [(viewer.clone(), "es", "20,65\u{a0}€"), (viewer.in_english(), "en", "€20.65")] {
        let card = person.opens_card(ana).await;
        assert!(card.text.contains(&format!("<html lang=\"{lang}\"")), "{card:?}");
        for part in ["Ana Núñez", "ana@example.es", "T-1001", total] {
            assert!(card.text.contains(part), "{lang}: the card lacks {part}: {}", card.text);
        }
        let page = person.gets(&format!("/console/orders/{order}")).await.expect(200);
        for part in ["T-1001", "Glass ball", "85048", total] {
            assert!(page.text.contains(part), "{lang}: the order lacks {part}: {}", page.text);
        }
        let orders = person.gets("/console/orders?q=T-1001").await.expect(200);
        assert!(orders.text.contains(order) && orders.text.contains(total), "{lang}: {}", orders.text);
        let products = person.gets("/console/products?q=ball").await.expect(200);
        assert!(products.text.contains("Glass ball") && !products.text.contains("Pink lights"), "{lang}: {products:?}");
    }
}

async fn the_same_request_twice_is_one_order(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let order = anas_order("T-1");
    let first = owner.tells("/api/v1/orders", "key-1", &order).await.expect(201).json();
    let again = owner.tells("/api/v1/orders", "key-1", &order).await.expect(201).json();
    assert_eq!(first, again);
    // Eight at once, as when a nervous till sends again and again.
    let order = anas_order("T-2");
    let all = (0..8).map(|_| owner.tells("/api/v1/orders", "key-2", &order));
    let answers = futures_util::future::join_all(all).await;
    let done: Vec<_> = answers.iter().filter(|answer| answer.status == 201).map(|answer| answer.json()).collect();
    assert!(!done.is_empty() && done.iter().all(|answer| *answer == done[0]), "{answers:?}");
    assert!(answers.iter().all(|answer| [201, 503].contains(&answer.status)), "{answers:?}");
    shop.settle().await;
    let ana = owner.finds_customer("ana").await;
    assert_eq!((&ana["orders"], &ana["spent"]), (&json!(2), &json!(2 * 2_065)));

    let other = owner.tells("/api/v1/orders", "key-1", &anas_order("T-3")).await.expect(422);
    assert_eq!(other.problem(), "idempotency-key-reused");
    let elsewhere = owner.tells("/api/v1/returns", "key-1", &anas_order("T-1")).await.expect(422);
    assert_eq!(elsewhere.problem(), "idempotency-key-reused");
    let taken = owner.tells("/api/v1/orders", "key-3", &anas_order("T-1")).await.expect(409);
    assert_eq!(taken.problem(), "number-taken");
    let orders = owner.gets("/api/v1/orders").await.expect(200).json();
    assert_eq!(orders["data"].as_array().map(Vec::len), Some(2), "{orders}");
}

/// Changes one field of a good order.
fn with(pointer: &str, value: Value) -> Value {
    let mut order = anas_order("T-9");
    let (parent, field) = pointer.rsplit_once('/').expect("a pointer");
    let parent = order.pointer_mut(parent).expect("a part of the order");
    match parent {
        Value::Array(items) => items[field.parse::<usize>().expect("an index")] = value,
        parent => parent[field] = value,
    }
    order
}

async fn what_cannot_be_is_refused_with_a_sentence(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let cases = [
        (with("/lines/0/sku", json!("99999")), "sku"),
        (with("/lines/0/sku", json!("")), "sku"),
        (with("/lines/0/unit_price", json!("-1")), "unit-price"),
        (with("/lines/0/quantity", json!(0)), "quantity"),
        (with("/lines/0/quantity", json!(-2)), "quantity"),
        (with("/lines/0/quantity", json!("two")), "body"),
        (with("/lines", json!([])), "lines"),
        (with("/at", json!("2026-11-21T09:00:00Z")), "at"),
        (with("/at", json!("1989-12-31T23:59:59Z")), "at"),
        (with("/at", json!("0001-01-01T00:00:00Z")), "at"),
        (with("/at", json!("yesterday")), "body"),
        (with("/number", json!("")), "number"),
        (with("/number", json!("a b")), "number"),
        (with("/channel", json!("pigeon")), "channel"),
        (with("/currency", json!("euros")), "currency"),
        (with("/currency", json!("ABC")), "currency"),
        (with("/currency", json!("XTS")), "currency"),
        (with("/currency", json!("eur")), "currency"),
        (with("/currency", json!(978)), "body"),
        (with("/customer/value", json!("not an address")), "identifier"),
        (with("/customer/kind", json!("shoe size")), "body"),
        (with("/customer/value", json!("ana\u{200b}@example.es")), "text"),
        (with("/customer/name", json!("Ana\u{0}")), "text"),
        (with("/customer/name", json!("\u{202e}Ana")), "text"),
        (with("/customer/name", json!("An\u{200b}a")), "text"),
        (with("/customer/name", json!("A\u{200d}na")), "text"),
        (with("/customer/name", json!("  ")), "text"),
        (with("/lines/0/sku", json!("85\u{200b}048")), "sku"),
        (with("/place", json!("vigo\u{0}")), "text"),
        (with("/place", json!("")), "text"),
        (with("/place", json!("Vigo")), "place"),
        (with("/place", json!("madrid")), "place"),
        (with("/colour", json!("red")), "body"),
        (json!([1, 2, 3]), "body"),
        (json!({}), "body"),
    ];
    for (order, problem) in cases {
        let answer = owner.tells("/api/v1/orders", "key", &order).await;
        assert_eq!(answer.status, 400, "{order}: {answer:?}");
        assert_eq!(answer.problem(), problem, "{order}: {answer:?}");
    }
    for body in ["", "{", "nonsense", "\u{1}", "{\"number\": \"T-9\""] {
        let answer = owner.tries_to_tell("/api/v1/orders", "key", body.to_owned()).await.expect("an answer");
        assert_eq!((answer.status, answer.problem()), (400, "body".into()), "{body}");
    }
    for key in ["", "two words", &"k".repeat(201)] {
        let answer = owner.tells("/api/v1/orders", key, &anas_order("T-9")).await;
        assert_eq!((answer.status, answer.problem()), (400, "idempotency-key".into()), "{key}");
    }
    let large = owner.tries_to_tell("/api/v1/orders", "key", " ".repeat(3_000_000)).await;
    // A server that has heard enough may answer, or hang up before it was told everything.
    let is_told = |answer: &Answer| (answer.status, answer.problem()) == (413, "too-large".into());
    assert!(large.as_ref().is_err() || large.as_ref().is_ok_and(is_told), "{large:?}");
    shop.settle().await;
    assert_eq!(owner.gets("/api/v1/orders").await.expect(200).json()["data"], json!([]));
    assert_eq!(owner.gets("/api/v1/customers").await.expect(200).json()["data"], json!([]));
    let events = owner.gets("/api/v1/events").await.expect(200).json()["data"].clone();
    let others = events.as_array().expect("events").iter().filter(|event| event["kind"] != "Product Changed");
    assert_eq!(others.count(), 0, "{events}");
    // A key that was only ever refused is still good.
    owner.tells("/api/v1/orders", "key", &anas_order("T-9")).await.expect(201);
}

/// What a refusal says names what is wrong, since whoever wrote the other program reads it.
async fn a_refusal_names_the_field(engine: Engine) {
    let (_shop, owner) = opened(engine).await;
    let cases = [
        (with("/place", json!("madrid")), "There is no shop with the code 'madrid'. Send a known one in place"),
        (with("/currency", json!("ABC")), "'ABC' is not the code of a currency such as EUR."),
        (with("/at", json!("1970-01-01T00:00:00Z")), "The time in at lies before 1990"),
        (
            with("/customer/name", json!("An\u{202e}a")),
            "The customer's name holds a character that cannot be seen (U+202E)",
        ),
        (
            with("/customer/value", json!("a\u{200b}b")),
            "The customer's value holds a character that cannot be seen (U+200B)",
        ),
    ];
    for path in ["/api/v1/orders", "/api/v1/returns"] {
        for (order, says) in &cases {
            let answer = owner.tells(path, "key", order).await.expect(400).json();
            assert!(answer["title"].as_str().is_some_and(|title| title.starts_with(says)), "{path}: {answer}");
        }
    }
    // What the scripts of the world need is no refusal, nor is what happened a while ago, or by a clock that is fast.
    for (index, name) in ["می\u{200c}خواهم", "ශ්\u{200d}රී", "Zoë O'Brien", "王小明", "👩\u{200d}🚀"].iter().enumerate()
    {
        let mut order = with("/customer/name", json!(name));
        order["number"] = json!(format!("W-{index}"));
        order["currency"] = json!(["EUR", "GBP", "USD", "JPY", "CLP"][index]);
        order["at"] = json!(["1990-01-01T00:00:00Z", "2026-11-21T08:00:00Z"][index % 2]);
        owner.records_order(&order).await;
    }
}

async fn numbers_too_large_to_count_are_refused(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let line = |quantity: i64| json!({ "sku": "85048", "quantity": quantity, "unit_price": "900000000000" });
    for lines in [json!([line(1_000_000)]), json!([line(1)]), Value::Array(vec![line(100); 1_000])] {
        let answer = owner.tells("/api/v1/orders", "key", &with("/lines", lines)).await;
        assert_eq!(answer.status, 400, "{answer:?}");
        answer.problem();
    }
    // The largest that is taken still adds up, many times.
    let mut taken = 0;
    for (index, price) in ["999999999", "9999999", "99999", "99"].iter().enumerate() {
        let lines = json!([{ "sku": "85048", "quantity": 1_000_000, "unit_price": price }]);
        let mut order = with("/lines", lines);
        for copy in 0..4 {
            order["number"] = json!(format!("BIG-{index}-{copy}"));
            let answer = owner.tells("/api/v1/orders", &format!("big-{index}-{copy}"), &order).await;
            assert!([201, 400].contains(&answer.status), "{answer:?}");
            taken += i64::from(answer.status == 201);
        }
    }
    assert!(taken > 0, "a million units at 99 are no mistake");
    shop.settle().await;
    let ana = owner.finds_customer("ana").await;
    assert_eq!(ana["orders"], taken);
    owner.opens_card(&ana).await;
    shop.db_reads(orders::totals::read).await;
}

async fn goods_come_back(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let order = owner.records_order(&anas_order("T-1")).await;
    let back = json!({
        "number": "R-1",
        "channel": "shop",
        "place": "lugo",
        "customer": { "kind": "email", "value": "ana@example.es" },
        "currency": "EUR",
        "lines": [{ "sku": "85048", "quantity": 1, "unit_price": "6.95" }],
    });
    let id = owner.accepts_return(&back).await;
    // Nothing says where this came from.
    let mut strange = back.clone();
    strange["number"] = json!("R-2");
    strange["lines"][0]["sku"] = json!("22041");
    let strange = owner.accepts_return(&strange).await;
    shop.settle().await;

    let shown = owner.gets(&format!("/api/v1/returns/{id}")).await.expect(200).json();
    assert_eq!((&shown["total"], &shown["accepted_at"]), (&json!(695), &json!(MORNING.to_rfc3339())));
    let origin = &shown["return_lines"][0]["bought"][0];
    assert_eq!((&origin["order_id"], &origin["quantity"], &origin["how"]), (&json!(order), &json!(1), &json!("only")));
    let shown = owner.gets(&format!("/api/v1/returns/{strange}")).await.expect(200).json();
    assert_eq!(shown["return_lines"][0]["bought"], json!([]));

    let shown = owner.gets(&format!("/api/v1/orders/{order}")).await.expect(200).json();
    assert_eq!((&shown["returned_units"], &shown["returned"]), (&json!(1), &json!(695)));
    assert_eq!((&shown["returns"][0]["number"], &shown["order_lines"][0]["returned"]), (&json!("R-1"), &json!(1)));
    let ana = owner.finds_customer("ana").await;
    assert_eq!((&ana["returns"], &ana["returned"]), (&json!(2), &json!(1_390)));
    let card = owner.opens_card(&ana).await;
    let page = owner.gets(&format!("/console/orders/{order}")).await.expect(200);
    assert!(card.text.contains("R-1") && card.text.contains("R-2") && page.text.contains("R-1"));
    let taken = owner.tells("/api/v1/returns", "another", &back).await.expect(409);
    assert_eq!(taken.problem(), "number-taken");
}

async fn a_customer_is_one_person_whatever_they_buy(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let mut order = anas_order("T-1");
    for (number, value) in [("T-2", " ANA@example.ES "), ("T-3", "ana@example.es")] {
        owner.records_order(&order).await;
        order["number"] = json!(number);
        order["customer"]["value"] = json!(value);
    }
    owner.records_order(&order).await;
    // Somebody whose name would be markup, and a guest.
    order["number"] = json!("T-4<b>");
    order["customer"] = json!({ "kind": "phone", "value": "+34 612 345 678", "name": "<script>alert(1)</script>" });
    order["place"] = json!("plaza");
    owner.records_order(&order).await;
    order["number"] = json!("T-5");
    order["customer"] = Value::Null;
    owner.records_order(&order).await;
    shop.settle().await;
    assert_eq!(owner.finds_customer("ana").await["orders"], 3);
    let other = owner.finds_customer("+34612345678").await;
    let card = owner.opens_card(&other).await;
    assert!(!card.text.contains("<script>alert") && !card.text.contains("<i>vigo") && !card.text.contains("4<b>"));
    for path in ["/console/customers", "/console/orders", &format!("/console/orders?q={}", escaped("<b>"))] {
        let list = owner.gets(path).await.expect(200);
        assert!(!list.text.contains("<script>alert") && !list.text.contains("4<b>"), "{path}");
    }
    let guests = owner.gets("/api/v1/orders?guests=true").await.expect(200).json();
    assert_eq!(guests["data"].as_array().map(Vec::len), Some(1), "{guests}");
}
