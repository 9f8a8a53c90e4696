//! The list of customers: search, filters and order, all kept in its address.

use base::{Money, Result};
use customers::{
    labels::{self, Label, bulk::Bulk},
    list::{self, Entry, Sort, Visitors},
    people::{CustomerId, Kind},
};
use store::Tx;
use web::{
    asked,
    frame::Room,
    lists::{Chip, Choice, Finding, Head, Order, Pager, Select},
    locale::Say,
    paging,
    rights::{CustomersSee, Right},
    views::{self, List, View},
    who::May,
};

use crate::{
    address::Address,
    answers::{Page, html},
    bulk_web,
    customers_page::{CustomerHeads, CustomerRow, CustomersPage},
    labels_page::Tag,
    labels_web,
    tallies::{self, People},
    views_web,
};

const ROWS: i64 = 50;
const ACTIVE_DAYS: i64 = 90;
const PATH: &str = "/console/customers";

/// What the address may ask for.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    country: String,
    returns: String,
    active: String,
    label: String,
    visitors: String,
    sort: String,
    after: String,
    bulk: String,
    did: String,
}

/// What the list shows, read in one transaction.
struct Read {
    entries: Vec<Entry>,
    tags: Vec<Vec<Tag>>,
    labels: Vec<Label>,
    bulk: Option<(Bulk, String)>,
    views: Vec<View>,
}

fn read(tx: &mut Tx, query: &list::Query, (bulk, me): (&str, &str)) -> Result<Read> {
    let entries = list::page(tx, query, ROWS + 1)?;
    let people: Vec<CustomerId> = entries.iter().map(|entry| entry.id).collect();
    Ok(Read {
        tags: labels_web::tags_of(tx, &people)?,
        labels: labels::all(tx)?,
        bulk: bulk_web::told(tx, bulk)?,
        views: views::seen_by(tx, me, List::Customers)?,
        entries,
    })
}

/// The list.
pub async fn list(viewer: May<CustomersSee>, asked::Asked(asked): asked::Asked<Asked>) -> Page {
    let app = viewer.app();
    let query = asked.query(app.clock.now())?;
    let (sort, reading, bulk, me) = (query.sort, query.clone(), asked.bulk.clone(), viewer.cx.actor.as_text());
    let mut read = app.db.read("console.customers", move |tx: &mut Tx| read(tx, &reading, (&bulk, &me))).await?;
    let people = tallies::people(app).await?;
    let more = read.entries.len() as i64 > ROWS;
    read.entries.truncate(ROWS as usize);
    let page = viewer.page(Room::Customers);
    let here = asked.address();
    let next = read.entries.last().filter(|_| more).map(|last| {
        let (value, id) = last.place(sort);
        here.with("after", paging::place(value, id.bytes())).to_string()
    });
    let first = (!asked.after.is_empty()).then(|| here.to_string());
    html(&CustomersPage {
        finding: Finding {
            views: Some(views_web::shown(&viewer, List::Customers, &read.views, &here)),
            ..finding(&page.say, &asked, &here, (&read, &people))
        },
        notice: match &read.bulk {
            Some(told) => Some(bulk_web::notice(&page.say, told, &here)),
            None => views_web::notice(&viewer, List::Customers, &asked.did),
        },
        may: viewer.may(Right::CustomersEdit),
        labels: read.labels.iter().filter(|label| label.rule.is_none()).map(choice).collect(),
        keep: here.pairs(),
        heads: heads(&page.say, &asked, &here),
        rows: read.entries.iter().zip(read.tags).map(|(entry, tags)| CustomerRow { tags, ..row(entry) }).collect(),
        total: asked.is_plain().then_some(people.total),
        pager: Pager { first, next },
        page,
    })
}

fn choice(label: &Label) -> Choice {
    Choice { value: label.id.to_string(), name: label.name.clone(), is_on: false }
}

impl Asked {
    /// What the fields of a form ask for that was sent from the list.
    pub fn of_fields(fields: &[(String, String)]) -> Asked {
        let field = |name: &str| {
            fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone()).unwrap_or_default()
        };
        Asked {
            q: field("q"),
            country: field("country"),
            returns: field("returns"),
            active: field("active"),
            label: field("label"),
            visitors: field("visitors"),
            sort: field("sort"),
            ..Asked::default()
        }
    }

    /// The list that it asks for.
    pub fn query(&self, now: base::Time) -> Result<list::Query> {
        let (sort, ascending) = self.sort();
        let after = (!self.after.is_empty()).then(|| paging::read_place(&self.after)).transpose()?;
        let given = |text: &String| (!text.trim().is_empty()).then(|| text.trim().to_owned());
        Ok(list::Query {
            search: given(&self.q),
            country: given(&self.country),
            with_returns: !self.returns.is_empty(),
            label: (!self.label.is_empty()).then(|| self.label.parse()).transpose()?,
            active_since: (!self.active.is_empty()).then(|| now.plus_seconds(-ACTIVE_DAYS * 86_400)),
            visitors: self.visitors(),
            sort,
            ascending,
            after: after.map(|(value, id)| (value, CustomerId::from_bytes(id))),
        })
    }

    fn visitors(&self) -> Visitors {
        Visitors::from_word(&self.visitors).unwrap_or_default()
    }

    /// `spent` is largest first, `spent-up` smallest first.
    fn sort(&self) -> (Sort, bool) {
        let (word, ascending) = match self.sort.strip_suffix("-up") {
            Some(word) => (word, true),
            None => (self.sort.as_str(), false),
        };
        (Sort::from_word(word).unwrap_or_default(), ascending)
    }

    fn is_plain(&self) -> bool {
        self.q.trim().is_empty()
            && self.country.is_empty()
            && self.returns.is_empty()
            && self.active.is_empty()
            && self.label.is_empty()
            && self.visitors() == Visitors::Without
    }

    /// The list with its filters and order, from its start.
    pub fn address(&self) -> Address {
        Address::new(PATH)
            .with("q", self.q.trim())
            .with("country", &self.country)
            .with("returns", &self.returns)
            .with("active", &self.active)
            .with("label", &self.label)
            .with("visitors", &self.visitors)
            .with("sort", &self.sort)
    }
}

fn finding(say: &Say, asked: &Asked, here: &Address, (read, people): (&Read, &People)) -> Finding {
    let mut choices =
        vec![Choice { value: String::new(), name: say.t("filter-any-country"), is_on: asked.country.is_empty() }];
    choices.extend(people.countries.iter().map(|(country, _)| Choice {
        value: country.clone(),
        name: say.country(country),
        is_on: *country == asked.country,
    }));
    let mut selects = vec![Select { name: "country".into(), label: say.t("filter-country"), choices }];
    if !read.labels.is_empty() {
        let any = Choice { value: String::new(), name: say.t("filter-any-label"), is_on: asked.label.is_empty() };
        let all =
            read.labels.iter().map(|label| Choice { is_on: label.id.to_string() == asked.label, ..choice(label) });
        let choices = std::iter::once(any).chain(all).collect();
        selects.push(Select { name: "label".into(), label: say.t("filter-label"), choices });
    }
    let visitors = Visitors::ALL.into_iter().map(|visitors| Choice {
        value: if visitors == Visitors::Without { String::new() } else { visitors.word().to_owned() },
        name: say.t(visitors_key(visitors)),
        is_on: asked.visitors() == visitors,
    });
    let (name, label) = ("visitors".into(), say.t("filter-visitors"));
    selects.push(Select { name, label, choices: visitors.collect() });
    let chip = |name: &str, parameter: &'static str, is_on: bool| Chip {
        name: say.t(name),
        address: here.with(parameter, if is_on { "" } else { "1" }).to_string(),
        is_on,
        count: None,
    };
    let sorts = [Sort::LastSeen, Sort::FirstSeen, Sort::Spent, Sort::Orders].into_iter().map(|sort| Choice {
        value: if sort == Sort::FirstSeen { "first_seen-up".to_owned() } else { sort.word().to_owned() },
        name: say.t(sort_key(sort)),
        is_on: asked.sort() == (sort, sort == Sort::FirstSeen),
    });
    Finding {
        action: PATH.to_owned(),
        label: say.t("search-customers"),
        q: asked.q.trim().to_owned(),
        selects,
        chips: vec![
            chip("filter-has-returns", "returns", !asked.returns.is_empty()),
            chip("filter-active-90", "active", !asked.active.is_empty()),
        ],
        sorts: sorts.collect(),
        keep: here.pairs().into_iter().filter(|(name, _)| ["returns", "active"].contains(&name.as_str())).collect(),
        clear: (!asked.is_plain()).then(|| PATH.to_owned()),
        ..Finding::default()
    }
}

const fn visitors_key(visitors: Visitors) -> &'static str {
    match visitors {
        Visitors::Without => "filter-visitors-without",
        Visitors::With => "filter-visitors-with",
        Visitors::Only => "filter-visitors-only",
    }
}

const fn sort_key(sort: Sort) -> &'static str {
    match sort {
        Sort::LastSeen => "sort-recent",
        Sort::FirstSeen => "sort-oldest",
        Sort::Spent => "sort-spent",
        Sort::Orders => "sort-orders",
    }
}

fn heads(say: &Say, asked: &Asked, here: &Address) -> CustomerHeads {
    let (current, ascending) = asked.sort();
    let head = |key: &str, sort: Sort| {
        let is_on = current == sort;
        let next = if is_on && !ascending { format!("{}-up", sort.word()) } else { sort.word().to_owned() };
        let order = is_on.then_some(if ascending { Order::Ascending } else { Order::Descending });
        Head { name: say.t(key), address: Some(here.with("sort", next).to_string()), order }
    };
    CustomerHeads {
        name: Head::plain(say.t("head-customer")),
        country: Head::plain(say.t("head-country")),
        orders: head("head-orders", Sort::Orders),
        spent: head("head-spent", Sort::Spent),
        returned: Head::plain(say.t("head-returned")),
        seen: head("head-seen", Sort::LastSeen),
    }
}

pub fn row(entry: &Entry) -> CustomerRow {
    let money = |minor: i64| entry.currency.map(|currency| Money::new(minor, currency)).into_iter().collect();
    let is_contact = matches!(entry.known_kind, Some(Kind::Email | Kind::Phone));
    let (contact, number) = if is_contact { (entry.known_as.clone(), None) } else { (None, entry.known_as.clone()) };
    CustomerRow {
        id: entry.id.to_string(),
        tags: Vec::new(),
        address: format!("{PATH}/{}", entry.id),
        name: entry.name.clone(),
        number,
        contact,
        country: entry.country.clone(),
        city: entry.city.clone(),
        orders: entry.orders,
        spent: money(entry.spent),
        returns: entry.returns,
        returned: if entry.returned == 0 { Vec::new() } else { money(entry.returned) },
        seen: Some(entry.last_seen),
    }
}
