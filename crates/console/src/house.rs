//! The retailer's own: what it is called, its companies and shops, and the first steps of a new one.

pub mod house_page;
pub(crate) mod house_web;
