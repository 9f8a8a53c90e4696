//! How often the API may be asked. A key or a session that works has a bucket of its own from its first request on;
//! everybody else shares the one of their address, so that nobody can use up what belongs to a key. One that has no
//! bucket yet is looked up before anything is charged, once however many come with it at the same time; only what does
//! not work is charged to the address. So that a machine that guesses does not keep the database busy, these looks have
//! a bucket of the address of their own. Buckets are of this process; the clock fills them.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode},
    middleware::Next,
    response::{IntoResponse, Response},
};
use base::{Error, Time};
use store::Tx;
use tokio::sync::OnceCell;

use crate::{
    app::App,
    guard, keys,
    problem::Failed,
    sessions::{self, hash_of},
    who::{key_text, session_token},
};

/// So many seconds of a rate can be saved up.
const SAVED_S: u32 = 10;
/// So many of each kind are told apart. Addresses beyond share one bucket; keys and sessions beyond, that of their
/// address.
const MOST: usize = 10_000;

/// Requests a second; 0 for as many as anybody likes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Limits {
    /// Of a key or a session.
    pub of_key: u32,
    /// Of an address, for whoever has none that works.
    pub of_address: u32,
}

/// Who may still ask how often.
#[derive(Debug, Default)]
pub struct Rates {
    limits: Limits,
    buckets: Mutex<Buckets>,
}

#[derive(Debug, Default)]
struct Buckets {
    keys: HashMap<Vec<u8>, Bucket>,
    addresses: HashMap<IpAddr, Bucket>,
    /// Of addresses too: looks at what has no bucket yet.
    looks: HashMap<IpAddr, Bucket>,
    /// Whose look is going on.
    looking: HashMap<Vec<u8>, Weak<Look>>,
    looked: Option<Time>,
}

/// One look for all that came with the same key: whether it works.
type Look = OnceCell<bool>;

/// What is left, and when that was so.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Bucket {
    left: f64,
    at: Time,
}

/// What became of taking one from a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Taken {
    /// Of what: `key` or `address`.
    of: &'static str,
    /// How many a second.
    rate: u32,
    /// How many are left.
    left: u32,
    /// After how many seconds another may come, where this one may not.
    wait: Option<u64>,
}

impl Bucket {
    fn take(&mut self, rate: u32, now: Time) -> Result<u32, u64> {
        let most = f64::from(rate * SAVED_S);
        let passed = (now.micros() - self.at.micros()).max(0) as f64 / 1e6;
        (self.left, self.at) = ((self.left + passed * f64::from(rate)).min(most), now);
        if self.left < 1.0 {
            return Err((((1.0 - self.left) / f64::from(rate)).ceil() as u64).max(1));
        }
        self.left -= 1.0;
        Ok(self.left as u32)
    }

    fn full(rate: u32, now: Time) -> Bucket {
        Bucket { left: f64::from(rate * SAVED_S), at: now }
    }
}

impl Buckets {
    /// Forgets who has saved up everything, at most once a second: they are as new.
    fn look(&mut self, now: Time) {
        if self.looked.is_some_and(|looked| (looked..looked.plus_seconds(1)).contains(&now)) {
            return;
        }
        let silent = now.plus_seconds(-i64::from(SAVED_S));
        self.keys.retain(|_, bucket| bucket.at > silent && bucket.at <= now);
        self.addresses.retain(|_, bucket| bucket.at > silent && bucket.at <= now);
        self.looks.retain(|_, bucket| bucket.at > silent && bucket.at <= now);
        self.looked = Some(now);
    }

    /// The bucket of an address among those that `which` has.
    fn of_address(&mut self, which: Which, address: IpAddr, rate: u32, now: Time) -> &mut Bucket {
        let mut net = net_of(address);
        if which(self).len() >= MOST && !which(self).contains_key(&net) {
            self.look(now);
            if which(self).len() >= MOST {
                net = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
            }
        }
        which(self).entry(net).or_insert_with(|| Bucket::full(rate, now))
    }
}

/// One of the two kinds of buckets that an address has.
type Which = fn(&mut Buckets) -> &mut HashMap<IpAddr, Bucket>;

impl Rates {
    /// Buckets of these sizes.
    pub fn new(limits: Limits) -> Rates {
        Rates { limits, buckets: Mutex::default() }
    }

    fn buckets(&self) -> MutexGuard<'_, Buckets> {
        self.buckets.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes one from the bucket of an address.
    fn take(&self, address: IpAddr, now: Time) -> Option<Taken> {
        let rate = self.limits.of_address;
        if rate == 0 {
            return None;
        }
        let took = self.buckets().of_address(|all| &mut all.addresses, address, rate, now).take(rate, now);
        Some(Taken { of: "address", rate, left: took.unwrap_or(0), wait: took.err() })
    }

    /// Takes one from the bucket of a key that is known to work, if it is; without a limit there is nothing to tell.
    fn take_of_key(&self, key: &[u8], now: Time) -> Option<Option<Taken>> {
        let (rate, mut buckets) = (self.limits.of_key, self.buckets());
        let bucket = buckets.keys.get_mut(key)?;
        if rate == 0 {
            return Some(None);
        }
        let took = bucket.take(rate, now);
        Some(Some(Taken { of: "key", rate, left: took.unwrap_or(0), wait: took.err() }))
    }

    /// The look at a key that has no bucket: that of whoever came with it just before, or a new one, which its address
    /// may not have as often as it likes.
    fn look(&self, key: &[u8], address: IpAddr, now: Time) -> Result<Arc<Look>, Taken> {
        let (rate, mut buckets) = (self.limits.of_address, self.buckets());
        if let Some(look) = buckets.looking.get(key).and_then(Weak::upgrade) {
            return Ok(look);
        }
        if rate > 0 {
            let took = buckets.of_address(|all| &mut all.looks, address, rate, now).take(rate, now);
            took.map_err(|wait| Taken { of: "address", rate, left: 0, wait: Some(wait) })?;
        }
        buckets.looking.retain(|_, look| look.strong_count() > 0);
        let look = Arc::new(Look::new());
        buckets.looking.insert(key.to_owned(), Arc::downgrade(&look));
        Ok(look)
    }

    /// A key was found to work: it has a bucket of its own, and its address has the look back. Not where there are too
    /// many of them.
    fn let_in(&self, key: &[u8], address: IpAddr, now: Time) -> bool {
        let Limits { of_key, of_address } = self.limits;
        let mut buckets = self.buckets();
        if buckets.keys.contains_key(key) {
            return true;
        }
        if buckets.keys.len() >= MOST {
            buckets.look(now);
        }
        if buckets.keys.len() >= MOST {
            return false;
        }
        if of_address > 0 {
            buckets.of_address(|all| &mut all.looks, address, of_address, now).left += 1.0;
        }
        buckets.keys.insert(key.to_owned(), Bucket::full(of_key, now));
        true
    }

    /// A key that had a bucket was not let in: it was taken back.
    fn kept_out(&self, key: &[u8]) {
        self.buckets().keys.remove(key);
    }

    /// Takes one from the bucket of whoever asks: of the key where `works` finds that it does, else of the address.
    async fn taken<F>(&self, key: Option<&[u8]>, address: IpAddr, now: Time, works: impl FnOnce() -> F) -> Option<Taken>
    where
        F: Future<Output = bool>,
    {
        let Some(key) = key else { return self.take(address, now) };
        if let Some(taken) = self.take_of_key(key, now) {
            return taken;
        }
        let look = match self.look(key, address, now) {
            Ok(look) => look,
            Err(taken) => return Some(taken),
        };
        if *look.get_or_init(works).await
            && self.let_in(key, address, now)
            && let Some(taken) = self.take_of_key(key, now)
        {
            return taken;
        }
        self.take(address, now)
    }
}

/// Whoever has a net of IPv6 has all its addresses.
fn net_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from(u128::from(address) >> 64 << 64)),
    }
}

/// The layer around the API: who asks too often is told when to come back, before anything is done for them.
pub async fn paced(State(app): State<App>, request: Request, next: Next) -> Response {
    let Limits { of_key, of_address } = app.rates.limits;
    if of_key == 0 && of_address == 0 {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let given = key_text(&parts.headers, parts.uri.path()).or_else(|| session_token(&parts.headers));
    let (key, now) = (given.map(hash_of), app.clock.now());
    let text = given.map(str::to_owned);
    let is_key = key_text(&parts.headers, parts.uri.path()).is_some();
    let nowhere = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
    let address = guard::client(&parts, &app.trusted_proxies).unwrap_or(nowhere);
    let works = || works(&app, text.unwrap_or_default(), is_key, now);
    let taken = app.rates.taken(key.as_ref().map(AsRef::as_ref), address, now, works).await;
    if let Some(Taken { wait: Some(retry_after_s), .. }) = taken {
        let mut response = Failed(Error::TooMany { retry_after_s }).into_response();
        tell(response.headers_mut(), taken);
        return response;
    }
    let mut response = next.run(Request::from_parts(parts, body)).await;
    if let (Some(key), StatusCode::UNAUTHORIZED) = (key, response.status()) {
        app.rates.kept_out(&key);
    }
    tell(response.headers_mut(), taken);
    response
}

/// Whether a key or a session lets somebody in now. A database that has no time says no: the address is charged then.
async fn works(app: &App, text: String, is_key: bool, now: Time) -> bool {
    let look = move |tx: &mut Tx| match is_key {
        true => Ok(keys::of_text(tx, &text, now)?.is_some()),
        false => Ok(sessions::of(tx, &text, now)?.is_some()),
    };
    app.db.read("api.known", look).await.unwrap_or(false)
}

/// Says what is left, as draft-ietf-httpapi-ratelimit-headers has it: so many (`q`) in so many seconds (`w`), of which
/// there are `r` until all are there again in `t` seconds.
fn tell(headers: &mut HeaderMap, taken: Option<Taken>) {
    let Some(Taken { of, rate, left, .. }) = taken else { return };
    let most = rate * SAVED_S;
    let until = (most - left.min(most)).div_ceil(rate);
    let policy = format!("\"{of}\";q={most};w={SAVED_S}");
    let state = format!("\"{of}\";r={left};t={until}");
    for (name, value) in [("ratelimit-policy", policy), ("ratelimit", state)] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Time {
        Time::from_micros(second * 1_000_000)
    }

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn an_address_may_ask_as_often_as_its_rate_allows() {
        let rates = Rates::new(Limits { of_key: 5, of_address: 1 });
        let (here, there) = (address("203.0.113.7"), address("2001:db8::1"));
        let waits = |from: IpAddr, now: Time| rates.take(from, now).expect("there is a limit").wait;
        for left in (0..10).rev() {
            let expected = Taken { of: "address", rate: 1, left, wait: None };
            assert_eq!(rates.take(here, at(100)), Some(expected));
        }
        assert_eq!(waits(here, at(100)), Some(1));
        assert_eq!(waits(there, at(100)), None, "of another");
        for _ in 0..9 {
            waits(address("2001:db8::ffff:2"), at(100));
        }
        assert_eq!(waits(there, at(100)), Some(1), "a net of IPv6 is one");
        assert_eq!((waits(here, at(101)), waits(here, at(101))), (None, Some(1)));
        assert_eq!(waits(here, at(90)), Some(1), "a clock that goes back gives nothing");
    }

    /// Whose bucket one was taken from, and what is left or how long to wait.
    type Told = (&'static str, u32, Option<u64>);

    async fn asks(rates: &Rates, key: Option<&[u8]>, from: IpAddr, works: bool) -> Told {
        let taken = rates.taken(key, from, at(100), || async move { works }).await.expect("there is a limit");
        (taken.of, taken.left, taken.wait)
    }

    #[tokio::test]
    async fn a_key_that_works_is_not_charged_to_its_address() {
        let rates = Rates::new(Limits { of_key: 5, of_address: 1 });
        let (here, key) = (address("203.0.113.7"), [7; 32].as_slice());
        for _ in 0..12 {
            asks(&rates, None, here, false).await;
        }
        assert_eq!(asks(&rates, None, here, false).await, ("address", 0, Some(1)), "whoever has no key waits");
        assert_eq!(asks(&rates, Some(key), here, true).await, ("key", 49, None));
        assert_eq!(asks(&rates, Some(key), here, false).await, ("key", 48, None), "it is known from then on");
        rates.kept_out(key);
        assert_eq!(asks(&rates, Some(key), here, false).await, ("address", 0, Some(1)), "it works no more");
    }

    #[tokio::test]
    async fn a_key_is_looked_up_once_for_all_that_come_with_it() {
        let rates = Rates::new(Limits { of_key: 5, of_address: 1 });
        let (here, key) = (address("203.0.113.7"), [7; 32].as_slice());
        let (go, wait) = tokio::sync::watch::channel(false);
        let looks = std::sync::atomic::AtomicU32::new(0);
        let one = || async {
            let (mut wait, looks) = (wait.clone(), &looks);
            let works = || async move {
                looks.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                wait.wait_for(|gone| *gone).await.is_ok()
            };
            rates.taken(Some(key), here, at(100), works).await.expect("there is a limit")
        };
        let all = futures_util::future::join_all((0..50).map(|_| one()));
        let (all, ()) = tokio::join!(all, async {
            go.send_replace(true);
        });
        assert!(all.iter().all(|taken| taken.of == "key" && taken.wait.is_none()), "{all:?}");
        assert_eq!(looks.load(std::sync::atomic::Ordering::Relaxed), 1);
        assert_eq!(asks(&rates, None, here, false).await, ("address", 9, None), "its address has all of its own");
    }

    #[tokio::test]
    async fn a_machine_that_guesses_is_held_back_before_the_look() {
        let rates = Rates::new(Limits { of_key: 5, of_address: 1 });
        let (here, there) = (address("203.0.113.7"), address("203.0.113.8"));
        for guess in 0..10_u8 {
            assert_eq!(asks(&rates, Some(&[guess; 32]), here, false).await.2, None);
        }
        let looked = || async { panic!("it is looked up") };
        let taken = rates.taken(Some(&[99; 32]), here, at(100), looked).await.expect("there is a limit");
        assert_eq!((taken.of, taken.wait), ("address", Some(1)));
        assert_eq!(asks(&rates, Some(&[99; 32]), there, true).await, ("key", 49, None), "another machine is not");
        let free = Rates::new(Limits { of_key: 0, of_address: 1 });
        for _ in 0..20 {
            let taken = free.taken(Some(&[1; 32]), here, at(100), || async { true }).await;
            assert_eq!(taken, None, "keys without a limit are not charged to their address either");
        }
        assert_eq!(Rates::new(Limits { of_key: 5, of_address: 0 }).take(here, at(100)), None);
    }

    #[test]
    fn a_flood_of_addresses_and_keys_fills_no_memory() {
        let rates = Rates::new(Limits { of_key: 5, of_address: 1 });
        for number in 0..3 * MOST as u32 {
            let from = IpAddr::from((0x5000_0000 + number).to_be_bytes());
            let _ = rates.take(from, at(100));
            let _ = rates.look(&number.to_be_bytes(), from, at(100));
            rates.let_in(&number.to_be_bytes(), from, at(100));
        }
        let held = |rates: &Rates| {
            let buckets = rates.buckets();
            [buckets.addresses.len(), buckets.looks.len(), buckets.keys.len(), buckets.looking.len()]
        };
        assert!(held(&rates).into_iter().all(|held| held <= MOST + 1), "{:?}", held(&rates));
        assert!(rates.let_in(&[1; 32], address("198.51.100.1"), at(200)), "there is room again");
        assert!(held(&rates).into_iter().all(|held| held < 10), "{:?}", held(&rates));
    }
}
