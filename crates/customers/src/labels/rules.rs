//! The rule of a label: conditions on a person's card, all of which must hold. Reading the card's sums is apart from
//! deciding, so that deciding can be tested as a table.

use base::{Currency, Error, Result, Time, text};
use store::{Tx, params, sql};

use crate::{
    card::{self, Figures},
    people::CustomerId,
};

/// Conditions that must all hold.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[schemars(rename = "LabelRule")]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The conditions.
    pub all: Vec<Condition>,
}

/// At least, or at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Is {
    /// So much or more.
    AtLeast,
    /// So much or less.
    AtMost,
}

impl Is {
    /// The word in rows and in the API.
    pub const fn word(self) -> &'static str {
        match self {
            Is::AtLeast => "at_least",
            Is::AtMost => "at_most",
        }
    }

    fn holds(self, value: i64, bound: i64) -> bool {
        match self {
            Is::AtLeast => value >= bound,
            Is::AtMost => value <= bound,
        }
    }
}

/// A number and how it bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Number {
    /// At least or at most.
    pub is: Is,
    /// So many.
    pub number: i64,
}

/// An amount and how it bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Amount {
    /// At least or at most.
    pub is: Is,
    /// So much, in minor units.
    pub minor: i64,
    /// Of this currency.
    pub currency: Currency,
}

/// An age and how it bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Age {
    /// At least or at most.
    pub is: Is,
    /// So many days.
    pub days: i64,
}

/// How often something occurs.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[schemars(rename = "RuleCount")]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// `channel`, `place` or `product`.
    pub facet: String,
    /// Which one: a channel's word, a shop's code, a product's id.
    pub key: String,
    /// At least or at most.
    pub is: Is,
    /// So often.
    pub number: i64,
}

/// How often an event occurs.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Events {
    /// Its kind, from EVENTS.md.
    pub kind: String,
    /// At least or at most.
    pub is: Is,
    /// So often.
    pub number: i64,
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(tag = "on", rename_all = "snake_case")]
pub enum Condition {
    /// How many orders, in any currency.
    Orders(Number),
    /// What they bought.
    Spent(Amount),
    /// How many returns, in any currency.
    Returns(Number),
    /// What an order comes to on average; who has no order in this currency does not fit.
    AverageTicket(Amount),
    /// How many things are on their thread.
    Facts(Number),
    /// Days since they were first seen.
    FirstSeen(Age),
    /// Days since they were last seen.
    LastSeen(Age),
    /// How often a channel, a shop or a product occurs on their thread.
    Tally(Count),
    /// How often an event of a kind is on their thread.
    Event(Events),
}

/// The facets that a rule may ask for.
pub const FACETS: [&str; 3] = ["channel", "place", "product"];
/// Conditions that a rule may have.
const MOST: usize = 10;

impl Rule {
    /// The rule, where it can be meant.
    pub fn checked(&self) -> Result<&Rule> {
        if !(1..=MOST).contains(&self.all.len()) {
            return Err(Error::invalid("rule", format!("A rule has 1 to {MOST} conditions.")));
        }
        for condition in &self.all {
            condition.check()?;
        }
        Ok(self)
    }

    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string(self).expect("a rule is plain data")
    }

    pub(crate) fn from_json(text: &str) -> Result<Rule> {
        serde_json::from_str(text).map_err(|error| Error::internal(format!("a label's rule cannot be read: {error}")))
    }

    /// Whether time alone can change whom it fits.
    pub fn is_timed(&self) -> bool {
        self.all.iter().any(|condition| matches!(condition, Condition::FirstSeen(_) | Condition::LastSeen(_)))
    }

    /// Whether a person fits.
    pub fn fits(&self, facts: &Facts) -> bool {
        self.all.iter().all(|condition| condition.holds(facts))
    }
}

impl Condition {
    /// The number that bounds.
    fn bound(&self) -> i64 {
        match self {
            Condition::Orders(Number { number, .. })
            | Condition::Returns(Number { number, .. })
            | Condition::Facts(Number { number, .. })
            | Condition::Tally(Count { number, .. })
            | Condition::Event(Events { number, .. }) => *number,
            Condition::FirstSeen(Age { days, .. }) | Condition::LastSeen(Age { days, .. }) => *days,
            Condition::Spent(Amount { minor, .. }) | Condition::AverageTicket(Amount { minor, .. }) => *minor,
        }
    }

    fn check(&self) -> Result<()> {
        if !(0..=1_000_000_000_000).contains(&self.bound()) {
            return Err(Error::invalid("rule", "A number in a rule is zero or more."));
        }
        match self {
            Condition::Spent(amount) | Condition::AverageTicket(amount) => {
                Currency::in_use(amount.currency.code()).map(|_| ())
            }
            Condition::Tally(count) => {
                if !FACETS.contains(&count.facet.as_str()) {
                    return Err(Error::invalid("rule", "A rule counts a channel, a place or a product."));
                }
                text::told("What a rule counts", &count.key, 100).map(|_| ())
            }
            Condition::Event(events) => text::told("The kind of event", &events.kind, 100).map(|_| ()),
            _ => Ok(()),
        }
    }

    fn holds(&self, facts: &Facts) -> bool {
        let holds = |is: Is, value: i64| is.holds(value, self.bound());
        let aged = |age: &Age, moment| facts.days_since(moment).is_some_and(|days| holds(age.is, days));
        match self {
            Condition::Orders(bound) => holds(bound.is, facts.sums.iter().map(|sum| sum.orders).sum()),
            Condition::Returns(bound) => holds(bound.is, facts.sums.iter().map(|sum| sum.returns).sum()),
            Condition::Spent(bound) => holds(bound.is, facts.sum(bound.currency).map_or(0, |sum| sum.spent)),
            Condition::AverageTicket(bound) => {
                let average = facts.sum(bound.currency).and_then(Figures::average_ticket);
                average.is_some_and(|average| holds(bound.is, average.minor))
            }
            Condition::Facts(bound) => holds(bound.is, facts.facts),
            Condition::FirstSeen(age) => aged(age, facts.first_seen),
            Condition::LastSeen(age) => aged(age, facts.last_seen),
            Condition::Tally(count) => holds(count.is, facts.counted(&count.facet, &count.key)),
            Condition::Event(events) => holds(events.is, facts.counted(EVENT, &events.kind)),
        }
    }
}

/// The facet of kinds of events.
pub(crate) const EVENT: &str = "event";

/// What a rule may ask of a person.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    sums: Vec<Figures>,
    facts: i64,
    first_seen: Option<Time>,
    last_seen: Option<Time>,
    counts: Vec<(String, String, i64)>,
    as_of: Time,
}

impl Facts {
    fn sum(&self, currency: Currency) -> Option<&Figures> {
        self.sums.iter().find(|sum| sum.currency == currency)
    }

    fn days_since(&self, moment: Option<Time>) -> Option<i64> {
        // What is last seen later than a day's look began has just been seen.
        Some((self.as_of.micros() - moment?.micros()).max(0) / 86_400_000_000)
    }

    fn counted(&self, facet: &str, key: &str) -> i64 {
        self.counts.iter().find(|(of, what, _)| of == facet && what == key).map_or(0, |(.., count)| *count)
    }

    /// Since when a rule that was looked at then fits a person: since that look, or since what they did later.
    pub fn since(&self, looked: Time) -> Time {
        self.last_seen.map_or(looked, |seen| seen.max(looked))
    }

    /// The same, with ages counted at another moment.
    pub fn at(mut self, moment: Time) -> Facts {
        self.as_of = moment;
        self
    }
}

/// Reads what these rules ask of a person, as the card's fold in its active version has it.
pub fn facts(tx: &mut Tx, version: i64, id: CustomerId, rules: &[&Rule]) -> Result<Facts> {
    let sums = card::figures(tx, version, id)?;
    let text = sql!(
        "select cast(coalesce(sum(s.facts), 0) as bigint), min(s.first_seen), max(s.last_seen)
         from identifiers i join sightings s on s.version = $1 and s.identifier_id = i.id where i.customer_id = $2"
    );
    let seen = tx.query_one(text, params![version, id], |row| {
        Ok((row.get::<i64>(0)?, row.get::<Option<Time>>(1)?, row.get::<Option<Time>>(2)?))
    })?;
    let (facts, first_seen, last_seen) = seen.unwrap_or_default();
    let mut read = Facts { sums, facts, first_seen, last_seen, ..Facts::default() };
    for condition in rules.iter().flat_map(|rule| &rule.all) {
        let (facet, key) = match condition {
            Condition::Tally(count) => (count.facet.as_str(), &count.key),
            Condition::Event(events) => (EVENT, &events.kind),
            _ => continue,
        };
        if !read.counts.iter().any(|(of, what, _)| of == facet && what == key) {
            let count = tally(tx, version, id, facet, key)?;
            read.counts.push((facet.to_owned(), key.clone(), count));
        }
    }
    Ok(read)
}

fn tally(tx: &mut Tx, version: i64, id: CustomerId, facet: &str, key: &str) -> Result<i64> {
    let text = sql!(
        "select cast(coalesce(sum(t.count), 0) as bigint)
         from identifiers i join tallies t on t.version = $1 and t.identifier_id = i.id and t.facet = $3 and t.key = $4
         where i.customer_id = $2"
    );
    Ok(tx.query_one(text, params![version, id, facet, key], |row| row.get(0))?.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> Facts {
        let day = |days: i64| Time::default().plus_seconds(days * 86_400);
        Facts {
            sums: vec![
                Figures { currency: Currency::EUR, orders: 3, spent: 8_999, returns: 1, returned: 3_000 },
                Figures { currency: Currency::GBP, orders: 1, spent: 100, returns: 0, returned: 0 },
            ],
            facts: 6,
            first_seen: Some(day(10)),
            last_seen: Some(day(90)),
            counts: vec![("place".into(), "vigo".into(), 2), ("event".into(), "Note Added".into(), 1)],
            as_of: day(100),
        }
    }

    #[test]
    fn a_condition_holds_by_the_card() {
        let cases = [
            (r#"{"on":"orders","is":"at_least","number":4}"#, true),
            (r#"{"on":"orders","is":"at_least","number":5}"#, false),
            (r#"{"on":"orders","is":"at_most","number":4}"#, true),
            (r#"{"on":"returns","is":"at_most","number":0}"#, false),
            (r#"{"on":"spent","is":"at_least","minor":8999,"currency":"EUR"}"#, true),
            (r#"{"on":"spent","is":"at_least","minor":101,"currency":"GBP"}"#, false),
            (r#"{"on":"spent","is":"at_most","minor":0,"currency":"USD"}"#, true),
            (r#"{"on":"average_ticket","is":"at_least","minor":3000,"currency":"EUR"}"#, true),
            (r#"{"on":"average_ticket","is":"at_least","minor":3001,"currency":"EUR"}"#, false),
            (r#"{"on":"average_ticket","is":"at_most","minor":1,"currency":"USD"}"#, false),
            (r#"{"on":"facts","is":"at_most","number":5}"#, false),
            (r#"{"on":"first_seen","is":"at_least","days":90}"#, true),
            (r#"{"on":"first_seen","is":"at_least","days":91}"#, false),
            (r#"{"on":"last_seen","is":"at_most","days":10}"#, true),
            (r#"{"on":"last_seen","is":"at_most","days":9}"#, false),
            (r#"{"on":"tally","facet":"place","key":"vigo","is":"at_least","number":2}"#, true),
            (r#"{"on":"tally","facet":"place","key":"lugo","is":"at_least","number":1}"#, false),
            (r#"{"on":"event","kind":"Note Added","is":"at_least","number":1}"#, true),
            (r#"{"on":"event","kind":"Order Completed","is":"at_most","number":0}"#, true),
        ];
        for (condition, expected) in cases {
            let read: Condition = serde_json::from_str(condition).expect("a condition");
            assert_eq!(read.holds(&facts()), expected, "{condition}");
        }
    }

    #[test]
    fn all_conditions_must_hold() {
        let fits = |rule: &str| Rule::from_json(rule).expect("a rule").fits(&facts());
        assert!(fits(
            r#"{"all":[{"on":"orders","is":"at_least","number":3},{"on":"returns","is":"at_most","number":1}]}"#
        ));
        assert!(!fits(
            r#"{"all":[{"on":"orders","is":"at_least","number":3},{"on":"returns","is":"at_most","number":0}]}"#
        ));
        let nobody = super::Facts::default();
        assert!(!Rule { all: vec![Condition::LastSeen(Age { is: Is::AtLeast, days: 0 })] }.fits(&nobody));
    }

    #[test]
    fn a_rule_that_cannot_be_meant_is_refused() {
        let refused = |rule: &str| Rule::from_json(rule).and_then(|rule| rule.checked().map(|_| ())).is_err();
        for rule in [
            r#"{"all":[]}"#,
            r#"{"all":[{"on":"orders","is":"at_least","number":-1}]}"#,
            r#"{"all":[{"on":"tally","facet":"mark","key":"x","is":"at_least","number":1}]}"#,
            r#"{"all":[{"on":"tally","facet":"place","key":"","is":"at_least","number":1}]}"#,
        ] {
            assert!(refused(rule), "{rule}");
        }
    }
}
