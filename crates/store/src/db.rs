//! The database, whichever engine: `write`, `claim`, `bulk`, `read`.

use std::{
    cell::Cell,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, OnceLock, PoisonError, mpsc},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use base::{Error, Result};
use tokio::sync::oneshot;

use crate::{
    files::{self, Files},
    job::{Job, Mode},
    leftovers, log, metrics, migrations,
    nudge::Nudge,
    postgres::{self, Ended, Server, Session},
    queue::{Line, LineState, Queue},
    sqlite::{Connection, Purpose},
    tls, tombstones,
    tx::{Engine, Failure, Tx},
    writer::{Copying, Writer},
};

/// How often work that PostgreSQL undid for another's sake is run again.
const TRIES: u32 = 12;

/// How sessions on PostgreSQL differ from its defaults. Tables are read through their indexes even while the server
/// believes that they are small: a plan made for an empty table would be kept as it fills, and a scan of a whole table
/// counts, under SERIALIZABLE, as having read every row of it.
const SESSION: &str = "-c statement_timeout=120000 -c idle_in_transaction_session_timeout=60000 \
                       -c enable_seqscan=off -c random_page_cost=1.1 -c jit=off";

/// Which database to open.
#[derive(Clone, Debug)]
pub struct Settings {
    /// A folder that holds the embedded database, or the address of a PostgreSQL server.
    pub place: Place,
    /// Connections: readers on the embedded engine, workers on PostgreSQL. 0 lets the machine's cores decide.
    pub connections: usize,
    /// A PEM file with the certificates that may vouch for a PostgreSQL server; without it, the system's.
    pub authority: Option<PathBuf>,
    /// Accept a PostgreSQL that confirms before its data is safe. For databases that may be lost.
    pub allow_unsafe: bool,
    /// The folder into which the database is copied before its schema is changed; none changes it without a copy.
    pub copies: Option<PathBuf>,
}

/// Where a database lives.
#[derive(Clone, Debug)]
pub enum Place {
    /// `hilo.db` in a folder of this machine.
    Folder {
        /// The folder; it is made when it is missing.
        path: PathBuf,
        /// The name of another SQLite file system, for tests.
        vfs: Option<String>,
    },
    /// A `postgres://` address.
    Server(String),
}

impl Settings {
    /// The embedded engine in a folder.
    pub fn folder(path: impl AsRef<Path>) -> Settings {
        let path = path.as_ref().to_owned();
        let copies = Some(path.clone());
        let place = Place::Folder { path, vfs: None };
        Settings { place, connections: 0, authority: None, allow_unsafe: false, copies }
    }

    /// A PostgreSQL server.
    pub fn server(url: &str) -> Settings {
        let place = Place::Server(url.to_owned());
        Settings { place, connections: 0, authority: None, allow_unsafe: false, copies: None }
    }
}

/// An open database. Clones share it; the last one closes it after what waits is done.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

struct Inner {
    writes: Arc<Queue>,
    reads: Arc<Queue>,
    nudge: Nudge,
    copies: Option<mpsc::Sender<Copying>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    engine: &'static str,
    tombstones: OnceLock<PathBuf>,
    files: OnceLock<Files>,
    work: OnceLock<PathBuf>,
    scratch: OnceLock<PathBuf>,
    file: Option<PathBuf>,
}

impl Db {
    /// Opens the database and brings its schema up to date.
    pub fn open(settings: &Settings) -> Result<Db> {
        let db = Db::open_unmigrated(settings)?;
        migrations::run(&db, settings)?;
        Ok(db)
    }

    /// Opens the database as it is: for restore, and for tests of migrations.
    pub fn open_unmigrated(settings: &Settings) -> Result<Db> {
        match &settings.place {
            Place::Folder { path, vfs } => open_folder(path, vfs.as_deref(), settings.connections),
            Place::Server(url) => open_server(url, settings),
        }
    }

    /// `sqlite` or `postgres`.
    pub fn engine(&self) -> &'static str {
        self.inner.engine
    }

    /// Where tombstones are kept outside of a server's database; the embedded one keeps them in its folder.
    pub fn keep_tombstones_in(&self, folder: &Path) {
        // Said twice, it is the same folder.
        drop(self.inner.tombstones.set(tombstones::file_in(folder)));
    }

    /// Where files are kept that the database tells of: pictures.
    pub fn keep_files_in(&self, place: &files::Place) -> Result<()> {
        let files = Files::open(place)?;
        // Said twice, it is the same place.
        drop(self.inner.files.set(files));
        Ok(())
    }

    /// Where there is room to copy the embedded database for a backup that this process makes by itself.
    pub fn copy_in(&self, folder: &Path) {
        // Said twice, it is the same folder.
        drop(self.inner.scratch.set(folder.to_owned()));
    }

    /// Where the embedded database is copied for a backup.
    pub(crate) fn scratch(&self) -> Result<&Path> {
        let unsaid = || Error::internal("nobody said where the database may be copied");
        self.inner.scratch.get().map(PathBuf::as_path).ok_or_else(unsaid)
    }

    /// The file of the embedded database.
    pub(crate) fn file(&self) -> Option<&Path> {
        self.inner.file.as_deref()
    }

    /// How the lines of acts stand.
    pub fn lines(&self) -> Vec<LineState> {
        let [people, bulk] = self.inner.writes.states(["people", "bulk"]);
        // On a server reads stand in the same line as everything else.
        let reads = (self.inner.engine == "sqlite").then(|| self.inner.reads.states(["reads", "-"])[0].clone());
        [people, bulk].into_iter().chain(reads).collect()
    }

    /// The files that the database tells of.
    pub fn files(&self) -> Result<&Files> {
        self.inner.files.get().ok_or_else(|| Error::internal("nobody said where files are kept"))
    }

    /// Where files stand for as long as something works on them: a folder within that of the data, which is emptied
    /// here, so that what a process left that died is gone. Whoever calls is alone in the folder of the data.
    pub fn keep_work_in(&self, data: &Path) -> Result<()> {
        let folder = data.join("work");
        if self.inner.work.set(folder.clone()).is_err() {
            return Ok(());
        }
        let cannot = |error| Error::invalid("data-folder", format!("Cannot use {}: {error}.", folder.display()));
        match std::fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(cannot(error)),
            _ => {}
        }
        std::fs::create_dir_all(&folder).map_err(cannot)
    }

    /// The folder of what is being worked on.
    pub fn work(&self) -> Result<&Path> {
        self.inner.work.get().map(PathBuf::as_path).ok_or_else(|| Error::internal("nobody said where work is kept"))
    }

    /// The file of tombstones, where there is one.
    pub(crate) fn tombstones(&self) -> Option<&Path> {
        self.inner.tombstones.get().map(PathBuf::as_path)
    }

    /// Runs one act in a SERIALIZABLE transaction and answers when it is on disk. The closure may run again when its
    /// work is known to be undone, so it has no effect but through `tx`.
    pub async fn write<T: Send + 'static>(
        &self,
        act: &'static str,
        closure: impl Fn(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        wait(self.send(Line::People, Mode::Write, act, closure)?).await
    }

    /// Runs one act as `write` would, gives what it came to, and leaves nothing of it behind.
    pub async fn rehearse<T: Send + 'static>(
        &self,
        act: &'static str,
        closure: impl Fn(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let came_to = Arc::new(Mutex::new(None));
        let kept = Arc::clone(&came_to);
        let keep = move |value: Option<T>| *kept.lock().unwrap_or_else(PoisonError::into_inner) = value;
        let run = move |tx: &mut Tx| -> Result<()> {
            keep(None);
            keep(Some(closure(tx)?));
            Err(Error::conflict("rehearsed", "This was a rehearsal."))
        };
        let outcome = self.write(act, run).await;
        let value = came_to.lock().unwrap_or_else(PoisonError::into_inner).take();
        match (value, outcome) {
            (Some(value), Err(Error::Conflict { .. })) => Ok(value),
            (_, Err(error)) => Err(error),
            (_, Ok(())) => Err(Error::internal("a rehearsal was kept")),
        }
    }

    /// Like `write` for contended rows: only inserts and guarded statements judged by their row count.
    pub async fn claim<T: Send + 'static>(
        &self,
        act: &'static str,
        closure: impl Fn(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        wait(self.send(Line::People, Mode::Claim, act, closure)?).await
    }

    /// Like `write` for work that nobody waits for, in pieces of about 2 ms.
    pub async fn bulk<T: Send + 'static>(
        &self,
        act: &'static str,
        closure: impl Fn(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        wait(self.send(Line::Bulk, Mode::Write, act, closure)?).await
    }

    /// Reads from one snapshot.
    pub async fn read<T: Send + 'static>(
        &self,
        act: &'static str,
        closure: impl Fn(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        wait(self.send(Line::People, Mode::Read, act, closure)?).await
    }

    /// `write` for a thread without a runtime.
    pub fn write_now<T: Send + 'static>(
        &self,
        act: &'static str,
        closure: impl Fn(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        wait_now(self.send(Line::People, Mode::Write, act, closure)?)
    }

    /// One step of a migration. It reads what others have left when it gets their lock, so not from an older snapshot.
    pub(crate) fn migrate_now<T: Send + 'static>(
        &self,
        act: &'static str,
        closure: impl Fn(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        wait_now(self.send(Line::People, Mode::Claim, act, closure)?)
    }

    /// `read` for a thread without a runtime.
    pub fn read_now<T: Send + 'static>(
        &self,
        act: &'static str,
        closure: impl Fn(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        wait_now(self.send(Line::People, Mode::Read, act, closure)?)
    }

    /// Hands over a piece of bulk work; the answer is waited for later, so that several pieces share one commit.
    pub fn bulk_later<T: Send + 'static>(
        &self,
        act: &'static str,
        closure: impl Fn(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<Promise<T>> {
        self.send(Line::Bulk, Mode::Write, act, closure).map(Promise)
    }

    /// Rings when an act of this process has appended to the thread.
    pub fn nudge(&self) -> &Nudge {
        &self.inner.nudge
    }

    /// How many acts wait: people's writes, bulk, reads.
    pub fn waiting(&self) -> (usize, usize, usize) {
        let (people, bulk) = self.inner.writes.waiting();
        (people, bulk, if self.inner.engine == "sqlite" { self.inner.reads.waiting().0 } else { 0 })
    }

    /// True when people have used the writer in the last moments, so bulk should come in small pieces.
    pub fn people_work(&self) -> bool {
        self.inner.writes.people_worked_within(Duration::from_millis(100))
    }

    /// Copies the embedded database's file in steps beside the running work. PostgreSQL has no file to copy.
    pub(crate) fn copy_file(&self, to: &Path) -> Result<()> {
        let Some(copies) = &self.inner.copies else {
            return Err(Error::internal("only the embedded database has a file to copy"));
        };
        let (reply, answer) = oneshot::channel();
        copies.send(Copying { to: to.to_owned(), reply }).map_err(|_| stopped())?;
        // The writer looks for wishes after a batch, so give it one.
        self.write_now("store.wake", |_| Ok(()))?;
        wait_now(answer)
    }

    /// Refuses new work, finishes what waits and lets the threads end.
    pub fn close(&self) {
        self.inner.close();
    }

    fn send<T: Send + 'static>(
        &self,
        line: Line,
        mode: Mode,
        act: &'static str,
        closure: impl Fn(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<oneshot::Receiver<Result<T>>> {
        let (job, answer) = Job::new(act, mode, closure);
        let queue = if mode == Mode::Read { &self.inner.reads } else { &self.inner.writes };
        queue.add(line, job)?;
        Ok(answer)
    }
}

/// The answer of a piece of bulk work that is on its way.
pub struct Promise<T>(oneshot::Receiver<Result<T>>);

impl<T> Promise<T> {
    /// Waits for it.
    pub fn wait(self) -> Result<T> {
        wait_now(self.0)
    }
}

impl Inner {
    fn close(&self) {
        self.writes.close();
        self.reads.close();
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        let here = std::thread::current().id();
        for thread in threads {
            if thread.thread().id() != here {
                // A worker that panicked has already said so.
                drop(thread.join());
            }
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.close();
    }
}

async fn wait<T>(answer: oneshot::Receiver<Result<T>>) -> Result<T> {
    answer.await.unwrap_or_else(|_| Err(stopped()))
}

fn wait_now<T>(answer: oneshot::Receiver<Result<T>>) -> Result<T> {
    answer.blocking_recv().unwrap_or_else(|_| Err(stopped()))
}

fn stopped() -> Error {
    Error::internal("the database was closed")
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from)
}

fn start(name: &str, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>> {
    std::thread::Builder::new().name(name.to_owned()).spawn(work).map_err(Error::internal)
}

fn open_folder(folder: &Path, vfs: Option<&str>, connections: usize) -> Result<Db> {
    std::fs::create_dir_all(folder).map_err(|error| {
        Error::invalid("data-folder", format!("Cannot use the folder {}: {error}.", folder.display()))
    })?;
    let file = folder.join("hilo.db");
    leftovers::remove_parts(folder);
    let (writes, reads, nudge) = (Arc::new(Queue::default()), Arc::new(Queue::default()), Nudge::default());
    let mut connection = Connection::open(&file, Purpose::Write, vfs)?;
    let (wake, woken) = mpsc::sync_channel(1);
    log::watch(&mut connection, wake)?;
    let (copies, wishes) = mpsc::channel();
    let long = log::Long::default();
    let (queue, log_is_long) = (Arc::clone(&writes), Arc::clone(&long));
    let (cuts_log, ran_script) = (Cell::new(false), Cell::new(false));
    let nudge_too = nudge.clone();
    let writer = Writer { connection, queue, nudge: nudge_too, copies: wishes, log_is_long, cuts_log, ran_script };
    let side = Connection::open(&file, Purpose::Write, vfs)?;
    let mut threads = vec![
        start("hilo-writer", move || writer.run())?,
        start("hilo-checkpoint", move || log::follow(&side, &woken, &long))?,
    ];
    let readers = if connections == 0 { cores().max(2) } else { connections };
    for _ in 0..readers {
        let connection = Connection::open(&file, Purpose::Read, vfs)?;
        let queue = Arc::clone(&reads);
        threads.push(start("hilo-reader", move || read_all(&connection, &queue))?);
    }
    let inner = Inner {
        writes,
        reads,
        nudge,
        copies: Some(copies),
        threads: Mutex::new(threads),
        engine: "sqlite",
        tombstones: OnceLock::from(tombstones::file_in(folder)),
        files: OnceLock::new(),
        work: OnceLock::new(),
        scratch: OnceLock::new(),
        file: Some(file),
    };
    Ok(Db { inner: Arc::new(inner) })
}

fn read_all(connection: &Connection, queue: &Queue) {
    while let Some((_, mut job)) = queue.next() {
        let started = Instant::now();
        let verdict = match connection.run("begin") {
            Err(failure) => Err(failure.error()),
            Ok(()) => {
                let verdict = job.run(&mut Tx::new(Engine::Sqlite(connection)));
                // A read that cannot end leaves a log that cannot shrink, so the connection's next BEGIN must fail.
                verdict.and(connection.run("rollback").map_err(|failure| failure.error()))
            }
        };
        if verdict.is_err() && !connection.raw.is_autocommit() {
            drop(connection.run("rollback"));
        }
        metrics::acted(job.act, started.elapsed(), verdict.is_ok());
        job.answer(verdict);
    }
}

/// How a server is reached.
pub(crate) fn server(url: &str, settings: &Settings) -> Result<Server> {
    let mut address = tls::address(url)?;
    let tls = tls::connector(&mut address, settings.authority.as_deref())?;
    address.application_name("hilo").connect_timeout(Duration::from_secs(10));
    let asked = address.get_options().unwrap_or_default();
    let options = format!("{SESSION} {asked}");
    address.options(options).keepalives_idle(Duration::from_secs(60)).tcp_user_timeout(Duration::from_secs(60));
    Ok(Server { address, tls })
}

fn open_server(url: &str, settings: &Settings) -> Result<Db> {
    let server = server(url, settings)?;
    let mut first = Session::first(&server)?;
    if !settings.allow_unsafe {
        postgres::check_durable(&mut first)?;
    }
    let (queue, nudge) = (Arc::new(Queue::default()), Nudge::default());
    let workers = if settings.connections == 0 { (cores() * 8).clamp(8, 32) } else { settings.connections };
    let mut threads = Vec::with_capacity(workers);
    let mut ready = Some(first);
    for _ in 0..workers {
        let worker =
            PgWorker { server: server.clone(), session: ready.take(), queue: Arc::clone(&queue), nudge: nudge.clone() };
        threads.push(start("hilo-postgres", move || worker.run())?);
    }
    let (writes, reads) = (Arc::clone(&queue), queue);
    let inner = Inner {
        writes,
        reads,
        nudge,
        copies: None,
        threads: Mutex::new(threads),
        engine: "postgres",
        tombstones: OnceLock::new(),
        files: OnceLock::new(),
        work: OnceLock::new(),
        scratch: OnceLock::new(),
        file: None,
    };
    Ok(Db { inner: Arc::new(inner) })
}

struct PgWorker {
    server: Server,
    session: Option<Session>,
    queue: Arc<Queue>,
    nudge: Nudge,
}

impl PgWorker {
    fn run(mut self) {
        while let Some((line, mut job)) = self.queue.next() {
            let started = Instant::now();
            let verdict = self.tries(&mut job);
            self.queue.spent(line, started.elapsed());
            metrics::acted(job.act, started.elapsed(), verdict.is_ok());
            let has_read = job.mode == Mode::Read && verdict.is_ok();
            job.answer(verdict);
            if has_read {
                self.end_read();
            }
        }
    }

    /// Ends a transaction that only read, once whoever asked has the answer: what was read of one snapshot is true
    /// whatever becomes of the transaction.
    fn end_read(&mut self) {
        let Some(session) = &mut self.session else { return };
        let ended = session.commit();
        if !matches!(ended, Ended::Committed) {
            tracing::warn!(?ended, "a transaction that only read did not end; its connection is given up");
            self.session = None;
        }
    }

    fn tries(&mut self, job: &mut Job) -> Result<()> {
        for attempt in 0..TRIES {
            match self.once(job) {
                Outcome::Done(verdict) => return verdict,
                // Whoever took the key has committed by now, so the act looks again; then it is its own mistake.
                Outcome::Taken(verdict) if attempt > 0 => return verdict,
                Outcome::Taken(_) | Outcome::Again => std::thread::sleep(pause(attempt)),
            }
        }
        Err(Failure::Undone("tried too often".into()).error())
    }

    fn once(&mut self, job: &mut Job) -> Outcome {
        let session = match self.session() {
            Ok(session) => session,
            Err(failure) => return Outcome::Done(Err(failure.error())),
        };
        session.begin(job.mode);
        let mut tx = Tx::new(Engine::Postgres(session));
        let verdict = job.run(&mut tx);
        let (failure, appended) = (tx.failure.take(), tx.appended);
        let Some(session) = &mut self.session else { return Outcome::Done(verdict) };
        if verdict.is_err() || failure.is_some() {
            session.rollback();
            return match failure {
                Some(Failure::Undone(_)) => Outcome::Again,
                Some(Failure::Taken(_)) => Outcome::Taken(verdict),
                _ => Outcome::Done(verdict),
            };
        }
        if job.mode == Mode::Read && !session.has_pushed() {
            return Outcome::Done(verdict);
        }
        match session.commit() {
            Ended::Committed => {
                if appended {
                    self.nudge.ring();
                }
                Outcome::Done(verdict)
            }
            Ended::Undone(Failure::Undone(_)) => {
                session.rollback();
                Outcome::Again
            }
            Ended::Undone(failure @ Failure::Taken(_)) => {
                session.rollback();
                Outcome::Taken(Err(failure.error().while_doing(job.act)))
            }
            Ended::Undone(failure) => Outcome::Done(Err(failure.error().while_doing(job.act))),
            Ended::Unknown => {
                self.session = None;
                Outcome::Done(Err(Error::OutcomeUnknown))
            }
        }
    }

    fn session(&mut self) -> Result<&mut Session, Failure> {
        if self.session.as_ref().is_none_or(Session::is_closed) {
            self.session = Some(Session::connect(&self.server)?);
        }
        self.session.as_mut().ok_or(Failure::Lost("not connected".into()))
    }
}

enum Outcome {
    Done(Result<()>),
    Again,
    Taken(Result<()>),
}

/// 1, 2, 4 ... up to 64 ms, and up to as much again by chance, so that two do not meet again.
fn pause(attempt: u32) -> Duration {
    let most = 1_000_u64 << attempt.min(6);
    let mut chance = [0; 8];
    getrandom::fill(&mut chance).expect("the operating system always has random bytes");
    Duration::from_micros(most + u64::from_le_bytes(chance) % most)
}
