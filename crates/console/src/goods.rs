//! What is sold, for staff: the list of products, each one's page, and what is done with the catalog as a whole.

pub mod amounts;
pub mod changes_page;
pub(crate) mod changes_web;
pub mod languages_page;
pub(crate) mod languages_web;
pub mod many_page;
pub(crate) mod many_web;
pub mod media_page;
pub(crate) mod media_web;
pub mod product_page;
pub(crate) mod product_web;
pub mod products_page;
pub(crate) mod products_web;
pub mod shelves_page;
pub(crate) mod shelves_web;
pub mod sights;
pub mod spoken;
pub mod table_page;
pub(crate) mod table_web;
pub mod words_page;
pub(crate) mod words_web;

/// Whether a tab is the page that one is on.
pub(crate) fn is_here(tab: &str, here: &str) -> bool {
    tab == here
}

/// The pages of the catalog, as tabs: a word, the address, and the message with its name.
pub const TABS: [(&str, &str, &str); 7] = [
    ("list", "/console/products", "tab-list"),
    ("unready", "/console/products/unready", "unready-title"),
    ("prices", "/console/products/price-changes", "tab-prices"),
    ("categories", "/console/products/categories", "shelves-title"),
    ("translations", "/console/products/translations", "languages-title"),
    ("words", "/console/products/words", "words-title"),
    ("reviews", "/console/reviews", "reviews-title"),
];
