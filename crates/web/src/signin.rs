//! The door: signing in and out, and the choice of language.

use std::net::{IpAddr, Ipv6Addr};

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use base::{Cx, Error, Result};

use crate::{
    app::App,
    asked::Sent,
    guard,
    locale::Lang,
    problem::Failed,
    staff::{self, Token, Tries},
    who::{Anyone, COOKIE, session_token},
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

/// Where a request comes from, for the count of failures.
pub struct From(String);

impl FromRequestParts<App> for From {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<From, Failed> {
        let client = guard::client(parts, &app.trusted_proxies);
        Ok(From(client.map_or_else(|| "unknown".to_owned(), machine)))
    }
}

impl From {
    /// The machine, in a word.
    pub fn machine(&self) -> &str {
        &self.0
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

/// Checks a password and opens a session; gives the cookie to set.
pub async fn sign_in(app: &App, from: &From, given: &Credentials) -> Result<HeaderValue> {
    let email = given.email.trim().to_lowercase();
    let tries = vec![
        Tries { subject: format!("{email} from {}", from.0), most: 10 },
        Tries { subject: format!("email {email}"), most: 50 },
        Tries { subject: format!("from {}", from.0), most: 50 },
    ];
    // The turn comes before the count, so that tries sent all at once are counted one after the other.
    let turn = app.sign_ins.acquire().await.map_err(Error::internal)?;
    let (asked, now) = (tries.clone(), app.clock.now());
    let account = app
        .db
        .read("staff.look", move |tx| {
            staff::may_try(tx, &asked, now)?;
            staff::by_email(tx, &email)
        })
        .await?;
    let (account, hash) = account.unzip();
    let (password, checked) = (given.password.clone(), hash.clone());
    let right = tokio::task::spawn_blocking(move || staff::verify_password(&password, hash.as_deref()));
    let right = right.await.map_err(Error::internal)?;
    let cx = Cx::system("door", app.clock.now());
    let Some(account) = account.filter(|_| right) else {
        app.db.write("staff.note_failure", move |tx| staff::note_failure(&cx, tx, &tries)).await?;
        return Err(wrong());
    };
    drop(turn);
    let token = Token::new()?;
    let text = token.as_str().to_owned();
    let open = move |tx: &mut store::Tx| {
        // The password may have been changed while the old one was looked at.
        if staff::password_of(tx, account.id)? != checked {
            return Err(wrong());
        }
        staff::open_session(&cx, tx, account.id, &text)
    };
    app.db.write("staff.open_session", open).await?;
    // Without an age: it goes with the browser, and the session's own end is kept here.
    cookie(app, COOKIE, token.as_str(), None)
}

fn wrong() -> Error {
    Error::invalid("signin-wrong", "Address and password do not go together.")
}

/// Closes the session and forgets its cookie.
pub async fn sign_out(anyone: Anyone, headers: HeaderMap) -> Result<Response, Failed> {
    if let Some(token) = session_token(&headers).map(str::to_owned) {
        let closing = token.clone();
        anyone.app.db.write("staff.close_session", move |tx| staff::close_session(tx, &closing)).await?;
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
    let plain = path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\r', '\n', '\t']);
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
