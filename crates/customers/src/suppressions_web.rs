//! Addresses that are left alone, in the JSON API.

use aide::{generate::GenContext, openapi::Operation, operation::OperationInput};
use axum::{
    Json,
    body::Bytes,
    extract::{FromRequest, Request},
    response::{IntoResponse, NoContent, Response},
};
use base::{Error, Result, Time, text};
use schemars::json_schema;
use store::{Tx, thread::IdentifierId};
use web::{
    app::App,
    asked::{self, At, Body},
    keyed::{Created, Repeatable},
    openapi,
    paging::{self, Page, limit},
    problem::Failed,
    rights::{ConsentsEdit, CustomersSee, Right},
    routes::{For, Routes},
    who::{May, Viewer},
};

use crate::{
    consents::{
        SuppressionId, address_of,
        suppressions::{self, Listed, NewSuppression, Rejected},
        words::{Channel, SuppressionReason},
    },
    consents_web::{About, SOURCE},
    people::{Kind, Known},
};

/// Lines of a file that one act takes.
const LINES_AT_ONCE: usize = 200;

/// The addresses.
pub fn routes() -> Routes {
    Routes::default()
        .reads(For::May(Right::CustomersSee), "/api/v1/suppressions", "Addresses that are left alone", list)
        .acts(For::May(Right::ConsentsEdit), "/api/v1/suppressions", "Leave an address alone", suppress)
        .acts(
            For::May(Right::ConsentsEdit),
            "/api/v1/suppressions/import",
            "Leave the addresses of a file alone",
            import,
        )
        .acts(For::May(Right::ConsentsEdit), "/api/v1/suppressions/{id}/lift", "Take an address off the list", lift)
}

#[derive(Clone, Debug, Default, serde::Deserialize, schemars::JsonSchema)]
#[schemars(inline)]
#[serde(default, deny_unknown_fields)]
struct ListAsked {
    kind: Option<Kind>,
    value: Option<String>,
    #[schemars(with = "Option<SuppressionReason>")]
    reason: Option<String>,
    with_lifted: bool,
    after: Option<String>,
    limit: Option<i64>,
}

async fn list(
    viewer: May<CustomersSee>,
    asked::Asked(asked): asked::Asked<ListAsked>,
) -> Result<Json<Page<Listed>>, Failed> {
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
    Ok(Json(paging::cut(found.await?, limit, |last| paging::place(last.created_at.micros(), last.id.bytes()))))
}

#[derive(Clone, Debug, serde::Deserialize, schemars::JsonSchema)]
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

/// An address on the list.
#[derive(Clone, serde::Serialize, schemars::JsonSchema)]
struct Left {
    id: SuppressionId,
    address: IdentifierId,
}

/// The first of them, and all where they are a customer's.
#[derive(serde::Serialize, schemars::JsonSchema)]
struct Added {
    #[serde(flatten)]
    first: Left,
    #[serde(skip_serializing_if = "Option::is_none")]
    all: Option<Vec<Left>>,
}

async fn suppress(
    Repeatable { viewer, keyed, told }: Repeatable<ConsentsEdit, ToldSuppression>,
) -> Result<Created<Added>, Failed> {
    let source = text::told("The source", told.source.as_deref().unwrap_or(SOURCE), 60)?;
    let note = told.note.as_deref().map(|note| text::told("The note", note, 500)).transpose()?;
    let done = viewer.app().db.write("suppressions.add", move |tx| {
        keyed.once(tx, |tx| {
            let (channel, reason, at) = (told.channel, told.reason, told.at.unwrap_or(keyed.cx.now));
            let mut all = Vec::new();
            for address in told.about.addresses(tx, at, channel)? {
                let (source, note) = (source.clone(), note.clone());
                let new = NewSuppression { address, channel, reason, at, source, note };
                let id = suppressions::add(&keyed.cx, tx, &new)?.id;
                all.push(Left { id, address });
            }
            let none = || Error::invalid("about", "This customer has no address that is reached this way.");
            let first = all.first().cloned().ok_or_else(none)?;
            Ok(Added { first, all: told.about.is_customer().then_some(all) })
        })
    });
    Ok(done.await?)
}

#[derive(Clone, Debug, serde::Deserialize, schemars::JsonSchema)]
#[schemars(inline)]
#[serde(deny_unknown_fields)]
struct ImportAsked {
    #[schemars(with = "SuppressionReason")]
    reason: String,
    #[schemars(with = "Option<Channel>")]
    channel: Option<String>,
    source: String,
}

/// What became of a file.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
pub struct Imported {
    /// Addresses of the file.
    pub read: usize,
    /// Those that are new on the list.
    pub added: u64,
    /// Lines that were not taken.
    pub rejected: Vec<Rejected>,
}

/// A file of text.
struct List(String);

impl FromRequest<App> for List {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> std::result::Result<List, Response> {
        let bytes = Bytes::from_request(request, app).await.map_err(IntoResponse::into_response)?;
        let unreadable = |_| Failed(Error::invalid("body", "The file is not UTF-8 text.")).into_response();
        String::from_utf8(bytes.into()).map(List).map_err(unreadable)
    }
}

impl OperationInput for List {
    fn operation_input(_: &mut GenContext, operation: &mut Operation) {
        let text = || json_schema!({ "type": "string" });
        let says = "Addresses, one a line, or the first column of a CSV.";
        openapi::takes(operation, says, [("text/csv", text()), ("text/plain", text())]);
    }
}

/// Takes in a file of addresses. It needs no key: what is on the list already stays as it is.
async fn import(
    viewer: May<ConsentsEdit>,
    asked::Asked(asked): asked::Asked<ImportAsked>,
    List(file): List,
) -> Result<Json<Imported>, Failed> {
    let reason = SuppressionReason::parse(&asked.reason)?;
    let channel = asked.channel.as_deref().map_or(Ok(Channel::Any), Channel::parse)?;
    let source = text::told("The source", &asked.source, 60)?;
    Ok(Json(take_in(&viewer, &file, (channel, reason, source)).await?))
}

/// Takes in a file, a piece in each act.
pub async fn take_in(
    viewer: &Viewer,
    file: &str,
    like: (Channel, SuppressionReason, String),
) -> Result<Imported, Failed> {
    let (channel, reason, source) = like;
    let (known, rejected) = suppressions::read_file(file, channel);
    let nobody = IdentifierId::from_bytes([0; 16]);
    let like = NewSuppression { address: nobody, channel, reason, at: viewer.cx.now, source, note: None };
    let mut added = 0;
    for some in known.chunks(LINES_AT_ONCE) {
        let (cx, like, some) = (viewer.cx.clone(), like.clone(), some.to_vec());
        let act = move |tx: &mut Tx| suppressions::add_all(&cx, tx, &some, &like);
        added += viewer.app().db.bulk("suppressions.import", act).await?;
    }
    Ok(Imported { read: known.len(), added, rejected })
}

#[derive(Clone, Debug, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct ToldLift {
    why: String,
}

async fn lift(
    viewer: May<ConsentsEdit>,
    At(id): At<SuppressionId>,
    Body(told): Body<ToldLift>,
) -> Result<NoContent, Failed> {
    let cx = viewer.cx.clone();
    viewer.app().db.write("suppressions.lift", move |tx| suppressions::lift(&cx, tx, id, &told.why)).await?;
    Ok(NoContent)
}
