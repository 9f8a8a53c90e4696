//! Who is one person, and who is not: what other systems get wrong about people, told so that it goes right here.

use scenarios::{homes::Engine, people::Person, shops::Shop};
use serde_json::{Value, json};
use store::{params, sql};

on_both_engines!(
    a_tablet_signs_in_forty_customers
    a_family_has_one_email
    a_till_writes_one_address_for_everybody
    a_telephone_number_is_given_to_somebody_else
    bea_signs_in_on_anas_browser
    the_same_email_with_two_accounts_is_two_people
    one_person_has_several_addresses
    a_browser_cannot_claim_to_be_somebody
    an_address_on_the_network_is_nobodys_name
    staff_choose_who_stays_and_take_it_back
    what_is_previewed_is_what_comes
    a_merge_keeps_the_devices
    what_was_taken_back_does_not_come_back
    figures_are_summed_and_never_counted_twice
    a_name_that_another_gave_is_found_again
    a_stricter_rule_parts_who_was_joined
    what_cannot_be_is_said_in_a_sentence
);

pub(super) async fn opened(engine: Engine) -> (Shop, Person) {
    let shop = Shop::open(engine).await;
    shop.stocks(&[("85048", "Glass ball")]).await;
    let owner = shop.owner().await;
    (shop, owner)
}

/// Says that somebody goes by these names: kind, value, how.
pub(super) async fn says(owner: &Person, names: &[(&str, &str, &str)]) -> String {
    said(owner, names, json!({}), None).await
}

pub(super) async fn said(owner: &Person, names: &[(&str, &str, &str)], profile: Value, at: Option<&str>) -> String {
    let claims: Vec<Value> =
        names.iter().map(|(kind, value, how)| json!({ "kind": kind, "value": value, "how": how })).collect();
    let mut body = json!({ "claims": claims, "profile": profile });
    if let Some(at) = at {
        body["at"] = json!(at);
    }
    let told = owner.tells("/api/v1/customers", "", &body).await.expect(200).json();
    told["id"].as_str().unwrap_or("nobody").to_owned()
}

pub(super) async fn posts(owner: &Person, path: &str, body: Value) -> Value {
    owner.tells(path, "", &body).await.expect(200).json()
}

pub(super) async fn card(owner: &Person, id: &str) -> Value {
    owner.gets(&format!("/api/v1/customers/{id}")).await.expect(200).json()
}

pub(super) fn names_of(card: &Value) -> Vec<String> {
    let identifiers = card["identifiers"].as_array().expect("identifiers");
    let mut names: Vec<String> =
        identifiers.iter().map(|one| one["value"].as_str().expect("a value").to_owned()).collect();
    names.sort();
    names
}

pub(super) fn identifier(card: &Value, value: &str) -> Value {
    let identifiers = card["identifiers"].as_array().expect("identifiers");
    identifiers.iter().find(|one| one["value"] == value).unwrap_or_else(|| panic!("{value} in {card}")).clone()
}

async fn buys(owner: &Person, number: &str, kind: &str, value: &str) {
    let order = json!({ "number": number, "channel": "web", "currency": "EUR",
        "customer": { "kind": kind, "value": value },
        "lines": [{ "sku": "85048", "quantity": 1, "unit_price": "10.00" }] });
    owner.records_order(&order).await;
}

async fn people(shop: &Shop) -> i64 {
    shop.db_reads(|tx| {
        let text = sql!("select count(distinct customer_id) from identifiers where kind <> 'device'");
        Ok(tx.query_one(text, params![], |row| row.get(0))?.unwrap_or(0))
    })
    .await
}

async fn a_tablet_signs_in_forty_customers(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let mut ids = Vec::new();
    for number in 0..40 {
        let account = format!("account-{number}");
        ids.push(says(&owner, &[("account", &account, "signed_in"), ("device", "tablet-7", "server")]).await);
    }
    assert_eq!(people(&shop).await, 40, "nobody was joined with another");
    for id in [&ids[0], &ids[39]] {
        assert_eq!(card(&owner, id).await["identifiers"].as_array().map(Vec::len), Some(1), "the tablet is nobody's");
    }
    let sharing = shop
        .db_reads(|tx| {
            let text = sql!("select sharing from identifiers where kind = 'device'");
            tx.query_one(text, params![], |row| row.get::<String>(0))
        })
        .await;
    assert_eq!(sharing.as_deref(), Some("counted"));
}

async fn a_family_has_one_email(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    for member in ["1001", "1002", "1003"] {
        says(&owner, &[("loyalty", member, "staff_scan"), ("email", "casa@example.es", "typed")]).await;
        buys(&owner, &format!("F-{member}"), "loyalty", member).await;
    }
    shop.settle().await;
    assert_eq!(people(&shop).await, 3, "each card is a person of its own");
    let first = card(&owner, &says(&owner, &[("loyalty", "1001", "staff_scan")]).await).await;
    assert_eq!(first["figures"][0]["orders"], 1, "{first}");
}

async fn a_till_writes_one_address_for_everybody(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    for number in 0..60 {
        let member = format!("{}", 2_000 + number);
        says(&owner, &[("loyalty", &member, "staff_scan"), ("email", "caja@telar.example", "typed")]).await;
    }
    assert_eq!(people(&shop).await, 61, "sixty people, and an address that is nobody's");
    posts(&owner, "/api/v1/identity/blocked", json!({ "kind": "email", "pattern": "caja*@telar.example" })).await;
    assert_eq!(says(&owner, &[("email", "caja@telar.example", "typed")]).await, "nobody");
    assert_eq!(says(&owner, &[("email", "caja2@telar.example", "server")]).await, "nobody");
    // An order that comes with it is kept, and is nobody's.
    buys(&owner, "C-1", "email", "caja@telar.example").await;
    shop.settle().await;
    let order = owner.gets("/api/v1/orders?q=C-1").await.expect(200).json();
    assert_eq!(order["data"][0]["customer"], Value::Null, "{order}");
    assert_eq!(says(&owner, &[("account", "null", "server")]).await, "nobody");
}

async fn a_telephone_number_is_given_to_somebody_else(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let phone = "+34600111222";
    let at = Some("2019-05-03T10:00:00Z");
    let ana = said(&owner, &[("account", "ana", "signed_in"), ("phone", phone, "code")], json!({}), at).await;
    buys(&owner, "P-1", "phone", phone).await;
    let at = Some("2026-02-01T10:00:00Z");
    let bea = said(&owner, &[("account", "bea", "signed_in"), ("phone", phone, "code")], json!({}), at).await;
    assert_ne!(ana, bea, "one number does not make two accounts one person");
    shop.settle().await;
    let number = identifier(&card(&owner, &ana).await, phone)["id"].as_str().expect("an id").to_owned();
    assert_eq!(names_of(&card(&owner, &bea).await), ["bea"]);

    let path = format!("/api/v1/identifiers/{number}/recycle");
    posts(&owner, &path, json!({ "since": "2026-01-01T00:00:00Z" })).await;
    assert_eq!(names_of(&card(&owner, &bea).await), [phone, "bea"], "the number is hers now");
    let anas = card(&owner, &ana).await;
    assert_eq!(anas["figures"][0]["orders"], 1, "what was bought with it before is Ana's");
    buys(&owner, "P-2", "phone", phone).await;
    shop.settle().await;
    assert_eq!(card(&owner, &bea).await["figures"][0]["orders"], 1, "what is bought with it now is Bea's");
    assert_eq!(card(&owner, &ana).await["figures"][0]["orders"], 1);
}

/// mautic#4211: user B logs in on A's browser, and A's history moves to B.
async fn bea_signs_in_on_anas_browser(engine: Engine) {
    let (_shop, owner) = opened(engine).await;
    let ana = said(
        &owner,
        &[("account", "ana", "signed_in"), ("browser", "b-1", "claimed")],
        json!({}),
        Some("2026-03-01T10:00:00Z"),
    )
    .await;
    let bea = says(&owner, &[("account", "bea", "signed_in"), ("browser", "b-1", "claimed")]).await;
    assert_ne!(ana, bea);
    assert_eq!(names_of(&card(&owner, &ana).await), ["ana", "b-1"], "her browser is still hers");
    assert_eq!(names_of(&card(&owner, &bea).await), ["bea"]);
}

/// chatwoot#2811 and #4728: the same e-mail with another account was merged, and data was lost.
async fn the_same_email_with_two_accounts_is_two_people(engine: Engine) {
    let (_shop, owner) = opened(engine).await;
    let one = says(&owner, &[("account", "a-1", "server"), ("email", "team@example.es", "server")]).await;
    let other = says(&owner, &[("account", "a-2", "server"), ("email", "team@example.es", "server")]).await;
    assert_ne!(one, other);
    let links = owner.gets(&format!("/api/v1/customers/{other}/links")).await.expect(200).json();
    let held = links["data"].as_array().expect("links").iter().find(|link| link["state"] == "held");
    assert_eq!(held.expect("one is held")["reason"], "too-many-account", "and it is said why: {links}");
}

/// chatwoot#258, #1459, #3079: several e-mails and phones for each person.
async fn one_person_has_several_addresses(engine: Engine) {
    let (_shop, owner) = opened(engine).await;
    let first = says(&owner, &[("account", "ana", "signed_in"), ("email", "ana@example.es", "code")]).await;
    says(&owner, &[("account", "ana", "signed_in"), ("email", "ana@work.example", "code")]).await;
    let now = says(&owner, &[("account", "ana", "signed_in"), ("phone", "+34600000001", "code")]).await;
    assert_eq!(first, now);
    assert_eq!(names_of(&card(&owner, &now).await), ["+34600000001", "ana", "ana@example.es", "ana@work.example"]);
}

async fn a_browser_cannot_claim_to_be_somebody(engine: Engine) {
    let (_shop, owner) = opened(engine).await;
    let ana = says(&owner, &[("account", "ana", "signed_in"), ("email", "ana@example.es", "code")]).await;
    let bea = says(&owner, &[("account", "bea", "signed_in"), ("email", "bea@example.es", "code")]).await;
    says(&owner, &[("account", "ana", "claimed"), ("email", "bea@example.es", "claimed")]).await;
    assert_ne!(card(&owner, &ana).await["id"], card(&owner, &bea).await["id"], "a claim joins no two people");
    // PostHog#11873: a wrong alias is a link that is held, and nothing else.
    let links = owner.gets(&format!("/api/v1/customers/{ana}/links")).await.expect(200).json();
    let held: Vec<&Value> =
        links["data"].as_array().expect("links").iter().filter(|link| link["state"] == "held").collect();
    assert_eq!(held.len(), 1, "{links}");
    assert_eq!(held[0]["reason"], "two-strong");
}

/// mautic#2566 and #2950: whoever shares a café's network is one person.
async fn an_address_on_the_network_is_nobodys_name(engine: Engine) {
    let (_shop, owner) = opened(engine).await;
    let body = json!({ "claims": [{ "kind": "ip", "value": "203.0.113.7" }] });
    let answer = owner.tells("/api/v1/customers", "", &body).await;
    assert_eq!(answer.status, 400, "{answer:?}");
}

/// chatwoot#5115: the direction of a merge is fixed, and there is no way back.
async fn staff_choose_who_stays_and_take_it_back(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let at = Some("2024-01-01T10:00:00Z");
    let old = said(&owner, &[("email", "ana@example.es", "server")], json!({ "name": "Ana M." }), at).await;
    let new = said(&owner, &[("account", "ana", "signed_in")], json!({ "name": "Ana Morales" }), None).await;
    buys(&owner, "S-1", "email", "ana@example.es").await;
    buys(&owner, "S-2", "account", "ana").await;
    shop.settle().await;
    let (before_old, before_new) = (card(&owner, &old).await, card(&owner, &new).await);

    let preview = owner.gets(&format!("/api/v1/customers/{new}/merge?with={old}")).await.expect(200).json();
    assert_eq!(preview["one"]["figures"][0]["orders"], 2, "{preview}");
    assert_eq!(preview["differences"][0], json!({ "field": "name", "kept": "Ana Morales", "other": "Ana M." }));
    assert_eq!(preview["refused"], Value::Null);
    let joined = posts(&owner, &format!("/api/v1/customers/{new}/merge"), json!({ "with": old })).await;
    assert_eq!((&joined["customer"]["id"], &joined["customer"]["name"]), (&json!(new), &json!("Ana Morales")));
    assert_eq!(joined["customer"]["figures"][0]["orders"], 2, "at once");
    assert_eq!(card(&owner, &old).await["id"], json!(new), "the old address leads on");
    shop.settle().await;
    let thread = owner.gets(&format!("/api/v1/customers/{new}/thread")).await.expect(200).json();
    let knots = thread["data"].as_array().expect("knots");
    assert!(knots.iter().any(|knot| knot["kind"] == "Customers Merged"), "{thread}");

    let link = joined["link"].as_str().expect("a link");
    posts(&owner, &format!("/api/v1/links/{link}/undo"), json!({})).await;
    let (after_old, after_new) = (card(&owner, &old).await, card(&owner, &new).await);
    for (before, after) in [(before_old, after_old), (before_new, after_new)] {
        for key in ["id", "name", "figures", "favorites"] {
            assert_eq!(before[key], after[key], "{key}");
        }
        assert_eq!(names_of(&before), names_of(&after));
    }
    shop.settle().await;
    assert_eq!(shop.verify().await, Vec::<String>::new());
}

/// A preview tells of tags and of what may be sent as well, and leaves nothing of itself.
async fn what_is_previewed_is_what_comes(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let keeps = said(&owner, &[("email", "ana@example.es", "code")], json!({ "city": "Toledo" }), None).await;
    let joins = said(&owner, &[("email", "morales@example.es", "code")], json!({ "city": "Soria" }), None).await;
    buys(&owner, "P-1", "email", "morales@example.es").await;
    let about = |value: &str, decision: &str| {
        json!({ "about": { "kind": "email", "value": value }, "purpose": "marketing",
            "channel": if decision == "granted" { "email" } else { "any" }, "decision": decision, "how": "till" })
    };
    for (value, decision) in [("ana@example.es", "granted"), ("morales@example.es", "withdrawn")] {
        owner.tells("/api/v1/consents", value, &about(value, decision)).await.expect(201);
    }
    let label = json!({ "kind": "tag", "name": "Feria" });
    let label = posts(&owner, "/api/v1/labels", label).await;
    let label = label["id"].as_str().expect("an id").to_owned();
    posts(&owner, &format!("/api/v1/customers/{joins}/labels"), json!({ "label": label, "act": "add" })).await;
    shop.settle().await;
    let (before_keeps, before_joins) = (card(&owner, &keeps).await, card(&owner, &joins).await);

    let preview = owner.gets(&format!("/api/v1/customers/{keeps}/merge?with={joins}")).await.expect(200).json();
    assert_eq!(preview["differences"], json!([{ "field": "city", "kept": "Toledo", "other": "Soria" }]));
    assert_eq!(preview["one"]["labels"][0]["name"], "Feria", "{preview}");
    let answers = preview["answers"].as_array().expect("answers");
    assert_eq!(answers.len(), 1, "{preview}");
    assert_eq!((&answers[0]["value"], &answers[0]["allowed"]), (&json!("ana@example.es"), &json!(false)));
    shop.settle().await;
    assert_eq!(card(&owner, &keeps).await, before_keeps);
    assert_eq!(card(&owner, &joins).await, before_joins);

    let joined = posts(&owner, &format!("/api/v1/customers/{keeps}/merge"), json!({ "with": joins })).await;
    for (key, value) in joined["customer"].as_object().expect("a card") {
        assert_eq!(&preview["one"][key], value, "{key}");
    }
    let may = "/api/v1/may?purpose=marketing&channel=email&kind=email&value=ana%40example.es";
    assert_eq!(owner.gets(may).await.expect(200).json()["allowed"], answers[0]["allowed"]);
}

/// mautic#7559: a merge that drops device rows mints new ghosts.
async fn a_merge_keeps_the_devices(engine: Engine) {
    let (_shop, owner) = opened(engine).await;
    let one = says(&owner, &[("email", "ana@example.es", "code"), ("browser", "b-1", "claimed")]).await;
    let other = says(&owner, &[("account", "ana", "signed_in"), ("device", "phone-1", "claimed")]).await;
    posts(&owner, &format!("/api/v1/customers/{one}/merge"), json!({ "with": other })).await;
    assert_eq!(names_of(&card(&owner, &one).await), ["ana", "ana@example.es", "b-1", "phone-1"]);
    let again = says(&owner, &[("device", "phone-1", "claimed")]).await;
    assert_eq!(again, one, "the device leads to the one person, and not to a ghost");
}

/// Segment: a replay within five minutes resurrects what was repaired.
async fn what_was_taken_back_does_not_come_back(engine: Engine) {
    let (_shop, owner) = opened(engine).await;
    let names = [("account", "ana", "signed_in"), ("phone", "+34600000009", "code")];
    let ana = says(&owner, &names).await;
    let number = identifier(&card(&owner, &ana).await, "+34600000009")["id"].as_str().expect("an id").to_owned();
    let parted = posts(&owner, &format!("/api/v1/identifiers/{number}/part"), json!({})).await;
    assert_ne!(parted["id"], json!(ana));
    for _ in 0..3 {
        says(&owner, &names).await;
    }
    assert_eq!(names_of(&card(&owner, &ana).await), ["ana"], "however often it is said again");
    let links = owner.gets(&format!("/api/v1/customers/{ana}/links")).await.expect(200).json();
    let link = links["data"][0]["id"].as_str().expect("a link");
    posts(&owner, &format!("/api/v1/links/{link}/redo"), json!({})).await;
    assert_eq!(names_of(&card(&owner, &ana).await), ["+34600000009", "ana"], "until staff say that it counts");
}

/// Tracardi#850: a merge doubles the counts of visits.
async fn figures_are_summed_and_never_counted_twice(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let one = says(&owner, &[("account", "ana", "signed_in")]).await;
    let other = says(&owner, &[("loyalty", "77", "staff_scan")]).await;
    for number in 0..5 {
        let (kind, value) = if number % 2 == 0 { ("account", "ana") } else { ("loyalty", "77") };
        buys(&owner, &format!("N-{number}"), kind, value).await;
    }
    shop.settle().await;
    for _ in 0..3 {
        let joined = posts(&owner, &format!("/api/v1/customers/{one}/merge"), json!({ "with": other })).await;
        assert_eq!(joined["customer"]["figures"][0]["orders"], 5);
        assert_eq!(joined["customer"]["figures"][0]["spent"], 5_000);
        let link = joined["link"].as_str().expect("a link").to_owned();
        posts(&owner, &format!("/api/v1/links/{link}/undo"), json!({})).await;
        assert_eq!(card(&owner, &one).await["figures"][0]["orders"], 3);
        assert_eq!(card(&owner, &other).await["figures"][0]["orders"], 2);
    }
    shop.settle().await;
    assert_eq!(shop.verify().await, Vec::<String>::new());
}

/// mautic#6947: names and countries of several people are mixed. Who said what is kept.
async fn a_name_that_another_gave_is_found_again(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let at = Some("2025-01-01T10:00:00Z");
    let one = said(&owner, &[("account", "ana", "signed_in")], json!({ "city": "Vigo" }), at).await;
    let other =
        said(&owner, &[("email", "ana@example.es", "typed")], json!({ "name": "Ana", "city": "Lugo" }), None).await;
    posts(&owner, &format!("/api/v1/customers/{one}/merge"), json!({ "with": other })).await;
    let joined = card(&owner, &one).await;
    assert_eq!((&joined["name"], &joined["city"]), (&json!("Ana"), &json!("Vigo")), "what is missing is filled");
    shop.settle().await;
    let found = owner.finds_customer("lugo").await;
    assert_eq!(found["id"], json!(one), "what the card does not show still finds them");
    assert_eq!(shop.verify().await, Vec::<String>::new());
}

/// Segment: a rule made stricter later repairs nobody.
async fn a_stricter_rule_parts_who_was_joined(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    for number in 1..=3 {
        let email = format!("ana{number}@example.es");
        let at = format!("2026-01-0{number}T10:00:00Z");
        said(&owner, &[("account", "ana", "signed_in"), ("email", &email, "code")], json!({}), Some(&at)).await;
    }
    let ana = says(&owner, &[("account", "ana", "signed_in")]).await;
    assert_eq!(card(&owner, &ana).await["identifiers"].as_array().map(Vec::len), Some(4));
    posts(&owner, "/api/v1/identity/limits", json!({ "kind": "email", "limit": { "per_person": 1, "people": 3 } }))
        .await;
    shop.settle().await;
    assert_eq!(names_of(&card(&owner, &ana).await), ["ana", "ana1@example.es"]);
    posts(&owner, "/api/v1/identity/limits", json!({ "kind": "email" })).await;
    shop.settle().await;
    assert_eq!(card(&owner, &ana).await["identifiers"].as_array().map(Vec::len), Some(4), "and back");
    assert_eq!(shop.verify().await, Vec::<String>::new());
}

async fn what_cannot_be_is_said_in_a_sentence(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let ana = says(&owner, &[("account", "ana", "signed_in")]).await;
    let cases = [
        ("/api/v1/customers", json!({ "claims": [] }), "Say 1 to 10 names"),
        ("/api/v1/customers", json!({ "claims": [{ "kind": "email", "value": "ana" }] }), "e-mail address"),
        ("/api/v1/customers", json!({ "claims": [{ "kind": "account", "value": "a", "how": "by_hand" }] }), "/merge"),
        (
            "/api/v1/customers",
            json!({ "claims": [{ "kind": "account", "value": "a" }], "profile": { "birth_date": "31/05/84" } }),
            "1984-05-31",
        ),
        ("/api/v1/identity/blocked", json!({ "kind": "email", "pattern": "*" }), "Write the value"),
        ("/api/v1/identity/limits", json!({ "kind": "email", "limit": { "per_person": 0 } }), "from 1 to 100,000"),
        ("/api/v1/identity/limits", json!({ "kind": "email", "limit": { "per_persom": 2 } }), "per_persom"),
    ];
    for (path, body, says) in cases {
        let answer = owner.tells(path, "", &body).await;
        assert_eq!(answer.status, 400, "{path} {body}");
        assert!(answer.text.contains(says), "{path}: {answer:?}");
    }
    let itself = owner.tells(&format!("/api/v1/customers/{ana}/merge"), "", &json!({ "with": ana })).await;
    assert!(itself.text.contains("one person already"), "{itself:?}");
    let viewer = shop.viewer().await;
    let refused = viewer.tells(&format!("/api/v1/customers/{ana}/never"), "", &json!({ "with": ana })).await;
    assert_eq!(refused.status, 403);
}
