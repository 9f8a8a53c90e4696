//! One's own account, and the page that asks for a code.

use askama::Template;
use web::frame::Frame;

use crate::{notices::Notice, team::SessionRow};

/// One's own account.
#[derive(Template)]
#[template(path = "team/account.html")]
pub struct AccountPage {
    /// The frame.
    pub page: Frame,
    /// What was done just now.
    pub notice: Option<Notice>,
    /// Which form was refused, and why.
    pub refused: Option<(&'static str, String)>,
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
    /// The role, in words.
    pub role: String,
    /// The shops, in words.
    pub shops: String,
    /// Where one is with codes.
    pub codes: CodesView,
    /// Whether codes are asked of everybody.
    pub codes_required: bool,
    /// Recovery codes, which are shown this once.
    pub recovery: Vec<String>,
    /// One's sessions.
    pub sessions: Vec<SessionRow>,
}

impl AccountPage {
    fn refused_in(&self, form: &str) -> Option<&String> {
        self.refused.as_ref().filter(|(refused, _)| *refused == form).map(|(_, words)| words)
    }
}

/// Where somebody is with codes.
#[derive(Clone, Debug)]
pub enum CodesView {
    /// They have none.
    Off,
    /// They are setting them up.
    SettingUp(Drawn),
    /// They have them, and so many recovery codes.
    On(i64),
}

/// What a device reads, drawn.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// The secret, for whoever types it.
    pub secret: String,
    /// How many points wide the picture is, with its quiet rim.
    pub width: usize,
    /// The dark points.
    pub path: String,
}

/// The page that asks for a code, or sets codes up where they are asked of everybody.
#[derive(Template)]
#[template(path = "team/code.html")]
pub struct CodePage {
    /// The frame, with nobody in it.
    pub page: Frame,
    /// Why a code was refused.
    pub refused: Option<String>,
    /// What to set up, where that is still to be done.
    pub setting_up: Option<Drawn>,
    /// Where to go once inside.
    pub next: String,
}

/// Recovery codes of somebody who set codes up at the door.
#[derive(Template)]
#[template(path = "team/recovery.html")]
pub struct RecoveryPage {
    /// The frame.
    pub page: Frame,
    /// The codes.
    pub recovery: Vec<String>,
    /// Where to go now.
    pub next: String,
}
