//! What must always be true of permissions; `hilo verify` asks.

use base::Result;
use store::{Tx, many, params, sql};

use super::{
    permits,
    reading::{self, names_somebody},
    settings,
};
use crate::people::CustomerId;

/// Examples of one finding.
const EXAMPLES: usize = 5;

/// Every rule that is broken, as a sentence with up to five examples of each.
pub fn findings(tx: &mut Tx) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut say = |says: &str, mut examples: Vec<String>| {
        examples.truncate(EXAMPLES);
        if !examples.is_empty() {
            found.push(format!("{says}: {}", examples.join(", ")));
        }
    };
    say("people whose permissions do not follow from what they said", differing(tx)?);
    say("addresses that are left alone and may be written to", suppressed_and_allowed(tx)?);
    say("permissions and objections of nobody", of_nobody(tx)?);
    Ok(found)
}

/// People whose rows are others than the ledger gives.
fn differing(tx: &mut Tx) -> Result<Vec<String>> {
    let text = sql!(
        "select distinct i.customer_id from identifiers i where exists (select 1 from consents s where s.address = i.id)
             or exists (select 1 from permissions p where p.address = i.id)
             or exists (select 1 from objections o where o.address = i.id)
             or exists (select 1 from suppressions x where x.address = i.id)"
    );
    let people = tx.query(text, params![], |row| row.get::<CustomerId>(0))?;
    let age = settings::read(tx)?.age_of_consent;
    let mut differing = Vec::new();
    for some in people.chunks(many::AT_ONCE) {
        let facts = reading::facts(tx, some)?;
        let kept = permits::kept(tx, some)?;
        for customer in some {
            let person = match facts.get(customer) {
                Some(facts) => facts.clone(),
                None => reading::facts_of(tx, *customer)?,
            };
            let is_theirs = |address| person.addresses.iter().any(|(id, _)| *id == address);
            let rows = kept.iter().filter(|(question, _)| is_theirs(question.address));
            if !rows.eq(permits::follows(&person, age).iter()) {
                differing.push(customer.to_string());
            }
        }
    }
    Ok(differing)
}

fn suppressed_and_allowed(tx: &mut Tx) -> Result<Vec<String>> {
    let text = sql!(
        "select distinct p.address from permissions p
         join suppressions s on s.address = p.address and s.lifted_at is null
             and (s.channel = p.channel or s.channel = 'any')
         where s.reason in ('bounced', 'complained', 'by_hand', 'erased')
             or (s.reason = 'robinson' and p.basis = 'soft_opt_in')
             or (s.reason = 'unsubscribed' and not exists (select 1 from consents c where c.address = p.address
                 and c.purpose = p.purpose and c.decision = 'granted' and c.happened > s.at))
         limit 5"
    );
    tx.query(text, params![], |row| Ok(row.get::<store::thread::IdentifierId>(0)?.to_string()))
}

fn of_nobody(tx: &mut Tx) -> Result<Vec<String>> {
    let text = sql!(concat!(
        "select a.address from (select address from permissions union select address from objections) a
         where not exists (select 1 from identifiers i where i.id = a.address and ",
        names_somebody!(),
        ") limit 5"
    ));
    tx.query(text, params![], |row| Ok(row.get::<store::thread::IdentifierId>(0)?.to_string()))
}
