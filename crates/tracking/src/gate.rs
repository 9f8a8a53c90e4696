//! Who may come in: the keys of all sources, read anew every few seconds, and how much each has told lately.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use base::{Result, Time};
use store::Db;

use crate::{
    counts::Counts,
    sources::{self, Kind, Source, SourceId},
};

/// Messages a second of a source whose key everybody can read, and of any other.
const USUAL: [i64; 2] = [1_000, 20_000];
/// A source may save up so many seconds of its rate.
const SAVED_S: i64 = 10;
/// How old what is known of the keys may be: a key that was taken back counts no longer than this.
const FRESH: i64 = 2_000_000;

/// The sources as this process knows them.
#[derive(Clone, Default)]
pub struct Gate {
    known: Arc<Mutex<Known>>,
    /// What came in.
    pub counts: Counts,
}

#[derive(Default)]
struct Known {
    read_at: Option<Time>,
    keys: HashMap<[u8; 32], (bool, Arc<Source>)>,
    told: HashMap<SourceId, Bucket>,
}

/// What a source may still tell, in messages, and when that was so.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Bucket {
    left: f64,
    at: Time,
}

impl Gate {
    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The source of a key, and whether the key is secret; `None` for a key that nobody has.
    pub async fn source(&self, db: &Db, hash: [u8; 32], now: Time) -> Result<Option<(bool, Arc<Source>)>> {
        let is_fresh =
            |known: &Known| known.read_at.is_some_and(|at| (0..FRESH).contains(&(now.micros() - at.micros())));
        {
            let known = self.known();
            if is_fresh(&known) {
                return Ok(known.keys.get(&hash).cloned());
            }
        }
        let read = db.read("tracking.sources", sources::by_key).await?;
        let mut known = self.known();
        known.keys = read.into_iter().map(|(hash, is_secret, source)| (hash, (is_secret, Arc::new(source)))).collect();
        known.read_at = Some(now);
        Ok(known.keys.get(&hash).cloned())
    }

    /// The sources have changed: they are read anew.
    pub fn forget(&self) {
        self.known().read_at = None;
    }

    /// Whether a source may tell so many messages now; else after how many seconds.
    pub fn admit(&self, source: &Source, messages: usize, now: Time) -> std::result::Result<(), u64> {
        let rate = source.per_second.unwrap_or_else(|| usual(source.kind));
        let mut known = self.known();
        let most = (rate * SAVED_S) as f64;
        let bucket = known.told.entry(source.id).or_insert(Bucket { left: most, at: now });
        bucket.take(rate, most, messages, now)
    }
}

/// Messages a second that a source of this kind may tell unless it has a rate of its own.
pub fn usual(kind: Kind) -> i64 {
    USUAL[usize::from(!kind.is_public())]
}

impl Bucket {
    /// What is larger than all that can be saved up passes when nothing was told before.
    fn take(&mut self, rate: i64, most: f64, messages: usize, now: Time) -> std::result::Result<(), u64> {
        let passed = (now.micros() - self.at.micros()).max(0) as f64 / 1e6;
        (self.left, self.at) = ((self.left + passed * rate as f64).min(most), now);
        let wanted = (messages as f64).min(most);
        if self.left < wanted {
            return Err((((wanted - self.left) / rate as f64).ceil() as u64).clamp(5, 60));
        }
        self.left -= wanted;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_tells_as_much_as_its_rate_allows() {
        let at = |second: i64| Time::from_micros(second * 1_000_000);
        let mut bucket = Bucket { left: 100.0, at: at(0) };
        assert_eq!(bucket.take(10, 100.0, 100, at(0)), Ok(()));
        assert_eq!(bucket.take(10, 100.0, 1, at(0)), Err(5));
        assert_eq!(bucket.take(10, 100.0, 100, at(1)), Err(9));
        assert_eq!(bucket.take(10, 100.0, 20, at(2)), Ok(()));
        assert_eq!(bucket.take(10, 100.0, 2_500, at(3)), Err(9), "in its time");
        assert_eq!(bucket.take(10, 100.0, 2_500, at(12)), Ok(()));
        // A clock that goes back gives nothing.
        assert_eq!(bucket.take(10, 100.0, 1, at(11)), Err(5));
    }
}
