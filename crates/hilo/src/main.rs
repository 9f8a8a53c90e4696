//! The program: reads settings and arguments, and runs a command.

use std::process::ExitCode;

use base::Result;
use clap::Parser;
use hilo::{
    commands::{self, Command},
    config::{Config, Flags},
};

#[derive(Parser)]
#[command(name = "hilo", version, about = "One thread per customer: an omnichannel retail platform.")]
struct Cli {
    #[command(flatten)]
    flags: Flags,
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("hilo: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<ExitCode> {
    // What Hilo writes is its user's alone: the database, its copies, the lists of refused lines.
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    let config = Config::load(&cli.flags)?;
    start_log(&config);
    commands::run(config, cli.command)
}

fn start_log(config: &Config) {
    let filter = tracing_subscriber::EnvFilter::new(format!("{},hyper=warn,tokio_postgres=warn", config.log));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    if config.log_json { log.json().init() } else { log.with_ansi(false).init() }
}
