//! One product: what it brought, what came back, and the last orders that had it.

use askama::Template;
use base::{Money, Time};
use web::frame::Frame;

use crate::{garments::Garment, orders_page::OrderRow, products_page::ProductKind};

/// The page of a product.
#[derive(Template)]
#[template(path = "product.html")]
pub struct ProductPage {
    /// The frame.
    pub page: Frame,
    /// The product.
    pub product: ProductView,
    /// The last orders that had it, newest first.
    pub recent: Vec<OrderRow>,
}

/// A product, as its page shows it.
#[derive(Clone, Debug)]
pub struct ProductView {
    /// The garment that stands for it.
    pub garment: Option<Garment>,
    /// The id.
    pub id: String,
    /// The SKU.
    pub sku: String,
    /// Its name.
    pub name: String,
    /// Other names it went by, newest first.
    pub other_names: Vec<String>,
    /// What it is.
    pub kind: ProductKind,
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
