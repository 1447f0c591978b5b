//! What the HTTP document says beside the operations: how to prove who you are, read from the access table.

use model::access::{Scope, Who, rule};
use utoipa::OpenApi as _;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{Content, OpenApi, RefOr};

const SESSION: &str = "session";
const TOKEN: &str = "token";

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Homecoming",
        description = "Video calls and coffee chats for an alumni community. What is meant for people is said in the \
            language of `Accept-Language`, English or German; codes and slugs stay the same."
    ),
    components(schemas(
        crate::problem::ProblemDocument,
        model::event::Event,
        // Named by query parameters alone, whose schemas are not collected.
        crate::views::person::InterestsMatch,
        crate::views::profile::PreviewAs,
        crate::views::ai_match::AiMatchPurpose,
        crate::views::suggestion::InterestsWanted,
    ))
)]
struct Document;

/// The document before any operation is on it.
pub fn empty() -> OpenApi {
    let mut document = Document::openapi();
    let components = document.components.get_or_insert_default();
    let cookie = ApiKey::Cookie(ApiKeyValue::with_description("__Host-session", "A browser's sign-in."));
    components.add_security_scheme(SESSION, SecurityScheme::ApiKey(cookie));
    let bearer =
        HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some("An integrator's token.")).build();
    components.add_security_scheme(TOKEN, SecurityScheme::Http(bearer));
    document
}

/// Every operation of an item, by the name of its method.
pub fn operations_of(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete].into_iter().flatten()
}

/// Says of each operation what the access table asks for.
pub fn add_security(document: &mut OpenApi) {
    for operation in document.paths.paths.values_mut().flat_map(operations_of) {
        let row = operation.operation_id.as_deref().and_then(rule);
        operation.security = row.and_then(|row| match row.who {
            Who::Anyone => None,
            Who::SignedIn(None) => Some(vec![session()]),
            Who::SignedIn(Some(scope)) => Some(vec![session(), token(scope)]),
            Who::OfCall(rights) => Some(vec![session(), token(rights.scope)]),
            Who::Staff => Some(vec![session(), token(Scope::Admin)]),
        });
    }
}

/// Problems have a media type of their own (RFC 9457).
pub fn mark_problems(document: &mut OpenApi) {
    let responses = document.paths.paths.values_mut().flat_map(operations_of);
    for response in responses.flat_map(|operation| operation.responses.responses.values_mut()) {
        let RefOr::T(response) = response else { continue };
        let is_problem = response.content.get("application/json").is_some_and(describes_problem);
        if is_problem && let Some(content) = response.content.swap_remove("application/json") {
            response.content.insert("application/problem+json".to_owned(), content);
        }
    }
}

fn describes_problem(content: &RefOr<Content>) -> bool {
    let RefOr::T(Content { schema: Some(RefOr::Ref(schema)), .. }) = content else { return false };
    schema.ref_location.ends_with("/ProblemDocument")
}

fn session() -> SecurityRequirement {
    SecurityRequirement::new(SESSION, Vec::<String>::new())
}

fn token(scope: Scope) -> SecurityRequirement {
    SecurityRequirement::new(TOKEN, [scope.as_str()])
}
