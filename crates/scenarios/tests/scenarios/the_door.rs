//! The door: who comes in, and for how long.

use scenarios::{
    answers::Answer,
    homes::Engine,
    people::{Person, session_of},
    shops::{OWNER, PASSWORD, Shop, VIEWER},
};

on_both_engines!(
    the_right_password_opens
    a_wrong_one_does_not_and_says_nothing
    ten_failures_are_enough
    what_others_guess_keeps_nobody_out
    a_machine_that_guesses_addresses_must_wait
    a_session_ends
    nobody_is_led_away
    secrets_stay_inside
);

async fn the_right_password_opens(engine: Engine) {
    let shop = Shop::open(engine).await;
    let answer = shop.somebody().knocks(" Lucia@Telar.EXAMPLE ", PASSWORD, "/console/orders?channel=shop").await;
    let answer = answer.expect(303);
    assert_eq!(answer.header("location"), "/console/orders?channel=shop");
    let cookie = answer.header("set-cookie").to_owned();
    for flag in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(flag), "{cookie}");
    }
    assert!(!cookie.contains("Secure"), "only where TLS is said to be spoken: {cookie}");
    assert!(!cookie.contains("Max-Age") && !cookie.contains("Expires"), "it goes with the browser: {cookie}");
    let token = session_of(&answer);
    assert_eq!(token.len(), "hilo_session=".len() + 64);
    let owner = shop.somebody().with_session(&token);
    owner.gets("/console/customers").await.expect(200);
    let inside = owner.gets("/signin?next=/console/products").await.expect(303);
    assert_eq!(inside.header("location"), "/console/products");
    // Two sessions of one person are two secrets.
    assert_ne!(shop.owner().await.session, shop.owner().await.session);
}

async fn a_wrong_one_does_not_and_says_nothing(engine: Engine) {
    let shop = Shop::open(engine).await;
    let somebody = shop.somebody().in_english();
    let wrong = somebody.knocks(OWNER, "hilo de lana 1912", "").await;
    let unknown = somebody.knocks("nobody@telar.example", PASSWORD, "").await;
    let empty = somebody.knocks(OWNER, "", "").await;
    for answer in [&wrong, &unknown, &empty] {
        assert_eq!((answer.status, answer.header("set-cookie")), (401, ""), "{answer:?}");
        assert!(answer.text.contains("role=\"alert\""), "{answer:?}");
    }
    let same = |text: &str, email: &str| text.replace(email, "");
    assert_eq!(
        same(&wrong.text, OWNER),
        same(&unknown.text, "nobody@telar.example"),
        "nobody learns who has an account"
    );
    for token in ["", "hilo_session=", "hilo_session=zz", &format!("hilo_session={}", "0".repeat(64))] {
        let answer = shop.somebody().with_session(token).gets("/console/customers").await;
        assert_eq!(answer.status, 303, "{token}");
    }
    let half = shop.somebody().fills_in("/signin", &[("email", OWNER)]).await;
    assert!([400, 422].contains(&half.status), "{half:?}");
}

async fn ten_failures_are_enough(engine: Engine) {
    let shop = Shop::open(engine).await;
    let (owner, viewer) = (shop.owner().await, shop.viewer().await);
    for _ in 0..10 {
        shop.somebody().knocks(OWNER, "not this one", "").await.expect(401);
    }
    let refused = shop.somebody().knocks(OWNER, PASSWORD, "").await.expect(429);
    assert_eq!(refused.header("set-cookie"), "");
    assert!(!refused.header("retry-after").is_empty(), "{refused:?}");
    // The audit says so, once.
    let shut = owner.gets("/api/v1/audit?act=door_shut").await.expect(200).json();
    assert_eq!(shut["data"].as_array().map(Vec::len), Some(1), "{shut}");
    // Colleagues at the same machine are let in, and whoever is inside goes on.
    shop.somebody().knocks(VIEWER, PASSWORD, "").await.expect(303);
    viewer.gets("/console/customers").await.expect(200);
    shop.clock.pass_seconds(15 * 60 - 1);
    shop.somebody().knocks(OWNER, PASSWORD, "").await.expect(429);
    shop.clock.pass_seconds(2);
    shop.somebody().knocks(OWNER, PASSWORD, "").await.expect(303);
}

async fn what_others_guess_keeps_nobody_out(engine: Engine) {
    let shop = Shop::open(engine).await;
    let marks = |answer: &Answer| {
        let mut cookies = answer.headers.get_all("set-cookie").iter().filter_map(|one| one.to_str().ok());
        let known =
            cookies.find(|cookie| cookie.starts_with("hilo_known=")).expect("the marks of a browser").to_owned();
        assert!(known.contains("Max-Age=31536000"), "{known}");
        known.split(';').next().unwrap_or_default().to_owned()
    };
    // A till where two sign in by turns.
    let till = shop.somebody().with_session(&marks(&shop.somebody().knocks(OWNER, PASSWORD, "").await.expect(303)));
    let till = till.with_session(&marks(&till.knocks(VIEWER, PASSWORD, "").await.expect(303)));
    let others = marks(&shop.somebody().knocks(VIEWER, PASSWORD, "").await.expect(303));
    let guesses = async |who: &str, from: &Person, so_often: usize| {
        for _ in 0..so_often {
            from.knocks(who, "not this one", "").await.expect(401);
        }
    };
    guesses(OWNER, &shop.somebody(), 10).await;
    guesses("nobody@telar.example", &shop.somebody(), 10).await;
    for stranger in [shop.somebody(), shop.somebody().with_session(&others)] {
        stranger.knocks(OWNER, PASSWORD, "").await.expect(429);
    }
    till.knocks(OWNER, PASSWORD, "").await.expect(303);
    // Nor does the whole machine keep them out; but who guesses at the till is not let go on.
    for number in 0..30 {
        shop.somebody().knocks(&format!("guess{number}@telar.example"), "not this one", "").await.expect(401);
    }
    shop.somebody().knocks(VIEWER, PASSWORD, "").await.expect(429);
    guesses(VIEWER, &till, 10).await;
    till.knocks(VIEWER, PASSWORD, "").await.expect(429);
    let entered = till.knocks(OWNER, PASSWORD, "").await.expect(303);
    let owner = till.with_session(&format!("{}; {}", session_of(&entered), marks(&entered)));
    // Another password, another mark.
    let chosen = [("old", PASSWORD), ("new", "una madeja de lana azul")];
    owner.fills_in("/console/account/password", &chosen).await.expect(303);
    till.knocks(OWNER, "una madeja de lana azul", "").await.expect(429);
}

async fn a_machine_that_guesses_addresses_must_wait(engine: Engine) {
    let shop = Shop::open(engine).await;
    for number in 0..50 {
        shop.somebody().knocks(&format!("guess{number}@telar.example"), "not this one", "").await.expect(401);
    }
    shop.somebody().knocks("guess50@telar.example", "not this one", "").await.expect(429);
    shop.somebody().knocks(OWNER, PASSWORD, "").await.expect(429);
    shop.clock.pass_seconds(15 * 60 + 1);
    shop.somebody().knocks(OWNER, PASSWORD, "").await.expect(303);
}

async fn a_session_ends(engine: Engine) {
    let shop = Shop::open(engine).await;
    let (owner, viewer) = (shop.owner().await, shop.viewer().await);
    // Somebody who works all day stays inside; somebody who left does not.
    for _ in 0..3 {
        shop.clock.pass_seconds(5 * 3_600);
        owner.gets("/console/customers").await.expect(200);
    }
    assert_eq!(viewer.gets("/console/customers").await.status, 303);
    shop.clock.pass_seconds(12 * 3_600 - 1);
    owner.gets("/console/customers").await.expect(200);
    shop.clock.pass_seconds(12 * 3_600 + 1);
    assert_eq!(owner.gets("/console/customers").await.status, 303);
    assert_eq!(owner.gets("/api/v1/customers").await.expect(401).problem(), "sign-in-needed");

    let owner = shop.owner().await;
    let out = owner.fills_in("/signout", &[]).await.expect(303);
    assert_eq!(out.header("location"), "/signin");
    assert!(out.header("set-cookie").starts_with("hilo_session=;") && out.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(owner.gets("/console/customers").await.status, 303, "the old cookie is worth nothing");
}

async fn nobody_is_led_away(engine: Engine) {
    let shop = Shop::open(engine).await;
    let away = [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/a\u{1}b",
        "/a\u{7f}",
        "/a b",
        "javascript:alert(1)",
        "",
    ];
    for next in away {
        let answer = shop.somebody().knocks(OWNER, PASSWORD, next).await.expect(303);
        assert_eq!(answer.header("location"), "/console", "{next}");
        let form = [("lang", "en"), ("back", next)];
        let answer = shop.somebody().fills_in("/language", &form).await.expect(303);
        assert_eq!(answer.header("location"), "/console", "{next}");
    }
    let asked = shop.somebody().gets("/console/orders?q=a%26b").await.expect(303);
    assert_eq!(asked.header("location"), "/signin?next=%2Fconsole%2Forders%3Fq%3Da%2526b");
}

async fn secrets_stay_inside(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let token = owner.session.clone().unwrap_or_default().replace("hilo_session=", "");
    let mut answers = vec![shop.somebody().knocks(OWNER, PASSWORD, "").await];
    answers.push(shop.somebody().knocks("other@telar.example", PASSWORD, "").await);
    for path in ["/signin", "/console/customers", "/api/v1/customers", "/metrics", "/healthz", "/readyz"] {
        answers.push(owner.gets(path).await);
    }
    for answer in answers {
        let all = format!("{:?} {}", answer.headers, answer.text);
        for secret in [PASSWORD, token.as_str(), "argon2"] {
            assert!(!all.contains(secret), "{answer:?}");
        }
    }
}
