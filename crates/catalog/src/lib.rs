//! What is sold, and where: products, their variants, all that is said of them, how one finds them, and shops.

pub mod attributes;
pub mod bulk;
pub mod care;
pub mod catalog_web;
pub mod categories;
pub mod details;
pub mod events;
pub mod import;
pub mod keep;
pub mod languages;
pub mod missing;
pub mod pictures;
pub mod prices;
pub mod prices_web;
mod privacy;
pub mod products;
pub mod sample;
pub mod search;
pub mod search_web;
pub mod shops;
pub mod shops_web;
pub mod tax_numbers;
pub mod told;
pub mod translations;
pub mod variants;
