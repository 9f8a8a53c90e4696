//! The page of the retailer itself: the first steps, its name, its companies and its shops.

use askama::Template;
use web::{frame::Frame, lists::Choice};

use crate::notices::Notice;

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
    /// What is wrong, and in which form: `name`, `shop` or `company`.
    pub refused: Option<(&'static str, String)>,
}

impl HousePage {
    fn done(&self) -> usize {
        self.steps.iter().filter(|step| step.is_done).count()
    }

    /// How many of the first steps are done, in words.
    fn done_words(&self) -> String {
        let (done, of) = (self.done().to_string(), self.steps.len().to_string());
        self.page.say.tv("start-done", &[("done", done), ("of", of)])
    }

    fn wrong(&self, form: &str) -> Option<&str> {
        self.refused.as_ref().filter(|(of, _)| *of == form).map(|(_, words)| words.as_str())
    }
}

/// One of the first steps.
#[derive(Clone, Debug)]
pub struct FirstStep {
    /// The word in its messages: `name`, `shops`, `staff`, `import`, `source`.
    pub word: &'static str,
    /// Where it is done.
    pub address: &'static str,
    /// Whether it is done.
    pub is_done: bool,
    /// Whether whoever looks may do it.
    pub may: bool,
}

impl FirstStep {
    fn title(&self) -> String {
        format!("start-{}", self.word)
    }

    fn words(&self) -> String {
        format!("start-{}-words", self.word)
    }

    fn act(&self) -> String {
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

/// The message of why something cannot be kept.
pub fn refused_key(code: &str) -> Option<String> {
    REFUSED.contains(&code).then(|| format!("house-refused-{code}"))
}

const REFUSED: [&str; 5] = ["company-country", "shop-code", "shop-company", "shop-known", "text"];
/// The words of the steps, in their order.
pub const STEPS: [&str; 5] = ["name", "shops", "staff", "import", "source"];

/// The messages whose keys are put together here, for the test that looks for each.
pub fn keys() -> Vec<String> {
    let step = |word| {
        let step = FirstStep { word, address: "", is_done: false, may: true };
        [step.title(), step.words(), step.act()]
    };
    REFUSED.into_iter().filter_map(refused_key).chain(STEPS.into_iter().flat_map(step)).collect()
}
