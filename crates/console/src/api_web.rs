//! Handlers of the page on which the API is read.

use axum::{
    Extension,
    extract::Path,
    http::{HeaderMap, header},
};
use base::{Error, Result};
use store::{Tx, params, sql};
use web::{asked, frame::Room, openapi::Description, who::Member};

use crate::{
    answers::{Page, html},
    api_page::{ApiFields, ApiPage, Reader},
};

/// All rooms.
pub async fn index(member: Member, headers: HeaderMap, Extension(told): Extension<Description>) -> Page {
    page(&member, &headers, &told, None).await
}

/// One room.
pub async fn room(
    member: Member,
    headers: HeaderMap,
    Extension(told): Extension<Description>,
    Path(name): Path<String>,
) -> Page {
    page(&member, &headers, &told, Some(&name)).await
}

/// An answer of an operation.
#[derive(serde::Deserialize)]
pub struct Which {
    of: String,
    answer: usize,
}

/// The fields of an answer.
pub async fn fields(
    member: Member,
    Extension(told): Extension<Description>,
    Path(name): Path<String>,
    asked::Asked(which): asked::Asked<Which>,
) -> Page {
    let fields = Reader(&told.0).room(&name).and_then(|room| room.fields(&which.of, which.answer));
    let fields = fields.ok_or(Error::NotFound { what: "page" })?;
    html(&ApiFields { page: member.page(Room::Staff), fields })
}

async fn page(member: &Member, headers: &HeaderMap, told: &Description, name: Option<&str>) -> Page {
    let reader = Reader(&told.0);
    let open = name.map(|name| reader.room(name).ok_or(Error::NotFound { what: "page" })).transpose()?;
    let sku = member.app().db.read("console.api", any_sku).await?;
    let open = open.map(|room| room.with_sku(sku.as_deref()));
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

/// The SKU of something that is sold here.
fn any_sku(tx: &mut Tx) -> Result<Option<String>> {
    let text = sql!("select sku from variants where is_sold = $1 order by id limit 1");
    tx.query_one(text, params![true], |row| row.get(0))
}
