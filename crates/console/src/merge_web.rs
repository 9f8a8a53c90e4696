//! Handlers of joining two people: what it would come to, and doing it.

use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};
use base::{Error, Result, Time};
use customers::{
    identity::{
        links::LinkId,
        living, merges,
        rehearsals::{self, Person, Preview},
    },
    people::{CustomerId, Profile},
};
use store::Tx;
use web::{
    asked::{Asked, Sent},
    frame::Room,
    locale::Say,
    problem::Failed,
    rights::{CustomersEdit, CustomersSee, Right},
    who::{May, Viewer},
};

use crate::{
    answers::html,
    card_web::figures,
    consents_web,
    identifiers::Identifier,
    identity_page::Who,
    identity_web::card_title,
    labels_web::tags,
    merge_page::{Field, MergePage, Obstacle, Side},
    notices::back,
    ties,
};

/// Whom to join with.
#[derive(Clone, Copy, Debug, serde::Deserialize)]
pub struct With {
    with: CustomerId,
}

/// What joining two people would come to.
pub async fn preview(
    viewer: May<CustomersSee>,
    Path(id): Path<String>,
    Asked(asked): Asked<With>,
) -> Result<Response, Failed> {
    let (id, cx): (CustomerId, _) = (id.parse()?, viewer.cx.clone());
    let act = move |tx: &mut Tx| {
        let mut now = [id, asked.with];
        for id in &mut now {
            *id = living(tx, *id)?.ok_or(Error::NotFound { what: "customer" })?;
        }
        let [keeps, joins] = now;
        // They may be one person already.
        let preview = (keeps != joins).then(|| rehearsals::preview(&cx, tx, keeps, joins)).transpose()?;
        Ok((keeps, preview.map(Box::new)))
    };
    let (id, preview) = viewer.app().db.rehearse("console.merge", act).await?;
    let Some(preview) = preview else {
        return Ok(Redirect::to(&format!("/console/customers/{id}")).into_response());
    };
    Ok(html(&page(&viewer, *preview))?.into_response())
}

fn page(viewer: &Viewer, preview: Preview) -> MergePage {
    let page = viewer.page(Room::Customers);
    let say = page.say.clone();
    let overruled = || preview.overrules.then(|| Obstacle::Overruled(say.t("merge-overrules")));
    let obstacle = match preview.refused.as_deref() {
        Some(reason) => Some(Obstacle::Refused(ties::held(&say, reason))),
        None => overruled(),
    };
    let mut one = preview.one.map(|one| side(&say, one));
    for field in one.iter_mut().flat_map(|one| &mut one.fields) {
        let other = preview.differences.iter().find(|other| other.field == field.name);
        field.other = other.map(|other| shown(&say, other.field, &other.other));
    }
    let (keeps, joins) = (side(&say, preview.keeps), side(&say, preview.joins));
    MergePage {
        swap: format!("/console/customers/{}/merge?with={}", joins.who.id, keeps.who.id),
        answers: preview.answers.iter().map(|state| consents_web::shown(&say, state)).collect(),
        may: viewer.may(Right::CustomersEdit),
        one,
        obstacle,
        keeps,
        joins,
        page,
    }
}

fn side(say: &Say, person: Person) -> Side {
    let Person { card, labels, .. } = person;
    Side {
        who: Who { id: card.id.to_string(), title: card_title(say, &card) },
        fields: fields(say, &card.profile()),
        name: card.name.unwrap_or_default(),
        figures: card.figures.iter().map(figures).collect(),
        facts: card.facts,
        first_seen: card.first_seen,
        last_seen: card.last_seen,
        identifiers: card.identifiers.iter().map(Identifier::of).collect(),
        tags: tags(labels),
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
pub async fn merge(
    viewer: May<CustomersEdit>,
    Path(id): Path<String>,
    Sent(form): Sent<With>,
) -> Result<Redirect, Failed> {
    let (keeps, cx): (CustomerId, _) = (id.parse()?, viewer.cx.clone());
    let act = move |tx: &mut Tx| {
        let link: LinkId = merges::merge(&cx, tx, keeps, form.with)?;
        Ok((link, living(tx, keeps)?.unwrap_or(keeps)))
    };
    let (link, now) = viewer.app().db.write("customers.merge", act).await?;
    Ok(back(&format!("/console/customers/{now}"), "joined", &[("link", link.to_string())]))
}
