//! Labels in the JSON API.

use axum::Json;
use base::{Error, Result, Time};
use store::Tx;
use web::{
    asked::{At, Body as Sent},
    paging::Many,
    problem::Failed,
    rights::{CustomersEdit, CustomersSee, Right},
    routes::{For, Routes},
    who::May,
};

use crate::{
    identity,
    labels::{
        self, Label, LabelId, NewLabel, Worn,
        bulk::{self, Act, Bulk, BulkId, NewBulk, Whom},
    },
    list::{Query, Visitors},
    people::CustomerId,
};

/// The addresses.
pub fn routes() -> Routes {
    Routes::default()
        .reads(For::May(Right::CustomersSee), "/api/v1/labels", "The labels, and how many wear them", index)
        .acts(For::May(Right::CustomersEdit), "/api/v1/labels", "Make a label", create)
        .reads(For::May(Right::CustomersSee), "/api/v1/labels/{id}", "A label", show)
        .acts(For::May(Right::CustomersEdit), "/api/v1/labels/{id}", "Change a label", change)
        .acts(For::May(Right::CustomersEdit), "/api/v1/labels/{id}/delete", "Delete a label", remove)
        .acts(
            For::May(Right::CustomersEdit),
            "/api/v1/labels/{id}/bulk",
            "Put a label on many, or take it off them",
            begin,
        )
        .reads(For::May(Right::CustomersSee), "/api/v1/bulk/{id}", "What became of a label on or off many", show_bulk)
        .acts(For::May(Right::CustomersEdit), "/api/v1/bulk/{id}/undo", "Take a label on or off many back", undo)
        .reads(
            For::May(Right::CustomersSee),
            "/api/v1/customers/{id}/labels",
            "The labels that somebody wears",
            of_person,
        )
        .acts(
            For::May(Right::CustomersEdit),
            "/api/v1/customers/{id}/labels",
            "Put a label on somebody, or take it off",
            wear,
        )
}

/// A label and how many wear it.
#[derive(serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "LabelCounted")]
struct Shown {
    #[serde(flatten)]
    label: Label,
    customers: i64,
}

async fn index(viewer: May<CustomersSee>) -> Result<Json<Many<Shown>>, Failed> {
    let read = |tx: &mut Tx| {
        let counts = labels::counts(tx)?;
        let shown = |label: Label| Shown { customers: counts.get(&label.id).copied().unwrap_or(0), label };
        Ok(Many { data: labels::all(tx)?.into_iter().map(shown).collect() })
    };
    Ok(Json(viewer.app().db.read("labels.list", read).await?))
}

async fn show(viewer: May<CustomersSee>, At(id): At<LabelId>) -> Result<Json<Shown>, Failed> {
    let read = move |tx: &mut Tx| {
        let label = labels::one(tx, id)?;
        Ok(Shown { customers: labels::count(tx, id)?, label })
    };
    Ok(Json(viewer.app().db.read("labels.show", read).await?))
}

async fn create(viewer: May<CustomersEdit>, sent: Sent<NewLabel>) -> Result<Json<Label>, Failed> {
    let (cx, new) = (viewer.cx.clone(), sent.0);
    let act = move |tx: &mut Tx| {
        let id = labels::create(&cx, tx, &new)?;
        labels::one(tx, id)
    };
    Ok(Json(viewer.app().db.write("labels.create", act).await?))
}

async fn change(viewer: May<CustomersEdit>, At(id): At<LabelId>, sent: Sent<NewLabel>) -> Result<Json<Label>, Failed> {
    let (cx, new) = (viewer.cx.clone(), sent.0);
    let act = move |tx: &mut Tx| {
        labels::change(&cx, tx, id, &new)?;
        labels::one(tx, id)
    };
    Ok(Json(viewer.app().db.write("labels.change", act).await?))
}

/// That it is done.
#[derive(serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "LabelDone")]
struct Done {
    done: bool,
}

async fn remove(viewer: May<CustomersEdit>, At(id): At<LabelId>) -> Result<Json<Done>, Failed> {
    let cx = viewer.cx.clone();
    viewer.app().db.write("labels.remove", move |tx| labels::remove(&cx, tx, id)).await?;
    Ok(Json(Done { done: true }))
}

#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct BulkSent {
    act: Act,
    #[serde(default)]
    customers: Vec<CustomerId>,
    matching: Option<Matching>,
    #[serde(default)]
    preview: bool,
}

/// The filters of the list of customers.
#[derive(Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct Matching {
    q: Option<String>,
    country: Option<String>,
    with_returns: bool,
    active_since: Option<Time>,
    label: Option<LabelId>,
    visitors: Visitors,
}

impl BulkSent {
    fn whom(self) -> Result<Whom> {
        match (self.matching, self.customers.is_empty()) {
            (Some(_), false) => {
                Err(Error::invalid("customers", "Name the customers or say what they match, not both."))
            }
            (Some(Matching { q: search, country, with_returns, active_since, label, visitors }), true) => {
                let query = Query { search, country, with_returns, active_since, label, visitors, ..Query::default() };
                Ok(Whom::Matching(query))
            }
            (None, _) => Ok(Whom::Chosen(self.customers)),
        }
    }
}

/// What it came to, or would come to.
#[derive(serde::Serialize, schemars::JsonSchema)]
struct Begun {
    customers: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    bulk: Option<Bulk>,
}

async fn begin(viewer: May<CustomersEdit>, At(id): At<LabelId>, sent: Sent<BulkSent>) -> Result<Json<Begun>, Failed> {
    let (cx, sent) = (viewer.cx.clone(), sent.0);
    let (act, is_preview) = (sent.act, sent.preview);
    let whom = sent.whom()?;
    let looked = whom.clone();
    let customers = viewer.app().db.read("labels.preview", move |tx| bulk::preview(tx, &looked)).await?;
    if is_preview {
        return Ok(Json(Begun { customers, bulk: None }));
    }
    let act = move |tx: &mut Tx| {
        let begun = bulk::begin(&cx, tx, &NewBulk { label: id, act, whom: whom.clone(), total: customers })?;
        let begun = bulk::one(tx, begun)?;
        Ok(Begun { customers: begun.total, bulk: Some(begun) })
    };
    Ok(Json(viewer.app().db.write("labels.bulk", act).await?))
}

async fn show_bulk(viewer: May<CustomersSee>, At(id): At<BulkId>) -> Result<Json<Bulk>, Failed> {
    Ok(Json(viewer.app().db.read("labels.show_bulk", move |tx| bulk::one(tx, id)).await?))
}

async fn undo(viewer: May<CustomersEdit>, At(id): At<BulkId>) -> Result<Json<Bulk>, Failed> {
    let cx = viewer.cx.clone();
    let act = move |tx: &mut Tx| {
        bulk::undo(&cx, tx, id)?;
        bulk::one(tx, id)
    };
    Ok(Json(viewer.app().db.write("labels.undo", act).await?))
}

async fn of_person(viewer: May<CustomersSee>, At(id): At<CustomerId>) -> Result<Json<Many<Worn>>, Failed> {
    let read = move |tx: &mut Tx| {
        let id = identity::living(tx, id)?.ok_or(Error::NotFound { what: "customer" })?;
        Ok(Many { data: labels::of_person(tx, id)? })
    };
    Ok(Json(viewer.app().db.read("labels.of_person", read).await?))
}

#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct WearSent {
    label: LabelId,
    act: Act,
}

async fn wear(
    viewer: May<CustomersEdit>,
    At(id): At<CustomerId>,
    sent: Sent<WearSent>,
) -> Result<Json<Many<Worn>>, Failed> {
    let (cx, sent) = (viewer.cx.clone(), sent.0);
    let act = move |tx: &mut Tx| {
        match sent.act {
            Act::Add => labels::put(&cx, tx, sent.label, id)?,
            Act::Remove => labels::take(&cx, tx, sent.label, id)?,
        }
        let id = identity::living(tx, id)?.ok_or(Error::NotFound { what: "customer" })?;
        Ok(Many { data: labels::of_person(tx, id)? })
    };
    Ok(Json(viewer.app().db.write("labels.wear", act).await?))
}
