//! The API of sources, their keys, and what of them could not be used.

use axum::{Extension, Json, extract::State};
use base::{Error, Result, Time};
use customers::{
    audits::{self, Act, Note},
    identity,
    people::CustomerId,
};
use serde_json::{Value, json};
use store::{
    Tx,
    thread::{Event, EventId},
};
use web::{
    app::App,
    asked::{Asked, At, Body as Sent},
    locale::Lang,
    paging::{self, Many, Page},
    problem::Failed,
    rights::{Right, SourcesEdit, SourcesSee},
    routes::{For, Routes},
    who::{May, Viewer},
};

use crate::{
    counts::{self, Today},
    gate::Gate,
    rejects::{self, RejectId},
    sources::{self, Kind, Listed, NewSource, Source, SourceId, Takes},
};

/// Addresses of this room.
pub fn routes() -> Routes {
    Routes::default()
        .reads(For::May(Right::SourcesSee), "/api/v1/sources", "Sources, and what they told today", index)
        .acts(For::May(Right::SourcesEdit), "/api/v1/sources", "Set up a source", create)
        .reads(For::May(Right::SourcesSee), "/api/v1/sources/{id}", "A source", show)
        .acts(For::May(Right::SourcesEdit), "/api/v1/sources/{id}/keys", "Give a source a key", add_key)
        .acts(For::May(Right::SourcesEdit), "/api/v1/sources/{id}/keys/revoke", "Take a key back", revoke)
        .acts(For::May(Right::SourcesEdit), "/api/v1/sources/{id}/turn", "Turn a source on or off", turn)
        .acts(For::May(Right::SourcesEdit), "/api/v1/sources/{id}/set", "Change a source", set)
        .reads(
            For::May(Right::SourcesEdit),
            "/api/v1/sources/{id}/rejects",
            "What of a source could not be used",
            rejected,
        )
        .acts(
            For::May(Right::SourcesEdit),
            "/api/v1/sources/{id}/rejects/replay",
            "Tell again what could not be used",
            replay,
        )
        .reads(For::May(Right::SourcesSee), "/api/v1/sources/{id}/recent", "What a source told last", recent)
}

async fn index(viewer: May<SourcesSee>) -> Result<Json<Many<Source>>, Failed> {
    let data = viewer.app().db.read("sources.list", sources::all).await?;
    Ok(Json(Many { data }))
}

#[derive(serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "SourceShown")]
struct Shown {
    #[serde(flatten)]
    source: Source,
    keys: Vec<Listed>,
    today: Today,
}

async fn show(
    viewer: May<SourcesSee>,
    Extension(gate): Extension<Gate>,
    At(id): At<SourceId>,
) -> Result<Json<Shown>, Failed> {
    gate.counts.write(viewer.app()).await?;
    let day = viewer.app().say(Lang::En).day_key(viewer.cx.now);
    let read = move |tx: &mut Tx| {
        let today = counts::today(tx, &day)?.remove(&id).unwrap_or_default();
        Ok(Shown { source: sources::one(tx, id)?, keys: sources::keys(tx, id)?, today })
    };
    Ok(Json(viewer.app().db.read("sources.show", read).await?))
}

#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct CreateSent {
    name: String,
    kind: Kind,
    #[serde(default)]
    origins: Vec<String>,
    #[serde(default)]
    networks: Vec<String>,
    per_second: Option<i64>,
}

/// A source and its new key, which is shown this once where it is secret.
#[derive(serde::Serialize, schemars::JsonSchema)]
struct Created {
    id: SourceId,
    key: String,
}

async fn create(
    viewer: May<SourcesEdit>,
    Extension(gate): Extension<Gate>,
    sent: Sent<CreateSent>,
) -> Result<Json<Created>, Failed> {
    let CreateSent { name, kind, origins, networks, per_second } = sent.0;
    let takes = Takes { origins, networks, per_second };
    let (cx, new) = (viewer.cx.clone(), NewSource { name, kind, takes });
    let (id, key) = viewer.app().db.write("sources.create", move |tx| sources::create(&cx, tx, &new)).await?;
    gate.forget();
    Ok(Json(Created { id, key: key.0 }))
}

async fn add_key(
    viewer: May<SourcesEdit>,
    Extension(gate): Extension<Gate>,
    At(id): At<SourceId>,
) -> Result<Json<Created>, Failed> {
    let cx = viewer.cx.clone();
    let key = viewer.app().db.write("sources.add_key", move |tx| sources::add_key(&cx, tx, id)).await?;
    gate.forget();
    Ok(Json(Created { id, key: key.0 }))
}

#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct RevokeSent {
    shown: String,
}

/// That it is done.
#[derive(serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "SourceDone")]
struct Done {
    done: bool,
}

async fn revoke(
    viewer: May<SourcesEdit>,
    Extension(gate): Extension<Gate>,
    At(id): At<SourceId>,
    sent: Sent<RevokeSent>,
) -> Result<Json<Done>, Failed> {
    let (cx, sent) = (viewer.cx.clone(), sent.0);
    viewer.app().db.write("sources.revoke", move |tx| sources::revoke(&cx, tx, id, &sent.shown)).await?;
    gate.forget();
    Ok(Json(Done { done: true }))
}

#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct TurnSent {
    is_on: bool,
}

async fn turn(
    viewer: May<SourcesEdit>,
    Extension(gate): Extension<Gate>,
    At(id): At<SourceId>,
    sent: Sent<TurnSent>,
) -> Result<Json<Done>, Failed> {
    let (cx, sent) = (viewer.cx.clone(), sent.0);
    viewer.app().db.write("sources.turn", move |tx| sources::turn(&cx, tx, id, sent.is_on)).await?;
    gate.forget();
    Ok(Json(Done { done: true }))
}

/// All of it: what is left out is as it is usually.
#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct SetSent {
    #[serde(default)]
    origins: Vec<String>,
    #[serde(default)]
    networks: Vec<String>,
    per_second: Option<i64>,
}

async fn set(
    viewer: May<SourcesEdit>,
    Extension(gate): Extension<Gate>,
    At(id): At<SourceId>,
    sent: Sent<SetSent>,
) -> Result<Json<Done>, Failed> {
    let cx = viewer.cx.clone();
    let SetSent { origins, networks, per_second } = sent.0;
    let takes = Takes { origins, networks, per_second };
    viewer.app().db.write("sources.set", move |tx| sources::set(&cx, tx, id, &takes)).await?;
    gate.forget();
    Ok(Json(Done { done: true }))
}

#[derive(serde::Deserialize, schemars::JsonSchema)]
struct After {
    after: Option<String>,
    limit: Option<i64>,
}

async fn rejected(
    viewer: May<SourcesEdit>,
    State(app): State<App>,
    At(id): At<SourceId>,
    Asked(asked): Asked<After>,
) -> Result<Json<Page<rejects::Listed>>, Failed> {
    let limit = paging::limit(asked.limit)?;
    let before = asked.after.as_deref().map(paging::read_place).transpose()?;
    let before = before.map(|(at, id)| (Time::from_micros(at), RejectId::from_bytes(id)));
    let read = move |tx: &mut Tx| {
        sources::one(tx, id)?;
        rejects::of_source(tx, id, before, limit + 1)
    };
    let found = app.db.read("sources.rejects", read).await?;
    note_seen(&viewer, id).await?;
    Ok(Json(paging::cut(found, limit, |last| paging::place(last.received.micros(), last.id.bytes()))))
}

/// Notes that somebody reads what could not be used: it may be personal.
pub async fn note_seen(viewer: &Viewer, id: SourceId) -> Result<(), Failed> {
    let cx = viewer.cx.clone();
    let act = move |tx: &mut Tx| {
        let source = sources::one(tx, id)?;
        audits::note(&cx, tx, Note::of_rules(Act::RejectsSeen).with(json!({ "source": source.code })))
    };
    Ok(viewer.app().db.write("sources.note_seen", act).await?)
}

#[derive(Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct ReplaySent {
    ids: Vec<RejectId>,
    after: Option<RejectId>,
}

async fn replay(
    viewer: May<SourcesEdit>,
    Extension(gate): Extension<Gate>,
    At(id): At<SourceId>,
    sent: Sent<ReplaySent>,
) -> Result<Json<rejects::Replayed>, Failed> {
    let sent = sent.0;
    if sent.ids.len() as i64 > rejects::AT_ONCE {
        return Err(Error::invalid("ids", format!("Name at most {} messages.", rejects::AT_ONCE)).into());
    }
    Ok(Json(replay_some(&viewer, &gate, id, sent.ids, sent.after).await?))
}

/// Tells messages of a source again, and counts them.
pub async fn replay_some(
    viewer: &Viewer,
    gate: &Gate,
    id: SourceId,
    ids: Vec<RejectId>,
    after: Option<RejectId>,
) -> Result<rejects::Replayed, Failed> {
    let cx = viewer.cx.clone();
    let act = move |tx: &mut Tx| rejects::replay(&cx, tx, id, &ids, after);
    let done = viewer.app().db.write("sources.replay", act).await?;
    gate.counts.add(viewer.app(), id, viewer.cx.now, &done.recorded);
    Ok(done)
}

/// An event of a source and who it is of.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
pub struct Came {
    id: EventId,
    received: Time,
    happened: Time,
    kind: String,
    customer: Option<CustomerId>,
    body: Value,
    /// What is personal in it; for owners.
    private: Option<Value>,
}

#[derive(serde::Serialize, schemars::JsonSchema)]
struct Recent {
    today: Today,
    data: Vec<Came>,
}

async fn recent(
    viewer: May<SourcesSee>,
    Extension(gate): Extension<Gate>,
    At(id): At<SourceId>,
) -> Result<Json<Recent>, Failed> {
    gate.counts.write(viewer.app()).await?;
    let day = viewer.app().say(Lang::En).day_key(viewer.cx.now);
    let is_owner = viewer.may(Right::SourcesEdit);
    let read = move |tx: &mut Tx| {
        sources::one(tx, id)?;
        let today = counts::today(tx, &day)?.remove(&id).unwrap_or_default();
        let newest = counts::newest(tx, id, counts::NEWEST as i64)?;
        let came = newest.into_iter().map(|(received, event)| came(tx, received, event, is_owner));
        Ok(Recent { today, data: came.collect::<Result<_>>()? })
    };
    Ok(Json(viewer.app().db.read("sources.recent", read).await?))
}

fn came(tx: &mut Tx, received: Time, event: Event, is_owner: bool) -> Result<Came> {
    let customer = event.actor.map(|actor| identity::person_of(tx, actor)).transpose()?.flatten();
    let private = event.private.as_deref().filter(|_| is_owner).and_then(|text| serde_json::from_str(text).ok());
    let body = event.read_body()?;
    Ok(Came { id: event.id, received, happened: event.happened, kind: event.kind, customer, body, private })
}
