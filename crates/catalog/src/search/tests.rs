//! The index against products that are made up, and against counting by hand.

mod bm25;
mod counted;
mod luma;
mod reading;

use std::collections::BTreeMap;

use base::{Time, UnitPrice};

use crate::{
    attributes::{Attribute, Maker, Values},
    details::{Choice, Details},
    products::{self, Kind, ProductId, State},
    search::{
        Audience, Query,
        index::{Place, Search},
        priced::{Offer, joined},
        schema::Lists,
    },
    told::{Fiber, ToldRelations},
    variants::Sku,
};

/// A product that shoppers may see, with one variant.
pub fn product(code: &str, name: &str) -> Details {
    Details {
        id: products::id_of(code),
        code: code.into(),
        name: Some(name.into()),
        description: Some("Hecho con cuidado".into()),
        // Shown without a picture.
        kind: Kind::Voucher,
        state: State::Active,
        brand: None,
        composition: vec![Fiber { fiber: "yute".into(), percent: 100, part: None }],
        care: Vec::new(),
        warnings: None,
        origin: None,
        maker: Some("taller".into()),
        responsible: None,
        size_grid: None,
        drawing: None,
        dye: None,
        categories: vec!["todo".into()],
        collections: Vec::new(),
        attributes: BTreeMap::new(),
        translations: BTreeMap::new(),
        variants: vec![choice(&format!("{code}-1"), &[])],
        parts: Vec::new(),
        relations: ToldRelations::default(),
        pictures: Vec::new(),
        revision: 1,
        created_at: Time::default(),
        changed_at: Time::default(),
    }
}

/// A variant that is sold.
pub fn choice(sku: &str, options: &[(&str, &str)]) -> Choice {
    Choice {
        id: Sku::parse(sku).expect("a SKU").id(),
        sku: sku.into(),
        gtin: None,
        name: None,
        options: options.iter().map(|(axis, value)| ((*axis).to_owned(), (*value).to_owned())).collect(),
        dye: None,
        is_sold: true,
    }
}

/// Lists with one maker, who may be reached, and an attribute.
pub fn lists() -> Lists {
    let maker = Maker {
        code: "taller".into(),
        name: "Taller".into(),
        address: Some("Rúa Real 1".into()),
        email: Some("hola@taller.example".into()),
        in_union: true,
    };
    let neck = Attribute {
        code: "neck".into(),
        name: "Escote".into(),
        values: Values::Choice,
        unit: None,
        is_facet: true,
        is_searched: true,
        place: 0,
    };
    Lists {
        shop: crate::missing::Shop {
            makers: BTreeMap::from([("taller".to_owned(), maker)]),
            ..crate::missing::Shop::default()
        },
        categories: BTreeMap::from([("todo".to_owned(), String::new())]),
        attributes: BTreeMap::from([("neck".to_owned(), neck)]),
        ..Lists::default()
    }
}

/// An index of these, in memory, in so many pieces.
pub fn index(products: &[Details], lists: &Lists, pieces: usize) -> Search {
    let search = Search::open(None).expect("memory can be indexed");
    for piece in products.chunks(products.len().div_ceil(pieces).max(1)) {
        put(&search, piece, lists);
    }
    search
}

/// Puts products in, in place of what they were.
pub fn put(search: &Search, products: &[Details], lists: &Lists) {
    let mut writer = search.writer().expect("a writer");
    for product in products {
        writer.remove(product.id);
        writer.add(search.fields().document(product, lists, &joined(costs(product)))).expect("it can be added");
    }
    let place = Place { version: 0, database: String::new(), cursor: String::new(), lists: 0, priced: Time::default() };
    writer.commit(Some(&place)).expect("it lasts");
    writer.end().expect("pieces are joined");
}

/// What the variants of a made-up product cost that are sold: the letters of its SKU say so. All of them cost something
/// on a list that nobody here asks.
pub fn costs(product: &Details) -> Vec<Offer> {
    let of = |choice: &Choice| {
        let number: i64 = choice.sku.bytes().map(i64::from).sum();
        let all = [
            ("others", true, 1),
            ("web", number % 3 != 0, number * 7 % 100),
            ("canarias", number % 4 == 0, number * 11 % 100),
        ];
        let has = all.into_iter().filter(|(_, has, _)| *has);
        has.map(|(list, _, price)| (list.to_owned(), UnitPrice(price * 10_000))).collect()
    };
    product.variants.iter().filter(|choice| choice.is_sold).map(of).collect()
}

/// A search for a text.
pub fn asks(text: &str) -> Query {
    Query { text: text.into(), limit: 100, ..Query::default() }
}

/// The codes of what a search finds, in order.
pub fn codes(search: &Search, products: &[Details], query: &Query) -> Vec<String> {
    let found = search.find(query).expect("it can be looked for");
    let code = |id: ProductId| products.iter().find(|one| one.id == id).expect("a product").code.clone();
    found.hits.iter().map(|hit| code(hit.id)).collect()
}

/// The same for shoppers.
pub fn shoppers(query: Query) -> Query {
    Query { audience: Audience::Shoppers, ..query }
}
