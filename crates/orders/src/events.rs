//! The events of this room, as they stand on the thread and in EVENTS.md.

use std::collections::BTreeMap;

use base::{Currency, Result, Time};
use catalog::{products::ProductId, variants::VariantId};
use customers::fold::{Kind, Sums};
use store::thread::{Event, EventId, IdentifierId, NewEvent, SubjectId};

/// An order was placed.
pub const ORDER_COMPLETED: &str = "Order Completed";
/// Lines came to an order after it was placed.
pub const ORDER_UPDATED: &str = "Order Updated";
/// Goods came back.
pub const RETURN_ACCEPTED: &str = "Return Accepted";
/// Lines came to a return after it was accepted.
pub const RETURN_UPDATED: &str = "Return Updated";
/// Somebody said what they think of a product, or said it anew.
pub const REVIEW_WRITTEN: &str = "Review Written";

/// The body of all four: what the event itself brought, so bodies of one order add up to it.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct Body {
    /// The number that people know the order or return by.
    pub number: String,
    /// The currency of the sums.
    pub currency: Currency,
    /// Minor units that this event brought; positive for what was bought, and for what came back.
    pub total: i64,
    /// The lines that it brought.
    pub products: Vec<BodyLine>,
}

/// One line in a body.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct BodyLine {
    /// The product.
    pub product_id: ProductId,
    /// What exactly it is; missing from before products had variants.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant_id: Option<VariantId>,
    /// Its name on the paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Units.
    pub quantity: i64,
    /// Minor units.
    pub total: i64,
}

impl BodyLine {
    /// What exactly it is. Before products had variants, each was its own and had its id.
    pub fn variant(&self) -> VariantId {
        self.variant_id.unwrap_or(VariantId::from_bytes(*self.product_id.bytes()))
    }
}

/// How this room's events add up on a card.
pub const KINDS: [Kind; 4] = [
    Kind { name: ORDER_COMPLETED, mark: "money", adds: |event| bought(event, 1) },
    Kind { name: ORDER_UPDATED, mark: "money", adds: |event| bought(event, 0) },
    Kind { name: RETURN_ACCEPTED, mark: "money", adds: |event| came_back(event, 1) },
    Kind { name: RETURN_UPDATED, mark: "money", adds: |event| came_back(event, 0) },
];

fn bought(event: &Event, orders: i64) -> Result<Sums> {
    let body: Body = event.read_body()?;
    // A product that stands on several lines was bought once, in so many units.
    let mut products: BTreeMap<ProductId, i64> = BTreeMap::new();
    for line in &body.products {
        *products.entry(line.product_id).or_default() += line.quantity;
    }
    let products = products.into_iter().map(|(product, units)| (product.to_string(), units)).collect();
    Ok(Sums { currency: Some(body.currency), orders, spent: body.total, products, ..Sums::default() })
}

fn came_back(event: &Event, returns: i64) -> Result<Sums> {
    let body: Body = event.read_body()?;
    Ok(Sums { currency: Some(body.currency), returns, returned: body.total, ..Sums::default() })
}

/// What an event of this room is made of.
pub(crate) struct Said<'a> {
    pub(crate) kind: &'static str,
    pub(crate) happened: Time,
    pub(crate) channel: &'a str,
    pub(crate) place: Option<&'a str>,
    pub(crate) actor: Option<IdentifierId>,
    pub(crate) subject: [u8; 16],
    /// What tells this event from others of the same kind and subject.
    pub(crate) mark: String,
    pub(crate) body: Body,
}

impl Said<'_> {
    pub(crate) fn event(self) -> NewEvent {
        let subject = SubjectId::from_bytes(self.subject);
        NewEvent {
            id: EventId::derived(self.happened, &[self.kind, &subject.to_string(), &self.mark]),
            happened: self.happened,
            kind: self.kind,
            channel: self.channel.to_owned(),
            place: self.place.map(str::to_owned),
            actor: self.actor,
            subject: Some(subject),
            body: serde_json::to_value(&self.body).expect("a body of numbers and texts is always JSON"),
            private: None,
        }
    }
}
