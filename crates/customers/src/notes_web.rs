//! Notes in the JSON API.

use axum::Json;
use base::{Error, Result, Time};
use store::Tx;
use web::{
    asked::{Asked, At, Body},
    paging::{self, Page},
    problem::Failed,
    rights::{CustomersEdit, CustomersSee, Right},
    routes::{For, Routes},
    who::May,
};

use crate::{
    identity,
    notes::{self, Note, NoteId},
    people::CustomerId,
};

/// The addresses.
pub fn routes() -> Routes {
    Routes::default()
        .reads(For::May(Right::CustomersSee), "/api/v1/customers/{id}/notes", "The notes about somebody", index)
        .acts(For::May(Right::CustomersEdit), "/api/v1/customers/{id}/notes", "Write a note about somebody", add)
        .acts(For::May(Right::CustomersEdit), "/api/v1/notes/{id}/remove", "Remove a note", remove)
}

#[derive(Clone, Debug, Default, serde::Deserialize, schemars::JsonSchema)]
#[schemars(inline)]
#[serde(default, deny_unknown_fields)]
struct ListAsked {
    after: Option<String>,
    limit: Option<i64>,
}

async fn index(
    viewer: May<CustomersSee>,
    At(id): At<CustomerId>,
    Asked(asked): Asked<ListAsked>,
) -> Result<Json<Page<Note>>, Failed> {
    let limit = paging::limit(asked.limit)?;
    let after = asked.after.as_deref().map(paging::read_place).transpose()?;
    let after = after.map(|(at, id)| (Time::from_micros(at), NoteId::from_bytes(id)));
    let read = move |tx: &mut Tx| {
        let id = identity::living(tx, id)?.ok_or(Error::NotFound { what: "customer" })?;
        notes::of_person(tx, id, after, limit + 1)
    };
    let found = viewer.app().db.read("notes.list", read).await?;
    Ok(Json(paging::cut(found, limit, |last| paging::place(last.at.micros(), last.id.bytes()))))
}

#[derive(serde::Deserialize, schemars::JsonSchema)]
#[schemars(rename = "NewNote")]
#[serde(deny_unknown_fields)]
struct Told {
    text: String,
}

async fn add(viewer: May<CustomersEdit>, At(id): At<CustomerId>, sent: Body<Told>) -> Result<Json<Note>, Failed> {
    let told = sent.0;
    let cx = viewer.cx.clone();
    let act = move |tx: &mut Tx| {
        let note = notes::add(&cx, tx, id, &told.text)?;
        notes::one(tx, note)
    };
    Ok(Json(viewer.app().db.write("notes.add", act).await?))
}

async fn remove(viewer: May<CustomersEdit>, At(id): At<NoteId>) -> Result<Json<Note>, Failed> {
    let cx = viewer.cx.clone();
    let act = move |tx: &mut Tx| {
        notes::remove(&cx, tx, id)?;
        notes::one(tx, id)
    };
    Ok(Json(viewer.app().db.write("notes.remove", act).await?))
}
