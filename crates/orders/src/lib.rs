//! What was bought, what came back and what is said of it: orders, returns, write-offs, reviews, and the import of an
//! earlier system's year.

pub mod events;
mod few;
pub mod import;
pub mod imports;
pub mod imports_web;
pub mod ledger;
pub mod matching;
pub mod orders;
pub mod orders_web;
mod privacy;
pub mod returns;
pub mod reviews;
pub mod reviews_web;
pub mod sales;
pub mod takings;
pub mod takings_days;
pub mod takings_web;
pub mod totals;
pub mod verify;
