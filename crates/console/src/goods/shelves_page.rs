//! The tree of categories: what stands in each, their names and their order.

use askama::Template;
use catalog::languages::Language;
use web::frame::Frame;

use crate::{goods::spoken::Spoken, notices::Notice};

/// The tree of categories.
#[derive(Template)]
#[template(path = "goods/shelves.html")]
pub struct ShelvesPage {
    /// The frame.
    pub page: Frame,
    /// What was done just now.
    pub notice: Option<Notice>,
    /// Whether whoever looks may change them.
    pub may: bool,
    /// The categories, each under the one that it stands in.
    pub rows: Vec<ShelfRow>,
    /// The languages beside the shop's first.
    pub languages: Vec<Language>,
    /// What is in the form.
    pub form: ShelfForm,
    /// What is wrong.
    pub refused: Option<String>,
}

/// A category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShelfRow {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What it is called in other languages.
    pub others: Spoken,
    /// How deep it stands.
    pub depth: usize,
    /// How many products stand in it or in one within it.
    pub count: i64,
    /// Whether it is the first of its neighbors.
    pub is_first: bool,
    /// Whether it is the last of them.
    pub is_last: bool,
}

impl ShelfRow {
    /// Its name under those that it stands in, for a choice.
    fn indented(&self) -> String {
        "\u{2003}".repeat(self.depth) + &self.name
    }
}

/// What the form of a category holds.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct ShelfForm {
    /// The code of the one that it stands in; empty at the top.
    pub parent: String,
    /// Its name.
    pub name: String,
    /// What it is called in other languages.
    #[serde(flatten)]
    pub others: Spoken,
}
