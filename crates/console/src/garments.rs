//! The garment that stands for a product without a picture: one of Hilo's drawings in one of its dyes.

use catalog::products::Product;

const DRAWINGS: [&str; 8] = ["belt", "boots", "cardigan", "coat", "dress", "scarf", "sweater", "trousers"];
const DYES: [(&str, &str); 8] = [
    ("teja", "dye-teja"),
    ("brezo", "dye-brezo"),
    ("anil", "dye-anil"),
    ("crudo", "dye-crudo"),
    ("musgo", "dye-musgo"),
    ("tinta", "dye-tinta"),
    ("ocre", "dye-ocre"),
    ("camel", "dye-camel"),
];

/// A drawing and the class that dyes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Garment {
    /// The drawing's name in the sprite.
    pub drawing: &'static str,
    /// The class of its dye.
    pub dye: &'static str,
}

impl Garment {
    /// The garment of a product; `None` where it has none, or one that is not drawn.
    pub fn of(product: &Product) -> Option<Garment> {
        let drawing = DRAWINGS.into_iter().find(|drawing| Some(*drawing) == product.drawing.as_deref())?;
        let (_, dye) = DYES.into_iter().find(|(dye, _)| Some(*dye) == product.dye.as_deref())?;
        Some(Garment { drawing, dye })
    }
}
