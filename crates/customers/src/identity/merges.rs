//! What staff do about who is who: join two people, take that back, part an identifier, say that two are never the
//! same, say that an identifier is shared, names nobody, or was given to somebody else.

use std::collections::BTreeSet;

use base::{Cx, Error, Result, Time};
use serde_json::json;
use store::{Tx, params, sql, thread::IdentifierId};

use super::{
    links::{self, Link, LinkId},
    living, person_of, regions, root_of, rules, tenures,
};
use crate::{
    audits::{self, Act, Note},
    card,
    people::{CustomerId, How, Kind, Known, Sharing},
};

/// The identifiers that two living people got their ids from.
pub(super) fn two(tx: &mut Tx, one: CustomerId, other: CustomerId) -> Result<(IdentifierId, IdentifierId)> {
    if one == other {
        return Err(Error::invalid("customer", "These are one person already."));
    }
    let mut roots = Vec::new();
    for id in [one, other] {
        if living(tx, id)? != Some(id) {
            return Err(Error::NotFound { what: "customer" });
        }
        roots.push(root_of(tx, id)?.ok_or(Error::NotFound { what: "customer" })?);
    }
    Ok((roots[0], roots[1]))
}

/// Joins two people because staff say so; `keeps` is whose id and name stay. What staff had said against it before is
/// taken back.
pub fn merge(cx: &Cx, tx: &mut Tx, keeps: CustomerId, joins: CustomerId) -> Result<LinkId> {
    let (first, second) = two(tx, keeps, joins)?;
    let (a, b) = (first.min(second), first.max(second));
    tx.exec(sql!("delete from never_same where a = $1 and b = $2"), params![a, b])?;
    let id = match links::between(tx, a, b)? {
        Some(link) => link.id,
        None => LinkId::new(cx.now),
    };
    let text = sql!(
        "insert into links (id, a, b, strong, by_hand, how, source, said_at, state, keeps, by, created_at)
         values ($1, $2, $3, 1, 1, $4, 'hilo', $5, 'held', $6, $7, $5)
         on conflict (a, b) do update set by_hand = 1, how = excluded.how, said_at = excluded.said_at, state = 'held',
             reason = null, keeps = excluded.keeps, by = excluded.by, undone_at = null, undone_by = null"
    );
    tx.exec(text, params![id, a, b, How::ByHand.word(), cx.now, keeps, cx.actor.as_text()])?;
    let mut theirs = card::actors(tx, keeps)?;
    theirs.extend(card::actors(tx, joins)?);
    regions::settle(cx, tx, &[a, b], &BTreeSet::new())?;
    // Whoever one of the two was joined with by hand may be said never to be the other: nobody is left out in silence.
    let one = person_of(tx, a)?.unwrap_or(keeps);
    let now = card::actors(tx, one)?;
    if !theirs.iter().all(|id| now.contains(id)) {
        let why = links::one(tx, id)?.reason.unwrap_or_else(|| "never".to_owned());
        return Err(Error::conflict("held-apart", format!("They were not joined: {}.", sentence(&why))));
    }
    audits::note(cx, tx, Note::of(Act::Merged, keeps).with(json!({ "with": joins, "link": id })))?;
    Ok(id)
}

/// Why a link holds nothing, as a sentence's end.
fn sentence(reason: &str) -> &'static str {
    match reason {
        "blocked" => "one of them goes by a value that names nobody",
        "never" => "staff said that they are two people; take that back first",
        _ => "too much is linked with them",
    }
}

/// Takes back that two identifiers are of one person, and keeps them apart from now on, whatever is said again.
pub fn undo(cx: &Cx, tx: &mut Tx, id: LinkId) -> Result<()> {
    let link = links::one(tx, id)?;
    if link.state == "undone" {
        return Err(Error::conflict("undone-already", "This was taken back already."));
    }
    let text = sql!("update links set state = 'undone', reason = null, undone_at = $2, undone_by = $3 where id = $1");
    tx.exec(text, params![id, cx.now, cx.actor.as_text()])?;
    keep_apart(cx, tx, link.a, link.b, "undone")?;
    audits::of_identifier(cx, tx, Act::Undone, link.a, json!({ "link": id }))?;
    regions::settle(cx, tx, &[link.a, link.b], &BTreeSet::new())
}

/// Takes back an undoing: the link counts again.
pub fn redo(cx: &Cx, tx: &mut Tx, id: LinkId) -> Result<()> {
    let link = links::one(tx, id)?;
    if link.state != "undone" {
        return Err(Error::conflict("not-undone", "This was not taken back."));
    }
    tx.exec(sql!("delete from never_same where a = $1 and b = $2"), params![link.a, link.b])?;
    let text = sql!("update links set state = 'held', reason = null, undone_at = null, undone_by = null where id = $1");
    tx.exec(text, params![id])?;
    audits::of_identifier(cx, tx, Act::Redone, link.a, json!({ "link": id }))?;
    regions::settle(cx, tx, &[link.a, link.b], &BTreeSet::new())
}

fn keep_apart(cx: &Cx, tx: &mut Tx, a: IdentifierId, b: IdentifierId, reason: &str) -> Result<()> {
    let text = sql!(
        "insert into never_same (a, b, reason, by, created_at) values ($1, $2, $3, $4, $5)
         on conflict (a, b) do nothing"
    );
    tx.exec(text, params![a.min(b), a.max(b), reason, cx.actor.as_text(), cx.now]).map(|_| ())
}

/// Two people are never the same, whatever will be said.
pub fn never(cx: &Cx, tx: &mut Tx, one: CustomerId, other: CustomerId) -> Result<()> {
    audits::note(cx, tx, Note::of(Act::KeptApart, one).with(json!({ "from": other })))?;
    let (one, other) = two(tx, one, other)?;
    keep_apart(cx, tx, one, other, "said")?;
    regions::settle(cx, tx, &[one, other], &BTreeSet::new())
}

/// Parts an identifier from the rest of its person: it stands for somebody of its own from now on, with all that came
/// with it.
pub fn part(cx: &Cx, tx: &mut Tx, id: IdentifierId) -> Result<CustomerId> {
    let person = person_of(tx, id)?.ok_or(Error::NotFound { what: "identifier" })?;
    let ties: Vec<Link> = links::of_person(tx, person)?;
    let ties: Vec<&Link> =
        ties.iter().filter(|link| link.state == "active" && [link.a, link.b].contains(&id)).collect();
    if ties.is_empty() {
        return Err(Error::conflict("alone", "This identifier is not joined with any other."));
    }
    audits::of_identifier(cx, tx, Act::Parted, id, json!({ "from": person }))?;
    let mut seeds = BTreeSet::from([id]);
    for link in ties {
        let text =
            sql!("update links set state = 'undone', reason = null, undone_at = $2, undone_by = $3 where id = $1");
        tx.exec(text, params![link.id, cx.now, cx.actor.as_text()])?;
        keep_apart(cx, tx, link.a, link.b, "parted")?;
        seeds.extend([link.a, link.b]);
    }
    regions::settle(cx, tx, &seeds.into_iter().collect::<Vec<_>>(), &BTreeSet::new())?;
    person_of(tx, id)?.ok_or(Error::NotFound { what: "identifier" })
}

/// Says whether an identifier is one person's, several people's, or nobody's.
pub fn set_sharing(cx: &Cx, tx: &mut Tx, id: IdentifierId, sharing: Sharing) -> Result<()> {
    let person = person_of(tx, id)?.ok_or(Error::NotFound { what: "identifier" })?;
    let mut seeds = card::actors(tx, person)?;
    audits::of_identifier(cx, tx, Act::SharingSet, id, json!({ "sharing": sharing }))?;
    tx.exec(sql!("update identifiers set sharing = $2 where id = $1"), params![id, sharing.word()])?;
    links::release(tx, id)?;
    if sharing.is_shared() || sharing == Sharing::Blocked {
        links::hold(tx, id, sharing)?;
    }
    seeds.push(id);
    regions::settle(cx, tx, &seeds, &BTreeSet::new())
}

/// Blocks a value, or every value of a pattern: it names nobody from now on, and joins nobody who came with it.
pub fn block(cx: &Cx, tx: &mut Tx, kind: Kind, pattern: &str, reason: Option<&str>) -> Result<()> {
    let pattern = pattern.trim();
    if pattern.is_empty() || pattern.len() > 200 || pattern.chars().all(|letter| "*@. ".contains(letter)) {
        return Err(Error::invalid(
            "pattern",
            "Write the value that names nobody, such as caja@telar.es or *@telar.es.",
        ));
    }
    let text = sql!(
        "insert into blocked_values (kind, pattern, reason, by, created_at) values ($1, $2, $3, $4, $5)
         on conflict (kind, pattern) do update set reason = excluded.reason"
    );
    tx.exec(text, params![kind.word(), pattern, reason, cx.actor.as_text(), cx.now])?;
    audits::note(cx, tx, Note::of_rules(Act::Blocked).with(json!({ "kind": kind })))?;
    for id in matching(tx, kind, pattern)? {
        set_sharing(cx, tx, id, Sharing::Blocked)?;
    }
    Ok(())
}

/// Takes a blocked value back.
pub fn unblock(cx: &Cx, tx: &mut Tx, kind: Kind, pattern: &str) -> Result<()> {
    let text = sql!("delete from blocked_values where kind = $1 and pattern = $2");
    if tx.exec(text, params![kind.word(), pattern])? == 0 {
        return Err(Error::NotFound { what: "blocked value" });
    }
    audits::note(cx, tx, Note::of_rules(Act::Unblocked).with(json!({ "kind": kind })))?;
    for id in matching(tx, kind, pattern)? {
        let text = sql!("select value from identifiers where id = $1");
        let value = tx.query_one(text, params![id], |row| row.get::<String>(0))?.unwrap_or_default();
        if !rules::is_blocked(tx, &Known { kind, value })? {
            set_sharing(cx, tx, id, Sharing::No)?;
        }
    }
    Ok(())
}

/// The identifiers of a value, or of every value that is as a pattern says: the engine looks for what is like it, and
/// `rules::matches` has the last word.
fn matching(tx: &mut Tx, kind: Kind, pattern: &str) -> Result<Vec<IdentifierId>> {
    let text = sql!("select id, value from identifiers where kind = $1 and lower(value) like $2 escape '\\'");
    let all = tx.query(text, params![kind.word(), like(pattern)], |row| Ok((row.get(0)?, row.get::<String>(1)?)))?;
    Ok(all.into_iter().filter(|(_, value)| rules::matches(pattern, value)).map(|(id, _)| id).collect())
}

/// A pattern as SQL writes it.
fn like(pattern: &str) -> String {
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

/// A telephone number or an address was given to somebody else: what comes with it from then on is theirs, and so are
/// the links that were said since and held nothing. What came before stays where it is.
pub fn recycle(cx: &Cx, tx: &mut Tx, id: IdentifierId, since: Time) -> Result<IdentifierId> {
    audits::of_identifier(cx, tx, Act::Recycled, id, json!({ "since": since }))?;
    let next = tenures::recycle(cx, tx, id, since)?;
    let text = sql!(
        "insert into identifiers (id, customer_id, kind, value, strength, source, rank, created_at, home, how, since)
         select $2, customer_id, kind, value, strength, source, rank, $3, $4, how, $5 from identifiers where id = $1
         on conflict (id) do nothing"
    );
    let home = CustomerId::derived(since, &["recycled", &next.to_string()]);
    let profile = crate::people::Profile::default();
    super::profiles::begin(cx, tx, home, &profile)?;
    tx.exec(text, params![id, next, cx.now, home, since])?;
    tx.exec(sql!("update identifiers set customer_id = home where id = $1"), params![next])?;
    let person = person_of(tx, id)?;
    let held: Vec<Link> = match person {
        Some(person) => links::of_person(tx, person)?,
        None => Vec::new(),
    };
    let mut seeds = vec![id, next];
    let ours = |link: &&Link| [link.a, link.b].contains(&id) && link.state == "held" && link.said_at >= since;
    for link in held.iter().filter(ours) {
        let other = if link.a == id { link.b } else { link.a };
        let text = sql!("update links set a = $2, b = $3, reason = null where id = $1");
        tx.exec(text, params![link.id, other.min(next), other.max(next)])?;
        seeds.push(other);
    }
    regions::settle(cx, tx, &seeds, &BTreeSet::new())?;
    Ok(next)
}
