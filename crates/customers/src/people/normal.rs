//! Addresses as their kind writes them, so that one mailbox and one telephone have one identifier, however they are
//! typed.

use base::text;
use unicode_normalization::UnicodeNormalization;

/// An e-mail address in lower case, its host as people write it; `None` where it is none.
pub(super) fn email(text: &str) -> Option<String> {
    let is_foreign = |letter: char| letter.is_whitespace() || "<>\":,;()\\".contains(letter);
    let (name, host) = text.split_once('@')?;
    if name.is_empty() || host.contains('@') || text.contains(is_foreign) {
        return None;
    }
    let host: Vec<String> = host.to_lowercase().split('.').map(label).collect();
    let is_host = host.len() > 1 && host.iter().all(|label| !label.is_empty());
    is_host.then(|| composed(&format!("{name}@{}", host.join("."))).to_lowercase())
}

/// A telephone in E.164; `None` where its country is missing or it is none.
pub(super) fn phone(text: &str) -> Option<String> {
    // In +44 (0)20 the zero is dialed only within the country.
    let text = text.replace("(0)", "");
    let digits: String = text.chars().filter(|letter| !" -().".contains(*letter)).collect();
    let digits = digits.strip_prefix("00").map_or(digits.clone(), |rest| format!("+{rest}"));
    let is_plain = digits.strip_prefix('+').is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()));
    (is_plain && (8..=16).contains(&digits.len())).then_some(digits)
}

/// One form of what looks alike: letters with their accents in one.
pub(super) fn composed(text: &str) -> String {
    text.nfc().collect()
}

/// A part of a host as people write it: `xn--espaa-rta` is `españa`.
fn label(label: &str) -> String {
    let decoded = label.strip_prefix("xn--").and_then(decoded).map(|name| composed(&name.to_lowercase()));
    decoded.filter(|name| text::hidden(name).is_none()).unwrap_or_else(|| label.to_owned())
}

/// Reads Punycode (RFC 3492); `None` where it is none.
fn decoded(text: &str) -> Option<String> {
    let (basic, extended) = text.rsplit_once('-').unwrap_or(("", text));
    let mut letters: Vec<char> = basic.chars().collect();
    let (mut code, mut place, mut bias) = (128_u32, 0_u32, 72_u32);
    let mut bytes = extended.bytes().peekable();
    while bytes.peek().is_some() {
        let (old, mut weight, mut step) = (place, 1_u32, 36_u32);
        loop {
            let digit = match bytes.next()? {
                byte @ b'a'..=b'z' => u32::from(byte - b'a'),
                byte @ b'0'..=b'9' => u32::from(byte - b'0') + 26,
                _ => return None,
            };
            place = place.checked_add(digit.checked_mul(weight)?)?;
            let least = step.saturating_sub(bias).clamp(1, 26);
            if digit < least {
                break;
            }
            weight = weight.checked_mul(36 - least)?;
            step += 36;
        }
        let count = letters.len() as u32 + 1;
        bias = adapted(place - old, count, old == 0);
        code = code.checked_add(place / count)?;
        place %= count;
        letters.insert(place as usize, char::from_u32(code)?);
        place += 1;
    }
    Some(letters.into_iter().collect())
}

fn adapted(delta: u32, count: u32, is_first: bool) -> u32 {
    let mut delta = if is_first { delta / 700 } else { delta / 2 };
    delta += delta / count;
    let mut step = 0;
    while delta > 455 {
        delta /= 35;
        step += 36;
    }
    step + 36 * delta / (delta + 38)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_mailbox_has_one_form() {
        let cases = [
            ("Ana@Ejemplo.ES", Some("ana@ejemplo.es")),
            ("jose\u{301}@ejemplo.es", Some("jos\u{e9}@ejemplo.es")),
            ("ana@xn--espaa-rta.es", Some("ana@españa.es")),
            ("ana@ESPAN\u{303}A.es", Some("ana@españa.es")),
            ("ana@XN--MNCHEN-3YA.de", Some("ana@münchen.de")),
            ("ana@xn--wgbl6a.example", Some("ana@قطر.example")),
            ("ana@xn--!!.example", Some("ana@xn--!!.example")),
            ("ana@xn--99999999999.example", Some("ana@xn--99999999999.example")),
            ("Ana <ana@ejemplo.es>", None),
            ("ana@ejemplo.es,b@ejemplo.es", None),
            ("mailto:ana@ejemplo.es", None),
            ("ana@ejemplo.es;", None),
            ("ana(work)@ejemplo.es", None),
            ("\"ana\"@ejemplo.es", None),
            ("ana@b@ejemplo.es", None),
            ("ana@ejemplo..es", None),
            ("ana@ejemplo.", None),
            ("ana\u{a0}b@ejemplo.es", None),
        ];
        for (text, expected) in cases {
            assert_eq!(email(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn one_telephone_has_one_form() {
        for text in ["+44 20 7946 0958", "+44 (0)20 7946 0958", "0044 (0) 20 7946 0958", "0044-20-79460958"] {
            let text = text.replace("(0) ", "(0)");
            assert_eq!(phone(&text).as_deref(), Some("+442079460958"), "{text}");
        }
    }
}
