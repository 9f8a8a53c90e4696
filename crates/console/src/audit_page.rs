//! The audit: who saw and changed what of whom.

use askama::Template;
use base::Time;
use web::{
    frame::Frame,
    lists::{Choice, Pager},
};

use crate::threads::Link;

/// The page.
#[derive(Template)]
#[template(path = "audit.html")]
pub struct AuditPage {
    /// The frame.
    pub page: Frame,
    /// What was done just now.
    pub did: Option<String>,
    /// Whom is looked for: an id, or how they are known.
    pub person: String,
    /// Whether nobody is known by that.
    pub is_nobody: bool,
    /// Who may have done it.
    pub staff: Vec<Choice>,
    /// What may have been done.
    pub acts: Vec<Choice>,
    /// The day, as `2026-11-20`.
    pub day: String,
    /// To everything.
    pub clear: Option<String>,
    /// The same lines as a file.
    pub csv: String,
    /// These lines.
    pub rows: Vec<AuditRow>,
    /// To the others.
    pub pager: Pager,
}

/// A line of it.
#[derive(Clone, Debug)]
pub struct AuditRow {
    /// When.
    pub at: Time,
    /// Who.
    pub who: String,
    /// What, in words.
    pub act: String,
    /// Of whom; of somebody who was erased only that.
    pub whom: Option<Link>,
    /// Of somebody who was erased.
    pub is_gone: bool,
    /// What else there is to say.
    pub details: String,
}
