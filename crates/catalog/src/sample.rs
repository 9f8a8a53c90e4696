//! The sample shop, which is invented: whether it is here, and how it goes, once somebody wants a shop of their own.

use base::{Cx, Error, Result};
use serde_json::json;
use store::{Tx, emptied, settings};
use web::deeds::{self, Deed};

use crate::search::follow;

/// When it was begun, in microseconds.
pub const BEGUN: &str = "demo-begun";
/// Set when all of it is written.
pub const FULL: &str = "demo-full";
/// Set when somebody removed it, so that it does not come back.
pub const REMOVED: &str = "demo-removed";
/// What was written for it beside its rows.
const SAID: [&str; 4] = [BEGUN, FULL, "demo-desk", "retailer-name"];

/// What stays: who works here and how they come in, what they did, backups, and where folds stand. Texts of consent
/// came with the schema; whoever was erased stays so.
const KEPT: [&str; 14] = [
    "api_keys",
    "audit",
    "backups",
    "consent_texts",
    "followers",
    "half_sessions",
    "invitations",
    "recovery_codes",
    "sessions",
    "settings",
    "sign_in_failures",
    "staff",
    "storage_days",
    "tombstones",
];

/// Whether it is here.
pub fn is_here(tx: &mut Tx) -> Result<bool> {
    Ok(settings::get(tx, FULL)?.is_some())
}

/// Removes it with everything that was recorded in it, whoever did. Only what is invented can go like this: where there
/// is no sample shop, it is refused.
pub fn remove(cx: &Cx, tx: &mut Tx) -> Result<()> {
    if !is_here(tx)? {
        let says = "There is no sample shop here, so nothing was removed.";
        return Err(Error::conflict("no-sample", says));
    }
    emptied::empty(tx, &KEPT)?;
    SAID.into_iter().try_for_each(|name| settings::remove(tx, name))?;
    settings::set(tx, REMOVED, "1")?;
    follow::lists_changed(tx)?;
    deeds::note(cx, tx, Deed::SampleRemoved, &json!({}))
}
