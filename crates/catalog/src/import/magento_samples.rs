//! The files that Magento's own sample shop is made from: products with a column for each attribute, links, pictures,
//! names of attributes, categories. Lists within a cell stand on lines of their own.

use std::collections::HashMap;

use super::{
    families::Layout,
    links::Links,
    magento::label,
    products::{Picture, Price, Product},
    tables::{Row, Table},
    texts,
    whys::Why,
    words,
};
use crate::{
    products::{Kind, State},
    told::{Told, ToldPart, ToldRelations, ToldVariant},
};

/// Columns of a product that are no attributes.
const OWN: [&str; 20] = [
    "category",
    "name",
    "sku",
    "price",
    "qty",
    "description",
    "short_description",
    "meta_description",
    "special_price",
    "visibility",
    "url_key",
    "attribute_set",
    "bundle_options",
    "associated_sku",
    "samples_title",
    "links_title",
    "links_purchased_separately",
    "sale",
    "new",
    "category_gear",
];

/// What a file of the sample shop is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum File {
    /// Products.
    Products,
    /// What goes with what, as the name of the file says.
    Links,
    /// Pictures of products.
    Pictures,
    /// Names of attributes.
    Attributes,
    /// Ways of categories.
    Categories,
}

/// Which of them a table is.
pub fn which(table: &Table) -> Option<File> {
    let has = |columns: &[&str]| columns.iter().all(|column| table.has(column));
    match () {
        () if has(&["category", "name", "sku", "description", "attribute_set"]) => Some(File::Products),
        () if has(&["sku", "linked_sku"]) => Some(File::Links),
        () if has(&["sku", "image"]) => Some(File::Pictures),
        () if has(&["attribute_code", "frontend_label"]) => Some(File::Attributes),
        () if has(&["name", "url_key", "path"]) => Some(File::Categories),
        () => None,
    }
}

/// The layout of products.
#[derive(Clone, Default)]
pub struct Products {
    /// Of an attribute's code, its name.
    labels: HashMap<String, String>,
    /// Of a category's name, the way to it.
    ways: HashMap<String, String>,
    /// Of a product, its pictures.
    pictures: HashMap<String, Vec<Picture>>,
}

impl Products {
    /// Learns what the other files say.
    pub fn learn_from(&mut self, table: &Table, file: File) -> base::Result<()> {
        let mut rows = table.read()?;
        while let Some(row) = rows.next()? {
            match file {
                File::Attributes => {
                    let name = row.get("frontend_label").lines().next().unwrap_or_default().to_owned();
                    self.labels.insert(row.get("attribute_code").to_owned(), name);
                }
                File::Categories => {
                    let way = format!("{}/{}", row.get("path"), row.get("name"));
                    self.ways.entry(row.get("name").to_owned()).or_insert(way);
                }
                File::Pictures => {
                    let picture = Picture { address: row.get("image").to_owned(), alt: None, sku: None };
                    self.pictures.entry(row.get("sku").to_owned()).or_default().push(picture);
                }
                File::Products | File::Links => {}
            }
        }
        Ok(())
    }
}

impl Layout for Products {
    type Made = Product;

    fn family(&self, row: &Row) -> Result<Option<String>, Why> {
        words::said(row.get("sku")).map(Some).ok_or_else(|| Why::new("sku-none"))
    }

    fn read(&mut self, rows: &[Row]) -> Result<Option<Product>, Why> {
        let row = &rows[0];
        let code = words::code(row.get("sku"));
        let is_shown = row.get("visibility") != "1";
        let mut product = Product::new(Told {
            code: code.clone(),
            name: words::said(&texts::line(row.get("name"))),
            description: words::said(&texts::prose(row.get("description"))),
            kind: (row.get("attribute_set") == "Downloadable").then_some(Kind::Service),
            state: Some(if is_shown { State::Active } else { State::Draft }),
            variants: Some(vec![ToldVariant { sku: code.clone(), is_sold: true, ..ToldVariant::default() }]),
            parts: parts(row),
            ..Told::default()
        });
        let ways: Vec<Vec<String>> = row.get("category").lines().map(|name| self.way(name.trim())).collect();
        product.stands_in(&ways.iter().map(|way| way.iter().map(String::as_str).collect()).collect::<Vec<_>>());
        for (column, cell) in row.cells().filter(|(column, cell)| !OWN.contains(column) && !cell.is_empty()) {
            let values = cell.lines().map(|value| match value.trim() {
                "1" => "Yes".to_owned(),
                value => texts::line(value),
            });
            let name = self.labels.get(column).cloned().unwrap_or_else(|| label(column));
            product.has(column, &name, values.collect());
        }
        if let Some(regular) = row.price(&["price"])? {
            let sale = row.price(&["special_price"])?.filter(|sale| *sale < regular);
            product.prices.push(Price { sku: code.clone(), regular, sale, sale_from: None, sale_to: None });
        }
        product.pictures = self.pictures.get(&code).cloned().unwrap_or_default();
        Ok(Some(product))
    }
}

impl Products {
    fn way(&self, name: &str) -> Vec<String> {
        let way = self.ways.get(name).map_or(name, String::as_str);
        way.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }
}

/// `Ball|radio:A,B` on each line: of what one may choose between, the first. A group has all that it names.
fn parts(row: &Row) -> Option<Vec<ToldPart>> {
    let part = |sku: &str| ToldPart { product: words::code(sku), sku: None, quantity: 1 };
    let options = row.get("bundle_options").lines().filter_map(|line| line.rsplit_once(':')?.1.split(',').next());
    let all: Vec<ToldPart> =
        options.map(part).chain(words::list(row.get("associated_sku")).iter().map(|sku| part(sku))).collect();
    Some(all).filter(|all| !all.is_empty())
}

/// The links of a file whose name says of which kind they are.
pub fn links(table: &Table) -> base::Result<Vec<Links>> {
    let name = table.path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let mut all = Vec::new();
    let mut rows = table.read()?;
    while let Some(row) = rows.next()? {
        let others = Some(words::list(row.get("linked_sku")));
        let mut relations = ToldRelations::default();
        match () {
            () if name.contains("cross") => relations.cross_sell = others,
            () if name.contains("up") => relations.up_sell = others,
            () => relations.related = others,
        }
        all.extend(Links::of(&words::code(row.get("sku")), Some(relations), None));
    }
    Ok(all)
}
