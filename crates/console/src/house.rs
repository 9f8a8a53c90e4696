//! The retailer's own: what it is called, its companies and shops, and the first steps of a new one.

pub(crate) mod first_steps;
pub(crate) mod gone_web;
pub mod house_page;
mod house_uses;
pub(crate) mod house_web;
