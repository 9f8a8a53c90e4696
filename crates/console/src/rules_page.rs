//! The retailer's rules of who is one person: limits by kind, and values that name nobody.

use askama::Template;
use base::Time;
use customers::{identity::rules::Limit, people::Kind};
use web::{frame::Frame, locale::Say};

use crate::{identifiers, notices::Notice};

/// The page.
#[derive(Template)]
#[template(path = "rules.html")]
pub struct RulesPage {
    /// The frame.
    pub page: Frame,
    /// What was done just now.
    pub notice: Option<Notice>,
    /// The limits, by kind.
    pub limits: Vec<LimitRow>,
    /// Values that name nobody.
    pub blocked: Vec<BlockedRow>,
    /// What was written in the form for one more.
    pub form: BlockForm,
}

/// The limits of one kind.
#[derive(Clone, Debug)]
pub struct LimitRow {
    /// The kind.
    pub kind: Kind,
    /// What holds.
    pub limit: Limit,
    /// What is compiled in.
    pub usual: Limit,
    /// Whether the retailer chose otherwise.
    pub is_own: bool,
}

/// A value that names nobody.
#[derive(Clone, Debug)]
pub struct BlockedRow {
    /// The kind.
    pub kind: Kind,
    /// The value; `*` stands for anything.
    pub pattern: String,
    /// Why.
    pub reason: Option<String>,
    /// Who said so.
    pub by: String,
    /// When.
    pub at: Time,
}

/// The form for one more blocked value.
#[derive(Clone, Debug, Default)]
pub struct BlockForm {
    /// The kind.
    pub kind: Option<Kind>,
    /// The value.
    pub pattern: String,
    /// Why.
    pub reason: String,
    /// What is wrong with it.
    pub refused: Option<String>,
}

impl RulesPage {
    fn kinds(&self) -> [Kind; 10] {
        Kind::ALL
    }
}

impl BlockForm {
    fn is(&self, kind: &Kind) -> bool {
        self.kind.unwrap_or(Kind::Email) == *kind
    }
}

impl LimitRow {
    fn icon(&self) -> &'static str {
        identifiers::icon(self.kind)
    }

    fn key(&self) -> &'static str {
        identifiers::key(self.kind)
    }

    /// How many a person may have, in words.
    fn per_person(&self, say: &Say) -> String {
        match (self.limit.per_person, self.limit.window_days) {
            (None, _) => say.t("limit-any"),
            (Some(most), None) => say.tn("limit-per-person", most),
            (Some(most), Some(days)) => say.tn1("limit-per-person-within", most, "window", say.tn("limit-days", days)),
        }
    }

    /// From how many on it is taken to be shared, in words.
    fn people(&self, say: &Say) -> String {
        self.limit.people.map_or_else(|| say.t("limit-people-any"), |most| say.tn("limit-people", most))
    }
}

/// A number of the form.
struct NumberField {
    name: &'static str,
    label: String,
    value: String,
    help: String,
}

impl LimitRow {
    fn fields(&self, say: &Say) -> [NumberField; 3] {
        let usual = |number: Option<i64>| {
            number
                .map_or_else(|| say.t("limit-usual-any"), |number| say.t1("limit-usual", "number", say.number(number)))
        };
        let field = |name, label, now: Option<i64>, then| NumberField {
            name,
            label,
            value: now.map_or_else(String::new, |number| number.to_string()),
            help: usual(then),
        };
        let (now, then) = (self.limit, self.usual);
        [
            field("per_person", say.t("limit-field-per"), now.per_person, then.per_person),
            field("window_days", say.t("limit-field-days"), now.window_days, then.window_days),
            field("people", say.t("limit-field-people"), now.people, then.people),
        ]
    }
}

impl BlockedRow {
    fn icon(&self) -> &'static str {
        identifiers::icon(self.kind)
    }

    fn key(&self) -> &'static str {
        identifiers::key(self.kind)
    }
}
