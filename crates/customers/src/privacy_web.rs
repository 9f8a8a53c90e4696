//! The rights of a person in the JSON API.

use axum::{
    Json,
    body::{Body, Bytes},
    extract::Path,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use base::{Error, Result, Time};
use futures_util::stream;
use store::Db;
use web::{
    asked,
    problem::Failed,
    rights::{CustomersPrivacy, Right},
    routes::{For, Routes},
    who::May,
};

use crate::{
    people::CustomerId,
    privacy::{
        erasures::{self, Preview, Seen},
        exports::{self, Next},
    },
};

/// Entries of one part of an export.
const ENTRIES: i64 = 500;

/// The addresses.
pub fn routes() -> Routes {
    Routes::default()
        .reads(
            For::May(Right::CustomersPrivacy),
            "/api/v1/customers/{id}/export",
            "All that is known of somebody",
            export,
        )
        .reads(For::May(Right::CustomersPrivacy), "/api/v1/customers/{id}/erase", "What an erasure would do", preview)
        .acts(For::May(Right::CustomersPrivacy), "/api/v1/customers/{id}/erase", "Erase somebody", erase)
}

/// Everything that is known of somebody, as one JSON object.
async fn export(viewer: May<CustomersPrivacy>, Path(id): Path<String>) -> Result<Response, Failed> {
    let (id, cx): (CustomerId, _) = (id.parse()?, viewer.cx.clone());
    let db = viewer.app().db.clone();
    let now = cx.now;
    let id = db.write("privacy.export", move |tx| exports::begin(&cx, tx, id)).await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_str(&format!("attachment; filename=\"{id}.json\"")).map_err(Error::internal)?,
        ),
    ];
    let headers: HeaderMap = headers.into_iter().collect();
    Ok((headers, parts(db, id, now)).into_response())
}

/// The parts one after the other, each read when the one before is on its way. Where one cannot be read the answer is
/// broken off, so that half of it is not taken for the whole.
fn parts(db: Db, id: CustomerId, now: Time) -> Body {
    Body::from_stream(stream::try_unfold(Some(Next::default()), move |at| {
        let db = db.clone();
        async move {
            let Some(at) = at else { return Ok::<_, Error>(None) };
            let part = db.read("privacy.part", move |tx| exports::part(tx, id, &at, now, ENTRIES)).await?;
            Ok(Some((Bytes::from(part.text), part.next)))
        }
    }))
}

async fn preview(viewer: May<CustomersPrivacy>, Path(id): Path<String>) -> Result<Json<Preview>, Failed> {
    let id: CustomerId = id.parse()?;
    Ok(Json(viewer.app().db.read("privacy.preview", move |tx| erasures::preview(tx, id)).await?))
}

async fn erase(viewer: May<CustomersPrivacy>, Path(id): Path<String>, body: Bytes) -> Result<Json<Preview>, Failed> {
    let seen = match body.is_empty() {
        true => Seen::default(),
        false => asked::read(&body)?,
    };
    Ok(Json(erasures::erase(&viewer.cx, &viewer.app().db, id.parse()?, seen).await?))
}
