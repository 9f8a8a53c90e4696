//! Repeated requests: one effect, one answer.

use base::{Actor, Cx, Error, Result};
use store::{
    Tx,
    idempotency::{Request, earlier, keep, sweep},
    params, sql,
};

use crate::home::{Home, cx, notes, wait};

on_both!(
    a_repeat_gets_the_stored_answer
    repeats_at_once_have_one_effect
    old_keys_are_forgotten
);

/// Notes a number once per key; the answer is the number of the first time.
pub fn note_once(cx: &Cx, tx: &mut Tx, request: &Request, number: i64) -> Result<i64> {
    if let Some(answer) = earlier::<i64>(cx, tx, request)? {
        return Ok(answer);
    }
    tx.push(sql!("insert into test_notes (number) values ($1)"), params![number])?;
    keep(cx, tx, request, &number)?;
    Ok(number)
}

fn request(key: &str, body: &str) -> Request {
    Request::new(key, "/api/v1/notes", body.as_bytes()).expect("a good key")
}

fn a_repeat_gets_the_stored_answer(home: &Home) {
    let db = home.open();
    let act = |key: &'static str, body: &'static str, number: i64| {
        db.write_now("test.once", move |tx| note_once(&cx(), tx, &request(key, body), number))
    };
    assert_eq!(act("key", "a", 1), Ok(1));
    assert_eq!(act("key", "a", 2), Ok(1));
    assert!(matches!(act("key", "b", 3), Err(Error::Invalid { code: "idempotency-key-reused", .. })));
    assert_eq!(act("other key".split(' ').next().unwrap_or_default(), "b", 4), Ok(4));
    let other = Cx { actor: Actor::Operator, ..cx() };
    let by_other = db.write_now("test.once", move |tx| note_once(&other, tx, &request("key", "b"), 5));
    assert_eq!(by_other, Ok(5));
    assert_eq!(notes(&db), [1, 4, 5]);
    for key in ["", "a b", "clé", &"k".repeat(201)] {
        assert!(matches!(Request::new(key, "/", b""), Err(Error::Invalid { code: "idempotency-key", .. })), "{key}");
    }
}

fn repeats_at_once_have_one_effect(home: &Home) {
    let db = home.open();
    for round in 0..10 {
        let tries = (0..8).map(|number| {
            let db = db.clone();
            std::thread::spawn(move || {
                let request = request(&format!("key{round}"), "same");
                let act = move |tx: &mut Tx| note_once(&cx(), tx, &request, round * 100 + number);
                if number % 2 == 0 { wait(db.claim("test.once", act)) } else { db.write_now("test.once", act) }
            })
        });
        let tries: Vec<_> = tries.collect();
        let answers: Vec<Result<i64>> = tries.into_iter().map(|one| one.join().expect("no panic")).collect();
        let done: Vec<i64> = answers.iter().filter_map(|answer| answer.as_ref().ok().copied()).collect();
        assert!(!done.is_empty() && done.iter().all(|one| *one == done[0]), "{answers:?}");
        for answer in answers {
            assert!(matches!(answer, Ok(_) | Err(Error::Busy { .. })), "{answer:?}");
        }
        assert_eq!(notes(&db).len() as i64, round + 1);
    }
}

fn old_keys_are_forgotten(home: &Home) {
    let db = home.open();
    for number in 0..5 {
        let act = move |tx: &mut Tx| note_once(&cx(), tx, &request(&format!("k{number}"), ""), number);
        db.write_now("test.once", act).expect("a first time");
    }
    let swept = |hours: i64| {
        let now = cx().now.plus_seconds(hours * 3_600);
        db.write_now("test.sweep", move |tx| sweep(tx, now, 3))
    };
    assert_eq!([swept(23), swept(25), swept(25), swept(25)], [Ok(0), Ok(3), Ok(2), Ok(0)]);
}
