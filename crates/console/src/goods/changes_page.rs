//! Many prices changed at once: what would change, and what was changed before.

use askama::Template;
use base::{Currency, Time, UnitPrice};
use catalog::prices::changes::{ChangeId, Problem};
use web::{frame::Frame, locale::Say};

use crate::notices::Notice;

/// The page of changes of many prices.
#[derive(Template)]
#[template(path = "goods/changes.html")]
pub struct ChangesPage {
    /// The frame.
    pub page: Frame,
    /// What was done just now.
    pub notice: Option<Notice>,
    /// Whether whoever looks may change prices.
    pub may: bool,
    /// What is in the form.
    pub form: ChangeForm,
    /// The price lists: codes and names.
    pub lists: Vec<(String, String)>,
    /// What may be chosen: a heading, and values with their names.
    pub of: Vec<(&'static str, Vec<(String, String)>)>,
    /// Products that were chosen on their list.
    pub chosen: Option<Picked>,
    /// What it would come to, once it is asked for.
    pub plan: Option<Plan>,
    /// What is wrong.
    pub refused: Option<String>,
    /// What was changed before, the latest first.
    pub changes: Vec<ChangeRow>,
}

/// Products that were chosen on their list.
#[derive(Clone, Debug)]
pub struct Picked {
    /// How many.
    pub count: i64,
    /// How many match, where they are more than can be changed at once.
    pub cut: Option<i64>,
    /// The fields that say which.
    pub fields: Vec<(String, String)>,
}

/// What the form of a change holds, as one writes it.
#[derive(Clone, Debug, Default)]
pub struct ChangeForm {
    /// The code of the list.
    pub list: String,
    /// Of which products: `all`, `category:mujer`, `brand:Telar`, `collection:oi26`, `chosen`.
    pub of: String,
    /// `regular` or `sale`.
    pub kind: String,
    /// A word of [`HOW`].
    pub how: String,
    /// How much, as one writes it.
    pub amount: String,
    /// What new prices end in.
    pub ending: String,
    /// From which day; empty for now.
    pub from: String,
    /// The last day of a reduction.
    pub to: String,
}

/// How prices change, as the form has it, with the message of each.
pub const HOW: [(&str, &str); 5] = [
    ("down-percent", "change-down-percent"),
    ("up-percent", "change-up-percent"),
    ("down-by", "change-down-by"),
    ("up-by", "change-up-by"),
    ("to", "change-to"),
];

/// What new prices may end in.
pub const ENDINGS: [&str; 6] = ["0.00", "0.50", "0.90", "0.95", "0.99", "0.49"];

impl ChangeForm {
    /// Its fields, for the form that does it.
    pub fn fields(&self) -> Vec<(&'static str, &str)> {
        vec![
            ("list", &self.list),
            ("of", &self.of),
            ("price_kind", &self.kind),
            ("how", &self.how),
            ("amount", &self.amount),
            ("ending", &self.ending),
            ("from_day", &self.from),
            ("to_day", &self.to),
        ]
    }
}

/// What a change would come to.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The id of the change that it may become.
    pub id: ChangeId,
    /// What tells it from another plan.
    pub digest: String,
    /// The name of the list.
    pub list: String,
    /// From when, where it is not at once.
    pub from: Option<Time>,
    /// Until when.
    pub to: Option<Time>,
    /// The currency of the list.
    pub currency: Currency,
    /// How many prices change.
    pub count: i64,
    /// How many of them cannot be.
    pub problems: i64,
    /// How many prices there are that stay as they are: without a price, or the same.
    pub same: i64,
    /// The first of them, those that cannot be first.
    pub rows: Vec<PlanRow>,
}

/// One price of it.
#[derive(Clone, Debug)]
pub struct PlanRow {
    /// The SKU.
    pub sku: String,
    /// The name.
    pub name: String,
    /// What is asked regularly.
    pub old: UnitPrice,
    /// What would be asked.
    pub new: UnitPrice,
    /// What must stand beside a reduction.
    pub before: Option<UnitPrice>,
    /// Why it cannot be.
    pub problem: Option<Problem>,
}

impl Plan {
    /// A price as the list writes it.
    fn price(&self, say: &Say, amount: &UnitPrice) -> String {
        say.unit_price(*amount, self.currency)
    }

    /// How many are not shown.
    fn hidden(&self) -> i64 {
        self.count + self.problems - self.rows.len() as i64
    }
}

/// The message of why a price cannot be.
pub const fn problem_key(problem: &Problem) -> &'static str {
    match problem {
        Problem::BelowNothing => "change-below-nothing",
        Problem::NoReduction => "change-no-reduction",
    }
}

/// A change that was made.
#[derive(Clone, Debug)]
pub struct ChangeRow {
    /// What was changed, and how.
    pub what: String,
    /// Of which products, and on which list.
    pub of: String,
    /// From when, where it was not at once.
    pub from: Option<Time>,
    /// Until when.
    pub to: Option<Time>,
    /// How many prices.
    pub count: i64,
    /// When it was made.
    pub at: Time,
    /// By whom.
    pub by: String,
    /// The message of how it stands, and the class of its badge.
    pub state: (&'static str, &'static str),
    /// Where it is taken back, where it can be.
    pub undo: Option<String>,
}

/// The messages whose keys are put together here, for the test that looks for each.
pub fn keys() -> Vec<&'static str> {
    let states = ["change-undone", "change-over", "change-ahead", "change-holds"];
    let groups = ["change-of-categories", "change-of-seasons", "change-of-brands"];
    let problems = [Problem::BelowNothing, Problem::NoReduction].map(|one| problem_key(&one));
    HOW.map(|(_, key)| key).into_iter().chain(states).chain(groups).chain(problems).collect()
}
