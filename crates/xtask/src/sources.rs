//! Rules on Rust code and on the SQL in it, each a pattern and the places where it is welcome.

use crate::{
    findings::{Finding, line_of},
    texts::Rust,
};

/// Who may hold contended rows with `db.claim`: such a closure has only inserts and guarded statements judged by their
/// row count. A new caller is added here, in the commit that explains it.
const CLAIMERS: &[&str] = &["crates/store/"];
const PRINTERS: &[&str] = &["crates/hilo/", "crates/xtask/"];
/// The store, and the figures of the bare engine beside which ours are shown.
const ENGINES: &[&str] = &["crates/store/", "crates/hilo/src/bench"];
const DIALECT: &[&str] = &["crates/store/src/dialect.rs"];

#[derive(Clone, Copy, PartialEq, Eq)]
enum View {
    Code,
    Strings,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    All,
    Tests,
    NotTests,
}

struct Rule {
    name: &'static str,
    patterns: &'static [&'static str],
    view: View,
    side: Side,
    /// Paths where the pattern is welcome.
    except: &'static [&'static str],
    sentence: &'static str,
}

const RULES: &[Rule] = &[
    Rule {
        name: "unwrap",
        patterns: &[".unwrap()"],
        view: View::Code,
        side: Side::NotTests,
        except: &[],
        sentence: "Return an error, or say with `expect` why it cannot happen.",
    },
    Rule {
        name: "unfinished",
        patterns: &["todo!(", "unimplemented!("],
        view: View::Code,
        side: Side::All,
        except: &[],
        sentence: "Finish it, or leave it out.",
    },
    Rule {
        name: "print",
        patterns: &["println!(", "print!(", "eprintln!(", "eprint!("],
        view: View::Code,
        side: Side::All,
        except: PRINTERS,
        sentence: "Only the command line prints; elsewhere use `tracing`.",
    },
    Rule {
        name: "sql-outside-store",
        patterns: &[".prepare(", ".prepare_cached(", ".execute(", "batch_execute", "execute_batch"],
        view: View::Code,
        side: Side::All,
        except: ENGINES,
        sentence: "SQL goes through `Tx` and `sql!`, so that it is prepared on both engines.",
    },
    Rule {
        name: "row-lock",
        // In halves, since this file is judged too.
        patterns: &[concat!("for ", "update")],
        view: View::Strings,
        side: Side::All,
        except: DIALECT,
        sentence: "Only PostgreSQL knows row locks: they live in `dialect.rs`.",
    },
    Rule {
        name: "claim",
        patterns: &[".claim("],
        view: View::Code,
        side: Side::NotTests,
        except: CLAIMERS,
        sentence: "`db.claim` has few callers: add the file to CLAIMERS in xtask and say why.",
    },
    Rule {
        name: "ignored-test",
        patterns: &["#[ignore"],
        view: View::Code,
        side: Side::All,
        except: &[],
        sentence: "Mend the test or delete it.",
    },
    Rule {
        name: "sleeping-test",
        patterns: &["thread::sleep", "time::sleep"],
        view: View::Code,
        side: Side::Tests,
        except: &[],
        sentence: "Settle the jobs and set the clock instead.",
    },
];

pub fn check(path: &str, rust: &Rust) -> Vec<Finding> {
    RULES.iter().filter(|rule| !is_welcome(rule, path)).flat_map(|rule| broken(rule, path, rust)).collect()
}

fn is_welcome(rule: &Rule, path: &str) -> bool {
    // A build script speaks to cargo by printing.
    let speaks_to_cargo = rule.name == "print" && path.ends_with("/build.rs");
    speaks_to_cargo || rule.except.iter().any(|start| path.starts_with(start))
}

fn broken(rule: &Rule, path: &str, rust: &Rust) -> Vec<Finding> {
    let lower;
    let text = match rule.view {
        View::Code => &rust.code,
        View::Strings => {
            lower = rust.strings.to_ascii_lowercase();
            &lower
        }
    };
    let mut found = Vec::new();
    for pattern in rule.patterns {
        for (at, _) in text.match_indices(pattern).filter(|&(at, _)| is_whole(text, at, pattern)) {
            let counts = match rule.side {
                Side::All => true,
                Side::Tests => rust.in_tests(at),
                Side::NotTests => !rust.in_tests(at),
            };
            if counts {
                found.push(Finding::new(path, line_of(text, at), rule.name, rule.sentence));
            }
        }
    }
    found
}

/// `print!(` is not `eprint!(`, and `for update` is not `for updates`.
fn is_whole(text: &str, at: usize, pattern: &str) -> bool {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    let joined = |pattern_side: Option<char>, text_side: Option<char>| {
        pattern_side.is_some_and(is_word) && text_side.is_some_and(is_word)
    };
    !joined(pattern.chars().next(), text[..at].chars().next_back())
        && !joined(pattern.chars().next_back(), text[at + pattern.len()..].chars().next())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::rules;

    const ROOM: &str = "crates/orders/src/orders.rs";

    #[test]
    fn broken_rules_are_found() {
        let cases: &[(&str, &str, &[&str])] = &[
            (ROOM, "a.unwrap();", &["unwrap"]),
            (ROOM, "a.unwrap_or(b); // a.unwrap()", &[]),
            (ROOM, "#[cfg(test)]\nmod tests { a.unwrap() }", &[]),
            ("crates/orders/tests/all.rs", "a.unwrap();", &[]),
            (ROOM, "todo!()", &["unfinished"]),
            (ROOM, "unimplemented!()", &["unfinished"]),
            (ROOM, "my_todo!()", &[]),
            (ROOM, "println!(\"a\"); eprintln!();", &["print", "print"]),
            ("crates/hilo/src/main.rs", "println!(\"a\")", &[]),
            ("crates/web/build.rs", "println!(\"a\")", &[]),
            (ROOM, "a.prepare(b); a.execute(b); a.batch_execute(b)", &["sql-outside-store"; 3]),
            (ROOM, "tx.exec(b); a.executes(b)", &[]),
            ("crates/store/src/sqlite.rs", "a.prepare(b)", &[]),
            ("crates/hilo/src/bench/bare.rs", "a.execute(b)", &[]),
            (ROOM, concat!("sql!(\"select a from b FOR ", "UPDATE\")"), &["row-lock"]),
            (ROOM, "sql!(\"insert into a (b) values ($1) on conflict (b) do update set b = $1\")", &[]),
            (ROOM, concat!("f(\"look for updates\") // for ", "update"), &[]),
            (DIALECT[0], concat!("\"for ", "update skip locked\""), &[]),
            (ROOM, "db.claim(\"stock.hold\", f)", &["claim"]),
            ("crates/store/src/jobs.rs", "db.claim(\"jobs.take\", f)", &[]),
            (ROOM, "db.claimed(f)", &[]),
            (ROOM, "#[ignore]\n#[test]\nfn a() {}", &["ignored-test"]),
            (ROOM, "#[ignore = \"slow\"]", &["ignored-test"]),
            (ROOM, "#[test]\nfn a() { b.iter().skip(1); }", &[]),
            (ROOM, "#[test]\nfn a() { std::thread::sleep(b) }", &["sleeping-test"]),
            ("crates/scenarios/src/lib.rs", "tokio::time::sleep(b).await", &["sleeping-test"]),
            (ROOM, "fn a() { tokio::time::sleep(b) }", &[]),
        ];
        for (path, text, expected) in cases {
            assert_eq!(rules(&check(path, &Rust::new(path, text))), *expected, "{path}: {text}");
        }
    }
}
