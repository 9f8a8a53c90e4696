//! The SKUs of Telar: each style in each dye and size, and a few things that are no garment.

use std::collections::HashMap;

use base::{Result, UnitPrice};
use catalog::{
    products::{Kind, NewProduct},
    variants::{NewVariant, Sku},
};

use super::{
    dice::Dice,
    styles::{DYES, STYLES, Style, months},
};

/// What is sold beside garments: SKU, name, kind, cents.
const EXTRAS: [(&str, &str, Kind, i64); 4] = [
    (DELIVERY, "Envío a casa", Kind::Service, 395),
    (HEM, "Arreglo de bajo", Kind::Service, 800),
    (GIFT_CARD, "Tarjeta regalo", Kind::Voucher, 5_000),
    (CODE, "Código OTOÑO10", Kind::Service, 0),
];
/// Postage of small orders.
pub const DELIVERY: &str = "TL-ENVIO";
/// Taking up a hem.
pub const HEM: &str = "TL-ARREGLO";
/// A gift card of 50 euros.
pub const GIFT_CARD: &str = "TL-REGALO-50";
/// The code of the autumn mailing; its line takes off.
pub const CODE: &str = "TL-OTONO10";

/// One SKU.
#[derive(Clone, Debug)]
pub struct Ware {
    /// Its code.
    pub sku: Sku,
    /// Its name, as it stands on papers.
    pub name: String,
    /// Its full price, in cents.
    pub cents: i64,
    /// Its style's place in the list of styles; `None` for extras.
    pub style: Option<usize>,
    /// Its dye's place in the list of dyes.
    pub dye: usize,
    /// What it is.
    pub kind: Kind,
}

/// Everything that Telar sells.
pub struct Goods {
    /// Every SKU.
    pub wares: Vec<Ware>,
    by_sku: HashMap<String, usize>,
}

/// What somebody likes and fits.
#[derive(Clone, Copy, Debug)]
pub struct Taste {
    /// Whether they buy in the women's department.
    pub woman: bool,
    /// Their size, from 0, the smallest, to 4.
    pub size: usize,
    /// The dyes that they prefer, by their places.
    pub dyes: [usize; 2],
}

impl Goods {
    /// Everything, in the order of the styles.
    pub fn new() -> Result<Goods> {
        let mut wares = Vec::new();
        for (place, style) in STYLES.iter().enumerate() {
            for (dye, (code, _, spoken)) in DYES.iter().enumerate().filter(|(_, dye)| style.dyes.contains(&dye.0)) {
                for size in style.cut.sizes() {
                    let sku = Sku::parse(&sku(style, code, size))?;
                    let name = format!("{}, {spoken}, {size}", style.name);
                    wares.push(Ware { sku, name, cents: style.cents, style: Some(place), dye, kind: Kind::Goods });
                }
            }
        }
        for (sku, name, kind, cents) in EXTRAS {
            wares.push(Ware { sku: Sku::parse(sku)?, name: name.to_owned(), cents, style: None, dye: 0, kind });
        }
        let by_sku = wares.iter().enumerate().map(|(place, ware)| (ware.sku.as_str().to_owned(), place)).collect();
        Ok(Goods { wares, by_sku })
    }

    /// The products as the catalog takes them: a style with its dyes and sizes, and what is no garment by itself.
    pub fn products(&self) -> Result<Vec<NewProduct>> {
        let mut products: Vec<NewProduct> = Vec::new();
        for ware in &self.wares {
            let Some(style) = ware.style.map(|style| &STYLES[style]) else {
                products.push(NewProduct::single(ware.sku.clone(), Some(ware.name.clone()), ware.kind));
                continue;
            };
            let dye = DYES[ware.dye].1.to_owned();
            let code = Sku::parse(&format!("TL-{}", style.code))?;
            if products.last().is_none_or(|last| last.code != code) {
                let drawing = Some((style.drawing.to_owned(), dye.clone()));
                let name = Some(style.name.to_owned());
                products.push(NewProduct { code, name, kind: ware.kind, drawing, variants: Vec::new() });
            }
            let variant = NewVariant { sku: ware.sku.clone(), name: Some(ware.name.clone()), dye: Some(dye) };
            products.last_mut().into_iter().for_each(|product| product.variants.push(variant.clone()));
        }
        Ok(products)
    }

    /// The ware with this SKU.
    pub fn get(&self, sku: &str) -> Option<&Ware> {
        self.by_sku.get(sku).map(|place| &self.wares[*place])
    }

    /// A garment of this style in this dye and size, all by their places; sizes beyond the last are the last.
    pub fn find(&self, style: usize, dye: usize, size: usize) -> Option<&Ware> {
        let style = &STYLES[style];
        let sizes = style.cut.sizes();
        self.get(&sku(style, DYES[dye].0, sizes[size.min(sizes.len() - 1)]))
    }

    /// What somebody with this taste takes in this month (0 is January).
    pub fn choose(&self, taste: &Taste, month: usize, dice: &mut Dice) -> Option<&Ware> {
        let gift = dice.chance(12);
        let fits = |style: &Style| style.cut.for_women().is_none_or(|women| women == taste.woman || gift);
        let weights = STYLES.iter().map(|style| u64::from(fits(style)) * style.liked * months(style.drawing)[month]);
        let style = dice.weigh(weights);
        let has = |dye: usize| STYLES[style].dyes.contains(&DYES[dye].0);
        let liked = taste.dyes.into_iter().find(|dye| has(*dye)).filter(|_| dice.chance(70));
        let dye = liked.unwrap_or_else(|| dice.weigh((0..DYES.len()).map(|dye| u64::from(has(dye)))));
        let size = if gift || dice.chance(12) { dice.between(1, 3) as usize } else { taste.size };
        self.find(style, dye, size)
    }
}

impl Ware {
    /// Its size, as people write it; the last word of its name.
    pub fn size(&self) -> &str {
        self.name.rsplit(", ").next().unwrap_or_default()
    }

    /// The same garment one size up, or down from the largest.
    pub fn next_size<'g>(&self, goods: &'g Goods) -> Option<&'g Ware> {
        let style = self.style?;
        let sizes = STYLES[style].cut.sizes();
        let here = sizes.iter().position(|size| self.sku.as_str().ends_with(&format!("-{size}")))?;
        let next = if here + 1 < sizes.len() { here + 1 } else { here.checked_sub(1)? };
        goods.find(style, self.dye, next)
    }

    /// The price of one with so many percent off.
    pub fn price(&self, off: i64) -> UnitPrice {
        UnitPrice(self.cents * (100 - off))
    }
}

fn sku(style: &Style, dye: &str, size: &str) -> String {
    let size = if size == "única" { "U" } else { size };
    format!("TL-{}-{dye}-{size}", style.code)
}
