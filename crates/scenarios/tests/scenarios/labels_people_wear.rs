//! Labels and notes: by hand, on many at once, by a rule; and what becomes of them when two people are one.

use scenarios::{homes::Engine, people::Person, shops::Shop};
use serde_json::{Value, json};

on_both_engines!(
    a_label_follows_a_merge_and_its_undoing
    a_rule_puts_a_label_on_with_the_third_order_and_takes_it_off_after_a_return
    a_saved_rule_finds_everybody_it_fits
    a_rule_by_age_is_looked_at_every_day
    whoever_comes_to_fit_wears_it_since_then
    many_at_once_can_be_taken_back
    what_is_put_on_by_hand_stays_when_many_are_taken_back
    one_act_on_many_taken_back_after_another
    what_staff_do_with_labels_is_in_the_audit
    a_rule_counts_events_of_a_kind
    all_that_match_go_in_pieces
    a_list_shows_who_wears_a_label
    a_note_is_on_the_thread_and_can_be_removed
    a_label_that_cannot_be_is_refused
);

async fn opened(engine: Engine) -> (Shop, Person) {
    let shop = Shop::open(engine).await;
    shop.stocks(&[("85048", "Glass ball")]).await;
    let owner = shop.owner().await;
    (shop, owner)
}

async fn posts(owner: &Person, path: &str, body: Value) -> Value {
    owner.tells(path, "", &body).await.expect(200).json()
}

async fn somebody(owner: &Person, email: &str, name: &str) -> String {
    let claims = json!([{ "kind": "email", "value": email, "how": "server" }]);
    let told = posts(owner, "/api/v1/customers", json!({ "claims": claims, "profile": { "name": name } })).await;
    told["id"].as_str().expect("somebody").to_owned()
}

async fn buys(owner: &Person, number: &str, email: &str) {
    let order = json!({ "number": number, "channel": "web", "currency": "EUR",
        "customer": { "kind": "email", "value": email },
        "lines": [{ "sku": "85048", "quantity": 1, "unit_price": "10.00" }] });
    owner.records_order(&order).await;
}

async fn label(owner: &Person, body: Value) -> String {
    posts(owner, "/api/v1/labels", body).await["id"].as_str().expect("an id").to_owned()
}

async fn wears(owner: &Person, id: &str) -> Vec<String> {
    let worn = owner.gets(&format!("/api/v1/customers/{id}/labels")).await.expect(200).json();
    let worn = worn["data"].as_array().expect("labels").clone();
    worn.iter().map(|label| label["name"].as_str().expect("a name").to_owned()).collect()
}

async fn puts(owner: &Person, label: &str, id: &str) {
    posts(owner, &format!("/api/v1/customers/{id}/labels"), json!({ "label": label, "act": "add" })).await;
}

/// How many customers the list has with a label.
async fn listed(owner: &Person, label: &str) -> usize {
    let found = owner.gets(&format!("/api/v1/customers?label={label}")).await.expect(200).json();
    found["data"].as_array().expect("a list").len()
}

async fn a_label_follows_a_merge_and_its_undoing(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let (ana, bea) = (somebody(&owner, "ana@x.es", "Ana").await, somebody(&owner, "bea@x.es", "Bea").await);
    let (silk, wool) = (label(&owner, json!({ "name": "Silk" })).await, label(&owner, json!({ "name": "Wool" })).await);
    puts(&owner, &silk, &ana).await;
    puts(&owner, &wool, &bea).await;
    let merged = posts(&owner, &format!("/api/v1/customers/{ana}/merge"), json!({ "with": bea })).await;
    assert_eq!(wears(&owner, &ana).await, ["Silk", "Wool"]);
    assert_eq!(wears(&owner, &bea).await, ["Silk", "Wool"], "the old address leads to the one person");
    let link = merged["link"].as_str().expect("a link");
    posts(&owner, &format!("/api/v1/links/{link}/undo"), json!({})).await;
    assert_eq!(wears(&owner, &ana).await, ["Silk"]);
    assert_eq!(wears(&owner, &bea).await, ["Wool"]);
    let taken = json!({ "label": silk, "act": "remove" });
    assert_eq!(posts(&owner, &format!("/api/v1/customers/{ana}/labels"), taken).await["data"], json!([]));
    shop.settle().await;
    assert_eq!(shop.verify().await, Vec::<String>::new());
}

fn third_order() -> Value {
    json!({ "name": "Regular", "color": "teal", "rule": { "all": [
        { "on": "orders", "is": "at_least", "number": 3 },
        { "on": "returns", "is": "at_most", "number": 0 },
    ] } })
}

async fn a_rule_puts_a_label_on_with_the_third_order_and_takes_it_off_after_a_return(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let ana = somebody(&owner, "ana@x.es", "Ana").await;
    let regular = label(&owner, third_order()).await;
    for number in ["1", "2"] {
        buys(&owner, number, "ana@x.es").await;
    }
    shop.settle().await;
    assert!(wears(&owner, &ana).await.is_empty());
    buys(&owner, "3", "ana@x.es").await;
    shop.settle().await;
    assert_eq!(wears(&owner, &ana).await, ["Regular"]);
    assert_eq!(listed(&owner, &regular).await, 1);
    let by_hand = json!({ "label": regular, "act": "remove" });
    let refused = owner.tells(&format!("/api/v1/customers/{ana}/labels"), "", &by_hand).await.expect(409);
    assert_eq!(refused.problem(), "label-by-rule");
    let back = json!({ "number": "R-1", "channel": "web", "currency": "EUR",
        "customer": { "kind": "email", "value": "ana@x.es" },
        "lines": [{ "sku": "85048", "quantity": 1, "unit_price": "10.00" }] });
    owner.accepts_return(&back).await;
    shop.settle().await;
    assert!(wears(&owner, &ana).await.is_empty());
    assert_eq!(listed(&owner, &regular).await, 0);
}

async fn a_saved_rule_finds_everybody_it_fits(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let ana = somebody(&owner, "ana@x.es", "Ana").await;
    for number in ["1", "2", "3"] {
        buys(&owner, number, "ana@x.es").await;
    }
    // More than one piece of the job.
    let cx = shop.cx();
    let people = move |tx: &mut store::Tx| {
        for number in 0..230 {
            let known = customers::people::Known::parse(
                customers::people::Kind::RetailerNumber,
                &format!("{}", 20_000 + number),
            )?;
            let said =
                customers::people::Said::server(vec![known], customers::people::Profile::default(), "test", cx.now);
            customers::identity::tell(&cx, tx, &said)?;
        }
        Ok(())
    };
    shop.db_writes(people).await;
    shop.settle().await;
    let regular = label(&owner, third_order()).await;
    let everybody = label(
        &owner,
        json!({ "name": "New", "kind": "list",
        "rule": { "all": [{ "on": "orders", "is": "at_most", "number": 0 }] } }),
    )
    .await;
    shop.settle().await;
    let count = async |id: &str| {
        owner.gets(&format!("/api/v1/labels/{id}")).await.expect(200).json()["customers"].as_i64().expect("a count")
    };
    assert_eq!((count(&regular).await, count(&everybody).await), (1, 230));
    assert_eq!(wears(&owner, &ana).await, ["Regular"]);
    // The rule is taken away, and its label with it.
    posts(&owner, &format!("/api/v1/labels/{regular}"), json!({ "name": "Regular" })).await;
    assert!(wears(&owner, &ana).await.is_empty());
    puts(&owner, &regular, &ana).await;
    assert_eq!(wears(&owner, &ana).await, ["Regular"], "by hand now");
    assert_eq!(shop.verify().await, Vec::<String>::new());
    posts(&owner, &format!("/api/v1/labels/{regular}/delete"), json!({})).await;
    assert!(wears(&owner, &ana).await.is_empty());
    owner.gets(&format!("/api/v1/labels/{regular}")).await.expect(404);
}

async fn a_rule_by_age_is_looked_at_every_day(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let ana = somebody(&owner, "ana@x.es", "Ana").await;
    buys(&owner, "1", "ana@x.es").await;
    label(
        &owner,
        json!({ "name": "Sleeping",
        "rule": { "all": [{ "on": "last_seen", "is": "at_least", "days": 90 }] } }),
    )
    .await;
    shop.settle().await;
    assert!(wears(&owner, &ana).await.is_empty());
    let look = async |days: i64| {
        shop.clock.pass_seconds(days * 86_400);
        let cx = shop.cx();
        shop.db_writes(move |tx| customers::labels::renewal::renew_due(&cx, tx)).await;
        shop.settle().await;
    };
    look(89).await;
    assert!(wears(&shop.owner().await, &ana).await.is_empty());
    look(1).await;
    let owner = shop.owner().await;
    assert_eq!(wears(&owner, &ana).await, ["Sleeping"]);
    buys(&owner, "2", "ana@x.es").await;
    shop.settle().await;
    assert!(wears(&owner, &ana).await.is_empty(), "she was just seen");
}

async fn whoever_comes_to_fit_wears_it_since_then(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let ana = somebody(&owner, "ana@x.es", "Ana").await;
    label(&owner, third_order()).await;
    shop.settle().await;
    shop.clock.pass_seconds(365 * 86_400);
    let owner = shop.owner().await;
    for number in ["1", "2", "3"] {
        buys(&owner, number, "ana@x.es").await;
    }
    shop.settle().await;
    let worn = owner.gets(&format!("/api/v1/customers/{ana}/labels")).await.json();
    assert_eq!(worn["data"][0]["at"], json!(shop.cx().now), "{worn}");
}

async fn many_at_once_can_be_taken_back(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let mut people = Vec::new();
    for number in 0..5 {
        people.push(somebody(&owner, &format!("p{number}@x.es"), "Somebody").await);
    }
    let fair = label(&owner, json!({ "name": "Fair", "kind": "list" })).await;
    puts(&owner, &fair, &people[0]).await;
    let (path, body) = (format!("/api/v1/labels/{fair}/bulk"), json!({ "act": "add", "customers": people }));
    let mut preview = body.clone();
    preview["preview"] = json!(true);
    assert_eq!(posts(&owner, &path, preview).await, json!({ "customers": 5 }));
    let begun = posts(&owner, &path, body).await;
    assert_eq!((&begun["bulk"]["state"], &begun["bulk"]["changed"]), (&json!("done"), &json!(4)), "{begun}");
    assert_eq!(wears(&owner, &people[4]).await, ["Fair"]);
    let undo = format!("/api/v1/bulk/{}/undo", begun["bulk"]["id"].as_str().expect("an id"));
    assert_eq!(posts(&owner, &undo, json!({})).await["state"], "undone");
    assert_eq!(wears(&owner, &people[0]).await, ["Fair"], "what was there before stays");
    assert!(wears(&owner, &people[4]).await.is_empty());
    assert_eq!(owner.tells(&undo, "", &json!({})).await.expect(409).problem(), "undone-already");

    let off = posts(&owner, &path, json!({ "act": "remove", "customers": people })).await;
    assert_eq!(off["bulk"]["changed"], 1);
    assert!(wears(&owner, &people[0]).await.is_empty());
    posts(&owner, &format!("/api/v1/bulk/{}/undo", off["bulk"]["id"].as_str().expect("an id")), json!({})).await;
    let back = owner.gets(&format!("/api/v1/customers/{}/labels", people[0])).await.json();
    assert_eq!(back["data"][0]["how"], "hand", "as it was: {back}");
    drop(shop);
}

async fn many(owner: &Person, label: &str, act: &str, people: &[&String]) -> String {
    let path = format!("/api/v1/labels/{label}/bulk");
    let begun = posts(owner, &path, json!({ "act": act, "customers": people })).await;
    begun["bulk"]["id"].as_str().expect("an id").to_owned()
}

async fn undoes(owner: &Person, bulk: &str) {
    assert_eq!(posts(owner, &format!("/api/v1/bulk/{bulk}/undo"), json!({})).await["state"], "undone");
}

async fn what_is_put_on_by_hand_stays_when_many_are_taken_back(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let (ana, bea) = (somebody(&owner, "ana@x.es", "Ana").await, somebody(&owner, "bea@x.es", "Bea").await);
    let fair = label(&owner, json!({ "name": "Fair" })).await;
    let first = many(&owner, &fair, "add", &[&ana, &bea]).await;
    puts(&owner, &fair, &ana).await;
    undoes(&owner, &first).await;
    assert_eq!(wears(&owner, &ana).await, ["Fair"], "staff mean her");
    assert!(wears(&owner, &bea).await.is_empty());
    drop(shop);
}

async fn one_act_on_many_taken_back_after_another(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let (ana, bea) = (somebody(&owner, "ana@x.es", "Ana").await, somebody(&owner, "bea@x.es", "Bea").await);
    let fair = label(&owner, json!({ "name": "Fair" })).await;
    let first = many(&owner, &fair, "add", &[&ana, &bea]).await;
    let second = many(&owner, &fair, "remove", &[&ana, &bea]).await;
    undoes(&owner, &second).await;
    assert_eq!(wears(&owner, &ana).await, ["Fair"]);
    undoes(&owner, &first).await;
    assert_eq!(listed_wearers(&owner, &fair).await, 0, "nothing is left of either");

    let first = many(&owner, &fair, "add", &[&ana, &bea]).await;
    let second = many(&owner, &fair, "remove", &[&ana, &bea]).await;
    undoes(&owner, &first).await;
    undoes(&owner, &second).await;
    assert_eq!(listed_wearers(&owner, &fair).await, 0, "nor the other way round");
    drop(shop);
}

async fn listed_wearers(owner: &Person, label: &str) -> i64 {
    let found = owner.gets("/api/v1/labels").await.expect(200).json();
    let found = found["data"].as_array().expect("labels").iter().find(|one| one["id"] == label).cloned();
    found.expect("the label")["customers"].as_i64().expect("a count")
}

async fn what_staff_do_with_labels_is_in_the_audit(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let ana = somebody(&owner, "ana@x.es", "Ana").await;
    let fair = label(&owner, json!({ "name": "Fair" })).await;
    puts(&owner, &fair, &ana).await;
    posts(&owner, &format!("/api/v1/customers/{ana}/labels"), json!({ "label": fair, "act": "remove" })).await;
    let bulk = many(&owner, &fair, "add", &[&ana]).await;
    undoes(&owner, &bulk).await;
    posts(&owner, &format!("/api/v1/labels/{fair}/delete"), json!({})).await;
    let note = posts(&owner, &format!("/api/v1/customers/{ana}/notes"), json!({ "text": "Tuesdays" })).await;
    posts(&owner, &format!("/api/v1/notes/{}/remove", note["id"].as_str().expect("an id")), json!({})).await;
    let acts = shop
        .db_reads(|tx| {
            let lines = customers::audits::page(tx, &customers::audits::Query::default(), 20)?;
            Ok(lines.into_iter().map(|line| (line.act, line.details["act"].clone())).collect::<Vec<_>>())
        })
        .await;
    for wanted in [
        ("labelled", json!("add")),
        ("labelled", json!("remove")),
        ("bulk_labelled", json!("add")),
        ("bulk_undone", Value::Null),
        ("label_deleted", Value::Null),
        ("annotated", json!("add")),
        ("annotated", json!("remove")),
    ] {
        assert!(acts.iter().any(|(act, how)| (act.as_str(), how) == (wanted.0, &wanted.1)), "{wanted:?} in {acts:?}");
    }
}

async fn a_rule_counts_events_of_a_kind(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let (ana, bea) = (somebody(&owner, "ana@x.es", "Ana").await, somebody(&owner, "bea@x.es", "Bea").await);
    let rule = json!({ "all": [{ "on": "event", "kind": "Note Added", "is": "at_least", "number": 2 }] });
    let noted = label(&owner, json!({ "name": "Noted", "rule": rule })).await;
    shop.settle().await;
    for id in [&ana, &bea] {
        posts(&owner, &format!("/api/v1/customers/{id}/notes"), json!({ "text": "Tuesdays" })).await;
    }
    shop.settle().await;
    assert_eq!(listed_wearers(&owner, &noted).await, 0);
    let merged = posts(&owner, &format!("/api/v1/customers/{ana}/merge"), json!({ "with": bea })).await;
    assert_eq!(wears(&owner, &ana).await, ["Noted"]);
    posts(&owner, &format!("/api/v1/links/{}/undo", merged["link"].as_str().expect("a link")), json!({})).await;
    assert!(wears(&owner, &ana).await.is_empty());
    shop.settle().await;
    assert_eq!(shop.verify().await, Vec::<String>::new());
}

async fn all_that_match_go_in_pieces(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let cx = shop.cx();
    let people = move |tx: &mut store::Tx| {
        for number in 0..450 {
            let known = customers::people::Known::parse(
                customers::people::Kind::RetailerNumber,
                &format!("{}", 20_000 + number),
            )?;
            let country = if number % 3 == 0 { "France" } else { "Spain" };
            let profile = customers::people::Profile { country: Some(country.into()), ..Default::default() };
            let said = customers::people::Said::server(vec![known], profile, "test", cx.now);
            customers::people::join(&cx, tx, &said, "web", None)?;
        }
        Ok(())
    };
    shop.db_writes(people).await;
    shop.settle().await;
    let fair = label(&owner, json!({ "name": "Fair" })).await;
    let path = format!("/api/v1/labels/{fair}/bulk");
    let matching = json!({ "act": "add", "matching": { "country": "Spain" } });
    let begun = posts(&owner, &path, matching).await;
    assert_eq!((&begun["customers"], &begun["bulk"]["looked"]), (&json!(300), &json!(200)), "{begun}");
    let bulk = format!("/api/v1/bulk/{}", begun["bulk"]["id"].as_str().expect("an id"));
    shop.settle().await;
    let done = owner.gets(&bulk).await.expect(200).json();
    assert_eq!((&done["state"], &done["changed"]), (&json!("done"), &json!(300)), "{done}");
    posts(&owner, &format!("{bulk}/undo"), json!({})).await;
    shop.settle().await;
    let done = owner.gets(&bulk).await.expect(200).json();
    assert_eq!(done["state"], "undone", "{done}");
    assert_eq!(listed(&owner, &fair).await, 0);
}

async fn a_list_shows_who_wears_a_label(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let ana = somebody(&owner, "ana@x.es", "Ana Lopez").await;
    let bea = somebody(&owner, "bea@x.es", "Bea Diaz").await;
    for (number, email) in [("1", "ana@x.es"), ("2", "bea@x.es")] {
        buys(&owner, number, email).await;
    }
    shop.settle().await;
    let silk = label(&owner, json!({ "name": "Silk" })).await;
    puts(&owner, &silk, &ana).await;
    assert_eq!((listed(&owner, &silk).await, wears(&owner, &bea).await.len()), (1, 0));
}

async fn a_note_is_on_the_thread_and_can_be_removed(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let ana = somebody(&owner, "ana@x.es", "Ana").await;
    let path = format!("/api/v1/customers/{ana}/notes");
    let said = "Prefers to be called in the afternoon.\nSize 38 in trousers.";
    let note = posts(&owner, &path, json!({ "text": said })).await;
    assert_eq!(note["text"], said);
    shop.settle().await;
    let thread = owner.gets(&format!("/api/v1/customers/{ana}/thread")).await.expect(200).json();
    let event = thread["data"].as_array().expect("events").iter().find(|event| event["kind"] == "Note Added");
    assert_eq!(event.expect("the note")["body"], json!({ "note": note["id"] }));
    assert!(!thread.to_string().contains("afternoon"), "its words are not on the thread");

    let removed =
        posts(&owner, &format!("/api/v1/notes/{}/remove", note["id"].as_str().expect("an id")), json!({})).await;
    assert_eq!(removed["text"], Value::Null);
    assert_eq!(owner.gets(&path).await.expect(200).json()["data"], json!([]));
    for text in ["", "a\u{202e}b", &"a".repeat(2_001)] {
        owner.tells(&path, "", &json!({ "text": text })).await.expect(400);
    }
    assert_eq!(shop.verify().await, Vec::<String>::new());
}

async fn a_label_that_cannot_be_is_refused(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    label(&owner, json!({ "name": "Sílk" })).await;
    let cases = [
        (json!({ "name": "silk" }), 409, "label-taken"),
        (json!({ "name": "" }), 400, "text"),
        (json!({ "name": "a\u{202e}b" }), 400, "text"),
        (json!({ "name": "Wool", "color": "gold" }), 400, "color"),
        (json!({ "name": "Wool", "rule": { "all": [] } }), 400, "rule"),
        (json!({ "name": "Wool", "rule": { "all": [{ "on": "age", "is": "at_least", "number": 1 }] } }), 400, "body"),
    ];
    for (body, status, problem) in cases {
        let refused = owner.tells("/api/v1/labels", "", &body).await.expect(status);
        assert_eq!(refused.problem(), problem, "{body}");
    }
    let viewer = shop.viewer().await;
    viewer.tells("/api/v1/labels", "", &json!({ "name": "Wool" })).await.expect(403);
}
