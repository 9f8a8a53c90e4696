//! What somebody could mean who is still writing: whole words, categories and brands, and products.

use std::{cmp::Reverse, collections::BTreeMap};

use base::{Error, Result};
use tantivy::Term;

use crate::search::{
    Audience, Hit, Reading, Sort,
    facets::Counter,
    index::{Search, View},
    query::{Asked, Looker},
    schema::{BETWEEN, value},
    typos,
    words::words,
};

/// How many of each.
const MOST: usize = 6;

/// Suggestions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Suggestions {
    /// Texts to look for, as lower case.
    pub texts: Vec<String>,
    /// Products.
    pub products: Vec<Hit>,
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
            sort: Sort::Relevance,
            keep: MOST,
            with_facets: false,
        };
        let (_, counted) = self.read_freely(&view, &synonyms, &asked, &counter, audience)?;
        Ok(Suggestions { texts: self.texts(&view, text, audience)?, products: counted.hits })
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
