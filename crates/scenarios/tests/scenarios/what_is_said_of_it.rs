//! What people say of products: who bought them is told from who did not, and nobody is silenced for few stars.

use orders::import::shops;
use scenarios::{homes::Engine, people::Person, retail, shops::Shop};
use serde_json::{Value, json};

on_both_engines!(
    who_bought_it_is_told_from_who_did_not
    who_says_it_anew_is_heard_once
    few_stars_are_no_reason
    what_cannot_be_said_is_refused
    what_they_said_goes_with_them
    what_was_said_elsewhere_comes_along
    reviews_are_read_and_decided_on_their_page
);

async fn opened(engine: Engine) -> (Shop, Person) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let variants =
        json!([{ "sku": "ALB-S", "options": { "size": "S" } }, { "sku": "ALB-M", "options": { "size": "M" } }]);
    let products = json!({ "products": [
        { "code": "ALB", "name": "Vestido Alba", "state": "active", "variants": variants },
        { "code": "NUD", "name": "Cinturón Nudo", "state": "active" },
    ] });
    owner.tells("/api/v1/products", "", &products).await.expect(200);
    (shop, owner)
}

fn of(email: &str) -> Value {
    json!({ "kind": "email", "value": email })
}

fn said(email: &str, product: &str, stars: i64, body: &str) -> Value {
    let review = json!({ "product": product, "stars": stars, "body": body, "author": "Alguien", "language": "es" });
    json!({ "customer": of(email), "review": review })
}

async fn writes(owner: &Person, key: &str, review: Value) -> Value {
    owner.tells("/api/v1/reviews", key, &review).await.expect(201).json()
}

async fn buys(owner: &Person, number: &str, email: &str, sku: &str) {
    let lines = json!([{ "sku": sku, "quantity": 1, "unit_price": "79.90" }]);
    let order = json!({ "number": number, "channel": "web", "currency": "EUR", "customer": of(email), "lines": lines });
    owner.records_order(&order).await;
}

async fn decides(owner: &Person, review: &Value, state: &str, reason: Option<&str>) -> Value {
    let path = format!("/api/v1/reviews/{}/decide", text(review, "id"));
    owner.tells(&path, "", &json!({ "state": state, "reason": reason })).await.expect(200).json()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().expect("a text")
}

async fn who_bought_it_is_told_from_who_did_not(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    buys(&owner, "A-1", "ana@example.es", "ALB-M").await;
    buys(&owner, "A-2", "bea@example.es", "NUD").await;
    shop.clock.pass_seconds(3_600);
    let ana = writes(&owner, "1", said("ana@example.es", "ALB", 5, "Talla bien.")).await;
    assert_eq!((&ana["is_verified"], &ana["state"]), (&json!(true), &json!("waiting")));
    let bought = owner.gets(&format!("/api/v1/orders/{}", text(&ana, "order_id"))).await.expect(200).json();
    assert_eq!(bought["number"], "A-1");
    let bea = writes(&owner, "2", said("bea@example.es", "ALB", 4, "Lo vi en la tienda.")).await;
    assert_eq!((&bea["is_verified"], &bea["order_id"]), (&json!(false), &Value::Null), "she bought something else");
    let mut early = said("bea@example.es", "NUD", 1, "Me lo han contado.");
    early["review"]["at"] = json!("2020-01-01T00:00:00Z");
    assert_eq!(writes(&owner, "3", early).await["is_verified"], false, "she wrote before she bought");

    let waiting = owner.gets("/api/v1/reviews").await.expect(200).json();
    assert_eq!(waiting["data"].as_array().map(Vec::len), Some(3));
    let product = format!("/api/v1/products/{}/reviews", text(&ana, "product_id"));
    let none = owner.gets(&product).await.expect(200).json();
    assert_eq!((&none["data"], &none["summary"]["average"]), (&json!([]), &Value::Null), "nobody has read them yet");
    decides(&owner, &ana, "shown", None).await;
    decides(&owner, &bea, "shown", None).await;
    let shown = owner.gets(&product).await.expect(200).json();
    let summary = &shown["summary"];
    assert_eq!((&summary["average"], &summary["count"], &summary["verified"]), (&json!("4.5"), &json!(2), &json!(1)));
    assert_eq!(shown["data"].as_array().map(Vec::len), Some(2));
    let first = owner.gets(&format!("{product}?limit=1&stars=5")).await.expect(200).json();
    assert_eq!((&first["data"][0]["id"], &first["next"]), (&ana["id"], &Value::Null));
}

async fn who_says_it_anew_is_heard_once(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let first = writes(&owner, "1", said("ana@example.es", "ALB", 2, "Tarda mucho.")).await;
    let again = writes(&owner, "1", said("ana@example.es", "ALB", 2, "Tarda mucho.")).await;
    assert_eq!(first, again, "the same request is one review");
    decides(&owner, &first, "shown", None).await;
    let answer = json!({ "text": "Lo sentimos, Ana." });
    owner.tells(&format!("/api/v1/reviews/{}/answer", text(&first, "id")), "", &answer).await.expect(200);
    let claims = json!([of("ana@example.es"), { "kind": "phone", "value": "+34612345678" }]);
    owner.tells("/api/v1/customers", "both", &json!({ "claims": claims, "profile": {} })).await;
    shop.settle().await;
    let mut anew = said("ana@example.es", "ALB", 5, "Llegó, y es precioso.");
    anew["customer"] = json!({ "kind": "phone", "value": "+34 612 345 678" });
    let anew = writes(&owner, "2", anew).await;
    assert_eq!(anew["id"], first["id"], "she goes by another name, and is the same");
    assert_eq!((&anew["state"], &anew["answer"], &anew["stars"]), (&json!("waiting"), &Value::Null, &json!(5)));
}

async fn few_stars_are_no_reason(engine: Engine) {
    let (_shop, owner) = opened(engine).await;
    let one = writes(&owner, "1", said("ana@example.es", "ALB", 1, "Sois unos inútiles.")).await;
    let path = format!("/api/v1/reviews/{}/decide", text(&one, "id"));
    for wrong in [
        json!({ "state": "refused" }),
        json!({ "state": "refused", "reason": "few_stars" }),
        json!({ "state": "shown", "reason": "fake" }),
        json!({ "state": "waiting" }),
    ] {
        owner.tells(&path, "", &wrong).await.expect(400);
    }
    let refused = decides(&owner, &one, "refused", Some("insulting")).await;
    assert_eq!((&refused["state"], &refused["reason"]), (&json!("refused"), &json!("insulting")));
    let product = format!("/api/v1/products/{}/reviews", text(&one, "product_id"));
    let summary = owner.gets(&product).await.expect(200).json()["summary"].clone();
    assert_eq!((&summary["count"], &summary["refused"]), (&json!(0), &json!([1, 0, 0, 0, 0])), "it can be seen");
    let shown = decides(&owner, &one, "shown", None).await;
    assert_eq!((&shown["state"], &shown["reason"]), (&json!("shown"), &Value::Null));
}

async fn what_cannot_be_said_is_refused(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    for (wrong, key) in [
        (said("ana@example.es", "ALB", 0, "Nada."), "1"),
        (said("ana@example.es", "ALB", 6, "Todo."), "2"),
        (said("ana@example.es", "NOPE", 3, "¿Qué?"), "3"),
        (said("nadie", "ALB", 3, "Yo."), "4"),
        (said("ana@example.es", "ALB", 3, "a\u{202e}b"), "5"),
    ] {
        let answer = owner.tells("/api/v1/reviews", key, &wrong).await.expect(400);
        assert!(!answer.problem().is_empty());
    }
    owner.tells("/api/v1/reviews", "", &said("ana@example.es", "ALB", 3, "Sin llave.")).await.expect(400);
    let viewer = shop.viewer().await;
    viewer.tells("/api/v1/reviews", "7", &said("ana@example.es", "ALB", 3, "Miro.")).await.expect(403);
    let nothing = owner.gets("/api/v1/reviews").await.expect(200).json();
    assert_eq!(nothing["data"], json!([]));
    owner.gets("/api/v1/reviews/rev_0000000000ehg9k2bj3nwsxdqt").await.expect(404);
    owner.gets("/api/v1/reviews?stars=9").await.expect(400);
}

async fn what_they_said_goes_with_them(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let one = writes(&owner, "1", said("ana@example.es", "ALB", 5, "Vivo en la calle Real 3.")).await;
    shop.settle().await;
    let customer = text(&one, "customer_id");
    let told = owner.gets(&format!("/api/v1/customers/{customer}/export")).await.expect(200);
    assert!(told.text.contains("calle Real 3"), "she is told what she said");
    owner.tells(&format!("/api/v1/customers/{customer}/erase"), "erase", &json!({})).await.expect(200);
    owner.gets(&format!("/api/v1/reviews/{}", text(&one, "id"))).await.expect(404);
    assert_eq!(shop.verify().await, Vec::<String>::new());
}

async fn what_was_said_elsewhere_comes_along(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    buys(&owner, "A-1", "ana@example.es", "ALB-M").await;
    shop.clock.pass_seconds(60);
    let file = "sku,rating_code,rating_value,title,review,reviewer,email,created_at
ALB,Rating,5,\"Preciosa\",\"Talla <b>bien</b>.\",Chi,,
ALB-M,Rating,2,,\"Encoge.\",Ana,ana@example.es,2026-11-20 08:00:50
ALB-M,Rating,3,,\"Regular.\",Ana,ana@example.es,
NOPE,Rating,4,,\"Nada.\",Herb,,
NUD,Rating,mucho,,\"Nada.\",Herb,,
";
    let path = retail::file(shop.home.folder(), "reviews.csv", file.as_bytes());
    let imports = async || {
        let (paths, list) = (vec![path.clone()], shop.home.folder().to_owned());
        let from = shops::Shop::Magento;
        let asked = shops::Asked::of(from, paths);
        let (db, clock) = (shop.app.db.clone(), shop.app.clock.clone());
        let run = move || {
            let stop = std::sync::atomic::AtomicBool::new(false);
            shops::run(&db, &clock, &asked, &list, shops::Watch { tell: &mut |_| {}, stop: &stop })
        };
        tokio::task::spawn_blocking(run).await.expect("it ends").expect("it is taken")
    };
    let report = imports().await;
    assert_eq!((report.reviews.new, report.reviews.refused), (3, 2), "{:?}", report.first_rejects);
    let shown = owner.gets("/api/v1/reviews?state=shown").await.expect(200).json();
    let of = |stars: i64| shown["data"].as_array().expect("rows").iter().find(|one| one["stars"] == stars).cloned();
    let (five, two) = (of(5).expect("one"), of(2).expect("one"));
    assert_eq!(
        (&five["body"], &five["source"], &five["is_verified"]),
        (&json!("Talla bien."), &json!("magento"), &json!(false))
    );
    assert_eq!((&two["product"], &two["is_verified"]), (&json!("ALB"), &json!(true)), "Ana typed her address");
    let three = of(3).expect("one");
    assert_eq!(three["is_verified"], false, "nobody knows whether it was written before she bought");
    decides(&owner, &five, "refused", Some("fake")).await;
    let again = imports().await;
    assert_eq!((again.reviews.new, again.reviews.same), (0, 3));
    let refused = owner.gets("/api/v1/reviews?state=refused").await.expect(200).json();
    assert_eq!(refused["data"].as_array().map(Vec::len), Some(1), "what was decided since stays so");
}

async fn reviews_are_read_and_decided_on_their_page(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let empty = owner.gets("/console/reviews").await.expect(200);
    assert!(empty.text.contains("Nadie ha opinado"), "{}", empty.text);
    buys(&owner, "A-1", "ana@example.es", "ALB-M").await;
    shop.clock.pass_seconds(60);
    let one = writes(&owner, "1", said("ana@example.es", "ALB", 2, "<b>Encoge</b> al lavar.")).await;
    let page = owner.gets("/console/reviews").await.expect(200);
    assert!(page.text.contains("&#60;b&#62;Encoge") && page.text.contains("Compra verificada"), "{}", page.text);
    let path = format!("/console/reviews/{}", text(&one, "id"));
    owner.fills_in(&format!("{path}/decide"), &[("state", "refused"), ("reason", "")]).await.expect(400);
    let of = text(&one, "product_id").to_owned();
    let from = [("state", "shown"), ("from_stars", "2"), ("from_product", of.as_str())];
    let done = owner.fills_in(&format!("{path}/decide"), &from).await.expect(303);
    assert_eq!(done.header("location"), format!("/console/reviews?stars=2&product={of}&did=review-shown"));
    assert!(owner.gets(done.header("location")).await.expect(200).text.contains("class=\"notice did\""));
    owner.fills_in(&format!("{path}/answer"), &[("text", "Lávelo en frío.")]).await.expect(303);
    let shown = owner.gets("/console/reviews?state=shown&stars=2").await.expect(200);
    assert!(shown.text.contains("Lávelo en frío."));
    let product = owner.gets(&format!("/console/products/{}", text(&one, "product_id"))).await.expect(200);
    assert!(product.text.contains("Encoge"), "the product's page has it, too");
    let its_own = format!("/console/reviews?state=shown&product={of}");
    assert!(product.text.contains(&its_own.replace('&', "&amp;")), "and leads to its own");
    let its_own = owner.gets(&its_own).await.expect(200).text;
    assert!(its_own.contains("Encoge") && its_own.contains("Ver las de todos"), "{its_own}");
    let other = catalog::products::id_of("OTRO");
    let none = owner.gets(&format!("/console/reviews?state=shown&product={other}")).await.expect(200).text;
    assert!(!none.contains("Encoge"), "and to no other's");
    shop.settle().await;
    let card = owner.gets(&format!("/console/customers/{}", text(&one, "customer_id"))).await.expect(200);
    assert!(card.text.contains("Vestido Alba"), "her card tells of it");
    let viewer = shop.viewer().await;
    viewer.fills_in(&format!("{path}/decide"), &[("state", "shown")]).await.expect(403);
}
