//! Hilo: one program that serves, imports, verifies, measures, backs up and restores.

mod config;
mod import;
mod rooms;

use std::process::ExitCode;

use base::Result;
use clap::{Parser, Subcommand};
use config::{Config, Flags};

#[derive(Parser)]
#[command(name = "hilo", version, about = "One thread per customer: an omnichannel retail platform.")]
struct Cli {
    #[command(flatten)]
    flags: Flags,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Import a retailer's past
    Import(import::Args),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("hilo: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<ExitCode> {
    let config = Config::load(&cli.flags)?;
    start_log(&config);
    match cli.command {
        Command::Import(args) => import::run(&config, &args),
    }
}

fn start_log(config: &Config) {
    let filter = tracing_subscriber::EnvFilter::new(format!("{},hyper=warn,tokio_postgres=warn", config.log));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    if config.log_json { log.json().init() } else { log.with_ansi(false).init() }
}
