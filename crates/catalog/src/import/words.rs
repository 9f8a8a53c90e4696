//! Words of other shops read into ours: codes, prices, moments, yes and no, ways to a category.

use base::{Time, UnitPrice, text::folded};
use jiff::{
    civil::{Date, DateTime},
    tz::TimeZone,
};
use sha2::{Digest, Sha256};

use super::{texts, whys::Why};
use crate::{attributes, categories::NewCategory};

/// What a code may have (`variants::Sku`).
const CODE: usize = 64;

/// Entries of a list that are read: one more than what any list of a product takes is refused with its reason.
const LISTED: usize = 1_000;

/// A code as it is written, without the apostrophe that keeps spreadsheets from reading it as a number. One that is too
/// long ends with a hash, so that two of them stay two.
pub fn code(text: &str) -> String {
    let text = text.trim().trim_start_matches('\'').trim();
    if text.len() <= CODE {
        return text.to_owned();
    }
    let mut end = CODE - 9;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}-{:08x}", &text[..end], hash(&[text]) as u32)
}

/// A number that the same words always get.
pub fn hash(parts: &[&str]) -> i64 {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    let hash = hasher.finalize();
    i64::from_be_bytes(hash[..8].try_into().expect("a SHA-256 has more than eight bytes"))
}

/// A word that addresses and codes are made of: `Hoodies & Sweatshirts` is `hoodies-sweatshirts`.
pub fn slug(text: &str) -> String {
    let mut out = String::new();
    for letter in folded(&[text]).chars() {
        match letter {
            letter if letter.is_alphanumeric() => out.push(letter),
            _ if out.is_empty() || out.ends_with('-') => {}
            _ => out.push('-'),
        }
    }
    out.trim_end_matches('-').to_owned()
}

/// The category at the end of a way of names, and its name; `None` where there is none. Our tree is eight deep.
pub fn category(way: &[&str]) -> Option<NewCategory> {
    let names: Vec<String> = way.iter().map(|name| texts::line(name)).filter(|name| !slug(name).is_empty()).collect();
    let names = &names[..names.len().min(8)];
    let code = names.iter().map(|name| slug(name)).collect::<Vec<_>>().join("/");
    let name = names.last()?.chars().take(200).collect();
    (code.chars().count() <= 120).then_some(NewCategory { code, name: Some(name), place: None })
}

/// The categories above one and itself, each with its name, so that none is named by its code.
pub fn categories_on(way: &[&str]) -> Vec<NewCategory> {
    (1..=way.len()).filter_map(|length| category(&way[..length])).collect()
}

/// An attribute whose values are words, as a search narrows down by them.
pub fn attribute(code: &str, name: &str) -> attributes::Attribute {
    attributes::Attribute {
        code: code.to_owned(),
        name: name.to_owned(),
        values: attributes::Values::Choice,
        unit: None,
        is_facet: true,
        is_searched: true,
        place: 0,
    }
}

/// What tells variants apart, in the one word that the catalog has for it.
pub fn axis(name: &str) -> String {
    let word = slug(name);
    match word.as_str() {
        "talla" | "tallas" | "tamano" | "sizes" | "pa-size" | "pa-talla" => "size".to_owned(),
        "colour" | "colors" | "colores" | "pa-color" | "pa-colour" => "color".to_owned(),
        _ => word.strip_prefix("pa-").unwrap_or(&word).to_owned(),
    }
}

/// The mark that stands before decimals, where a number leaves no doubt: `59.90` and `1.234,50` do, `1.234` does not.
pub fn mark(text: &str) -> Option<char> {
    let is_part = |byte: u8| byte.is_ascii_digit() || b".,- +".contains(&byte);
    let bare = text.trim_matches(|letter: char| !letter.is_ascii_digit() && !".,".contains(letter));
    if text.len() > 40 || !bare.bytes().all(is_part) || !bare.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let is_clear = |mark: char| {
        let (before, behind) = bare.split_once(mark).unwrap_or_default();
        // No group of thousands begins with a nought, or has more than three figures before it.
        behind.trim_end().len() != 3 || before.is_empty() || before.starts_with('0') || before.len() > 3
    };
    match (bare.matches('.').count(), bare.matches(',').count()) {
        (0, 0) => None,
        (1, 0) => Some('.').filter(|mark| is_clear(*mark)),
        (0, 1) => Some(',').filter(|mark| is_clear(*mark)),
        (_, 0) => Some(','),
        (0, _) => Some('.'),
        _ if bare.rfind('.') > bare.rfind(',') => Some('.'),
        _ => Some(','),
    }
}

/// A price as shops in Europe and America write it: `1.234,50 €`, `$1,234.50`, `52.0000`. Nothing for an empty one. One
/// that can be read in two ways is read by the mark before decimals that is known otherwise, else refused.
pub fn price(text: &str, known: Option<char>) -> Result<Option<UnitPrice>, Why> {
    let kept: String = text.chars().filter(|letter| letter.is_ascii_digit() || ".,-".contains(*letter)).collect();
    let foreign = |letter: char| letter.is_alphabetic() && !"EURUSDGBPeurusdgbp".contains(letter);
    if text.trim().is_empty() {
        return Ok(None);
    }
    let wrong = || Why::new("price");
    if kept.is_empty() || text.contains(foreign) || text.len() > 40 {
        return Err(wrong());
    }
    let decimal = match (mark(&kept), kept.contains(['.', ','])) {
        (Some(mark), _) => Some(mark),
        (None, false) => None,
        (None, true) => Some(known.ok_or_else(|| Why::new("price-two-ways"))?),
    };
    let (whole, fraction) = decimal.and_then(|mark| kept.rsplit_once(mark)).unwrap_or((&kept, ""));
    let whole = whole.replace(['.', ','], "");
    // More than four decimals are only ever noughts.
    let fraction = fraction.trim_end_matches('0');
    let plain = if fraction.is_empty() { whole } else { format!("{whole}.{fraction}") };
    let price = UnitPrice::parse(&plain).filter(|price| price.0 >= 0).ok_or_else(wrong)?;
    Ok(Some(price))
}

/// Yes or no; `None` where it says neither.
pub fn flag(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "1" | "true" | "yes" | "y" | "si" | "s\u{ed}" | "verdadero" | "subscribed" => Some(true),
        "0" | "false" | "no" | "n" | "falso" | "-1" | "2" => Some(false),
        _ => None,
    }
}

/// In which order a day is written whose parts have strokes between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Days {
    /// Nobody can know, so it is not read.
    Unsaid,
    /// The month first, as Magento writes it everywhere: `12/1/26`.
    MonthFirst,
}

/// A moment as exports write it: with its distance from Greenwich, else in this zone.
pub fn moment(text: &str, zone: &TimeZone, days: Days) -> Option<Time> {
    if let Some(moment) = fixed(text) {
        return Some(moment);
    }
    in_zone(local(text, days)?, zone)
}

/// Until when something holds. A day is meant as a whole, and exports write its midnight for it.
pub fn until(text: &str, zone: &TimeZone, days: Days) -> Option<Time> {
    if let Some(moment) = fixed(text) {
        return Some(moment);
    }
    let local = local(text, days)?;
    let is_day = local.time() == jiff::civil::Time::midnight();
    in_zone(if is_day { local.tomorrow().ok()? } else { local }, zone)
}

/// A moment that says how far from Greenwich it is.
fn fixed(text: &str) -> Option<Time> {
    let text = text.trim();
    let formats = ["%Y-%m-%d %H:%M:%S %z", "%Y-%m-%dT%H:%M:%S%z"];
    Time::parse_rfc3339(text).or_else(|| {
        let moment = formats.iter().find_map(|format| jiff::Timestamp::strptime(format, text).ok())?;
        Some(Time::from_micros(moment.as_microsecond()))
    })
}

fn local(text: &str, days: Days) -> Option<DateTime> {
    let text = text.trim();
    let whole = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"];
    let stroked = ["%m/%d/%y, %I:%M %p", "%m/%d/%y %H:%M", "%m/%d/%Y %H:%M:%S"];
    let (day, stroked_day) = (["%Y-%m-%d"], ["%m/%d/%y", "%m/%d/%Y"]);
    let is_stroked = days == Days::MonthFirst;
    let mut formats = whole.iter().chain(stroked.iter().filter(|_| is_stroked));
    let mut days = day.iter().chain(stroked_day.iter().filter(|_| is_stroked));
    let local = formats.find_map(|format| DateTime::strptime(format, text).ok());
    let local =
        local.or_else(|| days.find_map(|format| Date::strptime(format, text).ok()).map(|day| day.at(0, 0, 0, 0)));
    // A year of two figures where four belong is another date.
    local.filter(|local| local.year() >= 1900)
}

fn in_zone(local: DateTime, zone: &TimeZone) -> Option<Time> {
    let moment = local.to_zoned(zone.clone()).ok()?;
    Some(Time::from_micros(moment.timestamp().as_microsecond()))
}

/// A list whose entries stand between commas; `\,` is a comma within one.
pub fn list(text: &str) -> Vec<String> {
    let text = text.replace("\\,", "\u{1}");
    let entries = text.split([',', '\n']).map(|entry| entry.trim().replace('\u{1}', ","));
    entries.filter(|entry| !entry.is_empty()).take(LISTED).collect()
}

/// `Some` of a text that is not empty: an empty cell says nothing.
pub fn said(text: &str) -> Option<String> {
    Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_read_or_refused_and_never_guessed() {
        let cases = [
            ("52", Some(520_000)),
            ("52.0000", Some(520_000)),
            ("52.000000", Some(520_000)),
            ("1234.5", Some(12_345_000)),
            ("59,90 \u{20ac}", Some(599_000)),
            ("1.234,50", Some(12_345_000)),
            ("$1,234.50", Some(12_345_000)),
            ("1,234,567", Some(12_345_670_000)),
            ("EUR 7,5", Some(75_000)),
        ];
        for (text, expected) in cases {
            assert_eq!(price(text, None), Ok(expected.map(UnitPrice)), "{text}");
        }
        assert_eq!(price("  ", None), Ok(None));
        for text in ["free", "-5", "1.23456", "12-3", ".", "9999999999999999999999"] {
            assert!(price(text, Some('.')).is_err(), "{text}");
        }
        // A thousand or one? Only what is known otherwise tells.
        for (text, known, expected) in [
            ("1.234", None, None),
            ("1,234", None, None),
            ("1.234", Some('.'), Some(12_340)),
            ("1.234", Some(','), Some(12_340_000)),
            ("1,234 \u{20ac}", Some(','), Some(12_340)),
            ("0.125", None, Some(1_250)),
            ("1234.500", None, Some(12_345_000)),
            ("1.234.567", None, Some(12_345_670_000)),
        ] {
            let read = price(text, known).ok().flatten().map(|price| price.0);
            assert_eq!(read, expected, "{text} {known:?}");
        }
        for (text, expected) in [("59,90 \u{20ac}", Some(',')), ("5", None), ("a.b", None), ("1.234", None)] {
            assert_eq!(mark(text), expected, "{text}");
        }
    }

    #[test]
    fn codes_moments_and_lists_are_read() {
        assert_eq!(slug("Hoodies & Sweatshirts"), "hoodies-sweatshirts");
        assert_eq!(slug(" Ropa de Ni\u{f1}o "), "ropa-de-nino");
        assert_eq!(code("'0012"), "0012");
        let long = "\u{f1}".repeat(60);
        assert!(code(&long).len() <= CODE && code(&long) != code(&format!("{long}x")));
        // In Madrid, an hour ahead in winter and two in summer.
        let zone = TimeZone::get("Europe/Madrid").expect("a zone");
        for (text, days, expected) in [
            ("2026-02-21 10:30:00 +0500", Days::Unsaid, Some("2026-02-21T05:30:00Z")),
            ("2026-02-21T10:30:00+05:00", Days::Unsaid, Some("2026-02-21T05:30:00Z")),
            ("2026-02-21 10:30", Days::Unsaid, Some("2026-02-21T09:30:00Z")),
            ("2026-07-21", Days::Unsaid, Some("2026-07-20T22:00:00Z")),
            ("12/1/26", Days::MonthFirst, Some("2026-11-30T23:00:00Z")),
            ("12/1/26, 9:05 AM", Days::MonthFirst, Some("2026-12-01T08:05:00Z")),
            ("12/1/26", Days::Unsaid, None),
            ("01/12/2026", Days::Unsaid, None),
            ("12-01-26", Days::Unsaid, None),
            ("yesterday", Days::MonthFirst, None),
        ] {
            assert_eq!(moment(text, &zone, days).map(Time::to_rfc3339).as_deref(), expected, "{text}");
        }
        for (text, expected) in [
            ("2026-02-21", "2026-02-21T23:00:00Z"),
            ("2026-02-21 0:00:00", "2026-02-21T23:00:00Z"),
            ("2026-02-21 23:59:59", "2026-02-21T22:59:59Z"),
            ("2026-02-21T00:00:00Z", "2026-02-21T00:00:00Z"),
        ] {
            assert_eq!(until(text, &zone, Days::Unsaid).map(Time::to_rfc3339).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(list("A > B, C\\, D,, "), ["A > B", "C, D"]);
        let way = category(&["Men", "Tops & Co"]).expect("a category");
        assert_eq!((way.code.as_str(), way.name.as_deref()), ("men/tops-co", Some("Tops & Co")));
        assert_eq!(category(&["", "&"]), None);
        assert_eq!(
            (axis("Talla"), axis("Colour"), axis("Largo de manga")),
            ("size".into(), "color".into(), "largo-de-manga".into())
        );
    }
}
