//! What this room tells a person of themselves.

use base::{Result, Time};
use serde_json::json;
use store::{
    Tx, params,
    personal::{By, Entry, Place, Section, TELLING},
    sql,
    thread::IdentifierId,
};

use crate::{audits, consents::ConsentId, people::CustomerId};

#[allow(unsafe_code)]
#[store::linkme::distributed_slice(TELLING)]
#[linkme(crate = store::linkme)]
static CUSTOMERS: &[Section] = &[
    Section { name: "profile", place: 0, by: By::Customer, read: profile },
    Section { name: "identifiers", place: 10, by: By::Identifier, read: identifiers },
    Section { name: "traits", place: 20, by: By::Identifier, read: traits },
    Section { name: "never_same", place: 31, by: By::Identifier, read: never_same },
    Section { name: "duplicate_pairs", place: 32, by: By::Identifier, read: pairs },
    Section { name: "links", place: 30, by: By::Identifier, read: links },
    Section { name: "consents", place: 40, by: By::Identifier, read: consents },
    Section { name: "permissions", place: 41, by: By::Identifier, read: permissions },
    Section { name: "objections", place: 44, by: By::Identifier, read: objections },
    Section { name: "left_alone", place: 42, by: By::Identifier, read: left_alone },
    Section { name: "interests", place: 43, by: By::Identifier, read: interests },
    Section { name: "labels", place: 50, by: By::Identifier, read: labels },
    Section { name: "rule_labels", place: 51, by: By::Customer, read: rule_labels },
    Section { name: "notes", place: 52, by: By::Identifier, read: notes },
    Section { name: "figures", place: 60, by: By::Identifier, read: figures },
    Section { name: "sightings", place: 61, by: By::Identifier, read: sightings },
    Section { name: "tallies", place: 62, by: By::Identifier, read: tallies },
    Section { name: "audit", place: 99, by: By::Customer, read: audits::told },
];

fn profile(tx: &mut Tx, key: &[u8; 16], _: Option<Place>, _: i64) -> Result<Vec<Entry>> {
    let text = sql!(
        "select id, name, country, city, language, birth_date, street, postcode, merged_into, created_at
         from customers where id = $1"
    );
    tx.query(text, params![CustomerId::from_bytes(*key)], |row| {
        let word = |index| row.get::<Option<String>>(index);
        Ok(Entry::whole(json!({
            "id": row.get::<CustomerId>(0)?,
            "name": word(1)?,
            "country": word(2)?,
            "city": word(3)?,
            "language": word(4)?,
            "birth_date": word(5)?,
            "street": word(6)?,
            "postcode": word(7)?,
            "joined_with": row.get::<Option<CustomerId>>(8)?,
            "known_since": row.get::<Time>(9)?,
        })))
    })
}

fn identifiers(tx: &mut Tx, key: &[u8; 16], _: Option<Place>, _: i64) -> Result<Vec<Entry>> {
    let text = sql!(
        "select id, kind, value, strength, how, sharing, source, since, created_at from identifiers where id = $1"
    );
    tx.query(text, params![IdentifierId::from_bytes(*key)], |row| {
        Ok(Entry::whole(json!({
            "id": row.get::<IdentifierId>(0)?,
            "kind": row.get::<String>(1)?,
            "value": row.get::<String>(2)?,
            "strength": row.get::<String>(3)?,
            "how": row.get::<String>(4)?,
            "sharing": row.get::<String>(5)?,
            "source": row.get::<String>(6)?,
            "since": row.get::<Time>(7)?,
            "kept_since": row.get::<Time>(8)?,
        })))
    })
}

fn traits(tx: &mut Tx, key: &[u8; 16], _: Option<Place>, _: i64) -> Result<Vec<Entry>> {
    let text = sql!(
        "select i.value, t.source, t.field, t.value, t.said_at from traits t
         join identifiers i on i.id = t.identifier_id where t.identifier_id = $1 order by t.source, t.field"
    );
    tx.query(text, params![IdentifierId::from_bytes(*key)], |row| {
        Ok(Entry::whole(json!({
            "of": row.get::<String>(0)?,
            "source": row.get::<String>(1)?,
            "field": row.get::<String>(2)?,
            "value": row.get::<String>(3)?,
            "said_at": row.get::<Time>(4)?,
        })))
    })
}

/// Each link once: at its smaller end, or at the one that is theirs. Of somebody else only the id is told.
fn links(tx: &mut Tx, key: &[u8; 16], _: Option<Place>, _: i64) -> Result<Vec<Entry>> {
    let text = sql!(
        "select mine.value, other.id, case when other.customer_id = mine.customer_id then other.value end, l.state,
             l.reason, l.how, l.source, l.said_at, l.by, l.undone_by
         from links l join identifiers mine on mine.id = $1
         join identifiers other on other.id = case when l.a = $1 then l.b else l.a end
         where (l.a = $1 or l.b = $1) and (l.a = $1 or other.customer_id <> mine.customer_id)
         order by l.said_at, l.id"
    );
    tx.query(text, params![IdentifierId::from_bytes(*key)], |row| {
        Ok(Entry::whole(json!({
            "of": row.get::<String>(0)?,
            "with": row.get::<IdentifierId>(1)?,
            "with_value": row.get::<Option<String>>(2)?,
            "state": row.get::<String>(3)?,
            "reason": row.get::<Option<String>>(4)?,
            "how": row.get::<String>(5)?,
            "source": row.get::<String>(6)?,
            "said_at": row.get::<Time>(7)?,
            "by": row.get::<Option<String>>(8)?,
            "undone_by": row.get::<Option<String>>(9)?,
        })))
    })
}

fn consents(tx: &mut Tx, key: &[u8; 16], _: Option<Place>, _: i64) -> Result<Vec<Entry>> {
    let text = sql!(
        "select i.value, s.purpose, s.channel, s.decision, s.basis, s.how, s.text_version, s.language, s.place,
             s.source, s.by, s.proof, s.happened, s.recorded, s.answers, s.said_as, s.beside
         from consents s join identifiers i on i.id = s.address where s.address = $1 order by s.happened, s.id"
    );
    tx.query(text, params![IdentifierId::from_bytes(*key)], |row| {
        let proof: String = row.get(11)?;
        Ok(Entry::whole(json!({
            "of": row.get::<String>(0)?,
            "purpose": row.get::<String>(1)?,
            "channel": row.get::<String>(2)?,
            "decision": row.get::<String>(3)?,
            "basis": row.get::<String>(4)?,
            "how": row.get::<String>(5)?,
            "text_version": row.get::<Option<String>>(6)?,
            "language": row.get::<Option<String>>(7)?,
            "place": row.get::<Option<String>>(8)?,
            "source": row.get::<String>(9)?,
            "by": row.get::<String>(10)?,
            "proof": serde_json::from_str::<serde_json::Value>(&proof).unwrap_or_default(),
            "happened": row.get::<Time>(12)?,
            "recorded": row.get::<Time>(13)?,
            "answers": row.get::<Option<ConsentId>>(14)?,
            "said_as": row.get::<CustomerId>(15)?,
            "beside": beside(&row.get::<Vec<u8>>(16)?),
        })))
    })
}

/// The identifiers that were the same person when it was said.
fn beside(bytes: &[u8]) -> Vec<IdentifierId> {
    bytes.as_chunks::<16>().0.iter().map(|id| IdentifierId::from_bytes(*id)).collect()
}

fn permissions(tx: &mut Tx, key: &[u8; 16], _: Option<Place>, _: i64) -> Result<Vec<Entry>> {
    let text = sql!(
        "select i.value, p.purpose, p.channel, p.basis, p.from_time from permissions p
         join identifiers i on i.id = p.address where p.address = $1 order by p.purpose, p.channel"
    );
    tx.query(text, params![IdentifierId::from_bytes(*key)], |row| {
        Ok(Entry::whole(json!({
            "of": row.get::<String>(0)?,
            "purpose": row.get::<String>(1)?,
            "channel": row.get::<String>(2)?,
            "basis": row.get::<String>(3)?,
            "from": row.get::<Time>(4)?,
        })))
    })
}

fn left_alone(tx: &mut Tx, key: &[u8; 16], _: Option<Place>, _: i64) -> Result<Vec<Entry>> {
    let text = sql!(
        "select i.value, s.channel, s.reason, s.at, s.source, s.by, s.note, s.lifted_at, s.lifted_by, s.lifted_why
         from suppressions s join identifiers i on i.id = s.address where s.address = $1 order by s.created_at, s.id"
    );
    tx.query(text, params![IdentifierId::from_bytes(*key)], |row| {
        Ok(Entry::whole(json!({
            "of": row.get::<String>(0)?,
            "channel": row.get::<String>(1)?,
            "reason": row.get::<String>(2)?,
            "at": row.get::<Time>(3)?,
            "source": row.get::<String>(4)?,
            "by": row.get::<String>(5)?,
            "note": row.get::<Option<String>>(6)?,
            "lifted_at": row.get::<Option<Time>>(7)?,
            "lifted_by": row.get::<Option<String>>(8)?,
            "lifted_why": row.get::<Option<String>>(9)?,
        })))
    })
}

fn interests(tx: &mut Tx, key: &[u8; 16], _: Option<Place>, _: i64) -> Result<Vec<Entry>> {
    let text = sql!(
        "select interest, source, said_at from interests where identifier_id = $1 order by said_at, interest, source"
    );
    tx.query(text, params![IdentifierId::from_bytes(*key)], |row| {
        Ok(Entry::whole(json!({
            "interest": row.get::<String>(0)?,
            "source": row.get::<String>(1)?,
            "said_at": row.get::<Time>(2)?,
        })))
    })
}

fn labels(tx: &mut Tx, key: &[u8; 16], _: Option<Place>, _: i64) -> Result<Vec<Entry>> {
    let text = sql!(
        "select l.kind, l.name, d.how, d.by, d.at from labelled d join labels l on l.id = d.label_id
         where d.identifier_id = $1 order by d.at, l.name"
    );
    tx.query(text, params![IdentifierId::from_bytes(*key)], |row| {
        Ok(Entry::whole(json!({
            "kind": row.get::<String>(0)?,
            "name": row.get::<String>(1)?,
            "how": row.get::<String>(2)?,
            "by": row.get::<String>(3)?,
            "at": row.get::<Time>(4)?,
        })))
    })
}

fn rule_labels(tx: &mut Tx, key: &[u8; 16], _: Option<Place>, _: i64) -> Result<Vec<Entry>> {
    let text = sql!(
        "select l.kind, l.name, r.at from rule_labels r join labels l on l.id = r.label_id
         where r.customer_id = $1 order by r.at, l.name"
    );
    tx.query(text, params![CustomerId::from_bytes(*key)], |row| {
        Ok(Entry::whole(json!({
            "kind": row.get::<String>(0)?,
            "name": row.get::<String>(1)?,
            "at": row.get::<Time>(2)?,
        })))
    })
}

fn notes(tx: &mut Tx, key: &[u8; 16], _: Option<Place>, _: i64) -> Result<Vec<Entry>> {
    let text = sql!("select text, by, at, removed_by, removed_at from notes where identifier_id = $1 order by at, id");
    tx.query(text, params![IdentifierId::from_bytes(*key)], |row| {
        Ok(Entry::whole(json!({
            "text": row.get::<String>(0)?,
            "by": row.get::<String>(1)?,
            "at": row.get::<Time>(2)?,
            "removed_by": row.get::<Option<String>>(3)?,
            "removed_at": row.get::<Option<Time>>(4)?,
        })))
    })
}

fn figures(tx: &mut Tx, key: &[u8; 16], _: Option<Place>, _: i64) -> Result<Vec<Entry>> {
    let text = sql!(
        "select i.value, f.currency, f.orders, f.spent, f.returns, f.returned from figures f
         join identifiers i on i.id = f.identifier_id
         join followers w on w.name = 'card' and w.active = 1 and w.version = f.version
         where f.identifier_id = $1 order by f.currency"
    );
    tx.query(text, params![IdentifierId::from_bytes(*key)], |row| {
        Ok(Entry::whole(json!({
            "of": row.get::<String>(0)?,
            "currency": row.get::<String>(1)?,
            "orders": row.get::<i64>(2)?,
            "spent": row.get::<i64>(3)?,
            "returns": row.get::<i64>(4)?,
            "returned": row.get::<i64>(5)?,
        })))
    })
}

/// Of somebody else only the id is told.
fn never_same(tx: &mut Tx, key: &[u8; 16], _: Option<Place>, _: i64) -> Result<Vec<Entry>> {
    let text = sql!(
        "select case when a = $1 then b else a end, reason, by, created_at from never_same where a = $1 or b = $1
         order by created_at, a, b"
    );
    tx.query(text, params![IdentifierId::from_bytes(*key)], |row| {
        Ok(Entry::whole(json!({
            "other": row.get::<IdentifierId>(0)?,
            "reason": row.get::<Option<String>>(1)?,
            "by": row.get::<String>(2)?,
            "at": row.get::<Time>(3)?,
        })))
    })
}

fn pairs(tx: &mut Tx, key: &[u8; 16], _: Option<Place>, _: i64) -> Result<Vec<Entry>> {
    let text = sql!(
        "select case when a = $1 then b else a end, rules, state, decided_by, decided_at, created_at
         from duplicate_pairs where a = $1 or b = $1 order by created_at, id"
    );
    tx.query(text, params![IdentifierId::from_bytes(*key)], |row| {
        Ok(Entry::whole(json!({
            "other": row.get::<IdentifierId>(0)?,
            "rules": row.get::<String>(1)?,
            "state": row.get::<String>(2)?,
            "by": row.get::<Option<String>>(3)?,
            "decided_at": row.get::<Option<Time>>(4)?,
            "at": row.get::<Time>(5)?,
        })))
    })
}

fn objections(tx: &mut Tx, key: &[u8; 16], _: Option<Place>, _: i64) -> Result<Vec<Entry>> {
    let text = sql!(
        "select i.value, o.purpose, o.channel from objections o join identifiers i on i.id = o.address
         where o.address = $1 order by o.purpose, o.channel"
    );
    tx.query(text, params![IdentifierId::from_bytes(*key)], |row| {
        Ok(Entry::whole(json!({
            "of": row.get::<String>(0)?,
            "purpose": row.get::<String>(1)?,
            "channel": row.get::<String>(2)?,
        })))
    })
}

fn sightings(tx: &mut Tx, key: &[u8; 16], _: Option<Place>, _: i64) -> Result<Vec<Entry>> {
    let text = sql!(
        "select i.value, s.facts, s.first_seen, s.last_seen from sightings s
         join identifiers i on i.id = s.identifier_id
         join followers w on w.name = 'card' and w.active = 1 and w.version = s.version where s.identifier_id = $1"
    );
    tx.query(text, params![IdentifierId::from_bytes(*key)], |row| {
        Ok(Entry::whole(json!({
            "of": row.get::<String>(0)?,
            "facts": row.get::<i64>(1)?,
            "first_seen": row.get::<Time>(2)?,
            "last_seen": row.get::<Time>(3)?,
        })))
    })
}

fn tallies(tx: &mut Tx, key: &[u8; 16], _: Option<Place>, _: i64) -> Result<Vec<Entry>> {
    let text = sql!(
        "select i.value, t.facet, t.key, t.count, t.quantity from tallies t
         join identifiers i on i.id = t.identifier_id
         join followers w on w.name = 'card' and w.active = 1 and w.version = t.version
         where t.identifier_id = $1 order by t.facet, t.key"
    );
    tx.query(text, params![IdentifierId::from_bytes(*key)], |row| {
        Ok(Entry::whole(json!({
            "of": row.get::<String>(0)?,
            "facet": row.get::<String>(1)?,
            "key": row.get::<String>(2)?,
            "count": row.get::<i64>(3)?,
            "quantity": row.get::<i64>(4)?,
        })))
    })
}
