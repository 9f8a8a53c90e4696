//! The texts that people read before they agree. A version never changes: the ledger names it as proof.

use base::{Cx, Error, Result, Time, text};
use store::{Tx, params, sql, value::Row};

use super::TextRead;
use crate::audits::{self, Act, Note};

/// A text in one language.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Text {
    /// The version that statements name.
    pub version: String,
    /// Two letters, such as `es`.
    pub language: String,
    /// What they read.
    pub text: String,
    /// Since when it exists.
    pub created_at: Time,
}

/// Adds a text; the same again changes nothing, another one under the same version is refused.
pub fn add(cx: &Cx, tx: &mut Tx, new: &TextRead, words: &str) -> Result<()> {
    let version = code("The version", &new.version)?;
    let language = code("The language", &new.language)?;
    let words = text::told("The text", words, 4_000)?;
    let text = sql!(
        "insert into consent_texts (version, language, text, by, created_at) values ($1, $2, $3, $4, $5)
         on conflict (version, language) do nothing"
    );
    if tx.exec(text, params![&version, &language, &words, cx.actor.as_text(), cx.now])? == 1 {
        let details = serde_json::json!({ "text": version, "language": language });
        audits::note(cx, tx, Note::of_rules(Act::ConsentRuleSet).with(details))?;
    }
    match get(tx, &TextRead { version, language })? {
        Some(kept) if kept.text == words => Ok(()),
        _ => Err(Error::conflict(
            "text-version",
            "This version has another text already. Give the new one a new version.",
        )),
    }
}

fn code(what: &str, word: &str) -> Result<String> {
    let word = text::told(what, word, 60)?;
    let plain = word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    if plain { Ok(word) } else { Err(Error::invalid("text", format!("{what} has letters, digits, '-', '_' and '.'."))) }
}

/// A text.
pub fn get(tx: &mut Tx, read: &TextRead) -> Result<Option<Text>> {
    let text =
        sql!("select version, language, text, created_at from consent_texts where version = $1 and language = $2");
    tx.query_one(text, params![&read.version, &read.language], one)
}

/// All texts, newest version first.
pub fn all(tx: &mut Tx) -> Result<Vec<Text>> {
    let text = sql!(
        "select version, language, text, created_at from consent_texts order by created_at desc, version, language"
    );
    tx.query(text, params![], one)
}

/// Refuses a version that is not there.
pub(crate) fn known(tx: &mut Tx, read: &TextRead) -> Result<()> {
    let says = || {
        let TextRead { version, language } = read;
        Error::invalid("text-version", format!("There is no text '{version}' in '{language}'. Add it first."))
    };
    get(tx, read)?.map(|_| ()).ok_or_else(says)
}

fn one(row: &Row) -> Result<Text> {
    Ok(Text { version: row.get(0)?, language: row.get(1)?, text: row.get(2)?, created_at: row.get(3)? })
}
