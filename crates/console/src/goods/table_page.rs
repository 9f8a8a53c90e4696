//! The list of products as a table whose cells are changed where they stand.

use askama::Template;
use catalog::products::State;
use web::{frame::Frame, lists::Pager};

use crate::{goods::sights::Sight, notices::Notice};

/// A page of products in a form.
#[derive(Template)]
#[template(path = "goods/table.html")]
pub struct TablePage {
    /// The frame.
    pub page: Frame,
    /// What was done just now.
    pub notice: Option<Notice>,
    /// What could not be kept, in words.
    pub refused: Option<String>,
    /// Where the form is sent, with the list's filters.
    pub action: String,
    /// The list that it leads back to.
    pub back: String,
    /// Brands in use.
    pub brands: Vec<String>,
    /// These products.
    pub rows: Vec<TableRow>,
    /// To the others.
    pub pager: Pager,
}

/// A product, as one changes it in its row.
#[derive(Clone, Debug)]
pub struct TableRow {
    /// What stands for it.
    pub sight: Sight,
    /// Its code.
    pub code: String,
    /// What is in its cells.
    pub cells: Cells,
    /// Why it could not be kept.
    pub refused: Option<String>,
}

/// What the cells of a row hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cells {
    /// The product's id.
    pub id: String,
    /// What its cells held when they were shown: [`Cells::line`].
    pub was: String,
    /// Its name.
    pub name: String,
    /// The word of its state.
    pub state: String,
    /// Its brand.
    pub brand: String,
}

impl Cells {
    /// What the cells hold, in one line.
    pub fn line(&self) -> String {
        [self.name.as_str(), &self.state, &self.brand].join("\u{1f}")
    }
}

impl TableRow {
    /// The id of one of its cells.
    fn cell(&self, field: &str) -> String {
        format!("{field}-{}", self.cells.id)
    }
}
