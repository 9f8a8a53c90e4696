//! What of this room's tables is somebody's, and what becomes of it.

use store::{
    personal::{Amount, By, Holding, ROOMS, Rule, Step},
    sql,
};

#[allow(unsafe_code)]
#[store::linkme::distributed_slice(ROOMS)]
#[linkme(crate = store::linkme)]
static TRACKING: &[Holding] = &[
    Holding {
        table: "sources",
        personal: &[],
        plain: &["name", "code", "kind", "origins", "by"],
        rule: Rule::Nobody,
        steps: &[],
    },
    Holding { table: "source_keys", personal: &[], plain: &["hash", "shown", "by"], rule: Rule::Nobody, steps: &[] },
    // Said by a browser of theirs, and said of them by anybody's.
    Holding {
        table: "said_claims",
        personal: &["value"],
        plain: &["kind", "source"],
        rule: Rule::Delete,
        steps: &[Step {
            by: By::Identifier,
            count: sql!("select count(*) from said_claims where identifier_id = $1 or value_id = $1"),
            run: Some(sql!("delete from said_claims where identifier_id = $1 or value_id = $1")),
            amount: Amount::Whole,
        }],
    },
    Holding { table: "source_days", personal: &[], plain: &["day"], rule: Rule::Nobody, steps: &[] },
    Holding { table: "source_news", personal: &[], plain: &[], rule: Rule::Nobody, steps: &[] },
    // Whose it would be cannot be told where it cannot be read; it goes within a month.
    Holding {
        table: "rejects",
        personal: &["body"],
        plain: &["reason", "field", "call"],
        rule: Rule::Nobody,
        steps: &[],
    },
];
