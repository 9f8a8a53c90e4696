//! The schema's numbered steps, and how a database gets from where it is to where this program needs it.
//!
//! Each step is one transaction, under a lock. An older program refuses a newer schema. Before a database is changed it
//! is copied: the embedded one as the file it is, the one of a server as a backup.

use std::{fs::File, path::Path};

use base::{Clock, Cx, Error, Result};

use crate::{
    backup,
    db::{Db, Place, Settings},
    dialect::{self, catalog},
    leftovers, params, settings, sql,
    tx::Tx,
};

/// Every step, in order. A step that has been released is never edited.
const STEPS: [(&str, &str); 41] = [
    ("0001_store", include_str!("../../../migrations/0001_store.sql")),
    ("0002_staff", include_str!("../../../migrations/0002_staff.sql")),
    ("0003_customers_catalog", include_str!("../../../migrations/0003_customers_catalog.sql")),
    ("0004_orders", include_str!("../../../migrations/0004_orders.sql")),
    ("0005_identity", include_str!("../../../migrations/0005_identity.sql")),
    ("0006_consent", include_str!("../../../migrations/0006_consent.sql")),
    ("0007_labels", include_str!("../../../migrations/0007_labels.sql")),
    ("0008_privacy", include_str!("../../../migrations/0008_privacy.sql")),
    ("0009_lookups", include_str!("../../../migrations/0009_lookups.sql")),
    ("0010_holders", include_str!("../../../migrations/0010_holders.sql")),
    ("0012_bulk", include_str!("../../../migrations/0012_bulk.sql")),
    ("0013_tracking", include_str!("../../../migrations/0013_tracking.sql")),
    ("0014_source_days", include_str!("../../../migrations/0014_source_days.sql")),
    ("0015_visits", include_str!("../../../migrations/0015_visits.sql")),
    ("0016_variants", include_str!("../../../migrations/0016_variants.sql")),
    ("0017_catalog", include_str!("../../../migrations/0017_catalog.sql")),
    ("0018_prices", include_str!("../../../migrations/0018_prices.sql")),
    ("0019_pictures", include_str!("../../../migrations/0019_pictures.sql")),
    ("0020_tellers", include_str!("../../../migrations/0020_tellers.sql")),
    ("0021_imported", include_str!("../../../migrations/0021_imported.sql")),
    ("0022_search", include_str!("../../../migrations/0022_search.sql")),
    ("0023_import_pictures", include_str!("../../../migrations/0023_import_pictures.sql")),
    ("0024_imports", include_str!("../../../migrations/0024_imports.sql")),
    ("0025_product_bulks", include_str!("../../../migrations/0025_product_bulks.sql")),
    ("0026_reviews", include_str!("../../../migrations/0026_reviews.sql")),
    ("0027_search_prices", include_str!("../../../migrations/0027_search_prices.sql")),
    ("0033_job_ranks", include_str!("../../../migrations/0033_job_ranks.sql")),
    ("0034_import_options", include_str!("../../../migrations/0034_import_options.sql")),
    ("0035_people", include_str!("../../../migrations/0035_people.sql")),
    ("0036_api_keys", include_str!("../../../migrations/0036_api_keys.sql")),
    ("0037_operations", include_str!("../../../migrations/0037_operations.sql")),
    ("0038_takings", include_str!("../../../migrations/0038_takings.sql")),
    ("0040_saved_views", include_str!("../../../migrations/0040_saved_views.sql")),
    ("0041_companies", include_str!("../../../migrations/0041_companies.sql")),
    ("0042_notifications", include_str!("../../../migrations/0042_notifications.sql")),
    ("0043_lists", include_str!("../../../migrations/0043_lists.sql")),
    ("0044_takings_days", include_str!("../../../migrations/0044_takings_days.sql")),
    ("0045_password_links", include_str!("../../../migrations/0045_password_links.sql")),
    ("0046_customer_words", include_str!("../../../migrations/0046_customer_words.sql")),
    ("0047_products_by_revenue", include_str!("../../../migrations/0047_products_by_revenue.sql")),
    ("0048_orders_by_place", include_str!("../../../migrations/0048_orders_by_place.sql")),
];

/// The schema that this program needs.
pub const LATEST: usize = STEPS.len();

/// A column whose values are keys of another table's rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    pub(crate) table: &'static str,
    pub(crate) column: &'static str,
    pub(crate) to: &'static str,
    /// The column of its key there.
    pub(crate) key: &'static str,
}

/// Every reference, as the steps write them: one on a line. Not every engine keeps all of them.
pub(crate) fn references() -> Vec<Reference> {
    let (mut found, mut table) = (Vec::new(), "");
    for line in STEPS.iter().flat_map(|(_, text)| text.lines()) {
        if let Some(rest) = line.strip_prefix("create table ") {
            table = rest.trim_end_matches(" (");
        }
        if let Some((before, after)) = line.split_once(" references ")
            && let (Some(column), Some((to, key))) = (before.split_whitespace().next(), after.split_once(" ("))
        {
            let key = key.split(')').next().unwrap_or_default();
            let words: Vec<&'static str> = before.split_whitespace().collect();
            found.push(match words[..] {
                ["alter", "table", table, "add", "column", column, ..] => Reference { table, column, to, key },
                _ => Reference { table, column, to, key },
            });
        }
    }
    found
}

/// Every column that holds ids, with its table, as the steps write them: one on a line.
pub(crate) fn ids() -> Vec<(&'static str, &'static str)> {
    let (mut found, mut table) = (Vec::new(), "");
    for line in STEPS.iter().flat_map(|(_, text)| text.lines()) {
        let mut words = line.split_whitespace();
        match (words.next(), words.next()) {
            (Some("create"), Some("table")) => table = words.next().unwrap_or_default(),
            (Some("alter"), Some("table")) => {
                let said: Vec<&'static str> = words.collect();
                if let [table, "add", "column", column, "{id}" | "{id};", ..] = said[..] {
                    found.push((table, column));
                }
            }
            (Some(column), Some("{id}" | "{id},")) => found.push((table, column)),
            _ => {}
        }
    }
    found
}

/// Brings the database up to date.
pub(crate) fn run(db: &Db, settings: &Settings) -> Result<()> {
    let at = db.migrate_now("store.schema", |tx| {
        let at = schema_now(tx)?;
        if at > 0 && settings::get(tx, "restoring")?.is_some() {
            return Err(interrupted());
        }
        Ok(at)
    })?;
    if at == LATEST {
        return Ok(());
    }
    if let (Some(folder), true) = (&settings.copies, at > 0) {
        copy_first(db, settings, folder)?;
    }
    up_to(db, LATEST)
}

/// The schema that a database has; 0 where nothing is in it.
pub fn schema_of(db: &Db) -> Result<usize> {
    db.migrate_now("store.schema", schema_now)
}

/// Copies the database before its schema is changed. What cannot be copied is not changed.
fn copy_first(db: &Db, settings: &Settings, folder: &Path) -> Result<()> {
    let is_file = matches!(settings.place, Place::Folder { .. });
    let copy = folder.join(leftovers::before_schema(LATEST, is_file));
    if !copy.exists() {
        tracing::info!(copy = %copy.display(), "copying the database before changing its schema");
        let copied = if is_file { copy_to(db, &copy) } else { back_up_to(db, folder, &copy) };
        copied.map_err(|error| {
            let says = format!(
                "The schema of this database is older, and it could not be copied before it is changed: {error} \
                 Nothing was changed. Make room in {}, or start once with `hilo serve --without-copy`.",
                folder.display()
            );
            Error::conflict("upgrade-not-copied", says)
        })?;
    }
    leftovers::keep_last(folder);
    tracing::info!(copy = %copy.display(), "copied the database before changing its schema");
    Ok(())
}

/// Writes a backup of a server's database as it is, in one snapshot: others may go on meanwhile.
fn back_up_to(db: &Db, folder: &Path, copy: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).map_err(|error| {
        Error::invalid("data-folder", format!("Cannot use the folder {}: {error}.", folder.display()))
    })?;
    let cx = Cx::system("upgrade", Clock::Machine.now());
    backup::write(&cx, db, folder, copy, &mut |_| {}).map(|_| ())
}

/// Copies the database under another name, so that what has this one is whole and on disk.
fn copy_to(db: &Db, copy: &Path) -> Result<()> {
    let part = copy.with_extension("db.part");
    // What is left of one that was interrupted.
    backup::remove_database(&part);
    db.copy_file(&part)?;
    let kept = File::open(&part)
        .and_then(|file| file.sync_all())
        .and_then(|()| std::fs::rename(&part, copy))
        .and_then(|()| backup::sync_folder_of(copy));
    kept.map_err(Error::internal)
}

/// Runs the steps up to number `last`.
pub fn up_to(db: &Db, last: usize) -> Result<()> {
    for number in 1..=last {
        db.migrate_now("store.migrate", move |tx| step(tx, number))?;
    }
    Ok(())
}

/// The refusal of a database that a restore began to fill and did not end.
pub(crate) fn interrupted() -> Error {
    Error::conflict(
        "restore-interrupted",
        "A restore into this database was interrupted, so it is not complete. \
         Remove the data folder, or empty the PostgreSQL database, and restore again.",
    )
}

/// Runs one step, where the database has not seen it yet.
pub(crate) fn step(tx: &mut Tx, number: usize) -> Result<()> {
    dialect::migration_lock(tx)?;
    if schema_now(tx)? >= number {
        return Ok(());
    }
    let (name, text) = STEPS[number - 1];
    dialect::run_script(tx, &dialect::translate(text, tx.is_postgres())).map_err(|error| error.while_doing(name))?;
    if number == 1 {
        settings::found(tx)?;
    }
    settings::set(tx, "schema", &number.to_string())
}

/// The number of the last step that this database has seen; 0 for an empty one.
fn schema_now(tx: &mut Tx) -> Result<usize> {
    dialect::migration_lock(tx)?;
    if !catalog::tables(tx)?.iter().any(|table| table == "settings") {
        return Ok(0);
    }
    let text =
        tx.query_one(sql!("select value from settings where name = 'schema'"), params![], |row| row.get::<String>(0))?;
    let number = text.and_then(|text| text.parse().ok()).unwrap_or(0);
    if number > LATEST {
        return Err(Error::conflict(
            "schema-newer",
            format!(
                "This database was made by a newer Hilo (schema {number}; this program knows {LATEST}). \
                 Start the newer program, or restore a backup that is older."
            ),
        ));
    }
    Ok(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_read_from_the_steps() {
        let found = references();
        assert!(found.contains(&Reference { table: "order_lines", column: "order_id", to: "orders", key: "id" }));
        assert!(found.contains(&Reference { table: "event_private", column: "event_id", to: "events", key: "id" }));
        assert!(found.contains(&Reference { table: "return_lines", column: "variant_id", to: "variants", key: "id" }));
        assert!(found.contains(&Reference { table: "shops", column: "company", to: "companies", key: "code" }));
        let words: usize = STEPS.iter().map(|(_, text)| text.matches(" references ").count()).sum();
        assert_eq!(found.len(), words);
    }
}
