//! Who acts, and when: the first parameter of every act.

use crate::Time;

/// Who stands behind an act. It is written beside what the act records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Hilo itself: a follower, a sweeper, a migration. The word says which.
    System(&'static str),
    /// A member of staff, by id in TypeID text.
    Staff(String),
    /// A program with a key, by the key's id in TypeID text.
    Key(String),
    /// A command line on the machine that holds the data.
    Operator,
}

impl Actor {
    /// How the actor is written in rows: `system:card`, `staff:stf_...`, `key:key_...`, `operator`.
    pub fn as_text(&self) -> String {
        match self {
            Actor::System(part) => format!("system:{part}"),
            Actor::Staff(id) => format!("staff:{id}"),
            Actor::Key(id) => format!("key:{id}"),
            Actor::Operator => "operator".to_owned(),
        }
    }
}

/// The context of one act. Time comes from here and from nowhere else.
#[derive(Clone, Debug)]
pub struct Cx {
    /// Who acts.
    pub actor: Actor,
    /// The moment of the act.
    pub now: Time,
}

impl Cx {
    /// A context for work that Hilo does by itself.
    pub fn system(part: &'static str, now: Time) -> Cx {
        Cx { actor: Actor::System(part), now }
    }
}
