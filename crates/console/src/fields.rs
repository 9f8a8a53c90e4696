//! What is wrong with one field of a form, said beside it.

use base::text;
use web::locale::Say;

/// A field, by its name on the page, and the one thing that is wrong with it.
#[derive(Clone, Debug)]
pub struct Wrong {
    /// The field.
    pub field: &'static str,
    /// What is wrong.
    pub words: String,
}

/// What is wrong with a field, where it is this one.
pub fn of<'a>(wrong: Option<&'a Wrong>, field: &str) -> Option<&'a str> {
    wrong.filter(|wrong| wrong.field == field).map(|wrong| wrong.words.as_str())
}

/// The first of these texts that cannot be kept, with the one cause: the field, its text, its most letters.
pub fn first(say: &Say, texts: &[(&'static str, &str, usize)], may_miss: &[&str]) -> Option<Wrong> {
    texts.iter().find_map(|(field, text, most)| {
        let letters = text.trim().chars().count();
        let words = if text::hidden(text).is_some() {
            say.t("field-hidden")
        } else if letters > *most {
            say.tn("field-long", *most as i64)
        } else if letters == 0 && !may_miss.contains(field) {
            say.t("field-empty")
        } else {
            return None;
        };
        Some(Wrong { field, words })
    })
}
