//! Handlers of the page of the retailer itself.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base::{Error, Result};
use catalog::{
    products,
    shops::{self, Company, Shop},
};
use store::Tx;
use tracking::sources;
use web::{
    asked::{self, Sent},
    frame::Room,
    house, invitations,
    lists::Choice,
    locale::{Say, countries},
    problem::Failed,
    rights::{HouseEdit, Right},
    staff,
    who::{May, Viewer},
};

use super::house_page::{CompanyForm, FirstStep, HousePage, HouseRow, ShopForm, refused_key};
use crate::{
    address::Address,
    answers::{Page, html},
    goods::shelves_web::slug,
    notices::{self, Notice},
};

const PATH: &str = "/console/house";
/// What a retailer is called of whom nobody said a name.
const NAMELESS: &str = "Hilo";

/// What the address may say.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct HouseAsked {
    did: Option<String>,
    shop: Option<String>,
    company: Option<String>,
}

/// The form of the name.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct NameForm {
    name: String,
}

/// What is in the forms, and what is wrong with one of them.
#[derive(Default)]
struct Forms {
    did: Option<String>,
    name: Option<String>,
    shop: Option<ShopForm>,
    company: Option<CompanyForm>,
    refused: Option<(&'static str, String)>,
}

/// What is read for the page.
struct Read {
    companies: Vec<Company>,
    shops: Vec<Shop>,
    done: [bool; 5],
}

fn read(tx: &mut Tx) -> Result<Read> {
    let shops = shops::all(tx)?;
    let has_staff = staff::all(tx)?.len() > 1 || !invitations::waiting(tx)?.is_empty();
    let (has_goods, has_source) = (products::count(tx)? > 0, !sources::all(tx)?.is_empty());
    let done = [house::name(tx)?.is_some(), !shops.is_empty(), has_staff, has_goods, has_source];
    Ok(Read { companies: shops::companies(tx)?, shops, done })
}

/// The page, with a shop or a company in its form where the address names one.
pub async fn show(viewer: May<HouseEdit>, asked::Asked(asked): asked::Asked<HouseAsked>) -> Page {
    let wanted = asked.clone();
    let known = move |tx: &mut Tx| {
        let shop = wanted.shop.as_deref().map(|code| shops::get(tx, code)).transpose()?;
        let company = match wanted.company.as_deref() {
            None => None,
            Some(code) => Some(shops::companies(tx)?.into_iter().find(|company| company.code == code)),
        };
        let missing = |what| Error::NotFound { what };
        let shop = shop.map(|shop| shop.ok_or_else(|| missing("shop"))).transpose()?;
        Ok((shop, company.map(|company| company.ok_or_else(|| missing("company"))).transpose()?))
    };
    let (shop, company) = viewer.app().db.read("console.house_forms", known).await?;
    let forms =
        Forms { did: asked.did, shop: shop.map(shop_form), company: company.map(company_form), ..Forms::default() };
    page(&viewer, forms).await
}

fn shop_form(shop: Shop) -> ShopForm {
    ShopForm {
        known: shop.code,
        code: String::new(),
        name: shop.name,
        city: shop.city,
        address: shop.address.unwrap_or_default(),
        company: shop.company.unwrap_or_default(),
    }
}

fn company_form(company: Company) -> CompanyForm {
    CompanyForm {
        known: company.code,
        name: company.name,
        tax_number: company.tax_number.unwrap_or_default(),
        address: company.address.unwrap_or_default(),
        country: company.country.unwrap_or_default(),
    }
}

async fn page(viewer: &Viewer, forms: Forms) -> Page {
    let mut read = viewer.app().db.read("console.house", read).await?;
    // A name in the settings of the process is one, but for the one that every new Hilo has.
    read.done[0] |= viewer.retailer() != NAMELESS;
    let page = viewer.page(Room::House);
    let say = page.say.clone();
    let shop = forms.shop.unwrap_or_default();
    let company = forms.company.unwrap_or_else(|| CompanyForm { country: "ES".to_owned(), ..CompanyForm::default() });
    let places = [
        ("#name-form", Right::HouseEdit),
        ("#shop-form", Right::HouseEdit),
        ("/console/staff", Right::StaffEdit),
        ("/console/imports", Right::Imports),
        ("/console/sources", Right::SourcesEdit),
    ];
    let steps = super::house_page::STEPS.into_iter().zip(places).zip(read.done);
    let owner =
        |one: &Company| Choice { value: one.code.clone(), name: one.name.clone(), is_on: one.code == shop.company };
    let country = |(code, name): (&str, &str)| Choice {
        value: code.to_owned(),
        name: name.to_owned(),
        is_on: code == company.country,
    };
    html(&HousePage {
        notice: Notice::of(&say, forms.did.as_deref()),
        steps: steps
            .map(|((word, (address, right)), is_done)| FirstStep { word, address, is_done, may: viewer.may(right) })
            .collect(),
        title: viewer.retailer(),
        name: forms.name.unwrap_or_else(|| viewer.retailer()),
        shops: read.shops.iter().map(|shop| shop_row(shop, &read.companies)).collect(),
        owners: read.companies.iter().map(owner).collect(),
        countries: countries::all(say.lang).into_iter().map(country).collect(),
        companies: read.companies.iter().map(|company| company_row(&say, company)).collect(),
        refused: forms.refused,
        shop,
        company,
        page,
    })
}

fn shop_row(shop: &Shop, companies: &[Company]) -> HouseRow {
    let owner = companies.iter().find(|company| Some(&company.code) == shop.company.as_ref());
    let said =
        [Some(shop.code.clone()), Some(shop.city.clone()), shop.address.clone(), owner.map(|one| one.name.clone())];
    HouseRow {
        name: shop.name.clone(),
        said: said.into_iter().flatten().collect(),
        address: Address::new(PATH).with("shop", &shop.code).to_string(),
    }
}

fn company_row(say: &Say, company: &Company) -> HouseRow {
    let country = company.country.as_ref().map(|code| say.country(code));
    let said = [company.tax_number.clone(), company.address.clone(), country];
    HouseRow {
        name: company.name.clone(),
        said: said.into_iter().flatten().collect(),
        address: Address::new(PATH).with("company", &company.code).to_string(),
    }
}

/// The code of what is changed, or one for what is new: the one that was written, else one that follows from the name
/// and is nobody's yet.
fn code_of(known: &str, code: &str, name: &str, is_taken: impl Fn(&str) -> bool) -> Result<String> {
    match (known.trim(), code.trim()) {
        ("", "") if name.trim().is_empty() => Err(Error::invalid("text", "Write a name.")),
        ("", "") => Ok(free(name, is_taken)),
        ("", code) if is_taken(code) => Err(Error::invalid("shop-known", "There is one of this code already.")),
        ("", code) => Ok(code.to_owned()),
        (known, _) if is_taken(known) => Ok(known.to_owned()),
        _ => Err(Error::NotFound { what: "shop or company" }),
    }
}

/// A code that follows from a name: its plain letters and digits, with a number where it is taken.
fn free(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let plain: String = slug(name).chars().filter(|letter| letter.is_ascii()).take(36).collect();
    let plain = Some(plain.trim_matches('-')).filter(|plain| !plain.is_empty()).unwrap_or("shop");
    let numbered = (2..).map(|number| format!("{plain}-{number}"));
    std::iter::once(plain.to_owned()).chain(numbered).find(|code| !is_taken(code)).unwrap_or_default()
}

fn given(text: &str) -> Option<String> {
    Some(text.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty())
}

/// Gives the retailer its name.
pub async fn set_name(viewer: May<HouseEdit>, Sent(form): Sent<NameForm>) -> Result<Response, Failed> {
    let (cx, name) = (viewer.cx.clone(), form.name.clone());
    let done = viewer.app().db.write("house.name", move |tx| house::set_name(&cx, tx, &name)).await;
    answered(&viewer, done, "name", Forms { name: Some(form.name), ..Forms::default() }).await
}

/// Adds a shop, or changes one.
pub async fn keep_shop(viewer: May<HouseEdit>, Sent(form): Sent<ShopForm>) -> Result<Response, Failed> {
    let sent = form.clone();
    let act = move |tx: &mut Tx| {
        let all = shops::all(tx)?;
        let code = code_of(&sent.known, &sent.code, &sent.name, |code| all.iter().any(|shop| shop.code == code))?;
        let (address, company) = (given(&sent.address), given(&sent.company));
        shops::keep(tx, &Shop { code, name: sent.name.clone(), city: sent.city.clone(), address, company })
    };
    let done = viewer.app().db.write("shops.keep", act).await;
    answered(&viewer, done, "shop", Forms { shop: Some(form), ..Forms::default() }).await
}

/// Adds a company, or changes one.
pub async fn keep_company(viewer: May<HouseEdit>, Sent(form): Sent<CompanyForm>) -> Result<Response, Failed> {
    let sent = form.clone();
    let act = move |tx: &mut Tx| {
        let all = shops::companies(tx)?;
        let code = code_of(&sent.known, "", &sent.name, |code| all.iter().any(|company| company.code == code))?;
        let (tax_number, address, country) = (given(&sent.tax_number), given(&sent.address), given(&sent.country));
        shops::keep_company(tx, &Company { code, name: sent.name.clone(), tax_number, address, country })
    };
    let done = viewer.app().db.write("companies.keep", act).await;
    answered(&viewer, done, "company", Forms { company: Some(form), ..Forms::default() }).await
}

/// Back to the page, or the page with what was written and what is wrong with it.
async fn answered(viewer: &Viewer, done: Result<()>, form: &'static str, forms: Forms) -> Result<Response, Failed> {
    let error = match done {
        Ok(()) => return Ok(notices::back(PATH, "house", &[]).into_response()),
        Err(error) => error,
    };
    let say = viewer.page(Room::House).say;
    let words = refused_key(error.code()).map(|key| say.t(&key)).ok_or(error)?;
    let page = page(viewer, Forms { refused: Some((form, words)), ..forms }).await?;
    Ok((StatusCode::BAD_REQUEST, page).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_follows_from_the_name() {
        let taken = |code: &str| ["goya", "shop"].contains(&code);
        for (name, code) in [("Passeig de Gràcia", "passeig-de-gracia"), ("Goya", "goya-2"), ("東京", "shop-2")] {
            assert_eq!(free(name, taken), code, "{name}");
        }
    }
}
