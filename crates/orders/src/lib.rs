//! What was bought and what came back: orders, returns, write-offs, and the import of an earlier system's year.

pub mod events;
pub mod import;
pub mod ledger;
pub mod matching;
pub mod orders;
pub mod orders_web;
mod privacy;
pub mod returns;
pub mod sales;
pub mod totals;
pub mod verify;
