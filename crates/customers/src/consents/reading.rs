//! All that deciding needs of people, read for up to [`many::AT_ONCE`] of them by one statement of each kind.

use std::collections::BTreeMap;

use base::Result;
use store::{Tx, asked::Rows, many, params, sql, value::Row};

use super::{
    rules::{Facts, Statement, Suppressed},
    settings, unpacked,
    words::{Basis, Channel, Decision, How, Purpose, SuppressionReason},
};
use crate::people::CustomerId;

/// That an identifier `i` can be written to: its value names somebody, and still the one whom it is of.
macro_rules! names_somebody {
    () => {
        "i.sharing <> 'blocked' and not exists (select 1 from tenures t where t.base = i.id)
             and not exists (select 1 from tenures t join tenures n on n.base = t.base and n.since > t.since
                 where t.id = i.id)"
    };
}
pub(crate) use names_somebody;

/// The facts of up to [`many::AT_ONCE`] people; of those alone of whom anything was said or who are left alone.
pub(crate) fn facts(tx: &mut Tx, some: &[CustomerId]) -> Result<BTreeMap<CustomerId, Facts>> {
    let mut found: BTreeMap<CustomerId, Facts> = BTreeMap::new();
    let (statements, suppressed) = (ask_statements(tx, some), ask_suppressed(tx, some));
    for (customer, said) in statements.rows(tx)? {
        found.entry(customer).or_default().statements.push(said);
    }
    for (customer, left) in suppressed.rows(tx)? {
        found.entry(customer).or_default().suppressed.push(left);
    }
    if found.is_empty() {
        return Ok(found);
    }
    let text = sql!(concat!(
        "select i.customer_id, i.id, i.kind, c.birth_date from identifiers i join customers c on c.id = i.customer_id
         where i.customer_id in ",
        many!(),
        " and ",
        names_somebody!()
    ));
    let rows = tx.query_among(text, some, [], |row| {
        Ok((
            row.get::<CustomerId>(0)?,
            row.get(1)?,
            super::kind(&row.get::<String>(2)?)?,
            row.get::<Option<String>>(3)?,
        ))
    })?;
    for (customer, id, kind, born) in rows {
        if let Some(facts) = found.get_mut(&customer) {
            facts.addresses.push((id, kind));
            facts.born = born;
        }
    }
    for (customer, facts) in &mut found {
        if facts.statements.iter().any(|said| said.basis == Basis::SoftOptIn) {
            facts.has_ordered = settings::has_ordered(tx, *customer)?;
        }
    }
    Ok(found)
}

fn ask_statements(tx: &mut Tx, some: &[CustomerId]) -> Rows<(CustomerId, Statement)> {
    let text = sql!(concat!(
        "select i.customer_id, s.id, s.address, s.purpose, s.channel, s.decision, s.basis, s.how, s.beside, s.happened
         from identifiers i join consents s on s.address = i.id where i.customer_id in ",
        many!()
    ));
    let read: fn(&Row) -> _ = |row| {
        let word = |index| row.get::<String>(index);
        let said = Statement {
            id: row.get(1)?,
            address: row.get(2)?,
            purpose: Purpose::parse(&word(3)?)?,
            channel: Channel::parse(&word(4)?)?,
            decision: Decision::parse(&word(5)?)?,
            basis: Basis::parse(&word(6)?)?,
            how: How::parse(&word(7)?)?,
            beside: unpacked(&row.get::<Vec<u8>>(8)?),
            happened: row.get(9)?,
        };
        Ok((row.get(0)?, said))
    };
    tx.ask_among(text, some, [], read)
}

fn ask_suppressed(tx: &mut Tx, some: &[CustomerId]) -> Rows<(CustomerId, Suppressed)> {
    let text = sql!(concat!(
        "select i.customer_id, s.id, s.address, s.channel, s.reason, s.at
         from identifiers i join suppressions s on s.address = i.id and s.lifted_at is null where i.customer_id in ",
        many!()
    ));
    let read: fn(&Row) -> _ = |row| {
        let left = Suppressed {
            id: row.get(1)?,
            address: row.get(2)?,
            channel: Channel::parse(&row.get::<String>(3)?)?,
            reason: SuppressionReason::parse(&row.get::<String>(4)?)?,
            at: row.get(5)?,
        };
        Ok((row.get(0)?, left))
    };
    tx.ask_among(text, some, [], read)
}

/// The facts of one person.
pub(crate) fn facts_of(tx: &mut Tx, customer: CustomerId) -> Result<Facts> {
    if let Some(facts) = facts(tx, &[customer])?.remove(&customer) {
        return Ok(facts);
    }
    let text = sql!(concat!("select i.id, i.kind from identifiers i where i.customer_id = $1 and ", names_somebody!()));
    let addresses = tx.query(text, params![customer], |row| Ok((row.get(0)?, super::kind(&row.get::<String>(1)?)?)))?;
    Ok(Facts { addresses, ..Facts::default() })
}
