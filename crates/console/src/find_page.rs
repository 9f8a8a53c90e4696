//! What the search over everything finds: places to go, people, orders and products.

use askama::Template;
use web::frame::Frame;

/// The page; its script shows the same within the palette.
#[derive(Template)]
#[template(path = "find.html")]
pub struct FindPage {
    /// The frame.
    pub page: Frame,
    /// What is looked for.
    pub q: String,
    /// What was found, each kind for itself; kinds without any are left out.
    pub groups: Vec<Group>,
}

/// What was found of one kind.
#[derive(Clone, Debug)]
pub struct Group {
    /// What they are.
    pub title: String,
    /// The best of them.
    pub items: Vec<Item>,
    /// The list that has the others.
    pub all: Option<String>,
}

/// One of them.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its drawing; a person has two letters in its stead.
    pub icon: Option<&'static str>,
    /// What it is called.
    pub name: String,
    /// What tells it from others that are called the same.
    pub note: String,
    /// Where it leads.
    pub address: String,
}
