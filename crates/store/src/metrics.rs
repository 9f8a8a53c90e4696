//! What each act costs: how often, how long on the engine, how often refused.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// The sums of one act since the process started.
#[derive(Clone, Debug, Default)]
pub struct Acts {
    /// How often it ran to an end that committed.
    pub done: u64,
    /// How often it was refused or failed.
    pub failed: u64,
    /// Time on the writer or in the transaction.
    pub spent: Duration,
    /// How that time is spread.
    pub times: Times,
}

/// How often acts took how long: a count for each eighth of an octave of microseconds.
#[derive(Clone, Debug, Default)]
pub struct Times(Vec<u32>);

const STEPS: f64 = 8.0;

impl Times {
    pub(crate) fn add(&mut self, time: Duration) {
        let place = ((time.as_micros().max(1) as f64).log2() * STEPS) as usize;
        if place >= self.0.len() {
            self.0.resize(place + 1, 0);
        }
        self.0[place] = self.0[place].saturating_add(1);
    }

    /// The time that so many of a hundred stayed within, about 9 % too long at most.
    pub fn percentile(&self, percent: u64) -> Duration {
        let all: u64 = self.0.iter().copied().map(u64::from).sum();
        let (wanted, mut seen) = ((all * percent).div_ceil(100).max(1), 0);
        let within = self.0.iter().position(|count| {
            seen += u64::from(*count);
            seen >= wanted
        });
        within.map_or(Duration::ZERO, |place| Duration::from_secs_f64(((place + 1) as f64 / STEPS).exp2() / 1e6))
    }

    /// What came after an earlier look.
    #[must_use]
    pub fn since(&self, earlier: &Times) -> Times {
        let before = |place| earlier.0.get(place).copied().unwrap_or(0);
        Times(self.0.iter().enumerate().map(|(place, count)| count.saturating_sub(before(place))).collect())
    }
}

static ACTS: Mutex<BTreeMap<&'static str, Acts>> = Mutex::new(BTreeMap::new());

pub(crate) fn acted(act: &'static str, spent: Duration, done: bool) {
    let mut acts = ACTS.lock().unwrap_or_else(PoisonError::into_inner);
    let sums = acts.entry(act).or_default();
    sums.spent += spent;
    sums.times.add(spent);
    *(if done { &mut sums.done } else { &mut sums.failed }) += 1;
}

/// The sums of every act so far, by name.
pub fn acts() -> Vec<(&'static str, Acts)> {
    ACTS.lock().unwrap_or_else(PoisonError::into_inner).iter().map(|(name, sums)| (*name, sums.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_know_their_percentiles() {
        let mut times = Times::default();
        (1..=100).for_each(|millis| times.add(Duration::from_millis(millis)));
        let earlier = times.clone();
        for (percent, millis) in [(50, 50.0), (99, 99.0), (100, 100.0)] {
            let found = times.percentile(percent).as_secs_f64() * 1_000.0;
            assert!((millis..millis * 1.1).contains(&found), "{percent}: {found}");
        }
        times.add(Duration::ZERO);
        assert!(times.since(&earlier).percentile(99) < Duration::from_micros(2));
        assert_eq!(Times::default().percentile(99), Duration::ZERO);
    }
}
