//! Browsers that an account was opened from before. Wrong passwords from them are counted for each of them alone, so
//! that nobody is kept out by what others guess (OWASP calls it a device cookie).
//!
//! A browser keeps a mark of each of the last accounts: a random name, and the HMAC-SHA-256 of it and the account under
//! what is kept of the password. So a mark needs no row, and ends with the password.

use axum::http::HeaderMap;
use base::{Error, Result};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::{
    sessions::hex,
    staff::StaffId,
    who::{KNOWN_COOKIE, cookie},
};

/// The accounts that a browser remembers: those of a shop's till.
const MOST: usize = 8;
/// The letters of a name, and of its HMAC, whose first half is enough.
const NAME: usize = 16;
const MARK: usize = NAME + 32;
/// Between two marks.
const BREAK: &str = ".";

/// The marks that came with a request.
#[derive(Clone, Debug, Default)]
pub struct Known(Vec<String>);

impl Known {
    /// Reads them.
    pub fn of(headers: &HeaderMap) -> Known {
        let all = cookie(headers, KNOWN_COOKIE).unwrap_or_default().split(BREAK);
        Known(all.filter(|mark| mark.len() == MARK && mark.is_ascii()).take(MOST).map(str::to_owned).collect())
    }

    /// The name of this browser to an account and what is kept of its password, if it was opened from here.
    pub fn name(&self, account: StaffId, password: &str) -> Result<Option<&str>> {
        for mark in &self.0 {
            let (name, proof) = mark.split_at(NAME);
            let Ok(proof) = u128::from_str_radix(proof, 16) else { continue };
            if hmac(account, password, name)?.verify_truncated_left(&proof.to_be_bytes()).is_ok() {
                return Ok(Some(name));
            }
        }
        Ok(None)
    }

    /// The cookie's value once this account has been opened from here.
    pub fn with(&self, account: StaffId, password: &str) -> Result<String> {
        let name = match self.name(account, password)? {
            Some(name) => name.to_owned(),
            None => {
                let mut bytes = [0; NAME / 2];
                getrandom::fill(&mut bytes).map_err(Error::internal)?;
                hex(&bytes)
            }
        };
        let proof = hex(&hmac(account, password, &name)?.finalize().into_bytes());
        let others = self.0.iter().filter(|mark| !mark.starts_with(&name)).take(MOST - 1).map(String::as_str);
        let mark = format!("{name}{}", &proof[..MARK - NAME]);
        Ok([mark.as_str()].into_iter().chain(others).collect::<Vec<&str>>().join(BREAK))
    }
}

fn hmac(account: StaffId, password: &str, name: &str) -> Result<Hmac<Sha256>> {
    let key = Hmac::<Sha256>::new_from_slice(password.as_bytes()).map_err(Error::internal)?;
    Ok(key.chain_update(account.bytes()).chain_update(name))
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderValue, header::COOKIE};

    use super::*;

    fn sent(value: &str) -> Known {
        let cookies = format!("hilo_lang=es; {KNOWN_COOKIE}={value}");
        Known::of(&HeaderMap::from_iter([(COOKIE, HeaderValue::from_str(&cookies).expect("a cookie"))]))
    }

    fn of(account: usize) -> StaffId {
        StaffId::from_bytes([account as u8; 16])
    }

    #[test]
    fn a_browser_keeps_the_last_accounts() {
        let mut value = String::new();
        for account in 0..MOST + 1 {
            value = sent(&value).with(of(account), "kept").expect("a mark");
        }
        let names = |value: &str| {
            let (known, all) = (sent(value), 0..=MOST);
            all.map(|account| known.name(of(account), "kept").expect("HMAC").map(str::to_owned)).collect::<Vec<_>>()
        };
        let before = names(&value);
        assert_eq!(before.iter().filter(|name| name.is_some()).count(), MOST);
        assert_eq!(before[0], None, "the oldest made room");
        let again = sent(&value).with(of(3), "kept").expect("a mark");
        assert!(again.len() == value.len() && again != value, "it comes first now, under its name");
        assert_eq!(names(&again), before);
    }

    #[test]
    fn a_mark_that_was_not_given_is_none() {
        let mark = sent("").with(of(0), "kept").expect("a mark");
        assert!(sent(&mark).name(of(0), "kept").is_ok_and(|name| name.is_some()));
        let other = if mark.starts_with('0') { "1" } else { "0" };
        for value in [
            "".to_owned(),
            "x".repeat(MARK),
            "ñ".repeat(MARK / 2),
            format!("{other}{}", &mark[1..]),
            format!("{}g", &mark[..MARK - 1]),
            mark[..MARK - 2].to_owned(),
            format!("{mark}00"),
            format!("{}{}", &mark[..NAME], "0".repeat(MARK - NAME)),
        ] {
            assert_eq!(sent(&value).name(of(0), "kept"), Ok(None), "{value}");
        }
        assert_eq!(sent(&mark).name(of(0), "kept since"), Ok(None), "another password, another mark");
        assert_eq!(sent(&mark).name(of(1), "kept"), Ok(None), "another account, another mark");
    }
}
