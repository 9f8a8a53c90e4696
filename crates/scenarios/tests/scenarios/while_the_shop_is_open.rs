//! While the shop is open: commands beside it, a stop, and settings that are wrong.

use scenarios::{
    homes::{Engine, Home},
    programs::{Serving, hilo, hire_owner, ran, run},
    retail::{TOTALS, YEAR, file},
    shops::{OWNER, PASSWORD},
};
use serde_json::json;

on_both_engines!(
    commands_work_beside_it
    the_line_for_cron_runs_from_anywhere
    it_stops_when_it_is_told_and_loses_nothing
    wrong_settings_are_refused_with_place_and_remedy
);

async fn commands_work_beside_it(engine: Engine) {
    let home = Home::new(engine);
    let serving = Serving::start(&home);
    let text = |path: std::path::PathBuf| path.to_str().expect("UTF-8").to_owned();
    hire_owner(&home);
    let owner = serving.somebody().signs_in(OWNER, PASSWORD).await;
    let year = text(file(home.folder(), "year.csv", YEAR.as_bytes()));
    let told = run(&home, &["import", "online-retail-ii", &year, "--json"]).well().json();
    for (name, value) in TOTALS {
        assert_eq!(told[name], value, "{name}: {told}");
    }
    assert_eq!(owner.finds_customer("12748").await["orders"], 9, "the cards are complete when the command has ended");
    // A path is one's own, not the server's.
    let relative = run(&home, &["import", "online-retail-ii", "year.csv", "--json"]).well().json();
    assert_eq!(relative["lines"], 59);
    let missing = run(&home, &["import", "online-retail-ii", "nowhere.csv"]);
    assert!(missing.refusal().contains("nowhere.csv"), "{missing:?}");
    assert_eq!(
        run(&home, &["verify", "--json"]).well().json(),
        json!({ "clean": true, "findings": [], "not_looked_into": [] })
    );
    let copy = home.folder().join("copy.gz");
    run(&home, &["backup", &text(copy.clone())]).well();
    assert!(copy.metadata().is_ok_and(|facts| facts.len() > 1_000));
    let again = run(&home, &["backup", &text(copy.clone())]);
    assert!(again.refusal().contains("copy.gz") && again.out.is_empty(), "a backup is never written over: {again:?}");
    let twice = ran(hilo(&home).args(["admin", "add-staff", OWNER, "--name", "L"]), PASSWORD);
    assert!(twice.refusal().contains("already"), "{twice:?}");
    let short = ran(hilo(&home).args(["admin", "add-staff", "new@telar.example", "--name", "N"]), "short");
    assert!(short.refusal().contains("12 characters"), "{short:?}");

    let second = run(&home, &["serve", "--listen", "127.0.0.1:0"]);
    assert!(second.refusal().contains("is in use by process"), "{second:?}");
    let restored = run(&home, &["restore", &text(copy)]);
    restored.refusal();
    assert_eq!(owner.finds_customer("12748").await["orders"], 9, "the shop never noticed");
    assert!(serving.stop().0.success());
    // Nobody is there any more: the same commands do it themselves.
    assert_eq!(run(&home, &["verify", "--json"]).well().json()["clean"], true);
}

async fn the_line_for_cron_runs_from_anywhere(engine: Engine) {
    let home = Home::new(engine);
    hire_owner(&home);
    // A folder as somebody on the terminal wrote it, which is not there yet.
    let serving = Serving::start_with(&home, &[("HILO_BACKUPS", "a friend's/copies of 100 %")]);
    let owner = serving.somebody().signs_in(OWNER, PASSWORD).await;
    let page = owner.gets("/console/operations").await.expect(200).text;
    let line = page.split_once("10 3 * * * ").and_then(|(_, rest)| rest.split_once('<')).expect("the line").0;
    // Cron makes a line's end of each % that is not escaped, and stands in a folder of its own, with little else.
    let asked = line.replace("&#39;", "'").replace("\\%", "\0");
    assert!(!asked.contains('%'), "{line}");
    let mut cron = std::process::Command::new("/bin/sh");
    cron.env_clear().env("PATH", "/usr/bin:/bin").env("HILO_ALLOW_UNSAFE_DATABASE", "true").current_dir("/");
    let asked = asked.replace('\0', "%").replace("postgres://…", home.url().unwrap_or("nobody asks"));
    assert_eq!(asked.contains("HILO_DATABASE"), home.url().is_some(), "{asked}");
    cron.args(["-c", &asked]);
    ran(&mut cron, "").well();
    let made = home.folder().join("a friend's/copies of 100 %").read_dir().expect("the folder");
    let made: Vec<_> = made.map(|file| file.expect("a file").file_name()).collect();
    assert!(matches!(&made[..], [file] if file.to_string_lossy().starts_with("hilo-20")), "{made:?}");
    let seen = owner.gets("/api/v1/operations").await.expect(200).json();
    assert_eq!(seen["backups"].as_array().map(Vec::len), Some(1), "{seen}");
}

/// Stories tell as fast as they can.
const UNPACED: [(&str, &str); 2] = [("HILO_KEY_PER_SECOND", "0"), ("HILO_ADDRESS_PER_SECOND", "0")];

async fn it_stops_when_it_is_told_and_loses_nothing(engine: Engine) {
    let home = Home::new(engine);
    hire_owner(&home);
    file(home.folder(), "year.csv", YEAR.as_bytes());
    run(&home, &["import", "online-retail-ii", "year.csv"]).well();
    let serving = Serving::start_with(&home, &UNPACED);
    let owner = serving.somebody().signs_in(OWNER, PASSWORD).await;
    assert_eq!(owner.gets("/readyz").await.expect(200).text, "ready\n");
    // An open page must not keep it from stopping.
    let mut stream = owner.listens("shop").await;
    let sells = |till: usize| {
        let owner = owner.clone();
        async move {
            let mut answered = Vec::new();
            for number in 0.. {
                let number = format!("T-{till}-{number}");
                let lines = json!([{ "sku": "85048", "quantity": 1, "unit_price": "1" }]);
                let order = json!({ "number": number, "channel": "web", "currency": "GBP", "lines": lines });
                match owner.tries_to_tell("/api/v1/orders", &number, order.to_string()).await {
                    Ok(answer) if answer.status == 201 => answered.push(number),
                    _ => break,
                }
                tokio::task::yield_now().await;
            }
            answered
        }
    };
    let tills: Vec<_> = (0..4).map(|till| tokio::spawn(sells(till))).collect();
    while owner.gets("/api/v1/orders?channel=web").await.expect(200).json()["data"] == json!([]) {}
    let (status, said) = tokio::task::spawn_blocking(|| serving.stop()).await.expect("no panic");
    assert!(status.success(), "{said:?}");
    assert!(said.iter().any(|line| line.contains("stopping")), "{said:?}");
    assert!(!said.iter().any(|line| line.contains("did not end in time")), "nobody was cut off: {said:?}");
    while stream.next().await.is_some() {}
    let mut answered = Vec::new();
    for till in tills {
        answered.extend(till.await.expect("no panic"));
    }
    assert!(!answered.is_empty());
    assert!(!home.data().join("hilo.sock").exists(), "the socket goes with it");

    let serving = Serving::start_with(&home, &UNPACED);
    // The session outlives the process.
    let owner = serving.somebody().with_session(owner.session.as_deref().unwrap_or_default());
    for number in &answered {
        let found = owner.gets(&format!("/api/v1/orders?q={number}&limit=500")).await.expect(200).json();
        let same = |order: &&serde_json::Value| order["number"] == **number;
        let count = found["data"].as_array().expect("a list").iter().filter(same).count();
        assert_eq!(count, 1, "{number} was answered");
    }
    assert!(serving.stop().0.success());
    assert_eq!(run(&home, &["verify", "--json"]).well().json()["clean"], true);
}

async fn wrong_settings_are_refused_with_place_and_remedy(engine: Engine) {
    let home = Home::new(engine);
    let toml = home.folder().join("hilo.toml");
    for (text, words) in [
        ("retailer = \"Telar\"\nlisten_on = 3\n", ["hilo.toml, line 2", "listen_on"]),
        ("\n\nlog_json = \"yes\"\n", ["hilo.toml, line 3", "hilo config"]),
        ("time_zone = \"Madrid\"\n", ["time_zone", "Europe/Madrid"]),
        ("listen = \"everywhere\"\n", ["listen", "127.0.0.1:7420"]),
        ("= 3", ["hilo.toml, line 1", "hilo config"]),
    ] {
        std::fs::write(&toml, text).expect("a file");
        let refused = run(&home, &["serve", "--listen", "127.0.0.1:0"]);
        assert!(words.iter().all(|word| refused.refusal().contains(word)), "{text}: {refused:?}");
    }
    std::fs::write(&toml, "retailer = \"Telar\"\n").expect("a file");
    for (name, value, word) in [
        ("HILO_LOG_JSON", "si", "true or false"),
        ("HILO_LOG", "loud", "info"),
        ("HILO_LISTN", "127.0.0.1:7420", "not a setting"),
        ("HILO_TRUSTED_PROXIES", "here", "addresses"),
        ("HILO_CONFIG", "missing.toml", "missing.toml"),
    ] {
        let refused = ran(hilo(&home).env(name, value).args(["serve", "--listen", "127.0.0.1:0"]), "");
        assert!(refused.refusal().contains(word), "{name}={value}: {refused:?}");
    }
    let mut elsewhere = hilo(&home);
    let refused = ran(elsewhere.args(["serve", "--config", "other.toml"]), "");
    assert!(refused.refusal().contains("other.toml"), "{refused:?}");
    let refused = run(&home, &["serve", "--listen", "nowhere"]);
    assert!(refused.refusal().contains("--listen"), "{refused:?}");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let taken = taken.local_addr().map(|address| (taken, address.to_string())).expect("its number");
    let refused = run(&home, &["serve", "--listen", &taken.1]);
    assert!(refused.refusal().contains(&taken.1) && refused.refusal().contains("--listen"), "{refused:?}");
    let unknown = run(&home, &["serve", "--loudly"]);
    assert!(unknown.code == Some(2) && unknown.err.contains("--loudly"), "{unknown:?}");
    for command in ["serve", "demo", "import", "verify", "backup", "restore", "bench"] {
        let help = run(&home, &[command, "--help"]).well();
        assert!(help.out.contains("Example: hilo"), "{command}: {help:?}");
    }
}

#[test]
fn a_database_that_is_not_there_is_said() {
    let home = Home::new(Engine::Sqlite);
    for (url, word) in [("mysql://localhost/hilo", "postgres://"), ("postgres://postgres@127.0.0.1:1/hilo", "running")]
    {
        let refused = run(&home, &["verify", "--database", url]);
        assert!(refused.refusal().contains(word), "{refused:?}");
    }
    let nothing = run(&home, &["verify"]);
    assert!(nothing.refusal().contains("--data"), "{nothing:?}");
    std::fs::write(home.folder().join("data"), "no folder")
        .or_else(|_| {
            std::fs::remove_dir_all(home.data())?;
            std::fs::write(home.data(), "no folder")
        })
        .expect("a file where the folder should be");
    let refused = run(&home, &["serve", "--listen", "127.0.0.1:0"]);
    assert!(refused.refusal().contains("Cannot use the folder"), "{refused:?}");
}
