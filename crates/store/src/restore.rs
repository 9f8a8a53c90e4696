//! Restoring a backup into an empty database of either engine.
//!
//! The file is read twice: first to see that it is whole, then to load it in pieces. From the first table to the last
//! change the setting `restoring` marks the database as incomplete, and `Db::open` refuses it. A restore that fails
//! takes back what it loaded. Indexes are made when the rows are there: kept up row by row they cost twice the time.

mod reading;

use std::{
    collections::{BTreeSet, HashMap, VecDeque},
    path::Path,
    sync::Arc,
};

use base::{Cx, Error, Result, Time};

use crate::{
    backup::{
        Progress, Summary, contents,
        format::{Header, TableLine, read_row},
    },
    db::{Db, Promise},
    dialect::{self, catalog},
    emptied, migrations, params,
    restore::reading::{Line, Reading},
    settings, sql, thread,
    tx::Tx,
    value::Val,
};

/// A piece is handed over when it has so many rows (PostgreSQL takes them in multiples of 256) or bytes.
const PIECE_ROWS: usize = 4_096;
const PIECE_BYTES: usize = 4 * 1024 * 1024;

type Rows = Vec<Vec<Val<'static>>>;

/// Fills an empty database, opened with `Db::open_unmigrated`, from a backup, and brings its schema up to date. Blocks:
/// call it from a thread that may wait.
pub fn read(cx: &Cx, db: &Db, file: &Path, progress: &mut dyn FnMut(&Progress)) -> Result<Summary> {
    read_then(cx, db, file, progress, &mut |_| Ok(()))
}

/// When a backup was made, as it says itself.
pub fn made_at(file: &Path) -> Option<Time> {
    Reading::open(file).ok().and_then(|reading| Time::parse_rfc3339(&reading.header.made_at))
}

/// The same, with something that must be done before anybody may open the database.
pub fn read_then(
    cx: &Cx,
    db: &Db,
    file: &Path,
    progress: &mut dyn FnMut(&Progress),
    before_it_opens: &mut dyn FnMut(&Db) -> Result<()>,
) -> Result<Summary> {
    let (header, rows) = Reading::open(file)?.check()?;
    let bytes = file.metadata().map_err(Error::internal)?.len();
    // A backup can be restored twice, and the two threads must not take each other's cursors for their own.
    let epoch = (header.epoch + 1).max(cx.now.micros() / 1_000_000);
    db.write_now("restore.begin", begin)?;
    let filled = Reading::open(file)
        .and_then(|reading| fill(db, reading, rows.values().sum(), progress))
        .and_then(|aside| finish(db, epoch, aside, before_it_opens))
        .map_err(|error| error.while_doing("restoring"));
    if let Err(error) = filled {
        if let Err(cause) = db.write_now("restore.undo", undo) {
            tracing::error!(%cause, "what was restored could not be taken back; the database stays marked");
        }
        return Err(error);
    }
    let Header { schema, engine, made_at, .. } = header;
    Ok(Summary { schema, engine, made_at, rows, bytes })
}

/// Marks the database in the transaction that makes its first table.
fn begin(tx: &mut Tx) -> Result<()> {
    dialect::migration_lock(tx)?;
    let tables = catalog::tables(tx)?;
    if tables.iter().any(|table| table == "settings") && settings::get(tx, "restoring")?.is_some() {
        return Err(migrations::interrupted());
    }
    if !tables.is_empty() {
        return Err(Error::conflict(
            "restore-not-empty",
            "A backup is only restored into an empty database, and this one has tables. \
             Name a new data folder, or a new PostgreSQL database.",
        ));
    }
    migrations::step(tx, 1)?;
    settings::set(tx, "restoring", "1")
}

/// Rows that are written last: the database's own settings, and followers, whose cursors follow from the events.
#[derive(Clone, Default)]
struct SetAside {
    settings: Rows,
    followers_columns: Vec<String>,
    followers: Rows,
}

fn fill(db: &Db, mut reading: Reading, rows: u64, progress: &mut dyn FnMut(&Progress)) -> Result<SetAside> {
    migrations::up_to(db, reading.header.schema)?;
    // What the steps themselves have put into tables is in the backup, too, as it was then.
    db.write_now("restore.empty", |tx| emptied::empty(tx, &["settings"]))?;
    let tables = db.read_now("restore.tables", contents::tables)?;
    let tables = tables.into_iter().map(|table| (table.name, table.columns.into_iter().collect())).collect();
    let indexes = db.write_now("restore.indexes", catalog::drop_indexes)?;
    let mut loading = Loading::new(db, rows, progress);
    let loaded = load(&mut reading, &mut loading, tables);
    // Also after a failure, so that nothing comes behind what takes it back.
    let settled = loading.settle();
    loaded.and(settled)?;
    let aside = loading.aside;
    for text in indexes {
        db.write_now("restore.index", move |tx| catalog::make_index(tx, &text))?;
    }
    Ok(aside)
}

fn load(reading: &mut Reading, loading: &mut Loading, mut tables: HashMap<String, BTreeSet<String>>) -> Result<()> {
    loop {
        let wrong = match reading.advance()? {
            None => break,
            Some(Line::Row(line)) => match read_row(line) {
                Ok(row) if row.len() == loading.table.columns.len() => {
                    loading.take(row, line.len())?;
                    continue;
                }
                _ => format!("a row of {} cannot be read", loading.table.table),
            },
            Some(Line::Table(line)) => {
                let columns: BTreeSet<String> = line.columns.iter().cloned().collect();
                if tables.remove(&line.table).is_some_and(|known| known == columns) {
                    loading.turn_to(line)?;
                    continue;
                }
                format!("its table {} is not one of Hilo's", line.table)
            }
        };
        return Err(reading.damaged(wrong));
    }
    tables.keys().min().map_or(Ok(()), |table| Err(reading.damaged(format!("its table {table} is missing"))))
}

/// Pieces on their way into the database.
struct Loading<'a> {
    db: &'a Db,
    progress: &'a mut dyn FnMut(&Progress),
    told: Progress,
    table: TableLine,
    insert: Arc<str>,
    rows: Rows,
    bytes: usize,
    sent: VecDeque<Promise<()>>,
    aside: SetAside,
}

impl<'a> Loading<'a> {
    fn new(db: &'a Db, of: u64, progress: &'a mut dyn FnMut(&Progress)) -> Loading<'a> {
        Loading {
            db,
            progress,
            told: Progress { table: String::new(), rows: 0, of: Some(of) },
            table: TableLine { table: String::new(), columns: Vec::new(), key: Vec::new() },
            insert: "".into(),
            rows: Vec::with_capacity(PIECE_ROWS),
            bytes: 0,
            sent: VecDeque::new(),
            aside: SetAside::default(),
        }
    }

    fn turn_to(&mut self, table: TableLine) -> Result<()> {
        self.settle()?;
        self.insert = insert_into(&table.table, &table.columns).into();
        self.told.table.clone_from(&table.table);
        self.table = table;
        Ok(())
    }

    fn take(&mut self, row: Vec<Val<'static>>, bytes: usize) -> Result<()> {
        self.rows.push(row);
        self.bytes += bytes;
        if self.rows.len() >= PIECE_ROWS || self.bytes >= PIECE_BYTES { self.hand_over() } else { Ok(()) }
    }

    fn hand_over(&mut self) -> Result<()> {
        let rows = std::mem::replace(&mut self.rows, Vec::with_capacity(PIECE_ROWS));
        self.bytes = 0;
        self.told.rows += rows.len() as u64;
        (self.progress)(&self.told);
        match self.table.table.as_str() {
            _ if rows.is_empty() => return Ok(()),
            "settings" => self.aside.settings.extend(rows),
            "followers" => {
                self.aside.followers_columns.clone_from(&self.table.columns);
                self.aside.followers.extend(rows);
            }
            table => {
                // PostgreSQL orders the thread by transaction, so its pieces come one after the other.
                let at_once = if table == "events" { 1 } else { 3 };
                while self.sent.len() >= at_once {
                    self.wait_for_one()?;
                }
                let (insert, rows) = (Arc::clone(&self.insert), Arc::new(rows));
                let piece = move |tx: &mut Tx| catalog::insert_rows(tx, &insert, &rows);
                self.sent.push_back(self.db.bulk_later("restore.piece", piece)?);
            }
        }
        Ok(())
    }

    fn wait_for_one(&mut self) -> Result<()> {
        self.sent.pop_front().map_or(Ok(()), Promise::wait)
    }

    /// Everything so far is in the database: what comes next may point to it.
    fn settle(&mut self) -> Result<()> {
        let mut outcome = self.hand_over();
        while !self.sent.is_empty() {
            outcome = outcome.and(self.wait_for_one());
        }
        outcome
    }
}

fn finish(db: &Db, epoch: i64, aside: SetAside, before_it_opens: &mut dyn FnMut(&Db) -> Result<()>) -> Result<()> {
    db.write_now("restore.settle", move |tx| {
        settle_settings(tx, epoch, &aside.settings)?;
        settle_followers(tx, &aside)?;
        catalog::loaded(tx)
    })?;
    migrations::up_to(db, migrations::LATEST)?;
    before_it_opens(db)?;
    db.write_now("restore.end", |tx| {
        tx.exec(sql!("delete from settings where name = 'restoring'"), params![]).map(|_| ())
    })
}

fn settle_settings(tx: &mut Tx, epoch: i64, rows: &Rows) -> Result<()> {
    for row in rows {
        let [Val::Text(name), Val::Text(value)] = &row[..] else {
            return Err(Error::internal("a setting is not a name and a value"));
        };
        if !["schema", "epoch", "restoring"].contains(&name.as_ref()) {
            settings::set(tx, name, value)?;
        }
    }
    settings::set(tx, "epoch", &epoch.to_string())
}

fn settle_followers(tx: &mut Tx, aside: &SetAside) -> Result<()> {
    if aside.followers.is_empty() {
        return Ok(());
    }
    let columns = &aside.followers_columns;
    let cursor = columns.iter().position(|column| column == "cursor");
    let cursor = cursor.ok_or_else(|| Error::internal("followers have no cursors"))?;
    let mut rows = aside.followers.clone();
    for row in &mut rows {
        let Val::Int(ordinal) = row[cursor] else { return Err(Error::internal("a cursor is not a number of events")) };
        row[cursor] = Val::from(thread::at_ordinal(tx, ordinal)?.to_string());
    }
    catalog::insert_rows(tx, &insert_into("followers", columns), &rows)
}

fn insert_into(table: &str, columns: &[String]) -> String {
    let places: Vec<String> = (1..=columns.len()).map(|number| format!("${number}")).collect();
    format!("insert into \"{table}\" ({}) values ({})", catalog::quoted(columns), places.join(", "))
}

/// Removes every table; there was none before.
fn undo(tx: &mut Tx) -> Result<()> {
    let mut tables = catalog::in_order(tx)?;
    tables.reverse();
    let drops: Vec<String> = tables.iter().map(|table| format!("drop table \"{}\"", table.name)).collect();
    dialect::run_script(tx, &drops.join(";\n"))
}
