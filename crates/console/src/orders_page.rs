//! The list of orders.

use askama::Template;
use base::{Money, Time};
use web::{
    channels::Channel,
    frame::Frame,
    lists::{Finding, Head, ListWords, Pager},
};

use crate::{
    notices::Notice,
    threads::{Link, Tone},
};

/// The list of orders.
#[derive(Template)]
#[template(path = "orders.html")]
pub struct OrdersPage {
    /// The frame.
    pub page: Frame,
    /// What was done just now.
    pub notice: Option<Notice>,
    /// Search and filters.
    pub finding: Finding,
    /// The heads of the columns.
    pub heads: OrderHeads,
    /// These orders.
    pub rows: Vec<OrderRow>,
    /// How many there are with these filters, where that is known.
    pub total: Option<i64>,
    /// To the others.
    pub pager: Pager,
}

impl OrdersPage {
    fn words(&self) -> ListWords {
        let say = &self.page.say;
        let here = || say.tn("count-orders-here", self.rows.len() as i64);
        ListWords {
            name: say.t("frame-orders"),
            count: self.total.map_or_else(here, |total| say.tn("count-orders", total)),
            empty_title: say.t("orders-empty-title"),
            empty_words: say.t("orders-empty-words"),
            by_program: true,
        }
    }
}

/// The heads of the list's columns.
#[derive(Clone, Debug)]
pub struct OrderHeads {
    /// The number.
    pub number: Head,
    /// When it was placed.
    pub placed: Head,
    /// Who placed it.
    pub customer: Head,
    /// Where.
    pub channel: Head,
    /// Its state.
    pub state: Head,
    /// What it came to.
    pub total: Head,
}

/// One order of a list.
#[derive(Clone, Debug)]
pub struct OrderRow {
    /// The order's address.
    pub address: String,
    /// Its number.
    pub number: String,
    /// When it was placed.
    pub placed: Time,
    /// Who placed it; `None` is a guest.
    pub customer: Option<Link>,
    /// Where.
    pub channel: Channel,
    /// The shop, where it was one.
    pub place: Option<String>,
    /// Its state, where it is known.
    pub state: Option<OrderState>,
    /// How many lines it has.
    pub lines: i64,
    /// What it came to.
    pub total: Money,
    /// What came back of it, as a positive amount; `None` when nothing did.
    pub returned: Option<Money>,
}

impl OrderRow {
    /// The state, where it is worth a badge: nearly every order is completed.
    pub fn unusual(&self) -> Option<OrderState> {
        self.state.filter(|state| *state != OrderState::Completed)
    }
}

/// How an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OrderState {
    /// Something is still to be done.
    Open,
    /// All is done.
    Completed,
    /// Some of it came back.
    PartlyReturned,
    /// All of it came back.
    Returned,
    /// It was called off.
    Cancelled,
}

impl OrderState {
    /// Every state, in the order of the filter.
    pub const ALL: [OrderState; 5] = [
        OrderState::Open,
        OrderState::Completed,
        OrderState::PartlyReturned,
        OrderState::Returned,
        OrderState::Cancelled,
    ];

    /// The word in addresses.
    pub const fn slug(self) -> &'static str {
        match self {
            OrderState::Open => "open",
            OrderState::Completed => "completed",
            OrderState::PartlyReturned => "partly-returned",
            OrderState::Returned => "returned",
            OrderState::Cancelled => "cancelled",
        }
    }

    /// The state of a word in an address; `None` for a word that is not one.
    pub fn from_slug(slug: &str) -> Option<OrderState> {
        OrderState::ALL.into_iter().find(|state| state.slug() == slug)
    }

    /// The message with its word.
    pub const fn key(self) -> &'static str {
        match self {
            OrderState::Open => "state-open",
            OrderState::Completed => "state-completed",
            OrderState::PartlyReturned => "state-partly-returned",
            OrderState::Returned => "state-returned",
            OrderState::Cancelled => "state-cancelled",
        }
    }

    /// The tone of its badge.
    pub const fn tone(self) -> Tone {
        match self {
            OrderState::Open => Tone::Info,
            OrderState::Completed => Tone::Good,
            OrderState::PartlyReturned | OrderState::Returned => Tone::Warn,
            OrderState::Cancelled => Tone::Plain,
        }
    }
}
