//! Where products stand: a tree of categories, and seasons and collections across it.

use std::collections::BTreeSet;

use base::{Cx, Error, Id, Noun, Result, Time, text};
use store::{Tx, asked::Rows, params, sql, value::Row};

use crate::{search::follow, told::code};

pub mod moves;

/// A category.
pub struct Shelf;
impl Noun for Shelf {
    const PREFIX: &'static str = "cat";
    const NAME: &'static str = "category";
}
/// The id of a category.
pub type CategoryId = Id<Shelf>;

/// A season or a collection.
pub struct Range;
impl Noun for Range {
    const PREFIX: &'static str = "col";
    const NAME: &'static str = "collection";
}
/// The id of a season or collection.
pub type CollectionId = Id<Range>;

/// How deep the tree may be.
const DEPTH: usize = 8;

/// The id that a code gives.
pub fn category_id(code: &str) -> CategoryId {
    CategoryId::derived(Time::default(), &[code])
}

/// The id that a code gives.
pub fn collection_id(code: &str) -> CollectionId {
    CollectionId::derived(Time::default(), &[code])
}

/// A category. Its code is its way from the top: `mujer/vestidos` stands in `mujer`.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Category {
    /// Its id.
    pub id: CategoryId,
    /// Its code.
    pub code: String,
    /// Its name in the shop's first language.
    pub name: String,
    /// What it stands in.
    pub parent_id: Option<CategoryId>,
    /// Its place among its neighbors.
    pub place: i64,
}

/// A category as somebody tells it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCategory {
    /// Its code: its way from the top, `mujer/vestidos`.
    pub code: String,
    /// Its name in the shop's first language; the last part of the code where it is not said.
    #[serde(default)]
    pub name: Option<String>,
    /// Its place among its neighbors.
    #[serde(default)]
    pub place: Option<i64>,
}

/// The codes above one and itself, from the top: `mujer`, `mujer/vestidos`.
pub(crate) fn way(code: &str) -> impl Iterator<Item = &str> {
    code.match_indices('/').map(|(end, _)| &code[..end]).chain(std::iter::once(code))
}

/// Makes sure that these categories exist, with what they stand in; a name or place that is said is the last word.
pub fn ensure(cx: &Cx, tx: &mut Tx, categories: &[NewCategory]) -> Result<()> {
    let mut all: Vec<(String, Option<String>, Option<i64>)> = Vec::new();
    for told in categories {
        let code = code("The code of a category", &told.code)?;
        if code.split('/').count() > DEPTH || code.split('/').any(|part| part.trim().is_empty()) {
            let says = format!("The code of a category is its way from the top, of at most {DEPTH} parts: a/b/c.");
            return Err(Error::invalid("category", says));
        }
        let name = told.name.as_deref().map(|name| text::told("The name of a category", name, 200)).transpose()?;
        all.extend(way(&code).filter(|part| *part != code).map(|part| (part.to_owned(), None, None)));
        all.push((code, name, told.place));
    }
    // What is above comes first; of what is said twice, what says more.
    all.sort_by_key(|(code, name, place)| (code.matches('/').count(), code.clone(), name.is_none(), place.is_none()));
    all.dedup_by(|later, kept| later.0 == kept.0);
    let text = sql!(
        "insert into categories (id, code, name, parent_id, place, created_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (id) do nothing"
    );
    let rows = all.iter().map(|(code, name, place)| {
        let parent = code.rsplit_once('/').map(|(parent, _)| category_id(parent));
        let last = code.rsplit('/').next().unwrap_or(code);
        let name = name.as_deref().unwrap_or(last);
        params![category_id(code), code, name, parent, place.unwrap_or(0), cx.now]
    });
    tx.exec_many(text, rows)?;
    let text = sql!(
        "update categories set name = coalesce($2, name), place = coalesce($3, place)
         where id = $1 and (name <> coalesce($2, name) or place <> coalesce($3, place))"
    );
    let told = all.iter().filter(|(_, name, place)| name.is_some() || place.is_some());
    let rows = told.map(|(code, name, place)| params![category_id(code), name.as_deref(), *place]);
    match tx.exec_many(text, rows)? {
        0 => Ok(()),
        _ => follow::lists_changed(tx),
    }
}

/// Every category, by its way from the top.
pub fn all(tx: &mut Tx) -> Result<Vec<Category>> {
    ask(tx).rows(tx)
}

/// Asks for every category, by its way from the top.
pub fn ask(tx: &mut Tx) -> Rows<Category> {
    let read: fn(&Row) -> _ = |row| {
        Ok(Category {
            id: row.get(0)?,
            code: row.get(1)?,
            name: row.get(2)?,
            parent_id: row.get(3)?,
            place: row.get(4)?,
        })
    };
    tx.ask(sql!("select id, code, name, parent_id, place from categories order by code"), params![], read)
}

/// A season or collection.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Collection {
    /// Its code: `oi26`.
    pub code: String,
    /// Its name in the shop's first language.
    pub name: String,
    /// Whether it is a season; else a collection.
    #[serde(default)]
    pub is_season: bool,
    /// From when it is for sale.
    #[serde(default)]
    pub starts_at: Option<Time>,
    /// Until when.
    #[serde(default)]
    pub ends_at: Option<Time>,
}

/// Makes sure that these seasons and collections exist as they are told.
pub fn ensure_collections(cx: &Cx, tx: &mut Tx, collections: &[Collection]) -> Result<()> {
    let mut rows = Vec::new();
    let mut seen = BTreeSet::new();
    for told in collections {
        let code = code("The code of a collection", &told.code)?;
        let name = text::told("The name of a collection", &told.name, 200)?;
        let kind = if told.is_season { "season" } else { "collection" };
        if told.starts_at.zip(told.ends_at).is_some_and(|(starts, ends)| ends <= starts) {
            return Err(Error::invalid("to", format!("{code} ends after it begins.")));
        }
        if seen.insert(code.clone()) {
            let (starts, ends) = (told.starts_at, told.ends_at);
            rows.push(params![collection_id(&code), code, name, kind, starts, ends, cx.now]);
        }
    }
    let text = sql!(
        "insert into collections (id, code, name, kind, starts_at, ends_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do update set name = excluded.name,
             kind = excluded.kind, starts_at = excluded.starts_at, ends_at = excluded.ends_at"
    );
    tx.exec_many(text, rows).map(|_| ())
}

/// Every season and collection, by code.
pub fn all_collections(tx: &mut Tx) -> Result<Vec<Collection>> {
    ask_collections(tx).rows(tx)
}

/// Asks for every season and collection, by code.
pub fn ask_collections(tx: &mut Tx) -> Rows<Collection> {
    let text = sql!("select code, name, kind, starts_at, ends_at from collections order by code");
    let read: fn(&Row) -> _ = |row| {
        let is_season = row.get::<String>(2)? == "season";
        Ok(Collection { code: row.get(0)?, name: row.get(1)?, is_season, starts_at: row.get(3)?, ends_at: row.get(4)? })
    };
    tx.ask(text, params![], read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_names_all_that_is_above() {
        assert_eq!(
            way("mujer/vestidos/largos").collect::<Vec<_>>(),
            ["mujer", "mujer/vestidos", "mujer/vestidos/largos"]
        );
    }
}
