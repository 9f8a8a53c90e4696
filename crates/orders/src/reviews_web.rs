//! Reviews in the JSON API.

use axum::Json;
use base::{Error, Result, Time};
use catalog::products::{self, ProductId};
use customers::{
    identity,
    people::{Kind, Known, Profile, Said},
};
use store::Tx;
use web::{
    asked::{self, At, Body},
    keyed::{Created, Repeatable},
    paging::{self, limit},
    problem::Failed,
    rights::{CatalogSee, ReviewsEdit, Right},
    routes::{For, Routes},
    who::{May, Viewer},
};

use crate::reviews::{self, HERE, NewReview, Query, Reason, Review, ReviewId, State, Summary};

/// The addresses.
pub fn routes() -> Routes {
    Routes::default()
        .reads(For::May(Right::CatalogSee), "/api/v1/reviews", "Reviews, those that wait first asked for", index)
        .reads(For::May(Right::CatalogSee), "/api/v1/reviews/{id}", "A review", show)
        .reads(For::May(Right::CatalogSee), "/api/v1/products/{id}/reviews", "What people say of a product", of_product)
        .acts(For::May(Right::ReviewsEdit), "/api/v1/reviews", "Write a review", write)
        .acts(For::May(Right::ReviewsEdit), "/api/v1/reviews/{id}/decide", "Show a review, or refuse it", decide)
        .acts(For::May(Right::ReviewsEdit), "/api/v1/reviews/{id}/answer", "Answer a review", answer)
}

#[derive(Clone, Debug, Default, serde::Deserialize, schemars::JsonSchema)]
#[schemars(inline)]
#[serde(default, deny_unknown_fields)]
struct Asked {
    state: Option<String>,
    stars: Option<i64>,
    after: Option<String>,
    limit: Option<i64>,
}

impl Asked {
    fn query(&self, product: Option<ProductId>, without: State) -> Result<Query> {
        if self.stars.is_some_and(|stars| !(1..=5).contains(&stars)) {
            return Err(Error::invalid("stars", "A review gives 1 to 5 stars."));
        }
        let after = self.after.as_deref().map(paging::read_place).transpose()?;
        Ok(Query {
            state: self.state.as_deref().map_or(Ok(without), State::parse)?,
            product,
            stars: self.stars,
            after: after.map(|(at, id)| (Time::from_micros(at), ReviewId::from_bytes(id))),
        })
    }
}

/// Reviews, and what they come to where they are of one product.
#[derive(serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "ReviewPage")]
struct Listed {
    data: Vec<Review>,
    next: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<Rated>,
}

#[derive(serde::Serialize, schemars::JsonSchema)]
struct Rated {
    /// The stars on average, as decimal text.
    average: Option<String>,
    #[serde(flatten)]
    summary: Summary,
}

async fn index(viewer: May<CatalogSee>, asked::Asked(asked): asked::Asked<Asked>) -> Result<Json<Listed>, Failed> {
    listed(&viewer, &asked, None).await
}

async fn of_product(
    viewer: May<CatalogSee>,
    At(id): At<ProductId>,
    asked::Asked(asked): asked::Asked<Asked>,
) -> Result<Json<Listed>, Failed> {
    listed(&viewer, &asked, Some(id)).await
}

async fn listed(viewer: &Viewer, asked: &Asked, product: Option<ProductId>) -> Result<Json<Listed>, Failed> {
    let limit = limit(asked.limit)?;
    let without = if product.is_some() { State::Shown } else { State::Waiting };
    let query = asked.query(product, without)?;
    let read = move |tx: &mut Tx| {
        let found = reviews::page(tx, &query, limit + 1)?;
        let paging::Page { data, next } =
            paging::cut(found, limit, |last| paging::place(last.written_at.micros(), last.id.bytes()));
        let Some(product) = query.product else { return Ok(Listed { data, next, summary: None }) };
        products::get(tx, product)?.ok_or(Error::NotFound { what: "product" })?;
        let summary = reviews::summaries(tx, &[product])?.remove(&product).unwrap_or_default();
        let average = summary.tenths().map(|tenths| format!("{}.{}", tenths / 10, tenths % 10));
        Ok(Listed { data, next, summary: Some(Rated { average, summary }) })
    };
    Ok(Json(viewer.app().db.read("reviews.list", read).await?))
}

async fn show(viewer: May<CatalogSee>, At(id): At<ReviewId>) -> Result<Json<Review>, Failed> {
    Ok(Json(viewer.app().db.read("reviews.show", move |tx| reviews::one(tx, id)).await?))
}

/// A review, and whose it is.
#[derive(serde::Deserialize, schemars::JsonSchema)]
#[schemars(rename = "ReviewTold")]
#[serde(deny_unknown_fields)]
struct Told {
    customer: Whose,
    review: NewReview,
}

#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct Whose {
    kind: Kind,
    value: String,
}

async fn write(Repeatable { viewer, keyed, told }: Repeatable<ReviewsEdit, Told>) -> Result<Created<Review>, Failed> {
    let known = Known::parse(told.customer.kind, &told.customer.value)?;
    let act = move |tx: &mut Tx| {
        keyed.once(tx, |tx| {
            let said = Said::server(vec![known.clone()], Profile::default(), HERE, keyed.cx.now);
            let nobody = || Error::invalid("identifier", "This names nobody: it is blocked, or was erased.");
            let actor = identity::tell(&keyed.cx, tx, &said)?.ok_or_else(nobody)?;
            let id = reviews::write(&keyed.cx, tx, actor, HERE, &told.review)?;
            reviews::one(tx, id)
        })
    };
    Ok(viewer.app().db.write("reviews.write", act).await?)
}

#[derive(serde::Deserialize, schemars::JsonSchema)]
#[schemars(rename = "ReviewDecision")]
#[serde(deny_unknown_fields)]
struct Decision {
    state: String,
    reason: Option<String>,
}

impl Decision {
    /// Why it is refused; nothing where it is shown.
    fn refused(&self) -> Result<Option<Reason>> {
        match (State::parse(&self.state)?, &self.reason) {
            (State::Shown, None) => Ok(None),
            (State::Refused, reason) => Reason::parse(reason.as_deref().unwrap_or_default()).map(Some),
            (State::Shown, Some(_)) => Err(Error::invalid("reason", "What is shown needs no reason.")),
            (State::Waiting, _) => Err(Error::invalid("state", "A review is shown or refused.")),
        }
    }
}

async fn decide(viewer: May<ReviewsEdit>, At(id): At<ReviewId>, sent: Body<Decision>) -> Result<Json<Review>, Failed> {
    let (refused, cx) = (sent.0.refused()?, viewer.cx.clone());
    let act = move |tx: &mut Tx| {
        reviews::decide(&cx, tx, id, refused)?;
        reviews::one(tx, id)
    };
    Ok(Json(viewer.app().db.write("reviews.decide", act).await?))
}

#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct Answer {
    text: String,
}

async fn answer(viewer: May<ReviewsEdit>, At(id): At<ReviewId>, sent: Body<Answer>) -> Result<Json<Review>, Failed> {
    let (told, cx) = (sent.0, viewer.cx.clone());
    let act = move |tx: &mut Tx| {
        reviews::answer(&cx, tx, id, &told.text)?;
        reviews::one(tx, id)
    };
    Ok(Json(viewer.app().db.write("reviews.answer", act).await?))
}
