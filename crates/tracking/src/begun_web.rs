//! How many visits there were, in the JSON API.

use axum::Json;
use base::Result;
use std::collections::BTreeMap;
use web::{
    asked,
    paging::Many,
    problem::Failed,
    rights::{Right, SourcesSee},
    routes::{For, Routes},
    spans::{self, Days, Grain},
    who::May,
};

use crate::begun;

/// The addresses.
pub fn routes() -> Routes {
    Routes::default().reads(For::May(Right::SourcesSee), "/api/v1/visits", "How many visits, by day or hour", index)
}

#[derive(Clone, Debug, Default, serde::Deserialize, schemars::JsonSchema)]
#[schemars(inline)]
#[serde(default, deny_unknown_fields)]
struct Asked {
    /// The first day, such as `2026-11-01`; today where no day is named.
    from: String,
    /// The last day; 92 days at most.
    to: String,
    /// `day` or `hour`.
    by: String,
}

/// Visits that began on a day, or in an hour of it.
#[derive(serde::Serialize, schemars::JsonSchema)]
struct VisitsBegun {
    /// The day in the shop's time zone.
    day: String,
    /// The hour of its clock, where hours were asked for.
    hour: Option<i8>,
    channel: String,
    visits: i64,
}

async fn index(
    viewer: May<SourcesSee>,
    asked::Asked(asked): asked::Asked<Asked>,
) -> Result<Json<Many<VisitsBegun>>, Failed> {
    let grain = Grain::asked(&asked.by)?;
    let (zone, now) = (viewer.app().zone.clone(), viewer.cx.now);
    let days = Days::asked(&asked.from, &asked.to, &zone, now)?;
    // A visit from outside is in no shop: whoever is bound to some is told of none.
    if !viewer.shops.is_all() {
        return Ok(Json(Many { data: Vec::new() }));
    }
    let read = move |tx: &mut store::Tx| begun::read(tx, &zone, days.until(&zone, now), grain, true);
    let mut sums: BTreeMap<(i64, String), i64> = BTreeMap::new();
    for one in viewer.app().db.read("tracking.begun", read).await? {
        *sums.entry((one.slot, one.channel)).or_default() += one.visits;
    }
    let shown = |((slot, channel), visits)| {
        let (day, hour) = spans::place_of(grain, slot);
        VisitsBegun { day: day.to_string(), hour: (grain == Grain::Hour).then_some(hour), channel, visits }
    };
    Ok(Json(Many { data: sums.into_iter().map(shown).collect() }))
}
