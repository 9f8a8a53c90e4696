//! The list of customers.

use askama::Template;
use base::{Money, Time};
use web::{
    frame::Frame,
    lists::{Choice, Finding, Head, ListWords, Pager},
    locale::Say,
};

use crate::{card_page::title, labels_page::Tag, notices::Notice};

/// The list of customers.
#[derive(Template)]
#[template(path = "customers.html")]
pub struct CustomersPage {
    /// The frame.
    pub page: Frame,
    /// What was done just now.
    pub notice: Option<Notice>,
    /// Whether whoever looks may put labels on.
    pub may: bool,
    /// Labels that may be put on many at once.
    pub labels: Vec<Choice>,
    /// The filters of the list, for an act on all that match.
    pub keep: Vec<(String, String)>,
    /// Search and filters.
    pub finding: Finding,
    /// The heads of the columns, in the order of `CustomerHeads`.
    pub heads: CustomerHeads,
    /// These customers.
    pub rows: Vec<CustomerRow>,
    /// How many there are with these filters, where that is known.
    pub total: Option<i64>,
    /// To the others.
    pub pager: Pager,
}

impl CustomersPage {
    fn words(&self) -> ListWords {
        let say = &self.page.say;
        let here = || say.tn("count-customers-here", self.rows.len() as i64);
        ListWords {
            name: say.t("frame-customers"),
            count: self.total.map_or_else(here, |total| say.tn("count-customers", total)),
            empty_title: say.t("customers-empty-title"),
            empty_words: say.t("customers-empty-words"),
            by_program: false,
        }
    }
}

/// The heads of the list's columns.
#[derive(Clone, Debug)]
pub struct CustomerHeads {
    /// The name or number.
    pub name: Head,
    /// The country.
    pub country: Head,
    /// How many orders.
    pub orders: Head,
    /// What they came to.
    pub spent: Head,
    /// What came back.
    pub returned: Head,
    /// The last time seen.
    pub seen: Head,
}

/// One customer of the list.
#[derive(Clone, Debug)]
pub struct CustomerRow {
    /// The id.
    pub id: String,
    /// What they wear.
    pub tags: Vec<Tag>,
    /// The card's address.
    pub address: String,
    /// The name, where there is one.
    pub name: Option<String>,
    /// The retailer's own number, or that of their loyalty card.
    pub number: Option<String>,
    /// The e-mail address or telephone of who has no number.
    pub contact: Option<String>,
    /// Two letters, or the place as it was told.
    pub country: Option<String>,
    /// The city.
    pub city: Option<String>,
    /// How many orders.
    pub orders: i64,
    /// What they came to, by currency.
    pub spent: Vec<Money>,
    /// How many returns.
    pub returns: i64,
    /// What was given back, by currency, as positive amounts; empty where the list does not know.
    pub returned: Vec<Money>,
    /// The last time seen.
    pub seen: Option<Time>,
}

impl CustomerRow {
    /// What the list calls them.
    pub fn title(&self, say: &Say) -> String {
        title(say, self.name.as_deref().or(self.contact.as_deref()), self.number.as_deref())
    }

    /// The labels that the list has no room for, in a line.
    pub fn other_tags(&self) -> String {
        self.tags.iter().skip(1).map(|tag| tag.name.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// What stands under the name: how else they are known.
    pub fn known(&self, say: &Say) -> Option<String> {
        self.name.as_ref()?;
        self.contact.clone().or_else(|| self.number.as_deref().map(|number| say.t1("card-number", "number", number)))
    }

    /// City and country, as far as they are known.
    pub fn place(&self, say: &Say) -> String {
        let country = self.country.as_deref().map(|country| say.country(country));
        [self.city.clone(), country].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}
