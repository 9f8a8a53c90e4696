//! What the catalog's texts name: categories, seasons, attributes, makers and size grids.

use std::collections::BTreeMap;

use base::{Cx, Result, Time};
use catalog::{
    attributes::{self, Attribute, Maker, Size, SizeGrid, Values},
    categories::{self, Collection, NewCategory},
};
use store::Tx;

use super::{OI26, PERMANENT, PV26};
use crate::demo::styles::{Cut, Style};

/// Categories, in the order in which a menu shows them.
const CATEGORIES: [(&str, &str); 18] = [
    ("mujer", "Mujer"),
    ("mujer/vestidos", "Vestidos"),
    ("mujer/jerseis", "Jerséis"),
    ("mujer/cardigans", "Cárdigans"),
    ("mujer/abrigos", "Abrigos"),
    ("mujer/pantalones", "Pantalones"),
    ("mujer/botas", "Botas y botines"),
    ("hombre", "Hombre"),
    ("hombre/jerseis", "Jerséis"),
    ("hombre/cardigans", "Cárdigans"),
    ("hombre/abrigos", "Abrigos"),
    ("hombre/pantalones", "Pantalones"),
    ("hombre/botas", "Botas"),
    ("accesorios", "Accesorios"),
    ("accesorios/cinturones", "Cinturones"),
    ("accesorios/bufandas", "Bufandas y fulares"),
    (PRESENTS, "Para regalar"),
    (SERVICES, "Servicios"),
];
/// What people give.
pub const PRESENTS: &str = "regalos";
/// What the shops do beside selling.
pub const SERVICES: &str = "servicios";

/// Seasons and collections: code, name, first and last moment.
const SEASONS: [(&str, &str, Option<[&str; 2]>); 3] = [
    (PV26, "Primavera-verano 2026", Some(["2026-02-01T00:00:00Z", "2026-09-01T00:00:00Z"])),
    (OI26, "Otoño-invierno 2026", Some(["2026-08-15T00:00:00Z", "2027-03-01T00:00:00Z"])),
    (PERMANENT, "Permanente", None),
];

/// Attributes: code, name, values, unit, whether a search narrows down by it.
const ATTRIBUTES: [(&str, &str, Values, Option<&str>, bool); 8] = [
    ("neckline", "Escote", Values::Choice, None, true),
    ("sleeve", "Manga", Values::Choice, None, true),
    ("fit", "Corte", Values::Choice, None, true),
    ("length", "Largo", Values::Choice, None, true),
    ("closure", "Cierre", Values::Choice, None, true),
    ("heel", "Tacón", Values::Number, Some("cm"), true),
    ("width", "Ancho", Values::Number, Some("cm"), false),
    ("measures", "Medidas", Values::Text, None, false),
];

/// Makers: code, name, address, address on line, country.
const MAKERS: [[&str; 5]; 6] = [
    [
        "arousa",
        "Puntos de Arousa, S. Coop. Galega",
        "Rúa do Peirao 8, 36600 Vilagarcía de Arousa, España",
        "taller@puntosdearousa.example",
        "ES",
    ],
    [
        "bejar",
        "Paños Cuerpo de Hombre, S. L.",
        "Calle de los Telares 3, 37700 Béjar, España",
        "hola@panosbejar.example",
        "ES",
    ],
    [
        "cavado",
        "Malhas do Cávado, Lda.",
        "Rua do Tear 112, 4750-310 Barcelos, Portugal",
        "geral@malhasdocavado.example",
        "PT",
    ],
    [
        "deza",
        "Confecciones Deza, S. L.",
        "Rúa da Agulla 31, 36500 Lalín, España",
        "taller@confeccionesdeza.example",
        "ES",
    ],
    [
        "meao",
        "Calçado Monte Meão, Lda.",
        "Rua da Sola 45, 4610-108 Felgueiras, Portugal",
        "geral@montemeao.example",
        "PT",
    ],
    [
        "ubrique",
        "Guarnicioneros del Tavizna, S. L.",
        "Calle del Cuero 9, 11600 Ubrique, España",
        "taller@tavizna.example",
        "ES",
    ],
];

/// What a size measures, in millimeters.
type Measure = (&'static str, &'static [(i64, i64)]);

/// The size grids: of which cut, code, name, and what the sizes measure on the body.
const GRIDS: [(Cut, &str, &str, &[Measure]); 8] = [
    (
        Cut::Woman,
        "mujer",
        "Mujer",
        &[
            ("chest", &[(800, 840), (840, 880), (880, 940), (940, 1_000), (1_000, 1_070)]),
            ("waist", &[(620, 660), (660, 700), (700, 760), (760, 820), (820, 890)]),
            ("hip", &[(860, 900), (900, 940), (940, 1_000), (1_000, 1_060), (1_060, 1_130)]),
        ],
    ),
    (
        Cut::Man,
        "hombre",
        "Hombre",
        &[
            ("chest", &[(880, 940), (940, 1_000), (1_000, 1_060), (1_060, 1_120), (1_120, 1_200)]),
            ("waist", &[(760, 820), (820, 880), (880, 940), (940, 1_000), (1_000, 1_080)]),
        ],
    ),
    (
        Cut::WomanTrousers,
        "pantalon-mujer",
        "Pantalón de mujer",
        &[
            ("waist", &[(600, 640), (640, 680), (680, 720), (720, 760), (760, 800)]),
            ("hip", &[(860, 900), (900, 940), (940, 980), (980, 1_020), (1_020, 1_060)]),
        ],
    ),
    (
        Cut::ManTrousers,
        "pantalon-hombre",
        "Pantalón de hombre",
        &[
            ("waist", &[(760, 800), (800, 840), (840, 880), (880, 920), (920, 960)]),
            ("hip", &[(920, 960), (960, 1_000), (1_000, 1_040), (1_040, 1_080), (1_080, 1_120)]),
        ],
    ),
    (
        Cut::ManCoat,
        "abrigo-hombre",
        "Abrigo de hombre",
        &[
            ("chest", &[(900, 940), (940, 980), (980, 1_020), (1_020, 1_060), (1_060, 1_100)]),
            ("waist", &[(780, 820), (820, 860), (860, 900), (900, 950), (950, 1_000)]),
        ],
    ),
    (
        Cut::WomanBoots,
        "calzado-mujer",
        "Calzado de mujer",
        &[("foot", &[(226, 231), (232, 237), (238, 244), (245, 251), (252, 258)])],
    ),
    (
        Cut::ManBoots,
        "calzado-hombre",
        "Calzado de hombre",
        &[("foot", &[(259, 264), (265, 271), (272, 278), (279, 284), (285, 291)])],
    ),
    (Cut::One, "unica", "Talla única", &[]),
];

/// Makes sure that all of them exist.
pub fn ensure(cx: &Cx, tx: &mut Tx) -> Result<()> {
    let category = |(place, (code, name)): (i64, &(&str, &str))| NewCategory {
        code: (*code).to_owned(),
        name: Some((*name).to_owned()),
        place: Some(place),
    };
    categories::ensure(cx, tx, &(0_i64..).zip(&CATEGORIES).map(category).collect::<Vec<_>>())?;
    categories::ensure_collections(cx, tx, &collections())?;
    let attribute =
        |(place, (code, name, values, unit, is_facet)): (i64, &(&str, &str, Values, Option<&str>, bool))| Attribute {
            code: (*code).to_owned(),
            name: (*name).to_owned(),
            values: *values,
            unit: unit.map(str::to_owned),
            is_facet: *is_facet,
            is_searched: false,
            place,
        };
    attributes::ensure(cx, tx, &(0_i64..).zip(&ATTRIBUTES).map(attribute).collect::<Vec<_>>())?;
    let maker = |[code, name, address, email, _]: &[&str; 5]| Maker {
        code: (*code).to_owned(),
        name: (*name).to_owned(),
        address: Some((*address).to_owned()),
        email: Some((*email).to_owned()),
        in_union: true,
    };
    attributes::ensure_makers(cx, tx, &MAKERS.iter().map(maker).collect::<Vec<_>>())?;
    attributes::ensure_grids(cx, tx, &GRIDS.iter().map(grid).collect::<Vec<_>>())
}

fn collections() -> Vec<Collection> {
    let collection = |(code, name, span): &(&str, &str, Option<[&str; 2]>)| {
        let moment = |end: usize| span.and_then(|span| Time::parse_rfc3339(span[end]));
        let (code, name) = ((*code).to_owned(), (*name).to_owned());
        Collection { code, name, is_season: span.is_some(), starts_at: moment(0), ends_at: moment(1) }
    };
    SEASONS.iter().map(collection).collect()
}

fn grid((cut, code, name, measures): &(Cut, &str, &str, &[Measure])) -> SizeGrid {
    let size = |(place, size): (usize, &&str)| {
        let measured = measures.iter().filter_map(|(what, spans)| Some(((*what).to_owned(), *spans.get(place)?)));
        Size { size: (*size).to_owned(), measures: measured.collect::<BTreeMap<_, _>>() }
    };
    let sizes = cut.sizes().iter().enumerate().map(size).collect();
    SizeGrid { code: (*code).to_owned(), name: (*name).to_owned(), sizes }
}

/// The code of the size grid of a cut.
pub fn grid_of(cut: Cut) -> Option<String> {
    GRIDS.iter().find(|(of, ..)| *of == cut).map(|(_, code, ..)| (*code).to_owned())
}

/// The country of a maker.
pub fn country_of(maker: &str) -> Option<String> {
    MAKERS.iter().find(|[code, ..]| *code == maker).map(|[.., country]| (*country).to_owned())
}

/// The categories of a style, the one that its page stands in first.
pub fn of(style: &Style) -> Vec<String> {
    let for_whom = if style.cut.for_women() == Some(false) { "hombre" } else { "mujer" };
    let shelf = match style.drawing {
        "dress" => "vestidos",
        "sweater" => "jerseis",
        "cardigan" => "cardigans",
        "coat" => "abrigos",
        "trousers" => "pantalones",
        "boots" => "botas",
        "belt" => return vec!["accesorios/cinturones".to_owned(), PRESENTS.to_owned()],
        _ => return vec!["accesorios/bufandas".to_owned(), PRESENTS.to_owned()],
    };
    vec![format!("{for_whom}/{shelf}")]
}
