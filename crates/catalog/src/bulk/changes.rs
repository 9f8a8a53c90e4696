//! What a change of many products does to each, and what taking it back does. Pure.

use std::collections::BTreeSet;

use base::Result;
use store::Tx;

use crate::{
    categories,
    details::Details,
    products::State,
    told::{Told, code},
};

/// What is to change. What is not said stays.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Change {
    /// Whether they are for sale.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<State>,
    /// Their brand; an empty one takes it away.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brand: Option<String>,
    /// The code of their season, in place of any other; an empty one takes it away.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub season: Option<String>,
    /// The code of a category that they stand in from now on, behind those that they stand in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub add_category: Option<String>,
    /// The code of a category that they stand in no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remove_category: Option<String>,
    /// The code of a collection that they are of from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub add_collection: Option<String>,
    /// The code of a collection that they are of no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remove_collection: Option<String>,
}

/// What a product says of what a change may touch.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Said {
    /// Whether it is for sale.
    pub state: State,
    /// Its brand.
    pub brand: Option<String>,
    /// The codes of its categories.
    pub categories: Vec<String>,
    /// The codes of its seasons and collections.
    pub collections: Vec<String>,
}

/// The codes of the seasons, which are no collections.
#[derive(Clone, Debug, Default)]
pub struct Seasons(pub BTreeSet<String>);

impl Seasons {
    /// As they are now.
    pub fn read(tx: &mut Tx) -> Result<Seasons> {
        let all = categories::all_collections(tx)?.into_iter();
        Ok(Seasons(all.filter(|one| one.is_season).map(|one| one.code).collect()))
    }

    fn of(&self, codes: &[String]) -> Vec<String> {
        codes.iter().filter(|code| self.0.contains(*code)).cloned().collect()
    }
}

impl Said {
    /// What a product says.
    pub fn of(product: &Details) -> Said {
        let Details { state, brand, categories, collections, .. } = product;
        let (brand, categories, collections) = (brand.clone(), categories.clone(), collections.clone());
        Said { state: *state, brand, categories, collections }
    }
}

impl Change {
    /// The same with its words as they are kept.
    pub fn checked(mut self) -> Result<Change> {
        let codes = [
            &mut self.season,
            &mut self.add_category,
            &mut self.remove_category,
            &mut self.add_collection,
            &mut self.remove_collection,
        ];
        for one in codes.into_iter().flatten().filter(|one| !one.is_empty()) {
            *one = code("A code", one)?;
        }
        self.brand = self.brand.map(|brand| brand.trim().to_owned());
        Ok(self)
    }

    /// Whether nothing is to change.
    pub fn is_nothing(&self) -> bool {
        *self == Change::default()
    }

    /// What a product says after it.
    pub fn of(&self, before: &Said, seasons: &Seasons) -> Said {
        let mut after = before.clone();
        after.state = self.state.unwrap_or(before.state);
        if let Some(brand) = &self.brand {
            after.brand = Some(brand.clone()).filter(|brand| !brand.is_empty());
        }
        add(&mut after.categories, self.add_category.as_ref());
        remove(&mut after.categories, self.remove_category.as_ref());
        if let Some(season) = &self.season {
            after.collections.retain(|code| !seasons.0.contains(code) || code == season);
            add(&mut after.collections, Some(season).filter(|season| !season.is_empty()));
        }
        add(&mut after.collections, self.add_collection.as_ref());
        remove(&mut after.collections, self.remove_collection.as_ref());
        after.collections.sort();
        after
    }

    /// What a product says once it is taken back: what it said before, of all that still says what the change made it.
    pub fn back(&self, now: &Said, before: &Said, seasons: &Seasons) -> Said {
        let made = self.of(before, seasons);
        let mut back = now.clone();
        if now.state == made.state {
            back.state = before.state;
        }
        if now.brand == made.brand {
            back.brand.clone_from(&before.brand);
        }
        back.categories = unmade(&now.categories, &before.categories, &made.categories);
        back.collections = unmade(&now.collections, &before.collections, &made.collections);
        if self.season.is_some() && seasons.of(&now.collections) != seasons.of(&made.collections) {
            // Somebody has chosen another season since.
            back.collections.retain(|code| !seasons.0.contains(code));
            back.collections.extend(seasons.of(&now.collections));
        }
        back.collections.sort();
        back
    }

    /// What is told of a product so that it says the one and not the other.
    pub fn told(&self, code: &str, before: &Said, after: &Said) -> Told {
        Told {
            code: code.to_owned(),
            state: Some(after.state).filter(|state| *state != before.state),
            brand: (after.brand != before.brand).then(|| after.brand.clone().unwrap_or_default()),
            categories: (after.categories != before.categories).then(|| after.categories.clone()),
            collections: (after.collections != before.collections).then(|| after.collections.clone()),
            ..Told::default()
        }
    }
}

fn add(codes: &mut Vec<String>, new: Option<&String>) {
    codes.extend(new.filter(|new| !codes.contains(new)).cloned());
}

fn remove(codes: &mut Vec<String>, gone: Option<&String>) {
    codes.retain(|code| Some(code) != gone);
}

/// A list without what was put in, and with what was taken out at its old place.
fn unmade(now: &[String], before: &[String], made: &[String]) -> Vec<String> {
    let mut back: Vec<String> =
        now.iter().filter(|code| before.contains(code) || !made.contains(code)).cloned().collect();
    for (place, code) in before.iter().enumerate() {
        if !made.contains(code) && !back.contains(code) {
            back.insert(place.min(back.len()), code.clone());
        }
    }
    back
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(told: &[&str]) -> Vec<String> {
        told.iter().map(|code| (*code).to_owned()).collect()
    }

    fn said(state: State, brand: &str, categories: &[&str], collections: &[&str]) -> Said {
        let brand = Some(brand.to_owned()).filter(|brand| !brand.is_empty());
        Said { state, brand, categories: codes(categories), collections: codes(collections) }
    }

    fn some(code: &str) -> Option<String> {
        Some(code.to_owned())
    }

    fn cases() -> Vec<(Change, Said, Said)> {
        use State::{Active, Archived, Draft};
        let plain = || said(Draft, "Telar", &["mujer", "rebajas"], &["lino", "oi26"]);
        vec![
            (Change { state: Some(Active), ..Change::default() }, plain(), Said { state: Active, ..plain() }),
            (
                Change { state: Some(Archived), ..Change::default() },
                said(Archived, "", &[], &[]),
                said(Archived, "", &[], &[]),
            ),
            (
                Change { brand: some(""), ..Change::default() },
                plain(),
                said(Draft, "", &["mujer", "rebajas"], &["lino", "oi26"]),
            ),
            (
                Change { season: some("pv27"), ..Change::default() },
                plain(),
                said(Draft, "Telar", &["mujer", "rebajas"], &["lino", "pv27"]),
            ),
            (
                Change { season: some(""), ..Change::default() },
                plain(),
                said(Draft, "Telar", &["mujer", "rebajas"], &["lino"]),
            ),
            (
                Change { add_category: some("hombre"), remove_category: some("mujer"), ..Change::default() },
                plain(),
                said(Draft, "Telar", &["rebajas", "hombre"], &["lino", "oi26"]),
            ),
            (
                Change { add_collection: some("boda"), remove_collection: some("lino"), ..Change::default() },
                plain(),
                said(Draft, "Telar", &["mujer", "rebajas"], &["boda", "oi26"]),
            ),
        ]
    }

    fn seasons() -> Seasons {
        Seasons(["oi26", "pv27"].map(str::to_owned).into())
    }

    #[test]
    fn a_change_does_what_it_says_and_is_taken_back() {
        for (change, before, after) in cases() {
            assert_eq!(change.of(&before, &seasons()), after, "{change:?}");
            assert_eq!(change.back(&after, &before, &seasons()), before, "{change:?}");
            assert_eq!(change.told("A", &after, &after), Told { code: "A".to_owned(), ..Told::default() });
        }
    }

    #[test]
    fn what_somebody_said_since_stays() {
        let before = said(State::Draft, "Telar", &["mujer"], &["oi26"]);
        let change = Change {
            state: Some(State::Active),
            brand: some("Otra"),
            season: some("pv27"),
            add_category: some("hombre"),
            ..Change::default()
        };
        let now = said(State::Archived, "Tercera", &["nuevo", "mujer", "hombre"], &["boda", "oi26"]);
        let back = change.back(&now, &before, &seasons());
        assert_eq!(back, said(State::Archived, "Tercera", &["nuevo", "mujer"], &["boda", "oi26"]));
    }
}
