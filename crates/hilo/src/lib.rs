//! Hilo: the rooms assembled into one program that serves, imports, verifies, measures, backs up and restores.

pub mod acts;
pub mod bench;
pub mod commands;
pub mod config;
pub mod demo;
pub mod listen;
pub mod openapi;
pub mod origins;
pub mod rehearsal;
pub mod rooms;
pub mod seen;
pub mod serve;
