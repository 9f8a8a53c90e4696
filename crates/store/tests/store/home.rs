//! A database for one test: a folder or a database of its own, gone when the test is over.

use std::{future::Future, path::Path, process::Command};

use base::{Clock, Cx, Result, Time};
use store::{
    Db, Tx,
    db::{Place, Settings},
    params, sql,
};

/// A moment at which set clocks start: 2026-11-20, 08:00 UTC.
pub const MORNING: Time = Time::from_micros(1_795_161_600_000_000);

pub struct Home {
    pub settings: Settings,
    pub folder: Option<tempfile::TempDir>,
    made_by: Option<String>,
}

impl Home {
    /// An empty folder.
    pub fn folder() -> Home {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Home { settings: Settings::folder(folder.path().join("data")), folder: Some(folder), made_by: None }
    }

    /// An empty database on the server that trades safety for speed.
    pub fn server() -> Home {
        Home::on_server(&server_url("HILO_TEST_POSTGRES", &[]))
    }

    /// An empty database on the server that keeps its promises.
    pub fn durable_server() -> Home {
        Home::on_server(&server_url("HILO_TEST_POSTGRES_DURABLE", &["--durable"]))
    }

    /// An empty database on this server.
    pub fn on_server(server: &str) -> Home {
        let name = format!("hilo_test_{:016x}", u64::from_le_bytes(random()));
        admin(server, &format!("create database {name}"));
        let (start, _) = server.rsplit_once('/').expect("an address with a database");
        let settings = Settings { connections: 4, allow_unsafe: true, ..Settings::server(&format!("{start}/{name}")) };
        Home { settings, folder: None, made_by: Some(server.to_owned()) }
    }

    /// Opens it, with the tables that tests write to.
    pub fn open(&self) -> Db {
        let db = Db::open(&self.settings).expect("the database opens");
        let on_postgres = db.engine() == "postgres";
        db.write_now("test.tables", move |tx| make_tables(tx, on_postgres)).expect("the tables of the tests");
        db
    }

    pub fn url(&self) -> &str {
        match &self.settings.place {
            Place::Server(url) => url,
            Place::Folder { .. } => panic!("a folder has no address"),
        }
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        if let Some(server) = &self.made_by {
            let name = self.url().rsplit('/').next().unwrap_or_default().to_owned();
            admin(server, &format!("drop database if exists {name} with (force)"));
        }
    }
}

/// Runs text on a server, outside of the store.
pub fn admin(server: &str, text: &str) {
    let (server, text) = (server.to_owned(), text.to_owned());
    // A thread of its own, so that it also works where a runtime already runs.
    let work = move || {
        wait(async {
            let (client, connection) =
                tokio_postgres::connect(&server, tokio_postgres::NoTls).await.expect("the test server answers");
            tokio::spawn(connection);
            client.batch_execute(&text).await.expect("the test server obeys");
        });
    };
    std::thread::spawn(work).join().expect("the test server was asked");
}

fn server_url(variable: &str, flags: &[&str]) -> String {
    if let Ok(url) = std::env::var(variable) {
        return url;
    }
    let asked = Command::new(script()).arg("url").args(flags).output().expect("scripts/test-postgres can be run");
    let url = String::from_utf8(asked.stdout).expect("an address");
    assert!(asked.status.success(), "{variable} is not set and no test PostgreSQL runs: scripts/test-postgres start");
    url.trim().to_owned()
}

pub fn script() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/test-postgres")
}

pub fn random() -> [u8; 8] {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).expect("random bytes");
    bytes
}

/// Runs async work to its end.
pub fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(work)
}

pub fn cx() -> Cx {
    Cx::system("test", MORNING)
}

pub fn clock() -> Clock {
    Clock::set_at(MORNING)
}

pub fn make_tables(tx: &mut Tx, on_postgres: bool) -> Result<()> {
    let [strict, plain] = [
        [
            sql!(sqlite: "create table if not exists test_notes
                (number integer primary key, word text, id blob, extra integer) strict"),
            sql!(sqlite: "create table if not exists test_cards
                (id integer primary key, balance integer not null) strict"),
            sql!(sqlite: "create table if not exists test_sums (version integer not null, kind text not null,
                count integer not null, primary key (version, kind)) strict"),
        ],
        [
            sql!(postgres: "create table if not exists test_notes
                (number bigint primary key, word text, id uuid, extra bigint)"),
            sql!(postgres: "create table if not exists test_cards (id bigint primary key, balance bigint not null)"),
            sql!(postgres: "create table if not exists test_sums (version bigint not null, kind text not null,
                count bigint not null, primary key (version, kind))"),
        ],
    ];
    for text in if on_postgres { plain } else { strict } {
        tx.exec(text, params![])?;
    }
    Ok(())
}

/// Writes one note.
pub fn note(tx: &mut Tx, number: i64, word: &str) -> Result<u64> {
    tx.exec(sql!("insert into test_notes (number, word) values ($1, $2)"), params![number, word])
}

/// The numbers of all notes, in order.
pub fn notes(db: &Db) -> Vec<i64> {
    let read =
        |tx: &mut Tx| tx.query(sql!("select number from test_notes order by number"), params![], |row| row.get(0));
    db.read_now("test.notes", read).expect("notes can be read")
}
