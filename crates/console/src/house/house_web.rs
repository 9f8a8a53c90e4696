//! Handlers of the page of the retailer itself.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{Error, Result};
use catalog::{
    sample,
    shops::{self, Company, Shop},
};
use store::{Tx, params, sql};
use web::{
    asked::{self, Sent},
    frame::Room,
    house,
    lists::Choice,
    locale::{Say, countries},
    problem::Failed,
    rights::HouseEdit,
    who::{May, Viewer},
};

use super::{
    first_steps, gone_web,
    house_page::{self, CompanyForm, HousePage, HouseRow, ShopForm},
    house_uses,
};
use crate::{
    address::Address,
    answers::{Page, html},
    fields::{self, Wrong},
    goods::shelves_web::slug,
    notices::{self, Notice},
};

/// The page.
pub const PATH: &str = "/console/house";

/// What the address may say.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct HouseAsked {
    did: Option<String>,
    other: Option<String>,
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
    gone: Option<String>,
    name: Option<String>,
    shop: Option<ShopForm>,
    company: Option<CompanyForm>,
    removable: Option<bool>,
    wrong: Option<Wrong>,
}

/// What is read for the page.
struct Read {
    companies: Vec<Company>,
    shops: Vec<Shop>,
    done: [bool; 6],
    sample: Option<[i64; 3]>,
}

fn read(tx: &mut Tx) -> Result<Read> {
    let sample = if sample::is_here(tx)? { Some(held(tx)?) } else { None };
    Ok(Read { companies: shops::companies(tx)?, shops: shops::all(tx)?, done: first_steps::done(tx)?, sample })
}

/// How many customers, orders and products there are.
fn held(tx: &mut Tx) -> Result<[i64; 3]> {
    let text =
        sql!("select (select count(*) from customers), (select count(*) from orders), (select count(*) from products)");
    let found = tx.query_one(text, params![], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?]))?;
    Ok(found.unwrap_or_default())
}

/// Removes the sample shop: everything that was recorded in it, whoever did.
pub async fn remove_sample(viewer: May<HouseEdit>) -> Result<Redirect, Failed> {
    let cx = viewer.cx.clone();
    viewer.app().db.write("sample.remove", move |tx: &mut Tx| sample::remove(&cx, tx)).await?;
    Ok(notices::at(&Address::new(PATH), "sample-removed"))
}

/// The page, with a shop or a company in its form where the address names one.
pub async fn show(viewer: May<HouseEdit>, asked::Asked(asked): asked::Asked<HouseAsked>) -> Page {
    let (wanted, cx) = (asked.clone(), viewer.cx.clone());
    let known = move |tx: &mut Tx| {
        let shop = wanted.shop.as_deref().map(|code| shops::get(tx, code)).transpose()?;
        let company = match wanted.company.as_deref() {
            None => None,
            Some(code) => Some(shops::companies(tx)?.into_iter().find(|company| company.code == code)),
        };
        let missing = |what| Error::NotFound { what };
        let shop = shop.map(|shop| shop.ok_or_else(|| missing("shop"))).transpose()?;
        let company = company.map(|company| company.ok_or_else(|| missing("company"))).transpose()?;
        let removable = match (&shop, &company) {
            (Some(shop), _) => Some(!house_uses::is_used(&cx, tx, &shop.code)?),
            (_, Some(company)) => {
                Some(!shops::all(tx)?.iter().any(|shop| shop.company.as_ref() == Some(&company.code)))
            }
            _ => None,
        };
        Ok((shop, company, removable))
    };
    let (shop, company, removable) = viewer.app().db.read("console.house_forms", known).await?;
    let (shop, company) = (shop.map(shop_form), company.map(company_form));
    let forms = Forms { did: asked.did, gone: asked.other, shop, company, removable, ..Forms::default() };
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
    let read = viewer.app().db.read("console.house", read).await?;
    let page = viewer.page(Room::House);
    let say = page.say.clone();
    let shop = forms.shop.unwrap_or_default();
    let company = forms.company.unwrap_or_else(|| CompanyForm { country: "ES".to_owned(), ..CompanyForm::default() });
    let owner =
        |one: &Company| Choice { value: one.code.clone(), name: owner_name(one), is_on: one.code == shop.company };
    let country = |(code, name): (&str, &str)| Choice {
        value: code.to_owned(),
        name: name.to_owned(),
        is_on: code == company.country,
    };
    html(&HousePage {
        notice: match (forms.did.as_deref(), &forms.gone) {
            (Some("house-gone"), Some(gone)) => gone_web::notice(&say, gone),
            (did, _) => Notice::of(&say, did),
        },
        steps: first_steps::list(viewer, read.done),
        title: viewer.retailer(),
        name: forms.name.unwrap_or_else(|| viewer.retailer()),
        shops: read.shops.iter().map(|shop| shop_row(shop, &read.companies)).collect(),
        owners: read.companies.iter().map(owner).collect(),
        countries: countries::all(say.lang).into_iter().map(country).collect(),
        companies: read.companies.iter().map(|company| company_row(&say, company)).collect(),
        sample: read.sample.map(|held| sample_words(&say, held)),
        removable: forms.removable,
        wrong: forms.wrong,
        shop,
        company,
        page,
    })
}

fn sample_words(say: &Say, [customers, orders, products]: [i64; 3]) -> String {
    let number = |name, count| (name, say.number(count));
    say.tv("sample-words", &[number("customers", customers), number("orders", orders), number("products", products)])
}

/// What tells a company from another of its name.
fn owner_name(company: &Company) -> String {
    match &company.tax_number {
        Some(number) => format!("{} ({number})", company.name),
        None => company.name.clone(),
    }
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
    let texts = [("house-name", form.name.clone(), 100)];
    answered(&viewer, done, &texts, Forms { name: Some(form.name), ..Forms::default() }).await
}

/// Adds a shop, or changes one.
pub async fn keep_shop(viewer: May<HouseEdit>, Sent(form): Sent<ShopForm>) -> Result<Response, Failed> {
    let (cx, sent) = (viewer.cx.clone(), form.clone());
    let act = move |tx: &mut Tx| {
        let all = shops::all(tx)?;
        let (address, company) = (given(&sent.address), given(&sent.company));
        let (known, name, city) = (sent.known.trim().to_owned(), sent.name.clone(), sent.city.clone());
        let mut shop = Shop { code: known, name, city, address, company };
        if let Some(twin) = shops::twin(&all, &shop) {
            // The same form that is sent twice is one shop.
            let is_same = (&twin.address, &twin.company) == (&shop.address, &shop.company);
            let is_again = shop.code.is_empty() && (sent.code.trim().is_empty() || sent.code.trim() == twin.code);
            return if is_same && is_again {
                Ok(())
            } else {
                Err(Error::invalid("shop-twin", "There is such a shop."))
            };
        }
        shop.code = code_of(&sent.known, &sent.code, &sent.name, |code| all.iter().any(|shop| shop.code == code))?;
        shops::keep(&cx, tx, &shop)
    };
    let done = viewer.app().db.write("shops.keep", act).await;
    let texts = [
        ("shop-name", form.name.clone(), 100),
        ("shop-city", form.city.clone(), 100),
        ("shop-address", form.address.clone(), 300),
    ];
    answered(&viewer, done, &texts, Forms { shop: Some(form), ..Forms::default() }).await
}

/// Adds a company, or changes one.
pub async fn keep_company(viewer: May<HouseEdit>, Sent(form): Sent<CompanyForm>) -> Result<Response, Failed> {
    let (cx, sent) = (viewer.cx.clone(), form.clone());
    let act = move |tx: &mut Tx| {
        let all = shops::companies(tx)?;
        let is_same = |known: &&Company| {
            known.name == sent.name.trim() && known.tax_number.is_none() && given(&sent.tax_number).is_none()
        };
        if sent.known.is_empty() && all.iter().any(|known| is_same(&known)) {
            return Err(Error::invalid("company-twin", "There is such a company."));
        }
        let code = code_of(&sent.known, "", &sent.name, |code| all.iter().any(|company| company.code == code))?;
        let (tax_number, address, country) = (given(&sent.tax_number), given(&sent.address), given(&sent.country));
        shops::keep_company(&cx, tx, &Company { code, name: sent.name.clone(), tax_number, address, country })
    };
    let done = viewer.app().db.write("companies.keep", act).await;
    let texts = [
        ("company-name", form.name.clone(), 200),
        ("company-tax", form.tax_number.clone(), 20),
        ("company-address", form.address.clone(), 300),
    ];
    answered(&viewer, done, &texts, Forms { company: Some(form), ..Forms::default() }).await
}

/// Back to the page, or the page with what was written and what is wrong with it.
async fn answered(
    viewer: &Viewer,
    done: Result<()>,
    texts: &[(&'static str, String, usize)],
    forms: Forms,
) -> Result<Response, Failed> {
    let error = match done {
        Ok(()) => return Ok(notices::back(PATH, "house", &[]).into_response()),
        Err(error) => error,
    };
    let say = viewer.page(Room::House).say;
    let texts: Vec<_> = texts.iter().map(|(field, text, most)| (*field, text.as_str(), *most)).collect();
    let wrong = match house_page::refused(error.code()) {
        Some((field, key)) => Some(Wrong { field, words: say.t(&key) }),
        None if error.code() == "text" => {
            fields::first(&say, &texts, &["shop-address", "company-tax", "company-address"])
        }
        None => None,
    };
    let page = page(viewer, Forms { wrong: Some(wrong.ok_or(error)?), ..forms }).await?;
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
