//! Each bench runs to its end on both engines, with little in it. No time is judged.

use tempfile::TempDir;

use super::*;

const KEYS: [&str; 8] = ["bare_ratio", "bench", "cpu_ms_per_op", "engine", "ops_per_s", "p50_ms", "p99_ms", "rss_mb"];

fn runs(what: What, engine: &str, folder: &TempDir, database: &str) {
    let data = folder.path().join("data");
    let database = database.to_owned();
    let config = Config { data: data.clone(), database, allow_unsafe_database: true, ..Config::default() };
    let args = BenchArgs {
        what,
        seconds: 1,
        json: true,
        customers: 40,
        events_before: 900,
        products: 300,
        lines: Some(900),
        consoles: 9,
        house: None,
    };
    let report = measure(&config, &args).expect("the bench runs");
    let found = report.json();
    let found = found.as_object().expect("an object");
    let mut keys: Vec<&str> = found.keys().map(String::as_str).collect();
    if let What::Tracking = what {
        assert!(found["lag_p99_ms_at_70"].as_f64().expect("a number") > 0.0);
        keys.retain(|key| *key != "lag_p99_ms_at_70");
    }
    if let What::Search = what {
        assert!(found["suggest_p99_ms"].as_f64().expect("a number") >= 0.0);
        keys.retain(|key| *key != "suggest_p99_ms");
    }
    if let What::Console = what {
        assert_eq!(found["open_consoles"], 9.0);
        let figures =
            ["slowest_page_p99_ms", "largest_page_kb", "open_consoles", "told_p99_ms", "told_last_ms", "open_mb"];
        assert!(figures.iter().all(|key| found[*key].as_f64().is_some()), "{found:?}");
        keys.retain(|key| !figures.contains(key));
    }
    assert_eq!(keys, KEYS);
    assert_eq!(found["engine"], engine);
    assert!(found["ops_per_s"].as_f64().expect("a number") > 0.0);
    assert!(found["bare_ratio"].as_f64().expect("a number") > 0.0);
    assert!(report.table().lines().count() > 8);
    assert!(!data.exists(), "what was made for the bench is gone");
}

fn run_on(engine: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let database = if engine == "sqlite" {
        String::new()
    } else {
        std::env::var("HILO_TEST_POSTGRES")
            .expect("HILO_TEST_POSTGRES names a server; scripts/test-postgres starts one")
    };
    for what in [What::Store, What::Import, What::Card, What::Identity, What::Tracking, What::Search, What::Console] {
        runs(what, engine, &folder, &database);
    }
}

#[test]
fn every_bench_runs_on_sqlite() {
    run_on("sqlite");
}

#[test]
fn every_bench_runs_on_postgres() {
    run_on("postgres");
}
