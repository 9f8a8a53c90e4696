//! What an address or a form asks for, read into a type; what does not fit is refused with a sentence.

use axum::{
    Form,
    extract::{FromRequest, FromRequestParts, Query, Request},
    http::request::Parts,
};
use base::Error;
use serde::de::DeserializeOwned;

use crate::{app::App, problem::Failed};

/// The query of an address.
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Asked<T> {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Asked<T>, Failed> {
        match Query::<T>::from_request_parts(parts, app).await {
            Ok(Query(asked)) => Ok(Asked(asked)),
            Err(refused) => {
                Err(Error::invalid("query", format!("The address cannot be read: {}.", refused.body_text())).into())
            }
        }
    }
}

/// The fields of a form.
pub struct Sent<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Sent<T> {
    type Rejection = Failed;

    async fn from_request(request: Request, app: &App) -> Result<Sent<T>, Failed> {
        match Form::<T>::from_request(request, app).await {
            Ok(Form(sent)) => Ok(Sent(sent)),
            Err(refused) => {
                Err(Error::invalid("form", format!("The form cannot be read: {}.", refused.body_text())).into())
            }
        }
    }
}
