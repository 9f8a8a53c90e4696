//! Opening a database: new, older, newer, unsafe, or by several at once.

use base::{Error, Result};
use store::{
    Db, Tx,
    db::{Place, Settings},
    migrations, params, settings, sql,
};

use crate::home::Home;

on_both!(
    opening_twice_changes_nothing
    an_older_program_refuses_a_newer_schema
    data_survives_each_step
    a_step_that_fails_leaves_nothing
    visits_that_are_known_are_counted
);

fn fact(db: &Db, name: &'static str) -> Option<String> {
    db.read_now("test.fact", move |tx| settings::get(tx, name)).expect("settings can be read")
}

fn opening_twice_changes_nothing(home: &Home) {
    let db = Db::open(&home.settings).expect("a new database");
    let (secret, epoch) = (fact(&db, "secret"), fact(&db, "epoch"));
    assert_eq!(secret.as_ref().map(String::len), Some(64));
    assert_eq!(epoch.as_deref(), Some("1"));
    assert_eq!(fact(&db, "schema"), Some(migrations::LATEST.to_string()));
    drop(db);
    let db = Db::open(&home.settings).expect("the same database");
    assert_eq!((fact(&db, "secret"), fact(&db, "epoch")), (secret.clone(), epoch));
    let set = |tx: &mut Tx| {
        settings::set(tx, "epoch", "2")?;
        Ok((settings::epoch(tx)?, settings::secret(tx)?.len(), settings::get(tx, "nothing")?))
    };
    assert_eq!(db.write_now("test.set", set), Ok((2, 64, None)));
}

fn an_older_program_refuses_a_newer_schema(home: &Home) {
    let db = Db::open(&home.settings).expect("a new database");
    db.write_now("test.future", |tx| settings::set(tx, "schema", "99")).expect("the schema is a setting");
    drop(db);
    let refusal = Db::open(&home.settings).err();
    assert!(matches!(&refusal, Some(Error::Conflict { code: "schema-newer", .. })), "{refusal:?}");
}

fn data_survives_each_step(home: &Home) {
    let db = Db::open_unmigrated(&home.settings).expect("an empty database");
    for step in 1..=migrations::LATEST {
        migrations::up_to(&db, step).expect("one more step");
        assert_eq!(fact(&db, "schema"), Some(step.to_string()));
        let remember = move |tx: &mut Tx| settings::set(tx, "remembered", &step.to_string());
        db.write_now("test.remember", remember).expect("a fact");
        if step == migrations::LATEST - 1 {
            break;
        }
    }
    let secret = fact(&db, "secret");
    drop(db);
    if let Place::Folder { path, .. } = &home.settings.place {
        for end in ["db.part", "db.part-journal"] {
            let left = path.join(format!("before-schema-{:04}.{end}", migrations::LATEST));
            std::fs::write(left, "what a copy that was cut off left").expect("a file");
        }
    }
    let db = Db::open(&home.settings).expect("the last step");
    assert_eq!(fact(&db, "schema"), Some(migrations::LATEST.to_string()));
    assert_eq!(fact(&db, "remembered"), Some((migrations::LATEST - 1).to_string()));
    assert_eq!(fact(&db, "secret"), secret);
    if let Place::Folder { path, .. } = &home.settings.place {
        let copy = path.join(format!("before-schema-{:04}.db", migrations::LATEST));
        let copied = rusqlite::Connection::open(copy).expect("the copy that was made before");
        let schema = copied.query_row("select value from settings where name = 'schema'", [], |row| row.get(0));
        assert_eq!(schema, Ok((migrations::LATEST - 1).to_string()));
        let names = std::fs::read_dir(path).expect("a folder").map(|entry| entry.expect("an entry").file_name());
        let left: Vec<_> = names.filter(|name| name.to_string_lossy().contains(".part")).collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

/// Visits have left the thread with age, so what is counted of them later is counted from the visits.
fn visits_that_are_known_are_counted(home: &Home) {
    const BEFORE: usize = 31;
    let db = Db::open_unmigrated(&home.settings).expect("an empty database");
    migrations::up_to(&db, BEFORE).expect("the steps before");
    let visited = |tx: &mut Tx| {
        let text = sql!(
            "insert into visits (version, identifier_id, started, last, pages, views, carts, searches, channel)
             values ($1, $2, $3, $3, 1, 0, 0, 0, $4)"
        );
        // Quarters 1,994,623 and 1,994,624 begin at 07:45 and 08:00 of 20 November 2026.
        for (version, who, started, channel) in [
            (1, 1, 1_795_161_599_999_999_i64, "web"),
            (1, 2, 1_795_161_600_000_000, "web"),
            (1, 3, 1_795_161_600_000_001, "web"),
            (1, 3, 1_795_162_499_999_999, "app"),
            (2, 1, 1_795_161_600_000_000, "web"),
        ] {
            tx.exec(text, params![version, &[who; 16][..], base::Time::from_micros(started), channel])?;
        }
        Ok(())
    };
    db.write_now("test.visits", visited).expect("visits of before");
    drop(db);
    let db = Db::open(&home.settings).expect("the other steps");
    let counted = |tx: &mut Tx| {
        let text = sql!("select version, quarter, channel, visits from visit_quarters order by 1, 2, 3");
        tx.query(text, params![], |row| {
            Ok((row.get::<i64>(0)?, row.get::<i64>(1)?, row.get::<String>(2)?, row.get::<i64>(3)?))
        })
    };
    let found = db.read_now("test.counted", counted).expect("what was counted");
    let expected =
        [(1, 1_994_623, "web", 1), (1, 1_994_624, "app", 1), (1, 1_994_624, "web", 2), (2, 1_994_624, "web", 1)];
    assert_eq!(
        found,
        expected.map(|(version, quarter, channel, visits)| (version, quarter, channel.to_owned(), visits))
    );
}

fn a_step_that_fails_leaves_nothing(home: &Home) {
    let db = Db::open_unmigrated(&home.settings).expect("an empty database");
    migrations::up_to(&db, 1).expect("the first step");
    let on_postgres = db.engine() == "postgres";
    let block = move |tx: &mut Tx| -> Result<u64> {
        if on_postgres {
            return tx.exec(sql!(postgres: "create table if not exists sign_in_failures (word text)"), params![]);
        }
        tx.exec(sql!(sqlite: "create table if not exists sign_in_failures (word text) strict"), params![])
    };
    db.write_now("test.block", block).expect("a table in the way");
    let outcome = migrations::up_to(&db, 2);
    assert!(matches!(&outcome, Err(Error::Internal { cause }) if cause.contains("0002_staff")), "{outcome:?}");
    assert_eq!(fact(&db, "schema").as_deref(), Some("1"));
    let clear = |tx: &mut Tx| tx.exec(sql!("drop table if exists sign_in_failures"), params![]);
    db.write_now("test.clear", clear).expect("the way is free");
    drop(db);
    Db::open(&home.settings).expect("the other steps");
}

#[test]
fn several_open_a_new_server_at_once() {
    let home = Home::server();
    let open = || {
        let settings = home.settings.clone();
        std::thread::spawn(move || Db::open(&settings).map(|db| fact(&db, "secret")))
    };
    let opening: Vec<_> = (0..6).map(|_| open()).collect();
    let secrets: Vec<_> = opening.into_iter().map(|one| one.join().expect("no panic").expect("it opens")).collect();
    assert!(secrets[0].is_some() && secrets.iter().all(|secret| *secret == secrets[0]));
}

#[test]
fn an_unsafe_server_is_refused() {
    let home = Home::server();
    let refusal = Db::open(&Settings { allow_unsafe: false, ..home.settings.clone() }).err();
    assert!(matches!(&refusal, Some(Error::Invalid { code: "database-not-durable", .. })), "{refusal:?}");
    let home = Home::durable_server();
    Db::open(&Settings { allow_unsafe: false, ..home.settings.clone() }).expect("a durable server is welcome");
    crate::home::admin(
        home.url(),
        "do $$ begin execute format(
        'alter database %I set synchronous_commit = off', current_database()); end $$",
    );
    let refusal = Db::open(&Settings { allow_unsafe: false, ..home.settings.clone() }).err();
    assert!(matches!(&refusal, Some(Error::Invalid { code: "database-not-durable", .. })), "{refusal:?}");
}

#[test]
fn what_cannot_be_opened_is_said() {
    let home = Home::folder();
    let file = home.folder.as_ref().expect("a folder").path().join("a file");
    std::fs::write(&file, "not a folder").expect("a file");
    let refusal = |settings: Settings| Db::open(&settings).err().map(|error| error.code());
    assert_eq!(refusal(Settings::folder(&file)), Some("data-folder"));
    assert_eq!(refusal(Settings::server("mysql://localhost/x")), Some("database-url"));
    assert_eq!(refusal(Settings::server("postgres://postgres@127.0.0.1:1/postgres")), Some("database-away"));
}
