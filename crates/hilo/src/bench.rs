//! `hilo bench`: figures of this machine, beside the bare engine's in the same run.

use std::process::ExitCode;

use base::Result;
use clap::ValueEnum;

use crate::config::Config;

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
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum What {
    /// An order's 15 statements through `Db::write`, 16 callers
    Store,
    /// The import of a year's invoice lines
    Import,
    /// Reading customers' cards
    Card,
}

/// Measures and prints.
pub fn run(_config: &Config, args: &BenchArgs) -> Result<ExitCode> {
    let _ = (args.what, args.seconds, args.json);
    Ok(ExitCode::FAILURE)
}
