//! The API of operating Hilo, for whoever keeps it running.

use axum::{Json, response::NoContent};
use base::{Error, Result};
use store::{
    backups::{self, Backup, BackupId},
    jobs::JobId,
    thread::EventId,
};
use web::{
    app::App,
    asked::{At, Body},
    keyed::Accepted,
    paging::Many,
    problem::Failed,
    rights::{OperationsEdit, OperationsSee, Right},
    routes::{For, Routes},
    who::May,
};

use crate::{
    acts,
    here::Here,
    settings::Setting,
    state::{self, State},
};

/// The addresses.
pub fn routes() -> Routes {
    Routes::default()
        .reads(For::May(Right::OperationsSee), "/api/v1/operations", "How everything stands", show)
        .reads(
            For::May(Right::OperationsSee),
            "/api/v1/operations/settings",
            "Settings, and where each was said",
            settings,
        )
        .acts(For::May(Right::OperationsEdit), "/api/v1/operations/jobs/{id}/retry", "Try a job again", try_job)
        .acts(For::May(Right::OperationsEdit), "/api/v1/operations/jobs/{id}/give-up", "Give a job up", give_up)
        .acts(
            For::May(Right::OperationsEdit),
            "/api/v1/operations/jobs/retry",
            "Try all jobs of a kind again",
            try_jobs,
        )
        .acts(For::May(Right::OperationsEdit), "/api/v1/operations/events/retry", "Try an event again", try_event)
        .acts(For::May(Right::OperationsEdit), "/api/v1/operations/backups", "Make a backup", back_up)
        .reads(For::May(Right::OperationsSee), "/api/v1/operations/backups/{id}", "A backup", backup)
}

/// Reads how everything stands, from a thread that may look at disks.
pub async fn look(app: &App) -> Result<State> {
    let (db, here, now) = (app.db.clone(), Here::of(app)?.clone(), app.clock.now());
    tokio::task::spawn_blocking(move || state::read(&db, &here, now)).await.map_err(Error::internal)?
}

async fn show(viewer: May<OperationsSee>) -> Result<Json<State>, Failed> {
    Ok(Json(look(viewer.app()).await?))
}

async fn settings(viewer: May<OperationsSee>) -> Result<Json<Many<Setting>>, Failed> {
    Ok(Json(Many { data: Here::of(viewer.app())?.settings.clone() }))
}

/// How many it was.
#[derive(serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "JobsRetried")]
struct Tried {
    /// Jobs that wait again.
    jobs: u64,
}

async fn try_job(viewer: May<OperationsEdit>, At(id): At<JobId>) -> Result<Json<Tried>, Failed> {
    let cx = viewer.cx.clone();
    viewer.app().db.write("operations.try_job", move |tx| acts::try_job(&cx, tx, id)).await?;
    Ok(Json(Tried { jobs: 1 }))
}

async fn give_up(viewer: May<OperationsEdit>, At(id): At<JobId>) -> Result<NoContent, Failed> {
    let cx = viewer.cx.clone();
    viewer.app().db.write("operations.give_up", move |tx| acts::give_up(&cx, tx, id)).await?;
    Ok(NoContent)
}

/// The jobs to try again.
#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "JobsToRetry")]
struct Which {
    /// Their kind, such as `orders.match_returns`.
    kind: String,
}

async fn try_jobs(viewer: May<OperationsEdit>, sent: Body<Which>) -> Result<Json<Tried>, Failed> {
    let (Which { kind }, cx) = (sent.0, viewer.cx.clone());
    let jobs = viewer.app().db.write("operations.try_jobs", move |tx| acts::try_jobs(&cx, tx, &kind)).await?;
    Ok(Json(Tried { jobs }))
}

/// The event to try again.
#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "EventToRetry")]
struct Event {
    /// The fold that could not take it.
    follower: String,
    /// The fold's version.
    version: i64,
    /// The event.
    #[schemars(with = "EventId")]
    event: String,
}

/// What came of it.
#[derive(serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "EventRetried")]
struct Counted {
    /// Whether it was counted; else it is set aside again.
    is_counted: bool,
}

async fn try_event(viewer: May<OperationsEdit>, sent: Body<Event>) -> Result<Json<Counted>, Failed> {
    let (Event { follower, version, event }, cx) = (sent.0, viewer.cx.clone());
    let event: EventId = event.parse()?;
    let fold = Here::of(viewer.app())?.fold(&follower)?.clone();
    let act = move |tx: &mut store::Tx| acts::try_event(&cx, tx, &fold, version, event);
    let is_counted = viewer.app().db.write("operations.try_event", act).await?;
    Ok(Json(Counted { is_counted }))
}

async fn back_up(viewer: May<OperationsEdit>) -> Result<Accepted<Backup>, Failed> {
    let (cx, folder) = (viewer.cx.clone(), Here::of(viewer.app())?.backups.clone());
    let act = move |tx: &mut store::Tx| {
        let id = acts::back_up(&cx, tx, &folder)?;
        backups::one(tx, id)
    };
    let backup = viewer.app().db.write("operations.back_up", act).await?;
    Ok(Accepted(backup))
}

async fn backup(viewer: May<OperationsSee>, At(id): At<BackupId>) -> Result<Json<Backup>, Failed> {
    Ok(Json(viewer.app().db.read("operations.backup", move |tx| backups::one(tx, id)).await?))
}
