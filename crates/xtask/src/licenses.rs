//! Every package comes from crates.io and under a license that `deny.toml` allows.

use std::path::Path;

use serde_json::Value;

use crate::findings::Finding;

const SOURCES: &[&str] =
    &["registry+https://github.com/rust-lang/crates.io-index", concat!("sparse+https://index.", "crates.io/")];

/// The licenses that `deny.toml` allows: the strings of `allow = [...]` in its section `[licenses]`.
pub fn allowed(root: &Path) -> Result<Vec<String>, String> {
    let text = std::fs::read_to_string(root.join("deny.toml")).map_err(|error| format!("deny.toml: {error}"))?;
    allowed_in(&text).ok_or_else(|| "deny.toml has no list of allowed licenses".to_owned())
}

fn allowed_in(text: &str) -> Option<Vec<String>> {
    let section = text.split_once("[licenses]")?.1;
    let list = section.split_once("\nallow = [")?.1.split_once(']')?.0;
    let lines = list.lines().map(|line| line.split('#').next().unwrap_or_default());
    Some(lines.flat_map(|line| line.split('"').skip(1).step_by(2)).map(str::to_owned).collect())
}

pub fn check(metadata: &Value, allowed: &[String]) -> Vec<Finding> {
    let members: Vec<&str> =
        metadata["workspace_members"].as_array().into_iter().flatten().flat_map(Value::as_str).collect();
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let outside = packages.filter(|package| !members.contains(&package["id"].as_str().unwrap_or_default()));
    outside.flat_map(|package| of_package(package, allowed)).collect()
}

fn of_package(package: &Value, allowed: &[String]) -> Vec<Finding> {
    let text = |key: &str| package[key].as_str().unwrap_or_default();
    let (name, version, license, source) = (text("name"), text("version"), text("license"), text("source"));
    let mut found = Vec::new();
    let mut note = |rule, sentence| found.push(Finding::new("Cargo.lock", 1, rule, sentence));
    if !SOURCES.contains(&source) {
        note("source", format!("{name} {version} comes from \"{source}\", not from crates.io."));
    }
    if !is_satisfied(license, allowed) {
        note("license", format!("{name} {version} is under \"{license}\", which deny.toml does not allow."));
    }
    found
}

/// Whether an SPDX expression can be met with these licenses. An exception (`WITH`) is named with its license.
fn is_satisfied(expression: &str, allowed: &[String]) -> bool {
    // Older packages write "MIT/Apache-2.0".
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    matches!(either(&words, allowed), Some((true, [])))
}

type Rest<'a> = &'a [&'a str];

fn either<'a>(words: Rest<'a>, allowed: &[String]) -> Option<(bool, Rest<'a>)> {
    let (mut met, mut rest) = both(words, allowed)?;
    while let ["OR", after @ ..] = rest {
        let (other, next) = both(after, allowed)?;
        (met, rest) = (met | other, next);
    }
    Some((met, rest))
}

fn both<'a>(words: Rest<'a>, allowed: &[String]) -> Option<(bool, Rest<'a>)> {
    let (mut met, mut rest) = single(words, allowed)?;
    while let ["AND", after @ ..] = rest {
        let (other, next) = single(after, allowed)?;
        (met, rest) = (met & other, next);
    }
    Some((met, rest))
}

fn single<'a>(words: Rest<'a>, allowed: &[String]) -> Option<(bool, Rest<'a>)> {
    match words {
        ["(", inside @ ..] => match either(inside, allowed)? {
            (met, [")", rest @ ..]) => Some((met, rest)),
            _ => None,
        },
        ["OR" | "AND" | "WITH" | ")", ..] | [] => None,
        [license, "WITH", exception, rest @ ..] => {
            let whole = format!("{license} WITH {exception}");
            Some((allowed.contains(&whole), rest))
        }
        [license, rest @ ..] => Some((allowed.iter().any(|one| one == license), rest)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::findings::rules;

    fn list(licenses: &[&str]) -> Vec<String> {
        licenses.iter().map(|&license| license.to_owned()).collect()
    }

    #[test]
    fn expressions_are_judged() {
        let allowed = list(&["MIT", "Apache-2.0", "Unicode-3.0", "Apache-2.0 WITH LLVM-exception"]);
        let cases = [
            ("MIT", true),
            ("GPL-3.0", false),
            ("MIT/Apache-2.0", true),
            ("GPL-3.0 OR MIT", true),
            ("GPL-3.0 AND MIT", false),
            ("(MIT OR GPL-3.0) AND Unicode-3.0", true),
            ("(MIT OR Apache-2.0) AND GPL-3.0", false),
            ("MIT AND GPL-3.0 OR Apache-2.0", true),
            ("Apache-2.0 WITH LLVM-exception OR GPL-3.0", true),
            ("MIT WITH LLVM-exception", false),
            ("", false),
            ("MIT OR", false),
            ("(MIT", false),
            ("MIT Apache-2.0", false),
        ];
        for (expression, expected) in cases {
            assert_eq!(is_satisfied(expression, &allowed), expected, "{expression}");
        }
    }

    #[test]
    fn packages_are_judged() {
        let cases: &[(Value, &[&str])] = &[
            (json!({ "id": "a", "license": "MIT", "source": SOURCES[0] }), &[]),
            (json!({ "id": "a", "license": "MIT", "source": "git+https://a.example" }), &["source"]),
            (json!({ "id": "a", "license": null, "source": SOURCES[0] }), &["license"]),
            (json!({ "id": "a", "license": "MIT", "source": null }), &["source"]),
            (json!({ "id": "ours", "license": null, "source": null }), &[]),
        ];
        for (package, expected) in cases {
            let metadata = json!({ "packages": [package], "workspace_members": ["ours"] });
            assert_eq!(rules(&check(&metadata, &list(&["MIT"]))), *expected, "{package}");
        }
    }

    #[test]
    fn the_list_is_read_from_deny_toml() {
        let text = "[licenses]\nconfidence-threshold = 0.9\nallow = [\n  \"MIT\", # \"any\"\n  \"ISC\",\n]\n[bans]\n";
        assert_eq!(allowed_in(text), Some(list(&["MIT", "ISC"])));
        assert_eq!(allowed_in("[licenses]\n"), None);
    }
}
