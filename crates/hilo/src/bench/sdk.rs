//! What a browser's SDK sends, as bytes on a connection, and what of it is kept.

use std::fmt::Write as _;

use base::Clock;

use super::dice::Dice;

/// Visitors of a batch, and messages of each.
pub const VISITORS: u64 = 10;
/// See [`VISITORS`].
pub const EACH: u64 = 10;
/// Messages of a batch.
pub const MESSAGES: u64 = VISITORS * EACH;

const AGENT: &str =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";

/// A visitor who was there before.
pub fn visitor(number: u64) -> String {
    format!("b7a1c2d0-0000-4000-8000-{number:012x}")
}

/// The new visitor of a batch.
pub fn newcomer(batch: u64) -> String {
    format!("b7a1c2d0-0000-4000-9000-{batch:012x}")
}

/// A batch with this number, whose last messages are of its newcomer.
pub fn request(batch: u64, visitors: u64, key: &str) -> Vec<u8> {
    let mut dice = Dice::new(7 << 56 | batch);
    let now = Clock::Machine.now().to_rfc3339();
    let mut body = String::from(r#"{"batch":["#);
    for place in 0..VISITORS {
        let who = if place + 1 == VISITORS { newcomer(batch) } else { visitor(dice.below(visitors)) };
        for each in 0..EACH {
            if place + each > 0 {
                body.push(',');
            }
            message(&mut body, &format!("bench-{batch}-{place}-{each}"), &who, &mut dice, &now);
        }
    }
    // A text takes whatever is written to it.
    let _ = write!(body, r#"],"sentAt":"{now}","writeKey":"{key}"}}"#);
    let head = format!("content-type: text/plain\r\nuser-agent: {AGENT}");
    post("/v1/batch", &head, &body)
}

fn message(body: &mut String, id: &str, who: &str, dice: &mut Dice, now: &str) {
    let product = dice.below(4_000);
    let (call, said) = match dice.below(10) {
        0..4 => ("page", format!(r#""name":"Shirts","properties":{{"path":"/shirts/{product}","title":"Shirts"}}"#)),
        4..8 => ("track", format!(r#""event":"Product Viewed","properties":{}"#, goods(product))),
        8 => ("track", r#""event":"Products Searched","properties":{"query":"linen shirt"}"#.to_owned()),
        _ => ("track", format!(r#""event":"Product Added","properties":{}"#, goods(product))),
    };
    let _ = write!(
        body,
        concat!(
            r#"{{"type":"{call}","messageId":"{id}","anonymousId":"{who}",{said},"timestamp":"{now}","#,
            r#""integrations":{{}},"context":{{"userAgent":"{AGENT}","locale":"es-ES","#,
            r#""timezone":"Europe/Madrid","library":{{"name":"analytics.js","#,
            r#""version":"npm:next-1.84.3"}},"page":{{"path":"/shirts/{product}","#,
            r#""referrer":"https://www.search.example/","search":"?utm_source=news","title":"Shirts","#,
            r#""url":"https://telar.example/shirts/{product}?utm_source=news"}},"#,
            r#""campaign":{{"source":"news","medium":"email","name":"autumn"}}}}}}"#,
        ),
        call = call,
        id = id,
        who = who,
        said = said,
        now = now,
        product = product,
        AGENT = AGENT,
    );
}

fn goods(product: u64) -> String {
    let name = r#""name":"Shirt of washed linen","brand":"Telar","variant":"M""#;
    let price = r#""price":59.9,"quantity":1,"currency":"EUR","value":59.9"#;
    format!(r#"{{"product_id":"{product}","sku":"TL-{product}","category":"Shirts",{name},{price}}}"#)
}

/// The kind and the body under which such a message is kept.
pub fn kept(number: u64) -> (&'static str, &'static str) {
    const PLAIN: &str = concat!(
        r#"{"campaign":"autumn","campaign_medium":"email","campaign_source":"news","path":"/shirts/1234","#,
        r#""referrer":"www.search.example","source":"bench"}"#,
    );
    const GOODS: &str = concat!(
        r#"{"brand":"Telar","campaign":"autumn","campaign_medium":"email","campaign_source":"news","#,
        r#""category":"Shirts","currency":"EUR","path":"/shirts/1234","product":"TL-1234","quantity":1,"#,
        r#""referrer":"www.search.example","source":"bench","value":5990,"variant":"M"}"#,
    );
    match number % 10 {
        0..4 => ("Page Viewed", PLAIN),
        8 => ("Products Searched", PLAIN),
        9 => ("Product Added", GOODS),
        _ => ("Product Viewed", GOODS),
    }
}

/// What of such a message is personal, or may be.
pub const PRIVATE: &str = concat!(
    r#"{"agent":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML,"#,
    r#" like Gecko) Chrome/142.0.0.0 Safari/537.36","context":{"campaign":{"medium":"email","#,
    r#""name":"autumn","source":"news"},"library":{"name":"analytics.js","#,
    r#""version":"npm:next-1.84.3"},"locale":"es-ES","page":{"path":"/shirts/1234","#,
    r#""referrer":"https://www.search.example/","search":"?utm_source=news","title":"Shirts","#,
    r#""url":"https://telar.example/shirts/1234?utm_source=news"},"timezone":"Europe/Madrid"},"#,
    r#""ip":"127.0.0.0","properties":{"brand":"Telar","category":"Shirts","currency":"EUR","#,
    r#""name":"Shirt of washed linen","price":59.9,"product_id":"1234","quantity":1,"#,
    r#""sku":"TL-1234","value":59.9,"variant":"M"}}"#,
);

/// An order by the API.
pub fn order(number: u64, cookie: &str) -> Vec<u8> {
    let customer = number % 1_000;
    let customer = format!(r#"{{"kind":"account","value":"{customer}"}}"#);
    let lines = r#"[{"sku":"10001","quantity":1,"unit_price":"59.90"}]"#;
    let body = format!(
        r#"{{"number":"BENCH-{number}","channel":"web","currency":"EUR","customer":{customer},"lines":{lines}}}"#
    );
    let head = format!("cookie: {cookie}\r\nidempotency-key: bench-{number}\r\ncontent-type: application/json");
    post("/api/v1/orders", &head, &body)
}

fn post(path: &str, head: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("POST {path} HTTP/1.1\r\nhost: hilo.example\r\n{head}\r\ncontent-length: {length}\r\n\r\n{body}")
        .into_bytes()
}
