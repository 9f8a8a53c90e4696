//! A database of its own for each test.

use std::path::PathBuf;

use base::{Actor, Cx, Time};
use store::{
    Db,
    backup::{self, Summary},
    db::Settings,
    restore,
};
use tempfile::TempDir;

/// The engine of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

pub const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];

/// Where a test's database lives, and a folder for its files.
pub struct Place {
    pub settings: Settings,
    pub folder: TempDir,
    database: Option<String>,
}

impl Place {
    pub fn new(engine: Engine) -> Place {
        let folder = tempfile::tempdir().unwrap();
        match engine {
            Engine::Sqlite => Place { settings: Settings::folder(folder.path().join("data")), folder, database: None },
            Engine::Postgres => {
                let name = format!("hilo_backup_{}", random_name());
                on_server(&format!("create database {name}"));
                let url = server();
                let start = url.rfind('/').expect("the address names a database");
                let settings = Settings::server(&format!("{}/{name}", &url[..start]));
                let settings = Settings { connections: 6, allow_unsafe: true, ..settings };
                Place { settings, folder, database: Some(name) }
            }
        }
    }

    pub fn open(&self) -> Db {
        Db::open(&self.settings).unwrap()
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The names of the files beside the data folder, and of those that a backup could leave in it.
    pub fn left_behind(&self) -> Vec<String> {
        let names = |folder: PathBuf| {
            let entries = std::fs::read_dir(folder).into_iter().flatten();
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect::<Vec<_>>()
        };
        let mut left = names(self.file(""));
        left.extend(names(self.file("scratch")));
        left.retain(|name| name.contains(".part") || name.starts_with("backup-copy.db"));
        left
    }

    /// Writes a backup of `db` beside the data.
    pub fn back_up(&self, db: &Db, name: &str) -> (PathBuf, Summary) {
        let file = self.file(name);
        let summary = backup::write(&operator(), db, &self.file("scratch"), &file, &mut |_| {}).unwrap();
        (file, summary)
    }

    /// Fills this place from a backup.
    pub fn restore(&self, file: &std::path::Path) -> base::Result<Summary> {
        let db = Db::open_unmigrated(&self.settings).unwrap();
        let outcome = restore::read(&operator(), &db, file, &mut |_| {});
        db.close();
        outcome
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(name) = &self.database {
            on_server(&format!("drop database if exists {name} with (force)"));
        }
    }
}

/// The moment at which all of this happens.
pub fn now() -> Time {
    Time::parse_rfc3339("2026-11-20T08:14:31Z").unwrap()
}

pub fn operator() -> Cx {
    Cx { actor: Actor::Operator, now: now() }
}

fn server() -> String {
    std::env::var("HILO_TEST_POSTGRES").expect(
        "HILO_TEST_POSTGRES must hold the address of a PostgreSQL for tests; `make test` sets it, and so does \
         export HILO_TEST_POSTGRES=$(scripts/test-postgres start)",
    )
}

fn on_server(text: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (client, connection) = tokio_postgres::connect(&server(), tokio_postgres::NoTls).await.unwrap();
        let connection = tokio::spawn(connection);
        client.batch_execute(text).await.unwrap();
        drop(client);
        connection.await.unwrap().unwrap();
    });
}

fn random_name() -> String {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).unwrap();
    format!("{:016x}", u64::from_be_bytes(bytes))
}
