//! What of a message stands on the thread, and what is personal and stands apart from it. Pure.

use base::{Currency, Time, text};
use customers::people::{Claim, How, Kind as Name, Known, Profile};
use serde_json::{Map, Value, json};

use crate::{
    events,
    messages::{Call, Message},
    sources::{Kind, Source},
};

/// Products of one event that are kept.
const PRODUCTS: usize = 50;
/// The longest code.
const CODE: usize = 64;

/// Where a request came from.
#[derive(Clone, Debug, Default)]
pub struct From {
    /// The sender's address, shortened: of a person's own device.
    pub ip: Option<String>,
    /// The sender's program.
    pub agent: Option<String>,
}

/// A message as it will be recorded.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The kind of event.
    pub kind: &'static str,
    /// When it happened.
    pub happened: Time,
    /// What is not personal.
    pub body: Value,
    /// What is.
    pub private: Value,
    /// Whom it is of, the best first.
    pub claims: Vec<Claim>,
    /// Who else it is said to be, of which nothing follows.
    pub said: Vec<Known>,
    /// What is said of them.
    pub profile: Profile,
}

/// What a message of a source comes to.
pub fn facts(message: &Message, source: &Source, from: &From, received: Time) -> Facts {
    let (happened, is_held) = message.happened(received, source.kind.is_believed());
    let kind = match message.call {
        Call::Track => events::kind_of(message.event.as_deref().unwrap_or_default()),
        Call::Page => events::PAGE,
        Call::Screen => events::SCREEN,
        Call::Identify => events::IDENTIFIED,
        Call::Group => events::GROUPED,
        Call::Alias => events::ALIASED,
    };
    let agent = text_of(&message.context, "userAgent").or(from.agent.as_deref());
    let mut body = Map::new();
    body.insert("source".into(), json!(source.code));
    if is_held {
        body.insert("clock".into(), json!("wrong"));
    }
    if agent.is_some_and(is_robot) {
        body.insert("robot".into(), json!(true));
    }
    goods(&message.properties, &mut body);
    visit(&message.context, &message.properties, &mut body);
    let (claims, said) = names(message, source);
    Facts {
        kind,
        happened,
        body: Value::Object(body),
        private: private(message, from, agent, kind == events::CUSTOM, source.kind.is_believed()),
        claims,
        said,
        profile: if message.call == Call::Identify { profile(&message.traits) } else { Profile::default() },
    }
}

/// Whom it is of. What everybody could send is of the browser or the app alone, whatever it says: nobody becomes a
/// customer by knowing their number.
fn names(message: &Message, source: &Source) -> (Vec<Claim>, Vec<Known>) {
    let how = if source.kind.is_believed() { How::Server } else { How::Claimed };
    let thing = if source.kind == Kind::App { Name::Device } else { Name::Browser };
    let claim = |kind: Name, value: &str| Known::parse(kind, value).ok();
    let anonymous = message.anonymous.as_deref().and_then(|value| claim(thing, value));
    let traits = |name: &str| text_of(&message.traits, name);
    let mut people: Vec<Known> = Vec::new();
    people.extend(message.user.as_deref().and_then(|user| claim(Name::Account, user)));
    people.extend(traits("email").and_then(|email| claim(Name::Email, email)));
    people.extend(traits("phone").and_then(|phone| claim(Name::Phone, phone)));
    let thing = anonymous.map(|known| Claim { known, how });
    if source.kind.is_believed() {
        let people = people.into_iter().map(|known| Claim { known, how });
        return (people.chain(thing).collect(), Vec::new());
    }
    (thing.into_iter().collect(), people)
}

fn profile(traits: &Map<String, Value>) -> Profile {
    let told = |name: &str| text_of(traits, name).and_then(|value| text::told("It", value, 200).ok());
    let both = || Some(format!("{} {}", told("firstName")?, told("lastName")?));
    let address = traits.get("address").and_then(Value::as_object);
    let of_address = |name: &str| {
        let value = text_of(address?, name)?;
        text::told("It", value, 200).ok()
    };
    Profile {
        name: told("name").or_else(both),
        country: of_address("country"),
        city: of_address("city"),
        postcode: of_address("postalCode"),
        street: of_address("street"),
        birth_date: told("birthday").filter(|day| is_day(day)),
        language: None,
    }
}

fn is_day(day: &str) -> bool {
    day.len() == 10 && Time::parse_rfc3339(&format!("{day}T00:00:00Z")).is_some()
}

/// What it was about, in codes and amounts.
fn goods(properties: &Map<String, Value>, body: &mut Map<String, Value>) {
    put(body, "product", product(properties));
    for name in ["category", "brand", "variant", "list_id", "promotion_id", "coupon"] {
        put(body, name, code(properties, name));
    }
    if let Some(products) = properties.get("products").and_then(Value::as_array) {
        let all = products.iter().filter_map(Value::as_object).take(PRODUCTS);
        let all = all.filter_map(|each| Some(json!({ "product": product(each)?, "quantity": quantity(each) })));
        body.insert("products".into(), all.collect());
    }
    put(
        body,
        "quantity",
        properties.get("quantity").and_then(Value::as_i64).filter(|many| (1..=1_000_000).contains(many)),
    );
    let Some(currency) = text_of(properties, "currency").and_then(|code| Currency::in_use(code).ok()) else { return };
    let value = ["value", "price", "total", "revenue"].into_iter().find_map(|name| amount(properties, name, currency));
    if let Some(value) = value {
        body.insert("value".into(), json!(value));
        body.insert("currency".into(), json!(currency.code()));
    }
}

fn product(properties: &Map<String, Value>) -> Option<String> {
    code(properties, "sku").or_else(|| code(properties, "product_id"))
}

fn quantity(properties: &Map<String, Value>) -> i64 {
    properties.get("quantity").and_then(Value::as_i64).filter(|many| (1..=1_000_000).contains(many)).unwrap_or(1)
}

/// An amount in minor units, half away from zero. Senders write money as a number with a point.
fn amount(properties: &Map<String, Value>, name: &str, currency: Currency) -> Option<i64> {
    let amount = match properties.get(name)? {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.parse().ok()?,
        _ => return None,
    };
    let minor = amount * 10_f64.powi(currency.decimals() as i32);
    (minor.is_finite() && minor.abs() < 1e12).then(|| minor.round() as i64)
}

/// Where it happened and how they came there.
fn visit(context: &Map<String, Value>, properties: &Map<String, Value>, body: &mut Map<String, Value>) {
    let empty = Map::new();
    let page = context.get("page").and_then(Value::as_object).unwrap_or(&empty);
    let path = text_of(page, "path").or_else(|| text_of(properties, "path"));
    put(body, "path", path.map(|path| clean(path.split(['?', '#']).next().unwrap_or_default())));
    let referrer = text_of(page, "referrer").or_else(|| text_of(properties, "referrer"));
    put(body, "referrer", referrer.and_then(host));
    if let Some(campaign) = context.get("campaign").and_then(Value::as_object) {
        for (name, field) in [("source", "campaign_source"), ("medium", "campaign_medium"), ("name", "campaign")] {
            put(body, field, code(campaign, name));
        }
    }
    put(body, "session", code(context, "sessionId"));
}

/// The host of an address, without what leads to anybody.
fn host(address: &str) -> Option<String> {
    let rest = address.split_once("://")?.1;
    let host = rest.split(['/', '?', '#']).next()?.rsplit('@').next()?;
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || ".-:".contains(letter);
    (!host.is_empty() && host.len() <= CODE && host.chars().all(is_plain)).then(|| host.to_lowercase())
}

/// An address of a page without e-mail addresses and telephones in it.
pub fn clean(address: &str) -> String {
    let is_end = |letter: char| "/?&=#;,".contains(letter);
    let mut clean = String::new();
    for part in address.split_inclusive(is_end) {
        let word = part.trim_end_matches(is_end);
        let digits = word.trim_start_matches("%2B").trim_start_matches("%2b").trim_start_matches('+');
        let is_phone = digits.len() < word.len() && digits.bytes().filter(u8::is_ascii_digit).count() >= 8;
        let is_mail = word.contains('@') || word.contains("%40");
        clean.push_str(if is_phone || is_mail { "*" } else { word });
        clean.push_str(&part[word.len()..]);
    }
    clean.chars().take(200).collect()
}

/// What is personal, or may be. Of the context, what says where somebody was and with what, and no more.
fn private(message: &Message, from: &From, agent: Option<&str>, is_custom: bool, is_believed: bool) -> Value {
    const KEPT: [&str; 9] = ["app", "campaign", "device", "library", "locale", "os", "page", "screen", "timezone"];
    let mut private = Map::new();
    if is_custom || [Call::Page, Call::Screen].contains(&message.call) {
        put(&mut private, "name", message.event.clone());
    }
    put(&mut private, "group", message.group.clone());
    // Who somebody is merely said to be is kept as such, where it goes with whoever it is of.
    let mut traits = message.traits.clone();
    traits.retain(|name, _| is_believed || !["email", "phone"].contains(&name.as_str()));
    let mut context: Map<String, Value> = message.context.clone();
    context.retain(|name, _| KEPT.contains(&name.as_str()));
    for (name, mut object) in [("properties", message.properties.clone()), ("traits", traits), ("context", context)] {
        if !object.is_empty() {
            addresses(&mut object);
            private.insert(name.into(), Value::Object(object));
        }
    }
    let ip = text_of(&message.context, "ip").and_then(shortened).or_else(|| from.ip.clone());
    put(&mut private, "ip", ip);
    put(&mut private, "agent", agent.map(|agent| agent.chars().take(300).collect::<String>()));
    Value::Object(private)
}

/// Cleans the addresses of pages.
fn addresses(object: &mut Map<String, Value>) {
    for (name, value) in object {
        match value {
            Value::String(text) if ["url", "path", "referrer", "search"].contains(&name.as_str()) => {
                *text = clean(text)
            }
            Value::Object(inner) if name == "page" => addresses(inner),
            _ => {}
        }
    }
}

/// An address of the net without its last part, so that it leads to a town and not to a door.
pub fn shortened(ip: &str) -> Option<String> {
    match ip.trim().parse().ok()? {
        std::net::IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            Some(format!("{a}.{b}.{c}.0"))
        }
        std::net::IpAddr::V6(address) => {
            let [a, b, c, ..] = address.segments();
            Some(std::net::Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0).to_string())
        }
    }
}

/// What programs that look at pages call themselves.
const ROBOTS: [&str; 14] = [
    "bot",
    "crawl",
    "spider",
    "slurp",
    "headless",
    "lighthouse",
    "pingdom",
    "uptime",
    "preview",
    "facebookexternalhit",
    "curl/",
    "wget/",
    "monitor",
    "scrapy",
];

/// Whether a program says that it is no person's.
pub fn is_robot(agent: &str) -> bool {
    let agent = agent.to_lowercase();
    ROBOTS.iter().any(|word| agent.contains(word))
}

fn text_of<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    object.get(name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
}

/// A short word that leads to nobody.
fn code(object: &Map<String, Value>, name: &str) -> Option<String> {
    let text = match object.get(name)? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    let is_code = !text.is_empty() && text.len() <= CODE && !text.contains('@') && text::hidden(&text).is_none();
    is_code.then_some(text)
}

fn put(object: &mut Map<String, Value>, name: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        object.insert(name.to_owned(), value.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{messages::Shared, sources::SourceId};

    fn source(kind: Kind) -> Source {
        Source {
            id: SourceId::from_bytes([1; 16]),
            name: "Web".into(),
            code: "web".into(),
            kind,
            origins: Vec::new(),
            is_on: true,
            per_second: None,
            by: "test".into(),
            created_at: Time::from_micros(0),
        }
    }

    fn told(kind: Kind, text: &str) -> Facts {
        let message = Message::read(text, &Shared::default()).expect("a message");
        facts(&message, &source(kind), &From::default(), Time::from_micros(1_790_000_000_000_000))
    }

    #[test]
    fn a_public_source_speaks_for_its_browser_alone() {
        let text = r#"{"type":"identify","anonymousId":"b-1","userId":"ana","traits":{"email":"ana@example.es"}}"#;
        let web = told(Kind::Browser, text);
        assert_eq!(web.claims.len(), 1);
        assert_eq!((web.claims[0].known.kind, web.claims[0].how), (Name::Browser, How::Claimed));
        let said: Vec<(Name, &str)> = web.said.iter().map(|known| (known.kind, known.value.as_str())).collect();
        assert_eq!(said, [(Name::Account, "ana"), (Name::Email, "ana@example.es")]);
        assert!(!web.private.to_string().contains("ana"), "{}", web.private);
        let server = told(Kind::Server, text);
        let kinds: Vec<Name> = server.claims.iter().map(|claim| claim.known.kind).collect();
        assert_eq!(kinds, [Name::Account, Name::Email, Name::Browser]);
        assert!(server.claims.iter().all(|claim| claim.how == How::Server) && server.said.is_empty());
        assert!(told(Kind::Browser, r#"{"type":"page","userId":"ana"}"#).claims.is_empty(), "it is nobody's");
        assert_eq!(told(Kind::Partner, text).claims.len(), 1);
        assert_eq!(told(Kind::App, text).claims[0].known.kind, Name::Device);
    }

    #[test]
    fn money_told_is_not_money_taken() {
        let text = r#"{"type":"track","event":"Order Completed","userId":"1",
            "properties":{"order_id":"9","total":27.5,"currency":"EUR",
            "products":[{"sku":"A","quantity":2},{"x":1}]}}"#;
        let told = told(Kind::Server, text);
        assert_eq!(told.kind, "Order Completed Reported");
        assert_eq!(told.body["value"], 2750);
        assert_eq!(told.body["products"], json!([{ "product": "A", "quantity": 2 }]));
        assert_eq!(told.body.get("order_id"), None);
    }

    #[test]
    fn nothing_personal_stands_in_the_body() {
        let text = r#"{"type":"page","anonymousId":"b","name":"Ana's","properties":{"sku":"ana@example.es"},
            "context":{"sessionId":"s-1","ip":"203.0.113.77","userAgent":"Googlebot/2.1","advertisingId":"x",
            "page":{"path":"/hola/ana@example.es/x?tel=%2B34612345678","url":"https://t.es/?e=ana%40example.es&u=1",
            "referrer":"https://user@google.com/search?q=ana"},"campaign":{"source":"news","name":"fall"}}}"#;
        let told = told(Kind::Browser, text);
        let body = json!({ "source": "web", "robot": true, "path": "/hola/*/x", "referrer": "google.com",
            "campaign_source": "news", "campaign": "fall", "session": "s-1" });
        assert_eq!(told.body, body);
        assert_eq!(told.private["ip"], "203.0.113.0");
        assert_eq!(told.private["context"]["page"]["url"], "https://t.es/?e=*&u=1");
        assert_eq!(told.private["context"].get("advertisingId"), None);
    }

    #[test]
    fn addresses_lose_who_they_are_of() {
        let cases = [
            ("/falda/84102207", "/falda/84102207"),
            ("?tel=+34612345678&x=1", "?tel=*&x=1"),
            ("/a%40b.es", "/*"),
            ("https://t.es/es?q=falda+roja", "https://t.es/es?q=falda+roja"),
        ];
        for (address, expected) in cases {
            assert_eq!(clean(address), expected);
        }
        assert_eq!(shortened("2001:db8:1:2:3::9").as_deref(), Some("2001:db8:1::"));
        assert_eq!(shortened("nowhere"), None);
    }

    #[test]
    fn amounts_are_read_to_the_minor_unit() {
        let of = |text: &str| serde_json::from_str::<Map<String, Value>>(text).expect("an object");
        let cases =
            [(r#"{"v":19.99}"#, Some(1999)), (r#"{"v":"5"}"#, Some(500)), (r#"{"v":1e300}"#, None), ("{}", None)];
        for (text, expected) in cases {
            assert_eq!(amount(&of(text), "v", Currency::EUR), expected, "{text}");
        }
        assert_eq!(amount(&of(r#"{"v":0.125}"#), "v", Currency::EUR), Some(13), "half away from zero");
    }
}
