//! Taking in what a source tells: each message is judged by itself, counted once, and on disk before the answer.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use base::{Cx, Error, Result, Time};
use customers::{
    identity,
    people::{Known, Profile, Said},
};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use store::{
    Tx, params, settings, sql,
    thread::{self, EventId, IdentifierId, NewEvent},
    tombstones,
};

use crate::{
    bodies::{self, Envelope},
    counts,
    facts::{Facts, From, facts},
    messages::{self, Call, Message, Reason, Shared},
    rejects,
    sources::Source,
};

/// For how many days a message that comes again is known as such.
pub const SEEN_DAYS: i64 = 8;
const DAY: i64 = 86_400_000_000;

/// A message that cannot be used.
#[derive(Clone, Debug)]
pub struct Rejected {
    /// Why.
    pub reason: Reason,
    /// The message as it came.
    pub body: String,
    /// The call that the path named.
    pub call: Option<Call>,
    /// When the batch was sent, by the sender's clock.
    pub sent: Option<Time>,
    /// Whoever it may be of.
    pub names: Vec<Known>,
}

/// A message that can.
#[derive(Clone, Debug)]
pub struct Ready {
    /// Its own id, or the hash of all it says.
    id: String,
    /// How far its source is believed: whoever reads a public key must not use up the ids of others.
    belief: &'static str,
    facts: Facts,
}

/// What a request brought, read.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// What can be used.
    pub ready: Vec<Ready>,
    /// What cannot.
    pub rejected: Vec<Rejected>,
    /// How many more cannot, and are not kept.
    pub beyond: u64,
    /// What held for each message, as JSON.
    pub context: Option<String>,
    /// Where it came from.
    pub from: From,
}

/// What became of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Messages that are on the thread now.
    pub new: u64,
    /// Messages that were told before.
    pub known: u64,
    /// Messages that could not be used.
    pub rejected: u64,
    /// The latest of the new events.
    pub newest: Vec<EventId>,
}

/// Reads what a request brought. The call is the one that its path names.
pub fn read(envelope: &Envelope, call: Option<Call>, source: &Source, from: &From, received: Time) -> Batch {
    let context = envelope.context.and_then(|text| serde_json::from_str::<Map<String, Value>>(text).ok());
    let sent = envelope.sent_at.as_deref().and_then(messages::moment_of);
    let shared = Shared { call, context: context.unwrap_or_default(), sent };
    let mut batch = Batch { context: envelope.context.map(str::to_owned), from: from.clone(), ..Batch::default() };
    for (place, text) in envelope.messages.iter().enumerate() {
        let ready = match place < bodies::MESSAGES {
            true => read_one(text, &shared, source, from, received),
            false => Err(Reason::TooMany),
        };
        match ready {
            Ok(ready) => batch.ready.push(ready),
            Err(reason) => {
                // Whole, so that it can be told again; of what is too large its beginning.
                let body = bodies::without_key(&text[..text.floor_char_boundary(messages::LARGEST)]);
                let names = rejects::names_in(text);
                batch.rejected.push(Rejected { reason, body, call, sent, names });
            }
        }
    }
    batch
}

/// Reads one message.
pub fn read_one(
    text: &str,
    shared: &Shared,
    source: &Source,
    from: &From,
    received: Time,
) -> std::result::Result<Ready, Reason> {
    let message = Message::read(text, shared)?;
    // What says when it happened and comes again in the same words is the same; without a moment it may happen again.
    let is_dated = message.original.is_some() || message.sent.is_some() && shared.sent.is_none();
    let id = message.id.clone();
    let id = id.unwrap_or_else(|| if is_dated { hash_of(text) } else { EventId::new(received).to_string() });
    let belief = match (source.kind.is_public(), source.kind.is_believed()) {
        (true, _) => "public",
        (false, false) => "claims",
        (false, true) => "believed",
    };
    Ok(Ready { id, belief, facts: facts(&message, source, from, received) })
}

/// The hash of a text, in digits.
pub(crate) fn hash_of(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The messages of a batch that were told before. Read ahead of the act: PostgreSQL would take two batches whose keys
/// are neighbors for a conflict if each had looked where the other writes.
pub fn seen(tx: &mut Tx, batch: &Batch) -> Result<BTreeSet<IdentifierId>> {
    let secret = settings::secret(tx)?;
    look(tx, &keyed(&secret, &batch.ready))
}

/// Records what was read.
pub fn record(cx: &Cx, tx: &mut Tx, source: &Source, batch: &Batch) -> Result<Taken> {
    let seen = seen(tx, batch)?;
    record_unseen(cx, tx, source, batch, &seen)
}

/// Records what was read, but for what was told before; `Busy` where some of it was told since.
pub fn record_unseen(
    cx: &Cx,
    tx: &mut Tx,
    source: &Source,
    batch: &Batch,
    seen: &BTreeSet<IdentifierId>,
) -> Result<Taken> {
    let secret = settings::secret(tx)?;
    let new = unseen(tx, &secret, &batch.ready, seen, cx.now)?;
    let mut people = People::look(tx, &secret, &new)?;
    let mut events = Vec::with_capacity(new.len());
    for (key, ready) in &new {
        let actor = people.actor(cx, tx, source, &ready.facts)?;
        events.push(event(*key, &ready.facts, source, actor));
    }
    thread::append(tx, cx.now, &events)?;
    people.keep_said(tx, source)?;
    rejects::keep(tx, source.id, cx.now, batch)?;
    let newest = events.iter().rev().take(counts::NEWEST).map(|event| event.id).rev().collect();
    let known = (batch.ready.len() - new.len()) as u64;
    Ok(Taken { new: new.len() as u64, known, rejected: batch.rejected.len() as u64 + batch.beyond, newest })
}

fn event(key: IdentifierId, facts: &Facts, source: &Source, actor: Option<IdentifierId>) -> NewEvent {
    NewEvent {
        id: EventId::derived(facts.happened, &["tracked", &key.to_string()]),
        happened: facts.happened,
        kind: facts.kind,
        channel: source.kind.channel().to_owned(),
        place: None,
        actor,
        subject: None,
        body: facts.body.clone(),
        // What is personal and nobody's would be found by nobody, whoever asks for it or is to be forgotten.
        private: actor.map(|_| facts.private.clone()),
    }
}

/// The messages with their keys, each once.
fn keyed<'a>(secret: &[u8], ready: &'a [Ready]) -> Vec<(IdentifierId, &'a Ready)> {
    let mut mine = BTreeSet::new();
    let key = |ready: &Ready| IdentifierId::keyed(secret, &["message", ready.belief, &ready.id]);
    let keyed = ready.iter().map(|ready| (key(ready), ready));
    keyed.filter(|(key, _)| mine.insert(*key)).collect()
}

fn look(tx: &mut Tx, keyed: &[(IdentifierId, &Ready)]) -> Result<BTreeSet<IdentifierId>> {
    let keys: Vec<IdentifierId> = keyed.iter().map(|(key, _)| *key).collect();
    let text = sql!(concat!("select key from messages_seen where key in ", store::many!()));
    Ok(tx.query_among(text, &keys, [], |row| row.get(0))?.into_iter().collect())
}

/// The messages that were not told before, each once, with their keys.
fn unseen<'a>(
    tx: &mut Tx,
    secret: &[u8],
    ready: &'a [Ready],
    seen: &BTreeSet<IdentifierId>,
    now: Time,
) -> Result<Vec<(IdentifierId, &'a Ready)>> {
    let new: Vec<_> = keyed(secret, ready).into_iter().filter(|(key, _)| !seen.contains(key)).collect();
    let text = sql!("insert into messages_seen (key, day) values ($1, $2) on conflict (key) do nothing");
    let counted = tx.exec_many(text, new.iter().map(|(key, _)| params![*key, now.micros() / DAY]))?;
    if counted < new.len() as u64 {
        return Err(Error::Busy { says: "The same messages are being taken.".into() });
    }
    Ok(new)
}

/// Who the messages of one batch are of.
struct People {
    /// Identifiers by whether nothing more is to be said of them: whoever they stand for stands for them at any moment.
    plain: HashMap<IdentifierId, bool>,
    /// By the identifiers of their claims, all of them plain.
    known: HashMap<Vec<IdentifierId>, Option<IdentifierId>>,
    secret: Vec<u8>,
    said: BTreeMap<(IdentifierId, IdentifierId), (Known, Time, Time)>,
}

impl People {
    /// Looks up whoever is known by one name alone: of them nothing is to be said.
    fn look(tx: &mut Tx, secret: &[u8], new: &[(IdentifierId, &Ready)]) -> Result<People> {
        let claims = new.iter().flat_map(|(_, ready)| &ready.facts.claims);
        let ids: BTreeSet<IdentifierId> = claims.map(|claim| claim.known.id(secret)).collect();
        let plain: HashMap<_, _> = identity::standing(tx, &Vec::from_iter(ids))?.into_iter().collect();
        let known = plain.iter().filter(|(_, is_plain)| **is_plain).map(|(id, _)| (vec![*id], Some(*id))).collect();
        Ok(People { plain, known, secret: secret.to_vec(), said: BTreeMap::new() })
    }

    /// Tells of somebody. Only what holds at any moment is remembered for the messages behind it.
    fn tell(&mut self, cx: &Cx, tx: &mut Tx, ids: Vec<IdentifierId>, said: &Said) -> Result<Option<IdentifierId>> {
        let actor = identity::tell(cx, tx, said)?;
        let new: Vec<IdentifierId> = ids.iter().filter(|id| !self.plain.contains_key(id)).copied().collect();
        self.plain.extend(new.iter().map(|id| (*id, false)));
        self.plain.extend(identity::standing(tx, &new)?);
        if ids.iter().all(|id| self.plain.get(id) == Some(&true)) {
            self.known.insert(ids, actor);
        }
        Ok(actor)
    }

    fn actor(&mut self, cx: &Cx, tx: &mut Tx, source: &Source, facts: &Facts) -> Result<Option<IdentifierId>> {
        if facts.claims.is_empty() {
            return Ok(None);
        }
        let ids: Vec<IdentifierId> = facts.claims.iter().map(|claim| claim.known.id(&self.secret)).collect();
        let is_silent = facts.profile == Profile::default();
        let actor = match self.known.get(&ids) {
            Some(actor) if is_silent => *actor,
            _ => self.tell(cx, tx, ids, &said(facts, source))?,
        };
        if let Some(actor) = actor {
            for known in &facts.said {
                let at = facts.happened;
                let seen = self.said.entry((actor, known.id(&self.secret))).or_insert((known.clone(), at, at));
                (seen.1, seen.2) = (seen.1.min(at), seen.2.max(at));
            }
        }
        Ok(actor)
    }

    /// Keeps what was said of who they are, of which nothing follows; but not of whoever was erased.
    fn keep_said(&self, tx: &mut Tx, source: &Source) -> Result<()> {
        if self.said.is_empty() {
            return Ok(());
        }
        let gone = tombstones::among(tx, self.said.keys().map(|(_, value)| *value))?;
        let text = sql!(
            "insert into said_claims (identifier_id, value_id, kind, value, source, first_at, last_at)
             values ($1, $2, $3, $4, $5, $6, $7) on conflict (identifier_id, value_id) do update set
                 first_at = case when excluded.first_at < said_claims.first_at
                     then excluded.first_at else said_claims.first_at end,
                 last_at = case when excluded.last_at > said_claims.last_at
                     then excluded.last_at else said_claims.last_at end"
        );
        let said = self.said.iter().filter(|((_, value), _)| !gone.contains(value));
        let rows = said.map(|((id, value), (known, first, last))| {
            params![*id, *value, known.kind.word(), &known.value, &source.code, *first, *last]
        });
        tx.exec_many(text, rows).map(|_| ())
    }
}

fn said(facts: &Facts, source: &Source) -> Said {
    let Facts { claims, profile, happened, .. } = facts.clone();
    Said { claims, profile, source: source.code.clone(), at: happened }
}

/// Forgets the messages of long ago whose keys begin with this byte.
pub fn sweep(tx: &mut Tx, first: u8, now: Time) -> Result<u64> {
    let text = sql!("delete from messages_seen where key >= $1 and key <= $2 and day < $3");
    let (mut from, mut to) = ([0; 16], [255; 16]);
    (from[0], to[0]) = (first, first);
    let day = now.micros() / DAY - SEEN_DAYS;
    tx.exec(text, params![IdentifierId::from_bytes(from), IdentifierId::from_bytes(to), day])
}
