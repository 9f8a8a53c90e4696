//! The assembly: what each room hands to those above it.

use base::{Clock, Result};
use store::{
    Db,
    followers::{Fold, Follower},
    jobs::{self, Handler},
};

/// Every fold that all processes share.
pub fn folds() -> Vec<Fold> {
    let kinds = customers::fold::KINDS.into_iter().chain(orders::events::KINDS).collect();
    vec![customers::fold::fold(kinds), orders::sales::fold()]
}

/// Everything that the background does.
pub fn handlers() -> Vec<Handler> {
    vec![orders::matching::HANDLER]
}

/// Brings every fold to the end of the thread and does every due job.
pub async fn settle(db: &Db, clock: &Clock) -> Result<()> {
    for fold in folds() {
        Follower::new(db.clone(), clock.clone(), fold, owner()).catch_up().await?;
    }
    jobs::settle(db, clock, &handlers()).await.map(|_| ())
}

/// What tells this process from others that work on the same database.
pub fn owner() -> String {
    format!("process-{}", std::process::id())
}
