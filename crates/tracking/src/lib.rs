//! What happens outside Hilo and is told over the HTTP API of Segment's SDKs: who may tell it, what of it can be used,
//! and what could not.

pub mod addresses;
pub mod aging;
pub mod begun;
pub mod begun_web;
pub mod behavior;
pub mod behavior_web;
pub mod bodies;
pub mod counts;
pub mod events;
pub mod facts;
pub mod gate;
mod holdings;
pub mod ingest;
pub mod ingest_web;
pub mod messages;
pub mod networks;
pub mod rejects;
pub mod runs;
pub mod sources;
pub mod sources_web;
pub mod verify;
pub mod visits;
