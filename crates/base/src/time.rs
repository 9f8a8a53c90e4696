//! Moments in UTC microseconds, and the clock they come from.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

/// A moment: microseconds since 1970-01-01 00:00 UTC. Stored as this integer on both engines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(i64);

impl Time {
    /// The moment that is so many microseconds after 1970.
    pub const fn from_micros(micros: i64) -> Time {
        Time(micros)
    }

    /// Microseconds since 1970.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// This moment and so many seconds more (or fewer).
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Time {
        Time(self.0 + seconds * 1_000_000)
    }

    /// This moment and so many milliseconds more (or fewer).
    #[must_use]
    pub const fn plus_millis(self, millis: i64) -> Time {
        Time(self.0 + millis * 1_000)
    }

    /// Whether something can have happened now, as a source tells it: from 1990 on, and at most a day ahead, since
    /// clocks and zones differ.
    pub fn is_believable(self, now: Time) -> bool {
        self >= FIRST && self <= now.plus_seconds(86_400)
    }

    /// Seconds from `earlier` to this moment, rounded towards zero.
    pub const fn seconds_since(self, earlier: Time) -> i64 {
        (self.0 - earlier.0) / 1_000_000
    }

    /// RFC 3339 in UTC, as in the JSON API: `2026-11-20T08:14:31Z`.
    pub fn to_rfc3339(self) -> String {
        jiff::Timestamp::from_microsecond(self.0)
            .map(|moment| moment.to_string())
            .unwrap_or_else(|_| self.0.to_string())
    }

    /// Reads RFC 3339; `None` where it is not a moment.
    pub fn parse_rfc3339(text: &str) -> Option<Time> {
        text.parse::<jiff::Timestamp>().ok().map(|moment| Time(moment.as_microsecond()))
    }
}

/// 1990-01-01 00:00 UTC: no system that we take papers from is older.
const FIRST: Time = Time(631_152_000_000_000);

/// RFC 3339 in UTC.
/// RFC 3339.
impl schemars::JsonSchema for Time {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "time".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "date-time" })
    }
}

impl serde::Serialize for Time {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_rfc3339())
    }
}

impl<'de> serde::Deserialize<'de> for Time {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Time::parse_rfc3339(&text).ok_or_else(|| serde::de::Error::custom("not a moment such as 2026-11-20T08:14:31Z"))
    }
}

/// Where `Cx::now` comes from: the machine, or a hand that a test moves.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock.
    Machine,
    /// A clock that stands still until it is set; microseconds since 1970.
    Set(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at this moment.
    pub fn set_at(moment: Time) -> Clock {
        Clock::Set(Arc::new(AtomicI64::new(moment.micros())))
    }

    /// The moment it shows.
    pub fn now(&self) -> Time {
        match self {
            Clock::Machine => Time(jiff::Timestamp::now().as_microsecond()),
            Clock::Set(hand) => Time(hand.load(Ordering::SeqCst)),
        }
    }

    /// Moves a set clock forward. The machine's clock does not move for us.
    pub fn pass_seconds(&self, seconds: i64) {
        if let Clock::Set(hand) = self {
            hand.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_lies_between_1990_and_tomorrow() {
        let moment = |text: &str| Time::parse_rfc3339(text).expect("a moment");
        let now = moment("2026-11-20T08:00:00Z");
        let cases = [
            ("1989-12-31T23:59:59Z", false),
            ("1990-01-01T00:00:00Z", true),
            ("2026-11-20T08:00:00Z", true),
            ("2026-11-21T08:00:00Z", true),
            ("2026-11-21T08:00:01Z", false),
            ("-000001-01-01T00:00:00Z", false),
        ];
        for (text, expected) in cases {
            assert_eq!(moment(text).is_believable(now), expected, "{text}");
        }
    }
}
