//! From a request to a call or a file: who may ask, how large a body is, and what comes back.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{FromRequestParts, Query, Request, State as Extracted};
use axum::http::Method;
use axum::http::header::{AUTHORIZATION, CONTENT_LENGTH, HOST};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use constant_time_eq::constant_time_eq;
use futures_util::StreamExt;
use percent_encoding::percent_decode_str;
use serde_json::Value;
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout, timeout_at};

use super::artifacts;
use super::json;
use super::refusal::{Refusal, json_body};
use super::serve::Config;
use super::sink::Sink;
use super::state::State;
use super::tree::Tree;

/// The largest body of a call, in bytes, and the largest of which there may be several at once.
const LARGEST: u64 = 16 << 20;
const SMALL: u64 = 256 << 10;
/// How long the next part of a body may take, and a whole one that is not an artifact.
pub(super) const PART: Duration = Duration::from_secs(20);
const WHOLE: Duration = Duration::from_secs(25);
/// The version of MLflow that the endpoint reports to clients, whose behavior depends on it.
const VERSION: &str = "3.17.2";

/// What all requests share.
pub(super) struct Shared {
    pub(super) tree: Tree,
    pub(super) reserve: u64,
    token: String,
    state: Mutex<State>,
    /// The permit to hold a large body in memory.
    large: Semaphore,
}

impl Shared {
    /// The state, which no request holds while it waits.
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) fn router(config: Config, sink: Box<dyn Sink>) -> Router {
    let shared = Arc::new(Shared {
        tree: Tree::new(config.artifacts),
        reserve: config.reserve,
        token: config.token,
        state: Mutex::new(State::new(sink)),
        large: Semaphore::new(1),
    });
    Router::new().fallback(answer).with_state(shared)
}

async fn answer(Extracted(shared): Extracted<Arc<Shared>>, request: Request) -> Response {
    respond(&shared, request).await.unwrap_or_else(IntoResponse::into_response)
}

async fn respond(shared: &Arc<Shared>, request: Request) -> Result<Response, Refusal> {
    if !is_own_host(request.headers()) {
        return Err(Refusal::other_host());
    }
    let path = allowed(shared, &request).ok_or_else(Refusal::unauthenticated)?;
    let path = percent_decode_str(&path).decode_utf8().map_err(|_| Refusal::endpoint())?.into_owned();
    let call = ["/api/2.0/mlflow/", "/api/3.0/mlflow/", "/ajax-api/2.0/mlflow/"];
    if let Some(call) = call.iter().find_map(|prefix| path.strip_prefix(prefix)) {
        return answer_call(shared, call, request).await;
    }
    if let Some(path) = path.strip_prefix("/api/2.0/mlflow-artifacts/") {
        return artifacts::answer(shared, path, request).await;
    }
    match path.as_str() {
        "/v1/traces" => {
            shared.state().say_traces();
            discard(request.into_body()).await;
            Ok(StatusCode::OK.into_response())
        }
        "/version" => Ok(VERSION.into_response()),
        "/health" => Ok("OK".into_response()),
        _ => Err(Refusal::endpoint()),
    }
}

async fn answer_call(shared: &Shared, call: &str, request: Request) -> Result<Response, Refusal> {
    let method = request.method().clone();
    let arguments = if method == Method::GET {
        query(request).await?
    } else {
        let body = body(shared, request).await?;
        json::parse(&body).map_err(|why| Refusal::invalid(format!("The body is not understood: {why}.")))?
    };
    let answer = shared.state().call(method.as_str(), call, &arguments)?;
    Ok(json_body(&answer).into_response())
}

/// The arguments in the address of a request.
pub(super) async fn query(request: Request) -> Result<Value, Refusal> {
    let mut parts = request.into_parts().0;
    let pairs = Query::<Vec<(String, String)>>::from_request_parts(&mut parts, &()).await;
    pairs
        .map(|Query(pairs)| json::of_query(pairs))
        .map_err(|_| Refusal::invalid("The query is not understood."))
}

/// Whether the host that a request names is this machine: a page whose host name leads here is not answered.
fn is_own_host(headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(HOST).and_then(|host| host.to_str().ok()) else { return false };
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    ["127.0.0.1", "localhost", "[::1]"].contains(&name)
}

/// The path of a request that carries the token: as a bearer, or as the first name of the path, which is then left
/// out.
fn allowed(shared: &Shared, request: &Request) -> Option<String> {
    let is_token = |text: &str| constant_time_eq(text.as_bytes(), shared.token.as_bytes());
    let path = request.uri().path();
    if let Some((first, rest)) = path.get(1..).and_then(|path| path.split_once('/'))
        && is_token(first)
    {
        return Some(format!("/{rest}"));
    }
    let given = request.headers().get(AUTHORIZATION).and_then(|given| given.to_str().ok());
    let is_bearer = given.and_then(|given| given.strip_prefix("Bearer ")).is_some_and(is_token);
    is_bearer.then(|| path.to_string())
}

/// How many bytes a request says that its body has.
pub(super) fn length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// The body of a call. Large ones are read one after the other.
async fn body(shared: &Shared, request: Request) -> Result<Vec<u8>, Refusal> {
    let deadline = Instant::now() + WHOLE;
    let length = length(request.headers());
    let (mut body, mut permit) = (Vec::new(), None);
    let mut parts = request.into_body().into_data_stream();
    if length.is_some_and(|length| length > LARGEST) {
        discard(Body::from_stream(parts)).await;
        return Err(Refusal::too_large());
    }
    while let Some(part) = timeout_at(deadline, parts.next()).await.map_err(|_| Refusal::late())? {
        let part = part.map_err(|_| Refusal::late())?;
        let bytes = (body.len() as u64).saturating_add(part.len() as u64);
        if bytes > SMALL && permit.is_none() {
            permit = Some(timeout_at(deadline, shared.large.acquire()).await.map_err(|_| Refusal::late())?);
        }
        if bytes > LARGEST {
            discard(Body::from_stream(parts)).await;
            return Err(Refusal::too_large());
        }
        body.extend_from_slice(&part);
    }
    Ok(body)
}

/// Reads what nobody wants: a client that is still sending does not see an answer.
pub(super) async fn discard(body: Body) {
    let mut parts = body.into_data_stream();
    while let Ok(Some(Ok(_))) = timeout(PART, parts.next()).await {}
}
