//! What must always be true of orders and returns; `hilo verify` asks.

use base::Result;
use store::{Tx, params, sql, tx::Sql};

use crate::matching;

/// Every rule that is broken, as a sentence with up to five examples of each.
pub fn findings(tx: &mut Tx) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for (text, says) in papers().into_iter().chain(sums()) {
        let examples = tx.query(text, params![], |row| row.get::<String>(0))?;
        if !examples.is_empty() {
            found.push(format!("{says}: {}", examples.join(", ")));
        }
    }
    let unmatched = matching::differences(tx)?;
    if !unmatched.is_empty() {
        found.push(format!(
            "customers whose returns are matched to other orders than they should be: {}",
            unmatched.join(", ")
        ));
    }
    Ok(found)
}

/// A query that finds what breaks a rule, and the rule.
type Rule = (&'static Sql, &'static str);

/// Orders, returns, their lines, their events and what was matched.
fn papers() -> Vec<Rule> {
    vec![
        (
            sql!(
                "select o.number from orders o left join (select order_id, count(*) as lines, sum(total) as total
                     from order_lines group by order_id) l on l.order_id = o.id
                 where o.line_count <> coalesce(l.lines, 0) or o.total <> coalesce(l.total, 0) limit 5"
            ),
            "orders that are not the sum of their lines",
        ),
        (
            sql!(
                "select r.number from returns r left join (select return_id, count(*) as lines, sum(total) as total
                     from return_lines group by return_id) l on l.return_id = r.id
                 where r.line_count <> coalesce(l.lines, 0) or r.total <> coalesce(l.total, 0) limit 5"
            ),
            "returns that are not the sum of their lines",
        ),
        (
            sql!(
                "select o.number from orders o where not exists
                     (select 1 from events e where e.subject = o.id and e.kind = 'Order Completed') limit 5"
            ),
            "orders that are not on the thread",
        ),
        (
            sql!(
                "select r.number from returns r where not exists
                     (select 1 from events e where e.subject = r.id and e.kind = 'Return Accepted') limit 5"
            ),
            "returns that are not on the thread",
        ),
        (
            sql!(
                "select cast(e.kind as text) from events e where e.kind in ('Order Completed', 'Order Updated')
                     and not exists (select 1 from orders o where o.id = e.subject) limit 5"
            ),
            "events of orders that do not exist",
        ),
        (
            sql!(
                "select o.number from return_matches m join orders o on o.id = m.order_id
                 join order_lines l on l.order_id = m.order_id and l.line_key = m.order_line_key
                 group by o.number, m.order_id, m.order_line_key, l.quantity
                 having sum(m.quantity) > l.quantity limit 5"
            ),
            "orders of which more came back than was bought",
        ),
        (
            sql!(
                "select cast(e.kind as text) from events e where e.kind in ('Return Accepted', 'Return Updated')
                     and not exists (select 1 from returns r where r.id = e.subject) limit 5"
            ),
            "events of returns that do not exist",
        ),
    ]
}

/// What the folds have summed: every sum less what it is the sum of must leave nothing.
fn sums() -> Vec<Rule> {
    vec![
        (
            sql!(
                "select coalesce(i.value, 'nobody') from (select actor, currency, sum(orders) as orders,
                     sum(spent) as spent, sum(returns) as returns, sum(returned) as returned from (
                         select actor, currency, 1 as orders, total as spent, 0 as returns, 0 as returned from orders
                         union all select actor, currency, 0, 0, 1, total from returns
                         union all select f.identifier_id, f.currency, -f.orders, -f.spent, -f.returns, -f.returned
                             from figures f join followers w on w.name = 'card' and w.active = 1
                             and w.version = f.version) a where actor is not null group by actor, currency) d
                 left join identifiers i on i.id = d.actor
                 where d.orders <> 0 or d.spent <> 0 or d.returns <> 0 or d.returned <> 0 limit 5"
            ),
            "customers whose figures differ from their orders and returns",
        ),
        (
            sql!(
                "select coalesce(i.value, 'nobody') from (select actor, sum(units) as units, sum(times) as times from (
                         select o.actor, l.quantity as units, 1 as times from orders o
                             join order_lines l on l.order_id = o.id
                         union all select t.identifier_id, -t.quantity, -t.count from tallies t
                             join followers w on w.name = 'card' and w.active = 1 and w.version = t.version
                             where t.facet = 'product') a where actor is not null group by actor) d
                 left join identifiers i on i.id = d.actor where d.units <> 0 or d.times < 0 limit 5"
            ),
            "customers whose favorite products differ from what they bought",
        ),
        (
            sql!(
                "select coalesce(p.sku, 'unknown') from (select product_id, currency, sum(sold) as sold,
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
            "products whose sums differ from the lines they are on",
        ),
    ]
}
