//! Pictures in the JSON API: one is sent, and looked at.

use std::convert::Infallible;

use aide::{
    generate::GenContext,
    openapi::{Operation, Response as Described},
    operation::{OperationInput, OperationOutput},
};
use axum::{
    Json,
    body::Bytes,
    extract::{FromRequest, Multipart, Request, multipart::Field},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use base::{Error, Result};
use schemars::json_schema;
use tokio::sync::Semaphore;
use web::{
    app::App,
    asked::At,
    keyed::Created,
    openapi,
    problem::Failed,
    rights::{CatalogEdit, CatalogSee, Right},
    routes::{For, Routes},
    who::May,
};

use super::{
    Kind, MOST_BYTES, PictureId, Sheet, keep, put, read, take,
    widths::{Size, sizes},
};

/// What a form adds around the file.
const WRAPPING: usize = 64 << 10;
/// Pictures that a form of a page may bring.
const FILES: usize = 20;
/// What such a form may weigh.
pub const FORM_BYTES: usize = FILES * MOST_BYTES + WRAPPING;
/// How many pictures are read at once: each may take half a gigabyte for a moment.
static HANDS: Semaphore = Semaphore::const_new(2);

/// The addresses.
pub fn routes() -> Routes {
    Routes::default()
        .acts(For::May(Right::CatalogEdit), "/api/v1/pictures", "Send a picture", send)
        .up_to(MOST_BYTES + WRAPPING)
        .and(Routes::default().reads(
            For::May(Right::CatalogSee),
            "/api/v1/pictures/{id}",
            "What is known of a picture",
            one,
        ))
}

/// A picture as the API tells of it.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "Picture")]
struct Shown {
    id: PictureId,
    kind: Kind,
    width: u32,
    height: u32,
    bytes: usize,
    average: String,
    /// Whether its sizes can be fetched.
    is_ready: bool,
    sizes: Vec<Size>,
}

fn shown(sheet: Sheet, is_ready: bool) -> Json<Shown> {
    let Sheet { id, kind, width, height, bytes, average } = sheet;
    Json(Shown { id, kind, width, height, bytes, average, is_ready, sizes: sizes(id, width, height) })
}

async fn send(viewer: May<CatalogEdit>, File(request): File) -> Result<Taken, Failed> {
    let bytes = sent(viewer.app(), request).await?;
    let (sheet, cx) = (receive(viewer.app(), bytes).await?, viewer.cx.clone());
    let id = sheet.id;
    let act = move |tx: &mut store::Tx| Ok((put(&cx, tx, std::slice::from_ref(&sheet))?, read(tx, id)?));
    let (new, kept) = viewer.app().db.write("pictures.put", act).await?;
    let (sheet, is_ready) = kept.ok_or_else(|| Error::internal("a picture that was put is not there"))?;
    Ok(Taken { is_new: !new.is_empty(), shown: shown(sheet, is_ready) })
}

/// A picture on its way in.
struct File(Request);

impl FromRequest<App> for File {
    type Rejection = Infallible;

    async fn from_request(request: Request, _: &App) -> Result<File, Infallible> {
        Ok(File(request))
    }
}

impl OperationInput for File {
    fn operation_input(_: &mut GenContext, operation: &mut Operation) {
        let form = json_schema!({
            "type": "object",
            "required": ["file"],
            "properties": { "file": openapi::bytes() },
        });
        let kinds = [
            ("image/jpeg", openapi::bytes()),
            ("image/png", openapi::bytes()),
            ("image/webp", openapi::bytes()),
            ("image/gif", openapi::bytes()),
            ("multipart/form-data", form),
        ];
        openapi::takes(operation, "One picture, at most 20 MB; what it is follows from its content.", kinds);
    }
}

/// A picture that was taken in: 201 where it is new, else 200.
struct Taken {
    is_new: bool,
    shown: Json<Shown>,
}

impl IntoResponse for Taken {
    fn into_response(self) -> Response {
        let status = if self.is_new { StatusCode::CREATED } else { StatusCode::OK };
        (status, self.shown).into_response()
    }
}

impl OperationOutput for Taken {
    type Inner = Shown;

    fn inferred_responses(cx: &mut GenContext, operation: &mut Operation) -> Vec<(Option<u16>, Described)> {
        let known = Json::<Shown>::inferred_responses(cx, operation);
        let new = Created::<Shown>::inferred_responses(cx, operation);
        known.into_iter().chain(new).collect()
    }
}

/// Reads a picture and brings its file to safety.
async fn receive(app: &App, bytes: Bytes) -> Result<Sheet> {
    let db = app.db.clone();
    let hand = HANDS.acquire().await.map_err(Error::internal)?;
    let work = move || -> Result<Sheet> {
        let picture = take(&bytes)?;
        keep(db.files()?, &picture)?;
        Ok(picture.sheet)
    };
    let taken = tokio::task::spawn_blocking(work).await.map_err(Error::internal)?;
    drop(hand);
    taken
}

/// What a form of a page brought.
#[derive(Debug, Default)]
pub struct Arrived {
    /// Pictures whose files are safe, in their order.
    pub kept: Vec<Sheet>,
    /// The names of files that are none, and why.
    pub refused: Vec<(String, Error)>,
}

/// Takes every file of a form, one after the other; one that is no picture does not keep the others out.
pub async fn arrive(app: &App, request: Request) -> Result<Arrived> {
    let mut form = Multipart::from_request(request, app).await.map_err(|refused| unread(refused.status()))?;
    let mut arrived = Arrived::default();
    while let Some(mut field) = form.next_field().await.map_err(|error| unread(error.status()))? {
        // A form without a file sends one without a name.
        let Some(name) = field.file_name().filter(|name| !name.is_empty()).map(str::to_owned) else { continue };
        let bytes = whole(&mut field).await?;
        if arrived.kept.len() + arrived.refused.len() == FILES {
            arrived.refused.push((name, Error::invalid("picture-many", "Send at most 20 pictures at once.")));
            break;
        }
        match receive(app, bytes).await {
            Ok(sheet) => arrived.kept.push(sheet),
            Err(error @ Error::Invalid { .. }) => arrived.refused.push((name, error)),
            Err(error) => return Err(error),
        }
    }
    if arrived.kept.is_empty() && arrived.refused.is_empty() {
        arrived.refused.push((String::new(), Error::invalid("picture-none", "There is no picture in the form.")));
    }
    Ok(arrived)
}

/// The bytes of a file; of one that is too large, no more than tell so.
async fn whole(field: &mut Field<'_>) -> Result<Bytes> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|error| unread(error.status()))? {
        let room = (MOST_BYTES + 1).saturating_sub(bytes.len());
        bytes.extend_from_slice(&chunk[..chunk.len().min(room)]);
    }
    Ok(bytes.into())
}

async fn one(viewer: May<CatalogSee>, At(id): At<PictureId>) -> Result<Json<Shown>, Failed> {
    let found = viewer.app().db.read("pictures.read", move |tx| read(tx, id)).await?;
    let (sheet, is_ready) = found.ok_or(Error::NotFound { what: "picture" })?;
    Ok(shown(sheet, is_ready))
}

/// The bytes of the picture: the body itself, or the one file of a form.
async fn sent(app: &App, request: Request) -> Result<Bytes> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.trim_start().to_ascii_lowercase().starts_with("multipart/") {
        return Bytes::from_request(request, app).await.map_err(|refused| unread(refused.status()));
    }
    let mut form = Multipart::from_request(request, app).await.map_err(|refused| unread(refused.status()))?;
    let mut found = None;
    while let Some(field) = form.next_field().await.map_err(|error| unread(error.status()))? {
        // Words beside the file, such as those of a form, say nothing of the picture.
        if field.file_name().is_none() {
            continue;
        }
        let bytes = field.bytes().await.map_err(|error| unread(error.status()))?;
        if found.replace(bytes).is_some() {
            return Err(Error::invalid("picture", "Send one picture at a time."));
        }
    }
    found.ok_or_else(|| Error::invalid("picture", "There is no picture in the form."))
}

fn unread(status: StatusCode) -> Error {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => Error::invalid("picture-too-large", "A picture has at most 20 MB."),
        _ => Error::invalid("picture", "The picture did not arrive as a whole. Send it again."),
    }
}
