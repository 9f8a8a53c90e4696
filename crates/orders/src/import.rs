//! The import of Online Retail II: a year of a real retailer's invoice lines, streamed into products, customers,
//! orders, returns, write-offs and adjustments. What comes from other shops is in `shops`.
//!
//! A file is read twice: once to see that it is whole, so that a broken one changes nothing, then to record it in short
//! transactions. What is recorded already is found again by its keys, so an import that was killed is simply repeated.

use std::path::{Path, PathBuf};

use base::{Clock, Cx, Error, Result, Time};
use catalog::import::{rejects::Rejects, tables};
use customers::identity;
use store::{Db, Tx, db::Promise, params, sql};

mod bought;
pub mod invoices;
pub mod lines;
pub mod opinions;
pub mod papers;
pub mod people;
pub mod sales;
pub mod shops;

use crate::{orders, returns};
use invoices::{Batch, Invoices, SOURCE, Written};
use lines::Lines;

/// Lines of one transaction: about 2 ms of the embedded writer's time.
pub const PIECE_EMBEDDED: usize = 400;
/// The same on a server: worth a round trip.
pub const PIECE_ON_SERVER: usize = 3_000;

/// How far an import is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[schemars(rename = "ImportProgress")]
pub struct Progress {
    /// Lines seen.
    pub done: u64,
    /// Lines there are.
    pub of: u64,
    /// Lines refused.
    pub rejected: u64,
    /// Pictures read, once every line is.
    pub pictures: u64,
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Report {
    /// Lines of the files.
    pub lines: u64,
    /// Lines that were refused.
    pub rejected: u64,
    /// Where the refused ones are listed.
    pub rejects_file: Option<PathBuf>,
}

/// Imports files, and the files of folders. Refused lines are listed with their reason in a file beside `rejects` whose
/// name has the time too, such as `rejected-20261121T235900Z.csv`, so that the lists of earlier imports stay.
pub fn run(
    db: &Db,
    clock: &Clock,
    paths: &[PathBuf],
    rejects: &Path,
    tell: &mut dyn FnMut(Progress),
) -> Result<Report> {
    let files = tables::files(paths)?;
    let mut total = 0;
    for file in &files {
        total += check(file, clock.now())?;
    }
    let mut importer =
        Importer { db, clock, waiting: Vec::new(), rejects: Rejects::new(rejects, clock.now()), done: 0, of: total };
    for file in &files {
        importer.file(file, tell)?;
    }
    importer.settle(0)?;
    let rejected = importer.rejects.count;
    let rejects_file = importer.rejects.finish()?;
    Ok(Report { lines: total, rejected, rejects_file })
}

/// Reads a file to its end without recording anything; says how many lines it has.
fn check(file: &Path, now: Time) -> Result<u64> {
    let mut lines = Lines::open(file, now)?;
    let mut count = 0;
    while lines.next()?.is_some() {
        count += 1;
    }
    if count == 0 {
        return Err(Error::invalid("import-file", format!("{} has a header and no line below it.", file.display())));
    }
    Ok(count)
}

struct Importer<'a> {
    db: &'a Db,
    clock: &'a Clock,
    waiting: Vec<Promise<()>>,
    rejects: Rejects,
    done: u64,
    of: u64,
}

impl Importer<'_> {
    fn file(&mut self, file: &Path, tell: &mut dyn FnMut(Progress)) -> Result<()> {
        let mut lines = Lines::open(file, self.clock.now())?;
        let mut invoices = Invoices::default();
        while let Some(line) = lines.next()? {
            self.done += 1;
            match line {
                Ok(line) => {
                    if let Some(reject) = invoices.take(line)? {
                        self.rejects.add(file, &reject)?;
                    }
                }
                Err(reject) => self.rejects.add(file, &reject)?,
            }
            if invoices.ready() >= self.piece() {
                self.send(invoices.batch())?;
                tell(Progress { done: self.done, of: self.of, rejected: self.rejects.count, pictures: 0 });
            }
        }
        invoices.end()?;
        self.send(invoices.batch())?;
        tell(Progress { done: self.done, of: self.of, rejected: self.rejects.count, pictures: 0 });
        Ok(())
    }

    fn piece(&self) -> usize {
        if self.db.engine() == "sqlite" { PIECE_EMBEDDED } else { PIECE_ON_SERVER }
    }

    /// Pieces on their way at once. The embedded writer takes them in order; workers of a server would not.
    fn ahead(&self) -> usize {
        if self.db.engine() == "sqlite" { 16 } else { 1 }
    }

    fn send(&mut self, batch: Batch) -> Result<()> {
        if batch.lines == 0 {
            return Ok(());
        }
        self.settle(self.ahead() - 1)?;
        let cx = Cx { actor: base::Actor::Operator, now: self.clock.now() };
        let promise = self.db.bulk_later("orders.import", move |tx| record(&cx, tx, &batch))?;
        self.waiting.push(promise);
        Ok(())
    }

    /// Waits until at most so many pieces are on their way.
    fn settle(&mut self, most: usize) -> Result<()> {
        while self.waiting.len() > most {
            self.waiting.remove(0).wait()?;
        }
        Ok(())
    }
}

/// Records a batch of complete invoices.
pub fn record(cx: &Cx, tx: &mut Tx, batch: &Batch) -> Result<()> {
    catalog::products::ensure(cx, tx, &batch.products)?;
    for said in &batch.people {
        identity::tell(cx, tx, said)?;
    }
    orders::record(cx, tx, &batch.orders)?;
    returns::accept(cx, tx, &batch.returns)?;
    write_off(tx, &batch.write_offs)?;
    adjust(tx, &batch.adjustments)
}

fn write_off(tx: &mut Tx, lines: &[Written]) -> Result<()> {
    let text = sql!(
        "insert into write_offs (source, number, line_key, product_id, variant_id, reason, quantity, unit_price,
             written_off_at)
         select $1, $2, $3, product_id, id, $5, $6, $7, $8 from variants where id = $4
         on conflict (source, number, line_key) do nothing"
    );
    let rows = lines.iter().map(|Written { number, line, .. }| {
        let reason = line.name.as_deref();
        params![SOURCE, number, line.key, line.variant, reason, line.quantity, line.price, line.at]
    });
    tx.exec_many(text, rows).map(|_| ())
}

fn adjust(tx: &mut Tx, lines: &[Written]) -> Result<()> {
    let text = sql!(
        "insert into adjustments (source, number, line_key, reason, quantity, unit_price, currency, total, adjusted_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (source, number, line_key) do nothing"
    );
    for Written { number, line, currency } in lines {
        let too_large = || Error::invalid("line-too-large", format!("A line of {number} is too large to count."));
        let total = line.price.times(line.quantity, *currency).ok_or_else(too_large)?;
        let reason = line.name.as_deref();
        tx.exec(text, params![SOURCE, number, line.key, reason, line.quantity, line.price, *currency, total, line.at])?;
    }
    Ok(())
}
