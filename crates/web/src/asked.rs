//! What an address or a form asks for, read into a type; what does not fit is refused with a sentence.

use std::{str::FromStr, sync::Arc};

use aide::{
    generate::GenContext,
    openapi::{Operation, Parameter, PathStyle},
    operation::{OperationInput, ParamLocation, add_parameters, parameters_from_schema},
};
use axum::{
    Form, Json,
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Path, Query, Request, State},
    http::{StatusCode, Uri, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use base::Error;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use crate::{app::App, named, openapi, problem::Failed};

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

/// The parameters of the query that a route's description names.
#[derive(Clone, Debug, Default)]
pub struct Named {
    /// By name.
    pub names: Arc<[String]>,
    /// Whether there are others that nobody can list, which the route tells apart by itself.
    pub is_open: bool,
}

impl Named {
    fn check(&self, address: &Uri) -> Result<(), Error> {
        if self.is_open || address.query().is_none() {
            return Ok(());
        }
        let unreadable = |_| Error::invalid("query", "The address cannot be read.");
        let Query(asked) = Query::<Vec<(String, String)>>::try_from_uri(address).map_err(unreadable)?;
        let mut names = asked.into_iter().map(|(name, _)| name);
        let Some(name) = names.find(|name| !self.names.contains(name)) else { return Ok(()) };
        // Whatever was asked comes back in the answer: no more of it than tells what is meant.
        let name: String = name.chars().take(40).collect();
        let says = match self.names.join(", ") {
            known if known.is_empty() => format!("This address takes no parameters, and '{name}' is one."),
            known => format!("This address takes no parameter '{name}'. It knows: {known}."),
        };
        Err(Error::invalid("parameter", says))
    }
}

/// The layer around each route of the API: a parameter that its description does not name is refused, so that a typo
/// does not return everything.
pub async fn only_named(State(named): State<Named>, request: Request, next: Next) -> Response {
    match named.check(request.uri()) {
        Ok(()) => next.run(request).await,
        Err(error) => Failed(error).into_response(),
    }
}

/// The id in an address.
pub struct At<T>(pub T);

impl<T: FromStr<Err = Error>> FromRequestParts<App> for At<T> {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<At<T>, Failed> {
        // What is no text leads nowhere.
        let text = Path::<String>::from_request_parts(parts, app).await.map(|Path(text)| text).unwrap_or_default();
        Ok(At(text.parse()?))
    }
}

/// The parameter `id`.
impl<T: JsonSchema> OperationInput for At<T> {
    fn operation_input(cx: &mut GenContext, operation: &mut Operation) {
        let schema = cx.schema.subschema_for::<T>();
        let parameter_data = openapi::parameter("id", schema);
        add_parameters(cx, operation, [Parameter::Path { parameter_data, style: PathStyle::Simple }]);
    }
}

/// A body of JSON, whatever its `Content-Type` says.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Body<T> {
    type Rejection = Failed;

    async fn from_request(request: Request, app: &App) -> Result<Body<T>, Failed> {
        Ok(Body(read(&bytes(request, app).await?)?))
    }
}

impl<T: JsonSchema> OperationInput for Body<T> {
    fn operation_input(cx: &mut GenContext, operation: &mut Operation) {
        Json::<T>::operation_input(cx, operation);
    }
}

/// The same where there may be none, which says the usual.
pub struct Maybe<T>(pub T);

impl<T: DeserializeOwned + Default> FromRequest<App> for Maybe<T> {
    type Rejection = Failed;

    async fn from_request(request: Request, app: &App) -> Result<Maybe<T>, Failed> {
        let bytes = bytes(request, app).await?;
        Ok(Maybe(if bytes.is_empty() { T::default() } else { read(&bytes)? }))
    }
}

impl<T: JsonSchema> OperationInput for Maybe<T> {
    fn operation_input(cx: &mut GenContext, operation: &mut Operation) {
        Json::<T>::operation_input(cx, operation);
        if let Some(body) = operation.request_body.as_mut().and_then(|body| body.as_item_mut()) {
            body.required = false;
        }
    }
}

/// The bytes of a body.
pub(crate) async fn bytes(request: Request, app: &App) -> Result<Bytes, Error> {
    Bytes::from_request(request, app).await.map_err(|refused| match refused.status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(),
        _ => unreadable("it did not arrive as a whole"),
    })
}

fn too_large() -> Error {
    Error::invalid("too-large", "The body is larger than this route reads: send it in parts.")
}

/// The same for bytes.
pub fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    named::read(body).map_err(|error| unreadable(&error.to_string()))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_that_nobody_named_is_refused() {
        let address = |query: &str| format!("/api/v1/orders?{query}").parse::<Uri>().expect("an address");
        let says = |named: &Named, query: &str| named.check(&address(query)).err().map(|error| error.to_string());
        let named = Named { names: ["q", "limit"].map(str::to_owned).into(), is_open: false };
        assert_eq!(says(&named, ""), None);
        assert_eq!(says(&named, "q=colour&limit=2&q=again"), None);
        let refused = says(&named, "q=x&colour=red");
        assert_eq!(refused.as_deref(), Some("This address takes no parameter 'colour'. It knows: q, limit."));
        let refused = says(&Named::default(), "%71=x");
        assert_eq!(refused.as_deref(), Some("This address takes no parameters, and 'q' is one."));
        assert_eq!(says(&Named { is_open: true, ..named }, "option.color=red"), None);
    }
}
