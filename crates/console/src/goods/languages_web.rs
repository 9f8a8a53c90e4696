//! Handlers of what is missing in other languages.

use std::collections::BTreeMap;

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base::{Error, Result};
use catalog::{
    details, keep,
    languages::{self, Language},
    products::ProductId,
    told::Told,
    translations::{self, Kind, Named, ToldName},
};
use store::Tx;
use web::{
    asked::{self, Sent},
    frame::Room,
    lists::{Chip, Pager},
    problem::Failed,
    rights::{CatalogEdit, CatalogSee, Right},
    who::{May, Viewer},
};

use crate::{
    address::Address,
    answers::{Page, html},
    goods::{
        languages_page::{LanguagesPage, Shown, of_name},
        product_page::refused_key,
    },
    notices::{self, Notice},
};

const PATH: &str = "/console/products/translations";
/// Products of a page, and names.
const PRODUCTS: i64 = 20;
const NAMES: usize = 100;

/// What the address may ask for.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    language: String,
    part: String,
    after: String,
    did: Option<String>,
}

impl Asked {
    /// The language that is asked for, or the first of them; nothing where there is none.
    fn language(&self, others: &[Language]) -> Result<Option<Language>> {
        if self.language.is_empty() {
            return Ok(others.first().copied());
        }
        let known = others.iter().find(|one| one.code == self.language);
        known.copied().map(Some).ok_or(Error::NotFound { what: "language" })
    }

    fn is_names(&self) -> bool {
        self.part == "names"
    }

    fn address(&self) -> Address {
        Address::new(PATH).with("language", &self.language).with("part", &self.part)
    }
}

/// What is missing.
pub async fn show(viewer: May<CatalogSee>, asked::Asked(asked): asked::Asked<Asked>) -> Page {
    page(&viewer, &asked, None).await
}

/// What a page shows, and what each part lacks.
struct Read {
    language: Option<Language>,
    others: Vec<Language>,
    shown: Shown,
    products: i64,
    names: i64,
    next: Option<String>,
}

fn read(tx: &mut Tx, asked: &Asked) -> Result<Read> {
    let others = languages::others(tx)?;
    let Some(language) = asked.language(&others)? else {
        return Ok(Read { language: None, others, shown: Shown::Names(Vec::new()), products: 0, names: 0, next: None });
    };
    let names = translations::names(tx, language.code)?;
    let missing = names.iter().filter(|one| one.text.is_none()).count() as i64;
    let products = translations::count_untold(tx, language.code, i64::MAX)?;
    let (shown, next) = match asked.is_names() {
        true => {
            let from: usize = asked.after.parse().unwrap_or(0);
            let (names, next) = part(names, from);
            (Shown::Names(names), next)
        }
        false => {
            let after: Option<ProductId> =
                Some(&asked.after).filter(|id| !id.is_empty()).map(|id| id.parse()).transpose()?;
            let mut rows = translations::untold(tx, language.code, after, PRODUCTS + 1)?;
            let more = rows.len() as i64 > PRODUCTS;
            rows.truncate(PRODUCTS as usize);
            let next = rows.last().filter(|_| more).map(|last| last.id.to_string());
            (Shown::Products(rows), next)
        }
    };
    Ok(Read { language: Some(language), others, shown, products, names: missing, next })
}

/// A page of the names, those that lack theirs first. Pure.
fn part(mut names: Vec<Named>, from: usize) -> (Vec<Named>, Option<String>) {
    names.sort_by_key(|one| one.text.is_some());
    let end = from.saturating_add(NAMES);
    let next = (names.len() > end).then(|| end.to_string());
    (names.into_iter().skip(from).take(NAMES).collect(), next)
}

async fn page(viewer: &Viewer, asked: &Asked, refused: Option<(String, Vec<Row>)>) -> Page {
    let looked = asked.clone();
    let read = viewer.app().db.read("console.translations", move |tx| read(tx, &looked)).await?;
    let page = viewer.page(Room::Products);
    let (say, here) = (&page.say, asked.address());
    let chip = |key: &str, part: &str, count: i64| Chip {
        name: say.t(key),
        address: here.with("part", part).to_string(),
        is_on: asked.is_names() == (part == "names"),
        count: Some(count),
    };
    let of_language = |one: &Language| Chip {
        name: one.name.to_owned(),
        address: here.with("language", one.code).to_string(),
        is_on: Some(*one) == read.language,
        count: None,
    };
    html(&LanguagesPage {
        notice: Notice::of(say, asked.did.as_deref()),
        may: viewer.may(Right::CatalogEdit),
        language: read.language,
        languages: read.others.iter().filter(|_| read.others.len() > 1).map(of_language).collect(),
        offered: languages::ALL.into_iter().map(|one| (one, read.others.contains(&one))).collect(),
        parts: vec![chip("languages-products", "", read.products), chip("languages-names", "names", read.names)],
        action: here.with("after", &asked.after).to_string(),
        written: refused.iter().flat_map(|(_, rows)| rows).flat_map(|row| row.written(&read.shown)).collect(),
        shown: read.shown,
        refused: refused.map(|(words, _)| words),
        pager: Pager {
            first: (!asked.after.is_empty()).then(|| here.to_string()),
            next: read.next.map(|next| here.with("after", next).to_string()),
        },
        page,
    })
}

/// A row of the form: a product, or a name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Row {
    id: String,
    kind: String,
    code: String,
    value: String,
    name: String,
    description: String,
    was_name: String,
    was_description: String,
}

/// The rows of a form: each begins with its product or with its kind.
fn rows(fields: &[(String, String)]) -> Result<Vec<Row>> {
    let mut rows: Vec<Row> = Vec::new();
    for (name, value) in fields {
        match (name.as_str(), rows.last_mut()) {
            ("id", _) => rows.push(Row { id: value.clone(), ..Row::default() }),
            ("kind", _) => rows.push(Row { kind: value.clone(), ..Row::default() }),
            ("code", Some(row)) => value.clone_into(&mut row.code),
            ("value", Some(row)) => value.clone_into(&mut row.value),
            ("was_name", Some(row)) => value.clone_into(&mut row.was_name),
            ("was_description", Some(row)) => value.clone_into(&mut row.was_description),
            ("name", Some(row)) => value.trim().clone_into(&mut row.name),
            ("description", Some(row)) => value.trim().clone_into(&mut row.description),
            _ => return Err(Error::invalid("form", "The form cannot be read: open it again.")),
        }
    }
    Ok(rows)
}

/// Keeps what is written; what is left empty stays as it is.
pub async fn save(
    viewer: May<CatalogEdit>,
    asked::Asked(asked): asked::Asked<Asked>,
    Sent(fields): Sent<Vec<(String, String)>>,
) -> Result<Response, Failed> {
    let (rows, cx, looked) = (rows(&fields)?, viewer.cx.clone(), asked.clone());
    let sent = rows.clone();
    let act = move |tx: &mut Tx| {
        let language = looked.language(&languages::others(tx)?)?.ok_or(Error::NotFound { what: "language" })?;
        match looked.is_names() {
            true => keep_names(&cx, tx, &rows, language.code),
            false => keep_products(&cx, tx, &rows, language.code),
        }
    };
    match viewer.app().db.write("translations.keep", act).await {
        Ok(()) => Ok(notices::at(&asked.address(), "translated").into_response()),
        Err(error) => {
            let say = viewer.page(Room::Products).say;
            let words = match error.code() {
                "cell-changed" => say.t("languages-changed"),
                code => refused_key(code).map(|key| say.t(&key)).ok_or(error)?,
            };
            Ok((StatusCode::BAD_REQUEST, page(&viewer, &asked, Some((words, sent))).await?).into_response())
        }
    }
}

/// Keeps which languages the shop tells its products in.
pub async fn choose(viewer: May<CatalogEdit>, Sent(fields): Sent<Vec<(String, String)>>) -> Result<Response, Failed> {
    let codes: Vec<String> = fields.into_iter().filter(|(name, _)| name == "language").map(|(_, code)| code).collect();
    let cx = viewer.cx.clone();
    viewer.app().db.write("languages.keep", move |tx: &mut Tx| languages::keep(&cx, tx, &codes)).await?;
    Ok(notices::back(PATH, "languages", &[]).into_response())
}

impl Row {
    /// What was written in it, by what it is of and the field.
    fn written(&self, shown: &Shown) -> Vec<((String, &'static str), String)> {
        let of = match shown {
            Shown::Products(rows) => rows.iter().find(|one| one.id.to_string() == self.id).map(|one| one.code.clone()),
            Shown::Names(_) => Some(of_name(&self.kind, &self.code, &self.value)),
        };
        let fields = [("name", &self.name), ("description", &self.description)];
        of.map_or_else(Vec::new, |of| {
            fields.into_iter().map(|(field, text)| ((of.clone(), field), text.clone())).collect()
        })
    }
}

/// What is told of a field: nothing where it was left as it was shown. What somebody else has written meanwhile is not
/// taken away unseen. Pure.
fn told(now: Option<&str>, was: &str, written: &str) -> Result<Option<String>> {
    let now = now.unwrap_or_default();
    if written == was || written == now {
        return Ok(None);
    }
    if now != was {
        return Err(Error::conflict("cell-changed", "Somebody has translated this meanwhile. Look at it again."));
    }
    Ok(Some(written.to_owned()))
}

fn keep_names(cx: &base::Cx, tx: &mut Tx, rows: &[Row], language: &str) -> Result<()> {
    let known = translations::names(tx, language)?;
    let mut new = Vec::new();
    for row in rows {
        let kind = Kind::from_word(&row.kind).ok_or_else(|| Error::invalid("unknown", "There is no such list."))?;
        let now = known.iter().find(|one| one.kind == kind && one.code == row.code && one.value == row.value);
        if let Some(text) = told(now.and_then(|one| one.text.as_deref()), &row.was_name, &row.name)? {
            let (code, value) = (row.code.clone(), row.value.clone());
            new.push(ToldName { kind, code, value, language: language.to_owned(), text });
        }
    }
    translations::keep(cx, tx, &new)
}

fn keep_products(cx: &base::Cx, tx: &mut Tx, rows: &[Row], language: &str) -> Result<()> {
    let ids: Vec<ProductId> = rows.iter().map(|row| row.id.parse()).collect::<std::result::Result<_, _>>()?;
    let products = details::some(tx, &ids)?;
    let mut new = Vec::new();
    for row in rows {
        let Some(product) = products.iter().find(|one| one.id.to_string() == row.id) else { continue };
        let now = product.translations.get(language);
        let mut texts: BTreeMap<String, String> = BTreeMap::new();
        let fields = [("name", &row.was_name, &row.name), ("description", &row.was_description, &row.description)];
        for (field, was, written) in fields {
            // What is left empty stays as it is.
            let now = now.and_then(|now| now.get(field)).map(String::as_str);
            if let Some(text) = told(now, was, written)?.filter(|text| !text.is_empty()) {
                texts.insert(field.to_owned(), text);
            }
        }
        if !texts.is_empty() {
            let translations = Some([(language.to_owned(), texts)].into());
            new.push(Told { code: product.code.clone(), translations, ..Told::default() });
        }
    }
    keep::keep(cx, tx, &new, None).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_missing_come_first() {
        let name = |at: usize| Named {
            kind: Kind::Category,
            code: at.to_string(),
            value: String::new(),
            name: at.to_string(),
            text: at.is_multiple_of(2).then(|| "x".to_owned()),
        };
        let (first, next) = part((0..150).map(name).collect(), 0);
        assert!(first[..75].iter().all(|one| one.text.is_none()) && first[75].text.is_some());
        assert_eq!((first.len(), next.as_deref()), (100, Some("100")));
        let (last, next) = part((0..150).map(name).collect(), 100);
        assert_eq!((last.len(), next), (50, None));
        assert_eq!(part(Vec::new(), usize::MAX).0.len(), 0);
    }

    #[test]
    fn a_row_begins_with_what_it_is_of() {
        let pairs =
            |all: &[(&str, &str)]| all.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect::<Vec<_>>();
        let told =
            rows(&pairs(&[("id", "a"), ("name", " Dress "), ("kind", "axis"), ("code", "color"), ("name", "Color")]));
        let told = told.expect("it can be read");
        assert_eq!((told.len(), told[0].name.as_str(), told[1].code.as_str()), (2, "Dress", "color"));
        assert!(rows(&pairs(&[("name", "of nothing")])).is_err());
    }
}
