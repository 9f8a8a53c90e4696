//! The stage on which the shop's stories are told: a database of its own for each, the assembled program, and people
//! who talk to it over HTTP. The stories are in `tests/scenarios`, named as a shopkeeper would say them.
//!
//! Only tests use this crate, so what cannot be done here ends the story with a sentence.

pub mod answers;
pub mod homes;
pub mod people;
pub mod photographs;
pub mod programs;
pub mod retail;
pub mod shops;
