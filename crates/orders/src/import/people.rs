//! Customers of other shops, as Shopify, WooCommerce and its commonest plugins export them. Whether somebody accepts
//! marketing is counted and not believed: a file that says yes is no proof of who said so, when and how.

use base::{Cx, Error, Result, Time, text};
use catalog::import::{
    families::Layout,
    known::Before,
    pieces::{Piece, Tally},
    rejects::Reject,
    tables::{Row, Table},
    whys::Why,
    words::{self, Days},
};
use customers::{
    identity,
    people::{Claim, How, Kind, Known, Profile, Said},
};
use store::{Tx, settings};

const ID: &[&str] = &["customer id", "customer_id", "id", "user id"];
pub(super) const EMAIL: &[&str] = &["email", "customer_email", "user_email", "email (billing)", "billing_email"];
pub(super) const PHONE: &[&str] =
    &["phone", "default address phone", "billing_phone", "phone (billing)", "billing phone", "shipping phone"];
const FIRST: &[&str] = &["first name", "first_name", "first name (billing)", "billing_first_name"];
const LAST: &[&str] = &["last name", "last_name", "last name (billing)", "billing_last_name"];
const NAME: &[&str] = &["full name", "billing name", "full name (billing)", "display_name", "shipping name"];
const CITY: &[&str] = &["default address city", "billing city", "city (billing)", "billing_city", "city"];
const COUNTRY: &[&str] = &[
    "default address country code",
    "billing country",
    "country code (billing)",
    "billing_country",
    "country code",
    "country / region",
    "country",
];
const POSTCODE: &[&str] =
    &["default address zip", "billing zip", "postcode (billing)", "billing_postcode", "postal code", "postcode", "zip"];
const STREET: &[&str] = &[
    "default address address1",
    "billing address1",
    "address 1&2 (billing)",
    "billing_address_1",
    "address1",
    "address line 1",
];
const ACCEPTS: &[&str] = &["accepts email marketing", "accepts marketing", "accepts sms marketing"];
const SINCE: &[&str] = &["user_registered", "date registered", "created at", "customer since"];

/// Whether a table is a list of customers.
pub fn is_customers(table: &Table) -> bool {
    let is_papers = table.has_any(&["lineitem name", "order number", "order_number", "order_id", "handle", "sku"]);
    let names = table.has_any(FIRST) || table.has_any(NAME) || table.has("username") || table.has("user_login");
    table.has_any(EMAIL) && names && !is_papers
}

/// Somebody as a file tells them.
#[derive(Clone, Debug)]
pub struct Somebody {
    /// What is said.
    pub said: Said,
    first: Reject,
}

impl Piece for Somebody {
    fn weight(&self) -> usize {
        2 * self.said.claims.len()
    }

    fn refused(&self, reason: Why) -> Reject {
        Reject { reason, ..self.first.clone() }
    }
}

/// The layout: somebody on each row.
pub struct Customers {
    /// The source.
    pub source: String,
    /// When the file came first, for what has no date.
    pub at: Time,
    /// How many the file says accept marketing.
    pub accepting: u64,
}

impl Layout for Customers {
    type Made = Somebody;

    fn family(&self, row: &Row) -> Result<Option<String>, Why> {
        Ok(Some(row.line.to_string()))
    }

    fn read(&mut self, rows: &[Row]) -> Result<Option<Somebody>, Why> {
        let row = &rows[0];
        let mut claims = claims(row)?;
        if let Some(id) = words::said(row.any(ID)) {
            let known = Known::parse(Kind::RetailerNumber, &format!("{}:{id}", self.source));
            claims.insert(0, Claim::server(known?));
        }
        // What a shop has as somebody's own address is said by it; what is on an order was typed.
        for claim in claims.iter_mut().filter(|claim| claim.known.kind == Kind::Email) {
            claim.how = How::Server;
        }
        if claims.is_empty() {
            return Err(Why::new("nobody"));
        }
        self.accepting += u64::from(words::flag(row.any(ACCEPTS)) == Some(true));
        // Since when somebody is known is worth no refusal.
        let since = row.moment(SINCE, Days::Unsaid).ok().flatten();
        let at = since.filter(|at| at.is_believable(self.at)).unwrap_or(self.at);
        let said = Said { claims, profile: profile(row), source: self.source.clone(), at };
        Ok(Some(Somebody { said, first: Reject::maybe(row) }))
    }
}

/// How a row names somebody, as they typed it. A telephone without its country names nobody.
pub(super) fn claims(row: &Row) -> Result<Vec<Claim>, Why> {
    let mut claims = Vec::new();
    if let Some(email) = words::said(row.any(EMAIL)) {
        let known = Known::parse(Kind::Email, &email).map_err(|_| Why::new("email"))?;
        claims.push(Claim { known, how: How::Typed });
    }
    let phone = Known::parse(Kind::Phone, row.any(PHONE).trim_start_matches('\''));
    claims.extend(phone.ok().map(|known| Claim { known, how: How::Typed }));
    Ok(claims)
}

/// What else a row says of somebody.
pub(super) fn profile(row: &Row) -> Profile {
    let field = |columns: &[&str]| text::told("A field", row.any(columns).trim_start_matches('\''), 200).ok();
    let parts: Vec<String> = [FIRST, LAST].into_iter().filter_map(field).collect();
    let whole = field(NAME).or_else(|| field(&["name"]).filter(|_| !row.any(EMAIL).is_empty() && !is_number(row)));
    Profile {
        name: Some(parts.join(" ")).filter(|name| !name.is_empty()).or(whole),
        country: field(COUNTRY),
        city: field(CITY),
        postcode: field(POSTCODE),
        street: field(STREET),
        ..Profile::default()
    }
}

/// In orders of Shopify `Name` is the order's.
fn is_number(row: &Row) -> bool {
    !row.get("lineitem name").is_empty()
}

/// Says who of these would be new.
pub fn look(_: &Cx, tx: &mut Tx, _: &str, people: &[Somebody]) -> Result<Tally> {
    let secret = settings::secret(tx)?;
    let mut tally = Tally::default();
    for somebody in people {
        let ids: Vec<_> = somebody.said.known().map(|known| known.id(&secret)).collect();
        let is_known = !identity::standing(tx, &ids)?.is_empty();
        tally.count(if is_known { Before::Same } else { Before::Never });
    }
    Ok(tally)
}

/// Tells of these. What is known already changes nothing.
pub fn record(cx: &Cx, tx: &mut Tx, source: &str, people: &[Somebody]) -> Result<Tally> {
    let tally = look(cx, tx, source, people)?;
    for somebody in people {
        identity::tell(cx, tx, &somebody.said).map_err(|error| match error {
            Error::NotFound { .. } => Error::invalid("identifier", error.to_string()),
            error => error,
        })?;
    }
    Ok(tally)
}
