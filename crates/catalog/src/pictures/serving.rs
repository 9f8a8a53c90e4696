//! Pictures for anybody: an address follows from what it shows, so it may be kept for good.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use base::{Error, Result};
use web::{
    app::App,
    routes::{For, Routes},
};

use super::{PictureId, in_width};

/// The address.
pub fn routes() -> Routes {
    Routes::default().get(For::Anyone, "/pictures/{file}", serve)
}

async fn serve(State(app): State<App>, Path(file): Path<String>, headers: HeaderMap) -> Response {
    let Some((id, width)) = named(&file) else { return StatusCode::NOT_FOUND.into_response() };
    let tag = format!("\"{id}-{width}\"");
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kept = [(header::CACHE_CONTROL, "public, max-age=31536000, immutable"), (header::ETAG, tag.as_str())];
    let db = app.db.clone();
    let read = move || -> Result<Option<Vec<u8>>> { db.files()?.get(&in_width(id, width)) };
    match tokio::task::spawn_blocking(read).await.map_err(Error::internal).and_then(|read| read) {
        Ok(Some(_)) if known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag) => {
            (StatusCode::NOT_MODIFIED, kept).into_response()
        }
        Ok(Some(bytes)) => (kept, [(header::CONTENT_TYPE, "image/webp")], bytes).into_response(),
        // It may come yet: a refusal is not kept.
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            web::problem::log(&error);
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// What a name shows. It is written in one way only, so nothing else has an address.
fn named(file: &str) -> Option<(PictureId, u32)> {
    let (id, width) = file.strip_suffix(".webp")?.rsplit_once('-')?;
    let (id, width) = (id.parse::<PictureId>().ok()?, width.parse::<u32>().ok()?);
    (format!("{id}-{width}.webp") == file).then_some((id, width))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_written_in_one_way() {
        let id = PictureId::from_bytes([7; 16]);
        assert_eq!(named(&format!("{id}-640.webp")), Some((id, 640)));
        let upper = id.to_string().to_uppercase();
        for wrong in [
            format!("{id}.webp"),
            format!("{id}-0640.webp"),
            format!("{id}-+640.webp"),
            format!("{id}-640.webp.jpg"),
            format!("{id}-640.jpg"),
            format!("../{id}-640.webp"),
            format!("{upper}-640.webp"),
            format!("{id}-99999999999.webp"),
        ] {
            assert_eq!(named(&wrong), None, "{wrong}");
        }
    }
}
