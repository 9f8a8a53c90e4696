//! What a person did outside, in the JSON API.

use axum::Json;
use base::{Error, Result};
use customers::{identity, people::CustomerId};
use store::Tx;
use web::{
    asked::At,
    problem::Failed,
    rights::{CustomersSee, Right},
    routes::{For, Routes},
    who::May,
};

use crate::behavior::{self, Behavior};

/// The addresses.
pub fn routes() -> Routes {
    Routes::default().reads(
        For::May(Right::CustomersSee),
        "/api/v1/customers/{id}/behavior",
        "What somebody looked at",
        show,
    )
}

async fn show(viewer: May<CustomersSee>, At(id): At<CustomerId>) -> Result<Json<Behavior>, Failed> {
    let now = viewer.cx.now;
    let read = move |tx: &mut Tx| {
        let id = identity::living(tx, id)?.ok_or(Error::NotFound { what: "customer" })?;
        behavior::read(tx, id, now)
    };
    Ok(Json(viewer.app().db.read("customers.behavior", read).await?))
}
