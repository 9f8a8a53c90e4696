//! Products on their way in: read by a layout, compared with what came before, kept.

use std::{
    collections::{HashMap, HashSet},
    path::Path,
};

use base::{Currency, Cx, Result, Time, UnitPrice};
use store::{Tx, many, sql};

use super::{
    families::{Came, Families, Layout},
    known::{self, Before, Print},
    links::{self, Links},
    moves, pictures,
    pieces::{Piece, Pieces, Tally, Way},
    prices,
    rejects::{Reject, Rejects},
    tables::{Row, Table},
    whys::{Refused, Why},
    words,
};
use crate::{
    attributes::{self, Attribute, AttributeId, Trait},
    categories::{self, CategoryId, NewCategory, category_id},
    keep,
    products::{self, ProductId, State},
    told::Told,
};

/// Categories and pictures of a product that are read, before the few are told that it may have.
const LISTED: usize = 1_000;
/// The word for products in `imported`.
pub(super) const KIND: &str = "product";

/// A price as a file says it: in the currency of the shop that it comes from, which the file does not name.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Price {
    /// Of what.
    pub sku: String,
    /// What it costs.
    pub regular: UnitPrice,
    /// What it costs while it is reduced.
    pub sale: Option<UnitPrice>,
    /// From when it is reduced; from now on where that is not said.
    pub sale_from: Option<Time>,
    /// Until when.
    pub sale_to: Option<Time>,
}

/// Where a picture is.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Picture {
    /// Its address, or its way within the folder of pictures of the shop that it comes from.
    pub address: String,
    /// What one sees on it.
    pub alt: Option<String>,
    /// The variant that it shows, where it shows one.
    pub sku: Option<String>,
}

/// A product as a file tells it.
#[derive(Clone, Debug)]
pub struct Product {
    /// All that the catalog keeps; what goes with it and what it is made of apart, since that may come later.
    pub told: Told,
    /// The categories that it names, with what is above them.
    pub shelves: Vec<NewCategory>,
    /// The attributes that it names.
    pub attributes: Vec<Attribute>,
    /// Its prices.
    pub prices: Vec<Price>,
    /// Its pictures, in their order.
    pub pictures: Vec<Picture>,
    /// The name of the file that tells it.
    pub file: String,
    first: Option<Reject>,
    print: Print,
}

impl Product {
    /// A product of which this is told.
    pub fn new(told: Told) -> Product {
        let (shelves, attributes, prices, pictures) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let print = Print { key: told.code.clone(), hash: 0 };
        Product { told, shelves, attributes, prices, pictures, file: String::new(), first: None, print }
    }

    /// The line of the file on which it begins.
    pub fn line(&self) -> u64 {
        self.first.as_ref().map_or(0, |first| first.number)
    }

    /// It stands in these categories, each a way of names from the top.
    pub fn stands_in(&mut self, ways: &[Vec<&str>]) {
        let mut codes = self.told.categories.take().unwrap_or_default();
        for way in ways.iter().take(LISTED) {
            let all = words::categories_on(way);
            if let Some(last) = all.last().filter(|last| !codes.contains(&last.code)) {
                codes.push(last.code.clone());
            }
            self.shelves.extend(all);
        }
        self.told.categories = Some(codes).filter(|codes| !codes.is_empty());
    }

    /// It has these values of an attribute.
    pub fn has(&mut self, code: &str, name: &str, values: Vec<String>) {
        let values: Vec<String> = values.into_iter().filter(|value| !value.is_empty()).collect();
        if values.is_empty() || code.is_empty() {
            return;
        }
        self.attributes.push(words::attribute(code, name));
        self.told.attributes.get_or_insert_default().entry(code.to_owned()).or_default().extend(values);
    }

    /// Reads every text of it, and takes the print of what it says.
    fn checked(mut self, file: &Path, first: &Row) -> Result<Product, Why> {
        self.told = self.told.checked()?;
        self.pictures.truncate(5 * LISTED);
        let names: Vec<&Option<String>> = self.shelves.iter().map(|shelf| &shelf.name).collect();
        let all = serde_json::to_string(&(&self.told, names, &self.prices, &self.pictures));
        let all = all.map_err(|_| Why::new("other"))?;
        self.print = Print { key: self.told.code.clone(), hash: words::hash(&[&all]) };
        self.first = Some(Reject::maybe(first));
        self.file = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(self)
    }
}

impl Piece for Product {
    fn weight(&self) -> usize {
        1 + self.told.variants.as_ref().map_or(1, Vec::len)
    }

    fn refused(&self, reason: Why) -> Reject {
        let (number, text) = self.first.as_ref().map_or((0, String::new()), |first| (first.number, first.text.clone()));
        Reject { number, reason, text }
    }
}

/// Products of several files on their way in.
pub struct Import<'a> {
    /// Where they go.
    pub way: Way<'a>,
    /// What goes with what, from all files: told when all products are.
    pub links: Vec<Links>,
    /// How many prices and pictures were told.
    pub prices: u64,
    /// See `prices`.
    pub pictures: u64,
    /// The currency of the list, where that is still to be made.
    list: Option<Currency>,
    /// Products that were told.
    codes: HashSet<i64>,
    /// SKUs, and whose they are.
    skus: HashMap<i64, i64>,
}

impl<'a> Import<'a> {
    /// Nothing yet. Prices are in this currency.
    pub fn new(way: Way<'a>, currency: Currency) -> Import<'a> {
        let (codes, skus) = (HashSet::new(), HashMap::new());
        let list = Some(currency).filter(|_| !way.is_dry);
        Import { way, links: Vec::new(), prices: 0, pictures: 0, list, codes, skus }
    }

    /// Takes the products of a file in. `tell` hears how many rows are through.
    pub fn file<L: Layout<Made = Product>>(
        &mut self,
        table: &Table,
        layout: &mut L,
        rejects: &mut dyn FnMut(&Path, &Reject) -> Result<()>,
        tell: &mut dyn FnMut(u64),
    ) -> Result<Tally> {
        let place = self.way.place(table)?;
        let mut pieces = Pieces::new(self.way, Some(place), record, look);
        let mut families = Families::of(table, layout)?;
        let (mut at, mut rows) = (0, 0);
        while let Some(came) = families.next()? {
            at += 1;
            rows += came.rows;
            match self.judge(&table.path, came) {
                Ok(Some(product)) if at <= place.done => {
                    drop(product);
                    pieces.tally.count(Before::Same);
                }
                Ok(Some(product)) => {
                    self.ensure_list(&product)?;
                    pieces.add(product, at)?;
                }
                Ok(None) => {}
                Err(reject) => {
                    pieces.tally.read += 1;
                    pieces.tally.refused += 1;
                    rejects(&table.path, &reject)?;
                }
            }
            pieces.refused.drain(..).try_for_each(|reject| rejects(&table.path, &reject))?;
            if at % 100 == 0 {
                tell(rows);
            }
        }
        pieces.finish()?;
        pieces.refused.drain(..).try_for_each(|reject| rejects(&table.path, &reject))?;
        Ok(pieces.tally)
    }

    /// Tells what goes with what, now that every product is there.
    pub fn link(&mut self, rejects: &mut dyn FnMut(&Path, &Reject) -> Result<()>) -> Result<Tally> {
        let mut pieces = Pieces::new(self.way, None, links::record, links::look);
        for (at, links) in (1..).zip(links::joined(std::mem::take(&mut self.links))) {
            pieces.add(links, at)?;
        }
        pieces.finish()?;
        pieces.refused.drain(..).try_for_each(|reject| rejects(Path::new("links"), &reject))?;
        Ok(pieces.tally)
    }

    /// Makes the list of prices before the first that goes on it.
    fn ensure_list(&mut self, product: &Product) -> Result<()> {
        let Some(currency) = self.list.filter(|_| !product.prices.is_empty()) else { return Ok(()) };
        self.list = None;
        let (cx, source) = (self.way.cx(), self.way.source.to_owned());
        self.way.db.bulk_later("import.list", move |tx| prices::ensure_list(&cx, tx, &source, currency))?.wait()
    }

    /// What a family comes to, beside those before it.
    fn judge(&mut self, file: &Path, came: Came<Product>) -> Result<Option<Product>, Reject> {
        let Some(product) = came.made? else { return Ok(None) };
        let refuse = |reason: Why| Reject::of(&came.first, reason);
        let mut product = product.checked(file, &came.first).map_err(refuse)?;
        let code = words::hash(&[&product.told.code]);
        if self.codes.contains(&code) {
            return Err(refuse(Why::new("twice")));
        }
        for variant in product.told.variants.iter().flatten() {
            if self.skus.get(&words::hash(&[&variant.sku])).is_some_and(|owner| *owner != code) {
                return Err(refuse(Why::new("sku-twice")));
            }
        }
        self.codes.insert(code);
        let skus = product.told.variants.iter().flatten().map(|variant| (words::hash(&[&variant.sku]), code));
        self.skus.extend(skus);
        self.prices += product.prices.len() as u64;
        self.pictures += product.pictures.len() as u64;
        let (relations, parts) = (product.told.relations.take(), product.told.parts.take());
        self.links.extend(Links::of(&product.told.code, relations, parts));
        Ok(Some(product))
    }
}

/// Says what would become of these.
pub fn look(_: &Cx, tx: &mut Tx, source: &str, products: &[Product]) -> Result<Tally> {
    let prints: Vec<Print> = products.iter().map(|product| product.print.clone()).collect();
    let mut tally = Tally::default();
    known::before(tx, source, KIND, &prints)?.into_iter().for_each(|before| tally.count(before));
    Ok(tally)
}

/// Keeps what these say that was not said before, with their prices and which pictures show them. Those pictures are
/// brought when all products are there (`pictures::bring`).
pub fn record(cx: &Cx, tx: &mut Tx, source: &str, products: &[Product]) -> Result<Tally> {
    let prints: Vec<Print> = products.iter().map(|product| product.print.clone()).collect();
    let before = known::before(tx, source, KIND, &prints)?;
    let judged = products.iter().zip(&before).filter(|(_, before)| **before != Before::Same);
    let fresh: Vec<&Product> = judged.clone().map(|(product, _)| product).collect();
    let retold: Vec<&Product> =
        judged.filter(|(_, before)| **before == Before::Otherwise).map(|(product, _)| product).collect();
    ensure_shelves(cx, tx, &fresh)?;
    ensure_attributes(cx, tx, &fresh)?;
    let mut told: Vec<Told> = fresh.iter().map(|product| product.told.clone()).collect();
    begin(tx, &mut told)?;
    moves::free_gtins(tx, &told)?;
    told.extend(moves::sellers_before(tx, source, &told)?);
    if !told.is_empty() {
        keep::keep(cx, tx, &told, None)?;
    }
    known::remember(cx, tx, source, KIND, &fresh.iter().map(|product| &product.print).collect::<Vec<_>>())?;
    pictures::wish(cx, tx, source, &fresh)?;
    let mut tally = Tally { priced: prices::set(cx, tx, source, &fresh, &retold)?, ..Tally::default() };
    before.into_iter().for_each(|before| tally.count(before));
    Ok(tally)
}

/// What is new and of which nothing else is said is for sale: it was, in the shop that it comes from.
fn begin(tx: &mut Tx, told: &mut [Told]) -> Result<()> {
    let id = |told: &Told| products::id_of(&told.code);
    let ids: Vec<ProductId> = told.iter().filter(|told| told.state.is_none()).map(id).collect();
    let known = products::some(tx, &ids)?;
    for told in told.iter_mut().filter(|told| told.state.is_none() && !known.contains_key(&id(told))) {
        told.state = Some(State::Active);
    }
    Ok(())
}

/// Makes the categories that are not there. Those that are keep the name that somebody may have given them.
fn ensure_shelves(cx: &Cx, tx: &mut Tx, products: &[&Product]) -> Result<()> {
    let named: HashMap<CategoryId, &NewCategory> =
        products.iter().flat_map(|product| &product.shelves).map(|shelf| (category_id(&shelf.code), shelf)).collect();
    let ids: Vec<CategoryId> = named.keys().copied().collect();
    let text = sql!(concat!("select id from categories where id in ", many!()));
    let known: Vec<CategoryId> = tx.query_among(text, &ids, [], |row| row.get(0))?;
    let mut new: Vec<NewCategory> =
        named.into_iter().filter(|(id, _)| !known.contains(id)).map(|(_, shelf)| shelf.clone()).collect();
    new.sort_by(|one, other| one.code.cmp(&other.code));
    if new.is_empty() { Ok(()) } else { categories::ensure(cx, tx, &new) }
}

/// Makes the attributes that are not there. Those that are stay as somebody set them.
fn ensure_attributes(cx: &Cx, tx: &mut Tx, products: &[&Product]) -> Result<()> {
    let named: HashMap<AttributeId, &Attribute> = products
        .iter()
        .flat_map(|product| &product.attributes)
        .map(|attribute| (attributes::id::<Trait>(&attribute.code), attribute))
        .collect();
    let ids: Vec<AttributeId> = named.keys().copied().collect();
    let text = sql!(concat!("select id from attributes where id in ", many!()));
    let known: Vec<AttributeId> = tx.query_among(text, &ids, [], |row| row.get(0))?;
    let mut new: Vec<Attribute> =
        named.into_iter().filter(|(id, _)| !known.contains(id)).map(|(_, attribute)| attribute.clone()).collect();
    new.sort_by(|one, other| one.code.cmp(&other.code));
    if new.is_empty() { Ok(()) } else { attributes::ensure(cx, tx, &new) }
}

/// The list of refused lines, or its first ones where nothing is to be written.
pub struct Refusals {
    list: Option<Rejects>,
    /// The first of them.
    pub first: Vec<Refused>,
    /// How many there are.
    pub count: u64,
}

impl Refusals {
    /// Lists in a file; with none, only the first.
    pub fn new(list: Option<Rejects>) -> Refusals {
        Refusals { list, first: Vec::new(), count: 0 }
    }

    /// Adds one.
    pub fn add(&mut self, file: &Path, reject: &Reject) -> Result<()> {
        self.count += 1;
        if self.first.len() < 50 {
            let (code, says) = (reject.reason.code.to_owned(), reject.reason.to_string());
            self.first.push(Refused {
                file: file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
                line: reject.number,
                code,
                column: reject.reason.column.clone(),
                says,
            });
        }
        self.list.as_mut().map_or(Ok(()), |list| list.add(file, reject))
    }

    /// The end of the list; gives its file, where there is one.
    pub fn finish(self) -> Result<Option<std::path::PathBuf>> {
        self.list.map_or(Ok(None), Rejects::finish)
    }
}
