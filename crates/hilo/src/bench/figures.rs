//! What a bench found: a line of JSON, or a table of medians between their extremes.

use std::time::Duration;

use serde_json::json;

/// The figures of one run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Run {
    /// Operations in a second.
    pub ops_per_s: f64,
    /// Half of them took no longer than this.
    pub p50_ms: f64,
    /// All but one of a hundred took no longer than this.
    pub p99_ms: f64,
    /// CPU of Hilo for one.
    pub cpu_ms_per_op: f64,
    /// Operations in a second over the bare engine's.
    pub bare_ratio: f64,
    /// Memory at its peak.
    pub rss_mb: f64,
}

/// What a bench found in its runs.
pub struct Report {
    /// Its name.
    pub bench: &'static str,
    /// `sqlite` or `postgres`.
    pub engine: &'static str,
    /// What an operation is.
    pub unit: &'static str,
    /// The runs.
    pub runs: Vec<Run>,
    /// Figures beside those of `Run`: a name, and its value in each run.
    pub beside: Vec<(String, Vec<f64>)>,
    /// The same, of those that JSON has too.
    pub told: Vec<(&'static str, Vec<f64>)>,
}

impl Report {
    /// The medians.
    pub fn json(&self) -> serde_json::Value {
        let middle = |of: fn(&Run) -> f64, places: i32| {
            let value = median(&self.runs.iter().map(of).collect::<Vec<_>>());
            (value * 10_f64.powi(places)).round() / 10_f64.powi(places)
        };
        let mut json = json!({
            "bench": self.bench,
            "engine": self.engine,
            "ops_per_s": middle(|run| run.ops_per_s, 1),
            "p50_ms": middle(|run| run.p50_ms, 3),
            "p99_ms": middle(|run| run.p99_ms, 3),
            "cpu_ms_per_op": middle(|run| run.cpu_ms_per_op, 4),
            "bare_ratio": middle(|run| run.bare_ratio, 3),
            "rss_mb": middle(|run| run.rss_mb, 1),
        });
        for (name, values) in &self.told {
            json[*name] = json!((median(values) * 10.0).round() / 10.0);
        }
        json
    }

    /// The table.
    pub fn table(&self) -> String {
        let mut text = format!("bench {} on {}, {} runs\n", self.bench, self.engine, self.runs.len());
        text += &format!("{:<34} {:>12} {:>12} {:>12}\n", "", "median", "least", "most");
        let of = |value: fn(&Run) -> f64| self.runs.iter().map(value).collect::<Vec<_>>();
        let rows = [
            (format!("{} per second", self.unit), of(|run| run.ops_per_s)),
            ("p50, ms".into(), of(|run| run.p50_ms)),
            ("p99, ms".into(), of(|run| run.p99_ms)),
            ("CPU of one, ms".into(), of(|run| run.cpu_ms_per_op)),
            ("times the bare engine".into(), of(|run| run.bare_ratio)),
            ("memory, MB".into(), of(|run| run.rss_mb)),
        ];
        let told = self.told.iter().map(|(name, values)| ((*name).to_owned(), values.clone()));
        for (name, values) in rows.into_iter().chain(self.beside.clone()).chain(told) {
            let least = values.iter().copied().fold(f64::INFINITY, f64::min);
            let most = values.iter().copied().fold(0.0, f64::max);
            text += &format!("{name:<34} {:>12} {:>12} {:>12}\n", shown(median(&values)), shown(least), shown(most));
        }
        text
    }
}

/// Three digits that mean something.
fn shown(value: f64) -> String {
    match value {
        value if value >= 100.0 => format!("{value:.0}"),
        value if value >= 10.0 => format!("{value:.1}"),
        value if value >= 1.0 => format!("{value:.2}"),
        value => format!("{value:.4}"),
    }
}

/// The value in the middle.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

/// The time, in milliseconds, that so many of a hundred stayed within (nearest rank).
pub fn percentile(times: &mut [Duration], percent: usize) -> f64 {
    times.sort_unstable();
    let rank = (times.len() * percent).div_ceil(100).max(1);
    times.get(rank - 1).map_or(0.0, |time| time.as_secs_f64() * 1_000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_nearest_ranks() {
        let mut times: Vec<Duration> = (1..=200).rev().map(Duration::from_millis).collect();
        assert_eq!((percentile(&mut times, 50), percentile(&mut times, 99)), (100.0, 198.0));
        assert_eq!(percentile(&mut [Duration::from_millis(7)], 99), 7.0);
        assert_eq!(percentile(&mut [], 99), 0.0);
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
    }
}
