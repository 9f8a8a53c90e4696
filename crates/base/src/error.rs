//! How an act can fail: a closed list.
//!
//! A refusal carries a sentence for the person who asked; a cause is for us, is logged once where it is handled, and
//! never reaches a page. Rooms reuse these cases; they do not add their own.

use std::fmt;

/// The result of an act.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why an act did not happen. Nothing was changed, except for `OutcomeUnknown`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the cases say what their fields are")]
pub enum Error {
    /// The input is wrong. `code` is a stable word (`csv-header`), `says` a sentence with the remedy.
    Invalid { code: &'static str, says: String, at: Option<Box<Spot>> },
    /// The thing asked for is not there, or not for this person.
    NotFound { what: &'static str },
    /// The input is right but the state refuses it.
    Conflict { code: &'static str, says: String },
    /// Nobody is signed in.
    SignInNeeded,
    /// Somebody is signed in who may not do this.
    Forbidden,
    /// Asked too often; try again after so many seconds.
    TooMany { retry_after_s: u64 },
    /// No room for more work just now. Nothing was changed; try again.
    Busy { says: String },
    /// The connection was lost while committing: it may or may not have happened.
    OutcomeUnknown,
    /// Our fault or the machine's. `cause` is for the log.
    Internal { cause: String },
}

/// Where in a file something is wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spot {
    /// The file's name, without its folders.
    pub file: String,
    /// The line.
    pub line: Option<u64>,
    /// What stands there that helps whoever has the file before them, and is for nobody else.
    pub shows: Option<String>,
}

impl Error {
    /// Wrong input, with a stable code and a sentence that names the remedy.
    pub fn invalid(code: &'static str, says: impl Into<String>) -> Error {
        Error::Invalid { code, says: says.into(), at: None }
    }

    /// Adds where in a file it is to wrong input; others stay as they are.
    #[must_use]
    pub fn in_file(self, spot: Spot) -> Error {
        match self {
            Error::Invalid { code, says, .. } => Error::Invalid { code, says, at: Some(Box::new(spot)) },
            other => other,
        }
    }

    /// Where in a file it is, where it is in one.
    pub fn spot(&self) -> Option<&Spot> {
        match self {
            Error::Invalid { at, .. } => at.as_deref(),
            _ => None,
        }
    }

    /// A refusal by the state of things.
    pub fn conflict(code: &'static str, says: impl Into<String>) -> Error {
        Error::Conflict { code, says: says.into() }
    }

    /// A fault of ours or of the machine.
    pub fn internal(cause: impl fmt::Display) -> Error {
        Error::Internal { cause: cause.to_string() }
    }

    /// The stable word of this case, as in problem bodies and `error-<code>` of the page texts.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Invalid { code, .. } | Error::Conflict { code, .. } => code,
            Error::NotFound { .. } => "not-found",
            Error::SignInNeeded => "sign-in-needed",
            Error::Forbidden => "forbidden",
            Error::TooMany { .. } => "too-many",
            Error::Busy { .. } => "busy",
            Error::OutcomeUnknown => "outcome-unknown",
            Error::Internal { .. } => "internal",
        }
    }

    /// Adds where it happened to the cause of an internal failure; refusals stay as they are.
    #[must_use]
    pub fn while_doing(self, what: impl fmt::Display) -> Error {
        match self {
            Error::Internal { cause } => Error::Internal { cause: format!("{what}: {cause}") },
            other => other,
        }
    }
}

/// The English sentence, for command lines and logs. Pages translate by `code`.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Invalid { says, at: Some(spot), .. } if spot.shows.is_some() => {
                write!(f, "{says} {}", spot.shows.as_deref().unwrap_or_default())
            }
            Error::Invalid { says, .. } | Error::Conflict { says, .. } | Error::Busy { says } => f.write_str(says),
            Error::NotFound { what } => write!(f, "There is no such {what}."),
            Error::SignInNeeded => f.write_str("Sign in first."),
            Error::Forbidden => f.write_str("Your role does not allow this."),
            Error::TooMany { retry_after_s } => write!(f, "Too many tries. Wait {retry_after_s} seconds."),
            Error::OutcomeUnknown => f.write_str(
                "The connection was lost while saving, so it is not known whether it was saved. \
                 Repeat it with the same Idempotency-Key.",
            ),
            Error::Internal { cause } => f.write_str(cause),
        }
    }
}

impl std::error::Error for Error {}
