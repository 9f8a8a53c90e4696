//! Rows that belong together: the variants of a product, the lines of an order. They may stand anywhere in a file, so
//! rows are counted first; a family is complete with its last row, and only what is not complete is held.

use std::collections::HashMap;

use base::Result;

use super::{
    rejects::Reject,
    tables::{Row, Rows, Table},
    words,
};

/// How one format tells what belongs together, and what it makes of it.
pub trait Layout {
    /// What comes out of a family.
    type Made;

    /// Takes note of what one needs to know of other rows before any can be read. Called with each row, in order.
    fn learn(&mut self, _row: &Row) {}

    /// The name of the family of a row, or why it has none; nothing for a row that is of no use.
    fn family(&self, row: &Row) -> Result<Option<String>, String>;

    /// Reads the rows of a family, in the order of the file; refuses with a reason.
    fn read(&mut self, rows: &[Row]) -> Result<Option<Self::Made>, String>;
}

/// The families of a table, in the order in which they are complete.
pub struct Families<'t, L> {
    rows: Rows<'t>,
    counts: HashMap<i64, u32>,
    open: HashMap<i64, Vec<Row>>,
    layout: &'t mut L,
}

/// What came of a family, or of a row that has none.
pub struct Came<M> {
    /// The first of its rows.
    pub first: Row,
    /// How many rows it has.
    pub rows: u64,
    /// What was made of it; nothing where it is of no use.
    pub made: Result<Option<M>, Reject>,
}

impl<'t, L: Layout> Families<'t, L> {
    /// Learns and counts.
    pub fn of(table: &'t Table, layout: &'t mut L) -> Result<Families<'t, L>> {
        let mut rows = table.read()?;
        while let Some(row) = rows.next()? {
            layout.learn(&row);
        }
        let mut counts = HashMap::new();
        let mut rows = table.read()?;
        while let Some(row) = rows.next()? {
            if let Ok(Some(family)) = layout.family(&row) {
                *counts.entry(words::hash(&[&family])).or_insert(0) += 1;
            }
        }
        Ok(Families { rows: table.read()?, counts, open: HashMap::new(), layout })
    }

    /// What is complete next; `None` at the end.
    pub fn next(&mut self) -> Result<Option<Came<L::Made>>> {
        while let Some(row) = self.rows.next()? {
            let family = match self.layout.family(&row) {
                Ok(Some(family)) => words::hash(&[&family]),
                Ok(None) => return Ok(Some(Came { first: row, rows: 1, made: Ok(None) })),
                Err(reason) => {
                    let reject = Reject::of(&row, reason);
                    return Ok(Some(Came { first: row, rows: 1, made: Err(reject) }));
                }
            };
            let all = self.counts.get(&family).copied().unwrap_or(1);
            let open = self.open.entry(family).or_default();
            open.push(row);
            if open.len() >= all as usize {
                let rows = self.open.remove(&family).unwrap_or_default();
                let made = self.layout.read(&rows).map_err(|reason| Reject::of(&rows[0], reason));
                let count = rows.len() as u64;
                return Ok(rows.into_iter().next().map(|first| Came { first, rows: count, made }));
            }
        }
        Ok(None)
    }
}
