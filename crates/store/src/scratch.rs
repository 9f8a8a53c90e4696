//! A place for a database that is only looked at and thrown away, on the same engine as another: a folder beside it, or
//! a database of its own on the same server.

use std::path::{Path, PathBuf};

use base::{Error, Result};

use crate::{
    backup::format::hex,
    db::{self, Place, Settings},
    postgres::Session,
};

/// The place. It is gone when this is dropped.
pub struct Scratch {
    /// How to open what is in it.
    pub settings: Settings,
    kind: Kind,
}

enum Kind {
    Folder(PathBuf),
    Database { beside: Settings, name: String },
}

impl Scratch {
    /// An empty place on the engine that these settings name; a folder is made inside of `folder`.
    pub fn make(beside: &Settings, folder: &Path) -> Result<Scratch> {
        let mut chance = [0; 8];
        getrandom::fill(&mut chance).map_err(Error::internal)?;
        let name = format!("hilo_check_{}", hex(&chance));
        let Place::Server(url) = &beside.place else {
            let path = folder.join(name);
            std::fs::create_dir_all(&path).map_err(|error| {
                Error::invalid("scratch", format!("Cannot use the folder {}: {error}.", folder.display()))
            })?;
            return Ok(Scratch { settings: Settings::folder(&path), kind: Kind::Folder(path) });
        };
        order(beside, &format!("create database \"{name}\"")).map_err(|error| {
            let says = format!(
                "A backup is tried in a database of its own on the same server, and none could be made: {error} \
                 Give the role that right (alter role NAME createdb), or try it on the embedded engine."
            );
            Error::invalid("scratch", says)
        })?;
        let settings = Settings { place: Place::Server(with_name(url, &name)), copies: None, ..beside.clone() };
        Ok(Scratch { settings, kind: Kind::Database { beside: beside.clone(), name } })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let gone = match &self.kind {
            Kind::Folder(path) => std::fs::remove_dir_all(path).map_err(Error::internal),
            Kind::Database { beside, name } => order(beside, &format!("drop database \"{name}\" with (force)")),
        };
        if let Err(error) = gone {
            let place = match &self.kind {
                Kind::Folder(path) => path.display().to_string(),
                Kind::Database { name, .. } => format!("the database {name}"),
            };
            tracing::error!(cause = %error, place, "what was only tried could not be thrown away; remove it");
        }
    }
}

/// Tells a server something outside of any transaction. Our own words stand in it, and nobody else's.
fn order(settings: &Settings, text: &str) -> Result<()> {
    let Place::Server(url) = &settings.place else { return Ok(()) };
    let mut session = Session::first(&db::server(url, settings)?)?;
    session.run_script(text).map_err(|failure| failure.error())
}

/// The same address, of another database.
fn with_name(url: &str, name: &str) -> String {
    let (address, query) = url.split_once('?').map_or((url, None), |(address, query)| (address, Some(query)));
    let (scheme, rest) = address.split_once("://").unwrap_or(("postgres", address));
    let server = rest.split('/').next().unwrap_or_default();
    let query = query.map_or(String::new(), |query| format!("?{query}"));
    format!("{scheme}://{server}/{name}{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_gets_another_name() {
        let cases = [
            (
                "postgres://hilo:pw@db.example:5432/hilo?sslmode=require",
                "postgres://hilo:pw@db.example:5432/x?sslmode=require",
            ),
            ("postgresql://db.example", "postgresql://db.example/x"),
        ];
        for (url, expected) in cases {
            assert_eq!(with_name(url, "x"), expected);
        }
    }
}
