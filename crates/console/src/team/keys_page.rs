//! Keys of programs.

use askama::Template;
use base::Time;
use web::{frame::Frame, lists::Choice};

use crate::{
    fields::{self, Wrong},
    notices::Notice,
};

/// The keys.
#[derive(Template)]
#[template(path = "team/keys.html")]
pub struct KeysPage {
    /// The frame.
    pub page: Frame,
    /// What was done just now.
    pub notice: Option<Notice>,
    /// Why something was refused, and at which field.
    pub wrong: Option<Wrong>,
    /// A key that was made, shown this once.
    pub fresh: Option<String>,
    /// The keys.
    pub rows: Vec<KeyRow>,
    /// The name, as it was sent.
    pub name: String,
    /// The last day, as it was sent.
    pub until: String,
    /// What a key may do.
    pub rights: Vec<Choice>,
    /// Shops to choose from.
    pub shops: Vec<Choice>,
}

impl KeysPage {
    fn wrong(&self, field: &str) -> Option<&str> {
        fields::of(self.wrong.as_ref(), field)
    }
}

/// A key in the list.
#[derive(Clone, Debug)]
pub struct KeyRow {
    /// The id.
    pub id: String,
    /// What it is for.
    pub name: String,
    /// What it may, in words.
    pub rights: String,
    /// Its shops, in words.
    pub shops: String,
    /// Who made it.
    pub by: String,
    /// When.
    pub made: Time,
    /// The last moment at which it works.
    pub until: Option<Time>,
    /// When it was used last.
    pub used: Option<Time>,
    /// Whether it works.
    pub is_open: bool,
    /// Whether it was taken back.
    pub is_revoked: bool,
}
