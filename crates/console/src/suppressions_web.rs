//! The page of addresses that are left alone: find one, add some, take one off with a reason.

use std::collections::HashMap;

use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};
use base::{Error, Result, Time};
use customers::{
    consents::{
        SuppressionId, address_of,
        suppressions::{self, Listed},
        words::{Channel, SuppressionReason},
    },
    people::Known,
    suppressions_web::take_in,
};
use store::Tx;
use web::{
    asked,
    frame::Room,
    lists::{Chip, Choice, Finding, Pager, Select},
    locale::Say,
    paging,
    problem::Failed,
    rights::{ConsentsEdit, CustomersSee, Right},
    who::{May, Viewer},
};

use crate::{
    address::Address,
    answers::{Page, html},
    consents_web::{by, staff_names},
    suppressions_page::{Notice, Row, SuppressionsPage},
};

const ROWS: i64 = 50;
const PATH: &str = "/console/suppressions";
/// Reasons that staff can give; an erasure writes its own.
const REASONS: [SuppressionReason; 5] = [
    SuppressionReason::ByHand,
    SuppressionReason::Unsubscribed,
    SuppressionReason::Bounced,
    SuppressionReason::Complained,
    SuppressionReason::Robinson,
];
/// Refused lines that a notice names.
const NAMED: usize = 10;

/// What the address may ask for.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    reason: String,
    lifted: String,
    after: String,
    added: String,
}

/// The list.
pub async fn list(viewer: May<CustomersSee>, asked::Asked(asked): asked::Asked<Asked>) -> Page {
    let notice = (!asked.added.is_empty()).then(|| {
        let say = viewer.page(Room::Customers).say;
        let added = asked.added.parse::<i64>().unwrap_or_default();
        Notice { words: say.tn("suppressions-added", added), lines: Vec::new(), is_bad: false }
    });
    html(&page(&viewer, &asked, notice, &Sent::default()).await?)
}

async fn page(viewer: &Viewer, asked: &Asked, notice: Option<Notice>, sent: &Sent) -> Result<SuppressionsPage, Failed> {
    let (query, now) = (asked.clone(), viewer.cx.now);
    let read = viewer.app().db.read("console.suppressions", move |tx| read(tx, &query, now));
    let (mut listed, staff) = read.await?;
    let more = listed.len() as i64 > ROWS;
    listed.truncate(ROWS as usize);
    let page = viewer.page(Room::Customers);
    let is_owner = viewer.may(Right::ConsentsEdit);
    let here = asked.address();
    let next = listed
        .last()
        .filter(|_| more)
        .map(|last| here.with("after", paging::place(last.created_at.micros(), last.id.bytes())).to_string());
    Ok(SuppressionsPage {
        notice,
        finding: finding(&page.say, asked, &here),
        rows: listed.iter().map(|one| row(&page.say, one, &staff, is_owner)).collect(),
        pager: Pager { first: (!asked.after.is_empty()).then(|| here.to_string()), next },
        is_owner,
        selects: selects(&page.say, sent),
        typed: sent.addresses.clone(),
        page,
    })
}

type Found = (Vec<Listed>, HashMap<String, String>);

fn read(tx: &mut Tx, asked: &Asked, now: Time) -> Result<Found> {
    let after = (!asked.after.is_empty()).then(|| paging::read_place(&asked.after)).transpose()?;
    let mut query = suppressions::Query {
        address: None,
        reason: SuppressionReason::parse(&asked.reason).ok(),
        with_lifted: !asked.lifted.is_empty(),
        after: after.map(|(at, id)| (Time::from_micros(at), SuppressionId::from_bytes(id))),
    };
    let listed = match Known::address(&asked.q) {
        Err(_) if asked.q.trim().is_empty() => suppressions::page(tx, &query, ROWS + 1)?,
        // Addresses are kept by their hash, so only a whole one is found.
        Err(_) => Vec::new(),
        Ok(known) => {
            query.address = Some(address_of(tx, &known, now)?);
            suppressions::page(tx, &query, ROWS + 1)?
        }
    };
    let staff = staff_names(
        tx,
        listed.iter().flat_map(|one| {
            [Some(one.by.as_str()), one.lifted.as_ref().map(|lifted| lifted.by.as_str())].into_iter().flatten()
        }),
    )?;
    Ok((listed, staff))
}

impl Asked {
    fn address(&self) -> Address {
        Address::new(PATH).with("q", self.q.trim()).with("reason", &*self.reason).with("lifted", &*self.lifted)
    }
}

fn finding(say: &Say, asked: &Asked, here: &Address) -> Finding {
    let any = Choice { value: String::new(), name: say.t("suppressions-any"), is_on: asked.reason.is_empty() };
    let one = |reason: &SuppressionReason| Choice {
        value: reason.word().to_owned(),
        name: say.t(&format!("suppressed-{}", reason.word())),
        is_on: reason.word() == asked.reason,
    };
    let choices = std::iter::once(any).chain(SuppressionReason::ALL.iter().map(one)).collect();
    let is_on = !asked.lifted.is_empty();
    let lifted = Chip {
        name: say.t("suppressions-with-lifted"),
        address: here.with("lifted", if is_on { "" } else { "yes" }).to_string(),
        count: None,
        is_on,
    };
    let is_filtered = !here.pairs().is_empty();
    Finding {
        action: PATH.to_owned(),
        q: asked.q.clone(),
        label: say.t("suppressions-search"),
        selects: vec![Select { name: "reason".to_owned(), label: say.t("suppressions-reason"), choices }],
        chips: vec![lifted],
        keep: if is_on { vec![("lifted".into(), "yes".into())] } else { Vec::new() },
        clear: is_filtered.then(|| PATH.to_owned()),
        suggested: None,
        views: None,
        ..Finding::default()
    }
}

fn row(say: &Say, one: &Listed, staff: &HashMap<String, String>, is_owner: bool) -> Row {
    let lifted = one.lifted.as_ref().map(|lifted| {
        let when = say.t1("suppressions-lifted", "date", say.date(lifted.at));
        format!("{when}, {}: {}", by(say, staff, &lifted.by), lifted.why)
    });
    Row {
        id: one.id.to_string(),
        value: one.value.clone().unwrap_or_else(|| say.t("suppressions-nobody")),
        address: one.customer.map(|customer| format!("/console/customers/{customer}/consents")),
        reason: say.t(&format!("suppressed-{}", one.reason.word())),
        channel: say.t(&format!("by-{}", one.channel.word())),
        source: one.source.clone(),
        by: by(say, staff, &one.by),
        note: one.note.clone(),
        at: one.at,
        can_lift: is_owner && lifted.is_none() && one.reason != SuppressionReason::Erased,
        lifted,
    }
}

fn selects(say: &Say, sent: &Sent) -> Vec<Select> {
    let choice = |word: &str, key: String, chosen: &str| Choice {
        value: word.to_owned(),
        name: say.t(&key),
        is_on: word == chosen,
    };
    let reasons = REASONS.iter().map(|one| choice(one.word(), format!("suppressed-{}", one.word()), &sent.reason));
    let any_first = [Channel::Any, Channel::Email, Channel::Sms, Channel::Whatsapp, Channel::Phone];
    let channels = any_first.iter().map(|one| choice(one.word(), format!("by-{}", one.word()), &sent.channel));
    vec![
        Select { name: "reason".to_owned(), label: say.t("suppressions-reason"), choices: reasons.collect() },
        Select { name: "channel".to_owned(), label: say.t("consents-channel"), choices: channels.collect() },
    ]
}

/// What the form sends.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Sent {
    addresses: String,
    reason: String,
    channel: String,
}

/// Staff leave addresses alone.
pub async fn add(viewer: May<ConsentsEdit>, asked::Sent(sent): asked::Sent<Sent>) -> Result<Response, Failed> {
    let reason = SuppressionReason::parse(&sent.reason)?;
    if !REASONS.contains(&reason) {
        return Err(Error::invalid("reason", "This reason is not given by hand.").into());
    }
    let channel = Channel::parse(&sent.channel)?;
    let taken = take_in(&viewer, &sent.addresses, (channel, reason, "console".to_owned())).await?;
    if taken.rejected.is_empty() && taken.read > 0 {
        return Ok(Redirect::to(&format!("{PATH}?added={}", taken.added)).into_response());
    }
    let say = viewer.page(Room::Customers).say;
    let lines = taken.rejected.iter().take(NAMED);
    let lines = lines.map(|line| say.t1("suppressions-line", "number", line.line)).collect();
    let words = format!("{} {}", say.tn("suppressions-added", taken.added as i64), say.t("suppressions-rejected"));
    let notice = Notice { words, lines, is_bad: true };
    let kept: Vec<&str> = sent
        .addresses
        .lines()
        .enumerate()
        .filter(|(index, _)| taken.rejected.iter().any(|rejected| rejected.line == index + 1))
        .map(|(_, line)| line)
        .collect();
    let sent = Sent { addresses: kept.join("\n"), ..sent };
    let page = html(&page(&viewer, &Asked::default(), Some(notice), &sent).await?)?;
    Ok((axum::http::StatusCode::BAD_REQUEST, page).into_response())
}

/// What the form of a row sends.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct SentLift {
    why: String,
}

/// Staff take an address off the list.
pub async fn lift(
    viewer: May<ConsentsEdit>,
    Path(id): Path<String>,
    asked::Sent(sent): asked::Sent<SentLift>,
) -> Result<Response, Failed> {
    let (id, cx): (SuppressionId, _) = (id.parse()?, viewer.cx.clone());
    viewer.app().db.write("suppressions.lift", move |tx| suppressions::lift(&cx, tx, id, &sent.why)).await?;
    Ok(Redirect::to(PATH).into_response())
}
