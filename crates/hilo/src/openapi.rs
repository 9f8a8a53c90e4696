//! The description of the JSON API, OpenAPI 3.1, made from the types of its handlers.

use aide::openapi::{ApiKeyLocation, Components, Info, OpenApi, ReferenceOr, SecurityScheme, Tag};
use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use base::{Error, Result};
use serde_json::{Value, json};
use web::{
    openapi::{KEY, SESSION, refusals},
    who::COOKIE,
};

/// The address of the description.
pub const PATH: &str = "/api/v1/openapi.json";

/// An example of an operation, which its page shows and a story runs.
#[derive(Clone, Debug)]
pub struct Example {
    /// The operation, such as `GET /api/v1/orders`.
    pub of: &'static str,
    /// What to type.
    pub text: String,
    /// The status where it is not one of those that went well.
    pub status: Option<u16>,
    /// Parts of the answer that others need: a name, and where it stands.
    pub keeps: Vec<(String, String)>,
}

/// Every example, in an order in which each finds what it names.
pub fn examples() -> Vec<Example> {
    let all = include_str!("examples.txt").split("\n## ").skip(1);
    let one = |told: &'static str| {
        let (of, rest) = told.split_once('\n').unwrap_or((told, ""));
        let (marks, lines): (Vec<&str>, Vec<&str>) = rest.trim().lines().partition(|line| line.starts_with("=> "));
        let marks: Vec<&str> = marks.into_iter().map(|mark| mark.trim_start_matches("=> ")).collect();
        let keeps = marks.iter().filter_map(|mark| mark.split_once('='));
        Example {
            of,
            text: lines.join("\n"),
            status: marks.iter().find_map(|mark| mark.parse().ok()),
            keeps: keeps.map(|(name, path)| (name.to_owned(), path.to_owned())).collect(),
        }
    };
    all.map(one).collect()
}

/// Puts each example beside its operation.
fn exemplify(api: &mut OpenApi) {
    for Example { of, text, .. } in examples() {
        let Some((method, path)) = of.split_once(' ') else { continue };
        let item = api.paths.as_mut().and_then(|paths| paths.paths.get_mut(path)).and_then(ReferenceOr::as_item_mut);
        let Some(item) = item else { continue };
        let operation = if method == "GET" { item.get.as_mut() } else { item.post.as_mut() };
        let Some(operation) = operation else { continue };
        operation.extensions.insert("x-codeSamples".to_owned(), json!([{ "lang": "Shell", "source": text }]));
    }
}

/// The description as it is served.
pub fn written(mut api: OpenApi) -> Result<Value> {
    exemplify(&mut api);
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
    serde_json::to_value(&api).map_err(Error::internal)
}

/// The description, for anybody.
pub fn served(text: &str) -> Response {
    let head = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")];
    (StatusCode::OK, head, text.to_owned()).into_response()
}
