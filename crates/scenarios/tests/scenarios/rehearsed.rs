//! A restore is rehearsed before it is needed, on either engine, and nothing of it is left.

use std::path::Path;

use scenarios::{
    homes::{Engine, Home},
    programs::{Serving, hire_owner, run},
    retail::many,
};
use store::db::Place;

#[test]
fn on_sqlite() {
    rehearsed(Engine::Sqlite);
}

#[test]
fn on_postgres() {
    rehearsed(Engine::Postgres);
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

fn left(home: &Home) -> Vec<String> {
    let names = std::fs::read_dir(home.data()).into_iter().flatten().flatten();
    names
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with("hilo_check") || name.contains("backup-copy.db"))
        .collect()
}

fn rehearsed(engine: Engine) {
    let home = Home::new(engine);
    hire_owner(&home);
    let past = many(home.folder(), "many.csv", 300);
    run(&home, &["import", "online-retail-ii", text(&past)]).well();
    let file = home.folder().join("hilo.gz");
    run(&home, &["backup", text(&file)]).well();
    assert_eq!(run(&home, &["status", "--json"]).json()["backups"][0]["check"], serde_json::Value::Null);

    // Nobody serves.
    let told = run(&home, &["backup", "check", text(&file), "--json"]).well().json();
    let engine_name = if engine == Engine::Sqlite { "sqlite" } else { "postgres" };
    assert_eq!((&told["check"]["outcome"], &told["check"]["engine"]), (&"good".into(), &engine_name.into()), "{told}");
    assert!(told["rows"].as_i64() > Some(300), "{told}");
    assert_eq!(left(&home), Vec::<String>::new());
    let seen = run(&home, &["status", "--json"]).json();
    assert_eq!(seen["backups"][0]["check"]["outcome"], "good", "{seen}");

    // Somebody serves, and the file is damaged.
    let mut bytes = std::fs::read(&file).expect("a file");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x55;
    let broken = home.folder().join("broken.gz");
    std::fs::write(&broken, bytes).expect("a file");
    let serving = Serving::start(&home);
    let ran = run(&home, &["backup", "check", text(&broken)]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.out.contains("cannot be restored"), "{ran:?}");
    assert_eq!(left(&home), Vec::<String>::new());
    let seen = run(&home, &["status", "--json"]).json();
    let broken = seen["backups"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|one| one["file"].as_str().is_some_and(|name| name.ends_with("broken.gz")));
    assert_eq!(broken.expect("it is noted")["check"]["outcome"], "failed", "{seen}");
    let (status, _) = serving.stop();
    assert!(status.success());

    let missing = run(&home, &["backup", "check", "nothing.gz"]);
    assert!(missing.refusal().contains("Cannot read"), "{missing:?}");
    // On the other engine: its result is noted where the backup was made.
    if engine == Engine::Sqlite {
        let other = Home::new(Engine::Postgres);
        let Place::Server(url) = other.settings().place else { unreachable!("a server") };
        let mut command = scenarios::programs::hilo(&home);
        command.env("HILO_ALLOW_UNSAFE_DATABASE", "true").args(["--database", &url]);
        let ran = scenarios::programs::ran(command.args(["backup", "check", text(&file)]), "").well();
        assert!(ran.out.contains("on postgres"), "{ran:?}");
        let seen = run(&home, &["status", "--json"]).json();
        let noted = seen["backups"].to_string();
        assert!(noted.contains("\"engine\":\"postgres\""), "{noted}");
    }
}
