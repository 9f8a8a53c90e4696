//! Counting what was found, and keeping the best of it, in one pass.
//!
//! A facet is counted as if nothing had been chosen of it, so that one sees what else there is. So a product that fits
//! all filters counts for every facet, and one that misses a single filter still counts for that one's facet.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap},
    sync::Arc,
};

use base::{Error, Result, UnitPrice};
use tantivy::{
    DocAddress, DocId, Score, SegmentOrdinal, SegmentReader,
    collector::{Collector, SegmentCollector},
    columnar::{Column, StrColumn},
};

use crate::{
    products::ProductId,
    search::{Facet, Hit, Sort, Value, priced::Range, schema::BETWEEN},
};

/// Filters that one search may have.
pub const FILTERS: usize = 30;
/// The bit of what is said of the price, behind those of the filters.
const PRICE: u32 = 1 << FILTERS;

/// What of a piece of the index is kept in memory for counting.
pub struct Shelves {
    /// The values of all facets, by number.
    values: Vec<(u16, String)>,
    /// The names of the facets, by number.
    names: Vec<String>,
    /// The values of each product.
    of: Lists,
    /// The choices of each product, and the values of each choice.
    choices: Lists,
    choice_values: Vec<Vec<u32>>,
    /// The names of the price lists, what each offer asks on which of them, and the offers of each product.
    lists: Vec<String>,
    offers: Vec<Vec<(u16, i64)>>,
    prices: Lists,
    name: Option<StrColumn>,
    created: Column<i64>,
    ids: (Column<u64>, Column<u64>),
}

/// A list of numbers for each product.
struct Lists {
    ends: Vec<u32>,
    all: Vec<u32>,
}

impl Lists {
    fn read(column: Option<&StrColumn>, docs: DocId) -> Lists {
        let mut lists = Lists { ends: Vec::with_capacity(docs as usize), all: Vec::new() };
        for doc in 0..docs {
            lists.all.extend(column.iter().flat_map(|column| column.ords().values_for_doc(doc)).map(|ord| ord as u32));
            lists.ends.push(lists.all.len() as u32);
        }
        lists
    }

    fn get(&self, doc: DocId) -> &[u32] {
        let doc = doc as usize;
        let start = if doc == 0 { 0 } else { self.ends[doc - 1] };
        &self.all[start as usize..self.ends[doc] as usize]
    }
}

fn texts(column: Option<&StrColumn>) -> Result<Vec<String>> {
    let Some(column) = column else { return Ok(Vec::new()) };
    let read = |ord| {
        let mut text = String::new();
        column.ord_to_str(ord, &mut text).map_err(Error::internal)?;
        Ok(text)
    };
    (0..column.num_terms() as u64).map(read).collect()
}

/// Texts of two parts: the first parts, and of each text the number of its first part and its second. They are in
/// order, so those of one first part stand together.
fn parted(all: &[String]) -> (Vec<String>, Vec<(u16, String)>) {
    let (mut names, mut values) = (Vec::<String>::new(), Vec::with_capacity(all.len()));
    for text in all {
        let (name, value) = text.split_once(BETWEEN).unwrap_or((text, ""));
        if names.last().is_none_or(|last| last != name) {
            names.push(name.to_owned());
        }
        values.push(((names.len() - 1) as u16, value.to_owned()));
    }
    (names, values)
}

/// What an offer asks on which list, by the list's number.
fn offer(text: &str, lists: &mut Vec<String>) -> Result<Vec<(u16, i64)>> {
    let between = format!("{BETWEEN}{BETWEEN}");
    let of = |one: &str| {
        let (list, price) = one.split_once(BETWEEN).ok_or_else(|| Error::internal("a price without a list"))?;
        let known = lists.iter().position(|one| one == list);
        let number = known.unwrap_or_else(|| {
            lists.push(list.to_owned());
            lists.len() - 1
        });
        Ok((u16::try_from(number).map_err(Error::internal)?, price.parse().map_err(Error::internal)?))
    };
    text.split(&between).map(of).collect()
}

impl Shelves {
    /// Those of a piece.
    pub(super) fn read(segment: &SegmentReader) -> Result<Shelves> {
        let fast = segment.fast_fields();
        let text = |field| fast.str(field).map_err(Error::internal);
        let number = |field| fast.u64(field).map_err(Error::internal);
        let (facets, choices) = (text("facets")?, text("choices")?);
        let prices = text("prices")?;
        let all = texts(facets.as_ref())?;
        let numbers: HashMap<&str, u32> = all.iter().map(String::as_str).zip(0..).collect();
        let (names, values) = parted(&all);
        let between = format!("{BETWEEN}{BETWEEN}");
        let mut lists: Vec<String> = Vec::new();
        let offers = texts(prices.as_ref())?.iter().map(|text| offer(text, &mut lists)).collect::<Result<_>>()?;
        let of_choice = |text: &String| text.split(&between).filter_map(|one| numbers.get(one).copied()).collect();
        Ok(Shelves {
            values,
            names,
            of: Lists::read(facets.as_ref(), segment.max_doc()),
            choice_values: texts(choices.as_ref())?.iter().map(of_choice).collect(),
            choices: Lists::read(choices.as_ref(), segment.max_doc()),
            lists,
            offers,
            prices: Lists::read(prices.as_ref(), segment.max_doc()),
            name: text("name")?,
            created: fast.i64("created").map_err(Error::internal)?,
            ids: (number("id_high")?, number("id_low")?),
        })
    }

    /// What a product costs: of each variant what the first of these lists says that has it, and of those the least.
    fn price(&self, doc: DocId, lists: &[u16]) -> Option<i64> {
        let first = |ord: &u32| {
            let offer = &self.offers[*ord as usize];
            lists.iter().find_map(|list| offer.iter().find(|(of, _)| of == list)).map(|(_, price)| *price)
        };
        self.prices.get(doc).iter().filter_map(first).min()
    }

    /// The id of a product.
    pub(super) fn id(&self, doc: DocId) -> ProductId {
        let half = |column: &Column<u64>| column.first(doc).unwrap_or_default();
        let whole = u128::from(half(&self.ids.0)) << 64 | u128::from(half(&self.ids.1));
        ProductId::from_bytes(whole.to_be_bytes())
    }
}

/// Counts and keeps the best.
pub(super) struct Counter<'a> {
    pub shelves: &'a [Arc<Shelves>],
    pub filters: &'a BTreeMap<String, BTreeSet<String>>,
    pub lists: &'a [String],
    pub price: Range,
    pub sort: Sort,
    /// So many of the best are kept.
    pub keep: usize,
    /// Whether anybody wants the facets.
    pub with_facets: bool,
}

/// What was counted.
#[derive(Default)]
pub(super) struct Counted {
    /// How many fit the text, whatever the filters.
    pub matched: u64,
    /// How many fit the filters, too.
    pub total: u64,
    /// The best, in order.
    pub hits: Vec<Hit>,
    counts: BTreeMap<(String, String), u64>,
    /// The lowest and the highest price of those that fit all but what is said of it.
    pub prices: Option<(UnitPrice, UnitPrice)>,
}

/// From the lower of the lowest to the higher of the highest.
fn joined(one: Option<(i64, i64)>, other: Option<(i64, i64)>) -> Option<(i64, i64)> {
    match (one, other) {
        (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
        (one, other) => one.or(other),
    }
}

impl Counted {
    /// The facets, with their values by count.
    pub fn facets(self) -> Vec<Facet> {
        let mut facets: Vec<Facet> = Vec::new();
        for ((name, value), count) in self.counts {
            if facets.last().is_none_or(|last| last.name != name) {
                facets.push(Facet { name, values: Vec::new() });
            }
            facets.last_mut().into_iter().for_each(|facet| facet.values.push(Value { value: value.clone(), count }));
        }
        for facet in &mut facets {
            facet.values.sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.value.cmp(&other.value)));
        }
        facets
    }
}

impl Collector for Counter<'_> {
    type Fruit = Counted;
    type Child = Pass;

    fn for_segment(&self, ordinal: SegmentOrdinal, _: &SegmentReader) -> tantivy::Result<Pass> {
        let shelves = Arc::clone(&self.shelves[ordinal as usize]);
        Ok(Pass::new(self, ordinal, shelves))
    }

    fn requires_scoring(&self) -> bool {
        self.sort == Sort::Relevance
    }

    fn merge_fruits(&self, passes: Vec<Found>) -> tantivy::Result<Counted> {
        let mut counted = Counted::default();
        let mut best: Vec<(Key, DocAddress)> = Vec::new();
        let mut prices = None;
        for found in passes {
            prices = joined(prices, found.prices);
            counted.matched += found.matched;
            counted.total += found.total;
            best.extend(found.best);
            for (name, value, count) in found.counts {
                *counted.counts.entry((name, value)).or_default() += count;
            }
        }
        counted.prices = prices.map(|(least, most)| (UnitPrice(least), UnitPrice(most)));
        best.sort_by(|one, other| one.0.cmp(&other.0).then(one.1.cmp(&other.1)));
        best.truncate(self.keep);
        let hit = |(key, address): (Key, DocAddress)| Hit {
            id: self.shelves[address.segment_ord as usize].id(address.doc_id),
            score: if let Key::Score(Reverse(Ordered(score))) = key { score } else { 0.0 },
        };
        counted.hits = best.into_iter().map(hit).collect();
        Ok(counted)
    }
}

/// By what hits are in order, the smallest first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Score(Reverse<Ordered>),
    /// A name, by its number in its piece first.
    Number(u64),
    Name(String),
    Created(Reverse<i64>),
    /// Whether it has none, and the price.
    Price(bool, i64),
}

/// A score that can be compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Ordered(f32);

impl Eq for Ordered {}

impl PartialOrd for Ordered {
    fn partial_cmp(&self, other: &Ordered) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ordered {
    fn cmp(&self, other: &Ordered) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

/// The pass over one piece.
pub(super) struct Pass {
    ordinal: SegmentOrdinal,
    shelves: Arc<Shelves>,
    sort: Sort,
    keep: usize,
    with_facets: bool,
    /// For each value, the filters that it fits; likewise for each choice.
    fits: Vec<u32>,
    choice_fits: Vec<u32>,
    /// The filters of products, and those of choices.
    wanted: u32,
    choices_wanted: u32,
    /// Which filter each facet has, as a bit, and which facets are options.
    filter_of: Vec<u32>,
    is_option: Vec<bool>,
    counts: Vec<u32>,
    matched: u64,
    total: u64,
    best: BinaryHeap<(Key, DocId)>,
    seen: Vec<u32>,
    /// The price lists that are asked, by their numbers here, and what is said of the price.
    lists: Vec<u16>,
    price: Range,
    prices: Option<(i64, i64)>,
}

/// What a pass found.
pub(super) struct Found {
    matched: u64,
    total: u64,
    best: Vec<(Key, DocAddress)>,
    counts: Vec<(String, String, u64)>,
    prices: Option<(i64, i64)>,
}

impl Pass {
    fn new(counter: &Counter, ordinal: SegmentOrdinal, shelves: Arc<Shelves>) -> Pass {
        let mut fits = vec![0; shelves.values.len()];
        let mut filter_of = vec![0; shelves.names.len()];
        let (mut wanted, mut choices_wanted) = (0, 0);
        for (bit, (name, values)) in counter.filters.iter().take(FILTERS).enumerate().map(|(at, one)| (1 << at, one)) {
            let side = if name.starts_with("option.") { &mut choices_wanted } else { &mut wanted };
            *side |= bit;
            let Some(facet) = shelves.names.iter().position(|one| one == name) else { continue };
            filter_of[facet] = bit;
            for (number, (of, value)) in shelves.values.iter().enumerate() {
                if usize::from(*of) == facet && values.contains(value) {
                    fits[number] |= bit;
                }
            }
        }
        if !counter.price.is_any() {
            wanted |= PRICE;
        }
        let number = |code: &String| shelves.lists.iter().position(|one| one == code).map(|at| at as u16);
        let of_choice = |values: &Vec<u32>| values.iter().fold(0, |all, value| all | fits[*value as usize]);
        let choice_fits =
            if choices_wanted == 0 { Vec::new() } else { shelves.choice_values.iter().map(of_choice).collect() };
        Pass {
            ordinal,
            sort: counter.sort,
            keep: counter.keep,
            with_facets: counter.with_facets,
            counts: vec![0; shelves.values.len()],
            is_option: shelves.names.iter().map(|name| name.starts_with("option.")).collect(),
            choice_fits,
            fits,
            wanted,
            choices_wanted,
            filter_of,
            matched: 0,
            total: 0,
            best: BinaryHeap::with_capacity(counter.keep.min(1_000) + 1),
            seen: Vec::new(),
            lists: counter.lists.iter().filter_map(number).collect(),
            price: counter.price,
            prices: None,
            shelves,
        }
    }

    fn hit(&mut self, doc: DocId, score: Score, price: Option<i64>) {
        self.total += 1;
        let key = match self.sort {
            Sort::Relevance => Key::Score(Reverse(Ordered(score))),
            Sort::Name => {
                let name = self.shelves.name.as_ref().and_then(|names| names.ords().first(doc));
                Key::Number(name.unwrap_or(u64::MAX))
            }
            Sort::Cheapest => Key::Price(price.is_none(), price.unwrap_or_default()),
            Sort::Dearest => Key::Price(price.is_none(), -price.unwrap_or_default()),
            Sort::Newest => Key::Created(Reverse(self.shelves.created.first(doc).unwrap_or_default())),
        };
        if self.best.len() < self.keep {
            self.best.push((key, doc));
        } else if self.best.peek().is_some_and(|worst| (&key, doc) < (&worst.0, worst.1)) {
            self.best.pop();
            self.best.push((key, doc));
        }
    }

    /// Counts the values of a product that are of the facets a rule names.
    fn count_values(&mut self, doc: DocId, counts: impl Fn(&Pass, usize) -> bool) {
        let shelves = Arc::clone(&self.shelves);
        for &value in shelves.of.get(doc) {
            if counts(self, usize::from(shelves.values[value as usize].0)) {
                self.counts[value as usize] += 1;
            }
        }
    }

    /// Counts the options of those choices that fit: each value once, in facets without a filter by whole choices, in
    /// one with a filter by those that fit all others.
    fn count_options(&mut self, doc: DocId, is_whole: bool) {
        self.seen.clear();
        let shelves = Arc::clone(&self.shelves);
        for &choice in shelves.choices.get(doc) {
            let missed = self.choices_wanted & !self.choice_fits[choice as usize];
            if missed.count_ones() > 1 {
                continue;
            }
            for &value in &shelves.choice_values[choice as usize] {
                let filter = self.filter_of[usize::from(shelves.values[value as usize].0)];
                if (missed == 0 && is_whole) || (missed | filter == filter && filter != 0) {
                    self.seen.push(value);
                }
            }
        }
        self.seen.sort_unstable();
        self.seen.dedup();
        for &value in &self.seen {
            self.counts[value as usize] += 1;
        }
    }

    /// One product where something is chosen.
    fn weigh(&mut self, doc: DocId, score: Score) {
        let shelves = Arc::clone(&self.shelves);
        let price = shelves.price(doc, &self.lists);
        let fits = shelves.of.get(doc).iter().fold(0, |all, value| all | self.fits[*value as usize]);
        let fits = if self.price.has(price) { fits | PRICE } else { fits };
        let missed = self.wanted & !fits;
        let choices = shelves.choices.get(doc).iter();
        let is_whole = self.choices_wanted == 0
            || choices.copied().any(|choice| self.choices_wanted & !self.choice_fits[choice as usize] == 0);
        if is_whole && missed & !PRICE == 0 {
            self.prices = joined(self.prices, price.map(|price| (price, price)));
        }
        match missed.count_ones() {
            0 if is_whole => {
                self.hit(doc, score, price);
                if self.with_facets && self.choices_wanted == 0 {
                    self.count_values(doc, |_, _| true);
                } else if self.with_facets {
                    self.count_values(doc, |pass, facet| !pass.is_option[facet]);
                    self.count_options(doc, true);
                }
            }
            0 if self.with_facets => self.count_options(doc, false),
            1 if self.with_facets && is_whole => {
                self.count_values(doc, move |pass, facet| pass.filter_of[facet] == missed);
            }
            _ => {}
        }
    }
}

impl SegmentCollector for Pass {
    type Fruit = Found;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.matched += 1;
        if self.wanted | self.choices_wanted != 0 {
            return self.weigh(doc, score);
        }
        let price = self.shelves.price(doc, &self.lists);
        self.prices = joined(self.prices, price.map(|price| (price, price)));
        self.hit(doc, score, price);
        if self.with_facets {
            for &value in self.shelves.of.get(doc) {
                self.counts[value as usize] += 1;
            }
        }
    }

    fn harvest(self) -> Found {
        let address = |doc| DocAddress::new(self.ordinal, doc);
        let named = |key| match key {
            Key::Number(number) => {
                let mut name = String::new();
                // A name that cannot be read stands first, which is where it is seen.
                let read = self.shelves.name.as_ref().map(|names| names.ord_to_str(number, &mut name));
                drop(read);
                Key::Name(name)
            }
            key => key,
        };
        let best = self.best.into_sorted_vec().into_iter().map(|(key, doc)| (named(key), address(doc))).collect();
        let counted = self.counts.iter().zip(&self.shelves.values).filter(|(count, _)| **count > 0);
        let count = |(count, (facet, value)): (&u32, &(u16, String))| {
            (self.shelves.names[usize::from(*facet)].clone(), value.clone(), u64::from(*count))
        };
        let (matched, total, prices) = (self.matched, self.total, self.prices);
        Found { matched, total, best, counts: counted.map(count).collect(), prices }
    }
}
