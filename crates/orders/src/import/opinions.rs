//! Reviews of other shops, as Magento's sample shop has them: what was shown there is shown here.

use base::{Cx, Error, Result, Time};
use catalog::{
    import::{
        families::Layout,
        known::Before,
        pieces::{Piece, Tally},
        rejects::Reject,
        tables::{Row, Table},
        texts,
        whys::Why,
        words::{self, Days},
    },
    products::{self, ProductId},
    variants::{self, Sku, VariantId},
};
use customers::people::{Kind, Known};
use std::collections::HashMap;
use store::Tx;

use crate::reviews::{self, Brought, NewReview, ReviewId};

const AT: &[&str] = &["created_at", "review_date", "date"];

/// Whether a table is a list of reviews.
pub fn is_reviews(table: &Table) -> bool {
    ["sku", "rating_value", "review", "reviewer"].iter().all(|column| table.has(column))
}

/// A review as a file tells it. Its product is named by a code or by the SKU of a variant.
#[derive(Clone, Debug)]
pub struct Opinion {
    told: NewReview,
    /// When the file came first, for what has no date.
    came_at: Time,
    who: Option<Known>,
    first: Reject,
}

impl Piece for Opinion {
    fn weight(&self) -> usize {
        2
    }

    fn refused(&self, reason: Why) -> Reject {
        Reject { reason, ..self.first.clone() }
    }
}

/// The layout: a review on each row.
pub struct Reviews {
    /// When the file came first: the sample shop's has no dates.
    pub at: Time,
}

impl Layout for Reviews {
    type Made = Opinion;

    fn family(&self, row: &Row) -> Result<Option<String>, Why> {
        Ok(Some(row.line.to_string()))
    }

    fn read(&mut self, rows: &[Row]) -> Result<Option<Opinion>, Why> {
        let row = &rows[0];
        let stars = row.get("rating_value").trim();
        let stars = stars.parse().map_err(|_| Why::new("stars"))?;
        let who = words::said(row.get("email")).map(|email| Known::parse(Kind::Email, &email));
        let told = NewReview {
            product: words::code(row.get("sku")),
            stars,
            title: words::said(&texts::line(row.get("title"))),
            body: texts::prose(row.get("review")),
            author: texts::line(row.get("reviewer")),
            language: None,
            at: row.moment(AT, Days::Unsaid)?,
        };
        let told = told.checked()?;
        let who = who.transpose().map_err(|_| Why::new("email"))?;
        Ok(Some(Opinion { told, came_at: self.at, who, first: Reject::maybe(row) }))
    }
}

/// The id of a review: the same words of the same product by the same name are the same review.
fn id(source: &str, one: &Opinion) -> ReviewId {
    let NewReview { product, stars, title, body, author, .. } = &one.told;
    let stars = stars.to_string();
    let title = title.as_deref().unwrap_or_default();
    ReviewId::derived(Time::default(), &[source, product, author, &stars, title, body])
}

/// Says which of these would be new.
pub fn look(_: &Cx, tx: &mut Tx, source: &str, all: &[Opinion]) -> Result<Tally> {
    let ids: Vec<ReviewId> = all.iter().map(|one| id(source, one)).collect();
    let known = reviews::some(tx, &ids)?;
    let mut tally = Tally::default();
    ids.iter().for_each(|id| tally.count(if known.contains_key(id) { Before::Same } else { Before::Never }));
    Ok(tally)
}

/// Keeps these. What is known already stays as it is, whatever was decided of it since.
pub fn record(cx: &Cx, tx: &mut Tx, source: &str, all: &[Opinion]) -> Result<Tally> {
    let tally = look(cx, tx, source, all)?;
    let codes: Vec<ProductId> = all.iter().map(|one| products::id_of(&one.told.product)).collect();
    let skus = all.iter().map(|one| Sku::parse(&one.told.product).map(|sku| sku.id()));
    let skus: Vec<VariantId> = skus.collect::<Result<_>>()?;
    let (by_code, by_sku) = (products::some(tx, &codes)?, variants::some(tx, &skus)?);
    let owners: HashMap<VariantId, ProductId> =
        by_sku.into_iter().map(|(id, variant)| (id, variant.product_id)).collect();
    for ((one, code), sku) in all.iter().zip(codes).zip(skus) {
        let unknown = || Error::invalid("product-none", "There is no such product here.");
        let product = Some(code).filter(|code| by_code.contains_key(code)).or_else(|| owners.get(&sku).copied());
        let brought = Brought { source, came_at: one.came_at, who: one.who.as_ref() };
        reviews::bring(cx, tx, (id(source, one), product.ok_or_else(unknown)?), &one.told, brought)?;
    }
    Ok(tally)
}
