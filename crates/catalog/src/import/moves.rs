//! What another product had before: a SKU that an export tells of another product than the one before it, and numbers
//! of the trade that two variants change with each other. Whoever told the first may tell the second.

use std::collections::{BTreeMap, HashMap};

use base::Result;
use store::{Tx, many, sql, value::Row};

use super::{
    known::{self, Before, Print},
    products::KIND,
};
use crate::{
    products::{ProductId, State, id_of},
    told::Told,
    variants::{Sku, VariantId},
};

/// The products that sold a SKU of these before, where this source told them, too: they are told beside these, so that
/// the SKU moves. One that has nothing left to sell is sold no more.
pub(super) fn sellers_before(tx: &mut Tx, source: &str, told: &[Told]) -> Result<Vec<Told>> {
    let mut mine: HashMap<VariantId, ProductId> = HashMap::new();
    for one in told {
        for variant in one.variants.iter().flatten() {
            mine.insert(Sku::parse(&variant.sku)?.id(), id_of(&one.code));
        }
    }
    let ids: Vec<VariantId> = mine.keys().copied().collect();
    let text = sql!(concat!(
        "select v.id, p.id, p.code from variants v join products p on p.id = v.product_id
         where p.revision > 0 and v.id in ",
        many!()
    ));
    let read = |row: &Row| Ok((row.get::<VariantId>(0)?, row.get::<ProductId>(1)?, row.get::<String>(2)?));
    let mut before: BTreeMap<String, (ProductId, Vec<VariantId>)> = BTreeMap::new();
    for (variant, owner, code) in tx.query_among(text, &ids, [], read)? {
        if mine.get(&variant) != Some(&owner) && !told.iter().any(|one| one.code == code) {
            before.entry(code).or_insert_with(|| (owner, Vec::new())).1.push(variant);
        }
    }
    let prints: Vec<Print> = before.keys().map(|code| Print { key: code.clone(), hash: 0 }).collect();
    let known = known::before(tx, source, KIND, &prints)?;
    let mut all = Vec::new();
    for ((code, (id, moved)), _) in before.into_iter().zip(known).filter(|(_, known)| *known != Before::Never) {
        let text = sql!("select id from variants where product_id = $1 and is_sold = 1");
        let sold: Vec<VariantId> = tx.query(text, store::params![id], |row| row.get(0))?;
        let state = sold.iter().all(|variant| moved.contains(variant)).then_some(State::Archived);
        all.push(Told { code, state, ..Told::default() });
    }
    Ok(all)
}

/// Takes numbers of the trade from those that are told here with another one, before others get them.
pub(super) fn free_gtins(tx: &mut Tx, told: &[Told]) -> Result<()> {
    let mut mine: HashMap<VariantId, &str> = HashMap::new();
    for variant in told.iter().flat_map(|one| one.variants.iter().flatten()) {
        if let Some(gtin) = variant.gtin.as_deref().filter(|gtin| !gtin.is_empty()) {
            mine.insert(Sku::parse(&variant.sku)?.id(), gtin);
        }
    }
    let gtins: Vec<&str> = mine.values().copied().collect();
    let text = sql!(concat!("select id, gtin from variants where gtin in ", many!()));
    let found = tx.query_among(text, &gtins, [], |row| Ok((row.get::<VariantId>(0)?, row.get::<String>(1)?)))?;
    let changes = found.into_iter().filter(|(id, gtin)| mine.get(id).is_some_and(|told| told != gtin));
    let text = sql!("update variants set gtin = null where id = $1");
    tx.exec_many(text, changes.map(|(id, _)| store::params![id])).map(|_| ())
}
