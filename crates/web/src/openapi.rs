//! What handlers ask for and answer, as OpenAPI describes it.

use aide::{
    generate::GenContext,
    openapi::{
        HeaderStyle, MediaType, Operation, Parameter, ParameterData, ParameterSchemaOrContent, PathStyle, ReferenceOr,
        Response, SchemaObject, SecurityRequirement,
    },
    operation::{OperationInput, OperationOutput, add_parameters},
};
use schemars::{JsonSchema, Schema};

use crate::{
    keyed::{Created, Repeatable},
    problem::Failed,
    rights::Needed,
    who::{May, Member},
};

/// The name under which the description has the session.
pub const SESSION: &str = "session";

fn signed_in(operation: &mut Operation) {
    operation.security = vec![SecurityRequirement::from_iter([(SESSION.to_owned(), Vec::new())])];
}

impl OperationInput for Member {
    fn operation_input(_: &mut GenContext, operation: &mut Operation) {
        signed_in(operation);
    }
}

impl<R: Needed> OperationInput for May<R> {
    fn operation_input(_: &mut GenContext, operation: &mut Operation) {
        signed_in(operation);
    }
}

/// The body, and the key of the request.
impl<R: Needed, T: JsonSchema> OperationInput for Repeatable<R, T> {
    fn operation_input(cx: &mut GenContext, operation: &mut Operation) {
        signed_in(operation);
        axum::Json::<T>::operation_input(cx, operation);
        let schema = schemars::json_schema!({ "type": "string", "pattern": "^[!-~]{1,200}$" });
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

/// A problem, as RFC 9457 has it.
#[derive(serde::Serialize, JsonSchema)]
#[schemars(rename = "Problem")]
struct Problem {
    /// `/problems/` and a stable word.
    r#type: String,
    /// A sentence for a person.
    title: String,
    /// The status of the answer.
    status: u16,
    /// Under which the log has the cause.
    reference: Option<String>,
}

impl OperationOutput for Failed {
    type Inner = Failed;

    fn inferred_responses(cx: &mut GenContext, _: &mut Operation) -> Vec<(Option<u16>, Response)> {
        let schema = Some(described(cx.schema.subschema_for::<Problem>()));
        let content = MediaType { schema, ..MediaType::default() };
        let response = Response {
            description: "A problem: `type` is stable, `title` says what to do.".to_owned(),
            content: [("application/problem+json".to_owned(), content)].into_iter().collect(),
            ..Response::default()
        };
        vec![(None, response)]
    }
}

/// Says what an operation is, what varies in its address, and where in the description it stands.
pub(crate) fn complete(operation: &mut Operation, path: &str, says: &str) {
    operation.summary = Some(says.to_owned());
    operation.tags = path.split('/').nth(3).map(str::to_owned).into_iter().collect();
    for name in path.split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
        let parameter_data = parameter(name, schemars::json_schema!({ "type": "string" }));
        let parameter = Parameter::Path { parameter_data, style: PathStyle::Simple };
        operation.parameters.push(ReferenceOr::Item(parameter));
    }
}

fn parameter(name: &str, schema: Schema) -> ParameterData {
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
