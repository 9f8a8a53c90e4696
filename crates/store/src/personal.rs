//! What is personal, where it lies, and what becomes of it when its person is erased: every room says so of each of its
//! tables, so that a table that nobody thought of is found by a test (`every_column_is_declared`).

use base::{Error, Result, Time};

use crate::{
    asked::Query,
    dialect::catalog,
    params, sql,
    thread::IdentifierId,
    tx::{Sql, Tx},
};

/// The tables of each room.
#[allow(unsafe_code)]
#[linkme::distributed_slice]
pub static ROOMS: [&'static [Holding]];

/// What each room tells a person who asks what is known of them.
#[allow(unsafe_code)]
#[linkme::distributed_slice]
pub static TELLING: [&'static [Section]];

/// A table, and what of it is somebody's.
pub struct Holding {
    /// Its name.
    pub table: &'static str,
    /// Its columns that hold what is somebody's.
    pub personal: &'static [&'static str],
    /// Its other columns that hold text, JSON or bytes.
    pub plain: &'static [&'static str],
    /// What becomes of somebody's rows.
    pub rule: Rule,
    /// The statements that do so.
    pub steps: &'static [Step],
}

/// What becomes of somebody's rows when they are erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// They go.
    Delete,
    /// They stay, without what is personal.
    Blank,
    /// They stay, and lead to nobody; the word says why.
    Block(&'static str),
    /// They are no customer's.
    Nobody,
}

impl Rule {
    /// The word in the API and in the names of messages.
    pub const fn word(self) -> &'static str {
        match self {
            Rule::Delete => "delete",
            Rule::Blank => "blank",
            Rule::Block(_) => "block",
            Rule::Nobody => "nobody",
        }
    }
}

/// By what a room finds somebody's rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// By each of their identifiers, in `$1`.
    Identifier,
    /// By each customer id that ever was theirs, in `$1`.
    Customer,
}

/// Statements about the rows of one key.
pub struct Step {
    /// The key.
    pub by: By,
    /// How many there are.
    pub count: &'static Sql,
    /// Does as the rule says, where that changes anything.
    pub run: Option<&'static Sql>,
    /// How much at once.
    pub amount: Amount,
}

/// How much a statement does at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// All there is.
    Whole,
    /// At most `$2` rows: there may be a hundred thousand.
    Pieces,
}

/// A part of what is told to a person who asks.
pub struct Section {
    /// Its name, as in the JSON.
    pub name: &'static str,
    /// Where it comes, lower first.
    pub place: u8,
    /// The key.
    pub by: By,
    /// Reads entries of one key behind a place, at most so many.
    pub read: fn(&mut Tx, &[u8; 16], Option<Place>, i64) -> Result<Vec<Entry>>,
}

/// Where an entry stands among those of its section and key.
pub type Place = (i64, [u8; 16]);

/// One entry.
pub struct Entry {
    /// Where it stands; `None` where the section comes whole.
    pub place: Option<Place>,
    /// What is told.
    pub value: serde_json::Value,
}

impl Entry {
    /// An entry of a section that comes whole.
    pub fn whole(value: serde_json::Value) -> Entry {
        Entry { place: None, value }
    }
}

/// Every table of every room.
pub fn holdings() -> impl Iterator<Item = &'static Holding> {
    ROOMS.iter().flat_map(|room| room.iter())
}

/// Every section, in order.
pub fn sections() -> Vec<&'static Section> {
    let mut all: Vec<&Section> = TELLING.iter().flat_map(|room| room.iter()).collect();
    all.sort_by_key(|section| (section.place, section.name));
    all
}

/// Tables in which rows are found by these keys, with how many.
pub fn counts(tx: &mut Tx, identifiers: &[[u8; 16]], customers: &[[u8; 16]]) -> Result<Vec<(&'static Holding, i64)>> {
    let steps = holdings().flat_map(|holding| holding.steps.iter().map(move |step| (holding, step)));
    let asked: Vec<_> = steps
        .flat_map(|(holding, step)| {
            let keys = if step.by == By::Identifier { identifiers } else { customers };
            keys.iter().map(move |key| (holding, step.count, IdentifierId::from_bytes(*key)))
        })
        .collect();
    let rows = tx.counts(asked.iter().map(|(_, count, key)| Query::new(count, params![*key])))?;
    let mut found: Vec<(&Holding, i64)> = Vec::new();
    for ((holding, ..), rows) in asked.into_iter().zip(rows).filter(|(_, rows)| *rows > 0) {
        match found.last_mut() {
            Some((last, sum)) if last.table == holding.table => *sum += rows,
            _ => found.push((holding, rows)),
        }
    }
    Ok(found)
}

/// Does as the rules say with what is found by a key: everything that comes whole, and `limit` rows of what comes in
/// pieces. True where there is more.
pub fn forget(tx: &mut Tx, by: By, key: &[u8; 16], limit: i64) -> Result<bool> {
    let key = IdentifierId::from_bytes(*key);
    let mut more = false;
    tx.leaves_no_trace = true;
    for step in holdings().flat_map(|holding| holding.steps).filter(|step| step.by == by) {
        match (step.run, step.amount) {
            (None, _) => {}
            (Some(run), Amount::Whole) => drop(tx.exec(run, params![key])?),
            (Some(run), Amount::Pieces) => more |= tx.exec(run, params![key, limit])? as i64 >= limit,
        }
    }
    Ok(more)
}

/// The rest of what comes in pieces.
pub fn forget_more(tx: &mut Tx, key: IdentifierId, limit: i64) -> Result<bool> {
    let mut more = false;
    let steps = holdings().flat_map(|holding| holding.steps);
    for step in steps.filter(|step| step.by == By::Identifier && step.amount == Amount::Pieces) {
        if let Some(run) = step.run {
            more |= tx.exec(run, params![key, limit])? as i64 >= limit;
        }
    }
    tx.leaves_no_trace |= !more;
    Ok(more)
}

/// What is wrong with what the rooms have said: columns that nobody declared, and those that are not there.
pub fn undeclared(tx: &mut Tx) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let texts = catalog::texts(tx)?;
    for (table, column) in &texts {
        let Some(holding) = holdings().find(|holding| holding.table == table) else {
            found.push(format!("{table}.{column}: no room has declared this table"));
            continue;
        };
        let said = holding.personal.iter().chain(holding.plain).filter(|known| *known == column).count();
        if said != 1 {
            found.push(format!("{table}.{column}: declared {said} times"));
        }
    }
    for holding in holdings() {
        for column in holding.personal.iter().chain(holding.plain) {
            if !texts.iter().any(|(table, known)| table == holding.table && known == column) {
                found.push(format!("{}.{column}: declared, but not there", holding.table));
            }
        }
    }
    Ok(found)
}

#[allow(unsafe_code)]
#[linkme::distributed_slice(ROOMS)]
static STORE: &[Holding] = &[
    Holding { table: "settings", personal: &[], plain: &["name", "value"], rule: Rule::Nobody, steps: &[] },
    // Before the events, by whose actor it is found.
    Holding {
        table: "event_private",
        personal: &["body"],
        plain: &[],
        rule: Rule::Delete,
        steps: &[Step {
            by: By::Identifier,
            count: sql!("select count(*) from events e join event_private p on p.event_id = e.id where e.actor = $1"),
            run: Some(sql!(
                "delete from event_private where event_id in
                     (select id from events where actor = $1 order by happened, id limit $2)"
            )),
            amount: Amount::Pieces,
        }],
    },
    Holding {
        table: "events",
        personal: &[],
        plain: &["kind", "channel", "place", "body"],
        rule: Rule::Block("thread"),
        steps: &[Step {
            by: By::Identifier,
            count: sql!("select count(*) from events where actor = $1"),
            run: Some(sql!(
                "update events set actor = null where id in
                     (select id from events where actor = $1 order by happened, id limit $2)"
            )),
            amount: Amount::Pieces,
        }],
    },
    Holding { table: "followers", personal: &[], plain: &["name", "cursor", "owner"], rule: Rule::Nobody, steps: &[] },
    Holding { table: "parked_events", personal: &[], plain: &["follower", "reason"], rule: Rule::Nobody, steps: &[] },
    Holding {
        table: "backups",
        personal: &[],
        plain: &["file", "reason", "state", "engine", "why", "made_by", "check_state", "check_engine", "check_says"],
        rule: Rule::Nobody,
        steps: &[],
    },
    Holding { table: "storage_days", personal: &[], plain: &["day"], rule: Rule::Nobody, steps: &[] },
    Holding {
        table: "jobs",
        personal: &[],
        plain: &["kind", "key", "body", "state", "last_error"],
        rule: Rule::Nobody,
        steps: &[],
    },
    Holding {
        table: "idempotency_keys",
        personal: &[],
        plain: &["actor", "key_hash", "request_hash", "result"],
        rule: Rule::Nobody,
        steps: &[],
    },
    Holding { table: "tombstones", personal: &[], plain: &[], rule: Rule::Nobody, steps: &[] },
];

#[allow(unsafe_code)]
#[linkme::distributed_slice(TELLING)]
static THREAD: &[Section] = &[Section { name: "events", place: 90, by: By::Identifier, read: events }];

fn events(tx: &mut Tx, key: &[u8; 16], after: Option<Place>, limit: i64) -> Result<Vec<Entry>> {
    let (happened, id) = after.unwrap_or((i64::MIN, [0; 16]));
    let text = sql!(
        "select e.id, e.happened, e.kind, e.channel, e.place, e.body, p.body from events e
         left join event_private p on p.event_id = e.id
         where e.actor = $1 and (e.happened, e.id) > ($2, $3) order by e.happened, e.id limit $4"
    );
    let (key, id) = (IdentifierId::from_bytes(*key), IdentifierId::from_bytes(id));
    tx.query(text, params![key, happened, id, limit], |row| {
        let (id, happened): (crate::thread::EventId, Time) = (row.get(0)?, row.get(1)?);
        let json = |text: Option<String>| -> Result<serde_json::Value> {
            text.map_or(Ok(serde_json::Value::Null), |text| serde_json::from_str(&text).map_err(Error::internal))
        };
        let value = serde_json::json!({
            "id": id,
            "happened": happened,
            "kind": row.get::<String>(2)?,
            "channel": row.get::<String>(3)?,
            "place": row.get::<Option<String>>(4)?,
            "body": json(row.get(5)?)?,
            "private": json(row.get(6)?)?,
        });
        Ok(Entry { place: Some((happened.micros(), *id.bytes())), value })
    })
}
