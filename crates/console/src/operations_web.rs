//! Handlers of operating pages.

use axum::{extract::Path, response::Redirect};
use base::Result;
use operations::{acts, here::Here, operations_web::look};
use store::{Tx, jobs::JobId, params, sql, thread::EventId};
use tracking::{rejects, sources};
use web::{
    asked::{Asked, Sent},
    frame::Room,
    problem::Failed,
    rights::{OperationsEdit, OperationsSee},
    who::{May, Viewer},
};

use crate::{
    address::Address,
    answers::{Page, html},
    notices::{self, Notice},
    operations_page::{Nightly, Now, OperationsPage},
};

const PATH: &str = "/console/operations";

/// What the address of the page may say.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct OperationsAsked {
    did: Option<String>,
}

/// How everything stands.
pub async fn show(viewer: May<OperationsSee>, Asked(asked): Asked<OperationsAsked>) -> Page {
    let now = now_of(&viewer).await?;
    let read = |tx: &mut Tx| {
        let all = sources::all(tx)?;
        let on = all.iter().filter(|source| source.is_on).count() as i64;
        let waiting = rejects::waiting(tx, &all)?.iter().sum();
        Ok(((on, all.len() as i64 - on), waiting, imports(tx)?))
    };
    let (sources, rejects, imports) = viewer.app().db.read("console.operations", read).await?;
    let page = viewer.page(Room::Operations);
    let settings = Here::of(viewer.app())?.settings.clone();
    let notice = Notice::of(&page.say, asked.did.as_deref());
    let retailer = viewer.retailer();
    html(&OperationsPage { notice, now, retailer, settings, sources, rejects, imports, page })
}

/// Imports that are at work, and those that failed.
fn imports(tx: &mut Tx) -> Result<(i64, i64)> {
    let text = sql!(
        "select cast(coalesce(sum(case when state in ('looking', 'running') then 1 else 0 end), 0) as bigint),
             cast(coalesce(sum(case when state = 'failed' and foreseen is not null then 1 else 0 end), 0) as bigint)
         from imports"
    );
    Ok(tx.query_one(text, params![], |row| Ok((row.get(0)?, row.get(1)?)))?.unwrap_or_default())
}

/// The same, as the page fetches it again.
pub async fn now(viewer: May<OperationsSee>) -> Page {
    html(&now_of(&viewer).await?)
}

async fn now_of(viewer: &Viewer) -> Result<Now, Failed> {
    let here = Here::of(viewer.app())?;
    let nightly = Nightly::of(here)?;
    Ok(Now { state: look(viewer.app()).await?, nightly, page: viewer.page(Room::Operations) })
}

fn done(did: &'static str) -> Redirect {
    notices::at(&Address::new(PATH), did)
}

/// Has a job done again that was set aside.
pub async fn try_job(viewer: May<OperationsEdit>, Path(id): Path<String>) -> Result<Redirect, Failed> {
    let (id, cx): (JobId, _) = (id.parse()?, viewer.cx.clone());
    viewer.app().db.write("operations.try_job", move |tx| acts::try_job(&cx, tx, id)).await?;
    Ok(done("jobs-tried"))
}

/// What the form of a kind of jobs sends.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct KindSent {
    kind: String,
}

/// Has all jobs of a kind done again that were set aside.
pub async fn try_jobs(viewer: May<OperationsEdit>, Sent(sent): Sent<KindSent>) -> Result<Redirect, Failed> {
    let cx = viewer.cx.clone();
    viewer.app().db.write("operations.try_jobs", move |tx| acts::try_jobs(&cx, tx, &sent.kind)).await?;
    Ok(done("jobs-tried"))
}

/// Gives a job up.
pub async fn give_up(viewer: May<OperationsEdit>, Path(id): Path<String>) -> Result<Redirect, Failed> {
    let (id, cx): (JobId, _) = (id.parse()?, viewer.cx.clone());
    viewer.app().db.write("operations.give_up", move |tx| acts::give_up(&cx, tx, id)).await?;
    Ok(done("job-given-up"))
}

/// What the form of an event sends.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct EventSent {
    follower: String,
    version: i64,
    event: String,
}

/// Gives an event to a fold again.
pub async fn try_event(viewer: May<OperationsEdit>, Sent(sent): Sent<EventSent>) -> Result<Redirect, Failed> {
    let (event, cx): (EventId, _) = (sent.event.parse()?, viewer.cx.clone());
    let fold = Here::of(viewer.app())?.fold(&sent.follower)?.clone();
    let act = move |tx: &mut Tx| acts::try_event(&cx, tx, &fold, sent.version, event);
    let is_counted = viewer.app().db.write("operations.try_event", act).await?;
    Ok(done(if is_counted { "event-counted" } else { "event-aside" }))
}

/// Asks for a backup.
pub async fn back_up(viewer: May<OperationsEdit>) -> Result<Redirect, Failed> {
    let (cx, folder) = (viewer.cx.clone(), Here::of(viewer.app())?.backups.clone());
    viewer.app().db.write("operations.back_up", move |tx| acts::back_up(&cx, tx, &folder)).await?;
    Ok(done("backup-asked"))
}
