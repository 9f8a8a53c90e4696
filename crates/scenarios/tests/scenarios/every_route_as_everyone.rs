//! Every route, asked as everyone.

use bytes::Bytes;
use hyper::Method;
use scenarios::{answers::Answer, homes::Engine, people::Person, shops::Shop};
use web::{
    keys::{self, NewKey},
    rights::{Right, Rights, Role},
    routes::{For, Route},
    shops::Scope,
};

on_both_engines!(
    everyone_gets_what_is_theirs
    a_key_without_the_right_gets_nothing
    nobody_acts_for_another_site
    an_address_that_leads_nowhere_is_said
);

/// An id that fits what varies in an address, and is nobody's.
const NOBODY: &str = "00000000000000000000000000";

fn address(route: &Route) -> String {
    let nouns = [
        ("customers", "cus"),
        ("orders", "ord"),
        ("products", "prd"),
        ("returns", "ret"),
        ("consents", "cns"),
        ("suppressions", "sup"),
        ("sources", "src"),
        ("pictures", "pic"),
        ("imports", "mov"),
        ("staff", "stf"),
        ("invitations", "inv"),
        ("keys", "key"),
    ];
    let found = nouns.into_iter().find(|(noun, _)| route.path.contains(&format!("/{noun}/")));
    let path = found.map_or(route.path.to_owned(), |(_, id)| route.path.replace("{id}", &format!("{id}_{NOBODY}")));
    if path == "/live" { format!("{path}?topics=shop") } else { path }
}

/// What SDKs call from any site, with a key and no session.
fn is_of_sdks(route: &Route) -> bool {
    ["/analytics.js/", "/v1/", "/beacon/", "/pixel/", "/projects/", "/sourceConfig"]
        .iter()
        .any(|start| route.path.starts_with(start))
}

async fn call(person: &Person, route: &Route) -> Answer {
    let method = route.method.parse::<Method>().expect("a method");
    // The stream does not end by itself; whoever may hear it is another story.
    let request = person.request(method, &address(route)).header("content-type", "application/json");
    let request = request.header("sec-fetch-site", "same-origin");
    person.asks(request, Bytes::new()).await
}

fn carries_its_headers(answer: &Answer, route: &str) {
    assert!(answer.header("content-security-policy").starts_with("default-src 'none'"), "{route}: {answer:?}");
    assert_eq!(answer.header("x-content-type-options"), "nosniff", "{route}");
    assert!(!answer.header("cache-control").is_empty(), "{route}");
}

async fn everyone_gets_what_is_theirs(engine: Engine) {
    let shop = Shop::open(engine).await;
    let anybody = shop.somebody();
    let mut staff = Vec::new();
    for role in Role::ALL {
        staff.push((role, shop.member(role).await));
    }
    let routes = shop.routes.iter().filter(|route| !["/signout", "/live"].contains(&route.path));
    for route in routes {
        let name = format!("{} {}", route.method, route.path);
        let answer = call(&anybody, route).await;
        carries_its_headers(&answer, &name);
        match (route.who, route.path.starts_with("/api/")) {
            (For::Anyone, _) => is_let_in(&answer, route, &name),
            (_, true) => assert_eq!((answer.status, answer.problem()), (401, "sign-in-needed".into()), "{name}"),
            (_, false) => {
                assert_eq!(answer.status, 303, "{name}: {answer:?}");
                assert!(answer.header("location").starts_with("/signin?next=%2F"), "{name}: {answer:?}");
            }
        }
        for (role, person) in &staff {
            let answer = call(person, route).await;
            let name = format!("{name} as {role:?}");
            carries_its_headers(&answer, &name);
            match route.who {
                For::May(right) if !role.rights().has(right) => is_refused(&answer, route, &name),
                _ => is_let_in(&answer, route, &name),
            }
        }
    }
    let live = shop.routes.iter().find(|route| route.path == "/live").expect("a stream");
    assert_eq!(call(&anybody, live).await.status, 303);
    // Whether an import holds people is seen when its files were read: its routes ask for it beside their own right.
    for right in Right::ALL.iter().filter(|right| **right != Right::ImportsPeople) {
        assert!(shop.routes.iter().any(|route| route.who == For::May(*right)), "{right:?} opens nothing");
    }
}

/// A key that may one thing.
async fn key_with(shop: &Shop, right: Right) -> String {
    let (cx, made) = (shop.cx(), keys::draw(shop.clock.now()).expect("chance"));
    let text = made.text.clone();
    let new =
        NewKey { name: right.word().to_owned(), rights: Rights::of(&[right]), shops: Scope::ALL, expires_at: None };
    shop.db_writes(move |tx| keys::make(&cx, tx, &made, &new, (Rights::ALL, &Scope::ALL))).await;
    text
}

async fn a_key_without_the_right_gets_nothing(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let (imports, orders) = (key_with(&shop, Right::Imports).await, key_with(&shop, Right::OrdersSee).await);
    for route in &shop.routes {
        let For::May(right) = route.who else { continue };
        let key = if right == Right::Imports { &orders } else { &imports };
        let method = route.method.parse::<Method>().expect("a method");
        // The owner's cookie beside the key counts nothing where keys are taken, and a key nothing anywhere else.
        let request = owner.request(method.clone(), &address(route)).header("authorization", format!("Bearer {key}"));
        let name = format!("{} {}", route.method, route.path);
        match route.path.starts_with("/api/v1/") {
            true => is_refused(&owner.asks(request, Bytes::new()).await, route, &name),
            false => {
                let request = shop.somebody().request(method, &address(route));
                let request = request.header("authorization", format!("Bearer {key}"));
                assert_eq!(shop.somebody().asks(request, Bytes::new()).await.status, 303, "{name}");
            }
        }
    }
    let request = shop.somebody().request(Method::GET, "/api/v1/orders");
    let request = request.header("authorization", format!("Bearer {orders}"));
    assert_eq!(shop.somebody().asks(request, Bytes::new()).await.status, 200);
}

fn is_let_in(answer: &Answer, route: &Route, name: &str) {
    let is_refused = if is_of_sdks(route) { [403, 405].as_slice() } else { &[401, 403, 405] };
    assert!(!is_refused.contains(&answer.status), "{name}: {answer:?}");
    assert!(answer.status < 500, "{name}: {answer:?}");
}

fn is_refused(answer: &Answer, route: &Route, name: &str) {
    assert_eq!(answer.status, 403, "{name}: {answer:?}");
    if route.path.starts_with("/api/") {
        assert_eq!(answer.problem(), "forbidden", "{name}");
    }
}

async fn nobody_acts_for_another_site(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    for route in shop.routes.iter().filter(|route| route.method == "POST" && !is_of_sdks(route)) {
        for (name, value) in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "https://evil.example"),
            ("origin", "null"),
        ] {
            let request = owner.request(Method::POST, route.path).header(name, value);
            let answer = owner.asks(request, Bytes::new()).await;
            assert_eq!(answer.status, 403, "{} with {name}: {value}", route.path);
            carries_its_headers(&answer, route.path);
        }
        // A form of a page that says nothing of where it stands is no browser's.
        if !route.path.starts_with("/api/") {
            let answer = owner.asks(owner.request(Method::POST, route.path), Bytes::new()).await;
            assert_eq!(answer.status, 403, "{} from nowhere", route.path);
            carries_its_headers(&answer, route.path);
        }
    }
    assert_eq!(owner.gets("/console/customers").await.status, 200, "the session is as it was");
}

async fn an_address_that_leads_nowhere_is_said(engine: Engine) {
    let shop = Shop::open(engine).await;
    let (anybody, viewer) = (shop.somebody(), shop.viewer().await);
    for person in [&anybody, &viewer] {
        let answer = person.gets("/console/nowhere").await.expect(404);
        carries_its_headers(&answer, "/console/nowhere");
        assert!(answer.text.contains("</html>"), "a page: {answer:?}");
    }
    for path in ["customers/cus", "orders/ord", "products/prd", "returns/ret"] {
        let answer = viewer.gets(&format!("/api/v1/{path}_{NOBODY}")).await.expect(404);
        assert_eq!(answer.problem(), "not-found");
        let answer = viewer.gets(&format!("/api/v1/{path}x")).await.expect(404);
        assert_eq!(answer.problem(), "not-found");
    }
    let answer = viewer.gets("/api/v1/nothing").await.expect(404);
    assert_eq!(answer.problem(), "not-found");
    for path in ["/api/v1/customers?limit=many", "/api/v1/customers?colour=red", "/api/v1/orders?after=x"] {
        let answer = viewer.gets(path).await.expect(400);
        answer.problem();
    }
    for path in ["/console/customers?after=x", "/console/orders?after=1.zz", "/console/customers/cus_x"] {
        let answer = viewer.gets(path).await;
        assert!([400, 404].contains(&answer.status) && answer.text.contains("</html>"), "{path}: {answer:?}");
    }
}
