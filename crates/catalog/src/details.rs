//! All that is said of a product, as one reads it: its page, the API, the search index.

use std::collections::{BTreeMap, HashMap};

use base::{Error, Result, Time};
use store::{
    Tx,
    asked::Rows,
    many, params, sql,
    value::{FromVal, Row},
};

use crate::{
    pictures::shown::{self, Shown},
    products::{self, Kind, ProductId, State},
    told::{Fiber, ToldPart, ToldRelations},
    variants::VariantId,
};

/// A product.
#[derive(Clone, Debug, PartialEq, serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "Product")]
pub struct Details {
    /// Its id.
    pub id: ProductId,
    /// Its code.
    pub code: String,
    /// Its name in the shop's first language.
    pub name: Option<String>,
    /// What is said of it there.
    pub description: Option<String>,
    /// What kind of thing it is.
    pub kind: Kind,
    /// Whether it is for sale.
    pub state: State,
    /// Its brand.
    pub brand: Option<String>,
    /// What its cloth is made of.
    pub composition: Vec<Fiber>,
    /// How it is looked after.
    pub care: Vec<String>,
    /// What to beware of.
    pub warnings: Option<String>,
    /// Where it was made.
    pub origin: Option<String>,
    /// The code of its maker.
    pub maker: Option<String>,
    /// The code of who answers for it in the Union.
    pub responsible: Option<String>,
    /// The code of its size grid.
    pub size_grid: Option<String>,
    /// The drawing that stands for it where it has no picture, and its dye.
    pub drawing: Option<String>,
    /// The dye of that drawing.
    pub dye: Option<String>,
    /// The codes of its categories, the first the one that its page stands in.
    pub categories: Vec<String>,
    /// The codes of its seasons and collections.
    pub collections: Vec<String>,
    /// Its attributes.
    pub attributes: BTreeMap<String, Vec<String>>,
    /// What is said in other languages: language, field, text.
    pub translations: BTreeMap<String, BTreeMap<String, String>>,
    /// What one can buy of it, or could.
    pub variants: Vec<Choice>,
    /// What shows it, the first first.
    pub pictures: Vec<Shown>,
    /// What a bundle is made of.
    pub parts: Vec<ToldPart>,
    /// What goes with it, by codes.
    pub relations: ToldRelations,
    /// Grows by one with each change.
    pub revision: i64,
    /// When it was made known.
    pub created_at: Time,
    /// When it was changed last.
    pub changed_at: Time,
}

/// What one can buy of a product.
#[derive(Clone, Debug, PartialEq, serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "Variant")]
pub struct Choice {
    /// Its id.
    pub id: VariantId,
    /// Its code.
    pub sku: String,
    /// The number that the trade knows it by.
    pub gtin: Option<String>,
    /// Its name on papers, where it has one of its own.
    pub name: Option<String>,
    /// What tells it from the others.
    pub options: BTreeMap<String, String>,
    /// The dye of the drawing that stands for it.
    pub dye: Option<String>,
    /// Whether it is sold.
    pub is_sold: bool,
}

/// One product.
pub fn read(tx: &mut Tx, id: ProductId) -> Result<Option<Details>> {
    Ok(some(tx, &[id])?.pop())
}

/// Several products, in this order. Those that do not exist are left out.
pub fn some(tx: &mut Tx, ids: &[ProductId]) -> Result<Vec<Details>> {
    let text = sql!(concat!(
        "select p.id, p.code, p.name, p.description, p.kind, p.state, p.brand, p.composition, p.care, p.warnings,
             p.origin, m.code, r.code, g.code, p.drawing, p.dye, p.revision, p.created_at, p.changed_at
         from products p left join makers m on m.id = p.maker_id left join makers r on r.id = p.responsible_id
         left join size_grids g on g.id = p.size_grid_id where p.id in ",
        many!()
    ));
    let heads = tx.ask_among(text, ids, [], head);
    let (shelves, words, variants) = (ask_shelves(tx, ids), ask_words(tx, ids), ask_variants(tx, ids));
    let (pictures, others) = (shown::ask(tx, ids), ask_others(tx, ids));
    let mut found: Found = heads.rows(tx)?.into_iter().map(|one| (one.id, one)).collect();
    read_shelves(tx, shelves, &mut found)?;
    read_words(tx, words, &mut found)?;
    read_variants(tx, variants, &mut found)?;
    for (id, picture) in pictures.rows(tx)? {
        found.get_mut(&id).into_iter().for_each(|one| one.pictures.push(picture.clone()));
    }
    read_others(tx, others, &mut found)?;
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

fn head(row: &Row) -> Result<Details> {
    Ok(Details {
        id: row.get(0)?,
        code: row.get(1)?,
        name: row.get(2)?,
        description: row.get(3)?,
        kind: products::read_kind(&row.get::<String>(4)?)?,
        state: State::parse(&row.get::<String>(5)?)?,
        brand: row.get(6)?,
        composition: list(row.get(7)?)?,
        care: list(row.get(8)?)?,
        warnings: row.get(9)?,
        origin: row.get(10)?,
        maker: row.get(11)?,
        responsible: row.get(12)?,
        size_grid: row.get(13)?,
        drawing: row.get(14)?,
        dye: row.get(15)?,
        categories: Vec::new(),
        collections: Vec::new(),
        attributes: BTreeMap::new(),
        translations: BTreeMap::new(),
        variants: Vec::new(),
        pictures: Vec::new(),
        parts: Vec::new(),
        relations: ToldRelations::default(),
        revision: row.get(16)?,
        created_at: row.get(17)?,
        changed_at: row.get(18)?,
    })
}

fn list<T: serde::de::DeserializeOwned>(json: Option<String>) -> Result<Vec<T>> {
    json.map_or(Ok(Vec::new()), |json| serde_json::from_str(&json).map_err(Error::internal))
}

type Found = HashMap<ProductId, Details>;

/// Codes of categories, and of collections.
type Shelves = [Rows<(ProductId, String)>; 2];

fn ask_shelves(tx: &mut Tx, ids: &[ProductId]) -> Shelves {
    let categories = sql!(concat!(
        "select s.product_id, c.code from product_categories s join categories c on c.id = s.category_id
         where s.product_id in ",
        many!(),
        " order by s.place"
    ));
    let collections = sql!(concat!(
        "select s.product_id, c.code from product_collections s join collections c on c.id = s.collection_id
         where s.product_id in ",
        many!(),
        " order by c.code"
    ));
    [categories, collections].map(|text| -> Rows<_> { tx.ask_among(text, ids, [], pair) })
}

fn pair(row: &Row) -> Result<(ProductId, String)> {
    Ok((row.get(0)?, row.get(1)?))
}

fn read_shelves(tx: &mut Tx, [categories, collections]: Shelves, found: &mut Found) -> Result<()> {
    for (id, code) in categories.rows(tx)? {
        found.get_mut(&id).into_iter().for_each(|one| one.categories.push(code.clone()));
    }
    for (id, code) in collections.rows(tx)? {
        found.get_mut(&id).into_iter().for_each(|one| one.collections.push(code.clone()));
    }
    Ok(())
}

/// Attributes: code, value; translations: language, field, text.
type Words = (Rows<(ProductId, String, String)>, Rows<(ProductId, String, String, String)>);

fn ask_words(tx: &mut Tx, ids: &[ProductId]) -> Words {
    let text = sql!(concat!(
        "select s.product_id, a.code, s.value from product_attributes s join attributes a on a.id = s.attribute_id
         where s.product_id in ",
        many!(),
        " order by a.place, a.code, s.place"
    ));
    let attributes = tx.ask_among(text, ids, [], with_two_texts as fn(&Row) -> _);
    let text = sql!(concat!("select subject, language, field, value from translations where subject in ", many!()));
    let read: fn(&Row) -> _ = |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
    (attributes, tx.ask_among(text, ids, [], read))
}

/// An id, and two texts that belong to it.
fn with_two_texts<T: FromVal>(row: &Row) -> Result<(T, String, String)> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
}

fn read_words(tx: &mut Tx, (attributes, translations): Words, found: &mut Found) -> Result<()> {
    for (id, code, value) in attributes.rows(tx)? {
        if let Some(one) = found.get_mut(&id) {
            one.attributes.entry(code).or_default().push(value);
        }
    }
    for (id, language, field, value) in translations.rows(tx)? {
        if let Some(one) = found.get_mut(&id) {
            one.translations.entry(language).or_default().insert(field, value);
        }
    }
    Ok(())
}

/// Options: axis, value; and the variants.
type Variants = (Rows<(VariantId, String, String)>, Rows<(ProductId, Choice)>);

fn ask_variants(tx: &mut Tx, ids: &[ProductId]) -> Variants {
    let text = sql!(concat!(
        "select v.id, o.axis, o.value from variants v join variant_options o on o.variant_id = v.id
         where v.product_id in ",
        many!()
    ));
    let options = tx.ask_among(text, ids, [], with_two_texts as fn(&Row) -> _);
    let text = sql!(concat!(
        "select product_id, id, sku, gtin, name, dye, is_sold from variants where product_id in ",
        many!(),
        " order by place, sku"
    ));
    let read: fn(&Row) -> _ = |row| {
        let choice = Choice {
            id: row.get(1)?,
            sku: row.get(2)?,
            gtin: row.get(3)?,
            name: row.get(4)?,
            options: BTreeMap::new(),
            dye: row.get(5)?,
            is_sold: row.get(6)?,
        };
        Ok((row.get(0)?, choice))
    };
    (options, tx.ask_among(text, ids, [], read))
}

fn read_variants(tx: &mut Tx, (options, variants): Variants, found: &mut Found) -> Result<()> {
    let mut told: HashMap<VariantId, BTreeMap<String, String>> = HashMap::new();
    for (id, axis, value) in options.rows(tx)? {
        told.entry(id).or_default().insert(axis, value);
    }
    for (id, mut choice) in variants.rows(tx)? {
        choice.options = told.remove(&choice.id).unwrap_or_default();
        found.get_mut(&id).into_iter().for_each(|one| one.variants.push(choice.clone()));
    }
    Ok(())
}

/// Parts of bundles; relations: kind, code.
type Others = (Rows<(ProductId, ToldPart)>, Rows<(ProductId, String, String)>);

fn ask_others(tx: &mut Tx, ids: &[ProductId]) -> Others {
    let text = sql!(concat!(
        "select b.product_id, p.code, v.sku, b.quantity from bundle_parts b join products p on p.id = b.part_id
         left join variants v on v.id = b.variant_id where b.product_id in ",
        many!(),
        " order by b.place"
    ));
    let read: fn(&Row) -> _ =
        |row| Ok((row.get(0)?, ToldPart { product: row.get(1)?, sku: row.get(2)?, quantity: row.get(3)? }));
    let parts = tx.ask_among(text, ids, [], read);
    let text = sql!(concat!(
        "select r.product_id, r.kind, p.code from product_relations r join products p on p.id = r.other_id
         where r.product_id in ",
        many!(),
        " order by r.place"
    ));
    (parts, tx.ask_among(text, ids, [], with_two_texts as fn(&Row) -> _))
}

fn read_others(tx: &mut Tx, (parts, relations): Others, found: &mut Found) -> Result<()> {
    for (id, part) in parts.rows(tx)? {
        found.get_mut(&id).into_iter().for_each(|one| one.parts.push(part.clone()));
    }
    for (id, kind, code) in relations.rows(tx)? {
        let Some(one) = found.get_mut(&id) else { continue };
        let list = match kind.as_str() {
            "related" => &mut one.relations.related,
            "cross_sell" => &mut one.relations.cross_sell,
            _ => &mut one.relations.up_sell,
        };
        list.get_or_insert_default().push(code);
    }
    Ok(())
}

/// The variants of these products that are sold, each with its product.
pub(crate) fn sold(products: &[Details]) -> HashMap<VariantId, ProductId> {
    let of = |product: &Details| {
        let id = product.id;
        product.variants.iter().filter(|choice| choice.is_sold).map(move |choice| (choice.id, id)).collect::<Vec<_>>()
    };
    products.iter().flat_map(of).collect()
}

/// The ids of products behind one, in the order of their ids; for whoever goes through all of them.
pub fn behind(tx: &mut Tx, after: Option<ProductId>, limit: i64) -> Result<Vec<ProductId>> {
    let text = sql!("select id from products where id > $1 order by id limit $2");
    let after = after.unwrap_or(ProductId::from_bytes([0; 16]));
    tx.query(text, params![after, limit], |row| row.get(0))
}
