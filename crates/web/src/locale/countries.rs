//! Countries by their two letters (ISO 3166-1), or by the English name that other systems wrote. A place that we do not
//! know is shown as it was told.

use super::Lang;

/// Code, English, Spanish; in the order of codes.
const NAMES: [(&str, &str, &str); 99] = [
    ("AD", "Andorra", "Andorra"),
    ("AE", "United Arab Emirates", "Emiratos Árabes Unidos"),
    ("AL", "Albania", "Albania"),
    ("AR", "Argentina", "Argentina"),
    ("AT", "Austria", "Austria"),
    ("AU", "Australia", "Australia"),
    ("BA", "Bosnia and Herzegovina", "Bosnia y Herzegovina"),
    ("BD", "Bangladesh", "Bangladés"),
    ("BE", "Belgium", "Bélgica"),
    ("BG", "Bulgaria", "Bulgaria"),
    ("BH", "Bahrain", "Baréin"),
    ("BM", "Bermuda", "Bermudas"),
    ("BO", "Bolivia", "Bolivia"),
    ("BR", "Brazil", "Brasil"),
    ("BY", "Belarus", "Bielorrusia"),
    ("CA", "Canada", "Canadá"),
    ("CH", "Switzerland", "Suiza"),
    ("CL", "Chile", "Chile"),
    ("CN", "China", "China"),
    ("CO", "Colombia", "Colombia"),
    ("CY", "Cyprus", "Chipre"),
    ("CZ", "Czechia", "Chequia"),
    ("DE", "Germany", "Alemania"),
    ("DK", "Denmark", "Dinamarca"),
    ("DO", "Dominican Republic", "República Dominicana"),
    ("EC", "Ecuador", "Ecuador"),
    ("EE", "Estonia", "Estonia"),
    ("EG", "Egypt", "Egipto"),
    ("ES", "Spain", "España"),
    ("ET", "Ethiopia", "Etiopía"),
    ("FI", "Finland", "Finlandia"),
    ("FR", "France", "Francia"),
    ("GB", "United Kingdom", "Reino Unido"),
    ("GE", "Georgia", "Georgia"),
    ("GG", "Guernsey", "Guernesey"),
    ("GI", "Gibraltar", "Gibraltar"),
    ("GR", "Greece", "Grecia"),
    ("GT", "Guatemala", "Guatemala"),
    ("HK", "Hong Kong", "Hong Kong"),
    ("HN", "Honduras", "Honduras"),
    ("HR", "Croatia", "Croacia"),
    ("HU", "Hungary", "Hungría"),
    ("ID", "Indonesia", "Indonesia"),
    ("IE", "Ireland", "Irlanda"),
    ("IL", "Israel", "Israel"),
    ("IN", "India", "India"),
    ("IS", "Iceland", "Islandia"),
    ("IT", "Italy", "Italia"),
    ("JE", "Jersey", "Jersey"),
    ("JO", "Jordan", "Jordania"),
    ("JP", "Japan", "Japón"),
    ("KE", "Kenya", "Kenia"),
    ("KH", "Cambodia", "Camboya"),
    ("KR", "South Korea", "Corea del Sur"),
    ("LB", "Lebanon", "Líbano"),
    ("LI", "Liechtenstein", "Liechtenstein"),
    ("LK", "Sri Lanka", "Sri Lanka"),
    ("LT", "Lithuania", "Lituania"),
    ("LU", "Luxembourg", "Luxemburgo"),
    ("LV", "Latvia", "Letonia"),
    ("MA", "Morocco", "Marruecos"),
    ("MC", "Monaco", "Mónaco"),
    ("MD", "Moldova", "Moldavia"),
    ("MG", "Madagascar", "Madagascar"),
    ("MK", "North Macedonia", "Macedonia del Norte"),
    ("MM", "Myanmar", "Birmania"),
    ("MT", "Malta", "Malta"),
    ("MU", "Mauritius", "Mauricio"),
    ("MX", "Mexico", "México"),
    ("MY", "Malaysia", "Malasia"),
    ("NG", "Nigeria", "Nigeria"),
    ("NL", "Netherlands", "Países Bajos"),
    ("NO", "Norway", "Noruega"),
    ("NP", "Nepal", "Nepal"),
    ("NZ", "New Zealand", "Nueva Zelanda"),
    ("PE", "Peru", "Perú"),
    ("PH", "Philippines", "Filipinas"),
    ("PK", "Pakistan", "Pakistán"),
    ("PL", "Poland", "Polonia"),
    ("PT", "Portugal", "Portugal"),
    ("RO", "Romania", "Rumanía"),
    ("RS", "Serbia", "Serbia"),
    ("SA", "Saudi Arabia", "Arabia Saudí"),
    ("SE", "Sweden", "Suecia"),
    ("SG", "Singapore", "Singapur"),
    ("SI", "Slovenia", "Eslovenia"),
    ("SK", "Slovakia", "Eslovaquia"),
    ("SN", "Senegal", "Senegal"),
    ("SV", "El Salvador", "El Salvador"),
    ("TH", "Thailand", "Tailandia"),
    ("TN", "Tunisia", "Túnez"),
    ("TR", "Türkiye", "Turquía"),
    ("TW", "Taiwan", "Taiwán"),
    ("UA", "Ukraine", "Ucrania"),
    ("US", "United States", "Estados Unidos"),
    ("UY", "Uruguay", "Uruguay"),
    ("VE", "Venezuela", "Venezuela"),
    ("VN", "Vietnam", "Vietnam"),
    ("ZA", "South Africa", "Sudáfrica"),
];

/// Names that other systems write, and places that are no country: as told in lower case, English, Spanish.
const ALIASES: [(&str, &str, &str); 9] = [
    ("channel islands", "Channel Islands", "Islas del Canal"),
    ("czech republic", "Czechia", "Chequia"),
    ("eire", "Ireland", "Irlanda"),
    ("european community", "European Community", "Comunidad Europea"),
    ("korea", "South Korea", "Corea del Sur"),
    ("rsa", "South Africa", "Sudáfrica"),
    ("unspecified", "Not specified", "Sin especificar"),
    ("usa", "United States", "Estados Unidos"),
    ("west indies", "West Indies", "Antillas"),
];

/// The name of a country from its code or from an English name; `None` for what we do not know.
pub fn name(lang: Lang, told: &str) -> Option<&'static str> {
    let told = told.trim();
    let by_code = NAMES.binary_search_by(|(known, ..)| (*known).cmp(told)).ok().map(|place| &NAMES[place]);
    let found = by_code
        .or_else(|| NAMES.iter().find(|(_, english, _)| english.eq_ignore_ascii_case(told)))
        .or_else(|| ALIASES.iter().find(|(known, ..)| known.eq_ignore_ascii_case(told)));
    found.map(|(_, en, es)| if lang == Lang::Es { *es } else { *en })
}

/// Every country that we know, by its name in a language.
pub fn all(lang: Lang) -> Vec<(&'static str, &'static str)> {
    let mut all: Vec<_> =
        NAMES.iter().map(|(code, en, es)| (*code, if lang == Lang::Es { *es } else { *en })).collect();
    all.sort_by_key(|(_, name)| base::text::folded(&[name]));
    all
}
