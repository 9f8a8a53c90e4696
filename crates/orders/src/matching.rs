//! Which order a returned line comes from, where that can be known.
//!
//! The answer depends only on a customer's lines, not on the order in which they arrived, so it is worked out anew for
//! a customer whenever one of their papers has grown.

use base::{Cx, Result, Time, UnitPrice};
use catalog::variants::VariantId;
use customers::people::CustomerId;
use store::{
    Tx,
    jobs::{Handler, Leased},
    params, sql,
    thread::IdentifierId,
    tombstones,
};

use crate::{orders::OrderId, returns::ReturnId};

/// The job's name.
pub const JOB: &str = "orders.match_returns";

/// What the background does for this room.
pub const HANDLER: Handler = Handler { kind: JOB, run: match_of };

/// A line that was bought.
#[derive(Clone, Debug, PartialEq)]
struct Bought {
    order: OrderId,
    key: i64,
    variant: VariantId,
    at: Time,
    price: UnitPrice,
    left: i64,
}

/// A line that came back.
#[derive(Clone, Debug, PartialEq)]
struct Back {
    paper: ReturnId,
    key: i64,
    variant: VariantId,
    at: Time,
    price: UnitPrice,
    quantity: i64,
}

/// Units of a returned line that come from a bought one.
#[derive(Clone, Debug, PartialEq)]
struct Match {
    paper: ReturnId,
    key: i64,
    order: OrderId,
    order_key: i64,
    quantity: i64,
    how: &'static str,
}

/// How a match is known: no other line could be meant, the latest at this price, the latest before.
const HOW: [&str; 3] = ["only", "price", "latest"];

fn match_of(_: &Cx, tx: &mut Tx, job: &Leased) -> Result<()> {
    let actor: IdentifierId = job.key.parse()?;
    // Whose papers are becoming nobody's, a piece at a time: those that are left would find other lines.
    if !tombstones::among(tx, [actor])?.is_empty() {
        return Ok(());
    }
    let back = back_of(tx, actor)?;
    if back.is_empty() {
        return Ok(());
    }
    let matches = decide(bought_of(tx, actor)?, &back);
    let text = sql!("delete from return_matches where return_id in (select id from returns where actor = $1)");
    tx.exec(text, params![actor])?;
    let text = sql!(
        "insert into return_matches (return_id, line_key, order_id, order_line_key, quantity, how)
         values ($1, $2, $3, $4, $5, $6)"
    );
    let rows = matches
        .iter()
        .map(|found| params![found.paper, found.key, found.order, found.order_key, found.quantity, found.how]);
    tx.exec_many(text, rows).map(|_| ())
}

/// Customers whose matches are not what their lines say, up to five; for `verify`.
pub(crate) fn differences(tx: &mut Tx) -> Result<Vec<CustomerId>> {
    let text = sql!(
        "select i.id, i.customer_id from identifiers i where i.id in (select r.actor from returns r) order by i.id"
    );
    let actors: Vec<(IdentifierId, CustomerId)> = tx.query(text, params![], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut different = Vec::new();
    for (actor, customer) in actors {
        let mut wanted = decide(bought_of(tx, actor)?, &back_of(tx, actor)?);
        wanted.sort_by_key(|one| (one.paper, one.key, one.order, one.order_key));
        if wanted != kept_of(tx, actor)? {
            different.push(customer);
        }
        if different.len() == 5 {
            break;
        }
    }
    Ok(different)
}

fn kept_of(tx: &mut Tx, actor: IdentifierId) -> Result<Vec<Match>> {
    let text = sql!(
        "select m.return_id, m.line_key, m.order_id, m.order_line_key, m.quantity, m.how
         from returns r join return_matches m on m.return_id = r.id where r.actor = $1
         order by m.return_id, m.line_key, m.order_id, m.order_line_key"
    );
    tx.query(text, params![actor], |row| {
        let (paper, key, order) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let how = HOW.into_iter().find(|how| row.get::<String>(5).is_ok_and(|kept| kept == *how)).unwrap_or_default();
        Ok(Match { paper, key, order, order_key: row.get(3)?, quantity: row.get(4)?, how })
    })
}

/// Takes each returned line to the latest purchase before it with units left, at the same price if there is one.
/// Both lists are in the order of time. Pure.
fn decide(mut bought: Vec<Bought>, back: &[Back]) -> Vec<Match> {
    let mut matches = Vec::new();
    for line in back {
        let mut open: Vec<&mut Bought> = bought
            .iter_mut()
            .rev()
            .filter(|sale| sale.variant == line.variant && sale.at <= line.at && sale.left > 0)
            .collect();
        let only = open.len() == 1;
        // The sort is stable: within the same price the latest stays first.
        open.sort_by_key(|sale| sale.price != line.price);
        let mut wanted = line.quantity;
        for sale in open {
            let quantity = wanted.min(sale.left);
            if quantity <= 0 {
                break;
            }
            sale.left -= quantity;
            wanted -= quantity;
            let how = match (only, sale.price == line.price) {
                (true, _) => "only",
                (false, true) => "price",
                (false, false) => "latest",
            };
            let Back { paper, key, .. } = *line;
            matches.push(Match { paper, key, order: sale.order, order_key: sale.key, quantity, how });
        }
    }
    matches
}

fn bought_of(tx: &mut Tx, actor: IdentifierId) -> Result<Vec<Bought>> {
    let text = sql!(
        "select l.order_id, l.line_key, l.variant_id, l.sold_at, l.unit_price, l.quantity
         from orders o join order_lines l on l.order_id = o.id join products p on p.id = l.product_id
         where o.actor = $1 and l.quantity > 0 and p.kind in ('goods', 'voucher')
         order by l.sold_at, l.order_id, l.line_no, l.line_key"
    );
    tx.query(text, params![actor], |row| {
        let (order, key, variant) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(Bought { order, key, variant, at: row.get(3)?, price: row.get(4)?, left: row.get(5)? })
    })
}

fn back_of(tx: &mut Tx, actor: IdentifierId) -> Result<Vec<Back>> {
    let text = sql!(
        "select l.return_id, l.line_key, l.variant_id, l.returned_at, l.unit_price, l.quantity
         from returns r join return_lines l on l.return_id = r.id join products p on p.id = l.product_id
         where r.actor = $1 and l.quantity > 0 and p.kind in ('goods', 'voucher')
         order by l.returned_at, l.return_id, l.line_no, l.line_key"
    );
    tx.query(text, params![actor], |row| {
        let (paper, key, variant) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(Back { paper, key, variant, at: row.get(3)?, price: row.get(4)?, quantity: row.get(5)? })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sale(order: u8, day: i64, price: i64, left: i64) -> Bought {
        let variant = VariantId::from_bytes([9; 16]);
        let at = Time::default().plus_seconds(day * 86_400);
        Bought { order: OrderId::from_bytes([order; 16]), key: 1, variant, at, price: UnitPrice(price), left }
    }

    fn back(paper: u8, day: i64, price: i64, quantity: i64) -> Back {
        let variant = VariantId::from_bytes([9; 16]);
        let at = Time::default().plus_seconds(day * 86_400);
        Back { paper: ReturnId::from_bytes([paper; 16]), key: 1, variant, at, price: UnitPrice(price), quantity }
    }

    /// What comes back -> (order, units, how).
    #[test]
    fn a_return_finds_what_it_returns_where_that_can_be_known() {
        type Case = (&'static str, Vec<Bought>, Vec<Back>, Vec<(u8, i64, &'static str)>);
        let cases: Vec<Case> = vec![
            ("nothing was bought", vec![], vec![back(1, 5, 10, 1)], vec![]),
            ("bought only later", vec![sale(1, 6, 10, 1)], vec![back(1, 5, 10, 1)], vec![]),
            ("the only purchase", vec![sale(1, 1, 10, 3)], vec![back(1, 5, 12, 2)], vec![(1, 2, "only")]),
            (
                "the same price before the latest",
                vec![sale(1, 1, 10, 3), sale(2, 2, 12, 3)],
                vec![back(1, 5, 10, 1)],
                vec![(1, 1, "price")],
            ),
            (
                "the latest of the same price",
                vec![sale(1, 1, 10, 3), sale(2, 2, 10, 3)],
                vec![back(1, 5, 10, 1)],
                vec![(2, 1, "price")],
            ),
            (
                "no such price, so the latest",
                vec![sale(1, 1, 10, 3), sale(2, 2, 12, 3)],
                vec![back(1, 5, 11, 1)],
                vec![(2, 1, "latest")],
            ),
            (
                "more than one purchase held",
                vec![sale(1, 1, 10, 3), sale(2, 2, 10, 2)],
                vec![back(1, 5, 10, 4)],
                vec![(2, 2, "price"), (1, 2, "price")],
            ),
            ("more than was ever bought", vec![sale(1, 1, 10, 3)], vec![back(1, 5, 10, 9)], vec![(1, 3, "only")]),
            (
                "twice, never the same unit",
                vec![sale(1, 1, 10, 2), sale(2, 2, 10, 1)],
                vec![back(1, 5, 10, 1), back(2, 6, 10, 1), back(3, 7, 10, 5)],
                vec![(2, 1, "price"), (1, 1, "only"), (1, 1, "only")],
            ),
        ];
        for (name, bought, back, expected) in cases {
            let found = decide(bought, &back);
            let seen: Vec<_> = found.iter().map(|one| (one.order.bytes()[0], one.quantity, one.how)).collect();
            assert_eq!(seen, expected, "{name}");
        }
    }
}
