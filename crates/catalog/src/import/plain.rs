//! A table of products that somebody made: what its columns are is said by a mapping. A row is a variant; rows with the
//! same code are one product.

use std::collections::BTreeMap;

use super::{
    families::Layout,
    mappings::{Field, Mapping},
    products::{Picture, Price, Product},
    shopify::gtin,
    tables::Row,
    texts,
    whys::Why,
    words,
};
use crate::{
    products::State,
    told::{Told, ToldVariant},
};

/// The layout.
pub struct Products {
    mapping: Mapping,
    /// The columns of each field, in lower case.
    columns: BTreeMap<Field, Vec<String>>,
}

impl Products {
    /// With this mapping.
    pub fn new(mapping: Mapping) -> Products {
        let columns = mapping.columns.values().map(|field| (field.clone(), mapping.of(field))).collect();
        Products { mapping, columns }
    }

    /// The first cell of a field that has something in it.
    fn cell<'r>(&self, row: &'r Row, field: &Field) -> &'r str {
        self.columns
            .get(field)
            .into_iter()
            .flatten()
            .map(|column| row.get(column))
            .find(|cell| !cell.is_empty())
            .unwrap_or_default()
    }

    fn code(&self, row: &Row) -> String {
        let code = words::code(self.cell(row, &Field::Code));
        if code.is_empty() { words::code(self.cell(row, &Field::Sku)) } else { code }
    }

    /// The first of the rows that says something of a field.
    fn said<'r>(&self, rows: &'r [Row], field: &Field) -> &'r str {
        rows.iter().map(|row| self.cell(row, field)).find(|cell| !cell.is_empty()).unwrap_or_default()
    }

    fn variant(&self, row: &Row, code: &str) -> ToldVariant {
        let mut variant = ToldVariant { is_sold: true, ..ToldVariant::default() };
        for (column, field) in &self.mapping.columns {
            let value = texts::line(row.get(&column.to_lowercase()));
            if let Field::Option(axis) = field
                && !value.is_empty()
            {
                variant.options.insert(axis.clone(), value);
            }
        }
        let sku = words::code(self.cell(row, &Field::Sku));
        let slugs = variant.options.values().map(|value| words::slug(value));
        let made = std::iter::once(code.to_owned()).chain(slugs).collect::<Vec<_>>().join("-");
        variant.sku = if sku.is_empty() { words::code(&made) } else { sku };
        variant.gtin = gtin(self.cell(row, &Field::Gtin));
        variant
    }

    fn price(&self, row: &Row, sku: &str) -> Result<Option<Price>, Why> {
        let price = |field| self.columns.get(field).map_or(Ok(None), |columns| row.price(columns));
        let Some(regular) = price(&Field::Price)? else { return Ok(None) };
        let sale = price(&Field::SalePrice)?.filter(|sale| *sale < regular);
        Ok(Some(Price { sku: sku.to_owned(), regular, sale, sale_from: None, sale_to: None }))
    }
}

impl Layout for Products {
    type Made = Product;

    fn family(&self, row: &Row) -> Result<Option<String>, Why> {
        Some(self.code(row)).filter(|code| !code.is_empty()).map(Some).ok_or_else(|| Why::new("sku-none"))
    }

    fn read(&mut self, rows: &[Row]) -> Result<Option<Product>, Why> {
        let said = |field: Field| self.said(rows, &field);
        let origin = said(Field::Origin);
        let mut product = Product::new(Told {
            code: self.code(&rows[0]),
            name: words::said(&texts::line(said(Field::Name))),
            description: words::said(&texts::prose(said(Field::Description))),
            brand: words::said(&texts::line(said(Field::Brand))),
            state: state(said(Field::State))?,
            origin: Some(origin.to_owned()).filter(|origin| origin.len() == 2),
            ..Told::default()
        });
        let ways = said(Field::Category).split([';', '|']);
        product.stands_in(&ways.map(|way| way.split(['>', '/']).collect()).collect::<Vec<Vec<&str>>>());
        product.has("tags", "Tags", words::list(said(Field::Tags)));
        for (column, field) in &self.mapping.columns {
            if let Field::Attribute(code) = field {
                let values = rows.iter().map(|row| texts::line(row.get(&column.to_lowercase())));
                product.has(code, column, values.take(1).collect());
            }
        }
        let mut variants = Vec::new();
        for row in rows {
            let variant = self.variant(row, &product.told.code);
            product.prices.extend(self.price(row, &variant.sku)?);
            for column in self.columns.get(&Field::Picture).into_iter().flatten() {
                let sku = (rows.len() > 1).then(|| variant.sku.clone());
                let new = words::list(row.get(column)).into_iter();
                product.pictures.extend(new.map(|address| Picture { address, alt: None, sku: sku.clone() }));
            }
            variants.push(variant);
        }
        product.told.variants = Some(variants);
        Ok(Some(product))
    }
}

/// Whether it is for sale, where that is said.
fn state(text: &str) -> Result<Option<State>, Why> {
    match (text.to_lowercase().as_str(), words::flag(text)) {
        ("", _) => Ok(None),
        ("active" | "activo" | "publicado" | "published", _) | (_, Some(true)) => Ok(Some(State::Active)),
        ("draft" | "borrador", _) | (_, Some(false)) => Ok(Some(State::Draft)),
        ("archived" | "archivado", _) => Ok(Some(State::Archived)),
        _ => Err(Why::new("state")),
    }
}
