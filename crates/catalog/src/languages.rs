//! The languages that every product is told in beside the shop's first.

use base::{Cx, Error, Result};
use store::{Tx, settings};

use crate::search::follow;

/// The language that a shop tells its products in first.
pub const FIRST: &str = "es";
/// Where the database keeps the others.
const SETTING: &str = "languages";
/// What a new shop tells its products in beside Spanish.
const AT_FIRST: &str = "en";

/// A language, with the name that its speakers give it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Language {
    /// Its code in ISO 639-1.
    pub code: &'static str,
    /// Its name in itself.
    pub name: &'static str,
}

const fn language(code: &'static str, name: &'static str) -> Language {
    Language { code, name }
}

/// Those that one may choose from, by their codes: the official ones of the Union and its neighbors, of Spain's
/// communities, and of visitors from far.
pub const ALL: [Language; 35] = [
    language("ar", "العربية"),
    language("bg", "Български"),
    language("ca", "Català"),
    language("cs", "Čeština"),
    language("da", "Dansk"),
    language("de", "Deutsch"),
    language("el", "Ελληνικά"),
    language("en", "English"),
    language("et", "Eesti"),
    language("eu", "Euskara"),
    language("fi", "Suomi"),
    language("fr", "Français"),
    language("ga", "Gaeilge"),
    language("gl", "Galego"),
    language("hr", "Hrvatski"),
    language("hu", "Magyar"),
    language("it", "Italiano"),
    language("ja", "日本語"),
    language("ko", "한국어"),
    language("lt", "Lietuvių"),
    language("lv", "Latviešu"),
    language("mt", "Malti"),
    language("nb", "Norsk bokmål"),
    language("nl", "Nederlands"),
    language("oc", "Occitan"),
    language("pl", "Polski"),
    language("pt", "Português"),
    language("ro", "Română"),
    language("ru", "Русский"),
    language("sk", "Slovenčina"),
    language("sl", "Slovenščina"),
    language("sv", "Svenska"),
    language("tr", "Türkçe"),
    language("uk", "Українська"),
    language("zh", "中文"),
];

impl Language {
    /// The language of a code.
    pub fn of(code: &str) -> Option<Language> {
        ALL.into_iter().find(|one| one.code == code)
    }
}

/// Those that this shop tells its products in beside its first, in the order in which they are shown.
pub fn others(tx: &mut Tx) -> Result<Vec<Language>> {
    let text = settings::get(tx, SETTING)?;
    Ok(text.as_deref().unwrap_or(AT_FIRST).split_whitespace().filter_map(Language::of).collect())
}

/// Keeps them. What is told in one that is taken away stays, and is there again when it comes back.
pub fn keep(_: &Cx, tx: &mut Tx, codes: &[String]) -> Result<()> {
    let wrong = |says: String| Error::invalid("language", says);
    for (at, code) in codes.iter().enumerate() {
        if code == FIRST {
            return Err(wrong("Spanish is the shop's first language: it needs no translation.".to_owned()));
        }
        Language::of(code).ok_or_else(|| wrong(format!("'{code}' is no language such as en or pt.")))?;
        if codes[..at].contains(code) {
            return Err(wrong(format!("'{code}' is told twice.")));
        }
    }
    settings::set(tx, SETTING, &codes.join(" "))?;
    follow::lists_changed(tx)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_in_the_order_of_their_codes() {
        assert!(ALL.is_sorted_by(|one, next| one.code < next.code));
        assert!(ALL.iter().all(|one| one.code.len() == 2 && !one.name.is_empty()));
    }
}
