//! What was bought: the lines of an order, and what explains the rest of what it came to.

use std::collections::HashMap;

use base::{Currency, Time, UnitPrice};
use catalog::{
    import::{tables::Row, texts, whys::Why, words},
    products::{Kind, NewProduct},
    variants::Sku,
};

use super::papers::{Columns, amount, service};
use crate::ledger::{NewLine, is_countable};

const NAME: &[&str] = &["lineitem name", "item name", "product name"];
const SKU: &[&str] = &["lineitem sku", "sku"];
const QUANTITY: &[&str] = &["lineitem quantity", "quantity", "quantity (- refund)"];
const PRICE: &[&str] = &["lineitem price", "item cost (inc. tax)", "item cost"];

/// The lines of an order on their way in.
pub(super) struct Basket<'a> {
    source: &'a str,
    number: &'a str,
    currency: Currency,
    at: Time,
    counts: HashMap<i64, u32>,
    pub(super) lines: Vec<NewLine>,
    /// What the lines are of.
    pub(super) products: Vec<NewProduct>,
}

impl<'a> Basket<'a> {
    pub(super) fn new(source: &'a str, number: &'a str, currency: Currency, at: Time) -> Basket<'a> {
        Basket { source, number, currency, at, counts: HashMap::new(), lines: Vec::new(), products: Vec::new() }
    }

    /// Takes what a row says was bought: a line of its own columns, or several in `line_item_1` and so on.
    pub(super) fn take(&mut self, row: &Row) -> Result<(), Why> {
        for (_, cell) in row.cells().filter(|(name, cell)| name.starts_with("line_item_") && !cell.is_empty()) {
            self.take_packed(cell)?;
        }
        let written = row.any(QUANTITY);
        if written.is_empty() {
            return Ok(());
        }
        let price = row.price(PRICE)?.ok_or_else(|| Why::new("line-price"))?;
        // At Shopify `Name` is the order's.
        let is_its = row.get("lineitem price").is_empty() && row.any(NAME).is_empty();
        let name = if is_its { row.get("name") } else { row.any(NAME) };
        self.add(row.any(SKU), name, quantity(written)?, price)
    }

    /// `name:Shirt|product_id:7|sku:S-1|quantity:2|total:20.00|sub_total:24.00`.
    fn take_packed(&mut self, cell: &str) -> Result<(), Why> {
        let told: HashMap<&str, &str> = cell.split('|').filter_map(|part| part.split_once(':')).collect();
        let word = |name: &str| told.get(name).map_or("", |value| value.trim());
        let count = quantity(word("quantity"))?;
        let all = if word("sub_total").is_empty() { word("total") } else { word("sub_total") };
        // A plugin writes these, always with a point.
        let all = words::price(all, Some('.'))?.ok_or_else(|| Why::new("line-price"))?;
        let each = UnitPrice(all.0 / count.max(1));
        self.add(word("sku"), word("name"), count, each)
    }

    fn add(&mut self, sku: &str, name: &str, count: i64, price: UnitPrice) -> Result<(), Why> {
        let name = texts::line(name);
        let code = match words::code(sku) {
            sku if sku.is_empty() => words::code(&words::slug(&name)),
            sku => sku,
        };
        if count == 0 {
            return Ok(());
        }
        let sku = Sku::parse(&code).map_err(|_| Why::new("line-nothing"))?;
        if !is_countable(price, count) {
            return Err(Why::new("line-too-large"));
        }
        let content = words::hash(&[self.number, &code, &name, &price.to_string()]);
        let times = self.counts.entry(content).or_insert(0);
        let key = words::hash(&[self.number, &code, &name, &price.to_string(), &times.to_string()]);
        *times += 1;
        let name: Option<String> = Some(name.chars().take(300).collect()).filter(|name: &String| !name.is_empty());
        let line = NewLine { key, variant: sku.id(), name: name.clone(), quantity: count, price, at: self.at };
        self.products.push(NewProduct::single(sku, name, Kind::Goods));
        self.lines.push(line);
        Ok(())
    }

    /// Adds what else was paid, so that the order comes to what the file says; gives that, in minor units.
    pub(super) fn close(&mut self, rows: &[Row], columns: &Columns) -> Result<i64, Why> {
        if self.lines.is_empty() {
            return Err(Why::new("line-none"));
        }
        let shipping = self.minor(amount(rows, columns.shipping)?.unwrap_or_default());
        let discount = self.minor(amount(rows, columns.discount)?.unwrap_or_default());
        let taxes = self.minor(amount(rows, columns.taxes)?.unwrap_or_default());
        let lines = self.sum();
        let total = amount(rows, columns.total)?.map(|total| self.minor(total));
        self.extra("shipping", "Shipping", shipping)?;
        self.extra("discount", "Discount", -discount)?;
        let total = total.unwrap_or(lines + shipping - discount);
        // Prices may be with taxes or without, and discounts in them or not.
        let rest = total - (lines + shipping - discount);
        let (word, name) = if rest == taxes { ("taxes", "Taxes") } else { ("other", "Other") };
        self.extra(word, name, rest)?;
        Ok(total)
    }

    fn extra(&mut self, word: &str, name: &str, minor: i64) -> Result<(), Why> {
        if minor == 0 {
            return Ok(());
        }
        let product = service(self.source, word, name).ok_or_else(|| Why::new("other"))?;
        let price = unit(minor, self.currency).ok_or_else(|| Why::new("line-too-large"))?;
        let (key, variant) = (words::hash(&[self.number, "", word]), product.code.id());
        self.lines.push(NewLine { key, variant, name: None, quantity: 1, price, at: self.at });
        self.products.push(product);
        Ok(())
    }

    fn sum(&self) -> i64 {
        self.lines.iter().filter_map(|line| line.price.times(line.quantity, self.currency)).sum()
    }

    /// A price in minor units.
    pub(super) fn minor(&self, price: UnitPrice) -> i64 {
        price.times(1, self.currency).unwrap_or(i64::MAX / 4)
    }
}

/// Minor units as a price.
pub(super) fn unit(minor: i64, currency: Currency) -> Option<UnitPrice> {
    let price = UnitPrice(minor.checked_mul(10_i64.pow(4 - currency.decimals()))?);
    is_countable(price, 1).then_some(price)
}

fn quantity(text: &str) -> Result<i64, Why> {
    let whole = text
        .trim()
        .split_once(['.', ','])
        .map_or(text.trim(), |(whole, rest)| if rest.bytes().all(|byte| byte == b'0') { whole } else { text });
    let read = whole.parse::<i64>().ok().filter(|count| (0..=1_000_000_000).contains(count));
    read.ok_or_else(|| Why::new("quantity"))
}
