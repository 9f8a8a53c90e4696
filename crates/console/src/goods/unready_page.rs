//! Products that lack something, and where one says it.

use askama::Template;
use catalog::missing::Gap;
use web::{frame::Frame, lists::Pager};

use crate::goods::sights::Sight;

/// Products that lack something.
#[derive(Template)]
#[template(path = "goods/unready.html")]
pub struct UnreadyPage {
    /// The frame.
    pub page: Frame,
    /// These products.
    pub rows: Vec<UnreadyRow>,
    /// Where the next ones are.
    pub pager: Pager,
}

/// A product that lacks something.
#[derive(Clone, Debug)]
pub struct UnreadyRow {
    /// Its page.
    pub address: String,
    /// Its name.
    pub name: String,
    /// Its code.
    pub code: String,
    /// Whether it may be shown on line nevertheless.
    pub is_publishable: bool,
    /// What stands for it.
    pub sight: Option<Sight>,
    /// What it lacks, and where one says it.
    pub missing: Vec<(Gap, String)>,
}
