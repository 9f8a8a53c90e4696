//! What was backed up is there after a restore, on either engine.

use std::os::unix::fs::PermissionsExt;

use store::{Db, backup, migrations, params, sql, thread};

use crate::{
    places::{ENGINES, Engine, Place, now},
    samples::{count, event, events, fill, follow, setting, taken, thread_order},
};

#[test]
fn a_backup_goes_to_the_other_engine_and_back() {
    for (here, there) in [(Engine::Sqlite, Engine::Postgres), (Engine::Postgres, Engine::Sqlite)] {
        let (first, second, third) = (Place::new(here), Place::new(there), Place::new(here));
        let db = first.open();
        fill(&db, 9_000);
        let (digest, order) = (backup::digest(&db).unwrap(), thread_order(&db));
        let (file, written) = first.back_up(&db, "first.hilo");
        let read = second.restore(&file).unwrap();
        assert_eq!((&read.rows, &read.made_at, read.bytes), (&written.rows, &written.made_at, written.bytes));
        assert_eq!(written.rows["events"], 9_000);
        let other = second.open();
        assert_eq!(backup::digest(&other).unwrap(), digest, "{here:?} to {there:?}");
        assert_eq!(thread_order(&other), order);
        let (file, _) = second.back_up(&other, "second.hilo");
        third.restore(&file).unwrap();
        let again = third.open();
        assert_eq!(backup::digest(&again).unwrap(), digest, "{there:?} to {here:?}");
        assert_eq!(thread_order(&again), order);
    }
}

#[test]
fn a_digest_sees_every_change() {
    for engine in ENGINES {
        let place = Place::new(engine);
        let db = place.open();
        fill(&db, 10);
        let before = backup::digest(&db).unwrap();
        db.write_now("test.change", |tx| {
            tx.exec(sql!("update shops set city = 'Lugo' where code = 'shop 1'"), params![])
        })
        .unwrap();
        let after = backup::digest(&db).unwrap();
        let changed: Vec<_> = before.keys().filter(|table| before[*table] != after[*table]).collect();
        assert_eq!(changed, ["shops"], "{engine:?}");
    }
}

#[test]
fn work_goes_on_after_a_restore() {
    for (here, there) in ENGINES.into_iter().flat_map(|here| ENGINES.map(|there| (here, there))) {
        let (from, to) = (Place::new(here), Place::new(there));
        let db = from.open();
        fill(&db, 700);
        let (file, _) = from.back_up(&db, "a.hilo");
        to.restore(&file).unwrap();
        let restored = to.open();
        assert_eq!(taken(&restored), 700);
        let more: Vec<_> = (0..300).map(|number| event(&format!("later {number}"))).collect();
        let last = more[299].id;
        restored.write_now("test.more", move |tx| thread::append(tx, now(), &more)).unwrap();
        assert_eq!(events(&restored).last(), Some(&last), "positions go on, {here:?} to {there:?}");
        follow(&restored);
        assert_eq!(taken(&restored), 1_000);
        assert_eq!(thread_order(&restored).last(), Some(&last));
    }
}

#[test]
fn leases_end_and_sessions_stay_behind() {
    for (here, there) in [(Engine::Sqlite, Engine::Postgres), (Engine::Postgres, Engine::Sqlite)] {
        let (from, to) = (Place::new(here), Place::new(there));
        let db = from.open();
        fill(&db, 10);
        let (file, summary) = from.back_up(&db, "a.hilo");
        assert!(!summary.rows.contains_key("sessions"));
        to.restore(&file).unwrap();
        let restored = to.open();
        for held in [
            sql!("select count(*) from sessions"),
            sql!("select count(*) from jobs where lease_until is not null"),
            sql!("select count(*) from followers where owner is not null or lease_until is not null"),
            sql!("select count(*) from settings where name = 'restoring'"),
        ] {
            assert_eq!(count(&restored, held), 0, "{}", held.text);
        }
        assert_eq!(count(&restored, sql!("select count(*) from jobs where fence = 7 and attempts = 3")), 1);
    }
}

#[test]
fn the_secret_stays_and_the_epoch_rises() {
    for (here, there) in [(Engine::Sqlite, Engine::Postgres), (Engine::Postgres, Engine::Sqlite)] {
        let (from, to) = (Place::new(here), Place::new(there));
        let db = from.open();
        let (file, _) = from.back_up(&db, "a.hilo");
        to.restore(&file).unwrap();
        let restored = to.open();
        assert_eq!(setting(&restored, "secret"), setting(&db, "secret"));
        let before = db.read_now("test.start", thread::start).unwrap();
        let after = restored.read_now("test.start", thread::start).unwrap();
        assert!(before.is_before(&after));
    }
}

#[test]
fn an_older_schema_is_brought_up_to_date() {
    for (here, there) in [(Engine::Sqlite, Engine::Postgres), (Engine::Postgres, Engine::Sqlite)] {
        let (from, to) = (Place::new(here), Place::new(there));
        let old = Db::open_unmigrated(&from.settings).unwrap();
        migrations::up_to(&old, 1).unwrap();
        old.write_now("test.old", |tx| thread::append(tx, now(), &[event("old")])).unwrap();
        let (file, summary) = from.back_up(&old, "old.hilo");
        assert_eq!(summary.schema, 1);
        to.restore(&file).unwrap();
        let restored = to.open();
        assert_eq!(setting(&restored, "schema"), Some(migrations::LATEST.to_string()));
        assert_eq!(thread_order(&restored), events(&old));
    }
}

#[test]
fn a_restored_database_is_built_like_a_new_one() {
    for engine in ENGINES {
        let (new, from, to) = (Place::new(engine), Place::new(engine), Place::new(engine));
        let (fresh, db) = (new.open(), from.open());
        fill(&db, 300);
        let (file, _) = from.back_up(&db, "a.hilo");
        to.restore(&file).unwrap();
        let restored = to.open();
        assert_eq!(built(&restored), built(&fresh), "{engine:?}");
        if engine == Engine::Sqlite {
            let check = sql!(sqlite: "pragma integrity_check");
            let read = move |tx: &mut store::Tx| tx.query(check, params![], |row| row.get::<String>(0));
            assert_eq!(restored.read_now("test.integrity", read).unwrap(), ["ok"]);
        }
    }
}

/// Every table and index, as the engine describes it.
fn built(db: &Db) -> Vec<String> {
    let text = match db.engine() {
        "sqlite" => sql!(sqlite: "select coalesce(sql, name) from sqlite_schema order by 1"),
        _ => sql!(postgres: "select indexdef from pg_indexes where schemaname = current_schema() order by 1"),
    };
    db.read_now("test.built", move |tx| tx.query(text, params![], |row| row.get(0))).unwrap()
}

#[test]
fn only_its_owner_may_read_a_backup_and_nothing_else_is_left() {
    for engine in ENGINES {
        let place = Place::new(engine);
        let db = place.open();
        // What an interrupted backup leaves behind.
        std::fs::create_dir_all(place.file("scratch")).unwrap();
        for left in ["a.hilo.part", "scratch/backup-copy.db", "scratch/backup-copy.db-wal"] {
            std::fs::write(place.file(left), "left by another").unwrap();
        }
        let (file, summary) = place.back_up(&db, "a.hilo");
        let metadata = file.metadata().unwrap();
        assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
        assert_eq!(metadata.len(), summary.bytes);
        let mut left = place.left_behind();
        left.retain(|name| engine == Engine::Sqlite || !name.starts_with("backup-copy"));
        assert_eq!(left, [""; 0], "{engine:?}");
    }
}
