//! Rooms depend on each other in one direction only, along the arrows listed here.

use std::path::Path;

use serde_json::Value;

use crate::findings::Finding;

/// Each room and the rooms it may call. Down is a call, up is an event; tests (dev-dependencies) look where they like.
const ARROWS: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("store", &["base"]),
    ("web", &["base", "store"]),
    ("customers", &["base", "store", "web"]),
    ("catalog", &["base", "store", "web"]),
    ("orders", &["base", "store", "web", "customers", "catalog"]),
    ("tracking", &["base", "store", "web", "customers"]),
    ("operations", &["base", "store", "web", "customers"]),
    ("console", &["base", "store", "web", "customers", "catalog", "orders", "tracking", "operations"]),
    ("hilo", &["base", "store", "web", "customers", "catalog", "orders", "tracking", "operations", "console"]),
    (
        "scenarios",
        &["base", "store", "web", "customers", "catalog", "orders", "tracking", "operations", "console", "hilo"],
    ),
    ("mutants", &[]),
    ("xtask", &[]),
];

pub fn check(metadata: &Value, root: &Path) -> Vec<Finding> {
    let empty = Vec::new();
    let packages = metadata["packages"].as_array().unwrap_or(&empty);
    packages.iter().flat_map(|package| of_room(package, root)).collect()
}

fn of_room(package: &Value, root: &Path) -> Vec<Finding> {
    let name = package["name"].as_str().unwrap_or_default();
    let manifest = Path::new(package["manifest_path"].as_str().unwrap_or_default());
    let path = manifest.strip_prefix(root).unwrap_or(manifest).display().to_string();
    let Some((_, allowed)) = ARROWS.iter().find(|(room, _)| *room == name) else {
        let sentence = format!("`{name}` is not a room yet: add it and its arrows to ARROWS in xtask.");
        return vec![Finding::new(&path, 1, "arrow", sentence)];
    };
    let text = std::fs::read_to_string(manifest).unwrap_or_default();
    let called = |dependency: &'_ Value| called_room(dependency).map(str::to_owned);
    let wrong = package["dependencies"].as_array().into_iter().flatten().filter_map(called);
    wrong
        .filter(|room| !allowed.contains(&room.as_str()))
        .map(|room| {
            let sentence = format!("`{name}` may not depend on `{room}`: down is a call, up is an event.");
            Finding::new(&path, line_naming(&text, &room), "arrow", sentence)
        })
        .collect()
}

/// The room that this dependency is, when it is one of ours and not only for tests.
fn called_room(dependency: &Value) -> Option<&str> {
    let ours = dependency["path"].is_string() && dependency["kind"] != "dev";
    if ours { dependency["name"].as_str() } else { None }
}

fn line_naming(manifest: &str, room: &str) -> usize {
    let names = |line: &str| line.strip_prefix(room).is_some_and(|rest| rest.starts_with(['.', ' ', '=']));
    manifest.lines().position(names).map_or(1, |index| index + 1)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn found(room: &str, called: &str, kind: Value) -> usize {
        let dependency = json!({ "name": called, "path": "/a", "kind": kind });
        let package = json!({ "name": room, "manifest_path": "/a/Cargo.toml", "dependencies": [dependency] });
        check(&json!({ "packages": [package] }), Path::new("/a")).len()
    }

    #[test]
    fn arrows_that_point_up_are_found() {
        let cases = [
            ("store", "base", Value::Null, 0),
            ("store", "web", Value::Null, 1),
            ("store", "web", json!("build"), 1),
            ("store", "web", json!("dev"), 0),
            ("customers", "catalog", Value::Null, 1),
            ("orders", "customers", Value::Null, 0),
            ("catalog", "orders", Value::Null, 1),
            ("hilo", "console", Value::Null, 0),
            ("scenarios", "hilo", Value::Null, 0),
            ("xtask", "base", Value::Null, 1),
            ("basement", "base", Value::Null, 1),
        ];
        for (room, called, kind, expected) in cases {
            assert_eq!(found(room, called, kind), expected, "{room} -> {called}");
        }
    }

    #[test]
    fn packages_of_others_are_no_rooms() {
        let dependency = json!({ "name": "serde", "kind": null, "source": "registry" });
        let package = json!({ "name": "xtask", "manifest_path": "/a/Cargo.toml", "dependencies": [dependency] });
        assert_eq!(check(&json!({ "packages": [package] }), Path::new("/a")), []);
        assert_eq!(line_naming("[dependencies]\nbase.workspace = true\n", "base"), 2);
    }
}
