//! Addresses of pages and of the net, without what in them leads to somebody. Pure.

use std::net::{IpAddr, Ipv6Addr};

use serde_json::{Map, Value};

/// What begins and ends a part of an address.
const ENDS: &str = "/?&=#;,";
/// Fields of an address that hold an e-mail address or a telephone, however it is written.
const NAMES: [&str; 14] = [
    "tel",
    "phone",
    "telephone",
    "mobile",
    "telefono",
    "teléfono",
    "movil",
    "móvil",
    "whatsapp",
    "email",
    "e-mail",
    "mail",
    "correo",
    "user_email",
];
/// How often an address may have been encoded, one into another.
const DEPTH: usize = 3;

/// An address of a page without e-mail addresses and telephones in it.
pub fn clean(address: &str) -> String {
    cleaned(address, DEPTH).chars().take(200).collect()
}

fn cleaned(address: &str, depth: usize) -> String {
    let (mut clean, mut before, mut field) = (String::new(), None, "");
    for part in address.split_inclusive(|letter| ENDS.contains(letter)) {
        let word = part.trim_end_matches(|letter| ENDS.contains(letter));
        let named = before == Some('=') && NAMES.contains(&field.to_lowercase().as_str());
        let is_somebodys = !word.is_empty() && (named || leads(word, before, depth));
        clean.push_str(if is_somebodys { "*" } else { word });
        clean.push_str(&part[word.len()..]);
        (before, field) = (part[word.len()..].chars().next(), word);
    }
    clean
}

/// Whether a part of an address, behind this sign, leads to somebody.
fn leads(word: &str, before: Option<char>, depth: usize) -> bool {
    if word.contains('@') || is_phone(word, before) {
        return true;
    }
    let plain = decoded(word);
    if plain == word || depth == 0 {
        return false;
    }
    // What was encoded may be a whole address.
    leads(&plain, before, depth - 1) || cleaned(&plain, depth - 1) != plain
}

/// A number with its country, or nine digits of Spain that stand by themselves in a path.
fn is_phone(word: &str, before: Option<char>) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let is_number = || word.chars().all(|letter| letter.is_ascii_digit() || " .-()".contains(letter));
    match word.strip_prefix('+') {
        Some(_) => digits >= 8,
        None if word.starts_with("00") => before.is_some() && is_number() && (10..=17).contains(&digits),
        None => before == Some('/') && word.len() == 9 && digits == 9 && word.starts_with(['6', '7', '8', '9']),
    }
}

/// The text that was percent-encoded.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut plain, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while at < bytes.len() {
        let code = text.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                plain.push(byte);
                at += 3;
            }
            None => {
                plain.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&plain).into_owned()
}

/// Cleans whatever looks like an address, however deep it lies.
pub fn clean_all(object: &mut Map<String, Value>) {
    object.values_mut().for_each(clean_value);
}

fn clean_value(value: &mut Value) {
    match value {
        Value::String(text) if text.contains("://") || text.starts_with(['/', '?']) => *text = clean(text),
        Value::Array(values) => values.iter_mut().for_each(clean_value),
        Value::Object(inner) => clean_all(inner),
        _ => {}
    }
}

/// The host of an address, without what leads to anybody.
pub fn host(address: &str) -> Option<String> {
    let rest = address.split_once("://")?.1;
    let host = rest.split(['/', '?', '#']).next()?.rsplit('@').next()?;
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || ".-:".contains(letter);
    (!host.is_empty() && host.len() <= 64 && host.chars().all(is_plain)).then(|| host.to_lowercase())
}

/// An address of the net without its last part, so that it leads to a town and not to a door.
pub fn shortened(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            format!("{a}.{b}.{c}.0")
        }
        IpAddr::V6(address) => {
            let [a, b, c, ..] = address.segments();
            Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0).to_string()
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn addresses_lose_who_they_are_of() {
        let cases = [
            ("/falda/84102207", "/falda/84102207"),
            ("?tel=+34612345678&x=1", "?tel=*&x=1"),
            ("/a%40b.es", "/*"),
            ("https://t.es/es?q=falda+roja", "https://t.es/es?q=falda+roja"),
            // Encoded twice, or one address within another.
            ("/?e=ana%2540example.es&x=1", "/?e=*&x=1"),
            ("/?p=%252B34612345678", "/?p=*"),
            ("/?next=%2Fcita%2F612345678", "/?next=*"),
            ("/?next=https%3A%2F%2Ft.es%2Fa%3Fq%3Dfalda", "/?next=https%3A%2F%2Ft.es%2Fa%3Fq%3Dfalda"),
            ("/cita/612345678/hoy", "/cita/*/hoy"),
            ("/pedido/512345678", "/pedido/512345678"),
            ("/llamar/0034612345678", "/llamar/*"),
            ("?x=0034+612", "?x=0034+612"),
            ("?Movil=612 34 56 78&correo=ana&color=rojo", "?Movil=*&correo=*&color=rojo"),
            ("?tel=&x=%&y=%zz&z=%e2%28", "?tel=&x=%&y=%zz&z=%e2%28"),
        ];
        for (address, expected) in cases {
            assert_eq!(clean(address), expected);
        }
    }

    #[test]
    fn whatever_looks_like_an_address_is_cleaned() {
        let mut said = json!({ "tab_url": "https://t.es/?e=a@b.es",
            "products": [{ "url": "/a@b.es", "name": "a@b.es" }], "deep": { "href": "?tel=+34612345678" }, "n": 7 });
        clean_all(said.as_object_mut().expect("an object"));
        let clean = json!({ "tab_url": "https://t.es/?e=*", "products": [{ "url": "/*", "name": "a@b.es" }],
            "deep": { "href": "?tel=*" }, "n": 7 });
        assert_eq!(said, clean);
    }

    #[test]
    fn an_address_of_the_net_leads_to_a_town() {
        let short = |text: &str| shortened(text.parse().expect("an address"));
        assert_eq!(short("2001:db8:1:2:3::9"), "2001:db8:1::");
        assert_eq!(short("203.0.113.77"), "203.0.113.0");
        assert_eq!(short("::ffff:203.0.113.77"), "203.0.113.0");
    }
}
