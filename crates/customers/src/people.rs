//! A person and the identifiers they are known by.
//!
//! Events carry the id of an identifier, which follows from its kind and value and the database's secret, so the thread
//! itself holds nothing personal. A person is the set of identifiers that point to them.

use base::{Cx, Error, Id, Noun, Result, Time, text::folded};
use store::{
    Tx, params, settings, sql,
    thread::{self, EventId, IdentifierId, NewEvent},
};

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

/// What an identifier is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The number that the retailer's earlier system gave.
    RetailerNumber,
    /// An e-mail address, in lower case.
    Email,
    /// A telephone number, E.164.
    Phone,
    /// A loyalty card.
    Loyalty,
}

impl Kind {
    /// The word in rows and in the API.
    pub const fn word(self) -> &'static str {
        match self {
            Kind::RetailerNumber => "retailer_number",
            Kind::Email => "email",
            Kind::Phone => "phone",
            Kind::Loyalty => "loyalty",
        }
    }

    /// The kind of a word.
    pub fn from_word(word: &str) -> Option<Kind> {
        [Kind::RetailerNumber, Kind::Email, Kind::Phone, Kind::Loyalty].into_iter().find(|kind| kind.word() == word)
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
        let trimmed = value.trim();
        let wrong = |says: &str| Err(Error::invalid("identifier", says.to_owned()));
        if trimmed.is_empty() || trimmed.len() > 200 || trimmed.chars().any(char::is_control) {
            return wrong("An identifier has 1 to 200 visible characters.");
        }
        let value = match kind {
            Kind::Email => match trimmed.split_once('@') {
                Some((name, host)) if !name.is_empty() && host.contains('.') && !trimmed.contains(' ') => {
                    trimmed.to_lowercase()
                }
                _ => return wrong("This is not an e-mail address such as ana@example.es."),
            },
            Kind::Phone => {
                let digits: String = trimmed.chars().filter(|letter| !" -().".contains(*letter)).collect();
                let plain = digits.strip_prefix('+').is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()));
                if !plain || !(8..=16).contains(&digits.len()) {
                    return wrong("Write the telephone number with its country, such as +34612345678.");
                }
                digits
            }
            Kind::RetailerNumber | Kind::Loyalty => trimmed.to_owned(),
        };
        Ok(Known { kind, value })
    }

    /// The id that events carry in its place.
    pub fn id(&self, secret: &[u8]) -> IdentifierId {
        IdentifierId::keyed(secret, &[self.kind.word(), &self.value])
    }
}

/// What is known of somebody when they first appear.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// How they are known, strongest first; at least one.
    pub known: Vec<Known>,
    /// Their name.
    pub name: Option<String>,
    /// Their country, as the source writes it.
    pub country: Option<String>,
    /// Their town.
    pub city: Option<String>,
    /// The language they prefer, as `es`.
    pub language: Option<String>,
    /// Who says so: `online-retail-ii`, `hilo`.
    pub source: String,
    /// When they were first seen.
    pub since: Time,
}

/// Makes sure that each of these people exists. Those whose first identifier is already known stay as they are.
pub fn ensure(cx: &Cx, tx: &mut Tx, people: &[NewPerson]) -> Result<()> {
    let secret = settings::secret(tx)?;
    let mut fresh = Vec::new();
    for person in people {
        let first = person.known.first().ok_or_else(|| Error::invalid("identifier", "Say who the customer is."))?;
        let id = first.id(&secret);
        let found = tx.query_one(sql!("select customer_id from identifiers where id = $1"), params![id], |row| {
            row.get::<CustomerId>(0)
        })?;
        if found.is_none() && !fresh.iter().any(|(known, _, _)| *known == id) {
            fresh.push((id, CustomerId::derived(person.since, &[first.kind.word(), &id.to_string()]), person));
        }
    }
    insert(cx, tx, &secret, &fresh)
}

fn insert(cx: &Cx, tx: &mut Tx, secret: &[u8], fresh: &[(IdentifierId, CustomerId, &NewPerson)]) -> Result<()> {
    let text = sql!(
        "insert into customers (id, name, country, city, language, search, created_at)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do nothing"
    );
    let rows = fresh.iter().map(|(_, id, person)| {
        let NewPerson { name, country, city, language, .. } = person;
        let search = folded(&[name.as_deref().unwrap_or_default(), city.as_deref().unwrap_or_default()]);
        params![*id, name.as_deref(), country.as_deref(), city.as_deref(), language.as_deref(), search, cx.now]
    });
    tx.exec_many(text, rows)?;
    let text = sql!(
        "insert into identifiers (id, customer_id, kind, value, strength, source, rank, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (id) do nothing"
    );
    let rows = fresh.iter().flat_map(|(_, id, person)| {
        person.known.iter().zip(1_i64..).map(move |(known, rank)| {
            let strength = Strength::Strong.word();
            params![known.id(secret), *id, known.kind.word(), &known.value, strength, &person.source, rank, cx.now]
        })
    });
    tx.exec_many(text, rows).map(|_| ())
}

/// Somebody makes themselves known: the person exists from now on, and the thread says where they joined.
pub fn join(cx: &Cx, tx: &mut Tx, person: &NewPerson, channel: &str, place: Option<&str>) -> Result<()> {
    ensure(cx, tx, std::slice::from_ref(person))?;
    let secret = settings::secret(tx)?;
    let Some(first) = person.known.first() else { return Ok(()) };
    let actor = first.id(&secret);
    let event = NewEvent {
        id: EventId::derived(person.since, &[JOINED, &actor.to_string()]),
        happened: person.since,
        kind: JOINED,
        channel: channel.to_owned(),
        place: place.map(str::to_owned),
        actor: Some(actor),
        subject: None,
        body: serde_json::json!({ "source": person.source }),
        private: None,
    };
    thread::append(tx, cx.now, &[event]).map(|_| ())
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
            (Kind::Phone, "612345678", None),
            (Kind::RetailerNumber, " 13085 ", Some("13085")),
            (Kind::Loyalty, "", None),
            (Kind::Loyalty, "a\u{0}b", None),
        ];
        for (kind, text, expected) in cases {
            assert_eq!(Known::parse(kind, text).ok().map(|known| known.value).as_deref(), expected, "{text}");
        }
    }
}
