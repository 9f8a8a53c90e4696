//! The pages of the whole catalog: each in both languages, empty and full, and no data speaks as markup.

#[allow(dead_code, reason = "other pages use the other samples")]
mod samples;

use std::collections::HashMap;

use askama::Template;
use base::{Currency, UnitPrice};
use catalog::{
    languages::{self, Language},
    prices::changes::Problem,
    search::{misses::Looked, synonyms::Synonym},
    translations::{Kind, Named, Untold},
};
use console::{
    goods::{
        changes_page::{ChangeForm, ChangeRow, ChangesPage, Picked, Plan, PlanRow},
        languages_page::{LanguagesPage, Shown},
        many_page::{ManyForm, ManyPage, Offers, Outcome, OutcomeRow},
        media_page::MediaPage,
        shelves_page::{Leaving, OpenShelf, ShelfForm, ShelfRow, ShelvesPage},
        spoken::Spoken,
        table_page::{Cells, TablePage, TableRow},
        words_page::{WordForm, WordsPage},
    },
    notices::Notice,
};
use samples::{products::*, *};
use web::{frame::Room, lists::Pager, locale::Lang};

const ID: &str = "prd_01k9f4m2h0000000000000000d";

/// Renders a page in each language, and checks what holds for every page.
fn render<P: Template>(name: &str, page: impl Fn(Lang) -> P) -> String {
    let mut shown = String::new();
    for lang in Lang::ALL {
        let html = page(lang).render().expect("it renders");
        if let Ok(folder) = std::env::var("HILO_PREVIEW") {
            std::fs::write(format!("{folder}/{name}-{}.html", lang.code()), &html).expect("the folder can be written");
        }
        assert!(!html.contains("style=") && !html.contains("<script>"), "{name}");
        assert!(!html.contains("<b>x"), "{name}: data is escaped");
        shown = html;
    }
    shown
}

#[test]
fn a_change_of_many_says_what_it_comes_to() {
    let row = |place: usize| OutcomeRow {
        address: format!("/console/products/{ID}"),
        name: "Vestido <b>x".to_owned(),
        code: format!("TL-{place}"),
        changes: if place == 0 { vec![("product-brand", "<b>x".to_owned(), "Telar".to_owned())] } else { vec![] },
        why: (place > 0).then(|| "<b>x".to_owned()),
    };
    let view = |lang: Lang, outcome: Option<Outcome>| ManyPage {
        page: frame(lang, None, Room::Products),
        count: 412,
        cut: outcome.is_some().then_some(5_000),
        chosen: vec![("whom".to_owned(), "<b>x".to_owned())],
        back: "/console/products".to_owned(),
        form: ManyForm { brand: "<b>x".to_owned(), ..ManyForm::default() },
        offers: Offers {
            categories: vec![("a".to_owned(), "<b>x".to_owned())],
            seasons: vec![("oi26".to_owned(), "Otoño".to_owned())],
            collections: vec![("boda".to_owned(), "Boda".to_owned())],
            brands: vec!["<b>x".to_owned()],
        },
        outcome,
        refused: None,
    };
    assert!(
        !render("many-empty", |lang| view(lang, None)).contains("method=\"post\" action=\"/console/products/bulk\"")
    );
    let outcome = || Outcome { changes: 1, same: 300, refused: 111, rows: (0..50).map(row).collect() };
    let html = render("many", |lang| view(lang, Some(outcome())));
    assert!(html.contains("and 362 more"), "{html}");
    let none = || Outcome { changes: 0, same: 412, refused: 0, rows: vec![] };
    assert!(!render("many-none", |lang| view(lang, Some(none()))).contains("button-act"), "nothing to do, no button");
}

#[test]
fn a_table_shows_what_could_not_be_kept() {
    let row = |place: usize| TableRow {
        sight: sight(place),
        code: format!("TL-{place}"),
        cells: Cells {
            id: format!("{ID}{place}"),
            was: String::new(),
            name: "\"<b>x".to_owned(),
            state: "draft".to_owned(),
            brand: "<b>x".to_owned(),
        },
        refused: (place == 1).then(|| "<b>x".to_owned()),
    };
    let view = |lang: Lang, rows: Vec<TableRow>| TablePage {
        page: frame(lang, None, Room::Products),
        notice: None,
        refused: (!rows.is_empty()).then(|| "x".to_owned()),
        action: "/console/products/table".to_owned(),
        back: "/console/products".to_owned(),
        brands: vec!["Telar".to_owned()],
        rows,
        pager: pager(),
    };
    let html = render("table", |lang| view(lang, (0..50).map(row).collect()));
    assert_eq!((html.matches("name=\"id\"").count(), html.matches("aria-invalid").count()), (50, 1));
    assert!(!render("table-empty", |lang| view(lang, vec![])).contains("name=\"id\""));
}

#[test]
fn pictures_wait_for_their_sizes() {
    let view = |lang: Lang, count: usize, may: bool| MediaPage {
        page: frame(lang, None, Room::Products),
        notice: Notice::of(&say(lang), Some("pictures")),
        refused: vec!["<b>x".to_owned()],
        may,
        id: ID.to_owned(),
        name: "Vestido <b>x".to_owned(),
        revision: 3,
        languages: Language::of("en").into_iter().collect(),
        colors: vec!["crudo".to_owned()],
        pictures: (0..count).map(picture).collect(),
    };
    let html = render("media", |lang| view(lang, 2, true));
    assert_eq!((html.matches("load delay").count(), html.matches("value=\"remove-").count()), (1, 2));
    assert!(html.contains("<option selected>teja</option>"), "a color that is sold no more stays");
    assert!(!render("media-viewer", |lang| view(lang, 2, false)).contains("value=\"up-"));
    assert!(render("media-empty", |lang| view(lang, 0, true)).contains("No pictures yet"));
}

#[test]
fn a_plan_says_what_cannot_be_and_does_the_rest() {
    let price = |place: usize, problem| PlanRow {
        sku: format!("TL-{place}"),
        name: "<b>x".to_owned(),
        old: UnitPrice(499_000),
        new: UnitPrice(399_500),
        before: Some(UnitPrice(450_000)),
        problem,
    };
    let plan = |problem: Option<Problem>| Plan {
        id: ID.replace("prd_", "chg_").parse().expect("an id"),
        digest: "chg_x".to_owned(),
        list: "<b>x".to_owned(),
        from: None,
        to: Some(base::Time::default()),
        currency: Currency::EUR,
        count: 120,
        problems: i64::from(problem.is_some()),
        same: 3,
        rows: (0..100).map(|place| price(place, problem)).collect(),
    };
    let change = |state| ChangeRow {
        what: "<b>x".to_owned(),
        of: "<b>x".to_owned(),
        from: Some(at("2026-12-01T00:00:00Z")),
        to: Some(at("2027-01-07T00:00:00Z")),
        count: 1_204,
        at: at("2026-11-15T08:00:00Z"),
        by: "<b>x".to_owned(),
        state,
        undo: Some("/console/products/price-changes/chg_1/undo".to_owned()),
    };
    let view = |lang: Lang, plan: Option<Plan>, may: bool| ChangesPage {
        page: frame(lang, None, Room::Products),
        notice: None,
        may,
        form: ChangeForm { kind: "sale".to_owned(), amount: "<b>x".to_owned(), ..ChangeForm::default() },
        lists: vec![("web".to_owned(), "<b>x".to_owned())],
        of: vec![("change-of-brands", vec![("brand:<b>x".to_owned(), "<b>x".to_owned())])],
        chosen: Some(Picked { count: 12, cut: Some(2_200), fields: vec![("ids".to_owned(), ID.to_owned())] }),
        changes: if plan.is_some() { vec![change(("change-ahead", "badge badge-info"))] } else { vec![] },
        plan,
        refused: None,
    };
    assert!(render("changes", |lang| view(lang, Some(plan(None)), true)).contains("Change 120 prices"));
    let html = render("changes-problem", |lang| view(lang, Some(plan(Some(Problem::NoReduction))), true));
    assert!(html.contains("would be no reduction") && html.contains("Change 120 prices"), "{html}");
    assert!(html.contains("2,200 match"), "{html}");
    assert!(!render("changes-empty", |lang| view(lang, None, false)).contains("id=\"amount\""));
}

#[test]
fn words_shelves_and_languages_teach_when_they_are_empty() {
    let synonym =
        |word: &str, is_two_way| Synonym { word: word.to_owned(), finds: vec!["<b>x".to_owned()], is_two_way };
    let missed =
        |query: &str| Looked { query: query.to_owned(), times: 14, misses: 12, last_at: at("2026-11-15T08:00:00Z") };
    let words = |lang: Lang, is_full: bool| WordsPage {
        page: frame(lang, None, Room::Products),
        notice: None,
        may: true,
        form: WordForm { word: "\"<b>x".to_owned(), ..WordForm::default() },
        refused: None,
        misses: if is_full { vec![missed("polera"), missed("bañador & <b>x")] } else { vec![] },
        synonyms: if is_full { vec![synonym("polera", true), synonym("<b>x", false)] } else { vec![] },
    };
    let html = render("words", |lang| words(lang, true));
    assert_eq!(html.matches("?word=").count(), 1, "what has a synonym asks for none");
    assert!(html.contains("word=ba%C3%B1ador%20%26%20%3Cb%3Ex#finds"), "{html}");
    assert_eq!(render("words-empty", |lang| words(lang, false)).matches("class=\"empty\"").count(), 2);

    let shelf = |depth: usize| ShelfRow {
        code: "mujer/vestidos".to_owned(),
        name: "Vestidos <b>x".to_owned(),
        others: vec![("en", "Dresses <b>x".to_owned())],
        depth,
        count: 12,
        is_first: depth == 0,
        is_last: depth == 7,
    };
    let shelves = |lang: Lang, count: usize| ShelvesPage {
        page: frame(lang, None, Room::Products),
        notice: None,
        may: true,
        rows: (0..count).map(shelf).collect(),
        opened: (count > 0).then(|| OpenShelf {
            code: shelf(0).code,
            name: "<b>x".to_owned(),
            others: Spoken::default(),
            places: vec![],
            leaving: Leaving::Up(3),
            refused: Some("<b>x".to_owned()),
        }),
        languages: Language::of("en").into_iter().collect(),
        form: ShelfForm::default(),
        refused: None,
    };
    let html = render("shelves", |lang| shelves(lang, 8));
    assert!(html.contains("/console/products?category=mujer/vestidos") && html.contains("depth-7"), "{html}");
    assert!(render("shelves-empty", |lang| shelves(lang, 0)).contains("No categories yet"));

    let languages = |lang: Lang, shown: Shown| LanguagesPage {
        page: frame(lang, None, Room::Products),
        notice: None,
        may: true,
        language: Language::of("en"),
        languages: vec![],
        offered: languages::ALL.into_iter().map(|one| (one, one.code == "en")).collect(),
        parts: vec![],
        shown,
        action: "/console/products/translations".to_owned(),
        refused: None,
        written: HashMap::new(),
        pager: Pager::default(),
    };
    let untold = || Untold {
        id: ID.parse().expect("an id"),
        code: "TL-ALB".to_owned(),
        name: "<b>x".to_owned(),
        description: Some("<b>x\n\ny".to_owned()),
        other_name: None,
        other_description: None,
    };
    let named =
        |kind: Kind| Named { kind, code: "<b>x".to_owned(), value: String::new(), name: "<b>x".to_owned(), text: None };
    render("languages", |lang| languages(lang, Shown::Products(vec![untold()])));
    let html = render("languages-names", |lang| languages(lang, Shown::Names(Kind::ALL.map(named).to_vec())));
    assert_eq!(html.matches("name=\"kind\"").count(), 6);
    assert!(render("languages-empty", |lang| languages(lang, Shown::Products(vec![]))).contains("Nothing is missing"));
}
