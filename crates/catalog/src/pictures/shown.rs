//! Which pictures show a product, in which order, and what is said of them.

use std::collections::{BTreeMap, BTreeSet};

use base::{Error, Result};
use store::{Tx, asked::Rows, many, params, sql, value::Row};

use super::{
    PictureId,
    widths::{Size, sizes},
};
use crate::{
    products::ProductId,
    told::{Told, ToldPicture},
};

/// A picture of a product.
#[derive(Clone, Debug, PartialEq, serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "ProductPicture")]
pub struct Shown {
    /// The picture.
    pub picture: PictureId,
    /// What it shows, in the shop's first language, for who does not see it.
    pub alt: Option<String>,
    /// The color that it shows the product in, where it is not of all.
    pub color: Option<String>,
    /// What it shows, in other languages.
    pub translations: BTreeMap<String, String>,
    /// Its width in points.
    pub width: u32,
    /// Its height in points.
    pub height: u32,
    /// What it looks like from very far: `#a08060`.
    pub average: String,
    /// Whether its sizes can be fetched.
    pub is_ready: bool,
    /// Where it is served, in which sizes.
    pub sizes: Vec<Size>,
}

/// Asks for the pictures of products, each product's in their order.
pub fn ask(tx: &mut Tx, ids: &[ProductId]) -> Rows<(ProductId, Shown)> {
    let text = sql!(concat!(
        "select s.product_id, s.picture_id, s.alt, s.color, s.translations, p.width, p.height, p.average,
             p.widths_at is not null from product_pictures s join pictures p on p.id = s.picture_id
         where s.product_id in ",
        many!(),
        " order by s.place"
    ));
    let read: fn(&Row) -> _ = |row| {
        let number = |at: usize| Ok(u32::try_from(row.get::<i64>(at)?).unwrap_or_default());
        let (picture, width, height): (PictureId, u32, u32) = (row.get(1)?, number(5)?, number(6)?);
        let shown = Shown {
            picture,
            alt: row.get(2)?,
            color: row.get(3)?,
            translations: serde_json::from_str(&row.get::<String>(4)?).map_err(Error::internal)?,
            width,
            height,
            average: row.get(7)?,
            is_ready: row.get(8)?,
            sizes: sizes(picture, width, height),
        };
        Ok((row.get(0)?, shown))
    };
    tx.ask_among(text, ids, [], read)
}

/// Refuses a picture that nobody sent.
pub(crate) fn check(tx: &mut Tx, told: &[(ProductId, Told)]) -> Result<()> {
    let named = told.iter().flat_map(|(_, told)| told.pictures.iter().flatten());
    let ids: BTreeSet<PictureId> = named.map(|one| one.picture.parse()).collect::<Result<_>>()?;
    let ids: Vec<PictureId> = ids.into_iter().collect();
    let text = sql!(concat!("select id from pictures where id in ", many!()));
    let known: BTreeSet<PictureId> = tx.query_among(text, &ids, [], |row| row.get(0))?.into_iter().collect();
    match ids.iter().find(|id| !known.contains(id)) {
        Some(id) => Err(Error::invalid("unknown", format!("There is no picture {id}. Send it first."))),
        None => Ok(()),
    }
}

/// Keeps the pictures of products that are told with some, in place of those before.
pub(crate) fn write(tx: &mut Tx, told: &[(ProductId, Told)]) -> Result<()> {
    let mut rows = Vec::new();
    for (id, told) in told {
        let Some(pictures) = &told.pictures else { continue };
        tx.exec(sql!("delete from product_pictures where product_id = $1"), params![*id])?;
        for (place, one) in (0_i64..).zip(pictures) {
            let ToldPicture { picture, alt, color, translations } = one;
            let picture: PictureId = picture.parse()?;
            let said = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
            let others = serde_json::to_string(translations).map_err(Error::internal)?;
            rows.push(params![*id, place, picture, said(color), said(alt), others]);
        }
    }
    let text = sql!(
        "insert into product_pictures (product_id, place, picture_id, color, alt, translations)
         values ($1, $2, $3, $4, $5, $6)"
    );
    tx.exec_many(text, rows).map(|_| ())
}
