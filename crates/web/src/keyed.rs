//! Acts of the API that may come again under the same `Idempotency-Key`, and the bodies that they read.

use axum::http::{HeaderMap, Uri};
use base::{Cx, Error, Result};
use store::{Tx, idempotency};

use crate::who::Owner;

/// An act that may come again under the same key.
pub struct Keyed {
    /// Who does it, and when.
    pub cx: Cx,
    request: idempotency::Request,
}

impl Keyed {
    /// The act that a request asks for.
    pub fn of(owner: &Owner, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Result<Keyed> {
        let key = headers.get("idempotency-key").and_then(|value| value.to_str().ok());
        let missing = || Error::invalid("idempotency-key", "Send an Idempotency-Key, so that a repeat does no harm.");
        let request = idempotency::Request::new(key.ok_or_else(missing)?, uri.path(), body)?;
        Ok(Keyed { cx: owner.0.cx.clone(), request })
    }

    /// Does the act, unless it was done.
    pub fn once(
        &self,
        tx: &mut Tx,
        act: impl FnOnce(&mut Tx) -> Result<serde_json::Value>,
    ) -> Result<serde_json::Value> {
        if let Some(earlier) = idempotency::earlier(&self.cx, tx, &self.request)? {
            return Ok(earlier);
        }
        let answer = act(tx)?;
        idempotency::keep(&self.cx, tx, &self.request, &answer)?;
        Ok(answer)
    }
}
