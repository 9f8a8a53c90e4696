//! What is missing in other languages, with the text beside it that is to be translated.

use askama::Template;
use catalog::translations::{Kind, Named, Untold};
use web::{
    frame::Frame,
    lists::{Chip, Pager},
};

use crate::notices::Notice;

/// What is missing in a language.
#[derive(Template)]
#[template(path = "goods/languages.html")]
pub struct LanguagesPage {
    /// The frame.
    pub page: Frame,
    /// What was done just now.
    pub notice: Option<Notice>,
    /// Whether whoever looks may translate.
    pub may: bool,
    /// The code of the language.
    pub language: String,
    /// The languages.
    pub languages: Vec<Chip>,
    /// Products, and the names of lists.
    pub parts: Vec<Chip>,
    /// What of it is shown.
    pub shown: Shown,
    /// Where the form is sent.
    pub action: String,
    /// What is wrong.
    pub refused: Option<String>,
    /// To the others.
    pub pager: Pager,
}

/// What is to be translated.
#[derive(Clone, Debug)]
pub enum Shown {
    /// Products that lack something.
    Products(Vec<Untold>),
    /// Names of lists that lack theirs, and those that have one.
    Names(Vec<Named>),
}

impl LanguagesPage {
    fn is_empty(&self) -> bool {
        match &self.shown {
            Shown::Products(rows) => rows.is_empty(),
            Shown::Names(rows) => rows.is_empty(),
        }
    }

    /// The message with the language's name.
    fn language_key(&self) -> &'static str {
        language_key(&self.language)
    }
}

/// The message with the name of a language.
pub fn language_key(code: &str) -> &'static str {
    match code {
        "en" => "translated-en",
        _ => "translated-other",
    }
}

/// The message with what a name is of.
pub const fn kind_key(kind: &Kind) -> &'static str {
    match kind {
        Kind::Category => "name-of-category",
        Kind::Collection => "name-of-collection",
        Kind::Attribute => "name-of-attribute",
        Kind::AttributeValue => "name-of-attribute-value",
        Kind::Axis => "name-of-axis",
        Kind::OptionValue => "name-of-option-value",
    }
}

/// The messages whose keys are put together here, for the test that looks for each.
pub fn keys() -> Vec<&'static str> {
    Kind::ALL.iter().map(kind_key).chain(["translated-en", "translated-other"]).collect()
}
