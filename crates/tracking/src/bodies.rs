//! The body of a request, as SDKs send it: JSON, perhaps zipped, whatever its Content-Type says; a message or a batch.

use std::{borrow::Cow, io::Read};

use flate2::read::MultiGzDecoder;
use serde::Deserialize;
use serde_json::value::RawValue;

/// The largest body, unzipped. SDKs stop at 500 KB; a batch is not lost for being a little larger.
pub const LARGEST: usize = 4 << 20;
/// Messages of one batch that are taken.
pub const MESSAGES: usize = 2_500;
/// From so many on a batch is refused as a whole: each message beyond those that are taken is kept as rejected.
const FLOOD: usize = 2 * MESSAGES;

/// Why a request is refused as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Not JSON, or not zipped as it says.
    Broken,
    /// More than [`LARGEST`] bytes, or than twice as many messages as are taken.
    TooLarge,
}

/// What a request brought.
#[derive(Debug)]
pub struct Envelope<'a> {
    /// The messages, each still as it came.
    pub messages: Vec<&'a str>,
    /// What holds for each of them, as JSON.
    pub context: Option<&'a str>,
    /// When the batch was sent, by the sender's clock.
    pub sent_at: Option<String>,
    /// The key, where it is in the body.
    pub key: Option<String>,
}

/// The bytes as they were before they were zipped; what begins like gzip is gzip.
pub fn unzipped(bytes: &[u8]) -> Result<Cow<'_, [u8]>, Refusal> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return if bytes.len() > LARGEST { Err(Refusal::TooLarge) } else { Ok(Cow::Borrowed(bytes)) };
    }
    let mut plain = Vec::with_capacity((bytes.len() * 4).min(LARGEST));
    MultiGzDecoder::new(bytes).take(LARGEST as u64 + 1).read_to_end(&mut plain).map_err(|_| Refusal::Broken)?;
    if plain.len() > LARGEST { Err(Refusal::TooLarge) } else { Ok(Cow::Owned(plain)) }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    #[serde(borrow, default)]
    batch: Option<Vec<&'a RawValue>>,
    #[serde(borrow, default)]
    context: Option<&'a RawValue>,
    #[serde(borrow, default)]
    sent_at: Option<&'a RawValue>,
    #[serde(borrow, default)]
    write_key: Option<&'a RawValue>,
}

/// Reads a body: a batch, or one message.
pub fn read(text: &[u8]) -> Result<Envelope<'_>, Refusal> {
    let text = std::str::from_utf8(text).map_err(|_| Refusal::Broken)?.trim();
    if !text.starts_with('{') {
        return Err(Refusal::Broken);
    }
    let body: Body = serde_json::from_str(text).map_err(|_| Refusal::Broken)?;
    let key = word(body.write_key);
    if body.batch.as_ref().is_some_and(|batch| batch.len() >= FLOOD) {
        return Err(Refusal::TooLarge);
    }
    Ok(match body.batch {
        Some(batch) => Envelope {
            messages: batch.iter().map(|raw| raw.get()).collect(),
            context: body.context.map(RawValue::get),
            sent_at: word(body.sent_at),
            key,
        },
        None => Envelope { messages: vec![text], context: None, sent_at: None, key },
    })
}

/// A body without the keys in it, read or not: what is kept of it must open nothing.
pub fn without_key(text: &str) -> String {
    const NAME: &str = "\"writeKey\"";
    let (mut kept, mut rest) = (String::new(), text);
    while let Some(at) = rest.find(NAME) {
        let (before, after) = rest.split_at(at + NAME.len());
        let value = after.trim_start().strip_prefix(':').map(str::trim_start).and_then(|value| value.strip_prefix('"'));
        kept.push_str(before);
        rest = match value {
            Some(value) => {
                kept.push_str(": \"");
                &value[value.find('"').unwrap_or(value.len())..]
            }
            None => after,
        };
    }
    kept + rest
}

/// A text; what is something else is not there.
fn word(raw: Option<&RawValue>) -> Option<String> {
    raw.and_then(|raw| serde_json::from_str(raw.get()).ok())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn zipped(bytes: &[u8]) -> Vec<u8> {
        let mut zip = GzEncoder::new(Vec::new(), Compression::best());
        zip.write_all(bytes).expect("memory takes it");
        zip.finish().expect("memory takes it")
    }

    #[test]
    fn what_is_zipped_is_unzipped_and_no_further_than_is_right() {
        assert_eq!(unzipped(b"{}").as_deref(), Ok(&b"{}"[..]));
        assert_eq!(unzipped(&zipped(b"{}")).as_deref(), Ok(&b"{}"[..]));
        let two = [zipped(b"{"), zipped(b"}")].concat();
        assert_eq!(unzipped(&two).as_deref(), Ok(&b"{}"[..]), "in members, as some write it");
        assert_eq!(unzipped(&zipped(&vec![b' '; LARGEST + 1])), Err(Refusal::TooLarge));
        assert_eq!(unzipped(&zipped(b"{}")[..12]), Err(Refusal::Broken));
        assert_eq!(unzipped(&vec![b' '; LARGEST + 1]), Err(Refusal::TooLarge));
    }

    #[test]
    fn no_key_is_kept() {
        let cases = [
            (r#"{"writeKey":"s3cret","a":1}"#, r#"{"writeKey": "","a":1}"#),
            (r#"{"writeKey" : "s3cret","b":{"writeKey":"s3cret"}}"#, r#"{"writeKey": "","b":{"writeKey": ""}}"#),
            (r#"{"writeKey":"s3cr"#, r#"{"writeKey": ""#),
            (r#"{"writeKey":7,"a":"writeKey"}"#, r#"{"writeKey":7,"a":"writeKey"}"#),
        ];
        for (text, expected) in cases {
            assert_eq!(without_key(text), expected);
        }
    }

    #[test]
    fn a_body_is_a_batch_or_a_message() {
        let batch = read(br#"{"batch":[{"a":1},7,null],"sentAt":"2026","writeKey":"k","context":{"ip":null}}"#);
        let batch = batch.expect("a batch");
        assert_eq!(batch.messages, [r#"{"a":1}"#, "7", "null"]);
        assert_eq!((batch.sent_at.as_deref(), batch.key.as_deref()), (Some("2026"), Some("k")));
        assert_eq!(batch.context, Some(r#"{"ip":null}"#));
        let one = read(br#" {"type":"track","sentAt":"2026","batch":null} "#).expect("a message");
        assert_eq!(one.messages.len(), 1);
        for wrong in ["", "7", "[]", "{", r#"{"batch":7}"#, "\u{0}"] {
            assert_eq!(read(wrong.as_bytes()).err(), Some(Refusal::Broken), "{wrong}");
        }
        assert_eq!(read(&[0xff]).err(), Some(Refusal::Broken));
        let many = |count: usize| format!(r#"{{"batch":[{}0]}}"#, "0,".repeat(count - 1));
        assert_eq!(read(many(FLOOD - 1).as_bytes()).expect("a batch").messages.len(), FLOOD - 1);
        assert_eq!(read(many(FLOOD).as_bytes()).err(), Some(Refusal::TooLarge));
        // However deep it goes, it is read without a stack.
        let deep = format!(r#"{{"batch":[{}1{}]}}"#, "[".repeat(10_000), "]".repeat(10_000));
        assert_eq!(read(deep.as_bytes()).expect("a batch").messages.len(), 1);
    }
}
