//! Followers: whoever reads the thread and keeps sums of it.
//!
//! A shared fold has one row with its cursor, moved in the transaction of its effect and guarded by a lease with a
//! fencing token, so each event is counted once however many processes run. An event that a fold cannot take is
//! parked with its reason and the fold goes on. A new version of a fold is built beside the old one and takes its place
//! when it has caught up.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use base::{Clock, Error, Result, Time};
use tokio::sync::watch;

use crate::{
    db::Db,
    params, sql,
    thread::{self, Cursor, Event, EventId},
    tx::Tx,
};

const LEASE_S: i64 = 15;
/// How long a slice should take: while people wait for the one writer of the embedded engine, and when nobody does.
const SLICE_AMONG_PEOPLE: Duration = Duration::from_millis(2);
const SLICE_ALONE: Duration = Duration::from_millis(60);
const LARGEST_SLICE: i64 = 5_000;
const SMALLEST_SLICE: i64 = 10;

/// Adds a slice of events to the sums of a version; gives back those that it could not take, with the reason.
pub type Record = Arc<dyn Fn(&mut Tx, i64, &[Event]) -> Result<Vec<(EventId, String)>> + Send + Sync>;

/// A fold that all processes share.
#[derive(Clone)]
pub struct Fold {
    /// Its name, as in the table `followers`.
    pub name: &'static str,
    /// Raised when what it writes changes meaning.
    pub version: i64,
    /// How it takes a slice.
    pub record: Record,
    /// Removes up to so many rows of an older version; says whether any are left.
    pub forget: fn(&mut Tx, i64, i64) -> Result<bool>,
    /// Whether the thread still has all that a new version would have to count.
    pub rebuilds: fn(&mut Tx) -> Result<bool>,
}

/// One worker of a fold: the process it runs in, and its pace.
pub struct Follower {
    db: Db,
    clock: Clock,
    fold: Fold,
    owner: String,
    fence: i64,
    lease_until: Time,
    slice: i64,
}

struct Place {
    cursor: Cursor,
    fence: i64,
}

impl Follower {
    /// A follower named after its process; `owner` must differ between processes.
    pub fn new(db: Db, clock: Clock, fold: Fold, owner: String) -> Follower {
        Follower { db, clock, fold, owner, fence: -1, lease_until: Time::default(), slice: 200 }
    }

    /// Follows until told to stop. `listening` counts who watches a page.
    pub async fn follow(mut self, listening: watch::Receiver<usize>, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            let moved = match self.step().await {
                Ok(moved) => moved,
                Err(error) => {
                    tracing::warn!(fold = self.fold.name, cause = %error, "a fold could not go on; it tries again");
                    self.fence = -1;
                    0
                }
            };
            if moved > 0 {
                continue;
            }
            let pause = Duration::from_millis(if *listening.borrow() > 0 { 50 } else { 500 });
            tokio::select! {
                _ = stop.changed() => {}
                () = self.db.nudge().rung() => {}
                _ = tokio::time::sleep(pause) => {}
            }
        }
        self.release().await;
    }

    /// Lets another process lead at once.
    async fn release(&self) {
        let (name, version, owner) = (self.fold.name, self.fold.version, self.owner.clone());
        let release = move |tx: &mut Tx| {
            let text = sql!(
                "update followers set owner = null, lease_until = null where name = $1 and version = $2 and owner = $3"
            );
            tx.exec(text, params![name, version, &owner])
        };
        if let Err(error) = self.db.write("followers.release", release).await {
            tracing::warn!(fold = name, cause = %error, "others wait until the lease of this fold ends");
        }
    }

    /// Follows until the end that the thread has now; says how many events it took. Zero where another process leads.
    pub async fn catch_up(&mut self) -> Result<u64> {
        let mut taken = 0;
        loop {
            match self.step().await? {
                0 => return Ok(taken),
                moved => taken += moved,
            }
        }
    }

    /// Takes one slice; says how many events it held.
    async fn step(&mut self) -> Result<u64> {
        let now = self.clock.now();
        if (self.fence < 0 || self.lease_until < now.plus_seconds(LEASE_S / 2)) && !self.lease(now).await? {
            return Ok(0);
        }
        let (name, version, fence, slice) = (self.fold.name, self.fold.version, self.fence, self.slice);
        let (place, events, next) = self
            .db
            .read("followers.look", move |tx| {
                let place = place(tx, name, version)?.ok_or_else(|| Error::internal("the follower's row is gone"))?;
                let (events, next) = thread::after(tx, &place.cursor, slice)?;
                Ok((place, events, next))
            })
            .await?;
        if place.fence != fence {
            self.fence = -1;
            return Ok(0);
        }
        if events.is_empty() {
            self.take_over().await?;
            return Ok(0);
        }
        let taken = events.len() as u64;
        match self.record(&place.cursor, events, &next).await {
            Ok(spent) => {
                self.pace(spent);
                Ok(taken)
            }
            Err(error @ (Error::Busy { .. } | Error::OutcomeUnknown)) => Err(error),
            Err(error) if taken > 1 => {
                tracing::warn!(fold = name, cause = %error, events = taken, "a slice failed and is halved");
                self.slice = (taken as i64 / 2).max(1);
                Ok(taken)
            }
            Err(error) => {
                self.pass_over(&place.cursor, &next, &error).await?;
                Ok(taken)
            }
        }
    }

    /// Adds a slice to the sums and moves the cursor behind it; says how long that took on the engine.
    async fn record(&self, before: &Cursor, events: Vec<Event>, after: &Cursor) -> Result<Duration> {
        let (name, version, fence, now) = (self.fold.name, self.fold.version, self.fence, self.clock.now());
        let (before, after, record) = (before.to_string(), after.to_string(), Arc::clone(&self.fold.record));
        self.db
            .bulk("followers.record", move |tx| {
                let started = Instant::now();
                move_on(tx, name, version, fence, &before, &after)?;
                for (event, reason) in record(tx, version, &events)? {
                    park(tx, name, version, event, &reason, now)?;
                }
                Ok(started.elapsed())
            })
            .await
    }

    /// Parks the one event between two cursors, which the engine or the fold itself could not take.
    async fn pass_over(&self, before: &Cursor, after: &Cursor, error: &Error) -> Result<()> {
        let (name, version, fence, now) = (self.fold.name, self.fold.version, self.fence, self.clock.now());
        let (from, reason) = (before.clone(), error.to_string());
        let (before, after) = (before.to_string(), after.to_string());
        self.db
            .bulk("followers.pass_over", move |tx| {
                move_on(tx, name, version, fence, &before, &after)?;
                for event in thread::after(tx, &from, 1)?.0 {
                    park(tx, name, version, event.id, &reason, now)?;
                }
                Ok(())
            })
            .await
    }

    fn pace(&mut self, spent: Duration) {
        let makes_wait = self.db.engine() == "sqlite" && self.db.people_work();
        let wanted = if makes_wait { SLICE_AMONG_PEOPLE } else { SLICE_ALONE };
        let factor = (wanted.as_secs_f64() / spent.as_secs_f64().max(0.000_1)).clamp(0.5, 2.0);
        self.slice = ((self.slice as f64 * factor).ceil() as i64).clamp(SMALLEST_SLICE, LARGEST_SLICE);
    }

    async fn lease(&mut self, now: Time) -> Result<bool> {
        let (name, version) = (self.fold.name, self.fold.version);
        let (owner, until) = (self.owner.clone(), now.plus_seconds(LEASE_S));
        let rebuilds = self.fold.rebuilds;
        let fence = self
            .db
            .claim("followers.lease", move |tx| {
                let start = thread::start(tx)?.to_string();
                if place(tx, name, version)?.is_none() && active_version(tx, name)? > 0 && !rebuilds(tx)? {
                    let says = "Some of what this fold counted has left the thread, so a new version would lose it. \
                        The sums stay those of the version before; run that one, or carry them over by a migration.";
                    return Err(Error::conflict("cannot-rebuild", says));
                }
                let found = sql!(
                    "insert into followers (name, version, active, cursor)
                     select $1, $2, case when exists (select 1 from followers where name = $1) then 0 else 1 end, $3
                     where not exists (select 1 from followers where name = $1 and version > $2 and active = 1)
                     on conflict (name, version) do nothing"
                );
                tx.exec(found, params![name, version, &start])?;
                let take = sql!(
                    "update followers set owner = $3, lease_until = $4,
                         fence = fence + case when owner = $3 then 0 else 1 end
                     where name = $1 and version = $2
                         and (owner is null or owner = $3 or lease_until is null or lease_until < $5)"
                );
                if tx.exec(take, params![name, version, &owner, until, now])? == 0 {
                    return Ok(None);
                }
                Ok(place(tx, name, version)?.map(|place| place.fence))
            })
            .await?;
        self.lease_until = until;
        self.fence = fence.unwrap_or(-1);
        Ok(fence.is_some())
    }

    /// Once at the end of the thread, this version becomes the one that is read, and older ones are forgotten.
    async fn take_over(&self) -> Result<()> {
        let (name, newest, forget) = (self.fold.name, self.fold.version, self.fold.forget);
        let older = self
            .db
            .read("followers.older", move |tx| {
                let text = sql!("select version from followers where name = $1 and version < $2 order by version");
                tx.query(text, params![name, newest], |row| row.get::<i64>(0))
            })
            .await?;
        for version in older {
            let activate = move |tx: &mut Tx| {
                let text =
                    sql!("update followers set active = case when version = $2 then 1 else 0 end where name = $1");
                tx.exec(text, params![name, newest])
            };
            self.db.write("followers.activate", activate).await?;
            while self.db.bulk("followers.forget", move |tx| forget(tx, version, 500)).await? {}
            let remove = move |tx: &mut Tx| {
                let parked = sql!("delete from parked_events where follower = $1 and version = $2");
                tx.exec(parked, params![name, version])?;
                tx.exec(sql!("delete from followers where name = $1 and version = $2"), params![name, version])
            };
            self.db.write("followers.remove", remove).await?;
        }
        Ok(())
    }
}

fn place(tx: &mut Tx, name: &str, version: i64) -> Result<Option<Place>> {
    let text = sql!("select cursor, fence from followers where name = $1 and version = $2");
    tx.query_one(text, params![name, version], |row| {
        Ok(Place { cursor: row.get::<String>(0)?.parse()?, fence: row.get(1)? })
    })
}

fn move_on(tx: &mut Tx, name: &str, version: i64, fence: i64, before: &str, after: &str) -> Result<()> {
    let text = sql!("update followers set cursor = $5 where name = $1 and version = $2 and fence = $3 and cursor = $4");
    match tx.exec(text, params![name, version, fence, before, after])? {
        1 => Ok(()),
        _ => Err(Error::Busy { says: "Another process leads this fold now.".into() }),
    }
}

fn park(tx: &mut Tx, name: &str, version: i64, event: EventId, reason: &str, now: Time) -> Result<()> {
    tracing::warn!(fold = name, event = %event, reason, "an event was parked");
    let text = sql!(
        "insert into parked_events (follower, version, event_id, reason, parked_at) values ($1, $2, $3, $4, $5)
         on conflict (follower, version, event_id) do nothing"
    );
    tx.push(text, params![name, version, event, reason, now])
}

/// The version of a fold whose sums are read now; 0 before the fold has ever run. A transaction asks once.
pub fn active_version(tx: &mut Tx, fold: &'static str) -> Result<i64> {
    if let Some((_, version)) = tx.versions.iter().find(|(name, _)| *name == fold) {
        return Ok(*version);
    }
    let text = sql!("select version from followers where name = $1 and active = 1");
    let version = tx.query_one(text, params![fold], |row| row.get(0))?.unwrap_or(0);
    tx.versions.push((fold, version));
    Ok(version)
}

/// The cursor of the version that is read now.
pub fn active_cursor(tx: &mut Tx, fold: &str) -> Result<Option<Cursor>> {
    let text = sql!("select cursor from followers where name = $1 and active = 1");
    tx.query_one(text, params![fold], |row| row.get::<String>(0))?.map(|text| text.parse()).transpose()
}

/// The cursor that every version of these folds has passed; `None` where nobody follows.
pub fn slowest(tx: &mut Tx, folds: &[&str]) -> Result<Option<Cursor>> {
    let rows = tx.query(sql!("select name, cursor from followers"), params![], |row| {
        Ok((row.get::<String>(0)?, row.get::<String>(1)?))
    })?;
    let cursors = rows.iter().filter(|(name, _)| folds.contains(&name.as_str()));
    let cursors = cursors.map(|(_, text)| text.parse()).collect::<Result<Vec<Cursor>>>()?;
    Ok(cursors.into_iter().min())
}

/// How many events a fold could not take.
pub fn parked(tx: &mut Tx) -> Result<Vec<(String, EventId, String)>> {
    let text = sql!("select follower, event_id, reason from parked_events order by parked_at, event_id limit 100");
    tx.query(text, params![], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}
