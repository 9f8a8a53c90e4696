//! The words of a text, as they are looked for: how somebody writes them, without accents, and without their endings.
//!
//! Spanish and English are treated alike, since nobody says in which language they ask: plurals and Spanish genders
//! fall away from both sides, so `zapatillas rojas` finds `Zapatilla rojo` and `dresses` finds `Dress`.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A word.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Word {
    /// Lower case, with its accents.
    pub written: String,
    /// Without accents, ñ as it is: `año` is not `ano`.
    pub said: String,
    /// The same with n for ñ, since many keyboards have none.
    pub plain: String,
    /// That without its ending.
    pub stem: String,
}

/// Letters of one word that are looked at; what is longer is no word.
const LETTERS: usize = 60;

/// The words of a text, in their order. Between them is what is no letter or digit, but an apostrophe: `women's`.
pub fn words(text: &str) -> Vec<Word> {
    let mut all = Vec::new();
    let mut word = Word::default();
    let mut letters = 0;
    for letter in text.nfc().flat_map(char::to_lowercase).chain(std::iter::once(' ')) {
        let is_in_word = letter.is_alphanumeric() || (is_combining_mark(letter) && letters > 0);
        if is_in_word && letters < LETTERS {
            letters += 1;
            word.written.push(letter);
            say(letter, &mut word.said);
        } else if !is_in_word && !matches!(letter, '\'' | '’' | '´' | '`') && letters > 0 {
            letters = 0;
            word.plain = word.said.replace('ñ', "n");
            word.stem = stem(&word.plain);
            all.push(std::mem::take(&mut word));
        }
    }
    all
}

fn say(letter: char, out: &mut String) {
    match letter {
        'ñ' | 'a'..='z' | '0'..='9' => out.push(letter),
        'ß' => out.push_str("ss"),
        'æ' => out.push_str("ae"),
        'œ' => out.push_str("oe"),
        'ø' => out.push('o'),
        'ł' => out.push('l'),
        letter => out.push(bare(letter)),
    }
}

/// A Latin letter without its marks; any other as it is.
fn bare(letter: char) -> char {
    let base = std::iter::once(letter).nfd().next().unwrap_or(letter);
    if base.is_ascii_alphabetic() { base } else { letter }
}

/// A word without the ending of its plural and gender. Both `luz` and `luces` become `luc`, both `body` and `bodies`
/// become `bodi`. At least three letters stay, and what has a digit is left alone.
fn stem(plain: &str) -> String {
    const LEAST: usize = 3;
    if plain.len() < LEAST || !plain.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return plain.to_owned();
    }
    let mut stem = plain;
    if stem.len() > LEAST && stem.ends_with('s') && !stem.ends_with("ss") {
        stem = &stem[..stem.len() - 1];
    }
    if stem.len() > LEAST && stem.ends_with(['a', 'e', 'o']) {
        stem = &stem[..stem.len() - 1];
    }
    match stem.as_bytes().last() {
        Some(b'z') => format!("{}c", &stem[..stem.len() - 1]),
        Some(b'y') => format!("{}i", &stem[..stem.len() - 1]),
        _ => stem.to_owned(),
    }
}

/// Words that tell nothing apart, in both languages.
const EMPTY: [&str; 34] = [
    "a", "al", "an", "and", "by", "con", "de", "del", "e", "el", "en", "for", "in", "la", "las", "los", "o", "of",
    "on", "or", "para", "por", "sin", "su", "the", "to", "tu", "u", "un", "una", "unas", "unos", "with", "y",
];

impl Word {
    /// Whether it tells nothing apart.
    pub fn is_empty(&self) -> bool {
        EMPTY.binary_search(&self.plain.as_str()).is_ok()
    }

    /// Whether it may be written wrongly: what has a digit is a size or a code.
    pub fn may_be_misspelt(&self) -> bool {
        !self.plain.bytes().any(|byte| byte.is_ascii_digit())
    }
}

/// How far one word is from another: letters that are left out, put in, changed or swapped with their neighbor. A word
/// that begins with another letter is one further.
pub fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let width = other.len() + 1;
    let mut rows: Vec<usize> = (0..(one.len() + 1) * width).map(|at| if at < width { at } else { 0 }).collect();
    for i in 1..=one.len() {
        rows[i * width] = i;
        for j in 1..width {
            let changed = usize::from(one[i - 1] != other[j - 1]);
            let at = |i: usize, j: usize| rows[i * width + j];
            let mut least = (at(i - 1, j) + 1).min(at(i, j - 1) + 1).min(at(i - 1, j - 1) + changed);
            if i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] {
                least = least.min(at(i - 2, j - 2) + 1);
            }
            rows[i * width + j] = least;
        }
    }
    rows[one.len() * width + other.len()] + usize::from(one.first() != other.first())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stems(text: &str) -> String {
        words(text).into_iter().map(|word| word.stem).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_text_falls_into_words() {
        let said = |text: &str| words(text).into_iter().map(|word| word.said).collect::<Vec<_>>().join(" ");
        assert_eq!(said("Camisón «Añil»/LINO-100% Women's"), "camison añil lino 100 womens");
        assert_eq!(said("an\u{303}o ca\u{301}lido"), "año calido");
        assert_eq!(said("  "), "");
        assert_eq!(said("Straße, Łódź, çà"), "strasse lodz ca");
        let year = Word { written: "año".into(), said: "año".into(), plain: "ano".into(), stem: "ano".into() };
        assert_eq!(words("Año"), [year]);
        assert_eq!(words("CAMISÓN")[0].written, "camisón");
    }

    #[test]
    fn plurals_and_genders_are_one() {
        let alike = [
            "camisa camisas",
            "rojo roja rojos rojas",
            "pantalón pantalones",
            "luz luces",
            "lápiz lápices",
            "jersey jerseis",
            "azul azules",
            "dress dresses",
            "shoe shoes",
            "body bodies",
            "watch watches",
            "tee tees",
            "niño niña niños niñas",
        ];
        for text in alike {
            let found = stems(text);
            let mut found = found.split(' ');
            let first = found.next().expect("a word");
            assert!(found.all(|other| other == first), "{text}: {}", stems(text));
        }
        for (one, other) in [("falda", "faldón"), ("bolsa", "bolsillo"), ("short", "shirt"), ("glas", "glass")] {
            assert_ne!(stems(one), stems(other));
        }
        assert_eq!(stems("gas 38s xs"), "gas 38s xs");
    }

    #[test]
    fn what_tells_nothing_apart_is_known() {
        assert!(EMPTY.is_sorted());
        assert!(words("de")[0].is_empty() && !words("lino")[0].is_empty());
    }

    #[test]
    fn distances_count_mistakes() {
        let cases = [
            ("camisa", "camisa", 0),
            ("camisa", "camsa", 1),
            ("camisa", "camiisa", 1),
            ("camisa", "camiza", 1),
            ("camisa", "caimsa", 1),
            ("camisa", "tamisa", 2),
            ("camisa", "acmisa", 2),
            ("camisa", "amisa", 2),
            ("camisa", "", 7),
            ("", "", 0),
        ];
        for (one, other, expected) in cases {
            assert_eq!(distance(one, other), expected, "{one} {other}");
        }
    }
}
