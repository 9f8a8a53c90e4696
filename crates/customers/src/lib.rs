//! The people: who they are, by which identifiers they are known, and the figures of their card.

pub mod audits;
pub mod audits_web;
pub mod card;
pub mod consents;
pub mod consents_web;
pub mod customers_web;
pub mod duplicates;
pub mod duplicates_web;
pub mod fold;
pub mod identity;
pub mod identity_web;
pub mod labels;
pub mod labels_web;
pub mod list;
pub mod newcomers;
pub mod notes;
pub mod notes_web;
pub mod people;
pub mod privacy;
pub mod privacy_web;
pub mod suppressions_web;
pub mod verify;
pub mod words;
