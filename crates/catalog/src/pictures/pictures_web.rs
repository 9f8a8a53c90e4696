//! Pictures in the JSON API: one is sent, and looked at.

use axum::{
    Json,
    body::Bytes,
    extract::{FromRequest, Multipart, Path, Request, multipart::Field},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use base::{Error, Result};
use tokio::sync::Semaphore;
use web::{
    app::App,
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

async fn send(viewer: May<CatalogEdit>, headers: HeaderMap, request: Request) -> Result<Response, Failed> {
    let bytes = sent(viewer.app(), &headers, request).await?;
    let (sheet, cx) = (receive(viewer.app(), bytes).await?, viewer.cx.clone());
    let id = sheet.id;
    let act = move |tx: &mut store::Tx| Ok((put(&cx, tx, std::slice::from_ref(&sheet))?, read(tx, id)?));
    let (new, kept) = viewer.app().db.write("pictures.put", act).await?;
    let (sheet, is_ready) = kept.ok_or_else(|| Error::internal("a picture that was put is not there"))?;
    let status = if new.is_empty() { StatusCode::OK } else { StatusCode::CREATED };
    Ok((status, shown(sheet, is_ready)).into_response())
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

async fn one(viewer: May<CatalogSee>, Path(id): Path<String>) -> Result<Json<Shown>, Failed> {
    let id: PictureId = id.parse()?;
    let found = viewer.app().db.read("pictures.read", move |tx| read(tx, id)).await?;
    let (sheet, is_ready) = found.ok_or(Error::NotFound { what: "picture" })?;
    Ok(shown(sheet, is_ready))
}

/// The bytes of the picture: the body itself, or the one file of a form.
async fn sent(app: &App, headers: &HeaderMap, request: Request) -> Result<Bytes> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
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
