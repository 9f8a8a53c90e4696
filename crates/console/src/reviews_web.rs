//! Handlers of what people say of products: read it, show it or refuse it, answer it.

use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use base::{Error, Result, Time};
use catalog::products::{self, Product};
use orders::reviews::{self, Query, Reason, Review, ReviewId, State};
use store::Tx;
use web::{
    asked,
    frame::Room,
    lists::{Chip, Choice, Finding, Pager, Select},
    locale::Say,
    paging,
    problem::Failed,
    rights::{CatalogSee, ReviewsEdit, Right},
    who::May,
};

use crate::{
    address::Address,
    answers::{Page, html},
    notices::{self, Notice},
    reviews_page::{ReviewRow, ReviewsPage, state_key},
};

const ROWS: i64 = 25;
const PATH: &str = "/console/reviews";

/// What the address may ask for.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    state: String,
    stars: String,
    product: String,
    after: String,
    did: Option<String>,
}

impl Asked {
    fn query(&self) -> Result<Query> {
        let after = (!self.after.is_empty()).then(|| paging::read_place(&self.after)).transpose()?;
        Ok(Query {
            state: State::parse(&self.state).unwrap_or(State::Waiting),
            product: Some(self.product.as_str()).filter(|id| !id.is_empty()).map(str::parse).transpose()?,
            stars: self.stars.parse().ok().filter(|stars| (1..=5).contains(stars)),
            after: after.map(|(at, id)| (Time::from_micros(at), ReviewId::from_bytes(id))),
        })
    }
}

/// The list: those that wait, unless the address says otherwise.
pub async fn list(viewer: May<CatalogSee>, asked::Asked(asked): asked::Asked<Asked>) -> Page {
    let query = asked.query()?;
    let wanted = query.clone();
    let read = move |tx: &mut Tx| {
        let product = wanted.product.map(|id| products::get(tx, id)).transpose()?.flatten();
        Ok((reviews::page(tx, &wanted, ROWS + 1)?, reviews::waiting(tx)?, product))
    };
    let (mut found, waiting, product): (Vec<Review>, i64, Option<Product>) =
        viewer.app().db.read("console.reviews", read).await?;
    let more = found.len() as i64 > ROWS;
    found.truncate(ROWS as usize);
    let page = viewer.page(Room::Products);
    let here = address(&query);
    let place = |last: &Review| paging::place(last.written_at.micros(), last.id.bytes());
    let next = found.last().filter(|_| more).map(|last| here.with("after", place(last)).to_string());
    html(&ReviewsPage {
        notice: Notice::of(&page.say, asked.did.as_deref()),
        finding: finding(&page.say, &query, waiting),
        of: product.map(|one| (format!("/console/products/{}", one.id), one.name.unwrap_or(one.code))),
        everybody: address(&Query { product: None, ..query.clone() }).to_string(),
        keep: here.pairs(),
        state: query.state,
        rows: found.iter().map(|review| ReviewRow::of(&page.say, review)).collect(),
        pager: Pager { first: (!asked.after.is_empty()).then(|| here.to_string()), next },
        may: viewer.may(Right::ReviewsEdit),
        page,
    })
}

fn address(query: &Query) -> Address {
    let state = if query.state == State::Waiting { "" } else { query.state.word() };
    let stars = query.stars.map(|stars| stars.to_string()).unwrap_or_default();
    let product = query.product.map(|id| id.to_string()).unwrap_or_default();
    Address::new(PATH).with("state", state).with("stars", stars).with("product", product)
}

fn finding(say: &Say, query: &Query, waiting: i64) -> Finding {
    let chip = |state: State| Chip {
        name: say.t(&state_key(state)),
        address: address(&Query { state, ..query.clone() }).to_string(),
        is_on: state == query.state,
        count: (state == State::Waiting).then_some(waiting),
    };
    let choice = |stars: i64| Choice {
        value: stars.to_string(),
        name: say.tn("review-stars", stars),
        is_on: query.stars == Some(stars),
    };
    let any = Choice { value: String::new(), name: say.t("reviews-any"), is_on: query.stars.is_none() };
    let select = Select {
        name: "stars".to_owned(),
        label: say.t("reviews-stars"),
        choices: std::iter::once(any).chain((1..=5).rev().map(choice)).collect(),
    };
    let keep = address(&Query { stars: None, ..query.clone() }).pairs();
    Finding {
        action: PATH.to_owned(),
        selects: vec![select],
        chips: State::ALL.into_iter().map(chip).collect(),
        keep,
        clear: query.stars.map(|_| address(&Query { stars: None, ..query.clone() }).to_string()),
        ..Finding::default()
    }
}

/// What the form of a decision sends.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct SentDecision {
    state: String,
    reason: String,
    /// The list that one came from.
    #[serde(flatten)]
    list: CameFrom,
}

/// The list that a form was on, so that one comes back to it.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct CameFrom {
    from_state: String,
    from_stars: String,
    from_product: String,
}

impl CameFrom {
    fn back(self, did: &'static str) -> Result<Response> {
        let CameFrom { from_state: state, from_stars: stars, from_product: product } = self;
        let asked = Asked { state, stars, product, ..Asked::default() };
        Ok(notices::at(&address(&asked.query()?), did).into_response())
    }
}

/// Staff show a review, or refuse it.
pub async fn decide(
    viewer: May<ReviewsEdit>,
    Path(id): Path<String>,
    asked::Sent(sent): asked::Sent<SentDecision>,
) -> Result<Response, Failed> {
    let id: ReviewId = id.parse()?;
    let (refused, did) = match State::parse(&sent.state)? {
        State::Shown => (None, "review-shown"),
        State::Refused => (Some(Reason::parse(&sent.reason)?), "review-refused"),
        State::Waiting => return Err(Error::invalid("state", "A review is shown or refused.").into()),
    };
    let cx = viewer.cx.clone();
    viewer.app().db.write("reviews.decide", move |tx| reviews::decide(&cx, tx, id, refused)).await?;
    Ok(sent.list.back(did)?)
}

/// What the form of an answer sends.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct SentAnswer {
    text: String,
    /// The list that one came from.
    #[serde(flatten)]
    list: CameFrom,
}

/// The shop answers, or takes back what it said.
pub async fn answer(
    viewer: May<ReviewsEdit>,
    Path(id): Path<String>,
    asked::Sent(sent): asked::Sent<SentAnswer>,
) -> Result<Response, Failed> {
    let (id, cx): (ReviewId, _) = (id.parse()?, viewer.cx.clone());
    let did = if sent.text.trim().is_empty() { "review-silent" } else { "review-answered" };
    let list = sent.list.clone();
    viewer.app().db.write("reviews.answer", move |tx| reviews::answer(&cx, tx, id, &sent.text)).await?;
    Ok(list.back(did)?)
}
