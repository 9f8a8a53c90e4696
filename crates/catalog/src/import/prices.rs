//! Prices on their way in. They stand on a list of the shop that they come from, which says what its files say: what is
//! set already is not set again, and a reduction that a file tells no more of ends.

use base::{Currency, Cx, Error, Result, Time};
use store::Tx;

use super::products::{Price, Product};
use crate::{
    prices::{
        self, Kind, List, NewPrice, Set,
        history::{at_moments, holding},
    },
    variants::{Sku, VariantId},
};

/// The currency that prices of a source are read in: that of its list where that is here. Refuses another than that.
pub fn currency(tx: &mut Tx, source: &str, asked: Option<Currency>) -> Result<Currency> {
    let known = prices::lists(tx)?.into_iter().find(|list| list.code == source).map(|list| list.currency);
    match (known, asked) {
        (Some(known), Some(asked)) if known != asked => {
            let says = format!(
                "The prices of the list '{source}' are in {known}, and these are said to be in {asked}. Leave the \
                 currency out, or import them with another Hilo: amounts of two currencies cannot stand on one list."
            );
            Err(Error::conflict("currency", says))
        }
        (known, asked) => Ok(known.or(asked).unwrap_or(Currency::EUR)),
    }
}

/// Makes the list of a source where it is not there. One that is there stays as somebody set it.
pub(super) fn ensure_list(cx: &Cx, tx: &mut Tx, source: &str, currency: Currency) -> Result<()> {
    if prices::lists(tx)?.iter().any(|list| list.code == source) {
        return Ok(());
    }
    let (shop, store) = source.split_once('-').unwrap_or((source, ""));
    let name = match shop {
        "shopify" => "Shopify",
        "woocommerce" => "WooCommerce",
        "magento" => "Magento",
        _ => "CSV",
    };
    let name = if store.is_empty() { name.to_owned() } else { format!("{name} ({store})") };
    let (channel, zone, customer_group) = (None, None, None);
    let code = source.to_owned();
    let list = List { code, name, currency, channel, zone, customer_group, rank: 0, is_taxed: true };
    prices::ensure_lists(cx, tx, &[list])
}

/// Sets the prices of products that are told for the first time or otherwise than before; says how many it set. Only of
/// the latter something can run that is told no more.
pub(super) fn set(cx: &Cx, tx: &mut Tx, source: &str, fresh: &[&Product], retold: &[&Product]) -> Result<u64> {
    let of = |products: &[&Product]| -> Result<Vec<VariantId>> {
        products.iter().flat_map(|product| &product.prices).map(|price| Ok(Sku::parse(&price.sku)?.id())).collect()
    };
    let histories = prices::of_variants(tx, &of(retold)?)?;
    let list = prices::list_id(source);
    let mut new = Vec::new();
    for (price, variant) in fresh.iter().flat_map(|product| &product.prices).zip(of(fresh)?) {
        let history = histories.get(&(list, variant)).map_or(&[][..], Vec::as_slice);
        new.extend(decide(source, history, price, cx.now));
    }
    if new.is_empty() {
        return Ok(0);
    }
    // The act that sets them tells that their products have changed.
    prices::set_quietly(cx, tx, &new, None).map(|(count, _)| count)
}

/// What has to be set so that the list says what the file says. What is over is left out, and nothing begins before
/// now. Pure.
fn decide(list: &str, history: &[Set], told: &Price, now: Time) -> Vec<NewPrice> {
    let price = |kind, amount, from: Time, to| NewPrice {
        list: list.to_owned(),
        sku: told.sku.clone(),
        kind,
        amount,
        from: Some(from).filter(|from| *from > now),
        to,
    };
    let mut new = vec![price(Kind::Regular, Some(told.regular), now, None)];
    let from = told.sale_from.unwrap_or(now).max(now);
    let sale = told.sale.filter(|_| told.sale_to.is_none_or(|to| to > from));
    let sale = sale.map(|amount| Set {
        kind: Kind::Sale,
        amount: Some(amount),
        from,
        to: told.sale_to,
        set_at: now,
        undone_at: None,
    });
    // One that runs as it is told is not begun anew.
    let runs = holding(history, Kind::Sale, from);
    let runs_so = |set: &Set, sale: &Set| set.amount == sale.amount && set.to == sale.to && sale.from == now;
    let kept = sale.zip(runs).filter(|(sale, runs)| runs_so(runs, sale));
    if kept.is_none() {
        new.extend(sale.map(|sale| price(Kind::Sale, sale.amount, sale.from, sale.to)));
    }
    let covers = |sale: &Set, moment: Time| sale.from <= moment && sale.to.is_none_or(|to| moment < to);
    let mut after: Vec<Set> = history.iter().copied().chain(sale).collect();
    for moment in at_moments(history, now).into_iter().chain(sale.and_then(|sale| sale.to)) {
        let is_told = sale.is_some_and(|sale| covers(&sale, moment));
        if !is_told && holding(&after, Kind::Sale, moment).is_some_and(|set| set.amount.is_some()) {
            after.push(Set { kind: Kind::Sale, amount: None, from: moment, to: None, set_at: now, undone_at: None });
            new.push(price(Kind::Sale, None, moment, None));
        }
    }
    new
}

#[cfg(test)]
mod tests {
    use base::UnitPrice;

    use super::*;

    const fn day(number: i64) -> Time {
        Time::from_micros(number * 86_400_000_000)
    }

    const fn sale(from: i64, to: Option<i64>, amount: i64) -> Set {
        let to = match to {
            Some(to) => Some(day(to)),
            None => None,
        };
        Set { kind: Kind::Sale, amount: Some(UnitPrice(amount)), from: day(from), to, set_at: day(0), undone_at: None }
    }

    /// On day 10: what was set, what is told of the reduction -> what is set of reductions: amount, from, to.
    #[test]
    fn a_list_says_what_the_file_says() {
        type Said = (Option<i64>, Option<i64>, Option<i64>);
        type Case = (&'static str, Vec<Set>, Said, Vec<Said>);
        let cases: Vec<Case> = vec![
            ("none, ever", vec![], (None, None, None), vec![]),
            ("one without an end", vec![], (Some(5), None, None), vec![(Some(5), None, None)]),
            ("one that began", vec![], (Some(5), Some(3), Some(20)), vec![(Some(5), None, Some(20))]),
            ("one that is over", vec![], (Some(5), Some(3), Some(9)), vec![]),
            ("one that ends as it begins", vec![], (Some(5), Some(20), Some(20)), vec![]),
            ("one that is to begin", vec![], (Some(5), Some(15), Some(20)), vec![(Some(5), Some(15), Some(20))]),
            ("the same again", vec![sale(3, Some(20), 5)], (Some(5), Some(3), Some(20)), vec![]),
            ("the same, endless", vec![sale(3, None, 5)], (Some(5), None, None), vec![]),
            ("no more", vec![sale(3, None, 5)], (None, None, None), vec![(None, None, None)]),
            ("no more, and it had ended", vec![sale(3, Some(9), 5)], (None, None, None), vec![]),
            ("no more before it began", vec![sale(15, Some(20), 5)], (None, None, None), vec![(None, Some(15), None)]),
            ("deeper", vec![sale(3, Some(20), 5)], (Some(4), Some(3), Some(20)), vec![(Some(4), None, Some(20))]),
            (
                "an end in place of none",
                vec![sale(3, None, 5)],
                (Some(5), None, Some(20)),
                vec![(Some(5), None, Some(20)), (None, Some(20), None)],
            ),
            (
                "later in place of now",
                vec![sale(3, None, 5)],
                (Some(4), Some(15), None),
                vec![(Some(4), Some(15), None), (None, None, None)],
            ),
        ];
        for (name, history, (amount, from, to), expected) in cases {
            let told = Price {
                sku: "A".to_owned(),
                regular: UnitPrice(9),
                sale: amount.map(UnitPrice),
                sale_from: from.map(day),
                sale_to: to.map(day),
            };
            let new = decide("csv", &history, &told, day(10));
            assert_eq!((new[0].kind, new[0].amount), (Kind::Regular, Some(UnitPrice(9))), "{name}");
            let days = |time: Option<Time>| time.map(|time| time.micros() / day(1).micros());
            let said: Vec<Said> =
                new[1..].iter().map(|new| (new.amount.map(|one| one.0), days(new.from), days(new.to))).collect();
            assert_eq!(said, expected, "{name}");
        }
    }
}
