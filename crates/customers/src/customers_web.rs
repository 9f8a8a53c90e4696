//! The customers in the JSON API.

use axum::Json;
use base::{Error, Result, Time};
use store::{
    Tx,
    thread::{self, EventId, Wanted},
};
use web::{
    asked::{self, At},
    paging::{self, Page, limit},
    problem::Failed,
    rights::{CustomersSee, Right},
    routes::{For, Routes},
    who::May,
};

use crate::{
    card::{self, Card},
    consents_web, identity,
    labels::LabelId,
    list::{self, Entry, Sort, Visitors},
    people::CustomerId,
    suppressions_web,
};

/// The addresses.
pub fn routes() -> Routes {
    Routes::default()
        .reads(For::May(Right::CustomersSee), "/api/v1/customers", "Customers, with their figures", index)
        .reads(For::May(Right::CustomersSee), "/api/v1/customers/{id}", "The card of a customer", show)
        .reads(
            For::May(Right::CustomersSee),
            "/api/v1/customers/{id}/thread",
            "What happened with somebody, the newest first",
            show_thread,
        )
        .reads(For::May(Right::CustomersSee), "/api/v1/events", "The thread, from a cursor on", events)
        .and(consents_web::routes())
        .and(suppressions_web::routes())
}

#[derive(Clone, Debug, Default, serde::Deserialize, schemars::JsonSchema)]
#[schemars(inline)]
#[serde(default, deny_unknown_fields)]
struct Asked {
    /// How words of a name or town begin, or the start of an identifier: at most 100 characters.
    q: Option<String>,
    /// As its source writes it.
    country: Option<String>,
    /// Only those who brought something back.
    with_returns: bool,
    /// Only those who did something since.
    active_since: Option<Time>,
    /// Only those who wear it.
    label: Option<LabelId>,
    /// Whether those who are known by a browser or a device alone, and never bought, are among them.
    visitors: Visitors,
    /// `last_seen`, `first_seen`, `spent` or `orders`.
    sort: Option<String>,
    /// Turns the order round.
    ascending: bool,
    after: Option<String>,
    limit: Option<i64>,
}

async fn index(
    viewer: May<CustomersSee>,
    asked::Asked(asked): asked::Asked<Asked>,
) -> Result<Json<Page<Entry>>, Failed> {
    let limit = limit(asked.limit)?;
    let query = asked.query()?;
    let (sort, order) = (query.sort, order(query.sort, query.ascending));
    let found = viewer.app().db.read("customers.list", move |tx| list::page(tx, &query, limit + 1)).await?;
    Ok(Json(paging::cut(found, limit, |last| {
        let (value, id) = last.place(sort);
        paging::sorted_place(&order, value, id.bytes())
    })))
}

fn order(sort: Sort, ascending: bool) -> String {
    format!("{}{}", sort.word(), if ascending { "-up" } else { "" })
}

impl Asked {
    fn query(&self) -> Result<list::Query> {
        let unknown = || Error::invalid("sort", "Sort by last_seen, first_seen, spent or orders.");
        let sort =
            self.sort.as_deref().map(|word| Sort::from_word(word).ok_or_else(unknown)).transpose()?.unwrap_or_default();
        let order = order(sort, self.ascending);
        let after = self.after.as_deref().map(|text| paging::read_place_in(&order, text)).transpose()?;
        Ok(list::Query {
            search: self.q.clone(),
            country: self.country.clone(),
            with_returns: self.with_returns,
            active_since: self.active_since,
            label: self.label,
            visitors: self.visitors,
            sort,
            ascending: self.ascending,
            after: after.map(|(value, id)| (value, CustomerId::from_bytes(id))),
        })
    }
}

/// The card; that of whoever somebody was joined with, where they were.
async fn show(viewer: May<CustomersSee>, At(id): At<CustomerId>) -> Result<Json<Card>, Failed> {
    let read = move |tx: &mut Tx| {
        let living = identity::living(tx, id)?.ok_or(Error::NotFound { what: "customer" })?;
        card::read(tx, living)?.ok_or(Error::NotFound { what: "customer" })
    };
    let card = viewer.app().db.read("customers.card", read).await?;
    Ok(Json(card))
}

/// An event in the API.
#[derive(serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "Event")]
struct Shown {
    id: EventId,
    happened: Time,
    kind: String,
    channel: String,
    place: Option<String>,
    body: serde_json::Value,
}

impl Shown {
    fn of(event: thread::Event) -> Result<Shown> {
        let body = serde_json::from_str(&event.body).map_err(Error::internal)?;
        let thread::Event { id, happened, kind, channel, place, .. } = event;
        Ok(Shown { id, happened, kind, channel, place, body })
    }
}

#[derive(Clone, Debug, Default, serde::Deserialize, schemars::JsonSchema)]
#[schemars(inline)]
#[serde(default, deny_unknown_fields)]
struct ThreadAsked {
    after: Option<String>,
    channel: Option<String>,
    limit: Option<i64>,
}

async fn show_thread(
    viewer: May<CustomersSee>,
    At(id): At<CustomerId>,
    asked::Asked(asked): asked::Asked<ThreadAsked>,
) -> Result<Json<Page<Shown>>, Failed> {
    let limit = limit(asked.limit)?;
    let before = asked.after.as_deref().map(paging::read_place).transpose()?;
    let before = before.map(|(micros, id)| (Time::from_micros(micros), EventId::from_bytes(id)));
    let places = viewer.reach().places();
    let events = viewer
        .app()
        .db
        .read("customers.thread", move |tx| {
            let living = identity::living(tx, id)?.unwrap_or(id);
            let actors = card::actors(tx, living)?;
            if actors.is_empty() {
                return Err(Error::NotFound { what: "customer" });
            }
            let wanted = Wanted { channel: asked.channel.as_deref(), kinds: &[], places: places.clone() };
            thread::timeline(tx, &actors, wanted, before, limit + 1)
        })
        .await?;
    let Page { data, next } = paging::cut(events, limit, |last| paging::place(last.happened.micros(), last.id.bytes()));
    let data = data.into_iter().map(Shown::of).collect::<Result<_>>()?;
    Ok(Json(Page { data, next }))
}

#[derive(Clone, Debug, Default, serde::Deserialize, schemars::JsonSchema)]
#[schemars(inline)]
#[serde(default, deny_unknown_fields)]
struct EventsAsked {
    after: Option<String>,
    limit: Option<i64>,
}

/// The whole thread in its own order; `next` is always given, so that one can wait there for more.
async fn events(
    viewer: May<CustomersSee>,
    asked::Asked(asked): asked::Asked<EventsAsked>,
) -> Result<Json<Page<Shown>>, Failed> {
    let limit = limit(asked.limit)?;
    let after = asked.after.as_deref().map(str::parse::<thread::Cursor>).transpose()?;
    let (events, next) = viewer
        .app()
        .db
        .read("customers.events", move |tx| {
            let start = thread::start(tx)?;
            let from = after.clone().unwrap_or_else(|| start.clone());
            if from.is_before(&start) {
                let says = "This cursor is from before a restore. Start again without it.";
                return Err(Error::conflict("cursor-expired", says));
            }
            if start.is_before(&from) {
                return Err(Error::invalid("cursor", "The cursor is not one that Hilo gave out."));
            }
            thread::after(tx, &from, limit)
        })
        .await?;
    let reach = viewer.reach();
    let events = events.into_iter().filter(|event| reach.shows(&event.kind, event.place.as_deref()));
    let data = events.map(Shown::of).collect::<Result<_>>()?;
    Ok(Json(Page { data, next: Some(next.to_string()) }))
}
