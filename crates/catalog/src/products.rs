//! Products: a SKU as the retailer writes it, a name, and what kind of thing it is.

use std::collections::HashMap;

use base::{
    Cx, Error, Id, Noun, Result, Time,
    text::{folded, hidden},
};
use store::{
    Tx, params, sql,
    value::{Row, Val},
};

/// A product.
pub struct Good;
impl Noun for Good {
    const PREFIX: &'static str = "prd";
    const NAME: &'static str = "product";
}
/// The id of a product.
pub type ProductId = Id<Good>;

/// The retailer's own code. Kept as it is written, since two codes that look alike may be two products.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(transparent)]
pub struct Sku(String);

impl Sku {
    /// Reads a code of 1 to 64 visible characters.
    pub fn parse(text: &str) -> Result<Sku> {
        if text.trim().is_empty() || text.len() > 64 || hidden(text).is_some() {
            return Err(Error::invalid("sku", "A SKU has 1 to 64 visible characters."));
        }
        Ok(Sku(text.to_owned()))
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id of the product with this code.
    pub fn id(&self) -> ProductId {
        ProductId::derived(Time::default(), &[&self.0])
    }
}

/// What kind of thing is sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
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

/// A product as it is first seen.
#[derive(Clone, Debug)]
pub struct NewProduct {
    /// Its code.
    pub sku: Sku,
    /// Its name, where one is known.
    pub name: Option<String>,
    /// What it is.
    pub kind: Kind,
    /// The garment that stands for it where it has no picture: the drawing's name and its dye.
    pub drawing: Option<(String, String)>,
}

/// Makes sure that these products exist. One without a name takes the first that comes.
pub fn ensure(cx: &Cx, tx: &mut Tx, products: &[NewProduct]) -> Result<()> {
    let text = sql!(
        "insert into products (id, sku, name, kind, drawing, dye, search, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (id) do update set
             name = excluded.name, search = excluded.search
         where products.name is null and excluded.name is not null"
    );
    let rows = products.iter().map(|product| {
        let (drawing, dye) = product.drawing.as_ref().map(|(drawing, dye)| (drawing.as_str(), dye.as_str())).unzip();
        let name = product.name.as_deref();
        let search = folded(&[product.sku.as_str(), name.unwrap_or_default()]);
        params![product.sku.id(), product.sku.as_str(), name, product.kind.word(), drawing, dye, search, cx.now]
    });
    tx.exec_many(text, rows).map(|_| ())
}

/// A product.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Product {
    /// Its id.
    pub id: ProductId,
    /// Its code.
    pub sku: String,
    /// Its name.
    pub name: Option<String>,
    /// What it is.
    pub kind: Kind,
    /// The garment that stands for it.
    pub drawing: Option<String>,
    /// The dye of that garment.
    pub dye: Option<String>,
}

fn read(row: &Row) -> Result<Product> {
    Ok(Product {
        id: row.get(0)?,
        sku: row.get(1)?,
        name: row.get(2)?,
        kind: Kind::from_word(&row.get::<String>(3)?).ok_or_else(|| Error::internal("a product of no kind"))?,
        drawing: row.get(4)?,
        dye: row.get(5)?,
    })
}

/// One product.
pub fn get(tx: &mut Tx, id: ProductId) -> Result<Option<Product>> {
    let text = sql!("select id, sku, name, kind, drawing, dye from products where id = $1");
    tx.query_one(text, params![id], read)
}

/// Several products by id, in few round trips. Those that do not exist are left out.
pub fn some(tx: &mut Tx, ids: &[ProductId]) -> Result<HashMap<ProductId, Product>> {
    let text = sql!(
        "select id, sku, name, kind, drawing, dye from products where id in
         ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
          $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32)"
    );
    let mut found = HashMap::with_capacity(ids.len());
    for piece in ids.chunks(32) {
        // A place that is left over asks for the first again.
        let params: Vec<_> = (0..32).map(|index| Val::from(*piece.get(index).unwrap_or(&piece[0]))).collect();
        found.extend(tx.query(text, params, read)?.into_iter().map(|product| (product.id, product)));
    }
    Ok(found)
}

/// How many products there are.
pub fn count(tx: &mut Tx) -> Result<i64> {
    Ok(tx.query_one(sql!("select count(*) from products"), params![], |row| row.get(0))?.unwrap_or(0))
}
