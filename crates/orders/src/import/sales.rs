//! Orders of other shops as they are recorded: with who bought, what was paid back, and what was taken back since an
//! earlier export told it as a sale.

use std::collections::HashMap;

use base::{Cx, Error, Result, UnitPrice};
use catalog::{
    import::{known::Before, pieces::Tally, words},
    products::{self, NewProduct},
    variants::{Sku, VariantId},
};
use customers::{identity, people::CustomerId};
use store::{Tx, many, params, settings, sql, thread::IdentifierId, value::Row};

use super::{
    bought,
    papers::{Fate, Told},
};
use crate::{
    ledger::{NewLine, NewPaper, Whose},
    orders::{self, Order},
    returns,
};

/// Moments of one order may differ by so much: exports leave seconds out, and are made in other zones.
const SAME_S: i64 = 86_400;

/// Says which of these would be new.
pub fn look(_: &Cx, tx: &mut Tx, source: &str, told: &[Told]) -> Result<Tally> {
    let mut tally = Tally::default();
    for told in told {
        let known = orders::by_number(tx, source, &told.order.number)?;
        match (known, told.is_sale()) {
            (None, false) => tally.left_out += 1,
            (None, true) => tally.count(Before::Never),
            (Some(known), true) if is_other(tx, &known, told)? => {
                tally.read += 1;
                tally.refused += 1;
            }
            (Some(_), true) => tally.count(Before::Same),
            (Some(known), false) => {
                let back = returns::by_number(tx, source, &told.order.number)?.map_or(0, |back| back.total);
                let is_news = told.fate == Fate::Gone && back < known.total;
                tally.count(if is_news { Before::Otherwise } else { Before::Same });
            }
        }
    }
    Ok(tally)
}

/// Records these, with who bought and what was paid or taken back.
pub fn record(cx: &Cx, tx: &mut Tx, source: &str, told: &[Told]) -> Result<Tally> {
    let tally = look(cx, tx, source, told)?;
    if tally.refused > 0 {
        let says = "Another order with this number is here, of another date or buyer. If it is of another store, give \
                    each store its own name.";
        return Err(Error::conflict("order-other", says));
    }
    let mut papers = Vec::new();
    for told in told.iter().filter(|told| told.is_sale()) {
        papers.push(NewPaper { lines: news(tx, source, told)?, ..told.order.clone() });
    }
    let named: HashMap<VariantId, &NewProduct> =
        told.iter().flat_map(|told| &told.products).map(|product| (product.code.id(), product)).collect();
    let lines = papers.iter().flat_map(|paper| &paper.lines).filter_map(|line| named.get(&line.variant));
    let new: HashMap<&str, &NewProduct> = lines.map(|one| (one.code.as_str(), *one)).collect();
    let mut new: Vec<NewProduct> = new.into_values().cloned().collect();
    new.sort_by(|one, other| one.code.cmp(&other.code));
    products::ensure_past(cx, tx, &new)?;
    for said in told.iter().filter_map(|told| told.said.as_ref()) {
        identity::tell(cx, tx, said)?;
    }
    orders::record(cx, tx, &papers)?;
    let mut back = Vec::new();
    for told in told.iter().filter(|told| !matches!(told.fate, Fate::Open | Fate::Sold(0))) {
        back.extend(taken_back(cx, tx, source, told)?);
    }
    returns::accept(cx, tx, &back)?;
    Ok(tally)
}

/// Whether a number that is known is told of another order: of another day, or of somebody else.
fn is_other(tx: &mut Tx, known: &Order, told: &Told) -> Result<bool> {
    if known.placed_at.seconds_since(told.order.at).abs() > SAME_S {
        return Ok(true);
    }
    let (Some(actor), Some(said)) = (known.actor, &told.said) else { return Ok(false) };
    let secret = settings::secret(tx)?;
    let mut ids: Vec<IdentifierId> = said.known().map(|known| known.id(&secret)).collect();
    if ids.contains(&actor) {
        return Ok(false);
    }
    ids.push(actor);
    let text = sql!(concat!("select id, customer_id from identifiers where id in ", many!()));
    let read = |row: &Row| Ok((row.get::<IdentifierId>(0)?, row.get::<CustomerId>(1)?));
    let found: HashMap<IdentifierId, CustomerId> = tx.query_among(text, &ids, [], read)?.into_iter().collect();
    let whose = found.get(&actor);
    Ok(!ids.iter().any(|id| *id != actor && found.get(id) == whose))
}

/// A line of an order that is here.
struct Kept {
    key: i64,
    variant: VariantId,
    name: Option<String>,
    quantity: i64,
    price: UnitPrice,
}

fn kept(tx: &mut Tx, order: &Order) -> Result<Vec<Kept>> {
    let text = sql!(
        "select line_key, variant_id, name, quantity, unit_price from order_lines where order_id = $1 order by line_no"
    );
    tx.query(text, params![order.id], |row| {
        let (key, variant, name) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(Kept { key, variant, name, quantity: row.get(3)?, price: row.get(4)? })
    })
}

/// The lines of an order that are not here in other words: a later export may have lost the SKU of one, or its name.
fn news(tx: &mut Tx, source: &str, told: &Told) -> Result<Vec<NewLine>> {
    let Some(order) = orders::by_number(tx, source, &told.order.number)? else { return Ok(told.order.lines.clone()) };
    let mut kept = kept(tx, &order)?;
    let keys: Vec<i64> = kept.iter().map(|kept| kept.key).collect();
    kept.retain(|kept| !told.order.lines.iter().any(|line| line.key == kept.key));
    let mut news = Vec::new();
    for line in told.order.lines.iter().filter(|line| !keys.contains(&line.key)) {
        let is_it = |kept: &Kept| {
            let is_named = kept.name.is_some() && kept.name == line.name;
            kept.price == line.price && (kept.variant == line.variant || is_named)
        };
        match kept.iter().position(is_it) {
            Some(place) => drop(kept.remove(place)),
            None => news.push(line.clone()),
        }
    }
    Ok(news)
}

/// What was paid or taken back and is not known yet. All of it is everything that was bought; of a part a file does not
/// say for what.
fn taken_back(cx: &Cx, tx: &mut Tx, source: &str, told: &Told) -> Result<Option<NewPaper>> {
    let Some(order) = orders::by_number(tx, source, &told.order.number)? else { return Ok(None) };
    let known = returns::by_number(tx, source, &order.number)?.map_or(0, |known| known.total);
    let back = match told.fate {
        Fate::Sold(back) => back,
        Fate::PaidBack | Fate::Gone => order.total,
        Fate::Open => 0,
    };
    let at = told.back_at.filter(|at| *at >= order.placed_at).unwrap_or(order.placed_at);
    let lines = match back {
        back if back <= known => return Ok(None),
        back if known == 0 && back == order.total => kept(tx, &order)?
            .into_iter()
            .map(|Kept { key, variant, name, quantity, price }| NewLine { key, variant, name, quantity, price, at })
            .collect(),
        back => {
            let sku = Sku::parse(&format!("{source}:refund"))?;
            let refund = super::papers::service(source, "refund", "Refund");
            products::ensure_past(cx, tx, &refund.into_iter().collect::<Vec<_>>())?;
            let key = words::hash(&[&order.number, "refund", &back.to_string()]);
            let too_large = || Error::invalid("line-too-large", "The refund is too large to count.");
            let price = bought::unit(back - known, order.currency).ok_or_else(too_large)?;
            vec![NewLine { key, variant: sku.id(), name: None, quantity: 1, price, at }]
        }
    };
    Ok(Some(NewPaper {
        source: order.source,
        number: order.number,
        at,
        channel: order.channel,
        place: order.place,
        actor: order.actor.map_or(Whose::Nobodys, Whose::Told),
        country: order.country,
        currency: order.currency,
        lines,
    }))
}
