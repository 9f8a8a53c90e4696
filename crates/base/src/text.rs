//! Text as it comes in, and as it is compared.

use crate::{Error, Result};

/// Reads free text that somebody sent: 1 to `most` characters without blanks around them, none of them hidden. `what`
/// begins the sentence of the refusal: `The customer's name`.
pub fn told(what: &str, text: &str, most: usize) -> Result<String> {
    if let Some(letter) = hidden(text) {
        let code = u32::from(letter);
        let says = format!("{what} holds a character that cannot be seen (U+{code:04X}). Send it without.");
        return Err(Error::invalid("text", says));
    }
    let kept = text.trim();
    if !(1..=most).contains(&kept.chars().count()) {
        return Err(Error::invalid("text", format!("{what} has 1 to {most} characters.")));
    }
    Ok(kept.to_owned())
}

/// The first character that has no business in a name, a code or a line of text, since nobody can see it: controls,
/// what turns the direction of reading, and what has no width. With these, two names look alike and are not, or a line
/// reads otherwise than it is kept.
///
/// Joiners (U+200C, U+200D) are part of how Persian, Hindi, Sinhala and others are written, and hold emoji together. So
/// they may stand behind a letter or vowel sign of such a script, or behind a part of an emoji, and nowhere else; in
/// scripts that do without them, such as Latin, they would only hide.
pub fn hidden(text: &str) -> Option<char> {
    let mut before = None;
    for letter in text.chars() {
        let hides = match letter {
            '\u{200c}' | '\u{200d}' => !before.is_some_and(is_joined),
            _ => letter.is_control() || has_no_shape(letter),
        };
        if hides {
            return Some(letter);
        }
        before = Some(letter);
    }
    None
}

/// Blanks of no width, marks and overrides of direction, ends of lines, fillers, and tags.
const fn has_no_shape(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
        | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a joiner may follow: scripts from Arabic to Mongolian, those of India and its neighbors in later blocks, and
/// emoji with their variations.
const fn is_joined(letter: char) -> bool {
    matches!(letter,
        '\u{600}'..='\u{109f}' | '\u{1700}'..='\u{18af}' | '\u{1a20}'..='\u{1cff}' | '\u{2190}'..='\u{2bff}'
        | '\u{a800}'..='\u{abff}' | '\u{fe0f}' | '\u{10a00}'..='\u{11fff}' | '\u{1f000}'..='\u{1faff}')
}

/// Lower case without accents, as search compares: `José Ñandú` is `jose nandu`.
pub fn folded(parts: &[&str]) -> String {
    let mut out = String::new();
    for part in parts.iter().filter(|part| !part.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(part.chars().flat_map(char::to_lowercase).map(plain));
    }
    out
}

fn plain(letter: char) -> char {
    match letter {
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ñ' => 'n',
        'ç' => 'c',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_found() {
        let good = [
            "",
            "Ana Núñez",
            "O'Brien-Søn",
            "Łukasz",
            "王小明",
            "محمد",
            "می\u{200c}خواهم",
            "क्\u{200d}ष",
            "ශ්\u{200d}රී",
            "👩\u{200d}🚀",
            "❤\u{fe0f}\u{200d}🔥",
        ];
        for text in good {
            assert_eq!(hidden(text), None, "{text}");
        }
        let bad = [
            "a\u{0}b",
            "a\nb",
            "a\u{7f}",
            "a\u{85}",
            "Ana\u{200b}",
            "\u{202e}anA",
            "A\u{2066}na",
            "\u{feff}Ana",
            "A\u{200d}na",
            "\u{200d}",
            "می\u{200c}\u{200c}خ",
            "An\u{ad}a",
            "\u{3164}",
            "A\u{e0041}",
        ];
        for text in bad {
            assert!(hidden(text).is_some(), "{text:?}");
        }
    }

    #[test]
    fn told_text_is_trimmed_and_counted_in_characters() {
        assert_eq!(told("The name", "  Ana Núñez ", 9).as_deref(), Ok("Ana Núñez"));
        for (text, says) in [
            ("", "The name has 1 to 9 characters."),
            ("   ", "The name has 1 to 9 characters."),
            ("Ana Núñez R", "The name has 1 to 9 characters."),
            ("A\u{202e}na", "The name holds a character that cannot be seen (U+202E). Send it without."),
        ] {
            assert_eq!(told("The name", text, 9).map_err(|error| error.to_string()), Err(says.to_owned()), "{text:?}");
        }
    }

    #[test]
    fn search_ignores_case_and_accents() {
        assert_eq!(folded(&["JOSÉ Ñandú", "", "Cáceres"]), "jose nandu caceres");
    }
}
