//! Handlers of what nobody finds, and of synonyms.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base::{Error, Result};
use catalog::search::{
    misses,
    synonyms::{self, Synonym},
};
use store::Tx;
use web::{
    asked::{self, Sent},
    frame::Room,
    problem::Failed,
    rights::{CatalogEdit, CatalogSee, Right},
    who::{May, Viewer},
};

use crate::{
    answers::{Page, html},
    goods::words_page::{WordForm, WordsPage},
    notices::{self, Notice},
};

const PATH: &str = "/console/products/words";
/// Days back that the page looks.
const DAYS: i64 = 30;
/// Texts that the page shows.
const MISSES: i64 = 100;

/// What the address may say.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct WordsAsked {
    word: String,
    did: Option<String>,
}

/// The page.
pub async fn show(viewer: May<CatalogSee>, asked::Asked(asked): asked::Asked<WordsAsked>) -> Page {
    let form = WordForm { word: asked.word, ..WordForm::default() };
    page(&viewer, asked.did.as_deref(), form, None).await
}

async fn page(viewer: &Viewer, did: Option<&str>, form: WordForm, refused: Option<String>) -> Page {
    let page = viewer.page(Room::Products);
    let day = page.say.day_key(viewer.cx.now.plus_seconds(-(DAYS - 1) * 86_400));
    let read = move |tx: &mut Tx| Ok((misses::since(tx, &day, MISSES)?, synonyms::all(tx)?));
    let (mut misses, synonyms) = viewer.app().db.read("console.words", read).await?;
    misses.retain(|one| one.misses > 0);
    html(&WordsPage {
        notice: Notice::of(&page.say, did),
        may: viewer.may(Right::CatalogEdit),
        form,
        refused,
        misses,
        synonyms,
        page,
    })
}

impl WordForm {
    /// What it says, with what was said of the word before.
    fn told(&self, known: &[Synonym]) -> Result<Synonym> {
        let word = self.word.trim().to_lowercase();
        let parts = self.finds.split([',', '\n']).map(|part| part.trim().to_lowercase());
        let mut finds: Vec<String> =
            known.iter().find(|one| one.word == word).map(|one| one.finds.clone()).unwrap_or_default();
        let before = finds.len();
        for part in parts.filter(|part| !part.is_empty() && *part != word) {
            if !finds.contains(&part) {
                finds.push(part);
            }
        }
        if word.is_empty() || finds.len() == before {
            return Err(Error::invalid("synonyms", "Write a word, and what it finds."));
        }
        Ok(Synonym { word, finds, is_two_way: !self.two_way.is_empty() })
    }
}

/// Keeps a synonym, beside what was said of the word before.
pub async fn keep(viewer: May<CatalogEdit>, Sent(form): Sent<WordForm>) -> Result<Response, Failed> {
    let (cx, told) = (viewer.cx.clone(), form.clone());
    let act = move |tx: &mut Tx| {
        let known = synonyms::all(tx)?;
        synonyms::keep(&cx, tx, &[told.told(&known)?])
    };
    match viewer.app().db.write("synonyms.keep", act).await {
        Ok(()) => Ok(notices::back(PATH, "synonym", &[]).into_response()),
        Err(error @ Error::Invalid { .. }) => {
            let say = viewer.page(Room::Products).say;
            let key = if error.code() == "text" { "product-refused-text" } else { "words-refused" };
            Ok((StatusCode::BAD_REQUEST, page(&viewer, None, form, Some(say.t(key))).await?).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// Takes away what a word finds.
pub async fn remove(viewer: May<CatalogEdit>, Sent(form): Sent<WordForm>) -> Result<Response, Failed> {
    let cx = viewer.cx.clone();
    let gone = [Synonym { word: form.word, finds: Vec::new(), is_two_way: false }];
    viewer.app().db.write("synonyms.keep", move |tx: &mut Tx| synonyms::keep(&cx, tx, &gone)).await?;
    Ok(notices::back(PATH, "synonym-gone", &[]).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_keeps_what_was_said_of_it() {
        let known = [Synonym { word: "polera".into(), finds: vec!["camiseta".into()], is_two_way: false }];
        let form = |word: &str, finds: &str| WordForm { word: word.into(), finds: finds.into(), two_way: "1".into() };
        let told = form(" Polera ", "Top, camiseta\n polo básico ,").told(&known).expect("it can be read");
        assert_eq!(told.finds, ["camiseta", "top", "polo básico"]);
        assert!(told.is_two_way);
        for (word, finds) in [("", "top"), ("polera", "camiseta"), ("bañador", " , "), ("top", "top")] {
            assert!(form(word, finds).told(&known).is_err(), "{word} {finds}");
        }
    }
}
