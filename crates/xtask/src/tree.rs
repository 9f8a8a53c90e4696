//! The tracked files, and what cargo knows about the workspace.

use std::{path::Path, process::Command};

use serde_json::Value;

/// A tracked text file.
pub struct File {
    /// The path from the root of the tree, with slashes.
    pub path: String,
    pub text: String,
}

/// All tracked text files that are there; what is not UTF-8 is not text.
pub fn files(root: &Path) -> Result<Vec<File>, String> {
    // A checkout that belongs to another user (a mounted folder) is still the tree to judge.
    let listed = output(Command::new("git").args(["-c", "safe.directory=*", "ls-files", "-z"]).current_dir(root))?;
    let mut files = Vec::new();
    for path in listed.split('\0').filter(|path| !path.is_empty()) {
        let Ok(bytes) = std::fs::read(root.join(path)) else { continue };
        if let Ok(text) = String::from_utf8(bytes)
            && !text.contains('\0')
        {
            files.push(File { path: path.to_owned(), text });
        }
    }
    Ok(files)
}

/// `cargo metadata`, with the packages of other people or without.
pub fn metadata(root: &Path, scope: Scope) -> Result<Value, String> {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(["metadata", "--offline", "--format-version", "1"]).current_dir(root);
    if scope == Scope::Workspace {
        command.arg("--no-deps");
    }
    let text = output(&mut command)?;
    serde_json::from_str(&text).map_err(|error| format!("cargo metadata is not JSON: {error}"))
}

/// How far `metadata` looks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Our own crates.
    Workspace,
    /// Every package of the lock file; they must have been fetched.
    Everything,
}

fn output(command: &mut Command) -> Result<String, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let result = command.output().map_err(|error| format!("{name} does not start: {error}"))?;
    if !result.status.success() {
        return Err(format!("{name} failed: {}", String::from_utf8_lossy(&result.stderr).trim()));
    }
    String::from_utf8(result.stdout).map_err(|_| format!("{name} printed something that is not UTF-8"))
}
