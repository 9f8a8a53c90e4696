//! Tables in files, whoever wrote them: comma, semicolon, tab or bar between cells, UTF-8 with or without its mark, or
//! Windows-1252; plain or gzipped; line ends within quotes.
//!
//! A file is looked at to its end before a row of it is used, so that a broken one changes nothing.

use std::{
    collections::HashMap,
    fs::File,
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
    sync::Arc,
};

use base::{Error, Result, Spot, Time, UnitPrice};
use csv::{ByteRecord, StringRecord};
use flate2::read::MultiGzDecoder;
use jiff::tz::TimeZone;

use super::{
    scans::{scan, sniff},
    whys::Why,
    words::{self, Days},
};

/// The most that one row may hold.
const LARGEST_ROW: usize = 2 << 20;
/// The most rows of a file: what belongs together is counted row by row.
const MOST_ROWS: u64 = 5_000_000;
/// The most columns that a table may have.
const COLUMNS: usize = 2_000;

/// The mark that stands before decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[schemars(rename = "ImportDecimals")]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// As in 1,234.50.
    Point,
    /// As in 1.234,50.
    Comma,
}

impl Mark {
    /// The mark of a word.
    pub fn from_word(word: &str) -> Result<Mark> {
        match word {
            "point" => Ok(Mark::Point),
            "comma" => Ok(Mark::Comma),
            _ => Err(Error::invalid("decimals", "The mark before decimals is comma or point.")),
        }
    }

    /// The word of it.
    pub const fn word(self) -> &'static str {
        match self {
            Mark::Point => "point",
            Mark::Comma => "comma",
        }
    }

    const fn letter(self) -> char {
        match self {
            Mark::Point => '.',
            Mark::Comma => ',',
        }
    }
}

/// How letters are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// As everywhere today.
    Utf8,
    /// As spreadsheets of Western Europe still do.
    Windows1252,
}

/// A table in a file that was looked at and is whole.
#[derive(Clone, Debug)]
pub struct Table {
    /// The file.
    pub path: PathBuf,
    /// What stands between two cells.
    pub delimiter: u8,
    /// How letters are written.
    pub encoding: Encoding,
    /// The hash of all that is in it.
    pub digest: [u8; 32],
    /// Rows below the header.
    pub rows: u64,
    /// Whether its lines end as those of Windows do.
    is_crlf: bool,
    columns: Arc<Columns>,
}

#[derive(Clone, Debug)]
struct Columns {
    names: Vec<String>,
    places: HashMap<String, usize>,
    /// Of each column, the mark before decimals that its numbers leave no doubt of.
    marks: Vec<Option<char>>,
    /// The zone of times that do not say theirs.
    zone: TimeZone,
}

/// A row of a table.
#[derive(Clone, Debug)]
pub struct Row {
    /// The line of the file on which it begins, the header's being 1.
    pub line: u64,
    cells: StringRecord,
    columns: Arc<Columns>,
}

impl Row {
    /// The cell of the first of these columns that has something in it, without blanks around it. Columns are named in
    /// lower case.
    pub fn any(&self, columns: &[&str]) -> &str {
        columns.iter().map(|column| self.get(column)).find(|cell| !cell.is_empty()).unwrap_or_default()
    }

    /// The cell of a column, without blanks around it; empty where there is none.
    pub fn get(&self, column: &str) -> &str {
        self.columns.places.get(column).and_then(|place| self.cells.get(*place)).unwrap_or_default().trim()
    }

    /// The price in the first of these columns that has something in it. One that can be read in two ways is read as
    /// the others of its column are.
    pub fn price<S: AsRef<str>>(&self, columns: &[S]) -> Result<Option<UnitPrice>, Why> {
        let Some((place, cell)) = self.first(columns) else { return Ok(None) };
        let mark = self.columns.marks.get(place).copied().flatten();
        words::price(cell, mark).map_err(|why| why.at(&self.columns.names[place]))
    }

    /// The moment in the first of these columns that has something in it.
    pub fn moment(&self, columns: &[&str], days: Days) -> Result<Option<Time>, Why> {
        let read = |cell: &str| words::moment(cell, &self.columns.zone, days);
        self.dated(columns, read)
    }

    /// The same of an end: a day is meant as a whole.
    pub fn until(&self, columns: &[&str], days: Days) -> Result<Option<Time>, Why> {
        let read = |cell: &str| words::until(cell, &self.columns.zone, days);
        self.dated(columns, read)
    }

    fn dated(&self, columns: &[&str], read: impl Fn(&str) -> Option<Time>) -> Result<Option<Time>, Why> {
        let Some((place, cell)) = self.first(columns) else { return Ok(None) };
        read(cell).map(Some).ok_or_else(|| Why::new("date").at(&self.columns.names[place]))
    }

    fn first<S: AsRef<str>>(&self, columns: &[S]) -> Option<(usize, &str)> {
        let place = |column: &S| self.columns.places.get(column.as_ref()).copied();
        let cell = |place| Some((place, self.cells.get(place)?.trim()));
        columns.iter().filter_map(place).filter_map(cell).find(|(_, cell)| !cell.is_empty())
    }

    /// How much memory it takes.
    pub(super) fn weight(&self) -> usize {
        self.cells.as_slice().len() + 8 * self.cells.len() + 100
    }

    /// The cells with the names of their columns as the file writes them.
    pub fn cells(&self) -> impl Iterator<Item = (&str, &str)> {
        self.columns.names.iter().map(String::as_str).zip(self.cells.iter().map(str::trim))
    }

    /// The row as it may stand in a list of refused ones.
    pub fn text(&self) -> String {
        let all: Vec<&str> = self.cells.iter().collect();
        all.join(",").chars().take(2_000).collect()
    }
}

impl Table {
    /// Looks at a file to its end.
    pub fn look(path: &Path) -> Result<Table> {
        let (delimiter, starts_with) = sniff(path)?;
        if starts_with.starts_with(&[0xff, 0xfe]) || starts_with.starts_with(&[0xfe, 0xff]) {
            return Err(refused(path, "csv-encoding", "it is written in UTF-16. Save it as CSV UTF-8"));
        }
        let seen = scan(path, delimiter)?;
        let encoding = if seen.is_utf8 { Encoding::Utf8 } else { Encoding::Windows1252 };
        let nothing = Columns { names: Vec::new(), places: HashMap::new(), marks: Vec::new(), zone: TimeZone::UTC };
        let mut table = Table {
            path: path.to_owned(),
            delimiter,
            encoding,
            digest: seen.digest,
            rows: 0,
            is_crlf: seen.is_crlf,
            columns: Arc::new(nothing),
        };
        let mut reader = table.reader()?;
        let mut record = ByteRecord::new();
        if !advance(path, &mut reader, &mut record)? {
            return Err(refused(path, "csv-header", "it holds no line"));
        }
        let header = table.decoded(&record);
        table.columns = Arc::new(columns(path, &header)?);
        let mut seen = vec![[false; 2]; table.columns.names.len()];
        while advance(path, &mut reader, &mut record)? {
            let line = line_of(&record, table.is_crlf);
            check_width(path, &record, line, table.columns.names.len())?;
            table.rows += u64::from(!is_blank(&record));
            if table.rows > MOST_ROWS {
                let says = format!("it has more than {MOST_ROWS} rows. Send it in parts");
                return Err(refused(path, "csv-large", &says));
            }
            see_marks(&record, &mut seen);
        }
        let mark = |seen: &[bool; 2]| match seen {
            [true, false] => Some('.'),
            [false, true] => Some(','),
            _ => None,
        };
        Arc::make_mut(&mut table.columns).marks = seen.iter().map(mark).collect();
        Ok(table)
    }

    /// Its local times are of this zone, and its numbers have this mark before decimals, where somebody said so.
    pub fn read_as(&mut self, zone: &TimeZone, decimals: Option<Mark>) {
        let columns = Arc::make_mut(&mut self.columns);
        columns.zone = zone.clone();
        if let Some(mark) = decimals {
            columns.marks.fill(Some(mark.letter()));
        }
    }

    /// The names of its columns as the file writes them.
    pub fn names(&self) -> &[String] {
        &self.columns.names
    }

    /// Whether it has a column of this name, which is in lower case.
    pub fn has(&self, column: &str) -> bool {
        self.columns.places.contains_key(column)
    }

    /// Whether it has one of these columns at least.
    pub fn has_any(&self, columns: &[&str]) -> bool {
        columns.iter().any(|column| self.has(column))
    }

    /// Its rows, from the first one on.
    pub fn read(&self) -> Result<Rows<'_>> {
        let mut rows = Rows { table: self, reader: self.reader()?, record: ByteRecord::new() };
        advance(&self.path, &mut rows.reader, &mut rows.record)?;
        Ok(rows)
    }

    fn reader(&self) -> Result<csv::Reader<Bounded>> {
        let input = Bounded { input: open(&self.path)?, since_row: 0 };
        let mut builder = csv::ReaderBuilder::new();
        builder.has_headers(false).flexible(true).delimiter(self.delimiter).buffer_capacity(1 << 16);
        Ok(builder.from_reader(input))
    }

    fn decoded(&self, record: &ByteRecord) -> StringRecord {
        let cells = record.iter().map(|cell| match self.encoding {
            Encoding::Utf8 => String::from_utf8_lossy(cell).into_owned(),
            Encoding::Windows1252 => cell.iter().map(|byte| windows_1252(*byte)).collect(),
        });
        cells.collect::<Vec<String>>().into()
    }
}

/// The rows of a table, one after another.
pub struct Rows<'t> {
    table: &'t Table,
    reader: csv::Reader<Bounded>,
    record: ByteRecord,
}

impl Rows<'_> {
    /// The next row that is not blank; `None` at the end.
    pub fn next(&mut self) -> Result<Option<Row>> {
        loop {
            if !advance(&self.table.path, &mut self.reader, &mut self.record)? {
                return Ok(None);
            }
            let line = line_of(&self.record, self.table.is_crlf);
            check_width(&self.table.path, &self.record, line, self.table.columns.names.len())?;
            if !is_blank(&self.record) {
                let cells = self.table.decoded(&self.record);
                return Ok(Some(Row { line, cells, columns: Arc::clone(&self.table.columns) }));
            }
        }
    }
}

/// The files meant: a folder stands for its .csv and .csv.gz files, in the order of their names.
pub fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let entries = std::fs::read_dir(path)
            .map_err(|error| refused(path, "import-file", &format!("cannot read it: {error}")))?;
        let csv =
            |file: &PathBuf| file.to_string_lossy().ends_with(".csv") || file.to_string_lossy().ends_with(".csv.gz");
        let mut inside: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).filter(csv).collect();
        if inside.is_empty() {
            return Err(refused(path, "import-file", "it is a folder without a .csv or .csv.gz file in it"));
        }
        inside.sort();
        files.extend(inside);
    }
    Ok(files)
}

/// Where something is wrong in a file.
pub fn spot(path: &Path, line: Option<u64>) -> Spot {
    let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Spot { file, line, shows: None }
}

/// A refusal of a whole file.
pub fn refused(path: &Path, code: &'static str, says: &str) -> Error {
    Error::invalid(code, format!("{}: {says}.", path.display())).in_file(spot(path, None))
}

pub(super) fn open(path: &Path) -> Result<Box<dyn Read + Send>> {
    let cannot = |error: std::io::Error| refused(path, "import-file", &format!("cannot read it: {error}"));
    let mut file = BufReader::with_capacity(1 << 16, File::open(path).map_err(cannot)?);
    let start = file.fill_buf().map_err(cannot)?;
    if start.is_empty() {
        return Err(refused(path, "import-file", "it is empty"));
    }
    let is_packed = start.starts_with(&[0x1f, 0x8b]);
    if !is_packed && path.extension().is_some_and(|end| end.eq_ignore_ascii_case("gz")) {
        return Err(refused(path, "csv-packed", "its name ends with .gz, and it is not packed with gzip"));
    }
    Ok(if is_packed { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) })
}

/// Input that ends with an error where one row is larger than any row can be.
struct Bounded {
    input: Box<dyn Read + Send>,
    since_row: usize,
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.since_row += read;
        if self.since_row > LARGEST_ROW {
            return Err(std::io::Error::new(std::io::ErrorKind::FileTooLarge, "a row is too large"));
        }
        Ok(read)
    }
}

fn advance(path: &Path, reader: &mut csv::Reader<Bounded>, record: &mut ByteRecord) -> Result<bool> {
    reader.get_mut().since_row = 0;
    let line = reader.position().line();
    reader.read_byte_record(record).map_err(|error| match error.kind() {
        csv::ErrorKind::Io(cause) if cause.kind() == std::io::ErrorKind::FileTooLarge => {
            let most = LARGEST_ROW >> 20;
            let says = format!("the row on line {line} is larger than {most} MB. Is a quote before it never closed?");
            Error::invalid("csv-row", format!("{}: {says}", path.display())).in_file(spot(path, Some(line)))
        }
        _ => refused(path, "import-file", &format!("{error}. Is the file complete?")),
    })
}

/// Notes which mark before decimals the cells of a row leave no doubt of.
fn see_marks(record: &ByteRecord, seen: &mut [[bool; 2]]) {
    for (cell, seen) in record.iter().zip(seen).filter(|(cell, _)| cell.len() <= 40) {
        let has_mark = cell.iter().any(|byte| b".,".contains(byte)) && cell.iter().any(u8::is_ascii_digit);
        match std::str::from_utf8(cell).ok().filter(|_| has_mark).and_then(words::mark) {
            Some('.') => seen[0] = true,
            Some(_) => seen[1] = true,
            None => {}
        }
    }
}

/// The line on which a row begins. Its reader is between the two letters of an end of line as Windows writes it.
fn line_of(record: &ByteRecord, is_crlf: bool) -> u64 {
    record.position().map_or(0, |at| at.line() + u64::from(is_crlf && at.byte() > 0))
}

fn is_blank(record: &ByteRecord) -> bool {
    record.iter().all(|cell| cell.iter().all(u8::is_ascii_whitespace))
}

/// A row of another width than its header's comes from a quote or an end of line that went missing. Cells that are
/// empty at the end of a row do not count: spreadsheets leave them out, and add them.
fn check_width(path: &Path, record: &ByteRecord, line: u64, width: usize) -> Result<()> {
    let told = record.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
    if told > width {
        let says = format!("line {line} has {told} cells, and the header {width}");
        return Err(refused(path, "csv-columns", &says).in_file(spot(path, Some(line))));
    }
    Ok(())
}

fn columns(path: &Path, header: &StringRecord) -> Result<Columns> {
    let mut names: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
    if let Some(first) = names.first_mut() {
        *first = first.trim_start_matches('\u{feff}').trim_matches('"').trim().to_owned();
    }
    while names.last().is_some_and(String::is_empty) {
        names.pop();
    }
    if names.is_empty() || names.len() > COLUMNS {
        return Err(refused(path, "csv-header", "its first line does not name its columns"));
    }
    let mut places = HashMap::new();
    for (place, name) in names.iter().enumerate() {
        places.entry(name.to_lowercase()).or_insert(place);
    }
    let marks = vec![None; names.len()];
    Ok(Columns { names, places, marks, zone: TimeZone::UTC })
}

/// A letter of Windows-1252; the five bytes that stand for nothing become the mark of what could not be read.
fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{fffd}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{fffd}', 'Ž', '\u{fffd}',
        '\u{fffd}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{fffd}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looked(bytes: &[u8]) -> Result<(Table, Vec<Row>)> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("in.csv");
        std::fs::write(&path, bytes).expect("written");
        let table = Table::look(&path)?;
        let (mut rows, mut all) = (table.read()?, Vec::new());
        while let Some(row) = rows.next()? {
            all.push(row);
        }
        drop(rows);
        Ok((table, all))
    }

    #[test]
    fn a_table_is_read_however_it_is_written() {
        let cases: [(&[u8], &str); 7] = [
            (b"Sku,Name\nA,Jersey\n", "Jersey"),
            ("\u{feff}Sku;Name\r\nA;Jers\u{e9}y\r\n".as_bytes(), "Jers\u{e9}y"),
            (b"Sku\tName\nA\tJersey\n", "Jersey"),
            (b"Sku|Name\nA|Jersey", "Jersey"),
            (b"Sku;Name\nA;Pa\xf1uelo \x80\n", "Pa\u{f1}uelo \u{20ac}"),
            (b"\"Sku\",\"Name\"\n\"A\",\"One\ntwo, \"\"three\"\"\"\n", "One\ntwo, \"three\""),
            (b"Sku,Name,,\nA,29\" wide,,,\n\n,,\n", "29\" wide"),
        ];
        for (bytes, name) in cases {
            let (table, rows) = looked(bytes).expect("a table");
            assert_eq!((table.rows, rows.len()), (1, 1), "{name}");
            assert_eq!((rows[0].get("sku"), rows[0].get("name")), ("A", name));
        }
    }

    #[test]
    fn a_row_knows_its_line_and_what_is_missing_is_empty() {
        let (_, rows) = looked(b"a,b\n\"1\n2\",x\n3\n").expect("a table");
        assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4]);
        let (_, same) = looked(b"a,b\r\n\"1\r\n2\",x\r\n3\r\n").expect("a table");
        assert_eq!(same.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4], "as Windows ends its lines");
        assert_eq!((rows[1].get("b"), rows[1].get("nowhere"), rows[1].any(&["nowhere", "b", "a"])), ("", "", "3"));
    }

    #[test]
    fn a_price_is_read_as_the_others_of_its_column() {
        let cases: [(&[u8], Option<i64>); 4] = [
            (b"a;b\n1.234;x\n", None),
            (b"a;b\n1.234;x\n59,90;\n", Some(12_340_000)),
            (b"a;b\n1.234;x\n59.90;\n", Some(12_340)),
            (b"a;b\n1.234;59.90\n5;59.90\n", None),
        ];
        for (bytes, expected) in cases {
            let (_, rows) = looked(bytes).expect("a table");
            let read = rows[0].price(&["a"]).map(|price| price.map(|price| price.0));
            assert_eq!(read.ok().flatten(), expected, "{}", String::from_utf8_lossy(bytes));
        }
        let why = looked(cases[0].0).expect("a table").1[0].price(&["a"]).expect_err("it can be read in two ways");
        assert_eq!((why.code, why.column.as_deref()), ("price-two-ways", Some("a")));
    }

    #[test]
    fn what_is_too_large_is_refused_with_its_line() {
        let field = "x".repeat(LARGEST_ROW + 100_000);
        let refused = looked(format!("a,b\n1,2\n3,\"{field}\"\n").as_bytes()).expect_err("a row of more than that");
        assert!(refused.to_string().contains("the row on line 3"), "{refused}");
    }

    #[test]
    fn a_name_that_says_packed_must_be() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("in.csv.gz");
        std::fs::write(&path, "a,b\n1,2\n").expect("written");
        assert_eq!(Table::look(&path).expect_err("it is not packed").code(), "csv-packed");
    }

    #[test]
    fn what_is_broken_is_refused_as_a_whole() {
        let cases: [(&[u8], &str); 6] = [
            (b"", "import-file"),
            (b"\n\n", "csv-header"),
            (b"a,b\n1,\"2\n3,4\n", "csv-quotes"),
            (b"a,b\n1,2,3\n", "csv-columns"),
            (b"\xff\xfea\0,\0b\0\n\0", "csv-encoding"),
            (b"\x1f\x8b\x08\0\0", "import-file"),
        ];
        for (bytes, code) in cases {
            let refused = looked(bytes).map(|_| ()).map_err(|error| error.code());
            assert_eq!(refused, Err(code), "{}", String::from_utf8_lossy(bytes));
        }
    }
}
