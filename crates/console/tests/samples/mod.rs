//! Sample views: invented people and orders, in the sizes that real shops have: nothing, some, too much.

pub mod products;

use std::sync::Arc;

use base::{Money, Time, UnitPrice};
use console::{
    card_page::{Card, CardReturn, FavoriteProduct, Figures, Live},
    customers_page::{CustomerHeads, CustomerRow},
    goods::sights::Sight,
    identifiers::{Identifier, Strength},
    identity_page::Who,
    labels_page::{Beside, NoteRow, Tag},
    merge_page::{Field, Side},
    order_page::{OrderLine, OrderReturn, OrderView, ReturnLine},
    orders_page::{OrderHeads, OrderRow, OrderState},
    rules_page::LimitRow,
    sentences::{Bought, Happening, Returned, bought, made_known, returned},
    threads::{ChannelChip, Day, Earlier, KindChip, Knot, KnotKind, Link, SlipLine, Thread, by_day},
    ties::Tie,
};
use customers::{
    identity::rules::Limit,
    people::{How, Kind, Sharing},
};
use jiff::tz::TimeZone;
use web::{
    channels::Channel,
    frame::{Assets, Frame, Me, Room, Theme},
    lists::{Chip, Choice, Finding, Head, Order, Pager, Select},
    locale::{Lang, Say, Words},
    rights::Rights,
};

pub fn say(lang: Lang) -> Say {
    let words = Arc::new(Words::new(&[web::locale::TEXTS, console::TEXTS]).expect("the texts can be read"));
    let zone = TimeZone::get("Europe/Madrid").expect("the zones are in the binary");
    Say { lang, zone, now: at("2026-11-20T11:04:00Z"), words }
}

pub fn at(text: &str) -> Time {
    Time::parse_rfc3339(text).expect("a moment")
}

pub fn frame(lang: Lang, theme: Option<Theme>, room: Room) -> Frame {
    let assets = match std::env::var("HILO_PREVIEW_MANIFEST") {
        Ok(path) => Assets::from_manifest(&std::fs::read_to_string(path).expect("a manifest")).expect("all assets"),
        Err(_) => Assets::default(),
    };
    let me = Some(Me { name: "Lucía Ferrer".to_owned(), line: "Atención · Telar".to_owned(), rights: Rights::ALL });
    Frame {
        say: say(lang),
        assets: Arc::new(assets),
        theme,
        me,
        room,
        is_answer: false,
        path: "/console/customers?q=a&b=\"".to_owned(),
    }
}

pub fn eur(minor: i64) -> Money {
    Money::new(minor, base::Currency::EUR)
}

pub fn gbp(minor: i64) -> Money {
    Money::new(minor, base::Currency::GBP)
}

fn line(quantity: i64, name: &str, sku: &str, minor: i64) -> SlipLine {
    SlipLine {
        garment: None,
        quantity: Some(quantity),
        name: name.to_owned(),
        address: Some(format!("/console/products/prd_{sku}")),
        note: sku.to_owned(),
        amount: Some(gbp(minor)),
        badge: None,
    }
}

fn happening(id: &str, when: &str, channel: Channel, place: Option<&str>) -> Happening {
    Happening { id: id.to_owned(), when: at(when), channel, place: place.map(str::to_owned) }
}

fn order_link(number: &str) -> Link {
    Link { address: format!("/console/orders/ord_{number}"), name: number.to_owned() }
}

pub fn knots(say: &Say) -> Vec<Knot> {
    let slip = vec![
        line(6, "WHITE HANGING HEART T-LIGHT HOLDER", "85123A", 1_530),
        line(8, "CREAM CUPID HEARTS COAT HANGER", "84406B", 2_200),
        line(2, "SET 7 BABUSHKA NESTING BOXES", "22752", 1_530),
    ];
    vec![
        bought(
            say,
            Bought {
                happening: happening("evt_1", "2026-11-20T08:14:31Z", Channel::Web, None),
                order: order_link("T-20418"),
                total: gbp(10_782),
                lines: slip.clone(),
                line_count: 3,
            },
        ),
        returned(
            say,
            Returned {
                happening: happening("evt_2", "2026-11-14T17:22:08Z", Channel::Shop, Some("Goya")),
                number: "C-9912".to_owned(),
                value: gbp(6_990),
                orders: vec![order_link("T-19877")],
                bought_in: Some(Channel::Web),
                lines: vec![line(1, "RED WOOLLY HOTTIE WHITE HEART.", "84029E", 6_990)],
                line_count: 1,
            },
        ),
        bought(
            say,
            Bought {
                happening: happening("evt_3", "2026-11-14T10:03:00Z", Channel::Shop, Some("Fuencarral")),
                order: order_link("T-19901"),
                total: gbp(953_948_463),
                lines: [slip.clone(), slip.clone()].concat(),
                line_count: 217,
            },
        ),
        returned(
            say,
            Returned {
                happening: happening("evt_4", "2025-08-02T09:00:00Z", Channel::Import, None),
                number: "C536379".to_owned(),
                value: gbp(0),
                orders: vec![],
                bought_in: None,
                lines: vec![],
                line_count: 12,
            },
        ),
        made_known(say, happening("evt_5", "2010-12-01T08:26:00Z", Channel::Import, None), "17850"),
    ]
}

pub fn thread(say: &Say) -> Thread {
    let kind = |kind: Option<KnotKind>, count| KindChip {
        kind,
        address: format!("?kind={}", kind.map_or("", KnotKind::slug)),
        is_on: kind.is_none(),
        count,
    };
    let place = |channel: Option<Channel>, count| ChannelChip {
        channel,
        address: format!("?channel={}", channel.map_or("", Channel::slug)),
        is_on: channel.is_none(),
        count,
    };
    Thread {
        elsewhere: 0,
        total: 1_058,
        channels: 3,
        kinds: vec![
            kind(None, 1_058),
            kind(Some(KnotKind::Visit), 21),
            kind(Some(KnotKind::Message), 17),
            kind(Some(KnotKind::Money), 1_011),
            kind(Some(KnotKind::Parcel), 6),
            kind(Some(KnotKind::Promise), 3),
        ],
        places: vec![
            place(None, 1_058),
            place(Some(Channel::Web), 900),
            place(Some(Channel::Shop), 150),
            place(Some(Channel::Import), 8),
        ],
        ahead: vec![],
        days: by_day(say, knots(say)),
        earlier: Some(Earlier {
            address: "?before=abc".to_owned(),
            fragment: "/console/customers/cus_1/earlier?before=abc".to_owned(),
            left: 1_053,
        }),
        start: Some(at("2010-12-01T08:26:00Z")),
        newest: None,
    }
}

pub fn live() -> Live {
    Live {
        topic: "customer:cus_01k9f4m2h0000000000000000a".to_owned(),
        address: "/console/customers/cus_01k9f4m2h0000000000000000a/live".to_owned(),
        after: "412".to_owned(),
    }
}

/// Labels as staff name them.
pub fn tags() -> Vec<Tag> {
    let tag = |name: &str, color: &str, is_rule: bool| Tag {
        id: format!("lbl_{name}"),
        name: name.to_owned(),
        color: color.to_owned(),
        from: "Lucía Ferrer, 3 nov 2026".to_owned(),
        is_rule,
    };
    vec![
        tag("Habitual", "teal", true),
        tag("Feria de mayo", "ochre", false),
        tag("Prensa <b>", "pink", false),
        tag("No llamar antes de las doce", "red", false),
    ]
}

/// What staff say of a person.
pub fn beside(may: bool) -> Beside {
    let note = |id: &str, text: &str| NoteRow {
        id: id.to_owned(),
        text: text.to_owned(),
        by: "Lucía Ferrer".to_owned(),
        at: at("2026-11-18T10:00:00Z"),
    };
    Beside {
        id: "cus_01k9f4m2h0000000000000000a".to_owned(),
        may,
        tags: tags(),
        names: vec!["Mayorista".to_owned(), "VIP".to_owned()],
        notes: vec![
            note("nte_1", "Prefiere que la llamen por la tarde.\nTalla 38 en pantalón."),
            note("nte_2", "Alérgica a la lana <merino>."),
        ],
    }
}

pub fn card() -> Card {
    Card {
        beside: beside(true),
        id: "cus_01k9f4m2h0000000000000000a".to_owned(),
        name: Some("Ana Morales".to_owned()),
        number: Some("17850".to_owned()),
        country: Some("ES".to_owned()),
        city: Some("Madrid".to_owned()),
        figures: vec![
            Figures { orders: 14, spent: eur(95_760), average: Some(eur(6_840)), returns: 2, returned: eur(13_980) },
            Figures { orders: 3, spent: gbp(12_000), average: Some(gbp(4_000)), returns: 1, returned: gbp(2_000) },
        ],
        first_seen: Some(at("2021-03-12T10:00:00Z")),
        last_seen: Some(at("2026-11-20T08:14:31Z")),
        favorite_channel: Some((Channel::Web, 9, 14)),
        favorite_shop: Some(("Fuencarral".to_owned(), 5, 14)),
        products: vec![
            product("WHITE HANGING HEART T-LIGHT HOLDER", "85123A", 12, 72),
            product("REGENCY CAKESTAND 3 TIER", "22423", 9, 11),
            product("Vestido Alba", "TL-0417-M", 1, 1),
        ],
        identifiers: vec![
            identifier(Kind::Email, "ana.morales@ejemplo.es", How::SignedIn, Sharing::No),
            identifier(Kind::RetailerNumber, "17850", How::Server, Sharing::No),
            identifier(Kind::Social, "instagram:anamorales.m", How::Code, Sharing::No),
            identifier(Kind::Loyalty, "8410 2207", How::StaffScan, Sharing::Counted),
            identifier(Kind::Browser, "b3a1f0", How::Claimed, Sharing::Blocked),
        ],
        returns: vec![
            CardReturn {
                number: "C-9912".to_owned(),
                when: at("2026-11-14T17:22:08Z"),
                value: eur(6_990),
                orders: vec![order_link("T-19877")],
            },
            CardReturn {
                number: "C536379".to_owned(),
                when: at("2025-08-02T09:00:00Z"),
                value: eur(0),
                orders: vec![],
            },
        ],
        more_returns: 3,
        ties: vec!["Telar dice que ana.morales@ejemplo.es y el número 17850 son de la misma persona".to_owned()],
        ..Card::default()
    }
}

fn product(name: &str, sku: &str, times: i64, quantity: i64) -> FavoriteProduct {
    FavoriteProduct {
        garment: None,
        address: format!("/console/products/prd_{sku}"),
        name: name.to_owned(),
        sku: sku.to_owned(),
        times,
        quantity,
    }
}

pub fn identifier(kind: Kind, value: &str, how: How, sharing: Sharing) -> Identifier {
    Identifier {
        id: format!("idn_{}", kind.word()),
        kind,
        value: value.to_owned(),
        strength: if kind.can_be_strong() && how.is_strong() { Strength::Firm } else { Strength::Weak },
        how,
        sharing,
        source: "telar".to_owned(),
        since: at("2021-03-12T10:00:00Z"),
        last_seen: Some(at("2026-11-20T08:14:31Z")),
        facts: 12,
    }
}

/// A customer of whom only returns are known, under a number, from a place that is no country.
pub fn card_of_returns() -> Card {
    Card {
        id: "cus_01k9f4m2h0000000000000000b".to_owned(),
        number: Some("13085".to_owned()),
        country: Some("Isle of Avalon".to_owned()),
        figures: vec![Figures { orders: 0, spent: gbp(0), average: None, returns: 4, returned: gbp(1_234_567) }],
        first_seen: Some(at("2010-12-01T08:26:00Z")),
        last_seen: Some(at("2011-01-05T08:26:00Z")),
        ..Card::default()
    }
}

pub fn finding(say: &Say, action: &str, label: &str, is_filtered: bool) -> Finding {
    let choice = |value: &str, name: String, is_on| Choice { value: value.to_owned(), name, is_on };
    let mut countries = vec![choice("", say.t("filter-any-country"), !is_filtered)];
    for code in ["ES", "GB", "DE", "FR", "IE", "AE"] {
        countries.push(choice(code, say.country(code), is_filtered && code == "GB"));
    }
    Finding {
        action: action.to_owned(),
        label: say.t(label),
        q: if is_filtered { "heart <b>".to_owned() } else { String::new() },
        selects: vec![Select { name: "country".to_owned(), label: say.t("filter-country"), choices: countries }],
        chips: vec![
            Chip {
                name: say.t("filter-has-returns"),
                address: format!("{action}?returns=1"),
                is_on: is_filtered,
                count: Some(412),
            },
            Chip { name: say.t("filter-active-90"), address: format!("{action}?active=90"), is_on: false, count: None },
        ],
        sorts: vec![
            choice("", say.t("sort-recent"), true),
            choice("spent", say.t("sort-spent"), false),
            choice("name", say.t("sort-name"), false),
        ],
        keep: if is_filtered { vec![("returns".to_owned(), "1".to_owned())] } else { vec![] },
        clear: is_filtered.then(|| action.to_owned()),
        ..Finding::default()
    }
}

fn head(name: String, key: &str) -> Head {
    Head { name, address: Some(format!("?sort={key}")), order: (key == "seen").then_some(Order::Descending) }
}

pub fn pager() -> Pager {
    Pager { first: Some("?".to_owned()), next: Some("?after=abc".to_owned()) }
}

pub fn customer_heads(say: &Say) -> CustomerHeads {
    CustomerHeads {
        name: head(say.t("head-customer"), "name"),
        country: Head::plain(say.t("head-country")),
        orders: head(say.t("head-orders"), "orders"),
        spent: head(say.t("head-spent"), "spent"),
        returned: head(say.t("head-returned"), "returned"),
        seen: head(say.t("head-seen"), "seen"),
    }
}

pub fn customer_rows(count: usize) -> Vec<CustomerRow> {
    let names =
        [Some("Ana Morales"), None, Some("MARÍA   DEL CARMEN  FERNÁNDEZ-VILLAVERDE Y GONZÁLEZ DE LA TORRE"), None];
    let countries = ["ES", "GB", "AE", "Channel Islands", "US"];
    (0..count)
        .map(|place| CustomerRow {
            id: format!("cus_{place}"),
            tags: tags().into_iter().take(place % 5).collect(),
            address: format!("/console/customers/cus_{place}"),
            name: names[place % 4].map(str::to_owned),
            number: (place % 4 != 2).then(|| (12_346 + place * 7).to_string()),
            contact: (place % 4 == 2).then(|| "maria@ejemplo.es".to_owned()),
            country: Some(countries[place % 5].to_owned()),
            city: (place % 4 == 0).then(|| "Madrid".to_owned()),
            orders: [14, 1, 5_112, 0][place % 4],
            spent: match place % 4 {
                2 => vec![gbp(953_948_463), eur(12_000)],
                3 => vec![],
                _ => vec![gbp(95_760)],
            },
            returns: [2, 0, 212, 4][place % 4],
            returned: match place % 4 {
                1 => vec![],
                2 => vec![gbp(1_234_567)],
                _ => vec![gbp(13_980)],
            },
            seen: Some(at([
                "2026-11-20T08:14:31Z",
                "2026-11-19T08:00:00Z",
                "2026-11-15T08:00:00Z",
                "2010-12-01T08:26:00Z",
            ][place % 4])),
        })
        .collect()
}

pub fn order_heads(say: &Say) -> OrderHeads {
    OrderHeads {
        number: head(say.t("head-order"), "number"),
        placed: head(say.t("head-placed"), "seen"),
        customer: Head::plain(say.t("head-customer")),
        channel: Head::plain(say.t("head-channel")),
        state: Head::plain(say.t("head-state")),
        total: head(say.t("head-total"), "total"),
    }
}

pub fn order_rows(count: usize) -> Vec<OrderRow> {
    (0..count)
        .map(|place| OrderRow {
            address: format!("/console/orders/ord_{place}"),
            number: if place % 3 == 0 { format!("T-{}", 20_418 - place) } else { (536_365 + place).to_string() },
            placed: at(["2026-11-20T08:14:31Z", "2026-11-14T17:22:08Z", "2010-12-01T08:26:00Z"][place % 3]),
            customer: (place % 4 != 1).then(|| Link {
                address: "/console/customers/cus_1".to_owned(),
                name: ["Ana Morales", "", "Cliente 17850", "MARÍA DEL CARMEN FERNÁNDEZ-VILLAVERDE Y GONZÁLEZ"]
                    [place % 4]
                    .to_owned(),
            }),
            channel: [Channel::Web, Channel::Shop, Channel::Import][place % 3],
            place: (place % 3 == 1).then(|| "Fuencarral".to_owned()),
            state: (place != 9).then_some(OrderState::ALL[place % 5]),
            lines: 3,
            total: [gbp(10_782), gbp(0), gbp(-1_100), gbp(953_948_463)][place % 4],
            returned: (place % 5 == 2).then(|| gbp(6_990)),
        })
        .collect()
}

pub fn order(lines: usize) -> OrderView {
    let names = ["WHITE HANGING HEART T-LIGHT HOLDER", "Vestido Alba", "SET/20 RED RETROSPOT PAPER NAPKINS "];
    OrderView {
        id: "ord_01k9f4m2h0000000000000000c".to_owned(),
        number: "T-20418".to_owned(),
        placed: at("2026-11-14T10:03:00Z"),
        customer: (lines != 1)
            .then(|| Link { address: "/console/customers/cus_1".to_owned(), name: "Ana Morales".to_owned() }),
        channel: Channel::Shop,
        place: Some("Fuencarral".to_owned()),
        state: OrderState::PartlyReturned,
        lines: (0..lines)
            .map(|place| OrderLine {
                sight: Sight::Icon("package"),
                address: (place % 3 != 2).then(|| "/console/products/prd_1".to_owned()),
                sku: format!("8512{place}A"),
                name: names[place % 3].to_owned(),
                quantity: [6, 1, 1_200][place % 3],
                unit_price: UnitPrice([25_500, 799_000, 1_250][place % 3]),
                total: gbp([1_530, 7_990, 15_000][place % 3]),
                returned: i64::from(place == 1),
            })
            .collect(),
        line_count: lines as i64,
        pieces: 1_207,
        pager: Pager::default(),
        total: gbp(24_520),
        returned: gbp(7_990),
        returns: vec![OrderReturn {
            number: "C-9912".to_owned(),
            when: at("2026-11-18T17:22:08Z"),
            channel: Channel::Shop,
            place: Some("Goya".to_owned()),
            lines: vec![ReturnLine {
                sku: "85121A".to_owned(),
                name: "Vestido Alba".to_owned(),
                quantity: 1,
                value: gbp(7_990),
            }],
            value: gbp(7_990),
        }],
    }
}

pub fn story(say: &Say) -> Vec<Day> {
    let mut knots: Vec<Knot> = knots(say).into_iter().take(2).rev().collect();
    for knot in &mut knots {
        knot.slip.clear();
        knot.foot = None;
    }
    by_day(say, knots)
}

pub fn who(id: &str, title: &str) -> Who {
    Who { id: id.to_owned(), title: title.to_owned() }
}

pub fn tie(sentence: &str, why: Option<&str>) -> Tie {
    Tie {
        id: "lnk_1".to_owned(),
        sentence: sentence.to_owned(),
        when: at("2026-11-14T10:03:00Z"),
        why: why.map(str::to_owned),
        other: why.map(|_| Link { address: "/console/customers/cus_2".to_owned(), name: "Ana <b> Ortega".to_owned() }),
        compare: why.map(|_| "/console/customers/cus_1/merge?with=cus_2".to_owned()),
    }
}

pub fn side(id: &str, title: &str, other: Option<&str>) -> Side {
    Side {
        who: who(id, title),
        name: title.to_owned(),
        fields: vec![Field { name: "city", value: "Madrid".to_owned(), other: other.map(str::to_owned) }],
        figures: card().figures,
        facts: 17,
        first_seen: card().first_seen,
        last_seen: card().last_seen,
        identifiers: card().identifiers,
        tags: vec![],
    }
}

pub fn limits() -> Vec<LimitRow> {
    let own = Limit { per_person: None, window_days: None, people: None };
    let row = |kind: Kind| {
        let (usual, is_own) = (Limit::usual(kind), kind == Kind::Browser);
        LimitRow { kind, limit: if is_own { own } else { usual }, usual, is_own }
    };
    Kind::ALL.into_iter().map(row).collect()
}
