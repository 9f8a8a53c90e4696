//! The audit: who saw or changed what of whom. Rows are added and never changed; their details hold nothing personal.

use std::{collections::HashMap, time::Duration};

use base::{Actor, Cx, Error, Id, Noun, Result, Time};
use serde_json::{Value, json};
use store::{
    Db, Tx, many, params,
    personal::{Entry, Place},
    sql,
    thread::IdentifierId,
    value::Row,
};
use web::{deeds::Deed, keys};

use crate::{identity, people::CustomerId};

/// Something that was seen or changed.
pub struct Noted;
impl Noun for Noted {
    const PREFIX: &'static str = "aud";
    const NAME: &'static str = "audit entry";
}
/// The id of what was noted.
pub type AuditId = Id<Noted>;

/// What was seen or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// A card, or something else of one person, was opened: once for each hour.
    CardOpened,
    /// All that is known of somebody was read, or taken along.
    Exported,
    /// Somebody was erased.
    Erased,
    /// Somebody who had been erased was there again, in a backup, and was erased again.
    ErasedAgain,
    /// Two people were joined.
    Merged,
    /// A link was taken back.
    Undone,
    /// A link that was taken back counts again.
    Redone,
    /// Two people are never the same.
    KeptApart,
    /// That two people are never the same was taken back.
    ApartNoMore,
    /// What somebody goes by, and what they are like, was told by a system of ours.
    Told,
    /// An identifier was parted from its person.
    Parted,
    /// An identifier is one person's, several people's or nobody's.
    SharingSet,
    /// A value was given to somebody else.
    Recycled,
    /// A value names nobody.
    Blocked,
    /// A value names somebody again.
    Unblocked,
    /// A rule of who is one person was set.
    LimitSet,
    /// What somebody allows was written down.
    ConsentRecorded,
    /// A rule or a text of consent was set.
    ConsentRuleSet,
    /// An address is left alone, or not any more.
    Suppressed,
    /// A label was put on somebody, or taken off.
    Labelled,
    /// A note was written, or taken away.
    Annotated,
    /// A label was deleted, from everybody who wore it.
    LabelDeleted,
    /// A label was put on many people, or taken off them.
    BulkLabelled,
    /// A label on or off many people was taken back.
    BulkUndone,
    /// Whether two are one person was put off.
    PutOff,
    /// What was said of two people was taken back: staff are asked again.
    AskedAgain,
    /// A source was set up, turned on or off.
    SourceSet,
    /// A source was given a key, or one was taken back.
    KeySet,
    /// What could not be used of a source's messages was read.
    RejectsSeen,
    /// What could not be used was told again.
    RejectsReplayed,
    /// What a source tells, and of whom, was watched: once for each hour.
    SourceWatched,
    /// Jobs that had been set aside were tried again.
    JobsRetried,
    /// A job that had been set aside was given up.
    JobGivenUp,
    /// An event that a fold could not take was given to it again.
    EventRetried,
    /// A backup was asked for.
    BackupMade,
    /// Files of another shop were taken.
    ImportStarted,
    /// What could not be taken of another shop's files was read.
    ImportRejectsSeen,
}

impl Act {
    /// Every act.
    pub const ALL: [Act; 37] = [
        Act::CardOpened,
        Act::Exported,
        Act::Erased,
        Act::ErasedAgain,
        Act::Merged,
        Act::Undone,
        Act::Redone,
        Act::KeptApart,
        Act::ApartNoMore,
        Act::Told,
        Act::Parted,
        Act::SharingSet,
        Act::Recycled,
        Act::Blocked,
        Act::Unblocked,
        Act::LimitSet,
        Act::ConsentRecorded,
        Act::ConsentRuleSet,
        Act::Suppressed,
        Act::Labelled,
        Act::Annotated,
        Act::LabelDeleted,
        Act::BulkLabelled,
        Act::BulkUndone,
        Act::PutOff,
        Act::AskedAgain,
        Act::SourceSet,
        Act::KeySet,
        Act::RejectsSeen,
        Act::RejectsReplayed,
        Act::SourceWatched,
        Act::JobsRetried,
        Act::JobGivenUp,
        Act::EventRetried,
        Act::BackupMade,
        Act::ImportStarted,
        Act::ImportRejectsSeen,
    ];

    /// The word in rows and in the API.
    pub const fn word(self) -> &'static str {
        match self {
            Act::CardOpened => "card_opened",
            Act::Exported => "exported",
            Act::Erased => "erased",
            Act::ErasedAgain => "erased_again",
            Act::Merged => "merged",
            Act::Undone => "undone",
            Act::Redone => "redone",
            Act::KeptApart => "kept_apart",
            Act::ApartNoMore => "apart_no_more",
            Act::Told => "told",
            Act::Parted => "parted",
            Act::SharingSet => "sharing_set",
            Act::Recycled => "recycled",
            Act::Blocked => "blocked",
            Act::Unblocked => "unblocked",
            Act::LimitSet => "limit_set",
            Act::ConsentRecorded => "consent_recorded",
            Act::ConsentRuleSet => "consent_rule_set",
            Act::Suppressed => "suppressed",
            Act::Labelled => "labelled",
            Act::Annotated => "annotated",
            Act::LabelDeleted => "label_deleted",
            Act::BulkLabelled => "bulk_labelled",
            Act::BulkUndone => "bulk_undone",
            Act::PutOff => "put_off",
            Act::AskedAgain => "asked_again",
            Act::SourceSet => "source_set",
            Act::KeySet => "key_set",
            Act::RejectsSeen => "rejects_seen",
            Act::RejectsReplayed => "rejects_replayed",
            Act::SourceWatched => "source_watched",
            Act::JobsRetried => "jobs_retried",
            Act::JobGivenUp => "job_given_up",
            Act::EventRetried => "event_retried",
            Act::BackupMade => "backup_made",
            Act::ImportStarted => "import_started",
            Act::ImportRejectsSeen => "import_rejects_seen",
        }
    }
}

/// The word of everything that may stand in the audit: what is done with customers, and with staff and their keys.
pub fn words() -> impl Iterator<Item = &'static str> {
    Act::ALL.into_iter().map(Act::word).chain(Deed::ALL.iter().map(|deed| deed.word()))
}

/// The word, where it is one of the audit.
pub fn known_word(word: &str) -> Option<&'static str> {
    words().find(|known| *known == word)
}

/// What is to be noted.
#[derive(Clone, Debug)]
pub struct Note {
    /// What was done.
    pub act: Act,
    /// Of whom.
    pub customer: Option<CustomerId>,
    /// With which identifier.
    pub identifier: Option<IdentifierId>,
    /// What else there is to say: counts, words of rules, ids. Nothing personal.
    pub details: Value,
}

impl Note {
    /// That this was done with somebody.
    pub fn of(act: Act, customer: CustomerId) -> Note {
        Note { act, customer: Some(customer), identifier: None, details: json!({}) }
    }

    /// That this was done with the rules.
    pub fn of_rules(act: Act) -> Note {
        Note { act, customer: None, identifier: None, details: json!({}) }
    }

    /// The same, with details.
    #[must_use]
    pub fn with(self, details: Value) -> Note {
        Note { details, ..self }
    }
}

/// Notes what is being done, in the transaction that does it.
pub fn note(cx: &Cx, tx: &mut Tx, note: Note) -> Result<()> {
    insert(cx, tx, AuditId::new(cx.now), note)
}

/// Notes what is being done with an identifier, and whose it is now.
pub fn of_identifier(cx: &Cx, tx: &mut Tx, act: Act, id: IdentifierId, details: Value) -> Result<()> {
    let customer = identity::person_of(tx, id)?;
    note(cx, tx, Note { act, customer, identifier: Some(id), details })
}

fn insert(cx: &Cx, tx: &mut Tx, id: AuditId, note: Note) -> Result<()> {
    let text = sql!(
        "insert into audit (id, at, actor, act, customer_id, identifier_id, details)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do nothing"
    );
    let Note { act, customer, identifier, details } = note;
    let params = params![id, cx.now, cx.actor.as_text(), act.word(), customer, identifier, details.to_string()];
    tx.push(text, params)
}

/// How long a page waits until it is noted that it was opened. Beyond that the note follows: nobody who reads is to
/// stand behind an act that takes long.
const PATIENCE: Duration = Duration::from_secs(1);

/// Notes that what is known of these people was read, unless the same staff read of them in this hour already.
pub async fn seen(cx: &Cx, db: &Db, whom: impl Fn(&mut Tx) -> Result<Vec<CustomerId>> + Send + 'static) -> Result<()> {
    let notes = move |tx: &mut Tx| {
        let note = |customer: CustomerId| ("card", customer.to_string(), Note::of(Act::CardOpened, customer));
        Ok(whom(tx)?.into_iter().map(note).collect())
    };
    hourly(cx, db, notes).await
}

/// Notes that what one source tells was read, unless the same staff did in this hour already.
pub async fn watched(cx: &Cx, db: &Db, code: impl Fn(&mut Tx) -> Result<String> + Send + 'static) -> Result<()> {
    let notes = move |tx: &mut Tx| {
        let code = code(tx)?;
        let note = Note::of_rules(Act::SourceWatched).with(json!({ "source": code }));
        Ok(vec![("source", code, note)])
    };
    hourly(cx, db, notes).await
}

/// What is noted, with what tells it from others of its hour.
type Keyed = (&'static str, String, Note);

/// Most pages only look, so what is noted already is not written.
async fn hourly(cx: &Cx, db: &Db, notes: impl Fn(&mut Tx) -> Result<Vec<Keyed>> + Send + 'static) -> Result<()> {
    let (hour, actor) = (cx.now.micros().div_euclid(3_600_000_000), cx.actor.as_text());
    let begin = Time::from_micros(hour * 3_600_000_000);
    let look = move |tx: &mut Tx| {
        let id = |noun, key: &str| AuditId::derived(begin, &[noun, &actor, key]);
        let notes: Vec<_> = notes(tx)?.into_iter().map(|(noun, key, note)| (id(noun, &key), note)).collect();
        let ids: Vec<AuditId> = notes.iter().map(|(id, _)| *id).collect();
        let text = sql!(concat!("select id from audit where id in ", many!()));
        let known: Vec<AuditId> = tx.query_among(text, &ids, [], |row| row.get(0))?;
        Ok(notes.into_iter().filter(|(id, _)| !known.contains(id)).collect::<Vec<_>>())
    };
    let new = db.read("audits.is_noted", look).await?;
    if new.is_empty() {
        return Ok(());
    }
    let (cx, db) = (cx.clone(), db.clone());
    let note = tokio::spawn(async move {
        let act = move |tx: &mut Tx| new.iter().try_for_each(|(id, note)| insert(&cx, tx, *id, note.clone()));
        let noted = db.write("audits.seen", act);
        noted.await.inspect_err(|error| tracing::error!(cause = %error, "who read of somebody was not noted"))
    });
    match tokio::time::timeout(PATIENCE, note).await {
        Ok(noted) => noted.map_err(Error::internal)?,
        Err(_) => Ok(()),
    }
}

/// What was noted.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "AuditLine")]
pub struct Line {
    /// Its id.
    pub id: AuditId,
    /// When.
    pub at: Time,
    /// Who, as `staff:stf_...`.
    pub actor: String,
    /// Their name, where they are staff.
    pub name: Option<String>,
    /// What.
    pub act: String,
    /// Of whom.
    pub customer: Option<CustomerId>,
    /// What they are called, while they are.
    pub customer_name: Option<String>,
    /// Whether they are there: who was erased is not.
    pub is_there: bool,
    /// With which identifier.
    pub identifier: Option<IdentifierId>,
    /// What else there is to say.
    pub details: Value,
}

/// Which of what was noted is wanted.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Of one person, and of whoever was joined with them.
    pub customer: Option<CustomerId>,
    /// By one actor, as `staff:stf_...`.
    pub actor: Option<String>,
    /// One act, by its word.
    pub act: Option<&'static str>,
    /// From this moment on.
    pub from: Option<Time>,
    /// Before this moment.
    pub until: Option<Time>,
    /// Behind this line.
    pub after: Option<(Time, AuditId)>,
}

macro_rules! columns {
    () => {
        "select a.id, a.at, a.actor, a.act, a.customer_id, c.name, a.identifier_id, a.details,
             case when c.id is null then 0 else 1 end
         from audit a left join customers c on c.id = a.customer_id "
    };
}

fn read(row: &Row) -> Result<Line> {
    let details: String = row.get(7)?;
    Ok(Line {
        id: row.get(0)?,
        at: row.get(1)?,
        actor: row.get(2)?,
        name: None,
        act: row.get(3)?,
        customer: row.get(4)?,
        customer_name: row.get(5)?,
        is_there: row.get(8)?,
        identifier: row.get(6)?,
        details: serde_json::from_str(&details).unwrap_or_default(),
    })
}

/// What was noted, newest first.
pub fn page(tx: &mut Tx, query: &Query, limit: i64) -> Result<Vec<Line>> {
    let (at, id) = query.after.unwrap_or((Time::from_micros(i64::MAX), AuditId::from_bytes([255; 16])));
    let until = query.until.unwrap_or(Time::from_micros(i64::MAX));
    let from = query.from.unwrap_or(Time::from_micros(i64::MIN));
    let text = sql!(concat!(
        columns!(),
        "where (a.at, a.id) < ($1, $2) and a.at >= $3 and a.at < $4
             and (cast($5 as text) is null or a.actor = $5) and (cast($6 as text) is null or a.act = $6)
             and ($7 = 0 or a.customer_id = $8 or c.merged_into = $8)
         order by a.at desc, a.id desc limit $9"
    ));
    let whom = query.customer.unwrap_or(CustomerId::from_bytes([0; 16]));
    let (actor, act) = (query.actor.as_deref(), query.act);
    let of_one = i64::from(query.customer.is_some());
    let mut lines = tx.query(text, params![at, id, from, until, actor, act, of_one, whom, limit], read)?;
    let names: HashMap<String, String> = actors(tx)?.into_iter().collect();
    for line in &mut lines {
        line.name = names.get(&line.actor).cloned();
    }
    Ok(lines)
}

/// Staff and keys who may have done something: as they stand in rows, and their names.
pub fn actors(tx: &mut Tx) -> Result<Vec<(String, String)>> {
    let mut all = tx.query(sql!("select id, name from staff order by name, id"), params![], |row| {
        let id: web::staff::StaffId = row.get(0)?;
        Ok((Actor::Staff(id.to_string()).as_text(), row.get(1)?))
    })?;
    all.extend(keys::all(tx)?.into_iter().map(|key| (Actor::Key(key.id.to_string()).as_text(), key.name)));
    Ok(all)
}

/// Of a person, for their export.
pub(crate) fn told(tx: &mut Tx, key: &[u8; 16], after: Option<Place>, limit: i64) -> Result<Vec<Entry>> {
    let (at, id) = after.unwrap_or((i64::MIN, [0; 16]));
    let text =
        sql!(concat!(columns!(), "where a.customer_id = $1 and (a.at, a.id) > ($2, $3) order by a.at, a.id limit $4"));
    let params = params![CustomerId::from_bytes(*key), at, AuditId::from_bytes(id), limit];
    let lines = tx.query(text, params, read)?;
    let entry = |line: Line| Entry {
        place: Some((line.at.micros(), *line.id.bytes())),
        value: json!({ "at": line.at, "by": line.actor, "act": line.act, "details": line.details }),
    };
    Ok(lines.into_iter().map(entry).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_back() {
        assert!(words().all(|word| known_word(word) == Some(word)));
        let all: std::collections::HashSet<_> = words().collect();
        assert_eq!(all.len(), words().count(), "each word means one thing");
    }
}
