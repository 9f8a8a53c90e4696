//! Somebody leaves their address: they exist from now on, with what they like, and are asked to confirm.

use base::{Cx, Error, Result, text};
use serde_json::json;
use store::{
    Tx, params, sql,
    thread::{self, EventId, IdentifierId, NewEvent},
};

use super::{
    ConsentId, TextRead,
    asks::{self, NewAsk},
    words::{Channel, How, Purpose},
};
use crate::{
    identity,
    people::{self, Claim, Kind, Known, Profile, Said},
};

/// Somebody left their address.
pub const CAPTURED: &str = "Lead Captured";
/// Interests that one form may tell.
const INTERESTS: usize = 20;

/// What somebody left.
#[derive(Clone, Debug)]
pub struct NewLead {
    /// Their address.
    pub known: Known,
    /// Their name.
    pub name: Option<String>,
    /// The language they read, as `es`.
    pub language: Option<String>,
    /// What they like, in the words of the form.
    pub interests: Vec<String>,
    /// The form: `newsletter`, `back-in-stock`.
    pub form: String,
    /// The system that says so.
    pub source: String,
    /// The text they read before they agreed; without one, they are not asked.
    pub text: Option<TextRead>,
    /// The shop, where there is one.
    pub place: Option<String>,
}

/// What became of it.
#[derive(Clone, Debug)]
pub struct Lead {
    /// The address.
    pub address: IdentifierId,
    /// Statements that wait for the answer of whoever has it.
    pub asked: Vec<ConsentId>,
}

/// Takes in somebody who left their address; `None` where it names nobody. The address proves nothing until it answers.
pub fn capture(cx: &Cx, tx: &mut Tx, new: &NewLead) -> Result<Option<Lead>> {
    let interests = new.check()?;
    let name = new.name.as_deref().map(|name| text::told("The name", name, 200)).transpose()?;
    let said = Said {
        claims: vec![Claim { known: new.known.clone(), how: people::How::Claimed }],
        profile: Profile { name, language: new.language.clone(), ..Profile::default() },
        source: new.source.clone(),
        at: cx.now,
    };
    let Some(address) = identity::tell(cx, tx, &said)? else { return Ok(None) };
    let text = sql!(
        "insert into interests (identifier_id, interest, source, said_at) values ($1, $2, $3, $4)
         on conflict (identifier_id, interest, source) do nothing"
    );
    tx.exec_many(text, interests.iter().map(|interest| params![address, interest, &new.source, cx.now]))?;
    let event = NewEvent {
        id: EventId::derived(cx.now, &[CAPTURED, &address.to_string(), &new.form]),
        happened: cx.now,
        kind: CAPTURED,
        channel: "web".to_owned(),
        place: new.place.clone(),
        actor: Some(address),
        subject: None,
        body: json!({ "source": new.source, "form": new.form }),
        // What somebody likes is theirs, and goes with them.
        private: Some(json!({ "interests": interests })),
    };
    thread::append(tx, cx.now, &[event])?;
    let asked = match &new.text {
        Some(text) => asks::ask(cx, tx, &new.ask(address, text))?,
        None => Vec::new(),
    };
    Ok(Some(Lead { address, asked }))
}

impl NewLead {
    fn check(&self) -> Result<Vec<String>> {
        // Letters are written to whoever has an address; of a telephone only a message can be answered.
        if !matches!(self.known.kind, Kind::Email | Kind::Phone) {
            return Err(Error::invalid("identifier", "A lead leaves an e-mail address or a telephone."));
        }
        if self.interests.len() > INTERESTS {
            return Err(Error::invalid("interests", format!("A form tells at most {INTERESTS} interests.")));
        }
        for word in [&self.form, &self.source] {
            slug(word)?;
        }
        let mut interests = self.interests.iter().map(|word| slug(word)).collect::<Result<Vec<_>>>()?;
        interests.sort();
        interests.dedup();
        Ok(interests)
    }

    fn ask(&self, address: IdentifierId, text: &TextRead) -> NewAsk {
        let channel = if self.known.kind == Kind::Email { Channel::Email } else { Channel::Sms };
        NewAsk {
            address,
            purposes: vec![Purpose::Marketing],
            channel,
            text: Some(text.clone()),
            place: self.place.clone(),
            how: How::Form,
            source: self.source.clone(),
        }
    }
}

/// Words of forms stand on the thread, where nothing personal may: so they are codes, not free text.
fn slug(word: &str) -> Result<String> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(&byte);
    if (1..=40).contains(&word.len()) && word.bytes().all(plain) {
        return Ok(word.to_owned());
    }
    let says = "Forms, sources and interests are codes of 1 to 40 characters: a-z, 0-9, '-' and '_'.";
    Err(Error::invalid("code", says))
}

/// What somebody said that they like, as one of their identifiers.
pub fn interests(tx: &mut Tx, address: IdentifierId) -> Result<Vec<String>> {
    let text = sql!("select distinct interest from interests where identifier_id = $1 order by interest");
    tx.query(text, params![address], |row| row.get(0))
}
