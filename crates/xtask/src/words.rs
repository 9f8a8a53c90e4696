//! Words that have no place in any file: unfinished work, and whatever belongs to a machine or to how the project is
//! made. They are put together from halves, since this file is judged too.

use crate::findings::{Finding, line_of};

struct Word {
    rule: &'static str,
    text: &'static str,
    /// Whether letters may follow.
    open: bool,
    /// Whether capitals matter.
    exact: bool,
    sentence: &'static str,
}

const fn unfinished(text: &'static str) -> Word {
    Word { rule: "unfinished", text, open: false, exact: true, sentence: "Finish it, or leave it out." }
}

const fn machine(text: &'static str) -> Word {
    let sentence = "The path of one machine: take it from the environment or an argument.";
    Word { rule: "machine-path", text, open: true, exact: true, sentence }
}

const fn making(text: &'static str) -> Word {
    Word { rule: "making", text, open: true, exact: false, sentence: "How the project is made is not part of it." }
}

const fn registry(text: &'static str) -> Word {
    let sentence = "Registries belong to the configuration of a machine, not to the project.";
    Word { rule: "registry", text, open: true, exact: false, sentence }
}

const WORDS: &[Word] = &[
    unfinished(concat!("TO", "DO")),
    unfinished(concat!("FIX", "ME")),
    unfinished(concat!("X", "XX")),
    machine(concat!("/wo", "rk/")),
    machine(concat!("/ro", "ot/")),
    making(concat!("helper", " session")),
    making(concat!("sub", "agent")),
    making(concat!("far", "m-")),
    making(concat!("steering", " repo")),
    registry(concat!("index.", "crates.io")),
    registry(concat!("static.", "crates.io")),
    registry(concat!("registry.", "npmjs")),
    registry(concat!("deb.", "debian.org")),
    registry(concat!("py", "pi")),
    registry(concat!("python", "hosted")),
];

pub fn check(path: &str, text: &str) -> Vec<Finding> {
    if is_written_by_tools(path) {
        return Vec::new();
    }
    let lower = text.to_ascii_lowercase();
    let mut found = Vec::new();
    for word in WORDS {
        let view = if word.exact { text } else { &lower };
        for (at, _) in view.match_indices(word.text) {
            if stands_alone(view, at, word) {
                let sentence = format!("\"{}\": {}", word.text, word.sentence);
                found.push(Finding::new(path, line_of(view, at), word.rule, sentence));
            }
        }
    }
    found
}

fn is_written_by_tools(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.ends_with(".lock") || name == "package-lock.json" || name.starts_with("LICENSE")
}

/// "XL" is not "XXL", and a folder of ours may be called like one of the machine's.
fn stands_alone(view: &str, at: usize, word: &Word) -> bool {
    let continues = |letter: char| letter.is_alphanumeric() || letter == '_';
    let continues_path = |letter: char| continues(letter) || "./-})*".contains(letter);
    let before = view[..at].chars().next_back();
    let after = view[at + word.text.len()..].chars().next();
    let joined =
        if word.text.starts_with('/') { before.is_some_and(continues_path) } else { before.is_some_and(continues) };
    !joined && (word.open || !after.is_some_and(continues))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::rules;

    #[test]
    fn forbidden_words_are_found() {
        let cases: &[(&str, &[&str])] = &[
            (concat!("// TO", "DO: later"), &["unfinished"]),
            (concat!("# FIX", "ME"), &["unfinished"]),
            (concat!("X", "XX here"), &["unfinished"]),
            ("sizes XXL and XXXL, TODOS", &[]),
            (concat!("cd /wo", "rk/here"), &["machine-path"]),
            (concat!("\"/ro", "ot/.cargo\""), &["machine-path"]),
            (concat!("src/wo", "rk/a.rs, https://a.example/ro", "ot/"), &[]),
            (concat!("a Helper", " session"), &["making"]),
            (concat!("a sub", "agent's"), &["making"]),
            (concat!("far", "m-7 and platfor", "m-8"), &["making"]),
            (concat!("the steering", " repo"), &["making"]),
            (concat!("https://index.", "crates.io/a"), &["registry"]),
            (concat!("https://registry.", "npmjs.org"), &["registry"]),
            (concat!("deb.", "debian.org"), &["registry"]),
            (concat!("py", "pi.org"), &["registry"]),
            ("crates.io and npm are fine, and so is copying", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(rules(&check("README.md", text)), *expected, "{text}");
        }
    }

    #[test]
    fn lock_files_and_licenses_are_not_ours() {
        let text = concat!("https://registry.", "npmjs.org");
        for path in ["Cargo.lock", "assets/package-lock.json", "LICENSE", "assets/src/LICENSE-fonts.txt"] {
            assert_eq!(check(path, text), [], "{path}");
        }
    }
}
