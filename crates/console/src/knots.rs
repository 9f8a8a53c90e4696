//! From events to knots: what the thread of a card and of an order says of each.

use std::collections::HashMap;

use base::{Error, Money, Result};
use catalog::variants::{self, Variant, VariantId};
use customers::{
    consents::{
        ASKED, GRANTED, WITHDRAWN,
        leads::CAPTURED,
        suppressions::{LIFTED, SUPPRESSED},
    },
    identity::{
        MERGED, PARTED,
        links::{self, Link as Tied, LinkId},
        names::{self, Named},
    },
    notes::{self, Note, NoteId},
    people::CustomerId,
};
use orders::{
    events::{Body, BodyLine, ORDER_COMPLETED, ORDER_UPDATED, RETURN_ACCEPTED, RETURN_UPDATED, REVIEW_WRITTEN},
    orders::OrderId,
    returns::{self, ReturnId},
    reviews::{self, Review, ReviewId},
};
use store::{
    Tx,
    thread::{Event, SubjectId},
};
use web::{channels::Channel, locale::Say, shops::Scope};

use crate::{
    consent_knots,
    garments::Garment,
    identifiers::{channel, named},
    notices::Undo,
    sentences::{self, Bought, Happening, Returned},
    threads::{Badge, Fact, Knot, Link, SlipLine, Tone},
    ties::{self, Ties},
    tracked_knots,
};

/// Events and what else their knots need, read in one transaction.
#[derive(Default)]
pub struct Told {
    /// The events, in the order of the thread.
    pub events: Vec<Event>,
    /// Names of shops by code.
    pub shops: HashMap<String, String>,
    /// What is on the slips.
    pub variants: HashMap<VariantId, Variant>,
    /// Where returned goods were bought: orders by return.
    pub origins: HashMap<ReturnId, Vec<returns::Source>>,
    /// What joined two people, and who they were.
    pub ties: Ties,
    /// What staff wrote, and who.
    pub notes: HashMap<NoteId, (Note, Option<String>)>,
    /// What was said of products, as it stands.
    pub reviews: HashMap<ReviewId, Review>,
    /// The page that an act comes back to; `None` for whoever may not act.
    pub back: Option<String>,
}

/// The body of an event of two people who turned out to be one, or of one who turned out to be two.
#[derive(serde::Deserialize)]
struct Turned {
    from: CustomerId,
    to: CustomerId,
    link: Option<LinkId>,
}

/// How many knots hang on a strand that joins.
const STRAND: usize = 4;

/// Reads what the knots of these events need; of other orders only those in the shops of whoever reads.
pub fn read(tx: &mut Tx, events: Vec<Event>, scope: &Scope) -> Result<Told> {
    let shops = shops(tx)?;
    let variants = variants::some(tx, &on_slips(&events))?;
    let back = events.iter().filter(|event| is_return(event)).filter_map(|event| event.subject);
    let back: Vec<_> = back.map(|subject| ReturnId::from_bytes(*subject.bytes())).collect();
    let origins = returns::sources(tx, &back, scope)?;
    let ties = turned(tx, &events)?;
    let notes = noted(tx, &events)?;
    let said = events.iter().filter(|event| event.kind == REVIEW_WRITTEN);
    let said: Vec<ReviewId> = said.filter_map(|event| event.subject).map(review_id).collect();
    let reviews = reviews::some(tx, &said)?;
    Ok(Told { events, shops, variants, origins, ties, notes, reviews, back: None })
}

fn review_id(subject: SubjectId) -> ReviewId {
    ReviewId::from_bytes(*subject.bytes())
}

/// The notes of these events. One whose person was erased is not there any more.
fn noted(tx: &mut Tx, events: &[Event]) -> Result<HashMap<NoteId, (Note, Option<String>)>> {
    let added = events.iter().filter(|event| event.kind == notes::ADDED);
    let ids = added.map(|event| Ok(event.read_body::<notes::Body>()?.note)).collect::<Result<Vec<_>>>()?;
    let found = notes::some(tx, &ids)?;
    let staff = ties::staff_names(tx, found.iter().map(|note| Some(note.by.as_str())))?;
    let with_name = |note: Note| {
        let who = staff.get(&note.by).cloned();
        (note.id, (note, who))
    };
    Ok(found.into_iter().map(with_name).collect())
}

/// Who was joined or parted in these events, and by which links.
fn turned(tx: &mut Tx, events: &[Event]) -> Result<Ties> {
    let turns: Vec<&Event> = events.iter().filter(|event| is_turn(event)).collect();
    let ids: Vec<LinkId> = turns.iter().filter_map(|event| event.read_body::<Turned>().ok()?.link).collect();
    let found = links::some(tx, &ids)?;
    let mut ties = ties::of_links(tx, found)?;
    let actors: Vec<_> = turns.iter().filter_map(|event| event.actor).collect();
    ties.named.extend(names::some(tx, &actors)?);
    Ok(ties)
}

/// What the slips of these events show. A body that cannot be read fails where it is told.
fn on_slips(events: &[Event]) -> Vec<VariantId> {
    let mut ids = Vec::new();
    for body in events.iter().filter(|event| is_paper(event)).filter_map(|event| event.read_body::<Body>().ok()) {
        ids.extend(body.products.iter().take(sentences::SLIP_LINES).map(BodyLine::variant));
    }
    ids.extend(events.iter().filter_map(tracked_knots::variant));
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Names of shops by code.
pub fn shops(tx: &mut Tx) -> Result<HashMap<String, String>> {
    Ok(catalog::shops::all(tx)?.into_iter().map(|shop| (shop.code, shop.name)).collect())
}

impl Told {
    /// The knots, in the order of the events. An event that no room knows how to tell is left out.
    pub fn knots(&self, say: &Say) -> Result<Vec<Knot>> {
        let mut knots = Vec::with_capacity(self.events.len());
        let mut strand = (None, 0);
        for event in &self.events {
            let Some(mut knot) = self.knot(say, event)? else { continue };
            if knot.strand.is_some() {
                strand = (event.actor, STRAND);
            } else if strand.1 > 0 && event.actor == strand.0 {
                knot.is_apart = true;
                strand.1 -= 1;
            } else {
                strand = (None, 0);
            }
            knots.push(knot);
        }
        Ok(knots)
    }

    /// The knot of one event.
    pub fn knot(&self, say: &Say, event: &Event) -> Result<Option<Knot>> {
        let happening = Happening {
            id: event.id.to_string(),
            when: event.happened,
            channel: Channel::from_slug(&event.channel).unwrap_or(Channel::Hilo),
            place: event.place.as_ref().map(|code| self.shops.get(code).unwrap_or(code).clone()),
        };
        Ok(match event.kind.as_str() {
            ORDER_COMPLETED => Some(self.bought(say, event, happening)?),
            ORDER_UPDATED => Some(sentences::added(say, self.purchase(event, happening)?)),
            RETURN_ACCEPTED | RETURN_UPDATED => Some(self.returned(say, event, happening)?),
            MERGED => Some(self.merged(say, event, happening)?),
            PARTED => Some(self.parted(say, event, happening)?),
            notes::ADDED => {
                let note = self.notes.get(&event.read_body::<notes::Body>()?.note);
                let text = note.and_then(|(note, _)| note.text.as_deref());
                Some(sentences::noted(say, happening, note.and_then(|(_, who)| who.as_deref()), text))
            }
            REVIEW_WRITTEN => {
                let review = event.subject.and_then(|subject| self.reviews.get(&review_id(subject)));
                Some(sentences::reviewed(say, happening, review))
            }
            customers::people::JOINED => Some(sentences::signed_up(say, happening)),
            GRANTED | WITHDRAWN | ASKED | CAPTURED | SUPPRESSED | LIFTED => {
                Some(consent_knots::told(say, event, happening)?)
            }
            kind if tracked_knots::is_tracked(kind) => Some(tracked_knots::told(say, self, event, happening)?),
            _ => None,
        })
    }

    /// Two people who turned out to be one, as either of them tells it.
    fn merged(&self, say: &Say, event: &Event, happening: Happening) -> Result<Knot> {
        let body: Turned = event.read_body()?;
        let who = self.who(event);
        let link = body.link.and_then(|id| self.ties.links.iter().find(|link| link.id == id));
        let why = link.map(|link| self.ties.sentence(say, link)).unwrap_or_default();
        let mut knot = sentences::joined(say, happening, &self.name(say, event), why);
        if link.is_none() {
            knot.facts.clear();
        }
        if who.is_some_and(|who| who.customer == body.from) {
            knot.strong = say.t("joined-another");
            knot.facts.push(Fact::link("", format!("/console/customers/{}", body.to), say.t("notice-other-card")));
        } else {
            knot.strand = who.map(|who| channel(who.kind, &who.value));
        }
        knot.undo = link.and_then(|link| self.undo(say, link));
        knot.badge = link.filter(|link| link.state == "undone").map(|_| undone(say));
        Ok(knot)
    }

    /// Somebody who turned out to be two.
    fn parted(&self, say: &Say, event: &Event, happening: Happening) -> Result<Knot> {
        let body: Turned = event.read_body()?;
        let is_other = self.who(event).is_some_and(|who| who.customer == body.to);
        let mut knot = sentences::parted(say, happening, &self.name(say, event));
        if is_other {
            knot.strong = say.t("parted-another");
            knot.facts.push(Fact::link("", format!("/console/customers/{}", body.from), say.t("notice-other-card")));
        }
        Ok(knot)
    }

    fn who(&self, event: &Event) -> Option<&Named> {
        event.actor.and_then(|actor| self.ties.named.get(&actor))
    }

    fn name(&self, say: &Say, event: &Event) -> String {
        self.who(event).map_or_else(|| say.t("named-nobody"), |who| named(say, who.kind, &who.value))
    }

    fn undo(&self, say: &Say, link: &Tied) -> Option<Undo> {
        let back = self.back.clone().filter(|_| link.state == "active")?;
        Some(Undo { address: format!("/console/links/{}/undo", link.id), back, words: say.t("undo") })
    }

    fn bought(&self, say: &Say, event: &Event, happening: Happening) -> Result<Knot> {
        Ok(sentences::bought(say, self.purchase(event, happening)?))
    }

    fn purchase(&self, event: &Event, happening: Happening) -> Result<Bought> {
        let body: Body = event.read_body()?;
        let subject = event.subject.ok_or_else(|| Error::internal("an order's event without its order"))?;
        Ok(Bought {
            happening,
            order: order_link(OrderId::from_bytes(*subject.bytes()), &body.number),
            total: Money::new(body.total, body.currency),
            line_count: body.products.len() as i64,
            lines: self.slip(&body),
        })
    }

    fn returned(&self, say: &Say, event: &Event, happening: Happening) -> Result<Knot> {
        let body: Body = event.read_body()?;
        let id = event.subject.map(|subject| ReturnId::from_bytes(*subject.bytes()));
        let sources = id.and_then(|id| self.origins.get(&id)).map(Vec::as_slice).unwrap_or_default();
        let channel = sources.first().and_then(|source| Channel::from_slug(&source.channel));
        let one_channel = sources
            .iter()
            .all(|source| Some(source.channel.as_str()) == sources.first().map(|first| first.channel.as_str()));
        let elsewhere = channel.filter(|channel| one_channel && *channel != happening.channel);
        Ok(sentences::returned(
            say,
            Returned {
                happening,
                value: Money::new(body.total, body.currency),
                orders: sources.iter().map(|source| order_link(source.order, &source.number)).collect(),
                bought_in: elsewhere,
                line_count: body.products.len() as i64,
                lines: self.slip(&body),
                number: body.number,
            },
        ))
    }

    fn slip(&self, body: &Body) -> Vec<SlipLine> {
        let line = |line: &BodyLine| SlipLine {
            garment: self
                .variants
                .get(&line.variant())
                .and_then(|one| Garment::of(one.drawing.as_ref(), one.dye.as_ref())),
            quantity: Some(line.quantity),
            name: line.name.clone().unwrap_or_else(|| line.product_id.to_string()),
            address: Some(format!("/console/products/{}", line.product_id)),
            note: String::new(),
            amount: Some(Money::new(line.total, body.currency)),
            badge: None,
        };
        body.products.iter().take(sentences::SLIP_LINES).map(line).collect()
    }
}

fn undone(say: &Say) -> Badge {
    Badge { text: say.t("tie-undone"), tone: Tone::Plain }
}

fn is_turn(event: &Event) -> bool {
    [MERGED, PARTED].contains(&event.kind.as_str())
}

fn is_paper(event: &Event) -> bool {
    [ORDER_COMPLETED, ORDER_UPDATED].contains(&event.kind.as_str()) || is_return(event)
}

fn is_return(event: &Event) -> bool {
    [RETURN_ACCEPTED, RETURN_UPDATED].contains(&event.kind.as_str())
}

/// The way to an order.
pub fn order_link(id: OrderId, number: &str) -> Link {
    Link { address: format!("/console/orders/{id}"), name: number.to_owned() }
}
