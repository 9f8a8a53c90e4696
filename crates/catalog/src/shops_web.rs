//! Shops and companies in the JSON API.

use axum::{Json, response::NoContent};
use base::Result;
use web::{
    asked::Body,
    paging::Many,
    problem::Failed,
    rights::{HouseEdit, OrdersSee, Right},
    routes::{For, Routes},
    who::May,
};

use crate::{
    catalog_web::{kept, listed},
    sample,
    shops::{self, Company, Shop},
};

/// The addresses.
pub fn routes() -> Routes {
    Routes::default()
        .reads(For::May(Right::OrdersSee), "/api/v1/shops", "The shops", all_shops)
        .acts(For::May(Right::HouseEdit), "/api/v1/shops", "Keep shops as they are told", keep_shops)
        .reads(For::May(Right::HouseEdit), "/api/v1/companies", "The companies", all_companies)
        .acts(For::May(Right::HouseEdit), "/api/v1/companies", "Keep companies as they are told", keep_companies)
        .acts(
            For::May(Right::HouseEdit),
            "/api/v1/sample/remove",
            "Remove the sample shop with all it holds",
            remove_sample,
        )
}

async fn all_shops(viewer: May<OrdersSee>) -> Result<Json<Many<Shop>>, Failed> {
    listed(&viewer, "shops.list", shops::all).await
}

async fn keep_shops(viewer: May<HouseEdit>, sent: Body<Many<Shop>>) -> Result<Json<Many<Shop>>, Failed> {
    kept(
        &viewer,
        sent,
        ("shops.keep", |cx, tx, new| new.iter().try_for_each(|one| shops::keep(cx, tx, one)), shops::all),
    )
    .await
}

async fn remove_sample(viewer: May<HouseEdit>) -> Result<NoContent, Failed> {
    let cx = viewer.cx.clone();
    viewer.app().db.write("sample.remove", move |tx| sample::remove(&cx, tx)).await?;
    Ok(NoContent)
}

async fn all_companies(viewer: May<HouseEdit>) -> Result<Json<Many<Company>>, Failed> {
    listed(&viewer, "companies.list", shops::companies).await
}

async fn keep_companies(viewer: May<HouseEdit>, sent: Body<Many<Company>>) -> Result<Json<Many<Company>>, Failed> {
    let keep = |cx: &base::Cx, tx: &mut store::Tx, new: &[Company]| {
        new.iter().try_for_each(|one| shops::keep_company(cx, tx, one))
    };
    kept(&viewer, sent, ("companies.keep", keep, shops::companies)).await
}
