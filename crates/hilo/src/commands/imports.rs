//! The import: what it is told, what it says.

use std::{path::PathBuf, process::ExitCode};

use base::{Currency, Error, Result};
use catalog::import::tables::Mark;
use clap::{Args, ValueEnum};
use orders::import::shops::{Asked, Shop};
use serde_json::{Value, json};

use super::{absolute, lines_bar, show_lines};
use crate::{
    acts::{self, Act},
    config::Config,
};

/// Arguments of `import`.
#[derive(Args)]
pub struct ImportArgs {
    /// The format of the files
    #[arg(value_enum)]
    format: Format,
    /// Files (.csv, .csv.gz), or folders with such files
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// What the columns of a plain CSV are: used where the file is there, else written with what they seem to be
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// The folder of the pictures that the files name; for Magento, `images` beside them where none is named
    #[arg(long, value_name = "FOLDER")]
    pictures: Option<PathBuf>,
    /// The currency of the prices, such as EUR; used when their list is made
    #[arg(long, value_name = "CODE")]
    currency: Option<String>,
    /// The mark before decimals, comma or point, where the file leaves it open whether 1.234 is one or a thousand
    #[arg(long, value_name = "MARK")]
    decimals: Option<String>,
    /// The name of the store, where several stores of one kind move in: their order 1001 is not the same
    #[arg(long, value_name = "NAME")]
    store: Option<String>,
    /// Say what would happen and write nothing into the database
    #[arg(long)]
    dry_run: bool,
    /// Print the totals as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Invoice lines as in the UCI data set 502
    OnlineRetailIi,
    /// Shopify's exports of products, customers and orders
    Shopify,
    /// WooCommerce's products, and customers and orders as its commonest plugins export them
    #[value(name = "woocommerce")]
    WooCommerce,
    /// Magento's products
    Magento,
    /// A table of products with a column for each thing
    Csv,
}

impl Format {
    fn shop(self) -> Option<Shop> {
        match self {
            Format::OnlineRetailIi => None,
            Format::Shopify => Some(Shop::Shopify),
            Format::WooCommerce => Some(Shop::WooCommerce),
            Format::Magento => Some(Shop::Magento),
            Format::Csv => Some(Shop::Csv),
        }
    }
}

/// Imports files.
pub fn import(config: &Config, args: &ImportArgs) -> Result<ExitCode> {
    if args.mapping.is_some() && args.format != Format::Csv {
        return Err(Error::invalid("mapping", "Only a plain CSV has a mapping: the columns of the others are known."));
    }
    let is_more = args.currency.is_some() || args.pictures.is_some() || args.decimals.is_some() || args.store.is_some();
    if is_more && args.format == Format::OnlineRetailIi {
        return Err(Error::invalid("format", "Invoice lines are read in one way: leave such words out."));
    }
    match args.format.shop() {
        Some(shop) => move_in(config, args, shop),
        None if args.dry_run => Err(Error::invalid(
            "dry-run",
            "Invoice lines are read to their end before any is taken: there is no dry run.",
        )),
        None => past(config, args),
    }
}

fn move_in(config: &Config, args: &ImportArgs, shop: Shop) -> Result<ExitCode> {
    let bar = lines_bar();
    let paths = args.paths.iter().map(|path| absolute(path)).collect::<Result<_>>()?;
    let mapping = args.mapping.as_deref().map(absolute).transpose()?;
    let currency = args.currency.as_deref().map(Currency::in_use).transpose()?;
    let pictures = args.pictures.as_deref().map(absolute).transpose()?;
    let decimals = args.decimals.as_deref().map(Mark::from_word).transpose()?;
    let (store, zone, dry_run) = (args.store.clone(), config.time_zone.clone(), args.dry_run);
    let asked = Asked { mapping, pictures, currency, decimals, store, zone, dry_run, ..Asked::of(shop, paths) };
    let done = acts::ask(config, &Act::MoveIn(asked), &mut |value| show_lines(&bar, &value));
    bar.finish_and_clear();
    let done = done.map_err(go_on)?;
    if let Some(file) = done["rejects_file"].as_str() {
        eprintln!("{} were refused; {file} lists each with its reason.", done["rejected"]);
    }
    if args.json {
        println!("{done}");
        return Ok(ExitCode::SUCCESS);
    }
    said(&done).iter().for_each(|line| println!("{line}"));
    Ok(ExitCode::SUCCESS)
}

/// What came of it, line by line.
fn said(done: &Value) -> Vec<String> {
    let is_dry = done["dry_run"].as_bool() == Some(true);
    let mut lines = Vec::new();
    for file in done["files"].as_array().into_iter().flatten() {
        let word = |name: &str| file[name].as_str().unwrap_or_default().to_owned();
        lines.push(format!("{}: {}, {} rows, {}", word("file"), word("what"), file["rows"], word("encoding")));
    }
    for (column, field) in done["mapping"]["columns"].as_object().into_iter().flatten() {
        lines.push(format!("  {column} -> {}", field.as_str().unwrap_or_default()));
    }
    if let Some(file) = done["mapping_file"].as_str() {
        lines.push(format!("This mapping is in {file}. Change it there, and name it again."));
    }
    let would = if is_dry { "would be " } else { "" };
    for kind in ["products", "links", "customers", "orders", "reviews"] {
        let tally = &done[kind];
        if tally["read"].as_u64().unwrap_or(0) > 0 {
            let [read, new, changed] = ["read", "new", "changed"].map(|name| tally[name].to_string());
            let [same, refused] = ["same", "refused"].map(|name| tally[name].to_string());
            let line = format!(
                "{kind}: {read} read; {new} {would}new, {changed} changed, {same} as before, {refused} refused."
            );
            lines.push(line);
        }
    }
    if let Some(told) = done["prices"].as_u64().filter(|told| *told > 0) {
        let set = if is_dry { String::new() } else { format!("; {} set, the others hold already", done["prices_set"]) };
        lines.push(format!("prices: {told} read{set}."));
    }
    if let Some(missing) = done["links"]["missing"].as_u64().filter(|missing| *missing > 0) {
        lines.push(format!("{missing} times a link names a product that is not here; it is left out."));
    }
    let counts = [
        ("void_orders", "orders were never paid and are left out"),
        ("accepting_marketing", "customers are said to accept marketing. None is taken to have consented: ask them"),
        ("pictures_read", "pictures were read from their folder"),
        ("pictures_left", "pictures stand in a folder: name it with --pictures and repeat the command"),
        ("pictures_waiting", "pictures are still to be fetched from the web; Hilo goes on with that while it serves"),
        ("rejected", "were refused"),
    ];
    let shown = counts.into_iter().filter(|(name, _)| done[*name].as_u64().unwrap_or(0) > 0);
    lines.extend(shown.map(|(name, says)| format!("{} {says}.", done[name])));
    for reject in done["first_rejects"].as_array().into_iter().flatten().filter(|_| is_dry) {
        let word = |name: &str| reject[name].as_str().unwrap_or_default();
        lines.push(format!("  {}, line {}: {}", word("file"), reject["line"], word("says")));
    }
    for refused in done["pictures_refused"].as_array().into_iter().flatten() {
        let word = |place: usize| refused[place].as_str().unwrap_or_default();
        lines.push(format!("  {}, line {}: {}: {}", word(0), refused[1], word(3), word(2)));
    }
    let seconds = done["seconds"].as_f64().unwrap_or_default();
    lines.push(match is_dry {
        true => "Nothing was written: this was a dry run.".to_owned(),
        false => format!("Read {} rows in {seconds:.1} s.", done["rows"]),
    });
    lines
}

/// What to do where there was no room for more work.
fn go_on(error: Error) -> Error {
    match error {
        Error::Busy { says } => {
            Error::Busy { says: format!("{says} What was imported before is safe: repeat the same command to go on.") }
        }
        other => other,
    }
}

fn past(config: &Config, args: &ImportArgs) -> Result<ExitCode> {
    let bar = lines_bar();
    let paths = args.paths.iter().map(|path| absolute(path)).collect::<Result<_>>()?;
    let done = acts::ask(config, &Act::Import { paths }, &mut |value| show_lines(&bar, &value));
    bar.finish_and_clear();
    let done = done.map_err(go_on)?;
    let (report, totals) = (&done["report"], &done["totals"]);
    if let Some(file) = report["rejects_file"].as_str() {
        eprintln!("{} lines were refused; {file} lists each with its reason.", report["rejected"]);
    }
    let seconds = done["seconds"].as_f64().unwrap_or_default();
    let after = done["cards_after_seconds"].as_f64().unwrap_or_default();
    if args.json {
        let mut out = totals.clone();
        out["rejected"] = report["rejected"].clone();
        out["seconds"] = json!(seconds);
        println!("{out}");
        return Ok(ExitCode::SUCCESS);
    }
    println!(
        "Read {} lines in {seconds:.1} s; the cards were complete {after:.1} s after the last one.",
        report["lines"]
    );
    println!(
        "The store holds {} customers, {} products, {} orders, {} returns and {} write-offs: {} lines in all.",
        totals["customers"],
        totals["products"],
        totals["orders"],
        totals["returns"],
        totals["write_off_lines"],
        totals["lines"],
    );
    Ok(ExitCode::SUCCESS)
}
