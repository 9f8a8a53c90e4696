//! What must always be true of orders and returns; `hilo verify` asks.

use base::Result;
use catalog::products::ProductId;
use customers::people::CustomerId;
use store::{Tx, params, sql, thread::EventId, tx::Sql, value::Row};

use crate::{matching, orders::OrderId, returns::ReturnId, takings_days};

/// Every rule that is broken, as a sentence with up to five examples of each: numbers and ids, by which one finds them,
/// and nothing personal.
pub fn findings(tx: &mut Tx) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for (text, named, says) in papers().into_iter().chain(sums()) {
        let examples = tx.query(text, params![], named)?;
        if !examples.is_empty() {
            found.push(format!("{says}: {}", examples.join(", ")));
        }
    }
    let unmatched = matching::differences(tx)?;
    if !unmatched.is_empty() {
        found.push(format!(
            "customers whose returns are matched to other orders than they should be: {}",
            unmatched.iter().map(CustomerId::to_string).collect::<Vec<_>>().join(", ")
        ));
    }
    let days = takings_days::differences(tx)?;
    if !days.is_empty() {
        found.push(format!("days whose takings differ from their quarters of an hour: {}", days.join(", ")));
    }
    Ok(found)
}

/// A query that finds what breaks a rule, how to name it, and the rule.
type Rule = (&'static Sql, fn(&Row) -> Result<String>, &'static str);

/// `489434 (ord_...)`
fn order(row: &Row) -> Result<String> {
    Ok(format!("{} ({})", row.get::<String>(0)?, row.get::<OrderId>(1)?))
}

/// `C489449 (ret_...)`
fn goods_back(row: &Row) -> Result<String> {
    Ok(format!("{} ({})", row.get::<String>(0)?, row.get::<ReturnId>(1)?))
}

/// `evt_...`
fn event(row: &Row) -> Result<String> {
    Ok(row.get::<EventId>(0)?.to_string())
}

/// `cus_...`, or `nobody` where an identifier is nobody's.
fn customer(row: &Row) -> Result<String> {
    Ok(row.get::<Option<CustomerId>>(0)?.map_or_else(|| "nobody".to_owned(), |id| id.to_string()))
}

/// `TL-NUD-TIN-U (prd_...)`
fn product(row: &Row) -> Result<String> {
    let sku = row.get::<Option<String>>(0)?;
    Ok(format!("{} ({})", sku.as_deref().unwrap_or("unknown"), row.get::<ProductId>(1)?))
}

/// Orders, returns, their lines, their events and what was matched.
fn papers() -> Vec<Rule> {
    vec![
        (
            sql!(
                "select o.number, o.id from orders o left join (select order_id, count(*) as lines, sum(total) as total
                     from order_lines group by order_id) l on l.order_id = o.id
                 where o.line_count <> coalesce(l.lines, 0) or o.total <> coalesce(l.total, 0) limit 5"
            ),
            order,
            "orders that are not the sum of their lines",
        ),
        (
            sql!(
                "select r.number, r.id from returns r left join
                     (select return_id, count(*) as lines, sum(total) as total from return_lines group by return_id) l
                     on l.return_id = r.id
                 where r.line_count <> coalesce(l.lines, 0) or r.total <> coalesce(l.total, 0) limit 5"
            ),
            goods_back,
            "returns that are not the sum of their lines",
        ),
        (
            sql!(
                "select o.number, o.id from orders o where not exists
                     (select 1 from events e where e.subject = o.id and e.kind = 'Order Completed') limit 5"
            ),
            order,
            "orders that are not on the thread",
        ),
        (
            sql!(
                "select r.number, r.id from returns r where not exists
                     (select 1 from events e where e.subject = r.id and e.kind = 'Return Accepted') limit 5"
            ),
            goods_back,
            "returns that are not on the thread",
        ),
        (
            sql!(
                "select e.id from events e where e.kind in ('Order Completed', 'Order Updated')
                     and not exists (select 1 from orders o where o.id = e.subject) limit 5"
            ),
            event,
            "events of orders that do not exist",
        ),
        (
            sql!(
                "select o.number, o.id from return_matches m join orders o on o.id = m.order_id
                 join order_lines l on l.order_id = m.order_id and l.line_key = m.order_line_key
                 group by o.number, o.id, m.order_line_key, l.quantity
                 having sum(m.quantity) > l.quantity limit 5"
            ),
            order,
            "orders of which more came back than was bought",
        ),
        (
            sql!(
                "select e.id from events e where e.kind in ('Return Accepted', 'Return Updated')
                     and not exists (select 1 from returns r where r.id = e.subject) limit 5"
            ),
            event,
            "events of returns that do not exist",
        ),
    ]
}

/// What the folds have summed: every sum less what it is the sum of must leave nothing.
fn sums() -> Vec<Rule> {
    vec![
        (
            sql!(
                "select i.customer_id from (select actor, currency, sum(orders) as orders,
                     sum(spent) as spent, sum(returns) as returns, sum(returned) as returned from (
                         select actor, currency, 1 as orders, total as spent, 0 as returns, 0 as returned from orders
                         union all select actor, currency, 0, 0, 1, total from returns
                         union all select f.identifier_id, f.currency, -f.orders, -f.spent, -f.returns, -f.returned
                             from figures f join followers w on w.name = 'card' and w.active = 1
                             and w.version = f.version) a where actor is not null group by actor, currency) d
                 left join identifiers i on i.id = d.actor
                 where d.orders <> 0 or d.spent <> 0 or d.returns <> 0 or d.returned <> 0 limit 5"
            ),
            customer,
            "customers whose figures differ from their orders and returns",
        ),
        (
            sql!(
                "select i.customer_id from (select actor, sum(units) as units, sum(times) as times from (
                         select o.actor, l.quantity as units, 1 as times from orders o
                             join order_lines l on l.order_id = o.id
                         union all select t.identifier_id, -t.quantity, -t.count from tallies t
                             join followers w on w.name = 'card' and w.active = 1 and w.version = t.version
                             where t.facet = 'product') a where actor is not null group by actor) d
                 left join identifiers i on i.id = d.actor where d.units <> 0 or d.times < 0 limit 5"
            ),
            customer,
            "customers whose favorite products differ from what they bought",
        ),
        (
            sql!(
                "select p.code, d.product_id from (select product_id, currency, sum(sold) as sold,
                     sum(revenue) as revenue, sum(returned) as returned from (
                         select l.product_id, o.currency, l.quantity as sold, l.total as revenue, 0 as returned
                             from orders o join order_lines l on l.order_id = o.id
                         union all select l.product_id, r.currency, 0, 0, l.quantity
                             from returns r join return_lines l on l.return_id = r.id
                         union all select s.product_id, s.currency, -s.sold, -s.revenue, -s.returned
                             from product_sales s join followers w on w.name = 'product_sales' and w.active = 1
                             and w.version = s.version) a group by product_id, currency) d
                 left join products p on p.id = d.product_id
                 where d.sold <> 0 or d.revenue <> 0 or d.returned <> 0 limit 5"
            ),
            product,
            "products whose sums differ from the lines they are on",
        ),
        (
            sql!(
                "select cast(d.quarter as text) from (select quarter, channel, place, currency, sum(orders) as orders,
                     sum(sold) as sold, sum(returns) as returns, sum(returned) as returned from (
                         select placed_at / 900000000 as quarter, channel, coalesce(place, '') as place, currency,
                             1 as orders, total as sold, 0 as returns, 0 as returned from orders
                         union all select accepted_at / 900000000, channel, coalesce(place, ''), currency, 0, 0, 1,
                             total from returns
                         union all select t.quarter, t.channel, t.place, t.currency, -t.orders, -t.sold, -t.returns,
                             -t.returned from takings t join followers w on w.name = 'product_sales' and w.active = 1
                             and w.version = t.version) a group by quarter, channel, place, currency) d
                 where d.orders <> 0 or d.sold <> 0 or d.returns <> 0 or d.returned <> 0 limit 5"
            ),
            |row| row.get(0),
            "quarters of an hour, counted from 1970, whose takings differ from their orders and returns",
        ),
        (
            sql!(
                "select t.place from (select version, place, currency, max(quarter) as last from takings
                     group by version, place, currency) t
                 join followers w on w.name = 'product_sales' and w.active = 1 and w.version = t.version
                 left join takings_places p on p.version = t.version and p.place = t.place
                     and p.currency = t.currency
                 where p.last is null or p.last <> t.last order by t.place limit 5"
            ),
            |row| row.get(0),
            "places whose last takings are not known",
        ),
    ]
}
