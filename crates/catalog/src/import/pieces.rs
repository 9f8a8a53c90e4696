//! Pieces of a file on their way into the database: short transactions, several at once, each with how far the file is.
//! A piece that is refused is halved until what is wrong stands alone; that is refused, and the rest is taken.

use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use base::{Actor, Clock, Cx, Error, Result};
use store::{Db, Tx, db::Promise};

use super::{
    known::{self, Place, SheetId},
    rejects::Reject,
    tables::Table,
    whys::Why,
};

/// What becomes of what is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[schemars(rename = "ImportTally")]
pub struct Tally {
    /// What was there to be told.
    pub read: u64,
    /// What was not known.
    pub new: u64,
    /// What is told otherwise than before.
    pub changed: u64,
    /// What was told just so before.
    pub same: u64,
    /// What was refused.
    pub refused: u64,
    /// What was named and is not here: the other end of a link.
    pub missing: u64,
    /// Prices that were set.
    pub priced: u64,
    /// What is of no use here: orders that were never sales.
    #[serde(default)]
    pub left_out: u64,
}

impl Tally {
    /// Adds what became of others.
    pub fn add(&mut self, other: Tally) {
        self.read += other.read;
        self.new += other.new;
        self.changed += other.changed;
        self.same += other.same;
        self.refused += other.refused;
        self.missing += other.missing;
        self.priced += other.priced;
        self.left_out += other.left_out;
    }

    /// Counts one that came so before.
    pub fn count(&mut self, before: known::Before) {
        self.read += 1;
        match before {
            known::Before::Never => self.new += 1,
            known::Before::Otherwise => self.changed += 1,
            known::Before::Same => self.same += 1,
        }
    }
}

/// What goes in.
pub trait Piece: Clone + Send + Sync + 'static {
    /// About how many rows it writes.
    fn weight(&self) -> usize;
    /// It as a refusal names it.
    fn refused(&self, reason: Why) -> Reject;
}

/// What is done with a piece: look at it only, or record it.
pub type Act<T> = fn(&Cx, &mut Tx, &str, &[T]) -> Result<Tally>;

/// Where an import goes.
#[derive(Clone, Copy)]
pub struct Way<'a> {
    /// The database.
    pub db: &'a Db,
    /// Its clock.
    pub clock: &'a Clock,
    /// The name of the source in rows: `shopify`, or `shopify-north` of a shop that has several.
    pub source: &'a str,
    /// Whether nothing is to be written.
    pub is_dry: bool,
    /// What is asked of how files are read: another mapping makes another file of the same bytes.
    pub options: &'a str,
    /// Set when nobody wants the rest any more.
    pub stop: &'a AtomicBool,
}

impl<'a> Way<'a> {
    /// Whoever imports, now.
    pub fn cx(&self) -> Cx {
        Cx { actor: Actor::Operator, now: self.clock.now() }
    }

    /// The file, as it is to be read.
    pub fn file(&self, table: &Table) -> SheetId {
        known::file_id(self.source, &table.digest, self.options)
    }

    /// Where a file is.
    pub fn place(&self, table: &Table) -> Result<Place> {
        let (file, now) = (self.file(table), self.clock.now());
        self.db.read_now("import.place", move |tx| known::place(tx, file, now))
    }

    /// Refuses to go on with what nobody wants any more.
    pub fn check(&self) -> Result<()> {
        match self.stop.load(Ordering::Relaxed) {
            true => Err(Error::conflict("import-stopped", "This import was stopped. What came before stays.")),
            false => Ok(()),
        }
    }
}

/// How much is taken together at the end.
const LATE: usize = 200;

/// The pieces of one file.
pub struct Pieces<'a, T> {
    way: Way<'a>,
    record: Act<T>,
    look: Act<T>,
    place: Option<Place>,
    open: Vec<T>,
    weight: usize,
    /// How much of the file was handed over before the first of what is open.
    since: u64,
    waiting: VecDeque<(Arc<Vec<T>>, u64, Promise<Tally>)>,
    /// What was refused since something else has what it says, which may be told otherwise further down.
    late: Vec<T>,
    /// Whether that is being tried.
    is_late: bool,
    /// What came of it so far.
    pub tally: Tally,
    /// What was refused since somebody looked.
    pub refused: Vec<Reject>,
}

impl<'a, T: Piece> Pieces<'a, T> {
    /// Nothing yet. With a place, how far the file is is kept with each piece.
    pub fn new(way: Way<'a>, place: Option<Place>, record: Act<T>, look: Act<T>) -> Pieces<'a, T> {
        let since = place.map_or(0, |place| place.done);
        Pieces {
            way,
            record,
            look,
            place,
            open: Vec::new(),
            weight: 0,
            since,
            waiting: VecDeque::new(),
            late: Vec::new(),
            is_late: false,
            tally: Tally::default(),
            refused: Vec::new(),
        }
    }

    /// Adds what is `at` so far into the file.
    pub fn add(&mut self, item: T, at: u64) -> Result<()> {
        self.weight += item.weight();
        self.open.push(item);
        // About 2 ms of the embedded writer's time; on a server worth a round trip.
        let most = if self.way.db.engine() == "sqlite" { 24 } else { 400 };
        if self.weight < most {
            return Ok(());
        }
        self.send()?;
        self.since = at;
        Ok(())
    }

    /// Hands over what is left and waits for all of it.
    pub fn finish(&mut self) -> Result<()> {
        self.send()?;
        self.settle(0)?;
        self.try_late()?;
        let Some(place) = self.place.filter(|_| !self.way.is_dry) else { return Ok(()) };
        let (cx, source) = (self.way.cx(), self.way.source.to_owned());
        let end = Place { done: 0, ..place };
        self.way.db.bulk_later("import.end", move |tx| known::move_on(&cx, tx, &source, end))?.wait()
    }

    /// Takes together, at the end, what could not be taken since something else had its number: two variants whose
    /// numbers were mixed up are told in one act, however far apart they stand.
    fn try_late(&mut self) -> Result<()> {
        let late = Arc::new(std::mem::take(&mut self.late));
        if late.is_empty() {
            return Ok(());
        }
        match self.hand_over(Arc::clone(&late), 0..late.len(), self.since)?.wait() {
            Ok(tally) => self.tally.add(tally),
            Err(error) => {
                self.is_late = true;
                self.halve(&late, 0..late.len(), self.since, error)?;
            }
        }
        Ok(())
    }

    fn send(&mut self) -> Result<()> {
        self.weight = 0;
        self.way.check()?;
        if self.open.is_empty() {
            return Ok(());
        }
        // The embedded writer takes them in order; workers of a server would not.
        let ahead = if self.way.db.engine() == "sqlite" { 16 } else { 1 };
        self.settle(ahead - 1)?;
        let items = std::mem::take(&mut self.open);
        if self.way.is_dry {
            return self.look_at(items);
        }
        let items = Arc::new(items);
        let done = self.waiting.front().map_or(self.since, |(_, since, _)| *since);
        let promise = self.hand_over(Arc::clone(&items), 0..items.len(), done)?;
        self.waiting.push_back((items, self.since, promise));
        Ok(())
    }

    /// Looks at what is told and writes nothing.
    fn look_at(&mut self, items: Vec<T>) -> Result<()> {
        let (cx, source, look) = (self.way.cx(), self.way.source.to_owned(), self.look);
        let tally = self.way.db.read_now("import.look", move |tx| look(&cx, tx, &source, &items))?;
        self.tally.add(tally);
        Ok(())
    }

    /// Hands over some of a piece, and that so much of the file was taken before.
    fn hand_over(&self, items: Arc<Vec<T>>, some: std::ops::Range<usize>, done: u64) -> Result<Promise<Tally>> {
        let (cx, source, record) = (self.way.cx(), self.way.source.to_owned(), self.record);
        let place = self.place.map(|place| Place { done, ..place });
        self.way.db.bulk_later("import.piece", move |tx| {
            let tally = record(&cx, tx, &source, &items[some.clone()])?;
            if let Some(place) = place {
                known::move_on(&cx, tx, &source, place)?;
            }
            Ok(tally)
        })
    }

    /// Waits until at most so many pieces are on their way.
    fn settle(&mut self, most: usize) -> Result<()> {
        while self.waiting.len() > most {
            let Some((items, since, promise)) = self.waiting.pop_front() else { return Ok(()) };
            match promise.wait() {
                Ok(tally) => self.tally.add(tally),
                Err(error) => self.halve(&items, 0..items.len(), since, error)?,
            }
        }
        Ok(())
    }

    fn halve(&mut self, items: &Arc<Vec<T>>, some: std::ops::Range<usize>, since: u64, error: Error) -> Result<()> {
        if !matches!(error, Error::Invalid { .. } | Error::Conflict { .. }) {
            return Err(error);
        }
        if some.len() == 1 {
            let one = &items[some.start];
            if error.code() == "gtin" && !self.is_late && self.late.len() < LATE {
                self.late.push(one.clone());
                return Ok(());
            }
            self.tally.read += 1;
            self.tally.refused += 1;
            self.refused.push(one.refused(error.into()));
            return Ok(());
        }
        let middle = some.start + some.len() / 2;
        for half in [some.start..middle, middle..some.end] {
            match self.hand_over(Arc::clone(items), half.clone(), since)?.wait() {
                Ok(tally) => self.tally.add(tally),
                Err(error) => self.halve(items, half, since, error)?,
            }
        }
        Ok(())
    }
}
