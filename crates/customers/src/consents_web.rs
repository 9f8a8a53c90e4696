//! Consent in the JSON API.

use axum::{
    Json,
    body::Bytes,
    extract::{OriginalUri, Path},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use base::{Cx, Error, Result, Time, text};
use store::{Tx, idempotency, thread::IdentifierId};
use web::{
    asked,
    paging::{self, Page, limit},
    problem::Failed,
    routes::{For, Routes},
    who::{Owner, Viewer},
};

use crate::{
    consents::{
        self, ConsentId, NewStatement, SuppressionId, TextRead, address_of,
        asks::{self, Token},
        history::{self, Entry, State, Why},
        leads::{self, NewLead},
        rules::Question,
        settings::{self, Choices},
        suppressions::{self, Listed, NewSuppression, Rejected},
        texts::{self, Text},
        words::{Basis, Channel, Decision, How, Purpose, SuppressionReason},
    },
    identity,
    people::{CustomerId, Kind, Known},
};

/// The source of what comes through the API and does not say.
const SOURCE: &str = "api";
/// Lines of a file that one act takes.
const LINES_AT_ONCE: usize = 200;

/// The addresses.
pub fn routes() -> Routes {
    Routes::default()
        .get(For::Viewers, "/api/v1/customers/{id}/consents", of_customer)
        .get(For::Viewers, "/api/v1/may", may)
        .post(For::Owners, "/api/v1/consents", record)
        .post(For::Owners, "/api/v1/consents/{id}/link", link)
        .get(For::Owners, "/api/v1/preferences", preferences)
        .post(For::Owners, "/api/v1/leads", lead)
        .get(For::Viewers, "/api/v1/suppressions", list)
        .post(For::Owners, "/api/v1/suppressions", suppress)
        .post(For::Owners, "/api/v1/suppressions/import", import)
        .post(For::Owners, "/api/v1/suppressions/{id}/lift", lift)
        .get(For::Viewers, "/api/v1/consent-texts", list_texts)
        .post(For::Owners, "/api/v1/consent-texts", add_text)
        .get(For::Viewers, "/api/v1/consent-choices", choices)
        .post(For::Owners, "/api/v1/consent-choices", choose)
}

/// What somebody said and what follows.
#[derive(serde::Serialize)]
struct Shown {
    state: Vec<State>,
    history: Vec<Entry>,
}

async fn of_customer(viewer: Viewer, Path(id): Path<String>) -> Result<Json<Shown>, Failed> {
    let (id, now): (CustomerId, Time) = (id.parse()?, viewer.cx.now);
    let found = viewer.app().db.read("consents.of_customer", move |tx| {
        let Some(id) = identity::living(tx, id)? else { return Ok(None) };
        Ok(Some(Shown { state: history::states(tx, id, now)?, history: history::of_customer(tx, id)? }))
    });
    Ok(Json(found.await?.ok_or(Error::NotFound { what: "customer" })?))
}

#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct MayAsked {
    purpose: String,
    channel: String,
    kind: Kind,
    value: String,
}

async fn may(viewer: Viewer, asked::Asked(asked): asked::Asked<MayAsked>) -> Result<Json<Why>, Failed> {
    let (purpose, channel) = (Purpose::parse(&asked.purpose)?, Channel::parse(&asked.channel)?);
    let (known, now) = (Known::parse(asked.kind, &asked.value)?, viewer.cx.now);
    let found = viewer.app().db.read("consents.may", move |tx| {
        let address = address_of(tx, &known, now)?;
        history::why(tx, Question { purpose, channel, address }, now)
    });
    Ok(Json(found.await?))
}

/// An act that may come again under the same key.
struct Keyed {
    cx: Cx,
    request: idempotency::Request,
}

impl Keyed {
    fn of(owner: &Owner, uri: &axum::http::Uri, headers: &HeaderMap, body: &[u8]) -> Result<Keyed> {
        let key = headers.get("idempotency-key").and_then(|value| value.to_str().ok());
        let missing = || Error::invalid("idempotency-key", "Send an Idempotency-Key, so that a repeat does no harm.");
        let request = idempotency::Request::new(key.ok_or_else(missing)?, uri.path(), body)?;
        Ok(Keyed { cx: owner.0.cx.clone(), request })
    }

    /// Does the act, unless it was done.
    fn once(&self, tx: &mut Tx, act: impl FnOnce(&mut Tx) -> Result<serde_json::Value>) -> Result<serde_json::Value> {
        if let Some(earlier) = idempotency::earlier(&self.cx, tx, &self.request)? {
            return Ok(earlier);
        }
        let answer = act(tx)?;
        idempotency::keep(&self.cx, tx, &self.request, &answer)?;
        Ok(answer)
    }
}

fn read<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T> {
    serde_json::from_slice(body)
        .map_err(|error| Error::invalid("body", format!("The body is not as API.md describes it: {error}.")))
}

fn created(answer: serde_json::Value) -> Response {
    (StatusCode::CREATED, Json(answer)).into_response()
}

/// Whom a statement is about: an address, or a customer as a whole.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct About {
    kind: Option<Kind>,
    value: Option<String>,
    customer: Option<String>,
}

impl About {
    fn address(&self, cx: &Cx, tx: &mut Tx) -> Result<IdentifierId> {
        match (self.kind, &self.value, &self.customer) {
            (Some(kind), Some(value), None) => address_of(tx, &Known::parse(kind, value)?, cx.now),
            (None, None, Some(customer)) => {
                let root = match identity::living(tx, customer.parse()?)? {
                    Some(living) => identity::root_of(tx, living)?,
                    None => None,
                };
                root.ok_or(Error::NotFound { what: "customer" })
            }
            _ => Err(Error::invalid("about", "Say kind and value of the address, or the customer as a whole.")),
        }
    }
}

/// A statement as others tell it.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    about: About,
    purpose: Purpose,
    channel: Channel,
    decision: Decision,
    #[serde(default = "consent")]
    basis: Basis,
    how: How,
    text: Option<TextRead>,
    place: Option<String>,
    source: Option<String>,
    #[serde(default)]
    proof: serde_json::Map<String, serde_json::Value>,
    at: Option<Time>,
}

const fn consent() -> Basis {
    Basis::Consent
}

impl Told {
    fn statement(&self, cx: &Cx, address: IdentifierId) -> Result<NewStatement> {
        if serde_json::to_string(&self.proof).map_err(Error::internal)?.len() > 2_000 {
            return Err(Error::invalid("proof", "The proof has at most 2,000 characters."));
        }
        Ok(NewStatement {
            address,
            purpose: self.purpose,
            channel: self.channel,
            decision: self.decision,
            basis: self.basis,
            how: self.how,
            text: self.text.clone(),
            place: self.place.as_deref().map(|place| text::told("The place", place, 60)).transpose()?,
            source: text::told("The source", self.source.as_deref().unwrap_or(SOURCE), 60)?,
            proof: self.proof.clone().into(),
            happened: self.at.unwrap_or(cx.now),
            answers: None,
        })
    }
}

async fn record(
    owner: Owner,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failed> {
    let keyed = Keyed::of(&owner, &uri, &headers, &body)?;
    let told: Told = read(&body)?;
    let done = owner.0.app().db.write("consents.record", move |tx| {
        keyed.once(tx, |tx| {
            let address = told.about.address(&keyed.cx, tx)?;
            let ids = consents::record(&keyed.cx, tx, &[told.statement(&keyed.cx, address)?])?;
            Ok(serde_json::json!({ "id": ids.first(), "address": address }))
        })
    });
    Ok(created(done.await?))
}

/// A link that confirms what was asked. Each call makes another; only its hash is kept.
async fn link(owner: Owner, Path(id): Path<String>) -> Result<Response, Failed> {
    let (id, cx, token): (ConsentId, Cx, Token) = (id.parse()?, owner.0.cx.clone(), Token::new()?);
    let path = format!("/c/{}", token.0);
    owner.0.app().db.write("consents.let_confirm", move |tx| asks::let_confirm(&cx, tx, &token, &[id])).await?;
    Ok(created(serde_json::json!({ "path": path })))
}

#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Address {
    kind: Kind,
    value: String,
}

async fn preferences(
    owner: Owner,
    asked::Asked(asked): asked::Asked<Address>,
) -> Result<Json<serde_json::Value>, Failed> {
    let (known, now) = (Known::parse(asked.kind, &asked.value)?, owner.0.cx.now);
    let token = owner.0.app().db.read("consents.preference_token", move |tx| {
        let address = address_of(tx, &known, now)?;
        consents::subject(tx, address)?;
        asks::preference_token(tx, address)
    });
    Ok(Json(serde_json::json!({ "path": format!("/preferences/{}", token.await?.0) })))
}

/// A lead as others tell it.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct ToldLead {
    kind: Kind,
    value: String,
    name: Option<String>,
    language: Option<String>,
    #[serde(default)]
    interests: Vec<String>,
    form: String,
    source: Option<String>,
    text: Option<TextRead>,
    place: Option<String>,
}

async fn lead(
    owner: Owner,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failed> {
    let keyed = Keyed::of(&owner, &uri, &headers, &body)?;
    let told: ToldLead = read(&body)?;
    let new = NewLead {
        known: Known::parse(told.kind, &told.value)?,
        name: told.name,
        language: told.language.as_deref().map(|code| text::told("The language", code, 10)).transpose()?,
        interests: told.interests,
        form: told.form,
        source: told.source.unwrap_or_else(|| SOURCE.to_owned()),
        text: told.text,
        place: told.place.as_deref().map(|place| text::told("The place", place, 60)).transpose()?,
    };
    let done = owner.0.app().db.write("leads.capture", move |tx| {
        keyed.once(tx, |tx| {
            let lead = leads::capture(&keyed.cx, tx, &new)?;
            let nobody = || Error::invalid("identifier", "This address names nobody: it is blocked, or was erased.");
            let lead = lead.ok_or_else(nobody)?;
            let customer = identity::person_of(tx, lead.address)?;
            Ok(serde_json::json!({ "address": lead.address, "customer": customer, "asked": lead.asked }))
        })
    });
    Ok(created(done.await?))
}

#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ListAsked {
    kind: Option<Kind>,
    value: Option<String>,
    reason: Option<String>,
    with_lifted: bool,
    after: Option<String>,
    limit: Option<i64>,
}

async fn list(viewer: Viewer, asked::Asked(asked): asked::Asked<ListAsked>) -> Result<Json<Page<Listed>>, Failed> {
    let (limit, now) = (limit(asked.limit)?, viewer.cx.now);
    let after = asked.after.as_deref().map(paging::read_place).transpose()?;
    let reason = asked.reason.as_deref().map(SuppressionReason::parse).transpose()?;
    let known = match (asked.kind, &asked.value) {
        (Some(kind), Some(value)) => Some(Known::parse(kind, value)?),
        (None, None) => None,
        _ => return Err(Error::invalid("query", "Send kind and value together.").into()),
    };
    let found = viewer.app().db.read("suppressions.list", move |tx| {
        let address = known.as_ref().map(|known| address_of(tx, known, now)).transpose()?;
        let after = after.map(|(at, id)| (Time::from_micros(at), SuppressionId::from_bytes(id)));
        let query = suppressions::Query { address, reason, with_lifted: asked.with_lifted, after };
        suppressions::page(tx, &query, limit + 1)
    });
    let mut data = found.await?;
    let more = data.len() as i64 > limit;
    data.truncate(limit as usize);
    let next = data.last().filter(|_| more).map(|last| paging::place(last.created_at.micros(), last.id.bytes()));
    Ok(Json(Page { data, next }))
}

#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct ToldSuppression {
    about: About,
    #[serde(default = "any")]
    channel: Channel,
    reason: SuppressionReason,
    source: Option<String>,
    note: Option<String>,
    at: Option<Time>,
}

const fn any() -> Channel {
    Channel::Any
}

async fn suppress(
    owner: Owner,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failed> {
    let keyed = Keyed::of(&owner, &uri, &headers, &body)?;
    let told: ToldSuppression = read(&body)?;
    let source = text::told("The source", told.source.as_deref().unwrap_or(SOURCE), 60)?;
    let note = told.note.as_deref().map(|note| text::told("The note", note, 500)).transpose()?;
    let done = owner.0.app().db.write("suppressions.add", move |tx| {
        keyed.once(tx, |tx| {
            let (channel, reason, at) = (told.channel, told.reason, told.at.unwrap_or(keyed.cx.now));
            let (source, note) = (source.clone(), note.clone());
            let address = told.about.address(&keyed.cx, tx)?;
            let new = NewSuppression { address, channel, reason, at, source, note };
            let id = suppressions::add(&keyed.cx, tx, &new)?;
            Ok(serde_json::json!({ "id": id, "address": address }))
        })
    });
    Ok(created(done.await?))
}

#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct ImportAsked {
    reason: String,
    channel: Option<String>,
    source: String,
}

/// What became of a file.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Imported {
    /// Addresses of the file.
    pub read: usize,
    /// Those that are new on the list.
    pub added: u64,
    /// Lines that were not taken.
    pub rejected: Vec<Rejected>,
}

/// Takes in a file of addresses. It needs no key: what is on the list already stays as it is.
async fn import(
    owner: Owner,
    asked::Asked(asked): asked::Asked<ImportAsked>,
    body: Bytes,
) -> Result<Json<Imported>, Failed> {
    let unreadable = |_| Error::invalid("body", "The file is not UTF-8 text.");
    let file = std::str::from_utf8(&body).map_err(unreadable)?;
    let reason = SuppressionReason::parse(&asked.reason)?;
    let channel = asked.channel.as_deref().map_or(Ok(Channel::Any), Channel::parse)?;
    let source = text::told("The source", &asked.source, 60)?;
    Ok(Json(take_in(&owner, file, (channel, reason, source)).await?))
}

/// Takes in a file, a piece in each act.
pub async fn take_in(
    owner: &Owner,
    file: &str,
    like: (Channel, SuppressionReason, String),
) -> Result<Imported, Failed> {
    let (known, rejected) = suppressions::read_file(file);
    let (channel, reason, source) = like;
    let nobody = IdentifierId::from_bytes([0; 16]);
    let like = NewSuppression { address: nobody, channel, reason, at: owner.0.cx.now, source, note: None };
    let mut added = 0;
    for some in known.chunks(LINES_AT_ONCE) {
        let (cx, like, some) = (owner.0.cx.clone(), like.clone(), some.to_vec());
        let act = move |tx: &mut Tx| suppressions::add_all(&cx, tx, &some, &like);
        added += owner.0.app().db.bulk("suppressions.import", act).await?;
    }
    Ok(Imported { read: known.len(), added, rejected })
}

#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct ToldLift {
    why: String,
}

async fn lift(owner: Owner, Path(id): Path<String>, body: Bytes) -> Result<StatusCode, Failed> {
    let id: SuppressionId = id.parse()?;
    let (cx, told): (Cx, ToldLift) = (owner.0.cx.clone(), read(&body)?);
    owner.0.app().db.write("suppressions.lift", move |tx| suppressions::lift(&cx, tx, id, &told.why)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn list_texts(viewer: Viewer) -> Result<Json<Page<Text>>, Failed> {
    let data = viewer.app().db.read("consents.texts", texts::all).await?;
    Ok(Json(Page { data, next: None }))
}

#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct ToldText {
    version: String,
    language: String,
    text: String,
}

/// Adds a text. It needs no key: the same again changes nothing.
async fn add_text(owner: Owner, body: Bytes) -> Result<StatusCode, Failed> {
    let (cx, told): (Cx, ToldText) = (owner.0.cx.clone(), read(&body)?);
    let new = TextRead { version: told.version, language: told.language };
    owner.0.app().db.write("consents.add_text", move |tx| texts::add(&cx, tx, &new, &told.text)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn choices(viewer: Viewer) -> Result<Json<Choices>, Failed> {
    Ok(Json(viewer.app().db.read("consents.choices", settings::read).await?))
}

async fn choose(owner: Owner, body: Bytes) -> Result<StatusCode, Failed> {
    let (cx, told): (Cx, Choices) = (owner.0.cx.clone(), read(&body)?);
    owner.0.app().db.write("consents.choose", move |tx| settings::set(&cx, tx, &told)).await?;
    Ok(StatusCode::NO_CONTENT)
}
