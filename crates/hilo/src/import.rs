//! `hilo import`: a retailer's past, from files.

use std::{path::PathBuf, process::ExitCode, time::Instant};

use base::{Clock, Error, Result};
use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressStyle};
use orders::{import, totals::Totals};
use store::Db;
use tokio::sync::watch;

use crate::{config::Config, rooms};

/// The arguments.
#[derive(clap::Args)]
#[command(after_help = "Example: hilo import online-retail-ii ../data/online-retail-ii --json")]
pub struct Args {
    /// The format of the files
    #[arg(value_enum)]
    format: Format,
    /// Files (.csv, .csv.gz), or folders with such files
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Print the totals as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// Invoice lines as in the UCI data set 502
    OnlineRetailIi,
}

/// Imports and reports.
pub fn run(config: &Config, args: &Args) -> Result<ExitCode> {
    let started = Instant::now();
    let db = Db::open(&config.settings())?;
    let clock = Clock::Machine;
    let bar = bar();
    let rejects = config.data.join("rejected.csv");
    let Format::OnlineRetailIi = args.format;
    let (done, until) = watch::channel(false);
    let background = std::thread::spawn({
        let (db, clock) = (db.clone(), clock.clone());
        move || -> Result<()> {
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Error::internal)?;
            runtime.block_on(rooms::keep_up(&db, &clock, until))
        }
    });
    let outcome = import::run(&db, &clock, &args.paths, &rejects, &mut |progress| {
        bar.set_length(progress.of);
        bar.set_position(progress.done);
    });
    bar.set_message("summing up the cards");
    let last_line = Instant::now();
    done.send_replace(true);
    let report = outcome?;
    background.join().map_err(|_| Error::internal("the background of the import stopped"))??;
    bar.finish_and_clear();
    let totals: Totals = db.read_now("orders.totals", orders::totals::read)?;
    let seconds = started.elapsed().as_secs_f64();
    if let Some(file) = &report.rejects_file {
        eprintln!("{} lines were refused; {} lists each with its reason.", report.rejected, file.display());
    }
    eprintln!(
        "{} lines in {seconds:.1} s; cards complete {:.1} s after the last line.",
        report.lines,
        last_line.elapsed().as_secs_f64()
    );
    println!("{}", serde_json::to_string(&totals).map_err(Error::internal)?);
    for (act, sums) in store::metrics::acts() {
        tracing::debug!(act, done = sums.done, failed = sums.failed, millis = sums.spent.as_millis() as u64, "spent");
    }
    db.close();
    Ok(ExitCode::SUCCESS)
}

fn bar() -> ProgressBar {
    let style = "{bar:32} {human_pos} of {human_len} lines, {per_sec}, {eta} left {msg}";
    ProgressBar::new(0).with_style(ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar()))
}
