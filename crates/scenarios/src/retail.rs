//! A year of an earlier system: an invented one, small enough to know every line of, and the real one where it is.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};

/// Everything that the format of Online Retail II can say, in a few lines.
pub const YEAR: &str = include_str!("retail/year.csv");

/// What a store holds that has taken the year, as `hilo import --json` prints it.
pub const TOTALS: [(&str, i64); 7] = [
    ("customers", 8),
    ("products", 46),
    ("orders", 24),
    ("returns", 7),
    ("lines", 59),
    ("line_value_minor", -9_674_053),
    ("write_off_lines", 3),
];

/// The same of the real year, by the README of the data.
pub const REAL_TOTALS: [(&str, i64); 6] = [
    ("customers", 4_383),
    ("products", 4_632),
    ("returns", 4_592),
    ("lines", 525_461),
    ("line_value_minor", 953_948_463),
    ("write_off_lines", 2_121),
];

/// Writes the header and these lines of the year, counted from 1, into a file.
pub fn lines(folder: &Path, name: &str, range: std::ops::RangeInclusive<usize>) -> PathBuf {
    let mut text = YEAR.lines();
    let header = text.next().expect("the year has a header");
    let kept = text.skip(range.start() - 1).take(range.end() + 1 - range.start());
    let text: String = std::iter::once(header).chain(kept).flat_map(|line| [line, "\n"]).collect();
    file(folder, name, text.as_bytes())
}

/// Writes a file.
pub fn file(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, bytes).expect("the story's folder can be written to");
    path
}

/// Bytes as gzip makes them.
pub fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).and_then(|()| packed.finish()).expect("memory can be written to")
}

/// A larger invented file: so many invoices of three lines each, of a hundred customers. Their lines come to
/// 3 x 1.00 + 2 x 2.50 + 1 x 10.00 = 18.00 an invoice.
pub fn many(folder: &Path, name: &str, invoices: usize) -> PathBuf {
    let mut text = YEAR.lines().next().expect("the year has a header").to_owned();
    for number in 0..invoices {
        let (day, hour, customer) = (1 + number / 24 % 28, number % 24, 20_000 + number % 100);
        let at = format!("2010-02-{day:02} {hour:02}:00:00");
        for (sku, quantity, price) in [("30001", 3, "1"), ("30002", 2, "2.5"), ("30003", 1, "10")] {
            let line = format!("\n{},{sku},THING,{quantity},{at},{price},{customer},France", 600_000 + number);
            text.push_str(&line);
        }
    }
    file(folder, name, text.as_bytes())
}

/// The folder with the real year, where there is one: `HILO_TEST_DATA`, else beside the project.
pub fn real_year() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/online-retail-ii");
    let folder = std::env::var_os("HILO_TEST_DATA").map_or(beside, PathBuf::from);
    folder.is_dir().then_some(folder)
}
