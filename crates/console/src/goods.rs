//! What is sold, for staff: the list of products, each one's page, and what is done with the catalog as a whole.

pub mod amounts;
pub mod beside;
pub mod changes_page;
pub(crate) mod changes_web;
pub mod form_page;
pub(crate) mod form_web;
pub mod languages_page;
pub(crate) mod languages_web;
pub mod lists_page;
pub(crate) mod lists_web;
pub mod makers_page;
pub(crate) mod makers_web;
pub mod many_page;
pub(crate) mod many_web;
pub mod media_page;
pub(crate) mod media_web;
pub mod names;
pub mod price_page;
pub(crate) mod price_web;
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
pub mod unready_page;
pub(crate) mod unready_web;
pub mod variants_page;
pub(crate) mod variants_web;
pub mod words_page;
pub(crate) mod words_web;

/// Whether a tab is the page that one is on.
pub(crate) fn is_here(tab: &str, here: &str) -> bool {
    tab == here
}

/// The pages of the catalog, as tabs: a word, the address, and the message with its name.
pub const TABS: [(&str, &str, &str); 9] = [
    ("list", "/console/products", "tab-list"),
    ("unready", "/console/products/unready", "unready-title"),
    ("prices", "/console/products/price-changes", "tab-prices"),
    ("lists", "/console/products/price-lists", "lists-title"),
    ("categories", "/console/products/categories", "shelves-title"),
    ("makers", "/console/products/makers", "makers-title"),
    ("translations", "/console/products/translations", "languages-title"),
    ("words", "/console/products/words", "words-title"),
    ("reviews", "/console/reviews", "reviews-title"),
];
