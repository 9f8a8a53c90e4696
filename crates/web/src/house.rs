//! What the retailer is called: as staff say it on a page, else as the settings of the process do.

use base::{Cx, Result, text};
use serde_json::json;
use store::{Tx, asked::Rows, settings};

use crate::deeds::{self, Deed};

/// The fact that holds the name.
const NAME: &str = "retailer-name";

/// The name that staff gave.
pub fn name(tx: &mut Tx) -> Result<Option<String>> {
    ask_name(tx).one(tx)
}

/// Asks for it.
pub(crate) fn ask_name(tx: &mut Tx) -> Rows<String> {
    settings::ask(tx, NAME)
}

/// Gives the retailer a name.
pub fn set_name(cx: &Cx, tx: &mut Tx, told: &str) -> Result<()> {
    let name = text::told("The name", told, 100)?;
    settings::set(tx, NAME, &name)?;
    deeds::note(cx, tx, Deed::RetailerNamed, &json!({}))
}
