//! What a shop may choose: the age of consent of its country, and whether it writes to customers who did not mind.

use base::{Cx, Error, Result, Time};
use store::{Tx, params, settings as facts, sql};

use super::{permits, rules::birthday};
use crate::{
    audits::{self, Act, Note},
    people::CustomerId,
};

/// The event of somebody who bought something; `orders` owns it.
const ORDERED: &str = "Order Completed";
const AGE: &str = "consent.age_of_consent";
const SOFT: &str = "consent.soft_opt_in";
const TEXT: &str = "consent.newsletter_text";

/// The choices.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Choices {
    /// Below this age nobody agrees for themselves.
    pub age_of_consent: i64,
    /// Whether news of similar products go to customers who did not mind (LSSI 21.2).
    pub soft_opt_in: bool,
    /// The version of the text that the newsletter's form shows.
    pub newsletter_text: String,
}

/// Reads the choices.
pub fn read(tx: &mut Tx) -> Result<Choices> {
    let [age, soft, text] = [AGE, SOFT, TEXT].map(|name| facts::ask(tx, name));
    let age = age.one(tx)?.map(|text| text.parse::<i64>().map_err(Error::internal)).transpose()?;
    Ok(Choices {
        age_of_consent: age.unwrap_or(14),
        soft_opt_in: soft.one(tx)?.as_deref() == Some("yes"),
        newsletter_text: text.one(tx)?.unwrap_or_else(|| "newsletter-1".to_owned()),
    })
}

/// Changes the choices, and works out anew what follows for those who are young.
pub fn set(cx: &Cx, tx: &mut Tx, choices: &Choices) -> Result<()> {
    if !(0..=21).contains(&choices.age_of_consent) {
        return Err(Error::invalid("age-of-consent", "The age of consent lies between 0 and 21 years."));
    }
    let text = sql!("select count(*) from consent_texts where version = $1");
    if tx.query_one(text, params![&choices.newsletter_text], |row| row.get::<i64>(0))? == Some(0) {
        return Err(Error::invalid("text-version", "There is no text of this version. Add it first."));
    }
    let before = read(tx)?;
    facts::set(tx, AGE, &choices.age_of_consent.to_string())?;
    facts::set(tx, SOFT, if choices.soft_opt_in { "yes" } else { "no" })?;
    facts::set(tx, TEXT, &choices.newsletter_text)?;
    if before != *choices {
        audits::note(cx, tx, Note::of_rules(Act::ConsentRuleSet).with(serde_json::json!(choices)))?;
    }
    if before.age_of_consent == choices.age_of_consent {
        return Ok(());
    }
    let young = young(tx, before.age_of_consent.max(choices.age_of_consent))?;
    permits::renew(tx, &young)
}

/// Those who had not reached an age when they first agreed to something. For everybody else one age is as good as the
/// other, so that few are worked out anew, in the act that changes it, and no answer is ever behind.
fn young(tx: &mut Tx, age: i64) -> Result<Vec<CustomerId>> {
    let text = sql!(
        "select i.customer_id, c.birth_date, min(s.happened) from consents s join identifiers i on i.id = s.address
         join customers c on c.id = i.customer_id
         where s.decision = 'granted' and c.birth_date is not null group by i.customer_id, c.birth_date"
    );
    let agreed =
        tx.query(text, params![], |row| Ok((row.get::<CustomerId>(0)?, row.get::<String>(1)?, row.get::<Time>(2)?)))?;
    let was_young = |(_, born, first): &(CustomerId, String, Time)| birthday(born, age).is_some_and(|day| day > *first);
    Ok(agreed.into_iter().filter(was_young).map(|(customer, ..)| customer).collect())
}

/// Whether somebody bought something, as one of their identifiers.
pub(crate) fn has_ordered(tx: &mut Tx, customer: CustomerId) -> Result<bool> {
    let text = sql!(
        "select count(*) from identifiers i where i.customer_id = $1
             and exists (select 1 from events e where e.actor = i.id and e.kind = $2)"
    );
    Ok(tx.query_one(text, params![customer, ORDERED], |row| row.get::<i64>(0))?.unwrap_or(0) > 0)
}

/// Refuses similar products for somebody who bought none.
pub(crate) fn check_soft_opt_in(tx: &mut Tx, customer: CustomerId) -> Result<()> {
    if has_ordered(tx, customer)? {
        return Ok(());
    }
    Err(Error::conflict("never-ordered", "soft_opt_in is for customers: record their order first."))
}
