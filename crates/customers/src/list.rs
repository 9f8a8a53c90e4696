//! The list of customers: searched, filtered, sorted, a page at a time.

use base::{Currency, Error, Result, Time};
use store::{
    Tx, followers, params, sql,
    tx::Sql,
    value::{Row, Val},
};

use crate::{
    fold,
    labels::LabelId,
    people::{CustomerId, Kind},
    words::Wanted,
};

mod few;

/// What a list is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Sort {
    /// Who did something last.
    #[default]
    LastSeen,
    /// Who came last.
    FirstSeen,
    /// Who bought most.
    Spent,
    /// Who ordered most often.
    Orders,
}

impl Sort {
    /// The word in addresses.
    pub const fn word(self) -> &'static str {
        match self {
            Sort::LastSeen => "last_seen",
            Sort::FirstSeen => "first_seen",
            Sort::Spent => "spent",
            Sort::Orders => "orders",
        }
    }

    /// The sort of a word.
    pub fn from_word(word: &str) -> Option<Sort> {
        [Sort::LastSeen, Sort::FirstSeen, Sort::Spent, Sort::Orders].into_iter().find(|sort| sort.word() == word)
    }
}

/// Whether a list shows visitors: who is known by a browser or a device alone and never bought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Visitors {
    /// Customers alone.
    #[default]
    Without,
    /// Everybody.
    With,
    /// Visitors alone.
    Only,
}

impl Visitors {
    /// All of them.
    pub const ALL: [Visitors; 3] = [Visitors::Without, Visitors::With, Visitors::Only];

    /// The word in addresses and in the API.
    pub const fn word(self) -> &'static str {
        match self {
            Visitors::Without => "without",
            Visitors::With => "with",
            Visitors::Only => "only",
        }
    }

    /// Reads a word.
    pub fn from_word(word: &str) -> Option<Visitors> {
        Visitors::ALL.into_iter().find(|visitors| visitors.word() == word)
    }

    /// From what to what `is_visitor` may be.
    const fn range(self) -> (i64, i64) {
        match self {
            Visitors::Without => (0, 0),
            Visitors::With => (0, 1),
            Visitors::Only => (1, 1),
        }
    }
}

/// What a list shows, and in which order.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Query {
    /// How words of a name or town begin, or the start of an identifier.
    pub search: Option<String>,
    /// A country, as its source writes it.
    pub country: Option<String>,
    /// Only those who have brought something back.
    pub with_returns: bool,
    /// Only those who did something since.
    pub active_since: Option<Time>,
    /// Only those who wear this label.
    pub label: Option<LabelId>,
    /// Whether visitors are among them.
    #[serde(default)]
    pub visitors: Visitors,
    /// By what.
    pub sort: Sort,
    /// Smallest or oldest first.
    pub ascending: bool,
    /// Behind this row: the sort's value and the id of the last row of the page before.
    pub after: Option<(i64, CustomerId)>,
}

/// One customer of the list.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "CustomerListed")]
pub struct Entry {
    /// Their id.
    pub id: CustomerId,
    /// Their name.
    pub name: Option<String>,
    /// The retailer's own number, or another identifier.
    pub known_as: Option<String>,
    /// What kind of identifier that is.
    pub known_kind: Option<Kind>,
    /// Their country.
    pub country: Option<String>,
    /// Their town.
    pub city: Option<String>,
    /// The currency of the sums.
    pub currency: Option<Currency>,
    /// Orders.
    pub orders: i64,
    /// What they bought, in minor units.
    pub spent: i64,
    /// Returns.
    pub returns: i64,
    /// What they brought back, in minor units.
    pub returned: i64,
    /// First seen.
    pub first_seen: Time,
    /// Last seen.
    pub last_seen: Time,
}

impl Entry {
    /// Where the next page begins, behind this row.
    pub fn place(&self, sort: Sort) -> (i64, CustomerId) {
        let value = match sort {
            Sort::LastSeen => self.last_seen.micros(),
            Sort::FirstSeen => self.first_seen.micros(),
            Sort::Spent => self.spent,
            Sort::Orders => self.orders,
        };
        (value, self.id)
    }
}

/// The filters of a list, from its fourth parameter on.
macro_rules! filters {
    () => {
        "(cast($4 as text) is null or ' ' || p.search like $4 or exists (select 1 from identifiers i
                     where i.customer_id = p.id and lower(i.value) >= $5 and lower(i.value) < $6))
                 and (cast($7 as text) is null or p.country = $7)
                 and c.returns >= $8 and c.last_seen >= $9
                 and (cast($10 as bigint) = 0 or p.id in (
                     select r.customer_id from rule_labels r where r.label_id = $11
                     union select i.customer_id from labelled w join identifiers i on i.id = w.identifier_id
                     where w.label_id = $11))
                 and c.is_visitor >= $12 and c.is_visitor <= $13"
    };
}

/// What of a card and its customer a list shows.
macro_rules! columns {
    () => {
        "p.id, p.name, (select i.value from identifiers i where i.customer_id = p.id
                 order by i.strength, i.created_at, i.rank, i.id limit 1),
             (select i.kind from identifiers i where i.customer_id = p.id
                 order by i.strength, i.created_at, i.rank, i.id limit 1),
             p.country, p.city, c.currency, c.orders, c.spent, c.returns, c.returned, c.first_seen, c.last_seen"
    };
}
use columns;

macro_rules! list_by {
    ($column:literal, $beyond:literal, $direction:literal, $who:literal) => {
        sql!(concat!(
            "select ",
            columns!(),
            " from cards c join customers p on p.id = c.customer_id
             where c.version = $1 and ",
            $who,
            "(c.",
            $column,
            ", c.customer_id) ",
            $beyond,
            " ($2, $3) and ",
            filters!(),
            " order by c.",
            $column,
            " ",
            $direction,
            ", c.customer_id ",
            $direction,
            " limit $14"
        ))
    };
}

/// Customers alone have indexes of their own, which are found by these words.
macro_rules! list_of {
    ($visitors:expr, $column:literal, $beyond:literal, $direction:literal) => {
        match $visitors {
            Visitors::Without => list_by!($column, $beyond, $direction, "c.is_visitor = 0 and "),
            Visitors::With | Visitors::Only => list_by!($column, $beyond, $direction, ""),
        }
    };
}

/// A page of customers, and one row more where there are more.
pub fn page(tx: &mut Tx, query: &Query, limit: i64) -> Result<Vec<Entry>> {
    let version = followers::active_version(tx, fold::NAME)?;
    if let Some(page) = few::page(tx, version, query, limit)? {
        return Ok(page);
    }
    let (value, id) = query.after.unwrap_or(match query.ascending {
        true => (i64::MIN, CustomerId::from_bytes([0; 16])),
        false => (i64::MAX, CustomerId::from_bytes([255; 16])),
    });
    let words = search(query)?;
    let [from, to] = reach(&words);
    let mut params = vec![Val::from(version), Val::from(value), Val::from(id)];
    params.extend(filters(query, &words, [&from, &to]));
    params.push(Val::from(limit));
    tx.query(statement(query), params, read_entry)
}

fn statement(query: &Query) -> &'static Sql {
    let who = query.visitors;
    match (query.sort, query.ascending) {
        (Sort::LastSeen, false) => list_of!(who, "last_seen", "<", "desc"),
        (Sort::LastSeen, true) => list_of!(who, "last_seen", ">", "asc"),
        (Sort::FirstSeen, false) => list_of!(who, "first_seen", "<", "desc"),
        (Sort::FirstSeen, true) => list_of!(who, "first_seen", ">", "asc"),
        (Sort::Spent, false) => list_of!(who, "spent", "<", "desc"),
        (Sort::Spent, true) => list_of!(who, "spent", ">", "asc"),
        (Sort::Orders, false) => list_of!(who, "orders", "<", "desc"),
        (Sort::Orders, true) => list_of!(who, "orders", ">", "asc"),
    }
}

fn read_entry(row: &Row) -> Result<Entry> {
    Ok(Entry {
        id: row.get(0)?,
        name: row.get(1)?,
        known_as: row.get(2)?,
        known_kind: row.get::<Option<String>>(3)?.as_deref().and_then(Kind::from_word),
        country: row.get(4)?,
        city: row.get(5)?,
        currency: row.get(6)?,
        orders: row.get(7)?,
        spent: row.get(8)?,
        returns: row.get(9)?,
        returned: row.get(10)?,
        first_seen: row.get(11)?,
        last_seen: row.get(12)?,
    })
}

/// How many customers match the filters of a list.
pub fn matching(tx: &mut Tx, query: &Query) -> Result<i64> {
    let version = followers::active_version(tx, fold::NAME)?;
    let text = sql!(concat!(
        "select count(*) from cards c join customers p on p.id = c.customer_id
         where c.version = $1 and c.customer_id > $2 and c.orders >= $3 and ",
        filters!()
    ));
    let words = search(query)?;
    let [from, to] = reach(&words);
    let mut params = vec![Val::from(version), Val::from(CustomerId::from_bytes([0; 16])), Val::from(i64::MIN)];
    params.extend(filters(query, &words, [&from, &to]));
    Ok(tx.query_one(text, params, |row| row.get(0))?.unwrap_or(0))
}

/// The same where it is known at once, since they are few; `None` where they have to be counted one by one.
pub fn matching_few(tx: &mut Tx, query: &Query) -> Result<Option<i64>> {
    let version = followers::active_version(tx, fold::NAME)?;
    few::count(tx, version, query)
}

/// Customers who match the filters of a list, in the order of their ids, after one of them.
pub fn matching_after(tx: &mut Tx, query: &Query, after: CustomerId, limit: i64) -> Result<Vec<CustomerId>> {
    let version = followers::active_version(tx, fold::NAME)?;
    let text = sql!(concat!(
        "select c.customer_id from cards c join customers p on p.id = c.customer_id
         where c.version = $1 and c.customer_id > $2 and ",
        filters!(),
        " order by c.customer_id limit $3"
    ));
    let words = search(query)?;
    let [from, to] = reach(&words);
    let mut params = vec![Val::from(version), Val::from(after), Val::from(limit)];
    params.extend(filters(query, &words, [&from, &to]));
    tx.query(text, params, |row| row.get(0))
}

/// From where to where an identifier may reach that starts like the words of a search.
fn reach(words: &Option<Search>) -> [String; 2] {
    let from = words.as_ref().map(|words| words.identifier.clone()).unwrap_or_default();
    let to = format!("{from}\u{10ffff}");
    [from, to]
}

fn filters<'a>(query: &'a Query, words: &'a Option<Search>, [from, to]: [&'a str; 2]) -> [Val<'a>; 10] {
    let (least, most) = query.visitors.range();
    params![
        words.as_ref().map(|words| words.wanted.pattern.as_str()),
        from,
        to,
        query.country.as_deref(),
        i64::from(query.with_returns),
        query.active_since.unwrap_or(Time::from_micros(i64::MIN)),
        i64::from(query.label.is_some()),
        query.label.unwrap_or(LabelId::from_bytes([0; 16])),
        least,
        most,
    ]
}

struct Search {
    wanted: Wanted,
    identifier: String,
}

/// Words match how those of the names and towns begin; the whole text also matches the start of an identifier.
fn search(query: &Query) -> Result<Option<Search>> {
    let Some(text) = query.search.as_deref().map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    if text.len() > 100 {
        return Err(Error::invalid("search", "Search for at most 100 characters."));
    }
    Ok(Some(Search { wanted: Wanted::of(text), identifier: text.to_lowercase() }))
}

/// The countries that customers come from, with how many, most first.
pub fn countries(tx: &mut Tx) -> Result<Vec<(String, i64)>> {
    let text = sql!(
        "select country, count(*) from customers where country is not null and merged_into is null
         group by country order by 2 desc, 1 limit 100"
    );
    tx.query(text, params![], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// How many customers there are, visitors apart.
pub fn count(tx: &mut Tx) -> Result<i64> {
    let version = followers::active_version(tx, fold::NAME)?;
    let text = sql!("select count(*) from cards where version = $1 and is_visitor = 0");
    Ok(tx.query_one(text, params![version], |row| row.get(0))?.unwrap_or(0))
}
