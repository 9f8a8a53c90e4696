//! What is sold, and where: products and shops.

pub mod products;
pub mod shops;
