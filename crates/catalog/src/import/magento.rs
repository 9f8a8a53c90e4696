//! Magento's product CSV: a row for each simple product and one for each configurable, which names its variants; rows
//! of another store view bring what is said in another language.

use std::collections::{BTreeMap, HashMap};

use super::{
    families::Layout,
    products::{Picture, Price, Product},
    tables::{Row, Table},
    texts,
    whys::Why,
    words::{self, Days},
};
use crate::{
    products::{Kind, State},
    told::{Told, ToldPart, ToldRelations, ToldVariant},
};

/// Attributes that only say how Magento works.
const INNER: [&str; 6] =
    ["has_options", "required_options", "tax_class_id", "gift_message_available", "options_container", "page_layout"];
/// What one may choose between in a bundle, of which so much is read.
const OPTIONS: usize = 1_000;
/// The root of each tree.
const ROOT: &str = "Default Category";

/// Whether a table is a list of products of Magento.
pub fn is_products(table: &Table) -> bool {
    table.has("sku") && table.has("product_type") && table.has("attribute_set_code")
}

/// The layout.
#[derive(Default)]
pub struct Products {
    /// Of a variant's SKU, that of its configurable.
    parents: HashMap<String, String>,
}

impl Layout for Products {
    type Made = Product;

    fn learn(&mut self, row: &Row) {
        for variation in variations(row) {
            if let Some(sku) = variation.get("sku") {
                self.parents.insert(sku.clone(), row.get("sku").to_owned());
            }
        }
    }

    fn family(&self, row: &Row) -> Result<Option<String>, Why> {
        match row.get("sku") {
            "" => Err(Why::new("sku-none")),
            sku => Ok(Some(self.parents.get(sku).cloned().unwrap_or_else(|| sku.to_owned()))),
        }
    }

    fn read(&mut self, rows: &[Row]) -> Result<Option<Product>, Why> {
        let (own, views): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| row.get("store_view_code").is_empty());
        let family = self.family(&rows[0])?.unwrap_or_default();
        let Some(first) = own.iter().copied().find(|row| row.get("sku") == family) else {
            return Err(Why::new("parent-away"));
        };
        let mut product = head(first);
        let children: HashMap<&str, &Row> =
            own.iter().filter(|row| row.get("sku") != family).map(|row| (row.get("sku"), *row)).collect();
        let variations = variations(first);
        if variations.is_empty() {
            let sku = product.told.code.clone();
            product.prices.extend(price(first, &sku)?);
            product.told.variants = Some(vec![ToldVariant { sku, is_sold: true, ..ToldVariant::default() }]);
        }
        let mut variants = Vec::new();
        for variation in &variations {
            let variant = variant(variation, &children)?;
            if let Some(child) = variation.get("sku").and_then(|sku| children.get(sku.as_str())) {
                product.prices.extend(price(child, &variant.sku)?);
                product.pictures.extend(pictures(child, Some(&variant.sku)));
            }
            variants.push(variant);
        }
        if !variants.is_empty() {
            product.told.variants = Some(variants);
        }
        for view in views.iter().filter(|row| row.get("sku") == family) {
            translate(&mut product, view);
        }
        Ok(Some(product))
    }
}

fn head(row: &Row) -> Product {
    let is_shown = !row.get("visibility").eq_ignore_ascii_case("not visible individually");
    let state = match words::flag(row.get("product_online")) {
        Some(true) if is_shown => Some(State::Active),
        Some(_) => Some(State::Draft),
        None => None,
    };
    let kind = match row.get("product_type") {
        "virtual" | "downloadable" => Some(Kind::Service),
        kind if kind.contains("giftcard") => Some(Kind::Voucher),
        _ => None,
    };
    let [short, long] = ["short_description", "description"].map(|column| texts::prose(row.get(column)));
    let description = if short.is_empty() || long.contains(&short) { long } else { format!("{short}\n\n{long}") };
    let origin = row.get("country_of_manufacture");
    let mut product = Product::new(Told {
        code: words::code(row.get("sku")),
        name: words::said(&texts::line(row.get("name"))),
        description: words::said(&description),
        kind,
        state,
        origin: Some(origin.to_owned()).filter(|origin| origin.len() == 2),
        relations: relations(row),
        parts: parts(row),
        ..Told::default()
    });
    let ways = words::list(row.get("categories"));
    let way = |way: &'_ String| -> Vec<String> {
        let names = way.split('/').map(str::to_owned);
        names.enumerate().filter(|(place, name)| *place > 0 || name != ROOT).map(|(_, name)| name).collect()
    };
    let ways: Vec<Vec<String>> = ways.iter().map(way).collect();
    product.stands_in(&ways.iter().map(|way| way.iter().map(String::as_str).collect()).collect::<Vec<_>>());
    for (code, value) in pairs(row.get("additional_attributes")) {
        let values: Vec<String> = value.split('|').map(texts::line).collect();
        match code.as_str() {
            "brand" | "manufacturer" => product.told.brand = values.into_iter().next(),
            code if INNER.contains(&code) => {}
            code => product.has(code, &label(code), values),
        }
    }
    product.pictures = pictures(row, None);
    product
}

/// `eco_collection` is `Eco collection`.
pub fn label(code: &str) -> String {
    let words = code.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// `size=XS,color=Black` as pairs. A comma that no name follows belongs to the value before it.
pub fn pairs(text: &str) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    for part in text.split(',') {
        let is_name =
            |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let part = if all.is_empty() { part.trim_start() } else { part };
        match (part.trim_start_matches('"').split_once('='), all.last_mut()) {
            (Some((name, value)), _) if is_name(name.trim()) => {
                all.push((name.trim().to_owned(), value.trim_end_matches('"').to_owned()));
            }
            (_, Some((_, value))) => {
                value.push(',');
                value.push_str(part.trim_end_matches('"'));
            }
            _ => {}
        }
    }
    all
}

/// The variants that a configurable names, each with its SKU and its options.
fn variations(row: &Row) -> Vec<BTreeMap<String, String>> {
    let all = row.get("configurable_variations").split('|').map(|one| pairs(one).into_iter().collect());
    all.filter(|one: &BTreeMap<String, String>| one.contains_key("sku")).collect()
}

fn variant(variation: &BTreeMap<String, String>, children: &HashMap<&str, &Row>) -> Result<ToldVariant, Why> {
    let sku = words::code(&variation["sku"]);
    let child = children.get(variation["sku"].as_str());
    let options: BTreeMap<String, String> = variation
        .iter()
        .filter(|(name, value)| *name != "sku" && !value.trim().is_empty())
        .map(|(name, value)| (words::axis(name), texts::line(value)))
        .collect();
    // Of a variant that the file does not tell, only that it is one.
    let is_sold = child.is_none_or(|row| words::flag(row.get("product_online")) != Some(false));
    let told = child.map(|row| pairs(row.get("additional_attributes"))).unwrap_or_default();
    let code = told.into_iter().find(|(name, _)| ["gtin", "ean", "barcode", "upc"].contains(&name.as_str()));
    let gtin = code.and_then(|(_, value)| super::shopify::gtin(&value));
    Ok(ToldVariant { sku, gtin, options, is_sold, ..ToldVariant::default() })
}

fn price(row: &Row, sku: &str) -> Result<Option<Price>, Why> {
    let Some(regular) = row.price(&["price"])? else { return Ok(None) };
    let sale = row.price(&["special_price"])?.filter(|sale| *sale < regular);
    let sale_from = row.moment(&["special_price_from_date"], Days::MonthFirst)?;
    let sale_to = row.until(&["special_price_to_date"], Days::MonthFirst)?;
    Ok(Some(Price { sku: sku.to_owned(), regular, sale, sale_from, sale_to }))
}

fn pictures(row: &Row, sku: Option<&str>) -> Vec<Picture> {
    let (more, labels) = (words::list(row.get("additional_images")), words::list(row.get("additional_image_labels")));
    let more = more.into_iter().zip(labels.into_iter().map(Some).chain(std::iter::repeat(None)));
    let first = words::said(row.get("base_image")).map(|address| (address, words::said(row.get("base_image_label"))));
    let mut all: Vec<Picture> = Vec::new();
    for (address, alt) in first.into_iter().chain(more) {
        if all.iter().all(|picture| picture.address != address) {
            all.push(Picture { address, alt: alt.map(|alt| texts::line(&alt)), sku: sku.map(str::to_owned) });
        }
    }
    all
}

fn relations(row: &Row) -> Option<ToldRelations> {
    let list = |column| {
        let codes: Vec<String> = words::list(row.get(column)).iter().map(|sku| words::code(sku)).collect();
        Some(codes).filter(|codes| !codes.is_empty())
    };
    let relations = ToldRelations {
        related: list("related_skus"),
        cross_sell: list("crosssell_skus"),
        up_sell: list("upsell_skus"),
    };
    Some(relations).filter(|relations| *relations != ToldRelations::default())
}

/// What a bundle or a group is made of. Of what one may choose between, that which is chosen already, else the first.
fn parts(row: &Row) -> Option<Vec<ToldPart>> {
    let part = |sku: &str, quantity: &str| {
        let quantity = quantity.trim().split('.').next().and_then(|whole| whole.parse().ok()).unwrap_or(1);
        ToldPart { product: words::code(sku), sku: None, quantity: i64::max(quantity, 1) }
    };
    let mut chosen: Vec<(String, bool, ToldPart)> = Vec::new();
    for option in row.get("bundle_values").split('|').take(OPTIONS) {
        let told: BTreeMap<String, String> = pairs(option).into_iter().collect();
        let word = |name: &str| told.get(name).map_or("", String::as_str);
        if word("sku").is_empty() {
            continue;
        }
        let new = (word("name").to_owned(), word("default") == "1", part(word("sku"), word("default_qty")));
        match chosen.iter_mut().find(|(name, ..)| *name == new.0) {
            Some(kept) if new.1 && !kept.1 => *kept = new,
            Some(_) => {}
            None => chosen.push(new),
        }
    }
    let grouped = words::list(row.get("associated_skus"));
    let grouped = grouped.iter().map(|one| one.split_once('=').map_or_else(|| part(one, ""), |(sku, q)| part(sku, q)));
    let all: Vec<ToldPart> = chosen.into_iter().map(|(.., part)| part).chain(grouped).collect();
    Some(all).filter(|all| !all.is_empty())
}

/// What a store view says, where its code is that of a language: `es`, `fr_fr`.
fn translate(product: &mut Product, row: &Row) {
    let code = row.get("store_view_code").to_lowercase();
    let language = code.split(['_', '-']).next().unwrap_or_default();
    if language.len() != 2 || !language.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return;
    }
    let name = ("name", texts::line(row.get("name")));
    let said = [name, ("description", texts::prose(row.get("description")))];
    for (field, text) in said.into_iter().filter(|(_, text)| !text.is_empty()) {
        let all = product.told.translations.get_or_insert_default().entry(language.to_owned()).or_default();
        all.insert(field.to_owned(), text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_keep_commas_within_a_value() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(pairs("size=XS,color=Black"), [pair("size", "XS"), pair("color", "Black")]);
        assert_eq!(pairs("a=one, two,b=x|y"), [pair("a", "one, two"), pair("b", "x|y")]);
        assert_eq!(pairs("\"a=1\",\"b=2\""), [pair("a", "1"), pair("b", "2")]);
        assert_eq!(pairs(",=,nothing"), []);
        assert_eq!(label("eco_collection"), "Eco collection");
    }
}
