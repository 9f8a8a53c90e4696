//! Who makes what is sold and who answers for it in the Union, and the form that adds or changes one.

use askama::Template;
use web::frame::Frame;

use crate::notices::Notice;

/// The page.
#[derive(Template)]
#[template(path = "goods/makers.html")]
pub struct MakersPage {
    /// The frame.
    pub page: Frame,
    /// What was done just now.
    pub notice: Option<Notice>,
    /// Whether whoever looks may change them.
    pub may: bool,
    /// They, by name.
    pub rows: Vec<MakerRow>,
    /// What is in the form.
    pub form: MakerForm,
    /// What is wrong.
    pub refused: Option<String>,
}

/// A maker.
#[derive(Clone, Debug)]
pub struct MakerRow {
    /// Its name.
    pub name: String,
    /// How it is reached, and where it is established, in words.
    pub said: Vec<String>,
    /// Whether its address or e-mail address is missing.
    pub is_unreached: bool,
    /// Where it is changed.
    pub address: String,
}

/// What the form of a maker holds.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct MakerForm {
    /// The code of the one that is changed; empty for one that is new.
    pub known: String,
    /// Its name.
    pub name: String,
    /// Its postal address.
    pub address: String,
    /// Where it is written to.
    pub email: String,
    /// `yes` where it is established in the Union.
    pub union: String,
}

/// The message of why a maker cannot be kept.
pub fn refused_key(code: &str) -> Option<String> {
    REFUSED.contains(&code).then(|| format!("maker-refused-{code}"))
}

const REFUSED: [&str; 4] = ["email", "known", "name", "text"];

/// The messages whose keys are put together here, for the test that looks for each.
pub fn keys() -> Vec<String> {
    REFUSED.into_iter().filter_map(refused_key).collect()
}
