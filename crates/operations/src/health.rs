//! Health in words: what is not well, how bad it is, and what to do about it. A pure function over figures.

use base::Time;
use store::backups::Outcome;

use crate::state::State;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "HealthLevel")]
pub enum Level {
    /// Somebody should look at it today.
    Look,
    /// Somebody should look at it now.
    Act,
}

/// What is not well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "HealthWhat")]
pub enum What {
    /// A fold is behind.
    FoldBehind,
    /// Folds could not take events.
    EventsParked,
    /// Jobs kept failing.
    JobsParked,
    /// Nobody does jobs that are due.
    JobsWait,
    /// Acts were refused because a line was full.
    LineFull,
    /// The disk fills up.
    DiskFull,
    /// There is no backup.
    NoBackup,
    /// The last backup is old.
    BackupOld,
    /// The last backup could not be made.
    BackupFailed,
    /// The last backup was never rehearsed.
    BackupUnchecked,
    /// The last backup could not be restored.
    BackupBad,
    /// The certificate ends soon.
    CertificateEnds,
    /// Sessions can be overheard.
    InTheClear,
}

impl What {
    /// All of it.
    pub const ALL: [What; 13] = [
        What::FoldBehind,
        What::EventsParked,
        What::JobsParked,
        What::JobsWait,
        What::LineFull,
        What::DiskFull,
        What::NoBackup,
        What::BackupOld,
        What::BackupFailed,
        What::BackupUnchecked,
        What::BackupBad,
        What::CertificateEnds,
        What::InTheClear,
    ];

    /// The word in keys of texts.
    pub const fn word(self) -> &'static str {
        match self {
            What::FoldBehind => "fold-behind",
            What::EventsParked => "events-parked",
            What::JobsParked => "jobs-parked",
            What::JobsWait => "jobs-wait",
            What::LineFull => "line-full",
            What::DiskFull => "disk-full",
            What::NoBackup => "no-backup",
            What::BackupOld => "backup-old",
            What::BackupFailed => "backup-failed",
            What::BackupUnchecked => "backup-unchecked",
            What::BackupBad => "backup-bad",
            What::CertificateEnds => "certificate-ends",
            What::InTheClear => "in-the-clear",
        }
    }
}

/// Something that is not well.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Advice {
    /// How bad it is.
    pub level: Level,
    /// What it is.
    pub what: What,
    /// Its number: events, jobs, minutes, days, megabytes.
    pub number: i64,
    /// What is wrong and what to do, in English.
    pub says: String,
}

/// What health is judged by.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// The longest that an event waits for a fold that is read, in seconds.
    pub fold_behind_s: i64,
    /// Events that folds could not take.
    pub events_parked: i64,
    /// Jobs that were set aside.
    pub jobs_parked: i64,
    /// The longest that a job waits that could be done, in seconds.
    pub jobs_wait_s: i64,
    /// Acts that were refused, where the last of them was in the last ten minutes.
    pub refused: i64,
    /// What the database and its log weigh.
    pub database: i64,
    /// What is free beside it, where that is known.
    pub free: Option<i64>,
    /// The age of the last backup that was made, in seconds.
    pub backup_age_s: Option<i64>,
    /// Whether a later one failed.
    pub backup_failed: bool,
    /// What came of the last rehearsal of the last backup.
    pub backup_check: Option<Outcome>,
    /// How long the certificate is good, in seconds.
    pub certificate_s: Option<i64>,
    /// Whether sessions can be overheard.
    pub in_the_clear: bool,
}

impl Figures {
    /// The figures of a state.
    pub fn of(state: &State, in_the_clear: bool) -> Figures {
        let now = state.at;
        let age = |since: Option<Time>| since.map_or(0, |since| now.seconds_since(since).max(0));
        let read = state.followers.iter().filter(|follower| follower.is_read);
        let refused = |line: &&store::queue::LineState| line.refused_seconds_ago.is_some_and(|ago| ago < 600);
        let made = state.backups.iter().find(|known| known.backup.bytes.is_some());
        let newest = state.backups.iter().find(|known| !known.backup.state.is_busy());
        Figures {
            fold_behind_s: read.map(|follower| age(follower.lag_since)).max().unwrap_or(0),
            events_parked: state.parked_events.len() as i64,
            jobs_parked: state.jobs.iter().map(|kind| kind.parked).sum(),
            jobs_wait_s: state.jobs.iter().map(|kind| age(kind.due_since)).max().unwrap_or(0),
            refused: state.lines.iter().filter(refused).map(|line| line.refused as i64).sum(),
            database: state.storage.database + state.storage.log.unwrap_or(0),
            free: state.storage.free,
            backup_age_s: made.map(|known| age(Some(known.backup.made_at))),
            backup_failed: newest.is_some_and(|known| known.backup.why.is_some()),
            backup_check: made.and_then(|known| known.backup.check.as_ref()).map(|check| check.outcome),
            certificate_s: state.certificate_until.map(|until| until.seconds_since(now)),
            in_the_clear,
        }
    }
}

const DAY: i64 = 86_400;
const MEGABYTE: i64 = 1024 * 1024;

/// What of these figures is not well, the worst first.
pub fn judge(figures: &Figures) -> Vec<Advice> {
    let found = [of_folds(figures), of_jobs(figures), of_machine(figures), of_backups(figures)];
    let mut found: Vec<Advice> = found.into_iter().flatten().collect();
    found.sort_by_key(|advice| std::cmp::Reverse(advice.level));
    found
}

fn advice(level: Level, what: What, number: i64, says: String) -> Advice {
    Advice { level, what, number, says }
}

fn of_folds(figures: &Figures) -> Vec<Advice> {
    let mut found = Vec::new();
    let minutes = figures.fold_behind_s / 60;
    if figures.fold_behind_s > 120 {
        let level = if figures.fold_behind_s > 1_800 { Level::Act } else { Level::Look };
        let says = format!(
            "Cards and totals are {minutes} minutes behind. After an import that is usual; else look into the log."
        );
        found.push(advice(level, What::FoldBehind, minutes, says));
    }
    if figures.events_parked > 0 {
        let count = figures.events_parked;
        let says = format!("{count} events are missing in sums. Read why, mend it, and try them again.");
        found.push(advice(Level::Act, What::EventsParked, count, says));
    }
    found
}

fn of_jobs(figures: &Figures) -> Vec<Advice> {
    let mut found = Vec::new();
    if figures.jobs_parked > 0 {
        let count = figures.jobs_parked;
        let says = format!("{count} jobs kept failing. Read why, mend it, and try them again or give them up.");
        found.push(advice(Level::Look, What::JobsParked, count, says));
    }
    let minutes = figures.jobs_wait_s / 60;
    if figures.jobs_wait_s > 900 {
        let level = if figures.jobs_wait_s > 7_200 { Level::Act } else { Level::Look };
        let says = format!("A job waits for {minutes} minutes. After an import that is usual; else look into the log.");
        found.push(advice(level, What::JobsWait, minutes, says));
    }
    found
}

fn of_machine(figures: &Figures) -> Vec<Advice> {
    let mut found = Vec::new();
    if figures.refused > 0 {
        let says = format!(
            "{} acts were refused because too much waited to be saved. Is the disk slow, or an import running?",
            figures.refused
        );
        found.push(advice(Level::Look, What::LineFull, figures.refused, says));
    }
    if let Some(free) = figures.free
        && (free < 1024 * MEGABYTE || free < figures.database)
    {
        // A copy of the database, for a backup or an upgrade, must have room.
        let level = if free < 1024 * MEGABYTE { Level::Act } else { Level::Look };
        let left = free / MEGABYTE;
        let says = format!("{left} MB are free on the disk of the data folder. Make room, or move to a larger disk.");
        found.push(advice(level, What::DiskFull, left, says));
    }
    if let Some(left) = figures.certificate_s
        && left < 14 * DAY
    {
        let (days, level) = (left.max(0) / DAY, if left < 3 * DAY { Level::Act } else { Level::Look });
        let says = format!("The certificate ends in {days} days. Renew it; Hilo reads the files again by itself.");
        found.push(advice(level, What::CertificateEnds, days, says));
    }
    if figures.in_the_clear {
        let says = "Whoever is on the network can overhear sessions. Name a certificate, or put a proxy in front.";
        found.push(advice(Level::Act, What::InTheClear, 0, says.to_owned()));
    }
    found
}

fn of_backups(figures: &Figures) -> Vec<Advice> {
    let mut found = Vec::new();
    if figures.backup_failed {
        let says = "The last backup could not be made. Read why, and make one again.";
        found.push(advice(Level::Act, What::BackupFailed, 0, says.to_owned()));
    }
    let Some(age) = figures.backup_age_s else {
        let says = "There is no backup. Make one now, and have one made each night.";
        found.push(advice(Level::Act, What::NoBackup, 0, says.to_owned()));
        return found;
    };
    let days = age / DAY;
    if days >= 2 {
        let level = if days >= 7 { Level::Act } else { Level::Look };
        let says = format!("The last backup is {days} days old. Make one now, and have one made each night.");
        found.push(advice(level, What::BackupOld, days, says));
    }
    match figures.backup_check {
        Some(Outcome::Good) => {}
        Some(Outcome::Findings | Outcome::Failed) => {
            let says = "The last backup did not pass its rehearsal. Read why, and make another.";
            found.push(advice(Level::Act, What::BackupBad, 0, says.to_owned()));
        }
        None => {
            let says = "The last backup was never rehearsed. Run `hilo backup check FILE`.";
            found.push(advice(Level::Look, What::BackupUnchecked, 0, says.to_owned()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn health_is_told_in_words() {
        use Level::{Act, Look};
        let well = Figures {
            database: 100 * MEGABYTE,
            free: Some(50_000 * MEGABYTE),
            backup_age_s: Some(3_600),
            backup_check: Some(Outcome::Good),
            certificate_s: Some(60 * DAY),
            ..Figures::default()
        };
        type Case = (fn(&mut Figures), &'static [(Level, What, i64)]);
        let cases: [Case; 22] = [
            (|_| {}, &[]),
            (|f| f.fold_behind_s = 119, &[]),
            (|f| f.fold_behind_s = 180, &[(Look, What::FoldBehind, 3)]),
            (|f| f.fold_behind_s = 3_600, &[(Act, What::FoldBehind, 60)]),
            (|f| f.events_parked = 2, &[(Act, What::EventsParked, 2)]),
            (|f| f.jobs_parked = 3, &[(Look, What::JobsParked, 3)]),
            (|f| f.jobs_wait_s = 1_200, &[(Look, What::JobsWait, 20)]),
            (|f| f.jobs_wait_s = 9_000, &[(Act, What::JobsWait, 150)]),
            (|f| f.refused = 7, &[(Look, What::LineFull, 7)]),
            (|f| f.free = Some(10 * MEGABYTE), &[(Act, What::DiskFull, 10)]),
            (|f| f.database = 60_000 * MEGABYTE, &[(Look, What::DiskFull, 50_000)]),
            (|f| f.free = None, &[]),
            (|f| f.certificate_s = None, &[]),
            (|f| f.certificate_s = Some(10 * DAY), &[(Look, What::CertificateEnds, 10)]),
            (|f| f.certificate_s = Some(-DAY), &[(Act, What::CertificateEnds, 0)]),
            (|f| f.in_the_clear = true, &[(Act, What::InTheClear, 0)]),
            (|f| f.backup_age_s = None, &[(Act, What::NoBackup, 0)]),
            (|f| f.backup_age_s = Some(3 * DAY), &[(Look, What::BackupOld, 3)]),
            (|f| f.backup_age_s = Some(9 * DAY), &[(Act, What::BackupOld, 9)]),
            (|f| f.backup_failed = true, &[(Act, What::BackupFailed, 0)]),
            (|f| f.backup_check = Some(Outcome::Findings), &[(Act, What::BackupBad, 0)]),
            (
                |f| (f.backup_check, f.events_parked) = (None, 1),
                &[(Act, What::EventsParked, 1), (Look, What::BackupUnchecked, 0)],
            ),
        ];
        for (index, (change, expected)) in cases.into_iter().enumerate() {
            let mut figures = well.clone();
            change(&mut figures);
            let found = judge(&figures);
            assert!(found.iter().all(|advice| advice.says.ends_with(['.', '?'])), "{found:?}");
            let found: Vec<_> = found.iter().map(|advice| (advice.level, advice.what, advice.number)).collect();
            assert_eq!(found, expected, "case {index}");
        }
    }
}
