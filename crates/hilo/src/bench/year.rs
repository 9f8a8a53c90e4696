//! A year of invoice lines: the real one where it is at hand, else an invented one of the same shape.

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

use base::{Error, Result, Time};

use super::dice::Dice;

/// Where the real year lies, seen from the folder where one works on Hilo.
const REAL: &str = "../shared/data/online-retail-ii";
/// Names another folder or file of it.
const VARIABLE: &str = "HILO_BENCH_DATA";

/// Lines, customers and codes of the real year.
const LINES: u64 = 525_461;
const CUSTOMERS: u64 = 4_383;
const CODES: u64 = 4_632;
/// Its first moment: 2009-12-01.
const START: i64 = 1_259_625_600;
const YEAR_S: u64 = 373 * 86_400;

/// The files to import; says on standard error which.
pub fn files(folder: &Path, lines: Option<u64>) -> Result<PathBuf> {
    let named = std::env::var_os(VARIABLE).map(PathBuf::from).unwrap_or_else(|| REAL.into());
    if lines.is_none() && named.exists() {
        eprintln!("The real year: {}", named.display());
        return Ok(named);
    }
    let lines = lines.unwrap_or(LINES);
    eprintln!("An invented year of {lines} lines; the real one is not at {} ({VARIABLE} names it).", named.display());
    let path = folder.join("year.csv");
    let cannot = |error: std::io::Error| Error::internal(format!("cannot write {}: {error}", path.display()));
    let mut out = BufWriter::new(File::create(&path).map_err(cannot)?);
    write(&mut out, lines).and_then(|()| out.flush()).map_err(cannot)?;
    Ok(path)
}

/// Invoices of 21 lines and credit notes of two, one of six; a fifth of the lines without a customer.
fn write(out: &mut impl Write, lines: u64) -> std::io::Result<()> {
    let mut dice = Dice::new(2009);
    writeln!(out, "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country")?;
    let (mut left, mut number) = (lines, 0);
    while left > 0 {
        let back = dice.chance(16);
        let most = if back { 3 } else { 41 };
        let many = (dice.below(most) + 1).min(left);
        let at = moment(START + ((lines - left) * YEAR_S / lines.max(1)) as i64);
        let customer = if dice.chance(80) { (12_346 + dice.below(CUSTOMERS)).to_string() } else { String::new() };
        let (letter, sign) = if back { ("C", "-") } else { ("", "") };
        for _ in 0..many {
            // A few codes sell most.
            let code = dice.below(CODES).min(dice.below(CODES));
            let (quantity, pence) = (dice.below(24) + 1, dice.below(1_500) + 29);
            writeln!(
                out,
                "{letter}{},{},{} {},{sign}{quantity},{at},{}.{:02},{customer},United Kingdom",
                489_434 + number,
                10_000 + code,
                ["GLASS BALL", "TEA TOWEL", "PAPER CHAIN", "LUNCH BAG", "CAKE STAND"][code as usize % 5],
                ["RED RETROSPOT", "VINTAGE BLUE", "WHITE HANGING HEART"][code as usize % 3],
                pence / 100,
                pence % 100,
            )?;
        }
        left -= many;
        number += 1;
    }
    Ok(())
}

/// `2009-12-01 07:45:00`. The retailer's clock may be an hour off; a shop is closed when that matters.
fn moment(seconds: i64) -> String {
    let day = seconds.div_euclid(86_400) * 86_400;
    let second = 8 * 3_600 + seconds.rem_euclid(86_400) / 2;
    Time::from_micros((day + second) * 1_000_000).to_rfc3339().replace('T', " ").replace('Z', "")
}
