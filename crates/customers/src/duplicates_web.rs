//! Probable duplicates in the JSON API.

use axum::{Json, extract::Path};
use base::Result;
use store::Tx;
use web::{
    asked::{self, Body},
    paging::{self, Page, limit},
    problem::Failed,
    rights::{CustomersEdit, CustomersSee, Right},
    routes::{For, Routes},
    who::May,
};

use crate::{
    card::{self, Card},
    duplicates::{self, Decision, PairId, Proposal},
    identity,
    people::CustomerId,
};

/// The addresses.
pub fn routes() -> Routes {
    Routes::default()
        .reads(For::May(Right::CustomersSee), "/api/v1/duplicates", "Pairs who may be one person", index)
        .acts(For::May(Right::CustomersEdit), "/api/v1/duplicates/{a}/{b}", "Say whether two are one person", decide)
}

#[derive(Clone, Debug, Default, serde::Deserialize, schemars::JsonSchema)]
#[schemars(inline)]
#[serde(default, deny_unknown_fields)]
struct Asked {
    after: Option<String>,
    limit: Option<i64>,
}

async fn index(
    viewer: May<CustomersSee>,
    asked::Asked(asked): asked::Asked<Asked>,
) -> Result<Json<Page<Proposal>>, Failed> {
    let limit = limit(asked.limit)?;
    let after = asked.after.as_deref().map(paging::read_place).transpose()?;
    let after = after.map(|(weight, id)| (weight, PairId::from_bytes(id)));
    let cx = viewer.cx.clone();
    let read = move |tx: &mut Tx| duplicates::queue(&cx, tx, after, limit + 1);
    let found = viewer.app().db.read("duplicates.list", read).await?;
    Ok(Json(paging::cut(found, limit, |last| paging::place(last.weight, last.id.bytes()))))
}

#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct Decided {
    decision: Decision,
}

/// What was decided; the card of the one person where they are one.
#[derive(serde::Serialize, schemars::JsonSchema)]
struct Outcome {
    decision: Decision,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer: Option<Card>,
}

async fn decide(
    viewer: May<CustomersEdit>,
    Path((a, b)): Path<(String, String)>,
    sent: Body<Decided>,
) -> Result<Json<Outcome>, Failed> {
    let Decided { decision } = sent.0;
    let (a, b, cx): (CustomerId, CustomerId, _) = (a.parse()?, b.parse()?, viewer.cx.clone());
    let act = move |tx: &mut Tx| {
        duplicates::decide(&cx, tx, a, b, decision)?;
        let customer = match decision {
            Decision::Same => {
                let living = identity::living(tx, a)?.unwrap_or(a);
                card::read(tx, living)?
            }
            _ => None,
        };
        Ok(Outcome { decision, customer })
    };
    Ok(Json(viewer.app().db.write("duplicates.decide", act).await?))
}
