//! The thread: nothing twice, nothing lost, in an order that holds.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
    mpsc,
};

use base::{Error, Result, Time};
use serde_json::json;
use store::{
    Db, Tx, params, sql,
    thread::{self, Cursor, Event, EventId, IdentifierId, NewEvent, SubjectId},
};

use crate::home::{Home, MORNING};

on_both!(
    the_same_event_is_appended_once
    what_was_erased_does_not_come_back
    events_are_read_in_order
    a_timeline_merges_identifiers
    a_subject_has_its_story
    a_ring_follows_an_append
);

/// The event with this number; the same number is the same event.
pub fn event(number: i64) -> NewEvent {
    NewEvent {
        id: EventId::derived(MORNING, &[&number.to_string()]),
        happened: MORNING.plus_seconds(number),
        kind: if number % 10 == 7 { "Seventh Seen" } else { "Number Seen" },
        channel: "web".into(),
        place: None,
        actor: None,
        subject: None,
        body: json!({ "number": number }),
        private: None,
    }
}

pub fn append(db: &Db, numbers: impl IntoIterator<Item = i64>) -> Result<u64> {
    let events: Vec<NewEvent> = numbers.into_iter().map(event).collect();
    db.write_now("test.append", move |tx| thread::append(tx, MORNING, &events))
}

pub fn numbers(events: &[Event]) -> Vec<i64> {
    let number = |event: &Event| event.read_body::<serde_json::Value>().expect("a body")["number"].as_i64();
    events.iter().filter_map(number).collect()
}

/// Waits until every event can be read: on PostgreSQL, transactions of other tests on the same server hold them back.
pub fn settled(db: &Db) {
    let behind = |tx: &mut Tx| {
        let end = thread::end(tx)?;
        thread::lag(tx, &end)
    };
    while db.read_now("test.settled", behind) != Ok(0) {
        std::thread::yield_now();
    }
}

fn start(db: &Db) -> Cursor {
    db.read_now("test.start", thread::start).expect("a start")
}

fn after(db: &Db, cursor: &Cursor, limit: i64) -> (Vec<i64>, Cursor) {
    let cursor = cursor.clone();
    let (events, next) =
        db.read_now("test.after", move |tx| thread::after(tx, &cursor, limit)).expect("the thread can be read");
    (numbers(&events), next)
}

fn the_same_event_is_appended_once(home: &Home) {
    let db = home.open();
    assert_eq!(append(&db, [1, 2, 2, 3]), Ok(3));
    assert_eq!(append(&db, [3, 4, 1]), Ok(1));
    assert_eq!(append(&db, []), Ok(0));
    settled(&db);
    assert_eq!(after(&db, &start(&db), 100).0, [1, 2, 3, 4]);
}

fn what_was_erased_does_not_come_back(home: &Home) {
    let db = home.open();
    let told = |number: i64| NewEvent { private: Some(json!({ "note": number })), ..event(number) };
    let append = |numbers: &[i64]| {
        let events: Vec<NewEvent> = numbers.iter().copied().map(told).collect();
        db.write_now("test.append", move |tx| thread::append(tx, MORNING, &events))
    };
    let kept = || {
        let read = |tx: &mut Tx| {
            let text = sql!("select body from event_private order by body");
            tx.query(text, params![], |row| row.get::<String>(0))
        };
        db.read_now("test.private", read).expect("personal fields can be read")
    };
    assert_eq!(append(&[1, 2, 2, 3]), Ok(3));
    assert_eq!(kept(), [r#"{"note":1}"#, r#"{"note":2}"#, r#"{"note":3}"#]);
    let erase = |tx: &mut Tx| tx.exec(sql!("delete from event_private"), params![]);
    assert_eq!(db.write_now("test.erase", erase), Ok(3));
    assert_eq!(append(&[1, 2, 3]), Ok(0));
    assert_eq!(append(&[2, 4, 3, 5]), Ok(2));
    assert_eq!(kept(), [r#"{"note":4}"#, r#"{"note":5}"#]);
}

fn events_are_read_in_order(home: &Home) {
    let db = home.open();
    append(&db, 0..40).expect("events");
    append(&db, (40..50).rev()).expect("events");
    settled(&db);
    let (mut cursor, mut seen) = (start(&db), Vec::new());
    loop {
        let (some, next) = after(&db, &cursor, 7);
        if some.is_empty() {
            assert_eq!(next, cursor);
            break;
        }
        seen.extend(some);
        let text = next.to_string();
        cursor = text.parse().expect("a cursor that was given out");
        assert_eq!(cursor, next);
        let (lag, here) = (50 - seen.len() as i64, cursor.clone());
        assert_eq!(db.read_now("test.lag", move |tx| thread::lag(tx, &here)), Ok(lag));
    }
    assert_eq!(seen, (0..40).chain((40..50).rev()).collect::<Vec<i64>>());
    assert_eq!(db.read_now("test.end", thread::end), Ok(cursor));
}

fn a_timeline_merges_identifiers(home: &Home) {
    let db = home.open();
    let [one, two, three] = [1, 2, 3].map(|number: u8| IdentifierId::from_bytes([number; 16]));
    let events: Vec<NewEvent> = (0..30)
        .map(|number| NewEvent {
            // Two at each moment, so that the id decides.
            happened: MORNING.plus_seconds(number / 2),
            actor: [Some(one), Some(two), Some(three)][number as usize % 3],
            private: (number % 4 == 0).then(|| json!({ "note": number })),
            ..event(number)
        })
        .collect();
    let mut expected: Vec<_> = events
        .iter()
        .filter(|event| event.actor != Some(three))
        .map(|event| (event.happened, event.id, event.private.as_ref().map(ToString::to_string)))
        .collect();
    let numbers = events.iter().filter(|event| event.actor != Some(three) && event.kind == "Number Seen").count();
    db.write_now("test.append", move |tx| thread::append(tx, MORNING, &events)).expect("events");
    let appended = expected.clone();
    expected.sort();
    let short =
        |events: Vec<Event>| events.into_iter().map(|event| (event.happened, event.id, event.private)).collect();
    let mut seen: Vec<(Time, EventId, Option<String>)> = Vec::new();
    loop {
        let before = seen.last().map(|(happened, id, _)| (*happened, *id));
        let page: Vec<_> = short(
            db.read_now("test.page", move |tx| thread::timeline(tx, &[one, two], thread::Wanted::default(), before, 6))
                .expect("a page"),
        );
        if page.is_empty() {
            break;
        }
        seen.extend(page);
    }
    seen.reverse();
    assert_eq!(seen, expected);
    let of = |kinds: &'static [&'static str]| {
        let wanted = thread::Wanted { kinds, ..thread::Wanted::default() };
        db.read_now("test.kinds", move |tx| thread::timeline(tx, &[one, two], wanted.clone(), None, 1_000))
            .expect("a page")
            .len()
    };
    assert_eq!(of(&["A", "B", "C", "D", "E", "Number Seen"]), numbers, "however many kinds are asked for");
    assert_eq!((of(&["Number", "Seen"]), of(&["-"])), (0, 0), "a part of a name is another name");
    settled(&db);
    let (mut cursor, mut told) = (start(&db), Vec::new());
    loop {
        let from = cursor.clone();
        let look = move |tx: &mut Tx| thread::after_about(tx, &[two, one], &from, 7);
        let (events, next) = db.read_now("test.about", look).expect("events");
        told.extend(short(events));
        let Some(next) = next else { break };
        cursor = next;
    }
    assert_eq!(told, appended);
    let end = db.read_now("test.end", thread::end).expect("an end");
    let none = db.read_now("test.none", move |tx| thread::after_about(tx, &[two, one], &end, 7));
    assert!(none.is_ok_and(|(events, next)| events.is_empty() && next.is_none()));
    assert!(
        db.read_now("test.nobody", |tx| thread::timeline(tx, &[], thread::Wanted::default(), None, 5))
            .expect("no page")
            .is_empty()
    );
}

fn a_subject_has_its_story(home: &Home) {
    let db = home.open();
    let subject = SubjectId::from_bytes([9; 16]);
    let tell = move |tx: &mut Tx| {
        let about = |number| NewEvent { subject: Some(subject), place: Some("BCN-01".into()), ..event(number) };
        thread::append(tx, MORNING, &[about(5), event(6), about(3)])
    };
    db.write_now("test.tell", tell).expect("events");
    let story = db.read_now("test.story", move |tx| thread::story(tx, subject, 10)).expect("a story");
    assert_eq!(numbers(&story), [3, 5]);
    assert_eq!(story[0].place.as_deref(), Some("BCN-01"));
    assert_eq!((story[0].kind.as_str(), story[0].subject), ("Number Seen", Some(subject)));
}

fn a_ring_follows_an_append(home: &Home) {
    let db = home.open();
    crate::home::wait(async {
        let nudge = db.nudge().clone();
        let mut rung = std::pin::pin!(nudge.rung());
        assert!(futures_util::future::poll_immediate(&mut rung).await.is_none());
        db.write("test.append", |tx| thread::append(tx, MORNING, &[event(1)])).await.expect("an event");
        rung.await;
    });
}

#[test]
fn a_cursor_from_elsewhere_is_refused() {
    for text in ["", "1", "1.2", "a.2.3", "1.2.x", "1.2.3.4", "1.-2.3", "99999999999999999999.1.1", "1..3", " 1.2.3"] {
        let wrong = text.parse::<Cursor>();
        assert!(matches!(wrong, Err(Error::Invalid { code: "cursor", .. })), "{text}: {wrong:?}");
    }
    let cursor: Cursor = "1.18446744073709551615.7".parse().expect("a cursor");
    assert_eq!(cursor.to_string(), "1.18446744073709551615.7");
    assert!(cursor.is_before(&"2.0.0".parse().expect("a cursor")));
}

/// An act that has appended `number` and waits to be let go before it commits. `first` runs before it appends.
fn late(db: &Db, first: impl Fn(&mut Tx) -> Result<()> + Send + 'static, number: i64) -> impl FnOnce() {
    let go = Arc::new(AtomicBool::new(false));
    let (told, has_appended) = mpsc::channel();
    let (db, flag) = (db.clone(), Arc::clone(&go));
    let act = move |tx: &mut Tx| {
        first(tx)?;
        thread::append(tx, MORNING, &[event(number)])?;
        let _ = told.send(());
        while !flag.load(Ordering::SeqCst) {
            std::thread::yield_now();
        }
        Ok(())
    };
    let running = std::thread::spawn(move || db.write_now("test.late", act));
    has_appended.recv().expect("it appends");
    move || {
        go.store(true, Ordering::SeqCst);
        running.join().expect("no panic").expect("it commits");
    }
}

/// Reads by position alone, as a follower must not.
fn by_position(db: &Db, position: i64) -> Vec<(i64, i64)> {
    let read = move |tx: &mut Tx| {
        let text = sql!("select position, happened from events where position > $1 order by position");
        tx.query(text, params![position], |row| Ok((row.get(0)?, row.get::<i64>(1)?)))
    };
    let seconds = |micros: i64| (micros - MORNING.micros()) / 1_000_000;
    let found: Vec<(i64, i64)> = db.read_now("test.by_position", read).expect("positions");
    found.into_iter().map(|(position, happened)| (position, seconds(happened))).collect()
}

#[test]
fn an_event_that_commits_late_is_not_lost() {
    let db = Home::server();
    let (home, db) = (&db, db.open());
    append(&db, [1]).expect("an event");
    settled(&db);
    let (seen, cursor) = after(&db, &start(&db), 10);
    assert_eq!(seen, [1]);
    let naive = by_position(&db, 0);
    assert_eq!(naive.len(), 1);

    let commit = late(&db, |_| Ok(()), 2);
    append(&db, [3]).expect("an event that overtakes");
    let tip = || db.read_now("test.tip", thread::tip).expect("an end");
    let overtaken = tip();
    let (meanwhile, cursor) = after(&db, &cursor, 10);
    assert!(cursor < overtaken, "whoever waits for what there is waits for what cannot be read yet");
    let naive = by_position(&db, naive[0].0);
    assert_eq!(naive.iter().map(|found| found.1).collect::<Vec<_>>(), [3], "reading by position alone sees it at once");
    commit();
    settled(&db);
    let (later, cursor) = after(&db, &cursor, 10);
    assert_eq!([meanwhile, later].concat(), [2, 3]);
    assert_eq!([tip(), cursor.clone()], [overtaken.clone(), overtaken]);
    assert_eq!(by_position(&db, naive[0].0), [], "...and never sees the one that was late");

    // The other way round: the older transaction takes the later position.
    let commit = {
        let other = home.open();
        let overtake = move |tx: &mut Tx| {
            crate::home::note(tx, 1, "gives this transaction its number")?;
            append(&other, [5]).map(drop)
        };
        late(&db, overtake, 4)
    };
    let (meanwhile, cursor) = after(&db, &cursor, 10);
    commit();
    settled(&db);
    let (later, _) = after(&db, &cursor, 10);
    let mut both = [meanwhile, later].concat();
    both.sort_unstable();
    assert_eq!(both, [4, 5]);
}
