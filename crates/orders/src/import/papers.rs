//! Orders of other shops: Shopify's CSV, and what the two commonest plugins of WooCommerce write. What an order came to
//! is what its file says: what its lines do not explain is a line of its own.

use std::collections::HashMap;

use base::{Currency, Cx, Error, Result, Time, UnitPrice};
use catalog::{
    import::{
        families::Layout,
        known::Before,
        pieces::{Piece, Tally},
        rejects::Reject,
        tables::{Row, Table},
        texts, words,
    },
    products::{self, Kind, NewProduct},
    variants::Sku,
};
use customers::{identity, people::Said};
use store::Tx;

use super::{bought, people};
use crate::{
    ledger::{NewLine, NewPaper, Whose},
    orders, returns,
};

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

/// Statuses of orders that were never sales: unpaid, failed, thrown away.
const VOID: [&str; 14] = [
    "voided",
    "expired",
    "cancelled",
    "canceled",
    "cancelado",
    "failed",
    "fallido",
    "pending",
    "pending payment",
    "pendiente de pago",
    "trash",
    "checkout-draft",
    "draft",
    "borrador",
];

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
    source: &'static str,
    columns: &'static Columns,
    now: Time,
    /// The currency where the file does not name one.
    currency: Currency,
    /// How many were never sales.
    pub void: u64,
}

impl Orders {
    /// Those of Shopify.
    pub fn shopify(source: &'static str, now: Time) -> Orders {
        Orders { source, columns: &SHOPIFY, now, currency: Currency::EUR, void: 0 }
    }

    /// Those of WooCommerce.
    pub fn woocommerce(source: &'static str, now: Time) -> Orders {
        Orders { source, columns: &WOOCOMMERCE, now, currency: Currency::EUR, void: 0 }
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
    /// How much of it was paid back so far, in minor units.
    pub refunded: i64,
    /// When, as far as that is known.
    pub refunded_at: Time,
    first: Reject,
}

impl Piece for Told {
    fn weight(&self) -> usize {
        3 + self.order.lines.len()
    }

    fn refused(&self, reason: String) -> Reject {
        Reject { reason, ..self.first.clone() }
    }
}

impl Layout for Orders {
    type Made = Told;

    fn family(&self, row: &Row) -> Result<Option<String>, String> {
        match row.any(self.columns.number).trim_start_matches('#') {
            "" => Err("there is no number of an order".into()),
            number => Ok(Some(number.to_owned())),
        }
    }

    fn read(&mut self, rows: &[Row]) -> Result<Option<Told>, String> {
        let said = |columns: &[&str]| said(rows, columns);
        let number = said(self.columns.number).trim_start_matches('#').to_owned();
        if number.len() > 60 || base::text::hidden(&number).is_some() {
            return Err("the number of the order is too long or holds characters that cannot be seen".into());
        }
        let status = said(self.columns.status).to_lowercase();
        let status = status.trim_start_matches("wc-");
        let cancelled = words::moment(said(self.columns.cancelled));
        if self.is_void(status, cancelled.is_some()) {
            self.void += 1;
            return Ok(None);
        }
        let written = said(self.columns.at);
        let at =
            words::moment(written).ok_or_else(|| format!("'{written}' is no moment such as 2026-11-20 10:30:00"))?;
        if !at.is_believable(self.now) {
            return Err(format!("the moment {written} lies before 1990 or in the future"));
        }
        let currency = match said(self.columns.currency) {
            "" => self.currency,
            code => Currency::in_use(&code.to_uppercase()).map_err(|error| error.to_string())?,
        };
        let mut basket = bought::Basket::new(self.source, &number, currency, at);
        rows.iter().try_for_each(|row| basket.take(row))?;
        let refunded = basket.minor(words::price(said(self.columns.refunded))?.unwrap_or_default());
        let total = basket.close(rows, self.columns)?;
        let refunded = match status {
            "refunded" | "reembolsado" if refunded == 0 => total,
            _ => refunded,
        };
        let first = rows.iter().find(|row| !row.any(people::EMAIL).is_empty()).unwrap_or(&rows[0]);
        let claims = people::claims(first)?;
        let profile = people::profile(first);
        let (country, actor) = (profile.country.clone(), claims.first().map(|claim| claim.known.clone()));
        let said = actor.is_some().then(|| Said { claims, profile, source: self.source.to_owned(), at });
        let order = NewPaper {
            source: self.source.to_owned(),
            number: number.clone(),
            at,
            channel: channel(rows).to_owned(),
            place: None,
            actor: actor.map_or(Whose::Nobodys, Whose::Named),
            country,
            currency,
            lines: basket.lines,
        };
        let refunded_at = cancelled.filter(|moment| *moment >= at && moment.is_believable(self.now)).unwrap_or(at);
        let first = Reject::of(&rows[0], "");
        Ok(Some(Told { order, products: basket.products, said, refunded, refunded_at, first }))
    }
}

impl Orders {
    fn is_void(&self, status: &str, is_cancelled: bool) -> bool {
        match (self.columns.sells_on_trust, status) {
            (true, "pending" | "authorized" | "") => is_cancelled,
            (_, status) => VOID.contains(&status),
        }
    }
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

/// Says which of these would be new.
pub fn look(_: &Cx, tx: &mut Tx, source: &str, told: &[Told]) -> Result<Tally> {
    let mut tally = Tally::default();
    for told in told {
        let known = orders::by_number(tx, source, &told.order.number)?.is_some();
        tally.count(if known { Before::Same } else { Before::Never });
    }
    Ok(tally)
}

/// Records these, with who bought and what was paid back.
pub fn record(cx: &Cx, tx: &mut Tx, source: &str, told: &[Told]) -> Result<Tally> {
    let tally = look(cx, tx, source, told)?;
    let new: HashMap<&str, &NewProduct> =
        told.iter().flat_map(|told| &told.products).map(|product| (product.code.as_str(), product)).collect();
    let mut new: Vec<NewProduct> = new.into_values().cloned().collect();
    new.sort_by(|one, other| one.code.cmp(&other.code));
    products::ensure_past(cx, tx, &new)?;
    for said in told.iter().filter_map(|told| told.said.as_ref()) {
        identity::tell(cx, tx, said)?;
    }
    let papers: Vec<NewPaper> = told.iter().map(|told| told.order.clone()).collect();
    orders::record(cx, tx, &papers)?;
    let mut back = Vec::new();
    for told in told.iter().filter(|told| told.refunded > 0) {
        back.extend(paid_back(tx, told)?);
    }
    returns::accept(cx, tx, &back)?;
    Ok(tally)
}

/// What was paid back and is not known yet. All of it is everything that was bought; of a part a file does not say for
/// what.
fn paid_back(tx: &mut Tx, told: &Told) -> Result<Option<NewPaper>> {
    let Told { order, refunded, .. } = told;
    let known = returns::by_number(tx, &order.source, &order.number)?.map_or(0, |known| known.total);
    let total: i64 = order.lines.iter().filter_map(|line| line.price.times(line.quantity, order.currency)).sum();
    let lines = match *refunded {
        refunded if refunded <= known => return Ok(None),
        refunded if known == 0 && refunded == total => order.lines.clone(),
        refunded => {
            let sku = Sku::parse(&format!("{}:refund", order.source))?;
            let key = words::hash(&[&order.number, "refund", &refunded.to_string()]);
            let price = bought::unit(refunded - known, order.currency);
            let too_large = || Error::invalid("line-too-large", "The refund is too large to count.");
            let price = price.ok_or_else(too_large)?;
            vec![NewLine { key, variant: sku.id(), name: None, quantity: 1, price, at: told.refunded_at }]
        }
    };
    let at = told.refunded_at;
    let lines = lines.into_iter().map(|line| NewLine { at, ..line }).collect();
    Ok(Some(NewPaper { at, lines, ..order.clone() }))
}

/// A line that is of no goods.
pub(super) fn service(source: &str, word: &str, name: &str) -> Option<NewProduct> {
    let sku = Sku::parse(&format!("{source}:{word}")).ok()?;
    Some(NewProduct::single(sku, Some(texts::line(name)), Kind::Service))
}

/// The price of a line, as `price`.
pub(super) fn amount(rows: &[Row], columns: &[&str]) -> Result<Option<UnitPrice>, String> {
    words::price(said(rows, columns))
}

#[cfg(test)]
mod tests {
    use super::*;
    use catalog::import::families::Families;

    fn read(text: &str, mut layout: Orders) -> (Vec<Told>, Vec<String>, u64) {
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
        (told, reasons, layout.void)
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
            (row("paid", "yesterday,1,Thing,10,A,,"), 0, 0, "no moment"),
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
            assert!(reasons.iter().all(|said| said.contains(reason)), "{reasons:?}");
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
