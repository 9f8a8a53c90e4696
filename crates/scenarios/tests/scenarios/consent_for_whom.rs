//! For whom a statement counts: whoever has the address, whoever said it, at the time when it was said.

use customers::{
    consents::{self, permits, words},
    identity::merges,
    people::CustomerId,
};
use scenarios::{homes::Engine, people::Person, shops::Shop};
use serde_json::{Value, json};
use store::thread::IdentifierId;

on_both_engines!(
    who_asks_to_stop_again_is_heard
    a_number_that_somebody_else_has_is_not_written_to
    an_old_statement_is_of_whoever_had_the_address_then
    nobody_agrees_ahead_of_time
    an_old_no_that_comes_after_a_merge_is_a_no_of_two
    all_of_a_customer_is_left_alone
    a_value_that_names_nobody_is_not_written_to
    a_list_of_telephones_holds_no_letters
);

const ANA: &str = "ana@ejemplo.es";
const NUMBER: &str = "+34612345678";

/// Somebody who is known by an e-mail address and a telephone, with a first order.
async fn knows(shop: &Shop, owner: &Person, email: &str, phone: Option<&str>) -> Value {
    shop.stocks(&[("TL-1", "Falda")]).await;
    let also: Vec<Value> = phone.into_iter().map(|value| json!({"kind": "phone", "value": value})).collect();
    let order = json!({"number": format!("W-{email}"), "channel": "web", "currency": "EUR",
        "customer": {"kind": "email", "value": email, "name": email, "also": also},
        "lines": [{"sku": "TL-1", "quantity": 1, "unit_price": "59.90"}]});
    owner.records_order(&order).await;
    shop.settle().await;
    owner.finds_customer(email).await
}

fn about(value: &str) -> Value {
    json!({"kind": if value.contains('@') { "email" } else { "phone" }, "value": value})
}

fn statement(value: &str, decision: &str) -> Value {
    let channel = if value.contains('@') { "email" } else { "sms" };
    json!({"about": about(value), "purpose": "marketing", "channel": channel, "decision": decision, "how": "till"})
}

async fn says(owner: &Person, key: &str, body: &Value) -> Value {
    owner.tells("/api/v1/consents", key, body).await.expect(201).json()
}

async fn suppresses(owner: &Person, key: &str, about: Value, reason: &str) -> Value {
    let told = json!({"about": about, "reason": reason, "source": "esp"});
    owner.tells("/api/v1/suppressions", key, &told).await.expect(201).json()
}

/// The answer by e-mail or text message: `yes`, or why not.
async fn may(person: &Person, purpose: &str, value: &str) -> String {
    let (kind, channel) = if value.contains('@') { ("email", "email") } else { ("phone", "sms") };
    let value = value.replace('@', "%40").replace('+', "%2B");
    let path = format!("/api/v1/may?purpose={purpose}&channel={channel}&kind={kind}&value={value}");
    let answer = person.gets(&path).await.expect(200).json();
    answer["reason"].as_str().unwrap_or("yes").to_owned()
}

fn id(answer: &Value, field: &str) -> IdentifierId {
    answer[field].as_str().and_then(|id| id.parse().ok()).unwrap_or_else(|| panic!("no {field} in {answer}"))
}

/// Whether anything may be sent to this identifier, asked one by one and for many at once.
async fn may_be_sent(shop: &Shop, address: IdentifierId, purpose: words::Purpose) -> bool {
    let now = shop.clock.now();
    let all = move |count: usize| {
        let asked = vec![address; count];
        shop.db_reads(move |tx| permits::may_all(tx, purpose, words::Channel::Sms, &asked, now))
    };
    let (one, many) = (all(1).await[0], all(20_001).await);
    assert!(many.iter().all(|yes| *yes == one), "one by one as all at once");
    one
}

async fn is_well(shop: &Shop) {
    shop.settle().await;
    assert_eq!(shop.db_reads(consents::verify::findings).await, Vec::<String>::new());
}

async fn who_asks_to_stop_again_is_heard(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let ana = knows(&shop, &owner, ANA, None).await;
    let first = suppresses(&owner, "s1", about(ANA), "unsubscribed").await;
    shop.clock.pass_seconds(60);
    says(&owner, "a", &statement(ANA, "granted")).await;
    assert_eq!(may(&owner, "marketing", ANA).await, "yes", "who asked to stop may choose anew");
    shop.clock.pass_seconds(60);
    assert_eq!(suppresses(&owner, "s2", about(ANA), "unsubscribed").await["id"], first["id"], "one row");
    assert_eq!(may(&owner, "marketing", ANA).await, "suppressed", "and stop anew");
    shop.clock.pass_seconds(60);
    // The same once more says nothing new, and neither does a list that has it.
    suppresses(&owner, "s3", about(ANA), "unsubscribed").await;
    let request = owner.request(hyper::Method::POST, "/api/v1/suppressions/import?reason=unsubscribed&source=esp");
    assert_eq!(owner.asks(request, ANA.into()).await.expect(200).json()["added"], 0);
    let thread = format!("/api/v1/customers/{}/thread", ana["id"].as_str().expect("an id"));
    let thread = owner.gets(&thread).await.expect(200).json();
    let told = thread["data"].as_array().expect("a list").iter().filter(|event| event["kind"] == "Address Suppressed");
    assert_eq!(told.count(), 2, "{thread}");
    // A grant of between the two that reaches us late changes nothing.
    let mut late = statement(ANA, "granted");
    late["at"] = json!("2026-11-20T08:01:30Z");
    says(&owner, "b", &late).await;
    assert_eq!(may(&owner, "marketing", ANA).await, "suppressed");
    shop.clock.pass_seconds(60);
    says(&owner, "c", &statement(ANA, "granted")).await;
    assert_eq!(may(&owner, "marketing", ANA).await, "yes");
    is_well(&shop).await;
}

async fn a_number_that_somebody_else_has_is_not_written_to(engine: Engine) {
    use words::Purpose::{Marketing, Service};
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    knows(&shop, &owner, ANA, Some(NUMBER)).await;
    let told = says(&owner, "a", &statement(NUMBER, "granted")).await;
    let old = id(&told, "address");
    assert!(may_be_sent(&shop, old, Marketing).await && may_be_sent(&shop, old, Service).await);
    shop.clock.pass_seconds(86_400);
    let owner = shop.owner().await;
    let since = json!({"since": "2026-11-21T00:00:00Z"});
    let next = owner.tells(&format!("/api/v1/identifiers/{old}/recycle"), "r", &since).await.expect(200).json();
    let next = id(&next, "identifier");
    assert!(!may_be_sent(&shop, old, Marketing).await, "who lost a number is not reached by it");
    assert!(!may_be_sent(&shop, old, Service).await);
    assert!(!may_be_sent(&shop, next, Marketing).await, "and who has it agreed to nothing");
    assert!(may_be_sent(&shop, next, Service).await);
    assert_eq!(may(&owner, "marketing", NUMBER).await, "never_granted");
    let state = owner.finds_customer(ANA).await;
    let path = format!("/api/v1/customers/{}/consents", state["id"].as_str().expect("an id"));
    let state = owner.gets(&path).await.expect(200).json();
    let reasons: Vec<&Value> = state["state"].as_array().expect("a list").iter().map(|one| &one["reason"]).collect();
    assert!(reasons.contains(&&json!("unknown_address")), "{state}");
    // A third has it: the second is no longer reached either.
    shop.clock.pass_seconds(86_400);
    let owner = shop.owner().await;
    let since = json!({"since": "2026-11-22T00:00:00Z"});
    let third = owner.tells(&format!("/api/v1/identifiers/{next}/recycle"), "r2", &since).await.expect(200).json();
    assert!(!may_be_sent(&shop, next, Service).await && !may_be_sent(&shop, old, Service).await);
    assert!(may_be_sent(&shop, id(&third, "identifier"), Service).await);
    is_well(&shop).await;
}

async fn an_old_statement_is_of_whoever_had_the_address_then(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let ana = knows(&shop, &owner, ANA, Some(NUMBER)).await;
    let old = id(&says(&owner, "a", &statement(NUMBER, "withdrawn")).await, "address");
    shop.clock.pass_seconds(86_400);
    let owner = shop.owner().await;
    let since = json!({"since": "2026-11-21T00:00:00Z"});
    let next = owner.tells(&format!("/api/v1/identifiers/{old}/recycle"), "r", &since).await.expect(200).json();
    let next = id(&next, "identifier");
    let mut late = statement(NUMBER, "granted");
    late["at"] = json!("2026-11-20T12:00:00Z");
    assert_eq!(id(&says(&owner, "b", &late).await, "address"), old, "told late, said by who had it");
    assert_eq!(id(&says(&owner, "c", &statement(NUMBER, "withdrawn")).await, "address"), next);
    assert_eq!(may(&owner, "marketing", NUMBER).await, "withdrew");
    let late = json!({"about": about(NUMBER), "reason": "bounced", "at": "2026-11-20T12:00:00Z"});
    let told = owner.tells("/api/v1/suppressions", "d", &late).await.expect(201).json();
    assert_eq!(id(&told, "address"), old);
    is_well(&shop).await;
    // Of whoever was erased nothing is kept, said of when it may.
    let path = format!("/api/v1/customers/{}/erase", ana["id"].as_str().expect("an id"));
    owner.tells(&path, "e", &json!({})).await.expect(200);
    shop.clock.pass_seconds(60);
    let mut late = statement(ANA, "granted");
    late["at"] = json!("2026-11-20T12:00:00Z");
    assert_eq!(owner.tells("/api/v1/consents", "f", &late).await.expect(409).problem(), "erased");
}

async fn nobody_agrees_ahead_of_time(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    knows(&shop, &owner, ANA, None).await;
    let ahead = |decision: &str, at: &str| {
        let mut told = statement(ANA, decision);
        told["at"] = json!(at);
        told
    };
    let refused = owner.tells("/api/v1/consents", "a", &ahead("granted", "2026-11-20T20:00:00Z")).await.expect(400);
    assert_eq!(refused.problem(), "at");
    // A till whose clock is a little ahead agrees now, and can stop now.
    says(&owner, "b", &ahead("granted", "2026-11-20T08:00:50Z")).await;
    assert_eq!(may(&owner, "marketing", ANA).await, "yes");
    shop.clock.pass_seconds(1);
    says(&owner, "c", &statement(ANA, "withdrawn")).await;
    assert_eq!(may(&owner, "marketing", ANA).await, "withdrew");
    is_well(&shop).await;
}

async fn an_old_no_that_comes_after_a_merge_is_a_no_of_two(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let other = "a.morales@ejemplo.es";
    let (ana, morales) = (knows(&shop, &owner, ANA, None).await, knows(&shop, &owner, other, None).await);
    says(&owner, "a", &statement(ANA, "granted")).await;
    shop.clock.pass_seconds(3_600);
    let customer = |of: &Value| of["id"].as_str().and_then(|id| id.parse::<CustomerId>().ok()).expect("an id");
    let (cx, keeps, joins) = (shop.cx(), customer(&ana), customer(&morales));
    shop.db_writes(move |tx| merges::merge(&cx, tx, keeps, joins)).await;
    assert_eq!(may(&owner, "marketing", ANA).await, "yes");
    shop.clock.pass_seconds(60);
    let at = |value: &str, decision: &str, at: &str| {
        let mut told = statement(value, decision);
        told["at"] = json!(at);
        told["how"] = json!("import");
        told
    };
    says(&owner, "b", &at(other, "withdrawn", "2026-11-20T08:30:00Z")).await;
    assert_eq!(may(&owner, "marketing", ANA).await, "withdrew_as_another", "said before they were joined");
    says(&owner, "c", &at(ANA, "granted", "2026-11-20T08:40:00Z")).await;
    assert_eq!(may(&owner, "marketing", ANA).await, "withdrew_as_another", "and so was this yes");
    says(&owner, "d", &statement(ANA, "granted")).await;
    assert_eq!(may(&owner, "marketing", ANA).await, "yes", "the joined customer agreed anew");
    is_well(&shop).await;
}

async fn all_of_a_customer_is_left_alone(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let ana = knows(&shop, &owner, ANA, Some(NUMBER)).await;
    assert_eq!((may(&owner, "service", ANA).await, may(&owner, "service", NUMBER).await), ("yes".into(), "yes".into()));
    let told = suppresses(&owner, "s", json!({"customer": ana["id"]}), "by_hand").await;
    assert_eq!(told["all"].as_array().map(Vec::len), Some(2), "{told}");
    let suppressed = || "suppressed".to_owned();
    assert_eq!((may(&owner, "service", ANA).await, may(&owner, "service", NUMBER).await), (suppressed(), suppressed()));
    is_well(&shop).await;
    let nobodys = json!({"about": about(ANA), "reason": "erased"});
    assert_eq!(owner.tells("/api/v1/suppressions", "t", &nobodys).await.expect(400).problem(), "reason");
}

async fn a_value_that_names_nobody_is_not_written_to(engine: Engine) {
    use words::Purpose::{Marketing, Service};
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    knows(&shop, &owner, ANA, Some(NUMBER)).await;
    let address = id(&says(&owner, "a", &statement(NUMBER, "granted")).await, "address");
    assert!(may_be_sent(&shop, address, Marketing).await);
    let path = format!("/api/v1/identifiers/{address}/sharing");
    owner.tells(&path, "b", &json!({"sharing": "blocked"})).await.expect(200);
    assert!(!may_be_sent(&shop, address, Marketing).await && !may_be_sent(&shop, address, Service).await);
    assert_eq!(may(&owner, "service", NUMBER).await, "unknown_address");
    let refused = owner.tells("/api/v1/consents", "c", &statement(NUMBER, "granted")).await.expect(400);
    assert_eq!(refused.problem(), "address");
    is_well(&shop).await;
    owner.tells(&path, "d", &json!({"sharing": "no"})).await.expect(200);
    assert!(may_be_sent(&shop, address, Marketing).await && may_be_sent(&shop, address, Service).await);
    is_well(&shop).await;
}

async fn a_list_of_telephones_holds_no_letters(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    knows(&shop, &owner, ANA, Some(NUMBER)).await;
    let path = "/api/v1/suppressions/import?reason=bounced&source=esp&channel=sms";
    let request = owner.request(hyper::Method::POST, path);
    let told = owner.asks(request, format!("{ANA}\n{NUMBER}").into()).await.expect(200).json();
    assert_eq!((&told["added"], &told["rejected"][0]["line"]), (&json!(1), &json!(1)), "{told}");
    assert_eq!(may(&owner, "service", NUMBER).await, "suppressed", "what fits is taken");
    // One address may be listed for several reasons: they come in pages as everybody's do.
    shop.clock.pass_seconds(60);
    suppresses(&owner, "s", about(NUMBER), "by_hand").await;
    let list = "/api/v1/suppressions?kind=phone&value=%2B34612345678";
    let bounced = owner.gets(&format!("{list}&reason=bounced")).await.expect(200).json();
    assert_eq!(bounced["data"].as_array().map(Vec::len), Some(1), "{bounced}");
    let first = owner.gets(&format!("{list}&limit=1")).await.expect(200).json();
    let next = format!("{list}&limit=1&after={}", first["next"].as_str().expect("another page"));
    let second = owner.gets(&next).await.expect(200).json();
    let reasons = (&first["data"][0]["reason"], &second["data"][0]["reason"], &second["next"]);
    assert_eq!(reasons, (&json!("by_hand"), &json!("bounced"), &Value::Null));
}
