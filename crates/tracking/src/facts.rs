//! What of a message stands on the thread, and what is personal and stands apart from it. Pure.

use std::net::IpAddr;

use base::{Currency, Time, text};
use customers::people::{Claim, How, Kind as Name, Known, Profile};
use serde_json::{Map, Value, json};

use crate::{
    addresses::{clean, clean_all, host, shortened},
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
    /// The sender's address, of a person's own device. It is kept shortened.
    pub ip: Option<IpAddr>,
    /// The sender's program.
    pub agent: Option<String>,
    /// Whether the address is of a net of the retailer's own.
    pub is_own: bool,
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
    let is_robot = agent.is_some_and(is_robot);
    let mut body = Map::new();
    body.insert("source".into(), json!(source.code));
    if is_held {
        body.insert("clock".into(), json!("wrong"));
    }
    if is_robot {
        body.insert("robot".into(), json!(true));
    }
    // Told by a server, it is of the address that the message names.
    let told = text_of(&message.context, "ip").and_then(|text| text.parse().ok());
    let is_own = from.is_own || told.is_some_and(|address| source.is_own(address));
    if is_own {
        body.insert("own".into(), json!(true));
    }
    goods(&message.properties, &mut body);
    visit(&message.context, &message.properties, &mut body);
    // What is no customer's makes none, and counts on no card.
    let (claims, said) = if is_robot || is_own { (Vec::new(), Vec::new()) } else { names(message, source.kind) };
    let is_told = message.call == Call::Identify && source.kind.is_believed() && !claims.is_empty();
    Facts {
        kind,
        happened,
        body: Value::Object(body),
        private: private(message, from, agent, kind == events::CUSTOM, source.kind.is_believed()),
        claims,
        said,
        profile: if is_told { profile(&message.traits) } else { Profile::default() },
    }
}

/// Whom it is of, and who else they are said to be. What everybody could send is of the browser or the app alone,
/// whatever it says: nobody becomes a customer by knowing their number. A device of the shop or a partner is asked to
/// tell of people, so it says of whom by one name; nobody is joined by that.
fn names(message: &Message, kind: Kind) -> (Vec<Claim>, Vec<Known>) {
    let claim = |kind: Name, value: &str| Known::parse(kind, value).ok();
    // The traits of a group are the group's.
    let traits = |name: &str| text_of(&message.traits, name).filter(|_| message.call == Call::Identify);
    let mut people: Vec<Known> = Vec::new();
    people.extend(message.user.as_deref().and_then(|user| claim(Name::Account, user)));
    people.extend(traits("email").and_then(|email| claim(Name::Email, email)));
    people.extend(traits("phone").and_then(|phone| claim(Name::Phone, phone)));
    let thing = if kind == Kind::App { Name::Device } else { Name::Browser };
    let thing = message.anonymous.as_deref().and_then(|value| claim(thing, value));
    let before = message.previous.as_deref().filter(|before| Some(*before) != message.anonymous.as_deref());
    let before = before.filter(|_| message.call == Call::Alias).and_then(|before| claim(Name::Account, before));
    let (mut names, mut said): (Vec<Known>, Vec<Known>) = match kind.is_public() {
        true => (thing.into_iter().collect(), people),
        false => (people.into_iter().chain(thing).collect(), Vec::new()),
    };
    if !kind.is_believed() {
        said.splice(0..0, names.drain(names.len().min(1)..));
    }
    said.extend(before.filter(|before| !names.contains(before)));
    let how = if kind.is_believed() { How::Server } else { How::Claimed };
    (names.into_iter().map(|known| Claim { known, how }).collect(), said)
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
    for name in ["category", "brand", "variant", "size", "list_id", "promotion_id", "coupon"] {
        put(body, name, code(properties, name));
    }
    if let Some(products) = properties.get("products").and_then(Value::as_array) {
        let all = products.iter().filter_map(Value::as_object).take(PRODUCTS);
        let all =
            all.filter_map(|each| Some(json!({ "product": product(each)?, "quantity": quantity(each).unwrap_or(1) })));
        body.insert("products".into(), all.collect());
    }
    put(body, "quantity", quantity(properties));
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

/// How many: some write 2, some 2.0 or "2".
fn quantity(properties: &Map<String, Value>) -> Option<i64> {
    let many = match properties.get("quantity")? {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    (many.fract() == 0.0 && (1.0..=1e6).contains(&many)).then_some(many as i64)
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
    // What nobody can see is no part of an address, and a zero byte no part of a text.
    let path = path.and_then(|path| path.split(['?', '#']).next()).filter(|path| text::hidden(path).is_none());
    put(body, "path", path.map(clean));
    let referrer = text_of(page, "referrer").or_else(|| text_of(properties, "referrer"));
    put(body, "referrer", referrer.and_then(host));
    if let Some(campaign) = context.get("campaign").and_then(Value::as_object) {
        for (name, field) in [("source", "campaign_source"), ("medium", "campaign_medium"), ("name", "campaign")] {
            put(body, field, code(campaign, name));
        }
    }
    put(body, "session", code(context, "sessionId"));
}

/// What is personal, or may be. Of the context, what says where somebody was and with what, and no more.
fn private(message: &Message, from: &From, agent: Option<&str>, is_custom: bool, is_believed: bool) -> Value {
    const KEPT: [&str; 9] = ["app", "campaign", "device", "library", "locale", "os", "page", "screen", "timezone"];
    let mut private = Map::new();
    if is_custom || [Call::Page, Call::Screen].contains(&message.call) {
        put(&mut private, "name", message.event.clone());
    }
    put(&mut private, "group", message.group.clone());
    // Who somebody is merely said to be is kept as such, and goes with whoever it is of.
    let traits = if is_believed { message.traits.clone() } else { Map::new() };
    let mut context: Map<String, Value> = message.context.clone();
    context.retain(|name, _| KEPT.contains(&name.as_str()));
    for (name, mut object) in [("properties", message.properties.clone()), ("traits", traits), ("context", context)] {
        if !object.is_empty() {
            clean_all(&mut object);
            private.insert(name.into(), Value::Object(object));
        }
    }
    put(&mut private, "ip", address_of(message, from).map(shortened));
    put(&mut private, "agent", agent.map(|agent| agent.chars().take(300).collect::<String>()));
    Value::Object(private)
}

/// Where somebody was on the net.
fn address_of(message: &Message, from: &From) -> Option<IpAddr> {
    text_of(&message.context, "ip").and_then(|text| text.parse().ok()).or(from.ip)
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
    // A maker of telephones.
    let agent = agent.to_lowercase().replace("cubot", "");
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
    let is_code = !text.is_empty() && text.len() <= CODE && clean(&text) == text && text::hidden(&text).is_none();
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
            networks: vec![crate::networks::Network::parse("198.51.100.0/24").expect("a net")],
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
        assert_eq!(told(Kind::App, text).claims[0].known.kind, Name::Device);
        for kind in [Kind::Device, Kind::Partner] {
            let told = told(kind, text);
            let claims: Vec<(Name, How)> = told.claims.iter().map(|claim| (claim.known.kind, claim.how)).collect();
            assert_eq!(claims, [(Name::Account, How::Claimed)], "of whom, by one name");
            let said: Vec<Name> = told.said.iter().map(|known| known.kind).collect();
            assert_eq!(said, [Name::Email, Name::Browser]);
        }
    }

    #[test]
    fn only_a_system_of_ours_says_what_somebody_is_like() {
        let traits =
            r#""traits":{"name":"Mallory","birthday":"1984-05-31","email":"a@example.es","phone":"612345678"}"#;
        let said = |kind: Kind, call: &str| {
            told(kind, &format!(r#"{{"type":"{call}","anonymousId":"b","userId":"1","groupId":"g",{traits}}}"#))
        };
        for kind in [Kind::Browser, Kind::App, Kind::Device, Kind::Partner] {
            let told = said(kind, "identify");
            assert_eq!((told.profile, told.private.get("traits")), (Profile::default(), None), "{kind:?}");
        }
        let told = said(Kind::Server, "identify");
        assert_eq!((told.profile.name.as_deref(), told.claims.len()), (Some("Mallory"), 3));
        let group = said(Kind::Server, "group");
        let kinds: Vec<Name> = group.claims.iter().map(|claim| claim.known.kind).collect();
        assert_eq!((kinds, group.profile), (vec![Name::Account, Name::Browser], Profile::default()));
        assert_eq!(said(Kind::Browser, "group").said.len(), 1, "the e-mail address is the group's");
    }

    #[test]
    fn a_name_before_is_only_said() {
        let text = r#"{"type":"alias","previousId":"old","userId":"new","anonymousId":"b"}"#;
        for kind in Kind::ALL {
            let told = told(kind, text);
            assert!(told.said.iter().any(|known| known.kind == Name::Account && known.value == "old"), "{kind:?}");
        }
        let same = told(Kind::Browser, r#"{"type":"alias","previousId":"b","userId":"new","anonymousId":"b"}"#);
        assert_eq!(same.said.len(), 1, "{:?}", same.said);
    }

    #[test]
    fn what_comes_from_a_net_of_ours_is_nobodys() {
        let of = |ip: &str| {
            let text =
                format!(r#"{{"type":"identify","userId":"1","traits":{{"name":"A"}},"context":{{"ip":"{ip}"}}}}"#);
            told(Kind::Server, &text)
        };
        let (ours, other) = (of("198.51.100.9"), of("203.0.113.9"));
        assert_eq!((&ours.body["own"], ours.claims.len()), (&json!(true), 0));
        assert_eq!(ours.profile, Profile::default());
        assert_eq!((other.body.get("own"), other.claims.len()), (None, 1));
    }

    #[test]
    fn a_robot_says_so() {
        let cases =
            [("Googlebot/2.1", true), ("curl/8.5", true), ("Mozilla/5.0 (Linux; Android 13; CUBOT X70)", false)];
        for (agent, expected) in cases {
            assert_eq!(is_robot(agent), expected, "{agent}");
        }
    }

    #[test]
    fn what_cannot_be_seen_is_no_path() {
        for path in [r"/a\u0000b", r"/a\u200bb", r"/\u202ea"] {
            let text = format!(r#"{{"type":"page","anonymousId":"b","context":{{"page":{{"path":"{path}"}}}}}}"#);
            assert_eq!(told(Kind::Browser, &text).body.get("path"), None, "{path}");
        }
    }

    #[test]
    fn money_told_is_not_money_taken() {
        let text = r#"{"type":"track","event":"Order Completed","userId":"1",
            "properties":{"order_id":"9","total":27.5,"currency":"EUR",
            "products":[{"sku":"A","quantity":2.0},{"x":1},{"sku":"B","quantity":"3"},{"sku":"C","quantity":1.5}]}}"#;
        let told = told(Kind::Server, text);
        assert_eq!(told.kind, "Order Completed Reported");
        assert_eq!(told.body["value"], 2750);
        assert_eq!(
            told.body["products"],
            json!([{ "product": "A", "quantity": 2 }, { "product": "B", "quantity": 3 },
            { "product": "C", "quantity": 1 }])
        );
        assert_eq!(told.body.get("order_id"), None);
    }

    #[test]
    fn nothing_personal_stands_in_the_body() {
        let text = r#"{"type":"page","anonymousId":"b","name":"Ana's","properties":{"sku":"ana@example.es"},
            "context":{"sessionId":"s-1","ip":"203.0.113.77","userAgent":"Googlebot/2.1","advertisingId":"x",
            "page":{"path":"/hola/ana@example.es/x?tel=%2B34612345678","url":"https://t.es/?e=ana%40example.es&u=1",
            "referrer":"https://user@google.com/search?q=ana"},"campaign":{"source":"news",
            "medium":"+34612345678","name":"fall"}}}"#;
        let told = told(Kind::Browser, text);
        let body = json!({ "source": "web", "robot": true, "path": "/hola/*/x", "referrer": "google.com",
            "campaign_source": "news", "campaign": "fall", "session": "s-1" });
        assert_eq!(told.body, body);
        assert_eq!(told.private["ip"], "203.0.113.0");
        assert!(told.claims.is_empty(), "a robot is nobody");
        assert_eq!(told.private["context"]["page"]["url"], "https://t.es/?e=*&u=1");
        assert_eq!(told.private["context"].get("advertisingId"), None);
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
