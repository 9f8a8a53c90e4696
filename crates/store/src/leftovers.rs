//! Files beside the database that hold what it held once: half-made copies, and the copies from before its schema
//! changed.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use base::Time;

use crate::backup;

/// For how long a copy from before the schema changed is kept, where nobody was erased meanwhile.
const KEPT: Duration = Duration::from_secs(7 * 86_400);

/// So many of them are kept at most.
const MOST: usize = 3;

/// The name of the copy from before the schema became this one: the embedded database's file, or a backup.
pub(crate) fn before_schema(number: usize, is_file: bool) -> String {
    format!("before-schema-{number:04}.{}", if is_file { "db" } else { "gz" })
}

fn is_copy(name: &str) -> bool {
    name.starts_with("before-schema-") && (name.ends_with(".db") || name.ends_with(".gz"))
}

/// Removes all copies from before the schema changed but the last few.
pub(crate) fn keep_last(folder: &Path) {
    let mut copies = files(folder, is_copy);
    copies.sort();
    for file in copies.iter().rev().skip(MOST) {
        backup::remove_database(file);
        tracing::info!(file = %file.display(), "removed an earlier copy from before the schema changed");
    }
}

fn files(folder: &Path, is_meant: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter(|entry| entry.file_name().to_str().is_some_and(&is_meant)).map(|entry| entry.path()).collect()
}

/// Removes what a process left that was killed while it copied the database. Whoever opens a folder is alone in it.
pub(crate) fn remove_parts(folder: &Path) {
    backup::remove_database(&folder.join(backup::COPY));
    let is_part = |name: &str| name.starts_with("before-schema-") && name.contains(".db.part");
    files(folder, is_part).iter().for_each(|file| drop(fs::remove_file(file)));
}

/// Removes copies from before the schema changed: those in which somebody is who was erased since, and those that
/// nobody has gone back to for a week.
pub(crate) fn remove_copies(folder: &Path, last_erased: Option<Time>) {
    let last_erased = last_erased.and_then(|time| u64::try_from(time.micros()).ok());
    let last_erased = last_erased.map(|micros| SystemTime::UNIX_EPOCH + Duration::from_micros(micros));
    for file in files(folder, is_copy) {
        let made = file.metadata().and_then(|kept| kept.modified()).ok();
        let age = made.and_then(|made| SystemTime::now().duration_since(made).ok()).unwrap_or_default();
        let is_older = last_erased.is_some_and(|erased| made.is_none_or(|made| made <= erased));
        if !is_older && age < KEPT {
            continue;
        }
        backup::remove_database(&file);
        tracing::info!(file = %file.display(), "removed the copy from before the schema changed");
    }
}

/// Files of a folder that no rule of what is personal reaches: whoever erased somebody looks into them by hand.
pub fn not_looked_into(folder: &Path) -> Vec<String> {
    let is_unknown = |name: &str| {
        let ours = ["hilo.db", "hilo.db-wal", "hilo.db-shm", "hilo.lock", "hilo.sock", "tombstones"];
        !ours.contains(&name) && [".csv", ".db", ".gz"].iter().any(|end| name.ends_with(end))
    };
    let mut names: Vec<String> = files(folder, is_unknown)
        .iter()
        .filter_map(|file| file.file_name().map(|name| name.to_string_lossy().into_owned()))
        .collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_few_copies_are_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        for number in [7, 12, 9, 10, 11] {
            fs::write(folder.path().join(before_schema(number, number % 2 == 0)), "a copy").expect("a file");
        }
        keep_last(folder.path());
        let left = ["before-schema-0010.db", "before-schema-0011.gz", "before-schema-0012.db"];
        assert_eq!(not_looked_into(folder.path()), left);
    }

    #[test]
    fn copies_go_when_somebody_is_erased_or_after_a_week() {
        let folder = tempfile::tempdir().expect("a folder");
        let (old, young) = (folder.path().join(before_schema(3, true)), folder.path().join(before_schema(4, false)));
        let names = ["backup-copy.db", "backup-copy.db-journal", "before-schema-0004.db.part", "rejected-1.csv"];
        for file in names.map(|name| folder.path().join(name)).iter().chain([&old, &young]) {
            fs::write(file, "somebody").expect("a file");
        }
        let long_ago = SystemTime::now() - KEPT - Duration::from_secs(1);
        fs::File::options().write(true).open(&old).and_then(|file| file.set_modified(long_ago)).expect("an old file");
        remove_parts(folder.path());
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("it is later").as_micros();
        let now = Time::from_micros(i64::try_from(now).expect("a time"));
        remove_copies(folder.path(), None);
        remove_copies(folder.path(), Some(now.plus_seconds(-60)));
        assert_eq!(not_looked_into(folder.path()), ["before-schema-0004.gz", "rejected-1.csv"]);
        remove_copies(folder.path(), Some(now.plus_seconds(60)));
        assert_eq!(not_looked_into(folder.path()), ["rejected-1.csv"]);
    }
}
