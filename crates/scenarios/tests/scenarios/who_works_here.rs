//! People who work here: invited, given a role, bound to shops, and asked for codes; and the keys of programs.

use bytes::Bytes;
use hyper::Method;
use scenarios::{
    answers::Answer,
    homes::Engine,
    people::{Person, session_of},
    shops::{OWNER, PASSWORD, Shop, VIEWER},
};
use serde_json::{Value, json};
use web::{codes, rights::Role};

on_both_engines!(
    an_invitation_becomes_a_member_once
    an_invitation_ends_is_taken_back_and_is_sent_anew
    a_password_that_would_be_guessed_is_refused
    somebody_is_always_left_who_may_do_everything
    a_code_is_asked_for_and_works_once
    recovery_codes_open_once_and_owners_take_codes_away
    codes_are_asked_of_everybody
    sessions_are_seen_and_ended
    whoever_forgot_a_password_chooses_another
    many_people_are_found_by_name_and_role
    a_key_may_what_it_was_given
    a_shop_sees_its_own_orders
    what_is_done_stands_in_the_audit
);

/// What stands between two pieces of a page.
fn between(page: &str, start: &str, end: &str) -> String {
    let rest = page.split_once(start).unwrap_or_else(|| panic!("no {start} in {page}")).1;
    rest.split_once(end).expect("an end").0.to_owned()
}

/// Invites somebody; gives the path of the link.
pub(super) async fn invites(owner: &Person, email: &str, role: &str, shops: &[&str]) -> String {
    let mut fields = vec![("email", email), ("role", role)];
    fields.extend(shops.iter().map(|shop| ("shops", *shop)));
    link_of(&owner.fills_in("/console/staff", &fields).await.expect(200))
}

fn link_of(answer: &Answer) -> String {
    format!("/invited/{}", between(&answer.text, "/invited/", "<"))
}

pub(super) async fn joins(shop: &Shop, link: &str, name: &str) -> Answer {
    shop.somebody().fills_in(link, &[("name", name), ("password", PASSWORD)]).await
}

/// The cookie that an answer sets, whatever its name.
fn cookie_of(answer: &Answer) -> String {
    answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned()
}

async fn an_invitation_becomes_a_member_once(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let link = invites(&owner, " Nuria@Telar.example", "sales", &[]).await;
    assert!(!owner.gets("/console/staff").await.expect(200).text.contains(&link), "the link is shown once");
    let page = shop.somebody().gets(&link).await.expect(200).text;
    assert!(page.contains("nuria@telar.example") && page.contains("Ventas"), "{page}");
    // Two who have the link at once: one of them comes in.
    let (one, other) = tokio::join!(joins(&shop, &link, "Nuria"), joins(&shop, &link, "Nuria"));
    let mut ends = [one.status, other.status];
    ends.sort_unstable();
    assert_eq!(ends, [303, 410], "{one:?} {other:?}");
    let inside = if one.status == 303 { one } else { other };
    let nuria = shop.somebody().with_session(&session_of(&inside));
    nuria.gets("/console/customers").await.expect(200);
    nuria.gets("/console/staff").await.expect(403);
    assert!(joins(&shop, &link, "Otra").await.expect(410).text.contains("ya se usó"));
    shop.somebody().signs_in("nuria@telar.example", PASSWORD).await;
    let again =
        owner.fills_in("/console/staff", &[("email", "nuria@telar.example"), ("role", "sales")]).await.expect(422);
    assert!(again.text.contains("Ya hay una cuenta"), "{again:?}");
    let wrong = shop.somebody().gets(&format!("/invited/{}", "0".repeat(64))).await.expect(404);
    assert!(wrong.text.contains("Revisa el enlace"), "{wrong:?}");
    for (role, shops) in [("viewer", ""), ("owner", "vigo")] {
        let sent = [("email", "eva@telar.example"), ("role", role), ("shops", shops)];
        owner.fills_in("/console/staff", &sent).await.expect(422);
    }
}

async fn an_invitation_ends_is_taken_back_and_is_sent_anew(engine: Engine) {
    let shop = Shop::open(engine).await;
    let link = invites(&shop.owner().await, "eva@telar.example", "service", &[]).await;
    shop.clock.pass_seconds(7 * 86_400 - 1);
    shop.somebody().gets(&link).await.expect(200);
    shop.clock.pass_seconds(1);
    assert!(shop.somebody().gets(&link).await.expect(410).text.contains("siete días"));
    joins(&shop, &link, "Eva").await.expect(410);
    let owner = shop.owner().await;
    let id = between(&owner.gets("/console/staff").await.text, "/console/invitations/", "/renew");
    let anew = link_of(&owner.fills_in(&format!("/console/invitations/{id}/renew"), &[]).await.expect(200));
    assert_ne!(anew, link);
    shop.somebody().gets(&link).await.expect(404);
    shop.somebody().gets(&anew).await.expect(200);
    owner.fills_in(&format!("/console/invitations/{id}/withdraw"), &[]).await.expect(303);
    assert!(joins(&shop, &anew, "Eva").await.expect(410).text.contains("se retiró"));
    owner.fills_in(&format!("/console/invitations/{id}/renew"), &[]).await.expect(422);
    // Whoever is invited again has one link that works.
    let first = invites(&owner, "eva@telar.example", "service", &[]).await;
    let second = invites(&owner, "eva@telar.example", "sales", &[]).await;
    shop.somebody().gets(&first).await.expect(410);
    shop.somebody().gets(&second).await.expect(200);
}

async fn a_password_that_would_be_guessed_is_refused(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let link = invites(&owner, "eva@telar.example", "service", &[]).await;
    for (password, says) in
        [("corta", "12 caracteres"), ("Eva@Telar.example", "dirección"), ("Contraseña2026!", "adivinarían")]
    {
        let answer = shop.somebody().fills_in(&link, &[("name", "Eva"), ("password", password)]).await.expect(422);
        assert!(answer.text.contains(says) && answer.text.contains("value=\"Eva\""), "{password}: {answer:?}");
        assert_eq!(answer.header("set-cookie"), "");
    }
    let path = "/console/account/password";
    let wrong =
        owner.fills_in(path, &[("old", "no es esta 1912"), ("new", "cuatro palabras que no van")]).await.expect(422);
    assert!(wrong.text.contains("no es esa"), "{wrong:?}");
    owner.fills_in(path, &[("old", PASSWORD), ("new", "123456789012")]).await.expect(422);
    let other = shop.owner().await;
    owner.fills_in(path, &[("old", PASSWORD), ("new", "cuatro palabras que no van")]).await.expect(303);
    owner.gets("/console/account").await.expect(200);
    assert_eq!(other.gets("/console/account").await.status, 303, "the other session is over");
    shop.somebody().knocks(OWNER, PASSWORD, "").await.expect(401);
    shop.somebody().knocks(OWNER, "cuatro palabras que no van", "").await.expect(303);
}

pub(super) async fn id_of(shop: &Shop, email: &'static str) -> String {
    shop.db_reads(move |tx| web::staff::id_of(tx, email)).await.to_string()
}

async fn somebody_is_always_left_who_may_do_everything(engine: Engine) {
    let shop = Shop::open(engine).await;
    let (owner, viewer) = (shop.owner().await, shop.viewer().await);
    let (me, marcos) = (id_of(&shop, OWNER).await, id_of(&shop, VIEWER).await);
    for (path, field) in [("", ("role", "sales")), ("/turn", ("is_on", "false"))] {
        let refused = owner.fills_in(&format!("/console/staff/{me}{path}"), &[field]).await.expect(422);
        assert!(refused.text.contains("tu propia cuenta"), "{refused:?}");
    }
    viewer.fills_in(&format!("/console/staff/{marcos}"), &[("role", "owner")]).await.expect(403);
    // At the machine, where nobody is signed in.
    let cx = shop.cx();
    let last = shop.app.db.write("test", move |tx| {
        let id = web::staff::id_of(tx, OWNER)?;
        web::staff::disable(&cx, tx, id)
    });
    assert_eq!(last.await.map_err(|error| error.code()), Err("last-owner"));
    owner.fills_in(&format!("/console/staff/{marcos}"), &[("role", "owner")]).await.expect(303);
    let marcos_in = shop.viewer().await;
    // Two owners who lower each other at the same time: one of them stays.
    let sales = [("role", "sales")];
    let (paths, roles) = ([format!("/console/staff/{marcos}"), format!("/console/staff/{me}")], &sales);
    let (one, other) = tokio::join!(owner.fills_in(&paths[0], roles), marcos_in.fills_in(&paths[1], roles));
    let left = shop.db_reads(|tx| Ok(web::staff::all(tx)?.iter().filter(|one| one.staff.role == Role::Owner).count()));
    assert_eq!(left.await, 1, "{one:?} {other:?}");
    let (stayed, gone) = if one.status == 303 { (&owner, &marcos) } else { (&marcos_in, &me) };
    stayed.fills_in(&format!("/console/staff/{gone}/turn"), &[("is_on", "false")]).await.expect(303);
    let email = if one.status == 303 { VIEWER } else { OWNER };
    shop.somebody().knocks(email, PASSWORD, "").await.expect(401);
    stayed.fills_in(&format!("/console/staff/{gone}/turn"), &[("is_on", "true")]).await.expect(303);
    shop.somebody().knocks(email, PASSWORD, "").await.expect(303);
}

/// Sets codes up in the account; gives the secret and the recovery codes.
pub(super) async fn sets_codes_up(shop: &Shop, person: &Person) -> (String, Vec<String>) {
    person.fills_in("/console/account/codes", &[]).await.expect(303);
    let secret = secret_on(&person.gets("/console/account").await.expect(200).text);
    person.fills_in("/console/account/codes/confirm", &[("code", "000000")]).await.expect(422);
    let code = code(shop, &secret);
    let page = person.fills_in("/console/account/codes/confirm", &[("code", &code)]).await.expect(200).text;
    assert!(!page.contains(&secret), "the secret is shown while it is set up alone");
    (secret, recovery_on(&page))
}

pub(super) fn secret_on(page: &str) -> String {
    between(between(page, "team-drawn", "</button>").as_str(), "data-text=\"", "\"")
}

fn recovery_on(page: &str) -> Vec<String> {
    page.split("<li><code>").skip(1).map(|rest| rest.split_once('<').expect("an end").0.to_owned()).collect()
}

pub(super) fn code(shop: &Shop, secret: &str) -> String {
    codes::code_of(secret, shop.clock.now()).expect("a code")
}

/// Gives the right password, and stands at the second page.
pub(super) async fn half_in(shop: &Shop, email: &str) -> Person {
    let answer = shop.somebody().knocks(email, PASSWORD, "/console/orders").await.expect(303);
    assert_eq!(answer.header("location"), "/signin/code?next=%2Fconsole%2Forders");
    let cookie = cookie_of(&answer);
    assert!(cookie.starts_with("hilo_half=") && answer.header("set-cookie").contains("HttpOnly"), "{answer:?}");
    shop.somebody().with_session(&cookie)
}

async fn gives(half: &Person, code: &str) -> Answer {
    half.fills_in("/signin/code", &[("code", code), ("next", "/console/orders")]).await
}

async fn a_code_is_asked_for_and_works_once(engine: Engine) {
    let shop = Shop::open(engine).await;
    let (secret, _) = sets_codes_up(&shop, &shop.viewer().await).await;
    let half = half_in(&shop, VIEWER).await;
    half.gets("/signin/code").await.expect(200);
    for path in ["/console/customers", "/console/account", "/live?topics=orders"] {
        assert_eq!(half.gets(path).await.status, 303, "half in, one may nothing: {path}");
    }
    let token = half.session.clone().unwrap_or_default().replace("hilo_half=", "hilo_session=");
    assert_eq!(half.with_session(&token).gets("/console/account").await.status, 303);
    half.gets("/api/v1/customers").await.expect(401);
    // The code that set it up was used; the next one opens, once.
    gives(&half, &code(&shop, &secret)).await.expect(401);
    shop.clock.pass_seconds(30);
    let next = code(&shop, &secret);
    let halves = [half_in(&shop, VIEWER).await, half_in(&shop, VIEWER).await];
    let (one, other) = tokio::join!(gives(&halves[0], &next), gives(&halves[1], &next));
    let mut ends = [one.status, other.status];
    ends.sort_unstable();
    assert_eq!(ends, [303, 401], "of two uses of one code one counts: {one:?} {other:?}");
    let inside = if one.status == 303 { one } else { other };
    assert_eq!(inside.header("location"), "/console/orders");
    shop.somebody().with_session(&session_of(&inside)).gets("/console/orders").await.expect(200);
    gives(&half, &next).await.expect(401);
    // Somebody who guesses must wait, and so must the right code.
    for _ in 0..10 {
        gives(&half, "000000").await;
    }
    shop.clock.pass_seconds(60);
    gives(&half, &code(&shop, &secret)).await.expect(429);
    shop.clock.pass_seconds(15 * 60);
    assert_eq!(gives(&half, &code(&shop, &secret)).await.header("location"), "/signin", "half an hour is too long");
    let half = half_in(&shop, VIEWER).await;
    gives(&half, &code(&shop, &secret)).await.expect(303);
    // The secret stands in no answer and no page of others.
    let owner = shop.owner().await;
    let id = id_of(&shop, VIEWER).await;
    for path in ["/console/staff".to_owned(), format!("/console/staff/{id}"), "/api/v1/audit".to_owned()] {
        assert!(!owner.gets(&path).await.text.contains(&secret), "{path}");
    }
}

async fn recovery_codes_open_once_and_owners_take_codes_away(engine: Engine) {
    let shop = Shop::open(engine).await;
    let (_, recovery) = sets_codes_up(&shop, &shop.viewer().await).await;
    assert_eq!(recovery.len(), 10);
    let half = half_in(&shop, VIEWER).await;
    let inside = gives(&half, &recovery[0].to_uppercase()).await.expect(303);
    let marcos = shop.somebody().with_session(&session_of(&inside));
    assert!(marcos.gets("/console/account").await.expect(200).text.contains("te quedan 9"));
    gives(&half_in(&shop, VIEWER).await, &recovery[0]).await.expect(401);
    let change = [("code", recovery[1].as_str()), ("act", "recovery")];
    let anew = recovery_on(&marcos.fills_in("/console/account/codes/change", &change).await.expect(200).text);
    assert_eq!(anew.len(), 10);
    gives(&half_in(&shop, VIEWER).await, &recovery[2]).await.expect(401);
    let (owner, id) = (shop.owner().await, id_of(&shop, VIEWER).await);
    owner.fills_in(&format!("/console/staff/{id}/codes"), &[]).await.expect(303);
    assert_eq!(marcos.gets("/console/account").await.status, 303, "their sessions are over");
    shop.somebody().signs_in(VIEWER, PASSWORD).await;
    let audit = owner.gets("/api/v1/audit?act=codes_taken").await.expect(200).json();
    assert_eq!(audit["data"][0]["details"]["staff"], id);
}

async fn codes_are_asked_of_everybody(engine: Engine) {
    let shop = Shop::open(engine).await;
    let (owner, viewer) = (shop.owner().await, shop.viewer().await);
    let refused = owner.fills_in("/console/staff/codes", &[("is_on", "true")]).await.expect(422);
    assert!(refused.text.contains("tus propios códigos"), "{refused:?}");
    sets_codes_up(&shop, &owner).await;
    owner.fills_in("/console/staff/codes", &[("is_on", "true")]).await.expect(303);
    assert_eq!(viewer.gets("/console/account").await.status, 303, "whoever has no code signs in again");
    let half = half_in(&shop, VIEWER).await;
    let secret = secret_on(&half.gets("/signin/code").await.expect(200).text);
    let inside = gives(&half, &code(&shop, &secret)).await.expect(200);
    assert_eq!(recovery_on(&inside.text).len(), 10);
    let viewer = shop.somebody().with_session(&session_of(&inside));
    viewer.gets("/console/account").await.expect(200);
    shop.clock.pass_seconds(30);
    let off = [("code", code(&shop, &secret)), ("act", "off".to_owned())];
    let off: Vec<(&str, &str)> = off.iter().map(|(name, value)| (*name, value.as_str())).collect();
    viewer.fills_in("/console/account/codes/change", &off).await.expect(422);
    let link = invites(&owner, "eva@telar.example", "service", &[]).await;
    let eva = joins(&shop, &link, "Eva").await.expect(303);
    assert_eq!((eva.header("location"), cookie_of(&eva).starts_with("hilo_half=")), ("/signin/code", true));
    owner.fills_in("/console/staff/codes", &[("is_on", "false")]).await.expect(303);
    viewer.fills_in("/console/account/codes/change", &off).await.expect(303);
    shop.somebody().signs_in(VIEWER, PASSWORD).await;
}

async fn sessions_are_seen_and_ended(engine: Engine) {
    let shop = Shop::open(engine).await;
    let chosen = format!("hilo_session={}", "a".repeat(64));
    let answer = shop.somebody().with_session(&chosen).knocks(VIEWER, PASSWORD, "").await.expect(303);
    let viewer = shop.somebody().with_session(&session_of(&answer));
    assert_ne!(viewer.session.as_deref(), Some(chosen.as_str()), "a token that somebody chose is none");
    assert_eq!(shop.somebody().with_session(&chosen).gets("/console/account").await.status, 303);
    let again = viewer.knocks(VIEWER, PASSWORD, "").await.expect(303);
    assert_eq!(viewer.gets("/console/account").await.status, 303, "signing in again closes what was before");
    let viewer = shop.somebody().with_session(&session_of(&again));
    let phone = "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36";
    let request = shop.somebody().request(Method::POST, "/signin").header("user-agent", phone);
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let body = format!("email={VIEWER}&password={}", PASSWORD.replace(' ', "+"));
    let other = shop.somebody().asks(request, Bytes::from(body)).await.expect(303);
    let other = shop.somebody().with_session(&session_of(&other));
    let page = viewer.gets("/console/account").await.expect(200).text;
    assert!(page.contains("Chrome en Android") && page.contains("127.0.0.1") && page.contains("Esta"), "{page}");
    let handle = between(&page, "name=\"which\" value=\"", "\"");
    shop.owner().await.fills_in("/console/account/sessions", &[("which", &handle)]).await.expect(303);
    other.gets("/console/account").await.expect(200);
    viewer.fills_in("/console/account/sessions", &[("which", &handle)]).await.expect(303);
    assert_eq!(other.gets("/console/account").await.status, 303);
    let id = id_of(&shop, VIEWER).await;
    shop.owner().await.fills_in(&format!("/console/staff/{id}/sessions"), &[("which", "all")]).await.expect(303);
    assert_eq!(viewer.gets("/console/account").await.status, 303);
}

async fn whoever_forgot_a_password_chooses_another(engine: Engine) {
    let shop = Shop::open(engine).await;
    let (owner, viewer) = (shop.owner().await, shop.viewer().await);
    let path = format!("/console/staff/{}/password", id_of(&shop, VIEWER).await);
    viewer.fills_in(&path, &[]).await.expect(403);
    let made = |answer: Answer| format!("/password/{}", between(&answer.text, "/password/", "<"));
    let first = made(owner.fills_in(&path, &[]).await.expect(200));
    let link = made(owner.fills_in(&path, &[]).await.expect(200));
    shop.somebody().gets(&first).await.expect(404);
    assert!(shop.somebody().gets(&link).await.expect(200).text.contains(VIEWER));
    let weak = shop.somebody().fills_in(&link, &[("password", "123456789012")]).await.expect(422);
    assert!(weak.text.contains("adivinarían"), "{weak:?}");
    viewer.gets("/console/account").await.expect(200);
    let new = "cuatro palabras que no van";
    // Whoever has the link twice chooses once; nobody is inside by it.
    let (one, other) = tokio::join!(async { shop.somebody().fills_in(&link, &[("password", new)]).await }, async {
        shop.somebody().fills_in(&link, &[("password", new)]).await
    });
    let mut ends = [one.status, other.status];
    ends.sort_unstable();
    assert_eq!(ends, [303, 404], "{one:?} {other:?}");
    let done = if one.status == 303 { one } else { other };
    assert_eq!((done.header("location"), done.header("set-cookie")), ("/signin?did=password", ""));
    assert!(shop.somebody().gets(done.header("location")).await.text.contains("Entra con ella"));
    assert_eq!(viewer.gets("/console/account").await.status, 303, "their sessions are over");
    shop.somebody().knocks(VIEWER, PASSWORD, "").await.expect(401);
    shop.somebody().knocks(VIEWER, new, "").await.expect(303);
    let audit = owner.gets("/console/audit").await.expect(200).text;
    assert!(audit.contains("Creó un enlace para otra contraseña"), "{audit}");
    // It ends with its day, with the account, and with a password that was chosen otherwise.
    let late = made(owner.fills_in(&path, &[]).await.expect(200));
    shop.clock.pass_seconds(web::password_links::LIFE_S);
    shop.somebody().fills_in(&late, &[("password", new)]).await.expect(404);
    let owner = shop.owner().await;
    let gone = made(owner.fills_in(&path, &[]).await.expect(200));
    let turn = path.replace("/password", "/turn");
    owner.fills_in(&turn, &[("is_on", "false")]).await.expect(303);
    owner.fills_in(&path, &[]).await.expect(422);
    owner.fills_in(&turn, &[("is_on", "true")]).await.expect(303);
    shop.somebody().gets(&gone).await.expect(404);
}

async fn many_people_are_found_by_name_and_role(engine: Engine) {
    let shop = Shop::open(engine).await;
    let add = |tx: &mut store::Tx| {
        (0..60).try_for_each(|number| {
            let (email, name) = (format!("caja{number:02}@telar.example"), format!("Caja {number:02}"));
            let (role, password_hash) = (Role::Associate, "none".to_owned());
            let shops = web::shops::Scope::ALL;
            let new = web::staff::NewStaff { email, name, role, shops, password_hash };
            web::staff::add(tx, &new, base::Time::from_micros(0)).map(drop)
        })
    };
    shop.app.db.write("test.staff", add).await.expect("they are there");
    let owner = shop.owner().await;
    let rows = |text: &str| text.matches("data-row").count();
    let first = owner.gets("/console/staff").await.expect(200).text;
    assert_eq!(rows(&first), 50);
    let next = between(&first, "href=\"/console/staff?after=", "\"");
    let second = owner.gets(&format!("/console/staff?after={next}")).await.expect(200).text;
    assert!(rows(&second) >= 12 && !second.contains("Caja 00") && second.contains("Caja 59"), "{second}");
    let found = owner.gets("/console/staff?q=CAJA07&role=associate").await.expect(200).text;
    assert!(rows(&found) == 1 && found.contains("Caja 07"), "{found}");
    let none = owner.gets("/console/staff?q=caja07&role=owner").await.expect(200).text;
    assert!(rows(&none) == 0 && none.contains("Quitar"), "{none}");
    owner.gets("/console/staff?after=nobody").await.expect(404);
}

/// Makes a key; gives its text.
pub(super) async fn makes_key(owner: &Person, fields: &[(&str, &str)]) -> String {
    let page = owner.fills_in("/console/keys", fields).await.expect(200).text;
    format!("hilo_{}", between(&page, "data-text=\"hilo_", "\""))
}

pub(super) async fn by_key(shop: &Shop, key: &str, method: Method, path: &str) -> Answer {
    let request = shop.somebody().request(method, path).header("authorization", format!("Bearer {key}"));
    shop.somebody().asks(request.header("content-type", "application/json"), Bytes::from("{}")).await
}

async fn a_key_may_what_it_was_given(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let fields = [("name", "ERP"), ("rights", "orders.see"), ("rights", "customers.edit"), ("until", "2026-11-21")];
    let key = makes_key(&owner, &fields).await;
    assert!(!owner.gets("/console/keys").await.text.contains(&key), "a key is shown once");
    by_key(&shop, &key, Method::GET, "/api/v1/orders").await.expect(200);
    assert_eq!(by_key(&shop, &key, Method::GET, "/api/v1/customers").await.expect(403).problem(), "forbidden");
    for path in ["/console/orders", "/console/account"] {
        assert_eq!(by_key(&shop, &key, Method::GET, path).await.status, 303, "keys open the API alone: {path}");
    }
    // Another site's page can lend no key, so an act by key needs no page of ours; the cookie beside it counts nothing.
    let told = json!({ "name": "Lana", "color": "blue" }).to_string();
    let request = owner.request(Method::POST, "/api/v1/labels").header("authorization", format!("Bearer {key}"));
    let request = request.header("content-type", "application/json").header("origin", "https://erp.example");
    let made = owner.asks(request, Bytes::from(told)).await;
    assert!([200, 422, 400].contains(&made.status), "{made:?}");
    let request = owner.request(Method::GET, "/api/v1/customers").header("authorization", format!("Bearer {key}x"));
    owner.asks(request, Bytes::new()).await.expect(401);
    let half = format!("{}{}", &key[..key.len() - 1], if key.ends_with('0') { "1" } else { "0" });
    by_key(&shop, &half, Method::GET, "/api/v1/orders").await.expect(401);
    assert!(owner.gets("/console/keys").await.text.contains("usada"), "its last use is seen");
    // Until the end of its last day, in the shop's time.
    shop.clock.pass_seconds(30 * 3_600);
    by_key(&shop, &key, Method::GET, "/api/v1/orders").await.expect(200);
    shop.clock.pass_seconds(12 * 3_600);
    by_key(&shop, &key, Method::GET, "/api/v1/orders").await.expect(401);
    let owner = shop.owner().await;
    for refused in [
        vec![("name", "none")],
        vec![("name", "staff"), ("rights", "staff.edit")],
        vec![("name", "late"), ("rights", "orders.see"), ("until", "2020-01-01")],
    ] {
        owner.fills_in("/console/keys", &refused).await.expect(422);
    }
    let key = makes_key(&owner, &[("name", "Informe"), ("rights", "orders.see")]).await;
    let id = between(&owner.gets("/console/keys").await.text, "/console/keys/key_", "/revoke");
    by_key(&shop, &key, Method::GET, "/api/v1/orders").await.expect(200);
    owner.fills_in(&format!("/console/keys/key_{id}/revoke"), &[]).await.expect(303);
    by_key(&shop, &key, Method::GET, "/api/v1/orders").await.expect(401);
}

pub(super) fn order(number: &str, place: &str) -> Value {
    json!({
        "number": number,
        "at": "2026-11-19T17:30:00Z",
        "channel": "shop",
        "place": place,
        "customer": { "kind": "email", "value": "ana@example.es", "name": "Ana Núñez" },
        "currency": "EUR",
        "lines": [{ "sku": "85048", "quantity": 2, "unit_price": "6.95" }],
    })
}

async fn a_shop_sees_its_own_orders(engine: Engine) {
    let shop = Shop::open(engine).await;
    shop.stocks(&[("85048", "Glass ball")]).await;
    let cx = shop.cx();
    shop.db_writes(move |tx| {
        ["vigo", "lugo"].into_iter().try_for_each(|code| {
            let new =
                catalog::shops::Shop { code: code.into(), name: code.into(), city: code.into(), ..Default::default() };
            catalog::shops::keep(&cx, tx, &new)
        })
    })
    .await;
    let owner = shop.owner().await;
    let vigo = owner.records_order(&order("V-1", "vigo")).await;
    let lugo = owner.records_order(&order("L-1", "lugo")).await;
    let back = json!({
        "number": "R-1", "at": "2026-11-20T07:00:00Z", "channel": "shop", "place": "lugo",
        "customer": { "kind": "email", "value": "ana@example.es" }, "currency": "EUR",
        "lines": [{ "sku": "85048", "quantity": 1, "unit_price": "6.95" }],
    });
    let back = owner.accepts_return(&back).await;
    shop.settle().await;
    let link = invites(&owner, "eva@telar.example", "associate", &["vigo"]).await;
    let eva = shop.somebody().with_session(&session_of(&joins(&shop, &link, "Eva").await.expect(303)));
    let key = [("name", "Caja"), ("rights", "orders.see"), ("rights", "customers.see"), ("shops", "vigo")];
    let key = makes_key(&owner, &key).await;
    let listed = eva.gets("/api/v1/orders").await.expect(200).json();
    assert_eq!((listed["data"].as_array().map(Vec::len), &listed["data"][0]["number"]), (Some(1), &json!("V-1")));
    for path in ["/console/orders", "/console/products?q=85048", "/console/find?q=L-1", "/console/find?q=ana"] {
        let page = eva.gets(path).await.expect(200).text;
        assert!(!page.contains("L-1</"), "{path}: {page}");
    }
    assert!(eva.gets("/console/orders").await.text.contains("V-1"));
    for path in [format!("/api/v1/orders/{lugo}"), format!("/console/orders/{lugo}"), format!("/api/v1/returns/{back}")]
    {
        eva.gets(&path).await.expect(404);
        owner.gets(&path).await.expect(200);
        if path.starts_with("/api/") {
            by_key(&shop, &key, Method::GET, &path).await.expect(404);
        }
    }
    by_key(&shop, &key, Method::GET, &format!("/api/v1/orders/{vigo}")).await.expect(200);
    // The customer is one for all; what happened in other shops is not told.
    let ana = eva.finds_customer("ana").await;
    let id = ana["id"].as_str().expect("an id");
    let card = eva.opens_card(&ana).await.text;
    assert!(card.contains("V-1") && !card.contains("L-1") && !card.contains("R-1"), "{card}");
    assert!(owner.opens_card(&ana).await.text.contains("L-1"));
    for path in [format!("/api/v1/customers/{id}/thread"), "/api/v1/events".to_owned()] {
        let (mine, all) = (eva.gets(&path).await.expect(200).text, owner.gets(&path).await.expect(200).text);
        assert!(all.contains("lugo") && !mine.contains("lugo") && mine.contains("vigo"), "{path}: {mine}");
        assert!(!by_key(&shop, &key, Method::GET, &path).await.expect(200).text.contains("lugo"));
    }
}

async fn what_is_done_stands_in_the_audit(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let link = invites(&owner, "eva@telar.example", "service", &[]).await;
    joins(&shop, &link, "Eva Gil").await.expect(303);
    let key = makes_key(&owner, &[("name", "ERP"), ("rights", "customers.edit")]).await;
    let told = json!({ "name": "Lana" });
    let request = shop.somebody().request(Method::POST, "/api/v1/labels");
    let request = request.header("authorization", format!("Bearer {key}")).header("content-type", "application/json");
    shop.somebody().asks(request, Bytes::from(told.to_string())).await.expect(200);
    let company = [("name", "Telar Moda, S. L."), ("country", "ES")];
    let goya = [("code", "goya"), ("name", "Goya"), ("city", "Madrid"), ("company", "telar-moda-s-l")];
    let moved = [("known", "goya"), ("name", "Goya"), ("city", "Vigo"), ("company", "telar-moda-s-l")];
    owner.fills_in("/console/house/companies", &company).await.expect(303);
    // The third says nothing new, so it did nothing.
    for shop in [&goya[..], &moved, &moved] {
        owner.fills_in("/console/house/shops", shop).await.expect(303);
    }
    let kept = owner.gets("/api/v1/audit?act=shop_kept").await.expect(200).json();
    let told: Vec<&Value> = kept["data"].as_array().expect("lines").iter().map(|line| &line["details"]).collect();
    // All of it in one moment of the story, in which the audit knows no order.
    assert_eq!(told.len(), 2, "{kept}");
    for is in ["new", "set"] {
        assert!(told.contains(&&json!({ "is": is, "shop": "goya" })), "{kept}");
    }
    for act in ["signed_in", "invited", "joined", "api_key_made", "company_kept"] {
        let found = owner.gets(&format!("/api/v1/audit?act={act}")).await.expect(200).json();
        assert!(!found["data"].as_array().expect("lines").is_empty(), "{act}: {found}");
    }
    let page = owner.gets("/console/audit").await.expect(200).text;
    for told in [
        "Entró",
        "Invitó a alguien",
        "Creó una clave de API",
        "Eva Gil",
        "ERP",
        "Añadió, cambió o quitó una tienda",
        "tienda goya, cambiada",
        "Añadió, cambió o quitó una empresa",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    let invited = owner.gets("/console/audit?act=invited").await.expect(200).text;
    assert!(!invited.contains("<th scope=\"row\" class=\"lead\">Creó una clave"), "{invited}");
    let csv = owner.gets("/console/audit/csv?act=invited").await.expect(200).text;
    assert_eq!(csv.lines().count(), 2, "{csv}");
    // A filter that cannot be read shows nothing, rather than everything.
    for wrong in ["act=foo", "day=foo", "day=2026-02-30", "after=x"] {
        owner.gets(&format!("/console/audit?{wrong}")).await.expect(400);
        owner.gets(&format!("/console/audit/csv?{wrong}")).await.expect(400);
    }
    let day = shop.clock.now().to_rfc3339()[..10].to_owned();
    let csv = owner.gets(&format!("/console/audit/csv?act=invited&day={day}")).await.expect(200).text;
    assert_eq!(csv.lines().count(), 2, "{csv}");
    assert_eq!(owner.gets("/console/audit/csv?day=2026-01-01").await.expect(200).text.lines().count(), 1);
    for secret in ["eva@telar.example", PASSWORD, key.as_str(), link.as_str()] {
        assert!(!owner.gets("/console/audit/csv").await.text.contains(secret), "nothing personal, no secret: {secret}");
    }
}
