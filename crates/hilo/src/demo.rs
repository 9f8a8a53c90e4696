//! Telar, an invented chain of 12 shops, for the demo.

use base::{Clock, Result};
use store::Db;
use tokio::sync::watch;

/// Fills a database with Telar.
pub fn fill(_db: &Db, _clock: &Clock, _tell: &mut dyn FnMut(u64, u64)) -> Result<()> {
    Ok(())
}

/// Lets something happen now and then.
pub async fn live(_db: Db, _clock: Clock, mut stop: watch::Receiver<bool>) {
    drop(stop.wait_for(|stopped| *stopped).await);
}
