//! The built assets, embedded in the program and served under names that change with their content.

use axum::{
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::frame::Assets;

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The addresses of the built files; an error where they were not built.
pub fn addresses() -> Result<Assets, String> {
    let manifest = find("manifest.json").or_else(|| find(".vite/manifest.json"));
    let manifest = manifest.ok_or("the assets were not built: run `make assets`, then build again")?;
    Assets::from_manifest(std::str::from_utf8(manifest).map_err(|error| error.to_string())?)
}

/// Serves one file. Its name carries a hash, so it may be kept for good.
pub async fn serve(Path(name): Path<String>) -> Response {
    match find(&name).or_else(|| find(&format!("assets/{name}"))) {
        Some(bytes) => {
            let headers =
                [(header::CONTENT_TYPE, kind(&name)), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
            (headers, bytes).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn find(name: &str) -> Option<&'static [u8]> {
    let index = FILES.binary_search_by(|(file, _)| (*file).cmp(name)).ok()?;
    Some(FILES[index].1)
}

fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("json") => "application/json",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
