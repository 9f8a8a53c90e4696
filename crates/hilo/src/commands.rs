//! The commands: their arguments, what they print, how they end.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use base::{Actor, Clock, Cx, Error, Result};
use clap::{Args, Subcommand};
use customers::privacy::replays::{Replayed, replay_all};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};
use store::{Db, owner::Owner, restore, tombstones};

mod imports;
mod operating;
mod people;
mod staff;

use crate::{
    acts::{self, Act},
    bench,
    config::{self, Config},
    serve,
};

/// What Hilo can be told to do.
#[derive(Subcommand)]
pub enum Command {
    /// Serve pages, the API and the background
    #[command(after_help = "Example: hilo serve --data /var/lib/hilo --listen 0.0.0.0:7420")]
    Serve(ServeArgs),
    /// Serve with Telar, an invented chain of 12 shops, or with a real retailer's past
    #[command(after_help = "Example: hilo demo --import ../shared/data/online-retail-ii")]
    Demo(DemoArgs),
    /// Import another shop's products, customers and orders, or a retailer's past
    #[command(after_help = "Example: hilo import shopify products.csv customers.csv orders.csv --dry-run")]
    Import(imports::ImportArgs),
    /// Check that everything that must be true is true
    #[command(after_help = "Example: hilo verify --data /var/lib/hilo --json")]
    Verify(JsonArgs),
    /// Measure
    #[command(after_help = "Example: hilo bench store --seconds 10 --json")]
    Bench(bench::BenchArgs),
    /// Write a backup that can be restored on either engine
    #[command(after_help = "Example: hilo backup /mnt/backups/hilo-2026-11-20.gz")]
    Backup(operating::BackupArgs),
    /// Fill an empty database from a backup
    #[command(after_help = "Example: hilo restore hilo-2026-11-20.gz --database postgres://hilo@db.example/hilo")]
    Restore(RestoreArgs),
    /// Tell everything that is known of a person
    #[command(after_help = "Example: hilo export --person email:ana@example.es --json > ana.json")]
    Export(PersonArgs),
    /// Erase a person, for good
    #[command(after_help = "Example: hilo erase --person email:ana@example.es --data /var/lib/hilo")]
    Erase(EraseArgs),
    /// Say how everything stands: what is not well, folds, jobs, storage, backups
    #[command(after_help = "Example: hilo status --data /var/lib/hilo --json")]
    Status(JsonArgs),
    /// Manage accounts of staff, and what was set aside
    #[command(subcommand, after_help = "Example: echo 'a long password' | hilo admin set-password ana@example.es")]
    Admin(staff::AdminCommand),
    /// Print the settings and their defaults
    #[command(after_help = "Example: hilo config > hilo.toml")]
    Config,
}

/// Arguments of `serve`.
#[derive(Args)]
pub struct ServeArgs {
    /// The address to serve [default: 127.0.0.1:7420]
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
    /// Change an older schema although the database cannot be copied first: there is no way back then
    #[arg(long)]
    without_copy: bool,
}

/// Arguments of `demo`.
#[derive(Args)]
pub struct DemoArgs {
    /// The address to serve [default: 127.0.0.1:7420]
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
    /// Show this past of a real retailer instead of Telar (format online-retail-ii)
    #[arg(long, value_name = "PATH")]
    import: Option<PathBuf>,
    /// Let nothing happen by itself
    #[arg(long)]
    still: bool,
}

/// Arguments of a command that only prints.
#[derive(Args)]
pub struct JsonArgs {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Arguments of `restore`.
#[derive(Args)]
pub struct RestoreArgs {
    /// The file
    file: PathBuf,
    /// A file of tombstones: whoever was erased since the backup is erased again. Those in the data folder are heeded
    /// without being named
    #[arg(long, value_name = "FILE")]
    tombstones: Vec<PathBuf>,
    /// Restore although the tombstones are missing or damaged: whoever was erased since the backup was made comes back
    #[arg(long)]
    without_tombstones: bool,
}

/// Arguments of `export`.
#[derive(Args)]
pub struct PersonArgs {
    /// Who: a customer's id, or how they are known, such as email:ana@example.es or retailer_number:13085
    #[arg(long, value_name = "ID")]
    person: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Arguments of `erase`.
#[derive(Args)]
pub struct EraseArgs {
    /// Who: a customer's id, or how they are known, such as email:ana@example.es or retailer_number:13085
    #[arg(long, value_name = "ID")]
    person: String,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

/// Runs a command.
pub fn run(mut config: Config, command: Command) -> Result<ExitCode> {
    match command {
        Command::Serve(args) => {
            listen_at(&mut config, args.listen);
            config.without_copy = args.without_copy;
            serve::run(&config, None)
        }
        Command::Demo(args) => {
            listen_at(&mut config, args.listen);
            serve::demo(config, args.import.as_deref(), args.still)
        }
        Command::Import(args) => imports::import(&config, &args),
        Command::Verify(args) => verify(&config, args.json),
        Command::Bench(args) => bench::run(&config, &args),
        Command::Backup(args) => operating::back_up(&config, &args),
        Command::Status(args) => operating::status(&config, args.json),
        Command::Restore(args) => restore_from(&config, &args),
        Command::Export(args) => people::export(&config, &args.person, args.json),
        Command::Erase(args) => people::erase(&config, &args.person, args.yes),
        Command::Admin(command) => staff::run(&config, command),
        Command::Config => {
            print!("{}", config::COMMENTED);
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn listen_at(config: &mut Config, listen: Option<String>) {
    if let Some(listen) = listen {
        config.listen = listen;
        config.origins.of_flag("listen");
    }
}

/// A bar for the lines of an import.
pub fn lines_bar() -> ProgressBar {
    let style = "{bar:32} {human_pos} of {human_len} lines, {per_sec}, {eta} left {msg}";
    ProgressBar::new(0).with_style(ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// Shows how far an import is.
pub fn show_lines(bar: &ProgressBar, progress: &Value) {
    if let (Some(done), Some(of)) = (progress["done"].as_u64(), progress["of"].as_u64()) {
        bar.set_length(of);
        bar.set_position(done);
    }
    if let Some(pictures) = progress["pictures"].as_u64().filter(|pictures| *pictures > 0) {
        bar.set_message(format!("- {pictures} pictures"));
    }
    if progress["summing"].as_bool() == Some(true) {
        bar.set_message("- summing up the cards");
    }
}

fn verify(config: &Config, as_json: bool) -> Result<ExitCode> {
    let done = acts::ask(config, &Act::Verify {}, &mut |_| {})?;
    let findings = done["findings"].as_array().cloned().unwrap_or_default();
    if as_json {
        println!("{done}");
    } else if findings.is_empty() {
        println!("Everything that must be true is true.");
    } else {
        for finding in &findings {
            println!("{}", finding.as_str().unwrap_or_default());
        }
    }
    let aside: Vec<&str> = done["not_looked_into"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if !aside.is_empty() {
        eprintln!("Not looked into, and people who were erased may be in them: {}.", aside.join(", "));
    }
    if findings.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!(
        "hilo: {} findings. Keep this folder as it is, and restore the last backup into another.",
        findings.len()
    );
    Ok(ExitCode::FAILURE)
}

fn show_rows(bar: &ProgressBar, progress: &Value) {
    bar.set_message(format!("{} rows, {}", progress["rows"], progress["table"].as_str().unwrap_or_default()));
    bar.tick();
}

fn restore_from(config: &Config, args: &RestoreArgs) -> Result<ExitCode> {
    let file = &args.file;
    let settings = config.settings();
    let _owner = match &settings.place {
        store::db::Place::Folder { path, .. } => Some(Owner::take(path)?),
        store::db::Place::Server(_) => None,
    };
    let others: Vec<&Path> = args.tombstones.iter().map(PathBuf::as_path).collect();
    find_tombstones(config, &others, args.without_tombstones)?;
    let db = Db::open_unmigrated(&settings)?;
    let cx = Cx { actor: Actor::Operator, now: Clock::Machine.now() };
    let bar = ProgressBar::new_spinner();
    let mut replayed = Replayed::default();
    let mut erase_again = |db: &Db| {
        replayed = replay_all(&cx, db, &config.data, &others, args.without_tombstones)?;
        Ok(())
    };
    let mut show = |progress: &store::backup::Progress| show_rows(&bar, &json!(progress));
    let done = restore::read_then(&cx, &db, file, &mut show, &mut erase_again);
    bar.finish_and_clear();
    db.close();
    let summary = done?;
    let rows: u64 = summary.rows.values().sum();
    println!("Restored {rows} rows from {} (made {} on {}).", file.display(), summary.made_at, summary.engine);
    if let Some(pictures @ 1..) = summary.rows.get("pictures") {
        let place = store::files::Files::open(&config.files())?.place();
        eprintln!("The files of {pictures} pictures are not in a backup. See that they are in {place}.");
    }
    if replayed.laid > 0 {
        println!(
            "{} tombstones are younger than this backup: {} identifiers of people who were erased are erased again.",
            replayed.laid, replayed.erased_again
        );
    }
    if replayed.foreign + replayed.torn > 0 {
        eprintln!(
            "{} lines of tombstones are of another database or damaged, and {} ended where a process died.",
            replayed.foreign, replayed.torn
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// Whoever was erased since a backup was made is in it still; only tombstones keep them away.
fn find_tombstones(config: &Config, others: &[&Path], go_on_without: bool) -> Result<()> {
    if let Some(missing) = others.iter().find(|path| !path.exists()) {
        return Err(Error::invalid("tombstones", format!("There is no file {}.", missing.display())));
    }
    let own = tombstones::file_in(&config.data);
    if !others.is_empty() || go_on_without || own.exists() {
        return Ok(());
    }
    let says = format!(
        "There is no file {}, so whoever was erased since this backup was made would be back. Name the tombstones of \
         the old data folder with --tombstones FILE, or say --without-tombstones where nobody was erased.",
        own.display()
    );
    Err(Error::invalid("tombstones-missing", says))
}

fn absolute(path: &Path) -> Result<PathBuf> {
    std::path::absolute(path).map_err(|error| Error::invalid("path", format!("{}: {error}.", path.display())))
}
