//! What was refused, and the list of it: file, line, reason, text.

use std::{
    fmt::Display,
    fs::File,
    io::Write,
    path::{Path, PathBuf},
};

use base::{Error, Result, Time};

use super::{tables::Row, whys::Why};

/// A line that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject<R = Why> {
    /// Its number in the file.
    pub number: u64,
    /// Why.
    pub reason: R,
    /// The line as it stands there, its columns joined by commas.
    pub text: String,
}

impl Reject {
    /// A row that was refused.
    pub fn of(row: &Row, reason: Why) -> Reject {
        Reject { number: row.line, reason, text: row.text() }
    }

    /// A row that may be refused later.
    pub fn maybe(row: &Row) -> Reject {
        Reject::of(row, Why::new("other"))
    }
}

/// A cell that no program takes for a formula.
fn calm(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
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
    pub fn add<R: Display>(&mut self, file: &Path, reject: &Reject<R>) -> Result<()> {
        self.count += 1;
        if self.out.is_none() {
            let (path, made) = create(&self.path, self.now).map_err(|error| self.cannot(error))?;
            let mut out = csv::Writer::from_writer(made);
            out.write_record(["file", "line", "reason", "text"]).map_err(|error| self.cannot(error))?;
            (self.path, self.out) = (path, Some(out));
        }
        let Some(out) = &mut self.out else { return Ok(()) };
        // Its name and not its way: a list is sent to others.
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let (line, reason) = (reject.number.to_string(), reject.reason.to_string());
        let written = out.write_record([&calm(&name), &line, &calm(&reason), &calm(&reject.text)]);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_holds_no_formula_and_no_way_on_our_machine() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut list = Rejects::new(&folder.path().join("rejected.csv"), Time::default());
        for text in ["=HYPERLINK(1)", "+1", "-1", "@x", "\tx", "plain"] {
            let reject = Reject { number: 2, reason: Why::new("price"), text: text.to_owned() };
            list.add(Path::new("/home/somebody/=a.csv"), &reject).expect("written");
        }
        let file = list.finish().expect("written").expect("a list");
        let mut rows = csv::Reader::from_path(file).expect("a list");
        let rows: Vec<csv::StringRecord> = rows.records().map(|row| row.expect("a row")).collect();
        assert!(rows.iter().all(|row| &row[0] == "'=a.csv"), "{rows:?}");
        let texts: Vec<&str> = rows.iter().map(|row| &row[3]).collect();
        assert_eq!(texts, ["'=HYPERLINK(1)", "'+1", "'-1", "'@x", "'\tx", "plain"]);
    }
}
