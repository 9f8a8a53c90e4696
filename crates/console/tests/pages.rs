//! Every page renders in both languages, says what it should, and lets no data speak as markup. With HILO_PREVIEW set
//! to a folder, the pages are written there too, to be looked at.

mod samples;

use askama::Template;
use base::{Error, Time};
use catalog::{attributes::Values, products::ProductId, search::Reading};
use console::{
    card_page::{CardEarlier, CardLive, CardPage},
    customers_page::CustomersPage,
    error_page::{BareErrorPage, ErrorPage, Failure},
    gallery_page::GalleryPage,
    goods::{
        form_page::{Change, Field, FirstPrice, Form, ProductEditPage},
        price_page::{PriceForm, ProductPricesPage},
        product_page::{ProductPage, ProductView},
        products_page::ProductsPage,
        unready_page::UnreadyPage,
    },
    identity_page::{ApartRow, Finding as Joining, IdentityPage},
    merge_page::{MergePage, Obstacle},
    notices::{Notice, Undo},
    order_page::OrderPage,
    orders_page::OrdersPage,
    reviews_page::{Rating, ReviewRow, ReviewsPage},
    rules_page::{BlockForm, BlockedRow, RulesPage},
    signin_page::SigninPage,
    threads::{Link, Thread},
};
use customers::people::CustomerId;
use orders::{
    orders::OrderId,
    reviews::{Reason, Review, ReviewId, State, Summary},
};
use samples::{products::*, *};
use web::{
    frame::{Frame, Room},
    lists::{Choice, Finding, Pager},
    locale::Lang,
};

fn keep(name: &str, lang: Lang, html: &str) {
    if let Ok(folder) = std::env::var("HILO_PREVIEW") {
        std::fs::write(format!("{folder}/{name}-{}.html", lang.code()), html).expect("the folder can be written");
    }
}

/// Renders, checks what holds for every page, and hands the text over.
fn render(name: &str, lang: Lang, page: &impl Template) -> String {
    let html = page.render().expect("it renders");
    keep(name, lang, &html);
    assert!(!html.contains("style="), "{name}: a style attribute breaks the content security policy");
    assert!(!html.contains("<script>") && !html.contains("onclick"), "{name}: inline script");
    for word in html.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-') {
        let is_key = word.contains('-') && words().has(lang, word) && html.contains(&format!(">{word}<"));
        assert!(!is_key, "{name}: shows the key {word}");
    }
    html
}

fn words() -> std::sync::Arc<web::locale::Words> {
    thread_local!(static WORDS: std::sync::Arc<web::locale::Words> = say(Lang::Es).words);
    WORDS.with(Clone::clone)
}

fn page(lang: Lang, room: Room) -> Frame {
    frame(lang, None, room)
}

fn nobody(lang: Lang) -> Frame {
    Frame { me: None, ..frame(lang, None, Room::Nowhere) }
}

#[test]
fn the_card_tells_the_thread() {
    for lang in Lang::ALL {
        let view =
            CardPage { page: page(lang, Room::Customers), card: card(), thread: thread(&say(lang)), live: live() };
        let html = render("card", lang, &view);
        let sentence = if lang == Lang::Es {
            "<b>Devolvió en Goya</b> lo que compró en la web"
        } else {
            "<b>Returned in Goya</b> what they bought on the web"
        };
        assert!(html.contains(sentence), "{html}");
        assert!(html.contains(r#"data-live-topic="customer:cus_01k9f4m2h0000000000000000a""#));
        assert!(html.contains(r#"aria-current="page""#));
        let head = html.split("</header>").next().unwrap_or_default();
        assert!(!head.contains("cus_"), "a head names people, not ids: {head}");
        assert!(html.contains(r#"data-text="cus_01k9f4m2h0000000000000000a""#), "the id can be copied");
        assert!(!html.contains("/console/gallery"), "components are no room of the shop");
        let more = if lang == Lang::Es { "y 213 líneas más" } else { "and 213 more lines" };
        assert!(html.contains(more), "a long slip is cut");
    }
}

#[test]
fn a_customer_of_returns_alone_has_a_card_without_an_average() {
    for lang in Lang::ALL {
        let thread = Thread { days: vec![], total: 0, earlier: None, start: None, ..thread(&say(lang)) };
        let view = CardPage { page: page(lang, Room::Customers), card: card_of_returns(), thread, live: live() };
        let html = render("card-empty", lang, &view);
        assert!(html.contains(if lang == Lang::Es { "Cliente 13085" } else { "Customer 13085" }));
        assert!(html.contains(if lang == Lang::Es { "Sin pedidos" } else { "No orders" }));
        assert!(html.contains("Isle of Avalon"));
    }
}

#[test]
fn what_is_new_replaces_its_parts_and_brings_its_knots() {
    for lang in Lang::ALL {
        let thread = thread(&say(lang));
        let fresh = thread.days.clone();
        let view = CardLive { page: page(lang, Room::Customers), card: card(), thread, fresh, after: "413".to_owned() };
        let html = render("card-live", lang, &view);
        for part in ["#card-figures", "#thread-count", "#thread-filters", "#card-after", "#fresh"] {
            assert!(html.contains(&format!(r#"<hx-partial hx-target="{part}""#)), "{part}");
        }
        let earlier = CardEarlier {
            page: page(lang, Room::Customers),
            days: samples::thread(&say(lang)).days,
            earlier: None,
            start: Some(at("2010-12-01T08:26:00Z")),
        };
        let html = render("card-earlier", lang, &earlier);
        assert!(html.contains("k-start") && !html.contains("<html"));
    }
}

#[test]
fn who_is_who_is_told_and_changed_by_owners_alone() {
    for lang in Lang::ALL {
        let undo =
            Undo { address: "/console/links/lnk_1/undo".to_owned(), back: "/".to_owned(), words: "x".to_owned() };
        let mut view = IdentityPage {
            page: page(lang, Room::Customers),
            who: who("cus_1", "Ana <Morales>"),
            notice: Notice::of(&say(lang), Some("joined")).map(|notice| Notice { undo: Some(undo), ..notice }),
            may: true,
            identifiers: card().identifiers,
            active: vec![tie("A <i> y B", None)],
            held: vec![tie("C y D", Some("dos"))],
            undone: vec![tie("E y F", Some("Lucía"))],
            pager: Pager { first: None, next: Some("/console/customers/cus_1/identity?held=1.0".to_owned()) },
            apart: vec![ApartRow {
                own: "idn_1".to_owned(),
                other: "idn_2".to_owned(),
                who: Link { address: "/console/customers/cus_3".to_owned(), name: "Eva".to_owned() },
                by: "Lucía".to_owned(),
                at: at("2026-11-14T10:03:00Z"),
            }],
            finding: Joining { q: "an".to_owned(), rows: customer_rows(4) },
            today: "2026-11-20".to_owned(),
        };
        let html = render("identity", lang, &view);
        assert!(html.contains(r#"action="/console/links/lnk_1/redo""#) && html.contains("/maybe"), "{html}");
        assert!(html.contains("@anamorales.m") && html.contains("Instagram"), "a value does not repeat its kind");
        assert!(!html.contains("<Morales>") && !html.contains("<i>"), "data is escaped");
        assert_eq!(html.matches("<dialog class=\"dialog\" id=\"change-").count(), 5);
        assert!(Notice::of(&say(lang), Some("nothing")).is_none());
        (view.may, view.notice) = (false, None);
        let html = render("identity-viewer", lang, &view);
        assert!(!html.contains("/console/links/") && !html.contains("/maybe"), "who may not act has no buttons");
        view.identifiers.truncate(1);
        (view.active, view.held, view.undone, view.apart) = (vec![], vec![], vec![], vec![]);
        view.finding = Joining { q: "zz".to_owned(), rows: vec![] };
        let html = render("identity-empty", lang, &view);
        assert!(html.contains(&view.page.say.t("ties-none-one")) && html.contains(&view.page.say.t("join-with-none")));
    }
}

#[test]
fn joining_two_people_is_previewed_unless_it_cannot_be() {
    for lang in Lang::ALL {
        let mut view = MergePage {
            page: page(lang, Room::Customers),
            keeps: side("cus_1", "Ana Morales", None),
            joins: side("cus_2", "Ana M. Ortega", None),
            one: Some(side("cus_1", "Ana Morales", Some("Toledo"))),
            answers: vec![],
            swap: "/console/customers/cus_2/merge?with=cus_1".to_owned(),
            obstacle: Some(Obstacle::Overruled("two".to_owned())),
            may: true,
        };
        let join = r#"action="/console/customers/cus_1/merge""#;
        let html = render("merge", lang, &view);
        assert!(html.contains(join) && html.contains("Toledo") && html.contains(&view.swap), "{html}");
        (view.one, view.obstacle) = (None, Some(Obstacle::Refused("why <b>".to_owned())));
        let html = render("merge-refused", lang, &view);
        assert!(!html.contains(join) && html.contains("why &#60;b&#62;") && html.contains(r#"role="alert""#));
        (view.may, view.obstacle) = (false, None);
        assert!(!render("merge-viewer", lang, &view).contains("<form method=\"post\" action=\"/console/customers"));
    }
}

#[test]
fn the_rules_say_what_is_usual_and_what_is_wrong() {
    for lang in Lang::ALL {
        let blocked = BlockedRow {
            kind: customers::people::Kind::Email,
            pattern: "*@telar.es".to_owned(),
            reason: Some("Las <cajas>".to_owned()),
            by: "Lucía".to_owned(),
            at: at("2026-11-14T10:03:00Z"),
        };
        let refused = BlockForm { pattern: "*".to_owned(), refused: Some("No".to_owned()), ..BlockForm::default() };
        for (name, blocked, form) in [("rules", vec![], BlockForm::default()), ("rules-full", vec![blocked], refused)] {
            let is_full = !blocked.is_empty();
            let page = page(lang, Room::Customers);
            let view = RulesPage { page, notice: None, limits: limits(), blocked, form };
            let html = render(name, lang, &view);
            assert_eq!(html.matches("<dialog class=\"dialog\" id=\"limit-").count(), 10);
            assert_eq!(html.matches(r#"name="usual""#).count(), 1, "only what is not usual goes back to it");
            assert_eq!(html.contains(r#"aria-invalid="true""#), is_full);
            assert_eq!(html.contains("Las &#60;cajas&#62;"), is_full);
        }
    }
}

#[test]
fn lists_are_empty_filtered_or_full() {
    for lang in Lang::ALL {
        let say = say(lang);
        for (name, count, is_filtered) in [
            ("customers-empty", 0, false),
            ("customers-none", 0, true),
            ("customers", 12, true),
            ("customers-full", 50, false),
        ] {
            let view = CustomersPage {
                page: page(lang, Room::Customers),
                notice: None,
                may: true,
                labels: vec![Choice { value: "lbl_1".into(), name: "Feria".into(), is_on: false }],
                keep: vec![("q".to_owned(), "heart \"".to_owned())],
                finding: finding(&say, "/console/customers", "search-customers", is_filtered),
                heads: customer_heads(&say),
                rows: customer_rows(count),
                total: (!is_filtered).then_some(if count == 0 { 0 } else { 5_942 }),
                pager: if count > 12 { pager() } else { Pager::default() },
            };
            let html = render(name, lang, &view);
            assert_eq!(html.matches("data-row").count(), count);
            assert!(!html.contains("heart <b>"), "what was searched is escaped");
            assert_eq!(html.contains("href=\"/console/imports\""), name == "customers-empty");
            assert_eq!(html.contains("class=\"finding\""), name != "customers-empty", "a new store has no filters");
            assert_eq!(html.contains("maria@ejemplo.es"), count > 0);
        }
        let view = OrdersPage {
            notice: None,
            page: page(lang, Room::Orders),
            finding: finding(&say, "/console/orders", "search-orders", false),
            heads: order_heads(&say),
            rows: order_rows(20),
            total: None,
            pager: pager(),
        };
        assert!(render("orders", lang, &view).contains(if lang == Lang::Es { "Sin cliente" } else { "Guest" }));
        let view = ProductsPage {
            page: page(lang, Room::Products),
            notice: None,
            keep: vec![],
            table: "/console/products/table".to_owned(),
            finding: finding(&say, "/console/products", "search-products", false),
            heads: product_heads(&say),
            rows: product_rows(20),
            may: true,
            shows_sales: true,
            total: Some(4_070),
            found: None,
            reading: None,
            pager: pager(),
        };
        assert!(render("products", lang, &view).contains("&#38; &#34;VINTAGE&#34;"));
        let finding = finding(&say, "/console/products", "search-products", true);
        let view = ProductsPage { finding, found: Some(20), reading: Some(Reading::Typos), ..view };
        let html = render("products-found", lang, &view);
        let sentence = if lang == Lang::Es { "esto es lo que más se parece" } else { "this comes closest" };
        assert!(html.contains(sentence) && html.contains("heart &#60;b&#62;"), "{html}");
    }
}

#[test]
fn an_order_and_a_product_have_their_page() {
    for lang in Lang::ALL {
        for (name, lines) in [("order", 3), ("order-guest", 1), ("order-full", 240)] {
            let view = OrderPage {
                page: page(lang, Room::Orders),
                order: order(lines),
                days: story(&say(lang)),
                letterhead: Default::default(),
            };
            let html = render(name, lang, &view);
            assert!(
                html.contains(if lang == Lang::Es { "0,125" } else { "0.125" }) == (lines > 2),
                "four decimals stay"
            );
        }
        let (product, recent) = (product_view(), order_rows(8));
        let said = review();
        let rating = Rating::of(&say(lang), Some(&rated()), std::slice::from_ref(&said));
        let view = ProductPage { page: page(lang, Room::Products), notice: None, may: true, product, recent, rating };
        let html = render("product", lang, &view);
        assert!(html.contains(if lang == Lang::Es { "4,3" } else { "4.3" }) && html.contains("&#60;i&#62;"));
        assert!(html.contains(if lang == Lang::Es { "37.891" } else { "37,891" }));
        assert!(html.contains(if lang == Lang::Es { "Falta" } else { "missing" }));
        let bare = ProductView { variants: Vec::new(), missing: Vec::new(), facts: Vec::new(), ..product_view() };
        let rating = Rating::of(&say(lang), None, &[]);
        let frame = page(lang, Room::Products);
        let view = ProductPage { page: frame, notice: None, may: false, product: bare, recent: vec![], rating };
        assert!(!render("product-bare", lang, &view).contains("/edit"), "who may only look changes nothing");
    }
}

/// What somebody said, of five stars.
fn review() -> Review {
    Review {
        id: ReviewId::from_bytes([7; 16]),
        product_id: ProductId::from_bytes([8; 16]),
        product: "TL-ALB".into(),
        product_name: Some("Vestido Alba".into()),
        customer_id: Some(CustomerId::from_bytes([9; 16])),
        source: "magento".into(),
        stars: 4,
        title: Some("Bien".into()),
        body: "<i>Talla</i> bien.\nRepetiré.".into(),
        author: "Ana".into(),
        language: Some("es".into()),
        state: State::Refused,
        reason: Some(Reason::Advert),
        is_verified: true,
        order_id: Some(OrderId::from_bytes([6; 16])),
        variant_id: None,
        answer: Some("Gracias.".into()),
        written_at: Time::from_micros(1_790_000_000_000_000),
    }
}

fn rated() -> Summary {
    Summary { count: 3, verified: 2, by_stars: [0, 0, 0, 2, 1], refused: [0; 5] }
}

#[test]
fn reviews_have_their_page() {
    for lang in Lang::ALL {
        for (state, may) in [(State::Waiting, true), (State::Shown, false), (State::Refused, true)] {
            let view = ReviewsPage {
                page: page(lang, Room::Products),
                notice: None,
                finding: Finding { action: "/console/reviews".into(), ..Finding::default() },
                of: Some(("/console/products/prd_1".into(), "Alba <i>".into())),
                everybody: "/console/reviews".into(),
                keep: vec![("product".into(), "prd_1".into())],
                state,
                rows: vec![ReviewRow::of(&say(lang), &review())],
                pager: pager(),
                may,
            };
            let html = render("reviews", lang, &view);
            assert!(html.contains("&#60;i&#62;Talla") && html.contains("Magento"));
            assert_eq!(
                html.matches("/decide").count(),
                if !may { 0 } else { 1 + usize::from(state == State::Waiting) }
            );
            let bare = ReviewsPage { rows: Vec::new(), ..view };
            assert!(render("reviews-empty", lang, &bare).contains("class=\"empty\""));
        }
    }
}

#[test]
fn a_product_is_changed_priced_and_made_ready() {
    for lang in Lang::ALL {
        let fields = [("code", "TL-<b>"), ("name", "Vestido Alba"), ("revision", "3"), ("origin", "ES")];
        let form = Form::sent(fields.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect());
        let choice = |value: &str| Choice { value: value.into(), name: format!("{value} <i>"), is_on: value == "a" };
        let some = || vec![choice("a"), choice("b")];
        let field = |values| Field { name: "attribute.x".into(), label: "X".into(), values, choices: some() };
        let change = |mine: Option<&str>| Change {
            label: "Nombre".into(),
            theirs: "Alba <i>".into(),
            mine: mine.map(str::to_owned),
        };
        let view = ProductEditPage {
            page: page(lang, Room::Products),
            id: "prd_1".into(),
            name: "Vestido Alba".into(),
            form,
            price: FirstPrice::On { list: "Web <i>".into(), how: "1.250,50".into() },
            states: some(),
            kinds: some(),
            category: some(),
            also: some(),
            collections: some(),
            care: vec![("care-of-wash", some())],
            origins: some(),
            makers: some(),
            responsibles: some(),
            grids: some(),
            attributes: [Values::Text, Values::Number, Values::Flag, Values::Choice].map(field).into(),
            languages: catalog::languages::Language::of("pt").into_iter().collect(),
            changes: vec![change(None), change(Some("Alba corta"))],
            taken: Some(("/console/products/prd_2".into(), "Otro".into())),
            refused: Some("<i>No</i>".into()),
        };
        let html = render("product-edit", lang, &view);
        assert!(html.contains("TL-&#60;b&#62;") && html.contains("&#60;i&#62;") && html.contains(r#"role="alert""#));
        for (name, lists) in [("product-prices", price_lists()), ("product-prices-empty", vec![])] {
            let view = ProductPricesPage {
                page: page(lang, Room::Products),
                notice: None,
                may: true,
                id: "prd_1".into(),
                name: "Vestido Alba".into(),
                lists,
                variants: vec![("TL-ALB-TEJ-S".into(), "teja, S".into())],
                sold: 1,
                colors: vec![("teja".into(), "teja".into())],
                example: "1.250,50".into(),
                today: "2026-11-20".into(),
                form: PriceForm::default(),
                refused: None,
            };
            let html = render(name, lang, &view);
            assert_eq!(html.contains(if lang == Lang::Es { "45,00" } else { "45.00" }), name == "product-prices");
        }
        for (name, rows) in [("unready", unready_rows()), ("unready-empty", vec![])] {
            let (count, pager) = (rows.len(), Pager::default());
            let view = UnreadyPage { page: page(lang, Room::Products), rows, pager };
            assert_eq!(render(name, lang, &view).matches("data-row").count(), count);
        }
    }
}

#[test]
fn the_door_and_failures_say_what_to_do() {
    for lang in Lang::ALL {
        let refused = "<i>No coincide</i>".to_owned();
        let door = SigninPage {
            page: nobody(lang),
            email: "a@b.es".to_owned(),
            refused: Some(refused),
            done: None,
            is_new: false,
            next: "/console".to_owned(),
        };
        let html = render("signin", lang, &door);
        assert!(html.contains("&#60;i&#62;") && html.contains(r#"role="alert""#));
        let error = Error::Internal { cause: "secret".to_owned() };
        let failure = Failure::of(&page(lang, Room::Nowhere), &error, Some("01K9-77F2".to_owned()));
        let html = render("error", lang, &ErrorPage { page: page(lang, Room::Nowhere), failure });
        assert!(html.contains("01K9-77F2") && !html.contains("secret"));
        let failure = Failure::of(&nobody(lang), &Error::NotFound { what: "order" }, None);
        let html = render("not-found", lang, &BareErrorPage { page: nobody(lang), failure });
        assert!(html.contains("/signin"));
    }
}

#[test]
fn the_gallery_shows_each_component_on_both_grounds() {
    for lang in Lang::ALL {
        let html = render("gallery", lang, &GalleryPage::new(page(lang, Room::Nowhere)));
        for piece in [
            "thread",
            "color",
            "type",
            "buttons",
            "badges",
            "figures",
            "answers",
            "table",
            "form",
            "floats",
            "moving",
            "palette-piece",
            "work",
            "states",
        ] {
            let is_wide = ["answers", "table"].contains(&piece);
            let class = if is_wide { "piece wide-piece" } else { "piece" };
            assert!(html.contains(&format!(r#"<section class="{class}" id="{piece}""#)), "{piece}");
        }
        assert_eq!(html.matches(r#"data-theme="dark""#).count(), 14);
    }
}

#[test]
fn what_was_done_is_told_in_the_order_of_a_sentence() {
    use serde_json::json;
    let names = [("staff:stf_1", "Eva Gil"), ("label:lbl_1", "Lana"), ("key:key_1", "ERP")];
    let names = names.map(|(id, name)| (id.to_owned(), name.to_owned())).into();
    let cases = [
        (json!({ "act": "add", "label": "lbl_1" }), "etiqueta Lana, puesta"),
        (
            json!({ "from": "sales", "shops": ["vigo", "lugo"], "staff": "stf_1", "to": "operations" }),
            "Eva Gil, antes Ventas, ahora Operaciones, tiendas vigo, lugo",
        ),
        (json!({ "jobs": 1, "kind": "email" }), "email, 1 tarea"),
        (json!({ "is_on": true }), "encendida"),
        (
            json!({ "key": "key_1", "rights": "orders.see", "shops": [] }),
            "clave ERP, puede: Ver pedidos y devoluciones",
        ),
        (json!({ "rows": { "orders": 2, "returns": 1 } }), "3 filas"),
        // What is only an id leads nowhere.
        (json!({ "note": "nte_1", "act": "remove", "label": "lbl_gone" }), "quitada"),
        (json!(null), ""),
    ];
    for (told, expected) in cases {
        assert_eq!(console::audit_web::details(&samples::say(Lang::Es), &names, &told), expected, "{told}");
    }
}
