//! The API is described as it is: every route of it, and nothing that is not there.

use std::collections::BTreeSet;

use bytes::Bytes;
use hyper::Method;
use scenarios::{homes::Engine, shops::Shop};
use serde_json::Value;
use web::routes::For;

on_both_engines!(
    every_route_is_described
    what_is_described_holds_together
    what_nobody_named_is_refused
    a_list_is_turned_page_by_page
    a_list_is_no_body
    a_method_that_is_not_there_names_those_that_are
);

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
    let mut ids = BTreeSet::new();
    for (method, path, operation) in operations(&description) {
        let name = format!("{method} {path}");
        let id = operation["operationId"].as_str().unwrap_or_default();
        assert!(id.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') && id.len() > 4, "{name}: {id}");
        assert!(ids.insert(id.to_owned()), "{name} has the id of another: {id}");
        assert!(operation["x-codeSamples"][0]["source"].is_string(), "{name} has no example");
        assert!(operation["summary"].as_str().is_some_and(|says| !says.is_empty()), "{name}");
        let responses = operation["responses"].as_object().expect("responses");
        assert!(["default", "400", "401", "403", "429", "500", "503"].iter().all(|one| responses.contains_key(*one)));
        let answers: Vec<_> = responses.iter().filter(|(status, _)| status.starts_with('2')).collect();
        assert!(!answers.is_empty(), "{name} answers something");
        for (status, answer) in answers {
            let says_what = answer["content"].as_object().is_some_and(|content| {
                content.values().all(|content| content["schema"].as_object().is_some_and(|schema| !schema.is_empty()))
            });
            assert!(says_what || status == "204", "{name} says what {status} is");
        }
        if let Some(body) = operation["requestBody"]["content"].as_object() {
            assert!(body.values().all(|content| content["schema"].is_object()), "{name} says what it reads");
            assert!(!body.contains_key("application/octet-stream"), "{name} says what its bytes are");
        }
        let route = shop.routes.iter().find(|route| route.method == method && route.path == path).expect("a route");
        let For::May(right) = route.who else { panic!("{name} is for everybody") };
        let by = serde_json::json!([{ "key": [right.word()] }, { "session": [right.word()] }]);
        assert_eq!(operation["security"], by, "{name} asks for {right:?}");
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
    assert!(schemas.contains_key("Event") && schemas["Event"]["properties"]["happened"].is_object());
    assert_eq!(numbered.collect::<Vec<_>>(), Vec::<&String>::new(), "two types have one name: rename one");
}

async fn what_nobody_named_is_refused(engine: Engine) {
    let shop = Shop::open(engine).await;
    let (owner, description) = (shop.owner().await, description(&shop).await);
    for (method, path, operation) in operations(&description) {
        let address = format!("{}?colour=red", path.replace(['{', '}'], ""));
        let request = owner.request(method.parse::<Method>().expect("a method"), &address);
        let answer = owner.asks(request.header("content-type", "application/json"), Bytes::new()).await;
        assert_eq!((answer.status, answer.problem()), (400, "parameter".into()), "{method} {path}");
        let says = answer.json()["title"].as_str().expect("a sentence").to_owned();
        assert!(says.contains("'colour'"), "{says}");
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        let known = parameters.iter().filter(|one| one["in"] == "query" && one["explode"] != true);
        known.for_each(|one| assert!(says.contains(one["name"].as_str().expect("a name")), "{method} {path}: {says}"));
    }
    owner.gets("/api/v1/search?option.colour=red&attribute.neckline=barco").await.expect(200);
}

async fn a_method_that_is_not_there_names_those_that_are(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let answer = owner.asks(owner.request(Method::PUT, "/api/v1/orders?colour=red"), Bytes::new()).await;
    assert_eq!((answer.status, answer.problem()), (405, "request".into()));
    assert_eq!(answer.header("allow"), "GET,HEAD,POST");
}

/// Values without their names could be read as fields in their order: nobody means that.
async fn a_list_is_no_body(engine: Engine) {
    let shop = Shop::open(engine).await;
    let (owner, description) = (shop.owner().await, description(&shop).await);
    let nobody = "cus_00000000000000000000000000";
    for (method, path, operation) in operations(&description) {
        let is_read = operation["requestBody"]["content"]["application/json"].is_object();
        if !is_read || (path.contains('{') && !path.ends_with("/erase")) {
            continue;
        }
        let request = owner.request(method.parse::<Method>().expect("a method"), &path.replace("{id}", nobody));
        let request = request.header("content-type", "application/json").header("idempotency-key", "list");
        let answer = owner.asks(request, Bytes::from_static(b" [null, null, null]")).await;
        assert_eq!((answer.status, answer.problem()), (400, "body".into()), "{method} {path}");
    }
}

/// Lists that come whole: what a shop sets up by hand, and what is looked at by its newest alone.
const WHOLE: [&str; 21] = [
    "/api/v1/attributes",
    "/api/v1/categories",
    "/api/v1/collections",
    "/api/v1/companies",
    "/api/v1/consent-texts",
    "/api/v1/customers/{id}/labels",
    "/api/v1/labels",
    "/api/v1/languages",
    "/api/v1/makers",
    "/api/v1/operations/settings",
    "/api/v1/price-lists",
    "/api/v1/prices",
    "/api/v1/products/{id}/prices",
    "/api/v1/search/misses",
    "/api/v1/shops",
    "/api/v1/size-grids",
    "/api/v1/sources",
    "/api/v1/synonyms",
    "/api/v1/takings",
    "/api/v1/translations",
    "/api/v1/visits",
];

/// Lists of the newest, of which others are of no use.
const NEWEST: [&str; 1] = ["/api/v1/sources/{id}/recent"];

async fn a_list_is_turned_page_by_page(engine: Engine) {
    let shop = Shop::open(engine).await;
    let description = description(&shop).await;
    let mut whole = Vec::new();
    for (method, path, operation) in operations(&description) {
        let mut schema = &operation["responses"]["200"]["content"]["application/json"]["schema"];
        if let Some(name) = schema["$ref"].as_str().and_then(|to| to.rsplit('/').next()) {
            schema = &description["components"]["schemas"][name];
        }
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        let takes = |name: &str| parameters.iter().any(|one| one["in"] == "query" && one["name"] == name);
        assert!(!takes("before") && !takes("offset") && !takes("page"), "{method} {path} turns its pages by 'after'");
        if method != "GET" || schema["properties"]["data"].is_null() || NEWEST.contains(&path.as_str()) {
            continue;
        }
        match schema["properties"]["next"].is_null() {
            true => whole.push(path),
            false => assert!(takes("after") && takes("limit"), "{path} has pages, and says how to turn them"),
        }
    }
    assert_eq!(whole, WHOLE);
}
