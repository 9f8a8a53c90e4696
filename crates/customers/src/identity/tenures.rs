//! For whom a value stands, where that has changed: a telephone number that was given to somebody else, an address
//! whose person was erased. Who has it now gets an identifier of their own, so what was before stays with whom it was.

use base::{Cx, Error, Result, Time};
use store::{Tx, params, settings, sql, thread::IdentifierId};

use crate::people::{Kind, Known};

/// Why a value stands for somebody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It was given to somebody else.
    Recycled,
    /// Its person was erased.
    Erased,
}

impl Why {
    const fn word(self) -> &'static str {
        match self {
            Why::Recycled => "recycled",
            Why::Erased => "erased",
        }
    }
}

/// A value's next holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Tenure {
    since: Time,
    id: IdentifierId,
    erased: bool,
}

/// The identifier that a value stood for at a moment; `None` where whoever had it was erased.
pub fn at(tx: &mut Tx, base: IdentifierId, when: Time) -> Result<Option<IdentifierId>> {
    let text = sql!("select since, id, reason from tenures where base = $1 order by since");
    let tenures = tx.query(text, params![base], |row| {
        Ok(Tenure { since: row.get(0)?, id: row.get(1)?, erased: row.get::<String>(2)? == Why::Erased.word() })
    })?;
    Ok(holder(base, &tenures, when))
}

/// Whoever held a value until it was erased is nobody, also when what they did is said again.
fn holder(base: IdentifierId, tenures: &[Tenure], when: Time) -> Option<IdentifierId> {
    let next = tenures.iter().position(|tenure| when < tenure.since).unwrap_or(tenures.len());
    if tenures.get(next).is_some_and(|tenure| tenure.erased) {
        return None;
    }
    Some(next.checked_sub(1).map_or(base, |last| tenures[last].id))
}

/// From a moment on a value stands for somebody else. Gives the identifier of whoever has it from then on.
pub fn turn(tx: &mut Tx, known: &Known, since: Time, why: Why) -> Result<IdentifierId> {
    let base = known.id(&settings::secret(tx)?);
    let id = next_id(tx, known, since)?;
    begin(tx, base, since, id, why)?;
    Ok(id)
}

/// When whoever has a value as this identifier ceases to have it, and the identifier of whoever has it then; `None` for
/// whoever has it still.
pub(crate) fn end_of(tx: &mut Tx, base: IdentifierId, id: IdentifierId) -> Result<Option<(Time, IdentifierId)>> {
    let text = sql!("select since, id from tenures where base = $1 order by since");
    let tenures: Vec<(Time, IdentifierId)> = tx.query(text, params![base], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let begins = tenures.iter().position(|(_, holder)| *holder == id);
    Ok(tenures.get(begins.map_or(0, |at| at + 1)).copied())
}

/// Whoever had a value until this moment was erased.
pub(crate) fn erase(tx: &mut Tx, base: IdentifierId, until: Time, next: IdentifierId) -> Result<()> {
    begin(tx, base, until, next, Why::Erased)?;
    let text = sql!("update tenures set reason = 'erased' where base = $1 and since = $2");
    tx.exec(text, params![base, until]).map(|_| ())
}

/// The identifier of whoever has a value from a moment on.
pub(crate) fn next_id(tx: &mut Tx, known: &Known, since: Time) -> Result<IdentifierId> {
    let secret = settings::secret(tx)?;
    Ok(IdentifierId::keyed(&secret, &[known.kind.word(), &known.value, &since.micros().to_string()]))
}

/// Writes that from a moment on a value stands for this identifier.
pub fn begin(tx: &mut Tx, base: IdentifierId, since: Time, id: IdentifierId, why: Why) -> Result<()> {
    let text = sql!(
        "insert into tenures (base, since, id, reason) values ($1, $2, $3, $4) on conflict (base, since) do nothing"
    );
    tx.exec(text, params![base, since, id, why.word()])?;
    tx.exec(sql!("update identifiers set turned = 1 where id = $1"), params![base]).map(|_| ())
}

/// A telephone number or an address was given to somebody else: what comes with it from then on is theirs. What came
/// before stays where it is.
pub fn recycle(cx: &Cx, tx: &mut Tx, id: IdentifierId, since: Time) -> Result<IdentifierId> {
    let text = sql!("select kind, value from identifiers where id = $1");
    let found = tx.query_one(text, params![id], |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)))?;
    let (kind, value) = found.ok_or(Error::NotFound { what: "identifier" })?;
    let kind = Kind::from_word(&kind).ok_or_else(|| Error::internal("an identifier of no kind"))?;
    if since > cx.now {
        return Err(Error::invalid("since", "Say since when it is somebody else's: today or before."));
    }
    turn(tx, &Known { kind, value }, since, Why::Recycled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_stands_for_whoever_had_it_then() {
        let id = |byte| IdentifierId::from_bytes([byte; 16]);
        let tenure = |second, byte, erased| Tenure { since: Time::from_micros(second), id: id(byte), erased };
        let recycled = [tenure(10, 1, false)];
        let erased = [tenure(10, 1, true)];
        let both = [tenure(10, 1, false), tenure(20, 2, true)];
        let cases: [(&[Tenure], i64, Option<u8>); 9] = [
            (&[], 5, Some(0)),
            (&recycled, 9, Some(0)),
            (&recycled, 10, Some(1)),
            (&erased, 9, None),
            (&erased, 10, Some(1)),
            (&both, 9, Some(0)),
            (&both, 10, None),
            (&both, 19, None),
            (&both, 20, Some(2)),
        ];
        for (tenures, when, expected) in cases {
            assert_eq!(holder(id(0), tenures, Time::from_micros(when)), expected.map(id), "{when}");
        }
    }
}
