//! A retailer that has just begun names itself, its companies and its shops, and sees what comes next.

use scenarios::{
    homes::{Engine, Home},
    people::{Person, session_of},
    shops::{PASSWORD, Shop, VIEWER},
};
use serde_json::{Value, json};
use web::rights::Role;

on_both_engines!(
    a_new_retailer_finds_its_feet
    shops_and_companies_are_told_by_the_api
    the_sample_shop_goes_with_one_click
    somebody_begins_where_nobody_works_yet
    whoever_must_sign_in_comes_back_to_the_form
    what_was_made_by_mistake_goes_and_comes_back
);

const HOUSE: &str = "/console/house";
const SHOPS: &str = "/console/house/shops";
const COMPANIES: &str = "/console/house/companies";

async fn steps(owner: &Person) -> usize {
    owner.gets(HOUSE).await.expect(200).text.matches("class=\"is-done\"").count()
}

async fn a_new_retailer_finds_its_feet(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    assert_eq!(steps(&owner).await, 2, "the settings name it, and somebody else works here already: {VIEWER}");
    let page = owner.gets(HOUSE).await.expect(200).text;
    assert!(page.contains("2 de 6") && page.contains("href=\"/console/imports\""), "{page}");
    owner.fills_in(HOUSE, &[("name", "Telar <b>")]).await.expect(303);
    assert!(owner.gets("/console/account").await.expect(200).text.contains("<small>Telar &#60;b&#62;</small>"));
    let newsletter = shop.somebody().gets("/newsletter").await.expect(200).text;
    assert!(newsletter.contains("Telar &#60;b&#62;"), "shoppers see it too: {newsletter}");
    let refused = owner.fills_in(HOUSE, &[("name", " ")]).await.expect(400).text;
    assert!(refused.contains("role=\"alert\""), "{refused}");

    let company = [("name", "Telar Moda, S.L."), ("tax_number", "B12345674"), ("country", "ES")];
    owner.fills_in(COMPANIES, &company).await.expect(303);
    // A tax number is one company's, however it is spelled; another of its name has a code of its own.
    for number in ["B12345674", "b-12345674", "ES B 12345674"] {
        let twin = [("name", "Otra"), ("tax_number", number), ("country", "ES")];
        let refused = owner.fills_in(COMPANIES, &twin).await.expect(400).text;
        assert!(refused.contains("id=\"company-tax-error\""), "{number}: {refused}");
    }
    for number in ["B12345678", "12345678A", "B1234567"] {
        let wrong = [("name", "Otra"), ("tax_number", number), ("country", "ES")];
        owner.fills_in(COMPANIES, &wrong).await.expect(400);
    }
    owner.fills_in(COMPANIES, &[company[0], ("tax_number", "a 28015865"), company[2]]).await.expect(303);
    let kept = owner.gets("/api/v1/companies").await.expect(200).json().to_string();
    assert!(kept.contains("A28015865"), "it is kept in one spelling: {kept}");
    assert!(owner.gets(HOUSE).await.text.contains("/console/house?company=telar-moda-s-l-2#company-form"));
    for wrong in [
        [("name", " "), ("country", "ES")],
        [("name", "Otra"), ("country", "E")],
        [("name", "Otra"), ("country", "XX")],
    ] {
        let refused = owner.fills_in(COMPANIES, &wrong).await.expect(400).text;
        assert!(refused.contains("role=\"alert\""), "{wrong:?}: {refused}");
    }
    let goya = [("name", "Goya"), ("city", "Madrid"), ("company", "telar-moda-s-l")];
    owner.fills_in(SHOPS, &goya).await.expect(303);
    owner.fills_in(SHOPS, &[("name", "Ñuñoa"), ("city", "Vigo"), ("code", "v-1")]).await.expect(303);
    let page = owner.gets(HOUSE).await.expect(200).text;
    assert!(page.contains("<b>Goya</b><span class=\"soft dots\"><span>goya</span><span>Madrid</span>"), "{page}");
    assert_eq!(steps(&owner).await, 3);
    for wrong in [
        [("name", "Otra"), ("city", "Madrid"), ("code", "Go ya")],
        [("name", "Otra"), ("city", "Madrid"), ("code", "goya")],
        [("name", "Otra"), ("city", ""), ("code", "otra")],
        [("name", "Otra"), ("city", "Madrid"), ("company", "nadie")],
    ] {
        let answer = owner.fills_in(SHOPS, &wrong).await.expect(400).text;
        assert!(answer.contains("role=\"alert\"") && answer.contains("value=\"Otra\""), "{wrong:?}");
    }
    // The same form that is sent twice is one shop; one that only looks like it is asked about.
    owner.fills_in(SHOPS, &goya).await.expect(303);
    let twin =
        owner.fills_in(SHOPS, &[("name", "goya"), ("city", "MADRID"), ("address", "Sol 1")]).await.expect(400).text;
    assert!(twin.contains("id=\"shop-name-error\""), "{twin}");
    assert_eq!(owner.gets("/api/v1/shops").await.expect(200).json()["data"].as_array().map(Vec::len), Some(2));
    owner.fills_in(SHOPS, &[("known", "nadie"), ("name", "Otra"), ("city", "Madrid")]).await.expect(404);
    // Changed, it is the same shop under the same code.
    let form = owner.gets("/console/house?shop=goya").await.expect(200).text;
    assert!(
        form.contains("name=\"known\" value=\"goya\"") && form.contains("value=\"telar-moda-s-l\" selected"),
        "{form}"
    );
    owner.gets("/console/house?shop=nadie").await.expect(404);
    let changed = [("known", "goya"), ("name", "Goya 20"), ("city", "Madrid"), ("address", "Goya 20")];
    owner.fills_in(SHOPS, &changed).await.expect(303);
    let told = owner.gets("/api/v1/shops").await.expect(200).json();
    assert_eq!(told["data"][0], json!({ "code": "goya", "name": "Goya 20", "city": "Madrid", "address": "Goya 20" }));

    shop.stocks(&[("85048", "Bola")]).await;
    assert_eq!(steps(&owner).await, 4);
    let operations = shop.member(Role::Operations).await;
    let page = operations.gets(HOUSE).await.expect(200).text;
    assert!(!page.contains("href=\"/console/staff\""), "nobody is led where they may not go: {page}");
    for (path, fields) in [(HOUSE, &company[..1]), (SHOPS, &goya[..]), (COMPANIES, &company[..])] {
        shop.viewer().await.fills_in(path, fields).await.expect(403);
    }
}

async fn shops_and_companies_are_told_by_the_api(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let one = |code: &str, company: Value| {
        let shop = json!({ "code": code, "name": "Goya", "city": "Madrid", "company": company });
        json!({ "data": [shop] })
    };
    owner.tells("/api/v1/shops", "", &one("goya", json!("telar"))).await.expect(400);
    let company = json!({ "data": [{ "code": "telar", "name": "Telar Moda, S.L.", "country": "ES" }] });
    let kept = owner.tells("/api/v1/companies", "", &company).await.expect(200).json();
    assert_eq!(kept, company);
    owner.tells("/api/v1/shops", "", &one("goya", json!("telar"))).await.expect(200);
    for wrong in [one("", Value::Null), one("go,ya", Value::Null), one("go ya", Value::Null)] {
        owner.tells("/api/v1/shops", "", &wrong).await.expect(400);
    }
    let wrong = json!({ "data": [{ "code": "x", "name": "X", "country": "spain" }] });
    owner.tells("/api/v1/companies", "", &wrong).await.expect(400);
    let sales = shop.member(Role::Sales).await;
    assert_eq!(sales.gets("/api/v1/shops").await.expect(200).json()["data"][0]["company"], "telar");
    sales.gets("/api/v1/companies").await.expect(403);
    sales.tells("/api/v1/shops", "", &one("goya", Value::Null)).await.expect(403);
}

fn order(number: &str) -> Value {
    json!({
        "number": number, "at": "2026-11-19T10:00:00Z", "channel": "web", "currency": "EUR",
        "customer": { "kind": "email", "value": "ana@example.es", "name": "Ana" },
        "lines": [{ "sku": "A-1", "quantity": 2, "unit_price": "20.00" }],
    })
}

async fn found(owner: &Person) -> usize {
    let found = owner.gets("/api/v1/search?q=bufanda").await.expect(200).json();
    found["data"].as_array().map(Vec::len).unwrap_or_default()
}

async fn the_sample_shop_goes_with_one_click(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let away = "/console/house/sample";
    assert!(!owner.gets(HOUSE).await.expect(200).text.contains(away));
    owner.fills_in(away, &[]).await.expect(409);
    assert_eq!(owner.tells("/api/v1/sample/remove", "", &json!({})).await.expect(409).problem(), "no-sample");

    shop.stocks(&[("A-1", "Bufanda")]).await;
    owner.fills_in(SHOPS, &[("name", "Goya"), ("city", "Madrid")]).await.expect(303);
    owner.records_order(&order("T-1")).await;
    shop.settle().await;
    shop.db_writes(|tx| store::settings::set(tx, catalog::sample::FULL, "1")).await;
    assert_eq!(found(&owner).await, 1);
    let listened = owner.gets("/api/v1/events").await.expect(200).json();
    let page = owner.gets(HOUSE).await.expect(200).text;
    assert!(page.contains("1 clientes, 1 pedidos, 1 productos"), "it says what goes: {page}");
    shop.member(Role::Operations).await.fills_in(away, &[]).await.expect(303);
    let page = owner.gets(HOUSE).await.expect(200).text;
    assert!(!page.contains(away) && !page.contains("Goya"), "{page}");
    for (list, key) in [("/api/v1/orders", "data"), ("/api/v1/customers", "data"), ("/api/v1/products", "data")] {
        assert_eq!(owner.gets(list).await.expect(200).json()[key], json!([]), "{list}");
    }
    owner.fills_in(away, &[]).await.expect(409);
    assert!(owner.gets("/api/v1/audit").await.expect(200).text.contains("sample_removed"));
    shop.settle().await;
    assert_eq!((found(&owner).await, shop.verify().await), (0, Vec::new()));

    // It does not come back, and what is one's own counts from the first order on.
    let (db, clock) = (shop.app.db.clone(), shop.clock.clone());
    let filled = tokio::task::spawn_blocking(move || {
        hilo::demo::fill(&db, &clock, &mut |_, _| panic!("there is nothing to do"))
    });
    filled.await.expect("no panic").expect("nothing went wrong");
    shop.stocks(&[("A-1", "Bufanda")]).await;
    owner.records_order(&order("M-1")).await;
    shop.settle().await;
    let ana = owner.finds_customer("ana").await;
    assert_eq!((&ana["orders"], found(&owner).await), (&json!(1), 1), "{ana}");
    let after = listened["next"].as_str().unwrap_or_default();
    let news = owner.gets(&format!("/api/v1/events?after={after}")).await.expect(200).text;
    assert!(news.contains("M-1") && !news.contains("T-1"), "whoever listens goes on where they were: {news}");
    assert_eq!(shop.verify().await, Vec::<String>::new());
}

/// Draws the link of the first owner, as a process does that starts.
async fn draws(shop: &Shop) -> Option<String> {
    shop.db_writes(|tx| Ok(web::first::draw(tx)?.map(|token| token.as_str().to_owned()))).await
}

async fn somebody_begins_where_nobody_works_yet(engine: Engine) {
    let shop = Shop::open_at(Home::new(engine)).await;
    let door = shop.somebody().gets("/signin").await.expect(200).text;
    assert!(door.contains("Aún no trabaja nadie") && door.contains("hilo admin add-staff"), "{door}");
    let old = draws(&shop).await.expect("a link");
    let link = format!("/begin/{}", draws(&shop).await.expect("another"));
    for wrong in [format!("/begin/{old}"), format!("/begin/{}", "0".repeat(64)), "/begin/x".to_owned()] {
        shop.somebody().gets(&wrong).await.expect(404);
    }
    shop.somebody().gets(&link).await.expect(200);
    let me = [("name", "Ana"), ("email", "ana@modas.example"), ("password", PASSWORD)];
    for (field, value) in [("name", " "), ("email", "ana"), ("password", "corta")] {
        let told: Vec<(&str, &str)> =
            me.iter().map(|(name, old)| (*name, if *name == field { value } else { old })).collect();
        let refused = shop.somebody().fills_in(&link, &told).await.expect(422).text;
        assert!(refused.contains("role=\"alert\"") && !refused.contains("action=\"/language\""), "{field}: {refused}");
    }
    // Two who have the link at once: one of them is the owner.
    let (first, second) = (shop.somebody(), shop.somebody());
    let (one, other) = tokio::join!(first.fills_in(&link, &me), second.fills_in(&link, &me));
    let mut ends = [one.status, other.status];
    ends.sort_unstable();
    assert_eq!(ends, [303, 404], "{one:?} {other:?}");
    let inside = if one.status == 303 { one } else { other };
    assert_eq!(inside.header("location"), "/console/house");
    let ana = shop.somebody().with_session(&session_of(&inside));
    assert!(ana.gets("/console/house").await.expect(200).text.contains("1 de 6"));
    assert!(ana.gets("/api/v1/audit").await.expect(200).text.contains("staff_added"));
    shop.somebody().gets(&link).await.expect(404);
    assert_eq!(draws(&shop).await, None);
    assert!(!shop.somebody().gets("/signin").await.text.contains("Aún no trabaja nadie"));
}

async fn whoever_must_sign_in_comes_back_to_the_form(engine: Engine) {
    let shop = Shop::open(engine).await;
    let away = shop.somebody();
    let sent = |referer: &str| {
        let request = away.request(hyper::Method::POST, "/console/house/shops").header("referer", referer);
        away.asks(request.header("content-type", "application/x-www-form-urlencoded"), "name=Goya".into())
    };
    let ours = format!("http://{}/console/house?shop=goya", shop.address);
    assert_eq!(sent(&ours).await.expect(303).header("location"), "/signin?next=%2Fconsole%2Fhouse%3Fshop%3Dgoya");
    for other in ["http://evil.example/console/house", "/console/house", "x y"] {
        assert_eq!(sent(other).await.expect(303).header("location"), "/signin?next=%2Fconsole", "{other}");
    }
}

async fn what_was_made_by_mistake_goes_and_comes_back(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    owner.fills_in(COMPANIES, &[("name", "Telar"), ("country", "ES")]).await.expect(303);
    let goya = [("name", "Goya"), ("city", "Madrid"), ("company", "telar")];
    owner.fills_in(SHOPS, &goya).await.expect(303);
    let page = owner.gets("/console/house?shop=goya").await.expect(200).text;
    assert!(page.contains("action=\"/console/house/shops/goya/remove\""), "{page}");
    // A company stays as long as a shop belongs to it.
    let page = owner.gets("/console/house?company=telar").await.expect(200).text;
    assert!(!page.contains("companies/telar/remove"), "{page}");
    owner.fills_in("/console/house/companies/telar/remove", &[]).await.expect(409);

    let gone = owner.fills_in("/console/house/shops/goya/remove", &[]).await.expect(303);
    let page = owner.gets(gone.header("location")).await.expect(200).text;
    let undo = page.split("action=\"/console/house/again").nth(1).expect("the way back").split('"').next().unwrap();
    assert_eq!(owner.gets("/api/v1/shops").await.expect(200).json()["data"], json!([]));
    owner.fills_in(&format!("/console/house/again{}", undo.replace("&#38;", "&")), &[]).await.expect(303);
    let back = owner.gets("/api/v1/shops").await.expect(200).json();
    assert_eq!(back["data"][0], json!({ "code": "goya", "name": "Goya", "city": "Madrid", "company": "telar" }));

    // Somebody who works there holds it.
    let invited = [("email", "nuria@telar.example"), ("role", "associate"), ("shops", "goya")];
    owner.fills_in("/console/staff", &invited).await.expect(200);
    let page = owner.gets("/console/house?shop=goya").await.expect(200).text;
    assert!(!page.contains("shops/goya/remove"), "{page}");
    owner.fills_in("/console/house/shops/goya/remove", &[]).await.expect(409);
}
