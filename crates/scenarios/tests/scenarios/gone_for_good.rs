//! Whoever was erased is gone from every table, every file and every log, stays away when an older backup comes back,
//! and is erased also where the machine stops in the middle.

use std::{
    fs,
    io::{Read, Write},
    path::{Path, PathBuf},
    time::Duration,
};

use base::{Cx, Time};
use catalog::{
    products::{self, NewProduct},
    variants::Sku,
};
use customers::{
    identity,
    people::{Kind, Known, Profile, Said},
};
use flate2::read::GzDecoder;
use scenarios::{
    homes::{Engine, Home},
    people::{Person, escaped},
    programs::{Serving, hire_owner, killed_after, run},
    shops::{OWNER, PASSWORD},
};
use serde_json::{Value, json};
use store::{
    Db, Tx, params, sql,
    thread::{self, EventId, IdentifierId, NewEvent},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_them_is_left_on_sqlite() {
    nothing_of_them_is_left(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_them_is_left_on_postgres() {
    nothing_of_them_is_left(Engine::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_backup_does_not_bring_them_back_on_sqlite() {
    an_older_backup_does_not_bring_them_back(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_backup_does_not_bring_them_back_on_postgres() {
    an_older_backup_does_not_bring_them_back(Engine::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_goes_on_keeps_nothing_of_them_on_sqlite() {
    who_goes_on_keeps_nothing_of_them(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_goes_on_keeps_nothing_of_them_on_postgres() {
    who_goes_on_keeps_nothing_of_them(Engine::Postgres).await;
}

#[test]
fn who_did_very_much_is_erased_also_when_it_is_killed_on_sqlite() {
    erased_and_killed(Engine::Sqlite);
}

#[test]
fn who_did_very_much_is_erased_also_when_it_is_killed_on_postgres() {
    erased_and_killed(Engine::DurablePostgres);
}

const NAME: &str = "Xyloqua Brzmięcka";
const EMAIL: &str = "vuxqizum@kwortzel.example";
const PHONE: &str = "+34699887701";
/// What may stand nowhere, in lower case.
const WORDS: [&str; 10] = [
    "xyloqua",
    "brzmi",
    "vuxqizum",
    "kwortzel",
    "699887701",
    "villazurrupia",
    "klimpfort",
    "1931-02-28",
    "zibbeldorn",
    "quarnwick",
];

/// A shop with an owner and one thing to sell.
fn opened(engine: Engine) -> Home {
    let home = Home::new(engine);
    hire_owner(&home);
    let sku = Sku::parse("85048").expect("a SKU");
    let good = NewProduct::single(sku, Some("Glass ball".into()), products::Kind::Goods);
    let cx = Cx::system("story", now());
    let db = Db::open(&home.settings()).expect("the database opens");
    db.write_now("story.stock", move |tx| products::ensure(&cx, tx, std::slice::from_ref(&good))).expect("goods");
    db.close();
    home
}

async fn posts(owner: &Person, path: &str, key: &str, body: Value) -> Value {
    let answer = owner.tells(path, key, &body).await;
    assert!([200, 201].contains(&answer.status), "{path}: {answer:?}");
    answer.json()
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

fn other(number: &str, email: &str) -> Value {
    let mut paper = paper(number, "email", email);
    paper["customer"]["name"] = json!("Somebody else");
    paper
}

/// Everything that can be known of somebody is told; gives their id.
async fn lives(owner: &Person) -> String {
    let told = json!({
        "claims": [{ "kind": "email", "value": EMAIL }, { "kind": "phone", "value": PHONE }],
        "profile": {
            "name": NAME, "city": "Villazurrupia", "street": "Klimpfort 7", "birth_date": "1931-02-28", "country": "ES",
        },
    });
    let id = posts(owner, "/api/v1/customers", "c-1", told).await["id"].as_str().expect("an id").to_owned();
    owner.records_order(&paper("C-1", "email", EMAIL)).await;
    owner.records_order(&paper("C-2", "phone", PHONE)).await;
    owner.accepts_return(&paper("R-1", "email", EMAIL)).await;
    let at = format!("/api/v1/customers/{id}");
    posts(owner, &format!("{at}/notes"), "n-1", json!({ "text": "Ask for Zibbeldorn at the gate." })).await;
    let label = posts(owner, "/api/v1/labels", "l-1", json!({ "name": "Regular" })).await["id"].clone();
    posts(owner, &format!("{at}/labels"), "l-2", json!({ "label": label, "act": "add" })).await;
    let said = json!({ "about": { "kind": "email", "value": EMAIL }, "purpose": "marketing", "channel": "email",
        "decision": "granted", "how": "till", "proof": { "heard": "Zibbeldorn" } });
    posts(owner, "/api/v1/consents", "s-1", said).await;
    let lead = json!({ "kind": "email", "value": EMAIL, "name": NAME, "interests": ["quarnwick"], "form": "newsletter",
        "text": { "version": "newsletter-1", "language": "es" } });
    posts(owner, "/api/v1/leads", "s-2", lead).await;
    let left = json!({ "about": { "kind": "phone", "value": PHONE }, "channel": "phone", "reason": "by_hand",
        "note": "Klimpfort said so" });
    posts(owner, "/api/v1/suppressions", "s-3", left).await;
    id
}

async fn is_looked_at(owner: &Person, id: &str) {
    for path in ["console/customers", "api/v1/customers"] {
        owner.gets(&format!("/{path}/{id}")).await.expect(200);
        owner.gets(&format!("/{path}?q={}", escaped(NAME))).await.expect(200);
    }
    let told = owner.gets(&format!("/api/v1/customers/{id}/export")).await.expect(200);
    assert!(told.json()["notes"][0]["text"].is_string(), "{told:?}");
    for word in WORDS {
        assert!(told.text.to_lowercase().contains(word), "the export lacks {word}: {}", told.text);
    }
}

async fn nothing_of_them_is_left(engine: Engine) {
    let home = tokio::task::spawn_blocking(move || opened(engine)).await.expect("no panic");
    let serving = Serving::start_telling(&home, "debug");
    let owner = serving.somebody().signs_in(OWNER, PASSWORD).await;
    let id = lives(&owner).await;
    is_looked_at(&owner, &id).await;
    let done = posts(&owner, &format!("/api/v1/customers/{id}/erase"), "e-1", json!({})).await;
    assert_eq!(done["name"], NAME);
    for path in ["console/customers", "api/v1/customers"] {
        owner.gets(&format!("/{path}/{id}")).await.expect(404);
    }
    let metrics = owner.gets("/metrics").await.expect(200).text;
    // While it serves. The log is cut between two acts, where nobody reads it just then.
    let in_files = |home: &Home| files(&home.data()).iter().any(|file| holds(&fs::read(file).unwrap_or_default()));
    for number in 0..200 {
        if !in_files(&home) {
            break;
        }
        posts(&owner, "/api/v1/labels", &format!("w-{number}"), json!({ "name": format!("Label {number}") })).await;
    }
    for file in files(&home.data()) {
        is_clean(&file.display().to_string(), &fs::read(&file).unwrap_or_default());
    }
    let look = move || {
        let (status, log) = serving.stop();
        assert!(status.success());
        let verified = run(&home, &["verify", "--json"]);
        assert_eq!(verified.well().json(), json!({ "clean": true, "findings": [], "not_looked_into": [] }));
        for (what, text) in [("the log", log.join("\n")), ("the figures", metrics), ("a table", tables(&home))] {
            is_clean(what, text.as_bytes());
        }
        for file in files(&home.data()) {
            is_clean(&file.display().to_string(), &fs::read(&file).expect("a file"));
        }
        home
    };
    tokio::task::spawn_blocking(look).await.expect("no panic");
}

/// All that the database holds, as a backup tells it.
fn tables(home: &Home) -> String {
    let file = home.folder().join("after.gz");
    run(home, &["backup", file.to_str().expect("UTF-8")]).well();
    let mut text = String::new();
    GzDecoder::new(fs::File::open(file).expect("the backup")).read_to_string(&mut text).expect("text");
    assert!(text.contains("\"table\":\"tombstones\"") && text.contains("Customer Erased"), "it is a backup");
    text
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => found.push(path),
        }
    }
    found
}

fn holds(bytes: &[u8]) -> bool {
    let lower: Vec<u8> = bytes.iter().map(u8::to_ascii_lowercase).collect();
    WORDS.iter().any(|word| lower.windows(word.len()).any(|part| part == word.as_bytes()))
}

fn is_clean(what: &str, bytes: &[u8]) {
    let lower: Vec<u8> = bytes.iter().map(u8::to_ascii_lowercase).collect();
    for word in WORDS {
        let found = lower.windows(word.len()).position(|part| part == word.as_bytes());
        let around = found.map(|at| String::from_utf8_lossy(&lower[at.saturating_sub(80)..lower.len().min(at + 80)]));
        assert_eq!(around, None, "{what} holds {word}");
    }
}

async fn an_older_backup_does_not_bring_them_back(engine: Engine) {
    let home = tokio::task::spawn_blocking(move || opened(engine)).await.expect("no panic");
    let serving = Serving::start(&home);
    let owner = serving.somebody().signs_in(OWNER, PASSWORD).await;
    lives(&owner).await;
    owner.records_order(&other("B-1", "bea@example.es")).await;
    let rest = move || {
        let old = home.folder().join("old.gz");
        let old = old.to_str().expect("UTF-8").to_owned();
        run(&home, &["backup", &old]).well();
        (home, old)
    };
    let (home, old) = tokio::task::spawn_blocking(rest).await.expect("no panic");
    owner.records_order(&other("K-1", "cid@example.es")).await;
    let look = move || {
        let before = Time::from_micros(now().micros());
        let person = format!("email:{EMAIL}");
        let refused = run(&home, &["erase", "--person", &person]);
        assert!(refused.refusal().contains("--yes"), "{refused:?}");
        let erased = run(&home, &["erase", "--person", &person, "--yes"]).well();
        assert!(erased.err.contains("2 rows of orders stay, and lead to nobody"), "{erased:?}");
        run(&home, &["erase", "--person", "email:cid@example.es", "--yes"]).well();
        let again = run(&home, &["erase", "--person", &person, "--yes"]);
        assert_eq!(again.refusal(), "hilo: There is no such customer.");
        serving.stop();
        let aside = home.folder().join("tombstones");
        fs::copy(home.data().join("tombstones"), &aside).expect("the tombstones");
        assert_eq!(fs::read_to_string(&aside).expect("text").lines().count(), 3, "two names, and one of the other");
        begins_anew(&home);
        let torn = fs::OpenOptions::new().append(true).open(home.data().join("tombstones"));
        torn.and_then(|mut file| file.write_all(b"1 00ab")).expect("a torn line");
        let told = run(&home, &["restore", &old]).well();
        assert!(told.out.contains("2 identifiers of people who were erased are erased again"), "{told:?}");
        assert!(told.err.contains("1 ended where a process died"), "{told:?}");
        stays_away(&home, before);
        // In a folder of its own, which has no tombstones, they are named, and all of them can be read.
        let other = Home::new(engine);
        let refused = run(&other, &["restore", &old]);
        assert!(refused.refusal().contains("--tombstones"), "{refused:?}");
        let half = home.folder().join("half");
        let text = fs::read_to_string(&aside).expect("text");
        fs::write(&half, &text[..text.len() / 2]).expect("half of a copy");
        let refused = run(&other, &["restore", &old, "--tombstones", half.to_str().expect("UTF-8")]);
        assert!(refused.refusal().contains("damaged"), "{refused:?}");
        let told = run(&other, &["restore", &old, "--tombstones", aside.to_str().expect("UTF-8")]).well();
        assert!(told.out.contains("3 tombstones are younger than this backup"), "{told:?}");
        stays_away(&other, before);
        assert_eq!(fs::read_to_string(other.data().join("tombstones")).expect("text").lines().count(), 3);
    };
    tokio::task::spawn_blocking(look).await.expect("no panic");
}

/// Two were taken for one when the backup was made, and were parted before one of them was erased.
async fn who_goes_on_keeps_nothing_of_them(engine: Engine) {
    let home = tokio::task::spawn_blocking(move || opened(engine)).await.expect("no panic");
    let serving = Serving::start(&home);
    let owner = serving.somebody().signs_in(OWNER, PASSWORD).await;
    let told = |kind: &str, value: &str, profile: Value| {
        let claims = json!([{ "kind": kind, "value": value }]);
        json!({ "claims": claims, "profile": profile })
    };
    let dora = posts(&owner, "/api/v1/customers", "c-1", told("email", "dora@example.es", json!({}))).await;
    let profile = json!({ "name": NAME, "city": "Villazurrupia", "street": "Klimpfort 7", "birth_date": "1931-02-28" });
    let other = posts(&owner, "/api/v1/customers", "c-2", told("phone", PHONE, profile)).await;
    let at = format!("/api/v1/customers/{}/merge", dora["id"].as_str().expect("an id"));
    let joined = posts(&owner, &at, "m-1", json!({ "with": other["id"] })).await;
    let undo = format!("/api/v1/links/{}/undo", joined["link"].as_str().expect("a link"));
    let back_up = move || {
        let old = home.folder().join("old.gz").to_str().expect("UTF-8").to_owned();
        run(&home, &["backup", &old]).well();
        (home, old)
    };
    let (home, old) = tokio::task::spawn_blocking(back_up).await.expect("no panic");
    posts(&owner, &undo, "u-1", json!({})).await;
    let look = move || {
        run(&home, &["erase", "--person", &format!("phone:{PHONE}"), "--yes"]).well();
        serving.stop();
        begins_anew(&home);
        let told = run(&home, &["restore", &old]).well();
        assert!(told.out.contains("1 identifiers of people who were erased are erased again"), "{told:?}");
        assert_eq!(
            run(&home, &["verify", "--json"]).well().json(),
            json!({ "clean": true, "findings": [], "not_looked_into": [] })
        );
        let dora = run(&home, &["export", "--person", "email:dora@example.es", "--json"]).well().json();
        assert_eq!(dora["identifiers"].as_array().map(Vec::len), Some(1), "{dora}");
        is_clean("a table", tables(&home).as_bytes());
    };
    tokio::task::spawn_blocking(look).await.expect("no panic");
}

fn now() -> Time {
    base::Clock::Machine.now()
}

/// The database is lost; the tombstones are not.
fn begins_anew(home: &Home) {
    let stones = fs::read(home.data().join("tombstones")).expect("the tombstones");
    home.empty();
    if home.data().exists() {
        fs::remove_dir_all(home.data()).expect("a folder");
    }
    fs::create_dir_all(home.data()).expect("a folder");
    fs::write(home.data().join("tombstones"), stones).expect("the tombstones");
}

fn stays_away(home: &Home, before: Time) {
    assert_eq!(run(home, &["verify", "--json"]).well().json()["clean"], true);
    let gone = run(home, &["export", "--person", &format!("email:{EMAIL}")]);
    assert_eq!(gone.refusal(), "hilo: There is no such customer.");
    let bea = run(home, &["export", "--person", "email:bea@example.es", "--json"]).well().json();
    assert_eq!(bea["orders"][0]["number"], "B-1");
    let db = Db::open(&home.settings()).expect("the database opens");
    // Who came after the backup was made is unknown to it, and yet stays away when an older file tells of them.
    for value in [EMAIL, "cid@example.es"] {
        let known = Known::parse(Kind::Email, value).expect("an address");
        let said = Said::server(vec![known], Profile::default(), "story", before);
        let cx = Cx::system("story", now());
        let told = db.write_now("story.tell", move |tx: &mut Tx| identity::tell(&cx, tx, &said));
        assert_eq!(told, Ok(None), "{value}");
    }
    db.close();
    is_clean("a table", tables(home).as_bytes());
    fs::remove_file(home.folder().join("after.gz")).expect("a file");
}

/// More than one piece can take, many times over.
const MUCH: i64 = 30_000;

fn erased_and_killed(engine: Engine) {
    let home = Home::new(engine);
    let busy = does_much(&home);
    let person = format!("email:{EMAIL}");
    let told = run(&home, &["export", "--person", &person, "--json"]).well().json();
    assert_eq!(told["events"].as_array().map(Vec::len), Some(MUCH as usize), "all of it is told");
    assert_eq!(told["events"][0]["private"]["page"], "/klimpfort");
    let mut seen = Vec::new();
    for millis in [30, 120, 250, 400, 600, 900] {
        killed_after(&home, &["erase", "--person", &person, "--yes"], Duration::from_millis(millis));
        let (there, left) = looked(&home, busy);
        // Once nobody is there, nobody is there again, however much there still is to go through.
        assert!(there || seen.iter().all(|(_, before)| left <= *before), "{seen:?}");
        assert!(!there || seen.iter().all(|(before, _)| *before), "they came back: {seen:?}");
        seen.push((there, left));
    }
    if looked(&home, busy).0 {
        run(&home, &["erase", "--person", &person, "--yes"]).well();
    }
    assert_eq!(
        run(&home, &["verify", "--json"]).well().json(),
        json!({ "clean": true, "findings": [], "not_looked_into": [] })
    );
    assert_eq!(looked(&home, busy), (false, 0), "{seen:?}");
    assert_eq!(fs::read_to_string(home.data().join("tombstones")).expect("text").lines().count(), 1);
    is_clean("a table", tables(&home).as_bytes());
}

fn does_much(home: &Home) -> IdentifierId {
    let db = Db::open(&home.settings()).expect("the database opens");
    let now = now();
    let cx = Cx::system("story", now);
    let known = Known::parse(Kind::Email, EMAIL).expect("an address");
    let profile = Profile { name: Some(NAME.into()), ..Profile::default() };
    let said = Said::server(vec![known], profile, "story", now.plus_seconds(-60));
    let tell = move |tx: &mut Tx| identity::tell(&cx, tx, &said);
    let busy = db.write_now("story.tell", tell).expect("they are told").expect("somebody");
    for piece in 0..MUCH / 1_000 {
        let visits: Vec<NewEvent> = (0..1_000).map(|number| visit(busy, now, piece * 1_000 + number)).collect();
        db.write_now("story.visits", move |tx: &mut Tx| thread::append(tx, now, &visits)).expect("visits");
    }
    db.close();
    assert_eq!(run(home, &["verify", "--json"]).well().json()["clean"], true);
    busy
}

fn visit(actor: IdentifierId, now: Time, number: i64) -> NewEvent {
    NewEvent {
        id: EventId::derived(now, &["visit", &number.to_string()]),
        happened: now.plus_seconds(number - MUCH),
        kind: "Customer Joined",
        channel: "web".to_owned(),
        place: None,
        actor: Some(actor),
        subject: None,
        body: json!({}),
        private: Some(json!({ "page": "/klimpfort", "address": "quarnwick" })),
    }
}

/// Whether the person is there, and how many events still lead to them.
fn looked(home: &Home, busy: IdentifierId) -> (bool, i64) {
    let db = Db::open(&home.settings()).expect("the database opens");
    let look = move |tx: &mut Tx| {
        let text = sql!(
            "select (select count(*) from identifiers where id = $1), (select count(*) from events where actor = $1)"
        );
        tx.query_one(text, params![busy], |row| Ok((row.get::<i64>(0)? > 0, row.get::<i64>(1)?)))
    };
    let found = db.read_now("story.look", look).expect("it can be read").expect("a row");
    db.close();
    found
}
