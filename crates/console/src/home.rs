//! The first page of staff: how the shop does, against the weeks before; what needs a person; and what happens now.

pub mod chart;
pub mod figures;
pub mod home_page;
pub(crate) mod home_read;
pub(crate) mod home_thread;
pub(crate) mod home_web;
pub mod needs;
pub(crate) mod needs_read;
pub(crate) mod view;

pub use home_web::HomeNews;
