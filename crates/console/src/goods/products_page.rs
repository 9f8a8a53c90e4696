//! The list of products.

use askama::Template;
use base::{Currency, Money, Time, UnitPrice};
use catalog::{products::State, search::Reading};
use web::{
    frame::Frame,
    lists::{Finding, Head, ListWords, Pager},
};

use crate::{goods::sights::Sight, notices::Notice};

/// The list of products.
#[derive(Template)]
#[template(path = "goods/products.html")]
pub struct ProductsPage {
    /// The frame.
    pub page: Frame,
    /// What was done just now.
    pub notice: Option<Notice>,
    /// The filters of the list, for a change of all that match.
    pub keep: Vec<(String, String)>,
    /// The same list as a table to change.
    pub table: String,
    /// Search and filters.
    pub finding: Finding,
    /// The heads of the columns.
    pub heads: ProductHeads,
    /// Whether whoever looks may change them.
    pub may: bool,
    /// Whether they see what products brought: where they do not, its columns are left out.
    pub shows_sales: bool,
    /// These products.
    pub rows: Vec<ProductRow>,
    /// How many there are at all, where nothing narrows them down.
    pub total: Option<i64>,
    /// How many were found, where something was looked for.
    pub found: Option<i64>,
    /// How freely the text was read, where it was not as it is written.
    pub reading: Option<Reading>,
    /// To the others.
    pub pager: Pager,
}

impl ProductsPage {
    fn words(&self) -> ListWords {
        let say = &self.page.say;
        let here = || say.tn("count-products-here", self.rows.len() as i64);
        ListWords {
            name: say.t("frame-products"),
            count: self.found.or(self.total).map_or_else(here, |total| say.tn("count-products", total)),
            empty_title: say.t("products-empty-title"),
            empty_words: say.t("products-empty-words"),
            by_program: false,
        }
    }

    /// How the text was read, in words.
    fn reading_words(&self) -> Option<String> {
        let key = match self.reading? {
            Reading::Exact => return None,
            Reading::Typos | Reading::Wide => "reading-typos",
            Reading::Parts => "reading-parts",
        };
        Some(self.page.say.t1(key, "q", &self.finding.q))
    }
}

/// The heads of the list's columns.
#[derive(Clone, Debug)]
pub struct ProductHeads {
    /// The name.
    pub name: Head,
    /// Whether it is for sale.
    pub state: Head,
    /// What it costs.
    pub price: Head,
    /// How many were sold.
    pub sold: Head,
    /// How many came back.
    pub returned: Head,
    /// What it brought.
    pub revenue: Head,
    /// When it was last sold.
    pub last: Head,
}

/// One product of the list.
#[derive(Clone, Debug)]
pub struct ProductRow {
    /// What stands for it.
    pub sight: Sight,
    /// The id.
    pub id: String,
    /// The product's page.
    pub address: String,
    /// Its name.
    pub name: String,
    /// Its SKU.
    pub sku: String,
    /// What it is.
    pub kind: ProductKind,
    /// Whether it is for sale.
    pub state: State,
    /// What it costs.
    pub price: Option<PriceSpan>,
    /// How many were sold.
    pub sold: i64,
    /// How many came back.
    pub returned: i64,
    /// What it brought, by currency.
    pub revenue: Vec<Money>,
    /// When it was last sold.
    pub last: Option<Time>,
}

/// What the variants of a product cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PriceSpan {
    /// The lowest.
    pub amount: UnitPrice,
    /// What stands beside it where it is reduced.
    pub before: Option<UnitPrice>,
    /// The currency.
    pub currency: Currency,
    /// Whether others cost more.
    pub is_from: bool,
}

/// What a product is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProductKind {
    /// Something one can hold.
    Goods,
    /// Something that is done: carriage, gift wrap.
    Service,
    /// A gift card or voucher.
    Voucher,
    /// A fee, a discount or another correction.
    Fee,
    /// Lines that somebody made to try the system.
    Test,
}

impl ProductKind {
    /// Every kind, in the order of the filter.
    pub const ALL: [ProductKind; 5] =
        [ProductKind::Goods, ProductKind::Service, ProductKind::Voucher, ProductKind::Fee, ProductKind::Test];

    /// The word in addresses.
    pub const fn slug(self) -> &'static str {
        match self {
            ProductKind::Goods => "goods",
            ProductKind::Service => "service",
            ProductKind::Voucher => "voucher",
            ProductKind::Fee => "fee",
            ProductKind::Test => "test",
        }
    }

    /// The kind of a word in an address; `None` for a word that is not one.
    pub fn from_slug(slug: &str) -> Option<ProductKind> {
        ProductKind::ALL.into_iter().find(|kind| kind.slug() == slug)
    }

    /// The message with its name.
    pub const fn key(self) -> &'static str {
        match self {
            ProductKind::Goods => "product-goods",
            ProductKind::Service => "product-service",
            ProductKind::Voucher => "product-voucher",
            ProductKind::Fee => "product-fee",
            ProductKind::Test => "product-test",
        }
    }

    /// Its icon, where there is no picture.
    pub const fn icon(self) -> &'static str {
        match self {
            ProductKind::Goods => "tag",
            ProductKind::Service => "truck",
            ProductKind::Voucher => "gift",
            ProductKind::Fee => "banknote",
            ProductKind::Test => "package",
        }
    }
}
