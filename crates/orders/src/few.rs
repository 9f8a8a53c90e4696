//! Lists of few orders. What a search or a channel leaves is read at once and put in order here: on the way through all
//! orders, in the order of the list, one would come by all of them to find a few.

use std::collections::HashSet;

use base::{Result, Time};
use customers::words::Wanted;
use store::{
    Tx, params, sql,
    tx::Sql,
    value::{Row, Val},
};

use crate::orders::{OrderId, Query};

/// More than these are so many that a page of them is found sooner on the way through all.
const FEW: i64 = 2_000;

/// These orders, with what the other filters and the order go by. A cross join is made in the order in which it stands.
macro_rules! few {
    ($which:literal) => {
        sql!(concat!(
            "select o.id, o.placed_at, o.total, o.channel, o.place,
                 case when o.actor is null and o.erased = 0 then 1 else 0 end
             from (select id from (",
            $which,
            ") w limit $1) f cross join orders o where o.id = f.id"
        ))
    };
}

/// One of them, with what the list is sorted by.
type One = (i64, OrderId);

/// The ids of a page, where few are left; `None` where they are many, or nothing leaves only some.
pub(crate) fn page(tx: &mut Tx, query: &Query, limit: i64) -> Result<Option<Vec<OrderId>>> {
    let search = query.search.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let placed = query.placed();
    let mut params: Vec<Val> = params![FEW + 1].into_iter().collect();
    let text: &'static Sql = match (search, query) {
        (Some(text), _) => {
            let from = text.to_lowercase();
            let to = format!("{from}\u{10ffff}");
            let wanted = Wanted::of(text);
            params.extend(params![from, to, wanted.pattern, i64::from(query.by_people), wanted.from, wanted.to]);
            // In this order, from few to many.
            few!(
                "select o.id from orders o where lower(o.number) >= $2 and lower(o.number) < $3
                 union all select o.id from identifiers i cross join orders o
                     where $5 = 1 and lower(i.value) >= $2 and lower(i.value) < $3 and o.actor = i.id
                 union all select o.id from customer_words w cross join customers p cross join identifiers i
                     cross join orders o where $5 = 1 and w.word >= $6 and w.word < $7 and p.id = w.customer_id
                     and ' ' || p.search like $4 and i.customer_id = p.id and o.actor = i.id"
            )
        }
        // In the order of time a shop has an index of its own, and so have channels and guests.
        (None, Query { by_total: false, .. }) => return Ok(None),
        // From few to many; each of these indexes goes on by time.
        (None, Query { shop: Some(shop), .. }) => {
            params.extend(params![shop, placed.start, placed.end]);
            few!("select o.id from orders o where o.place = $2 and o.placed_at >= $3 and o.placed_at < $4")
        }
        (None, Query { guests: true, .. }) => {
            params.extend(params![placed.start, placed.end]);
            few!(
                "select o.id from orders o where o.actor is null and o.erased = 0 and o.placed_at >= $2
                     and o.placed_at < $3"
            )
        }
        (None, Query { channel: Some(channel), .. }) => {
            params.extend(params![channel, placed.start, placed.end]);
            few!("select o.id from orders o where o.channel = $2 and o.placed_at >= $3 and o.placed_at < $4")
        }
        (None, Query { placed: Some(_), .. }) => {
            params.extend(params![placed.start, placed.end]);
            few!("select o.id from orders o where o.placed_at >= $2 and o.placed_at < $3")
        }
        (None, _) => return Ok(None),
    };
    let found = tx.query(text, params, |row| read(row, query))?;
    if found.len() as i64 > FEW {
        return Ok(None);
    }
    let mut seen = HashSet::new();
    let mut found: Vec<One> = found.into_iter().flatten().filter(|one| seen.insert(one.1)).collect();
    if let Some(last) = query.after {
        found.retain(|one| *one < last);
    }
    found.sort_unstable_by(|one, other| other.cmp(one));
    Ok(Some(found.into_iter().take(limit as usize).map(|(_, id)| id).collect()))
}

/// One of them, where it fits what else is asked for.
fn read(row: &Row, query: &Query) -> Result<Option<One>> {
    let (placed, channel, place): (Time, String, Option<String>) = (row.get(1)?, row.get(3)?, row.get(4)?);
    let fits = query.channel.as_ref().is_none_or(|wanted| *wanted == channel)
        && (!query.guests || row.get::<i64>(5)? > 0)
        && query.placed.as_ref().is_none_or(|wanted| wanted.contains(&placed))
        && query.shop.as_ref().is_none_or(|wanted| Some(wanted) == place.as_ref())
        && query.shops.has(place.as_deref());
    let value = row.get(if query.by_total { 2 } else { 1 })?;
    Ok(if fits { Some((value, row.get(0)?)) } else { None })
}
