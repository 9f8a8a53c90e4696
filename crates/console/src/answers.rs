//! What a handler of a page gives back: the page, or a page about what went wrong.

use askama::Template;
use axum::{
    extract::{FromRequestParts, Request, State},
    middleware::Next,
    response::{Html, IntoResponse, Redirect, Response},
};
use base::Error;
use web::{
    app::App,
    frame::Room,
    problem::{self, Failed},
    who::Anyone,
};

use crate::{
    address::Address,
    error_page::{BareErrorPage, ErrorPage, Failure},
};

/// A page, or why there is none.
pub type Page = Result<Html<String>, Failed>;

/// Renders a page.
pub fn html(page: &impl Template) -> Page {
    page.render().map(Html).map_err(|error| Failed(Error::internal(error)))
}

/// The layer around pages: whoever must sign in is led to the door, everything else that failed becomes a page.
pub async fn as_page(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let fragment = parts.headers.contains_key("hx-request");
    let response = problem::named(next.run(Request::from_parts(parts.clone(), body)).await).await;
    let Some(Failed(error)) = response.extensions().get::<Failed>().cloned() else { return response };
    let reference = problem::log(&error);
    if fragment {
        return response;
    }
    let Ok(anyone) = Anyone::from_request_parts(&mut parts, &app).await else { return response };
    if error == Error::SignInNeeded {
        return Redirect::to(&Address::new("/signin").with("next", anyone.path()).to_string()).into_response();
    }
    let page = anyone.page(Room::Nowhere);
    let failure = Failure::of(&page, &error, reference);
    let rendered = match page.me.is_some() {
        true => html(&ErrorPage { page, failure }),
        false => html(&BareErrorPage { page, failure }),
    };
    let mut answer = match rendered {
        Ok(page) => (response.status(), page).into_response(),
        Err(_) => return response,
    };
    problem::retry_after(&error, &mut answer);
    answer
}

/// Any address that leads nowhere.
pub async fn nowhere() -> Failed {
    Failed(Error::NotFound { what: "page" })
}
