//! The certificate that Hilo shows, and its key: read from files, and read again when they change.

use std::{
    fs::Metadata,
    io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use base::{Clock, Error, Result, Time};
use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use tokio::{
    net::TcpStream,
    signal::unix::{SignalKind, signal},
    sync::watch,
    time::sleep,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};
use x509_cert::der::Decode;

/// HTTP/2, as a client asks for it.
pub const SECOND: &[u8] = b"h2";
/// How often the files are looked at.
const LOOK: Duration = Duration::from_secs(15);

/// A certificate and its key. Clones share what was read last.
#[derive(Clone)]
pub struct Tls(Arc<Shared>);

struct Shared {
    certificate: PathBuf,
    key: PathBuf,
    read: RwLock<Pair>,
}

/// What was read.
#[derive(Clone)]
struct Pair {
    config: Arc<ServerConfig>,
    until: Time,
    stamp: Stamp,
}

/// What changes with a file: its number, size and when it was written, of both.
type Stamp = [Option<(u64, u64, i64, i64)>; 2];

impl Tls {
    /// Reads both files, or says in a sentence what is wrong with them.
    pub fn open(certificate: &Path, key: &Path, now: Time) -> Result<Tls> {
        let read = RwLock::new(read(certificate, key, now)?);
        Ok(Tls(Arc::new(Shared { certificate: certificate.to_owned(), key: key.to_owned(), read })))
    }

    /// Until when the certificate is good.
    pub fn until(&self) -> Time {
        self.pair().until
    }

    /// Reads the files again. What is wrong with them leaves the earlier pair in place.
    pub fn reload(&self, now: Time) -> Result<()> {
        let pair = read(&self.0.certificate, &self.0.key, now)?;
        *self.0.read.write().unwrap_or_else(PoisonError::into_inner) = pair;
        Ok(())
    }

    /// Reads the files again when they change and on SIGHUP, until told to stop.
    pub async fn keep(self, clock: Clock, mut stop: watch::Receiver<bool>) {
        let mut hup = match signal(SignalKind::hangup()) {
            Ok(hup) => hup,
            Err(error) => return tracing::warn!(cause = %error, "a changed certificate is not noticed"),
        };
        let mut seen = self.pair().stamp;
        loop {
            let is_asked = tokio::select! {
                _ = stop.wait_for(|stopped| *stopped) => return,
                _ = hup.recv() => true,
                () = sleep(LOOK) => false,
            };
            let stamp = stamp(&self.0.certificate, &self.0.key);
            if stamp == seen && !is_asked {
                continue;
            }
            seen = stamp;
            match self.reload(clock.now()) {
                Ok(()) => tracing::info!(until = day(self.until()), "the certificate was read again"),
                Err(error) => tracing::error!("the certificate from before is shown on: {error}"),
            }
        }
    }

    /// Shakes hands.
    pub(super) async fn greet(&self, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        TlsAcceptor::from(self.pair().config).accept(stream).await
    }

    fn pair(&self) -> Pair {
        self.0.read.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn stamp(certificate: &Path, key: &Path) -> Stamp {
    let of = |file: Metadata| (file.ino(), file.size(), file.mtime(), file.mtime_nsec());
    [certificate, key].map(|path| path.metadata().ok().map(of))
}

fn refused(says: String) -> Error {
    Error::invalid("tls", says)
}

fn read(certificate: &Path, key: &Path, now: Time) -> Result<Pair> {
    // Taken before the files are read: what changes meanwhile is seen as changed.
    let stamp = stamp(certificate, key);
    let bytes = |name: &str, path: &Path| {
        std::fs::read(path).map_err(|error| refused(format!("{name}: cannot read {}: {error}.", path.display())))
    };
    let (chain, secret) = (bytes("tls_certificate", certificate)?, bytes("tls_key", key)?);
    let no_certificate = |why: &str| {
        let shown = certificate.display();
        refused(format!("tls_certificate: {shown} holds {why}. It must be a PEM file: -----BEGIN CERTIFICATE-----."))
    };
    let chain = CertificateDer::pem_slice_iter(&chain).collect::<std::result::Result<Vec<_>, _>>();
    let chain = chain.map_err(|_| no_certificate("what cannot be read"))?;
    let first = chain.first().ok_or_else(|| no_certificate("no certificate"))?;
    let until = judge(first, certificate, now, &no_certificate)?;
    let secret = PrivateKeyDer::from_pem_slice(&secret).map_err(|_| {
        refused(format!(
            "tls_key: {} holds no private key. It must be a PEM file without a password: -----BEGIN PRIVATE KEY-----.",
            key.display()
        ))
    })?;
    let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().map_err(Error::internal)?;
    let mut config = builder.with_no_client_auth().with_single_cert(chain, secret).map_err(|error| match error {
        rustls::Error::InconsistentKeys(_) => refused(format!(
            "The key in {} is not that of the certificate in {}. Name the two that were made together.",
            key.display(),
            certificate.display()
        )),
        error => refused(format!("tls_key: the key in {} cannot be used: {error}.", key.display())),
    })?;
    config.alpn_protocols = vec![SECOND.to_vec(), b"http/1.1".to_vec()];
    Ok(Pair { config: Arc::new(config), until, stamp })
}

/// Looks at the days for which a certificate is good; gives the last one.
fn judge(first: &CertificateDer<'_>, file: &Path, now: Time, wrong: &dyn Fn(&str) -> Error) -> Result<Time> {
    let parsed = x509_cert::Certificate::from_der(first).map_err(|_| wrong("a certificate that cannot be read"))?;
    let days = parsed.tbs_certificate.validity;
    let time = |time: x509_cert::time::Time| {
        let seconds = i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX / 1_000_000);
        Time::from_micros(seconds.saturating_mul(1_000_000))
    };
    let (from, until) = (time(days.not_before), time(days.not_after));
    if until < now {
        let says = format!("The certificate in {} ended on {}. Renew it, and start again.", file.display(), day(until));
        return Err(refused(says));
    }
    // A clock that is a little behind is no reason to serve nobody.
    if from > now.plus_seconds(3_600) {
        let says =
            format!("The certificate in {} is not good before {}. Is the clock right?", file.display(), day(from));
        return Err(refused(says));
    }
    Ok(until)
}

fn day(time: Time) -> String {
    time.to_rfc3339().chars().take(10).collect()
}
