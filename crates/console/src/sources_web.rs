//! Handlers of sources: their list, one of them, its keys, what comes in, and what could not be used.

use axum::{
    Extension,
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use base::{Error, Result, Time};
use customers::{
    card,
    identity::names::{self, Named},
    people::CustomerId,
};
use serde_json::{Value, json};
use std::collections::HashMap;
use store::{
    Tx,
    thread::{Event, IdentifierId},
};
use tracking::{
    counts::{self, Today},
    gate::Gate,
    messages::Reason,
    rejects::{self, RejectId},
    sources::{self, Kind, Listed, NewSource, Source, SourceId, Takes},
    sources_web::{note_seen, replay_some},
};
use web::{
    app::App,
    asked::{Asked, Sent},
    channels::Channel,
    frame::Room,
    lists::Pager,
    locale::Say,
    paging,
    problem::Failed,
    rights::{Right, SourcesEdit, SourcesSee},
    who::{May, Viewer},
};

use crate::{
    address::Address,
    answers::{Page, html},
    connecting::connects,
    identifiers::named,
    knots::{self, Told},
    notices::Notice,
    sources_page::{
        CameRow, KeyRow, Now, RejectRow, RejectsPage, SourceForm, SourcePage, SourceRow, SourcesPage, reason,
    },
    threads::Link,
};

const PATH: &str = "/console/sources";
/// Of these only the beginning is kept.
const TOO_LARGE: &str = Reason::TooLarge.word();
/// Events that the page shows.
const CAME: i64 = 20;
/// Rejected messages of a page.
const ROWS: i64 = 50;

/// What was done, as an address says it.
pub const DONE: [(&str, &str); 8] = [
    ("made", "did-source-made"),
    ("key", "did-source-key"),
    ("revoked", "did-source-revoked"),
    ("on", "did-source-on"),
    ("off", "did-source-off"),
    ("set", "did-source-set"),
    ("replayed", "did-replayed"),
    ("none", "did-replayed-none"),
];

fn notice(say: &Say, did: &str, count: i64) -> Option<Notice> {
    let (_, key) = DONE.into_iter().find(|(word, _)| *word == did)?;
    Some(Notice { words: say.tn(key, count), link: None, undo: None })
}

/// The list.
pub async fn list(viewer: May<SourcesSee>, Extension(gate): Extension<Gate>) -> Page {
    shown_list(&viewer, &gate, SourceForm::default()).await
}

async fn shown_list(viewer: &Viewer, gate: &Gate, form: SourceForm) -> Page {
    gate.counts.write(viewer.app()).await?;
    let page = viewer.page(Room::Sources);
    let day = page.say.day_key(viewer.cx.now);
    let read = move |tx: &mut Tx| {
        let all = sources::all(tx)?;
        let waiting = rejects::waiting(tx, &all)?;
        Ok((all, counts::today(tx, &day)?, waiting))
    };
    let (all, today, waiting) = viewer.app().db.read("console.sources", read).await?;
    let row = |(source, rejects): (Source, i64)| SourceRow {
        id: source.id.to_string(),
        name: source.name,
        kind: source.kind,
        is_on: source.is_on,
        today: today.get(&source.id).copied().unwrap_or_default(),
        rejects,
    };
    let rows = all.into_iter().zip(waiting).map(row).collect();
    html(&SourcesPage { rows, may: viewer.may(Right::SourcesEdit), form, page })
}

/// What the forms of a new source, and of what a source takes, send.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct NewSent {
    name: String,
    kind: String,
    origins: String,
    networks: String,
    per_second: String,
}

impl NewSent {
    fn source(&self) -> Result<NewSource> {
        let kind = Kind::from_word(&self.kind).ok_or_else(|| Error::invalid("kind", "Choose what it is."))?;
        Ok(NewSource { name: self.name.clone(), kind, takes: self.takes()? })
    }

    fn takes(&self) -> Result<Takes> {
        let rate = self.per_second.trim();
        let wrong = |_| Error::invalid("per_second", "A rate is a number.");
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
        Ok(Takes {
            origins: words(&self.origins),
            networks: words(&self.networks),
            per_second: (!rate.is_empty()).then(|| rate.parse().map_err(wrong)).transpose()?,
        })
    }

    /// The form again, with what is wrong beside its field; other errors are told as such.
    fn refused(self, say: &Say, error: Error) -> Result<SourceForm> {
        let refused = match error.code() {
            "text" => ("name", say.t("source-name-refused")),
            "name-taken" => ("name", say.t("source-name-taken")),
            "origins" => ("origins", say.t("source-origins-refused")),
            "origins-kind" => ("origins", say.t("source-origins-kind")),
            "networks" => ("networks", say.t("source-networks-refused")),
            "per_second" => ("per_second", say.t("source-rate-refused")),
            "kind" => ("kind", say.t("source-kind-refused")),
            _ => return Err(error),
        };
        Ok(SourceForm {
            name: self.name,
            kind: Kind::from_word(&self.kind),
            origins: self.origins,
            networks: self.networks,
            per_second: self.per_second,
            refused: Some(refused),
        })
    }
}

/// Sets up a source. A secret key is in the answer, this once; what is wrong is said beside its field.
pub async fn create(
    viewer: May<SourcesEdit>,
    Extension(gate): Extension<Gate>,
    headers: HeaderMap,
    Sent(sent): Sent<NewSent>,
) -> Result<Response, Failed> {
    let (cx, kept) = (viewer.cx.clone(), sent.clone());
    let act = move |tx: &mut Tx| sources::create(&cx, tx, &sent.source()?);
    let error = match viewer.app().db.write("sources.create", act).await {
        Ok((id, key)) => {
            gate.forget();
            return made(&viewer, &gate, &headers, id, key.0, "made").await;
        }
        Err(error) => error,
    };
    let say = viewer.page(Room::Sources).say;
    let form = kept.refused(&say, error)?;
    let page = shown_list(&viewer, &gate, form).await?;
    Ok((StatusCode::BAD_REQUEST, page).into_response())
}

/// A public key is on the page whenever one looks; a secret one only in this answer.
async fn made(
    viewer: &Viewer,
    gate: &Gate,
    headers: &HeaderMap,
    id: SourceId,
    key: String,
    did: &'static str,
) -> Result<Response, Failed> {
    let look = move |tx: &mut Tx| sources::one(tx, id);
    if viewer.app().db.read("console.source_made", look).await?.kind.is_public() {
        return Ok(to_source(id, did).into_response());
    }
    let beside = Beside { did: did.to_owned(), fresh: Some(key), ..Beside::default() };
    Ok(page_of(viewer, gate, headers, id, beside).await?.into_response())
}

fn to_source(id: SourceId, did: &str) -> Redirect {
    Redirect::to(&Address::new(format!("{PATH}/{id}")).with("did", did).to_string())
}

/// What the address of a source may say.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct SourceAsked {
    did: String,
    still: String,
}

/// What stands on the page of a source beside the source.
#[derive(Default)]
struct Beside {
    did: String,
    is_still: bool,
    /// A secret key that was made just now.
    fresh: Option<String>,
    /// What was written of what it takes, and refused.
    form: Option<SourceForm>,
}

/// One source.
pub async fn show(
    viewer: May<SourcesSee>,
    Extension(gate): Extension<Gate>,
    headers: HeaderMap,
    Path(id): Path<String>,
    Asked(asked): Asked<SourceAsked>,
) -> Page {
    let beside = Beside { did: asked.did, is_still: !asked.still.is_empty(), ..Beside::default() };
    page_of(&viewer, &gate, &headers, id.parse()?, beside).await
}

async fn page_of(viewer: &Viewer, gate: &Gate, headers: &HeaderMap, id: SourceId, beside: Beside) -> Page {
    let Beside { did, is_still, fresh, form } = beside;
    let now = now_of(viewer, gate, id, is_still).await?;
    let read = move |tx: &mut Tx| Ok((sources::one(tx, id)?, sources::keys(tx, id)?));
    let (source, keys) = viewer.app().db.read("console.source", read).await?;
    let page = viewer.page(Room::Sources);
    let public = keys.iter().find(|key| !key.is_secret && key.revoked_at.is_none()).map(|key| key.shown.clone());
    let key = fresh.clone().or(public).unwrap_or_else(|| page.say.t("source-your-key"));
    let rate = source.per_second.unwrap_or_else(|| tracking::gate::usual(source.kind));
    html(&SourcePage {
        notice: notice(&page.say, &did, 0),
        may: viewer.may(Right::SourcesEdit),
        id: id.to_string(),
        rate: page.say.tn("source-rate-is", rate),
        connects: connects(source.kind, &key, &host(viewer.app(), headers)),
        keys: keys.into_iter().map(key_row).collect(),
        form: form.unwrap_or_else(|| form_of(&source)),
        name: source.name,
        code: source.code,
        kind: source.kind,
        is_on: source.is_on,
        origins: source.origins,
        networks: source.networks.iter().map(ToString::to_string).collect(),
        fresh,
        now,
        page,
    })
}

/// What a source takes, as its form has it.
fn form_of(source: &Source) -> SourceForm {
    let networks: Vec<String> = source.networks.iter().map(ToString::to_string).collect();
    SourceForm {
        origins: source.origins.join("\n"),
        networks: networks.join("\n"),
        per_second: source.per_second.map(|rate| rate.to_string()).unwrap_or_default(),
        ..SourceForm::default()
    }
}

fn key_row(key: Listed) -> KeyRow {
    KeyRow { shown: key.shown, is_secret: key.is_secret, at: key.created_at, revoked: key.revoked_at }
}

/// Where this server is, as whoever looks has come here: its host, and whether by TLS.
fn host(app: &App, headers: &HeaderMap) -> (String, &'static str) {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("hilo.example");
    (host.to_owned(), if app.secure_cookies { "https" } else { "http" })
}

/// What comes in, as the page fetches it again.
pub async fn now(
    viewer: May<SourcesSee>,
    Extension(gate): Extension<Gate>,
    Path(id): Path<String>,
    Asked(asked): Asked<SourceAsked>,
) -> Page {
    html(&now_of(&viewer, &gate, id.parse()?, !asked.still.is_empty()).await?)
}

/// What a look at a source's events needs.
struct Came {
    today: Today,
    reasons: Vec<(String, i64)>,
    received: Vec<Time>,
    told: Told,
    people: HashMap<IdentifierId, (CustomerId, Option<String>)>,
    named: HashMap<IdentifierId, Named>,
}

async fn now_of(viewer: &Viewer, gate: &Gate, id: SourceId, is_still: bool) -> Result<Now, Failed> {
    gate.counts.write(viewer.app()).await?;
    let page = viewer.page(Room::Sources);
    let day = page.say.day_key(viewer.cx.now);
    let shops = viewer.shops.clone();
    let read = move |tx: &mut Tx| {
        sources::one(tx, id)?;
        let today = counts::today(tx, &day)?.remove(&id).unwrap_or_default();
        let reasons = rejects::counts(tx, id)?;
        let (received, events): (Vec<Time>, Vec<Event>) = counts::newest(tx, id, CAME)?.into_iter().unzip();
        let actors: Vec<IdentifierId> = events.iter().filter_map(|event| event.actor).collect();
        let mut people = HashMap::new();
        for actor in &actors {
            if let Some(person) = card::person_of(tx, *actor)? {
                people.insert(*actor, (person, names::people(tx, &[person])?.remove(&person)));
            }
        }
        let (named, told) = (names::some(tx, &actors)?, knots::read(tx, events, &shops)?);
        Ok(Came { today, reasons, received, named, told, people })
    };
    let came = viewer.app().db.read("console.source_now", read).await?;
    let may = viewer.may(Right::SourcesEdit);
    let rows = came.received.iter().zip(&came.told.events);
    let rows = rows.map(|(at, event)| row(&page.say, &came, *at, event, is_still.then_some(may)));
    let reasons = came.reasons.iter().map(|(word, count)| (page.say.t(&reason(word)), *count)).collect();
    let rows = rows.collect::<Result<_>>()?;
    Ok(Now { id: id.to_string(), today: came.today, reasons, may, is_still, came: rows, page })
}

/// One event. Where one may look inside, `inside` says whether also at what is personal.
fn row(say: &Say, came: &Came, received: Time, event: &Event, inside: Option<bool>) -> Result<CameRow> {
    let knot = came.told.knot(say, event)?;
    let who = event.actor.and_then(|actor| {
        let (person, name) = came.people.get(&actor)?;
        let known = || came.named.get(&actor).map(|who| named(say, who.kind, &who.value));
        let name = name.clone().or_else(known).unwrap_or_else(|| say.t("named-nobody"));
        Some(Link { address: format!("/console/customers/{person}"), name })
    });
    let body = |is_whole: bool| {
        let mut all = json!({ "body": event.read_body::<Value>().unwrap_or_default() });
        let private = event.private.as_deref().filter(|_| is_whole).and_then(|text| serde_json::from_str(text).ok());
        if let Some(private) = private {
            all["private"] = private;
        }
        format!("{all:#}")
    };
    Ok(CameRow {
        note: knot.as_ref().and_then(|knot| Some(knot.badge.as_ref()?.text.clone())),
        received,
        channel: Channel::from_slug(&event.channel).unwrap_or(Channel::Hilo),
        words: knot.map_or_else(|| event.kind.clone(), |knot| knot.strong + &knot.rest),
        kind: event.kind.clone(),
        who,
        body: inside.map(body),
    })
}

/// Adds a key; a secret one is in the answer, this once.
pub async fn add_key(
    viewer: May<SourcesEdit>,
    Extension(gate): Extension<Gate>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response, Failed> {
    let (id, cx): (SourceId, _) = (id.parse()?, viewer.cx.clone());
    let key = viewer.app().db.write("sources.add_key", move |tx| sources::add_key(&cx, tx, id)).await?;
    gate.forget();
    made(&viewer, &gate, &headers, id, key.0, "key").await
}

/// What the form of a key sends.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct RevokeSent {
    shown: String,
}

/// Takes a key back.
pub async fn revoke(
    viewer: May<SourcesEdit>,
    Extension(gate): Extension<Gate>,
    Path(id): Path<String>,
    Sent(sent): Sent<RevokeSent>,
) -> Result<Redirect, Failed> {
    let (id, cx): (SourceId, _) = (id.parse()?, viewer.cx.clone());
    viewer.app().db.write("sources.revoke", move |tx| sources::revoke(&cx, tx, id, &sent.shown)).await?;
    gate.forget();
    Ok(to_source(id, "revoked"))
}

/// What the switch of a source sends.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct TurnSent {
    is_on: bool,
}

/// Listens to a source, or does not.
pub async fn turn(
    viewer: May<SourcesEdit>,
    Extension(gate): Extension<Gate>,
    Path(id): Path<String>,
    Sent(sent): Sent<TurnSent>,
) -> Result<Redirect, Failed> {
    let (id, cx): (SourceId, _) = (id.parse()?, viewer.cx.clone());
    viewer.app().db.write("sources.turn", move |tx| sources::turn(&cx, tx, id, sent.is_on)).await?;
    gate.forget();
    Ok(to_source(id, if sent.is_on { "on" } else { "off" }))
}

/// Sets what a source takes; what is wrong is said beside its field.
pub async fn set(
    viewer: May<SourcesEdit>,
    Extension(gate): Extension<Gate>,
    headers: HeaderMap,
    Path(id): Path<String>,
    Sent(sent): Sent<NewSent>,
) -> Result<Response, Failed> {
    let (id, cx, kept): (SourceId, _, _) = (id.parse()?, viewer.cx.clone(), sent.clone());
    let act = move |tx: &mut Tx| sources::set(&cx, tx, id, &sent.takes()?);
    let Err(error) = viewer.app().db.write("sources.set", act).await else {
        gate.forget();
        return Ok(to_source(id, "set").into_response());
    };
    let say = viewer.page(Room::Sources).say;
    let beside = Beside { form: Some(kept.refused(&say, error)?), ..Beside::default() };
    let page = page_of(&viewer, &gate, &headers, id, beside).await?;
    Ok((StatusCode::BAD_REQUEST, page).into_response())
}

/// What the address of rejected messages may say.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct RejectsAsked {
    did: String,
    count: i64,
    after: String,
}

/// What could not be used. Its bodies may be personal, so it is noted who reads them.
pub async fn rejected(viewer: May<SourcesEdit>, Path(id): Path<String>, Asked(asked): Asked<RejectsAsked>) -> Page {
    let id: SourceId = id.parse()?;
    let after = (!asked.after.is_empty()).then(|| paging::read_place(&asked.after)).transpose()?;
    let after = after.map(|(at, id)| (Time::from_micros(at), RejectId::from_bytes(id)));
    let read = move |tx: &mut Tx| {
        let waiting = rejects::counts(tx, id)?.into_iter().filter(|(reason, _)| reason != TOO_LARGE);
        let waiting = waiting.map(|(_, count)| count).sum();
        Ok((sources::one(tx, id)?, rejects::of_source(tx, id, after, ROWS + 1)?, waiting))
    };
    let (source, mut listed, waiting) = viewer.app().db.read("console.rejects", read).await?;
    note_seen(&viewer, id).await?;
    let more = listed.len() as i64 > ROWS;
    listed.truncate(ROWS as usize);
    let here = Address::new(format!("{PATH}/{id}/rejects"));
    let next = listed.last().filter(|_| more);
    let next = next.map(|last| here.with("after", paging::place(last.received.micros(), last.id.bytes())).to_string());
    let page = viewer.page(Room::Sources);
    let row = |one: rejects::Listed| RejectRow {
        id: one.id.to_string(),
        at: one.received,
        reason: page.say.t(&reason(&one.reason)),
        field: one.field,
        body: one.body,
        replayed: one.replayed_at,
        may_be_told: one.replayed_at.is_none() && one.reason != TOO_LARGE,
    };
    html(&RejectsPage {
        notice: notice(&page.say, &asked.did, asked.count),
        id: id.to_string(),
        name: source.name,
        rows: listed.into_iter().map(row).collect(),
        waiting,
        pager: Pager { first: (!asked.after.is_empty()).then(|| here.to_string()), next },
        page,
    })
}

/// What the forms of rejected messages send: one of them, or none for all.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct ReplaySent {
    id: Option<RejectId>,
}

/// Tells what could not be used again.
pub async fn replay(
    viewer: May<SourcesEdit>,
    Extension(gate): Extension<Gate>,
    Path(id): Path<String>,
    Sent(sent): Sent<ReplaySent>,
) -> Result<Redirect, Failed> {
    let id: SourceId = id.parse()?;
    let (ids, mut taken, mut after) = (Vec::from_iter(sent.id), 0, None);
    loop {
        let done = replay_some(&viewer, &gate, id, ids.clone(), after).await?;
        taken += done.taken + done.known;
        after = done.next;
        if after.is_none() {
            break;
        }
    }
    let did = if taken > 0 { "replayed" } else { "none" };
    let back = Address::new(format!("{PATH}/{id}/rejects")).with("did", did).with("count", taken.to_string());
    Ok(Redirect::to(&back.to_string()))
}
