//! What the thread says of what sources tell: visits, searches, carts, and what they say of money and consent, which is
//! only said.

use base::{Currency, Money, Result};
use catalog::variants::{Sku, VariantId};
use serde_json::Value;
use store::thread::Event;
use tracking::events;
use web::locale::Say;

use crate::{
    knots::Told,
    sentences::{Happening, plain},
    threads::{Badge, Fact, Knot, KnotKind, Tone},
};

/// What of a body a sentence needs.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Body {
    product: Option<String>,
    category: Option<String>,
    path: Option<String>,
    coupon: Option<String>,
    referrer: Option<String>,
    campaign: Option<String>,
    value: Option<i64>,
    currency: Option<String>,
    robot: bool,
    own: bool,
    clock: Option<String>,
}

/// Whether sources tell of this kind.
pub fn is_tracked(kind: &str) -> bool {
    events::is_tracked(kind)
}

/// The message of a kind.
pub fn key(kind: &str) -> String {
    format!("tracked-{}", kind.to_lowercase().replace(' ', "-"))
}

/// What an event is about.
pub fn variant(event: &Event) -> Option<VariantId> {
    let body: Body = is_tracked(&event.kind).then(|| event.read_body().ok())??;
    Some(Sku::parse(&body.product?).ok()?.id())
}

/// Tells a tracked event.
pub fn told(say: &Say, told: &Told, event: &Event, happening: Happening) -> Result<Knot> {
    let body: Body = event.read_body()?;
    let private = event.private.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or(Value::Null);
    let strong = say.t(&key(&event.kind));
    let what = what(told, event, &body, &private);
    let mut facts: Vec<Fact> = Vec::new();
    facts.extend(body.campaign.as_deref().map(|name| Fact::text(say.t1("tracked-campaign", "name", name))));
    facts.extend(body.referrer.as_deref().map(|host| Fact::text(say.t1("tracked-from", "host", host))));
    let currency = body.currency.as_deref().and_then(|code| Currency::in_use(code).ok());
    if let (Some(minor), Some(currency)) = (body.value, currency) {
        facts.push(Fact::text(say.money(Money::new(minor, currency))));
    }
    if body.clock.is_some() {
        facts.push(Fact::text(say.t("tracked-clock")));
    }
    let badge = |text: String| Badge { text, tone: Tone::Plain };
    let badge = match event.kind.ends_with(" Reported") {
        _ if body.robot => Some(badge(say.t("tracked-robot"))),
        _ if body.own => Some(badge(say.t("tracked-own"))),
        true => Some(badge(say.t("tracked-said"))),
        false => None,
    };
    let rest = what.map(|what| format!(": {what}")).unwrap_or_default();
    Ok(Knot { strong, rest, facts, badge, ..plain(happening, KnotKind::Visit) })
}

/// What it was about: a product by its name, what was searched, the page.
fn what(told: &Told, event: &Event, body: &Body, private: &Value) -> Option<String> {
    let name = variant(event).and_then(|id| told.variants.get(&id)?.name.clone());
    let text = |value: &Value| value.as_str().map(|text| text.chars().take(80).collect::<String>());
    let said = match event.kind.as_str() {
        "Products Searched" => text(&private["properties"]["query"]),
        events::PAGE | events::SCREEN | events::CUSTOM => text(&private["name"]),
        events::GROUPED => text(&private["group"]),
        _ => None,
    };
    let goods = name.or_else(|| body.product.clone()).or_else(|| body.category.clone());
    said.or(goods).or_else(|| body.coupon.clone()).or_else(|| body.path.clone())
}
