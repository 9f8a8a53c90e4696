//! Every example of the API is true: each is run as it stands on its page, by the shell of whoever reads it.

use std::{
    collections::BTreeMap,
    path::Path,
    process::{Command, Stdio},
};

use hilo::openapi::{Example, examples};
use scenarios::{
    homes::Engine,
    photographs::{file, quarters},
    shops::Shop,
};
use serde_json::{Value, json};
use store::{jobs::JobId, thread::EventId};
use web::{
    keys::{self, NEVER, NewKey},
    rights::{Right, Rights},
    shops::Scope,
};

on_both_engines!(every_example_runs_as_it_stands);

/// A key that may whatever a key may.
async fn key(shop: &Shop) -> String {
    let (cx, made) = (shop.cx(), keys::draw(shop.clock.now()).expect("chance"));
    let text = made.text.clone();
    let rights: Vec<Right> = Right::ALL.iter().copied().filter(|right| !NEVER.has(*right)).collect();
    let new = NewKey { name: "examples".to_owned(), rights: Rights::of(&rights), shops: Scope::ALL, expires_at: None };
    shop.db_writes(move |tx| keys::make(&cx, tx, &made, &new, (Rights::ALL, &Scope::ALL))).await;
    text
}

/// Two who may be one person, and somebody's telephone, as customers and identifiers.
async fn people(shop: &Shop, known: &mut BTreeMap<String, String>) {
    let owner = shop.owner().await;
    let profile = json!({ "name": "Bea Ruiz", "birth_date": "1990-02-01" });
    for (name, phone) in [("ONE", "+34612345601"), ("OTHER", "+34612345602")] {
        let claims = json!([{ "kind": "phone", "value": phone, "how": "code" }]);
        let told = json!({ "claims": claims, "profile": profile });
        let told = owner.tells("/api/v1/customers", "", &told).await.expect(200).json();
        known.insert(name.to_owned(), told["id"].as_str().expect("an id").to_owned());
        known.insert("PHONE".to_owned(), told["identifier"].as_str().expect("an id").to_owned());
    }
    let told = json!({ "claims": [{ "kind": "phone", "value": "+34612345603", "how": "code" }] });
    let told = owner.tells("/api/v1/customers", "", &told).await.expect(200).json();
    known.insert("PHONE".to_owned(), told["identifier"].as_str().expect("an id").to_owned());
}

fn lay_out(folder: &Path) {
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.join(name), bytes).expect("a file");
    write("vestido.jpg", &file(quarters(60, 80), image::ImageFormat::Jpeg));
    write("robinson.csv", b"nadie@ejemplo.es\n");
    write("articulos.csv", "Referencia,Nombre,Precio\nGO-1,Gorro,19.90\n,Sin referencia,5.00\n".as_bytes());
}

/// What a program that asks for it would find at a path such as `data.0.id`.
pub fn at<'v>(answer: &'v Value, path: &str) -> Option<&'v str> {
    path.split('.')
        .try_fold(answer, |value, part| match part.parse::<usize>() {
            Ok(index) => value.get(index),
            Err(_) => value.get(part),
        })?
        .as_str()
}

pub async fn run(example: &Example, folder: &Path, known: &BTreeMap<String, String>) -> (u16, Value) {
    // What is shown stays as it is: how to tell what came of it is said beside it.
    let text = example.text.replacen("curl ", "curl --silent --show-error --write-out '\\n%{http_code}' ", 1);
    let mut command = Command::new("sh");
    command.arg("-c").arg(&text).current_dir(folder).envs(known).stdin(Stdio::null());
    let ran = tokio::task::spawn_blocking(move || command.output()).await.expect("no panic").expect("a shell");
    let out = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert!(ran.status.success(), "{}: {}", example.of, String::from_utf8_lossy(&ran.stderr));
    let (body, status) = out.rsplit_once('\n').expect("a status");
    let body = serde_json::from_str(body).unwrap_or(Value::Null);
    (status.parse().expect("a status"), body)
}

/// Where an example is sent to and what it says, where that is JSON, with what is known in its place.
pub fn body_of(example: &Example, known: &BTreeMap<String, String>) -> Option<(String, Value)> {
    let (address, rest) = example.text.strip_prefix("curl \"$URL")?.split_once('"')?;
    let (_, body) = rest.split_once("--json '")?;
    let (mut path, mut body) = (address.to_owned(), body.trim().trim_end_matches('\'').to_owned());
    // Names of which one begins another are put in from the longest on.
    let mut names: Vec<&String> = known.keys().collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    for name in names {
        path = path.replace(&format!("${name}"), &known[name]);
        body = body.replace(&format!("'\"${name}\"'"), &known[name]);
    }
    let told = serde_json::from_str(&body).unwrap_or_else(|error| panic!("{}: {error}: {body}", example.of));
    Some((path, told))
}

/// What the examples find: files, and names of what was there before them.
pub async fn begin(shop: &Shop) -> (tempfile::TempDir, BTreeMap<String, String>) {
    let folder = tempfile::tempdir().expect("a folder");
    lay_out(folder.path());
    let mut known = BTreeMap::from([
        ("URL".to_owned(), format!("http://{}", shop.address)),
        ("KEY".to_owned(), key(shop).await),
        ("JOB".to_owned(), JobId::from_bytes([1; 16]).to_string()),
        ("EVENT".to_owned(), EventId::from_bytes([1; 16]).to_string()),
    ]);
    people(shop, &mut known).await;
    (folder, known)
}

async fn every_example_runs_as_it_stands(engine: Engine) {
    let shop = Shop::open(engine).await;
    let (folder, mut known) = begin(&shop).await;
    for example in examples() {
        shop.settle().await;
        let (status, answer) = run(&example, folder.path(), &known).await;
        match example.status {
            Some(expected) => assert_eq!(status, expected, "{}: {answer}", example.of),
            None => assert!((200..300).contains(&status), "{}: {status} {answer}", example.of),
        }
        for (name, path) in &example.keeps {
            let kept = at(&answer, path).unwrap_or_else(|| panic!("{}: no {path} in {answer}", example.of));
            known.insert(name.clone(), kept.to_owned());
        }
    }
    shop.closes().await;
}
