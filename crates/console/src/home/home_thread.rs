//! The newest knots of the whole shop, as far as whoever looks may see them.

use base::{Cx, Result};
use customers::{fold, identity::names};
use orders::takings;
use store::{
    Tx,
    thread::{self, Event},
};
use web::{locale::Say, reach::Reach, rights::Right};

use crate::{
    identifiers,
    knots::{self, Told},
    threads::{Day, Fact, by_day},
};

/// Knots of the page.
const KNOTS: usize = 14;
/// Events that are looked through for them at once, and in all.
const PIECE: i64 = 60;
const MOST: i64 = 300;
/// What happens so often that nobody could read it as it comes.
const QUIET: [&str; 9] = [
    tracking::events::PAGE,
    tracking::events::SCREEN,
    tracking::events::IDENTIFIED,
    tracking::events::GROUPED,
    tracking::events::ALIASED,
    tracking::events::CUSTOM,
    "Product List Viewed",
    "Product List Filtered",
    "Product Clicked",
];

/// Whether the thread of the whole shop tells of such an event.
pub fn is_told(kind: &str) -> bool {
    !QUIET.contains(&kind) && !kind.ends_with(" Reported")
}

/// Whether it tells somebody of an event now: what its source dates ahead waits until it has happened, as in the sums.
fn may(cx: &Cx, event: &Event, reach: &Reach) -> bool {
    event.happened <= cx.now && is_told(&event.kind) && reach.shows(&event.kind, event.place.as_deref())
}

/// Events with what their knots need, and whose they are.
pub struct Newest {
    told: Told,
    people: Vec<Option<Fact>>,
}

/// The newest events: of papers those that happened last, of all else what reached the thread last. The thread has no
/// order by time of its own, and what another system tells late would otherwise hide what was sold just now.
pub fn newest(cx: &Cx, tx: &mut Tx, reach: &Reach) -> Result<Newest> {
    let (mut found, mut before) = (Vec::new(), None);
    for _ in 0..MOST / PIECE {
        let piece = thread::newest(tx, before, PIECE)?;
        let Some((last, _)) = piece.last() else { break };
        before = Some(*last);
        found.extend(piece.into_iter().map(|(_, event)| event).filter(|event| may(cx, event, reach)));
        if found.len() >= KNOTS {
            break;
        }
    }
    if reach.rights.has(Right::OrdersSee) {
        let papers = takings::newest(tx, &reach.shops, cx.now, KNOTS as i64)?;
        found.extend(thread::firsts(tx, &papers)?.into_iter().filter(|event| may(cx, event, reach)));
    }
    found.sort_by_key(|event| std::cmp::Reverse((event.happened, event.id)));
    found.dedup_by_key(|event| event.id);
    found.truncate(KNOTS);
    told(tx, found, reach)
}

/// What of these events somebody may see, the newest first.
pub fn of_events(cx: &Cx, tx: &mut Tx, mut events: Vec<Event>, reach: &Reach) -> Result<Newest> {
    events.retain(|event| may(cx, event, reach));
    events.reverse();
    events.truncate(KNOTS);
    told(tx, events, reach)
}

fn told(tx: &mut Tx, mut events: Vec<Event>, reach: &Reach) -> Result<Newest> {
    events.sort_by_key(|event| std::cmp::Reverse((event.happened, event.id)));
    let actors: Vec<_> = events.iter().filter_map(|event| event.actor).collect();
    let (mut people, sees_people) = (Vec::new(), reach.rights.has(Right::CustomersSee));
    // Whoever sees an order sees whose it is by name, as on its page; how else they are known, and their card, are not
    // theirs to see.
    if sees_people || reach.rights.has(Right::OrdersSee) {
        let named = names::some(tx, &actors)?;
        let ids: Vec<_> = named.values().map(|one| one.customer).collect();
        let called = names::people(tx, &ids)?;
        for event in &events {
            let one = event.actor.and_then(|actor| named.get(&actor));
            people.push(one.and_then(|one| {
                let name = called.get(&one.customer).cloned();
                if !sees_people {
                    return name.map(Fact::text);
                }
                // The id of a browser tells nobody anything.
                let shown = || (!fold::visits_only(one.kind)).then(|| identifiers::shown(one.kind, &one.value));
                Some(Fact::link("", format!("/console/customers/{}", one.customer), name.or_else(shown)?))
            }));
        }
    }
    Ok(Newest { told: knots::read(tx, events, &reach.shops)?, people })
}

impl Newest {
    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.told.events.is_empty()
    }

    /// As a page tells it: a line each, without slips.
    pub fn days(&self, say: &Say) -> Result<Vec<Day>> {
        let mut knots = Vec::new();
        for (index, event) in self.told.events.iter().enumerate() {
            let Some(mut knot) = self.told.knot(say, event)? else { continue };
            knot.slip.clear();
            (knot.foot, knot.strand, knot.undo) = (None, None, None);
            knot.facts.truncate(1);
            if let Some(person) = self.people.get(index).cloned().flatten() {
                knot.facts.insert(0, person);
            }
            knots.push(knot);
        }
        Ok(by_day(say, knots))
    }
}

/// What an open page is told: nothing, that it must begin anew, or events and where they end.
pub enum News {
    /// Nothing that it shows.
    Nothing,
    /// Its cursor is from before a restore.
    Restored,
    /// This.
    These(Box<Newest>, String),
}

/// Events behind a cursor.
pub fn news(cx: &Cx, tx: &mut Tx, after: &thread::Cursor, reach: &Reach) -> Result<News> {
    let start = thread::start(tx)?;
    if after.is_before(&start) {
        return Ok(News::Restored);
    }
    let (mut events, mut next) = thread::after(tx, after, MOST)?;
    // Who was away for long is told of the newest alone.
    if events.len() as i64 == MOST {
        next = thread::end(tx)?;
        let newest = thread::newest(tx, None, PIECE)?;
        events = newest.into_iter().rev().map(|(_, event)| event).collect();
    }
    let newest = of_events(cx, tx, events, reach)?;
    if newest.is_empty() {
        return Ok(News::Nothing);
    }
    Ok(News::These(Box::new(newest), next.to_string()))
}
