//! What the people of Telar allow, and what they took back.

use base::{Cx, Result, Time};
use customers::{
    consents::{
        self, NewStatement, TextRead, address_of,
        rules::Question,
        texts,
        words::{Channel, Decision, How, Purpose},
    },
    people::{Kind, Known},
};
use store::Tx;

use super::{SOURCE, calendar::Calendar, dice::Dice, people::Person};

/// The text that everybody read.
const VERSION: &str = "telar-1";
const WORDS: &str = "Quiero que Telar me cuente sus novedades y ofertas. Puedo decir que no cuando quiera.";

/// Something that somebody said.
#[derive(Clone, Debug)]
pub struct Choice {
    known: Known,
    purpose: Purpose,
    channel: Channel,
    decision: Decision,
    how: How,
    at: Time,
}

/// What these people said: most of them when they joined, some of them otherwise later. The first of them is Ana, whose
/// page has something of everything.
pub fn choices(calendar: &Calendar, people: &[Person]) -> Vec<Choice> {
    let mut dice = Dice::named("choices");
    let mut said = Vec::new();
    for (place, person) in people.iter().enumerate() {
        let how = if person.place.is_some() && place > 0 { How::Till } else { How::Form };
        let has = |kind: Kind| person.new.known().find(|known| known.kind == kind).cloned();
        let (email, phone) = (has(Kind::Email), has(Kind::Phone));
        let ways = [
            (&email, Purpose::Marketing, Channel::Email, 58),
            (&email, Purpose::Profiling, Channel::Any, 34),
            (&phone, Purpose::Marketing, Channel::Whatsapp, 26),
            (&phone, Purpose::Marketing, Channel::Sms, 18),
        ];
        for (known, purpose, channel, percent) in ways {
            let (Some(known), true) = (known, dice.chance(percent) || place == 0 && purpose == Purpose::Marketing)
            else {
                continue;
            };
            let decision =
                if channel == Channel::Email && dice.chance(6) { Decision::Asked } else { Decision::Granted };
            let at = person.new.at;
            let choice = Choice { known: known.clone(), purpose, channel, decision, how, at };
            let later = at.plus_seconds(dice.between(20, 400) * 86_400);
            said.push(choice.clone());
            if dice.chance(9) && later < calendar.now {
                let (decision, how) = (Decision::Withdrawn, How::PreferencePage);
                said.push(Choice { decision, how, at: later, ..choice });
            }
        }
    }
    said.sort_by_key(|choice| choice.at);
    said
}

/// Writes what was said; what is there already stays as it is.
pub fn record(cx: &Cx, tx: &mut Tx, choices: &[Choice]) -> Result<()> {
    let read = TextRead { version: VERSION.to_owned(), language: "es".to_owned() };
    texts::add(cx, tx, &read, WORDS)?;
    let mut said = Vec::with_capacity(choices.len());
    for choice in choices {
        let address = address_of(tx, &choice.known, choice.at)?;
        let question = Question { address, purpose: choice.purpose, channel: choice.channel };
        let text = (choice.decision != Decision::Withdrawn).then(|| read.clone());
        let source = SOURCE.to_owned();
        said.push(NewStatement {
            text,
            source,
            ..NewStatement::said(question, choice.decision, choice.how, choice.at)
        });
    }
    consents::record(cx, tx, &said).map(|_| ())
}
