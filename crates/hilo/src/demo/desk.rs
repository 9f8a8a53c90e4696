//! What the staff of Telar wrote down: labels, notes, and addresses that are left alone.

use base::{Actor, Currency, Cx, Result, Time};
use catalog::sample::{self, BEGUN};
use customers::{
    consents::{
        address_of,
        suppressions::{self, NewSuppression},
        words::{Channel, SuppressionReason},
    },
    labels::{
        self, Kind, LabelId, NewLabel,
        rules::{Amount, Condition, Is, Number, Rule},
    },
    notes,
    people::{Kind as Known, Known as Name},
};
use store::{Tx, settings};
use web::staff;

use super::{ANA, calendar::Calendar, dice::Dice, faces, owner, people, people::Person};

/// Set when it is written.
const DONE: &str = "demo-desk";

/// Labels that staff put on: what they are, their name, their color, and on how many of a hundred people they are.
const BY_HAND: [(Kind, &str, &str, u64); 4] = [
    (Kind::Tag, "Prefiere WhatsApp", "green", 6),
    (Kind::Tag, "Prensa", "violet", 1),
    (Kind::Tag, "Pide arreglos", "ochre", 4),
    (Kind::List, "Preestreno de invierno", "blue", 11),
];

/// Notes: of whom, how many days ago, and what they say.
const NOTES: [(&str, i64, &str); 7] = [
    (ANA, 9, "Le esperan dos faldas en Goya. Avisar por WhatsApp cuando lleguen."),
    (ANA, 76, "Talla 38 en falda y M en punto. Prefiere que la llamen por la tarde."),
    ("jorge.pena@ejemplo.es", 3, "Su pedido sale de tres tiendas: llega en tres paquetes."),
    ("teresa.quiroga@ejemplo.es", 40, "Solo trae regalos que le hacen. El tique regalo siempre es de Colón."),
    ("rosa.gil@ejemplo.es", 16, "Del vestido Alba, la M le queda larga; se llevó la negra y está contenta."),
    ("estudio@candelarey.ejemplo.es", 21, "Estilista. Devuelve lo que sus clientas no quieren; factura a fin de mes."),
    ("ines.carvalho@ejemplo.com", 8, "Escribe en portugués. Entiende bien el español."),
];

/// Addresses that are left alone: the first e-mail addresses of so many in the crowd, and why.
const LEFT_ALONE: [(usize, SuppressionReason, i64); 3] = [
    (17, SuppressionReason::Bounced, 33),
    (58, SuppressionReason::Complained, 12),
    (121, SuppressionReason::Unsubscribed, 5),
];

/// Writes it in the name of a member of staff, once, where all of Telar is there.
pub fn fill(tx: &mut Tx, now: Time, by: &str) -> Result<()> {
    let (Some(begun), Some((staff, _))) = (settings::get(tx, BEGUN)?, staff::by_email(tx, by)?) else { return Ok(()) };
    if !sample::is_here(tx)? || settings::get(tx, DONE)?.is_some() {
        return Ok(());
    }
    settings::set(tx, DONE, "1")?;
    let calendar = Calendar::new(begun.parse().map(Time::from_micros).unwrap_or(now))?;
    let mut people = faces::people(&calendar)?;
    people.extend(people::crowd(&calendar)?);
    let cx = Cx { actor: Actor::Staff(staff.id.to_string()), now };
    put(&cx, tx, &people)?;
    for (rule, name, color) in [(spent(90_000), "VIP", "red"), (orders(10), "Vuelve siempre", "teal")] {
        labels::create(&cx, tx, &label(Kind::Tag, name, color, Some(rule)))?;
    }
    for (email, days, words) in NOTES {
        let about = owner(tx, &Name::parse(Known::Email, email)?)?;
        notes::add(&Cx { now: now.plus_seconds(-days * 86_400), ..cx.clone() }, tx, about, words)?;
    }
    for (place, reason, days) in LEFT_ALONE {
        let Some(known) = people.get(place).and_then(|person| person.known_in("web")) else { continue };
        let (address, at) = (address_of(tx, known, now)?, now.plus_seconds(-days * 86_400));
        let source = super::SOURCE.to_owned();
        let new = NewSuppression { address, channel: Channel::Email, reason, at, source, note: None };
        suppressions::add(&cx, tx, &new)?;
    }
    Ok(())
}

/// Labels by hand; Ana has the first and the last.
fn put(cx: &Cx, tx: &mut Tx, people: &[Person]) -> Result<()> {
    let mut made: Vec<(LabelId, u64)> = Vec::new();
    for (kind, name, color, percent) in BY_HAND {
        made.push((labels::create(cx, tx, &label(kind, name, color, None))?, percent));
    }
    let mut dice = Dice::named("desk");
    for (place, person) in people.iter().enumerate() {
        for (index, (id, percent)) in made.iter().enumerate() {
            let is_anas = place == 0 && [0, BY_HAND.len() - 1].contains(&index);
            let (true, Some(known)) = (dice.chance(*percent) || is_anas, person.new.known().next()) else { continue };
            let days = dice.between(1, 200);
            let whom = owner(tx, known)?;
            labels::put(&Cx { now: cx.now.plus_seconds(-days * 86_400), ..cx.clone() }, tx, *id, whom)?;
        }
    }
    Ok(())
}

fn label(kind: Kind, name: &str, color: &str, condition: Option<Condition>) -> NewLabel {
    let rule = condition.map(|condition| Rule { all: vec![condition] });
    NewLabel { kind, name: name.to_owned(), color: Some(color.to_owned()), rule }
}

const fn spent(minor: i64) -> Condition {
    Condition::Spent(Amount { is: Is::AtLeast, minor, currency: Currency::EUR })
}

const fn orders(number: i64) -> Condition {
    Condition::Orders(Number { is: Is::AtLeast, number })
}
