//! What of a database goes into a backup, read from one transaction.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, mpsc::SyncSender},
};

use base::{Error, Result, Time};
use sha2::{Digest, Sha256};

use crate::{
    backup::format::{FORMAT, Header, TableLine, VERSION, write_cell, write_line},
    dialect::catalog::{self, Table},
    params, settings, sql, thread,
    tx::Tx,
    value::{Row, Val},
};

/// Tables that stay behind. Whoever was signed in signs in again; which backups there are is of the machine they are
/// on, and so is what its disks hold.
pub(crate) const LEFT_OUT: [&str; 4] = ["sessions", "half_sessions", "backups", "storage_days"];

/// A chunk of lines is handed on when it has grown to this.
const CHUNK: usize = 128 * 1024;

/// Lines on their way into the file.
pub(crate) struct Chunk {
    pub(crate) table: Arc<str>,
    /// How many of the lines are rows.
    pub(crate) rows: u64,
    pub(crate) lines: Vec<u8>,
}

/// What was read.
pub(crate) struct Contents {
    pub(crate) header: Header,
    pub(crate) rows: BTreeMap<String, u64>,
}

/// How a column is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Treat {
    AsItIs,
    /// Whose turn it is ends with the process that had it.
    Clear,
    /// The thread's positions count from 1 without gaps.
    Count,
    /// A follower's cursor is told as the number of events before it.
    Ordinal,
}

fn treat(table: &str, column: &str) -> Treat {
    match (table, column) {
        ("followers", "owner" | "lease_until") | ("jobs", "lease_until") => Treat::Clear,
        ("events", "position") => Treat::Count,
        ("followers", "cursor") => Treat::Ordinal,
        _ => Treat::AsItIs,
    }
}

/// The tables of a backup, each after those that its rows point to.
pub(crate) fn tables(tx: &mut Tx) -> Result<Vec<Table>> {
    let mut tables = catalog::in_order(tx)?;
    tables.retain(|table| !LEFT_OUT.contains(&table.name.as_str()));
    Ok(tables)
}

/// Sends the header and every table, a chunk at a time.
pub(crate) fn send(tx: &mut Tx, engine: &str, made_at: Time, chunks: &SyncSender<Chunk>) -> Result<Contents> {
    catalog::take_time(tx)?;
    // Without the lock of migrations: they would wait for the whole backup.
    let schema = settings::get(tx, "schema")?.and_then(|number| number.parse().ok());
    let schema = schema.ok_or_else(|| Error::internal("the database does not know its schema"))?;
    let epoch = settings::epoch(tx)?;
    let made_at = made_at.to_rfc3339();
    let header = Header { format: FORMAT.into(), version: VERSION, schema, engine: engine.into(), made_at, epoch };
    let mut sending = Sending { chunks, ordinals: ordinals(tx)?, chunk: chunk_of("header") };
    write_line(&mut sending.chunk.lines, &header)?;
    sending.hand_on("header")?;
    let mut rows = BTreeMap::new();
    for table in tables(tx)? {
        rows.insert(table.name.clone(), sending.table(tx, &table)?);
    }
    Ok(Contents { header, rows })
}

struct Sending<'a> {
    chunks: &'a SyncSender<Chunk>,
    ordinals: HashMap<String, i64>,
    chunk: Chunk,
}

impl Sending<'_> {
    fn table(&mut self, tx: &mut Tx, table: &Table) -> Result<u64> {
        self.chunk.table = table.name.as_str().into();
        let line = TableLine { table: table.name.clone(), columns: table.columns.clone(), key: table.key.clone() };
        write_line(&mut self.chunk.lines, &line)?;
        let treats: Vec<Treat> = table.columns.iter().map(|column| treat(&table.name, column)).collect();
        let mut count = 0;
        let mut outcome = Ok(());
        catalog::each_row(tx, &select(tx, table), &mut |row| {
            count += 1;
            outcome = self.row(row, &treats, count);
            outcome.is_ok()
        })?;
        outcome?;
        self.hand_on(&table.name)?;
        Ok(count as u64)
    }

    fn row(&mut self, row: &Row, treats: &[Treat], number: i64) -> Result<()> {
        let lines = &mut self.chunk.lines;
        for (index, treat) in treats.iter().enumerate() {
            lines.push(if index == 0 { b'[' } else { b',' });
            let cell = match treat {
                Treat::AsItIs => row.val(index)?,
                Treat::Clear => Val::Null,
                Treat::Count => Val::Int(number),
                Treat::Ordinal => {
                    let ordinal = self.ordinals.get(&row.get::<String>(index)?);
                    Val::Int(*ordinal.ok_or_else(|| Error::internal("a cursor that was not there before"))?)
                }
            };
            write_cell(lines, &cell)?;
        }
        lines.extend_from_slice(b"]\n");
        self.chunk.rows += 1;
        if lines.len() >= CHUNK {
            let table = Arc::clone(&self.chunk.table);
            self.hand_on(&table)?;
        }
        Ok(())
    }

    fn hand_on(&mut self, table: &str) -> Result<()> {
        let full = std::mem::replace(&mut self.chunk, chunk_of(table));
        // Whoever writes the file has failed, and says why.
        self.chunks.send(full).map_err(|_| Error::internal("nobody takes the backup's lines any more"))
    }
}

fn chunk_of(table: &str) -> Chunk {
    Chunk { table: table.into(), rows: 0, lines: Vec::with_capacity(CHUNK + CHUNK / 8) }
}

fn select(tx: &Tx, table: &Table) -> String {
    let (columns, order) = (catalog::quoted(&table.columns), catalog::row_order(tx, table));
    format!("select {columns} from \"{}\" order by {order}", table.name)
}

/// How many events lie before each cursor. Nothing below a cursor can still be missing from the snapshot, so this is
/// what the follower has taken.
fn ordinals(tx: &mut Tx) -> Result<HashMap<String, i64>> {
    let cursors = tx.query(sql!("select cursor from followers"), params![], |row| row.get::<String>(0))?;
    cursors
        .into_iter()
        .map(|text| {
            let before = thread::ordinal(tx, &text.parse()?)?;
            Ok((text, before))
        })
        .collect()
}

/// The rows of each table and the sum of their hashes, without what differs between engines and restores.
pub(crate) fn digest(tx: &mut Tx) -> Result<BTreeMap<String, (u64, String)>> {
    catalog::take_time(tx)?;
    tables(tx)?.into_iter().map(|table| Ok((table.name.clone(), digest_table(tx, &table)?))).collect()
}

fn digest_table(tx: &mut Tx, table: &Table) -> Result<(u64, String)> {
    let kept = |column: &&String| treat(&table.name, column) == Treat::AsItIs;
    let columns: Vec<String> = table.columns.iter().filter(kept).cloned().collect();
    let own = if table.name == "settings" { " where name not in ('schema', 'epoch', 'restoring')" } else { "" };
    let text = format!("select {} from \"{}\"{own}", catalog::quoted(&columns), table.name);
    let (mut rows, mut sum) = (0, 0_u128);
    let mut line = Vec::new();
    let mut outcome = Ok(());
    catalog::each_row(tx, &text, &mut |row| {
        line.clear();
        outcome = (0..columns.len()).try_for_each(|index| {
            line.push(b',');
            write_cell(&mut line, &row.val(index)?)
        });
        let hash: [u8; 32] = Sha256::digest(&line).into();
        let half = hash[..16].try_into().expect("half of a SHA-256 has sixteen bytes");
        // A sum, so that the order of rows does not matter.
        sum = sum.wrapping_add(u128::from_be_bytes(half));
        rows += 1;
        outcome.is_ok()
    })?;
    outcome?;
    Ok((rows, format!("{sum:032x}")))
}
