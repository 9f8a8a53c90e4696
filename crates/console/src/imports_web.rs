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
    imports_web::{PICTURES, Words, discarded, may_bring_people, receive, rejects_of},
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
    imports_page::{ImportPage, ImportRow, ImportsPage, Now, REFUSED, count, reason, shop},
};

const PATH: &str = "/console/imports";
/// Earlier imports that the page lists.
const ROWS: i64 = 30;

/// The page where files are sent.
pub async fn list(viewer: May<Imports>) -> Page {
    shown(&viewer, &Words::default(), None).await
}

async fn shown(viewer: &Viewer, words: &Words, refused: Option<String>) -> Page {
    let page = viewer.page(Room::Products);
    let read = |tx: &mut Tx| {
        let all = imports::latest(tx, None, ROWS)?;
        let staff = staff_names(tx, all.iter().map(|one| one.created_by.as_str()))?;
        Ok((all, staff))
    };
    let (all, staff) = viewer.app().db.read("console.imports", read).await?;
    let row = |import: Import| ImportRow {
        address: format!("{PATH}/{}", import.id),
        shop: shop(&page.say, import.shop, import.store.as_deref()),
        state: import.state,
        words: came(&page.say, &import),
        at: import.created_at,
        by: by(&page.say, &staff, &import.created_by),
    };
    let choice = |one: Shop| {
        let value = one.source().to_owned();
        Choice { is_on: value == words.shop, value, name: shop(&page.say, one, None) }
    };
    let marks =
        [("", "imports-decimals-file"), ("comma", "imports-decimals-comma"), ("point", "imports-decimals-point")];
    let mark = |(value, key): (&str, &str)| Choice {
        value: value.to_owned(),
        name: page.say.t(key),
        is_on: value == words.decimals,
    };
    html(&ImportsPage {
        rows: all.into_iter().map(row).collect(),
        shops: Shop::ALL.into_iter().map(choice).collect(),
        currency: words.currency.clone(),
        store: words.store.clone(),
        decimals: marks.into_iter().map(mark).collect(),
        form: ImportId::new(viewer.cx.now).to_string(),
        refused,
        page,
    })
}

/// What came of an import, or would, in a few words.
fn came(say: &Say, import: &Import) -> String {
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
    let mut words = Words::default();
    let error = match receive(&viewer, request, &mut words).await {
        Ok(id) => return Ok(Redirect::to(&format!("{PATH}/{id}")).into_response()),
        Err(error) => error,
    };
    let say = viewer.page(Room::Products).say;
    let key = REFUSED.into_iter().find(|(code, _)| *code == error.code()).map(|(_, key)| key).ok_or(error)?;
    Ok((StatusCode::BAD_REQUEST, shown(&viewer, &words, Some(say.t(key))).await?).into_response())
}

async fn read(viewer: &Viewer, id: ImportId) -> Result<(Now, String), Failed> {
    let read = move |tx: &mut Tx| {
        let import = imports::one(tx, id)?;
        let is_taken = matches!(import.state, State::Running | State::Done);
        let pictures = match is_taken {
            true => pictures::state(tx, &import.source(), import.created_at, PICTURES)?,
            false => Default::default(),
        };
        Ok((import, pictures))
    };
    let (import, (waiting, lost)) = viewer.app().db.read("console.import", read).await?;
    let page = viewer.page(Room::Products);
    let whose = shop(&page.say, import.shop, import.store.as_deref());
    let lost =
        lost.into_iter().map(|(file, line, code, address)| (file, line, reason(&page.say, &code, None), address));
    let lost = lost.collect();
    let is_beyond = import.holds_people() && !may_bring_people(viewer);
    let mut now = Now::of(page, import);
    if is_beyond {
        (now.is_beyond, now.may_start, now.may_try, now.has_list) = (true, false, false, false);
    }
    (now.told_pictures.1, now.lost) = (count(waiting), lost);
    Ok((now, whose))
}

/// One import.
pub async fn show(viewer: May<Imports>, Path(id): Path<String>) -> Page {
    let (now, whose) = read(&viewer, id.parse()?).await?;
    let page = viewer.page(Room::Products);
    html(&ImportPage { shop: whose, now, page })
}

/// How far it is, as the page fetches it again.
pub async fn now(viewer: May<Imports>, Path(id): Path<String>) -> Page {
    html(&read(&viewer, id.parse()?).await?.0)
}

/// Takes what was looked at.
pub async fn start(viewer: May<Imports>, Path(id): Path<String>) -> Result<Redirect, Failed> {
    let (id, cx, people): (ImportId, _, _) = (id.parse()?, viewer.cx.clone(), may_bring_people(&viewer));
    viewer.app().db.write("imports.start", move |tx| imports::start(&cx, tx, id, people)).await?;
    Ok(Redirect::to(&format!("{PATH}/{id}")))
}

/// Stops what is being done.
pub async fn cancel(viewer: May<Imports>, Path(id): Path<String>) -> Result<Redirect, Failed> {
    let (id, cx): (ImportId, _) = (id.parse()?, viewer.cx.clone());
    viewer.app().db.write("imports.cancel", move |tx| imports::cancel(&cx, tx, id)).await?;
    Ok(Redirect::to(&format!("{PATH}/{id}")))
}

/// Forgets an import and its files.
pub async fn discard(viewer: May<Imports>, Path(id): Path<String>) -> Result<Redirect, Failed> {
    discarded(&viewer, id.parse()?).await?;
    Ok(Redirect::to(PATH))
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
