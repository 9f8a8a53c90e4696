//! What one can buy of a product: which sizes of which colors are sold, their numbers in the trade, and new ones.

use askama::Template;
use web::{frame::Frame, lists::Pager};

use crate::notices::Notice;

/// The page.
#[derive(Template)]
#[template(path = "goods/variants.html")]
pub struct VariantsPage {
    /// The frame.
    pub page: Frame,
    /// What was done just now.
    pub notice: Option<Notice>,
    /// Whether whoever looks may change them.
    pub may: bool,
    /// The product's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Which change of it was looked at.
    pub revision: i64,
    /// How many variants there are.
    pub count: usize,
    /// The sizes over the grid; empty where the variants are told apart otherwise.
    pub sizes: Vec<String>,
    /// The colors beside it.
    pub grid: Vec<GridRow>,
    /// The variants of this page.
    pub rows: Vec<VariantLine>,
    /// The number of this page.
    pub number: usize,
    /// To the others.
    pub pager: Pager,
    /// Colors that the shop uses.
    pub colors: Vec<String>,
    /// Sizes to choose from for a new color, and whether each is chosen.
    pub offered: Vec<(String, bool)>,
    /// What is in the form of new ones.
    pub form: AddForm,
    /// What is wrong.
    pub refused: Option<String>,
}

/// A color of the grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridRow {
    /// What it is called.
    pub name: String,
    /// Of each size, its variant.
    pub cells: Vec<Cell>,
}

/// A size of a color.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The size.
    pub size: String,
    /// The name of its box: `sold`, or `make` where there is no such variant yet.
    pub field: &'static str,
    /// The SKU, or the size and color of what would be made.
    pub value: String,
    /// Whether it is sold.
    pub is_on: bool,
}

/// A variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VariantLine {
    /// Its SKU.
    pub sku: String,
    /// What tells it from the others.
    pub label: String,
    /// The number that the trade knows it by, as it was written.
    pub gtin: String,
    /// What is wrong with it.
    pub wrong: Option<String>,
    /// Whether it is sold.
    pub is_sold: bool,
}

/// What the form of new variants holds.
#[derive(Clone, Debug, Default)]
pub struct AddForm {
    /// The color; empty where they have none.
    pub color: String,
    /// Sizes beside those that one chose, with commas between them.
    pub others: String,
}

/// The message of why variants cannot be kept.
pub fn refused_key(code: &str) -> Option<String> {
    REFUSED.contains(&code).then(|| format!("variants-refused-{code}"))
}

const REFUSED: [&str; 8] = ["changed", "gtin", "known", "nothing", "options", "sku", "sku-taken", "variants"];

/// The messages whose keys are put together here, for the test that looks for each.
pub fn keys() -> Vec<String> {
    REFUSED.into_iter().filter_map(refused_key).collect()
}
