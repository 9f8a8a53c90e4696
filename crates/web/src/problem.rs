//! A refusal on its way out. A handler fails with `Failed`; the layer around the API makes a problem body of it (RFC
//! 9457), the layer around pages makes a page of it.

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use base::Error;

use crate::openapi;

/// An error as an answer. The layers around look for it in the response's extensions.
#[derive(Clone, Debug)]
pub struct Failed(pub Error);

impl From<Error> for Failed {
    fn from(error: Error) -> Failed {
        Failed(error)
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        let mut response = status(&self.0).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The status of an error.
pub fn status(error: &Error) -> StatusCode {
    match error {
        Error::Invalid { code: "idempotency-key-reused", .. } => StatusCode::UNPROCESSABLE_ENTITY,
        Error::Invalid { code: "too-large", .. } => StatusCode::PAYLOAD_TOO_LARGE,
        Error::Invalid { .. } => StatusCode::BAD_REQUEST,
        Error::NotFound { .. } => StatusCode::NOT_FOUND,
        Error::Conflict { .. } => StatusCode::CONFLICT,
        Error::SignInNeeded => StatusCode::UNAUTHORIZED,
        Error::Forbidden => StatusCode::FORBIDDEN,
        Error::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
        Error::Busy { .. } | Error::OutcomeUnknown => StatusCode::SERVICE_UNAVAILABLE,
        Error::Internal { .. } => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// A problem, as RFC 9457 has it.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct Problem {
    /// `/problems/` and a stable word.
    pub r#type: String,
    /// A sentence for a person.
    pub title: String,
    /// The status of the answer.
    pub status: u16,
    /// Under which the log has the cause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// The layer around the API.
pub async fn as_problem(request: Request, next: Next) -> Response {
    let mut response = named(next.run(request).await).await;
    let Some(Failed(error)) = response.extensions_mut().remove::<Failed>() else { return response };
    let reference = log(&error);
    let title = if reference.is_some() { "Something went wrong on our side.".to_owned() } else { error.to_string() };
    let status = response.status().as_u16();
    let problem = Problem { r#type: format!("/problems/{}", error.code()), title, status, reference };
    // What stands beside it stays: which methods there are beside a 405, how often one may ask.
    let (mut parts, body) = response.into_parts();
    let body = serde_json::to_vec(&problem).map_or(body, Body::from);
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(openapi::PROBLEM));
    let mut answer = Response::from_parts(parts, body);
    retry_after(&error, &mut answer);
    answer
}

/// Names what the framework refused before a handler was asked (a query that cannot be read, a body too large), so that
/// it goes out in the same shape as everything else that failed.
pub async fn named(response: Response) -> Response {
    let refusals = [
        StatusCode::BAD_REQUEST,
        StatusCode::METHOD_NOT_ALLOWED,
        StatusCode::PAYLOAD_TOO_LARGE,
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        StatusCode::UNPROCESSABLE_ENTITY,
    ];
    // A form that comes back with what was wrong is a page of ours.
    let is_page =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if is_page || !refusals.contains(&response.status()) || response.extensions().get::<Failed>().is_some() {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let said = to_bytes(body, 4_096).await.unwrap_or_default();
    let said = String::from_utf8_lossy(&said);
    let said = match said.trim() {
        "" => parts.status.canonical_reason().unwrap_or("This cannot be read"),
        said => said.trim_end_matches('.'),
    };
    parts.headers.remove(header::CONTENT_TYPE);
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.extensions.insert(Failed(Error::invalid("request", format!("{said}."))));
    Response::from_parts(parts, Body::empty())
}

/// Any address of the API that leads nowhere.
pub async fn nowhere() -> Failed {
    Failed(Error::NotFound { what: "address" })
}

/// Says when to come back, where that is known.
pub fn retry_after(error: &Error, response: &mut Response) {
    let seconds = match error {
        Error::TooMany { retry_after_s } => *retry_after_s,
        Error::Busy { .. } => 1,
        _ => return,
    };
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
}

/// Logs what is our fault, once, and gives the reference under which it is found.
pub fn log(error: &Error) -> Option<String> {
    let Error::Internal { cause } = error else { return None };
    let mut bytes = [0; 5];
    getrandom::fill(&mut bytes).expect("the operating system always has random bytes");
    let reference: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    tracing::error!(reference, cause, "a request failed");
    Some(reference)
}
