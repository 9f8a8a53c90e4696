//! Labels: the list of them, the form of one, what is said of people with them, and one act on many people.

use askama::Template;
use base::Time;
use web::{frame::Frame, locale::Say};

use crate::notices::Notice;

/// The list of labels.
#[derive(Template)]
#[template(path = "labels.html")]
pub struct LabelsPage {
    /// The frame.
    pub page: Frame,
    /// What was done just now.
    pub notice: Option<Notice>,
    /// Whether whoever looks may change it.
    pub may: bool,
    /// Every label, by its name.
    pub rows: Vec<LabelRow>,
}

/// A label in the list.
#[derive(Clone, Debug)]
pub struct LabelRow {
    /// The label.
    pub tag: Tag,
    /// Whether it is a list.
    pub is_list: bool,
    /// What its rule says, condition by condition; empty where staff put it on.
    pub rule: Vec<String>,
    /// How many wear it.
    pub count: i64,
    /// Whether everybody is being looked at for its rule.
    pub renewing: bool,
    /// Who made it.
    pub by: Option<String>,
    /// When.
    pub at: Time,
}

/// A label as a page shows it: a dot of its color, and its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The color, as in its class.
    pub color: String,
    /// Where it comes from: who put it on, or that a rule did. Shown on hover.
    pub from: String,
    /// Whether a rule put it on, so that nobody takes it off.
    pub is_rule: bool,
}

/// The form of one label.
#[derive(Template)]
#[template(path = "label.html")]
pub struct LabelPage {
    /// The frame.
    pub page: Frame,
    /// Its id; `None` for a new one.
    pub id: Option<String>,
    /// What the label is called now.
    pub title: String,
    /// How many wear it.
    pub count: i64,
    /// Whether whoever looks may change it.
    pub may: bool,
    /// What is wrong with what was sent.
    pub refused: Option<String>,
    /// The name in the form.
    pub name: String,
    /// Whether it is a list.
    pub is_list: bool,
    /// The chosen color.
    pub color: String,
    /// The conditions, and some empty ones.
    pub rows: Vec<RuleRow>,
    /// What conditions may ask for: word, name, whether it needs to be told of what.
    pub figures: Vec<(&'static str, String, bool)>,
    /// What a condition may be of: shops, channels, currencies.
    pub keys: Vec<(String, String)>,
}

/// One condition in the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleRow {
    /// What it asks for; empty for none.
    pub on: String,
    /// `at_least` or `at_most`.
    pub is: String,
    /// The number.
    pub value: String,
    /// Of what: a currency, a shop, a channel.
    pub key: String,
}

impl LabelPage {
    fn colors(&self) -> [(&'static str, String); 8] {
        colors(&self.page.say)
    }
}

/// The colors with their names.
pub fn colors(say: &Say) -> [(&'static str, String); 8] {
    [
        ("plain", say.t("color-plain")),
        ("red", say.t("color-red")),
        ("ochre", say.t("color-ochre")),
        ("green", say.t("color-green")),
        ("teal", say.t("color-teal")),
        ("blue", say.t("color-blue")),
        ("violet", say.t("color-violet")),
        ("pink", say.t("color-pink")),
    ]
}

/// What staff say of a person, beside their card.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// The person's id.
    pub id: String,
    /// Whether whoever looks may change it.
    pub may: bool,
    /// What they wear.
    pub tags: Vec<Tag>,
    /// Names of labels that may be put on.
    pub names: Vec<String>,
    /// Notes about them, newest first.
    pub notes: Vec<NoteRow>,
}

/// A note on the card.
#[derive(Clone, Debug)]
pub struct NoteRow {
    /// The id.
    pub id: String,
    /// What it says.
    pub text: String,
    /// Who wrote it.
    pub by: String,
    /// When.
    pub at: Time,
}

/// What an act on many people would come to.
#[derive(Template)]
#[template(path = "bulk.html")]
pub struct BulkPage {
    /// The frame.
    pub page: Frame,
    /// The label.
    pub tag: Tag,
    /// Whether it goes on.
    pub is_add: bool,
    /// Whether it is for all that match, rather than for those who were chosen.
    pub is_all: bool,
    /// For how many, where that is known already.
    pub count: Option<i64>,
    /// Where it is asked else.
    pub counting: String,
    /// What the form sends on.
    pub fields: Vec<(String, String)>,
    /// The list to go back to.
    pub back: String,
}
