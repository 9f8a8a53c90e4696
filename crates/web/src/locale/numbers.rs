//! Numbers and amounts as each language writes them. A minus is a minus (U+2212), and what belongs together does not
//! break over two lines (U+00A0).

use base::{Currency, Money, UnitPrice};

use super::Lang;

const NO_BREAK: char = '\u{a0}';
const MINUS: char = '\u{2212}';

/// A whole number with its thousands apart.
pub fn whole(lang: Lang, number: i64) -> String {
    let sign = if number < 0 { MINUS.to_string() } else { String::new() };
    sign + &grouped(lang, number.unsigned_abs())
}

/// An amount of money.
pub fn money(lang: Lang, money: Money) -> String {
    let decimals = money.currency.decimals();
    let unit = 10_u64.pow(decimals);
    let size = money.minor.unsigned_abs();
    let fraction = format!("{:0width$}", size % unit, width = decimals as usize);
    amount(lang, money.minor < 0, size / unit, if decimals == 0 { "" } else { &fraction }, money.currency)
}

/// The price of one unit: two decimals, or up to four where it has them.
pub fn unit_price(lang: Lang, price: UnitPrice, currency: Currency) -> String {
    let size = price.0.unsigned_abs();
    let all = format!("{:04}", size % 10_000);
    let shortest = currency.decimals().min(4) as usize;
    let kept = all.trim_end_matches('0').len().max(shortest);
    amount(lang, price.0 < 0, size / 10_000, &all[..kept], currency)
}

/// Tenths as a decimal: 43 is `4,3` or `4.3`.
pub fn tenths(lang: Lang, tenths: i64) -> String {
    let comma = if lang == Lang::Es { ',' } else { '.' };
    format!("{}{comma}{}", tenths / 10, tenths % 10)
}

/// A part of a whole in hundredths, rounded; a part too small to round to one is `<1 %`.
pub fn percent(lang: Lang, part: i64, whole: i64) -> String {
    let space = if lang == Lang::Es { NO_BREAK.to_string() } else { String::new() };
    if part == 0 || whole == 0 {
        return format!("0{space}%");
    }
    let (part, whole) = (i128::from(part), i128::from(whole));
    let hundredths = (part.abs() * 200 + whole.abs()) / (whole.abs() * 2);
    let sign = if (part < 0) != (whole < 0) { MINUS.to_string() } else { String::new() };
    match hundredths {
        0 => format!("{sign}<1{space}%"),
        more => format!("{sign}{}{space}%", grouped(lang, u64::try_from(more).unwrap_or(u64::MAX))),
    }
}

fn amount(lang: Lang, negative: bool, whole: u64, fraction: &str, currency: Currency) -> String {
    let mark = if lang == Lang::Es { "," } else { "." };
    let mark = if fraction.is_empty() { "" } else { mark };
    let number = format!("{}{mark}{fraction}", grouped(lang, whole));
    let sign = if negative { MINUS.to_string() } else { String::new() };
    match (lang, symbol(&currency)) {
        (Lang::Es, symbol) => format!("{sign}{number}{NO_BREAK}{}", symbol.unwrap_or(currency.code())),
        (Lang::En, Some(symbol)) => format!("{sign}{symbol}{number}"),
        (Lang::En, None) => format!("{sign}{}{NO_BREAK}{number}", currency.code()),
    }
}

fn symbol(currency: &Currency) -> Option<&'static str> {
    match currency.code() {
        "EUR" => Some("€"),
        "GBP" => Some("£"),
        "USD" => Some("$"),
        "JPY" => Some("¥"),
        _ => None,
    }
}

fn grouped(lang: Lang, number: u64) -> String {
    let mark = if lang == Lang::Es { '.' } else { ',' };
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}
