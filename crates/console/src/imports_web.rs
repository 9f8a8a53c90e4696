//! Handlers of moving in: the page where files are sent, and the page of one import.

use std::collections::BTreeMap;

use axum::{
    extract::{Path, Request},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{Error, Result};
use catalog::import::{
    mappings::{Field, Mapping},
    pictures,
};
use orders::{
    import::shops::Shop,
    imports::{self, Import, ImportId, State},
    imports_web::{PICTURES, receive, rejects_of},
};
use store::Tx;
use web::{
    asked::Sent,
    frame::Room,
    lists::Choice,
    locale::Say,
    problem::Failed,
    rights::Imports,
    who::{May, Viewer},
};

use crate::{
    answers::{Page, html},
    consents_web::{by, staff_names},
    imports_page::{ImportPage, ImportRow, ImportsPage, Now, REFUSED, count, shop},
};

const PATH: &str = "/console/imports";
/// Earlier imports that the page lists.
const ROWS: i64 = 30;

/// The page where files are sent.
pub async fn list(viewer: May<Imports>) -> Page {
    shown(&viewer, None).await
}

async fn shown(viewer: &Viewer, refused: Option<String>) -> Page {
    let page = viewer.page(Room::Products);
    let read = |tx: &mut Tx| {
        let all = imports::latest(tx, ROWS)?;
        let staff = staff_names(tx, all.iter().map(|one| one.created_by.as_str()))?;
        Ok((all, staff))
    };
    let (all, staff) = viewer.app().db.read("console.imports", read).await?;
    let row = |import: Import| ImportRow {
        address: format!("{PATH}/{}", import.id),
        shop: shop(&page.say, import.shop),
        state: import.state,
        words: words(&page.say, &import),
        at: import.created_at,
        by: by(&page.say, &staff, &import.created_by),
    };
    let choice = |one: Shop| Choice { value: one.source().to_owned(), name: shop(&page.say, one), is_on: false };
    html(&ImportsPage {
        rows: all.into_iter().map(row).collect(),
        shops: Shop::ALL.into_iter().map(choice).collect(),
        currency: String::new(),
        refused,
        page,
    })
}

/// What came of an import, or would, in a few words.
fn words(say: &Say, import: &Import) -> String {
    let report = import.report.as_ref().or(import.foreseen.as_ref());
    let counts = report.map(|report| {
        let all = [
            ("count-import-products", report.products.read),
            ("count-import-customers", report.customers.read),
            ("count-import-orders", report.orders.read),
        ];
        let told = all.into_iter().filter(|(_, number)| *number > 0).map(|(key, number)| say.tn(key, count(number)));
        told.collect::<Vec<_>>().join(", ")
    });
    let files = || import.files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join(", ");
    counts.filter(|words| !words.is_empty()).unwrap_or_else(files)
}

/// Takes files in, or says beside the form why not.
pub async fn create(viewer: May<Imports>, request: Request) -> Result<Response, Failed> {
    let error = match receive(&viewer, request).await {
        Ok(id) => return Ok(Redirect::to(&format!("{PATH}/{id}")).into_response()),
        Err(error) => error,
    };
    let say = viewer.page(Room::Products).say;
    let key = REFUSED.into_iter().find(|(code, _)| *code == error.code()).map(|(_, key)| key).ok_or(error)?;
    Ok((StatusCode::BAD_REQUEST, shown(&viewer, Some(say.t(key))).await?).into_response())
}

async fn read(viewer: &Viewer, id: ImportId) -> Result<(Now, Shop), Failed> {
    let read = move |tx: &mut Tx| {
        let import = imports::one(tx, id)?;
        let is_taken = matches!(import.state, State::Running | State::Done);
        let pictures = match is_taken {
            true => pictures::state(tx, import.shop.source(), import.created_at, PICTURES)?,
            false => Default::default(),
        };
        Ok((import, pictures))
    };
    let (import, (waiting, lost)) = viewer.app().db.read("console.import", read).await?;
    let whose = import.shop;
    let mut now = Now::of(viewer.page(Room::Products), import);
    (now.told_pictures.1, now.lost) = (count(waiting), lost);
    Ok((now, whose))
}

/// One import.
pub async fn show(viewer: May<Imports>, Path(id): Path<String>) -> Page {
    let (now, whose) = read(&viewer, id.parse()?).await?;
    let page = viewer.page(Room::Products);
    html(&ImportPage { shop: shop(&page.say, whose), now, page })
}

/// How far it is, as the page fetches it again.
pub async fn now(viewer: May<Imports>, Path(id): Path<String>) -> Page {
    html(&read(&viewer, id.parse()?).await?.0)
}

/// Takes what was looked at.
pub async fn start(viewer: May<Imports>, Path(id): Path<String>) -> Result<Redirect, Failed> {
    let (id, cx): (ImportId, _) = (id.parse()?, viewer.cx.clone());
    viewer.app().db.write("imports.start", move |tx| imports::start(&cx, tx, id)).await?;
    Ok(Redirect::to(&format!("{PATH}/{id}")))
}

/// Says what the columns of a plain table are: `column` and `field`, in turn.
pub async fn set_mapping(
    viewer: May<Imports>,
    Path(id): Path<String>,
    Sent(fields): Sent<Vec<(String, String)>>,
) -> Result<Redirect, Failed> {
    let id: ImportId = id.parse()?;
    let of = |name: &'static str| fields.iter().filter(move |(field, _)| field == name).map(|(_, value)| value);
    let pairs = of("column").zip(of("field")).map(|(column, field)| Ok((column.clone(), Field::parse(field)?)));
    let mapping = Mapping { columns: pairs.collect::<Result<BTreeMap<_, _>>>()? };
    if mapping.columns.is_empty() {
        return Err(Error::invalid("mapping", "Say what the columns are.").into());
    }
    let cx = viewer.cx.clone();
    viewer.app().db.write("imports.set_mapping", move |tx| imports::set_mapping(&cx, tx, id, &mapping)).await?;
    Ok(Redirect::to(&format!("{PATH}/{id}")))
}

/// The list of what was refused, as a file.
pub async fn rejects(viewer: May<Imports>, Path(id): Path<String>) -> Result<Response, Failed> {
    Ok(rejects_of(&viewer, id.parse()?).await?)
}
