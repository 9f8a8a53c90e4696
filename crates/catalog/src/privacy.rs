//! What of this room's tables is somebody's: nothing.

use store::personal::{Holding, ROOMS, Rule};

#[allow(unsafe_code)]
#[store::linkme::distributed_slice(ROOMS)]
#[linkme(crate = store::linkme)]
static CATALOG: &[Holding] = &[
    nobodys(
        "products",
        &[
            "code",
            "name",
            "description",
            "brand",
            "kind",
            "state",
            "composition",
            "care",
            "warnings",
            "origin",
            "drawing",
            "dye",
            "search",
        ],
    ),
    nobodys("variants", &["sku", "gtin", "name", "dye"]),
    nobodys("option_values", &["axis", "value"]),
    nobodys("variant_options", &["axis", "value"]),
    // Firms: what the law has printed beside what they make.
    nobodys("makers", &["code", "name", "address", "email"]),
    nobodys("size_grids", &["code", "name"]),
    nobodys("size_grid_sizes", &["size", "measures"]),
    nobodys("translations", &["language", "field", "value"]),
    nobodys("categories", &["code", "name"]),
    nobodys("product_categories", &[]),
    nobodys("collections", &["code", "name", "kind"]),
    nobodys("product_collections", &[]),
    nobodys("attributes", &["code", "name", "kind", "unit"]),
    nobodys("product_attributes", &["value"]),
    nobodys("bundle_parts", &[]),
    nobodys("product_relations", &["kind"]),
    nobodys("price_lists", &["code", "name", "currency", "channel", "zone", "customer_group"]),
    // Who set a price is staff, by their id.
    nobodys("prices", &["kind", "set_by"]),
    nobodys("price_changes", &["rule", "set_by"]),
    // Who changed many is staff, by their id.
    nobodys("product_bulks", &["change", "state", "by"]),
    nobodys("product_bulk_rows", &["fate", "before"]),
    // What a photograph told of who took it, and where, is not kept.
    nobodys("pictures", &["kind", "average"]),
    nobodys("product_pictures", &["color", "alt", "translations"]),
    nobodys("imported", &["source", "kind", "key"]),
    nobodys("import_files", &["source"]),
    nobodys("import_pictures", &["source", "address", "file", "refused"]),
    nobodys("import_shown", &["color", "alt"]),
    nobodys("synonyms", &["word", "other"]),
    // Words without addresses and numbers, and without who looked for them.
    nobodys("search_queries", &["day", "query"]),
    nobodys("shops", &["code", "name", "city", "address", "company"]),
    nobodys("companies", &["code", "name", "tax_number", "address", "country"]),
];

const fn nobodys(table: &'static str, plain: &'static [&'static str]) -> Holding {
    Holding { table, personal: &[], plain, rule: Rule::Nobody, steps: &[] }
}
