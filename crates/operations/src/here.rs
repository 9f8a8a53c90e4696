//! What only this process knows: its settings, its folders, what its folds and jobs are.

use std::{path::PathBuf, sync::Arc};

use base::{Error, Result, Time};
use store::followers::Fold;
use web::app::App;

use crate::settings::Setting;

/// This process, as it was put together.
#[derive(Clone)]
pub struct Here(Arc<Parts>);

/// What it is made of.
pub struct Parts {
    /// The settings, secrets hidden.
    pub settings: Vec<Setting>,
    /// The file that this program is.
    pub program: PathBuf,
    /// The data folder, from the root.
    pub data: PathBuf,
    /// The folder of backups, from the root.
    pub backups: PathBuf,
    /// What it follows the thread with.
    pub folds: Vec<Fold>,
    /// Until when its certificate is good, where it shows one: asked each time, since files are read again.
    pub certificate: Option<Box<dyn Fn() -> Time + Send + Sync>>,
    /// Whether people elsewhere may come in without TLS, so that their sessions can be overheard.
    pub in_the_clear: bool,
    /// When it started.
    pub started: Time,
}

impl Here {
    /// The process made of these parts.
    pub fn new(parts: Parts) -> Here {
        Here(Arc::new(parts))
    }

    /// This process, as the program keeps it.
    pub fn of(app: &App) -> Result<&Here> {
        app.rooms.get::<Here>().ok_or_else(|| Error::internal("nobody said what this process is"))
    }

    /// The fold of this name.
    pub fn fold(&self, name: &str) -> Result<&Fold> {
        self.folds.iter().find(|fold| fold.name == name).ok_or(Error::NotFound { what: "fold" })
    }
}

impl std::ops::Deref for Here {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
