//! What could not be used: kept for a month with the reason, seen by source, and told again after a mend.

use std::collections::{BTreeMap, BTreeSet};

use base::{Cx, Id, Noun, Result, Time};
use customers::{
    audits::{self, Act, Note},
    identity,
    people::{Kind, Known},
};
use serde_json::{Map, Value, json};
use store::{
    Tx,
    asked::Query,
    params,
    personal::{Entry, Place},
    settings, sql,
    thread::IdentifierId,
    tombstones,
    value::{Row, Val},
};

use crate::{
    addresses::shortened,
    facts::From,
    ingest::{self, Batch, Rejected},
    messages::{Call, Shared},
    sources::{self, Source, SourceId},
};

/// A message that could not be used.
pub struct Leftover;
impl Noun for Leftover {
    const PREFIX: &'static str = "rej";
    const NAME: &'static str = "rejected message";
}
/// The id of a rejected message.
pub type RejectId = Id<Leftover>;

/// For how long they are kept.
pub const DAYS: i64 = 30;

/// A rejected message as it is listed.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "RejectListed")]
pub struct Listed {
    /// Its id.
    pub id: RejectId,
    /// Who told it.
    pub source: SourceId,
    /// Why it could not be used, in a word.
    pub reason: String,
    /// The field that is meant.
    pub field: Option<String>,
    /// The message as it came.
    pub body: String,
    /// When it came.
    pub received: Time,
    /// When it was told again and taken.
    pub replayed_at: Option<Time>,
}

/// The most of a batch's context that is kept with each of its messages.
const CONTEXT: usize = 8 * 1024;

/// Keeps what could not be used, each once a day, with whoever it may be of; but nothing of whoever was erased.
pub fn keep(tx: &mut Tx, source: SourceId, received: Time, batch: &Batch) -> Result<()> {
    if batch.rejected.is_empty() {
        return Ok(());
    }
    let whose = Whose::look(tx, received, batch)?;
    let day = Time::from_micros(received.micros() - received.micros().rem_euclid(86_400_000_000));
    let kept = batch.rejected.iter().filter(|one| !one.names.iter().any(|known| whose.is_gone(known)));
    let id = |one: &Rejected| RejectId::derived(day, &[&source.to_string(), &ingest::hash_of(&one.body)]);
    let kept: Vec<(RejectId, &Rejected)> = kept.map(|one| (id(one), one)).collect();
    let text = sql!(
        "insert into rejects (id, source_id, reason, field, body, received, call, sent, context, agent, ip, is_own)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (id) do nothing"
    );
    let context = batch.context.as_deref().filter(|context| context.len() <= CONTEXT);
    let (agent, ip) = (batch.from.agent.as_deref(), batch.from.ip.map(shortened));
    let rows = kept.iter().map(|(id, one)| {
        let (call, ip) = (one.call.map(Call::word), ip.as_deref());
        let (reason, body) = (&one.reason, one.body.as_str());
        let params: [Val<'_>; 12] = params![
            *id,
            source,
            reason.word(),
            reason.field(),
            body,
            received,
            call,
            one.sent,
            context,
            agent,
            ip,
            batch.from.is_own
        ];
        params
    });
    tx.exec_many(text, rows)?;
    let text = sql!("insert into reject_people (reject_id, identifier_id) values ($1, $2) on conflict do nothing");
    let people = kept.iter().flat_map(|(id, one)| whose.people(&one.names).into_iter().map(move |of| params![*id, of]));
    tx.exec_many(text, people).map(|_| ())
}

/// Whoever the names in rejected messages stand for.
struct Whose {
    secret: Vec<u8>,
    holders: BTreeMap<IdentifierId, IdentifierId>,
    gone: BTreeSet<IdentifierId>,
}

impl Whose {
    fn look(tx: &mut Tx, at: Time, batch: &Batch) -> Result<Whose> {
        let secret = settings::secret(tx)?;
        let names = batch.rejected.iter().flat_map(|one| &one.names);
        let names: BTreeMap<IdentifierId, &Known> = names.map(|known| (known.id(&secret), known)).collect();
        let found = identity::actors(tx, &names.values().map(|known| (*known, at)).collect::<Vec<_>>())?;
        let gone = tombstones::among(tx, names.keys().copied())?.into_iter().collect();
        let holders = names.keys().zip(found).filter_map(|(base, holder)| Some((*base, holder?))).collect();
        Ok(Whose { secret, holders, gone })
    }

    fn is_gone(&self, known: &Known) -> bool {
        self.gone.contains(&known.id(&self.secret))
    }

    fn people(&self, names: &[Known]) -> BTreeSet<IdentifierId> {
        names.iter().filter_map(|known| self.holders.get(&known.id(&self.secret)).copied()).collect()
    }
}

/// Whoever a message may be of, read as far as it can be: a wrong field elsewhere does not hide its person.
pub fn names_in(text: &str) -> Vec<Known> {
    let Ok(message) = serde_json::from_str::<Map<String, Value>>(text) else { return Vec::new() };
    let word = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let named = |value: Option<&Value>, kinds: &'static [Kind]| {
        let word = value.and_then(word);
        let known = move |kind: &Kind| Known::parse(*kind, word.as_deref()?).ok();
        kinds.iter().filter_map(known).collect::<Vec<Known>>()
    };
    let mut names = named(message.get("anonymousId"), &[Kind::Browser, Kind::Device]);
    names.extend(named(message.get("userId"), &[Kind::Account]));
    names.extend(named(message.get("previousId"), &[Kind::Account, Kind::Browser, Kind::Device]));
    let context = message.get("context").and_then(|context| context.get("traits"));
    for said in [message.get("traits"), message.get("properties"), context].into_iter().flatten() {
        names.extend(named(said.get("email"), &[Kind::Email]));
        names.extend(named(said.get("phone"), &[Kind::Phone]));
    }
    names
}

fn read(row: &Row) -> Result<Listed> {
    Ok(Listed {
        id: row.get(0)?,
        source: row.get(1)?,
        reason: row.get(2)?,
        field: row.get(3)?,
        body: row.get(4)?,
        received: row.get(5)?,
        replayed_at: row.get(6)?,
    })
}

/// Rejected messages of a source, the newest first, behind one of them.
pub fn of_source(tx: &mut Tx, source: SourceId, before: Option<(Time, RejectId)>, limit: i64) -> Result<Vec<Listed>> {
    let text = sql!(
        "select id, source_id, reason, field, body, received, replayed_at from rejects
         where source_id = $1 and (received, id) < ($2, $3) order by received desc, id desc limit $4"
    );
    let (at, id) = before.unwrap_or((Time::from_micros(i64::MAX), RejectId::from_bytes([255; 16])));
    tx.query(text, params![source, at, id, limit], read)
}

/// How far messages that wait are counted: a page that shows them is read every two seconds.
pub const COUNTED: i64 = 10_000;

/// How many messages of a source could not be used and wait, by reason, the most first.
pub fn counts(tx: &mut Tx, source: SourceId) -> Result<Vec<(String, i64)>> {
    let text = sql!(
        "select w.reason, count(*) from (select reason from rejects where source_id = $1 and replayed_at is null
             limit $2) w group by w.reason order by 2 desc, 1"
    );
    tx.query(text, params![source, COUNTED], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// How many messages of each of these sources wait.
pub fn waiting(tx: &mut Tx, sources: &[Source]) -> Result<Vec<i64>> {
    let text =
        sql!("select count(*) from (select 1 from rejects where source_id = $1 and replayed_at is null limit $2) w");
    tx.counts(sources.iter().map(|source| Query::new(text, params![source.id, COUNTED])))
}

/// How many messages are told again at once.
pub const AT_ONCE: i64 = 500;

/// What became of messages that were told again.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Replayed {
    /// They are on the thread now.
    pub taken: u64,
    /// They had been told before.
    pub known: u64,
    /// They cannot be used still.
    pub rejected: u64,
    /// To give for the rest, where there was more than one look takes.
    pub next: Option<RejectId>,
    /// What was recorded.
    #[serde(skip)]
    pub recorded: ingest::Taken,
}

/// A message that waits.
struct Waiting {
    id: RejectId,
    body: String,
    received: Time,
    shared: Shared,
    from: From,
}

/// Tells messages of a source again: these, or all that wait behind one of them. What is taken is on the thread, so
/// its body is kept there alone. What was too large was not kept whole.
pub fn replay(cx: &Cx, tx: &mut Tx, source: SourceId, ids: &[RejectId], after: Option<RejectId>) -> Result<Replayed> {
    let source = sources::one(tx, source)?;
    let (waiting, next) = match ids {
        [] => all_waiting(tx, source.id, after)?,
        ids => (some_waiting(tx, source.id, ids)?, None),
    };
    let (mut batch, mut gone) = (Batch::default(), Vec::new());
    let mut done = Replayed { next, ..Replayed::default() };
    for one in waiting {
        match ingest::read_one(&one.body, &one.shared, &source, &one.from, one.received) {
            Ok(ready) => {
                batch.ready.push(ready);
                gone.push(one.id);
            }
            Err(reason) => {
                let text = sql!("update rejects set reason = $2, field = $3 where id = $1");
                tx.exec(text, params![one.id, reason.word(), reason.field()])?;
                done.rejected += 1;
            }
        }
    }
    let text =
        sql!("update rejects set replayed_at = $2, body = '', context = null, agent = null, ip = null where id = $1");
    tx.exec_many(text, gone.iter().map(|id| params![*id, cx.now]))?;
    tx.exec_many(sql!("delete from reject_people where reject_id = $1"), gone.iter().map(|id| params![*id]))?;
    done.recorded = ingest::record(cx, tx, &source, &batch)?;
    (done.taken, done.known) = (done.recorded.new, done.recorded.known);
    let details = json!({ "source": source.code, "taken": done.taken, "rejected": done.rejected });
    audits::note(cx, tx, Note::of_rules(Act::RejectsReplayed).with(details))?;
    Ok(done)
}

macro_rules! waiting {
    () => {
        "select id, body, received, call, sent, context, agent, ip, is_own from rejects
         where source_id = $1 and replayed_at is null and reason <> 'too-large' "
    };
}

fn read_waiting(row: &Row) -> Result<Waiting> {
    let call = row.get::<Option<String>>(3)?.as_deref().and_then(Call::from_word);
    let context: Option<String> = row.get(5)?;
    let context = context.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    let ip: Option<String> = row.get(7)?;
    let from = From { ip: ip.and_then(|ip| ip.parse().ok()), agent: row.get(6)?, is_own: row.get(8)? };
    let shared = Shared { call, sent: row.get(4)?, context };
    Ok(Waiting { id: row.get(0)?, body: row.get(1)?, received: row.get(2)?, shared, from })
}

/// In the order of their ids, from where the last look ended.
fn all_waiting(tx: &mut Tx, source: SourceId, after: Option<RejectId>) -> Result<(Vec<Waiting>, Option<RejectId>)> {
    let after = after.unwrap_or(RejectId::from_bytes([0; 16]));
    let text = sql!(concat!(waiting!(), "and id > $2 order by id limit $3"));
    let waiting = tx.query(text, params![source, after, AT_ONCE], read_waiting)?;
    let next = waiting.last().map(|last| last.id).filter(|_| waiting.len() as i64 == AT_ONCE);
    Ok((waiting, next))
}

fn some_waiting(tx: &mut Tx, source: SourceId, ids: &[RejectId]) -> Result<Vec<Waiting>> {
    let text = sql!(concat!(waiting!(), "and id = $2"));
    let mut found = Vec::new();
    for id in ids {
        found.extend(tx.query_one(text, params![source, *id], read_waiting)?);
    }
    Ok(found)
}

/// Of a person, for their export.
pub(crate) fn told(tx: &mut Tx, key: &[u8; 16], _: Option<Place>, _: i64) -> Result<Vec<Entry>> {
    let text = sql!(
        "select s.code, r.received, r.body, r.context, r.agent, r.ip from reject_people p
         join rejects r on r.id = p.reject_id join sources s on s.id = r.source_id
         where p.identifier_id = $1 order by r.received, r.id"
    );
    tx.query(text, params![IdentifierId::from_bytes(*key)], |row| {
        Ok(Entry::whole(json!({
            "source": row.get::<String>(0)?,
            "received": row.get::<Time>(1)?,
            "message": row.get::<String>(2)?,
            "context": row.get::<Option<String>>(3)?,
            "agent": row.get::<Option<String>>(4)?,
            "ip": row.get::<Option<String>>(5)?,
        })))
    })
}

/// Forgets the oldest; says how many.
pub fn sweep(tx: &mut Tx, now: Time, limit: i64) -> Result<u64> {
    let text =
        sql!("delete from rejects where id in (select id from rejects where received < $1 order by received limit $2)");
    tx.exec(text, params![now.plus_seconds(-DAYS * 86_400), limit])
}
