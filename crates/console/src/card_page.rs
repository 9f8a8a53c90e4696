//! The customer's card: what they are worth to the shop, why they are one person, and their thread.

use askama::Template;
use base::{Money, Time};
use web::{channels::Channel, frame::Frame, locale::Say};

use crate::card_behavior::Outside;
use crate::garments::Garment;
use crate::identifiers::Identifier;
use crate::labels_page::Beside;
use crate::notices::Notice;
use crate::threads::{Day, Earlier, Fact, Link, Thread};

/// The card.
#[derive(Template)]
#[template(path = "card.html")]
pub struct CardPage {
    /// The frame.
    pub page: Frame,
    /// Who it is.
    pub card: Card,
    /// What happened.
    pub thread: Thread,
    /// How the page hears of what is new.
    pub live: Live,
}

/// What is new on a card, for htmx: figures, counts and the knots after a cursor. When there is nothing new the answer
/// is 204, without this.
#[derive(Template)]
#[template(path = "card_live.html")]
pub struct CardLive {
    /// The frame.
    pub page: Frame,
    /// The card as it is now.
    pub card: Card,
    /// The thread's totals and filters as they are now; its days are not shown.
    pub thread: Thread,
    /// The new knots that pass the filters of the page.
    pub fresh: Vec<Day>,
    /// The cursor after them.
    pub after: String,
}

/// What was before, for htmx: it takes the place of "show earlier".
#[derive(Template)]
#[template(path = "card_earlier.html")]
pub struct CardEarlier {
    /// The frame.
    pub page: Frame,
    /// The days before.
    pub days: Vec<Day>,
    /// How to go on.
    pub earlier: Option<Earlier>,
    /// Where the thread starts, when nothing is left.
    pub start: Option<Time>,
}

/// How a card hears of what is new.
#[derive(Clone, Debug)]
pub struct Live {
    /// The topic: `customer:cus_...`.
    pub topic: String,
    /// The address of `CardLive`, with the filters of the page.
    pub address: String,
    /// The cursor of the newest knot that was read for this page.
    pub after: String,
}

/// A customer, as the card shows them.
#[derive(Clone, Debug, Default)]
pub struct Card {
    /// The id.
    pub id: String,
    /// The name, where there is one.
    pub name: Option<String>,
    /// The retailer's own number.
    pub number: Option<String>,
    /// Two letters, or the place as it was told.
    pub country: Option<String>,
    /// The city.
    pub city: Option<String>,
    /// Figures by currency, the one with most orders first; empty when nothing was bought or returned.
    pub figures: Vec<Figures>,
    /// The first time that we heard of them.
    pub first_seen: Option<Time>,
    /// The last time.
    pub last_seen: Option<Time>,
    /// Where they buy most: the channel, how many orders there, of how many.
    pub favorite_channel: Option<(Channel, i64, i64)>,
    /// Their shop: its name, how many orders there, of how many.
    pub favorite_shop: Option<(String, i64, i64)>,
    /// What they buy again.
    pub products: Vec<FavoriteProduct>,
    /// What makes them one person, the strongest first.
    pub identifiers: Vec<Identifier>,
    /// Who said that these are one person's, the newest first.
    pub ties: Vec<String>,
    /// What they do on web sites and in apps; nothing where they did nothing.
    pub behavior: Option<Outside>,
    /// What staff say of them: labels and notes.
    pub beside: Beside,
    /// What was done just now.
    pub notice: Option<Notice>,
    /// Their returns, newest first, each with the order it belongs to where that is known.
    pub returns: Vec<CardReturn>,
    /// How many returns there are beyond those shown.
    pub more_returns: i64,
}

/// Figures in one currency.
#[derive(Clone, Copy, Debug)]
pub struct Figures {
    /// How many orders.
    pub orders: i64,
    /// What they came to.
    pub spent: Money,
    /// What one comes to; `None` without orders.
    pub average: Option<Money>,
    /// How many returns.
    pub returns: i64,
    /// What was given back for them, as a positive amount.
    pub returned: Money,
}

/// Something they buy again.
#[derive(Clone, Debug)]
pub struct FavoriteProduct {
    /// The garment that stands for it.
    pub garment: Option<Garment>,
    /// Where its page is.
    pub address: String,
    /// Its name.
    pub name: String,
    /// Its SKU.
    pub sku: String,
    /// In how many orders.
    pub times: i64,
    /// How many pieces.
    pub quantity: i64,
}

/// A return, and where it belongs.
#[derive(Clone, Debug)]
pub struct CardReturn {
    /// The return's number.
    pub number: String,
    /// When.
    pub when: Time,
    /// What was given back, as a positive amount.
    pub value: Money,
    /// The orders whose lines came back; empty when that is not known.
    pub orders: Vec<Link>,
}

impl Card {
    /// What the page calls them: the name, the retailer's number, or just "customer".
    pub fn title(&self, say: &Say) -> String {
        title(say, self.name.as_deref(), self.number.as_deref())
    }

    /// Whether there is any figure to show.
    pub fn has_figures(&self) -> bool {
        !self.figures.is_empty()
    }
}

/// What a page calls a customer, by their name or how else they are known. Blanks from elsewhere are made one.
pub fn title(say: &Say, name: Option<&str>, number: Option<&str>) -> String {
    let name = name.map(|name| name.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|name| !name.is_empty());
    match (name, number) {
        (Some(name), _) => name,
        // An e-mail address or a telephone is no number of ours, and says who it is by itself.
        (None, Some(known)) if known.contains('@') || known.starts_with('+') => known.to_owned(),
        (None, Some(number)) => say.t1("customer-numbered", "number", number),
        (None, None) => say.t("customer-unnamed"),
    }
}

impl CardReturn {
    /// The orders it belongs to, as facts; empty when that is not known.
    pub fn facts(&self) -> Vec<Fact> {
        self.orders.iter().map(|link| Fact { text: String::new(), link: Some(link.clone()) }).collect()
    }
}
