//! The door: the form, and what it sends.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use base::Error;
use web::{
    asked,
    frame::Room,
    problem::{self, Failed},
    signin::{Credentials, Entered, From, inside, sign_in},
    staff,
    who::Anyone,
};

use crate::{address::Address, answers::html, signin_page::SigninPage};

/// Where to go once inside.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    next: String,
    did: String,
}

/// The form; whoever is inside already goes on.
pub async fn form(anyone: Anyone, asked::Asked(asked): asked::Asked<Asked>) -> Result<Response, Failed> {
    if anyone.staff.is_some() {
        return Ok(Redirect::to(&inside(&asked.next)).into_response());
    }
    let page = SigninPage { next: asked.next, ..door(&anyone).await? };
    let done = (asked.did == "password").then(|| page.page.say.t("signin-password-set"));
    Ok(html(&SigninPage { done, ..page })?.into_response())
}

/// Somebody knocks.
pub async fn enter(
    anyone: Anyone,
    from: From,
    asked::Sent(given): asked::Sent<Credentials>,
) -> Result<Response, Failed> {
    match sign_in(&anyone.app, &from, &given).await {
        Ok(Entered::In(cookies)) => Ok((cookies, Redirect::to(&inside(&given.next))).into_response()),
        Ok(Entered::Half(cookie)) => {
            let onward = Address::new("/signin/code").with("next", given.next).to_string();
            Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&onward)).into_response())
        }
        Err(error @ (Error::Invalid { .. } | Error::TooMany { .. })) => {
            let say = anyone.page(Room::Nowhere).say;
            let (status, refused) = match error {
                Error::TooMany { .. } => (StatusCode::TOO_MANY_REQUESTS, say.t("signin-too-many")),
                _ => (StatusCode::UNAUTHORIZED, say.t("signin-wrong")),
            };
            let page =
                SigninPage { email: given.email, refused: Some(refused), next: given.next, ..door(&anyone).await? };
            let mut answer = (status, html(&page)?).into_response();
            problem::retry_after(&error, &mut answer);
            Ok(answer)
        }
        Err(error) => Err(error.into()),
    }
}

async fn door(anyone: &Anyone) -> Result<SigninPage, Failed> {
    let is_new = anyone.app.db.read("staff.count", staff::count).await? == 0;
    let (email, next) = (String::new(), String::new());
    Ok(SigninPage { page: anyone.page(Room::Nowhere), email, refused: None, done: None, next, is_new })
}
