//! The built assets, embedded in the program and served under names that change with their content.

use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::frame::Assets;

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The addresses of the built files; an error where they were not built.
pub fn addresses() -> Result<Assets, String> {
    let manifest = find("manifest.json").or_else(|| find(".vite/manifest.json"));
    let (manifest, _) = manifest.ok_or("the assets were not built: run `make assets`, then build again")?;
    Assets::from_manifest(std::str::from_utf8(manifest).map_err(|error| error.to_string())?)
}

/// Serves one file. Its name carries a hash, so it may be kept for good.
pub async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let name = if find(&name).is_some() { name } else { format!("assets/{name}") };
    file(&name, "public, max-age=31536000, immutable", &headers)
}

/// The script that web sites of the retailer load. Its name never changes, so it is kept for an hour.
pub fn for_sites(headers: &HeaderMap) -> Response {
    file("analytics.min.js", "public, max-age=3600", headers)
}

/// A file as whoever asks takes it: packed, where it is kept so and they say they unpack it.
fn file(name: &str, kept: &'static str, asked: &HeaderMap) -> Response {
    let Some((bytes, packed)) = find(name) else { return StatusCode::NOT_FOUND.into_response() };
    let headers = [(header::CONTENT_TYPE, kind(name)), (header::CACHE_CONTROL, kept)];
    let Some(packed) = packed else { return (headers, bytes).into_response() };
    let varies = [(header::VARY, "accept-encoding")];
    if unpacks(asked) {
        return (headers, varies, [(header::CONTENT_ENCODING, "gzip")], packed).into_response();
    }
    (headers, varies, bytes).into_response()
}

/// Whether whoever asks takes gzip: by its name or by `*`, and not with a weight of zero (RFC 9110, 12.5.3).
fn unpacks(asked: &HeaderMap) -> bool {
    let said = asked.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let weight = |code: &str| {
        let mut parts = code.split(';').map(str::trim);
        let name = parts.next().filter(|name| name.eq_ignore_ascii_case("gzip") || *name == "*")?;
        let weight = parts.find_map(|part| part.strip_prefix("q=")?.parse::<f32>().ok());
        Some((name != "*", weight.unwrap_or(1.0)))
    };
    // What is said by name is said of it alone.
    let found = said.flat_map(|text| text.split(',')).filter_map(weight).max_by_key(|(by_name, _)| *by_name);
    found.is_some_and(|(_, weight)| weight > 0.0)
}

fn find(name: &str) -> Option<(&'static [u8], Option<&'static [u8]>)> {
    let index = FILES.binary_search_by(|(file, ..)| (*file).cmp(name)).ok()?;
    let (_, bytes, packed) = FILES[index];
    Some((bytes, packed))
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

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn who_says_that_they_unpack_gets_it_packed() {
        let said = |text: &'static str| {
            unpacks(&HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(text))]))
        };
        assert!(
            ["gzip", "br, GZIP", "gzip;q=0.5, *;q=0", "*", "deflate , gzip ; q=1.0", "*;q=0.1"].into_iter().all(said)
        );
        assert!(
            ["", "br", "gzip;q=0", "gzip; q=0.000, *", "*;q=0", "x-gzipped", "identity"]
                .into_iter()
                .all(|text| !said(text))
        );
        assert!(!unpacks(&HeaderMap::new()));
    }
}
