//! What programs may ask, read from the description of the API itself: nothing on this page is written twice.

use std::collections::BTreeMap;

use askama::Template;
use serde_json::Value;
use web::{frame::Frame, rights::Right};

/// How deep the fields of a body are shown, and how many of one body.
const DEPTH: usize = 5;
const FIELDS: usize = 80;

/// Every room of the API, with what can be asked there.
#[derive(Template)]
#[template(path = "api.html")]
pub struct ApiPage {
    /// The frame.
    pub page: Frame,
    /// Where the API answers, as whoever reads this came here.
    pub address: String,
    /// The rooms.
    pub rooms: Vec<ApiRoom>,
    /// The room that is open; none on the first page.
    pub open: Option<OpenRoom>,
    /// What may be refused anywhere.
    pub refusals: Vec<(String, String)>,
}

/// The fields of an answer, which the page fetches when they are opened.
#[derive(Template)]
#[template(path = "api_fields.html")]
pub struct ApiFields {
    /// The frame.
    pub page: Frame,
    /// The fields.
    pub fields: Vec<Field>,
}

/// A room in the list.
#[derive(Clone, Debug)]
pub struct ApiRoom {
    /// Its word in addresses.
    pub name: String,
    /// Whether it is the open one.
    pub is_open: bool,
    /// What can be asked there.
    pub operations: Vec<Asking>,
}

/// An operation in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asking {
    /// `GET` or `POST`.
    pub method: String,
    /// The address.
    pub path: String,
    /// What it is.
    pub says: String,
    /// Where it stands on its page.
    pub anchor: String,
}

/// A room with everything that can be asked there.
#[derive(Clone, Debug)]
pub struct OpenRoom {
    /// Its word.
    pub name: String,
    /// Its operations.
    pub operations: Vec<Operation>,
}

/// An operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// What stands in lists.
    pub asking: Asking,
    /// The right it needs.
    pub right: Option<Right>,
    /// What stands in the address and in headers.
    pub parameters: Vec<Field>,
    /// What it reads, by kind.
    pub reads: Vec<Content>,
    /// What it answers, by status.
    pub answers: Vec<Content>,
    /// What it may refuse.
    pub refusals: Vec<String>,
    /// How to try it.
    pub example: Option<String>,
}

/// A body.
#[derive(Clone, Debug)]
pub struct Content {
    /// The status of an answer.
    pub status: Option<String>,
    /// Such as `application/json`; empty where there is none.
    pub kind: String,
    /// What it is.
    pub says: String,
    /// Its fields; none where they are those of another body of the room.
    pub fields: Vec<Field>,
    /// Where the same fields stand already, and its anchor.
    pub same: Option<(String, String)>,
    /// Where those of an answer are fetched.
    pub fields_at: String,
}

/// A parameter, or a field of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name, with those it stands in: `lines[].sku`.
    pub name: String,
    /// Where it stands: `path`, `query`, `header`; nothing in a body.
    pub place: String,
    /// What it is.
    pub kind: String,
    /// Whether it must be there.
    pub is_needed: bool,
    /// What it means.
    pub says: String,
}

impl ApiPage {
    /// Whether whoever reads this has a right.
    pub fn may(&self, right: &Right) -> bool {
        self.page.me.as_ref().is_some_and(|me| me.rights.has(*right))
    }
}

/// The SKU in examples, which every house but the demo lacks.
const SKU: &str = "TL-ALB-TEJ-S";

impl OpenRoom {
    /// The fields of an answer.
    pub fn fields(self, anchor: &str, answer: usize) -> Option<Vec<Field>> {
        let operation = self.operations.into_iter().find(|one| one.asking.anchor == anchor)?;
        operation.answers.into_iter().nth(answer).map(|body| body.fields)
    }

    /// The same with a SKU of this house in its examples, so that they can be tried as they stand.
    #[must_use]
    pub fn with_sku(mut self, sku: Option<&str>) -> OpenRoom {
        if let Some(sku) = sku {
            for example in self.operations.iter_mut().filter_map(|one| one.example.as_mut()) {
                *example = example.replace(SKU, sku);
            }
        }
        self
    }
}

/// A text in pieces: what stands between backticks is code.
pub fn pieces(text: &str) -> Vec<(bool, &str)> {
    text.split('`').enumerate().filter(|(_, piece)| !piece.is_empty()).map(|(at, piece)| (at % 2 == 1, piece)).collect()
}

/// The description of the API, as it is read here.
#[derive(Clone, Copy)]
pub struct Reader<'d>(pub &'d Value);

impl<'d> Reader<'d> {
    /// Every operation, by room.
    pub fn rooms(self, open: Option<&str>) -> Vec<ApiRoom> {
        let mut rooms: BTreeMap<String, Vec<Asking>> = BTreeMap::new();
        for (asking, operation) in self.operations() {
            rooms.entry(tag(operation)).or_default().push(asking);
        }
        let room = |(name, operations): (String, Vec<Asking>)| ApiRoom {
            is_open: open == Some(name.as_str()),
            name,
            operations,
        };
        rooms.into_iter().map(room).collect()
    }

    /// A room with all that is said of it; nothing where there is none of this name.
    pub fn room(self, name: &str) -> Option<OpenRoom> {
        let here = self.operations().into_iter().filter(|(_, operation)| tag(operation) == name);
        let mut operations: Vec<Operation> =
            here.map(|(asking, operation)| self.operation(asking, operation)).collect();
        say_once(&mut operations);
        for Operation { asking, answers, .. } in &mut operations {
            for (at, body) in answers.iter_mut().enumerate() {
                body.fields_at = format!("/console/api/{name}/fields?of={}&answer={at}", asking.anchor);
            }
        }
        (!operations.is_empty()).then(|| OpenRoom { name: name.to_owned(), operations })
    }

    /// What may be refused, by status.
    pub fn refusals(self) -> Vec<(String, String)> {
        let told = self.0["components"]["responses"].as_object().into_iter().flatten();
        told.map(|(status, answer)| (status.clone(), text(&answer["description"]))).collect()
    }

    fn operations(self) -> Vec<(Asking, &'d Value)> {
        let paths = self.0["paths"].as_object().into_iter().flatten();
        let of = |(path, item): (&'d String, &'d Value)| {
            let methods = item.as_object().into_iter().flatten();
            methods.map(move |(method, operation)| (asking(method, path, operation), operation))
        };
        paths.flat_map(of).collect()
    }

    fn operation(self, asking: Asking, operation: &Value) -> Operation {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let parameter = |one: &Value| Field {
            name: text(&one["name"]),
            place: text(&one["in"]),
            kind: self.kind(&one["schema"]),
            is_needed: one["required"] == true,
            says: text(&one["description"]),
        };
        let mut parameters: Vec<Field> = parameters.map(parameter).collect();
        parameters.sort_by_key(|one| (!one.is_needed, one.place != "path"));
        let answers = operation["responses"].as_object().into_iter().flatten();
        let went_well = answers.clone().filter(|(status, _)| status.starts_with('2'));
        let answers_well = went_well.flat_map(|(status, answer)| self.contents(Some(status), answer)).collect();
        let refusals = answers.map(|(status, _)| status.clone()).filter(|status| status.starts_with(['4', '5']));
        Operation {
            right: operation["security"][0]["key"][0].as_str().and_then(Right::from_word),
            parameters,
            reads: self.contents(None, &operation["requestBody"]),
            answers: answers_well,
            refusals: refusals.collect(),
            example: operation["x-codeSamples"][0]["source"].as_str().map(str::to_owned),
            asking,
        }
    }

    fn contents(self, status: Option<&String>, body: &Value) -> Vec<Content> {
        let says = text(&body["description"]);
        let content = |kind: &str, schema: &Value| {
            let mut fields = Vec::new();
            self.fields(schema, "", &mut Vec::new(), &mut fields);
            Content {
                status: status.cloned(),
                kind: kind.to_owned(),
                says: says.clone(),
                fields,
                same: None,
                fields_at: String::new(),
            }
        };
        match body["content"].as_object() {
            Some(kinds) => kinds.iter().map(|(kind, told)| content(kind, &told["schema"])).collect(),
            None if body.is_null() => Vec::new(),
            None => vec![content("", &Value::Null)],
        }
    }

    /// What a reference leads to, and its name.
    fn meant<'v>(self, schema: &'v Value) -> (&'v Value, Option<&'v str>)
    where
        'd: 'v,
    {
        let Some(name) = schema["$ref"].as_str().and_then(|to| to.strip_prefix("#/components/schemas/")) else {
            return (schema, None);
        };
        (&self.0["components"]["schemas"][name], Some(name))
    }

    /// The fields of an object, and of what it holds. What holds itself is shown once.
    fn fields<'v>(self, schema: &'v Value, within: &str, open: &mut Vec<&'v str>, told: &mut Vec<Field>)
    where
        'd: 'v,
    {
        let (schema, name) = self.meant(schema);
        if name.is_some_and(|name| open.contains(&name)) || within.matches(['.', '[']).count() > DEPTH {
            return;
        }
        open.extend(name);
        let needed: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        for (field, schema) in schema["properties"].as_object().into_iter().flatten() {
            if told.len() == FIELDS {
                break;
            }
            let path = if within.is_empty() { field.clone() } else { format!("{within}.{field}") };
            told.push(Field {
                name: path.clone(),
                place: String::new(),
                kind: self.kind(schema),
                is_needed: needed.contains(&field.as_str()),
                says: self.says(schema),
            });
            self.fields(schema, &path, open, told);
        }
        if schema["items"].is_object() {
            self.fields(&schema["items"], &format!("{within}[]"), open, told);
        }
        for one in choices(schema).filter(|one| one["type"] != "null") {
            self.fields(one, within, open, told);
        }
        if name.is_some() {
            open.pop();
        }
    }

    fn says(self, schema: &Value) -> String {
        let own = text(&schema["description"]);
        if own.is_empty() { text(&self.meant(schema).0["description"]) } else { own }
    }

    /// What a schema is, in a few words.
    fn kind(self, schema: &Value) -> String {
        let (schema, _) = self.meant(schema);
        if let Some(words) = schema["enum"].as_array() {
            return words.iter().filter(|word| !word.is_null()).map(one_word).collect::<Vec<_>>().join(" | ");
        }
        if !schema["const"].is_null() {
            return one_word(&schema["const"]);
        }
        let several: Vec<String> =
            choices(schema).filter(|one| one["type"] != "null").map(|one| self.kind(one)).collect();
        if !several.is_empty() {
            let mut several = several;
            several.dedup();
            return several.join(" | ");
        }
        let named = match &schema["type"] {
            Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).filter(|kind| *kind != "null").collect(),
            kind => Vec::from_iter(kind.as_str()),
        };
        match named.first().copied() {
            Some("array") => format!("[{}]", self.kind(&schema["items"])),
            Some("integer" | "number") => match (&schema["minimum"], &schema["maximum"]) {
                (Value::Null, Value::Null) => named.join(" | "),
                (least, Value::Null) => format!("{} ≥ {least}", named.join(" | ")),
                (Value::Null, most) => format!("{} ≤ {most}", named.join(" | ")),
                (least, most) => format!("{} {least}–{most}", named.join(" | ")),
            },
            Some("string") => match (schema["pattern"].as_str().and_then(id), schema["format"].as_str()) {
                (Some(prefix), _) => format!("{prefix}_..."),
                (None, Some(format)) => format.to_owned(),
                (None, None) => "string".to_owned(),
            },
            Some(kind) => kind.to_owned(),
            None => "any".to_owned(),
        }
    }
}

/// What begins the ids that a pattern fits.
fn id(pattern: &str) -> Option<&str> {
    pattern.strip_prefix('^')?.strip_suffix("_[0-7][0-9a-hjkmnp-tv-z]{25}$")
}

fn choices(schema: &Value) -> impl Iterator<Item = &Value> {
    ["anyOf", "oneOf", "allOf"].into_iter().flat_map(|how| schema[how].as_array().into_iter().flatten())
}

fn one_word(word: &Value) -> String {
    word.as_str().map_or_else(|| word.to_string(), str::to_owned)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn tag(operation: &Value) -> String {
    text(&operation["tags"][0])
}

/// Fields that several bodies of a room have stand at the first of them alone, where they are more than a few.
fn say_once(operations: &mut [Operation]) {
    const FEW: usize = 6;
    let mut told: Vec<(Vec<Field>, (String, String))> = Vec::new();
    for Operation { asking, reads, answers, .. } in operations {
        let here = (format!("{} {}", asking.method, asking.path), asking.anchor.clone());
        for body in reads.iter_mut().chain(answers) {
            if body.fields.len() <= FEW {
                continue;
            }
            match told.iter().find(|(known, _)| *known == body.fields) {
                Some((_, there)) => {
                    body.same = Some(there.clone());
                    body.fields.clear();
                }
                None => told.push((body.fields.clone(), here.clone())),
            }
        }
    }
}

fn asking(method: &str, path: &str, operation: &Value) -> Asking {
    let method = method.to_uppercase();
    let anchor = format!("{method}{path}").replace(|letter: char| !letter.is_ascii_alphanumeric(), "-").to_lowercase();
    Asking { anchor, says: text(&operation["summary"]), path: path.to_owned(), method }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn backticks_are_code() {
        let told = pieces("What `next` said, or `none`");
        assert_eq!(told, [(false, "What "), (true, "next"), (false, " said, or "), (true, "none")]);
        assert_eq!(pieces("plain"), [(false, "plain")]);
    }

    #[test]
    fn a_body_is_shown_field_by_field() {
        let description = json!({
            "paths": { "/api/v1/orders": { "post": {
                "tags": ["orders"], "summary": "Record an order", "security": [{ "key": ["orders.edit"] }],
                "parameters": [{ "name": "after", "in": "query", "schema": { "type": ["string", "null"] } },
                    { "name": "limit", "in": "query", "schema": { "type": "integer", "minimum": 1, "maximum": 500 } }],
                "requestBody": { "content": { "application/json": {
                    "schema": { "$ref": "#/components/schemas/Told" } } } },
                "responses": { "201": { "description": "It is there", "content": {} }, "400": {} },
            } } },
            "components": { "schemas": { "Told": {
                "required": ["lines"],
                "properties": {
                    "lines": { "type": "array", "items": { "properties": { "sku": { "type": "string" } } } },
                    "of": { "anyOf": [{ "$ref": "#/components/schemas/Told" }, { "type": "null" }] },
                    "id": { "type": "string", "pattern": "^ord_[0-7][0-9a-hjkmnp-tv-z]{25}$" },
                    "state": { "enum": ["new", "old"] },
                },
            } } },
        });
        let reader = Reader(&description);
        let room = reader.room("orders").expect("a room");
        let operation = &room.operations[0];
        assert_eq!(
            (operation.asking.anchor.as_str(), operation.right),
            ("post-api-v1-orders", Some(Right::OrdersEdit))
        );
        let kinds: Vec<_> = operation.parameters.iter().map(|one| (one.name.as_str(), one.kind.as_str())).collect();
        assert_eq!(kinds, [("after", "string"), ("limit", "integer 1–500")]);
        let fields: Vec<_> =
            operation.reads[0].fields.iter().map(|one| (one.name.as_str(), one.kind.as_str(), one.is_needed)).collect();
        let expected = [
            ("id", "ord_...", false),
            ("lines", "[any]", true),
            ("lines[].sku", "string", false),
            ("of", "any", false),
            ("state", "new | old", false),
        ];
        assert_eq!(fields, expected);
        assert_eq!(operation.refusals, ["400"]);
        assert!(reader.room("customers").is_none());
        assert_eq!(reader.rooms(Some("orders"))[0].operations.len(), 1);
    }
}
