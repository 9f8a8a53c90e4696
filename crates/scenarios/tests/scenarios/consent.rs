//! What people allow, and what follows from it.

use customers::{
    consents,
    identity::{links::LinkId, merges},
    people::CustomerId,
};
use scenarios::{homes::Engine, people::Person, shops::Shop};
use serde_json::{Value, json};
use store::{params, sql};

on_both_engines!(
    what_nobody_allowed_is_a_no
    the_stricter_holds_after_a_merge_and_goes_with_it
    a_child_turns_fourteen
    an_address_is_left_alone_until_it_is_lifted
    a_file_of_addresses_is_taken_in
    somebody_who_bought_hears_of_similar_things
    what_was_said_is_kept_as_proof
    what_nobody_could_mean_is_refused
    verify_sees_a_permission_that_does_not_follow
);

const ANA: &str = "ana@ejemplo.es";

/// Somebody who is known by an address, with a first order.
async fn knows(shop: &Shop, owner: &Person, value: &str) -> Value {
    shop.stocks(&[("TL-1", "Falda")]).await;
    let order = json!({"number": format!("W-{}", value.len()), "channel": "web", "currency": "EUR",
        "customer": {"kind": "email", "value": value, "name": value},
        "lines": [{"sku": "TL-1", "quantity": 1, "unit_price": "59.90"}]});
    owner.records_order(&order).await;
    shop.settle().await;
    owner.finds_customer(value).await
}

fn statement(value: &str, decision: &str) -> Value {
    json!({"about": {"kind": "email", "value": value}, "purpose": "marketing", "channel": "email",
        "decision": decision, "how": "till", "place": "goya"})
}

async fn says(owner: &Person, key: &str, body: &Value) -> Value {
    owner.tells("/api/v1/consents", key, body).await.expect(201).json()
}

/// The answer for marketing by e-mail: `yes`, or why not.
async fn may(person: &Person, value: &str) -> String {
    may_for(person, "marketing", value).await
}

async fn may_for(person: &Person, purpose: &str, value: &str) -> String {
    let path = format!("/api/v1/may?purpose={purpose}&channel=email&kind=email&value={}", value.replace('@', "%40"));
    let answer = person.gets(&path).await.expect(200).json();
    match answer["reason"].as_str() {
        None => "yes".to_owned(),
        Some(reason) => reason.to_owned(),
    }
}

async fn is_well(shop: &Shop) {
    shop.settle().await;
    let found = shop.db_reads(|tx| Ok((customers::verify::findings(tx)?, consents::verify::findings(tx)?))).await;
    assert_eq!(found, Default::default());
}

async fn what_nobody_allowed_is_a_no(engine: Engine) {
    let shop = Shop::open(engine).await;
    let (owner, viewer) = (shop.owner().await, shop.viewer().await);
    assert_eq!(may(&viewer, "nadie@ejemplo.es").await, "unknown_address");
    assert_eq!(may_for(&viewer, "service", "nadie@ejemplo.es").await, "unknown_address");
    knows(&shop, &owner, ANA).await;
    assert_eq!(may(&viewer, ANA).await, "never_granted");
    assert_eq!(may_for(&viewer, "service", ANA).await, "yes", "an order is confirmed without asking");
    says(&owner, "a", &statement(ANA, "granted")).await;
    assert_eq!(may(&viewer, ANA).await, "yes");
    assert_eq!(may_for(&viewer, "profiling", ANA).await, "never_granted", "each purpose for itself");
    shop.clock.pass_seconds(60);
    says(&owner, "b", &statement(ANA, "withdrawn")).await;
    assert_eq!(may(&viewer, ANA).await, "withdrew");
    is_well(&shop).await;
}

async fn merge(shop: &Shop, keeps: &Value, joins: &Value) -> LinkId {
    let id = |customer: &Value| customer["id"].as_str().and_then(|id| id.parse::<CustomerId>().ok()).expect("an id");
    let (cx, keeps, joins) = (shop.cx(), id(keeps), id(joins));
    shop.db_writes(move |tx| merges::merge(&cx, tx, keeps, joins)).await
}

async fn the_stricter_holds_after_a_merge_and_goes_with_it(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let other = "a.morales@ejemplo.es";
    let (ana, morales) = (knows(&shop, &owner, ANA).await, knows(&shop, &owner, other).await);
    says(&owner, "a", &statement(ANA, "granted")).await;
    says(&owner, "b", &statement(other, "withdrawn")).await;
    assert_eq!((may(&owner, ANA).await, may(&owner, other).await), ("yes".into(), "withdrew".into()));

    let link = merge(&shop, &ana, &morales).await;
    assert_eq!(may(&owner, ANA).await, "withdrew_as_another", "the stricter holds");
    is_well(&shop).await;
    let cx = shop.cx();
    shop.db_writes(move |tx| merges::undo(&cx, tx, link)).await;
    assert_eq!((may(&owner, ANA).await, may(&owner, other).await), ("yes".into(), "withdrew".into()), "as before");
    is_well(&shop).await;

    let link = merge(&shop, &morales, &ana).await;
    assert_eq!(may(&owner, ANA).await, "withdrew_as_another", "whoever's name stays");
    shop.clock.pass_seconds(60);
    says(&owner, "c", &statement(ANA, "granted")).await;
    assert_eq!((may(&owner, ANA).await, may(&owner, other).await), ("yes".into(), "withdrew".into()), "said by both");
    shop.clock.pass_seconds(60);
    says(&owner, "d", &statement(other, "withdrawn")).await;
    assert_eq!(may(&owner, ANA).await, "yes", "one address of one person");
    let everywhere = json!({"about": {"customer": ana["id"]}, "purpose": "marketing", "channel": "any",
        "decision": "withdrawn", "how": "phone_call"});
    shop.clock.pass_seconds(60);
    says(&owner, "e", &everywhere).await;
    assert!(may(&owner, ANA).await.starts_with("withdrew"), "all of a person");
    is_well(&shop).await;
    let cx = shop.cx();
    shop.db_writes(move |tx| merges::undo(&cx, tx, link)).await;
    is_well(&shop).await;
}

async fn a_child_turns_fourteen(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    knows(&shop, &owner, "leo@ejemplo.es").await;
    says(&owner, "a", &statement("leo@ejemplo.es", "granted")).await;
    let cx = shop.cx();
    // Born on 22 November 2012; the story begins on 20 November 2026.
    shop.db_writes(move |tx| {
        let claim = customers::people::Claim::server(customers::people::Known::parse(
            customers::people::Kind::Email,
            "leo@ejemplo.es",
        )?);
        let profile = customers::people::Profile { birth_date: Some("2012-11-22".into()), ..Default::default() };
        let said = customers::people::Said { claims: vec![claim], profile, source: "crm".into(), at: cx.now };
        customers::identity::tell(&cx, tx, &said)
    })
    .await;
    assert_eq!(may(&owner, "leo@ejemplo.es").await, "too_young");
    is_well(&shop).await;
    shop.clock.pass_seconds(2 * 86_400);
    let owner = shop.owner().await;
    assert_eq!(may(&owner, "leo@ejemplo.es").await, "yes", "on the birthday, without anybody doing anything");
    let choices = json!({"age_of_consent": 16, "soft_opt_in": false, "newsletter_text": "newsletter-1"});
    owner.tells("/api/v1/consent-choices", "c", &choices).await.expect(204);
    assert_eq!(may(&owner, "leo@ejemplo.es").await, "too_young", "where the law says 16");
    let mut by_mother = statement("leo@ejemplo.es", "granted");
    by_mother["how"] = json!("parent");
    says(&owner, "d", &by_mother).await;
    assert_eq!(may(&owner, "leo@ejemplo.es").await, "yes");
    is_well(&shop).await;
}

async fn an_address_is_left_alone_until_it_is_lifted(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    knows(&shop, &owner, ANA).await;
    says(&owner, "a", &statement(ANA, "granted")).await;
    let bounced = json!({"about": {"kind": "email", "value": ANA}, "reason": "bounced", "source": "mail-server"});
    let told = owner.tells("/api/v1/suppressions", "s", &bounced).await.expect(201).json();
    assert_eq!(
        (may(&owner, ANA).await, may_for(&owner, "service", ANA).await),
        ("suppressed".into(), "suppressed".into())
    );
    let again = owner.tells("/api/v1/suppressions", "t", &bounced).await.expect(201).json();
    assert_eq!(told["id"], again["id"], "once is enough");
    is_well(&shop).await;
    let lift = format!("/api/v1/suppressions/{}/lift", told["id"].as_str().expect("an id"));
    owner.tells(&lift, "l", &json!({"why": "Mailbox works again, told by phone"})).await.expect(204);
    assert_eq!((may(&owner, ANA).await, may_for(&owner, "service", ANA).await), ("yes".into(), "yes".into()));
    assert_eq!(owner.tells(&lift, "l", &json!({"why": "Again"})).await.expect(409).problem(), "lifted");
    let list = owner.gets("/api/v1/suppressions?with_lifted=true").await.expect(200).json();
    assert_eq!(list["data"][0]["lifted"]["why"], "Mailbox works again, told by phone", "{list}");
    assert_eq!(owner.gets("/api/v1/suppressions").await.expect(200).json()["data"], json!([]));
    is_well(&shop).await;
}

async fn a_file_of_addresses_is_taken_in(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    knows(&shop, &owner, ANA).await;
    says(&owner, "a", &statement(ANA, "granted")).await;
    let path = "/api/v1/suppressions/import?reason=complained&source=esp";
    let file = format!("email\n{ANA}\nnobody\nnadie@ejemplo.es\n+34 612 345 678\n");
    let request = owner.request(hyper::Method::POST, path).header("content-type", "text/csv");
    let told = owner.asks(request, file.clone().into()).await.expect(200).json();
    assert_eq!(
        (&told["read"], &told["added"], &told["rejected"][0]["line"]),
        (&json!(3), &json!(3), &json!(3)),
        "{told}"
    );
    let request = owner.request(hyper::Method::POST, path).header("content-type", "text/csv");
    assert_eq!(owner.asks(request, file.into()).await.expect(200).json()["added"], 0, "again changes nothing");
    assert_eq!(may(&owner, ANA).await, "suppressed");
    // Who is listed before they are known stays so.
    knows(&shop, &owner, "nadie@ejemplo.es").await;
    assert_eq!(may_for(&owner, "service", "nadie@ejemplo.es").await, "suppressed");
    is_well(&shop).await;
}

async fn somebody_who_bought_hears_of_similar_things(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    knows(&shop, &owner, ANA).await;
    let mut soft = statement(ANA, "granted");
    soft["basis"] = json!("soft_opt_in");
    says(&owner, "a", &soft).await;
    assert_eq!(may(&owner, ANA).await, "no_soft_opt_in", "the shop does not do that");
    let choices = json!({"age_of_consent": 14, "soft_opt_in": true, "newsletter_text": "newsletter-1"});
    owner.tells("/api/v1/consent-choices", "c", &choices).await.expect(204);
    assert_eq!(may(&owner, ANA).await, "yes");
    shop.clock.pass_seconds(60);
    says(&owner, "b", &statement(ANA, "withdrawn")).await;
    shop.clock.pass_seconds(60);
    soft["at"] = json!("2026-11-20T08:02:00Z");
    says(&owner, "d", &soft).await;
    assert_eq!(may(&owner, ANA).await, "withdrew", "a no is a no, whatever they buy next");
    is_well(&shop).await;
}

async fn what_was_said_is_kept_as_proof(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let ana = knows(&shop, &owner, ANA).await;
    let mut told = statement(ANA, "granted");
    shop.clock.pass_seconds(60);
    told["text"] = json!({"version": "newsletter-1", "language": "es"});
    told["proof"] = json!({"till": "goya-2", "ticket": "T-1"});
    let first = says(&owner, "a", &told).await;
    assert_eq!(first, says(&owner, "a", &told).await, "the same request is the same statement");
    let path = format!("/api/v1/customers/{}/consents", ana["id"].as_str().expect("an id"));
    let shown = owner.gets(&path).await.expect(200).json();
    let entry = &shown["history"][0];
    assert_eq!(shown["history"].as_array().map(Vec::len), Some(1));
    assert_eq!((&entry["place"], &entry["text"]["version"]), (&json!("goya"), &json!("newsletter-1")));
    assert_eq!((&entry["proof"]["ticket"], &entry["said_as"]), (&json!("T-1"), &ana["id"]));
    assert!(entry["by"].as_str().is_some_and(|by| by.starts_with("staff:stf_")), "{entry}");
    assert_eq!((&shown["state"][0]["allowed"], &shown["state"][0]["statement"]["id"]), (&json!(true), &first["id"]));
    let thread = format!("/api/v1/customers/{}/thread", ana["id"].as_str().expect("an id"));
    let thread = owner.gets(&thread).await.expect(200).json();
    assert_eq!(thread["data"][0]["kind"], "Consent Granted", "{thread}");
    assert!(!thread.to_string().contains("ejemplo"), "nothing personal: {thread}");
    let text = json!({"version": "newsletter-1", "language": "es", "text": "Otra cosa."});
    assert_eq!(owner.tells("/api/v1/consent-texts", "x", &text).await.expect(409).problem(), "text-version");
}

async fn what_nobody_could_mean_is_refused(engine: Engine) {
    let shop = Shop::open(engine).await;
    let (owner, viewer) = (shop.owner().await, shop.viewer().await);
    knows(&shop, &owner, ANA).await;
    let with = |field: &str, value: Value| {
        let mut told = statement(ANA, "granted");
        told[field] = value;
        told
    };
    let cases = [
        (with("channel", json!("sms")), 400, "channel"),
        (with("basis", json!("contract")), 400, "basis"),
        (with("purpose", json!("spam")), 400, "body"),
        (with("at", json!("2027-01-01T00:00:00Z")), 400, "at"),
        (with("text", json!({"version": "none", "language": "es"})), 400, "text-version"),
        (with("about", json!({"kind": "email", "value": "nadie@ejemplo.es"})), 404, "not-found"),
        (with("about", json!({"kind": "email"})), 400, "about"),
    ];
    for (number, (told, status, problem)) in cases.into_iter().enumerate() {
        let answer = owner.tells("/api/v1/consents", &format!("k{number}"), &told).await.expect(status);
        assert_eq!(answer.problem(), problem, "{told}");
    }
    viewer.tells("/api/v1/consents", "v", &statement(ANA, "granted")).await.expect(403);
    assert_eq!(may(&viewer, ANA).await, "never_granted");
}

async fn verify_sees_a_permission_that_does_not_follow(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let ana = knows(&shop, &owner, ANA).await;
    let bounced = json!({"about": {"kind": "email", "value": ANA}, "reason": "bounced"});
    owner.tells("/api/v1/suppressions", "s", &bounced).await.expect(201);
    shop.db_writes(|tx| {
        let text = sql!(
            "insert into permissions (purpose, channel, address, from_time, basis)
             select 'marketing', 'email', id, 0, 'consent' from identifiers where value = $1"
        );
        tx.exec(text, params![ANA])
    })
    .await;
    let found = shop.db_reads(consents::verify::findings).await;
    let [differs, left_alone] = found.as_slice() else { panic!("two rules are broken: {found:?}") };
    assert!(differs.contains("do not follow") && differs.contains(ana["id"].as_str().expect("an id")), "{differs}");
    assert!(left_alone.contains("left alone") && !left_alone.contains(ANA), "{left_alone}");
}
