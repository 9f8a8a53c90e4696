//! What somebody could mean who is still writing: whole words, categories and brands, and products.

use std::{cmp::Reverse, collections::BTreeMap};

use base::{Error, Result};
use tantivy::{Term, schema::Field};

use crate::search::{
    Audience, Hit, Reading, Sort,
    facets::Counter,
    index::{Search, View},
    priced::Range,
    query::{Asked, Looker},
    schema::{BETWEEN, value},
    typos,
    words::words,
};

/// How many of each.
const MOST: usize = 6;
/// How many brands and categories.
const SHELVES: usize = 4;

/// Suggestions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Suggestions {
    /// Texts to look for, as lower case.
    pub texts: Vec<String>,
    /// Brands and categories that have some.
    pub shelves: Vec<Shelf>,
    /// Products.
    pub products: Vec<Hit>,
    /// How freely the text was read to find them.
    pub reading: Reading,
}

/// A brand or a category.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Shelf {
    /// Which of them: `brand`, `category`.
    pub facet: String,
    /// Its value there.
    pub value: String,
    /// Its name.
    pub name: String,
}

impl Search {
    /// What a text could go on to.
    pub fn suggest(&self, text: &str, audience: Audience) -> Result<Suggestions> {
        let (view, synonyms) = (self.view(), self.synonyms());
        let asked = Asked::read(text, &synonyms);
        if asked.is_empty() {
            return Ok(Suggestions::default());
        }
        let filters = Default::default();
        let counter = Counter {
            shelves: &view.shelves,
            filters: &filters,
            lists: &[],
            price: Range::default(),
            sort: Sort::Relevance,
            keep: MOST,
            with_facets: false,
        };
        let (reading, counted) = self.read_freely(&view, &synonyms, &asked, &counter, audience)?;
        let (texts, shelves) = (self.texts(&view, text, audience)?, self.shelves(&view, text, audience)?);
        Ok(Suggestions { texts, shelves, products: counted.hits, reading })
    }

    /// The brands and categories of which a word begins like the last one, and that have what the others ask for.
    fn shelves(&self, view: &View, text: &str, audience: Audience) -> Result<Vec<Shelf>> {
        let mut all = words(text);
        let Some(last) = all.pop() else { return Ok(Vec::new()) };
        let before: Vec<String> = all.into_iter().map(|word| word.written).collect();
        let synonyms = Default::default();
        let asked = Asked::read(&format!("{} ", before.join(" ")), &synonyms);
        let field = self.fields().named;
        let mut found = Vec::new();
        for (term, [facet, value, name]) in self.known(view, field, &last.plain)? {
            let shelf = Shelf { facet, value, name };
            let query = Looker::new(self, view, &synonyms, audience).with_term(term, &asked)?;
            // What only hidden products have must not be told; two words of a name may begin alike.
            if !found.contains(&shelf) && view.finds(query.as_ref())? {
                found.push(shelf);
            }
            if found.len() == SHELVES {
                break;
            }
        }
        Ok(found)
    }

    /// The entries of `named` whose word begins so, those of the most products first.
    fn known(&self, view: &View, field: Field, plain: &str) -> Result<Vec<(Term, [String; 3])>> {
        let mut products: BTreeMap<String, u32> = BTreeMap::new();
        for segment in view.searcher.segment_readers() {
            let index = segment.inverted_index(field).map_err(Error::internal)?;
            let mut end = plain.as_bytes().to_vec();
            end.push(0xff);
            let terms = index.terms().range().ge(plain.as_bytes()).lt(&end);
            let mut terms = terms.into_stream().map_err(Error::internal)?;
            while terms.advance() {
                if let Ok(term) = std::str::from_utf8(terms.key()) {
                    *products.entry(term.to_owned()).or_default() += terms.value().doc_freq;
                }
            }
        }
        let mut known: Vec<(String, u32)> = products.into_iter().collect();
        known.sort_by_key(|(_, products)| Reverse(*products));
        let parts = |text: &str| {
            let parts: Vec<String> = text.split(BETWEEN).skip(1).map(str::to_owned).collect();
            <[String; 3]>::try_from(parts).ok()
        };
        Ok(known.iter().filter_map(|(text, _)| Some((Term::from_field_text(field, text), parts(text)?))).collect())
    }

    /// The text with its last word made whole, each way that finds something.
    fn texts(&self, view: &View, text: &str, audience: Audience) -> Result<Vec<String>> {
        let mut all = words(text);
        let Some(last) = all.pop().filter(|_| text.chars().last().is_some_and(char::is_alphanumeric)) else {
            return Ok(Vec::new());
        };
        let before: Vec<String> = all.into_iter().map(|word| word.written).collect();
        let before = before.join(" ");
        let synonyms = Default::default();
        let asked = Asked::read(&format!("{before} "), &synonyms);
        let field = self.fields().words;
        let mut meant = typos::beginning(view, field, &last.plain)?;
        if meant.is_empty() {
            meant = typos::mistakes(view, field, &last, Reading::Typos, true)?;
        }
        let mut found = Vec::new();
        for one in meant {
            // A word that only hidden products have, or have written so, must not be told.
            let mut ways = self.spelled(view, &one.plain)?;
            ways.push((Term::from_field_text(field, &one.plain), one.plain));
            for (term, written) in ways {
                let query = Looker::new(self, view, &synonyms, audience).with_term(term, &asked)?;
                if view.finds(query.as_ref())? {
                    found.push(format!("{before} {written}").trim_start().to_owned());
                    break;
                }
            }
            if found.len() == MOST {
                break;
            }
        }
        Ok(found)
    }

    /// The ways in which products write a word that has accents, the most frequent first.
    fn spelled(&self, view: &View, plain: &str) -> Result<Vec<(Term, String)>> {
        let (from, to) = (value(plain, ""), format!("{plain}{}", char::from(BETWEEN as u8 + 1)));
        let mut ways: BTreeMap<String, u32> = BTreeMap::new();
        for segment in view.searcher.segment_readers() {
            let index = segment.inverted_index(self.fields().spelled).map_err(Error::internal)?;
            let words = index.terms().range().ge(from.as_bytes()).lt(to.as_bytes());
            let mut words = words.into_stream().map_err(Error::internal)?;
            while words.advance() {
                if let Ok(term) = std::str::from_utf8(words.key()) {
                    *ways.entry(term.to_owned()).or_default() += words.value().doc_freq;
                }
            }
        }
        let mut ways: Vec<(String, u32)> = ways.into_iter().collect();
        ways.sort_by_key(|(_, products)| Reverse(*products));
        let way = |(term, _): (String, u32)| {
            let written = term.split_once(BETWEEN).map_or("", |(_, written)| written).to_owned();
            (Term::from_field_text(self.fields().spelled, &term), written)
        };
        Ok(ways.into_iter().map(way).collect())
    }
}
