//! How many there are of what there may be very much of. Counting two million orders takes longer than the page that
//! says how many they are, so where there are many, a number is said that is a minute old at most while somebody asks;
//! few are counted each time. What was counted is of this process.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use base::{Clock, Error, Result, Time};
use customers::{list, newcomers};
use orders::orders;
use store::{Db, Tx};
use web::{app::App, spans::Stretch};

/// From so many on a number is kept.
const MANY: i64 = 10_000;
/// For so long it is said as it is, in seconds.
const FRESH_S: i64 = 60;
/// Stretches of time whose numbers are kept; then all are counted anew.
const STRETCHES: usize = 64;

/// What is kept.
#[derive(Clone, Default)]
pub struct Tallies {
    people: Kept<People>,
    orders: Kept<i64>,
    newcomers: Arc<Mutex<BTreeMap<(Time, Time), Kept<i64>>>>,
}

/// Customers: how many, and where they come from.
#[derive(Clone, Debug, Default)]
pub struct People {
    /// How many there are, visitors apart.
    pub total: i64,
    /// Their countries, with how many of each, most first.
    pub countries: Vec<(String, i64)>,
}

impl Tallies {
    fn of(app: &App) -> Result<Tallies> {
        app.rooms.get::<Tallies>().cloned().ok_or_else(|| Error::internal("nothing was made to keep numbers in"))
    }

    fn newcomers(&self, stretch: Stretch) -> Kept<i64> {
        let mut all = self.newcomers.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= STRETCHES {
            all.clear();
        }
        all.entry((stretch.from, stretch.to)).or_default().clone()
    }
}

/// How many customers there are, and where they come from.
pub async fn people(app: &App) -> Result<People> {
    let count = |tx: &mut Tx| Ok(People { total: list::count(tx)?, countries: list::countries(tx)? });
    Tallies::of(app)?.people.read(app, "console.people", count, |people| people.total).await
}

/// How many orders there are.
pub async fn orders(app: &App) -> Result<i64> {
    Tallies::of(app)?.orders.read(app, "console.orders_counted", orders::count, |orders| *orders).await
}

/// How many people were new in each stretch of time. What is kept is of its whole days; of the rest they are counted.
pub async fn newcomers<const N: usize>(app: &App, stretches: [Stretch; N]) -> Result<[i64; N]> {
    let tallies = Tallies::of(app)?;
    let mut people = [0; N];
    let mut rests = Vec::new();
    for (at, stretch) in stretches.into_iter().enumerate() {
        let Some(parted) = stretch.whole_days(&app.zone) else {
            rests.push((at, stretch));
            continue;
        };
        let days = Stretch { from: parted.before.to, to: parted.behind.from };
        let count = move |tx: &mut Tx| Ok(newcomers::counts(tx, [days])?.iter().sum());
        people[at] = tallies.newcomers(days).read(app, "console.newcomers", count, |people| *people).await?;
        rests.extend([(at, parted.before), (at, parted.behind)]);
    }
    let count = move |tx: &mut Tx| {
        let mut people = people;
        let counted = newcomers::counts(tx, rests.iter().map(|(_, rest)| *rest))?;
        rests.iter().zip(counted).for_each(|((at, _), new)| people[*at] += new);
        Ok(people)
    };
    app.db.read("console.newcomers", count).await
}

/// A number, or several, as they were counted last.
struct Kept<T>(Arc<Mutex<Option<Counted<T>>>>);

// Derived, these would ask the same of what is counted.
impl<T> Clone for Kept<T> {
    fn clone(&self) -> Kept<T> {
        Kept(Arc::clone(&self.0))
    }
}

impl<T> Default for Kept<T> {
    fn default() -> Kept<T> {
        Kept(Arc::default())
    }
}

#[derive(Clone)]
struct Counted<T> {
    value: T,
    at: Time,
}

/// What to do about a number.
#[derive(Debug, PartialEq, Eq)]
enum Standing {
    /// To count now.
    Unknown,
    /// To say it.
    Fresh,
    /// To say it, and to count behind whoever asked.
    Old,
}

fn standing(counted: Option<(i64, Time)>, now: Time) -> Standing {
    match counted {
        Some((many, at)) if many >= MANY => match now.seconds_since(at) {
            0..FRESH_S => Standing::Fresh,
            _ => Standing::Old,
        },
        _ => Standing::Unknown,
    }
}

impl<T: Clone + Send + 'static> Kept<T> {
    async fn read(
        &self,
        app: &App,
        act: &'static str,
        count: impl Fn(&mut Tx) -> Result<T> + Send + 'static,
        size: fn(&T) -> i64,
    ) -> Result<T> {
        let now = app.clock.now();
        let counted = self.last();
        let stands = standing(counted.as_ref().map(|one| (size(&one.value), one.at)), now);
        match (stands, counted) {
            (Standing::Fresh, Some(one)) => Ok(one.value),
            (Standing::Old, Some(one)) => {
                // Whoever asks next is told this one too, and does not count it again.
                self.keep(Counted { value: one.value.clone(), at: now });
                let (kept, db, clock) = (self.clone(), app.db.clone(), app.clock.clone());
                tokio::spawn(async move {
                    if let Err(error) = kept.count(&db, &clock, act, count).await {
                        tracing::warn!(cause = %error, act, "how many there are was not counted; done again later");
                    }
                });
                Ok(one.value)
            }
            _ => self.count(&app.db, &app.clock, act, count).await,
        }
    }

    async fn count(
        &self,
        db: &Db,
        clock: &Clock,
        act: &'static str,
        count: impl Fn(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let value = db.read(act, count).await?;
        self.keep(Counted { value: value.clone(), at: clock.now() });
        Ok(value)
    }

    fn last(&self) -> Option<Counted<T>> {
        // It is written as a whole, so a panic elsewhere leaves nothing half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, counted: Counted<T>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(counted);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_are_counted_each_time_and_many_once_a_minute() {
        let now = Time::from_micros(1_700_000_000_000_000);
        let before = |seconds: i64| now.plus_seconds(-seconds);
        let cases = [
            (None, Standing::Unknown),
            (Some((MANY - 1, now)), Standing::Unknown),
            (Some((MANY, now)), Standing::Fresh),
            (Some((MANY, before(FRESH_S - 1))), Standing::Fresh),
            (Some((MANY, before(FRESH_S))), Standing::Old),
            (Some((MANY, before(-5))), Standing::Old),
        ];
        for (counted, expected) in cases {
            assert_eq!(standing(counted, now), expected, "{counted:?}");
        }
    }
}
