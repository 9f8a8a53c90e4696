//! What the catalog's lists are called in English.

use base::{Cx, Result};
use catalog::translations::{self, Kind, Named, ToldName};
use store::Tx;

/// Names and values as the lists have them, and in English.
const NAMES: [(&str, &str); 68] = [
    ("Mujer", "Women"),
    ("Hombre", "Men"),
    ("Vestidos", "Dresses"),
    ("Jerséis", "Sweaters"),
    ("Cárdigans", "Cardigans"),
    ("Abrigos", "Coats"),
    ("Pantalones", "Trousers"),
    ("Botas y botines", "Boots and ankle boots"),
    ("Botas", "Boots"),
    ("Accesorios", "Accessories"),
    ("Cinturones", "Belts"),
    ("Bufandas y fulares", "Scarves and foulards"),
    ("Para regalar", "Presents"),
    ("Servicios", "Services"),
    ("Primavera-verano 2026", "Spring-summer 2026"),
    ("Otoño-invierno 2026", "Autumn-winter 2026"),
    ("Permanente", "Always there"),
    ("Escote", "Neckline"),
    ("Manga", "Sleeves"),
    ("Corte", "Fit"),
    ("Largo", "Length"),
    ("Cierre", "Closure"),
    ("Tacón", "Heel"),
    ("Ancho", "Width"),
    ("Medidas", "Measures"),
    ("barco", "boat"),
    ("caja", "crew"),
    ("camisero", "shirt"),
    ("capucha", "hood"),
    ("chal", "shawl"),
    ("cuadrado", "square"),
    ("cuello alto", "turtleneck"),
    ("pico", "V-neck"),
    ("redondo", "round"),
    ("solapa", "lapel"),
    ("vuelto", "rollneck"),
    ("corta", "short"),
    ("larga", "long"),
    ("sin manga", "sleeveless"),
    ("tres cuartos", "three-quarter"),
    ("ajustado", "tight"),
    ("amplio", "loose"),
    ("ancho", "wide"),
    ("campana", "flared"),
    ("cónico", "tapered"),
    ("entallado", "fitted"),
    ("evasé", "A-line"),
    ("recto", "straight"),
    ("corto", "short"),
    ("largo", "long"),
    ("midi", "midi"),
    ("tobillero", "ankle"),
    ("botones", "buttons"),
    ("cordones", "laces"),
    ("cremallera", "zip"),
    ("elástico", "elastic"),
    ("hebilla", "buckle"),
    ("lazada", "bow"),
    ("presillas", "loops"),
    ("teja", "terracotta"),
    ("brezo", "heather"),
    ("añil", "indigo"),
    ("crudo", "ecru"),
    ("musgo", "moss"),
    ("tinta", "ink"),
    ("ocre", "ocher"),
    ("camel", "camel"),
    ("única", "one size"),
];

/// Tells the names that are not told yet. A size of letters or digits is the same in every language.
pub fn ensure(cx: &Cx, tx: &mut Tx) -> Result<()> {
    let told = |one: Named| {
        let known = NAMES.iter().find(|(name, _)| *name == one.name).map(|(_, text)| (*text).to_owned());
        let same = || match (one.kind, one.code.as_str()) {
            (Kind::Axis, "color") => Some("Color".to_owned()),
            (Kind::Axis, "size") => Some("Size".to_owned()),
            (Kind::OptionValue, "size") => Some(one.value.clone()),
            _ => None,
        };
        let text = known.or_else(same)?;
        Some(ToldName { kind: one.kind, code: one.code, value: one.value, language: "en".to_owned(), text })
    };
    let names = translations::names(tx, "en")?.into_iter().filter(|one| one.text.is_none());
    let told: Vec<ToldName> = names.filter_map(told).collect();
    translations::keep(cx, tx, &told)
}
