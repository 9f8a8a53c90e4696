//! What whoever has an address does without signing in, and what staff see of it.

use scenarios::{answers::Answer, homes::Engine, people::Person, shops::Shop};
use serde_json::{Value, json};
use store::{params, sql};

on_both_engines!(
    ana_signs_up_and_confirms
    a_link_ends_and_a_stranger_has_none
    ana_changes_what_she_allows
    a_mail_program_unsubscribes_at_once
    programs_and_floods_are_kept_out
    staff_record_what_they_were_told
    staff_leave_addresses_alone
);

const ANA: &str = "ana@ejemplo.es";
const SIGN_UP: [(&str, &str); 7] = [
    ("email", ANA),
    ("name", "Ana Morales"),
    ("agrees", "yes"),
    ("news", "yes"),
    ("version", "newsletter-1"),
    ("language", "es"),
    ("website", ""),
];

async fn may(person: &Person, purpose: &str) -> String {
    let path = format!("/api/v1/may?purpose={purpose}&channel=email&kind=email&value=ana%40ejemplo.es");
    let answer = person.gets(&path).await.expect(200).json();
    answer["reason"].as_str().unwrap_or("yes").to_owned()
}

/// Ana leaves her address; what is asked of her waits.
async fn signs_up(shop: &Shop) -> Value {
    let ana = shop.somebody();
    let form = ana.gets("/newsletter").await.expect(200);
    assert!(form.text.contains("newsletter-1") && form.text.contains("noindex"), "{form:?}");
    let sent = ana.fills_in("/newsletter", &SIGN_UP).await.expect(303);
    let done = ana.gets(sent.header("location")).await.expect(200);
    assert!(done.text.contains("Mira tu buzón"), "{done:?}");
    shop.settle().await;
    shop.owner().await.finds_customer(ANA).await
}

async fn history(owner: &Person, customer: &Value) -> Value {
    let id = customer["id"].as_str().expect("an id");
    owner.gets(&format!("/api/v1/customers/{id}/consents")).await.expect(200).json()["history"].clone()
}

/// The link that a mail would carry.
async fn link(owner: &Person, asked: &Value) -> String {
    let id = asked["id"].as_str().expect("an id");
    let told = owner.tells(&format!("/api/v1/consents/{id}/link"), "l", &json!({})).await.expect(201).json();
    told["path"].as_str().expect("a path").to_owned()
}

fn is_page(answer: &Answer, words: &str) {
    assert!(answer.text.contains(words) && answer.text.contains("</html>"), "{words}: {answer:?}");
    assert_eq!(answer.header("x-robots-tag"), "noindex, nofollow");
}

async fn ana_signs_up_and_confirms(engine: Engine) {
    let shop = Shop::open(engine).await;
    let (ana, owner) = (shop.somebody(), shop.owner().await);
    let customer = signs_up(&shop).await;
    assert_eq!(may(&owner, "marketing").await, "not_confirmed");
    let asked = history(&owner, &customer).await;
    assert_eq!((&asked[0]["decision"], &asked[0]["how"]), (&json!("asked"), &json!("form")));
    // Again within a day asks nothing anew: nobody's letter box is filled by a stranger.
    ana.fills_in("/newsletter", &SIGN_UP).await.expect(303);
    assert_eq!(history(&owner, &customer).await, asked);

    let path = link(&owner, &asked[0]).await;
    for _ in 0..2 {
        is_page(&ana.gets(&path).await.expect(200), "Sí, lo confirmo");
    }
    assert_eq!(may(&owner, "marketing").await, "not_confirmed", "opening a link changes nothing");
    shop.clock.pass_seconds(3_600);
    let answer = ana.fills_in(&path, &[]).await.expect(303);
    is_page(&ana.gets(answer.header("location")).await.expect(200), "Confirmado");
    assert_eq!(may(&owner, "marketing").await, "yes");
    let proof = history(&owner, &customer).await;
    assert_eq!((&proof[0]["how"], &proof[0]["answers"]), (&json!("double_opt_in"), &asked[0]["id"]));
    assert_eq!(proof[0]["proof"]["asked_at"], "2026-11-20T08:00:00Z");
    assert_eq!(proof[0]["proof"]["confirmed_at"], "2026-11-20T09:00:00Z");

    shop.clock.pass_seconds(60);
    ana.fills_in(&path, &[]).await.expect(303);
    assert_eq!(history(&owner, &customer).await, proof, "twice is once");
    is_page(&ana.in_english().gets(&path).await.expect(200), "Confirmed");
    // Whoever has agreed already and signs up again is told the same, and asked nothing.
    shop.clock.pass_seconds(2 * 86_400);
    ana.fills_in("/newsletter", &SIGN_UP).await.expect(303);
    let owner = shop.owner().await;
    assert_eq!(history(&owner, &customer).await, proof);
    let thread = format!("/api/v1/customers/{}/thread", customer["id"].as_str().expect("an id"));
    let thread = owner.gets(&thread).await.expect(200).json();
    let lead = thread["data"].as_array().and_then(|all| all.iter().find(|event| event["kind"] == "Lead Captured"));
    assert_eq!(lead.expect("an event")["body"], json!({ "form": "newsletter", "source": "newsletter" }), "{thread}");
    let text =
        sql!("select p.body from event_private p join events e on e.id = p.event_id where e.kind = 'Lead Captured'");
    let likes = shop.db_reads(move |tx| tx.query(text, params![], |row| row.get::<String>(0))).await;
    assert_eq!(likes, [r#"{"interests":["news"]}"#; 2], "what they like is theirs");
    let card = owner.opens_card(&customer).await;
    assert!(card.text.contains("Dio su consentimiento") && card.text.contains("Dejó su dirección"), "{card:?}");
}

async fn a_link_ends_and_a_stranger_has_none(engine: Engine) {
    let shop = Shop::open(engine).await;
    let (ana, owner) = (shop.somebody(), shop.owner().await);
    let customer = signs_up(&shop).await;
    let path = link(&owner, &history(&owner, &customer).await[0]).await;
    shop.clock.pass_seconds(14 * 86_400);
    is_page(&ana.gets(&path).await.expect(404), "no lleva a ningún sitio");
    ana.fills_in(&path, &[]).await.expect(303);
    let owner = shop.owner().await;
    assert_eq!(may(&owner, "marketing").await, "not_confirmed");
    for path in ["/c/0000", "/c/%F0%9F%92%8C", "/preferences/x", "/preferences/%C3%A9%C3%A9"] {
        is_page(&ana.gets(path).await.expect(404), "no lleva a ningún sitio");
    }
    let forged = format!("/preferences/{}{}", "0".repeat(26), "0".repeat(26));
    ana.gets(&forged).await.expect(404);
    ana.fills_in(&forged, &[("stop", "yes")]).await.expect(404);
}

async fn preferences(owner: &Person) -> String {
    let told = owner.gets("/api/v1/preferences?kind=email&value=ana%40ejemplo.es").await.expect(200).json();
    told["path"].as_str().expect("a path").to_owned()
}

async fn ana_changes_what_she_allows(engine: Engine) {
    let shop = Shop::open(engine).await;
    let (ana, owner) = (shop.somebody(), shop.owner().await);
    let customer = signs_up(&shop).await;
    let path = preferences(&owner).await;
    assert_eq!(preferences(&owner).await, path, "every mail may carry the same link");
    let page = ana.gets(&path).await.expect(200);
    is_page(&page, "a…@ejemplo.es");
    assert!(!page.text.contains(ANA), "the link may have been handed on");
    assert!(page.text.contains("name=\"marketing.email\"") && !page.text.contains("was.marketing.email"), "{page:?}");

    shop.clock.pass_seconds(60);
    let saved = ana.fills_in(&path, &[("marketing.email", "yes"), ("surveys.email", "yes")]).await.expect(303);
    is_page(&ana.gets(saved.header("location")).await.expect(200), "Guardado.");
    assert_eq!((may(&owner, "marketing").await, may(&owner, "surveys").await), ("yes".into(), "yes".into()));
    assert_eq!(history(&owner, &customer).await[0]["text"]["version"], "preferences-1");

    shop.clock.pass_seconds(60);
    let shown = [("was.marketing.email", "yes"), ("marketing.email", "yes"), ("was.surveys.email", "yes")];
    ana.fills_in(&path, &shown).await.expect(303);
    assert_eq!((may(&owner, "marketing").await, may(&owner, "surveys").await), ("yes".into(), "withdrew".into()));

    shop.clock.pass_seconds(60);
    ana.fills_in(&path, &[("stop", "yes"), ("was.marketing.email", "yes"), ("marketing.email", "yes")])
        .await
        .expect(303);
    assert_eq!(may(&owner, "marketing").await, "withdrew");
    assert_eq!(may(&owner, "service").await, "yes", "her orders are told all the same");
}

async fn a_mail_program_unsubscribes_at_once(engine: Engine) {
    let shop = Shop::open(engine).await;
    let (ana, owner) = (shop.somebody(), shop.owner().await);
    let customer = signs_up(&shop).await;
    let path = preferences(&owner).await;
    ana.fills_in(&path, &[("marketing.email", "yes"), ("surveys.email", "yes")]).await.expect(303);
    shop.clock.pass_seconds(60);
    // As RFC 8058 has it: from a mail provider's machine, without a cookie, of either encoding.
    let forms = [
        ("application/x-www-form-urlencoded", "List-Unsubscribe=One-Click".to_owned()),
        (
            "multipart/form-data; boundary=x",
            "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n".to_owned(),
        ),
    ];
    for (kind, body) in forms {
        let request = ana.request(hyper::Method::POST, &path).header("content-type", kind);
        ana.asks(request, body.into()).await.expect(200);
        assert_eq!((may(&owner, "marketing").await, may(&owner, "surveys").await), ("withdrew".into(), "yes".into()));
        shop.clock.pass_seconds(60);
    }
    let entries = history(&owner, &customer).await;
    let clicks = entries.as_array().expect("a list").iter().filter(|entry| entry["how"] == "one_click").count();
    assert_eq!(clicks, 1, "{entries}");
}

async fn programs_and_floods_are_kept_out(engine: Engine) {
    let shop = Shop::open(engine).await;
    let anybody = shop.somebody();
    let mut trap = SIGN_UP;
    trap[0].1 = "trampa@ejemplo.es";
    trap[6].1 = "https://spam.example";
    anybody.fills_in("/newsletter", &trap).await.expect(303);
    let wrong: Vec<_> =
        SIGN_UP.into_iter().map(|(name, value)| (name, if name == "email" { "ana" } else { value })).collect();
    let refused = anybody.fills_in("/newsletter", &wrong).await.expect(400);
    assert!(
        refused.text.contains("Ana Morales") && refused.text.contains("role=\"alert\""),
        "input is kept: {refused:?}"
    );
    let disagrees: Vec<_> = SIGN_UP.into_iter().filter(|(name, _)| *name != "agrees").collect();
    anybody.fills_in("/newsletter", &disagrees).await.expect(400);
    let mut last = 0;
    for number in 0..25 {
        let email = format!("a{number}@ejemplo.es");
        let form: Vec<_> =
            SIGN_UP.into_iter().map(|(name, value)| (name, if name == "email" { &*email } else { value })).collect();
        last = anybody.fills_in("/newsletter", &form).await.status;
    }
    assert_eq!(last, 429, "one machine cannot fill the shop with addresses");
    shop.settle().await;
    let owner = shop.owner().await;
    let found = |q: &'static str| owner.gets(q);
    let list = found("/api/v1/customers?q=trampa%40ejemplo.es").await.expect(200).json();
    assert_eq!(list["data"], json!([]), "who filled in the trap is nobody");
    let list = found("/api/v1/customers?q=a3%40ejemplo.es").await.expect(200).json();
    assert_eq!(list["data"].as_array().map(Vec::len), Some(1), "and who did not is somebody");
}

async fn staff_record_what_they_were_told(engine: Engine) {
    let shop = Shop::open(engine).await;
    let (owner, viewer) = (shop.owner().await, shop.viewer().await);
    let customer = signs_up(&shop).await;
    let path = format!("/console/customers/{}/consents", customer["id"].as_str().expect("an id"));
    let page = viewer.gets(&path).await.expect(200);
    assert!(page.text.contains("se le preguntó el 20 nov 2026"), "{page:?}");
    assert!(!page.text.contains("<form class=\"stack-4\""), "who may only look has no form");
    let address = history(&owner, &customer).await[0]["address"].as_str().expect("an id").to_owned();
    let mut told = vec![("address", address.as_str()), ("purpose", "marketing"), ("channel", "email")];
    told.extend([("decision", "granted"), ("how", "till"), ("proof", "tique T-1")]);
    viewer.fills_in(&path, &told).await.expect(403);
    owner.fills_in(&path, &told).await.expect(303);
    let page = owner.gets(&path).await.expect(200);
    assert!(page.text.contains("lo aceptó el 20 nov 2026") && page.text.contains("en caja"), "{page:?}");
    assert!(page.text.contains("tique T-1") && page.text.contains("Owner"), "with its proof: {page:?}");
    assert!(owner.opens_card(&customer).await.text.contains(&path), "the card leads there");
    told[2].1 = "sms";
    let refused = owner.fills_in(&path, &told).await.expect(400);
    assert!(refused.text.contains("no se llega por ese medio") && refused.text.contains("tique T-1"), "{refused:?}");
    told[2].1 = "email";
    // What was read, where and when is told too; what only Hilo hears is not written down by hand.
    told.extend([("text", "newsletter-1 es"), ("date", "2026-11-18")]);
    told[3].1 = "withdrawn";
    owner.fills_in(&path, &told).await.expect(303);
    let entries = history(&owner, &customer).await;
    let earlier = entries.as_array().and_then(|all| all.last()).expect("an entry");
    assert_eq!(
        (&earlier["happened"], &earlier["text"]["version"]),
        (&json!("2026-11-18T12:00:00Z"), &json!("newsletter-1"))
    );
    assert_eq!(may(&owner, "marketing").await, "yes", "the yes of today is newer");
    for (field, value) in
        [("date", "2026-12-24"), ("how", "one_click"), ("how", "double_opt_in"), ("decision", "asked")]
    {
        let crafted = told.iter().map(|(name, told)| (*name, if *name == field { value } else { told }));
        owner.fills_in(&path, &crafted.collect::<Vec<_>>()).await.expect(400);
    }
    assert_eq!(history(&owner, &customer).await, entries);
    told[0].1 = "idn_00000000000000000000000000";
    owner.fills_in(&path, &told).await.expect(404);
}

async fn staff_leave_addresses_alone(engine: Engine) {
    let shop = Shop::open(engine).await;
    let (owner, viewer) = (shop.owner().await, shop.viewer().await);
    signs_up(&shop).await;
    let path = "/console/suppressions";
    assert!(viewer.gets(path).await.expect(200).text.contains("Ninguna dirección apartada"));
    let lines = format!("{ANA}\n+34 612 345 678");
    let sent = [("addresses", lines.as_str()), ("reason", "complained"), ("channel", "any")];
    viewer.fills_in(path, &sent).await.expect(403);
    let added = owner.fills_in(path, &sent).await.expect(303);
    let list = owner.gets(added.header("location")).await.expect(200);
    assert!(list.text.contains("2 direcciones añadidas") && list.text.contains("De nadie aquí"), "{list:?}");
    assert_eq!(may(&owner, "service").await, "suppressed");
    let found = owner.gets("/console/suppressions?q=%2B34612345678").await.expect(200);
    assert!(!found.text.contains(ANA) && found.text.contains("De nadie aquí"), "a whole address is found: {found:?}");
    let wrong = [("addresses", "nadie\nb@ejemplo.es"), ("reason", "by_hand"), ("channel", "any")];
    let refused = owner.fills_in(path, &wrong).await.expect(400);
    assert!(refused.text.contains("línea 1") && refused.text.contains(">nadie</textarea>"), "{refused:?}");
    let id = owner.gets("/api/v1/suppressions?kind=email&value=ana%40ejemplo.es").await.expect(200).json();
    let id = id["data"][0]["id"].as_str().expect("an id").to_owned();
    owner.fills_in(&format!("{path}/{id}/lift"), &[("why", "Se equivocó de botón")]).await.expect(303);
    assert_eq!(may(&owner, "service").await, "yes");
    let lifted = owner.gets("/console/suppressions?lifted=yes").await.expect(200);
    assert!(lifted.text.contains("Se equivocó de botón") && lifted.text.contains("Quitada el"), "{lifted:?}");
}
