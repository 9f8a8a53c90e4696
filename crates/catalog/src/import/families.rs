//! Rows that belong together: the variants of a product, the lines of an order. They may stand anywhere in a file, so
//! rows are counted first; a family is complete with its last row, and only what is not complete is held.

use std::collections::HashMap;

use base::Result;

use super::{
    rejects::Reject,
    tables::{self, Row, Rows, Table},
    whys::Why,
    words,
};
use crate::told::{PICTURES, VARIANTS};

/// Rows that one family may have: variants, and pictures beside them.
const MOST: u32 = (VARIANTS + 4 * PICTURES) as u32;
/// What rows may take that wait for others of their family.
const HELD: usize = 128 << 20;

/// How one format tells what belongs together, and what it makes of it.
pub trait Layout {
    /// What comes out of a family.
    type Made;

    /// Takes note of what one needs to know of other rows before any can be read. Called with each row, in order.
    fn learn(&mut self, _row: &Row) {}

    /// The name of the family of a row, or why it has none; nothing for a row that is of no use.
    fn family(&self, row: &Row) -> Result<Option<String>, Why>;

    /// Reads the rows of a family, in the order of the file; refuses with a reason.
    fn read(&mut self, rows: &[Row]) -> Result<Option<Self::Made>, Why>;
}

/// The families of a table, in the order in which they are complete.
pub struct Families<'t, L> {
    rows: Rows<'t>,
    counts: HashMap<i64, u32>,
    open: HashMap<i64, Vec<Row>>,
    /// How much memory what is open takes.
    held: usize,
    table: &'t Table,
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
        Ok(Families { rows: table.read()?, counts, open: HashMap::new(), held: 0, table, layout })
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
            if all > MOST {
                return Ok(Some(self.too_many(family, row)));
            }
            self.held += row.weight();
            if self.held > HELD {
                let says = "rows that belong together stand too far apart. Sort it, so that those of one product or \
                            order follow each other";
                return Err(tables::refused(&self.table.path, "csv-scattered", says));
            }
            let open = self.open.entry(family).or_default();
            open.push(row);
            if open.len() >= all as usize {
                let rows = self.open.remove(&family).unwrap_or_default();
                self.held -= rows.iter().map(Row::weight).sum::<usize>();
                let made = self.layout.read(&rows).map_err(|reason| Reject::of(&rows[0], reason));
                let count = rows.len() as u64;
                return Ok(rows.into_iter().next().map(|first| Came { first, rows: count, made }));
            }
        }
        Ok(None)
    }

    /// A row of a family that has more than any can have: the first says so, and none is held.
    fn too_many(&mut self, family: i64, row: Row) -> Came<L::Made> {
        let is_first = self.open.insert(family, Vec::new()).is_none();
        let made = if is_first { Err(Reject::of(&row, Why::new("rows-many"))) } else { Ok(None) };
        Came { first: row, rows: 1, made }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{mappings::Mapping, plain};

    #[test]
    fn a_family_that_is_too_large_is_refused_and_not_held() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("in.csv");
        let many = "A,A,x\n".repeat(MOST as usize + 1);
        std::fs::write(&path, format!("code,sku,name\n{many}B,B,y\n")).expect("written");
        let table = Table::look(&path).expect("a table");
        let mut layout = plain::Products::new(Mapping::guess(&table));
        let mut families = Families::of(&table, &mut layout).expect("it can be read");
        let (mut rows, mut reasons, mut made) = (0, Vec::new(), 0);
        while let Some(came) = families.next().expect("it can be read") {
            rows += came.rows;
            match came.made {
                Ok(kept) => made += usize::from(kept.is_some()),
                Err(reject) => reasons.push(reject.reason.code),
            }
            assert!(families.held < 1_000, "nothing of it is held");
        }
        assert_eq!((rows, reasons, made), (table.rows, vec!["rows-many"], 1));
    }
}
