//! Who is who in the JSON API.

use axum::Json;
use base::{Error, Result, Time, text};
use store::thread::IdentifierId;
use web::{
    asked::{self, At, Body as Sent},
    channels::Channel,
    paging::{self, Page, limit},
    problem::Failed,
    rights::{CustomersEdit, CustomersSee, IdentityRules, Right},
    routes::{For, Routes},
    who::May,
};

use crate::{
    audits::{self, Act},
    card::{self, Card},
    identity::{
        self, blocks,
        links::{self, Link, LinkId},
        merges,
        rehearsals::{self, Preview},
        rules::{self, Blocked, Limit},
    },
    people::{self, Claim, CustomerId, How, Kind, Known, Profile, Said, Sharing},
};

/// The addresses.
pub fn routes() -> Routes {
    Routes::default()
        .acts(For::May(Right::CustomersEdit), "/api/v1/customers", "Tell who somebody is", tell)
        .reads(
            For::May(Right::CustomersSee),
            "/api/v1/customers/{id}/links",
            "Why somebody is one person",
            person_links,
        )
        .reads(
            For::May(Right::CustomersSee),
            "/api/v1/customers/{id}/merge",
            "What joining two people would do",
            preview,
        )
        .acts(For::May(Right::CustomersEdit), "/api/v1/customers/{id}/merge", "Join two people", merge)
        .acts(
            For::May(Right::CustomersEdit),
            "/api/v1/customers/{id}/never",
            "Say that two people are never the same",
            never,
        )
        .acts(For::May(Right::CustomersEdit), "/api/v1/links/{id}/undo", "Take a link back", undo)
        .acts(For::May(Right::CustomersEdit), "/api/v1/links/{id}/redo", "Let a link count again", redo)
        .acts(
            For::May(Right::CustomersEdit),
            "/api/v1/identifiers/{id}/part",
            "Part an identifier from its person",
            part,
        )
        .acts(
            For::May(Right::CustomersEdit),
            "/api/v1/identifiers/{id}/sharing",
            "Say whether an identifier is one person's",
            sharing,
        )
        .acts(
            For::May(Right::CustomersEdit),
            "/api/v1/identifiers/{id}/recycle",
            "Say that a value was given to somebody else",
            recycle,
        )
        .reads(For::May(Right::CustomersSee), "/api/v1/identity/rules", "The rules of who is one person", show_rules)
        .acts(
            For::May(Right::IdentityRules),
            "/api/v1/identity/limits",
            "Set how many people may share a kind of identifier",
            set_limit,
        )
        .acts(
            For::May(Right::IdentityRules),
            "/api/v1/identity/blocked",
            "Block a value that names nobody, or unblock it",
            block,
        )
}

#[derive(serde::Deserialize, schemars::JsonSchema)]
#[schemars(rename = "NewPerson")]
#[serde(deny_unknown_fields)]
struct Told {
    claims: Vec<ToldClaim>,
    #[serde(default)]
    profile: Profile,
    source: Option<String>,
    at: Option<Time>,
    /// Where they made themselves known, where they were not known before.
    channel: Option<String>,
    /// The shop.
    place: Option<String>,
}

#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct ToldClaim {
    kind: Kind,
    value: String,
    how: Option<How>,
}

/// Names that one statement may have.
const NAMES: usize = 10;

impl Told {
    fn said(self, now: Time) -> Result<Said> {
        if self.claims.is_empty() || self.claims.len() > NAMES {
            return Err(Error::invalid("claims", format!("Say 1 to {NAMES} names that the customer goes by.")));
        }
        let at = self.at.unwrap_or(now);
        if !at.is_believable(now) {
            return Err(Error::invalid("at", "The time in at lies before 1990, or more than a day ahead."));
        }
        let read = |claim: ToldClaim| {
            let how = claim.how.unwrap_or(How::Server);
            if how == How::ByHand {
                return Err(Error::invalid("how", "What staff join by hand is joined at /merge."));
            }
            let known = Known::parse(claim.kind, &text::told("The customer's value", &claim.value, 200)?)?;
            Ok(Claim { known, how })
        };
        let source = self.source.as_deref().unwrap_or("hilo");
        Ok(Said {
            claims: self.claims.into_iter().map(read).collect::<Result<_>>()?,
            profile: checked(self.profile, now)?,
            source: text::told("The source", source, 60)?,
            at,
        })
    }
}

/// A profile whose values can be what they are said to be.
pub fn checked(mut profile: Profile, now: Time) -> Result<Profile> {
    for (field, words) in [
        ("name", "The name"),
        ("country", "The country"),
        ("city", "The town"),
        ("language", "The language"),
        ("birth_date", "The date of birth"),
        ("street", "The street"),
        ("postcode", "The postal code"),
    ] {
        if let Some(value) = profile.field_mut(field)
            && let Some(said) = value.as_deref()
        {
            *value = Some(text::told(words, said, 200)?);
        }
    }
    if let Some(day) = profile.birth_date.as_deref() {
        let read = Time::parse_rfc3339(&format!("{day}T00:00:00Z"));
        let is_day = day.len() == 10 && read.is_some_and(|day| day <= now);
        if !is_day {
            return Err(Error::invalid("birth_date", "Write the date of birth as 1984-05-31."));
        }
    }
    Ok(profile)
}

/// Who somebody turned out to be.
#[derive(serde::Serialize, schemars::JsonSchema)]
struct Introduced {
    id: Option<CustomerId>,
    identifier: Option<IdentifierId>,
}

async fn tell(viewer: May<CustomersEdit>, sent: Sent<Told>) -> Result<Json<Introduced>, Failed> {
    let told = sent.0;
    let channel = told.channel.clone().unwrap_or_else(|| Channel::Hilo.slug().to_owned());
    let unknown = || Error::invalid("channel", format!("'{channel}' is not a channel such as web or shop."));
    let channel = Channel::from_slug(&channel).ok_or_else(unknown)?.slug();
    let place = told.place.as_deref().map(|place| text::told("The place", place, 60)).transpose()?;
    let said = told.said(viewer.cx.now)?;
    let cx = viewer.cx.clone();
    let act = move |tx: &mut store::Tx| {
        let identifier = match is_somebody_known(tx, &said)? {
            true => identity::tell(&cx, tx, &said)?,
            false => people::join(&cx, tx, &said, channel, place.as_deref())?,
        };
        let id = identifier.map(|identifier| identity::person_of(tx, identifier)).transpose()?.flatten();
        if let Some(identifier) = identifier {
            audits::of_identifier(&cx, tx, Act::Told, identifier, serde_json::json!({ "source": said.source }))?;
        }
        Ok(Introduced { id, identifier })
    };
    Ok(Json(viewer.app().db.write("customers.tell", act).await?))
}

/// Whether one of the names was heard of before.
fn is_somebody_known(tx: &mut store::Tx, said: &Said) -> Result<bool> {
    let names: Vec<_> = said.known().map(|known| (known, said.at)).collect();
    for actor in identity::actors(tx, &names)?.into_iter().flatten() {
        if identity::person_of(tx, actor)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

#[derive(Default, serde::Deserialize, schemars::JsonSchema)]
#[schemars(inline)]
#[serde(default, deny_unknown_fields)]
struct LinksAsked {
    after: Option<String>,
    limit: Option<i64>,
}

async fn person_links(
    viewer: May<CustomersSee>,
    At(id): At<CustomerId>,
    asked::Asked(asked): asked::Asked<LinksAsked>,
) -> Result<Json<Page<Link>>, Failed> {
    let limit = limit(asked.limit)?;
    let after = asked.after.as_deref().map(paging::read_place).transpose()?;
    let after = after.map(|(micros, id)| (Time::from_micros(micros), LinkId::from_bytes(id)));
    let read = move |tx: &mut store::Tx| {
        let id = identity::living(tx, id)?.ok_or(Error::NotFound { what: "customer" })?;
        links::newest(tx, id, None, after, limit + 1)
    };
    let found = viewer.app().db.read("customers.links", read).await?;
    Ok(Json(paging::cut(found, limit, |last| paging::place(last.said_at.micros(), last.id.bytes()))))
}

#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct With {
    #[schemars(with = "CustomerId")]
    with: String,
}

async fn preview(
    viewer: May<CustomersSee>,
    At(id): At<CustomerId>,
    asked::Asked(asked): asked::Asked<With>,
) -> Result<Json<Preview>, Failed> {
    let (keeps, joins) = (id, asked.with.parse()?);
    let cx = viewer.cx.clone();
    let act = move |tx: &mut store::Tx| rehearsals::preview(&cx, tx, keeps, joins);
    Ok(Json(viewer.app().db.rehearse("customers.preview", act).await?))
}

/// The link that joins two people now, and who they are.
#[derive(serde::Serialize, schemars::JsonSchema)]
struct Joined {
    link: LinkId,
    customer: Option<Card>,
}

async fn merge(viewer: May<CustomersEdit>, At(id): At<CustomerId>, sent: Sent<With>) -> Result<Json<Joined>, Failed> {
    let (keeps, joins) = (id, sent.0.with.parse()?);
    let cx = viewer.cx.clone();
    let act = move |tx: &mut store::Tx| {
        let link = merges::merge(&cx, tx, keeps, joins)?;
        let now = identity::living(tx, keeps)?.unwrap_or(keeps);
        Ok(Joined { link, customer: card::read(tx, now)? })
    };
    Ok(Json(viewer.app().db.write("customers.merge", act).await?))
}

/// That it is done.
#[derive(serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "IdentityDone")]
struct Done {
    done: bool,
}

const DONE: Json<Done> = Json(Done { done: true });

async fn never(viewer: May<CustomersEdit>, At(id): At<CustomerId>, sent: Sent<With>) -> Result<Json<Done>, Failed> {
    let (one, other) = (id, sent.0.with.parse()?);
    let cx = viewer.cx.clone();
    viewer.app().db.write("customers.never", move |tx| merges::never(&cx, tx, one, other)).await?;
    Ok(DONE)
}

async fn undo(viewer: May<CustomersEdit>, At(id): At<LinkId>) -> Result<Json<Link>, Failed> {
    change(viewer, id, merges::undo).await
}

async fn redo(viewer: May<CustomersEdit>, At(id): At<LinkId>) -> Result<Json<Link>, Failed> {
    change(viewer, id, merges::redo).await
}

type Change = fn(&base::Cx, &mut store::Tx, LinkId) -> Result<()>;

async fn change(viewer: May<CustomersEdit>, id: LinkId, change: Change) -> Result<Json<Link>, Failed> {
    let cx = viewer.cx.clone();
    let act = move |tx: &mut store::Tx| {
        change(&cx, tx, id)?;
        links::one(tx, id)
    };
    Ok(Json(viewer.app().db.write("customers.link", act).await?))
}

/// The person that an identifier is of now.
#[derive(serde::Serialize, schemars::JsonSchema)]
struct Now {
    id: CustomerId,
}

async fn part(viewer: May<CustomersEdit>, At(id): At<IdentifierId>) -> Result<Json<Now>, Failed> {
    let cx = viewer.cx.clone();
    let id = viewer.app().db.write("customers.part", move |tx| merges::part(&cx, tx, id)).await?;
    Ok(Json(Now { id }))
}

#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct SharingSent {
    sharing: Sharing,
}

async fn sharing(
    viewer: May<CustomersEdit>,
    At(id): At<IdentifierId>,
    sent: Sent<SharingSent>,
) -> Result<Json<Done>, Failed> {
    let (cx, sent) = (viewer.cx.clone(), sent.0);
    if sent.sharing == Sharing::Counted {
        return Err(Error::invalid("sharing", "Say no, shared, personal or blocked; Hilo counts by itself.").into());
    }
    let act = move |tx: &mut store::Tx| merges::set_sharing(&cx, tx, id, sent.sharing);
    viewer.app().db.write("customers.sharing", act).await?;
    Ok(DONE)
}

#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct RecycleSent {
    since: Time,
}

/// The identifier of whoever has the value now.
#[derive(serde::Serialize, schemars::JsonSchema)]
struct Next {
    identifier: IdentifierId,
}

async fn recycle(
    viewer: May<CustomersEdit>,
    At(id): At<IdentifierId>,
    sent: Sent<RecycleSent>,
) -> Result<Json<Next>, Failed> {
    let (cx, since) = (viewer.cx.clone(), sent.0.since);
    let act = move |tx: &mut store::Tx| merges::recycle(&cx, tx, id, since);
    let identifier = viewer.app().db.write("customers.recycle", act).await?;
    Ok(Json(Next { identifier }))
}

#[derive(serde::Serialize, schemars::JsonSchema)]
struct Rules {
    limits: Vec<LimitOf>,
    blocked: Vec<Blocked>,
}

#[derive(serde::Serialize, schemars::JsonSchema)]
struct LimitOf {
    kind: Kind,
    #[serde(flatten)]
    limit: Limit,
}

/// A kind alone goes back to the usual limit; of a limit that is set, what is left out is without one.
#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct LimitSent {
    kind: Kind,
    limit: Option<Limit>,
}

async fn show_rules(viewer: May<CustomersSee>) -> Result<Json<Rules>, Failed> {
    let read = |tx: &mut store::Tx| {
        let limits = rules::limits(tx)?;
        let limits = Kind::ALL.into_iter().map(|kind| LimitOf { kind, limit: limits.of(kind) }).collect();
        Ok(Rules { limits, blocked: rules::blocked(tx)? })
    };
    Ok(Json(viewer.app().db.read("customers.rules", read).await?))
}

async fn set_limit(viewer: May<IdentityRules>, sent: Sent<LimitSent>) -> Result<Json<Done>, Failed> {
    let (cx, sent) = (viewer.cx.clone(), sent.0);
    let act = move |tx: &mut store::Tx| rules::set_limit(&cx, tx, sent.kind, sent.limit);
    viewer.app().db.write("customers.set_limit", act).await?;
    Ok(DONE)
}

#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct BlockSent {
    kind: Kind,
    pattern: String,
    reason: Option<String>,
    /// Takes it back.
    #[serde(default)]
    remove: bool,
}

async fn block(viewer: May<IdentityRules>, sent: Sent<BlockSent>) -> Result<Json<Done>, Failed> {
    let (cx, sent) = (viewer.cx.clone(), sent.0);
    let pattern = text::told("The value", &sent.pattern, 200)?;
    let reason = sent.reason.as_deref().map(|reason| text::told("The reason", reason, 200)).transpose()?;
    let act = move |tx: &mut store::Tx| match sent.remove {
        true => blocks::unblock(&cx, tx, sent.kind, &pattern),
        false => blocks::block(&cx, tx, sent.kind, &pattern, reason.as_deref()),
    };
    viewer.app().db.write("customers.block", act).await?;
    Ok(DONE)
}
