//! One product: what it brought, what came back, what one can buy of it, what is said of it and what is still missing.

use askama::Template;
use base::{Money, Time};
use catalog::{missing::Gap, products::State};
use web::{frame::Frame, lists::Pager};

use crate::{
    goods::{media_page::PictureView, price_page::Asked, products_page::ProductKind, sights::Sight},
    notices::Notice,
    orders_page::OrderRow,
    reviews_page::Rating,
    threads::Link,
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
    /// What it lacks, and where one says it.
    pub missing: Vec<(Gap, String)>,
    /// What one can buy of it, or could; a page of it.
    pub variants: Vec<VariantRow>,
    /// How many there are.
    pub variant_count: usize,
    /// Of many, the colors: what each is called, how many there are and how many are sold.
    pub colors: Vec<(String, i64, i64)>,
    /// To the other variants.
    pub pager: Pager,
    /// What is said of it: what it is called, and the words.
    pub facts: Vec<(String, String)>,
    /// What goes with it and what it is made of: of each kind its name and those products.
    pub beside: Vec<(String, Vec<Link>)>,
    /// The paragraphs of its description.
    pub description: Vec<String>,
    /// How it sells; nothing for whoever does not see the orders of all shops.
    pub sales: Option<ProductSales>,
    /// How many the shop wrote off: broken, lost, given away.
    pub written_off: i64,
}

/// How a product sells, in all shops.
#[derive(Clone, Debug)]
pub struct ProductSales {
    /// How many were sold.
    pub sold: i64,
    /// In how many orders.
    pub orders: i64,
    /// What it brought, by currency.
    pub revenue: Vec<Money>,
    /// How many came back.
    pub returned: i64,
    /// First and last time sold.
    pub between: Option<(Time, Time)>,
}

impl ProductView {
    fn is_closed(&self) -> bool {
        self.missing.iter().any(|(gap, _)| gap.is_closing())
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

const REFUSED: [&str; 17] = [
    "amount",
    "attributes",
    "care",
    "changed",
    "composition",
    "currency",
    "from",
    "gtin",
    "kind",
    "options",
    "origin",
    "parts",
    "sku",
    "sku-taken",
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
