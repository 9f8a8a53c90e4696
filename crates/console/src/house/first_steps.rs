//! What a new retailer does first, and how far it is: on its page, and on the home page as long as nothing was sold.

use base::Result;
use catalog::{products, shops};
use orders::orders as book;
use store::Tx;
use tracking::sources;
use web::{house, invitations, rights::Right, staff, who::Viewer};

use super::house_page::FirstStep;

/// What a retailer is called of whom nobody said a name.
const NAMELESS: &str = "Hilo";

/// The steps in their order: the word in their messages, where they are done, and who may.
pub const STEPS: [(&str, &str, Right); 6] = [
    ("name", "/console/house#name-form", Right::HouseEdit),
    ("shops", "/console/house#shop-form", Right::HouseEdit),
    ("staff", "/console/staff", Right::StaffEdit),
    ("import", "/console/imports", Right::Imports),
    ("source", "/console/sources", Right::SourcesEdit),
    ("till", "/console/keys", Right::KeysEdit),
];

/// Which of them are done.
pub fn done(tx: &mut Tx) -> Result<[bool; 6]> {
    let has_staff = staff::all(tx)?.len() > 1 || !invitations::waiting(tx)?.is_empty();
    Ok([
        house::name(tx)?.is_some(),
        !shops::all(tx)?.is_empty(),
        has_staff,
        products::is_any(tx)?,
        !sources::all(tx)?.is_empty(),
        book::is_any(tx)?,
    ])
}

/// The steps for whoever looks.
pub fn list(viewer: &Viewer, mut done: [bool; 6]) -> Vec<FirstStep> {
    // A name in the settings of the process is one, but for the one that every new Hilo has.
    done[0] |= viewer.retailer() != NAMELESS;
    let step = |((word, address, right), is_done)| FirstStep { word, address, is_done, may: viewer.may(right) };
    STEPS.into_iter().zip(done).map(step).collect()
}
