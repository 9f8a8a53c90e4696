//! Browser tests wait for what they expect, and all of them run.

use crate::findings::{Finding, line_of};

const MARKS: &[(&str, &str, &str)] = &[
    ("ignored-test", ".skip(", "Mend the test or delete it."),
    ("ignored-test", ".fixme(", "Mend the test or delete it."),
    ("ignored-test", ".only(", "All tests run."),
    ("sleeping-test", "waitForTimeout", "Expect what the page will show instead."),
];

pub fn check(path: &str, text: &str) -> Vec<Finding> {
    if !path.contains("/e2e/") && !path.ends_with(".spec.ts") {
        return Vec::new();
    }
    let find = |(rule, mark, sentence): &(&'static str, &str, &str)| -> Vec<Finding> {
        text.match_indices(mark).map(|(at, _)| Finding::new(path, line_of(text, at), rule, *sentence)).collect()
    };
    MARKS.iter().flat_map(find).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::rules;

    #[test]
    fn specs_that_do_not_test_are_found() {
        let cases: &[(&str, &str, &[&str])] = &[
            ("assets/e2e/a.spec.ts", "test.skip('a')", &["ignored-test"]),
            ("assets/e2e/a.spec.ts", "test.describe.only('a')", &["ignored-test"]),
            ("assets/e2e/help.ts", "test.fixme('a')", &["ignored-test"]),
            ("assets/e2e/a.spec.ts", "await page.waitForTimeout(5)", &["sleeping-test"]),
            ("assets/e2e/a.spec.ts", "await page.waitForURL(a)", &[]),
            ("assets/src/a.ts", "list.skip(1)", &[]),
        ];
        for (path, text, expected) in cases {
            assert_eq!(rules(&check(path, text)), *expected, "{text}");
        }
    }
}
