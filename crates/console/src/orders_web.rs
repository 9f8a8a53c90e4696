//! The list of orders and the page of one.

use std::collections::HashMap;

use axum::extract::Path;
use base::{Error, Money, Result};
use catalog::{
    details::{self, Details},
    products::ProductId,
    shops,
};
use jiff::tz::TimeZone;
use orders::{
    orders::{self as book, Listed, OrderId},
    returns,
};
use store::{Tx, thread};
use web::{
    asked,
    channels::Channel,
    frame::Room,
    lists::{Chip, Choice, DayFields, Finding, Head, Order, Pager, Select},
    locale::Say,
    paging,
    rights::{OrdersSee, Right},
    shops::Scope,
    spans::Days,
    views::{self, List},
    who::May,
};

use crate::{
    address::Address,
    answers::{Page, html},
    card_page::title,
    goods::{product_web::paged, products_web, sights::Sight},
    knots::{self, Told},
    order_page::{Letterhead, OrderLine, OrderPage, OrderReturn, OrderView, ReturnLine},
    orders_page::{OrderHeads, OrderRow, OrderState, OrdersPage},
    tallies,
    threads::{Link, by_day},
    views_web,
};

const ROWS: i64 = 50;
/// Lines of a page of an order.
const LINES: usize = 100;
const PATH: &str = "/console/orders";
/// Knots that the story of an order may have.
const STORY: i64 = 200;

/// What the address may ask for.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    channel: String,
    shop: String,
    from: String,
    to: String,
    guests: String,
    sort: String,
    after: String,
    did: String,
}

/// The list.
pub async fn list(viewer: May<OrdersSee>, asked::Asked(asked): asked::Asked<Asked>) -> Page {
    let sees_people = viewer.may(Right::CustomersSee);
    let query = book::Query { shops: viewer.shops.clone(), by_people: sees_people, ..asked.query(&viewer.app().zone)? };
    let (by_total, me) = (query.by_total, viewer.cx.actor.as_text());
    let read = move |tx: &mut Tx| {
        let kept = views::seen_by(tx, &me, List::Orders)?;
        Ok((book::page(tx, &query, ROWS + 1)?, knots::shops(tx)?, kept))
    };
    let (mut found, shops, kept) = viewer.app().db.read("console.orders", read).await?;
    // How many there are is said of all shops or of none.
    let total =
        if asked.is_plain() && viewer.shops.is_all() { Some(tallies::orders(viewer.app()).await?) } else { None };
    let more = found.len() as i64 > ROWS;
    found.truncate(ROWS as usize);
    let page = viewer.page(Room::Orders);
    let here = asked.address();
    let next = found.last().filter(|_| more).map(|last| {
        let value = if by_total { last.order.total } else { last.order.placed_at.micros() };
        here.with("after", paging::place(value, last.order.id.bytes())).to_string()
    });
    html(&OrdersPage {
        notice: views_web::notice(&viewer, List::Orders, &asked.did),
        finding: Finding {
            views: Some(views_web::shown(&viewer, List::Orders, &kept, &here)),
            ..finding(&page.say, &asked, &here, sees_people, shop_choice(&page.say, &asked, &shops, &viewer.shops))
        },
        heads: heads(&page.say, &asked, &here),
        rows: found.iter().map(|order| row(&page.say, order, &shops, sees_people)).collect(),
        total,
        pager: Pager { first: (!asked.after.is_empty()).then(|| here.to_string()), next },
        page,
    })
}

impl Asked {
    /// What pairs of names and values ask for; those that mean nothing here are passed over.
    pub fn of_fields(fields: &[(String, String)]) -> Asked {
        let field = |name: &str| {
            fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone()).unwrap_or_default()
        };
        Asked {
            q: field("q"),
            channel: field("channel"),
            shop: field("shop"),
            from: field("from"),
            to: field("to"),
            guests: field("guests"),
            sort: field("sort"),
            ..Asked::default()
        }
    }

    /// What is asked for, by anybody; an error where it cannot be. Days may stand in either order: one that is being
    /// changed may pass the other.
    pub fn query(&self, zone: &TimeZone) -> Result<book::Query> {
        let are_turned = !self.to.is_empty() && self.to < self.from;
        let (from, to) = if are_turned { (&self.to, &self.from) } else { (&self.from, &self.to) };
        let after = (!self.after.is_empty()).then(|| paging::read_place(&self.after)).transpose()?;
        let given = |text: &String| (!text.trim().is_empty()).then(|| text.trim().to_owned());
        if self.q.len() > 100 {
            return Err(Error::invalid("search", "Search for at most 100 characters."));
        }
        Ok(book::Query {
            search: given(&self.q),
            channel: given(&self.channel),
            guests: !self.guests.is_empty(),
            shop: given(&self.shop),
            placed: Days::bounds(from, to, zone)?,
            by_people: false,
            by_total: self.sort == "total",
            shops: Scope::ALL,
            after: after.map(|(value, id)| (value, OrderId::from_bytes(id))),
        })
    }

    fn is_plain(&self) -> bool {
        let filters = [self.q.trim(), &self.channel, &self.shop, &self.from, &self.to, &self.guests];
        filters.into_iter().all(str::is_empty)
    }

    /// The list with its filters and order, from its start.
    pub fn address(&self) -> Address {
        Address::new(PATH)
            .with("q", self.q.trim())
            .with("channel", &self.channel)
            .with("shop", &self.shop)
            .with("from", &self.from)
            .with("to", &self.to)
            .with("guests", &self.guests)
            .with("sort", &self.sort)
    }
}

fn finding(say: &Say, asked: &Asked, here: &Address, sees_people: bool, shops: Option<Select>) -> Finding {
    let any = Choice { value: String::new(), name: say.t("filter-any-channel"), is_on: asked.channel.is_empty() };
    let channels = Channel::ALL.into_iter().filter(|channel| *channel != Channel::Hilo).map(|channel| Choice {
        value: channel.slug().to_owned(),
        name: say.t(channel.key()),
        is_on: channel.slug() == asked.channel,
    });
    let channel = Select {
        name: "channel".into(),
        label: say.t("filter-channel"),
        choices: std::iter::once(any).chain(channels).collect(),
    };
    let is_on = !asked.guests.is_empty();
    let address = here.with("guests", if is_on { "" } else { "1" }).to_string();
    let sort = |value: &str, key: &str| Choice { value: value.into(), name: say.t(key), is_on: asked.sort == value };
    Finding {
        action: PATH.to_owned(),
        label: say.t(if sees_people { "search-orders" } else { "search-order-numbers" }),
        q: asked.q.trim().to_owned(),
        selects: std::iter::once(channel).chain(shops).collect(),
        days: Some(DayFields { from: asked.from.clone(), to: asked.to.clone() }),
        chips: vec![Chip { name: say.t("filter-guests"), address, is_on, count: None }],
        sorts: vec![sort("", "sort-recent"), sort("total", "sort-total")],
        keep: if is_on { vec![("guests".to_owned(), "1".to_owned())] } else { Vec::new() },
        clear: (!asked.is_plain()).then(|| PATH.to_owned()),
        ..Finding::default()
    }
}

/// The shops that somebody sees, where there are several to choose from, and the one that the list is of, whichever
/// that is.
fn shop_choice(say: &Say, asked: &Asked, shops: &HashMap<String, String>, scope: &Scope) -> Option<Select> {
    let mut seen: Vec<(&str, &str)> =
        shops.iter().filter(|(code, _)| scope.has(Some(code))).map(|(code, name)| (&**code, &**name)).collect();
    if !asked.shop.is_empty() && !seen.iter().any(|(code, _)| *code == asked.shop) {
        seen.push((&asked.shop, &asked.shop));
    }
    if seen.len() < 2 && asked.shop.is_empty() {
        return None;
    }
    seen.sort_by_key(|(code, name)| (name.to_lowercase(), *code));
    let choice =
        |value: &str, name: &str| Choice { value: value.into(), name: name.into(), is_on: value == asked.shop };
    let any = choice("", &say.t(if scope.is_all() { "filter-any-shop" } else { "home-my-shops" }));
    let shops = seen.into_iter().map(|(code, name)| choice(code, name));
    Some(Select {
        name: "shop".into(),
        label: say.t("filter-shop"),
        choices: std::iter::once(any).chain(shops).collect(),
    })
}

fn heads(say: &Say, asked: &Asked, here: &Address) -> OrderHeads {
    let sorted = |key: &str, value: &str| Head {
        name: say.t(key),
        address: Some(here.with("sort", value).to_string()),
        order: (asked.sort == value).then_some(Order::Descending),
    };
    OrderHeads {
        number: Head::plain(say.t("head-order")),
        placed: sorted("head-placed", ""),
        customer: Head::plain(say.t("head-customer")),
        channel: Head::plain(say.t("head-channel")),
        state: Head::plain(say.t("head-state")),
        total: sorted("head-total", "total"),
    }
}

/// One row of a list of orders.
pub fn row(say: &Say, listed: &Listed, shops: &HashMap<String, String>, sees_people: bool) -> OrderRow {
    let Listed { order, .. } = listed;
    OrderRow {
        address: format!("{PATH}/{}", order.id),
        number: order.number.clone(),
        placed: order.placed_at,
        customer: customer(say, listed, sees_people),
        channel: Channel::from_slug(&order.channel).unwrap_or(Channel::Hilo),
        place: order.place.as_ref().map(|code| shops.get(code).unwrap_or(code).clone()),
        state: Some(state(listed)),
        lines: order.lines,
        total: Money::new(order.total, order.currency),
        returned: (listed.returned_units > 0).then(|| Money::new(listed.returned, order.currency)),
    }
}

/// Who bought: their name, for whoever sees the order, which leads to their card where people may be seen.
pub fn customer(say: &Say, listed: &Listed, sees_people: bool) -> Option<Link> {
    if listed.order.erased {
        return Some(Link { address: String::new(), name: say.t("erased-person") });
    }
    let buyer = listed.customer.as_ref()?;
    let known_as = buyer.known_as.as_deref().filter(|_| sees_people);
    let name = title(say, buyer.name.as_deref(), known_as);
    let address = if sees_people { format!("/console/customers/{}", buyer.id) } else { String::new() };
    Some(Link { address, name })
}

fn state(listed: &Listed) -> OrderState {
    match listed.returned_units {
        0 => OrderState::Completed,
        back if back >= listed.units => OrderState::Returned,
        _ => OrderState::PartlyReturned,
    }
}

struct Read {
    listed: Listed,
    lines: Vec<book::Line>,
    returns: Vec<(returns::Return, Vec<returns::Line>)>,
    told: Told,
    products: HashMap<ProductId, Details>,
    letterhead: Letterhead,
}

/// Which lines of an order are shown.
#[derive(Debug, Default, serde::Deserialize)]
pub struct OrderAsked {
    /// Which page of them, from 1.
    page: Option<usize>,
}

/// The page of an order.
pub async fn order(
    viewer: May<OrdersSee>,
    Path(id): Path<String>,
    asked::Asked(asked): asked::Asked<OrderAsked>,
) -> Page {
    let (id, shops): (OrderId, _) = (id.parse()?, viewer.shops.clone());
    let read = viewer.app().db.read("console.order", move |tx| read(tx, id, &shops)).await?;
    let page = viewer.page(Room::Orders);
    let say = page.say.clone();
    let mut knots = read.told.knots(&say)?;
    let here = format!("{PATH}/{id}");
    for knot in &mut knots {
        // The lines stand beside the thread already, and nobody is led to where they are.
        knot.slip.clear();
        knot.facts.retain(|fact| fact.link.as_ref().is_none_or(|link| link.address != here));
    }
    let days = by_day(&say, knots);
    let letterhead = Letterhead { retailer: viewer.retailer(), ..read.letterhead.clone() };
    let order = view(&say, &read, asked.page, viewer.may(Right::CustomersSee));
    html(&OrderPage { order, days, letterhead, page })
}

fn read(tx: &mut Tx, id: OrderId, shops: &Scope) -> Result<Read> {
    let listed = book::listed(tx, id, shops)?.ok_or(Error::NotFound { what: "order" })?;
    let mut back = Vec::new();
    let mut events = thread::story(tx, thread::SubjectId::from_bytes(*id.bytes()), STORY)?;
    for one in returns::of_order(tx, id, shops)? {
        let mut lines = returns::lines(tx, one.id, shops)?;
        lines.retain(|line| line.bought.iter().any(|origin| origin.order_id == id));
        events.extend(thread::story(tx, thread::SubjectId::from_bytes(*one.id.bytes()), STORY)?);
        back.push((one, lines));
    }
    events.sort_by_key(|event| (event.happened, event.id));
    back.reverse();
    let lines = book::lines(tx, id)?;
    let ids: Vec<ProductId> = lines.iter().map(|line| line.product_id).collect();
    let products = details::some(tx, &ids)?.into_iter().map(|product| (product.id, product)).collect();
    let letterhead = letterhead(tx, listed.order.place.as_deref())?;
    Ok(Read { lines, returns: back, told: knots::read(tx, events, shops)?, products, letterhead, listed })
}

/// Who sold in this place: its company, or the only one that there is.
fn letterhead(tx: &mut Tx, place: Option<&str>) -> Result<Letterhead> {
    let shop = place.map(|code| shops::get(tx, code)).transpose()?.flatten();
    let all = shops::companies(tx)?;
    let is_alone = all.len() == 1;
    let company = match shop.as_ref().and_then(|shop| shop.company.as_ref()) {
        Some(code) => all.into_iter().find(|company| company.code == *code),
        None => all.into_iter().next().filter(|_| is_alone),
    };
    let company = company.map(|company| [Some(company.name), company.tax_number, company.address]);
    let shop = shop.map(|shop| [Some(shop.name), shop.address, Some(shop.city)]);
    let told = |facts: Option<[Option<String>; 3]>| facts.into_iter().flatten().flatten().collect();
    Ok(Letterhead { retailer: String::new(), company: told(company), shop: told(shop) })
}

fn view(say: &Say, read: &Read, page: Option<usize>, sees_people: bool) -> OrderView {
    let order = &read.listed.order;
    let (shown, pager) = paged(read.lines.len(), LINES, page, &format!("{PATH}/{}", order.id));
    let shop = |code: &String| read.told.shops.get(code).unwrap_or(code).clone();
    OrderView {
        id: order.id.to_string(),
        number: order.number.clone(),
        placed: order.placed_at,
        customer: customer(say, &read.listed, sees_people),
        channel: Channel::from_slug(&order.channel).unwrap_or(Channel::Hilo),
        place: order.place.as_ref().map(shop),
        state: state(&read.listed),
        lines: read.lines[shown]
            .iter()
            .map(|line| order_line(line, order.currency, read.products.get(&line.product_id)))
            .collect(),
        line_count: read.lines.len() as i64,
        pieces: read.lines.iter().map(|line| line.quantity).sum(),
        pager,
        total: Money::new(order.total, order.currency),
        returned: Money::new(read.listed.returned, order.currency),
        returns: read.returns.iter().map(|(one, lines)| order_return(order.id, one, lines, shop)).collect(),
    }
}

fn order_line(line: &book::Line, currency: base::Currency, product: Option<&Details>) -> OrderLine {
    OrderLine {
        address: Some(format!("/console/products/{}", line.product_id)),
        sight: product.map_or(Sight::Icon("package"), |product| Sight::of(product, products_web::kind(product.kind))),
        sku: line.sku.clone(),
        name: line.name.clone().unwrap_or_else(|| line.sku.clone()),
        quantity: line.quantity,
        unit_price: line.unit_price,
        total: Money::new(line.total, currency),
        returned: line.returned,
    }
}

/// What of a return belongs to this order.
fn order_return(
    order: OrderId,
    one: &returns::Return,
    lines: &[returns::Line],
    shop: impl Fn(&String) -> String,
) -> OrderReturn {
    let line = |line: &returns::Line| {
        let quantity = line.bought.iter().filter(|origin| origin.order_id == order).map(|origin| origin.quantity).sum();
        let value = line.unit_price.times(quantity, one.currency).unwrap_or(line.total);
        ReturnLine {
            sku: line.sku.clone(),
            name: line.name.clone().unwrap_or_else(|| line.sku.clone()),
            quantity,
            value: Money::new(value, one.currency),
        }
    };
    let lines: Vec<ReturnLine> = lines.iter().map(line).collect();
    OrderReturn {
        number: one.number.clone(),
        when: one.accepted_at,
        channel: Channel::from_slug(&one.channel).unwrap_or(Channel::Hilo),
        place: one.place.as_ref().map(shop),
        value: Money::new(lines.iter().map(|line| line.value.minor).sum(), one.currency),
        lines,
    }
}
