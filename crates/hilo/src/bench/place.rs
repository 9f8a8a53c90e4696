//! A database for one bench, gone when it is over: a folder on the data folder's disk, or a database on the server.

use std::path::{Path, PathBuf};

use base::{Error, Result};
use store::{Db, db::Settings};
use tokio_postgres::NoTls;
use web::sessions::Token;

use super::raw;
use crate::config::Config;

/// The database.
pub struct Place {
    /// How to open it.
    pub settings: Settings,
    /// The folder of the embedded one; temporary files live there for both.
    folder: Option<tempfile::TempDir>,
    data: PathBuf,
    data_is_new: bool,
    server: Option<(String, String)>,
}

impl Place {
    /// Makes an empty one.
    pub fn new(config: &Config) -> Result<Place> {
        let data = config.data.clone();
        let cannot =
            |error| Error::invalid("data-folder", format!("Cannot use the folder {}: {error}.", data.display()));
        let data_is_new = !data.exists();
        std::fs::create_dir_all(&data).map_err(cannot)?;
        let folder = tempfile::Builder::new().prefix("bench-").tempdir_in(&data).map_err(cannot)?;
        let mut place =
            Place { settings: Settings::folder(folder.path()), folder: Some(folder), data, data_is_new, server: None };
        if !config.database.is_empty() {
            let name = format!("hilo_bench_{}", &Token::new()?.as_str()[..12]);
            // The bare engine beside it speaks in the clear, and only the like is compared.
            let url = in_the_clear(&config.database);
            on_server(&url, &format!("create database {name}"))?;
            place.settings = Settings::server(&with_database(&url, &name));
            place.settings.allow_unsafe = config.allow_unsafe_database;
            place.server = Some((url, name));
        }
        Ok(place)
    }

    /// Another like it. Nobody may have this one open.
    pub fn twin(&self, config: &Config) -> Result<Place> {
        let twin = Place::new(config)?;
        match (&self.server, &twin.server) {
            (Some((url, name)), Some((_, other))) => {
                on_server(url, &format!("drop database {other} with (force)"))?;
                on_server(url, &format!("create database {other} template {name}"))?;
            }
            _ => {
                // Connections that close at the same time may each leave the write-ahead log to the other.
                for file in ["hilo.db", "hilo.db-wal"] {
                    let from = self.folder().join(file);
                    if from.exists() {
                        std::fs::copy(from, twin.folder().join(file)).map_err(Error::internal)?;
                    }
                }
            }
        }
        Ok(twin)
    }

    /// Opens it, with its schema.
    pub fn open(&self) -> Result<Db> {
        Db::open(&self.settings)
    }

    /// The folder for what else is needed.
    pub fn folder(&self) -> &Path {
        self.folder.as_ref().map_or(Path::new("."), |folder| folder.path())
    }

    /// The settings with this folder in place of theirs, for what the program keeps beside the database.
    pub fn housed(&self, config: &Config) -> Config {
        // What is measured is how fast it is, not how often one may ask.
        Config { data: self.folder().to_owned(), key_per_second: 0, address_per_second: 0, ..config.clone() }
    }

    /// `sqlite` or `postgres`.
    pub fn engine(&self) -> &'static str {
        if self.server.is_some() { "postgres" } else { "sqlite" }
    }

    /// The address of the database on the server.
    pub fn url(&self) -> Option<String> {
        self.server.as_ref().map(|(url, name)| with_database(url, name))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some((url, name)) = &self.server
            && let Err(error) = on_server(url, &format!("drop database {name} with (force)"))
        {
            eprintln!("hilo: the database {name} could not be dropped: {error}");
        }
        drop(self.folder.take());
        if self.data_is_new {
            // A folder that others have put something in stays.
            drop(std::fs::remove_dir(&self.data));
        }
    }
}

fn on_server(url: &str, text: &str) -> Result<()> {
    let away = |error: tokio_postgres::Error| {
        let cause = error.as_db_error().map_or_else(|| format!("{error:?}"), |said| said.message().to_owned());
        Error::invalid("database-away", format!("The server refuses a database for the bench: {cause}."))
    };
    let runtime = raw::runtime()?;
    runtime.block_on(async {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await.map_err(away)?;
        let talk = tokio::spawn(connection);
        let done = client.batch_execute(text).await.map_err(away);
        drop(client);
        // Ends with the client; what went wrong was told by the statement.
        drop(talk.await);
        done
    })
}

/// The address without TLS, unless it says otherwise; then the bare engine refuses.
fn in_the_clear(url: &str) -> String {
    match url.split_once('?') {
        _ if url.contains("sslmode=") => url.to_owned(),
        Some((address, options)) => format!("{address}?sslmode=disable&{options}"),
        None => format!("{url}?sslmode=disable"),
    }
}

/// The address with another database: postgres://user@host:port/NAME?options.
fn with_database(url: &str, name: &str) -> String {
    let (address, options) = url.split_once('?').map_or((url, None), |(address, options)| (address, Some(options)));
    let host = address.find("://").map_or(0, |at| at + 3);
    let server = address[host..].find('/').map_or(address, |at| &address[..host + at]);
    options.map_or_else(|| format!("{server}/{name}"), |options| format!("{server}/{name}?{options}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figures_are_taken_in_the_clear() {
        let cases = [
            ("postgres://host/a", "postgres://host/a?sslmode=disable"),
            ("postgres://host/a?port=1", "postgres://host/a?sslmode=disable&port=1"),
            ("postgres://host/a?sslmode=require", "postgres://host/a?sslmode=require"),
        ];
        for (url, expected) in cases {
            assert_eq!(in_the_clear(url), expected);
        }
    }

    #[test]
    fn the_name_in_an_address_is_replaced() {
        let cases = [
            ("postgres://me:pw@host:1/old", "postgres://me:pw@host:1/new"),
            ("postgres://me@host:1", "postgres://me@host:1/new"),
            ("postgres://host/old?sslmode=disable", "postgres://host/new?sslmode=disable"),
        ];
        for (url, expected) in cases {
            assert_eq!(with_database(url, "new"), expected);
        }
    }
}
