//! Labels, acts on many and people who may be one: each page in both languages, empty, usual and overfull.

#[allow(dead_code, reason = "other pages use the other samples")]
mod samples;

use askama::Template;
use console::{
    card_page::Figures,
    duplicates_page::{DuplicatesPage, Face, Pair},
    labels_page::{BulkPage, LabelPage, LabelRow, LabelsPage, RuleRow},
    notices::{Notice, Undo},
    threads::{Badge, Tone},
};
use samples::*;
use web::{frame::Room, lists::Pager, locale::Lang};

fn render(name: &str, lang: Lang, page: &impl Template) -> String {
    let html = page.render().expect("it renders");
    if let Ok(folder) = std::env::var("HILO_PREVIEW") {
        std::fs::write(format!("{folder}/{name}-{}.html", lang.code()), &html).expect("the folder can be written");
    }
    assert!(!html.contains("style=") && !html.contains("<script>"), "{name}");
    html
}

#[test]
fn the_list_of_labels_teaches_when_it_is_empty() {
    for lang in Lang::ALL {
        for (name, count) in [("labels-empty", 0), ("labels", 4)] {
            let row = |(place, tag)| LabelRow {
                is_list: place == 1,
                rule: if place == 0 {
                    vec!["Pedidos: al menos 3".into(), "Devoluciones: como mucho 0".into()]
                } else {
                    vec![]
                },
                count: 1_213 * place as i64,
                renewing: place == 3,
                by: Some("Lucía Ferrer".to_owned()),
                at: at("2026-11-03T10:00:00Z"),
                tag,
            };
            let page = frame(lang, None, Room::Customers);
            let undo = Undo { address: "/console/bulk/blk_1/undo".into(), back: "/console".into(), words: "x".into() };
            let notice = (count > 0).then(|| Notice { words: "x".into(), link: None, undo: Some(undo) });
            let rows = tags().into_iter().take(count).enumerate().map(row).collect();
            let html = render(name, lang, &LabelsPage { page, notice, may: true, rows });
            assert_eq!(html.matches("data-row").count(), count);
            assert!(!html.contains("Prensa <b>"), "a name is no markup");
        }
    }
}

#[test]
fn the_form_of_a_label_has_room_for_its_rule() {
    for lang in Lang::ALL {
        let say = say(lang);
        let mut rows = vec![
            RuleRow { on: "orders".into(), is: "at_least".into(), value: "3".into(), key: String::new() },
            RuleRow { on: "spent".into(), is: "at_most".into(), value: "150,50".into(), key: "EUR".into() },
        ];
        rows.resize(5, RuleRow::default());
        let html = render(
            "label",
            lang,
            &LabelPage {
                page: frame(lang, None, Room::Customers),
                id: Some("lbl_1".into()),
                title: "Habitual".into(),
                count: 1_213,
                may: true,
                refused: Some(say.t("label-rule-wrong")),
                name: "Habitual \"".into(),
                is_list: false,
                color: "teal".into(),
                rows,
                figures: vec![("orders", say.t("rule-orders"), false), ("spent", say.t("rule-spent"), true)],
                keys: vec![("goya".into(), "Goya".into())],
            },
        );
        assert_eq!(html.matches("class=\"rule-row\"").count(), 5);
        assert_eq!(html.matches(" selected").count(), 2 + 5, "each row says at least or at most");
    }
}

#[test]
fn an_act_on_many_says_on_how_many() {
    for lang in Lang::ALL {
        let [_, tag, ..] = <[_; 4]>::try_from(tags()).expect("four");
        let fields = vec![("ids".to_owned(), "cus_1".to_owned()), ("act".to_owned(), "add".to_owned())];
        let page = frame(lang, None, Room::Customers);
        let (counting, back) = ("/console/bulk/count".to_owned(), "/console".to_owned());
        let count = Some(1_213);
        let view = BulkPage { page, tag, is_add: true, is_all: true, count, counting, fields, back };
        let html = render("bulk", lang, &view);
        let number = if lang == Lang::Es { "1.213" } else { "1,213" };
        assert!(html.contains(number) && html.contains("value=\"cus_1\""), "{html}");
    }
}

fn face(name: &str, known: &str, is_long: bool) -> Face {
    let lines: &[&str] = if is_long {
        &["1984-05-31", "Calle del Marqués de Valdecilla 128, 4.º izquierda", "28004 Madrid"]
    } else {
        &["28004 Madrid"]
    };
    Face {
        address: "/console/customers/cus_1".into(),
        title: name.into(),
        name: name.into(),
        lines: lines.iter().map(|line| (*line).to_owned()).collect(),
        known: vec![known.to_owned(), "+34 612 345 678".to_owned()],
        figures: is_long.then(|| Figures {
            orders: 3,
            spent: eur(24_650),
            average: None,
            returns: 1,
            returned: eur(1_000),
        }),
        first_seen: Some(at("2025-01-10T10:00:00Z")),
        last_seen: Some(at("2026-11-18T10:00:00Z")),
    }
}

#[test]
fn the_queue_shows_two_people_side_by_side() {
    for lang in Lang::ALL {
        let say = say(lang);
        for (name, count) in [("duplicates-empty", 0), ("duplicates", 3)] {
            let pair = |place: usize| Pair {
                one: face("Ana Morales", "ana.morales@gmail.com", true),
                other: face("ANA MARÍA DE LA CONCEPCIÓN MORALES FERNÁNDEZ <b>", "anamorales@gmial.com", place > 0),
                reasons: vec![
                    Badge { text: say.t("duplicate-email"), tone: Tone::Good },
                    Badge { text: say.t("duplicate-gsp"), tone: Tone::Plain },
                ],
                compare: "/console/customers/cus_1/merge?with=cus_2".into(),
                decide: "/console/duplicates/cus_1/cus_2".into(),
            };
            let html = render(
                name,
                lang,
                &DuplicatesPage {
                    page: frame(lang, None, Room::Duplicates),
                    notice: None,
                    may: true,
                    count: format!("{count} pairs"),
                    pairs: (0..count).map(pair).collect(),
                    pager: Pager::default(),
                },
            );
            assert_eq!(html.matches("data-row").count(), count);
            assert!(!html.contains("<b>\n") && !html.contains("NDEZ <b>"), "a name is no markup");
        }
    }
}
