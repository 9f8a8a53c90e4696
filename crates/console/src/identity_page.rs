//! Why somebody is one person: what they are known by, what holds it together, and with whom they are to be joined.

use askama::Template;
use base::Time;
use web::{frame::Frame, lists::Pager};

use crate::{customers_page::CustomerRow, identifiers::Identifier, notices::Notice, threads::Link, ties::Tie};

/// The page.
#[derive(Template)]
#[template(path = "identity.html")]
pub struct IdentityPage {
    /// The frame.
    pub page: Frame,
    /// Who it is.
    pub who: Who,
    /// What was done just now.
    pub notice: Option<Notice>,
    /// Whether whoever looks may change it.
    pub may: bool,
    /// What they are known by, the strongest first.
    pub identifiers: Vec<Identifier>,
    /// What holds them together.
    pub active: Vec<Tie>,
    /// What was said and holds nothing.
    pub held: Vec<Tie>,
    /// What staff undid.
    pub undone: Vec<Tie>,
    /// To more of those that hold nothing.
    pub pager: Pager,
    /// Who they were said never to be.
    pub apart: Vec<ApartRow>,
    /// Whom to join them with.
    pub finding: Finding,
    /// Today in the shop's zone, as a field for days has it.
    pub today: String,
}

/// Whose page it is.
#[derive(Clone, Debug)]
pub struct Who {
    /// The id.
    pub id: String,
    /// What pages call them.
    pub title: String,
}

impl Who {
    /// The card.
    pub fn card(&self) -> String {
        format!("/console/customers/{}", self.id)
    }

    /// This page.
    pub fn identity(&self) -> String {
        format!("/console/customers/{}/identity", self.id)
    }
}

/// Somebody they were said never to be.
#[derive(Clone, Debug)]
pub struct ApartRow {
    /// The person's own identifier.
    pub own: String,
    /// The other's.
    pub other: String,
    /// Who that is.
    pub who: Link,
    /// Who said so.
    pub by: String,
    /// When.
    pub at: Time,
}

/// The search for somebody to join.
#[derive(Clone, Debug, Default)]
pub struct Finding {
    /// What was searched.
    pub q: String,
    /// Who was found; each leads to the preview of joining.
    pub rows: Vec<CustomerRow>,
}

impl IdentityPage {
    fn has_one(&self) -> bool {
        self.identifiers.len() == 1
    }
}
