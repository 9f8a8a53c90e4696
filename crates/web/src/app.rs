//! What every handler is given: the database, the clock, the words, the assets.

use std::{net::IpAddr, ops::Deref, sync::Arc};

use axum::http::Extensions;
use base::Clock;
use jiff::tz::TimeZone;
use store::Db;
use tokio::sync::{Semaphore, watch};

use crate::{
    frame::Assets,
    live::Hub,
    locale::{Lang, Say, Words},
    rates::Rates,
};

/// The program, as handlers see it. Clones share it.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// What an `App` is made of.
pub struct Parts {
    /// The database.
    pub db: Db,
    /// The clock.
    pub clock: Clock,
    /// The texts of all rooms.
    pub words: Arc<Words>,
    /// The addresses of the built assets.
    pub assets: Arc<Assets>,
    /// The retailer's name.
    pub retailer: String,
    /// The shops' time zone.
    pub zone: TimeZone,
    /// Cookies only over HTTPS.
    pub secure_cookies: bool,
    /// Proxies whose X-Forwarded-For is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Who has it may read the figures at /metrics; empty lets only this machine.
    pub metrics_token: String,
    /// How often the API may be asked.
    pub rates: Rates,
    /// Notices to open pages.
    pub live: Hub,
    /// How many passwords are checked at once: each takes 19 MB and a core for a while.
    pub sign_ins: Semaphore,
    /// What rooms keep in this process beside the database, each by its type: the search index.
    pub rooms: Extensions,
    /// Becomes true when the process stops.
    pub stop: watch::Receiver<bool>,
}

impl App {
    /// The program made of these parts.
    pub fn new(parts: Parts) -> App {
        App(Arc::new(parts))
    }

    /// The words and formats of a language, now.
    pub fn say(&self, lang: Lang) -> Say {
        Say { lang, zone: self.zone.clone(), now: self.clock.now(), words: Arc::clone(&self.words) }
    }
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
