//! People who work here and the programs that work for them: their pages.

pub mod account_page;
pub(crate) mod account_web;
pub mod first_web;
pub mod keys_page;
pub(crate) mod keys_web;
pub mod password_web;
pub mod staff_page;
pub(crate) mod staff_web;

use std::collections::HashMap;

use base::{Error, Result, Time};
use store::Tx;
use web::{
    lists::Choice,
    locale::Say,
    rights::{Right, Role},
    sessions::{self, Session},
    shops::Scope,
    staff::StaffId,
};

use crate::fields::Wrong;

/// The key of a role's name.
pub fn role_key(role: &Role) -> String {
    format!("role-{}", role.word())
}

/// The key of a right's name.
pub fn right_key(right: &Right) -> String {
    format!("right-{}", right.word().replace('.', "-"))
}

/// Refusals that these pages say in the language of whoever reads: their code, and the key of the sentence.
pub const REFUSALS: [(&str, &str); 26] = [
    ("email", "refused-email"),
    ("staff-exists", "refused-staff-exists"),
    ("owner-shops", "refused-owner-shops"),
    ("own-account", "refused-own-account"),
    ("last-owner", "refused-last-owner"),
    ("shops", "refused-shops"),
    ("role", "refused-role"),
    ("text", "refused-name"),
    ("password-short", "refused-password-short"),
    ("password-long", "refused-password-long"),
    ("password-email", "refused-password-email"),
    ("password-common", "refused-password-common"),
    ("password-wrong", "refused-password-wrong"),
    ("code-wrong", "refused-code-wrong"),
    ("codes-nothing", "refused-codes-nothing"),
    ("codes-required", "refused-codes-required"),
    ("codes-own-first", "refused-codes-own-first"),
    ("key-rights", "refused-key-rights"),
    ("key-expiry", "refused-key-expiry"),
    ("invitation-used", "refused-invitation-used"),
    ("invitation-withdrawn", "refused-invitation-withdrawn"),
    ("invitation-expired", "refused-invitation-expired"),
    ("not-found", "refused-invitation-unknown"),
    ("too-many", "signin-too-many"),
    ("forbidden", "refused-forbidden"),
    ("signin-wrong", "signin-wrong"),
];

/// What a refusal says; anything that is none goes on as an error.
pub fn refusal(say: &Say, error: Error) -> Result<String> {
    let code = error.code();
    match (REFUSALS.into_iter().find(|(known, _)| *known == code), error) {
        (_, error @ (Error::Internal { .. } | Error::Busy { .. } | Error::OutcomeUnknown | Error::SignInNeeded)) => {
            Err(error)
        }
        (Some((_, key)), _) => Ok(say.t(key)),
        (None, error) => Ok(error.to_string()),
    }
}

/// The fields of these pages' forms that a refusal is about; any other is said at the head.
const FIELDS: [(&str, &str); 8] = [
    ("email", "email"),
    ("staff-exists", "email"),
    ("role", "role"),
    ("owner-shops", "shops"),
    ("shops", "shops"),
    ("key-rights", "rights"),
    ("key-expiry", "until"),
    ("codes-own-first", "codes"),
];

/// The same, with the field that it is about; no field is the head of the page.
pub fn wrong(say: &Say, error: Error) -> Result<Wrong> {
    let field = FIELDS.into_iter().find(|(code, _)| *code == error.code()).map_or("", |(_, field)| field);
    Ok(Wrong { field, words: refusal(say, error)? })
}

/// The shops, and which of them are chosen.
pub fn shop_choices(tx: &mut Tx, chosen: &[String]) -> Result<Vec<Choice>> {
    let choice = |shop: catalog::shops::Shop| Choice {
        is_on: chosen.contains(&shop.code),
        name: format!("{} ({})", shop.name, shop.code),
        value: shop.code,
    };
    Ok(catalog::shops::all(tx)?.into_iter().map(choice).collect())
}

/// Shops that a form names: those that there are.
pub fn scope(tx: &mut Tx, codes: &[String]) -> Result<Scope> {
    let known = catalog::shops::all(tx)?;
    if codes.iter().any(|code| !known.iter().any(|shop| shop.code == *code)) {
        return Err(Error::invalid("shops", "One of these shops is not there any more."));
    }
    Scope::of(codes.iter().cloned())
}

/// The shops that somebody is bound to, in words.
pub fn scope_words(say: &Say, scope: &Scope, names: &HashMap<String, String>) -> String {
    let name = |code: &String| names.get(code).unwrap_or(code).clone();
    match scope.is_all() {
        true => say.t("team-every-shop"),
        false => scope.codes().iter().map(name).collect::<Vec<_>>().join(", "),
    }
}

/// The fields of a form that come once and those that come often.
pub struct Fields(pub Vec<(String, String)>);

impl Fields {
    /// A field that comes once.
    pub fn one(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.trim())
    }

    /// A field that may come often.
    pub fn many(&self, name: &str) -> Vec<String> {
        self.0.iter().filter(|(field, _)| field == name).map(|(_, value)| value.clone()).collect()
    }
}

/// A session in a list.
#[derive(Clone, Debug)]
pub struct SessionRow {
    /// What names it in forms.
    pub handle: String,
    /// The browser and the system.
    pub device: String,
    /// The machine it came from.
    pub machine: String,
    /// When it began.
    pub began: Time,
    /// When it was used last.
    pub seen: Time,
    /// Whether this page was read with it.
    pub is_this: bool,
}

/// The sessions of somebody.
pub fn session_rows(tx: &mut Tx, say: &Say, staff: StaffId, this: &str) -> Result<Vec<SessionRow>> {
    let row = |session: Session| SessionRow {
        device: session.device.agent.as_deref().map_or_else(|| say.t("device-unknown"), |agent| device(say, agent)),
        machine: session.device.machine.unwrap_or_default(),
        began: session.created_at,
        seen: session.seen_at,
        is_this: session.handle == this,
        handle: session.handle,
    };
    Ok(sessions::list(tx, staff, say.now)?.into_iter().map(row).collect())
}

/// A browser and its system, as people call them. The order matters: most say that they are others too.
fn device(say: &Say, agent: &str) -> String {
    let first =
        |known: &[(&str, &'static str)]| known.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    let browser = first(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS", "Firefox"),
        ("CriOS", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("CrOS", "ChromeOS"),
        ("Mac OS X", "Mac"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => say.tv("device-on", &[("browser", browser.into()), ("system", system.into())]),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => say.t("device-unknown"),
    }
}
