//! Every rule over the whole tree: findings on standard output, one a line, and exit code 1 when there are any.

use std::{path::Path, process::ExitCode};

use crate::{
    arrows,
    findings::Finding,
    lengths, licenses, pages, sources, specs,
    texts::Rust,
    tree::{self, File, Scope},
    words,
};

pub fn run() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("xtask lives in crates/xtask");
    match findings(root) {
        Ok(found) if found.is_empty() => {
            println!("tidy: clean");
            ExitCode::SUCCESS
        }
        Ok(found) => {
            found.iter().for_each(|finding| println!("{finding}"));
            println!("tidy: {} to mend", found.len());
            ExitCode::FAILURE
        }
        Err(reason) => {
            eprintln!("tidy: {reason}");
            ExitCode::from(2)
        }
    }
}

fn findings(root: &Path) -> Result<Vec<Finding>, String> {
    let files = tree::files(root)?;
    let mut found: Vec<Finding> = files.iter().flat_map(of_file).collect();
    found.extend(of_cargo(tree::metadata(root, Scope::Workspace).map(|metadata| arrows::check(&metadata, root))));
    found.extend(of_cargo(licenses(root)));
    found.sort();
    found.dedup();
    Ok(found)
}

/// What cargo cannot read is a finding too: the rest of the tree is still judged.
fn of_cargo(checked: Result<Vec<Finding>, String>) -> Vec<Finding> {
    checked.unwrap_or_else(|reason| vec![Finding::new("Cargo.toml", 1, "metadata", reason)])
}

fn licenses(root: &Path) -> Result<Vec<Finding>, String> {
    let allowed = licenses::allowed(root)?;
    let metadata = tree::metadata(root, Scope::Everything)
        .map_err(|reason| format!("{reason}\nLicenses are read from the fetched packages: run `cargo fetch` first."))?;
    Ok(licenses::check(&metadata, &allowed))
}

fn of_file(file: &File) -> Vec<Finding> {
    let File { path, text } = file;
    let mut found = words::check(path, text);
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("rs") => {
            let rust = Rust::new(path, text);
            found.extend(lengths::check_rust(path, &rust));
            found.extend(sources::check(path, &rust));
        }
        Some("html") => {
            found.extend(lengths::check_text(path, text));
            found.extend(pages::check(path, text));
        }
        Some("ts" | "mts" | "css") => {
            found.extend(lengths::check_text(path, text));
            found.extend(specs::check(path, text));
        }
        _ => {}
    }
    found
}
