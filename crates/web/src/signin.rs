//! The door: signing in, with a password and a code, and out, and the choice of language.

use std::net::{IpAddr, Ipv6Addr};

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderName, HeaderValue, header, request::Parts},
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use base::{Actor, Cx, Error, Result, Time};
use serde_json::json;
use store::Tx;

use crate::{
    app::App,
    asked::Sent,
    codes,
    deeds::{self, Deed},
    guard,
    known::Known,
    locale::Lang,
    passwords,
    problem::Failed,
    sessions::{self, Device, Token},
    staff::{self, Staff, StaffId},
    tries::{self, Tries},
    who::{Anyone, COOKIE, HALF_COOKIE, KNOWN_COOKIE, cookie as cookie_of, session_token},
};

/// What the form of the door sends.
#[derive(serde::Deserialize)]
pub struct Credentials {
    /// The address.
    pub email: String,
    /// The password.
    pub password: String,
    /// Where to go once inside.
    #[serde(default)]
    pub next: String,
}

/// Where a request comes from, for the count of failures and the list of sessions.
#[derive(Clone)]
pub struct From {
    machine: String,
    agent: Option<String>,
    /// What the browser had of a session before: it is closed when another opens.
    before: Option<String>,
    known: Known,
}

impl FromRequestParts<App> for From {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<From, Failed> {
        let client = guard::client(parts, &app.trusted_proxies);
        let agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        Ok(From {
            machine: client.map_or_else(|| "unknown".to_owned(), machine),
            agent: agent.map(|text| text.chars().take(300).collect()),
            before: session_token(&parts.headers).map(str::to_owned),
            known: Known::of(&parts.headers),
        })
    }
}

impl From {
    /// The machine, in a word.
    pub fn machine(&self) -> &str {
        &self.machine
    }

    fn tries(&self) -> Tries {
        Tries { subject: format!("from {}", self.machine), most: 50 }
    }

    /// What a wrong password to this address counts for. A browser that the account was opened from before stands for
    /// itself alone.
    fn counts(&self, email: &str, account: Option<&(Staff, String)>) -> Result<Counts> {
        let known = match account {
            Some((staff, kept)) => self.known.name(staff.id, kept)?,
            None => None,
        };
        Ok(match known {
            Some(name) => Counts { account: vec![Tries { subject: format!("known {name}"), most: 10 }], machine: None },
            None => Counts {
                account: vec![
                    Tries { subject: format!("{email} from {}", self.machine), most: 10 },
                    Tries { subject: format!("email {email}"), most: 50 },
                ],
                machine: Some(self.tries()),
            },
        })
    }

    fn device(&self) -> Device {
        Device { agent: self.agent.clone(), machine: Some(self.machine.clone()) }
    }
}

/// What a failure counts for.
#[derive(Clone)]
struct Counts {
    account: Vec<Tries>,
    machine: Option<Tries>,
}

impl Counts {
    fn may(&self, tx: &mut Tx, now: Time) -> Result<()> {
        tries::may(tx, &self.account, now)?;
        tries::may(tx, self.machine.as_slice(), now)
    }
}

/// Whoever has one IPv6 address has the 2^64 beside it too, so those count as one machine.
fn machine(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let network = Ipv6Addr::from_bits(address.to_bits() >> 64 << 64);
            format!("{network}/64")
        }
    }
}

/// The cookies of whoever is inside: the session, and the marks of the browser.
pub type Cookies = AppendHeaders<[(HeaderName, HeaderValue); 2]>;

/// What the right password opens.
pub enum Entered {
    /// The door: the cookies to set.
    In(Cookies),
    /// The page that asks for a code: the cookie to set.
    Half(HeaderValue),
}

/// Checks a password; opens a session, or half of one where a code is owed.
pub async fn sign_in(app: &App, from: &From, given: &Credentials) -> Result<Entered> {
    let email = given.email.trim().to_lowercase();
    let subject = email.clone();
    let look = move |tx: &mut Tx| staff::by_email(tx, &email);
    let account = check_password(app, from, &subject, &given.password, look).await?;
    let Some((account, checked)) = account else { return Err(wrong()) };
    let (token, cx) = (Token::new()?, acting(app, &account));
    let (text, from) = (token.as_str().to_owned(), from.clone());
    let open = move |tx: &mut Tx| {
        // The password may have been changed while the old one was looked at.
        if staff::password_of(tx, account.id)?.as_ref() != Some(&checked) {
            return Err(wrong());
        }
        if account.has_codes || codes::are_required(tx)? {
            codes::forget_begun(tx, account.id)?;
            sessions::open_half(&cx, tx, account.id, &text)?;
            return Ok(None);
        }
        begin(&cx, tx, &account, &text, &from).map(Some)
    };
    entered(app, &token, app.db.write("staff.open_session", open).await?)
}

/// What was opened: half a session, or a whole one with the marks of the browser.
fn entered(app: &App, token: &Token, marks: Option<String>) -> Result<Entered> {
    match marks {
        None => cookie(app, HALF_COOKIE, token.as_str(), None).map(Entered::Half),
        Some(marks) => cookies(app, token, &marks).map(Entered::In),
    }
}

/// The session goes with the browser, and its own end is kept here; the marks stay.
fn cookies(app: &App, token: &Token, marks: &str) -> Result<Cookies> {
    let session = cookie(app, COOKIE, token.as_str(), None)?;
    let known = cookie(app, KNOWN_COOKIE, marks, Some(365 * 86_400))?;
    Ok(AppendHeaders([(header::SET_COOKIE, session), (header::SET_COOKIE, known)]))
}

/// Whether a password is the one of an account; a wrong one is counted, for the address and the machine, or for the
/// browser that is known.
pub async fn check_password(
    app: &App,
    from: &From,
    email: &str,
    password: &str,
    look: impl Fn(&mut Tx) -> Result<Option<(Staff, String)>> + Send + 'static,
) -> Result<Option<(Staff, String)>> {
    // The turn comes before the count, so that tries sent all at once are counted one after the other.
    let turn = app.sign_ins.acquire().await.map_err(Error::internal)?;
    let (at, email, now) = (from.clone(), email.to_owned(), app.clock.now());
    let look = move |tx: &mut Tx| {
        let found = look(tx)?;
        let counts = at.counts(&email, found.as_ref())?;
        counts.may(tx, now)?;
        Ok((found, counts))
    };
    let (found, counts) = app.db.read("staff.look", look).await?;
    let (account, hash) = found.unzip();
    let (password, checked) = (password.to_owned(), hash.clone());
    let right = tokio::task::spawn_blocking(move || passwords::verify(&password, hash.as_deref()));
    let right = right.await.map_err(Error::internal)?;
    if !right {
        note_failure(app, account.as_ref().map(|account| account.id), counts).await?;
    }
    drop(turn);
    Ok(account.zip(checked).filter(|_| right))
}

/// Counts a failure; the audit knows when the account, if there is one, lets nobody in any more.
async fn note_failure(app: &App, account: Option<StaffId>, counts: Counts) -> Result<()> {
    let cx = Cx::system("door", app.clock.now());
    let act = move |tx: &mut Tx| {
        tries::failed(&cx, tx, counts.machine.as_slice())?;
        match (tries::failed(&cx, tx, &counts.account)?, account) {
            (true, Some(staff)) => deeds::note(&cx, tx, Deed::DoorShut, &json!({ "staff": staff })),
            _ => Ok(()),
        }
    };
    app.db.write("staff.note_failure", act).await
}

/// Opens a session, and closes what the browser had before: a token that somebody else chose is worth nothing. Gives
/// the marks of the browser.
fn begin(cx: &Cx, tx: &mut Tx, staff: &Staff, token: &str, from: &From) -> Result<String> {
    if let Some(before) = &from.before {
        sessions::close(tx, before, cx.now)?;
    }
    sessions::open(cx, tx, staff.id, token, &from.device())?;
    from.known.with(staff.id, &staff::password_of(tx, staff.id)?.ok_or_else(wrong)?)
}

fn acting(app: &App, staff: &Staff) -> Cx {
    Cx { actor: Actor::Staff(staff.id.to_string()), now: app.clock.now() }
}

fn wrong() -> Error {
    Error::invalid("signin-wrong", "Address and password do not go together.")
}

/// Whoever gave the right password and owes a code.
pub struct HalfIn {
    /// Who it is.
    pub staff: Staff,
    token: String,
}

/// Who is half in by a request's cookie.
pub async fn half_in(app: &App, headers: &HeaderMap) -> Result<Option<HalfIn>> {
    let Some(token) = cookie_of(headers, HALF_COOKIE).filter(|token| token.len() == 64) else { return Ok(None) };
    let (token, look, now) = (token.to_owned(), token.to_owned(), app.clock.now());
    let found = app.db.read("staff.half_session", move |tx| sessions::of_half(tx, &look, now)).await?;
    Ok(found.map(|staff| HalfIn { staff, token }))
}

/// What a right code opens.
pub struct Through {
    /// The cookies to set.
    pub cookies: Cookies,
    /// The half session, forgotten.
    pub forgotten: HeaderValue,
    /// Recovery codes, where codes were set up just now.
    pub recovery: Vec<String>,
}

/// Checks a code, or turns codes on with the first one, and opens a session. Tries are limited as passwords are.
pub async fn give_code(app: &App, from: &From, half: &HalfIn, code: &str) -> Result<Through> {
    let account = vec![Tries { subject: format!("code {}", half.staff.id), most: 10 }];
    let counts = Counts { account, machine: Some(from.tries()) };
    // One after the other, so that tries sent all at once are counted.
    let turn = app.sign_ins.acquire().await.map_err(Error::internal)?;
    let (asked, now) = (counts.clone(), app.clock.now());
    app.db.read("staff.may_try_code", move |tx| asked.may(tx, now)).await?;
    let (token, cx) = (Token::new()?, acting(app, &half.staff));
    let (text, staff, half_token) = (token.as_str().to_owned(), half.staff.clone(), half.token.clone());
    let (from, code) = (from.clone(), code.to_owned());
    let act = move |tx: &mut Tx| {
        if !sessions::close_half(tx, &half_token)? {
            return Err(Error::SignInNeeded);
        }
        let recovery = match staff.has_codes {
            true => codes::check(&cx, tx, staff.id, &code).map(|()| Vec::new())?,
            false => codes::confirm(&cx, tx, staff.id, &code)?,
        };
        Ok((begin(&cx, tx, &staff, &text, &from)?, recovery))
    };
    let (marks, recovery) = match app.db.write("staff.give_code", act).await {
        Err(error @ Error::Invalid { .. }) => {
            note_failure(app, Some(half.staff.id), counts).await?;
            return Err(error);
        }
        other => other?,
    };
    drop(turn);
    Ok(Through { cookies: cookies(app, &token, &marks)?, forgotten: cookie(app, HALF_COOKIE, "", Some(0))?, recovery })
}

/// Opens the first session of somebody who came by an invitation: gives the cookie to set.
pub async fn first(
    app: &App,
    from: &From,
    act: impl Fn(&Cx, &mut Tx) -> Result<staff::StaffId> + Send + 'static,
) -> Result<Entered> {
    let (token, now) = (Token::new()?, app.clock.now());
    let (text, from) = (token.as_str().to_owned(), from.clone());
    let open = move |tx: &mut Tx| {
        let id = act(&Cx::system("door", now), tx)?;
        let staff = staff::get(tx, id)?.staff;
        let cx = Cx { actor: Actor::Staff(id.to_string()), now };
        if codes::are_required(tx)? {
            sessions::open_half(&cx, tx, id, &text)?;
            return Ok(None);
        }
        begin(&cx, tx, &staff, &text, &from).map(Some)
    };
    entered(app, &token, app.db.write("invitations.take", open).await?)
}

/// Closes the session and forgets its cookie.
pub async fn sign_out(anyone: Anyone, headers: HeaderMap) -> Result<Response, Failed> {
    if let Some(token) = session_token(&headers).map(str::to_owned) {
        let (closing, now) = (token.clone(), anyone.app.clock.now());
        anyone.app.db.write("staff.close_session", move |tx| sessions::close(tx, &closing, now)).await?;
        anyone.app.live.forget(&token).await;
    }
    let forget = cookie(&anyone.app, COOKIE, "", Some(0))?;
    Ok(([(header::SET_COOKIE, forget)], Redirect::to("/signin")).into_response())
}

/// What the switch of languages sends.
#[derive(serde::Deserialize)]
pub struct Choice {
    lang: String,
    #[serde(default)]
    back: String,
}

/// Keeps the choice of a language for a year.
pub async fn choose_language(anyone: Anyone, Sent(choice): Sent<Choice>) -> Result<Response, Failed> {
    let lang = Lang::from_code(&choice.lang).ok_or_else(|| Error::invalid("language", "Choose es or en."))?;
    let keep = cookie(&anyone.app, Lang::COOKIE, lang.code(), Some(365 * 86_400))?;
    Ok(([(header::SET_COOKIE, keep)], Redirect::to(&inside(&choice.back))).into_response())
}

/// A path of this site: anything else leads to the start.
pub fn inside(path: &str) -> String {
    let is_text = path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let plain = path.starts_with('/') && !path.starts_with("//") && is_text;
    if plain { path.to_owned() } else { "/console".to_owned() }
}

fn cookie(app: &App, name: &str, value: &str, seconds: Option<i64>) -> Result<HeaderValue> {
    let secure = if app.secure_cookies { "; Secure" } else { "" };
    let age = seconds.map_or(String::new(), |seconds| format!("; Max-Age={seconds}"));
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{age}{secure}");
    HeaderValue::from_str(&text).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_path_of_this_site_is_gone_back_to() {
        for path in ["/", "/console", "/console/customers?q=a%C3%B1o&sort=spent"] {
            assert_eq!(inside(path), path);
        }
        for path in ["", "console", "//a.example", "/\\a.example", "/a\u{1}b", "/a\u{7f}", "/a\r\nb", "/a b", "/año"] {
            assert_eq!(inside(path), "/console", "{path:?}");
        }
    }

    #[test]
    fn addresses_of_one_network_are_one_machine() {
        let cases = [
            ("192.0.2.1", "192.0.2.1"),
            ("::ffff:192.0.2.1", "192.0.2.1"),
            ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
            ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
            ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
            ("::1", "::/64"),
        ];
        for (address, expected) in cases {
            assert_eq!(machine(address.parse().expect("an address")), expected, "{address}");
        }
    }

    #[test]
    fn only_paths_of_this_site_are_gone_back_to() {
        let cases = [
            ("/console/orders?x=1", "/console/orders?x=1"),
            ("//evil.example", "/console"),
            ("/\\evil.example", "/console"),
            ("https://evil.example", "/console"),
            ("/a\r\nset-cookie: x", "/console"),
            ("", "/console"),
        ];
        for (path, expected) in cases {
            assert_eq!(inside(path), expected, "{path}");
        }
    }
}
