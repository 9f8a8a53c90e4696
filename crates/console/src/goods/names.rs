//! What the codes of a product stand for, in the language of whoever looks, as far as the shop told it in it.

use std::collections::{BTreeMap, HashMap};

use base::Result;
use catalog::{
    attributes::{self, Attribute, Maker, SizeGrid},
    categories::{self, Category, Collection},
    languages,
    translations::{self, Kind, Term},
};
use store::Tx;
use web::locale::Say;

/// The lists that products name, and what they are called.
#[derive(Clone, Debug)]
pub struct Names {
    /// Who makes things or answers for them.
    pub makers: Vec<Maker>,
    /// The categories, by their way from the top.
    pub categories: Vec<Category>,
    /// Seasons and collections.
    pub collections: Vec<Collection>,
    /// What else is said of products.
    pub attributes: Vec<Attribute>,
    /// Sizes in their order.
    pub grids: Vec<SizeGrid>,
    /// The language, where it is not the shop's first.
    language: Option<&'static str>,
    others: HashMap<(Kind, String, String), String>,
}

/// A product's own text in a language, where it is told; else as the shop's first language has it.
pub fn text_in<'a>(
    language: Option<&str>,
    translations: &'a BTreeMap<String, BTreeMap<String, String>>,
    field: &str,
    first: Option<&'a str>,
) -> Option<&'a str> {
    let other = language.and_then(|code| translations.get(code)?.get(field)).map(String::as_str);
    other.filter(|text| !text.is_empty()).or(first)
}

impl Names {
    /// As they are now.
    pub fn read(tx: &mut Tx, say: &Say) -> Result<Names> {
        let language = Some(say.lang.code()).filter(|code| *code != languages::FIRST);
        let mut others = HashMap::new();
        if let Some(language) = language {
            let said = translations::said(tx, language)?.into_iter();
            others.extend(said.map(|(Term { kind, code, value }, text)| ((kind, code, value), text)));
        }
        let (makers, attributes) = (attributes::ask_makers(tx), attributes::ask(tx));
        let (categories, collections) = (categories::ask(tx), categories::ask_collections(tx));
        Ok(Names {
            makers: makers.rows(tx)?,
            categories: categories.rows(tx)?,
            collections: collections.rows(tx)?,
            attributes: attributes.rows(tx)?,
            grids: attributes::all_grids(tx)?,
            language,
            others,
        })
    }

    fn other(&self, kind: Kind, code: &str, value: &str) -> Option<&str> {
        self.others.get(&(kind, code.to_owned(), value.to_owned())).map(String::as_str)
    }

    /// A product's own text in the language, where it is told.
    pub fn text<'a>(
        &self,
        translations: &'a BTreeMap<String, BTreeMap<String, String>>,
        field: &str,
        first: Option<&'a str>,
    ) -> Option<&'a str> {
        text_in(self.language, translations, field, first)
    }

    /// A category by its own name.
    pub fn category<'a>(&'a self, code: &'a str) -> &'a str {
        let first = || self.categories.iter().find(|one| one.code == code).map(|one| one.name.as_str());
        self.other(Kind::Category, code, "").or_else(first).unwrap_or(code)
    }

    /// A category with those that it stands in: `Mujer › Vestidos`.
    pub fn category_way(&self, code: &str) -> String {
        let ends = code.match_indices('/').map(|(end, _)| end).chain(std::iter::once(code.len()));
        ends.map(|end| self.category(&code[..end])).collect::<Vec<_>>().join(" › ")
    }

    /// A season or collection.
    pub fn collection<'a>(&'a self, code: &'a str) -> &'a str {
        let first = || self.collections.iter().find(|one| one.code == code).map(|one| one.name.as_str());
        self.other(Kind::Collection, code, "").or_else(first).unwrap_or(code)
    }

    /// An attribute.
    pub fn attribute<'a>(&'a self, code: &'a str) -> &'a str {
        let first = || self.attributes.iter().find(|one| one.code == code).map(|one| one.name.as_str());
        self.other(Kind::Attribute, code, "").or_else(first).unwrap_or(code)
    }

    /// A value of an attribute, with its unit; yes and no in words.
    pub fn value(&self, say: &Say, code: &str, value: &str) -> String {
        let attribute = self.attributes.iter().find(|one| one.code == code);
        match attribute.map(|one| one.values) {
            Some(attributes::Values::Flag) if value == "yes" => say.t("said-yes"),
            Some(attributes::Values::Flag) if value == "no" => say.t("said-no"),
            Some(attributes::Values::Number) => {
                let unit = attribute.and_then(|one| one.unit.as_deref());
                unit.map_or_else(|| value.to_owned(), |unit| format!("{value}\u{a0}{unit}"))
            }
            _ => self.other(Kind::AttributeValue, code, value).unwrap_or(value).to_owned(),
        }
    }

    /// A value of an axis: a color, a size.
    pub fn option<'a>(&'a self, axis: &str, value: &'a str) -> &'a str {
        self.other(Kind::OptionValue, axis, value).unwrap_or(value)
    }

    /// An axis.
    pub fn axis(&self, say: &Say, axis: &str) -> String {
        match axis {
            "color" => say.t("variant-color"),
            "size" => say.t("variant-size"),
            other => self.other(Kind::Axis, other, "").unwrap_or(other).to_owned(),
        }
    }

    /// A maker.
    pub fn maker<'a>(&'a self, code: &'a str) -> &'a str {
        self.makers.iter().find(|one| one.code == code).map_or(code, |one| one.name.as_str())
    }

    /// A size grid.
    pub fn grid<'a>(&'a self, code: &'a str) -> &'a str {
        self.grids.iter().find(|one| one.code == code).map_or(code, |one| one.name.as_str())
    }
}
