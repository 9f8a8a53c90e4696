//! One change of many products: what it would come to, doing it, and taking it back. It goes in pieces, and what each
//! product said before is kept.

use base::{Actor, Cx, Error, Id, Noun, Result, Time};
use store::{
    Tx,
    jobs::{self, Handler, Leased},
    params, sql,
    value::Row,
};

use crate::{
    details::{self, Details},
    keep,
    products::ProductId,
    told::Told,
};

mod changes;

pub use changes::{Change, Said, Seasons};

/// A change of many products.
pub struct Many;
impl Noun for Many {
    const PREFIX: &'static str = "pbk";
    const NAME: &'static str = "change of products";
}
/// The id of a change of many products.
pub type BulkId = Id<Many>;

/// The job that goes on with it.
const JOB: &str = "catalog.bulk";
/// What the background does for it.
pub const HANDLER: Handler = Handler { kind: JOB, run: go_on };

/// How many products one piece takes.
const PIECE: i64 = 200;
/// How many products one change may be of.
pub const MOST: usize = 2_000;

/// What a change would come to for one product.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    /// The product.
    pub id: ProductId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Option<String>,
    /// What it says now.
    pub before: Said,
    /// What it would say; nothing where it says so already.
    pub after: Option<Said>,
    /// Why it cannot say so.
    pub refused: Option<Error>,
}

/// A change as it stands.
#[derive(Clone, Debug)]
pub struct Bulk {
    /// Its id.
    pub id: BulkId,
    /// What is changed.
    pub change: Change,
    /// `running`, `done`, `undoing` or `undone`.
    pub state: String,
    /// How many products it is of.
    pub total: i64,
    /// How many of them it has come to.
    pub looked: i64,
    /// How many it changed.
    pub changed: i64,
    /// Who did it.
    pub by: String,
    /// When.
    pub at: Time,
}

/// What a change would come to, product by product.
pub fn preview(tx: &mut Tx, ids: &[ProductId], change: &Change) -> Result<Vec<Planned>> {
    let seasons = Seasons::read(tx)?;
    Ok(details::some(tx, ids)?.into_iter().map(|product| planned(product, change, &seasons)).collect())
}

fn planned(product: Details, change: &Change, seasons: &Seasons) -> Planned {
    let before = Said::of(&product);
    let after = change.of(&before, seasons);
    let refused = change.told(&product.code, &before, &after).checked().err();
    let Details { id, code, name, .. } = product;
    let after = Some(after).filter(|after| *after != before && refused.is_none());
    Planned { id, code, name, before, after, refused }
}

/// Changes products: the first of them at once, the others in the background.
pub fn begin(cx: &Cx, tx: &mut Tx, change: &Change, ids: &[ProductId]) -> Result<BulkId> {
    if ids.is_empty() || ids.len() > MOST {
        return Err(Error::invalid("too-many", format!("Change 1 to {MOST} products at once.")));
    }
    if change.is_nothing() {
        return Err(Error::invalid("nothing", "Say what is to change."));
    }
    let id = BulkId::new(cx.now);
    let json = serde_json::to_string(change).map_err(Error::internal)?;
    let text = sql!(
        "insert into product_bulks (id, change, state, total, looked, changed, by, at)
         values ($1, $2, 'running', $3, 0, 0, $4, $5)"
    );
    tx.exec(text, params![id, json, ids.len() as i64, cx.actor.as_text(), cx.now])?;
    let text = sql!(
        "insert into product_bulk_rows (bulk_id, product_id, fate) values ($1, $2, 'waiting') on conflict do nothing"
    );
    tx.exec_many(text, ids.iter().map(|product| params![id, *product]))?;
    let bulk = one(tx, id)?;
    step(cx, tx, &bulk)?;
    Ok(id)
}

/// One of them.
pub fn one(tx: &mut Tx, id: BulkId) -> Result<Bulk> {
    let text = sql!("select id, change, state, total, looked, changed, by, at from product_bulks where id = $1");
    tx.query_one(text, params![id], read)?.ok_or(Error::NotFound { what: "change of products" })
}

fn read(row: &Row) -> Result<Bulk> {
    Ok(Bulk {
        id: row.get(0)?,
        change: serde_json::from_str(&row.get::<String>(1)?).map_err(Error::internal)?,
        state: row.get(2)?,
        total: row.get(3)?,
        looked: row.get(4)?,
        changed: row.get(5)?,
        by: row.get(6)?,
        at: row.get(7)?,
    })
}

/// Takes a change back: what it changed says again what it said, where nobody has said otherwise since.
pub fn undo(cx: &Cx, tx: &mut Tx, id: BulkId) -> Result<()> {
    let bulk = one(tx, id)?;
    if bulk.state.starts_with("undo") {
        return Err(Error::conflict("undone-already", "This was taken back already."));
    }
    // What it has not come to stays as it is.
    let text = sql!("update product_bulk_rows set fate = 'left' where bulk_id = $1 and fate = 'waiting'");
    tx.exec(text, params![id])?;
    tx.exec(sql!("update product_bulks set state = 'undoing' where id = $1"), params![id])?;
    step_back(cx, tx, &bulk)
}

fn go_on(cx: &Cx, tx: &mut Tx, job: &Leased) -> Result<()> {
    let bulk = one(tx, job.key.parse()?)?;
    // The background goes on with what somebody began.
    let actor = match bulk.by.strip_prefix("staff:") {
        Some(staff) => Actor::Staff(staff.to_owned()),
        None => cx.actor.clone(),
    };
    let cx = &Cx { actor, now: cx.now };
    match bulk.state.as_str() {
        "running" => step(cx, tx, &bulk),
        "undoing" => step_back(cx, tx, &bulk),
        _ => Ok(()),
    }?;
    let text = sql!("update product_bulks set ended_at = $2 where id = $1 and state in ('done', 'undone')");
    tx.exec(text, params![bulk.id, cx.now]).map(|_| ())
}

/// Changes of somebody, as `staff:stf_...`, that the background brought to an end since a moment, the latest first.
pub fn ended(tx: &mut Tx, by: &str, since: Time) -> Result<Vec<(Time, Bulk)>> {
    let text = sql!(
        "select id, change, state, total, looked, changed, by, at, ended_at from product_bulks
         where by = $1 and ended_at > $2 and state in ('done', 'undone') order by ended_at desc, id desc limit 20"
    );
    tx.query(text, params![by, since], |row| Ok((row.get(8)?, read(row)?)))
}

/// The next products of one fate.
fn next(tx: &mut Tx, bulk: &Bulk, fate: &str) -> Result<Vec<(ProductId, Option<String>)>> {
    let text = sql!(
        "select product_id, before from product_bulk_rows where bulk_id = $1 and fate = $2 order by product_id limit $3"
    );
    tx.query(text, params![bulk.id, fate, PIECE], |row: &Row| Ok((row.get(0)?, row.get(1)?)))
}

/// Changes the next products; asks for itself again where there are more.
fn step(cx: &Cx, tx: &mut Tx, bulk: &Bulk) -> Result<()> {
    let ids: Vec<ProductId> = next(tx, bulk, "waiting")?.into_iter().map(|(id, _)| id).collect();
    let planned = preview(tx, &ids, &bulk.change)?;
    let told: Vec<Told> =
        planned.iter().filter_map(|one| Some(bulk.change.told(&one.code, &one.before, one.after.as_ref()?))).collect();
    keep::keep(cx, tx, &told, None)?;
    let text = sql!("update product_bulk_rows set fate = $3, before = $4 where bulk_id = $1 and product_id = $2");
    let mut rows = Vec::with_capacity(planned.len());
    for one in &planned {
        let before = serde_json::to_string(&one.before).map_err(Error::internal)?;
        let (fate, before) = if one.after.is_some() { ("changed", Some(before)) } else { ("left", None) };
        rows.push(params![bulk.id, one.id, fate, before]);
    }
    tx.exec_many(text, rows)?;
    let more = ids.len() as i64 == PIECE;
    let text = sql!("update product_bulks set looked = looked + $2, changed = changed + $3, state = $4 where id = $1");
    let state = if more { "running" } else { "done" };
    tx.exec(text, params![bulk.id, ids.len() as i64, told.len() as i64, state])?;
    again(cx, tx, bulk, more)
}

/// Takes the next products back; asks for itself again where there are more.
fn step_back(cx: &Cx, tx: &mut Tx, bulk: &Bulk) -> Result<()> {
    let rows = next(tx, bulk, "changed")?;
    let seasons = Seasons::read(tx)?;
    let ids: Vec<ProductId> = rows.iter().map(|(id, _)| *id).collect();
    let mut told = Vec::new();
    for product in details::some(tx, &ids)? {
        let Some((_, Some(before))) = rows.iter().find(|(id, _)| *id == product.id) else { continue };
        let before: Said = serde_json::from_str(before).map_err(Error::internal)?;
        let now = Said::of(&product);
        let back = bulk.change.back(&now, &before, &seasons);
        if back != now {
            told.push(bulk.change.told(&product.code, &now, &back));
        }
    }
    keep::keep(cx, tx, &told, None)?;
    let text = sql!("update product_bulk_rows set fate = 'undone' where bulk_id = $1 and product_id = $2");
    tx.exec_many(text, ids.iter().map(|id| params![bulk.id, *id]))?;
    let more = rows.len() as i64 == PIECE;
    if !more {
        tx.exec(sql!("update product_bulks set state = 'undone' where id = $1"), params![bulk.id])?;
    }
    again(cx, tx, bulk, more)
}

fn again(cx: &Cx, tx: &mut Tx, bulk: &Bulk, more: bool) -> Result<()> {
    if more { jobs::enqueue(cx, tx, JOB, [bulk.id.to_string().as_str()]) } else { Ok(()) }
}
