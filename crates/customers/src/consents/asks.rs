//! Double opt-in, and the page where somebody sees what they allow: both are reached by a link that only the address
//! itself has been sent.
//!
//! A link that confirms is 32 random bytes, of which only the hash is kept, and ends after two weeks. A link to the
//! preferences follows from the address and the database's secret, so every message may carry it and it never ends.

use std::collections::BTreeSet;

use base::{Cx, Error, Result, Time};
use serde_json::json;
use sha2::{Digest, Sha256};
use store::{Tx, params, settings as facts, sql, thread::IdentifierId};

use super::{
    ConsentId, NewStatement, TextRead, history, record,
    rules::{Question, Reason},
    texts,
    words::{Basis, Channel, Decision, How, Purpose},
};
use crate::{
    identity::{self, tenures},
    people::{self, Claim, Known, Profile, Said},
};

/// How long a link confirms, in seconds.
pub(crate) const LIVES_S: i64 = 14 * 86_400;
/// For how long somebody is not asked again, in seconds.
const AGAIN_S: i64 = 86_400;

/// Somebody to ask.
#[derive(Clone, Debug)]
pub struct NewAsk {
    /// Where.
    pub address: IdentifierId,
    /// What for.
    pub purposes: Vec<Purpose>,
    /// By which way.
    pub channel: Channel,
    /// What they read.
    pub text: Option<TextRead>,
    /// The shop, where there is one.
    pub place: Option<String>,
    /// How the address came to us.
    pub how: How,
    /// The system that says so.
    pub source: String,
}

/// Records that somebody was asked. Gives the statements that wait for an answer; none where they agreed to everything,
/// or nothing at all may be sent there. Who was asked within a day is not asked anew, so that nobody's letter box is
/// filled by a stranger.
pub fn ask(cx: &Cx, tx: &mut Tx, new: &NewAsk) -> Result<Vec<ConsentId>> {
    // Whether the text is there does not tell a stranger whether the address is.
    if let Some(text) = &new.text {
        texts::known(tx, text)?;
    }
    let mut waiting = Vec::new();
    for purpose in &new.purposes {
        let why = history::why(tx, Question { purpose: *purpose, channel: new.channel, address: new.address }, cx.now)?;
        // Who merely did not mind may still agree.
        let agreed = why.allowed && why.basis == Some(Basis::Consent);
        let is_unreached = why.reason == Some(Reason::UnknownAddress.word());
        if agreed || is_unreached || why.suppression.is_some_and(|left| left.reason.stops_everything()) {
            continue;
        }
        match pending(tx, new, *purpose, cx.now)? {
            Some(asked) => waiting.push(asked),
            None => waiting.extend(record(cx, tx, &[new.statement(*purpose, cx.now)])?),
        }
    }
    Ok(waiting)
}

impl NewAsk {
    fn statement(&self, purpose: Purpose, now: Time) -> NewStatement {
        NewStatement {
            address: self.address,
            purpose,
            channel: self.channel,
            decision: Decision::Asked,
            basis: Basis::Consent,
            how: self.how,
            text: self.text.clone(),
            place: self.place.clone(),
            source: self.source.clone(),
            proof: json!({}),
            happened: now,
            answers: None,
        }
    }
}

/// What was asked within a day and has no answer.
fn pending(tx: &mut Tx, new: &NewAsk, purpose: Purpose, now: Time) -> Result<Option<ConsentId>> {
    let text = sql!(
        "select a.id from consents a where a.address = $1 and a.purpose = $2 and a.channel = $3
             and a.decision = 'asked' and a.happened > $4
             and not exists (select 1 from consents b where b.address = $1 and b.answers = a.id)
             and not exists (select 1 from consents b where b.address = $1 and b.purpose = $2
                 and b.decision = 'withdrawn' and b.happened >= a.happened)
         order by a.id desc limit 1"
    );
    let since = now.plus_seconds(-AGAIN_S);
    let params = params![new.address, purpose.word(), new.channel.word(), since];
    tx.query_one(text, params, |row| row.get(0))
}

/// A link's secret: what is sent. The database keeps its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token(pub String);

impl Token {
    /// A new one.
    pub fn new() -> Result<Token> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(Error::internal)?;
        Ok(Token(bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
    }

    fn hash(&self) -> Vec<u8> {
        Sha256::digest(&self.0).to_vec()
    }
}

/// Lets a link confirm these statements for two weeks. The link is made before the act, since an act may run again.
pub fn let_confirm(cx: &Cx, tx: &mut Tx, token: &Token, asked: &[ConsentId]) -> Result<()> {
    for id in asked {
        let text = sql!("select decision from consents where id = $1");
        match tx.query_one(text, params![*id], |row| row.get::<String>(0))? {
            None => return Err(Error::NotFound { what: "statement of consent" }),
            Some(decision) if decision == Decision::Asked.word() => {}
            Some(_) => return Err(Error::conflict("not-asked", "Only what was asked can be confirmed.")),
        }
        let text = sql!(
            "insert into consent_tokens (token_hash, consent_id, created_at, expires_at) values ($1, $2, $3, $4)
             on conflict (token_hash, consent_id) do nothing"
        );
        tx.exec(text, params![&token.hash()[..], *id, cx.now, cx.now.plus_seconds(LIVES_S)])?;
    }
    Ok(())
}

/// What a link leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// No such link was made, or it ended.
    Unknown,
    /// These statements wait for an answer.
    Waiting(Vec<Waiting>),
    /// It was answered at this moment.
    Confirmed(Time),
}

/// What a link confirms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The statement.
    pub id: ConsentId,
    /// What for.
    pub purpose: Purpose,
    /// By which way.
    pub channel: Channel,
    /// What they read.
    pub text: Option<TextRead>,
    address: IdentifierId,
    place: Option<String>,
    source: String,
    happened: Time,
}

/// Looks where a link leads. Changes nothing.
pub fn look(tx: &mut Tx, token: &Token, now: Time) -> Result<Link> {
    let text = sql!(
        "select c.id, c.purpose, c.channel, c.text_version, c.language, c.address, c.place, c.source, c.happened,
             t.expires_at, (select min(b.recorded) from consents b where b.address = c.address and b.answers = c.id)
         from consent_tokens t join consents c on c.id = t.consent_id where t.token_hash = $1
         order by c.purpose, c.id"
    );
    let rows = tx.query(text, params![&token.hash()[..]], |row| {
        let read = (row.get::<Option<String>>(3)?, row.get::<Option<String>>(4)?);
        let waiting = Waiting {
            id: row.get(0)?,
            purpose: Purpose::parse(&row.get::<String>(1)?)?,
            channel: Channel::parse(&row.get::<String>(2)?)?,
            text: read.0.zip(read.1).map(|(version, language)| TextRead { version, language }),
            address: row.get(5)?,
            place: row.get(6)?,
            source: row.get(7)?,
            happened: row.get(8)?,
        };
        Ok((waiting, row.get::<Time>(9)?, row.get::<Option<Time>>(10)?))
    })?;
    if let Some(at) = rows.iter().filter_map(|(_, _, answered)| *answered).min() {
        return Ok(Link::Confirmed(at));
    }
    let alive: Vec<Waiting> =
        rows.into_iter().filter(|(_, end, _)| *end > now).map(|(waiting, _, _)| waiting).collect();
    Ok(if alive.is_empty() { Link::Unknown } else { Link::Waiting(alive) })
}

/// Confirms what a link leads to; says what it led to before. Once is enough: again changes nothing.
pub fn confirm(cx: &Cx, tx: &mut Tx, token: &Token) -> Result<Link> {
    let link = look(tx, token, cx.now)?;
    let Link::Waiting(waiting) = &link else { return Ok(link) };
    let granted: Vec<NewStatement> = waiting.iter().map(|asked| asked.granted(cx.now)).collect();
    record(cx, tx, &granted)?;
    let addresses: BTreeSet<IdentifierId> = waiting.iter().map(|asked| asked.address).collect();
    for address in addresses {
        verify(cx, tx, address)?;
    }
    Ok(link)
}

/// Whoever answered has the address: it proves from now on who they are. Said after the grant, which is of the person
/// as they were known until then.
fn verify(cx: &Cx, tx: &mut Tx, address: IdentifierId) -> Result<()> {
    let text = sql!("select kind, value from identifiers where id = $1");
    let found = tx.query_one(text, params![address], |row| {
        Ok(Known { kind: super::kind(&row.get::<String>(0)?)?, value: row.get(1)? })
    })?;
    let Some(known) = found else { return Ok(()) };
    // Somebody else may have it by now.
    let base = known.id(&facts::secret(tx)?);
    if tenures::at(tx, base, cx.now)? != Some(address) {
        return Ok(());
    }
    let claims = vec![Claim { known, how: people::How::Code }];
    let said = Said { claims, profile: Profile::default(), source: "consent".to_owned(), at: cx.now };
    identity::tell(cx, tx, &said).map(|_| ())
}

impl Waiting {
    fn granted(&self, now: Time) -> NewStatement {
        NewStatement {
            address: self.address,
            purpose: self.purpose,
            channel: self.channel,
            decision: Decision::Granted,
            basis: Basis::Consent,
            how: How::DoubleOptIn,
            text: self.text.clone(),
            place: self.place.clone(),
            source: self.source.clone(),
            proof: json!({ "asked": self.id, "asked_at": self.happened, "confirmed_at": now }),
            happened: now,
            answers: Some((self.id, self.happened)),
        }
    }
}

/// The link to an address's preferences: the address and a mark that only this database can make.
pub fn preference_token(tx: &mut Tx, address: IdentifierId) -> Result<Token> {
    Ok(Token(format!("{}{}", tail(address), tail(mark(tx, address)?))))
}

/// The address that a link to preferences is for; `None` where it is not one of ours.
pub fn address_of_token(tx: &mut Tx, token: &Token) -> Result<Option<IdentifierId>> {
    let Some((address, given)) = token.0.split_at_checked(TAIL) else { return Ok(None) };
    let read = |text: &str| format!("idn_{text}").parse::<IdentifierId>();
    let (Ok(address), Ok(given)) = (read(address), read(given)) else { return Ok(None) };
    let right = mark(tx, address)?;
    // As long for a wrong one, wherever it differs.
    let differs = given.bytes().iter().zip(right.bytes()).fold(0, |sum, (one, other)| sum | (one ^ other));
    Ok((differs == 0).then_some(address))
}

/// The letters of an id behind its prefix.
const TAIL: usize = 26;

fn tail(id: IdentifierId) -> String {
    id.to_string().rsplit('_').next().unwrap_or_default().to_owned()
}

fn mark(tx: &mut Tx, address: IdentifierId) -> Result<IdentifierId> {
    Ok(IdentifierId::keyed(&facts::secret(tx)?, &["preferences", &address.to_string()]))
}
