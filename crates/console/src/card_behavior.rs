//! The card's panel of what somebody does on web sites and in apps.

use base::Time;
use tracking::{
    behavior::{self, Behavior},
    runs::{Counts, Visit},
};
use web::channels::Channel;

/// The panel.
#[derive(Clone, Debug)]
pub struct Outside {
    /// Visits of the last 30 days.
    pub visits: i64,
    /// What was done in them.
    pub counts: Counts,
    /// Visits of each of these days, the oldest first.
    pub days: Vec<i64>,
    /// The newest visits.
    pub latest: Vec<Visit>,
    /// Where they come by most.
    pub channel: Option<Channel>,
    /// What they look at most.
    pub category: Option<String>,
    /// The size or color that they look at most.
    pub variant: Option<String>,
}

impl Outside {
    /// The panel of somebody; nothing where they never visited.
    pub fn of(behavior: &Behavior, now: Time) -> Option<Outside> {
        let first = |tallies: &[customers::card::Tally]| tallies.first().map(|tally| tally.key.clone());
        (!behavior.latest.is_empty()).then(|| Outside {
            visits: behavior.visits,
            counts: behavior.counts,
            days: behavior::row_of(behavior, now).into_iter().map(|(_, visits)| visits).collect(),
            latest: behavior.latest.clone(),
            channel: first(&behavior.channels).and_then(|slug| Channel::from_slug(&slug)),
            category: first(&behavior.categories),
            variant: first(&behavior.sizes).or_else(|| first(&behavior.variants)),
        })
    }

    /// The row of days as a line: an SVG path over 29 by 10.
    pub fn line(&self) -> String {
        let most = self.days.iter().copied().max().unwrap_or_default().max(1);
        let point = |(day, visits): (usize, &i64)| {
            format!("{}{day} {:.1}", if day == 0 { "M" } else { "L" }, 10.0 - 10.0 * *visits as f64 / most as f64)
        };
        self.days.iter().enumerate().map(point).collect::<Vec<_>>().join(" ")
    }
}
