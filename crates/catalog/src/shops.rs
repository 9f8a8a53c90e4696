//! Shops and the companies that they belong to: a company issues invoices, a shop is where things happen.

use base::{Cx, Error, Result, iso, text};
use serde_json::json;
use store::{Tx, params, sql, value::Row};
use web::deeds::{self, Deed};

use crate::{attributes::said, tax_numbers};

/// Letters of a code.
const CODE: usize = 40;

/// A shop.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Shop {
    /// The short code that events carry as their place: letters, digits, hyphens, dots and underscores.
    pub code: String,
    /// Its name, as people say it.
    pub name: String,
    /// Its town.
    pub city: String,
    /// Its postal address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The code of the company that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
}

/// A company: a legal entity that issues invoices.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Company {
    /// Its code: letters, digits, hyphens, dots and underscores.
    pub code: String,
    /// Its legal name.
    pub name: String,
    /// Its tax number, such as a NIF, as it is written on invoices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_number: Option<String>,
    /// Its registered address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Its country, as two letters of ISO 3166-1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

fn code(told: &str) -> Result<&str> {
    let is_code = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    match (1..=CODE).contains(&told.len()) && told.bytes().all(is_code) {
        true => Ok(told),
        false => Err(Error::invalid(
            "shop-code",
            "A code has 1 to 40 letters, digits, hyphens, dots and underscores, such as goya.",
        )),
    }
}

/// Keeps a shop; what is told of it last is what holds. The audit notes what is new in it.
pub fn keep(cx: &Cx, tx: &mut Tx, told: &Shop) -> Result<()> {
    let shop = Shop {
        code: code(&told.code)?.to_owned(),
        name: text::told("The name of the shop", &told.name, 100)?,
        city: text::told("The town", &told.city, 100)?,
        address: said("The address", told.address.as_deref(), 300)?,
        company: told.company.clone(),
    };
    if let Some(company) = &shop.company
        && !companies(tx)?.iter().any(|known| known.code == *company)
    {
        return Err(Error::invalid("shop-company", format!("There is no company '{company}'.")));
    }
    let known = get(tx, &shop.code)?;
    if known.as_ref() == Some(&shop) {
        return Ok(());
    }
    let text = sql!(
        "insert into shops (code, name, city, address, company) values ($1, $2, $3, $4, $5)
         on conflict (code) do update set name = excluded.name, city = excluded.city, address = excluded.address,
             company = excluded.company"
    );
    tx.exec(text, params![shop.code.as_str(), shop.name, shop.city, shop.address, shop.company])?;
    let is = if known.is_some() { "set" } else { "new" };
    deeds::note(cx, tx, Deed::ShopKept, &json!({ "is": is, "shop": shop.code }))
}

/// The shop with this code.
pub fn get(tx: &mut Tx, code: &str) -> Result<Option<Shop>> {
    let text = sql!("select code, name, city, address, company from shops where code = $1");
    tx.query_one(text, params![code], read)
}

/// The shop that another would be once more: of the same name in the same town, with no address that tells them apart.
pub fn twin<'a>(known: &'a [Shop], new: &Shop) -> Option<&'a Shop> {
    let is_one = |one: &str, other: &str| alike(one) == alike(other);
    known.iter().find(|shop| {
        let (here, there) = (shop.address.as_deref().unwrap_or_default(), new.address.as_deref().unwrap_or_default());
        let is_there = here.is_empty() || there.is_empty() || is_one(here, there);
        shop.code != new.code && is_one(&shop.name, &new.name) && is_one(&shop.city, &new.city) && is_there
    })
}

/// As names and addresses are compared: no accents, capitals, commas or blanks too many.
fn alike(text: &str) -> String {
    let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    text::folded(&words.collect::<Vec<_>>())
}

/// Takes a shop away. Whoever asks has looked that nothing refers to it.
pub fn remove(cx: &Cx, tx: &mut Tx, code: &str) -> Result<()> {
    match tx.exec(sql!("delete from shops where code = $1"), params![code])? {
        0 => Err(Error::NotFound { what: "shop" }),
        _ => deeds::note(cx, tx, Deed::ShopKept, &json!({ "is": "remove", "shop": code })),
    }
}

/// Every shop, by code.
pub fn all(tx: &mut Tx) -> Result<Vec<Shop>> {
    tx.query(sql!("select code, name, city, address, company from shops order by code"), params![], read)
}

fn read(row: &Row) -> Result<Shop> {
    Ok(Shop { code: row.get(0)?, name: row.get(1)?, city: row.get(2)?, address: row.get(3)?, company: row.get(4)? })
}

/// Keeps a company; what is told of it last is what holds. A tax number of Spain is kept in one spelling, and is one
/// company's. The audit notes what is new in it.
pub fn keep_company(cx: &Cx, tx: &mut Tx, told: &Company) -> Result<()> {
    let country = said("The country", told.country.as_deref(), 2)?;
    if country.as_ref().is_some_and(|country| !iso::is_country(country)) {
        return Err(Error::invalid("company-country", "A country is one of ISO 3166-1, such as ES."));
    }
    let number = said("The tax number", told.tax_number.as_deref(), 20)?;
    let company = Company {
        code: code(&told.code)?.to_owned(),
        name: text::told("The legal name", &told.name, 200)?,
        tax_number: number.map(|told| tax_number(told, country.as_deref())).transpose()?,
        address: said("The address", told.address.as_deref(), 300)?,
        country,
    };
    let all = companies(tx)?;
    if let Some(number) = &company.tax_number {
        let others = all.iter().filter(|known| known.code != company.code && known.country == company.country);
        for (known, told) in others.filter_map(|known| Some((known, known.tax_number.clone()?))) {
            if tax_numbers::spanish(&told).unwrap_or(told) == *number {
                let says = format!("The company '{}' has this tax number already.", known.code);
                return Err(Error::invalid("company-twin", says));
            }
        }
    }
    let known = all.into_iter().find(|known| known.code == company.code);
    if known.as_ref() == Some(&company) {
        return Ok(());
    }
    let text = sql!(
        "insert into companies (code, name, tax_number, address, country) values ($1, $2, $3, $4, $5)
         on conflict (code) do update set name = excluded.name, tax_number = excluded.tax_number,
             address = excluded.address, country = excluded.country"
    );
    let Company { code, name, tax_number, address, country } = company;
    tx.exec(text, params![code.as_str(), name, tax_number, address, country])?;
    let is = if known.is_some() { "set" } else { "new" };
    deeds::note(cx, tx, Deed::CompanyKept, &json!({ "is": is, "company": code }))
}

fn tax_number(told: String, country: Option<&str>) -> Result<String> {
    match country {
        Some("ES") => tax_numbers::spanish(&told).ok_or_else(|| {
            let says =
                "This is no Spanish tax number: it has nine signs, such as B12345674, and the last checks the rest.";
            Error::invalid("company-tax-number", says)
        }),
        _ => Ok(told),
    }
}

/// Takes a company away that no shop belongs to.
pub fn remove_company(cx: &Cx, tx: &mut Tx, code: &str) -> Result<()> {
    if all(tx)?.iter().any(|shop| shop.company.as_deref() == Some(code)) {
        return Err(Error::conflict("company-shops", "A shop belongs to this company. Give it another first."));
    }
    match tx.exec(sql!("delete from companies where code = $1"), params![code])? {
        0 => Err(Error::NotFound { what: "company" }),
        _ => deeds::note(cx, tx, Deed::CompanyKept, &json!({ "is": "remove", "company": code })),
    }
}

/// Every company, by name.
pub fn companies(tx: &mut Tx) -> Result<Vec<Company>> {
    let text = sql!("select code, name, tax_number, address, country from companies order by name, code");
    tx.query(text, params![], |row| {
        let (tax_number, address, country) = (row.get(2)?, row.get(3)?, row.get(4)?);
        Ok(Company { code: row.get(0)?, name: row.get(1)?, tax_number, address, country })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shop_is_told_from_another_by_town_or_address() {
        let shop = |code: &str, name: &str, city: &str, address: &str| Shop {
            code: code.to_owned(),
            name: name.to_owned(),
            city: city.to_owned(),
            address: Some(address.to_owned()).filter(|address| !address.is_empty()),
            company: None,
        };
        let known = [shop("goya", "Telar Goya", "Madrid", "Goya, 20")];
        for new in [
            shop("", "Telar Goya", "Madrid", "Goya, 20"),
            shop("", " telar  goya", "MADRID", "goya 20"),
            shop("", "Telar Goya", "Madrid", ""),
        ] {
            assert_eq!(twin(&known, &new).map(|shop| &*shop.code), Some("goya"), "{new:?}");
        }
        for new in [
            shop("goya", "Telar Goya", "Madrid", ""),
            shop("", "Telar Goya", "Vigo", ""),
            shop("", "Telar Goya", "Madrid", "Goya 110"),
            shop("", "Telar Sol", "Madrid", "Goya 20"),
        ] {
            assert_eq!(twin(&known, &new), None, "{new:?}");
        }
    }

    #[test]
    fn a_code_is_plain() {
        for told in ["goya", "passeig-de-gracia", "7", "T.001", "M_1"] {
            assert_eq!(code(told).ok(), Some(told));
        }
        for told in ["", "goya ", "a,b", "ñ", "a/b", &"x".repeat(41)] {
            assert!(code(told).is_err(), "{told}");
        }
    }
}
