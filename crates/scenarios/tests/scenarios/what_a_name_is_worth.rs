//! What a name is worth: one that several use, that names nobody, that changed hands, that anybody can type.

use scenarios::{homes::Engine, people::Person};
use serde_json::{Value, json};
use store::{Tx, params, settings, sql, thread::IdentifierId};

use super::who_is_who::{card, identifier, names_of, opened, posts, said, says};

on_both_engines!(
    what_is_bought_with_a_shared_address_is_the_card_holders
    what_was_said_with_an_erased_address_is_nobodys
    more_names_than_anybody_has_join_nobody
    a_stranger_does_not_change_a_name
    whoever_verifies_is_known_again
    a_value_that_names_somebody_after_all_is_counted
    staff_say_that_several_use_it
    a_number_has_a_next_holder
    what_is_verified_is_shown_at_once
);

async fn buys_as(owner: &Person, number: &str, customer: Value) {
    let order = json!({ "number": number, "channel": "shop", "currency": "EUR", "customer": customer,
        "lines": [{ "sku": "85048", "quantity": 1, "unit_price": "10.00" }] });
    owner.records_order(&order).await;
}

fn orders(card: &Value) -> i64 {
    card["figures"][0]["orders"].as_i64().unwrap_or(0)
}

async fn what_is_bought_with_a_shared_address_is_the_card_holders(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let mut members = Vec::new();
    for number in ["1001", "1002", "1003", "1004"] {
        let names = [("loyalty", number, "staff_scan"), ("email", "casa@example.es", "typed")];
        members.push(says(&owner, &names).await);
    }
    let also = json!([{ "kind": "email", "value": "casa@example.es", "how": "typed" }]);
    buys_as(&owner, "S-1", json!({ "kind": "loyalty", "value": "1002", "how": "staff_scan", "also": also })).await;
    shop.settle().await;
    let second = says(&owner, &[("loyalty", "1002", "staff_scan")]).await;
    assert_eq!(orders(&card(&owner, &second).await), 1);
    // What names nobody does not take it from them either.
    posts(&owner, "/api/v1/identity/blocked", json!({ "kind": "email", "pattern": "casa@example.es" })).await;
    buys_as(
        &owner,
        "S-2",
        json!({ "kind": "email", "value": "casa@example.es", "how": "typed",
        "also": [{ "kind": "loyalty", "value": "1003", "how": "staff_scan" }] }),
    )
    .await;
    shop.settle().await;
    let third = says(&owner, &[("loyalty", "1003", "staff_scan")]).await;
    assert_eq!(orders(&card(&owner, &third).await), 1);
    assert_eq!(shop.verify().await, Vec::<String>::new());
}

async fn what_was_said_with_an_erased_address_is_nobodys(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let bea = says(&owner, &[("phone", "+34600000001", "code")]).await;
    let ana = said(&owner, &[("email", "ana@example.es", "code")], json!({ "name": "Ana Núñez" }), None).await;
    shop.settle().await;
    posts(&owner, &format!("/api/v1/customers/{ana}/erase"), json!({})).await;
    shop.settle().await;
    // An older file says it all once more, with a telephone that Bea has, and one that nobody has.
    let names = [("email", "ana@example.es", "server"), ("phone", "+34600000001", "server")];
    let at = Some("2025-01-01T10:00:00Z");
    assert_eq!(said(&owner, &names, json!({ "name": "Ana Núñez" }), at).await, "nobody");
    let names = [("email", "ana@example.es", "server"), ("phone", "+34600000002", "server")];
    assert_eq!(said(&owner, &names, json!({ "name": "Ana Núñez" }), at).await, "nobody");
    shop.settle().await;
    assert_eq!(card(&owner, &bea).await["name"], Value::Null);
    let found = owner.gets("/api/v1/customers?q=nunez").await.expect(200).json();
    assert_eq!(found["data"], json!([]), "{found}");
}

async fn more_names_than_anybody_has_join_nobody(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let hub = says(&owner, &[("email", "caja@example.es", "server")]).await;
    let caja = identifier(&card(&owner, &hub).await, "caja@example.es")["id"].as_str().expect("an id").to_owned();
    shop.db_writes(move |tx| many_at(tx, &caja.parse()?)).await;
    let names = [("account", "somebody", "signed_in"), ("email", "caja@example.es", "server")];
    let somebody = says(&owner, &names).await;
    assert_ne!(somebody, hub, "whoever comes with it next is nobody else");
    assert_eq!(names_of(&card(&owner, &somebody).await), ["somebody"]);
    // Staff hear of it, and can mend it.
    let merge = format!("/api/v1/customers/{hub}/merge");
    let refused = owner.tells(&merge, "", &json!({ "with": somebody })).await;
    assert_eq!(refused.expect(409).json()["type"], "/problems/too-many-linked");
    let caja = identifier(&card(&owner, &hub).await, "caja@example.es")["id"].as_str().expect("an id").to_owned();
    posts(&owner, &format!("/api/v1/identifiers/{caja}/sharing"), json!({ "sharing": "shared" })).await;
    posts(&owner, &merge, json!({ "with": somebody })).await;
}

/// More than two thousand accounts came with one address.
fn many_at(tx: &mut Tx, caja: &IdentifierId) -> base::Result<()> {
    let secret = settings::secret(tx)?;
    let ids: Vec<IdentifierId> =
        (0..2_001).map(|number| IdentifierId::keyed(&secret, &["account", &format!("a-{number}")])).collect();
    let customer = sql!("insert into customers (id, search, created_at) values ($1, '', 1)");
    tx.exec_many(customer, ids.iter().map(|id| params![*id]))?;
    let text = sql!(
        "insert into identifiers (id, customer_id, kind, value, strength, source, rank, created_at, home, how, since)
         values ($1, $1, 'account', $2, 'strong', 'test', 0, 1, $1, 'server', 1)"
    );
    tx.exec_many(text, ids.iter().map(|id| params![*id, id.to_string()]))?;
    let text = sql!(
        "insert into links (id, a, b, strong, how, source, said_at, state, reason, created_at)
         values ($1, $2, $3, 1, 'server', 'test', 1, 'held', 'too-many-account', 1)"
    );
    tx.exec_many(text, ids.iter().map(|id| params![*id, *id.min(caja), *id.max(caja)])).map(|_| ())
}

async fn a_stranger_does_not_change_a_name(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let ana = said(&owner, &[("email", "ana@example.es", "code")], json!({ "name": "Ana Morales" }), None).await;
    let form = [("email", "ana@example.es"), ("name", "Nobody Nice"), ("website", "")];
    shop.somebody().fills_in("/newsletter", &form).await;
    for how in ["typed", "claimed"] {
        said(&owner, &[("email", "ana@example.es", how)], json!({ "name": "Nobody Nice" }), None).await;
    }
    shop.settle().await;
    assert_eq!(card(&owner, &ana).await["name"], "Ana Morales");
    let found = owner.gets("/api/v1/customers?q=morales").await.expect(200).json();
    assert_eq!(found["data"][0]["id"], json!(ana));
}

async fn whoever_verifies_is_known_again(engine: Engine) {
    let (_shop, owner) = opened(engine).await;
    for number in ["1", "2", "3", "4"] {
        says(&owner, &[("phone", &format!("+3460000000{number}"), "code"), ("email", "ana@example.es", "typed")]).await;
    }
    let names = [("phone", "+34600000004", "code"), ("email", "ana@example.es", "code")];
    let ana = says(&owner, &names).await;
    let known = card(&owner, &ana).await;
    assert_eq!(names_of(&known), ["+34600000004", "ana@example.es"], "what was only typed before is verified now");
}

async fn a_value_that_names_somebody_after_all_is_counted(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    for number in 1..=5 {
        let phone = format!("+3460000000{number}");
        says(&owner, &[("phone", &phone, "server"), ("email", "caja@example.es", "typed")]).await;
    }
    let blocked = json!({ "kind": "email", "pattern": "Caja@example.es" });
    posts(&owner, "/api/v1/identity/blocked", blocked.clone()).await;
    assert_eq!(says(&owner, &[("email", "caja@example.es", "typed")]).await, "nobody");
    let mut back = blocked;
    back["remove"] = json!(true);
    posts(&owner, "/api/v1/identity/blocked", back).await;
    shop.settle().await;
    let caja = says(&owner, &[("email", "caja@example.es", "typed")]).await;
    let known = card(&owner, &caja).await;
    assert_eq!(names_of(&known), ["caja@example.es"], "five strangers are not one person");
    assert_eq!(known["identifiers"][0]["sharing"], "counted");
}

async fn staff_say_that_several_use_it(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let mut ids = Vec::new();
    for number in 1..=3 {
        let phone = format!("+3460000000{number}");
        ids.push(says(&owner, &[("phone", &phone, "server"), ("email", "caja@example.es", "server")]).await);
    }
    let one = card(&owner, &ids[2]).await;
    assert_eq!(one["identifiers"].as_array().map(Vec::len), Some(4), "a system with our trust says so: {one}");
    let caja = identifier(&one, "caja@example.es")["id"].as_str().expect("an id").to_owned();
    posts(&owner, &format!("/api/v1/identifiers/{caja}/sharing"), json!({ "sharing": "shared" })).await;
    let phone = says(&owner, &[("phone", "+34600000001", "server")]).await;
    assert_eq!(names_of(&card(&owner, &phone).await), ["+34600000001"], "it joins nobody any more");
    posts(&owner, &format!("/api/v1/identifiers/{caja}/sharing"), json!({ "sharing": "personal" })).await;
    assert_eq!(card(&owner, &phone).await["identifiers"].as_array().map(Vec::len), Some(4), "and again");
    shop.settle().await;
    assert_eq!(shop.verify().await, Vec::<String>::new());
}

async fn a_number_has_a_next_holder(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let phone = "+34600111222";
    let early = Some("2025-05-03T10:00:00Z");
    let ana = said(&owner, &[("email", "ana@example.es", "code"), ("phone", phone, "typed")], json!({}), early).await;
    let late = Some("2026-03-01T10:00:00Z");
    let names = [("loyalty", "77", "staff_scan"), ("phone", phone, "typed")];
    assert_eq!(said(&owner, &names, json!({}), late).await, ana, "as far as anybody knows");
    let number = identifier(&card(&owner, &ana).await, phone)["id"].as_str().expect("an id").to_owned();
    let since = json!({ "since": "2026-01-01T00:00:00Z" });
    posts(&owner, &format!("/api/v1/identifiers/{number}/recycle"), since).await;
    assert_eq!(names_of(&card(&owner, &ana).await), [phone, "ana@example.es"]);
    let bea = says(&owner, &[("loyalty", "77", "staff_scan")]).await;
    assert_eq!(names_of(&card(&owner, &bea).await), [phone, "77"], "what was said since is the next holder's");
    // Nobody verified it yet, so whoever signs in and types it is not held back.
    says(&owner, &[("account", "bea", "signed_in"), ("phone", phone, "typed")]).await;
    assert_eq!(names_of(&card(&owner, &bea).await), [phone, "77", "bea"]);
    buys_as(&owner, "R-1", json!({ "kind": "phone", "value": phone, "how": "typed" })).await;
    shop.settle().await;
    let bea = says(&owner, &[("account", "bea", "signed_in")]).await;
    assert_eq!(orders(&card(&owner, &bea).await), 1);
    assert_eq!(shop.verify().await, Vec::<String>::new());
}

async fn what_is_verified_is_shown_at_once(engine: Engine) {
    let (_shop, owner) = opened(engine).await;
    let (account, home, work) = ("ana", "home@example.es", "work@example.es");
    let early = Some("2025-01-01T10:00:00Z");
    said(&owner, &[("account", account, "signed_in")], json!({}), Some("2024-01-01T10:00:00Z")).await;
    said(&owner, &[("email", home, "typed")], json!({ "city": "Soria" }), early).await;
    says(&owner, &[("account", account, "signed_in"), ("email", home, "code")]).await;
    says(&owner, &[("account", account, "signed_in"), ("email", work, "typed")]).await;
    let ana = said(&owner, &[("email", work, "typed")], json!({ "city": "Toledo" }), None).await;
    assert_eq!(card(&owner, &ana).await["city"], "Soria", "what is verified is believed first");
    let names = [("account", account, "signed_in"), ("email", work, "code")];
    assert_eq!(says(&owner, &names).await, ana);
    assert_eq!(card(&owner, &ana).await["city"], "Toledo", "and of what is verified, the newest");
}
