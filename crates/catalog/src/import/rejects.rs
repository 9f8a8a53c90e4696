//! What was refused, and the list of it: file, line, reason, text.

use std::{
    fs::File,
    io::Write,
    path::{Path, PathBuf},
};

use base::{Error, Result, Time};

use super::tables::Row;

/// A line that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// Its number in the file.
    pub number: u64,
    /// Why.
    pub reason: String,
    /// The line as it stands there, its columns joined by commas.
    pub text: String,
}

impl Reject {
    /// A row that was refused.
    pub fn of(row: &Row, reason: impl Into<String>) -> Reject {
        Reject { number: row.line, reason: reason.into(), text: row.text() }
    }
}

/// The list of refused lines; the file is made when the first one comes. Its name has the time too, such as
/// `rejected-20261121T235900Z.csv`, so that the lists of earlier imports stay.
pub struct Rejects {
    path: PathBuf,
    now: Time,
    out: Option<csv::Writer<File>>,
    /// How many there are.
    pub count: u64,
}

impl Rejects {
    /// A list that will stand beside `path`.
    pub fn new(path: &Path, now: Time) -> Rejects {
        Rejects { path: path.to_owned(), now, out: None, count: 0 }
    }

    /// Adds a line of a file.
    pub fn add(&mut self, file: &Path, reject: &Reject) -> Result<()> {
        self.count += 1;
        if self.out.is_none() {
            let (path, made) = create(&self.path, self.now).map_err(|error| self.cannot(error))?;
            let mut out = csv::Writer::from_writer(made);
            out.write_record(["file", "line", "reason", "text"]).map_err(|error| self.cannot(error))?;
            (self.path, self.out) = (path, Some(out));
        }
        let Some(out) = &mut self.out else { return Ok(()) };
        let name = file.display().to_string();
        let written = out.write_record([&name, &reject.number.to_string(), &reject.reason, &reject.text]);
        written.map_err(|error| self.cannot(error))
    }

    fn cannot(&self, error: impl std::fmt::Display) -> Error {
        Error::internal(format!("cannot write {}: {error}", self.path.display()))
    }

    /// The end of the list; gives its file, where there is one.
    pub fn finish(self) -> Result<Option<PathBuf>> {
        let Some(mut out) = self.out else { return Ok(None) };
        out.flush().map_err(Error::internal)?;
        let mut file = out.into_inner().map_err(Error::internal)?;
        file.flush().map_err(Error::internal)?;
        Ok(Some(self.path))
    }
}

/// Makes the list of this moment beside `path`. Where another import of the same second has made one, a number follows.
fn create(path: &Path, now: Time) -> std::io::Result<(PathBuf, File)> {
    let part = |part: Option<&std::ffi::OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
    let (stem, end) = (part(path.file_stem()), part(path.extension()));
    let moment = jiff::Timestamp::from_microsecond(now.micros()).map_err(std::io::Error::other)?;
    let moment = moment.strftime("%Y%m%dT%H%M%SZ");
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut number = 1;
    loop {
        let mark = if number == 1 { String::new() } else { format!("-{number}") };
        let path = path.with_file_name(format!("{stem}-{moment}{mark}.{end}"));
        match File::create_new(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => number += 1,
            made => return made.map(|file| (path, file)),
        }
    }
}
