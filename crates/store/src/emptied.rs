//! Emptying a database of its rows.

use base::Result;

use crate::{
    dialect::{self, catalog},
    tx::Tx,
};

/// Deletes the rows of every table but these. Positions on the thread go on where they were, so every cursor still
/// means what it meant: behind all there was.
pub fn empty(tx: &mut Tx, kept: &[&str]) -> Result<()> {
    catalog::take_time(tx)?;
    let mut tables = catalog::in_order(tx)?;
    tables.retain(|table| !kept.contains(&table.name.as_str()));
    tables.reverse();
    let deletes: Vec<String> = tables.iter().map(|table| format!("delete from \"{}\"", table.name)).collect();
    dialect::run_script(tx, &deletes.join(";\n"))
}
