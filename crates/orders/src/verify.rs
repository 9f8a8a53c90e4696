//! What must always be true of orders and returns; `hilo verify` asks.

use base::Result;
use store::{Tx, params, sql, tx::Sql};

/// Every rule that is broken, as a sentence with up to five examples of each.
pub fn findings(tx: &mut Tx) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for (text, says) in rules() {
        let examples = tx.query(text, params![], |row| row.get::<String>(0))?;
        if !examples.is_empty() {
            found.push(format!("{says}: {}", examples.join(", ")));
        }
    }
    Ok(found)
}

fn rules() -> Vec<(&'static Sql, &'static str)> {
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
                "select i.value from identifiers i
                 join (select actor, count(*) as orders, sum(total) as spent from orders group by actor) o
                     on o.actor = i.id
                 left join (select f.identifier_id, sum(f.orders) as orders, sum(f.spent) as spent from figures f
                     join followers w on w.name = 'card' and w.active = 1 and w.version = f.version
                     group by f.identifier_id) f on f.identifier_id = i.id
                 where coalesce(f.orders, 0) <> o.orders or coalesce(f.spent, 0) <> o.spent limit 5"
            ),
            "customers whose figures differ from their orders (events may still wait to be counted)",
        ),
        (
            sql!(
                "select i.value from identifiers i
                 join (select actor, count(*) as n, sum(total) as total from returns group by actor) r on r.actor = i.id
                 left join (select f.identifier_id, sum(f.returns) as n, sum(f.returned) as total from figures f
                     join followers w on w.name = 'card' and w.active = 1 and w.version = f.version
                     group by f.identifier_id) f on f.identifier_id = i.id
                 where coalesce(f.n, 0) <> r.n or coalesce(f.total, 0) <> r.total limit 5"
            ),
            "customers whose figures differ from their returns (events may still wait to be counted)",
        ),
    ]
}
