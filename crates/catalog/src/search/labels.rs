//! What facets and their values are called, and in which order values stand that have one.

use std::collections::{BTreeMap, HashMap};

use base::Result;
use store::{Tx, params, sql, value::Row};

use crate::{
    attributes, categories,
    translations::{self, Kind, Term},
};

/// The names of what products are narrowed down by.
#[derive(Clone, Debug, Default)]
pub struct Labels {
    categories: BTreeMap<String, String>,
    attributes: BTreeMap<String, String>,
    places: HashMap<(String, String), i64>,
    /// Of values and axes, what they are in the language.
    others: HashMap<(String, String), String>,
}

impl Labels {
    /// As they are now, in the shop's first language, or in another as far as it is told.
    pub fn read(tx: &mut Tx, language: Option<&str>) -> Result<Labels> {
        let read = |row: &Row| Ok(((row.get::<String>(0)?, row.get::<String>(1)?), row.get::<i64>(2)?));
        let places = tx.ask(sql!("select axis, value, place from option_values"), params![], read);
        let (categories, attributes) = (categories::ask(tx), attributes::ask(tx));
        let mut labels = Labels {
            others: HashMap::new(),
            categories: categories.rows(tx)?.into_iter().map(|one| (one.code, one.name)).collect(),
            attributes: attributes.rows(tx)?.into_iter().map(|one| (one.code, one.name)).collect(),
            places: places.rows(tx)?.into_iter().collect(),
        };
        if let Some(language) = language {
            for (term, text) in translations::said(tx, language)? {
                labels.translate(term, text);
            }
        }
        Ok(labels)
    }

    fn translate(&mut self, Term { kind, code, value }: Term, text: String) {
        match kind {
            Kind::Category => drop(self.categories.insert(code, text)),
            Kind::Attribute => drop(self.attributes.insert(code, text)),
            Kind::AttributeValue => drop(self.others.insert((format!("attribute.{code}"), value), text)),
            Kind::OptionValue => drop(self.others.insert((format!("option.{code}"), value), text)),
            Kind::Axis => drop(self.others.insert((format!("option.{code}"), String::new()), text)),
            Kind::Collection => {}
        }
    }

    /// What a facet is called: an attribute by its name, an axis of options by its own word, any other as it is.
    pub fn facet<'a>(&'a self, facet: &'a str) -> &'a str {
        match facet.split_once('.') {
            Some(("attribute", code)) => self.attributes.get(code).map_or(code, String::as_str),
            Some((_, axis)) => self.others.get(&(facet.to_owned(), String::new())).map_or(axis, String::as_str),
            None => facet,
        }
    }

    /// What a value of a facet is called.
    pub fn value<'a>(&'a self, facet: &str, value: &'a str) -> &'a str {
        match facet {
            "category" => self.categories.get(value).map_or(value, String::as_str),
            _ => self.others.get(&(facet.to_owned(), value.to_owned())).map_or(value, String::as_str),
        }
    }

    /// Where an option stands among those of its axis, as garments have them: S before M.
    pub fn place(&self, facet: &str, value: &str) -> Option<i64> {
        let axis = facet.strip_prefix("option.")?;
        self.places.get(&(axis.to_owned(), value.to_owned())).copied()
    }
}
