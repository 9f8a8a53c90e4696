//! The thread: everything that happened, in order, append-only.
//!
//! A reader moves along it with an opaque `Cursor`. On SQLite the order is the position; on PostgreSQL it is
//! (transaction, position), read only below the oldest transaction that still runs, because positions are handed out
//! before commits and reading by position alone would pass over events that commit late.

use std::{fmt, str::FromStr};

use base::{Error, Id, Noun, Result, Time};
use serde_json::Value;

use crate::{
    many, params, settings, sql,
    tx::{Sql, Tx},
    value::Row,
};

/// From so many on, events are not counted.
const COUNTED: i64 = 10_000;

/// Something that happened.
pub struct Happening;
impl Noun for Happening {
    const PREFIX: &'static str = "evt";
    const NAME: &'static str = "event";
}
/// The id of an event.
pub type EventId = Id<Happening>;

/// Whoever an event came with: an e-mail address, a card, the retailer's number.
pub struct Identifier;
impl Noun for Identifier {
    const PREFIX: &'static str = "idn";
    const NAME: &'static str = "identifier";
}
/// The id of an identifier.
pub type IdentifierId = Id<Identifier>;

/// The noun of what an event is about, where only its bytes matter here.
pub struct Subject;
impl Noun for Subject {
    const PREFIX: &'static str = "sub";
    const NAME: &'static str = "subject";
}
/// The id of what an event is about: an order, a return.
pub type SubjectId = Id<Subject>;

/// An event to append.
#[derive(Clone, Debug)]
pub struct NewEvent {
    /// Its own id; the same id twice is the same event.
    pub id: EventId,
    /// When it happened.
    pub happened: Time,
    /// What happened: a name from EVENTS.md, such as `Order Completed`.
    pub kind: &'static str,
    /// The channel it happened in: `web`, `shop`, `whatsapp`...
    pub channel: String,
    /// The shop, where there is one.
    pub place: Option<String>,
    /// Who, strongest identifier first known.
    pub actor: Option<IdentifierId>,
    /// What it is about, as the id of its row.
    pub subject: Option<SubjectId>,
    /// Fields listed in EVENTS.md, none of them personal.
    pub body: Value,
    /// Everything personal: kept in a row of its own that can be deleted.
    pub private: Option<Value>,
}

/// An event as it is read.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its id.
    pub id: EventId,
    /// When it happened.
    pub happened: Time,
    /// What happened.
    pub kind: String,
    /// In which channel.
    pub channel: String,
    /// In which shop.
    pub place: Option<String>,
    /// Who.
    pub actor: Option<IdentifierId>,
    /// What it is about.
    pub subject: Option<SubjectId>,
    /// Its fields as JSON text.
    pub body: String,
    /// Its personal fields as JSON text, where they were asked for and still exist.
    pub private: Option<String>,
}

impl Event {
    /// The fields, as the type that the kind's room declares.
    pub fn read_body<T: serde::de::DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_str(&self.body)
            .map_err(|error| Error::internal(format!("the body of a {} is not as expected: {error}", self.kind)))
    }
}

/// A place on the thread, opaque to all but this file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    epoch: i64,
    xid: u64,
    position: i64,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.epoch, self.xid, self.position)
    }
}

impl FromStr for Cursor {
    type Err = Error;

    fn from_str(text: &str) -> Result<Cursor> {
        let wrong = || Error::invalid("cursor", "The cursor is not one that Hilo gave out.");
        let mut parts = text.splitn(3, '.');
        let mut part = || parts.next().ok_or_else(wrong);
        Ok(Cursor {
            epoch: part()?.parse().map_err(|_| wrong())?,
            xid: part()?.parse().map_err(|_| wrong())?,
            position: part()?.parse().map_err(|_| wrong())?,
        })
    }
}

impl Cursor {
    /// True for cursors from before a restore: they say nothing about today's thread.
    pub fn is_before(&self, other: &Cursor) -> bool {
        self.epoch < other.epoch
    }

    /// The number of the last event before it, for people to read: there may be gaps between numbers.
    pub const fn position(&self) -> i64 {
        self.position
    }
}

/// Appends events; says how many were new.
pub fn append(tx: &mut Tx, received: Time, events: &[NewEvent]) -> Result<u64> {
    let text = sql!(
        "insert into events (id, happened, received, kind, channel, place, actor, subject, body)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (id) do nothing"
    );
    let rows = events.iter().map(|event| {
        let NewEvent { id, happened, kind, channel, place, actor, subject, body, .. } = event;
        let place = place.as_deref();
        params![*id, *happened, received, *kind, channel, place, *actor, *subject, body.to_string()]
    });
    let before = newest_position(tx, events)?;
    let new = tx.exec_many(text, rows)?;
    match new {
        0 => {}
        new if new == events.len() as u64 => keep_private(tx, events)?,
        _ => keep_private_of_new(tx, events, before)?,
    }
    tx.appended |= new > 0;
    Ok(new)
}

/// The personal fields of events that have them.
fn private(events: &[NewEvent]) -> impl Iterator<Item = (EventId, String)> {
    events.iter().filter_map(|event| Some((event.id, event.private.as_ref()?.to_string())))
}

/// Where the thread ended before this act, for `keep_private_of_new`. PostgreSQL knows the transaction instead.
fn newest_position(tx: &mut Tx, events: &[NewEvent]) -> Result<i64> {
    if tx.is_postgres() || private(events).next().is_none() {
        return Ok(0);
    }
    let text = sql!(sqlite: "select coalesce(max(position), 0) from events");
    tx.query_one(text, params![], |row| row.get(0)).map(Option::unwrap_or_default)
}

fn keep_private(tx: &mut Tx, events: &[NewEvent]) -> Result<()> {
    let text = sql!("insert into event_private (event_id, body) values ($1, $2)");
    tx.exec_many(text, private(events).map(|(id, body)| params![id, body])).map(|_| ())
}

/// Where some events were there before: what was personal in those may have been erased, and must not come back.
fn keep_private_of_new(tx: &mut Tx, events: &[NewEvent], before: i64) -> Result<()> {
    for (id, body) in private(events) {
        if tx.is_postgres() {
            let text = sql!(postgres: "insert into event_private (event_id, body)
                select id, cast($2 as text) from events where id = $1 and xid = pg_current_xact_id()
                on conflict (event_id) do nothing");
            tx.exec(text, params![id, body])?;
        } else {
            let text = sql!(sqlite: "insert into event_private (event_id, body)
                select id, $2 from events where id = $1 and position > $3 on conflict (event_id) do nothing");
            tx.exec(text, params![id, body, before])?;
        }
    }
    Ok(())
}

const COLUMNS: usize = 8;

macro_rules! columns {
    () => {
        "e.id, e.happened, e.kind, e.channel, e.place, e.actor, e.subject, e.body"
    };
}

fn read_event(row: &Row) -> Result<Event> {
    Ok(Event {
        id: row.get(0)?,
        happened: row.get(1)?,
        kind: row.get(2)?,
        channel: row.get(3)?,
        place: row.get(4)?,
        actor: row.get(5)?,
        subject: row.get(6)?,
        body: row.get(7)?,
        private: None,
    })
}

/// The start of the thread.
pub fn start(tx: &mut Tx) -> Result<Cursor> {
    Ok(Cursor { epoch: settings::epoch(tx)?, xid: 0, position: 0 })
}

/// The next events after a cursor, and the cursor after them.
pub fn after(tx: &mut Tx, cursor: &Cursor, limit: i64) -> Result<(Vec<Event>, Cursor)> {
    let read = |row: &Row| Ok((read_event(row)?, row.get::<i64>(COLUMNS)?, row.get::<i64>(COLUMNS + 1)?));
    let found = if tx.is_postgres() {
        let text = sql!(postgres: concat!("select ", columns!(), ", cast(cast(e.xid as text) as bigint), e.position
            from events e where (e.xid, e.position) > (cast(cast($1 as text) as xid8), $2)
            and e.xid < pg_snapshot_xmin(pg_current_snapshot()) order by e.xid, e.position limit $3"));
        tx.query(text, params![cursor.xid.to_string(), cursor.position, limit], read)?
    } else {
        let text = sql!(sqlite: concat!("select ", columns!(), ", 0, e.position
            from events e where e.position > $1 order by e.position limit $2"));
        tx.query(text, params![cursor.position, limit], read)?
    };
    let mut next = cursor.clone();
    let events = found.into_iter().map(|(event, xid, position)| {
        next.xid = xid as u64;
        next.position = position;
        event
    });
    let events = events.collect();
    Ok((events, next))
}

/// The cursor behind the newest event that can be read.
pub fn end(tx: &mut Tx) -> Result<Cursor> {
    let text = sql!(postgres: "select cast(cast(xid as text) as bigint), position from events
        where xid < pg_snapshot_xmin(pg_current_snapshot())
        order by events.xid desc, events.position desc limit 1");
    behind(tx, text)
}

/// The cursor behind the newest event there is. On PostgreSQL it may be read only once every transaction that began
/// before it has ended, whatever database of the server that works on.
pub fn tip(tx: &mut Tx) -> Result<Cursor> {
    let text = sql!(postgres: "select cast(cast(xid as text) as bigint), position from events
        order by events.xid desc, events.position desc limit 1");
    behind(tx, text)
}

/// The cursor behind the event that this finds on PostgreSQL; on the embedded engine every event can be read at once.
fn behind(tx: &mut Tx, on_postgres: &'static Sql) -> Result<Cursor> {
    let mut cursor = start(tx)?;
    let on_sqlite = sql!(sqlite: "select 0, position from events order by position desc limit 1");
    let text = if tx.is_postgres() { on_postgres } else { on_sqlite };
    let found = tx.query_one(text, params![], |row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?)))?;
    if let Some((xid, position)) = found {
        cursor.xid = xid as u64;
        cursor.position = position;
    }
    Ok(cursor)
}

/// The events behind a cursor, up to another, that reached the thread before a moment; and the cursor behind them.
pub fn received_before(
    tx: &mut Tx,
    cursor: &Cursor,
    moment: Time,
    until: &Cursor,
    limit: i64,
) -> Result<(Vec<Event>, Cursor)> {
    let read = |row: &Row| {
        let (xid, position) = (row.get::<i64>(COLUMNS)? as u64, row.get::<i64>(COLUMNS + 1)?);
        Ok((read_event(row)?, Cursor { epoch: cursor.epoch, xid, position }, row.get::<Time>(COLUMNS + 2)?))
    };
    let found = if tx.is_postgres() {
        let text = sql!(postgres: concat!("select ", columns!(), ", cast(cast(e.xid as text) as bigint), e.position,
            e.received from events e where (e.xid, e.position) > (cast(cast($1 as text) as xid8), $2)
            order by e.xid, e.position limit $3"));
        tx.query(text, params![cursor.xid.to_string(), cursor.position, limit], read)?
    } else {
        let text = sql!(sqlite: concat!("select ", columns!(), ", 0, e.position, e.received
            from events e where e.position > $1 order by e.position limit $2"));
        tx.query(text, params![cursor.position, limit], read)?
    };
    let mut next = cursor.clone();
    let is_past = |(_, place, received): &(Event, Cursor, Time)| place <= until && *received < moment;
    let found = found.into_iter().take_while(is_past).map(|(event, place, _)| {
        next = place;
        event
    });
    let events = found.collect();
    Ok((events, next))
}

/// Removes events with what was personal in them. For what leaves with age.
pub fn remove(tx: &mut Tx, ids: &[EventId]) -> Result<()> {
    for &id in ids {
        tx.exec(sql!("delete from event_private where event_id = $1"), params![id])?;
        tx.exec(sql!("delete from events where id = $1"), params![id])?;
    }
    Ok(())
}

/// The next somebodies behind one, with all of their events; the last of them, where there are more.
pub fn by_actor(tx: &mut Tx, after: Option<IdentifierId>, limit: i64) -> Result<(Vec<Event>, Option<IdentifierId>)> {
    let after = after.unwrap_or(IdentifierId::from_bytes([0; 16]));
    let text = sql!(
        "select a.actor from (select actor from events where actor > $1 order by actor limit $2) a
         order by a.actor desc limit 1"
    );
    let last = tx.query_one(text, params![after, limit], |row| row.get::<IdentifierId>(0))?;
    let Some(last) = last else { return Ok((Vec::new(), None)) };
    let text = sql!(concat!("select ", columns!(), " from events e where e.actor > $1 and e.actor <= $2"));
    Ok((tx.query(text, params![after, last], read_event)?, Some(last)))
}

/// How many events lie between a cursor and the end. From ten thousand on they are not counted but told by their
/// numbers, which have gaps where something was not recorded after all.
pub fn lag(tx: &mut Tx, cursor: &Cursor) -> Result<i64> {
    let read = |row: &Row| row.get::<i64>(0);
    // In their order, or PostgreSQL reads all events of the thread to count a few.
    let counted = if tx.is_postgres() {
        let text = sql!(postgres: "select count(*) from (select 1 from events
            where (xid, position) > (cast(cast($1 as text) as xid8), $2) order by xid, position limit $3) behind");
        tx.query_one(text, params![cursor.xid.to_string(), cursor.position, COUNTED], read)?
    } else {
        let text = sql!(sqlite: "select count(*) from (select 1 from events where position > $1 limit $2)");
        tx.query_one(text, params![cursor.position, COUNTED], read)?
    };
    match counted.unwrap_or(0) {
        few if few < COUNTED => Ok(few),
        many => Ok(many.max(tip(tx)?.position - cursor.position)),
    }
}

/// When the first event behind a cursor was received; nothing where there is none.
pub fn waits_since(tx: &mut Tx, cursor: &Cursor) -> Result<Option<Time>> {
    let read = |row: &Row| row.get::<Time>(0);
    if tx.is_postgres() {
        let text = sql!(postgres: "select received from events
            where (xid, position) > (cast(cast($1 as text) as xid8), $2) order by xid, position limit 1");
        return tx.query_one(text, params![cursor.xid.to_string(), cursor.position], read);
    }
    let text = sql!(sqlite: "select received from events where position > $1 order by position limit 1");
    tx.query_one(text, params![cursor.position], read)
}

/// How many events lie before a cursor: what a backup says in its place.
pub(crate) fn ordinal(tx: &mut Tx, cursor: &Cursor) -> Result<i64> {
    let read = |row: &Row| row.get::<i64>(0);
    let count = if tx.is_postgres() {
        let text = sql!(postgres:
            "select count(*) from events where (xid, position) <= (cast(cast($1 as text) as xid8), $2)");
        tx.query_one(text, params![cursor.xid.to_string(), cursor.position], read)?
    } else {
        tx.query_one(sql!(sqlite: "select count(*) from events where position <= $1"), params![cursor.position], read)?
    };
    Ok(count.unwrap_or(0))
}

/// The cursor behind so many events, where their positions count from 1 without gaps, as after a restore.
pub(crate) fn at_ordinal(tx: &mut Tx, ordinal: i64) -> Result<Cursor> {
    let mut cursor = start(tx)?;
    if ordinal == 0 {
        return Ok(cursor);
    }
    let read = |row: &Row| row.get::<i64>(0);
    let xid = if tx.is_postgres() {
        let text = sql!(postgres: "select cast(cast(xid as text) as bigint) from events where position = $1");
        tx.query_one(text, params![ordinal], read)?
    } else {
        tx.query_one(sql!(sqlite: "select 0 from events where position = $1"), params![ordinal], read)?
    };
    cursor.xid = xid.ok_or_else(|| Error::internal(format!("there is no event at {ordinal}")))? as u64;
    cursor.position = ordinal;
    Ok(cursor)
}

/// Where a page of a timeline begins: after this moment and event, going back in time.
pub type Before = (Time, EventId);

/// Which events of a timeline are wanted.
#[derive(Clone, Debug, Default)]
pub struct Wanted<'a> {
    /// One channel.
    pub channel: Option<&'a str>,
    /// Kinds of events; none means all.
    pub kinds: &'a [&'a str],
    /// Orders and returns in these places alone, as `,M1,M2,`, or in none as an empty text; `None` means in all.
    pub places: Option<String>,
}

/// What identifiers did before a moment and event, newest first: an index scan for each, merged.
pub fn timeline(
    tx: &mut Tx,
    actors: &[IdentifierId],
    wanted: Wanted,
    before: Option<Before>,
    limit: i64,
) -> Result<Vec<Event>> {
    let (happened, id) = before.unwrap_or((Time::from_micros(i64::MAX), EventId::from_bytes([255; 16])));
    let text = sql!(concat!(
        "select ",
        columns!(),
        ", p.body from events e left join event_private p on p.event_id = e.id
         where e.actor = $1 and (e.happened, e.id) < ($2, $3)
             and (cast($4 as text) is null or e.channel = $4)
             and (cast($5 as text) is null or cast($5 as text) like '%|' || e.kind || '|%')
             and (cast($7 as text) is null or (e.kind not like 'Order %' and e.kind not like 'Return %')
                 or replace(cast($7 as text), ',' || e.place || ',', '') <> cast($7 as text))
         order by e.happened desc, e.id desc limit $6"
    ));
    let kinds = (!wanted.kinds.is_empty()).then(|| format!("|{}|", wanted.kinds.join("|")));
    let mut events = Vec::new();
    for actor in actors {
        let params = params![*actor, happened, id, wanted.channel, kinds.as_deref(), limit, wanted.places.as_deref()];
        events.extend(tx.query(text, params, read_private)?);
    }
    events.sort_by_key(|event| std::cmp::Reverse((event.happened, event.id)));
    events.truncate(limit as usize);
    Ok(events)
}

/// What reached the thread about identifiers behind a cursor, in the order of the thread: also what had happened long
/// before. With more than `limit` of it, the cursor from which to go on.
pub fn after_about(
    tx: &mut Tx,
    actors: &[IdentifierId],
    cursor: &Cursor,
    limit: usize,
) -> Result<(Vec<Event>, Option<Cursor>)> {
    let read = |row: &Row| Ok((row.get::<i64>(COLUMNS + 1)?, row.get::<i64>(COLUMNS + 2)?, read_private(row)?));
    let most = limit as i64 + 1;
    let mut found = Vec::new();
    for actor in actors {
        found.extend(if tx.is_postgres() {
            let text = sql!(postgres: concat!("select ", columns!(), ", p.body, cast(cast(e.xid as text) as bigint),
                e.position from events e left join event_private p on p.event_id = e.id
                where e.actor = $1 and (e.xid, e.position) > (cast(cast($2 as text) as xid8), $3)
                and e.xid < pg_snapshot_xmin(pg_current_snapshot()) order by e.xid, e.position limit $4"));
            tx.query(text, params![*actor, cursor.xid.to_string(), cursor.position, most], read)?
        } else {
            let text = sql!(sqlite: concat!("select ", columns!(), ", p.body, 0, e.position
                from events e left join event_private p on p.event_id = e.id
                where e.actor = $1 and e.position > $2 order by e.position limit $3"));
            tx.query(text, params![*actor, cursor.position, most], read)?
        });
    }
    found.sort_by_key(|(xid, position, _)| (*xid, *position));
    let more = found.len() > limit;
    found.truncate(limit);
    let last = found.last().filter(|_| more);
    let next = last.map(|(xid, position, _)| Cursor { epoch: cursor.epoch, xid: *xid as u64, position: *position });
    Ok((found.into_iter().map(|(_, _, event)| event).collect(), next))
}

/// One event, with what is personal in it.
pub fn one(tx: &mut Tx, id: EventId) -> Result<Option<Event>> {
    let text = sql!(concat!(
        "select ",
        columns!(),
        ", p.body from events e left join event_private p on p.event_id = e.id where e.id = $1"
    ));
    tx.query_one(text, params![id], read_private)
}

/// Everything about one thing, oldest first.
pub fn story(tx: &mut Tx, subject: SubjectId, limit: i64) -> Result<Vec<Event>> {
    let text = sql!(concat!(
        "select ",
        columns!(),
        ", p.body from events e
        left join event_private p on p.event_id = e.id
        where e.subject = $1 order by e.happened, e.id limit $2"
    ));
    tx.query(text, params![subject, limit], read_private)
}

/// The first event about each of these, in no order.
pub fn firsts(tx: &mut Tx, subjects: &[SubjectId]) -> Result<Vec<Event>> {
    let text = sql!(concat!(
        "select ",
        columns!(),
        ", p.body from events e
        left join event_private p on p.event_id = e.id
        where e.subject in ",
        many!(),
        " order by e.subject, e.happened, e.id"
    ));
    let mut events = tx.query_among(text, subjects, [], read_private)?;
    events.dedup_by_key(|event| event.subject);
    Ok(events)
}

fn read_private(row: &Row) -> Result<Event> {
    Ok(Event { private: row.get(COLUMNS)?, ..read_event(row)? })
}

/// What reached the thread last, newest first: so many events before a position, or before its end.
pub fn newest(tx: &mut Tx, before: Option<i64>, limit: i64) -> Result<Vec<(i64, Event)>> {
    let text = sql!(concat!(
        "select ",
        columns!(),
        ", e.position from events e where e.position < $1 order by e.position desc limit $2"
    ));
    let read = |row: &Row| Ok((row.get::<i64>(COLUMNS)?, read_event(row)?));
    tx.query(text, params![before.unwrap_or(i64::MAX), limit], read)
}
