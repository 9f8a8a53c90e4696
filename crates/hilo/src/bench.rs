//! `hilo bench`: figures of this machine, beside the bare engine's in the same run.
//!
//! Each invocation works in a database of its own, measures three runs and gives their median. Ours and the bare
//! engine take turns within a run, so that a machine that slows down slows both. CPU is the process's without the
//! threads that make the load (their names begin with `bench-`); a PostgreSQL server's CPU is its own and not counted.
//! Memory is what the process has for itself (RssAnon), without mapped pages, at its peak.
//!
//! `store`: an order's fifteen statements as one act, from 16 callers. `import`: a year of invoice lines, to the last
//! line. `card`: everything that a customer's page shows, of 200,000 customers with 2,000,000 events. `identity`: who
//! is one person, among 100,000. `tracking`: what SDKs send, over HTTP, with 2,000,000 events there before. `search`:
//! what shoppers write, among 100,000 products. `console`: every page of a house with 200,000 customers and the real
//! year beside them, and 500 consoles that are open while somebody sells.

mod bare;
mod book;
mod cards;
mod console;
mod figures;
mod identity;
mod imports;
mod load;
mod meter;
mod open;
mod orders;
mod pages;
mod place;
mod raw;
mod reads;
mod sdk;
mod search;
#[cfg(test)]
mod tests;
mod town;
mod tracking;
mod ways;
mod year;

use std::{path::PathBuf, process::ExitCode, time::Duration};

use base::Result;
use clap::ValueEnum;
use figures::Report;

use crate::{config::Config, demo::dice};

/// Runs of one invocation.
const RUNS: usize = 3;

/// Arguments of `bench`.
#[derive(clap::Args)]
pub struct BenchArgs {
    /// What to measure
    #[arg(value_enum)]
    what: What,
    /// How long each run measures
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// A smaller town for `card` and `console`
    #[arg(long, hide = true, default_value_t = 200_000)]
    customers: u64,
    /// Events that are there before `tracking` begins
    #[arg(long, default_value_t = 2_000_000)]
    events_before: u64,
    /// Products that `search` looks among
    #[arg(long, default_value_t = 100_000)]
    products: u64,
    /// Consoles that are open in `console`
    #[arg(long, default_value_t = 500)]
    consoles: usize,
    /// An invented year of so many lines for `import` and `console`
    #[arg(long, hide = true)]
    lines: Option<u64>,
    /// A backup of a house that `console` built, which takes long
    #[arg(long, hide = true)]
    house: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum What {
    /// An order's 15 statements through `Db::write`, 16 callers
    Store,
    /// The import of a year's invoice lines
    Import,
    /// Reading customers' cards
    Card,
    /// Attaching identifiers, joining and parting people, and asking what may be sent
    Identity,
    /// What SDKs send, from the request to the card
    Tracking,
    /// Searches with mistakes and facets, and suggestions
    Search,
    /// Every page of the console, and consoles that are open
    Console,
}

/// Measures and prints.
pub fn run(config: &Config, args: &BenchArgs) -> Result<ExitCode> {
    let report = measure(config, args)?;
    if args.json {
        eprint!("{}", report.table());
        println!("{}", report.json());
    } else {
        print!("{}", report.table());
    }
    Ok(ExitCode::SUCCESS)
}

fn measure(config: &Config, args: &BenchArgs) -> Result<Report> {
    let time = Duration::from_secs(args.seconds);
    match args.what {
        What::Store => orders::measure(config, time),
        What::Import => imports::measure(config, time, args.lines),
        What::Card => cards::measure(config, time, args.customers),
        // Half as many as a chain's customers, each with an account.
        What::Identity => identity::measure(config, time, args.customers.min(100_000)),
        What::Search => search::measure(config, time, args.products.max(1)),
        What::Tracking => tracking::measure(config, time, args.events_before),
        What::Console => {
            let built = console::Built { customers: args.customers, lines: args.lines, backup: args.house.as_deref() };
            console::measure(config, time, &built, args.consoles)
        }
    }
}
