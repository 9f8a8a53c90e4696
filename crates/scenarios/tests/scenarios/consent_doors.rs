//! The doors of consent that anybody may knock at: what a stranger, a mail program and a mailer of the shop are told.

use customers::{consents, identity::merges, people::CustomerId};
use scenarios::{answers::Answer, homes::Engine, people::Person, shops::Shop};
use serde_json::{Value, json};

on_both_engines!(
    a_stranger_learns_nothing_of_an_address
    a_browser_that_says_little_may_sign_up
    everything_stops
    a_no_that_cannot_be_read_is_not_taken_for_heard
    a_mailer_finds_who_waits
    who_complained_is_not_asked_and_who_merely_bought_is
    what_was_read_is_what_is_confirmed
    whoever_confirms_has_the_address
    a_first_order_opens_similar_things
    changed_rules_are_in_the_audit
);

const ANA: &str = "ana@ejemplo.es";

fn form(email: &str) -> Vec<(&str, &str)> {
    vec![("email", email), ("agrees", "yes"), ("version", "newsletter-1"), ("language", "es"), ("website", "")]
}

async fn signs_up(shop: &Shop, email: &str) -> Answer {
    let answer = shop.somebody().fills_in("/newsletter", &form(email)).await;
    shop.settle().await;
    answer
}

async fn waiting(owner: &Person) -> Vec<Value> {
    let list = owner.gets("/api/v1/consents?decision=asked&waiting=true").await.expect(200).json();
    list["data"].as_array().expect("a list").clone()
}

/// The link that a mail would carry.
async fn link(owner: &Person, asked: &Value) -> String {
    let id = asked["id"].as_str().expect("an id");
    let told = owner.tells(&format!("/api/v1/consents/{id}/link"), "l", &json!({})).await.expect(201).json();
    told["path"].as_str().expect("a path").to_owned()
}

/// Signs up, gets the mail, and confirms.
async fn subscribes(shop: &Shop, owner: &Person, email: &str) {
    signs_up(shop, email).await.expect(303);
    let all = waiting(owner).await;
    let asked = all.iter().find(|one| one["value"] == email).expect("it waits");
    let path = link(owner, asked).await;
    shop.somebody().fills_in(&path, &[]).await.expect(303);
    shop.settle().await;
}

async fn preferences(owner: &Person) -> String {
    let told = owner.gets("/api/v1/preferences?kind=email&value=ana%40ejemplo.es").await.expect(200).json();
    told["path"].as_str().expect("a path").to_owned()
}

async fn may(person: &Person, purpose: &str, channel: &str, email: &str) -> String {
    let value = email.replace('@', "%40");
    let path = format!("/api/v1/may?purpose={purpose}&channel={channel}&kind=email&value={value}");
    let answer = person.gets(&path).await.expect(200).json();
    answer["reason"].as_str().unwrap_or("yes").to_owned()
}

async fn orders(shop: &Shop, owner: &Person, email: &str) {
    shop.stocks(&[("TL-1", "Falda")]).await;
    let lines = json!([{"sku": "TL-1", "quantity": 1, "unit_price": "59.90"}]);
    let order = json!({"number": format!("W-{email}"), "channel": "web", "currency": "EUR",
        "customer": {"kind": "email", "value": email}, "lines": lines});
    owner.records_order(&order).await;
    shop.settle().await;
}

async fn suppresses(owner: &Person, key: &str, email: &str, reason: &str) {
    let told = json!({"about": {"kind": "email", "value": email}, "reason": reason});
    owner.tells("/api/v1/suppressions", key, &told).await.expect(201);
}

async fn is_well(shop: &Shop) {
    shop.settle().await;
    assert_eq!(shop.db_reads(consents::verify::findings).await, Vec::<String>::new());
}

/// All that somebody sees of an answer, but for their own address and the moment.
fn seen(answer: &Answer, email: &str) -> (u16, Vec<String>, String) {
    let headers = answer.headers.iter().filter(|(name, _)| *name != "date");
    let headers = headers.map(|(name, value)| format!("{name}: {}", value.to_str().unwrap_or("?")));
    (answer.status, headers.collect(), answer.text.replace(email, "..."))
}

async fn a_stranger_learns_nothing_of_an_address(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let (agreed, asked, stopped, nobody) = (ANA, "bea@ejemplo.es", "eva@ejemplo.es", "nil@ejemplo.es");
    subscribes(&shop, &owner, agreed).await;
    signs_up(&shop, asked).await.expect(303);
    suppresses(&owner, "s", stopped, "complained").await;
    let stranger = shop.somebody();
    type Change = fn(&mut Vec<(&str, &str)>);
    let changes: [(u16, Change); 6] = [
        (400, |form| form[2].1 = "none"),
        (400, |form| form[3].1 = "xx"),
        (400, |form| form.truncate(2)),
        (400, |form| form.retain(|(name, _)| *name != "agrees")),
        (400, |form| form.push(("name", "\u{202e}"))),
        (303, |_| {}),
    ];
    for (status, change) in changes {
        let mut answers = Vec::new();
        for email in [agreed, asked, stopped, nobody] {
            let mut fields = form(email);
            change(&mut fields);
            let answer = stranger.fills_in("/newsletter", &fields).await.expect(status);
            answers.push(seen(&answer, email));
        }
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    }
    let mut fields = form(agreed);
    fields[2].1 = "none";
    let refused = stranger.fills_in("/newsletter", &fields).await.expect(400);
    assert!(refused.text.contains("El texto que aceptas ha cambiado"), "the reason is the true one: {refused:?}");
}

async fn a_browser_that_says_little_may_sign_up(engine: Engine) {
    let shop = Shop::open(engine).await;
    let ana = shop.somebody();
    let page = ana.gets("/newsletter").await.expect(200);
    assert_eq!(page.header("referrer-policy"), "same-origin", "links with secrets stay inside");
    // A page that sends no referrer at all sends "null" as its origin, which is nobody's.
    assert!(!page.text.contains("no-referrer"), "{page:?}");
    let body = form(ANA).into_iter().map(|(name, value)| format!("{name}={}", value.replace('@', "%40")));
    let body = body.collect::<Vec<_>>().join("&");
    for (origin, status) in [("null", 403), ("http://evil.example", 403), ("http://hilo.example", 303)] {
        let request = ana.request(hyper::Method::POST, "/newsletter").header("origin", origin);
        let mut request = request.header("content-type", "application/x-www-form-urlencoded");
        if let Some(headers) = request.headers_mut() {
            headers.insert("host", hyper::header::HeaderValue::from_static("hilo.example"));
        }
        ana.asks(request, body.clone().into()).await.expect(status);
    }
}

async fn everything_stops(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    subscribes(&shop, &owner, ANA).await;
    for (key, channel) in [("a", "post"), ("b", "push")] {
        let told = json!({"about": {"kind": "email", "value": ANA}, "purpose": "marketing", "channel": channel,
            "decision": "granted", "how": "till"});
        owner.tells("/api/v1/consents", key, &told).await.expect(201);
        assert_eq!(may(&owner, "marketing", channel, ANA).await, "yes");
    }
    shop.clock.pass_seconds(60);
    let path = preferences(&owner).await;
    shop.somebody().fills_in(&path, &[("stop", "yes"), ("language", "es")]).await.expect(303);
    for channel in ["email", "post", "push", "ads", "any"] {
        assert_eq!(may(&owner, "marketing", channel, ANA).await, "withdrew", "{channel}");
    }
    let others = (may(&owner, "profiling", "any", ANA).await, may(&owner, "surveys", "email", ANA).await);
    assert_eq!(others, ("withdrew".into(), "withdrew".into()));
    assert_eq!(may(&owner, "service", "email", ANA).await, "yes", "orders are told all the same");
    shop.clock.pass_seconds(60);
    shop.somebody().fills_in(&path, &[("marketing.email", "yes"), ("language", "en")]).await.expect(303);
    let answers = (may(&owner, "marketing", "email", ANA).await, may(&owner, "marketing", "post", ANA).await);
    assert_eq!(answers, ("yes".into(), "withdrew".into()), "who agrees anew says to what");
    let ana = owner.finds_customer(ANA).await;
    let history = format!("/api/v1/customers/{}/consents", ana["id"].as_str().expect("an id"));
    let history = owner.gets(&history).await.expect(200).json();
    assert_eq!(history["history"][0]["text"], json!({"version": "preferences-1", "language": "en"}), "as shown");
    is_well(&shop).await;
}

async fn a_no_that_cannot_be_read_is_not_taken_for_heard(engine: Engine) {
    let shop = Shop::open(engine).await;
    let (owner, program) = (shop.owner().await, shop.somebody());
    subscribes(&shop, &owner, ANA).await;
    let path = preferences(&owner).await;
    for body in ["", "unsubscribe", "List-Unsubscribe", "%ff%fe", "marketing.email=yes&other=1"] {
        let request = program.request(hyper::Method::POST, &path).header("content-type", "text/plain");
        program.asks(request, body.into()).await.expect(400);
        assert_eq!(may(&owner, "marketing", "email", ANA).await, "yes", "{body}");
    }
    shop.clock.pass_seconds(60);
    let request = program.request(hyper::Method::POST, &path).header("content-type", "text/plain");
    program.asks(request, "List-Unsubscribe=One-Click\r\n".into()).await.expect(200);
    assert_eq!(may(&owner, "marketing", "email", ANA).await, "withdrew");
}

async fn a_mailer_finds_who_waits(engine: Engine) {
    let shop = Shop::open(engine).await;
    let (owner, viewer) = (shop.owner().await, shop.viewer().await);
    for email in [ANA, "bea@ejemplo.es", "eva@ejemplo.es"] {
        signs_up(&shop, email).await.expect(303);
        shop.clock.pass_seconds(1);
    }
    let values = |all: &[Value]| all.iter().map(|one| one["value"].as_str().map(str::to_owned)).collect::<Vec<_>>();
    let some = |emails: &[&str]| emails.iter().map(|email| Some((*email).to_owned())).collect::<Vec<_>>();
    let all = waiting(&viewer).await;
    assert_eq!(values(&all), some(&[ANA, "bea@ejemplo.es", "eva@ejemplo.es"]), "oldest first");
    let path = link(&owner, &all[0]).await;
    assert_eq!(values(&waiting(&owner).await), some(&["bea@ejemplo.es", "eva@ejemplo.es"]), "whose link is made");
    suppresses(&owner, "s", "bea@ejemplo.es", "bounced").await;
    assert_eq!(values(&waiting(&owner).await), some(&["eva@ejemplo.es"]), "who cannot be reached");
    shop.somebody().fills_in(&path, &[]).await.expect(303);
    // Everything that was ever asked comes in pages.
    let first = owner.gets("/api/v1/consents?decision=asked&limit=2").await.expect(200).json();
    let next = first["next"].as_str().expect("another page");
    let second = owner.gets(&format!("/api/v1/consents?decision=asked&limit=2&after={next}")).await.expect(200).json();
    let both = [&first, &second].map(|page| page["data"].as_array().expect("a list").clone()).concat();
    assert_eq!(values(&both), some(&[ANA, "bea@ejemplo.es", "eva@ejemplo.es"]));
    assert_eq!(second["next"], Value::Null);
    let granted = owner.gets("/api/v1/consents?decision=granted").await.expect(200).json();
    assert_eq!((&granted["data"][0]["value"], &granted["data"][1]), (&json!(ANA), &Value::Null));
    owner.gets("/api/v1/consents?decision=granted&waiting=true").await.expect(400);
    // After two weeks nobody remembers having asked.
    shop.clock.pass_seconds(14 * 86_400);
    assert_eq!(waiting(&shop.owner().await).await, Vec::<Value>::new());
}

async fn who_complained_is_not_asked_and_who_merely_bought_is(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let choices = json!({"age_of_consent": 14, "soft_opt_in": true, "newsletter_text": "newsletter-1"});
    owner.tells("/api/v1/consent-choices", "c", &choices).await.expect(204);
    for (number, reason) in ["complained", "by_hand", "bounced"].into_iter().enumerate() {
        let email = format!("{reason}@ejemplo.es");
        suppresses(&owner, &format!("s{number}"), &email, reason).await;
        signs_up(&shop, &email).await.expect(303);
    }
    assert_eq!(waiting(&owner).await, Vec::<Value>::new());
    suppresses(&owner, "u", "stop@ejemplo.es", "unsubscribed").await;
    orders(&shop, &owner, ANA).await;
    let soft = json!({"about": {"kind": "email", "value": ANA}, "purpose": "marketing", "channel": "email",
        "decision": "granted", "how": "till", "basis": "soft_opt_in"});
    owner.tells("/api/v1/consents", "a", &soft).await.expect(201);
    assert_eq!(may(&owner, "marketing", "email", ANA).await, "yes");
    shop.clock.pass_seconds(1);
    signs_up(&shop, "stop@ejemplo.es").await.expect(303);
    signs_up(&shop, ANA).await.expect(303);
    let asked: Vec<Value> = waiting(&owner).await.iter().map(|one| one["value"].clone()).collect();
    assert!(asked.contains(&json!(ANA)), "who did not mind may still agree: {asked:?}");
    assert!(asked.contains(&json!("stop@ejemplo.es")), "who asked to stop may choose anew: {asked:?}");
}

async fn what_was_read_is_what_is_confirmed(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    signs_up(&shop, ANA).await.expect(303);
    let path = link(&owner, &waiting(&owner).await[0]).await;
    let page = shop.somebody().in_english().gets(&path).await.expect(200);
    assert!(page.text.contains("lang=\"es\">Quiero recibir"), "in the language in which it was read: {page:?}");
    assert!(!page.text.contains("I want to receive"), "{page:?}");
}

async fn whoever_confirms_has_the_address(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let strength = async || {
        let ana = owner.finds_customer(ANA).await;
        let path = format!("/api/v1/customers/{}", ana["id"].as_str().expect("an id"));
        let card = owner.gets(&path).await.expect(200).json();
        let of = |one: &&Value| one["value"] == ANA;
        let email = card["identifiers"].as_array().and_then(|all| all.iter().find(of)).cloned();
        email.map(|one| one["strength"].clone()).unwrap_or_else(|| panic!("{card}"))
    };
    signs_up(&shop, ANA).await.expect(303);
    assert_eq!(strength().await, "weak", "anybody can type an address");
    let path = link(&owner, &waiting(&owner).await[0]).await;
    shop.somebody().gets(&path).await.expect(200);
    assert_eq!(strength().await, "weak", "a mail program opens links by itself");
    shop.somebody().fills_in(&path, &[]).await.expect(303);
    shop.settle().await;
    assert_eq!(strength().await, "strong");
    is_well(&shop).await;
}

async fn a_first_order_opens_similar_things(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let choices = json!({"age_of_consent": 14, "soft_opt_in": true, "newsletter_text": "newsletter-1"});
    owner.tells("/api/v1/consent-choices", "c", &choices).await.expect(204);
    let other = "bea@ejemplo.es";
    orders(&shop, &owner, ANA).await;
    signs_up(&shop, other).await.expect(303);
    let (ana, bea) = (owner.finds_customer(ANA).await, owner.finds_customer(other).await);
    let id = |of: &Value| of["id"].as_str().and_then(|id| id.parse::<CustomerId>().ok()).expect("an id");
    let (cx, keeps, joins) = (shop.cx(), id(&ana), id(&bea));
    let link = shop.db_writes(move |tx| merges::merge(&cx, tx, keeps, joins)).await;
    let soft = json!({"about": {"kind": "email", "value": other}, "purpose": "marketing", "channel": "email",
        "decision": "granted", "how": "till", "basis": "soft_opt_in"});
    owner.tells("/api/v1/consents", "a", &soft).await.expect(201);
    assert_eq!(may(&owner, "marketing", "email", other).await, "yes");
    let cx = shop.cx();
    shop.db_writes(move |tx| merges::undo(&cx, tx, link)).await;
    assert_eq!(may(&owner, "marketing", "email", other).await, "never_ordered", "it was Ana who had bought");
    orders(&shop, &owner, other).await;
    assert_eq!(may(&owner, "marketing", "email", other).await, "yes");
    is_well(&shop).await;
}

async fn changed_rules_are_in_the_audit(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let choices = json!({"age_of_consent": 16, "soft_opt_in": false, "newsletter_text": "newsletter-1"});
    let text = json!({"version": "newsletter-2", "language": "es", "text": "Quiero novedades."});
    for _ in 0..2 {
        owner.tells("/api/v1/consent-choices", "c", &choices).await.expect(204);
        owner.tells("/api/v1/consent-texts", "t", &text).await.expect(204);
    }
    let list = owner.gets("/api/v1/audit?act=consent_rule_set").await.expect(200).json();
    let details: Vec<&Value> = list["data"].as_array().expect("a list").iter().map(|line| &line["details"]).collect();
    assert_eq!(details.len(), 2, "what changes nothing is not noted: {list}");
    assert!(details.iter().any(|details| details["age_of_consent"] == 16), "{list}");
    assert!(details.iter().any(|details| details["text"] == "newsletter-2"), "{list}");
}
