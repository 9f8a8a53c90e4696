//! A baseline of web security, over the table of routes and every form that leads from page to page.
//!
//! That an act is refused when another site's page asks for it, and who may call what, is in `every_route_as_everyone`;
//! the door, with its sessions, in `the_door`; addresses that lead inside in `moving_pictures`.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use axum::http::Method;
use bytes::Bytes;
use scenarios::{
    answers::Answer,
    homes::{Engine, Home},
    people::Person,
    programs::{Serving, hire_owner},
    shops::{OWNER, PASSWORD, Shop},
};
use serde_json::json;

on_both_engines!(
    no_text_of_any_form_speaks_as_markup
    every_page_is_wrapped
    names_of_files_lead_nowhere_else
    nobody_finds_out_who_is_there
);

/// What would become an element where it is not escaped, in text, in an attribute of either quote, in a script.
pub const MARKER: &str = "x\"'><hilo-mark>{{7*7}}</script>";
const ELEMENT: &str = "<hilo-mark";

/// A form: where it is sent, and its fields with what stands in them.
#[derive(Clone, Debug)]
struct Form {
    action: String,
    fields: Vec<(String, String)>,
    /// Those that a person writes into.
    texts: BTreeSet<String>,
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let at = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    let value = &tag[at..at + tag[at..].find('"')?];
    Some(value.replace("&amp;", "&").replace("&#38;", "&").replace("&#34;", "\"").replace("&#39;", "'"))
}

/// The tags of a page, without their brackets.
fn tags(page: &str) -> impl Iterator<Item = &str> {
    page.split('<').skip(1).filter_map(|rest| rest.split_once('>').map(|(tag, _)| tag))
}

fn forms(page: &str) -> Vec<Form> {
    let (mut found, mut open): (Vec<Form>, Option<Form>) = (Vec::new(), None);
    let mut select = None;
    for tag in tags(page) {
        let word = tag.split_whitespace().next().unwrap_or_default();
        let kind = attribute(tag, "type").unwrap_or_default();
        match (word, &mut open) {
            ("form", _) if attribute(tag, "method").as_deref() == Some("post") => {
                let action = attribute(tag, "action").unwrap_or_default();
                open = Some(Form { action, fields: Vec::new(), texts: BTreeSet::new() });
            }
            ("/form", Some(_)) => found.extend(open.take()),
            ("input", Some(form)) if !["file", "checkbox", "radio"].contains(&kind.as_str()) => {
                let Some(name) = attribute(tag, "name") else { continue };
                if ["", "text", "search", "email", "tel", "url"].contains(&kind.as_str()) {
                    form.texts.insert(name.clone());
                }
                form.fields.push((name, attribute(tag, "value").unwrap_or_default()));
            }
            ("input", Some(form)) if tag.contains(" checked") => {
                form.fields.extend(attribute(tag, "name").zip(attribute(tag, "value")));
            }
            ("textarea", Some(form)) => {
                let Some(name) = attribute(tag, "name") else { continue };
                form.texts.insert(name.clone());
                form.fields.push((name, String::new()));
            }
            ("select", Some(_)) => select = attribute(tag, "name"),
            ("option", Some(form)) => {
                // The first one stands, unless another is chosen.
                let (Some(name), Some(value)) = (&select, attribute(tag, "value")) else { continue };
                match form.fields.iter_mut().find(|(known, _)| known == name) {
                    Some((_, chosen)) if tag.contains(" selected") => *chosen = value,
                    Some(_) => {}
                    None => form.fields.push((name.clone(), value)),
                }
            }
            ("/select", _) => select = None,
            _ => {}
        }
    }
    found
}

/// Every page that links lead to from here, by its address.
pub async fn walk(owner: &Person, shop: &Shop) -> BTreeMap<String, Answer> {
    let start = shop.routes.iter().filter(|route| route.method == "GET" && !route.path.contains('{'));
    let start = start.filter(|route| route.path.starts_with("/console/") || route.path == "/newsletter");
    let mut waiting: VecDeque<String> = start.map(|route| route.path.to_owned()).collect();
    let (mut seen, mut pages) = (BTreeSet::new(), BTreeMap::new());
    while let Some(address) = waiting.pop_front() {
        // Filters and sorting give the same rows again; one page of each shape is looked at.
        let shape = address.split('?').next().unwrap_or_default().to_owned();
        if pages.len() > 400 || !seen.insert(shape) {
            continue;
        }
        let answer = owner.gets(&address).await;
        for link in tags(&answer.text).filter(|tag| tag.starts_with("a ")).filter_map(|tag| attribute(tag, "href")) {
            if link.starts_with("/console/") {
                waiting.push_back(link.split('#').next().unwrap_or_default().to_owned());
            }
        }
        pages.insert(address, answer);
    }
    pages
}

pub fn is_clean(address: &str, answer: &Answer) {
    assert!(!answer.text.contains(ELEMENT) || !answer.header("content-type").starts_with("text/html"), "{address}");
    assert!(answer.status < 500, "{address}: {answer:?}");
}

async fn no_text_of_any_form_speaks_as_markup(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    shop.stocks(&[("A-1", MARKER)]).await;
    let order = json!({
        "number": "1", "at": "2026-11-19T10:00:00Z", "channel": "web", "currency": "EUR",
        "customer": { "kind": "email", "value": "ana@example.es", "name": MARKER },
        "lines": [{ "sku": "A-1", "quantity": 1, "unit_price": "20.00" }],
    });
    owner.records_order(&order).await;
    shop.settle().await;
    let (mut filled, mut texts) = (BTreeSet::new(), BTreeSet::new());
    // What the first round makes has forms of its own.
    for _ in 0..2 {
        for (address, page) in walk(&owner, &shop).await {
            is_clean(&address, &page);
            for form in forms(&page.text) {
                let ends = ["/signout", "/language", "/erase"].iter().any(|end| form.action.ends_with(end));
                if ends || form.texts.is_empty() || !filled.insert(form.action.clone()) {
                    continue;
                }
                let marked = |(name, value): &(String, String)| {
                    let is_text = form.texts.contains(name);
                    if is_text { (name.clone(), MARKER.to_owned()) } else { (name.clone(), value.clone()) }
                };
                let fields: Vec<(String, String)> = form.fields.iter().map(marked).collect();
                let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
                texts.extend(form.texts.iter().map(|text| format!("{} {text}", form.action)));
                is_clean(&form.action, &owner.fills_in(&form.action, &fields).await);
                // The same with only one of them, since another may be refused first.
                for text in &form.texts {
                    let one = |(name, value): &(&str, &str)| {
                        let written = match (name == text, form.texts.contains(*name), value) {
                            (true, ..) => MARKER,
                            (_, true, _) => "Telar",
                            (.., value) => value,
                        };
                        (name.to_string(), written.to_owned())
                    };
                    let all: Vec<(String, String)> = fields.iter().map(one).collect();
                    let all: Vec<(&str, &str)> = all.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
                    is_clean(&form.action, &owner.fills_in(&form.action, &all).await);
                }
            }
        }
        shop.settle().await;
    }
    assert!(texts.len() >= 20, "forms were found: {texts:?}");
    let marked = walk(&owner, &shop).await;
    let shown = marked.values().filter(|page| page.text.contains("hilo-mark")).count();
    assert!(shown > 3, "what was written is shown: {:?}", marked.keys());
    for (address, page) in &marked {
        is_clean(address, page);
    }
}

async fn every_page_is_wrapped(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    for (address, page) in walk(&owner, &shop).await {
        let policy = page.header("content-security-policy");
        for part in ["default-src 'none'", "script-src 'self'", "form-action 'self'", "frame-ancestors 'none'"] {
            assert!(policy.contains(part), "{address}: {policy}");
        }
        assert!(!policy.contains("unsafe") && !policy.contains('*'), "{address}: {policy}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cache-control", "no-store"),
        ] {
            assert_eq!(page.header(name), value, "{address}");
        }
        // In the clear nobody promises TLS.
        assert_eq!(page.header("strict-transport-security"), "", "{address}");
        assert_eq!(page.header("access-control-allow-origin"), "", "{address}: staff pages are for no other site");
        let inline =
            page.text.contains("<script>") || page.text.contains(" style=\"") || page.text.contains(" onclick");
        assert!(!inline, "{address}");
    }
}

async fn names_of_files_lead_nowhere_else(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    std::fs::write(shop.home.data().join("secret.txt"), "sesame").expect("a file");
    let ways = [
        "../secret.txt",
        "..%2fsecret.txt",
        "%2e%2e%2fsecret.txt",
        "%2e%2e/%2e%2e/secret.txt",
        "..%5csecret.txt",
        "....//secret.txt",
        "%00secret.txt",
        "%252e%252e%252fsecret.txt",
        "/etc/passwd",
        "%2fetc%2fpasswd",
    ];
    let mut asked = 0;
    for route in shop.routes.iter().filter(|route| route.method == "GET" && route.path.contains('{')) {
        for way in ways {
            let (start, _) = route.path.split_once('{').expect("something varies");
            asked += 1;
            let answer = owner.gets(&format!("{start}{way}")).await;
            let told = answer.text.contains("sesame") || answer.text.contains("root:");
            assert!(!told && answer.status < 500, "{start}{way}: {answer:?}");
        }
    }
    for way in ways {
        let answer = owner.gets(&format!("/assets/{way}")).await;
        assert!(answer.status >= 300 && answer.status < 500, "/assets/{way}: {answer:?}");
    }
    assert!(asked > 100, "{asked}");
}

async fn nobody_finds_out_who_is_there(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    shop.stocks(&[("A-1", "Scarf")]).await;
    let order = json!({
        "number": "1", "at": "2026-11-19T10:00:00Z", "channel": "web", "currency": "EUR",
        "customer": { "kind": "email", "value": "ana@example.es" },
        "lines": [{ "sku": "A-1", "quantity": 1, "unit_price": "20.00" }],
    });
    owner.records_order(&order).await;
    shop.settle().await;
    let list = owner.gets("/api/v1/customers").await.expect(200).json();
    let there = list["data"][0]["id"].as_str().expect("somebody").to_owned();
    let nobody = "cus_00000000000000000000000000".to_owned();
    let somebody = shop.somebody();
    for path in ["/console/customers/", "/api/v1/customers/"] {
        let mut answers = Vec::new();
        for id in [&there, &nobody] {
            let answer = somebody.gets(&format!("{path}{id}")).await;
            let told = answer.text.replace(id.as_str(), "") + &answer.header("location").replace(id.as_str(), "");
            answers.push((answer.status, told));
        }
        assert_eq!(answers[0], answers[1], "{path}");
    }
    // The newsletter says the same to whoever is known and whoever is not.
    let mut answers = Vec::new();
    for email in ["ana@example.es", "nobody@example.es"] {
        let answer = somebody.fills_in("/newsletter", &[("email", email)]).await;
        answers.push((answer.status, answer.text.replace(email, "")));
    }
    assert_eq!(answers[0], answers[1]);
    let request = somebody.request(Method::OPTIONS, "/api/v1/customers").header("origin", "https://evil.example");
    let request = request.header("access-control-request-method", "GET");
    let answer = somebody.asks(request, Bytes::new()).await;
    assert_eq!(answer.header("access-control-allow-origin"), "");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cookies_are_secure_where_tls_is_said_to_be_spoken() {
    let home = tokio::task::spawn_blocking(|| {
        let home = Home::new(Engine::Sqlite);
        hire_owner(&home);
        home
    });
    let home = home.await.expect("no panic");
    let started = tokio::task::spawn_blocking(move || {
        let serving = Serving::start_with(&home, &[("HILO_SECURE_COOKIES", "true")]);
        (serving, home)
    });
    let (serving, _home) = started.await.expect("no panic");
    let answer = serving.somebody().knocks(OWNER, PASSWORD, "").await.expect(303);
    let cookie = answer.header("set-cookie");
    for flag in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(flag), "{cookie}");
    }
}
