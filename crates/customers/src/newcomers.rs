//! How many people are new: those whose first fact is in a stretch of time. Visitors, who never bought, are not among
//! them.

use axum::Json;
use base::Result;
use store::{Tx, asked::Query, followers, params, sql};
use web::{
    asked,
    problem::Failed,
    rights::{CustomersSee, Right},
    routes::{For, Routes},
    spans::{Days, Stretch},
    who::May,
};

use crate::fold;

/// Counts them in each of these.
pub fn counts(tx: &mut Tx, stretches: impl IntoIterator<Item = Stretch>) -> Result<Vec<i64>> {
    let version = followers::active_version(tx, fold::NAME)?;
    let text = sql!(
        "select count(*) from cards where version = $1 and is_visitor = 0 and first_seen >= $2 and first_seen < $3"
    );
    tx.counts(stretches.into_iter().map(|stretch| Query::new(text, params![version, stretch.from, stretch.to])))
}

/// The addresses.
pub fn routes() -> Routes {
    Routes::default().reads(For::May(Right::CustomersSee), "/api/v1/newcomers", "How many people are new", show)
}

#[derive(Clone, Debug, Default, serde::Deserialize, schemars::JsonSchema)]
#[schemars(inline)]
#[serde(default, deny_unknown_fields)]
struct Asked {
    /// The first day, such as `2026-11-01`; today where no day is named.
    from: String,
    /// The last day; 92 days at most.
    to: String,
}

/// How many people are new.
#[derive(serde::Serialize, schemars::JsonSchema)]
struct Newcomers {
    people: i64,
}

async fn show(viewer: May<CustomersSee>, asked::Asked(asked): asked::Asked<Asked>) -> Result<Json<Newcomers>, Failed> {
    let (zone, now) = (&viewer.app().zone, viewer.cx.now);
    let days = Days::asked(&asked.from, &asked.to, zone, now)?;
    let stretch = days.until(zone, now);
    let people = viewer.app().db.read("customers.newcomers", move |tx| counts(tx, [stretch])).await?.iter().sum();
    Ok(Json(Newcomers { people }))
}
