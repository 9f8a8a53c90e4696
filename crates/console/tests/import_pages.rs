//! The pages of moving in render in both languages, in every state, and let no data speak as markup.

#[allow(dead_code, reason = "the samples of all pages")]
mod samples;

use std::path::PathBuf;

use askama::Template;
use catalog::import::{
    mappings::{Field, Mapping},
    pieces::Tally,
};
use console::imports_page::{ImportPage, ImportRow, ImportsPage, Now};
use orders::{
    import::{
        Progress,
        shops::{Report, Shop, Taken, What},
    },
    imports::{
        Import, ImportId, State,
        uploads::{Upload, UploadId},
    },
};
use samples::*;
use web::{frame::Room, lists::Choice, locale::Lang};

fn render(name: &str, lang: Lang, page: &impl Template) -> String {
    let html = page.render().expect("it renders");
    if let Ok(folder) = std::env::var("HILO_PREVIEW") {
        std::fs::write(format!("{folder}/{name}-{}.html", lang.code()), &html).expect("the folder can be written");
    }
    assert!(!html.contains("style=") && !html.contains("<script>"), "{name}: the content security policy");
    assert!(!html.contains("<Telar>"), "{name}: data speaks as markup");
    html
}

#[test]
fn the_list_teaches_when_it_is_empty() {
    for lang in Lang::ALL {
        for (name, count) in [("imports-empty", 0), ("imports", 4)] {
            let states = [State::Running, State::Looked, State::Done, State::Failed];
            let row = |state: State| ImportRow {
                address: "/console/imports/mov_1".into(),
                shop: "Shopify".into(),
                state,
                words: "12 <Telar>".into(),
                at: at("2026-11-20T11:03:40Z"),
                by: "Ana <Telar>".into(),
            };
            let page = ImportsPage {
                page: frame(lang, None, Room::Products),
                rows: states.into_iter().take(count).map(row).collect(),
                shops: vec![Choice { value: "csv".into(), name: "CSV".into(), is_on: true }],
                currency: "\"<Telar>".into(),
                refused: (count == 0).then(|| "No <Telar>".to_owned()),
            };
            let html = render(name, lang, &page);
            assert_eq!(html.matches("data-row").count(), count);
            assert_eq!(html.contains("class=\"empty\""), count == 0);
            assert_eq!(html.contains("role=\"alert\""), count == 0);
        }
    }
}

fn report(dry_run: bool) -> Report {
    let taken = |file: &str, what| Taken { file: PathBuf::from(file), what, rows: 1_200, encoding: "utf-8".into() };
    Report {
        dry_run,
        files: vec![taken("art\u{ed}culos <Telar>.csv", What::Products), taken("x.csv", What::Skipped)],
        products: Tally { read: 1_199, new: 1_000, changed: 150, same: 40, refused: 9, ..Tally::default() },
        prices: 1_199,
        prices_set: 1_100,
        pictures: 2_000,
        pictures_left: 3,
        rejected: 9,
        first_rejects: vec![("a.csv".into(), 12, "'<Telar>' is not a price such as 59.90".into())],
        ..Report::default()
    }
}

fn import(state: State) -> Import {
    let columns = [("PVP", "price"), ("Talla <Telar>", "option:size"), ("Cosa", "ignore")];
    let field = |word: &str| Field::parse(word).expect("a field");
    let columns = columns.into_iter().map(|(name, word)| (name.to_owned(), field(word))).collect();
    Import {
        id: ImportId::from_bytes([1; 16]),
        shop: Shop::Csv,
        state,
        files: vec![Upload { id: UploadId::from_bytes([2; 16]), name: "a <Telar>.csv".into(), bytes: 9, parts: 1 }],
        currency: None,
        mapping: Some(Mapping { columns }),
        examples: [("PVP".to_owned(), "59,90 <Telar>".to_owned())].into(),
        foreseen: (state == State::Looked).then(|| report(true)),
        report: (state == State::Done).then(|| report(false)),
        progress: Progress { done: 300, of: if state == State::Running { 1_200 } else { 0 }, rejected: 2, pictures: 4 },
        why: (state == State::Failed).then(|| "a.csv: it holds <Telar> no line.".to_owned()),
        rejects: (state == State::Done).then(|| Upload {
            id: UploadId::from_bytes([3; 16]),
            name: "r.csv".into(),
            bytes: 9,
            parts: 1,
        }),
        created_at: at("2026-11-20T11:03:40Z"),
        created_by: "staff".into(),
        changed_at: at("2026-11-20T11:03:40Z"),
    }
}

#[test]
fn an_import_says_how_far_it_is_and_what_is_next() {
    for lang in Lang::ALL {
        for state in [State::Looking, State::Running, State::Looked, State::Done, State::Failed] {
            let mut now = Now::of(frame(lang, None, Room::Products), import(state));
            if state == State::Done {
                now.told_pictures.1 = 12;
                now.lost = vec![("a.csv".into(), 3, "its server <Telar>".into(), "https://x.example/<Telar>".into())];
            }
            let page = frame(lang, None, Room::Products);
            let html = render(state.word(), lang, &ImportPage { page, shop: "CSV <Telar>".into(), now });
            assert_eq!(html.contains("hx-trigger=\"every 1s\""), state.is_busy(), "{state:?}");
            assert_eq!(html.contains("<progress"), state == State::Running, "{state:?}");
            assert_eq!(html.contains("/start\""), state == State::Looked, "{state:?}");
            assert_eq!(html.contains("/mapping\""), state == State::Looked, "{state:?}");
            assert_eq!(html.contains("/rejects\""), state == State::Done, "{state:?}");
            assert_eq!(html.contains("role=\"alert\""), state == State::Failed, "{state:?}");
            assert_eq!(html.contains("id=\"lost-title\""), state == State::Done, "{state:?}");
        }
    }
}
