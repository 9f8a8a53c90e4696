//! A person and the identifiers they are known by.
//!
//! Events carry the id of an identifier, which follows from its kind and value and the database's secret, so the thread
//! itself holds nothing personal. A person is the set of identifiers that point to them; `identity` says which do.

use base::{Cx, Error, Id, Noun, Result, Time, text};
use schemars::JsonSchema;
use store::{
    Tx,
    thread::{self, EventId, IdentifierId, NewEvent},
};

use crate::identity;

mod normal;

/// A person.
pub struct Person;
impl Noun for Person {
    const PREFIX: &'static str = "cus";
    const NAME: &'static str = "customer";
}
/// The id of a person.
pub type CustomerId = Id<Person>;

/// The event of a person who made themselves known: a sign-up, a loyalty card.
pub const JOINED: &str = "Customer Joined";

/// What an identifier is, strongest first: whoever is known in several ways is known by the first of them.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize, JsonSchema,
)]
#[schemars(rename = "IdentifierKind")]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An account that they sign in to.
    Account,
    /// The number that the retailer's earlier system gave.
    RetailerNumber,
    /// An e-mail address, in lower case.
    Email,
    /// A telephone, E.164.
    Phone,
    /// A name in a social network, as `instagram:ana`.
    Social,
    /// A buyer in a marketplace, as `amazon:A2XYZ`.
    Marketplace,
    /// A loyalty card: it proves a membership, which a family may share.
    Loyalty,
    /// The card that somebody paid with, as its provider's fingerprint.
    CardFingerprint,
    /// An app on a telephone, a kiosk, a tablet in the shop.
    Device,
    /// A browser.
    Browser,
}

impl Kind {
    /// Every kind, strongest first.
    pub const ALL: [Kind; 10] = [
        Kind::Account,
        Kind::RetailerNumber,
        Kind::Email,
        Kind::Phone,
        Kind::Social,
        Kind::Marketplace,
        Kind::Loyalty,
        Kind::CardFingerprint,
        Kind::Device,
        Kind::Browser,
    ];

    /// The word in rows and in the API.
    pub const fn word(self) -> &'static str {
        match self {
            Kind::Account => "account",
            Kind::RetailerNumber => "retailer_number",
            Kind::Email => "email",
            Kind::Phone => "phone",
            Kind::Social => "social",
            Kind::Marketplace => "marketplace",
            Kind::Loyalty => "loyalty",
            Kind::CardFingerprint => "card_fingerprint",
            Kind::Device => "device",
            Kind::Browser => "browser",
        }
    }

    /// The kind of a word.
    pub fn from_word(word: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Its place among the kinds, 0 for the strongest.
    pub const fn priority(self) -> u8 {
        self as u8
    }

    /// Whether it can prove who somebody is. A browser, a device, a payment card and a loyalty card go from hand to
    /// hand, whoever vouches for them.
    pub const fn can_be_strong(self) -> bool {
        !matches!(self, Kind::Loyalty | Kind::CardFingerprint | Kind::Device | Kind::Browser)
    }

    /// Whether it stands for a thing that people use, rather than for somebody.
    pub const fn is_thing(self) -> bool {
        matches!(self, Kind::CardFingerprint | Kind::Device | Kind::Browser)
    }
}

/// How far an identifier proves who somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// Verified by us, or said by a system with our trust.
    Strong,
    /// Claimed.
    Weak,
}

impl Strength {
    /// The word in rows and in the API.
    pub const fn word(self) -> &'static str {
        match self {
            Strength::Strong => "strong",
            Strength::Weak => "weak",
        }
    }
}

/// How somebody came to be known by an identifier, strongest first.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[schemars(rename = "IdentifierHow")]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// Staff looked and said so.
    ByHand,
    /// They signed in.
    SignedIn,
    /// They typed a code that was sent there.
    Code,
    /// Staff scanned it.
    StaffScan,
    /// A system with our trust says so.
    Server,
    /// Somebody typed it: at a till, in a form.
    Typed,
    /// A browser or an app says so.
    Claimed,
}

impl How {
    const ALL: [How; 7] =
        [How::ByHand, How::SignedIn, How::Code, How::StaffScan, How::Server, How::Typed, How::Claimed];

    /// The word in rows and in the API.
    pub const fn word(self) -> &'static str {
        match self {
            How::ByHand => "by_hand",
            How::SignedIn => "signed_in",
            How::Code => "code",
            How::StaffScan => "staff_scan",
            How::Server => "server",
            How::Typed => "typed",
            How::Claimed => "claimed",
        }
    }

    /// The way of a word.
    pub fn from_word(word: &str) -> Option<How> {
        How::ALL.into_iter().find(|how| how.word() == word)
    }

    /// Whether it verifies.
    pub const fn is_strong(self) -> bool {
        !matches!(self, How::Typed | How::Claimed)
    }

    /// How far what comes this way is believed: most where it verifies, least where anybody can say it.
    pub const fn trust(self) -> u8 {
        match self {
            How::Claimed => 0,
            How::Typed => 1,
            _ => 2,
        }
    }
}

/// Whether an identifier stands for one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sharing {
    /// As far as we know it does.
    No,
    /// More people came with it than its kind allows.
    Counted,
    /// Staff said that several people use it.
    Shared,
    /// Staff said that it is one person's, however many came with it.
    Personal,
    /// It names nobody.
    Blocked,
}

impl Sharing {
    const ALL: [Sharing; 5] = [Sharing::No, Sharing::Counted, Sharing::Shared, Sharing::Personal, Sharing::Blocked];

    /// The word in rows and in the API.
    pub const fn word(self) -> &'static str {
        match self {
            Sharing::No => "no",
            Sharing::Counted => "counted",
            Sharing::Shared => "shared",
            Sharing::Personal => "personal",
            Sharing::Blocked => "blocked",
        }
    }

    /// The state of a word.
    pub fn from_word(word: &str) -> Option<Sharing> {
        Sharing::ALL.into_iter().find(|sharing| sharing.word() == word)
    }

    /// Whether several people use it.
    pub const fn is_shared(self) -> bool {
        matches!(self, Sharing::Counted | Sharing::Shared)
    }
}

/// A name somebody goes by in one system: a kind and a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Known {
    /// What kind of name.
    pub kind: Kind,
    /// The name itself, as its kind writes it.
    pub value: String,
}

impl Known {
    /// Reads a value as its kind writes it, or says what is wrong with it.
    pub fn parse(kind: Kind, value: &str) -> Result<Known> {
        let value = normal::composed(value);
        let trimmed = value.trim();
        let wrong = |says: &str| Err(Error::invalid("identifier", says.to_owned()));
        if trimmed.is_empty() || trimmed.len() > 200 || text::hidden(trimmed).is_some() {
            return wrong("An identifier has 1 to 200 visible characters.");
        }
        let value = match kind {
            Kind::Email => match normal::email(trimmed) {
                Some(address) => address,
                None => return wrong("This is not an e-mail address such as ana@example.es."),
            },
            Kind::Phone => match normal::phone(trimmed) {
                Some(number) => number,
                None => return wrong("Write the telephone number with its country, such as +34612345678."),
            },
            Kind::Social | Kind::Marketplace => match trimmed.split_once(':') {
                Some((place, name)) if !place.is_empty() && !name.is_empty() => {
                    let name = name.trim_start_matches('@');
                    let name = if kind == Kind::Social { name.to_lowercase() } else { name.to_owned() };
                    format!("{}:{name}", place.to_lowercase())
                }
                _ => return wrong("Write where they go by this name, such as instagram:ana or amazon:A2XYZ."),
            },
            // A card's number is printed in groups, and typed with or without them.
            Kind::Loyalty => trimmed.split_whitespace().collect(),
            _ => trimmed.to_owned(),
        };
        Ok(Known { kind, value })
    }

    /// Reads an address as people write it into a list: an e-mail address has an `@`, anything else is a telephone.
    pub fn address(text: &str) -> Result<Known> {
        Known::parse(if text.contains('@') { Kind::Email } else { Kind::Phone }, text)
    }

    /// The id that events carry in its place, as long as its value stands for the first who had it.
    pub fn id(&self, secret: &[u8]) -> IdentifierId {
        IdentifierId::keyed(secret, &[self.kind.word(), &self.value])
    }
}

/// That somebody goes by a name, and how far that can be trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The name.
    pub known: Known,
    /// How it came to us.
    pub how: How,
}

impl Claim {
    /// What a system with our trust says.
    pub const fn server(known: Known) -> Claim {
        Claim { known, how: How::Server }
    }

    /// Whether it proves anything.
    pub const fn is_strong(&self) -> bool {
        self.how.is_strong() && self.known.kind.can_be_strong()
    }

    /// Its place among the claims of a statement, the one that says most about who it is first.
    pub const fn place(&self) -> (bool, bool, u8) {
        (!self.is_strong(), !self.how.is_strong(), self.known.kind.priority())
    }
}

/// What a source says of a person, beside how they are known.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Profile {
    /// Their name.
    pub name: Option<String>,
    /// Their country, as the source writes it.
    pub country: Option<String>,
    /// Their town.
    pub city: Option<String>,
    /// The language they prefer, as `es`.
    pub language: Option<String>,
    /// The day of their birth, as `1984-05-31`.
    pub birth_date: Option<String>,
    /// Street and number.
    pub street: Option<String>,
    /// The postal code.
    pub postcode: Option<String>,
}

impl Profile {
    /// The fields with their names, in the order of the columns of `customers`.
    pub fn fields(&self) -> [(&'static str, Option<&str>); 7] {
        [
            ("name", self.name.as_deref()),
            ("country", self.country.as_deref()),
            ("city", self.city.as_deref()),
            ("language", self.language.as_deref()),
            ("birth_date", self.birth_date.as_deref()),
            ("street", self.street.as_deref()),
            ("postcode", self.postcode.as_deref()),
        ]
    }

    /// The field of a name.
    pub fn field_mut(&mut self, name: &str) -> Option<&mut Option<String>> {
        Some(match name {
            "name" => &mut self.name,
            "country" => &mut self.country,
            "city" => &mut self.city,
            "language" => &mut self.language,
            "birth_date" => &mut self.birth_date,
            "street" => &mut self.street,
            "postcode" => &mut self.postcode,
            _ => return None,
        })
    }
}

/// What one statement says of a person.
#[derive(Clone, Debug)]
pub struct Said {
    /// How they are known; at least one.
    pub claims: Vec<Claim>,
    /// What else is known.
    pub profile: Profile,
    /// Who says so: `online-retail-ii`, `hilo`.
    pub source: String,
    /// When it was said.
    pub at: Time,
}

impl Said {
    /// What a system with our trust says.
    pub fn server(known: Vec<Known>, profile: Profile, source: &str, at: Time) -> Said {
        Said { claims: known.into_iter().map(Claim::server).collect(), profile, source: source.to_owned(), at }
    }

    /// The names that are said.
    pub fn known(&self) -> impl Iterator<Item = &Known> {
        self.claims.iter().map(|claim| &claim.known)
    }
}

/// Somebody makes themselves known: the person exists from now on, and the thread says where they joined.
pub fn join(cx: &Cx, tx: &mut Tx, said: &Said, channel: &str, place: Option<&str>) -> Result<Option<IdentifierId>> {
    let Some(actor) = identity::tell(cx, tx, said)? else { return Ok(None) };
    let event = NewEvent {
        id: EventId::derived(said.at, &[JOINED, &actor.to_string()]),
        happened: said.at,
        kind: JOINED,
        channel: channel.to_owned(),
        place: place.map(str::to_owned),
        actor: Some(actor),
        subject: None,
        body: serde_json::json!({ "source": said.source }),
        private: None,
    };
    thread::append(tx, cx.now, &[event])?;
    Ok(Some(actor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_read_as_their_kind_writes_them() {
        let cases = [
            (Kind::Email, " Ana@Ejemplo.ES ", Some("ana@ejemplo.es")),
            (Kind::Email, "ana@ejemplo", None),
            (Kind::Email, "@ejemplo.es", None),
            (Kind::Phone, "+34 612 345-678", Some("+34612345678")),
            (Kind::Phone, "0034 612 345 678", Some("+34612345678")),
            (Kind::Phone, "612345678", None),
            (Kind::RetailerNumber, " 13085 ", Some("13085")),
            (Kind::Social, "Instagram:@Ana.M", Some("instagram:ana.m")),
            (Kind::Marketplace, "Amazon:A2xyZ", Some("amazon:A2xyZ")),
            (Kind::Social, "ana", None),
            (Kind::Loyalty, "8410 2207", Some("84102207")),
            (Kind::Loyalty, "", None),
            (Kind::Loyalty, "a\u{0}b", None),
        ];
        for (kind, text, expected) in cases {
            assert_eq!(Known::parse(kind, text).ok().map(|known| known.value).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn every_word_is_read_back() {
        assert!(Kind::ALL.into_iter().all(|kind| Kind::from_word(kind.word()) == Some(kind)));
        assert!(How::ALL.into_iter().all(|how| How::from_word(how.word()) == Some(how)));
        assert!(Sharing::ALL.into_iter().all(|sharing| Sharing::from_word(sharing.word()) == Some(sharing)));
        let places: Vec<u8> = Kind::ALL.into_iter().map(Kind::priority).collect();
        assert_eq!(places, (0..10).collect::<Vec<_>>());
    }
}
