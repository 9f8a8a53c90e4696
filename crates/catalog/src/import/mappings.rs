//! What the columns of a plain table mean: guessed by their names, shown, changed by hand, and used again.

use std::{collections::BTreeMap, path::Path};

use base::{Error, Result, Spot};

use super::{
    tables::{Table, spot},
    words,
};

/// What a column is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The code of the product, which its variants share.
    Code,
    /// The SKU of the variant.
    Sku,
    /// Its number in the trade.
    Gtin,
    /// The product's name.
    Name,
    /// What is said of it.
    Description,
    /// Its brand.
    Brand,
    /// The price.
    Price,
    /// The price while it is reduced.
    SalePrice,
    /// Its categories.
    Category,
    /// Words that it is found by.
    Tags,
    /// Addresses of pictures.
    Picture,
    /// Whether it is for sale.
    State,
    /// Where it was made.
    Origin,
    /// What tells variants apart.
    Option(String),
    /// Something else that is said of the product.
    Attribute(String),
    /// Nothing that we keep.
    Ignore,
}

/// The words of fields in a mapping, and the names of columns by which they are guessed: slugs, Spanish and English.
const WORDS: [(&str, Field, &[&str]); 13] = [
    (
        "code",
        Field::Code,
        &["code", "codigo", "product-code", "modelo", "model", "style", "estilo", "parent", "handle"],
    ),
    (
        "sku",
        Field::Sku,
        &["sku", "referencia", "reference", "ref", "item", "articulo", "variant-sku", "codigo-articulo"],
    ),
    (
        "gtin",
        Field::Gtin,
        &["gtin", "ean", "ean13", "ean-13", "upc", "isbn", "barcode", "codigo-de-barras", "codigo-barras"],
    ),
    (
        "name",
        Field::Name,
        &["name", "nombre", "title", "titulo", "product", "producto", "product-name", "nombre-del-producto"],
    ),
    ("description", Field::Description, &["description", "descripcion", "body", "detalle", "details", "texto"]),
    ("brand", Field::Brand, &["brand", "marca", "vendor", "fabricante", "manufacturer"]),
    (
        "price",
        Field::Price,
        &["price", "precio", "pvp", "regular-price", "precio-normal", "precio-venta", "unit-price"],
    ),
    (
        "sale_price",
        Field::SalePrice,
        &["sale-price", "precio-rebajado", "precio-oferta", "rebaja", "oferta", "special-price"],
    ),
    (
        "category",
        Field::Category,
        &["category", "categoria", "categories", "categorias", "familia", "seccion", "department"],
    ),
    ("tags", Field::Tags, &["tags", "etiquetas", "keywords", "palabras-clave"]),
    (
        "picture",
        Field::Picture,
        &["image", "imagen", "images", "imagenes", "picture", "foto", "fotos", "photo", "image-url"],
    ),
    ("state", Field::State, &["state", "status", "estado", "active", "activo", "published", "publicado", "visible"]),
    (
        "origin",
        Field::Origin,
        &["origin", "origen", "country", "pais", "made-in", "country-of-origin", "pais-de-origen"],
    ),
];
const OPTIONS: [(&str, &[&str]); 2] =
    [("size", &["size", "talla", "tallas", "tamano"]), ("color", &["color", "colour", "colores"])];
const ATTRIBUTES: [(&str, &[&str]); 5] = [
    ("material", &["material", "materials", "tejido", "composicion", "composition", "fabric"]),
    ("gender", &["gender", "genero", "sexo"]),
    ("season", &["season", "temporada"]),
    ("pattern", &["pattern", "estampado"]),
    ("fit", &["fit", "corte"]),
];

impl Field {
    /// Every field that a column of a table may be, but for options and attributes, which have names.
    pub fn all() -> impl Iterator<Item = Field> {
        std::iter::once(Field::Ignore).chain(WORDS.iter().map(|(_, field, _)| field.clone()))
    }

    /// The field that a mapping names.
    pub fn parse(word: &str) -> Result<Field> {
        let unknown = || {
            let known: Vec<&str> = WORDS.iter().map(|(word, ..)| *word).collect();
            let known = known.join(", ");
            let says = format!("'{word}' is no field: {known}, option:NAME, attribute:NAME or ignore.");
            Error::invalid("mapping", says)
        };
        match word.trim().split_once(':') {
            Some(("option", name)) if !words::axis(name).is_empty() => Ok(Field::Option(words::axis(name))),
            Some(("attribute", name)) if !words::slug(name).is_empty() => Ok(Field::Attribute(words::slug(name))),
            None if ["ignore", ""].contains(&word.trim()) => Ok(Field::Ignore),
            None => WORDS
                .iter()
                .find(|(known, ..)| *known == word.trim())
                .map(|(_, field, _)| field.clone())
                .ok_or_else(unknown),
            Some(_) => Err(unknown()),
        }
    }

    /// The word of a field in a mapping.
    pub fn word(&self) -> String {
        match self {
            Field::Option(name) => format!("option:{name}"),
            Field::Attribute(name) => format!("attribute:{name}"),
            Field::Ignore => "ignore".to_owned(),
            field => WORDS.iter().find(|(_, known, _)| known == field).map_or("ignore", |(word, ..)| word).to_owned(),
        }
    }

    /// What a column of this name most likely is.
    fn guess(name: &str) -> Field {
        let slug = words::slug(name);
        let is = |names: &[&str]| names.contains(&slug.as_str());
        let field = WORDS.iter().find(|(_, _, names)| is(names)).map(|(_, field, _)| field.clone());
        let option = OPTIONS.iter().find(|(_, names)| is(names)).map(|(axis, _)| Field::Option((*axis).to_owned()));
        let attribute =
            ATTRIBUTES.iter().find(|(_, names)| is(names)).map(|(code, _)| Field::Attribute((*code).to_owned()));
        field.or(option).or(attribute).unwrap_or(Field::Ignore)
    }
}

impl serde::Serialize for Field {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.word())
    }
}

impl<'de> serde::Deserialize<'de> for Field {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Field::parse(&word).map_err(serde::de::Error::custom)
    }
}

impl schemars::JsonSchema for Field {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "import_field".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        String::json_schema(generator)
    }
}

/// What each column of a table is, by its name.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[schemars(rename = "ImportMapping")]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// Column and field.
    pub columns: BTreeMap<String, Field>,
}

impl Mapping {
    /// What the columns of a table most likely are. Of two that could be the same, the first is.
    pub fn guess(table: &Table) -> Mapping {
        let mut taken = Vec::new();
        let mut columns = BTreeMap::new();
        for name in table.names().iter().filter(|name| !name.is_empty()) {
            let field = Some(Field::guess(name)).filter(|field| !taken.contains(field)).unwrap_or(Field::Ignore);
            if field != Field::Ignore && field != Field::Picture {
                taken.push(field.clone());
            }
            columns.entry(name.clone()).or_insert(field);
        }
        // A code alone is what one orders by.
        if !taken.contains(&Field::Sku)
            && let Some(code) = columns.values_mut().find(|field| **field == Field::Code)
        {
            *code = Field::Sku;
        }
        Mapping { columns }
    }

    /// Reads a mapping from its file.
    pub fn load(path: &Path) -> Result<Mapping> {
        let cannot = |error: &dyn std::fmt::Display| {
            Error::invalid("mapping", format!("{} is no mapping: {error}.", path.display()))
        };
        let text = std::fs::read_to_string(path).map_err(|error| cannot(&error))?;
        serde_json::from_str(&text).map_err(|error| cannot(&error))
    }

    /// Writes a mapping into a file that is not there yet.
    pub fn save(&self, path: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(self).map_err(Error::internal)?;
        let cannot =
            |error| Error::invalid("mapping", format!("Cannot write the mapping to {}: {error}.", path.display()));
        std::fs::write(path, text + "\n").map_err(cannot)
    }

    /// Refuses a table that it does not fit.
    pub fn check(&self, table: &Table) -> Result<()> {
        let missing = self.columns.iter().filter(|(_, field)| **field != Field::Ignore);
        let missing: Vec<&str> =
            missing.map(|(name, _)| name.as_str()).filter(|name| !table.has(&name.to_lowercase())).collect();
        let path = table.path.display();
        let mut taken: Vec<&Field> = Vec::new();
        for field in self.columns.values().filter(|field| ![Field::Ignore, Field::Picture].contains(field)) {
            if taken.contains(&field) {
                let says = format!("{path}: two columns are said to be {}. Only one can be.", field.word());
                return Err(Error::invalid("mapping-twice", says).in_file(spot(&table.path, None)));
            }
            taken.push(field);
        }
        if !missing.is_empty() {
            let says = format!("{path} has no column {}. Change the mapping, or make one anew.", missing.join(", "));
            return Err(Error::invalid("mapping-column", says).in_file(spot(&table.path, None)));
        }
        if !self.columns.values().any(|field| [Field::Sku, Field::Code].contains(field)) {
            let columns = table.names().join(", ");
            let says = format!(
                "{path}: none of its columns is known to be the SKU. Save a mapping with --mapping FILE --dry-run, \
                 name the column there, and import with it."
            );
            let shows = Some(format!("The columns are: {columns}."));
            let spot = Spot { shows, ..spot(&table.path, None) };
            return Err(Error::invalid("mapping-sku", says).in_file(spot));
        }
        Ok(())
    }

    /// The columns of a field, in lower case.
    pub fn of(&self, field: &Field) -> Vec<String> {
        self.columns.iter().filter(|(_, one)| *one == field).map(|(name, _)| name.to_lowercase()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_guessed_in_both_languages() {
        let cases = [
            ("Referencia", Field::Sku),
            ("C\u{f3}digo de barras", Field::Gtin),
            ("PVP", Field::Price),
            ("T\u{ed}tulo", Field::Name),
            ("Talla", Field::Option("size".into())),
            ("Colour", Field::Option("color".into())),
            ("Composici\u{f3}n", Field::Attribute("material".into())),
            ("Sale price", Field::SalePrice),
            ("Stock", Field::Ignore),
        ];
        for (name, expected) in cases {
            assert_eq!(Field::guess(name), expected, "{name}");
        }
        for word in ["sku", "option:size", "attribute:fit", "ignore", "sale_price"] {
            assert_eq!(Field::parse(word).expect(word).word(), word);
        }
        for word in ["price2", "option:", "shape:x"] {
            assert!(Field::parse(word).is_err(), "{word}");
        }
    }
}
