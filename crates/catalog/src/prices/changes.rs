//! Many prices changed at once: looked at before it is done, done as one, taken back as one.

use base::{Currency, Cx, Error, Result, Time, UnitPrice};
use store::{Tx, many, params, sql, value::Row};

pub use super::ChangeId;
use super::{Kind, List, NewPrice, Set, at, before, list, list_id, of_variants, set_for};
use crate::{
    categories::{category_id, collection_id},
    keep,
    products::{self, ProductId},
    variants::VariantId,
};

/// Prices that one change may set.
pub const MOST: i64 = 10_000;

/// What is changed, and how.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[schemars(rename = "PriceRule")]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The code of the list.
    pub list: String,
    /// Of which variants.
    pub of: Of,
    /// Whether it is a reduction.
    pub kind: Kind,
    /// How.
    pub how: How,
    /// What the new prices end in, such as `0.95`: the nearest price that does.
    #[serde(default)]
    pub ending: Option<UnitPrice>,
    /// From when; from now where it is not said.
    #[serde(default)]
    pub from: Option<Time>,
    /// Until when a reduction holds.
    #[serde(default)]
    pub to: Option<Time>,
    /// Whether prices that it cannot set stay as they are; otherwise one of them refuses the whole.
    #[serde(default)]
    pub leave_impossible: bool,
}

/// Variants that are sold, of these products.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Of {
    /// All.
    Everything,
    /// Those that stand in this category, or in one within it.
    Category(String),
    /// Those of this brand.
    Brand(String),
    /// Those of this season or collection.
    Collection(String),
    /// The one with this code.
    Product(String),
    /// Those with these codes.
    Products(Vec<String>),
}

/// How a price changes.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[schemars(rename = "PriceStep")]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// By so many percent: -20 takes a fifth off.
    Percent(i64),
    /// By so much.
    By(UnitPrice),
    /// To so much.
    To(UnitPrice),
}

/// A price that a change sets.
#[derive(Clone, Debug, PartialEq, serde::Serialize, schemars::JsonSchema)]
pub struct Changed {
    /// What it is of.
    pub sku: String,
    /// Its name.
    pub name: Option<String>,
    /// What would be asked at that moment without the change.
    pub old: UnitPrice,
    /// What is set.
    pub new: UnitPrice,
    /// What must stand beside it where it is a reduction: the lowest price of the thirty days before it.
    pub before: Option<UnitPrice>,
    #[serde(skip)]
    variant: VariantId,
}

/// Why a price cannot be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// It would be below nothing.
    BelowNothing,
    /// It is to be a reduction and would be none.
    NoReduction,
}

/// A price that a change would set, and why it cannot.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    /// The price.
    pub price: Changed,
    /// Why it cannot be.
    pub problem: Option<Problem>,
}

/// What a change would come to.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The currency of the list.
    pub currency: Currency,
    /// The prices that would change, in the order of the codes.
    pub prices: Vec<Planned>,
    /// How many variants would stay as they are: without a price, or with the same.
    pub left: i64,
}

impl Rule {
    /// The new price of an old one, half away from zero to what the currency counts in; nothing where it would fall
    /// below zero. Pure.
    fn apply(&self, old: UnitPrice, currency: Currency) -> Option<UnitPrice> {
        let least = 10_i64.pow(4 - currency.decimals());
        let round = |value: i128, unit: i128| (2 * value + unit * value.signum()) / (2 * unit) * unit;
        let raw = match self.how {
            How::Percent(percent) => round(i128::from(old.0) * i128::from(100 + percent), 100) / 100,
            How::By(amount) => i128::from(old.0) + i128::from(amount.0),
            How::To(amount) => i128::from(amount.0),
        };
        let raw = round(raw, i128::from(least));
        let new = match self.ending {
            Some(ending) => {
                let unit = 10_000;
                let whole = (raw - i128::from(ending.0) + unit / 2).div_euclid(unit);
                whole.max(0) * unit + i128::from(ending.0)
            }
            None => raw,
        };
        i64::try_from(new).ok().filter(|new| *new >= 0).map(UnitPrice)
    }

    /// What it makes of what was asked at a moment; nothing where that stays. Pure.
    fn set(
        &self,
        history: &[Set],
        moment: Time,
        currency: Currency,
    ) -> Option<(UnitPrice, UnitPrice, Option<Problem>)> {
        // A reduction is counted from the regular price: it takes the place of another.
        let regular: Vec<Set> = history.iter().filter(|set| set.kind == Kind::Regular).copied().collect();
        let old = at(&regular, moment)?;
        let goes_down = matches!(self.how, How::Percent(percent) if percent < 0)
            || matches!(self.how, How::By(amount) if amount.0 < 0);
        match self.apply(old, currency) {
            None => Some((old, UnitPrice(0), Some(Problem::BelowNothing))),
            Some(new) if goes_down && new > old => Some((old, new, Some(Problem::NoReduction))),
            Some(new) if self.kind == Kind::Sale && new >= old => Some((old, new, Some(Problem::NoReduction))),
            Some(new) => (new != old).then_some((old, new, None)),
        }
    }

    /// What must stand beside a new price at its first moment. Pure.
    fn before(&self, history: &[Set], new: UnitPrice, moment: Time, now: Time) -> Option<UnitPrice> {
        let set = Set { kind: self.kind, amount: Some(new), from: moment, to: self.to, set_at: now, undone_at: None };
        let told: Vec<Set> = history.iter().copied().chain(std::iter::once(set)).collect();
        before(&told, moment)
    }

    fn check(&self, now: Time) -> Result<()> {
        // Who says "from today" means a moment that has just gone by.
        let from = self.from.unwrap_or(now);
        if from < now.plus_seconds(-25 * 3_600) {
            return Err(Error::invalid("from", "Prices begin today or later: what was asked before stays true."));
        }
        if self.to.is_some_and(|to| to <= from.max(now)) {
            return Err(Error::invalid("to", "A reduction ends after it begins, and after now."));
        }
        if self.to.is_some() && self.kind == Kind::Regular {
            return Err(Error::invalid("to", "Only a reduction ends; a regular price holds until the next."));
        }
        if let How::Percent(percent) = self.how
            && !(-99..=1_000).contains(&percent)
        {
            return Err(Error::invalid("how", "A price changes by -99 to 1,000 percent."));
        }
        if self.ending.is_some_and(|ending| !(0..10_000).contains(&ending.0)) {
            return Err(Error::invalid("ending", "Prices end in 0.00 to 0.99."));
        }
        Ok(())
    }
}

/// What a change would set, in the order of the codes; those without a price are left alone, and those that cannot be
/// where the rule says so.
pub fn preview(tx: &mut Tx, rule: &Rule, now: Time) -> Result<Vec<Changed>> {
    let settled = |Planned { price, problem }: Planned| {
        let Changed { sku, old, new, .. } = &price;
        match problem {
            None => Ok(price),
            Some(Problem::BelowNothing) => Err(Error::invalid("how", format!("{sku} would cost less than nothing."))),
            Some(Problem::NoReduction) => {
                let says = format!("{sku} would cost {new}, and costs {old}: that is no reduction.");
                Err(Error::invalid("how", says))
            }
        }
    };
    let planned = plan(tx, rule, now)?.prices.into_iter();
    planned.filter(|one| one.problem.is_none() || !rule.leave_impossible).map(settled).collect()
}

/// What a plan comes to, in one word: another plan has another. It says nothing of what stands beside a price, which
/// time alone may change. Pure.
pub fn digest(plan: &[Changed]) -> String {
    let parts: Vec<String> = plan.iter().map(|one| format!("{}:{}:{}", one.sku, one.old, one.new)).collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    ChangeId::derived(Time::default(), &parts).to_string()
}

/// The same with what cannot be set, and how many are left alone.
pub fn plan(tx: &mut Tx, rule: &Rule, now: Time) -> Result<Plan> {
    rule.check(now)?;
    let List { code, currency, .. } = list(tx, &rule.list)?;
    let variants = chosen(tx, &rule.of)?;
    if variants.len() as i64 > MOST {
        let says = format!("That is more than {MOST} prices. Change them in parts, such as by category.");
        return Err(Error::invalid("too-many", says));
    }
    let ids: Vec<VariantId> = variants.iter().map(|(id, ..)| *id).collect();
    let histories = of_variants(tx, &ids)?;
    let moment = rule.from.unwrap_or(now).max(now);
    let (mut prices, all) = (Vec::new(), variants.len());
    for (variant, sku, name) in variants {
        let history = histories.get(&(list_id(&code), variant)).map_or(&[][..], Vec::as_slice);
        if let Some((old, new, problem)) = rule.set(history, moment, currency) {
            let before = if problem.is_none() { rule.before(history, new, moment, now) } else { None };
            prices.push(Planned { price: Changed { sku, name, old, new, before, variant }, problem });
        }
    }
    let left = (all - prices.len()) as i64;
    Ok(Plan { currency, prices, left })
}

fn chosen(tx: &mut Tx, of: &Of) -> Result<Vec<(VariantId, String, Option<String>)>> {
    macro_rules! those {
        ($rest:literal) => {
            sql!(concat!(
                "select v.id, v.sku, coalesce(v.name, p.name) from variants v join products p on p.id = v.product_id
                 where v.is_sold = 1 and p.state <> 'archived' and ",
                $rest,
                " order by v.sku limit $2"
            ))
        };
    }
    let read = |row: &Row| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    let most = MOST + 1;
    match of {
        Of::Everything => tx.query(those!("$1 = 1"), params![1_i64, most], read),
        Of::Brand(brand) => tx.query(those!("p.brand = $1"), params![brand, most], read),
        Of::Product(code) => tx.query(those!("p.code = $1"), params![code, most], read),
        Of::Products(codes) => {
            let ids: Vec<ProductId> = codes.iter().map(|code| products::id_of(code)).collect();
            let text = sql!(concat!(
                "select v.id, v.sku, coalesce(v.name, p.name) from variants v join products p on p.id = v.product_id
                 where v.is_sold = 1 and p.state <> 'archived' and p.id in ",
                many!(),
                " order by v.sku"
            ));
            let mut found: Vec<(VariantId, String, Option<String>)> = tx.query_among(text, &ids, [], read)?;
            found.sort_by(|one, other| one.1.cmp(&other.1));
            Ok(found)
        }
        Of::Collection(code) => {
            let id = collection_id(&code.to_lowercase());
            let text = those!("p.id in (select s.product_id from product_collections s where s.collection_id = $1)");
            tx.query(text, params![id, most], read)
        }
        Of::Category(code) => {
            let id = category_id(&code.to_lowercase());
            let text = those!(
                "p.id in (select s.product_id from product_categories s join categories c on c.id = s.category_id
                     join categories top on top.id = $1
                     where c.id = top.id or (c.code > top.code || '/' and c.code < top.code || '0'))"
            );
            tx.query(text, params![id, most], read)
        }
    }
}

/// Does it under an id, once; gives how many prices it set. Who looked at a plan gives its [`digest`]: where the plan
/// is another one by now, nothing happens and it is refused.
pub fn change(cx: &Cx, tx: &mut Tx, id: ChangeId, rule: &Rule, looked_at: Option<&str>) -> Result<u64> {
    let text = sql!("select count from price_changes where id = $1");
    if let Some(count) = tx.query_one(text, params![id], |row| row.get::<i64>(0))? {
        return Ok(count as u64);
    }
    let changed = preview(tx, rule, cx.now)?;
    if looked_at.is_some_and(|looked| looked != digest(&changed)) {
        return Err(Error::invalid("plan", "Prices changed since you looked: look at what would change once more."));
    }
    if changed.is_empty() {
        return Err(Error::invalid("nothing", "Nothing would change: none of these has another price on this list."));
    }
    let List { code, .. } = list(tx, &rule.list)?;
    let text =
        sql!("insert into price_changes (id, list_id, rule, count, set_at, set_by) values ($1, $2, $3, $4, $5, $6)");
    let json = serde_json::to_string(rule).map_err(Error::internal)?;
    tx.exec(text, params![id, list_id(&code), json, changed.len() as i64, cx.now, cx.actor.as_text()])?;
    let from = rule.from.filter(|from| *from > cx.now);
    let prices: Vec<NewPrice> = changed
        .iter()
        .map(|one| NewPrice {
            list: code.clone(),
            sku: one.sku.clone(),
            kind: rule.kind,
            amount: Some(one.new),
            from,
            to: rule.to,
        })
        .collect();
    set_for(cx, tx, &prices, Some(id))
}

/// Takes a change back: what it set holds from now on no more, or never begins, and what was set before and since holds
/// as if it had not been. What was asked until now stays true. Gives how many prices hold no more.
pub fn undo(cx: &Cx, tx: &mut Tx, id: ChangeId) -> Result<u64> {
    let text = sql!("update price_changes set undone_at = $2 where id = $1 and undone_at is null");
    if tx.exec(text, params![id, cx.now])? == 0 {
        let known = tx.query_one(sql!("select 1 from price_changes where id = $1"), params![id], |_| Ok(()))?;
        return Err(match known {
            Some(()) => Error::conflict("undone", "This change was taken back already."),
            None => Error::NotFound { what: "price change" },
        });
    }
    let text = sql!(
        "select v.product_id, p.from_time from prices p join variants v on v.id = p.variant_id
         where p.change_id = $1 and (p.to_time is null or p.to_time > $2)"
    );
    let read = |row: &Row| Ok((row.get::<ProductId>(0)?, row.get::<Time>(1)?));
    let held = tx.query(text, params![id, cx.now], read)?;
    let mut products: Vec<ProductId> =
        held.iter().filter(|(_, from)| *from <= cx.now).map(|(product, _)| *product).collect();
    products.sort_unstable();
    products.dedup();
    keep::priced(cx, tx, &products)?;
    Ok(held.len() as u64)
}

/// A change, as the list of them shows it.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "PriceChange")]
pub struct Told {
    /// Its id.
    pub id: ChangeId,
    /// What was changed, and how.
    pub rule: Rule,
    /// How many prices.
    pub count: i64,
    /// When.
    pub set_at: Time,
    /// By whom.
    pub set_by: String,
    /// When it was taken back.
    pub undone_at: Option<Time>,
}

/// The latest changes.
pub fn latest(tx: &mut Tx, before: Option<(Time, ChangeId)>, limit: i64) -> Result<Vec<Told>> {
    let (at, id) = before.unwrap_or((Time::from_micros(i64::MAX), ChangeId::from_bytes([255; 16])));
    let text = sql!(
        "select id, rule, count, set_at, set_by, undone_at from price_changes where (set_at, id) < ($1, $2)
         order by set_at desc, id desc limit $3"
    );
    tx.query(text, params![at, id, limit], |row: &Row| {
        let rule = serde_json::from_str(&row.get::<String>(1)?).map_err(Error::internal)?;
        let (set_at, set_by, undone_at) = (row.get(3)?, row.get(4)?, row.get(5)?);
        Ok(Told { id: row.get(0)?, rule, count: row.get(2)?, set_at, set_by, undone_at })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn price(text: &str) -> UnitPrice {
        UnitPrice::parse(text).expect("a price")
    }

    fn rule(how: How, ending: Option<&str>) -> Rule {
        Rule {
            list: "web".into(),
            of: Of::Everything,
            kind: Kind::Regular,
            how,
            ending: ending.map(price),
            from: None,
            to: None,
            leave_impossible: false,
        }
    }

    #[test]
    fn a_price_is_rounded_to_what_its_currency_counts_in() {
        let currency = |code: &str| Currency::in_use(code).expect("a currency");
        let cases = [
            ("JPY", How::Percent(-15), "999.00", "849.00"),
            ("KWD", How::By(price("0.001")), "1.125", "1.126"),
            ("EUR", How::Percent(-15), "9.99", "8.49"),
        ];
        for (code, how, old, new) in cases {
            assert_eq!(rule(how, None).apply(price(old), currency(code)), Some(price(new)), "{code} {old}");
        }
    }

    #[test]
    fn a_price_that_is_lowered_never_rises() {
        let regular = Set {
            kind: Kind::Regular,
            amount: Some(price("0.50")),
            from: Time::default(),
            to: None,
            set_at: Time::default(),
            undone_at: None,
        };
        let half = rule(How::Percent(-50), Some("0.95"));
        let (_, new, problem) = half.set(&[regular], Time::default(), Currency::EUR).expect("it would change");
        assert_eq!((new, problem), (price("0.95"), Some(Problem::NoReduction)));
    }

    #[test]
    fn a_price_changes_as_the_rule_says() {
        let cases = [
            (How::Percent(-20), None, "49.90", Some("39.92")),
            (How::Percent(-20), Some("0.95"), "49.90", Some("39.95")),
            (How::Percent(-50), Some("0.95"), "0.50", Some("0.95")),
            (How::Percent(10), None, "0.05", Some("0.06")),
            (How::Percent(-30), Some("0.00"), "49.90", Some("35.00")),
            (How::By(price("-5.00")), None, "49.90", Some("44.90")),
            (How::By(price("-50.00")), None, "49.90", None),
            (How::To(price("9.99")), None, "49.90", Some("9.99")),
        ];
        for (how, ending, old, expected) in cases {
            let rule = Rule {
                list: "web".into(),
                of: Of::Everything,
                kind: Kind::Sale,
                how,
                ending: ending.map(price),
                from: None,
                to: None,
                leave_impossible: false,
            };
            assert_eq!(rule.apply(price(old), Currency::EUR), expected.map(price), "{how:?} {ending:?} {old}");
        }
    }
}
