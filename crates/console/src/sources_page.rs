//! Who tells what happens outside: the list of sources, one source with its keys and what comes in, and what of it
//! could not be used.

use askama::Template;
use base::Time;
use tracking::{counts::Today, messages::Reason, sources::Kind};
use web::{channels::Channel, frame::Frame, lists::Pager};

use crate::{notices::Notice, threads::Link};

/// The list.
#[derive(Template)]
#[template(path = "sources.html")]
pub struct SourcesPage {
    /// The frame.
    pub page: Frame,
    /// The sources.
    pub rows: Vec<SourceRow>,
    /// Whether whoever looks may change them.
    pub may: bool,
    /// What was written in the form.
    pub form: SourceForm,
}

/// One source of the list.
#[derive(Clone, Debug)]
pub struct SourceRow {
    /// Its id.
    pub id: String,
    /// As staff call it.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Whether it is listened to.
    pub is_on: bool,
    /// What it told today.
    pub today: Today,
    /// What of the last month could not be used and waits.
    pub rejects: i64,
}

/// The form of a new source.
#[derive(Clone, Debug, Default)]
pub struct SourceForm {
    /// As staff call it.
    pub name: String,
    /// What it is.
    pub kind: Option<Kind>,
    /// Web sites, one a line.
    pub origins: String,
    /// Nets of the retailer's own, one a line.
    pub networks: String,
    /// Messages a second.
    pub per_second: String,
    /// The field that is wrong, and how.
    pub refused: Option<(&'static str, String)>,
}

impl SourcesPage {
    fn kinds(&self) -> [Kind; 5] {
        Kind::ALL
    }
}

impl SourceForm {
    fn is(&self, kind: &Kind) -> bool {
        self.kind.unwrap_or(Kind::Browser) == *kind
    }

    fn is_refused(&self) -> bool {
        self.refused.is_some()
    }

    fn refused(&self, field: &str) -> Option<&str> {
        self.refused.as_ref().filter(|(name, _)| *name == field).map(|(_, words)| words.as_str())
    }
}

/// The icon of a kind of source.
pub fn icon(kind: &Kind) -> &'static str {
    match kind {
        Kind::Browser => "globe",
        Kind::App => "smartphone",
        Kind::Server => "boxes",
        Kind::Device => "store",
        Kind::Partner => "users",
    }
}

/// The message with the name of a kind.
pub fn key(kind: &Kind) -> String {
    format!("source-{}", kind.word())
}

/// The message that says what is believed of a kind.
pub fn belief(kind: &Kind) -> &'static str {
    match (kind.is_public(), kind.is_believed()) {
        (_, true) => "source-believed",
        (true, _) => "source-public",
        (false, false) => "source-claims",
    }
}

/// The message of why a message could not be used.
pub fn reason(word: &str) -> String {
    format!("reject-{word}")
}

/// The messages whose keys are put together here, for the test that looks for each.
pub fn keys() -> Vec<String> {
    let reasons = Reason::WORDS.iter().map(|word| reason(word));
    let kinds = Kind::ALL.iter().flat_map(|kind| [key(kind), belief(kind).to_owned()]);
    reasons.chain(kinds).chain(crate::sources_web::DONE.iter().map(|(_, key)| (*key).to_owned())).collect()
}

/// One source.
#[derive(Template)]
#[template(path = "source.html")]
pub struct SourcePage {
    /// The frame.
    pub page: Frame,
    /// What was done just now.
    pub notice: Option<Notice>,
    /// Whether whoever looks may change it.
    pub may: bool,
    /// Its id.
    pub id: String,
    /// As staff call it.
    pub name: String,
    /// The word in the bodies of its events.
    pub code: String,
    /// What it is.
    pub kind: Kind,
    /// Whether it is listened to.
    pub is_on: bool,
    /// Web sites that may tell.
    pub origins: Vec<String>,
    /// Nets of the retailer's own.
    pub networks: Vec<String>,
    /// What it takes, as it may be changed.
    pub form: SourceForm,
    /// Messages a second, in words.
    pub rate: String,
    /// Its keys.
    pub keys: Vec<KeyRow>,
    /// A secret key that was made just now.
    pub fresh: Option<String>,
    /// How to connect.
    pub connects: Vec<Connect>,
    /// What comes in.
    pub now: Now,
}

/// A key of a source.
#[derive(Clone, Debug)]
pub struct KeyRow {
    /// The key, or the end of a secret one.
    pub shown: String,
    /// Whether it is secret.
    pub is_secret: bool,
    /// When it was made.
    pub at: Time,
    /// When it was taken back.
    pub revoked: Option<Time>,
}

/// How to connect one SDK.
#[derive(Clone, Debug)]
pub struct Connect {
    /// What it is called.
    pub name: &'static str,
    /// What to install first.
    pub install: &'static str,
    /// The lines.
    pub lines: String,
}

/// What comes in, fetched again every two seconds.
#[derive(Template)]
#[template(path = "source_now.html")]
pub struct Now {
    /// The frame.
    pub page: Frame,
    /// The source's id.
    pub id: String,
    /// What it told today.
    pub today: Today,
    /// What waits in its rejects, by reason.
    pub reasons: Vec<(String, i64)>,
    /// Whether whoever looks may read those.
    pub may: bool,
    /// Whether it stands still, to be looked into.
    pub is_still: bool,
    /// The latest events.
    pub came: Vec<CameRow>,
}

impl Now {
    fn waiting(&self) -> i64 {
        self.reasons.iter().map(|(_, count)| count).sum()
    }
}

/// One event of a source.
#[derive(Clone, Debug)]
pub struct CameRow {
    /// When it was received.
    pub received: Time,
    /// Where it happened.
    pub channel: Channel,
    /// What, as the thread says it.
    pub words: String,
    /// The kind of the event.
    pub kind: String,
    /// What else there is to know of it: a robot's, from a net of our own, only said.
    pub note: Option<String>,
    /// Who it is of; nobody is known by a message without a name.
    pub who: Option<Link>,
    /// All that is kept of it, while it stands still.
    pub body: Option<String>,
}

/// What could not be used.
#[derive(Template)]
#[template(path = "rejects.html")]
pub struct RejectsPage {
    /// The frame.
    pub page: Frame,
    /// What was done just now.
    pub notice: Option<Notice>,
    /// The source's id.
    pub id: String,
    /// The source's name.
    pub name: String,
    /// The messages.
    pub rows: Vec<RejectRow>,
    /// How many of all wait.
    pub waiting: i64,
    /// To the others.
    pub pager: Pager,
}

impl RejectsPage {
    fn source(&self) -> String {
        format!("/console/sources/{}", self.id)
    }
}

/// A message that could not be used.
#[derive(Clone, Debug)]
pub struct RejectRow {
    /// Its id.
    pub id: String,
    /// When it came.
    pub at: Time,
    /// Why it could not be used.
    pub reason: String,
    /// The field that is meant.
    pub field: Option<String>,
    /// The message.
    pub body: String,
    /// When it was told again and taken.
    pub replayed: Option<Time>,
    /// Whether it can be told again.
    pub may_be_told: bool,
}
