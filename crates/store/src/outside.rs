//! What another's server has, under an address that somebody wrote into a file: fetched without ever asking a machine
//! of an inner network for it. A name is resolved once, what it leads to is judged, and that and nothing else is
//! connected to; each redirect is judged the same.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::{Arc, LazyLock},
    time::Duration,
};

use ureq::{
    Agent,
    config::Config,
    http::Uri,
    tls::{Certificate, RootCerts, TlsConfig},
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::{DefaultConnector, NextTimeout},
    },
};

/// How long all of it may take, and a connection alone.
const PATIENCE: Duration = Duration::from_secs(30);
const KNOCKING: Duration = Duration::from_secs(5);
/// Redirects that are followed.
const REDIRECTS: u32 = 4;

/// What of it kept something from coming.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The address: it is none, or leads where nobody may ask.
    Address,
    /// Its server, which answers something else, or nothing.
    Server,
    /// It is larger than what is taken.
    Size,
}

/// Why nothing came: what of it, for whoever decides by it, and a sentence for the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfetched {
    /// Asking again would come to the same.
    ForGood(Cause, String),
    /// It may come another time.
    ForNow(Cause, String),
}

/// Which machines may be asked.
type May = fn(IpAddr) -> bool;

/// What stands at an address of http or https, at most so many bytes of it. Not for a transaction.
pub fn get(address: &str, most: usize) -> Result<Vec<u8>, Unfetched> {
    static AGENT: LazyLock<Agent> = LazyLock::new(|| agent(is_public, DefaultResolver::default()));
    ask(&AGENT, address, most)
}

fn ask(agent: &Agent, address: &str, most: usize) -> Result<Vec<u8>, Unfetched> {
    let uri: Uri = address.parse().map_err(|_| no_address())?;
    if !matches!(uri.scheme_str(), Some("http" | "https")) {
        return Err(no_address());
    }
    let mut answer = agent.get(uri).call().map_err(|error| why(&error, most))?;
    let status = answer.status();
    if status.is_server_error() || matches!(status.as_u16(), 408 | 425 | 429) {
        return Err(Unfetched::ForNow(Cause::Server, format!("its server answers {status}")));
    }
    if !status.is_success() {
        return Err(Unfetched::ForGood(Cause::Server, format!("its server answers {status}")));
    }
    let limit = u64::try_from(most).unwrap_or(u64::MAX);
    if answer.body().content_length().is_some_and(|length| length > limit) {
        return Err(too_large(most));
    }
    answer.body_mut().with_config().limit(limit).read_to_vec().map_err(|error| why(&error, most))
}

fn no_address() -> Unfetched {
    Unfetched::ForGood(Cause::Address, "it is no address of the web".to_owned())
}

fn too_large(most: usize) -> Unfetched {
    Unfetched::ForGood(Cause::Size, format!("it is larger than {} MB", most >> 20))
}

fn why(error: &ureq::Error, most: usize) -> Unfetched {
    use ureq::Error;
    let for_now = |says: &str| Unfetched::ForNow(Cause::Server, says.to_owned());
    match error {
        Error::Other(cause) if cause.is::<Inner>() => Unfetched::ForGood(Cause::Address, Inner.to_string()),
        Error::BodyExceedsLimit(_) => too_large(most),
        Error::BadUri(_) => no_address(),
        Error::TooManyRedirects => {
            Unfetched::ForGood(Cause::Server, "its server leads from one address to the next".to_owned())
        }
        Error::HostNotFound => for_now("its server is not found"),
        Error::Timeout(_) => for_now("its server does not answer in time"),
        Error::Tls(_) | Error::Rustls(_) => for_now("its server cannot say who it is"),
        _ => for_now("its server does not answer"),
    }
}

fn agent(may: May, names: impl Resolver) -> Agent {
    let config = Config::builder()
        .tls_config(trust())
        .timeout_global(Some(PATIENCE))
        .timeout_connect(Some(KNOCKING))
        .http_status_as_error(false)
        .max_redirects(REDIRECTS)
        // A proxy would resolve names itself, and nobody would have judged what they lead to.
        .proxy(None)
        .user_agent("Hilo")
        .build();
    Agent::with_parts(config, DefaultConnector::default(), Judge { may, names })
}

/// Whom the system trusts.
pub(crate) fn trust() -> TlsConfig {
    let trusted = rustls_native_certs::load_native_certs().certs;
    let trusted: Vec<_> = trusted.iter().map(|found| Certificate::from_der(found).to_owned()).collect();
    TlsConfig::builder()
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .root_certs(RootCerts::new_with_certs(&trusted))
        .build()
}

/// That an address leads into an inner network.
#[derive(Debug)]
struct Inner;

impl fmt::Display for Inner {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("it leads to a machine that is not on the public internet")
    }
}

impl std::error::Error for Inner {}

/// Resolves names to machines that may be asked.
struct Judge<R> {
    may: May,
    names: R,
}

impl<R> fmt::Debug for Judge<R> {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("Judge")
    }
}

impl<R: Resolver> Resolver for Judge<R> {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.names.resolve(uri, config, timeout)?;
        // A name that leads inside as well is not taken for half of what it says.
        match found.iter().all(|address| (self.may)(address.ip())) {
            true => Ok(found),
            false => Err(ureq::Error::Other(Box::new(Inner))),
        }
    }
}

/// Whether an address is one of the public internet.
fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// What the registry of special addresses (RFC 6890 and what amends it) does not keep for something else.
fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_kept = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || matches!((a, b, c), (0, ..) | (100, 64..=127, _) | (192, 0, 0) | (192, 88, 99) | (198, 18..=19, _))
        // Multicast, and what is reserved.
        || a >= 224
        // The one inner service of a cloud that has a public address.
        || address == Ipv4Addr::new(168, 63, 129, 16);
    !is_kept
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    if parts[..6] == [0x64, 0xff9b, 0, 0, 0, 0] {
        let [.., a, b, c, d] = address.octets();
        return is_public_v4(Ipv4Addr::new(a, b, c, d));
    }
    // Of the addresses that are given out, those of tunnels may hold any other, and some are for writing about.
    let is_given_out = parts[0] & 0xe000 == 0x2000;
    let is_kept =
        matches!((parts[0], parts[1]), (0x2001, 0..0x200) | (0x2001, 0xdb8) | (0x2002, _) | (0x3fff, 0..0x1000));
    is_given_out && !is_kept
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read, Write},
        net::{SocketAddr, TcpListener},
        sync::Mutex,
    };

    use super::*;

    #[test]
    fn machines_inside_are_not_asked() {
        let inside = [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.100.100.200",
            "127.0.0.1",
            "127.9.9.9",
            "168.63.129.16",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "ff02::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "::127.0.0.1",
        ];
        for text in inside {
            assert!(!is_public(text.parse().expect("an address")), "{text}");
        }
        for text in ["1.1.1.1", "100.63.0.1", "172.32.0.1", "198.20.0.1", "2606:4700::1111", "64:ff9b::101:101"] {
            assert!(is_public(text.parse().expect("an address")), "{text}");
        }
        for address in [
            "http://127.0.0.1:1/a.jpg",
            "http://[::1]:1/",
            "http://localhost:1/",
            "http://0x7f.1:1/",
            "http://2130706433/",
        ] {
            assert_eq!(get(address, 9), Err(Unfetched::ForGood(Cause::Address, Inner.to_string())), "{address}");
        }
        for address in ["file:///etc/passwd", "ftp://x.example/a", "a.jpg", ""] {
            assert_eq!(get(address, 9), Err(no_address()), "{address}");
        }
    }

    /// One that asks this machine and no other.
    fn here(names: impl Resolver) -> Agent {
        agent(|address| address == Ipv4Addr::LOCALHOST, names)
    }

    /// Answers what is asked of it, in this order, and stops.
    fn server(answers: Vec<&'static str>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        std::thread::spawn(move || {
            for (answer, wire) in answers.into_iter().zip(listener.incoming()) {
                let mut wire = wire.expect("a connection");
                let mut asked = [0; 4096];
                drop(wire.read(&mut asked));
                drop(wire.write_all(answer.as_bytes()));
            }
        });
        address
    }

    #[test]
    fn what_comes_is_told_from_what_does_not() {
        let cases: [(&[&'static str], Result<&str, Unfetched>); 5] = [
            (&["HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfour"], Ok("four")),
            (
                &["HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\nmuch"],
                Err(Unfetched::ForGood(Cause::Size, "it is larger than 1 MB".into())),
            ),
            (
                &["HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"],
                Err(Unfetched::ForGood(Cause::Server, "its server answers 404 Not Found".into())),
            ),
            (
                &["HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"],
                Err(Unfetched::ForNow(Cause::Server, "its server answers 503 Service Unavailable".into())),
            ),
            // Who asks for what is outside is led inside: every step is judged.
            (
                &["HTTP/1.1 302 Found\r\nLocation: http://127.0.0.2:1/\r\nContent-Length: 0\r\n\r\n"],
                Err(Unfetched::ForGood(Cause::Address, Inner.to_string())),
            ),
        ];
        for (answers, expected) in cases {
            let address = server(answers.to_vec());
            let got = ask(&here(DefaultResolver::default()), &address, 1 << 20);
            assert_eq!(got, expected.map(|text| text.as_bytes().to_vec()));
        }
        // Who does not say how much comes is cut off.
        let address = server(vec!["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfour\r\n0\r\n\r\n"]);
        let got = ask(&here(DefaultResolver::default()), &address, 3);
        assert_eq!(got, Err(too_large(3)));
    }

    /// Names that lead elsewhere each time they are asked for.
    #[derive(Clone, Debug)]
    struct Turns(Arc<Mutex<Vec<Vec<Ipv4Addr>>>>);

    impl Resolver for Turns {
        fn resolve(&self, uri: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
            let port = uri.port_u16().expect("a port");
            let mut found = self.empty();
            for address in self.0.lock().expect("nobody panics here").remove(0) {
                found.push(SocketAddr::from((address, port)));
            }
            Ok(found)
        }
    }

    #[test]
    fn a_name_that_changes_its_mind_leads_nowhere() {
        let inside = Ipv4Addr::new(127, 0, 0, 2);
        let good = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfour";
        let back = "HTTP/1.1 302 Found\r\nLocation: /again\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
        let refused = || Err(Unfetched::ForGood(Cause::Address, Inner.to_string()));
        let cases = [
            // Asked for once, then connected to what was judged, so its second answer is never heard.
            (vec![vec![Ipv4Addr::LOCALHOST], vec![inside]], vec![good], Ok(b"four".to_vec()), 1),
            // A redirect to the same name is judged anew.
            (vec![vec![Ipv4Addr::LOCALHOST], vec![inside]], vec![back, good], refused(), 0),
            // One address among several is enough to refuse all.
            (vec![vec![Ipv4Addr::LOCALHOST, inside]], vec![good], refused(), 0),
        ];
        for (turns, answers, expected, unheard) in cases {
            let address = server(answers).replace("127.0.0.1", "shop.example");
            let names = Turns(Arc::new(Mutex::new(turns)));
            assert_eq!(ask(&here(names.clone()), &address, 1 << 20), expected);
            assert_eq!(names.0.lock().expect("nobody panics here").len(), unheard);
        }
    }
}
