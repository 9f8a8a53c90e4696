//! What people see of consent: everything that somebody said, and what follows, with the statement that decided.

use std::collections::BTreeMap;

use base::{Result, Time};
use store::{Tx, many, params, sql, thread::IdentifierId, value::Row};

use super::{
    ConsentId, TextRead, asks,
    permits::{self, Answer},
    reading::{self, names_somebody},
    rules::{Facts, Question, Reason, Verdict, decide},
    settings,
    suppressions::{self, Listed},
    words::{Basis, Channel, Decision, How, Purpose},
};
use crate::people::{CustomerId, Kind};

/// A statement of the ledger, as people read it.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "ConsentEntry")]
#[allow(missing_docs, reason = "the columns of the ledger, described in the migration")]
pub struct Entry {
    pub id: ConsentId,
    pub address: IdentifierId,
    pub kind: Option<Kind>,
    pub value: Option<String>,
    pub purpose: Purpose,
    pub channel: Channel,
    pub decision: Decision,
    pub basis: Basis,
    pub how: How,
    pub text: Option<TextRead>,
    pub place: Option<String>,
    pub source: String,
    pub by: String,
    pub proof: serde_json::Value,
    pub answers: Option<ConsentId>,
    pub said_as: CustomerId,
    pub happened: Time,
    pub recorded: Time,
}

/// What may be sent to one address, and why.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "ConsentState")]
pub struct State {
    /// The address.
    pub address: IdentifierId,
    /// What it is.
    pub kind: Kind,
    /// As people write it.
    pub value: String,
    /// What for.
    pub purpose: Purpose,
    /// By which way.
    pub channel: Channel,
    /// The answer, with what decided it.
    #[serde(flatten)]
    pub why: Why,
}

impl State {
    /// Whether it answers the same question.
    pub(crate) fn asks_as(&self, other: &State) -> bool {
        (self.address, self.purpose, self.channel) == (other.address, other.purpose, other.channel)
    }
}

/// An answer with what decided it.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
pub struct Why {
    /// Whether it may be sent now.
    pub allowed: bool,
    /// Why not, in a word.
    pub reason: Option<&'static str>,
    /// The ground of a yes.
    pub basis: Option<Basis>,
    /// From when it is a yes, where that is known.
    pub from: Option<Time>,
    /// The statement that decided.
    pub statement: Option<Entry>,
    /// The suppression that decided.
    pub suppression: Option<Listed>,
}

macro_rules! columns {
    () => {
        "s.id, s.address, i.kind, i.value, s.purpose, s.channel, s.decision, s.basis, s.how, s.text_version, s.language,
             s.place, s.source, s.by, s.proof, s.answers, s.said_as, s.happened, s.recorded "
    };
}
/// Everything that a person said, newest first.
pub fn of_customer(tx: &mut Tx, customer: CustomerId) -> Result<Vec<Entry>> {
    let text = sql!(concat!(
        "select ",
        columns!(),
        "from identifiers i join consents s on s.address = i.id where i.customer_id = $1
         order by s.happened desc, s.recorded desc, s.id desc"
    ));
    tx.query(text, params![customer], one)
}

/// Which statements are wanted.
#[derive(Clone, Copy, Debug)]
pub struct Query {
    /// What was said.
    pub decision: Decision,
    /// Of what was asked, only what waits: without an answer, and nobody made its link yet.
    pub waiting: bool,
    /// Recorded after this one.
    pub after: Option<(Time, ConsentId)>,
}

/// Statements of everybody, in the order in which they were recorded.
pub fn page(tx: &mut Tx, query: &Query, now: Time, limit: i64) -> Result<Vec<Entry>> {
    let (recorded, id) = query.after.unwrap_or((Time::from_micros(i64::MIN), ConsentId::from_bytes([0; 16])));
    if !query.waiting {
        let text = sql!(concat!(
            "select ",
            columns!(),
            "from consents s left join identifiers i on i.id = s.address
             where s.decision = $1 and (s.recorded, s.id) > ($2, $3) order by s.recorded, s.id limit $4"
        ));
        return tx.query(text, params![query.decision.word(), recorded, id, limit], one);
    }
    let text = sql!(concat!(
        "select ",
        columns!(),
        "from consents s join identifiers i on i.id = s.address
         where s.decision = 'asked' and (s.recorded, s.id) > ($1, $2) and s.recorded > $3
             and not exists (select 1 from consent_tokens k where k.consent_id = s.id)
             and not exists (select 1 from consents b where b.address = s.address
                 and (b.answers = s.id or b.decision = 'withdrawn' and b.purpose = s.purpose
                     and b.channel in (s.channel, 'any') and b.happened >= s.happened))
             and not exists (select 1 from suppressions x where x.address = s.address and x.lifted_at is null
                 and x.channel in (s.channel, 'any') and x.reason not in ('unsubscribed', 'robinson'))
             and ",
        names_somebody!(),
        " order by s.recorded, s.id limit $4"
    ));
    tx.query(text, params![recorded, id, now.plus_seconds(-asks::LIVES_S), limit], one)
}

fn by_id(tx: &mut Tx, ids: &[ConsentId]) -> Result<BTreeMap<ConsentId, Entry>> {
    let text = sql!(concat!(
        "select ",
        columns!(),
        "from consents s left join identifiers i on i.id = s.address where s.id in ",
        many!()
    ));
    Ok(tx.query_among(text, ids, [], one)?.into_iter().map(|entry| (entry.id, entry)).collect())
}

fn one(row: &Row) -> Result<Entry> {
    let word = |index| row.get::<String>(index);
    let (version, language): (Option<String>, Option<String>) = (row.get(9)?, row.get(10)?);
    Ok(Entry {
        id: row.get(0)?,
        address: row.get(1)?,
        kind: row.get::<Option<String>>(2)?.as_deref().and_then(Kind::from_word),
        value: row.get(3)?,
        purpose: Purpose::parse(&word(4)?)?,
        channel: Channel::parse(&word(5)?)?,
        decision: Decision::parse(&word(6)?)?,
        basis: Basis::parse(&word(7)?)?,
        how: How::parse(&word(8)?)?,
        text: version.zip(language).map(|(version, language)| TextRead { version, language }),
        place: row.get(11)?,
        source: row.get(12)?,
        by: row.get(13)?,
        proof: serde_json::from_str(&word(14)?).unwrap_or_default(),
        answers: row.get(15)?,
        said_as: row.get(16)?,
        happened: row.get(17)?,
        recorded: row.get(18)?,
    })
}

/// Why something may or may not be sent now: the answer that counts, explained from the ledger.
pub fn why(tx: &mut Tx, question: Question, now: Time) -> Result<Why> {
    let Question { purpose, channel, address } = question;
    let answer = permits::may(tx, purpose, channel, address, now)?;
    let facts = match super::find_subject(tx, address)? {
        Some(subject) => reading::facts_of(tx, subject.customer)?,
        None => Facts::default(),
    };
    let age = settings::read(tx)?.age_of_consent;
    explained(tx, &[(answer, decide(&facts, age, question))]).map(|mut whys| whys.remove(0))
}

/// Each of these answers explained, in their order.
fn explained(tx: &mut Tx, answers: &[(Answer, Verdict)]) -> Result<Vec<Why>> {
    let decided: Vec<ConsentId> =
        answers.iter().filter_map(|(answer, verdict)| statement_of(answer, verdict)).collect();
    let statements = by_id(tx, &decided)?;
    let one = |(answer, verdict): &(Answer, Verdict)| {
        let statement = statement_of(answer, verdict).and_then(|id| statements.get(&id).cloned());
        explain(tx, *answer, *verdict, statement)
    };
    answers.iter().map(one).collect()
}

/// The statement that decided, where one did.
fn statement_of(answer: &Answer, verdict: &Verdict) -> Option<ConsentId> {
    let by = match verdict {
        Verdict::Allowed { by, .. } => *by,
        Verdict::Refused(_) => None,
    };
    match answer {
        Answer::No(Reason::Suppressed(..)) => None,
        Answer::No(reason) => reason.statement().or(by),
        Answer::Yes => by,
    }
}

fn explain(tx: &mut Tx, answer: Answer, verdict: Verdict, statement: Option<Entry>) -> Result<Why> {
    let (basis, from) = match verdict {
        Verdict::Allowed { from, basis, by } => (Some(basis), by.map(|_| from)),
        Verdict::Refused(_) => (None, None),
    };
    let reason = match answer {
        Answer::Yes => None,
        Answer::No(reason) => Some(reason),
    };
    let suppression = match reason {
        Some(Reason::Suppressed(_, id)) => suppressions::get(tx, id)?,
        _ => None,
    };
    let from = if let Some(Reason::TooYoung(from)) = reason { from } else { from };
    Ok(Why { allowed: reason.is_none(), reason: reason.map(Reason::word), basis, from, statement, suppression })
}

/// What may be sent to a person now: news by each way that they can be reached, and whatever else was spoken of.
pub fn states(tx: &mut Tx, customer: CustomerId, now: Time) -> Result<Vec<State>> {
    let text = sql!("select id, kind, value from identifiers where customer_id = $1 order by rank, value, id");
    let addresses = tx.ask(text, params![customer], |row| {
        Ok((row.get::<IdentifierId>(0)?, super::kind(&row.get::<String>(1)?)?, row.get::<String>(2)?))
    });
    let (choices, addresses) = (settings::read(tx)?, addresses.rows(tx)?);
    let facts = reading::facts_of(tx, customer)?;
    let (mut questions, mut of) = (Vec::new(), Vec::new());
    for (address, kind, value) in &addresses {
        for (purpose, channel) in worth_showing(&facts, *address, *kind) {
            questions.push(Question { purpose, channel, address: *address });
            of.push((*kind, value));
        }
    }
    let answers = permits::may_each(tx, customer, (&facts, &choices), &questions, now)?.into_iter();
    let verdicts = questions.iter().map(|question| decide(&facts, choices.age_of_consent, *question));
    let whys = explained(tx, &answers.zip(verdicts).collect::<Vec<_>>())?;
    let state = |((question, (kind, value)), why): ((Question, (Kind, &String)), Why)| {
        let Question { purpose, channel, address } = question;
        State { address, kind, value: value.clone(), purpose, channel, why }
    };
    Ok(questions.into_iter().zip(of).zip(whys).map(state).collect())
}

fn worth_showing(facts: &Facts, address: IdentifierId, kind: Kind) -> Vec<(Purpose, Channel)> {
    let is_direct = |channel: Channel| {
        matches!(channel, Channel::Email | Channel::Sms | Channel::Whatsapp | Channel::Phone) && channel.fits(kind)
    };
    let was_said = |purpose: Purpose, channel: Channel| {
        facts
            .statements
            .iter()
            .any(|said| said.address == address && said.purpose == purpose && said.channel == channel)
    };
    let all = Purpose::ALL.iter().flat_map(|purpose| Channel::ALL.iter().map(move |channel| (*purpose, *channel)));
    all.filter(|(purpose, channel)| {
        was_said(*purpose, *channel)
            || is_direct(*channel) && (*purpose == Purpose::Marketing || was_said(*purpose, Channel::Any))
    })
    .collect()
}
