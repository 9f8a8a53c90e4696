//! The people: who they are, by which identifiers they are known, and the figures of their card.

pub mod card;
pub mod consents;
pub mod consents_web;
pub mod customers_web;
pub mod fold;
pub mod identity;
pub mod duplicates;
pub mod duplicates_web;
pub mod identity_web;
pub mod list;
pub mod people;
pub mod labels;
pub mod labels_web;
pub mod verify;
pub mod notes;
pub mod notes_web;
