//! How often the API may be asked. Who came in with a key or a session has a bucket of their own; everybody else shares
//! the one of their address, so that nobody can use up what belongs to a key, and a machine that only guesses is held
//! back before the database is asked. Buckets are of this process; the clock fills them.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::{Mutex, MutexGuard, PoisonError},
};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode},
    middleware::Next,
    response::{IntoResponse, Response},
};
use base::{Error, Time};

use crate::{
    app::App,
    guard,
    problem::Failed,
    sessions::hash_of,
    who::{WhoAsked, key_text, session_token},
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
    looked: Option<Time>,
}

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
        self.looked = Some(now);
    }

    fn of_address(&mut self, address: IpAddr, rate: u32, now: Time) -> &mut Bucket {
        let mut net = net_of(address);
        if self.addresses.len() >= MOST && !self.addresses.contains_key(&net) {
            self.look(now);
            if self.addresses.len() >= MOST {
                net = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
            }
        }
        self.addresses.entry(net).or_insert_with(|| Bucket::full(rate, now))
    }
}

impl Rates {
    /// Buckets of these sizes.
    pub fn new(limits: Limits) -> Rates {
        Rates { limits, buckets: Mutex::default() }
    }

    fn buckets(&self) -> MutexGuard<'_, Buckets> {
        self.buckets.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes one from the bucket of a key that was let in lately, else from that of the address.
    fn take(&self, key: Option<&[u8]>, address: IpAddr, now: Time) -> Option<Taken> {
        let mut buckets = self.buckets();
        let Limits { of_key, of_address } = self.limits;
        let (of, rate, took) = match key.and_then(|key| buckets.keys.get_mut(key)) {
            Some(bucket) => ("key", of_key, bucket.take(of_key, now)),
            None if of_address == 0 => return None,
            None => ("address", of_address, buckets.of_address(address, of_address, now).take(of_address, now)),
        };
        Some(Taken { of, rate, left: took.unwrap_or(0), wait: took.err() })
    }

    /// A key was let in that had no bucket yet: what it took is its own, and its address has it back.
    fn let_in(&self, key: &[u8], address: IpAddr, now: Time) -> Option<Taken> {
        let Limits { of_key, of_address } = self.limits;
        let mut buckets = self.buckets();
        if of_key == 0 {
            return None;
        }
        if buckets.keys.len() >= MOST {
            buckets.look(now);
        }
        if buckets.keys.len() >= MOST && !buckets.keys.contains_key(key) {
            return None;
        }
        if of_address > 0 {
            buckets.of_address(address, of_address, now).left += 1.0;
        }
        let bucket = buckets.keys.entry(key.to_owned()).or_insert_with(|| Bucket::full(of_key, now));
        let took = bucket.take(of_key, now);
        Some(Taken { of: "key", rate: of_key, left: took.unwrap_or(0), wait: None })
    }

    /// A key that had a bucket was not let in: it was taken back.
    fn kept_out(&self, key: &[u8]) {
        self.buckets().keys.remove(key);
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
    let (mut parts, body) = request.into_parts();
    let given = key_text(&parts.headers, parts.uri.path()).or_else(|| session_token(&parts.headers));
    let key = given.map(hash_of);
    let nowhere = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
    let address = guard::client(&parts, &app.trusted_proxies).unwrap_or(nowhere);
    let taken = app.rates.take(key.as_deref(), address, app.clock.now());
    if let Some(Taken { wait: Some(retry_after_s), .. }) = taken {
        let mut response = Failed(Error::TooMany { retry_after_s }).into_response();
        tell(response.headers_mut(), taken);
        return response;
    }
    let asked = parts.extensions.get_or_insert_default::<WhoAsked>().clone();
    let mut response = next.run(Request::from_parts(parts, body)).await;
    let told = match (key, taken) {
        (Some(key), Some(Taken { of: "key", .. })) => {
            if response.status() == StatusCode::UNAUTHORIZED {
                app.rates.kept_out(&key);
            }
            taken
        }
        (Some(key), _) if asked.cx().is_some() => app.rates.let_in(&key, address, app.clock.now()),
        _ => taken,
    };
    tell(response.headers_mut(), told);
    response
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
        let waits = |from: IpAddr, now: Time| rates.take(None, from, now).expect("there is a limit").wait;
        for left in (0..10).rev() {
            let expected = Taken { of: "address", rate: 1, left, wait: None };
            assert_eq!(rates.take(None, here, at(100)), Some(expected));
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

    #[test]
    fn a_key_has_its_own_once_it_was_let_in() {
        let rates = Rates::new(Limits { of_key: 5, of_address: 1 });
        let (here, key) = (address("203.0.113.7"), [7; 32].as_slice());
        let of = |taken: Option<Taken>| taken.map(|taken| (taken.of, taken.left));
        assert_eq!(of(rates.take(Some(key), here, at(100))), Some(("address", 9)));
        assert_eq!(of(rates.let_in(key, here, at(100))), Some(("key", 49)));
        assert_eq!(of(rates.take(Some(key), here, at(100))), Some(("key", 48)));
        assert_eq!(of(rates.take(None, here, at(100))), Some(("address", 9)), "its address has its own back");
        rates.kept_out(key);
        assert_eq!(of(rates.take(Some(key), here, at(100))), Some(("address", 8)));
        let none = Rates::new(Limits { of_key: 5, of_address: 0 });
        assert_eq!(none.take(None, here, at(100)), None);
    }

    #[test]
    fn a_flood_of_addresses_and_keys_fills_no_memory() {
        let rates = Rates::new(Limits { of_key: 5, of_address: 1 });
        for number in 0..3 * MOST as u32 {
            let from = IpAddr::from((0x5000_0000 + number).to_be_bytes());
            let _ = rates.take(None, from, at(100));
            let _ = rates.let_in(&number.to_be_bytes(), from, at(100));
        }
        let held = |rates: &Rates| {
            let buckets = rates.buckets();
            (buckets.addresses.len(), buckets.keys.len())
        };
        assert!(held(&rates).0 <= MOST + 1 && held(&rates).1 <= MOST, "{:?}", held(&rates));
        assert!(rates.let_in(&[1; 32], address("198.51.100.1"), at(200)).is_some(), "there is room again");
        assert!(held(&rates).0 < 10 && held(&rates).1 < 10, "{:?}", held(&rates));
    }
}
