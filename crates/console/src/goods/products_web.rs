//! The list of products.

use base::{Error, Money, Result};
use catalog::products::{self, Kind, Product};
use orders::sales;
use web::{
    asked,
    frame::Room,
    lists::{Choice, Finding, Head, Order, Pager, Select},
    locale::Say,
    who::Viewer,
};

use crate::{
    address::Address,
    answers::{Page, html},
    garments::Garment,
    goods::products_page::{ProductHeads, ProductKind, ProductRow, ProductsPage},
    identity_web::may,
};

const ROWS: i64 = 50;
const PATH: &str = "/console/products";

/// What the address may ask for.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    kind: String,
    sort: String,
    from: String,
}

/// The list.
pub async fn list(viewer: Viewer, asked::Asked(asked): asked::Asked<Asked>) -> Page {
    let query = asked.query()?;
    let from = query.offset;
    let (mut found, total) = viewer
        .app()
        .db
        .read("console.products", move |tx| Ok((sales::page(tx, &query, ROWS + 1)?, products::count(tx)?)))
        .await?;
    let more = found.len() as i64 > ROWS;
    found.truncate(ROWS as usize);
    let page = viewer.page(Room::Products);
    let here = asked.address();
    html(&ProductsPage {
        finding: finding(&page.say, &asked),
        heads: heads(&page.say, &asked, &here),
        rows: found.iter().map(row).collect(),
        total: asked.is_plain().then_some(total),
        pager: Pager {
            first: (from > 0).then(|| here.to_string()),
            next: more.then(|| here.with("from", (from + ROWS).to_string()).to_string()),
        },
        may: may(&viewer),
        page,
    })
}

impl Asked {
    fn query(&self) -> Result<sales::Query> {
        if self.q.len() > 100 {
            return Err(Error::invalid("search", "Search for at most 100 characters."));
        }
        let wrong =
            || Error::invalid("cursor", "This page's address is not one that Hilo gave out. Start from the list.");
        let offset = if self.from.is_empty() { 0 } else { self.from.parse::<u32>().map_err(|_| wrong())? };
        Ok(sales::Query {
            search: Some(self.q.clone()),
            kind: Kind::from_word(&self.kind).map(|kind| kind.word().to_owned()),
            by_code: self.sort == "name",
            offset: i64::from(offset),
        })
    }

    fn is_plain(&self) -> bool {
        self.q.trim().is_empty() && self.kind.is_empty()
    }

    fn address(&self) -> Address {
        Address::new(PATH).with("q", self.q.trim()).with("kind", &self.kind).with("sort", &self.sort)
    }
}

fn finding(say: &Say, asked: &Asked) -> Finding {
    let any = Choice { value: String::new(), name: say.t("filter-any-kind"), is_on: asked.kind.is_empty() };
    let kinds = ProductKind::ALL.into_iter().map(|kind| Choice {
        value: kind.slug().to_owned(),
        name: say.t(kind.key()),
        is_on: kind.slug() == asked.kind,
    });
    let sort = |value: &str, key: &str| Choice { value: value.into(), name: say.t(key), is_on: asked.sort == value };
    Finding {
        action: PATH.to_owned(),
        label: say.t("search-products"),
        q: asked.q.trim().to_owned(),
        selects: vec![Select {
            name: "kind".into(),
            label: say.t("filter-kind"),
            choices: std::iter::once(any).chain(kinds).collect(),
        }],
        chips: Vec::new(),
        sorts: vec![sort("", "sort-revenue"), sort("name", "sort-name")],
        keep: Vec::new(),
        clear: (!asked.is_plain()).then(|| PATH.to_owned()),
    }
}

fn heads(say: &Say, asked: &Asked, here: &Address) -> ProductHeads {
    let sorted = |key: &str, value: &str, order: Order| Head {
        name: say.t(key),
        address: Some(here.with("sort", value).to_string()),
        order: (asked.sort == value).then_some(order),
    };
    ProductHeads {
        name: sorted("head-product", "name", Order::Ascending),
        kind: Head::plain(say.t("head-kind")),
        sold: Head::plain(say.t("head-sold")),
        returned: Head::plain(say.t("head-product-returned")),
        revenue: sorted("head-revenue", "", Order::Descending),
        last: Head::plain(say.t("head-last-sold")),
    }
}

fn row((product, currency, sums): &sales::Selling) -> ProductRow {
    ProductRow {
        garment: Garment::of(product.drawing.as_ref(), product.dye.as_ref()),
        address: format!("{PATH}/{}", product.id),
        name: name(product),
        sku: product.code.clone(),
        kind: kind(product.kind),
        sold: sums.sold,
        returned: sums.returned,
        revenue: currency.map(|currency| Money::new(sums.revenue, currency)).into_iter().collect(),
        last: sums.last_sold,
    }
}

fn name(product: &Product) -> String {
    product.name.clone().unwrap_or_else(|| product.code.clone())
}

/// The kind, as the pages name it.
pub const fn kind(kind: Kind) -> ProductKind {
    match kind {
        Kind::Goods => ProductKind::Goods,
        Kind::Service => ProductKind::Service,
        Kind::Voucher => ProductKind::Voucher,
        Kind::Fee => ProductKind::Fee,
        Kind::Test => ProductKind::Test,
    }
}
