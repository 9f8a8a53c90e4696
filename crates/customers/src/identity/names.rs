//! What stands behind the ids that events and links carry, for whoever tells of them.

use std::collections::HashMap;

use base::{Result, Time};
use store::{Tx, params, sql, thread::IdentifierId};

use crate::people::{CustomerId, Kind};

/// An identifier, as far as a sentence needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// What it is.
    pub kind: Kind,
    /// Its value.
    pub value: String,
    /// Whose it is now.
    pub customer: CustomerId,
    /// When it was first heard of.
    pub since: Time,
}

/// These identifiers, by their ids.
pub fn some(tx: &mut Tx, ids: &[IdentifierId]) -> Result<HashMap<IdentifierId, Named>> {
    let text = sql!("select kind, value, customer_id, since from identifiers where id = $1");
    let mut found = HashMap::new();
    for &id in ids {
        if found.contains_key(&id) {
            continue;
        }
        let named = tx.query_one(text, params![id], |row| {
            let kind = Kind::from_word(&row.get::<String>(0)?).unwrap_or(Kind::Browser);
            Ok(Named { kind, value: row.get(1)?, customer: row.get(2)?, since: row.get(3)? })
        })?;
        found.extend(named.map(|named| (id, named)));
    }
    Ok(found)
}

/// The names of these people, where they have one.
pub fn people(tx: &mut Tx, ids: &[CustomerId]) -> Result<HashMap<CustomerId, String>> {
    let mut found = HashMap::new();
    for &id in ids {
        let name = tx.query_one(sql!("select name from customers where id = $1"), params![id], |row| row.get(0))?;
        found.extend(name.flatten().map(|name| (id, name)));
    }
    Ok(found)
}
