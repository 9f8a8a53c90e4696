//! The page of the retailer itself: the first steps, its name, its companies and its shops.

use askama::Template;
use web::{frame::Frame, lists::Choice, locale::Say, rights::Right};

use super::first_steps;
use crate::{
    fields::{self, Wrong},
    notices::Notice,
};

/// The page.
#[derive(Template)]
#[template(path = "house/house.html")]
pub struct HousePage {
    /// The frame.
    pub page: Frame,
    /// What was done just now.
    pub notice: Option<Notice>,
    /// What a new retailer does first.
    pub steps: Vec<FirstStep>,
    /// What it is called.
    pub title: String,
    /// What is in the form of its name.
    pub name: String,
    /// Its companies.
    pub companies: Vec<HouseRow>,
    /// Its shops.
    pub shops: Vec<HouseRow>,
    /// What is in the form of a shop.
    pub shop: ShopForm,
    /// The companies that a shop may belong to.
    pub owners: Vec<Choice>,
    /// What is in the form of a company.
    pub company: CompanyForm,
    /// Countries.
    pub countries: Vec<Choice>,
    /// What goes with the sample shop, where it is here.
    pub sample: Option<String>,
    /// Whether the shop or company in its form can be taken away; `None` where there is none.
    pub removable: Option<bool>,
    /// What is wrong, and with which field, by its id on the page.
    pub wrong: Option<Wrong>,
}

impl HousePage {
    fn wrong(&self, field: &str) -> Option<&str> {
        fields::of(self.wrong.as_ref(), field)
    }
}

/// How many of the first steps are done, in words; `None` where all are.
pub fn done_words(say: &Say, steps: &[FirstStep]) -> Option<String> {
    let done = steps.iter().filter(|step| step.is_done).count();
    let words = || say.tv("start-done", &[("done", done.to_string()), ("of", steps.len().to_string())]);
    (done < steps.len()).then(words)
}

/// One of the first steps.
#[derive(Clone, Debug)]
pub struct FirstStep {
    /// The word in its messages.
    pub word: &'static str,
    /// Where it is done.
    pub address: &'static str,
    /// Whether it is done.
    pub is_done: bool,
    /// Whether whoever looks may do it.
    pub may: bool,
}

impl FirstStep {
    pub(crate) fn title(&self) -> String {
        format!("start-{}", self.word)
    }

    pub(crate) fn words(&self) -> String {
        format!("start-{}-words", self.word)
    }

    pub(crate) fn act(&self) -> String {
        format!("start-{}-do", self.word)
    }
}

/// A shop or a company.
#[derive(Clone, Debug)]
pub struct HouseRow {
    /// Its name.
    pub name: String,
    /// What else is said of it, in words.
    pub said: Vec<String>,
    /// Where it is changed.
    pub address: String,
}

/// What the form of a shop holds.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct ShopForm {
    /// The code of the one that is changed; empty for one that is new.
    pub known: String,
    /// The code of one that is new; empty makes one of the name.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its town.
    pub city: String,
    /// Its postal address.
    pub address: String,
    /// The code of the company that it belongs to.
    pub company: String,
}

/// What the form of a company holds.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct CompanyForm {
    /// The code of the one that is changed; empty for one that is new.
    pub known: String,
    /// Its legal name.
    pub name: String,
    /// Its tax number.
    pub tax_number: String,
    /// Its registered address.
    pub address: String,
    /// Its country.
    pub country: String,
}

/// Why something cannot be kept: the word of the refusal, and the field that it is about.
const REFUSED: [(&str, &str); 7] = [
    ("company-country", "country"),
    ("company-tax-number", "company-tax"),
    ("company-twin", "company-tax"),
    ("shop-code", "shop-code"),
    ("shop-company", "company"),
    ("shop-known", "shop-code"),
    ("shop-twin", "shop-name"),
];

/// The field and the message of a refusal.
pub fn refused(code: &str) -> Option<(&'static str, String)> {
    let (word, field) = REFUSED.into_iter().find(|(word, _)| *word == code)?;
    Some((field, format!("house-refused-{word}")))
}

/// The messages whose keys are put together here, for the test that looks for each.
pub fn keys() -> Vec<String> {
    let step = |(word, ..): (&'static str, &str, Right)| {
        let step = FirstStep { word, address: "", is_done: false, may: true };
        [step.title(), step.words(), step.act()]
    };
    REFUSED
        .into_iter()
        .map(|(word, _)| format!("house-refused-{word}"))
        .chain(first_steps::STEPS.into_iter().flat_map(step))
        .collect()
}
