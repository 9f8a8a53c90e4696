//! A newer program finds an older database: it is copied before its schema is changed, and there is a way back.

use scenarios::{
    homes::{Engine, Home},
    programs::{Serving, run},
};
use store::{Db, Tx, db::Settings, migrations, settings};

#[test]
fn on_sqlite() {
    copied_first(Engine::Sqlite);
}

#[test]
fn on_postgres() {
    copied_first(Engine::DurablePostgres);
}

/// Puts an older database there, with something in it.
fn older(home: &Home) {
    let db = Db::open_unmigrated(&home.settings()).expect("an empty database");
    migrations::up_to(&db, migrations::LATEST - 1).expect("all steps but the last");
    db.write_now("story.remember", |tx: &mut Tx| settings::set(tx, "remembered", "the old days")).expect("a fact");
    db.close();
}

fn schema(home: &Home) -> usize {
    let db = Db::open_unmigrated(&home.settings()).expect("a database");
    let schema = migrations::schema_of(&db).expect("it has one");
    db.close();
    schema
}

fn copied_first(engine: Engine) {
    let home = Home::new(engine);
    older(&home);
    let end = if engine == Engine::Sqlite { "db" } else { "gz" };
    let copy = home.data().join(format!("before-schema-{:04}.{end}", migrations::LATEST));

    // There is no room for a copy: nothing is changed.
    let in_the_way = home.data().join(format!("before-schema-{:04}.{end}.part", migrations::LATEST));
    let in_the_way = if engine == Engine::Sqlite { in_the_way.with_extension("part") } else { in_the_way };
    std::fs::create_dir_all(in_the_way.join("full")).expect("a folder");
    let refused = run(&home, &["verify"]);
    let says = refused.refusal();
    assert!(says.contains("could not be copied") && says.contains("--without-copy"), "{says}");
    assert_eq!(schema(&home), migrations::LATEST - 1, "nothing was changed");
    std::fs::remove_dir_all(&in_the_way).expect("a folder");

    let (status, log) = Serving::start(&home).stop();
    assert!(status.success());
    assert_eq!(schema(&home), migrations::LATEST);
    assert!(copy.is_file(), "{log:?}");
    run(&home, &["verify"]).well();

    // The way back: as the old program would, from the copy alone.
    let back = Home::new(engine);
    if engine == Engine::Sqlite {
        std::fs::create_dir_all(back.data()).expect("a folder");
        std::fs::copy(&copy, back.data().join("hilo.db")).expect("a file");
        assert_eq!(schema(&back), migrations::LATEST - 1);
    } else {
        let file = copy.to_str().expect("UTF-8");
        run(&back, &["restore", file, "--without-tombstones"]).well();
    }
    let settings: Settings = back.settings();
    let db = Db::open_unmigrated(&settings).expect("a database");
    let fact = db.read_now("story.fact", |tx: &mut Tx| settings::get(tx, "remembered"));
    assert_eq!(fact, Ok(Some("the old days".to_owned())));
    db.close();

    // Whoever says so goes on without a copy.
    let home = Home::new(engine);
    older(&home);
    let (status, _) = Serving::start_saying(&home, &["--without-copy"]).stop();
    assert!(status.success());
    assert_eq!(schema(&home), migrations::LATEST);
    let names = std::fs::read_dir(home.data()).into_iter().flatten().flatten();
    let copies = names.filter(|entry| entry.file_name().to_string_lossy().starts_with("before-schema-")).count();
    assert_eq!(copies, 0);
}
