//! What web sites, apps and servers tell, as Segment's SDKs send it; and what strangers try.

use scenarios::{homes::Engine, people::Person, shops::Shop};
use serde_json::{Value, json};
use store::{params, sql};
use web::rights::Role;

on_both_engines!(
    a_visit_is_on_the_thread_once
    nobody_becomes_somebody_else
    who_was_erased_is_not_told_of_again
    one_bad_message_does_not_spoil_a_batch
    a_key_opens_for_its_own_site_only
    what_could_not_be_used_is_told_again
    who_was_erased_stays_so_for_browsers
    a_key_for_all_uses_up_no_ones_message
    what_has_no_id_may_happen_again
    what_could_not_be_used_goes_with_its_person
    a_device_tells_of_whom
    what_changed_hands_in_the_middle_of_a_batch
    a_path_that_no_engine_takes_stops_nothing
    what_an_sdk_asks_first_is_answered_or_refused
);

async fn source(owner: &Person, name: &str, kind: &str, origins: Value) -> String {
    let body = json!({ "name": name, "kind": kind, "origins": origins });
    let made = owner.tells("/api/v1/sources", "", &body).await.expect(200).json();
    made["key"].as_str().expect("a key").to_owned()
}

fn with_key(key: &str, mut body: Value) -> Value {
    body["writeKey"] = json!(key);
    body
}

async fn kinds(shop: &Shop) -> Vec<String> {
    let text = sql!("select kind from events where channel in ('web', 'app') order by position");
    shop.db_reads(|tx| tx.query(text, params![], |row| row.get(0))).await
}

async fn a_visit_is_on_the_thread_once(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let key = source(&owner, "Tienda web", "browser", json!([])).await;
    let view = json!({ "type": "track", "event": "Product Viewed", "anonymousId": "b-1", "messageId": "m-1",
        "timestamp": "2026-11-20T07:59:00Z", "properties": { "sku": "85048", "price": 10, "currency": "EUR" } });
    let batch =
        with_key(&key, json!({ "batch": [view, { "type": "page", "anonymousId": "b-1", "messageId": "m-2" }] }));
    let visitor = shop.somebody();
    for _ in 0..3 {
        let answer = visitor.tells("/v1/batch", "", &batch).await.expect(200).json();
        assert_eq!(answer, json!({ "success": true }));
    }
    let mut other = view.clone();
    other["event"] = json!("Product Added");
    visitor.tells("/v1/t", "", &with_key(&key, other)).await.expect(200);
    assert_eq!(kinds(&shop).await, ["Product Viewed", "Page Viewed"], "a message that comes again is known");
    shop.settle().await;
    assert_eq!(shop.verify().await, Vec::<String>::new());
}

async fn nobody_becomes_somebody_else(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let claims = json!([{ "kind": "account", "value": "ana", "how": "signed_in" },
        { "kind": "email", "value": "ana@example.es", "how": "code" }]);
    let told = json!({ "claims": claims, "profile": { "name": "Ana" } });
    let ana = owner.tells("/api/v1/customers", "", &told).await.expect(200).json();
    let key = source(&owner, "Tienda web", "browser", json!([])).await;
    let (visitor, traits) = (shop.somebody(), json!({ "email": "ana@example.es", "name": "Mallory" }));
    for message in [
        json!({ "type": "identify", "userId": "ana", "anonymousId": "b-9", "traits": traits }),
        json!({ "type": "identify", "userId": "ana", "traits": traits }),
        json!({ "type": "alias", "previousId": "b-9", "userId": "ana", "anonymousId": "b-9" }),
        json!({ "type": "track", "event": "Order Completed", "userId": "ana", "anonymousId": "b-9",
            "properties": { "order_id": "F-1", "total": 9999, "currency": "EUR" } }),
        json!({ "type": "track", "event": "Consent Granted", "userId": "ana", "anonymousId": "b-9" }),
    ] {
        let path = format!("/v1/{}", message["type"].as_str().expect("a call"));
        visitor.tells(&path, "", &with_key(&key, message)).await.expect(200);
    }
    shop.settle().await;
    let card =
        owner.gets(&format!("/api/v1/customers/{}", ana["id"].as_str().expect("an id"))).await.expect(200).json();
    assert_eq!((&card["name"], &card["facts"]), (&json!("Ana"), &json!(1)), "{card}");
    assert_eq!(card["identifiers"].as_array().map(Vec::len), Some(2), "{card}");
    assert_eq!(card["figures"], json!([]));
    let may = "/api/v1/may?purpose=marketing&channel=email&kind=email&value=ana%40example.es";
    assert_eq!(owner.gets(may).await.expect(200).json()["reason"], "never_granted");
    let orders = owner.gets("/api/v1/orders").await.expect(200).json();
    assert_eq!(orders["data"], json!([]));
    assert_eq!(shop.verify().await, Vec::<String>::new());
}

/// An older queue of a server's, and a browser that still says who it was.
async fn who_was_erased_is_not_told_of_again(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let (server, web) =
        (source(&owner, "ERP", "server", json!([])).await, source(&owner, "Web", "browser", json!([])).await);
    let traits = json!({ "email": "ana@example.es", "name": "Ana Nunez" });
    let said = |id: &str| {
        json!({ "type": "identify", "userId": "ana-1984", "anonymousId": "b-1", "traits": traits, "messageId": id,
            "timestamp": "2026-11-19T10:00:00Z" })
    };
    let visitor = shop.somebody();
    visitor.tells("/v1/identify", "", &with_key(&server, said("m-1"))).await.expect(200);
    shop.settle().await;
    let found = owner.gets("/api/v1/customers?q=ana%40example.es").await.expect(200).json();
    let ana = found["data"][0]["id"].as_str().expect("she is known").to_owned();
    owner.tells(&format!("/api/v1/customers/{ana}/erase"), "", &json!({})).await.expect(200);
    shop.settle().await;
    visitor.tells("/v1/identify", "", &with_key(&server, said("m-2"))).await.expect(200);
    let mut browser = said("m-3");
    browser["anonymousId"] = json!("b-2");
    visitor.tells("/v1/identify", "", &with_key(&web, browser)).await.expect(200);
    shop.settle().await;
    let text = sql!(
        "select (select count(*) from said_claims) + (select count(*) from event_private
        where body like '%ana-1984%' or body like '%ana@example.es%')"
    );
    let left = shop.db_reads(move |tx| tx.query_one(text, params![], |row| row.get::<i64>(0))).await;
    assert_eq!(left, Some(0), "nothing leads to her");
    assert_eq!(shop.verify().await, Vec::<String>::new());
}

async fn one_bad_message_does_not_spoil_a_batch(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let body = json!({ "name": "ERP", "kind": "server" });
    let made = owner.tells("/api/v1/sources", "", &body).await.expect(200).json();
    let (id, key) = (made["id"].as_str().expect("an id"), made["key"].as_str().expect("a key"));
    let page = |number: i64| json!({ "type": "page", "userId": "ana", "messageId": format!("m-{number}") });
    let mut messages: Vec<Value> = (0..2_501).map(page).collect();
    let long = "a".repeat(20_000);
    messages[7] = json!({ "type": "track", "userId": "ana", "properties": { "long": long } });
    messages[8] = json!("nothing");
    messages[9] = json!({ "type": "page", "userId": "ana", "name": "a".repeat(40_000) });
    shop.somebody().tells("/v1/batch", "", &with_key(key, json!({ "batch": messages }))).await.expect(200);
    assert_eq!(kinds(&shop).await.len(), 2_497);
    let rejects = owner.gets(&format!("/api/v1/sources/{id}/rejects")).await.expect(200).json();
    let mut reasons: Vec<&str> =
        rejects["data"].as_array().expect("rejects").iter().filter_map(|one| one["reason"].as_str()).collect();
    reasons.sort_unstable();
    assert_eq!(reasons, ["broken", "missing", "too-large", "too-many"]);
    let whole = |one: &Value| one["body"].as_str().is_some_and(|body| body.contains(&long) && body.ends_with('}'));
    assert!(rejects["data"].as_array().expect("rejects").iter().any(whole), "it is kept whole, to be told again");
    for wrong in ["{", "7", "", "{\"batch\":{}}"] {
        let request = shop.somebody().request(axum::http::Method::POST, "/v1/batch");
        let answer = shop.somebody().asks(request, wrong.to_owned().into()).await.expect(400).json();
        assert_eq!((&answer["success"], &answer["code"]), (&json!(false), &json!("broken")), "{wrong}");
    }
}

async fn a_key_opens_for_its_own_site_only(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let key = source(&owner, "Tienda web", "browser", json!(["https://telar.example"])).await;
    let secret = source(&owner, "ERP", "server", json!([])).await;
    let asks = |key: &str, origin: Option<&str>| {
        let mut request = shop.somebody().request(axum::http::Method::POST, "/v1/page");
        if let Some(origin) = origin {
            request = request.header("origin", origin).header("sec-fetch-site", "cross-site");
        }
        (request, with_key(key, json!({ "anonymousId": "b" })).to_string())
    };
    let cases = [
        (key.as_str(), Some("https://telar.example"), 200, Value::Null),
        (key.as_str(), Some("https://thief.example"), 403, json!("wrong-origin")),
        (key.as_str(), None, 403, json!("wrong-origin")),
        (secret.as_str(), None, 200, Value::Null),
        (secret.as_str(), Some("https://telar.example"), 403, json!("secret-key-in-browser")),
        ("nothing", None, 401, json!("unknown-key")),
    ];
    for (key, origin, status, code) in cases {
        let (request, body) = asks(key, origin);
        let answer = shop.somebody().asks(request, body.into()).await.expect(status);
        assert_eq!(answer.json()["code"], code, "{origin:?}");
        assert_eq!(answer.header("access-control-expose-headers"), "retry-after", "a page may read when to come again");
    }
}

async fn what_could_not_be_used_is_told_again(engine: Engine) {
    let shop = Shop::open(engine).await;
    let (owner, viewer) = (shop.owner().await, shop.member(Role::Marketing).await);
    let body = json!({ "name": "ERP", "kind": "server" });
    let made = owner.tells("/api/v1/sources", "", &body).await.expect(200).json();
    let (id, key) = (made["id"].as_str().expect("an id"), made["key"].as_str().expect("a key"));
    let page = |number: i64| json!({ "type": "page", "userId": "ana", "messageId": format!("m-{number}") });
    let mut messages: Vec<Value> = (0..2_501).map(page).collect();
    messages[0] = json!({ "type": "track", "userId": "ana" });
    shop.somebody().tells("/v1/batch", "", &with_key(key, json!({ "batch": messages }))).await.expect(200);
    let path = format!("/api/v1/sources/{id}/rejects");
    viewer.gets(&path).await.expect(403);
    viewer.tells(&format!("{path}/replay"), "", &json!({})).await.expect(403);
    let told = owner.tells(&format!("{path}/replay"), "", &json!({})).await.expect(200).json();
    assert_eq!(told, json!({ "taken": 1, "known": 0, "rejected": 1, "next": null }), "what was too many is taken");
    assert_eq!(kinds(&shop).await.len(), 2_500);
    let told = owner.tells(&format!("{path}/replay"), "", &json!({})).await.expect(200).json();
    assert_eq!(told, json!({ "taken": 0, "known": 0, "rejected": 1, "next": null }), "and is not told twice");
    let listed = owner.gets(&path).await.expect(200).json();
    for one in listed["data"].as_array().expect("rejects") {
        let is_taken = !one["replayed_at"].is_null();
        assert_eq!(one["body"] == "", is_taken, "the body of what was taken is on the thread alone: {one}");
    }
    let shown = viewer.gets(&format!("/api/v1/sources/{id}")).await.expect(200).json();
    assert_eq!(shown["today"]["taken"], 2_500, "{shown}");
    assert_eq!(shown["today"]["rejected"], 2, "{shown}");
    let recent = viewer.gets(&format!("/api/v1/sources/{id}/recent")).await.expect(200).json();
    let came = recent["data"].as_array().expect("events");
    assert_eq!(came.len(), 50);
    assert!(came.iter().all(|one| one["customer"].as_str().is_some_and(|id| id.starts_with("cus_"))), "{recent}");
    assert!(came.iter().all(|one| one["private"].is_null()), "a viewer reads nothing personal");
    shop.settle().await;
    let audit = owner.gets("/api/v1/audit").await.expect(200).json();
    let acts: Vec<&str> = audit["data"].as_array().expect("lines").iter().filter_map(|l| l["act"].as_str()).collect();
    for act in ["source_set", "key_set", "rejects_seen", "rejects_replayed"] {
        assert!(acts.contains(&act), "{act}: {acts:?}");
    }
    assert_eq!(shop.verify().await, Vec::<String>::new());
}

/// Everything that is kept, as one text.
async fn kept(shop: &Shop) -> String {
    let text = sql!(
        "select coalesce(body, '') from event_private union all select value from said_claims
         union all select coalesce(name, '') from customers union all select value from traits
         union all select body from rejects"
    );
    shop.db_reads(move |tx| tx.query(text, params![], |row| row.get::<String>(0))).await.join("\n")
}

async fn people(shop: &Shop) -> i64 {
    let text = sql!("select count(*) from customers where merged_into is null");
    shop.db_reads(move |tx| tx.query_one(text, params![], |row| row.get(0))).await.expect("a number")
}

/// A public key says nothing of what people are like, and does not bring back who is gone.
async fn who_was_erased_stays_so_for_browsers(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let server = source(&owner, "ERP", "server", json!([])).await;
    let visitor = shop.somebody();
    let traits = json!({ "email": "ana@example.es", "name": "Ana Nunez", "birthday": "1984-05-31",
        "address": { "street": "Calle Mayor 1", "city": "Madrid" } });
    let said = |anonymous: &str| {
        let (call, user) = ("identify", "ana-1984");
        json!({ "type": call, "userId": user, "anonymousId": anonymous, "traits": traits })
    };
    visitor.tells("/v1/identify", "", &with_key(&server, said("b-1"))).await.expect(200);
    shop.settle().await;
    let ana = owner.finds_customer("ana@example.es").await["id"].as_str().expect("an id").to_owned();
    owner.tells(&format!("/api/v1/customers/{ana}/erase"), "", &json!({})).await.expect(200);
    shop.settle().await;
    let before = people(&shop).await;
    for (number, kind) in ["browser", "app", "device", "partner"].into_iter().enumerate() {
        let key = source(&owner, kind, kind, json!([])).await;
        visitor.tells("/v1/identify", "", &with_key(&key, said(&format!("b-{number}x")))).await.expect(200);
        // Nobody that could be found is behind this one.
        let mut nobody = said("");
        nobody["anonymousId"] = Value::Null;
        visitor.tells("/v1/identify", "", &with_key(&key, nobody)).await.expect(200);
    }
    shop.settle().await;
    let kept = kept(&shop).await;
    for name in ["Nunez", "1984", "Mayor", "ana@"] {
        assert!(!kept.contains(name), "{name}: {kept}");
    }
    assert_eq!(people(&shop).await, before + 3, "a browser, an app, and whoever has the account from now on");
    assert_eq!(shop.verify().await, Vec::<String>::new());
}

async fn a_key_for_all_uses_up_no_ones_message(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let message = json!({ "type": "track", "event": "Product Viewed", "anonymousId": "b-1", "userId": "ana",
        "messageId": "order-4711" });
    for kind in ["browser", "partner", "server", "server"] {
        let key = source(&owner, &format!("{kind} {}", kinds(&shop).await.len()), kind, json!([])).await;
        for _ in 0..2 {
            shop.somebody().tells("/v1/t", "", &with_key(&key, message.clone())).await.expect(200);
        }
    }
    assert_eq!(
        kinds(&shop).await.len(),
        3,
        "a thief of the page's key does not send the servers' messages before them"
    );
}

async fn what_has_no_id_may_happen_again(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let key = source(&owner, "Tienda web", "browser", json!([])).await;
    let page = json!({ "type": "page", "anonymousId": "b-1" });
    let mut dated = page.clone();
    dated["timestamp"] = json!("2026-11-20T07:59:00Z");
    for message in [&page, &page, &dated, &dated] {
        shop.somebody().tells("/v1/page", "", &with_key(&key, message.clone())).await.expect(200);
    }
    assert_eq!(kinds(&shop).await.len(), 3, "what says when it happened is known when it comes again");
    let pixel = format!("/pixel/v1/page?writeKey={key}&anonymousId=b-1&timestamp=2026-11-20T07:59:00Z");
    for _ in 0..2 {
        shop.somebody().gets(&pixel).await.expect(200);
    }
    assert_eq!(kinds(&shop).await.len(), 5, "each look at a picture is one");
    let secret = source(&owner, "ERP", "server", json!([])).await;
    let refused =
        shop.somebody().gets(&format!("/pixel/v1/page?writeKey={secret}&userId=ana")).await.expect(403).json();
    assert_eq!(refused["code"], "secret-key-in-browser");
}

async fn what_could_not_be_used_goes_with_its_person(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let key = source(&owner, "ERP", "server", json!([])).await;
    let visitor = shop.somebody();
    let traits = json!({ "email": "ana@example.es" });
    let ana = json!({ "type": "identify", "userId": "ana", "traits": traits });
    visitor.tells("/v1/identify", "", &with_key(&key, ana)).await.expect(200);
    // Without the name of the event, each of them, and one twice.
    let nameless = |who: Value| {
        let mut message = with_key(&key, who);
        message["properties"] = json!({ "note": "a secret wish" });
        message
    };
    for who in [json!({ "userId": "ana" }), json!({ "userId": "ana" }), json!({ "userId": "bea" })] {
        visitor.tells("/v1/track", "", &nameless(who)).await.expect(200);
    }
    let by_mail = nameless(json!({ "userId": "old-1", "traits": traits }));
    visitor.tells("/v1/batch", "", &with_key(&key, json!({ "batch": [by_mail] }))).await.expect(200);
    let text = sql!("select body from rejects order by body");
    let bodies: Vec<String> = shop.db_reads(move |tx| tx.query(text, params![], |row| row.get(0))).await;
    assert_eq!(bodies.len(), 3, "what comes again is kept once");
    assert!(bodies.iter().all(|body| !body.contains(&key)), "no key is kept: {bodies:?}");
    shop.settle().await;
    let id = owner.finds_customer("ana@example.es").await["id"].as_str().expect("an id").to_owned();
    let told = owner.gets(&format!("/api/v1/customers/{id}/export")).await.expect(200).json();
    assert_eq!(told["rejects"].as_array().map(Vec::len), Some(2), "{told}");
    owner.tells(&format!("/api/v1/customers/{id}/erase"), "", &json!({})).await.expect(200);
    shop.settle().await;
    visitor.tells("/v1/track", "", &nameless(json!({ "userId": "ana", "a": 1 }))).await.expect(200);
    let left: Vec<String> = shop.db_reads(move |tx| tx.query(text, params![], |row| row.get(0))).await;
    assert_eq!((left.len(), left[0].contains("bea")), (1, true), "hers are gone, and do not come back: {left:?}");
    assert_eq!(shop.verify().await, Vec::<String>::new());
}

/// What the page of a device's source shows to be sent is of somebody, who is joined with nobody by it.
async fn a_device_tells_of_whom(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let told = json!({ "claims": [{ "kind": "account", "value": "4711", "how": "signed_in" }] });
    let ana = owner.tells("/api/v1/customers", "", &told).await.expect(200).json()["id"].clone();
    let before = people(&shop).await;
    for kind in ["device", "partner"] {
        let key = source(&owner, kind, kind, json!([])).await;
        let message = json!({ "type": "track", "event": "Product Tried On", "userId": "4711", "anonymousId": "kiosk-1",
            "properties": { "sku": "85048" } });
        shop.somebody().tells("/v1/track", "", &with_key(&key, message)).await.expect(200);
        let traits = json!({ "email": "mallory@example.es" });
        let message = json!({ "type": "identify", "userId": "4711", "traits": traits });
        shop.somebody().tells("/v1/identify", "", &with_key(&key, message)).await.expect(200);
    }
    shop.settle().await;
    let card = owner.gets(&format!("/api/v1/customers/{}", ana.as_str().expect("an id"))).await.expect(200).json();
    assert_eq!((&card["facts"], card["identifiers"].as_array().map(Vec::len)), (&json!(5), Some(1)), "{card}");
    assert_eq!(people(&shop).await, before);
    assert_eq!(shop.verify().await, Vec::<String>::new());
}

/// A number that was given to somebody else: what happened before and after comes in one batch.
async fn what_changed_hands_in_the_middle_of_a_batch(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let key = source(&owner, "ERP", "server", json!([])).await;
    let told = json!({ "claims": [{ "kind": "account", "value": "till-7", "how": "server" }] });
    owner.tells("/api/v1/customers", "", &told).await.expect(200);
    let now = shop.clock.now();
    shop.db_writes(move |tx| {
        let text = sql!("select id from identifiers where value = 'till-7'");
        let id = tx.query_one(text, params![], |row| row.get(0))?.expect("it is known");
        let cx = base::Cx::system("story", now);
        customers::identity::tenures::recycle(&cx, tx, id, now.plus_seconds(-3_600))
    })
    .await;
    let view = |minutes: i64| {
        json!({ "type": "track", "event": "Product Viewed", "userId": "till-7", "messageId": minutes,
            "timestamp": now.plus_seconds(-60 * minutes).to_rfc3339() })
    };
    let batch = json!({ "batch": [view(5), view(90), view(6), view(91), view(7)] });
    shop.somebody().tells("/v1/batch", "", &with_key(&key, batch)).await.expect(200);
    let text = sql!("select count(*) from events where kind = 'Product Viewed' group by actor order by 1");
    let counts: Vec<i64> = shop.db_reads(move |tx| tx.query(text, params![], |row| row.get(0))).await;
    assert_eq!(counts, [2, 3], "each is of whoever had it then");
    shop.settle().await;
    assert_eq!(shop.verify().await, Vec::<String>::new());
}

async fn a_path_that_no_engine_takes_stops_nothing(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let key = source(&owner, "Tienda web", "browser", json!([])).await;
    let page = |path: &str| json!({ "type": "page", "anonymousId": "b-1", "context": { "page": { "path": path } } });
    let batch = json!({ "batch": [page("/a\u{0}b"), page("/ok")] });
    shop.somebody().tells("/v1/batch", "", &with_key(&key, batch)).await.expect(200);
    // And one that was taken before it was looked at so closely.
    let text = sql!("update events set body = '{\"source\":\"web\",\"path\":\"/a\\u0000b\"}' where body like '%/ok%'");
    shop.db_writes(move |tx| tx.exec(text, params![])).await;
    shop.settle().await;
    let parked = shop.db_reads(store::followers::parked).await;
    assert!(parked.is_empty(), "{parked:?}");
    assert_eq!(shop.verify().await, Vec::<String>::new());
}

/// What is asked for before an SDK begins, and many ways in which nobody would ask: each is answered or refused, and
/// nobody is told of a source by less than its key.
async fn what_an_sdk_asks_first_is_answered_or_refused(engine: Engine) {
    const BYTES: &[u8] = b"/?&=%.:~-_0aZ%2F%00%ff%zz+;,@";
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let key = source(&owner, "Tienda web", "browser", json!([])).await;
    let seeds = [
        format!("/v1/projects/{key}/settings"),
        format!("/projects/{key}/settings"),
        format!("/sourceConfig?writeKey={key}&p=npm"),
        format!("/sourceConfig/?p=cdn&writeKey={key}"),
    ];
    for path in &seeds {
        let answer = shop.somebody().gets(path).await.expect(200).json();
        // Else each shopper's browser tells the maker of the SDK.
        assert!(path.starts_with("/sourceConfig") || answer["metrics"]["sampleRate"] == 0, "{path}: {answer}");
    }
    // xorshift64*: the same in every run.
    let mut dice = 88_172_645_463_325_252_u64;
    let mut below = |most: usize| {
        dice ^= dice >> 12;
        dice ^= dice << 25;
        dice ^= dice >> 27;
        (dice.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % most.max(1)
    };
    let mut answered = 0;
    for turn in 0..400 {
        let mut bytes = seeds[turn % seeds.len()].clone().into_bytes();
        for _ in 0..=below(3) {
            let at = 1 + below(bytes.len() - 1);
            match below(4) {
                0 => bytes.truncate(at + 1),
                1 => bytes[at] = BYTES[below(BYTES.len())],
                2 => bytes.insert(at, BYTES[below(BYTES.len())]),
                _ => drop(bytes.remove(at)),
            }
            bytes.extend_from_slice(if bytes.len() < 2 { b"xx" } else { b"" });
        }
        let path = String::from_utf8(bytes).expect("ASCII");
        if path.parse::<axum::http::Uri>().is_err() || !path.starts_with('/') || path.starts_with("//") {
            continue;
        }
        let mut request = shop.somebody().request(axum::http::Method::GET, &path);
        if turn % 5 == 0 {
            request = request.header("authorization", &path[..path.len().min(20)]);
        }
        let answer = shop.somebody().asks(request, Default::default()).await;
        assert!([200, 303, 400, 401, 404, 405].contains(&answer.status), "{path}: {answer:?}");
        let tells = answer.status == 200 && (answer.text.contains("apiKey") || answer.text.contains("workspaceId"));
        assert!(!tells || path.contains(&key), "{path}: {answer:?}");
        answered += usize::from(tells);
    }
    assert!(answered > 0, "some still ask for what there is: {answered}");
}
