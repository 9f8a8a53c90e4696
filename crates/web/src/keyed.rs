//! Acts of the API that may come again under the same `Idempotency-Key`, and the bodies that they read.

use std::marker::PhantomData;

use axum::{
    Json,
    extract::{FromRequest, FromRequestParts, OriginalUri, Request},
    http::{HeaderMap, StatusCode, Uri},
    response::{IntoResponse, Response},
};
use base::{Cx, Error, Result};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use store::{Tx, idempotency};

use crate::{
    app::App,
    asked,
    problem::Failed,
    rights::Needed,
    who::{May, Viewer},
};

/// What somebody who has the right tells, and may tell again under the same key.
pub struct Repeatable<R, T> {
    /// Who tells it.
    pub viewer: May<R>,
    /// The act.
    pub keyed: Keyed,
    /// What is told.
    pub told: T,
}

impl<R: Needed, T: DeserializeOwned> FromRequest<App> for Repeatable<R, T> {
    type Rejection = Failed;

    async fn from_request(request: Request, app: &App) -> std::result::Result<Repeatable<R, T>, Failed> {
        let (mut parts, body) = request.into_parts();
        let viewer = May::from_request_parts(&mut parts, app).await?;
        let uri = parts.extensions.get().map_or(&parts.uri, |OriginalUri(uri)| uri).clone();
        let headers = parts.headers.clone();
        let body = asked::bytes(Request::from_parts(parts, body), app).await?;
        Ok(Repeatable { keyed: Keyed::of(&viewer, &uri, &headers, &body)?, told: asked::read(&body)?, viewer })
    }
}

/// An act that may come again under the same key.
pub struct Keyed {
    /// Who does it, and when.
    pub cx: Cx,
    request: idempotency::Request,
}

impl Keyed {
    /// The act that a request asks for.
    fn of(viewer: &Viewer, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Result<Keyed> {
        let key = headers.get("idempotency-key").and_then(|value| value.to_str().ok());
        let missing = || Error::invalid("idempotency-key", "Send an Idempotency-Key, so that a repeat does no harm.");
        let request = idempotency::Request::new(key.ok_or_else(missing)?, uri.path(), body)?;
        Ok(Keyed { cx: viewer.cx.clone(), request })
    }

    /// Does the act, unless it was done; answers as the first time.
    pub fn once<T: Serialize>(&self, tx: &mut Tx, act: impl FnOnce(&mut Tx) -> Result<T>) -> Result<Created<T>> {
        if let Some(earlier) = idempotency::earlier(&self.cx, tx, &self.request)? {
            return Ok(Created(earlier, PhantomData));
        }
        let answer = Created::of(&act(tx)?)?;
        idempotency::keep(&self.cx, tx, &self.request, &answer.0)?;
        Ok(answer)
    }
}

/// An answer 201, as it was given the first time.
pub struct Created<T>(Value, PhantomData<fn() -> T>);

impl<T: Serialize> Created<T> {
    /// Something that was made.
    pub fn of(made: &T) -> Result<Created<T>> {
        serde_json::to_value(made).map(|made| Created(made, PhantomData)).map_err(Error::internal)
    }
}

impl<T> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        (StatusCode::CREATED, Json(self.0)).into_response()
    }
}

/// An answer 202: what was asked for, which is still to be done.
pub struct Accepted<T>(pub T);

impl<T: Serialize> IntoResponse for Accepted<T> {
    fn into_response(self) -> Response {
        (StatusCode::ACCEPTED, Json(self.0)).into_response()
    }
}
