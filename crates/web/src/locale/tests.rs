use super::*;

fn say(lang: Lang) -> Say {
    let words = Arc::new(Words::new(&[TEXTS]).expect("the texts can be read"));
    let zone = TimeZone::get("Europe/Madrid").expect("the zones are in the binary");
    Say { lang, zone, now: at("2026-11-20T11:04:00Z"), words }
}

fn at(text: &str) -> Time {
    Time::parse_rfc3339(text).expect("a moment")
}

fn money(minor: i64, code: &str) -> Money {
    Money::new(minor, code.parse().expect("a code"))
}

#[test]
fn amounts_are_written_as_each_language_does() {
    let cases = [
        (953_948_463, "EUR", "9.539.484,63\u{a0}€", "€9,539,484.63"),
        (0, "GBP", "0,00\u{a0}£", "£0.00"),
        (-6_990, "EUR", "\u{2212}69,90\u{a0}€", "\u{2212}€69.90"),
        (5, "EUR", "0,05\u{a0}€", "€0.05"),
        (100_000, "GBP", "1.000,00\u{a0}£", "£1,000.00"),
        (1_234, "JPY", "1.234\u{a0}¥", "¥1,234"),
        (1_234, "CHF", "12,34\u{a0}CHF", "CHF\u{a0}12.34"),
        (1_234_567, "KWD", "1.234,567\u{a0}KWD", "KWD\u{a0}1,234.567"),
        (i64::MIN, "EUR", "\u{2212}92.233.720.368.547.758,08\u{a0}€", "\u{2212}€92,233,720,368,547,758.08"),
    ];
    for (minor, code, es, en) in cases {
        assert_eq!(say(Lang::Es).money(money(minor, code)), es);
        assert_eq!(say(Lang::En).money(money(minor, code)), en);
    }
}

#[test]
fn unit_prices_keep_what_they_have() {
    let cases = [
        (29_500, "2,95\u{a0}€", "€2.95"),
        (46_975, "4,6975\u{a0}€", "€4.6975"),
        (125, "0,0125\u{a0}€", "€0.0125"),
        (-535_943_600, "\u{2212}53.594,36\u{a0}€", "\u{2212}€53,594.36"),
        (0, "0,00\u{a0}€", "€0.00"),
        (10_010, "1,001\u{a0}€", "€1.001"),
    ];
    for (price, es, en) in cases {
        assert_eq!(say(Lang::Es).unit_price(UnitPrice(price), Currency::EUR), es);
        assert_eq!(say(Lang::En).unit_price(UnitPrice(price), Currency::EUR), en);
    }
}

#[test]
fn numbers_and_parts_are_grouped_and_rounded() {
    let numbers =
        [(0, "0", "0"), (999, "999", "999"), (-1_000, "\u{2212}1.000", "\u{2212}1,000"), (80_995, "80.995", "80,995")];
    for (number, es, en) in numbers {
        assert_eq!(say(Lang::Es).number(number), es);
        assert_eq!(say(Lang::En).number(number), en);
    }
    let parts = [
        (26, 100, "26\u{a0}%", "26%"),
        (1, 3, "33\u{a0}%", "33%"),
        (2, 3, "67\u{a0}%", "67%"),
        (1, 1_000, "<1\u{a0}%", "<1%"),
        (0, 0, "0\u{a0}%", "0%"),
        (-1, 2, "\u{2212}50\u{a0}%", "\u{2212}50%"),
    ];
    for (part, whole, es, en) in parts {
        assert_eq!(say(Lang::Es).percent(part, whole), es);
        assert_eq!(say(Lang::En).percent(part, whole), en);
    }
}

#[test]
fn moments_are_told_from_now_in_the_shop_zone() {
    let cases = [
        ("2026-11-20T11:03:30Z", "ahora", "now"),
        ("2026-11-20T11:03:00Z", "hace 1 min", "1 min ago"),
        ("2026-11-20T08:14:31Z", "hace 2 h", "2 h ago"),
        ("2026-11-19T23:30:00Z", "hace 11 h", "11 h ago"), // half past midnight in Madrid: still today
        ("2026-11-19T22:30:00Z", "ayer", "yesterday"),
        ("2026-11-14T17:22:00Z", "hace 6 días", "6 days ago"),
        ("2010-12-01T08:26:00Z", "1 dic 2010", "1 Dec 2010"),
        ("2026-12-04T08:00:00Z", "4 dic 2026", "4 Dec 2026"),
    ];
    for (moment, es, en) in cases {
        assert_eq!(say(Lang::Es).ago(at(moment)), es, "{moment}");
        assert_eq!(say(Lang::En).ago(at(moment)), en, "{moment}");
    }
}

#[test]
fn days_have_names_while_they_are_near() {
    let cases = [
        ("2026-11-20T08:14:31Z", "Hoy viernes 20 de noviembre", "Today Friday 20 November"),
        ("2026-11-19T20:37:00Z", "Ayer jueves 19 de noviembre", "Yesterday Thursday 19 November"),
        ("2026-11-14T17:22:08Z", "Sábado 14 de noviembre", "Saturday 14 November"),
        ("2010-12-01T08:26:00Z", "Miércoles 1 de diciembre de 2010", "Wednesday 1 December 2010"),
    ];
    for (moment, es, en) in cases {
        assert_eq!(say(Lang::Es).day(at(moment)), es);
        assert_eq!(say(Lang::En).day(at(moment)), en);
    }
    let say = say(Lang::Es);
    assert_eq!(say.clock(at("2026-11-20T08:04:31Z")), "9:04");
    assert_eq!(say.exact(at("2026-11-14T17:22:08Z")), "sábado 14 de noviembre de 2026, 18:22:08");
    assert_eq!(say.day_key(at("2026-11-19T23:30:00Z")), "2026-11-20");
    assert_eq!(say.date_short(at("2026-12-04T10:00:00Z")), "4 dic");
    assert_eq!(say.date_short(at("2027-01-04T10:00:00Z")), "4 ene 2027");
    assert_eq!(say.month(at("2021-03-12T10:00:00Z")), "marzo de 2021");
}

#[test]
fn a_choice_wins_over_the_browser_and_the_browser_over_the_default() {
    let cases = [
        (Some("en"), Some("es"), Lang::En),
        (None, Some("en-GB,en;q=0.9,es;q=0.8"), Lang::En),
        (None, Some("fr-FR,es;q=0.5,en;q=0.7"), Lang::En),
        (None, Some("fr, *;q=0.1"), Lang::Es),
        (Some("xx"), Some("en;q=0"), Lang::Es),
        (None, None, Lang::Es),
    ];
    for (cookie, accept, expected) in cases {
        assert_eq!(Lang::of_request(cookie, accept), expected, "{cookie:?} {accept:?}");
    }
}

#[test]
fn plurals_and_missing_keys_are_told() {
    let say = say(Lang::Es);
    assert_eq!(say.tn("ago-days", 2), "hace 2 días");
    assert_eq!(say.t("no-such-key"), "no-such-key");
    assert_eq!(say.country("GB"), "Reino Unido");
    assert_eq!(say.country("EIRE"), "Irlanda");
    assert_eq!(say.country("United Kingdom"), "Reino Unido");
    assert_eq!(say.country("Atlantis"), "Atlantis");
}

#[test]
fn both_languages_have_the_same_keys() {
    assert_eq!(words::keys(TEXTS.es), words::keys(TEXTS.en));
}
