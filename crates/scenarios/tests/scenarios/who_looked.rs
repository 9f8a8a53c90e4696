//! Whoever reads of one person, or changes something, is noted: whichever page or part of the API it was.

use scenarios::{
    homes::Engine,
    people::Person,
    shops::{MORNING, Shop},
};
use serde_json::{Value, json};

on_both_engines!(
    whoever_reads_of_a_person_is_noted
    whoever_changes_something_is_noted
);

const HOUR: i64 = 3_600;

async fn posts(owner: &Person, path: &str, body: Value) -> Value {
    let key = format!("key-{}", path.len() + body.to_string().len());
    let answer = owner.tells(path, &key, &body).await;
    assert!([200, 201, 204].contains(&answer.status), "{path}: {answer:?}");
    if answer.text.is_empty() { Value::Null } else { answer.json() }
}

async fn somebody(owner: &Person, kind: &str, value: &str) -> (String, String) {
    let told = json!({ "claims": [{ "kind": kind, "value": value }], "profile": { "name": value } });
    let told = posts(owner, "/api/v1/customers", told).await;
    let word = |field: &str| told[field].as_str().expect("an id").to_owned();
    (word("id"), word("identifier"))
}

/// What was noted since the morning, by acts: of whom, and by whom.
async fn noted(owner: &Person, act: &str) -> Vec<(Value, String)> {
    let found = owner.gets(&format!("/api/v1/audit?act={act}&limit=500")).await.expect(200).json();
    let lines = found["data"].as_array().expect("lines").iter();
    lines.map(|line| (line["customer"].clone(), line["actor"].as_str().unwrap_or_default().to_owned())).collect()
}

async fn whoever_reads_of_a_person_is_noted(engine: Engine) {
    let shop = Shop::open(engine).await;
    shop.stocks(&[("85048", "Glass ball")]).await;
    let (owner, viewer) = (shop.owner().await, shop.viewer().await);
    let order = json!({
        "number": "T-1",
        "channel": "web",
        "customer": { "kind": "email", "value": "ana@example.es", "name": "Ana" },
        "currency": "EUR",
        "lines": [{ "sku": "85048", "quantity": 2, "unit_price": "6.95" }],
    });
    owner.records_order(&order).await;
    let (bea, _) = somebody(&owner, "email", "bea@example.es").await;
    shop.settle().await;
    let ana = owner.finds_customer("ana").await["id"].as_str().expect("an id").to_owned();
    let order = viewer.gets("/api/v1/orders?q=T-1").await.expect(200).json()["data"][0]["id"].clone();
    let order = order.as_str().expect("an id");
    let both = [&ana, &bea];
    // The same person, written otherwise.
    let (escaped, bought) = (ana.replace('_', "%5F"), order.replace('_', "%5F"));
    let pages = [
        (format!("/api/v1/customers/{escaped}"), &both[..1]),
        (format!("/console/customers/{escaped}"), &both[..1]),
        (format!("/console/orders/{bought}"), &both[..1]),
        (format!("/api/v1/customers/{ana}/merge?%77ith={}", bea.replace('_', "%5F")), &both),
        (format!("/api/v1/customers/{ana}"), &both[..1]),
        (format!("/api/v1/customers/{ana}/thread"), &both[..1]),
        (format!("/api/v1/customers/{ana}/notes"), &both[..1]),
        (format!("/api/v1/customers/{ana}/links"), &both[..1]),
        (format!("/api/v1/customers/{ana}/consents"), &both[..1]),
        (format!("/api/v1/customers/{ana}/merge?with={bea}"), &both),
        (format!("/api/v1/orders/{order}"), &both[..1]),
        (format!("/console/customers/{ana}"), &both[..1]),
        (format!("/console/customers/{ana}/identity"), &both[..1]),
        (format!("/console/customers/{ana}/merge?with={bea}"), &both),
        (format!("/console/customers/{ana}/consents"), &both[..1]),
        (format!("/console/orders/{order}"), &both[..1]),
        ("/api/v1/customers".to_owned(), &[]),
        (format!("/console/customers/{ana}/nothing"), &[]),
    ];
    for (page, of) in pages {
        shop.clock.pass_seconds(HOUR);
        let before = noted(&owner, "card_opened").await.len();
        viewer.gets(&page).await;
        viewer.gets(&page).await;
        let mut now = noted(&owner, "card_opened").await;
        now.truncate(now.len() - before);
        let mut people: Vec<&str> = now.iter().map(|(whom, _)| whom.as_str().unwrap_or_default()).collect();
        let mut expected: Vec<&str> = of.iter().map(|id| id.as_str()).collect();
        people.sort_unstable();
        expected.sort_unstable();
        assert_eq!(people, expected, "{page}");
        assert!(now.iter().all(|(_, actor)| actor.starts_with("staff:stf_")), "{now:?}");
    }
    shop.clock.pass_seconds(HOUR);
    let before = noted(&owner, "card_opened").await.len();
    viewer.gets(&format!("/api/v1/customers/{ana}/erase")).await.expect(403);
    assert_eq!(noted(&owner, "card_opened").await.len(), before, "who was refused saw nothing");
    owner.gets(&format!("/api/v1/customers/{ana}/erase")).await.expect(200);
    assert_eq!(noted(&owner, "card_opened").await.len(), before + 1);
}

async fn whoever_changes_something_is_noted(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let (ana, email) = somebody(&owner, "email", "ana@example.es").await;
    let (bea, _) = somebody(&owner, "email", "bea@example.es").await;
    let (phone_of, phone) = somebody(&owner, "phone", "+34612345678").await;
    let at = |rest: &str| format!("/api/v1/customers/{ana}/{rest}");
    let merged = posts(&owner, &at("merge"), json!({ "with": bea })).await;
    let link = merged["link"].as_str().expect("a link").to_owned();
    let address = json!({ "kind": "email", "value": "ana@example.es" });
    let nobodys = json!({ "about": { "kind": "email", "value": "no@example.es" }, "reason": "by_hand" });
    let listed = posts(&owner, "/api/v1/suppressions", nobodys).await["id"].as_str().expect("an id").to_owned();
    assert_eq!(noted(&owner, "suppressed").await.len(), 1, "also of an address that nobody has");
    let lift = format!("/api/v1/suppressions/{listed}/lift");
    let acts: Vec<(&str, String, Value)> = vec![
        ("told", "/api/v1/customers".into(), json!({ "claims": [address], "profile": { "city": "Vigo" } })),
        ("undone", format!("/api/v1/links/{link}/undo"), json!({})),
        ("redone", format!("/api/v1/links/{link}/redo"), json!({})),
        ("parted", format!("/api/v1/identifiers/{email}/part"), json!({})),
        ("kept_apart", at("never"), json!({ "with": phone_of })),
        ("sharing_set", format!("/api/v1/identifiers/{phone}/sharing"), json!({ "sharing": "shared" })),
        ("recycled", format!("/api/v1/identifiers/{phone}/recycle"), json!({ "since": MORNING })),
        ("blocked", "/api/v1/identity/blocked".into(), json!({ "kind": "email", "pattern": "x@example.es" })),
        (
            "unblocked",
            "/api/v1/identity/blocked".into(),
            json!({ "kind": "email", "pattern": "x@example.es", "remove": true }),
        ),
        (
            "consent_recorded",
            "/api/v1/consents".into(),
            json!({ "about": address, "purpose": "marketing", "channel": "email", "decision": "granted",
                "how": "till" }),
        ),
        ("suppressed", lift, json!({ "why": "a mistake" })),
        ("suppressed", "/api/v1/suppressions".into(), json!({ "about": address, "reason": "by_hand" })),
        ("annotated", at("notes"), json!({ "text": "Likes tea" })),
        ("exported", String::new(), Value::Null),
        ("erased", at("erase"), json!({})),
    ];
    for (act, path, body) in acts {
        shop.clock.pass_seconds(60);
        let before = noted(&owner, act).await.len();
        match path.is_empty() {
            true => drop(owner.gets(&at("export")).await.expect(200)),
            false => drop(posts(&owner, &path, body).await),
        }
        let now = noted(&owner, act).await;
        assert_eq!(now.len(), before + 1, "{act}");
        assert!(now[0].1.starts_with("staff:stf_"), "{act}: {now:?}");
    }
}
