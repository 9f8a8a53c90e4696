//! Backup, restore, and the data folder's owner, on both engines.

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

mod owners;
mod sockets;
