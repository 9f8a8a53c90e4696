//! The pages of sources render in both languages, empty and full, and let no data speak as markup.

#[allow(dead_code, reason = "the samples of all pages")]
mod samples;

use askama::Template;
use console::{
    sources_page::{
        CameRow, Connect, KeyRow, Now, RejectRow, RejectsPage, SourceForm, SourcePage, SourceRow, SourcesPage,
    },
    threads::Link,
};
use samples::*;
use tracking::{counts::Today, sources::Kind};
use web::{channels::Channel, frame::Room, lists::Pager, locale::Lang};

fn render(name: &str, lang: Lang, page: &impl Template) -> String {
    let html = page.render().expect("it renders");
    if let Ok(folder) = std::env::var("HILO_PREVIEW") {
        std::fs::write(format!("{folder}/{name}-{}.html", lang.code()), &html).expect("the folder can be written");
    }
    assert!(!html.contains("style=") && !html.contains("<script>"), "{name}: the content security policy");
    assert!(!html.contains("<Telar>"), "{name}: data speaks as markup");
    html
}

fn today() -> Today {
    Today { taken: 1_204_331, known: 12, rejected: 4, last_at: Some(at("2026-11-20T11:03:40Z")) }
}

fn now(lang: Lang, is_full: bool, is_still: bool) -> Now {
    let row = |number: i64| CameRow {
        received: at("2026-11-20T11:03:40Z"),
        channel: Channel::Web,
        words: "Looked at a product: <Telar> scarf".into(),
        kind: "Product Viewed".into(),
        note: (number == 1).then(|| "Robot <Telar>".into()),
        who: (number > 0).then(|| Link { address: "/console/customers/cus_1".into(), name: "Ana <Telar>".into() }),
        body: is_still.then(|| "{\"body\": \"<Telar>\"}".into()),
    };
    Now {
        page: frame(lang, None, Room::Sources),
        id: "src_1".into(),
        today: if is_full { today() } else { Today::default() },
        reasons: if is_full { vec![("Missing".into(), 3), ("Broken".into(), 1)] } else { Vec::new() },
        may: true,
        is_still,
        came: (0..if is_full { 20 } else { 0 }).map(row).collect(),
    }
}

#[test]
fn the_list_teaches_when_it_is_empty_and_says_what_is_wrong_beside_its_field() {
    for lang in Lang::ALL {
        for (name, count, may) in [("sources-empty", 0, true), ("sources", 5, true), ("sources-viewer", 5, false)] {
            let row = |(place, kind)| SourceRow {
                id: format!("src_{place}"),
                name: "Web <Telar>".into(),
                kind,
                is_on: place != 2,
                today: if place == 1 { today() } else { Today::default() },
                rejects: place * 40_000,
            };
            let refused = (count == 0).then(|| ("origins", "Write it <Telar>".to_owned()));
            let form = SourceForm { name: "x\"<Telar>".into(), refused, ..SourceForm::default() };
            let rows: Vec<SourceRow> = (0_i64..).zip(Kind::ALL).take(count).map(row).collect();
            let html = render(name, lang, &SourcesPage { page: frame(lang, None, Room::Sources), rows, may, form });
            assert_eq!(html.matches("data-row").count(), count);
            assert_eq!(html.contains("action=\"/console/sources\""), may, "{name}: only owners set up");
            assert_eq!(html.contains("aria-invalid"), count == 0, "{name}");
        }
    }
}

#[test]
fn a_secret_key_is_whole_only_when_it_is_new() {
    for lang in Lang::ALL {
        for (name, fresh, may) in [("source-new", true, true), ("source", false, true), ("source-viewer", false, false)]
        {
            let key = |shown: &str, is_secret, revoked: Option<&str>| KeyRow {
                shown: shown.into(),
                is_secret,
                at: at("2026-11-01T09:00:00Z"),
                revoked: revoked.map(at),
            };
            let page = SourcePage {
                notice: None,
                may,
                id: "src_1".into(),
                name: "ERP <Telar>".into(),
                code: "erp".into(),
                kind: Kind::Server,
                is_on: fresh,
                origins: if fresh { Vec::new() } else { vec!["https://www.telar.example".into()] },
                networks: vec!["203.0.113.0/24".into()],
                form: SourceForm {
                    networks: "203.0.113.0/24\n<Telar>".into(),
                    refused: fresh.then(|| ("networks", "Write it <Telar>".to_owned())),
                    ..SourceForm::default()
                },
                rate: "20.000".into(),
                keys: vec![key("...ab12", true, None), key("...cd34", true, Some("2026-11-02T09:00:00Z"))],
                fresh: fresh.then(|| "0123456789abcdef0123456789abcdef0123456789abcdef".into()),
                connects: vec![Connect { name: "Node", install: "npm i", lines: "a < b\n\"<Telar>\"".into() }],
                now: now(lang, !fresh, false),
                page: frame(lang, None, Room::Sources),
            };
            let html = render(name, lang, &page);
            assert_eq!(html.contains("0123456789abcdef"), fresh);
            assert_eq!(html.contains("/keys/revoke"), may, "only owners take keys back");
            assert_eq!(html.contains("action=\"/console/sources/src_1/set\""), may, "and say what it takes");
            assert_eq!(html.contains("id=\"networks-error\""), fresh && may);
            assert_eq!(html.matches("value=\"...ab12\"").count(), usize::from(may));
            assert!(!html.contains("value=\"...cd34\""), "what was taken back cannot be taken back again");
            assert!(html.contains("hx-trigger=\"every 2s\""), "it looks again by itself");
        }
    }
}

#[test]
fn what_comes_in_stands_still_to_be_looked_into() {
    for lang in Lang::ALL {
        let html = render("source-still", lang, &now(lang, true, true));
        assert!(!html.contains("hx-trigger") && html.contains("<pre"), "{html}");
        assert!(html.contains("/console/customers/cus_1"));
        assert!(!render("source-moving", lang, &now(lang, true, false)).contains("<pre"));
    }
}

#[test]
fn what_could_not_be_used_is_shown_with_its_reason() {
    for lang in Lang::ALL {
        for (name, count) in [("rejects-empty", 0), ("rejects", 50)] {
            let row = |place: usize| RejectRow {
                id: format!("rej_{place}"),
                at: at("2026-11-20T10:00:00Z"),
                reason: "A field is missing".into(),
                field: place.is_multiple_of(2).then(|| "event".into()),
                body: if place == 3 { String::new() } else { "{\"<Telar>\": 1}".repeat(place * 20 + 1) },
                replayed: (place == 3).then(|| at("2026-11-20T10:30:00Z")),
                may_be_told: place != 3,
            };
            let page = RejectsPage {
                notice: None,
                id: "src_1".into(),
                name: "ERP <Telar>".into(),
                rows: (0..count).map(row).collect(),
                waiting: count as i64,
                pager: Pager {
                    first: None,
                    next: (count > 0).then(|| "/console/sources/src_1/rejects?after=x".into()),
                },
                page: frame(lang, None, Room::Sources),
            };
            let html = render(name, lang, &page);
            assert_eq!(
                html.matches("name=\"id\"").count(),
                count.saturating_sub(1),
                "what was taken is not told again"
            );
        }
    }
}
