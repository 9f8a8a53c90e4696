//! Products: what people talk about. A code as the retailer writes it, a name, what kind of thing it is, and the
//! variants that one can buy.

use std::collections::HashMap;

use base::{Cx, Error, Id, Noun, Result, Time, text::folded};
use store::{
    Tx, many, params, sql,
    thread::{self, NewEvent},
    value::Row,
};

use crate::{
    keep,
    variants::{self, NewVariant, Sku, VariantId},
};

/// A product.
pub struct Good;
impl Noun for Good {
    const PREFIX: &'static str = "prd";
    const NAME: &'static str = "product";
}
/// The id of a product.
pub type ProductId = Id<Good>;

/// What kind of thing is sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[schemars(rename = "ProductKind")]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Something one can hold.
    Goods,
    /// Postage, a discount, a manual line.
    Service,
    /// A gift voucher.
    Voucher,
    /// What others charge the retailer.
    Fee,
    /// Lines that somebody made to try the system.
    Test,
}

impl Kind {
    const ALL: [Kind; 5] = [Kind::Goods, Kind::Service, Kind::Voucher, Kind::Fee, Kind::Test];

    /// The word in rows and addresses.
    pub const fn word(self) -> &'static str {
        match self {
            Kind::Goods => "goods",
            Kind::Service => "service",
            Kind::Voucher => "voucher",
            Kind::Fee => "fee",
            Kind::Test => "test",
        }
    }

    /// The kind of a word.
    pub fn from_word(word: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// Whether a product is for sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[schemars(rename = "ProductState")]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Not yet: somebody works on it.
    Draft,
    /// It is.
    Active,
    /// Not any more; it stays for the papers that name it.
    Archived,
}

impl State {
    /// All of them.
    pub const ALL: [State; 3] = [State::Draft, State::Active, State::Archived];

    /// The word in rows and addresses.
    pub const fn word(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Active => "active",
            State::Archived => "archived",
        }
    }

    /// The state of a word.
    pub fn parse(word: &str) -> Result<State> {
        let found = State::ALL.into_iter().find(|state| state.word() == word);
        found.ok_or_else(|| Error::invalid("state", format!("'{word}' is no state: draft, active or archived.")))
    }
}

/// A product as it is first seen.
#[derive(Clone, Debug)]
pub struct NewProduct {
    /// The retailer's own code of it, unlike that of any other product.
    pub code: Sku,
    /// Its name, where one is known.
    pub name: Option<String>,
    /// What it is.
    pub kind: Kind,
    /// The garment that stands for it where it has no picture: the drawing's name and its dye.
    pub drawing: Option<(String, String)>,
    /// What one can buy of it.
    pub variants: Vec<NewVariant>,
}

impl NewProduct {
    /// A product of one variant, whose SKU is its code.
    pub fn single(sku: Sku, name: Option<String>, kind: Kind) -> NewProduct {
        let variants = vec![NewVariant { sku: sku.clone(), name: None, dye: None }];
        NewProduct { code: sku, name, kind, drawing: None, variants }
    }

    /// Its id, which its code gives.
    pub fn id(&self) -> ProductId {
        id_of(self.code.as_str())
    }
}

/// The id that a code gives.
pub fn id_of(code: &str) -> ProductId {
    ProductId::derived(Time::default(), &[code])
}

/// Makes sure that these products and their variants exist. One without a name takes the first that comes.
pub fn ensure(cx: &Cx, tx: &mut Tx, products: &[NewProduct]) -> Result<()> {
    // A SKU that is there is a variant of the product that it has.
    let skus: Vec<VariantId> = products.iter().flat_map(|new| &new.variants).map(|variant| variant.sku.id()).collect();
    let known = variants::some(tx, &skus)?;
    let home = |new: &NewProduct| {
        let kept = new.variants.iter().find_map(|variant| known.get(&variant.sku.id()));
        kept.map_or_else(|| new.id(), |variant| variant.product_id)
    };
    let text = sql!(
        "insert into products (id, code, name, kind, state, drawing, dye, search, created_at, changed_at)
         values ($1, $2, $3, $4, 'active', $5, $6, $7, $8, $8) on conflict (id) do update set
             name = excluded.name, search = excluded.search
         where products.name is null and excluded.name is not null"
    );
    let rows = products.iter().filter(|product| home(product) == product.id()).map(|product| {
        let (drawing, dye) = product.drawing.as_ref().map(|(drawing, dye)| (drawing.as_str(), dye.as_str())).unzip();
        let (code, name) = (product.code.as_str(), product.name.as_deref());
        let search = folded(&[code, name.unwrap_or_default()]);
        params![product.id(), code, name, product.kind.word(), drawing, dye, search, cx.now]
    });
    tx.exec_many(text, rows)?;
    let is_news = |new: &&NewProduct| {
        let mut here = new.variants.iter().filter_map(|variant| known.get(&variant.sku.id()));
        home(new) == new.id() && here.all(|variant| variant.name.is_none() && new.name.is_some())
    };
    let events: Vec<NewEvent> =
        products.iter().filter(is_news).map(|new| keep::changed(cx, new.id(), new.code.as_str(), 0)).collect();
    thread::append(tx, cx.now, &events)?;
    let variants: Vec<_> = products
        .iter()
        .flat_map(|product| (0..).zip(&product.variants).map(move |(place, variant)| (home(product), place, variant)))
        .collect();
    variants::ensure(cx, tx, &variants)
}

/// Makes sure that what a paper of long ago names exists. What the catalog does not know is not sold any more.
pub fn ensure_past(cx: &Cx, tx: &mut Tx, products: &[NewProduct]) -> Result<()> {
    let skus: Vec<VariantId> = products.iter().flat_map(|new| &new.variants).map(|variant| variant.sku.id()).collect();
    let ids: Vec<ProductId> = products.iter().map(NewProduct::id).collect();
    let (variants, known) = (variants::some(tx, &skus)?, some(tx, &ids)?);
    ensure(cx, tx, products)?;
    let is_new = |new: &&NewProduct| {
        let has_home = new.variants.iter().any(|variant| variants.contains_key(&variant.sku.id()));
        new.kind == Kind::Goods && !has_home && !known.contains_key(&new.id())
    };
    let text = sql!("update products set state = 'archived' where id = $1");
    products.iter().filter(is_new).try_for_each(|new| tx.exec(text, params![new.id()]).map(|_| ()))
}

/// A product.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "ProductHead")]
pub struct Product {
    /// Its id.
    pub id: ProductId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Option<String>,
    /// What it is.
    pub kind: Kind,
    /// The garment that stands for it.
    pub drawing: Option<String>,
    /// The dye of that garment.
    pub dye: Option<String>,
}

/// The kind that a row names.
pub fn read_kind(word: &str) -> Result<Kind> {
    Kind::from_word(word).ok_or_else(|| Error::internal("a product of no kind"))
}

fn read(row: &Row) -> Result<Product> {
    Ok(Product {
        id: row.get(0)?,
        code: row.get(1)?,
        name: row.get(2)?,
        kind: read_kind(&row.get::<String>(3)?)?,
        drawing: row.get(4)?,
        dye: row.get(5)?,
    })
}

/// One product.
pub fn get(tx: &mut Tx, id: ProductId) -> Result<Option<Product>> {
    let text = sql!("select id, code, name, kind, drawing, dye from products where id = $1");
    tx.query_one(text, params![id], read)
}

/// Several products, by their ids. Those that do not exist are left out.
pub fn some(tx: &mut Tx, ids: &[ProductId]) -> Result<HashMap<ProductId, Product>> {
    let text = sql!(concat!("select id, code, name, kind, drawing, dye from products where id in ", many!()));
    let found = tx.query_among(text, ids, [], read)?;
    Ok(found.into_iter().map(|product| (product.id, product)).collect())
}

/// The codes of products.
pub fn codes(tx: &mut Tx, ids: &[ProductId]) -> Result<Vec<String>> {
    let text = sql!(concat!("select code from products where id in ", many!()));
    tx.query_among(text, ids, [], |row| row.get(0))
}

/// The brands in use, by name.
pub fn brands(tx: &mut Tx) -> Result<Vec<String>> {
    let text = sql!("select distinct brand from products where brand is not null order by brand limit 1000");
    tx.query(text, params![], |row| row.get(0))
}

/// Whether there is any.
pub fn is_any(tx: &mut Tx) -> Result<bool> {
    Ok(tx.query_one(sql!("select 1 from products limit 1"), params![], |_| Ok(()))?.is_some())
}

/// How many products there are.
pub fn count(tx: &mut Tx) -> Result<i64> {
    Ok(tx.query_one(sql!("select count(*) from products"), params![], |row| row.get(0))?.unwrap_or(0))
}
