//! Notes in the JSON API.

use axum::Json;
use base::{Error, Result};
use store::Tx;
use web::{
    asked::{At, Body, body},
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

/// How many notes one answer holds.
const MOST: i64 = 200;

/// The addresses.
pub fn routes() -> Routes {
    Routes::default()
        .reads(For::May(Right::CustomersSee), "/api/v1/customers/{id}/notes", "The notes about somebody", index)
        .acts(For::May(Right::CustomersEdit), "/api/v1/customers/{id}/notes", "Write a note about somebody", add)
        .acts(For::May(Right::CustomersEdit), "/api/v1/notes/{id}/remove", "Remove a note", remove)
}

#[derive(serde::Serialize, schemars::JsonSchema)]
struct Notes {
    data: Vec<Note>,
}

async fn index(viewer: May<CustomersSee>, At(id): At<CustomerId>) -> Result<Json<Notes>, Failed> {
    let read = move |tx: &mut Tx| {
        let id = identity::living(tx, id)?.ok_or(Error::NotFound { what: "customer" })?;
        Ok(Notes { data: notes::of_person(tx, id, MOST)? })
    };
    Ok(Json(viewer.app().db.read("notes.list", read).await?))
}

#[derive(serde::Deserialize, schemars::JsonSchema)]
#[schemars(rename = "NewNote")]
#[serde(deny_unknown_fields)]
struct Told {
    text: String,
}

async fn add(viewer: May<CustomersEdit>, At(id): At<CustomerId>, sent: Body<Told>) -> Result<Json<Note>, Failed> {
    let told = body(sent)?;
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
