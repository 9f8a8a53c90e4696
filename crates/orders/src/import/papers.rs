//! Orders of other shops: Shopify's CSV, and what the two commonest plugins of WooCommerce write. What an order came to
//! is what its file says: what its lines do not explain is a line of its own.

use base::{Currency, Time, UnitPrice};
use catalog::{
    import::{
        families::Layout,
        pieces::Piece,
        rejects::Reject,
        tables::{Row, Table},
        texts,
        whys::Why,
        words::Days,
    },
    products::{Kind, NewProduct},
    variants::Sku,
};
use customers::people::Said;

use super::{bought, people};
use crate::ledger::{NewPaper, Whose};

/// The columns of one format.
pub(super) struct Columns {
    pub(super) number: &'static [&'static str],
    pub(super) status: &'static [&'static str],
    pub(super) at: &'static [&'static str],
    pub(super) currency: &'static [&'static str],
    pub(super) total: &'static [&'static str],
    pub(super) shipping: &'static [&'static str],
    pub(super) discount: &'static [&'static str],
    pub(super) taxes: &'static [&'static str],
    pub(super) refunded: &'static [&'static str],
    pub(super) cancelled: &'static [&'static str],
    /// Whether an order that is not paid yet is a sale until it is taken back.
    pub(super) sells_on_trust: bool,
}

const SHOPIFY: Columns = Columns {
    number: &["name"],
    status: &["financial status"],
    at: &["created at"],
    currency: &["currency"],
    total: &["total"],
    shipping: &["shipping"],
    discount: &["discount amount"],
    taxes: &["taxes"],
    refunded: &["refunded amount"],
    cancelled: &["cancelled at"],
    sells_on_trust: true,
};
const WOOCOMMERCE: Columns = Columns {
    number: &["order number", "order_number", "order_id"],
    status: &["order status", "status"],
    at: &["order date", "order_date", "date_created"],
    currency: &["order currency", "order_currency", "currency"],
    total: &["order total amount", "order_total"],
    shipping: &["order shipping amount", "shipping_total"],
    discount: &["cart discount amount", "discount_total", "cart_discount"],
    taxes: &["order total tax amount", "order tax amount", "tax_total"],
    refunded: &["order refund amount", "refunded_total", "refund_total"],
    cancelled: &[],
    sells_on_trust: false,
};

/// Statuses of orders that are no sales yet.
const OPEN: [&str; 6] = ["pending", "pending payment", "pendiente de pago", "checkout-draft", "draft", "borrador"];
/// Statuses of orders that are no sales, or no longer: what was a sale before is taken back.
const GONE: [&str; 8] = ["voided", "expired", "cancelled", "canceled", "cancelado", "failed", "fallido", "trash"];

/// Whether a table is a list of orders of Shopify.
pub fn is_shopify(table: &Table) -> bool {
    table.has("name") && table.has("lineitem name") && table.has("lineitem quantity")
}

/// Whether a table is a list of orders of WooCommerce, as a plugin writes it.
pub fn is_woocommerce(table: &Table) -> bool {
    table.has_any(WOOCOMMERCE.number) && table.has_any(WOOCOMMERCE.at) && table.has_any(WOOCOMMERCE.status)
}

/// The layout.
pub struct Orders {
    source: String,
    columns: &'static Columns,
    now: Time,
    /// The currency where the file does not name one.
    currency: Currency,
}

impl Orders {
    /// Those of Shopify.
    pub fn shopify(source: &str, now: Time) -> Orders {
        Orders { source: source.to_owned(), columns: &SHOPIFY, now, currency: Currency::EUR }
    }

    /// Those of WooCommerce.
    pub fn woocommerce(source: &str, now: Time) -> Orders {
        Orders { source: source.to_owned(), columns: &WOOCOMMERCE, now, currency: Currency::EUR }
    }
}

/// An order as a file tells it.
#[derive(Clone, Debug)]
pub struct Told {
    /// What was bought, with what else was paid.
    pub order: NewPaper,
    /// What of it is of no product: codes, with what they are called.
    pub products: Vec<NewProduct>,
    /// Who bought.
    pub said: Option<Said>,
    /// What became of it.
    pub fate: Fate,
    /// When it was taken back, as far as that is known.
    pub back_at: Option<Time>,
    first: Reject,
}

/// What became of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is a sale, of which so much was paid back so far, in minor units.
    Sold(i64),
    /// It is a sale that was paid back as a whole.
    PaidBack,
    /// It is no sale yet.
    Open,
    /// It is no sale, or no longer.
    Gone,
}

impl Told {
    /// Whether it is told with what was bought.
    pub const fn is_sale(&self) -> bool {
        matches!(self.fate, Fate::Sold(_) | Fate::PaidBack)
    }
}

impl Piece for Told {
    fn weight(&self) -> usize {
        3 + self.order.lines.len()
    }

    fn refused(&self, reason: Why) -> Reject {
        Reject { reason, ..self.first.clone() }
    }
}

impl Layout for Orders {
    type Made = Told;

    fn family(&self, row: &Row) -> Result<Option<String>, Why> {
        match row.any(self.columns.number).trim_start_matches('#') {
            "" => Err(Why::new("number-none")),
            number => Ok(Some(number.to_owned())),
        }
    }

    fn read(&mut self, rows: &[Row]) -> Result<Option<Told>, Why> {
        let said = |columns: &[&str]| said(rows, columns);
        let number = said(self.columns.number).trim_start_matches('#').to_owned();
        if number.len() > 60 || base::text::hidden(&number).is_some() {
            return Err(Why::new("number"));
        }
        let status = said(self.columns.status).to_lowercase();
        let status = status.trim_start_matches("wc-");
        let cancelled = dated(rows, self.columns.cancelled)?;
        let currency = match said(self.columns.currency) {
            "" => self.currency,
            code => Currency::in_use(&code.to_uppercase())?,
        };
        if let Some(fate) = self.no_sale(status, cancelled.is_some()) {
            let back_at = cancelled.filter(|moment| moment.is_believable(self.now));
            return Ok(Some(self.unsold(&rows[0], number, fate, currency, back_at)));
        }
        let at = dated(rows, self.columns.at)?.ok_or_else(|| Why::new("date"))?;
        if !at.is_believable(self.now) {
            return Err(Why::new("date-far"));
        }
        let mut basket = bought::Basket::new(&self.source, &number, currency, at);
        rows.iter().try_for_each(|row| basket.take(row))?;
        let refunded = basket.minor(amount(rows, self.columns.refunded)?.unwrap_or_default());
        basket.close(rows, self.columns)?;
        let fate = match status {
            "refunded" | "reembolsado" if refunded == 0 => Fate::PaidBack,
            _ => Fate::Sold(refunded),
        };
        let first = rows.iter().find(|row| !row.any(people::EMAIL).is_empty()).unwrap_or(&rows[0]);
        let claims = people::claims(first)?;
        let profile = people::profile(first);
        let (country, actor) = (profile.country.clone(), claims.first().map(|claim| claim.known.clone()));
        let said = actor.is_some().then(|| Said { claims, profile, source: self.source.clone(), at });
        let order = NewPaper {
            source: self.source.clone(),
            number: number.clone(),
            at,
            channel: channel(rows).to_owned(),
            place: None,
            actor: actor.map_or(Whose::Nobodys, Whose::Named),
            country,
            currency,
            lines: basket.lines,
        };
        let back_at = cancelled.filter(|moment| *moment >= at && moment.is_believable(self.now));
        Ok(Some(Told { order, products: basket.products, said, fate, back_at, first: Reject::maybe(&rows[0]) }))
    }
}

impl Orders {
    /// What became of an order that is no sale; nothing for one that is.
    fn no_sale(&self, status: &str, is_cancelled: bool) -> Option<Fate> {
        match status {
            "pending" | "authorized" | "" if self.columns.sells_on_trust => is_cancelled.then_some(Fate::Gone),
            status if GONE.contains(&status) => Some(Fate::Gone),
            status => OPEN.contains(&status).then_some(Fate::Open),
        }
    }

    /// An order of which nothing but its fate is of use.
    fn unsold(&self, row: &Row, number: String, fate: Fate, currency: Currency, back_at: Option<Time>) -> Told {
        let order = NewPaper {
            source: self.source.clone(),
            number,
            at: self.now,
            channel: String::new(),
            place: None,
            actor: Whose::Nobodys,
            country: None,
            currency,
            lines: Vec::new(),
        };
        Told { order, products: Vec::new(), said: None, fate, back_at, first: Reject::maybe(row) }
    }
}

/// The moment in the first of the rows that has one.
fn dated(rows: &[Row], columns: &[&str]) -> Result<Option<Time>, Why> {
    let row = rows.iter().find(|row| !row.any(columns).is_empty());
    row.map_or(Ok(None), |row| row.moment(columns, Days::Unsaid))
}

/// The first of the rows that says something: what is the order's own may stand on one of them, or on all.
pub(super) fn said<'r>(rows: &'r [Row], columns: &[&str]) -> &'r str {
    rows.iter().map(|row| row.any(columns)).find(|cell| !cell.is_empty()).unwrap_or_default()
}

fn channel(rows: &[Row]) -> &'static str {
    match said(rows, &["source"]).to_lowercase().as_str() {
        "pos" => "shop",
        "instagram" => "instagram",
        _ => "web",
    }
}

/// A line that is of no goods.
pub(super) fn service(source: &str, word: &str, name: &str) -> Option<NewProduct> {
    let sku = Sku::parse(&format!("{source}:{word}")).ok()?;
    Some(NewProduct::single(sku, Some(texts::line(name)), Kind::Service))
}

/// The price in the first of the rows that has one.
pub(super) fn amount(rows: &[Row], columns: &[&str]) -> Result<Option<UnitPrice>, Why> {
    let row = rows.iter().find(|row| !row.any(columns).is_empty());
    row.map_or(Ok(None), |row| row.price(columns))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::NewLine;
    use catalog::import::families::Families;

    fn read(text: &str, mut layout: Orders) -> (Vec<Told>, Vec<Why>, usize) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("in.csv");
        std::fs::write(&path, text).expect("written");
        let table = Table::look(&path).expect("a table");
        let mut families = Families::of(&table, &mut layout).expect("it can be read");
        let (mut told, mut reasons) = (Vec::new(), Vec::new());
        while let Some(came) = families.next().expect("it can be read") {
            match came.made {
                Ok(made) => told.extend(made),
                Err(reject) => reasons.push(reject.reason),
            }
        }
        let all = told.len();
        told.retain(Told::is_sale);
        let unsold = all - told.len();
        (told, reasons, unsold)
    }

    fn now() -> Time {
        Time::parse_rfc3339("2026-11-20T08:00:00Z").expect("a moment")
    }

    fn totals(told: &Told) -> Vec<(String, i64)> {
        let name = |line: &NewLine| {
            let of = told.products.iter().find(|product| product.code.id() == line.variant);
            of.map_or_else(String::new, |product| product.code.as_str().to_owned())
        };
        told.order
            .lines
            .iter()
            .map(|line| (name(line), line.price.times(line.quantity, told.order.currency).unwrap_or_default()))
            .collect()
    }

    const HEAD: &str = "Name,Email,Financial Status,Currency,Shipping,Taxes,Total,Discount Amount,Created at,\
        Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Cancelled at,Refunded Amount\n";

    #[test]
    fn an_order_comes_to_what_its_file_says() {
        let line = |name: &str, amount: i64| (name.to_owned(), amount);
        let cases = [
            ("5,0,25,0", vec![line("A", 2_000), line("shopify:shipping", 500)]),
            ("5,4.20,29.20,0", vec![line("A", 2_000), line("shopify:shipping", 500), line("shopify:taxes", 420)]),
            ("0,0,17.50,2.5", vec![line("A", 2_000), line("shopify:discount", -250)]),
            ("0,0,22,0", vec![line("A", 2_000), line("shopify:other", 200)]),
            ("0,3.47,20,0", vec![line("A", 2_000)]),
        ];
        for (sums, expected) in cases {
            let text = format!("{HEAD}#1,a@b.es,paid,EUR,{sums},2026-02-21 10:30:00 +0100,2,Thing,10,A,,\n");
            let (told, reasons, _) = read(&text, Orders::shopify("shopify", now()));
            assert_eq!((reasons, totals(&told[0])), (vec![], expected), "{sums}");
        }
    }

    #[test]
    fn what_cannot_be_is_refused_and_what_was_never_sold_is_left_out() {
        let row = |status: &str, rest: &str| format!("{HEAD}#1,a@b.es,{status},EUR,0,0,10,0,{rest}\n");
        let good = "2026-02-21 10:30:00 +0100,1,Thing,10,A,,";
        let cases = [
            (row("paid", good), 1, 0, ""),
            (row("pending", good), 1, 0, ""),
            (row("pending", "2026-02-21 10:30:00 +0100,1,Thing,10,A,2026-02-22 10:30:00 +0100,"), 0, 1, ""),
            (row("voided", good), 0, 1, ""),
            (row("paid", "yesterday,1,Thing,10,A,,"), 0, 0, "not a date"),
            (row("paid", "2036-02-21 10:30:00 +0100,1,Thing,10,A,,"), 0, 0, "future"),
            (row("paid", "2026-02-21 10:30:00 +0100,-1,Thing,10,A,,"), 0, 0, "not a quantity"),
            (row("paid", "2026-02-21 10:30:00 +0100,1,Thing,free,A,,"), 0, 0, "not a price"),
            (row("paid", "2026-02-21 10:30:00 +0100,1,,10,,,"), 0, 0, "neither"),
            (row("paid", "2026-02-21 10:30:00 +0100,,,,,,"), 0, 0, "nothing was bought"),
            (row("paid", good).replace("EUR", "EURO"), 0, 0, "currency"),
            (row("paid", good).replace("a@b.es", "a@b"), 0, 0, "e-mail"),
        ];
        for (text, read_well, void, reason) in cases {
            let (told, reasons, left_out) = read(&text, Orders::shopify("shopify", now()));
            assert_eq!((told.len(), left_out), (read_well, void), "{text} {reasons:?}");
            assert!(reasons.iter().all(|said| said.to_string().contains(reason)), "{reasons:?}");
            assert_eq!(reasons.is_empty(), reason.is_empty(), "{text}");
        }
    }

    #[test]
    fn equal_lines_are_two_and_keep_their_keys() {
        let line = "#1,,,,,,,,,1,Thing,10,A,,\n";
        let text = format!("{HEAD}#1,a@b.es,paid,EUR,0,0,20,0,2026-02-21 10:30:00 +0100,1,Thing,10,A,,\n{line}");
        let keys = |told: &[Told]| told[0].order.lines.iter().map(|line| line.key).collect::<Vec<_>>();
        let (first, ..) = read(&text, Orders::shopify("shopify", now()));
        let (again, ..) = read(&text, Orders::shopify("shopify", now()));
        assert_eq!((keys(&first).len(), keys(&first)), (2, keys(&again)));
        assert_ne!(keys(&first)[0], keys(&first)[1]);
    }
}
