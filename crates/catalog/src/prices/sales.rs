//! Reductions, one product at a time: whether one is one, ending those that hold or are to come, and taking that back.

use base::{Cx, Error, Result, Time, UnitPrice};
use store::Tx;

use super::{Kind, NewPrice, Set, history, list, list_id, of_variants, set};
use crate::variants::Sku;

/// What a thing costs without a reduction at a moment.
pub fn regular(history: &[Set], now: Time) -> Option<UnitPrice> {
    history::holding(history, Kind::Regular, now).and_then(|set| set.amount)
}

/// The reductions that hold now or will, as far as they are asked: amount, from, until.
pub fn ahead(history: &[Set], now: Time) -> Vec<(UnitPrice, Time, Option<Time>)> {
    let mut found: Vec<(UnitPrice, Time, Option<Time>)> = history::at_moments(history, now)
        .into_iter()
        .filter_map(|moment| history::holding(history, Kind::Sale, moment))
        .filter_map(|set| Some((set.amount?, set.from, set.to)))
        .collect();
    found.dedup();
    found
}

/// Refuses a reduction that would be none: where there is no regular price to be below, or it is not below it.
pub fn check(history: &[Set], new: &NewPrice, now: Time) -> Result<()> {
    let (Kind::Sale, Some(amount)) = (new.kind, new.amount) else { return Ok(()) };
    match regular(history, new.from.unwrap_or(now)) {
        None => Err(Error::invalid("sale-alone", "There is no regular price yet that it could be below.")),
        Some(regular) if amount >= regular => {
            Err(Error::invalid("sale-above", "A reduction is below the regular price."))
        }
        Some(_) => Ok(()),
    }
}

/// Ends the reductions of these variants on a list, those that hold and those to come; says of how many prices.
pub fn end(cx: &Cx, tx: &mut Tx, code: &str, skus: &[String]) -> Result<u64> {
    each(cx, tx, code, skus, |history, new| {
        let sales = ahead(history, cx.now).into_iter();
        sales.map(|(_, from, to)| NewPrice { from: Some(from.max(cx.now)), to, amount: None, ..new.clone() }).collect()
    })
}

/// Begins again those that were ended at a moment, as far as they would still hold; says how many.
pub fn resume(cx: &Cx, tx: &mut Tx, code: &str, skus: &[String], ended: Time) -> Result<u64> {
    each(cx, tx, code, skus, |history, new| {
        let before: Vec<Set> = history.iter().filter(|set| set.set_at < ended).copied().collect();
        let is_end = |set: &&Set| set.kind == Kind::Sale && set.amount.is_none() && set.set_at == ended;
        let again = history.iter().filter(is_end).filter_map(|end| history::holding(&before, Kind::Sale, end.from));
        again
            .filter(|sale| sale.to.is_none_or(|to| to > cx.now))
            .map(|sale| NewPrice { from: Some(sale.from.max(cx.now)), to: sale.to, amount: sale.amount, ..new.clone() })
            .collect()
    })
}

fn each(
    cx: &Cx,
    tx: &mut Tx,
    code: &str,
    skus: &[String],
    news: impl Fn(&[Set], &NewPrice) -> Vec<NewPrice>,
) -> Result<u64> {
    let id = list_id(&list(tx, code)?.code);
    let ids = skus.iter().map(|sku| Ok(Sku::parse(sku)?.id())).collect::<Result<Vec<_>>>()?;
    let histories = of_variants(tx, &ids)?;
    let mut all = Vec::new();
    for (sku, variant) in skus.iter().zip(ids) {
        let Some(history) = histories.get(&(id, variant)) else { continue };
        let (list, sku) = (code.to_owned(), sku.clone());
        all.extend(news(history, &NewPrice { list, sku, kind: Kind::Sale, amount: None, from: None, to: None }));
    }
    set(cx, tx, &all)
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn day(number: i64) -> Time {
        Time::from_micros(number * 86_400_000_000)
    }

    fn put(kind: Kind, amount: Option<i64>, from: i64, to: Option<i64>, set_at: i64) -> Set {
        Set {
            kind,
            amount: amount.map(UnitPrice),
            from: day(from),
            to: to.map(day),
            set_at: day(set_at),
            undone_at: None,
        }
    }

    #[test]
    fn a_reduction_is_below_what_it_reduces() {
        let history = [put(Kind::Regular, Some(50), 0, None, 0), put(Kind::Regular, Some(30), 20, None, 0)];
        let new = |amount, from| NewPrice {
            list: "web".into(),
            sku: "A".into(),
            kind: Kind::Sale,
            amount: Some(UnitPrice(amount)),
            from: Some(day(from)),
            to: None,
        };
        let code = |history: &[Set], amount, from| check(history, &new(amount, from), day(10)).map_err(|e| e.code());
        assert_eq!(code(&history, 49, 10), Ok(()));
        assert_eq!(code(&history, 50, 10), Err("sale-above"));
        assert_eq!(code(&history, 40, 20), Err("sale-above"), "what is regular then, not now");
        assert_eq!(code(&[], 40, 10), Err("sale-alone"));
    }

    #[test]
    fn what_holds_and_what_is_to_come_can_be_ended() {
        let history = [
            put(Kind::Sale, Some(40), 5, Some(15), 0),
            put(Kind::Sale, Some(45), 20, Some(25), 0),
            put(Kind::Sale, Some(44), 1, Some(3), 0),
        ];
        let found = ahead(&history, day(10));
        assert_eq!(found.iter().map(|(amount, ..)| amount.0).collect::<Vec<_>>(), [40, 45]);
        let mut ended = history.to_vec();
        ended.push(put(Kind::Sale, None, 10, Some(15), 10));
        ended.push(put(Kind::Sale, None, 20, Some(25), 10));
        assert_eq!(ahead(&ended, day(10)), []);
    }
}
