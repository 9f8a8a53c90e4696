//! Typed ids: 16-byte UUIDv7, shown as TypeID text (`ord_01k9f4m2...`).
//!
//! TypeID is the prefix, an underscore and the 128 bits in Crockford's base 32, lower case, 26 characters
//! (TypeID specification 0.3). `Id<Order>` and `Id<Customer>` do not mix.

use std::{fmt, marker::PhantomData, str::FromStr};

use sha2::{Digest, Sha256};

use crate::{Error, Time};

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// What an id names. A room declares a marker type for each of its nouns.
pub trait Noun {
    /// The prefix of the text form, as in `ord`.
    const PREFIX: &'static str;
    /// The noun as a refusal says it: "There is no such order."
    const NAME: &'static str;
}

/// The id of one `N`.
pub struct Id<N> {
    bytes: [u8; 16],
    noun: PhantomData<fn() -> N>,
}

impl<N: Noun> Id<N> {
    /// A new id at this moment: UUIDv7 (RFC 9562, 5.7).
    pub fn new(now: Time) -> Id<N> {
        let mut random = [0; 10];
        getrandom::fill(&mut random).expect("the operating system always has random bytes");
        Id::at(now, random)
    }

    /// The id that a fact from outside always gets: its time, and a hash of what names it there. The same input gives
    /// the same id on any engine, so a repeated import finds what it wrote before.
    pub fn derived(when: Time, key: &[&str]) -> Id<N> {
        let hash = hash_parts(N::PREFIX.as_bytes(), key);
        Id::at(when, hash[..10].try_into().expect("a SHA-256 has more than ten bytes"))
    }

    /// The id that follows from a secret and a key alone: UUIDv8 (RFC 9562, 5.8). Used where a value must be found
    /// without being kept beside the fact, as with a customer's identifiers.
    pub fn keyed(secret: &[u8], key: &[&str]) -> Id<N> {
        let hash = hash_parts(secret, key);
        let mut bytes: [u8; 16] = hash[..16].try_into().expect("a SHA-256 has more than sixteen bytes");
        bytes[6] = 0x80 | (bytes[6] & 0x0f);
        bytes[8] = 0x80 | (bytes[8] & 0x3f);
        Id::from_bytes(bytes)
    }

    fn at(when: Time, tail: [u8; 10]) -> Id<N> {
        let millis = (when.micros().max(0) / 1000) as u64;
        let mut bytes = [0; 16];
        bytes[..6].copy_from_slice(&millis.to_be_bytes()[2..]);
        bytes[6..].copy_from_slice(&tail);
        bytes[6] = 0x70 | (bytes[6] & 0x0f);
        bytes[8] = 0x80 | (bytes[8] & 0x3f);
        Id::from_bytes(bytes)
    }
}

impl<N> Id<N> {
    /// The id with these bytes.
    pub const fn from_bytes(bytes: [u8; 16]) -> Id<N> {
        Id { bytes, noun: PhantomData }
    }

    /// The bytes, as they are stored.
    pub const fn bytes(&self) -> &[u8; 16] {
        &self.bytes
    }
}

fn hash_parts(secret: &[u8], parts: &[&str]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update((secret.len() as u64).to_be_bytes());
    hasher.update(secret);
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().into()
}

impl<N> Clone for Id<N> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<N> Copy for Id<N> {}
impl<N> PartialEq for Id<N> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}
impl<N> Eq for Id<N> {}
impl<N> PartialOrd for Id<N> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<N> Ord for Id<N> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.bytes.cmp(&other.bytes)
    }
}
impl<N> std::hash::Hash for Id<N> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.bytes.hash(state);
    }
}

impl<N: Noun> fmt::Display for Id<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = u128::from_be_bytes(self.bytes);
        write!(f, "{}_", N::PREFIX)?;
        for place in (0..26).rev() {
            let digit = (number >> (place * 5)) as usize & 31;
            write!(f, "{}", ALPHABET[digit] as char)?;
        }
        Ok(())
    }
}

impl<N: Noun> fmt::Debug for Id<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<N: Noun> FromStr for Id<N> {
    type Err = Error;

    fn from_str(text: &str) -> Result<Id<N>, Error> {
        let wrong = || Error::NotFound { what: N::NAME };
        let digits = text.strip_prefix(N::PREFIX).and_then(|rest| rest.strip_prefix('_')).ok_or_else(wrong)?;
        if digits.len() != 26 || digits.as_bytes()[0] > b'7' {
            return Err(wrong());
        }
        let mut number: u128 = 0;
        for byte in digits.bytes() {
            let value = ALPHABET.iter().position(|&letter| letter == byte).ok_or_else(wrong)?;
            number = number << 5 | value as u128;
        }
        Ok(Id::from_bytes(number.to_be_bytes()))
    }
}

impl<N: Noun> serde::Serialize for Id<N> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, N: Noun> serde::Deserialize<'de> for Id<N> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Text: the prefix of what it names, and 26 letters and digits.
impl<N: Noun> schemars::JsonSchema for Id<N> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("id_{}", N::PREFIX).into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let pattern = format!("^{}_[0-7][0-9a-hjkmnp-tv-z]{{25}}$", N::PREFIX);
        schemars::json_schema!({ "type": "string", "pattern": pattern })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Thing;
    impl Noun for Thing {
        const PREFIX: &'static str = "prefix";
        const NAME: &'static str = "thing";
    }

    /// Vectors of the TypeID specification (valid.json: nil, one, ten, sixteen, thirty-two, max-valid, valid-uuidv7).
    #[test]
    fn text_follows_the_typeid_vectors() {
        let cases: &[(u128, &str)] = &[
            (0, "prefix_00000000000000000000000000"),
            (1, "prefix_00000000000000000000000001"),
            (10, "prefix_0000000000000000000000000a"),
            (16, "prefix_0000000000000000000000000g"),
            (32, "prefix_00000000000000000000000010"),
            (u128::MAX, "prefix_7zzzzzzzzzzzzzzzzzzzzzzzzz"),
            (0x01890a5d_ac96_774b_bcce_b302099a8057, "prefix_01h455vb4pex5vsknk084sn02q"),
        ];
        for (number, text) in cases {
            let id = Id::<Thing>::from_bytes(number.to_be_bytes());
            assert_eq!(id.to_string(), *text);
            assert_eq!(text.parse::<Id<Thing>>().expect("a valid vector"), id);
        }
    }

    #[test]
    fn wrong_text_is_no_such_thing() {
        let wrong = [
            "",
            "prefix",
            "prefix_",
            "other_00000000000000000000000000",
            "prefix_8zzzzzzzzzzzzzzzzzzzzzzzzz",
            "prefix_0000000000000000000000000",
            "prefix_0000000000000000000000000U",
            "prefix_000000000000000000000000é",
        ];
        for text in wrong {
            assert_eq!(text.parse::<Id<Thing>>(), Err(Error::NotFound { what: "thing" }), "{text}");
        }
    }

    #[test]
    fn derived_ids_repeat_and_sort_by_time() {
        let early = Id::<Thing>::derived(Time::from_micros(1_000_000), &["a", "b"]);
        assert_eq!(early, Id::derived(Time::from_micros(1_000_000), &["a", "b"]));
        assert_ne!(early, Id::derived(Time::from_micros(1_000_000), &["ab", ""]));
        assert!(early < Id::derived(Time::from_micros(2_000_000), &["a", "b"]));
        assert_eq!(early.bytes()[6] >> 4, 7);
    }
}
