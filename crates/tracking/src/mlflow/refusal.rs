//! What is not done, as MLflow's clients expect to be told.

use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// The result of a call: a JSON object.
pub(super) type Answer = Result<Value, Refusal>;

/// Why a call is not done.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    code: &'static str,
    message: String,
}

impl Refusal {
    /// There is nothing of that name. Clients ask in order to find out.
    pub(super) fn absent(what: &str, name: &str) -> Self {
        let message = format!("There is no {what} '{}'.", shown(name));
        Self { status: StatusCode::NOT_FOUND, code: "RESOURCE_DOES_NOT_EXIST", message }
    }

    /// There is something of that name already.
    pub(super) fn exists(what: &str, name: &str) -> Self {
        let message = format!("There is a {what} '{}' already.", shown(name));
        Self { status: StatusCode::BAD_REQUEST, code: "RESOURCE_ALREADY_EXISTS", message }
    }

    /// The arguments make no sense.
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, code: "INVALID_PARAMETER_VALUE", message: message.into() }
    }

    /// The body is larger than what is taken.
    pub(super) fn too_large() -> Self {
        let message = "The request is too large.".into();
        Self { status: StatusCode::PAYLOAD_TOO_LARGE, code: "REQUEST_LIMIT_EXCEEDED", message }
    }

    /// The client did not send the rest in time.
    pub(super) fn late() -> Self {
        let message = "The rest of the request did not arrive in time.".into();
        Self { status: StatusCode::REQUEST_TIMEOUT, code: "DEADLINE_EXCEEDED", message }
    }

    /// The call is not known here.
    pub(super) fn endpoint() -> Self {
        let message = "This tracking endpoint does not have this call.".into();
        Self { status: StatusCode::NOT_FOUND, code: "ENDPOINT_NOT_FOUND", message }
    }

    /// The client is to use the simple way instead. It recognises the beginning of the message.
    pub(super) fn no_multipart() -> Self {
        let message = "Multipart upload is not supported for the current artifact repository".into();
        Self { status: StatusCode::NOT_IMPLEMENTED, code: "NOT_IMPLEMENTED", message }
    }

    /// The request does not carry the token.
    pub(super) fn unauthenticated() -> Self {
        let message = "The token is missing or wrong.".into();
        Self { status: StatusCode::UNAUTHORIZED, code: "UNAUTHENTICATED", message }
    }

    /// The request was meant for another host.
    pub(super) fn other_host() -> Self {
        let message = "This address leads to another machine.".into();
        Self { status: StatusCode::FORBIDDEN, code: "PERMISSION_DENIED", message }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = json!({"error_code": self.code, "message": self.message});
        (self.status, json_body(&body)).into_response()
    }
}

/// A JSON body with its type.
pub(super) fn json_body(value: &Value) -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], value.to_string())
}

/// The beginning of a name: enough to recognise it.
fn shown(name: &str) -> &str {
    name.get(..name.floor_char_boundary(200)).unwrap_or_default()
}
