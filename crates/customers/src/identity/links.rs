//! Links: that two identifiers were said to be of one person, by whom and how. They are never removed, only held or
//! undone.

use base::{Cx, Error, Id, Noun, Result, Time};
use store::{Tx, many, params, sql, thread::IdentifierId, value::Row};

use super::rules;
use crate::people::{Claim, CustomerId, How, Kind, Said, Sharing};

/// That two identifiers are of one person.
pub struct Tie;
impl Noun for Tie {
    const PREFIX: &'static str = "lnk";
    const NAME: &'static str = "link";
}
/// The id of a link.
pub type LinkId = Id<Tie>;

/// A link as it stands.
#[derive(Clone, Debug, PartialEq, serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "IdentityLink")]
pub struct Link {
    /// Its id.
    pub id: LinkId,
    /// One identifier: the smaller id.
    pub a: IdentifierId,
    /// The other.
    pub b: IdentifierId,
    /// Whether both were verified when it was said.
    pub strong: bool,
    /// Whether staff said so, having looked.
    pub by_hand: bool,
    /// How it came to us.
    pub how: How,
    /// Who said so.
    pub source: String,
    /// When.
    pub said_at: Time,
    /// `active`, `held` or `undone`.
    pub state: String,
    /// Why it is held.
    pub reason: Option<String>,
    /// What had been said of the two before staff joined them by hand: `strong`, `how`, `source`, `said_at`.
    pub before: Option<serde_json::Value>,
    /// Which customer staff wanted to keep.
    pub keeps: Option<CustomerId>,
    /// Who said so by hand, as `staff:stf_...`.
    pub by: Option<String>,
    /// When it was undone.
    pub undone_at: Option<Time>,
    /// By whom.
    pub undone_by: Option<String>,
}

macro_rules! columns {
    () => {
        "l.id, l.a, l.b, l.strong, l.by_hand, l.how, l.source, l.said_at, l.state, l.reason, l.keeps, l.by,
             l.undone_at, l.undone_by, l.before"
    };
}
pub(super) use columns;

pub(super) fn read(row: &Row) -> Result<Link> {
    Ok(Link {
        id: row.get(0)?,
        a: row.get(1)?,
        b: row.get(2)?,
        strong: row.get(3)?,
        by_hand: row.get(4)?,
        how: How::from_word(&row.get::<String>(5)?).unwrap_or(How::Claimed),
        source: row.get(6)?,
        said_at: row.get(7)?,
        state: row.get(8)?,
        reason: row.get(9)?,
        keeps: row.get(10)?,
        by: row.get(11)?,
        undone_at: row.get(12)?,
        undone_by: row.get(13)?,
        before: row.get::<Option<String>>(14)?.as_deref().and_then(|said| serde_json::from_str(said).ok()),
    })
}

/// The link between two identifiers.
pub fn between(tx: &mut Tx, one: IdentifierId, other: IdentifierId) -> Result<Option<Link>> {
    let text = sql!(concat!("select ", columns!(), " from links l where l.a = $1 and l.b = $2"));
    tx.query_one(text, params![one.min(other), one.max(other)], read)
}

/// One link.
pub fn one(tx: &mut Tx, id: LinkId) -> Result<Link> {
    let text = sql!(concat!("select ", columns!(), " from links l where l.id = $1"));
    tx.query_one(text, params![id], read)?.ok_or(Error::NotFound { what: "link" })
}

/// Those of these links that there are, in no order.
pub fn some(tx: &mut Tx, ids: &[LinkId]) -> Result<Vec<Link>> {
    let text = sql!(concat!("select ", columns!(), " from links l where l.id in ", many!()));
    tx.query_among(text, ids, [], read)
}

/// Every link at the identifiers of a person, also those that hold nothing, oldest first.
pub fn of_person(tx: &mut Tx, person: CustomerId) -> Result<Vec<Link>> {
    let text = sql!(concat!(
        "select ",
        columns!(),
        " from identifiers i join links l on l.a = i.id where i.customer_id = $1
         union select ",
        columns!(),
        " from identifiers i join links l on l.b = i.id where i.customer_id = $1"
    ));
    let mut links = tx.query(text, params![person], read)?;
    links.sort_by_key(|link| (link.said_at, link.a, link.b));
    Ok(links)
}

/// The newest links at the identifiers of a person: in one state where one is named, behind a link where one is named.
pub fn newest(
    tx: &mut Tx,
    person: CustomerId,
    state: Option<&str>,
    after: Option<(Time, LinkId)>,
    limit: i64,
) -> Result<Vec<Link>> {
    let (at, id) = after.unwrap_or((Time::from_micros(i64::MAX), LinkId::from_bytes([255; 16])));
    let text = sql!(concat!(
        "select ",
        columns!(),
        " from identifiers i join links l on l.a = i.id
         where i.customer_id = $1 and ($2 = '' or l.state = $2) and (l.said_at, l.id) < ($3, $4)
         union select ",
        columns!(),
        " from identifiers i join links l on l.b = i.id
         where i.customer_id = $1 and ($2 = '' or l.state = $2) and (l.said_at, l.id) < ($3, $4)
         order by 8 desc, 1 desc limit $5"
    ));
    tx.query(text, params![person, state.unwrap_or_default(), at, id, limit], read)
}

/// One end of a link: the identifier and what was said of it.
pub(super) type End<'a> = (IdentifierId, &'a Claim);

/// What a statement brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum News {
    /// It was said before, as well or better; or staff have said what counts.
    None,
    /// It was not said so well.
    Better,
    /// The two never came together.
    New,
}

/// Takes in that two identifiers came together.
pub(super) fn say(cx: &Cx, tx: &mut Tx, one: End, other: End, said: &Said) -> Result<News> {
    let strong = one.1.is_strong() && other.1.is_strong();
    // The ways are in the order of their strength: a link is as good as the weaker of its ends.
    let how = one.1.how.max(other.1.how);
    let (a, b) = (one.0.min(other.0), one.0.max(other.0));
    let Some(old) = between(tx, a, b)? else {
        insert(cx, tx, (a, b), strong, how, said)?;
        return Ok(News::New);
    };
    let better = (strong, std::cmp::Reverse(said.at)) > (old.strong, std::cmp::Reverse(old.said_at));
    if old.by_hand || !better {
        return Ok(News::None);
    }
    // Whoever verified it is looked at again, also where it was only said at something shared until now.
    let text = sql!("update links set strong = $2, how = $3, source = $4, said_at = $5, reason = null where id = $1");
    tx.exec(text, params![old.id, strong, how.word(), &said.source, said.at])?;
    Ok(if old.state == "undone" { News::None } else { News::Better })
}

fn insert(
    cx: &Cx,
    tx: &mut Tx,
    (a, b): (IdentifierId, IdentifierId),
    strong: bool,
    how: How,
    said: &Said,
) -> Result<()> {
    let text = sql!(
        "insert into links (id, a, b, strong, how, source, said_at, state, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, 'held', $8)"
    );
    let id = LinkId::derived(said.at, &[&a.to_string(), &b.to_string()]);
    tx.exec(text, params![id, a, b, strong, how.word(), &said.source, said.at, cx.now]).map(|_| ())
}

/// Looks whether more people came with an identifier than its kind allows, and if so takes it to be shared from now on,
/// until staff say otherwise. Gives everybody who was one person with it until then.
pub(super) fn count(tx: &mut Tx, id: IdentifierId, kind: Kind) -> Result<Vec<IdentifierId>> {
    if !has_many(tx, id, kind)? {
        return Ok(Vec::new());
    }
    let text = sql!("update identifiers set sharing = $2 where id = $1 and sharing = $3");
    if tx.exec(text, params![id, Sharing::Counted.word(), Sharing::No.word()])? == 0 {
        return Ok(Vec::new());
    }
    hold(tx, id, Sharing::Counted)?;
    let text =
        sql!("select i.id from identifiers i join identifiers s on s.customer_id = i.customer_id where s.id = $1");
    tx.query(text, params![id], |row| row.get(0))
}

/// Counts anew after a limit has changed: what was taken to be shared may be one person's again.
pub(super) fn recount(tx: &mut Tx, id: IdentifierId, kind: Kind) -> Result<Vec<IdentifierId>> {
    if has_many(tx, id, kind)? {
        return count(tx, id, kind);
    }
    let text = sql!("update identifiers set sharing = $2 where id = $1 and sharing = $3");
    if tx.exec(text, params![id, Sharing::No.word(), Sharing::Counted.word()])? > 0 {
        release(tx, id)?;
    }
    Ok(vec![id])
}

/// Whether more identifiers of one kind came with this one than its kind allows. Things that people use do not count,
/// nor what staff joined by hand.
fn has_many(tx: &mut Tx, id: IdentifierId, kind: Kind) -> Result<bool> {
    let limits = rules::limits(tx)?;
    let Some(most) = limits.of(kind).people else { return Ok(false) };
    let text = sql!(
        "select o.kind, count(*) from
             (select b as id from links where a = $1 and (by_hand = 0 or before is not null)
              union all select a as id from links where b = $1 and (by_hand = 0 or before is not null)) l
         join identifiers o on o.id = l.id group by o.kind"
    );
    let counts = tx.query(text, params![id], |row| Ok((row.get::<String>(0)?, row.get::<i64>(1)?)))?;
    let people = |kind: &str| Kind::from_word(kind).is_some_and(|kind| !kind.is_thing());
    Ok(counts.iter().any(|(kind, count)| people(kind) && *count > most))
}

/// Holds the links of an identifier that is shared or names nobody, so that nobody looks beyond it any more: all where
/// it names nobody, those that nobody joined by hand where staff say that it is shared, and those that nobody verified
/// where that was only counted.
pub(super) fn hold(tx: &mut Tx, id: IdentifierId, sharing: Sharing) -> Result<()> {
    let (reason, strong, by_hand) = match sharing {
        Sharing::Blocked => ("blocked", 1_i64, 1_i64),
        Sharing::Shared => ("shared", 1, 0),
        _ => ("shared", 0, 0),
    };
    let text = sql!(
        "update links set state = 'held', reason = $2 where (a = $1 or b = $1) and state <> 'undone'
             and strong <= $3 and by_hand <= $4"
    );
    tx.exec(text, params![id, reason, strong, by_hand]).map(|_| ())
}

/// Lets the links of an identifier be looked at again.
pub(super) fn release(tx: &mut Tx, id: IdentifierId) -> Result<()> {
    let text = sql!(
        "update links set reason = null where (a = $1 or b = $1) and state = 'held' and reason in ('shared', 'blocked')"
    );
    tx.exec(text, params![id]).map(|_| ())
}
