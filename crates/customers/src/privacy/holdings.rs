//! What of this room's tables is somebody's, and what becomes of it.

use store::{
    personal::{Amount, By, Holding, ROOMS, Rule, Step},
    sql,
};

macro_rules! whole {
    ($by:ident, $count:literal, $run:literal) => {
        Step { by: By::$by, count: sql!($count), run: Some(sql!($run)), amount: Amount::Whole }
    };
    ($by:ident, $count:literal) => {
        Step { by: By::$by, count: sql!($count), run: None, amount: Amount::Whole }
    };
}

/// A table whose rows of one identifier go.
macro_rules! of_identifier {
    ($table:literal, $personal:expr, $plain:expr, $rest:literal) => {
        Holding {
            table: $table,
            personal: $personal,
            plain: $plain,
            rule: Rule::Delete,
            steps: &[Step {
                by: By::Identifier,
                count: sql!(concat!("select count(*) from ", $table, " where ", $rest)),
                run: Some(sql!(concat!("delete from ", $table, " where ", $rest))),
                amount: Amount::Whole,
            }],
        }
    };
}

#[allow(unsafe_code)]
#[store::linkme::distributed_slice(ROOMS)]
#[linkme(crate = store::linkme)]
static CUSTOMERS: &[Holding] = &[
    of_identifier!("traits", &["value"], &["source", "field", "how"], "identifier_id = $1"),
    of_identifier!(
        "links",
        &[],
        &["how", "source", "state", "reason", "by", "undone_by", "before"],
        "a = $1 or b = $1"
    ),
    of_identifier!("never_same", &[], &["reason", "by"], "a = $1 or b = $1"),
    of_identifier!("figures", &[], &["currency"], "identifier_id = $1"),
    of_identifier!("sightings", &[], &[], "identifier_id = $1"),
    of_identifier!("tallies", &[], &["facet", "key"], "identifier_id = $1"),
    of_identifier!("permissions", &[], &["purpose", "channel", "basis"], "address = $1"),
    of_identifier!("objections", &[], &["purpose", "channel"], "address = $1"),
    of_identifier!(
        "consent_tokens",
        &[],
        &["token_hash"],
        "consent_id in (select id from consents where address = $1)"
    ),
    of_identifier!("labelled", &[], &["how", "by"], "identifier_id = $1"),
    of_identifier!("bulk_rows", &[], &["how", "by"], "identifier_id = $1"),
    of_identifier!("notes", &["text"], &["by", "removed_by"], "identifier_id = $1"),
    of_identifier!("duplicate_pairs", &[], &["rules", "state", "decided_by"], "a = $1 or b = $1"),
    // What staff call people, and whom a rule means.
    Holding {
        table: "labels",
        personal: &[],
        plain: &["kind", "name", "folded", "color", "rule", "by"],
        rule: Rule::Nobody,
        steps: &[],
    },
    Holding {
        table: "bulk_acts",
        personal: &[],
        plain: &["act", "matching", "state", "by", "undone_by"],
        rule: Rule::Nobody,
        steps: &[],
    },
    of_identifier!("interests", &["interest"], &["source"], "identifier_id = $1"),
    Holding {
        table: "consents",
        // What of it is not Hilo's own goes, field by field.
        personal: &["proof"],
        plain: &[
            "purpose",
            "channel",
            "decision",
            "basis",
            "how",
            "text_version",
            "language",
            "place",
            "source",
            "by",
            "beside",
        ],
        rule: Rule::Block("proof"),
        steps: &[whole!(Identifier, "select count(*) from consents where address = $1")],
    },
    Holding {
        table: "suppressions",
        personal: &["note", "lifted_why"],
        plain: &["channel", "reason", "source", "by", "lifted_by"],
        rule: Rule::Block("left-alone"),
        steps: &[whole!(
            Identifier,
            "select count(*) from suppressions where address = $1",
            "update suppressions set note = null, lifted_why = case when lifted_at is null then null else '' end
             where address = $1"
        )],
    },
    Holding {
        table: "consent_texts",
        personal: &[],
        plain: &["version", "language", "text", "by"],
        rule: Rule::Nobody,
        steps: &[],
    },
    of_identifier!("identifiers", &["value"], &["kind", "strength", "source", "how", "sharing", "was"], "id = $1"),
    Holding { table: "tenures", personal: &[], plain: &["reason"], rule: Rule::Nobody, steps: &[] },
    Holding { table: "identity_limits", personal: &[], plain: &["kind", "by"], rule: Rule::Nobody, steps: &[] },
    // What the retailer says names nobody.
    Holding {
        table: "blocked_values",
        personal: &[],
        plain: &["kind", "pattern", "reason", "by"],
        rule: Rule::Nobody,
        steps: &[],
    },
    Holding {
        table: "rule_labels",
        personal: &[],
        plain: &[],
        rule: Rule::Delete,
        steps: &[whole!(
            Customer,
            "select count(*) from rule_labels where customer_id = $1",
            "delete from rule_labels where customer_id = $1"
        )],
    },
    Holding {
        table: "match_keys",
        personal: &[],
        plain: &["rule"],
        rule: Rule::Delete,
        steps: &[whole!(
            Customer,
            "select count(*) from match_keys where customer_id = $1",
            "delete from match_keys where customer_id = $1"
        )],
    },
    Holding {
        table: "cards",
        personal: &[],
        plain: &["currency"],
        rule: Rule::Delete,
        steps: &[whole!(
            Customer,
            "select count(*) from cards where customer_id = $1",
            "delete from cards where customer_id = $1"
        )],
    },
    Holding {
        table: "audit",
        personal: &[],
        plain: &["actor", "act", "details"],
        rule: Rule::Block("audit"),
        steps: &[whole!(Customer, "select count(*) from audit where customer_id = $1")],
    },
    Holding {
        table: "customer_words",
        personal: &["word"],
        plain: &[],
        rule: Rule::Delete,
        steps: &[whole!(
            Customer,
            "select count(*) from customer_words where customer_id = $1",
            "delete from customer_words where customer_id = $1"
        )],
    },
    // Last, since others point to it.
    Holding {
        table: "customers",
        personal: &["name", "country", "city", "language", "birth_date", "street", "postcode", "search"],
        plain: &[],
        rule: Rule::Delete,
        steps: &[whole!(
            Customer,
            "select count(*) from customers where id = $1",
            "delete from customers where id = $1"
        )],
    },
];
