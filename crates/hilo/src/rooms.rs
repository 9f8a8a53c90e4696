//! The assembly: what each room hands to those above it.

use base::{Clock, Result};
use store::{
    Db,
    followers::{Fold, Follower},
    jobs::{self, Handler},
};
use tokio::sync::watch;

/// Every fold that all processes share.
pub fn folds() -> Vec<Fold> {
    let kinds = customers::fold::KINDS.into_iter().chain(orders::events::KINDS).collect();
    vec![customers::fold::fold(kinds), orders::sales::fold()]
}

/// Everything that the background does.
pub fn handlers() -> Vec<Handler> {
    vec![orders::matching::HANDLER]
}

/// Keeps every fold at the end of the thread until `done` becomes true, then does every due job.
pub async fn keep_up(db: &Db, clock: &Clock, mut done: watch::Receiver<bool>) -> Result<()> {
    let follower = |fold| Follower::new(db.clone(), clock.clone(), fold, owner());
    let mut followers: Vec<Follower> = folds().into_iter().map(follower).collect();
    loop {
        let last = *done.borrow();
        for follower in &mut followers {
            follower.catch_up().await?;
        }
        if last {
            return jobs::settle(db, clock, &handlers()).await.map(|_| ());
        }
        tokio::select! {
            _ = done.changed() => {}
            () = db.nudge().rung() => {}
        }
    }
}

/// What tells this process from others that work on the same database.
pub fn owner() -> String {
    format!("process-{}", std::process::id())
}
