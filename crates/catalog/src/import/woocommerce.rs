//! WooCommerce's product CSV. Its headings are in the language of the shop: English and Spanish are known. A variation
//! names its parent by SKU, or by `id:12` where that has none.

use std::collections::{BTreeMap, HashMap};

use super::{
    families::Layout,
    products::{Picture, Price, Product},
    shopify::gtin,
    tables::{Row, Table},
    texts,
    whys::Why,
    words::{self, Days},
};
use crate::{
    products::{Kind, State},
    told::{Told, ToldPart, ToldRelations, ToldVariant},
};

const TYPE: &[&str] = &["type", "tipo"];
const NAME: &[&str] = &["name", "nombre"];
const PARENT: &[&str] = &["parent", "superior", "principal"];
const PUBLISHED: &[&str] = &["published", "publicado"];
const REGULAR: &[&str] = &["regular price", "precio normal"];
const SALE: &[&str] = &["sale price", "precio rebajado"];
const FROM: &[&str] = &["date sale price starts", "d\u{ed}a en que empieza el precio rebajado"];
const TO: &[&str] = &["date sale price ends", "d\u{ed}a en que termina el precio rebajado"];
const GTIN: &[&str] = &["gtin, upc, ean, or isbn", "gtin, upc, ean o isbn"];
const VISIBLE: &[&str] = &["visibility in catalog", "visibilidad en el cat\u{e1}logo"];
const SHORT: &[&str] = &["short description", "descripci\u{f3}n corta"];
const LONG: &[&str] = &["description", "descripci\u{f3}n"];

/// Whether a table is a list of products of WooCommerce.
pub fn is_products(table: &Table) -> bool {
    table.has_any(TYPE) && table.has_any(NAME) && table.has("sku") && table.has_any(REGULAR)
}

/// The layout.
#[derive(Default)]
pub struct Products {
    /// The codes of products by their ids there.
    codes: HashMap<String, String>,
}

impl Layout for Products {
    type Made = Product;

    fn learn(&mut self, row: &Row) {
        self.codes.insert(row.get("id").to_owned(), own_code(row));
    }

    fn family(&self, row: &Row) -> Result<Option<String>, Why> {
        if !is(row, "variation") {
            return match own_code(row) {
                code if code.is_empty() => Err(Why::new("id-none")),
                code => Ok(Some(code)),
            };
        }
        match row.any(PARENT) {
            "" => Err(Why::new("parent-none")),
            parent => Ok(Some(self.named(parent))),
        }
    }

    fn read(&mut self, rows: &[Row]) -> Result<Option<Product>, Why> {
        let Some(first) = rows.iter().find(|row| !is(row, "variation")) else {
            return Err(Why::new("parent-away"));
        };
        let mut product = head(first);
        product.told.relations = self.relations(first);
        let grouped = words::list(first.any(&["grouped products", "productos agrupados"]));
        let part = |name: &String| ToldPart { product: self.named(name), sku: None, quantity: 1 };
        product.told.parts = Some(grouped.iter().map(part).collect::<Vec<_>>()).filter(|parts| !parts.is_empty());
        let variations: Vec<&Row> = rows.iter().filter(|row| is(row, "variation")).collect();
        attributes(&mut product, first, !variations.is_empty());
        product.pictures = pictures(first, None);
        let mut variants = Vec::new();
        for row in &variations {
            let variant = variant(row, &product.told.code);
            product.prices.extend(price(row, &variant.sku)?);
            product.pictures.extend(pictures(row, Some(&variant.sku)));
            variants.push(variant);
        }
        if variations.is_empty() {
            let sku = product.told.code.clone();
            product.prices.extend(price(first, &sku)?);
            let gtin = gtin(first.any(GTIN));
            variants.push(ToldVariant { sku, gtin, is_sold: true, ..ToldVariant::default() });
        }
        product.told.variants = Some(variants);
        Ok(Some(product))
    }
}

impl Products {
    /// The code of what a cell names: a SKU, or `id:12`.
    fn named(&self, name: &str) -> String {
        let id = name.strip_prefix("id:").map(str::trim);
        id.map_or_else(|| words::code(name), |id| self.codes.get(id).cloned().unwrap_or_else(|| format!("woo-{id}")))
    }

    fn relations(&self, row: &Row) -> Option<ToldRelations> {
        let list = |columns: &[&str]| {
            let codes: Vec<String> = words::list(row.any(columns)).iter().map(|name| self.named(name)).collect();
            Some(codes).filter(|codes| !codes.is_empty())
        };
        let relations = ToldRelations {
            related: None,
            up_sell: list(&["upsells", "ventas dirigidas"]),
            cross_sell: list(&["cross-sells", "ventas cruzadas"]),
        };
        Some(relations).filter(|relations| *relations != ToldRelations::default())
    }
}

/// The code of a row: its SKU, else its id there.
fn own_code(row: &Row) -> String {
    match (words::code(row.get("sku")), row.get("id")) {
        (sku, id) if sku.is_empty() && !id.is_empty() => format!("woo-{id}"),
        (sku, _) => sku,
    }
}

fn is(row: &Row, kind: &str) -> bool {
    row.any(TYPE).split(',').any(|one| one.trim().eq_ignore_ascii_case(kind))
}

fn head(row: &Row) -> Product {
    let is_hidden = row.any(VISIBLE).eq_ignore_ascii_case("hidden");
    let state = match words::flag(row.any(PUBLISHED)) {
        Some(true) if is_hidden => Some(State::Draft),
        Some(true) => Some(State::Active),
        Some(false) => Some(State::Draft),
        None => None,
    };
    let [short, long] = [SHORT, LONG].map(|columns| texts::prose(&row.any(columns).replace("\\n", "\n")));
    let description = if short.is_empty() || long.contains(&short) { long } else { format!("{short}\n\n{long}") };
    let mut product = Product::new(Told {
        code: own_code(row),
        name: words::said(&texts::line(row.any(NAME))),
        description: words::said(&description),
        kind: (is(row, "virtual") || is(row, "downloadable")).then_some(Kind::Service),
        state,
        brand: words::list(row.any(&["brands", "brand", "marcas", "marca"])).into_iter().next(),
        ..Told::default()
    });
    let ways = words::list(row.any(&["categories", "categor\u{ed}as"]));
    product.stands_in(&ways.iter().map(|way| way.split('>').collect()).collect::<Vec<_>>());
    product.has("tags", "Tags", words::list(row.any(&["tags", "etiquetas"])));
    product
}

/// The attributes of a row: name and values.
fn named_values(row: &Row) -> impl Iterator<Item = (&str, &str)> {
    (1..=50).map_while(|place| {
        let cell = |english: String, spanish: String| row.any(&[english.as_str(), spanish.as_str()]);
        let name = cell(format!("attribute {place} name"), format!("nombre del atributo {place}"));
        let values = cell(format!("attribute {place} value(s)"), format!("valor(es) del atributo {place}"));
        (place == 1 || !name.is_empty()).then_some((name, values))
    })
}

/// What tells variants apart is said of them; the rest is an attribute.
fn attributes(product: &mut Product, row: &Row, has_variants: bool) {
    for (name, values) in named_values(row) {
        let values = words::list(values);
        if !has_variants || values.len() == 1 {
            product.has(&words::axis(name), name, values.iter().map(|value| texts::line(value)).collect());
        }
    }
}

fn variant(row: &Row, parent: &str) -> ToldVariant {
    let options: BTreeMap<String, String> = named_values(row)
        .map(|(name, value)| (words::axis(name), texts::line(value)))
        .filter(|(axis, value)| !axis.is_empty() && !value.is_empty())
        .collect();
    let sku = match words::code(row.get("sku")) {
        sku if sku.is_empty() || sku == parent => words::code(&format!("{parent}-{}", row.get("id"))),
        sku => sku,
    };
    let is_sold = words::flag(row.any(PUBLISHED)) != Some(false);
    ToldVariant { sku, gtin: gtin(row.any(GTIN)), options, is_sold, ..ToldVariant::default() }
}

fn price(row: &Row, sku: &str) -> Result<Option<Price>, Why> {
    let Some(regular) = row.price(REGULAR)? else { return Ok(None) };
    let sale = row.price(SALE)?.filter(|sale| *sale < regular);
    let (sale_from, sale_to) = (row.moment(FROM, Days::Unsaid)?, row.until(TO, Days::Unsaid)?);
    Ok(Some(Price { sku: sku.to_owned(), regular, sale, sale_from, sale_to }))
}

fn pictures(row: &Row, sku: Option<&str>) -> Vec<Picture> {
    let addresses = words::list(row.any(&["images", "im\u{e1}genes"])).into_iter();
    addresses.map(|address| Picture { address, alt: None, sku: sku.map(str::to_owned) }).collect()
}
