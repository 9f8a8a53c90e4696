//! The first owner: the page of the link that Hilo says when it starts and nobody works here.

use askama::Template;
use axum::{
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use base::{Error, Result};
use web::{
    asked, first,
    frame::{Frame, Room},
    passwords,
    problem::Failed,
    signin::{self, Entered, From},
    who::Anyone,
};

use super::{refusal, staff_web::hashed};
use crate::answers::html;

/// The page.
#[derive(Template)]
#[template(path = "team/first.html")]
pub struct FirstPage {
    /// The frame, with nobody in it.
    pub page: Frame,
    /// The token of the link.
    pub token: String,
    /// The name as it was typed.
    pub name: String,
    /// The address as it was typed.
    pub email: String,
    /// Why something was refused.
    pub refused: Option<String>,
}

/// What is sent.
#[derive(serde::Deserialize)]
pub struct Beginning {
    name: String,
    email: String,
    password: String,
}

/// The form, while the link works.
pub async fn form(anyone: Anyone, Path(token): Path<String>) -> Result<Response, Failed> {
    let text = token.clone();
    anyone.app.db.read("first.check", move |tx| first::check(tx, &text)).await?;
    let page = Frame { me: None, ..anyone.page(Room::Nowhere) };
    let (name, email) = (String::new(), String::new());
    Ok(html(&FirstPage { page, token, name, email, refused: None })?.into_response())
}

/// Makes the owner, who is inside then, where the first steps are.
pub async fn begin(
    anyone: Anyone,
    from: From,
    Path(token): Path<String>,
    asked::Sent(sent): asked::Sent<Beginning>,
) -> Result<Response, Failed> {
    match begun(&anyone, &from, &token, &sent).await {
        Ok(Entered::In(cookies)) => Ok((cookies, Redirect::to("/console/house")).into_response()),
        Ok(Entered::Half(cookie)) => Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/signin/code")).into_response()),
        Err(error @ Error::NotFound { .. }) => Err(error.into()),
        Err(error) => {
            let page = Frame { me: None, ..anyone.page(Room::Nowhere) };
            let refused = Some(refusal(&page.say, error)?);
            let Beginning { name, email, .. } = sent;
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Ok((status, html(&FirstPage { page, token, name, email, refused })?).into_response())
        }
    }
}

async fn begun(anyone: &Anyone, from: &From, token: &str, sent: &Beginning) -> Result<Entered> {
    let text = token.to_owned();
    anyone.app.db.read("first.check", move |tx| first::check(tx, &text)).await?;
    let email = web::staff::address(&sent.email)?;
    passwords::judge(&sent.password, &email)?;
    base::text::told("The name", &sent.name, 200)?;
    let hash = hashed(anyone, &sent.password).await?;
    let (token, name) = (token.to_owned(), sent.name.clone());
    signin::first(&anyone.app, from, move |cx, tx| first::take(cx, tx, &token, (&email, &name, &hash))).await
}
