//! What an act says once it is done: the page it leads back to shows it once, with the way to undo it.

use axum::response::Redirect;
use web::{locale::Say, signin};

use crate::{address::Address, threads::Link};

/// That something was done.
#[derive(Clone, Debug)]
pub struct Notice {
    /// What.
    pub words: String,
    /// Where to look at it.
    pub link: Option<Link>,
    /// How to undo it.
    pub undo: Option<Undo>,
}

/// A button that takes something back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undo {
    /// Where its form is sent.
    pub address: String,
    /// The page to come back to.
    pub back: String,
    /// What the button says.
    pub words: String,
}

/// What was done, as the address of the page says it. Each has a message of its own.
const DONE: [(&str, &str); 56] = [
    ("joined", "did-joined"),
    ("sample-removed", "did-sample-removed"),
    ("undone", "did-undone"),
    ("redone", "did-redone"),
    ("parted", "did-parted"),
    ("shared", "did-shared"),
    ("personal", "did-personal"),
    ("no", "did-unblocked"),
    ("blocked", "did-blocked"),
    ("recycled", "did-recycled"),
    ("never", "did-never"),
    ("maybe", "did-maybe"),
    ("limit", "did-limit"),
    ("usual", "did-usual"),
    ("block", "did-block"),
    ("unblock", "did-unblock"),
    ("product", "did-product"),
    ("price", "did-price"),
    ("price-list", "did-price-list"),
    ("maker", "did-maker"),
    ("review-shown", "did-review-shown"),
    ("review-refused", "did-review-refused"),
    ("review-answered", "did-review-answered"),
    ("review-silent", "did-review-silent"),
    ("table", "did-product"),
    ("pictures", "did-pictures"),
    ("category", "did-product"),
    ("translated", "did-product"),
    ("languages", "did-product"),
    ("price-change", "did-price-change"),
    ("price-undone", "did-price-undone"),
    ("synonym", "did-synonym"),
    ("synonym-gone", "did-synonym-gone"),
    ("table-same", "did-table-same"),
    ("jobs-tried", "did-jobs-tried"),
    ("job-given-up", "did-job-given-up"),
    ("event-counted", "did-event-counted"),
    ("event-aside", "did-event-aside"),
    ("backup-asked", "did-backup-asked"),
    ("invitation-gone", "did-invitation-gone"),
    ("codes-required", "did-codes-required"),
    ("codes-free", "did-codes-free"),
    ("role-set", "did-role-set"),
    ("staff-on", "did-staff-on"),
    ("staff-off", "did-staff-off"),
    ("codes-taken", "did-codes-taken"),
    ("sessions-ended", "did-sessions-ended"),
    ("session-ended", "did-sessions-ended"),
    ("renamed", "did-renamed"),
    ("password-set", "did-password-set"),
    ("codes-off", "did-codes-off"),
    ("codes-on", "did-codes-on"),
    ("key-revoked", "did-key-revoked"),
    ("house", "did-house"),
    ("house-gone", "did-house-gone"),
    ("came", "did-came"),
];

/// The messages, for the test that looks for each.
pub fn keys() -> impl Iterator<Item = &'static str> {
    DONE.into_iter().map(|(_, key)| key)
}

impl Notice {
    /// What a word in the address stands for; `None` where it is not one.
    pub fn of(say: &Say, did: Option<&str>) -> Option<Notice> {
        let (_, key) = DONE.into_iter().find(|(word, _)| Some(*word) == did)?;
        Some(Notice { words: say.t(key), link: None, undo: None })
    }
}

/// To a page of this site, which says what was done.
pub fn at(to: &Address, did: &'static str) -> Redirect {
    Redirect::to(&to.with("did", did).to_string())
}

/// Back to a page of this site, which says what was done.
pub fn back(to: &str, did: &'static str, more: &[(&'static str, String)]) -> Redirect {
    let inside = signin::inside(to);
    let path = inside.split(['?', '#']).next().unwrap_or_default();
    let address =
        more.iter().fold(Address::new(path).with("did", did), |address, (name, value)| address.with(*name, value));
    Redirect::to(&address.to_string())
}
