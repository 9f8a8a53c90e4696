//! The search over everything, and the views of lists that staff keep.

use scenarios::{homes::Engine, people::Person, shops::Shop};
use serde_json::json;
use web::rights::Role;

on_both_engines!(
    everybody_finds_what_they_may_see
    goods_are_called_as_one_reads
    a_view_is_kept_shared_removed_and_put_back
    a_view_that_cannot_be_is_refused
    a_view_is_kept_as_its_list_writes_it
);

async fn opened(engine: Engine) -> (Shop, Person) {
    let shop = Shop::open(engine).await;
    shop.stocks(&[("85048", "Bola de cristal")]).await;
    let owner = shop.owner().await;
    let order = json!({
        "number": "A-7001", "at": "2026-11-19T17:30:00Z", "channel": "web", "currency": "EUR",
        "customer": { "kind": "email", "value": "ana@example.es", "name": "Ana Núñez" },
        "lines": [{ "sku": "85048", "quantity": 2, "unit_price": "6.95" }],
    });
    owner.records_order(&order).await;
    shop.settle().await;
    (shop, owner)
}

async fn everybody_finds_what_they_may_see(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let finds = async |who: &Person, text: &str| who.gets(&format!("/console/find?q={text}")).await.expect(200).text;
    let (person, order, thing) = ("Ana Núñez</span>", "A-7001</span>", "Bola de cristal</span>");
    assert!(finds(&owner, "nunez").await.contains(person), "accents do not matter");
    assert!(finds(&owner, "a-7001").await.contains(order));
    assert!(finds(&owner, "bola").await.contains(thing));
    assert!(finds(&owner, "precio").await.contains("/console/products/price-changes"));
    assert!(finds(&owner, "nothing-like-this").await.contains("role=\"status\""));
    let all = finds(&owner, "").await;
    assert!(all.contains("/console/operations\"") && !all.contains(person), "without words the places alone");

    // Who may not see people or orders is told of none, and of no place where they may not go.
    let product = shop.member(Role::Product).await;
    for text in ["nunez", "a-7001"] {
        let found = finds(&product, text).await;
        assert!(!found.contains(person) && !found.contains(order), "{text}: {found}");
    }
    assert!(finds(&product, "bola").await.contains(thing));
    let places = finds(&product, "").await;
    for hidden in ["/console/operations\"", "/console/audit\"", "/console/labels\"", "/console/staff\""] {
        assert!(!places.contains(hidden), "{hidden}: {places}");
    }
    // Who may see orders sees whose each is, by name. To look for people, and how else they are known, takes the right.
    let associate = shop.member(Role::Associate).await;
    let (list, api) = ("/console/orders?q=", "/api/v1/orders?q=");
    let id = associate.gets(&format!("{api}a-7001")).await.expect(200).json()["data"][0]["id"].clone();
    let id = id.as_str().expect("an id");
    for (role, sees_people) in [(Role::Associate, true), (Role::Accountant, false), (Role::Operations, false)] {
        let who = if sees_people { associate.clone() } else { shop.member(role).await };
        let card = "/console/customers/cus_";
        for path in [
            "/console/find?q=a-7001".into(),
            format!("{list}a-7001"),
            format!("/console/orders/{id}"),
            "/console".into(),
        ] {
            let page = who.gets(&path).await.expect(200).text;
            assert!(page.contains("Ana Núñez"), "{role:?} {path}: {page}");
            assert!(sees_people || !page.contains(card) && !page.contains("ana@example.es"), "{role:?} {path}: {page}");
        }
        for words in ["ana", "nunez", "ana%40example.es"] {
            let page = who.gets(&format!("/console/find?q={words}")).await.expect(200).text;
            assert_eq!(page.contains(order), sees_people, "{role:?} finds by {words}: {page}");
            let page = who.gets(&format!("{list}{words}")).await.expect(200).text;
            assert_eq!(page.contains("A-7001"), sees_people, "{role:?} looks for {words}: {page}");
            let told = who.gets(&format!("{api}{words}")).await.expect(200).json();
            assert_eq!(
                told["data"].as_array().map(Vec::len),
                Some(usize::from(sees_people)),
                "{role:?} {words}: {told}"
            );
        }
        for path in [format!("{api}a-7001"), format!("/api/v1/orders/{id}")] {
            let told = who.gets(&path).await.expect(200).json();
            let buyer = told["data"].get(0).unwrap_or(&told)["customer"].clone();
            assert_eq!(buyer["name"], "Ana Núñez", "{role:?} {path}");
            assert_eq!(buyer["known_as"].is_null(), !sees_people, "{role:?} {path}: {buyer}");
        }
    }

    owner.gets(&format!("/console/find?q={}", "x".repeat(101))).await.expect(400);
    assert_eq!(shop.somebody().gets("/console/find?q=ana").await.status, 303);
}

async fn goods_are_called_as_one_reads(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    owner.tells("/api/v1/languages", "", &json!({ "data": ["en"] })).await.expect(200);
    let told = json!({ "products": [{ "code": "85048", "translations": { "en": { "name": "Glass ball" } } }] });
    owner.tells("/api/v1/products", "", &told).await.expect(200);
    shop.settle().await;
    let pages =
        ["/console/products", "/console/products?q=85048", "/console/products/unready", "/console/find?q=85048"];
    for path in pages {
        let (spanish, english) = (owner.gets(path).await.expect(200), owner.in_english().gets(path).await.expect(200));
        assert!(
            spanish.text.contains("Bola de cristal") && !spanish.text.contains("Glass ball"),
            "{path}: {spanish:?}"
        );
        assert!(
            english.text.contains("Glass ball") && !english.text.contains("Bola de cristal"),
            "{path}: {english:?}"
        );
    }
}

/// The removal of the view that a list shows.
fn removal(page: &str) -> String {
    let start = page.find("/console/views/viw_").unwrap_or_else(|| panic!("no view can be removed in {page}"));
    page[start..].split('"').next().expect("an address").to_owned()
}

async fn a_view_is_kept_shared_removed_and_put_back(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let sales = shop.member(Role::Sales).await;
    let keeps = |name: &'static str, query: &'static str| [("list", "customers"), ("query", query), ("name", name)];
    let list = "/console/customers";
    let told = owner.fills_in("/console/views", &keeps("Devuelven algo", "returns=1")).await.expect(303);
    assert_eq!(told.header("location"), "/console/customers?returns=1&did=view-kept");
    let chip = "href=\"/console/customers?returns=1\">Devuelven algo</a>";
    assert!(owner.gets(list).await.expect(200).text.contains(chip));
    let shown = owner.gets("/console/customers?returns=1").await.expect(200).text;
    assert!(
        shown.contains("href=\"/console/customers?returns=1\" aria-current=\"true\">Devuelven algo</a>"),
        "{shown}"
    );
    assert!(!shown.contains("action=\"/console/views\""), "it is kept already");
    assert!(!owner.gets("/console/orders").await.expect(200).text.contains("Devuelven algo"), "of its list alone");
    assert!(!sales.gets(list).await.expect(200).text.contains("Devuelven algo"), "it is the owner's own");

    // Told again by its name it means what is told now, and everybody sees it.
    let again = [("shared", "1")].into_iter().chain(keeps("Devuelven algo", "returns=1&sort=spent"));
    owner.fills_in("/console/views", &again.collect::<Vec<_>>()).await.expect(303);
    let chip = "href=\"/console/customers?returns=1&#38;sort=spent\">Devuelven algo</a>";
    assert!(sales.gets(list).await.expect(200).text.contains(chip), "{}", sales.gets(list).await.text);
    assert_eq!(owner.gets(list).await.text.matches("Devuelven algo</a>").count(), 1);
    let shown = sales.gets("/console/customers?returns=1&sort=spent").await.expect(200).text;
    assert!(!shown.contains("/remove\""), "who did not keep it does not remove it");
    let path = removal(&owner.gets("/console/customers?returns=1&sort=spent").await.expect(200).text);
    sales.fills_in(&path, &[]).await.expect(403);
    let gone = owner.fills_in(&path, &[]).await.expect(303);
    let page = owner.gets(gone.header("location")).await.expect(200).text;
    assert!(page.contains("Vista quitada") && !page.contains(chip), "{page}");
    let back = path.replace("/remove", "/back");
    assert!(page.contains(&back), "{page}");
    owner.fills_in(&back, &[]).await.expect(303);
    assert!(sales.gets(list).await.expect(200).text.contains(chip));
    let product = shop.member(Role::Product).await;
    product.fills_in("/console/views", &keeps("Intrusa", "returns=1")).await.expect(403);
    // Put back where another of its name was kept meanwhile, there would be two.
    let mine = [("list", "products"), ("query", "state=draft"), ("name", "En obras")];
    owner.fills_in("/console/views", &mine).await.expect(303);
    let path = removal(&owner.gets("/console/products?state=draft").await.expect(200).text);
    owner.fills_in(&path, &[]).await.expect(303);
    owner.fills_in("/console/views", &mine).await.expect(303);
    owner.fills_in(&path.replace("/remove", "/back"), &[]).await.expect(409);
    // An owner removes what somebody shared, and does not learn of what they keep for themselves.
    let mine = [("list", "orders"), ("query", ORDERS), ("name", "Web")];
    sales.fills_in("/console/views", &mine).await.expect(303);
    let own = removal(&sales.gets(&format!("/console/orders?{ORDERS}")).await.expect(200).text);
    owner.fills_in(&own, &[]).await.expect(404);
    sales.fills_in("/console/views", &[mine[0], mine[1], mine[2], ("shared", "1")]).await.expect(303);
    owner.fills_in(&own, &[]).await.expect(303);
}

/// Every filter of orders that a view may have.
const ORDERS: &str = "channel=web&shop=vigo&from=2026-11-01&to=2026-11-20&guests=1&sort=total";

async fn a_view_that_cannot_be_is_refused(engine: Engine) {
    let (_shop, owner) = opened(engine).await;
    let long = "active=".to_owned() + &"x".repeat(1_000);
    for (list, query, name) in [
        ("staff", "returns=1", "Una"),
        ("customers", "", "Una"),
        ("customers", "returns=1", "  "),
        ("customers", "q=ana%40example.es&returns=1", "Una"),
        ("customers", "%71=ana%40example.es&returns=1", "Una"),
        ("orders", "guests=1&%71=ana", "Una"),
        ("orders", "from=yesterday", "Una"),
        ("customers", "colour=red", "Una"),
        ("customers", "returns=1#top", "Una"),
        ("customers", "returns=1\r\nset-cookie: a=b", "Una"),
        ("customers", long.as_str(), "Una"),
    ] {
        let answer = owner.fills_in("/console/views", &[("list", list), ("query", query), ("name", name)]).await;
        answer.expect(400);
    }
    for number in 0..30 {
        let name = format!("Vista {number}");
        owner
            .fills_in("/console/views", &[("list", "orders"), ("query", "guests=1"), ("name", &name)])
            .await
            .expect(303);
    }
    let full = owner.fills_in("/console/views", &[("list", "orders"), ("query", "guests=1"), ("name", "Otra")]).await;
    full.expect(400);
}

async fn a_view_is_kept_as_its_list_writes_it(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let sales = shop.member(Role::Sales).await;
    let keeps = |query: &'static str| [("list", "customers"), ("query", query), ("name", "Suyas"), ("shared", "1")];
    let kept = sales.fills_in("/console/views", &keeps("did=erased&%73ort=spent&returns=1")).await.expect(303);
    assert_eq!(kept.header("location"), "/console/customers?returns=1&sort=spent&did=view-kept");
    // So it is known where it is shown, and whoever may remove it can.
    for person in [&sales, &owner] {
        let page = person.gets("/console/customers?returns=1&sort=spent").await.expect(200).text;
        assert!(page.contains(&removal(&page)) && page.contains("aria-current=\"true\">Suyas</a>"), "{page}");
    }
    // What others go by does not become something else under their eyes.
    for other in [&keeps("returns=1")[..], &keeps("returns=1&sort=spent")[..3]] {
        let answer = sales.fills_in("/console/views", other).await;
        assert_eq!(answer.status, 409, "{answer:?}");
    }
    sales.fills_in("/console/views", &keeps("sort=spent&returns=1")).await.expect(303);
    assert!(owner.gets("/console/customers").await.text.contains("returns=1&#38;sort=spent\">Suyas</a>"));
    // One that was kept before this was so is known all the same.
    let old = store::sql!("update saved_views set query = 'sort=spent&returns=1'");
    shop.db_writes(move |tx| tx.exec(old, store::params![])).await;
    let page = owner.gets("/console/customers?returns=1&sort=spent").await.expect(200).text;
    assert!(page.contains("/remove\""), "{page}");
}
