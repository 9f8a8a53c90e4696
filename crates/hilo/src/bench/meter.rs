//! What the kernel says about this process: CPU and memory.

use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread::JoinHandle,
    time::Duration,
};

/// How the names of threads begin whose work is the bench's and not Hilo's.
pub const LOAD: &str = "bench-";

/// Ticks of /proc: USER_HZ is 100 wherever Linux runs.
const TICK_MS: f64 = 10.0;

/// Milliseconds of CPU that Hilo has used so far, without the threads that make the load.
pub fn cpu_ms() -> f64 {
    let whole = fs::read_to_string("/proc/self/stat").map_or(0, |text| ticks(&text));
    let threads = fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let stats = threads.filter_map(|thread| fs::read_to_string(thread.path().join("stat")).ok());
    let load: u64 = stats.filter(|text| name(text).starts_with(LOAD)).map(|text| ticks(&text)).sum();
    whole.saturating_sub(load) as f64 * TICK_MS
}

fn name(stat: &str) -> &str {
    stat.split_once('(').and_then(|(_, rest)| rest.rsplit_once(')')).map_or("", |(name, _)| name)
}

/// utime and stime, fields 14 and 15 of proc(5); the third is the first behind the name.
fn ticks(stat: &str) -> u64 {
    let fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    fields.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum()
}

/// Memory of this process's own, in MB.
pub fn memory_mb() -> f64 {
    let text = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("RssAnon:")).unwrap_or_default();
    line.trim().trim_end_matches("kB").trim().parse::<f64>().unwrap_or_default() / 1024.0
}

/// Watches the memory until it is asked for the peak.
pub struct Peak {
    stop: Arc<AtomicBool>,
    kb: Arc<AtomicU64>,
    watcher: Option<JoinHandle<()>>,
}

impl Peak {
    /// Begins to watch.
    pub fn watch() -> Peak {
        let (stop, kb) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let (told, seen) = (Arc::clone(&stop), Arc::clone(&kb));
        let work = move || {
            while !told.load(Ordering::Relaxed) {
                seen.fetch_max((memory_mb() * 1024.0) as u64, Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(20));
            }
        };
        let watcher = std::thread::Builder::new().name(format!("{LOAD}meter")).spawn(work).ok();
        Peak { stop, kb, watcher }
    }

    /// The most that was seen, in MB.
    pub fn mb(mut self) -> f64 {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(watcher) = self.watcher.take() {
            // It cannot have failed: it only reads and sleeps.
            drop(watcher.join());
        }
        self.kb.load(Ordering::Relaxed) as f64 / 1024.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_proc_is_read_behind_the_name() {
        let stat = "42 (bench-a) b) S 1 2 3 4 5 6 7 8 9 10 70 5 0 0 20 0 1 0";
        assert_eq!((name(stat), ticks(stat)), ("bench-a) b", 75));
        assert!(memory_mb() > 0.0);
    }
}
