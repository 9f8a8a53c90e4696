//! Imports in the JSON API: files are sent, looked at, and taken when somebody says so.

use std::convert::Infallible;

use aide::{
    generate::GenContext,
    openapi::{Operation, Response as Described},
    operation::{OperationInput, OperationOutput},
};
use axum::{
    Json,
    body::{Body as Stream, Bytes},
    extract::{FromRequest, Multipart, Request},
    http::{StatusCode, header},
    response::{IntoResponse, NoContent, Response},
};
use base::{Currency, Error, Result, Time};
use catalog::import::{
    mappings::Mapping,
    pictures::{self, Refused},
    tables::Mark,
    whys::sentence,
};
use customers::audits::{self, Act, Note};
use schemars::json_schema;
use store::{Db, Tx};
use web::{
    app::App,
    asked::{Asked, At, Body},
    keyed::Created,
    openapi,
    paging::{self, Page},
    problem::Failed,
    rights::{Imports, Right},
    routes::{For, Routes},
    who::{May, Viewer},
};

use crate::{
    import::shops::{Shop, check_store},
    imports::{
        self, Import, ImportId, MOST_FILES, NewImport,
        uploads::{self, Upload, Uploading},
    },
};

/// All that one request may bring.
pub const MOST_SENT: usize = 2 << 30;
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
        .acts(For::May(Right::Imports), "/api/v1/imports/{id}/cancel", "Stop what is being done", cancel)
        .acts(For::May(Right::Imports), "/api/v1/imports/{id}/discard", "Forget an import and its files", discard)
        .reads(For::May(Right::Imports), "/api/v1/imports/{id}/rejects", "What was refused, as CSV", rejects)
}

/// The words of a form that sends files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// The shop.
    pub shop: String,
    /// The currency.
    pub currency: String,
    /// The name of the store.
    pub store: String,
    /// The mark before decimals.
    pub decimals: String,
    /// What tells a form from every other, so that one that is sent twice is one import.
    pub form: String,
}

impl Words {
    fn import(&self, zone: String, files: Vec<Upload>) -> Result<NewImport> {
        let unknown = || Error::invalid("shop", "A shop is shopify, woocommerce, magento or csv.");
        let shop = Shop::from_word(&self.shop).ok_or_else(unknown)?;
        let some = |word: &str| Some(word.to_owned()).filter(|word| !word.is_empty());
        let currency = some(&self.currency).map(|code| Currency::in_use(&code.to_uppercase())).transpose()?;
        let decimals = some(&self.decimals).map(|word| Mark::from_word(&word)).transpose()?;
        let store = some(&self.store);
        store.as_deref().map_or(Ok(()), check_store)?;
        Ok(NewImport { shop, currency, store, decimals, zone, files })
    }
}

/// Takes the files of a form in, with the words beside them, which are kept in `words` as they come.
pub async fn receive(viewer: &Viewer, request: Request, words: &mut Words) -> Result<ImportId> {
    let app = viewer.app();
    let mut form = Multipart::from_request(request, app).await.map_err(|error| unread(error.status()))?;
    let mut files = Vec::new();
    while let Some(field) = form.next_field().await.map_err(|error| unread(error.status()))? {
        let name = field.name().unwrap_or_default().to_owned();
        let word = match (name.as_str(), field.file_name().map(str::to_owned)) {
            // A browser sends an empty file where none was chosen.
            (_, Some(file)) if file.is_empty() => continue,
            (_, Some(_)) if files.len() == MOST_FILES => {
                return Err(Error::invalid("files", format!("One import takes at most {MOST_FILES} files.")));
            }
            (_, Some(file)) => {
                files.push(kept(viewer, &file, field).await?);
                continue;
            }
            ("shop", None) => &mut words.shop,
            ("currency", None) => &mut words.currency,
            ("store", None) => &mut words.store,
            ("decimals", None) => &mut words.decimals,
            ("form", None) => &mut words.form,
            _ => continue,
        };
        let said = field.text().await.map_err(|error| unread(error.status()))?;
        *word = said.trim().chars().take(100).collect();
    }
    let zone = app.zone.iana_name().unwrap_or("UTC").to_owned();
    let came = files.clone();
    let begun = async {
        let (cx, new, id) = (viewer.cx.clone(), words.import(zone, files)?, id_of(&words.form));
        app.db.write("imports.begin", move |tx| imports::begin(&cx, tx, &new, id)).await
    };
    let begun = begun.await;
    // What no import tells of goes at once.
    if !matches!(begun, Ok((_, true)) | Err(Error::OutcomeUnknown)) {
        remove(viewer, came).await?;
    }
    begun.map(|(id, _)| id)
}

async fn remove(viewer: &Viewer, files: Vec<Upload>) -> Result<()> {
    let db = viewer.app().db.clone();
    tokio::task::spawn_blocking(move || uploads::remove(&db, &files)).await.map_err(Error::internal)?
}

/// The id of the import that a form makes, however often it is sent.
fn id_of(form: &str) -> Option<ImportId> {
    Some(form).filter(|form| form.len() >= 16).map(|form| ImportId::derived(Time::default(), &["form", form]))
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
    let (pictures_waiting, refused) = pictures::state(tx, &import.source(), import.created_at, PICTURES)?;
    let says = |(file, line, code, address): Refused| (file, line, sentence(&code).to_owned(), address);
    let pictures_refused = refused.into_iter().map(says).collect();
    Ok(Shown { import, pictures_waiting, pictures_refused })
}

async fn create(viewer: May<Imports>, Files(request): Files) -> Result<Created<Shown>, Failed> {
    let id = receive(&viewer, request, &mut Words::default()).await?;
    let shown = viewer.app().db.read("imports.show", move |tx| shown(tx, id)).await?;
    Ok(Created::of(&shown)?)
}

/// A form with files, which are read as they come.
struct Files(Request);

impl FromRequest<App> for Files {
    type Rejection = Infallible;

    async fn from_request(request: Request, _: &App) -> Result<Files, Infallible> {
        Ok(Files(request))
    }
}

/// The words of the form and its files.
impl OperationInput for Files {
    fn operation_input(_: &mut GenContext, operation: &mut Operation) {
        let schema = json_schema!({
            "type": "object",
            "required": ["shop", "files"],
            "properties": {
                "shop": { "type": "string", "enum": ["shopify", "woocommerce", "magento", "csv"] },
                "currency": { "type": "string", "description": "Of the prices, where their list is new." },
                "store": { "type": "string", "description": "A short name, where several stores of one kind move in." },
                "decimals": { "type": "string", "enum": ["comma", "point"] },
                "form": { "type": "string", "description": "16 characters or more: the same form is one import." },
                "files": { "type": "array", "maxItems": MOST_FILES, "items": openapi::bytes() },
            },
        });
        openapi::takes(operation, "A form with files, `.csv` or `.csv.gz`.", [("multipart/form-data", schema)]);
    }
}

#[derive(Clone, Debug, Default, serde::Deserialize, schemars::JsonSchema)]
#[schemars(inline)]
#[serde(default, deny_unknown_fields)]
struct ListAsked {
    after: Option<String>,
    limit: Option<i64>,
}

async fn index(viewer: May<Imports>, Asked(asked): Asked<ListAsked>) -> Result<Json<Page<Import>>, Failed> {
    let limit = paging::limit(asked.limit)?;
    let after = asked.after.as_deref().map(paging::read_place).transpose()?;
    let after = after.map(|(at, id)| (Time::from_micros(at), ImportId::from_bytes(id)));
    let found = viewer.app().db.read("imports.list", move |tx| imports::latest(tx, after, limit + 1)).await?;
    Ok(Json(paging::cut(found, limit, |last| paging::place(last.created_at.micros(), last.id.bytes()))))
}

async fn show(viewer: May<Imports>, At(id): At<ImportId>) -> Result<Json<Shown>, Failed> {
    Ok(Json(viewer.app().db.read("imports.show", move |tx| shown(tx, id)).await?))
}

async fn set_mapping(viewer: May<Imports>, At(id): At<ImportId>, sent: Body<Mapping>) -> Result<Json<Shown>, Failed> {
    let mapping = sent.0;
    let cx = viewer.cx.clone();
    let act = move |tx: &mut Tx| {
        imports::set_mapping(&cx, tx, id, &mapping)?;
        shown(tx, id)
    };
    Ok(Json(viewer.app().db.write("imports.set_mapping", act).await?))
}

async fn start(viewer: May<Imports>, At(id): At<ImportId>) -> Result<Json<Shown>, Failed> {
    let (cx, people) = (viewer.cx.clone(), may_bring_people(&viewer));
    let act = move |tx: &mut Tx| {
        imports::start(&cx, tx, id, people)?;
        shown(tx, id)
    };
    Ok(Json(viewer.app().db.write("imports.start", act).await?))
}

/// Whether somebody may bring customers and orders: they are of every shop.
pub fn may_bring_people(viewer: &Viewer) -> bool {
    viewer.may(Right::ImportsPeople) && viewer.shops.is_all()
}

async fn cancel(viewer: May<Imports>, At(id): At<ImportId>) -> Result<Json<Shown>, Failed> {
    let cx = viewer.cx.clone();
    let act = move |tx: &mut Tx| {
        imports::cancel(&cx, tx, id)?;
        shown(tx, id)
    };
    Ok(Json(viewer.app().db.write("imports.cancel", act).await?))
}

async fn discard(viewer: May<Imports>, At(id): At<ImportId>) -> Result<NoContent, Failed> {
    discarded(&viewer, id).await?;
    Ok(NoContent)
}

/// Forgets an import, and then removes its files. Those that are left where this dies are swept.
pub async fn discarded(viewer: &Viewer, id: ImportId) -> Result<()> {
    let gone = viewer.app().db.write("imports.discard", move |tx| imports::discard(tx, id)).await?;
    remove(viewer, gone).await
}

async fn rejects(viewer: May<Imports>, At(id): At<ImportId>) -> Result<Csv, Failed> {
    Ok(Csv(rejects_of(&viewer, id).await?))
}

/// A list as CSV.
struct Csv(Response);

impl IntoResponse for Csv {
    fn into_response(self) -> Response {
        self.0
    }
}

impl OperationOutput for Csv {
    type Inner = Csv;

    fn inferred_responses(_: &mut GenContext, _: &mut Operation) -> Vec<(Option<u16>, Described)> {
        let says = "A line for each that was refused: `file,line,reason,text`.".to_owned();
        vec![(Some(200), openapi::answer(says, "text/csv", json_schema!({ "type": "string" })))]
    }
}

/// The list of what an import refused, part by part.
pub async fn rejects_of(viewer: &Viewer, id: ImportId) -> Result<Response> {
    let import = viewer.app().db.read("imports.show", move |tx| imports::one(tx, id)).await?;
    if import.holds_people() && !may_bring_people(viewer) {
        return Err(Error::Forbidden);
    }
    let upload = import.rejects.ok_or(Error::NotFound { what: "list of what was refused" })?;
    let cx = viewer.cx.clone();
    let note = move |tx: &mut Tx| {
        audits::note(&cx, tx, Note::of_rules(Act::ImportRejectsSeen).with(serde_json::json!({ "import": id })))
    };
    viewer.app().db.write("imports.rejects", note).await?;
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
