//! Wakes whoever follows the thread in this process, so that they need not wait for their next poll.

use std::sync::Arc;

use tokio::sync::Notify;

/// Rings when an act of this process has appended to the thread.
#[derive(Clone, Default)]
pub struct Nudge(Arc<Notify>);

impl Nudge {
    /// Wakes every waiter.
    pub fn ring(&self) {
        self.0.notify_waiters();
    }

    /// Waits for the next ring.
    pub async fn rung(&self) {
        self.0.notified().await;
    }
}
