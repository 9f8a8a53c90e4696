//! Addresses that are left alone.

use askama::Template;
use base::Time;
use web::{
    frame::Frame,
    lists::{Finding, Pager, Select},
};

/// The list.
#[derive(Template)]
#[template(path = "suppressions.html")]
pub struct SuppressionsPage {
    /// The frame.
    pub page: Frame,
    /// What was done, or why it was not.
    pub notice: Option<Notice>,
    /// Search and filters.
    pub finding: Finding,
    /// The rows.
    pub rows: Vec<Row>,
    /// Other pages.
    pub pager: Pager,
    /// Whether whoever looks may change it.
    pub is_owner: bool,
    /// The choices of the form.
    pub selects: Vec<Select>,
    /// What was typed; kept after a refusal.
    pub typed: String,
}

/// What was done, or why it was not.
#[derive(Clone, Debug)]
pub struct Notice {
    /// In a sentence.
    pub words: String,
    /// Lines that were not taken.
    pub lines: Vec<String>,
    /// Whether something was refused.
    pub is_bad: bool,
}

/// One address.
#[derive(Clone, Debug)]
pub struct Row {
    /// The id of its row.
    pub id: String,
    /// The address, or that nobody here has it.
    pub value: String,
    /// Its customer's page, where there is one.
    pub address: Option<String>,
    /// Why it is left alone.
    pub reason: String,
    /// By which way.
    pub channel: String,
    /// The system that says so.
    pub source: String,
    /// Who wrote it down.
    pub by: String,
    /// What else was said.
    pub note: Option<String>,
    /// Since when.
    pub at: Time,
    /// Who took it off the list, when and why.
    pub lifted: Option<String>,
    /// Whether whoever looks may take it off.
    pub can_lift: bool,
}
