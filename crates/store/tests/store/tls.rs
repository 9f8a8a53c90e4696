//! The connection to PostgreSQL is encrypted as its address and `database_ca` say.

use std::{path::PathBuf, sync::OnceLock};

use base::Error;
use store::{
    Db,
    db::{Place, Settings},
    params, sql,
};
use tempfile::TempDir;

use crate::home::Home;

/// A certificate that signed nobody's.
const STRANGER: &str = "-----BEGIN CERTIFICATE-----
MIIBeTCCAR+gAwIBAgIUGEIvNSHLhuN4LIN9ZWOAZdveRgowCgYIKoZIzj0EAwIw
ETEPMA0GA1UEAwwGbm9ib2R5MCAXDTI2MTEyMjAwMzcyMFoYDzIxMjYxMDI5MDAz
NzIwWjARMQ8wDQYDVQQDDAZub2JvZHkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
AASDKmAULXjwMZqdCtUIKwmUyKgseAa1aytSb7Yks46jmGRxRmjTZl7Yb3hRay/a
sJ9V1u3u7EHj45IQnKd6Y2GBo1MwUTAdBgNVHQ4EFgQUkJ5SUt0vGfVkU9+7lP3B
2ILTOyIwHwYDVR0jBBgwFoAUkJ5SUt0vGfVkU9+7lP3B2ILTOyIwDwYDVR0TAQH/
BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiAwP0D4ohIGr2okWJDUct92yxWkRN2t
9+vTFYgRLQdorgIhAPrQYuz7LvSxYWlaiBJRbszTt804CzB2dDPI83m4x1gl
-----END CERTIFICATE-----
";

/// A file with this in it, and where it is.
fn file(text: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("ca.pem");
    std::fs::write(&path, text).expect("a file");
    (folder, path)
}

/// The server's own certificate, which nobody else signed.
fn authority(home: &Home) -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| {
        let text = sql!(postgres: "select pg_read_file(current_setting('ssl_cert_file'))");
        let read = move |tx: &mut store::Tx| tx.query_one(text, params![], |row| row.get::<String>(0));
        let db = Db::open(&home.settings).expect("the test server answers");
        db.read_now("test.certificate", read).expect("the test server speaks TLS").expect("a certificate")
    })
}

fn is_encrypted(db: &Db) -> bool {
    let text = sql!(postgres: "select ssl from pg_stat_ssl where pid = pg_backend_pid()");
    let found = db.read_now("test.ssl", move |tx| tx.query_one(text, params![], |row| row.get::<bool>(0)));
    found.expect("the server knows").expect("a row")
}

/// The home with this behind its address.
fn with(home: &Home, mode: &str, authority: Option<PathBuf>) -> Settings {
    Settings { place: Place::Server(format!("{}{mode}", home.url())), authority, ..home.settings.clone() }
}

#[test]
fn a_server_with_the_right_certificate_is_believed() {
    let home = Home::server();
    let (_folder, ca) = file(authority(&home));
    for mode in ["", "?sslmode=prefer", "?sslmode=require", "?sslmode=verify-full", "?sslmode=verify-ca"] {
        let db = Db::open(&with(&home, mode, Some(ca.clone()))).unwrap_or_else(|error| panic!("{mode}: {error}"));
        assert!(is_encrypted(&db), "{mode}");
    }
    let by_name = home.url().replace("127.0.0.1", "localhost");
    Db::open(&Settings { place: Place::Server(by_name), ..with(&home, "", Some(ca)) }).expect("it has this name, too");
}

#[test]
fn a_server_with_another_certificate_is_refused() {
    let home = Home::server();
    let (_folder, stranger) = file(STRANGER);
    // The system knows nothing of the test server's either.
    for (mode, ca) in [("?sslmode=require", None), ("?sslmode=require", Some(stranger.clone())), ("", Some(stranger))] {
        let refusal = Db::open(&with(&home, mode, ca)).err().expect("nobody vouches for it");
        assert_eq!(refusal.code(), "database-tls");
        let says = refusal.to_string();
        assert!(says.contains("cannot be encrypted") && says.contains("UnknownIssuer"), "{says}");
        assert!(says.contains("database_ca"), "{says}");
    }
}

#[test]
fn a_server_with_another_name_is_refused() {
    let home = Home::server();
    let (_folder, ca) = file(authority(&home));
    let elsewhere = home.url().replace("127.0.0.1", "db.example");
    let place = Place::Server(format!("{elsewhere}?hostaddr=127.0.0.1"));
    let refusal = Db::open(&Settings { place, ..with(&home, "", Some(ca)) }).err().expect("it has another name");
    assert_eq!(refusal.code(), "database-tls");
    assert!(refusal.to_string().contains("db.example"), "{refusal}");
}

#[test]
fn who_asks_for_nothing_gets_what_there_is() {
    let home = Home::server();
    let ciphered = |mode: &str| is_encrypted(&Db::open(&with(&home, mode, None)).expect("it opens"));
    assert!(ciphered("") && ciphered("?sslmode=prefer"));
    assert!(!ciphered("?sslmode=disable"));
}

#[test]
fn what_cannot_be_is_said() {
    let home = Home::server();
    let code = |mode: &str, ca: PathBuf| {
        let refusal = Db::open(&with(&home, mode, Some(ca))).err();
        refusal.as_ref().map(Error::code)
    };
    let (_one, ca) = file(authority(&home));
    assert_eq!(code("?sslmode=disable", ca.clone()), Some("database-tls"));
    assert_eq!(code("", ca.with_file_name("missing.pem")), Some("database-ca"));
    for text in ["", "no certificate\n", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
        let (_folder, bad) = file(text);
        assert_eq!(code("", bad), Some("database-ca"), "{text:?}");
    }
}
