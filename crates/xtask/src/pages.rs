//! Templates under the content security policy: no script or style in the page, and nothing unescaped.

use crate::findings::{Finding, line_of};

const POLICY: &str = "The content security policy refuses it: use a class, or a script of its own in assets.";

pub fn check(path: &str, text: &str) -> Vec<Finding> {
    let page = without_comments(&text.to_ascii_lowercase());
    let mut found = Vec::new();
    let mut note = |rule, at, sentence| found.push(Finding::new(path, line_of(&page, at), rule, sentence));
    for (at, _) in page.match_indices("style=").filter(|&(at, _)| starts_attribute(&page, at)) {
        note("inline-style", at, POLICY);
    }
    for (at, _) in page.match_indices("<style") {
        note("inline-style", at, POLICY);
    }
    for (at, _) in page.match_indices("<script").filter(|&(at, _)| !has_source(&page[at..])) {
        note("inline-script", at, POLICY);
    }
    for (at, _) in page.match_indices("on").filter(|&(at, _)| is_handler(&page, at)) {
        note("inline-script", at, POLICY);
    }
    for mark in ["hx-on", "javascript:", "\"js:", "'js:"] {
        page.match_indices(mark).for_each(|(at, _)| note("inline-script", at, POLICY));
    }
    for (at, _) in page.match_indices('|').filter(|&(at, _)| is_safe_filter(&page[at + 1..])) {
        note("unescaped", at, "Values are escaped: make a template of what must be markup.");
    }
    found
}

/// The page with `{# ... #}` blank, of the same length.
fn without_comments(text: &str) -> String {
    let mut page = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("{#") {
        let end = rest[start..].find("#}").map_or(rest.len(), |length| start + length + 2);
        page.push_str(&rest[..start]);
        page.extend(rest[start..end].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        rest = &rest[end..];
    }
    page + rest
}

fn starts_attribute(page: &str, at: usize) -> bool {
    page[..at].ends_with(|letter: char| letter.is_whitespace() || letter == '"' || letter == '\'')
}

fn has_source(tag: &str) -> bool {
    let tag = &tag[..tag.find('>').unwrap_or(tag.len())];
    tag.match_indices("src=").any(|(at, _)| starts_attribute(tag, at))
}

/// `onclick=` and its like.
fn is_handler(page: &str, at: usize) -> bool {
    let name = page[at + 2..].split('=').next().unwrap_or_default();
    let is_name =
        name.len() >= 3 && name.len() < page.len() - at - 2 && name.bytes().all(|byte| byte.is_ascii_lowercase());
    is_name && starts_attribute(page, at)
}

fn is_safe_filter(rest: &str) -> bool {
    let after = rest.trim_start().strip_prefix("safe");
    after.is_some_and(|after| !after.starts_with(|letter: char| letter.is_alphanumeric() || letter == '_'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::rules;

    #[test]
    fn markup_that_the_policy_refuses_is_found() {
        let cases: &[(&str, &[&str])] = &[
            ("<p style=\"color: red\">", &["inline-style"]),
            ("<style>p {}</style>", &["inline-style"]),
            ("<p data-style=\"a\" class=\"style\">", &[]),
            ("<script>a()</script>", &["inline-script"]),
            ("<script type=module\n data-src=\"a\">", &["inline-script"]),
            ("<script type=module\n src=\"a.js\"></script>", &[]),
            ("<button hx-on:click=\"a()\">", &["inline-script"]),
            ("<button onclick=\"a()\">", &["inline-script"]),
            ("<a href=\"javascript:a()\">", &["inline-script"]),
            ("<a hx-vals='js:{a: b}'>", &["inline-script"]),
            ("<p class=on> on = off, on time: a=b", &[]),
            ("{{ a|safe }} {{ a | safe }}", &["unescaped", "unescaped"]),
            ("{{ a|safety }} || safe {{ safe }}", &["unescaped"]),
            ("{# <p style=\"ñ\">\n{{ a|safe }} #}<p>", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(rules(&check("crates/a/src/a.html", text)), *expected, "{text}");
        }
        assert_eq!(check("a.html", "{# ñ\n #}\n<style>")[0].line, 3);
    }
}
