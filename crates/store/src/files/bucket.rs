//! Files in a bucket of a server that speaks S3: requests signed with AWS Signature Version 4, addressed by path, which
//! every such server understands.

use std::{
    io::Read,
    time::{Duration, SystemTime},
};

use base::{Error, Result, Time};
use rusty_s3::{
    Bucket as Signer, Credentials, S3Action, UrlStyle,
    actions::{ListObjectsV2, ListObjectsV2Response},
};
use ureq::{
    Agent,
    http::{Response, StatusCode},
};

use super::{Access, Kept};
use crate::outside;

/// Files stand under this word, so that a bucket may hold other things.
const UNDER: &str = "pictures/";
/// How long a signature holds.
const SIGNED_FOR: Duration = Duration::from_secs(300);
/// How long one request may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often a request is tried that the server did not answer, or could not.
const TRIES: usize = 3;
/// The largest answer that is read.
const MOST: u64 = 256 << 20;

/// A bucket.
pub struct Bucket {
    signer: Signer,
    key: Credentials,
    agent: Agent,
}

impl Bucket {
    pub(super) fn open(access: &Access) -> Result<Bucket> {
        let wrong = |why: String| {
            let says = format!("pictures_endpoint = \"{}\" cannot be used: {why}.", access.endpoint);
            Error::invalid("pictures-endpoint", says)
        };
        let endpoint = access.endpoint.parse().map_err(|error| wrong(format!("{error}")))?;
        let signer = Signer::new(endpoint, UrlStyle::Path, access.bucket.clone(), access.region.clone())
            .map_err(|error| wrong(error.to_string()))?;
        let agent = Agent::config_builder()
            .tls_config(outside::trust())
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            .max_redirects(0)
            .build()
            .into();
        Ok(Bucket { signer, key: Credentials::new(access.key.clone(), access.secret.clone()), agent })
    }

    pub(super) fn name(&self) -> String {
        format!("the bucket {}", self.signer.name())
    }

    pub(super) fn put(&self, name: &str, content_type: &str, bytes: &[u8]) -> Result<()> {
        let name = format!("{UNDER}{name}");
        let address = || self.signer.put_object(Some(&self.key), &name).sign(SIGNED_FOR);
        let send = || self.agent.put(address().as_str()).content_type(content_type).send(bytes);
        self.asked("put", send).map(|_| ())
    }

    pub(super) fn get(&self, name: &str) -> Result<Option<Vec<u8>>> {
        let name = format!("{UNDER}{name}");
        let address = || self.signer.get_object(Some(&self.key), &name).sign(SIGNED_FOR);
        self.asked("get", || self.agent.get(address().as_str()).call())
    }

    pub(super) fn remove(&self, name: &str) -> Result<()> {
        let name = format!("{UNDER}{name}");
        let address = || self.signer.delete_object(Some(&self.key), &name).sign(SIGNED_FOR);
        self.asked("delete", || self.agent.delete(address().as_str()).call()).map(|_| ())
    }

    pub(super) fn walk(&self, show: &mut dyn FnMut(Kept) -> Result<()>) -> Result<()> {
        let mut next = None;
        loop {
            let page = self.page(next.as_deref())?;
            for object in page.contents {
                let Some(name) = object.key.strip_prefix(UNDER) else { continue };
                // What does not say when it was written is taken for new.
                let written = object.last_modified.and_then(|text| Time::parse_rfc3339(&text));
                let written = written.and_then(|time| u64::try_from(time.micros()).ok());
                let written = written
                    .map_or_else(SystemTime::now, |micros| SystemTime::UNIX_EPOCH + Duration::from_micros(micros));
                show(Kept { name: name.to_owned(), written })?;
            }
            next = page.next_continuation_token;
            if next.is_none() {
                return Ok(());
            }
        }
    }

    fn page(&self, next: Option<&str>) -> Result<ListObjectsV2Response> {
        let address = || {
            let mut list = self.signer.list_objects_v2(Some(&self.key));
            list.with_prefix(UNDER);
            next.into_iter().for_each(|token| list.with_continuation_token(token));
            list.sign(SIGNED_FOR)
        };
        let answer = self.asked("list", || self.agent.get(address().as_str()).call())?.unwrap_or_default();
        let text = String::from_utf8(answer).map_err(Error::internal)?;
        ListObjectsV2::parse_response(&text).map_err(Error::internal)
    }

    /// Sends a request until it is answered; nothing where there is no such file. Every request may be repeated: it
    /// comes to the same.
    fn asked(
        &self,
        what: &str,
        send: impl Fn() -> std::result::Result<Response<ureq::Body>, ureq::Error>,
    ) -> Result<Option<Vec<u8>>> {
        let mut cause = String::new();
        for _ in 0..TRIES {
            match send().map_err(|error| error.to_string()).and_then(|answer| Ok((answer.status(), read(answer)?))) {
                Ok((StatusCode::NOT_FOUND, said)) if !is_of_bucket(&said) => return Ok(None),
                Ok((status, bytes)) if status.is_success() => return Ok(Some(bytes)),
                Ok((status, said)) if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => {
                    cause = format!("{status}: {}", told(&said));
                }
                // A signed address is not for the log.
                Ok((status, said)) => {
                    return Err(Error::internal(format!(
                        "{} refused to {what}: {status}: {}",
                        self.name(),
                        told(&said)
                    )));
                }
                Err(error) => cause = error,
            }
        }
        tracing::warn!(bucket = self.signer.name(), what, cause, "the store of pictures does not answer");
        Err(Error::Busy { says: "The store of pictures does not answer. Nothing was changed; try again.".into() })
    }
}

/// Whether it is the bucket that is not there, and not the file.
fn is_of_bucket(said: &[u8]) -> bool {
    String::from_utf8_lossy(said).contains("<Code>NoSuchBucket</Code>")
}

fn read(answer: Response<ureq::Body>) -> std::result::Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let body = answer.into_body().into_reader().take(MOST).read_to_end(&mut bytes);
    body.map(|_| bytes).map_err(|error| error.to_string())
}

/// The code of a refusal, which names no key.
fn told(said: &[u8]) -> String {
    let text = String::from_utf8_lossy(said);
    let code = text.split_once("<Code>").and_then(|(_, rest)| rest.split_once("</Code>")).map(|(code, _)| code);
    code.unwrap_or("no reason").chars().take(60).collect()
}
