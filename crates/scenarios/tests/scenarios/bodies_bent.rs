//! Every example of the API, bent: markup in each of its texts, and a list wherever an object is meant.
//!
//! The examples name every act and every field that somebody thought worth showing, so what is added to the API is bent
//! by itself. What pages do with forms is in `what_a_browser_may`.

use std::collections::BTreeMap;

use bytes::Bytes;
use hyper::Method;
use scenarios::{answers::Answer, homes::Engine, people::Person, shops::Shop};
use serde_json::{Value, json};

use crate::{
    the_api_by_example::{at, begin, body_of},
    what_a_browser_may::{MARKER, is_clean, walk},
};

on_both_engines!(no_body_is_more_than_it_says);

/// Where something stands in a body.
type Place = Vec<String>;

/// Every place in a body at which `is` holds.
fn places(body: &Value, is: fn(&Value) -> bool) -> Vec<Place> {
    let inner: Vec<(String, &Value)> = match body {
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), value)).collect(),
        Value::Array(all) => all.iter().enumerate().map(|(index, value)| (index.to_string(), value)).collect(),
        _ => Vec::new(),
    };
    let mut found: Vec<Place> = if is(body) { vec![Vec::new()] } else { Vec::new() };
    for (name, value) in inner {
        for mut place in places(value, is) {
            place.insert(0, name.clone());
            found.push(place);
        }
    }
    found
}

/// The body with something else at a place.
fn bent(body: &Value, place: &Place, with: impl FnOnce(&Value) -> Value) -> Value {
    let mut whole = body.clone();
    let pointer: String = place.iter().map(|part| format!("/{part}")).collect();
    let there = whole.pointer_mut(&pointer).expect("a place of the body");
    *there = with(there);
    whole
}

struct Teller {
    person: Person,
    key: String,
    told: usize,
}

impl Teller {
    async fn tells(&mut self, path: &str, body: &Value) -> Answer {
        self.told += 1;
        let request = self.person.request(Method::POST, path).header("content-type", "application/json");
        let request = request.header("authorization", format!("Bearer {}", self.key));
        let request = request.header("idempotency-key", format!("bent-{}", self.told));
        self.person.asks(request, Bytes::from(body.to_string())).await
    }
}

async fn no_body_is_more_than_it_says(engine: Engine) {
    let shop = Shop::open(engine).await;
    let (folder, mut known) = begin(&shop).await;
    let mut teller = Teller { person: shop.somebody(), key: known["KEY"].clone(), told: 0 };
    let (mut objects, mut taken, mut texts) = (0, 0, 0);
    for example in hilo::openapi::examples() {
        shop.settle().await;
        let (_, answer) = crate::the_api_by_example::run(&example, folder.path(), &known).await;
        for (name, path) in &example.keeps {
            known.insert(name.clone(), at(&answer, path).expect("what the example keeps").to_owned());
        }
        let Some((path, body)) = body_of(&example, &known) else { continue };
        for place in places(&body, |value| value.as_object().is_some_and(|fields| !fields.is_empty())) {
            let listed = bent(&body, &place, |object| object.as_object().expect("one").values().cloned().collect());
            let answer = teller.tells(&path, &listed).await;
            assert_eq!(answer.status, 400, "{} with a list at {place:?}: {answer:?}", example.of);
            answer.problem();
            objects += 1;
        }
        for place in places(&body, Value::is_string) {
            let marked = bent(&body, &place, |_| json!(MARKER));
            let answer = teller.tells(&path, &marked).await;
            assert!(answer.status < 500, "{} with markup at {place:?}: {answer:?}", example.of);
            assert!(!answer.header("content-type").starts_with("text/html"), "{}: {answer:?}", example.of);
            texts += 1;
            taken += usize::from(answer.status < 300);
        }
    }
    assert!(objects > 60 && texts > 120 && taken > 30, "{objects} objects, {texts} texts, {taken} of them taken");
    tells_by_sdk(&shop).await;
    shop.settle().await;
    let mut shown = 0;
    for (address, page) in walk(&shop.owner().await, &shop).await {
        is_clean(&address, &page);
        shown += usize::from(page.text.contains("hilo-mark"));
    }
    assert!(shown > 15, "what was taken is shown: {shown} pages");
}

/// What a shop's web site tells, with markup in whatever it may write.
async fn tells_by_sdk(shop: &Shop) {
    let owner = shop.owner().await;
    let made = owner
        .tells("/api/v1/sources", "", &json!({ "name": format!("Web {MARKER}"), "kind": "browser" }))
        .await
        .expect(200);
    let key = made.json()["key"].as_str().expect("a key").to_owned();
    let context: BTreeMap<&str, Value> = BTreeMap::from([
        ("page", json!({ "title": MARKER, "url": format!("https://telar.example/{MARKER}"), "referrer": MARKER })),
        ("campaign", json!({ "name": MARKER, "source": MARKER, "medium": MARKER })),
        ("userAgent", json!(MARKER)),
    ]);
    let said = json!({ "name": MARKER, "sku": MARKER, "product_id": MARKER, "category": MARKER, "query": MARKER });
    let batch = json!([
        { "type": "track", "event": MARKER, "anonymousId": MARKER, "properties": said, "context": context },
        { "type": "track", "event": "Product Viewed", "anonymousId": "b-1", "properties": said, "context": context },
        { "type": "page", "name": MARKER, "anonymousId": "b-1", "properties": said, "context": context },
        { "type": "identify", "userId": MARKER, "anonymousId": "b-1", "traits": { "name": MARKER, "email": MARKER } },
        { "type": MARKER, "anonymousId": "b-1" },
    ]);
    let request = shop.somebody().request(Method::POST, "/v1/batch").header("content-type", "application/json");
    let request =
        request.header("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0");
    let body = json!({ "writeKey": key, "batch": batch });
    shop.somebody().asks(request, Bytes::from(body.to_string())).await.expect(200);
}
