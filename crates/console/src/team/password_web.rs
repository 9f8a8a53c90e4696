//! Another password for somebody who forgot theirs: the link that is made on their page, and the page that it leads to.

use askama::Template;
use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use base::{Actor, Cx, Error, Result};
use store::Tx;
use web::{
    asked,
    frame::{Frame, Room},
    password_links, passwords,
    problem::Failed,
    rights::StaffEdit,
    sessions::Token,
    staff::StaffId,
    who::{Anyone, May},
};

use super::{
    refusal,
    staff_web::{self, hashed},
    wrong,
};
use crate::answers::html;

/// The page of the link.
#[derive(Template)]
#[template(path = "team/password.html")]
pub struct PasswordPage {
    /// The frame, with nobody in it.
    pub page: Frame,
    /// The token of the link.
    pub token: String,
    /// Whose account it is.
    pub email: String,
    /// Why something was refused.
    pub refused: Option<String>,
}

/// What is sent.
#[derive(serde::Deserialize)]
pub struct Chosen {
    password: String,
}

/// Makes a link, which is shown this once.
pub async fn make(viewer: May<StaffEdit>, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, Failed> {
    let (id, cx, token): (StaffId, _, _) = (id.parse()?, viewer.cx.clone(), Token::new()?);
    let text = token.as_str().to_owned();
    match viewer.app().db.write("password_links.make", move |tx| password_links::make(&cx, tx, id, &text)).await {
        Ok(()) => {
            let link = staff_web::link_to(&viewer, &headers, "password", &token);
            Ok(staff_web::member(&viewer, &headers, id, staff_web::Told::link(link)).await?.into_response())
        }
        Err(error @ Error::NotFound { .. }) => Err(error.into()),
        Err(error) => {
            let wrong = wrong(&viewer.page(Room::Staff).say, error)?;
            let page = staff_web::member(&viewer, &headers, id, staff_web::Told::wrong(wrong)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// The form, while the link works.
pub async fn form(anyone: Anyone, Path(token): Path<String>) -> Result<Response, Failed> {
    page(&anyone, token, None).await
}

async fn page(anyone: &Anyone, token: String, refused: Option<String>) -> Result<Response, Failed> {
    let (text, now) = (token.clone(), anyone.app.clock.now());
    let found = anyone.app.db.read("password_links.of", move |tx| password_links::of(tx, &text, now)).await?;
    let status = if refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = Frame { me: None, ..anyone.page(Room::Nowhere) };
    Ok((status, html(&PasswordPage { page, token, email: found.email, refused })?).into_response())
}

/// Takes the new password; whoever chose it signs in with it.
pub async fn choose(
    anyone: Anyone,
    Path(token): Path<String>,
    asked::Sent(sent): asked::Sent<Chosen>,
) -> Result<Response, Failed> {
    match chosen(&anyone, &token, &sent.password).await {
        Ok(()) => Ok(Redirect::to("/signin?did=password").into_response()),
        Err(error @ Error::NotFound { .. }) => Err(error.into()),
        Err(error) => {
            let words = refusal(&anyone.page(Room::Nowhere).say, error)?;
            page(&anyone, token, Some(words)).await
        }
    }
}

async fn chosen(anyone: &Anyone, token: &str, password: &str) -> Result<()> {
    let (text, now) = (token.to_owned(), anyone.app.clock.now());
    let staff = anyone.app.db.read("password_links.of", move |tx| password_links::of(tx, &text, now)).await?;
    passwords::judge(password, &staff.email)?;
    let hash = hashed(anyone, password).await?;
    let cx = Cx { actor: Actor::Staff(staff.id.to_string()), now: anyone.app.clock.now() };
    let token = token.to_owned();
    let act = move |tx: &mut Tx| password_links::take(&cx, tx, &token, &hash);
    anyone.app.db.write("password_links.take", act).await
}
