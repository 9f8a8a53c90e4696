//! The tree of categories: what stands in each, their names and their order.

use askama::Template;
use catalog::languages::Language;
use web::{frame::Frame, lists::Choice};

use crate::{address::Address, goods::spoken::Spoken, notices::Notice};

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
    /// The one that is open.
    pub opened: Option<OpenShelf>,
    /// The languages beside the shop's first.
    pub languages: Vec<Language>,
    /// What is in the form of a new one.
    pub form: ShelfForm,
    /// What is wrong with that.
    pub refused: Option<String>,
}

impl ShelvesPage {
    fn is_open(&self, row: &ShelfRow) -> bool {
        self.opened.as_ref().is_some_and(|one| one.code == row.code)
    }

    /// The one that is open, where it is this.
    fn open(&self, row: &ShelfRow) -> Option<&OpenShelf> {
        self.opened.as_ref().filter(|one| one.code == row.code)
    }
}

/// The category that is open, with what stands in its form.
#[derive(Clone, Debug)]
pub struct OpenShelf {
    /// Its code.
    pub code: String,
    /// Its name, as it is written in the form.
    pub name: String,
    /// The same in other languages.
    pub others: Spoken,
    /// Where it may stand: the codes, and the names under those that they stand in.
    pub places: Vec<Choice>,
    /// What becomes of its products where it is taken away; nothing where it cannot be.
    pub leaving: Leaving,
    /// What is wrong with what was written.
    pub refused: Option<String>,
}

/// What taking a category away would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// Nothing stands in it.
    Empty,
    /// So many products would stand in the one above.
    Up(i64),
    /// Others stand in it, so it stays.
    HasOthers,
    /// It is at the top and has so many products, so it stays.
    HasProducts(i64),
}

/// A category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShelfRow {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What it is called in other languages, with the code of each.
    pub others: Vec<(&'static str, String)>,
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
    pub fn indented(&self) -> String {
        "\u{2003}".repeat(self.depth) + &self.name
    }

    /// Where it opens, and closes again.
    fn address(&self) -> String {
        Address::new("/console/products/categories").with("open", &self.code).to_string()
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

/// The message of why a category cannot be made, named or moved.
pub fn refused_key(code: &str) -> Option<String> {
    REFUSED.contains(&code).then(|| format!("shelf-refused-{code}"))
}

const REFUSED: [&str; 8] = ["category", "has-others", "has-products", "known", "name", "parent", "text", "within"];

/// The messages whose keys are put together here, for the test that looks for each.
pub fn keys() -> Vec<String> {
    REFUSED.into_iter().filter_map(refused_key).collect()
}
