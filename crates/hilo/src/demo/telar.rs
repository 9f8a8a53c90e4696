//! Telar's catalog: what is said of each style, in Spanish and in English, and where it stands.

mod belts;
mod boots;
mod cardigans;
mod coats;
mod dresses;
mod english;
mod scarves;
mod shelves;
mod sweaters;
pub mod tell;
mod trousers;

/// The seasons of the catalog, and what is made every year.
const OI26: &str = "oi26";
const PV26: &str = "pv26";
const PERMANENT: &str = "permanente";

/// How things are looked after, by their cloth.
const COTTON: &[&str] = &["wash_30", "bleach_no", "tumble_no", "dry_line", "iron_150"];
const LINEN: &[&str] = &["wash_30_mild", "bleach_no", "tumble_no", "dry_line_shade", "iron_200"];
const VISCOSE: &[&str] = &["wash_30_mild", "bleach_no", "tumble_no", "dry_line", "iron_110", "clean_p"];
const WOOL: &[&str] = &["wash_30_very_mild", "bleach_no", "tumble_no", "dry_flat", "iron_110", "clean_p"];
const HAND: &[&str] = &["wash_hand", "bleach_no", "tumble_no", "dry_flat", "iron_110", "clean_p"];
const COAT: &[&str] = &["wash_no", "bleach_no", "tumble_no", "iron_110", "clean_p"];
const RAIN: &[&str] = &["wash_30_mild", "bleach_no", "tumble_no", "dry_drip_line", "iron_no", "clean_no"];
const LEATHER: &[&str] = &["wash_no", "bleach_no", "tumble_no", "iron_no", "clean_no"];

/// What is said of a style.
struct Text {
    /// How a SKU writes the style.
    code: &'static str,
    /// Its name in English.
    name: &'static str,
    /// What is said of it in Spanish.
    es: &'static str,
    /// The same in English.
    en: &'static str,
    /// Its cloth: percent and fiber.
    cloth: &'static [(u8, &'static str)],
    /// Its lining, where it has one.
    lining: &'static [(u8, &'static str)],
    /// How it is looked after.
    care: &'static [&'static str],
    /// Who makes it.
    maker: &'static str,
    /// Its season.
    season: &'static str,
    /// Its attributes.
    traits: &'static [(&'static str, &'static str)],
    /// The styles that are shown beside it.
    with: &'static [&'static str],
}

/// All that is said.
fn texts() -> impl Iterator<Item = &'static Text> {
    let shelves = [
        dresses::DRESSES,
        sweaters::SWEATERS,
        cardigans::CARDIGANS,
        coats::COATS,
        trousers::TROUSERS,
        boots::BOOTS,
        belts::BELTS,
        scarves::SCARVES,
    ];
    shelves.into_iter().flatten()
}
