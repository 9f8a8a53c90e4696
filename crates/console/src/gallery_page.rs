//! The gallery: one of each component, in its states, on both grounds. What is not here should not be built twice.

use askama::Template;
use base::{Currency, Money, Time};
use orders::takings::Taken;
use web::{
    channels::Channel,
    frame::Frame,
    lists::{Chip, Head, Order},
    locale::Say,
    rights::Rights,
};

use crate::{
    garments::Garment,
    home::{
        chart::{self, Drawn, Step},
        figures::{Better, Tile, count_tile, tiles, trend},
        home_page::{Choice, Row, Sales},
        needs::{self, Backup, Counted, Need},
    },
    orders_page::{OrderRow, OrderState},
    sentences::{Bought, Happening, Returned, bought, joined, returned},
    threads::{Badge, Day, Fact, Knot, KnotKind, Link, SlipLine, Tone, by_day},
};

/// The page at `/console/gallery`.
#[derive(Template)]
#[template(path = "gallery.html")]
pub struct GalleryPage {
    /// The frame.
    pub page: Frame,
    days: Vec<Day>,
    ahead: Vec<Knot>,
    chips: Vec<Chip>,
    heads: Vec<Head>,
    rows: Vec<OrderRow>,
    badges: Vec<Badge>,
    choices: Vec<Choice>,
    figures: Vec<Tile>,
    sales: Sales,
    quiet: Sales,
    needs: Vec<Need>,
}

/// Both grounds.
const GROUNDS: [&str; 2] = ["light", "dark"];
/// Every drawing of the thread.
const MARKS: [(KnotKind, &str); 8] = [
    (KnotKind::Visit, "gallery-mark-visit"),
    (KnotKind::Message, "gallery-mark-message"),
    (KnotKind::Money, "gallery-mark-money"),
    (KnotKind::Parcel, "gallery-mark-parcel"),
    (KnotKind::Promise, "gallery-mark-promise"),
    (KnotKind::Kept, "gallery-mark-kept"),
    (KnotKind::Broken, "gallery-mark-broken"),
    (KnotKind::Join, "gallery-mark-join"),
];
/// Hilo's own garments and the dyes they can take.
const GARMENTS: [(&str, &str); 8] = [
    ("dress", "dye-teja"),
    ("sweater", "dye-brezo"),
    ("coat", "dye-camel"),
    ("scarf", "dye-anil"),
    ("trousers", "dye-musgo"),
    ("cardigan", "dye-ocre"),
    ("boots", "dye-tinta"),
    ("belt", "dye-crudo"),
];

impl GalleryPage {
    /// The gallery in the language of the frame, with invented facts of the last days.
    pub fn new(page: Frame) -> GalleryPage {
        let say = page.say.clone();
        GalleryPage {
            days: by_day(&say, knots(&say)),
            ahead: vec![promise(&say)],
            chips: chips(&say),
            heads: heads(&say),
            rows: rows(&say),
            badges: badges(&say),
            choices: choices(&say),
            figures: figures(&say),
            sales: sales(&say, true),
            quiet: sales(&say, false),
            needs: needs(&say),
            page,
        }
    }

    fn grounds(&self) -> [&'static str; 2] {
        GROUNDS
    }

    fn marks(&self) -> [(KnotKind, &'static str); 8] {
        MARKS
    }

    fn channels(&self) -> [Channel; 12] {
        Channel::ALL
    }

    fn garments(&self) -> [(&'static str, &'static str); 8] {
        GARMENTS
    }
}

fn happening(say: &Say, id: &str, minutes_ago: i64, channel: Channel, place: Option<&str>) -> Happening {
    let when = say.now.plus_seconds(-60 * minutes_ago);
    Happening { id: id.to_owned(), when, channel, place: place.map(str::to_owned) }
}

fn knots(say: &Say) -> Vec<Knot> {
    let order = Link { address: "#thread".to_owned(), name: "T-20418".to_owned() };
    let total = Money::new(10_782, Currency::EUR);
    let mut read =
        joined(say, happening(say, "g3", 190, Channel::Instagram, None), "@anamorales.m", say.t("gallery-why"));
    read.channel = Channel::Hilo;
    vec![
        plain(say, "g0", 9, Channel::App, KnotKind::Visit, "gallery-visit"),
        plain(say, "g1", 22, Channel::Shop, KnotKind::Parcel, "gallery-parcel"),
        plain(say, "g2", 180, Channel::Whatsapp, KnotKind::Message, "gallery-message"),
        bought(
            say,
            Bought {
                happening: happening(say, "g4", 185, Channel::Web, None),
                order: order.clone(),
                total,
                lines: lines(),
                line_count: 214,
            },
        ),
        read,
        plain(say, "g5", 1_500, Channel::Email, KnotKind::Kept, "gallery-kept"),
        plain(say, "g6", 1_600, Channel::Phone, KnotKind::Broken, "gallery-broken"),
        returned(
            say,
            Returned {
                happening: happening(say, "g7", 8_600, Channel::Shop, Some("Goya")),
                number: "C-9912".to_owned(),
                value: Money::new(6_990, Currency::EUR),
                orders: vec![order],
                bought_in: Some(Channel::Web),
                lines: lines().into_iter().take(1).collect(),
                line_count: 1,
            },
        ),
    ]
}

fn plain(say: &Say, id: &str, minutes_ago: i64, channel: Channel, kind: KnotKind, key: &str) -> Knot {
    let mut knot = joined(say, happening(say, id, minutes_ago, channel, None), "", String::new());
    knot.kind = kind;
    knot.strong = say.t(key);
    knot.facts = Vec::new();
    knot
}

fn promise(say: &Say) -> Knot {
    let mut knot = plain(say, "g8", -8_640, Channel::Shop, KnotKind::Promise, "gallery-promise");
    knot.place = Some("Fuencarral".to_owned());
    knot.facts = vec![Fact::link(say.t("fact-order"), "#thread", "T-20418")];
    knot
}

fn lines() -> Vec<SlipLine> {
    let line = |quantity, name: &str, note: &str, minor| SlipLine {
        garment: Some(Garment { drawing: "dress", dye: "dye-teja" }),
        quantity: Some(quantity),
        name: name.to_owned(),
        address: None,
        note: note.to_owned(),
        amount: Some(Money::new(minor, Currency::EUR)),
        badge: None,
    };
    vec![line(1, "Vestido Alba", "TL-0417-M", 7_990), line(12, "WHITE HANGING HEART T-LIGHT HOLDER", "85123A", 3_060)]
}

fn badges(say: &Say) -> Vec<Badge> {
    OrderState::ALL
        .into_iter()
        .map(|state| Badge { text: say.t(state.key()), tone: state.tone() })
        .chain([Badge { text: say.t("gallery-late"), tone: Tone::Bad }])
        .collect()
}

fn chips(say: &Say) -> Vec<Chip> {
    let chip = |key: &str, is_on, count| Chip { name: say.t(key), address: "#badges".to_owned(), is_on, count };
    vec![chip("filter-has-returns", true, None), chip("filter-active-90", false, Some(412))]
}

fn heads(say: &Say) -> Vec<Head> {
    let head = |key: &str, order| Head { name: say.t(key), address: Some("#table".to_owned()), order };
    vec![
        head("head-order", None),
        head("head-placed", Some(Order::Descending)),
        head("head-customer", None),
        head("head-channel", None),
        head("head-state", None),
        head("head-total", Some(Order::Ascending)),
    ]
}

fn rows(say: &Say) -> Vec<OrderRow> {
    let row = |number: &str, placed: Time, customer: Option<&str>, state, minor| OrderRow {
        address: "#table".to_owned(),
        number: number.to_owned(),
        placed,
        customer: customer.map(|name| Link { address: "#table".to_owned(), name: name.to_owned() }),
        channel: Channel::Web,
        place: None,
        state: Some(state),
        lines: 3,
        total: Money::new(minor, Currency::EUR),
        returned: (state == OrderState::PartlyReturned).then(|| Money::new(6_990, Currency::EUR)),
    };
    let now = say.now;
    vec![
        row("T-20391", now.plus_seconds(-1_200), Some("Jorge Peña"), OrderState::Open, 35_790),
        row(
            "T-20388",
            now.plus_seconds(-90_000),
            Some("MARÍA DEL CARMEN FERNÁNDEZ-VILLAVERDE"),
            OrderState::PartlyReturned,
            124_950,
        ),
        row("T-20377", now.plus_seconds(-900_000), None, OrderState::Completed, 0),
    ]
}

fn choices(say: &Say) -> Vec<Choice> {
    let choice = |key: &str, is_on| Choice { name: say.t(key), address: "#answers".to_owned(), is_on };
    vec![choice("home-today", true), choice("gallery-week", false), choice("channel-web", false)]
}

/// Better, worse, as much, and what nothing was before.
fn figures(say: &Say) -> Vec<Tile> {
    let taken = |orders, sold| Taken { orders, sold, returned: 4_990, ..Taken::default() };
    let mut all = tiles(say, &[taken(274, 1_842_635), taken(281, 1_639_300), taken(9, 100)], Currency::EUR);
    all.push(count_tile(say, say.t("home-visits"), [1_204_331, 0, 0]));
    all
}

/// The hours of a day until noon, or of one on which nothing was sold.
fn sales(say: &Say, has_sold: bool) -> Sales {
    let step = |hour: i64| Step {
        name: format!("{hour}:00"),
        full: format!("{hour}:00"),
        now: (hour < 13).then_some(if has_sold { hour * 1_000 } else { 0 }),
        before: if has_sold { hour * 900 } else { 0 },
        counts: (0, 0),
    };
    let steps: Vec<Step> = (9..21).map(step).collect();
    let row = |channel: Channel, now, share| Row {
        channel: Some(channel),
        name: say.t(channel.key()),
        note: vec![say.tn("count-orders", now)],
        net: say.money(Money::new(now * 10_000, Currency::EUR)),
        share: Some(share),
        trend: trend(say, now, 40, Better::More),
        address: "#answers".to_owned(),
        is_on: share == 100,
    };
    let rows = vec![row(Channel::Web, 46, 100), row(Channel::Shop, 40, 87), row(Channel::Whatsapp, 9, 20)];
    let decimal = if say.number(1_000).contains('.') { ',' } else { '.' };
    Sales {
        title: say.t("home-by-hour"),
        is_of_one_day: true,
        csv: "#answers".to_owned(),
        now: say.t("home-today"),
        before: say.t("gallery-week"),
        says: say.t("home-by-hour"),
        chart: chart::draw(&steps, Drawn::Grows, 0.5, (Currency::EUR, decimal)),
        tip: say.money(Money::new(if has_sold { 42_000 } else { 0 }, Currency::EUR)),
        steps: Vec::new(),
        channels: if has_sold { rows } else { Vec::new() },
        shops: Vec::new(),
    }
}

/// One of each weight.
fn needs(say: &Say) -> Vec<Need> {
    let counted = Counted { jobs: 3, backup: Backup::Missing, reviews: 7, ..Counted::default() };
    needs::lines(say, &counted, Rights::ALL)
        .into_iter()
        .map(|need| Need { address: "#answers".to_owned(), ..need })
        .collect()
}
