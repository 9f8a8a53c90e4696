//! Programs that ask too often are told when to come back, and nobody else waits for them.

use bytes::Bytes;
use hyper::Method;
use scenarios::{
    answers::Answer,
    homes::{Engine, Home},
    people::Person,
    shops::{OWNER, PASSWORD, Shop},
};
use web::{
    keys::{self, NewKey},
    rights::{Right, Rights, Role},
    shops::Scope,
};

on_both_engines!(
    a_key_has_its_own_rate
    whoever_has_no_key_shares_what_their_address_has
    pages_are_not_counted
    a_fresh_key_is_not_charged_to_its_address
);

async fn opened(engine: Engine) -> Shop {
    let slow = |config: &mut hilo::config::Config| {
        (config.key_per_second, config.address_per_second) = (2, 1);
        config.trusted_proxies = vec!["127.0.0.1".parse().expect("an address")];
    };
    let shop = Shop::open_with(Home::new(engine), slow).await;
    shop.hires(OWNER, Role::Owner).await;
    shop
}

async fn key(shop: &Shop) -> String {
    let (cx, made) = (shop.cx(), keys::draw(shop.clock.now()).expect("chance"));
    let text = made.text.clone();
    let rights = Rights::of(&[Right::OrdersSee]);
    let new = NewKey { name: "ERP".to_owned(), rights, shops: Scope::ALL, expires_at: None };
    shop.db_writes(move |tx| keys::make(&cx, tx, &made, &new, (Rights::ALL, &Scope::ALL))).await;
    text
}

async fn asks(person: &Person, key: Option<&str>, from: &str) -> Answer {
    let mut request = person.request(Method::GET, "/api/v1/orders").header("x-forwarded-for", from);
    if let Some(key) = key {
        request = request.header("authorization", format!("Bearer {key}"));
    }
    person.asks(request, Bytes::new()).await
}

fn is_told_to_wait(answer: &Answer) {
    assert_eq!((answer.status, answer.problem()), (429, "too-many".into()), "{answer:?}");
    assert_eq!(answer.header("retry-after"), "1");
    assert!(answer.header("ratelimit").contains(";r=0;"), "{}", answer.header("ratelimit"));
}

async fn a_key_has_its_own_rate(engine: Engine) {
    let shop = opened(engine).await;
    let (program, one, other) = (shop.somebody(), key(&shop).await, key(&shop).await);
    let first = asks(&program, Some(&one), "203.0.113.7").await.expect(200);
    assert_eq!(first.header("ratelimit-policy"), "\"key\";q=20;w=10");
    assert_eq!(first.header("ratelimit"), "\"key\";r=19;t=1");
    for _ in 0..19 {
        asks(&program, Some(&one), "203.0.113.7").await.expect(200);
    }
    is_told_to_wait(&asks(&program, Some(&one), "203.0.113.7").await);
    is_told_to_wait(&asks(&program, Some(&one), "198.51.100.9").await);
    asks(&program, Some(&other), "203.0.113.7").await.expect(200);
    shop.clock.pass_seconds(1);
    asks(&program, Some(&one), "203.0.113.7").await.expect(200);
    asks(&program, Some(&one), "203.0.113.7").await.expect(200);
    is_told_to_wait(&asks(&program, Some(&one), "203.0.113.7").await);
    shop.closes().await;
}

async fn whoever_has_no_key_shares_what_their_address_has(engine: Engine) {
    let shop = opened(engine).await;
    let (program, key) = (shop.somebody(), key(&shop).await);
    asks(&program, Some(&key), "203.0.113.7").await.expect(200);
    for guess in 0..10 {
        let guess = format!("hilo_{guess}");
        let key = (guess.len() % 2 == 0).then_some(guess.as_str());
        assert_eq!(asks(&program, key, "203.0.113.7").await.problem(), "sign-in-needed");
    }
    is_told_to_wait(&asks(&program, Some("hilo_guess"), "203.0.113.7").await);
    is_told_to_wait(&asks(&program, None, "203.0.113.7").await);
    asks(&program, None, "203.0.113.8").await.expect(401);
    asks(&program, Some(&key), "203.0.113.7").await.expect(200);
    shop.closes().await;
}

async fn a_fresh_key_is_not_charged_to_its_address(engine: Engine) {
    let shop = opened(engine).await;
    let (program, key) = (shop.somebody(), key(&shop).await);
    for _ in 0..10 {
        asks(&program, None, "203.0.113.7").await.expect(401);
    }
    is_told_to_wait(&asks(&program, None, "203.0.113.7").await);
    // Its first twenty requests come at once, from where nobody else may ask any more.
    let all = (0..20).map(|_| asks(&program, Some(&key), "203.0.113.7"));
    for answer in futures_util::future::join_all(all).await {
        answer.expect(200);
    }
    is_told_to_wait(&asks(&program, Some(&key), "203.0.113.7").await);
    // So does a session.
    let owner = shop.somebody().signs_in(OWNER, PASSWORD).await;
    asks(&owner, None, "203.0.113.7").await.expect(200);
    is_told_to_wait(&asks(&program, None, "203.0.113.7").await);
    shop.closes().await;
}

async fn pages_are_not_counted(engine: Engine) {
    let shop = opened(engine).await;
    let owner = shop.somebody().signs_in(OWNER, PASSWORD).await;
    for _ in 0..30 {
        owner.gets("/console/orders").await.expect(200);
    }
    for _ in 0..20 {
        owner.gets("/api/v1/orders").await.expect(200);
    }
    is_told_to_wait(&owner.gets("/api/v1/orders").await);
    owner.gets("/console/orders").await.expect(200);
    shop.closes().await;
}
