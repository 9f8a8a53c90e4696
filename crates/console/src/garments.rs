//! The garment that stands for a product without a picture: one of Hilo's drawings in one of its dyes.

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
    /// The garment of a drawing in a dye; `None` where there is none, or one that is not drawn.
    pub fn of(drawing: Option<&String>, dye: Option<&String>) -> Option<Garment> {
        let drawing = DRAWINGS.into_iter().find(|known| drawing.is_some_and(|drawing| drawing == known))?;
        let (_, dye) = DYES.into_iter().find(|(known, _)| dye.is_some_and(|dye| dye == known))?;
        Some(Garment { drawing, dye })
    }
}
