//! One label on or off many people at once: those who were chosen, or all that a list's filters match. It goes in
//! pieces, and what it changed is kept, so that it can be taken back.

use base::{Cx, Error, Id, Noun, Result, Time};
use serde_json::json;
use store::{
    Tx,
    jobs::{self, Handler, Leased},
    params, sql,
    thread::IdentifierId,
    value::Row,
};

use super::{LabelId, NOBODY, by_hand};
use crate::{
    audits::{self, Note},
    identity,
    list::{self, Query},
    people::CustomerId,
};

/// An act on many people.
pub struct Many;
impl Noun for Many {
    const PREFIX: &'static str = "blk";
    const NAME: &'static str = "bulk act";
}
/// The id of an act on many people.
pub type BulkId = Id<Many>;

/// The job that goes on with it.
pub const JOB: &str = "customers.bulk_labels";

/// What the background does for it.
pub const HANDLER: Handler = Handler { kind: JOB, run: go_on };

/// How many people one piece takes.
const PIECE: i64 = 200;
/// How many people can be chosen one by one.
pub const CHOSEN: usize = 500;

/// On or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// On.
    Add,
    /// Off.
    Remove,
}

impl Act {
    /// The word in rows and in the API.
    pub const fn word(self) -> &'static str {
        match self {
            Act::Add => "add",
            Act::Remove => "remove",
        }
    }
}

/// Whom it is for.
#[derive(Clone, Debug)]
pub enum Whom {
    /// These.
    Chosen(Vec<CustomerId>),
    /// All that match the filters of a list.
    Matching(Query),
}

/// An act on many people as it stands.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
pub struct Bulk {
    /// Its id, by which it can be undone.
    pub id: BulkId,
    /// The label.
    pub label: LabelId,
    /// On or off.
    pub act: Act,
    /// `running`, `done`, `undoing` or `undone`.
    pub state: String,
    /// How many people it is for.
    pub total: i64,
    /// How many of them it has come to.
    pub looked: i64,
    /// How many labels it put on or took off.
    pub changed: i64,
    /// Who did it.
    pub by: String,
    /// When.
    pub at: Time,
}

fn read(row: &Row) -> Result<Bulk> {
    Ok(Bulk {
        id: row.get(0)?,
        label: row.get(1)?,
        act: if row.get::<String>(2)? == Act::Add.word() { Act::Add } else { Act::Remove },
        state: row.get(3)?,
        total: row.get(4)?,
        looked: row.get(5)?,
        changed: row.get(6)?,
        by: row.get(7)?,
        at: row.get(8)?,
    })
}

/// One act.
pub fn one(tx: &mut Tx, id: BulkId) -> Result<Bulk> {
    let text = sql!("select id, label_id, act, state, total, looked, changed, by, at from bulk_acts where id = $1");
    tx.query_one(text, params![id], read)?.ok_or(Error::NotFound { what: "bulk act" })
}

/// An act on many people that is to begin.
#[derive(Clone, Debug)]
pub struct NewBulk {
    /// The label.
    pub label: LabelId,
    /// On or off.
    pub act: Act,
    /// Whom it is for.
    pub whom: Whom,
    /// How many that are, as [`preview`] has counted them before, where nobody waits for it.
    pub total: i64,
}

/// For how many people it would be: what the preview says.
pub fn preview(tx: &mut Tx, whom: &Whom) -> Result<i64> {
    match whom {
        Whom::Chosen(people) => Ok(people.len() as i64),
        Whom::Matching(query) => list::matching(tx, query),
    }
}

/// The same where it is known at once; `None` where so many have to be counted that a page does not wait for it.
pub fn preview_soon(tx: &mut Tx, whom: &Whom) -> Result<Option<i64>> {
    match whom {
        Whom::Chosen(people) => Ok(Some(people.len() as i64)),
        Whom::Matching(query) => list::matching_few(tx, query),
    }
}

/// Puts a label on or off many people. The first of them at once, the others in the background.
pub fn begin(cx: &Cx, tx: &mut Tx, new: &NewBulk) -> Result<BulkId> {
    let NewBulk { label, act, whom, total } = new;
    by_hand(tx, *label)?;
    let id = BulkId::new(cx.now);
    let matching = match whom {
        Whom::Chosen(people) if people.is_empty() || people.len() > CHOSEN => {
            return Err(Error::invalid("customers", format!("Choose 1 to {CHOSEN} customers, or all that match.")));
        }
        Whom::Chosen(_) => None,
        Whom::Matching(query) => Some(serde_json::to_string(query).map_err(Error::internal)?),
    };
    let text = sql!(
        "insert into bulk_acts (id, label_id, act, matching, cursor, state, total, looked, changed, by, at)
         values ($1, $2, $3, $4, $5, 'running', $6, 0, 0, $7, $8)"
    );
    tx.exec(text, params![id, *label, act.word(), matching, NOBODY, *total, cx.actor.as_text(), cx.now])?;
    let details = json!({ "label": label, "bulk": id, "act": act.word(), "customers": total });
    audits::note(cx, tx, Note::of_rules(audits::Act::BulkLabelled).with(details))?;
    let bulk = one(tx, id)?;
    match whom {
        Whom::Chosen(people) => {
            piece(tx, &bulk, people)?;
            tx.exec(sql!("update bulk_acts set state = 'done' where id = $1"), params![id])?;
        }
        Whom::Matching(query) => step(cx, tx, &bulk, query)?,
    }
    Ok(id)
}

/// Takes back what an act changed: what it put on comes off where nobody has put it on anew, and the other way round.
pub fn undo(cx: &Cx, tx: &mut Tx, id: BulkId) -> Result<()> {
    let bulk = one(tx, id)?;
    if ["undoing", "undone"].contains(&bulk.state.as_str()) {
        return Err(Error::conflict("undone-already", "This was taken back already."));
    }
    let text =
        sql!("update bulk_acts set state = 'undoing', matching = null, undone_by = $2, undone_at = $3 where id = $1");
    tx.exec(text, params![id, cx.actor.as_text(), cx.now])?;
    let details = json!({ "label": bulk.label, "bulk": id });
    audits::note(cx, tx, Note::of_rules(audits::Act::BulkUndone).with(details))?;
    step_back(cx, tx, &bulk)
}

fn go_on(cx: &Cx, tx: &mut Tx, job: &Leased) -> Result<()> {
    let id: BulkId = job.key.parse()?;
    // Its label may have been removed meanwhile, and the act with it.
    let bulk = match one(tx, id) {
        Err(Error::NotFound { .. }) => return Ok(()),
        found => found?,
    };
    match bulk.state.as_str() {
        "running" => {
            let text = sql!("select matching from bulk_acts where id = $1");
            let matching = tx.query_one(text, params![id], |row| row.get::<Option<String>>(0))?.flatten();
            let query = matching.ok_or_else(|| Error::internal("an act on many people without its filters"))?;
            step(cx, tx, &bulk, &serde_json::from_str(&query).map_err(Error::internal)?)
        }
        "undoing" => step_back(cx, tx, &bulk),
        _ => Ok(()),
    }?;
    let text = sql!("update bulk_acts set ended_at = $2 where id = $1 and state in ('done', 'undone')");
    tx.exec(text, params![id, cx.now]).map(|_| ())
}

/// Acts of somebody, as `staff:stf_...`, that the background brought to an end since a moment, the latest first.
pub fn ended(tx: &mut Tx, by: &str, since: Time) -> Result<Vec<(Time, Bulk)>> {
    let text = sql!(
        "select id, label_id, act, state, total, looked, changed, by, at, ended_at from bulk_acts
         where by = $1 and ended_at > $2 and state in ('done', 'undone') order by ended_at desc, id desc limit 20"
    );
    tx.query(text, params![by, since], |row| Ok((row.get(9)?, read(row)?)))
}

/// The next people that match; asks for itself again where there are more.
fn step(cx: &Cx, tx: &mut Tx, bulk: &Bulk, query: &Query) -> Result<()> {
    let text = sql!("select cursor from bulk_acts where id = $1");
    let after = tx.query_one(text, params![bulk.id], |row| row.get::<CustomerId>(0))?.unwrap_or(NOBODY);
    let people = list::matching_after(tx, query, after, PIECE)?;
    piece(tx, bulk, &people)?;
    let next = people.last().filter(|_| people.len() as i64 == PIECE);
    let state = if next.is_some() { "running" } else { "done" };
    // What was searched may be a name: it is kept as long as it is needed.
    let text = sql!(
        "update bulk_acts set cursor = $2, state = $3, matching = case when $3 = 'done' then null else matching end
         where id = $1"
    );
    tx.exec(text, params![bulk.id, next.copied().unwrap_or(NOBODY), state])?;
    match next {
        Some(_) => jobs::enqueue(cx, tx, JOB, [bulk.id.to_string().as_str()]),
        None => Ok(()),
    }
}

fn piece(tx: &mut Tx, bulk: &Bulk, people: &[CustomerId]) -> Result<()> {
    let mut changed = 0;
    for &person in people {
        let Some(person) = identity::living(tx, person)? else { continue };
        changed += match bulk.act {
            Act::Add => add(tx, bulk, person)?,
            Act::Remove => remove(tx, bulk, person)?,
        };
    }
    let text = sql!("update bulk_acts set looked = looked + $2, changed = changed + $3 where id = $1");
    tx.exec(text, params![bulk.id, people.len() as i64, changed as i64]).map(|_| ())
}

fn add(tx: &mut Tx, bulk: &Bulk, person: CustomerId) -> Result<u64> {
    let text = sql!(
        "select count(*) from identifiers i join labelled w on w.identifier_id = i.id
         where i.customer_id = $1 and w.label_id = $2"
    );
    let worn = tx.query_one(text, params![person, bulk.label], |row| row.get::<i64>(0))?.unwrap_or(0);
    let Some(root) = identity::root_of(tx, person)?.filter(|_| worn == 0) else { return Ok(0) };
    let text = sql!(
        "insert into labelled (label_id, identifier_id, how, bulk_id, by, at) values ($1, $2, 'bulk', $3, $4, $5)"
    );
    tx.exec(text, params![bulk.label, root, bulk.id, &bulk.by, bulk.at])?;
    let text = sql!("insert into bulk_rows (bulk_id, identifier_id, how, by, at) values ($1, $2, 'bulk', $3, $4)");
    tx.exec(text, params![bulk.id, root, &bulk.by, bulk.at])
}

fn remove(tx: &mut Tx, bulk: &Bulk, person: CustomerId) -> Result<u64> {
    let text = sql!(
        "insert into bulk_rows (bulk_id, identifier_id, how, by, at, worn_from)
         select $1, w.identifier_id, w.how, w.by, w.at, w.bulk_id
         from identifiers i join labelled w on w.identifier_id = i.id where i.customer_id = $2 and w.label_id = $3"
    );
    tx.exec(text, params![bulk.id, person, bulk.label])?;
    let text = sql!(
        "delete from labelled where label_id = $1 and identifier_id in
             (select id from identifiers where customer_id = $2)"
    );
    tx.exec(text, params![bulk.label, person])
}

/// Takes the next rows back; asks for itself again where there are more.
fn step_back(cx: &Cx, tx: &mut Tx, bulk: &Bulk) -> Result<()> {
    let text = sql!("select identifier_id from bulk_rows where bulk_id = $1 order by identifier_id limit $2");
    let rows: Vec<IdentifierId> = tx.query(text, params![bulk.id, PIECE], |row| row.get(0))?;
    for identifier in &rows {
        match bulk.act {
            Act::Add => {
                let text = sql!("delete from labelled where label_id = $1 and identifier_id = $2 and bulk_id = $3");
                tx.exec(text, params![bulk.label, *identifier, bulk.id])?;
            }
            Act::Remove => {
                // It is again of the act that had put it on, unless that one was taken back meanwhile.
                let text = sql!(
                    "insert into labelled (label_id, identifier_id, how, by, at, bulk_id)
                     select $1, r.identifier_id, r.how, r.by, r.at, r.worn_from
                     from bulk_rows r left join bulk_acts b on b.id = r.worn_from
                     where r.bulk_id = $2 and r.identifier_id = $3
                         and coalesce(b.state, '') not in ('undoing', 'undone')
                     on conflict (identifier_id, label_id) do nothing"
                );
                tx.exec(text, params![bulk.label, bulk.id, *identifier])?;
            }
        }
        let text = sql!("delete from bulk_rows where bulk_id = $1 and identifier_id = $2");
        tx.exec(text, params![bulk.id, *identifier])?;
    }
    if rows.len() as i64 == PIECE {
        return jobs::enqueue(cx, tx, JOB, [bulk.id.to_string().as_str()]);
    }
    tx.exec(sql!("update bulk_acts set state = 'undone' where id = $1"), params![bulk.id]).map(|_| ())
}
