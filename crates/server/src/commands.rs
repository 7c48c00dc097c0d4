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
use crate::sessions::{SessionId, too_many};

/// Runs a page's command. A refusal is JSON, too, with status 422.
pub(crate) async fn call(
    State(shared): State<Arc<Shared>>,
    Path(command): Path<String>,
    id: SessionId,
    body: Bytes,
) -> Response {
    let Some(connected) = shared.sessions.connect(&id) else { return too_many(id.language()) };
    let (session, language) = (connected.session.clone(), connected.session.language());
    let work = move || match serde_json::from_slice(&body) {
        Ok(arguments) => session.call(&command, arguments),
        Err(_) => Err(Refusal::of(&Message::CommandArguments { command }.into(), language)),
    };
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(Answer::Json(text))) => ([(CONTENT_TYPE, "application/json")], text).into_response(),
        Ok(Ok(Answer::Bytes(bytes))) => ([(CONTENT_TYPE, "application/octet-stream")], bytes).into_response(),
        Ok(Err(refusal)) => refused(&refusal),
        Err(error) => refused(&Refusal::of(&Failure::because(Message::CommandFailed, error), language)),
    }
}

/// Runs `save_chart`, whose route has no name in it.
pub(crate) async fn save_chart(shared: State<Arc<Shared>>, id: SessionId, body: Bytes) -> Response {
    call(shared, Path("save_chart".into()), id, body).await
}

/// The response for a refusal.
pub(crate) fn refused(refusal: &Refusal) -> Response {
    let text = serde_json::to_string(refusal).unwrap_or_default();
    (StatusCode::UNPROCESSABLE_ENTITY, [(CONTENT_TYPE, "application/json")], text).into_response()
}

/// The response for a failure.
pub(crate) fn failed(failure: &Failure, language: Language) -> Response {
    refused(&Refusal::of(failure, language))
}
