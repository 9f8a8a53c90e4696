//! Facts about the database itself: its secret and its epoch.

use base::{Error, Result};

use crate::{asked::Rows, params, sql, tx::Tx, value::Row};

/// Writes what a new database starts with.
pub(crate) fn found(tx: &mut Tx) -> Result<()> {
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).map_err(Error::internal)?;
    let text: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    set(tx, "secret", &text)?;
    set(tx, "epoch", "1")
}

/// Sets one fact.
pub fn set(tx: &mut Tx, name: &str, value: &str) -> Result<()> {
    let text = sql!(
        "insert into settings (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value"
    );
    tx.exec(text, params![name, value]).map(|_| ())
}

/// Forgets one fact.
pub fn remove(tx: &mut Tx, name: &str) -> Result<()> {
    tx.exec(sql!("delete from settings where name = $1"), params![name]).map(|_| ())
}

/// Reads one fact.
pub fn get(tx: &mut Tx, name: &str) -> Result<Option<String>> {
    ask(tx, name).one(tx)
}

/// Asks for one fact.
pub fn ask(tx: &mut Tx, name: &str) -> Rows<String> {
    let read: fn(&Row) -> _ = |row| row.get(0);
    tx.ask(sql!("select value from settings where name = $1"), params![name], read)
}

/// The database's own secret, from which the ids of identifiers follow.
pub fn secret(tx: &mut Tx) -> Result<Vec<u8>> {
    let text = get(tx, "secret")?.ok_or_else(|| Error::internal("the database has no secret"))?;
    Ok(text.into_bytes())
}

/// Counts how often positions on the thread have started to mean something else: a restore raises it.
pub fn epoch(tx: &mut Tx) -> Result<i64> {
    let text = get(tx, "epoch")?.ok_or_else(|| Error::internal("the database has no epoch"))?;
    text.parse().map_err(Error::internal)
}
