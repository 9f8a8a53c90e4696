//! Imports in the JSON API: files are sent, looked at, and taken when somebody says so.

use axum::{
    Json,
    body::{Body as Stream, Bytes},
    extract::{FromRequest, Multipart, Path, Request},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use base::{Currency, Error, Result};
use catalog::import::{
    mappings::Mapping,
    pictures::{self, Refused},
};
use store::{Db, Tx};
use web::{
    asked::{Body, body},
    problem::Failed,
    rights::{Imports, Right},
    routes::{For, Routes},
    who::{May, Viewer},
};

use crate::{
    import::shops::Shop,
    imports::{
        self, Import, ImportId, MOST_FILES, NewImport,
        uploads::{Upload, Uploading},
    },
};

/// All that one request may bring.
pub const MOST_SENT: usize = 2 << 30;
/// Imports that a list tells of.
const LATEST: i64 = 50;
/// Pictures that could not be fetched, of which an import tells.
pub const PICTURES: i64 = 100;

/// The addresses.
pub fn routes() -> Routes {
    Routes::default()
        .acts(For::May(Right::Imports), "/api/v1/imports", "Send files of another shop", create)
        .up_to(MOST_SENT)
        .reads(For::May(Right::Imports), "/api/v1/imports", "The latest imports", index)
        .reads(For::May(Right::Imports), "/api/v1/imports/{id}", "One import", show)
        .acts(For::May(Right::Imports), "/api/v1/imports/{id}/mapping", "Say what the columns are", set_mapping)
        .acts(For::May(Right::Imports), "/api/v1/imports/{id}/start", "Take what was looked at", start)
        .reads(For::May(Right::Imports), "/api/v1/imports/{id}/rejects", "What was refused, as CSV", rejects)
}

/// Takes the files of a form in, with the words beside them: `shop`, and `currency` where it is said.
pub async fn receive(viewer: &Viewer, request: Request) -> Result<ImportId> {
    let app = viewer.app();
    let mut form = Multipart::from_request(request, app).await.map_err(|error| unread(error.status()))?;
    let (mut shop, mut currency, mut files) = (None, None, Vec::new());
    while let Some(field) = form.next_field().await.map_err(|error| unread(error.status()))? {
        let name = field.name().unwrap_or_default().to_owned();
        match (name.as_str(), field.file_name().map(str::to_owned)) {
            // A browser sends an empty file where none was chosen.
            (_, Some(file)) if file.is_empty() => {}
            (_, Some(_)) if files.len() == MOST_FILES => {
                return Err(Error::invalid("files", format!("One import takes at most {MOST_FILES} files.")));
            }
            (_, Some(file)) => files.push(kept(viewer, &file, field).await?),
            ("shop", None) => {
                let word = field.text().await.map_err(|error| unread(error.status()))?;
                let unknown = || Error::invalid("shop", "A shop is shopify, woocommerce, magento or csv.");
                shop = Some(Shop::from_word(word.trim()).ok_or_else(unknown)?);
            }
            ("currency", None) => {
                let word = field.text().await.map_err(|error| unread(error.status()))?;
                let word = word.trim().to_uppercase();
                currency = if word.is_empty() { None } else { Some(Currency::in_use(&word)?) };
            }
            _ => {}
        }
    }
    let shop = shop.ok_or_else(|| Error::invalid("shop", "A shop is shopify, woocommerce, magento or csv."))?;
    let (cx, new) = (viewer.cx.clone(), NewImport { shop, currency, files });
    app.db.write("imports.begin", move |tx| imports::begin(&cx, tx, &new)).await
}

/// Keeps a file as it comes, a part at a time.
async fn kept(viewer: &Viewer, name: &str, mut field: axum::extract::multipart::Field<'_>) -> Result<Upload> {
    let mut uploading = Uploading::new(name, viewer.cx.now);
    while let Some(bytes) = field.chunk().await.map_err(|error| unread(error.status()))? {
        if uploading.take(&bytes)? {
            let db = viewer.app().db.clone();
            let work = move || uploading.keep(db.files()?).map(|()| uploading);
            uploading = tokio::task::spawn_blocking(work).await.map_err(Error::internal)??;
        }
    }
    let db = viewer.app().db.clone();
    let work = move || uploading.finish(db.files()?);
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}

fn unread(status: StatusCode) -> Error {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Error::invalid("file-too-large", "That is more than two gigabytes at once. Send the files one by one.")
        }
        _ => Error::invalid("files", "The files did not arrive as a whole. Send them again."),
    }
}

/// An import, with what became of its pictures since.
#[derive(serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "ImportShown")]
struct Shown {
    #[serde(flatten)]
    import: Import,
    /// Pictures of this shop that are still to be fetched.
    pictures_waiting: u64,
    /// Those that could not be: file, line, reason, address.
    pictures_refused: Vec<Refused>,
}

fn shown(tx: &mut Tx, id: ImportId) -> Result<Shown> {
    let import = imports::one(tx, id)?;
    let (pictures_waiting, pictures_refused) = pictures::state(tx, import.shop.source(), import.created_at, PICTURES)?;
    Ok(Shown { import, pictures_waiting, pictures_refused })
}

async fn create(viewer: May<Imports>, request: Request) -> Result<Response, Failed> {
    let id = receive(&viewer, request).await?;
    let shown = viewer.app().db.read("imports.show", move |tx| shown(tx, id)).await?;
    Ok((StatusCode::CREATED, Json(shown)).into_response())
}

/// The latest imports.
#[derive(serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "Imports")]
struct Latest {
    data: Vec<Import>,
}

async fn index(viewer: May<Imports>) -> Result<Json<Latest>, Failed> {
    let data = viewer.app().db.read("imports.list", |tx| imports::latest(tx, LATEST)).await?;
    Ok(Json(Latest { data }))
}

async fn show(viewer: May<Imports>, Path(id): Path<String>) -> Result<Json<Shown>, Failed> {
    let id: ImportId = id.parse()?;
    Ok(Json(viewer.app().db.read("imports.show", move |tx| shown(tx, id)).await?))
}

async fn set_mapping(viewer: May<Imports>, Path(id): Path<String>, sent: Body<Mapping>) -> Result<Json<Shown>, Failed> {
    let mapping = body(sent)?;
    let (id, cx): (ImportId, _) = (id.parse()?, viewer.cx.clone());
    let act = move |tx: &mut Tx| {
        imports::set_mapping(&cx, tx, id, &mapping)?;
        shown(tx, id)
    };
    Ok(Json(viewer.app().db.write("imports.set_mapping", act).await?))
}

async fn start(viewer: May<Imports>, Path(id): Path<String>) -> Result<Json<Shown>, Failed> {
    let (id, cx): (ImportId, _) = (id.parse()?, viewer.cx.clone());
    let act = move |tx: &mut Tx| {
        imports::start(&cx, tx, id)?;
        shown(tx, id)
    };
    Ok(Json(viewer.app().db.write("imports.start", act).await?))
}

async fn rejects(viewer: May<Imports>, Path(id): Path<String>) -> Result<Response, Failed> {
    Ok(rejects_of(&viewer, id.parse()?).await?)
}

/// The list of what an import refused, part by part.
pub async fn rejects_of(viewer: &Viewer, id: ImportId) -> Result<Response> {
    let import = viewer.app().db.read("imports.show", move |tx| imports::one(tx, id)).await?;
    let upload = import.rejects.ok_or(Error::NotFound { what: "list of what was refused" })?;
    let db = viewer.app().db.clone();
    let parts = futures_util::stream::unfold((db, upload, 0), |(db, upload, number)| async move {
        if number == upload.parts {
            return None;
        }
        let (bytes, upload) = part(&db, upload, number).await;
        Some((bytes, (db, upload, number + 1)))
    });
    let head = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"rejected.csv\""),
    ];
    Ok((head, Stream::from_stream(parts)).into_response())
}

async fn part(db: &Db, upload: Upload, number: u32) -> (Result<Bytes>, Upload) {
    let (db, asked) = (db.clone(), upload.clone());
    let read = move || asked.part(db.files()?, number).map(Bytes::from);
    let bytes = tokio::task::spawn_blocking(read).await.map_err(Error::internal).and_then(|read| read);
    (bytes, upload)
}
