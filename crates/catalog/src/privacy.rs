//! What of this room's tables is somebody's: nothing.

use store::personal::{Holding, ROOMS, Rule};

#[allow(unsafe_code)]
#[store::linkme::distributed_slice(ROOMS)]
#[linkme(crate = store::linkme)]
static CATALOG: &[Holding] = &[
    Holding {
        table: "products",
        personal: &[],
        plain: &["code", "name", "kind", "drawing", "dye", "search"],
        rule: Rule::Nobody,
        steps: &[],
    },
    Holding {
        table: "variants",
        personal: &[],
        plain: &["sku", "gtin", "name", "dye"],
        rule: Rule::Nobody,
        steps: &[],
    },
    Holding { table: "option_values", personal: &[], plain: &["axis", "value"], rule: Rule::Nobody, steps: &[] },
    Holding { table: "variant_options", personal: &[], plain: &["axis", "value"], rule: Rule::Nobody, steps: &[] },
    Holding { table: "shops", personal: &[], plain: &["code", "name", "city"], rule: Rule::Nobody, steps: &[] },
];
