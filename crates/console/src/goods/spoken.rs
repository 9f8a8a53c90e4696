//! Fields of a form that are told in several languages: `name:pt` is a name in Portuguese.

use std::collections::BTreeMap;

use catalog::languages::Language;

/// What is said in each language, of each field.
pub type Said = BTreeMap<String, BTreeMap<String, String>>;

/// The texts of such fields, by the names of the fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(transparent)]
pub struct Spoken(BTreeMap<String, String>);

/// What the field of a text in a language is called.
pub fn field(name: &str, language: &Language) -> String {
    format!("{name}:{}", language.code)
}

impl Spoken {
    /// The texts of what is said.
    pub fn of(said: &Said) -> Spoken {
        let of_language = |(language, texts): (&String, &BTreeMap<String, String>)| {
            texts.iter().map(|(name, text)| (format!("{name}:{language}"), text.clone())).collect::<Vec<_>>()
        };
        Spoken(said.iter().flat_map(of_language).collect())
    }

    /// Takes a field of a form; whether it is one of these.
    pub fn take(&mut self, name: &str, text: &str) -> bool {
        let is_one = name.contains(':');
        if is_one {
            self.0.insert(name.to_owned(), text.to_owned());
        }
        is_one
    }

    /// What a field says in a language.
    pub fn text(&self, name: &str, language: &Language) -> &str {
        self.0.get(&field(name, language)).map_or("", String::as_str)
    }

    /// The fields, with what they say.
    pub fn fields(&self) -> Vec<(String, String)> {
        let named = self.0.iter().filter(|(name, _)| name.contains(':'));
        named.map(|(name, text)| (name.clone(), text.clone())).collect()
    }

    /// What is said in each language.
    pub fn said(&self) -> Said {
        let mut said = Said::new();
        for (field, text) in &self.0 {
            if let Some((name, language)) = field.split_once(':') {
                said.entry(language.to_owned()).or_default().insert(name.to_owned(), text.trim().to_owned());
            }
        }
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_told_by_language_and_field() {
        let mut spoken = Spoken::default();
        assert!(spoken.take("name:pt", " Vestido ") && spoken.take("alt:en", "") && !spoken.take("name", "x"));
        let said = spoken.said();
        assert_eq!((said["pt"]["name"].as_str(), said["en"]["alt"].as_str()), ("Vestido", ""));
        let language = Language::of("pt").expect("a language");
        assert_eq!(Spoken::of(&said).text("name", &language), "Vestido");
        assert_eq!(Spoken::of(&said).text("description", &language), "");
    }
}
