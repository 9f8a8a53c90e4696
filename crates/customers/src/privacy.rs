//! The rights of a person: to be told what is known of them, and to be forgotten.

pub mod erasures;
pub mod exports;
mod holdings;
pub mod hunts;
mod proofs;
pub mod replays;
mod telling;
