//! Looking for what somebody writes.
//!
//! Each word must be found, in any field; a word counts most in a name, then in brand and category, then in attributes,
//! and least in the description. Within a field that is BM25, with one frequency for all readings of a word, so that a
//! rare misspelling never weighs more than the word itself. A text is read as it is written; only where that finds
//! little, with mistakes, then with other first letters, and last by some of its words.

use std::collections::{HashMap, HashSet};

use base::{Error, Result};
use tantivy::{
    Searcher, Term,
    query::{
        AllQuery, Bm25StatisticsProvider, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, Occur,
        Query as Look, TermQuery,
    },
    schema::{Field, IndexRecordOption},
};

use crate::search::{
    Answer, Audience, Query, Reading,
    facets::{Counted, Counter, FILTERS},
    index::{Search, View},
    schema::{STAFF_FACETS, code},
    synonyms::{self, Synonyms},
    typos,
    words::{Word, words},
};

/// Letters and words of a text that are read.
const LETTERS: usize = 200;
const WORDS: usize = 12;
/// A text that finds fewer than so many is read with mistakes, too: those that were asked for stay ahead.
const FEW: u64 = 10;
/// How far a list goes.
pub const DEPTH: usize = 2_000;

/// What a word counts by field.
pub const TITLE: f32 = 8.0;
/// What it counts beside that where it is said in the name just so.
pub const SAID: f32 = 1.0;
/// In brand and categories.
pub const SHELF: f32 = 3.0;
/// In attributes, options and cloth.
pub const TRAITS: f32 = 2.0;
/// In the description.
pub const PROSE: f32 = 0.5;

const SYNONYM: f32 = 0.9;
const BEGINNING: f32 = 0.7;
/// What is left of a word with so many mistakes.
const MISTAKEN: [f32; 4] = [1.0, 0.5, 0.25, 0.1];
/// What an exact code counts: more than words can.
const CODE: f32 = 1_000.0;

/// A text, taken apart.
#[derive(Debug)]
pub(super) struct Asked {
    /// What may be a code.
    code: String,
    /// Its words; those of one synonym together.
    units: Vec<Vec<Word>>,
    /// Whether the last word may go on.
    is_open: bool,
}

impl Asked {
    /// Takes a text apart.
    pub fn read(text: &str, synonyms: &Synonyms) -> Asked {
        let text: String = text.chars().take(LETTERS).collect();
        let is_open = text.chars().last().is_some_and(char::is_alphanumeric);
        let mut all = words(&text);
        all.truncate(WORDS);
        let mut units = Vec::new();
        let mut rest = all.as_slice();
        while !rest.is_empty() {
            let is_known = |length: &usize| {
                let stems: Vec<String> = rest[..*length].iter().map(|word| word.stem.clone()).collect();
                !synonyms.of(&stems).is_empty()
            };
            let longest = (2..=synonyms::WORDS.min(rest.len())).rev().find(is_known).unwrap_or(1);
            units.push(rest[..longest].to_vec());
            rest = &rest[longest..];
        }
        let tells = |unit: &Vec<Word>| unit.len() > 1 || !unit[0].is_empty();
        let is_open = is_open && units.last().is_some_and(tells);
        if units.iter().any(tells) {
            units.retain(tells);
        }
        Asked { code: code(&text), units, is_open }
    }

    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }
}

/// Makes queries of one search.
pub(super) struct Looker<'a> {
    pub search: &'a Search,
    pub view: &'a View,
    pub synonyms: &'a Synonyms,
    pub audience: Audience,
    /// Whether a word may stand in the description alone.
    with_prose: bool,
    /// How many products have a word in whatever reading and field, for BM25.
    frequencies: HashMap<Term, u64>,
}

impl<'a> Looker<'a> {
    /// Looks into what is open.
    pub fn new(search: &'a Search, view: &'a View, synonyms: &'a Synonyms, audience: Audience) -> Looker<'a> {
        Looker { search, view, synonyms, audience, with_prose: true, frequencies: HashMap::new() }
    }

    /// The query that a text makes in one reading.
    pub fn query(&mut self, asked: &Asked, reading: Reading) -> Result<Box<dyn Look>> {
        let last = asked.units.len().saturating_sub(1);
        let occur = if reading == Reading::Parts { Occur::Should } else { Occur::Must };
        let mut all = Vec::with_capacity(asked.units.len());
        for (place, unit) in asked.units.iter().enumerate() {
            all.push((occur, self.unit(unit, reading, asked.is_open && place == last)?));
        }
        let text: Box<dyn Look> = match asked.is_empty() {
            true => Box::new(AllQuery),
            false => Box::new(BooleanQuery::new(vec![
                (Occur::Should, self.code(&asked.code)),
                (Occur::Should, Box::new(BooleanQuery::new(all))),
            ])),
        };
        Ok(self.for_audience(text))
    }

    fn for_audience(&self, query: Box<dyn Look>) -> Box<dyn Look> {
        if self.audience == Audience::Staff {
            return query;
        }
        let is_shown = Term::from_field_bool(self.search.fields().is_shown, true);
        let is_shown = Box::new(TermQuery::new(is_shown, IndexRecordOption::Basic));
        let is_shown = Box::new(ConstScoreQuery::new(is_shown, 0.0));
        Box::new(BooleanQuery::new(vec![(Occur::Must, is_shown), (Occur::Must, query)]))
    }

    /// What has exactly this code.
    fn code(&self, code: &str) -> Box<dyn Look> {
        let fields = self.search.fields();
        let of = |field| {
            Box::new(TermQuery::new(Term::from_field_text(field, code), IndexRecordOption::Basic)) as Box<dyn Look>
        };
        let mut codes = vec![(Occur::Should, of(fields.codes))];
        if self.audience == Audience::Staff {
            codes.push((Occur::Should, of(fields.old_codes)));
        }
        Box::new(ConstScoreQuery::new(Box::new(BooleanQuery::new(codes)), CODE))
    }

    /// What has a word, or what it means, in any field.
    fn unit(&mut self, unit: &[Word], reading: Reading, is_open: bool) -> Result<Box<dyn Look>> {
        let stems: Vec<String> = unit.iter().map(|word| word.stem.clone()).collect();
        let mut ways: Vec<(Vec<String>, f32)> = vec![(stems.clone(), 1.0)];
        ways.extend(self.synonyms.of(&stems).iter().map(|other| (other.clone(), SYNONYM)));
        if let [word] = unit {
            for (stem, weight) in self.meant(word, reading, is_open)? {
                ways.push((vec![stem], weight));
            }
        }
        let mut seen = HashSet::new();
        ways.retain(|(stems, _)| seen.insert(stems.clone()));
        let singles: Vec<(&str, f32)> = ways
            .iter()
            .filter(|(stems, _)| stems.len() == 1)
            .map(|(stems, weight)| (stems[0].as_str(), *weight))
            .collect();
        let said = if let [word] = unit { Some(word.said.as_str()) } else { None };
        let mut any: Vec<Box<dyn Look>> = vec![self.in_fields(&singles, said)?];
        if let [word] = unit {
            any.push(self.code(&word.plain));
        }
        for (stems, weight) in ways.iter().filter(|(stems, _)| stems.len() > 1) {
            let each = stems.iter().map(|stem| Ok((Occur::Must, self.in_fields(&[(stem.as_str(), *weight)], None)?)));
            let each = each.collect::<Result<Vec<_>>>()?;
            any.push(Box::new(BoostQuery::new(Box::new(BooleanQuery::new(each)), 1.0 / stems.len() as f32)));
        }
        Ok(if any.len() == 1 { any.remove(0) } else { Box::new(DisjunctionMaxQuery::new(any)) })
    }

    /// What a word may mean beside itself, by stem.
    fn meant(&self, word: &Word, reading: Reading, is_open: bool) -> Result<Vec<(String, f32)>> {
        let field = self.search.fields().words;
        let mut meant = Vec::new();
        if is_open {
            meant.extend(typos::beginning(self.view, field, &word.plain)?.into_iter().map(|one| (one, BEGINNING)));
        }
        if reading > Reading::Exact {
            meant.extend(typos::mistakes(self.view, field, word, reading, false)?.into_iter().map(|one| (one, 1.0)));
            if is_open {
                let begun = typos::mistakes(self.view, field, word, reading, true)?;
                meant.extend(begun.into_iter().map(|one| (one, BEGINNING)));
            }
        }
        let stem = |plain: &str| words(plain).pop().map_or_else(|| plain.to_owned(), |word| word.stem);
        Ok(meant.into_iter().map(|(one, weight)| (stem(&one.plain), weight * MISTAKEN[one.mistakes.min(3)])).collect())
    }

    /// What has one of these stems in any field; the best of them in each.
    fn in_fields(&mut self, stems: &[(&str, f32)], said: Option<&str>) -> Result<Box<dyn Look>> {
        let fields = self.search.fields();
        let weighed = [(fields.title, TITLE), (fields.shelf, SHELF), (fields.traits, TRAITS), (fields.prose, PROSE)];
        let mut found: Vec<(usize, Term, f32)> = Vec::new();
        let mut most = 0;
        let look = |field: Field, text: &str| -> Result<(Term, u64)> {
            let term = Term::from_field_text(field, text);
            let products = self.view.searcher.doc_freq(&term).map_err(Error::internal)?;
            Ok((term, products))
        };
        for (place, (field, boost)) in weighed.into_iter().enumerate() {
            for (stem, weight) in stems {
                let (term, products) = look(field, stem)?;
                if products > 0 && (self.with_prose || field != fields.prose) {
                    most = most.max(products);
                    found.push((place, term, weight * boost));
                }
            }
        }
        if let Some(said) = said {
            let (term, products) = look(fields.said, said)?;
            if products > 0 {
                most = most.max(products);
                found.push((weighed.len(), term, SAID));
            }
        }
        let mut sums: Vec<Vec<Box<dyn Look>>> = (0..=weighed.len()).map(|_| Vec::new()).collect();
        for (place, term, boost) in found {
            self.frequencies.insert(term.clone(), most);
            let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
            sums[place].push(Box::new(BoostQuery::new(Box::new(query), boost)));
        }
        let best = |mut ways: Vec<Box<dyn Look>>| match ways.len() {
            1 => ways.remove(0),
            _ => Box::new(DisjunctionMaxQuery::new(ways)),
        };
        let sums = sums.into_iter().filter(|ways| !ways.is_empty()).map(|ways| (Occur::Should, best(ways)));
        Ok(Box::new(BooleanQuery::new(sums.collect())))
    }

    /// Whether each word is one of names, brands, categories or attributes. One that descriptions alone have may be
    /// another that was written wrongly.
    fn knows_all(&mut self, asked: &Asked) -> Result<bool> {
        self.with_prose = false;
        let last = asked.units.len().saturating_sub(1);
        for (place, unit) in asked.units.iter().enumerate() {
            let query = self.unit(unit, Reading::Exact, asked.is_open && place == last)?;
            let query = self.for_audience(query);
            if !self.view.finds(query.as_ref())? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// What has exactly this term, and what is asked for besides.
    pub fn with_term(&mut self, term: Term, asked: &Asked) -> Result<Box<dyn Look>> {
        let mut all: Vec<(Occur, Box<dyn Look>)> =
            vec![(Occur::Must, Box::new(TermQuery::new(term, IndexRecordOption::Basic)))];
        if !asked.is_empty() {
            all.push((Occur::Must, self.query(asked, Reading::Exact)?));
        }
        Ok(self.for_audience(Box::new(BooleanQuery::new(all))))
    }

    /// Counts what a query finds.
    pub fn count(&self, query: &dyn Look, counter: &Counter) -> Result<Counted> {
        let fields = self.search.fields();
        let frequencies =
            Frequencies { searcher: &self.view.searcher, even: [fields.shelf, fields.traits], of: &self.frequencies };
        self.view.searcher.search_with_statistics_provider(query, counter, &frequencies).map_err(Error::internal)
    }
}

/// The numbers of BM25, with one frequency for all readings of a word.
struct Frequencies<'a> {
    searcher: &'a Searcher,
    /// Fields whose length says nothing: a product without a brand must not make the brands of others long.
    even: [Field; 2],
    of: &'a HashMap<Term, u64>,
}

impl Bm25StatisticsProvider for Frequencies<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        match self.even.contains(&field) {
            true => self.total_num_docs(),
            false => Bm25StatisticsProvider::total_num_tokens(self.searcher, field),
        }
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Bm25StatisticsProvider::total_num_docs(self.searcher)
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        self.of.get(term).map_or_else(|| self.searcher.doc_freq(term), |products| Ok(*products))
    }
}

impl Search {
    /// Looks for something.
    pub fn find(&self, query: &Query) -> Result<Answer> {
        let is_staffs = |name: &String| STAFF_FACETS.contains(&name.as_str());
        if query.audience == Audience::Shoppers && query.filters.keys().any(is_staffs) {
            return Err(Error::invalid("filters", "Shoppers do not narrow down by kind or state."));
        }
        if query.filters.len() > FILTERS {
            return Err(Error::invalid("filters", format!("A search has at most {FILTERS} filters.")));
        }
        let (view, synonyms) = (self.view(), self.synonyms());
        let asked = Asked::read(&query.text, &synonyms);
        let counter = Counter {
            shelves: &view.shelves,
            filters: &query.filters,
            lists: &query.lists,
            price: query.price,
            sort: query.sort,
            keep: (query.offset + query.limit).min(DEPTH),
            with_facets: true,
        };
        let (reading, mut counted) = self.read_freely(&view, &synonyms, &asked, &counter, query.audience)?;
        let hits = counted.hits.split_off(query.offset.min(counted.hits.len()));
        let (total, prices) = (counted.total, counted.prices);
        let mut facets = counted.facets();
        if query.audience == Audience::Shoppers {
            facets.retain(|facet| !STAFF_FACETS.contains(&facet.name.as_str()));
        }
        Ok(Answer { total, hits, prices, facets, reading })
    }

    /// Reads a text as strictly as finds something. Filters have no say in it: else choosing one could find more.
    pub(super) fn read_freely(
        &self,
        view: &View,
        synonyms: &Synonyms,
        asked: &Asked,
        counter: &Counter,
        audience: Audience,
    ) -> Result<(Reading, Counted)> {
        let look = |reading| {
            let mut looker = Looker::new(self, view, synonyms, audience);
            let query = looker.query(asked, reading)?;
            looker.count(query.as_ref(), counter)
        };
        let exact = look(Reading::Exact)?;
        let is_known = || Looker::new(self, view, synonyms, audience).knows_all(asked);
        if asked.is_empty() || (exact.matched >= FEW && is_known()?) {
            return Ok((Reading::Exact, exact));
        }
        let typos = look(Reading::Typos)?;
        let closer = |reading, found: &Counted, than: &Counted| match found.matched > than.matched {
            true => reading,
            false => Reading::Exact,
        };
        // Words that somebody says just so are not read as others.
        if typos.matched >= FEW || (exact.matched > 0 && is_known()? && says_all(self, view, asked)?) {
            return Ok((closer(Reading::Typos, &typos, &exact), typos));
        }
        let wide = look(Reading::Wide)?;
        if wide.matched > typos.matched {
            return Ok((Reading::Wide, wide));
        }
        if typos.matched > 0 {
            return Ok((closer(Reading::Typos, &typos, &exact), typos));
        }
        let parts = look(Reading::Parts)?;
        Ok(if parts.matched > 0 { (Reading::Parts, parts) } else { (Reading::Exact, exact) })
    }
}

/// Whether some product has each word as it is written, or as far as it is written: one of which only the stem is known
/// may be another that was written wrongly.
fn says_all(search: &Search, view: &View, asked: &Asked) -> Result<bool> {
    let words = search.fields().words;
    let last = asked.units.len().saturating_sub(1);
    for (place, unit) in asked.units.iter().enumerate() {
        let [word] = unit.as_slice() else { continue };
        let term = Term::from_field_text(words, &word.plain);
        let is_said = view.searcher.doc_freq(&term).map_err(Error::internal)? > 0;
        let is_begun = || Ok(asked.is_open && place == last && !typos::beginning(view, words, &word.plain)?.is_empty());
        if !is_said && !is_begun()? {
            return Ok(false);
        }
    }
    Ok(true)
}
