//! The fold behind visits: what people did outside, by visit and by day, for each identifier, so that joining two
//! people adds their rows and parting them takes nothing apart. Robots are not people.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use base::{Result, Time};
use store::{
    Tx,
    followers::Fold,
    params, sql,
    thread::{Event, EventId, IdentifierId},
    tombstones,
    value::Row,
};
use web::day_sums;

use crate::{
    aging, begun, events,
    runs::{self, Arrival, Change, Counts, PAUSE, Visit},
};

/// The name of this fold among the followers.
pub const NAME: &str = "visits";
const VERSION: i64 = 1;

/// The fold.
pub fn fold() -> Fold {
    Fold { name: NAME, version: VERSION, record: Arc::new(record), forget, rebuilds: aging::is_whole }
}

/// What of an event's body visits are made of.
#[derive(serde::Deserialize)]
struct Body<'a> {
    #[serde(default)]
    robot: bool,
    #[serde(borrow, default)]
    path: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    referrer: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    campaign: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    campaign_source: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    campaign_medium: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    category: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    variant: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    size: Option<Cow<'a, str>>,
}

/// What was looked at: a facet and its key.
type About = Vec<(&'static str, String)>;

/// An event as a visit of its own, and what it was about; `None` for what is no visit.
pub(crate) fn visit_of(event: &Event) -> Result<Option<(Visit, About)>> {
    if !events::is_tracked(&event.kind) {
        return Ok(None);
    }
    let body: Body = serde_json::from_str(&event.body).map_err(base::Error::internal)?;
    if body.robot {
        return Ok(None);
    }
    let own = |text: Option<Cow<str>>| text.map(Cow::into_owned);
    let mut counts = Counts::default();
    match event.kind.as_str() {
        events::PAGE | events::SCREEN => counts.pages = 1,
        "Product Viewed" => counts.views = 1,
        "Product Added" => counts.carts = 1,
        "Products Searched" => counts.searches = 1,
        _ => {}
    }
    let mut about = vec![("channel", event.channel.clone())];
    if counts.views + counts.carts > 0 {
        about.extend(own(body.category).map(|category| ("category", category)));
        about.extend(own(body.variant).map(|variant| ("variant", variant)));
        about.extend(own(body.size).map(|size| ("size", size)));
    }
    let arrival = Arrival {
        source: own(body.campaign_source),
        medium: own(body.campaign_medium),
        campaign: own(body.campaign),
        referrer: own(body.referrer),
        // Some older paths hold what no engine takes.
        landing: own(body.path).filter(|path| base::text::hidden(path).is_none()),
    };
    let (started, channel) = (event.happened, event.channel.clone());
    Ok(Some((Visit { started, last: started, counts, channel, arrival }, about)))
}

fn record(tx: &mut Tx, version: i64, slice: &[Event]) -> Result<Vec<(EventId, String)>> {
    let mut told: BTreeMap<IdentifierId, Vec<Visit>> = BTreeMap::new();
    let mut tallies: BTreeMap<(IdentifierId, &'static str, String), i64> = BTreeMap::new();
    let mut refused = Vec::new();
    let tracked = || slice.iter().filter(|event| events::is_tracked(&event.kind));
    // Somebody may have been erased since the events were read.
    let gone = tombstones::among(tx, tracked().filter_map(|event| event.actor))?;
    for event in tracked() {
        let Some(actor) = event.actor.filter(|actor| !gone.contains(actor)) else { continue };
        match visit_of(event) {
            Ok(Some((visit, about))) => {
                told.entry(actor).or_default().push(visit);
                about.into_iter().for_each(|(facet, key)| *tallies.entry((actor, facet, key)).or_default() += 1);
            }
            Ok(None) => {}
            Err(error) => refused.push((event.id, error.to_string())),
        }
    }
    let known = near(tx, version, &told)?;
    let joined = |(actor, visits)| (actor, runs::join(known.get(&actor).map_or(&[], Vec::as_slice), visits));
    let changes: Vec<_> = told.into_iter().map(joined).collect();
    write(tx, version, &changes)?;
    let text = sql!(
        "insert into behavior_tallies (version, identifier_id, facet, key, count) values ($1, $2, $3, $4, $5)
         on conflict (identifier_id, version, facet, key) do update set
             count = behavior_tallies.count + excluded.count"
    );
    let rows = tallies.iter().map(|((actor, facet, key), count)| params![version, *actor, *facet, key, *count]);
    tx.exec_many(text, rows)?;
    Ok(refused)
}

macro_rules! columns {
    () => {
        "identifier_id, started, last, pages, views, carts, searches, channel, source, medium, campaign, referrer,
             landing"
    };
}
pub(crate) use columns;

pub(crate) fn read_visit(row: &Row) -> Result<(IdentifierId, Visit)> {
    let counts = Counts { pages: row.get(3)?, views: row.get(4)?, carts: row.get(5)?, searches: row.get(6)? };
    let (source, medium, campaign) = (row.get(8)?, row.get(9)?, row.get(10)?);
    let arrival = Arrival { source, medium, campaign, referrer: row.get(11)?, landing: row.get(12)? };
    let (started, last) = (row.get(1)?, row.get(2)?);
    Ok((row.get(0)?, Visit { started, last, counts, channel: row.get(7)?, arrival }))
}

/// The visits that new events may belong to.
fn near(
    tx: &mut Tx,
    version: i64,
    told: &BTreeMap<IdentifierId, Vec<Visit>>,
) -> Result<BTreeMap<IdentifierId, Vec<Visit>>> {
    let text = sql!(concat!(
        "select ",
        columns!(),
        " from visits where version = $33 and last >= $34 and started <= $35 and identifier_id in ",
        store::many!(),
        " order by started"
    ));
    let moments = || told.values().flatten().map(|visit| visit.started.micros());
    let (Some(first), Some(last)) = (moments().min(), moments().max()) else { return Ok(BTreeMap::new()) };
    let (from, to) = (Time::from_micros(first.saturating_sub(PAUSE)), Time::from_micros(last.saturating_add(PAUSE)));
    let actors: Vec<IdentifierId> = told.keys().copied().collect();
    let mut found: BTreeMap<IdentifierId, Vec<Visit>> = BTreeMap::new();
    for (actor, visit) in tx.query_among(text, &actors, params![version, from, to], read_visit)? {
        found.entry(actor).or_default().push(visit);
    }
    Ok(found)
}

fn write(tx: &mut Tx, version: i64, changes: &[(IdentifierId, Change)]) -> Result<()> {
    let text = sql!("delete from visits where version = $1 and identifier_id = $2 and started = $3");
    for (actor, change) in changes {
        for started in &change.gone {
            tx.exec(text, params![version, *actor, *started])?;
        }
    }
    let text = sql!(
        "insert into visits (version, identifier_id, started, last, pages, views, carts, searches, channel, source,
             medium, campaign, referrer, landing)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
         on conflict (identifier_id, version, started) do update set last = excluded.last, pages = excluded.pages,
             views = excluded.views, carts = excluded.carts, searches = excluded.searches,
             channel = excluded.channel, source = excluded.source, medium = excluded.medium,
             campaign = excluded.campaign, referrer = excluded.referrer, landing = excluded.landing"
    );
    let visits = changes.iter().flat_map(|(actor, change)| change.now.iter().map(move |visit| (*actor, visit)));
    let rows = visits.map(|(actor, visit)| {
        let Visit { started, last, counts, channel, arrival } = visit;
        let Arrival { source, medium, campaign, referrer, landing } = arrival;
        let Counts { pages, views, carts, searches } = *counts;
        let (source, medium, campaign) = (source.as_deref(), medium.as_deref(), campaign.as_deref());
        let (referrer, landing) = (referrer.as_deref(), landing.as_deref());
        params![
            version, actor, *started, *last, pages, views, carts, searches, channel, source, medium, campaign,
            referrer, landing
        ]
    });
    tx.exec_many(text, rows)?;
    let text = sql!(
        "insert into behavior_days (version, identifier_id, day, visits, pages, views, carts, searches)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (identifier_id, version, day) do update set
             visits = behavior_days.visits + excluded.visits, pages = behavior_days.pages + excluded.pages,
             views = behavior_days.views + excluded.views, carts = behavior_days.carts + excluded.carts,
             searches = behavior_days.searches + excluded.searches"
    );
    let days = changes.iter().flat_map(|(actor, change)| change.days.iter().map(move |day| (*actor, day)));
    let rows = days.map(|(actor, (day, (visits, counts)))| {
        let Counts { pages, views, carts, searches } = *counts;
        params![version, actor, *day, *visits, pages, views, carts, searches]
    });
    tx.exec_many(text, rows)?;
    let mut quarters: BTreeMap<(i64, &str), i64> = BTreeMap::new();
    for ((quarter, channel), visits) in changes.iter().flat_map(|(_, change)| &change.quarters) {
        *quarters.entry((*quarter, channel.as_str())).or_default() += visits;
    }
    quarters.retain(|_, visits| *visits != 0);
    begun::write(tx, version, &quarters)
}

fn forget(tx: &mut Tx, version: i64, limit: i64) -> Result<bool> {
    let texts = [
        sql!(
            "delete from visits where version = $1 and identifier_id in
                 (select identifier_id from visits where version = $1 limit $2)"
        ),
        sql!(
            "delete from behavior_days where version = $1 and identifier_id in
                 (select identifier_id from behavior_days where version = $1 limit $2)"
        ),
        sql!(
            "delete from behavior_tallies where version = $1 and identifier_id in
                 (select identifier_id from behavior_tallies where version = $1 limit $2)"
        ),
        sql!(
            "delete from visit_quarters where version = $1 and quarter in
                 (select quarter from visit_quarters where version = $1 limit $2)"
        ),
        sql!(
            "delete from visit_days where version = $1 and day in
                 (select day from visit_days where version = $1 limit $2)"
        ),
    ];
    day_sums::forget(tx, NAME, version)?;
    let mut gone = 0;
    for text in texts {
        gone += tx.exec(text, params![version, limit])?;
    }
    Ok(gone > 0)
}

/// Identifiers of these whose visits are not what the thread says, as far as it still does.
pub(crate) fn differing(
    tx: &mut Tx,
    version: i64,
    told: BTreeMap<IdentifierId, Vec<Visit>>,
) -> Result<BTreeSet<IdentifierId>> {
    let mut differing = BTreeSet::new();
    let text =
        sql!(concat!("select ", columns!(), " from visits where version = $1 and identifier_id = $2 order by started"));
    // How they came hangs on which event was known first.
    let numbers = |visit: &Visit| (visit.started, visit.last, visit.counts);
    for (actor, visits) in told {
        let kept = tx.query(text, params![version, actor], read_visit)?;
        let mut now: Vec<_> = runs::join(&[], visits).now.iter().map(numbers).collect();
        now.sort_unstable_by_key(|(started, ..)| *started);
        if kept.iter().map(|(_, visit)| numbers(visit)).ne(now) {
            differing.insert(actor);
        }
    }
    Ok(differing)
}
