//! Handlers of the page on which the API is read.

use axum::{
    Extension,
    extract::Path,
    http::{HeaderMap, header},
};
use base::Error;
use web::{frame::Room, openapi::Description, who::Member};

use crate::{
    answers::{Page, html},
    api_page::{ApiPage, Reader},
};

/// All rooms.
pub async fn index(member: Member, headers: HeaderMap, Extension(told): Extension<Description>) -> Page {
    page(&member, &headers, &told, None)
}

/// One room.
pub async fn room(
    member: Member,
    headers: HeaderMap,
    Extension(told): Extension<Description>,
    Path(name): Path<String>,
) -> Page {
    page(&member, &headers, &told, Some(&name))
}

fn page(member: &Member, headers: &HeaderMap, told: &Description, name: Option<&str>) -> Page {
    let reader = Reader(&told.0);
    let open = name.map(|name| reader.room(name).ok_or(Error::NotFound { what: "page" })).transpose()?;
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let scheme = if member.app().secure_cookies { "https" } else { "http" };
    html(&ApiPage {
        page: member.page(Room::Staff),
        address: format!("{scheme}://{host}"),
        rooms: reader.rooms(name),
        open,
        refusals: reader.refusals(),
    })
}
