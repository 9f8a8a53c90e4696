//! Who may come in: the keys of all sources, read anew every few seconds, and how much each has told lately, and each
//! sender of those whose key everybody can read.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use base::{Result, Time};
use store::Db;

use crate::{
    addresses::shortened,
    counts::Counts,
    ingest::Batch,
    sources::{self, Kind, Source, SourceId},
};

/// Messages a second of a source whose key everybody can read, and of any other.
const USUAL: [i64; 2] = [1_000, 20_000];
/// A source may save up so many seconds of its rate.
const SAVED_S: i64 = 10;
/// A message weighs one for each of so many bytes that it has, and at least one.
const UNIT: usize = 1_024;
/// One sender of a source may tell this part of its rate, and at least so much.
const SENDER: (i64, i64) = (10, 10);
/// So many senders are told apart; those beyond share what one may tell.
const SENDERS: usize = 10_000;
/// What weighs so much and could not be used is kept of a day's messages of a source, by [`Kind::is_public`]; beyond
/// that it is only counted.
const KEPT: [usize; 2] = [200_000, 20_000];
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
    senders: Senders,
    /// What was kept of what could not be used, by source: the day, and its weight.
    kept: HashMap<SourceId, (i64, usize)>,
}

/// What each sender of a source may still tell.
#[derive(Default)]
struct Senders {
    told: HashMap<(SourceId, String), Bucket>,
    looked: Option<Time>,
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

    /// Whether a source may tell messages of such a weight now, and whether this sender may; else after how many
    /// seconds.
    pub fn admit(
        &self,
        source: &Source,
        sender: Option<IpAddr>,
        weight: usize,
        now: Time,
    ) -> std::result::Result<(), u64> {
        let rate = source.per_second.unwrap_or_else(|| usual(source.kind));
        let mut known = self.known();
        if let Some(sender) = sender.filter(|sender| source.kind.is_public() && is_of_the_net(*sender)) {
            let rate = (rate / SENDER.0).max(SENDER.1).min(rate);
            let bucket = known.senders.bucket(source.id, sender, rate * SAVED_S, now);
            bucket.take(rate, (rate * SAVED_S) as f64, weight, now)?;
        }
        let most = (rate * SAVED_S) as f64;
        let bucket = known.told.entry(source.id).or_insert(Bucket { left: most, at: now });
        bucket.take(rate, most, weight, now)
    }

    /// Leaves of what could not be used as much as is kept of one day; the rest is only counted.
    pub fn bound(&self, source: &Source, batch: &mut Batch, now: Time) {
        if batch.rejected.is_empty() {
            return;
        }
        let day = now.micros() / 86_400_000_000;
        let mut known = self.known();
        let kept = known.kept.entry(source.id).or_insert((day, 0));
        if kept.0 != day {
            *kept = (day, 0);
        }
        let most = KEPT[usize::from(source.kind.is_public())];
        let came = batch.rejected.len();
        batch.rejected.retain(|one| {
            kept.1 += weight_of(&one.body);
            kept.1 <= most
        });
        batch.beyond += (came - batch.rejected.len()) as u64;
    }
}

/// What a message weighs.
pub fn weight_of(message: &str) -> usize {
    (message.len() / UNIT).max(1)
}

/// Whether an address may be one sender's: what comes from a net of our own is a proxy, before everybody.
fn is_of_the_net(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => !(address.is_loopback() || address.is_private() || address.is_link_local()),
        IpAddr::V6(address) => !(address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local()),
    }
}

impl Senders {
    fn bucket(&mut self, source: SourceId, sender: IpAddr, most: i64, now: Time) -> &mut Bucket {
        let mut key = (source, shortened(sender));
        if self.told.len() >= SENDERS && !self.told.contains_key(&key) {
            // Whoever has been silent for so long has saved up everything.
            let silent = now.plus_seconds(-SAVED_S);
            if self.looked.is_none_or(|looked| looked < now.plus_seconds(-1) || looked > now) {
                self.told.retain(|_, bucket| bucket.at > silent && bucket.at <= now);
                self.looked = Some(now);
            }
            if self.told.len() >= SENDERS {
                key.1.clear();
            }
        }
        self.told.entry(key).or_insert(Bucket { left: most as f64, at: now })
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

    fn source(kind: Kind) -> Source {
        let (id, at) = (SourceId::from_bytes([1; 16]), Time::from_micros(0));
        let (name, code, by) = ("Web".into(), "web".into(), "test".into());
        let (origins, networks) = (Vec::new(), Vec::new());
        Source { id, name, code, kind, origins, networks, is_on: true, per_second: None, by, created_at: at }
    }

    #[test]
    fn one_sender_does_not_speak_for_all() {
        let (gate, web, now) = (Gate::default(), source(Kind::Browser), Time::from_micros(1_000_000_000));
        let from = |text: &str| Some(text.parse().expect("an address"));
        assert_eq!(gate.admit(&web, from("203.0.113.7"), 1_000, now), Ok(()));
        assert!(gate.admit(&web, from("203.0.113.9"), 1, now).is_err(), "of the same net");
        assert_eq!(gate.admit(&web, from("203.0.114.7"), 1, now), Ok(()));
        assert_eq!(gate.admit(&web, from("127.0.0.1"), 5_000, now), Ok(()), "a proxy stands before everybody");
        assert_eq!(gate.admit(&source(Kind::Server), from("203.0.113.7"), 1, now), Ok(()));
        let app = Source { id: SourceId::from_bytes([2; 16]), ..source(Kind::App) };
        for number in 0..=2 * SENDERS as u32 {
            let sender = IpAddr::from((0x5000_0000 + (number << 8)).to_be_bytes());
            let _ = gate.admit(&app, Some(sender), 1, now);
        }
        assert!(gate.known().senders.told.len() <= SENDERS + 2, "a flood of addresses fills no memory");
        let later = now.plus_seconds(60);
        assert_eq!(gate.admit(&app, from("198.51.100.1"), 1, later), Ok(()));
        assert!(gate.known().senders.told.len() < 10);
    }

    #[test]
    fn what_could_not_be_used_is_kept_up_to_a_weight() {
        let (gate, web) = (Gate::default(), source(Kind::Browser));
        let (now, many) = (Time::from_micros(0), KEPT[1] / 32 + 10);
        let one = crate::ingest::Rejected {
            reason: crate::messages::Reason::Broken,
            body: "x".repeat(32 * UNIT),
            call: None,
            sent: None,
            names: Vec::new(),
        };
        let batch = || Batch { rejected: vec![one.clone(); many], ..Batch::default() };
        for (day, left) in [(0, KEPT[1] / 32), (0, 0), (1, KEPT[1] / 32)] {
            let mut batch = batch();
            gate.bound(&web, &mut batch, now.plus_seconds(day * 86_400));
            assert_eq!((batch.rejected.len(), batch.beyond), (left, (many - left) as u64));
        }
    }

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
