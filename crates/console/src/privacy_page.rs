//! The pages of a person's rights: what is known of them, to print or to take along, and what erasing them would do.

use askama::Template;
use base::{Money, Time};
use customers::privacy::erasures::Preview;
use web::frame::Frame;

/// What erasing somebody would do, and the form that does it.
#[derive(Template)]
#[template(path = "erase.html")]
pub struct ErasePage {
    /// The frame.
    pub page: Frame,
    /// The address of their card.
    pub card: String,
    /// What they are called.
    pub title: String,
    /// What whoever erases them types.
    pub word: String,
    /// Who that is now.
    pub id: String,
    /// How many identifiers they have now.
    pub identifiers: i64,
    /// What goes.
    pub goes: Vec<Amount>,
    /// What stays, and leads to nobody.
    pub stays: Vec<Amount>,
    /// What was typed instead.
    pub typed: String,
    /// Whether that was something else.
    pub is_wrong: bool,
}

/// How much there is of something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount {
    /// The message that names it.
    pub key: &'static str,
    /// The message that says why it stays; empty for what goes.
    pub why: &'static str,
    /// Rows.
    pub rows: i64,
}

/// Tables that are one thing to whoever reads: the message, why it stays, the tables.
const THINGS: [(&str, &str, &[&str]); 14] = [
    ("erase-names", "", &["identifiers"]),
    ("erase-profile", "", &["customers", "traits"]),
    ("erase-links", "", &["links", "never_same", "duplicate_pairs", "match_keys"]),
    ("erase-notes", "", &["notes"]),
    ("erase-labels", "", &["labelled", "rule_labels", "bulk_rows"]),
    ("erase-allowed", "", &["permissions", "objections", "interests", "consent_tokens"]),
    ("erase-private", "", &["event_private"]),
    ("erase-sums", "", &["cards", "figures", "sightings", "tallies"]),
    ("keep-orders", "keep-papers-why", &["orders"]),
    ("keep-returns", "keep-papers-why", &["returns"]),
    ("keep-events", "keep-events-why", &["events"]),
    ("keep-consents", "keep-consents-why", &["consents"]),
    ("keep-left-alone", "keep-left-alone-why", &["suppressions"]),
    ("keep-audit", "keep-audit-why", &["audit"]),
];

/// The messages, for the test that looks for each.
pub fn keys() -> Vec<String> {
    let things = THINGS.iter().flat_map(|(key, why, _)| [*key, *why]).filter(|key| !key.is_empty());
    let sections = SECTIONS.iter().map(|(name, _)| format!("told-{name}"));
    let fields = SECTIONS.iter().flat_map(|(_, fields)| fields.iter().map(|field| field_key(field)));
    things.map(str::to_owned).chain(sections).chain(fields).collect()
}

/// What of a preview goes, and what stays.
pub fn amounts(preview: &Preview) -> (Vec<Amount>, Vec<Amount>) {
    let things = THINGS.iter().map(|(key, why, tables)| {
        let rows = tables.iter().map(|table| preview.rows(table)).sum();
        Amount { key, why, rows }
    });
    things.filter(|amount| amount.rows > 0).partition(|amount| amount.why.is_empty())
}

/// All that is known of somebody.
#[derive(Template)]
#[template(path = "export.html")]
pub struct ExportPage {
    /// The frame.
    pub page: Frame,
    /// The address of their card.
    pub card: String,
    /// Where all of it is to take along.
    pub file: String,
    /// What they are called.
    pub title: String,
    /// The retailer.
    pub retailer: String,
    /// What is told, section by section.
    pub sections: Vec<Section>,
}

/// A part of what is told.
#[derive(Clone, Debug)]
pub struct Section {
    /// The message that names it.
    pub key: String,
    /// The messages that name its columns.
    pub heads: Vec<String>,
    /// Its rows.
    pub rows: Vec<Vec<Cell>>,
    /// Whether the file has more.
    pub more: bool,
}

/// What a cell of a table says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Words.
    Words(String),
    /// A moment.
    Moment(Time),
    /// An amount.
    Amount(Money),
}

/// What the page shows of each section, in the order of its columns. The file has all of it.
pub const SECTIONS: [(&str, &[&str]); 16] = [
    ("profile", &["name", "birth_date", "street", "postcode", "city", "country", "language", "known_since"]),
    ("identifiers", &["kind", "value", "source", "since"]),
    ("traits", &["of", "field", "value", "source", "said_at"]),
    ("links", &["of", "with_value", "source", "said_at"]),
    ("consents", &["of", "purpose", "channel", "decision", "source", "happened"]),
    ("permissions", &["of", "purpose", "channel", "basis", "from"]),
    ("left_alone", &["of", "channel", "reason", "note", "at"]),
    ("interests", &["interest", "source", "said_at"]),
    ("labels", &["name", "by", "at"]),
    ("rule_labels", &["name", "at"]),
    ("notes", &["text", "by", "at"]),
    ("figures", &["of", "orders", "spent", "returns", "returned"]),
    ("orders", &["number", "at", "channel", "lines", "total"]),
    ("returns", &["number", "at", "channel", "lines", "total"]),
    ("events", &["happened", "kind", "channel", "place", "private"]),
    ("audit", &["at", "by", "act"]),
];

/// The message that names a field.
pub fn field_key(field: &str) -> String {
    format!("told-field-{}", field.replace('_', "-"))
}
