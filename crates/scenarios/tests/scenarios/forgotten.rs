//! Somebody asks to be told what is known of them, and to be forgotten.

use std::sync::atomic::{AtomicUsize, Ordering};

use customers::{
    identity,
    people::{CustomerId, Kind, Known, Profile, Said},
};
use scenarios::{
    homes::Engine,
    people::{Person, escaped},
    retail::{TOTALS, YEAR, file},
    shops::{MORNING, Shop},
};
use serde_json::{Value, json};
use store::{
    Tx, params,
    personal::{self, Rule},
    sql, tombstones,
};

on_both_engines!(
    every_column_is_declared
    every_table_is_told_or_says_why_not
    every_column_that_is_somebodys_is_emptied
    who_is_erased_between_two_imports_stays_away
    who_comes_back_is_somebody_new
    only_an_owner_erases
    an_export_tells_all_of_a_person_who_was_two
    a_number_that_was_given_away_stays_with_its_next_holder
    who_is_left_alone_is_erased_beside_the_next_holder
    who_was_joined_meanwhile_is_not_erased
    what_was_written_about_them_elsewhere_goes_too
    six_with_one_name_are_proposed_when_one_of_them_is_gone
    the_file_of_tombstones_gets_what_it_lacks
);

async fn every_column_is_declared(engine: Engine) {
    let shop = Shop::open(engine).await;
    let found = shop.db_reads(personal::undeclared).await;
    assert_eq!(found, Vec::<String>::new(), "each column is somebody's, or it is not: say so beside its room's tables");
}

/// Tables that are told under another name, and those of which there is nothing to tell.
const TOLD_AS: [(&str, &str); 14] = [
    ("customers", "profile"),
    ("suppressions", "left_alone"),
    ("labelled", "labels"),
    ("event_private", "events"),
    ("cards", "the figures, once more, to sort lists by"),
    ("customer_words", "the names and towns of the profile, once more, to search by"),
    ("match_keys", "hashes of what the profile says"),
    ("consent_tokens", "hashes of links in letters"),
    ("said_claims", "said_to_be"),
    ("behavior_tallies", "looked_at"),
    ("behavior_days", "the visits, once more, summed up by day"),
    ("reject_people", "rejects"),
    ("aged", "how many events there were, once more, where they have left with age"),
    ("bulk_rows", "the labels, once more, until a bulk act can be taken back no more"),
];

async fn every_table_is_told_or_says_why_not(_: Engine) {
    let sections: Vec<&str> = personal::sections().iter().map(|section| section.name).collect();
    for holding in personal::holdings().filter(|holding| !holding.steps.is_empty()) {
        let is_known = TOLD_AS.iter().any(|(table, _)| *table == holding.table);
        assert!(sections.contains(&holding.table) || is_known, "{} is told to nobody: say why", holding.table);
    }
}

/// A rule that deletes deletes; one that keeps rows writes over each column that is somebody's. What is kept of proofs
/// is taken out field by field, and a story of its own looks.
async fn every_column_that_is_somebodys_is_emptied(_: Engine) {
    for holding in personal::holdings().filter(|holding| holding.rule != Rule::Nobody) {
        let statements: Vec<&str> = holding.steps.iter().filter_map(|step| step.run).map(|run| run.text).collect();
        for column in holding.personal.iter().filter(|column| (holding.table, **column) != ("consents", "proof")) {
            let empties = |text: &&str| match holding.rule {
                Rule::Delete => text.starts_with(&format!("delete from {} ", holding.table)),
                _ => text.split(" where ").next().is_some_and(|set| set.contains(&format!("{column} = "))),
            };
            assert!(statements.iter().any(empties), "{}.{column} stays", holding.table);
        }
    }
}

fn id_of(customer: &Value) -> String {
    customer["id"].as_str().expect("an id").to_owned()
}

async fn posts(owner: &Person, path: &str, body: Value) -> Value {
    static SAID: AtomicUsize = AtomicUsize::new(0);
    let key = SAID.fetch_add(1, Ordering::Relaxed);
    let answer = owner.tells(path, &format!("said-{key}"), &body).await;
    assert!([200, 201].contains(&answer.status), "{path}: {answer:?}");
    answer.json()
}

/// Somebody who goes by these; gives their id and that of the first identifier.
async fn somebody(owner: &Person, names: &[(&str, &str)], profile: Value) -> (String, String) {
    let claims: Vec<Value> = names.iter().map(|(kind, value)| json!({ "kind": kind, "value": value })).collect();
    let told = posts(owner, "/api/v1/customers", json!({ "claims": claims, "profile": profile })).await;
    (id_of(&told), told["identifier"].as_str().expect("an identifier").to_owned())
}

async fn erases(owner: &Person, id: &str) -> Value {
    owner.tells(&format!("/api/v1/customers/{id}/erase"), "erase", &json!({})).await.expect(200).json()
}

fn rows(told: &Value, table: &str) -> i64 {
    let tables = told["tables"].as_array().expect("tables");
    tables.iter().filter(|count| count["table"] == table).map(|count| count["rows"].as_i64().unwrap_or(0)).sum()
}

async fn nobody(person: &Person, words: &str) {
    let found = person.gets(&format!("/api/v1/customers?q={}", escaped(words))).await.expect(200).json();
    assert_eq!(found["data"], json!([]), "{words}");
}

async fn who_is_erased_between_two_imports_stays_away(engine: Engine) {
    let shop = Shop::open(engine).await;
    let year = file(shop.home.folder(), "year.csv", YEAR.as_bytes());
    shop.imports(&[&year]).await.expect("the year is imported");
    let owner = shop.owner().await;
    let customer = owner.finds_customer("13085").await;
    let id = id_of(&customer);
    let preview = owner.gets(&format!("/api/v1/customers/{id}/erase")).await.expect(200).json();
    assert_eq!((rows(&preview, "orders"), rows(&preview, "returns"), rows(&preview, "identifiers")), (2, 2, 1));
    assert_eq!(preview["known_as"], "13085");
    let done = erases(&owner, &id).await;
    assert_eq!(rows(&done, "events"), 4, "{done}");
    shop.settle().await;
    nobody(&owner, "13085").await;
    owner.gets(&format!("/api/v1/customers/{id}")).await.expect(404);
    owner.gets(&format!("/console/customers/{id}")).await.expect(404);
    owner.gets(&format!("/api/v1/customers/{id}/thread")).await.expect(404);
    assert_eq!(shop.verify().await, Vec::<String>::new());

    shop.clock.pass_seconds(60);
    shop.imports(&[&year]).await.expect("the year is imported again");
    nobody(&owner, "13085").await;
    let totals = json!(shop.db_reads(orders::totals::read).await);
    for (name, value) in TOTALS {
        let value = if name == "customers" { value - 1 } else { value };
        assert_eq!(totals[name], value, "{name}: {totals}");
    }
    let order = owner.gets("/api/v1/orders?q=489434").await.expect(200).json()["data"][0].clone();
    assert_eq!((&order["erased"], &order["customer"], &order["total"]), (&json!(true), &Value::Null, &json!(36_420)));
    let guests = owner.gets("/api/v1/orders?guests=true&limit=500").await.expect(200).json();
    let guests = guests["data"].as_array().expect("a list").clone();
    assert!(guests.iter().all(|order| order["erased"] == false), "who was erased was no guest");
    assert_eq!(shop.verify().await, Vec::<String>::new());
    let audit = owner.gets(&format!("/api/v1/audit?act=erased&customer={id}")).await.expect(200).json();
    assert_eq!(audit["data"].as_array().map(Vec::len), Some(1), "{audit}");
}

fn order(number: &str, email: &str) -> Value {
    json!({
        "number": number,
        "channel": "web",
        "customer": { "kind": "email", "value": email, "name": "Ana Núñez" },
        "currency": "EUR",
        "lines": [{ "sku": "85048", "quantity": 2, "unit_price": "6.95" }],
    })
}

async fn who_comes_back_is_somebody_new(engine: Engine) {
    let shop = Shop::open(engine).await;
    shop.stocks(&[("85048", "Glass ball")]).await;
    let owner = shop.owner().await;
    owner.records_order(&order("T-1", "ana@example.es")).await;
    shop.settle().await;
    let before = id_of(&owner.finds_customer("ana").await);
    shop.clock.pass_seconds(60);
    erases(&owner, &before).await;
    shop.settle().await;
    nobody(&owner, "ana").await;
    shop.clock.pass_seconds(60);
    owner.records_order(&order("T-2", "ana@example.es")).await;
    shop.settle().await;
    let ana = owner.finds_customer("ana").await;
    assert_ne!(id_of(&ana), before);
    assert_eq!((&ana["orders"], &ana["spent"]), (&json!(1), &json!(1_390)), "she has no past");
    assert_eq!(shop.verify().await, Vec::<String>::new(), "whoever came back is there by right");
    shop.clock.pass_seconds(60);
    erases(&owner, &id_of(&ana)).await;
    shop.settle().await;
    nobody(&owner, "ana").await;
    assert_eq!(shop.verify().await, Vec::<String>::new());
}

async fn only_an_owner_erases(engine: Engine) {
    let shop = Shop::open(engine).await;
    shop.stocks(&[("85048", "Glass ball")]).await;
    let (owner, viewer) = (shop.owner().await, shop.viewer().await);
    owner.records_order(&order("T-1", "ana@example.es")).await;
    shop.settle().await;
    let id = id_of(&viewer.finds_customer("ana").await);
    viewer.tells(&format!("/api/v1/customers/{id}/erase"), "erase", &json!({})).await.expect(403);
    viewer.gets(&format!("/api/v1/customers/{id}/export")).await.expect(403);
    viewer.gets("/api/v1/audit").await.expect(403);
    assert_eq!(id_of(&viewer.finds_customer("ana").await), id);
}

fn known(kind: Kind, value: &str) -> Known {
    Known::parse(kind, value).expect("an identifier")
}

async fn an_export_tells_all_of_a_person_who_was_two(engine: Engine) {
    let shop = Shop::open(engine).await;
    shop.stocks(&[("85048", "Glass ball")]).await;
    let owner = shop.owner().await;
    owner.records_order(&order("T-1", "ana@example.es")).await;
    owner.records_order(&order("T-2", "ana.nunez@work.example")).await;
    let mut back = order("R-1", "ana@example.es");
    back["lines"][0]["quantity"] = json!(1);
    owner.accepts_return(&back).await;
    shop.settle().await;
    let ids: Vec<String> = {
        let found = owner.gets("/api/v1/customers?q=ana").await.expect(200).json();
        found["data"].as_array().expect("a list").iter().map(id_of).collect()
    };
    assert_eq!(ids.len(), 2);
    owner.tells(&format!("/api/v1/customers/{}/merge", ids[0]), "m", &json!({ "with": ids[1] })).await.expect(200);
    for id in &ids {
        let told = owner.gets(&format!("/api/v1/customers/{id}/export")).await.expect(200);
        assert_eq!(told.header("content-type"), "application/json");
        let told = told.json();
        let all = |section: &str, field: &str| -> Vec<String> {
            let entries = told[section].as_array().unwrap_or_else(|| panic!("{section}: {told}")).iter();
            let mut all: Vec<String> = entries.map(|entry| entry[field].as_str().unwrap_or_default().into()).collect();
            all.sort();
            all
        };
        assert_eq!(told["customer"], json!(ids[0]), "whichever id one asks by");
        assert_eq!(all("identifiers", "value"), ["ana.nunez@work.example", "ana@example.es"]);
        assert_eq!(all("orders", "number"), ["T-1", "T-2"]);
        assert_eq!(all("returns", "number"), ["R-1"]);
        assert_eq!(told["orders"][0]["lines"][0]["sku"], "85048");
        assert_eq!(all("profile", "id").len(), 2);
        assert!(all("links", "state").contains(&"active".to_owned()));
        assert!(all("events", "kind").iter().filter(|kind| *kind == "Order Completed").count() == 2);
        assert!(all("audit", "act").contains(&"exported".to_owned()));
    }
}

async fn a_number_that_was_given_away_stays_with_its_next_holder(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let said = |name: &str, at| {
        let profile = Profile { name: Some(name.into()), ..Profile::default() };
        Said::server(vec![known(Kind::Phone, "+34612345678")], profile, "story", at)
    };
    let (cx, first) = (shop.cx(), said("Ana", MORNING.plus_seconds(-900)));
    let tell = move |tx: &mut Tx| {
        let id = identity::tell(&cx, tx, &first)?.expect("somebody");
        identity::merges::recycle(&cx, tx, id, MORNING.plus_seconds(-600))?;
        identity::person_of(tx, id)
    };
    let ana: CustomerId = shop.db_writes(tell).await.expect("Ana");
    let (cx, second) = (shop.cx(), said("Bea", MORNING.plus_seconds(-300)));
    let tell = move |tx: &mut Tx| identity::tell(&cx, tx, &second);
    let bea = shop.db_writes(tell).await.expect("Bea");
    erases(&owner, &ana.to_string()).await;
    let (cx, again) = (shop.cx(), said("Ana", MORNING.plus_seconds(-900)));
    let told = shop.db_writes(move |tx: &mut Tx| identity::tell(&cx, tx, &again)).await;
    assert_eq!(told, None, "what was hers is nobody's");
    let (cx, again) = (shop.cx(), said("Bea", MORNING.plus_seconds(-200)));
    let told = shop.db_writes(move |tx: &mut Tx| identity::tell(&cx, tx, &again)).await;
    assert_eq!(told, Some(bea), "what is hers stays hers");
    assert_eq!(shop.verify().await, Vec::<String>::new());
}

async fn who_is_left_alone_is_erased_beside_the_next_holder(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let number = json!({ "kind": "phone", "value": "+34612345678" });
    let left_alone = |reason: &str| json!({ "about": number, "channel": "sms", "reason": reason, "note": "said so" });
    let (ana, theirs) = somebody(&owner, &[("phone", "+34612345678")], json!({ "name": "Ana" })).await;
    posts(&owner, "/api/v1/suppressions", left_alone("by_hand")).await;
    posts(&owner, "/api/v1/suppressions", left_alone("unsubscribed")).await;
    let lifted = posts(&owner, "/api/v1/suppressions", left_alone("complained")).await["id"].clone();
    let lift = format!("/api/v1/suppressions/{}/lift", lifted.as_str().expect("an id"));
    owner.tells(&lift, "lift", &json!({ "why": "a mistake" })).await.expect(204);
    shop.clock.pass_seconds(60);
    let since = shop.clock.now();
    posts(&owner, &format!("/api/v1/identifiers/{theirs}/recycle"), json!({ "since": since })).await;
    shop.clock.pass_seconds(60);
    let (bea, _) = somebody(&owner, &[("phone", "+34612345678")], json!({ "name": "Bea" })).await;
    assert_ne!(ana, bea);
    let left = json!({ "about": number, "channel": "sms", "reason": "by_hand" });
    let left = posts(&owner, "/api/v1/suppressions", left).await;
    shop.settle().await;
    erases(&owner, &ana).await;
    shop.settle().await;
    let listed = owner.gets("/api/v1/suppressions?kind=phone&value=%2B34612345678").await.expect(200).json();
    let listed = listed["data"].as_array().expect("a list").clone();
    let ids: Vec<&Value> = listed.iter().map(|row| &row["id"]).collect();
    assert_eq!(ids, [&left["id"]], "what the one before wanted is not for who has the number now");
    owner.gets("/api/v1/suppressions?with_lifted=true").await.expect(200);
    assert_eq!(shop.verify().await, Vec::<String>::new());
}

async fn who_was_joined_meanwhile_is_not_erased(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let (ana, _) = somebody(&owner, &[("email", "ana@example.es")], json!({ "name": "Ana" })).await;
    let (bea, _) = somebody(&owner, &[("email", "bea@example.es")], json!({ "name": "Bea" })).await;
    let path = format!("/api/v1/customers/{ana}/erase");
    let preview = owner.gets(&path).await.expect(200).json();
    let page = owner.gets(&format!("/console/customers/{ana}/erase")).await.expect(200).text;
    assert!(page.contains("name=\"identifiers\" value=\"1\""), "{page}");
    posts(&owner, &format!("/api/v1/customers/{ana}/merge"), json!({ "with": bea })).await;
    let seen = json!({ "id": preview["id"], "identifiers": rows(&preview, "identifiers") });
    let refused = owner.tells(&path, "erase", &seen).await.expect(409).json();
    assert_eq!(refused["type"], "/problems/not-as-seen", "{refused}");
    let form = [("typed", "Ana"), ("id", ana.as_str()), ("identifiers", "1")];
    owner.fills_in(&format!("/console/customers/{ana}/erase"), &form).await.expect(409);
    owner.gets(&format!("/api/v1/customers/{ana}")).await.expect(200);
    let seen = json!({ "id": ana, "identifiers": 2 });
    owner.tells(&path, "again", &seen).await.expect(200);
    owner.gets(&format!("/api/v1/customers/{ana}")).await.expect(404);
}

async fn what_was_written_about_them_elsewhere_goes_too(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let (ana, _) = somebody(&owner, &[("email", "ana@example.es")], json!({ "name": "Ana" })).await;
    let said = json!({ "about": { "kind": "email", "value": "ana@example.es" }, "purpose": "marketing",
        "channel": "email", "decision": "granted", "how": "till", "proof": { "heard": "Ana Núñez said so" } });
    posts(&owner, "/api/v1/consents", said).await;
    let (bea, _) = somebody(&owner, &[("email", "bea@example.es")], json!({ "name": "Bea" })).await;
    posts(&owner, "/api/v1/identity/blocked", json!({ "kind": "email", "pattern": "Bea@example.es" })).await;
    posts(&owner, "/api/v1/identity/blocked", json!({ "kind": "email", "pattern": "b*@example.org" })).await;
    erases(&owner, &ana).await;
    erases(&owner, &bea).await;
    shop.settle().await;
    let look = |tx: &mut Tx| {
        let text = sql!("select proof from consents union all select pattern from blocked_values order by 1");
        tx.query(text, params![], |row| row.get::<String>(0))
    };
    assert_eq!(shop.db_reads(look).await, ["b*@example.org", "{}"]);
    assert_eq!(shop.verify().await, Vec::<String>::new());
}

async fn six_with_one_name_are_proposed_when_one_of_them_is_gone(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let born = json!({ "name": "Ana López Ruiz", "birth_date": "1984-05-31" });
    let mut all = Vec::new();
    for number in 0..6 {
        all.push(somebody(&owner, &[("account", &format!("A-{number}"))], born.clone()).await.0);
    }
    shop.settle().await;
    let count = |found: Value| found["data"].as_array().map(Vec::len);
    let proposed = owner.gets("/api/v1/duplicates?limit=100").await.expect(200).json();
    assert_eq!(count(proposed), Some(0), "six are too many");
    erases(&owner, &all[3]).await;
    shop.settle().await;
    // What got into each other's way is tried again.
    shop.clock.pass_seconds(120);
    shop.settle().await;
    let proposed = owner.gets("/api/v1/duplicates?limit=100").await.expect(200).json();
    assert_eq!(count(proposed), Some(10), "five are not");
}

async fn the_file_of_tombstones_gets_what_it_lacks(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let names = [("email", "ana@example.es"), ("phone", "+34612345678")];
    let (ana, _) = somebody(&owner, &names, json!({})).await;
    erases(&owner, &ana).await;
    let file = shop.home.data().join("tombstones");
    let whole = std::fs::read_to_string(&file).expect("the file");
    assert_eq!(whole.lines().count(), 2);
    // A machine that was killed in the middle of a line, and another one that has no such file yet.
    for text in [Some(&whole[..whole.len() / 2 + 9]), None] {
        match text {
            Some(text) => std::fs::write(&file, text).expect("a torn file"),
            None => std::fs::remove_file(&file).expect("no file"),
        }
        let db = shop.app.db.clone();
        tokio::task::spawn_blocking(move || tombstones::keep(&db)).await.expect("no panic").expect("they are kept");
        assert_eq!(std::fs::read_to_string(&file).expect("the file"), whole);
    }
}
