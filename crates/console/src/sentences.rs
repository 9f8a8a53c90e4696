//! What happened, as sentences for the thread. Each says what somebody did and where, never the name of an event.

use base::{Money, Time};
use orders::reviews::Review;
use web::{channels::Channel, locale::Say};

use crate::threads::{Badge, Fact, Knot, KnotKind, Link, SlipLine, Tone};

/// How many lines of a slip the thread shows; the order's page shows them all.
pub const SLIP_LINES: usize = 4;

/// What every knot has.
#[derive(Clone, Debug)]
pub struct Happening {
    /// The event's id.
    pub id: String,
    /// When.
    pub when: Time,
    /// Where.
    pub channel: Channel,
    /// The shop, where it was one.
    pub place: Option<String>,
}

/// A purchase.
#[derive(Clone, Debug)]
pub struct Bought {
    /// What every knot has.
    pub happening: Happening,
    /// The order.
    pub order: Link,
    /// What it came to.
    pub total: Money,
    /// Its first lines; at most `SLIP_LINES` are shown.
    pub lines: Vec<SlipLine>,
    /// How many lines it has in all.
    pub line_count: i64,
}

/// Goods that came back.
#[derive(Clone, Debug)]
pub struct Returned {
    /// What every knot has.
    pub happening: Happening,
    /// The return's number.
    pub number: String,
    /// What was given back, as a positive amount.
    pub value: Money,
    /// The orders they came from; empty when that is not known.
    pub orders: Vec<Link>,
    /// Where they were bought, when that is known and one place.
    pub bought_in: Option<Channel>,
    /// Its first lines; at most `SLIP_LINES` are shown.
    pub lines: Vec<SlipLine>,
    /// How many lines it has in all.
    pub line_count: i64,
}

/// Tells a purchase.
pub fn bought(say: &Say, bought: Bought) -> Knot {
    let more = bought.line_count - bought.lines.len().min(SLIP_LINES) as i64;
    let foot = (more > 0).then(|| Fact {
        text: say.tn("slip-more", more),
        link: Some(Link { address: bought.order.address.clone(), name: say.t("slip-all") }),
    });
    Knot {
        strong: match &bought.happening.place {
            Some(place) => say.t1("bought-in", "place", place),
            None => say.t(bought_key(bought.happening.channel)),
        },
        rest: say.tn("bought-lines", bought.line_count),
        amount: Some(bought.total),
        facts: vec![Fact { text: say.t("fact-order"), link: Some(bought.order) }],
        slip: first_lines(bought.lines),
        foot,
        ..plain(bought.happening, KnotKind::Money)
    }
}

/// Tells lines that came to an order later.
pub fn added(say: &Say, added: Bought) -> Knot {
    Knot { strong: say.t("added-strong"), ..bought(say, added) }
}

/// Tells that somebody made themselves known: signed up, took a loyalty card.
pub fn signed_up(say: &Say, happening: Happening) -> Knot {
    let rest = match &happening.place {
        Some(place) => say.t1("signed-up-in", "place", place),
        None => String::new(),
    };
    Knot { strong: say.t("signed-up-strong"), rest, ..plain(happening, KnotKind::Visit) }
}

/// Tells that staff wrote something down; `text` is nothing where it was removed.
pub fn noted(say: &Say, happening: Happening, who: Option<&str>, text: Option<&str>) -> Knot {
    Knot {
        strong: who.map_or_else(|| say.t("noted-strong"), |who| say.t1("noted-by", "who", who)),
        rest: text.map_or_else(|| say.t("noted-removed"), |text| format!(": {text}")),
        ..plain(happening, KnotKind::Message)
    }
}

/// Tells that somebody said what they think of a product, as it stands now; nothing where it is not there any more.
pub fn reviewed(say: &Say, happening: Happening, review: Option<&Review>) -> Knot {
    let knot = Knot { strong: say.t("reviewed-strong"), ..plain(happening, KnotKind::Message) };
    let Some(review) = review else { return Knot { rest: say.t("reviewed-gone"), ..knot } };
    let name = review.product_name.as_ref().unwrap_or(&review.product);
    let words: String = review.title.as_ref().unwrap_or(&review.body).chars().take(120).collect();
    Knot {
        rest: say.t1("reviewed-of", "product", name),
        facts: vec![
            Fact::text(say.tn("review-stars", review.stars)),
            Fact::link("", format!("/console/products/{}", review.product_id), words),
        ],
        badge: review.is_verified.then(|| Badge { text: say.t("review-verified"), tone: Tone::Good }),
        ..knot
    }
}

/// Tells a return.
pub fn returned(say: &Say, returned: Returned) -> Knot {
    let more = returned.line_count - returned.lines.len().min(SLIP_LINES) as i64;
    let is_known = !returned.orders.is_empty();
    let mut facts = vec![Fact::text(say.t1("fact-return", "number", &returned.number))];
    for (place, order) in returned.orders.iter().take(3).enumerate() {
        let text = if place == 0 { say.t("fact-order") } else { String::new() };
        facts.push(Fact { text, link: Some(order.clone()) });
    }
    if returned.orders.len() > 3 {
        facts.push(Fact::text(say.tn("fact-more-orders", returned.orders.len() as i64 - 3)));
    }
    Knot {
        strong: match &returned.happening.place {
            Some(place) => say.t1("returned-in", "place", place),
            None => say.t(returned_key(returned.happening.channel)),
        },
        rest: match returned.bought_in {
            Some(channel) => say.t(returned_from_key(channel)),
            None => say.tn("returned-lines", returned.line_count),
        },
        amount: Some(Money::new(-returned.value.minor, returned.value.currency)),
        badge: (!is_known).then(|| Badge { text: say.t("returned-unknown"), tone: Tone::Plain }),
        facts,
        slip: first_lines(returned.lines),
        foot: (more > 0).then(|| Fact::text(say.tn("slip-more", more))),
        ..plain(returned.happening, KnotKind::Money)
    }
}

/// Tells that the customer was made known by another system, under its number.
pub fn made_known(say: &Say, happening: Happening, number: &str) -> Knot {
    Knot {
        strong: say.t("known-strong"),
        rest: say.t1("known-rest", "number", number),
        ..plain(happening, KnotKind::Visit)
    }
}

/// Tells that an identifier was found to be the same person's.
pub fn joined(say: &Say, happening: Happening, identifier: &str, why: String) -> Knot {
    Knot {
        strong: say.t1("joined-strong", "identifier", identifier),
        facts: vec![Fact::text(why)],
        ..plain(happening, KnotKind::Join)
    }
}

/// Tells that an identifier was found to be somebody else's.
pub fn parted(say: &Say, happening: Happening, identifier: &str) -> Knot {
    Knot { strong: say.t1("parted-strong", "identifier", identifier), ..plain(happening, KnotKind::Join) }
}

/// A knot without more than every knot has.
pub fn plain(happening: Happening, kind: KnotKind) -> Knot {
    Knot {
        id: happening.id,
        when: happening.when,
        kind,
        channel: happening.channel,
        place: happening.place,
        strong: String::new(),
        rest: String::new(),
        amount: None,
        badge: None,
        facts: Vec::new(),
        slip: Vec::new(),
        foot: None,
        strand: None,
        is_apart: false,
        undo: None,
    }
}

fn first_lines(mut lines: Vec<SlipLine>) -> Vec<SlipLine> {
    lines.truncate(SLIP_LINES);
    lines
}

fn bought_key(channel: Channel) -> &'static str {
    match channel {
        Channel::Web => "bought-web",
        Channel::App => "bought-app",
        Channel::Shop => "bought-shop",
        Channel::Kiosk => "bought-kiosk",
        Channel::Phone => "bought-phone",
        Channel::Market => "bought-market",
        _ => "bought",
    }
}

fn returned_key(channel: Channel) -> &'static str {
    match channel {
        Channel::Shop => "returned-shop",
        _ => "returned",
    }
}

fn returned_from_key(channel: Channel) -> &'static str {
    match channel {
        Channel::Web => "returned-from-web",
        Channel::App => "returned-from-app",
        Channel::Shop => "returned-from-shop",
        Channel::Kiosk => "returned-from-kiosk",
        Channel::Phone => "returned-from-phone",
        Channel::Market => "returned-from-market",
        _ => "returned-from-other",
    }
}
