//! What Telar sells: some eighty styles, the dyes they come in and the sizes they are cut in.

/// How a style is cut: its sizes, and whom it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// Letters, for women.
    Woman,
    /// Letters, for men.
    Man,
    /// Trousers for women.
    WomanTrousers,
    /// Trousers for men.
    ManTrousers,
    /// Coats for men.
    ManCoat,
    /// Boots for women.
    WomanBoots,
    /// Boots for men.
    ManBoots,
    /// One size for everybody.
    One,
}

impl Cut {
    /// The sizes, smallest first.
    pub const fn sizes(self) -> &'static [&'static str] {
        match self {
            Cut::Woman => &["XS", "S", "M", "L", "XL"],
            Cut::Man => &["S", "M", "L", "XL", "XXL"],
            Cut::WomanTrousers => &["34", "36", "38", "40", "42"],
            Cut::ManTrousers => &["38", "40", "42", "44", "46"],
            Cut::ManCoat => &["46", "48", "50", "52", "54"],
            Cut::WomanBoots => &["36", "37", "38", "39", "40"],
            Cut::ManBoots => &["41", "42", "43", "44", "45"],
            Cut::One => &["única"],
        }
    }

    /// Whether it is for women; `None` where it is for everybody.
    pub const fn for_women(self) -> Option<bool> {
        match self {
            Cut::Woman | Cut::WomanTrousers | Cut::WomanBoots => Some(true),
            Cut::Man | Cut::ManTrousers | Cut::ManCoat | Cut::ManBoots => Some(false),
            Cut::One => None,
        }
    }
}

/// A dye: how a SKU writes it, the word of its class, and how people write it.
pub const DYES: [(&str, &str, &str); 8] = [
    ("TEJ", "teja", "teja"),
    ("BRE", "brezo", "brezo"),
    ("ANI", "anil", "añil"),
    ("CRU", "crudo", "crudo"),
    ("MUS", "musgo", "musgo"),
    ("TIN", "tinta", "tinta"),
    ("OCR", "ocre", "ocre"),
    ("CAM", "camel", "camel"),
];

/// A style.
#[derive(Debug)]
pub struct Style {
    /// How a SKU writes it.
    pub code: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The garment that is drawn for it.
    pub drawing: &'static str,
    /// How it is cut.
    pub cut: Cut,
    /// Its full price, in cents.
    pub cents: i64,
    /// Its dyes, as a SKU writes them.
    pub dyes: &'static [&'static str],
    /// How much it sells beside the others.
    pub liked: u64,
}

type Dyes = &'static [&'static str];

macro_rules! styles {
    ($($code:literal $name:literal $drawing:literal $cut:ident $cents:literal $liked:literal [$($dye:literal)+];)+) => {
        /// Every style.
        pub const STYLES: &[Style] = &[$(Style {
            code: $code,
            name: $name,
            drawing: $drawing,
            cut: Cut::$cut,
            cents: $cents,
            dyes: &[$($dye),+] as Dyes,
            liked: $liked,
        }),+];
    };
}

styles! {
    "ALB" "Vestido Alba" "dress" Woman 7990 24 ["TEJ" "ANI" "TIN"];
    "LUN" "Vestido Luna" "dress" Woman 8990 8 ["TIN" "MUS"];
    "MAR" "Vestido Marisma" "dress" Woman 6990 11 ["ANI" "CRU"];
    "JAR" "Vestido Jara" "dress" Woman 5990 13 ["TEJ" "OCR" "CRU"];
    "ROM" "Vestido Romero" "dress" Woman 7490 7 ["MUS" "BRE"];
    "ALM" "Vestido Almendra" "dress" Woman 9990 5 ["CRU" "CAM"];
    "VEG" "Vestido Vega" "dress" Woman 6490 9 ["ANI" "BRE"];
    "SAL" "Vestido Salina" "dress" Woman 8490 6 ["CRU" "TIN"];
    "NIE" "Vestido Niebla" "dress" Woman 10990 4 ["BRE" "TIN"];
    "BRE" "Jersey Brezo" "sweater" Woman 6990 22 ["BRE" "TEJ" "ANI" "CRU" "MUS"];
    "DON" "Jersey Donosti" "sweater" Woman 5990 14 ["ANI" "CRU"];
    "SOR" "Cuello vuelto Soria" "sweater" Woman 7490 9 ["CRU" "CAM" "TIN"];
    "URB" "Jersey Urbasa" "sweater" Woman 6490 7 ["MUS" "OCR"];
    "LIE" "Jersey Liébana" "sweater" Woman 7990 6 ["TEJ" "CRU"];
    "PIN" "Jersey Pinar" "sweater" Woman 4990 12 ["CRU" "MUS" "TIN"];
    "ORD" "Jersey Ordesa" "sweater" Woman 8990 4 ["BRE" "CAM"];
    "GRE" "Jersey Gredos" "sweater" Man 6990 13 ["ANI" "MUS" "TIN"];
    "MON" "Jersey Moncayo" "sweater" Man 7490 8 ["TEJ" "TIN"];
    "TEI" "Jersey Teide" "sweater" Man 8490 5 ["OCR" "CRU"];
    "NAV" "Jersey Navia" "sweater" Man 5990 10 ["ANI" "CRU"];
    "COR" "Cuello vuelto Cabrera" "sweater" Man 7990 5 ["CAM" "TIN"];
    "IRA" "Cárdigan Irati" "cardigan" Woman 7990 16 ["OCR" "CAM" "MUS"];
    "OLM" "Cárdigan Olmo" "cardigan" Woman 6990 8 ["BRE" "CRU"];
    "SAU" "Cárdigan Sauce" "cardigan" Woman 7490 6 ["MUS" "TIN"];
    "ARC" "Cárdigan Arce" "cardigan" Woman 8990 5 ["TEJ" "CAM"];
    "HAY" "Cárdigan Haya" "cardigan" Woman 5990 9 ["CRU" "ANI"];
    "ROB" "Cárdigan Roble" "cardigan" Man 8490 6 ["CAM" "TIN"];
    "ENC" "Cárdigan Encina" "cardigan" Man 7990 5 ["MUS" "ANI"];
    "SEG" "Abrigo Segovia" "coat" Woman 17900 7 ["CAM" "TIN"];
    "TOR" "Abrigo Tormes" "coat" Woman 15900 6 ["CRU" "TEJ"];
    "LLU" "Gabardina Lluvia" "coat" Woman 12900 8 ["CAM" "TIN"];
    "DUN" "Chaquetón Duna" "coat" Woman 13900 5 ["OCR" "MUS"];
    "ANC" "Parka Ancares" "coat" Woman 14900 5 ["MUS" "ANI"];
    "ABI" "Abrigo Irati" "coat" ManCoat 18900 6 ["CAM" "TIN"];
    "NOR" "Gabardina Norte" "coat" ManCoat 13900 5 ["CAM" "ANI"];
    "CAN" "Chaquetón Cantil" "coat" ManCoat 14900 4 ["TIN" "MUS"];
    "DUE" "Pantalón Duero" "trousers" WomanTrousers 5990 16 ["TIN" "CRU" "CAM"];
    "EBR" "Pantalón Ebro" "trousers" WomanTrousers 5490 10 ["ANI" "CRU"];
    "SEL" "Pantalón Sella" "trousers" WomanTrousers 6490 7 ["MUS" "TIN"];
    "MIN" "Pantalón Miño" "trousers" WomanTrousers 4990 11 ["ANI" "TEJ"];
    "GEN" "Pantalón Genil" "trousers" WomanTrousers 6990 5 ["CAM" "TIN"];
    "TAJ" "Pantalón Tajo" "trousers" ManTrousers 5990 12 ["ANI" "TIN" "CAM"];
    "TUR" "Pantalón Turia" "trousers" ManTrousers 6490 8 ["CRU" "MUS"];
    "JUC" "Pantalón Júcar" "trousers" ManTrousers 5490 9 ["ANI" "TIN"];
    "NAL" "Pantalón Nalón" "trousers" ManTrousers 6990 5 ["CAM" "TIN"];
    "CUE" "Botines Cuesta" "boots" WomanBoots 9990 8 ["TIN" "CAM"];
    "RIB" "Botas Ribera" "boots" WomanBoots 13900 6 ["CAM" "TIN"];
    "SEN" "Botines Senda" "boots" WomanBoots 10990 5 ["TEJ" "TIN"];
    "SIE" "Botas Sierra" "boots" ManBoots 12900 7 ["TIN" "CAM"];
    "CAL" "Botas Calzada" "boots" ManBoots 11990 5 ["CAM" "TIN"];
    "NUD" "Cinturón Nudo" "belt" One 3990 14 ["CAM" "TIN"];
    "TRE" "Cinturón Trenza" "belt" One 3490 8 ["CAM" "TEJ"];
    "HEB" "Cinturón Hebilla" "belt" One 2990 9 ["TIN" "CAM"];
    "LAZ" "Cinturón Lazo" "belt" One 2490 6 ["BRE" "CRU"];
    "LIN" "Bufanda Lino" "scarf" One 3990 12 ["ANI" "CRU" "TEJ"];
    "BEJ" "Bufanda Béjar" "scarf" One 4490 9 ["BRE" "MUS" "CAM"];
    "ALP" "Fular Alpaca" "scarf" One 4990 6 ["CRU" "CAM"];
    "CIE" "Bufanda Cierzo" "scarf" One 3490 8 ["ANI" "TIN" "OCR"];
    "MIS" "Chal Mistral" "scarf" One 5990 5 ["BRE" "TEJ"];
    "BRI" "Fular Brisa" "scarf" One 2990 10 ["CRU" "ANI" "OCR"];
    "XES" "Vestido Xesta" "dress" Woman 6990 3 ["OCR" "CRU"];
    "RIA" "Vestido Ría" "dress" Woman 7990 3 ["ANI" "CRU"];
    "CAR" "Vestido Carballo" "dress" Woman 7490 3 ["MUS" "TIN"];
    "AMA" "Vestido Amapola" "dress" Woman 4990 3 ["TEJ" "CRU"];
    "FIN" "Jersey Finisterre" "sweater" Woman 8490 3 ["ANI" "TIN"];
    "BAI" "Jersey Baiona" "sweater" Woman 5490 3 ["CRU" "ANI"];
    "OUR" "Jersey Ourense" "sweater" Man 6490 3 ["MUS" "CRU"];
    "MUX" "Jersey Muxía" "sweater" Man 8990 2 ["CRU" "TIN"];
    "LUG" "Cárdigan Lugo" "cardigan" Man 7490 3 ["TIN" "OCR"];
    "CED" "Cárdigan Cedro" "cardigan" Woman 6490 3 ["CRU" "TEJ"];
    "COU" "Abrigo Courel" "coat" Woman 19900 2 ["TIN" "MUS"];
    "ORB" "Chubasquero Orballo" "coat" Woman 9990 2 ["OCR" "ANI"];
    "TRA" "Parka Traba" "coat" ManCoat 15900 2 ["MUS" "TIN"];
    "LIM" "Pantalón Limia" "trousers" WomanTrousers 5990 3 ["CRU" "OCR"];
    "EUM" "Pantalón Eume" "trousers" WomanTrousers 6990 2 ["TIN" "BRE"];
    "TAM" "Pantalón Tambre" "trousers" ManTrousers 5990 2 ["CRU" "CAM"];
    "PED" "Botines Pedra" "boots" WomanBoots 11490 2 ["CAM" "TIN"];
    "MUR" "Botas Muralla" "boots" ManBoots 13490 2 ["TIN" "CAM"];
    "COS" "Cinturón Costura" "belt" One 3290 3 ["TIN" "CAM"];
    "GAL" "Bufanda Galerna" "scarf" One 4290 3 ["MUS" "TIN" "TEJ"];
    "ORZ" "Pañuelo Orzán" "scarf" One 2790 3 ["ANI" "CRU"];
}

/// How much a garment sells in each month, January first.
pub const fn months(drawing: &str) -> &'static [u64; 12] {
    match drawing.as_bytes() {
        b"coat" => &[16, 9, 5, 2, 1, 1, 2, 2, 6, 13, 18, 15],
        b"boots" => &[14, 8, 5, 2, 1, 1, 2, 2, 8, 14, 16, 13],
        b"scarf" => &[13, 9, 6, 4, 3, 3, 3, 3, 6, 10, 15, 20],
        b"sweater" => &[15, 11, 8, 5, 3, 2, 3, 3, 9, 14, 16, 17],
        b"cardigan" => &[11, 10, 10, 9, 6, 4, 4, 4, 10, 12, 12, 12],
        b"dress" => &[6, 6, 10, 14, 17, 17, 16, 12, 9, 8, 8, 9],
        b"trousers" => &[10, 10, 11, 11, 11, 10, 11, 8, 11, 10, 9, 9],
        _ => &[8, 8, 9, 9, 10, 10, 10, 9, 9, 9, 11, 15],
    }
}
