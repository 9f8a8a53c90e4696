//! Acts of the command line: done here where nobody owns the data folder, else by whoever owns it, through its socket.

use std::{
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
};

use base::{Actor, Clock, Cx, Error, Result, Time};
use catalog::{
    import::{pictures::Refused, whys::sentence},
    pictures,
};
use customers::{
    people::CustomerId,
    privacy::{
        erasures::{self, Seen},
        exports::{self, Next},
        replays::replay,
    },
};
use operations::{acts as operated, here::Here, state};
use orders::{
    import::{
        self,
        shops::{self, Asked, Watch},
    },
    totals,
};
use serde_json::{Value, json};
use store::{
    Db, Tx, backup,
    backups::{self, Check},
    db::Place,
    jobs::JobId,
    leftovers,
    owner::Owner,
    socket::{self, ProgressSender, Request},
    thread::EventId,
};
use tokio::sync::watch;

pub mod staff;

use self::staff::StaffAct;
use crate::{config::Config, rooms};

/// What a command may ask of a running Hilo.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
#[serde(tag = "command", content = "args", rename_all = "snake_case")]
pub enum Act {
    /// Import files.
    Import {
        /// Files and folders, as absolute paths.
        paths: Vec<PathBuf>,
    },
    /// Import files of another shop.
    MoveIn(Asked),
    /// Look for what must never be.
    Verify {},
    /// Write a backup.
    Backup {
        /// The file, as an absolute path.
        file: PathBuf,
    },
    /// Tell the next part of what is known of a person.
    Export {
        /// A customer's id, or how they are known.
        person: String,
        /// Where to go on; the first part has none.
        next: Option<String>,
    },
    /// Say what erasing a person would do.
    ErasePreview {
        /// A customer's id, or how they are known.
        person: String,
    },
    /// Erase a person.
    Erase {
        /// A customer's id, or how they are known.
        person: String,
        /// Who that was when the command was asked.
        #[serde(default)]
        seen: Seen,
    },
    /// Something with staff or the keys of programs.
    Staff(StaffAct),
    /// Say how everything stands.
    Status {},
    /// Say each setting and where it was said.
    Settings {},
    /// Have a job that was set aside done again.
    TryJob {
        /// The job.
        id: JobId,
    },
    /// Have all jobs of a kind done again that were set aside.
    TryJobs {
        /// The kind.
        kind: String,
    },
    /// Forget a job that was set aside.
    GiveUp {
        /// The job.
        id: JobId,
    },
    /// Give an event to a fold again that could not take it.
    TryEvent {
        /// The fold.
        follower: String,
        /// Its version.
        version: i64,
        /// The event.
        event: EventId,
    },
    /// Write down what came of rehearsing a restore.
    NoteCheck {
        /// The backup.
        file: PathBuf,
        /// What came of it.
        check: Check,
        /// When the backup was made, where it says so.
        made_at: Option<Time>,
    },
}

impl Act {
    /// Whether it makes no sense in a folder that holds nothing yet.
    fn is_about_what_is_there(&self) -> bool {
        !matches!(self, Act::Import { .. } | Act::MoveIn(_) | Act::Staff(_))
    }
}

/// Does an act here, or asks the owner of the data folder to do it.
pub fn ask(config: &Config, act: &Act, tell: &mut dyn FnMut(Value)) -> Result<Value> {
    let Place::Folder { path, .. } = config.settings().place else {
        return here(config, act, tell);
    };
    if act.is_about_what_is_there() && !path.join("hilo.db").exists() {
        let says = format!("There is no database in {}. Name its folder with --data.", path.display());
        return Err(Error::invalid("no-database", says));
    }
    match Owner::take(&path) {
        Ok(_owner) => here(config, act, tell),
        Err(Error::Conflict { code: "folder-owned", .. }) => {
            let request =
                serde_json::to_value(act).and_then(serde_json::from_value::<Request>).map_err(Error::internal)?;
            socket::ask(&path, &request, tell)
        }
        Err(error) => Err(error),
    }
}

/// Opens the database, runs its background, and does the act.
fn here(config: &Config, act: &Act, tell: &mut dyn FnMut(Value)) -> Result<Value> {
    let db = Db::open(&config.settings())?;
    db.keep_files_in(&config.files())?;
    db.keep_work_in(&config.data)?;
    db.copy_in(&config.data);
    let clock = Clock::Machine;
    replay(&Cx::system("tombstones", clock.now()), &db, &config.data)?;
    let (stop, stopped) = watch::channel(false);
    let background = {
        let (db, clock) = (db.clone(), clock.clone());
        std::thread::spawn(move || -> Result<()> {
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Error::internal)?;
            let (_nobody, listening) = watch::channel(0);
            runtime.block_on(async {
                let mut tasks = rooms::background(&db, &clock, &listening, &stopped);
                while tasks.join_next().await.is_some() {}
            });
            Ok(())
        })
    };
    let outcome = rooms::here(config, None, clock.now()).and_then(|here| perform(act, &db, &clock, &here, tell));
    stop.send_replace(true);
    background.join().map_err(|_| Error::internal("the background stopped"))??;
    db.close();
    outcome
}

/// Answers commands until told to stop.
pub async fn serve(owner: &Owner, db: Db, clock: Clock, here: Here, stop: watch::Receiver<bool>) -> Result<()> {
    let socket = socket::bind(owner)?;
    let handler = move |request: Request, progress: ProgressSender| {
        let (db, clock, here) = (db.clone(), clock.clone(), here.clone());
        async move {
            let unknown = |error| Error::invalid("command", format!("This Hilo does not know that command: {error}."));
            let act: Act = serde_json::to_value(&request).and_then(serde_json::from_value).map_err(unknown)?;
            let work = move || perform(&act, &db, &clock, &here, &mut |value| progress.send(&value));
            tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
        }
    };
    socket::serve(socket, handler, stop).await
}

/// Does an act on a database whose background runs.
fn perform(act: &Act, db: &Db, clock: &Clock, here: &Here, tell: &mut dyn FnMut(Value)) -> Result<Value> {
    let cx = Cx { actor: Actor::Operator, now: clock.now() };
    let data = here.data.as_path();
    match act {
        Act::Import { paths } => import_files(db, clock, paths, data, tell),
        Act::MoveIn(asked) => move_in(db, clock, asked, data, tell),
        Act::Verify {} => {
            rooms::wait_until_settled(db, clock)?;
            let mut findings = db.read_now("hilo.verify", findings)?;
            findings.extend(pictures::missing::finding(db)?);
            let mut aside = json!(leftovers::not_looked_into(data));
            let sent = db.read_now("imports.beside", orders::imports::beside)?;
            aside.as_array_mut().into_iter().for_each(|aside| aside.extend(sent.iter().map(|one| json!(one))));
            Ok(json!({ "clean": findings.is_empty(), "findings": findings, "not_looked_into": aside }))
        }
        Act::Backup { file } => {
            let summary = backup::write(&cx, db, data, file, &mut |progress| tell(json!(progress)))?;
            let (noted, file) = (summary.clone(), file.clone());
            db.write_now("backups.note", move |tx| backups::note_made(&cx, tx, &file, &noted))?;
            let mut told = serde_json::to_value(&summary).map_err(Error::internal)?;
            told["pictures"] = json!(summary.rows.get("pictures"));
            told["pictures_are_in"] = json!(db.files()?.place());
            Ok(told)
        }
        Act::Export { person, next } => export(&cx, db, person, next.as_deref()),
        Act::ErasePreview { person } => {
            let id = found(db, person)?;
            Ok(json!(db.read_now("privacy.preview", move |tx| erasures::preview(tx, id))?))
        }
        Act::Erase { person, seen } => {
            let done = erasures::erase_now(&cx, db, found(db, person)?, *seen)?;
            // Where they did very much, the rest of it is still gone through.
            rooms::wait_until_settled(db, clock)?;
            Ok(json!(done))
        }
        Act::Staff(act) => staff::run(&cx, db, clock, act),
        _ => operate(act, cx, db, here),
    }
}

/// Does an act of an operator.
fn operate(act: &Act, cx: Cx, db: &Db, here: &Here) -> Result<Value> {
    match act.clone() {
        Act::Status {} => Ok(json!(state::read(db, here, cx.now)?)),
        Act::Settings {} => Ok(json!({ "settings": here.settings })),
        Act::TryJob { id } => {
            db.write_now("operations.try_job", move |tx| operated::try_job(&cx, tx, id))?;
            Ok(json!({ "jobs": 1 }))
        }
        Act::TryJobs { kind } => {
            let jobs = db.write_now("operations.try_jobs", move |tx| operated::try_jobs(&cx, tx, &kind))?;
            Ok(json!({ "jobs": jobs }))
        }
        Act::GiveUp { id } => {
            db.write_now("operations.give_up", move |tx| operated::give_up(&cx, tx, id))?;
            Ok(json!({ "id": id }))
        }
        Act::TryEvent { follower, version, event } => {
            let fold = here.fold(&follower)?.clone();
            let act = move |tx: &mut Tx| operated::try_event(&cx, tx, &fold, version, event);
            Ok(json!({ "is_counted": db.write_now("operations.try_event", act)? }))
        }
        Act::NoteCheck { file, check, made_at } => {
            let act = move |tx: &mut Tx| backups::note_check(&cx, tx, &file, &check, made_at);
            db.write_now("backups.note_check", act)?;
            Ok(json!({}))
        }
        _ => Err(Error::internal("an act that nobody does")),
    }
}

fn import_files(db: &Db, clock: &Clock, paths: &[PathBuf], data: &Path, tell: &mut dyn FnMut(Value)) -> Result<Value> {
    let started = std::time::Instant::now();
    let rejects = data.join("rejected.csv");
    let report = import::run(db, clock, paths, &rejects, &mut |progress| tell(json!(progress)))?;
    let last_line = std::time::Instant::now();
    tell(json!({ "summing": true }));
    rooms::wait_until_settled(db, clock)?;
    let mut totals = json!(db.read_now("orders.totals", totals::read)?);
    if let Some(file) = &report.rejects_file {
        totals["rejected_file"] = json!(file);
    }
    Ok(json!({
        "totals": totals,
        "report": report,
        "seconds": started.elapsed().as_secs_f64(),
        "cards_after_seconds": last_line.elapsed().as_secs_f64(),
    }))
}

/// Pictures that could not be fetched, of which the command tells.
const PICTURES_TOLD: i64 = 50;

fn move_in(db: &Db, clock: &Clock, asked: &Asked, data: &Path, tell: &mut dyn FnMut(Value)) -> Result<Value> {
    let (started, now) = (std::time::Instant::now(), clock.now());
    let rejects = data.join("rejected.csv");
    let stop = AtomicBool::new(false);
    let watch = Watch { tell: &mut |progress| tell(json!(progress)), stop: &stop };
    let report = shops::run(db, clock, asked, &rejects, watch)?;
    let seconds = started.elapsed().as_secs_f64();
    tell(json!({ "summing": true }));
    rooms::wait_until_settled(db, clock)?;
    let source = shops::source(asked.shop, asked.store.as_deref());
    let look = move |tx: &mut Tx| catalog::import::pictures::state(tx, &source, now, PICTURES_TOLD);
    let (waiting, refused) = db.read_now("import.pictures", look)?;
    let says = |(file, line, code, address): Refused| (file, line, sentence(&code), address);
    let refused: Vec<_> = refused.into_iter().map(says).collect();
    let mut told = json!(report);
    (told["pictures_waiting"], told["pictures_refused"]) = (json!(waiting), json!(refused));
    told["seconds"] = json!(seconds);
    Ok(told)
}

fn found(db: &Db, person: &str) -> Result<CustomerId> {
    let person = person.to_owned();
    db.read_now("privacy.person", move |tx| exports::person(tx, &person))
}

/// Entries of one part of an export, which is one line of an answer.
const ENTRIES: i64 = 5_000;

fn export(cx: &Cx, db: &Db, person: &str, next: Option<&str>) -> Result<Value> {
    let at: Next = next.map(str::parse).transpose()?.unwrap_or_default();
    let (cx, person, begins, now) = (cx.clone(), person.to_owned(), at == Next::default(), cx.now);
    let id = db.write_now("privacy.export", move |tx| {
        let id = exports::person(tx, &person)?;
        if begins { exports::begin(&cx, tx, id) } else { Ok(id) }
    })?;
    let part = db.read_now("privacy.part", move |tx| exports::part(tx, id, &at, now, ENTRIES))?;
    Ok(json!({ "text": part.text, "next": part.next.map(|next| next.to_string()) }))
}

/// Everything that must be true and is not, room by room.
pub fn findings(tx: &mut Tx) -> Result<Vec<String>> {
    let mut findings = store::verify::findings(tx)?;
    findings.extend(customers::verify::findings(tx)?);
    findings.extend(customers::consents::verify::findings(tx)?);
    findings.extend(customers::privacy::hunts::findings(tx)?);
    findings.extend(orders::verify::findings(tx)?);
    findings.extend(tracking::verify::findings(tx)?);
    Ok(findings)
}
