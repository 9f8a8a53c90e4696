//! What is missing in other languages, with the text beside it that is to be translated.

use std::collections::HashMap;

use askama::Template;
use catalog::{
    languages::Language,
    translations::{Kind, Named, Untold},
};
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
    /// The language; nothing where the shop tells its products in its first alone.
    pub language: Option<Language>,
    /// The languages to choose from, where there are several.
    pub languages: Vec<Chip>,
    /// Every language, and whether the shop tells its products in it.
    pub offered: Vec<(Language, bool)>,
    /// Products, and the names of lists.
    pub parts: Vec<Chip>,
    /// What of it is shown.
    pub shown: Shown,
    /// Where the form is sent.
    pub action: String,
    /// What is wrong.
    pub refused: Option<String>,
    /// What was written where it was refused, by what it is of and the field.
    pub written: HashMap<(String, &'static str), String>,
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

    /// What a field holds: what was written, or what is told.
    fn written<'s>(&'s self, of: &str, field: &'static str, told: Option<&'s str>) -> &'s str {
        self.written.get(&(of.to_owned(), field)).map_or_else(|| told.unwrap_or_default(), String::as_str)
    }

    /// What a name is of, in one word.
    fn of_name(&self, name: &Named) -> String {
        of_name(name.kind.word(), &name.code, &name.value)
    }

    /// The code of the language.
    fn code(&self) -> &'static str {
        self.language.map_or("", |language| language.code)
    }
}

/// What a name is of, in one word.
pub fn of_name(kind: &str, code: &str, value: &str) -> String {
    [kind, code, value].join("\u{1f}")
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
    Kind::ALL.iter().map(kind_key).collect()
}
