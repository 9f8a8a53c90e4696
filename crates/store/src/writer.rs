//! The one writer of the embedded engine: group commit.
//!
//! Waiting acts run each in a SAVEPOINT of one transaction and are answered only after its COMMIT is on disk. When one
//! act ends the whole transaction, the others of its batch are known to be undone and run again, alone, once.

use std::{
    cell::Cell,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use base::{Error, Result};

use crate::{
    job::Job,
    log::{self, Long},
    metrics,
    nudge::Nudge,
    queue::{Line, Queue},
    sqlite::Connection,
    tx::{Engine, Tx},
};

/// A batch closes at this much work...
const BATCH_WORK: Duration = Duration::from_millis(5);
/// ...or this many acts. A batch of bulk alone may grow longer, since nobody waits for it.
const BATCH_JOBS: usize = 128;
const BULK_BATCH_WORK: Duration = Duration::from_millis(40);

/// Free pages that stay in the file for what is written next: 4 MB.
const SPARE_PAGES: i64 = 1_024;

/// Pages copied at a time while a backup runs between batches.
const BACKUP_PAGES: i32 = 64;

pub(crate) struct Writer {
    pub(crate) connection: Connection,
    pub(crate) queue: Arc<Queue>,
    pub(crate) nudge: Nudge,
    pub(crate) copies: std::sync::mpsc::Receiver<Copying>,
    pub(crate) log_is_long: Long,
    /// Whether the log holds what was erased.
    pub(crate) cuts_log: Cell<bool>,
    /// Whether a script has run, which may leave the temporary database open (renaming a column does).
    pub(crate) ran_script: Cell<bool>,
}

/// A wish for a copy of the database file, made in steps beside the batches.
pub(crate) struct Copying {
    pub(crate) to: PathBuf,
    pub(crate) reply: tokio::sync::oneshot::Sender<Result<()>>,
}

struct Done {
    job: Job,
    verdict: Result<()>,
}

impl Writer {
    /// Works until the queue is closed and empty.
    pub(crate) fn run(self) {
        while let Some((line, job)) = self.next() {
            self.batch(line, job);
            if self.ran_script.take() {
                self.close_temporary();
            }
            if self.cuts_log.get() {
                self.cuts_log.set(!log::cut(&self.connection));
            }
            log::begin_anew(&self.connection, &self.log_is_long);
            while let Ok(wish) = self.copies.try_recv() {
                let outcome = self.copy(&wish.to);
                // Whoever wished may have gone; the copy is theirs to remove.
                drop(wish.reply.send(outcome));
            }
        }
    }

    /// Between transactions a change of its place closes it; within one, while it is open, making an index could not
    /// choose where to sort.
    fn close_temporary(&self) {
        for place in ["pragma temp_store = file", "pragma temp_store = memory"] {
            if let Err(failure) = self.connection.run(place) {
                tracing::warn!(cause = ?failure, "the temporary database stays open");
            }
        }
    }

    /// The next job. While there is none, what was deleted goes back to the disk, a few pages at a time.
    fn next(&self) -> Option<(Line, Job)> {
        while self.queue.is_idle() && self.give_back() {
            log::begin_anew(&self.connection, &self.log_is_long);
        }
        self.queue.next()
    }

    /// Makes the file a little shorter; false where there is nothing more to give. The database is whole either way, so
    /// a step that fails (on a full disk it needs room in the log) is left for later.
    fn give_back(&self) -> bool {
        let mut free = 0;
        let counted = self.connection.each("pragma freelist_count", &[], &mut |row| {
            free = row.get(0).unwrap_or_default();
            true
        });
        if counted.is_err() || free <= SPARE_PAGES {
            return false;
        }
        // Each page is a row of the answer, and is freed as it is read.
        let freed = self.connection.each("pragma incremental_vacuum(200)", &[], &mut |_| true);
        if let Err(failure) = &freed {
            tracing::debug!(cause = ?failure, "free pages could not be given back");
        }
        freed.is_ok()
    }

    fn batch(&self, line: Line, first: Job) {
        let began = Instant::now();
        if let Err(failure) = self.connection.run("begin immediate") {
            first.answer(Err(failure.error()));
            return;
        }
        let mut done = Vec::with_capacity(16);
        let mut appended = false;
        let mut next = Some((line, first));
        while let Some((line, mut job)) = next.take() {
            let started = Instant::now();
            let (verdict, told) = self.in_savepoint(&mut job);
            let spent = started.elapsed();
            self.queue.spent(line, spent);
            metrics::acted(job.act, spent, verdict.is_ok());
            appended |= told;
            if self.connection.raw.is_autocommit() {
                job.answer(verdict.and_then(|()| Err(ended())));
                return self.rescue(done);
            }
            done.push(Done { job, verdict });
            next = self.more(began.elapsed(), done.len(), line);
        }
        match self.connection.run("commit") {
            Ok(()) => self.committed(done, appended),
            Err(failure) => {
                if !self.connection.raw.is_autocommit() {
                    // Nothing can be done if even this fails; the next BEGIN will say so.
                    drop(self.connection.run("rollback"));
                }
                tracing::error!(cause = ?failure, acts = done.len(), "a batch could not commit; its acts run alone");
                self.rescue(done);
            }
        }
    }

    /// Another job for this batch, if there is one and there is time.
    fn more(&self, work: Duration, jobs: usize, line: Line) -> Option<(Line, Job)> {
        if jobs >= BATCH_JOBS {
            return None;
        }
        if work < BATCH_WORK {
            return self.queue.next_now();
        }
        let bulk_alone = line == Line::Bulk && work < BULK_BATCH_WORK && !self.queue.people_wait();
        bulk_alone.then(|| self.queue.next_now()).flatten()
    }

    /// Runs one act; says its verdict and whether it appended to the thread.
    fn in_savepoint(&self, job: &mut Job) -> (Result<()>, bool) {
        if let Err(failure) = self.connection.run("savepoint act") {
            return (Err(failure.error()), false);
        }
        let mut tx = Tx::new(Engine::Sqlite(&self.connection));
        let mut verdict = job.run(&mut tx);
        let appended = tx.appended && verdict.is_ok();
        // Also where the transaction comes to nothing: to cut the log once more does no harm.
        self.cuts_log.set(self.cuts_log.get() || tx.leaves_no_trace);
        self.ran_script.set(self.ran_script.get() || tx.ran_script);
        if self.connection.raw.is_autocommit() {
            return (verdict, false);
        }
        let undone = verdict.is_err().then(|| self.connection.run("rollback to act"));
        let released = undone.unwrap_or(Ok(())).and_then(|()| self.connection.run("release act"));
        if let Err(failure) = released {
            verdict = Err(failure.error());
        }
        (verdict, appended)
    }

    fn committed(&self, done: Vec<Done>, appended: bool) {
        for Done { job, verdict } in done {
            job.answer(verdict);
        }
        if appended {
            self.nudge.ring();
        }
    }

    /// The whole transaction is gone. Its acts run again alone, once; also those that refused, since what they refused
    /// for may be gone with it.
    fn rescue(&self, done: Vec<Done>) {
        for Done { mut job, .. } in done {
            let verdict = self.alone(&mut job);
            job.answer(verdict);
        }
        self.nudge.ring();
    }

    fn alone(&self, job: &mut Job) -> Result<()> {
        self.connection.run("begin immediate").map_err(|failure| failure.error())?;
        let (verdict, _) = self.in_savepoint(job);
        if self.connection.raw.is_autocommit() {
            return Err(verdict.err().unwrap_or_else(ended));
        }
        let end = if verdict.is_ok() { "commit" } else { "rollback" };
        let ended = self.connection.run(end).map_err(|failure| failure.error());
        if ended.is_err() && !self.connection.raw.is_autocommit() {
            drop(self.connection.run("rollback"));
        }
        verdict.and(ended)
    }

    /// Copies the database in steps; between the steps the queue is served. Reading through the writer's own
    /// connection keeps its writes in the copy instead of starting over at each.
    fn copy(&self, to: &std::path::Path) -> Result<()> {
        let mut target = rusqlite::Connection::open(to).map_err(Error::internal)?;
        let backup = rusqlite::backup::Backup::new(&self.connection.raw, &mut target).map_err(Error::internal)?;
        loop {
            use rusqlite::backup::StepResult::{Busy, Done, Locked, More};
            match backup.step(BACKUP_PAGES).map_err(Error::internal)? {
                Done => return Ok(()),
                More => {}
                Busy | Locked => std::thread::yield_now(),
                other => return Err(Error::internal(format!("the copy stopped: {other:?}"))),
            }
            if let Some((line, job)) = self.queue.next_now() {
                self.batch(line, job);
            }
        }
    }
}

fn ended() -> Error {
    Error::internal("the engine ended the transaction")
}
