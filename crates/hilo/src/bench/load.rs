//! Callers that ask again as soon as they are answered, and turns of ours and the bare engine.

use std::{
    future::Future,
    time::{Duration, Instant},
};

use base::{Error, Result};
use tokio::{runtime::Runtime, task::JoinSet};

use super::{
    figures::{Run, percentile},
    meter::{self, LOAD, Peak},
};

/// Turns of each side in one run.
const TURNS: u32 = 4;

/// What one turn did.
#[derive(Default)]
pub struct Turn {
    /// How long each operation took; the bare engine need not say.
    pub times: Vec<Duration>,
    /// Operations.
    pub ops: u64,
    /// From the first to the end of the last.
    pub spent: Duration,
}

/// Threads that make load. Their CPU is not Hilo's.
pub struct Load(Runtime);

impl Load {
    /// As many threads as the machine has cores.
    pub fn new() -> Result<Load> {
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        builder.enable_all().thread_name(format!("{LOAD}load")).build().map(Load).map_err(Error::internal)
    }

    /// The threads, for what else is not to be counted.
    pub fn runtime(&self) -> &Runtime {
        &self.0
    }

    /// Lets so many callers do `work` until the time is over.
    pub fn run<F, W>(&self, callers: usize, time: Duration, work: F) -> Result<Turn>
    where
        F: Fn(usize) -> W + Clone + Send + 'static,
        W: Future<Output = Result<()>> + Send,
    {
        let started = Instant::now();
        let mut running = JoinSet::new();
        for caller in 0..callers {
            let work = work.clone();
            let calls = async move {
                let mut times = Vec::new();
                while started.elapsed() < time {
                    let asked = Instant::now();
                    work(caller).await?;
                    times.push(asked.elapsed());
                }
                Ok::<_, Error>(times)
            };
            running.spawn_on(calls, self.0.handle());
        }
        let mut times = Vec::new();
        self.0.block_on(async {
            while let Some(done) = running.join_next().await {
                times.extend(done.map_err(Error::internal)??);
            }
            Ok::<_, Error>(())
        })?;
        Ok(Turn { ops: times.len() as u64, times, spent: started.elapsed() })
    }
}

/// One run: ours and the bare engine take turns, each first as often as the other.
pub fn take_turns(
    time: Duration,
    ours: &mut dyn FnMut(Duration) -> Result<Turn>,
    bare: &mut dyn FnMut(Duration) -> Result<Turn>,
) -> Result<(Run, f64)> {
    let (mut all, mut others) = (Turn::default(), Turn::default());
    let (mut cpu, mut rss) = (0.0, 0.0_f64);
    for turn in 0..TURNS {
        let mut mine = || {
            let (before, peak) = (meter::cpu_ms(), Peak::watch());
            let done = ours(time / TURNS);
            cpu += meter::cpu_ms() - before;
            rss = rss.max(peak.mb());
            done
        };
        let (ours, bare) = if turn % 2 == 0 {
            let ours = mine()?;
            (ours, bare(time / TURNS)?)
        } else {
            let bare = bare(time / TURNS)?;
            (mine()?, bare)
        };
        all.add(ours);
        others.add(bare);
    }
    let run = Run {
        ops_per_s: all.rate(),
        p50_ms: percentile(&mut all.times, 50),
        p99_ms: percentile(&mut all.times, 99),
        cpu_ms_per_op: cpu / (all.ops as f64).max(1.0),
        bare_ratio: all.rate() / others.rate(),
        rss_mb: rss,
    };
    Ok((run, others.rate()))
}

impl Turn {
    fn add(&mut self, other: Turn) {
        self.times.extend(other.times);
        self.ops += other.ops;
        self.spent += other.spent;
    }

    /// Operations in a second.
    pub fn rate(&self) -> f64 {
        self.ops as f64 / self.spent.as_secs_f64().max(1e-9)
    }
}
