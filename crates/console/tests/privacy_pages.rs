//! The pages of a person's rights render in both languages, and let no data speak as markup.

#[allow(dead_code, reason = "the samples of all pages")]
mod samples;

use askama::Template;
use console::{
    audit_page::{AuditPage, AuditRow},
    privacy_page::{Cell, ErasePage, ExportPage, Section, amounts, field_key},
    threads::Link,
};
use customers::{
    people::CustomerId,
    privacy::erasures::{Count, Preview},
};
use samples::*;
use web::{
    frame::Room,
    lists::{Choice, Pager},
    locale::Lang,
};

fn render(name: &str, lang: Lang, page: &impl Template) -> String {
    let html = page.render().expect("it renders");
    if let Ok(folder) = std::env::var("HILO_PREVIEW") {
        std::fs::write(format!("{folder}/{name}-{}.html", lang.code()), &html).expect("the folder can be written");
    }
    assert!(!html.contains("style=") && !html.contains("<script>"), "{name}: the content security policy");
    assert!(!html.contains("<Morales>"), "{name}: data speaks as markup");
    html
}

fn preview() -> Preview {
    let count = |table, rule, rows| Count { table, rule, why: None, rows };
    Preview {
        id: CustomerId::from_bytes([7; 16]),
        name: Some("Ana <Morales>".to_owned()),
        known_as: Some("ana@ejemplo.es".to_owned()),
        tables: vec![
            count("identifiers", "delete", 3),
            count("traits", "delete", 9),
            count("customers", "delete", 2),
            count("notes", "delete", 1),
            count("orders", "block", 1_204),
            count("consents", "block", 4),
            count("audit", "block", 12),
        ],
    }
}

#[test]
fn an_erasure_is_told_in_numbers_before_it_happens() {
    for lang in Lang::ALL {
        let (goes, stays) = amounts(&preview());
        let mut view = ErasePage {
            page: frame(lang, None, Room::Customers),
            card: "/console/customers/cus_1".to_owned(),
            title: "Ana <Morales>".to_owned(),
            word: "Ana <Morales>".to_owned(),
            id: "cus_1".to_owned(),
            identifiers: 3,
            goes,
            stays,
            typed: String::new(),
            is_wrong: false,
        };
        let html = render("erase", lang, &view);
        assert!(html.contains(if lang == Lang::Es { "1.204" } else { "1,204" }), "{html}");
        assert!(html.contains(">11<"), "a name and what was said are one thing: {html}");
        assert!(!html.contains("aria-invalid"));
        (view.typed, view.is_wrong) = ("Eva".to_owned(), true);
        assert!(render("erase-wrong", lang, &view).contains(r#"aria-describedby="typed-error""#));
    }
}

#[test]
fn what_is_known_is_told_section_by_section() {
    let section = |name: &str, fields: &[&str], rows: Vec<Vec<Cell>>, more| Section {
        key: format!("told-{name}"),
        heads: fields.iter().map(|field| field_key(field)).collect(),
        rows,
        more,
    };
    let words = |text: &str| Cell::Words(text.to_owned());
    let when = Cell::Moment(at("2026-11-14T10:03:00Z"));
    for lang in Lang::ALL {
        let order = vec![words("T-1"), when.clone(), words("Web"), words("2 × Falda"), Cell::Amount(eur(5_990))];
        let orders = vec![order; 40];
        let view = ExportPage {
            page: frame(lang, None, Room::Customers),
            card: "/console/customers/cus_1".to_owned(),
            file: "/api/v1/customers/cus_1/export".to_owned(),
            title: "Ana <Morales>".to_owned(),
            retailer: "Telar".to_owned(),
            sections: vec![
                section("profile", &["name", "birth_date"], vec![vec![words("Ana <Morales>"), Cell::Empty]], false),
                section("notes", &["text", "by", "at"], vec![vec![words("a"), words("Lucía"), when.clone()]], false),
                section("orders", &["number", "at", "channel", "lines", "total"], orders, true),
            ],
        };
        let html = render("export", lang, &view);
        assert!(html.contains(if lang == Lang::Es { "59,90" } else { "59.90" }), "{html}");
        assert!(html.contains("40+"));
    }
}

fn audit(lang: Lang, rows: Vec<AuditRow>) -> AuditPage {
    let choice = |name: &str| Choice { value: String::new(), name: name.to_owned(), is_on: true };
    AuditPage {
        page: frame(lang, None, Room::Customers),
        did: Some("x".to_owned()),
        person: "ana <Morales>".to_owned(),
        is_nobody: rows.is_empty(),
        staff: vec![choice("Lucía")],
        acts: vec![choice("a")],
        day: "2026-11-20".to_owned(),
        clear: Some("/console/audit".to_owned()),
        csv: "/console/audit/csv".to_owned(),
        rows,
        pager: Pager::default(),
    }
}

#[test]
fn the_audit_tells_who_did_what() {
    let row = |whom: Option<&str>, is_gone, details: &str| AuditRow {
        at: at("2026-11-14T10:03:00Z"),
        who: "Lucía Ferrer".to_owned(),
        act: "Abrió la ficha".to_owned(),
        whom: whom.map(|name| Link { address: "/console/customers/cus_1".to_owned(), name: name.to_owned() }),
        is_gone,
        details: details.to_owned(),
    };
    for lang in Lang::ALL {
        let rows = vec![
            row(Some("Ana <Morales>"), false, ""),
            row(None, true, "orders 2, events 31, identifiers 3, customers 1, traits 9"),
            row(None, false, "kind email"),
        ];
        let html = render("audit", lang, &audit(lang, rows));
        assert!(html.contains(if lang == Lang::Es { "Persona borrada" } else { "Erased person" }));
        assert!(render("audit-empty", lang, &audit(lang, vec![])).contains(r#"id="person-error""#));
    }
}
