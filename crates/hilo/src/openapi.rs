//! The description of the JSON API, OpenAPI 3.1, made from the types of its handlers.

use aide::openapi::{ApiKeyLocation, Components, Info, OpenApi, ReferenceOr, SecurityScheme, Tag};
use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use base::{Error, Result};
use web::{
    openapi::{KEY, SESSION, refusals},
    who::COOKIE,
};

/// The address of the description.
pub const PATH: &str = "/api/v1/openapi.json";

/// The description as it is served.
pub fn written(mut api: OpenApi) -> Result<String> {
    api.info = Info {
        title: "Hilo".to_owned(),
        summary: Some("One thread per customer, over every channel.".to_owned()),
        description: Some("API.md tells the same in prose, with examples and conventions.".to_owned()),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        ..Info::default()
    };
    let session = SecurityScheme::ApiKey {
        location: ApiKeyLocation::Cookie,
        name: COOKIE.to_owned(),
        description: Some("The session of a member of staff.".to_owned()),
        extensions: Default::default(),
    };
    let components = api.components.get_or_insert_with(Components::default);
    components.security_schemes.insert(SESSION.to_owned(), ReferenceOr::Item(session));
    let key = SecurityScheme::Http {
        scheme: "bearer".to_owned(),
        bearer_format: None,
        description: Some("The key of a program.".to_owned()),
        extensions: Default::default(),
    };
    components.security_schemes.insert(KEY.to_owned(), ReferenceOr::Item(key));
    components.responses.extend(refusals());
    let operations = api.paths.iter().flat_map(|paths| paths.paths.values());
    let operations = operations.filter_map(ReferenceOr::as_item).flat_map(|path| path.iter());
    let mut tags: Vec<String> = operations.flat_map(|(_, operation)| operation.tags.clone()).collect();
    tags.sort();
    tags.dedup();
    api.tags = tags.into_iter().map(|name| Tag { name, ..Tag::default() }).collect();
    serde_json::to_string(&api).map_err(Error::internal)
}

/// The description, for anybody.
pub fn served(text: &str) -> Response {
    let head = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")];
    (StatusCode::OK, head, text.to_owned()).into_response()
}
