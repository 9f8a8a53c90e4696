//! What is sold, for staff: the list of products, each one's page, and what is done with the catalog as a whole.

pub mod many_page;
pub(crate) mod many_web;
pub mod product_page;
pub(crate) mod product_web;
pub mod products_page;
pub(crate) mod products_web;
pub mod sights;
pub mod table_page;
pub(crate) mod table_web;
