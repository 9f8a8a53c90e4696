//! The pages of consent render in both languages, empty, normal and overfull, and let no data speak as markup.

#[allow(dead_code, reason = "other pages use the other samples")]
mod samples;

use askama::Template;
use base::Time;
use console::{
    choices_page::{Asked, Choice, ConfirmPage, Confirming, Given, NewsletterPage, PreferencesPage, Shown},
    consents_page::{ConsentsPage, Entry, State, Statement},
    suppressions_page::{Notice, Row, SuppressionsPage},
    threads::Tone,
};
use customers::consents::texts::Text;
use samples::*;
use web::{
    frame::{Frame, Room},
    lists::{self, Pager, Select},
    locale::Lang,
};

/// What nobody may be able to write into a page.
const MARKUP: &str = "<b>hola</b>";

fn render(name: &str, lang: Lang, page: &impl Template) -> String {
    let html = page.render().expect("it renders");
    if let Ok(folder) = std::env::var("HILO_PREVIEW") {
        std::fs::write(format!("{folder}/{name}-{}.html", lang.code()), &html).expect("the folder can be written");
    }
    assert!(!html.contains(MARKUP), "{name}: {MARKUP} is text");
    assert!(!html.contains("style=") && !html.contains("<script>") && !html.contains("onclick"), "{name}");
    html
}

fn nobody(lang: Lang) -> Frame {
    Frame { me: None, path: "/newsletter".to_owned(), ..frame(lang, None, Room::Nowhere) }
}

fn when() -> Time {
    at("2026-05-03T10:00:00Z")
}

fn text() -> Text {
    let words = format!("Quiero recibir novedades por correo electrónico. Puedo darme de baja cuando quiera. {MARKUP}");
    Text { version: "newsletter-1".into(), language: "es".into(), text: words, created_at: when() }
}

fn select(name: &str, values: &[&str]) -> Select {
    let choice = |value: &&str| lists::Choice { value: (*value).into(), name: (*value).into(), is_on: false };
    Select { name: name.into(), label: name.into(), choices: values.iter().map(choice).collect() }
}

fn states(count: usize) -> Vec<State> {
    let state = |number: usize| State {
        what: "Novedades y ofertas por correo electrónico".into(),
        value: format!("una.direccion.muy.larga.{number}@un-dominio-que-no-acaba-nunca.example"),
        answer: if number == 1 { "No".into() } else { "Sí".into() },
        tone: if number == 1 { Tone::Plain } else { Tone::Good },
        why: "lo retiró el 3 may 2026 en la página de preferencias".into(),
    };
    (0..count).map(state).collect()
}

fn entries(count: usize) -> Vec<Entry> {
    let entry = |number: usize| Entry {
        id: format!("cns_01k9f4m2h000000000000000{number:02}"),
        decision: if number.is_multiple_of(2) { "Permite".into() } else { "No permite".into() },
        tone: if number.is_multiple_of(2) { Tone::Good } else { Tone::Bad },
        what: "Novedades y ofertas por correo electrónico".into(),
        value: format!("ana@ejemplo.es {MARKUP}"),
        how: "en la página de preferencias".into(),
        place: (number == 0).then(|| "Goya".into()),
        basis: (number == 0).then(|| "Cliente, productos similares".into()),
        by: "Lucía Ferrer".into(),
        text: Some("newsletter-1 (es)".into()),
        proof: vec![("note".into(), format!("tique T-1 {MARKUP}"))],
        happened: when(),
    };
    (0..count).map(entry).collect()
}

#[test]
fn what_a_customer_allows() {
    for lang in Lang::ALL {
        for (name, count, refused) in
            [("consents-empty", 0, None), ("consents", 3, None), ("consents-full", 40, Some(MARKUP.to_owned()))]
        {
            let form = Statement {
                selects: vec![select("decision", &["granted"]), select("channel", &["email", "sms"])],
                date: MARKUP.into(),
                proof: MARKUP.into(),
                refused,
            };
            let view = ConsentsPage {
                page: frame(lang, None, Room::Customers),
                title: format!("Ana Morales {MARKUP}"),
                card: "/console/customers/cus_1".into(),
                address: "/console/customers/cus_1/consents".into(),
                states: states(count),
                entries: entries(count),
                form: (name != "consents").then_some(form),
            };
            let html = render(name, lang, &view);
            assert_eq!(html.matches("<form class=\"stack-4\"").count(), usize::from(name != "consents"));
            assert_eq!(html.contains("role=\"alert\""), name == "consents-full");
        }
    }
}

#[test]
fn addresses_that_are_left_alone() {
    for lang in Lang::ALL {
        for (name, count) in [("suppressions-empty", 0), ("suppressions", 20)] {
            let row = |number: usize| Row {
                id: format!("sup_{number}"),
                value: format!("ana{number}@ejemplo.es {MARKUP}"),
                address: (number.is_multiple_of(2)).then(|| "/console/customers/cus_1/consents".into()),
                reason: "Se quejó".into(),
                channel: "Todos los medios".into(),
                source: "esp".into(),
                by: "Lucía Ferrer".into(),
                note: (number == 0).then(|| MARKUP.into()),
                at: when(),
                lifted: (number == 1).then(|| format!("Quitada el 3 may 2026, Lucía Ferrer: {MARKUP}")),
                can_lift: number != 1,
            };
            let notice =
                Notice { words: "1 dirección añadida.".into(), lines: vec![MARKUP.into()], is_bad: count > 0 };
            let view = SuppressionsPage {
                page: frame(lang, None, Room::Customers),
                notice: (count > 0).then_some(notice),
                finding: finding(&say(lang), "/console/suppressions", "suppressions-search", false),
                rows: (0..count).map(row).collect(),
                pager: Pager::default(),
                is_owner: true,
                selects: vec![select("reason", &["bounced"])],
                typed: MARKUP.into(),
            };
            let html = render(name, lang, &view);
            assert_eq!(html.matches("<details>").count(), count.saturating_sub(1));
        }
    }
}

#[test]
fn pages_for_whoever_has_an_address() {
    for lang in Lang::ALL {
        let retailer = || format!("Telar {MARKUP}");
        for (name, refused, is_done) in
            [("newsletter", None, false), ("newsletter-refused", Some(MARKUP), false), ("newsletter-done", None, true)]
        {
            let view = NewsletterPage {
                page: nobody(lang),
                retailer: retailer(),
                given: Given { email: MARKUP.into(), name: MARKUP.into() },
                interests: vec![("news", "interest-news", true), ("offers", "interest-offers", false)],
                text: text(),
                refused: refused.map(str::to_owned),
                is_done,
            };
            let html = render(name, lang, &view);
            assert!(
                html.contains("content=\"noindex\"") && !html.contains("/console"),
                "it leads nowhere inside: {name}"
            );
        }
        let asked = vec![Asked { what: "Novedades".into(), text: Some(text()) }];
        for (name, state) in [
            ("confirm", Confirming::Waiting(asked)),
            ("confirm-done", Confirming::Confirmed(when())),
            ("confirm-unknown", Confirming::Unknown),
        ] {
            let view = ConfirmPage { page: nobody(lang), retailer: retailer(), address: "/c/1".into(), state };
            let html = render(name, lang, &view);
            assert_eq!(html.matches("action=\"/c/1\"").count(), usize::from(name == "confirm"), "one form: {name}");
            assert_eq!(html.contains("<p class=\"soft\" lang=\"es\">"), name == "confirm", "in its language: {name}");
        }
        let choice = |number: usize| Choice {
            name: format!("marketing.{number}"),
            what: format!("Novedades {number}"),
            is_on: number == 0,
        };
        let shown = Shown {
            masked: format!("a…@{MARKUP}"),
            is_left_alone: true,
            choices: (0..4).map(choice).collect(),
            text: text(),
        };
        for (name, shown) in [("preferences", Some(shown)), ("preferences-unknown", None)] {
            let is_saved = shown.is_some();
            let view = PreferencesPage {
                page: nobody(lang),
                retailer: retailer(),
                address: "/preferences/1".into(),
                shown,
                is_saved,
            };
            let html = render(name, lang, &view);
            assert_eq!(html.matches("name=\"was.").count(), usize::from(is_saved), "what was allowed is told back");
        }
    }
}
