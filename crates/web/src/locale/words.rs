//! The texts, read once. A key that is missing is shown as itself, so that nobody sees a blank; a test finds it first.

use std::fmt::Debug;

use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

use super::Lang;

/// The texts of one room in both languages.
#[derive(Clone, Copy, Debug)]
pub struct Texts {
    /// Spanish.
    pub es: &'static str,
    /// English.
    pub en: &'static str,
}

/// The texts of all rooms.
pub struct Words {
    es: FluentBundle<FluentResource>,
    en: FluentBundle<FluentResource>,
}

impl Words {
    /// Reads the texts of all rooms; says what is wrong with them: a line that cannot be read, a key told twice.
    pub fn new(rooms: &[Texts]) -> Result<Words, String> {
        let (mut es, mut en) = (empty(Lang::Es), empty(Lang::En));
        for room in rooms {
            add(&mut es, room.es)?;
            add(&mut en, room.en)?;
        }
        Ok(Words { es, en })
    }

    /// The text of a key with these values; `n` chooses the plural.
    pub fn text(&self, lang: Lang, key: &str, values: &[(&str, String)], n: Option<i64>) -> String {
        let bundle = self.bundle(lang);
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        let mut args = FluentArgs::new();
        for (name, value) in values {
            args.set(*name, value.as_str());
        }
        if let Some(n) = n {
            args.set("n", n);
        }
        let mut errors = Vec::new();
        bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned()
    }

    /// Whether there is such a text.
    pub fn has(&self, lang: Lang, key: &str) -> bool {
        self.bundle(lang).has_message(key)
    }

    fn bundle(&self, lang: Lang) -> &FluentBundle<FluentResource> {
        match lang {
            Lang::Es => &self.es,
            Lang::En => &self.en,
        }
    }
}

fn empty(lang: Lang) -> FluentBundle<FluentResource> {
    let id: LanguageIdentifier = lang.code().parse().expect("our codes are language identifiers");
    FluentBundle::new_concurrent(vec![id])
}

fn add(bundle: &mut FluentBundle<FluentResource>, text: &str) -> Result<(), String> {
    // Values are escaped by the template; the invisible marks that Fluent puts around them would spoil copying.
    bundle.set_use_isolating(false);
    let resource = FluentResource::try_new(text.to_owned()).map_err(|(_, errors)| list(&errors))?;
    bundle.add_resource(resource).map_err(|errors| list(&errors))
}

fn list(errors: &[impl Debug]) -> String {
    errors.iter().map(|error| format!("{error:?}")).collect::<Vec<_>>().join("; ")
}

/// The keys of one text, in their order.
pub fn keys(text: &str) -> Vec<&str> {
    text.lines()
        .filter(|line| line.starts_with(|letter: char| letter.is_ascii_lowercase()))
        .filter_map(|line| line.split_once('=').map(|(key, _)| key.trim()))
        .collect()
}
