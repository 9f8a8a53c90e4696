//! What whoever runs Hilo looks at and does: health in words, folds and jobs and what was set aside of them, the lines
//! of acts, storage, backups, settings. Pages, API and commands read the same state and do the same acts.

pub mod acts;
pub mod health;
pub mod here;
pub mod operations_web;
pub mod settings;
pub mod state;
