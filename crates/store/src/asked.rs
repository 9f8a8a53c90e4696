//! Questions that are asked before their answers are wanted. On PostgreSQL all that wait travel together when the first
//! answer is read, so a page that asks ten things of one snapshot waits once. The embedded engine answers each as it is
//! read. Whichever of them fails is named, whoever reads first.

use std::ops::Range;

use base::{Error, Result};

use crate::{
    many,
    tx::{Engine, Failure, Sql, Tx},
    value::{Row, Val},
};

/// A query that was asked, and how its rows are read. What the transaction writes until then may be among them or
/// not.
#[must_use = "a question whose answer nobody reads is never sent"]
pub struct Asked<F> {
    place: &'static str,
    /// Where its parts stand among all that the transaction has asked.
    parts: Range<usize>,
    read: F,
}

/// The same where the rows are read by a function.
pub type Rows<T> = Asked<fn(&Row) -> Result<T>>;

/// One statement of what was asked.
pub(crate) enum Part {
    Waits(Query),
    Came(Vec<tokio_postgres::Row>),
    WasRead,
}

/// A statement and its parameters.
pub struct Query {
    sql: &'static Sql,
    params: Vec<Val<'static>>,
}

impl Query {
    /// That statement with these.
    pub fn new<'v>(sql: &'static Sql, params: impl AsRef<[Val<'v>]>) -> Query {
        Query { sql, params: params.as_ref().iter().cloned().map(Val::into_owned).collect() }
    }
}

impl Tx<'_> {
    /// Asks a query whose rows are read later, with those of others that are asked until then.
    pub fn ask<'v, T, F: FnMut(&Row) -> Result<T>>(
        &mut self,
        sql: &'static Sql,
        params: impl AsRef<[Val<'v>]>,
        read: F,
    ) -> Asked<F> {
        self.ask_all([Query::new(sql, params)], read)
    }

    /// Asks a query about each of these: its first parameters are a list as [`many!`](crate::many) writes it, those
    /// behind it are the rest. An order holds for 32 of them at a time.
    pub fn ask_among<'v, K: Copy, T, F: FnMut(&Row) -> Result<T>>(
        &mut self,
        sql: &'static Sql,
        among: &[K],
        rest: impl AsRef<[Val<'v>]>,
        read: F,
    ) -> Asked<F>
    where
        Val<'v>: From<K>,
    {
        let parts = many::parts(among, rest.as_ref());
        let own = |part: Vec<Val<'v>>| Query { sql, params: part.into_iter().map(Val::into_owned).collect() };
        self.ask_all(parts.into_iter().map(own), read)
    }

    /// Asks several queries that are read in the same way, one after the other.
    pub fn ask_all<T, F: FnMut(&Row) -> Result<T>>(
        &mut self,
        queries: impl IntoIterator<Item = Query>,
        read: F,
    ) -> Asked<F> {
        let from = self.asked.len();
        self.asked.extend(queries.into_iter().map(Part::Waits));
        let place = match self.asked.get(from) {
            Some(Part::Waits(query)) => query.sql.place,
            _ => "no question",
        };
        Asked { place, parts: from..self.asked.len(), read }
    }

    /// Runs a query about each of these, as [`Tx::ask_among`] asks it.
    pub fn query_among<'v, K: Copy, T>(
        &mut self,
        sql: &'static Sql,
        among: &[K],
        rest: impl AsRef<[Val<'v>]>,
        read: impl FnMut(&Row) -> Result<T>,
    ) -> Result<Vec<T>>
    where
        Val<'v>: From<K>,
    {
        self.ask_among(sql, among, rest, read).rows(self)
    }

    /// How many rows each of these queries counts. Each gives one row; what fails is told of at the place of the first.
    pub fn counts(&mut self, queries: impl IntoIterator<Item = Query>) -> Result<Vec<i64>> {
        let asked = self.ask_all(queries, |row| row.get(0));
        let (place, wanted) = (asked.place, asked.parts.len());
        let found = asked.rows(self)?;
        if found.len() != wanted {
            return Err(Error::internal(format!("{place}: {wanted} counts gave {} rows", found.len())));
        }
        Ok(found)
    }

    /// Sends all that waits, where that saves anything.
    fn send(&mut self) -> Result<()> {
        let waiting = self.asked.iter().filter_map(|part| match part {
            Part::Waits(query) => Some((query.sql, query.params.as_slice())),
            _ => None,
        });
        let waiting: Vec<_> = waiting.collect();
        waiting.iter().flat_map(|(_, params)| *params).try_for_each(Val::check)?;
        let Engine::Postgres(session) = &mut self.engine else { return Ok(()) };
        let answers = session.rows_of(&waiting).map_err(|(place, failure)| self.failed(place, failure))?;
        let waits = self.asked.iter_mut().filter(|part| matches!(part, Part::Waits(..)));
        waits.zip(answers).for_each(|(part, rows)| *part = Part::Came(rows));
        Ok(())
    }
}

impl<F> Asked<F> {
    /// Its rows. Whatever else waits is sent with it.
    pub fn rows<T>(self, tx: &mut Tx) -> Result<Vec<T>>
    where
        F: FnMut(&Row) -> Result<T>,
    {
        let Asked { place, parts, read } = self;
        if tx.asked.get(parts.clone()).is_some_and(|parts| parts.iter().any(|part| matches!(part, Part::Waits(..)))) {
            tx.send()?;
        }
        let parts: Vec<Part> = parts.map(|at| std::mem::replace(&mut tx.asked[at], Part::WasRead)).collect();
        while matches!(tx.asked.last(), Some(Part::WasRead)) {
            tx.asked.pop();
        }
        tx.read(place, read, |engine, each| {
            parts.iter().try_for_each(|part| match (part, &mut *engine) {
                (Part::Waits(Query { sql, params }), Engine::Sqlite(connection)) => {
                    connection.each(sql.text, params, each)
                }
                (Part::Came(rows), _) => {
                    rows.iter().all(|row| each(&Row::Postgres(row)));
                    Ok(())
                }
                _ => Err(Failure::Fault("an answer that never came".to_owned())),
            })
        })
    }

    /// Its row, where it has one; it has one at most.
    pub fn one<T>(self, tx: &mut Tx) -> Result<Option<T>>
    where
        F: FnMut(&Row) -> Result<T>,
    {
        let place = self.place;
        let mut rows = self.rows(tx)?;
        if rows.len() > 1 {
            return Err(Error::internal(format!("{place} found {} rows, not one", rows.len())));
        }
        Ok(rows.pop())
    }
}
