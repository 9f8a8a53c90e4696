//! What is sold, and where: products, their variants, and shops.

mod privacy;
pub mod products;
pub mod shops;
pub mod variants;
