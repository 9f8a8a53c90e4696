//! What a product costs on each list, what it cost, and the form that sets a price.

use askama::Template;
use base::{Currency, Time, UnitPrice};
use web::frame::Frame;

use crate::notices::Notice;

/// Steps of a price that stand in sight; the others open.
pub const STEPS: usize = 8;
/// Variants that one chooses from; of more, a SKU is written.
pub const CHOICES: usize = 60;

/// What a product costs.
#[derive(Template)]
#[template(path = "goods/product_prices.html")]
pub struct ProductPricesPage {
    /// The frame.
    pub page: Frame,
    /// What was done just now.
    pub notice: Option<Notice>,
    /// Whether whoever looks may change it.
    pub may: bool,
    /// The product's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Each list with the prices on it, the usual one first.
    pub lists: Vec<PriceList>,
    /// The SKUs that one can set a price of, with what tells them apart; empty where they are too many to choose from.
    pub variants: Vec<(String, String)>,
    /// How many are sold.
    pub sold: usize,
    /// The colors that one can set a price of: as it is kept, and as it is called.
    pub colors: Vec<(String, String)>,
    /// What is in the form.
    pub form: PriceForm,
    /// How an amount is written, in the currency of the list in the form.
    pub example: String,
    /// Today, as the field of a day has it.
    pub today: String,
    /// What is wrong.
    pub refused: Option<String>,
}

/// A list with the prices of a product.
#[derive(Clone, Debug)]
pub struct PriceList {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its currency.
    pub currency: Currency,
    /// What was asked for each variant, and is.
    pub courses: Vec<Course>,
    /// How many rows more there are than are shown.
    pub more: usize,
    /// How many variants have a reduction that holds or is to come.
    pub sales: usize,
}

/// What was asked for variants on a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    /// What tells these variants from the others.
    pub label: String,
    /// What is asked now.
    pub now: Option<Asked>,
    /// What was asked and will be, the latest first: from when, how much, and whether it is to come.
    pub steps: Vec<(Time, Option<UnitPrice>, bool)>,
    /// Whether a reduction holds or is to come.
    pub is_sale: bool,
}

impl Course {
    fn latest(&self) -> &[(Time, Option<UnitPrice>, bool)] {
        &self.steps[..self.steps.len().min(STEPS)]
    }

    fn earlier(&self) -> &[(Time, Option<UnitPrice>, bool)] {
        &self.steps[self.steps.len().min(STEPS)..]
    }
}

/// What is asked, and what stands beside a reduction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// How much.
    pub amount: UnitPrice,
    /// The lowest price of the thirty days before.
    pub before: Option<UnitPrice>,
    /// The currency.
    pub currency: Currency,
}

/// What the form of a price holds.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct PriceForm {
    /// The code of the list.
    pub list: String,
    /// The SKU; empty for all that are sold.
    pub sku: String,
    /// The color; empty for all.
    pub color: String,
    /// `regular` or `sale`.
    pub kind: String,
    /// How much, as one writes it.
    pub amount: String,
    /// From which day; empty for now.
    pub from: String,
    /// Until which day, for a reduction.
    pub to: String,
}

/// The message of why a price cannot be set.
pub fn refused_key(code: &str) -> Option<String> {
    REFUSED.contains(&code).then(|| format!("price-refused-{code}"))
}

const REFUSED: [&str; 9] = ["day", "from", "nothing", "past", "sale-above", "sale-alone", "sku", "to", "unknown"];

/// The messages whose keys are put together here, for the test that looks for each.
pub fn keys() -> Vec<String> {
    REFUSED.into_iter().filter_map(refused_key).collect()
}
