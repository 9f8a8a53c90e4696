//! What is sold, and where: products and shops.

mod privacy;
pub mod products;
pub mod shops;
