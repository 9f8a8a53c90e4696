//! Orders, returns and products in the JSON API.

use axum::Json;
use base::{Currency, Error, Id, Money, Noun, Result, Time, UnitPrice, text};
use catalog::{
    details::{self, Details},
    missing::{self, Gap},
    prices,
    products::{Product, ProductId},
    shops,
    variants::{self, Sku},
};
use customers::{
    identity,
    people::{Claim, How, Kind, Known, Profile, Said},
};
use store::Tx;
use web::{
    asked,
    asked::At,
    channels::Channel,
    keyed::{Created, Repeatable},
    paging::{self, Page, limit},
    problem::Failed,
    rights::{CatalogSee, OrdersEdit, OrdersSee, Right},
    routes::{For, Routes},
    spans::Days,
    who::May,
};

use crate::{
    ledger::{NewLine, NewPaper, Whose},
    orders::{self, Line, Listed, OrderId},
    returns::{self, Return, ReturnId},
    sales::{self, By},
};

/// The most names that a customer may come with beside the first.
const NAMES: usize = 9;
/// Lines that one paper may have in a request.
const LINES: usize = 1_000;
/// The source of papers that come through the API.
const SOURCE: &str = "api";

/// The addresses.
pub fn routes() -> Routes {
    Routes::default()
        .reads(For::May(Right::OrdersSee), "/api/v1/orders", "Orders, the newest first", index)
        .reads(For::May(Right::OrdersSee), "/api/v1/orders/{id}", "An order with its lines and returns", show)
        .reads(For::May(Right::OrdersSee), "/api/v1/returns/{id}", "A return with its lines", show_return)
        .reads(For::May(Right::CatalogSee), "/api/v1/products", "Products by what they sell", products)
        .reads(For::May(Right::CatalogSee), "/api/v1/products/{id}", "All that is said of a product", show_product)
        .acts(For::May(Right::OrdersEdit), "/api/v1/orders", "Record an order", create_order)
        .acts(For::May(Right::OrdersEdit), "/api/v1/returns", "Record a return", create_return)
}

#[derive(Clone, Debug, Default, serde::Deserialize, schemars::JsonSchema)]
#[schemars(inline)]
#[serde(default, deny_unknown_fields)]
struct Asked {
    /// The start of a number; for whoever may see customers also how words of the buyer's name begin, or the start of
    /// an identifier.
    q: Option<String>,
    channel: Option<String>,
    /// Only orders of nobody known.
    guests: bool,
    /// The code of one shop.
    shop: Option<String>,
    /// The first day on which they were placed, such as `2026-11-01`, in the shop's time zone.
    from: String,
    /// The last one.
    to: String,
    /// The largest first.
    by_total: bool,
    after: Option<String>,
    limit: Option<i64>,
}

async fn index(viewer: May<OrdersSee>, asked::Asked(asked): asked::Asked<Asked>) -> Result<Json<Page<Listed>>, Failed> {
    let limit = limit(asked.limit)?;
    let order = if asked.by_total { "total" } else { "newest" };
    let after = asked.after.as_deref().map(|text| paging::read_place_in(order, text)).transpose()?;
    if asked.q.as_ref().is_some_and(|text| text.len() > 100) {
        return Err(Error::invalid("search", "Search for at most 100 characters.").into());
    }
    if let Some(channel) = asked.channel.as_deref().filter(|channel| Channel::from_slug(channel).is_none()) {
        return Err(Error::invalid("channel", format!("'{channel}' is not a channel such as web or shop.")).into());
    }
    let query = orders::Query {
        search: asked.q,
        by_people: viewer.may(Right::CustomersSee),
        channel: asked.channel,
        guests: asked.guests,
        shop: asked.shop,
        placed: Days::bounds(&asked.from, &asked.to, &viewer.app().zone)?,
        by_total: asked.by_total,
        shops: viewer.shops.clone(),
        after: after.map(|(value, id)| (value, OrderId::from_bytes(id))),
    };
    let found = viewer.app().db.read("orders.list", move |tx| orders::page(tx, &query, limit + 1)).await?;
    Ok(Json(paging::cut(found, limit, |last| {
        let value = if asked.by_total { last.order.total } else { last.order.placed_at.micros() };
        paging::sorted_place(order, value, last.order.id.bytes())
    })))
}

#[derive(serde::Serialize, schemars::JsonSchema)]
struct OrderShown {
    #[serde(flatten)]
    listed: Listed,
    order_lines: Vec<Line>,
    returns: Vec<Return>,
}

async fn show(viewer: May<OrdersSee>, At(id): At<OrderId>) -> Result<Json<OrderShown>, Failed> {
    let (shops, sees_people) = (viewer.shops.clone(), viewer.may(Right::CustomersSee));
    let found = viewer.app().db.read("orders.show", move |tx| {
        let Some(listed) = orders::listed(tx, id, &shops)? else { return Ok(None) };
        Ok(Some(OrderShown {
            listed: listed.seen_by(sees_people),
            order_lines: orders::lines(tx, id)?,
            returns: returns::of_order(tx, id, &shops)?,
        }))
    });
    Ok(Json(found.await?.ok_or(Error::NotFound { what: "order" })?))
}

#[derive(serde::Serialize, schemars::JsonSchema)]
struct ReturnShown {
    #[serde(flatten)]
    head: Return,
    return_lines: Vec<returns::Line>,
}

async fn show_return(viewer: May<OrdersSee>, At(id): At<ReturnId>) -> Result<Json<ReturnShown>, Failed> {
    let shops = viewer.shops.clone();
    let found = viewer.app().db.read("returns.show", move |tx| {
        let Some(head) = returns::get(tx, id, &shops)? else { return Ok(None) };
        Ok(Some(ReturnShown { head, return_lines: returns::lines(tx, id, &shops)? }))
    });
    Ok(Json(found.await?.ok_or(Error::NotFound { what: "return" })?))
}

#[derive(Clone, Debug, Default, serde::Deserialize, schemars::JsonSchema)]
#[schemars(inline)]
#[serde(default, deny_unknown_fields)]
struct ProductsAsked {
    /// Words of the name or code, or a SKU.
    q: Option<String>,
    kind: Option<String>,
    /// By code, where it is by revenue in the shop's main currency else.
    by_code: bool,
    after: Option<String>,
    limit: Option<i64>,
}

#[derive(serde::Serialize, schemars::JsonSchema)]
struct ProductListed {
    #[serde(flatten)]
    product: Product,
    /// By currency; left out for whoever does not see the orders of all shops.
    #[serde(skip_serializing_if = "Option::is_none")]
    sales: Option<Vec<Selling>>,
}

#[derive(serde::Serialize, schemars::JsonSchema)]
struct ProductShown {
    #[serde(flatten)]
    product: Details,
    /// By currency; left out for whoever does not see the orders of all shops.
    #[serde(skip_serializing_if = "Option::is_none")]
    sales: Option<Vec<Selling>>,
    missing: Vec<Gap>,
    is_publishable: bool,
}

#[derive(serde::Serialize, schemars::JsonSchema)]
struct Selling {
    currency: Currency,
    #[serde(flatten)]
    sums: sales::Sums,
}

async fn products(
    viewer: May<CatalogSee>,
    asked::Asked(asked): asked::Asked<ProductsAsked>,
) -> Result<Json<Page<ProductListed>>, Failed> {
    let limit = limit(asked.limit)?;
    let shows_sales = viewer.reach().shows_sales();
    let read = move |tx: &mut Tx| {
        // An order by what they brought would tell it to whoever does not see it.
        let by = if asked.by_code || !shows_sales { None } else { Some(asked.after.as_deref()) };
        let by = by.map_or(Ok(By::Code), |after| order_of(tx, after))?;
        let order = order_word(by);
        let after = asked.after.as_deref().map(|text| paging::read_place_in(&order, text)).transpose()?;
        let after = after.map(|(brought, id)| (brought, ProductId::from_bytes(id)));
        let query = sales::Query { search: asked.q.clone(), kind: asked.kind.clone(), by, after };
        let found = sales::page(tx, &query, limit + 1)?;
        let page = paging::cut(found, limit, |(last, brought)| paging::sorted_place(&order, *brought, last.id.bytes()));
        let ids: Vec<ProductId> = page.data.iter().map(|(product, _)| product.id).collect();
        let mut sums = if shows_sales { Some(sales::of_products(tx, &ids)?) } else { None };
        let shown = |(product, _): sales::Row| {
            let sales = sums.as_mut().map(|sums| selling(sums.remove(&product.id).unwrap_or_default()));
            ProductListed { product, sales }
        };
        Ok(Page { data: page.data.into_iter().map(shown).collect(), next: page.next })
    };
    Ok(Json(viewer.app().db.read("products.list", read).await?))
}

/// The order by revenue: in the currency of the page before, else in that in which the shop sells most.
fn order_of(tx: &mut Tx, after: Option<&str>) -> Result<By> {
    let given = after.and_then(|text| paging::read_sorted(text).ok()?.0.strip_prefix("sales-")?.parse().ok());
    let currency = match given {
        Some(currency) => currency,
        None => sales::main_currency(tx)?.unwrap_or(Currency::EUR),
    };
    Ok(By::Revenue(currency))
}

fn order_word(by: By) -> String {
    match by {
        By::Code => "code".to_owned(),
        By::Revenue(currency) => format!("sales-{currency}"),
    }
}

fn selling(sums: Vec<(Currency, sales::Sums)>) -> Vec<Selling> {
    sums.into_iter().map(|(currency, sums)| Selling { currency, sums }).collect()
}

async fn show_product(viewer: May<CatalogSee>, At(id): At<ProductId>) -> Result<Json<ProductShown>, Failed> {
    let (now, shows_sales) = (viewer.cx.now, viewer.reach().shows_sales());
    let found = viewer.app().db.read("products.show", move |tx| {
        let Some(product) = details::read(tx, id)? else { return Ok(None) };
        let is_priced = !prices::priced(tx, std::slice::from_ref(&product), now)?.is_empty();
        let missing = missing::gaps(&product, is_priced, &missing::Shop::read(tx)?);
        let is_publishable = !missing.iter().any(|gap| gap.is_closing());
        let sales = if shows_sales { Some(selling(sales::of_product(tx, id)?)) } else { None };
        Ok(Some(ProductShown { product, sales, missing, is_publishable }))
    });
    Ok(Json(found.await?.ok_or(Error::NotFound { what: "product" })?))
}

/// An order or a return as others tell it.
#[derive(Clone, Debug, serde::Deserialize, schemars::JsonSchema)]
#[schemars(rename = "NewPaper")]
#[serde(deny_unknown_fields)]
struct Told {
    /// Yours: 1 to 40 visible ASCII characters. It comes in once.
    number: String,
    /// When; now, where it is not said.
    at: Option<Time>,
    /// Where, such as `web` or `shop`.
    channel: String,
    /// The code of a shop.
    place: Option<String>,
    /// Whose it is; left out for a guest.
    customer: Option<ToldCustomer>,
    /// A code of ISO 4217.
    currency: String,
    /// 1 to 1,000 of them.
    lines: Vec<ToldLine>,
}

#[derive(Clone, Debug, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct ToldCustomer {
    kind: Kind,
    value: String,
    /// How it came: `server` unless it is said.
    how: Option<How>,
    name: Option<String>,
    /// Other names that they go by.
    #[serde(default)]
    also: Vec<ToldName>,
}

#[derive(Clone, Debug, serde::Deserialize, schemars::JsonSchema)]
#[schemars(rename = "AlsoKnown")]
#[serde(deny_unknown_fields)]
struct ToldName {
    kind: Kind,
    value: String,
    how: Option<How>,
}

#[derive(Clone, Debug, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct ToldLine {
    sku: String,
    quantity: i64,
    unit_price: UnitPrice,
}

/// What the caller is told, also when the same request comes again.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[schemars(rename = "PaperRecorded")]
struct Recorded {
    id: String,
    number: String,
    total: Money,
}

async fn create_order(sent: Repeatable<OrdersEdit, Told>) -> Result<Created<Recorded>, Failed> {
    create(sent, &Book { find: find_order, record: orders::record }).await
}

async fn create_return(sent: Repeatable<OrdersEdit, Told>) -> Result<Created<Recorded>, Failed> {
    create(sent, &Book { find: find_return, record: returns::accept }).await
}

/// What tells an order from a return here.
#[derive(Clone, Copy)]
struct Book {
    find: fn(&mut Tx, &str) -> Result<Option<Recorded>>,
    record: fn(&base::Cx, &mut Tx, &[NewPaper]) -> Result<u64>,
}

async fn create(sent: Repeatable<OrdersEdit, Told>, book: &Book) -> Result<Created<Recorded>, Failed> {
    let Repeatable { viewer, keyed, told } = sent;
    let paper = told.paper(viewer.cx.now)?;
    // Whoever is bound to shops writes what they see.
    if !viewer.shops.has(paper.place.as_deref()) {
        return Err(Error::Forbidden.into());
    }
    let person = told.person(paper.at)?;
    let (cx, book) = (viewer.cx.clone(), *book);
    let recorded = viewer.app().db.write("orders.record", move |tx| {
        keyed.once(tx, |tx| {
            if (book.find)(tx, &paper.number)?.is_some() {
                return Err(Error::conflict("number-taken", format!("{} is recorded already.", paper.number)));
            }
            check_place(tx, paper.place.as_deref())?;
            let mut paper = paper.clone();
            let wanted: Vec<_> = paper.lines.iter().map(|line| line.variant).collect();
            let known = variants::some(tx, &wanted)?;
            for (line, told) in paper.lines.iter_mut().zip(&told.lines) {
                let unknown = || Error::invalid("sku", format!("There is no product with the SKU '{}'.", told.sku));
                line.name = known.get(&line.variant).ok_or_else(unknown)?.name.clone();
            }
            if let Some(said) = &person {
                paper.actor = identity::tell(&cx, tx, said)?.map_or(Whose::Nobodys, Whose::Told);
            }
            (book.record)(&cx, tx, std::slice::from_ref(&paper))?;
            (book.find)(tx, &paper.number)?.ok_or_else(|| Error::internal("it was not recorded"))
        })
    });
    Ok(recorded.await?)
}

/// A place is a shop that is known here, so that no card counts visits to a mistyped one.
fn check_place(tx: &mut Tx, place: Option<&str>) -> Result<()> {
    let Some(code) = place else { return Ok(()) };
    let unknown = || {
        let says = format!("There is no shop with the code '{code}'. Send a known one in place, or leave place out.");
        Error::invalid("place", says)
    };
    shops::get(tx, code)?.map(|_| ()).ok_or_else(unknown)
}

fn find_order(tx: &mut Tx, number: &str) -> Result<Option<Recorded>> {
    let found = orders::by_number(tx, SOURCE, number)?;
    Ok(found.map(|order| recorded(order.id, order.number, Money::new(order.total, order.currency))))
}

fn find_return(tx: &mut Tx, number: &str) -> Result<Option<Recorded>> {
    let found = returns::by_number(tx, SOURCE, number)?;
    Ok(found.map(|back| recorded(back.id, back.number, Money::new(back.total, back.currency))))
}

fn recorded<N: Noun>(id: Id<N>, number: String, total: Money) -> Recorded {
    Recorded { id: id.to_string(), number, total }
}

impl Told {
    fn paper(&self, now: Time) -> Result<NewPaper> {
        let number = self.number.trim();
        if number.is_empty() || number.len() > 40 || !number.chars().all(|letter| letter.is_ascii_graphic()) {
            return Err(Error::invalid("number", "A number has 1 to 40 visible ASCII characters without blanks."));
        }
        let channel = Channel::from_slug(&self.channel).ok_or_else(|| {
            Error::invalid("channel", format!("'{}' is not a channel such as web or shop.", self.channel))
        })?;
        if self.lines.is_empty() || self.lines.len() > LINES {
            return Err(Error::invalid("lines", format!("An order or return has 1 to {LINES} lines.")));
        }
        let at = self.at.unwrap_or(now);
        if !at.is_believable(now) {
            return Err(Error::invalid("at", "The time in at lies before 1990, or more than a day ahead."));
        }
        let lines = self.lines.iter().enumerate().map(|(index, line)| line.read(index, at)).collect::<Result<_>>()?;
        Ok(NewPaper {
            source: SOURCE.to_owned(),
            number: number.to_owned(),
            at,
            channel: channel.slug().to_owned(),
            place: self.place.as_deref().map(|place| text::told("The place", place, 60)).transpose()?,
            actor: Whose::Nobodys,
            country: None,
            currency: Currency::in_use(&self.currency)?,
            lines,
        })
    }

    /// Who it was, and how we know.
    fn person(&self, at: Time) -> Result<Option<Said>> {
        let Some(customer) = &self.customer else { return Ok(None) };
        let read = |kind: Kind, value: &str, how: Option<How>| {
            let known = Known::parse(kind, &text::told("The customer's value", value, 200)?)?;
            Ok(Claim { known, how: how.unwrap_or(How::Server) })
        };
        let mut claims = vec![read(customer.kind, &customer.value, customer.how)?];
        if customer.also.len() > NAMES {
            return Err(Error::invalid("also", format!("A customer comes with at most {NAMES} other names.")));
        }
        for name in &customer.also {
            claims.push(read(name.kind, &name.value, name.how)?);
        }
        let name = customer.name.as_deref().map(|name| text::told("The customer's name", name, 200)).transpose()?;
        let profile = Profile { name, ..Profile::default() };
        Ok(Some(Said { claims, profile, source: SOURCE.into(), at }))
    }
}

impl ToldLine {
    fn read(&self, index: usize, at: Time) -> Result<NewLine> {
        if !(1..=1_000_000).contains(&self.quantity) {
            return Err(Error::invalid("quantity", "A quantity lies between 1 and 1,000,000."));
        }
        if self.unit_price.0 < 0 {
            return Err(Error::invalid("unit-price", "A price is not negative. Send a return for what came back."));
        }
        let variant = Sku::parse(&self.sku)?.id();
        Ok(NewLine { key: index as i64 + 1, variant, name: None, quantity: self.quantity, price: self.unit_price, at })
    }
}
