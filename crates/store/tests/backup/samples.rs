//! Rows of every kind that the store itself has.

use base::{Clock, Id};
use serde_json::json;
use store::{
    Db, Tx,
    followers::{Fold, Follower},
    params, settings, sql,
    thread::{self, Event, EventId, NewEvent},
};

use crate::places::now;

/// Texts that a careless format would change.
const TEXTS: [&str; 6] = ["", "plain", "\"quoted\" \\ back\\slash", "line\nbreak\ttab\u{1}", "ñ 🧵 \u{2028}", "[1]"];

pub fn event(name: &str) -> NewEvent {
    NewEvent {
        id: EventId::derived(now(), &[name]),
        happened: now().plus_seconds(-60),
        kind: "Return Accepted",
        channel: "shop".into(),
        place: Some("Vigo".into()),
        actor: Some(Id::derived(now(), &["actor", name])),
        subject: None,
        body: json!({"name": name, "texts": TEXTS, "number": i64::MIN}),
        private: name.ends_with('7').then(|| json!({"ip": "192.0.2.1"})),
    }
}

/// Fills a database with so many events and with rows of each other kind.
pub fn fill(db: &Db, events: usize) {
    let events: Vec<NewEvent> = (0..events).map(|number| event(&format!("event {number}"))).collect();
    for some in events.chunks(1_000) {
        let some = some.to_vec();
        db.write_now("test.events", move |tx| thread::append(tx, now(), &some)).unwrap();
    }
    follow(db);
    db.write_now("test.rows", |tx| {
        shops(tx)?;
        people(tx)?;
        leased(tx)
    })
    .unwrap();
}

fn shops(tx: &mut Tx) -> base::Result<()> {
    let text = sql!("insert into shops (code, name, city) values ($1, $2, $3)");
    let rows = TEXTS.iter().enumerate().map(|(number, name)| params![format!("shop {number}"), *name, "Vigo"]);
    tx.exec_many(text, rows).map(|_| ())
}

fn people(tx: &mut Tx) -> base::Result<()> {
    let staff: EventId = Id::derived(now(), &["staff"]);
    let text = sql!(
        "insert into staff (id, email, name, role, password, totp_step, created_at)
         values ($1, $2, $3, $4, $5, 0, $6)"
    );
    tx.exec(text, params![staff, "ana@shop.example", "Ana", "owner", "x", now()])?;
    let text = sql!(
        "insert into sessions (token_hash, staff_id, created_at, seen_at, expires_at) values ($1, $2, $3, $3, $3)"
    );
    tx.exec(text, params![&[1_u8, 2][..], staff, now()])?;
    let text = sql!("insert into sign_in_failures (subject_hash, failed_at, id) values ($1, $2, $3)");
    tx.exec(text, params![&[0_u8, 255][..], now(), staff]).map(|_| ())
}

fn leased(tx: &mut Tx) -> base::Result<()> {
    let text = sql!(
        "insert into jobs (id, kind, key, body, run_at, attempts, fence, lease_until, created_at)
         values ($1, $2, $3, '{}', $4, 3, 7, $4, $4)"
    );
    tx.exec(text, params![EventId::derived(now(), &["job"]), "test.job", "a key", now()])?;
    let text = sql!(
        "insert into parked_events (follower, version, event_id, reason, parked_at) values ($1, 1, $2, 'odd', $3)"
    );
    tx.exec(text, params!["test", EventId::derived(now(), &["event 0"]), now()])?;
    let text = sql!(
        "insert into idempotency_keys (actor, key_hash, request_hash, result, created_at) values ($1, $2, $2, $3, $4)"
    );
    tx.exec(text, params!["staff:a", &[9_u8; 32][..], "{}", now()]).map(|_| ())
}

/// A fold that counts how often it took each event.
pub fn counting() -> Fold {
    let record = |tx: &mut Tx, version: i64, events: &[Event]| {
        let text = sql!(
            "insert into tallies (version, identifier_id, facet, key, count, quantity)
             values ($1, $2, 'taken', '', 1, 0)
             on conflict (version, identifier_id, facet, key) do update set count = tallies.count + 1"
        );
        tx.exec_many(text, events.iter().map(|event| params![version, event.id]))?;
        Ok(Vec::new())
    };
    Fold {
        name: "test",
        version: 1,
        record: std::sync::Arc::new(record),
        forget: |_, _, _| Ok(false),
        rebuilds: |_| Ok(true),
    }
}

/// Lets the counting fold catch up with every event there is.
pub fn follow(db: &Db) {
    let mut follower = Follower::new(db.clone(), Clock::set_at(now()), counting(), "a process".into());
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    // On PostgreSQL events can be seen when no older transaction runs, in other tests' databases too.
    while taken(db) < events(db).len() as i64 {
        runtime.block_on(follower.catch_up()).unwrap();
    }
}

/// How many events the fold has taken, where it has taken each once.
pub fn taken(db: &Db) -> i64 {
    let text = sql!("select count(*), coalesce(max(count), 1) from tallies where facet = 'taken'");
    let read = move |tx: &mut Tx| tx.query_one(text, params![], |row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?)));
    let (taken, most) = db.read_now("test.taken", read).unwrap().unwrap();
    assert_eq!(most, 1, "an event was taken twice");
    taken
}

/// Every event, by position.
pub fn events(db: &Db) -> Vec<EventId> {
    let text = sql!("select id from events order by position");
    db.read_now("test.events", move |tx| tx.query(text, params![], |row| row.get(0))).unwrap()
}

/// Every event in the thread's order, once all can be seen.
pub fn thread_order(db: &Db) -> Vec<EventId> {
    let all = events(db).len();
    loop {
        let ids = db.read_now("test.thread", |tx| {
            let (mut ids, mut cursor) = (Vec::new(), thread::start(tx)?);
            loop {
                let (events, next) = thread::after(tx, &cursor, 5_000)?;
                if events.is_empty() {
                    return Ok(ids);
                }
                ids.extend(events.iter().map(|event| event.id));
                cursor = next;
            }
        });
        let ids = ids.unwrap();
        if ids.len() == all {
            return ids;
        }
    }
}

/// How many rows a count finds.
pub fn count(db: &Db, text: &'static store::tx::Sql) -> i64 {
    db.read_now("test.count", move |tx| tx.query_one(text, params![], |row| row.get(0))).unwrap().unwrap()
}

/// One of the database's settings.
pub fn setting(db: &Db, name: &'static str) -> Option<String> {
    db.read_now("test.setting", move |tx| settings::get(tx, name)).unwrap()
}
