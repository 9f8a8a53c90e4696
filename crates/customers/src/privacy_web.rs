//! The rights of a person in the JSON API.

use aide::{
    generate::GenContext,
    openapi::{Operation, Response as Described},
    operation::OperationOutput,
};
use axum::{
    Json,
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use base::{Error, Result, Time};
use futures_util::stream;
use schemars::json_schema;
use store::Db;
use web::{
    asked::{At, Maybe},
    openapi,
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
async fn export(viewer: May<CustomersPrivacy>, At(id): At<CustomerId>) -> Result<Export, Failed> {
    let cx = viewer.cx.clone();
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
    Ok(Export((headers, parts(db, id, now)).into_response()))
}

/// An export as it is sent.
struct Export(Response);

impl IntoResponse for Export {
    fn into_response(self) -> Response {
        self.0
    }
}

impl OperationOutput for Export {
    type Inner = Export;

    fn inferred_responses(_: &mut GenContext, _: &mut Operation) -> Vec<(Option<u16>, Described)> {
        let schema = json_schema!({
            "type": "object",
            "required": ["format", "version", "exported_at", "customer"],
            "properties": {
                "format": { "const": "hilo-person" },
                "version": { "type": "integer" },
                "exported_at": { "type": "string", "format": "date-time" },
                "customer": { "type": "string" },
            },
            "additionalProperties": true,
        });
        let says = "All that is known of somebody, a list for each section. What breaks off is not JSON.".to_owned();
        vec![(Some(200), openapi::answer(says, "application/json", schema))]
    }
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

async fn preview(viewer: May<CustomersPrivacy>, At(id): At<CustomerId>) -> Result<Json<Preview>, Failed> {
    Ok(Json(viewer.app().db.read("privacy.preview", move |tx| erasures::preview(tx, id)).await?))
}

async fn erase(
    viewer: May<CustomersPrivacy>,
    At(id): At<CustomerId>,
    Maybe(seen): Maybe<Seen>,
) -> Result<Json<Preview>, Failed> {
    Ok(Json(erasures::erase(&viewer.cx, &viewer.app().db, id, seen).await?))
}
