//! The door in the clear beside one with TLS: it only says where to go.

use axum::{
    Router,
    extract::Request,
    http::{Method, StatusCode, header, uri::Authority},
    middleware,
    response::{IntoResponse, Redirect, Response},
};
use web::guard;

/// Leads whoever comes in the clear to the same address over TLS, at this port.
pub fn router(port: u16) -> Router {
    Router::new()
        .fallback(async move |request: Request| lead(port, &request))
        .layer(middleware::from_fn(guard::headers))
}

fn lead(port: u16, request: &Request) -> Response {
    if ![Method::GET, Method::HEAD].contains(request.method()) {
        // What was sent has been overheard by now; sending it again would not help.
        let says = "Hilo is at https:// here. Nothing was done; change the address and try again.\n";
        return (StatusCode::FORBIDDEN, says).into_response();
    }
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    match host.and_then(|host| address(host, port, request.uri().path_and_query().map_or("/", |path| path.as_str()))) {
        Some(address) => Redirect::permanent(&address).into_response(),
        None => (StatusCode::BAD_REQUEST, "Hilo is at https:// here.\n").into_response(),
    }
}

fn address(host: &str, port: u16, path: &str) -> Option<String> {
    let host: Authority = host.parse().ok()?;
    if host.as_str().contains('@') || !path.starts_with('/') {
        return None;
    }
    let port = if port == 443 { String::new() } else { format!(":{port}") };
    Some(format!("https://{}{port}{path}", host.host()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_comes_in_the_clear_is_led_to_the_same_page() {
        let cases = [
            (("hilo.example", 443, "/console?a=b"), Some("https://hilo.example/console?a=b")),
            (("hilo.example:80", 7443, "/"), Some("https://hilo.example:7443/")),
            (("[2001:db8::1]:80", 443, "/"), Some("https://[2001:db8::1]/")),
            (("127.0.0.1:7420", 7443, "//evil.example"), Some("https://127.0.0.1:7443//evil.example")),
            (("hilo.example@evil.example", 443, "/"), None),
            (("", 443, "/"), None),
            (("hilo.example", 443, "*"), None),
        ];
        for ((host, port, path), expected) in cases {
            assert_eq!(address(host, port, path).as_deref(), expected, "{host} {path}");
        }
    }
}
