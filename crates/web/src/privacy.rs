//! What of this room's tables is somebody's: of those who work here, and of no customer.

use store::personal::{Holding, ROOMS, Rule};

#[allow(unsafe_code)]
#[store::linkme::distributed_slice(ROOMS)]
#[linkme(crate = store::linkme)]
static STAFF: &[Holding] = &[
    Holding {
        table: "staff",
        personal: &["email", "name"],
        plain: &["role", "password"],
        rule: Rule::Nobody,
        steps: &[],
    },
    Holding { table: "sessions", personal: &[], plain: &["token_hash"], rule: Rule::Nobody, steps: &[] },
    Holding { table: "sign_in_failures", personal: &[], plain: &["subject_hash"], rule: Rule::Nobody, steps: &[] },
];
