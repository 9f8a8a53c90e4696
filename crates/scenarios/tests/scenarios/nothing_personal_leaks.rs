//! Somebody with a name that nobody else has comes in by every way there is. What is theirs stands on pages and in the
//! answers to those who may see it, and neither on the thread, nor in the log, nor in the figures of the program.

use base::{Actor, Cx};
use catalog::{
    products::{self, NewProduct},
    variants::Sku,
};
use customers::people::{self, Kind, Known, Profile, Said};
use scenarios::{
    homes::{Engine, Home},
    people::{Person, escaped},
    programs::{Serving, hire_owner},
    shops::{MORNING, OWNER, PASSWORD},
};
use serde_json::{Value, json};
use store::{Db, Tx, params, sql};

on_both_engines!(what_is_theirs_stays_theirs);

const NAME: &str = "Xyloqua Brzmięcka";
const EMAIL: &str = "vuxqizum@kwortzel.example";
const PHONE: &str = "+34699887701";
const TOWN: &str = "Villazurrupia";
/// What may stand nowhere, in lower case.
const WORDS: [&str; 6] = ["xyloqua", "brzmi", "vuxqizum", "kwortzel", "699887701", "villazurrupia"];

async fn what_is_theirs_stays_theirs(engine: Engine) {
    let home = Home::new(engine);
    let home = tokio::task::spawn_blocking(move || joined(home)).await.expect("no panic");
    let serving = Serving::start_telling(&home, "debug");
    let owner = serving.somebody().signs_in(OWNER, PASSWORD).await;
    let customer = buys_and_brings_back(&owner).await;
    is_looked_at(&owner, &customer).await;
    is_refused(&owner).await;
    let metrics = owner.gets("/metrics").await.expect(200).text;
    let (status, log) = tokio::task::spawn_blocking(move || serving.stop()).await.expect("no panic");
    assert!(status.success());
    assert!(log.iter().any(|line| line.contains("/console/customers/{id}")), "the log tells of each request: {log:?}");
    let events = tokio::task::spawn_blocking(move || told(&home)).await.expect("no panic");
    assert!(events.len() >= 4, "{events:?}");
    for (what, texts) in [("the thread", events), ("the log", log), ("the figures", vec![metrics])] {
        for text in texts {
            let found = WORDS.into_iter().find(|word| text.to_lowercase().contains(word));
            assert_eq!(found, None, "{what} holds what is theirs: {text}");
        }
    }
}

/// They join in the shop, with everything that can be known of somebody.
fn joined(home: Home) -> Home {
    hire_owner(&home);
    let known = |kind, value| Known::parse(kind, value).expect("an identifier");
    let profile = Profile {
        name: Some(NAME.into()),
        country: Some("ES".into()),
        city: Some(TOWN.into()),
        language: Some("es".into()),
        ..Profile::default()
    };
    let names = vec![known(Kind::Email, EMAIL), known(Kind::Phone, PHONE)];
    let person = Said::server(names, profile, "story", MORNING);
    let sku = Sku::parse("85048").expect("a SKU");
    let good = NewProduct::single(sku, Some("Glass ball".into()), products::Kind::Goods);
    let cx = Cx { actor: Actor::Operator, now: MORNING };
    let db = Db::open(&home.settings()).expect("the database opens");
    let act = move |tx: &mut Tx| {
        products::ensure(&cx, tx, std::slice::from_ref(&good))?;
        people::join(&cx, tx, &person, "shop", None)
    };
    db.write_now("story.join", act).expect("they join");
    db.close();
    home
}

fn paper(number: &str, kind: &str, value: &str) -> Value {
    json!({
        "number": number,
        "channel": "web",
        "customer": { "kind": kind, "value": value, "name": NAME },
        "currency": "EUR",
        "lines": [{ "sku": "85048", "quantity": 1, "unit_price": "6.95" }],
    })
}

async fn buys_and_brings_back(owner: &Person) -> Value {
    owner.records_order(&paper("C-1", "email", EMAIL)).await;
    owner.records_order(&paper("C-2", "phone", PHONE)).await;
    owner.accepts_return(&paper("R-1", "email", EMAIL)).await;
    let path = format!("/api/v1/customers?q={}", escaped(NAME));
    // The fold of the card takes them in a moment; the request itself lets it.
    for _ in 0..10_000 {
        let found = owner.gets(&path).await.expect(200).json();
        if found["data"][0]["returns"] == 1 {
            return found["data"][0].clone();
        }
    }
    panic!("{NAME} does not appear");
}

async fn is_looked_at(owner: &Person, customer: &Value) {
    let card = owner.opens_card(customer).await;
    for theirs in [NAME, EMAIL, TOWN] {
        assert!(card.text.contains(theirs), "the card lacks {theirs}: {card:?}");
    }
    let id = customer["id"].as_str().expect("an id");
    owner.gets(&format!("/api/v1/customers/{id}")).await.expect(200);
    owner.gets(&format!("/api/v1/customers/{id}/thread")).await.expect(200);
    owner.gets("/api/v1/events").await.expect(200);
    for word in [NAME, EMAIL, PHONE, TOWN] {
        for list in ["/console/customers", "/console/orders", "/api/v1/customers", "/api/v1/orders"] {
            owner.gets(&format!("{list}?q={}", escaped(word))).await.expect(200);
        }
    }
}

/// What is refused, or leads nowhere, is written down without what was sent.
async fn is_refused(owner: &Person) {
    for word in [NAME, EMAIL, PHONE, TOWN] {
        let word = escaped(word);
        for path in ["/", "/api/v1/", "/console/customers/", "/api/v1/customers/", "/api/v1/customers?sort="] {
            let answer = owner.gets(&format!("{path}{word}")).await;
            assert!([400, 404].contains(&answer.status), "{answer:?}");
        }
    }
    let mut wrong = paper("C-3", "email", "vuxqizum at kwortzel");
    assert_eq!(owner.tells("/api/v1/orders", "wrong-1", &wrong).await.status, 400);
    wrong["customer"]["value"] = json!(EMAIL);
    wrong["place"] = json!(TOWN);
    assert_eq!(owner.tells("/api/v1/orders", "wrong-2", &wrong).await.status, 400);
    assert_eq!(owner.tells("/api/v1/orders", EMAIL, &paper("C-1", "email", EMAIL)).await.status, 409);
    let body = format!("{{\"number\": \"{NAME}\"");
    assert_eq!(owner.tries_to_tell("/api/v1/orders", "wrong-3", body).await.expect("an answer").status, 400);
    assert_eq!(owner.knocks(EMAIL, NAME, "").await.status, 401);
}

/// The thread, as it lies in the database.
fn told(home: &Home) -> Vec<String> {
    let db = Db::open(&home.settings()).expect("the database opens");
    let look = |tx: &mut Tx| {
        let text = sql!("select kind || ' ' || channel || ' ' || coalesce(place, '') || ' ' || body from events");
        tx.query(text, params![], |row| row.get::<String>(0))
    };
    let events = db.read_now("story.events", look).expect("the thread can be read");
    db.close();
    events
}
