//! The API is described as it is: every route of it, and nothing that is not there.

use std::collections::BTreeSet;

use scenarios::{homes::Engine, shops::Shop};
use serde_json::Value;

on_both_engines!(every_route_is_described what_is_described_holds_together);

/// Routes of the API that are no part of its description: itself.
const APART: [&str; 1] = ["/api/v1/openapi.json"];

async fn description(shop: &Shop) -> Value {
    shop.somebody().gets("/api/v1/openapi.json").await.expect(200).json()
}

fn operations(description: &Value) -> Vec<(String, String, &Value)> {
    let paths = description["paths"].as_object().expect("paths");
    let of = |(path, item): (&String, &'_ Value)| (path.clone(), item.as_object().expect("an item").clone());
    let mut all = Vec::new();
    for (path, item) in paths.iter().map(of) {
        for method in item.keys() {
            all.push((method.to_uppercase(), path.clone(), &description["paths"][&path][method]));
        }
    }
    all
}

async fn every_route_is_described(engine: Engine) {
    let shop = Shop::open(engine).await;
    let description = description(&shop).await;
    let described: BTreeSet<(String, String)> =
        operations(&description).into_iter().map(|(method, path, _)| (method, path)).collect();
    let routes = shop.routes.iter().filter(|route| route.path.starts_with("/api/v1/") && !APART.contains(&route.path));
    let routes: BTreeSet<(String, String)> =
        routes.map(|route| (route.method.to_owned(), route.path.to_owned())).collect();
    let apart: Vec<_> = described.symmetric_difference(&routes).collect();
    assert!(apart.is_empty(), "{apart:?}");
}

async fn what_is_described_holds_together(engine: Engine) {
    let shop = Shop::open(engine).await;
    let description = description(&shop).await;
    assert_eq!(description["openapi"], "3.1.0");
    for (method, path, operation) in operations(&description) {
        let name = format!("{method} {path}");
        assert!(operation["summary"].as_str().is_some_and(|says| !says.is_empty()), "{name}");
        assert!(operation["responses"]["default"].is_object(), "{name} can fail");
        assert_eq!(operation["security"][0]["session"], serde_json::json!([]), "{name} asks who it is");
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        let named = |parameter: &Value| (parameter["in"].to_string(), parameter["name"].to_string());
        let names: BTreeSet<_> = parameters.iter().map(named).collect();
        assert_eq!(names.len(), parameters.len(), "{name} names a parameter twice");
        let varies = parameters.iter().filter(|parameter| parameter["in"] == "path").count();
        assert_eq!(varies, path.matches('{').count(), "{name}");
    }
    let text = description.to_string();
    let refers = text.split("\"$ref\":\"#/components/schemas/").skip(1).filter_map(|rest| rest.split('"').next());
    let schemas = description["components"]["schemas"].as_object().expect("schemas");
    refers.for_each(|name| assert!(schemas.contains_key(name), "{name} is nowhere"));
    let numbered = schemas.keys().filter(|name| name.ends_with(|letter: char| letter.is_ascii_digit()));
    assert_eq!(numbered.collect::<Vec<_>>(), Vec::<&String>::new(), "two types have one name: rename one");
}
