//! What somebody may not, they may not by another way either: by many tries at once, by what they left behind, by a
//! file, or in another shop.

use bytes::Bytes;
use hyper::Method;
use scenarios::{
    answers::Answer,
    homes::Engine,
    people::{Person, session_of},
    shops::{OWNER, PASSWORD, Shop, VIEWER},
};
use serde_json::json;
use store::{Tx, params, sql};
use web::rights::Role;

use super::who_works_here::{by_key, code, half_in, id_of, invites, joins, makes_key, order, secret_on, sets_codes_up};

on_both_engines!(
    codes_that_come_all_at_once_are_counted
    ones_own_codes_go_by_a_code_alone
    a_secret_that_was_begun_ends_with_the_password
    who_leaves_takes_keys_and_invitations_along
    whoever_is_bound_to_a_shop_writes_there_alone
    people_are_brought_by_whoever_may
);

async fn codes_that_come_all_at_once_are_counted(engine: Engine) {
    let shop = Shop::open(engine).await;
    let viewer = shop.viewer().await;
    viewer.fills_in("/console/account/codes", &[]).await.expect(303);
    let tries = (0..60).map(|number| {
        let (viewer, code) = (viewer.clone(), format!("{number:06}"));
        async move { viewer.fills_in("/console/account/codes/confirm", &[("code", &code)]).await.status }
    });
    let ends = futures_util::future::join_all(tries).await;
    let judged = ends.iter().filter(|status| **status == 422).count();
    assert!(judged <= 10 && ends.iter().all(|status| [422, 429, 503].contains(status)), "{judged} judged: {ends:?}");
}

async fn ones_own_codes_go_by_a_code_alone(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    sets_codes_up(&shop, &owner).await;
    let me = id_of(&shop, OWNER).await;
    let refused = owner.fills_in(&format!("/console/staff/{me}/codes"), &[]).await.expect(422);
    assert!(refused.text.contains("tu propia cuenta"), "{refused:?}");
    half_in(&shop, OWNER).await;
    owner.fills_in("/console/account/codes/change", &[("act", "off"), ("code", "000000")]).await.expect(422);
    half_in(&shop, OWNER).await;
}

async fn a_secret_that_was_begun_ends_with_the_password(engine: Engine) {
    let shop = Shop::open(engine).await;
    let viewer = shop.viewer().await;
    viewer.fills_in("/console/account/codes", &[]).await.expect(303);
    let seen = secret_on(&viewer.gets("/console/account").await.expect(200).text);
    let other = "cuatro palabras que no van";
    viewer.fills_in("/console/account/password", &[("old", PASSWORD), ("new", other)]).await.expect(303);
    let page = viewer.gets("/console/account").await.expect(200).text;
    assert!(!page.contains(&seen), "who saw the secret before knows nothing");
    let late = [("code", code(&shop, &seen))];
    let late: Vec<(&str, &str)> = late.iter().map(|(name, code)| (*name, code.as_str())).collect();
    viewer.fills_in("/console/account/codes/confirm", &late).await.expect(422);
    viewer.fills_in("/console/account/codes", &[]).await.expect(303);
    let anew = secret_on(&viewer.gets("/console/account").await.expect(200).text);
    assert_ne!(anew, seen);
    viewer.fills_in("/console/account/codes", &[]).await.expect(303);
    assert_ne!(secret_on(&viewer.gets("/console/account").await.text), anew, "each beginning is one of its own");
}

async fn who_leaves_takes_keys_and_invitations_along(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let marcos = id_of(&shop, VIEWER).await;
    owner.fills_in(&format!("/console/staff/{marcos}"), &[("role", "owner")]).await.expect(303);
    let second = shop.viewer().await;
    let made = |name: &'static str, right: &'static str| [("name", name), ("rights", right)];
    let (orders, audit) =
        (makes_key(&second, &made("ERP", "orders.see")).await, makes_key(&second, &made("Libros", "audit.see")).await);
    let mine = makes_key(&owner, &made("Mía", "audit.see")).await;
    let link = invites(&second, "dormida@telar.example", "owner", &[]).await;
    let others = invites(&owner, "eva@telar.example", "sales", &[]).await;

    // As an accountant they read orders and the audit, and invite nobody.
    owner.fills_in(&format!("/console/staff/{marcos}"), &[("role", "sales")]).await.expect(303);
    by_key(&shop, &orders, Method::GET, "/api/v1/orders").await.expect(200);
    by_key(&shop, &audit, Method::GET, "/api/v1/audit").await.expect(401);
    joins(&shop, &link, "Dormida").await.expect(410);
    owner.fills_in(&format!("/console/staff/{marcos}/turn"), &[("is_on", "false")]).await.expect(303);
    by_key(&shop, &orders, Method::GET, "/api/v1/orders").await.expect(401);
    by_key(&shop, &mine, Method::GET, "/api/v1/audit").await.expect(200);
    joins(&shop, &others, "Eva").await.expect(303);
    let noted = owner.gets("/api/v1/audit").await.expect(200).text;
    assert_eq!(noted.matches("\"api_key_revoked\"").count(), 2, "{noted}");
    assert_eq!(noted.matches("\"invitation_withdrawn\"").count(), 1, "{noted}");
}

async fn posts(person: &Person, path: &str, key: &str, body: &serde_json::Value) -> Answer {
    person.tells(path, key, body).await
}

async fn whoever_is_bound_to_a_shop_writes_there_alone(engine: Engine) {
    let shop = Shop::open(engine).await;
    shop.stocks(&[("85048", "Glass ball")]).await;
    shop.db_writes(|tx| {
        ["vigo", "lugo"].into_iter().try_for_each(|code| {
            let text = sql!("insert into shops (code, name, city) values ($1, $1, $1)");
            tx.exec(text, params![code]).map(|_| ())
        })
    })
    .await;
    let owner = shop.owner().await;
    let link = invites(&owner, "eva@telar.example", "sales", &["vigo"]).await;
    let eva = shop.somebody().with_session(&session_of(&joins(&shop, &link, "Eva").await.expect(303)));
    let mut nowhere = order("W-1", "vigo");
    nowhere.as_object_mut().expect("an order").remove("place");
    for (number, told) in [order("L-1", "lugo"), nowhere].iter().enumerate() {
        for path in ["/api/v1/orders", "/api/v1/returns"] {
            let answer = posts(&eva, path, &format!("eva-{number}-{}", path.len()), told).await.expect(403);
            assert_eq!(answer.problem(), "forbidden");
        }
    }
    posts(&eva, "/api/v1/orders", "eva-own", &order("V-1", "vigo")).await.expect(201);
    posts(&owner, "/api/v1/orders", "own-any", &order("L-2", "lugo")).await.expect(201);
    assert_eq!(owner.gets("/api/v1/orders").await.expect(200).json()["data"].as_array().map(Vec::len), Some(2));
}

/// An export of Shopify's with one order of somebody, one line of which cannot be taken.
const ORDERS: &str = "\
Name,Email,Financial Status,Created at,Currency,Subtotal,Total,Lineitem quantity,Lineitem name,Lineitem price,\
Lineitem sku
#1001,ana@example.es,paid,2026-11-01 10:00:00 +0100,EUR,20.00,20.00,1,Jersey,20.00,J-1
#1002,eva@example.es,paid,someday,EUR,20.00,20.00,1,Jersey,20.00,J-1
";

async fn sends(person: &Person, file: &str) -> String {
    let body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"shop\"\r\n\r\nshopify\r\n--x\r\nContent-Disposition: form-data; \
         name=\"files\"; filename=\"f.csv\"\r\n\r\n{file}\r\n--x--\r\n"
    );
    let request = person.request(Method::POST, "/api/v1/imports");
    let request = request.header("content-type", "multipart/form-data; boundary=x");
    let sent = person.asks(request, Bytes::from(body)).await.expect(201).json();
    sent["id"].as_str().expect("an id").to_owned()
}

async fn people_are_brought_by_whoever_may(engine: Engine) {
    let shop = Shop::open(engine).await;
    let (owner, product) = (shop.owner().await, shop.member(Role::Product).await);
    let id = sends(&product, ORDERS).await;
    shop.settle().await;
    let (api, page) = (format!("/api/v1/imports/{id}"), format!("/console/imports/{id}"));
    let looked = product.gets(&api).await.expect(200).json();
    assert_eq!((&looked["state"], &looked["foreseen"]["orders"]["new"]), (&json!("looked"), &json!(1)), "{looked}");
    let told = product.gets(&page).await.expect(200).text;
    assert!(told.contains("un propietario u operaciones") && !told.contains("/start\""), "{told}");
    posts(&product, &format!("{api}/start"), "", &json!({})).await.expect(403);
    product.fills_in(&format!("{page}/start"), &[]).await.expect(403);
    shop.settle().await;
    let orders = |tx: &mut Tx| tx.query_one(sql!("select count(*) from orders"), params![], |row| row.get::<i64>(0));
    assert_eq!(shop.db_reads(orders).await, Some(0));
    owner.fills_in(&format!("{page}/start"), &[]).await.expect(303);
    shop.settle().await;
    assert_eq!(shop.db_reads(orders).await, Some(1));
    for path in [format!("{api}/rejects"), format!("{page}/rejects")] {
        product.gets(&path).await.expect(403);
        assert!(owner.gets(&path).await.expect(200).text.contains("eva@example.es"));
    }
    let noted = owner.gets("/api/v1/audit").await.expect(200).text;
    assert_eq!(noted.matches("\"import_started\"").count(), 1, "{noted}");
    assert_eq!(noted.matches("\"import_rejects_seen\"").count(), 2, "{noted}");

    // A catalog is theirs to bring.
    let goods = "Handle,Title,Variant SKU,Variant Price,Status\njersey,Jersey,J-1,39.90,active\n";
    let id = sends(&product, goods).await;
    shop.settle().await;
    product.fills_in(&format!("/console/imports/{id}/start"), &[]).await.expect(303);
}
