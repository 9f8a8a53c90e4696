//! Jobs: what must happen after an act, written in the act's own transaction.
//!
//! A job is taken under a lease with a fencing token, and its work and its end are one transaction, so it happens once
//! however often a worker dies. One that keeps failing is parked with its reason, for a person to see. Jobs that take
//! long wait in a line of their own: what they do stands outside of any transaction, and may be done again.

use std::time::{Duration, Instant};

use base::{Clock, Cx, Error, Id, Noun, Result, Time};
use futures_util::stream::{FuturesUnordered, StreamExt};

use crate::{db::Db, dialect, params, sql, tx::Tx, value::Row};

/// A piece of work that waits.
pub struct Work;
impl Noun for Work {
    const PREFIX: &'static str = "job";
    const NAME: &'static str = "job";
}
/// The id of a job.
pub type JobId = Id<Work>;

/// After so many tries a job is parked.
const TRIES: i64 = 10;
/// How long a worker may take before another may try.
const LEASE_S: i64 = 60;
/// How many jobs a worker takes at once.
const AT_ONCE: i64 = 64;
/// The same for jobs that take long.
const SLOW_LEASE_S: i64 = 900;
const SLOW_AT_ONCE: i64 = 2;
/// After so long a job says that it is still being done, so that nobody else takes it.
const SLOW_STAYS: Duration = Duration::from_secs(240);

/// A job in a worker's hands.
#[derive(Clone, Debug)]
pub struct Leased {
    /// Its id.
    pub id: JobId,
    /// What to do: the name that a room registered.
    pub kind: String,
    /// Whom or what it is for.
    pub key: String,
    /// What else it needs, as JSON text.
    pub body: String,
    attempts: i64,
    fence: i64,
    taken: Instant,
}

impl Leased {
    /// The time now, by the clock that the worker began it with: what takes long ends later than it began.
    pub fn now(&self, cx: &Cx) -> Time {
        cx.now.plus_millis(i64::try_from(self.taken.elapsed().as_millis()).unwrap_or(0))
    }

    /// Whether it is not tried again if it fails now.
    pub const fn is_last(&self) -> bool {
        self.attempts >= TRIES
    }
}

pub(crate) fn read_leased(row: &Row) -> Result<Leased> {
    Ok(Leased {
        id: row.get(0)?,
        kind: row.get(1)?,
        key: row.get(2)?,
        body: row.get(3)?,
        attempts: row.get(4)?,
        fence: row.get(5)?,
        taken: Instant::now(),
    })
}

/// What a room can do in the background.
#[derive(Clone, Copy)]
pub struct Handler {
    /// The name its jobs carry, such as `orders.match_returns`.
    pub kind: &'static str,
    /// Does the work, in the transaction that also ends the job.
    pub run: fn(&Cx, &mut Tx, &Leased) -> Result<()>,
}

/// What a room can do that takes long: pictures, files, other machines.
#[derive(Clone, Copy)]
pub struct Slow {
    /// The name its jobs carry, such as `pictures.widths`.
    pub kind: &'static str,
    /// Does the work, on a thread of its own. A worker that dies has it done again, so twice must come to the same.
    pub run: fn(&Cx, &Db, &Leased) -> Result<()>,
}

/// Enqueues work that takes long for each key, as `enqueue` does.
pub fn enqueue_slow<'k>(
    cx: &Cx,
    tx: &mut Tx,
    kind: &'static str,
    keys: impl IntoIterator<Item = &'k str>,
) -> Result<()> {
    put(cx, tx, (kind, true, 0), keys)
}

/// The same for what there may be ten thousands of: it waits behind all other work that takes long.
pub fn enqueue_last<'k>(
    cx: &Cx,
    tx: &mut Tx,
    kind: &'static str,
    keys: impl IntoIterator<Item = &'k str>,
) -> Result<()> {
    put(cx, tx, (kind, true, 1), keys)
}

/// Enqueues work for each key. A job that already waits for a key serves; one that is running runs once more;
/// one that was parked is tried once more.
pub fn enqueue<'k>(cx: &Cx, tx: &mut Tx, kind: &'static str, keys: impl IntoIterator<Item = &'k str>) -> Result<()> {
    put(cx, tx, (kind, false, 0), keys)
}

fn put<'k>(
    cx: &Cx,
    tx: &mut Tx,
    (kind, is_slow, rank): (&'static str, bool, i64),
    keys: impl IntoIterator<Item = &'k str>,
) -> Result<()> {
    let text = sql!(
        "insert into jobs (id, kind, key, body, run_at, created_at, is_slow, rank)
         values ($1, $2, $3, '{}', $4, $4, $6, $7)
         on conflict (kind, key) do update set again = 1, state = 'waiting',
             attempts = case when jobs.state = 'parked' then $5 else jobs.attempts end"
    );
    for key in keys {
        tx.push(text, params![JobId::new(cx.now), kind, key, cx.now, TRIES - 1, is_slow, rank])?;
    }
    Ok(())
}

/// Does due jobs until none is left; says how many were done. Called by the worker loop, and by commands and tests
/// that want the work settled.
pub async fn settle(db: &Db, clock: &Clock, handlers: &[Handler]) -> Result<u64> {
    let mut done = 0;
    loop {
        let leased = lease(db, clock, LEASE_S, (false, AT_ONCE)).await?;
        if leased.is_empty() {
            return Ok(done);
        }
        // Together, so that the embedded writer commits them together.
        let running = leased.into_iter().map(|job| run_one(db, clock, handlers, job));
        for outcome in futures_util::future::join_all(running).await {
            done += u64::from(outcome?);
        }
    }
}

/// The same for jobs that take long. One that takes very long keeps a hand, and the others go by the other.
pub async fn settle_slow(db: &Db, clock: &Clock, all: &[Slow]) -> Result<u64> {
    let (mut done, mut failed, mut running) = (0, None, FuturesUnordered::new());
    loop {
        let room = SLOW_AT_ONCE - running.len() as i64;
        if room > 0 && failed.is_none() {
            match lease(db, clock, SLOW_LEASE_S, (true, room)).await {
                Ok(leased) => running.extend(leased.into_iter().map(|job| run_slow(db, clock, all, job))),
                Err(error) => failed = Some(error),
            }
        }
        tokio::select! {
            ended = running.next() => match ended {
                Some(Ok(is_done)) => done += u64::from(is_done),
                Some(Err(error)) => failed = Some(error),
                None => return failed.map_or(Ok(done), Err),
            },
            () = tokio::time::sleep(Duration::from_millis(500)), if room > 0 => {}
        }
    }
}

/// Keeps a job that takes long in these hands. The worker says so by itself now and then.
pub async fn stay(db: &Db, clock: &Clock, job: &Leased) -> Result<()> {
    let (id, fence, until) = (job.id, job.fence, clock.now().plus_seconds(SLOW_LEASE_S));
    db.claim("jobs.stay", move |tx| {
        let text = sql!("update jobs set lease_until = $3 where id = $1 and fence = $2 and lease_until is not null");
        tx.exec(text, params![id, fence, until]).map(|_| ())
    })
    .await
}

async fn lease(db: &Db, clock: &Clock, seconds: i64, (is_slow, limit): (bool, i64)) -> Result<Vec<Leased>> {
    let now = clock.now();
    db.claim("jobs.lease", move |tx| {
        let leased = dialect::lease_jobs(tx, now, now.plus_seconds(seconds), (is_slow, limit))?;
        for job in &leased {
            tx.push(sql!("update jobs set again = 0 where id = $1 and again = 1"), params![job.id])?;
        }
        Ok(leased)
    })
    .await
}

/// Works on what takes long until told to stop.
pub async fn work_slowly(db: Db, clock: Clock, all: Vec<Slow>, mut stop: tokio::sync::watch::Receiver<bool>) {
    while !*stop.borrow() {
        let worked = tokio::select! {
            _ = stop.changed() => break,
            worked = settle_slow(&db, &clock, &all) => worked,
        };
        if let Err(error) = worked {
            tracing::warn!(cause = %error, "the worker for long jobs could not work; it tries again");
        }
        tokio::select! {
            _ = stop.changed() => {}
            _ = tokio::time::sleep(Duration::from_millis(500)) => {}
        }
    }
}

/// Works until told to stop.
pub async fn work(db: Db, clock: Clock, handlers: Vec<Handler>, mut stop: tokio::sync::watch::Receiver<bool>) {
    while !*stop.borrow() {
        if let Err(error) = settle(&db, &clock, &handlers).await {
            tracing::warn!(cause = %error, "the job worker could not work; it tries again");
        }
        tokio::select! {
            _ = stop.changed() => {}
            _ = tokio::time::sleep(Duration::from_millis(500)) => {}
        }
    }
}

/// Frees every job that somebody had taken: for a process that knows to be alone.
pub fn free(tx: &mut Tx) -> Result<()> {
    tx.exec(sql!("update jobs set lease_until = null where lease_until is not null"), params![]).map(|_| ())
}

async fn run_one(db: &Db, clock: &Clock, handlers: &[Handler], job: Leased) -> Result<bool> {
    let cx = Cx::system("jobs", clock.now());
    let Some(handler) = handlers.iter().find(|handler| handler.kind == job.kind).copied() else {
        let unknown = Error::internal(format!("nobody here does {}", job.kind));
        return put_off(db, cx, job, unknown).await.map(|()| false);
    };
    if job.attempts > TRIES {
        // Whoever had it before never came back to say why.
        return put_off(db, cx, job, Error::internal("the worker died each time")).await.map(|()| false);
    }
    let (work_cx, work_job) = (cx.clone(), job.clone());
    let outcome = db
        .bulk(handler.kind, move |tx| {
            (handler.run)(&work_cx, tx, &work_job)?;
            finish(tx, &work_job)
        })
        .await;
    match outcome {
        Ok(()) => Ok(true),
        Err(Error::Busy { .. } | Error::OutcomeUnknown) => Ok(false),
        Err(error) => put_off(db, cx, job, error).await.map(|()| false),
    }
}

async fn run_slow(db: &Db, clock: &Clock, all: &[Slow], job: Leased) -> Result<bool> {
    let cx = Cx::system("jobs", clock.now());
    let Some(slow) = all.iter().find(|slow| slow.kind == job.kind).copied() else {
        let unknown = Error::internal(format!("nobody here does {}", job.kind));
        return put_off(db, cx, job, unknown).await.map(|()| false);
    };
    if job.attempts > TRIES {
        return put_off(db, cx, job, Error::internal("the worker died each time")).await.map(|()| false);
    }
    let (work_cx, work_db, work_job) = (cx.clone(), db.clone(), job.clone());
    let mut work = tokio::task::spawn_blocking(move || (slow.run)(&work_cx, &work_db, &work_job));
    let worked = loop {
        tokio::select! {
            worked = &mut work => break worked,
            () = tokio::time::sleep(SLOW_STAYS) => {
                if let Err(error) = stay(db, clock, &job).await {
                    tracing::warn!(job = %job.id, cause = %error, "a long job could not say that it goes on");
                }
            }
        }
    };
    let worked = worked.map_err(|_| Error::internal("the work panicked")).and_then(|worked| worked);
    let ended = job.clone();
    let outcome = match worked {
        Ok(()) => db.bulk(slow.kind, move |tx| finish(tx, &ended)).await,
        // What is busy elsewhere has its own time: it is put off like every other failure.
        Err(error) => return put_off(db, cx, job, error).await.map(|()| false),
    };
    match outcome {
        Ok(()) => Ok(true),
        Err(Error::Busy { .. } | Error::OutcomeUnknown) => Ok(false),
        Err(error) => put_off(db, cx, job, error).await.map(|()| false),
    }
}

/// Ends a job with its work, unless its lease has gone to another, or it was wanted again meanwhile.
fn finish(tx: &mut Tx, job: &Leased) -> Result<()> {
    let params = params![job.id, job.fence];
    if tx.exec(sql!("delete from jobs where id = $1 and fence = $2 and again = 0"), params.clone())? == 1 {
        return Ok(());
    }
    let text = sql!("update jobs set again = 0, lease_until = null, attempts = 0 where id = $1 and fence = $2");
    match tx.exec(text, params)? {
        1 => Ok(()),
        _ => Err(Error::Busy { says: "Another worker has taken this job over.".into() }),
    }
}

async fn put_off(db: &Db, cx: Cx, job: Leased, error: Error) -> Result<()> {
    let parked = job.attempts >= TRIES;
    tracing::warn!(job = %job.id, kind = job.kind, attempts = job.attempts, parked, cause = %error, "a job failed");
    let (state, run_at) =
        if parked { ("parked", cx.now) } else { ("waiting", next_try(cx.now, job.attempts, &job.id)) };
    let cause = error.to_string();
    db.claim("jobs.put_off", move |tx| {
        let text = sql!(
            "update jobs set state = $3, run_at = $4, lease_until = null, last_error = $5 where id = $1 and fence = $2"
        );
        tx.exec(text, params![job.id, job.fence, state, run_at, &cause]).map(|_| ())
    })
    .await
}

/// 2, 4, 8 ... seconds, up to an hour, and up to a quarter more so that those that failed together part.
fn next_try(now: Time, attempts: i64, id: &JobId) -> Time {
    let seconds = (1_i64 << attempts.clamp(1, 12)).min(3_600);
    now.plus_millis(seconds * 1_000 + seconds * 250 * i64::from(id.bytes()[15]) / 255)
}

/// For whom or what jobs of a kind were parked.
pub fn parked(tx: &mut Tx, kind: &str) -> Result<Vec<String>> {
    tx.query(sql!("select key from jobs where kind = $1 and state = 'parked' order by id"), params![kind], |row| {
        row.get(0)
    })
}

/// Drops the job of a kind for somebody, whatever its state: nobody wants it any more.
pub fn drop_of(tx: &mut Tx, kind: &str, key: &str) -> Result<()> {
    tx.exec(sql!("delete from jobs where kind = $1 and key = $2"), params![kind, key]).map(|_| ())
}

/// The jobs that wait and those that were parked, for metrics and `verify`.
pub fn counts(tx: &mut Tx) -> Result<(i64, i64)> {
    let text = sql!(
        "select cast(coalesce(sum(case when state = 'waiting' then 1 else 0 end), 0) as bigint),
        cast(coalesce(sum(case when state = 'parked' then 1 else 0 end), 0) as bigint) from jobs"
    );
    let found = tx.query_one(text, params![], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.unwrap_or_default())
}
