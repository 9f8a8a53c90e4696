//! Returns: what came back, and from which order, where that can be known.

use std::collections::HashMap;

use base::{Currency, Cx, Id, Noun, Result, Time, UnitPrice};
use catalog::{products::ProductId, variants::VariantId};
use store::{Tx, many, params, sql, thread::IdentifierId, value::Row};
use web::shops::Scope;

use crate::{
    events,
    ledger::{self, Book, NewPaper},
    orders::OrderId,
};

/// A return.
pub struct GoodsBack;
impl Noun for GoodsBack {
    const PREFIX: &'static str = "ret";
    const NAME: &'static str = "return";
}
/// The id of a return.
pub type ReturnId = Id<GoodsBack>;

/// A return's head.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
pub struct Return {
    /// Its id.
    pub id: ReturnId,
    /// The system it comes from.
    pub source: String,
    /// Its number there.
    pub number: String,
    /// When it was accepted.
    pub accepted_at: Time,
    /// In which channel.
    pub channel: String,
    /// In which shop.
    pub place: Option<String>,
    /// Who brought it.
    #[serde(skip)]
    pub actor: Option<IdentifierId>,
    /// The currency of its sums.
    pub currency: Currency,
    /// Minor units that went back.
    pub total: i64,
    /// How many lines it has.
    pub lines: i64,
}

/// A line of a return.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "ReturnLine")]
pub struct Line {
    /// The product.
    pub product_id: ProductId,
    /// What exactly it is.
    pub variant_id: VariantId,
    /// The code of that.
    pub sku: String,
    /// Its name.
    pub name: Option<String>,
    /// Units that came back.
    pub quantity: i64,
    /// The price of one, in 1/10,000.
    pub unit_price: UnitPrice,
    /// Minor units.
    pub total: i64,
    /// Where they were bought, as far as it is known.
    pub bought: Vec<Origin>,
    #[serde(skip)]
    pub(crate) key: i64,
}

/// An order that a returned line comes from.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
pub struct Origin {
    /// The order.
    pub order_id: OrderId,
    /// Its number.
    pub number: String,
    /// Units of it.
    pub quantity: i64,
    /// `only`: no other order could be meant; `price`: the latest at this price; `latest`: the latest before.
    pub how: String,
}

fn book() -> Book {
    Book {
        find: sql!("select number, id, line_count from returns where source = $1 and number between $2 and $3"),
        insert: sql!(
            "insert into returns (id, source, number, accepted_at, channel, place, actor, country, currency, total,
                 line_count, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
        ),
        line_keys: sql!("select line_key from return_lines where return_id = $1"),
        insert_line: sql!(
            "insert into return_lines (return_id, line_key, product_id, variant_id, name, quantity, unit_price, total,
                 line_no, returned_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        ),
        grow: sql!("update returns set total = total + $2, line_count = line_count + $3 where id = $1"),
        first: events::RETURN_ACCEPTED,
        later: events::RETURN_UPDATED,
    }
}

/// Accepts returns; says how many lines were new. What is known already changes nothing.
pub fn accept(cx: &Cx, tx: &mut Tx, returns: &[NewPaper]) -> Result<u64> {
    ledger::record::<GoodsBack>(cx, tx, &book(), returns)
}

macro_rules! head {
    () => {
        "r.id, r.source, r.number, r.accepted_at, r.channel, r.place, r.actor, r.currency, r.total, r.line_count"
    };
}

fn read(row: &Row) -> Result<Return> {
    Ok(Return {
        id: row.get(0)?,
        source: row.get(1)?,
        number: row.get(2)?,
        accepted_at: row.get(3)?,
        channel: row.get(4)?,
        place: row.get(5)?,
        actor: row.get(6)?,
        currency: row.get(7)?,
        total: row.get(8)?,
        lines: row.get(9)?,
    })
}

/// One return of these shops.
pub fn get(tx: &mut Tx, id: ReturnId, shops: &Scope) -> Result<Option<Return>> {
    let text = sql!(concat!("select ", head!(), " from returns r where r.id = $1"));
    let found = tx.query_one(text, params![id], read)?;
    Ok(found.filter(|back| shops.has(back.place.as_deref())))
}

/// The return with this number of a source.
pub fn by_number(tx: &mut Tx, source: &str, number: &str) -> Result<Option<Return>> {
    let text = sql!(concat!("select ", head!(), " from returns r where r.source = $1 and r.number = $2"));
    tx.query_one(text, params![source, number], read)
}

/// The lines of a return, each with where it was bought as far as that was in these shops.
pub fn lines(tx: &mut Tx, id: ReturnId, shops: &Scope) -> Result<Vec<Line>> {
    let text = sql!(
        "select l.product_id, l.variant_id, v.sku, coalesce(l.name, v.name, p.name), l.quantity, l.unit_price, l.total,
             l.line_key
         from return_lines l join variants v on v.id = l.variant_id
         join products p on p.id = l.product_id where l.return_id = $1
         order by l.line_no, l.line_key"
    );
    let mut lines = tx.query(text, params![id], |row| {
        Ok(Line {
            product_id: row.get(0)?,
            variant_id: row.get(1)?,
            sku: row.get(2)?,
            name: row.get(3)?,
            quantity: row.get(4)?,
            unit_price: row.get(5)?,
            total: row.get(6)?,
            key: row.get(7)?,
            bought: Vec::new(),
        })
    })?;
    let text = sql!(
        "select m.line_key, m.order_id, o.number, m.quantity, m.how, o.place
         from return_matches m join orders o on o.id = m.order_id where m.return_id = $1
         order by o.placed_at desc, o.id"
    );
    let origins = tx.query(text, params![id], |row| {
        let (order_id, number) = (row.get(1)?, row.get(2)?);
        let origin = Origin { order_id, number, quantity: row.get(3)?, how: row.get(4)? };
        Ok((row.get::<i64>(0)?, origin, row.get::<Option<String>>(5)?))
    })?;
    for (key, origin, _) in origins.into_iter().filter(|(.., place)| shops.has(place.as_deref())) {
        if let Some(line) = lines.iter_mut().find(|line| line.key == key) {
            line.bought.push(origin);
        }
    }
    Ok(lines)
}

/// An order that a return comes from, in short.
#[derive(Clone, Debug)]
pub struct Source {
    /// The order.
    pub order: OrderId,
    /// Its number.
    pub number: String,
    /// The channel that it was placed in.
    pub channel: String,
}

/// The orders in these shops that each of these returns comes from, as far as they are known, the newest first.
pub fn sources(tx: &mut Tx, ids: &[ReturnId], shops: &Scope) -> Result<HashMap<ReturnId, Vec<Source>>> {
    let text = sql!(concat!(
        "select distinct m.return_id, o.placed_at, o.id, o.number, o.channel, o.place
         from return_matches m join orders o on o.id = m.order_id where m.return_id in ",
        many!(),
        " order by 2 desc, 3"
    ));
    let found = tx.query_among(text, ids, [], |row| {
        let source = Source { order: row.get(2)?, number: row.get(3)?, channel: row.get(4)? };
        Ok((row.get::<ReturnId>(0)?, source, row.get::<Option<String>>(5)?))
    })?;
    let mut sources: HashMap<ReturnId, Vec<Source>> = HashMap::new();
    for (id, source, _) in found.into_iter().filter(|(_, _, place)| shops.has(place.as_deref())) {
        sources.entry(id).or_default().push(source);
    }
    Ok(sources)
}

/// The returns in these shops of which a line comes from this order.
pub fn of_order(tx: &mut Tx, order: OrderId, shops: &Scope) -> Result<Vec<Return>> {
    let text = sql!(concat!(
        "select ",
        head!(),
        " from returns r where r.id in (select m.return_id from return_matches m where m.order_id = $1)
         order by r.accepted_at, r.id"
    ));
    let mut found = tx.query(text, params![order], read)?;
    found.retain(|back| shops.has(back.place.as_deref()));
    Ok(found)
}

/// The newest returns of these identifiers, in these shops.
pub fn of_actors(tx: &mut Tx, actors: &[IdentifierId], shops: &Scope, limit: i64) -> Result<Vec<Return>> {
    let text = sql!(concat!(
        "select ",
        head!(),
        " from returns r where r.actor = $1 and (cast($3 as text) is null
             or replace(cast($3 as text), ',' || r.place || ',', '') <> cast($3 as text))
         order by r.accepted_at desc limit $2"
    ));
    let places = shops.as_parameter();
    let mut found = Vec::new();
    for actor in actors {
        found.extend(tx.query(text, params![*actor, limit, places.as_deref()], read)?);
    }
    found.sort_by_key(|back| std::cmp::Reverse((back.accepted_at, back.id)));
    found.truncate(limit as usize);
    Ok(found)
}
