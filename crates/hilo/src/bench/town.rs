//! A town of customers and what they bought: the database that `bench card` reads.
//!
//! It is written straight into the tables that a card reads, in large pieces, and the real fold sums it up. Order lines
//! are only in the events: no card reads that table.

use std::{collections::VecDeque, time::Instant};

use base::{Clock, Currency, Error, Result, Time};
use catalog::{
    products::{NewProduct, ProductId},
    variants::{Sku, VariantId},
};
use customers::people::CustomerId;
use orders::events::{Body, BodyLine, ORDER_COMPLETED, RETURN_ACCEPTED};
use store::{Db, Tx, db::Promise, followers::Follower, params, sql, thread::SubjectId};

use super::{book::timed, dice::Dice, raw};
use crate::rooms;

/// Events of each customer on average.
const EVENTS: u64 = 10;
/// Of twenty events, one is a return.
const RETURNS: u64 = 20;
const PRODUCTS: u64 = 4_000;
const SHOPS: u64 = 12;
/// Rows of one transaction, and how many are on their way at once.
const PIECE: usize = 1_000;
const AHEAD: usize = 8;
/// The events fill three years from here.
const START: i64 = 1_700_000_000_000_000;
const SPAN: i64 = 3 * 365 * 86_400 * 1_000_000;
const EUR: Currency = Currency::EUR;

/// The customer with this number.
pub fn customer(number: u64) -> CustomerId {
    CustomerId::from_bytes(Dice::new(1 << 56 | number).bytes())
}

/// Builds it; says on standard error how long that took.
pub fn build(db: &Db, customers: u64) -> Result<()> {
    let started = Instant::now();
    db.write_now("bench.goods", goods)?;
    let mut pieces = Pieces::new(db);
    let numbers: Vec<u64> = (0..customers).collect();
    for piece in numbers.chunks(PIECE) {
        let piece = piece.to_vec();
        pieces.send(move |tx| people(tx, &piece))?;
    }
    pieces.settle(0)?;
    let mut town = Town { dice: Dice::new(11), customers, events: customers * EVENTS, backs: Vec::new() };
    let orders = town.events - town.events / RETURNS;
    for first in (0..orders).step_by(PIECE) {
        let piece = town.orders(first..(first + PIECE as u64).min(orders));
        pieces.send(move |tx| record(tx, &piece))?;
    }
    pieces.settle(0)?;
    let backs = std::mem::take(&mut town.backs);
    for piece in backs.chunks(PIECE) {
        let piece = town.returns(piece);
        pieces.send(move |tx| accept(tx, &piece))?;
    }
    pieces.settle(0)?;
    let (written, folding) = (started.elapsed().as_secs_f64(), Instant::now());
    fold(db)?;
    let folded = folding.elapsed().as_secs_f64();
    eprintln!("{customers} customers and {} events written in {written:.1} s, summed up in {folded:.1} s", town.events);
    Ok(())
}

/// Sums up every card.
pub fn fold(db: &Db) -> Result<()> {
    let fold = rooms::folds().into_iter().find(|fold| fold.name == customers::fold::NAME);
    let fold = fold.ok_or_else(|| Error::internal("nobody sums up the cards"))?;
    raw::runtime()?.block_on(Follower::new(db.clone(), Clock::Machine, fold, "bench".to_owned()).catch_up()).map(drop)
}

/// Rows on their way, a few pieces at once.
pub struct Pieces<'a> {
    db: &'a Db,
    waiting: VecDeque<Promise<()>>,
}

impl<'a> Pieces<'a> {
    /// None yet.
    pub fn new(db: &'a Db) -> Pieces<'a> {
        Pieces { db, waiting: VecDeque::new() }
    }

    /// Sends one.
    pub fn send(&mut self, write: impl Fn(&mut Tx) -> Result<()> + Send + 'static) -> Result<()> {
        self.settle(AHEAD - 1)?;
        self.waiting.push_back(self.db.bulk_later("bench.town", write)?);
        Ok(())
    }

    /// Waits until at most so many pieces are on their way.
    pub fn settle(&mut self, most: usize) -> Result<()> {
        while self.waiting.len() > most {
            let Some(promise) = self.waiting.pop_front() else { return Ok(()) };
            promise.wait()?;
        }
        Ok(())
    }
}

fn sku(number: u64) -> Result<Sku> {
    Sku::parse(&format!("{}", 10_000 + number))
}

/// The products and shops.
pub fn goods(tx: &mut Tx) -> Result<()> {
    let cx = base::Cx::system("bench", Time::from_micros(START));
    let product = |number| {
        let name = Some(format!("Shirt of washed linen, {number}"));
        Ok(NewProduct::single(sku(number)?, name, catalog::products::Kind::Goods))
    };
    let products = (0..PRODUCTS).map(product).collect::<Result<Vec<_>>>()?;
    catalog::products::ensure(&cx, tx, &products)?;
    let shop = |number| catalog::shops::Shop {
        code: code(number),
        name: format!("Shop {number}"),
        city: "Vigo".into(),
        ..Default::default()
    };
    (0..SHOPS).try_for_each(|number| catalog::shops::keep(&cx, tx, &shop(number)))
}

fn code(number: u64) -> String {
    format!("shop-{number:02}")
}

/// The identifiers of a customer: a number, and for every other one an address.
fn identifier(number: u64, which: u64) -> SubjectId {
    SubjectId::from_bytes(Dice::new((2 + which) << 56 | number).bytes())
}

fn people(tx: &mut Tx, numbers: &[u64]) -> Result<()> {
    let now = Time::from_micros(START);
    let text = sql!(
        "insert into customers (id, name, country, city, search, created_at)
         values ($1, $2, 'Spain', 'Vigo', $3, $4)"
    );
    let rows = numbers.iter().map(|&n| params![customer(n), format!("Ana {n}"), format!("ana {n} vigo"), now]);
    tx.exec_many(text, rows)?;
    let words =
        |n: u64| [params!["ana", customer(n)], params![n.to_string(), customer(n)], params!["vigo", customer(n)]];
    let text = sql!("insert into customer_words (word, customer_id) values ($1, $2)");
    tx.exec_many(text, numbers.iter().flat_map(|&n| words(n)))?;
    let text = sql!(
        "insert into identifiers (id, customer_id, kind, value, strength, source, rank, created_at, home, since)
         values ($1, $2, $3, $4, 'strong', 'bench', $5, $6, $7, $6)"
    );
    let of = |n: u64, which: u64, kind, value: String| {
        let home = if which == 0 { *customer(n).bytes() } else { *identifier(n, which).bytes() };
        params![identifier(n, which), customer(n), kind, value, which as i64 + 1, now, CustomerId::from_bytes(home)]
    };
    let rows = numbers.iter().map(|&n| of(n, 0, "retailer_number", n.to_string()));
    let with_address = numbers.iter().filter(|&n| n % 2 == 0).map(|&n| of(n, 1, "email", format!("{n}@ejemplo.es")));
    tx.exec_many(text, rows.chain(with_address)).map(|_| ())
}

/// An order or a return, and its event.
struct Paper {
    id: SubjectId,
    event: SubjectId,
    number: String,
    at: Time,
    actor: SubjectId,
    channel: &'static str,
    place: Option<String>,
    total: i64,
    lines: i64,
    body: String,
    /// What a return brings back.
    bought: Option<Back>,
}

#[derive(Clone)]
struct Back {
    order: SubjectId,
    actor: SubjectId,
    line: BodyLine,
}

struct Town {
    dice: Dice,
    customers: u64,
    events: u64,
    backs: Vec<Back>,
}

impl Town {
    fn orders(&mut self, numbers: std::ops::Range<u64>) -> Vec<Paper> {
        numbers.map(|number| self.order(number)).collect()
    }

    fn order(&mut self, number: u64) -> Paper {
        // Half of everything is bought by a fifth of them.
        let most = if self.dice.chance(50) { self.customers.div_ceil(5) } else { self.customers };
        let who = self.dice.below(most);
        let actor = identifier(who, self.dice.below(2 - who % 2));
        let lines: Vec<BodyLine> = (0..=self.dice.below(6)).map(|_| self.line()).collect();
        let paper = self.paper(number as i64, format!("{number:08}"), actor, lines, None);
        if number.is_multiple_of(RETURNS - 1) {
            let line = self.line();
            self.backs.push(Back { order: paper.id, actor, line });
        }
        paper
    }

    fn line(&mut self) -> BodyLine {
        // A few products sell most.
        let number = self.dice.below(PRODUCTS).min(self.dice.below(PRODUCTS));
        let product = Dice::new(number).below(PRODUCTS);
        let quantity = self.dice.below(3) as i64 + 1;
        // A product of one variant has its id.
        let variant = sku(product).map_or(VariantId::from_bytes([0; 16]), |sku| sku.id());
        let product_id = ProductId::from_bytes(*variant.bytes());
        let name = Some(format!("Shirt of washed linen, {product}"));
        BodyLine { product_id, variant_id: Some(variant), name, quantity, total: quantity * 2_990 }
    }

    fn returns(&mut self, backs: &[Back]) -> Vec<Paper> {
        let paper = |(index, back): (usize, &Back)| {
            let number = self.events as i64 - 1 - index as i64;
            self.paper(number, format!("R{}", back.order), back.actor, vec![back.line.clone()], Some(back.clone()))
        };
        backs.iter().enumerate().map(paper).collect()
    }

    fn paper(&mut self, n: i64, number: String, actor: SubjectId, lines: Vec<BodyLine>, bought: Option<Back>) -> Paper {
        let at = Time::from_micros(START + SPAN / self.events.max(1) as i64 * n);
        let place = self.dice.chance(60).then(|| code(self.dice.below(SHOPS)));
        let total = lines.iter().map(|line| line.total).sum();
        let count = lines.len() as i64;
        let body = Body { number: number.clone(), currency: EUR, total, products: lines };
        Paper {
            id: SubjectId::from_bytes(timed(at, &mut self.dice)),
            event: SubjectId::from_bytes(timed(at, &mut self.dice)),
            number,
            at,
            actor,
            channel: if place.is_some() { "shop" } else { "web" },
            place,
            total,
            lines: count,
            body: serde_json::to_string(&body).unwrap_or_default(),
            bought,
        }
    }
}

fn append(tx: &mut Tx, kind: &'static str, papers: &[Paper]) -> Result<()> {
    let text = sql!(
        "insert into events (id, happened, received, kind, channel, place, actor, subject, body)
         values ($1, $2, $2, $3, $4, $5, $6, $7, $8)"
    );
    let rows = papers.iter().map(|paper| {
        let place = paper.place.as_deref();
        params![paper.event, paper.at, kind, paper.channel, place, paper.actor, paper.id, &paper.body]
    });
    tx.exec_many(text, rows).map(|_| ())
}

fn record(tx: &mut Tx, papers: &[Paper]) -> Result<()> {
    let text = sql!(
        "insert into orders (id, source, number, placed_at, channel, place, actor, country, currency, total,
             line_count, created_at)
         values ($1, 'bench', $2, $3, $4, $5, $6, 'Spain', $7, $8, $9, $3)"
    );
    let rows = papers.iter().map(|paper| {
        let Paper { id, number, at, channel, place, actor, total, lines, .. } = paper;
        params![*id, number, *at, *channel, place.as_deref(), *actor, EUR, *total, *lines]
    });
    tx.exec_many(text, rows)?;
    append(tx, ORDER_COMPLETED, papers)
}

fn accept(tx: &mut Tx, papers: &[Paper]) -> Result<()> {
    let text = sql!(
        "insert into returns (id, source, number, accepted_at, channel, place, actor, country, currency, total,
             line_count, created_at)
         values ($1, 'bench', $2, $3, $4, $5, $6, 'Spain', $7, $8, 1, $3)"
    );
    let rows = papers.iter().map(|paper| {
        let Paper { id, number, at, channel, place, actor, total, .. } = paper;
        params![*id, number, *at, *channel, place.as_deref(), *actor, EUR, *total]
    });
    tx.exec_many(text, rows)?;
    let text = sql!(
        "insert into return_matches (return_id, line_key, order_id, order_line_key, quantity, how)
         values ($1, 1, $2, 1, $3, 'only')"
    );
    let matched = papers.iter().filter_map(|paper| Some((paper.id, paper.bought.as_ref()?)));
    tx.exec_many(text, matched.map(|(id, back)| params![id, back.order, back.line.quantity]))?;
    append(tx, RETURN_ACCEPTED, papers)
}
