//! The home page renders in both languages, new, quiet and overfull, and lets no data speak as markup.

#[allow(dead_code, reason = "the samples of all pages")]
mod samples;

use askama::Template;
use base::Currency;
use catalog::languages::Language;
use console::home::{
    chart::{self, Drawn, Step},
    figures::{Better, count_tile, tiles, trend},
    home_page::{Choice, HomeLive, HomePage, Instead, Live, Row, Sales, Span},
    needs::{Backup, Counted, lines},
};
use orders::takings::Taken;
use samples::*;
use web::{
    channels::Channel,
    frame::Room,
    locale::{Lang, Say},
    rights::{Right, Rights},
};

fn choice(name: &str) -> Choice {
    Choice { name: name.into(), address: "/console?shop=a&x=\"".into(), is_on: true }
}

fn all_needs() -> Counted {
    Counted {
        jobs: 3,
        events: 2,
        backup: Backup::Old(9),
        imports: Some((2, "/console/imports/imp_1".into())),
        silent: Some((1, "<Web>".into(), "/console/sources/src_1".into())),
        rejects: Some((1_204, "/console/sources/src_1/rejects".into())),
        reviews: 7,
        pairs: (100, true),
        unready: (9, true),
        untold: vec![(Language::of("en").expect("English"), (1_000, true))],
    }
}

fn taken(orders: i64, sold: i64) -> Taken {
    Taken { orders, units: orders, sold, returns: 2, returned_units: 2, returned: 4_990 }
}

fn sales(say: &Say) -> Sales {
    let step = |hour: i64| Step {
        name: format!("{hour}:00"),
        full: format!("{hour}:00"),
        now: (hour < 13).then_some(hour * 10_000),
        before: hour * 9_000,
        counts: (hour, 1),
    };
    let steps: Vec<Step> = (9..21).map(step).collect();
    let row = |channel: Option<Channel>, name: &str| Row {
        channel,
        name: name.into(),
        note: vec![say.tn("count-orders", 46), say.tn("count-returns", 5)],
        net: say.money(eur(1_234_567_890)),
        share: channel.is_some().then_some(69),
        trend: trend(say, 106, 100, Better::More),
        address: "/console?shop=M1".into(),
        is_on: false,
    };
    Sales {
        title: say.t("home-by-hour"),
        is_of_one_day: true,
        csv: "/console/home/csv".into(),
        now: say.t("home-today"),
        before: "13 nov".into(),
        says: "<says>".into(),
        chart: chart::draw(&steps, Drawn::Grows, 0.5, (Currency::EUR, ',')),
        tip: say.money(eur(1_842_635)),
        steps: steps.into_iter().map(|step| (step, say.money(eur(1)), say.money(eur(2)))).collect(),
        channels: Channel::ALL.iter().map(|channel| row(Some(*channel), &say.t(channel.key()))).collect(),
        shops: (0..60).map(|number| row(None, &format!("Tienda <{number}>"))).collect(),
    }
}

fn full(lang: Lang) -> HomePage {
    let say = say(lang);
    let mut figures = tiles(&say, &[taken(274, 1_842_635), taken(251, 1_639_300), taken(9, 100)], Currency::EUR);
    figures.push(count_tile(&say, say.t("home-visits"), [1_204_331, 0, 5]));
    HomePage {
        span: Span {
            title: say.t("home-today"),
            says: "<b>".into(),
            usual: vec![choice("<hoy>")],
            from: "2026-11-20".into(),
            to: "2026-11-20".into(),
            is_own: false,
            shops: vec![choice("<todas>")],
            shop: "<todas>".into(),
            filters: vec![choice("<web>")],
            keep: vec![("shop".into(), "<M1>".into())],
        },
        notice: None,
        steps: Vec::new(),
        instead: None,
        figures,
        also: vec![choice("<gbp>")],
        needs: lines(&say, &all_needs(), Rights::of(Right::ALL)),
        sales: Some(sales(&say)),
        thread: Some(thread(&say).days),
        live: Live { address: "/console/home/live".into(), after: "1.0.7".into() },
        page: frame(lang, None, Room::Home),
    }
}

fn rendered(name: &str, lang: Lang, page: &impl Template) -> String {
    let html = page.render().expect("it renders");
    if let Ok(folder) = std::env::var("HILO_PREVIEW") {
        std::fs::write(format!("{folder}/{name}-{}.html", lang.code()), &html).expect("the folder can be written");
    }
    assert!(!html.contains("style=") && !html.contains("<script>"), "{name}: what the policy forbids");
    for data in ["<hoy>", "<todas>", "<web>", "<gbp>", "<Web>", "<says>", "Tienda <", "\"<M1>\""] {
        assert!(!html.contains(data), "{name}: {data} speaks as markup");
    }
    html
}

#[test]
fn home_renders_full() {
    for lang in Lang::ALL {
        let html = rendered("home", lang, &full(lang));
        assert!(html.len() < 200_000, "{}", html.len());
        assert_eq!(html.matches("need-mark").count(), 10, "every need has its line");
        assert!(html.contains("data-live-topic=\"shop\"") && html.contains("id=\"home-after\""));
        let bad = html.find("need-mark bad").expect("the worst");
        assert!(bad < html.find("need-mark warn").expect("less bad"), "the worst comes first");
    }
}

#[test]
fn home_renders_new_and_quiet() {
    for lang in Lang::ALL {
        let acts = vec![("upload", choice("<mudarte>")), ("scan-line", choice("<fuente>"))];
        let instead = Some(Instead { title: "<nada>".into(), words: "<trae>".into(), acts });
        let page = HomePage {
            instead,
            figures: Vec::new(),
            also: Vec::new(),
            needs: Vec::new(),
            sales: None,
            thread: Some(Vec::new()),
            ..full(lang)
        };
        let html = rendered("home-new", lang, &page);
        let say = say(lang);
        assert!(html.contains(&say.t("home-calm")) && html.contains(&say.t("home-quiet")), "{html}");
        assert!(!html.contains("<nada>") && !html.contains("<mudarte>") && !html.contains("class=\"chart"));
        let live = HomeLive {
            instead: None,
            figures: full(lang).figures,
            sales: full(lang).sales,
            fresh: thread(&say).days,
            after: "1.0.8".into(),
            page: frame(lang, None, Room::Home),
        };
        let html = rendered("home-live", lang, &live);
        assert!(html.contains("value=\"1.0.8\"") && html.contains("class=\"chart"), "{html}");
        let whole = full(lang).render().expect("it renders");
        for part in ["home-instead", "home-figures", "home-sales", "home-after", "fresh"] {
            assert!(html.contains(&format!("hx-target=\"#{part}\"")), "{part}: {html}");
            assert!(whole.contains(&format!("id=\"{part}\"")), "{part} has its place on the page");
        }
    }
}

#[test]
fn trends_are_told_in_words_too() {
    let say = say(Lang::En);
    let of = |now, before, better| trend(&say, now, before, better).map(|trend| (trend.class, trend.says, trend.words));
    let told = |class, says: &str, words: &str| Some((class, says.to_owned(), words.to_owned()));
    assert_eq!(of(112, 100, Better::More), told("trend-up", "12%", "12% more"));
    assert_eq!(of(88, 100, Better::More), told("trend-down", "12%", "12% less"));
    assert_eq!(of(112, 100, Better::Less), told("trend-down", "12%", "12% more"));
    assert_eq!(of(100, 100, Better::Less), told("trend-flat", "=", "as much"));
    assert_eq!(of(5, 0, Better::More), None, "there is no part of nothing");
    assert_eq!(of(5, -10, Better::More), None);
}
