//! Search: an index of what products say, in this process, made from the rows and kept up from the thread.
//!
//! It can be thrown away at any time: whatever does not fit the database is built anew. What it finds are ids; whoever
//! shows a product reads its rows, so an index that is a moment behind never shows what a product says no more.
//!
//! `words` takes texts apart, `schema` says what the index holds, `index` keeps it, `follow` makes it and keeps it up,
//! `query` and `typos` look into it, `facets` counts, `suggest` completes.

pub mod facets;
pub mod follow;
pub mod index;
pub mod labels;
pub mod misses;
pub mod priced;
pub mod query;
pub mod schema;
pub mod suggest;
pub mod synonyms;
#[cfg(test)]
mod tests;
mod typos;
pub mod words;

use std::collections::{BTreeMap, BTreeSet};

use base::UnitPrice;

use crate::{products::ProductId, search::priced::Range};

/// For whom something is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// All that there is.
    #[default]
    Staff,
    /// What may be shown on line.
    Shoppers,
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// What fits best.
    #[default]
    Relevance,
    /// By name.
    Name,
    /// The newest first.
    Newest,
    /// What costs least first; what has no price last.
    Cheapest,
    /// What costs most first; what has no price last.
    Dearest,
}

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// As somebody writes it. Nothing finds everything. A blank at the end says that the last word is whole.
    pub text: String,
    /// For whom.
    pub audience: Audience,
    /// The values of facets, one of which each product must have: `category`, `brand`, `available`, `option.size`,
    /// `attribute.neck-line`; for staff, `kind` and `state`, too.
    pub filters: BTreeMap<String, BTreeSet<String>>,
    /// The codes of the price lists that are asked, in their order: a product costs what the first says that has it.
    pub lists: Vec<String>,
    /// What it may cost.
    pub price: Range,
    /// In which order.
    pub sort: Sort,
    /// So many are passed over.
    pub offset: usize,
    /// So many are shown.
    pub limit: usize,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// How many there are.
    pub total: u64,
    /// Those that are shown.
    pub hits: Vec<Hit>,
    /// What they can be narrowed down by, by name.
    pub facets: Vec<Facet>,
    /// The lowest and the highest price, as if nothing had been said of it.
    pub prices: Option<(UnitPrice, UnitPrice)>,
    /// How freely the text was read.
    pub reading: Reading,
}

/// A product that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// Its id.
    pub id: ProductId,
    /// How well it fits.
    pub score: f32,
}

/// What one narrows down by, as if nothing had been chosen of it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Facet {
    /// Its name, as in `Query::filters`.
    pub name: String,
    /// Its values, the most frequent first.
    pub values: Vec<Value>,
}

/// A value of a facet.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Value {
    /// The value.
    pub value: String,
    /// How many products have it.
    pub count: u64,
}

/// How freely a text was read: as little as finds something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// As it is written.
    #[default]
    Exact,
    /// With the mistakes that words of their length may have.
    Typos,
    /// With another first letter, too.
    Wide,
    /// By some of its words.
    Parts,
}
