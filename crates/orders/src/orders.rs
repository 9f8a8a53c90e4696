//! Orders: what was bought, by whom, where and for how much.

use std::ops::Range;

use base::{Currency, Cx, Id, Noun, Result, Time, UnitPrice};
use catalog::{products::ProductId, variants::VariantId};
use customers::{people::CustomerId, words::Wanted};
use store::{Tx, many, params, sql, thread::IdentifierId, tx::Sql, value::Row};
use web::shops::Scope;

use crate::{
    events, few,
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
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
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
    /// Whether whoever ordered was erased.
    pub erased: bool,
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
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "OrderLine")]
pub struct Line {
    /// The product.
    pub product_id: ProductId,
    /// What exactly it is.
    pub variant_id: VariantId,
    /// The code of that.
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
            "insert into order_lines (order_id, line_key, product_id, variant_id, name, quantity, unit_price, total,
                 line_no, sold_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
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
        "o.id, o.source, o.number, o.placed_at, o.channel, o.place, o.actor, o.country, o.currency, o.total, \
         o.line_count, o.erased"
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
        erased: row.get(11)?,
    })
}

/// The order with this number of a source.
pub fn by_number(tx: &mut Tx, source: &str, number: &str) -> Result<Option<Order>> {
    let text = sql!(concat!("select ", head!(), " from orders o where o.source = $1 and o.number = $2"));
    tx.query_one(text, params![source, number], read)
}

/// The lines of an order, in its order.
pub fn lines(tx: &mut Tx, id: OrderId) -> Result<Vec<Line>> {
    let text = sql!(
        "select l.product_id, l.variant_id, v.sku, coalesce(l.name, v.name, p.name), l.quantity, l.unit_price, l.total,
             cast(coalesce((select sum(m.quantity) from return_matches m
                 where m.order_id = l.order_id and m.order_line_key = l.line_key), 0) as bigint)
         from order_lines l join variants v on v.id = l.variant_id
         join products p on p.id = l.product_id where l.order_id = $1 order by l.line_no, l.line_key"
    );
    tx.query(text, params![id], |row| {
        Ok(Line {
            product_id: row.get(0)?,
            variant_id: row.get(1)?,
            sku: row.get(2)?,
            name: row.get(3)?,
            quantity: row.get(4)?,
            unit_price: row.get(5)?,
            total: row.get(6)?,
            returned: row.get(7)?,
        })
    })
}

/// What a list of orders shows.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// The start of a number; where people may be looked for, whoever ordered, too: words of a name, the start of an
    /// identifier.
    pub search: Option<String>,
    /// Whether people may be looked for.
    pub by_people: bool,
    /// One channel.
    pub channel: Option<String>,
    /// Only those of guests.
    pub guests: bool,
    /// One shop.
    pub shop: Option<String>,
    /// Placed from a moment on, and before another.
    pub placed: Option<Range<Time>>,
    /// The largest first, rather than the newest.
    pub by_total: bool,
    /// Those of these shops.
    pub shops: Scope,
    /// Behind this row: the sort's value and the id of the last row of the page before.
    pub after: Option<(i64, OrderId)>,
}

impl Query {
    /// From when to when they were placed; ever, where nothing is said of it.
    pub(crate) fn placed(&self) -> Range<Time> {
        self.placed.clone().unwrap_or(Time::from_micros(i64::MIN)..Time::from_micros(i64::MAX))
    }
}

/// One order of a list.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "OrderListed")]
pub struct Listed {
    /// The order.
    #[serde(flatten)]
    pub order: Order,
    /// Who placed it.
    pub customer: Option<Buyer>,
    /// Units that it has.
    pub units: i64,
    /// Units of it that came back, as far as it is known.
    pub returned_units: i64,
    /// What they had cost, in minor units.
    pub returned: i64,
}

/// Whoever placed an order, in short.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
pub struct Buyer {
    /// Their id.
    pub id: CustomerId,
    /// Their name.
    pub name: Option<String>,
    /// The identifier that the order came with, for whoever may see customers.
    pub known_as: Option<String>,
}

impl Listed {
    /// What somebody sees of it who sees orders: the buyer's name, since they hand it over, but not how else they are
    /// known, which is the card's.
    #[must_use]
    pub fn seen_by(mut self, sees_people: bool) -> Listed {
        if let Some(buyer) = self.customer.as_mut().filter(|_| !sees_people) {
            buyer.known_as = None;
        }
        self
    }
}

macro_rules! listed {
    ($rest:expr) => {
        sql!(concat!(
            "select ",
            head!(),
            ", p.id, p.name, i.value,
             cast(coalesce((select sum(l.quantity) from order_lines l where l.order_id = o.id), 0) as bigint),
             cast(coalesce((select sum(m.quantity) from return_matches m where m.order_id = o.id), 0) as bigint),
             cast(coalesce((select sum(m.quantity * l.unit_price) from return_matches m join order_lines l
                 on l.order_id = m.order_id and l.line_key = m.order_line_key where m.order_id = o.id), 0) as bigint)
             from orders o left join identifiers i on i.id = o.actor left join customers p on p.id = i.customer_id ",
            $rest
        ))
    };
}

/// `$which` leads to an index. Where the days end says what the page begins behind, so no index is to go by that.
macro_rules! list_by {
    ($column:literal, $which:literal) => {
        listed!(concat!(
            "where ",
            $which,
            "o.placed_at >= $12 and +o.placed_at < $13 and (o.",
            $column,
            ", o.id) < ($1, $2)
                 and (cast($11 as text) is null or o.place = $11)
                 and (cast($3 as text) is null or (lower(o.number) >= $3 and lower(o.number) < $4)
                     or ($10 = 1 and ((lower(i.value) >= $3 and lower(i.value) < $4) or ' ' || p.search like $5)))
                 and (cast($6 as text) is null or o.channel = $6)
                 and ($7 = 0 or (o.actor is null and o.erased = 0))
                 and (cast($9 as text) is null
                     or replace(cast($9 as text), ',' || o.place || ',', '') <> cast($9 as text))
             order by o.",
            $column,
            " desc, o.id desc limit $8"
        ))
    };
}

/// A page of orders, newest or largest first.
pub fn page(tx: &mut Tx, query: &Query, limit: i64) -> Result<Vec<Listed>> {
    if let Some(ids) = few::page(tx, query, limit)? {
        return Ok(some(tx, &ids)?.into_iter().map(|one| one.seen_by(query.by_people)).collect());
    }
    let statement: &'static Sql = match (query.by_total, &query.shop, query.guests, &query.channel) {
        (true, ..) => list_by!("total", "+"),
        (false, Some(_), ..) => list_by!("placed_at", "o.place = $11 and "),
        (false, None, true, _) => list_by!("placed_at", "o.actor is null and o.erased = 0 and "),
        (false, None, false, Some(_)) => list_by!("placed_at", "o.channel = $6 and "),
        (false, None, false, None) => list_by!("placed_at", ""),
    };
    let placed = query.placed();
    let mut after = query.after.unwrap_or((i64::MAX, OrderId::from_bytes([255; 16])));
    if !query.by_total {
        after = after.min((placed.end.micros(), OrderId::from_bytes([0; 16])));
    }
    let (value, id) = after;
    let search = query.search.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let (from, like) = (search.map(str::to_lowercase), search.map(|text| Wanted::of(text).pattern));
    let to = from.as_ref().map(|from| format!("{from}\u{10ffff}"));
    let (channel, guests) = (query.channel.as_deref(), i64::from(query.guests));
    let (places, people) = (query.shops.as_parameter(), i64::from(query.by_people));
    let shop = query.shop.as_deref();
    let found =
        params![value, id, from, to, like, channel, guests, limit, places, people, shop, placed.start, placed.end];
    let listed = tx.query(statement, found, read_listed)?;
    Ok(listed.into_iter().map(|one| one.seen_by(query.by_people)).collect())
}

/// These orders, in this order. What they are found by is read before: their sums of lines and returns take longer.
fn some(tx: &mut Tx, ids: &[OrderId]) -> Result<Vec<Listed>> {
    let mut found = tx.query_among(listed!(concat!("where o.id in ", many!())), ids, [], read_listed)?;
    found.sort_by_key(|listed| ids.iter().position(|id| *id == listed.order.id));
    Ok(found)
}

/// The newest orders of these shops that have a product.
pub fn with_product(tx: &mut Tx, product: ProductId, shops: &Scope, limit: i64) -> Result<Vec<Listed>> {
    // By when the line was sold, so that no engine looks for the newest of them on the way through all orders.
    let text = sql!(
        "select o.id from (select l.order_id, max(l.sold_at) as sold from order_lines l where l.product_id = $1
                 group by l.order_id) f join orders o on o.id = f.order_id
         where cast($3 as text) is null
             or replace(cast($3 as text), ',' || o.place || ',', '') <> cast($3 as text)
         order by f.sold desc, o.id desc limit $2"
    );
    let ids = tx.query(text, params![product, limit, shops.as_parameter()], |row| row.get(0))?;
    some(tx, &ids)
}

/// One order of these shops as a list shows it.
pub fn listed(tx: &mut Tx, id: OrderId, shops: &Scope) -> Result<Option<Listed>> {
    let found = tx.query_one(listed!("where o.id = $1"), params![id], read_listed)?;
    Ok(found.filter(|listed| shops.has(listed.order.place.as_deref())))
}

fn read_listed(row: &Row) -> Result<Listed> {
    let mut order = read(row)?;
    let customer = match (row.get::<Option<CustomerId>>(12)?, row.get::<Option<String>>(14)?) {
        (Some(id), Some(known_as)) => Some(Buyer { id, name: row.get(13)?, known_as: Some(known_as) }),
        _ => None,
    };
    // While the last of what somebody did is gone through.
    order.erased |= order.actor.is_some() && customer.is_none();
    let returned = UnitPrice(row.get(17)?).times(1, order.currency).unwrap_or(i64::MAX);
    Ok(Listed { customer, units: row.get(15)?, returned_units: row.get(16)?, returned, order })
}

/// Whether there is any.
pub fn is_any(tx: &mut Tx) -> Result<bool> {
    Ok(tx.query_one(sql!("select 1 from orders limit 1"), params![], |_| Ok(()))?.is_some())
}

/// How many orders there are.
pub fn count(tx: &mut Tx) -> Result<i64> {
    Ok(tx.query_one(sql!("select count(*) from orders"), params![], |row| row.get(0))?.unwrap_or(0))
}
