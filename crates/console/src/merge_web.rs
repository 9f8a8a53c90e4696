//! Handlers of joining two people: what it would come to, and doing it.

use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};
use base::{Error, Result, Time};
use customers::{
    card::Card,
    identity::{
        apart,
        links::LinkId,
        living,
        merges::{self, Preview},
        root_of,
    },
    people::{CustomerId, Profile},
};
use store::Tx;
use web::{
    asked::{Asked, Sent},
    frame::Room,
    locale::Say,
    problem::Failed,
    who::{Owner, Viewer},
};

use crate::{
    answers::html,
    card_web::figures,
    identifiers::Identifier,
    identity_page::Who,
    identity_web::{card_title, may},
    merge_page::{Field, MergePage, Obstacle, Side},
    notices::back,
    ties,
};

/// Whom to join with.
#[derive(Clone, Copy, Debug, serde::Deserialize)]
pub struct With {
    with: CustomerId,
}

/// Whether all that keeps two people apart is what staff said of the two themselves, which joining takes back.
enum Read {
    /// They are one person already.
    One(CustomerId),
    Two {
        preview: Box<Preview>,
        overrules: bool,
    },
}

/// What joining two people would come to.
pub async fn preview(viewer: Viewer, Path(id): Path<String>, Asked(asked): Asked<With>) -> Result<Response, Failed> {
    let id: CustomerId = id.parse()?;
    let read = viewer.app().db.read("console.merge", move |tx| read(tx, id, asked.with)).await?;
    let (preview, overrules) = match read {
        Read::One(id) => return Ok(Redirect::to(&format!("/console/customers/{id}")).into_response()),
        Read::Two { preview, overrules } => (preview, overrules),
    };
    let page = viewer.page(Room::Customers);
    let say = page.say.clone();
    let obstacle = preview.refused.as_deref().map(|reason| match reason {
        "never" if overrules => Obstacle::Overruled(say.t("merge-overrules")),
        reason => Obstacle::Refused(ties::held(&say, reason)),
    });
    let (keeps, joins) = (side(&say, &preview.keeps), side(&say, &preview.joins));
    Ok(html(&MergePage {
        swap: format!("/console/customers/{}/merge?with={}", preview.joins.id, preview.keeps.id),
        one: one(&say, &preview),
        may: may(&viewer),
        obstacle,
        keeps,
        joins,
        page,
    })?
    .into_response())
}

fn read(tx: &mut Tx, keeps: CustomerId, joins: CustomerId) -> Result<Read> {
    let mut now = [keeps, joins];
    for id in &mut now {
        *id = living(tx, *id)?.ok_or(Error::NotFound { what: "customer" })?;
    }
    let [keeps, joins] = now;
    if keeps == joins {
        return Ok(Read::One(keeps));
    }
    let preview = Box::new(merges::preview(tx, keeps, joins)?);
    let roots = (root_of(tx, keeps)?, root_of(tx, joins)?);
    let between = apart::of_person(tx, keeps)?.into_iter().filter(|apart| apart.customer == joins);
    let overrules = between.into_iter().all(|apart| (Some(apart.own), Some(apart.other)) == roots);
    Ok(Read::Two { preview, overrules })
}

fn side(say: &Say, card: &Card) -> Side {
    Side {
        who: Who { id: card.id.to_string(), title: card_title(say, card) },
        name: card.name.clone().unwrap_or_default(),
        fields: fields(say, &card.profile()),
        figures: card.figures.iter().map(figures).collect(),
        facts: card.facts,
        first_seen: card.first_seen,
        last_seen: card.last_seen,
        identifiers: card.identifiers.iter().map(Identifier::of).collect(),
    }
}

/// The one person: whoever stays, with what only the other has.
fn one(say: &Say, preview: &Preview) -> Side {
    let (keeps, joins) = (side(say, &preview.keeps), side(say, &preview.joins));
    let mut fields = keeps.fields.clone();
    for field in joins.fields {
        match fields.iter_mut().find(|own| own.name == field.name) {
            Some(own) if own.value != field.value => own.other = Some(field.value),
            Some(_) => {}
            None => fields.push(field),
        }
    }
    let place = |name: &str| Profile::default().fields().iter().position(|(field, _)| *field == name);
    fields.sort_by_key(|field| place(field.name));
    let mut identifiers = [keeps.identifiers, joins.identifiers].concat();
    identifiers.sort_by_key(|identifier| (identifier.is_weak(), identifier.kind.priority()));
    Side {
        who: if preview.keeps.name.is_some() { keeps.who } else { Who { id: keeps.who.id, ..joins.who } },
        name: if keeps.name.is_empty() { joins.name } else { keeps.name },
        fields,
        figures: preview.figures.iter().map(figures).collect(),
        facts: preview.facts,
        first_seen: keeps.first_seen.into_iter().chain(joins.first_seen).min(),
        last_seen: keeps.last_seen.into_iter().chain(joins.last_seen).max(),
        identifiers,
    }
}

fn fields(say: &Say, profile: &Profile) -> Vec<Field> {
    let said = profile.fields().into_iter().filter_map(|(name, value)| Some((name, value?)));
    said.map(|(name, value)| Field { name, value: shown(say, name, value), other: None }).collect()
}

fn shown(say: &Say, name: &str, value: &str) -> String {
    match name {
        "country" => say.country(value),
        "birth_date" => {
            let day: Option<Time> = say.day_begins(value);
            day.map_or_else(|| value.to_owned(), |day| say.date(day))
        }
        "language" if value == "es" => say.t("language-es"),
        "language" if value == "en" => say.t("language-en"),
        _ => value.to_owned(),
    }
}

/// Joins them.
pub async fn merge(owner: Owner, Path(id): Path<String>, Sent(form): Sent<With>) -> Result<Redirect, Failed> {
    let Owner(viewer) = owner;
    let (keeps, cx): (CustomerId, _) = (id.parse()?, viewer.cx.clone());
    let act = move |tx: &mut Tx| {
        let link: LinkId = merges::merge(&cx, tx, keeps, form.with)?;
        Ok((link, living(tx, keeps)?.unwrap_or(keeps)))
    };
    let (link, now) = viewer.app().db.write("customers.merge", act).await?;
    Ok(back(&format!("/console/customers/{now}"), "joined", &[("link", link.to_string())]))
}
