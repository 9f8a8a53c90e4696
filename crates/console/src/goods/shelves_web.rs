//! Handlers of the tree of categories.

use std::collections::{BTreeMap, HashMap};

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base::{Cx, Error, Result, text::folded};
use catalog::{
    categories::{self, Category, NewCategory, moves},
    languages::{self, Language},
    search::{Query, index::Search},
    translations::{self, Kind, ToldName},
};
use store::Tx;
use web::{
    asked::{self, Sent},
    frame::Room,
    lists::Choice,
    locale::Say,
    problem::Failed,
    rights::{CatalogEdit, CatalogSee, Right},
    who::{May, Viewer},
};

use crate::{
    address::Address,
    answers::{Page, html},
    goods::{
        shelves_page::{Leaving, OpenShelf, ShelfForm, ShelfRow, ShelvesPage, refused_key},
        spoken::{self, Spoken},
    },
    notices::{self, Notice},
};

const PATH: &str = "/console/products/categories";

/// What the address may say.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct ShelvesAsked {
    did: Option<String>,
    n: Option<i64>,
    /// The code of the category that is open.
    open: Option<String>,
    /// What one had written of it and not kept.
    name: Option<String>,
    #[serde(flatten)]
    others: Spoken,
}

/// What a form was sent for.
#[derive(Default)]
enum Refused {
    #[default]
    Nothing,
    /// A new category cannot be made.
    New(ShelfForm, String),
    /// The one that is open cannot be changed so.
    Open(String),
}

/// The tree.
pub async fn show(viewer: May<CatalogSee>, asked::Asked(asked): asked::Asked<ShelvesAsked>) -> Page {
    page(&viewer, asked, Refused::Nothing).await
}

async fn page(viewer: &Viewer, asked: ShelvesAsked, refused: Refused) -> Page {
    let search = Search::of(viewer.app())?;
    let find = move || search.find(&Query::default());
    let answer = tokio::task::spawn_blocking(find).await.map_err(Error::internal)??;
    let facet = answer.facets.into_iter().find(|facet| facet.name == "category");
    let counts: HashMap<String, i64> =
        facet.into_iter().flat_map(|facet| facet.values).map(|one| (one.value, one.count as i64)).collect();
    let open = asked.open.clone().unwrap_or_default();
    let read = move |tx: &mut Tx| {
        let (all, languages) = (categories::all(tx)?, languages::others(tx)?);
        let mut others: HashMap<String, Spoken> = HashMap::new();
        for language in &languages {
            let said = translations::said(tx, language.code)?.into_iter();
            for (term, text) in said.filter(|(term, _)| term.kind == Kind::Category) {
                others.entry(term.code).or_default().take(&spoken::field("name", language), &text);
            }
        }
        Ok((all, languages, others, moves::products_in(tx, &open)?))
    };
    let (all, languages, others, own) = viewer.app().db.read("console.categories", read).await?;
    let page = viewer.page(Room::Products);
    let rows = tree(&all, &counts, &others, &languages);
    let (form, wrong, at_open) = match refused {
        Refused::Nothing => (ShelfForm::default(), None, None),
        Refused::New(form, words) => (form, Some(words), None),
        Refused::Open(words) => (ShelfForm::default(), None, Some(words)),
    };
    let opened = asked.open.as_ref().and_then(|code| rows.iter().find(|row| row.code == *code));
    let opened =
        opened.map(|row| OpenShelf { refused: at_open, ..opened_shelf(&page.say, row, &rows, &asked, &others, own) });
    let notice = match asked.did.as_deref() {
        Some("category-gone") => {
            let words = page.say.tn("did-category-gone", asked.n.unwrap_or(0));
            Some(Notice { words, link: None, undo: None })
        }
        did => Notice::of(&page.say, did),
    };
    html(&ShelvesPage {
        notice,
        may: viewer.may(Right::CatalogEdit),
        rows,
        opened,
        languages,
        form,
        refused: wrong,
        page,
    })
}

/// The category that is open, with what is or was written in its form.
fn opened_shelf(
    say: &Say,
    row: &ShelfRow,
    rows: &[ShelfRow],
    asked: &ShelvesAsked,
    others: &HashMap<String, Spoken>,
    own: i64,
) -> OpenShelf {
    let above = moves::parent(&row.code).unwrap_or_default();
    let place = |one: &ShelfRow| Choice { value: one.code.clone(), name: one.indented(), is_on: one.code == above };
    let top = Choice { value: String::new(), name: say.t("shelf-top"), is_on: above.is_empty() };
    let outside = rows.iter().filter(|one| !moves::is_within(&one.code, &row.code)).map(place);
    let has_others = rows.iter().any(|one| moves::parent(&one.code) == Some(row.code.as_str()));
    OpenShelf {
        code: row.code.clone(),
        name: asked.name.clone().unwrap_or_else(|| row.name.clone()),
        others: if asked.name.is_some() {
            asked.others.clone()
        } else {
            others.get(&row.code).cloned().unwrap_or_default()
        },
        places: std::iter::once(top).chain(outside).collect(),
        leaving: match (has_others, own, above.is_empty()) {
            (true, ..) => Leaving::HasOthers,
            (_, 0, _) => Leaving::Empty,
            (_, count, true) => Leaving::HasProducts(count),
            (_, count, false) => Leaving::Up(count),
        },
        refused: None,
    }
}

/// The categories of each, in their order: by place, then by name.
fn neighbors(all: &[Category]) -> BTreeMap<Option<&str>, Vec<&Category>> {
    let mut within: BTreeMap<Option<&str>, Vec<&Category>> = BTreeMap::new();
    for one in all {
        within.entry(moves::parent(&one.code)).or_default().push(one);
    }
    within.values_mut().for_each(|some| some.sort_by_key(|one| (one.place, one.name.to_lowercase(), &one.code)));
    within
}

/// The categories, each under the one that it stands in. Pure.
fn tree(
    all: &[Category],
    counts: &HashMap<String, i64>,
    others: &HashMap<String, Spoken>,
    languages: &[Language],
) -> Vec<ShelfRow> {
    let called = |code: &str, one: &Language| {
        let text = others.get(code)?.text("name", one);
        (!text.is_empty()).then(|| (one.code, text.to_owned()))
    };
    let within = neighbors(all);
    let mut rows = Vec::with_capacity(all.len());
    // What is to be shown next stands last.
    let mut open: Vec<(&Category, bool, bool)> = Vec::new();
    let push = |open: &mut Vec<_>, code: Option<&str>| {
        let some = within.get(&code).map_or(&[][..], Vec::as_slice);
        let end = some.len();
        open.extend(some.iter().enumerate().rev().map(|(at, one)| (*one, at == 0, at + 1 == end)));
    };
    push(&mut open, None);
    while let Some((one, is_first, is_last)) = open.pop() {
        rows.push(ShelfRow {
            code: one.code.clone(),
            name: one.name.clone(),
            others: languages.iter().filter_map(|language| called(&one.code, language)).collect(),
            depth: one.code.matches('/').count(),
            count: counts.get(&one.code).copied().unwrap_or(0),
            is_first,
            is_last,
        });
        push(&mut open, Some(&one.code));
    }
    rows
}

/// A code of letters and digits for a name: `Vestidos de fiesta` is `vestidos-de-fiesta`.
pub fn slug(name: &str) -> String {
    let plain = folded(&[name]);
    let parts = plain.split(|letter: char| !letter.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-")
}

/// Adds a category.
pub async fn add(viewer: May<CatalogEdit>, Sent(form): Sent<ShelfForm>) -> Result<Response, Failed> {
    let (cx, sent) = (viewer.cx.clone(), form.clone());
    let act = move |tx: &mut Tx| {
        let name = slug(&sent.name);
        if name.is_empty() {
            return Err(Error::invalid("name", "Write a name."));
        }
        let code = if sent.parent.is_empty() { name } else { format!("{}/{name}", sent.parent) };
        let all = categories::all(tx)?;
        if !sent.parent.is_empty() && all.iter().all(|one| one.code != sent.parent) {
            return Err(Error::invalid("parent", "There is no such category."));
        }
        if all.iter().any(|one| one.code == code) {
            return Err(Error::invalid("known", "There is a category of this name there."));
        }
        let last = all
            .iter()
            .filter(|one| moves::parent(&one.code).unwrap_or_default() == sent.parent)
            .map(|one| one.place)
            .max();
        let new = NewCategory {
            code: code.clone(),
            name: Some(sent.name.trim().to_owned()),
            place: Some(last.map_or(0, |last| last + 1)),
        };
        categories::ensure(&cx, tx, &[new])?;
        in_others(&cx, tx, &code, &sent.others)
    };
    match viewer.app().db.write("categories.keep", act).await {
        Ok(()) => Ok(notices::back(PATH, "category", &[]).into_response()),
        Err(error @ Error::Invalid { .. }) => {
            let words = words(&viewer.page(Room::Products).say, &error);
            let page = page(&viewer, ShelvesAsked::default(), Refused::New(form, words)).await?;
            Ok((StatusCode::BAD_REQUEST, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// Why not.
fn words(say: &Say, error: &Error) -> String {
    refused_key(error.code()).map_or_else(|| error.to_string(), |key| say.t(&key))
}

fn in_others(cx: &Cx, tx: &mut Tx, code: &str, others: &Spoken) -> Result<()> {
    let told = others.said().into_iter().filter_map(|(language, mut texts)| {
        let text = texts.remove("name")?;
        Some(ToldName { kind: Kind::Category, code: code.to_owned(), value: String::new(), language, text })
    });
    translations::keep(cx, tx, &told.collect::<Vec<_>>())
}

/// What the form of one category sends.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct OneForm {
    code: String,
    name: String,
    /// What it stands in from now on; empty for the top, and where it stands where nothing is said.
    parent: Option<String>,
    act: String,
    #[serde(flatten)]
    others: Spoken,
}

impl OneForm {
    /// The page on which what was written stands where it was written.
    fn asked(&self) -> ShelvesAsked {
        let (name, open) = (Some(self.name.clone()), Some(self.code.clone()));
        ShelvesAsked { did: None, n: None, open, name, others: self.others.clone() }
    }

    /// Back to the category, with what was written and not kept.
    fn back(&self) -> Address {
        let at = Address::new(PATH).with("open", &self.code).with("name", &self.name);
        self.others.fields().into_iter().fold(at, |at, (name, text)| at.with(name, text))
    }
}

/// What came of it.
enum Done {
    /// It is the next among its neighbors.
    Shifted,
    /// It has this code.
    Kept(String),
    /// It is gone; so many products stand in the one above.
    Gone(i64),
}

fn changed(cx: &Cx, tx: &mut Tx, sent: &OneForm) -> Result<Done> {
    let all = categories::all(tx)?;
    all.iter().find(|one| one.code == sent.code).ok_or(Error::NotFound { what: "category" })?;
    match sent.act.as_str() {
        "up" | "down" => {
            categories::ensure(cx, tx, &moved(&all, &sent.code, sent.act == "up"))?;
            Ok(Done::Shifted)
        }
        "remove" => moves::remove(tx, &sent.code).map(Done::Gone),
        _ if sent.name.trim().is_empty() => Err(Error::invalid("name", "Write a name.")),
        _ => {
            in_others(cx, tx, &sent.code, &sent.others)?;
            let name = Some(sent.name.trim().to_owned());
            categories::ensure(cx, tx, &[NewCategory { code: sent.code.clone(), name, place: None }])?;
            let Some(into) = sent.parent.as_deref() else { return Ok(Done::Kept(sent.code.clone())) };
            let into = Some(into).filter(|code| !code.is_empty());
            moves::move_into(cx, tx, &sent.code, into).map(Done::Kept)
        }
    }
}

/// Names a category anew, moves it among its neighbors or into another, or takes it away.
pub async fn change(viewer: May<CatalogEdit>, Sent(form): Sent<OneForm>) -> Result<Response, Failed> {
    let (cx, sent) = (viewer.cx.clone(), form.clone());
    match viewer.app().db.write("categories.keep", move |tx: &mut Tx| changed(&cx, tx, &sent)).await {
        // What is written half stays.
        Ok(Done::Shifted) => Ok(notices::at(&form.back(), "category").into_response()),
        Ok(Done::Kept(code)) => Ok(notices::at(&Address::new(PATH).with("open", code), "category").into_response()),
        Ok(Done::Gone(count)) => {
            Ok(notices::at(&Address::new(PATH).with("n", count.to_string()), "category-gone").into_response())
        }
        Err(error @ Error::Invalid { .. }) => {
            let words = words(&viewer.page(Room::Products).say, &error);
            let page = page(&viewer, form.asked(), Refused::Open(words)).await?;
            Ok((StatusCode::BAD_REQUEST, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// The neighbors of a category with the places that they have once it is moved by one. Pure.
fn moved(all: &[Category], code: &str, up: bool) -> Vec<NewCategory> {
    let mut some: Vec<&str> = neighbors(all)
        .remove(&moves::parent(code))
        .map_or_else(Vec::new, |some| some.into_iter().map(|one| one.code.as_str()).collect());
    let Some(at) = some.iter().position(|one| *one == code) else { return Vec::new() };
    let to = if up { at.checked_sub(1) } else { Some(at + 1).filter(|to| *to < some.len()) };
    if let Some(to) = to {
        some.swap(at, to);
    }
    let new = |(place, code): (i64, &str)| NewCategory { code: code.to_owned(), name: None, place: Some(place) };
    (0..).zip(some).map(new).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<Category> {
        let one = |code: &str, name: &str, place| Category {
            id: categories::category_id(code),
            code: code.to_owned(),
            name: name.to_owned(),
            parent_id: None,
            place,
        };
        vec![
            one("hombre", "Hombre", 1),
            one("mujer", "Mujer", 0),
            one("mujer/faldas", "Faldas", 0),
            one("mujer/abrigos", "Abrigos", 0),
            one("mujer/faldas/largas", "Largas", 0),
        ]
    }

    #[test]
    fn categories_stand_under_one_another() {
        let rows = tree(&all(), &HashMap::from([("mujer".to_owned(), 7)]), &HashMap::new(), &[]);
        let told: Vec<(&str, usize, i64, bool, bool)> =
            rows.iter().map(|row| (row.name.as_str(), row.depth, row.count, row.is_first, row.is_last)).collect();
        assert_eq!(
            told,
            [
                ("Mujer", 0, 7, true, false),
                ("Abrigos", 1, 0, true, false),
                ("Faldas", 1, 0, false, true),
                ("Largas", 2, 0, true, true),
                ("Hombre", 0, 0, false, true),
            ]
        );
    }

    #[test]
    fn a_category_moves_among_its_neighbors() {
        let places =
            |code: &str, up| -> Vec<String> { moved(&all(), code, up).into_iter().map(|one| one.code).collect() };
        assert_eq!(places("mujer/faldas", true), ["mujer/faldas", "mujer/abrigos"]);
        assert_eq!(places("mujer/faldas", false), ["mujer/abrigos", "mujer/faldas"]);
        assert_eq!(places("hombre", true), ["hombre", "mujer"]);
    }

    #[test]
    fn a_name_makes_a_code() {
        assert_eq!(slug(" Vestidos de FIESTA, añil/azul "), "vestidos-de-fiesta-anil-azul");
        assert_eq!(slug("¿?"), "");
    }
}
