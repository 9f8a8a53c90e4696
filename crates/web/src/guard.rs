//! What stands around every request: no act for another site's page, headers that a browser obeys, one line of log.

use std::{net::IpAddr, net::SocketAddr, time::Instant};

use crate::{
    probes,
    who::{key_text, session_token},
};
use axum::{
    extract::{ConnectInfo, MatchedPath, Request},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
                      connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";

/// Refuses acts that another site's page asks for: by Sec-Fetch-Site, else by Origin. A browser says one of them with
/// every act, so a form of a page that comes with a session and without either is refused too. A program that asks the
/// API with a session it opened itself, or a link that needs none, says neither.
pub async fn same_site(request: Request, next: Next) -> Response {
    let safe = [Method::GET, Method::HEAD, Method::OPTIONS].contains(request.method());
    // Whoever has a key is asked for it alone, whatever cookies come along, so no other page can lend it.
    let has_key = key_text(request.headers(), request.uri().path()).is_some();
    if safe || has_key || is_ours(request.headers(), request.uri().path()) {
        return next.run(request).await;
    }
    (StatusCode::FORBIDDEN, "This came from another site's page. Open Hilo's own page and do it there.\n")
        .into_response()
}

fn is_ours(headers: &HeaderMap, path: &str) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => site == "same-origin" || site == "none",
        (None, Some(origin)) => origin.split_once("://").map(|(_, host)| host) == text("host"),
        (None, None) => path.starts_with("/api/") || session_token(headers).is_none(),
    }
}

/// Stands in a request that came over TLS to Hilo itself.
#[derive(Clone, Copy)]
pub struct Encrypted;

/// For a year a browser that was here over TLS comes back over TLS alone.
const STRICT: &str = "max-age=31536000";

/// Adds the headers that every answer carries. Pages of staff are never kept by a browser.
pub async fn headers(request: Request, next: Next) -> Response {
    let is_encrypted = request.extensions().get::<Encrypted>().is_some();
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if is_encrypted {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(STRICT));
    }
    let fixed = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Counts the request and logs it: the route, never the address, since that may name a person.
pub async fn watch(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("-", |path| path.as_str()).to_owned();
    let response = next.run(request).await;
    let (status, spent) = (response.status().as_u16(), started.elapsed());
    probes::requested(&method, &route, status, spent);
    tracing::debug!(%method, route, status, micros = spent.as_micros() as u64, "request");
    response
}

/// Where a request comes from: the connection, or what trusted proxies say in X-Forwarded-For. Each hop is told by the
/// one to its right, so the walk ends at the first hop that is not trusted or cannot be read.
pub fn client(parts: &axum::http::request::Parts, trusted: &[IpAddr]) -> Option<IpAddr> {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_canonical())?;
    let is_trusted = |address: IpAddr| trusted.iter().any(|proxy| proxy.to_canonical() == address);
    // A proxy may add a line of its own instead of lengthening the one that it was given: all lines are one list.
    let lines: Vec<&str> =
        parts.headers.get_all("x-forwarded-for").iter().map(|value| value.to_str().unwrap_or_default()).collect();
    let mut believed = peer;
    for hop in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
        match hop_address(hop.trim()) {
            Some(address) if is_trusted(believed) => believed = address,
            _ => break,
        }
    }
    Some(believed)
}

/// The address of a hop, which may have a port: `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]:4711`.
fn hop_address(hop: &str) -> Option<IpAddr> {
    let bare = hop.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(hop);
    let address = bare.parse::<IpAddr>().or_else(|_| hop.parse::<SocketAddr>().map(|address| address.ip()));
    address.ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_is_known_by_the_last_hop_that_can_be_believed() {
        let cases: [(&str, &[&str], &str); 12] = [
            ("198.51.100.7", &["192.0.2.1"], "198.51.100.7"),
            ("10.0.0.1", &[], "10.0.0.1"),
            ("10.0.0.1", &["192.0.2.1"], "192.0.2.1"),
            ("::ffff:10.0.0.1", &["192.0.2.1"], "192.0.2.1"),
            ("10.0.0.1", &["203.0.113.9, 192.0.2.1"], "192.0.2.1"),
            ("10.0.0.1", &["192.0.2.1, 10.0.0.2"], "192.0.2.1"),
            ("10.0.0.1", &["203.0.113.9", "192.0.2.1,10.0.0.2"], "192.0.2.1"),
            ("10.0.0.1", &["192.0.2.1", "10.0.0.2"], "192.0.2.1"),
            ("10.0.0.1", &["192.0.2.1, unknown, 10.0.0.2"], "10.0.0.2"),
            ("10.0.0.1", &["192.0.2.1, unknown"], "10.0.0.1"),
            ("10.0.0.1", &["192.0.2.1:4711"], "192.0.2.1"),
            ("10.0.0.1", &["[2001:db8::1]:4711, [10.0.0.2]"], "2001:db8::1"),
        ];
        let trusted: Vec<IpAddr> = ["10.0.0.1", "10.0.0.2"].map(|proxy| proxy.parse().expect("an address")).into();
        for (peer, lines, expected) in cases {
            let (mut parts, ()) = axum::http::Request::new(()).into_parts();
            parts.extensions.insert(ConnectInfo(SocketAddr::new(peer.parse().expect("an address"), 80)));
            for line in lines {
                parts.headers.append("x-forwarded-for", HeaderValue::from_static(line));
            }
            let found = client(&parts, &trusted).map(|address| address.to_string());
            assert_eq!(found.as_deref(), Some(expected), "{peer} {lines:?}");
        }
    }

    #[test]
    fn an_act_is_ours_only_from_our_own_pages() {
        let session = format!("hilo_session={}", "a".repeat(64));
        let cases: [(&[(&str, &str)], bool); 9] = [
            (&[], true),
            (&[("cookie", &session)], false),
            (&[("cookie", &session), ("sec-fetch-site", "same-origin")], true),
            (&[("sec-fetch-site", "same-origin")], true),
            (&[("sec-fetch-site", "none")], true),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("sec-fetch-site", "cross-site"), ("origin", "http://shop.example")], false),
            (&[("origin", "https://hilo.example:7420"), ("host", "hilo.example:7420")], true),
            (&[("origin", "https://evil.example"), ("host", "hilo.example")], false),
        ];
        for (pairs, expected) in cases {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.insert(HeaderName::from_static(name), HeaderValue::from_str(value).expect("a value"));
            }
            assert_eq!(is_ours(&headers, "/console/house"), expected, "{pairs:?}");
        }
        let with_session: HeaderMap =
            [(header::COOKIE, HeaderValue::from_str(&session).expect("a cookie"))].into_iter().collect();
        assert!(is_ours(&with_session, "/api/v1/orders"), "a program with a session of its own");
    }
}
