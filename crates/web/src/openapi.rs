//! What handlers ask for and answer, as OpenAPI describes it.

use std::sync::Arc;

use aide::{
    generate::GenContext,
    openapi::{
        HeaderStyle, MediaType, Operation, Parameter, ParameterData, ParameterSchemaOrContent, PathStyle, QueryStyle,
        ReferenceOr, RequestBody, Response, SchemaObject, SecurityRequirement, StatusCode,
    },
    operation::{OperationInput, OperationOutput, add_parameters},
};
use schemars::{JsonSchema, Schema, json_schema};
use serde_json::Value;

use crate::{
    asked::Named,
    keyed::{Accepted, Created, Repeatable},
    paging,
    problem::{Failed, Problem},
    rights::Needed,
    routes::For,
    who::{May, Member},
};

/// The name under which the description has the session.
pub const SESSION: &str = "session";
/// The name under which it has the key of a program.
pub const KEY: &str = "key";
/// The kind of a problem's body.
pub const PROBLEM: &str = "application/problem+json";

/// The description of the API, for whoever shows it.
#[derive(Clone, Debug)]
pub struct Description(pub Arc<Value>);

/// What may be refused, and what that means. An operation names those that it can answer.
const REFUSALS: [(u16, &str); 11] = [
    (400, "What was asked or sent cannot be read, or breaks a rule."),
    (401, "Nobody is signed in, or the key is not one that works."),
    (403, "The role, or the key, does not have the right."),
    (404, "There is no such thing."),
    (405, "The address does not know this method."),
    (409, "The state of things refuses it."),
    (413, "The body is larger than this address reads."),
    (422, "The Idempotency-Key was used for another request."),
    (429, "Asked too often. `Retry-After` says when to come back."),
    (500, "Our fault or the machine's."),
    (503, "Nothing was changed, or it is not known: `type` says which."),
];

impl OperationInput for Member {}

impl<R: Needed> OperationInput for May<R> {}

/// The body, and the key of the request.
impl<R: Needed, T: JsonSchema> OperationInput for Repeatable<R, T> {
    fn operation_input(cx: &mut GenContext, operation: &mut Operation) {
        axum::Json::<T>::operation_input(cx, operation);
        let schema = json_schema!({ "type": "string", "pattern": "^[!-~]{1,200}$" });
        let description = Some("The same key with the same body does nothing twice.".to_owned());
        let parameter_data = ParameterData { description, ..parameter("Idempotency-Key", schema) };
        add_parameters(cx, operation, [Parameter::Header { parameter_data, style: HeaderStyle::Simple }]);
    }
}

fn described(json_schema: Schema) -> SchemaObject {
    SchemaObject { json_schema, external_docs: None, example: None }
}

impl<T: JsonSchema> OperationOutput for Created<T> {
    type Inner = T;

    fn inferred_responses(cx: &mut GenContext, operation: &mut Operation) -> Vec<(Option<u16>, Response)> {
        let responses = axum::Json::<T>::inferred_responses(cx, operation);
        responses.into_iter().map(|(_, response)| (Some(201), response)).collect()
    }
}

impl<T: JsonSchema> OperationOutput for Accepted<T> {
    type Inner = T;

    fn inferred_responses(cx: &mut GenContext, operation: &mut Operation) -> Vec<(Option<u16>, Response)> {
        let responses = axum::Json::<T>::inferred_responses(cx, operation);
        responses.into_iter().map(|(_, response)| (Some(202), response)).collect()
    }
}

impl OperationOutput for Failed {
    type Inner = Failed;

    fn inferred_responses(cx: &mut GenContext, _: &mut Operation) -> Vec<(Option<u16>, Response)> {
        let says = "A problem: `type` is stable, `title` says what to do.".to_owned();
        vec![(None, answer(says, PROBLEM, cx.schema.subschema_for::<Problem>()))]
    }
}

/// Every refusal, by its status, as operations refer to it.
pub fn refusals() -> impl Iterator<Item = (String, ReferenceOr<Response>)> {
    let problem = || json_schema!({ "$ref": "#/components/schemas/Problem" });
    let named = move |(status, says): (u16, &str)| {
        (status.to_string(), ReferenceOr::Item(answer(says.to_owned(), PROBLEM, problem())))
    };
    REFUSALS.into_iter().map(named)
}

/// An answer of one kind.
pub fn answer(description: String, kind: &str, schema: Schema) -> Response {
    let content = MediaType { schema: Some(described(schema)), ..MediaType::default() };
    Response { description, content: [(kind.to_owned(), content)].into_iter().collect(), ..Response::default() }
}

/// The body of an operation that reads other things than JSON, by their kinds.
pub fn takes<const N: usize>(operation: &mut Operation, says: &str, kinds: [(&str, Schema); N]) {
    let content = |(kind, schema): (&str, Schema)| {
        (kind.to_owned(), MediaType { schema: Some(described(schema)), ..MediaType::default() })
    };
    operation.request_body = Some(ReferenceOr::Item(RequestBody {
        description: Some(says.to_owned()),
        content: kinds.into_iter().map(content).collect(),
        required: true,
        extensions: Default::default(),
    }));
}

/// Bytes of whatever kind.
pub fn bytes() -> Schema {
    json_schema!({ "type": "string", "format": "binary" })
}

/// Says what an operation is, who may ask it, what varies in its address, and what it can refuse. Gives the names that
/// its query may have.
pub(crate) fn complete(operation: &mut Operation, (method, path, who): (&str, &str, For), says: &str) -> Named {
    operation.summary = Some(says.to_owned());
    operation.operation_id = Some(id(method, path));
    operation.tags = path.split('/').nth(3).map(str::to_owned).into_iter().collect();
    let right = match who {
        For::May(right) => vec![right.word().to_owned()],
        For::Staff | For::Anyone => Vec::new(),
    };
    if who != For::Anyone {
        let by = |name: &str| SecurityRequirement::from_iter([(name.to_owned(), right.clone())]);
        operation.security = vec![by(KEY), by(SESSION)];
    }
    let told: Vec<String> = operation.parameters.iter().filter_map(|one| Some(data(one)?.name.clone())).collect();
    for name in path.split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
        if !told.iter().any(|told| told == name) {
            let parameter_data = parameter(name, json_schema!({ "type": "string" }));
            let parameter = Parameter::Path { parameter_data, style: PathStyle::Simple };
            operation.parameters.push(ReferenceOr::Item(parameter));
        }
    }
    operation.parameters.iter_mut().filter_map(ReferenceOr::as_item_mut).for_each(known);
    refuses(operation, method);
    named(operation)
}

/// What generators of clients call an operation: `get_customers_id_thread`.
fn id(method: &str, path: &str) -> String {
    let path = path.trim_start_matches("/api/v1/").replace(['{', '}'], "").replace(['/', '-', '.'], "_");
    format!("{}_{path}", method.to_lowercase())
}

/// Says what a parameter is that means the same everywhere, and how many rows a page may have, where it does not say.
fn known(parameter: &mut Parameter) {
    let data = parameter.parameter_data_mut();
    if data.description.is_none() {
        let says = match data.name.as_str() {
            "id" => "Its id.",
            "after" => "Where the page begins: what `next` said. Left out, the list begins.",
            "limit" => "How many rows.",
            "channel" => "Where it happened, such as `web` or `shop`.",
            _ => return,
        };
        data.description = Some(says.to_owned());
    }
    if let ParameterSchemaOrContent::Schema(SchemaObject { json_schema, .. }) = &mut data.format
        && data.name == "limit"
        && json_schema.get("maximum").is_none()
    {
        json_schema.insert("minimum".to_owned(), 1.into());
        json_schema.insert("maximum".to_owned(), paging::MOST.into());
    }
}

/// Names what an operation can refuse.
fn refuses(operation: &mut Operation, method: &str) {
    let is = |like: fn(&Parameter) -> bool| operation.parameters.iter().filter_map(ReferenceOr::as_item).any(like);
    let (varies, is_keyed) =
        (is(|one| matches!(one, Parameter::Path { .. })), is(|one| matches!(one, Parameter::Header { .. })));
    let has_body = operation.request_body.is_some();
    let can = |status: u16| match status {
        404 => varies,
        405 => false,
        409 => method == "POST",
        413 => has_body,
        422 => is_keyed,
        401 | 403 => !operation.security.is_empty(),
        _ => true,
    };
    let refusals: Vec<u16> = REFUSALS.into_iter().map(|(status, _)| status).filter(|status| can(*status)).collect();
    let responses = &mut operation.responses.get_or_insert_default().responses;
    for status in refusals {
        let reference = format!("#/components/responses/{status}");
        responses
            .insert(StatusCode::Code(status), ReferenceOr::Reference { reference, summary: None, description: None });
    }
}

fn data(parameter: &ReferenceOr<Parameter>) -> Option<&ParameterData> {
    Some(parameter.as_item()?.parameter_data_ref())
}

/// The parameters of the query.
fn named(operation: &Operation) -> Named {
    let query = |one: &&ReferenceOr<Parameter>| matches!(one.as_item(), Some(Parameter::Query { .. }));
    let told: Vec<&ParameterData> = operation.parameters.iter().filter(query).filter_map(data).collect();
    Named {
        names: told.iter().map(|one| one.name.clone()).collect(),
        is_open: told.iter().any(|one| one.explode == Some(true)),
    }
}

/// Parameters of a query that cannot be listed, because what they are called varies: an object, each field of which is
/// a parameter.
pub fn open_parameters(name: &str, says: &str, schema: Schema) -> Parameter {
    let described = ParameterData {
        description: Some(says.to_owned()),
        required: false,
        explode: Some(true),
        ..parameter(name, schema)
    };
    Parameter::Query {
        parameter_data: described,
        allow_reserved: false,
        style: QueryStyle::Form,
        allow_empty_value: None,
    }
}

/// A parameter that must be there.
pub(crate) fn parameter(name: &str, schema: Schema) -> ParameterData {
    ParameterData {
        name: name.to_owned(),
        description: None,
        required: true,
        deprecated: None,
        format: ParameterSchemaOrContent::Schema(described(schema)),
        example: None,
        examples: Default::default(),
        explode: None,
        extensions: Default::default(),
    }
}
