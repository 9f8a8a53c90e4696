//! What the database says about its own tables, and statements on tables whose names are only known at run time: for
//! backup and restore.

use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
};

use base::{Error, Result};

use crate::{
    migrations::{self, Reference},
    params, sql,
    tx::{Engine, Tx},
    value::{Row, Val},
};

/// A table as backup and restore see it.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(crate) name: String,
    /// In their order, without those that only one engine has.
    pub(crate) columns: Vec<String>,
    /// The columns of the primary key.
    pub(crate) key: Vec<String>,
}

/// The tables of the database, by name.
pub(crate) fn tables(tx: &mut Tx) -> Result<Vec<String>> {
    if tx.is_postgres() {
        let text = sql!(postgres: "select cast(table_name as text) from information_schema.tables
            where table_schema = current_schema() and table_type = 'BASE TABLE' order by 1");
        return tx.query(text, params![], name);
    }
    let text =
        sql!(sqlite: "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by 1");
    tx.query(text, params![], name)
}

/// The tables with their columns, each after the tables that its rows point to.
pub(crate) fn in_order(tx: &mut Tx) -> Result<Vec<Table>> {
    let mut waiting = tables(tx)?;
    let references = migrations::references();
    let mut ordered = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let points_ahead = |name: &String| {
            let mut parents =
                references.iter().filter(|reference| reference.table == name).map(|reference| reference.to);
            parents.any(|parent| parent != name && waiting.iter().any(|other| other == parent))
        };
        let (later, now): (Vec<String>, Vec<String>) = waiting.iter().cloned().partition(points_ahead);
        if now.is_empty() {
            return Err(Error::internal(format!("the tables {} point to each other in a circle", later.join(", "))));
        }
        ordered.extend(now);
        waiting = later;
    }
    ordered.into_iter().map(|name| Ok(Table { columns: columns(tx, &name)?, key: key(tx, &name)?, name })).collect()
}

/// The order of a table's rows in a backup: the thread's own order, elsewhere the key's.
pub(crate) fn row_order(tx: &Tx, table: &Table) -> String {
    if table.name == "events" && tx.is_postgres() {
        return "\"xid\", \"position\"".to_owned();
    }
    quoted(&table.key)
}

/// Column names as both engines take them.
pub(crate) fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
}

/// Calls `each` for every row of a query until it says false. Rows come one by one, not all at once.
pub(crate) fn each_row(tx: &mut Tx, text: &str, each: &mut dyn FnMut(&Row) -> bool) -> Result<()> {
    let text = kept(text);
    let outcome = match &mut tx.engine {
        Engine::Sqlite(connection) => connection.each(text, &[], each),
        Engine::Postgres(session) => session.each(text, &[], each),
    };
    outcome.map_err(|failure| tx.failed(text, failure))
}

/// Runs one insert for many rows.
pub(crate) fn insert_rows(tx: &mut Tx, text: &str, rows: &[Vec<Val<'static>>]) -> Result<()> {
    let text = kept(text);
    rows.iter().flatten().try_for_each(Val::check)?;
    let outcome = match &mut tx.engine {
        Engine::Sqlite(connection) => connection.exec_many(text, rows),
        Engine::Postgres(session) => session.exec_many(text, rows),
    };
    outcome.map(|_| ()).map_err(|failure| tx.failed(text, failure))
}

/// Lets a long read take its time; PostgreSQL ends others after two minutes.
pub(crate) fn take_time(tx: &mut Tx) -> Result<()> {
    if tx.is_postgres() {
        let text = sql!(postgres: "select set_config('statement_timeout', '0', true)");
        tx.query(text, params![], |_| Ok(()))?;
    }
    Ok(())
}

/// Drops the indexes that no constraint needs, before many rows come; gives the texts that make them again.
pub(crate) fn drop_indexes(tx: &mut Tx) -> Result<Vec<String>> {
    let read = |row: &Row| Ok((row.get::<String>(0)?, row.get::<String>(1)?));
    let indexes = if tx.is_postgres() {
        let text = sql!(postgres: "select cast(i.indexname as text), i.indexdef from pg_indexes i
            where i.schemaname = current_schema() and not exists (select 1 from pg_constraint k
                join pg_class c on c.oid = k.conindid join pg_namespace n on n.oid = c.relnamespace
                where c.relname = i.indexname and n.nspname = i.schemaname) order by 1");
        tx.query(text, params![], read)?
    } else {
        let text =
            sql!(sqlite: "select name, sql from sqlite_schema where type = 'index' and sql is not null order by 1");
        tx.query(text, params![], read)?
    };
    for (name, _) in &indexes {
        super::run_script(tx, &format!("drop index \"{name}\""))?;
    }
    Ok(indexes.into_iter().map(|(_, text)| text).collect())
}

/// Makes an index over rows that are there already.
pub(crate) fn make_index(tx: &mut Tx, text: &str) -> Result<()> {
    take_time(tx)?;
    if tx.is_postgres() {
        return super::run_script(tx, text);
    }
    // Sorting in memory would need room for the whole index.
    super::run_script(tx, "pragma temp_store = file")?;
    let made = super::run_script(tx, text);
    made.and(super::run_script(tx, "pragma temp_store = memory"))
}

/// After rows came with positions of their own: lets new ones continue behind them, and PostgreSQL learn what is there.
pub(crate) fn loaded(tx: &mut Tx) -> Result<()> {
    if tx.is_postgres() {
        take_time(tx)?;
        let text = sql!(postgres: "select setval(pg_get_serial_sequence('events', 'position'),
            (select coalesce(max(position), 0) + 1 from events), false)");
        tx.query(text, params![], |_| Ok(()))?;
        super::run_script(tx, "analyze")?;
    }
    Ok(())
}

fn columns(tx: &mut Tx, table: &str) -> Result<Vec<String>> {
    if tx.is_postgres() {
        let text = sql!(postgres: "select cast(column_name as text) from information_schema.columns
            where table_schema = current_schema() and cast(table_name as text) = $1 and column_name <> 'xid'
            order by ordinal_position");
        return tx.query(text, params![table], name);
    }
    tx.query(sql!(sqlite: "select name from pragma_table_info($1) order by cid"), params![table], name)
}

fn key(tx: &mut Tx, table: &str) -> Result<Vec<String>> {
    if tx.is_postgres() {
        let text = sql!(postgres: "select cast(a.attname as text) from pg_index i
            join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
            cross join unnest(cast(i.indkey as int2[])) with ordinality as k (number, place)
            join pg_attribute a on a.attrelid = c.oid and a.attnum = k.number
            where i.indisprimary and n.nspname = current_schema() and cast(c.relname as text) = $1
            order by k.place");
        return tx.query(text, params![table], name);
    }
    tx.query(sql!(sqlite: "select name from pragma_table_info($1) where pk > 0 order by pk"), params![table], name)
}

/// Every column that holds text, JSON or bytes, with its table. Ids are none of them.
pub(crate) fn texts(tx: &mut Tx) -> Result<Vec<(String, String)>> {
    let read = |row: &Row| Ok((row.get::<String>(0)?, row.get::<String>(1)?));
    if tx.is_postgres() {
        let text = sql!(postgres: "select cast(c.table_name as text), cast(c.column_name as text)
            from information_schema.columns c join information_schema.tables t
                on t.table_schema = c.table_schema and t.table_name = c.table_name
            where c.table_schema = current_schema() and t.table_type = 'BASE TABLE'
                and c.data_type in ('text', 'bytea', 'json', 'jsonb', 'character varying') order by 1, 2");
        return tx.query(text, params![], read);
    }
    let text = sql!(sqlite: "select m.name, p.name from sqlite_schema m join pragma_table_info(m.name) p
        where m.type = 'table' and m.name not like 'sqlite_%' and lower(p.type) in ('text', 'blob') order by 1, 2");
    let mut found = tx.query(text, params![], read)?;
    let ids = migrations::ids();
    found.retain(|(table, column)| !ids.contains(&(table.as_str(), column.as_str())));
    Ok(found)
}

/// References to rows that are not there, as sentences.
pub(super) fn dangling(tx: &mut Tx) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for Reference { table, column, to, key } in migrations::references() {
        let text = format!(
            "select count(*) from {table} c where c.{column} is not null
                 and not exists (select 1 from {to} p where p.{key} = c.{column})"
        );
        let mut rows = 0;
        each_row(tx, &text, &mut |row| {
            rows = row.get::<i64>(0).unwrap_or(-1);
            true
        })?;
        if rows != 0 {
            found.push(format!("{rows} rows of {table} point to a row of {to} that is not there"));
        }
    }
    Ok(found)
}

fn name(row: &Row) -> Result<String> {
    row.get(0)
}

/// The same text for as long as the process lives: connections know prepared statements by where their text lies.
/// There are as many as there are tables.
fn kept(text: &str) -> &'static str {
    static TEXTS: Mutex<Option<HashSet<&'static str>>> = Mutex::new(None);
    let mut texts = TEXTS.lock().unwrap_or_else(PoisonError::into_inner);
    let texts = texts.get_or_insert_default();
    if let Some(known) = texts.get(text) {
        return known;
    }
    let text: &'static str = Box::leak(text.to_owned().into_boxed_str());
    texts.insert(text);
    text
}
