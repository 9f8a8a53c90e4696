//! What the store holds now, for the report of an import.

use base::Result;
use store::{Tx, params, sql, value::Row};

use crate::import::invoices::SOURCE;

/// Totals over the whole store; those of lines over what was imported, which is in one currency, so that orders from
/// elsewhere change nothing in them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Totals {
    /// People.
    pub customers: i64,
    /// Products.
    pub products: i64,
    /// Orders.
    pub orders: i64,
    /// Returns.
    pub returns: i64,
    /// Imported lines: of orders and returns, write-offs and adjustments.
    pub lines: i64,
    /// Quantity x price over those lines, returns counted down, exact until the end, then in minor units.
    pub line_value_minor: i64,
    /// Imported write-offs.
    pub write_off_lines: i64,
}

/// Counts everything.
pub fn read(tx: &mut Tx) -> Result<Totals> {
    let text = sql!(
        "select (select count(*) from customers where merged_into is null), (select count(*) from products),
             (select count(*) from orders), (select count(*) from returns), w.lines,
             o.lines + r.lines + w.lines + a.lines, cast(o.value - r.value - w.value + a.value as bigint)
         from (select count(*) as lines, coalesce(sum(l.quantity * l.unit_price), 0) as value
                 from orders o join order_lines l on l.order_id = o.id where o.source = $1) o,
             (select count(*) as lines, coalesce(sum(l.quantity * l.unit_price), 0) as value
                 from returns r join return_lines l on l.return_id = r.id where r.source = $1) r,
             (select count(*) as lines, coalesce(sum(quantity * unit_price), 0) as value
                 from write_offs where source = $1) w,
             (select count(*) as lines, coalesce(sum(quantity * unit_price), 0) as value
                 from adjustments where source = $1) a"
    );
    let read = |row: &Row| {
        Ok(Totals {
            customers: row.get(0)?,
            products: row.get(1)?,
            orders: row.get(2)?,
            returns: row.get(3)?,
            write_off_lines: row.get(4)?,
            lines: row.get(5)?,
            line_value_minor: minor(row.get(6)?),
        })
    };
    Ok(tx.query_one(text, params![SOURCE], read)?.unwrap_or_default())
}

/// From 1/10,000 to 1/100, half away from zero: the imported currency has two decimals.
fn minor(ten_thousandths: i64) -> i64 {
    (ten_thousandths + 50 * ten_thousandths.signum()) / 100
}
