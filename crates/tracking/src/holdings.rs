//! What of this room's tables is somebody's, and what becomes of it.

use store::{
    personal::{Amount, By, Holding, ROOMS, Rule, Step},
    sql,
};

/// A table whose rows of one identifier go.
macro_rules! of_identifier {
    ($table:literal, $plain:expr) => {
        Holding {
            table: $table,
            personal: &[],
            plain: $plain,
            rule: Rule::Delete,
            steps: &[Step {
                by: By::Identifier,
                count: sql!(concat!("select count(*) from ", $table, " where identifier_id = $1")),
                run: Some(sql!(concat!("delete from ", $table, " where identifier_id = $1"))),
                amount: Amount::Whole,
            }],
        }
    };
}

#[allow(unsafe_code)]
#[store::linkme::distributed_slice(ROOMS)]
#[linkme(crate = store::linkme)]
static TRACKING: &[Holding] = &[
    Holding {
        table: "sources",
        personal: &[],
        plain: &["name", "code", "kind", "origins", "networks", "by"],
        rule: Rule::Nobody,
        steps: &[],
    },
    Holding { table: "source_keys", personal: &[], plain: &["hash", "shown", "by"], rule: Rule::Nobody, steps: &[] },
    of_identifier!("visits", &["channel", "source", "medium", "campaign", "referrer", "landing"]),
    // How many came, whoever it was.
    Holding { table: "visit_quarters", personal: &[], plain: &["channel"], rule: Rule::Nobody, steps: &[] },
    Holding { table: "visit_days", personal: &[], plain: &["zone", "channel"], rule: Rule::Nobody, steps: &[] },
    of_identifier!("behavior_days", &[]),
    of_identifier!("behavior_tallies", &["facet", "key"]),
    of_identifier!("aged", &[]),
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
    // Found by whoever they name; what cannot be read names nobody, and goes within a month.
    Holding {
        table: "rejects",
        personal: &["body", "context", "agent", "ip"],
        plain: &["reason", "field", "call"],
        rule: Rule::Delete,
        steps: &[Step {
            by: By::Identifier,
            count: sql!("select count(*) from reject_people where identifier_id = $1"),
            run: Some(sql!(
                "delete from rejects where id in (select reject_id from reject_people where identifier_id = $1)"
            )),
            amount: Amount::Whole,
        }],
    },
    of_identifier!("reject_people", &[]),
];
