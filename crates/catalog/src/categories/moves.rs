//! Categories that stand somewhere else from now on, and those that are no more. A category's code is its way from the
//! top, so one that moves has another, and so have all within it: they are written anew under their new codes, and
//! products and translations follow in the same act.

use base::{Cx, Error, Result};
use store::{Tx, params, sql};

use crate::{
    categories::{self, Category, DEPTH, category_id},
    search::follow,
};

/// The longest code.
const LONGEST: usize = 120;

fn known<'c>(all: &'c [Category], code: &str) -> Result<&'c Category> {
    all.iter().find(|one| one.code == code).ok_or(Error::NotFound { what: "category" })
}

/// The code of what a category stands in; nothing at the top.
pub fn parent(code: &str) -> Option<&str> {
    code.rsplit_once('/').map(|(parent, _)| parent)
}

fn last(code: &str) -> &str {
    code.rsplit('/').next().unwrap_or(code)
}

/// Whether a category is this one, or stands within it.
pub fn is_within(code: &str, this: &str) -> bool {
    code == this || code.strip_prefix(this).is_some_and(|rest| rest.starts_with('/'))
}

/// The old and new codes of a category that moves into another (or to the top), and of all within it; those above come
/// first. Refuses what cannot be. Pure.
fn decide(all: &[Category], code: &str, into: Option<&str>) -> Result<Vec<(String, String)>> {
    known(all, code)?;
    if let Some(into) = into {
        known(all, into).map_err(|_| Error::invalid("parent", format!("There is no category '{into}'.")))?;
        if is_within(into, code) {
            return Err(Error::invalid("within", "A category cannot stand in itself."));
        }
    }
    let to = into.map_or_else(|| last(code).to_owned(), |into| format!("{into}/{}", last(code)));
    if to == code {
        return Ok(Vec::new());
    }
    if all.iter().any(|one| one.code == to) {
        return Err(Error::invalid("known", "There is a category of this name there."));
    }
    let mut moved: Vec<(String, String)> = all
        .iter()
        .filter(|one| is_within(&one.code, code))
        .map(|one| (one.code.clone(), format!("{to}{}", &one.code[code.len()..])))
        .collect();
    if moved.iter().any(|(_, to)| to.split('/').count() > DEPTH || to.len() > LONGEST) {
        return Err(Error::invalid("category", format!("Categories stand in one another {DEPTH} deep at most.")));
    }
    moved.sort_by_key(|(code, _)| code.matches('/').count());
    Ok(moved)
}

/// Moves a category with all within it into another, behind those that stand there; to the top where none is said.
/// Gives its code from now on.
pub fn move_into(cx: &Cx, tx: &mut Tx, code: &str, into: Option<&str>) -> Result<String> {
    let all = categories::all(tx)?;
    let moved = decide(&all, code, into)?;
    let Some((_, to)) = moved.first().cloned() else { return Ok(code.to_owned()) };
    let neighbors = all.iter().filter(|one| parent(&one.code) == into);
    let place = neighbors.map(|one| one.place + 1).max().unwrap_or(0);
    let text = sql!(
        "insert into categories (id, code, name, parent_id, place, created_at)
         select $1, $2, name, $3, case when id = $5 then $6 else place end, $4 from categories where id = $7"
    );
    for (from, to) in &moved {
        let above = parent(to).map(category_id);
        tx.exec(text, params![category_id(to), to, above, cx.now, category_id(code), place, category_id(from)])?;
        let ids = params![category_id(to), category_id(from)];
        tx.exec(sql!("update product_categories set category_id = $1 where category_id = $2"), ids)?;
        let ids = params![category_id(to), category_id(from)];
        tx.exec(sql!("update translations set subject = $1 where subject = $2"), ids)?;
    }
    for (from, _) in moved.iter().rev() {
        tx.exec(sql!("delete from categories where id = $1"), params![category_id(from)])?;
    }
    follow::lists_changed(tx)?;
    Ok(to)
}

/// How many products stand in a category itself, not in one within it.
pub fn products_in(tx: &mut Tx, code: &str) -> Result<i64> {
    let text = sql!("select count(*) from product_categories where category_id = $1");
    Ok(tx.query_one(text, params![category_id(code)], |row| row.get(0))?.unwrap_or(0))
}

/// Takes a category away; its products stand in the one above from then on. Gives how many. One that others stand in
/// stays, and so does one at the top that has products.
pub fn remove(tx: &mut Tx, code: &str) -> Result<i64> {
    let all = categories::all(tx)?;
    known(&all, code)?;
    if all.iter().any(|one| one.code != code && is_within(&one.code, code)) {
        return Err(Error::invalid("has-others", "Other categories stand in it. Move them or take them away first."));
    }
    let (id, count) = (category_id(code), products_in(tx, code)?);
    match parent(code).map(category_id) {
        None if count > 0 => {
            return Err(Error::invalid("has-products", "Products stand in it. Put them elsewhere first."));
        }
        None => {}
        Some(above) => {
            let text = sql!(
                "update product_categories set category_id = $1 where category_id = $2 and not exists (select 1
                 from product_categories b where b.product_id = product_categories.product_id and b.category_id = $1)"
            );
            tx.exec(text, params![above, id])?;
            tx.exec(sql!("delete from product_categories where category_id = $1"), params![id])?;
        }
    }
    tx.exec(sql!("delete from translations where subject = $1"), params![id])?;
    tx.exec(sql!("delete from categories where id = $1"), params![id])?;
    follow::lists_changed(tx)?;
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(codes: &[&str]) -> Vec<Category> {
        let one = |code: &&str| Category {
            id: category_id(code),
            code: (*code).to_owned(),
            name: (*code).to_owned(),
            parent_id: parent(code).map(category_id),
            place: 0,
        };
        codes.iter().map(one).collect()
    }

    #[test]
    fn all_within_moves_along() {
        let all = all(&["mujer", "mujer/faldas", "mujer/faldas/largas", "mujer/faldas-pantalon", "hombre", "faldas"]);
        let codes = |code: &str, into: Option<&str>| {
            decide(&all, code, into).map(|moved| moved.into_iter().map(|(_, to)| to).collect::<Vec<_>>())
        };
        assert_eq!(codes("mujer/faldas", Some("hombre")).expect("moves"), ["hombre/faldas", "hombre/faldas/largas"]);
        assert_eq!(codes("mujer/faldas", Some("mujer")).expect("stays"), Vec::<String>::new());
        let refused = |code: &str, into: Option<&str>| codes(code, into).expect_err("refused").code();
        assert_eq!(refused("mujer/faldas", None), "known");
        assert_eq!(refused("mujer", Some("mujer/faldas")), "within");
        assert_eq!(refused("mujer", Some("mujer")), "within");
        assert_eq!(refused("mujer", Some("casa")), "parent");
        assert_eq!(refused("casa", None), "not-found");
    }

    #[test]
    fn the_tree_is_so_deep_and_no_deeper() {
        let codes = ["a", "a/b", "a/b/c", "a/b/c/d", "x", "x/1", "x/1/2", "x/1/2/3", "x/1/2/3/4"];
        let refused = decide(&all(&codes), "x", Some("a/b/c/d")).expect_err("refused");
        assert_eq!(refused.code(), "category");
        assert!(decide(&all(&codes), "x", Some("a/b/c")).is_ok());
    }
}
