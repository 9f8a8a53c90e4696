//! Killed at any moment: whatever was answered is there when it is opened again, once.

use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
};

use base::{Error, Result};
use store::{
    Db, Tx,
    db::{Place, Settings},
    idempotency::{Request, earlier, keep},
    params, sql, thread,
};

use crate::{
    disks::Chance,
    home::{Home, cx, notes, script},
    power::{act, traces},
};

const ROUNDS: i64 = 16;
const TILLS: i64 = 4;
/// The address or folder for the child.
const PLACE: &str = "HILO_TEST_CHILD_PLACE";
/// The first number that the child may use.
const FIRST: &str = "HILO_TEST_CHILD_FIRST";

/// Not a test by itself: the process that is killed. It writes until then, and says each number that was answered.
#[test]
fn child_that_writes() {
    let (Ok(place), Ok(first)) = (std::env::var(PLACE), std::env::var(FIRST)) else { return };
    let settings = if place.starts_with("postgres://") {
        Settings { connections: 4, ..Settings::server(&place) }
    } else {
        Settings::folder(&place)
    };
    let db = Db::open(&settings).expect("it opens after a kill");
    let next = AtomicI64::new(first.parse().expect("a number"));
    std::thread::scope(|scope| {
        for _ in 0..TILLS {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::SeqCst);
                    match db.write_now("test.act", move |tx| act(tx, number, 100)) {
                        Ok(()) => writeln!(std::io::stdout(), "answered {number}").expect("the parent listens"),
                        Err(Error::Busy { .. }) => {}
                        Err(error) => panic!("{error}"),
                    }
                }
            });
        }
    });
}

/// Starts this test program again as another process.
pub fn child(test: &str, settings: &[(&str, &str)]) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(["--exact", test, "--nocapture", "--test-threads=1"]).envs(settings.iter().copied());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn killed_over_and_over(home: &Home) {
    let place = match &home.settings.place {
        Place::Folder { path, .. } => path.to_str().expect("UTF-8").to_owned(),
        Place::Server(url) => url.clone(),
    };
    drop(home.open());
    let (mut answered, mut chance) = (BTreeSet::new(), Chance::new(7));
    for round in 0..ROUNDS {
        let first = (round * 100_000).to_string();
        let mut running = child("crashes::child_that_writes", &[(PLACE, &place), (FIRST, &first)]);
        let mut running = running.spawn().expect("a child");
        let mut lines = BufReader::new(running.stdout.take().expect("its output")).split(b'\n');
        let mut wanted = 1 + chance.below(150);
        while let Some(Ok(line)) = lines.next() {
            let line = String::from_utf8_lossy(&line).into_owned();
            // The harness may have begun the line with the name of the test.
            let Some((_, number)) = line.rsplit_once("answered ") else { continue };
            answered.insert(number.parse::<i64>().expect("a number"));
            wanted = wanted.saturating_sub(1);
            if wanted == 0 {
                running.kill().expect("it runs until it is killed");
            }
        }
        assert!(!running.wait().expect("it ends").success(), "round {round}: it was killed");
        assert_eq!(wanted, 0, "round {round}: it wrote until it was killed");
        let found = traces(&home.open()).expect("rows and events agree");
        let lost: Vec<_> = answered.difference(&found).collect();
        assert!(lost.is_empty(), "round {round}: {lost:?} were answered and are lost");
    }
    assert!(answered.len() as i64 > ROUNDS);
}

#[test]
fn a_killed_process_loses_nothing_on_sqlite() {
    killed_over_and_over(&Home::folder());
}

#[test]
fn a_killed_process_loses_nothing_on_postgres() {
    killed_over_and_over(&Home::durable_server());
}

/// A durable server of this test alone, which may therefore crash.
pub struct Server {
    folder: tempfile::TempDir,
    pub url: String,
}

impl Server {
    pub fn start() -> Server {
        let folder = tempfile::tempdir().expect("a folder");
        let open = std::os::unix::fs::PermissionsExt::from_mode(0o777);
        std::fs::set_permissions(folder.path(), open).expect("the user of the server may use it");
        let url = run("start", folder.path());
        Server { folder, url }
    }

    pub fn crash(&self) {
        run("crash", self.folder.path());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        run("stop", self.folder.path());
    }
}

fn run(word: &str, folder: &std::path::Path) -> String {
    let ran = Command::new(script()).args([word, "--durable"]).env("TMPDIR", folder).output();
    let ran = ran.expect("scripts/test-postgres can be run");
    assert!(ran.status.success(), "test-postgres {word}: {}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8_lossy(&ran.stdout).trim().to_owned()
}

fn act_once(tx: &mut Tx, number: i64) -> Result<()> {
    let request = Request::new(&number.to_string(), "/", b"")?;
    if earlier::<()>(&cx(), tx, &request)?.is_some() {
        return Ok(());
    }
    act(tx, number, 100)?;
    keep(&cx(), tx, &request, &())
}

#[test]
fn a_crashing_server_loses_nothing_and_is_used_again() {
    let server = Server::start();
    let home = Home::on_server(&server.url);
    let db = home.open();
    let (next, stop) = (AtomicI64::new(0), AtomicBool::new(false));
    let answered = Arc::new(Mutex::new(BTreeSet::new()));
    let count = || answered.lock().expect("no panic").len();
    let till = || {
        while !stop.load(Ordering::SeqCst) {
            let number = next.fetch_add(1, Ordering::SeqCst);
            loop {
                match db.write_now("test.act", move |tx| act_once(tx, number)) {
                    Ok(()) => break,
                    // What is not known is asked again; its key keeps it from happening twice.
                    Err(Error::Busy { .. } | Error::OutcomeUnknown) => std::thread::yield_now(),
                    Err(error) => panic!("{error:?}"),
                }
            }
            answered.lock().expect("no panic").insert(number);
        }
    };
    std::thread::scope(|scope| {
        let tills: Vec<_> = (0..TILLS).map(|_| scope.spawn(till)).collect();
        for _ in 0..3 {
            let before = count();
            while count() < before + 50 {
                assert!(tills.iter().all(|till| !till.is_finished()), "a till has given up");
                std::thread::yield_now();
            }
            server.crash();
        }
        let before = count();
        while count() < before + 50 {
            std::thread::yield_now();
        }
        stop.store(true, Ordering::SeqCst);
    });
    let found = traces(&db).expect("rows and events agree");
    assert_eq!(found, *answered.lock().expect("no panic"));
    assert_eq!(notes(&db).len(), found.len());

    // Between two acts nobody is waiting, so nobody should notice.
    for _ in 0..8 {
        db.read_now("test.warm", thread::end).expect("every connection is in use");
    }
    server.crash();
    let words = |tx: &mut Tx| tx.query(sql!("select word from test_notes where number = $1"), params![0], |_| Ok(()));
    for _ in 0..8 {
        assert_eq!(db.read_now("test.after", words), Ok(vec![()]));
    }
    for number in 1..=8 {
        assert_eq!(db.write_now("test.after", move |tx| act(tx, -number, 1)), Ok(()));
    }
}
