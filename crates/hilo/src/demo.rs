//! Telar: twelve shops, some eighty styles, six hundred people and two years of their threads, all invented.
//!
//! Everything follows from dice that always fall alike and from the moment of the first filling, which is kept, so a
//! filling that was interrupted goes on where it stopped. It is written by the acts that any other channel uses.

mod calendar;
mod choices;
mod desk;
pub(crate) mod dice;
mod faces;
mod goods;
mod live;
mod names;
mod people;
mod plan;
mod returns;
mod reviews;
mod sales;
mod shops;
mod stories;
mod styles;
mod telar;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;

use base::{Clock, Cx, Error, Result, Time};
use catalog::{
    sample::{self, BEGUN, FULL, REMOVED},
    shops::Shop,
};
use customers::{
    card,
    people::{CustomerId, Known},
};
use store::{Db, Tx, db::Promise, settings};

pub use desk::fill as fill_desk;
pub use live::live;
use plan::{Join, Plan};

/// Ana Morales's e-mail address: hers is the card that a newcomer opens.
pub const ANA: &str = "ana.morales@ejemplo.es";
/// The system that Telar's papers say they come from.
const SOURCE: &str = "telar";

/// How many things one transaction writes, and how many transactions the embedded writer is handed at once. Workers of
/// a server would hinder each other.
const PIECE: usize = 100;
const AHEAD: usize = 8;

/// Fills an empty database with Telar. Where shops or a full Telar are there already, or somebody removed it, it
/// changes nothing.
pub fn fill(db: &Db, clock: &Clock, tell: &mut dyn FnMut(u64, u64)) -> Result<()> {
    let now = clock.now();
    let Some(begun) = db.write_now("demo.begin", move |tx| begin(tx, now))? else { return Ok(()) };
    let cx = Cx::system("demo", begun);
    let plan = Plan::new(begun)?;
    let of = plan.size() as u64;
    let ahead = if db.engine() == "sqlite" { AHEAD } else { 1 };
    let ended = cx.clone();
    let mut pieces = Pieces { db, cx, ahead, waiting: VecDeque::new(), done: 0, of, tell };
    pieces.send("demo.products", plan.products, catalog::products::ensure)?;
    pieces.send("demo.told", plan.told, telar::tell::keep)?;
    pieces.send("demo.prices", plan.prices, telar::tell::set)?;
    pieces.send("demo.sale", plan.sale, telar::tell::set)?;
    pieces.send("demo.people", plan.people, join)?;
    pieces.send("demo.choices", plan.choices, choices::record)?;
    pieces.send("demo.orders", plan.orders, |cx, tx, orders| orders::orders::record(cx, tx, orders).map(|_| ()))?;
    pieces
        .send("demo.returns", plan.returns, |cx, tx, returns| orders::returns::accept(cx, tx, returns).map(|_| ()))?;
    pieces.send("demo.reviews", plan.reviews, reviews::record)?;
    pieces.settle(0)?;
    db.write_now("demo.end", move |tx| end(&ended, tx))
}

/// The card's owner: Ana Morales, while Telar is here. For threads without a runtime.
pub fn ana_id(db: &Db) -> Result<Option<CustomerId>> {
    let ana = plan::ana()?;
    db.read_now("demo.ana", move |tx| if sample::is_here(tx)? { owner(tx, &ana).map(Some) } else { Ok(None) })
}

fn owner(tx: &mut Tx, known: &Known) -> Result<CustomerId> {
    let actor = known.id(&settings::secret(tx)?);
    card::person_of(tx, actor)?.ok_or(Error::NotFound { what: "customer" })
}

/// The moment from which Telar is seen; `None` where there is nothing to do.
fn begin(tx: &mut Tx, now: Time) -> Result<Option<Time>> {
    if sample::is_here(tx)? || settings::get(tx, REMOVED)?.is_some() {
        return Ok(None);
    }
    if let Some(begun) = settings::get(tx, BEGUN)? {
        return begun.parse().map(|micros| Some(Time::from_micros(micros))).map_err(Error::internal);
    }
    if !catalog::shops::all(tx)?.is_empty() {
        return Ok(None);
    }
    settings::set(tx, BEGUN, &now.micros().to_string())?;
    Ok(Some(now))
}

fn join(cx: &Cx, tx: &mut Tx, people: &[Join]) -> Result<()> {
    people.iter().try_for_each(|Join { person, channel, place }| {
        customers::people::join(cx, tx, person, channel, *place).map(|_| ())
    })
}

fn end(cx: &Cx, tx: &mut Tx) -> Result<()> {
    for shop in &shops::SHOPS {
        let shop =
            Shop { code: shop.code.into(), name: shop.name.into(), city: shop.city.into(), ..Default::default() };
        catalog::shops::keep(cx, tx, &shop)?;
    }
    settings::set(tx, FULL, "1")
}

type Write<T> = fn(&Cx, &mut Tx, &[T]) -> Result<()>;

struct Pieces<'a> {
    db: &'a Db,
    cx: Cx,
    ahead: usize,
    waiting: VecDeque<(u64, Promise<()>)>,
    done: u64,
    of: u64,
    tell: &'a mut dyn FnMut(u64, u64),
}

impl Pieces<'_> {
    fn send<T: Clone + Send + 'static>(&mut self, act: &'static str, things: Vec<T>, write: Write<T>) -> Result<()> {
        for piece in things.chunks(PIECE) {
            self.settle(self.ahead - 1)?;
            let (cx, piece, size) = (self.cx.clone(), piece.to_vec(), piece.len() as u64);
            let promise = self.db.bulk_later(act, move |tx| write(&cx, tx, &piece))?;
            self.waiting.push_back((size, promise));
        }
        // What comes next builds on it.
        self.settle(0)
    }

    /// Waits until at most so many pieces are on their way.
    fn settle(&mut self, most: usize) -> Result<()> {
        while self.waiting.len() > most {
            let Some((size, promise)) = self.waiting.pop_front() else { return Ok(()) };
            promise.wait()?;
            self.done += size;
            (self.tell)(self.done, self.of);
        }
        Ok(())
    }
}
