//! What people allow us: a ledger of what they said, and what follows from it.
//!
//! The ledger only grows. Whether something may be sent is one question, [`permits::may`], which fails closed: what is
//! not known to be allowed is not. Its answers are kept as rows and worked out anew whenever something changes that
//! they follow from: a statement, an address that is left alone, a day of birth, who is one person.

pub mod asks;
pub mod history;
pub mod leads;
pub mod permits;
pub mod reading;
pub mod rules;
pub mod settings;
pub mod suppressions;
pub mod texts;
pub mod verify;
pub mod words;

use std::collections::BTreeSet;

use base::{Actor, Cx, Error, Id, Noun, Result, Time};
use serde_json::Value;
use store::{
    Tx, params, settings as facts, sql,
    thread::{self, EventId, IdentifierId, NewEvent},
};

use crate::{
    audits::{self, Act, Note},
    fold,
    identity::{links, tenures},
    people::{CustomerId, Kind, Known, Sharing},
};
use rules::Question;
use words::{Basis, Channel, Decision, How, Purpose};

/// One statement of the ledger.
pub struct Statement;
impl Noun for Statement {
    const PREFIX: &'static str = "cns";
    const NAME: &'static str = "statement of consent";
}
/// The id of a statement.
pub type ConsentId = Id<Statement>;

/// An address that is left alone.
pub struct Suppression;
impl Noun for Suppression {
    const PREFIX: &'static str = "sup";
    const NAME: &'static str = "suppression";
}
/// The id of a suppression.
pub type SuppressionId = Id<Suppression>;

/// How far a clock that tells us of a grant may be ahead of ours, in seconds.
pub(crate) const GRACE_S: i64 = 60;

/// Somebody agreed.
pub const GRANTED: &str = "Consent Granted";
/// Somebody agrees no longer, or never did.
pub const WITHDRAWN: &str = "Consent Withdrawn";
/// Somebody was asked to confirm.
pub const ASKED: &str = "Consent Asked";

/// How this room's events of consent add up on the card: they are counted, and add nothing.
pub const KINDS: [fold::Kind; 6] = [
    kind_of(GRANTED, "message"),
    kind_of(WITHDRAWN, "message"),
    kind_of(ASKED, "message"),
    kind_of(suppressions::SUPPRESSED, "promise"),
    kind_of(suppressions::LIFTED, "promise"),
    kind_of(leads::CAPTURED, "visit"),
];

const fn kind_of(name: &'static str, mark: &'static str) -> fold::Kind {
    fold::Kind { name, mark, adds: |_| Ok(fold::Sums::default()) }
}

/// A statement to record.
#[derive(Clone, Debug)]
pub struct NewStatement {
    /// The identifier that it is about.
    pub address: IdentifierId,
    /// What for.
    pub purpose: Purpose,
    /// By which way.
    pub channel: Channel,
    /// What was said.
    pub decision: Decision,
    /// On what ground.
    pub basis: Basis,
    /// How it came to us.
    pub how: How,
    /// What they read.
    pub text: Option<TextRead>,
    /// The shop, where there is one.
    pub place: Option<String>,
    /// The system that says so.
    pub source: String,
    /// What else proves it; nothing personal.
    pub proof: Value,
    /// When they said so.
    pub happened: Time,
    /// The asked statement that this one confirms, and when that was said.
    pub answers: Option<(ConsentId, Time)>,
}

/// The text that somebody read.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TextRead {
    /// Its version.
    pub version: String,
    /// Its language.
    pub language: String,
}

impl NewStatement {
    /// What somebody said about their own address, here and now.
    pub fn said(question: Question, decision: Decision, how: How, now: Time) -> NewStatement {
        NewStatement {
            address: question.address,
            purpose: question.purpose,
            channel: question.channel,
            decision,
            basis: Basis::Consent,
            how,
            text: None,
            place: None,
            source: "hilo".to_owned(),
            proof: serde_json::json!({}),
            happened: now,
            answers: None,
        }
    }

    /// The id that this statement always has: a repeated import finds what it wrote, and a link that is used again
    /// confirms nothing again.
    fn id(&self) -> ConsentId {
        if let Some((asked, at)) = self.answers {
            return ConsentId::derived(at, &["confirms", &asked.to_string()]);
        }
        let key = [
            &self.address.to_string(),
            self.purpose.word(),
            self.channel.word(),
            self.decision.word(),
            self.basis.word(),
            self.how.word(),
            &self.source,
        ];
        ConsentId::derived(self.happened, &key)
    }

    /// Refuses what nobody could mean, or the law does not know.
    fn check(&self, cx: &Cx, kind: Kind) -> Result<()> {
        if !self.channel.fits(kind) {
            let (channel, kind) = (self.channel.word(), kind.word());
            return Err(Error::invalid("channel", format!("By {channel} one does not reach a {kind}.")));
        }
        if !self.happened.is_believable(cx.now) {
            return Err(Error::invalid("at", "The time in at lies before 1990, or more than a day ahead."));
        }
        // A yes of tomorrow would outlive every no until then.
        if self.decision == Decision::Granted && self.happened > cx.now.plus_seconds(GRACE_S) {
            return Err(Error::invalid("at", "Nobody has agreed yet at the time in at: it lies ahead."));
        }
        let gives = self.decision != Decision::Withdrawn;
        let fits = match self.basis {
            Basis::Consent => true,
            Basis::SoftOptIn => self.purpose == Purpose::Marketing && self.channel == Channel::Email,
            Basis::Contract | Basis::LegitimateInterest => !self.purpose.needs_consent(),
        };
        if gives && !fits {
            let says = "Marketing, profiling and surveys rest on consent; soft_opt_in is for marketing by e-mail, \
                        contract and legitimate_interest for service.";
            return Err(Error::invalid("basis", says));
        }
        if !self.proof.is_object() {
            return Err(Error::invalid("proof", "The proof is an object of fields."));
        }
        Ok(())
    }

    const fn event(&self) -> &'static str {
        match self.decision {
            Decision::Granted => GRANTED,
            Decision::Withdrawn => WITHDRAWN,
            Decision::Asked => ASKED,
        }
    }
}

/// Records statements, tells the thread, and works out what follows. One that is there already changes nothing.
pub fn record(cx: &Cx, tx: &mut Tx, statements: &[NewStatement]) -> Result<Vec<ConsentId>> {
    let (mut ids, mut events, mut touched) = (Vec::new(), Vec::new(), BTreeSet::new());
    for said in statements {
        let subject = subject(tx, said.address)?;
        said.check(cx, subject.kind)?;
        if subject.is_blocked {
            return Err(Error::invalid("address", "This address names nobody: it is blocked."));
        }
        if let Some(text) = &said.text {
            texts::known(tx, text)?;
        }
        if said.basis == Basis::SoftOptIn && said.decision == Decision::Granted {
            settings::check_soft_opt_in(tx, subject.customer)?;
        }
        let id = said.id();
        if insert(cx, tx, id, said, &subject)? {
            events.push(event(id, said));
            touched.insert(subject.customer);
        }
        ids.push(id);
    }
    thread::append(tx, cx.now, &events)?;
    // What somebody says for themselves is in the ledger; the audit is of what staff write down for them.
    for customer in touched.iter().filter(|_| !matches!(cx.actor, Actor::System(_))) {
        audits::note(cx, tx, Note::of(Act::ConsentRecorded, *customer))?;
    }
    permits::renew(tx, &touched.into_iter().collect::<Vec<_>>())?;
    Ok(ids)
}

/// Whose an address is.
pub(crate) struct Subject {
    pub(crate) kind: Kind,
    pub(crate) customer: CustomerId,
    is_blocked: bool,
}

pub(crate) fn subject(tx: &mut Tx, address: IdentifierId) -> Result<Subject> {
    find_subject(tx, address)?.ok_or(Error::NotFound { what: "address" })
}

pub(crate) fn find_subject(tx: &mut Tx, address: IdentifierId) -> Result<Option<Subject>> {
    let text = sql!("select kind, customer_id, sharing from identifiers where id = $1");
    tx.query_one(text, params![address], |row| {
        let is_blocked = row.get::<String>(2)? == Sharing::Blocked.word();
        Ok(Subject { kind: kind(&row.get::<String>(0)?)?, customer: row.get(1)?, is_blocked })
    })
}

pub(crate) fn kind(word: &str) -> Result<Kind> {
    Kind::from_word(word).ok_or_else(|| Error::internal("an identifier's kind is not known"))
}

/// The identifier that an address stands for at a moment; refused where whoever had it then was erased.
pub fn address_of(tx: &mut Tx, known: &Known, when: Time) -> Result<IdentifierId> {
    let base = known.id(&facts::secret(tx)?);
    let erased = || Error::conflict("erased", "Whoever had this address then was erased: nothing is kept of them.");
    tenures::at(tx, base, when)?.ok_or_else(erased)
}

/// The identifiers of a person that can be written to.
pub(crate) fn addresses_of(tx: &mut Tx, customer: CustomerId) -> Result<Vec<(IdentifierId, Kind)>> {
    Ok(reading::facts_of(tx, customer)?.addresses)
}

/// Identifiers as they stand in a row, sixteen bytes each.
fn packed(ids: &[IdentifierId]) -> Vec<u8> {
    ids.iter().flat_map(|id| *id.bytes()).collect()
}

pub(crate) fn unpacked(bytes: &[u8]) -> Vec<IdentifierId> {
    bytes.as_chunks().0.iter().map(|id| IdentifierId::from_bytes(*id)).collect()
}

/// The identifiers that were one person with the statement's own when it was said: those to which links lead that had
/// been said by then. One that is told late is of those times, whoever was joined since.
fn beside(tx: &mut Tx, customer: CustomerId, said: &NewStatement) -> Result<Vec<IdentifierId>> {
    let mut links = links::of_person(tx, customer)?;
    links.retain(|link| link.state == "active" && link.said_at <= said.happened);
    let mut reached = BTreeSet::from([said.address]);
    loop {
        let before = reached.len();
        for link in &links {
            if reached.contains(&link.a) || reached.contains(&link.b) {
                reached.extend([link.a, link.b]);
            }
        }
        if reached.len() == before {
            break;
        }
    }
    reached.remove(&said.address);
    Ok(reached.into_iter().collect())
}

fn insert(cx: &Cx, tx: &mut Tx, id: ConsentId, said: &NewStatement, subject: &Subject) -> Result<bool> {
    let beside = beside(tx, subject.customer, said)?;
    let text = sql!(
        "insert into consents (id, address, purpose, channel, decision, basis, how, text_version, language, place,
             source, by, proof, answers, said_as, beside, happened, recorded)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
         on conflict (id) do nothing"
    );
    let (version, language) = said.text.as_ref().map(|text| (&*text.version, &*text.language)).unzip();
    let (by, answers) = (cx.actor.as_text(), said.answers.map(|(asked, _)| asked));
    let new = tx.exec(
        text,
        params![
            id,
            said.address,
            said.purpose.word(),
            said.channel.word(),
            said.decision.word(),
            said.basis.word(),
            said.how.word(),
            version,
            language,
            said.place.as_deref(),
            &said.source,
            by,
            said.proof.to_string(),
            answers,
            subject.customer,
            &packed(&beside)[..],
            said.happened,
            cx.now
        ],
    )?;
    Ok(new == 1)
}

fn event(id: ConsentId, said: &NewStatement) -> NewEvent {
    let kind = said.event();
    let channel = match said.how {
        How::Till | How::Paper => "shop",
        How::PhoneCall => "phone",
        How::Message => "chat",
        How::Import => "import",
        How::OneClick | How::DoubleOptIn => "email",
        How::Form | How::PreferencePage | How::Parent => "web",
    };
    NewEvent {
        id: EventId::derived(said.happened, &[kind, &id.to_string()]),
        happened: said.happened,
        kind,
        channel: channel.to_owned(),
        place: said.place.clone(),
        actor: Some(said.address),
        subject: None,
        body: serde_json::json!({
            "purpose": said.purpose, "channel": said.channel, "basis": said.basis, "how": said.how,
            "text_version": said.text.as_ref().map(|text| &text.version),
        }),
        private: None,
    }
}
