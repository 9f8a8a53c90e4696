//! What joining two people would come to: it is done, looked at, and undone before anybody can see it.

use base::{Cx, Error, Result};
use store::{Tx, params, sql};

use super::{
    links,
    merges::{self, two},
};
use crate::{
    card::{self, Card},
    consents::history::{self, State},
    labels::{self, Worn},
    people::CustomerId,
};

/// What joining two people would come to.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "MergePreview")]
pub struct Preview {
    /// Who stays, as they are now.
    pub keeps: Person,
    /// Who is joined with them.
    pub joins: Person,
    /// The one person that they would be; `None` where they cannot be joined.
    pub one: Option<Person>,
    /// What the two say differently, and which of it would be shown.
    pub differences: Vec<Difference>,
    /// What may be sent no more, or again.
    pub answers: Vec<State>,
    /// Whether staff said before that these are two people, which joining takes back.
    pub overrules: bool,
    /// Why it cannot be done, in the word of [`super::graph::Held`].
    pub refused: Option<String>,
}

/// A person as the page of joining shows them.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct Person {
    /// Their card.
    #[serde(flatten)]
    pub card: Card,
    /// What they wear.
    pub labels: Vec<Worn>,
    /// What may be sent to them.
    #[serde(skip)]
    pub states: Vec<State>,
}

/// A field of which two people have different values.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Difference {
    /// The field.
    pub field: &'static str,
    /// What the card would say.
    pub kept: String,
    /// What it would say no more, but still knows.
    pub other: String,
}

/// Joins two people and says what it came to. It is for `Db::rehearse`, which leaves nothing of it.
pub fn preview(cx: &Cx, tx: &mut Tx, keeps: CustomerId, joins: CustomerId) -> Result<Preview> {
    let (first, second) = two(tx, keeps, joins)?;
    let mut preview = Preview {
        keeps: person(cx, tx, keeps)?,
        joins: person(cx, tx, joins)?,
        one: None,
        differences: Vec::new(),
        answers: Vec::new(),
        overrules: false,
        refused: None,
    };
    let (a, b) = (first.min(second), first.max(second));
    let text = sql!("select count(*) from never_same where a = $1 and b = $2");
    preview.overrules = tx.query_one(text, params![a, b], |row| row.get::<i64>(0))?.unwrap_or(0) > 0;
    match merges::merge(cx, tx, keeps, joins) {
        Ok(_) => {}
        Err(Error::Conflict { code: "held-apart", .. }) => {
            let link = links::between(tx, a, b)?;
            preview.refused = Some(link.and_then(|link| link.reason).unwrap_or_else(|| "never".to_owned()));
            return Ok(preview);
        }
        Err(error) => return Err(error),
    }
    let one = person(cx, tx, keeps)?;
    preview.differences = differences(&one.card, [&preview.keeps.card, &preview.joins.card]);
    let before = || preview.keeps.states.iter().chain(&preview.joins.states);
    let changes = |state: &&State| before().any(|old| old.asks_as(state) && old.why.allowed != state.why.allowed);
    preview.answers = one.states.iter().filter(changes).cloned().collect();
    preview.one = Some(one);
    Ok(preview)
}

fn person(cx: &Cx, tx: &mut Tx, id: CustomerId) -> Result<Person> {
    let card = card::read(tx, id)?.ok_or(Error::NotFound { what: "customer" })?;
    Ok(Person { card, labels: labels::of_person(tx, id)?, states: history::states(tx, id, cx.now)? })
}

fn differences(one: &Card, before: [&Card; 2]) -> Vec<Difference> {
    let before = before.map(Card::profile);
    let others = |field: &str, kept: &str| {
        let values = before.iter().flat_map(|profile| profile.fields()).filter(|(name, _)| *name == field);
        values.filter_map(|(_, value)| value).find(|value| *value != kept).map(str::to_owned)
    };
    let said = one.profile();
    let said = said.fields().into_iter().filter_map(|(field, kept)| Some((field, kept?)));
    said.filter_map(|(field, kept)| Some(Difference { field, other: others(field, kept)?, kept: kept.to_owned() }))
        .collect()
}
