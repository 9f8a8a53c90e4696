//! The store: one SQL database, embedded or PostgreSQL, behind `Db` and `Tx`; the thread, its followers, and jobs.
//!
//! Domain code is synchronous over `&mut Tx` and the same on both engines; what differs is in `dialect`.

#[doc(hidden)]
pub use linkme;

pub mod asked;
pub mod backup;
pub mod backups;
pub mod db;
pub mod dialect;
pub mod emptied;
pub mod files;
pub mod followers;
pub mod hunt;
pub mod idempotency;
mod job;
pub mod jobs;
mod kinds;
pub mod leftovers;
mod log;
pub mod many;
pub mod metrics;
pub mod migrations;
pub mod nudge;
pub mod outside;
pub mod owner;
pub mod parked;
pub mod personal;
mod postgres;
pub mod queue;
pub mod restore;
pub mod scratch;
pub mod settings;
pub mod socket;
mod sqlite;
pub mod thread;
mod tls;
pub mod tombstones;
pub mod tx;
pub mod value;
pub mod verify;
pub mod weight;
mod writer;

pub use db::Db;
pub use tx::Tx;
