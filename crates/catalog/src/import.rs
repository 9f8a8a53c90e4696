//! Moving in: products from the exports of other shops.
//!
//! A file goes through one pipe: a table of rows (`tables`), rows that belong together (`families`), a product as it is
//! told (`shopify`, `woocommerce`, `magento`, `plain`), pieces of products in short transactions (`pieces`). What came
//! is kept by the hash of what it said (`known`), so the same row again changes nothing, and a file that was cut short
//! goes on where it was.

pub mod families;
pub mod fetching;
pub mod known;
pub mod links;
pub mod magento;
pub mod magento_samples;
pub mod mappings;
mod moves;
pub mod pictures;
pub mod pieces;
pub mod plain;
pub mod prices;
pub mod products;
pub mod rejects;
mod scans;
pub mod shopify;
pub mod tables;
pub mod texts;
pub mod whys;
pub mod woocommerce;
pub mod words;
