//! A Rust file as the rules see it: code apart from text and comments, and where the tests are.
//!
//! This is a reader of tokens, not a parser: enough to know that a word in a comment is not a call.

use std::ops::Range;

/// One Rust file. `code` and `strings` are as long as `raw`, with everything else blank, so a byte has the same place
/// in all three.
pub struct Rust<'a> {
    pub raw: &'a str,
    /// Without comments and without what stands in strings.
    pub code: String,
    /// Only what stands in strings.
    pub strings: String,
    /// The bytes of `#[cfg(test)]` and `#[test]` items; the whole file when it is a test.
    pub tests: Vec<Range<usize>>,
}

impl<'a> Rust<'a> {
    pub fn new(path: &str, raw: &'a str) -> Rust<'a> {
        let (code, strings) = split(raw);
        let whole = 0..raw.len() + 1;
        let tests = if is_test_file(path) { Vec::from([whole]) } else { test_items(&code) };
        Rust { raw, code, strings, tests }
    }

    pub fn in_tests(&self, at: usize) -> bool {
        self.tests.iter().any(|range| range.contains(&at))
    }
}

/// Where an item ends that begins here: after its block, or after its semicolon.
pub fn item_end(code: &str, start: usize) -> usize {
    let mut depth = 0;
    let mut braces = 0;
    for (offset, byte) in code.as_bytes()[start..].iter().enumerate() {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth -= 1,
            b'{' => braces += 1,
            b'}' if braces <= 1 => return start + offset + 1,
            b'}' => braces -= 1,
            b';' if depth == 0 && braces == 0 => return start + offset + 1,
            _ => {}
        }
    }
    code.len()
}

fn is_test_file(path: &str) -> bool {
    path.starts_with("crates/scenarios/") || path.contains("/tests/") || path.ends_with("tests.rs")
}

fn test_items(code: &str) -> Vec<Range<usize>> {
    let mut items: Vec<Range<usize>> = Vec::new();
    for mark in ["#[cfg(test)]", "#[cfg(all(test", "#[test]", "#[tokio::test"] {
        items.extend(code.match_indices(mark).map(|(at, _)| at..item_end(code, at)));
    }
    items
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Code,
    Comment,
    Text,
}

fn split(raw: &str) -> (String, String) {
    let kinds = kinds(raw.as_bytes());
    let only = |kind: Kind| {
        let keep = |(at, byte): (usize, u8)| if kinds[at] == kind || byte == b'\n' { byte } else { b' ' };
        let bytes: Vec<u8> = raw.bytes().enumerate().map(keep).collect();
        String::from_utf8(bytes).expect("kinds change only at ASCII bytes")
    };
    (only(Kind::Code), only(Kind::Text))
}

fn kinds(bytes: &[u8]) -> Vec<Kind> {
    let mut kinds = vec![Kind::Code; bytes.len()];
    let mut at = 0;
    while at < bytes.len() {
        let (inner, end, kind) = token(bytes, at);
        kinds[inner].fill(kind);
        at = end;
    }
    kinds
}

/// The token that begins here: the bytes inside it, where it ends and what those bytes are.
fn token(bytes: &[u8], at: usize) -> (Range<usize>, usize, Kind) {
    let rest = &bytes[at..];
    if rest.starts_with(b"//") {
        let end = find(bytes, at, b"\n");
        return (at..end, end, Kind::Comment);
    }
    if rest.starts_with(b"/*") {
        let end = block_comment_end(bytes, at);
        return (at..end, end, Kind::Comment);
    }
    if let Some(hashes) = raw_string_hashes(bytes, at) {
        let start = at + 2 + hashes;
        let close = [b"\"".as_slice(), &b"#".repeat(hashes)].concat();
        let end = find(bytes, start, &close);
        return (start..end, (end + close.len()).min(bytes.len()), Kind::Text);
    }
    match rest {
        [b'"', ..] => quoted(bytes, at, b'"'),
        [b'\'', b'\\', ..] => quoted(bytes, at, b'\''),
        [b'\'', first, ..] if is_char_literal(rest, *first) => quoted(bytes, at, b'\''),
        _ => (at..at, at + 1, Kind::Code),
    }
}

fn find(bytes: &[u8], from: usize, what: &[u8]) -> usize {
    let found = bytes[from..].windows(what.len()).position(|window| window == what);
    found.map_or(bytes.len(), |offset| from + offset)
}

fn block_comment_end(bytes: &[u8], start: usize) -> usize {
    let mut depth = 0;
    let mut at = start;
    while at < bytes.len() {
        match &bytes[at..] {
            [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
            [b'*', b'/', ..] if depth == 1 => return at + 2,
            [b'*', b'/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
    at
}

/// How many hashes open a raw string here, if one does; `br"` and `cr"` are met at their `r`.
fn raw_string_hashes(bytes: &[u8], at: usize) -> Option<usize> {
    if bytes[at] != b'r' || at > 0 && is_word(bytes[at - 1]) && !raw_prefix(bytes, at) {
        return None;
    }
    let hashes = bytes[at + 1..].iter().take_while(|&&byte| byte == b'#').count();
    (bytes.get(at + 1 + hashes) == Some(&b'"')).then_some(hashes)
}

fn raw_prefix(bytes: &[u8], at: usize) -> bool {
    matches!(bytes[at - 1], b'b' | b'c') && (at < 2 || !is_word(bytes[at - 2]))
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn quoted(bytes: &[u8], open: usize, quote: u8) -> (Range<usize>, usize, Kind) {
    let mut at = open + 1;
    while at < bytes.len() && bytes[at] != quote {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    let end = at.min(bytes.len());
    (open + 1..end, (end + 1).min(bytes.len()), Kind::Text)
}

/// `'a'` is a literal, `'a` is a lifetime; a letter outside ASCII takes up to four bytes.
fn is_char_literal(rest: &[u8], first: u8) -> bool {
    let length = match first {
        0xf0.. => 4,
        0xe0.. => 3,
        0xc0.. => 2,
        _ => 1,
    };
    rest.get(1 + length) == Some(&b'\'')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_comments_and_strings_are_told_apart() {
        let cases = [
            ("call() // note", "call()        ", "              "),
            ("a /* b /* c */ d */ e", "a                   e", ""),
            (r#"f("x\"y") z"#, r#"f("    ") z"#, r#"   x\"y    "#),
            ("r#\"a\"b\"# c", "r#\"   \"# c", "   a\"b"),
            ("br\"a\" + var\"b\"", "br\" \" + var\" \"", "   a        b"),
            ("'\"' x '\\'' 'é' <'a> \"t\"", "' ' x '  ' '  ' <'a> \" \"", ""),
            ("\"never closed", "\"            ", " never closed"),
        ];
        for (raw, code, strings) in cases {
            let rust = Rust::new("crates/a/src/a.rs", raw);
            assert_eq!(rust.code, code, "{raw}");
            assert_eq!(rust.code.len(), rust.strings.len(), "{raw}");
            if !strings.is_empty() {
                assert_eq!(rust.strings.trim_end(), strings.trim_end(), "{raw}");
            }
        }
    }

    #[test]
    fn tests_are_found() {
        let raw = "fn a() { b() }\n#[cfg(test)]\nmod tests {\n fn c() {}\n}\nfn d() {}\n\
            #[test]\nfn e() { f(\"}\"); g }\nh();";
        let rust = Rust::new("crates/a/src/a.rs", raw);
        let place = |word: &str| raw.find(word).expect("the word is there");
        for (word, expected) in [("b()", false), ("fn c", true), ("fn d", false), ("g }", true), ("h()", false)] {
            assert_eq!(rust.in_tests(place(word)), expected, "{word}");
        }
        assert!(Rust::new("crates/a/tests/a.rs", raw).in_tests(0));
        assert!(Rust::new("crates/scenarios/src/lib.rs", raw).in_tests(0));
    }
}
