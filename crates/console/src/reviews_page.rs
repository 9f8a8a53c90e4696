//! What people say of products: the queue of those that wait, and the others.

use askama::Template;
use base::Time;
use orders::reviews::{self, Reason, Review, State, Summary};
use web::{
    frame::Frame,
    lists::{Finding, Pager},
    locale::Say,
};

use crate::{identifiers::source_name, notices::Notice};

/// The list.
#[derive(Template)]
#[template(path = "reviews.html")]
pub struct ReviewsPage {
    /// The frame.
    pub page: Frame,
    /// What was done just now, or why it was not.
    pub notice: Option<Notice>,
    /// Search and filters.
    pub finding: Finding,
    /// The product that all of them are of, where it is one: its address and its name.
    pub of: Option<(String, String)>,
    /// The same list of all products.
    pub everybody: String,
    /// What says which list this is, for the way back to it.
    pub keep: Vec<(String, String)>,
    /// In which state all of them are.
    pub state: State,
    /// These.
    pub rows: Vec<ReviewRow>,
    /// To the others.
    pub pager: Pager,
    /// Whether whoever looks may decide.
    pub may: bool,
}

impl ReviewsPage {
    fn empty_title(&self) -> String {
        self.page.say.t(&format!("{}-empty-title", state_key(self.state)))
    }

    fn reasons(&self) -> Vec<(&'static str, String)> {
        Reason::ALL.iter().map(|one| (one.word(), self.page.say.t(&reason_key(*one)))).collect()
    }
}

/// A review, as pages show it.
#[derive(Clone, Debug)]
pub struct ReviewRow {
    /// Its id.
    pub id: String,
    /// How many of five stars.
    pub stars: i64,
    /// What stands above it.
    pub title: Option<String>,
    /// Its lines.
    pub lines: Vec<String>,
    /// What its writer is called beside it.
    pub author: String,
    /// The card of its writer, where they are known.
    pub card: Option<String>,
    /// The product's name and address.
    pub product: (String, String),
    /// Where it comes from, where that is another shop.
    pub source: Option<String>,
    /// The order that shows that they bought it.
    pub order: Option<String>,
    /// When it was written.
    pub at: Time,
    /// Why it was refused.
    pub reason: Option<String>,
    /// What the shop answered.
    pub answer: Option<String>,
}

impl ReviewRow {
    /// A review in the words of a language.
    pub fn of(say: &Say, review: &Review) -> ReviewRow {
        ReviewRow {
            id: review.id.to_string(),
            stars: review.stars,
            title: review.title.clone(),
            lines: review.body.lines().map(str::to_owned).collect(),
            author: review.author.clone(),
            card: review.customer_id.map(|id| format!("/console/customers/{id}")),
            product: (
                review.product_name.clone().unwrap_or_else(|| review.product.clone()),
                format!("/console/products/{}", review.product_id),
            ),
            source: Some(&review.source).filter(|source| *source != reviews::HERE).map(|source| source_name(source)),
            order: review.order_id.map(|id| format!("/console/orders/{id}")),
            at: review.written_at,
            reason: review.reason.map(|reason| say.t(&reason_key(reason))),
            answer: review.answer.clone(),
        }
    }
}

/// What the reviews of a product come to, as its page shows it.
#[derive(Clone, Debug)]
pub struct Rating {
    /// The average, as the language writes it; nothing where nobody said anything.
    pub average: Option<String>,
    /// The average in whole stars.
    pub stars: i64,
    /// How many are shown.
    pub count: i64,
    /// How many of them bought it here.
    pub verified: i64,
    /// The newest.
    pub newest: Vec<ReviewRow>,
}

impl Rating {
    /// The summary and the newest reviews of a product.
    pub fn of(say: &Say, summary: Option<&Summary>, newest: &[Review]) -> Rating {
        let summary = summary.copied().unwrap_or_default();
        let tenths = summary.tenths();
        Rating {
            average: tenths.map(|tenths| say.tenths(tenths)),
            stars: tenths.map_or(0, |tenths| (tenths + 5) / 10),
            count: summary.count,
            verified: summary.verified,
            newest: newest.iter().map(|review| ReviewRow::of(say, review)).collect(),
        }
    }
}

/// The message of a reason.
pub fn reason_key(reason: Reason) -> String {
    format!("review-reason-{}", reason.word().replace('_', "-"))
}

/// The message of a state.
pub fn state_key(state: State) -> String {
    format!("reviews-{}", state.word())
}
