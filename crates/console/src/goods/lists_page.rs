//! The price lists, and the form that makes or changes one.

use askama::Template;
use web::{frame::Frame, lists::Choice};

use crate::notices::Notice;

/// The page.
#[derive(Template)]
#[template(path = "goods/lists.html")]
pub struct ListsPage {
    /// The frame.
    pub page: Frame,
    /// What was done just now.
    pub notice: Option<Notice>,
    /// Whether whoever looks may change them.
    pub may: bool,
    /// The lists, the one that is asked first in front.
    pub rows: Vec<ListRow>,
    /// The currencies to choose from.
    pub currencies: Vec<Choice>,
    /// The channels to choose from.
    pub channels: Vec<Choice>,
    /// What is in the form.
    pub form: ListForm,
    /// What is wrong.
    pub refused: Option<String>,
}

/// A price list.
#[derive(Clone, Debug)]
pub struct ListRow {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whom it is for, where and in which currency, in words.
    pub whom: Vec<String>,
    /// Whether it is the one that everybody is asked by.
    pub is_usual: bool,
    /// Where it is changed.
    pub address: String,
}

/// What the form of a price list holds.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct ListForm {
    /// The code of the one that is changed; empty for one that is new.
    pub known: String,
    /// The code of one that is new; empty for one that follows from its name.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The code of its currency.
    pub currency: String,
    /// Its channel; empty for every one.
    pub channel: String,
    /// Its zone; empty for everywhere.
    pub zone: String,
    /// Its group of customers; empty for everybody.
    pub group: String,
    /// Its rank; empty for none.
    pub rank: String,
    /// Not empty where its prices include the tax.
    pub taxed: String,
}

/// The message of why a list cannot be kept.
pub fn refused_key(code: &str) -> Option<String> {
    REFUSED.contains(&code).then(|| format!("list-refused-{code}"))
}

const REFUSED: [&str; 6] = ["currency", "known", "name", "rank", "text", "zone"];

/// The messages whose keys are put together here, for the test that looks for each.
pub fn keys() -> Vec<String> {
    REFUSED.into_iter().filter_map(refused_key).collect()
}
