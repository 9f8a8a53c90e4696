//! What stands behind the ids that events and links carry, for whoever tells of them.

use std::collections::HashMap;

use base::{Result, Time};
use store::{Tx, many, sql, thread::IdentifierId};

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
    let text = sql!(concat!("select id, kind, value, customer_id, since from identifiers where id in ", many!()));
    let found = tx.query_among(text, ids, [], |row| {
        let kind = Kind::from_word(&row.get::<String>(1)?).unwrap_or(Kind::Browser);
        Ok((row.get(0)?, Named { kind, value: row.get(2)?, customer: row.get(3)?, since: row.get(4)? }))
    })?;
    Ok(found.into_iter().collect())
}

/// The names of these people, where they have one.
pub fn people(tx: &mut Tx, ids: &[CustomerId]) -> Result<HashMap<CustomerId, String>> {
    let text = sql!(concat!("select id, name from customers where name is not null and id in ", many!()));
    let found = tx.query_among(text, ids, [], |row| Ok((row.get::<CustomerId>(0)?, row.get::<String>(1)?)))?;
    Ok(found.into_iter().collect())
}
