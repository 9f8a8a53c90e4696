//! The audit in the JSON API.

use axum::Json;
use base::{Error, Result, Time};
use web::{
    asked,
    paging::{self, Page, limit},
    problem::Failed,
    rights::{AuditSee, Right},
    routes::{For, Routes},
    who::May,
};

use crate::audits::{self, AuditId, Line, Query};

/// The addresses.
pub fn routes() -> Routes {
    Routes::default().reads(
        For::May(Right::AuditSee),
        "/api/v1/audit",
        "Who saw or changed what of whom, the newest first",
        list,
    )
}

/// What an address may ask of the audit.
#[derive(Clone, Debug, Default, serde::Deserialize, schemars::JsonSchema)]
#[schemars(inline)]
#[serde(default, deny_unknown_fields)]
pub struct Asked {
    /// A customer's id.
    pub customer: Option<String>,
    /// Who, as `staff:stf_...`.
    pub actor: Option<String>,
    /// What was done, by its word.
    pub act: Option<String>,
    /// From this moment on.
    pub from: Option<Time>,
    /// Before this moment.
    pub until: Option<Time>,
    /// Behind this place.
    pub after: Option<String>,
    /// How many.
    pub limit: Option<i64>,
}

impl Asked {
    fn query(&self) -> Result<Query> {
        let unknown = || Error::invalid("act", "There is no such act in the audit.");
        let act = self.act.as_deref().map(|word| audits::known_word(word).ok_or_else(unknown)).transpose()?;
        let after = self.after.as_deref().map(paging::read_place).transpose()?;
        Ok(Query {
            customer: self.customer.as_deref().map(str::parse).transpose()?,
            actor: self.actor.clone(),
            act,
            from: self.from,
            until: self.until,
            after: after.map(|(micros, id)| (Time::from_micros(micros), AuditId::from_bytes(id))),
        })
    }
}

async fn list(viewer: May<AuditSee>, asked::Asked(asked): asked::Asked<Asked>) -> Result<Json<Page<Line>>, Failed> {
    let (query, limit) = (asked.query()?, limit(asked.limit)?);
    let found = viewer.app().db.read("audits.page", move |tx| audits::page(tx, &query, limit + 1)).await?;
    Ok(Json(paging::cut(found, limit, |last| paging::place(last.at.micros(), last.id.bytes()))))
}
