//! What shoppers look for and do not find, and what their words mean in the shop's.

use askama::Template;
use catalog::search::{misses::Looked, synonyms::Synonym};
use web::frame::Frame;

use crate::notices::Notice;

/// Words that nobody finds, and synonyms.
#[derive(Template)]
#[template(path = "goods/words.html")]
pub struct WordsPage {
    /// The frame.
    pub page: Frame,
    /// What was done just now.
    pub notice: Option<Notice>,
    /// Whether whoever looks may change synonyms.
    pub may: bool,
    /// What is in the form.
    pub form: WordForm,
    /// What is wrong.
    pub refused: Option<String>,
    /// What was looked for in vain, the most frequent first.
    pub misses: Vec<Looked>,
    /// Synonyms, by word.
    pub synonyms: Vec<Synonym>,
}

/// What the form of a synonym holds, as one writes it.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct WordForm {
    /// What shoppers write.
    pub word: String,
    /// What it finds, with commas or on lines.
    pub finds: String,
    /// Whether those find it as well.
    pub two_way: String,
}

impl WordsPage {
    /// Whether a text has a synonym already.
    fn is_known(&self, query: &str) -> bool {
        self.synonyms.iter().any(|one| one.word == query)
    }
}
