//! What somebody does without a long pause is one visit, in whatever order it becomes known. Pure.

use std::collections::{BTreeMap, BTreeSet};

use base::Time;
use web::spans;

/// A longer pause ends a visit.
pub const PAUSE: i64 = 30 * 60 * 1_000_000;
const DAY: i64 = 86_400_000_000;

/// How much was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Counts {
    /// Pages and screens.
    pub pages: i64,
    /// Products that were looked at.
    pub views: i64,
    /// Products that were put into a cart.
    pub carts: i64,
    /// Searches.
    pub searches: i64,
}

impl Counts {
    /// Adds as many times as is said.
    pub fn add(&mut self, other: Counts, times: i64) {
        self.pages += times * other.pages;
        self.views += times * other.views;
        self.carts += times * other.carts;
        self.searches += times * other.searches;
    }
}

/// How somebody came.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Arrival {
    /// Who sent them, by a campaign.
    pub source: Option<String>,
    /// By what.
    pub medium: Option<String>,
    /// In which campaign.
    pub campaign: Option<String>,
    /// From which web site.
    pub referrer: Option<String>,
    /// To which page.
    pub landing: Option<String>,
}

impl Arrival {
    /// What the earlier of two says, where it says anything.
    fn or(self, later: Arrival) -> Arrival {
        // A campaign is one thing: its parts are not mixed.
        let is_silent = self.source.is_none() && self.medium.is_none() && self.campaign.is_none();
        let (source, medium, campaign) = match is_silent {
            true => (later.source, later.medium, later.campaign),
            false => (self.source, self.medium, self.campaign),
        };
        let (referrer, landing) = (self.referrer.or(later.referrer), self.landing.or(later.landing));
        Arrival { source, medium, campaign, referrer, landing }
    }
}

/// A visit.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Visit {
    /// Its first event.
    pub started: Time,
    /// Its last.
    pub last: Time,
    /// What was done.
    #[serde(flatten)]
    pub counts: Counts,
    /// Where.
    pub channel: String,
    /// How they came.
    #[serde(flatten)]
    pub arrival: Arrival,
}

impl Visit {
    /// The day in UTC on which it began, counted from 1970.
    pub fn day(&self) -> i64 {
        self.started.micros().div_euclid(DAY)
    }
}

/// What becomes of somebody's visits.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Where visits began that are no longer there.
    pub gone: Vec<Time>,
    /// Visits that are new or other than they were.
    pub now: Vec<Visit>,
    /// What changes by day: visits and what was done.
    pub days: BTreeMap<i64, (i64, Counts)>,
    /// What changes by quarter of an hour and channel: visits that begin there.
    pub quarters: BTreeMap<(i64, String), i64>,
}

/// Puts events, each as a visit of its own, among the visits that are known, all of one identifier.
pub fn join(known: &[Visit], events: Vec<Visit>) -> Change {
    let mut all: Vec<Visit> = known.iter().cloned().chain(events).collect();
    all.sort_by_key(|visit| (visit.started, visit.last));
    let mut runs: Vec<Visit> = Vec::new();
    for next in all {
        match runs.last_mut() {
            Some(run) if next.started.micros() - run.last.micros() <= PAUSE => {
                run.last = run.last.max(next.last);
                run.counts.add(next.counts, 1);
                run.arrival = std::mem::take(&mut run.arrival).or(next.arrival);
            }
            _ => runs.push(next),
        }
    }
    let mut change = Change::default();
    let begin: BTreeSet<Time> = runs.iter().map(|run| run.started).collect();
    for visit in known.iter().filter(|visit| !runs.contains(visit)) {
        change.day(visit, -1);
        if !begin.contains(&visit.started) {
            change.gone.push(visit.started);
        }
    }
    for run in runs.into_iter().filter(|run| !known.contains(run)) {
        change.day(&run, 1);
        change.now.push(run);
    }
    change
}

impl Change {
    fn day(&mut self, visit: &Visit, times: i64) {
        let (visits, counts) = self.days.entry(visit.day()).or_default();
        *visits += times;
        counts.add(visit.counts, times);
        *self.quarters.entry((spans::quarter(visit.started), visit.channel.clone())).or_default() += times;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(minute: i64) -> Visit {
        let at = Time::from_micros(minute * 60_000_000);
        let arrival = Arrival { landing: Some(format!("/{minute}")), ..Arrival::default() };
        let counts = Counts { pages: 1, ..Counts::default() };
        Visit { started: at, last: at, counts, channel: "web".into(), arrival }
    }

    /// Visits after events have come one by one: from which minute to which, and how many pages.
    fn after(minutes: &[i64]) -> Vec<(i64, i64, i64)> {
        let mut visits: BTreeMap<Time, Visit> = BTreeMap::new();
        let mut days: BTreeMap<i64, (i64, Counts)> = BTreeMap::new();
        let mut begun: BTreeMap<i64, i64> = BTreeMap::new();
        for &minute in minutes {
            let known: Vec<Visit> = visits.values().cloned().collect();
            let change = join(&known, vec![event(minute)]);
            change.gone.iter().for_each(|started| drop(visits.remove(started)));
            visits.extend(change.now.into_iter().map(|visit| (visit.started, visit)));
            for (day, (more, counts)) in change.days {
                let (sum, of_day) = days.entry(day).or_default();
                *sum += more;
                of_day.add(counts, 1);
            }
            change.quarters.into_iter().for_each(|((at, _), more)| *begun.entry(at).or_default() += more);
        }
        begun.retain(|_, visits| *visits != 0);
        let mut expected: BTreeMap<i64, i64> = BTreeMap::new();
        visits.keys().for_each(|started| *expected.entry(spans::quarter(*started)).or_default() += 1);
        assert_eq!(begun, expected, "{minutes:?}");
        let pages: i64 = days.values().map(|(_, counts)| counts.pages).sum();
        assert_eq!(pages, minutes.len() as i64, "{minutes:?}");
        assert_eq!(days.values().map(|(visits, _)| visits).sum::<i64>(), visits.len() as i64, "{minutes:?}");
        let minute = |time: Time| time.micros() / 60_000_000;
        visits.values().map(|visit| (minute(visit.started), minute(visit.last), visit.counts.pages)).collect()
    }

    #[test]
    fn the_order_in_which_events_come_makes_no_difference() {
        type Case<'a> = (&'a [i64], &'a [(i64, i64, i64)]);
        let cases: [Case; 6] = [
            (&[0, 30, 60], &[(0, 60, 3)]),
            (&[0, 60, 30], &[(0, 60, 3)]),
            (&[60, 30, 0], &[(0, 60, 3)]),
            (&[0, 31], &[(0, 0, 1), (31, 31, 1)]),
            (&[5, 5, 5], &[(5, 5, 3)]),
            // Over midnight it is of the day on which it began, also when that moves.
            (&[1_450, 1_500, 1_430, 1_475], &[(1_430, 1_500, 4)]),
        ];
        for (minutes, expected) in cases {
            assert_eq!(after(minutes), expected, "{minutes:?}");
        }
    }

    #[test]
    fn how_they_came_is_what_the_first_event_says() {
        let change = join(&[event(10)], vec![event(0), event(20)]);
        assert_eq!(change.gone, [Time::from_micros(600_000_000)]);
        assert_eq!(change.now[0].arrival.landing.as_deref(), Some("/0"));
        assert_eq!(join(&[event(10)], Vec::new()), Change::default(), "what does not change is not written");
    }
}
