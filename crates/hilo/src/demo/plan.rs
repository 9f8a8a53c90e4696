//! All of Telar, as its rooms take it: products, people, and papers with their numbers.

use base::{Currency, Result, Time};
use catalog::{prices::NewPrice, products::NewProduct, told::Told};
use customers::people::{Known, Said};
use orders::ledger::{NewLine, NewPaper, Whose};

use super::{
    calendar::Calendar,
    choices::{self, Choice},
    faces,
    goods::Goods,
    people,
    returns::{self, Back},
    reviews::{self, Opinion},
    sales::{self, Draft},
    telar,
};

/// How many orders of the crowd there are; stories, changed sizes and those who come just now add some.
const ORDERS: usize = 3_760;
/// The number of the order that Ana placed today; the others are counted from there.
const ANAS_NUMBER: i64 = 20_418;
/// The number of the first return.
const FIRST_RETURN: i64 = 1_001;

/// Somebody who joins.
#[derive(Clone, Debug)]
pub struct Join {
    /// Who.
    pub person: Said,
    /// In which channel.
    pub channel: &'static str,
    /// In which shop.
    pub place: Option<&'static str>,
}

/// Everything that is written.
pub struct Plan {
    /// Products.
    pub products: Vec<NewProduct>,
    /// What is said of them.
    pub told: Vec<Told>,
    /// What they cost, since before the first order.
    pub prices: Vec<NewPrice>,
    /// What some of them cost for a few weeks.
    pub sale: Vec<NewPrice>,
    /// People, in the order in which they joined.
    pub people: Vec<Join>,
    /// What they allow, in the order in which they said so.
    pub choices: Vec<Choice>,
    /// Orders, in the order of time and number.
    pub orders: Vec<NewPaper>,
    /// Returns, likewise.
    pub returns: Vec<NewPaper>,
    /// What people say of what they bought.
    pub reviews: Vec<Opinion>,
}

impl Plan {
    /// Telar as it is at this moment. The same moment gives the same Telar.
    pub fn new(now: Time) -> Result<Plan> {
        let calendar = Calendar::new(now)?;
        let goods = Goods::new()?;
        let mut people = faces::people(&calendar)?;
        people.extend(people::crowd(&calendar)?);
        let Books { mut orders, returns } = books(&calendar, &goods, &people)?;
        let mut returns: Vec<Draft> = returns.into_iter().map(|back| back.draft).collect();
        orders.sort_by_key(|draft| draft.at);
        returns.sort_by_key(|draft| draft.at);
        people.sort_by_key(|person| person.new.at);
        let is_anas = |draft: &Draft| draft.who.as_ref().is_some_and(|who| who.value == super::ANA);
        let anas = orders.iter().rposition(is_anas).unwrap_or(orders.len());
        let number = |first: i64, index: usize, letter: char| format!("{letter}-{}", first + index as i64);
        let papers = |drafts: Vec<Draft>, first: i64, letter: char| {
            let papers = drafts.into_iter().enumerate();
            papers.map(|(index, draft)| paper(draft, number(first, index, letter))).collect()
        };
        let choices = choices::choices(&calendar, &people);
        let reviews = reviews::reviews(&calendar, &people, &orders);
        let join = |person: people::Person| Join { person: person.new, channel: person.channel, place: person.place };
        Ok(Plan {
            products: goods.products()?,
            told: telar::tell::products(&goods)?,
            prices: telar::tell::prices(&calendar, &goods),
            sale: telar::tell::sale(&calendar, &goods),
            people: people.into_iter().map(join).collect(),
            choices,
            orders: papers(orders, ANAS_NUMBER - anas as i64, 'T'),
            returns: papers(returns, FIRST_RETURN, 'D'),
            reviews,
        })
    }

    /// How many things there are to write.
    pub fn size(&self) -> usize {
        let catalog = self.products.len() + self.told.len() + self.prices.len() + self.sale.len();
        catalog + self.people.len() + self.choices.len() + self.orders.len() + self.returns.len() + self.reviews.len()
    }
}

/// Everything that was bought and brought back, in no order.
pub struct Books {
    /// What was bought.
    pub orders: Vec<Draft>,
    /// What came back.
    pub returns: Vec<Back>,
}

/// What these people did.
pub fn books(calendar: &Calendar, goods: &Goods, people: &[people::Person]) -> Result<Books> {
    let mut orders = sales::orders(calendar, goods, people, ORDERS);
    let returns = returns::returns(calendar, goods, people, &mut orders);
    let mut books = Books { orders, returns };
    faces::tell(calendar, goods, people, &mut books)?;
    Ok(books)
}

/// A draft as a paper with this number.
pub fn paper(draft: Draft, number: String) -> NewPaper {
    let at = draft.at;
    let line = |(index, line): (usize, sales::Line)| NewLine {
        key: index as i64 + 1,
        variant: line.sku.id(),
        name: Some(line.name),
        quantity: line.quantity,
        price: line.price,
        at,
    };
    NewPaper {
        source: super::SOURCE.to_owned(),
        number,
        at,
        channel: draft.channel.to_owned(),
        place: draft.place.map(str::to_owned),
        actor: draft.who.map_or(Whose::Nobodys, Whose::Named),
        country: draft.country,
        currency: Currency::EUR,
        lines: draft.lines.into_iter().enumerate().map(line).collect(),
    }
}

/// Ana, as the thread knows her.
pub fn ana() -> Result<Known> {
    Known::parse(customers::people::Kind::Email, super::ANA)
}
