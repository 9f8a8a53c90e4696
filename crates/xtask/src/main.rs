//! Chores of the tree: `cargo xtask tidy` says what breaks the house rules, one line each.
//!
//! A rule that can be checked by a machine is checked here, so that reviews can talk about the rest.

use std::process::ExitCode;

mod arrows;
mod findings;
mod lengths;
mod licenses;
mod pages;
mod sources;
mod specs;
mod texts;
mod tidy;
mod tree;
mod words;

const USAGE: &str = "usage: cargo xtask tidy";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["tidy"] => tidy::run(),
        _ => {
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
    }
}
