//! Commands of whoever runs Hilo: how everything stands, backups and their rehearsal, what was set aside.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use base::{Error, Result};
use clap::{Args, Subcommand};
use indicatif::ProgressBar;
use serde_json::{Value, json};
use store::{Db, backups::Outcome, jobs::JobId, migrations, restore, thread::EventId};

use crate::{
    acts::{self, Act},
    commands::{absolute, show_rows},
    config::Config,
    rehearsal::{self, Rehearsed},
};

/// Arguments of `backup`.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct BackupArgs {
    /// The file to write
    #[arg(required = true)]
    file: Option<PathBuf>,
    #[command(subcommand)]
    what: Option<BackupCommand>,
}

/// Commands on a backup.
#[derive(Subcommand)]
pub enum BackupCommand {
    /// Restore a backup somewhere of its own, look at it, and throw that away. With --database on that server, in a
    /// database that is made for it
    #[command(after_help = "Example: hilo backup check /mnt/backups/hilo-2026-11-20.gz --data /var/lib/hilo")]
    Check {
        /// The file
        file: PathBuf,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

/// Commands on what was set aside, and on settings.
#[derive(Subcommand)]
pub enum OperatingCommand {
    /// Try a job again that kept failing
    #[command(after_help = "Example: hilo admin try-job job_0a1b2c3d4e5f6g7h8j9k0m1n2p")]
    TryJob {
        /// Its id, as `hilo status` says it
        id: JobId,
    },
    /// Try all jobs of a kind again that kept failing
    #[command(after_help = "Example: hilo admin try-jobs orders.match_returns")]
    TryJobs {
        /// The kind, as `hilo status` says it
        kind: String,
    },
    /// Give a job up that kept failing: what it was to do is not done
    #[command(after_help = "Example: hilo admin give-up job_0a1b2c3d4e5f6g7h8j9k0m1n2p --yes")]
    GiveUp {
        /// Its id, as `hilo status` says it
        id: JobId,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
    /// Try an event again that a fold could not take
    #[command(after_help = "Example: hilo admin try-event card evt_0a1b2c3d4e5f6g7h8j9k0m1n2p --fold-version 7")]
    TryEvent {
        /// The fold
        follower: String,
        /// The event
        event: EventId,
        /// The fold's version
        #[arg(long, value_name = "NUMBER")]
        fold_version: i64,
    },
    /// Say each setting, its value, and where that was said
    #[command(after_help = "Example: hilo admin settings --json")]
    Settings {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

/// Writes a backup, or rehearses restoring one.
pub fn back_up(config: &Config, args: &BackupArgs) -> Result<ExitCode> {
    match (&args.what, &args.file) {
        (Some(BackupCommand::Check { file, json }), _) => check(config, file, *json),
        (None, Some(file)) => write(config, file),
        (None, None) => Err(Error::invalid("backup", "Name the file to write.")),
    }
}

fn write(config: &Config, file: &Path) -> Result<ExitCode> {
    let bar = ProgressBar::new_spinner();
    let file = absolute(file)?;
    let done = acts::ask(config, &Act::Backup { file: file.clone() }, &mut |value| show_rows(&bar, &value));
    bar.finish_and_clear();
    let summary = done?;
    println!("{}: {} bytes, schema {}.", file.display(), summary["bytes"], summary["schema"]);
    if let (Some(pictures @ 1..), Some(place)) = (summary["pictures"].as_u64(), summary["pictures_are_in"].as_str()) {
        eprintln!("The files of {pictures} pictures are not in it. Copy {place}, too.");
    }
    Ok(ExitCode::SUCCESS)
}

fn check(config: &Config, file: &Path, as_json: bool) -> Result<ExitCode> {
    let bar = ProgressBar::new_spinner();
    let file = absolute(file)?;
    let tried = rehearsal::rehearse(config, &file, &mut |progress| show_rows(&bar, &json!(progress)));
    bar.finish_and_clear();
    let rehearsed = tried?;
    let Rehearsed { check, rows, seconds } = &rehearsed;
    if as_json {
        println!("{}", json!(rehearsed));
    } else {
        let (file, engine) = (file.display(), &check.engine);
        match check.outcome {
            Outcome::Good => println!(
                "{file} can be restored: {rows} rows on {engine} in {seconds:.1} s, and all that must be true is."
            ),
            Outcome::Findings => println!("{file} can be restored on {engine}, but:\n{}", check.says),
            Outcome::Failed => println!("{file} cannot be restored on {engine}: {}", check.says),
        }
    }
    note(config, &file, &rehearsed)?;
    Ok(if check.outcome == Outcome::Good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Notes a rehearsal in the database that is named, or, where that is no Hilo's, in the one that is named without the
/// flag.
fn note(config: &Config, file: &Path, rehearsed: &Rehearsed) -> Result<()> {
    let before = config.origins.database_before_flag().map(|database| {
        let mut before = config.clone();
        before.database = database.to_owned();
        before
    });
    let act = Act::NoteCheck { file: file.to_owned(), check: rehearsed.check.clone(), made_at: restore::made_at(file) };
    for home in std::iter::once(config).chain(before.as_ref()) {
        if is_ours(home)? {
            return acts::ask(home, &act, &mut |_| {}).map(|_| ());
        }
    }
    eprintln!("There is no database of Hilo here in which this could be noted.");
    Ok(())
}

fn is_ours(config: &Config) -> Result<bool> {
    if config.database.is_empty() {
        return Ok(config.data.join("hilo.db").exists());
    }
    let db = Db::open_unmigrated(&config.settings())?;
    let schema = migrations::schema_of(&db);
    db.close();
    Ok(schema? == migrations::LATEST)
}

/// Does an act on what was set aside.
pub fn operate(config: &Config, command: OperatingCommand) -> Result<ExitCode> {
    let ask = |act: &Act| acts::ask(config, act, &mut |_| {});
    match command {
        OperatingCommand::TryJob { id } => {
            ask(&Act::TryJob { id })?;
            println!("{id} is tried again.");
        }
        OperatingCommand::TryJobs { kind } => {
            let done = ask(&Act::TryJobs { kind })?;
            println!("{} jobs are tried again.", done["jobs"]);
        }
        OperatingCommand::GiveUp { id, yes } => {
            if !yes {
                let says = format!("What {id} was to do would not be done. Say --yes to give it up.");
                return Err(Error::invalid("not-confirmed", says));
            }
            ask(&Act::GiveUp { id })?;
            println!("{id} is given up.");
        }
        OperatingCommand::TryEvent { follower, event, fold_version } => {
            let done = ask(&Act::TryEvent { follower, version: fold_version, event })?;
            if done["is_counted"] != true {
                println!("{event} is still set aside. `hilo status` says why.");
                return Ok(ExitCode::FAILURE);
            }
            println!("{event} is counted.");
        }
        OperatingCommand::Settings { json } => settings(&ask(&Act::Settings {})?, json),
    }
    Ok(ExitCode::SUCCESS)
}

fn settings(told: &Value, as_json: bool) {
    if as_json {
        return println!("{}", told["settings"]);
    }
    for setting in told["settings"].as_array().into_iter().flatten() {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let origin = &setting["origin"];
        let place = match origin["kind"].as_str() {
            Some("file") => format!("{}, line {}", text(&origin["file"]), origin["line"]),
            Some("environment") => text(&origin["variable"]),
            Some("flag") => text(&origin["flag"]),
            _ => "default".to_owned(),
        };
        let value = if setting["is_hidden"] == true { "(hidden)".to_owned() } else { text(&setting["value"]) };
        println!("{:<24} {value:<40} {place}", text(&setting["name"]));
    }
}

/// Says how everything stands; ends badly where something must be done now.
pub fn status(config: &Config, as_json: bool) -> Result<ExitCode> {
    let state = acts::ask(config, &Act::Status {}, &mut |_| {})?;
    let rows = |name: &str| state[name].as_array().cloned().unwrap_or_default();
    if as_json {
        println!("{state}");
    } else {
        say(&state, &rows);
    }
    let must_act = rows("health").iter().any(|advice| advice["level"] == "act");
    Ok(if must_act { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn say(state: &Value, rows: &dyn Fn(&str) -> Vec<Value>) {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let health = rows("health");
    if health.is_empty() {
        println!("All is well.");
    }
    for advice in health {
        println!("{}: {}", if advice["level"] == "act" { "Now" } else { "Soon" }, text(&advice["says"]));
    }
    for follower in rows("followers") {
        let built = if follower["is_read"] == true { "" } else { ", being built" };
        let (name, version) = (text(&follower["name"]), &follower["version"]);
        println!("fold {name} {version}{built}: {} of {}", follower["position"], follower["end"]);
    }
    for event in rows("parked_events") {
        println!(
            "set aside by {} {}: {} ({}): {}",
            text(&event["follower"]),
            event["version"],
            text(&event["event"]),
            text(&event["kind"]),
            text(&event["reason"])
        );
    }
    for kind in rows("jobs") {
        let (waiting, running, parked) = (&kind["waiting"], &kind["running"], &kind["parked"]);
        println!("jobs {}: {waiting} wait, {running} are done, {parked} set aside", text(&kind["kind"]));
    }
    for job in rows("parked_jobs") {
        println!("set aside: {} ({}): {}", text(&job["id"]), text(&job["kind"]), text(&job["reason"]));
    }
    for line in rows("lines") {
        let (waiting, refused) = (&line["waiting"], &line["refused"]);
        println!("line {}: {waiting} wait, {refused} were refused", text(&line["line"]));
    }
    let megabytes = |name: &str| state["storage"][name].as_i64().unwrap_or(0) / (1024 * 1024);
    let [database, log, pictures, backups, free] = ["database", "log", "pictures", "backups", "free"].map(megabytes);
    println!("storage: database {database} MB, log {log}, pictures {pictures}, backups {backups}, free {free}");
    for backup in rows("backups").iter().take(5) {
        let check = backup["check"]["outcome"].as_str().unwrap_or("not rehearsed");
        println!(
            "backup {} of {}: {}, {check}",
            text(&backup["file"]),
            text(&backup["made_at"]),
            text(&backup["state"])
        );
    }
}
