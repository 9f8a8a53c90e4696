//! Handlers of notes on the card.

use axum::{extract::Path, response::Redirect};
use customers::{
    notes::{self, NoteId},
    people::CustomerId,
};
use store::Tx;
use web::{asked::Sent, problem::Failed, rights::CustomersEdit, signin, who::May};

/// What the form of a note sends.
#[derive(Clone, serde::Deserialize)]
pub struct NoteSent {
    text: String,
}

/// Writes a note about somebody.
pub async fn add(
    viewer: May<CustomersEdit>,
    Path(id): Path<String>,
    Sent(form): Sent<NoteSent>,
) -> Result<Redirect, Failed> {
    let (id, cx): (CustomerId, _) = (id.parse()?, viewer.cx.clone());
    viewer.app().db.write("notes.add", move |tx: &mut Tx| notes::add(&cx, tx, id, &form.text)).await?;
    Ok(Redirect::to(&format!("/console/customers/{id}")))
}

/// Where to go once it is removed.
#[derive(serde::Deserialize)]
pub struct RemoveSent {
    #[serde(default)]
    back: String,
}

/// Removes a note.
pub async fn remove(
    viewer: May<CustomersEdit>,
    Path(id): Path<String>,
    Sent(form): Sent<RemoveSent>,
) -> Result<Redirect, Failed> {
    let (id, cx): (NoteId, _) = (id.parse()?, viewer.cx.clone());
    viewer.app().db.write("notes.remove", move |tx: &mut Tx| notes::remove(&cx, tx, id)).await?;
    Ok(Redirect::to(&signin::inside(&form.back)))
}
