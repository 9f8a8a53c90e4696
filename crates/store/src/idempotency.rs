//! Repeated requests: the same key and body give the same answer and change nothing the second time.
//!
//! The row is written by the act's own transaction, so it tells the truth also after a connection was lost at COMMIT.

use base::{Cx, Error, Result, Time};
use sha2::{Digest, Sha256};

use crate::{params, sql, tx::Tx};

/// A request that may come again.
#[derive(Clone, Debug)]
pub struct Request {
    key_hash: Vec<u8>,
    request_hash: Vec<u8>,
}

impl Request {
    /// The request with this `Idempotency-Key` (1 to 200 visible characters), path and body.
    pub fn new(key: &str, path: &str, body: &[u8]) -> Result<Request> {
        if key.is_empty() || key.len() > 200 || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::invalid(
                "idempotency-key",
                "Idempotency-Key must be 1 to 200 visible ASCII characters, such as a UUID.",
            ));
        }
        let request = Sha256::new().chain_update(path).chain_update([0]).chain_update(body);
        Ok(Request { key_hash: Sha256::digest(key).to_vec(), request_hash: request.finalize().to_vec() })
    }
}

/// What became of this request before: `None` the first time, else the stored answer. The same key with another
/// request is refused.
pub fn earlier<T: serde::de::DeserializeOwned>(cx: &Cx, tx: &mut Tx, request: &Request) -> Result<Option<T>> {
    let text = sql!("select request_hash, result from idempotency_keys where actor = $1 and key_hash = $2");
    let params = params![cx.actor.as_text(), &request.key_hash[..]];
    let found = tx.query_one(text, params, |row| Ok((row.get::<Vec<u8>>(0)?, row.get::<String>(1)?)))?;
    let Some((request_hash, result)) = found else { return Ok(None) };
    if request_hash != request.request_hash {
        return Err(Error::invalid(
            "idempotency-key-reused",
            "This Idempotency-Key was used for another request. Use a new key for a new request.",
        ));
    }
    serde_json::from_str(&result).map(Some).map_err(Error::internal)
}

/// Keeps the answer of a request with the act that it belongs to.
pub fn keep<T: serde::Serialize>(cx: &Cx, tx: &mut Tx, request: &Request, result: &T) -> Result<()> {
    let text = sql!(
        "insert into idempotency_keys (actor, key_hash, request_hash, result, created_at) values ($1, $2, $3, $4, $5)
         on conflict do nothing"
    );
    let result = serde_json::to_string(result).map_err(Error::internal)?;
    let params = params![cx.actor.as_text(), &request.key_hash[..], &request.request_hash[..], result, cx.now];
    match tx.exec(text, params)? {
        1 => Ok(()),
        _ => Err(Error::Busy { says: "The same request is being done just now. Try again in a moment.".into() }),
    }
}

/// Forgets keys older than a day, up to `limit` of them; says how many.
pub fn sweep(tx: &mut Tx, now: Time, limit: i64) -> Result<u64> {
    let text = sql!(
        "delete from idempotency_keys where (actor, key_hash) in
         (select actor, key_hash from idempotency_keys where created_at < $1 limit $2)"
    );
    tx.exec(text, params![now.plus_seconds(-86_400), limit])
}
