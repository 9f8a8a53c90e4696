//! How often somebody or some machine may be wrong before it must wait.

use base::{Cx, Error, Result, Time};
use store::{Tx, params, sql};

use crate::{sessions::hash_of, staff::StaffId};

/// How long a failure counts.
const WINDOW_S: i64 = 900;

/// Somebody or some machine that tries, and how often it may fail before it must wait.
#[derive(Clone, Debug)]
pub struct Tries {
    /// Who or what; only its hash is kept.
    pub subject: String,
    /// Failures in a quarter of an hour.
    pub most: i64,
}

/// Refuses to even look after too many failures.
pub fn may(tx: &mut Tx, tries: &[Tries], now: Time) -> Result<()> {
    for Tries { subject, most } in tries {
        if failures(tx, subject, now)? >= *most {
            return Err(Error::TooMany { retry_after_s: WINDOW_S as u64 });
        }
    }
    Ok(())
}

/// Writes down a failure, and says whether it was one of these' last. It must survive the refusal: the act that was
/// refused has to hold.
pub fn failed(cx: &Cx, tx: &mut Tx, tries: &[Tries]) -> Result<bool> {
    let mut was_last = false;
    for Tries { subject, most } in tries {
        let text = sql!("insert into sign_in_failures (subject_hash, failed_at, id) values ($1, $2, $3)");
        tx.exec(text, params![&hash_of(subject)[..], cx.now, StaffId::new(cx.now)])?;
        was_last |= failures(tx, subject, cx.now)? == *most;
    }
    let old = cx.now.plus_seconds(-WINDOW_S);
    tx.exec(sql!("delete from sign_in_failures where failed_at < $1"), params![old])?;
    Ok(was_last)
}

fn failures(tx: &mut Tx, subject: &str, now: Time) -> Result<i64> {
    let text = sql!("select count(*) from sign_in_failures where subject_hash = $1 and failed_at > $2");
    let since = now.plus_seconds(-WINDOW_S);
    Ok(tx.query_one(text, params![&hash_of(subject)[..], since], |row| row.get(0))?.unwrap_or(0))
}
