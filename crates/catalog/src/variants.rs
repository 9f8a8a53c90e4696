//! Variants: what exactly one buys. A SKU as the retailer writes it, of a product, in its size and color.

use std::collections::HashMap;

use base::{Cx, Error, Id, Noun, Result, text::hidden};
use store::{Tx, many, params, sql, value::Row};

use crate::products::{self, Kind, ProductId};

/// A variant.
pub struct Piece;
impl Noun for Piece {
    const PREFIX: &'static str = "var";
    const NAME: &'static str = "variant";
}
/// The id of a variant.
pub type VariantId = Id<Piece>;

/// The retailer's own code. Kept as it is written, since two codes that look alike may be two things.
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

    /// The id of the variant with this code: that of a product with this code, since each SKU once was its own product.
    pub fn id(&self) -> VariantId {
        VariantId::from_bytes(*products::id_of(&self.0).bytes())
    }
}

/// A number that the whole trade knows an article by: a GTIN of 8, 12, 13 or 14 digits, the last of which checks the
/// others (GS1 General Specifications, 7.9). Kept as its digits are written.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(transparent)]
pub struct Gtin(String);

impl Gtin {
    /// Reads a number; blanks and hyphens between digits do not count.
    pub fn parse(text: &str) -> Result<Gtin> {
        let digits: String = text.chars().filter(|letter| !matches!(letter, ' ' | '-')).collect();
        let is_written = [8, 12, 13, 14].contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        if !is_written {
            return Err(Error::invalid("gtin", "A GTIN has 8, 12, 13 or 14 digits."));
        }
        let weighed = digits.bytes().rev().skip(1).enumerate();
        let sum: u32 = weighed.map(|(place, byte)| u32::from(byte - b'0') * [3, 1][place % 2]).sum();
        let check = (10 - sum % 10) % 10;
        if digits.bytes().last().map(|byte| u32::from(byte - b'0')) != Some(check) {
            let says = format!("The check digit of the GTIN {digits} is wrong: {check} would be right.");
            return Err(Error::invalid("gtin", says));
        }
        Ok(Gtin(digits))
    }

    /// Its digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A variant, with what one needs of its product.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Variant {
    /// Its id.
    pub id: VariantId,
    /// The product that it is a variant of.
    pub product_id: ProductId,
    /// Its code.
    pub sku: String,
    /// The number that the trade knows it by.
    pub gtin: Option<String>,
    /// Its name on papers, else its product's.
    pub name: Option<String>,
    /// What its product is.
    pub kind: Kind,
    /// The garment that stands for its product.
    pub drawing: Option<String>,
    /// The dye of that garment.
    pub dye: Option<String>,
    /// Whether it is sold; what is not sold any more stays for the papers that name it.
    pub is_sold: bool,
}

macro_rules! columns {
    () => {
        "v.id, v.product_id, v.sku, v.gtin, coalesce(v.name, p.name), p.kind, p.drawing, coalesce(v.dye, p.dye),
             v.is_sold
         from variants v join products p on p.id = v.product_id"
    };
}

fn read(row: &Row) -> Result<Variant> {
    Ok(Variant {
        id: row.get(0)?,
        product_id: row.get(1)?,
        sku: row.get(2)?,
        gtin: row.get(3)?,
        name: row.get(4)?,
        kind: products::read_kind(&row.get::<String>(5)?)?,
        drawing: row.get(6)?,
        dye: row.get(7)?,
        is_sold: row.get(8)?,
    })
}

/// Several variants, by their ids. Those that do not exist are left out.
pub fn some(tx: &mut Tx, ids: &[VariantId]) -> Result<HashMap<VariantId, Variant>> {
    let text = sql!(concat!("select ", columns!(), " where v.id in ", many!()));
    let found = tx.query_among(text, ids, [], read)?;
    Ok(found.into_iter().map(|variant| (variant.id, variant)).collect())
}

/// A variant as it comes in.
#[derive(Clone, Debug)]
pub struct NewVariant {
    /// Its code.
    pub sku: Sku,
    /// Its name on papers, where it has one of its own.
    pub name: Option<String>,
    /// The dye of the garment that stands for it.
    pub dye: Option<String>,
}

/// Makes sure that these variants exist, each of the product beside it. What is known stays with its product.
pub(crate) fn ensure(cx: &Cx, tx: &mut Tx, variants: &[(ProductId, i64, &NewVariant)]) -> Result<()> {
    let text = sql!(
        "insert into variants (id, product_id, sku, name, dye, place, is_sold, created_at)
         values ($1, $2, $3, $4, $5, $6, 1, $7) on conflict (id) do update set name = excluded.name
         where variants.name is null and excluded.name is not null"
    );
    let rows = variants.iter().map(|(product, place, variant)| {
        let NewVariant { sku, name, dye } = variant;
        params![sku.id(), *product, sku.as_str(), name.as_deref(), dye.as_deref(), *place, cx.now]
    });
    tx.exec_many(text, rows).map(|_| ())
}

/// The values of an axis that variants have, in their order.
pub fn options(tx: &mut Tx, axis: &str) -> Result<Vec<String>> {
    let text = sql!("select value from option_values where axis = $1 order by place, value limit 200");
    tx.query(text, params![axis], |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gtin_is_checked() {
        // GTIN-8, UPC-A, EAN-13 and GTIN-14 from GS1's own examples and from packages.
        for right in ["96385074", "036000291452", "4006381333931", "8412345678905", "10012345678902"] {
            assert_eq!(Gtin::parse(right).expect(right).as_str(), right);
        }
        assert_eq!(Gtin::parse("400-6381 333931").expect("digits").as_str(), "4006381333931");
        for wrong in ["", "4006381333932", "400638133393", "400638133393X", "123456789", "٤٠٠٦٣٨١٣"] {
            assert!(Gtin::parse(wrong).is_err(), "{wrong}");
        }
        // Any one digit written wrongly, and most neighbors that change places, are found.
        let right = "4006381333931";
        for place in 0..right.len() {
            for digit in '0'..='9' {
                let mut wrong: Vec<char> = right.chars().collect();
                if std::mem::replace(&mut wrong[place], digit) != digit {
                    assert!(Gtin::parse(&wrong.iter().collect::<String>()).is_err());
                }
            }
        }
    }
}
