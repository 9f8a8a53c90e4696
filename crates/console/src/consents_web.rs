//! The page of what a customer allows, and the form of staff who were told.

use std::collections::HashMap;

use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};
use base::{Error, Result, Time, text};
use catalog::shops::{self, Shop};
use customers::{
    card::{self, Card},
    consents::{
        self, NewStatement, TextRead,
        history::{self, Why},
        rules::Question,
        texts::{self, Text},
        words::{Basis, Channel, Decision, How, Purpose},
    },
    identity,
    people::CustomerId,
};
use store::{Tx, thread::IdentifierId};
use web::{
    asked,
    frame::Room,
    lists::{Choice, Select},
    locale::{Lang, Say},
    problem::{self, Failed},
    rights::{ConsentsEdit, CustomersSee, Right},
    staff,
    who::{May, Viewer},
};

use crate::{
    answers::html,
    card_page::title,
    choices_web::what,
    consents_page::{ConsentsPage, Entry, State, Statement},
    threads::Tone,
};

/// Ways in which staff are told.
const TOLD: [How; 6] = [How::Till, How::PhoneCall, How::Paper, How::Message, How::Form, How::Parent];
/// What staff are told; only Hilo asks.
const SAID: [Decision; 2] = [Decision::Granted, Decision::Withdrawn];

/// Everything that the page shows.
struct Read {
    card: Card,
    states: Vec<history::State>,
    entries: Vec<history::Entry>,
    /// Names of staff, by how the ledger writes them.
    staff: HashMap<String, String>,
    texts: Vec<Text>,
    shops: Vec<Shop>,
}

fn read(tx: &mut Tx, id: CustomerId, now: Time) -> Result<Read> {
    let missing = || Error::NotFound { what: "customer" };
    let id = identity::living(tx, id)?.ok_or_else(missing)?;
    let card = card::read(tx, id)?.ok_or_else(missing)?;
    let entries = history::of_customer(tx, id)?;
    let staff = staff_names(tx, entries.iter().map(|entry| entry.by.as_str()))?;
    let (texts, shops) = (texts::all(tx)?, shops::all(tx)?);
    Ok(Read { card, states: history::states(tx, id, now)?, entries, staff, texts, shops })
}

/// The names of those who wrote something down; empty for whoever is no member of staff.
pub fn staff_names<'a>(tx: &mut Tx, actors: impl Iterator<Item = &'a str>) -> Result<HashMap<String, String>> {
    let mut names = HashMap::new();
    for actor in actors {
        if !names.contains_key(actor) {
            names.insert(actor.to_owned(), staff::name_of(tx, actor)?.unwrap_or_default());
        }
    }
    Ok(names)
}

/// Who wrote something down, as people say it.
pub fn by(say: &Say, names: &HashMap<String, String>, actor: &str) -> String {
    match names.get(actor) {
        Some(name) if !name.is_empty() => name.clone(),
        _ if actor == "operator" => say.t("by-operator"),
        _ => say.t("by-hilo"),
    }
}

/// What a text is called: its version, and its language by name.
fn text_name(say: &Say, version: &str, language: &str) -> String {
    let name = Lang::from_code(language).map_or(language, |lang| lang.own_name());
    say.tv("consent-text-read", &[("version", version.to_owned()), ("language", name.to_owned())])
}

/// What a customer allows.
pub async fn show(viewer: May<CustomersSee>, Path(id): Path<String>) -> Result<Response, Failed> {
    let (id, now): (CustomerId, _) = (id.parse()?, viewer.cx.now);
    let read = viewer.app().db.read("console.consents", move |tx| read(tx, id, now)).await?;
    Ok(html(&page(&viewer, &read, &Sent::default(), None))?.into_response())
}

/// What the form sends.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Sent {
    address: String,
    purpose: String,
    channel: String,
    decision: String,
    how: String,
    /// The version and the language, with a blank between.
    text: String,
    place: String,
    date: String,
    proof: String,
}

/// Staff write down what they were told.
pub async fn record(
    viewer: May<ConsentsEdit>,
    Path(id): Path<String>,
    asked::Sent(sent): asked::Sent<Sent>,
) -> Result<Response, Failed> {
    let (id, now): (CustomerId, _) = (id.parse()?, viewer.cx.now);
    let (cx, statement) = (viewer.cx.clone(), sent.statement(&viewer));
    let done = match statement {
        Ok(statement) => {
            let act = move |tx: &mut Tx| {
                let living = identity::living(tx, id)?;
                if identity::person_of(tx, statement.address)? != living {
                    return Err(Error::NotFound { what: "address" });
                }
                consents::record(&cx, tx, std::slice::from_ref(&statement)).map(|_| ())
            };
            viewer.app().db.write("consents.record", act).await
        }
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/console/customers/{id}/consents")).into_response()),
        Err(error @ (Error::Invalid { .. } | Error::Conflict { .. })) => {
            let read = viewer.app().db.read("console.consents", move |tx| read(tx, id, now)).await?;
            let page = html(&page(&viewer, &read, &sent, Some(&error)))?;
            Ok((problem::status(&error), page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

impl Sent {
    fn statement(&self, viewer: &Viewer) -> Result<NewStatement> {
        let address: IdentifierId = self.address.parse()?;
        let question =
            Question { purpose: Purpose::parse(&self.purpose)?, channel: Channel::parse(&self.channel)?, address };
        let (decision, how) = (Decision::parse(&self.decision)?, How::parse(&self.how)?);
        if !TOLD.contains(&how) || !SAID.contains(&decision) {
            return Err(Error::invalid("how", "Staff write down what they were told, not what Hilo asks or hears."));
        }
        let mut statement = NewStatement::said(question, decision, how, self.happened(viewer.cx.now)?);
        statement.text = self
            .text
            .split_once(' ')
            .map(|(version, language)| TextRead { version: version.to_owned(), language: language.to_owned() });
        if !self.place.is_empty() {
            statement.place = Some(text::told("The place", &self.place, 60)?);
        }
        if !self.proof.trim().is_empty() {
            statement.proof["note"] = text::told("The proof", &self.proof, 200)?.into();
        }
        Ok(statement)
    }
}

impl Sent {
    /// When it was said: now, or about noon of an earlier day.
    fn happened(&self, now: Time) -> Result<Time> {
        if self.date.is_empty() || now.to_rfc3339().starts_with(&self.date) {
            return Ok(now);
        }
        let noon = Time::parse_rfc3339(&format!("{}T12:00:00Z", self.date));
        noon.filter(|noon| *noon < now).ok_or_else(|| Error::invalid("at", "The day is today or before."))
    }
}

fn page(viewer: &Viewer, read: &Read, sent: &Sent, refused: Option<&Error>) -> ConsentsPage {
    let page = viewer.page(Room::Customers);
    let say = page.say.clone();
    let known = read.card.identifiers.first().map(|identity| identity.value.as_str());
    let id = read.card.id;
    ConsentsPage {
        title: title(&say, read.card.name.as_deref(), known),
        card: format!("/console/customers/{id}"),
        address: format!("/console/customers/{id}/consents"),
        states: read.states.iter().map(|state| shown(&say, state)).collect(),
        entries: read.entries.iter().map(|entry| told(&say, entry, &read.staff)).collect(),
        form: viewer.may(Right::ConsentsEdit).then(|| form(&say, read, sent, refused)),
        page,
    }
}

/// An answer, in words.
pub fn shown(say: &Say, state: &history::State) -> State {
    let allowed = state.why.allowed;
    State {
        what: what(say, state.purpose, state.channel),
        value: state.value.clone(),
        answer: say.t(if allowed { "answer-yes" } else { "answer-no" }),
        tone: if allowed { Tone::Good } else { Tone::Plain },
        why: why(say, &state.why),
    }
}

/// The sentence of an answer: "withdrew on 3 May on the preference page".
fn why(say: &Say, why: &Why) -> String {
    let mut sentence = match (why.reason, &why.suppression, why.from, &why.statement) {
        (None, _, _, Some(entry)) => say.t1("why-granted", "date", say.date(entry.happened)),
        (None, ..) => say.t("why-needs-none"),
        (Some(_), Some(left), ..) => {
            let reason = say.t(&format!("suppressed-{}", left.reason.word()));
            return format!("{} ({reason})", say.t1("why-suppressed", "date", say.date(left.at)));
        }
        (Some("too_young"), _, Some(from), _) => return say.t1("why-too_young", "date", say.date(from)),
        (Some("too_young"), ..) => return say.t("why-age-unknown"),
        (Some(reason), _, _, Some(entry)) => say.t1(&format!("why-{reason}"), "date", say.date(entry.happened)),
        (Some(reason), ..) => say.t(&format!("why-{reason}")),
    };
    if let Some(entry) = &why.statement {
        sentence.push(' ');
        sentence.push_str(&say.t(&format!("how-{}", entry.how.word())));
    }
    sentence
}

fn told(say: &Say, entry: &history::Entry, staff: &HashMap<String, String>) -> Entry {
    let is_plain = entry.basis == Basis::Consent;
    let fields = entry.proof.as_object().into_iter().flatten();
    Entry {
        id: entry.id.to_string(),
        decision: say.t(&format!("decision-{}", entry.decision.word())),
        tone: match entry.decision {
            Decision::Granted => Tone::Good,
            Decision::Withdrawn => Tone::Bad,
            Decision::Asked => Tone::Warn,
        },
        what: what(say, entry.purpose, entry.channel),
        value: entry.value.clone().unwrap_or_default(),
        how: say.t(&format!("how-{}", entry.how.word())),
        place: entry.place.clone(),
        basis: (!is_plain).then(|| say.t(&format!("basis-{}", entry.basis.word()))),
        by: by(say, staff, &entry.by),
        text: entry.text.as_ref().map(|text| text_name(say, &text.version, &text.language)),
        proof: fields
            .map(|(name, value)| (name.clone(), value.as_str().map_or(value.to_string(), str::to_owned)))
            .collect(),
        happened: entry.happened,
    }
}

fn form(say: &Say, read: &Read, sent: &Sent, refused: Option<&Error>) -> Statement {
    let choice = |value: String, name: String, chosen: &str| Choice { is_on: value == chosen, value, name };
    let addresses = read.card.identifiers.iter();
    let addresses = addresses.map(|one| choice(one.id.to_string(), one.value.clone(), &sent.address)).collect();
    let words = |prefix: &str, words: Vec<&'static str>, chosen: &str| -> Vec<Choice> {
        words.into_iter().map(|word| choice(word.into(), say.t(&format!("{prefix}-{word}")), chosen)).collect()
    };
    let select = |name: &str, label: &str, choices| Select { name: name.to_owned(), label: say.t(label), choices };
    let decisions = SAID.iter().map(|decision| decision.word()).collect();
    let none = |key: &str, chosen: &str| choice(String::new(), say.t(key), chosen);
    let named = |text: &Text| {
        let value = format!("{} {}", text.version, text.language);
        choice(value, text_name(say, &text.version, &text.language), &sent.text)
    };
    let texts = std::iter::once(none("consents-no-text", &sent.text)).chain(read.texts.iter().map(named));
    let named = |shop: &Shop| choice(shop.code.clone(), shop.name.clone(), &sent.place);
    let places = std::iter::once(none("consents-no-place", &sent.place)).chain(read.shops.iter().map(named));
    let purposes = Purpose::ALL.iter().map(|purpose| purpose.word()).collect();
    let channels = Channel::ALL.iter().map(|channel| channel.word()).collect();
    Statement {
        selects: vec![
            select("decision", "consents-said", words("decision", decisions, &sent.decision)),
            select("purpose", "consents-purpose", words("purpose", purposes, &sent.purpose)),
            select("channel", "consents-channel", words("by", channels, &sent.channel)),
            select("address", "consents-address", addresses),
            select("how", "consents-how", words("how", TOLD.iter().map(|how| how.word()).collect(), &sent.how)),
            select("text", "consents-text", texts.collect()),
            select("place", "consents-place", places.collect()),
        ],
        date: sent.date.clone(),
        proof: sent.proof.clone(),
        refused: refused.map(|error| match error {
            Error::Invalid { code: "channel", .. } => say.t("consents-wrong-channel"),
            Error::Invalid { code: "at", .. } => say.t("consents-wrong-date"),
            error => error.to_string(),
        }),
    }
}
