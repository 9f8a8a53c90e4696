//! A baseline of web security, over every kind of answer: headers, cookies, files, and what an answer gives away.

use std::io::Read;

use bytes::Bytes;
use flate2::read::GzDecoder;
use hyper::Method;
use scenarios::{
    answers::Answer,
    homes::Engine,
    people::{Person, session_of},
    photographs::{file, quarters},
    shops::{OWNER, PASSWORD, Shop, VIEWER},
};
use serde_json::json;

use crate::{moving_in_by_page, what_is_seen};

on_both_engines!(
    every_kind_of_answer_is_wrapped
    what_is_text_comes_packed
    cookies_say_how_they_may_be_used
    a_session_is_new_at_each_door
    links_that_open_nothing_are_alike
    a_name_of_a_file_is_a_name
);

/// What every answer carries, whatever it is.
fn is_wrapped(what: &str, answer: &Answer) {
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{what}: {policy}");
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("permissions-policy", "camera=(), microphone=(), geolocation=()"),
    ] {
        assert_eq!(answer.header(name), value, "{what}: {name}");
    }
    assert!(!answer.header("cache-control").is_empty(), "{what}");
    assert_eq!(answer.header("server"), "", "{what}: what serves is nobody's business");
    assert_eq!(answer.header("x-powered-by"), "", "{what}");
}

/// What a page names of the assets, by how it ends.
fn asset(page: &Answer, end: &str) -> String {
    let names = page.text.split('"').filter(|part| part.starts_with("/assets/") && part.ends_with(end));
    names.map(str::to_owned).next().unwrap_or_else(|| panic!("no {end} on the page"))
}

async fn every_kind_of_answer_is_wrapped(engine: Engine) {
    let shop = Shop::open(engine).await;
    let (owner, viewer, somebody) = (shop.owner().await, shop.viewer().await, shop.somebody());
    shop.stocks(&[("A-1", "Scarf")]).await;
    let order = json!({
        "number": "1", "at": "2026-11-19T10:00:00Z", "channel": "web", "currency": "EUR",
        "customer": { "kind": "email", "value": "ana@example.es" },
        "lines": [{ "sku": "A-1", "quantity": 1, "unit_price": "20.00" }],
    });
    owner.records_order(&order).await;
    let picture = what_is_seen::sends(&owner, file(quarters(60, 80), image::ImageFormat::Jpeg)).await.json();
    shop.settle().await;
    let ana = owner.finds_customer("ana").await["id"].as_str().expect("an id").to_owned();
    let door = somebody.gets("/signin").await;
    let seen = picture["sizes"][0]["address"].as_str().expect("an address");
    // The kind, the address, the status and how long it may be kept.
    let kept = "public, max-age=31536000, immutable";
    let mut cases = vec![
        ("a page", "/console/customers".to_owned(), 200, "no-store"),
        ("the API", "/api/v1/customers".into(), 200, "no-store"),
        ("its description", "/api/v1/openapi.json".into(), 200, ""),
        ("a table as a file", "/console/home/csv".into(), 200, "no-store"),
        ("the audit as a file", "/console/audit/csv".into(), 200, "no-store"),
        ("all of a person", format!("/api/v1/customers/{ana}/export"), 200, "no-store"),
        ("a picture", seen.to_owned(), 200, kept),
        ("a picture that is not there", seen.replace("pic_", "pic_0"), 404, "no-store"),
        ("a page that is not there", "/console/nowhere".into(), 404, "no-store"),
        ("an address that is not there", "/api/v1/nowhere".into(), 404, "no-store"),
        ("an asset that is not there", "/assets/nowhere.js".into(), 404, "no-store"),
        ("what cannot be read", "/console/customers?after=x".into(), 400, "no-store"),
        ("what leads on", "/".into(), 303, "no-store"),
        ("what web sites load", SITE_SCRIPT.into(), 200, "public, max-age=3600"),
        ("whether it lives", "/healthz".into(), 200, "no-store"),
        ("whether it is ready", "/readyz".into(), 200, "no-store"),
    ];
    for end in [".js", ".css", ".svg", ".woff2"] {
        cases.push(("an asset", asset(&door, end), 200, kept));
    }
    for (what, path, status, cache) in cases {
        let answer = owner.gets(&path).await;
        assert_eq!(answer.status, status, "{what}: {path}: {answer:?}");
        is_wrapped(what, &answer);
        assert!(cache.is_empty() || answer.header("cache-control") == cache, "{what}: {:?}", answer.headers);
        if what.ends_with("file") || what == "all of a person" {
            assert!(answer.header("content-disposition").starts_with("attachment; filename=\""), "{what}: {answer:?}");
        }
    }
    is_wrapped("whom nobody let in", &viewer.gets("/console/staff").await.expect(403));
    is_wrapped("who must sign in", &somebody.gets("/console/orders").await.expect(303));
    is_wrapped("a program that must", &somebody.gets("/api/v1/orders").await.expect(401));
    is_wrapped("a wrong password", &somebody.knocks(OWNER, "no", "").await.expect(401));
    is_wrapped("a method that is none", &owner.asks(owner.request(Method::DELETE, "/signin"), Bytes::new()).await);
    is_wrapped("another site's act", &somebody.asks(foreign(&somebody), Bytes::new()).await.expect(403));
    let large = Bytes::from(vec![b' '; 3 << 20]);
    let request = owner.request(Method::POST, "/api/v1/orders").header("content-type", "application/json");
    is_wrapped("what is too large", &owner.asks(request.header("idempotency-key", "1"), large).await.expect(413));
}

/// The key is the script's to read.
const SITE_SCRIPT: &str = "/analytics.js/v1/a-key/analytics.min.js";

async fn what_is_text_comes_packed(engine: Engine) {
    let shop = Shop::open(engine).await;
    let somebody = shop.somebody();
    let door = somebody.gets("/signin").await;
    for path in [asset(&door, ".js"), asset(&door, ".css"), asset(&door, ".svg"), SITE_SCRIPT.to_owned()] {
        let plain = somebody.gets(&path).await.expect(200);
        assert_eq!((plain.header("content-encoding"), plain.header("vary")), ("", "accept-encoding"), "{path}");
        let request = somebody.request(Method::GET, &path).header("accept-encoding", "br, gzip");
        let packed = somebody.asks(request, Bytes::new()).await.expect(200);
        let said = ["content-encoding", "vary"].map(|name| packed.header(name));
        assert_eq!(said, ["gzip", "accept-encoding"], "{path}");
        let mut unpacked = Vec::new();
        GzDecoder::new(&*packed.bytes).read_to_end(&mut unpacked).expect("what was packed");
        assert!(unpacked == plain.bytes && packed.bytes.len() < unpacked.len(), "{path}");
    }
    let woff2 = somebody.request(Method::GET, &asset(&door, ".woff2")).header("accept-encoding", "gzip");
    assert_eq!(somebody.asks(woff2, Bytes::new()).await.expect(200).header("content-encoding"), "");
}

fn foreign(person: &Person) -> hyper::http::request::Builder {
    person.request(Method::POST, "/language").header("sec-fetch-site", "cross-site")
}

async fn cookies_say_how_they_may_be_used(engine: Engine) {
    let shop = Shop::open(engine).await;
    let somebody = shop.somebody();
    // Whoever only looks is given none.
    for path in ["/signin", "/newsletter", "/console/customers", "/assets/nowhere", "/healthz", "/api/v1/orders"] {
        assert_eq!(somebody.gets(path).await.header("set-cookie"), "", "{path}");
    }
    let session = somebody.knocks(OWNER, PASSWORD, "").await.expect(303);
    let owner = somebody.with_session(&session_of(&session));
    let language = owner.fills_in("/language", &[("lang", "en"), ("back", "/console")]).await.expect(303);
    let out = owner.fills_in("/signout", &[]).await.expect(303);
    for (what, answer, named) in [
        ("a session", &session, &["hilo_session", "hilo_known"][..]),
        ("a language", &language, &["hilo_lang"]),
        ("no session any more", &out, &["hilo_session"]),
    ] {
        let cookies: Vec<&str> =
            answer.headers.get_all("set-cookie").iter().filter_map(|one| one.to_str().ok()).collect();
        let names: Vec<&str> = cookies.iter().filter_map(|cookie| Some(cookie.split_once('=')?.0)).collect();
        assert_eq!(names, named, "{what}");
        for cookie in cookies {
            let flags: Vec<&str> = cookie.split("; ").skip(1).collect();
            for flag in ["HttpOnly", "SameSite=Lax", "Path=/"] {
                assert!(flags.contains(&flag), "{what}: {cookie}");
            }
            assert!(!cookie.contains("Domain="), "{what} is for this host alone: {cookie}");
        }
    }
}

async fn a_session_is_new_at_each_door(engine: Engine) {
    let shop = Shop::open(engine).await;
    // What was in the browser before is worth nothing after: neither what somebody put there, nor a session of its own.
    let planted = format!("hilo_session={}", "5".repeat(64));
    let first = shop.somebody().with_session(&planted).knocks(VIEWER, PASSWORD, "").await.expect(303);
    let first = session_of(&first);
    let second = session_of(&shop.somebody().with_session(&first).knocks(OWNER, PASSWORD, "").await.expect(303));
    assert!(planted != first && first != second);
    for (cookie, status) in [(&planted, 303), (&first, 303), (&second, 200)] {
        assert_eq!(shop.somebody().with_session(cookie).gets("/console/account").await.status, status, "{cookie}");
    }
    // Two at once are the first one's and the other's: no cookie of a list is taken for the session's.
    let both = format!("{second}; {planted}");
    assert_eq!(shop.somebody().with_session(&both).gets("/console/account").await.status, 200);
    // Another password is another secret, and the others are over.
    let owner = shop.somebody().with_session(&second);
    let elsewhere = shop.owner().await;
    let fields = [("old", PASSWORD), ("new", "cuatro palabras que no van")];
    let done = owner.fills_in("/console/account/password", &fields).await;
    assert!(done.status < 400, "{done:?}");
    assert_eq!(elsewhere.gets("/console/account").await.status, 303, "whoever had the old password is out");
}

async fn links_that_open_nothing_are_alike(engine: Engine) {
    let shop = Shop::open(engine).await;
    let somebody = shop.somebody();
    for (start, tokens) in [
        ("/invited/", ["0".repeat(64), "f".repeat(64), "nothing-of-ours".into()]),
        ("/c/", ["0".repeat(52), "1".repeat(52), "nothing-of-ours".into()]),
        ("/preferences/", ["0".repeat(52), "1".repeat(52), "nothing-of-ours".into()]),
    ] {
        let mut answers = Vec::new();
        for token in &tokens {
            let answer = somebody.gets(&format!("{start}{token}")).await;
            is_wrapped(start, &answer);
            answers.push((answer.status, answer.text.replace(token.as_str(), "")));
        }
        assert!(answers.iter().all(|answer| answer.0 == 404), "{start}: {answers:?}");
        assert!(answers.windows(2).all(|two| two[0] == two[1]), "{start} says which of them nearly fits: {answers:?}");
    }
}

async fn a_name_of_a_file_is_a_name(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let table: &[u8] = b"Referencia;Nombre\nP-1;Gorro\n";
    for name in
        ["../../../evil.csv", "..\\..\\evil.csv", "/tmp/evil-of-hilo.csv", "%2e%2e%2fevil.csv", "\u{202e}vsc.live"]
    {
        let answer = moving_in_by_page::sends(&owner, "/console/imports", &[("shop", "csv")], &[(name, table)]).await;
        assert!(answer.status < 500, "{name}: {answer:?}");
    }
    shop.settle().await;
    let mut waiting = vec![shop.home.folder().to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            assert!(!path.to_string_lossy().contains("evil"), "{}", path.display());
            if path.is_dir() {
                waiting.push(path);
            }
        }
    }
    assert!(!std::path::Path::new("/tmp/evil-of-hilo.csv").exists());
}
