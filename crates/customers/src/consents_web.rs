//! Consent in the JSON API.

use axum::{Json, response::NoContent};
use base::{Cx, Error, Result, Time, text};
use store::{Tx, thread::IdentifierId};
use web::{
    asked::{self, At, Body},
    keyed::{Created, Repeatable},
    paging::{self, Many, Page, limit},
    problem::Failed,
    rights::{ConsentsEdit, CustomersSee, Right},
    routes::{For, Routes},
    who::May,
};

use crate::{
    consents::{
        self, ConsentId, NewStatement, TextRead, address_of,
        asks::{self, Token},
        history::{self, Entry, State, Why},
        leads::{self, NewLead},
        rules::Question,
        settings::{self, Choices},
        texts::{self, Text},
        words::{Basis, Channel, Decision, How, Purpose},
    },
    identity,
    people::{CustomerId, Kind, Known},
};

/// The source of what comes through the API and does not say.
pub(crate) const SOURCE: &str = "api";

/// The addresses.
pub fn routes() -> Routes {
    Routes::default()
        .reads(For::May(Right::CustomersSee), "/api/v1/customers/{id}/consents", "What somebody allows", of_customer)
        .reads(For::May(Right::CustomersSee), "/api/v1/may", "Whether something may be sent to somebody", may)
        .reads(For::May(Right::CustomersSee), "/api/v1/consents", "Statements as they were written down", list)
        .acts(For::May(Right::ConsentsEdit), "/api/v1/consents", "Write down what somebody said", record)
        .acts(For::May(Right::ConsentsEdit), "/api/v1/consents/{id}/link", "Make a link that confirms", link)
        .reads(For::May(Right::ConsentsEdit), "/api/v1/preferences", "What somebody may choose, and chose", preferences)
        .acts(For::May(Right::ConsentsEdit), "/api/v1/leads", "Take in somebody who left their address", lead)
        .reads(
            For::May(Right::CustomersSee),
            "/api/v1/consent-texts",
            "The texts that people said yes or no to",
            list_texts,
        )
        .acts(For::May(Right::ConsentsEdit), "/api/v1/consent-texts", "Add a version of a text", add_text)
        .reads(For::May(Right::CustomersSee), "/api/v1/consent-choices", "What a shopper is asked", choices)
        .acts(For::May(Right::ConsentsEdit), "/api/v1/consent-choices", "Set what a shopper is asked", choose)
}

/// What somebody said and what follows.
#[derive(serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "Preferences")]
struct Shown {
    state: Vec<State>,
    history: Vec<Entry>,
}

async fn of_customer(viewer: May<CustomersSee>, At(id): At<CustomerId>) -> Result<Json<Shown>, Failed> {
    let now = viewer.cx.now;
    let found = viewer.app().db.read("consents.of_customer", move |tx| {
        let Some(id) = identity::living(tx, id)? else { return Ok(None) };
        Ok(Some(Shown { state: history::states(tx, id, now)?, history: history::of_customer(tx, id)? }))
    });
    Ok(Json(found.await?.ok_or(Error::NotFound { what: "customer" })?))
}

#[derive(Clone, Debug, serde::Deserialize, schemars::JsonSchema)]
#[schemars(inline)]
#[serde(deny_unknown_fields)]
struct MayAsked {
    purpose: String,
    channel: String,
    kind: Kind,
    value: String,
}

async fn may(viewer: May<CustomersSee>, asked::Asked(asked): asked::Asked<MayAsked>) -> Result<Json<Why>, Failed> {
    let (purpose, channel) = (Purpose::parse(&asked.purpose)?, Channel::parse(&asked.channel)?);
    let (known, now) = (Known::parse(asked.kind, &asked.value)?, viewer.cx.now);
    let found = viewer.app().db.read("consents.may", move |tx| {
        let address = address_of(tx, &known, now)?;
        history::why(tx, Question { purpose, channel, address }, now)
    });
    Ok(Json(found.await?))
}

/// Whom a statement is about: an address, or a customer as a whole.
#[derive(Clone, Debug, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct About {
    kind: Option<Kind>,
    value: Option<String>,
    customer: Option<String>,
}

impl About {
    /// The address as it stood at a moment; of a customer, the identifier that they go back to.
    fn address(&self, tx: &mut Tx, when: Time) -> Result<IdentifierId> {
        match (self.known()?, &self.customer) {
            (Some(known), None) => address_of(tx, &known, when),
            (None, Some(customer)) => {
                let root = match identity::living(tx, customer.parse()?)? {
                    Some(living) => identity::root_of(tx, living)?,
                    None => None,
                };
                root.ok_or(Error::NotFound { what: "customer" })
            }
            _ => Err(About::wrong()),
        }
    }

    /// The address as it stood at a moment; of a customer, each of theirs that can be reached this way.
    pub(crate) fn addresses(&self, tx: &mut Tx, when: Time, channel: Channel) -> Result<Vec<IdentifierId>> {
        match (self.known()?, &self.customer) {
            (Some(known), None) => Ok(vec![address_of(tx, &known, when)?]),
            (None, Some(customer)) => {
                let living = identity::living(tx, customer.parse()?)?.ok_or(Error::NotFound { what: "customer" })?;
                let found = consents::addresses_of(tx, living)?.into_iter().filter(|(_, kind)| channel.fits(*kind));
                Ok(found.map(|(id, _)| id).collect())
            }
            _ => Err(About::wrong()),
        }
    }

    /// Whether it is about a customer as a whole.
    pub(crate) const fn is_customer(&self) -> bool {
        self.customer.is_some()
    }

    fn known(&self) -> Result<Option<Known>> {
        match (self.kind, &self.value) {
            (Some(kind), Some(value)) => Known::parse(kind, value).map(Some),
            (None, None) => Ok(None),
            _ => Err(About::wrong()),
        }
    }

    fn wrong() -> Error {
        Error::invalid("about", "Say kind and value of the address, or the customer as a whole.")
    }
}

/// A statement as others tell it.
#[derive(Clone, Debug, serde::Deserialize, schemars::JsonSchema)]
#[schemars(rename = "NewConsent")]
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
    /// When it was said. Of a grant not later than now, by however little a clock is ahead.
    fn happened(&self, now: Time) -> Time {
        let at = self.at.unwrap_or(now);
        let is_ahead = self.decision == Decision::Granted && at > now && at <= now.plus_seconds(consents::GRACE_S);
        if is_ahead { now } else { at }
    }

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
            happened: self.happened(cx.now),
            answers: None,
        })
    }
}

#[derive(Clone, Debug, serde::Deserialize, schemars::JsonSchema)]
#[schemars(inline)]
#[serde(deny_unknown_fields)]
struct ListAsked {
    decision: String,
    #[serde(default)]
    waiting: bool,
    after: Option<String>,
    limit: Option<i64>,
}

/// Statements of everybody, oldest first: what a mailer asks for whatever waits for its link.
async fn list(
    viewer: May<CustomersSee>,
    asked::Asked(asked): asked::Asked<ListAsked>,
) -> Result<Json<Page<Entry>>, Failed> {
    let (limit, now, decision) = (limit(asked.limit)?, viewer.cx.now, Decision::parse(&asked.decision)?);
    if asked.waiting && decision != Decision::Asked {
        return Err(Error::invalid("query", "Only what was asked waits: send decision=asked with waiting.").into());
    }
    let after = asked.after.as_deref().map(paging::read_place).transpose()?;
    let after = after.map(|(at, id)| (Time::from_micros(at), ConsentId::from_bytes(id)));
    let query = history::Query { decision, waiting: asked.waiting, after };
    let found = viewer.app().db.read("consents.list", move |tx| history::page(tx, &query, now, limit + 1));
    Ok(Json(paging::cut(found.await?, limit, |last| paging::place(last.recorded.micros(), last.id.bytes()))))
}

/// The statement that was written down, and the address that it is about.
#[derive(serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "ConsentRecorded")]
struct Recorded {
    id: Option<ConsentId>,
    address: IdentifierId,
}

async fn record(
    Repeatable { viewer, keyed, told }: Repeatable<ConsentsEdit, Told>,
) -> Result<Created<Recorded>, Failed> {
    let done = viewer.app().db.write("consents.record", move |tx| {
        keyed.once(tx, |tx| {
            let address = told.about.address(tx, told.happened(keyed.cx.now))?;
            let ids = consents::record(&keyed.cx, tx, &[told.statement(&keyed.cx, address)?])?;
            Ok(Recorded { id: ids.first().copied(), address })
        })
    });
    Ok(done.await?)
}

/// A link that confirms what was asked. Each call makes another; only its hash is kept.
async fn link(viewer: May<ConsentsEdit>, At(id): At<ConsentId>) -> Result<Created<Link>, Failed> {
    let (cx, token) = (viewer.cx.clone(), Token::new()?);
    let path = format!("/c/{}", token.0);
    viewer.app().db.write("consents.let_confirm", move |tx| asks::let_confirm(&cx, tx, &token, &[id])).await?;
    Ok(Created::of(&Link { path })?)
}

/// Where a link leads.
#[derive(serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "ConsentLink")]
struct Link {
    path: String,
}

#[derive(Clone, Debug, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct Address {
    kind: Kind,
    value: String,
}

async fn preferences(
    viewer: May<ConsentsEdit>,
    asked::Asked(asked): asked::Asked<Address>,
) -> Result<Json<Link>, Failed> {
    let (known, now) = (Known::parse(asked.kind, &asked.value)?, viewer.cx.now);
    let token = viewer.app().db.read("consents.preference_token", move |tx| {
        let address = address_of(tx, &known, now)?;
        consents::subject(tx, address)?;
        asks::preference_token(tx, address)
    });
    Ok(Json(Link { path: format!("/preferences/{}", token.await?.0) }))
}

/// A lead as others tell it.
#[derive(Clone, Debug, serde::Deserialize, schemars::JsonSchema)]
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

/// Who came, and whether they were asked to confirm.
#[derive(serde::Serialize, schemars::JsonSchema)]
struct Captured {
    address: IdentifierId,
    customer: Option<CustomerId>,
    asked: Vec<ConsentId>,
}

async fn lead(
    Repeatable { viewer, keyed, told }: Repeatable<ConsentsEdit, ToldLead>,
) -> Result<Created<Captured>, Failed> {
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
    let done = viewer.app().db.write("leads.capture", move |tx| {
        keyed.once(tx, |tx| {
            let lead = leads::capture(&keyed.cx, tx, &new)?;
            let nobody = || Error::invalid("identifier", "This address names nobody: it is blocked, or was erased.");
            let lead = lead.ok_or_else(nobody)?;
            let customer = identity::person_of(tx, lead.address)?;
            Ok(Captured { address: lead.address, customer, asked: lead.asked })
        })
    });
    Ok(done.await?)
}

async fn list_texts(viewer: May<CustomersSee>) -> Result<Json<Many<Text>>, Failed> {
    let data = viewer.app().db.read("consents.texts", texts::all).await?;
    Ok(Json(Many { data }))
}

#[derive(Clone, Debug, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct ToldText {
    version: String,
    language: String,
    text: String,
}

/// Adds a text. It needs no key: the same again changes nothing.
async fn add_text(viewer: May<ConsentsEdit>, Body(told): Body<ToldText>) -> Result<NoContent, Failed> {
    let cx = viewer.cx.clone();
    let new = TextRead { version: told.version, language: told.language };
    viewer.app().db.write("consents.add_text", move |tx| texts::add(&cx, tx, &new, &told.text)).await?;
    Ok(NoContent)
}

async fn choices(viewer: May<CustomersSee>) -> Result<Json<Choices>, Failed> {
    Ok(Json(viewer.app().db.read("consents.choices", settings::read).await?))
}

async fn choose(viewer: May<ConsentsEdit>, Body(told): Body<Choices>) -> Result<NoContent, Failed> {
    let cx = viewer.cx.clone();
    viewer.app().db.write("consents.choose", move |tx| settings::set(&cx, tx, &told)).await?;
    Ok(NoContent)
}
