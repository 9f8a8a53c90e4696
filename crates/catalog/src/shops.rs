//! Shops and the companies that they belong to: a company issues invoices, a shop is where things happen.

use base::{Error, Result, iso, text};
use store::{Tx, params, sql, value::Row};

use crate::attributes::said;

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

/// Keeps a shop; what is told of it last is what holds.
pub fn keep(tx: &mut Tx, shop: &Shop) -> Result<()> {
    let code = code(&shop.code)?;
    let name = text::told("The name of the shop", &shop.name, 100)?;
    let city = text::told("The town", &shop.city, 100)?;
    let address = said("The address", shop.address.as_deref(), 300)?;
    if let Some(company) = &shop.company
        && !companies(tx)?.iter().any(|known| known.code == *company)
    {
        return Err(Error::invalid("shop-company", format!("There is no company '{company}'.")));
    }
    let text = sql!(
        "insert into shops (code, name, city, address, company) values ($1, $2, $3, $4, $5)
         on conflict (code) do update set name = excluded.name, city = excluded.city, address = excluded.address,
             company = excluded.company"
    );
    tx.exec(text, params![code, name, city, address, shop.company.as_deref()]).map(|_| ())
}

/// The shop with this code.
pub fn get(tx: &mut Tx, code: &str) -> Result<Option<Shop>> {
    let text = sql!("select code, name, city, address, company from shops where code = $1");
    tx.query_one(text, params![code], read)
}

/// Every shop, by code.
pub fn all(tx: &mut Tx) -> Result<Vec<Shop>> {
    tx.query(sql!("select code, name, city, address, company from shops order by code"), params![], read)
}

fn read(row: &Row) -> Result<Shop> {
    Ok(Shop { code: row.get(0)?, name: row.get(1)?, city: row.get(2)?, address: row.get(3)?, company: row.get(4)? })
}

/// Keeps a company; what is told of it last is what holds.
pub fn keep_company(tx: &mut Tx, company: &Company) -> Result<()> {
    let code = code(&company.code)?;
    let name = text::told("The legal name", &company.name, 200)?;
    let tax_number = said("The tax number", company.tax_number.as_deref(), 20)?;
    let address = said("The address", company.address.as_deref(), 300)?;
    let country = said("The country", company.country.as_deref(), 2)?;
    if country.as_ref().is_some_and(|country| !iso::is_country(country)) {
        return Err(Error::invalid("company-country", "A country is one of ISO 3166-1, such as ES."));
    }
    let text = sql!(
        "insert into companies (code, name, tax_number, address, country) values ($1, $2, $3, $4, $5)
         on conflict (code) do update set name = excluded.name, tax_number = excluded.tax_number,
             address = excluded.address, country = excluded.country"
    );
    tx.exec(text, params![code, name, tax_number, address, country]).map(|_| ())
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
    fn a_code_is_plain() {
        for told in ["goya", "passeig-de-gracia", "7", "T.001", "M_1"] {
            assert_eq!(code(told).ok(), Some(told));
        }
        for told in ["", "goya ", "a,b", "ñ", "a/b", &"x".repeat(41)] {
            assert!(code(told).is_err(), "{told}");
        }
    }
}
