//! What each source told, by day, and its latest events. Counted in memory and written down seconds later: a row that
//! every request had to change would make them wait for each other. A crash loses those seconds of statistics, and
//! never a message.

use std::{
    collections::{BTreeMap, VecDeque},
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use base::{Result, Time};
use store::{
    Tx,
    asked::Rows,
    params, sql,
    thread::{self, Event, EventId},
    value::Row,
};
use web::{app::App, locale::Lang};

use crate::{ingest::Taken, sources::SourceId};

/// How long what was counted waits until it is written down.
const PATIENCE: Duration = Duration::from_secs(2);
/// How many of a source's latest events are known.
pub const NEWEST: usize = 50;

/// What was counted and is not written down yet.
#[derive(Clone, Default)]
pub struct Counts(Arc<Mutex<Waiting>>);

#[derive(Default)]
struct Waiting {
    told: BTreeMap<SourceId, Told>,
    is_due: bool,
}

/// What one source told.
#[derive(Clone, Debug)]
struct Told {
    taken: u64,
    known: u64,
    rejected: u64,
    last: Time,
    newest: VecDeque<(Time, i64, EventId)>,
}

impl Told {
    fn add(&mut self, other: Told) {
        self.taken += other.taken;
        self.known += other.known;
        self.rejected += other.rejected;
        self.last = self.last.max(other.last);
        self.newest.extend(other.newest);
        let more = self.newest.len().saturating_sub(NEWEST);
        self.newest.drain(..more);
    }
}

impl Counts {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, source: SourceId, told: Told) {
        let mut waiting = self.waiting();
        match waiting.told.get_mut(&source) {
            Some(before) => before.add(told),
            None => drop(waiting.told.insert(source, told)),
        }
    }

    /// Counts what a source told; it is written down by itself a little later.
    pub fn add(&self, app: &App, source: SourceId, now: Time, taken: &Taken) {
        let newest = (0..).zip(&taken.newest).map(|(place, &id)| (now, place, id)).collect();
        let told = Told { taken: taken.new, known: taken.known, rejected: taken.rejected, last: now, newest };
        self.keep(source, told);
        if !mem::replace(&mut self.waiting().is_due, true) {
            tokio::spawn(self.clone().write_later(app.clone()));
        }
    }

    async fn write_later(self, app: App) {
        let mut stop = app.stop.clone();
        tokio::select! {
            _ = stop.wait_for(|is_told| *is_told) => {}
            _ = tokio::time::sleep(PATIENCE) => {}
        }
        self.waiting().is_due = false;
        if let Err(error) = self.write(&app).await {
            tracing::warn!(cause = %error, "what sources told was not counted; with the next messages it is");
        }
    }

    /// Writes down what was counted; who shows counts does so first, and is never behind this process.
    pub async fn write(&self, app: &App) -> Result<()> {
        let told = mem::take(&mut self.waiting().told);
        if told.is_empty() {
            return Ok(());
        }
        let (day, kept) = (app.say(Lang::En).day_key(app.clock.now()), told.clone());
        let written = app.db.write("tracking.count", move |tx| write(tx, &day, &told)).await;
        if written.is_err() {
            kept.into_iter().for_each(|(source, told)| self.keep(source, told));
        }
        written
    }
}

fn write(tx: &mut Tx, day: &str, told: &BTreeMap<SourceId, Told>) -> Result<()> {
    let text = sql!(
        "insert into source_days (source_id, day, taken, known, rejected, last_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (source_id, day) do update set taken = source_days.taken + excluded.taken,
             known = source_days.known + excluded.known, rejected = source_days.rejected + excluded.rejected,
             last_at = case when excluded.last_at > source_days.last_at then excluded.last_at
                 else source_days.last_at end"
    );
    let days = told.iter().map(|(source, told)| {
        params![*source, day, told.taken as i64, told.known as i64, told.rejected as i64, told.last]
    });
    tx.exec_many(text, days)?;
    let text = sql!(
        "insert into source_news (source_id, received, place, event_id) values ($1, $2, $3, $4) on conflict do nothing"
    );
    let rows = |(source, told): (&SourceId, &Told)| {
        let source = *source;
        told.newest.clone().into_iter().map(move |(at, place, event)| params![source, at, place, event])
    };
    tx.exec_many(text, told.iter().flat_map(rows))?;
    let text = sql!(
        "delete from source_news where source_id = $1 and event_id in (select event_id from source_news
             where source_id = $1 order by received desc, place desc limit 1000000 offset $2)"
    );
    tx.exec_many(text, told.keys().map(|source| params![*source, NEWEST as i64])).map(|_| ())
}

/// What a source told today, and when it was heard of last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Today {
    /// Messages that are on the thread.
    pub taken: i64,
    /// Messages that had been told before.
    pub known: i64,
    /// Messages that could not be used.
    pub rejected: i64,
    /// When it was heard of last, on whatever day.
    pub last_at: Option<Time>,
}

/// What each source told on this day of the shop.
pub fn today(tx: &mut Tx, day: &str) -> Result<BTreeMap<SourceId, Today>> {
    Ok(ask_today(tx, day).rows(tx)?.into_iter().collect())
}

/// Asks for it.
pub fn ask_today(tx: &mut Tx, day: &str) -> Rows<(SourceId, Today)> {
    let text = sql!(
        "select source_id, cast(sum(case when day = $1 then taken else 0 end) as bigint),
             cast(sum(case when day = $1 then known else 0 end) as bigint),
             cast(sum(case when day = $1 then rejected else 0 end) as bigint), max(last_at)
         from source_days group by source_id"
    );
    let read: fn(&Row) -> _ = |row| {
        let today = Today { taken: row.get(1)?, known: row.get(2)?, rejected: row.get(3)?, last_at: row.get(4)? };
        Ok((row.get(0)?, today))
    };
    tx.ask(text, params![day], read)
}

/// The latest events of a source and when each was received, the newest first.
pub fn newest(tx: &mut Tx, source: SourceId, limit: i64) -> Result<Vec<(Time, Event)>> {
    let text = sql!(
        "select event_id, received from source_news where source_id = $1
         order by received desc, place desc limit $2"
    );
    let rows = tx.query(text, params![source, limit], |row| Ok((row.get::<EventId>(0)?, row.get::<Time>(1)?)))?;
    let mut found = Vec::with_capacity(rows.len());
    for (id, received) in rows {
        found.extend(thread::one(tx, id)?.map(|event| (received, event)));
    }
    Ok(found)
}
