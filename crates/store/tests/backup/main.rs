//! Backup, restore, and the data folder's owner, on both engines.

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

mod beside_work;
mod owners;
mod places;
mod refusals;
mod round_trips;
mod samples;
mod sockets;
