//! What an address or a form asks for, read into a type; what does not fit is refused with a sentence.

use aide::{
    generate::GenContext,
    openapi::Operation,
    operation::{OperationInput, ParamLocation, add_parameters, parameters_from_schema},
};
use axum::{
    Form, Json,
    extract::{FromRequest, FromRequestParts, Query, Request, rejection::JsonRejection},
    http::{StatusCode, request::Parts},
};
use base::Error;
use schemars::JsonSchema;
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

/// Each field of the query is a parameter.
impl<T: JsonSchema> OperationInput for Asked<T> {
    fn operation_input(cx: &mut GenContext, operation: &mut Operation) {
        let schema = cx.schema.subschema_for::<T>();
        let parameters = parameters_from_schema(cx, schema, ParamLocation::Query);
        add_parameters(cx, operation, parameters);
    }
}

/// A body of JSON, which [`body`] reads.
pub type Body<T> = std::result::Result<Json<T>, JsonRejection>;

/// What a body of JSON says, or a sentence about what is wrong with it.
pub fn body<T>(sent: Body<T>) -> Result<T, Error> {
    sent.map(|Json(sent)| sent).map_err(|refused| {
        let why = refused.body_text();
        let why = why.split_once(": ").map_or(why.as_str(), |(_, why)| why);
        if refused.status() == StatusCode::PAYLOAD_TOO_LARGE { too_large() } else { unreadable(why) }
    })
}

fn too_large() -> Error {
    Error::invalid("too-large", "The body is larger than this route reads: send it in parts.")
}

/// The same for bytes that are told apart from a repeat first.
pub fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(body).map_err(|error| unreadable(&error.to_string()))
}

fn unreadable(why: &str) -> Error {
    Error::invalid("body", format!("The body is not as API.md describes it: {why}."))
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
