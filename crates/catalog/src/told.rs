//! A product as somebody tells it: the API, a page, a file. What is left out stays as it is; a list that is there takes
//! the place of the one before.

use std::collections::BTreeMap;

use base::{
    Error, Result, iso,
    text::{self, hidden},
};

use crate::{
    pictures::PictureId,
    products::{Kind, State},
    variants::{Gtin, Sku},
};

/// Variants that one product may have.
pub const VARIANTS: usize = 2_000;
/// Axes that tell the variants of a product apart.
pub const AXES: usize = 4;
/// Pictures that show one product.
pub const PICTURES: usize = 100;
/// Entries of any other list.
const ENTRIES: usize = 200;

/// A product.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[schemars(rename = "NewProduct")]
#[serde(deny_unknown_fields)]
pub struct Told {
    /// The retailer's own code of it.
    pub code: String,
    /// Its name in the shop's first language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What is said of it there: plain text, an empty line between paragraphs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What kind of thing it is; goods where it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// Whether it is for sale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<State>,
    /// Its brand; an empty one takes it away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand: Option<String>,
    /// What its cloth is made of (Regulation 1007/2011).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub composition: Option<Vec<Fiber>>,
    /// How it is looked after: words of `care::SYMBOLS`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub care: Option<Vec<String>>,
    /// What to beware of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warnings: Option<String>,
    /// Where it was made: a country of ISO 3166-1, two letters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// The code of its maker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maker: Option<String>,
    /// The code of who answers for it in the Union.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responsible: Option<String>,
    /// The code of its size grid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size_grid: Option<String>,
    /// The codes of its categories, the one that its page stands in first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub categories: Option<Vec<String>>,
    /// The codes of its seasons and collections.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collections: Option<Vec<String>>,
    /// The values of its attributes, by their codes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attributes: Option<BTreeMap<String, Vec<String>>>,
    /// What is said in other languages: language, field (`name`, `description`), text. An empty text takes it away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub translations: Option<BTreeMap<String, BTreeMap<String, String>>>,
    /// What one can buy of it. What it had and is not told again is not sold any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variants: Option<Vec<ToldVariant>>,
    /// What shows it, the first first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pictures: Option<Vec<ToldPicture>>,
    /// What a bundle is made of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parts: Option<Vec<ToldPart>>,
    /// The codes of products that go with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relations: Option<ToldRelations>,
}

/// A share of a cloth.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fiber {
    /// Its name in the shop's first language.
    pub fiber: String,
    /// How much of it, in percent.
    pub percent: u8,
    /// The part of the garment, where not all of it: `lining`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
}

/// A variant.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ToldVariant {
    /// Its SKU.
    pub sku: String,
    /// The number that the trade knows it by; an empty one takes it away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gtin: Option<String>,
    /// Its name on papers, where it has one of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What tells it from the others: axis and value, such as `size` and `M`.
    #[serde(default)]
    pub options: BTreeMap<String, String>,
    /// The dye of the garment that stands for it where it has no picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dye: Option<String>,
    /// Whether it is sold.
    #[serde(default = "yes")]
    pub is_sold: bool,
}

const fn yes() -> bool {
    true
}

/// A picture of a product.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ToldPicture {
    /// The id of a picture that was sent.
    pub picture: String,
    /// What it shows, in the shop's first language, for who does not see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alt: Option<String>,
    /// The color that it shows the product in, as variants have it among their options; of all where it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
    /// What it shows, in other languages.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub translations: BTreeMap<String, String>,
}

/// A part of a bundle.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ToldPart {
    /// The code of the product.
    pub product: String,
    /// The SKU, where it is that and no other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
    /// How many.
    pub quantity: i64,
}

/// What goes with a product; a list that is left out stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ToldRelations {
    /// What is like it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub related: Option<Vec<String>>,
    /// What is bought beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cross_sell: Option<Vec<String>>,
    /// What is better than it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up_sell: Option<Vec<String>>,
}

impl Told {
    /// The same with every text read: trimmed, counted, and nothing hidden in it. Refuses with the field's name.
    pub fn checked(mut self) -> Result<Told> {
        self.code = Sku::parse(self.code.trim())?.as_str().to_owned();
        line("The name", 300, &mut self.name)?;
        lines("The description", 20_000, &mut self.description)?;
        line("The brand", 100, &mut self.brand)?;
        lines("The warnings", 2_000, &mut self.warnings)?;
        if let Some(origin) = self.origin.as_mut().filter(|origin| !origin.is_empty()) {
            if !iso::is_country(&origin.to_ascii_uppercase()) {
                return Err(Error::invalid("origin", "The origin is a country by its two letters, such as ES."));
            }
            origin.make_ascii_uppercase();
        }
        self.composition.as_deref().map_or(Ok(()), check_composition)?;
        if let Some(unknown) = self.care.iter().flatten().find(|word| !crate::care::SYMBOLS.contains(&word.as_str())) {
            return Err(Error::invalid("care", format!("'{unknown}' is no word for how a thing is looked after.")));
        }
        for (what, codes) in [("categories", &self.categories), ("collections", &self.collections)] {
            if codes.as_ref().is_some_and(|codes| codes.len() > ENTRIES) {
                return Err(Error::invalid("too-many", format!("A product has at most {ENTRIES} {what}.")));
            }
        }
        self.check_words()?;
        self.check_pictures()?;
        self.check_variants()?;
        if self.parts.iter().flatten().any(|part| !(1..=1_000).contains(&part.quantity)) {
            return Err(Error::invalid("parts", "A bundle has 1 to 1,000 of each part."));
        }
        Ok(self)
    }

    fn check_words(&mut self) -> Result<()> {
        for values in self.attributes.iter_mut().flat_map(BTreeMap::values_mut) {
            if values.len() > ENTRIES {
                return Err(Error::invalid("attributes", format!("An attribute has at most {ENTRIES} values.")));
            }
            for value in values {
                *value = text::told("The value of an attribute", value, 300)?;
            }
        }
        for (language, fields) in self.translations.iter_mut().flatten() {
            check_language(language)?;
            for (field, value) in fields {
                let most = match field.as_str() {
                    "name" => 300,
                    "description" => 20_000,
                    "warnings" => 2_000,
                    _ => return Err(Error::invalid("translations", format!("'{field}' is not translated."))),
                };
                *value = prose("A translation", most, value)?;
            }
        }
        Ok(())
    }

    fn check_pictures(&mut self) -> Result<()> {
        let Some(pictures) = &mut self.pictures else { return Ok(()) };
        if pictures.len() > PICTURES {
            return Err(Error::invalid("too-many", format!("A product has at most {PICTURES} pictures.")));
        }
        for one in pictures {
            one.picture.parse::<PictureId>().map_err(|_| {
                Error::invalid("pictures", format!("'{}' is no picture such as pic_01k9.", one.picture))
            })?;
            line("What a picture shows", 500, &mut one.alt)?;
            line("The color of a picture", 100, &mut one.color)?;
            one.translations.retain(|_, text| !text.trim().is_empty());
            for (language, text) in &mut one.translations {
                check_language(language)?;
                *text = text::told("What a picture shows", text, 500)?;
            }
        }
        Ok(())
    }

    fn check_variants(&mut self) -> Result<()> {
        let Some(variants) = &mut self.variants else { return Ok(()) };
        if !(1..=VARIANTS).contains(&variants.len()) {
            return Err(Error::invalid("variants", format!("A product has 1 to {VARIANTS} variants.")));
        }
        let mut seen = BTreeMap::new();
        for variant in variants {
            let sku = Sku::parse(variant.sku.trim())?;
            variant.sku = sku.as_str().to_owned();
            if let Some(gtin) = variant.gtin.as_mut().filter(|gtin| !gtin.is_empty()) {
                *gtin = Gtin::parse(gtin)?.as_str().to_owned();
            }
            line("The name of a variant", 300, &mut variant.name)?;
            line("A dye", 40, &mut variant.dye)?;
            if variant.options.len() > AXES {
                return Err(Error::invalid("options", format!("A variant has at most {AXES} options.")));
            }
            variant.options = std::mem::take(&mut variant.options)
                .into_iter()
                .map(|(axis, value)| Ok((code("An axis", &axis)?, text::told("An option", &value, 100)?)))
                .collect::<Result<_>>()?;
            if let Some(other) = seen.insert(variant.options.clone(), variant.sku.clone()) {
                let says = format!("{other} and {} have the same options: nobody could tell them apart.", variant.sku);
                return Err(Error::invalid("options", says));
            }
        }
        Ok(())
    }
}

/// Refuses what is no language of two letters.
pub(crate) fn check_language(language: &str) -> Result<()> {
    if iso::is_language(language) {
        return Ok(());
    }
    Err(Error::invalid("language", format!("'{language}' is no language such as es or en.")))
}

/// Each part of a garment is whole.
fn check_composition(fibers: &[Fiber]) -> Result<()> {
    let mut sums: BTreeMap<&str, u32> = BTreeMap::new();
    for fiber in fibers {
        text::told("A fiber", &fiber.fiber, 60)?;
        fiber.part.as_deref().map(|part| text::told("A part of a garment", part, 60)).transpose()?;
        *sums.entry(fiber.part.as_deref().unwrap_or_default()).or_default() += u32::from(fiber.percent);
    }
    match sums.iter().find(|(_, sum)| **sum != 100) {
        Some((_, sum)) => {
            Err(Error::invalid("composition", format!("The fibers make {sum} %. Those of each part make 100 %.")))
        }
        None => Ok(()),
    }
}

/// A word that others are named by: `mujer/vestidos`, `neck-line`.
pub fn code(what: &str, written: &str) -> Result<String> {
    let kept = text::told(what, written, 120)?;
    Ok(kept.to_lowercase())
}

fn line(what: &str, most: usize, field: &mut Option<String>) -> Result<()> {
    if let Some(told) = field.as_mut().filter(|told| !told.trim().is_empty()) {
        *told = text::told(what, told, most)?;
    }
    Ok(())
}

fn lines(what: &str, most: usize, field: &mut Option<String>) -> Result<()> {
    if let Some(told) = field {
        *told = prose(what, most, told)?;
    }
    Ok(())
}

/// Text of several lines.
fn prose(what: &str, most: usize, told: &str) -> Result<String> {
    let kept = told.trim().replace("\r\n", "\n").replace('\t', " ");
    if kept.chars().count() > most {
        return Err(Error::invalid("text", format!("{what} has at most {most} characters.")));
    }
    match kept.split('\n').find_map(hidden) {
        Some(letter) => {
            let letter = u32::from(letter);
            let says = format!("{what} holds a character that cannot be seen (U+{letter:04X}). Send it without.");
            Err(Error::invalid("text", says))
        }
        None => Ok(kept),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(json: &str) -> Result<Told> {
        serde_json::from_str::<Told>(json).expect("a product").checked()
    }

    #[test]
    fn what_cannot_be_is_refused_with_its_field() {
        let cases = [
            (r#"{"code":""}"#, "sku"),
            (r#"{"code":"A","name":"x\u202ey"}"#, "text"),
            (r#"{"code":"A","origin":"Spain"}"#, "origin"),
            (r#"{"code":"A","origin":"XX"}"#, "origin"),
            (r#"{"code":"A","translations":{"zz":{"name":"A"}}}"#, "language"),
            (r#"{"code":"A","composition":[{"fiber":"wool","percent":70}]}"#, "composition"),
            (r#"{"code":"A","care":["boil"]}"#, "care"),
            (r#"{"code":"A","translations":{"english":{"name":"x"}}}"#, "language"),
            (r#"{"code":"A","translations":{"en":{"price":"x"}}}"#, "translations"),
            (r#"{"code":"A","pictures":[{"picture":"../x"}]}"#, "pictures"),
            (r#"{"code":"A","variants":[]}"#, "variants"),
            (r#"{"code":"A","variants":[{"sku":"A-1","gtin":"123"}]}"#, "gtin"),
            (
                r#"{"code":"A","variants":[{"sku":"A-1","options":{"s":"M"}},{"sku":"A-2","options":{"s":"M"}}]}"#,
                "options",
            ),
            (r#"{"code":"A","parts":[{"product":"B","quantity":0}]}"#, "parts"),
        ];
        for (json, expected) in cases {
            assert_eq!(told(json).map_err(|error| error.code()).err(), Some(expected), "{json}");
        }
    }

    #[test]
    fn what_is_told_is_kept_as_it_is_meant() {
        let told = told(
            r#"{"code":" A ","name":" Shirt ","origin":"es","description":"One\r\n\r\ntwo ",
            "composition":[{"fiber":"linen","percent":100},{"fiber":"silk","percent":60,"part":"lining"},
                {"fiber":"wool","percent":40,"part":"lining"}],
            "variants":[{"sku":"A-1","gtin":"4006381 333931","options":{"Size":"M"}}]}"#,
        )
        .expect("it can be");
        assert_eq!(
            (told.code.as_str(), told.name.as_deref(), told.origin.as_deref()),
            ("A", Some("Shirt"), Some("ES"))
        );
        assert_eq!(told.description.as_deref(), Some("One\n\ntwo"));
        let variant = &told.variants.expect("variants")[0];
        assert_eq!(variant.gtin.as_deref(), Some("4006381333931"));
        assert_eq!(variant.options.get("size").map(String::as_str), Some("M"));
    }
}
