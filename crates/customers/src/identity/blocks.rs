//! Values that name nobody: what staff say of them holds for whoever is known by them already, too.

use base::{Cx, Error, Result};
use serde_json::json;
use store::{
    Tx,
    jobs::{self, Handler, Leased},
    params, settings, sql,
    thread::IdentifierId,
};

use super::{merges::set_sharing, rules};
use crate::{
    audits::{self, Act, Note},
    people::{Kind, Known, Sharing},
};

/// The name of the job.
pub const JOB: &str = "customers.block";
/// The work.
pub const HANDLER: Handler = Handler { kind: JOB, run };
/// Identifiers of one piece of the job.
const PIECE: i64 = 100;
/// Of so many identifiers at most it is settled at once; the background goes through more.
const AT_ONCE: usize = 50;

/// Blocks a value, or every value of a pattern: it names nobody from now on, and joins nobody who came with it.
pub fn block(cx: &Cx, tx: &mut Tx, kind: Kind, pattern: &str, reason: Option<&str>) -> Result<()> {
    let pattern = normal(kind, pattern)?;
    let text = sql!(
        "insert into blocked_values (kind, pattern, reason, by, created_at) values ($1, $2, $3, $4, $5)
         on conflict (kind, pattern) do update set reason = excluded.reason"
    );
    tx.exec(text, params![kind.word(), &pattern, reason, cx.actor.as_text(), cx.now])?;
    audits::note(cx, tx, Note::of_rules(Act::Blocked).with(json!({ "kind": kind })))?;
    look(cx, tx, kind, &pattern)
}

/// Takes a blocked value back.
pub fn unblock(cx: &Cx, tx: &mut Tx, kind: Kind, pattern: &str) -> Result<()> {
    let text = sql!("delete from blocked_values where kind = $1 and pattern in ($2, $3)");
    let pattern = pattern.trim();
    let normal = normal(kind, pattern).unwrap_or_else(|_| pattern.to_owned());
    if tx.exec(text, params![kind.word(), pattern, &normal])? == 0 {
        return Err(Error::NotFound { what: "blocked value" });
    }
    audits::note(cx, tx, Note::of_rules(Act::Unblocked).with(json!({ "kind": kind })))?;
    look(cx, tx, kind, &normal)
}

/// A pattern as the values of its kind are written.
fn normal(kind: Kind, pattern: &str) -> Result<String> {
    let pattern = pattern.trim();
    if pattern.is_empty() || pattern.len() > 200 || pattern.chars().all(|letter| "*@. ".contains(letter)) {
        let says = "Write the value that names nobody, such as caja@telar.es or *@telar.es.";
        return Err(Error::invalid("pattern", says));
    }
    if !pattern.contains('*') {
        return Ok(Known::parse(kind, pattern)?.value);
    }
    Ok(match kind {
        Kind::Phone => pattern.chars().filter(|letter| !" -().".contains(*letter)).collect(),
        Kind::Loyalty => pattern.split_whitespace().collect(),
        Kind::Email | Kind::Social => pattern.to_lowercase(),
        _ => pattern.to_owned(),
    })
}

/// Looks at everybody who is known by a value of the pattern.
fn look(cx: &Cx, tx: &mut Tx, kind: Kind, pattern: &str) -> Result<()> {
    let some = match pattern.contains('*') {
        true => like(tx, kind, pattern)?,
        false => of_value(tx, &Known { kind, value: pattern.to_owned() })?,
    };
    if some.len() > AT_ONCE {
        return jobs::enqueue(cx, tx, JOB, [IdentifierId::from_bytes([0; 16]).to_string().as_str()]);
    }
    some.into_iter().try_for_each(|seen| seen.judge(cx, tx))
}

/// Looks at the identifiers behind the one that the job's key names, and goes on.
fn run(cx: &Cx, tx: &mut Tx, job: &Leased) -> Result<()> {
    let after: IdentifierId = job.key.parse()?;
    let text = sql!("select id, kind, value, sharing, was from identifiers where id > $1 order by id limit $2");
    let piece = tx.query(text, params![after, PIECE], Seen::read)?;
    let last = piece.last().map(|seen| seen.id).filter(|_| piece.len() as i64 == PIECE);
    piece.into_iter().try_for_each(|seen| seen.judge(cx, tx))?;
    last.map_or(Ok(()), |last| jobs::enqueue(cx, tx, JOB, [last.to_string().as_str()]))
}

/// An identifier that a rule may say something of.
struct Seen {
    id: IdentifierId,
    known: Known,
    sharing: Sharing,
    /// What it was before a rule blocked it; `None` where staff blocked it themselves.
    was: Option<Sharing>,
}

impl Seen {
    fn read(row: &store::value::Row) -> Result<Seen> {
        let kind =
            Kind::from_word(&row.get::<String>(1)?).ok_or_else(|| Error::internal("an identifier of no kind"))?;
        Ok(Seen {
            id: row.get(0)?,
            known: Known { kind, value: row.get(2)? },
            sharing: Sharing::from_word(&row.get::<String>(3)?).unwrap_or(Sharing::No),
            was: row.get::<Option<String>>(4)?.as_deref().and_then(Sharing::from_word),
        })
    }

    fn judge(self, cx: &Cx, tx: &mut Tx) -> Result<()> {
        match (rules::is_blocked(tx, &self.known)?, self.sharing, self.was) {
            (true, sharing, _) if sharing != Sharing::Blocked => {
                set_sharing(cx, tx, self.id, Sharing::Blocked)?;
                let text = sql!("update identifiers set was = $2 where id = $1");
                tx.exec(text, params![self.id, sharing.word()]).map(|_| ())
            }
            (false, Sharing::Blocked, Some(was)) => {
                set_sharing(cx, tx, self.id, if was == Sharing::Counted { Sharing::No } else { was })
            }
            _ => Ok(()),
        }
    }
}

/// Whoever has a value now, and whoever had it before.
fn of_value(tx: &mut Tx, known: &Known) -> Result<Vec<Seen>> {
    let base = known.id(&settings::secret(tx)?);
    let text = sql!(
        "select id, kind, value, sharing, was from identifiers where id = $1
         union select i.id, i.kind, i.value, i.sharing, i.was from tenures t join identifiers i on i.id = t.id
         where t.base = $1"
    );
    tx.query(text, params![base], Seen::read)
}

/// The identifiers of a pattern, up to one more than are settled at once: the engine looks for what is like it, and
/// `rules::matches` has the last word.
fn like(tx: &mut Tx, kind: Kind, pattern: &str) -> Result<Vec<Seen>> {
    let text = sql!(
        "select id, kind, value, sharing, was from identifiers
         where kind = $1 and lower(value) like $2 escape '\\' limit $3"
    );
    let some = tx.query(text, params![kind.word(), as_like(pattern), AT_ONCE as i64 + 1], Seen::read)?;
    if some.len() > AT_ONCE {
        return Ok(some);
    }
    Ok(some.into_iter().filter(|seen| rules::matches(pattern, &seen.known.value)).collect())
}

/// A pattern as SQL writes it.
fn as_like(pattern: &str) -> String {
    let mut like = String::new();
    for letter in pattern.to_lowercase().chars() {
        match letter {
            '*' => like.push('%'),
            '%' | '_' | '\\' => like.extend(['\\', letter]),
            // The engines do not agree on the capitals of other letters.
            letter if !letter.is_ascii() => like.push('_'),
            letter => like.push(letter),
        }
    }
    like
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_written_as_its_values_are() {
        let cases = [
            (Kind::Phone, "+34 612 345 678", Some("+34612345678")),
            (Kind::Phone, "+34 612*", Some("+34612*")),
            (Kind::Loyalty, "8410 2207", Some("84102207")),
            (Kind::Email, "*@Telar.ES", Some("*@telar.es")),
            (Kind::Email, "telar", None),
            (Kind::Email, " *@*. ", None),
            (Kind::Account, "Invitado", Some("Invitado")),
        ];
        for (kind, pattern, expected) in cases {
            assert_eq!(normal(kind, pattern).ok().as_deref(), expected, "{pattern}");
        }
    }
}
