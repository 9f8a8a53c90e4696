//! Handlers of the queue of people who may be one.

use axum::{
    extract::Path,
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use base::{Cx, Result, Time};
use customers::{
    audits,
    card::{self, Card},
    duplicates::{self, Decision, PairId, Proposal},
    people::CustomerId,
};
use store::Tx;
use web::{
    asked::{Asked, Sent},
    frame::Room,
    lists::Pager,
    locale::Say,
    paging,
    problem::Failed,
    rights::{CustomersEdit, CustomersSee, Right},
    who::{May, Viewer},
};

use crate::{
    address::Address,
    answers::{Page, html},
    card_web::figures,
    duplicates_page::{DuplicatesPage, Face, Pair},
    identifiers::shown,
    identity_web::card_title,
    notices::{Notice, Undo},
    threads::{Badge, Tone},
};

const PATH: &str = "/console/duplicates";
/// Pairs of one page.
const PAIRS: i64 = 15;
/// Names that a face shows.
const KNOWN: usize = 3;

/// What the address may ask for.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
pub struct QueueAsked {
    after: String,
    did: String,
    a: String,
    b: String,
}

/// The queue.
pub async fn queue(viewer: May<CustomersSee>, Asked(asked): Asked<QueueAsked>) -> Page {
    let cx = viewer.cx.clone();
    let after = (!asked.after.is_empty()).then(|| paging::read_place(&asked.after)).transpose()?;
    let after = after.map(|(weight, id)| (weight, PairId::from_bytes(id)));
    let (count, mut pairs, more) =
        viewer.app().db.read("console.duplicates", move |tx: &mut Tx| read(&cx, tx, after)).await?;
    let page = viewer.page(Room::Duplicates);
    let say = page.say.clone();
    pairs.truncate(PAIRS as usize);
    see(&viewer, &pairs).await?;
    let next = pairs
        .last()
        .filter(|_| more)
        .map(|(last, ..)| Address::new(PATH).with("after", paging::place(last.weight, last.id.bytes())).to_string());
    html(&DuplicatesPage {
        notice: notice(&say, &asked),
        may: viewer.may(Right::CustomersEdit),
        count: how_many(&say, count),
        pairs: pairs.iter().map(|(proposal, one, other)| pair(&say, proposal, one, other)).collect(),
        pager: Pager { first: (!asked.after.is_empty()).then(|| PATH.to_owned()), next },
        page,
    })
}

type Read = (i64, Vec<(Proposal, Card, Card)>, bool);

/// The queue shows what a card does, so that it was seen is noted as of a card; all of them together.
async fn see(viewer: &Viewer, pairs: &[(Proposal, Card, Card)]) -> Result<()> {
    let people: Vec<CustomerId> = pairs.iter().flat_map(|(_, one, other)| [one.id, other.id]).collect();
    audits::seen(&viewer.cx, &viewer.app().db, move |_| Ok(people.clone())).await
}

fn read(cx: &Cx, tx: &mut Tx, after: Option<(i64, PairId)>) -> Result<Read> {
    let found = duplicates::queue(cx, tx, after, PAIRS + 1)?;
    let more = found.len() as i64 > PAIRS;
    let people: Vec<CustomerId> = found.iter().flat_map(|proposal| [proposal.a, proposal.b]).collect();
    let mut cards = card::several(tx, &people)?.into_iter();
    let mut next = || cards.next().flatten();
    let pairs = found.into_iter().map(|proposal| (proposal, next(), next()));
    let pairs = pairs.filter_map(|(proposal, one, other)| Some((proposal, one?, other?))).collect();
    Ok((duplicates::count(cx, tx)?, pairs, more))
}

/// How many there are, where beyond some nobody counts.
fn how_many(say: &Say, count: i64) -> String {
    if count < duplicates::COUNTED {
        return say.tn("count-pairs", count);
    }
    say.t1("count-pairs-many", "count", say.number(duplicates::COUNTED - 1))
}

/// The same, as short as a menu needs it.
fn short(say: &Say, count: i64) -> String {
    if count < duplicates::COUNTED { say.number(count) } else { format!("{}+", say.number(duplicates::COUNTED - 1)) }
}

fn pair(say: &Say, proposal: &Proposal, one: &Card, other: &Card) -> Pair {
    Pair {
        one: face(say, one),
        other: face(say, other),
        reasons: reasons(say, &proposal.rules),
        compare: format!("/console/customers/{}/merge?with={}", one.id, other.id),
        decide: format!("{PATH}/{}/{}", one.id, other.id),
    }
}

/// What agrees, in words. Of those with the same name and birth or address, what else agrees is said shortly.
fn reasons(say: &Say, rules: &[String]) -> Vec<Badge> {
    let has = |words: &[&str]| rules.iter().any(|rule| words.contains(&rule.as_str()));
    let is_named = has(&["name-birth", "name-address"]);
    let good = |text: String| Badge { text, tone: Tone::Good };
    let plain = |text: String| Badge { text, tone: Tone::Plain };
    let badge = |rule: &String| {
        Some(match rule.as_str() {
            "email" => good(say.t("duplicate-email")),
            "phone" => good(say.t("duplicate-phone")),
            "name-birth" => good(say.t("duplicate-name-birth")),
            "name-phone" => good(say.t("duplicate-name-phone")),
            "name-address" => good(say.t("duplicate-name-address")),
            "held" => plain(say.t("duplicate-held")),
            _ if is_named => return None,
            "gsd" => good(say.t("duplicate-name-birth")),
            "gsp" => plain(say.t("duplicate-gsp")),
            "gdp" => plain(say.t("duplicate-gdp")),
            "sdp" => plain(say.t("duplicate-sdp")),
            "sna" => plain(say.t("duplicate-sna")),
            "gna" => plain(say.t("duplicate-gna")),
            _ => plain(say.t("duplicate-dnp")),
        })
    };
    let mut all: Vec<Badge> = rules.iter().filter_map(badge).collect();
    if is_named && !has(&["name-address"]) && has(&["gsp", "gdp", "sdp", "dnp"]) {
        all.push(plain(say.t("duplicate-postcode")));
    }
    if is_named && !has(&["name-address"]) && has(&["sna", "gna"]) {
        all.push(plain(say.t("duplicate-street")));
    }
    if has(&["name-address"]) && !has(&["name-birth"]) && has(&["sdp", "gdp", "dnp"]) {
        all.push(plain(say.t("duplicate-birth")));
    }
    all
}

fn face(say: &Say, card: &Card) -> Face {
    let place = [card.postcode.clone(), card.city.clone()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let country = card.country.as_deref().map(|country| say.country(country));
    let noon = card.birth_date.as_deref().and_then(|day| Time::parse_rfc3339(&format!("{day}T12:00:00Z")));
    let lines = [noon.map(|born| say.date(born)), card.street.clone(), Some(place), country];
    Face {
        address: format!("/console/customers/{}", card.id),
        title: card_title(say, card),
        name: card.name.clone().unwrap_or_default(),
        lines: lines.into_iter().flatten().filter(|line| !line.is_empty()).collect(),
        known: card.identifiers.iter().take(KNOWN).map(|known| shown(known.kind, &known.value)).collect(),
        figures: card.figures.first().map(figures),
        first_seen: card.first_seen,
        last_seen: card.last_seen,
    }
}

fn notice(say: &Say, asked: &QueueAsked) -> Option<Notice> {
    let words = match asked.did.as_str() {
        "never" => say.t("did-duplicate-never"),
        "later" => say.t("did-duplicate-later"),
        "back" => say.t("did-duplicate-back"),
        _ => return None,
    };
    let ids = asked.a.parse::<CustomerId>().ok().zip(asked.b.parse::<CustomerId>().ok());
    let undo = ids.filter(|_| asked.did != "back").map(|(a, b)| Undo {
        address: format!("{PATH}/{a}/{b}/back"),
        back: PATH.to_owned(),
        words: say.t("undo"),
    });
    Some(Notice { words, link: None, undo })
}

/// What staff say about a pair.
#[derive(Clone, Copy, serde::Deserialize)]
pub struct DecisionSent {
    decision: Decision,
}

/// Takes in what staff say about a pair.
pub async fn decide(
    viewer: May<CustomersEdit>,
    Path((a, b)): Path<(String, String)>,
    Sent(form): Sent<DecisionSent>,
) -> Result<Redirect, Failed> {
    let (a, b, cx): (CustomerId, CustomerId, _) = (a.parse()?, b.parse()?, viewer.cx.clone());
    let decision = form.decision;
    let act = move |tx: &mut Tx| duplicates::decide(&cx, tx, a, b, decision);
    viewer.app().db.write("duplicates.decide", act).await?;
    let did = match decision {
        Decision::Same => return Ok(Redirect::to(&format!("/console/customers/{a}"))),
        Decision::Never => "never",
        Decision::Later => "later",
    };
    let back = Address::new(PATH).with("did", did).with("a", a.to_string()).with("b", b.to_string());
    Ok(Redirect::to(&back.to_string()))
}

/// Takes back what staff said about a pair.
pub async fn take_back(viewer: May<CustomersEdit>, Path((a, b)): Path<(String, String)>) -> Result<Redirect, Failed> {
    let (a, b, cx): (CustomerId, CustomerId, _) = (a.parse()?, b.parse()?, viewer.cx.clone());
    let act = move |tx: &mut Tx| duplicates::take_back(&cx, tx, a, b);
    viewer.app().db.write("duplicates.take_back", act).await?;
    Ok(Redirect::to(&format!("{PATH}?did=back")))
}

/// How many there are, for the menu; 204 where there is none.
pub async fn count(viewer: May<CustomersSee>) -> Result<Response, Failed> {
    let cx = viewer.cx.clone();
    let count = viewer.app().db.read("console.duplicates_count", move |tx| duplicates::count(&cx, tx)).await?;
    if count == 0 {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    Ok(Html(short(&viewer.page(Room::Duplicates).say, count)).into_response())
}
