//! What things cost: lists, the prices that were set on them, and what holds at a moment.
//!
//! A price is never changed. A later one says otherwise from its own moment on, so what was asked at any moment can be
//! told, and with it what the law wants beside a reduction (Directive 98/6/EC, article 6a): the lowest price of the
//! thirty days before it.

use std::collections::{BTreeSet, HashMap};

use base::{Currency, Cx, Error, Id, Noun, Result, Time, UnitPrice, iso, text};
use store::{Tx, many, params, sql, value::Row};

use crate::{
    details::{self, Details},
    keep,
    products::ProductId,
    told::code,
    variants::{self, Sku, VariantId},
};

pub mod changes;
pub(crate) mod history;
pub mod sales;

pub use history::{Kind, Set, Step, at, before, steps};

/// A price list.
pub struct Tariff;
impl Noun for Tariff {
    const PREFIX: &'static str = "pls";
    const NAME: &'static str = "price list";
}
/// The id of a price list.
pub type ListId = Id<Tariff>;

/// A price that was set.
pub struct Tag;
impl Noun for Tag {
    const PREFIX: &'static str = "prc";
    const NAME: &'static str = "price";
}
/// The id of a price that was set.
pub type PriceId = Id<Tag>;

/// A change of many prices.
pub struct Markdown;
impl Noun for Markdown {
    const PREFIX: &'static str = "chg";
    const NAME: &'static str = "price change";
}
/// The id of a change of many prices.
pub type ChangeId = Id<Markdown>;

/// The id that a code gives.
pub fn list_id(code: &str) -> ListId {
    ListId::derived(Time::default(), &[code])
}

/// A price list.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// Its code: `web`, `canarias`.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The currency of its prices.
    #[serde(deserialize_with = "in_use")]
    pub currency: Currency,
    /// The channel that it is for; every one where it is not said.
    #[serde(default)]
    pub channel: Option<String>,
    /// The zone that it is for: a country (`ES`) or a part of one (`ES-CN`, ISO 3166-2); everywhere where none is said.
    #[serde(default)]
    pub zone: Option<String>,
    /// The group of customers that it is for; everybody where it is not said.
    #[serde(default)]
    pub customer_group: Option<String>,
    /// Of the lists that fit, the one with the highest rank that has a price is asked.
    #[serde(default)]
    pub rank: i64,
    /// Whether its prices include the tax.
    #[serde(default = "yes")]
    pub is_taxed: bool,
}

const fn yes() -> bool {
    true
}

fn in_use<'de, D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Currency, D::Error> {
    let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)?;
    Currency::in_use(&text).map_err(serde::de::Error::custom)
}

/// Makes sure that these lists exist as they are told. Whom it is for and what its prices mean stays once a price is on
/// it: what was asked before would else become something that never was. Its name and rank may change.
pub fn ensure_lists(cx: &Cx, tx: &mut Tx, lists: &[List]) -> Result<()> {
    let text = sql!(
        "insert into price_lists (id, code, name, currency, channel, zone, customer_group, rank, is_taxed, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (id) do update set name = excluded.name,
             channel = excluded.channel, zone = excluded.zone, customer_group = excluded.customer_group,
             rank = excluded.rank, is_taxed = excluded.is_taxed
         where not exists (select 1 from prices p where p.list_id = price_lists.id)
             or (price_lists.currency = excluded.currency and price_lists.is_taxed = excluded.is_taxed
                 and price_lists.channel is not distinct from excluded.channel
                 and price_lists.zone is not distinct from excluded.zone
                 and price_lists.customer_group is not distinct from excluded.customer_group)"
    );
    for told in lists {
        let code = code("The code of a price list", &told.code)?;
        let name = text::told("The name of a price list", &told.name, 200)?;
        let zone = told.zone.as_ref().map(|zone| zone.to_ascii_uppercase());
        if zone.as_ref().is_some_and(|zone| !is_zone(zone)) {
            return Err(Error::invalid("zone", "A zone is a country or a part of one, such as ES or ES-CN."));
        }
        let List { currency, rank, is_taxed, .. } = told;
        let named =
            |what: &str, told: &Option<String>| told.as_deref().map(|told| text::told(what, told, 60)).transpose();
        let (channel, group) = (named("A channel", &told.channel)?, named("A group", &told.customer_group)?);
        let (channel, group) = (channel.as_deref(), group.as_deref());
        let params = params![list_id(&code), code, name, *currency, channel, zone, group, *rank, *is_taxed, cx.now];
        if tx.exec(text, params)? == 0 {
            let says = format!(
                "There are prices on '{}' already: its currency, its tax and whom it is for stay. Make another list.",
                told.code
            );
            return Err(Error::conflict("list-in-use", says));
        }
    }
    Ok(())
}

/// Whether this is a code of ISO 3166-1, or of ISO 3166-2.
fn is_zone(zone: &str) -> bool {
    let (country, part) = zone.split_once('-').unwrap_or((zone, "0"));
    iso::is_country(country) && (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Every list, the one that is asked first in front.
pub fn lists(tx: &mut Tx) -> Result<Vec<List>> {
    let text = sql!(
        "select code, name, currency, channel, zone, customer_group, rank, is_taxed from price_lists
         order by rank desc, code"
    );
    tx.query(text, params![], |row: &Row| {
        Ok(List {
            code: row.get(0)?,
            name: row.get(1)?,
            currency: row.get(2)?,
            channel: row.get(3)?,
            zone: row.get(4)?,
            customer_group: row.get(5)?,
            rank: row.get(6)?,
            is_taxed: row.get(7)?,
        })
    })
}

/// The list with this code.
pub fn list(tx: &mut Tx, code: &str) -> Result<List> {
    let unknown = || Error::invalid("unknown", format!("There is no price list with the code '{code}'."));
    lists(tx)?.into_iter().find(|list| list.code == code).ok_or_else(unknown)
}

/// Who asks for a price, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Asker {
    /// In which channel.
    pub channel: Option<String>,
    /// In which currency.
    pub currency: Option<String>,
    /// Where: `ES-CN` is in `ES`.
    pub zone: Option<String>,
    /// In which groups.
    pub groups: Vec<String>,
}

impl Asker {
    /// The same with a currency, so that prices can be compared: where none is said, that of the list that everybody
    /// is asked by first.
    #[must_use]
    pub fn settled(self, all: &[List]) -> Asker {
        let lists = self.lists(all);
        let for_all = |list: &&List| list.channel.is_none() && list.zone.is_none() && list.customer_group.is_none();
        let usual = lists.iter().find(for_all).or(lists.first()).map(|list| list.currency.code().to_owned());
        Asker { currency: self.currency.or(usual), ..self }
    }

    /// The lists that fit, the one that is asked first in front. Pure.
    pub fn lists(&self, all: &[List]) -> Vec<List> {
        let fits = |wanted: &Option<String>, is: &Option<String>| wanted.is_none() || wanted == is;
        let here = self.zone.as_deref().unwrap_or_default().to_ascii_uppercase();
        let in_zone =
            |wanted: &str| here == wanted || here.strip_prefix(wanted).is_some_and(|rest| rest.starts_with('-'));
        let mut found: Vec<List> = all
            .iter()
            .filter(|list| fits(&list.channel, &self.channel))
            .filter(|list| self.currency.as_deref().is_none_or(|code| code.eq_ignore_ascii_case(list.currency.code())))
            .filter(|list| list.zone.as_deref().is_none_or(in_zone))
            .filter(|list| list.customer_group.as_ref().is_none_or(|group| self.groups.contains(group)))
            .cloned()
            .collect();
        found.sort_by(|one, other| (other.rank, &one.code).cmp(&(one.rank, &other.code)));
        found
    }
}

/// A price as somebody sets it.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPrice {
    /// The code of its list.
    pub list: String,
    /// What it is of.
    pub sku: String,
    /// Whether it is a reduction.
    pub kind: Kind,
    /// How much one costs; nothing where there is no such price from then on.
    pub amount: Option<UnitPrice>,
    /// From when; from now where it is not said. Never from before now.
    #[serde(default)]
    pub from: Option<Time>,
    /// Until when a reduction holds.
    #[serde(default)]
    pub to: Option<Time>,
}

/// The largest price, in 1/10,000: ten million.
const LARGEST: i64 = 100_000_000_000;

/// Sets prices; says how many differ from what holds at their moment. What is set already is not set again.
pub fn set(cx: &Cx, tx: &mut Tx, new: &[NewPrice]) -> Result<u64> {
    set_for(cx, tx, new, None)
}

/// The same, as part of a change of many.
pub(crate) fn set_for(cx: &Cx, tx: &mut Tx, new: &[NewPrice], change: Option<ChangeId>) -> Result<u64> {
    let (count, news) = set_quietly(cx, tx, new, change)?;
    keep::priced(cx, tx, &news)?;
    Ok(count)
}

/// The same, for an act that tells of these products itself. Gives those, too, that have their first price.
pub(crate) fn set_quietly(
    cx: &Cx,
    tx: &mut Tx,
    new: &[NewPrice],
    change: Option<ChangeId>,
) -> Result<(u64, Vec<ProductId>)> {
    let mut checked = Vec::with_capacity(new.len());
    for price in new {
        let variant = Sku::parse(price.sku.trim())?.id();
        checked.push((list_id(&price.list.to_lowercase()), variant, price.checked(cx.now)?, &price.sku));
    }
    let mut told = BTreeSet::new();
    let again =
        checked.iter().find(|(list, variant, set, _)| !told.insert((*list, *variant, set.kind.word(), set.from)));
    if let Some((.., sku)) = again {
        return Err(Error::invalid("sku", format!("'{sku}' has two prices for the same moment on one list.")));
    }
    let mut names: Vec<&str> = new.iter().map(|price| price.list.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter().try_for_each(|code| list(tx, &code.to_lowercase()).map(drop))?;
    let mut ids: Vec<VariantId> = checked.iter().map(|(_, variant, ..)| *variant).collect();
    ids.sort_unstable();
    ids.dedup();
    let known = variants::some(tx, &ids)?;
    if let Some((.., sku)) = checked.iter().find(|(_, variant, ..)| !known.contains_key(variant)) {
        return Err(Error::invalid("sku", format!("There is no variant with the SKU '{sku}'.")));
    }
    let mut histories = of_variants(tx, &ids)?;
    let text = sql!(
        "insert into prices (id, list_id, variant_id, kind, amount, from_time, to_time, set_at, set_by, change_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    );
    let is_price = |set: &Set| set.kind == Kind::Regular && set.amount.is_some();
    let priced = histories.iter().filter(|(_, sets)| sets.iter().any(is_price)).map(|((_, variant), _)| *variant);
    let priced: BTreeSet<VariantId> = priced.collect();
    let mut news = BTreeSet::new();
    let by = cx.actor.as_text();
    let mut rows = Vec::new();
    for (list, variant, set, _) in checked {
        let history = histories.entry((list, variant)).or_default();
        if history::says(history, &set) {
            continue;
        }
        // What begins later is found by its moment.
        if set.from <= cx.now || (is_price(&set) && !priced.contains(&variant)) {
            news.extend(known.get(&variant).map(|one| one.product_id));
        }
        let amount = set.amount.map(|amount| amount.0);
        let kind = set.kind.word();
        let id = PriceId::new(cx.now);
        rows.push(params![id, list, variant, kind, amount, set.from, set.to, set.set_at, by.clone(), change]);
        history.push(set);
    }
    Ok((tx.exec_many(text, rows)?, news.into_iter().collect()))
}

impl NewPrice {
    fn checked(&self, now: Time) -> Result<Set> {
        if self.amount.is_some_and(|amount| !(0..=LARGEST).contains(&amount.0)) {
            return Err(Error::invalid("amount", "A price lies between 0 and 10,000,000."));
        }
        let from = self.from.unwrap_or(now);
        if from < now {
            return Err(Error::invalid(
                "from",
                "A price holds from now on or later: what was asked before stays true.",
            ));
        }
        if self.to.is_some_and(|to| to <= from) {
            return Err(Error::invalid("to", "A reduction ends after it begins."));
        }
        if self.to.is_some() && self.kind == Kind::Regular {
            return Err(Error::invalid("to", "Only a reduction ends; a regular price holds until the next."));
        }
        Ok(Set { kind: self.kind, amount: self.amount, from, to: self.to, set_at: now, undone_at: None })
    }
}

/// All that was ever set for these variants, by list.
pub fn of_variants(tx: &mut Tx, ids: &[VariantId]) -> Result<HashMap<(ListId, VariantId), Vec<Set>>> {
    let text = sql!(concat!(
        "select p.list_id, p.variant_id, p.kind, p.amount, p.from_time, p.to_time, p.set_at, c.undone_at
         from prices p left join price_changes c on c.id = p.change_id where p.variant_id in ",
        many!(),
        " order by p.set_at, p.id"
    ));
    let mut found: HashMap<(ListId, VariantId), Vec<Set>> = HashMap::new();
    let read = |row: &Row| {
        let kind = Kind::parse(&row.get::<String>(2)?)?;
        let amount = row.get::<Option<i64>>(3)?.map(UnitPrice);
        let (from, to, set_at, undone_at) = (row.get(4)?, row.get(5)?, row.get(6)?, row.get(7)?);
        let set = Set { kind, amount, from, to, set_at, undone_at };
        Ok(((row.get::<ListId>(0)?, row.get::<VariantId>(1)?), set))
    };
    for (key, set) in tx.query_among(text, ids, [], read)? {
        found.entry(key).or_default().push(set);
    }
    Ok(found)
}

/// Of these products those that something is asked for at a moment, on any list.
pub fn priced(tx: &mut Tx, products: &[Details], now: Time) -> Result<BTreeSet<ProductId>> {
    let of = details::sold(products);
    let ids: Vec<VariantId> = of.keys().copied().collect();
    let histories = of_variants(tx, &ids)?.into_iter();
    let asked = histories.filter(|(_, history)| at(history, now).is_some());
    Ok(asked.filter_map(|((_, variant), _)| of.get(&variant).copied()).collect())
}

/// What is asked for a variant.
#[derive(Clone, Debug, PartialEq, serde::Serialize, schemars::JsonSchema)]
pub struct Price {
    /// The code of the list that says so.
    pub list: String,
    /// Its currency.
    pub currency: Currency,
    /// Whether it includes the tax.
    pub is_taxed: bool,
    /// How much.
    pub amount: UnitPrice,
    /// What is shown beside a reduction: the lowest price of the thirty days before it.
    pub before: Option<UnitPrice>,
}

/// What is asked for these variants at a moment; those without a price are left out.
pub fn quote(tx: &mut Tx, ids: &[VariantId], asker: &Asker, now: Time) -> Result<HashMap<VariantId, Price>> {
    let fitting = asker.lists(&lists(tx)?);
    let histories = of_variants(tx, ids)?;
    let price = |id: VariantId| {
        fitting.iter().find_map(|list| {
            let history = histories.get(&(list_id(&list.code), id))?;
            let amount = at(history, now)?;
            let (code, currency, is_taxed) = (list.code.clone(), list.currency, list.is_taxed);
            Some(Price { list: code, currency, is_taxed, amount, before: before(history, now) })
        })
    };
    Ok(ids.iter().filter_map(|id| Some((*id, price(*id)?))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(code: &str, rank: i64) -> List {
        let (channel, zone, customer_group) = (None, None, None);
        let (code, name) = (code.to_owned(), code.to_owned());
        List { code, name, currency: Currency::EUR, channel, zone, customer_group, rank, is_taxed: true }
    }

    #[test]
    fn a_zone_is_a_country_or_a_part_of_one() {
        assert!(["ES", "ES-CN", "GB-SCT", "ES-7"].into_iter().all(is_zone));
        assert!(["", "E", "ESP", "ES-", "ES-CNAR", "es", "E\u{200b}", "ES-C N"].into_iter().all(|zone| !is_zone(zone)));
    }

    #[test]
    fn the_list_that_fits_best_is_asked_first() {
        let all = [
            list("all", 0),
            List { channel: Some("web".into()), ..list("web", 10) },
            List { zone: Some("ES".into()), ..list("spain", 20) },
            List { zone: Some("ES-CN".into()), ..list("canarias", 30) },
            List { customer_group: Some("staff".into()), ..list("staff", 40) },
            List { currency: Currency::GBP, ..list("pounds", 50) },
        ];
        let asked = |channel: &str, zone: &str, groups: &[&str]| {
            let groups = groups.iter().map(|group| (*group).to_owned()).collect();
            let (channel, zone) = (Some(channel.to_owned()), Some(zone.to_owned()));
            let asker = Asker { channel, currency: Some("EUR".into()), zone, groups };
            asker.lists(&all).into_iter().map(|list| list.code).collect::<Vec<_>>()
        };
        assert_eq!(asked("web", "FR", &[]), ["web", "all"]);
        assert_eq!(asked("shop", "ES-GA", &[]), ["spain", "all"]);
        assert_eq!(asked("web", "ES-CN", &["staff"]), ["staff", "canarias", "spain", "web", "all"]);
        assert_eq!(asked("web", "EST", &[]), ["web", "all"], "a zone is no beginning of a word");
    }
}
