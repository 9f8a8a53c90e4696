//! What products cost, as one looks for it: the lowest price of what is sold, on each list.

use std::collections::{BTreeMap, HashMap};

use base::{Result, Time, UnitPrice};
use store::{Tx, params, sql};

use crate::{details::Details, prices, products::ProductId, variants::VariantId};

/// The lowest price of a product by the code of its list.
pub type Lowest = BTreeMap<String, UnitPrice>;

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
    let sold = |product: &Details| {
        let id = product.id;
        product.variants.iter().filter(|choice| choice.is_sold).map(move |choice| (choice.id, id)).collect::<Vec<_>>()
    };
    let of: HashMap<VariantId, ProductId> = products.iter().flat_map(sold).collect();
    let ids: Vec<VariantId> = of.keys().copied().collect();
    let codes: HashMap<prices::ListId, String> =
        prices::lists(tx)?.into_iter().map(|list| (prices::list_id(&list.code), list.code)).collect();
    let mut found: HashMap<ProductId, Lowest> = HashMap::new();
    for ((list, variant), history) in prices::of_variants(tx, &ids)? {
        let (Some(price), Some(code), Some(product)) = (prices::at(&history, now), codes.get(&list), of.get(&variant))
        else {
            continue;
        };
        let kept = found.entry(*product).or_default().entry(code.clone()).or_insert(price);
        *kept = price.min(*kept);
    }
    Ok(found)
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
