//! What products cost, as one looks for it: the lowest price of what is sold, on each list.

use std::collections::{BTreeMap, HashMap};

use base::{Result, Time, UnitPrice};
use store::{Tx, params, sql};

use crate::{
    details::{self, Details},
    prices,
    products::ProductId,
    variants::VariantId,
};

/// What a variant costs, by the code of each list that has a price of it.
pub type Offer = BTreeMap<String, UnitPrice>;

/// What the variants of a product cost: of those that stand on the same lists, the lowest price on each. Who asks pays
/// for each variant what the first of their lists says that has it, so one price by list would not do: a list may
/// have one variant alone.
pub type Lowest = Vec<Offer>;

/// The offers of variants, those that stand on the same lists as one. Pure.
pub fn joined(offers: impl IntoIterator<Item = Offer>) -> Lowest {
    let mut by_lists: BTreeMap<Vec<String>, Offer> = BTreeMap::new();
    for offer in offers {
        let kept = by_lists.entry(offer.keys().cloned().collect()).or_insert_with(|| offer.clone());
        for (list, price) in offer {
            kept.entry(list).and_modify(|kept| *kept = price.min(*kept));
        }
    }
    by_lists.into_values().filter(|offer| !offer.is_empty()).collect()
}

/// What products may cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Range {
    /// At least.
    pub least: Option<UnitPrice>,
    /// At most.
    pub most: Option<UnitPrice>,
}

impl Range {
    /// Whether anything will do, even what has no price.
    pub fn is_any(&self) -> bool {
        *self == Range::default()
    }

    /// Whether a price lies within.
    pub fn has(&self, price: Option<i64>) -> bool {
        let Some(price) = price else { return self.is_any() };
        self.least.is_none_or(|least| least.0 <= price) && self.most.is_none_or(|most| price <= most.0)
    }
}

/// What these products cost at a moment. Those that cost nothing said are left out.
pub fn lowest(tx: &mut Tx, products: &[Details], now: Time) -> Result<HashMap<ProductId, Lowest>> {
    let of = details::sold(products);
    let ids: Vec<VariantId> = of.keys().copied().collect();
    let codes: HashMap<prices::ListId, String> =
        prices::lists(tx)?.into_iter().map(|list| (prices::list_id(&list.code), list.code)).collect();
    let mut offers: HashMap<VariantId, Offer> = HashMap::new();
    for ((list, variant), history) in prices::of_variants(tx, &ids)? {
        if let (Some(price), Some(code)) = (prices::at(&history, now), codes.get(&list)) {
            offers.entry(variant).or_default().insert(code.clone(), price);
        }
    }
    let mut by_product: HashMap<ProductId, Vec<Offer>> = HashMap::new();
    for (variant, offer) in offers {
        of.get(&variant).into_iter().for_each(|product| by_product.entry(*product).or_default().push(offer.clone()));
    }
    Ok(by_product.into_iter().map(|(product, offers)| (product, joined(offers))).collect())
}

/// The products of which a price began or ended by itself in this time: behind the first moment, up to the second.
pub fn turned(tx: &mut Tx, from: Time, to: Time) -> Result<Vec<ProductId>> {
    let text = sql!(
        "select v.product_id from prices p join variants v on v.id = p.variant_id
         where p.from_time > $1 and p.from_time <= $2
         union select v.product_id from prices p join variants v on v.id = p.variant_id
         where p.to_time > $1 and p.to_time <= $2"
    );
    tx.query(text, params![from, to], |row| row.get(0))
}
