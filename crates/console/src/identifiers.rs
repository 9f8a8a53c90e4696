//! The ways in which a person is known, as pages show them: each kind with its word, its icon and its dye, and in words
//! how far it can be trusted.

use base::Time;
use customers::{
    card,
    people::{How, Kind, Sharing},
};
use web::{channels::Channel, locale::Say};

use crate::threads::{Badge, Tone};

/// One identifier of a person.
#[derive(Clone, Debug)]
pub struct Identifier {
    /// The id.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// Its value.
    pub value: String,
    /// How strongly it names one person.
    pub strength: Strength,
    /// The best way in which it came to us.
    pub how: How,
    /// Whether it is one person's.
    pub sharing: Sharing,
    /// The system that said so.
    pub source: String,
    /// When it was first heard of.
    pub since: Time,
    /// The last time that something happened with it.
    pub last_seen: Option<Time>,
    /// How much happened with it.
    pub facts: i64,
}

/// How strongly an identifier names one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// It joins by itself.
    Firm,
    /// It goes along, but does not join.
    Weak,
}

impl Strength {
    /// The message with its word.
    pub const fn key(self) -> &'static str {
        match self {
            Strength::Firm => "strength-firm",
            Strength::Weak => "strength-weak",
        }
    }

    /// The tone of its badge.
    pub const fn tone(self) -> Tone {
        match self {
            Strength::Firm => Tone::Good,
            Strength::Weak => Tone::Plain,
        }
    }
}

impl Identifier {
    /// How a card has it.
    pub fn of(identity: &card::Identity) -> Identifier {
        Identifier {
            id: identity.id.to_string(),
            kind: identity.kind,
            value: identity.value.clone(),
            strength: if identity.strength == "strong" { Strength::Firm } else { Strength::Weak },
            how: identity.how,
            sharing: identity.sharing,
            source: identity.source.clone(),
            since: identity.since,
            last_seen: identity.last_seen,
            facts: identity.facts,
        }
    }

    /// Whether it goes along only.
    pub fn is_weak(&self) -> bool {
        self.strength == Strength::Weak
    }

    /// Its dye.
    pub fn channel(&self) -> Channel {
        channel(self.kind, &self.value)
    }

    /// Its icon.
    pub fn icon(&self) -> &'static str {
        icon(self.kind)
    }

    /// Its value, without what its kind says already.
    pub fn shown(&self) -> String {
        shown(self.kind, &self.value)
    }

    /// What it is: the network or marketplace where it is one, else the word of its kind.
    pub fn kind_words(&self, say: &Say) -> String {
        place(self.kind, &self.value).unwrap_or_else(|| say.t(key(self.kind)))
    }

    /// How it came to us.
    pub fn how_words(&self, say: &Say) -> String {
        match self.how {
            How::Server => say.t1("how-server", "source", source_name(&self.source)),
            how => say.t(how_key(how)),
        }
    }

    /// A warning where it is not one person's.
    pub fn badge(&self, say: &Say) -> Option<Badge> {
        let (key, tone) = match self.sharing {
            Sharing::No | Sharing::Personal => return None,
            Sharing::Counted => ("sharing-counted", Tone::Warn),
            Sharing::Shared => ("sharing-shared", Tone::Warn),
            Sharing::Blocked => ("sharing-blocked", Tone::Bad),
        };
        Some(Badge { text: say.t(key), tone })
    }

    /// Whether several people use it, as far as we know.
    pub fn is_shared(&self) -> bool {
        self.sharing.is_shared()
    }

    /// Whether it names nobody.
    pub fn is_blocked(&self) -> bool {
        self.sharing == Sharing::Blocked
    }

    /// Whether staff said that it is one person's.
    pub fn is_personal(&self) -> bool {
        self.sharing == Sharing::Personal
    }
}

/// The message with the word of a kind.
pub const fn key(kind: Kind) -> &'static str {
    match kind {
        Kind::Account => "identifier-account",
        Kind::RetailerNumber => "identifier-number",
        Kind::Email => "identifier-email",
        Kind::Phone => "identifier-phone",
        Kind::Social => "identifier-social",
        Kind::Marketplace => "identifier-marketplace",
        Kind::Loyalty => "identifier-card",
        Kind::CardFingerprint => "identifier-payment",
        Kind::Device => "identifier-device",
        Kind::Browser => "identifier-browser",
    }
}

/// The icon of a kind.
pub const fn icon(kind: Kind) -> &'static str {
    match kind {
        Kind::Account => "user",
        Kind::RetailerNumber => "hash",
        Kind::Email => "mail",
        Kind::Phone => "phone",
        Kind::Social => "at-sign",
        Kind::Marketplace => "shopping-bag",
        Kind::Loyalty => "award",
        Kind::CardFingerprint => "credit-card",
        Kind::Device => "smartphone",
        Kind::Browser => "globe",
    }
}

/// The dye of an identifier.
pub fn channel(kind: Kind, value: &str) -> Channel {
    match kind {
        Kind::RetailerNumber => Channel::Import,
        Kind::Email => Channel::Email,
        Kind::Phone => Channel::Phone,
        Kind::Loyalty | Kind::CardFingerprint => Channel::Shop,
        Kind::Account | Kind::Browser => Channel::Web,
        Kind::Social if value.starts_with("whatsapp:") => Channel::Whatsapp,
        Kind::Social => Channel::Instagram,
        Kind::Marketplace => Channel::Market,
        Kind::Device => Channel::App,
    }
}

/// A value without what its kind says already: `instagram:ana` is `@ana`.
pub fn shown(kind: Kind, value: &str) -> String {
    match (kind, value.split_once(':')) {
        (Kind::Social, Some((_, name))) => format!("@{name}"),
        (Kind::Marketplace, Some((_, name))) => name.to_owned(),
        _ => value.to_owned(),
    }
}

/// The network or marketplace of a value, with a capital.
fn place(kind: Kind, value: &str) -> Option<String> {
    let (place, _) = value.split_once(':').filter(|_| matches!(kind, Kind::Social | Kind::Marketplace))?;
    let mut letters = place.chars();
    Some(letters.next()?.to_uppercase().collect::<String>() + letters.as_str())
}

/// What an identifier is called inside a sentence.
pub fn named(say: &Say, kind: Kind, value: &str) -> String {
    match kind {
        Kind::RetailerNumber => say.t1("named-number", "value", value),
        Kind::Loyalty => say.t1("named-card", "value", value),
        Kind::Account => say.t1("named-account", "value", value),
        Kind::CardFingerprint => say.t("named-payment"),
        Kind::Device => say.t("named-device"),
        Kind::Browser => say.t("named-browser"),
        Kind::Email | Kind::Phone | Kind::Social | Kind::Marketplace => shown(kind, value),
    }
}

const fn how_key(how: How) -> &'static str {
    match how {
        How::ByHand => "how-by-hand",
        How::SignedIn => "how-signed-in",
        How::Code => "how-code",
        How::StaffScan => "how-staff-scan",
        How::Server => "how-server",
        How::Typed => "how-typed",
        How::Claimed => "how-claimed",
    }
}

/// The name of a system: `online-retail-ii` is `Online retail ii`.
pub fn source_name(source: &str) -> String {
    let known = [
        ("api", "API"),
        ("csv", "CSV"),
        ("magento", "Magento"),
        ("shopify", "Shopify"),
        ("woocommerce", "WooCommerce"),
    ];
    if let Some((_, name)) = known.into_iter().find(|(word, _)| *word == source) {
        return name.to_owned();
    }
    let plain = source.replace(['-', '_'], " ");
    let mut letters = plain.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_does_not_repeat_its_kind() {
        let cases = [
            (Kind::Social, "instagram:ana.m", "@ana.m", Some("Instagram")),
            (Kind::Marketplace, "amazon:A2XYZ", "A2XYZ", Some("Amazon")),
            (Kind::Email, "ana@ejemplo.es", "ana@ejemplo.es", None),
            (Kind::Loyalty, "8410:2207", "8410:2207", None),
        ];
        for (kind, value, expected, where_from) in cases {
            assert_eq!(shown(kind, value), expected);
            assert_eq!(place(kind, value).as_deref(), where_from);
        }
    }
}
