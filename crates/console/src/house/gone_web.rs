//! Handlers that take a shop or a company away that nothing refers to, and put it back.

use axum::{
    extract::{Path, Query},
    response::Redirect,
};
use base::{Error, Result};
use catalog::shops::{self, Company, Shop};
use store::Tx;
use web::{locale::Say, problem::Failed, rights::HouseEdit, who::May};

use super::{house_uses, house_web::PATH};
use crate::{
    address::Address,
    notices::{self, Notice, Undo},
};

const AGAIN: &str = "/console/house/again";

/// What was taken away, as the address carries it: all of it, so that it can be put back.
#[derive(serde::Deserialize)]
pub struct Gone {
    gone: String,
}

/// A shop or a company, as it was.
#[derive(serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
enum Was {
    Shop(Shop),
    Company(Company),
}

fn gone(was: &Was) -> Result<Redirect> {
    let text = serde_json::to_string(was).map_err(Error::internal)?;
    Ok(notices::at(&Address::new(PATH).with("other", text), "house-gone"))
}

/// What the page says of it, with the way back.
pub fn notice(say: &Say, text: &str) -> Option<Notice> {
    let name = match serde_json::from_str::<Was>(text).ok()? {
        Was::Shop(shop) => shop.name,
        Was::Company(company) => company.name,
    };
    let undo = Undo {
        address: Address::new(AGAIN).with("gone", text).to_string(),
        back: PATH.to_owned(),
        words: say.t("undo"),
    };
    Some(Notice { words: say.t1("did-house-gone", "name", name), link: None, undo: Some(undo) })
}

/// Takes a shop away.
pub async fn remove_shop(viewer: May<HouseEdit>, Path(code): Path<String>) -> Result<Redirect, Failed> {
    let cx = viewer.cx.clone();
    let act = move |tx: &mut Tx| {
        let shop = shops::get(tx, &code)?.ok_or(Error::NotFound { what: "shop" })?;
        if house_uses::is_used(&cx, tx, &code)? {
            return Err(Error::conflict("shop-used", "Orders or people belong to this shop, so it stays."));
        }
        shops::remove(&cx, tx, &code)?;
        Ok(Was::Shop(shop))
    };
    Ok(gone(&viewer.app().db.write("shops.remove", act).await?)?)
}

/// Takes a company away.
pub async fn remove_company(viewer: May<HouseEdit>, Path(code): Path<String>) -> Result<Redirect, Failed> {
    let cx = viewer.cx.clone();
    let act = move |tx: &mut Tx| {
        let found = shops::companies(tx)?.into_iter().find(|company| company.code == code);
        let company = found.ok_or(Error::NotFound { what: "company" })?;
        shops::remove_company(&cx, tx, &code)?;
        Ok(Was::Company(company))
    };
    Ok(gone(&viewer.app().db.write("companies.remove", act).await?)?)
}

/// Puts back what was taken away. What has its code by now stays as it is.
pub async fn again(viewer: May<HouseEdit>, Query(asked): Query<Gone>) -> Result<Redirect, Failed> {
    let wrong = |_| Error::invalid("gone", "This does not say what was taken away.");
    let (was, cx): (Was, _) = (serde_json::from_str(&asked.gone).map_err(wrong)?, viewer.cx.clone());
    let act = move |tx: &mut Tx| match &was {
        Was::Shop(shop) if shops::get(tx, &shop.code)?.is_none() => shops::keep(&cx, tx, shop),
        Was::Company(company) if !shops::companies(tx)?.iter().any(|known| known.code == company.code) => {
            shops::keep_company(&cx, tx, company)
        }
        _ => Ok(()),
    };
    viewer.app().db.write("house.again", act).await?;
    Ok(notices::at(&Address::new(PATH), "house"))
}
