//! The pages of moving in render in both languages, in every state, and let no data speak as markup.

#[allow(dead_code, reason = "the samples of all pages")]
mod samples;

use std::path::PathBuf;

use askama::Template;
use catalog::import::{
    mappings::{Field, Mapping},
    pieces::Tally,
    whys::Refused,
};
use console::imports_page::{ImportPage, ImportRow, ImportsPage, Now};
use orders::{
    import::{
        Progress,
        shops::{Report, Shop, Taken, What},
    },
    imports::{
        Import, ImportId, State, Trouble,
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
                store: "<Telar>".into(),
                decimals: vec![Choice { value: "comma".into(), name: "1.234,50".into(), is_on: true }],
                form: "mov_1".into(),
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
        first_rejects: vec![Refused {
            file: "a.csv".into(),
            line: 12,
            code: "price".into(),
            column: Some("PVP <Telar>".into()),
            says: "this is not a price".into(),
        }],
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
        store: Some("Norte <Telar>".into()),
        decimals: None,
        zone: "Europe/Madrid".into(),
        columns: vec!["Talla <Telar>".into(), "PVP".into(), "Cosa".into()],
        mapping: Some(Mapping { columns }),
        examples: [("PVP".to_owned(), "59,90 <Telar>".to_owned())].into(),
        foreseen: (state == State::Looked).then(|| report(true)),
        report: (state == State::Done).then(|| report(false)),
        progress: Progress { done: 300, of: if state == State::Running { 1_200 } else { 0 }, rejected: 2, pictures: 4 },
        why: (state == State::Failed).then(|| Trouble {
            code: "csv-quotes".into(),
            file: Some("a <Telar>.csv".into()),
            line: Some(3),
            says: "a.csv: a quote is opened.".into(),
        }),
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
            assert_eq!(
                html.contains("/start\""),
                state == State::Looked,
                "{state:?}: a file that cannot be read stays so"
            );
            assert_eq!(html.contains("/cancel\""), state.is_busy(), "{state:?}");
            assert_eq!(html.contains("/discard\""), !state.is_busy(), "{state:?}");
            assert!(!html.contains("--") || !html.contains("hilo import"), "{state:?}: no words of the command line");
            assert_eq!(html.contains("/mapping\""), state == State::Looked, "{state:?}");
            assert_eq!(html.contains("/rejects\""), state == State::Done, "{state:?}");
            assert_eq!(html.contains("role=\"alert\""), state == State::Failed, "{state:?}");
            assert_eq!(html.contains("id=\"lost-title\""), state == State::Done, "{state:?}");
        }
    }
}

#[test]
fn columns_stand_in_the_order_of_the_file_and_nothing_new_is_said() {
    for (lang, reason) in [(Lang::Es, "no es un precio"), (Lang::En, "not a price")] {
        let looked = Now::of(frame(lang, None, Room::Products), import(State::Looked));
        let names: Vec<&str> = looked.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names, ["Talla <Telar>", "PVP", "Cosa"]);
        assert!(looked.rejects[0].2.contains(reason), "{:?}", looked.rejects);
        let same = Tally { read: 9, same: 9, ..Tally::default() };
        let nothing = Report { products: same, ..Report::default() };
        let import = Import { foreseen: Some(nothing), ..import(State::Looked) };
        let now = Now::of(frame(lang, None, Room::Products), import);
        assert!(now.is_nothing && !now.may_start);
        let page = frame(lang, None, Room::Products);
        let html = render("nothing", lang, &ImportPage { page, shop: "CSV".into(), now });
        assert!(!html.contains("/start\""), "there is nothing to take");
    }
}
