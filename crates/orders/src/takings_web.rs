//! What was taken, in the JSON API.

use axum::Json;
use base::{Currency, Error, Result};
use web::{
    asked,
    channels::Channel,
    paging::Many,
    problem::Failed,
    rights::{OrdersSee, Right},
    routes::{For, Routes},
    spans::{self, Days, Grain},
    who::May,
};

use crate::takings::{self, Taken};

/// The addresses.
pub fn routes() -> Routes {
    Routes::default().reads(
        For::May(Right::OrdersSee),
        "/api/v1/takings",
        "What was taken, by day or hour, channel, shop and currency",
        index,
    )
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
    channel: Option<String>,
    shop: Option<String>,
}

/// What was taken on a day, or in an hour of it.
#[derive(serde::Serialize, schemars::JsonSchema)]
struct Takings {
    /// The day in the shop's time zone.
    day: String,
    /// The hour of its clock, where hours were asked for; an hour that the clocks had twice is one.
    hour: Option<i8>,
    channel: String,
    shop: Option<String>,
    currency: Currency,
    #[serde(flatten)]
    taken: Taken,
    /// What was sold less what was given back.
    net: i64,
}

async fn index(
    viewer: May<OrdersSee>,
    asked::Asked(asked): asked::Asked<Asked>,
) -> Result<Json<Many<Takings>>, Failed> {
    let grain = Grain::asked(&asked.by)?;
    if let Some(channel) = asked.channel.as_deref().filter(|channel| Channel::from_slug(channel).is_none()) {
        return Err(Error::invalid("channel", format!("'{channel}' is not a channel such as web or shop.")).into());
    }
    let (zone, now) = (viewer.app().zone.clone(), viewer.cx.now);
    let days = Days::asked(&asked.from, &asked.to, &zone, now)?;
    let shops = viewer.shops.clone();
    let read = move |tx: &mut store::Tx| takings::read(tx, &zone, days.until(&zone, now), grain, &shops);
    let mut parts = viewer.app().db.read("orders.takings", read).await?;
    parts.retain(|part| {
        asked.channel.as_ref().is_none_or(|channel| *channel == part.channel)
            && asked.shop.as_ref().is_none_or(|shop| Some(shop) == part.place.as_ref())
    });
    Ok(Json(Many { data: takings::joined(parts).into_iter().map(|part| shown(grain, part)).collect() }))
}

fn shown(grain: Grain, part: takings::Part) -> Takings {
    let (day, hour) = spans::place_of(grain, part.slot);
    Takings {
        day: day.to_string(),
        hour: (grain == Grain::Hour).then_some(hour),
        channel: part.channel,
        shop: part.place,
        currency: part.currency,
        net: part.taken.net(),
        taken: part.taken,
    }
}
