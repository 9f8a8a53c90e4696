//! Whether something may be sent to an address: the whole decision, pure, from all that its person said.
//!
//! 1. Without a grant there is no yes. For one address the newest statement wins; of two at the same moment, the
//!    withdrawal. What was asked and not confirmed counts for nothing.
//! 2. A withdrawal with channel `any`, and one of letters or notices, which have no address of their own, is about the
//!    person: it stops every address of theirs, until a later grant.
//! 3. After a merge the stricter holds. A withdrawal that was said while its address and this one were two people stops
//!    this one too, whichever came first, until the joined person agrees anew: each statement carries the identifiers
//!    that were one person with its own when it was said, so the one that was said later tells whether it was said by
//!    somebody to whom both belonged. When either reached us has no say in it.
//! 4. Nobody below the age of consent agrees for themselves; a grant of theirs holds from their birthday on, and takes
//!    no withdrawal back that stops more than its own address.

use base::Time;
use store::thread::IdentifierId;

use super::words::{Basis, Channel, Decision, How, Purpose, SuppressionReason};
use super::{ConsentId, SuppressionId};
use crate::people::Kind;

/// One statement, as far as deciding needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the columns of the ledger, described in the migration")]
pub struct Statement {
    pub id: ConsentId,
    pub address: IdentifierId,
    pub purpose: Purpose,
    pub channel: Channel,
    pub decision: Decision,
    pub basis: Basis,
    pub how: How,
    pub beside: Vec<IdentifierId>,
    pub happened: Time,
}

/// An address that is left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the columns of the list, described in the migration")]
pub struct Suppressed {
    pub id: SuppressionId,
    pub address: IdentifierId,
    pub channel: Channel,
    pub reason: SuppressionReason,
    pub at: Time,
}

/// All that is known of a person here.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Their identifiers, but for values that name nobody or stand for somebody else by now.
    pub addresses: Vec<(IdentifierId, Kind)>,
    /// What was said about these, all purposes.
    pub statements: Vec<Statement>,
    /// Those of them that are left alone.
    pub suppressed: Vec<Suppressed>,
    /// Their day of birth, as `2012-05-31`.
    pub born: Option<String>,
    /// Whether they ever bought something.
    pub has_ordered: bool,
}

/// What is being asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Question {
    /// What for.
    pub purpose: Purpose,
    /// By which way.
    pub channel: Channel,
    /// To which address.
    pub address: IdentifierId,
}

/// What follows from the facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// From this moment on, on this ground, by this statement; none where none is needed.
    Allowed {
        /// The moment.
        from: Time,
        /// The ground.
        basis: Basis,
        /// The statement.
        by: Option<ConsentId>,
    },
    /// No.
    Refused(Reason),
}

/// Why not, with what decided it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Nobody here has this address.
    UnknownAddress,
    /// An e-mail address has no telephone.
    WrongChannel,
    /// They never agreed.
    NeverGranted,
    /// They were asked and did not confirm.
    NotConfirmed(ConsentId),
    /// They withdrew it.
    Withdrew(ConsentId),
    /// They withdrew it for all of their addresses.
    WithdrewEverywhere(ConsentId),
    /// Before two people were joined, the other had withdrawn it.
    WithdrewAsAnother(ConsentId),
    /// The address is left alone.
    Suppressed(SuppressionReason, SuppressionId),
    /// They are too young until this moment; none where their day of birth cannot be read.
    TooYoung(Option<Time>),
    /// Similar products are for those who bought something.
    NeverOrdered,
    /// The shop does not write to customers who did not agree.
    NoSoftOptIn,
}

impl Reason {
    /// Every word.
    pub const WORDS: [&str; 11] = [
        "unknown_address",
        "wrong_channel",
        "never_granted",
        "not_confirmed",
        "withdrew",
        "withdrew_everywhere",
        "withdrew_as_another",
        "suppressed",
        "too_young",
        "never_ordered",
        "no_soft_opt_in",
    ];

    /// The word in the API, and of the sentence on pages.
    pub const fn word(self) -> &'static str {
        match self {
            Reason::UnknownAddress => "unknown_address",
            Reason::WrongChannel => "wrong_channel",
            Reason::NeverGranted => "never_granted",
            Reason::NotConfirmed(_) => "not_confirmed",
            Reason::Withdrew(_) => "withdrew",
            Reason::WithdrewEverywhere(_) => "withdrew_everywhere",
            Reason::WithdrewAsAnother(_) => "withdrew_as_another",
            Reason::Suppressed(..) => "suppressed",
            Reason::TooYoung(_) => "too_young",
            Reason::NeverOrdered => "never_ordered",
            Reason::NoSoftOptIn => "no_soft_opt_in",
        }
    }

    /// The statement that decided.
    pub const fn statement(self) -> Option<ConsentId> {
        match self {
            Reason::NotConfirmed(id)
            | Reason::Withdrew(id)
            | Reason::WithdrewEverywhere(id)
            | Reason::WithdrewAsAnother(id) => Some(id),
            _ => None,
        }
    }
}

/// Decides. `age` is the age of consent, in years.
pub fn decide(facts: &Facts, age: i64, question: Question) -> Verdict {
    let Some((_, kind)) = facts.addresses.iter().find(|(id, _)| *id == question.address) else {
        return Verdict::Refused(Reason::UnknownAddress);
    };
    if !question.channel.fits(*kind) {
        return Verdict::Refused(Reason::WrongChannel);
    }
    if let Some(stop) = suppression(facts, question, |reason| reason.stops_everything()) {
        return Verdict::Refused(Reason::Suppressed(stop.reason, stop.id));
    }
    match question.purpose.needs_consent() {
        true => consented(facts, age, question),
        false => objected(facts, age, question),
    }
}

/// What needs no consent is allowed until somebody objects.
pub(crate) fn objected(facts: &Facts, age: i64, question: Question) -> Verdict {
    let own = facts.own(question).into_iter().filter(|said| said.decision != Decision::Asked);
    let newest = own.max_by_key(|said| said.order());
    if let Some(withdrawn) = newest.filter(|said| said.decision == Decision::Withdrawn) {
        return Verdict::Refused(Reason::Withdrew(withdrawn.id));
    }
    let granted = newest.map(|said| said.happened);
    let elsewhere = facts.elsewhere(age, question);
    let everywhere =
        elsewhere.filter(|said| said.is_everywhere() && granted.is_none_or(|granted| said.happened >= granted));
    match everywhere.max_by_key(|said| said.order()) {
        Some(said) => Verdict::Refused(Reason::WithdrewEverywhere(said.id)),
        None => Verdict::Allowed { from: Time::from_micros(0), basis: Basis::Contract, by: None },
    }
}

/// What needs consent: each grant that its own address has not taken back is tried against all that stops it.
fn consented(facts: &Facts, age: i64, question: Question) -> Verdict {
    let own = facts.own(question);
    let withdrawn = own.iter().filter(|said| said.decision == Decision::Withdrawn).max_by_key(|said| said.order());
    let left = suppression(facts, question, |reason| reason == SuppressionReason::Unsubscribed);
    let stopped = withdrawn.map(|said| said.happened).max(left.map(|left| left.at));
    let mut grants: Vec<&Statement> = own
        .iter()
        .copied()
        .filter(|said| said.decision == Decision::Granted && stopped.is_none_or(|stopped| said.happened > stopped))
        .filter(|said| said.is_fit() && (said.basis == Basis::Consent || stopped.is_none()))
        .collect();
    if grants.is_empty() {
        return Verdict::Refused(ungranted(&own, withdrawn.copied(), left));
    }
    // Agreement before the lack of a no, and the earlier before the later.
    grants.sort_by_key(|said| (said.basis, said.happened, said.id));
    let mut refused = None;
    let mut best: Option<(Basis, Time, ConsentId)> = None;
    for grant in grants {
        match holds(facts, age, question, grant) {
            Ok(from) => {
                best = Some(best.map_or((grant.basis, from, grant.id), |old| old.min((grant.basis, from, grant.id))))
            }
            Err(reason) => refused = Some(reason),
        }
    }
    match (best, refused) {
        (Some((basis, from, by)), _) => Verdict::Allowed { from, basis, by: Some(by) },
        (None, refused) => Verdict::Refused(refused.unwrap_or(Reason::NeverGranted)),
    }
}

/// Why there is no grant to look at.
fn ungranted(own: &[&Statement], withdrawn: Option<&Statement>, left: Option<Suppressed>) -> Reason {
    match (withdrawn, left) {
        (Some(said), left) if left.is_none_or(|left| said.happened >= left.at) => Reason::Withdrew(said.id),
        (_, Some(left)) => Reason::Suppressed(left.reason, left.id),
        _ => match own.iter().filter(|said| said.decision == Decision::Asked).max_by_key(|said| said.order()) {
            Some(asked) => Reason::NotConfirmed(asked.id),
            None => Reason::NeverGranted,
        },
    }
}

/// From when a grant holds, or what stops it.
fn holds(facts: &Facts, age: i64, question: Question, grant: &Statement) -> Result<Time, Reason> {
    let is_soft = grant.basis == Basis::SoftOptIn;
    if is_soft && let Some(listed) = suppression(facts, question, |reason| reason == SuppressionReason::Robinson) {
        return Err(Reason::Suppressed(listed.reason, listed.id));
    }
    if is_soft && !facts.has_ordered {
        return Err(Reason::NeverOrdered);
    }
    let stops =
        facts.elsewhere(age, question).filter_map(|said| stops(grant, said).map(|reason| (said.order(), reason)));
    if let Some((_, reason)) = stops.max_by_key(|(order, _)| *order) {
        return Err(reason);
    }
    facts.of_age(age, grant).ok_or(Reason::TooYoung(None))
}

/// Whether a withdrawal of another identifier stops this grant.
fn stops(grant: &Statement, said: &Statement) -> Option<Reason> {
    if !of_one_person(grant, said) {
        return Some(Reason::WithdrewAsAnother(said.id));
    }
    let is_soft = grant.basis == Basis::SoftOptIn;
    (said.is_everywhere() && (is_soft || said.happened >= grant.happened))
        .then_some(Reason::WithdrewEverywhere(said.id))
}

/// Whether the later of a grant and a withdrawal was said by somebody to whom both identifiers belonged.
fn of_one_person(grant: &Statement, withdrawn: &Statement) -> bool {
    match grant.happened > withdrawn.happened {
        true => grant.beside.contains(&withdrawn.address),
        false => withdrawn.beside.contains(&grant.address),
    }
}

fn suppression(facts: &Facts, question: Question, wanted: fn(SuppressionReason) -> bool) -> Option<Suppressed> {
    let stops = |left: &&Suppressed| {
        let covers = left.channel == Channel::Any || left.channel == question.channel;
        left.address == question.address && covers && wanted(left.reason)
    };
    facts.suppressed.iter().filter(stops).max_by_key(|left| (left.at, left.id)).copied()
}

impl Facts {
    /// What was said about this address that covers the question.
    fn own(&self, question: Question) -> Vec<&Statement> {
        self.statements.iter().filter(|said| said.address == question.address && said.covers(question)).collect()
    }

    /// Withdrawals that stand on other identifiers of the person and cover the question.
    fn elsewhere(&self, age: i64, question: Question) -> impl Iterator<Item = &Statement> {
        self.statements.iter().filter(move |said| {
            let is_other = said.address != question.address && said.covers(question);
            is_other && said.decision == Decision::Withdrawn && self.stands(age, said)
        })
    }

    /// From when a grant is of somebody who may agree; `None` where nobody can tell.
    fn of_age(&self, age: i64, grant: &Statement) -> Option<Time> {
        match (&self.born, grant.how) {
            (None, _) | (_, How::Parent) => Some(grant.happened),
            _ if !grant.purpose.needs_consent() => Some(grant.happened),
            (Some(born), _) => birthday(born, age).map(|day| day.max(grant.happened)),
        }
    }

    /// Whether nothing newer on the same identifier took a withdrawal back. Only what held when it was said does.
    fn stands(&self, age: i64, withdrawn: &Statement) -> bool {
        !self.statements.iter().any(|said| {
            let held = self.of_age(age, said) == Some(said.happened);
            let covers = said.channel == Channel::Any || said.channel == withdrawn.channel;
            let is_grant = said.decision == Decision::Granted && said.basis != Basis::SoftOptIn;
            let is_same = said.address == withdrawn.address && said.purpose == withdrawn.purpose;
            is_same && covers && is_grant && held && said.happened > withdrawn.happened
        })
    }
}

impl Statement {
    fn covers(&self, question: Question) -> bool {
        self.purpose == question.purpose && (self.channel == Channel::Any || self.channel == question.channel)
    }

    /// Whether it is about the person, and not about one address.
    const fn is_everywhere(&self) -> bool {
        matches!(self.channel, Channel::Any | Channel::Post | Channel::Push)
    }

    /// Newest last; of two at the same moment, the withdrawal.
    fn order(&self) -> (Time, bool, ConsentId) {
        (self.happened, self.decision == Decision::Withdrawn, self.id)
    }

    /// Whether its ground can carry what it grants.
    fn is_fit(&self) -> bool {
        match self.basis {
            Basis::Consent => true,
            Basis::SoftOptIn => self.purpose == Purpose::Marketing && self.channel == Channel::Email,
            Basis::Contract | Basis::LegitimateInterest => false,
        }
    }
}

/// The moment at which somebody born on this day reaches an age; 1 March for those of 29 February. Midnight is UTC's.
pub fn birthday(born: &str, age: i64) -> Option<Time> {
    let (year, rest) = born.split_once('-')?;
    let year = year.parse::<i64>().ok().filter(|year| (1..=9_000).contains(year))? + age;
    // Read the day itself first, so that a day that never was is no birthday.
    Time::parse_rfc3339(&format!("{born}T00:00:00Z"))?;
    Time::parse_rfc3339(&format!("{year:04}-{rest}T00:00:00Z"))
        .or_else(|| (rest == "02-29").then(|| Time::parse_rfc3339(&format!("{year:04}-03-01T00:00:00Z"))).flatten())
}

#[cfg(test)]
mod tests;
