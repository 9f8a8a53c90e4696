//! The assembly: what each room hands to those above it.

use std::{
    path::Path,
    sync::LazyLock,
    time::{Duration, Instant},
};

use base::{Clock, Cx, Error, Result};
use customers::labels::renewal;
use jiff::tz::TimeZone;
use operations::{
    here::{Here, Parts},
    state,
};
use store::{
    Db, Tx,
    followers::{Fold, Follower},
    idempotency,
    jobs::{self, Handler, Slow},
    params, sql, thread, tombstones,
};
use tokio::{sync::watch, task::JoinSet};
use web::day_sums::{self, Kept};

use crate::{config::Config, listen::tls::Tls, origins};

/// Every fold that all processes share.
pub fn folds() -> Vec<Fold> {
    let kinds = customers::fold::KINDS
        .into_iter()
        .chain(customers::consents::KINDS)
        .chain(orders::events::KINDS)
        .chain(told())
        .collect();
    // What of behavior has aged is counted on cards too.
    let card = Fold { rebuilds: tracking::aging::is_whole, ..customers::fold::fold(kinds) };
    vec![card, orders::sales::fold(), tracking::visits::fold()]
}

/// What sources tell of: visits, whatever they say of money.
fn told() -> impl Iterator<Item = customers::fold::Kind> {
    let kind = |name| customers::fold::Kind { name, mark: "visit", adds: |_| Ok(customers::fold::Sums::default()) };
    tracking::events::kinds().map(kind)
}

/// Everything that the background does.
pub fn handlers() -> Vec<Handler> {
    let mut handlers = vec![
        customers::privacy::erasures::HANDLER,
        orders::matching::HANDLER,
        customers::identity::rework::HANDLER,
        customers::identity::blocks::HANDLER,
    ];
    handlers.extend(customers::labels::HANDLERS);
    handlers.push(customers::duplicates::HANDLER);
    handlers.push(catalog::bulk::HANDLER);
    handlers
}

/// What of it takes long.
pub fn slow() -> Vec<Slow> {
    vec![
        catalog::pictures::widths::SLOW,
        catalog::import::fetching::SLOW,
        orders::imports::work::SLOW,
        store::backups::SLOW,
    ]
}

/// The folds and jobs of a process, until told to stop.
pub fn background(
    db: &Db,
    clock: &Clock,
    listening: &watch::Receiver<usize>,
    stop: &watch::Receiver<bool>,
) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    for fold in folds() {
        let follower = Follower::new(db.clone(), clock.clone(), fold, owner(db));
        tasks.spawn(follower.follow(listening.clone(), stop.clone()));
    }
    tasks.spawn(work(db.clone(), clock.clone(), stop.clone()));
    tasks.spawn(tidy_files(db.clone(), clock.clone(), stop.clone()));
    tasks.spawn(sweep(db.clone(), clock.clone(), stop.clone()));
    tasks
}

/// Does jobs. Whoever has the folder is alone in it, so what a process that died had taken is free at once.
async fn work(db: Db, clock: Clock, stop: watch::Receiver<bool>) {
    if db.engine() == "sqlite"
        && let Err(error) = db.write("jobs.free", jobs::free).await
    {
        tracing::warn!(cause = %error, "jobs of a process that died wait until their leases end");
    }
    let slowly = jobs::work_slowly(db.clone(), clock.clone(), slow(), stop.clone());
    tokio::join!(jobs::work(db, clock, handlers(), stop), slowly);
}

/// Files of pictures and imports that no act tells of, and pictures whose widths were given up, a few times a day.
async fn tidy_files(db: Db, clock: Clock, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let (here, cx) = (db.clone(), Cx::system("sweep", clock.now()));
        let sweep =
            move || Ok(catalog::pictures::sweep::sweep(&cx, &here)? + orders::imports::uploads::tidy(&cx, &here)?);
        let swept = tokio::task::spawn_blocking(sweep).await;
        match swept.map_err(Error::internal).and_then(|swept| swept) {
            Ok(0) => {}
            Ok(gone) => tracing::info!(gone, "removed files that no act told of any more"),
            Err(error) => tracing::warn!(cause = %error, "files were not swept; tried again later"),
        }
        tokio::select! {
            _ = stop.changed() => {}
            _ = tokio::time::sleep(Duration::from_secs(6 * 3_600)) => {}
        }
    }
}

/// What time alone changes: labels by age are looked at once a day, and what is kept for a while only is forgotten.
async fn sweep(db: Db, clock: Clock, mut stop: watch::Receiver<bool>) {
    const PIECE: i64 = 200;
    while !*stop.borrow() {
        let now = clock.now();
        let cx = Cx::system("sweep", now);
        if let Err(error) = db.write("labels.renew_due", move |tx| renewal::renew_due(&cx, tx)).await {
            tracing::warn!(cause = %error, "labels by age were not looked at; tried again later");
        }
        let given_up = Cx::system("sweep", now);
        if let Err(error) = db.write("imports.give_up", move |tx| orders::imports::give_up(&given_up, tx)).await {
            tracing::warn!(cause = %error, "imports whose job was given up still seem to run; tried again later");
        }
        let here = db.clone();
        let kept = tokio::task::spawn_blocking(move || tombstones::keep(&here)).await;
        if let Err(error) = kept.map_err(Error::internal).and_then(|kept| kept) {
            tracing::error!(cause = %error, "a restore could bring back who was erased; tried again later");
        }
        match db.bulk("idempotency.sweep", move |tx| idempotency::sweep(tx, now, PIECE)).await {
            Ok(gone) if gone == PIECE as u64 => continue,
            Ok(_) => {}
            Err(error) => tracing::warn!(cause = %error, "old keys of requests were not forgotten; tried again later"),
        }
        tokio::select! {
            _ = stop.changed() => {}
            _ = tokio::time::sleep(Duration::from_secs(600)) => {}
        }
    }
}

/// Takes behavior from the thread that is older than so many days, and forgets what tracking keeps for a while only.
pub async fn age(db: Db, clock: Clock, days: u32, mut stop: watch::Receiver<bool>) {
    const PIECE: i64 = 500;
    let names: Vec<&'static str> = folds().iter().map(|fold| fold.name).collect();
    while !*stop.borrow() {
        let (now, names) = (clock.now(), names.clone());
        let aged = db.bulk("tracking.age", move |tx| tracking::aging::sweep(tx, now, days, &names)).await;
        let gone = db.bulk("tracking.forget", move |tx| tracking::rejects::sweep(tx, now, PIECE)).await;
        match (aged, gone) {
            (Ok(false), Ok(gone)) if gone < PIECE as u64 => {}
            (Ok(_), Ok(_)) => continue,
            (Err(error), _) | (_, Err(error)) => {
                tracing::warn!(cause = %error, "old behavior stays on the thread; tried again later");
            }
        }
        for first in 0..=255 {
            let forget = move |tx: &mut Tx| tracking::ingest::sweep(tx, first, now);
            if let Err(error) = db.bulk("tracking.forget", forget).await {
                tracing::warn!(cause = %error, "the ids of old messages were not forgotten; tried again later");
                break;
            }
        }
        tokio::select! {
            _ = stop.changed() => {}
            _ = tokio::time::sleep(Duration::from_secs(3_600)) => {}
        }
    }
}

/// What is kept by day of the house's zone beside quarters of an hour.
pub const BY_DAY: [Kept; 2] = [orders::takings_days::KEPT, tracking::begun::KEPT];

/// Adds up all that is kept by day of a zone, here and now.
pub async fn sum_days(db: &Db, zone: &TimeZone) -> Result<()> {
    let (_stopper, stop) = watch::channel(false);
    for kept in BY_DAY {
        day_sums::fill(db, zone, kept, &stop).await?;
    }
    Ok(())
}

/// Notes what there is on disks, once an hour.
pub async fn weigh(db: Db, here: Here, clock: Clock, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let (db, here, now) = (db.clone(), here.clone(), clock.now());
        let noted = tokio::task::spawn_blocking(move || state::note_weight(&db, &here, now)).await;
        if let Err(error) = noted.map_err(Error::internal).and_then(|noted| noted) {
            tracing::warn!(cause = %error, "what there is on disks was not noted; tried again later");
        }
        tokio::select! {
            _ = stop.changed() => {}
            _ = tokio::time::sleep(Duration::from_secs(3_600)) => {}
        }
    }
}

/// What this process is, as its settings have it.
pub fn here(config: &Config, tls: Option<&Tls>, started: base::Time) -> Result<Here> {
    let rooted = |folder: &Path| std::path::absolute(folder).map_err(Error::internal);
    let is_local = config.listen.parse().is_ok_and(|address: std::net::SocketAddr| address.ip().is_loopback());
    let certificate = tls.cloned().map(|tls| {
        let until: Box<dyn Fn() -> base::Time + Send + Sync> = Box::new(move || tls.until());
        until
    });
    Ok(Here::new(Parts {
        settings: origins::shown(config),
        program: std::env::current_exe().map_err(Error::internal)?,
        data: rooted(&config.data)?,
        backups: rooted(&config.backups())?,
        folds: folds(),
        certificate,
        in_the_clear: !is_local && !config.has_secure_cookies(),
        started,
    }))
}

/// Brings every fold to the end and does jobs that are rows alone: nothing of it reaches beyond the database.
pub fn settle_rows(db: &Db, clock: &Clock) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Error::internal)?;
    runtime.block_on(async {
        for fold in folds() {
            Follower::new(db.clone(), clock.clone(), fold, owner(db)).catch_up().await?;
        }
        jobs::settle(db, clock, &handlers()).await.map(|_| ())
    })
}

/// Brings every fold to the end of the thread and does every due job, here and now.
pub async fn settle(db: &Db, clock: &Clock) -> Result<()> {
    for fold in folds() {
        Follower::new(db.clone(), clock.clone(), fold, owner(db)).catch_up().await?;
    }
    jobs::settle(db, clock, &handlers()).await?;
    jobs::settle_slow(db, clock, &slow()).await.map(|_| ())
}

/// How long the background may stand still before it is no longer waited for: longer than a process that died keeps a
/// job to itself.
const STANDSTILL: Duration = Duration::from_secs(90);

/// Waits until the background, here or in another process, has taken every event and done every job that there is now.
/// Ends with an error when it stands still.
pub fn wait_until_settled(db: &Db, clock: &Clock) -> Result<()> {
    let end = db.read_now("hilo.tip", thread::tip)?;
    let now = clock.now();
    let (mut last, mut moved) = (Vec::new(), Instant::now());
    loop {
        let until = end.clone();
        let waiting = db.read_now("hilo.settled", move |tx| waiting(tx, now, &until))?;
        if waiting.is_empty() {
            return Ok(());
        }
        if waiting != last {
            (last, moved) = (waiting, Instant::now());
        } else if moved.elapsed() > STANDSTILL {
            let says = format!("The background stands still: {}. The log says why.", last.join(", "));
            return Err(Error::conflict("standstill", says));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// What is not done yet, with how far it is.
fn waiting(tx: &mut Tx, now: base::Time, end: &thread::Cursor) -> Result<Vec<String>> {
    let mut waiting = Vec::new();
    let text = sql!("select count(*) from jobs where state = 'waiting' and run_at <= $1 and created_at <= $1");
    match tx.query_one(text, params![now], |row| row.get::<i64>(0))? {
        None | Some(0) => {}
        Some(jobs) => waiting.push(format!("{jobs} jobs are due")),
    }
    for fold in folds() {
        let text = sql!("select cursor, active from followers where name = $1 and version = $2");
        let read = |row: &store::value::Row| Ok((row.get::<String>(0)?, row.get::<bool>(1)?));
        match tx.query_one(text, params![fold.name, fold.version], read)? {
            Some((cursor, true)) if cursor.parse::<thread::Cursor>()? >= *end => {}
            Some((cursor, _)) => waiting.push(format!("the fold {} is at {cursor} of {end}", fold.name)),
            None => waiting.push(format!("the fold {} has not begun", fold.name)),
        }
    }
    Ok(waiting)
}

/// What tells this process from others that work on the same database, on this machine or another. Whoever has a
/// folder is alone in it, so there everybody is the same: what a process that died had leased is free at once.
fn owner(db: &Db) -> String {
    static OWNER: LazyLock<String> = LazyLock::new(|| {
        let mut bytes = [0; 8];
        getrandom::fill(&mut bytes).expect("the operating system always has random bytes");
        format!("process-{}-{:016x}", std::process::id(), u64::from_be_bytes(bytes))
    });
    if db.engine() == "sqlite" { "folder".to_owned() } else { OWNER.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_job_has_words_for_the_page_of_operations() {
        let kinds = handlers().into_iter().map(|one| one.kind).chain(slow().into_iter().map(|one| one.kind));
        let nameless: Vec<&str> = kinds.filter(|kind| console::operations_page::job_key(kind).is_none()).collect();
        assert!(nameless.is_empty(), "{nameless:?} would be shown by their names");
    }
}
