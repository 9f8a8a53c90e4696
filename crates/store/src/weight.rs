//! What the database weighs, and how that grows from day to day.

use std::path::Path;

use base::{Result, Time};

use crate::{db::Db, dialect, params, sql, tx::Tx};

/// What there is on disks, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Weight {
    /// The database.
    pub database: i64,
    /// Its write-ahead log, where it is ours to look at.
    pub log: Option<i64>,
    /// The pictures that it tells of, without the widths that are made of them.
    pub pictures: i64,
    /// Backups in the folder of backups.
    pub backups: i64,
    /// What is free where the data folder is.
    pub free: Option<i64>,
}

/// A day of it.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "StorageDay")]
pub struct Day {
    /// Such as `2026-11-20`, in UTC.
    pub day: String,
    /// When that was.
    pub looked_at: Time,
    /// What was there at its last look.
    #[serde(flatten)]
    pub weight: Weight,
}

/// The database and its log.
pub fn of_database(db: &Db) -> Result<(i64, Option<i64>)> {
    let Some(file) = db.file() else {
        return Ok((db.read_now("store.weight", dialect::server_bytes)?.unwrap_or(0), None));
    };
    let mut log = file.to_owned().into_os_string();
    log.push("-wal");
    Ok((bytes(file), Some(bytes(Path::new(&log)))))
}

/// The size of a file; nothing where it is not there.
pub fn bytes(file: &Path) -> i64 {
    file.metadata().map_or(0, |found| i64::try_from(found.len()).unwrap_or(i64::MAX))
}

/// Days that are kept.
const KEPT: i64 = 400;

/// Notes what is there today.
pub fn note(tx: &mut Tx, now: Time, weight: &Weight) -> Result<()> {
    let text = sql!(
        "insert into storage_days
             (day, database_bytes, log_bytes, pictures_bytes, backups_bytes, free_bytes, looked_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (day) do update set database_bytes = excluded.database_bytes, log_bytes = excluded.log_bytes,
             pictures_bytes = excluded.pictures_bytes, backups_bytes = excluded.backups_bytes,
             free_bytes = excluded.free_bytes, looked_at = excluded.looked_at"
    );
    let Weight { database, log, pictures, backups, free } = *weight;
    tx.exec(text, params![day(now), database, log, pictures, backups, free, now])?;
    let old = now.plus_seconds(-KEPT * 86_400);
    tx.exec(sql!("delete from storage_days where day < $1"), params![day(old)]).map(|_| ())
}

/// The latest days, the latest first.
pub fn days(tx: &mut Tx, limit: i64) -> Result<Vec<Day>> {
    let text = sql!(
        "select day, database_bytes, log_bytes, pictures_bytes, backups_bytes, free_bytes, looked_at from storage_days
         order by day desc limit $1"
    );
    tx.query(text, params![limit], |row| {
        let (database, log, pictures) = (row.get(1)?, row.get(2)?, row.get(3)?);
        let weight = Weight { database, log, pictures, backups: row.get(4)?, free: row.get(5)? };
        Ok(Day { day: row.get(0)?, looked_at: row.get(6)?, weight })
    })
}

fn day(at: Time) -> String {
    at.to_rfc3339().chars().take(10).collect()
}
