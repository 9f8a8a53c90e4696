//! What the store holds now, for the report of an import.

use base::Result;
use store::{Tx, params, sql, value::Row};

/// Totals over the whole store.
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
    /// Lines of orders and returns, write-offs and adjustments.
    pub lines: i64,
    /// Quantity x price over those lines, returns counted down, exact until the end, then in minor units.
    pub line_value_minor: i64,
    /// Write-offs.
    pub write_off_lines: i64,
}

/// Counts everything.
pub fn read(tx: &mut Tx) -> Result<Totals> {
    let text = sql!(
        "select (select count(*) from customers), (select count(*) from products), (select count(*) from orders),
             (select count(*) from returns), (select count(*) from write_offs),
             (select count(*) from order_lines) + (select count(*) from return_lines)
                 + (select count(*) from write_offs) + (select count(*) from adjustments),
             cast(coalesce((select sum(quantity * unit_price) from order_lines), 0)
                 - coalesce((select sum(quantity * unit_price) from return_lines), 0)
                 - coalesce((select sum(quantity * unit_price) from write_offs), 0)
                 + coalesce((select sum(quantity * unit_price) from adjustments), 0) as bigint)"
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
    Ok(tx.query_one(text, params![], read)?.unwrap_or_default())
}

/// From 1/10,000 to 1/100, half away from zero. The value is only meaningful within one currency of two decimals.
fn minor(ten_thousandths: i64) -> i64 {
    (ten_thousandths + 50 * ten_thousandths.signum()) / 100
}
