//! Addresses that are left alone. They are kept by their hash, so the list survives a merge and an erasure, and holds
//! addresses that nobody here has. A row is lifted by hand, with the reason, and never deleted.

use base::{Cx, Error, Result, Time, text};
use store::{
    Tx, params, sql,
    thread::{self, EventId, IdentifierId, NewEvent},
    value::Row,
};

use super::{
    SuppressionId, address_of, find_subject, permits,
    words::{Channel, SuppressionReason},
};
use crate::{
    audits::{self, Act},
    people::{CustomerId, Known},
};

/// An address is left alone from now on.
pub const SUPPRESSED: &str = "Address Suppressed";
/// It is not any more.
pub const LIFTED: &str = "Suppression Lifted";

/// An address to leave alone.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the columns of the list, described in the migration")]
pub struct NewSuppression {
    pub address: IdentifierId,
    pub channel: Channel,
    pub reason: SuppressionReason,
    pub at: Time,
    pub source: String,
    pub note: Option<String>,
}

/// An address on the list.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "SuppressionListed")]
#[allow(missing_docs, reason = "the columns of the list, described in the migration")]
pub struct Listed {
    pub id: SuppressionId,
    pub address: IdentifierId,
    pub kind: Option<String>,
    pub value: Option<String>,
    pub customer: Option<CustomerId>,
    pub channel: Channel,
    pub reason: SuppressionReason,
    pub at: Time,
    pub source: String,
    pub by: String,
    pub note: Option<String>,
    pub lifted: Option<Lifted>,
    #[serde(skip)]
    pub created_at: Time,
}

/// Who took an address off the list.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
#[allow(missing_docs, reason = "the columns of the list, described in the migration")]
pub struct Lifted {
    pub at: Time,
    pub by: String,
    pub why: String,
}

/// Where an address is on the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Added {
    /// Its row.
    pub id: SuppressionId,
    /// Whether it was not there.
    pub is_new: bool,
}

/// Leaves an address alone. One that is left alone for the same reason already keeps its row; who asks to stop again
/// takes back what they allowed since.
pub fn add(cx: &Cx, tx: &mut Tx, new: &NewSuppression) -> Result<Added> {
    if new.reason == SuppressionReason::Erased {
        return Err(Error::invalid("reason", "Only an erasure gives this reason, and nobody could lift it."));
    }
    if !new.at.is_believable(cx.now) {
        return Err(Error::invalid("at", "The time in at lies before 1990, or more than a day ahead."));
    }
    let owner = find_subject(tx, new.address)?;
    if owner.as_ref().is_some_and(|owner| !new.channel.fits(owner.kind)) {
        let says = format!("By {} one does not reach this address.", new.channel.word());
        return Err(Error::invalid("channel", says));
    }
    let mut added = Added { id: SuppressionId::new(cx.now), is_new: true };
    let mut is_told = true;
    if !insert(cx, tx, added.id, new)? {
        let text = sql!(
            "select id, at from suppressions where address = $1 and channel = $2 and reason = $3 and lifted_at is null"
        );
        let params = params![new.address, new.channel.word(), new.reason.word()];
        let kept = tx.query_one(text, params, |row| Ok((row.get::<SuppressionId>(0)?, row.get::<Time>(1)?)))?;
        let (id, since) = kept.ok_or_else(|| Error::internal("a suppression is there and is not"))?;
        added = Added { id, is_new: false };
        if new.reason != SuppressionReason::Unsubscribed || new.at <= since {
            return Ok(added);
        }
        tx.exec(sql!("update suppressions set at = $2 where id = $1"), params![id, new.at])?;
        // A list that comes every night says nothing new of most.
        is_told = agreed_between(tx, new.address, since, new.at)?;
    }
    if let Some(owner) = owner {
        if is_told {
            let body = serde_json::json!({ "reason": new.reason, "channel": new.channel, "source": new.source });
            tell(cx, tx, SUPPRESSED, (added.id, new.address), body)?;
        }
        permits::renew(tx, &[owner.customer])?;
    }
    Ok(added)
}

fn agreed_between(tx: &mut Tx, address: IdentifierId, since: Time, until: Time) -> Result<bool> {
    let text = sql!(
        "select count(*) from consents where address = $1 and decision = 'granted' and happened > $2
             and happened <= $3"
    );
    Ok(tx.query_one(text, params![address, since, until], |row| row.get::<i64>(0))?.unwrap_or(0) > 0)
}

fn insert(cx: &Cx, tx: &mut Tx, id: SuppressionId, new: &NewSuppression) -> Result<bool> {
    let text = sql!(
        "insert into suppressions (id, address, channel, reason, at, source, by, note, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing"
    );
    let NewSuppression { address, channel, reason, at, source, note } = new;
    let by = cx.actor.as_text();
    let params = params![id, *address, channel.word(), reason.word(), *at, source, by, note.as_deref(), cx.now];
    let is_new = tx.exec(text, params)? == 1;
    if is_new {
        note_nobodys(cx, tx, SUPPRESSED, id, *address)?;
    }
    Ok(is_new)
}

/// Of an address that nobody here has, the thread tells nothing, and the audit does.
fn note_nobodys(cx: &Cx, tx: &mut Tx, kind: &'static str, id: SuppressionId, address: IdentifierId) -> Result<()> {
    if find_subject(tx, address)?.is_some() {
        return Ok(());
    }
    audits::of_identifier(cx, tx, Act::Suppressed, address, serde_json::json!({ "suppression": id, "event": kind }))
}

/// Takes an address off the list. Those whose person was erased stay.
pub fn lift(cx: &Cx, tx: &mut Tx, id: SuppressionId, why: &str) -> Result<()> {
    let why = text::told("The reason", why, 500)?;
    let listed = get(tx, id)?.ok_or(Error::NotFound { what: "suppression" })?;
    if listed.reason == SuppressionReason::Erased {
        return Err(Error::conflict("erased", "This person was erased. The address stays as it is."));
    }
    if listed.lifted.is_some() {
        return Err(Error::conflict("lifted", "This address was taken off the list already."));
    }
    let text = sql!("update suppressions set lifted_at = $2, lifted_by = $3, lifted_why = $4 where id = $1");
    tx.exec(text, params![id, cx.now, cx.actor.as_text(), why])?;
    note_nobodys(cx, tx, LIFTED, id, listed.address)?;
    if let Some(owner) = find_subject(tx, listed.address)? {
        let body = serde_json::json!({ "reason": listed.reason, "channel": listed.channel });
        tell(cx, tx, LIFTED, (id, listed.address), body)?;
        permits::renew(tx, &[owner.customer])?;
    }
    Ok(())
}

fn tell(
    cx: &Cx,
    tx: &mut Tx,
    kind: &'static str,
    about: (SuppressionId, IdentifierId),
    body: serde_json::Value,
) -> Result<()> {
    let (id, address) = about;
    audits::of_identifier(cx, tx, Act::Suppressed, address, serde_json::json!({ "suppression": id, "event": kind }))?;
    let event = NewEvent {
        id: EventId::derived(cx.now, &[kind, &id.to_string()]),
        happened: cx.now,
        kind,
        channel: "hilo".to_owned(),
        place: None,
        actor: Some(address),
        subject: None,
        body,
        private: None,
    };
    thread::append(tx, cx.now, &[event]).map(|_| ())
}

macro_rules! columns {
    () => {
        "s.id, s.address, i.kind, i.value, i.customer_id, s.channel, s.reason, s.at, s.source, s.by, s.note,
             s.lifted_at, s.lifted_by, s.lifted_why, s.created_at
         from suppressions s left join identifiers i on i.id = s.address "
    };
}

fn one(row: &Row) -> Result<Listed> {
    let lifted_at: Option<Time> = row.get(11)?;
    let lifted = match lifted_at {
        Some(at) => Some(Lifted { at, by: row.get(12)?, why: row.get(13)? }),
        None => None,
    };
    Ok(Listed {
        id: row.get(0)?,
        address: row.get(1)?,
        kind: row.get(2)?,
        value: row.get(3)?,
        customer: row.get(4)?,
        channel: Channel::parse(&row.get::<String>(5)?)?,
        reason: SuppressionReason::parse(&row.get::<String>(6)?)?,
        at: row.get(7)?,
        source: row.get(8)?,
        by: row.get(9)?,
        note: row.get(10)?,
        lifted,
        created_at: row.get(14)?,
    })
}

/// A row of the list.
pub fn get(tx: &mut Tx, id: SuppressionId) -> Result<Option<Listed>> {
    tx.query_one(sql!(concat!("select ", columns!(), "where s.id = $1")), params![id], one)
}

/// Which rows of the list are wanted.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// One address.
    pub address: Option<IdentifierId>,
    /// One reason.
    pub reason: Option<SuppressionReason>,
    /// Those that were lifted, too.
    pub with_lifted: bool,
    /// After this row.
    pub after: Option<(Time, SuppressionId)>,
}

/// The list, newest first.
pub fn page(tx: &mut Tx, query: &Query, limit: i64) -> Result<Vec<Listed>> {
    let (at, id) = query.after.unwrap_or((Time::from_micros(i64::MAX), SuppressionId::from_bytes([255; 16])));
    let text = sql!(concat!(
        "select ",
        columns!(),
        "where (s.created_at, s.id) < ($1, $2) and (cast($3 as text) is null or s.reason = $3)
             and ($4 = 1 or s.lifted_at is null)
         order by s.created_at desc, s.id desc limit $5"
    ));
    if let Some(address) = query.address {
        let mut found = of_address(tx, address)?;
        found.retain(|listed| {
            (query.with_lifted || listed.lifted.is_none())
                && query.reason.is_none_or(|reason| listed.reason == reason)
                && (listed.created_at, listed.id) < (at, id)
        });
        found.truncate(limit as usize);
        return Ok(found);
    }
    let reason = query.reason.map(SuppressionReason::word);
    tx.query(text, params![at, id, reason, i64::from(query.with_lifted), limit], one)
}

/// What was ever listed of one address, newest first.
pub fn of_address(tx: &mut Tx, address: IdentifierId) -> Result<Vec<Listed>> {
    let text = sql!(concat!("select ", columns!(), "where s.address = $1 order by s.created_at desc, s.id desc"));
    tx.query(text, params![address], one)
}

/// Headings of a first column, which are no addresses.
const HEADINGS: [&str; 10] =
    ["email", "e-mail", "mail", "address", "email address", "phone", "telephone", "correo", "teléfono", "dirección"];

/// A line of a file that was not taken, and why.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Rejected {
    /// Its number, from 1.
    pub line: usize,
    /// Why, in a sentence.
    pub says: String,
}

/// Reads a file of addresses that are reached by this channel, one a line; of a CSV file, the first column. The first
/// line may be its heading.
pub fn read_file(text: &str, channel: Channel) -> (Vec<Known>, Vec<Rejected>) {
    let (mut known, mut rejected) = (Vec::new(), Vec::new());
    for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let field = line.split([',', ';', '\t']).next().unwrap_or_default().trim().trim_matches('"').trim();
        if field.is_empty() || (index == 0 && HEADINGS.contains(&field.to_lowercase().as_str())) {
            continue;
        }
        let says = match Known::address(field) {
            Ok(address) if channel.fits(address.kind) => {
                known.push(address);
                continue;
            }
            Ok(address) => format!("By {} one does not reach this {}.", channel.word(), address.kind.word()),
            Err(error) => error.to_string(),
        };
        rejected.push(Rejected { line: index + 1, says });
    }
    (known, rejected)
}

/// Leaves many addresses alone; says how many of them are new on the list.
pub fn add_all(cx: &Cx, tx: &mut Tx, known: &[Known], like: &NewSuppression) -> Result<u64> {
    let mut new = 0;
    for address in known {
        let address = address_of(tx, address, cx.now)?;
        new += u64::from(add(cx, tx, &NewSuppression { address, ..like.clone() })?.is_new);
    }
    Ok(new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_addresses_is_read_and_what_does_not_fit_is_named() {
        let file = "\u{feff}email,date\r\n\"Ana@ejemplo.es\",2026-01-01\r\n\r\n+34 612 345 678\nnobody\nana@ejemplo\n";
        let (known, rejected) = read_file(file, Channel::Any);
        let values: Vec<&str> = known.iter().map(|known| known.value.as_str()).collect();
        assert_eq!(values, ["ana@ejemplo.es", "+34612345678"]);
        assert_eq!(rejected.iter().map(|rejected| rejected.line).collect::<Vec<_>>(), [5, 6]);
        assert!(rejected.iter().all(|rejected| rejected.says.ends_with('.')), "{rejected:?}");
        let (known, rejected) = read_file(file, Channel::Sms);
        assert_eq!(known.len(), 1);
        assert_eq!(rejected.iter().map(|rejected| rejected.line).collect::<Vec<_>>(), [2, 5, 6]);
    }

    #[test]
    fn the_first_line_may_be_an_address() {
        assert_eq!(read_file("ana@ejemplo.es", Channel::Any).0.len(), 1);
        assert_eq!(read_file("nobody", Channel::Any).1.len(), 1, "and what is none is told");
    }
}
