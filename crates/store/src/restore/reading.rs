//! Reading a backup line by line: what it says of itself is compared with what is there, so that a file that was cut,
//! damaged or written by something else is known as such.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, BufRead, BufReader, ErrorKind, Read},
    path::{Path, PathBuf},
};

use base::{Error, Result};
use flate2::bufread::GzDecoder;
use sha2::{Digest, Sha256};

use crate::{
    backup::format::{FORMAT, Header, Mark, TableLine, Trailer, VERSION, hex},
    migrations,
};

/// No row is longer.
const LONGEST: u64 = 256 * 1024 * 1024;

/// A backup that is being read.
pub(crate) struct Reading {
    file: PathBuf,
    pub(crate) header: Header,
    input: BufReader<Source>,
    line: Vec<u8>,
    sum: Sha256,
    table: String,
    rows: BTreeMap<String, u64>,
}

/// A line of a backup.
pub(crate) enum Line<'r> {
    /// The rows of this table follow.
    Table(TableLine),
    /// A row of the table, as JSON.
    Row(&'r [u8]),
}

impl Reading {
    /// Opens a backup that this program can restore.
    pub(crate) fn open(file: &Path) -> Result<Reading> {
        let opened = File::open(file)
            .map_err(|error| Error::invalid("backup-file", format!("Cannot read {}: {error}.", file.display())))?;
        let source = Source::of(opened).map_err(|error| damaged(file, error))?;
        let mut input = BufReader::with_capacity(1 << 16, source);
        let mut line = Vec::new();
        // The header is short; anything may follow in a file that is not ours.
        match (&mut input).take(10_000).read_until(b'\n', &mut line) {
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::InvalidInput => return Err(foreign(file)),
            Err(error) => return Err(damaged(file, error)),
        }
        let header = understood(file, &line)?;
        let sum = Sha256::new().chain_update(&line);
        Ok(Reading { file: file.to_owned(), header, input, line, sum, table: String::new(), rows: BTreeMap::new() })
    }

    /// The next line; `None` after the last, when everything was as the backup says.
    pub(crate) fn advance(&mut self) -> Result<Option<Line<'_>>> {
        self.line.clear();
        let read = (&mut self.input).take(LONGEST).read_until(b'\n', &mut self.line);
        read.map_err(|error| damaged(&self.file, error))?;
        if self.line.pop() != Some(b'\n') {
            return Err(damaged(&self.file, "it ends in the middle"));
        }
        if self.line.first() == Some(&b'[') {
            let Some(count) = self.rows.get_mut(&self.table) else {
                return Err(damaged(&self.file, "a row comes before its table"));
            };
            *count += 1;
            self.hash();
            return Ok(Some(Line::Row(&self.line)));
        }
        match serde_json::from_slice(&self.line) {
            Ok(Mark::Table(line)) => {
                self.hash();
                self.table.clone_from(&line.table);
                if self.rows.insert(line.table.clone(), 0).is_some() {
                    return Err(damaged(&self.file, "a table comes twice"));
                }
                Ok(Some(Line::Table(line)))
            }
            Ok(Mark::Trailer(trailer)) => self.end(&trailer).map(|()| None),
            Err(_) => Err(damaged(&self.file, "a line is neither a row nor a table")),
        }
    }

    /// Reads to the end; says the rows of each table.
    pub(crate) fn check(mut self) -> Result<(Header, BTreeMap<String, u64>)> {
        while self.advance()?.is_some() {}
        Ok((self.header, self.rows))
    }

    /// A refusal that names this file.
    pub(crate) fn damaged(&self, why: impl std::fmt::Display) -> Error {
        damaged(&self.file, why)
    }

    fn hash(&mut self) {
        self.sum.update(&self.line);
        self.sum.update(b"\n");
    }

    fn end(&mut self, trailer: &Trailer) -> Result<()> {
        let sum = std::mem::take(&mut self.sum).finalize();
        if hex(&sum) != trailer.sha256 {
            return Err(damaged(&self.file, "its checksum is another"));
        }
        if self.rows != trailer.rows {
            return Err(damaged(&self.file, "it does not hold the rows that it counts"));
        }
        // Also has gzip compare its own checksum, and sees what was added behind it.
        let mut rest = [0; 1];
        let more = self.input.read(&mut rest).and_then(|more| Ok(more + self.input.get_mut().behind(&mut rest)?));
        match more {
            Ok(0) => Ok(()),
            Ok(_) => Err(damaged(&self.file, "something follows its end")),
            Err(error) => Err(damaged(&self.file, error)),
        }
    }
}

/// The bytes of a backup: as it was written, or unpacked by somebody since.
enum Source {
    Packed(GzDecoder<BufReader<File>>),
    Plain(BufReader<File>),
}

impl Source {
    /// Looks at the first byte, which gzip gives and no line of a backup begins with.
    fn of(file: File) -> io::Result<Source> {
        let mut input = BufReader::with_capacity(1 << 16, file);
        match input.fill_buf()?.first() {
            None => Err(io::Error::new(ErrorKind::UnexpectedEof, "it is empty")),
            Some(0x1f) => Ok(Source::Packed(GzDecoder::new(input))),
            Some(_) => Ok(Source::Plain(input)),
        }
    }

    /// Reads what lies behind the end of what was packed.
    fn behind(&mut self, rest: &mut [u8]) -> io::Result<usize> {
        match self {
            Source::Packed(packed) => packed.get_mut().read(rest),
            Source::Plain(_) => Ok(0),
        }
    }
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Source::Packed(packed) => packed.read(buffer),
            Source::Plain(plain) => plain.read(buffer),
        }
    }
}

fn understood(file: &Path, line: &[u8]) -> Result<Header> {
    #[derive(serde::Deserialize)]
    struct Format {
        format: String,
        version: u32,
    }
    let format: Format = serde_json::from_slice(line).map_err(|_| foreign(file))?;
    if format.format != FORMAT {
        return Err(foreign(file));
    }
    if format.version > VERSION {
        return Err(newer(file));
    }
    let header: Header = serde_json::from_slice(line).map_err(|error| damaged(file, error))?;
    match header.schema {
        0 => Err(damaged(file, "its schema has no number")),
        schema if schema > migrations::LATEST => Err(newer(file)),
        _ => Ok(header),
    }
}

fn foreign(file: &Path) -> Error {
    Error::invalid("backup-foreign", format!("{} is not a backup that Hilo made.", file.display()))
}

fn newer(file: &Path) -> Error {
    let says = format!("{} was made by a newer Hilo. Restore it with that version or a later one.", file.display());
    Error::invalid("backup-newer", says)
}

fn damaged(file: &Path, why: impl std::fmt::Display) -> Error {
    let says = format!("{} is damaged: {why}. Nothing was restored; use another backup.", file.display());
    Error::invalid("backup-damaged", says)
}
