//! What was set aside and waits for a person: jobs that kept failing, events that a fold could not take. And how many
//! jobs of each kind there are.

use base::{Cx, Error, Result, Time};

use crate::{
    asked::Rows,
    followers::Fold,
    jobs::JobId,
    params, sql,
    thread::{self, EventId},
    tx::Tx,
    value::Row,
};

/// The jobs of a kind.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "JobsOfKind")]
pub struct Kind {
    /// The name that a room registered.
    pub kind: String,
    /// Whether they take long.
    pub is_slow: bool,
    /// Those that wait.
    pub waiting: i64,
    /// Those that somebody does just now.
    pub running: i64,
    /// Those that were set aside.
    pub parked: i64,
    /// Since when the first of them could have been done.
    pub due_since: Option<Time>,
}

/// How many jobs there are, by kind.
pub fn kinds(tx: &mut Tx, now: Time) -> Result<Vec<Kind>> {
    ask_kinds(tx, now).rows(tx)
}

/// Asks for them.
pub fn ask_kinds(tx: &mut Tx, now: Time) -> Rows<Kind> {
    let text = sql!(
        "select kind, is_slow,
             cast(sum(case when state = 'waiting' and coalesce(lease_until, 0) < $1 then 1 else 0 end) as bigint),
             cast(sum(case when state = 'waiting' and coalesce(lease_until, 0) >= $1 then 1 else 0 end) as bigint),
             cast(sum(case when state = 'parked' then 1 else 0 end) as bigint),
             min(case when state = 'waiting' and coalesce(lease_until, 0) < $1 and run_at <= $1 then run_at end)
         from jobs group by kind, is_slow order by kind"
    );
    let read: fn(&Row) -> _ = |row| {
        let (kind, is_slow, waiting) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(Kind { kind, is_slow, waiting, running: row.get(3)?, parked: row.get(4)?, due_since: row.get(5)? })
    };
    tx.ask(text, params![now], read)
}

/// A job that was set aside.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct ParkedJob {
    /// Its id.
    pub id: JobId,
    /// What was to be done.
    pub kind: String,
    /// For whom or what.
    pub key: String,
    /// How often it was tried.
    pub attempts: i64,
    /// Why it failed.
    pub reason: Option<String>,
    /// When it was set aside.
    pub parked_at: Time,
    /// When it was first wanted.
    pub created_at: Time,
}

fn read_job(row: &Row) -> Result<ParkedJob> {
    Ok(ParkedJob {
        id: row.get(0)?,
        kind: row.get(1)?,
        key: row.get(2)?,
        attempts: row.get(3)?,
        reason: row.get(4)?,
        parked_at: row.get(5)?,
        created_at: row.get(6)?,
    })
}

/// Jobs that were set aside, the latest first.
pub fn jobs(tx: &mut Tx, limit: i64) -> Result<Vec<ParkedJob>> {
    let text = sql!(
        "select id, kind, key, attempts, last_error, run_at, created_at from jobs where state = 'parked'
         order by run_at desc, id limit $1"
    );
    tx.query(text, params![limit], read_job)
}

fn one(tx: &mut Tx, id: JobId) -> Result<ParkedJob> {
    let text = sql!(
        "select id, kind, key, attempts, last_error, run_at, created_at from jobs where state = 'parked' and id = $1"
    );
    tx.query_one(text, params![id], read_job)?.ok_or(Error::NotFound { what: "job" })
}

/// Has a job that was set aside done again, from its first try.
pub fn job_again(cx: &Cx, tx: &mut Tx, id: JobId) -> Result<ParkedJob> {
    let job = one(tx, id)?;
    let text = sql!("update jobs set state = 'waiting', attempts = 0, run_at = $2 where id = $1 and state = 'parked'");
    tx.exec(text, params![id, cx.now])?;
    Ok(job)
}

/// Has all jobs of a kind that were set aside done again; says how many.
pub fn jobs_again(cx: &Cx, tx: &mut Tx, kind: &str) -> Result<u64> {
    let text =
        sql!("update jobs set state = 'waiting', attempts = 0, run_at = $2 where kind = $1 and state = 'parked'");
    tx.exec(text, params![kind, cx.now])
}

/// Forgets a job that was set aside: what it was to do is not done.
pub fn give_up(tx: &mut Tx, id: JobId) -> Result<ParkedJob> {
    let job = one(tx, id)?;
    tx.exec(sql!("delete from jobs where id = $1 and state = 'parked'"), params![id])?;
    Ok(job)
}

/// An event that a fold could not take.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct ParkedEvent {
    /// The fold.
    pub follower: String,
    /// Its version.
    pub version: i64,
    /// The event.
    pub event: EventId,
    /// What happened, such as `Order Completed`.
    pub kind: String,
    /// Why it was not taken.
    pub reason: String,
    /// When it was set aside.
    pub parked_at: Time,
}

/// Events that folds could not take, the latest first.
pub fn events(tx: &mut Tx, limit: i64) -> Result<Vec<ParkedEvent>> {
    // Each event by itself: joined, PostgreSQL reads all of the thread for a few.
    let text = sql!(
        "select p.follower, p.version, p.event_id, p.reason, p.parked_at,
             (select e.kind from events e where e.id = p.event_id)
         from parked_events p order by p.parked_at desc, p.event_id limit $1"
    );
    let found = tx.query(text, params![limit], |row| {
        let Some(kind) = row.get(5)? else { return Ok(None) };
        let (follower, version, event) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(Some(ParkedEvent { follower, version, event, kind, reason: row.get(3)?, parked_at: row.get(4)? }))
    })?;
    Ok(found.into_iter().flatten().collect())
}

/// How many events folds could not take.
pub fn count_events(tx: &mut Tx) -> Result<i64> {
    Ok(ask_count_events(tx).one(tx)?.unwrap_or(0))
}

/// Asks how many they are.
pub fn ask_count_events(tx: &mut Tx) -> Rows<i64> {
    let read: fn(&Row) -> _ = |row| row.get(0);
    tx.ask(sql!("select count(*) from parked_events"), params![], read)
}

/// Gives an event once more to a fold that could not take it. It is counted now, or stays set aside with its reason;
/// says whether it was counted.
pub fn event_again(cx: &Cx, tx: &mut Tx, fold: &Fold, version: i64, id: EventId) -> Result<bool> {
    let text = sql!("delete from parked_events where follower = $1 and version = $2 and event_id = $3");
    // Whoever takes the row counts the event, so it is counted once.
    if tx.exec(text, params![fold.name, version, id])? == 0 {
        return Err(Error::NotFound { what: "parked event" });
    }
    let event = thread::one(tx, id)?.ok_or(Error::NotFound { what: "event" })?;
    let refused = (fold.record)(tx, version, std::slice::from_ref(&event))?;
    for (event, reason) in &refused {
        let text = sql!(
            "insert into parked_events (follower, version, event_id, reason, parked_at) values ($1, $2, $3, $4, $5)"
        );
        tx.exec(text, params![fold.name, version, *event, reason, cx.now])?;
    }
    Ok(refused.is_empty())
}
