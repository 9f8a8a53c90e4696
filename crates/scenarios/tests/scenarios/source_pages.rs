//! Staff set up a source on its page, connect it, and watch what comes in.

use scenarios::{homes::Engine, people::Person, shops::Shop};
use serde_json::json;
use web::rights::Role;

on_both_engines!(
    a_web_site_is_connected_and_watched
    a_secret_key_is_shown_once
    what_is_wrong_is_said_beside_its_field
    what_a_source_takes_is_changed
    what_visitors_do_reads_as_sentences
);

/// The id of the only source.
async fn only(owner: &Person) -> String {
    let all = owner.gets("/api/v1/sources").await.expect(200).json();
    assert_eq!(all["data"].as_array().map(Vec::len), Some(1), "{all}");
    all["data"][0]["id"].as_str().expect("an id").to_owned()
}

async fn key_of(owner: &Person, id: &str) -> String {
    let source = owner.gets(&format!("/api/v1/sources/{id}")).await.expect(200).json();
    source["keys"][0]["shown"].as_str().expect("a key").to_owned()
}

const WEB: [(&str, &str); 4] = [("name", "Tienda web"), ("kind", "browser"), ("origins", ""), ("per_second", "")];

async fn a_web_site_is_connected_and_watched(engine: Engine) {
    let shop = Shop::open(engine).await;
    let (owner, viewer) = (shop.owner().await, shop.member(Role::Marketing).await);
    assert!(!viewer.gets("/console/sources").await.expect(200).text.contains("action=\"/console/sources\""));
    viewer.fills_in("/console/sources", &WEB).await.expect(403);
    owner.fills_in("/console/sources", &WEB).await.expect(303);
    let id = only(&owner).await;
    let (key, path) = (key_of(&owner, &id).await, format!("/console/sources/{id}"));
    let page = owner.gets(&path).await.expect(200).text;
    assert!(page.matches(&key).count() >= 3, "the key stands by itself and in what one copies");
    let lines = format!("cdnURL: &#34;http://{}&#34;", shop.address);
    assert!(page.contains(&lines), "and so does where it is to be sent: {page}");
    let body = json!({ "writeKey": key, "batch": [
        { "type": "track", "event": "Product Viewed", "anonymousId": "b-1", "properties": { "sku": "85048" } },
        { "type": "track", "anonymousId": "b-1" },
    ] });
    shop.somebody().tells("/v1/batch", "", &body).await.expect(200);
    let now = viewer.gets(&format!("{path}/now")).await.expect(200).text;
    assert!(now.contains("85048") && now.contains("/console/customers/cus_"), "{now}");
    assert!(!now.contains("/rejects"), "viewers do not read what could not be used: {now}");
    viewer.gets(&format!("{path}/rejects")).await.expect(403);
    viewer.gets(&format!("/api/v1/sources/{id}/recent")).await.expect(200);
    let watched = owner.gets("/api/v1/audit?act=source_watched").await.expect(200).json();
    let lines = watched["data"].as_array().expect("lines");
    assert_eq!(lines.len(), 2, "who watches is noted, once an hour: {watched}");
    assert!(lines.iter().all(|line| line["details"]["source"] == "tienda-web"), "{watched}");
    let rejects = owner.gets(&format!("{path}/rejects")).await.expect(200).text;
    assert!(rejects.contains("<code>event</code>"), "{rejects}");
    let back = owner.fills_in(&format!("{path}/rejects/replay"), &[]).await.expect(303);
    assert!(back.header("location").contains("did=none"), "{back:?}");
    owner.fills_in(&format!("{path}/turn"), &[("is_on", "false")]).await.expect(303);
    let page = json!({ "writeKey": key, "type": "page", "anonymousId": "b-1" });
    shop.somebody().tells("/v1/page", "", &page).await.expect(404);
    owner.fills_in(&format!("{path}/turn"), &[("is_on", "true")]).await.expect(303);
    owner.fills_in(&format!("{path}/keys/revoke"), &[("shown", &key)]).await.expect(303);
    shop.somebody().tells("/v1/page", "", &page).await.expect(401);
    owner.fills_in(&format!("{path}/keys"), &[]).await.expect(303);
    let audit = owner.gets("/console/audit").await.expect(200).text;
    assert!(audit.contains("tienda-web"), "{audit}");
}

async fn a_secret_key_is_shown_once(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let made = owner.fills_in("/console/sources", &[("name", "ERP"), ("kind", "server")]).await.expect(200).text;
    let id = only(&owner).await;
    let end = key_of(&owner, &id).await.trim_start_matches('.').to_owned();
    let rest = made.split("data-text=\"").nth(1).expect("a key to copy");
    let key = rest.split('"').next().expect("the key").to_owned();
    assert!(key.len() == 48 && key.ends_with(&end), "{key}");
    let page = json!({ "writeKey": key, "type": "page", "userId": "4711" });
    shop.somebody().tells("/v1/page", "", &page).await.expect(200);
    let again = owner.gets(&format!("/console/sources/{id}")).await.expect(200).text;
    assert!(again.contains(&end) && !again.contains(&key));
}

async fn what_is_wrong_is_said_beside_its_field(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let cases = [
        ("name", "", "name-error"),
        ("origins", "telar.example", "origins-error"),
        ("per_second", "many", "rate-error"),
        ("per_second", "0", "rate-error"),
    ];
    for (field, value, said) in cases {
        let form = WEB.map(|(name, usual)| (name, if name == field { value } else { usual }));
        let page = owner.fills_in("/console/sources", &form).await.expect(400).text;
        assert!(page.contains(&format!("id=\"{said}\"")), "{field} {value}: {page}");
        assert!(value.is_empty() || page.contains(value), "what was written is kept");
    }
    owner.fills_in("/console/sources", &[("name", "x"), ("kind", "toaster")]).await.expect(400);
    owner.fills_in("/console/sources", &WEB).await.expect(303);
    let page = owner.fills_in("/console/sources", &WEB).await.expect(400).text;
    assert!(page.contains("name-error"), "two sources have no name in common: {page}");
}

async fn what_a_source_takes_is_changed(engine: Engine) {
    let shop = Shop::open(engine).await;
    let (owner, viewer) = (shop.owner().await, shop.viewer().await);
    owner.fills_in("/console/sources", &WEB).await.expect(303);
    let id = only(&owner).await;
    let path = format!("/console/sources/{id}");
    let form =
        [("origins", "https://www.telar.example"), ("networks", "203.0.113.9/24\n2001:db8::/32"), ("per_second", "7")];
    viewer.fills_in(&format!("{path}/set"), &form).await.expect(403);
    let done = owner.fills_in(&format!("{path}/set"), &form).await.expect(303);
    assert!(done.header("location").contains("did=set"), "{done:?}");
    let source = owner.gets(&format!("/api/v1/sources/{id}")).await.expect(200).json();
    assert_eq!(source["origins"], json!(["https://www.telar.example"]));
    assert_eq!((&source["networks"], &source["per_second"]), (&json!(["203.0.113.0/24", "2001:db8::/32"]), &json!(7)));
    let key = key_of(&owner, &id).await;
    let message = json!({ "writeKey": key, "type": "page", "anonymousId": "b-1" });
    shop.somebody().tells("/v1/page", "", &message).await.expect(403);
    let page = owner.gets(&path).await.expect(200).text;
    assert!(page.contains("203.0.113.0/24"), "what it takes is in the form: {page}");
    for (field, value, said) in [
        ("origins", "telar", "origins-error"),
        ("networks", "0.0.0.0/0", "networks-error"),
        ("per_second", "x", "rate-error"),
    ] {
        let wrong = form.map(|(name, usual)| (name, if name == field { value } else { usual }));
        let page = owner.fills_in(&format!("{path}/set"), &wrong).await.expect(400).text;
        assert!(page.contains(&format!("id=\"{said}\"")) && page.contains(value), "{field}: {page}");
    }
    owner.tells(&format!("/api/v1/sources/{id}/set"), "", &json!({})).await.expect(200);
    shop.somebody().tells("/v1/page", "", &message).await.expect(200);
    let audit = owner.gets("/api/v1/audit?act=source_set").await.expect(200).json();
    let lines = audit["data"].as_array().expect("lines");
    assert_eq!(lines.iter().filter(|line| line["details"]["is"] == "set").count(), 2, "{audit}");
    let server = json!({ "name": "ERP", "kind": "server", "origins": ["https://www.telar.example"] });
    let refused = owner.tells("/api/v1/sources", "", &server).await.expect(400).json();
    assert_eq!(refused["type"], "/problems/origins-kind", "only a web site is one");
}

async fn what_visitors_do_reads_as_sentences(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    shop.stocks(&[("85048", "Falda plisada")]).await;
    owner.fills_in("/console/sources", &[("name", "ERP"), ("kind", "app")]).await.expect(303);
    let id = only(&owner).await;
    let key = key_of(&owner, &id).await;
    let track = |event: &str| {
        json!({ "type": "track", "event": event, "anonymousId": "b-1",
            "properties": { "sku": "85048", "query": "falda roja", "total": 10, "currency": "EUR" } })
    };
    let mut batch =
        ["Product Viewed", "Products Searched", "Order Completed", "Consent Granted", "Danced <b>"].map(track).to_vec();
    for call in ["page", "screen", "identify"] {
        batch.push(json!({ "type": call, "anonymousId": "b-1", "userId": "ana", "name": "Portada" }));
    }
    shop.somebody().tells("/v1/batch", "", &json!({ "writeKey": key, "batch": batch })).await.expect(200);
    shop.settle().await;
    let recent = owner.gets(&format!("/api/v1/sources/{id}/recent")).await.expect(200).json();
    let card = recent["data"][0]["customer"].as_str().expect("whose it is");
    let text = owner.gets(&format!("/console/customers/{card}")).await.expect(200).text;
    for said in ["Falda plisada", "falda roja", "Danced", "Portada"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(!text.contains("Danced <b>") && !text.contains("tracked-"), "no key and no markup");
}
