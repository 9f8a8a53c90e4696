//! An order as fifteen statements on Hilo's own tables: as an act on `Tx`, and as texts with parameters for the bare
//! engine, which writes the same rows.

use base::{Currency, Error, Result, Time};
use store::{Tx, params, sql, thread::SubjectId, tx::Sql, value::Val};

use super::dice::Dice;

/// Known customers, and products with a counter each.
const CUSTOMERS: u64 = 10_000;
const PRODUCTS: u64 = 5_000;
/// The moment of the first order, in microseconds.
const START: i64 = 1_795_161_600_000_000;
const EUR: Currency = Currency::EUR;

/// An order that comes in.
pub struct Order {
    id: SubjectId,
    number: String,
    at: Time,
    actor: SubjectId,
    customer: SubjectId,
    value: String,
    lines: [Line; 4],
    total: i64,
    event: SubjectId,
    body: String,
    private: String,
    job: SubjectId,
    key: [u8; 32],
}

struct Line {
    product: SubjectId,
    quantity: i64,
    price: i64,
    total: i64,
}

struct Statements {
    find_customer: &'static Sql,
    find_product: &'static Sql,
    identifier: &'static Sql,
    order: &'static Sql,
    line: &'static Sql,
    event: &'static Sql,
    private: &'static Sql,
    job: &'static Sql,
    figures: &'static Sql,
    tally: &'static Sql,
    key: &'static Sql,
    counter: &'static Sql,
}

fn statements() -> Statements {
    Statements {
        find_customer: sql!("select customer_id from identifiers where id = $1"),
        find_product: sql!(
            "select v.sku, p.name, p.kind from variants v join products p on p.id = v.product_id where v.id = $1"
        ),
        identifier: sql!(
            "insert into identifiers (id, customer_id, kind, value, strength, source, rank, created_at)
             values ($1, $2, 'email', $3, 'weak', 'bench', 1, $4) on conflict (id) do nothing"
        ),
        order: sql!(
            "insert into orders (id, source, number, placed_at, channel, place, actor, country, currency, total,
                 line_count, created_at)
             values ($1, 'bench', $2, $3, 'web', null, $4, 'Spain', $5, $6, 4, $3)"
        ),
        line: sql!(
            "insert into order_lines (order_id, line_key, product_id, variant_id, name, quantity, unit_price, total,
                 line_no, sold_at)
             values ($1, $2, $3, $3, 'A shirt of washed linen', $4, $5, $6, $2, $7)"
        ),
        event: sql!(
            "insert into events (id, happened, received, kind, channel, place, actor, subject, body)
             values ($1, $2, $2, 'Order Completed', 'web', null, $3, $4, $5) on conflict (id) do nothing"
        ),
        private: sql!("insert into event_private (event_id, body) values ($1, $2) on conflict (event_id) do nothing"),
        job: sql!(
            "insert into jobs (id, kind, key, body, run_at, created_at) values ($1, 'bench.confirm', $2, '{}', $3, $3)
             on conflict (kind, key) do update set again = 1, state = 'waiting'"
        ),
        figures: sql!(
            "insert into figures (version, identifier_id, currency, orders, spent, returns, returned)
             values (1, $1, $2, 1, $3, 0, 0) on conflict (identifier_id, version, currency) do update set
                 orders = figures.orders + 1, spent = figures.spent + excluded.spent"
        ),
        tally: sql!(
            "insert into tallies (version, identifier_id, facet, key, count, quantity)
             values (1, $1, 'channel', 'web', 1, 1)
             on conflict (identifier_id, version, facet, key) do update set
                 count = tallies.count + 1, quantity = tallies.quantity + 1"
        ),
        key: sql!(
            "insert into idempotency_keys (actor, key_hash, request_hash, result, created_at)
             values ('bench', $1, $1, '{\"done\": true}', $2) on conflict do nothing"
        ),
        counter: sql!(
            "update product_sales set sold = sold + $2 where product_id = $1 and version = 1 and currency = 'EUR'
                 and sold + $2 <= 1000000000"
        ),
    }
}

/// The fifteen texts, in the order of `Order::params`.
pub fn texts() -> [&'static str; 15] {
    let of = statements();
    let finds = [of.find_customer, of.find_product, of.identifier, of.order];
    let rest = [of.event, of.private, of.figures, of.tally, of.job, of.key, of.counter];
    let mut all = finds.into_iter().chain([of.line; 4]).chain(rest).map(|sql| sql.text);
    std::array::from_fn(|_| all.next().unwrap_or_default())
}

/// Customers and products, so that an order finds what it names.
pub fn found(tx: &mut Tx) -> Result<()> {
    let now = Time::from_micros(START);
    let customers = sql!("insert into customers (id, name, search, created_at) values ($1, 'Ana', 'ana', $2)");
    tx.exec_many(customers, (0..CUSTOMERS).map(|n| params![named(1, n), now]))?;
    let rows = (0..CUSTOMERS).map(|n| params![named(2, n), named(1, n), format!("{n}@ejemplo.es"), now]);
    tx.exec_many(statements().identifier, rows)?;
    let products = sql!(
        "insert into products (id, code, name, kind, search, created_at) values ($1, $2, 'A shirt', 'goods', $2, $3)"
    );
    tx.exec_many(products, (0..PRODUCTS).map(|n| params![named(3, n), format!("sku-{n:05}"), now]))?;
    let variants =
        sql!("insert into variants (id, product_id, sku, place, is_sold, created_at) values ($1, $1, $2, 0, 1, $3)");
    tx.exec_many(variants, (0..PRODUCTS).map(|n| params![named(3, n), format!("sku-{n:05}"), now]))?;
    let counters = sql!(
        "insert into product_sales (version, product_id, currency, sold, revenue, returned, orders)
         values (1, $1, 'EUR', $2, 0, 0, 0)"
    );
    tx.exec_many(counters, (0..PRODUCTS).map(|n| params![named(3, n), 0_i64])).map(|_| ())
}

/// A key that looks like chance and always is the same.
fn named(kind: u64, n: u64) -> SubjectId {
    SubjectId::from_bytes(Dice::new(kind << 56 | n).bytes())
}

impl Order {
    /// The order with this number; nine of ten come from a known identifier.
    pub fn new(n: u64) -> Order {
        let mut dice = Dice::new(n);
        let at = Time::from_micros(START + n as i64 * 1_000);
        let mut in_time = || SubjectId::from_bytes(timed(at, &mut dice));
        let (id, event, job) = (in_time(), in_time(), in_time());
        let who = dice.below(CUSTOMERS);
        let actor = if dice.chance(90) { named(2, who) } else { SubjectId::from_bytes(dice.bytes()) };
        let lines = [(); 4].map(|()| {
            let (quantity, price) = (dice.below(3) as i64 + 1, 50_000 + dice.below(900_000) as i64);
            Line { product: named(3, dice.below(PRODUCTS)), quantity, price, total: quantity * price / 100 }
        });
        let mut key = [0; 32];
        key[..16].copy_from_slice(&dice.bytes());
        key[16..].copy_from_slice(&dice.bytes());
        let total = lines.iter().map(|line| line.total).sum();
        Order {
            number: format!("{n:010}"),
            customer: named(1, who),
            value: format!("{who}-{n}@ejemplo.es"),
            body: body(n, &lines),
            private: r#"{"email":"ana.morales@ejemplo.es","phone":"+34612345678"}"#.to_owned(),
            id,
            at,
            actor,
            lines,
            total,
            event,
            job,
            key,
        }
    }

    /// The act.
    pub fn place(&self, tx: &mut Tx) -> Result<()> {
        let of = statements();
        let [first, ..] = &self.lines;
        let found = tx.query_one(of.find_customer, params![self.actor], |row| row.get::<SubjectId>(0))?;
        let customer = found.unwrap_or(self.customer);
        let product = tx.query_one(of.find_product, params![first.product], |row| row.get::<String>(0))?;
        product.ok_or(Error::NotFound { what: "product" })?;
        tx.push(of.identifier, params![self.actor, customer, &self.value, self.at])?;
        tx.push(of.order, params![self.id, &self.number, self.at, self.actor, EUR, self.total])?;
        for (index, line) in self.lines.iter().enumerate() {
            let Line { product, quantity, price, total } = *line;
            tx.push(of.line, params![self.id, index as i64, product, quantity, price, total, self.at])?;
        }
        tx.push(of.event, params![self.event, self.at, self.actor, self.id, &self.body])?;
        tx.push(of.private, params![self.event, &self.private])?;
        tx.push(of.figures, params![self.actor, EUR, self.total])?;
        tx.push(of.tally, params![self.actor])?;
        tx.push(of.job, params![self.job, self.actor.to_string(), self.at])?;
        let new = tx.exec(of.key, params![&self.key[..], self.at])?;
        let counted = tx.exec(of.counter, params![first.product, first.quantity])?;
        match (new, counted) {
            (1, 1) => Ok(()),
            _ => Err(Error::conflict("bench-order", "This order came before.")),
        }
    }

    /// The parameters of the fifteen texts. Nothing is copied.
    pub fn params<'a>(&'a self, job_key: &'a str) -> [Vec<Val<'a>>; 15] {
        let id = |id: &'a SubjectId| Val::from(&id.bytes()[..]);
        let (at, euro) = (Val::from(self.at), || Val::from("EUR"));
        let line = |index: usize| {
            let Line { product, quantity, price, total } = &self.lines[index];
            let (quantity, price, total) = (Val::Int(*quantity), Val::Int(*price), Val::Int(*total));
            vec![id(&self.id), Val::Int(index as i64), id(product), quantity, price, total, at.clone()]
        };
        let [first, ..] = &self.lines;
        let (order, actor, total) = (id(&self.id), || id(&self.actor), || Val::Int(self.total));
        [
            vec![actor()],
            vec![id(&first.product)],
            vec![actor(), id(&self.customer), Val::from(&self.value), at.clone()],
            vec![order.clone(), Val::from(&self.number), at.clone(), actor(), euro(), total()],
            line(0),
            line(1),
            line(2),
            line(3),
            vec![id(&self.event), at.clone(), actor(), order, Val::from(&self.body)],
            vec![id(&self.event), Val::from(&self.private)],
            vec![actor(), euro(), total()],
            vec![actor()],
            vec![id(&self.job), Val::from(job_key), at.clone()],
            vec![Val::from(&self.key[..]), at.clone()],
            vec![id(&first.product), Val::Int(first.quantity)],
        ]
    }

    /// What the job of this order is for.
    pub fn job_key(&self) -> String {
        self.actor.to_string()
    }
}

/// A UUIDv7 of this moment.
pub fn timed(at: Time, dice: &mut Dice) -> [u8; 16] {
    let mut bytes = dice.bytes();
    bytes[..6].copy_from_slice(&(at.micros() / 1_000).to_be_bytes()[2..]);
    bytes[6] = 0x70 | (bytes[6] & 0x0f);
    bytes[8] = 0x80 | (bytes[8] & 0x3f);
    bytes
}

fn body(n: u64, lines: &[Line; 4]) -> String {
    let products: Vec<String> = lines
        .iter()
        .map(|Line { product, quantity, total, .. }| {
            format!(
                r#"{{"product_id":"{product}","name":"A shirt of washed linen","quantity":{quantity},"total":{total}}}"#
            )
        })
        .collect();
    format!(r#"{{"number":"{n:010}","currency":"EUR","products":[{}]}}"#, products.join(","))
}
