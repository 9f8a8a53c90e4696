//! Where work waits: people first, bulk beside them with a fifth of the time.

use std::{
    collections::VecDeque,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use base::{Error, Result};

use crate::job::Job;

/// How many jobs may wait before new ones are refused.
const ROOM: usize = 1_024;

/// Which of the two lines a job waits in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// Somebody waits at a till or a screen.
    People,
    /// Folds, imports, sweeps: pieces of about 2 ms.
    Bulk,
}

/// Two lines in front of one or more workers.
#[derive(Default)]
pub(crate) struct Queue {
    lines: Mutex<Lines>,
    arrived: Condvar,
}

#[derive(Default)]
struct Lines {
    people: VecDeque<Job>,
    bulk: VecDeque<Job>,
    /// Time spent since both lines were last busy together.
    people_spent: Duration,
    bulk_spent: Duration,
    people_last: Option<Instant>,
    closed: bool,
}

impl Queue {
    /// Adds a job, or refuses it when its line is full.
    pub(crate) fn add(&self, line: Line, job: Job) -> Result<()> {
        let mut lines = self.lock();
        if lines.closed {
            return Err(Error::Busy { says: "Hilo is stopping. Nothing was changed; try again in a moment.".into() });
        }
        let waiting = if line == Line::People { &mut lines.people } else { &mut lines.bulk };
        if waiting.len() >= ROOM {
            return Err(Error::Busy {
                says: "Too much is waiting to be saved. Nothing was changed; try again.".into(),
            });
        }
        waiting.push_back(job);
        self.arrived.notify_one();
        Ok(())
    }

    /// The next job, waiting for one; `None` when the queue was closed and is empty.
    pub(crate) fn next(&self) -> Option<(Line, Job)> {
        let mut lines = self.lock();
        loop {
            if let Some(found) = lines.take() {
                return Some(found);
            }
            if lines.closed {
                return None;
            }
            lines = self.arrived.wait(lines).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// The next job if one waits. With `people_only`, bulk stays where it is.
    pub(crate) fn next_now(&self, people_only: bool) -> Option<(Line, Job)> {
        let mut lines = self.lock();
        if people_only { lines.people.pop_front().map(|job| (Line::People, job)) } else { lines.take() }
    }

    /// True when somebody waits in the people's line.
    pub(crate) fn people_wait(&self) -> bool {
        !self.lock().people.is_empty()
    }

    /// Notes how long a job took, so that bulk keeps to its fifth.
    pub(crate) fn spent(&self, line: Line, time: Duration) {
        let mut lines = self.lock();
        match line {
            Line::People => {
                lines.people_spent += time;
                lines.people_last = Some(Instant::now());
            }
            Line::Bulk => lines.bulk_spent += time,
        }
    }

    /// True when people's work was done in the last so long.
    pub(crate) fn people_worked_within(&self, time: Duration) -> bool {
        self.lock().people_last.is_some_and(|last| last.elapsed() < time)
    }

    /// How many jobs wait: people's, bulk.
    pub(crate) fn waiting(&self) -> (usize, usize) {
        let lines = self.lock();
        (lines.people.len(), lines.bulk.len())
    }

    /// Refuses new work; what waits is still done.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.arrived.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Lines> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lines {
    fn take(&mut self) -> Option<(Line, Job)> {
        if self.people.is_empty() || self.bulk.is_empty() {
            self.people_spent = Duration::ZERO;
            self.bulk_spent = Duration::ZERO;
        }
        let bulk_turn = self.people.is_empty() || (!self.bulk.is_empty() && self.bulk_spent * 4 < self.people_spent);
        if bulk_turn {
            self.bulk.pop_front().map(|job| (Line::Bulk, job))
        } else {
            self.people.pop_front().map(|job| (Line::People, job))
        }
    }
}
