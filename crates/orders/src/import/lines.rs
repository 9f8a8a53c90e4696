//! The lines of an Online Retail II file: streamed, checked, each either read or refused with a reason.
//!
//! Format: CSV (RFC 4180) in UTF-8 with a header, plain or gzipped; columns Invoice, StockCode, Description, Quantity,
//! InvoiceDate (local time of the retailer), Price, Customer ID, Country.

use std::{
    fs::File,
    io::{BufReader, Read},
    path::Path,
};

use base::{Error, Result, Time, UnitPrice, text::hidden};
use catalog::import::rejects::Reject;
use csv::ByteRecord;
use flate2::read::MultiGzDecoder;
use jiff::{civil::DateTime, tz::TimeZone};

use crate::ledger;

const COLUMNS: [&str; 8] =
    ["Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Price", "Customer ID", "Country"];
/// The retailer's clock.
const ZONE: &str = "Europe/London";

/// One line that could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number in the file, the header being 1.
    pub number: u64,
    /// Invoice number; a leading `C` is a credit note, a leading `A` an adjustment.
    pub invoice: String,
    /// The retailer's code, as it is written.
    pub sku: String,
    /// Free text.
    pub description: String,
    /// Units.
    pub quantity: i64,
    /// When.
    pub at: Time,
    /// The price of one.
    pub price: UnitPrice,
    /// The customer's number, empty for guests.
    pub customer: String,
    /// The customer's country.
    pub country: String,
}

impl Line {
    /// The line as it may stand in a list of refused ones.
    pub(super) fn to_csv(&self) -> String {
        let Line { invoice, sku, description, quantity, at, price, customer, country, .. } = self;
        format!("{invoice},{sku},{description},{quantity},{},{price},{customer},{country}", at.to_rfc3339())
    }
}

/// A file on its way in.
pub struct Lines {
    reader: csv::Reader<Box<dyn Read + Send>>,
    record: ByteRecord,
    name: String,
    moments: Moments,
}

impl Lines {
    /// Opens a file and checks its header.
    pub fn open(path: &Path, now: Time) -> Result<Lines> {
        let name = path.display().to_string();
        let cannot =
            |cause: &dyn std::fmt::Display| Error::invalid("import-file", format!("Cannot read {name}: {cause}."));
        let facts = std::fs::metadata(path).map_err(|error| cannot(&error))?;
        if facts.is_dir() {
            return Err(cannot(&"it is a folder without a .csv or .csv.gz file in it"));
        }
        let mut file = BufReader::with_capacity(1 << 17, File::open(path).map_err(|error| cannot(&error))?);
        let start = std::io::BufRead::fill_buf(&mut file).map_err(|error| cannot(&error))?;
        if start.is_empty() {
            return Err(cannot(&"it is empty"));
        }
        let input: Box<dyn Read + Send> = match start.starts_with(&[0x1f, 0x8b]) {
            true => Box::new(InLines::new(MultiGzDecoder::new(file))),
            false => Box::new(InLines::new(file)),
        };
        let reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).buffer_capacity(1 << 17).from_reader(input);
        let mut lines = Lines { reader, record: ByteRecord::new(), name, moments: Moments::new(now)? };
        lines.check_header()?;
        Ok(lines)
    }

    fn check_header(&mut self) -> Result<()> {
        if !self.advance()? {
            return Err(Error::invalid("csv-header", format!("{} holds no line.", self.name)));
        }
        let mut found: Vec<String> =
            self.record.iter().map(|field| String::from_utf8_lossy(field).trim().to_owned()).collect();
        if let Some(first) = found.first_mut() {
            *first = first.trim_start_matches('\u{feff}').to_owned();
        }
        let missing: Vec<&str> =
            COLUMNS.into_iter().filter(|column| !found.iter().any(|name| name == column)).collect();
        if !missing.is_empty() {
            return Err(Error::invalid(
                "csv-header",
                format!("{}: the columns {} are missing in the first line.", self.name, missing.join(", ")),
            ));
        }
        if found != COLUMNS {
            let wanted = COLUMNS.join(",");
            return Err(Error::invalid("csv-header", format!("{}: the first line must be {wanted}.", self.name)));
        }
        Ok(())
    }

    /// The next line, read or refused; `None` at the end. Fails where the file itself is broken.
    pub fn next(&mut self) -> Result<Option<Result<Line, Reject<String>>>> {
        if !self.advance()? {
            return Ok(None);
        }
        let number = self.record.position().map_or(0, csv::Position::line);
        self.check_shape(number)?;
        let fields: Vec<&str> =
            self.record.iter().map(|field| std::str::from_utf8(field).unwrap_or_default()).collect();
        let read = read(number, &fields, &mut self.moments);
        Ok(Some(read.map_err(|reason| Reject { number, reason, text: fields.join(",") })))
    }

    fn advance(&mut self) -> Result<bool> {
        let name = &self.name;
        self.reader.read_byte_record(&mut self.record).map_err(|error| {
            Error::invalid("import-file", format!("Cannot read {name}: {error}. Is the file complete?"))
        })
    }

    /// What makes a whole file unfit: another encoding, a quote that is never closed, columns that are not there.
    fn check_shape(&self, number: u64) -> Result<()> {
        let broken =
            |code: &'static str, says: &str| Err(Error::invalid(code, format!("{}, line {number}: {says}", self.name)));
        if self.record.iter().any(|field| std::str::from_utf8(field).is_err()) {
            return broken(
                "csv-encoding",
                "the text is not UTF-8 (Latin-1, perhaps). Convert it: iconv -f LATIN1 -t UTF-8 FILE > NEW.",
            );
        }
        if self.record.iter().any(|field| field.contains(&b'\n')) {
            return broken(
                "csv-quotes",
                "a quote is opened here and not closed on the same line. Close it, or double it.",
            );
        }
        if self.record.len() != COLUMNS.len() {
            let says = format!("there are {} columns, not {}.", self.record.len(), COLUMNS.len());
            return broken("csv-columns", &says);
        }
        Ok(())
    }
}

/// Input that ends with an error where a line is longer than any invoice line can be: a device, a picture, an archive.
struct InLines<R> {
    input: R,
    since_line: usize,
}

impl<R: Read> InLines<R> {
    const LONGEST: usize = 1 << 20;

    fn new(input: R) -> InLines<R> {
        InLines { input, since_line: 0 }
    }
}

impl<R: Read> Read for InLines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.since_line = match buffer[..read].iter().rposition(|byte| *byte == b'\n') {
            Some(end) => read - end,
            None => self.since_line + read,
        };
        if self.since_line > InLines::<R>::LONGEST {
            return Err(std::io::Error::other("a line is longer than a megabyte, so this is no list of invoice lines"));
        }
        Ok(read)
    }
}

/// Reads the fields of one line, or says why not.
fn read(number: u64, fields: &[&str], moments: &mut Moments) -> Result<Line, String> {
    let [invoice, sku, description, quantity, at, price, customer, country] = fields else {
        return Err("the line does not have eight columns".into());
    };
    let invoice = invoice.trim();
    let digits = invoice.strip_prefix(['C', 'A']).unwrap_or(invoice);
    if digits.is_empty() || digits.len() > 20 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("'{invoice}' is not an invoice number"));
    }
    if sku.trim().is_empty() || sku.len() > 64 || hidden(sku).is_some() {
        return Err("the stock code is empty, too long or holds characters that cannot be seen".into());
    }
    let description = description.split_whitespace().collect::<Vec<_>>().join(" ");
    if description.len() > 500 || hidden(&description).is_some() {
        return Err("the description is too long or holds characters that cannot be seen".into());
    }
    if country.len() > 100 || hidden(country).is_some() {
        return Err("the country is too long or holds characters that cannot be seen".into());
    }
    let units = quantity.trim().parse::<i64>().ok().filter(|units| units.abs() <= 1_000_000_000 && *units != 0);
    let units = units.ok_or_else(|| format!("'{quantity}' is not a quantity"))?;
    let price_read = UnitPrice::parse(price.trim()).ok_or_else(|| format!("'{price}' is not a price"))?;
    if price_read.0 < 0 && !invoice.starts_with('A') {
        return Err(format!("the price {price} is negative"));
    }
    if !ledger::is_countable(price_read, units) {
        return Err(format!("{quantity} at {price} come to more than a hundred million"));
    }
    let customer = customer.trim();
    let is_plain = !invoice.starts_with(['A', 'C']);
    if is_plain && units < 0 && (price_read.0 != 0 || !customer.is_empty()) {
        return Err("a negative quantity belongs on a credit note, whose number begins with C".into());
    }
    if customer.len() > 20 || !customer.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(format!("'{customer}' is not a customer number"));
    }
    Ok(Line {
        number,
        invoice: invoice.to_owned(),
        sku: (*sku).to_owned(),
        description,
        quantity: units,
        at: moments.read(at.trim())?,
        price: price_read,
        customer: customer.to_owned(),
        country: country.trim().to_owned(),
    })
}

/// Local times read into moments; the last one is kept, since the lines of an invoice share it.
struct Moments {
    zone: TimeZone,
    last_text: String,
    last: Time,
    now: Time,
}

impl Moments {
    fn new(now: Time) -> Result<Moments> {
        let zone = TimeZone::get(ZONE).map_err(Error::internal)?;
        Ok(Moments { zone, last_text: String::new(), last: Time::default(), now })
    }

    fn read(&mut self, text: &str) -> Result<Time, String> {
        if text == self.last_text {
            return Ok(self.last);
        }
        let local = DateTime::strptime("%Y-%m-%d %H:%M:%S", text)
            .map_err(|_| format!("'{text}' is not a date such as 2009-12-01 07:45:00"))?;
        let moment = local.to_zoned(self.zone.clone()).map_err(|_| format!("'{text}' is not a date"))?;
        let moment = Time::from_micros(moment.timestamp().as_microsecond());
        if !moment.is_believable(self.now) {
            return Err(format!("the date {text} lies before 1990 or in the future"));
        }
        self.last_text = text.to_owned();
        self.last = moment;
        Ok(moment)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Time {
        Time::parse_rfc3339("2026-01-01T00:00:00Z").expect("a moment")
    }

    fn read_one(line: &str) -> Result<Line, String> {
        let fields: Vec<&str> = line.split(',').collect();
        read(2, &fields, &mut Moments::new(now()).expect("the zone is built in"))
    }

    #[test]
    fn a_line_is_read_in_the_retailers_time() {
        let line =
            read_one("489434,85048, GLASS  BALL ,12,2010-07-01 07:45:00,6.95,13085,United Kingdom").expect("a line");
        assert_eq!(line.description, "GLASS BALL");
        assert_eq!(line.at.to_rfc3339(), "2010-07-01T06:45:00Z");
        assert_eq!((line.quantity, line.price.0, line.customer.as_str()), (12, 69_500, "13085"));
    }

    #[test]
    fn what_cannot_be_right_is_refused_with_a_reason() {
        let cases = [
            ("X1,85048,A,1,2010-07-01 07:45:00,6.95,1,UK", "not an invoice number"),
            ("1,,A,1,2010-07-01 07:45:00,6.95,1,UK", "stock code"),
            ("1,85048,A,one,2010-07-01 07:45:00,6.95,1,UK", "not a quantity"),
            ("1,85048,A,0,2010-07-01 07:45:00,6.95,1,UK", "not a quantity"),
            ("1,85048,A,1,01/07/2010 07:45,6.95,1,UK", "not a date"),
            ("1,85048,A,1,0209-07-01 07:45:00,6.95,1,UK", "before 1990"),
            ("1,85048,A,1,2090-07-01 07:45:00,6.95,1,UK", "in the future"),
            ("1,85048,A,1,2010-07-01 07:45:00,-6.95,1,UK", "negative"),
            ("1,85048,A,1,2010-07-01 07:45:00,free,1,UK", "not a price"),
            ("1,85048,A,1,2010-07-01 07:45:00,6.95,a b,UK", "not a customer"),
            ("1,85048,A,-1,2010-07-01 07:45:00,6.95,1,UK", "credit note"),
            ("1,85048,A,-1,2010-07-01 07:45:00,0,1,UK", "credit note"),
            ("1,85048,A,1,2010-07-01 07:45:00,6.95,1,U\u{0}K", "the country"),
            ("1,85048,A\u{202e}B,1,2010-07-01 07:45:00,6.95,1,UK", "the description"),
            ("1,85\u{200b}048,A,1,2010-07-01 07:45:00,6.95,1,UK", "the stock code"),
            ("1,85048,A,1000000000,2010-07-01 07:45:00,999999999999,1,UK", "more than a hundred million"),
        ];
        for (line, reason) in cases {
            let refused = read_one(line).expect_err(line);
            assert!(refused.contains(reason), "{line}: {refused}");
        }
    }

    fn open(bytes: &[u8]) -> Result<Lines> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("in.csv");
        std::fs::write(&path, bytes).expect("written");
        Lines::open(&path, now())
    }

    fn whole_file_refused(bytes: &[u8]) -> String {
        let mut lines = match open(bytes) {
            Err(error) => return error.code().to_owned(),
            Ok(lines) => lines,
        };
        loop {
            match lines.next() {
                Err(error) => return error.code().to_owned(),
                Ok(None) => return "read".to_owned(),
                Ok(Some(_)) => {}
            }
        }
    }

    #[test]
    fn a_broken_file_is_refused_as_a_whole() {
        let head = "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n";
        let line = "489434,85048,BALL,12,2010-07-01 07:45:00,6.95,13085,United Kingdom\n";
        let with = |text: &str| format!("{head}{line}{text}").into_bytes();
        let cases: Vec<(Vec<u8>, &str)> = vec![
            (vec![], "import-file"),
            (b"Invoice,StockCode\n1,2\n".to_vec(), "csv-header"),
            (with("489434,85048,BALL,12\n"), "csv-columns"),
            (
                with(
                    "489434,85048,\"BALL,12,2010-07-01 07:45:00,6.95,13085,UK\n489435,1,A,1,2010-07-01 07:45:00,1,,\n",
                ),
                "csv-quotes",
            ),
            (
                [with(""), b"489434,85048,CAF\xc9,12,2010-07-01 07:45:00,6.95,13085,UK\n".to_vec()].concat(),
                "csv-encoding",
            ),
            (vec![0x1f, 0x8b, 8, 0, 0], "import-file"),
            (with(""), "read"),
            (format!("\u{feff}{head}{line}").into_bytes(), "read"),
        ];
        for (bytes, expected) in cases {
            assert_eq!(whole_file_refused(&bytes), expected, "{}", String::from_utf8_lossy(&bytes));
        }
    }
}
