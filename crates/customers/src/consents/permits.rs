//! The one question before anything is sent, and the rows that answer it.

use std::collections::BTreeMap;

use base::{Result, Time};
use store::{
    Tx,
    asked::Rows,
    many, params, sql,
    thread::IdentifierId,
    value::{Row, Val},
};

use super::{
    find_subject, kind,
    reading::{self, names_somebody},
    rules::{Facts, Question, Reason, Verdict, decide, objected},
    settings::{self, Choices},
    words::{Basis, Channel, Purpose},
};
use crate::people::CustomerId;

/// Whether something may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Send it.
    Yes,
    /// Do not, for this reason.
    No(Reason),
}

/// Whether something may be sent to an address now. What cannot be found out is a no: an address that nobody here has,
/// a row that is not there; and an error is no answer at all.
pub fn may(tx: &mut Tx, purpose: Purpose, channel: Channel, address: IdentifierId, now: Time) -> Result<Answer> {
    let (question, choices) = (Question { purpose, channel, address }, settings::read(tx)?);
    if Asked::of(question, &choices, now).allows(tx, &[address])? == [true] {
        return Ok(Answer::Yes);
    }
    let Some(subject) = find_subject(tx, address)? else { return Ok(Answer::No(Reason::UnknownAddress)) };
    let facts = reading::facts_of(tx, subject.customer)?;
    Ok(Answer::No(why_not(&facts, &choices, question, now)))
}

/// The same of addresses of somebody whose facts are read already: one answer each, in the order of the questions.
pub(crate) fn may_each(
    tx: &mut Tx,
    customer: CustomerId,
    (facts, choices): (&Facts, &Choices),
    questions: &[Question],
    now: Time,
) -> Result<Vec<Answer>> {
    let permitted: BTreeMap<Question, (Time, Basis)> = ask_permitted(tx, &[customer]).rows(tx)?.into_iter().collect();
    let mut answers = Vec::with_capacity(questions.len());
    for question in questions {
        let asked = Asked::of(*question, choices, now);
        let allowed = match question.purpose.needs_consent() {
            true => permitted.get(question).is_some_and(|(from, basis)| asked.holds(*from, *basis)),
            false => asked.unless_objected(tx, &[question.address])? == [true],
        };
        answers.push(if allowed { Answer::Yes } else { Answer::No(why_not(facts, choices, *question, now)) });
    }
    Ok(answers)
}

/// Why something may not be sent: decided from the ledger itself.
fn why_not(facts: &Facts, choices: &Choices, question: Question, now: Time) -> Reason {
    match decide(facts, choices.age_of_consent, question) {
        Verdict::Refused(reason) => reason,
        Verdict::Allowed { basis: Basis::SoftOptIn, .. } if !choices.soft_opt_in => Reason::NoSoftOptIn,
        Verdict::Allowed { from, .. } if from > now => Reason::TooYoung(Some(from)),
        // The row should be there and is not: `verify` says so, and meanwhile nothing is sent.
        Verdict::Allowed { .. } => Reason::NeverGranted,
    }
}

/// Addresses of one look-up where few are asked for.
const FEW: usize = 64;
/// From how many addresses on all identifiers are read instead, for what needs no consent.
const SCANNED: usize = 20_000;
/// What one look-up costs beside one row of a scan.
const LOOK_UP: i64 = 10;

/// The same question for many addresses: one answer each, in their order. Few are looked up; for many the rows are read
/// once in the order of their key beside the addresses in the same order.
pub fn may_all(
    tx: &mut Tx,
    purpose: Purpose,
    channel: Channel,
    addresses: &[IdentifierId],
    now: Time,
) -> Result<Vec<bool>> {
    Asked { purpose, channel, now, soft: settings::read(tx)?.soft_opt_in }.allows(tx, addresses)
}

/// A question for many.
struct Asked {
    purpose: Purpose,
    channel: Channel,
    now: Time,
    soft: bool,
}

impl Asked {
    fn of(question: Question, choices: &Choices, now: Time) -> Asked {
        Asked { purpose: question.purpose, channel: question.channel, now, soft: choices.soft_opt_in }
    }

    fn allows(&self, tx: &mut Tx, addresses: &[IdentifierId]) -> Result<Vec<bool>> {
        if !self.purpose.needs_consent() {
            return self.unless_objected(tx, addresses);
        }
        let mut order: Vec<u32> = (0..addresses.len() as u32).collect();
        order.sort_unstable_by_key(|place| addresses[*place as usize]);
        let sorted = || order.iter().map(|place| addresses[*place as usize]);
        let mut allowed = vec![false; addresses.len()];
        if addresses.len() > FEW && self.rows(tx)? < addresses.len() as i64 * LOOK_UP {
            let mut at = 0;
            self.scan(tx, |address| {
                while at < order.len() && addresses[order[at] as usize] < address {
                    at += 1;
                }
                while at < order.len() && addresses[order[at] as usize] == address {
                    allowed[order[at] as usize] = true;
                    at += 1;
                }
            })?;
            return Ok(allowed);
        }
        let mut found = self.look_up(tx, &sorted().collect::<Vec<_>>())?;
        found.sort_unstable();
        for (place, address) in addresses.iter().enumerate() {
            allowed[place] = found.binary_search(address).is_ok();
        }
        Ok(allowed)
    }

    /// About how many rows a scan would read. Addresses are hashes, so a part of their range tells of the whole.
    fn rows(&self, tx: &mut Tx) -> Result<i64> {
        let mut end = [0; 16];
        end[0] = 4;
        let text = sql!("select count(*) from permissions where purpose = $1 and channel = $2 and address < $3");
        let params = params![self.purpose.word(), self.channel.word(), IdentifierId::from_bytes(end)];
        Ok(tx.query_one(text, params, |row| row.get::<i64>(0))?.unwrap_or(0) * 64)
    }

    fn holds(&self, from: Time, basis: Basis) -> bool {
        from <= self.now && (self.soft || basis != Basis::SoftOptIn)
    }

    fn is_held(&self, row: &Row) -> Result<bool> {
        Ok(self.holds(row.get(1)?, Basis::parse(&row.get::<String>(2)?)?))
    }

    fn scan(&self, tx: &mut Tx, mut each: impl FnMut(IdentifierId)) -> Result<()> {
        let text = sql!(
            "select address, from_time, basis from permissions where purpose = $1 and channel = $2 order by address"
        );
        let read = |row: &Row| {
            if self.is_held(row)? {
                each(row.get(0)?);
            }
            Ok(())
        };
        tx.query(text, params![self.purpose.word(), self.channel.word()], read).map(|_| ())
    }

    fn look_up(&self, tx: &mut Tx, addresses: &[IdentifierId]) -> Result<Vec<IdentifierId>> {
        let text = sql!(
            "select address, from_time, basis from permissions where purpose = $1 and channel = $2 and address in
             ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
                 $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44,
                 $45, $46, $47, $48, $49, $50, $51, $52, $53, $54, $55, $56, $57, $58, $59, $60, $61, $62, $63, $64,
                 $65, $66)"
        );
        let mut found = Vec::new();
        for some in addresses.chunks(FEW) {
            let params: [Val; FEW + 2] = std::array::from_fn(|place| match place {
                0 => Val::from(self.purpose.word()),
                1 => Val::from(self.channel.word()),
                place => Val::from(*some.get(place - 2).unwrap_or(&some[0])),
            });
            let read = |row: &Row| Ok(self.is_held(row)?.then_some(row.get::<IdentifierId>(0)?));
            found.extend(tx.query(text, params, read)?.into_iter().flatten());
        }
        Ok(found)
    }

    /// What needs no consent goes to every address that somebody here has, unless they objected or it is left alone.
    fn unless_objected(&self, tx: &mut Tx, addresses: &[IdentifierId]) -> Result<Vec<bool>> {
        if addresses.len() > SCANNED {
            return self.scan_known(tx, addresses);
        }
        let text = sql!(concat!(
            "select i.kind from identifiers i where i.id = $1 and ",
            names_somebody!(),
            " and not exists (select 1 from objections o
                     where o.purpose = $2 and o.channel = $3 and o.address = i.id)
                 and not exists (select 1 from suppressions s where s.address = i.id and s.lifted_at is null
                     and s.channel in ($3, 'any') and s.reason not in ('unsubscribed', 'robinson'))"
        ));
        let may = |address: &IdentifierId| {
            let params = params![*address, self.purpose.word(), self.channel.word()];
            let fits = tx.query_one(text, params, |row| Ok(self.channel.fits(kind(&row.get::<String>(0)?)?)))?;
            Ok(fits == Some(true))
        };
        addresses.iter().map(may).collect()
    }

    fn scan_known(&self, tx: &mut Tx, addresses: &[IdentifierId]) -> Result<Vec<bool>> {
        let text = sql!("select id, kind from identifiers where sharing <> 'blocked'");
        let known = tx.query(text, params![], |row| {
            Ok(self.channel.fits(kind(&row.get::<String>(1)?)?).then_some(row.get::<IdentifierId>(0)?))
        })?;
        let mut known: Vec<IdentifierId> = known.into_iter().flatten().collect();
        let text = sql!("select address from objections where purpose = $1 and channel = $2");
        let params = params![self.purpose.word(), self.channel.word()];
        let mut stopped = tx.query(text, params, |row| row.get::<IdentifierId>(0))?;
        let text = sql!(
            "select address from suppressions where lifted_at is null and channel in ($1, 'any')
                 and reason not in ('unsubscribed', 'robinson')"
        );
        stopped.extend(tx.query(text, params![self.channel.word()], |row| row.get::<IdentifierId>(0))?);
        // The other half of `names_somebody`, since few values ever change hands.
        let text = sql!(
            "select base from tenures union select t.id from tenures t
             join tenures n on n.base = t.base and n.since > t.since where t.id is not null"
        );
        stopped.extend(tx.query(text, params![], |row| row.get::<IdentifierId>(0))?);
        known.sort_unstable();
        stopped.sort_unstable();
        let may =
            |address: &IdentifierId| known.binary_search(address).is_ok() && stopped.binary_search(address).is_err();
        Ok(addresses.iter().map(may).collect())
    }
}

/// What is kept of an answer: from when it is a yes, and on what ground; for what needs no consent, that it is a no.
pub(crate) type Kept = BTreeMap<Question, Option<(Time, Basis)>>;

/// What follows from the facts of one person.
pub(crate) fn follows(facts: &Facts, age: i64) -> Kept {
    let mut kept = Kept::new();
    for (address, kind) in &facts.addresses {
        for purpose in Purpose::ALL {
            for channel in Channel::ALL.iter().filter(|channel| channel.fits(*kind)) {
                let question = Question { purpose: *purpose, channel: *channel, address: *address };
                let verdict = match purpose.needs_consent() {
                    true => decide(facts, age, question),
                    // Who is left alone is looked up, since an address may be listed before anybody has it.
                    false => objected(facts, age, question),
                };
                match verdict {
                    Verdict::Allowed { from, basis, .. } if purpose.needs_consent() => {
                        kept.insert(question, Some((from, basis)));
                    }
                    Verdict::Refused(_) if !purpose.needs_consent() => drop(kept.insert(question, None)),
                    _ => {}
                }
            }
        }
    }
    kept
}

/// Works out anew what follows for these people. Whoever changes what it follows from calls this in the same act: who
/// is one person, whom a value names, a day of birth, a statement, an address that is left alone, an order.
pub fn renew(tx: &mut Tx, customers: &[CustomerId]) -> Result<()> {
    for some in customers.chunks(many::AT_ONCE) {
        let facts = reading::facts(tx, some)?;
        let before = kept(tx, some)?;
        if facts.is_empty() && before.is_empty() {
            continue;
        }
        let age = settings::read(tx)?.age_of_consent;
        let after: Kept = facts.values().flat_map(|facts| follows(facts, age)).collect();
        replace(tx, &before, &after)?;
    }
    Ok(())
}

/// Somebody ordered: similar products may be for them from now on, where they had not minded.
pub fn ordered(tx: &mut Tx, actors: &[IdentifierId]) -> Result<()> {
    let text = sql!(concat!(
        "select distinct a.customer_id from identifiers a where exists (select 1 from identifiers i
             join consents s on s.address = i.id and s.basis = 'soft_opt_in' where i.customer_id = a.customer_id)
         and a.id in ",
        many!()
    ));
    let customers = tx.query_among(text, actors, [], |row| row.get::<CustomerId>(0))?;
    renew(tx, &customers)
}

/// What is kept of these people now.
pub(crate) fn kept(tx: &mut Tx, some: &[CustomerId]) -> Result<Kept> {
    let permitted = ask_permitted(tx, some);
    let text = sql!(concat!(
        "select o.purpose, o.channel, o.address
         from identifiers i join objections o on o.address = i.id where i.customer_id in ",
        many!()
    ));
    let objected = tx.ask_among(text, some, [], question);
    let mut kept: Kept = permitted.rows(tx)?.into_iter().map(|(question, kept)| (question, Some(kept))).collect();
    kept.extend(objected.rows(tx)?.into_iter().map(|question| (question, None)));
    Ok(kept)
}

fn ask_permitted(tx: &mut Tx, some: &[CustomerId]) -> Rows<(Question, (Time, Basis))> {
    let text = sql!(concat!(
        "select p.purpose, p.channel, p.address, p.from_time, p.basis
         from identifiers i join permissions p on p.address = i.id where i.customer_id in ",
        many!()
    ));
    let read: fn(&Row) -> _ = |row| Ok((question(row)?, (row.get(3)?, Basis::parse(&row.get::<String>(4)?)?)));
    tx.ask_among(text, some, [], read)
}

fn question(row: &Row) -> Result<Question> {
    let (purpose, channel) = (row.get::<String>(0)?, row.get::<String>(1)?);
    Ok(Question { purpose: Purpose::parse(&purpose)?, channel: Channel::parse(&channel)?, address: row.get(2)? })
}

fn replace(tx: &mut Tx, before: &Kept, after: &Kept) -> Result<()> {
    for (question, _) in before.iter().filter(|(question, old)| after.get(question) != Some(old)) {
        let Question { purpose, channel, address } = *question;
        let text = match purpose.needs_consent() {
            true => sql!("delete from permissions where purpose = $1 and channel = $2 and address = $3"),
            false => sql!("delete from objections where purpose = $1 and channel = $2 and address = $3"),
        };
        tx.exec(text, params![purpose.word(), channel.word(), address])?;
    }
    let new = || after.iter().filter(|(question, kept)| before.get(question) != Some(kept));
    let text =
        sql!("insert into permissions (purpose, channel, address, from_time, basis) values ($1, $2, $3, $4, $5)");
    let allowed = new().filter_map(|(question, kept)| kept.map(|(from, basis)| (question, from, basis)));
    let rows = allowed.map(|(Question { purpose, channel, address }, from, basis)| {
        params![purpose.word(), channel.word(), *address, from, basis.word()]
    });
    tx.exec_many(text, rows)?;
    let text = sql!("insert into objections (purpose, channel, address) values ($1, $2, $3)");
    let rows = new().filter(|(_, kept)| kept.is_none());
    let rows =
        rows.map(|(Question { purpose, channel, address }, _)| params![purpose.word(), channel.word(), *address]);
    tx.exec_many(text, rows).map(|_| ())
}
