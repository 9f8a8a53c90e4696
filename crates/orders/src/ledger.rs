//! Papers: what an order and a return have in common, and how they are recorded so that nothing is counted twice.
//!
//! A paper is known by its source and number, a line within it by a key. What comes again changes nothing; a line that
//! is new to a known paper is added, and the event says only what it brought.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use base::{Currency, Cx, Error, Id, Noun, Result, Time, UnitPrice};
use catalog::variants::{self, Variant, VariantId};
use customers::{consents::permits, identity, people};
use store::{
    Tx, jobs, params,
    thread::{self, IdentifierId, NewEvent},
    tx::Sql,
    value::Row,
};

use crate::{
    events::{Body, BodyLine, Said},
    matching,
};

/// An order or a return as it comes in.
#[derive(Clone, Debug)]
pub struct NewPaper {
    /// The system it comes from: `hilo`, `online-retail-ii`.
    pub source: String,
    /// Its number there.
    pub number: String,
    /// When.
    pub at: Time,
    /// In which channel.
    pub channel: String,
    /// In which shop.
    pub place: Option<String>,
    /// Whose it is.
    pub actor: Whose,
    /// The customer's country, as the source writes it.
    pub country: Option<String>,
    /// The currency of its prices.
    pub currency: Currency,
    /// Its lines.
    pub lines: Vec<NewLine>,
}

/// Whose an order or a return is.
#[derive(Clone, Debug)]
pub enum Whose {
    /// A guest's.
    Nobodys,
    /// Theirs who goes by this name.
    Named(people::Known),
    /// Theirs whom identity made this of.
    Told(IdentifierId),
}

/// A line as it comes in.
#[derive(Clone, Debug)]
pub struct NewLine {
    /// What tells it from the other lines of its paper, the same whenever it comes.
    pub key: i64,
    /// What exactly it is.
    pub variant: VariantId,
    /// Its name on the paper.
    pub name: Option<String>,
    /// Units: bought, or brought back.
    pub quantity: i64,
    /// The price of one.
    pub price: UnitPrice,
    /// When.
    pub at: Time,
}

/// The statements and words of one kind of paper.
pub(crate) struct Book {
    pub(crate) find: &'static Sql,
    pub(crate) insert: &'static Sql,
    pub(crate) line_keys: &'static Sql,
    pub(crate) insert_line: &'static Sql,
    pub(crate) grow: &'static Sql,
    pub(crate) first: &'static str,
    pub(crate) later: &'static str,
}

/// The largest line, in 1/10,000: a hundred million. Nine million lines of that size can still be summed.
const LARGEST: i128 = 1_000_000_000_000;

/// Whether a line is small enough to be counted.
pub(crate) fn is_countable(price: UnitPrice, quantity: i64) -> bool {
    (i128::from(price.0) * i128::from(quantity)).abs() <= LARGEST
}

struct Kept {
    id: [u8; 16],
    lines: i64,
}

struct Growth<'p> {
    paper: &'p NewPaper,
    id: [u8; 16],
    is_new: bool,
    lines_before: i64,
    lines: Vec<(&'p NewLine, i64)>,
}

/// What the lines of a call are of.
type Known = HashMap<VariantId, Variant>;

/// Records papers of one kind; says how many lines were new. Every paper must be named once in a call.
pub(crate) fn record<N: Noun>(cx: &Cx, tx: &mut Tx, book: &Book, papers: &[NewPaper]) -> Result<u64> {
    let kept = kept(tx, book, papers)?;
    let mut growths = Vec::new();
    for paper in papers {
        let known = kept.get(&(paper.source.as_str(), paper.number.as_str()));
        let keys = known.map(|paper| line_keys(tx, book, paper.id)).transpose()?.unwrap_or_default();
        growths.extend(decide::<N>(paper, known, &keys)?);
    }
    let named = growths.iter().filter_map(|growth| match &growth.paper.actor {
        Whose::Named(known) => Some((known, growth.paper.at)),
        _ => None,
    });
    let mut found = identity::actors(tx, &named.collect::<Vec<_>>())?.into_iter();
    let actor = |growth: &Growth| match growth.paper.actor {
        Whose::Nobodys => None,
        Whose::Told(actor) => Some(actor),
        Whose::Named(_) => found.next().flatten(),
    };
    let actors: Vec<Option<IdentifierId>> = growths.iter().map(actor).collect();
    let known = variants(tx, &growths)?;
    write_papers(cx, tx, book, &growths, &actors)?;
    let lines = write_lines(tx, book, &growths, &known)?;
    let events = growths.iter().zip(&actors).map(|(growth, actor)| growth.event(book, *actor, &known));
    thread::append(tx, cx.now, &events.collect::<Vec<NewEvent>>())?;
    let some: BTreeSet<IdentifierId> = actors.iter().copied().flatten().collect();
    permits::ordered(tx, &some.iter().copied().collect::<Vec<_>>())?;
    let keys: Vec<String> = some.iter().map(IdentifierId::to_string).collect();
    jobs::enqueue(cx, tx, matching::JOB, keys.iter().map(String::as_str))?;
    Ok(lines)
}

/// What a paper brings that is not there yet; `None` for nothing. Pure.
fn decide<'p, N: Noun>(paper: &'p NewPaper, kept: Option<&Kept>, keys: &HashSet<i64>) -> Result<Option<Growth<'p>>> {
    let mut lines = Vec::with_capacity(paper.lines.len());
    for line in paper.lines.iter().filter(|line| !keys.contains(&line.key)) {
        let too_large =
            || Error::invalid("line-too-large", format!("A line of {} is too large to count.", paper.number));
        let total = line.price.times(line.quantity, paper.currency).filter(|_| is_countable(line.price, line.quantity));
        lines.push((line, total.ok_or_else(too_large)?));
    }
    if lines.is_empty() {
        return Ok(None);
    }
    let new_id = || *Id::<N>::derived(paper.at, &[&paper.source, &paper.number]).bytes();
    Ok(Some(Growth {
        paper,
        id: kept.map_or_else(new_id, |kept| kept.id),
        is_new: kept.is_none(),
        lines_before: kept.map_or(0, |kept| kept.lines),
        lines,
    }))
}

impl Growth<'_> {
    fn total(&self) -> i64 {
        self.lines.iter().map(|(_, total)| total).sum()
    }

    fn event(&self, book: &Book, actor: Option<IdentifierId>, known: &Known) -> NewEvent {
        let products = self.lines.iter().map(|(line, total)| BodyLine {
            product_id: known[&line.variant].product_id,
            variant_id: Some(line.variant),
            name: line.name.clone(),
            quantity: line.quantity,
            total: *total,
        });
        let first = self.lines.first().map_or(0, |(line, _)| line.key);
        Said {
            kind: if self.is_new { book.first } else { book.later },
            happened: self.paper.at,
            channel: &self.paper.channel,
            place: self.paper.place.as_deref(),
            actor,
            subject: self.id,
            mark: if self.is_new { String::new() } else { format!("{first} {}", self.lines_before) },
            body: Body {
                number: self.paper.number.clone(),
                currency: self.paper.currency,
                total: self.total(),
                products: products.collect(),
            },
        }
        .event()
    }
}

/// The papers of this batch that are known, found by the range of their numbers: one round trip.
fn kept<'p>(tx: &mut Tx, book: &Book, papers: &'p [NewPaper]) -> Result<HashMap<(&'p str, &'p str), Kept>> {
    let mut ranges: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
    for paper in papers {
        let (low, high) = ranges.entry(&paper.source).or_insert((&paper.number, &paper.number));
        *low = (*low).min(paper.number.as_str());
        *high = (*high).max(paper.number.as_str());
    }
    let wanted: HashMap<(&str, &str), (&'p str, &'p str)> = papers
        .iter()
        .map(|paper| (paper.source.as_str(), paper.number.as_str()))
        .map(|key: (&'p str, &'p str)| (key, key))
        .collect();
    let mut found = HashMap::new();
    for (source, (low, high)) in ranges {
        let read = |row: &Row| Ok((row.get::<String>(0)?, row.get::<Id<Anything>>(1)?, row.get::<i64>(2)?));
        for (number, id, lines) in tx.query(book.find, params![source, low, high], read)? {
            let key = wanted.get(&(source, number.as_str())).copied();
            if let Some(key) = key {
                found.insert(key, Kept { id: *id.bytes(), lines });
            }
        }
    }
    Ok(found)
}

struct Anything;

/// What the new lines are of; refuses those of nothing that is known.
fn variants(tx: &mut Tx, growths: &[Growth]) -> Result<Known> {
    let wanted: BTreeSet<VariantId> =
        growths.iter().flat_map(|growth| &growth.lines).map(|(line, _)| line.variant).collect();
    let known = variants::some(tx, &wanted.iter().copied().collect::<Vec<_>>())?;
    match wanted.iter().find(|id| !known.contains_key(id)) {
        Some(id) => Err(Error::invalid("sku", format!("There is no variant {id}."))),
        None => Ok(known),
    }
}

fn line_keys(tx: &mut Tx, book: &Book, paper: [u8; 16]) -> Result<HashSet<i64>> {
    let keys = tx.query(book.line_keys, params![&paper[..]], |row| row.get::<i64>(0))?;
    Ok(keys.into_iter().collect())
}

fn write_papers(cx: &Cx, tx: &mut Tx, book: &Book, growths: &[Growth], actors: &[Option<IdentifierId>]) -> Result<()> {
    let new = growths.iter().zip(actors).filter(|(growth, _)| growth.is_new).map(|(growth, actor)| {
        let NewPaper { source, number, at, channel, place, country, currency, .. } = growth.paper;
        let (place, country, lines) = (place.as_deref(), country.as_deref(), growth.lines.len() as i64);
        let id = &growth.id[..];
        params![id, source, number, *at, channel, place, *actor, country, *currency, growth.total(), lines, cx.now]
    });
    tx.exec_many(book.insert, new)?;
    for growth in growths.iter().filter(|growth| !growth.is_new) {
        tx.exec(book.grow, params![&growth.id[..], growth.total(), growth.lines.len() as i64])?;
    }
    Ok(())
}

fn write_lines(tx: &mut Tx, book: &Book, growths: &[Growth], known: &Known) -> Result<u64> {
    let rows = growths.iter().flat_map(|growth| {
        growth.lines.iter().enumerate().map(move |(index, (line, total))| {
            let number = growth.lines_before + index as i64 + 1;
            let NewLine { key, variant, name, quantity, price, at } = line;
            let (product, name) = (known[variant].product_id, name.as_deref());
            params![&growth.id[..], *key, product, *variant, name, *quantity, *price, *total, number, *at]
        })
    });
    tx.exec_many(book.insert_line, rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::orders::Sale;

    fn line(key: i64, quantity: i64, price: i64) -> NewLine {
        let variant = VariantId::from_bytes([1; 16]);
        NewLine { key, variant, name: None, quantity, price: UnitPrice(price), at: Time::default() }
    }

    fn paper(lines: Vec<NewLine>) -> NewPaper {
        NewPaper {
            source: "test".into(),
            number: "1".into(),
            at: Time::default(),
            channel: "web".into(),
            place: None,
            actor: Whose::Nobodys,
            country: None,
            currency: Currency::EUR,
            lines,
        }
    }

    #[test]
    fn only_what_is_new_is_recorded() {
        let incoming = paper(vec![line(1, 2, 29_500), line(2, 1, 10_000)]);
        let kept = Kept { id: [7; 16], lines: 1 };
        let cases: [(Option<&Kept>, &[i64], Option<(i64, usize, bool)>); 4] = [
            (None, &[], Some((690, 2, true))),
            (Some(&kept), &[], Some((690, 2, false))),
            (Some(&kept), &[1], Some((100, 1, false))),
            (Some(&kept), &[1, 2], None),
        ];
        for (known, keys, expected) in cases {
            let keys = keys.iter().copied().collect();
            let growth = decide::<Sale>(&incoming, known, &keys).expect("it fits");
            let seen = growth.map(|growth| (growth.total(), growth.lines.len(), growth.is_new));
            assert_eq!(seen, expected, "{keys:?}");
        }
    }

    #[test]
    fn a_line_that_cannot_be_counted_is_refused() {
        let incoming = paper(vec![line(1, i64::MAX, i64::MAX)]);
        assert!(decide::<Sale>(&incoming, None, &HashSet::new()).is_err());
    }
}
