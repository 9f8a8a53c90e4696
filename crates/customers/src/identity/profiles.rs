//! What sources say of somebody, by field, and what a person's card says of them: the values of all their identifiers,
//! verified ones first, then what came a trusted way, then the newest.

use base::{Cx, Result, Time};
use store::{Tx, params, sql, thread::IdentifierId};

use crate::{
    consents::permits,
    people::{CustomerId, How, Profile, Strength},
    words,
};

/// What a source said of one field.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Trait {
    /// The field.
    pub field: String,
    /// What it said.
    pub value: String,
    /// How it came to us.
    pub how: How,
    /// When.
    pub said_at: Time,
}

impl Trait {
    /// What is believed before what: trusted ways first, then the newest; of two at once the greater.
    fn weight(&self) -> (u8, Time, &str) {
        (self.how.trust(), self.said_at, &self.value)
    }
}

/// What of a profile is news beside what the same source said before: a value that it had not said, or not in so
/// trusted a way, and not before the one that it said.
pub fn newer(profile: &Profile, how: How, at: Time, before: &[Trait]) -> Vec<Trait> {
    let said = profile.fields().into_iter().filter_map(|(field, value)| Some((field, value?.trim())));
    let said = said.filter(|(_, value)| !value.is_empty());
    let said = said
        .map(|(field, value)| Trait { field: field.to_owned(), value: value.to_owned(), how, said_at: at })
        .filter(|new| {
            let old = before.iter().find(|old| old.field == new.field);
            let says_more = |old: &Trait| old.value != new.value || old.how.trust() < how.trust();
            old.is_none_or(|old| says_more(old) && old.weight() < new.weight())
        });
    said.collect()
}

/// Keeps what a source said.
pub fn write(tx: &mut Tx, id: IdentifierId, source: &str, said: &[Trait]) -> Result<()> {
    let text = sql!(
        "insert into traits (identifier_id, source, field, value, how, said_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (identifier_id, source, field) do update set value = excluded.value, how = excluded.how,
             said_at = excluded.said_at"
    );
    let rows = said.iter().map(|said| params![id, source, &said.field, &said.value, said.how.word(), said.said_at]);
    tx.exec_many(text, rows).map(|_| ())
}

/// Writes the row of somebody new.
pub fn begin(cx: &Cx, tx: &mut Tx, id: CustomerId, profile: &Profile) -> Result<()> {
    let text = sql!(
        "insert into customers (id, name, country, city, language, birth_date, street, postcode, search, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (id) do nothing"
    );
    let [name, country, city, language, birth_date, street, postcode] =
        profile.fields().map(|(_, value)| value.map(str::trim).filter(|value| !value.is_empty()));
    let search = words::plain(&[name.unwrap_or_default(), city.unwrap_or_default()]);
    let all = params![id, name, country, city, language, birth_date, street, postcode, search.as_str(), cx.now];
    match tx.exec(text, all)? {
        0 => Ok(()),
        _ => words::add(tx, id, &search),
    }
}

/// Works out anew what the cards of these people say of them.
pub fn renew(tx: &mut Tx, people: &[CustomerId]) -> Result<()> {
    let mut reborn = Vec::new();
    for &id in people {
        let said = said_of(tx, id)?;
        let profile = resolved(&said);
        let all: Vec<&str> = said
            .iter()
            .filter(|said| ["name", "city"].contains(&said.0.field.as_str()))
            .map(|said| said.0.value.as_str())
            .collect();
        let text = sql!(
            "update customers set name = $2, country = $3, city = $4, language = $5, birth_date = $6, street = $7,
                 postcode = $8, search = $9 where id = $1"
        );
        let [name, country, city, language, birth_date, street, postcode] = profile.fields().map(|(_, value)| value);
        let search = search_of(name, city, &all);
        let old = sql!("select birth_date, search from customers where id = $1");
        let Some((born, searched)) =
            tx.query_one(old, params![id], |row| Ok((row.get::<Option<String>>(0)?, row.get::<String>(1)?)))?
        else {
            continue;
        };
        if born.as_deref() != birth_date {
            reborn.push(id);
        }
        tx.push(text, params![id, name, country, city, language, birth_date, street, postcode, search.as_str()])?;
        if searched != search {
            words::keep(tx, id, &search)?;
        }
    }
    // The young wait for their birthday.
    permits::renew(tx, &reborn)
}

/// What people are searched by: what the card shows first, then every other name and town.
fn search_of(name: Option<&str>, city: Option<&str>, all: &[&str]) -> String {
    let shown = [name.unwrap_or_default(), city.unwrap_or_default()];
    let mut searched = vec![words::plain(&shown)];
    for value in all.iter().filter(|value| !shown.contains(value)) {
        let plain = words::plain(&[value]);
        if !searched.contains(&plain) {
            searched.push(plain);
        }
    }
    searched.join(" ")
}

/// One value and how far to trust it: whether its identifier is the one whose id the person has, and whether it is
/// verified.
type Weighed = (Trait, bool, bool);

fn weight((said, is_root, is_strong): &Weighed) -> (bool, bool, (u8, Time, &str)) {
    (*is_root, *is_strong, said.weight())
}

fn said_of(tx: &mut Tx, id: CustomerId) -> Result<Vec<Weighed>> {
    let text = sql!(
        "select t.field, t.value, t.how, t.said_at, case when i.home = i.customer_id then 1 else 0 end, i.strength
         from identifiers i join traits t on t.identifier_id = i.id where i.customer_id = $1"
    );
    tx.query(text, params![id], |row| {
        let how = How::from_word(&row.get::<String>(2)?).unwrap_or(How::Claimed);
        let said = Trait { field: row.get(0)?, value: row.get(1)?, how, said_at: row.get(3)? };
        Ok((said, row.get(4)?, row.get::<String>(5)? == Strength::Strong.word()))
    })
}

/// The best value of each field. Whoever's id a person has, says first who they are: so staff choose when they join
/// two.
fn resolved(said: &[Weighed]) -> Profile {
    let mut best: Vec<&Weighed> = said.iter().collect();
    best.sort_by(|one, other| weight(one).cmp(&weight(other)));
    let mut profile = Profile::default();
    for (said, ..) in best {
        if let Some(field) = profile.field_mut(&said.field) {
            *field = Some(said.value.clone());
        }
    }
    profile
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(field: &str, value: &str, at: i64) -> Trait {
        typed(field, value, at, How::Typed)
    }

    fn typed(field: &str, value: &str, at: i64, how: How) -> Trait {
        Trait { field: field.into(), value: value.into(), how, said_at: Time::from_micros(at) }
    }

    #[test]
    fn the_latest_word_of_a_source_stays() {
        let profile = Profile { name: Some("Ana".into()), city: Some(" ".into()), ..Profile::default() };
        let cases: [(&[Trait], i64, usize); 8] = [
            (&[], 5, 1),
            (&[said("name", "Ana", 4)], 5, 0),
            (&[said("name", "Bea", 5)], 5, 0),
            (&[said("name", "Bea", 4)], 5, 1),
            (&[said("name", "Bea", 6)], 5, 0),
            (&[typed("name", "Bea", 4, How::SignedIn)], 5, 0),
            (&[typed("name", "Bea", 6, How::Claimed)], 5, 1),
            (&[typed("name", "Ana", 4, How::Claimed)], 5, 1),
        ];
        for (before, at, expected) in cases {
            assert_eq!(newer(&profile, How::Typed, Time::from_micros(at), before).len(), expected, "{before:?}");
        }
    }

    #[test]
    fn a_card_says_what_its_own_identifier_says_then_what_is_verified_then_what_is_new() {
        let said = [
            (said("name", "typed", 9), false, false),
            (said("name", "verified", 3), false, true),
            (said("name", "kept", 1), true, true),
            (said("city", "old", 2), false, true),
            (said("city", "new", 3), false, true),
            (typed("city", "anybody's", 9, How::Claimed), false, true),
            (said("language", "es", 1), false, false),
        ];
        let profile = resolved(&said);
        assert_eq!(profile.name.as_deref(), Some("kept"));
        assert_eq!(profile.city.as_deref(), Some("new"));
        assert_eq!(profile.language.as_deref(), Some("es"));
    }
}
