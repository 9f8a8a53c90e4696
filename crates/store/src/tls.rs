//! TLS towards PostgreSQL, as the address's `sslmode` wants it.
//!
//! `require` verifies the server: its certificate must be signed by who is trusted, for the name in the address.
//! `prefer`, which is what an address means that says nothing, encrypts where the server can and verifies nothing: that
//! keeps out who only listens. Whoever names an authority wants it asked, so then nothing less than `require` will do.

use std::{path::Path, sync::Arc};

use base::{Error, Result};
use rustls::{
    ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject},
};
use tokio_postgres::{Config, config::SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

/// Reads an address. libpq knows two stricter words for what `require` means here.
pub(crate) fn address(url: &str) -> Result<Config> {
    let strict = ["sslmode=verify-full", "sslmode=verify-ca"];
    let url = strict.iter().fold(url.to_owned(), |url, word| url.replace(word, "sslmode=require"));
    url.parse().map_err(|error: tokio_postgres::Error| {
        let says = format!("The database address is not a postgres:// address: {}.", chain(&error));
        Error::invalid("database-url", says)
    })
}

/// How connections to this address are encrypted. `authority` is a PEM file; without it the system's are trusted.
pub(crate) fn connector(address: &mut Config, authority: Option<&Path>) -> Result<MakeRustlsConnect> {
    if authority.is_some() {
        if address.get_ssl_mode() == SslMode::Disable {
            let says = "The database address says sslmode=disable, and database_ca names whom to trust. Leave one out.";
            return Err(Error::invalid("database-tls", says));
        }
        address.ssl_mode(SslMode::Require);
    }
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions();
    let builder = builder.map_err(Error::internal)?;
    let config = match address.get_ssl_mode() {
        SslMode::Require => builder.with_root_certificates(roots(authority)?),
        _ => builder.dangerous().with_custom_certificate_verifier(Arc::new(Anyone(provider))),
    };
    Ok(MakeRustlsConnect::new(config.with_no_client_auth()))
}

/// Whose signature on a certificate is believed.
fn roots(authority: Option<&Path>) -> Result<RootCertStore> {
    let mut roots = RootCertStore::empty();
    let Some(file) = authority else {
        // What cannot be read of the system's is not trusted; where nothing can, the handshake says so.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        return Ok(roots);
    };
    let wrong = |why: String| {
        let says = format!("database_ca: {} is not a file of certificates (PEM): {why}.", file.display());
        Error::invalid("database-ca", says)
    };
    let found = CertificateDer::pem_file_iter(file).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    for certificate in found.map_err(|error| wrong(error.to_string()))? {
        roots.add(certificate).map_err(|error| wrong(error.to_string()))?;
    }
    if roots.is_empty() { Err(wrong("it holds none".into())) } else { Ok(roots) }
}

/// The refusal of a first connection.
pub(crate) fn unreached(error: &tokio_postgres::Error) -> Error {
    let cause = chain(error);
    // The library tells kinds of errors apart by their text alone.
    if error.to_string() == "error performing TLS handshake" {
        let says = format!(
            "The connection to the database cannot be encrypted: {cause}. Is database_ca the certificate that signed \
             the server's, and does the server's hold the host's name in the address?"
        );
        return Error::invalid("database-tls", says);
    }
    Error::invalid("database-away", format!("Cannot reach the database: {cause}. Is it running, is the address right?"))
}

/// An error with its causes, each of which says only its own part.
pub(crate) fn chain(error: &tokio_postgres::Error) -> String {
    let causes = std::iter::successors(std::error::Error::source(error), |cause| cause.source());
    causes.fold(error.to_string(), |said, cause| format!("{said}: {cause}"))
}

/// Believes whoever answers, who must still hold the key of the certificate that is shown.
#[derive(Debug)]
struct Anyone(Arc<CryptoProvider>);

impl ServerCertVerifier for Anyone {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signed, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signed, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
