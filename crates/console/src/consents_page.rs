//! What a customer allows: what may be sent where and why, and everything that they said.

use askama::Template;
use base::Time;
use web::{frame::Frame, lists::Select};

use crate::threads::Tone;

/// The page.
#[derive(Template)]
#[template(path = "consents.html")]
pub struct ConsentsPage {
    /// The frame.
    pub page: Frame,
    /// Whose it is.
    pub title: String,
    /// Where their card is.
    pub card: String,
    /// This page's address, to post to.
    pub address: String,
    /// What may be sent, by address and way.
    pub states: Vec<State>,
    /// What was said, newest first.
    pub entries: Vec<Entry>,
    /// The form to record what they said; none for those who may only look.
    pub form: Option<Statement>,
}

/// What may be sent to one address by one way.
#[derive(Clone, Debug)]
pub struct State {
    /// What for and by which way.
    pub what: String,
    /// The address.
    pub value: String,
    /// Yes or no.
    pub answer: String,
    /// Its color.
    pub tone: Tone,
    /// The sentence that says why.
    pub why: String,
}

/// One statement.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its id.
    pub id: String,
    /// What was said.
    pub decision: String,
    /// Its color.
    pub tone: Tone,
    /// What for and by which way.
    pub what: String,
    /// The address.
    pub value: String,
    /// How it came to us.
    pub how: String,
    /// In which shop.
    pub place: Option<String>,
    /// On what ground, where that is not consent.
    pub basis: Option<String>,
    /// Who wrote it down.
    pub by: String,
    /// What they had read.
    pub text: Option<String>,
    /// What else proves it.
    pub proof: Vec<(String, String)>,
    /// When.
    pub happened: Time,
}

/// The form to record a statement.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Its choices.
    pub selects: Vec<Select>,
    /// The day on which it was said, as it was typed.
    pub date: String,
    /// What proves it, as it was typed.
    pub proof: String,
    /// Why it was refused.
    pub refused: Option<String>,
}
