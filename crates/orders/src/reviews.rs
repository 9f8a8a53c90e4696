//! Reviews: what people say of products they have, what staff decide of it, and what the shop answers.
//!
//! A review is verified where an order of its writer, placed before they wrote, has the product; this is looked up and
//! never claimed (Directive 2005/29/EC, annex I, 23b). It can be refused for what it says, never for how few stars it
//! gives (23c): the reasons are a list, and how many were refused is counted by stars.

use std::collections::HashMap;

use base::{Cx, Error, Id, Noun, Result, Time, iso, text};
use catalog::{
    products::{self, ProductId},
    variants::VariantId,
};
use customers::{
    identity,
    people::{Claim, CustomerId, How, Known, Profile, Said},
};
use serde_json::json;
use store::{
    Tx,
    asked::Rows,
    many, params, sql,
    thread::{self, EventId, IdentifierId, NewEvent, SubjectId},
    value::Row,
};

use crate::{events::REVIEW_WRITTEN, orders::OrderId};

/// A review.
pub struct Opinion;
impl Noun for Opinion {
    const PREFIX: &'static str = "rev";
    const NAME: &'static str = "review";
}
/// The id of a review.
pub type ReviewId = Id<Opinion>;

/// The source of reviews that were written here.
pub const HERE: &str = "api";

/// Letters of a text, of a title and of a name.
const BODY: usize = 4_000;
const TITLE: usize = 200;
const AUTHOR: usize = 80;

/// What became of a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[schemars(rename = "ReviewState")]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Nobody has read it yet.
    Waiting,
    /// Everybody may.
    Shown,
    /// Nobody else does.
    Refused,
}

impl State {
    /// All of them.
    pub const ALL: [State; 3] = [State::Waiting, State::Shown, State::Refused];

    /// The word in rows and addresses.
    pub const fn word(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Shown => "shown",
            State::Refused => "refused",
        }
    }

    /// The state of a word.
    pub fn parse(word: &str) -> Result<State> {
        let found = State::ALL.into_iter().find(|state| state.word() == word);
        found.ok_or_else(|| Error::invalid("state", format!("'{word}' is no state: waiting, shown or refused.")))
    }
}

/// Why a review is refused. That it is a bad one is no reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It insults somebody.
    Insulting,
    /// It tells what is nobody else's business: names, numbers, addresses.
    Personal,
    /// It praises something else, or leads there.
    Advert,
    /// It is not about the product.
    OffTopic,
    /// The law forbids it.
    Unlawful,
    /// Whoever wrote it cannot know the product.
    Fake,
}

impl Reason {
    /// All of them.
    pub const ALL: [Reason; 6] =
        [Reason::Insulting, Reason::Personal, Reason::Advert, Reason::OffTopic, Reason::Unlawful, Reason::Fake];

    /// The word in rows and addresses.
    pub const fn word(self) -> &'static str {
        match self {
            Reason::Insulting => "insulting",
            Reason::Personal => "personal",
            Reason::Advert => "advert",
            Reason::OffTopic => "off_topic",
            Reason::Unlawful => "unlawful",
            Reason::Fake => "fake",
        }
    }

    /// The reason of a word.
    pub fn parse(word: &str) -> Result<Reason> {
        let found = Reason::ALL.into_iter().find(|reason| reason.word() == word);
        found.ok_or_else(|| {
            let words: Vec<&str> = Reason::ALL.into_iter().map(Reason::word).collect();
            Error::invalid("reason", format!("A review is refused for one of these: {}.", words.join(", ")))
        })
    }
}

/// A review as somebody writes it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReview {
    /// The product's code.
    pub product: String,
    /// From 1 to 5.
    pub stars: i64,
    /// What stands above it.
    #[serde(default)]
    pub title: Option<String>,
    /// What it says.
    pub body: String,
    /// What its writer wants to be called beside it.
    pub author: String,
    /// Its language, as `es`.
    #[serde(default)]
    pub language: Option<String>,
    /// When it was written; now where that is not said.
    #[serde(default)]
    pub at: Option<Time>,
}

impl NewReview {
    /// Reads every text of it.
    pub fn checked(self) -> Result<NewReview> {
        if !(1..=5).contains(&self.stars) {
            return Err(Error::invalid("stars", "A review gives 1 to 5 stars."));
        }
        if self.language.as_ref().is_some_and(|word| !iso::is_language(word)) {
            return Err(Error::invalid("language", "A language is told by its two letters, such as es."));
        }
        let title = self.title.filter(|title| !title.trim().is_empty());
        Ok(NewReview {
            title: title.map(|title| text::told("The title of a review", &title, TITLE)).transpose()?,
            body: in_lines("A review", &self.body)?,
            author: text::told("The name beside a review", &self.author, AUTHOR)?,
            ..self
        })
    }
}

/// A text that may have lines; each is as free text may be.
fn in_lines(what: &str, told: &str) -> Result<String> {
    let plain = told.replace("\r\n", "\n").replace('\t', " ");
    let lines: Vec<&str> = plain.trim().lines().map(str::trim_end).collect();
    text::told(what, &lines.join(" "), BODY)?;
    Ok(lines.join("\n"))
}

/// What somebody bought before they wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Purchase {
    order: OrderId,
    variant: VariantId,
}

/// Keeps what a person says of a product; what they said of it before makes room. It waits until somebody has read it.
/// Who says the same again has said nothing new.
pub fn write(cx: &Cx, tx: &mut Tx, actor: IdentifierId, source: &str, new: &NewReview) -> Result<ReviewId> {
    let new = new.clone().checked()?;
    let at = new.at.filter(|at| *at <= cx.now).unwrap_or(cx.now);
    let product = products::id_of(new.product.trim());
    if products::get(tx, product)?.is_none() {
        return Err(Error::invalid("unknown", format!("There is no product with the code '{}'.", new.product)));
    }
    let purchase = purchase(tx, actor, product, at)?;
    let earlier = earlier(tx, actor, product)?;
    if let Some(id) = earlier {
        let before = one(tx, id)?;
        let is_same = (before.stars, &before.title, &before.body, &before.author)
            == (new.stars, &new.title, &new.body, &new.author);
        if is_same {
            return Ok(id);
        }
    }
    let id = earlier.unwrap_or_else(|| ReviewId::new(cx.now));
    put(cx, tx, id, product, &new, (Some(actor), source, at), (State::Waiting, purchase))?;
    let event = NewEvent {
        id: EventId::new(cx.now),
        happened: at,
        kind: REVIEW_WRITTEN,
        channel: "hilo".to_owned(),
        place: None,
        actor: Some(actor),
        subject: Some(SubjectId::from_bytes(*id.bytes())),
        body: json!({ "product_id": product, "stars": new.stars, "is_verified": purchase.is_some() }),
        private: None,
    };
    thread::append(tx, cx.now, &[event])?;
    Ok(id)
}

/// What else another shop says of a review that it showed.
pub struct Brought<'a> {
    /// Where it comes from.
    pub source: &'a str,
    /// When it came: then it was written at the latest, where its date is not told.
    pub came_at: Time,
    /// The address that its writer typed.
    pub who: Option<&'a Known>,
}

/// Keeps a review that another shop had shown already; one that is known stays as it is. Where that shop says whose it
/// is, their purchase is looked up here as well. One without a date was not written after anything that is known.
pub fn bring(
    cx: &Cx,
    tx: &mut Tx,
    (id, product): (ReviewId, ProductId),
    review: &NewReview,
    brought: Brought,
) -> Result<()> {
    if some(tx, &[id])?.contains_key(&id) {
        return Ok(());
    }
    let Brought { source, came_at, who } = brought;
    let at = review.at.filter(|at| *at <= cx.now);
    let actor = match who {
        // Anybody may type an address beside a review.
        Some(known) => {
            let claims = vec![Claim { known: known.clone(), how: How::Typed }];
            let (profile, source) = (Profile::default(), source.to_owned());
            identity::tell(cx, tx, &Said { claims, profile, source, at: at.unwrap_or(came_at) })?
        }
        None => None,
    };
    let purchase = actor.zip(at).map_or(Ok(None), |(actor, at)| purchase(tx, actor, product, at))?;
    put(cx, tx, id, product, review, (actor, source, at.unwrap_or(came_at)), (State::Shown, purchase))
}

fn put(
    cx: &Cx,
    tx: &mut Tx,
    id: ReviewId,
    product: ProductId,
    new: &NewReview,
    (actor, source, at): (Option<IdentifierId>, &str, Time),
    (state, purchase): (State, Option<Purchase>),
) -> Result<()> {
    let text = sql!(
        "insert into reviews (id, product_id, actor, source, stars, title, body, author, language, state, order_id,
             variant_id, written_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) on conflict (id) do update set
             actor = excluded.actor, source = excluded.source, stars = excluded.stars, title = excluded.title,
             body = excluded.body, author = excluded.author, language = excluded.language, state = excluded.state,
             order_id = excluded.order_id, variant_id = excluded.variant_id, written_at = excluded.written_at,
             reason = null, answer = null, answered_at = null, decided_at = null, decided_by = null"
    );
    let (order, variant) = purchase.map(|bought| (bought.order, bought.variant)).unzip();
    let NewReview { stars, title, body, author, language, .. } = new;
    let (title, language) = (title.as_deref(), language.as_deref());
    let row = params![
        id,
        product,
        actor,
        source,
        *stars,
        title,
        body,
        author,
        language,
        state.word(),
        order,
        variant,
        at,
        cx.now
    ];
    tx.exec(text, row).map(|_| ())
}

/// The last order before a moment in which somebody bought this, by whatever name they went.
fn purchase(tx: &mut Tx, actor: IdentifierId, product: ProductId, at: Time) -> Result<Option<Purchase>> {
    // From the person's few orders to their lines, never from the product's many: a cross join keeps this order.
    let text = sql!(
        "select o.id, l.variant_id from identifiers me cross join identifiers i cross join orders o
         cross join order_lines l
         where me.id = $1 and i.customer_id = me.customer_id and o.actor = i.id and o.placed_at <= $3
             and l.order_id = o.id and l.product_id = $2 and l.quantity > 0
         order by o.placed_at desc, o.id desc limit 1"
    );
    tx.query_one(text, params![actor, product, at], |row: &Row| {
        Ok(Purchase { order: row.get(0)?, variant: row.get(1)? })
    })
}

/// What the same person said of the product before.
fn earlier(tx: &mut Tx, actor: IdentifierId, product: ProductId) -> Result<Option<ReviewId>> {
    let text = sql!(
        "select r.id from identifiers me join identifiers i on i.customer_id = me.customer_id
         join reviews r on r.actor = i.id and r.product_id = $2
         where me.id = $1 order by r.written_at desc, r.id desc limit 1"
    );
    tx.query_one(text, params![actor, product], |row| row.get(0))
}

/// Shows a review, or refuses it and says why. What was decided so already stays as it is.
pub fn decide(cx: &Cx, tx: &mut Tx, id: ReviewId, refused: Option<Reason>) -> Result<()> {
    let state = if refused.is_some() { State::Refused } else { State::Shown };
    let text = sql!(
        "update reviews set state = $2, reason = $3, decided_at = $4, decided_by = $5
         where id = $1 and (state <> $2 or coalesce(reason, '') <> coalesce($3, ''))"
    );
    let reason = refused.map(Reason::word);
    if tx.exec(text, params![id, state.word(), reason, cx.now, cx.actor.as_text()])? == 0 {
        one(tx, id)?;
    }
    Ok(())
}

/// What the shop says to a review; nothing takes back what it said.
pub fn answer(cx: &Cx, tx: &mut Tx, id: ReviewId, said: &str) -> Result<()> {
    let said = if said.trim().is_empty() { None } else { Some(in_lines("An answer", said)?) };
    let at = said.as_ref().map(|_| cx.now);
    let text = sql!("update reviews set answer = $2, answered_at = $3 where id = $1");
    match tx.exec(text, params![id, said, at])? {
        0 => Err(Error::NotFound { what: "review" }),
        _ => Ok(()),
    }
}

/// A review as it stands.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Review {
    /// Its id.
    pub id: ReviewId,
    /// The product.
    pub product_id: ProductId,
    /// Its code.
    pub product: String,
    /// Its name.
    pub product_name: Option<String>,
    /// Whose it is, as far as that is known.
    pub customer_id: Option<CustomerId>,
    /// Where it comes from.
    pub source: String,
    /// From 1 to 5.
    pub stars: i64,
    /// What stands above it.
    pub title: Option<String>,
    /// What it says.
    pub body: String,
    /// What its writer is called beside it.
    pub author: String,
    /// Its language.
    pub language: Option<String>,
    /// What became of it.
    pub state: State,
    /// Why it was refused.
    pub reason: Option<Reason>,
    /// Whether its writer bought the product before.
    pub is_verified: bool,
    /// In which order.
    pub order_id: Option<OrderId>,
    /// What exactly.
    pub variant_id: Option<VariantId>,
    /// What the shop says to it.
    pub answer: Option<String>,
    /// When it was written.
    pub written_at: Time,
}

macro_rules! columns {
    () => {
        "r.id, r.product_id, p.code, p.name, i.customer_id, r.source, r.stars, r.title, r.body, r.author, r.language, \
         r.state, r.reason, r.order_id, r.variant_id, r.answer, r.written_at \
         from reviews r join products p on p.id = r.product_id left join identifiers i on i.id = r.actor"
    };
}

fn read(row: &Row) -> Result<Review> {
    let order_id: Option<OrderId> = row.get(13)?;
    Ok(Review {
        id: row.get(0)?,
        product_id: row.get(1)?,
        product: row.get(2)?,
        product_name: row.get(3)?,
        customer_id: row.get(4)?,
        source: row.get(5)?,
        stars: row.get(6)?,
        title: row.get(7)?,
        body: row.get(8)?,
        author: row.get(9)?,
        language: row.get(10)?,
        state: State::parse(&row.get::<String>(11)?)?,
        reason: row.get::<Option<String>>(12)?.map(|word| Reason::parse(&word)).transpose()?,
        is_verified: order_id.is_some(),
        order_id,
        variant_id: row.get(14)?,
        answer: row.get(15)?,
        written_at: row.get(16)?,
    })
}

/// One review.
pub fn one(tx: &mut Tx, id: ReviewId) -> Result<Review> {
    let text = sql!(concat!("select ", columns!(), " where r.id = $1"));
    tx.query_one(text, params![id], read)?.ok_or(Error::NotFound { what: "review" })
}

/// Several reviews. Those that do not exist any more are left out.
pub fn some(tx: &mut Tx, ids: &[ReviewId]) -> Result<HashMap<ReviewId, Review>> {
    let text = sql!(concat!("select ", columns!(), " where r.id in ", many!()));
    Ok(tx.query_among(text, ids, [], read)?.into_iter().map(|review| (review.id, review)).collect())
}

/// Which reviews, the newest first.
#[derive(Clone, Debug)]
pub struct Query {
    /// In this state.
    pub state: State,
    /// Of this product.
    pub product: Option<ProductId>,
    /// With so many stars.
    pub stars: Option<i64>,
    /// Behind this one.
    pub after: Option<(Time, ReviewId)>,
}

/// Reviews, the newest first.
pub fn page(tx: &mut Tx, query: &Query, limit: i64) -> Result<Vec<Review>> {
    let (at, id) = query.after.unwrap_or((Time::from_micros(i64::MAX), ReviewId::from_bytes([0xff; 16])));
    let of_product = sql!(concat!(
        "select ",
        columns!(),
        " where r.product_id = $6 and r.state = $1 and (r.written_at, r.id) < ($2, $3)
             and ($4 = 0 or r.stars = $4) order by r.written_at desc, r.id desc limit $5"
    ));
    let of_all = sql!(concat!(
        "select ",
        columns!(),
        " where r.state = $1 and (r.written_at, r.id) < ($2, $3)
             and ($4 = 0 or r.stars = $4) order by r.written_at desc, r.id desc limit $5"
    ));
    let (state, stars) = (query.state.word(), query.stars.unwrap_or_default());
    match query.product {
        Some(product) => tx.query(of_product, params![state, at, id, stars, limit, product], read),
        None => tx.query(of_all, params![state, at, id, stars, limit], read),
    }
}

/// What was said under a name, the oldest first, behind a moment and a review.
pub(crate) fn of_identifier(
    tx: &mut Tx,
    (actor, at, last): (IdentifierId, Time, ReviewId),
    limit: i64,
) -> Result<Vec<Review>> {
    let text = sql!(concat!(
        "select ",
        columns!(),
        " where r.actor = $1 and (r.written_at, r.id) > ($2, $3) order by r.written_at, r.id limit $4"
    ));
    tx.query(text, params![actor, at, last, limit], read)
}

/// How many reviews wait.
pub fn waiting(tx: &mut Tx) -> Result<i64> {
    Ok(ask_waiting(tx).one(tx)?.unwrap_or_default())
}

/// Asks how many they are.
pub fn ask_waiting(tx: &mut Tx) -> Rows<i64> {
    let read: fn(&Row) -> _ = |row| row.get(0);
    tx.ask(sql!("select count(*) from reviews where state = 'waiting'"), params![], read)
}

/// What the reviews of a product come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Summary {
    /// How many are shown.
    pub count: i64,
    /// How many of these are of people who bought it here.
    pub verified: i64,
    /// How many give 1, 2, 3, 4 and 5 stars.
    pub by_stars: [i64; 5],
    /// How many of each were refused.
    pub refused: [i64; 5],
}

impl Summary {
    /// The stars on average, in tenths: 43 are 4.3; nothing where there are none.
    pub fn tenths(&self) -> Option<i64> {
        let sum: i64 = (1..).zip(self.by_stars).map(|(stars, count)| stars * count).sum();
        (self.count > 0).then(|| (sum * 20 + self.count) / (self.count * 2))
    }
}

/// What the reviews of these products come to; those without any are left out.
pub fn summaries(tx: &mut Tx, ids: &[ProductId]) -> Result<HashMap<ProductId, Summary>> {
    let text = sql!(concat!(
        "select product_id, state, stars, count(*), count(order_id) from reviews where product_id in ",
        many!(),
        " group by product_id, state, stars"
    ));
    let read = |row: &Row| {
        let state = State::parse(&row.get::<String>(1)?)?;
        Ok((row.get::<ProductId>(0)?, state, row.get::<i64>(2)?, row.get::<i64>(3)?, row.get::<i64>(4)?))
    };
    let mut found: HashMap<ProductId, Summary> = HashMap::new();
    for (product, state, stars, count, verified) in tx.query_among(text, ids, [], read)? {
        let summary = found.entry(product).or_default();
        let place = usize::try_from(stars - 1).map_err(Error::internal)?;
        match state {
            State::Waiting => {}
            State::Refused => summary.refused[place] += count,
            State::Shown => {
                summary.count += count;
                summary.verified += verified;
                summary.by_stars[place] += count;
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn review(stars: i64, body: &str) -> NewReview {
        let (product, author) = ("TL-ALB".to_owned(), "Ana".to_owned());
        NewReview { product, stars, title: Some(" ".into()), body: body.into(), author, language: None, at: None }
    }

    #[test]
    fn a_review_is_read() {
        let read = review(5, " Muy bueno.\r\nTalla bien.  ").checked().expect("it is right");
        assert_eq!((read.title, read.body.as_str()), (None, "Muy bueno.\nTalla bien."));
        let long = "a".repeat(BODY + 1);
        for wrong in [review(0, "a"), review(6, "a"), review(3, " "), review(3, "a\u{202e}b"), review(3, &long)] {
            assert!(wrong.checked().is_err());
        }
        let wrong = NewReview { language: Some("zz".into()), ..review(3, "a") };
        assert!(wrong.checked().is_err());
    }

    #[test]
    fn an_average_is_rounded_to_tenths() {
        let of = |by_stars: [i64; 5]| Summary { count: by_stars.iter().sum(), by_stars, ..Summary::default() }.tenths();
        assert_eq!(of([0; 5]), None);
        assert_eq!(of([0, 0, 0, 0, 3]), Some(50));
        assert_eq!(of([1, 0, 0, 0, 1]), Some(30));
        assert_eq!(of([0, 0, 0, 2, 1]), Some(43));
        assert_eq!(of([0, 0, 0, 1, 19]), Some(50), "4.95 is rounded up");
    }
}
