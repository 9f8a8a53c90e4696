//! Who was said never to be one person, and taking that back.

use base::{Cx, Error, Result, Time};
use serde_json::json;
use store::{Tx, params, sql, thread::IdentifierId};

use super::regions;
use crate::{
    audits::{self, Act},
    duplicates,
    people::CustomerId,
};

/// That two identifiers are of two people, as one of the two sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Apart {
    /// The person's own identifier.
    pub own: IdentifierId,
    /// The other.
    pub other: IdentifierId,
    /// Whose the other is now.
    pub customer: CustomerId,
    /// Whether staff said so of the two, rather than undid what had joined them.
    pub was_said: bool,
    /// Who said so, as `staff:stf_...`.
    pub by: String,
    /// When.
    pub at: Time,
}

/// Everybody that a person was said never to be, the newest first.
pub fn of_person(tx: &mut Tx, person: CustomerId) -> Result<Vec<Apart>> {
    let text = sql!(
        "select n.a, n.b, o.customer_id, n.reason, n.by, n.created_at
         from identifiers i join never_same n on n.a = i.id join identifiers o on o.id = n.b where i.customer_id = $1
         union all
         select n.b, n.a, o.customer_id, n.reason, n.by, n.created_at
         from identifiers i join never_same n on n.b = i.id join identifiers o on o.id = n.a where i.customer_id = $1"
    );
    let mut found = tx.query(text, params![person], |row| {
        Ok(Apart {
            own: row.get(0)?,
            other: row.get(1)?,
            customer: row.get(2)?,
            was_said: row.get::<Option<String>>(3)?.as_deref() == Some("said"),
            by: row.get(4)?,
            at: row.get(5)?,
        })
    })?;
    found.sort_by_key(|apart| (std::cmp::Reverse(apart.at), apart.own, apart.other));
    Ok(found)
}

/// Takes back that two identifiers are of two people: what joins them counts again.
pub fn take_back(cx: &Cx, tx: &mut Tx, one: IdentifierId, other: IdentifierId) -> Result<()> {
    let text = sql!("delete from never_same where a = $1 and b = $2");
    if tx.exec(text, params![one.min(other), one.max(other)])? == 0 {
        return Err(Error::conflict("not-apart", "Nobody says that these are two people."));
    }
    audits::of_identifier(cx, tx, Act::ApartNoMore, one, json!({ "other": other }))?;
    regions::settle_or_refuse(cx, tx, &[one, other], None)?;
    duplicates::renew_behind(cx, tx, [one, other])
}
