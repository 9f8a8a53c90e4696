//! What joining two people would come to, before anybody does it.

use askama::Template;
use base::Time;
use web::frame::Frame;

use crate::{card_page::Figures, consents_page::State, identifiers::Identifier, identity_page::Who, labels_page::Tag};

/// The page.
#[derive(Template)]
#[template(path = "merge.html")]
pub struct MergePage {
    /// The frame.
    pub page: Frame,
    /// Who stays.
    pub keeps: Side,
    /// Who is joined with them.
    pub joins: Side,
    /// The one person that they would be; `None` where they cannot be joined.
    pub one: Option<Side>,
    /// What may be sent no more, or again.
    pub answers: Vec<State>,
    /// The same with the two in each other's place.
    pub swap: String,
    /// What stands in the way.
    pub obstacle: Option<Obstacle>,
    /// Whether whoever looks may do it.
    pub may: bool,
}

/// What stands in the way of joining.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// Staff said otherwise of these two before; joining takes that back.
    Overruled(String),
    /// It cannot be done, and why.
    Refused(String),
}

/// One of the people of the page.
#[derive(Clone, Debug)]
pub struct Side {
    /// Who it is.
    pub who: Who,
    /// Their name alone, for the avatar.
    pub name: String,
    /// What is said of them.
    pub fields: Vec<Field>,
    /// Their figures by currency.
    pub figures: Vec<Figures>,
    /// How many things are on their thread.
    pub facts: i64,
    /// The first of them.
    pub first_seen: Option<Time>,
    /// The last of them.
    pub last_seen: Option<Time>,
    /// What they are known by.
    pub identifiers: Vec<Identifier>,
    /// What they wear.
    pub tags: Vec<Tag>,
}

/// A field of a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The field, in the word of rows.
    pub name: &'static str,
    /// What it says.
    pub value: String,
    /// What the other of the two says, where that is something else.
    pub other: Option<String>,
}

impl Field {
    /// The message with the field's name.
    pub fn key(&self) -> &'static str {
        field_key(self.name)
    }
}

/// The message with the name of a field.
pub fn field_key(name: &str) -> &'static str {
    match name {
        "name" => "field-name",
        "country" => "field-country",
        "city" => "field-city",
        "language" => "field-language",
        "birth_date" => "field-birth-date",
        "street" => "field-street",
        _ => "field-postcode",
    }
}

impl MergePage {
    fn overruled(&self) -> Option<&str> {
        match &self.obstacle {
            Some(Obstacle::Overruled(words)) => Some(words),
            _ => None,
        }
    }

    fn refused(&self) -> Option<&str> {
        match &self.obstacle {
            Some(Obstacle::Refused(words)) => Some(words),
            _ => None,
        }
    }

    fn differ(&self) -> i64 {
        self.one.iter().flat_map(|one| &one.fields).filter(|field| field.other.is_some()).count() as i64
    }
}
