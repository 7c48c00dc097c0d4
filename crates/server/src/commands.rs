//! Commands: a POST each, with the arguments as JSON.

use std::sync::Arc;

use api::{Answer, Refusal};
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use locales::{Failure, Language, Message};

use crate::Shared;
use crate::sessions::SessionId;

/// Does what a page asks. A refusal is JSON, too, and its status 422.
pub(crate) async fn call(
    State(shared): State<Arc<Shared>>,
    Path(command): Path<String>,
    id: SessionId,
    body: Bytes,
) -> Response {
    let Some(session) = shared.sessions.get(&id) else { return crate::sessions::too_many(id.language()) };
    let language = session.language();
    let Ok(arguments) = serde_json::from_slice(&body) else {
        return refused(&Refusal::of(&Message::CommandArguments { command }.into(), language));
    };
    match tokio::task::spawn_blocking(move || session.call(&command, arguments)).await {
        Ok(Ok(Answer::Json(text))) => ([(CONTENT_TYPE, "application/json")], text).into_response(),
        Ok(Ok(Answer::Bytes(bytes))) => ([(CONTENT_TYPE, "application/octet-stream")], bytes).into_response(),
        Ok(Err(refusal)) => refused(&refusal),
        Err(error) => refused(&Refusal::of(&Failure::because(Message::CommandFailed, error), language)),
    }
}

/// The response to what is refused.
pub(crate) fn refused(refusal: &Refusal) -> Response {
    let text = serde_json::to_string(refusal).unwrap_or_default();
    (StatusCode::UNPROCESSABLE_ENTITY, [(CONTENT_TYPE, "application/json")], text).into_response()
}

/// The same of a failure.
pub(crate) fn failed(failure: &Failure, language: Language) -> Response {
    refused(&Refusal::of(failure, language))
}
