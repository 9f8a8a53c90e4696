//! From lines to papers: which lines belong together, what each of them is, and what tells two equal lines apart.
//!
//! The lines of an invoice stand near each other in the file but not always side by side, so an invoice stays open for
//! a while. Equal lines within one invoice are counted over the whole file; the count is part of a line's key, so the
//! same file again, or one that overlaps it, brings nothing new. The counts take some 20 bytes for each line.

use std::collections::{BTreeMap, HashMap};

use base::{Currency, Result};
use catalog::{
    import::rejects::Reject,
    products::{self, NewProduct},
    variants::{Sku, VariantId},
};
use customers::people::{Kind, Known, Profile, Said};
use sha2::{Digest, Sha256};

use super::lines::Line;
use crate::ledger::{NewLine, NewPaper, Whose};

/// The name of this source in rows.
pub const SOURCE: &str = "online-retail-ii";
/// The channel of everything imported from it: the file does not say.
pub const CHANNEL: &str = "import";
const CURRENCY: Currency = Currency::GBP;
/// An invoice is complete when so many lines have passed without it.
const WINDOW: u64 = 4_000;

/// Complete invoices, ready to be recorded together.
#[derive(Default)]
pub struct Batch {
    /// Products not seen before in this import.
    pub products: Vec<NewProduct>,
    /// Customers not seen before in this import, or not in this country.
    pub people: Vec<Said>,
    /// Orders.
    pub orders: Vec<NewPaper>,
    /// Returns.
    pub returns: Vec<NewPaper>,
    /// Stock that left without being sold.
    pub write_offs: Vec<Written>,
    /// Bad debts.
    pub adjustments: Vec<Written>,
    /// How many lines all this is.
    pub lines: usize,
}

/// A line that is neither order nor return.
#[derive(Clone, Debug)]
pub struct Written {
    /// The invoice number.
    pub number: String,
    /// The line.
    pub line: NewLine,
    /// Its currency.
    pub currency: Currency,
}

/// Collects lines into papers.
#[derive(Default)]
pub struct Invoices {
    open: HashMap<String, Open>,
    /// Open invoices by the line at which they were last seen.
    by_age: BTreeMap<u64, String>,
    /// How often each line has stood in its invoice so far, by the hash of both.
    counts: HashMap<i64, i64>,
    seen_products: HashMap<String, (VariantId, bool)>,
    /// Customers told of so far, and the country that was said last.
    seen_people: HashMap<String, (Known, String)>,
    batch: Batch,
}

#[derive(Default)]
struct Open {
    last_seen: u64,
    /// The lines, each with its key.
    lines: Vec<(Line, i64)>,
}

impl Invoices {
    /// Takes a line, or refuses it; closes the invoices that it shows to be complete.
    pub fn take(&mut self, line: Line) -> Result<Option<Reject<String>>> {
        let number = line.number;
        let open = self.open.entry(line.invoice.clone()).or_default();
        if let Some((first, _)) = open.lines.first()
            && first.customer != line.customer
        {
            let (one, other) = (shown(&first.customer), shown(&line.customer));
            let reason = format!("invoice {} is {one}'s by line {}, and here {other}'s", line.invoice, first.number);
            return Ok(Some(Reject { number, reason, text: line.to_csv() }));
        }
        self.by_age.remove(&open.last_seen);
        open.last_seen = number;
        self.by_age.insert(number, line.invoice.clone());
        let times = self.counts.entry(content_hash(&line, 0)).or_insert(0);
        open.lines.push((line.clone(), content_hash(&line, *times)));
        *times += 1;
        while let Some((age, invoice)) = self.by_age.first_key_value() {
            if number - age < WINDOW {
                break;
            }
            let invoice = invoice.clone();
            self.close(&invoice)?;
        }
        Ok(None)
    }

    /// Closes what is open: the file has ended.
    pub fn end(&mut self) -> Result<()> {
        while let Some((_, invoice)) = self.by_age.first_key_value() {
            let invoice = invoice.clone();
            self.close(&invoice)?;
        }
        Ok(())
    }

    /// How many lines are ready.
    pub fn ready(&self) -> usize {
        self.batch.lines
    }

    /// Hands over what is ready.
    pub fn batch(&mut self) -> Batch {
        std::mem::take(&mut self.batch)
    }

    fn close(&mut self, invoice: &str) -> Result<()> {
        let Some(open) = self.open.remove(invoice) else { return Ok(()) };
        self.by_age.remove(&open.last_seen);
        let mut bought = Vec::new();
        let mut back = Vec::new();
        for (line, key) in &open.lines {
            let new = self.new_line(line, *key)?;
            match what_is(line) {
                What::Sale => bought.push(new),
                What::Return => back.push(NewLine { quantity: -new.quantity, ..new }),
                What::WriteOff => self.batch.write_offs.push(written(line, NewLine { quantity: -new.quantity, ..new })),
                What::Adjustment => self.batch.adjustments.push(written(line, new)),
            }
        }
        self.batch.lines += open.lines.len();
        let Some((first, _)) = open.lines.first() else { return Ok(()) };
        if !bought.is_empty() {
            let paper = self.paper(first, bought)?;
            put(&mut self.batch.orders, paper);
        }
        if !back.is_empty() {
            let paper = self.paper(first, back)?;
            put(&mut self.batch.returns, paper);
        }
        Ok(())
    }

    fn paper(&mut self, first: &Line, lines: Vec<NewLine>) -> Result<NewPaper> {
        Ok(NewPaper {
            source: SOURCE.to_owned(),
            number: first.invoice.clone(),
            at: first.at,
            channel: CHANNEL.to_owned(),
            place: None,
            actor: self.person(first)?,
            country: Some(first.country.clone()),
            currency: CURRENCY,
            lines,
        })
    }

    fn person(&mut self, line: &Line) -> Result<Whose> {
        if line.customer.is_empty() {
            return Ok(Whose::Nobodys);
        }
        if let Some((known, country)) = self.seen_people.get(&line.customer)
            && *country == line.country
        {
            return Ok(Whose::Named(known.clone()));
        }
        let known = Known::parse(Kind::RetailerNumber, &line.customer)?;
        self.seen_people.insert(line.customer.clone(), (known.clone(), line.country.clone()));
        let profile = Profile { country: Some(line.country.clone()), ..Profile::default() };
        self.batch.people.push(Said::server(vec![known.clone()], profile, SOURCE, line.at));
        Ok(Whose::Named(known))
    }

    /// What a line is of; named by the first sale that has a name.
    fn variant(&mut self, line: &Line) -> Result<VariantId> {
        let names = line.price.0 > 0 && !line.description.is_empty();
        if let Some((id, named)) = self.seen_products.get(&line.sku)
            && (*named || !names)
        {
            return Ok(*id);
        }
        let sku = Sku::parse(&line.sku)?;
        let id = sku.id();
        self.seen_products.insert(line.sku.clone(), (id, names));
        let name = names.then(|| line.description.clone());
        let new = NewProduct::single(sku, name, kind_of(&line.sku));
        match self.batch.products.iter_mut().find(|product| product.code == new.code) {
            Some(product) => *product = new,
            None => self.batch.products.push(new),
        }
        Ok(id)
    }

    fn new_line(&mut self, line: &Line, key: i64) -> Result<NewLine> {
        let variant = self.variant(line)?;
        let name = (!line.description.is_empty()).then(|| line.description.clone());
        Ok(NewLine { key, variant, name, quantity: line.quantity, price: line.price, at: line.at })
    }
}

/// Adds a paper to a batch; lines of one that is there already join it, since a batch names each paper once.
fn put(papers: &mut Vec<NewPaper>, paper: NewPaper) {
    match papers.iter_mut().find(|known| known.number == paper.number) {
        Some(known) => known.lines.extend(paper.lines),
        None => papers.push(paper),
    }
}

fn shown(customer: &str) -> &str {
    if customer.is_empty() { "a guest" } else { customer }
}

fn written(line: &Line, new: NewLine) -> Written {
    Written { number: line.invoice.clone(), line: new, currency: CURRENCY }
}

/// A number that the same line always gets: the first eight bytes of the hash of its content and of how many equal
/// lines stand before it in its invoice.
fn content_hash(line: &Line, times: i64) -> i64 {
    let mut hasher = Sha256::new();
    for part in [&line.invoice, &line.sku, &line.description, &line.customer, &line.country] {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    for number in [line.quantity, line.at.micros(), line.price.0, times] {
        hasher.update(number.to_be_bytes());
    }
    let hash = hasher.finalize();
    i64::from_be_bytes(hash[..8].try_into().expect("a SHA-256 has more than eight bytes"))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Sale,
    Return,
    WriteOff,
    Adjustment,
}

/// What a line is. The table of this decision is the test below.
fn what_is(line: &Line) -> What {
    if line.invoice.starts_with('A') {
        return What::Adjustment;
    }
    if line.invoice.starts_with('C') {
        return What::Return;
    }
    if line.quantity < 0 && line.price.0 == 0 && line.customer.is_empty() {
        return What::WriteOff;
    }
    What::Sale
}

/// What kind of product a code stands for: five digits and perhaps a letter are goods, so are the DCGS codes.
fn kind_of(sku: &str) -> products::Kind {
    let sku = sku.trim();
    let goods = sku.len() >= 5 && sku.as_bytes()[..5].iter().all(u8::is_ascii_digit);
    match sku {
        _ if goods || sku.starts_with("DCGS") || sku == "PADS" || sku.starts_with("SP1") => products::Kind::Goods,
        _ if sku.to_lowercase().starts_with("gift") => products::Kind::Voucher,
        _ if sku.starts_with("TEST") => products::Kind::Test,
        "AMAZONFEE" | "BANK CHARGES" | "B" => products::Kind::Fee,
        _ => products::Kind::Service,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::{Time, UnitPrice};

    fn line(number: u64, invoice: &str, quantity: i64, price: i64, customer: &str) -> Line {
        Line {
            number,
            invoice: invoice.into(),
            sku: "85048".into(),
            description: "BALL".into(),
            quantity,
            at: Time::default(),
            price: UnitPrice(price),
            customer: customer.into(),
            country: "United Kingdom".into(),
        }
    }

    #[test]
    fn a_line_is_a_sale_a_return_a_write_off_or_an_adjustment() {
        let cases = [
            (line(2, "489434", 12, 69_500, "13085"), What::Sale),
            (line(2, "489434", 12, 0, "13085"), What::Sale),
            (line(2, "489434", 12, 0, ""), What::Sale),
            (line(2, "C489434", -12, 69_500, "13085"), What::Return),
            (line(2, "C489434", 1, 69_500, ""), What::Return),
            (line(2, "489434", -12, 0, ""), What::WriteOff),
            (line(2, "489434", -12, 0, "13085"), What::Sale),
            (line(2, "A506401", 1, -535_943_600, ""), What::Adjustment),
        ];
        for (line, expected) in cases {
            assert_eq!(what_is(&line), expected, "{line:?}");
        }
    }

    #[test]
    fn codes_tell_goods_from_the_rest() {
        let cases = [
            ("85048", products::Kind::Goods),
            ("79323P", products::Kind::Goods),
            ("DCGSSGIRL", products::Kind::Goods),
            ("POST", products::Kind::Service),
            ("D", products::Kind::Service),
            ("m", products::Kind::Service),
            ("gift_0001_30", products::Kind::Voucher),
            ("TEST001", products::Kind::Test),
            ("AMAZONFEE", products::Kind::Fee),
        ];
        for (sku, expected) in cases {
            assert_eq!(kind_of(sku), expected, "{sku}");
        }
    }

    #[test]
    fn equal_lines_of_an_invoice_are_counted_and_the_count_repeats() {
        let keys = |lines: Vec<Line>| {
            let mut invoices = Invoices::default();
            for line in lines {
                assert_eq!(invoices.take(line).expect("taken"), None);
            }
            invoices.end().expect("closed");
            let batch = invoices.batch();
            let first = batch.orders.iter().filter(|order| order.number == "1");
            first.flat_map(|order| order.lines.iter().map(|line| line.key)).collect::<Vec<_>>()
        };
        let twice = keys(vec![line(2, "1", 1, 10, ""), line(3, "2", 1, 10, ""), line(4, "1", 1, 10, "")]);
        assert_eq!(twice.len(), 2);
        let again = keys(vec![line(7, "1", 1, 10, ""), line(8, "1", 1, 10, "")]);
        assert_eq!(again, twice);
        assert_ne!(again[0], again[1]);
    }

    #[test]
    fn an_invoice_interrupted_by_others_is_one_paper() {
        let mut invoices = Invoices::default();
        invoices.take(line(2, "1", 1, 10, "")).expect("taken");
        for number in 3..300 {
            invoices.take(line(number, &format!("9{number}"), 1, 10, "")).expect("taken");
        }
        invoices.take(line(300, "1", 2, 10, "")).expect("taken");
        assert_eq!(invoices.ready(), 0);
        invoices.take(line(300 + WINDOW, "2", 1, 10, "")).expect("taken");
        let batch = invoices.batch();
        let paper = batch.orders.iter().find(|order| order.number == "1").expect("invoice 1");
        assert_eq!(paper.lines.len(), 2);
    }

    #[test]
    fn an_invoice_that_comes_again_much_later_loses_and_doubles_nothing() {
        let mut invoices = Invoices::default();
        invoices.take(line(2, "1", 1, 10, "")).expect("taken");
        invoices.take(line(2 + WINDOW, "2", 1, 10, "")).expect("taken");
        invoices.take(line(3 + WINDOW, "1", 1, 10, "")).expect("taken");
        invoices.end().expect("closed");
        let batch = invoices.batch();
        let papers: Vec<_> = batch.orders.iter().filter(|order| order.number == "1").collect();
        assert_eq!(papers.len(), 1);
        assert_eq!(papers[0].lines.len(), 2);
        assert_ne!(papers[0].lines[0].key, papers[0].lines[1].key);
    }

    #[test]
    fn an_invoice_is_one_customers() {
        let mut invoices = Invoices::default();
        assert_eq!(invoices.take(line(2, "1", 1, 10, "111")).expect("taken"), None);
        let refused = invoices.take(line(3, "1", 1, 10, "222")).expect("read").expect("refused");
        assert!(refused.reason.contains("111's by line 2"), "{}", refused.reason);
    }
}
