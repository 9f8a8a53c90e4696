//! What verify finds when somebody has been at the database.

use customers::people::CustomerId;
use scenarios::{
    homes::{Engine, Home},
    programs::run,
    retail::{YEAR, file},
};
use store::{Db, Tx, params, sql, tx::Sql};

on_both_engines!(each_wrong_is_named);

/// What is done to the database, and the parts of what verify must say of it: `@12748` is that customer's id.
const WRONGS: fn() -> [(&'static Sql, &'static str); 10] = || {
    [
        (
            sql!("update orders set total = total + 1 where number = '489434'"),
            "orders that are not the sum of their lines|489434 (ord_",
        ),
        (
            sql!("update returns set line_count = line_count + 1 where number = 'C489449'"),
            "returns that are not the sum of their lines|C489449 (ret_",
        ),
        (
            sql!(
                "update order_lines set quantity = 4 where quantity = 6 and order_id in
                (select id from orders where number = '489437')"
            ),
            "more came back than was bought|489437",
        ),
        (
            sql!(
                "update figures set spent = spent - 1 where identifier_id in
                (select id from identifiers where value = '12748')"
            ),
            "figures differ|@12748",
        ),
        (
            sql!(
                "update figures set returned = returned + 1 where identifier_id in
                (select id from identifiers where value = '17592')"
            ),
            "figures differ|@17592",
        ),
        (
            sql!("update events set subject = id where kind = 'Order Completed' and body like '%\"489436\"%'"),
            "orders that are not on the thread|489436",
        ),
        (
            sql!("delete from events where kind = 'Return Accepted' and body like '%\"C489463\"%'"),
            "returns that are not on the thread|C489463",
        ),
        (
            sql!(
                "insert into customer_words (word, customer_id)
                select 'nobody', customer_id from identifiers where value = '12748'"
            ),
            "found by other words than theirs|@12748",
        ),
        (
            sql!(
                "insert into parked_events (follower, version, event_id, reason, parked_at)
                select 'card', 1, id, 'no known currency', received from events where body like '%\"489451\"%'"
            ),
            "the fold card could not take",
        ),
        (
            sql!(
                "insert into jobs (id, kind, key, body, state, run_at, created_at)
                select id, 'test.job', 'a key', '{}', 'parked', happened, happened from events
                where body like '%\"489451\"%'"
            ),
            "1 jobs were parked",
        ),
    ]
};

async fn each_wrong_is_named(engine: Engine) {
    tokio::task::spawn_blocking(move || wrongs(engine)).await.expect("the story ends well");
}

fn wrongs(engine: Engine) {
    let home = Home::new(engine);
    file(home.folder(), "year.csv", YEAR.as_bytes());
    run(&home, &["import", "online-retail-ii", "year.csv"]).well();
    assert_eq!(run(&home, &["verify", "--json"]).well().json()["findings"], serde_json::json!([]));
    for (text, says) in WRONGS() {
        let db = Db::open(&home.settings()).expect("the database opens");
        let parts: Vec<String> = says.split('|').map(|part| with_id(&db, part)).collect();
        let changed = db.write_now("story.wrong", move |tx: &mut Tx| tx.exec(text, params![]));
        assert_eq!(changed, Ok(1), "{says}");
        db.close();
        let ran = run(&home, &["verify", "--json"]);
        assert_eq!(ran.code, Some(1), "{says}: {ran:?}");
        let told = ran.json();
        assert_eq!(told["clean"], false);
        let findings = told["findings"].as_array().expect("a list");
        let named = |finding: &serde_json::Value| {
            let text = finding.as_str().unwrap_or_default();
            parts.iter().all(|part| text.contains(part.as_str())) && !text.contains("12748")
        };
        assert!(findings.iter().any(named), "{says} is not among {findings:?}");
    }
    let plain = run(&home, &["verify"]);
    assert!(plain.refusal().contains("findings") && plain.refusal().contains("backup"), "{plain:?}");
    assert!(plain.out.lines().count() > 6, "{plain:?}");
}

fn with_id(db: &Db, part: &str) -> String {
    let Some(number) = part.strip_prefix('@').map(str::to_owned) else { return part.to_owned() };
    let look = move |tx: &mut Tx| {
        let text = sql!("select customer_id from identifiers where value = $1");
        tx.query_one(text, params![&number], |row| row.get::<CustomerId>(0))
    };
    db.read_now("story.customer", look).expect("it can be read").expect("the customer is there").to_string()
}
