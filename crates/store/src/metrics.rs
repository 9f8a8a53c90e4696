//! What each act costs: how often, how long on the engine, how often refused.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// The sums of one act since the process started.
#[derive(Clone, Copy, Debug, Default)]
pub struct Acts {
    /// How often it ran to an end that committed.
    pub done: u64,
    /// How often it was refused or failed.
    pub failed: u64,
    /// Time on the writer or in the transaction.
    pub spent: Duration,
}

static ACTS: Mutex<BTreeMap<&'static str, Acts>> = Mutex::new(BTreeMap::new());

pub(crate) fn acted(act: &'static str, spent: Duration, done: bool) {
    let mut acts = ACTS.lock().unwrap_or_else(PoisonError::into_inner);
    let sums = acts.entry(act).or_default();
    sums.spent += spent;
    *(if done { &mut sums.done } else { &mut sums.failed }) += 1;
}

/// The sums of every act so far, by name.
pub fn acts() -> Vec<(&'static str, Acts)> {
    ACTS.lock().unwrap_or_else(PoisonError::into_inner).iter().map(|(name, sums)| (*name, *sums)).collect()
}
