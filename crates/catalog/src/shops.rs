//! The shops: a code, a name, a town.

use base::Result;
use store::{Tx, params, sql, value::Row};

/// A shop.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Shop {
    /// The short code that events carry as their place.
    pub code: String,
    /// Its name, as people say it.
    pub name: String,
    /// Its town.
    pub city: String,
}

/// Keeps a shop; its name and town follow the last word.
pub fn keep(tx: &mut Tx, shop: &Shop) -> Result<()> {
    let text = sql!(
        "insert into shops (code, name, city) values ($1, $2, $3)
         on conflict (code) do update set name = excluded.name, city = excluded.city"
    );
    tx.exec(text, params![&shop.code, &shop.name, &shop.city]).map(|_| ())
}

/// The shop with this code.
pub fn get(tx: &mut Tx, code: &str) -> Result<Option<Shop>> {
    tx.query_one(sql!("select code, name, city from shops where code = $1"), params![code], read)
}

/// Every shop, by code.
pub fn all(tx: &mut Tx) -> Result<Vec<Shop>> {
    tx.query(sql!("select code, name, city from shops order by code"), params![], read)
}

fn read(row: &Row) -> Result<Shop> {
    Ok(Shop { code: row.get(0)?, name: row.get(1)?, city: row.get(2)? })
}
