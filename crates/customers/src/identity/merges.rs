//! What staff do about who is who: join two people, take that back, part an identifier, say that two are never the
//! same, say that an identifier is shared, names nobody, or was given to somebody else.

use std::collections::BTreeSet;

use base::{Cx, Error, Result, Time};
use serde_json::json;
use store::{Tx, params, sql, thread::IdentifierId};

use super::{
    links::{self, Link, LinkId},
    person_of, regions, tenures,
};
use crate::{
    audits::{self, Act, Note},
    card,
    consents::permits,
    duplicates,
    people::{CustomerId, How, Kind, Sharing},
};

/// The identifiers that two living people got their ids from.
pub(super) fn two(tx: &mut Tx, one: CustomerId, other: CustomerId) -> Result<(IdentifierId, IdentifierId)> {
    if one == other {
        return Err(Error::invalid("customer", "These are one person already."));
    }
    let text = sql!(
        "select i.id from customers c join identifiers i on i.home = c.id where c.id = $1 and c.merged_into is null"
    );
    let roots = [one, other].map(|id| tx.ask(text, params![id], |row| row.get::<IdentifierId>(0)));
    let [first, second] = roots.map(|asked| asked.one(tx)?.ok_or(Error::NotFound { what: "customer" }));
    Ok((first?, second?))
}

/// Joins two people because staff say so; `keeps` is whose id and name stay. What staff had said against it before is
/// taken back.
pub fn merge(cx: &Cx, tx: &mut Tx, keeps: CustomerId, joins: CustomerId) -> Result<LinkId> {
    let (first, second) = two(tx, keeps, joins)?;
    let (a, b) = (first.min(second), first.max(second));
    tx.push(sql!("delete from never_same where a = $1 and b = $2"), params![a, b])?;
    let old = links::between(tx, a, b)?;
    let id = old.as_ref().map_or_else(|| LinkId::new(cx.now), |link| link.id);
    let before = old.filter(|link| !link.by_hand).map(|link| {
        let Link { strong, how, source, said_at, .. } = link;
        json!({ "strong": strong, "how": how, "source": source, "said_at": said_at }).to_string()
    });
    let text = sql!(
        "insert into links (id, a, b, strong, by_hand, how, source, said_at, state, keeps, by, created_at)
         values ($1, $2, $3, 1, 1, $4, 'hilo', $5, 'held', $6, $7, $5)
         on conflict (a, b) do update set strong = 1, by_hand = 1, how = excluded.how, source = excluded.source,
             said_at = excluded.said_at, state = 'held', reason = null, keeps = excluded.keeps, by = excluded.by,
             undone_at = null, undone_by = null, before = coalesce($8, links.before)"
    );
    tx.push(text, params![id, a, b, How::ByHand.word(), cx.now, keeps, cx.actor.as_text(), before])?;
    let mut theirs = card::actors(tx, keeps)?;
    theirs.extend(card::actors(tx, joins)?);
    regions::settle_or_refuse(cx, tx, &[a, b], None)?;
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
    regions::settle_or_refuse(cx, tx, &[link.a, link.b], Some(id))
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
    regions::settle_or_refuse(cx, tx, &[link.a, link.b], None)
}

fn keep_apart(cx: &Cx, tx: &mut Tx, a: IdentifierId, b: IdentifierId, reason: &str) -> Result<()> {
    let text = sql!(
        "insert into never_same (a, b, reason, by, created_at) values ($1, $2, $3, $4, $5)
         on conflict (a, b) do nothing"
    );
    tx.exec(text, params![a.min(b), a.max(b), reason, cx.actor.as_text(), cx.now])?;
    duplicates::renew_behind(cx, tx, [a, b])
}

/// Two people are never the same, whatever will be said.
pub fn never(cx: &Cx, tx: &mut Tx, one: CustomerId, other: CustomerId) -> Result<()> {
    audits::note(cx, tx, Note::of(Act::KeptApart, one).with(json!({ "from": other })))?;
    let (one, other) = two(tx, one, other)?;
    keep_apart(cx, tx, one, other, "said")?;
    regions::settle_or_refuse(cx, tx, &[one, other], None)
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
    let (mut seeds, cause) = (BTreeSet::from([id]), ties.first().map(|link| link.id));
    for link in ties {
        let text =
            sql!("update links set state = 'undone', reason = null, undone_at = $2, undone_by = $3 where id = $1");
        tx.exec(text, params![link.id, cx.now, cx.actor.as_text()])?;
        keep_apart(cx, tx, link.a, link.b, "parted")?;
        seeds.extend([link.a, link.b]);
    }
    regions::settle_or_refuse(cx, tx, &seeds.into_iter().collect::<Vec<_>>(), cause)?;
    person_of(tx, id)?.ok_or(Error::NotFound { what: "identifier" })
}

/// Says whether an identifier is one person's, several people's, or nobody's. Said to be unknown, it is counted anew.
pub fn set_sharing(cx: &Cx, tx: &mut Tx, id: IdentifierId, sharing: Sharing) -> Result<()> {
    let person = person_of(tx, id)?.ok_or(Error::NotFound { what: "identifier" })?;
    let mut seeds: BTreeSet<IdentifierId> = card::actors(tx, person)?.into_iter().collect();
    audits::of_identifier(cx, tx, Act::SharingSet, id, json!({ "sharing": sharing }))?;
    tx.exec(sql!("update identifiers set sharing = $2, was = null where id = $1"), params![id, sharing.word()])?;
    links::release(tx, id)?;
    match sharing {
        Sharing::Shared | Sharing::Counted | Sharing::Blocked => links::hold(tx, id, sharing)?,
        Sharing::No => {
            let kind = kind_of(tx, id)?;
            seeds.extend(links::count(tx, id, kind)?);
        }
        Sharing::Personal => {}
    }
    seeds.insert(id);
    regions::settle_or_refuse(cx, tx, &seeds.into_iter().collect::<Vec<_>>(), None)?;
    // A value that names nobody is written to by nobody, also where nobody was parted.
    let now: Vec<CustomerId> = person_of(tx, id)?.into_iter().collect();
    permits::renew(tx, &now)
}

fn kind_of(tx: &mut Tx, id: IdentifierId) -> Result<Kind> {
    let text = sql!("select kind from identifiers where id = $1");
    let kind = tx.query_one(text, params![id], |row| row.get::<String>(0))?;
    kind.and_then(|kind| Kind::from_word(&kind)).ok_or(Error::NotFound { what: "identifier" })
}

/// A telephone number or an address was given to somebody else: what comes with it from then on is theirs, and so is
/// what was said of it since by itself. What came before, and what staff joined by hand, stays where it is.
pub fn recycle(cx: &Cx, tx: &mut Tx, id: IdentifierId, since: Time) -> Result<IdentifierId> {
    audits::of_identifier(cx, tx, Act::Recycled, id, json!({ "since": since }))?;
    let next = tenures::recycle(cx, tx, id, since)?;
    // Whoever has it now is yet to be verified.
    let text = sql!(
        "insert into identifiers (id, customer_id, kind, value, strength, source, rank, created_at, home, how, since)
         select $2, customer_id, kind, value, 'weak', source, rank, $3, $4, 'typed', $5 from identifiers where id = $1
         on conflict (id) do nothing"
    );
    let home = CustomerId::derived(since, &["recycled", &next.to_string()]);
    super::profiles::begin(cx, tx, home, &crate::people::Profile::default())?;
    tx.exec(text, params![id, next, cx.now, home, since])?;
    tx.exec(sql!("update identifiers set customer_id = home where id = $1"), params![next])?;
    let person = person_of(tx, id)?.ok_or(Error::NotFound { what: "identifier" })?;
    let mut seeds = vec![id, next];
    for link in links::of_person(tx, person)? {
        let is_later = link.said_at >= since && link.state != "undone" && !link.by_hand;
        if !is_later || ![link.a, link.b].contains(&id) {
            continue;
        }
        let other = if link.a == id { link.b } else { link.a };
        let text = sql!("update links set a = $2, b = $3, state = 'held', reason = null where id = $1");
        tx.exec(text, params![link.id, other.min(next), other.max(next)])?;
        if link.strong {
            let text = sql!("update identifiers set strength = 'strong', how = $2 where id = $1");
            tx.exec(text, params![next, link.how.word()])?;
        }
        seeds.push(other);
    }
    regions::settle_or_refuse(cx, tx, &seeds, None)?;
    let before: Vec<CustomerId> = person_of(tx, id)?.into_iter().collect();
    permits::renew(tx, &before)?;
    Ok(next)
}
