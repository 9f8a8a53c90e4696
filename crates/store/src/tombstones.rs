//! Who was erased, so that nobody brings them back: not a file that is imported again, not a backup from before.
//!
//! A tombstone holds ids that follow from a value and the database's secret, and nothing that can be read. It is a row,
//! which every process sees and every backup carries, and a line of a file beside the database, which outlives it. The
//! act that erases writes the row; the line is on disk before anybody is told that it is done, and whoever opens the
//! database writes the lines that are missing and erases again what only the file knows of.
//!
//! A line is `1 <identifier> <base> <since> <next> <erased at> <code>`: ids and code as hexadecimal digits, moments in
//! microseconds. The code follows from the rest and the secret, so lines of another database, or by another hand, are
//! known as such. A last line without an end is of a process that died, and was never confirmed; it
//! is written anew from the row.

use std::{
    collections::{BTreeSet, HashSet},
    fs::{File, OpenOptions},
    io::{ErrorKind, Read, Seek, SeekFrom, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use base::{Error, Id, Noun, Result, Time};

use crate::{
    backup::{format::hex, sync_folder_of},
    db::Db,
    leftovers, params, settings, sql,
    thread::IdentifierId,
    tx::Tx,
    value::Row,
};

/// The file's name in the data folder.
pub const NAME: &str = "tombstones";

/// That an identifier's person was erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tombstone {
    /// The identifier that events carried.
    pub identifier: IdentifierId,
    /// The id that follows from its value alone.
    pub base: IdentifierId,
    /// From when on the value stands for somebody else.
    pub since: Time,
    /// The identifier of whoever that is.
    pub next: IdentifierId,
    /// When the person was erased.
    pub erased_at: Time,
}

/// What a file of tombstones says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// Those of this database.
    pub stones: Vec<Tombstone>,
    /// How many lines are of another database, or damaged.
    pub foreign: usize,
    /// Whether the last line has no end.
    pub torn: bool,
    /// How many bytes come before what is torn.
    whole: u64,
}

/// Lays tombstones in the act that erases.
pub fn lay(tx: &mut Tx, stones: &[Tombstone]) -> Result<()> {
    let text = sql!(
        "insert into tombstones (identifier_id, base, since, next, erased_at) values ($1, $2, $3, $4, $5)
         on conflict (identifier_id) do nothing"
    );
    let rows = stones.iter().map(|stone| {
        let Tombstone { identifier, base, since, next, erased_at } = *stone;
        params![identifier, base, since, next, erased_at]
    });
    tx.exec_many(text, rows).map(|_| ())
}

/// Every tombstone, oldest first.
pub fn all(tx: &mut Tx) -> Result<Vec<Tombstone>> {
    let text =
        sql!("select identifier_id, base, since, next, erased_at from tombstones order by erased_at, identifier_id");
    tx.query(text, params![], |row: &Row| {
        let (identifier, base, since) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(Tombstone { identifier, base, since, next: row.get(3)?, erased_at: row.get(4)? })
    })
}

/// Which of these identifiers are of somebody who was erased.
pub fn among(tx: &mut Tx, ids: impl IntoIterator<Item = IdentifierId>) -> Result<HashSet<IdentifierId>> {
    let mut found = HashSet::new();
    if tx.query(sql!("select 1 from tombstones limit 1"), params![], |_| Ok(()))?.is_empty() {
        return Ok(found);
    }
    let ids: Vec<IdentifierId> = ids.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
    let text = sql!(concat!("select identifier_id from tombstones where identifier_id in ", crate::many!()));
    found.extend(tx.query_among(text, &ids, [], |row| row.get::<IdentifierId>(0))?);
    Ok(found)
}

/// Brings every tombstone to disk outside the database, also those of another process, or of one that died, and
/// removes older copies of the database from its folder: an erasure may be confirmed when this has returned. Nothing to
/// do for a database without a data folder.
pub fn keep(db: &Db) -> Result<()> {
    let Some(path) = db.tombstones() else { return Ok(()) };
    let read = |tx: &mut Tx| Ok((settings::secret(tx)?, all(tx)?));
    let (secret, stones) = db.read_now("tombstones.all", read)?;
    if let Some(folder) = path.parent() {
        leftovers::remove_copies(folder, stones.last().map(|stone| stone.erased_at));
    }
    if stones.is_empty() {
        return Ok(());
    }
    append(path, &secret, &stones).map_err(|error| {
        let path = path.display();
        Error::internal(format!("somebody is erased, but {path} could not be written; it is tried again: {error}"))
    })
}

/// Reads a file of tombstones; one that is not there has none.
pub fn read(path: &Path, secret: &[u8]) -> Result<Lines> {
    let mut text = Vec::new();
    match File::open(path).and_then(|mut file| file.read_to_end(&mut text)) {
        Ok(_) => Ok(parse(&text, secret)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Lines::default()),
        Err(error) => Err(Error::invalid("tombstones", format!("Cannot read {}: {error}.", path.display()))),
    }
}

/// The file of a data folder.
pub fn file_in(folder: &Path) -> PathBuf {
    folder.join(NAME)
}

fn append(path: &Path, secret: &[u8], stones: &[Tombstone]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path)?;
    // Other processes of this machine may share the folder, where the database is a server's.
    file.lock()?;
    let mut text = Vec::new();
    file.read_to_end(&mut text)?;
    let known = parse(&text, secret);
    if known.torn {
        tracing::warn!(file = %path.display(), "a line that a process died over is taken out; it was never confirmed");
        file.set_len(known.whole)?;
    }
    let known: HashSet<Tombstone> = known.stones.into_iter().collect();
    let lines: String = stones.iter().filter(|stone| !known.contains(*stone)).map(|stone| stone.line(secret)).collect();
    if lines.is_empty() {
        return file.sync_all();
    }
    file.seek(SeekFrom::End(0))?;
    file.write_all(lines.as_bytes())?;
    file.sync_all()?;
    sync_folder_of(path)
}

fn parse(text: &[u8], secret: &[u8]) -> Lines {
    let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    let mut lines = Lines { torn: whole < text.len(), whole: whole as u64, ..Lines::default() };
    for line in text[..whole].split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        match std::str::from_utf8(line).ok().and_then(|line| Tombstone::of_line(line, secret)) {
            Some(stone) => lines.stones.push(stone),
            None => lines.foreign += 1,
        }
    }
    lines
}

/// What a line's code is derived as.
struct Code;
impl Noun for Code {
    const PREFIX: &'static str = "tmb";
    const NAME: &'static str = "tombstone";
}

impl Tombstone {
    fn said(&self) -> String {
        let Tombstone { identifier, base, since, next, erased_at } = self;
        format!(
            "1 {} {} {} {} {}",
            hex(identifier.bytes()),
            hex(base.bytes()),
            since.micros(),
            hex(next.bytes()),
            erased_at.micros()
        )
    }

    fn line(&self, secret: &[u8]) -> String {
        let said = self.said();
        format!("{said} {}\n", code(&said, secret))
    }

    fn of_line(line: &str, secret: &[u8]) -> Option<Tombstone> {
        let (said, sealed) = line.rsplit_once(' ')?;
        let parts: Vec<&str> = said.split(' ').collect();
        let ["1", identifier, base, since, next, erased_at] = parts[..] else { return None };
        if code(said, secret) != sealed {
            return None;
        }
        Some(Tombstone {
            identifier: id(identifier)?,
            base: id(base)?,
            since: Time::from_micros(since.parse().ok()?),
            next: id(next)?,
            erased_at: Time::from_micros(erased_at.parse().ok()?),
        })
    }
}

fn code(said: &str, secret: &[u8]) -> String {
    hex(Id::<Code>::keyed(secret, &["tombstone", said]).bytes())
}

fn id(digits: &str) -> Option<IdentifierId> {
    (digits.len() == 32).then_some(())?;
    u128::from_str_radix(digits, 16).ok().map(|number| IdentifierId::from_bytes(number.to_be_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stone(byte: u8) -> Tombstone {
        let id = |byte| IdentifierId::from_bytes([byte; 16]);
        let time = Time::from_micros(i64::from(byte) * 1_000);
        Tombstone { identifier: id(byte), base: id(byte), since: time, next: id(byte + 1), erased_at: time }
    }

    #[test]
    fn lines_come_back_and_those_of_others_are_known() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("data").join(NAME);
        append(&path, b"ours", &[stone(1)]).expect("a line");
        append(&path, b"ours", &[stone(1), stone(2)]).expect("a line");
        append(&path, b"theirs", &[stone(3)]).expect("a line");
        let lines = read(&path, b"ours").expect("the file");
        assert_eq!((lines.stones, lines.foreign, lines.torn), (vec![stone(1), stone(2)], 1, false));
        let text = std::fs::read_to_string(&path).expect("the file");
        std::fs::write(&path, text.replacen("1000", "1001", 1)).expect("the file");
        assert_eq!(read(&path, b"ours").expect("the file").stones, [stone(2)], "a line that was changed is no line");
    }

    #[test]
    fn a_torn_line_is_told_and_the_next_one_stands_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(NAME);
        assert_eq!(read(&path, b"ours").expect("no file"), Lines::default());
        append(&path, b"ours", &[stone(1), stone(2)]).expect("two lines");
        let length = path.metadata().expect("the file").len();
        File::options().write(true).open(&path).and_then(|file| file.set_len(length - 9)).expect("a torn file");
        let lines = read(&path, b"ours").expect("the file");
        assert_eq!((lines.stones, lines.torn), (vec![stone(1)], true));
        append(&path, b"ours", &[stone(3)]).expect("a line");
        let lines = read(&path, b"ours").expect("the file");
        assert_eq!((lines.stones, lines.foreign, lines.torn), (vec![stone(1), stone(3)], 0, false));
    }
}
