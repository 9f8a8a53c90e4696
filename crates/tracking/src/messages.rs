//! One message as an SDK sends it: read, checked, its time corrected. Pure.

use base::Time;
use serde_json::{Map, Value};

/// The largest message.
pub const LARGEST: usize = 32 * 1024;
/// The longest id of a message, of a person or of a group.
const LONGEST: usize = 200;
/// How long a telephone may have been without a net.
const LATE_DAYS: i64 = 30;

/// What a message says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the six calls of the SDKs")]
pub enum Call {
    Identify,
    Track,
    Page,
    Screen,
    Group,
    Alias,
}

impl Call {
    /// The word in paths and in `type`.
    pub const fn word(self) -> &'static str {
        match self {
            Call::Identify => "identify",
            Call::Track => "track",
            Call::Page => "page",
            Call::Screen => "screen",
            Call::Group => "group",
            Call::Alias => "alias",
        }
    }

    /// The call of a word, as in paths and in `type`.
    pub fn from_word(word: &str) -> Option<Call> {
        Some(match word {
            "identify" => Call::Identify,
            "track" => Call::Track,
            "page" => Call::Page,
            "screen" => Call::Screen,
            "group" => Call::Group,
            "alias" => Call::Alias,
            _ => return None,
        })
    }
}

/// Why a message cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// More than [`LARGEST`] bytes.
    TooLarge,
    /// Beyond the messages that a batch may have.
    TooMany,
    /// Not an object of JSON, or nested without end.
    Broken,
    /// Its `type` is none of the six.
    NoSuchCall,
    /// Neither `userId` nor `anonymousId`.
    Nobody,
    /// A track call without `event`, a group call without `groupId`, an alias call without `previousId`.
    Missing(&'static str),
    /// A field that is something else than it should be.
    Shape(&'static str),
}

impl Reason {
    /// All the words.
    pub const WORDS: [&str; 7] = ["too-large", "too-many", "broken", "no-such-call", "nobody", "missing", "shape"];

    /// The stable word, as in rows and in the API.
    pub const fn word(&self) -> &'static str {
        match self {
            Reason::TooLarge => "too-large",
            Reason::TooMany => "too-many",
            Reason::Broken => "broken",
            Reason::NoSuchCall => "no-such-call",
            Reason::Nobody => "nobody",
            Reason::Missing(_) => "missing",
            Reason::Shape(_) => "shape",
        }
    }

    /// The field that is meant.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Reason::Missing(field) | Reason::Shape(field) => Some(field),
            _ => None,
        }
    }
}

/// A message that can be used.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// What it says.
    pub call: Call,
    /// Its own id, the same each time it is sent; `None` where the sender gave none.
    pub id: Option<String>,
    /// The browser or device.
    pub anonymous: Option<String>,
    /// Who, by the retailer's own account.
    pub user: Option<String>,
    /// Of an alias call, the name before.
    pub previous: Option<String>,
    /// Of a group call, the group.
    pub group: Option<String>,
    /// The event of a track call, the name of a page or screen.
    pub event: Option<String>,
    /// What it says of what happened.
    pub properties: Map<String, Value>,
    /// What it says of somebody.
    pub traits: Map<String, Value>,
    /// Where it happened.
    pub context: Map<String, Value>,
    /// When, by the sender's clock.
    pub original: Option<Time>,
    /// When it was sent, by the sender's clock.
    pub sent: Option<Time>,
}

/// What holds for all messages of a batch.
#[derive(Clone, Debug, Default)]
pub struct Shared {
    /// The call that the path names; in a batch each message names its own.
    pub call: Option<Call>,
    /// Where it happened.
    pub context: Map<String, Value>,
    /// When the batch was sent.
    pub sent: Option<Time>,
}

impl Message {
    /// Reads a message.
    pub fn read(text: &str, shared: &Shared) -> Result<Message, Reason> {
        if text.len() > LARGEST {
            return Err(Reason::TooLarge);
        }
        let mut fields: Map<String, Value> = serde_json::from_str(text).map_err(|_| Reason::Broken)?;
        let named = word(&fields, "type")?;
        let call = shared.call.or_else(|| Call::from_word(&named?)).ok_or(Reason::NoSuchCall)?;
        let mut context = shared.context.clone();
        context.extend(object(&mut fields, "context")?);
        let message = Message {
            call,
            id: word(&fields, "messageId")?,
            anonymous: word(&fields, "anonymousId")?,
            user: word(&fields, "userId")?,
            previous: word(&fields, "previousId")?,
            group: word(&fields, "groupId")?,
            event: word(&fields, if call == Call::Track { "event" } else { "name" })?,
            properties: object(&mut fields, "properties")?,
            traits: object(&mut fields, "traits")?,
            context,
            original: moment(&fields, "originalTimestamp").or_else(|| moment(&fields, "timestamp")),
            sent: moment(&fields, "sentAt").or(shared.sent),
        };
        message.check()
    }

    fn check(self) -> Result<Message, Reason> {
        if self.anonymous.is_none() && self.user.is_none() {
            return Err(Reason::Nobody);
        }
        match self.call {
            Call::Track if self.event.is_none() => Err(Reason::Missing("event")),
            Call::Group if self.group.is_none() => Err(Reason::Missing("groupId")),
            Call::Alias if self.previous.is_none() || self.user.is_none() => Err(Reason::Missing("previousId")),
            _ => Ok(self),
        }
    }

    /// When it happened by our clock, and whether that had to be held in bounds. The sender's clock may be wrong by any
    /// amount, so the time between happening and sending counts back from when it was received. Nothing happens later
    /// than that; whom we do not know well tells of the last month only; and before 1990 nobody had a clock.
    pub fn happened(&self, received: Time, is_trusted: bool) -> (Time, bool) {
        let Some(original) = self.original else { return (received, false) };
        let corrected = match self.sent {
            Some(sent) => received.micros().saturating_sub(sent.micros().saturating_sub(original.micros())),
            None => original.micros(),
        };
        let corrected = Time::from_micros(corrected);
        let oldest = received.plus_seconds(-LATE_DAYS * 86_400);
        if corrected > received || !corrected.is_believable(received) {
            (received, true)
        } else if !is_trusted && corrected < oldest {
            (oldest, true)
        } else {
            (corrected, false)
        }
    }
}

/// A text or a number; what is empty or null is not there.
fn word(fields: &Map<String, Value>, name: &'static str) -> Result<Option<String>, Reason> {
    let text = match fields.get(name) {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        Some(_) => return Err(Reason::Shape(name)),
    };
    if text.len() > LONGEST || base::text::hidden(&text).is_some() {
        return Err(Reason::Shape(name));
    }
    Ok((!text.is_empty()).then_some(text))
}

fn object(fields: &mut Map<String, Value>, name: &'static str) -> Result<Map<String, Value>, Reason> {
    match fields.remove(name) {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(object)) => Ok(object),
        Some(_) => Err(Reason::Shape(name)),
    }
}

/// A moment as text, or as milliseconds. One that cannot be read is as good as none.
fn moment(fields: &Map<String, Value>, name: &str) -> Option<Time> {
    match fields.get(name)? {
        Value::String(text) => Time::parse_rfc3339(text),
        Value::Number(millis) => millis.as_i64()?.checked_mul(1_000).map(Time::from_micros),
        _ => None,
    }
}

/// The moment of a text, for what holds for a whole batch.
pub fn moment_of(text: &str) -> Option<Time> {
    Time::parse_rfc3339(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Message, Reason> {
        Message::read(text, &Shared::default())
    }

    fn at(text: &str) -> Time {
        Time::parse_rfc3339(text).expect("a time")
    }

    #[test]
    fn what_cannot_be_used_says_why() {
        let large = format!(r#"{{"type":"track","userId":"1","event":"{}"}}"#, "a".repeat(LARGEST));
        let deep = format!(r#"{{"type":"page","userId":"1","properties":{}"#, "[".repeat(10_000));
        let cases = [
            ("7", Reason::Broken),
            (deep.as_str(), Reason::Broken),
            (large.as_str(), Reason::TooLarge),
            (r#"{"userId":"1"}"#, Reason::NoSuchCall),
            (r#"{"type":"buy","userId":"1"}"#, Reason::NoSuchCall),
            (r#"{"type":"page"}"#, Reason::Nobody),
            (r#"{"type":"page","anonymousId":null,"userId":""}"#, Reason::Nobody),
            (r#"{"type":"track","userId":"1"}"#, Reason::Missing("event")),
            (r#"{"type":"group","userId":"1"}"#, Reason::Missing("groupId")),
            (r#"{"type":"alias","userId":"1"}"#, Reason::Missing("previousId")),
            (r#"{"type":"page","userId":{}}"#, Reason::Shape("userId")),
            (r#"{"type":"page","userId":"a\u202eb"}"#, Reason::Shape("userId")),
            (r#"{"type":"page","userId":"1","properties":[]}"#, Reason::Shape("properties")),
        ];
        for (text, reason) in cases {
            assert_eq!(read(text).err(), Some(reason), "{}", &text[..text.len().min(80)]);
        }
    }

    #[test]
    fn a_batch_says_what_its_messages_leave_out() {
        let shared = Shared {
            call: None,
            context: serde_json::from_str(r#"{"ip":"1.1.1.1","locale":"es"}"#).expect("an object"),
            sent: Some(at("2026-11-20T10:00:00Z")),
        };
        let text = r#"{"type":"track","userId":7,"event":"Product Viewed","context":{"locale":"en"},"messageId":"m"}"#;
        let message = Message::read(text, &shared).expect("a message");
        assert_eq!((message.user.as_deref(), message.id.as_deref()), (Some("7"), Some("m")));
        assert_eq!((&message.context["ip"], &message.context["locale"]), (&"1.1.1.1".into(), &"en".into()));
        assert_eq!(message.sent, shared.sent);
    }

    #[test]
    fn the_senders_clock_may_be_wrong_by_any_amount() {
        let received = at("2026-11-20T10:00:00Z");
        let cases = [
            // An hour ahead, sent five seconds after.
            (Some("2026-11-20T10:59:55Z"), Some("2026-11-20T11:00:00Z"), false, "2026-11-20T09:59:55Z", false),
            // Fifty years behind.
            (Some("1970-01-01T00:00:00Z"), Some("1970-01-01T00:01:00Z"), false, "2026-11-20T09:59:00Z", false),
            (None, Some("2026-11-20T11:00:00Z"), false, "2026-11-20T10:00:00Z", false),
            (Some("1970-01-01T00:00:00Z"), None, true, "2026-11-20T10:00:00Z", true),
            (Some("2970-01-01T00:00:00Z"), None, true, "2026-11-20T10:00:00Z", true),
            (Some("2970-01-01T00:00:00Z"), Some("2026-11-20T10:00:00Z"), false, "2026-11-20T10:00:00Z", true),
            (Some("2020-01-01T00:00:00Z"), None, true, "2020-01-01T00:00:00Z", false),
            (Some("2020-01-01T00:00:00Z"), None, false, "2026-10-21T10:00:00Z", true),
        ];
        for (original, sent, is_trusted, expected, is_held) in cases {
            let text = r#"{"type":"page","userId":"1"}"#;
            let message = Message { original: original.map(at), sent: sent.map(at), ..read(text).expect("a message") };
            assert_eq!(message.happened(received, is_trusted), (at(expected), is_held), "{original:?} {sent:?}");
        }
    }
}
