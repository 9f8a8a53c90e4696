//! Shopify's product CSV, in its old headings (`Handle`, `Variant SKU`) and its new ones (`URL handle`, `SKU`): a row
//! for each variant, the product's own words on the first, and rows that bring nothing but a picture.

use std::collections::BTreeMap;

use super::{
    families::Layout,
    products::{Picture, Price, Product},
    tables::{Row, Table},
    texts,
    whys::Why,
    words,
};
use crate::{
    products::{Kind, State},
    told::{Told, ToldVariant},
    variants::Gtin,
};

const HANDLE: &[&str] = &["handle", "url handle"];
const SKU: &[&str] = &["variant sku", "sku"];
const PRICE: &[&str] = &["variant price", "price"];
const BEFORE: &[&str] = &["variant compare at price", "compare-at price"];
const BARCODE: &[&str] = &["variant barcode", "barcode"];
const PICTURE: &[&str] = &["image src", "product image url"];

/// Whether a table is a list of products of Shopify.
pub fn is_products(table: &Table) -> bool {
    table.has_any(HANDLE) && table.has("title") && (table.has_any(SKU) || table.has_any(PRICE))
}

/// The layout.
pub struct Products;

impl Layout for Products {
    type Made = Product;

    fn family(&self, row: &Row) -> Result<Option<String>, Why> {
        match row.any(HANDLE) {
            "" => Err(Why::new("handle-none")),
            handle => Ok(Some(handle.to_owned())),
        }
    }

    fn read(&mut self, rows: &[Row]) -> Result<Option<Product>, Why> {
        let first = rows.iter().find(|row| !row.get("title").is_empty()).unwrap_or(&rows[0]);
        let mut product = head(first);
        let names: Vec<&str> = (1..=3).map(|place| first.get(&format!("option{place} name"))).collect();
        let is_variant =
            |row: &&Row| !row.get("option1 value").is_empty() || !row.any(SKU).is_empty() || !row.any(PRICE).is_empty();
        let mut variants = Vec::new();
        for row in rows.iter().filter(is_variant) {
            let variant = variant(row, &product.told.code, &names)?;
            product.prices.extend(price(row, &variant.sku)?);
            let shown = row.any(&["variant image", "variant image url"]);
            if !shown.is_empty() {
                let sku = Some(variant.sku.clone());
                product.pictures.push(Picture { address: shown.to_owned(), alt: None, sku });
            }
            variants.push(variant);
        }
        product.told.variants = Some(variants).filter(|variants| !variants.is_empty());
        let mut pictures: Vec<(u32, Picture)> = rows.iter().filter_map(picture).collect();
        pictures.sort_by_key(|(place, _)| *place);
        let rest = std::mem::take(&mut product.pictures);
        product.pictures = pictures.into_iter().map(|(_, picture)| picture).chain(rest).collect();
        Ok(Some(product))
    }
}

/// What a row says of the product itself.
fn head(row: &Row) -> Product {
    let is_voucher = words::flag(row.get("gift card")) == Some(true);
    let published = words::flag(row.any(&["published", "published on online store"]));
    let state = match (row.get("status").to_lowercase().as_str(), published) {
        ("archived", _) => Some(State::Archived),
        ("draft" | "unlisted", _) | (_, Some(false)) => Some(State::Draft),
        ("active", _) | (_, Some(true)) => Some(State::Active),
        _ => None,
    };
    let mut product = Product::new(Told {
        code: words::code(row.any(HANDLE)),
        name: words::said(&texts::line(row.get("title"))),
        description: words::said(&texts::prose(row.any(&["body (html)", "body html", "description"]))),
        kind: is_voucher.then_some(Kind::Voucher),
        state,
        brand: words::said(&texts::line(row.get("vendor"))),
        ..Told::default()
    });
    let way = row.any(&["product category", "standardized product type", "standard product type"]);
    let kind = row.any(&["type", "custom product type"]);
    let ways = [way.split('>').collect::<Vec<_>>(), vec![kind]];
    product.stands_in(&ways);
    product.has("tags", "Tags", words::list(row.get("tags")));
    product
}

fn variant(row: &Row, handle: &str, names: &[&str]) -> Result<ToldVariant, Why> {
    let mut options = BTreeMap::new();
    for (place, name) in (1..).zip(names) {
        let value = texts::line(row.get(&format!("option{place} value")));
        // A product without options has one of this name.
        let is_none =
            value.is_empty() || name.eq_ignore_ascii_case("title") && value.eq_ignore_ascii_case("default title");
        if !is_none {
            let axis = words::axis(name);
            options.insert(if axis.is_empty() { format!("option{place}") } else { axis }, value);
        }
    }
    let sku = match words::code(row.any(SKU)) {
        sku if sku.is_empty() => {
            let words: Vec<String> = options.values().map(|value| words::slug(value)).collect();
            words::code(&[vec![handle.to_owned()], words].concat().join("-"))
        }
        sku => sku,
    };
    let gtin = gtin(row.any(BARCODE));
    Ok(ToldVariant { sku, gtin, options, is_sold: true, ..ToldVariant::default() })
}

/// A number of the trade, where it is one: shops keep all kinds of codes in that field.
pub fn gtin(text: &str) -> Option<String> {
    Gtin::parse(text.trim_start_matches('\'')).ok().map(|gtin| gtin.as_str().to_owned())
}

fn price(row: &Row, sku: &str) -> Result<Option<Price>, Why> {
    let Some(now) = row.price(PRICE)? else { return Ok(None) };
    let before = row.price(BEFORE)?.filter(|before| *before > now);
    let (regular, sale) = before.map_or((now, None), |before| (before, Some(now)));
    Ok(Some(Price { sku: sku.to_owned(), regular, sale, sale_from: None, sale_to: None }))
}

fn picture(row: &Row) -> Option<(u32, Picture)> {
    let address = words::said(row.any(PICTURE))?;
    let place = row.get("image position").parse().unwrap_or(u32::MAX);
    Some((place, Picture { address, alt: words::said(&texts::line(row.get("image alt text"))), sku: None }))
}
