//! Nothing is longer than a reader's patience: files, functions and lines.

use crate::{
    findings::{Finding, line_of},
    texts::{Rust, item_end},
};

const FILE: usize = 600;
const FUNCTION: usize = 80;
const LINE: usize = 120;

/// TypeScript, style sheets and templates.
pub fn check_text(path: &str, text: &str) -> Vec<Finding> {
    file(path, text.lines().count())
}

pub fn check_rust(path: &str, rust: &Rust) -> Vec<Finding> {
    let mut found = file(path, without_trailing_tests(rust).lines().count());
    found.extend(functions(path, rust));
    for (index, line) in rust.raw.lines().enumerate() {
        let length = line.chars().count();
        if length > LINE {
            let sentence = format!("The line has {length} characters; {LINE} is the most.");
            found.push(Finding::new(path, index + 1, "line-length", sentence));
        }
    }
    found
}

fn file(path: &str, lines: usize) -> Vec<Finding> {
    if lines <= FILE {
        return Vec::new();
    }
    let sentence = format!("The file has {lines} lines; {FILE} is the most: split the noun by sub-noun.");
    vec![Finding::new(path, FILE + 1, "file-length", sentence)]
}

fn without_trailing_tests<'a>(rust: &'a Rust) -> &'a str {
    let trailing = rust.tests.iter().find(|range| {
        rust.code.get(range.start..).is_some_and(|item| item.starts_with("#[cfg(test)]"))
            && rust.code[range.end..].trim().is_empty()
    });
    trailing.map_or(rust.raw, |range| &rust.raw[..range.start])
}

fn functions(path: &str, rust: &Rust) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, name) in named_functions(&rust.code) {
        if rust.in_tests(at) {
            continue;
        }
        let lines = rust.code[at..item_end(&rust.code, at)].lines().count();
        if lines > FUNCTION {
            let sentence = format!("`{name}` has {lines} lines; {FUNCTION} is the most: name its parts.");
            found.push(Finding::new(path, line_of(&rust.code, at), "function-length", sentence));
        }
    }
    found
}

fn named_functions(code: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    code.match_indices("fn ").filter_map(move |(at, _)| {
        let rest = code[at + 3..].trim_start();
        let name = &rest[..rest.find(|letter| !is_word(letter)).unwrap_or(rest.len())];
        (!name.is_empty() && !code[..at].ends_with(is_word)).then_some((at, name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::rules;

    fn lines(count: usize) -> String {
        "    a();\n".repeat(count)
    }

    #[test]
    fn long_things_are_found() {
        let body = lines(78);
        let cases = [
            ("a function of 80", format!("fn a() {{\n{body}}}\n"), vec![]),
            ("of 81", format!("fn a() {{\n{body}\n}}\n"), vec!["function-length"]),
            ("of 81 in a trait", format!("trait A {{ fn b(); fn a() {{\n{body}\n}} }}\n"), vec!["function-length"]),
            ("a pointer is no function", format!("type A = fn (\n{}\n);", lines(90)), vec![]),
            ("of 81, a test", format!("#[test]\nfn a() {{\n{body}\n}}\n"), vec![]),
            ("a file of 600", lines(600), vec![]),
            ("of 601", lines(601), vec!["file-length"]),
            ("of 600 and its tests", lines(600) + "#[cfg(test)]\nmod tests {\n}\n", vec![]),
            ("tests in the middle", lines(600) + "#[cfg(test)]\nmod tests {\n}\nuse a;\n", vec!["file-length"]),
            ("a line of 120", "ñ".repeat(120), vec![]),
            ("a line of 121", "ñ".repeat(121), vec!["line-length"]),
        ];
        for (name, text, expected) in cases {
            let found = check_rust("crates/a/src/a.rs", &Rust::new("crates/a/src/a.rs", &text));
            assert_eq!(rules(&found), expected, "{name}");
        }
        assert_eq!(rules(&check_text("a.css", &lines(601))), ["file-length"]);
        assert_eq!(rules(&check_text("a.css", &lines(600))), [""; 0]);
    }
}
