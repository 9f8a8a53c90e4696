//! Handlers of why somebody is one person, and of what staff do about it.

use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};
use base::{Cx, Error, Result, Time};
use customers::{
    card,
    identity::{
        apart::{self, Apart},
        links::{self, LinkId},
        living, merges,
        names::{self, Named},
        person_of,
    },
    list::{self, Entry, Visitors},
    people::{CustomerId, Sharing},
};
use std::collections::HashMap;
use store::{Tx, thread::IdentifierId};
use web::{
    asked::{Asked, Sent},
    frame::Room,
    lists::Pager,
    locale::Say,
    paging,
    problem::Failed,
    rights::{CustomersEdit, CustomersSee, Right},
    who::May,
};

use crate::{
    address::Address,
    answers::html,
    card_page::title,
    customers_web,
    identifiers::{Identifier, named},
    identity_page::{ApartRow, Finding, IdentityPage, Who},
    notices::{self, Notice, Undo, back},
    threads::Link,
    ties::{self, Newest, Ties},
};

/// Links of one page that hold nothing.
const HELD: i64 = 30;
/// The most links that a page shows of those that hold, and of those that were undone.
const TIES: i64 = 200;
/// People that a search offers.
const FOUND: i64 = 8;

/// What the address may ask for: whom to search, and what was done just now.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct IdentityAsked {
    q: String,
    held: Option<String>,
    did: Option<String>,
    link: Option<LinkId>,
    other: Option<CustomerId>,
}

struct Read {
    card: card::Card,
    ties: Ties,
    /// The last of the links that hold nothing, where there are more.
    next: Option<(Time, LinkId)>,
    apart: Vec<Apart>,
    named: HashMap<IdentifierId, Named>,
    people: HashMap<CustomerId, String>,
    staff: HashMap<String, String>,
    found: Vec<Entry>,
}

/// The page; whoever was joined with another leads to them.
pub async fn page(
    viewer: May<CustomersSee>,
    Path(id): Path<String>,
    Asked(asked): Asked<IdentityAsked>,
) -> Result<Response, Failed> {
    let id: CustomerId = id.parse()?;
    let query = asked.clone();
    let look = move |tx: &mut Tx| {
        let now = living(tx, id)?.ok_or(Error::NotFound { what: "customer" })?;
        if now == id { Ok((now, Some(read(tx, id, &query)?))) } else { Ok((now, None)) }
    };
    let (now, read) = viewer.app().db.read("console.identity", look).await?;
    let Some(read) = read else {
        return Ok(Redirect::to(&format!("/console/customers/{now}/identity")).into_response());
    };
    let page = viewer.page(Room::Customers);
    let say = page.say.clone();
    let who = Who { id: id.to_string(), title: card_title(&say, &read.card) };
    let told = |state: &str| read.ties.told(&say, id, state);
    Ok(html(&IdentityPage {
        notice: notice(&say, &asked, &who.identity(), &read.ties),
        may: viewer.may(Right::CustomersEdit),
        identifiers: read.card.identifiers.iter().map(Identifier::of).collect(),
        active: told("active"),
        held: told("held"),
        pager: Pager {
            first: asked.held.as_ref().map(|_| who.identity()),
            next: read.next.map(|(at, id)| {
                Address::new(who.identity()).with("held", paging::place(at.micros(), id.bytes())).to_string()
            }),
        },
        undone: told("undone"),
        apart: read.apart.iter().filter(|apart| apart.was_said).map(|apart| read.apart_row(&say, apart)).collect(),
        finding: Finding {
            rows: read.found.iter().map(|entry| to_preview(id, entry)).collect(),
            q: asked.q.trim().to_owned(),
        },
        today: say.day_key(say.now),
        who,
        page,
    })?
    .into_response())
}

/// What a page calls somebody of whom it has the card.
pub fn card_title(say: &Say, card: &card::Card) -> String {
    let first = card.identifiers.first();
    match (&card.name, first) {
        (None, Some(first)) => title(say, None, Some(&crate::identifiers::shown(first.kind, &first.value))),
        (name, _) => title(say, name.as_deref(), None),
    }
}

fn read(tx: &mut Tx, id: CustomerId, asked: &IdentityAsked) -> Result<Read> {
    let card = card::read(tx, id)?.ok_or(Error::NotFound { what: "customer" })?;
    let (ties, next) = ties_of(tx, id, asked)?;
    let apart = apart::of_person(tx, id)?;
    let ids: Vec<IdentifierId> = apart.iter().map(|apart| apart.other).collect();
    let others: Vec<CustomerId> = apart.iter().map(|apart| apart.customer).collect();
    Ok(Read {
        named: names::some(tx, &ids)?,
        people: names::people(tx, &others)?,
        staff: ties::staff_names(tx, apart.iter().map(|apart| Some(apart.by.as_str())))?,
        found: found(tx, id, asked.q.trim())?,
        card,
        ties,
        next,
        apart,
    })
}

/// The links of a person; of those that hold nothing a page, and where the next begins.
fn ties_of(tx: &mut Tx, id: CustomerId, asked: &IdentityAsked) -> Result<(Ties, Option<(Time, LinkId)>)> {
    let after = asked.held.as_deref().map(paging::read_place).transpose()?;
    let after = after.map(|(micros, id)| (Time::from_micros(micros), LinkId::from_bytes(id)));
    let held = links::newest(tx, id, Some("held"), after, HELD + 1)?;
    let more = held.len() as i64 > HELD;
    let next = held.get(HELD as usize - 1).filter(|_| more).map(|last| (last.said_at, last.id));
    let wanted = [
        Newest { state: "active", after: None, limit: TIES },
        Newest { state: "held", after, limit: HELD },
        Newest { state: "undone", after: None, limit: TIES },
    ];
    Ok((ties::of_person(tx, id, &wanted, asked.link)?, next))
}

/// Who may be meant, but for the person themselves.
fn found(tx: &mut Tx, id: CustomerId, q: &str) -> Result<Vec<Entry>> {
    if q.is_empty() {
        return Ok(Vec::new());
    }
    let query = list::Query { search: Some(q.to_owned()), visitors: Visitors::With, ..list::Query::default() };
    let mut found = list::page(tx, &query, FOUND + 1)?;
    found.retain(|entry| entry.id != id);
    found.truncate(FOUND as usize);
    Ok(found)
}

fn to_preview(id: CustomerId, entry: &Entry) -> crate::customers_page::CustomerRow {
    let mut row = customers_web::row(entry);
    row.address = format!("/console/customers/{id}/merge?with={}", entry.id);
    row
}

impl Read {
    fn apart_row(&self, say: &Say, apart: &Apart) -> ApartRow {
        let known = || self.named.get(&apart.other).map(|other| named(say, other.kind, &other.value));
        let name = self.people.get(&apart.customer).cloned().or_else(known);
        ApartRow {
            own: apart.own.to_string(),
            other: apart.other.to_string(),
            who: Link {
                address: format!("/console/customers/{}", apart.customer),
                name: name.unwrap_or_else(|| say.t("customer-unnamed")),
            },
            by: self.staff.get(&apart.by).cloned().unwrap_or_else(|| say.t("somebody")),
            at: apart.at,
        }
    }
}

fn notice(say: &Say, asked: &IdentityAsked, here: &str, ties: &Ties) -> Option<Notice> {
    let mut notice = Notice::of(say, asked.did.as_deref())?;
    notice.undo = asked.link.and_then(|id| take_back(say, id, here, ties));
    notice.link = asked
        .other
        .map(|other| Link { address: format!("/console/customers/{other}"), name: say.t("notice-other-card") });
    Some(notice)
}

/// The way to take back what was done with a link, as it stands now.
pub fn take_back(say: &Say, id: LinkId, here: &str, ties: &Ties) -> Option<Undo> {
    let link = ties.links.iter().find(|link| link.id == id)?;
    let (act, words) = match link.state.as_str() {
        "active" => ("undo", say.t("undo")),
        "undone" => ("redo", say.t("redo")),
        _ => return None,
    };
    Some(Undo { address: format!("/console/links/{id}/{act}"), back: here.to_owned(), words })
}

/// The page that an act was begun on.
#[derive(serde::Deserialize)]
pub struct Back {
    #[serde(default)]
    back: String,
}

/// Takes a link back.
pub async fn undo(
    viewer: May<CustomersEdit>,
    Path(id): Path<String>,
    Sent(form): Sent<Back>,
) -> Result<Redirect, Failed> {
    change(viewer, id, form, merges::undo, "undone").await
}

/// Lets a link that was taken back count again.
pub async fn redo(
    viewer: May<CustomersEdit>,
    Path(id): Path<String>,
    Sent(form): Sent<Back>,
) -> Result<Redirect, Failed> {
    change(viewer, id, form, merges::redo, "redone").await
}

type Change = fn(&Cx, &mut Tx, LinkId) -> Result<()>;

async fn change(
    viewer: May<CustomersEdit>,
    id: String,
    form: Back,
    change: Change,
    did: &'static str,
) -> Result<Redirect, Failed> {
    let (id, cx): (LinkId, _) = (id.parse()?, viewer.cx.clone());
    viewer.app().db.write("customers.link", move |tx| change(&cx, tx, id)).await?;
    Ok(back(&form.back, did, &[("link", id.to_string())]))
}

/// Parts an identifier from its person.
pub async fn part(
    viewer: May<CustomersEdit>,
    Path(id): Path<String>,
    Sent(form): Sent<Back>,
) -> Result<Redirect, Failed> {
    let (id, cx): (IdentifierId, _) = (id.parse()?, viewer.cx.clone());
    let other = viewer.app().db.write("customers.part", move |tx| merges::part(&cx, tx, id)).await?;
    Ok(back(&form.back, "parted", &[("other", other.to_string())]))
}

/// What the form about who uses an identifier sends.
#[derive(serde::Deserialize)]
pub struct SharingSent {
    sharing: Sharing,
    #[serde(default)]
    back: String,
}

/// Says whether an identifier is one person's.
pub async fn sharing(
    viewer: May<CustomersEdit>,
    Path(id): Path<String>,
    Sent(form): Sent<SharingSent>,
) -> Result<Redirect, Failed> {
    let (id, cx, sharing): (IdentifierId, _, _) = (id.parse()?, viewer.cx.clone(), form.sharing);
    if sharing == Sharing::Counted {
        return Err(Error::invalid("sharing", "Hilo counts by itself.").into());
    }
    let act = move |tx: &mut Tx| {
        merges::set_sharing(&cx, tx, id, sharing)?;
        person_of(tx, id)
    };
    let now = viewer.app().db.write("customers.sharing", act).await?;
    // What joins nobody any more may have left the person whose page this was.
    let other = now.map(|now| now.to_string()).filter(|now| !form.back.contains(now));
    Ok(back(&form.back, sharing.word(), other.map(|other| ("other", other)).as_slice()))
}

/// What the form about a value's next holder sends.
#[derive(serde::Deserialize)]
pub struct RecycleSent {
    since: String,
    #[serde(default)]
    back: String,
}

/// Says since when a value is somebody else's.
pub async fn recycle(
    viewer: May<CustomersEdit>,
    Path(id): Path<String>,
    Sent(form): Sent<RecycleSent>,
) -> Result<Redirect, Failed> {
    let (id, cx): (IdentifierId, _) = (id.parse()?, viewer.cx.clone());
    let since = viewer.page(Room::Customers).say.day_begins(form.since.trim());
    let since = since.ok_or_else(|| Error::invalid("since", "Write the day as 2026-05-31."))?;
    let act = move |tx: &mut Tx| {
        let next = merges::recycle(&cx, tx, id, since)?;
        person_of(tx, next)
    };
    let other = viewer.app().db.write("customers.recycle", act).await?;
    let more = other.map(|other| ("other", other.to_string()));
    Ok(back(&form.back, "recycled", more.as_slice()))
}

/// What the form about two people who are never one sends.
#[derive(serde::Deserialize)]
pub struct NeverSent {
    with: CustomerId,
}

/// Says that two people are never the same.
pub async fn never(
    viewer: May<CustomersEdit>,
    Path(id): Path<String>,
    Sent(form): Sent<NeverSent>,
) -> Result<Redirect, Failed> {
    let (id, cx): (CustomerId, _) = (id.parse()?, viewer.cx.clone());
    viewer.app().db.write("customers.never", move |tx| merges::never(&cx, tx, id, form.with)).await?;
    Ok(notices::back(&format!("/console/customers/{id}/identity"), "never", &[]))
}

/// What the form that takes that back sends.
#[derive(serde::Deserialize)]
pub struct MaybeSent {
    own: IdentifierId,
    other: IdentifierId,
}

/// Takes back that two people are never the same.
pub async fn maybe(
    viewer: May<CustomersEdit>,
    Path(id): Path<String>,
    Sent(form): Sent<MaybeSent>,
) -> Result<Redirect, Failed> {
    let (id, cx): (CustomerId, _) = (id.parse()?, viewer.cx.clone());
    let act = move |tx: &mut Tx| apart::take_back(&cx, tx, form.own, form.other);
    viewer.app().db.write("customers.maybe", act).await?;
    Ok(notices::back(&format!("/console/customers/{id}/identity"), "maybe", &[]))
}
