//! Whom a label's rule fits, kept as rows: for the people whose card has changed, in the transaction of the change; for
//! everybody when a rule was saved, when the figures are counted in another way, and once a day where time alone can
//! change it.

use std::collections::BTreeSet;

use base::{Cx, Result, Time};
use store::{
    Tx, followers,
    jobs::{self, Handler, Leased},
    params, sql,
    thread::IdentifierId,
};

use super::{
    LabelId, NOBODY,
    rules::{self, Rule},
};
use crate::{fold, people::CustomerId};

/// The job that looks at everybody.
pub const JOB: &str = "customers.label_rule";

/// What the background does for a rule.
pub const HANDLER: Handler = Handler { kind: JOB, run: look_on };

/// How many people a piece of the job looks at.
const PIECE: i64 = 100;
/// How old a look at a rule with ages in it may be.
const DAY_S: i64 = 86_400;

/// A rule, the moment by which ages in it are counted, and the version of the figures that it was held against.
struct Active {
    id: LabelId,
    rule: Rule,
    as_of: Time,
    figures: i64,
}

/// Works out anew which rules these people fit.
pub fn renew(tx: &mut Tx, people: &[CustomerId]) -> Result<()> {
    let active = active(tx)?;
    if active.is_empty() {
        return Ok(());
    }
    let version = followers::active_version(tx, fold::NAME)?;
    for &id in people {
        look_at(tx, version, id, &active)?;
    }
    Ok(())
}

/// The same for the people behind these identifiers; costs one look where no label has a rule.
pub fn renew_behind(tx: &mut Tx, actors: impl Iterator<Item = IdentifierId>) -> Result<()> {
    let active = active(tx)?;
    if active.is_empty() {
        return Ok(());
    }
    let version = followers::active_version(tx, fold::NAME)?;
    let mut people = BTreeSet::new();
    for actor in actors {
        let text = sql!("select customer_id from identifiers where id = $1");
        people.extend(tx.query(text, params![actor], |row| row.get::<CustomerId>(0))?);
    }
    for id in people {
        look_at(tx, version, id, &active)?;
    }
    Ok(())
}

fn active(tx: &mut Tx) -> Result<Vec<Active>> {
    let text = sql!("select id, rule, renewed_at, figures from labels where rule is not null order by id");
    tx.query(text, params![], |row| {
        let rule = Rule::from_json(&row.get::<String>(1)?)?;
        Ok(Active { id: row.get(0)?, rule, as_of: row.get(2)?, figures: row.get(3)? })
    })
}

fn look_at(tx: &mut Tx, version: i64, id: CustomerId, active: &[Active]) -> Result<()> {
    let text = sql!("select count(*) from customers where id = $1 and merged_into is null");
    let lives = tx.query_one(text, params![id], |row| row.get::<i64>(0))? == Some(1);
    let rules: Vec<&Rule> = active.iter().map(|active| &active.rule).collect();
    let mut facts = rules::facts(tx, version, id, &rules)?;
    let text = sql!("select label_id from rule_labels where customer_id = $1");
    let worn: BTreeSet<LabelId> = tx.query(text, params![id], |row| row.get(0))?.into_iter().collect();
    for Active { id: label, rule, as_of, .. } in active {
        facts = facts.at(*as_of);
        match (lives && rule.fits(&facts), worn.contains(label)) {
            (true, false) => {
                let text = sql!("insert into rule_labels (label_id, customer_id, at) values ($1, $2, $3)");
                tx.exec(text, params![*label, id, facts.since(*as_of)])?;
            }
            (false, true) => {
                let text = sql!("delete from rule_labels where label_id = $1 and customer_id = $2");
                tx.exec(text, params![*label, id])?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// Everybody is looked at, a piece at a time.
pub(super) fn begin(cx: &Cx, tx: &mut Tx, id: LabelId) -> Result<()> {
    let version = followers::active_version(tx, fold::NAME)?;
    let text = sql!("update labels set rule_cursor = $2, renewed_at = $3, figures = $4 where id = $1");
    tx.exec(text, params![id, NOBODY, cx.now, version])?;
    jobs::enqueue(cx, tx, JOB, [id.to_string().as_str()])
}

/// A label has no rule any more.
pub(super) fn end(tx: &mut Tx, id: LabelId) -> Result<()> {
    tx.exec(sql!("update labels set rule_cursor = null where id = $1"), params![id])?;
    tx.exec(sql!("delete from rule_labels where label_id = $1"), params![id]).map(|_| ())
}

/// Looks at the next people; asks for itself again where there are more.
fn look_on(cx: &Cx, tx: &mut Tx, job: &Leased) -> Result<()> {
    let id: LabelId = job.key.parse()?;
    let text = sql!("select rule_cursor from labels where id = $1 and rule is not null and rule_cursor is not null");
    let Some(after) = tx.query_one(text, params![id], |row| row.get::<CustomerId>(0))? else { return Ok(()) };
    let active: Vec<Active> = active(tx)?.into_iter().filter(|active| active.id == id).collect();
    let version = followers::active_version(tx, fold::NAME)?;
    let text = sql!("select id from customers where id > $1 order by id limit $2");
    let people: Vec<CustomerId> = tx.query(text, params![after, PIECE], |row| row.get(0))?;
    for &person in &people {
        look_at(tx, version, person, &active)?;
    }
    let next = people.last().filter(|_| people.len() as i64 == PIECE);
    tx.exec(sql!("update labels set rule_cursor = $2 where id = $1"), params![id, next.copied()])?;
    match next {
        Some(_) => jobs::enqueue(cx, tx, JOB, [job.key.as_str()]),
        None => Ok(()),
    }
}

/// Begins a look at every rule with ages in it whose last look is a day old, and at every rule that was held against
/// figures of another version. For the clock of the program.
pub fn renew_due(cx: &Cx, tx: &mut Tx) -> Result<()> {
    let active = active(tx)?;
    if active.is_empty() {
        return Ok(());
    }
    let version = followers::active_version(tx, fold::NAME)?;
    let old = cx.now.plus_seconds(-DAY_S);
    let is_due = |active: &Active| active.figures != version || active.rule.is_timed() && active.as_of <= old;
    active.iter().filter(|active| is_due(active)).try_for_each(|active| begin(cx, tx, active.id))
}

/// Labels on people by a rule that does not fit them, or missing where it does, up to five; for `verify`.
pub(crate) fn differences(tx: &mut Tx) -> Result<Vec<CustomerId>> {
    let active: Vec<Active> = active(tx)?;
    let version = followers::active_version(tx, fold::NAME)?;
    let rules: Vec<&Rule> = active.iter().map(|active| &active.rule).collect();
    let mut different = Vec::new();
    if active.is_empty() {
        return Ok(different);
    }
    let text = sql!("select id from customers where merged_into is null order by id");
    let people: Vec<CustomerId> = tx.query(text, params![], |row| row.get(0))?;
    for person in people {
        let mut facts = rules::facts(tx, version, person, &rules)?;
        let text = sql!("select label_id from rule_labels where customer_id = $1");
        let worn: BTreeSet<LabelId> = tx.query(text, params![person], |row| row.get(0))?.into_iter().collect();
        for active in &active {
            facts = facts.at(active.as_of);
            if active.rule.fits(&facts) != worn.contains(&active.id) {
                different.push(person);
                break;
            }
        }
        if different.len() == 5 {
            break;
        }
    }
    Ok(different)
}
