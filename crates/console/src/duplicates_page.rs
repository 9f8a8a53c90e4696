//! People who may be one: a queue of pairs, side by side.

use askama::Template;
use base::Time;
use web::{frame::Frame, lists::Pager};

use crate::{card_page::Figures, notices::Notice, threads::Badge};

/// The queue.
#[derive(Template)]
#[template(path = "duplicates.html")]
pub struct DuplicatesPage {
    /// The frame.
    pub page: Frame,
    /// What was done just now.
    pub notice: Option<Notice>,
    /// Whether whoever looks may decide.
    pub may: bool,
    /// How many there are, in words.
    pub count: String,
    /// The pairs, those first of whom most agrees.
    pub pairs: Vec<Pair>,
    /// To the others.
    pub pager: Pager,
}

/// Two people who may be one.
#[derive(Clone, Debug)]
pub struct Pair {
    /// Who was known first.
    pub one: Face,
    /// The other.
    pub other: Face,
    /// What agrees, in words, the most telling first.
    pub reasons: Vec<Badge>,
    /// Where the two are compared.
    pub compare: String,
    /// Where a decision is sent.
    pub decide: String,
}

/// One of the two.
#[derive(Clone, Debug)]
pub struct Face {
    /// The card's address.
    pub address: String,
    /// What pages call them.
    pub title: String,
    /// Their name alone, for the avatar.
    pub name: String,
    /// What the two have different values for, and what they share: town, birth, street.
    pub lines: Vec<String>,
    /// By what they are known, as shown.
    pub known: Vec<String>,
    /// Their figures in the currency they buy in most.
    pub figures: Option<Figures>,
    /// The first time seen.
    pub first_seen: Option<Time>,
    /// The last time seen.
    pub last_seen: Option<Time>,
}
