//! Orders: what was bought, by whom, where and for how much.

use base::{Currency, Cx, Id, Noun, Result, Time, UnitPrice};
use catalog::products::ProductId;
use store::{
    Tx, params, sql,
    thread::IdentifierId,
    tx::Sql,
    value::{FromVal, Row},
};

use crate::{
    events,
    ledger::{self, Book, NewPaper},
};

/// An order.
pub struct Sale;
impl Noun for Sale {
    const PREFIX: &'static str = "ord";
    const NAME: &'static str = "order";
}
/// The id of an order.
pub type OrderId = Id<Sale>;

/// An order's head.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Order {
    /// Its id.
    pub id: OrderId,
    /// The system it comes from.
    pub source: String,
    /// Its number there.
    pub number: String,
    /// When it was placed.
    pub placed_at: Time,
    /// In which channel.
    pub channel: String,
    /// In which shop.
    pub place: Option<String>,
    /// Who ordered; nobody for a guest.
    #[serde(skip)]
    pub actor: Option<IdentifierId>,
    /// The customer's country.
    pub country: Option<String>,
    /// The currency of its sums.
    pub currency: Currency,
    /// Minor units.
    pub total: i64,
    /// How many lines it has.
    pub lines: i64,
}

/// A line of an order.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Line {
    /// The product.
    pub product_id: ProductId,
    /// Its code.
    pub sku: String,
    /// Its name on the order, else in the catalog.
    pub name: Option<String>,
    /// Units.
    pub quantity: i64,
    /// The price of one, in 1/10,000.
    pub unit_price: UnitPrice,
    /// Minor units.
    pub total: i64,
    /// Units that came back, as far as it is known.
    pub returned: i64,
}

fn book() -> Book {
    Book {
        find: sql!("select number, id, line_count from orders where source = $1 and number between $2 and $3"),
        insert: sql!(
            "insert into orders (id, source, number, placed_at, channel, place, actor, country, currency, total,
                 line_count, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
        ),
        line_keys: sql!("select line_key from order_lines where order_id = $1"),
        insert_line: sql!(
            "insert into order_lines (order_id, line_key, product_id, name, quantity, unit_price, total, line_no, sold_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        ),
        grow: sql!("update orders set total = total + $2, line_count = line_count + $3 where id = $1"),
        first: events::ORDER_COMPLETED,
        later: events::ORDER_UPDATED,
    }
}

/// Records orders; says how many lines were new. What is known already changes nothing.
pub fn record(cx: &Cx, tx: &mut Tx, orders: &[NewPaper]) -> Result<u64> {
    ledger::record::<Sale>(cx, tx, &book(), orders)
}

macro_rules! head {
    () => {
        "o.id, o.source, o.number, o.placed_at, o.channel, o.place, o.actor, o.country, o.currency, o.total, o.line_count"
    };
}

fn read(row: &Row) -> Result<Order> {
    Ok(Order {
        id: row.get(0)?,
        source: row.get(1)?,
        number: row.get(2)?,
        placed_at: row.get(3)?,
        channel: row.get(4)?,
        place: row.get(5)?,
        actor: row.get(6)?,
        country: row.get(7)?,
        currency: row.get(8)?,
        total: row.get(9)?,
        lines: row.get(10)?,
    })
}

/// One order.
pub fn get(tx: &mut Tx, id: OrderId) -> Result<Option<Order>> {
    tx.query_one(sql!(concat!("select ", head!(), " from orders o where o.id = $1")), params![id], read)
}

/// The lines of an order, in its order.
pub fn lines(tx: &mut Tx, id: OrderId) -> Result<Vec<Line>> {
    let text = sql!(
        "select l.product_id, p.sku, coalesce(l.name, p.name), l.quantity, l.unit_price, l.total,
             cast(coalesce((select sum(m.quantity) from return_matches m
                 where m.order_id = l.order_id and m.order_line_key = l.line_key), 0) as bigint)
         from order_lines l join products p on p.id = l.product_id where l.order_id = $1 order by l.line_no, l.line_key"
    );
    tx.query(text, params![id], |row| {
        Ok(Line {
            product_id: row.get(0)?,
            sku: row.get(1)?,
            name: row.get(2)?,
            quantity: row.get(3)?,
            unit_price: row.get(4)?,
            total: row.get(5)?,
            returned: row.get(6)?,
        })
    })
}

/// What a list of orders or returns shows.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// The start of a number.
    pub search: Option<String>,
    /// One channel.
    pub channel: Option<String>,
    /// Only those of guests, or only those of known customers.
    pub guests: Option<bool>,
    /// The largest first, rather than the newest.
    pub by_total: bool,
    /// Behind this row: the sort's value and the id of the last row of the page before.
    pub after: Option<(i64, [u8; 16])>,
}

macro_rules! list_by {
    ($column:literal) => {
        sql!(concat!(
            "select ",
            head!(),
            ", (select i.customer_id from identifiers i where i.id = o.actor) from orders o
             where (o.",
            $column,
            ", o.id) < ($1, $2)
                 and (cast($3 as text) is null or (o.number >= $3 and o.number < $4))
                 and (cast($5 as text) is null or o.channel = $5)
                 and (cast($6 as bigint) is null or (o.actor is null) = (cast($6 as bigint) = 1))
             order by o.",
            $column,
            " desc, o.id desc limit $7"
        ))
    };
}

/// A page of orders, newest or largest first, each with whoever placed it; one row more where there are more.
pub fn page<C: FromVal>(tx: &mut Tx, query: &Query, limit: i64) -> Result<Vec<(Order, Option<C>)>> {
    let statement: &'static Sql = if query.by_total { list_by!("total") } else { list_by!("placed_at") };
    let (value, id) = query.after.unwrap_or((i64::MAX, [255; 16]));
    let from = query.search.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_uppercase);
    let to = from.as_ref().map(|from| format!("{from}\u{10ffff}"));
    let params = params![value, &id[..], from, to, query.channel.as_deref(), query.guests, limit];
    tx.query(statement, params, |row| Ok((read(row)?, row.get(11)?)))
}

/// The newest orders of these identifiers.
pub fn of_actors(tx: &mut Tx, actors: &[IdentifierId], limit: i64) -> Result<Vec<Order>> {
    let text =
        sql!(concat!("select ", head!(), " from orders o where o.actor = $1 order by o.placed_at desc limit $2"));
    let mut found = Vec::new();
    for actor in actors {
        found.extend(tx.query(text, params![*actor, limit], read)?);
    }
    found.sort_by_key(|order| std::cmp::Reverse((order.placed_at, order.id)));
    found.truncate(limit as usize);
    Ok(found)
}

/// The channels that orders came in through.
pub fn channels(tx: &mut Tx) -> Result<Vec<String>> {
    tx.query(sql!("select distinct channel from orders order by channel"), params![], |row| row.get(0))
}
