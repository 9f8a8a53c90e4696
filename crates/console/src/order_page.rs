//! One order: its lines, what it came to, what came back of it, and its own small thread.

use askama::Template;
use base::{Currency, Money, Time, UnitPrice};
use web::{channels::Channel, frame::Frame, lists::Pager};

use crate::{
    goods::sights::Sight,
    orders_page::OrderState,
    threads::{Day, Link},
};

/// The page of an order.
#[derive(Template)]
#[template(path = "order.html")]
pub struct OrderPage {
    /// The frame.
    pub page: Frame,
    /// The order.
    pub order: OrderView,
    /// Its thread, oldest first.
    pub days: Vec<Day>,
    /// Who sold it, for paper.
    pub letterhead: Letterhead,
}

/// Who sold it: what stands above an order on paper.
#[derive(Clone, Debug, Default)]
pub struct Letterhead {
    /// What the retailer is called.
    pub retailer: String,
    /// Its company: the legal name, the tax number and the registered address, as far as they are known.
    pub company: Vec<String>,
    /// The shop, with its address.
    pub shop: Vec<String>,
}

/// An order, as its page shows it.
#[derive(Clone, Debug)]
pub struct OrderView {
    /// The id.
    pub id: String,
    /// The number.
    pub number: String,
    /// When it was placed.
    pub placed: Time,
    /// Who placed it; `None` is a guest.
    pub customer: Option<Link>,
    /// Where.
    pub channel: Channel,
    /// The shop, where it was one.
    pub place: Option<String>,
    /// How it stands.
    pub state: OrderState,
    /// Lines of it, in the order of the slip.
    pub lines: Vec<OrderLine>,
    /// How many it has.
    pub line_count: i64,
    /// How many pieces it has.
    pub pieces: i64,
    /// Where its other lines are.
    pub pager: Pager,
    /// What the lines came to; shown when other amounts stand beside it.
    pub total: Money,
    /// What came back of it, as a positive amount; zero when nothing did.
    pub returned: Money,
    /// The returns against it, newest first.
    pub returns: Vec<OrderReturn>,
}

/// A line of an order.
#[derive(Clone, Debug)]
pub struct OrderLine {
    /// The product's page, where there is one.
    pub address: Option<String>,
    /// What stands for it.
    pub sight: Sight,
    /// Its SKU.
    pub sku: String,
    /// Its name at the time.
    pub name: String,
    /// How many.
    pub quantity: i64,
    /// What one cost, with up to four decimals.
    pub unit_price: UnitPrice,
    /// What the line came to.
    pub total: Money,
    /// How many came back.
    pub returned: i64,
}

/// A return against the order.
#[derive(Clone, Debug)]
pub struct OrderReturn {
    /// The return's number.
    pub number: String,
    /// When.
    pub when: Time,
    /// Where.
    pub channel: Channel,
    /// The shop, where it was one.
    pub place: Option<String>,
    /// What came back.
    pub lines: Vec<ReturnLine>,
    /// What was given back, as a positive amount.
    pub value: Money,
}

/// A line of a return.
#[derive(Clone, Debug)]
pub struct ReturnLine {
    /// Its SKU.
    pub sku: String,
    /// Its name.
    pub name: String,
    /// How many came back.
    pub quantity: i64,
    /// What was given back for them, as a positive amount.
    pub value: Money,
}

impl OrderView {
    /// The currency of the order.
    pub fn currency(&self) -> Currency {
        self.total.currency
    }

    /// What is left of it.
    pub fn kept(&self) -> Money {
        Money::new(self.total.minor - self.returned.minor, self.total.currency)
    }
}
