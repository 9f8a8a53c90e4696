//! What of this room's tables is somebody's: of those who work here, and of no customer.

use store::personal::{Holding, ROOMS, Rule};

#[allow(unsafe_code)]
#[store::linkme::distributed_slice(ROOMS)]
#[linkme(crate = store::linkme)]
static STAFF: &[Holding] = &[
    Holding {
        table: "staff",
        personal: &["email", "name"],
        plain: &["role", "shops", "password", "totp", "totp_new"],
        rule: Rule::Nobody,
        steps: &[],
    },
    Holding {
        table: "sessions",
        personal: &["agent", "machine"],
        plain: &["token_hash"],
        rule: Rule::Nobody,
        steps: &[],
    },
    Holding { table: "half_sessions", personal: &[], plain: &["token_hash"], rule: Rule::Nobody, steps: &[] },
    Holding { table: "password_links", personal: &[], plain: &["token_hash"], rule: Rule::Nobody, steps: &[] },
    Holding { table: "recovery_codes", personal: &[], plain: &["code_hash"], rule: Rule::Nobody, steps: &[] },
    Holding {
        table: "invitations",
        personal: &["email"],
        plain: &["token_hash", "role", "shops", "invited_by"],
        rule: Rule::Nobody,
        steps: &[],
    },
    Holding {
        table: "api_keys",
        personal: &["name"],
        plain: &["hash", "rights", "shops", "created_by"],
        rule: Rule::Nobody,
        steps: &[],
    },
    Holding {
        table: "saved_views",
        personal: &["name"],
        plain: &["owner", "list", "query"],
        rule: Rule::Nobody,
        steps: &[],
    },
    Holding { table: "day_zones", personal: &[], plain: &["fold", "zone", "rules"], rule: Rule::Nobody, steps: &[] },
    Holding { table: "sign_in_failures", personal: &[], plain: &["subject_hash"], rule: Rule::Nobody, steps: &[] },
];
