//! Lists of few. Whoever a search, a label or a country leaves is read at once and put in order here: on the way
//! through everybody, in the order of the list, one would come by all of them to find a few.

use std::collections::HashSet;

use base::Result;
use store::{
    Tx, many, params, sql,
    tx::Sql,
    value::{Row, Val},
};

use super::{Entry, Query, Sort, Visitors, reach, read_entry, search};
use crate::{labels::LabelId, people::CustomerId};

/// More than these are so many that a page of them is found sooner on the way through everybody.
const FEW: i64 = 2_000;

/// Those of these who have a card, with what the other filters and the order go by.
macro_rules! few {
    ($who:literal) => {
        sql!(concat!(
            "select f.id, c.last_seen, c.first_seen, c.spent, c.orders, c.returns, c.is_visitor,
                 case when cast($3 as text) is null then 1
                     else (select count(*) from customers p where p.id = f.id and p.country = $3) end,
                 case when cast($4 as bigint) = 0 then 1
                     else (select count(*) from rule_labels r where r.label_id = $5 and r.customer_id = f.id)
                         + (select count(*) from identifiers i join labelled w on w.identifier_id = i.id
                            where i.customer_id = f.id and w.label_id = $5) end
             from (select id from (",
            $who,
            ") w limit $2) f left join cards c on c.customer_id = f.id and c.version = $1"
        ))
    };
}

/// One of them.
struct One {
    id: CustomerId,
    /// What the list is sorted by.
    place: i64,
}

/// A page, where few are left; `None` where they are many, or nothing leaves only some.
pub(super) fn page(tx: &mut Tx, version: i64, query: &Query, limit: i64) -> Result<Option<Vec<Entry>>> {
    let Some(mut found) = all(tx, version, query)? else { return Ok(None) };
    found.sort_by_key(|one| (one.place, one.id));
    if !query.ascending {
        found.reverse();
    }
    if let Some(last) = query.after {
        let is_behind =
            |one: &One| if query.ascending { (one.place, one.id) > last } else { (one.place, one.id) < last };
        found.retain(is_behind);
    }
    found.truncate(limit as usize);
    entries(tx, version, &found).map(Some)
}

/// How many match, where few are left.
pub(super) fn count(tx: &mut Tx, version: i64, query: &Query) -> Result<Option<i64>> {
    Ok(all(tx, version, query)?.map(|found| found.len() as i64))
}

fn all(tx: &mut Tx, version: i64, query: &Query) -> Result<Option<Vec<One>>> {
    let words = search(query)?;
    let [from, to] = reach(&words);
    let (country, label) = (query.country.as_deref(), query.label.unwrap_or(LabelId::from_bytes([0; 16])));
    let mut params: Vec<Val> =
        params![version, FEW + 1, country, i64::from(query.label.is_some()), label].into_iter().collect();
    let text: &'static Sql = match (&words, query.visitors) {
        (Some(words), _) => {
            let wanted = &words.wanted;
            params.extend(params![wanted.pattern.as_str(), from.as_str(), to.as_str()]);
            params.extend(params![wanted.from.as_str(), wanted.to.as_str()]);
            // A cross join is made in the order in which it stands.
            few!(
                "select p.id from customer_words w cross join customers p
                     where w.word >= $9 and w.word < $10 and p.id = w.customer_id and ' ' || p.search like $6
                 union all select i.customer_id from identifiers i where lower(i.value) >= $7 and lower(i.value) < $8"
            )
        }
        (None, _) if query.label.is_some() => few!(
            "select r.customer_id as id from rule_labels r where r.label_id = $5
             union all select i.customer_id from labelled w join identifiers i on i.id = w.identifier_id
             where w.label_id = $5"
        ),
        (None, _) if country.is_some() => few!("select p.id from customers p where p.country = $3"),
        (None, Visitors::Only) => {
            few!("select v.customer_id as id from cards v where v.version = $1 and v.is_visitor = 1")
        }
        (None, _) => return Ok(None),
    };
    let found = tx.query(text, params, |row| read(row, query))?;
    if found.len() as i64 > FEW {
        return Ok(None);
    }
    let mut seen = HashSet::new();
    Ok(Some(found.into_iter().flatten().filter(|one| seen.insert(one.id)).collect()))
}

/// One of them, where it fits what else is asked for.
fn read(row: &Row, query: &Query) -> Result<Option<One>> {
    let number = |column: usize| row.get::<Option<i64>>(column);
    // A card is there once the fold has come by, and gone once two people are one.
    let (Some(last_seen), Some(first_seen), Some(spent), Some(orders)) =
        (number(1)?, number(2)?, number(3)?, number(4)?)
    else {
        return Ok(None);
    };
    let (least, most) = query.visitors.range();
    let fits = row.get::<i64>(5)? >= i64::from(query.with_returns)
        && query.active_since.is_none_or(|since| last_seen >= since.micros())
        && (least..=most).contains(&row.get::<i64>(6)?)
        && row.get::<i64>(7)? > 0
        && row.get::<i64>(8)? > 0;
    let place = match query.sort {
        Sort::LastSeen => last_seen,
        Sort::FirstSeen => first_seen,
        Sort::Spent => spent,
        Sort::Orders => orders,
    };
    Ok(if fits { Some(One { id: row.get(0)?, place }) } else { None })
}

fn entries(tx: &mut Tx, version: i64, found: &[One]) -> Result<Vec<Entry>> {
    let text = sql!(concat!(
        "select ",
        super::columns!(),
        " from cards c join customers p on p.id = c.customer_id where c.version = $33 and c.customer_id in ",
        many!()
    ));
    let ids: Vec<CustomerId> = found.iter().map(|one| one.id).collect();
    let mut entries = tx.query_among(text, &ids, params![version], read_entry)?;
    entries.sort_by_key(|entry| ids.iter().position(|id| *id == entry.id));
    Ok(entries)
}
