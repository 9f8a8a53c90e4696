//! What things cost: on which list, since when, and what stands beside a reduction.

use base::Time;
use scenarios::{homes::Engine, people::Person, shops::Shop};
use serde_json::{Value, json};

on_both_engines!(
    a_price_raised_before_a_sale_shows_the_lowest_of_thirty_days
    each_asks_on_the_list_that_fits
    many_prices_change_at_once_and_back
    a_price_that_cannot_be_is_refused
);

const DAY: i64 = 86_400;

async fn opened(engine: Engine) -> (Shop, Person) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let lists = json!({ "data": [
        { "code": "web", "name": "Web", "currency": "EUR" },
        { "code": "canarias", "name": "Canarias", "currency": "EUR", "zone": "es-cn", "rank": 10, "is_taxed": false },
        { "code": "staff", "name": "Plantilla", "currency": "EUR", "customer_group": "staff", "rank": 20 } ] });
    owner.tells("/api/v1/price-lists", "", &lists).await.expect(200);
    let shelf = json!({ "data": [{ "code": "mujer/vestidos" }, { "code": "mujeres" }] });
    owner.tells("/api/v1/categories", "", &shelf).await.expect(200);
    let dress =
        |code: &str, shelf: &str| json!({ "code": code, "name": code, "categories": [shelf], "state": "active" });
    let goods =
        json!({ "products": [dress("ALBA", "mujer/vestidos"), dress("BRISA", "mujer"), dress("CABO", "mujeres")] });
    owner.tells("/api/v1/products", "", &goods).await.expect(200);
    (shop, owner)
}

async fn sets(owner: &Person, price: Value) -> u64 {
    let set = owner.tells("/api/v1/prices", "", &json!({ "prices": [price] })).await.expect(200).json();
    set["set"].as_u64().expect("a number")
}

async fn asks(owner: &Person, sku: &str, rest: &str) -> (Value, Value) {
    let found = owner.gets(&format!("/api/v1/prices?skus={sku}{rest}")).await.expect(200).json();
    (found["data"][0]["amount"].clone(), found["data"][0]["before"].clone())
}

async fn a_price_raised_before_a_sale_shows_the_lowest_of_thirty_days(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let regular = |amount: &str| json!({ "list": "web", "sku": "ALBA", "kind": "regular", "amount": amount });
    assert_eq!(sets(&owner, regular("50.00")).await, 1);
    assert_eq!(sets(&owner, regular("50.00")).await, 0, "it says so already");
    shop.clock.pass_seconds(60 * DAY);
    let owner = shop.owner().await;
    assert_eq!(sets(&owner, regular("80.00")).await, 1);
    shop.clock.pass_seconds(10 * DAY);
    let owner = shop.owner().await;
    let (from, to) = (shop.cx().now, shop.cx().now.plus_seconds(7 * DAY));
    let sale = json!({ "list": "web", "sku": "ALBA", "kind": "sale", "amount": "45.00", "from": from, "to": to });
    assert_eq!(sets(&owner, sale).await, 1);
    assert_eq!(asks(&owner, "ALBA", "").await, (json!("45.00"), json!("50.00")), "not 80.00, which was asked ten days");
    shop.clock.pass_seconds(7 * DAY);
    let owner = shop.owner().await;
    assert_eq!(asks(&owner, "ALBA", "").await, (json!("80.00"), Value::Null));
    // What was asked stays to be told.
    let then = from.plus_seconds(DAY).to_rfc3339().replace(':', "%3A");
    assert_eq!(asks(&owner, "ALBA", &format!("&at={then}")).await, (json!("45.00"), json!("50.00")));
    let found = owner.gets("/api/v1/products?q=ALBA").await.expect(200).json();
    let page = format!("/api/v1/products/{}/prices", found["data"][0]["id"].as_str().expect("an id"));
    let course = owner.gets(&page).await.expect(200).json()["data"][0].clone();
    let steps: Vec<&Value> = course["steps"].as_array().expect("steps").iter().map(|step| &step["amount"]).collect();
    assert_eq!(steps, ["50.00", "80.00", "45.00", "80.00"]);
}

async fn each_asks_on_the_list_that_fits(engine: Engine) {
    let (_shop, owner) = opened(engine).await;
    for (list, amount) in [("web", "50.00"), ("canarias", "43.00"), ("staff", "30.00")] {
        sets(&owner, json!({ "list": list, "sku": "ALBA", "kind": "regular", "amount": amount })).await;
    }
    sets(&owner, json!({ "list": "web", "sku": "BRISA", "kind": "regular", "amount": "20.00" })).await;
    assert_eq!(asks(&owner, "ALBA", "&zone=ES-GA").await.0, "50.00");
    assert_eq!(asks(&owner, "ALBA", "&zone=ES-CN").await.0, "43.00");
    assert_eq!(asks(&owner, "ALBA", "&zone=ES-CN&groups=staff").await.0, "30.00");
    assert_eq!(asks(&owner, "BRISA", "&zone=ES-CN&groups=staff").await.0, "20.00", "the next list that has one");
    assert_eq!(asks(&owner, "ALBA", "&currency=GBP").await.0, Value::Null);
}

async fn many_prices_change_at_once_and_back(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    for (sku, amount) in [("ALBA", "50.00"), ("BRISA", "39.90"), ("CABO", "10.00")] {
        sets(&owner, json!({ "list": "web", "sku": sku, "kind": "regular", "amount": amount })).await;
    }
    shop.clock.pass_seconds(40 * DAY);
    let owner = shop.owner().await;
    let to = shop.cx().now.plus_seconds(14 * DAY);
    let rule = json!({ "list": "web", "of": { "category": "mujer" }, "kind": "sale", "how": { "percent": -20 },
        "ending": "0.95", "to": to });
    let preview = owner.tells("/api/v1/price-changes/preview", "", &rule).await.expect(200).json();
    let seen: Vec<_> =
        preview["data"].as_array().expect("prices").iter().map(|one| (&one["sku"], &one["old"], &one["new"])).collect();
    let expected =
        [(&json!("ALBA"), &json!("50.00"), &json!("39.95")), (&json!("BRISA"), &json!("39.90"), &json!("31.95"))];
    assert_eq!(seen, expected, "what stands in mujer or within it, and not in mujeres");
    assert_eq!(asks(&owner, "ALBA", "").await.0, "50.00", "a look changes nothing");

    let done = owner.tells("/api/v1/price-changes", "summer", &rule).await.expect(201).json();
    assert_eq!(done["set"], 2);
    let again = owner.tells("/api/v1/price-changes", "summer", &rule).await.expect(201).json();
    assert_eq!(again, done, "the same request again does nothing more");
    assert_eq!(asks(&owner, "ALBA", "").await, (json!("39.95"), json!("50.00")));
    // Somebody says otherwise of one of them meanwhile: that stays.
    shop.clock.pass_seconds(DAY);
    let owner = shop.owner().await;
    let other = json!({ "list": "web", "sku": "BRISA", "kind": "sale", "amount": "25.00", "to": to });
    sets(&owner, other).await;
    shop.clock.pass_seconds(DAY);
    let owner = shop.owner().await;
    let undo = format!("/api/v1/price-changes/{}/undo", done["id"].as_str().expect("an id"));
    assert_eq!(owner.tells(&undo, "", &json!({})).await.expect(200).json()["set"], 2, "both hold no more");
    assert_eq!(asks(&owner, "ALBA", "").await, (json!("50.00"), Value::Null));
    assert_eq!(asks(&owner, "BRISA", "").await.0, "25.00");
    owner.tells(&undo, "", &json!({})).await.expect(409);
    let changes = owner.gets("/api/v1/price-changes").await.expect(200).json();
    assert_eq!((&changes["data"][0]["count"], changes["data"][0]["undone_at"].is_null()), (&json!(2), false));
}

async fn a_price_that_cannot_be_is_refused(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let price = |field: &str, value: Value| {
        let mut price = json!({ "list": "web", "sku": "ALBA", "kind": "regular", "amount": "50.00" });
        price[field] = value;
        json!({ "prices": [price] })
    };
    let one = |amount: &str| price("amount", json!(amount))["prices"][0].clone();
    let yesterday = shop.cx().now.plus_seconds(-DAY);
    let cases = [
        (price("list", json!("none")), "unknown"),
        (price("sku", json!("NONE")), "sku"),
        (price("amount", json!("-1.00")), "amount"),
        (price("amount", json!("10000001.00")), "amount"),
        (price("amount", json!(50)), "body"),
        (price("from", json!(yesterday)), "from"),
        (price("to", json!(shop.cx().now.plus_seconds(DAY))), "to"),
        (json!({ "prices": [] }), "prices"),
        (json!({ "prices": [one("10.00"), one("20.00")] }), "sku"),
    ];
    for (body, code) in cases {
        let refused = owner.tells("/api/v1/prices", "", &body).await.expect(400).json();
        assert_eq!(refused["type"], format!("/problems/{code}"), "{body}");
    }
    let pounds = json!({ "data": [{ "code": "web", "name": "Web", "currency": "GBP" }] });
    sets(&owner, json!({ "list": "web", "sku": "ALBA", "kind": "regular", "amount": "50.00" })).await;
    owner.tells("/api/v1/price-lists", "", &pounds).await.expect(409);
    let rule_at = |field: &str, moment: Time| {
        let mut rule = json!({ "list": "web", "of": "everything", "kind": "sale", "how": { "percent": -10 } });
        rule[field] = json!(moment);
        rule
    };
    let rule = |how: Value| json!({ "list": "web", "of": "everything", "kind": "sale", "how": how });
    for (rule, code) in [
        (rule(json!({ "percent": 10 })), "how"),
        (rule(json!({ "percent": -100 })), "how"),
        (rule(json!({ "by": "-60.00" })), "how"),
        (json!({ "list": "web", "of": { "brand": "Nadie" }, "kind": "sale", "how": { "percent": -10 } }), "nothing"),
        (rule_at("from", shop.cx().now.plus_seconds(-2 * DAY)), "from"),
        (rule_at("to", shop.cx().now.plus_seconds(-1)), "to"),
    ] {
        let refused = owner.tells("/api/v1/price-changes", code, &rule).await.expect(400).json();
        assert_eq!(refused["type"], format!("/problems/{code}"), "{rule}");
    }
    assert_eq!(asks(&owner, "ALBA", "").await, (json!("50.00"), Value::Null), "nothing was changed");
}
