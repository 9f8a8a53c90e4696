//! Where work waits: people first, bulk beside them with a fifth of the time.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    thread::{self, Thread},
    time::{Duration, Instant},
};

use base::{Error, Result};

use crate::{job::Job, metrics::Times};

/// How many jobs may wait before new ones are refused.
const ROOM: usize = 1_024;

/// What people's work earns for bulk while none waits, in microseconds: two of its pieces.
const MOST_OWED_TO_BULK: i64 = 4_000;

/// Which of the two lines a job waits in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// Somebody waits at a till or a screen.
    People,
    /// Folds, imports, sweeps: pieces of about 2 ms.
    Bulk,
}

/// Two lines in front of one or more workers. Of those that wait for work, the one that worked last is woken first: its
/// connection has prepared and planned the most.
#[derive(Default)]
pub(crate) struct Queue(Mutex<Lines>);

/// How a line stands.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
pub struct LineState {
    /// `people`, `bulk` or `reads`.
    pub line: &'static str,
    /// Acts that wait.
    pub waiting: usize,
    /// How many may wait.
    pub room: usize,
    /// Acts that were refused since the process started, because the line was full.
    pub refused: u64,
    /// Seconds since the last one was.
    pub refused_seconds_ago: Option<u64>,
    /// Half of the acts waited no longer than this, in microseconds, since the process started.
    pub waited_p50_us: u64,
    /// Of a hundred acts, 99 waited no longer.
    pub waited_p99_us: u64,
}

/// What became of the acts of a line.
#[derive(Default)]
struct Sums {
    waited: Times,
    refused: u64,
    refused_last: Option<Instant>,
}

/// A job since it came.
type Waiting = VecDeque<(Instant, Job)>;

#[derive(Default)]
struct Lines {
    people: Waiting,
    bulk: Waiting,
    people_sums: Sums,
    bulk_sums: Sums,
    /// Time that people are owed before bulk may go ahead of them; below zero, time that bulk is owed.
    owed: i64,
    people_last: Option<Instant>,
    closed: bool,
    /// Workers that wait.
    idle: Vec<Thread>,
}

impl Queue {
    /// Adds a job, or refuses it when its line is full.
    pub(crate) fn add(&self, line: Line, job: Job) -> Result<()> {
        let mut lines = self.lock();
        if lines.closed {
            return Err(Error::Busy { says: "Hilo is stopping. Nothing was changed; try again in a moment.".into() });
        }
        let lines = &mut *lines;
        let (waiting, sums) = match line {
            Line::People => (&mut lines.people, &mut lines.people_sums),
            Line::Bulk => (&mut lines.bulk, &mut lines.bulk_sums),
        };
        if waiting.len() >= ROOM {
            sums.refused += 1;
            sums.refused_last = Some(Instant::now());
            return Err(Error::Busy {
                says: "Too much is waiting to be saved. Nothing was changed; try again.".into(),
            });
        }
        waiting.push_back((Instant::now(), job));
        if let Some(worker) = lines.idle.pop() {
            worker.unpark();
        }
        Ok(())
    }

    /// The next job, waiting for one; `None` when the queue was closed and is empty.
    pub(crate) fn next(&self) -> Option<(Line, Job)> {
        let worker = thread::current();
        loop {
            let mut lines = self.lock();
            // Who wakes without having been woken still stands among those that wait.
            lines.idle.retain(|idle| idle.id() != worker.id());
            if let Some(found) = lines.take() {
                return Some(found);
            }
            if lines.closed {
                return None;
            }
            lines.idle.push(worker.clone());
            drop(lines);
            thread::park();
        }
    }

    /// The next job if one waits.
    pub(crate) fn next_now(&self) -> Option<(Line, Job)> {
        self.lock().take()
    }

    /// True while the queue is open and nothing waits.
    pub(crate) fn is_idle(&self) -> bool {
        let lines = self.lock();
        !lines.closed && lines.people.is_empty() && lines.bulk.is_empty()
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
                lines.owed = (lines.owed - micros(time)).max(-MOST_OWED_TO_BULK);
                lines.people_last = Some(Instant::now());
            }
            Line::Bulk => lines.owed = lines.owed.saturating_add(micros(time) * 4),
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

    /// How both lines stand, under these names.
    pub(crate) fn states(&self, [people, bulk]: [&'static str; 2]) -> [LineState; 2] {
        let lines = self.lock();
        let state = |line, waiting: &Waiting, sums: &Sums| LineState {
            line,
            waiting: waiting.len(),
            room: ROOM,
            refused: sums.refused,
            refused_seconds_ago: sums.refused_last.map(|last| last.elapsed().as_secs()),
            waited_p50_us: micros(sums.waited.percentile(50)).unsigned_abs(),
            waited_p99_us: micros(sums.waited.percentile(99)).unsigned_abs(),
        };
        [state(people, &lines.people, &lines.people_sums), state(bulk, &lines.bulk, &lines.bulk_sums)]
    }

    /// Refuses new work; what waits is still done.
    pub(crate) fn close(&self) {
        let mut lines = self.lock();
        lines.closed = true;
        lines.idle.drain(..).for_each(|worker| worker.unpark());
    }

    fn lock(&self) -> MutexGuard<'_, Lines> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn micros(time: Duration) -> i64 {
    i64::try_from(time.as_micros()).unwrap_or(i64::MAX / 8)
}

impl Lines {
    fn take(&mut self) -> Option<(Line, Job)> {
        if self.people.is_empty() {
            self.owed = 0;
        }
        let line = match self.people.is_empty() || (!self.bulk.is_empty() && self.owed < 0) {
            true => Line::Bulk,
            false => Line::People,
        };
        let (waiting, sums) = match line {
            Line::People => (&mut self.people, &mut self.people_sums),
            Line::Bulk => (&mut self.bulk, &mut self.bulk_sums),
        };
        let (came, job) = waiting.pop_front()?;
        sums.waited.add(came.elapsed());
        Some((line, job))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;
    use crate::job::Mode;

    fn job() -> Job {
        Job::new("test", Mode::Write, |_| Ok(())).0
    }

    /// Takes `count` jobs at these costs in milliseconds; gives the time each line got. A job comes back to its line
    /// one job later, as when its sender has its answer and sends the next.
    fn shares(queue: &Queue, count: usize, people_ms: u64, bulk_ms: u64) -> (u64, u64) {
        let (mut people, mut bulk, mut back) = (0, 0, None);
        for _ in 0..count {
            let (line, job) = queue.next_now().expect("both lines are busy");
            let spent = if line == Line::People { people_ms } else { bulk_ms };
            queue.spent(line, Duration::from_millis(spent));
            if let Some((line, job)) = back.replace((line, job)) {
                queue.add(line, job).expect("there is room");
            }
            *(if line == Line::People { &mut people } else { &mut bulk }) += spent;
        }
        (people, bulk)
    }

    #[test]
    fn bulk_gets_a_fifth_while_people_wait() {
        for (people_ms, bulk_ms, bulk_jobs) in [(1, 2, 1), (1, 2, 50), (3, 2, 1), (1, 60, 3), (10, 1, 1)] {
            let queue = Queue::default();
            (0..20).for_each(|_| queue.add(Line::People, job()).expect("there is room"));
            (0..bulk_jobs).for_each(|_| queue.add(Line::Bulk, job()).expect("there is room"));
            let (people, bulk) = shares(&queue, 3_000, people_ms, bulk_ms);
            let share = bulk * 100 / (people + bulk);
            let most = if people_ms > 4 * bulk_ms { 10 } else { 20 };
            assert!((most - 1..=most + 1).contains(&share), "{people_ms} {bulk_ms} {bulk_jobs}: bulk got {share} %");
        }
    }

    #[test]
    fn a_piece_of_bulk_that_comes_late_does_not_wait_for_long_nor_take_what_it_missed() {
        let queue = Queue::default();
        (0..20).for_each(|_| queue.add(Line::People, job()).expect("there is room"));
        shares(&queue, 1_000, 1, 1);
        (0..20).for_each(|_| queue.add(Line::Bulk, job()).expect("there is room"));
        let lines: Vec<Line> = (0..10)
            .map(|_| {
                let (line, _) = queue.next_now().expect("both lines are busy");
                queue.spent(line, Duration::from_millis(1));
                line
            })
            .collect();
        assert_eq!(lines[0], Line::Bulk);
        assert!(lines.iter().filter(|line| **line == Line::Bulk).count() <= 4, "{lines:?}");
    }

    #[test]
    fn bulk_takes_what_people_leave() {
        let queue = Queue::default();
        (0..50).for_each(|_| queue.add(Line::Bulk, job()).expect("there is room"));
        for _ in 0..40 {
            let (line, _) = queue.next_now().expect("bulk waits");
            assert_eq!(line, Line::Bulk);
            queue.spent(line, Duration::from_millis(50));
        }
        queue.add(Line::People, job()).expect("there is room");
        assert_eq!(queue.next_now().map(|(line, _)| line), Some(Line::People), "nobody waits behind bulk");
    }

    #[test]
    fn a_full_line_refuses_and_leaves_the_other_open() {
        let queue = Queue::default();
        (0..ROOM).for_each(|_| queue.add(Line::Bulk, job()).expect("there is room"));
        assert!(matches!(queue.add(Line::Bulk, job()), Err(Error::Busy { .. })));
        queue.add(Line::People, job()).expect("there is room");
        let [people, bulk] = queue.states(["people", "bulk"]);
        assert_eq!((people.waiting, people.refused, people.refused_seconds_ago), (1, 0, None));
        assert_eq!((bulk.waiting, bulk.refused, bulk.room), (ROOM, 1, ROOM));
        assert_eq!(queue.waiting(), (1, ROOM));
        queue.close();
        assert!(matches!(queue.add(Line::People, job()), Err(Error::Busy { .. })));
        assert_eq!(std::iter::from_fn(|| queue.next()).count(), ROOM + 1);
    }

    #[test]
    fn work_goes_to_who_worked_last() {
        let (queue, (took, taken)) = (Queue::default(), mpsc::channel());
        let all_wait = |workers: usize| {
            while queue.lock().idle.len() < workers {
                thread::yield_now();
            }
        };
        thread::scope(|scope| {
            for name in 1..=3 {
                let (queue, took) = (&queue, took.clone());
                scope.spawn(move || {
                    while queue.next().is_some() {
                        took.send(name).expect("somebody listens");
                    }
                });
                all_wait(name);
            }
            for _ in 0..10 {
                queue.add(Line::People, job()).expect("there is room");
                all_wait(3);
            }
            queue.close();
        });
        assert_eq!(taken.try_iter().collect::<Vec<_>>(), [3; 10]);
    }
}
