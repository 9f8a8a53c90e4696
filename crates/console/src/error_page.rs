//! Pages for what went wrong: the cause in a sentence, what to do now, and a reference where there is a record of it.

use askama::Template;
use base::Error;
use web::{frame::Frame, locale::Lang};

/// What went wrong, for somebody who is signed in.
#[derive(Template)]
#[template(path = "error.html")]
pub struct ErrorPage {
    /// The frame.
    pub page: Frame,
    /// What to say.
    pub failure: Failure,
}

/// What went wrong, for somebody who is not.
#[derive(Template)]
#[template(path = "error_bare.html")]
pub struct BareErrorPage {
    /// The frame, with nobody in it.
    pub page: Frame,
    /// What to say.
    pub failure: Failure,
}

/// A failure, as a page tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The cause, short.
    pub title: String,
    /// What to do now.
    pub remedy: String,
    /// The record in the log, where there is one.
    pub reference: Option<String>,
    /// Where to go instead.
    pub way: String,
    /// What that place is called.
    pub way_name: String,
    /// Whether trying the same again may help.
    pub may_retry: bool,
}

impl Failure {
    /// What a page says of an error. Causes stay in the log, under the reference.
    pub fn of(page: &Frame, error: &Error, reference: Option<String>) -> Failure {
        let say = &page.say;
        // What is said to programs is English. A page that can say it in its own words does so itself.
        let told = |says: &str, key: &str| if say.lang == Lang::En { says.to_owned() } else { say.t(key) };
        let (key, title, remedy) = match error {
            Error::Invalid { says, .. } => ("invalid", say.t("failed-invalid"), told(says, "failed-invalid-remedy")),
            Error::Conflict { says, .. } => {
                ("conflict", say.t("failed-conflict"), told(says, "failed-conflict-remedy"))
            }
            Error::NotFound { .. } => ("not-found", say.t("failed-not-found"), say.t("failed-not-found-remedy")),
            Error::SignInNeeded => ("sign-in", say.t("failed-sign-in"), say.t("failed-sign-in-remedy")),
            Error::Forbidden => ("forbidden", say.t("failed-forbidden"), say.t("failed-forbidden-remedy")),
            Error::TooMany { retry_after_s } => {
                ("too-many", say.t("failed-too-many"), say.tn("failed-too-many-remedy", (*retry_after_s).cast_signed()))
            }
            Error::Busy { .. } => ("busy", say.t("failed-busy"), say.t("failed-busy-remedy")),
            Error::OutcomeUnknown => ("unknown", say.t("failed-unknown"), say.t("failed-unknown-remedy")),
            Error::Internal { .. } => ("internal", say.t("failed-internal"), say.t("failed-internal-remedy")),
        };
        Failure {
            title,
            remedy,
            reference,
            way: if page.me.is_some() { "/console" } else { "/signin" }.to_owned(),
            way_name: say.t(if page.me.is_some() { "failed-to-start" } else { "failed-to-signin" }),
            may_retry: matches!(key, "too-many" | "busy" | "internal"),
        }
    }
}
