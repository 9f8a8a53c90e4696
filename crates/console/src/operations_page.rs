//! Operating: how everything stands in words and figures, what was set aside, storage, backups, settings.

use std::path::Path;

use askama::Template;
use base::{Error, Result};
use operations::{
    health::{Level, What},
    here::Here,
    settings::{Origin, Setting},
    state::{Known, State},
};
use store::backups::{self, Outcome};
use web::{frame::Frame, locale::Say};

use crate::notices::Notice;

/// The page.
#[derive(Template)]
#[template(path = "operations.html")]
pub struct OperationsPage {
    /// The frame.
    pub page: Frame,
    /// What was done just now.
    pub notice: Option<Notice>,
    /// What is fetched again while one looks.
    pub now: Now,
    /// What the retailer is called by now.
    pub retailer: String,
    /// The settings.
    pub settings: Vec<Setting>,
    /// Sources that tell, and those that are turned off.
    pub sources: (i64, i64),
    /// What could not be used of their messages.
    pub rejects: i64,
    /// Imports that are at work, and those that failed.
    pub imports: (i64, i64),
}

/// How everything stands: what of the page is fetched again.
#[derive(Template)]
#[template(path = "operations_now.html")]
pub struct Now {
    /// The frame.
    pub page: Frame,
    /// What was read.
    pub state: State,
    /// How to have a backup each night.
    pub nightly: Nightly,
}

/// The line of a crontab that makes a backup each night, wherever cron stands and with nothing of what Hilo was
/// started with.
#[derive(Clone, Debug)]
pub struct Nightly {
    /// The line.
    pub line: String,
    /// Whether the database's address has to be written into it: it may hold a password, and no file has it.
    pub lacks_database: bool,
}

impl Nightly {
    /// The line for this process.
    pub fn of(here: &Here) -> Result<Nightly> {
        let database = here.settings.iter().find(|setting| setting.name == "database").map(|setting| &setting.origin);
        let lacks_database = matches!(database, Some(Origin::Environment { .. } | Origin::Flag { .. }));
        let address = if lacks_database { "HILO_DATABASE='postgres://…' " } else { "" };
        let config = match database {
            Some(Origin::File { file, .. }) => {
                format!(" --config {}", for_cron(&std::path::absolute(file).map_err(Error::internal)?))
            }
            _ => String::new(),
        };
        let (program, backups, data) = (for_cron(&here.program), for_cron(&here.backups), for_cron(&here.data));
        let line =
            format!("10 3 * * * {address}{program} backup {backups}/hilo-$(date +\\%F).gz --data {data}{config}");
        Ok(Nightly { line, lacks_database })
    }
}

/// A path as a line of a crontab has it: quoted for the shell where it needs to be, and without cron's own `%`.
fn for_cron(path: &Path) -> String {
    let path = path.display().to_string();
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "/._-+".contains(letter);
    if path.chars().all(is_plain) {
        return path;
    }
    format!("'{}'", path.replace('\'', r"'\''").replace('%', r"\%"))
}

impl Now {
    /// Whether a backup is being made.
    pub fn is_busy(&self) -> bool {
        self.state.backups.iter().any(|known| known.backup.state.is_busy())
    }

    /// Days of storage that can be compared with the day before, the latest first: day, size, growth.
    pub fn days(&self) -> Vec<(String, i64, Option<i64>)> {
        let days = &self.state.storage_days;
        let before = days.iter().skip(1).map(|day| Some(day.weight.database)).chain([None]);
        let all = days.iter().zip(before);
        all.take(7)
            .map(|(day, before)| {
                (day.day.clone(), day.weight.database, before.map(|before| day.weight.database - before))
            })
            .collect()
    }
}

/// The key of what is not well.
pub fn health_key(what: &What) -> String {
    format!("health-{}", what.word())
}

/// The badge and the key of how bad it is.
pub const fn level(level: &Level) -> (&'static str, &'static str) {
    match level {
        Level::Look => ("badge badge-warn", "health-look"),
        Level::Act => ("badge badge-bad", "health-act"),
    }
}

/// The badge and the key of how far a backup is.
pub const fn backup(state: &backups::State) -> (&'static str, &'static str) {
    match state {
        backups::State::Waiting => ("badge badge-info", "backup-waiting"),
        backups::State::Running => ("badge badge-info", "backup-running"),
        backups::State::Made => ("badge", "backup-made"),
        backups::State::Failed => ("badge badge-bad", "backup-failed"),
    }
}

/// The badge and the key of what came of a rehearsal.
pub const fn outcome(outcome: Option<Outcome>) -> (&'static str, &'static str) {
    match outcome {
        None => ("badge badge-warn", "check-none"),
        Some(Outcome::Good) => ("badge badge-good", "check-good"),
        Some(Outcome::Findings) => ("badge badge-bad", "check-findings"),
        Some(Outcome::Failed) => ("badge badge-bad", "check-failed"),
    }
}

/// The same, of a backup.
pub fn checked(known: &Known) -> (&'static str, &'static str) {
    outcome(known.backup.check.as_ref().map(|check| check.outcome))
}

/// What is done in the background, by the names of its jobs.
const KINDS: [(&str, &str); 12] = [
    ("backups.make", "job-backups"),
    ("catalog.bulk", "job-products-bulk"),
    ("customers.match", "job-duplicates"),
    ("customers.rework", "job-identity"),
    ("imports.work", "job-imports"),
    ("customers.bulk_labels", "job-labels-bulk"),
    ("customers.label_rule", "job-labels"),
    ("orders.match_returns", "job-returns"),
    ("import.fetch_picture", "job-pictures-fetch"),
    ("pictures.widths", "job-pictures"),
    ("privacy.forget", "job-erasures"),
    ("customers.block", "job-blocks"),
];

/// The key of what a kind of job is called; the program sees to it that each of its own has one.
pub fn job_key(kind: &str) -> Option<&'static str> {
    KINDS.into_iter().find(|(name, _)| *name == kind).map(|(_, key)| key)
}

/// What a kind of job is, in words; the name of one that only an older or newer Hilo has.
pub fn job(say: &Say, kind: &str) -> String {
    job_key(kind).map_or_else(|| kind.to_owned(), |key| say.t(key))
}

/// What a fold keeps, in words.
pub fn fold(say: &Say, name: &str) -> String {
    match name {
        "card" => say.t("fold-card"),
        "product_sales" => say.t("fold-product-sales"),
        "visits" => say.t("fold-visits"),
        other => other.to_owned(),
    }
}

/// What waits in a line, in words.
pub fn line(say: &Say, name: &str) -> String {
    match name {
        "people" => say.t("line-people"),
        "bulk" => say.t("line-bulk"),
        _ => say.t("line-reads"),
    }
}

/// Where a setting was said.
pub fn origin(say: &Say, origin: &Origin) -> String {
    match origin {
        Origin::Built => say.t("setting-built"),
        Origin::File { file, line } => say.tv("setting-file", &[("file", file.clone()), ("line", line.to_string())]),
        Origin::Environment { variable } => variable.clone(),
        Origin::Flag { flag } => flag.clone(),
    }
}

/// A weight that people can read: `1,2 GB`.
pub fn weight(say: &Say, bytes: &i64) -> String {
    const UNITS: [&str; 4] = ["KB", "MB", "GB", "TB"];
    let mut unit = 0;
    // In tenths of a kilobyte first.
    let mut tenths = bytes.saturating_mul(10) / 1024;
    while tenths.abs() >= 10_240 && unit + 1 < UNITS.len() {
        tenths /= 1024;
        unit += 1;
    }
    let told = if tenths % 10 == 0 { say.number(tenths / 10) } else { say.tenths(tenths) };
    format!("{told} {}", UNITS[unit])
}

/// Microseconds as people read them.
pub fn micros(say: &Say, micros: &u64) -> String {
    let micros = i64::try_from(*micros).unwrap_or(i64::MAX);
    format!("{} ms", say.tenths(micros / 100))
}

/// Keys that are made of words, for the test that looks for each.
pub fn keys() -> impl Iterator<Item = String> {
    let levels = [Level::Look, Level::Act].map(|one| level(&one).1);
    let states = [backups::State::Waiting, backups::State::Running, backups::State::Made, backups::State::Failed];
    let outcomes = [None, Some(Outcome::Good), Some(Outcome::Findings), Some(Outcome::Failed)];
    let fixed = levels.into_iter().chain(states.map(|one| backup(&one).1)).chain(outcomes.map(|one| outcome(one).1));
    let fixed = fixed.chain(KINDS.map(|(_, key)| key)).map(str::to_owned);
    fixed.chain(What::ALL.map(|what| health_key(&what)))
}
