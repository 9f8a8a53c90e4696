//! What somebody sees of orders is a matter of their rights and their shops, wherever it could be seen.

use std::time::Duration;

use bytes::Bytes;
use hyper::Method;
use scenarios::{
    answers::Answer,
    homes::Engine,
    people::{Person, Stream},
    shops::Shop,
};
use serde_json::{Value, json};
use store::{params, sql};
use web::{
    keys::{self, NewKey},
    rights::{Right, Rights, Role},
    shops::Scope,
};

on_both_engines!(
    a_key_that_sees_customers_sees_no_money
    what_a_product_took_is_for_who_sees_all_orders
    no_filter_reaches_another_shop
    a_return_names_no_order_of_another_shop
    a_topic_is_followed_by_who_may
    notices_of_other_shops_go_to_others
);

/// A shop with the places vigo and lugo, and things to sell.
async fn opened(engine: Engine) -> (Shop, Person) {
    let shop = Shop::open(engine).await;
    shop.stocks(&[("85048", "Glass ball"), ("22423", "Cake stand")]).await;
    let cx = shop.cx();
    shop.db_writes(move |tx| {
        ["vigo", "lugo"].into_iter().try_for_each(|code| {
            let (code, name, city) = (code.to_owned(), code.to_uppercase(), code.to_owned());
            catalog::shops::keep(&cx, tx, &catalog::shops::Shop { code, name, city, ..Default::default() })
        })
    })
    .await;
    let owner = shop.owner().await;
    (shop, owner)
}

fn paper(number: &str, place: &str, who: &str, price: &str) -> Value {
    json!({
        "number": number, "channel": "shop", "place": place, "currency": "EUR",
        "customer": { "kind": "email", "value": format!("{who}@example.es") },
        "lines": [{ "sku": "85048", "quantity": 1, "unit_price": price }],
    })
}

/// Binds all of a role to the shop in Vigo.
async fn bound(shop: &Shop, role: Role) -> Person {
    let person = shop.member(role).await;
    let text = sql!("update staff set shops = '[\"vigo\"]' where role = $1");
    shop.db_writes(move |tx| tx.exec(text, params![role.word()])).await;
    person
}

/// A program with these rights, bound to these shops.
struct Program(Person, String);

impl Program {
    async fn of(shop: &Shop, rights: &[Right], shops: &[&str]) -> Program {
        let (cx, made) = (shop.cx(), keys::draw(shop.clock.now()).expect("chance"));
        let text = made.text.clone();
        let shops = Scope::of(shops.iter().map(|code| (*code).to_owned())).expect("codes");
        let new = NewKey { name: "program".to_owned(), rights: Rights::of(rights), shops, expires_at: None };
        shop.db_writes(move |tx| keys::make(&cx, tx, &made, &new, (Rights::ALL, &Scope::ALL))).await;
        Program(shop.somebody(), text)
    }

    async fn gets(&self, path: &str) -> Answer {
        let request = self.0.request(Method::GET, path).header("authorization", format!("Bearer {}", self.1));
        self.0.asks(request, Bytes::new()).await
    }
}

/// The kinds of events that a list has.
fn kinds(list: &Value) -> Vec<&str> {
    list["data"].as_array().expect("a list").iter().filter_map(|event| event["kind"].as_str()).collect()
}

async fn a_key_that_sees_customers_sees_no_money(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    owner.records_order(&paper("V-1", "vigo", "ana", "12.34")).await;
    owner.records_order(&paper("L-1", "lugo", "ana", "56.78")).await;
    owner.accepts_return(&paper("R-1", "lugo", "ana", "5.55")).await;
    shop.settle().await;
    let ana = owner.finds_customer("ana").await["id"].as_str().expect("an id").to_owned();
    let thread = format!("/api/v1/customers/{ana}/thread");
    let (sees, orders) = (Right::CustomersSee, Right::OrdersSee);
    for (rights, shops, of_ana) in [
        ([sees, sees], &[][..], 0),
        ([sees, sees], &["vigo"][..], 0),
        ([sees, orders], &["vigo"][..], 1),
        ([sees, orders], &[][..], 3),
    ] {
        let program = Program::of(&shop, &rights, shops).await;
        for path in ["/api/v1/events?limit=500", &thread] {
            let told = program.gets(path).await.expect(200);
            let told_kinds = told.json();
            let papers = kinds(&told_kinds)
                .iter()
                .filter(|kind| kind.starts_with("Order ") || kind.starts_with("Return "))
                .count();
            assert_eq!(papers, of_ana, "{path} of {rights:?} in {shops:?}: {}", told.text);
            let amounts = ["\"total\":1234", "\"total\":5678", "\"total\":555", "V-1", "L-1", "R-1"];
            let seen = amounts.iter().filter(|amount| told.text.contains(**amount)).count();
            assert_eq!(seen, of_ana * 2, "{path} of {rights:?} in {shops:?}: {}", told.text);
        }
    }
    let none = Program::of(&shop, &[orders], &[]).await;
    none.gets("/api/v1/events").await.expect(403);
    // Who sees customers still hears of all else, and the cursor goes on past what is not told.
    let program = Program::of(&shop, &[sees], &[]).await;
    let told = program.gets("/api/v1/events?limit=500").await.expect(200).json();
    let next = told["next"].as_str().expect("a cursor").to_owned();
    assert_eq!(kinds(&program.gets(&format!("/api/v1/events?after={next}")).await.json()), Vec::<&str>::new());
}

async fn what_a_product_took_is_for_who_sees_all_orders(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    owner.records_order(&paper("V-1", "vigo", "ana", "77.31")).await;
    shop.settle().await;
    let list = owner.gets("/api/v1/products").await.expect(200).json();
    assert_eq!(list["data"][0]["sales"][0]["revenue"], 7_731, "{list}");
    let id = list["data"][0]["id"].as_str().expect("an id").to_owned();
    let product = format!("/api/v1/products/{id}");
    assert_eq!(owner.gets(&product).await.expect(200).json()["sales"][0]["sold"], 1);
    let page = format!("/console/products/{id}");
    for path in ["/console/products", &page] {
        let shown = owner.gets(path).await.expect(200).text;
        assert!(shown.contains("77,31\u{a0}€") && shown.contains("Ingresos"), "{shown}");
    }
    // Neither who makes the catalog sees it, nor who is bound to the very shop: the sums are of all.
    for person in [shop.member(Role::Product).await, bound(&shop, Role::Sales).await] {
        for path in ["/api/v1/products", "/api/v1/products?by_code=true", &product] {
            let told = person.gets(path).await.expect(200);
            assert!(!told.text.contains("sales") && !told.text.contains("7731"), "{path}: {}", told.text);
        }
        let told = person.gets("/api/v1/products").await.json();
        let codes: Vec<_> = told["data"].as_array().expect("a list").iter().map(|one| &one["code"]).collect();
        assert_eq!(codes, [&json!("22423"), &json!("85048")], "the order says nothing either");
        let shown = person.gets("/console/products").await.expect(200).text;
        for hidden in ["77,31", "Ingresos", "Vendidos", "Última venta"] {
            assert!(!shown.contains(hidden), "{hidden}: {shown}");
        }
        let shown = person.gets(&page).await.expect(200).text;
        assert!(!shown.contains("Ingresos") && shown.contains("Bajas"), "{shown}");
    }
    let key = Program::of(&shop, &[Right::CatalogSee, Right::OrdersSee], &["vigo"]).await;
    assert!(key.gets(&product).await.expect(200).json().get("sales").is_none());
    let key = Program::of(&shop, &[Right::CatalogSee, Right::OrdersSee], &[]).await;
    assert_eq!(key.gets(&product).await.expect(200).json()["sales"][0]["revenue"], 7_731);
}

async fn no_filter_reaches_another_shop(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    owner.records_order(&paper("L-77", "lugo", "ana", "12.34")).await;
    owner.records_order(&paper("V-88", "vigo", "ana", "12.34")).await;
    shop.settle().await;
    let sales = bound(&shop, Role::Sales).await;
    for order in ["by_total=false", "by_total=true"] {
        for (code, expected) in [("lugo", 0), ("vigo", 1), ("nowhere", 0)] {
            let told = sales.gets(&format!("/api/v1/orders?shop={code}&{order}")).await.expect(200);
            assert_eq!(told.json()["data"].as_array().map(Vec::len), Some(expected), "{code}: {}", told.text);
        }
    }
    // A view of a colleague's says that nothing is shown, and why: by the code that its address says already.
    let page = sales.gets("/console/orders?shop=lugo").await.expect(200).text;
    assert!(!page.contains("L-77") && !page.contains("LUGO"), "{page}");
    assert!(page.contains("value=\"lugo\" selected") && page.contains("Mis tiendas"), "{page}");
    assert!(!sales.gets("/console/orders").await.expect(200).text.contains("name=\"shop\""), "one shop is no choice");
    let page = owner.gets("/console/orders?shop=lugo").await.expect(200).text;
    assert!(page.contains("L-77") && !page.contains("V-88") && page.contains("LUGO"), "{page}");
}

async fn a_return_names_no_order_of_another_shop(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    owner.records_order(&paper("L-77", "lugo", "ana", "12.34")).await;
    shop.clock.pass_seconds(60);
    let back = owner.accepts_return(&paper("R-1", "vigo", "ana", "12.34")).await;
    shop.settle().await;
    let address = format!("/api/v1/returns/{back}");
    let of_all = owner.gets(&address).await.expect(200).json();
    assert_eq!(of_all["return_lines"][0]["bought"][0]["number"], "L-77", "{of_all}");
    let sales = bound(&shop, Role::Sales).await;
    let told = sales.gets(&address).await.expect(200);
    assert_eq!(told.json()["return_lines"][0]["bought"], json!([]), "{}", told.text);
    let ana = owner.finds_customer("ana").await;
    assert!(owner.opens_card(&ana).await.text.contains("L-77"));
    let card = sales.opens_card(&ana).await.text;
    assert!(card.contains("R-1") && !card.contains("L-77"), "{card}");
    assert!(!sales.gets("/console").await.expect(200).text.contains("L-77"));
}

async fn a_topic_is_followed_by_who_may(engine: Engine) {
    let (mut shop, owner) = opened(engine).await;
    owner.records_order(&paper("V-1", "vigo", "ana", "12.34")).await;
    shop.settle().await;
    let ana = owner.finds_customer("ana").await["id"].as_str().expect("an id").to_owned();
    let (product, accountant) = (shop.member(Role::Product).await, shop.member(Role::Accountant).await);
    for topics in ["shop", &format!("customer:{ana}"), &format!("shop,customer:{ana}")] {
        product.gets(&format!("/live?topics={topics}")).await.expect(403);
    }
    accountant.gets(&format!("/live?topics=customer:{ana}")).await.expect(403);
    for topics in ["orders", "shop:vigo", "customer", "customer:", "shop,staff"] {
        owner.gets(&format!("/live?topics={topics}")).await.expect(400);
    }
    shop.works_by_itself();
    let mut stream = accountant.listens("shop").await;
    until_heard(&owner, &mut stream, "shop", "vigo", "eva").await;
    // Whoever has another role from now on begins anew, with what that one may.
    let text = sql!("update staff set role = 'product' where role = 'accountant'");
    shop.db_writes(move |tx| tx.exec(text, params![])).await;
    let session = accountant.session.as_deref().expect("a session");
    shop.app.live.forget(session.trim_start_matches("hilo_session=")).await;
    for number in 0..3 {
        owner.records_order(&paper(&format!("Z-{number}"), "vigo", "eva", "1")).await;
    }
    while stream.next().await.is_some() {}
    shop.closes().await;
}

/// Records orders until one is heard of: the notices begin a moment after the stream.
async fn until_heard(owner: &Person, stream: &mut Stream, topic: &str, place: &str, who: &str) {
    for number in 0..100 {
        owner.records_order(&paper(&format!("{who}-{number}"), place, who, "1")).await;
        if let Ok(heard) = tokio::time::timeout(Duration::from_secs(2), stream.next()).await {
            assert_eq!(heard.as_deref(), Some(topic));
            return;
        }
    }
    panic!("nothing was heard of {topic}");
}

async fn notices_of_other_shops_go_to_others(engine: Engine) {
    let (mut shop, owner) = opened(engine).await;
    for (number, who) in [("V-1", "ana"), ("V-2", "eva")] {
        owner.records_order(&paper(number, "vigo", who, "12.34")).await;
    }
    shop.settle().await;
    let mut topics = Vec::new();
    for who in ["ana", "eva"] {
        topics.push(format!("customer:{}", owner.finds_customer(who).await["id"].as_str().expect("an id")));
    }
    let sales = bound(&shop, Role::Sales).await;
    shop.works_by_itself();
    let mut stream = sales.listens(&topics.join(",")).await;
    until_heard(&owner, &mut stream, &topics[1], "vigo", "eva").await;
    // What Ana buys elsewhere is not told, or it would come before the next of Eva.
    owner.records_order(&paper("L-1", "lugo", "ana", "12.34")).await;
    shop.settle().await;
    owner.records_order(&paper("V-3", "vigo", "eva", "12.34")).await;
    assert_eq!(stream.next().await.as_deref(), Some(topics[1].as_str()));
    owner.records_order(&paper("V-4", "vigo", "ana", "12.34")).await;
    // What was told of Eva more than once may still come.
    loop {
        let heard = stream.next().await;
        if heard.as_deref() == Some(topics[0].as_str()) {
            break;
        }
        assert_eq!(heard.as_deref(), Some(topics[1].as_str()), "in their own shop it is");
    }
    shop.closes().await;
}
