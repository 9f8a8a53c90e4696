//! Amounts as people write them in a form. Which mark parts thousands and which one decimals is said by the language of
//! the page, never guessed: `1.250` is one thousand two hundred and fifty in Spanish, and not a price in English.

use base::{Currency, Error, Result, UnitPrice};
use web::locale::{Lang, Say};

/// The code of the refusal; the sentence for it is [`how`].
pub const CODE: &str = "amount";

/// What an amount in a currency says in a language: `1.250,50`, `1250,5` and `1.250` in Spanish, `1,250.50` in English,
/// with or without the sign of the currency. What could be read in two ways, is below zero or has more decimals than
/// the currency is refused. A mark with one or two digits behind it that is no group, such as `59.90`, can only part
/// decimals.
pub fn read(lang: Lang, text: &str, currency: Currency) -> Result<UnitPrice> {
    plain(lang, text, currency).ok_or_else(|| Error::invalid(CODE, "Write an amount such as 1250.50."))
}

fn plain(lang: Lang, text: &str, currency: Currency) -> Option<UnitPrice> {
    let text = text.trim();
    let text = text.strip_prefix(currency.code()).or_else(|| text.strip_suffix(currency.code())).unwrap_or(text);
    let text = text.trim_matches(|letter: char| letter.is_whitespace() || "€£$¥".contains(letter));
    let (thousands, decimals) = marks(lang);
    let allowed = usize::try_from(currency.decimals()).ok()?.min(4);
    let (whole, fraction) = match text.split_once(decimals) {
        Some((whole, fraction)) => (whole.to_owned(), fraction),
        None if is_grouped(text, thousands) => (text.to_owned(), ""),
        None => match text.split_once(thousands) {
            Some((whole, fraction)) if fraction.len() != 3 => (whole.to_owned(), fraction),
            Some(_) => return None,
            None => (text.to_owned(), ""),
        },
    };
    let parted = text.len() > whole.len();
    if parted && (fraction.is_empty() || fraction.len() > allowed) {
        return None;
    }
    let whole = if is_grouped(&whole, thousands) { whole.replace(thousands, "") } else { whole };
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(&whole) || !digits(fraction) {
        return None;
    }
    UnitPrice::parse(&format!("{whole}.{fraction}"))
}

/// What parts thousands, and what decimals.
const fn marks(lang: Lang) -> (char, char) {
    match lang {
        Lang::Es => ('.', ','),
        Lang::En => (',', '.'),
    }
}

/// Whether a whole number stands in groups of three behind a first that does not begin with zero.
fn is_grouped(text: &str, mark: char) -> bool {
    let mut groups = text.split(mark);
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    !rest.is_empty()
        && (1..=3).contains(&first.len())
        && !first.starts_with('0')
        && rest.iter().all(|group| group.len() == 3)
}

/// An amount as [`read`] reads it again, for the field of a form.
pub fn written(lang: Lang, amount: UnitPrice, currency: Currency) -> String {
    let (_, mark) = marks(lang);
    let text = amount.to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    match usize::try_from(currency.decimals()).unwrap_or(2).min(4) {
        0 => whole.to_owned(),
        decimals => format!("{whole}{mark}{fraction:0<decimals$}"),
    }
}

/// The sentence that shows how to write an amount of a currency.
pub fn how(say: &Say, currency: Currency) -> String {
    let example = written(say.lang, UnitPrice(12_505_000), currency);
    let example = example.replacen("1250", if say.lang == Lang::Es { "1.250" } else { "1,250" }, 1);
    say.tn1("amount-how", i64::from(currency.decimals()), "example", example)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_what_it_says_in_the_language_of_the_page() {
        let cases = [
            (Lang::Es, "1.250", 12_500_000),
            (Lang::Es, "1.250,50", 12_505_000),
            (Lang::Es, "1250,5", 12_505_000),
            (Lang::Es, "1.250.000,05", 12_500_000_500),
            (Lang::Es, "59,90 €", 599_000),
            (Lang::Es, " 59,90\u{a0}EUR", 599_000),
            (Lang::Es, "59.90", 599_000),
            (Lang::Es, "0,05", 500),
            (Lang::Es, "0.5", 5_000),
            (Lang::Es, "60", 600_000),
            (Lang::En, "1,250", 12_500_000),
            (Lang::En, "1,250.50", 12_505_000),
            (Lang::En, "€1250.5", 12_505_000),
            (Lang::En, "59,90", 599_000),
            (Lang::En, "59.90", 599_000),
        ];
        for (lang, text, expected) in cases {
            assert_eq!(read(lang, text, Currency::EUR).ok().map(|amount| amount.0), Some(expected), "{lang:?} {text}");
        }
    }

    #[test]
    fn what_could_be_two_amounts_is_none() {
        let wrong = [
            (Lang::Es, "1,250"),
            (Lang::Es, "0.500"),
            (Lang::Es, "1250.500"),
            (Lang::Es, "1.25.50"),
            (Lang::Es, "12.50,00"),
            (Lang::Es, "1,250.50"),
            (Lang::Es, "59,"),
            (Lang::Es, "59."),
            (Lang::Es, ",50"),
            (Lang::Es, "-5"),
            (Lang::Es, "cinco"),
            (Lang::Es, ""),
            (Lang::Es, "€"),
            (Lang::Es, "5 0"),
            (Lang::Es, "1e3"),
            (Lang::Es, "59,905"),
            (Lang::Es, "59.9050"),
            (Lang::En, "1.250"),
            (Lang::En, "1.250,50"),
            (Lang::En, "0,500"),
            (Lang::En, "59.905"),
        ];
        for (lang, text) in wrong {
            assert_eq!(read(lang, text, Currency::EUR).map_err(|error| error.code()), Err(CODE), "{lang:?} {text}");
        }
    }

    #[test]
    fn a_currency_says_how_many_decimals_there_are() {
        let (yen, dinar) = (Currency::in_use("JPY").expect("a code"), Currency::in_use("TND").expect("a code"));
        assert!(read(Lang::Es, "100,5", yen).is_err());
        assert_eq!(read(Lang::Es, "1.250", yen).ok(), Some(UnitPrice(12_500_000)));
        assert_eq!(read(Lang::Es, "1,250", dinar).ok(), Some(UnitPrice(12_500)));
        assert_eq!(read(Lang::Es, "1.250", dinar).ok(), Some(UnitPrice(12_500_000)));
        assert_eq!(written(Lang::Es, UnitPrice(12_505_000), yen), "1250");
    }

    #[test]
    fn what_is_written_is_read_again() {
        for lang in Lang::ALL {
            for code in ["EUR", "JPY", "TND"] {
                let currency = Currency::in_use(code).expect("a code");
                for units in [0, 10_000, 12_500_000, 999_990_000] {
                    let text = written(lang, UnitPrice(units), currency);
                    assert_eq!(read(lang, &text, currency).ok(), Some(UnitPrice(units)), "{lang:?} {text}");
                }
            }
        }
    }
}
