//! What must always be true of the figures of cards; `hilo verify` asks when every fold has taken every event.

use base::Result;
use store::{Tx, followers, sql, tx::Sql, value::Val};

use crate::{fold, labels, people::CustomerId};

/// Every rule that is broken, as a sentence with up to five examples of each.
pub fn findings(tx: &mut Tx) -> Result<Vec<String>> {
    let version = followers::active_version(tx, fold::NAME)?;
    let mut found = Vec::new();
    let figures = figures().into_iter().chain(cards()).map(|(text, says)| (text, says, vec![Val::from(version)]));
    let people = people().map(|(text, says)| (text, says, Vec::new()));
    for (text, says, params) in figures.chain(people) {
        let examples = tx.query(text, params, |row| row.get::<CustomerId>(0))?;
        if !examples.is_empty() {
            found
                .push(format!("{says}: {}", examples.iter().map(CustomerId::to_string).collect::<Vec<_>>().join(", ")));
        }
    }
    let labels = labels::renewal::differences(tx)?;
    if !labels.is_empty() {
        let examples: Vec<String> = labels.iter().map(CustomerId::to_string).collect();
        found.push(format!("people who wear other labels than the rules say: {}", examples.join(", ")));
    }
    Ok(found)
}

/// Rules of the figures, which count what has left the thread with age too; each takes the version of the fold.
fn figures() -> [(&'static Sql, &'static str); 5] {
    [
        (
            sql!(concat!(
                "select coalesce(i.customer_id, e.actor) from (select t.actor, t.n + coalesce(a.facts, 0) as n,
                     case when a.first_seen < t.first then a.first_seen else t.first end as first,
                     case when a.last_seen > t.last then a.last_seen else t.last end as last
                 from (select actor, count(*) as n, min(happened) as first, max(happened) as last from events
                     where actor is not null and kind not in (",
                fold::house!(),
                ") group by actor) t
                 left join aged a on a.identifier_id = t.actor) e
                 left join sightings s on s.version = $1 and s.identifier_id = e.actor
                 left join identifiers i on i.id = e.actor
                 where s.facts is null or s.facts <> e.n or s.first_seen <> e.first or s.last_seen <> e.last limit 5"
            )),
            "people of whom other things were counted than are on the thread",
        ),
        (
            sql!(
                "select coalesce(i.customer_id, s.identifier_id) from sightings s
                 left join identifiers i on i.id = s.identifier_id
                 where s.version = $1 and not exists (select 1 from events e where e.actor = s.identifier_id)
                     and not exists (select 1 from aged a where a.identifier_id = s.identifier_id
                         and a.facts = s.facts and a.first_seen = s.first_seen and a.last_seen = s.last_seen) limit 5"
            ),
            "people of whom something was counted that is not on the thread",
        ),
        (
            sql!(
                "select coalesce(i.customer_id, t.identifier_id) from
                     (select identifier_id, facet, sum(count) as n from tallies
                     where version = $1 and facet = 'channel' group by identifier_id, facet) t
                 left join sightings s on s.version = $1 and s.identifier_id = t.identifier_id
                 left join identifiers i on i.id = t.identifier_id
                 where s.facts is null or s.facts <> t.n limit 5"
            ),
            "people whose channels do not come to what they did",
        ),
        (
            sql!(
                "select coalesce(i.customer_id, e.actor) from
                     (select t.actor, t.n + coalesce(a.facts, 0) as n from
                         (select actor, count(*) as n from events where actor is not null group by actor) t
                     left join aged a on a.identifier_id = t.actor) e
                 left join (select identifier_id, sum(count) as n from tallies
                     where version = $1 and facet = 'mark' group by identifier_id) t on t.identifier_id = e.actor
                 left join identifiers i on i.id = e.actor where coalesce(t.n, 0) <> e.n limit 5"
            ),
            "people whose kinds do not come to what happened to them",
        ),
        (
            sql!(
                "select coalesce(i.customer_id, e.actor) from (select actor, kind, count(*) as n from events
                     where actor is not null group by actor, kind) e
                 left join tallies t on t.version = $1 and t.identifier_id = e.actor and t.facet = 'event'
                     and t.key = e.kind
                 left join identifiers i on i.id = e.actor
                 where coalesce(t.count, 0) < e.n or t.count > e.n
                     and not exists (select 1 from aged a where a.identifier_id = e.actor) limit 5"
            ),
            "people whose events are not counted as often as they happened",
        ),
    ]
}

/// Rules of the cards; each takes the version of the fold.
fn cards() -> [(&'static Sql, &'static str); 4] {
    [
        (
            sql!(
                "select c.customer_id from cards c where c.version = $1 and c.is_visitor <> case when c.orders = 0
                     and c.returns = 0 and not exists (select 1 from identifiers i
                         where i.customer_id = c.customer_id and i.kind not in ('browser', 'device'))
                     then 1 else 0 end limit 5"
            ),
            "customers who are taken for visitors, or visitors for customers",
        ),
        (
            sql!(
                "select c.customer_id from cards c join customers p on p.id = c.customer_id
                 left join (select i.customer_id, sum(s.facts) as facts,
                         min(case when s.facts > 0 then s.first_seen end) as first,
                         max(case when s.facts > 0 then s.last_seen end) as last from identifiers i
                     join sightings s on s.version = $1 and s.identifier_id = i.id group by i.customer_id) s
                     on s.customer_id = c.customer_id
                 where c.version = $1 and (s.facts is null or s.facts <> c.facts or s.first <> c.first_seen
                     or s.last <> c.last_seen) limit 5"
            ),
            "cards that are not the sum of what was counted",
        ),
        (
            sql!(
                "select c.customer_id from cards c join customers p on p.id = c.customer_id
                 left join (select i.customer_id, f.currency, sum(f.orders) as orders, sum(f.spent) as spent,
                         sum(f.returns) as returns, sum(f.returned) as returned from identifiers i
                     join figures f on f.version = $1 and f.identifier_id = i.id group by i.customer_id, f.currency) f
                     on f.customer_id = c.customer_id and f.currency = c.currency
                 where c.version = $1 and (coalesce(f.orders, 0) <> c.orders or coalesce(f.spent, 0) <> c.spent
                     or coalesce(f.returns, 0) <> c.returns or coalesce(f.returned, 0) <> c.returned) limit 5"
            ),
            "cards whose money is not the sum of their figures",
        ),
        (
            sql!(
                "select i.customer_id from identifiers i join sightings s on s.version = $1 and s.identifier_id = i.id
                 where not exists (select 1 from cards c where c.version = $1 and c.customer_id = i.customer_id)
                 limit 5"
            ),
            "people without a card",
        ),
    ]
}

/// Rules of who is who.
fn people() -> [(&'static Sql, &'static str); 4] {
    [
        (
            sql!(
                "select i.customer_id from identifiers i left join identifiers r on r.home = i.customer_id
                 left join customers c on c.id = i.customer_id
                 where (r.id is null or r.customer_id <> i.customer_id or c.id is null
                     or c.merged_into is not null) limit 5"
            ),
            "people whose id is of an identifier that is not theirs",
        ),
        (
            sql!(
                "select a.customer_id from links l join identifiers a on a.id = l.a join identifiers b on b.id = l.b
                 where l.state = 'active' and a.customer_id <> b.customer_id limit 5"
            ),
            "people whose identifiers are joined and yet apart",
        ),
        (
            sql!(
                "select a.customer_id from never_same n join identifiers a on a.id = n.a
                 join identifiers b on b.id = n.b where a.customer_id = b.customer_id limit 5"
            ),
            "people who are never the same and yet are",
        ),
        (
            sql!(
                "select w.customer_id from customer_words w join customers p on p.id = w.customer_id
                 where replace(' ' || p.search || ' ', ' ' || w.word || ' ', '') = ' ' || p.search || ' '
                 union select p.id from customers p where p.search <> ''
                     and not exists (select 1 from customer_words w where w.customer_id = p.id) limit 5"
            ),
            "people who are found by other words than theirs",
        ),
    ]
}
