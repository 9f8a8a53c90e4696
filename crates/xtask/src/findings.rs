//! What a rule says about a line of the tree.

use std::fmt;

/// One broken rule, at one place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    pub path: String,
    pub line: usize,
    pub rule: &'static str,
    pub sentence: String,
}

impl Finding {
    pub fn new(path: &str, line: usize, rule: &'static str, sentence: impl Into<String>) -> Finding {
        Finding { path: path.to_owned(), line, rule, sentence: sentence.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: {}", self.path, self.line, self.rule, self.sentence)
    }
}

/// The line, counted from 1, that holds this byte.
pub fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes()[..at].iter().filter(|&&byte| byte == b'\n').count() + 1
}

/// The rules of these findings, for tests that are tables.
#[cfg(test)]
pub fn rules(findings: &[Finding]) -> Vec<&'static str> {
    findings.iter().map(|finding| finding.rule).collect()
}
