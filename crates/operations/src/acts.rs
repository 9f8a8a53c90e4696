//! What an operator does: try again, give up, make a backup. Each act is noted in the audit.

use base::{Cx, Error, Result};
use customers::audits::{self, Act, Note};
use serde_json::json;
use std::path::Path;
use store::{
    Tx,
    backups::{self, BackupId},
    followers::Fold,
    jobs::JobId,
    parked,
    thread::EventId,
};

/// Has a job that was set aside done again.
pub fn try_job(cx: &Cx, tx: &mut Tx, id: JobId) -> Result<()> {
    let job = parked::job_again(cx, tx, id)?;
    let details = json!({ "kind": job.kind, "jobs": 1 });
    audits::note(cx, tx, Note::of_rules(Act::JobsRetried).with(details))
}

/// Has all jobs of a kind done again that were set aside; says how many.
pub fn try_jobs(cx: &Cx, tx: &mut Tx, kind: &str) -> Result<u64> {
    let jobs = parked::jobs_again(cx, tx, kind)?;
    if jobs == 0 {
        return Err(Error::NotFound { what: "parked job" });
    }
    audits::note(cx, tx, Note::of_rules(Act::JobsRetried).with(json!({ "kind": kind, "jobs": jobs })))?;
    Ok(jobs)
}

/// Forgets a job that was set aside.
pub fn give_up(cx: &Cx, tx: &mut Tx, id: JobId) -> Result<()> {
    let job = parked::give_up(tx, id)?;
    audits::note(cx, tx, Note::of_rules(Act::JobGivenUp).with(json!({ "kind": job.kind, "job": job.id })))
}

/// Gives an event to a fold again that could not take it; says whether it was counted.
pub fn try_event(cx: &Cx, tx: &mut Tx, fold: &Fold, version: i64, event: EventId) -> Result<bool> {
    let is_counted = parked::event_again(cx, tx, fold, version, event)?;
    let details = json!({ "fold": fold.name, "event": event, "counted": is_counted });
    audits::note(cx, tx, Note::of_rules(Act::EventRetried).with(details))?;
    Ok(is_counted)
}

/// Asks for a backup.
pub fn back_up(cx: &Cx, tx: &mut Tx, folder: &Path) -> Result<BackupId> {
    let id = backups::make_later(cx, tx, folder)?;
    audits::note(cx, tx, Note::of_rules(Act::BackupMade).with(json!({ "backup": id })))?;
    Ok(id)
}
