//! Handlers of makers and of those who answer for what they make.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base::{Error, Result};
use catalog::attributes::{self, Maker};
use store::Tx;
use web::{
    asked::{self, Sent},
    frame::Room,
    locale::Say,
    problem::Failed,
    rights::{CatalogEdit, CatalogSee, Right},
    who::{May, Viewer},
};

use crate::{
    address::Address,
    answers::{Page, html},
    goods::{
        makers_page::{MakerForm, MakerRow, MakersPage, refused_key},
        shelves_web::slug,
    },
    notices::{self, Notice},
};

const PATH: &str = "/console/products/makers";

/// What the address may say.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct MakersAsked {
    did: Option<String>,
    code: Option<String>,
}

/// They, and one of them in the form.
pub async fn show(viewer: May<CatalogSee>, asked::Asked(asked): asked::Asked<MakersAsked>) -> Page {
    let makers = viewer.app().db.read("console.makers", attributes::all_makers).await?;
    let form = match asked.code.filter(|code| !code.is_empty()) {
        None => MakerForm { union: "yes".to_owned(), ..MakerForm::default() },
        Some(code) => {
            let maker = makers.iter().find(|maker| maker.code == code).ok_or(Error::NotFound { what: "maker" })?;
            form_of(maker)
        }
    };
    page(&viewer, &makers, asked.did.as_deref(), form, None)
}

fn page(viewer: &Viewer, makers: &[Maker], did: Option<&str>, form: MakerForm, refused: Option<String>) -> Page {
    let page = viewer.page(Room::Products);
    html(&MakersPage {
        notice: Notice::of(&page.say, did),
        may: viewer.may(Right::CatalogEdit),
        rows: makers.iter().map(|maker| row(&page.say, maker)).collect(),
        form,
        refused,
        page,
    })
}

fn row(say: &Say, maker: &Maker) -> MakerRow {
    let union = say.t(if maker.in_union { "maker-in-union" } else { "maker-outside" });
    let said = [maker.address.clone(), maker.email.clone(), Some(union)];
    MakerRow {
        name: maker.name.clone(),
        is_unreached: maker.address.is_none() || maker.email.is_none(),
        said: said.into_iter().flatten().collect(),
        address: Address::new(PATH).with("code", &maker.code).to_string(),
    }
}

fn form_of(maker: &Maker) -> MakerForm {
    MakerForm {
        known: maker.code.clone(),
        name: maker.name.clone(),
        address: maker.address.clone().unwrap_or_default(),
        email: maker.email.clone().unwrap_or_default(),
        union: if maker.in_union { "yes".to_owned() } else { "no".to_owned() },
    }
}

impl MakerForm {
    fn told(&self) -> Result<Maker> {
        let given = |text: &str| Some(text.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|t| !t.is_empty());
        let name = given(&self.name).ok_or_else(|| Error::invalid("name", "Write a name."))?;
        let code = given(&self.known).unwrap_or_else(|| slug(&name));
        if code.is_empty() {
            return Err(Error::invalid("name", "Write a name with letters."));
        }
        Ok(Maker {
            code,
            name,
            address: given(&self.address),
            email: given(&self.email),
            in_union: self.union == "yes",
        })
    }
}

/// Adds one, or changes one.
pub async fn keep(viewer: May<CatalogEdit>, Sent(form): Sent<MakerForm>) -> Result<Response, Failed> {
    let (cx, sent) = (viewer.cx.clone(), form.clone());
    let act = move |tx: &mut Tx| {
        let told = sent.told()?;
        let is_known = attributes::all_makers(tx)?.iter().any(|maker| maker.code == told.code);
        match (is_known, sent.known.is_empty()) {
            (true, true) => Err(Error::invalid("known", "There is a maker of this name.")),
            (false, false) => Err(Error::NotFound { what: "maker" }),
            _ => attributes::ensure_makers(&cx, tx, &[told]),
        }
    };
    let error = match viewer.app().db.write("makers.keep", act).await {
        Ok(()) => return Ok(notices::back(PATH, "maker", &[]).into_response()),
        Err(error) => error,
    };
    let say = viewer.page(Room::Products).say;
    let refused = refused_key(error.code()).map(|key| say.t(&key)).ok_or(error)?;
    let makers = viewer.app().db.read("console.makers", attributes::all_makers).await?;
    Ok((StatusCode::BAD_REQUEST, page(&viewer, &makers, None, form, Some(refused))?).into_response())
}
