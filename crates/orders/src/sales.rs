//! How each product sells, and what was taken when: a fold over the orders and returns of the thread. Both read the
//! same bodies, which hold every line, so one reading serves both.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use base::{Currency, Result, Time, text::folded};
use catalog::products::{Product, ProductId};
use store::{
    Tx,
    followers::{self, Fold},
    many, params, sql,
    thread::{Event, EventId},
    tx::Sql,
};
use web::paging;

use crate::{
    events::{self, Body},
    takings,
};

/// The name of this fold among the followers.
pub const NAME: &str = "product_sales";
const VERSION: i64 = 2;

/// The fold.
pub fn fold() -> Fold {
    Fold { name: NAME, version: VERSION, record: Arc::new(record), forget, rebuilds: |_| Ok(true) }
}

/// Sums of one product in one currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Sums {
    /// Units sold.
    pub sold: i64,
    /// What they brought, in minor units.
    pub revenue: i64,
    /// Units that came back.
    pub returned: i64,
    /// Orders that have it.
    pub orders: i64,
    /// First sold.
    pub first_sold: Option<Time>,
    /// Last sold.
    pub last_sold: Option<Time>,
}

fn record(tx: &mut Tx, version: i64, slice: &[Event]) -> Result<Vec<(EventId, String)>> {
    let mut sums: BTreeMap<(ProductId, Currency), Sums> = BTreeMap::new();
    let mut taken = takings::Sums::default();
    let mut refused = Vec::new();
    for event in slice {
        let bought = [events::ORDER_COMPLETED, events::ORDER_UPDATED].contains(&event.kind.as_str());
        if !bought && ![events::RETURN_ACCEPTED, events::RETURN_UPDATED].contains(&event.kind.as_str()) {
            continue;
        }
        match event.read_body::<Body>() {
            Ok(body) => {
                add(&mut sums, event, &body, bought);
                taken.add(event, &body);
            }
            Err(error) => refused.push((event.id, error.to_string())),
        }
    }
    let text = sql!(
        "insert into product_sales (version, product_id, currency, sold, revenue, returned, orders, first_sold,
             last_sold)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (product_id, version, currency) do update set
             sold = product_sales.sold + excluded.sold, revenue = product_sales.revenue + excluded.revenue,
             returned = product_sales.returned + excluded.returned, orders = product_sales.orders + excluded.orders,
             first_sold = case when product_sales.first_sold is null or excluded.first_sold < product_sales.first_sold
                 then excluded.first_sold else product_sales.first_sold end,
             last_sold = case when product_sales.last_sold is null or excluded.last_sold > product_sales.last_sold
                 then excluded.last_sold else product_sales.last_sold end"
    );
    let rows = sums.iter().map(|((product, currency), sum)| {
        let Sums { sold, revenue, returned, orders, first_sold, last_sold } = *sum;
        params![version, *product, *currency, sold, revenue, returned, orders, first_sold, last_sold]
    });
    tx.exec_many(text, rows)?;
    taken.write(tx, version)?;
    Ok(refused)
}

fn add(sums: &mut BTreeMap<(ProductId, Currency), Sums>, event: &Event, body: &Body, bought: bool) {
    for (index, line) in body.products.iter().enumerate() {
        let sum = sums.entry((line.product_id, body.currency)).or_default();
        if !bought {
            sum.returned += line.quantity;
            continue;
        }
        sum.sold += line.quantity;
        sum.revenue += line.total;
        // A product that stands on several lines of an order is in one order.
        sum.orders += i64::from(body.products[..index].iter().all(|other| other.product_id != line.product_id));
        let at = event.happened;
        sum.first_sold = Some(sum.first_sold.map_or(at, |first| first.min(at)));
        sum.last_sold = Some(sum.last_sold.map_or(at, |last| last.max(at)));
    }
}

fn forget(tx: &mut Tx, version: i64, limit: i64) -> Result<bool> {
    let text = sql!(
        "delete from product_sales where version = $1 and product_id in
         (select product_id from product_sales where version = $1 limit $2)"
    );
    Ok(tx.exec(text, params![version, limit])? + takings::forget(tx, version, limit)? > 0)
}

/// By what a list of products goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Their codes.
    Code,
    /// What they brought in one currency, the most first: minor units of several are not compared.
    Revenue(Currency),
}

/// What a list of products shows.
#[derive(Clone, Debug)]
pub struct Query {
    /// Words of the name or the code, or a SKU.
    pub search: Option<String>,
    /// One kind of product.
    pub kind: Option<String>,
    /// Its order.
    pub by: By,
    /// Only those behind one: what it had brought, and its id.
    pub after: Option<(i64, ProductId)>,
}

/// Which products of those that $3, $4 and $5 leave.
macro_rules! filters {
    () => {
        "(cast($3 as text) is null or p.search like $3
                 or p.id in (select v.product_id from variants v where v.sku = $4))
             and (cast($5 as text) is null or p.kind = $5)"
    };
}

/// A product, and what it brought in the currency that the list goes by; nothing where it goes by codes.
pub type Row = (Product, i64);

/// A page of products, one row each.
pub fn page(tx: &mut Tx, query: &Query, limit: i64) -> Result<Vec<Row>> {
    let version = followers::active_version(tx, NAME)?;
    let (brought, code) = match query.after {
        Some((brought, id)) => (brought, code_of(tx, id)?),
        None => (i64::MAX, String::new()),
    };
    let currency = match &query.by {
        By::Code => "",
        By::Revenue(currency) => currency.code(),
    };
    let words = query.search.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let like = words.map(like);
    let mut ask = |text: &'static Sql, brought: i64, code: &str, limit: i64| {
        tx.query(
            text,
            params![version, currency, like.as_deref(), words, query.kind.as_deref(), code, brought, limit],
            read_row,
        )
    };
    let mut found = match (query.by, brought) {
        (By::Code, _) | (_, ..=0) => Vec::new(),
        // A walk along their index: a cross join is made in the order in which it stands.
        (By::Revenue(_), _) => ask(
            sql!(concat!(
                "select p.id, p.code, p.name, p.kind, p.drawing, p.dye, s.revenue
                 from product_sales s cross join products p
                 where s.version = $1 and s.currency = $2 and s.revenue > 0 and s.revenue <= $7
                     and p.id = s.product_id and (s.revenue < $7 or p.code > $6) and ",
                filters!(),
                " order by s.revenue desc, p.code limit $8"
            )),
            brought,
            &code,
            limit,
        )?,
    };
    // Behind them, whatever brought nothing.
    let missing = limit - found.len() as i64;
    if missing > 0 {
        let behind = if brought > 0 && query.by != By::Code { "" } else { code.as_str() };
        let rest = sql!(concat!(
            "select p.id, p.code, p.name, p.kind, p.drawing, p.dye, cast(0 as bigint) from products p
             where p.code > $6 and not exists (select 1 from product_sales s where s.version = $1
                     and s.product_id = p.id and s.currency = $2 and s.revenue > $7) and ",
            filters!(),
            " order by p.code limit $8"
        ));
        found.extend(ask(rest, 0, behind, missing)?);
    }
    Ok(found)
}

fn read_row(row: &store::value::Row) -> Result<Row> {
    let kind = catalog::products::read_kind(&row.get::<String>(3)?)?;
    let product =
        Product { id: row.get(0)?, code: row.get(1)?, name: row.get(2)?, kind, drawing: row.get(4)?, dye: row.get(5)? };
    Ok((product, row.get(6)?))
}

/// The pattern of words that stand anywhere, in this order, in a folded name or code.
fn like(text: &str) -> String {
    let plain: String = folded(&[text]).chars().filter(|letter| !"%_\\".contains(*letter)).collect();
    format!("%{}%", plain.split_whitespace().collect::<Vec<_>>().join("%"))
}

fn code_of(tx: &mut Tx, id: ProductId) -> Result<String> {
    let found = tx.query_one(sql!("select code from products where id = $1"), params![id], |row| row.get(0))?;
    found.ok_or_else(paging::unknown)
}

/// The currency in which the shop sells most, by orders of products; nothing where nothing was sold.
pub fn main_currency(tx: &mut Tx) -> Result<Option<Currency>> {
    let version = followers::active_version(tx, NAME)?;
    let text = sql!(
        "select currency from product_sales where version = $1
         group by currency order by sum(orders) desc, currency limit 1"
    );
    tx.query_one(text, params![version], |row| row.get(0))
}

fn read_sums(row: &store::value::Row, from: usize) -> Result<Sums> {
    Ok(Sums {
        sold: row.get(from)?,
        revenue: row.get(from + 1)?,
        returned: row.get(from + 2)?,
        orders: row.get(from + 3)?,
        first_sold: row.get(from + 4)?,
        last_sold: row.get(from + 5)?,
    })
}

/// The sums of these products, a row for each currency; those that were never sold are left out.
pub fn of_products(tx: &mut Tx, ids: &[ProductId]) -> Result<HashMap<ProductId, Vec<(Currency, Sums)>>> {
    let version = followers::active_version(tx, NAME)?;
    let text = sql!(concat!(
        "select product_id, currency, sold, revenue, returned, orders, first_sold, last_sold from product_sales
         where product_id in ",
        many!(),
        " and version = $33"
    ));
    let read = |row: &store::value::Row| Ok((row.get(0)?, row.get(1)?, read_sums(row, 2)?));
    let mut found: HashMap<ProductId, Vec<(Currency, Sums)>> = HashMap::new();
    for (id, currency, sums) in tx.query_among(text, ids, params![version], read)? {
        found.entry(id).or_default().push((currency, sums));
    }
    // Asked for in this order, SQLite walks all that was ever sold along the index of currencies.
    found.values_mut().for_each(|sums| sums.sort_by_key(|(currency, _)| *currency));
    Ok(found)
}

/// The sums of one product, a row for each currency.
pub fn of_product(tx: &mut Tx, id: ProductId) -> Result<Vec<(Currency, Sums)>> {
    let version = followers::active_version(tx, NAME)?;
    let text = sql!(
        "select currency, sold, revenue, returned, orders, first_sold, last_sold from product_sales
         where version = $1 and product_id = $2 order by currency"
    );
    tx.query(text, params![version, id], |row| Ok((row.get(0)?, read_sums(row, 1)?)))
}

/// The names that a product went by on orders, the latest first.
pub fn names(tx: &mut Tx, id: ProductId, limit: i64) -> Result<Vec<String>> {
    let text = sql!(
        "select name from order_lines where product_id = $1 and name is not null
         group by name order by max(sold_at) desc limit $2"
    );
    tx.query(text, params![id, limit], |row| row.get(0))
}

/// What left the shelf without being sold: units, and the reasons that were given most often.
pub fn written_off(tx: &mut Tx, id: ProductId) -> Result<(i64, Vec<(String, i64)>)> {
    let text = sql!(
        "select coalesce(reason, ''), cast(sum(quantity) as bigint) from write_offs where product_id = $1
         group by reason order by 2 desc, 1"
    );
    let reasons: Vec<(String, i64)> = tx.query(text, params![id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok((reasons.iter().map(|(_, units)| units).sum(), reasons))
}
