//! Where a story's data lives: a folder or a database of its own, gone when the story is over.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use store::db::Settings;
use tempfile::TempDir;

/// The engine that a story is told on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// The embedded default.
    Sqlite,
    /// A server that trades safety for speed.
    Postgres,
    /// A server that keeps its promises, for stories in which something is killed.
    DurablePostgres,
}

/// A place for one story's data.
pub struct Home {
    folder: TempDir,
    /// The server that made the database, and the database's own address.
    server: Option<(String, String)>,
    engine: Engine,
}

impl Home {
    /// An empty home on this engine.
    pub fn new(engine: Engine) -> Home {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let server = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(database_on(server_url("HILO_TEST_POSTGRES", &[]))),
            Engine::DurablePostgres => Some(database_on(server_url("HILO_TEST_POSTGRES_DURABLE", &["--durable"]))),
        };
        Home { folder, server, engine }
    }

    /// Whether its server keeps what it has confirmed.
    pub fn is_durable(&self) -> bool {
        self.engine == Engine::DurablePostgres
    }

    /// A folder for files of the story.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The data folder of the program.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The address of the database, where it is a server's.
    pub fn url(&self) -> Option<&str> {
        self.server.as_ref().map(|(_, url)| url.as_str())
    }

    /// Throws the data away.
    pub fn empty(&self) {
        match &self.server {
            None => std::fs::remove_dir_all(self.data()).expect("a folder can be removed"),
            Some((server, url)) => {
                let name = name_of(url);
                order(server, &format!("drop database if exists {name} with (force)"));
                order(server, &format!("create database {name}"));
            }
        }
    }

    /// How the database is opened.
    pub fn settings(&self) -> Settings {
        match self.url() {
            None => Settings::folder(self.data()),
            Some(url) => Settings { connections: 4, allow_unsafe: true, ..Settings::server(url) },
        }
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        if let Some((server, url)) = &self.server {
            order(server, &format!("drop database if exists {} with (force)", name_of(url)));
        }
    }
}

fn name_of(url: &str) -> &str {
    url.rsplit('/').next().unwrap_or_default()
}

fn database_on(server: String) -> (String, String) {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).expect("the operating system always has random bytes");
    let name = format!("hilo_story_{:016x}", u64::from_le_bytes(bytes));
    order(&server, &format!("create database {name}"));
    let (start, _) = server.rsplit_once('/').expect("a postgres:// address ends with its database");
    let url = format!("{start}/{name}");
    (server, url)
}

/// Tells a server something outside of the store, from a thread of its own so that any story may.
fn order(server: &str, text: &str) {
    let (server, text) = (server.to_owned(), text.to_owned());
    let work = move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let connected = tokio_postgres::connect(&server, tokio_postgres::NoTls).await;
            let (client, connection) = connected.unwrap_or_else(|error| panic!("{server} does not answer: {error}"));
            tokio::spawn(connection);
            client.simple_query(&text).await.unwrap_or_else(|error| panic!("{text}: {error}"));
        });
    };
    std::thread::spawn(work).join().expect("the test PostgreSQL was told");
}

/// The address in the variable, else that of the test server of this machine.
fn server_url(variable: &str, flags: &[&str]) -> String {
    if let Ok(url) = std::env::var(variable) {
        return url;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/test-postgres");
    let asked = Command::new(script).arg("url").args(flags).output().expect("scripts/test-postgres can be run");
    assert!(
        asked.status.success(),
        "{variable} is not set and no test PostgreSQL runs: scripts/test-postgres start {}",
        flags.join(" ")
    );
    String::from_utf8_lossy(&asked.stdout).trim().to_owned()
}
