//! What a shop may choose: the age of consent of its country, and whether it writes to customers who did not mind.

use base::{Cx, Error, Result};
use store::{Tx, params, settings as facts, sql};

use super::permits;
use crate::people::CustomerId;

/// The event of somebody who bought something; `orders` owns it.
const ORDERED: &str = "Order Completed";
const AGE: &str = "consent.age_of_consent";
const SOFT: &str = "consent.soft_opt_in";
const TEXT: &str = "consent.newsletter_text";

/// The choices.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
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
    let age = facts::get(tx, AGE)?.map(|text| text.parse::<i64>().map_err(Error::internal)).transpose()?;
    Ok(Choices {
        age_of_consent: age.unwrap_or(14),
        soft_opt_in: facts::get(tx, SOFT)?.as_deref() == Some("yes"),
        newsletter_text: facts::get(tx, TEXT)?.unwrap_or_else(|| "newsletter-1".to_owned()),
    })
}

/// Changes the choices, and works out anew what follows for those who are young.
pub fn set(_cx: &Cx, tx: &mut Tx, choices: &Choices) -> Result<()> {
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
    if before.age_of_consent == choices.age_of_consent {
        return Ok(());
    }
    let text = sql!(
        "select distinct c.id from customers c join identifiers i on i.customer_id = c.id
         join consents s on s.address = i.id where c.birth_date is not null"
    );
    let with_birthday = tx.query(text, params![], |row| row.get::<CustomerId>(0))?;
    permits::renew(tx, &with_birthday)
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
