//! One product: what it brought, what came back, what one can buy of it, what is said of it and what is still missing;
//! the page where that is changed; its prices.

use askama::Template;
use base::{Currency, Money, Time, UnitPrice};
use catalog::{languages::Language, missing::Gap, products::State};
use serde::Deserialize as _;
use web::frame::Frame;

use crate::{
    goods::{media_page::PictureView, products_page::ProductKind, sights::Sight, spoken::Spoken},
    notices::Notice,
    orders_page::OrderRow,
    reviews_page::Rating,
};

/// The page of a product.
#[derive(Template)]
#[template(path = "goods/product.html")]
pub struct ProductPage {
    /// The frame.
    pub page: Frame,
    /// What was done just now.
    pub notice: Option<Notice>,
    /// Whether whoever looks may change it.
    pub may: bool,
    /// The product.
    pub product: ProductView,
    /// The last orders that had it, newest first.
    pub recent: Vec<OrderRow>,
    /// What people say of it.
    pub rating: Rating,
}

/// A product, as its page shows it.
#[derive(Clone, Debug)]
pub struct ProductView {
    /// What stands for it.
    pub sight: Sight,
    /// Its pictures, in their order.
    pub pictures: Vec<PictureView>,
    /// The id.
    pub id: String,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Other names it went by, newest first.
    pub other_names: Vec<String>,
    /// What it is.
    pub kind: ProductKind,
    /// Whether it is for sale.
    pub state: State,
    /// What it lacks.
    pub missing: Vec<Gap>,
    /// What one can buy of it, or could.
    pub variants: Vec<VariantRow>,
    /// What is said of it: the message with its name, and the words.
    pub facts: Vec<(&'static str, String)>,
    /// The paragraphs of its description.
    pub description: Vec<String>,
    /// How many were sold.
    pub sold: i64,
    /// In how many orders.
    pub orders: i64,
    /// What it brought, by currency.
    pub revenue: Vec<Money>,
    /// How many came back.
    pub returned: i64,
    /// How many the shop wrote off: broken, lost, given away.
    pub written_off: i64,
    /// First and last time sold.
    pub sold_between: Option<(Time, Time)>,
}

impl ProductView {
    fn is_closed(&self) -> bool {
        self.missing.iter().any(|gap| gap.is_closing())
    }
}

/// What one can buy of a product.
#[derive(Clone, Debug)]
pub struct VariantRow {
    /// What tells it from the others; its SKU where nothing does.
    pub label: String,
    /// Its SKU.
    pub sku: String,
    /// The number that the trade knows it by.
    pub gtin: Option<String>,
    /// What is asked for it, on the list that everybody sees.
    pub price: Option<Asked>,
    /// Whether it is sold.
    pub is_sold: bool,
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

/// The message with the name of a state.
pub fn state_key(state: &State) -> String {
    format!("product-{}", state.word())
}

/// The message that says what is missing.
pub fn gap_key(gap: &Gap) -> String {
    let word = serde_json::to_value(gap).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default();
    format!("gap-{}", word.replace('_', "-"))
}

/// The message with the words of a symbol of care.
pub fn care_key(symbol: &str) -> String {
    format!("care-{}", symbol.replace('_', "-"))
}

/// The message of why what was told cannot be kept.
pub fn refused_key(code: &str) -> Option<String> {
    REFUSED.contains(&code).then(|| format!("product-refused-{code}"))
}

const REFUSED: [&str; 14] = [
    "amount",
    "attributes",
    "care",
    "changed",
    "composition",
    "currency",
    "from",
    "gtin",
    "options",
    "origin",
    "sku",
    "text",
    "to",
    "unknown",
];

/// The messages whose keys are put together here, for the test that looks for each.
pub fn keys() -> Vec<String> {
    let states = State::ALL.iter().map(state_key);
    let care = catalog::care::SYMBOLS.into_iter().map(care_key);
    let refused = REFUSED.into_iter().filter_map(refused_key);
    states.chain(Gap::ALL.iter().map(gap_key)).chain(care).chain(refused).collect()
}

/// The page where what is said of a product is changed.
#[derive(Template)]
#[template(path = "goods/product_edit.html")]
pub struct ProductEditPage {
    /// The frame.
    pub page: Frame,
    /// The product's id; empty for one that is new.
    pub id: String,
    /// Its name, as the crumbs say it.
    pub name: String,
    /// What is in the form.
    pub form: ProductForm,
    /// The codes of makers and their names.
    pub makers: Vec<(String, String)>,
    /// The codes of all categories.
    pub categories: Vec<String>,
    /// The languages beside the shop's first.
    pub languages: Vec<Language>,
    /// What is wrong.
    pub refused: Option<String>,
}

/// What the form of a product holds, as one writes it.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct ProductForm {
    /// Its code.
    pub code: String,
    /// Which change of it was looked at.
    #[serde(deserialize_with = "number")]
    pub revision: i64,
    /// Its name.
    pub name: String,
    /// What is said of it.
    pub description: String,
    /// The word of its state.
    pub state: String,
    /// Its brand.
    pub brand: String,
    /// The codes of its categories, one a line.
    pub categories: String,
    /// Its cloth: `70 lana`, one a line, `100 seda (forro)`.
    pub composition: String,
    /// How it is looked after: words with blanks between them.
    pub care: String,
    /// What to beware of.
    pub warnings: String,
    /// Where it was made.
    pub origin: String,
    /// The code of its maker.
    pub maker: String,
    /// The code of who answers for it in the Union.
    pub responsible: String,
    /// Its name and what is said of it in other languages.
    #[serde(flatten)]
    pub others: Spoken,
}

/// A field of a form is text where fields beside it are gathered.
fn number<'de, D: serde::Deserializer<'de>>(field: D) -> Result<i64, D::Error> {
    let text = String::deserialize(field)?;
    text.parse().map_err(serde::de::Error::custom)
}

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
    /// Each list with the prices on it.
    pub lists: Vec<PriceList>,
    /// The SKUs that one can set a price of, with what tells them apart.
    pub variants: Vec<(String, String)>,
    /// What is in the form.
    pub form: PriceForm,
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
}

/// What the form of a price holds.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct PriceForm {
    /// The code of the list.
    pub list: String,
    /// The SKU; empty for all that are sold.
    pub sku: String,
    /// `regular` or `sale`.
    pub kind: String,
    /// How much, as one writes it.
    pub amount: String,
    /// From which day; empty for now.
    pub from: String,
    /// Until which day, for a reduction.
    pub to: String,
}

/// Products that lack something.
#[derive(Template)]
#[template(path = "goods/unready.html")]
pub struct UnreadyPage {
    /// The frame.
    pub page: Frame,
    /// These products.
    pub rows: Vec<UnreadyRow>,
    /// Where the next ones are.
    pub pager: web::lists::Pager,
}

/// A product that lacks something.
#[derive(Clone, Debug)]
pub struct UnreadyRow {
    /// Its page.
    pub address: String,
    /// Its name.
    pub name: String,
    /// Its code.
    pub code: String,
    /// Whether it may be shown on line nevertheless.
    pub is_publishable: bool,
    /// What it lacks.
    pub missing: Vec<Gap>,
}
