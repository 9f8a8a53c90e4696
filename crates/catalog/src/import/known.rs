//! What came from where, and how far each file is.

use std::collections::HashMap;

use base::{Cx, Id, Noun, Result, Time};
use store::{Tx, many, params, sql};

/// What came of a row.
pub struct Came;
impl Noun for Came {
    const PREFIX: &'static str = "imp";
    const NAME: &'static str = "imported row";
}
/// The id of what came.
pub type CameId = Id<Came>;

/// A file that is imported.
pub struct Sheet;
impl Noun for Sheet {
    const PREFIX: &'static str = "imf";
    const NAME: &'static str = "imported file";
}
/// The id of a file, which follows from its content.
pub type SheetId = Id<Sheet>;

/// Something as it came: its key in its source, and the hash of what it said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Print {
    /// Its key among its kind.
    pub key: String,
    /// The hash of what it said.
    pub hash: i64,
}

/// Whether it came before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Before {
    /// Never.
    Never,
    /// Saying something else.
    Otherwise,
    /// Saying the same.
    Same,
}

/// For each of these, whether it came before from this source.
pub fn before(tx: &mut Tx, source: &str, kind: &str, prints: &[Print]) -> Result<Vec<Before>> {
    let ids: Vec<CameId> = prints.iter().map(|print| id(source, kind, &print.key)).collect();
    let text = sql!(concat!("select id, hash from imported where id in ", many!()));
    let found: HashMap<CameId, i64> =
        tx.query_among(text, &ids, [], |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect();
    let judged = ids.iter().zip(prints).map(|(id, print)| match found.get(id) {
        None => Before::Never,
        Some(hash) if *hash == print.hash => Before::Same,
        Some(_) => Before::Otherwise,
    });
    Ok(judged.collect())
}

/// Keeps what these said. Each is named once.
pub fn remember(cx: &Cx, tx: &mut Tx, source: &str, kind: &str, prints: &[&Print]) -> Result<()> {
    let text = sql!(
        "insert into imported (id, source, kind, key, hash, imported_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (id) do update set hash = excluded.hash, imported_at = excluded.imported_at"
    );
    let rows =
        prints.iter().map(|print| params![id(source, kind, &print.key), source, kind, &print.key, print.hash, cx.now]);
    tx.exec_many(text, rows).map(|_| ())
}

fn id(source: &str, kind: &str, key: &str) -> CameId {
    CameId::derived(Time::default(), &[source, kind, key])
}

/// A file on its way in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Which.
    pub file: SheetId,
    /// When it came first: what has no date of its own was said then.
    pub started_at: Time,
    /// How much of it is taken.
    pub done: u64,
}

/// The id of a file with this content, read as these options say.
pub fn file_id(source: &str, digest: &[u8; 32], options: &str) -> SheetId {
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    SheetId::derived(Time::default(), &[source, &hex, options])
}

/// What was taken of other files of a source counts no more once these are taken: they say otherwise since.
pub fn begin(cx: &Cx, tx: &mut Tx, source: &str, files: &[SheetId]) -> Result<()> {
    let begun = sql!("select id from import_files where source = $1 and done > 0");
    let begun: Vec<SheetId> = tx.query(begun, params![source], |row| row.get(0))?;
    let text = sql!("update import_files set done = 0, changed_at = $2 where id = $1");
    let others = begun.into_iter().filter(|file| !files.contains(file));
    tx.exec_many(text, others.map(|file| params![file, cx.now])).map(|_| ())
}

/// Where a file is; at its beginning where it never came.
pub fn place(tx: &mut Tx, file: SheetId, now: Time) -> Result<Place> {
    let found =
        tx.query_one(sql!("select started_at, done from import_files where id = $1"), params![file], |row| {
            Ok((row.get::<Time>(0)?, row.get::<i64>(1)?))
        })?;
    let (started_at, done) = found.unwrap_or((now, 0));
    Ok(Place { file, started_at, done: u64::try_from(done).unwrap_or(0) })
}

/// Keeps how far a file is. At its end nothing of it is done: the next time it is looked through again.
pub fn move_on(cx: &Cx, tx: &mut Tx, source: &str, place: Place) -> Result<()> {
    let text = sql!(
        "insert into import_files (id, source, started_at, done, changed_at) values ($1, $2, $3, $4, $5)
         on conflict (id) do update set done = excluded.done, changed_at = excluded.changed_at"
    );
    let done = i64::try_from(place.done).unwrap_or(i64::MAX);
    tx.exec(text, params![place.file, source, place.started_at, done, cx.now]).map(|_| ())
}
