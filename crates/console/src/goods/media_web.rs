//! Handlers of the pictures of a product. What is written and what is moved is one form, so that nothing written is
//! lost by moving.

use axum::{
    extract::{Path, Request},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base::{Error, Result};
use catalog::{
    details::{self, Details},
    keep, languages,
    pictures::{self, Sheet, pictures_web},
    products::ProductId,
    told::{Told, ToldPicture},
};
use store::Tx;
use web::{
    asked::{self, Sent},
    frame::Room,
    locale::Say,
    problem::Failed,
    rights::{CatalogEdit, CatalogSee, Right},
    who::{May, Viewer},
};

use crate::{
    answers::{Page, html},
    goods::{
        media_page::{MediaPage, PictureView, colors},
        product_page::refused_key,
        product_web::ProductAsked,
        spoken::Spoken,
    },
    notices::{self, Notice},
};

const PATH: &str = "/console/products";

/// What a button of the form does beside keeping what is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    /// Nothing.
    Save,
    /// One place up.
    Up(usize),
    /// One place down.
    Down(usize),
    /// Out of the product.
    Remove(usize),
}

/// What the form says.
#[derive(Clone, Debug, PartialEq)]
struct Written {
    revision: i64,
    act: Act,
    rows: Vec<PictureRow>,
}

/// A picture as it is written of.
#[derive(Clone, Debug, Default, PartialEq)]
struct PictureRow {
    picture: String,
    alt: String,
    others: Spoken,
    color: String,
}

fn written(fields: &[(String, String)]) -> Result<Written> {
    let wrong = || Error::invalid("form", "The form cannot be read: open it again.");
    let mut form = Written { revision: 0, act: Act::Save, rows: Vec::new() };
    for (name, value) in fields {
        let value = value.trim();
        match (name.as_str(), form.rows.last_mut()) {
            ("revision", _) => form.revision = value.parse().map_err(|_| wrong())?,
            ("act", _) => form.act = act(value).ok_or_else(wrong)?,
            ("picture", _) => form.rows.push(PictureRow { picture: value.to_owned(), ..PictureRow::default() }),
            ("alt", Some(row)) => value.clone_into(&mut row.alt),
            ("color", Some(row)) => value.clone_into(&mut row.color),
            (name, Some(row)) => row.others.take(name, value).then_some(()).ok_or_else(wrong)?,
            _ => return Err(wrong()),
        }
    }
    Ok(form)
}

fn act(word: &str) -> Option<Act> {
    let Some((act, place)) = word.split_once('-') else { return (word == "save").then_some(Act::Save) };
    let place = place.parse().ok()?;
    match act {
        "up" => Some(Act::Up(place)),
        "down" => Some(Act::Down(place)),
        "remove" => Some(Act::Remove(place)),
        _ => None,
    }
}

impl Written {
    /// The pictures as they are told, in the order that the button asks for. Pure.
    fn told(self, product: &Details) -> Vec<ToldPicture> {
        let Written { act, rows, .. } = self;
        let mut told: Vec<ToldPicture> = rows.into_iter().map(|row| row.told(product)).collect();
        match act {
            Act::Up(place) if (1..told.len()).contains(&place) => told.swap(place - 1, place),
            Act::Down(place) if place + 1 < told.len() => told.swap(place, place + 1),
            Act::Remove(place) if place < told.len() => drop(told.remove(place)),
            _ => {}
        }
        told
    }
}

impl PictureRow {
    /// What is said in languages that the form does not have stays.
    fn told(self, product: &Details) -> ToldPicture {
        let known = product.pictures.iter().find(|one| one.picture.to_string() == self.picture);
        let mut translations = known.map(|one| one.translations.clone()).unwrap_or_default();
        for (language, mut texts) in self.others.said() {
            translations.extend(texts.remove("alt").map(|text| (language, text)));
        }
        ToldPicture { picture: self.picture, alt: Some(self.alt), color: Some(self.color), translations }
    }
}

/// The pictures of a product.
pub async fn show(
    viewer: May<CatalogSee>,
    Path(id): Path<String>,
    asked::Asked(asked): asked::Asked<ProductAsked>,
) -> Page {
    page(&viewer, id.parse()?, asked.did.as_deref(), Vec::new(), &[]).await
}

async fn page(viewer: &Viewer, id: ProductId, did: Option<&str>, refused: Vec<String>, written: &[PictureRow]) -> Page {
    let read = move |tx: &mut Tx| {
        let product = details::read(tx, id)?.ok_or(Error::NotFound { what: "product" })?;
        Ok((product, languages::others(tx)?))
    };
    let (product, languages) = viewer.app().db.read("console.media", read).await?;
    let page = viewer.page(Room::Products);
    html(&MediaPage {
        notice: Notice::of(&page.say, did),
        refused,
        may: viewer.may(Right::CatalogEdit),
        id: id.to_string(),
        revision: product.revision,
        languages,
        colors: colors(&product),
        pictures: product.pictures.iter().map(|one| overwritten(PictureView::of(one), written)).collect(),
        name: product.name.unwrap_or(product.code),
        page,
    })
}

/// A picture with what was written of it, where that was refused. Pure.
fn overwritten(view: PictureView, written: &[PictureRow]) -> PictureView {
    let Some(row) = written.iter().find(|row| row.picture == view.picture) else { return view };
    let texts = row.others.said().into_iter();
    let others = texts.filter_map(|(language, mut texts)| Some((language, texts.remove("alt")?))).collect();
    PictureView { alt: row.alt.clone(), color: row.color.clone(), others, ..view }
}

fn address(id: ProductId) -> String {
    format!("{PATH}/{id}/pictures")
}

/// Keeps what is written of the pictures, and their order.
pub async fn save(
    viewer: May<CatalogEdit>,
    Path(id): Path<String>,
    Sent(fields): Sent<Vec<(String, String)>>,
) -> Result<Response, Failed> {
    let (id, form, cx): (ProductId, _, _) = (id.parse()?, written(&fields)?, viewer.cx.clone());
    let rows = form.rows.clone();
    let act = move |tx: &mut Tx| {
        let product = details::read(tx, id)?.ok_or(Error::NotFound { what: "product" })?;
        let revision = form.revision;
        let told = Told { code: product.code.clone(), pictures: Some(form.clone().told(&product)), ..Told::default() };
        keep::keep(&cx, tx, &[told], Some(revision))
    };
    match viewer.app().db.write("products.keep", act).await {
        Ok(_) => Ok(notices::back(&address(id), "product", &[]).into_response()),
        Err(error) => {
            let say = viewer.page(Room::Products).say;
            let words = match error.code() {
                "changed" => say.t("media-changed"),
                code => refused_key(code).map(|key| say.t(&key)).ok_or(error)?,
            };
            Ok((StatusCode::BAD_REQUEST, page(&viewer, id, None, vec![words], &rows).await?).into_response())
        }
    }
}

/// Takes pictures that are sent, behind those that are there.
pub async fn send(viewer: May<CatalogEdit>, Path(id): Path<String>, request: Request) -> Result<Response, Failed> {
    let (id, cx): (ProductId, _) = (id.parse()?, viewer.cx.clone());
    let arrived = pictures_web::arrive(viewer.app(), request).await?;
    let kept = arrived.kept;
    let act = move |tx: &mut Tx| {
        let product = details::read(tx, id)?.ok_or(Error::NotFound { what: "product" })?;
        pictures::put(&cx, tx, &kept)?;
        match with(&product, &kept) {
            Some(told) => keep::keep(&cx, tx, &[told], None).map(drop),
            None => Ok(()),
        }
    };
    viewer.app().db.write("products.pictures", act).await?;
    if arrived.refused.is_empty() {
        return Ok(notices::back(&address(id), "pictures", &[]).into_response());
    }
    let say = viewer.page(Room::Products).say;
    let refused = arrived.refused.iter().map(|(name, error)| why(&say, name, error)).collect();
    Ok((StatusCode::BAD_REQUEST, page(&viewer, id, None, refused, &[]).await?).into_response())
}

/// A product with pictures behind its own; nothing where it has them already. Pure.
fn with(product: &Details, new: &[Sheet]) -> Option<Told> {
    let mut told: Vec<ToldPicture> = product
        .pictures
        .iter()
        .map(|one| ToldPicture {
            picture: one.picture.to_string(),
            alt: one.alt.clone(),
            color: one.color.clone(),
            translations: one.translations.clone(),
        })
        .collect();
    let before = told.len();
    for sheet in new {
        let picture = sheet.id.to_string();
        if told.iter().all(|one| one.picture != picture) {
            told.push(ToldPicture { picture, ..ToldPicture::default() });
        }
    }
    (told.len() > before).then(|| Told { code: product.code.clone(), pictures: Some(told), ..Told::default() })
}

fn why(say: &Say, name: &str, error: &Error) -> String {
    let key = match error.code() {
        "picture-too-large" => "media-too-large",
        "picture-none" => return say.t("media-none"),
        "picture-many" => "media-many",
        _ => "media-unread",
    };
    say.t1(key, "name", name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_button_moves_a_picture() {
        let all = [
            ("revision", "3"),
            ("picture", "a"),
            ("alt", " A "),
            ("alt:en", "AA"),
            ("color", "teja"),
            ("picture", "b"),
        ];
        let cases =
            [("save", Act::Save), ("up-1", Act::Up(1)), ("down-0", Act::Down(0)), ("remove-12", Act::Remove(12))];
        for (word, act) in cases {
            let form = written(&fields(&[&all[..], &[("act", word)]].concat())).expect("it can be read");
            assert_eq!((form.act, form.revision, form.rows.len()), (act, 3, 2));
            assert_eq!((form.rows[0].alt.as_str(), form.rows[0].others.said()["en"]["alt"].as_str()), ("A", "AA"));
        }
        for wrong in ["", "up", "up--1", "turn-1", "remove-x"] {
            assert!(written(&fields(&[("act", wrong)])).is_err(), "{wrong}");
        }
        assert!(written(&fields(&[("alt", "of nothing")])).is_err());
    }
}
