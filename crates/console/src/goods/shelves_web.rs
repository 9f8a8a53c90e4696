//! Handlers of the tree of categories.

use std::collections::{BTreeMap, HashMap};

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base::{Error, Result, text::folded};
use catalog::{
    categories::{self, Category, NewCategory},
    languages,
    search::{Query, index::Search},
    translations::{self, Kind, ToldName},
};
use store::Tx;
use web::{
    asked::{self, Sent},
    frame::Room,
    problem::Failed,
    who::{Owner, Viewer},
};

use crate::{
    answers::{Page, html},
    goods::{
        product_page::refused_key,
        product_web::ProductAsked,
        shelves_page::{ShelfForm, ShelfRow, ShelvesPage},
        spoken::{self, Spoken},
    },
    identity_web::may,
    notices::{self, Notice},
};

const PATH: &str = "/console/products/categories";

/// The tree.
pub async fn show(viewer: Viewer, asked::Asked(asked): asked::Asked<ProductAsked>) -> Page {
    page(&viewer, asked.did.as_deref(), ShelfForm::default(), None).await
}

async fn page(viewer: &Viewer, did: Option<&str>, form: ShelfForm, refused: Option<String>) -> Page {
    let search = Search::of(viewer.app())?;
    let find = move || search.find(&Query::default());
    let answer = tokio::task::spawn_blocking(find).await.map_err(Error::internal)??;
    let facet = answer.facets.into_iter().find(|facet| facet.name == "category");
    let counts: HashMap<String, i64> =
        facet.into_iter().flat_map(|facet| facet.values).map(|one| (one.value, one.count as i64)).collect();
    let read = |tx: &mut Tx| {
        let (all, languages) = (categories::all(tx)?, languages::others(tx)?);
        let mut others: HashMap<String, Spoken> = HashMap::new();
        for language in &languages {
            let said = translations::said(tx, language.code)?.into_iter();
            for (term, text) in said.filter(|(term, _)| term.kind == Kind::Category) {
                others.entry(term.code).or_default().take(&spoken::field("name", language), &text);
            }
        }
        Ok((all, languages, others))
    };
    let (all, languages, others) = viewer.app().db.read("console.categories", read).await?;
    let page = viewer.page(Room::Products);
    html(&ShelvesPage {
        notice: Notice::of(&page.say, did),
        may: may(viewer),
        rows: tree(&all, &counts, &others),
        languages,
        form,
        refused,
        page,
    })
}

/// The categories of each, in their order: by place, then by name.
fn neighbors(all: &[Category]) -> BTreeMap<&str, Vec<&Category>> {
    let mut within: BTreeMap<&str, Vec<&Category>> = BTreeMap::new();
    for one in all {
        within.entry(parent(&one.code)).or_default().push(one);
    }
    within.values_mut().for_each(|some| some.sort_by_key(|one| (one.place, one.name.to_lowercase(), &one.code)));
    within
}

fn parent(code: &str) -> &str {
    code.rsplit_once('/').map_or("", |(parent, _)| parent)
}

/// The categories, each under the one that it stands in. Pure.
fn tree(all: &[Category], counts: &HashMap<String, i64>, others: &HashMap<String, Spoken>) -> Vec<ShelfRow> {
    let within = neighbors(all);
    let mut rows = Vec::with_capacity(all.len());
    // What is to be shown next stands last.
    let mut open: Vec<(&Category, bool, bool)> = Vec::new();
    let push = |open: &mut Vec<_>, code: &str| {
        let some = within.get(code).map_or(&[][..], Vec::as_slice);
        let end = some.len();
        open.extend(some.iter().enumerate().rev().map(|(at, one)| (*one, at == 0, at + 1 == end)));
    };
    push(&mut open, "");
    while let Some((one, is_first, is_last)) = open.pop() {
        rows.push(ShelfRow {
            code: one.code.clone(),
            name: one.name.clone(),
            others: others.get(&one.code).cloned().unwrap_or_default(),
            depth: one.code.matches('/').count(),
            count: counts.get(&one.code).copied().unwrap_or(0),
            is_first,
            is_last,
        });
        push(&mut open, &one.code);
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
pub async fn add(Owner(viewer): Owner, Sent(form): Sent<ShelfForm>) -> Result<Response, Failed> {
    let (cx, sent) = (viewer.cx.clone(), form.clone());
    let act = move |tx: &mut Tx| {
        let name = slug(&sent.name);
        if name.is_empty() {
            return Err(Error::invalid("name", "Write a name."));
        }
        let code = if sent.parent.is_empty() { name } else { format!("{}/{name}", sent.parent) };
        let all = categories::all(tx)?;
        if all.iter().any(|one| one.code == code) {
            return Err(Error::invalid("known", "There is a category of this name there."));
        }
        let last = all.iter().filter(|one| parent(&one.code) == sent.parent).map(|one| one.place).max();
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
        Err(error @ Error::Invalid { .. }) => refused(&viewer, form, &error).await,
        Err(error) => Err(error.into()),
    }
}

async fn refused(viewer: &Viewer, form: ShelfForm, error: &Error) -> Result<Response, Failed> {
    let say = viewer.page(Room::Products).say;
    let words = match error.code() {
        "name" => say.t("shelf-refused-name"),
        "known" => say.t("shelf-refused-known"),
        "category" => say.t("shelf-refused-deep"),
        code => refused_key(code).map_or_else(|| error.to_string(), |key| say.t(&key)),
    };
    Ok((StatusCode::BAD_REQUEST, page(viewer, None, form, Some(words)).await?).into_response())
}

fn in_others(cx: &base::Cx, tx: &mut Tx, code: &str, others: &Spoken) -> Result<()> {
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
    act: String,
    #[serde(flatten)]
    others: Spoken,
}

/// Names a category anew, or moves it among its neighbors.
pub async fn change(Owner(viewer): Owner, Sent(form): Sent<OneForm>) -> Result<Response, Failed> {
    let (cx, sent) = (viewer.cx.clone(), form.clone());
    let act = move |tx: &mut Tx| {
        let all = categories::all(tx)?;
        if all.iter().all(|one| one.code != sent.code) {
            return Err(Error::NotFound { what: "category" });
        }
        let told = match sent.act.as_str() {
            "up" | "down" => moved(&all, &sent.code, sent.act == "up"),
            _ if sent.name.trim().is_empty() => return Err(Error::invalid("name", "Write a name.")),
            _ => {
                in_others(&cx, tx, &sent.code, &sent.others)?;
                vec![NewCategory { code: sent.code.clone(), name: Some(sent.name.trim().to_owned()), place: None }]
            }
        };
        categories::ensure(&cx, tx, &told)
    };
    match viewer.app().db.write("categories.keep", act).await {
        Ok(()) => Ok(notices::back(PATH, "category", &[]).into_response()),
        Err(error @ Error::Invalid { .. }) => refused(&viewer, ShelfForm::default(), &error).await,
        Err(error) => Err(error.into()),
    }
}

/// The neighbors of a category with the places that they have once it is moved by one. Pure.
fn moved(all: &[Category], code: &str, up: bool) -> Vec<NewCategory> {
    let mut some: Vec<&str> = neighbors(all)
        .remove(parent(code))
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
        let rows = tree(&all(), &HashMap::from([("mujer".to_owned(), 7)]), &HashMap::new());
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
