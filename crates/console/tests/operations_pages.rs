//! The page of operating renders in both languages, empty and full, and lets no data speak as markup.

#[allow(dead_code, reason = "the samples of all pages")]
mod samples;

use askama::Template;
use console::operations_page::{Nightly, Now, OperationsPage, weight};
use operations::{
    health::{Advice, Level, What},
    settings::{Origin, Setting},
    state::{Follower, Known, State},
};
use samples::*;
use store::{
    backups::{self, Backup, Check, Outcome},
    parked::{Kind, ParkedEvent, ParkedJob},
    queue::LineState,
    weight::{Day, Weight},
};
use web::{
    frame::Room,
    locale::Lang,
    rights::{Right, Rights},
};

fn backup(state: backups::State, outcome: Option<Outcome>) -> Known {
    let moment = at("2026-11-20T03:00:00Z");
    let check = outcome.map(|outcome| Check { at: moment, outcome, engine: "sqlite".into(), says: "<Telar>".into() });
    let backup = Backup {
        id: backups::BackupId::new(moment),
        file: "/var/lib/hilo/backups/hilo-<Telar>.gz".into(),
        state,
        engine: Some("sqlite".into()),
        rows: 1_204_331,
        bytes: (state == backups::State::Made).then_some(812_000_000),
        why: (state == backups::State::Failed).then(|| "No space <Telar>".into()),
        made_at: moment,
        made_by: "operator".into(),
        check,
    };
    Known { backup, is_here: outcome.is_some() }
}

fn full() -> State {
    let moment = at("2026-11-20T11:03:40Z");
    let advice = |what| Advice { level: Level::Act, what, number: 3, says: String::new() };
    let follower = |name: &str, is_read, lag| Follower {
        name: name.into(),
        version: 7,
        is_read,
        position: 1_000_000 - lag,
        end: 1_000_000,
        lag_events: lag,
        lag_since: (lag > 0).then_some(moment),
    };
    let kind = |kind: &str, parked| Kind {
        kind: kind.into(),
        is_slow: false,
        waiting: 4,
        running: 1,
        parked,
        due_since: Some(moment),
    };
    let line = |line| LineState {
        line,
        waiting: 3,
        room: 1_024,
        refused: 2,
        refused_seconds_ago: Some(40),
        waited_p50_us: 300,
        waited_p99_us: 41_000,
    };
    let weight =
        Weight { database: 4_000_000_000, log: Some(4_000_000), pictures: 0, backups: 900, free: Some(1 << 40) };
    State {
        health: What::ALL.map(advice).into(),
        followers: vec![follower("card", true, 0), follower("visits", false, 40_000), follower("<Telar>", true, 3)],
        parked_events: vec![ParkedEvent {
            follower: "card".into(),
            version: 7,
            event: store::thread::EventId::new(moment),
            kind: "Order <Telar>".into(),
            reason: "It has no money <Telar>".into(),
            parked_at: moment,
        }],
        jobs: vec![kind("orders.match_returns", 3), kind("<Telar>", 0)],
        parked_jobs: vec![ParkedJob {
            id: store::jobs::JobId::new(moment),
            kind: "orders.match_returns".into(),
            key: "<Telar>".into(),
            attempts: 10,
            reason: Some("The worker <Telar>".into()),
            parked_at: moment,
            created_at: moment,
        }],
        lines: vec![line("people"), line("bulk"), line("reads")],
        storage: weight,
        storage_days: vec![
            Day { day: "2026-11-20".into(), looked_at: at("2026-11-20T10:00:00Z"), weight },
            Day {
                day: "2026-11-19".into(),
                looked_at: at("2026-11-19T23:00:00Z"),
                weight: Weight { database: 3_900_000_000, ..weight },
            },
        ],
        backups: vec![
            backup(backups::State::Running, None),
            backup(backups::State::Failed, None),
            backup(backups::State::Made, Some(Outcome::Findings)),
            backup(backups::State::Made, None),
        ],
        ..bare()
    }
}

fn bare() -> State {
    State {
        health: Vec::new(),
        at: at("2026-11-20T11:03:40Z"),
        started_at: at("2026-11-19T11:03:40Z"),
        engine: "sqlite",
        followers: Vec::new(),
        parked_events: Vec::new(),
        jobs: Vec::new(),
        parked_jobs: Vec::new(),
        lines: Vec::new(),
        storage: Weight::default(),
        storage_days: Vec::new(),
        backups: Vec::new(),
        backups_folder: "/var/lib/hilo/backups".into(),
        certificate_until: None,
    }
}

fn nightly(lacks_database: bool) -> Nightly {
    Nightly { line: "10 3 * * * <hilo>".into(), lacks_database }
}

#[test]
fn the_page_says_what_is_not_well_and_offers_what_can_be_done() {
    for lang in Lang::ALL {
        for (name, state) in [("operations", full()), ("operations-empty", bare())] {
            let is_full = name == "operations";
            let setting = |name: &str, value: &str, is_hidden, origin| Setting {
                name: name.into(),
                value: value.into(),
                is_hidden,
                origin,
            };
            let page = OperationsPage {
                page: frame(lang, None, Room::Operations),
                notice: None,
                now: Now { page: frame(lang, None, Room::Operations), state, nightly: nightly(is_full) },
                retailer: "<Vidal>".into(),
                settings: vec![
                    setting("listen", "127.0.0.1:7420", false, Origin::Built),
                    setting("metrics_token", "", true, Origin::Environment { variable: "HILO_METRICS_TOKEN".into() }),
                    setting("retailer", "<Telar>", false, Origin::File { file: "hilo.toml".into(), line: 3 }),
                ],
                sources: (4, i64::from(is_full)),
                rejects: i64::from(is_full),
                imports: (0, i64::from(is_full)),
            };
            let html = page.render().expect("it renders");
            if let Ok(folder) = std::env::var("HILO_PREVIEW") {
                std::fs::write(format!("{folder}/{name}-{}.html", lang.code()), &html).expect("the folder is there");
            }
            assert!(!html.contains("style=") && !html.contains("<script>"), "{name}: the content security policy");
            assert!(!html.contains("<Telar>"), "{name}: data speaks as markup");
            assert_eq!(html.contains("/give-up\""), is_full);
            assert_eq!(html.contains("operations/events/retry"), is_full);
            assert_eq!(html.contains("operations/jobs/retry"), is_full, "all of a kind");
            assert_eq!(html.contains("action=\"/console/operations/backups\""), !is_full, "one is being made");
            assert_eq!(html.contains("every 1s"), is_full);
            assert_eq!(html.contains("postgres://"), is_full, "where its address goes");
        }
    }
}

#[test]
fn who_only_looks_is_offered_nothing_to_do() {
    let looks = || {
        let mut page = frame(Lang::En, None, Room::Operations);
        page.me.as_mut().expect("somebody").rights = Rights::of(&[Right::OperationsSee]);
        page
    };
    for state in [full(), bare()] {
        let now = Now { page: looks(), state, nightly: nightly(false) };
        let (settings, nothing) = (Vec::new(), (0, 0));
        let page = OperationsPage {
            page: looks(),
            notice: None,
            now,
            retailer: String::new(),
            settings,
            sources: nothing,
            rejects: 0,
            imports: nothing,
        };
        let html = page.render().expect("it renders");
        assert!(!html.contains("action=\"/console/operations"), "{html}");
        assert!(html.contains("href=\"/console/operations\" aria-current=\"page\""), "its room is marked");
    }
}

#[test]
fn weights_are_told_in_units_of_people() {
    let say = frame(Lang::En, None, Room::Operations).say;
    let cases: [(i64, &str); 6] = [
        (0, "0 KB"),
        (1_536, "1.5 KB"),
        (5 << 20, "5 MB"),
        (1_200 << 20, "1.1 GB"),
        (-(3 << 20), "-3 MB"),
        (7 << 40, "7 TB"),
    ];
    for (bytes, expected) in cases {
        let told = weight(&say, &bytes).replace('\u{2212}', "-");
        assert_eq!(told, expected, "{bytes}");
    }
}
