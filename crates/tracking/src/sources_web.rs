//! The API of sources, their keys, and what of them could not be used.

use axum::{
    Extension, Json,
    extract::{Path, State},
};
use base::{Error, Result, Time};
use store::Tx;
use web::{
    app::App,
    asked::{Asked, Body as Sent, body},
    problem::Failed,
    routes::{For, Routes},
    who::{Owner, Viewer},
};

use crate::{
    gate::Gate,
    rejects::{self, RejectId},
    sources::{self, Kind, Listed, NewSource, Source, SourceId},
};

/// Addresses of this room.
pub fn routes(gate: Gate) -> Routes {
    Routes::default()
        .get(For::Viewers, "/api/v1/sources", index)
        .post(For::Owners, "/api/v1/sources", create)
        .get(For::Viewers, "/api/v1/sources/{id}", show)
        .post(For::Owners, "/api/v1/sources/{id}/keys", add_key)
        .post(For::Owners, "/api/v1/sources/{id}/keys/revoke", revoke)
        .post(For::Owners, "/api/v1/sources/{id}/turn", turn)
        .get(For::Owners, "/api/v1/sources/{id}/rejects", rejected)
        .map(|router| router.layer(Extension(gate)))
}

#[derive(serde::Serialize)]
struct Many<T> {
    data: Vec<T>,
}

async fn index(viewer: Viewer) -> Result<Json<Many<Source>>, Failed> {
    let data = viewer.app().db.read("sources.list", sources::all).await?;
    Ok(Json(Many { data }))
}

#[derive(serde::Serialize)]
struct Shown {
    #[serde(flatten)]
    source: Source,
    keys: Vec<Listed>,
}

async fn show(viewer: Viewer, Path(id): Path<String>) -> Result<Json<Shown>, Failed> {
    let id: SourceId = id.parse()?;
    let read = move |tx: &mut Tx| Ok(Shown { source: sources::one(tx, id)?, keys: sources::keys(tx, id)? });
    Ok(Json(viewer.app().db.read("sources.show", read).await?))
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct CreateSent {
    name: String,
    kind: Kind,
    #[serde(default)]
    origins: Vec<String>,
    per_second: Option<i64>,
}

/// A source and its new key, which is shown this once where it is secret.
#[derive(serde::Serialize)]
struct Created {
    id: SourceId,
    key: String,
}

async fn create(
    owner: Owner,
    Extension(gate): Extension<Gate>,
    sent: Sent<CreateSent>,
) -> Result<Json<Created>, Failed> {
    let Owner(viewer) = owner;
    let CreateSent { name, kind, origins, per_second } = body(sent)?;
    let (cx, new) = (viewer.cx.clone(), NewSource { name, kind, origins, per_second });
    let (id, key) = viewer.app().db.write("sources.create", move |tx| sources::create(&cx, tx, &new)).await?;
    gate.forget();
    Ok(Json(Created { id, key: key.0 }))
}

async fn add_key(
    owner: Owner,
    Extension(gate): Extension<Gate>,
    Path(id): Path<String>,
) -> Result<Json<Created>, Failed> {
    let Owner(viewer) = owner;
    let (id, cx): (SourceId, _) = (id.parse()?, viewer.cx.clone());
    let key = viewer.app().db.write("sources.add_key", move |tx| sources::add_key(&cx, tx, id)).await?;
    gate.forget();
    Ok(Json(Created { id, key: key.0 }))
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct RevokeSent {
    shown: String,
}

/// That it is done.
#[derive(serde::Serialize)]
struct Done {
    done: bool,
}

async fn revoke(
    owner: Owner,
    Extension(gate): Extension<Gate>,
    Path(id): Path<String>,
    sent: Sent<RevokeSent>,
) -> Result<Json<Done>, Failed> {
    let Owner(viewer) = owner;
    let (id, cx, sent): (SourceId, _, _) = (id.parse()?, viewer.cx.clone(), body(sent)?);
    viewer.app().db.write("sources.revoke", move |tx| sources::revoke(&cx, tx, id, &sent.shown)).await?;
    gate.forget();
    Ok(Json(Done { done: true }))
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct TurnSent {
    is_on: bool,
}

async fn turn(
    owner: Owner,
    Extension(gate): Extension<Gate>,
    Path(id): Path<String>,
    sent: Sent<TurnSent>,
) -> Result<Json<Done>, Failed> {
    let Owner(viewer) = owner;
    let (id, sent): (SourceId, _) = (id.parse()?, body(sent)?);
    viewer.app().db.write("sources.turn", move |tx| sources::turn(tx, id, sent.is_on)).await?;
    gate.forget();
    Ok(Json(Done { done: true }))
}

/// Messages of one page.
const PAGE: i64 = 100;

#[derive(serde::Serialize)]
struct Page {
    data: Vec<rejects::Listed>,
    next: Option<String>,
}

#[derive(serde::Deserialize)]
struct After {
    after: Option<String>,
}

async fn rejected(
    owner: Owner,
    State(app): State<App>,
    Path(id): Path<String>,
    Asked(asked): Asked<After>,
) -> Result<Json<Page>, Failed> {
    let (Owner(_), id): (_, SourceId) = (owner, id.parse()?);
    let before = asked.after.as_deref().map(place).transpose()?;
    let read = move |tx: &mut Tx| {
        sources::one(tx, id)?;
        rejects::of_source(tx, id, before, PAGE)
    };
    let data = app.db.read("sources.rejects", read).await?;
    let last = data.last().filter(|_| data.len() as i64 == PAGE);
    let next = last.map(|last| format!("{}.{}", last.received.micros(), last.id));
    Ok(Json(Page { data, next }))
}

fn place(text: &str) -> Result<(Time, RejectId)> {
    let wrong = || Error::invalid("after", "Send what `next` said.");
    let (at, id) = text.split_once('.').ok_or_else(wrong)?;
    Ok((Time::from_micros(at.parse().map_err(|_| wrong())?), id.parse()?))
}
